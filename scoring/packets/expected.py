"""What a file of marks is held against: the units and leaves of a round as plain values."""

from collections.abc import Mapping

from scoring.appraising import Leaf, leaves_of
from scoring.core.rules import Steps, YesNo
from scoring.imports.packets import Expected, LeafShape
from scoring.models import AssessmentRound, Sheet


def shape_of(leaf: Leaf) -> LeafShape:
    """A leaf as a file may speak of it."""
    choices: tuple = ()
    if isinstance(leaf.rule, YesNo):
        yes = leaf.max_score if leaf.rule.yes is None else leaf.rule.yes
        choices = (("yes", "có", yes), ("no", "không", leaf.rule.no))
    elif isinstance(leaf.rule, Steps):
        choices = tuple((each.code, each.label, each.points) for each in leaf.rule.options)
    return LeafShape(leaf.code, leaf.title, leaf.parts, choices, leaf.is_rate, leaf.is_self_scored)


def expected_of(round_: AssessmentRound, leaves: Mapping[str, Leaf] | None = None) -> Expected:
    """Two queries, whatever the size."""
    sheets = list(Sheet.objects.filter(round=round_).in_order())
    found = leaves if leaves is not None else leaves_of(round_.criteria_set)
    return Expected(
        {sheet.unit.code: sheet.unit.full_name for sheet in sheets},
        frozenset(sheet.unit.code for sheet in sheets if sheet.left_out_reason),
        {code: shape_of(leaf) for code, leaf in found.items()},
    )
