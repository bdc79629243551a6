"""A rule as people write it in one cell: read strictly, written back the same."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.rules import (
    RULES,
    Deduction,
    Manual,
    Option,
    Percentage,
    PerCount,
    Rate,
    Steps,
    Threshold,
    Thresholds,
    YesNo,
    read_rule,
)
from scoring.imports.rule_text import EXAMPLES, KIND_WORDS, read_rule_text, rule_text, slug_of
from scoring.imports.values import Unreadable

D = Decimal
TWO = D(2)


def rule_of(kind: str, text: str):
    return read_rule(read_rule_text(kind, text), TWO)


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("manual", "", Manual()),
        ("percentage", " ", Percentage()),
        ("yes_no", "", YesNo()),
        ("yes_no", "có=1; không=0,5", YesNo(D(1), D("0.5"))),
        ("yes_no", "Có: tối đa; Không: 0 điểm", YesNo(None, D(0))),
        (
            "steps",
            "kịp thời=1; không kịp thời=0,5; không ban hành=0",
            Steps(
                (
                    Option("kip-thoi", "kịp thời", D(1)),
                    Option("khong-kip-thoi", "không kịp thời", D("0.5")),
                    Option("khong-ban-hanh", "không ban hành", D(0)),
                )
            ),
        ),
        (
            "steps",
            "[a] đạt >= 90%=1; [b] chưa đạt=0",
            Steps((Option("a", "đạt >= 90%", D(1)), Option("b", "chưa đạt", D(0)))),
        ),
        (
            "thresholds",
            ">90=2; >=70=1; còn lại=0",
            Thresholds((Threshold(D(90), D(2), False), Threshold(D(70), D(1))), D(0)),
        ),
        (
            "thresholds",
            "> 90% = 2 điểm; ≥ 70% = 1",
            Thresholds((Threshold(D(90), D(2), False), Threshold(D(70), D(1)))),
        ),
        ("rate", "", Rate()),
        ("rate", "dưới 80=0", Rate(D(80))),
        ("rate", "từ 95%=tối đa; dưới 80%=0", Rate(D(80), D(95))),
        ("per_count", "mỗi trường hợp=0,5", PerCount(D("0.5"))),
        ("per_count", "mỗi=0,5; ít nhất=0,25; nhiều nhất=1", PerCount(D("0.5"), D("0.25"), D(1))),
        ("deduction", "trừ mỗi trường hợp=0,5; còn ít nhất=1", Deduction(D("0.5"), D(1))),
    ],
)
def test_a_text_is_read(kind, text, rule):
    assert rule_of(kind, text) == rule


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("manual", "có=1", "không có phần chi tiết"),
        ("yes_no", "có=1; có=2", "được ghi hai lần"),
        ("yes_no", "có lẽ=1", "không rõ “có lẽ” là gì"),
        ("yes_no", "có=nhiều", "không phải là số"),
        ("yes_no", "có", "không có dạng"),
        ("yes_no", "có=-1", "số âm"),
        ("yes_no", "có=1e2", "không phải là số"),
        ("yes_no", "có=1.234,5", "cả dấu phẩy và dấu chấm"),
        ("yes_no", "có=٣", "không phải 0–9"),
        ("yes_no", "có=NaN", "không phải là số"),
        ("steps", "", "ít nhất hai mức"),
        ("steps", "đạt=1", "ít nhất hai mức"),
        ("steps", "đạt=1; Đạt=0", "trùng mã “dat”"),
        ("steps", "=1; b=0", "không có dạng"),
        ("thresholds", "còn lại=0", "chưa có ngưỡng nào"),
        ("thresholds", "<90=2", "không rõ “<90” là ngưỡng nào"),
        ("thresholds", ">90=2; còn lại=0; còn lại=1", "được ghi hai lần"),
        ("thresholds", ">chín mươi=2", "không rõ “>chín mươi”"),
        ("rate", "dưới 80=1", "không dùng được"),
        ("rate", "dưới 80=0; dưới 70=0", "không dùng được"),
        ("rate", "trên 80=0", "không rõ"),
        ("per_count", "ít nhất=1", "thiếu “mỗi trường hợp"),
        ("deduction", "mỗi trường hợp=1; nhiều nhất=2", "không rõ “nhiều nhất”"),
    ],
)
def test_a_text_that_is_no_rule_is_refused_with_an_example(kind, text, says):
    with pytest.raises(Unreadable) as refused:
        rule_of(kind, text)
    assert says in refused.value.message
    assert refused.value.advice


def test_every_kind_has_a_word_and_an_example_that_is_read():
    assert set(KIND_WORDS) == set(EXAMPLES) == set(RULES)
    for kind, example in EXAMPLES.items():
        assert rule_of(kind, "" if example == "để trống" else example).kind == kind


points = st.decimals(0, 2, places=4)
percents = st.decimals(0, 100, places=2)
labels = (
    st.text(st.sampled_from("abcđêưở ABC0123=[]:>()/%-"), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
rules = st.one_of(
    st.just(Manual()),
    st.just(Percentage()),
    st.builds(YesNo, st.none() | points, points),
    st.lists(st.tuples(labels, points), min_size=2, max_size=5, unique_by=lambda each: slug_of(each[0]))
    .map(
        lambda rows: Steps(
            tuple(Option(f"m{n}" if n % 2 else slug_of(label), label, p) for n, (label, p) in enumerate(rows))
        )
    )
    .filter(lambda rule: len({option.code for option in rule.options}) == len(rule.options)),
    st.lists(percents, min_size=1, max_size=5, unique=True).flatmap(
        lambda bounds: st.builds(
            Thresholds,
            st.tuples(*(st.builds(Threshold, st.just(b), points, st.booleans()) for b in sorted(bounds, reverse=True))),
            points,
        )
    ),
    st.tuples(percents, percents).filter(any).map(lambda pair: Rate(min(pair), max(pair))),
    st.builds(PerCount, st.decimals("0.0001", 2, places=4), st.just(D(0)), st.none() | points),
    st.builds(Deduction, st.decimals("0.0001", 2, places=4), points),
)


@given(rules)
def test_a_rule_written_and_read_is_the_same_rule(rule):
    assert rule_of(rule.kind, rule_text(rule)) == rule


@given(st.sampled_from(sorted(KIND_WORDS)), st.text(max_size=40))
def test_any_text_is_a_rule_or_a_sentence(kind, text):
    with suppress(Unreadable):
        assert read_rule_text(kind, text)["kind"] == kind
