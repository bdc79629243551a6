"""Where less applies to some units, the index in percent ranks: pages lead with it everywhere, and points stand beside it."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from parindex.portal.presenters.ranking import line
from parindex.portal.tables import NOT_APPLICABLE, FigureColumn
from scoring.published import NO_FIGURE, find_release, load_ranking
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import MEASURES, make_computed

pytestmark = pytest.mark.django_db
TABLE = "/xep-hang/minh-hoa/quan-huyen/par/%d/"
COMPARED = "/so-sanh/?bang=minh-hoa.quan-huyen.par.2024&don-vi=huyen-song-em&don-vi=quan-ben-moi"
# What applies to every unit alike: nothing of 2.4 is left out.
ALIKE = {
    unit: {code: measure if measure is not None else MEASURES["huyen-song-em"][code] for code, measure in own.items()}
    for unit, own in MEASURES.items()
}


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def words(reader, address: str) -> str:
    page = reader.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def ranking(year: int = 2024):
    return load_ranking(find_release("minh-hoa", "quan-huyen", "par", year))


def test_the_index_stands_in_the_column_that_every_screen_shows_and_points_beside_it(reader):
    make_computed(make_cast())
    page = reader.get(TABLE % 2024).content.decode()
    row = re.search(r'<tbody id="quan-ben-moi">.*?</tbody>', page, re.DOTALL)[0]
    assert re.search(r'<td class="num total">76,00%', row)
    assert re.search(r'<td class="num wide">41,80<small>trên 55</small>', row)
    assert "<dt>Tổng điểm</dt><dd>41,80/55</dd>" in row


def test_lead_average_and_drawing_tell_the_figure_that_ranks(reader):
    make_computed(make_cast())
    text, own = words(reader, TABLE % 2024), ranking()
    first = own.placed[0]
    assert f"dẫn đầu với {first.index_percent.printed}%" in text
    assert "điểm phần trăm" in text
    assert own.average is not None
    assert own.average.label == "Chỉ số trung bình"
    assert f"Trung bình {own.average.printed}" in text
    assert "Chỉ số (%), thang từ 0 đến 100%" in text


def test_the_table_of_a_total_alone_keeps_its_total_in_that_place(reader):
    """The control: a transcribed table without an index still leads with points."""
    cast = make_cast()
    make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5")])
    page = reader.get(TABLE % 2020).content.decode()
    assert re.search(r'<td class="num total">90[.,]5', page)
    assert "Chỉ số (%)" not in page


def test_a_comparison_marks_the_best_index_and_never_the_most_points(reader):
    make_computed(make_cast())
    text = words(reader, COMPARED)
    assert re.search(r"Chỉ số \(%\) [\d,]+% ★?", text)
    assert re.search(r"Tổng điểm [\d,]+ tối đa 60 41,80 tối đa 55", text)


def test_a_unit_tells_points_out_of_what_applied_and_the_index(reader):
    make_computed(make_cast())
    assert "41,80/55 điểm, chỉ số 76,00%" in words(reader, "/don-vi/quan-ben-moi/2024/")
    assert "trên 55 chỉ số 76,00%" in words(reader, "/don-vi/quan-ben-moi/")


def test_points_out_of_another_maximum_than_the_year_before_are_not_compared_and_it_says_so(reader):
    cast = make_cast()
    before = make_computed(cast, 2023, measures=ALIKE)
    make_computed(cast, 2024, previous=before)
    text = words(reader, TABLE % 2024)
    assert "không so sánh được điểm tối đa áp dụng khác năm trước" in text
    assert "cách tính thay đổi giữa hai năm" not in text


def test_years_with_one_maximum_are_compared(reader):
    """The control: with the same maximum in both years nothing is called incomparable."""
    cast = make_cast()
    before = make_computed(cast, 2023, measures=ALIKE)
    make_computed(cast, 2024, previous=before, measures=ALIKE)
    assert "không so sánh được" not in words(reader, TABLE % 2024)


def test_a_part_of_which_nothing_applies_is_not_called_unpublished():
    make_computed(make_cast())
    own = ranking()
    without = line(own, replace(own.placed[0], scores={}))
    part = own.components[0]
    assert str(FigureColumn(0, part, own).value(without)) == str(NOT_APPLICABLE)
    transcribed = replace(own, release=replace(own.release, origin="transcribed"))
    assert FigureColumn(0, part, transcribed).value(without) == NO_FIGURE
