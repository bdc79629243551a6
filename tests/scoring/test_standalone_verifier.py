"""The stand-alone verifier: it alone, without the project, finds what the project finds, and says so in Vietnamese."""

import contextlib
import copy
import csv
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from scoring.canonical import canonical
from scoring.content_cells import at
from scoring.manifest import every_publication, with_rows, write_manifest
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import MEASURES, altered, make_computed

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
    assert "b'" not in text


@pytest.mark.parametrize("option", [(), ("--bang",), ("--ban-ke",)])
def test_an_archive_or_a_workbook_is_refused_in_one_sentence_that_says_what_to_give(raw, kept, tmp_path, option):
    archive = tmp_path / "du-lieu-mo.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("ket-qua.csv", "x" * 100_000)
    text, code = run(*([kept(raw), *option] if option else []), archive)
    assert code == 2
    assert "là tệp nén ZIP hoặc bảng tính XLSX; tải tệp JSON ở trang công bố" in text
    assert text.count("\n") == 1
    assert len(text) < 400


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert run(tmp_path / "khong-co.json")[1] == 2


# --- what stands there at all ---

ABSENT = {
    **dict.fromkeys(("total", "max_score", "index_percent", "rank", "rank_computed", "rank_exact", "rank_change")),
    **dict.fromkeys(("total_printed", "index_printed", "rank_printed", "band"), ""),
    "score_change": None,
    "scores": {},
    "marks": {},
    "surveys": [],
    "absent_reason": "Mới thành lập",
    "unit_code": "huyen-moi",
    "printed_name": "Huyện Mới",
}


@pytest.fixture
def with_an_absent_unit(raw):
    content = json.loads(raw)
    content["results"].append({**copy.deepcopy(at(content, UNIT)), **ABSENT})
    content["unit_count"] += 1
    return content


def alarms(path):
    text, code = run(path)
    found = [line for line in text.splitlines() if line.startswith("KHÁC")]
    assert code == bool(found)
    return found


def test_a_unit_left_out_raises_no_alarm(with_an_absent_unit, kept):
    assert alarms(kept(with_an_absent_unit)) == []


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("total", "99", "tổng điểm"),
        ("index_percent", "99", "chỉ số (%)"),
        ("rank", 1, "hạng"),
        ("rank_printed", "1", "hạng in ra"),
        ("band", "Tốt", "xếp loại"),
        ("absent_reason", "", "lý do không có kết quả"),
    ],
)
def test_a_unit_without_marks_has_a_reason_and_no_figure(with_an_absent_unit, kept, column, value, says):
    with_an_absent_unit["results"][-1][column] = value
    found = alarms(kept(with_an_absent_unit))
    assert len(found) == 1
    assert found[0].startswith(f"KHÁC  Huyện Mới: {says}:")


def test_an_unassessed_unit_deleted_is_noticed_by_the_number_of_units(with_an_absent_unit, kept):
    with_an_absent_unit["results"].pop()
    assert alarms(kept(with_an_absent_unit)) == ["KHÁC  số đơn vị: đang ghi “5”, phải là “4”"]


def _twice(content):
    content["results"].append(copy.deepcopy(at(content, UNIT)))


def _without_score(content):
    del at(content, (*UNIT, "scores"))["tham-dinh"]


def _without_facts(content):
    content["facts"] = []


def _without_component(content):
    content["components"] = content["components"][1:]


def _without_mark(content):
    del at(content, (*UNIT, "marks"))["1.1"]


