"""CSV and JSON: numbers stay numbers, text never becomes a formula, every digit is kept."""

import json
from datetime import date
from decimal import Decimal

import pytest

from scoring.exports.cells import harmless, unguarded
from scoring.exports.texts import as_csv, as_json

D = Decimal


def test_csv_has_the_mark_and_line_ends_that_excel_reads():
    content = as_csv([["Đơn vị", "Điểm"], ["Sở Nội vụ", D("90.50")], ["-a", D("-2.5")], [None, 0]])
    assert content == "\ufeffĐơn vị,Điểm\r\nSở Nội vụ,90.50\r\n'-a,-2.5\r\n,0\r\n".encode()


def test_json_keeps_every_digit_and_tells_nothing_from_zero():
    document = {"a": D("90.50"), "b": None, "c": 0, "d": date(2025, 1, 2), "e": D("1E+3")}
    assert json.loads(as_json(document)) == {"a": "90.50", "b": None, "c": 0, "d": "2025-01-02", "e": "1000"}


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize(
    "before", ["", " ", "\ufeff", "\u00a0", "\u3000", "\u200b", "'", " '\ufeff ", "\x01", "\0", "\v"]
)
def test_a_sign_behind_what_is_not_seen_is_guarded(sign, before):
    text = f"{before}{sign}1"
    assert harmless(text).startswith("'")
    assert unguarded(harmless(text)) == text.replace("\0", "")


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx", " \tx"])
def test_a_break_at_the_start_is_guarded(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "'", "Sở Nội vụ", "1.10", "−2,00", "a=b", "'tis", "(-1)"])
def test_ordinary_text_is_left_alone(text):
    assert harmless(text) == text
