"""A number written as text: a person at the desk and a file may use either sign; what could be thousands is refused."""

from decimal import Decimal as D

import pytest

from scoring.imports.values import Cell, Unreadable, quantity
from scoring.numerals import NotANumber, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("8,5", "8.5"), ("8.5", "8.5"), ("0,125", "0.125"), ("0.125", "0.125"), ("1250", "1250"), ("1,2500", "1.25")],
)
def test_both_read_the_same(text, number):
    assert quantity(Cell(text)) == read_number(text) == D(number)


def test_what_could_be_thousands_is_refused_by_both():
    with pytest.raises(Unreadable, match="1250 hoặc 1,25"):
        quantity(Cell("1.250"))
    with pytest.raises(NotANumber, match="1250 hoặc 1,25"):
        read_number("1.250")


def test_a_comma_before_three_digits_is_refused_in_a_file_alone():
    """A program set to English writes it for thousands; a person at the desk types a comma before decimals."""
    with pytest.raises(Unreadable, match="2500 hoặc 2,5"):
        quantity(Cell("2,500"))
    assert read_number("2,500") == D("2.5")


@pytest.mark.parametrize("text", ["7,77315", "7.77315", "0,000001"])
def test_more_than_four_decimals_are_a_number_that_is_not_kept(text):
    with pytest.raises(NotANumber, match="có hơn 4 chữ số thập phân; ghi nhiều nhất 4") as refused:
        read_number(text)
    assert "không phải là số" not in str(refused.value)
    with pytest.raises(NotANumber, match="không phải là số"):
        read_number("7,77315x")
