"""One table as LibreOffice, openpyxl, XlsxWriter and a hand with a zip program write it: the same rows, the same values."""

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.imports.reader import read_files
from scoring.imports.values import Figure
from scoring.imports.workbook import SourceFile

DATA = Path(__file__).parent.parent / "data"
DIALECTS = ["saved-by-libreoffice.xlsx", "saved-by-openpyxl.xlsx", "saved-by-xlsxwriter.xlsx", "written-by-hand.xlsx"]


def read(name: str):
    reading = read_files([SourceFile.from_path(DATA / name)])
    assert not reading.problems
    return [(row.number, row.values, row.scores) for row in reading.rows["results"]]


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_is_read_alike(name):
    rows = read(name)

    assert rows == read("saved-by-openpyxl.xlsx")
    assert [(number, values["unit_name"], values["total"].value) for number, values, _scores in rows] == [
        (2, "Sông Êm", Decimal("90.54")),
        (3, "Núi Xanh", Decimal("8.15")),
        (4, "Bến Mới", Decimal("8.15")),
    ]
    scores = [scores for _number, _values, scores in rows]
    assert scores[0]["hai-long"][""] == Figure(Decimal("87.65"), "87,65", percent=True)
    assert scores[1]["tham-dinh"][""] == Figure(Decimal("39.25"), "39,25")
    assert scores[2]["hai-long"][""] is None


def test_the_file_of_libreoffice_is_its_own():
    content = (DATA / "saved-by-libreoffice.xlsx").read_bytes()
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert b"LibreOffice" in parts.read("docProps/app.xml")
