"""Writes about rounds, and the one way in which anything under a round is written: `writing`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.models import AssessmentRound, BandScale, CriteriaSet, Event, Publication, Sheet, Submission
from scoring.policies import NotAllowed, check_can_manage, check_can_open, check_is_writable
from scoring.workflow import AWAITING, MOVES
from units.directory import fits, forms_of, group_exists
from units.models import Unit, UnitGroup

State = AssessmentRound.State


def lock(round_: AssessmentRound | int) -> AssessmentRound:
    """The round, locked until the transaction ends: writers and publisher take turns. Needs a transaction.

    The same lock for all: a writer waits for the writer before it, which takes milliseconds, and nobody ever has to
    raise a shared lock to an exclusive one while another holds it too. (SQLite: the transaction itself is the lock.)
    """
    key = round_ if isinstance(round_, int) else round_.pk
    locked = AssessmentRound.objects.select_for_update(no_key=True).get(pk=key)
    locked.criteria_set, locked.group, locked.index  # noqa: B018 - read now, while the row is locked
    return locked


@contextmanager
def writing(round_: AssessmentRound | int, *, by: Any) -> Iterator[AssessmentRound]:
    """Write under a round: one transaction, the round locked, any open submission voided, the revision raised.

    Raises `NotAllowed` when the round is not writable. Whoever calls it checks the person's permission first and writes
    the event of what it changes inside.
    """
    with transaction.atomic():
        locked = lock(round_)
        check_is_writable(locked)
        yield locked
        void_submission(round_=locked, reason=_("Có sửa đổi sau khi trình."), by=by)
        # A plain number: the row is locked, and the database computes nothing here (tests/test_house.py).
        AssessmentRound.objects.filter(pk=locked.pk).update(revision=locked.revision + 1)


def void_submission(*, round_: AssessmentRound, reason: str, by: Any) -> Submission | None:
    """Void the open submission of a locked round and throw its draft away; the round goes back to where it was edited."""
    submission = (
        Submission.objects.filter(round=round_, voided_at__isnull=True, released_at__isnull=True)
        .select_related("publication")
        .first()
    )
    if submission is None:
        return None
    draft, submission.publication = submission.publication, None
    submission.voided_at, submission.voided_reason = timezone.now(), reason
    submission.save(update_fields=["publication", "voided_at", "voided_reason"])
    if draft is not None:
        draft.delete()
    if round_.state in AWAITING:
        was_published = Publication.objects.published().filter(
            index=round_.index_id, year=round_.year, group=round_.group_id
        )
        round_.state = State.CORRECTING if was_published.exists() else State.OPEN
        round_.save(update_fields=["state"])
    Event.objects.create(
        by=by,
        channel="desk",
        verb="void",
        subject=str(round_)[:200],
        reason=reason,
        data={"submission": submission.pk, "content_hash": submission.content_hash},
    )
    return submission


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a round; each may be open."""

    self_assessment_until: date | None = None
    appraisal_until: date | None = None
    reply_until: date | None = None
    publication_planned: date | None = None


# What may be changed about a round after it was created; index, year, group and set are what the round is.
CHANGEABLE = (
    "band_scale",
    "survey_made",
    *Calendar.__dataclass_fields__,
    "decision_number",
    "decision_date",
    "note",
)


def units_for(group: UnitGroup, year: int, kind: str) -> QuerySet[Unit]:
    """The units that a round of a group would hold: of that kind, under the group's parent, existing at the year's end.

    A group that ended within the year (huyện in 2025) is taken as it was on its last day, and one that lists forms (phường)
    holds no others. A proposal: whoever prepares the round may add a unit that ended within the year, and says why one of
    these is not assessed.
    """
    year_end = date(year, 12, 31)
    day = min(group.valid_to or year_end, year_end)
    under = Q(parent=group.parent_id) | Q(parent__parent=group.parent_id)
    units = Unit.objects.existing_on(day).filter(under, kind=kind)
    if forms := forms_of(group):
        units = units.filter(form__in=forms)
    return units.select_related("parent__parent").in_order()


