"""The files of the whole dataset: what describes them holds, the same state gives the same bytes, nothing is half made."""

import csv
import fcntl
import hashlib
import io
import json
import os
import re
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator, FormatChecker

from parindex.portal.opendata import files, schemas
from parindex.portal.opendata.dictionary import DICTIONARY
from scoring.exports.cells import unguarded
from tests.factories import make_publication, make_published, make_result
from units.models import Unit

CSVW_TYPES = {
    "string": lambda text: True,
    "integer": lambda text: re.fullmatch(r"-?\d+", text),
    "decimal": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
}


@pytest.fixture
def made(world):
    return files.ready()


def read_csv(path) -> list[list[str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_json_files_are_what_their_schema_says(made):
    schema = json.loads((made.folder / files.SCHEMA).read_text())
    Draft202012Validator.check_schema(schema)
    for code in DICTIONARY:
        document = json.loads((made.folder / f"{code}.json").read_text())
        checker = Draft202012Validator(
            {**schema, "oneOf": [{"$ref": f"#/$defs/tep-{code}"}]}, format_checker=FormatChecker()
        )
        assert [error.message for error in checker.iter_errors(document)] == []
        assert document["version"] == made.version


@pytest.mark.parametrize(
    ("column", "value"), [("total", 90.54), ("total", ""), ("unit", None), ("rank_basis", "guessed"), ("label", "thật")]
)
def test_the_schema_refuses_what_the_files_never_hold(made, column, value):
    """The control: a schema that takes everything would prove nothing."""
    schema = json.loads((made.folder / files.SCHEMA).read_text())
    document = json.loads((made.folder / "ket-qua.json").read_text())
    document["rows"][0][column] = value
    assert list(Draft202012Validator(schema).iter_errors(document))


def test_the_csv_files_are_what_their_metadata_says(made):
    """The rules of CSVW that the metadata uses, written out here a second time."""
    group = json.loads((made.folder / files.CSVW).read_text())
    rows_of = {}
    for table in group["tables"]:
        heading, *rows = read_csv(made.folder / table["url"])
        columns = table["tableSchema"]["columns"]
        assert all(name in column["titles"] for name, column in zip(heading, columns, strict=True))
        for row in rows:
            for cell, column in zip(row, columns, strict=True):
                if cell == column["null"]:
                    assert not column["required"], (table["url"], column["name"])
                    continue
                kind = column["datatype"]
                if isinstance(kind, str):
                    assert CSVW_TYPES[kind](cell), (column["name"], cell)
                elif kind["base"] == "date":
                    assert date.fromisoformat(cell)
                else:
                    assert cell in kind["format"].split("|")
        rows_of[table["url"]] = [dict(zip(heading, row, strict=True)) for row in rows]
    for table in group["tables"]:
        rows, schema = rows_of[table["url"]], table["tableSchema"]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for key in schema.get("foreignKeys", ()):
            theirs = rows_of[key["reference"]["resource"]]
            known = {tuple(row[name] for name in key["reference"]["columnReference"]) for row in theirs}
            assert {tuple(row[name] for name in key["columnReference"]) for row in rows} <= known


def test_csv_and_json_hold_the_same(made):
    for code in DICTIONARY:
        heading, *rows = read_csv(made.folder / f"{code}.csv")
        objects = json.loads((made.folder / f"{code}.json").read_text())["rows"]
        texts = {True: "true", False: "false"}
        assert [[unguarded(cell) for cell in row] for row in rows] == [
            ["" if v is None else texts[v] if isinstance(v, bool) else str(v) for v in each.values()]
            for each in objects
        ]
        assert all(list(each) == heading for each in objects)


def test_the_manifest_and_the_sums_are_those_of_the_files(made):
    manifest = json.loads((made.folder / files.MANIFEST).read_text())
    assert manifest["version"] == made.version
    listed = {each["name"]: each for each in manifest["files"]}
    assert {*listed, files.MANIFEST} == set(files.NAMES)
    sums = made.sums()
    for name in (*files.NAMES, files.ZIP):
        content = (made.folder / name).read_bytes()
        assert sums[name] == hashlib.sha256(content).hexdigest()
        if name in listed:
            assert (listed[name]["bytes"], listed[name]["sha256"]) == (len(content), sums[name])
    for code in DICTIONARY:
        assert listed[f"{code}.csv"]["rows"] == len(read_csv(made.folder / f"{code}.csv")) - 1
    assert {each.name for each in made.folder.iterdir()} == {*files.ALL}


def test_the_zip_holds_every_file_and_no_time(made):
    with zipfile.ZipFile(made.folder / files.ZIP) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(files.NAMES)
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert archive.read(entry) == (made.folder / entry.filename).read_bytes()


def test_the_same_state_gives_the_same_bytes(made, settings, tmp_path):
    first = {each.name: each.read_bytes() for each in made.folder.iterdir()}
    settings.OPEN_DATA_DIR = tmp_path / "elsewhere"
    again = files.ready()
    assert again.version == made.version
    assert {each.name: each.read_bytes() for each in again.folder.iterdir()} == first


def test_the_version_follows_what_is_published_and_not_drafts(made, world):
    draft = make_publication(world.par, world.departments, 2021)
    make_result(draft, world["so-anh-trang"], 1, "77.77")
    assert files.version() == made.version
    make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")])
    published = files.version()
    assert published != made.version
    unit = Unit.objects.get(code="so-anh-trang")
    unit.note = "Ghi chú"
    unit.save()
    assert files.version() not in (published, made.version), "a unit's own row is in the files too"


def test_old_versions_are_removed_but_the_last(made, world, folder):
    for year in (2021, 2022, 2023):
        make_published(world.par, world.departments, year, [(world["so-anh-trang"], 1, "70")])
        files.ready()
    assert len([each for each in folder.iterdir() if each.is_dir()]) == 2


def test_what_a_killed_maker_left_is_removed(world, folder):
    left = folder / "making-x"
    left.mkdir(parents=True)
    (left / "ket-qua.csv").write_text("half")
    files.ready()
    assert not left.exists()


def test_a_version_that_goes_away_while_it_is_opened_is_asked_for_again(program, monkeypatch):
    made = files.ready()
    gone = files.Files(made.version, made.folder / "gone")
    monkeypatch.setattr(files, "ready", lambda: gone)
    assert program.get(f"/du-lieu/tep/{files.ZIP}").status_code == 503


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_csv_and_none_in_json(world):
    make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")], note='=HYPERLINK("x")')
    made = files.ready()
    cells = [cell for row in read_csv(made.folder / "cong-bo.csv") for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert not [cell for cell in cells if cell.startswith("=")]
    rows = json.loads((made.folder / "cong-bo.json").read_text())["rows"]
    assert '=HYPERLINK("x")' in [row["note"] for row in rows]


def test_while_another_makes_them_one_is_asked_to_come_back(program, folder):
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        response = program.get(f"/du-lieu/tep/{files.ZIP}")
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert json.loads(response.content)["title"] == "Các tệp đang được lập"
        assert program.get("/du-lieu/").status_code == 200, "pages are served meanwhile"
    assert program.get(f"/du-lieu/tep/{files.ZIP}").status_code == 200


def test_what_breaks_off_leaves_nothing_that_would_be_served(world, folder, monkeypatch):
    def full(_folder):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(files, "_zip", full)
        with pytest.raises(OSError, match="no space"):
            files.ready()
    assert [each.name for each in folder.iterdir()] == ["lock"]
    assert files.ready().sums()


def test_a_publication_that_goes_out_meanwhile_is_in_every_table_or_in_none(world, monkeypatch):
    write, went_out = files._write_table, []

    def write_and_publish(folder, wanted, table):
        count = write(folder, wanted, table)
        if not went_out:
            went_out.append(make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")]))
        return count

    monkeypatch.setattr(files, "_write_table", write_and_publish)
    made = files.ready()
    assert made.version == files.version()
    (number,) = {each.number for each in went_out}
    for code, column in (("cong-bo", "number"), ("ket-qua", "publication")):
        rows = json.loads((made.folder / f"{code}.json").read_text())["rows"]
        assert number in {row[column] for row in rows}


def test_without_the_second_look_the_tables_would_disagree(world, monkeypatch):
    """The control of the test above."""
    write, went_out = files._write_table, []

    def write_and_publish(folder, wanted, table):
        count = write(folder, wanted, table)
        if not went_out:
            went_out.append(make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")]))
        return count

    monkeypatch.setattr(files, "_write_table", write_and_publish)
    wanted = files.version()
    monkeypatch.setattr(files, "version", lambda: wanted)
    made = files.ready()
    numbers = [
        {row[column] for row in json.loads((made.folder / f"{code}.json").read_text())["rows"]}
        for code, column in (("cong-bo", "number"), ("ket-qua", "publication"))
    ]
    assert went_out[0].number not in numbers[0]
    assert went_out[0].number in numbers[1]


def test_the_notice_of_the_unit_codes_goes_along(made):
    text = (made.folder / files.LICENCE).read_text()
    assert "Copyright (c) 2021 Thang Le Quoc" in text
    assert "© 2021 Thang Le Quoc" in (made.folder / files.READ_ME).read_text()


def test_without_a_decision_no_licence_is_claimed(made, settings):
    assert "chưa ấn định giấy phép" in (made.folder / files.READ_ME).read_text()
    assert "dc:license" not in json.loads((made.folder / files.CSVW).read_text())
    settings.DATA_LICENCE = "Giấy phép Creative Commons Ghi công 4.0 Quốc tế."
    settings.DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.vi"
    after = files.ready()
    assert after.version != made.version
    assert "Creative Commons" in (after.folder / files.READ_ME).read_text()
    assert "creativecommons" in json.loads((after.folder / files.CSVW).read_text())["dc:license"]["@id"]


def test_files_are_readable_by_a_server_of_another_user(made):
    assert os.stat(made.folder).st_mode & 0o777 == 0o755


def test_the_schema_names_the_dialect_it_is_written_in():
    assert schemas.json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_command_makes_the_files_before_anyone_asks(world, capsys):
    call_command("build_open_data")
    assert files.version() in capsys.readouterr().out
    assert files.ready().sums()


def test_the_command_says_when_another_makes_them(world, folder):
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="Chạy lại sau"):
            call_command("build_open_data")
