"""Import criteria sets from files: everything in one transaction or nothing; the same file again changes nothing.

Columns that a file lacks stay as they are, empty cells become empty. Nodes that a file does not name stay, and are told;
with `remove_missing` they go. A set that a published round used takes no change.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from scoring.criteria_checks import band_faults, check_set
from scoring.criteria_tree import Tree
from scoring.imports.criteria import read_criteria_files
from scoring.imports.problems import Problem, Severity
from scoring.imports.reader import Reading
from scoring.imports.rows import Row
from scoring.imports.workbook import SourceFile
from scoring.models import Band, BandScale, CriteriaSet, CriteriaSetLocked, Index
from units.plans import Plan, given

from .criteria import delete_nodes
from .criteria_changes import SetChanges, changes_of, state_of
from .criteria_import_nodes import Work, misfits, plan_nodes, refer, tell
from .criteria_sets import BAND_FIELDS, SCALE_FIELDS, SET_FIELDS, lock_set, record, refuse_code
from .entered import moved, told
from .imports import Outcome, Seen, WriteNothing, reading_order
from .rounds import writing

_SET_DEFAULTS: dict[str, Any] = {
    "name": "",
    "unit_kind": "",
    "year_from": None,
    "year_to": None,
    "decision_number": "",
    "decision_date": None,
    "places": 2,
    "tie_rule": "competition",
    "rank_on": "published",
    "rescale_without_survey": False,
    "incomparable_reason": "",
    "illustrative": False,
    "note": "",
    "source": "",
}


@dataclass(slots=True)
class CriteriaOutcome(Outcome):
    """What an import of criteria sets found and did, set by set."""

    sets: list[SetChanges] = field(default_factory=list)


def import_criteria_files(
    *,
    sources: Sequence[SourceFile],
    check: bool = False,
    remove_missing: bool = False,
    seen: Seen | None = None,
    channel: str = "import_criteria",
    progress: Callable[[str], None] = lambda _step: None,
    by: Any,
) -> CriteriaOutcome:
    """Import criteria sets. Nothing remains where there is an error; `check` goes through all of it and rolls back.

    With `seen`, what a check found before, nothing is written unless the files and the sets are still the same.
    """
    progress(_("Đọc tệp"))
    reading = read_criteria_files(sources)
    outcome = CriteriaOutcome(reading.files, reading.count, reading.problems, is_check=check, accounts=reading.accounts)
    if reading.is_blind:
        return outcome
    try:
        with transaction.atomic():
            _Import(reading, outcome, remove_missing, channel, by).run(progress, seen)
            if check or outcome.has_errors or outcome.is_stale:
                raise WriteNothing
    except WriteNothing:
        pass
    outcome.problems.sort(key=reading_order(outcome.problems, list(outcome.files)))
    return outcome


def confirm_criteria_files(
    *, sources: Sequence[SourceFile], remove_missing: bool = False, seen: Seen, by: Any
) -> CriteriaOutcome:
    """Import what was checked, exactly that; else check it again, so that whoever confirms sees what it is now.

    Raises `NotAllowed` where a round does not let its set be written to.
    """
    try:
        return import_criteria_files(sources=sources, remove_missing=remove_missing, seen=seen, by=by)
    except IntegrityError:  # somebody made the same new set at the same moment, unseen by this transaction
        outcome = import_criteria_files(sources=sources, check=True, remove_missing=remove_missing, by=by)
        outcome.is_stale = True
        return outcome


class _Import:
    def __init__(self, reading: Reading, outcome: CriteriaOutcome, remove_missing: bool, channel: str, by: Any) -> None:
        self.reading, self.outcome, self.remove_missing = reading, outcome, remove_missing
        self.channel, self.by = channel, by
        self.plan = Plan(outcome.problems, left_out=reading.left_out)
        self.works: dict[str, Work] = {}

    def run(self, progress: Callable[[str], None], seen: Seen | None = None) -> None:
        progress(_("Đối chiếu với dữ liệu đã có"))
        self._find_sets()
        if self.outcome.is_check or seen is not None:
            self.outcome.state = state_of(self.works.values())  # before any of it is planned
        self.outcome.is_stale = seen is not None and seen != self.outcome.seen
        self._plan_sets()
        self._plan_nodes()
        self._plan_scales()
        changed = [work for work in self.works.values() if work.events]
        self._refuse_locked(changed)
        if self.outcome.has_errors:
            raise WriteNothing
        progress(_("Ghi vào cơ sở dữ liệu"))
        counts = self.plan.counts()
        with ExitStack() as rounds:
            for key in sorted({key for work in changed for key in work.rounds}):
                rounds.enter_context(writing(key, by=self.by))
            self._write_bands()
            self.plan.write()
            for work in changed:
                if work.missing:  # after the rest: what hung on them may have moved elsewhere
                    delete_nodes(work.missing, work.missing[0].code)
                data = {"files": self.outcome.files, **work.events}
                record("import_criteria", work.criteria_set, data, channel=self.channel, by=self.by)
        self.outcome.created, self.outcome.updated = counts["created"], counts["updated"]
        self.outcome.sets = [changes_of(work) for work in self.works.values()]
        self.outcome.removed = [f"{work.criteria_set.code}: {row}" for work in changed for row in work.missing]
        self.outcome.unchanged = self.plan.unchanged
        for work in self.works.values():
            self._warn(work)

    def _plan_nodes(self) -> None:
        """Set by set, what is copied from another after it, so that its nodes are there to be continued."""
        waiting = {code: rows for code, rows in self._rows_by_set("criteria").items() if code in self.works}

        def plan(code: str) -> None:
            if (rows := waiting.pop(code, None)) is None:
                return
            work = self.works[code]
            source = work.criteria_set.copied_from
            if source is not None:
                plan(source.code)
            before = self.works.get(source.code) if source is not None else None
            plan_nodes(self.plan, work, rows, before, remove_missing=self.remove_missing)

        for code in list(waiting):
            plan(code)
        for row in self.reading.faulty:
            if row.table == "criteria":
                tell(row, self.outcome.problems, misfits(row))

    def _write_bands(self) -> None:
        """Thresholds of one scale may change places; row by row they would collide on the way."""
        changes = self.plan.updated.pop(Band, {})
        bands = [band for band, _names in changes.values() if isinstance(band, Band)]
        Band.objects.filter(pk__in=[band.pk for band in bands]).delete()
        Band.objects.bulk_create(bands)

    # --- sets ---

    def _rows_by_set(self, table: str) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.reading.rows[table]:
            code = row.get("set")
            rows[code].append(row)
            if code not in self.works and not self.plan.left_out & {("criteria_sets", code)}:
                self.outcome.problems.append(
                    row.problem(
                        _("chưa có bộ tiêu chí nào mang mã này"),
                        _("Thêm một dòng vào bảng Bộ tiêu chí, nhập cùng lúc."),
                        column="set",
                    )
                )
        return rows

    def _find_sets(self) -> None:
        """The stored sets that rows are about, locked in one order, each with its tree."""
        first: dict[str, Row] = {}
        for table, column in (("criteria_sets", "code"), ("criteria", "set"), ("band_scales", "set"), ("bands", "set")):
            for row in self.reading.rows[table]:
                first.setdefault(row.get(column), row)
        for stored in CriteriaSet.objects.filter(code__in=first).order_by("pk"):
            locked, rounds = lock_set(stored)
            self.works[locked.code] = Work(locked, rounds, Tree.of(locked), first[locked.code])

    def _plan_sets(self) -> None:
        indexes = {index.code: index for index in Index.objects.all()}
        wanted = {row.get("copied_from") for row in self.reading.rows["criteria_sets"]}
        others = {each.code: each for each in CriteriaSet.objects.filter(code__in=wanted - {None} - set(self.works))}
        for row in self.reading.rows["criteria_sets"]:  # new ones first, so that others may be copied from them
            if row.get("code") not in self.works:
                self.works[row.get("code")] = Work(CriteriaSet(code=row.get("code")), row=row)
        for row in self.reading.rows["criteria_sets"]:
            work = self.works[row.get("code")]
            if refusal := refuse_code(row.get("code"), work.criteria_set.code if work.criteria_set.pk else ""):
                self.outcome.problems.append(row.problem(_("không phải mã"), refusal, column="code"))
            values = given(row, _SET_DEFAULTS)
            values["index"] = refer(row, self.outcome.problems, "index", indexes)
            if "copied_from" in row.values:
                stored = {**others, **{code: each.criteria_set for code, each in self.works.items()}}
                values["copied_from"] = refer(row, self.outcome.problems, "copied_from", stored)
            self._settle_set(work, values, row)

    def _settle_set(self, work: Work, values: dict[str, Any], row: Row) -> None:
        existing = work.criteria_set if work.criteria_set.pk is not None else None
        before = told(work.criteria_set, list(SET_FIELDS)) if existing is not None else {}
        if values["index"] is None:
            values.pop("index")
        settled = work.criteria_set
        if existing is not None:
            self.plan.unchanged += not self.plan.change(existing, values)
        else:
            for name, value in values.items():
                setattr(settled, name, value)
            self.plan.created.setdefault(CriteriaSet, []).append(settled)
        if settled.index_id is None:
            return
        try:
            settled.clean_fields(exclude=["index", "copied_from"])
        except ValidationError as error:
            tell(row, self.outcome.problems, ((name, " ".join(texts)) for name, texts in error.message_dict.items()))
        if settled.year_to is not None and settled.year_to < settled.year_from:
            tell(row, self.outcome.problems, [("year_to", _("“đến năm” trước “từ năm”"))])
        if settled.places > 4:
            tell(row, self.outcome.problems, [("places", _("công bố nhiều nhất 4 chữ số thập phân"))])
        if settled.copied_from is settled:
            tell(row, self.outcome.problems, [("copied_from", _("bộ tiêu chí không thể sao chép từ chính nó"))])
        change = moved(before, told(settled, list(SET_FIELDS)))
        if change["to"]:
            work.events["criteria_set_fields"] = change

    def _refuse_locked(self, changed: list[Work]) -> None:
        codes = [work.criteria_set.code for work in changed if work.criteria_set.pk is not None]
        locked = set(CriteriaSet.objects.locked().filter(code__in=codes).values_list("code", flat=True))
        for work in changed:
            if work.criteria_set.code in locked and work.row is not None:
                self.outcome.problems.append(work.row.problem(str(CriteriaSetLocked()), _("Không ghi gì.")))

    # --- classes ---

    def _plan_scales(self) -> None:
        scales: dict[tuple[str, str], BandScale] = {}
        bands: dict[tuple[str, str, str], Band] = {}
        stored = BandScale.objects.filter(criteria_set__code__in=self.works).select_related("criteria_set")
        for scale in stored.prefetch_related("bands"):
            key = (scale.criteria_set.code, scale.name)
            scales[key] = scale
            bands.update({(*key, band.code): band for band in scale.bands.all()})
        for code, rows in self._rows_by_set("band_scales").items():
            for row in rows if code in self.works else ():
                key = (code, row.get("name"))
                fixed = {"criteria_set": self.works[code].criteria_set, "name": row.get("name")}
                values = given(row, {"decision_number": "", "decision_date": None})
                scales[key] = self._settle_part(code, BandScale, scales.get(key), values, fixed, SCALE_FIELDS, row)
        for code, rows in self._rows_by_set("bands").items():
            for row in rows if code in self.works else ():
                key = (code, row.get("scale"))
                if key not in scales:
                    if ("band_scales", *key) not in self.plan.left_out:
                        advice = _("Thêm một dòng vào bảng Thang xếp loại.")
                        self.outcome.problems.append(row.problem(_("chưa có thang này"), advice, column="scale"))
                    continue
                fixed = {"scale": scales[key], "code": row.get("code")}
                values = given(row, {"name": "", "from_index": None, "component_floor": None})
                existing = bands.get((*key, row.get("code")))
                band = self._settle_part(code, Band, existing, values, fixed, BAND_FIELDS, row)
                tell(row, self.outcome.problems, band_faults(band))
                bands[(*key, band.code)] = band
        self._refuse_equal_thresholds(bands)

    def _settle_part(
        self, code: str, model: Any, existing: Any, values: Any, fixed: Any, names: tuple[str, ...], row: Row
    ) -> Any:
        before = told(existing, list(names)) if existing is not None else {}
        part = self.plan.settle(model, existing, values, row=row, at_creation=fixed)
        change = moved(before, told(part, list(names)))
        if change["to"]:
            self.works[code].events["classes"].append({"name": str(part), **change})
        return part

    def _refuse_equal_thresholds(self, bands: dict[tuple[str, str, str], Band]) -> None:
        seen: dict[tuple[Any, ...], str] = {}
        for (code, scale, band_code), band in bands.items():
            other = seen.setdefault((code, scale, band.from_index), band_code)
            if other != band_code:
                row = next(
                    (
                        row
                        for row in reversed(self.reading.rows["bands"])
                        if row.get("set") == code and row.get("code") in (band_code, other)
                    ),
                    None,
                )
                if row is not None:
                    message = _("loại “%(a)s” và “%(b)s” cùng ngưỡng") % {"a": other, "b": band_code}
                    self.outcome.problems.append(row.problem(message, _("Mỗi loại một ngưỡng."), column="from_index"))

    def _warn(self, work: Work) -> None:
        """What the set as written still lacks: told, and stopping nothing."""
        if work.row is None:
            return
        for finding in check_set(work.criteria_set):
            row = work.rows.get(finding.code, work.row)
            message = f"{finding.code}: {finding.message}" if finding.code else finding.message
            self.outcome.problems.append(
                Problem(message, finding.advice, row.file, row.sheet, row.number, severity=Severity.WARNING)
            )
