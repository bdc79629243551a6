"""A computed publication in public: how it was computed, the criteria set, every unit's points, surveys, corrections."""

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from parindex.portal.presenters import corrections as presenter
from parindex.portal.presenters.charting import labelled
from parindex.portal.presenters.provenance import release_facts
from scoring.core.differences import CellChange
from scoring.models import PublishedMark
from scoring.proof import check_code
from scoring.published import load_corrections, release_by_number
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import draft_computed, freeze, make_computed, make_corrected

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def computed():
    return make_computed(make_cast())


def test_the_publication_page_says_how_it_was_computed(reader, computed):
    text = words(reader.get("/cong-bo/1/"))
    assert "Bộ tiêu chí cấp huyện năm 2024" in text
    assert "100/QĐ-UBND ngày 5/1/2024" in text
    assert "Xếp hạng theo chỉ số (%) đã làm tròn" in text
    assert "hạng kế tiếp bị bỏ qua (1, 2, 2, 4)" in text
    assert "làm tròn một lần đến 2 chữ số" in text
    assert "Tốt : chỉ số từ 80% trở lên, mỗi lĩnh vực đạt ít nhất 70%" in text
    assert "nguồn in" not in text


def test_the_publication_page_shows_every_criterion_with_its_rule_in_words(reader, computed):
    text = words(reader.get("/cong-bo/1/"))
    assert "2.3 Sáng kiến được công nhận" in text
    assert "1,5 điểm cho mỗi trường hợp" in text
    assert "dưới 50% thì 0 điểm" in text
    assert "Cơ quan thẩm định: Sở Ánh Trăng" in text


def test_a_units_year_shows_areas_beside_the_block_and_leaves_with_what_was_measured(reader, computed):
    text = words(reader.get("/don-vi/quan-ben-moi/2024/"))
    assert "1. Cải cách thể chế trung bình khối 61,9%, cao nhất 97,5% (Huyện Sông Êm) 7,50 / 10" in text
    assert "mất 2,50 điểm" in text
    assert "2.2 Tỷ lệ hồ sơ nộp trực tuyến 75,501% × 10 / 100 = 7,5501 điểm 7,5501 / 10 mất 2,4499 2,4499" in text
    assert "2.4 Hồ sơ phải xin lỗi do trễ hạn Đơn vị không được giao tiếp nhận hồ sơ này. không áp dụng" in text
    assert "34,3001 / 45" in text


def test_survey_figures_show_what_they_rest_on_and_small_bases_say_so(reader, computed):
    text = words(reader.get("/don-vi/huyen-song-em/2024/"))
    assert "Chỉ số hài lòng 87,50% ± " in text
    assert " 130 65%" in text
    why = "không công bố (cỡ mẫu nhỏ, hoặc để không suy ra được số liệu có cỡ mẫu nhỏ)"
    assert f"Chỉ số hài lòng: Tiếp nhận góp ý {why}" in text


def test_a_large_block_folds_its_marks_behind_an_address_of_each_unit(reader, computed, monkeypatch):
    monkeypatch.setattr("parindex.portal.presenters.criteria.CELLS_ON_A_PAGE", 10)
    page = reader.get("/cong-bo/1/").content.decode()
    assert "75,501%" not in page
    assert 'href="?don-vi=quan-ben-moi#quan-ben-moi"' in page
    one = words(reader.get("/cong-bo/1/?don-vi=quan-ben-moi"))
    assert "75,501%" in one
    assert "88,5%" not in one
    assert "75,501%" not in words(reader.get("/cong-bo/1/?don-vi=khong-co"))


def test_an_old_version_keeps_its_marks(reader):
    make_corrected(make_cast())
    assert "701" in words(reader.get("/cong-bo/1/")) or "70,1% × 10 / 100 = 7,01" in words(reader.get("/cong-bo/1/"))
    assert "75,1% × 10 / 100 = 7,51" in words(reader.get("/cong-bo/2/"))


def test_a_round_without_a_survey_says_so(reader):
    draft = draft_computed(make_cast(), survey_made=False, rescale_without_survey=True)
    PublishedMark.objects.filter(result__publication=draft, criterion__code="2.5").update(
        state="no_survey", points=None, amount=None
    )
    freeze(draft)
    assert "Năm này không tổ chức điều tra xã hội học." in words(reader.get("/cong-bo/1/"))
    assert "không tổ chức điều tra" in words(reader.get("/don-vi/huyen-song-em/2024/"))


# --- corrections ---


def test_a_correction_lists_every_score_and_rank_before_and_after(reader):
    make_corrected(make_cast())
    text = words(reader.get("/dinh-chinh/"))
    assert "Số hồ sơ trực tuyến của Huyện Núi Xanh nhập thiếu 50 hồ sơ." in text
    assert "Quận Bến Mới 2 3 giảm 1 bậc" in text
    assert "Huyện Núi Xanh Tổng điểm 45,60 46,10 +0,50" in text
    assert "Tiêu chí 2.2: Tỷ lệ hồ sơ nộp trực tuyến 7,01 7,51 +0,5" in text
    assert "công bố số 2 thay công bố số 1" in text
    assert "Huyện Sông Êm" not in text


def test_the_printed_list_of_corrections_has_the_check_code_of_each(reader):
    _first, second = make_corrected(make_cast())
    html = reader.get("/dinh-chinh/").content.decode()
    said = f"Mã kiểm tra của công bố số {second.number}: {check_code(second.content_hash)}"
    assert f'<p class="small print-only">{said}</p>' in html


