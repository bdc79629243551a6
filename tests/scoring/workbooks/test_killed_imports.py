"""An import that is killed at any moment is there whole or not at all, and what was told to be imported is there.

A child process confirms a file and is killed (kill -9) at a random moment. PARINDEX_IMPORT_KILLS says how often (250 on each
database for the full proof). The control confirms without the transaction: then partial imports occur. Where the child stands
still after the first rows until it is killed, one must occur; with the transaction, at the very same moment, none does.
"""

import os
import random
import signal
import time
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal as D
from typing import BinaryIO

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
# The span of the kills follows a machine that grows slower or faster meanwhile: in the long run a third come after the commit.
SHORTER, LONGER = 0.97, 1.015
TRIES = min(max(KILLS, 6), 30)
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
    for area in ("1", "2", "3"):
        heading, names = book.heading(f"Số đo {area}")
        columns = [names[code] for code, *_rest in MANY if code[0] == area]
        for row in range(heading + 1, heading + 1 + len(sheets)):
            for column in columns:
                book.book[f"Số đo {area}"].cell(row, column).value = amount
    return book.source()


@dataclass(frozen=True)
class Child:
    """A process that confirms a file: it says "written " after the first rows, and "done"."""

    pid: int
    pipe: BinaryIO

    def wait_until_it_says(self, word: bytes) -> None:
        said = b""
        while not said.endswith(word):
            more = os.read(self.pipe.fileno(), 1)
            assert more, f"the child ended after {said!r}"
            said += more

    def kill(self) -> bool:
        """Whether it had said that the import is done."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with self.pipe as pipe:
            return pipe.read().endswith(b"done")


def without_the_transaction() -> None:
    for module in (appraisals, rounds, confirming):
        module.transaction.atomic = lambda *_a, **_k: nullcontext()
    confirming.lock = rounds.lock = appraisals.lock = lambda key: rounds.AssessmentRound.objects.get(
        pk=key if isinstance(key, int) else key.pk
    )
    confirming._hold = lambda each: ImportAct.objects.select_related("round").get(pk=each.pk)
    appraisals._hold = lambda _standing: []


def confirming_child(act: ImportAct, by, *, guarded: bool = True, stands_still: bool = False) -> Child:
    """Confirm in a child; `stands_still`: after the first rows are written it waits for its end."""
    seen = doubts_of(act)
    reading, writing = os.pipe()
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            # Where a browser of another test keeps an event loop, its parent's connection is stored under that loop, which
            # a child has not: it would find the one in memory.
            connections["default"] = connections.create_connection("default")
            if not guarded:
                without_the_transaction()
            save = appraisals._save

            def save_and_tell(planned, **how):
                save(planned, **how)
                if planned:
                    os.write(writing, b"written ")
                    if stands_still:
                        signal.pause()

            appraisals._save = save_and_tell
            confirming.confirm(act=act, acknowledged=seen, by=by)
            os.write(writing, b"done")
            signal.pause()
        except BaseException:
            os.write(writing, traceback.format_exc().encode())  # what the parent then shows
        finally:
            os._exit(0)
    os.close(writing)
    return Child(pid, os.fdopen(reading, "rb", buffering=0))


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


def span_of_a_child(round_, sheets, by) -> float:
    """Seconds from the birth of a child until it says that the import is done (the middle of three); each import is undone."""
    took = []
    for number in range(3):
        act = checked(round_, file_with(round_, sheets, D("1.75") + D(number) / 100), by)
        begun = time.monotonic()
        child = confirming_child(act, by)
        child.wait_until_it_says(b"done")
        took.append(time.monotonic() - begun)
        assert child.kill() is False  # all of it was read already
        settle()
        confirming.undo(act=act, reason="đo thời gian", by=by)
    return sorted(took)[1]


def value(number: int) -> D:
    """Another value for every file, within the maximum of 2."""
    return 1 + D(number) / 1000


def test_no_kill_leaves_a_part_of_an_import(scene):
    round_, sheets, by = scene
    chance, span = random.Random(11), span_of_a_child(*scene)
    held, confirmed, told = D(1), 0, 0
    act = checked(round_, file_with(round_, sheets, value(1)), by)
    for _kill in range(KILLS):
        child = confirming_child(act, by)
        time.sleep(chance.uniform(0, span * 1.5))
        said = child.kill()
        settle()
        amounts, state, events = state_of(round_, act)
        assert len(amounts) == 1, "a part of an import"
        if state == "confirmed":
            held, confirmed, span = value(confirmed + 1), confirmed + 1, span * SHORTER
            assert (amounts, events) == ({held}, len(sheets) + 1)
            act = checked(round_, file_with(round_, sheets, value(confirmed + 1)), by)
        else:
            assert (state, amounts, events) == ("checked", {held}, 0)
            assert not said, "told to be imported, and is not there"
            span *= LONGER
        told += said
    print(
        f"{KILLS} kills, the last within {span * 1.5:.2f} s: {confirmed} whole, {KILLS - confirmed} not at all, {told} were told"
    )
    if KILLS >= 50:
        assert min(confirmed, KILLS - confirmed) >= KILLS / 10, "the kills came on one side of the commit only"


def killed_after_the_first_rows(round_, act, by, *, guarded: bool) -> tuple[set, str, int]:
    """What is there of an import whose child stood still after its first rows and was killed."""
    child = confirming_child(act, by, guarded=guarded, stands_still=True)
    child.wait_until_it_says(b"written ")
    assert not child.kill()
    settle()
    return state_of(round_, act)


def test_killed_after_its_first_rows_an_import_leaves_nothing(scene):
    round_, sheets, by = scene
    act = checked(round_, file_with(round_, sheets, value(1)), by)
    for _try in range(TRIES):
        assert killed_after_the_first_rows(round_, act, by, guarded=True) == ({D(1)}, "checked", 0)


def test_control_without_the_transaction_parts_of_imports_occur(scene):
    round_, sheets, by = scene
    chance, span, parts = random.Random(12), span_of_a_child(*scene), 0
    for number in range(TRIES):
        act = checked(round_, file_with(round_, sheets, value(number + 1)), by)
        if number % 2:  # the moment at which the guarded child above left nothing
            amounts, state, _events = killed_after_the_first_rows(round_, act, by, guarded=False)
            assert value(number + 1) in amounts, "no row was written yet"
            assert state == "checked"
            parts += 1
        else:
            child = confirming_child(act, by, guarded=False)
            child.wait_until_it_says(b"written ")
            time.sleep(chance.uniform(0, span * 0.2))
            child.kill()
            settle()
            amounts, state, events = state_of(round_, act)
            parts += state != "confirmed" and (amounts != {D(1)} or events > 0)
        Appraisal.objects.filter(sheet__round=round_).update(amount=D(1), appraised_score=D(1))
    print(f"{parts} of {TRIES} imports without a transaction were partial")
    assert parts >= TRIES // 2
