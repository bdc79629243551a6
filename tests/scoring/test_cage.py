"""A workbook is parsed in a process of its own: whatever happens there is a sentence here."""

import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.imports import cage, caged
from scoring.imports.workbook import SourceFile, open_file

DATA = Path(__file__).parent.parent / "data"
GOOD = SourceFile.from_path(DATA / "lying-dimension.xlsx")


@pytest.fixture
def instead(monkeypatch):
    """Run a line of Python in the cage instead of the reader."""

    def run(line: str):
        def start(_name, content, answer, _factor):
            return subprocess.Popen(
                [sys.executable, "-c", line], stdin=content, stdout=answer, stderr=subprocess.DEVNULL
            )

        monkeypatch.setattr(cage, "_start", start)
        begun = time.monotonic()
        opened = open_file(GOOD)
        assert not opened.worksheets
        assert time.monotonic() - begun < 20
        (problem,) = opened.problems
        assert problem.file == GOOD.name
        assert problem.advice
        return problem.message

    return run


@pytest.mark.parametrize(
    "line",
    ["import os; os.abort()", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import sys; sys.exit(9)"],
)
def test_a_process_that_breaks_down_is_a_refused_file(instead, line):
    assert instead(line) == "không đọc được bảng tính này: tệp làm bộ đọc dừng đột ngột"


def test_a_process_that_takes_too_long_is_stopped(instead, monkeypatch):
    monkeypatch.setattr(cage, "WALL_SECONDS", 0.5)

    assert instead("import time; time.sleep(60)") == "đọc tệp mất quá nhiều thời gian nên đã dừng"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        '["results",1,1,[]]',
        '["results",999999999,1,[]]\n"end"',
        '["results",1,1,[]]\n["x",null,false,null,null,null,"",null]\n[1,[7]]\n"end"',
        '["results",1,1,[]]\n["x",null,false,null,null,null,"",null]\n[1,[-1]]\n"end"',
        '["results",1,0,[]]\n["x","NaN;",false,null,null,null,"",null]\n"end"',
        '"fin"',
        "[[[[",
    ],
)
def test_an_answer_that_is_none_is_a_refused_file(instead, answer):
    line = f"print({answer!r})"
    assert instead(line) == "không đọc được bảng tính này: bộ đọc trả lời dở dang"


def large(rows: int, text: str = "", columns: int = 100) -> SourceFile:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("results")
    for row in range(rows):
        sheet.append([f"{text}{row}-{column}" for column in range(columns)])
    out = BytesIO()
    book.save(out)
    return SourceFile("lớn.xlsx", out.getvalue())


def test_the_memory_of_the_process_is_bounded(monkeypatch):
    source = large(600, "một ô dài " * 3)
    assert open_file(source).worksheets

    monkeypatch.setattr(cage, "MEMORY", 56 * 1024 * 1024)

    (problem,) = open_file(source).problems
    assert problem.message in (
        "đọc tệp cần quá nhiều bộ nhớ nên đã dừng",
        "không đọc được bảng tính này: tệp làm bộ đọc dừng đột ngột",  # a parser may die of it on the spot
    )


def test_the_processor_time_of_the_process_is_bounded(monkeypatch):
    monkeypatch.setattr(cage, "CPU_SECONDS", 1)

    (problem,) = open_file(large(3000)).problems

    assert problem.message == "đọc tệp mất quá nhiều thời gian nên đã dừng"


def test_the_process_gets_no_secret_and_no_open_file(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "bí mật")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    leaked = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(leaked, True)
    given = {}
    real = subprocess.Popen
    look = "import os, sys; sys.stdout.write(repr((sorted(os.environ), os.listdir('/proc/self/fd'))))"

    def look_around(command, **options):
        given.update(options)
        return real([sys.executable, "-c", look], **options)

    monkeypatch.setattr(subprocess, "Popen", look_around)
    seen = []
    monkeypatch.setattr(cage, "_outcome", lambda _name, _status, answer: seen.append(eval(answer.read())))
    try:
        cage.open_caged(GOOD)
    finally:
        os.close(leaked)

    (environment, descriptors) = seen[0]
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(environment)
    assert str(leaked) not in descriptors
    assert len(descriptors) == 4  # the three, and the look at them itself


def test_the_process_knows_nothing_of_django():
    code = "import sys, scoring.imports.caged, scoring.imports.worksheets, scoring.imports.wire; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=DATA.parent.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_no_more_files_are_read_at_once_than_there_is_memory_for(monkeypatch):
    monkeypatch.setattr(cage, "WALL_SECONDS", 0.1)
    for _ in range(cage.AT_ONCE):
        cage._turns.acquire()
    try:
        (problem,) = open_file(GOOD).problems
    finally:
        for _ in range(cage.AT_ONCE):
            cage._turns.release()

    assert problem.message == "máy chủ đang bận đọc các tệp khác"
    monkeypatch.undo()
    assert open_file(GOOD).worksheets


def test_without_the_cage_the_same_death_would_be_the_server_s():
    """The control: what kills the caged process kills whoever parses."""
    code = "from scoring.imports import caged; caged.bound(400_000_000, 5); x = bytearray(500_000_000)"
    done = subprocess.run([sys.executable, "-c", code], cwd=DATA.parent.parent, capture_output=True, text=True)
    assert "MemoryError" in done.stderr
    assert caged.MEMORY <= 512 * 1024 * 1024


@pytest.mark.parametrize(("size", "factor"), [(cage.LARGE_BYTES, 1), (cage.LARGE_BYTES + 1, 3)])
def test_a_large_file_has_more_time_than_one_that_a_request_reads_itself(monkeypatch, size, factor):
    asked = []
    monkeypatch.setattr(cage.subprocess, "Popen", lambda command, **_more: asked.append(command) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cage.open_caged(SourceFile("to.xlsx", b"x" * size))
    assert asked[0][-1] == str(25 * factor)


def test_no_request_reads_a_file_that_has_more_time():
    from scoring.actions.workbooks.staging import AT_ONCE_BYTES

    assert AT_ONCE_BYTES < cage.LARGE_BYTES
