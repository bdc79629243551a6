"""Every kind of event has a name in Vietnamese, on the pages of the desk and in the admin."""

import re
from pathlib import Path

import pytest
from django.test import Client

from scoring.event_words import CHANNELS, VERBS
from scoring.models import Event
from scoring.workflow import MOVES
from tests.factories_entry import make_staff

ACTIONS = Path(__file__).resolve().parents[2] / "scoring" / "actions"
_SAID = re.compile(r'verb(?:: str )?= ?"([\w-]+)"|(?:_tell\(\w+|_told|_record\(\w+|record|_event)[(,]\s*"([\w-]+)"')
_PARTS = ("band", "band_scale")


def verbs_of_the_actions() -> set[str]:
    found = {first or second for each in ACTIONS.rglob("*.py") for first, second in _SAID.findall(each.read_text())}
    return found | set(MOVES) | {f"{verb}_{part}" for verb in ("add", "change", "remove") for part in _PARTS}


def test_every_verb_of_the_actions_is_named():
    verbs = verbs_of_the_actions()
    assert {"drop_draft", "add_units", "cancel_correction", "survey", "import_criteria", "set_up_round"} <= verbs
    assert verbs <= set(VERBS)


def test_every_name_is_of_a_verb():
    assert set(VERBS) <= verbs_of_the_actions() | {"publish", "leave_out", "take_in"}


@pytest.mark.django_db
def test_the_admin_calls_events_by_their_names():
    Event.objects.create(channel="desk", verb="drop_draft", subject="PAR 2024")
    Event.objects.create(channel="new-way", verb="new-verb", subject="PAR 2025")
    client = Client(headers={"host": "localhost"})
    client.force_login(make_staff("quan-tri", is_superuser=True))
    text = client.get("/quan-tri/scoring/event/").content.decode()
    assert str(VERBS["drop_draft"]) in text
    assert str(CHANNELS["desk"]) in text
    assert "new-verb" in text, "an unknown one is shown as it stands"
    only = client.get("/quan-tri/scoring/event/?verb=drop_draft").content.decode()
    assert "PAR 2024" in only
    assert "PAR 2025" not in only
