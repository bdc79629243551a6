"""An import that is killed at any moment is there whole or not at all, and what was told to be imported is there.

A child process confirms a file and is killed (kill -9) at a random moment. PARINDEX_IMPORT_KILLS says how often (250 on each
database for the full proof). The control confirms without the transaction: then partial imports occur.
"""

import os
import random
import signal
import time
from contextlib import nullcontext
from decimal import Decimal as D

import pytest
from django.db import connection, connections

from scoring.actions import appraisals, rounds
from scoring.actions.appraisals import Entry, enter_sheets
from scoring.actions.workbooks import confirming
from scoring.models import Appraisal, Event, ImportAct, Sheet
from scoring.packets.templates import scores_packet
from tests.cast import make_cast
from tests.factories import make_unit
from tests.factories_entry import make_round, make_set, make_staff
from tests.file_database import in_a_file
from units.models import UnitForm, UnitKind

from .files import Book, checked, doubts_of

KILLS = int(os.environ.get("PARINDEX_IMPORT_KILLS", "6"))
UNITS = 60
MANY = tuple(
    (f"{area}.{number}", f"Tiêu chí {area}.{number}", "2", "appraisal", {"kind": "manual"})
    for area in range(1, 4) for number in range(1, 7)
)  # fmt: skip


@pytest.fixture
def written_at_once(transactional_db, tmp_path):
    with in_a_file(tmp_path):
        yield


@pytest.fixture
def scene(written_at_once):
    """A round of sixty units by eighteen leaves, all marked 1, and somebody who brings files that change all of them."""
    cast = make_cast()
    for number in range(UNITS - 4):
        make_unit(
            f"Thử {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province,
            valid_to=cast.districts.valid_to, position=100 + number,
        )  # fmt: skip
    round_ = make_round(make_set(cast.par, leaves=MANY), cast.districts)
    sheets = list(Sheet.objects.filter(round=round_).select_related("unit"))
    entries = [Entry(leaf[0], amount=D(1)) for leaf in MANY]
    enter_sheets(round_=round_, batches=[(sheet, entries) for sheet in sheets], by=None)
    return round_, sheets, make_staff("nguoi-nhap", "enter_scores")


def file_with(round_, sheets, amount):
    book = Book(scores_packet(round_))
    for sheet in sheets:
        for code, *_rest in MANY:
            book.write(f"Số đo {code[0]}", sheet.unit.code, code, amount)
    return book.source()


def confirm_and_die(act: ImportAct, by, after: float, *, guarded: bool = True) -> bool:
    """Confirm in a child and kill it after so many seconds; whether it had said that the import is done."""
    reading, writing = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            if not guarded:
                for module in (appraisals, rounds, confirming):
                    module.transaction.atomic = lambda *_a, **_k: nullcontext()
                confirming.lock = rounds.lock = appraisals.lock = lambda key: rounds.AssessmentRound.objects.get(
                    pk=key if isinstance(key, int) else key.pk
                )
                confirming._hold = lambda each: ImportAct.objects.select_related("round").get(pk=each.pk)
                appraisals._hold = lambda _standing: []
                save = appraisals._save
                appraisals._save = lambda *a, **k: (save(*a, **k), os.write(writing, b"written "))
            confirming.confirm(act=act, acknowledged=doubts_of(act), by=by)
            os.write(writing, b"done")
        finally:
            os._exit(0)
    os.close(writing)
    if not guarded:  # the moments before the first rows are written could show nothing
        os.read(reading, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().endswith(b"done")


def state_of(round_, act) -> tuple[set, str, int]:
    found = set(Appraisal.objects.filter(sheet__round=round_).values_list("amount", flat=True))
    return found, ImportAct.objects.get(pk=act.pk).state, Event.objects.filter(data__import=act.pk).count()


def settle() -> None:
    """On PostgreSQL the killed child's session ends a moment later; its locks are gone then."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for _attempt in range(200):
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND backend_type = 'client backend'"
                )
                if not cursor.fetchone()[0]:
                    return
                time.sleep(0.05)


def longest(round_, sheets, by) -> float:
    """How long a confirmation takes here, start of the child included; its import is undone again."""
    act = checked(round_, file_with(round_, sheets, D("1.75")), by)
    begun = time.monotonic()
    confirming.confirm(act=act, acknowledged=doubts_of(act), by=by)
    took = time.monotonic() - begun
    confirming.undo(act=act, reason="đo thời gian", by=by)
    return took


def value(number: int) -> D:
    """Another value for every file, within the maximum of 2."""
    return 1 + D(number) / 1000


def test_no_kill_leaves_a_part_of_an_import(scene):
    round_, sheets, by = scene
    chance, span = random.Random(11), longest(*scene)
    held, confirmed, told = D(1), 0, 0
    act = checked(round_, file_with(round_, sheets, value(1)), by)
    for _kill in range(KILLS):
        said = confirm_and_die(act, by, chance.uniform(0, span * 2))
        settle()
        amounts, state, events = state_of(round_, act)
        assert len(amounts) == 1, "a part of an import"
        if state == "confirmed":
            held, confirmed = value(confirmed + 1), confirmed + 1
            assert (amounts, events) == ({held}, len(sheets) + 1)
            act = checked(round_, file_with(round_, sheets, value(confirmed + 1)), by)
        else:
            assert (state, amounts, events) == ("checked", {held}, 0)
            assert not said, "told to be imported, and is not there"
        told += said
    print(f"{KILLS} kills: {confirmed} imports were there whole, {KILLS - confirmed} not at all; {told} were told")


def test_control_without_the_transaction_parts_of_imports_occur(scene):
    round_, sheets, by = scene
    chance, span, parts = random.Random(12), longest(*scene), 0
    tries = min(max(KILLS, 6), 30)
    for number in range(tries):
        act = checked(round_, file_with(round_, sheets, value(number + 1)), by)
        # Every other one at once: how soon the rest is written differs from machine to machine.
        confirm_and_die(act, by, chance.uniform(0, span * 0.2) if number % 2 else 0, guarded=False)
        settle()
        amounts, state, events = state_of(round_, act)
        parts += state != "confirmed" and (amounts != {D(1)} or events > 0)
        Appraisal.objects.filter(sheet__round=round_).update(amount=D(1), appraised_score=D(1))
    assert parts, "the control shows no partial import"
    print(f"{parts} of {tries} imports without a transaction were partial")
