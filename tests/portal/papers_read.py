"""Papers as a reader meets them: the words of a PDF, the words and the markup of a DOCX, what LibreOffice makes of a file."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from docx import Document
from pypdf import PdfReader

A4, A3_ACROSS = (595, 842), (1191, 842)
FIELDS = re.compile(r"<w:instrText[^>]*>([^<]*)<|<w:fldSimple|<w:hyperlink|<w:altChunk|<w:object|<w:sdt\b")


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def page_sizes(content: bytes) -> list[tuple[int, int]]:
    return [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def docx_parts(content: bytes) -> dict[str, str]:
    """The XML of a document by part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def docx_paragraphs(content: bytes) -> list[str]:
    """Every paragraph of the body, those of tables cell by cell, in no particular order."""
    document = Document(io.BytesIO(content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [each.text for each in document.paragraphs] + [each.text for cell in cells for each in cell.paragraphs]


def docx_tables(content: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(content)).tables]


def fields_of(content: bytes) -> set[str]:
    """What would be worked out or followed when the document is opened; the two of ours are PAGE and NUMPAGES."""
    return {
        match[1] if match[1] is not None else match[0]
        for text in docx_parts(content).values()
        for match in FIELDS.finditer(text)
    }


def by_libreoffice(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each file as LibreOffice prints it, by name."""
    program = os.environ.get("SOFFICE") or shutil.which("soffice")
    assert program, (
        "LibreOffice is missing (tools/ensure-what-tests-need.sh installs it for root), or name it: SOFFICE=…"
    )
    for name, content in files.items():
        (folder / name).write_bytes(content)
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
         "--outdir", str(folder / "out"), *(str(folder / name) for name in files)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    printed = {name: folder / "out" / f"{Path(name).stem}.pdf" for name in files}
    missing = [name for name, path in printed.items() if not path.exists()]
    assert not missing, f"LibreOffice did not open {missing}; it needs libreoffice-writer and libreoffice-calc"
    return {name: path.read_bytes() for name, path in printed.items()}
