"""The page of a unit's year says why: every sum on it adds up as printed, every figure leads to where it comes from."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parindex.portal.presenters.block_changes import load as load_block
from scoring import published
from scoring.actions.illustration import load
from scoring.explaining.blocks import explain_block
from scoring.explaining.units import explain
from scoring.illustration import province
from scoring.published import load_whys
from tests.factories import make_index

from .conftest import Page
from .told import count_links_that_lead_on, explained

DOCS = Path(__file__).parents[2] / "docs" / "sentences.md"
pytestmark = pytest.mark.django_db
GROUPS = (("so-ban-nganh", (2023, 2024, 2025)), ("huyen-thi-xa-thanh-pho", (2023, 2024)))


@pytest.fixture(scope="module")
def minh_hoa(django_db_setup, django_db_blocker):
    """Tỉnh Minh Họa, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_index()
        load(by=None)
        yield province
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(minh_hoa, django_db_blocker):
    """Every unit-year page of Minh Họa that is compared with the year before, by address."""
    client = Client(headers={"host": "localhost"})
    found = {}
    with django_db_blocker.unblock():
        for group, years in GROUPS:
            for year in years:
                release = published.find_release("minh-hoa", group, "par", year)
                for row in published.load_ranking(release).rows:
                    address = f"/don-vi/{row.unit}/{year}/"
                    response = client.get(address)
                    assert response.status_code == 200
                    found[address] = Page(response)
    return found


def number(text):
    return Decimal(text.replace("\u2212", "-").replace("+", "").replace(",", "."))


def sums(markup):
    """(what the lines of each table come to, what its last line says); the own and others' halves stand under the sum."""
    for table in re.findall(r"<table.*?</table>", markup, re.S):
        rows = re.findall(r"<tr\b([^>]*)>(.*?)</tr>", table, re.S)
        lines, at = [], Decimal(0)
        for attributes, row in rows:
            cells = [Page.words(cell) for cell in re.findall(r"<td\b[^>]*>(.*?)</td>", row, re.S)]
            if not cells:
                continue
            if "mean" in attributes:
                yield at, number(cells[-1]), table
                lines, at = [], Decimal(0)
                break
            if cells[-1] not in ("–", ""):
                at += number(cells[-1])
                lines.append(cells[-1])


def test_every_sum_of_every_page_adds_up_as_it_is_printed(pages):
    tables = 0
    for address, page in pages.items():
        for lines, whole, table in sums(explained(page)):
            assert lines == whole, f"{address}: {lines} is not {whole}: {Page.words(table)[:300]}"
            tables += 1
    assert tables > 200


def test_the_own_half_and_the_others_half_are_the_change_of_the_rank(pages):
    halves = 0
    for address, page in pages.items():
        text = Page.words(explained(page))
        own = re.search(r"Do kết quả của đơn vị .*?không phải kết quả chính thức ([+−]?\d+)", text)
        others = re.search(r"Do các đơn vị khác ([+−]?\d+)", text)
        moved = re.search(r"Thay đổi hạng ([+−]?\d+) bậc", text)
        if own and others and moved:
            assert number(own[1]) + number(others[1]) == number(moved[1]), address
            halves += 1
    assert halves > 40


def test_every_figure_of_a_sentence_leads_to_a_place_that_is_there(pages, reader_of):
    """Addresses open, and what stands behind # is an id of the page that they lead to."""
    assert count_links_that_lead_on(reader_of, dict(list(pages.items())[::6])) > 100


@pytest.fixture
def reader_of(minh_hoa, db):
    return Client(headers={"host": "localhost"})


def test_the_reason_stands_first_and_the_rest_in_its_own_section(pages):
    page = pages["/don-vi/mh-so-y-te/2024/"]
    reason = Page.words(re.search(r'<p class="reason">(.*?)</p>', page.html, re.S).group(1))
    assert "Sở Y tế giảm 1 bậc so với năm 2023, từ hạng 2 xuống hạng 3" in reason.replace(" ,", ",")
    assert "vì có đơn vị khác tăng nhiều hơn" in reason
    assert "Vì sao thay đổi so với năm 2023" in Page.words(explained(page))
    assert "Bị vượt qua Sở Nông nghiệp và Phát triển nông thôn" in Page.words(explained(page))