@pytest.mark.parametrize(
    ("alter", "says"),
    [
        (_twice, ["Huyện Núi Xanh: số dòng: đang ghi “2”, phải là “1”"]),
        (_without_score, ["Huyện Núi Xanh, thành phần: tham-dinh: đang ghi “”, phải là “31.01”"]),
        (
            _without_facts,
            [
                "số chung 1: giá trị: đang ghi “”, phải là “43.06”",
                "số chung 2: giá trị: đang ghi “”, phải là “73.36”",
            ],
        ),
        (_without_component, ["thành phần tham-dinh: số dòng: đang ghi “0”, phải là “1”"]),
        (_without_mark, ["Huyện Núi Xanh, tiêu chí: 1.1: đang ghi “”, phải là “4”"]),
    ],
)
def test_a_part_too_many_or_too_few_is_named_alone(raw, kept, alter, says):
    content = json.loads(raw)
    alter(content)
    assert alarms(kept(content)) == [f"KHÁC  {each}" for each in says]


def test_a_score_of_what_does_not_apply_is_named(db, kept):
    publication = make_computed(make_cast(), measures=altered({("huyen-nui-xanh", "2.7"): None}))
    content = json.loads(canonical(publication))
    assert alarms(kept(content)) == []
    at(content, (*UNIT, "scores"))["diem-thuong"] = copy.deepcopy(at(content, (*UNIT, "scores", "diem-tru")))
    assert alarms(kept(content)) == ["KHÁC  Huyện Núi Xanh, thành phần: diem-thuong: đang ghi “0”"]


@pytest.mark.parametrize("column", ["previous_rank", "rank_change"])
def test_a_change_of_rank_that_is_emptied_is_named(db, kept, column):
    cast = make_cast()
    content = json.loads(canonical(make_computed(cast, 2024, previous=make_computed(cast, 2023))))
    at(content, UNIT)[column] = None
    found = alarms(kept(content))
    assert len(found) == 1
    assert found[0].startswith("KHÁC  Huyện Núi Xanh: số bậc tăng, giảm:")


# --- the code as read from paper ---


def test_a_code_misread_on_paper_is_the_same_code(publication, raw, kept):
    code = check_code(publication.content_hash)
    path = kept(raw)
    misread = code.replace("0", "o").replace("1", "l")
    for typed in (misread, code.replace("1", "I").lower(), code.replace("-", " – "), publication.content_hash.upper()):
        assert run(path, "--ma", typed)[1] == 0, typed
    other = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert run(path, "--ma", other)[1] == 1


def test_letters_for_digits_are_taken_as_the_portal_takes_them():
    assert verifier.bare("ite2-jo8b-doag") == verifier.bare("1TE2 J08B D0AG") == "1TE2J08BD0AG"


# --- a downloaded table ---

MEASURES_OF_THE_YEAR = MEASURES | {"huyen-nui-xanh": MEASURES["huyen-song-em"]}


@pytest.fixture
def table(db, kept, tmp_path):
    """The lines of the year's table, and what the program says of altered ones, as CSV and as JSON."""
    cast = make_cast()
    before = make_computed(cast, 2023)
    publication = make_computed(cast, 2024, previous=before, measures=MEASURES_OF_THE_YEAR)
    path = kept(canonical(publication))
    reader = Client(headers={"host": "localhost"})
    address = "/xep-hang/minh-hoa/quan-huyen/par/2024"
    raw = reader.get(f"{address}.csv").content.decode("utf-8-sig")
    document = reader.get(f"{address}.json").json()

    def said(lines, *, as_json=False):
        out, file = io.StringIO(), tmp_path / "bang"
        if as_json:
            json.dump({**document, "columns": lines[0], "rows": lines[1:]}, out)
        else:
            csv.writer(out).writerows(lines)
        file.write_text(out.getvalue(), encoding="utf-8", newline="")
        text, code = run(path, "--bang", file)
        found = [line for line in text.splitlines() if line.startswith("KHÁC")]
        assert code == bool(found), text
        return found

    return list(csv.reader(io.StringIO(raw))), [document["columns"], *document["rows"]], said


