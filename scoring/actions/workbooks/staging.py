"""The first two steps of a file: kept as it came, checked whole. Nothing of the round is written here.

A check may take long, so it is work that anyone may take up: the request that brought a small file, or `work_imports`.
"""

import re
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from scoring.actions.many_rows import insert_many
from scoring.clock import database_now
from scoring.imports.archive import refuse_by_outside
from scoring.imports.problems import Problem, Severity
from scoring.imports.tallies import looks_like_surveys
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound, ImportAct, ImportChange, ImportFile
from scoring.packets.annotated import annotated
from scoring.packets.identity import set_hash
from scoring.policies import NotAllowed, check_can_enter

from .marks import propose_marks
from .proposals import ROW, Progress, Proposal
from .surveys import KINDS as SURVEY_KINDS
from .surveys import propose_surveys

State = ImportAct.State
# What a request does itself; anything larger waits for `work_imports`.
AT_ONCE_BYTES = 200 * 1024
AT_ONCE_CHANGES = 5_000
ABANDONED_AFTER = timedelta(days=7)
# Nothing heard for so long of whoever took up an act: they are gone, and another may take it up.
SILENT_FOR = timedelta(minutes=10)
ATTEMPTS = 3
_PROBLEMS = 2_000
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
_OPEN = (State.WAITING, State.CHECKING, State.REFUSED, State.CHECKED)


