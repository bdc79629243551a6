"""What a unit could reach: of every part the same on page, paper and in files, and never what did not apply to it."""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.test import Client

from parindex.portal.packs import known_of_year
from parindex.portal.presenters import annex, block_sheet, charting, provenance
from parindex.portal.presenters.paper_sheets import unit_year
from scoring.actions.publications import publish
from scoring.canonical import stored_contents
from scoring.core.scheme import BESIDE, Origin
from scoring.published import find_release, load_ranking
from scoring.published.applicable import left_out_of
from scoring.published.meeting import load_meeting
from scoring.published.preview import ranking_of
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_result
from tests.factories_computed import MEASURES, SCHEME, altered, make_computed

pytestmark = pytest.mark.django_db
D = Decimal
COMPARED = "bang=minh-hoa.quan-huyen.par.2024&don-vi=huyen-song-em&don-vi=quan-ben-moi"
# Leaves that do not apply: none; one of 5 points; two in two parts and a bonus; a whole part beside a leaf.
NOT_APPLICABLE = {
    "huyen-song-em": (),
    "quan-ben-moi": ("2.4",),
    "huyen-nui-xanh": ("1.1.1", "2.6", "2.7"),
    "huyen-ho-guom-nho": ("2.2", "2.5"),
}
# Worked out by hand from the maximums of the factory's set: 40, 10, 10, bonus 2, penalty 3.
EXPECTED = {
    "huyen-song-em": {"": "60", "Thẩm định": "40", "Điều tra": "10", "Hài lòng": "10", "Thưởng": "2", "Trừ": "3"},
    "quan-ben-moi": {"": "55", "Thẩm định": "35", "Điều tra": "10", "Hài lòng": "10", "Thưởng": "2", "Trừ": "3"},
    "huyen-nui-xanh": {"": "47", "Thẩm định": "37", "Điều tra": "10", "Trừ": "3"},
    "huyen-ho-guom-nho": {"": "40", "Thẩm định": "30", "Hài lòng": "10", "Thưởng": "2", "Trừ": "3"},
}
CODES = {
    "Thẩm định": "tham-dinh",
    "Điều tra": "dieu-tra",
    "Hài lòng": "hai-long",
    "Thưởng": "diem-thuong",
    "Trừ": "diem-tru",
}
PARTS = {
    unit: {CODES[name]: maximum for name, maximum in own.items() if name} for unit, own in EXPECTED.items()
}  # fmt: skip


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


@pytest.fixture
def computed():
    without = {(unit, code): None for unit, codes in NOT_APPLICABLE.items() for code in codes}
    applies = {("quan-ben-moi", "2.4"): MEASURES["quan-ben-moi"]["2.4"]}
    return make_computed(make_cast(), 2024, measures=altered({**applies, **without}))


def ranking():
    return load_ranking(find_release("minh-hoa", "quan-huyen", "par", 2024))


def of_page(reader, address: str) -> dict[str, str]:
    """Each part's maximum by its name, as the page of the year prints it in tiles or in a table."""
    html = unescape(reader.get(address).content.decode())
    tiles = re.findall(r'<span class="k">([^<]+)</span><div class="n">[\d,]+ <small>/ ([\d,]+)</small>', html)
    table = re.search(r"<caption>Các phần của kết quả</caption>.*?</table>", html, re.S)
    part = re.compile(r'<th scope="row">([^<]+).*?<td class="num total">.*?</td><td class="num">([\d,]+)</td>', re.S)
    lines = (table.group() if table else "").split("<tr>")
    rows = [found.groups() for line in lines if (found := part.match(line))]
    return {name.strip(): maximum for name, maximum in [*tiles, *rows]}


def raw_rows(reader, base: str, form: str) -> list[list]:
    """The rows of a file as it holds them: texts of a CSV, numbers of the other two as they are written."""
    content = reader.get(f"{base}.{form}").content
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if form == "json":
        return json.loads(content, parse_float=str, parse_int=str)["rows"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[f"{cell:g}" if isinstance(cell, int | float) else cell for cell in row] for row in sheet.values]


