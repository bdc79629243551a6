"""Proof in public: a code leads to its publication, the canonical file is exactly what was hashed, nothing else answers."""

import csv
import hashlib
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import Publication
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories_computed import draft_computed, make_computed, make_corrected

pytestmark = pytest.mark.django_db
RANKING = "/xep-hang/minh-hoa/quan-huyen/par/2024"


@pytest.fixture
def published():
    return make_corrected(make_cast())


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def code_of(publication) -> str:
    return check_code(publication.content_hash)


def test_a_code_leads_to_its_publication_with_the_whole_hash(reader, published):
    first, second = published
    page = reader.get(f"/xac-minh/{code_of(second)}/")
    assert page.status_code == 200
    assert second.content_hash in text(page)
    assert "đang có hiệu lực; đã đính chính công bố số 1" in text(page)
    before = text(reader.get(f"/xac-minh/{code_of(first)}/"))
    assert "Bản này đã được đính chính bằng công bố số 2" in before
    assert first.content_hash in before


def test_a_code_is_read_however_it_is_typed(reader, published):
    code = code_of(published[0])
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", "").replace("0", "o").replace("1", "I")):
        answer = reader.get("/xac-minh/", {"ma": typed})
        assert answer.status_code == 302
        assert answer["Location"] == f"/xac-minh/{code}/"
    assert reader.get(f"/xac-minh/{code.lower()}/")["Location"] == f"/xac-minh/{code}/"


def test_what_is_no_code_is_said_and_stays_in_the_field(reader, published):
    page = reader.get("/xac-minh/", {"ma": "7K3M-<b>"})
    assert page.status_code == 200
    assert "không phải mã kiểm tra" in text(page)
    assert 'value="7K3M-&lt;b&gt;"' in page.content.decode()
    assert reader.get("/xac-minh/khong-phai/").status_code == 404


def test_unknown_draft_and_embargoed_codes_answer_alike(reader, published):
    import hashlib as h

    from scoring.canonical import canonical

    draft = draft_computed(make_draft_cast(), 2025)
    hidden = check_code(h.sha256(canonical(draft)).hexdigest())
    Publication.objects.filter(pk=draft.pk).update(content_hash=h.sha256(canonical(draft)).hexdigest())
    unknown = check_code("0123456789abcdef" * 4)
    answers = [reader.get(f"/xac-minh/{code}/") for code in (unknown, hidden)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content.replace(unknown.encode(), b"") == answers[1].content.replace(hidden.encode(), b"")
    assert reader.get("/cong-bo/3.json").status_code == 404


def make_draft_cast():
    from types import SimpleNamespace

    from scoring.models import Index
    from units.models import Unit, UnitGroup

    units = {each.code: each for each in Unit.objects.all()}
    group = UnitGroup.objects.get(code="minh-hoa-quan-huyen")

    class Known(SimpleNamespace):
        def __getitem__(self, code):
            return units[code]

    return Known(par=Index.objects.get(), districts=group)


def test_the_file_is_exactly_the_bytes_that_were_hashed(reader, published):
    for publication in published:
        answer = reader.get(f"/cong-bo/{publication.number}.json")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"
        assert hashlib.sha256(answer.content).hexdigest() == publication.content_hash
        assert answer["ETag"] == f'"{publication.content_hash}"'
        assert f'filename="cong-bo-{publication.number}.json"' in answer["Content-Disposition"]
        again = reader.get(f"/cong-bo/{publication.number}.json", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_two_publications_with_one_code_are_both_shown(reader, published, monkeypatch):
    monkeypatch.setattr("scoring.published.proof.hash_prefix", lambda code: "")
    page = text(reader.get(f"/xac-minh/{code_of(published[0])}/"))
    assert "Có nhiều công bố cùng mã kiểm tra này" in page
    assert published[0].content_hash in page
    assert published[1].content_hash in page


@pytest.mark.parametrize("address", ["/cong-bo/2/", f"{RANKING}/", "/don-vi/huyen-song-em/2024/"])
def test_pages_carry_the_code_and_a_drawing_that_leads_to_it(reader, published, address):
    page = reader.get(address).content.decode()
    assert code_of(published[1]) in page
    assert '<svg viewBox="0 0' in page
    assert 'class="qr" role="img" aria-label="Mã QR dẫn tới trang xác minh công bố số 2"' in page
    assert " style=" not in page


def test_files_carry_the_code_and_where_to_verify(reader, published):
    code = code_of(published[1])
    address = f"http://localhost/xac-minh/{code}/"
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{RANKING}.csv").content.decode("utf-8-sig"))))
    assert {row["Mã kiểm tra"] for row in rows} == {code}
    assert {row["Xác minh tại"] for row in rows} == {address}
    about = json.loads(reader.get(f"{RANKING}.json").content)["about"]
    assert (about["Mã kiểm tra"], about["Xác minh tại"]) == (code, address)
    assert about["Bản gốc để kiểm tra (JSON)"] == "http://localhost/cong-bo/2.json"
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(reader.get(f"{RANKING}.xlsx").content))
    second = dict(book.worksheets[1].iter_rows(values_only=True))
    assert second["Mã kiểm tra"] == code
    assert "Dữ liệu minh họa" in book.worksheets[0]["A1"].value


def test_illustrative_files_say_so_in_their_first_line(reader, published):
    assert "Dữ liệu minh họa" in reader.get(f"{RANKING}.csv").content.decode("utf-8-sig").splitlines()[0]
    assert "Dữ liệu minh họa" in reader.get(f"{RANKING}.json").content.decode().splitlines()[1]


def test_files_of_a_corrected_table_say_what_was_corrected(reader, published):
    rows = list(csv.reader(io.StringIO(reader.get(f"{RANKING}.csv").content.decode("utf-8-sig"))))
    assert all("đính chính công bố số 1" in row[-1] for row in rows[1:])
    assert published[1].reason in rows[1][-1]


QUERIES = {
    "/xac-minh/": 0,
    "code": 1,
    "/cong-bo/2.json": 13,
    "/cong-bo/2/": 29,
    "/don-vi/huyen-song-em/2024/": 17,
    "/dinh-chinh/": 14,
    "/dinh-chinh/feed.xml": 15,
}


@pytest.mark.parametrize("address", QUERIES)
def test_the_number_of_queries_is_pinned(reader, published, address):
    asked = f"/xac-minh/{code_of(published[0])}/" if address == "code" else address
    reader.get(asked)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(asked).status_code == 200
    found = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(found) == QUERIES[address], [sql[:60] + sql[-60:] for sql in found]


def test_a_whole_table_is_not_touched_by_how_many_computed_units_there_are(reader):
    make_computed(make_cast())
    assert reader.get("/cong-bo/1/").status_code == 200