class StagingRefused(Exception):
    """A file that is not even looked into; `problem` says why and how to mend it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class AlreadyImported(Exception):
    """The same bytes were imported into this round, and not undone since."""

    def __init__(self, act: ImportAct) -> None:
        super().__init__(_("Tệp này đã được nhập vào kỳ đánh giá. Muốn nhập lại, hoàn tác lần nhập đó trước."))
        self.act = act


def stage(*, round_: AssessmentRound, source: SourceFile, kind: str = "", by: Any) -> ImportAct:
    """Keep a file for its check. The same file brought again by the same person takes the place of the first."""
    check_can_enter(by, round_)
    if (problem := refuse_by_outside(source.name, source.content)) is not None:
        raise StagingRefused(problem)
    sha256 = source.sha256
    confirmed = ImportAct.objects.filter(round=round_, sha256=sha256, state=State.CONFIRMED).first()
    if confirmed is not None:
        raise AlreadyImported(confirmed)
    with transaction.atomic():
        drop_abandoned()
        twins = ImportAct.objects.filter(round=round_, sha256=sha256, created_by=by, state__in=_OPEN)
        for twin in twins.exclude(state=State.CHECKING):
            twin.delete()
        act = ImportAct.objects.create(
            round=round_,
            kind=kind,
            file_name=storable(source.name[-200:]),
            sha256=sha256,
            size=len(source.content),
            created_at=database_now(),
            created_by=by,
        )
        ImportFile.objects.create(act=act, content=source.content)
    return act


def drop(*, act: ImportAct, by: Any) -> None:
    """Throw a file away that was not confirmed. Nothing of the round had changed, so nothing is told."""
    check_can_enter(by, act.round)
    if not ImportAct.objects.filter(pk=act.pk, state__in=_OPEN).delete()[0]:
        raise NotAllowed(_("Tệp này đã được nhập hoặc đang được ghi nên không bỏ được."))


def drop_abandoned() -> int:
    """Files that nobody confirmed within a week, with what was found in them. Returns how many there were."""
    old = ImportAct.objects.filter(state__in=_OPEN, created_at__lt=database_now() - ABANDONED_AFTER)
    count = old.count()
    if count:
        old.delete()
    return count


def source_of(act: ImportAct) -> SourceFile:
    """The file as it came; raises `ImportFile.DoesNotExist` once the act is confirmed."""
    return SourceFile(act.file_name, bytes(ImportFile.objects.get(act=act).content))


def with_findings(act: ImportAct) -> bytes:
    """The file back, with a column of findings beside each row; raises `ImportFile.DoesNotExist` once the act is confirmed.

    Of a large file the check has made it, where anything was found; else there is none (b"").
    """
    return (
        annotated(source_of(act), problems_of(act), act.round)
        if is_small(act)
        else bytes(ImportFile.objects.get(act=act).findings)
    )


def check_again(*, act: ImportAct, by: Any) -> None:
    """Look at a file once more: what it would change may be another by now."""
    check_can_enter(by, act.round)
    ImportAct.objects.filter(pk=act.pk, state__in=(State.CHECKED, State.REFUSED)).update(
        state=State.WAITING, attempts=0, step="", done=0, total=0
    )


def take_up(act: int) -> bool:
    """Claim an act that waits for its check, or that somebody fell silent over. Whoever is told True works at it."""
    now = database_now()
    free = Q(state=State.WAITING) | Q(state=State.CHECKING, claimed_at__lt=now - SILENT_FOR)
    row = ImportAct.objects.filter(free, pk=act)
    attempts = row.values_list("attempts", flat=True).first()
    if attempts is None:
        return False
    return bool(row.update(state=State.CHECKING, claimed_at=now, attempts=attempts + 1))


def check(*, act: int, told: Progress | None = None) -> ImportAct:
    """Check a claimed act and keep what was found. An act that failed too often is refused instead of tried for ever."""
    row = ImportAct.objects.select_related("round__criteria_set", "round__band_scale").get(pk=act)
    progress = _progress(row.pk, told)
    if row.attempts > ATTEMPTS:
        problem = Problem(
            _("không kiểm tra được tệp này sau nhiều lần thử"), _("Chia thành nhiều tệp nhỏ hơn."), row.file_name
        )
        return _keep(row, Proposal(row.kind, problems=[problem]))
    progress(_("Đọc tệp"), 0, 0)
    source = source_of(row)
    proposal = _propose(row.round, source, row.kind, progress)
    findings = b""
    if proposal.problems and not is_small(row):
        progress(_("Ghi kết quả kiểm tra vào tệp"), 0, 0)
        findings = annotated(source, proposal.problems[:_PROBLEMS], row.round)
    return _keep(row, proposal, findings)


def _propose(round_: AssessmentRound, source: SourceFile, kind: str, progress: Progress) -> Proposal:
    if kind in SURVEY_KINDS:
        return propose_surveys(round_, source, kind, progress)
    proposal = propose_marks(round_, source, kind, progress)
    if not kind and proposal.identity is not None and proposal.identity.kind in SURVEY_KINDS:
        return propose_surveys(round_, source, kind, progress)
    if not kind and proposal.identity is None and proposal.has_errors and looks_like_surveys(source):
        labels = [str(ImportAct.Kind(each).label) for each in SURVEY_KINDS]
        problem = Problem(
            _("tệp là bảng số liệu khảo sát nhưng không mang mã gói của mẫu nào"),
            _("Chọn lại tệp và ở mục Loại chọn “%s”; hoặc dùng tệp mẫu của kỳ.") % _("” hoặc “").join(labels),
            source.name,
        )
        return Proposal(problems=[problem])
    return proposal


def _progress(act: int, told: Progress | None) -> Progress:
    last = 0.0

    def say(step: str, done: int, total: int) -> None:
        nonlocal last
        if told is not None:
            told(step, done, total)
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            ImportAct.objects.filter(pk=act).update(step=step[:80], done=done, total=total, claimed_at=database_now())

    return say


def _keep(row: ImportAct, proposal: Proposal, findings: bytes = b"") -> ImportAct:
    problems = storable([_problem_data(each) for each in proposal.problems[:_PROBLEMS]])
    with transaction.atomic():
        held = ImportAct.objects.select_for_update().filter(pk=row.pk, state=State.CHECKING).first()
        if held is None:  # thrown away meanwhile
            return row
        ImportChange.objects.filter(act=held).delete()
        if not proposal.has_errors:
            insert_many(ImportChange, ROW, proposal.changes.rows(held.pk))
        ImportFile.objects.filter(act=held).update(findings=findings)
        held.state = State.REFUSED if proposal.has_errors else State.CHECKED
        held.kind = proposal.kind or held.kind
        held.packet = storable(proposal.identity.packet[:20]) if proposal.identity else ""
        held.problems = problems
        held.summary = storable({**proposal.summary(), "problems": len(proposal.problems)})
        held.summary["criteria_set"] = set_hash(row.round.criteria_set)
        held.change_count = 0 if proposal.has_errors else proposal.changes.count
        held.step, held.claimed_at = "", None
        held.save()
    return held


def storable(value: Any) -> Any:
    """The same with what no database keeps as text (NUL, halves of a character) shown as U+FFFD: a finding quotes the file."""
    if isinstance(value, str):
        return _NOT_KEPT.sub("\ufffd", value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {key: storable(each) for key, each in value.items()}
    return value


def _problem_data(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "advice": problem.advice,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "severity": problem.severity.value,
    }


def problems_of(act: ImportAct) -> list[Problem]:
    """What was found in the file, as values again."""
    return [Problem(**{**each, "file": act.file_name, "severity": Severity(each["severity"])}) for each in act.problems]


def is_small(act: ImportAct) -> bool:
    """Whether a request may read the file itself."""
    return act.size <= AT_ONCE_BYTES


def check_if_small(*, act: ImportAct) -> None:
    """Check a small file in the request that brought it; a large one waits for `work_imports`."""
    if is_small(act) and take_up(act.pk):
        with suppress(ImportAct.DoesNotExist, ImportFile.DoesNotExist):  # thrown away in another window meanwhile
            check(act=act.pk)
