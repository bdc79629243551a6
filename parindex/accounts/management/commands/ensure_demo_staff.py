"""Make sure of a staff account for trying the portal out on one's own machine, and print its password."""

import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from parindex.accounts.models import User

NAME = "demo"


class Command(BaseCommand):
    help = "Tạo (nếu chưa có) tài khoản dùng thử của cán bộ và in mật khẩu; chỉ chạy khi PARINDEX_DEMO=1."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Tài khoản dùng thử chỉ có ở bản dùng thử (PARINDEX_DEMO=1).")
        path = settings.VAR_DIR / "demo-password"
        user = User.objects.filter(username=NAME).first()
        if user is None or not path.exists():
            # Each machine has its own password; none stands in the repository.
            password = secrets.token_urlsafe(9)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(password)
            user = user or User(username=NAME, is_staff=True, is_superuser=True)
            user.set_password(password)
            user.save()
        self.stdout.write(f"Tài khoản dùng thử: {NAME}, mật khẩu: {path.read_text()}")
