"""A file may hold what no database keeps as text; it is refused with a sentence, and its finding can be stored."""

import re
import zipfile
from io import BytesIO

import pytest

from scoring.actions.workbooks import confirming, staging
from scoring.actions.workbooks.waiting import work_once
from scoring.imports.workbook import SourceFile
from scoring.models import ImportAct
from scoring.packets.templates import scores_packet

from .files import Book, checked, imported

EM = "huyen-song-em"
pytestmark = pytest.mark.django_db


def with_nul(source: SourceFile) -> SourceFile:
    """The file with "ZZZZ" written as _x0000_, which readers take for NUL."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(source.content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, re.sub(b"ZZZZ", b"_x0000_", old.read(part)))
    return SourceFile(source.name, out.getvalue())


def poisoned(work) -> SourceFile:
    return with_nul(Book(scores_packet(work.round)).note(EM, "1.1", evidence="aZZZZb").source())


def test_a_nul_is_a_finding_on_every_database(work):
    act = checked(work.round, poisoned(work), work.lan)
    act.refresh_from_db()
    assert act.state == "refused"
    assert any("U+0000" in each["message"] for each in act.problems)
    assert not any("\x00" in each["value"] for each in act.problems)


def test_the_service_goes_on_to_the_next_file(work, monkeypatch):
    monkeypatch.setattr(staging, "AT_ONCE_BYTES", 10)
    staging.stage(round_=work.round, source=poisoned(work), by=work.lan)
    good = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source()
    staging.stage(round_=work.round, source=good, by=work.hung)
    assert work_once() == 2
    assert list(ImportAct.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "checked"]


def test_what_is_kept_stays_as_it_is():
    assert staging.storable({"a": ["b\x00", 1, None], "c": "đ\ud800"}) == {"a": ["b\ufffd", 1, None], "c": "đ\ufffd"}


def test_a_second_person_s_wish_to_undo_does_not_replace_the_first_one_s(work, monkeypatch):
    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = imported(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    confirming.request_undo(act=act, reason="Nhầm tệp", by=work.lan)
    kept = confirming.request_undo(act=act, reason="Cũng nhầm", by=work.hung)
    assert (kept.undone_by, kept.undone_reason) == (work.lan, "Nhầm tệp")
