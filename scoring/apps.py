from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Chấm điểm và công bố")

    def ready(self) -> None:
        from . import guards, integrity

        # Not a domain signal: Django's own moment after tables were rebuilt, when SQLite has lost its triggers.
        post_migrate.connect(guards.install_after_migrate, sender=self)
        guards.register_start_up_check()
        integrity.register_start_up_check()
