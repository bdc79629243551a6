"""Charts: the drawing, the table and the interactive figure say the same, and nothing is drawn that is not known."""

import html
import json
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from parindex.portal import charts
from parindex.portal.charts import Bar, Break, Measure, Point, Series, lines

METHOD = Break(2021, 2022, "từ năm 2022 điều tra tại hộ gia đình", "đổi phương pháp")


def points(**figures: str | None) -> list[Point]:
    """`y2013="86,93"`: the year's figure as printed."""
    return [
        Point(int(year[1:]), None if text is None else Decimal(text.replace(",", ".")), text or "")
        for year, text in figures.items()
    ]


# Hải Phòng, national tables; 2018 is printed "83,6x".
PAR = [
    *points(y2013="86,93", y2020="90,51", y2021="91,80", y2022="90,09", y2023="91,87", y2024="96,17"),
    Point(2018, None, "83,6x"),
    Point(2019, None),
]
SIPAS = points(y2018="90,86", y2020="93,57", y2021=None, y2022="87,00", y2023="88,09", y2024="90,59")
RANKS = points(y2018="5", y2019="4", y2020="2", y2021="1", y2022="2", y2023="2", y2024="1")
# Quận/huyện of Hải Phòng 2020.
BLOCK = [
    Bar("1. Lê Chân", Decimal("90.54"), "90,54"),
    Bar("2. Hồng Bàng", Decimal("90.03"), "90,03"),
    Bar("2. Ngô Quyền", Decimal("90.03"), "90,03"),
    Bar("4. Kiến Thụy", None, ""),
    Bar("8. Hải An", Decimal("87.59"), "87,59", highlight=True),
    Bar("15. Bạch Long Vỹ", Decimal("77.39"), "77,39"),
]


def par_chart() -> charts.Chart:
    return charts.score_history("par", "86,93 năm 2013, 96,17 năm 2024", "điểm", PAR, [])


def sipas_chart() -> charts.Chart:
    return charts.score_history("sipas", "90,86% năm 2018", "%", SIPAS, [METHOD])


def rank_chart() -> charts.Chart:
    return charts.rank_history("hang", "hạng 5 năm 2018, hạng 1 năm 2024", RANKS, [], 63)


def several_chart() -> charts.Chart:
    return charts.score_lines(
        [
            Series("Hải Phòng", tuple(PAR)),
            Series("Quảng Ninh", tuple(points(y2019="90,09", y2020="91,04", y2023="92,18", y2024="95,10"))),
        ],
        key="hai",
        title="Hải Phòng trên Quảng Ninh năm 2024",
        unit="điểm",
    )


def block_chart() -> charts.Chart:
    return charts.block_bars(
        BLOCK,
        key="khoi",
        title="Lê Chân 90,54",
        unit="điểm, từ 0 đến 100",
        scale_max=Decimal(100),
        average=(Decimal("88.20"), "Trung bình 88,20"),
    )


def compare_chart() -> charts.Chart:
    return charts.compare_bars(
        ["Lê Chân", "Hồng Bàng"],
        [
            Measure("Tổng điểm", Decimal(100), ((Decimal("90.54"), "90,54"), (Decimal("90.03"), "90,03"))),
            Measure("Điều tra", Decimal(10), ((Decimal("0"), "0,00"), (None, ""))),
        ],
        key="so-sanh",
        title="Lê Chân và Hồng Bàng",
    )


EVERY = [par_chart, sipas_chart, rank_chart, several_chart, block_chart, compare_chart]
every_chart = pytest.mark.parametrize("make", EVERY, ids=lambda make: make.__name__)


def drawn(chart: charts.Chart, **context) -> str:
    with translation.override("vi"):
        return render_to_string("components/_chart.html", {"chart": chart, **context})


def joined_years(chart: charts.Chart, series: int = 0) -> set[tuple[str, str]]:
    """The pairs of years that a line joins, read back from the drawing."""
    years = {m.x: m.title.split(":")[0][-4:] for m in chart.marks if m.series == series}
    return {(years[s.x1], years[s.x2]) for s in chart.segments if s.series == series}


