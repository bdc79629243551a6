"""One workbook as four programs save it: openpyxl, XlsxWriter, LibreOffice, and a hand with a zip program.

The values are the same; what differs is what each program makes of them: shared or inline strings, cell references,
styles, dimensions, properties.
"""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PERCENT = "0.00%"


def soffice() -> str:
    """The program of LibreOffice; without it nothing is proved that it is the judge of."""
    program = os.environ.get("SOFFICE") or shutil.which("soffice")
    assert program, (
        "LibreOffice is missing, and without it nothing here is proved: install libreoffice-calc"
        " (tools/ensure-what-tests-need.sh does so for root), or name it with SOFFICE=/path/to/soffice."
    )
    return program


def by_openpyxl(content: bytes) -> bytes:
    out = BytesIO()
    openpyxl.load_workbook(BytesIO(content)).save(out)
    return out.getvalue()


def by_xlsxwriter(content: bytes) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        percent = book.add_format({"num_format": _PERCENT})
        for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
            made = book.add_worksheet(sheet.title)
            if sheet.sheet_state != "visible":
                made.hide()
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        made.write_string(cell.row - 1, cell.column - 1, cell.value)
                    elif cell.value is not None:
                        made.write_number(
                            cell.row - 1, cell.column - 1, cell.value, percent if "%" in cell.number_format else None
                        )
    return out.getvalue()


def by_hand(content: bytes) -> bytes:
    """The least that is a workbook: strings in their cells, no shared strings, no references, no dimension."""
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    names, links, types = [], [], []
    parts = {}
    for number, sheet in enumerate(sheets, start=1):
        state = "" if sheet.sheet_state == "visible" else ' state="hidden"'
        names.append(f'<sheet name={quoteattr(sheet.title)} sheetId="{number}"{state} r:id="rId{number}"/>')
        links.append(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        types.append(f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>')
        rows = "".join(f"<row>{''.join(map(_cell_by_hand, row))}</row>" for row in sheet.iter_rows())
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    links.append(f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>')
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        f'"{_KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'{"".join(types)}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(names)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
        "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/>"
        '<xf numFmtId="10"/></cellXfs></styleSheet>',
        **parts,
    }  # fmt: skip
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _cell_by_hand(cell) -> str:
    style = ' s="1"' if "%" in cell.number_format else ""
    if cell.value is None:
        return f"<c{style}/>"
    if isinstance(cell.value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell.value)}</t></is></c>'
    return f"<c{style}><v>{cell.value}</v></c>"


def by_libreoffice(books: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """All of them at once: the program takes longer to start than to convert."""
    into = folder / "saved"
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    subprocess.run(
        [soffice(), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(into), *(str(folder / f"{name}.xlsx") for name in books)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    saved = {name: (into / f"{name}.xlsx").read_bytes() for name in books}
    for name, content in saved.items():
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert b"LibreOffice" in archive.read("docProps/app.xml"), name
    return saved


def dialects(books: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, bytes]]:
    """Each workbook, by its name, as each program saves it."""
    return {
        "openpyxl": {name: by_openpyxl(content) for name, content in books.items()},
        "XlsxWriter": {name: by_xlsxwriter(content) for name, content in books.items()},
        "by hand": {name: by_hand(content) for name, content in books.items()},
        "LibreOffice": by_libreoffice(books, folder),
    }
