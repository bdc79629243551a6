"""The worksheets that every template has: the guide with its identity, and those whose open cells are filled in."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import HEADING_FILL, Column, Line, Paper, Styled, Worksheet
from scoring.imports.packets import (
    BEFORE,
    GUIDE,
    IDENTITY,
    LEAF,
    LISTED,
    MOST,
    RULE,
    TITLE,
    TOTAL,
    UNIT,
    UNIT_NAME,
    WANTED,
    Identity,
)
from scoring.imports.survey_columns import RETURNS, TALLIES
from scoring.models import AssessmentRound

# How wide a column of a template is, by its heading; any other is as wide as the figures of a leaf.
_WIDTHS: Mapping[str, float] = {
    UNIT: 16, UNIT_NAME: 30, LEAF: 10, TITLE: 52, MOST: 9, BEFORE: 9, RULE: 34, WANTED: 34, TOTAL: 12,
    LISTED["self_score"]: 11, LISTED["explanation"]: 44, LISTED["evidence"]: 40, LISTED["not_applicable"]: 12,
    LISTED["not_applicable_reason"]: 40, LISTED["reason"]: 40,
    TALLIES.columns["question_text"]: 46, RETURNS.columns["questionnaire_name"]: 46,
}  # fmt: skip


def width_of(heading: str) -> float:
    """The width of a column in characters."""
    return _WIDTHS.get(heading, 14)


def guide(round_: AssessmentRound, identity: Identity, what: str, lines: Sequence[tuple[str, str]]) -> Worksheet:
    """The first worksheet: what this is, how to fill it in, and the identity by which it is known when it comes back."""
    told: Mapping[str, str] = {code: getattr(identity, code) for code in IDENTITY}
    rows: list[Line] = [
        [Styled(_("Mẫu"), is_bold=True), Styled(what, is_bold=True, size=13)],
        [Styled(_("Kỳ đánh giá"), is_bold=True), str(round_)],
    ]
    if round_.criteria_set.illustrative:
        rows.append([_("Dữ liệu minh họa")])
    rows += [[Styled(label, is_bold=True), text] for label, text in lines]
    rows += [[Styled(heading, is_bold=True), told[code]] for code, heading in IDENTITY.items()]
    return Worksheet(GUIDE, [Column("", 30), Column("", 90)], rows, has_heading=False, is_protected=True)


def to_fill_in(
    title: str, columns: Sequence[Column], rows: Sequence[Line] | Iterator[Line], before: Sequence[Line], frozen: int,
    identity: Identity, paper: Paper,
) -> Worksheet:  # fmt: skip
    """A worksheet that is locked but for its entries; every printed page says which packet of which round it is of."""
    return Worksheet(
        title, columns, rows, before=before, heading_fill=HEADING_FILL, frozen_columns=frozen, paper=paper,
        is_protected=True, is_ruled=True,
        footer=_("Gói %(packet)s · kỳ %(round)s") % {"packet": identity.packet, "round": identity.round},
    )  # fmt: skip
