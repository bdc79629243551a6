"""On paper: what a screen folds away is printed, what can only be clicked is not, and no sheet is spent on a footer."""

import pytest
from pypdf import PdfReader

PARTS = "/xep-hang/viet-nam/tinh-thanh-pho/pci/2021/"
UNIT_YEAR = "/don-vi/mh-so-noi-vu/2025/"
DISTRICTS = "/xep-hang/hai-phong/quan-huyen/par/2020/"


@pytest.fixture
def sheets(visit, tmp_path):
    """The printed sheets of a page, as the text on each."""

    def printed(address: str) -> list[str]:
        page = visit(script=False)
        page.goto(address)
        path = tmp_path / "page.pdf"
        page.pdf(path=path, prefer_css_page_size=True)
        return [" ".join(each.extract_text().split()) for each in PdfReader(path).pages]

    return printed


def test_the_parts_of_a_total_are_printed_though_they_are_folded_away_on_a_screen(visit, sheets):
    page = visit(script=False)
    page.goto(PARTS)
    assert page.locator("details.more:not([open])").count()
    printed = " ".join(sheets(PARTS))
    for part in ("Gia nhập: 6,52", "Đất đai: 6,77", "Pháp lý: 7,21"):
        assert part in printed
    assert printed.count("/10;") == 9


def test_every_criterion_of_a_units_year_is_printed(sheets):
    printed = " ".join(sheets(UNIT_YEAR))
    for words in ("1.1.1 Ban hành kế hoạch", "1.8.2 Tổ chức họp giao ban", "XHH.3 Năng lực", "Cộng, chưa làm tròn"):
        assert words in printed
    assert "7,2497 / 9,5" in printed


def test_the_largest_losses_are_printed_and_the_others_are_said_to_be_left_out(sheets):
    printed = " ".join(sheets(UNIT_YEAR))
    for words in ("Mất điểm ở đâu", "lặp lại", "Bản in này không liệt kê", "Hạng nếu tính cách khác"):
        assert words in printed
    assert printed.count("Không phải kết quả chính thức") >= 2
    assert "Thử: nếu điểm" not in printed


def test_of_a_form_only_what_was_asked_is_printed(sheets):
    printed = " ".join(sheets(f"{UNIT_YEAR}neu/?d.1.1.1=0"))
    for words in ("Nếu như vậy", "Đã đặt: 1.1.1", "1.1.1 Ban hành kế hoạch", "Không phải kết quả chính thức"):
        assert words in printed
    assert "1.1.2" not in printed


def test_links_and_controls_are_left_out(sheets):
    printed = " ".join(sheets("/don-vi/31/"))
    for words in ("Xem dạng bảng", "xem bảng", "Bảng", "▶", "▸"):
        assert words not in printed
    assert "Tải về" not in " ".join(sheets("/du-lieu/"))
    assert "Lọc, tìm" not in " ".join(sheets(DISTRICTS))


def test_all_files_and_all_units_of_a_publication_are_listed(sheets):
    printed = " ".join(sheets("/du-lieu/"))
    for words in ("Năm 2025 (5)", "Năm 2006 (1)", "PAPI", "SIPAS"):
        assert words in printed
    printed = " ".join(sheets("/cong-bo/1/"))
    assert "Thời điểm công bố" in printed
    assert "nguồn in" in printed


def test_a_large_publication_says_where_the_whole_is(sheets):
    printed = " ".join(sheets("/cong-bo/58/"))
    assert "Bản in này không có đủ điểm từng tiêu chí của mọi đơn vị" in printed
    assert "/cong-bo/58.json" in printed


@pytest.mark.parametrize("address", [DISTRICTS, "/don-vi/31/", UNIT_YEAR])
def test_the_last_sheet_holds_more_than_a_footer(sheets, address):
    last = sheets(address)[-1]
    # A check code alone has 80 characters, a heading with two rows of a table has 200.
    assert len(last) > 200


def test_the_districts_take_two_sheets(sheets):
    assert len(sheets(DISTRICTS)) == 2