def test_an_index_out_of_another_maximum_is_split_in_percentage_points(pages):
    text = next(
        Page.words(explained(page))
        for address, page in pages.items()
        if address.endswith("/2023/") and "Huyện Núi Xanh" in Page.words(page.html)[:400]
    )
    assert "điểm phần trăm, tách theo thành phần" in text
    assert "Tiêu chí chỉ áp dụng ở một trong hai năm" in text


def test_a_body_that_is_gone_is_not_taken_for_the_new_one_of_its_name(pages):
    assert "Sở Tài chính (đơn vị cũ)" in Page.words(explained(pages["/don-vi/mh-so-cong-thuong/2025/"]))


def test_a_unit_that_is_new_has_a_place_and_no_split(pages):
    page = next(each for each in pages.values() if "Sở Nông nghiệp và Môi trường xếp hạng 4/14" in each.text)
    assert "Thay đổi hạng" not in Page.words(explained(page))


@pytest.mark.parametrize("address", ["/don-vi/mh-so-y-te/2024/", "/don-vi/mh-ban-dan-toc/2025/"])
def test_the_number_of_queries_is_the_same_for_every_unit(reader_of, address):
    reader_of.get(address)
    with CaptureQueriesContext(connection) as queries:
        reader_of.get(address)
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) == 27


def test_the_block_says_who_moved_with_links_to_their_rows(reader_of):
    page = Page(reader_of.get("/xep-hang/minh-hoa/so-ban-nganh/par/2024/"))
    assert "Các đơn vị tăng hạng gồm Ban Dân tộc" in page.text
    of_2023 = published.find_release("minh-hoa", "so-ban-nganh", "par", 2023).number
    assert f'href="/cong-bo/{of_2023}/#mh-ban-dan-toc"' in page.html
    assert "tăng điểm nhưng giảm hạng vì có đơn vị khác tăng nhiều hơn" in page.text


def test_the_sentences_of_the_documentation_are_what_the_portal_says(minh_hoa, db):
    written = re.findall(r"^\d+\. (.+)$", DOCS.read_text(encoding="utf-8"), re.M)
    assert len(written) == 30
    said = set()
    for group, years in (*GROUPS, ("phuong-xa", (2025,))):
        for year in years:
            ranking = published.load_ranking(published.find_release("minh-hoa", group, "par", year))
            said |= {each.text for each in explain_block(ranking, load_block(ranking))}
            for row in ranking.rows:
                said |= {each.text for each in explain(load_whys([ranking], row.unit)[ranking.release.number])}
    assert not [sentence for sentence in written if sentence not in said]


def test_the_file_of_the_page_has_the_same_lines(pages, reader_of):
    """Kinds that begin with "thay đổi" hold the splits: each comes to the change of the index, and who passed whom to the rank's."""
    rows = reader_of.get("/don-vi/mh-so-y-te/2024.json").json()["rows"]
    text = Page.words(explained(pages["/don-vi/mh-so-y-te/2024/"]))
    shares = {}
    for row in rows:
        cells = list(row.values()) if isinstance(row, dict) else row
        kind, what, value = cells[1], cells[3], cells[4]
        if str(kind).startswith("thay đổi: thành phần"):
            shares[what] = Decimal(str(value))
            assert str(what) in text
        if kind == "thay đổi hạng" and cells[2]:
            assert str(what) in text
        if kind == "giải thích":
            assert str(what).split(",")[0] in pages["/don-vi/mh-so-y-te/2024/"].text
    assert sum(shares.values()) == Decimal("2.08")


def test_each_part_stands_beside_the_block_s_average_and_best(pages, db):
    """Shares of what could be reached: a unit to which a part does not apply is no part of its average."""
    ranking = published.load_ranking(published.find_release("minh-hoa", "so-ban-nganh", "par", 2024))
    known = [row.scores["hai-long"].value for row in ranking.rows if "hai-long" in row.scores]
    assert len(known) == 14
    average = sum(known, Decimal(0)) * 100 / 30 / len(known)
    table = re.search(
        r"<caption>Các phần của kết quả</caption>.*?</table>", pages["/don-vi/mh-so-y-te/2024/"].html, re.S
    )
    words = Page.words(table.group())
    assert f"Chỉ số hài lòng đạt 90,0%; trung bình khối {average:.1f}%".replace(".", ",") in words
    assert "cao nhất 95,1% (Sở Nông nghiệp và Phát triển nông thôn)" in words
    assert "Điểm trừ đạt" not in words
    without = pages["/don-vi/mh-ban-dan-toc/2024/"].text
    assert "trung bình khối" in without
    assert "Chỉ số hài lòng đạt" not in without
