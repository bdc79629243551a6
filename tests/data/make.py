"""Make the files of this folder, each named by what is wrong (or odd) with it: `python tests/data/make.py`.

The files stay in the repository, so that a test reads what a person would send. They speak of the invented Tỉnh Minh
Họa (tests/cast.py); what each must lead to stands in tests/scoring/test_import_files.py.
"""

import csv
import re
import unicodedata
import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook

HERE = Path(__file__).parent
SOURCE = "Số liệu hư cấu để minh họa"
DISTRICTS, COMMUNES = "minh-hoa-quan-huyen", "minh-hoa-cap-xa"
HEADING = ["index", "year", "group", "unit_name", "rank", "total", "source"]


def row(unit="Sông Êm", rank="1", total="90,54", source=SOURCE, year="2020", group=DISTRICTS):
    return ["par", year, group, unit, rank, total, source]


def text(rows, delimiter=","):
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write(name, content):
    (HERE / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def results(name, *rows, extra=(), delimiter=","):
    """A table of results; `extra` adds columns as pairs (heading, value in every row)."""
    heading = HEADING + [each for each, _ in extra]
    write(name, text([heading, *([*each, *(value for _, value in extra)] for each in rows)], delimiter))


def book(rows, title="results", change=None):
    """A workbook of one worksheet as bytes."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for each in rows:
        sheet.append(each)
    if change:
        change(workbook, sheet)
    out = BytesIO()
    workbook.save(out)
    return with_parts(out.getvalue(), without_time)


def without_time(name, data):
    """The same bytes at every making: no time of saving."""
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2020-01-01T00:00:00Z", data) if name == "docProps/core.xml" else data


def typed(unit="Sông Êm", rank=1, total=90.54):
    return ["par", 2020, DISTRICTS, unit, rank, total, SOURCE]


def with_parts(content, change, add=()):
    """The archive with its parts changed by `change(name, data)`, and more parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)), zipfile.ZIP_DEFLATED)
        for name, data in add:
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def same(_name, data):
    return data


def in_sheet(pattern, replacement):
    def change(name, data):
        if name.startswith("xl/worksheets/"):
            changed = re.sub(pattern, replacement, data.decode(), count=1)
            assert changed != data.decode(), pattern
            return changed.encode()
        return data

    return change


def overlapping():
    """Two members of the directory that share the bytes of one (the second entry points at the first's data)."""
    content = bytearray(book([HEADING, typed()]))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        first = archive.infolist()[0].header_offset
        at = archive.start_dir
    second = content.index(b"PK\x01\x02", at + 4)
    content[second + 42 : second + 46] = first.to_bytes(4, "little")
    return bytes(content)


def calculated(workbook, _sheet):
    workbook.calculation.fullCalcOnLoad = (
        False  # as a spreadsheet saves it; a library leaves the work to the spreadsheet
    )


def lying_size(content):
    """The directory claims ten bytes for a worksheet that unpacks to more."""
    changed = bytearray(content)
    at = changed.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02")) - 46
    changed[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(changed)


def windows_1258(words):
    """The old Vietnamese encoding of Windows: a letter without its tone, then the tone."""
    out = []
    for character in words:
        marks = unicodedata.normalize("NFD", character)
        tones = "".join(mark for mark in marks[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones)) + tones)
    return "".join(out).encode("cp1258")


