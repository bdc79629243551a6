"""The same three steps on a terminal, and the service that works off what waits."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoring.actions.workbooks import staging
from scoring.models import Appraisal, ImportAct
from scoring.packets.templates import scores_packet
from tests.factories_entry import row_of

from .files import Book

EM = "huyen-song-em"
pytestmark = pytest.mark.django_db


def run(work, path, *options):
    out = StringIO()
    call_command("import_workbook", str(path), f"--round={work.round.pk}", "--by=lan", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def path(work, tmp_path):
    path = tmp_path / "diem.xlsx"
    path.write_bytes(Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1.5).source().content)
    return path


def test_a_check_keeps_nothing_and_without_confirm_the_file_waits(work, path):
    said = run(work, path, "--check")
    assert "Thêm 1, sửa 0" in said
    assert "số đo: – → 1,5" in said
    assert not ImportAct.objects.exists()
    run(work, path)
    assert ImportAct.objects.get().state == "checked"
    assert not Appraisal.objects.exists()


def test_confirm_writes_and_again_changes_nothing(work, path):
    assert "Đã nhập (lần nhập số" in run(work, path, "--confirm")
    assert row_of(work.sheet, "1.1").amount == 1.5
    assert "Không có gì thay đổi" in run(work, path, "--confirm")
    assert ImportAct.objects.count() == 1


def test_exit_codes(work, path, tmp_path):
    bad = tmp_path / "sai.xlsx"
    bad.write_bytes(Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 7).source().content)
    plain = tmp_path / "diem.csv"
    plain.write_text("Mã đơn vị,Mã tiêu chí,Số đo hoặc mức\nhuyen-song-em,1.1,1\n", encoding="utf-8")
    for options, code in (
        ((bad, "--confirm"), 1),
        ((plain, "--confirm"), 1),  # without an identity: somebody has to say that it is of this round
        ((path, "--check", "--confirm"), 2),
        ((path, "--by=nobody"), 2),
        ((path, "--by=idle"), 2),
        ((path, "--round=999999"), 2),
    ):
        with pytest.raises(CommandError) as refused:
            run(work, *options)
        assert refused.value.returncode == code, options
    assert not Appraisal.objects.exists()
    assert "Đã nhập" in run(work, plain, "--confirm", "--accept-doubts")


def test_the_service_works_off_what_waits(work, path):
    from scoring.imports.workbook import SourceFile

    act = staging.stage(round_=work.round, source=SourceFile.from_path(path), by=work.lan)
    out = StringIO()
    call_command("work_imports", "--once", stdout=out)
    assert "Đã xử lý 1 việc." in out.getvalue()
    assert ImportAct.objects.get(pk=act.pk).state == "checked"


def test_a_check_that_fails_is_tried_again_and_in_the_end_refused(work, path, monkeypatch):
    from scoring.actions.workbooks.waiting import work_once
    from scoring.imports.workbook import SourceFile

    act = staging.stage(round_=work.round, source=SourceFile.from_path(path), by=work.lan)

    def fail(*_arguments):
        raise MemoryError

    monkeypatch.setattr(staging, "_propose", fail)
    for _time in range(staging.ATTEMPTS):
        work_once()
        assert ImportAct.objects.get(pk=act.pk).state == "waiting"
    work_once()
    found = ImportAct.objects.get(pk=act.pk)
    assert (found.state, found.problems[0]["message"]) == ("refused", "không kiểm tra được tệp này sau nhiều lần thử")


def test_an_act_that_its_worker_fell_silent_over_is_taken_up_again(work, path):
    from scoring.actions.workbooks.waiting import work_once
    from scoring.imports.workbook import SourceFile

    act = staging.stage(round_=work.round, source=SourceFile.from_path(path), by=work.lan)
    assert staging.take_up(act.pk)
    assert not staging.take_up(act.pk)
    assert work_once() == 0
    gone = ImportAct.objects.get(pk=act.pk).claimed_at - 2 * staging.SILENT_FOR
    ImportAct.objects.filter(pk=act.pk).update(claimed_at=gone)
    assert work_once() == 1
    assert ImportAct.objects.get(pk=act.pk).state == "checked"


def test_a_file_that_the_service_took_first_is_left_to_it(work, path, monkeypatch):
    monkeypatch.setattr(staging, "take_up", lambda _act: False)
    with pytest.raises(CommandError, match="work_imports đang kiểm tra tệp này") as refused:
        run(work, path, "--confirm")
    assert refused.value.returncode == 1
    assert not Appraisal.objects.exists()
