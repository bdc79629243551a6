"""Make sure of staff accounts for trying the portal out on one's own machine, and print their passwords."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from parindex.accounts.models import User
from scoring.actions.illustration import ensure_people

NAME = "demo"


class Command(BaseCommand):
    help = (
        "Tạo (nếu chưa có) các tài khoản dùng thử và in mật khẩu: một tài khoản quản trị, và ba tài khoản nhập điểm,"
        " trình công bố, phê duyệt của Tỉnh Minh Họa; chỉ chạy khi PARINDEX_DEMO=1."
    )

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Tài khoản dùng thử chỉ có ở bản dùng thử (PARINDEX_DEMO=1).")
        user = User.objects.filter(username=NAME).first() or User(username=NAME, is_staff=True, is_superuser=True)
        self._tell(user, "quản trị", settings.VAR_DIR / "demo-password")
        for person, account in ensure_people(by=None).items():
            part = person.group[:1].lower() + person.group[1:]
            self._tell(account, part, settings.VAR_DIR / f"demo-password-{person.username}")

    def _tell(self, user: User, part: str, path: Path) -> None:
        """Print the account's password, a new one where the account or its password is new or lost.

        Each machine has its own passwords; none stands in the repository.
        """
        if user.pk is None or not user.has_usable_password() or not path.exists():
            password = secrets.token_urlsafe(9)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(password)
            user.set_password(password)
            user.save()
        self.stdout.write(f"Tài khoản dùng thử ({part}): {user.username}, mật khẩu: {path.read_text()}")
