"""No part of a workbook may declare a document type: entities, which hide figures and grow without end, begin there."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.xml.functions import iterparse

from scoring.imports import cage, worksheets
from scoring.imports.workbook import SourceFile, open_file
from scoring.imports.worksheets import open_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
DECLARATION = '<!DOCTYPE x [<!ENTITY a "Xã Bịa Đặt">]>'
SHEET = "xl/worksheets/sheet1.xml"
DECLARES = "phần “%s” trong tệp có khai báo kiểu tài liệu (DOCTYPE) nên không được đọc"
REFUSED = "không đọc được bảng tính này: tệp bị hỏng"


def parts() -> dict[str, bytes]:
    """A workbook with text, part by part."""
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    book.active.append(["a", "Xã An"])
    out = BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> SourceFile:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return SourceFile("khai-bao.xlsx", out.getvalue())


def declaring(name: str, encoding: str = "utf-8") -> SourceFile:
    """The workbook in which one part declares a type, and its texts name an entity of it."""
    content = parts()
    text = content[name].decode()
    rest = text.split("?>", 1)[1] if text.startswith("<?xml") else text
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DECLARATION}{rest.replace("X&#227; An", "&a;")}'
    content[name] = text.encode(encoding)
    return packed(content)


@pytest.mark.parametrize("name", sorted(parts()))
@pytest.mark.parametrize("opening", [open_file, open_workbook], ids=["caged", "here"])
def test_a_declaration_in_any_part_is_a_refused_file(name, opening):
    opened = opening(declaring(name))

    assert [problem.message for problem in opened.problems] == [DECLARES % name]
    assert not opened.worksheets


def test_a_declaration_in_another_encoding_is_found_as_well():
    assert [problem.message for problem in open_file(declaring(SHEET, "utf-16")).problems] == [DECLARES % SHEET]


@pytest.mark.parametrize("name", sorted(parts()))
def test_an_encoding_that_only_other_parsers_know_brings_no_declaration_in(name):
    """expat cannot see the declaration, so no parser that could may see the part: libxml2 reads UTF-32."""
    opened = open_file(declaring(name, "utf-32"))

    known = [problem.message for problem in opened.problems]
    # What openpyxl never parses (the theme, properties) is in nobody's way; nothing else is read.
    assert known == [REFUSED] or (not known and name.startswith(("docProps/", "xl/theme/")))


def test_with_libxml2_the_same_part_would_be_read():
    """The control: what the cage switches off."""
    lines = (
        "import sys, openpyxl; from io import BytesIO",
        "book = openpyxl.load_workbook(BytesIO(sys.stdin.buffer.read()), read_only=True)",
        "print(book.sheetnames)",
    )

    def read(**environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", "\n".join(lines)], input=declaring("xl/workbook.xml", "utf-32").content,
            capture_output=True, check=False, cwd=ROOT, env={"LANG": "C.UTF-8", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip

    assert read(OPENPYXL_DEFUSEDXML="False", OPENPYXL_LXML="True").returncode == 0
    assert read(OPENPYXL_DEFUSEDXML="False", OPENPYXL_LXML="False").returncode != 0


def test_the_same_workbook_without_a_declaration_is_read():
    (worksheet,) = open_file(packed(parts())).worksheets

    assert [cell.text for cell in worksheet.rows[1][1]] == ["a", "Xã An"]


def test_a_part_that_is_no_document_stands_in_nobody_s_way():
    opened = open_file(packed({**parts(), "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}))

    assert not opened.problems
    assert opened.worksheets


def test_without_the_refusal_an_entity_is_read_as_if_it_stood_there():
    """The control, with the parser that the cage takes: what the file never shows comes out as a name."""
    source = declaring(SHEET)
    lines = (
        "import sys, openpyxl; from io import BytesIO",
        "book = openpyxl.load_workbook(BytesIO(sys.stdin.buffer.read()), read_only=True)",
        "sys.stdout.buffer.write(str([row for row in book.active.iter_rows(values_only=True)]).encode())",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], input=source.content, capture_output=True, check=True, cwd=ROOT,
        env={"LANG": "C.UTF-8", "PYTHONUTF8": "1", "OPENPYXL_DEFUSEDXML": "False"},
    )  # fmt: skip

    assert "Xã Bịa Đặt" in done.stdout.decode()


def test_outside_of_the_cage_openpyxl_refuses_entities_by_itself():
    """The program's own processes keep defusedxml, whatever the cage does."""
    assert openpyxl.DEFUSEDXML
    assert iterparse.__module__.startswith("defusedxml")


def test_the_cage_reads_what_the_slow_parser_reads():
    """The parser in C and the one in Python, with the collector of cycles and without it: cell for cell the same."""
    read = 0
    for path in sorted((ROOT / "tests" / "data").glob("*.xlsx")):
        source = SourceFile.from_path(path)
        caged, here = cage.open_caged(source), open_workbook(source)

        assert caged.worksheets == here.worksheets, path.name
        assert caged.problems == here.problems, path.name
        read += bool(caged.worksheets)
    assert read > 10  # most files here are meant to be refused; these were read


def test_without_the_refusal_defusedxml_still_refuses_it_where_it_is_on(monkeypatch):
    """The second lock of the two; with both off the entity is read (above)."""
    monkeypatch.setattr(worksheets, "refuse_doctypes", lambda archive: None)

    assert [each.message for each in open_workbook(declaring(SHEET)).problems] == [REFUSED]
