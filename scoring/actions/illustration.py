"""Tỉnh Minh Họa enters the portal: its rows are written, its rounds are submitted, approved, released and corrected.

The set-up is written here; every publication goes through the same steps and the same two people as a real one. All of
it is one transaction. A second load of the same edition changes nothing, and what is published of another edition stays.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from scoring.clock import database_now
from scoring.core.rules import Manual, Rule, YesNo, read_rule
from scoring.illustration import EDITION, SOURCE, province
from scoring.illustration.people import APPROVER, ENTERER, PEOPLE, SUBMITTER, PersonData
from scoring.illustration.rounds import CORRECTED, ROUNDS, TIES
from scoring.illustration.sets import SETS
from scoring.models import Appraisal, AssessmentRound, Event, Index, Publication
from scoring.tally import RoundTally, tally_round
from units.models import Unit

from . import illustrated_rows as rows
from .appraisals import enter, entry_of
from .checklist import checklist
from .release import approve, begin_correction, release, submit
from .roles import ensure_groups

CHANNEL = "load_minh_hoa"
Progress = Callable[[str, int, int], None]


class CannotIllustrate(Exception):
    """Why the invented province cannot be loaded; the text says it in Vietnamese, and how to mend it."""


@dataclass(frozen=True)
class Loaded:
    """What a load did. `is_other_edition`: an earlier edition stands here and was left as it is."""

    is_new: bool
    publications: int = 0
    is_other_edition: bool = False


def digest() -> str:
    """What tells one edition of the invented province from another."""
    text = repr((EDITION, SOURCE, province.UNITS, province.SUCCESSIONS, province.GROUPS, ROUNDS))
    text += repr([(each, each.areas) for each in SETS])
    return hashlib.sha256(text.encode()).hexdigest()


def load(*, progress: Progress = lambda _what, _done, _of: None, by: Any) -> Loaded:
    """Make sure that Tỉnh Minh Họa stands here. Raises `CannotIllustrate`; writes everything or nothing."""
    last = Event.objects.filter(channel=CHANNEL, verb="load").order_by("-pk").first()
    if last is not None:
        return Loaded(False, is_other_edition=last.data.get("digest") != digest())
    index = Index.objects.filter(code=Index.PAR).first()
    if index is None:
        raise CannotIllustrate(_("Chưa có chỉ số PAR Index. Chạy manage.py load_demo trước."))
    codes = [province.PROVINCE, *(each.code for each in province.UNITS)]
    if taken := Unit.objects.filter(code__in=codes).order_by("pk").first():
        raise CannotIllustrate(
            _("Mã đơn vị “%(code)s” đã có (%(name)s). Không ghi gì.") % {"code": taken.code, "name": taken.full_name}
        )
    with transaction.atomic():
        people = ensure_people(by=by)
        published = _write(index, people, progress)
        Event.objects.create(
            by=by,
            channel=CHANNEL,
            verb="load",
            subject=f"Tỉnh {province.PROVINCE_NAME}",
            data={"edition": EDITION, "digest": digest(), "publications": published},
        )
    return Loaded(True, published)


def ensure_people(*, by: Any) -> dict[PersonData, Any]:
    """The accounts that work in Tỉnh Minh Họa, each in its group; new ones cannot sign in until they get a password."""
    users = get_user_model()
    with transaction.atomic():
        groups = ensure_groups(by=by)
        found = {}
        for person in PEOPLE:
            user = users.objects.filter(username=person.username).first()
            if user is None:
                user = users(
                    username=person.username,
                    last_name=person.last_name,
                    first_name=person.first_name,
                    is_staff=True,
                )
                user.set_unusable_password()
                user.save()
                Event.objects.create(by=by, channel=CHANNEL, verb="ensure_account", subject=person.username)
            user.groups.add(groups[person.group])
            found[person] = user
    return found


def _write(index: Index, people: dict[PersonData, Any], progress: Progress) -> int:
    steps = len(ROUNDS) + 2
    progress(_("Đơn vị và khối"), 0, steps)
    place = rows.write_place()
    progress(_("Bộ tiêu chí"), 1, steps)
    sets: dict[str, rows.StoredSet] = {}
    for each in SETS:
        sets[each.code] = rows.write_set(each, index=index, place=place, before=sets.get(each.copied_from))
        _told("set_up_criteria", each.name, None, leaves=len(each.leaves))
    published = 0
    for number, data in enumerate(ROUNDS, start=2):
        progress(f"{data.group.name} {data.year}", number, steps)
        stored = sets[data.criteria_set.code]
        made = rows.write_round(data, index=index, place=place, stored=stored, by=people[ENTERER])
        if (data.level, data.year) in TIES:
            _tie(made)
        _told("set_up_round", str(made.row), people[ENTERER], round=made.row.pk, sheets=len(made.sheets))
        if data.is_published:
            _publish(made.row, people)
            published += 1
        if (reason := CORRECTED.get((data.level, data.year))) is not None:
            _correct(made, reason, people)
            published += 1
    progress("", steps, steps)
    return published


def _told(verb: str, subject: str, by: Any, **data: Any) -> None:
    Event.objects.create(by=by, channel=CHANNEL, verb=verb, subject=subject[:200], data=data)


def _publish(round_: AssessmentRound, people: dict[PersonData, Any]) -> Publication:
    """Through the steps of every round: one person submits, having seen the warnings, another approves, it goes out."""
    round_.refresh_from_db()
    seen = [each.key for each in checklist(round_, by=people[SUBMITTER]).warnings]
    submission = submit(round=round_, acknowledged=seen, by=people[SUBMITTER])
    now: datetime = database_now()
    approve(submission=submission, content_hash=submission.content_hash, release_at=now, by=people[APPROVER])
    return release(submission=submission)


def _tie(made: rows.StoredRound) -> None:
    """Two neighbours below the first get the same index: one leaf of one of them takes up what lies between."""
    tally = tally_round(made.row)
    ranked = _in_rank_order(tally)[1:]
    gaps = sorted((_index(tally, upper) - _index(tally, lower), upper, lower) for upper, lower in pairwise(ranked))
    for gap, upper, lower in gaps:
        if gap == 0:
            return
        for unit, by in ((lower, gap), (upper, -gap)):
            if tally.result_of(unit).max_total == tally.scheme.max_score and _shift(made.row, unit, by):
                return
    raise RuntimeError(f"{made.row}: no two units can be tied")


def _shift(round_: AssessmentRound, unit: str, by: Decimal) -> bool:
    """Give or take some points on the first leaf of the appraisers' own judgement that has room for them."""
    for row in _appraisals(round_, unit):
        if isinstance(_rule_of(row), Manual) and 0 <= row.amount + by <= row.max_score:
            row.amount += by
            row.appraised_score = row.amount
            row.self_score = max(row.self_score, row.amount)
            row.reason = "Chấm lại theo kết luận cuộc họp thẩm định." if row.amount < row.self_score else ""
            row.save(update_fields=["amount", "appraised_score", "self_score", "reason"])
            return True
    return False


