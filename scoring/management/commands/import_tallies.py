"""Import a file of survey figures into a round (docs/data-format.md, "Số liệu khảo sát")."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.actions.tallies import TallyOutcome, import_tallies
from scoring.management.reporting import (
    EXIT_CODES,
    PROBLEMS,
    USAGE,
    console_for,
    problem_table,
    refused_by_database,
)
from scoring.models import AssessmentRound
from scoring.policies import NotAllowed

from .import_results import read_sources


class Command(BaseCommand):
    help = _(
        "Nhập số phiếu khảo sát, số phiếu phát ra và chỉ số hài lòng của một kỳ đánh giá từ một tệp .csv hoặc .xlsx. Ghi tất"
        " cả hoặc không ghi gì; nhập lại cùng tệp thì không có gì thay đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=int, metavar="ROUND", help=_("số của kỳ đánh giá, như trong địa chỉ trang"))
        parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp .csv hoặc .xlsx"))
        parser.add_argument("--check", action="store_true", help=_("chỉ kiểm tra và báo lỗi, không ghi gì"))
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help=_("tài khoản nhập số liệu, ghi vào nhật ký")
        )

    def handle(self, *, file: Path, check: bool, by: str, **options: Any) -> None:
        console = console_for(self.stdout)
        person = get_user_model().objects.filter(username=by).first()
        if person is None:
            raise CommandError(_("Không có tài khoản “%s”.") % by, returncode=USAGE)
        round_ = AssessmentRound.objects.filter(pk=options["round"]).first()
        if round_ is None:
            raise CommandError(_("Không có kỳ đánh giá số %s.") % options["round"], returncode=USAGE)
        source = read_sources([file])[0]
        try:
            outcome = import_tallies(round_=round_, source=source, check=check, by=person)
        except NotAllowed as refused:
            raise CommandError(str(refused), returncode=USAGE) from None
        except DatabaseError as error:
            raise refused_by_database(error) from None
        if outcome.problems:
            console.print(problem_table(outcome.problems))
        if outcome.has_errors:
            errors = sum(problem.is_error for problem in outcome.problems)
            raise CommandError(_("%d lỗi. Không ghi gì.") % errors, returncode=PROBLEMS)
        console.print(sentence(outcome))


def sentence(outcome: TallyOutcome) -> str:
    """What an import did, in words."""
    words = {
        "rows": outcome.rows,
        "blank": outcome.blank,
        "changed": len(outcome.changes),
        "unchanged": outcome.unchanged,
        "small": len(outcome.small),
    }
    parts = [_("Đã đọc %(rows)d dòng có số liệu, %(blank)d dòng để trống.") % words]
    if outcome.small:
        parts.append(_("%(small)d dòng có dưới 10 người trả lời: không tính điểm, không công bố.") % words)
    if not outcome.changes:
        parts.append(_("Không có gì thay đổi."))
    elif outcome.is_check:
        parts.append(_("Chỉ kiểm tra, chưa ghi gì. Nếu nhập: sửa %(changed)d, giữ nguyên %(unchanged)d dòng.") % words)
    else:
        parts.append(_("Đã nhập: sửa %(changed)d, giữ nguyên %(unchanged)d dòng."))
        parts[-1] %= words
    return " ".join(parts)
