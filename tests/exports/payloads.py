"""Texts that a spreadsheet would run, put into every text field; and what to look for in the files that leave.

What is looked for is written anew here, without the rooms that guard: the XML as it is, the CSV as it is.
"""

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from django.db import models

from scoring.imports.values import paragraphs

LEADS = ("", " ", "\ufeff", "\u00a0", "'", "\u3000", "\u200b", "\t", "\r", "\n")
SIGNS = "=+-@＝＋－＠"
BODIES = (
    "1+1", "SUM(1;2)", 'HYPERLINK("http://a.vn";"x")', "cmd|' /C calc'!A0", "WEBSERVICE(1)", "A1", "1", "a", "'x'!A1",
    "IMPORTXML(1)", "DDE(1;2)", "(1)", '"x"', "1,5", "1.5", "-1", "=1", "{1}", "INFO(1)", "NOW()", "RAND()", "x y",
    "Ban hành", "1e3", "TRUE",
)  # fmt: skip
EVERY = tuple("".join(parts) for parts in product(LEADS, SIGNS, BODIES))
# 2,000 in all (`make thorough`); every tenth in the everyday run, with every start and every sign among them.
COUNT = int(os.environ.get("PARINDEX_FORMULAS", 200))
PAYLOADS = tuple(EVERY[place * len(EVERY) // COUNT] for place in range(COUNT))

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_BEFORE_A_SIGN = re.compile("^['\\s\ufeff\u200b\x00]+")
_UNSEEN = re.compile("^[\\s\ufeff\u200b\x00]+")


def text_fields(model: type[models.Model], *kept: str) -> list[models.Field]:
    """The fields of a model that hold anyone's words; `kept` are keys, codes and hashes, which no text can enter."""
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and field.name not in kept
    ]


def cut(field: models.Field, text: str) -> str:
    """The text as long as the field takes it. NUL and surrogates no database takes."""
    return text[: field.max_length] if field.max_length else text


def poisoned(model: type[models.Model], start: int, *kept: str) -> dict[str, str]:
    """A payload for every text field, each field another one."""
    fields = text_fields(model, *kept)
    return {field.name: cut(field, PAYLOADS[(start + n) % COUNT]) for n, field in enumerate(fields)}


REFUSED = tuple("=@＝＠")  # what no form, action or file lets a text begin with


def storable(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as forms, actions and files would have stored them."""
    tidied = {name: paragraphs(text) for name, text in texts.items()}
    return {name: f"-{text[1:]}" if text.startswith(REFUSED) else text for name, text in tidied.items()}


def formulas_in_workbook(content: bytes) -> list[str]:
    """Every formula and link in the XML of a workbook."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            xml = book.read(name).decode("utf-8", "replace")
            if name.startswith("xl/worksheets/"):
                found += [f"{name}: {each}" for each in re.findall(r"<(?:f|hyperlink)[ />][^<]*", xml)]
            if "externalLink" in name or "connections" in name or 'TargetMode="External"' in xml:
                found.append(name)
    return found


def texts_in_workbook(content: bytes) -> Iterator[str]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (str(cell.value) for cell in row if cell.data_type == "s" and cell.value is not None)


def csv_cells(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        yield from row


def dangerous_in_csv(content: bytes) -> list[str]:
    """Every cell that is no number and begins with what a spreadsheet runs."""
    cells = (cell for cell in csv_cells(content) if not _NUMBER.fullmatch(cell))
    return [
        cell for cell in cells if (cell[:1] in tuple("\t\r\n") and cell) or _UNSEEN.sub("", cell)[:1] in tuple(SIGNS)
    ]


def sign_led(texts: Iterable[str]) -> int:
    """How many texts begin, behind what is not seen, with a sign of a formula: that the payloads arrived at all."""
    return sum(_BEFORE_A_SIGN.sub("", text)[:1] in tuple(SIGNS) for text in texts)
