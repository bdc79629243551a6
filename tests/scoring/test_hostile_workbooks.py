"""Hostile workbooks and archive bombs, made from numbers (tests/hostile): a sentence, or the very cells of the file.

The everyday run puts 500 workbooks and 50 bombs before the reader; `make hostile` puts 10,000 and 500.
"""

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from scoring.imports import archive
from scoring.imports.worksheets import open_workbook
from tests.hostile import bombs, books, raw
from tests.hostile.judge import Wrong, judge
from tests.hostile.run import trusting

ROOT = Path(__file__).resolve().parent.parent.parent
WORKBOOKS = int(os.environ.get("PARINDEX_HOSTILE_WORKBOOKS", "500"))
BOMBS = int(os.environ.get("PARINDEX_BOMBS", "50"))
JOBS = os.cpu_count() or 1 if WORKBOOKS > 1000 else 1


def run(module: str, *arguments: object) -> dict:
    """A run without Django, since forks of this process would carry all of it."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return {**json.loads(done.stdout), "status": done.returncode, "said": done.stderr}


def test_no_hostile_workbook_breaks_the_reader_or_loses_a_cell_in_silence():
    found = run("tests.hostile.run", WORKBOOKS, "--jobs", JOBS)

    assert found["status"] == 0, found
    assert found["refused"] + found["read"] == WORKBOOKS
    assert found["read"] > WORKBOOKS / 10  # the honest ones among them are not refused out of caution
    assert found["most_memory_mb"] <= 300


def test_the_planted_fault_a_reader_that_trusts_the_dimension_is_caught():
    caught = 0
    for seed in range(400):
        oddity, content = books.make(seed)
        if oddity == "dimension":
            try:
                judge(content, trusting)
            except Wrong:
                caught += 1
            except Exception:
                continue
    assert caught >= 3


def test_the_judge_catches_one_figure_changed_and_one_row_lost():
    content = (ROOT / "tests/data/lying-dimension.xlsx").read_bytes()
    assert judge(content, open_workbook) == "read"

    def without_the_last_row(source):
        opened = open_workbook(source)
        object.__setattr__(opened.worksheets[0], "rows", opened.worksheets[0].rows[:-1])
        return opened

    def with_another_figure(source):
        opened = open_workbook(source)
        object.__setattr__(opened.worksheets[0].rows[1][1][5], "number", 1)
        return opened

    with pytest.raises(Wrong, match="was lost"):
        judge(content, without_the_last_row)
    with pytest.raises(Wrong, match="was read as"):
        judge(content, with_another_figure)


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "tests/data").glob("*.xlsx")))
def test_every_file_of_the_data_folder_is_refused_or_read_as_its_xml_says(name):
    content = (ROOT / "tests/data" / name).read_bytes()
    if archive.refuse_by_outside(name, content) is None:
        judge(content, open_workbook)


def test_bombs_of_five_kinds_are_refused_at_once_and_without_memory():
    found = run("tests.hostile.bombs", BOMBS)

    assert sum(found["refused"].values()) == BOMBS, found
    assert found["growth_mb"] <= bombs.MOST_GROWTH_MB, found
    assert found["slowest_seconds"] <= bombs.MOST_SECONDS, found  # of processor time
    assert found["longest_by_the_clock"] <= 10, (
        found
    )  # none waits for anything, on a machine that does other work beside


def unpacked_mb(content: bytes) -> float:
    """What a reader without limits would unpack."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return sum(len(block) for each in parts.infolist() for block in archive._unpacked(each, content)) / 1e6


def test_without_limits_a_bomb_unpacks_to_gigabytes():
    assert unpacked_mb(books.zipped(bombs.HONEST)) < 1
    assert unpacked_mb(bombs.make("flat", 0)) > 90
    assert unpacked_mb(bombs.make("lying", 0)) > 90


def test_without_the_look_inside_a_lying_size_goes_through(monkeypatch):
    name = "xl/media/image1.png"
    packed, checksum = bombs.zeros(100)
    bomb = bombs.around(name, packed, len(packed) * 100, checksum)
    assert "lớn hơn kích thước ghi trong tệp" in archive.refuse_by_archive("a.xlsx", bomb).message

    monkeypatch.setattr(archive, "_reason_inside", lambda *_: ("", ""))

    assert archive.refuse_by_archive("a.xlsx", bomb) is None


def test_without_the_count_of_entries_a_crowd_is_read_entry_by_entry(monkeypatch):
    crowd = bombs.crowded(bombs.random.Random(5))
    read = []
    real = zipfile.ZipFile
    monkeypatch.setattr(zipfile, "ZipFile", lambda *given: read.append(1) or real(*given))
    assert "hơn 200 phần" in archive.refuse_by_archive("a.xlsx", crowd).message
    assert not read

    monkeypatch.setattr(archive, "_DIRECTORY_ENTRY", b"no such mark")

    assert "hơn 200 phần" in archive.refuse_by_archive("a.xlsx", crowd).message
    assert read


def test_the_plain_reading_reads_what_was_typed():
    cells = raw.read((ROOT / "tests/data/saved-by-libreoffice.xlsx").read_bytes())["results"]
    assert cells[2, 4] == ("text", "Sông Êm")
    assert cells[2, 6][0] == "number"
    assert str(cells[2, 6][1]) == "90.54"
