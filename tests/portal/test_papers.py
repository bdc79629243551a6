"""Papers: the annex of a decision as workbook and PDF, a unit's year on one page; the same bytes whenever they are made."""

import io
import os
import subprocess
import sys

import openpyxl
import pytest
import weasyprint
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from parindex.portal import papers
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import make_computed, make_corrected

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def computed():
    return make_computed(make_cast())


def paper(reader, address: str) -> PdfReader:
    response = reader.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def lines(reader, address: str) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(reader.get(address).content))
    return [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]


def test_the_annex_of_a_decision_has_its_columns_in_their_order(reader, computed):
    found = lines(reader, f"/cong-bo/{computed.number}/phu-luc.xlsx")
    heading = next(row for row in found if row[:1] == ["STT"])
    names = [name.partition("\n")[0] for name in heading]
    assert names[:2] == ["STT", "Đơn vị"]
    assert names[-5:] == ["Tổng điểm", "Chỉ số (%)", "Xếp hạng", "Thay đổi hạng", "Xếp loại"]
    assert len(names) > 7, "the parts stand between"
    first = found[found.index(heading) + 1]
    assert first[0] == 1
    assert isinstance(first[names.index("Tổng điểm")], float)
    assert first[names.index("Xếp hạng")] == 1


def test_the_parts_of_an_annex_are_the_figures_as_published(reader, computed):
    """A decision is not signed over 59,0288 where the table says 59,03."""
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"/cong-bo/{computed.number}/phu-luc.xlsx").content))
    rows = list(book.active.iter_rows())
    heading = next(row for row in rows if row[0].value == "STT")
    first = rows[rows.index(heading) + 1]
    printed = {
        score.printed
        for result in computed.results.all()
        for score in result.scores.all()
        if result.printed_name == first[1].value
    }
    parts = [cell for cell in first[2:-5] if isinstance(cell.value, int | float)]
    assert parts
    assert {f"{cell.value:.2f}".replace(".", ",") for cell in parts} == printed
    assert {cell.number_format for cell in parts} <= {"0.00", "#,##0.00"}


def test_the_workbook_is_ready_to_print_and_sign(reader, computed):
    sheet = openpyxl.load_workbook(io.BytesIO(reader.get(f"/cong-bo/{computed.number}/phu-luc.xlsx").content)).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth == 1
    heading = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "STT")
    assert sheet.print_title_rows == f"${heading}:${heading}"
    said = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    for text in ("DỮ LIỆU MINH HỌA", "Phụ lục ……", "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG CƠ QUAN"):
        assert text in said
    assert f"Mã kiểm tra: {_code(computed)}" in said
    assert len(sheet._images) == 1, "the QR of the check code"


def _code(publication) -> str:
    return check_code(publication.content_hash)


def test_what_is_known_of_the_decision_is_said_and_nothing_is_invented(reader):
    cast = make_cast()
    rows = [(cast["huyen-song-em"], 1, "90.5")]
    known = make_published(cast.par, cast.districts, 2023, rows, decision_number="Quyết định số 12/QĐ-UBND")
    unknown = make_published(cast.par, cast.districts, 2024, rows)
    (said,) = [row for row in lines(reader, f"/cong-bo/{known.number}/phu-luc.xlsx") if "Kèm theo" in str(row)]
    assert said[0].startswith("(Kèm theo Quyết định số 12/QĐ-UBND ngày …… tháng …… năm …… của ……")
    (said,) = [row for row in lines(reader, f"/cong-bo/{unknown.number}/phu-luc.xlsx") if "Kèm theo" in str(row)]
    assert said[0].startswith("(Kèm theo Quyết định số ……/QĐ-…… ngày …… tháng …… năm …… của ……")


def test_the_paper_says_the_same_as_the_workbook(reader, computed):
    said = words(paper(reader, f"/cong-bo/{computed.number}/phu-luc.pdf"))
    for text in ("Phụ lục ……", "STT", "Huyện Sông Êm", "Xếp loại", "NGƯỜI LẬP BIỂU", _code(computed), "/xac-minh/"):
        assert text in said
    assert "DỮ LIỆU MINH HỌA" in said.upper()


