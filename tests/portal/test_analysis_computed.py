"""The analysis of a block of which everything is known: four corners, areas, moves, how figures lie."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parindex.portal.presenters import heatmap, quadrant
from scoring import published
from scoring.actions.publications import publish
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_published, make_result
from tests.factories_computed import MEASURES, draft_computed, freeze, make_computed

from .test_page_files import rows_of

D = Decimal
COMPUTED = "/xep-hang/minh-hoa/quan-huyen/par/2024/phan-tich/"


@pytest.fixture
def visitor(db):
    return Client(headers={"host": "localhost"})


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_units_stand_in_the_corners_that_their_figures_say(visitor):
    """Worked out by hand from the measures of the factory."""
    make_computed(make_cast())
    release = published.find_release("minh-hoa", "quan-huyen", "par", 2024)
    found = quadrant.quadrant(published.load_side_by_side(release))
    shares = {}
    for corner in found.corners:
        for each in corner.units:
            shares[each.unit] = (each.x, each.y)
    # Appraisal: 40 points, of which one leaf of 5 does not apply to Bến Mới. Satisfaction: 10 points.
    assert shares == {
        "huyen-song-em": (D("37.1") * 100 / 40, D("87.5")),
        "huyen-nui-xanh": (D("31.01") * 100 / 40, D(77)),
        "quan-ben-moi": (D("28.0501") * 100 / 35, D("74.5")),
        "huyen-ho-guom-nho": (D(17) * 100 / 40, D(80)),
    }
    # Medians: 78.83… and 78.5.
    assert {each.name: [own.unit for own in each.units] for each in found.corners} == {
        "Hồ sơ tốt – dân hài lòng": ["huyen-song-em"],
        "Hồ sơ tốt – dân chưa hài lòng": ["quan-ben-moi"],
        "Hồ sơ chưa tốt – dân hài lòng": ["huyen-ho-guom-nho"],
        "Hồ sơ chưa tốt – dân chưa hài lòng": ["huyen-nui-xanh"],
    }
    assert found.title == "Hồ sơ tốt nhưng dân chưa hài lòng: Quận Bến Mới"


def test_a_leaf_that_does_not_apply_is_taken_out_of_what_could_be_reached(visitor):
    """The control: out of the component's own maximum Bến Mới would stand lower than it does."""
    make_computed(make_cast())
    block = published.load_side_by_side(published.find_release("minh-hoa", "quan-huyen", "par", 2024))
    appraisal = next(each for each in block.ranking.components if each.code == "tham-dinh")
    full = {row.unit: block.full(row, appraisal) for row in block.ranking.rows}
    assert full == {"huyen-song-em": 40, "huyen-nui-xanh": 40, "huyen-ho-guom-nho": 40, "quan-ben-moi": 35}


def test_the_list_comes_before_the_drawing_and_says_the_same(visitor):
    make_computed(make_cast())
    html = visitor.get(COMPUTED).content.decode()
    assert html.index('id="bang-ho-so-va-hai-long"') < html.index('id="bieu-do-ho-so-va-hai-long"')
    assert html.index('id="bang-phan-bo"') < html.index('id="bieu-do-phan-bo"')
    spots = re.findall(r'<circle r="10"><title>([^<]+)</title>', html)
    assert len(spots) == 4
    for spot in spots:
        name, _colon, figures = unescape(spot).partition(": ")
        for figure in re.findall(r"\d+,\d+%", figures):
            assert figure in re.search(rf">{name}</a></th>.*?</tr>", unescape(html), re.S).group()


def test_the_heatmap_prints_the_number_in_every_cell(visitor):
    make_computed(make_cast())
    block = published.load_side_by_side(published.find_release("minh-hoa", "quan-huyen", "par", 2024))
    shown = heatmap.heatmap(block)
    assert [each.code for each in shown.columns] == ["1", "2"]
    cells = {line.unit: [(cell.text, cell.shade) for cell in line.cells] for line in shown.lines}
    assert cells["huyen-song-em"] == [("97,5", "s5"), ("86,7", "s4")]
    assert cells["quan-ben-moi"] == [("75,0", "s3"), ("76,2", "s3")]
    assert cells["huyen-ho-guom-nho"][0] == ("10,0", "s1")
    html = visitor.get(COMPUTED).content.decode()
    for line in cells.values():
        for text, shade in line:
            assert f'<td class="cell {shade}">{text}</td>' in html


