"""Import files: everything in one transaction, or nothing; the same files again change nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.imports.accounts import Account
from scoring.imports.problems import Problem, has_errors
from scoring.imports.reader import Reading, name_packets, read_files
from scoring.imports.tables import BY_CODE, ORDER
from scoring.imports.workbook import SourceFile
from scoring.models import Event, Publication
from units.actions import save_units
from units.imports import plan_units
from units.plans import Plan

from .addresses import refuse_moves
from .bundles import Bundles
from .imported_changes import Changes, changes_of, stored_state
from .methods import plan_methods
from .publications import PublicationRefused, publish_all
from .transcriptions import plan_transcriptions

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check saw: the SHA-256 of each file by its name, and the state of all that the files are about."""

    files: Mapping[str, str]
    state: str


@dataclass(slots=True)
class Outcome:
    """What an import found and did; `state` is told where the import was asked to check."""

    files: dict[str, str] = field(default_factory=dict)  # name -> SHA-256
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    published: list[Publication] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # what is taken away, each as people name it
    is_check: bool = False
    accounts: list[Account] = field(default_factory=list)  # what became of every row of every worksheet
    changes: Changes = field(default_factory=Changes)
    state: str = ""
    is_stale: bool = False  # what is there or the files are not what was seen: checked again, nothing written

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)

    @property
    def is_unchanged(self) -> bool:
        """Whether the database already held all of it."""
        return not (self.has_errors or self.created or self.updated or self.removed or self.published)

    @property
    def has_drafts(self) -> bool:
        """Whether the files are about publications that are not public."""
        return any(not bundle.is_published for bundle in self.changes.bundles)

    @property
    def seen(self) -> Seen:
        return Seen(self.files, self.state)

    @property
    def must_be_seen_again(self) -> bool:
        """Whether a confirmation wrote nothing because it is no longer what was seen."""
        return self.has_errors or (self.is_stale and not self.is_unchanged)


class WriteNothing(Exception):
    """Leaves the transaction so that nothing of it remains."""


def import_files(
    *,
    sources: Sequence[SourceFile],
    check: bool = False,
    publish: bool = False,
    seen: Seen | None = None,
    only: Collection[str] = ORDER,
    channel: str = "import_results",
    progress: Progress = lambda _step: None,
    by: Any,
) -> Outcome:
    """Import files into drafts and, with `publish`, publish those drafts. Nothing remains where there is an error.

    `check` goes through all of it, the database's own refusals included, and rolls back. With `seen`, what a check found
    before, nothing is written unless the files and what they are about are still the same. `only` names the tables that
    the caller takes; any other is refused.
    """
    progress(_("Đọc tệp"))
    reading = read_files(sources)
    name_packets(reading, _("tệp danh sách đơn vị hay kết quả"))
    _refuse_others(reading, only)
    outcome = Outcome(reading.files, reading.count, reading.problems, is_check=check, accounts=reading.accounts)
    if reading.is_blind:
        return outcome
    try:
        with transaction.atomic():
            _import(reading, outcome, publish=publish, seen=seen, channel=channel, progress=progress, by=by)
            if check or outcome.has_errors or outcome.is_stale:
                raise WriteNothing
    except WriteNothing:
        pass
    outcome.problems.sort(key=reading_order(outcome.problems, list(outcome.files)))
    return outcome


def reading_order(problems: list[Problem], files: list[str]) -> Callable[[Problem], tuple[int, int, int]]:
    """By file as given, then by worksheet as met, then by row."""
    sheets = list(dict.fromkeys((problem.file, problem.sheet) for problem in problems))
    return lambda each: (files.index(each.file), sheets.index((each.file, each.sheet)), each.row or 0)


def _refuse_others(reading: Reading, only: Collection[str]) -> None:
    """Say once for each worksheet that its table does not come in this way."""
    for code, rows in reading.rows.items():
        for file, sheet in dict.fromkeys((row.file, row.sheet) for row in rows) if code not in only else ():
            message = _("bảng “%(table)s” không nhập ở trang này") % {"table": BY_CODE[code].heading}
            advice = _("Xóa trang tính hay tệp này; người quản trị nhập bảng ấy bằng lệnh import_results.")
            reading.problems.append(Problem(message, advice, file, sheet))


def _import(
    reading: Reading,
    outcome: Outcome,
    *,
    publish: bool,
    seen: Seen | None,
    channel: str,
    progress: Progress,
    by: Any,
) -> None:
    progress(_("Đối chiếu với dữ liệu đã có"))
    is_watched = outcome.is_check or seen is not None
    stored = stored_state(reading.rows, lock=seen is not None) if is_watched else ""
    unit_plan = Plan(outcome.problems, left_out=reading.left_out)
    plan = Plan(outcome.problems, left_out=reading.left_out)
    directory, groups = plan_units(unit_plan, reading.rows)
    refuse_moves(unit_plan, reading.rows)
    indexes = plan_methods(plan, reading.rows)
    bundles = plan_transcriptions(plan, reading.rows, indexes, groups, directory, will_publish=publish)
    if is_watched:
        outcome.changes = changes_of(unit_plan, plan, bundles, reading.rows)
        outcome.state = outcome.changes.digest(stored)
        outcome.is_stale = seen is not None and seen != outcome.seen
    if outcome.has_errors:
        raise WriteNothing
    progress(_("Ghi vào cơ sở dữ liệu"))
    save_units(plan=unit_plan, by=by)
    plan.write()
    for each in (unit_plan, plan):
        counts = each.counts()
        outcome.created.update(counts["created"])
        outcome.updated.update(counts["updated"])
        outcome.unchanged += each.unchanged
    if publish:
        progress(_("Công bố"))
        outcome.published = _publish(bundles, outcome, channel, by)
    if not outcome.is_unchanged:
        _record(outcome, channel, by)


def _publish(bundles: Bundles, outcome: Outcome, channel: str, by: Any) -> list[Publication]:
    touched = [bundle for bundle in bundles if bundle.first_row is not None and not bundle.is_published]
    try:
        return publish_all(publications=[bundle.publication for bundle in touched], channel=channel, by=by)
    except PublicationRefused as refused:
        row = next(b.first_row for b in touched if b.publication.pk == refused.publication.pk)
        assert row is not None  # noqa: S101 - touched bundles have a row
        outcome.problems.extend(
            row.problem(f"{refused.publication}: {finding.message}", finding.advice) for finding in refused.findings
        )
        raise WriteNothing from None


def _record(outcome: Outcome, channel: str, by: Any) -> None:
    Event.objects.create(
        by=by,
        channel=channel,
        verb="import",
        subject=", ".join(outcome.files)[:200],
        data={
            "files": outcome.files,
            "rows": outcome.rows,
            "created": outcome.created,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "published": [publication.number for publication in outcome.published],
            "warnings": sum(not problem.is_error for problem in outcome.problems),
        },
    )