def test_papers_are_tagged_in_vietnamese_and_have_a_title(reader, computed):
    for address in (f"/cong-bo/{computed.number}/phu-luc.pdf", "/don-vi/huyen-song-em/2024.pdf"):
        pdf = paper(reader, address)
        root = pdf.trailer["/Root"]
        assert root["/Lang"] == "vi"
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert len(pdf.metadata.title) > 10
        fonts = {str(font["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
        assert fonts
        assert all("Be-Vietnam-Pro" in name.replace(" ", "-") for name in fonts), fonts


def test_a_units_year_is_one_page_with_result_areas_and_check_code(reader, computed):
    pdf = paper(reader, "/don-vi/huyen-song-em/2024.pdf")
    assert len(pdf.pages) == 1
    said = words(pdf)
    for text in ("Huyện Sông Êm: kết quả năm 2024", "Hạng", "1. Cải cách thể chế", "Xếp loại", _code(computed)):
        assert text in said
    assert "DỮ LIỆU MINH HỌA" in said.upper()


def test_a_superseded_table_says_so_on_its_annex(reader):
    first, second = make_corrected(make_cast())
    old = words(paper(reader, f"/cong-bo/{first.number}/phu-luc.pdf"))
    assert f"đã được đính chính bằng công bố số {second.number}, không còn hiệu lực" in old
    assert f"đính chính công bố số {first.number}" in words(paper(reader, f"/cong-bo/{second.number}/phu-luc.pdf"))


def test_the_same_table_gives_the_same_bytes_made_anew(reader, computed):
    addresses = [f"/cong-bo/{computed.number}/phu-luc.{suffix}" for suffix in ("pdf", "xlsx")]
    addresses.append("/don-vi/huyen-song-em/2024.pdf")
    first = [reader.get(address).content for address in addresses]
    for kept in (settings.VAR_DIR / "papers").glob("*.pdf"):
        kept.unlink()
    assert [reader.get(address).content for address in addresses] == first


def test_a_paper_is_set_once_and_kept(reader, computed, monkeypatch):
    address = f"/cong-bo/{computed.number}/phu-luc.pdf"
    first = reader.get(address).content
    monkeypatch.setattr(papers, "_set", lambda *args, **options: pytest.fail("set again"))
    assert reader.get(address).content == first


@pytest.mark.parametrize(
    "address",
    [
        "/cong-bo/99/phu-luc.pdf", "/cong-bo/99/phu-luc.xlsx", "/cong-bo/1/phu-luc.exe", "/cong-bo/1/phu-luc.csv",
        "/don-vi/khong-co/2024.pdf", "/don-vi/huyen-song-em/2011.pdf",
    ],
)  # fmt: skip
def test_what_does_not_exist_has_no_paper(reader, computed, address):
    assert reader.get(address).status_code == 404


def test_a_machine_without_what_it_takes_says_so_and_offers_the_workbook(reader, computed, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "ASSETS_DIR", tmp_path)
    papers._fonts.cache_clear()
    try:
        response = reader.get(f"/cong-bo/{computed.number}/phu-luc.pdf")
    finally:
        papers._fonts.cache_clear()
    assert response.status_code == 503
    assert "Có thể tải tệp .xlsx để in" in response.content.decode()
    assert reader.get(f"/cong-bo/{computed.number}/phu-luc.xlsx").status_code == 200


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_page_set_on_paper_fetches_nothing(tmp_path, is_ours):
    """The control: WeasyPrint left alone draws a file of the machine that a page names."""
    secret = tmp_path / "bi-mat.svg"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><text x="5" y="30">mật</text></svg>'
    secret.write_text(drawing)
    page = f'<html lang="vi"><title>Thử</title><p>chữ<img alt="x" src="file://{secret}"></p></html>'
    made = papers._set(page, "k" * 32) if is_ours else weasyprint.HTML(string=page).write_pdf()
    assert ("mật" in words(PdfReader(io.BytesIO(made)))) is not is_ours


def test_the_setter_is_not_imported_before_the_first_paper_is_asked_for():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'parindex.settings'; import django; django.setup();"
        " from django.urls import get_resolver; get_resolver().url_patterns; print('weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/cong-bo/1/phu-luc.xlsx", 8), ("/cong-bo/1/phu-luc.pdf", 8), ("/don-vi/huyen-song-em/2024.pdf", 17)],
)
def test_the_number_of_queries_is_pinned(reader, computed, address, queries):
    reader.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(address).status_code == 200
    assert len(asked) == queries, [each["sql"][:90] for each in asked]


def test_papers_made_before_anyone_asks_are_those_that_are_asked_for(reader, computed, monkeypatch, capsys):
    call_command("make_papers", "http://localhost/")
    assert "Có đủ giấy tờ của 1 bảng: 1 hồ sơ họp, 4 phiếu của đơn vị." in capsys.readouterr().out
    monkeypatch.setattr(papers, "_set", lambda *args, **options: pytest.fail("set again"))
    for address in (f"/cong-bo/{computed.number}/phu-luc.pdf", "/don-vi/huyen-song-em/2024.pdf"):
        assert reader.get(address).status_code == 200


def test_the_name_a_portal_is_asked_by_does_not_reach_its_papers(computed, settings):
    """Else every name and port would cost a new paper, and a signed paper would print what a stranger's program sent."""
    settings.SITE_ADDRESS = "https://par.example.vn"
    address = f"/cong-bo/{computed.number}/phu-luc.pdf"
    first, *others = [
        Client(headers={"host": host}).get(address).content for host in ("localhost", "localhost:1", "LOCALHOST:0080")
    ]
    assert first.startswith(b"%PDF")
    assert others == [first, first]
    assert "https://par.example.vn/xac-minh/" in words(PdfReader(io.BytesIO(first)))


def test_without_a_settled_address_each_name_would_make_a_paper(computed, settings):
    """The control."""
    settings.SITE_ADDRESS = ""
    address = f"/cong-bo/{computed.number}/phu-luc.pdf"
    assert len({Client(headers={"host": host}).get(address).content for host in ("localhost", "localhost:1")}) == 2


def test_one_paper_is_set_at_a_time(reader, computed, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    address = f"/cong-bo/{computed.number}/phu-luc.pdf"
    with papers._alone(tmp_path / "papers"):
        refused = reader.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "Thử lại sau vài giây" in refused.content.decode()
    assert reader.get(address).status_code == 200


def test_papers_kept_have_an_end(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(papers, "MOST_KEPT", 3)
    for number in range(6):
        papers.keep(tmp_path / f"{number}.pdf", b"%PDF")
        os.utime(tmp_path / f"{number}.pdf", (number, number))
    assert sorted(each.name for each in tmp_path.glob("*.pdf")) == ["3.pdf", "4.pdf", "5.pdf"]