def _correct(made: rows.StoredRound, reason: str, people: dict[PersonData, Any]) -> None:
    """A proof that was overlooked is counted: one leaf changes, one unit passes another, a second version goes out."""
    begin_correction(round=made.row, reason=reason, by=people[SUBMITTER])
    row = _overlooked(made.row)
    found = replace(entry_of(row), choice="yes", self_score=row.max_score, reason="")
    enter(sheet=row.sheet, entries=[found], by=people[ENTERER])
    _publish(made.row, people)


def _overlooked(round_: AssessmentRound) -> Appraisal:
    """The first "no" that, turned into "yes", moves a unit past the one above it; from the middle of the table down."""
    tally = tally_round(round_)
    ranked = _in_rank_order(tally)
    middle = len(ranked) // 3
    for above, unit in pairwise(ranked[middle:]):
        gap = _index(tally, above) - _index(tally, unit)
        for row in _appraisals(round_, unit):
            if row.choice == "no" and isinstance(_rule_of(row), YesNo) and gap < row.max_score:
                return row
    raise RuntimeError(f"{round_}: nothing to correct moves a rank")


def _rule_of(row: Appraisal) -> Rule:
    return read_rule(row.criterion.rule or {}, row.max_score)


def _in_rank_order(tally: RoundTally) -> list[str]:
    ranks = tally.result.ranks
    return sorted(ranks, key=lambda unit: (ranks[unit], tally.sheets[unit].sheet.position))


def _index(tally: RoundTally, unit: str) -> Any:
    return tally.result_of(unit).index


def _appraisals(round_: AssessmentRound, unit: str) -> Any:
    return (
        Appraisal.objects.filter(sheet__round=round_, sheet__unit__code=unit, not_applicable=False)
        .exclude(criterion__origin__in=("bonus", "penalty"))
        .select_related("criterion", "sheet__unit", "sheet__round__group__parent")
        .order_by("criterion__position")
    )
