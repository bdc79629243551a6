"""The drawings of a block: points and lines in their places, hostile names as text, machine numbers with a dot."""

import json
import re
from decimal import Decimal

from django.template.loader import render_to_string

from parindex.portal.charts import Move, Spot, quadrant, rank_moves

D = Decimal
CORNERS = ("A – a", "B – b", "C – c", "D – d")
HOSTILE = '<script>alert("x")</script> & <b>Sở'


def spots(count: int = 4, name: str = "Sở") -> list[Spot]:
    return [Spot(f"{name} {n}", str(n), D(70 + n), D("60.5") + n, f"{n}%", f"{n}%", n % 4) for n in range(1, count + 1)]


def drawn(found: list[Spot]):
    return quadrant(
        found, middle=(D(72), D(62)), corners=CORNERS, axes=("Ngang", "Dọc"), key="q", title="T", unit="u", table_id="b"
    )


def html_of(chart) -> str:
    return render_to_string("components/_chart.html", {"chart": chart})


def test_every_point_lies_inside_the_drawing_and_higher_is_higher():
    chart = drawn(spots())
    assert all(0 <= D(mark.x.rstrip("%")) <= 100 and 0 < mark.y < chart.height for mark in chart.marks)
    by_name = {mark.label: mark for mark in chart.marks}
    assert by_name["4"].y < by_name["1"].y
    assert D(by_name["4"].x.rstrip("%")) > D(by_name["1"].x.rstrip("%"))


def test_the_middle_is_drawn_where_the_figures_say():
    chart = drawn(spots())
    upright, level = chart.segments
    at = {mark.label: mark for mark in chart.marks}
    assert upright.x1 == upright.x2 == at["2"].x
    assert level.y1 == level.y2
    assert at["2"].y < level.y1 < at["1"].y


def test_of_many_units_points_carry_no_numbers():
    assert {mark.label for mark in drawn(spots(41)).marks} == {""}
    assert "" not in {mark.label for mark in drawn(spots(40)).marks}


def test_hostile_names_are_text_in_the_drawing_and_in_its_data():
    for chart in (
        drawn(spots(name=HOSTILE)),
        rank_moves(
            [Move(HOSTILE, 2, 1, 1), Move("Sở", 1, 2, -1)], (2023, 2024), key="m", title="T", unit="u", table_id="b"
        ),
    ):
        assert "<script>alert" not in html_of(chart)
        assert "<b>" not in json.dumps(chart.plotly())
        assert "<script" not in json.dumps(chart.plotly())


def test_machine_numbers_have_a_dot_also_in_vietnamese():
    html = html_of(drawn(spots()))
    places = re.findall(r'\b(?:x|y|x1|x2|y1|y2|width|height|r)="([^"]+)"', html)
    assert len(places) > 30
    assert all(re.fullmatch(r"-?\d+(\.\d+)?%?", place) for place in places), places


def test_units_that_share_a_rank_have_lines_of_their_own():
    moves = [Move("A", 1, 2, -1), Move("B", 2, 2, 0), Move("C", 3, 1, 2), Move("D", 2, 4, -2)]
    chart = rank_moves(moves, (2023, 2024), key="m", title="T", unit="u", table_id="b")
    assert len({segment.y1 for segment in chart.segments}) == len({segment.y2 for segment in chart.segments}) == 4
    assert [end.value for end in chart.ends] == ["1 ▲2", "2 ▼1", "2 =", "4 ▼2"]
    assert [tick.text for tick in chart.y_ticks] == ["1", "2", "2", "3"]
    assert {tuple(trace["y"]) for trace in chart.plotly()["data"]} == {(1, 2), (2, 2), (3, 1), (2, 4)}


def test_one_unit_makes_no_lines():
    assert rank_moves([Move("A", 1, 2, -1)], (2023, 2024), key="m", title="T", unit="u", table_id="b") is None
