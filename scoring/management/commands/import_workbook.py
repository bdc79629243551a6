"""Bring a filled-in workbook into a round: check it, see what it changes, confirm (docs/data-format.md, "Tệp của kỳ")."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scoring.actions.workbooks import confirming, staging
from scoring.desk.workbooks import ChangedPlaces, ranks_in_words, void_in_words
from scoring.management.reporting import EXIT_CODES, PROBLEMS, USAGE, problem_table, refused_by_database
from scoring.management.terminal import console_for, counting_bar
from scoring.models import AssessmentRound, ImportAct
from scoring.policies import NotAllowed

from .import_results import read_sources

_LISTED = 40


class Command(BaseCommand):
    help = _(
        "Nhập một tệp mẫu đã điền vào một kỳ đánh giá. Không có --confirm thì chỉ kiểm tra và nêu thay đổi; với --confirm thì"
        " ghi tất cả hoặc không ghi gì. Nhập lại cùng tệp thì không có gì thay đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp .xlsx hoặc .csv"))
        parser.add_argument(
            "--round", type=int, required=True, metavar="N", help=_("số của kỳ, như trong địa chỉ trang")
        )
        parser.add_argument("--by", metavar="USERNAME", required=True, help=_("tài khoản nhập tệp, ghi vào nhật ký"))
        parser.add_argument(
            "--kind", choices=ImportAct.Kind.values, default="", help=_("loại mẫu, khi tệp không mang mã gói")
        )
        parser.add_argument("--check", action="store_true", help=_("chỉ kiểm tra; tệp không được giữ lại"))
        parser.add_argument("--confirm", action="store_true", help=_("ghi các thay đổi"))
        parser.add_argument("--accept-doubts", action="store_true", help=_("đã xem mọi nghi vấn được nêu"))

    def handle(self, *, file: Path, check: bool, confirm: bool, by: str, **options: Any) -> None:
        if check and confirm:
            raise CommandError(_("Chọn một trong --check và --confirm."), returncode=USAGE)
        console = console_for(self.stdout)
        person = get_user_model().objects.filter(username=by).first()
        if person is None:
            raise CommandError(_("Không có tài khoản “%s”.") % by, returncode=USAGE)
        round_ = AssessmentRound.objects.filter(pk=options["round"]).first()
        if round_ is None:
            raise CommandError(_("Không có kỳ đánh giá số %s.") % options["round"], returncode=USAGE)
        source = read_sources([file])[0]
        try:
            act = staging.stage(round_=round_, source=source, kind=options["kind"], by=person)
            act = _check(act, console)
            self._tell(act, console)
            if confirm:
                self._confirm(act, console, options["accept_doubts"], person)
            elif check or act.state == ImportAct.State.REFUSED:
                staging.drop(act=act, by=person)
        except staging.AlreadyImported as already:
            console.print(_("Tệp này đã nhập (lần nhập số %d). Không có gì thay đổi.") % already.act.pk)
            return
        except staging.StagingRefused as refused:
            console.print(problem_table([refused.problem]))
            raise CommandError(_("Không nhận tệp này. Chưa có dữ liệu nào được ghi."), returncode=PROBLEMS) from None
        except NotAllowed as refused:
            raise CommandError(str(refused), returncode=USAGE) from None
        except DatabaseError as error:
            raise refused_by_database(error) from None
        if act.state == ImportAct.State.REFUSED:
            errors = sum(each["severity"] == "error" for each in act.problems)
            raise CommandError(_("%d lỗi. Chưa có dữ liệu nào được ghi.") % errors, returncode=PROBLEMS)

    def _tell(self, act: ImportAct, console: Console) -> None:
        """What was found and what would change."""
        if act.problems:
            console.print(problem_table(staging.problems_of(act)))
        if act.state == ImportAct.State.REFUSED:
            return
        table = Table(_("Đơn vị"), _("Mục"), _("Đang lưu → sẽ thành"))
        for place in ChangedPlaces(act)[:_LISTED]:
            moves = "; ".join(f"{each.label}: {each.before or '–'} → {each.after or '–'}" for each in place.fields)
            table.add_row(escape(place.unit), escape(place.what), escape(moves))
        if table.row_count:
            console.print(table)
        if ranks := ranks_in_words(act)[:_LISTED]:
            table = Table(_("Đơn vị"), _("Tổng trước"), _("Tổng sau"), _("Hạng trước"), _("Hạng sau"))
            for each in ranks:
                figures = (each["total_before"], each["total_after"], each["rank_before"], each["rank_after"])
                table.add_row(escape(each["unit"]), *("–" if it in (None, "") else str(it) for it in figures))
            console.print(table)
        for doubt in act.summary["doubts"]:
            console.print(escape(_("Nghi vấn: %(text)s %(advice)s") % doubt))
        if small := act.summary["small"]:
            console.print(
                _(
                    "%d dòng có dưới 10 người trả lời: được lưu; chỉ số có tổng cộng dưới 10 người trả lời thì không tính điểm và không công bố."
                )
                % small
            )
        words = {name: act.summary[name] for name in ("added", "changed", "unchanged", "missing", "blank")}
        console.print(
            _(
                "Thêm %(added)d, sửa %(changed)d, giữ nguyên %(unchanged)d, tệp không ghi %(missing)d; %(blank)d dòng trống."
            )
            % words
        )

    def _confirm(self, act: ImportAct, console: Console, has_seen_doubts: bool, person: Any) -> None:
        if act.state == ImportAct.State.REFUSED:
            return
        if not act.change_count:
            console.print(_("Không có gì thay đổi."))
            staging.drop(act=act, by=person)
            return
        seen = [each["key"] for each in act.summary["doubts"]] if has_seen_doubts else []
        try:
            done = confirming.confirm(act=act, acknowledged=seen, by=person)
        except confirming.NotAcknowledged as refused:
            text = _("%s Nếu đã xem, chạy lại với --accept-doubts. Chưa có dữ liệu nào được ghi.") % refused
            raise CommandError(text, returncode=PROBLEMS) from None
        except confirming.ImportConflict as clash:
            raise CommandError(f"{clash} {'; '.join(clash.places[:10])}", returncode=PROBLEMS) from None
        except confirming.ImportRefused as refused:
            text = _("%s. Chưa có dữ liệu nào được ghi.") % refused
            raise CommandError(text, returncode=PROBLEMS) from None
        console.print(
            _("Đã nhập (lần nhập số %(number)d): %(count)d giá trị.") % {"number": done.pk, "count": done.change_count}
        )
        done.round.refresh_from_db(fields=["state"])
        if voided := void_in_words(done):
            console.print(voided)


def _check(act: ImportAct, console: Console) -> ImportAct:
    """Check the file under a progress bar, drawn only where someone is watching."""
    with counting_bar(console) as bar:
        task = bar.add_task("", total=None)
        if not staging.take_up(act.pk):  # the service beside was quicker
            text = _("Dịch vụ work_imports đang kiểm tra tệp này (lần nhập số %d); xem kết quả trên trang của kỳ.")
            raise CommandError(text % act.pk, returncode=PROBLEMS)
        return staging.check(
            act=act.pk,
            told=lambda step, done, total: bar.update(task, description=step, completed=done, total=total or None),
        )
