"""Sentences of a round in other words: written only where they agree with the figures, looked at again before publication.

What may be said follows from what would be published. That is the one thing for which this room asks the door: its preview
composes the table as readers would get it, and the rule of scoring/explaining holds the words against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.canonical import Contents
from scoring.core.rules import RuleRefused
from scoring.core.sheet import MarkOutOfRange
from scoring.explaining.blocks import explain_block
from scoring.explaining.edited import Reading, read, tidy
from scoring.explaining.facts import Facts, Problem
from scoring.explaining.letters import one_line
from scoring.explaining.pieces import REASON, Figure, Sentence
from scoring.explaining.said import BLOCK, facts_of_block, facts_of_unit
from scoring.explaining.units import explain
from scoring.models import AssessmentRound, EditedSentence, Event, Sheet
from scoring.policies import NotAllowed, check_can_word
from scoring.published.preview import draft_of

from .composition import compose
from .rounds import writing

LONGEST_REASON = 500


class SentenceRefused(ValueError):
    """The words do not agree with the figures: `problems` say which, and how to mend each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(each.message for each in problems))
        self.problems = tuple(problems)


class SentenceConflict(Exception):
    """Somebody wrote the same sentence after it was shown. `standing`: what stands now, None for the generated one."""

    def __init__(self, standing: EditedSentence | None) -> None:
        super().__init__("written meanwhile")
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Subject:
    """Which sentence: of which unit, "" for the block, and what it tells ("reason", "score", "rises", ...)."""

    unit: str
    about: str


@dataclass(frozen=True)
class Generated:
    """What the figures of a round give to say."""

    contents: Contents

    @cached_property
    def draft(self):
        return draft_of(self.contents)

    @cached_property
    def units(self) -> dict[str, str]:
        """Every unit of the table with its name, in the table's order."""
        return {row.unit: row.name for row in self.draft.ranking.rows}

    @cached_property
    def of_block(self) -> tuple[Sentence, ...]:
        return explain_block(self.draft.ranking, self.draft.earlier)

    def of(self, unit: str) -> tuple[tuple[Sentence, ...], Facts | None]:
        """A unit's sentences and what an edited one may draw on. The block's have each their own facts."""
        if unit == BLOCK:
            return self.of_block, None
        if unit not in self.units:
            return (), None
        why = self.draft.why(unit)
        sentences = explain(why)
        return sentences, facts_of_unit(why, sentences)

    def facts(self, subject: Subject) -> tuple[Sentence | None, Facts | None]:
        """The generated sentence, None where nothing is generated there, and what may be said in its place."""
        sentences, facts = self.of(subject.unit)
        found = next((each for each in sentences if each.about == subject.about), None)
        if found is not None and facts is None:
            facts = facts_of_block(self.draft.ranking, (found,), self.draft.earlier)
        return found, facts


def generated_of(round_: AssessmentRound) -> Generated:
    """What would be said of the round as it stands now. Raises `NotAllowed` where nothing can be computed."""
    try:
        return Generated(compose(round_, reason=round_.correction_reason))
    except (RuleRefused, MarkOutOfRange):
        raise NotAllowed(_("Chưa tính được kết quả; xem các lỗi ở danh mục kiểm tra.")) from None


def word(
    *, round: AssessmentRound, subject: Subject, text: str, seen: int, reason: str = "", by: Any
) -> EditedSentence | None:
    """Say a sentence in these words; none at all leaves it out. The words of the generated one lead back to that.

    `seen` is the version that was looked at, 0 for the generated sentence. Raises `NotAllowed`, `SentenceRefused` and
    `SentenceConflict`; then nothing is written.
    """
    check_can_word(by, round)
    with writing(round, by=by) as locked:
        check_can_word(by, locked)
        standing = _standing(locked, subject, seen)
        sentence, facts = generated_of(locked).facts(subject)
        if sentence is None or facts is None:
            raise NotAllowed(_("Số liệu hiện nay không lập được câu này nên không biên tập được. Tải lại trang."))
        line = tidy(text)
        if line == sentence.text:
            _forget(locked, standing, subject, reason, by=by)
            return None
        reading = _checked(line, facts, subject)
        row = standing or EditedSentence(round=locked, sheet=_sheet(locked, subject.unit), about=subject.about)
        before = standing.text if standing is not None else sentence.text
        row.text, row.figures, row.generated = line, figures_of(reading.sentence), sentence.text
        row.version, row.changed_at, row.changed_by = locked.revision + 1, timezone.now(), by
        row.save()
        _tell(locked, subject, before, line, reason, by=by)
    return row


