"""Files of pages about what was computed here: corrections, and a unit's criteria."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client

from parindex.portal.packs import known_of_year
from parindex.portal.presenters import page_tables
from parindex.portal.presenters.paper_sheets import unit_year
from scoring.actions.publications import publish
from scoring.core.differences import differences
from scoring.proof import check_code
from scoring.published.corrections import load_corrections
from tests.cast import make_cast
from tests.factories import make_fact, make_publication, make_result, make_unit
from tests.factories_computed import draft_computed, freeze, make_computed, make_corrected
from units.models import UnitForm, UnitKind

from .test_page_files import rows_of


@pytest.mark.django_db
def test_a_correction_is_in_the_file_with_every_figure_before_and_after():
    first, second = make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    html = client.get("/dinh-chinh/").content.decode()
    assert 'href="/dinh-chinh.xlsx" download' in html
    heading, *rows = rows_of(client, "/dinh-chinh", "csv")
    assert {row[0] for row in rows} == {str(second.number)}
    assert {row[1] for row in rows} == {str(first.number)}
    table = re.search(r"<caption>Số liệu thay đổi</caption>.*?</table>", html, re.S).group()
    assert sum(row[heading.index("Loại")] == "số liệu" for row in rows) == table.count('<tr><th scope="row">')
    assert {row[-1] for row in rows} == {"Dữ liệu minh họa"}
    for form in ("xlsx", "json"):
        assert rows_of(client, "/dinh-chinh", form) == [heading, *rows]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_average_that_a_correction_changed_is_in_the_file_as_on_the_page(form):
    make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    html = unescape(client.get("/dinh-chinh/").content.decode())
    told = re.findall(r"<li><b>([^<]*)\.</b> Trước: (\S+)\. Sau: (\S+)\.</li>", html)
    heading, *rows = rows_of(client, "/dinh-chinh", form)
    kind, unit, *shown = (heading.index(name) for name in ("Loại", "Đơn vị", "Số liệu", "Trước", "Sau"))
    found = [row for row in rows if row[kind] == "số chung của khối"]
    assert [tuple(row[place] for place in shown) for row in found] == told
    assert [name for name, _before, _after in told] == ["Điểm trung bình", "Chỉ số trung bình"]
    assert {row[unit] for row in found} == {""}
    assert rows[-len(found) :] == found, "rows that were known before stay where they were"


@pytest.mark.django_db
def test_a_correction_of_an_average_alone_says_what_it_corrects():
    cast = make_cast()
    first = make_published_with_average(cast, "92.75")
    second = make_published_with_average(cast, "92.57", version=2, supersedes=first, reason="Trung bình in sai.")
    client = Client(headers={"host": "localhost"})
    heading, row = rows_of(client, "/dinh-chinh", "csv")
    told = dict(zip(heading, row, strict=True))
    assert (told["Công bố số"], told["Thay công bố số"]) == (str(second.number), str(first.number))
    assert (told["Loại"], told["Số liệu"], told["Trước"], told["Sau"]) == (
        "số chung của khối", "Trung bình", "92,75", "92,57",
    )  # fmt: skip
    feed = unescape(client.get("/dinh-chinh/feed.xml").content.decode())
    assert "Số chung của khối: Trung bình: 92,75 → 92,57." in feed


def make_published_with_average(cast, average: str, **fields):
    draft = make_publication(cast.par, cast.districts, 2024, **fields)
    make_result(draft, cast["huyen-song-em"], 1, "95.25")
    make_fact(draft, value=average)
    return publish(publication=draft, by=None)


@pytest.mark.django_db
def test_a_computed_year_has_every_criterion_of_its_page():
    make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    heading, *rows = rows_of(client, "/don-vi/huyen-nui-xanh/2024", "csv")
    html = client.get("/don-vi/huyen-nui-xanh/2024/").content.decode()
    for row in rows:
        if row[1] == "tiêu chí":
            assert row[heading.index("Nội dung")] in unescape(html)
    kinds = {row[1] for row in rows}
    assert {"kết quả", "lĩnh vực", "tiêu chí"} <= kinds
    assert {row[-1] for row in rows} == {"Dữ liệu minh họa"}


@pytest.mark.django_db
def test_what_a_unit_lost_is_in_the_file_as_numbers_and_ranks_that_are_none_say_so():
    cast = make_cast()
    first = make_computed(cast, 2023, set_code="minh-hoa-2024")
    freeze(draft_computed(cast, 2024, previous=first))
    client = Client(headers={"host": "localhost"})
    heading, *rows = rows_of(client, "/don-vi/huyen-nui-xanh/2024", "csv")
    html = unescape(client.get("/don-vi/huyen-nui-xanh/2024/").content.decode())
    lost = [row for row in rows if row[1] == "mất điểm"]
    assert [row[2] for row in lost] == re.findall(r'<tbody><tr><th scope="row"><b>([^<]+)</b>', html)
    assert [row[4] for row in lost] == ["3.11", "2.99", "2.5", "2.3", "2", "1", "0.5"]
    assert lost[2][6] == (
        "năm 2023: mất 2,5; lặp lại; nếu đạt tối đa (không phải kết quả chính thức): vẫn hạng 2;"
        " đơn vị đạt tối đa: Huyện Sông Êm và Quận Bến Mới"
    )
    ranks = [row for row in rows if row[1] == "hạng nếu tính cách khác, không phải kết quả chính thức"]
    assert ranks[0][3:7] == ["Chỉ tính điểm thẩm định", "3", "4", "thấp hơn 1 bậc"]
    assert {len(row) for row in rows} == {len(heading)}
    for form in ("xlsx", "json"):
        assert len(rows_of(client, "/don-vi/huyen-nui-xanh/2024", form)) == len(rows) + 1


@pytest.mark.django_db
def test_a_superseded_table_says_so_in_the_file_of_its_figures():
    first, second = make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    said = f"Bản này đã được đính chính bằng công bố số {second.number}"
    heading, *rows = rows_of(client, f"/cong-bo/{first.number}/so-lieu", "csv")
    assert {row[heading.index("Đính chính")] for row in rows} == {said}
    assert {row[heading.index("Công bố trên cổng số")] for row in rows} == {str(first.number)}
    assert {row[heading.index("Mã kiểm tra")] for row in rows} == {check_code(first.content_hash)}
    about = client.get(f"/cong-bo/{first.number}/so-lieu.json").json()["about"]
    assert (about["Đính chính"], about["Công bố trên cổng số"]) == (said, str(first.number))
    heading, *rows = rows_of(client, f"/cong-bo/{second.number}/so-lieu", "csv")
    assert {row[heading.index("Đính chính")] for row in rows} == {
        f"Bản này đính chính công bố số {first.number}. Lý do: {second.reason}"
    }


@pytest.mark.django_db
def test_a_correction_of_no_figure_is_in_the_file_of_corrections():
    make_corrected(make_cast())
    found = [replace(each, changes=differences({}, {}), facts=()) for each in load_corrections()]
    rows = page_tables.all_corrections(found, "/").rows
    assert [row[5] for row in rows] == ["nội dung khác"]
    assert rows[0][-1] == "Dữ liệu minh họa"


@pytest.mark.django_db
def test_a_search_that_found_more_than_it_shows_says_so_in_its_file():
    cast = make_cast()
    for number in range(70):
        make_unit(
            f"Thử {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province, position=100 + number
        )
    client = Client(headers={"host": "localhost"})
    heading, *rows = rows_of(client, "/tim-kiem", "csv", "?q=thu")
    said = {row[heading.index("Phạm vi")] for row in rows}
    assert said == {f"Có nhiều đơn vị khớp; đây là {len(rows)} đơn vị đầu."}
    assert len(rows) < 70
    assert "Phạm vi" not in rows_of(client, "/tim-kiem", "csv", "?q=thu+69")[0]


FILES_OF_THE_TABLE = (
    "/don-vi/huyen-nui-xanh/2024",
    "/don-vi/huyen-nui-xanh",
    "/don-vi/huyen-nui-xanh/cac-chi-so",
    "/xep-hang/minh-hoa/quan-huyen/par/2024/phan-tich",
)


@pytest.mark.django_db
@pytest.mark.parametrize("base", FILES_OF_THE_TABLE)
def test_after_a_correction_every_file_of_its_units_says_so_beside_the_check_code(base):
    first, second = make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    said = f"Bản này đính chính công bố số {first.number}. Lý do: {second.reason}"
    for form in ("csv", "xlsx", "json"):
        heading, *rows = rows_of(client, base, form)
        mine = [row for row in rows if row[heading.index("Đính chính")]]
        assert {row[heading.index("Đính chính")].rstrip(".") for row in mine} == {said.rstrip(".")}
        assert {row[heading.index("Mã kiểm tra")] for row in mine} == {check_code(second.content_hash)}
        assert len({len(row) for row in [heading, *rows]}) == 1
    about = client.get(f"{base}.json").json()["about"]
    assert about[f"Công bố số {second.number}, đính chính"] == said


@pytest.mark.django_db
@pytest.mark.parametrize("base", FILES_OF_THE_TABLE)
def test_where_nothing_was_corrected_no_file_speaks_of_corrections(base):
    make_computed(make_cast())
    client = Client(headers={"host": "localhost"})
    assert "Đính chính" not in rows_of(client, base, "csv")[0]
    assert "đính chính" not in client.get(f"{base}.json").content.decode()


@pytest.mark.django_db
def test_after_a_correction_the_sheet_of_a_units_year_says_so():
    first, second = make_corrected(make_cast())
    context = unit_year("huyen-nui-xanh", 2024, known_of_year("huyen-nui-xanh", 2024), str)
    said = f"Bản này đính chính công bố số {first.number}. Lý do: {second.reason}"
    assert context["corrected"] == {second.number: said}
    assert said in unescape(render_to_string("portal/papers/unit_year.html", context))
