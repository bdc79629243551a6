"""Two people edit the same score at once: no accepted edit is lost, and the events hold every one of them.

An edit is accepted when it was written; it is lost when another edit, made from what stood before it, writes over it.
PARINDEX_TWO_WRITERS sets the number of edits of each writer (200 for the full proof).
"""

import os
import threading
import time
from decimal import Decimal as D

import pytest
from django.db import connection

from scoring.actions import appraisals
from scoring.actions.appraisals import Conflict, Entry, enter
from scoring.models import Appraisal, Event
from tests.factories_entry import row_of
from tests.file_database import in_a_file

from .conftest import make_work

EDITS = int(os.environ.get("PARINDEX_TWO_WRITERS", "40"))


@pytest.fixture
def written_at_once(transactional_db, tmp_path):
    with in_a_file(tmp_path):
        yield


def edit_at_once(work, *, meeting: threading.Barrier | None = None):
    """Both writers make their edits, each from what it sees; returns (seen, written) of every accepted edit."""
    accepted: list[tuple[D, D]] = []
    failures: list[BaseException] = []
    refused = []

    def write(person, offset: int) -> None:
        try:
            for number in range(EDITS):
                value = D(number * 2 + offset).scaleb(-3)  # every edit of both writers writes a value of its own
                while True:
                    seen = row_of(work.sheet, "1.1")
                    if meeting is not None:
                        meeting.wait(20)  # both look before either writes
                    else:
                        time.sleep(0.001)  # a person reads before typing
                    try:
                        enter(sheet=work.sheet, entries=[Entry("1.1", seen.version, amount=value)], by=person)
                    except Conflict:
                        refused.append(value)
                    else:
                        accepted.append((seen.amount, value))
                        break
                    finally:
                        if meeting is not None:
                            meeting.wait(20)
        except BaseException as failure:  # told to the test, which runs in another thread
            failures.append(failure)
        finally:
            connection.close()

    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.999"))], by=work.lan)
    threads = [threading.Thread(target=write, args=(work.lan, 1)), threading.Thread(target=write, args=(work.hung, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert failures == []
    return accepted, refused


def lost(accepted) -> int:
    """Edits made from a value that another accepted edit had already replaced."""
    return len(accepted) - len({seen for seen, _written in accepted})


@pytest.mark.usefixtures("written_at_once")
def test_no_edit_of_two_writers_is_lost_and_the_events_hold_every_one():
    work = make_work()
    accepted, _refused = edit_at_once(work)
    assert len(accepted) == 2 * EDITS
    assert lost(accepted) == 0
    told = [
        (D(change["from"] or "0"), D(change["to"]))
        for event in Event.objects.filter(verb="enter").order_by("pk")
        for change in event.data["changes"]
        if change["field"] == "amount"
    ][1:]
    assert sorted(told) == sorted(accepted)
    # One unbroken chain: each edit starts from what the edit before it wrote.
    assert [before for before, _after in told] == [D("1.999"), *[after for _before, after in told[:-1]]]
    assert row_of(work.sheet, "1.1").amount == told[-1][1]
    assert row_of(work.sheet, "1.1").version == 2 * EDITS + 1


@pytest.mark.usefixtures("written_at_once")
def test_with_the_check_off_the_same_run_loses_edits(monkeypatch):
    monkeypatch.setattr(appraisals, "_as_seen", lambda row, _version: Appraisal.objects.filter(pk=row.pk))
    work = make_work()
    accepted, refused = edit_at_once(work, meeting=threading.Barrier(2))
    assert refused == []
    assert lost(accepted) > 0