def unword(*, round: AssessmentRound, subject: Subject, seen: int, reason: str = "", by: Any) -> None:
    """Return to the generated sentence; also where nothing is generated any more."""
    check_can_word(by, round)
    with writing(round, by=by) as locked:
        check_can_word(by, locked)
        _forget(locked, _standing(locked, subject, seen), subject, reason, by=by)


def _standing(round_: AssessmentRound, subject: Subject, seen: int) -> EditedSentence | None:
    """The edited sentence as it was looked at."""
    found = edited_of(round_).get(subject)
    if (found.version if found is not None else 0) != seen:
        raise SentenceConflict(found)
    return found


def edited_of(round_: AssessmentRound) -> dict[Subject, EditedSentence]:
    """Every edited sentence of a round. One query."""
    rows = EditedSentence.objects.filter(round=round_).select_related("sheet__unit", "changed_by")
    return {Subject(row.sheet.unit.code if row.sheet is not None else BLOCK, row.about): row for row in rows}


def _sheet(round_: AssessmentRound, unit: str) -> Sheet | None:
    return None if unit == BLOCK else Sheet.objects.get(round=round_, unit__code=unit)


def _checked(line: str, facts: Facts, subject: Subject) -> Reading:
    if not line and subject.about == REASON:
        raise SentenceRefused(
            [
                Problem(
                    _("Câu nêu lý do của đơn vị không được để trống."),
                    _("Viết câu khác, hoặc dùng lại câu lập từ số liệu."),
                )
            ]
        )
    reading = read(line, facts, subject.about)
    if reading.problems:
        raise SentenceRefused(reading.problems)
    return reading


def _forget(
    round_: AssessmentRound, standing: EditedSentence | None, subject: Subject, reason: str, *, by: Any
) -> None:
    if standing is not None:
        before, again = standing.text, standing.generated
        standing.delete()
        _tell(round_, subject, before, again, reason, by=by, is_generated=True)


def _tell(round_: AssessmentRound, subject: Subject, before: str, after: str, reason: str, *, by: Any, **more) -> None:
    data = {"round": round_.pk, "unit": subject.unit, "about": subject.about, "from": before, "to": after, **more}
    Event.objects.create(
        by=by, channel="desk", verb="word_sentence", subject=str(round_)[:200], reason=_plain(reason), data=data
    )


def _plain(reason: str) -> str:
    """A reason in one line, as an event can keep it."""
    return "".join(each for each in one_line(reason) if each.isprintable())[:LONGEST_REASON]


def figures_of(sentence: Sentence) -> list[dict[str, Any]]:
    """The figures that a sentence states, as they are frozen beside it: what each is, and of what."""
    return [_figure(each) for each in sentence.figures]


def _figure(figure: Figure) -> dict[str, Any]:
    of = figure.of
    found: dict[str, Any] = {
        "kind": figure.kind.value,
        "value": format(figure.value.normalize() if figure.value else 0, "f"),
        "text": figure.text,
        "unit": of.unit,
        "what": of.what,
        "year": of.year,
    }
    if of.is_difference:
        found |= {"against_unit": of.against_unit, "against_year": of.against_year, "direction": figure.direction}
    return found


# --- before publication ---


@dataclass(frozen=True, slots=True)
class Look:
    """An edited sentence looked at again: what does not agree any more; or that the generated one changed meanwhile."""

    subject: Subject
    row: EditedSentence
    problems: tuple[Problem, ...]
    is_gone: bool = False  # the figures give no such sentence any more
    was_changed: bool = False


def look_again(round_: AssessmentRound, contents: Contents) -> Iterator[Look]:
    """Every edited sentence of the round held against what would be published now, in the order of the table."""
    if not contents.sentences:
        return
    rows = edited_of(round_)
    generated = Generated(contents)
    order: Mapping[str, int] = {unit: place for place, unit in enumerate((BLOCK, *generated.units))}
    for subject, row in sorted(rows.items(), key=lambda each: (order.get(each[0].unit, len(order)), each[0].about)):
        sentence, facts = generated.facts(subject)
        if sentence is None or facts is None:
            yield Look(subject, row, (), is_gone=True)
            continue
        reading = read(row.text, facts, subject.about)
        problems = reading.problems
        if not problems and figures_of(reading.sentence) != row.figures:
            # The same numbers, of something else than when they were written.
            problems = (Problem(_("Các số trong câu nay là của nội dung khác."), _("Mở câu, xem lại rồi lưu.")),)
        yield Look(subject, row, problems, was_changed=sentence.text != row.generated)
