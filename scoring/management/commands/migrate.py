"""Django's own migrate, which leaves the guards standing also when it fails, and looks whether figures are what they were."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError

from scoring import guards, integrity


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        using = options["database"]
        try:
            super().handle(*args, **options)
        finally:
            # After a failure, an interruption, a stop at an earlier migration: post_migrate comes only after success.
            guards.put_back(using)
        if not guards.tables_exist(using):
            return
        try:
            altered = integrity.altered(using)
        except DatabaseError as error:
            self.stderr.write(f"Published content could not be held against its hashes: {error}")
            return
        if altered:
            raise CommandError(
                f"What was published was altered: {'; '.join(altered)}. Put the database back from a backup; do not go on."
            )