# The same figures in the table, the drawing and the interactive chart.


@pytest.mark.parametrize(("make", "given"), [(par_chart, PAR), (sipas_chart, SIPAS), (rank_chart, RANKS)])
def test_the_table_has_every_figure_given_and_no_other(make, given):
    with translation.override("vi"):
        rows = make().rows
    told = {(str(point.year), point.text or "không công bố") for point in given}
    assert set(rows) == told
    assert len(rows) == len(given)


@pytest.mark.parametrize(("make", "given"), [(par_chart, PAR), (sipas_chart, SIPAS), (rank_chart, RANKS)])
def test_the_drawing_marks_every_known_figure_and_no_other(make, given):
    marks = {mark.title for mark in make().marks}
    assert marks == {f"{point.year}: {point.text}" for point in given if point.value is not None}


@pytest.mark.parametrize(("make", "given"), [(par_chart, PAR), (sipas_chart, SIPAS), (rank_chart, RANKS)])
def test_the_interactive_figure_carries_the_same_numbers(make, given):
    trace = make().plotly()["data"][0]
    carried = {(x, Decimal(str(y))) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None}
    assert carried == {(point.year, point.value) for point in given if point.value is not None}
    assert trace["connectgaps"] is False


def test_the_bars_say_the_same_in_the_list_the_table_and_the_interactive_figure():
    chart = block_chart()
    with translation.override("vi"):
        assert chart.rows == tuple((bar.label, bar.text or "không công bố") for bar in BLOCK)
    trace = chart.plotly()["data"][0]
    assert [None if x is None else Decimal(str(x)) for x in trace["x"]] == [bar.value for bar in BLOCK]
    assert trace["customdata"] == [bar.label for bar in BLOCK]
    markup = drawn(chart)
    for bar in BLOCK:
        assert (
            f'<span class="label">{bar.label}</span><span class="figure">{bar.text or "không công bố"}</span>' in markup
        )


def test_several_units_stand_in_one_table_a_year_a_row():
    chart = several_chart()
    assert chart.columns[1:] == ("Hải Phòng", "Quảng Ninh")
    rows = {row[0]: row[1:] for row in chart.rows}
    assert rows["2024"] == ("96,17", "95,10")
    assert rows["2018"][0] == "83,6x"
    assert rows["2013"] == ("86,93", "chưa có kết quả")


def test_a_unit_is_known_by_its_shape_and_its_name_and_not_by_colour_alone():
    chart = several_chart()
    assert len({key.shape for key in chart.legend}) == len(chart.legend) == 2
    assert [(end.name, end.value) for end in chart.ends] == [("Hải Phòng", "96,17"), ("Quảng Ninh", "95,10")]
    symbols = [trace["marker"]["symbol"] for trace in chart.plotly()["data"]]
    assert len(set(symbols)) == 2
    markup = drawn(chart)
    assert "Quảng Ninh, 2023: 92,18" in markup


def test_names_at_the_ends_of_lines_do_not_touch():
    same = points(y2023="90,00", y2024="91,00")
    chart = charts.score_lines([Series(name, tuple(same)) for name in "ABCD"], key="k", title="t", unit="u")
    heights = sorted(end.y for end in chart.ends)
    assert all(b - a >= 14 for a, b in pairwise(heights))
    assert all(0 < y < chart.height for y in heights)


def test_more_units_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="5 series"):
        charts.score_lines([Series(name, tuple(PAR)) for name in "ABCDE"], key="k", title="t", unit="u")


# What is not known is not drawn.


def test_no_line_crosses_a_year_without_a_figure():
    assert joined_years(par_chart()) == {("2020", "2021"), ("2021", "2022"), ("2022", "2023"), ("2023", "2024")}


