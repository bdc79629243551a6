"""Where a unit lost points and how it would stand by something else, as its year's page tells it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.actions.publications import publish
from scoring.core.rules import Measure
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_result
from tests.factories_computed import MEASURES, altered, draft_computed, freeze, make_computed

pytestmark = pytest.mark.django_db
UNOFFICIAL = "Không phải kết quả chính thức"


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def row(response, code: str) -> str:
    """The words of a criterion's line in the table of losses."""
    found = re.search(
        rf"<tbody><tr><th scope=\"row\"><b>{re.escape(code)}</b>.*?</tbody>", response.content.decode(), re.S
    )
    assert found, f"no line of {code}"
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found.group()))).strip()


@pytest.fixture
def two_years():
    cast = make_cast()
    before = altered({("huyen-nui-xanh", "1.2"): Measure(choice="du")})
    first = make_computed(cast, 2023, measures=before, set_code="minh-hoa-2024")
    return freeze(draft_computed(cast, 2024, previous=first))


def test_losses_stand_with_last_year_places_and_those_with_full_marks(reader, two_years):
    page = reader.get("/don-vi/huyen-nui-xanh/2024/")
    assert "Mất 14,4 điểm ở 7 trong 11 tiêu chí được chấm; 6 tiêu chí đã mất điểm cả năm 2023." in words(page)
    assert row(page, "2.5").startswith(
        "2.5 Đánh giá của cán bộ, công chức điều tra xã hội học 3,11 / 10 mất 3,11 lặp lại"
    )
    line = row(page, "1.2")
    assert "2,5 / 5 không mất" in line
    assert "lặp lại" not in line
    assert "Huyện Sông Êm , Quận Bến Mới" in line


def test_a_line_says_what_full_marks_would_have_been_worth(reader, two_years):
    page = reader.get("/don-vi/huyen-ho-guom-nho/2024/")
    assert "lên 0 bậc" not in words(page)
    assert "vẫn hạng 4" in row(page, "2.8")
    assert "0,75" in row(page, "2.8")
    assert "điểm trừ" in row(page, "2.8")
    page = reader.get("/don-vi/huyen-nui-xanh/2024/")
    assert "vẫn hạng 2" in row(page, "1.2")


def test_the_cheapest_way_is_one_sentence_with_points_and_criteria(reader, two_years):
    text = words(reader.get("/don-vi/huyen-ho-guom-nho/2024/"))
    assert (
        "Để lên hạng 2 (ngang Huyện Núi Xanh và Quận Bến Mới), đơn vị cần thêm ít nhất 14,847 điểm: không tiêu"
        " chí nào một mình có đủ; ít nhất là 2 tiêu chí, như 2.2 (10) và 1.2 (5)." in text
    )
    assert "Để vượt hẳn Huyện Núi Xanh và Quận Bến Mới: ít nhất 14,853 điểm." in text


def test_the_first_has_nobody_ahead(reader, two_years):
    assert "Không có đơn vị nào xếp trên." in words(reader.get("/don-vi/huyen-song-em/2024/"))


def test_ranks_by_something_else_are_marked_as_no_result(reader, two_years):
    response = reader.get("/don-vi/huyen-nui-xanh/2024/")
    text = words(response)
    assert f"Hạng nếu tính cách khác {UNOFFICIAL}" in text
    assert "Chỉ tính điểm thẩm định 3 / 4 thấp hơn 1 bậc" in text
    assert "Theo bộ tiêu chí năm 2023" not in text  # both years have one set
    for table in re.findall(r"<table class=\"data (?:otherwise|lost)\">.*?</table>", response.content.decode(), re.S):
        start = response.content.decode().index(table)
        around = response.content.decode()[max(0, start - 600) : start] + table[:600]
        assert UNOFFICIAL.lower() in unescape(re.sub(r"<[^>]+>", " ", around)).lower()


def test_without_a_year_before_there_is_no_column_of_it(reader):
    make_computed(make_cast())
    text = words(reader.get("/don-vi/huyen-nui-xanh/2024/"))
    assert "Mất 14,4 điểm ở 7 trong 11 tiêu chí được chấm." in text
    assert "lặp lại" not in text.replace("Lặp lại: năm trước", "")
    assert "Theo bộ tiêu chí năm" not in text


def test_units_nearly_level_are_named(reader, two_years):
    assert "Sát nhau, chỉ số chênh không quá 0,1 điểm phần trăm: Quận Bến Mới (bằng nhau)." in words(
        reader.get("/don-vi/huyen-nui-xanh/2024/")
    )


@pytest.mark.parametrize("units", [2, 4])
def test_a_page_asks_as_often_for_many_units_as_for_few(reader, units):
    cast = make_cast()
    measures = dict(list(MEASURES.items())[:units])
    first = make_computed(cast, 2023, measures=measures, set_code="minh-hoa-2024")
    freeze(draft_computed(cast, 2024, measures=measures, previous=first))
    for address, count in (("/don-vi/huyen-nui-xanh/2024/", 27), ("/don-vi/huyen-nui-xanh/2024/neu/?d.1.2=5", 19)):
        with CaptureQueriesContext(connection) as asked:
            reader.get(address)
        assert len(asked) == count


def transcribed(figures, **fields):
    """A transcribed table: rank, appraisal points by unit."""
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2020, **{"unit_count": len(figures), **fields})
    part = make_component(publication)
    for rank, (code, figure) in enumerate(figures.items(), start=1):
        make_result(publication, cast[code], rank, str(90 - rank), scores={part: figure})
    return publish(publication=publication, by=None)


FIGURES = {"huyen-song-em": "50", "huyen-nui-xanh": "54.14", "quan-ben-moi": "54.14"}


def test_of_a_transcribed_table_a_part_is_ranked_where_it_is_printed_of_every_unit(reader):
    transcribed(FIGURES)
    text = words(reader.get("/don-vi/huyen-song-em/2020/"))
    assert f"Hạng nếu tính cách khác {UNOFFICIAL}" in text
    assert "Chỉ tính điểm thẩm định 3 / 3 thấp hơn 2 bậc" in text
    assert "Chỉ tính điểm thẩm định 1 / 3 cao hơn 2 bậc" in words(reader.get("/don-vi/quan-ben-moi/2020/"))
    assert "Mất điểm ở đâu" not in text
    assert "/neu/" not in reader.get("/don-vi/huyen-song-em/2020/").content.decode()
    assert reader.get("/don-vi/huyen-song-em/2020/neu/").status_code == 404


@pytest.mark.parametrize("hole", ["a figure", "a unit", "the size of the block"])
def test_with_a_hole_in_it_nothing_is_said(reader, hole):
    figures = {**FIGURES, "quan-ben-moi": None} if hole == "a figure" else FIGURES
    count = {"a figure": 3, "a unit": 4, "the size of the block": None}[hole]
    transcribed(figures, unit_count=count)
    assert "Hạng nếu tính cách khác" not in words(reader.get("/don-vi/huyen-song-em/2020/"))