def test_moves_come_from_what_was_frozen(visitor):
    cast = make_cast()
    first = make_computed(cast, 2023)
    draft = draft_computed(cast, 2024, previous=first)
    for result in draft.results.all():
        result.previous_rank = {1: 4, 2: 2, 4: 1}[result.rank]
        result.rank_change = result.previous_rank - result.rank
        result.save()
    freeze(draft)
    text = words(visitor.get(COMPUTED))
    assert "Tăng nhiều nhất: Huyện Sông Êm, 3 bậc; giảm nhiều nhất: Huyện Hồ Gươm Nhỏ, 3 bậc." in text
    drawn = visitor.get(f"{COMPUTED}thay-doi-hang.json").json()
    assert {tuple(each["y"]) for each in drawn["data"]} == {(4, 1), (2, 2), (1, 4)}
    assert drawn["layout"]["meta"] == "Dữ liệu minh họa"


def test_a_transcribed_table_with_every_figure_has_its_corners(visitor):
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2021, unit_count=4)
    paper = make_component(publication, "tham-dinh", name="Thẩm định", max_score=D(60))
    people = make_component(publication, "hai-long", name="Hài lòng", measure="percent", position=2)
    figures = {
        "huyen-song-em": (54, 90),
        "huyen-nui-xanh": (50, 70),
        "huyen-ho-guom-nho": (40, 80),
        "quan-ben-moi": (30, 60),
    }
    for rank, (unit, (x, y)) in enumerate(figures.items(), start=1):
        make_result(publication, cast[unit], rank, str(x + 30), scores={paper: str(x), people: str(y)})
    publish(publication=publication, by=None)
    text = words(visitor.get("/xep-hang/minh-hoa/quan-huyen/par/2021/phan-tich/"))
    assert "Hồ sơ tốt – dân chưa hài lòng 1 đơn vị 2. Núi Xanh 83,33% 50/60 70%" in text
    assert "Trung vị của khối: thẩm định 75,00% điểm tối đa, hài lòng 75,00% điểm tối đa." in text


def test_with_one_figure_less_it_has_none(visitor):
    """The control of the test above."""
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2021, unit_count=4)
    paper = make_component(publication, "tham-dinh", name="Thẩm định", max_score=D(60))
    people = make_component(publication, "hai-long", name="Hài lòng", measure="percent", position=2)
    for rank, unit in enumerate(("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"), start=1):
        shown = {paper: str(50 - rank), people: None if rank == 4 else str(80 - rank)}
        make_result(publication, cast[unit], rank, str(90 - rank), scores=shown)
    publish(publication=publication, by=None)
    text = words(visitor.get("/xep-hang/minh-hoa/quan-huyen/par/2021/phan-tich/"))
    assert "của 3 trong 4 đơn vị." in text
    assert "Trung vị" not in text


def test_the_file_of_a_computed_block_has_corners_and_areas_as_numbers(visitor):
    make_computed(make_cast())
    heading, *rows = rows_of(visitor, COMPUTED.rstrip("/"), "csv")
    row = dict(zip(heading, next(each for each in rows if each[0] == "quan-ben-moi"), strict=True))
    assert row["Góc"] == "Hồ sơ tốt – dân chưa hài lòng"
    assert row["1. Cải cách thể chế (%)"] == "75"
    assert row["Lưu ý"] == "Dữ liệu minh họa"


@pytest.mark.parametrize(
    ("address", "most"),
    [(COMPUTED, 12), (f"{COMPUTED}ho-so-va-hai-long.json", 11), (f"{COMPUTED[:-1]}.csv", 11)],
)
def test_the_number_of_queries_does_not_grow_with_the_units(visitor, address, most):
    cast = make_cast()
    make_computed(cast)
    few = {unit: measures for unit, measures in MEASURES.items() if unit != "huyen-nui-xanh"}
    make_computed(cast, 2022, measures=few)
    for year in ("2024", "2022"):
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address.replace("2024", year))
        assert len(asked) == most, (year, [each["sql"][:90] for each in asked])


def test_a_draft_has_no_analysis(visitor):
    cast = make_cast()
    draft_computed(cast)
    make_published(cast.par, cast.districts, 2023, [(cast["huyen-song-em"], 1, "81.25")], unit_count=4)
    for end in ("/", ".csv", "/ho-so-va-hai-long.json"):
        assert visitor.get(f"/xep-hang/minh-hoa/quan-huyen/par/2024/phan-tich{end}").status_code == 404
