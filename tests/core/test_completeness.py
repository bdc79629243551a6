"""What is said of a whole block is made from the whole block."""

from decimal import Decimal

import pytest

from scoring.core.completeness import has_every_total, may_rank_anew

THREE = [Decimal(90), Decimal(80), Decimal(70)]


@pytest.mark.parametrize(
    ("totals", "unit_count", "is_computed", "whole"),
    [
        (THREE, 3, False, True),
        (THREE, None, False, False),
        (THREE, None, True, True),
        (THREE, 4, False, False),
        (THREE, 4, True, False),
        (THREE, 2, False, False),
        ([*THREE, None], 4, False, False),
        ([*THREE, None], None, True, False),
        (THREE[:1], None, False, False),
        ([], None, True, False),
        ([], 0, False, False),
    ],
)
def test_rows_are_the_block_only_when_that_is_known(totals, unit_count, is_computed, whole):
    assert has_every_total(totals, unit_count=unit_count, is_computed=is_computed) is whole
    assert may_rank_anew("par", totals, unit_count=unit_count, is_computed=is_computed) is whole


def test_papi_is_never_ranked_anew_although_its_table_is_whole():
    assert has_every_total(THREE, unit_count=3, is_computed=False)
    assert not may_rank_anew("papi", THREE, unit_count=3, is_computed=False)
    assert not may_rank_anew("papi", THREE, unit_count=None, is_computed=True)
