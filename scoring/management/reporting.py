"""How the import commands speak on a terminal: progress while it runs, a table of problems, a sentence at the end."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from scoring.actions.imports import Outcome
from scoring.imports.problems import Problem

# Exit codes, the same in --help and docs/data-format.md.
OK, PROBLEMS, USAGE, DATABASE = 0, 1, 2, 3
EXIT_CODES = """mã thoát:
  0  hoàn thành (kể cả khi không có gì thay đổi)
  1  tệp có lỗi; không ghi gì
  2  gọi lệnh sai: không có tệp, không có tài khoản
  3  cơ sở dữ liệu từ chối; không ghi gì
"""
_STEPS = 4  # read, plan, write, publish


class Steps:
    """A progress bar over the steps of an import, drawn only where someone is watching."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=_STEPS)

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(self, *_exception: Any) -> None:
        self._bar.stop()

    def __call__(self, step: str) -> None:
        self._bar.update(self._task, description=step, advance=1)


def problem_table(problems: Iterable[Problem]) -> Table:
    table = Table()
    for heading in (_("Mức"), _("Ở đâu"), _("Giá trị"), _("Vấn đề"), _("Cách sửa")):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        level = f"[red]{_('lỗi')}[/red]" if problem.is_error else f"[yellow]{_('lưu ý')}[/yellow]"
        cells = (problem.place, problem.value[:80], problem.message, problem.advice)
        table.add_row(level, *(escape(cell) for cell in cells))
    return table


def report(outcome: Outcome, console: Console) -> None:
    """Tell what happened; raises `CommandError` with the exit code when the files have errors."""
    if outcome.problems:
        console.print(problem_table(outcome.problems))
    for account in outcome.accounts:
        console.print(escape(str(account)))
    if outcome.removed:
        words = {"count": len(outcome.removed)}
        console.print((_("Nếu nhập, bỏ %(count)d mục:") if outcome.is_check else _("Đã bỏ %(count)d mục:")) % words)
        for each in outcome.removed:
            console.print(escape(f"  {each}"))
    errors = sum(problem.is_error for problem in outcome.problems)
    warnings = len(outcome.problems) - errors
    if errors:
        words = {"errors": errors, "warnings": warnings}
        raise CommandError(_("%(errors)d lỗi, %(warnings)d lưu ý. Không ghi gì.") % words, returncode=PROBLEMS)
    words = {"files": len(outcome.files), "rows": outcome.rows, "warnings": warnings}
    console.print(_("Đã đọc %(files)d tệp, %(rows)d dòng; %(warnings)d lưu ý.") % words)
    if outcome.is_unchanged:
        console.print(_("Không có gì thay đổi."))
        return
    words = {
        "created": sum(outcome.created.values()),
        "updated": sum(outcome.updated.values()),
        "removed": len(outcome.removed),
        "unchanged": outcome.unchanged,
        "published": len(outcome.published),
    }
    sentence = (
        _("thêm %(created)d, sửa %(updated)d, bỏ %(removed)d, giữ nguyên %(unchanged)d bản ghi; công bố %(published)d.")
        % words
    )
    if outcome.is_check:
        console.print(_("Chỉ kiểm tra, chưa ghi gì. Nếu nhập: %s") % sentence)
    else:
        console.print(_("Đã nhập: %s") % sentence)


def person_named(username: str | None) -> Any:
    """The account that answers for a call, None where none is named; raises `CommandError`."""
    person = get_user_model().objects.filter(username=username).first() if username else None
    if username and person is None:
        raise CommandError(_("Không có tài khoản “%s”.") % username, returncode=USAGE)
    return person


def refused_by_database(error: Exception) -> CommandError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return CommandError(_("Cơ sở dữ liệu từ chối, không ghi gì: %s") % reason, returncode=DATABASE)