@pytest.mark.parametrize("unit", EXPECTED)
def test_page_and_files_state_what_applied_to_the_unit_in_every_part(reader, computed, unit):
    base = f"/don-vi/{unit}/2024"
    shown = of_page(reader, f"{base}/")
    names = {each.name: each.code for each in ranking().components}
    assert {names[name]: most for name, most in shown.items() if name in names} == PARTS[unit]
    for form in ("csv", "xlsx", "json"):
        rows = [row for row in raw_rows(reader, base, form) if row[1] == "thành phần"]
        assert {row[2]: row[5] for row in rows} == PARTS[unit], form
        (total,) = [row for row in raw_rows(reader, base, form) if row[1] == "kết quả" and row[3] == "Tổng điểm"]
        assert total[5] == EXPECTED[unit][""]
    known = known_of_year(unit, 2024)
    (sheet,) = unit_year(unit, 2024, known, "http://localhost{}".format)["sheets"]
    assert {part.component.code: part.cell.maximum for part in sheet.parts} == PARTS[unit]


@pytest.mark.parametrize("unit", EXPECTED)
def test_no_maximum_of_a_computed_year_is_called_unpublished(reader, computed, unit):
    html = unescape(reader.get(f"/don-vi/{unit}/2024/").content.decode())
    table = re.search(r"<caption>Các phần của kết quả</caption>.*?</table>", html, re.S)
    assert "không công bố" not in (table.group() if table else html[: html.index("<h2")])


def test_parts_add_up_to_what_the_total_is_out_of(computed):
    """Reckoned anew from the criteria, leaf by leaf."""
    for row in ranking().rows:
        slow = {
            leaf.code: leaf.max_score for leaf in SCHEME.leaves if leaf.code not in NOT_APPLICABLE[row.unit]
        }  # fmt: skip
        counted = sum(most for code, most in slow.items() if SCHEME.by_code[code].origin not in BESIDE)
        own = sum(most for code, most in row.maximums.items() if code not in ("diem-thuong", "diem-tru"))
        assert own == counted == row.max_score == row.out_of(ranking().release)


def test_a_criterion_that_did_not_apply_has_no_maximum_in_the_file_and_a_bonus_has_its_own(reader, computed):
    rows = raw_rows(reader, "/don-vi/huyen-nui-xanh/2024", "csv")
    nodes = {row[2]: row[4:6] for row in rows if row[1] in ("tiêu chí", "lĩnh vực")}
    assert nodes["1.1.1"] == ["không áp dụng", ""]
    assert nodes["1.1"][1] == "2"
    assert nodes["1"][1] == "7"
    rows = raw_rows(reader, "/don-vi/huyen-song-em/2024", "csv")
    nodes = {row[2]: row[4:6] for row in rows if row[1] in ("tiêu chí", "lĩnh vực")}
    assert nodes["2.7"] == ["1", "2"]
    html = unescape(reader.get("/don-vi/huyen-song-em/2024/").content.decode())
    assert re.search(r"2\.7 Điểm thưởng.*?<td class=\"num\">1 <small>/ 2</small>", html, re.S)


def test_numbers_of_the_file_have_no_zeros_that_nobody_printed(reader, computed):
    for form in ("csv", "json"):
        for row in raw_rows(reader, "/don-vi/quan-ben-moi/2024", form):
            assert not re.search(r"\.\d*0$", str(row[5] or "")), row


def test_a_ranking_says_beside_each_figure_what_it_is_out_of_where_its_heading_does_not(reader, computed):
    page = unescape(reader.get("/xep-hang/minh-hoa/quan-huyen/par/2024/").content.decode())
    rows = {unit: re.search(rf'<tbody id="{unit}">.*?</tbody>', page, re.S)[0] for unit in EXPECTED}
    assert "<small>trên 35</small>" in rows["quan-ben-moi"]
    assert "<dd>28,05/35</dd>" in rows["quan-ben-moi"]
    assert "trên 4" not in rows["huyen-song-em"]
    heading = page[page.index("<thead") : page.index("</thead>")]
    assert "tối đa 40" in heading
    assert "tối đa 60" in heading


def test_a_signed_table_states_a_maximum_over_a_column_only_where_it_is_that_of_all(computed):
    made = annex.annex(ranking(), "http://localhost{}".format)
    under = dict(zip(made.headings, made.small, strict=True))
    assert under["Thẩm định"] == under["Tổng điểm"] == ""
    assert under["Hài lòng"] == "tối đa 10"
    sheet = block_sheet.block_sheet(load_meeting(ranking().release), "http://localhost{}".format)
    under = {heading.text: heading.small for heading in sheet.headings}
    assert under["Thẩm định"] == under["Tổng điểm"] == under["1. Cải cách thể chế"] == ""
    assert under["Hài lòng"] == "tối đa 10"