def test_no_line_crosses_a_break():
    figures = points(y2020="90", y2021="91", y2022="80", y2023="81")
    chart = charts.score_history("k", "t", "u", figures, [METHOD])
    assert joined_years(chart) == {("2020", "2021"), ("2022", "2023")}
    assert joined_years(charts.score_history("k", "t", "u", figures, [])) >= {("2021", "2022")}


def test_a_break_over_several_years_cuts_every_piece_of_the_way():
    figures = points(y2018="1", y2019="2", y2020="3", y2021="4")
    assert joined_years(charts.score_history("k", "t", "u", figures, [Break(2018, 2020, "r")])) == {("2020", "2021")}


def test_the_interactive_line_stops_at_a_gap_and_at_a_break():
    figures = points(y2020="90", y2021="91", y2022="80", y2024="81")
    trace = charts.score_history("k", "t", "u", figures, [METHOD]).plotly()["data"][0]
    assert trace["x"] == [2020, 2021, 2021.5, 2022, 2023, 2024]
    assert trace["y"] == [90, 91, None, 80, None, 81]


def test_a_break_is_marked_between_its_years_and_told_in_words():
    chart = sipas_chart()
    assert [(tick.at, tick.text) for tick in chart.breaks] == [("58.33%", "đổi phương pháp")]
    markup = drawn(chart)
    assert "Không so sánh được trước và sau mốc 2021/2022. Từ năm 2022 điều tra tại hộ gia đình." in markup
    assert '<line class="break" x1="58.33%"' in markup
    assert chart.plotly()["layout"]["shapes"][0]["x0"] == 2021.5


def test_breaks_of_one_reason_are_told_once_and_two_reasons_have_numbers():
    figures = points(y2019="1", y2020="2", y2021="3", y2022="4")
    alike = charts.score_history("k", "t", "u", figures, [Break(2019, 2020, "A."), Break(2020, 2021, "A.")])
    assert alike.notes == ("Không so sánh được trước và sau mốc 2019/2020, 2020/2021. A.",)
    assert [tick.text for tick in alike.breaks] == ["", ""]
    unlike = charts.score_history("k", "t", "u", figures, [Break(2019, 2020, "A"), Break(2020, 2021, "B")])
    assert [tick.text for tick in unlike.breaks] == ["1", "2"]
    assert unlike.notes[1] == "2. Không so sánh được trước và sau mốc 2020/2021. B."


def test_a_break_outside_the_years_drawn_leaves_no_mark():
    figures = points(y2022="80", y2023="81")
    assert charts.score_history("k", "t", "u", figures, [METHOD]).breaks == ()


def test_gaps_are_told_in_words_each_with_its_kind():
    assert par_chart().notes == (
        "Không vẽ được: 2018 (83,6x).",
        "Không công bố: 2019.",
        "Cổng chưa có kết quả: 2014–2017.",
    )


def test_a_missing_value_is_not_a_zero():
    markup = drawn(block_chart())
    row = re.search(r"<li[^>]*>(?:(?!</li>).)*Kiến Thụy.*?</li>", markup, flags=re.S).group()
    assert "không công bố" in row
    assert "<rect" not in row
    assert block_chart().plotly()["data"][0]["x"][3] is None
    assert "Kiến Thụy" in markup


def test_a_zero_is_a_bar_without_length_and_not_a_missing_value():
    chart = compare_chart()
    zero, missing = chart.bars[2:]
    assert (zero.share, zero.is_drawn, zero.words) == ("0.0", True, "0,00")
    assert (missing.share, missing.is_drawn) == ("", False)
    assert chart.plotly()["data"][0]["x"] == [90.5, 0]
    assert chart.plotly()["data"][1]["x"] == [90, None]


@pytest.mark.parametrize("known", [0, 1])
def test_nothing_to_see_is_not_a_chart(known):
    figures = [*points(y2020="90")[:known], Point(2021, None)]
    assert charts.score_history("k", "t", "u", figures, []) is None
    assert charts.rank_history("k", "t", figures, [], 63) is None
    assert charts.bars("k", "t", "u", [Bar("A", Decimal(1), "1", "1"), Bar("B", None, "")][1 - known :]) is None