def test_another_table_of_the_portal_is_told_to_be_another_and_not_to_be_wrong(raw, kept, tmp_path):
    """What a publication's page offers beside the ranking: every figure of it is right, and it is not what was asked for."""
    other = tmp_path / "so-lieu.csv"
    other.write_text("Đơn vị,Tiêu chí,Nội dung,Điểm\nHuyện Sông Êm,1.1,Kế hoạch,2\n", encoding="utf-8")
    text, code = run(kept(raw), "--bang", other)
    assert code == 2
    assert "không phải bảng xếp hạng của công bố" in text
    assert "KHÁC" not in text


def test_an_untouched_table_passes(table):
    lines, of_json, said = table
    assert said(lines) == []
    assert said(of_json, as_json=True) == []


def test_a_line_deleted_or_doubled_is_named_by_its_unit(table):
    lines, of_json, said = table
    for rows, as_json in ((lines, False), (of_json, True)):
        for place in range(1, len(rows)):
            name = rows[place][1]
            assert said(rows[:place] + rows[place + 1 :], as_json=as_json) == [
                f"KHÁC  Bảng, {name}: số dòng: đang ghi “0”, phải là “1”"
            ]
            assert said([*rows, rows[place]], as_json=as_json) == [
                f"KHÁC  Bảng, {name}: số dòng: đang ghi “2”, phải là “1”"
            ]


def test_a_column_dropped_is_named(table):
    lines, of_json, said = table
    for rows, as_json in ((lines, False), (of_json, True)):
        for place, column in enumerate(rows[0]):
            found = said([[*row[:place], *row[place + 1 :]] for row in rows], as_json=as_json)
            # The heading of the notice itself says that figures are invented; the program knows it without that.
            label = "Lưu ý" if column.startswith("Lưu ý") else column
            assert found == [f"KHÁC  Bảng: cột {label}: đang ghi “0 cột”, phải là “1 cột”"]


def test_a_column_that_the_publication_does_not_have_is_named(table):
    lines, _json, said = table
    found = said([[*row, "x"] if place else [*row, "Điểm khác"] for place, row in enumerate(lines)])
    assert found == ["KHÁC  Bảng: cột Điểm khác: đang ghi “1 cột”, phải là “0 cột”"]


def test_every_cell_of_a_line_filled_emptied_or_changed_is_named(table):
    lines, of_json, said = table
    for rows, as_json in ((lines, False), (of_json, True)):
        for place, column in enumerate(rows[0]):
            if column == "Đơn vị":
                continue
            for line in range(1, len(rows)):
                for value in ("", "7", "tăng 3 bậc (4→1)"):
                    if rows[line][place] == value:
                        continue
                    changed = copy.deepcopy(rows)
                    changed[line][place] = value
                    found = said(changed, as_json=as_json)
                    assert len(found) == 1, (column, value, found)
                    assert found[0].startswith(f"KHÁC  Bảng, {rows[line][1]}: {column}:")


def test_a_cell_of_a_transcribed_table_that_is_empty_may_not_be_filled(db, kept, tmp_path):
    cast = make_cast()
    units = [(cast["huyen-song-em"], 1, "90.5"), (cast["quan-ben-moi"], None, None)]
    publication = make_published(cast.par, cast.districts, 2020, units)
    path, file = kept(canonical(publication)), tmp_path / "bang.csv"
    raw = Client(headers={"host": "localhost"}).get("/xep-hang/minh-hoa/quan-huyen/par/2020.csv").content
    file.write_bytes(raw)
    assert run(path, "--bang", file)[1] == 0, run(path, "--bang", file)
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    line = next(place for place, row in enumerate(rows) if "Bến Mới" in row[1])
    for column, value in (("Hạng", "2"), ("Tổng điểm", "80.25"), ("Thay đổi hạng", "tăng 3 bậc (4→1)")):
        changed = copy.deepcopy(rows)
        changed[line][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out).writerows(changed)
        file.write_text(out.getvalue(), encoding="utf-8", newline="")
        text, code = run(path, "--bang", file)
        assert (code, f"KHÁC  Bảng, {rows[line][1]}: {column}:" in text) == (1, True), text