def test_a_signed_table_of_units_that_are_alike_states_it(reader):
    """The control: the same for all stands over the column, also where it is less than the whole set."""
    make_computed(make_cast(), 2024, measures=altered({(unit, "2.4"): None for unit in MEASURES}))
    made = annex.annex(ranking(), "http://localhost{}".format)
    under = dict(zip(made.headings, made.small, strict=True))
    assert (under["Thẩm định"], under["Tổng điểm"]) == ("tối đa 35", "tối đa 55")
    page = unescape(reader.get("/xep-hang/minh-hoa/quan-huyen/par/2024/").content.decode())
    assert "tối đa 35" in page
    assert "trên 35" not in page
    sheet = block_sheet.block_sheet(load_meeting(ranking().release), "http://localhost{}".format)
    assert {heading.text: heading.small for heading in sheet.headings}["1. Cải cách thể chế"] == "tối đa 10"


def test_the_sources_of_the_figures_say_whose_maximum_a_part_states(computed):
    said = {each.label: each.text for each in provenance.components(ranking())}
    assert said["Điểm thẩm định"] == "tối đa 40 khi mọi tiêu chí đều áp dụng"
    assert said["Điều tra xã hội học"] == "tối đa 10"


def test_a_comparison_measures_each_unit_by_its_own(reader, computed):
    html = reader.get(f"/so-sanh/?{COMPARED}").content.decode()
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    assert "37,10/40" in text
    assert "28,05/35" in text
    drawn = charting.compare_chart(ranking(), ["huyen-song-em", "quan-ben-moi"])
    # 37.1 of 40, 28.0501 of 35.
    assert [bar.share for bar in drawn.bars if bar.group == "Thẩm định"] == ["92.8", "80.1"]


def test_a_draft_states_the_same_before_it_is_published(computed):
    contents = stored_contents(computed)
    draft = {row.unit: dict(row.maximums) for row in ranking_of(contents).rows}
    assert draft == {row.unit: dict(row.maximums) for row in ranking().rows}


def test_leaves_of_a_survey_that_was_not_made_are_left_out_only_where_the_rules_say_so(computed):
    marks = [("a", "no_survey", Origin.SURVEY.value, D(10)), ("a", "na", Origin.APPRAISAL.value, D("2.5"))]
    release = ranking().release
    excused = left_out_of(replace(release, rescale_without_survey=True), marks)
    assert dict(excused["a"]) == {"dieu-tra": D(10), "tham-dinh": D("2.5")}
    assert dict(left_out_of(replace(release, rescale_without_survey=False), marks)["a"]) == {"tham-dinh": D("2.5")}


def transcribed(**fields):
    """A table of a source: one part with a maximum, one without; the second unit's total out of less."""
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2020, unit_count=2)
    parts = {
        make_component(publication, max_score=D(60)): "50.5",
        make_component(publication, "xhh", name="Điều tra xã hội học", short_name="XHH"): "7.25",
    }
    for rank, (unit, most) in enumerate((("huyen-song-em", None), ("huyen-nui-xanh", D(84))), start=1):
        make_result(publication, cast[unit], rank, str(60 - rank), scores=parts, max_score=most)
    return publish(publication=publication, by=None)


@pytest.mark.parametrize(("unit", "expected"), [("huyen-song-em", "60"), ("huyen-nui-xanh", "")])
def test_of_a_transcribed_table_only_what_its_source_prints_is_stated(reader, unit, expected):
    """The second unit's source does not say of which part its maximum is lower; the survey's is not printed at all."""
    transcribed()
    base = f"/don-vi/{unit}/2020"
    assert of_page(reader, f"{base}/").get("Điểm thẩm định", "") == expected
    assert "Điều tra xã hội học" not in of_page(reader, f"{base}/")
    for form in ("csv", "xlsx", "json"):
        rows = [row for row in raw_rows(reader, base, form) if row[1] == "thành phần"]
        assert {row[2]: row[5] or "" for row in rows} == {"tham-dinh": expected, "xhh": ""}, form
