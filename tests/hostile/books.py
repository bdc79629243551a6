"""Workbooks made from a number: `make(seed)` gives the same bytes on every machine.

Most are a table of results with something wrong or odd about its cells, its rows, its sheets or its archive; every third is
then damaged, in the XML or in the bytes of the archive. The XML is written by hand, since no library writes such things.
"""

import random
import unicodedata
import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADING = ["index", "year", "group", "unit_name", "rank", "total", "c.tham-dinh", "c.dieu-tra", "note", "source"]
# The styles of every book: general, two decimals, percent, a date, a date written out, an hour, text, an odd percent.
FORMATS = [0, 2, 10, 14, 164, 20, 49, 165]
OWN_FORMATS = {164: "dd/mm/yyyy", 165: '0.00%;[Red]-0.00%;"-"'}
NUMBERS = [
    "8.15", "8.1500000000000004", "90.030000000000001", "0.1", "0.30000000000000004", "1E2", "8.5e-1", "90.54", "93",
    "93.0", "-3", "0", "0.0", "100", "1e5", "12345678901234", "0.8765", "43920", "43920.5", "1.0000000000000002", "2.675",
    "1.005", "99.995", "1e-7", "60", "59.99", ".5", "5.",
]  # fmt: skip
TEXTS = [
    "8,5", "8.5", "90,54", "1.234,5", "87,65%", "TRUE", "12/3/2020", "2-3", "cuối bảng", "83,6x", "#DIV/0!", "Núi Xanh",
    unicodedata.normalize("NFD", "Huyện Núi Xanh"), "\u00a0Sông\u00a0Êm\u00a0", "Sông  Êm ", "a_x000D_\nb", "_x005F_x000D_",
    "-5", "+5", "NaN", "1e2", "１２", "dòng một\ndòng hai", "\u200b90,5", "", " ", "0", "007", "A & B < C > D", "'=1+1",
]  # fmt: skip
ERRORS = ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"]


