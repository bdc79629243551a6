"""Score a published round once more under another criteria set, and tell who would move. Nothing is written."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scoring.desk import trial_tables
from scoring.desk.trial import TrialPage, trial_page
from scoring.exports.tables import as_file
from scoring.management.reporting import PROBLEMS, USAGE
from scoring.management.terminal import console_for
from scoring.models import AssessmentRound, CriteriaSet
from scoring.trial_tally import CannotTry, named_rounds, newest_round_for, past_round, try_set

_EXIT_CODES = """mã thoát:
  0  đã thử
  1  không thử được: kỳ chưa công bố, không tiêu chí nào nối tiếp, bộ tiêu chí còn thiếu
  2  gọi lệnh sai: không có bộ tiêu chí, không có kỳ đánh giá
"""
_TABLES = {"units": trial_tables.units, "leaves": trial_tables.leaves}
# A number of more digits than a key can have is no number of a round.
_LARGEST_KEY = 2**31


class Command(BaseCommand):
    help = _(
        "Chấm lại kết quả đã công bố của một kỳ theo một bộ tiêu chí khác: đơn vị nào đổi hạng, tiêu chí nào không còn phân"
        " biệt các đơn vị. Đây là phép thử, không phải kết quả chính thức; lệnh không ghi gì."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=_EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", metavar="SET", help=_("mã bộ tiêu chí đem thử"))
        parser.add_argument(
            "--round",
            type=int,
            metavar="N",
            help=_("số của kỳ, như trong địa chỉ trang; bỏ trống: kỳ mới nhất phù hợp"),
        )
        parser.add_argument(
            "--format", choices=("table", "csv", "json"), default="table", help=_("table: đọc trên màn hình (mặc định)")
        )
        parser.add_argument(
            "--of",
            choices=tuple(_TABLES),
            default="units",
            help=_("với csv, json: bảng đơn vị (units) hoặc tiêu chí (leaves)"),
        )

    def handle(self, *, set: str, round: int | None, format: str, of: str, **options: Any) -> None:
        draft = CriteriaSet.objects.select_related("index").filter(code=set).first()
        if draft is None:
            raise CommandError(_("Không có bộ tiêu chí “%s”.") % set, returncode=USAGE)
        try:
            round_ = newest_round_for(draft) if round is None else _round(round)
            page = trial_page(try_set(draft, past_round(round_, draft, is_for_page=False)))
        except CannotTry as reason:
            raise CommandError(f"{reason} {reason.advice}", returncode=PROBLEMS) from None
        if format == "table":
            _tell(page, console_for(self.stdout))
        else:
            # A text for a pipe: without the mark by which spreadsheets know its encoding.
            self.stdout.write(as_file(format, _TABLES[of](page)).decode("utf-8-sig"), ending="")


def _round(number: int) -> AssessmentRound:
    found = named_rounds().filter(pk=number).first() if 0 < number < _LARGEST_KEY else None
    if found is None:
        raise CommandError(_("Không có kỳ đánh giá số %s.") % number, returncode=USAGE)
    return found


def _tell(page: TrialPage, console: Console) -> None:
    """The sentences, then both tables, what needs a look first."""
    invented = [_("Dữ liệu minh họa.")] if page.is_illustrative else []
    for sentence in (*invented, _("Phép thử, không phải kết quả chính thức."), *page.lead, *page.told):
        console.print(escape(sentence))
    table = Table(_("Hạng cũ → thử"), _("Đơn vị"), _("Thay đổi hạng"), _("Chỉ số cũ → thử"), _("Chênh lệch"))
    for line in page.units:
        ranks = f"{line.move.rank_before or '–'} → {line.move.rank_after or '–'}"
        figures = f"{line.index_before or '–'} → {line.index_after or '–'}"
        table.add_row(ranks, escape(line.name), escape(line.words), figures, line.points or "–")
    console.print(table)
    table = Table(_("Mã"), _("Cần xem"), _("Cách chuyển điểm"), _("Tối đa"), _("Đạt tối đa"), _("Nếu bỏ: đổi hạng"))
    for each in page.leaves:
        cells = (each.leaf.code, "; ".join(each.tags), each.how, each.maximum, each.best, each.changes)
        table.add_row(*map(escape, cells))
    console.print(table)
