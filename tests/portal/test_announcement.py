"""The announcement as DOCX: everything there is to say, nothing that is not, blanks for what is the agency's own."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parindex.portal.presenters import navigation
from scoring.actions.publications import publish
from scoring.explaining.blocks import explain_block
from scoring.explaining.units import explain
from scoring.published import release_by_number
from scoring.published.meeting import load_meeting
from tests.cast import make_cast
from tests.exports.payloads import PAYLOADS
from tests.factories import make_component, make_publication, make_published, make_result
from tests.factories_computed import draft_computed, freeze, make_computed, make_corrected

from .papers_read import by_libreoffice, docx_paragraphs, docx_parts, docx_tables, fields_of, page_sizes, pdf_words

pytestmark = pytest.mark.django_db
OURS = {"PAGE", "NUMPAGES"}


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def computed():
    cast = make_cast()
    first = make_computed(cast, 2023, set_code="minh-hoa-2024")
    return freeze(draft_computed(cast, 2024, previous=first))


def announced(reader: Client, number: int) -> bytes:
    response = reader.get(f"/cong-bo/{number}/thong-bao.docx")
    assert response.status_code == 200
    assert response["Content-Type"].endswith("wordprocessingml.document")
    return response.content


def test_every_sentence_of_the_block_and_of_each_unit_is_there(reader, computed):
    said = " ".join(docx_paragraphs(announced(reader, computed.number)))
    meeting = load_meeting(release_by_number(computed.number))
    sentences = [*explain_block(meeting.ranking, meeting.earlier)]
    sentences += [each for why in meeting.whys.values() for each in explain(why)]
    assert len(sentences) > 8
    assert [str(each) for each in sentences if str(each) not in said] == []


def test_the_table_has_the_figures_of_the_page(reader, computed):
    page = reader.get("/cong-bo/2/so-lieu.json").content.decode()
    (table,) = [each for each in docx_tables(announced(reader, computed.number)) if each[0][0] == "Hạng"]
    meeting = load_meeting(release_by_number(computed.number))
    for row in meeting.ranking.rows:
        (line,) = [each for each in table if row.name in each]
        assert line[0] == str(row.rank)
        for figure in (row.total, row.index_percent, *row.scores.values()):
            assert figure.printed in line
            assert figure.printed in page
    assert table[0][1] == "Đơn vị"


def test_what_is_the_agencys_own_is_a_marked_blank(reader, computed):
    content = announced(reader, computed.number)
    said = docx_paragraphs(content)
    for text in ("[Quốc hiệu]", "[Tiêu ngữ]", "[TÊN CƠ QUAN BAN HÀNH]", "Số: [……/TB-……]", "[Họ và tên]", "THÔNG BÁO"):
        assert text in said, text
    body = docx_parts(content)["word/document.xml"]
    blanks = re.findall(r'<w:shd [^>]*w:fill="E6E6E6"/></w:rPr><w:t[^>]*>(\[[^<]*\])</w:t>', body)
    assert len(blanks) >= 9
    assert "CỘNG HÒA" not in body, "nobody's heading is put on an announcement that nobody issued"


def test_it_is_vietnamese_labelled_on_every_page_and_has_its_check_code(reader, computed):
    parts = docx_parts(announced(reader, computed.number))
    assert '<w:lang w:val="vi-VN"' in parts["word/styles.xml"]
    assert "<dc:language>vi</dc:language>" in parts["docProps/core.xml"]
    assert "python-docx" not in parts["docProps/core.xml"]
    heads = [text for name, text in parts.items() if name.startswith("word/header") and "<w:t" in text]
    feet = [text for name, text in parts.items() if name.startswith("word/footer") and "<w:t" in text]
    code = release_by_number(computed.number).check_code
    assert len(heads) == len(feet) == 2, "of the first page and of the others"
    assert all("DỮ LIỆU MINH HỌA" in text for text in heads)
    assert all(code in text for text in feet)


def test_headings_are_headings_and_the_table_repeats_its_own(reader, computed):
    body = docx_parts(announced(reader, computed.number))["word/document.xml"]
    assert len(re.findall(r'<w:pStyle w:val="Heading[123]"/>', body)) >= 8
    assert body.count("<w:tblHeader/>") == 1
    assert "<w:tblCaption" in body


def test_nobodys_text_becomes_a_field_a_link_or_markup(reader):
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2024, note='{ INCLUDETEXT "c:\\\\a" }')
    make_component(publication, name="</w:t><w:fldSimple w:instr='QUIT'/>", max_score=60)
    names = [
        *(text for text in PAYLOADS[:2]),
        "<w:hyperlink r:id='x'>http://a.vn</w:hyperlink> \x0b\x1f\ufffe",
        "dài " * 60,
    ]
    units = ("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi")
    for rank, (unit, name) in enumerate(zip(units, names, strict=True), start=1):
        make_result(publication, cast[unit], rank, str(90 - rank), printed_name=name[:200].strip() or "x")
    publish(publication=publication, by=None)
    content = announced(reader, publication.number)
    assert fields_of(content) <= OURS
    said = " ".join(docx_paragraphs(content))
    assert "<w:hyperlink r:id='x'>http://a.vn</w:hyperlink>" in said
    assert "INCLUDETEXT" in said


def test_the_look_for_fields_finds_one(reader, computed):
    """The control."""
    content = announced(reader, computed.number)
    assert fields_of(content) == OURS


def test_a_table_with_holes_says_what_it_has_and_that_the_rest_is_not_published(reader):
    cast = make_cast()
    rows = [(cast["huyen-song-em"], 1, "90.5"), (cast["huyen-nui-xanh"], 2, None), (cast["quan-ben-moi"], None, None)]
    publication = make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    content = announced(reader, publication.number)
    (table,) = [each for each in docx_tables(content) if each[0][0] == "Hạng"]
    (line,) = [each for each in table if "Bến Mới" in each]
    assert set(line) - {"Bến Mới"} == {"không công bố"}
    assert "Thay đổi hạng" not in table[0], "a column that would say the same of every unit is a note"
    assert any("Thay đổi hạng: chưa có kết quả năm trước" in each for each in docx_paragraphs(content))
    assert any("Hạng: không công bố; tổng điểm: không công bố." in each for each in docx_paragraphs(content))


def test_a_superseded_announcement_says_so(reader):
    first, second = make_corrected(make_cast())
    old = " ".join(docx_paragraphs(announced(reader, first.number)))
    assert f"đã được đính chính bằng công bố số {second.number}, không còn hiệu lực" in old


def test_libreoffice_opens_and_prints_it_on_a4(reader, computed, tmp_path):
    content = announced(reader, computed.number)
    printed = by_libreoffice({"thong-bao.docx": content}, tmp_path)["thong-bao.docx"]
    assert {tuple(sorted(size)) for size in page_sizes(printed)} == {(595, 842)}
    said = pdf_words(printed)
    pages = len(page_sizes(printed))
    assert said.count("DỮ LIỆU MINH HỌA") == pages, "on every page"
    assert said.count(release_by_number(computed.number).check_code) >= pages
    for text in ("THÔNG BÁO", "Kết quả chung", "Huyện Sông Êm", "54,10", f"trang {pages}/{pages}"):
        assert text in said, text


def test_what_is_not_published_or_too_large_has_none(reader, computed, monkeypatch):
    assert reader.get("/cong-bo/99/thong-bao.docx").status_code == 404
    monkeypatch.setattr(navigation, "MOST_ON_PAPER", 3)
    assert reader.get(f"/cong-bo/{computed.number}/thong-bao.docx").status_code == 404
    assert reader.get(f"/cong-bo/{computed.number}/bang-a3.pdf").status_code == 404
    assert "thong-bao.docx" not in reader.get(f"/cong-bo/{computed.number}/").content.decode()


def test_the_number_of_queries_is_pinned(reader, computed):
    address = f"/cong-bo/{computed.number}/thong-bao.docx"
    reader.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(address).status_code == 200
    assert len(asked) == 20, [each["sql"][:90] for each in asked]