def letters_of(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class Book:
    """One workbook in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.shared: list[str] = []
        self.inline = self.chance(0.3)
        self.prefix = "x:" if self.chance(0.1) else ""
        self.oddity = self.random.choice(ODDITIES)
        self.rate = self.random.choice([0, 0, 0.02, 0.1, 0.5])

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # Cells

    def text(self, text: str, how: str = "") -> tuple[str, str]:
        """(type, content) of a text cell: shared, in line, or as the result of a formula."""
        how = how or self.random.choice(["inlineStr", "str"] if self.inline else ["s", "s", "s", "inlineStr", "str"])
        words = f'<{self.prefix}t xml:space="preserve">{escape(text)}</{self.prefix}t>'
        if self.chance(0.1) and len(text) > 1:
            half = len(text) // 2
            runs = (escape(text[:half]), escape(text[half:]))
            words = "".join(
                f'<{self.prefix}r><{self.prefix}t xml:space="preserve">{run}</{self.prefix}t></{self.prefix}r>'
                for run in runs
            )
            if self.chance(0.3):
                words += f'<{self.prefix}rPh sb="0" eb="1"><{self.prefix}t>phonetic</{self.prefix}t></{self.prefix}rPh>'
        if how == "str":
            return "str", self.v(escape(text))
        if how == "inlineStr":
            return "inlineStr", f"<{self.prefix}is>{words}</{self.prefix}is>"
        self.shared.append(words)
        return "s", self.v(str(len(self.shared) - 1))

    def v(self, content: str) -> str:
        return f"<{self.prefix}v>{content}</{self.prefix}v>"

    def odd_cell(self) -> tuple[str, str, int]:
        """(type, content, style) of a cell as found in the wild, or worse."""
        pick = self.random.choice
        formula = f"<{self.prefix}f>SUM(A1:A2)</{self.prefix}f>"
        kind = pick(["number"] * 6 + ["text"] * 6 + ODD_KINDS)
        style = pick([0, 0, 0, *range(len(FORMATS))])
        match kind:
            case "number":
                return pick(["n", ""]), self.v(pick(NUMBERS)), style
            case "text":
                return *self.text(pick(TEXTS)), style
            case "truth":
                return "b", self.v(pick(["0", "1"])), style
            case "error":
                return "e", self.v(pick(ERRORS)), style
            case "formula":
                return "", formula + self.v(pick(NUMBERS)), style
            case "formula-text":
                return "str", formula + self.v(escape(pick(TEXTS))), style
            case "formula-error":
                return "e", formula + self.v(pick(ERRORS)), style
            case "uncalculated":
                return "", formula + pick(["", self.v(""), f"<{self.prefix}v/>"]), style
            case "styled":
                return "", "", style
            case "day":
                return (
                    "",
                    self.v(pick(["43920", "1", "59", "60", "61", "2958465", "2958466", "-1", "0.25"])),
                    pick([3, 4, 5]),
                )
            case "far-number":
                return (
                    "",
                    self.v(pick(["1e308", "1e400", "1e-320", "9" * 45, "0." + "1" * 50, "12345678901234567890"])),
                    0,
                )
            case "no-number":
                return "n", self.v(pick(["abc", "1_000", "NaN", "Infinity", "٣", "1,5", " 8.15 ", "0x1F", "--1"])), 0
            case "bad-index":
                return "s", self.v(pick(["-1", "99999", "x", "0.5"])), 0
            case "bad-style":
                return "", self.v("5"), pick([99, -1])
            case "iso-day":
                return "d", self.v(pick(["2020-03-30", "2020-03-30T00:00:00", "30/3/2020"])), 3
            case _:
                return "zz", self.v("5"), 0

    # Worksheets

    def rows(self) -> list[tuple[int, list[tuple[int, str, str, int]]]]:
        """Rows of (column, type, content, style)."""
        rows = []
        number = 1
        if self.chance(0.3):
            rows.append((number, [(1, *self.text("BẢNG KẾT QUẢ NĂM 2020"), 0)]))
            number += self.random.choice([1, 1, 3])
        rows.append((number, [(at, *self.text(name), 0) for at, name in enumerate(HEADING, 1)]))
        for place in range(self.random.choice([0, 1, 3, 8, 30])):
            number += 1 if self.chance(0.9) else self.random.randint(2, 6)
            if self.chance(0.06):
                rows.append((number, [] if self.chance(0.5) else [(2, "", "", 1)]))
                continue
            honest = [
                self.text("par"), ("", self.v("2020")), self.text("minh-hoa-quan-huyen"), self.text(f"Huyện số {place}"),
                ("", self.v(str(place + 1))), ("", self.v(self.random.choice(NUMBERS[:3] + NUMBERS[7:10]))),
                ("", self.v("50.5")), self.text("39,25"), self.text("ghi chú"), self.text("Số liệu hư cấu để minh họa"),
            ]  # fmt: skip
            cells = []
            for column, (kind, content) in enumerate(honest, 1):
                if self.chance(self.rate):
                    cells.append((column, *self.odd_cell()))
                elif not self.chance(0.03):
                    cells.append((column, kind, content, 0))
            rows.append((number, cells))
        return rows

    def worksheet(self) -> str:
        rows, p = self.rows(), self.prefix
        skip_references = self.oddity == "no-references"
        lines = []
        for number, cells in rows:
            inside = ""
            column_before = 0
            for column, kind, content, style in cells:
                bare = skip_references and column == column_before + 1
                column_before = column
                reference = "" if bare else f' r="{letters_of(column)}{number}"'
                of_kind = f' t="{kind}"' if kind else ""
                of_style = f' s="{style}"' if style else ""
                inside += f"<{p}c{reference}{of_style}{of_kind}>{content}</{p}c>"
            hidden = ' hidden="1"' if self.oddity == "hidden-row" and self.chance(0.2) else ""
            lines.append(f'<{p}row r="{number}"{hidden}>{inside}</{p}row>')
        before, after = "", ""
        match self.oddity:
            case "dimension":
                before = f'<{p}dimension ref="{self.random.choice(["A1", "A1:B2", "A1:XFD1048576", "Z9:A1", "x"])}"/>'
            case "hidden-column":
                before = (
                    f'<{p}cols><{p}col min="{self.random.randint(1, 12)}" max="12" width="9" hidden="1"/></{p}cols>'
                )
            case "merged":
                first = self.random.randint(1, 12)
                area = f"{letters_of(self.random.randint(1, 10))}{first}:K{first + self.random.randint(0, 3)}"
                after = f'<{p}mergeCells count="1"><{p}mergeCell ref="{area}"/></{p}mergeCells>'
            case "shuffled":
                self.random.shuffle(lines)
            case "twice":
                lines.insert(self.random.randrange(len(lines) + 1), self.random.choice(lines))
            case "far":
                far = self.random.choice(["A20001", "A1048576", "XFD1", "GS1", "GR1", "A20000"])
                row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                lines.append(f'<{p}row r="{row}"><{p}c r="{far}">{self.v("1")}</{p}c></{p}row>')
            case "foreign":
                lines.append('<row xmlns="urn:x" r="900"><c r="A900"><v>1</v></c></row>')
            case "loose":
                after = f'<{p}c r="A99">{self.v("7")}</{p}c>'
            case "two-tables":
                after = f"<{p}sheetData>{''.join(lines[-2:])}</{p}sheetData>"
            case "comments":
                lines = [line.replace(f"<{p}v>", f"<{p}v><!-- x -->") if self.chance(0.3) else line for line in lines]
            case "cdata":
                lines = [line.replace(f"<{p}v>8.15</{p}v>", f"<{p}v><![CDATA[8.15]]></{p}v>") for line in lines]
            case "row-numbers":
                lines = [
                    line.replace(f'<{p}row r="', f'<{p}row r="{self.random.choice(["0", "-", "+", " ", "1e"])}', 1)
                    for line in lines
                ]
            case "entity":
                return f'{HEAD}<!DOCTYPE x [<!ENTITY a "9">]><worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
        space = f'xmlns:x="{MAIN}"' if p else f'xmlns="{MAIN}"'
        return (
            f"{HEAD}<{p}worksheet {space}>{before}<{p}sheetData>{''.join(lines)}</{p}sheetData>{after}</{p}worksheet>"
        )

    # The archive

    def parts(self) -> dict[str, bytes]:
        count = self.random.choice([1, 1, 1, 2, 3])
        sheets = [self.worksheet() for _ in range(count)]
        titles = [f"results {n}" for n in range(count)]
        states = [""] * count
        if self.oddity == "hidden-sheet":
            states[-1] = self.random.choice([' state="hidden"', ' state="veryHidden"'])
        if self.oddity == "same-titles":
            titles = ["results"] * count
        epoch = '<workbookPr date1904="1"/>' if self.oddity == "1904" else ""
        calculation = '<calcPr calcId="1" fullCalcOnLoad="1"/>' if self.oddity == "stale" else ""
        listed = "".join(
            f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"{state}/>'
            for n, (title, state) in enumerate(zip(titles, states, strict=True), 1)
        )
        root = "/xl/" if self.chance(0.2) else ""
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="{root}worksheets/sheet{n}.xml"/>'
            for n in range(1, count + 1)
        )
        links += f'<Relationship Id="rId90" Type="{OFFICE}/styles" Target="{root}styles.xml"/>'
        links += f'<Relationship Id="rId91" Type="{OFFICE}/sharedStrings" Target="{root}sharedStrings.xml"/>'
        kinds = "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for name, kind in [
                ("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings"),
                *((f"worksheets/sheet{n}", "worksheet") for n in range(1, count + 1)),
            ]
        )  # fmt: skip
        own = "".join(
            f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for n, code in OWN_FORMATS.items()
        )
        styles = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in FORMATS)
        p = self.prefix
        strings = "".join(f"<{p}si>{words}</{p}si>" for words in self.shared)
        space = f'xmlns:x="{MAIN}"' if p else f'xmlns="{MAIN}"'
        parts = {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{epoch}<sheets>{listed}</sheets>{calculation}</workbook>',
            "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
            "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f"{HEAD}<{p}sst {space}>{strings}</{p}sst>",
            **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)},
        }
        return {name: part.encode("utf-8", "surrogatepass") for name, part in parts.items()}


ODD_KINDS = [
    "truth", "error", "formula", "formula", "formula-text", "formula-error", "uncalculated", "styled", "styled", "day", "day",
    "far-number", "no-number", "bad-index", "bad-style", "iso-day", "unknown",
]  # fmt: skip
ODDITIES = [
    "", "", "", "", "no-references", "hidden-row", "dimension", "dimension", "hidden-column", "merged", "shuffled", "twice", "far",
    "foreign", "loose", "two-tables", "comments", "cdata", "row-numbers", "entity", "hidden-sheet", "same-titles", "1904",
    "stale",
]  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def damaged(content: bytes, draw: random.Random, times: int) -> bytes:
    """Bytes changed, taken out, doubled or put elsewhere."""
    data = bytearray(content)
    for _ in range(times):
        at = draw.randrange(len(data))
        length = draw.randint(1, 12)
        match draw.randrange(5):
            case 0:
                data[at] ^= 1 << draw.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at : at + 1] = draw.choice([b"<", b">", b'"', b"0", b"9", b".", b"\0", b"&#0;", b"-", b"E"])
            case _:
                other = draw.randrange(len(data))
                data[at : at + length] = data[other : other + length]
        if not data:
            data = bytearray(b"PK")
    return bytes(data)


def make(seed: int) -> tuple[str, bytes]:
    """What is odd about the workbook, and its bytes."""
    book = Book(seed)
    parts = book.parts()
    draw = book.random
    match seed % 6:
        case 1:
            name = draw.choice(list(parts))
            parts[name] = damaged(parts[name], draw, draw.choice([1, 1, 3, 20]))
            return f"{book.oddity}, XML of {name} damaged", zipped(parts)
        case 4:
            return f"{book.oddity}, archive damaged", damaged(zipped(parts), draw, draw.choice([1, 1, 5]))
    return book.oddity, zipped(parts)