def units_without_sheet(round_: AssessmentRound) -> QuerySet[Unit]:
    """The units that belong to the round's group at the year's end and have no sheet in it, assessed or left out.

    A unit that another group assesses in the same year (quận and huyện ranked apart) is not looked for here.
    """
    assessed = Sheet.objects.filter(round__index=round_.index_id, round__year=round_.year).values("unit_id")
    return units_for(round_.group, round_.year, round_.criteria_set.unit_kind).exclude(pk__in=assessed)


def create_round(
    *,
    criteria_set: CriteriaSet,
    year: int,
    group: UnitGroup,
    units: Iterable[Unit] | None = None,
    band_scale: BandScale | None = None,
    calendar: Calendar | None = None,
    survey_made: bool = True,
    note: str = "",
    by: Any,
) -> AssessmentRound:
    """A new round with a sheet for each unit (without `units`: those `units_for` proposes). Raises `ValidationError`.

    `by` None is a program that acts for nobody (a generator of illustrative data).
    """
    if by is not None:
        check_can_manage(by)
    chosen = list(units_for(group, year, criteria_set.unit_kind) if units is None else units)
    round_ = AssessmentRound(
        criteria_set=criteria_set,
        index=criteria_set.index,
        year=year,
        group=group,
        band_scale=band_scale,
        survey_made=survey_made,
        note=note,
        **asdict(calendar or Calendar()),
    )
    with transaction.atomic():
        _check_round(round_, chosen)
        round_.save()
        Sheet.objects.bulk_create(
            [Sheet(round=round_, unit=unit, position=place) for place, unit in enumerate(chosen, start=1)],
            batch_size=500,
        )
        data = {"criteria_set": criteria_set.code, "units": [unit.code for unit in chosen]}
        _tell(round_, "create_round", data, by=by)
    return round_


def _check_round(round_: AssessmentRound, units: Sequence[Unit]) -> None:
    """Everything that keeps a round from being created, by the field to mend."""
    problems: dict[str, str] = {}
    year, chosen_set = round_.year, round_.criteria_set
    if year < chosen_set.year_from or (chosen_set.year_to is not None and year > chosen_set.year_to):
        problems["criteria_set"] = _("Bộ tiêu chí này không áp dụng cho năm %(year)d.") % {"year": year}
    elif not chosen_set.criteria.filter(max_score__isnull=False).exists():
        problems["criteria_set"] = _("Bộ tiêu chí này chưa có mục chấm điểm nào.")
    if round_.band_scale is not None and round_.band_scale.criteria_set_id != chosen_set.pk:
        problems["band_scale"] = _("Thang xếp loại này thuộc bộ tiêu chí khác.")
    if not group_exists(round_.group, year):
        problems["group"] = _("Khối này không có trong năm %(year)d.") % {"year": year}
    elif AssessmentRound.objects.filter(index=round_.index, year=year, group=round_.group).exists():
        problems["group"] = _("Khối này đã có kỳ đánh giá năm %(year)d.") % {"year": year}
    elif not units:
        problems["units"] = _("Chọn ít nhất một đơn vị.")
    elif strange := [unit.full_name for unit in units if not _belongs(unit, round_)]:
        problems["units"] = _("Không thuộc khối này trong năm %(year)d: %(units)s.") % {
            "year": year,
            "units": ", ".join(strange[:5]),
        }
    if problems:
        raise ValidationError(problems)


def _belongs(unit: Unit, round_: AssessmentRound) -> bool:
    return unit.kind == round_.criteria_set.unit_kind and fits(unit, round_.group, round_.year)


def _tell(round_: AssessmentRound, verb: str, data: dict[str, Any], *, reason: str = "", by: Any) -> None:
    Event.objects.create(
        by=by, channel="desk", verb=verb, subject=str(round_)[:200], reason=reason, data={"round": round_.pk, **data}
    )