# The axes are honest.


@every_chart
def test_every_place_in_a_drawing_is_a_machine_number(make):
    markup = drawn(make())
    places = re.findall(r'\b(?:x|y|x1|x2|y1|y2|cx|cy|dx|dy|width|height)="([^"]*)"', markup)
    assert places
    assert [place for place in places if not re.fullmatch(r"-?\d+(\.\d+)?%?", place)] == []


def test_a_bar_begins_at_zero_and_its_width_has_a_dot():
    markup = drawn(block_chart())
    widths = re.findall(r'<rect class="bar-part" y="5" width="([^"]+)%"', markup)
    assert widths == ["90.5", "90.0", "90.0", "87.6", "77.4"]
    assert not re.search(r'<rect class="bar-part"[^>]* x=', markup)
    assert block_chart().plotly()["layout"]["xaxis"]["range"] == [0, 100]


def test_the_average_is_a_line_with_its_words():
    chart = block_chart()
    assert (chart.average.at, chart.average.text) == ("88.2", "Trung bình 88,20")
    assert chart.plotly()["layout"]["shapes"][0]["x0"] == 88.2
    assert '<line class="mean-mark" x1="88.2%" x2="88.2%"' in drawn(chart)


def test_the_first_place_is_on_top():
    chart = rank_chart()
    heights = {mark.title[:4]: mark.y for mark in chart.marks}
    assert heights["2021"] < heights["2020"] < heights["2019"] < heights["2018"]
    assert (chart.y_ticks[0].text, chart.y_ticks[-1].text) == ("1", "63")
    top, bottom = chart.plotly()["layout"]["yaxis"]["range"][::-1]
    assert top < 1 < 63 < bottom


@pytest.mark.parametrize(
    "figures",
    [
        points(y2020="90,01", y2021="96,17"),
        points(y2020="90", y2021="90"),
        points(y2020="0", y2021="0,02"),
        points(y2020="3", y2021="4700"),
        points(y2020="99,99", y2021="100"),
        points(y2020="-3", y2021="5"),
    ],
)
def test_the_scale_holds_every_value_and_is_written_for_people(figures):
    chart = charts.score_history("k", "t", "điểm", figures, [])
    heights = [int(tick.at) for tick in chart.y_ticks]
    assert 2 <= len(heights) <= 7
    assert heights == sorted(heights, reverse=True)
    assert all(heights[-1] <= mark.y <= heights[0] for mark in chart.marks)
    assert not any("." in tick.text for tick in chart.y_ticks)
    assert chart.y_ticks[-1].text in chart.unit


def test_a_lower_score_is_lower_in_the_drawing():
    heights = {mark.title[:4]: mark.y for mark in par_chart().marks}
    assert heights["2024"] < heights["2021"] < heights["2020"] < heights["2013"]


def test_labels_that_show_at_one_width_do_not_touch():
    figures = [Point(year, Decimal(90 + year % 3), f"{90 + year % 3},00") for year in range(2012, 2025)]
    chart = charts.score_history("k", "t", "u", figures, [])
    for tier, room in enumerate(lines._WIDTHS):
        shown = [
            lines._label(mark, Decimal(mark.x[:-1]) / 100)
            for mark in chart.marks
            if mark.label and lines._TIERS.index(mark.tier) <= tier
        ]
        assert shown
        assert not any(a.touches(b, room) for n, a in enumerate(shown) for b in shown[:n])
    assert {chart.marks[-1].tier, chart.x_ticks[-1].tier} == {""}, "the last year shows at every width"


# Safe and steady.


@every_chart
def test_nothing_in_a_drawing_needs_an_inline_style_or_script(make):
    markup = drawn(make(), chart_url="/x.json")
    assert not re.search(r"\sstyle\s*=|<style|<script|\son\w+\s*=|javascript:", markup, flags=re.I)


@every_chart
def test_the_same_figures_give_the_same_bytes(make):
    assert drawn(make()) == drawn(make())
    assert json.dumps(make().plotly()) == json.dumps(make().plotly())


