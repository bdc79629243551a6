"""What the desk says of the leaves of a round: only what can be seen from the units that are marked."""

from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from scoring.core.block import block_of
from scoring.core.continuation import Continued
from scoring.core.leaf_health import leaf_health
from scoring.core.scheme import Criterion, Scheme
from scoring.core.trial import trial
from scoring.desk.leaves import Bounds
from scoring.desk.trial import health_page, trial_page

EVERY = "Tiêu chí nào cũng phân biệt được các đơn vị."
EVERY_MARKED = "Tiêu chí nào có điểm ở từ hai đơn vị trở lên cũng phân biệt được các đơn vị."
NOBODY_MOVES = "bỏ riêng từng tiêu chí thì không đơn vị nào đổi hạng"
LEFT_WITH_NOTHING = "Không xét được tiêu chí a có quyết định thứ hạng hay không"


def block(**marks):
    """A round by leaf, the marks of each unit in turn."""
    columns = {code: [None if mark is None else D(mark) for mark in own] for code, own in marks.items()}
    units = [f"u{number}" for number in range(max(map(len, columns.values())))]
    scheme = Scheme(tuple(Criterion(code, max_score=D(10)) for code in columns))
    by_unit = {unit: {code: own[place] for code, own in columns.items()} for place, unit in enumerate(units)}
    return block_of(scheme, by_unit)


def past(found):
    names = {unit: unit for unit in found.units}
    return SimpleNamespace(round=SimpleNamespace(year=2024), block=found, health=leaf_health(found, {}), names=names)


def told(**marks):
    return " ".join(health_page(past(block(**marks))).lead)


def test_every_leaf_is_said_to_tell_apart_only_where_every_one_does():
    assert EVERY in told(a=[1, 2], b=[3, 4])
    assert "Không xét được" not in told(a=[1, 2], b=[3, 4])


@pytest.mark.parametrize(
    ("marks", "few"),
    [({"a": [1], "b": [2]}, 2), ({"a": [None], "b": [2]}, 2), ({"a": [None, None], "b": [None, 1]}, 2)],
)
def test_of_leaves_at_which_fewer_than_two_units_are_marked_nothing_is_said(marks, few):
    text = told(**marks)
    assert f"Không xét được {few} tiêu chí có phân biệt các đơn vị hay không" in text
    assert "phân biệt được" not in text


@pytest.mark.parametrize("beside", [[None, 1], [None, None]])
def test_beside_such_a_leaf_the_others_are_told_of_by_themselves(beside):
    text = told(a=[1, 2], b=beside)
    assert EVERY not in text
    assert EVERY_MARKED in text
    assert "Không xét được 1 tiêu chí có phân biệt" in text
    alike = told(a=[2, 2], b=beside)
    assert "1 tiêu chí không phân biệt các đơn vị (mọi đơn vị cùng điểm)." in alike
    assert "Không xét được 1 tiêu chí có phân biệt" in alike
    assert EVERY_MARKED not in alike


def test_without_the_only_leaf_there_is_nothing_to_rank_by_and_that_is_said():
    found = health_page(past(block(a=[1, 2])))
    assert LEFT_WITH_NOTHING in " ".join(found.lead)
    assert NOBODY_MOVES not in " ".join(found.lead)
    assert (found.leaves[0].moved, found.leaves[0].changes) == (None, "không xét được")


def test_a_leaf_that_moves_nobody_is_not_one_that_cannot_be_tried():
    found = health_page(past(block(a=[2, 1], b=[2, 1])))
    assert NOBODY_MOVES in " ".join(found.lead)
    assert [(line.moved, line.changes) for line in found.leaves] == [((), "0"), ((), "0")]


def tried(draft, last, links=None):
    before = past(last)
    found = trial(last, {}, draft.scheme, links or {code: Continued(code) for code in last.scheme.leaf_codes})
    health = {each.leaf.code: each for each in leaf_health(found.after, {})}
    criteria_set = SimpleNamespace(illustrative=False)
    made = SimpleNamespace(past=before, trial=found, health=health, scheme=draft.scheme, draft=criteria_set)
    return trial_page(made)


def test_a_trial_says_of_a_leaf_without_enough_marks_that_it_cannot_be_said():
    last = block(a=[1, 2], b=[None, 1])
    lead = " ".join(tried(last, last).lead)
    assert EVERY_MARKED in lead
    assert "Không xét được 1 tiêu chí có phân biệt" in lead
    assert "Tiêu chí nào có dữ liệu cũng phân biệt được" not in lead
    whole = block(a=[1, 2], b=[2, 1])
    assert "Tiêu chí nào có dữ liệu cũng phân biệt được các đơn vị." in tried(whole, whole).lead


@pytest.mark.parametrize(
    ("last", "draft", "links", "says"),
    [
        ({"a": [1, 2]}, {"a": [1, 2]}, None, "Nếu chấm năm 2024 theo bộ tiêu chí này: không đơn vị nào đổi hạng."),
        (
            {"a": [1, 2, None]}, {"a": [1, 2, 0]}, None,
            "Nếu chấm năm 2024 theo bộ tiêu chí này: không đơn vị nào đổi hạng; 1 đơn vị không có hạng ở một trong hai cách"
            " chấm.",
        ),
        (
            {"a": [5, 1, 0], "b": [0, 3, 0]}, {"b": [0, 0, 0]}, {"b": Continued("b")},
            "Nếu chấm năm 2024 theo bộ tiêu chí này: 2 đơn vị lên hạng, 1 đơn vị xuống hạng, 0 đơn vị giữ hạng.",
        ),
        (
            {"a": [5, 1, None], "b": [0, 3, 0]}, {"b": [0, 0, 0]}, {"b": Continued("b")},
            "Nếu chấm năm 2024 theo bộ tiêu chí này: 1 đơn vị lên hạng, 1 đơn vị xuống hạng, 0 đơn vị giữ hạng; 1 đơn vị không"
            " có hạng ở một trong hai cách chấm.",
        ),
    ],
)  # fmt: skip
def test_the_result_is_one_whole_sentence(last, draft, links, says):
    assert tried(block(**draft), block(**last), links).lead[0] == says


def test_the_page_tells_the_bounds_that_are_used():
    told = render_to_string("scoring/_leaf_method.html", {"bounds": Bounds()})
    for each in ("từ 90% đơn vị", "đến 2 chữ số thập phân", "Dưới 10 đơn vị", "từ −0,30 trở xuống"):
        assert each in told
    others = render_to_string("scoring/_leaf_method.html", {"bounds": Bounds("95", 12, "−0,50", 3)})
    for each in ("từ 95% đơn vị", "đến 3 chữ số thập phân", "Dưới 12 đơn vị", "từ −0,50 trở xuống"):
        assert each in others


def test_every_way_is_counted_in_leaves():
    last = block(a=[1, 2], b=[2, 1])
    draft = block(a=[0, 0], b=[0, 0], c=[0, 0])
    page = tried(draft, last)
    assert page.told[0] == "Bộ này có 3 tiêu chí: 2 tiêu chí giữ điểm, 1 tiêu chí chưa có dữ liệu."
    assert "1 tiêu chí chưa có dữ liệu không được tính" in page.told[1]


def test_a_leaf_that_never_told_units_apart_is_not_called_one_that_no_longer_does():
    last = block(a=[2, 2], b=[2, 1])
    assert "1 tiêu chí không phân biệt các đơn vị, theo bộ cũ cũng vậy." in tried(last, last).lead