def change_round(*, round_: AssessmentRound | int, changes: Mapping[str, Any], by: Any) -> AssessmentRound:
    """Change the calendar, the classes, the decision, the note. `changes` maps fields of `CHANGEABLE` to new values."""
    if by is not None:
        check_can_manage(by)
    if unknown := set(changes) - set(CHANGEABLE):
        raise ValueError(f"not changeable: {sorted(unknown)}")
    with transaction.atomic():
        locked = lock(round_)
        told = [
            {"field": name, "from": str(getattr(locked, name) or ""), "to": str(value or "")}
            for name, value in changes.items()
            if getattr(locked, name) != value
        ]
        scale = changes.get("band_scale")
        if scale is not None and scale.criteria_set_id != locked.criteria_set_id:
            raise ValidationError({"band_scale": _("Thang xếp loại này thuộc bộ tiêu chí khác.")})
        if told:
            with writing(locked, by=by):
                for name, value in changes.items():
                    setattr(locked, name, value)
                AssessmentRound.objects.filter(pk=locked.pk).update(**changes)
                _tell(locked, "change_round", {"changes": told}, by=by)
    return locked


def open_round(*, round_: AssessmentRound | int, by: Any) -> AssessmentRound:
    """Begin the marking of a round that was being prepared."""
    with transaction.atomic():
        locked = lock(round_)
        if by is not None:
            check_can_open(by, locked)
        elif locked.state not in MOVES["open"].sources:
            raise NotAllowed(_("Kỳ đánh giá này đã mở."))
        if not locked.sheets.filter(left_out_reason="").exists():
            raise NotAllowed(_("Kỳ đánh giá chưa có đơn vị nào để chấm điểm."))
        locked.state = MOVES["open"].target
        locked.save(update_fields=["state"])
        _tell(locked, "open", {}, by=by)
    return locked


def add_units(*, round_: AssessmentRound | int, units: Sequence[Unit], by: Any) -> tuple[Sheet, ...]:
    """Sheets for units that the round does not hold yet."""
    if by is not None:
        check_can_manage(by)
    with writing(round_, by=by) as locked:
        present = dict(locked.sheets.values_list("unit_id", "position"))
        new = [unit for unit in units if unit.pk not in present]
        if strange := [unit.full_name for unit in new if not _belongs(unit, locked)]:
            raise ValidationError({"units": _("Không thuộc khối này: %(units)s.") % {"units": ", ".join(strange[:5])}})
        last = max(present.values(), default=0)
        made = Sheet.objects.bulk_create(
            [Sheet(round=locked, unit=unit, position=last + place) for place, unit in enumerate(new, start=1)]
        )
        _tell(locked, "add_units", {"units": [unit.code for unit in new]}, by=by)
    return tuple(made)


def leave_out(*, sheet: Sheet, reason: str, by: Any) -> Sheet:
    """Leave a unit out of the round, with the reason that the publication will print. What was entered stays."""
    if by is not None:
        check_can_manage(by)
    if not reason.strip():
        raise ValidationError({"reason": _("Nêu lý do không đánh giá; lý do này được in trong bảng công bố.")})
    return _set_left_out(sheet, reason.strip(), "leave_out", by=by)


def take_in(*, sheet: Sheet, by: Any) -> Sheet:
    """Take a unit that was left out into the round again."""
    if by is not None:
        check_can_manage(by)
    return _set_left_out(sheet, "", "take_in", by=by)


def _set_left_out(sheet: Sheet, reason: str, verb: str, *, by: Any) -> Sheet:
    with transaction.atomic():
        locked = lock(sheet.round_id)
        before = Sheet.objects.values_list("left_out_reason", flat=True).get(pk=sheet.pk)
        if before != reason:
            with writing(locked, by=by):
                Sheet.objects.filter(pk=sheet.pk).update(left_out_reason=reason)
                data = {"sheet": sheet.pk, "unit": sheet.unit.code, "from": before, "to": reason}
                _tell(locked, verb, data, reason=reason, by=by)
    sheet.left_out_reason = reason
    return sheet