@every_chart
def test_two_figures_share_nothing(make):
    chart = make()
    one, other = chart.plotly(), chart.plotly()
    one["layout"].clear()
    one["data"][0].clear()
    assert other == chart.plotly()
    assert len(json.dumps(other)) < 3000, "the default template weighs 6 kB and is not wanted"


@every_chart
def test_every_drawing_has_a_title_a_unit_and_its_table(make):
    chart = make()
    markup = drawn(chart)
    assert html.escape(chart.title) in markup
    assert html.escape(chart.unit)[1:] in markup
    assert "<summary>Xem dạng bảng" in markup
    assert markup.count("<tr>") == len(chart.rows) + 1
    if chart.kind == "history":
        assert f'role="img" aria-labelledby="t-{chart.key}" aria-describedby="d-{chart.key}"' in markup
        assert f'<title id="t-{chart.key}">' in markup


def test_a_page_with_the_table_gets_a_link_to_it_and_not_a_second_table():
    chart = charts.block_bars(BLOCK, key="k", title="t", unit="u", scale_max=Decimal(100), table_id="bang")
    markup = drawn(chart)
    assert 'href="#bang"' in markup
    assert "<table" not in markup


def test_the_button_waits_for_the_script():
    markup = drawn(par_chart(), chart_url="/don-vi/x/bieu-do/par-diem.json")
    button = re.search(r"<button[^>]*>", markup).group()
    assert 'type="button"' in button
    assert " hidden " in button
    assert 'data-chart-url="/don-vi/x/bieu-do/par-diem.json"' in button
    assert "plotly/plotly.min.js" in button
    assert "plotly/plotly.css" in button
    assert 'role="status"' in markup
    assert "<button" not in drawn(par_chart())


def test_the_source_stands_under_the_title():
    chart = charts.score_history("k", "t", "u", PAR, [], source="Bộ Nội vụ")
    assert "Nguồn: Bộ Nội vụ" in drawn(chart)


HOSTILE = "<script>alert(1)</script>\"'><b>&amp;"


@pytest.mark.parametrize(
    "chart",
    [
        charts.score_history(
            "k",
            HOSTILE,
            HOSTILE,
            [*PAR, Point(2025, Decimal(97), HOSTILE, HOSTILE)],
            [Break(2021, 2022, HOSTILE, HOSTILE)],
        ),
        charts.score_lines(
            [Series(HOSTILE, tuple(PAR)), Series("B", tuple(PAR))], key="k", title=HOSTILE, unit=HOSTILE, source=HOSTILE
        ),
        charts.block_bars(
            [*BLOCK, Bar(HOSTILE, Decimal(1), HOSTILE, href=HOSTILE)],
            key="k",
            title=HOSTILE,
            unit=HOSTILE,
            scale_max=Decimal(100),
            average=(Decimal(50), HOSTILE),
            notes=[HOSTILE],
        ),
        charts.compare_bars(
            [HOSTILE, "B"],
            [Measure(HOSTILE, Decimal(10), ((Decimal(1), HOSTILE), (Decimal(2), HOSTILE)))],
            key="k",
            title=HOSTILE,
        ),
    ],
    ids=["history", "lines", "block", "compare"],
)
def test_a_hostile_name_stays_text(chart):
    markup = drawn(chart, chart_url='/x"><script>')
    assert "<script" not in markup
    assert "><b>&amp;" not in markup.replace("<figcaption><b>", "")
    assert html.escape(HOSTILE) in markup
    figure = json.dumps(chart.plotly())
    assert "<script" not in figure
    assert "<b>" not in figure


def test_two_units_of_one_name_stay_two_bars():
    twins = [Bar("Cẩm Giang", Decimal(80), "80"), Bar("Cẩm Giang", Decimal(70), "70")]
    trace = charts.block_bars(twins, key="k", title="t", unit="u", scale_max=Decimal(100)).plotly()["data"][0]
    assert trace["y"] == [0, 1]
    assert trace["x"] == [80, 70]
