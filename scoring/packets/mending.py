"""What may be typed where in a file that comes back to be mended: the rules of its template, made anew from the round.

Nothing is taken from the file but its words: whose file it is, a rule or a list that it carries may say anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scoring.appraising import Leaf, leaves_of
from scoring.exports.layout import Cell, Entry
from scoring.imports.packets import (
    BASE_OF,
    FINDINGS,
    LEAF,
    LISTED,
    MEASURES,
    SELF_SCORES,
    TO_LOOK_AT,
    UNIT,
    UNIT_NAME,
    LeafShape,
)
from scoring.imports.survey_columns import RETURNS, SATISFACTION, SURVEY_TABLES, TALLIES
from scoring.imports.workbook import heading_key
from scoring.models import AnswerOption, AssessmentRound

from .entries import base_entry, count_entry, measure_entry, note_entry, percent_entry, self_score_entry
from .expected import shape_of
from .surveys import answer_in_words

# The cell of a column in a row about a leaf (its code; "" where none is named), with what stands in it; None is a column
# that is there to be looked at, into which nothing is typed.
Rule = Callable[[str, Cell], Entry] | None


def is_open(_leaf: str, value: Cell) -> Entry:
    """The rule of a column of words, or of one that no template has: whatever is typed."""
    return Entry(value)


@dataclass(frozen=True, slots=True)
class Shape:
    """A worksheet of a template: the rule of each column, and the columns that stay on screen."""

    rules: Sequence[Rule]
    frozen_columns: int
    leaf_column: int | None = None


class Templates:
    """The worksheets of a round's templates, known by their titles and headings."""

    def __init__(self, round_: AssessmentRound) -> None:
        self.round = round_
        self._kept: dict[str, Entry] = {}

    @cached_property
    def leaves(self) -> Mapping[str, tuple[Leaf, LeafShape]]:
        return {code: (leaf, shape_of(leaf)) for code, leaf in leaves_of(self.round.criteria_set).items()}

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """The answers of the round's scales by code, each with what it means; "" where scales differ."""
        found: dict[str, str] = {}
        for option in AnswerOption.objects.filter(scale__round=self.round).order_by("pk"):
            words = answer_in_words(option)
            found[option.code] = words if found.get(option.code, words) == words else ""
        return found

    def shape(self, title: str, headings: Sequence[str]) -> Shape | None:
        """The worksheet of a template that has this title and these headings, or None."""
        keys = [heading_key(each) for each in headings]
        if heading_key(UNIT) not in keys:
            return None
        if any(heading_key(name) in keys for name in _OF_SURVEYS):
            return Shape([self._survey(each) for each in headings], 2)
        if heading_key(LEAF) in keys:
            return Shape([self._listed(each) for each in headings], 3, keys.index(heading_key(LEAF)))
        for beginning, field in ((MEASURES, "measure"), (SELF_SCORES, "self_score")):
            if heading_key(title).startswith(heading_key(beginning)):
                return Shape([self._across(each, field) for each in headings], 2)
        return None

    def _survey(self, heading: str) -> Rule:
        key = heading_key(heading)
        columns = {heading_key(name): code for table in SURVEY_TABLES for code, name in table.columns.items()}
        code = columns.get(key)
        if code in ("issued", "population", "base"):
            return lambda _leaf, value: self._of(f"count {code}", value, count_entry)
        if code == "percent":
            return lambda _leaf, value: self._of("percent", value, percent_entry)
        if code == "source":
            return is_open
        is_before = key in {heading_key(table.before) for table in SURVEY_TABLES if table.before}
        if code or is_before or key == heading_key(FINDINGS):
            return None
        answers = {heading_key(answer): meant for answer, meant in self.answers.items()}
        if key in answers:
            return lambda _leaf, value: self._of(
                f"answer {key}", value, lambda each=None: count_entry(each, answers[key])
            )
        return is_open

    def _listed(self, heading: str) -> Rule:
        names = {heading_key(name): field for field, name in LISTED.items()}
        field = names.get(heading_key(heading))
        if field is None:
            return None if heading_key(heading) in _TO_LOOK_AT else is_open
        return lambda leaf, value: self._field(leaf, field, value)

    def _across(self, heading: str, field: str) -> Rule:
        key = heading_key(heading)
        if key in _TO_LOOK_AT:
            return None
        for code, (_leaf, shape) in self.leaves.items():
            if key == heading_key(code):
                return lambda _row, value: self._field(code, field, value)
            if "base" in shape.parts and key == heading_key(BASE_OF.format(code=code)):
                return lambda _row, value: self._field(code, "base", value)
        return is_open  # the total that is written to compare, or a column that no template has

    def _field(self, code: str, field: str, value: Cell) -> Entry:
        if field not in ("measure", "base", "self_score"):
            return self._of(field, value, lambda each="": note_entry(field, each))
        if code not in self.leaves:
            return Entry(value)
        leaf, shape = self.leaves[code]
        if field == "self_score":
            # Which rule it is hangs on what stands there; scores are few.
            return self._of(f"own {code} {value}", value, lambda each=value: self_score_entry(leaf, shape, each))
        if field == "base":
            return self._of("base", value, base_entry)
        return self._of(f"measure {code}", value, lambda each=None: measure_entry(leaf, shape, each))

    def _of(self, name: str, value: Cell, make: Callable[..., Entry]) -> Entry:
        """The entry; its rule is made once for a column and not once for each of 4,000 units."""
        kept = self._kept.get(name)
        if kept is None:
            kept = self._kept[name] = make()
        return kept if value == kept.value else replace(kept, value=value)


_OF_SURVEYS = (TALLIES.columns["question"], RETURNS.columns["questionnaire"], SATISFACTION.columns["percent"])
_TO_LOOK_AT = {heading_key(name) for name in (UNIT, UNIT_NAME, LEAF, *TO_LOOK_AT)}
