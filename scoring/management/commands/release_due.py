"""Publish approved rounds whose time has come. A timer runs it each minute, or it stays (docs/deploy.md)."""

import os
import time
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.actions import release
from scoring.actions.publications import PublicationRefused
from scoring.models import Submission
from scoring.policies import NotAllowed

# Exit codes, the same in --help and docs/deploy.md.
OK, REFUSED, DATABASE = 0, 1, 3
_EXIT_CODES = """mã thoát:
  0  hoàn thành (kể cả khi chưa có gì đến giờ)
  1  có kỳ đến giờ nhưng không công bố được: nội dung không còn đúng như bản đã phê duyệt, hoặc người trình,
     người phê duyệt đã bị khóa tài khoản hay không còn quyền; lần trình hết hiệu lực, phải trình lại
  2  gọi lệnh sai
  3  cơ sở dữ liệu không trả lời
"""


class Command(BaseCommand):
    help = _("Công bố các kỳ đánh giá đã phê duyệt và đã đến giờ, theo đồng hồ của cơ sở dữ liệu.")

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=_EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **options
        )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ nêu các kỳ đến giờ, không công bố"))
        parser.add_argument(
            "--watch",
            type=_seconds,
            metavar="GIÂY",
            help=_("chạy liên tục, kiểm tra lại sau mỗi khoảng giây đã nêu (dừng bằng Ctrl-C)"),
        )
        parser.add_argument(
            "--beside", type=int, metavar="PID", help=_("với --watch: dừng khi tiến trình mẹ này kết thúc")
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            code = self._look(dry_run=options["dry_run"])
            while options["watch"] and options["beside"] in (None, os.getppid()):
                time.sleep(options["watch"])
                self._look(dry_run=options["dry_run"])
        except KeyboardInterrupt:
            return
        if code:
            raise SystemExit(code)

    def _look(self, *, dry_run: bool) -> int:
        try:
            due = release.due()
            codes = [self._publish(submission, dry_run=dry_run) for submission in due]
        except DatabaseError as error:
            self.stderr.write(_("Cơ sở dữ liệu không trả lời: %(error)s") % {"error": error})
            connection.close()  # the next look opens a new one
            return DATABASE
        return max(codes, default=OK)

    def _publish(self, submission: Submission, *, dry_run: bool) -> int:
        assert submission.release_at is not None  # noqa: S101 - only approved submissions are due
        words = {
            "round": submission.round,
            "at": f"{timezone.localtime(submission.release_at):%H:%M %d/%m/%Y}",
        }
        if dry_run:
            self.stdout.write(_("Đến giờ (%(at)s): %(round)s") % words)
            return OK
        try:
            publication = release.release(submission=submission)
        # One round that cannot go out keeps no other from going out.
        except (NotAllowed, PublicationRefused, IntegrityError, release.NotTheHash) as reason:
            self.stderr.write(_("Không công bố %(round)s: %(reason)s") % {**words, "reason": reason})
            return REFUSED
        if submission.released_at is not None:  # else another run released it while this one waited
            self.stdout.write(_("Đã công bố số %(number)d: %(round)s") % {**words, "number": publication.number or 0})
        return OK


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 3600):
        raise ArgumentTypeError(_("“%s” không phải số giây từ 1 đến 3600") % text[:20])
    return int(text)
