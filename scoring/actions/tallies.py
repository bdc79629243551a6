"""Import a file of survey figures into a round: whole or not at all; the same file again changes nothing."""

from dataclasses import dataclass, field
from typing import Any

from scoring.imports.problems import Problem, has_errors
from scoring.imports.tallies import TallyReading, read_tallies
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound
from scoring.policies import check_can_enter
from scoring.survey_entry import Change, Entry, Known, Part, changes, small_bases

from .surveys import EntryRefused, enter_surveys, know


@dataclass(slots=True)
class TallyOutcome:
    """What an import of survey figures found and did, or would do. `seen` is what the places it names hold now."""

    file: str
    sha256: str
    entry: Entry
    rows: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    small: list[tuple[Part, str, str, int]] = field(default_factory=list)
    seen: Entry = field(default_factory=Entry)
    known: Known = field(default_factory=Known)
    is_check: bool = False

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)


def import_tallies(
    *, round_: AssessmentRound, source: SourceFile, check: bool = False, channel: str = "import_tallies", by: Any
) -> TallyOutcome:
    """Read a file and, unless `check`, write it. Where there is an error nothing is written and every error is told."""
    if by is not None:
        check_can_enter(by, round_)
    known = know(round_)
    reading: TallyReading = read_tallies(source, known)
    outcome = TallyOutcome(
        source.name, source.sha256, reading.entry, reading.rows, reading.blank, reading.problems, known=known,
        is_check=check,
    )  # fmt: skip
    if outcome.has_errors:
        return outcome
    outcome.changes = changes(reading.entry, known)
    outcome.unchanged = sum(1 for _each in reading.entry.items()) - len(outcome.changes)
    outcome.small = small_bases(reading.entry)
    outcome.seen = held_at(reading.entry, known)
    if check or not outcome.changes:
        return outcome
    try:
        entered = enter_surveys(
            round_=round_, entry=reading.entry, channel=channel, note=origin_of(source.name, source.sha256), by=by
        )
    except EntryRefused as refused:  # the round changed between reading and writing
        outcome.problems += [
            Problem(fault.message, fault.advice, source.name, value=fault.value) for fault in refused.faults
        ]
        return outcome
    outcome.changes, outcome.unchanged = entered.changes, entered.unchanged
    return outcome


def held_at(entry: Entry, known: Known) -> Entry:
    """What the places that an entry names hold now."""
    return Entry(
        {key: known.tallies.get(key) for key in entry.tallies},
        {key: known.returns.get(key) for key in entry.returns},
        {unit: known.satisfaction.get(unit) for unit in entry.satisfaction},
    )


def origin_of(name: str, sha256: str) -> dict[str, str]:
    """What an event says of the file that figures came from."""
    return {"file": name, "sha256": sha256}
