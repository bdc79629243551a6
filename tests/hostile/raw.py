"""An independent reading of a workbook: its archive and its XML, the standard library and nothing else.

It reads what a person would see in the file, slowly and obviously, so that the reader of the house can be held to it. It
shares no line with scoring/imports and knows no cap.
"""

import posixpath
import re
import unicodedata
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DATES = {14, 15, 16, 17, 22}
HOURS = {18, 19, 20, 21, 45, 46, 47}


class Unfit(Exception):
    """The file cannot be read in the obvious way."""


def unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", " ", unicodedata.normalize("NFC", text)).strip()


def letters(element) -> str:
    """The text of <is> or <si>: its runs, without phonetic guides."""
    parts = [child.text or "" for child in element if child.tag == f"{MAIN}t"]
    parts += [t.text or "" for run in element if run.tag == f"{MAIN}r" for t in run if t.tag == f"{MAIN}t"]
    return "".join(map(unescaped, parts))


def column_of(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number


def read(content: bytes) -> dict[str, dict[tuple[int, int], tuple[str, object]]]:
    """For each visible worksheet: (row, column) -> (kind, value), for every cell with something in it.

    In the place of a worksheet that cannot be read stands why. Kinds: number (Decimal as written), hour, date, text, truth, error, formula (one without a result).
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    links = {
        each.get("Id"): posixpath.normpath(posixpath.join("xl", each.get("Target"))).lstrip("/")
        for each in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    shared = []
    if "xl/sharedStrings.xml" in parts:
        shared = [
            letters(each) for each in ElementTree.fromstring(parts["xl/sharedStrings.xml"]) if each.tag == f"{MAIN}si"
        ]
    properties = book.find(f"{MAIN}workbookPr")
    epoch = (
        date(1904, 1, 1)
        if properties is not None and properties.get("date1904") in ("1", "true")
        else date(1899, 12, 30)
    )
    stale = any(each.get("fullCalcOnLoad") in ("1", "true") for each in book.iter(f"{MAIN}calcPr"))
    formats = number_formats(parts.get("xl/styles.xml"))
    sheets = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        if sheet.get("state", "visible") == "visible":
            try:
                tree = ElementTree.fromstring(parts[links[sheet.get(LINK)]])
                sheets[plain(sheet.get("name"))] = cells_of(tree, shared, formats, epoch, stale)
            except Exception as error:
                sheets[plain(sheet.get("name"))] = error
    return sheets


def number_formats(styles: bytes | None) -> list[str | int]:
    """The format of every style: its text where the file defines it, else its number."""
    if styles is None:
        return [0]
    tree = ElementTree.fromstring(styles)
    own = {int(each.get("numFmtId")): each.get("formatCode") for each in tree.iter(f"{MAIN}numFmt")}
    formats = []
    for group in tree.iter(f"{MAIN}cellXfs"):
        for style in group:
            number = int(style.get("numFmtId", "0"))
            formats.append(own.get(number, number))
    return formats or [0]


def cells_of(tree, shared, formats, epoch, stale):
    cells = {}
    at_row = 0
    for row in tree.iter(f"{MAIN}row"):
        at_row = int(row.get("r")) if row.get("r") else at_row + 1
        at_column = 0
        for cell in row:
            if cell.tag != f"{MAIN}c":
                continue
            at_column = column_of(cell.get("r")) if cell.get("r") else at_column + 1
            found = value_of(cell, shared, formats, epoch, stale)
            if found is not None:
                if (at_row, at_column) in cells:
                    raise Unfit(f"cell {at_row}, {at_column} twice")
                cells[at_row, at_column] = found
    return cells


def value_of(cell, shared, formats, epoch, stale):
    kind, value, formula = cell.get("t", "n"), cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
    if formula is not None and (stale or value is None or (not value.text and kind != "str")):
        return "formula", None
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        text = plain(letters(inline)) if inline is not None else ""
        return ("text", text) if text else None
    if value is None or not value.text:
        return None
    if kind == "s":
        text = plain(shared[int(value.text)])
        return ("text", text) if text else None
    if kind == "str":
        text = plain(unescaped(value.text))
        return ("text", text) if text else None
    if kind == "b":
        return "truth", value.text.strip() == "1"
    if kind == "e":
        return "error", value.text
    if kind == "d":
        return "date", date.fromisoformat(value.text[:10])
    if kind != "n":
        raise Unfit(f"type {kind}")
    style = formats[int(cell.get("s", "0"))]
    if style in DATES or (isinstance(style, str) and re.search(r"[ymd]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", style))):
        days = int(Decimal(value.text))
        if epoch.year == 1899 and days < 60:
            days += 1  # the spreadsheet's 1900 has a 29 February
        try:
            return "date", epoch + timedelta(days)
        except OverflowError:
            return "date", None
    return "hour" if style in HOURS else "number", Decimal(value.text.strip())
