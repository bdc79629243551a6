"""Prepares a database for a visitor without a browser: the round of `desk_round`, and Lan logged in.

Run as `python -m tests.e2e.desk_session`. The key of her session stands in the file "session" of PARINDEX_VAR, the number of
the open round behind it.
"""

import os
from pathlib import Path

from .desk_round import prepare


def log_in(username: str) -> str:
    """The key of a new session."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
    import django

    django.setup()
    from scoring.models import AssessmentRound

    prepare()
    round_ = AssessmentRound.objects.get(year=2024)
    Path(os.environ["PARINDEX_VAR"], "session").write_text(f"{log_in('lan')} {round_.pk}")