def test_a_correction_shows_figures_as_the_tables_print_them_and_the_averages_that_changed(reader):
    make_corrected(make_cast())
    found = load_corrections()[0]
    key = ("huyen-nui-xanh", "c.tham-dinh")
    cell = CellChange(key[0], "Huyện Núi Xanh", key[1], Decimal("47.075"), Decimal("50.071"))
    rounded = replace(found, changes=replace(found.changes, cells=(cell,)), printed=({key: "47,08"}, {key: "50,07"}))
    [shown] = presenter.view(rounded).scores
    assert (shown.before, shown.after, shown.by) == ("47,08", "50,07", "+2,99")
    hidden = replace(rounded, printed=({key: "47,08"}, {key: "47,08"}))
    assert presenter.view(hidden).scores[0].before == "47,075"
    average = re.search(r"Điểm trung bình[^.]*\. Trước: ([\d,]+)\. Sau: ([\d,]+)\.", words(reader.get("/dinh-chinh/")))
    table = words(reader.get("/xep-hang/minh-hoa/quan-huyen/par/2024/"))
    assert average
    assert average[2] in table
    assert average[1] in words(reader.get("/cong-bo/1/"))


def test_what_was_released_here_says_when_though_no_announcement_or_decision_is_frozen(computed):
    release = replace(release_by_number(computed.number), announced_on="", decision_number="")
    at = timezone.localtime(computed.published_at).strftime("%H:%M, %d/%m/%Y")
    here, copied = (dict(release_facts(each)) for each in (release, replace(release, origin="transcribed")))
    assert (here["Thời điểm công bố"], here["Quyết định"]) == (at, "chưa ghi khi công bố")
    assert (copied["Thời điểm công bố"], copied["Quyết định"]) == ("không rõ", "nguồn không nêu")
    frozen = dict(release_facts(replace(release, decision_number="12/QĐ-UBND")))
    assert frozen["Quyết định"] == "12/QĐ-UBND"


def test_notices_stand_on_ranking_unit_and_publication_pages(reader):
    make_corrected(make_cast())
    for address in ("/xep-hang/minh-hoa/quan-huyen/par/2024/", "/don-vi/huyen-song-em/2024/", "/cong-bo/2/"):
        page = reader.get(address)
        assert "nhập thiếu 50 hồ sơ" in words(page), address
        assert "/dinh-chinh/#cong-bo-2" in page.content.decode(), address
    before = words(reader.get("/cong-bo/1/"))
    assert "Bản này đã được đính chính." in before
    assert "45,60" in before


def test_the_feed_is_atom_and_tells_reason_and_moves(reader):
    _first, second = make_corrected(make_cast())
    answer = reader.get("/dinh-chinh/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    space = {"a": "http://www.w3.org/2005/Atom"}
    entry = ElementTree.fromstring(answer.content).find("a:entry", space)
    assert entry.find("a:title", space).text.startswith("Dữ liệu minh họa. Đính chính: ")
    assert "nhập thiếu 50 hồ sơ" in entry.find("a:summary", space).text
    assert "Quận Bến Mới: 2 → 3" in entry.find("a:summary", space).text
    assert re.search(r"Số chung của khối: Điểm trung bình: [\d,]+ → [\d,]+", entry.find("a:summary", space).text)
    assert entry.find("a:id", space).text == f"urn:sha256:{second.content_hash}"
    assert entry.find("a:link", space).get("href") == "http://localhost/dinh-chinh/#cong-bo-2"


def test_without_corrections_list_and_feed_are_empty(reader, computed):
    assert "Chưa có đính chính nào." in words(reader.get("/dinh-chinh/"))
    assert b"<entry>" not in reader.get("/dinh-chinh/feed.xml").content


def test_a_draft_correction_is_nowhere(reader, computed):
    cast_units = {each.unit_code for each in computed.results.all()}
    assert cast_units
    from .test_proof import make_draft_cast

    draft_computed(make_draft_cast(), 2024, version=2, supersedes=computed, reason="CANARY-5521")
    for address in ("/dinh-chinh/", "/dinh-chinh/feed.xml", "/cong-bo/1/", "/xep-hang/minh-hoa/quan-huyen/par/2024/"):
        assert "CANARY" not in reader.get(address).content.decode()


# --- the word that figures are invented ---

SHOW_TABLES = [
    "/",
    "/xep-hang/",
    "/xep-hang/minh-hoa/quan-huyen/par/2024/",
    "/xep-hang/minh-hoa/quan-huyen/par/2019/",
    "/don-vi/",
    "/don-vi/huyen-song-em/",
    "/don-vi/huyen-song-em/2024/",
    "/don-vi/tinh-minh-hoa/",
    "/so-sanh/?bang=minh-hoa.quan-huyen.par.2024&don-vi=huyen-song-em&don-vi=quan-ben-moi",
    "/so-sanh/",
    "/tim-kiem/?q=song+em",
    "/du-lieu/",
    "/cong-bo/1/",
    "/cong-bo/2/",
    "/dinh-chinh/",
]


@pytest.mark.parametrize("address", SHOW_TABLES)
def test_every_page_with_invented_figures_or_names_says_so_at_its_top(reader, address):
    make_corrected(make_cast())
    page = reader.get(address).content.decode()
    top = page[: page.index("<main")]
    assert "ữ liệu minh họa." in top


def test_a_page_with_real_figures_only_does_not_say_it(reader):
    cast = make_cast()
    make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5")], illustrative=False)
    page = reader.get("/xep-hang/minh-hoa/quan-huyen/par/2020/").content.decode()
    assert "ữ liệu minh họa" not in page[: page.index("<main")]


def test_the_drawing_of_invented_figures_says_so_where_it_is_read_without_its_page(reader, computed):
    drawing = reader.get("/xep-hang/minh-hoa/quan-huyen/par/2024/bieu-do.json").json()
    assert drawing["layout"]["meta"] == "Dữ liệu minh họa"
    assert "meta" not in labelled({"layout": {}}, illustrative=False)["layout"]
