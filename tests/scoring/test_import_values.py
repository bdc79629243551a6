"""A cell is read strictly: one meaning or a refusal."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.imports.tables import Column, Kind
from scoring.imports.values import Cell, Figure, Rank, Unreadable, read


def column(kind: Kind, *choices: str) -> Column:
    return Column("x", "X", kind, choices=choices)


def text(value: str, kind: Kind, *choices: str):
    return read(Cell(value), column(kind, *choices))


@pytest.mark.parametrize(
    ("printed", "value", "kept"),
    [
        ("90.54", "90.54", "90,54"),
        ("90,54", "90.54", "90,54"),
        ("93.0", "93", "93,0"),
        ("7", "7", "7"),
        ("0", "0", "0"),
        ("48.8110", "48.811", "48,8110"),
    ],
)
def test_a_figure_keeps_how_it_is_printed_with_a_decimal_comma(printed, value, kept):
    assert text(printed, Kind.FIGURE) == Figure(Decimal(value), kept)


def test_an_empty_cell_is_nothing_and_never_zero():
    assert text("", Kind.FIGURE) is None
    assert text("0", Kind.NUMBER) == 0


@pytest.mark.parametrize(
    "hostile",
    [
        *("NaN", "Infinity", "-Infinity", "1e2", "1_000", "١٢", "８１.５", "1.234,5", "1,234.5", "1 000", "0x10", "+5"),
        *("-5", ".5", "5.", "5,", "90.54321", "12345678", "1001", "½", "90'54", "=1+1", "#DIV/0!", "٫5"),
    ],
)
def test_what_only_looks_like_a_number_is_refused(hostile):
    with pytest.raises(Unreadable):
        text(hostile, Kind.FIGURE)


@given(st.text(max_size=8))
def test_whatever_is_written_a_figure_is_plain_ascii_digits_or_refused(written):
    try:
        figure = read(Cell(" ".join(written.split())), column(Kind.FIGURE))
    except Unreadable:
        return
    assert figure is None or (figure.printed.isascii() and (figure.value is None or figure.value.is_finite()))


@given(st.decimals(min_value=0, max_value=1000, places=4))
def test_every_number_up_to_four_decimals_is_read_exactly(number):
    shown = format(number, "f")
    assert text(shown, Kind.FIGURE).value == number
    assert text(shown.replace(".", ","), Kind.FIGURE).value == number


@pytest.mark.parametrize(
    ("cell", "value", "printed"),
    [
        (Cell("87,65%"), "87.65", "87,65"),
        (Cell("87.65 %"), "87.65", "87,65"),
        (Cell("87,65"), "87.65", "87,65"),
        (Cell("87.65%", Decimal("0.8765"), percent=True, decimals=2), "87.65", "87,65"),
        (Cell("87%", Decimal("0.87"), percent=True, decimals=1), "87", "87,0"),
        (Cell("87.65", Decimal("87.65")), "87.65", "87,65"),
    ],
)
def test_a_percentage_is_read_from_text_and_from_a_percent_cell(cell, value, printed):
    figure = read(cell, column(Kind.PERCENT))
    assert (figure.value, figure.printed) == (Decimal(value), printed)


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("3", Rank(3, "3", 3)),
        ("2-3", Rank(2, "2-3", 3)),
        ("2–3", Rank(2, "2-3", 3)),
        ("2 - 3", Rank(2, "2-3", 3)),
        ("cuối bảng", Rank(None, "cuối bảng")),
        ("Cuối bảng", Rank(None, "cuối bảng")),
        ("last", Rank(None, "cuối bảng")),
    ],
)
def test_a_rank_may_be_tied_or_only_last(written, rank):
    assert text(written, Kind.RANK) == rank


@pytest.mark.parametrize("hostile", ["0", "3-2", "2-2", "-1", "1.5", "nhất", "2-3-4", "３"])
def test_what_is_not_a_rank_is_refused(hostile):
    with pytest.raises(Unreadable):
        text(hostile, Kind.RANK)


@pytest.mark.parametrize(
    ("written", "printed"), [("83,6x", "83,6x"), ("83.6x", "83,6x"), ("83,xx", "83,xx"), ("8X", "8x")]
)
def test_an_unfinished_figure_has_no_value(written, printed):
    assert text(written, Kind.FIGURE) == Figure(None, printed)


@pytest.mark.parametrize("written", ["2021-03-30", "30/3/2021", "30/03/2021"])
def test_a_day_is_read_from_both_ways_of_writing(written):
    assert text(written, Kind.DATE) == date(2021, 3, 30)


@pytest.mark.parametrize(
    ("written", "moment"), [("2021", "2021"), ("6/2021", "2021-06"), ("2021-6", "2021-06"), ("30/3/2021", "2021-03-30")]
)
def test_a_moment_is_a_day_a_month_or_a_year(written, moment):
    assert text(written, Kind.MOMENT) == moment


@pytest.mark.parametrize("hostile", ["30/2/2021", "3/30/2021", "30-3-2021", "hôm qua", "44197"])
def test_what_is_not_a_day_is_refused(hostile):
    with pytest.raises(Unreadable):
        text(hostile, Kind.DATE)


@pytest.mark.parametrize(("written", "truth"), [("có", True), ("x", True), ("1", True), ("không", False), ("0", False)])
def test_yes_and_no(written, truth):
    assert text(written, Kind.YES_NO) is truth


@pytest.mark.parametrize(("written", "change"), [("+2", 2), ("-2", -2), ("−2", -2), ("0", 0), ("2", 2)])
def test_a_change_may_be_negative(written, change):
    assert text(written, Kind.SIGNED) == change
    assert text(written, Kind.SIGNED_NUMBER) == change


def test_a_choice_is_taken_by_code_or_by_its_vietnamese_word():
    assert text("derived", Kind.CHOICE, "printed", "derived") == "derived"
    assert text("Tính ra", Kind.CHOICE, "printed", "derived") == "derived"
    with pytest.raises(Unreadable, match="không phải giá trị cho phép"):
        text("đoán", Kind.CHOICE, "printed", "derived")


def test_a_percent_cell_where_a_plain_number_belongs_is_refused():
    with pytest.raises(Unreadable, match="phần trăm"):
        read(Cell("50%", Decimal("0.5"), percent=True), column(Kind.NUMBER))


def test_a_number_is_quoted_with_a_decimal_comma_and_a_text_as_it_is():
    assert Cell("0.25", number=Decimal("0.25")).quoted == "0,25"
    assert Cell("1.1").quoted == "1.1"
    assert Cell("#N/A", flaw="lỗi").quoted == "#N/A"
