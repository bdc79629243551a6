"""Rules, workings and refusals in words."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.core import rules
from scoring.core.rules import (
    Deduction,
    Manual,
    Measure,
    MeasureRefused,
    Option,
    Percentage,
    PerCount,
    Rate,
    RuleRefused,
    Steps,
    Threshold,
    Thresholds,
    YesNo,
    read_rule,
)
from scoring.rule_words import words_of_refusal, words_of_rule, words_of_working

D = Decimal
TWO = D(2)
STEPS = Steps((Option("a", "Kịp thời", D(1)), Option("b", "không kịp thời", D("0.5"))))
THRESHOLDS = Thresholds((Threshold(D(90), D(2), False), Threshold(D(70), D("1.50"))), D(0))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Manual(), "Chấm trong khung từ 0 đến 2 điểm"),
        (YesNo(D(1)), "Có: 1 điểm; không: 0 điểm"),
        (YesNo(), "Có: 2 điểm; không: 0 điểm"),
        (STEPS, "Kịp thời: 1 điểm; không kịp thời: 0,5 điểm"),
        (THRESHOLDS, "> 90%: 2 điểm; ≥ 70%: 1,5 điểm; còn lại: 0 điểm"),
        (Rate(), "Tỷ lệ × điểm tối đa / 100"),
        (Rate(D(80)), "Tỷ lệ × điểm tối đa / 100; dưới 80% thì 0 điểm"),
        (Rate(D(80), D(95)), "Tỷ lệ × điểm tối đa / 100; dưới 80% thì 0 điểm; từ 95% thì được điểm tối đa"),
        (PerCount(D("0.5")), "0,5 điểm cho mỗi trường hợp, nhiều nhất 2 điểm"),
        (PerCount(D("0.5"), D(1), D("1.5")), "0,5 điểm cho mỗi trường hợp, ít nhất 1 và nhiều nhất 1,5 điểm"),
        (Deduction(D("0.25")), "Điểm tối đa trừ 0,25 điểm cho mỗi trường hợp, còn ít nhất 0 điểm"),
        (Percentage(), "Phần trăm × điểm tối đa / 100"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert words_of_rule(rule, TWO) == words


@pytest.mark.parametrize(
    ("rule", "measure", "words"),
    [
        (Manual(), Measure(D("1.85")), "1,85 điểm"),
        (YesNo(), Measure(choice="yes"), "Có: 2 điểm"),
        (STEPS, Measure(choice="b"), "không kịp thời: 0,5 điểm"),
        (THRESHOLDS, Measure(D(90)), "90% ≥ 70%: 1,5 điểm"),
        (THRESHOLDS, Measure(D(91)), "91% > 90%: 2 điểm"),
        (THRESHOLDS, Measure(D(3)), "3% không đạt ngưỡng nào: 0 điểm"),
        (Rate(), Measure(D("92.5")), "92,5% × 2 / 100 = 1,85 điểm"),
        (Rate(), Measure(D(1), D(3)), "≈ 33,3333% × 2 / 100 = 0,6667 điểm"),
        (Rate(), Measure(D(100)), "100% × 2 / 100 = 2 điểm"),
        (Rate(D(80)), Measure(D(75)), "75% thấp hơn ngưỡng 80%: 0 điểm"),
        (Rate(D(80), D(95)), Measure(D(96)), "96% đạt từ 95% trở lên: 2 điểm"),
        (PerCount(D("0.5")), Measure(D(3)), "3 × 0,5 = 1,5 điểm"),
        (PerCount(D("0.5")), Measure(D(5)), "5 × 0,5 = 2,5, nhiều nhất 2 điểm"),
        (PerCount(D("0.5"), D(1)), Measure(D(1)), "1 × 0,5 = 0,5, ít nhất 1 điểm"),
        (Deduction(D("0.5")), Measure(D(3)), "2 − 3 × 0,5 = 0,5 điểm"),
        (Deduction(D("0.5"), D("0.25")), Measure(D(9)), "2 − 9 × 0,5, còn ít nhất 0,25 điểm"),
        (Percentage(), Measure(D("87.65")), "87,65% × 2 / 100 = 1,753 điểm"),
    ],
)
def test_the_working_in_words(rule, measure, words):
    assert words_of_working(rule, rule.award(measure, TWO)) == words


def test_every_refusal_of_the_core_has_its_sentence():
    source = Path(rules.__file__).read_text(encoding="utf-8")
    codes = re.findall(r"(MeasureRefused|RuleRefused)\(\"(\w+)\"", source)
    assert len(codes) > 15
    every = dict.fromkeys(("amount", "base", "maximum", "choice", "points", "each", "key", "value", "kind"), "1")
    for name, code in codes:
        sentence = words_of_refusal(getattr(rules, name)(code, **every, rate=D(101)))
        assert sentence.endswith(".")
        assert "%(" not in sentence


def test_a_refusal_says_the_figures():
    with pytest.raises(MeasureRefused) as refused:
        Manual().award(Measure(D("2.5")), TWO)
    assert words_of_refusal(refused.value) == "2,5 điểm lớn hơn điểm tối đa là 2."
    with pytest.raises(MeasureRefused) as refused:
        Rate().award(Measure(D(4), D(3)), TWO)
    assert words_of_refusal(refused.value) == "Tỷ lệ ≈ 133,3333% lớn hơn 100%; kiểm tra lại số đo và tổng số."
    with pytest.raises(RuleRefused) as wrong:
        read_rule({"kind": "yes_no", "yes": "3"}, TWO)
    assert words_of_refusal(wrong.value) == "3 điểm nằm ngoài khoảng từ 0 đến điểm tối đa là 2."
