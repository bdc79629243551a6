"""What a file of survey figures would change: the same faults as when they are typed, each at its row."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from scoring.actions.surveys import know, know_year_before, plain_value
from scoring.import_doubts import doubtful_name, taken_untold
from scoring.imports.tallies import read_tallies
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound, ImportAct, Sheet
from scoring.packets.identity import seen_until
from scoring.survey_entry import Entry, Part, Returned, Stated, changes, small_bases
from scoring.survey_tally import read_surveys, with_entry
from scoring.tally import tally_round

from .proposals import Progress, Proposal, as_json, check_identity, place_text
from .survey_doubts import changed_later, doubt_later, look_over_columns

KINDS = (ImportAct.Kind.SURVEYS.value, ImportAct.Kind.SATISFACTION.value)


def survey_entry(places: Iterable[tuple[str, str, str, Any]]) -> Entry:
    """An entry from (part, unit, name, JSON value) as changes keep them; None takes away what is held."""
    tallies: dict[tuple[str, str], Any] = {}
    returns: dict[tuple[str, str], Returned | None] = {}
    satisfaction: dict[str, Stated | None] = {}
    for part, unit, name, value in places:
        if part == Part.TALLY:
            tallies[unit, name] = value
        elif part == Part.RETURN:
            returns[unit, name] = None if value is None else Returned(**value)
        else:
            satisfaction[unit] = None if value is None else _stated(value)
    return Entry(tallies, returns, satisfaction)


def _stated(value: Mapping[str, Any]) -> Stated:
    return Stated(**{**value, "percent": Decimal(value["percent"])})


def propose_surveys(round_: AssessmentRound, source: SourceFile, asked: str, progress: Progress) -> Proposal:
    """Everything that a file of survey figures would change. Writes nothing."""
    known = know(round_)
    reading = read_tallies(source, known)
    proposal = Proposal(identity=reading.identity, problems=reading.problems, rows=reading.rows, blank=reading.blank)
    if not check_identity(proposal, round_, asked, source.name, KINDS) or proposal.has_errors:
        return proposal
    progress(_("Đối chiếu với dữ liệu đã có"), 0, 1)
    proposal.small = len(small_bases(reading.entry))
    sheets = {
        sheet.unit.code: sheet for sheet in Sheet.objects.filter(round=round_).select_related("unit").order_by("pk")
    }
    found = changes(reading.entry, known)
    for (unit, part), of_unit in groupby(
        sorted(found, key=lambda each: (sheets[each.unit].pk, each.part)), key=lambda each: (each.unit, each.part)
    ):
        moved = [(each.name, plain_value(each.before), plain_value(each.after)) for each in of_unit]
        texts = [place_text(name, 0, as_json(before), as_json(after)) for name, before, after in moved]
        proposal.changes.add(sheets[unit].pk, str(part), texts, sum(not before for _name, before, _after in moved))
    proposal.unchanged = sum(1 for _each in reading.entry.items()) - len(found)
    parts = (Part.SATISFACTION,) if proposal.kind == ImportAct.Kind.SATISFACTION else (Part.TALLY, Part.RETURN)
    named = {(part, unit, name) for part, unit, name, _value in reading.entry.items()}
    for part, unit, name, _value in Entry(known.tallies, known.returns, known.satisfaction).items():
        if part in parts and (part, unit, name) not in named:
            proposal.missing.add(f"{known.units[unit]}{f', {name}' if name else ''}")
    stored = read_surveys(round_)
    before = tally_round(round_, surveys=stored)
    would_be = with_entry(stored, reading.entry, {unit: sheet.pk for unit, sheet in sheets.items()})
    after = tally_round(round_, scheme=before.scheme, surveys=would_be)
    names = {unit: own.sheet.unit.full_name for unit, own in after.sheets.items()}
    proposal.compare(names, before.result, after.result)
    named_oddly = {each[0]: each for each in reading.doubtful_names}  # one of the lines of each unit
    proposal.doubts += [doubtful_name(*each) for each in named_oddly.values()]
    until = seen_until(reading.identity, round_)
    proposal.doubts += doubt_later(found, changed_later(round_, until), known.units)
    if reading.identity is not None and until is None:
        proposal.doubts.append(taken_untold())
    proposal.doubts += look_over_columns(reading.entry, known, know_year_before(round_))
    return proposal
