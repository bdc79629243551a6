"""The round that other tests begin with is whole: every kind of rule, every leaf marked, ranks in the order of its units."""

import pytest

from scoring.core.rules import RULES
from scoring.core.scheme import Origin
from scoring.tally import tally_round
from tests.cast import make_cast
from tests.factories_round import NOT_APPLICABLE, make_round

pytestmark = pytest.mark.django_db


def test_every_kind_of_rule_and_of_points_is_in_the_set():
    leaves = make_round(make_cast()).leaves.values()
    assert {leaf.rule["kind"] for leaf in leaves} == set(RULES)
    assert {leaf.origin for leaf in leaves} == {origin.value for origin in Origin}


@pytest.mark.parametrize("surveys", [True, False])
def test_the_units_rank_in_their_order(surveys):
    made = make_round(make_cast(), surveys=surveys)
    result = tally_round(made.round).result
    assert [result.ranks[unit] for unit in made.sheets] == [1, 2, 3, 4]
    assert not any(sheet.missing for sheet in result.sheets.values())
    assert result.scheme.max_score == 100


def test_a_round_may_be_unmarked():
    made = make_round(make_cast(), marked=False)
    assert tally_round(made.round).result.ranks == {}


def test_single_leaves_may_be_said_otherwise():
    marks = {("huyen-song-em", "2.1"): NOT_APPLICABLE, ("huyen-nui-xanh", "1.1"): None}
    made = make_round(make_cast(), marks=marks)
    result = tally_round(made.round).result
    assert result.sheets["huyen-song-em"].max_total == 90
    assert result.sheets["huyen-nui-xanh"].missing == ("1.1",)
