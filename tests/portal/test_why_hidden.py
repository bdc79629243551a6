"""A survey figure that is not published says why, as far as the frozen rows tell it."""

from decimal import Decimal

import pytest

from parindex.portal.presenters.criteria import surveys
from scoring.published import SurveyInfo

SMALL = "không công bố (cỡ mẫu nhỏ)"
EITHER = "không công bố (cỡ mẫu nhỏ, hoặc để không suy ra được số liệu có cỡ mẫu nhỏ)"


def hidden(purpose: str, factor: str) -> SurveyInfo:
    return SurveyInfo(purpose, factor, None, None, None, None, True)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        # The unit's index is shown, so a factor may be hidden for the sake of another one, whatever its own base.
        (
            (SurveyInfo("satisfaction", "", Decimal(90), 144, None, None, False), hidden("satisfaction", "Công chức")),
            ["90,00%", EITHER],
        ),
        # Too few answered at all: so did they about each factor.
        ((hidden("satisfaction", ""), hidden("satisfaction", "Công chức")), [SMALL, SMALL]),
        # Figures of a sociological survey stand for themselves, whatever is shown beside them.
        (
            (SurveyInfo("satisfaction", "", Decimal(90), 144, None, None, False), hidden("survey", "2.5")),
            ["90,00%", SMALL],
        ),
    ],
)
def test_a_small_base_and_what_may_protect_another_are_told_apart(figures, said):
    assert [each.percent for each in surveys(figures, {})] == said
