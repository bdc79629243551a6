"""The stand-alone verifier: it alone, without the project, finds what the project finds, and says so in Vietnamese."""

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.canonical import canonical
from scoring.content_cells import at
from scoring.manifest import every_publication, with_rows, write_manifest
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import make_computed

PROGRAM = Path(__file__).parents[2] / "static" / "verify" / "kiem_tra_cong_bo.py"
UNIT = ("results", "huyen-nui-xanh")
spec = importlib.util.spec_from_file_location("kiem_tra_cong_bo", PROGRAM)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


def run(*arguments):
    """What the program says and its exit code, in this process."""
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = verifier.main([str(each) for each in arguments])
    return said.getvalue() + complained.getvalue(), code


@pytest.fixture
def publication(db):
    return make_computed(make_cast())


@pytest.fixture
def raw(publication):
    return canonical(publication)


@pytest.fixture
def kept(tmp_path):
    """Write content to a file as whoever altered it would, in the canonical form."""

    def write(content):
        path = tmp_path / "cong-bo.json"
        data = (
            content
            if isinstance(content, bytes)
            else json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        )
        path.write_bytes(data)
        return path

    return write


def test_it_imports_nothing_but_the_standard_library(raw, kept):
    program = "import sys, runpy; sys.argv[1:] = sys.argv[1:]; runpy.run_path(sys.argv[1])"
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{program}; print(sorted(sys.modules))", str(PROGRAM)],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    ).stdout
    assert "django" not in loaded
    assert "scoring" not in loaded


def test_an_untouched_file_passes_as_a_program_of_its_own(publication, raw, kept):
    path = kept(raw)
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(path)], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert publication.content_hash in done.stdout
    assert check_code(publication.content_hash) in done.stdout
    piped = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), "-"], input=raw, capture_output=True, check=False, cwd="/"
    )
    assert piped.returncode == 0


def test_a_transcribed_table_passes(db, kept):
    cast = make_cast()
    publication = make_published(
        cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5"), (cast["quan-ben-moi"], 2, "80.25")]
    )
    content = json.loads(canonical(publication))
    assert run(kept(canonical(publication)))[1] == 0
    at(content, ("results", "quan-ben-moi"))["total"] = "81.25"
    text, code = run(kept(content))
    assert (code, "Bến Mới: tổng điểm" in text) == (1, True), text


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ((*UNIT, "total"), "45.7", "Huyện Núi Xanh: tổng điểm"),
        ((*UNIT, "rank"), 3, "Huyện Núi Xanh: hạng"),
        ((*UNIT, "rank_exact"), 2, "Huyện Núi Xanh: hạng theo số chưa làm tròn"),
        ((*UNIT, "band"), "Tốt", "Huyện Núi Xanh: xếp loại"),
        ((*UNIT, "scores", "tham-dinh", "value"), "31.02", "Huyện Núi Xanh, thành phần tham-dinh: giá trị"),
        ((*UNIT, "marks", "2.2", "points"), "7.02", "Huyện Núi Xanh, tiêu chí 2.2: điểm"),
        ((*UNIT, "marks", "2.2", "amount"), "702", "Huyện Núi Xanh, tiêu chí 2.2: số đo"),
        ((*UNIT, "marks", "2.2", "amount"), "1001", "Huyện Núi Xanh, tiêu chí 2.2: số đo"),
        ((*UNIT, "marks", "1.2", "choice"), "du", "Huyện Núi Xanh, tiêu chí 1.2: mức chọn"),
        ((*UNIT, "marks", "1", "points"), "6.6", "Huyện Núi Xanh, tiêu chí 1: điểm"),
        (("facts", "1", "value"), "43.07", "số chung 1: giá trị"),
        (("scale_max",), "61", "thang điểm"),
    ],
)
def test_an_altered_cell_is_named_alone_in_vietnamese(raw, kept, path, value, says):
    content = json.loads(raw)
    *way, last = path
    at(content, tuple(way))[last] = value
    text, code = run(kept(content))
    assert code == 1
    assert f"KHÁC  {says}:" in text
    assert "1 chỗ khác." in text


def test_a_pure_input_is_named_by_the_manifest_and_noticed_by_the_code(publication, raw, kept, tmp_path):
    manifest = tmp_path / "ban-ke.json"
    with manifest.open("w") as out:
        write_manifest([with_rows(each) for each in every_publication()], out)
    assert run(kept(raw), "--ban-ke", manifest)[1] == 0
    content = json.loads(raw)
    at(content, (*UNIT, "marks", "1.1.1"))["self_score"] = "1"
    path = kept(content)
    assert run(path)[1] == 0
    text, code = run(path, "--ma", check_code(publication.content_hash).lower())
    assert (code, "mã băm nội dung" in text) == (1, True)
    text, code = run(path, "--ban-ke", manifest)
    assert code == 1
    assert "Huyện Núi Xanh, tiêu chí 1.1.1: điểm tự chấm" in text
    assert "1 chỗ khác." in text


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"khong phai", b"\xff\xfe", b'{"format":3}'])
def test_what_is_no_publication_is_refused_in_a_sentence(kept, content):
    text, code = run(kept(content))
    assert code == 2
    assert "Không đọc được tệp" in text


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert run(tmp_path / "khong-co.json")[1] == 2