def texts():
    results("unknown-unit.csv", row("Huyện Không Có"))
    results("accentless-name.csv", row("Nui Xanh"))
    results("ambiguous-name.csv", row("Hòa Bình", year="2025", group=COMMUNES))
    results("unit-of-another-time.csv", row("Phường Bến Mới"))
    results("code-and-name-disagree.csv", row("Núi Xanh"), extra=[("unit", "huyen-song-em")])
    results("code-with-lost-zero.csv", row(""), extra=[("unit", "1")])
    results("duplicate-row.csv", row(), row(total="80"))
    write(
        "duplicate-by-code-and-name.csv",
        text([[*HEADING, "unit"], [*row(), ""], [*row("", total="80"), "huyen-song-em"]]),
    )
    results("unit-missing.csv", row(""))
    results("nfd-names.csv", *([unicodedata.normalize("NFD", cell) for cell in row(name)] for name in ("Núi Xanh",)))
    results("tone-elsewhere.csv", row("Xã Hoà Bình", year="2025", group=COMMUNES))
    results(
        "names-one-accent-apart.csv",
        row("Cẩm Giàng", "1", year="2025", group=COMMUNES),
        row("Cẩm Giang", "2", "80", year="2025", group=COMMUNES),
    )
    results("excess-spaces.csv", row("  HUYỆN   sông  êm "), delimiter=";")

    results("decimal-comma.csv", row(total="90,54"), delimiter=";")
    results("both-separators.csv", row(total="1.234,5"))
    write("unquoted-decimal-comma.csv", text([HEADING, row(total="90_54")]).replace("90_54", "90,54"))
    results("infinity.csv", row(total="Infinity"))
    results("not-a-number.csv", row(total="NaN"))
    results("exponent.csv", row(total="9e1"))
    results("underscore-in-number.csv", row(total="9_0"))
    results("fullwidth-digits.csv", row(total="９０.５"))
    results("negative-total.csv", row(total="-5"))
    results("five-decimals.csv", row(total="90,54321"))
    results("total-above-maximum.csv", row(total="100,5"))
    results("component-above-maximum.csv", row(), extra=[("c.tham-dinh", "60,5")])
    results("percent-above-100.csv", row(), extra=[("c.hai-long", "187,65%")])
    results("percent-in-points.csv", row(), extra=[("c.tham-dinh", "50%")])
    results("percent-below-one.csv", row(), extra=[("index_percent", "0,8765")])
    results("percent-of-a-component-below-one.csv", row(), extra=[("c.hai-long", "0,8765")])
    results("percent-total-below-one.csv", ["sipas", *row(total="0,9357")[1:]])
    results("percent-total-with-its-sign.csv", ["sipas", *row(total="0,9357%")[1:]])
    results("percent-as-points.csv", row(total="93,57%"))
    results("unfinished-figure.csv", row(total="83,6x"))
    results("unknown-component.csv", row(), extra=[("c.tham-din", "50")])

    results("rank-tied-2-3.csv", row("Sông Êm", "2-3", "90"), row("Núi Xanh", "2–3", "90"))
    results("rank-last.csv", row(rank="cuối bảng", total=""))
    results("rank-zero.csv", row(rank="0"))
    results("rank-backwards.csv", row(rank="3-2"))
    results("rank-beyond-block.csv", row(rank="5"))
    results("ranks-contradict-totals.csv", row("Sông Êm", "1", "80"), row("Núi Xanh", "2", "90"))
    results("parts-miss-total.csv", row(), extra=[("c.tham-dinh", "50"), ("c.dieu-tra", "39")])
    names = ("Sông Êm", "Núi Xanh", "Bến Mới", "Hồ Gươm Nhỏ")
    write(
        "more-results-than-units.csv",
        text([["index", "year", "group", "unit_count", "source"], ["par", "2020", DISTRICTS, "3", SOURCE]]),
    )
    results("four-results.csv", *(row(name, str(place), str(100 - place)) for place, name in enumerate(names, 1)))

    write("empty.csv", "")
    write("blank.csv", "\r\n , \r\n")
    write("heading-only.csv", text([HEADING]))
    results("unknown-column.csv", row(), extra=[("totl", "1")])
    results("column-of-another-table.csv", row(), extra=[("short_name", "1")])
    results("same-heading-twice.csv", row(), extra=[("Tổng điểm", "80")])
    results("cell-beyond-heading.csv", row(), extra=[("", "80")])
    write("missing-source.csv", text([HEADING[:-1], row()[:-1]]))
    results("empty-source-cell.csv", row(source=" "))
    write("unknown-table.csv", text([["họ và tên", "điện thoại"], ["A", "B"]]))
    write("no-telling-which-table.csv", text([["note", "source"], ["a", "b"]]))
    write("short-row.csv", text([HEADING, row()[:5]]))
    write("unclosed-quote.csv", text([HEADING, row()]) + '"par,2020')

    plain = text([HEADING, row("Bến Mới")])
    write("windows-1258.csv", windows_1258(plain))
    write("utf-16.csv", text([HEADING, row()], "\t").encode("utf-16"))
    write("utf-16-without-bom.csv", text([HEADING, row()]).encode("utf-16-le"))
    write("utf-8-bom.csv", text([HEADING, row()]).encode("utf-8-sig"))
    results("damaged-letters.csv", row(source="S� liệu"))
    results("control-character.csv", row(source="Nguồn\x08"))
    results("reversed-text.csv", row(source="Nguồn \u202egpj"))
    results("formula-injection.csv", row(), extra=[("note", '=HYPERLINK("http://example.com";"xem")')])

    results("unknown-index.csv", ["par2", *row()[1:]])
    results("no-publication.csv", row(year="2017"))
    results("year-in-two-digits.csv", row(year="20"))
    results("changed-after-publication.csv", row(year="2019", total="91"))
    results("same-as-published.csv", row(year="2019"))
    results("added-after-publication.csv", row("Hồ Gươm Nhỏ", "3", "70", year="2019"))
    publication = ["index", "year", "group", "version", "reason", "source"]
    write("correction-without-reason.csv", text([publication, ["par", "2019", DISTRICTS, "2", "", SOURCE]]))
    write("correction-without-results.csv", text([publication, ["par", "2019", DISTRICTS, "2", "Gõ nhầm", SOURCE]]))
    write("correction-skips-a-version.csv", text([publication, ["par", "2019", DISTRICTS, "3", "Gõ nhầm", SOURCE]]))
    dated = ["index", "year", "group", "decision_date", "source"]
    write("day-not-in-calendar.csv", text([dated, ["par", "2018", DISTRICTS, "30/2/2019", SOURCE]]))
    write(
        "decision-number-too-long.csv",
        text([["index", "year", "group", "decision_number", "source"], ["par", "2018", DISTRICTS, "9" * 81, SOURCE]]),
    )
    write("group-of-another-time.csv", text([dated, ["par", "2026", DISTRICTS, "", SOURCE]]))
    unit = ["code", "unit_kind", "form", "name", "full_name", "parent", "source"]
    write("unit-above-itself.csv", text([unit, ["xa-vong", "commune", "xa", "Vòng", "Xã Vòng", "xa-vong", SOURCE]]))
    write("unknown-choice.csv", text([unit, ["xa-moi", "communes", "xa", "Mới", "Xã Mới", "minh-hoa", SOURCE]]))
    write("unknown-parent.csv", text([unit, ["xa-moi", "commune", "xa", "Mới", "Xã Mới", "khong-co", SOURCE]]))


def workbooks():
    good = book([HEADING, typed()])
    write("not-a-workbook.xlsx", text([HEADING, row()]))
    write("old-excel.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    write("password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"))
    write("macro.xlsm", good)
    write("macro-renamed.xlsx", with_parts(good, same, [("xl/vbaProject.bin", b"macro")]))
    write("libreoffice.ods", with_parts(good, same, [("mimetype", b"x"), ("content.xml", b"<x/>")]))
    write("libreoffice-renamed.xlsx", (HERE / "libreoffice.ods").read_bytes())
    write("page.pdf", b"%PDF-1.7\n")
    write("text-document.xlsx", _other_archive())
    write("truncated.xlsx", good[: len(good) // 2])
    write("zip-bomb.xlsx", with_parts(good, same, [("xl/media/image1.png", bytes(30_000_000))]))
    write("overlapping-members.xlsx", overlapping())
    write("too-many-members.xlsx", with_parts(good, same, [(f"xl/media/{n}.png", b"") for n in range(250)]))
    write("nested-zip.xlsx", with_parts(good, same, [("xl/embeddings/inside.bin", good)]))
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    write("entity-bomb.xlsx", with_parts(good, in_sheet(r"^(<\?xml[^>]*>)?<worksheet", bomb + "<worksheet")))
    three = book([HEADING, typed(), typed("Núi Xanh", 2, 90.03), typed("Bến Mới", 3, 80)])
    write("lying-dimension.xlsx", with_parts(three, in_sheet(r'<dimension ref="[^"]*"', '<dimension ref="A1:G2"')))

    rows = r'(<row r="2".*?</row>)(<row r="3".*?</row>)'
    write("rows-out-of-order.xlsx", with_parts(three, in_sheet(rows, r"\2\1")))
    write("row-twice.xlsx", with_parts(three, in_sheet(rows, lambda found: found[1] + found[2].replace('3"', '2"'))))
    cells = r'(<c r="E2".*?</c>)(<c r="F2".*?</c>)'
    write("cells-out-of-order.xlsx", with_parts(three, in_sheet(cells, r"\2\1")))
    write(
        "cell-twice.xlsx",
        with_parts(three, in_sheet(cells, lambda found: found[0] + found[2].replace("90.54", "12.5"))),
    )
    write("cell-of-another-row.xlsx", with_parts(three, in_sheet(r'r="F2"', 'r="F3"')))

    def far(_workbook, sheet):
        sheet["XFD1048576"] = "x"

    write("far-cell.xlsx", book([HEADING, typed()], change=far))

    def wide(_workbook, sheet):
        sheet["ZZ2"] = "x"

    write("too-wide.xlsx", book([HEADING, typed()], change=wide))
    write("formula-without-value.xlsx", book([HEADING, typed(total="=45+45.54")]))
    write("error-cell.xlsx", book([HEADING, typed(total="#DIV/0!")]))
    write("date-as-number.xlsx", book([HEADING, typed(total=date(2020, 3, 2))]))
    write("rank-became-date.xlsx", book([HEADING, typed(rank=date(2020, 3, 2))]))
    write("boolean-as-number.xlsx", book([HEADING, typed(total=True)]))

    write(
        "formula-with-result.xlsx",
        with_parts(
            book([HEADING, typed(total="=45+45.54")], change=calculated),
            in_sheet(r"(<f>45\+45.54</f>)<v\s*/>", r"\1<v>90.54</v>"),
        ),
    )
    write(
        "formula-with-stale-result.xlsx",
        with_parts(book([HEADING, typed(total="=45+45.54")]), in_sheet(r"(<f>45\+45.54</f>)<v\s*/>", r"\1<v>0</v>")),
    )
    write("eight-and-fifteen-hundredths.xlsx", with_parts(good, in_sheet("90.54", "8.1500000000000004")))
    write("comma-as-text.xlsx", book([HEADING, typed(total="8,5"), typed("Núi Xanh", 2, "8.4")]))
    write(
        "decomposed-with-hard-spaces.xlsx",
        book([HEADING, typed(unicodedata.normalize("NFD", "\u00a0Núi\u00a0\u00a0Xanh "))]),
    )
    write("hour-as-number.xlsx", book([HEADING, typed(total=time(8, 30))]))
    write(
        "worksheet-left-out.xlsx",
        with_parts(good, lambda name, data: data.replace(b' r:id="rId1"', b"") if name == "xl/workbook.xml" else data),
    )
    write("lying-size.xlsx", lying_size(good))
    at = good.rindex(b"xl/styles.xml")
    write("part-under-two-names.xlsx", good[:at] + b"xl/stale" + good[at + 8 :])

    def merge(_workbook, sheet):
        sheet.merge_cells("F2:F3")

    write("merged-cells.xlsx", book([HEADING, typed(), typed("Núi Xanh", 2, None)], change=merge))

    def hide_row(_workbook, sheet):
        sheet.row_dimensions[3].hidden = True

    write("hidden-row.xlsx", book([HEADING, typed(), typed("Núi Xanh", 2, 80)], change=hide_row))

    def hide_column(_workbook, sheet):
        sheet.column_dimensions["F"].hidden = True

    write("hidden-column.xlsx", book([HEADING, typed()], change=hide_column))

    def hide_sheet(workbook, _sheet):
        other = workbook.create_sheet("components")
        other.append(["index"])
        other.sheet_state = "hidden"

    write("hidden-worksheet.xlsx", book([HEADING, typed()], change=hide_sheet))

    def more_sheets(workbook, _sheet):
        workbook.create_sheet("Ghi chú riêng").append(["Người lập", "Ngày"])

    write("worksheet-of-notes.xlsx", book([HEADING, typed()], change=more_sheets))

    def percent(_workbook, sheet):
        sheet["H2"].number_format = "0.00%"

    write("percent-cell.xlsx", book([[*HEADING, "c.hai-long"], [*typed(), 0.8765]], change=percent))
    write("percent-cell-below-one.xlsx", book([[*HEADING, "c.hai-long"], [*typed(), 0.8765]]))
    write("numeric-noise.xlsx", book([HEADING, typed(total=90.030000000000001)]))

    def two_places(_workbook, sheet):
        sheet["F2"].number_format = "0.00"

    write("trailing-zero-shown.xlsx", book([HEADING, typed(total=93)], change=two_places))
    write("more-digits-than-shown.xlsx", book([HEADING, typed(total=90.546)], change=two_places))
    headings = ["Chỉ số", "Năm", "Khối", "Đơn vị", "Hạng", "Tổng điểm", "Nguồn"]
    titled = [["BẢNG XẾP HẠNG NĂM 2020"], [], headings, typed("Huyện Sông Êm"), [None], typed("Núi Xanh", 2, "90,03")]
    write("title-above-heading.xlsx", book(titled, title="Kết quả"))


# One table as four programs write it. LibreOffice's own file was made once, from the one of openpyxl, by
# `soffice --headless --convert-to xlsx:"Calc MS Excel 2007 XML" saved-by-openpyxl.xlsx` (7.4.7), and is kept as it came.
DIALECTS = [
    ["index", "year", "group", "unit_name", "rank", "total", "c.tham-dinh", "c.hai-long", "source"],
    ["par", 2020, DISTRICTS, "Sông Êm", 1, 90.54, 55.1, 0.8765, SOURCE],
    ["par", 2020, DISTRICTS, "Núi Xanh", "2-3", 8.15, "39,25", 0.9, SOURCE],
    ["par", 2020, DISTRICTS, "Bến Mới", "2-3", 8.15, 0.1, None, SOURCE],
]


def dialects():
    def percents(_workbook, sheet):
        for place in (2, 3):
            sheet.cell(place, 8).number_format = "0.00%"

    write("saved-by-openpyxl.xlsx", book(DIALECTS, change=percents))
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC)})
        sheet, percent = workbook.add_worksheet("results"), workbook.add_format({"num_format": "0.00%"})
        for at, each in enumerate(DIALECTS):
            for column, cell in enumerate(each):
                sheet.write(at, column, cell, percent if at and column == 7 else None)
    write("saved-by-xlsxwriter.xlsx", with_parts(out.getvalue(), without_time))
    write("written-by-hand.xlsx", by_hand(DIALECTS))


def by_hand(rows):
    """The least that is a workbook: strings in their cells, no shared strings, no references, no dimension."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    def cell(value, column):
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        style = ' s="1"' if column == 7 else ""
        return f"<c{style}/>" if value is None else f"<c{style}><v>{value}</v></c>"

    lines = "".join(f"<row>{''.join(cell(value, at) for at, value in enumerate(each))}</row>" for each in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="results" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="10"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _other_archive():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "<x/>")
    return out.getvalue()


if __name__ == "__main__":
    texts()
    workbooks()
    dialects()
