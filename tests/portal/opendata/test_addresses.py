"""The JSON addresses: pages that meet each row once, parameters that are told when they are wrong, nothing sent twice."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex import access
from parindex.portal.opendata import asking
from scoring.exports.texts import as_json_line
from scoring.models import Publication
from scoring.published import dataset
from scoring.published.dataset import Asked
from tests.factories import make_published, make_unit

ADDRESS = "/du-lieu/v1/{}.json"
# Tables that are asked of one correction.
OF_ONE = dict.fromkeys(("thay-doi-do-dinh-chinh", "so-lieu-chung-do-dinh-chinh"), "?cong-bo=2")
RESULTS = ADDRESS.format("ket-qua")


def plain(lines) -> list[dict]:
    return json.loads(as_json_line(list(lines)))


def walk(ask, address: str) -> list[dict]:
    """Every row, page by page, by the links alone."""
    rows: list[dict] = []
    for _page in range(1000):
        document = ask(address)
        assert document["count"] == len(document["rows"])
        rows += document["rows"]
        if document["next"] is None:
            assert document["total"] == len(rows)
            return rows
        address = document["next"]
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("code", dataset.TABLES)
def test_pages_meet_every_row_once_in_the_order_of_the_file(ask, code):
    address = f"{ADDRESS.format(code)}{OF_ONE.get(code, '?')}&moi-trang=".replace("?&", "?")
    rows = plain(dataset.TABLES[code].stream(Asked()))
    assert rows
    for most in (1, 2, 7, 200) if len(rows) < 40 else (7, 200):
        assert walk(ask, f"{address}{most}") == rows


def test_a_publication_between_two_pages_moves_no_row(ask, world):
    first = ask(f"{RESULTS}?moi-trang=3")
    make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")])
    later = walk_on(ask, first["next"])
    rows = first["rows"] + later
    keys = [(row["publication"], row["unit"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert rows[-1]["year"] == 2022, "what was published meanwhile comes last"


def test_a_correction_between_two_pages_hides_no_row(ask, world):
    """Rows of the corrected table leave the pages that were read; what stands behind them must not move forward."""
    before = [make_published(world.par, world.departments, year, rows_of(world)) for year in (2016, 2017, 2018)]
    numbers = [publication.number for publication in before]
    query = f"{RESULTS}?khoi=so-ban-nganh&moi-trang=3"
    first = ask(query)
    assert {row["publication"] for row in first["rows"]} == {3}
    correct(world, make_published)
    later = walk_on(ask, first["next"])
    assert numbers == sorted({row["publication"] for row in later} & set(numbers))
    assert len([row for row in later if row["publication"] in numbers]) == 6
    # The control: counted from the start, the second page begins three rows too late.
    counted = dataset.TABLES["ket-qua"].ordered(Asked(values={"block": "so-ban-nganh"}))[3:]
    assert len([row for row in counted if row.publication.number in numbers]) == 3


def rows_of(world):
    return [(world["so-anh-trang"], 1, "80"), (world["so-may-trang"], 2, "70")]


def correct(world, publish_it) -> None:
    """Publication 3 is superseded by another one."""
    old = Publication.objects.get(number=3)
    publish_it(
        world.par,
        world.departments,
        2020,
        rows_of(world),
        version=2,
        supersedes=old,
        reason="Cộng sai",
        illustrative=False,
    )


def walk_on(ask, address: str) -> list[dict]:
    rows: list[dict] = []
    while address:
        document = ask(address)
        rows += document["rows"]
        address = document["next"]
    return rows


def test_the_link_header_says_what_next_says(program):
    response = program.get(f"{RESULTS}?moi-trang=3&nam=2024")
    following = json.loads(response.content)["next"]
    assert response["Link"] == f'<{following}>; rel="next"'
    assert "nam=2024" in following
    assert "moi-trang=3" in following
    last = program.get(f"{RESULTS}?moi-trang=1000")
    assert "Link" not in last
    assert json.loads(last.content)["next"] is None


def test_filters_choose_by_index_year_place_block_unit_and_publication(ask):
    assert {row["year"] for row in ask(f"{RESULTS}?nam=2024")["rows"]} == {2024}
    assert {row["unit"] for row in ask(f"{RESULTS}?don-vi=so-anh-trang")["rows"]} == {"so-anh-trang"}
    assert {row["block"] for row in ask(f"{RESULTS}?noi=minh-hoa&khoi=so-ban-nganh")["rows"]} == {"so-ban-nganh"}
    assert ask(f"{RESULTS}?chi-so=pci")["rows"] == []
    assert {row["publication"] for row in ask(f"{RESULTS}?cong-bo=3")["rows"]} == {3}
    assert {row["unit"] for row in ask("/du-lieu/v1/diem-tieu-chi.json?don-vi=huyen-song-em")["rows"]} == {
        "huyen-song-em"
    }
    changed = ask("/du-lieu/v1/thay-doi-do-dinh-chinh.json?cong-bo=2")["rows"]
    unit = changed[0]["unit"]
    of_unit = ask(f"/du-lieu/v1/thay-doi-do-dinh-chinh.json?cong-bo=2&don-vi={unit}")
    assert of_unit["rows"] == [row for row in changed if row["unit"] == unit]
    assert of_unit["total"] == len(of_unit["rows"])


def test_superseded_publications_are_found_when_asked_for_and_never_otherwise(ask):
    current, old, both = (
        {row["publication"] for row in ask(f"{RESULTS}?hieu-luc={each}")["rows"]}
        for each in ("hien-hanh", "da-thay-the", "tat-ca")
    )
    assert (current, old, both) == ({2, 3}, {1}, {1, 2, 3})
    assert {row["is_current"] for row in ask(f"{RESULTS}?hieu-luc=da-thay-the")["rows"]} == {False}
    assert {row["publication"] for row in ask(RESULTS)["rows"]} == current
    (correction,) = ask("/du-lieu/v1/dinh-chinh.json")["rows"]
    assert (correction["publication"], correction["supersedes"]) == (2, 1)


def test_averages_that_a_correction_changed_are_those_of_both_publications(ask):
    rows = ask("/du-lieu/v1/so-lieu-chung-do-dinh-chinh.json?cong-bo=2")["rows"]
    assert [(row["position"], row["kind"], row["what"]) for row in rows] == [
        (1, "average", "Điểm trung bình"), (2, "other", "Chỉ số trung bình"),
    ]  # fmt: skip
    facts = ask("/du-lieu/v1/so-lieu-chung.json?hieu-luc=tat-ca")["rows"]
    printed = {(row["publication"], row["what"]): row["printed"] for row in facts}
    for row in rows:
        assert (row["publication"], row["supersedes"]) == (2, 1)
        assert row["before"] == printed[1, row["what"]] != row["after"] == printed[2, row["what"]]
    assert ask("/du-lieu/v1/so-lieu-chung-do-dinh-chinh.json?cong-bo=1")["rows"] == [], "which corrects nothing"
    second = ask("/du-lieu/v1/so-lieu-chung-do-dinh-chinh.json?cong-bo=2&moi-trang=1&sau=2,1")
    assert [row["what"] for row in second["rows"]] == ["Chỉ số trung bình"]


def test_the_table_of_changed_cells_keeps_the_columns_and_kinds_that_programs_know(ask):
    rows = ask("/du-lieu/v1/thay-doi-do-dinh-chinh.json?cong-bo=2")["rows"]
    assert {row["what"] for row in rows} <= {"cell", "rank", "added", "removed"}
    assert list(rows[0]) == [
        "label", "publication", "supersedes", "position", "what", "unit", "printed_name", "cell", "cell_name", "before",
        "after",
    ]  # fmt: skip


def test_results_are_what_the_page_says(ask, program):
    page = json.loads(program.get("/xep-hang/minh-hoa/quan-huyen/par/2024.json").content)
    places = {heading: place for place, heading in enumerate(page["columns"])}
    shown = {row[places["Đơn vị"]]: row for row in page["rows"]}
    for row in ask(f"{RESULTS}?nam=2024")["rows"]:
        printed = shown[row["printed_name"]]
        assert printed[places["Hạng"]] == row["rank"]
        assert float(printed[places["Tổng điểm"]]) == float(row["total"])


WRONG = [
    "nam=hai", "nam=2024.5", "nam=-1", "nam=99999999999999999999", "nam=٢٠٢٤", "nam=", "nam=2024&nam=2023", "chi-so=a b",
    "chi-so=%00", "chi-so=par'--", "don-vi=" + "a" * 61, "cong-bo=1e3", "moi-trang=0", "moi-trang=1001", "moi-trang=x",
    "hieu-luc=moi", "sau=x", "sau=1,2", "sau=1,2,3,4", "sau=,,", "sau=9999999999,1,a", "sau=1,1,%00", "sau=1,1,%2500",
    "khong-co=1", "limit=5", "%00=1", "callback=alert", "sau=" + "1" * 2000, "chi-so=%ff%fe", "nam=2024%0a",
]  # fmt: skip


def test_a_wrong_parameter_gets_a_vietnamese_sentence(program):
    for query in WRONG:
        refused(program.get(f"{RESULTS}?{query}"), query)


def refused(response, query: str) -> None:
    assert response.status_code == 400, query
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == 400
    assert problem["title"] == "Tham số không hợp lệ"
    assert problem["detail"].endswith(".")
    assert re.search(r"[ăâđêôơưáàạảéếộựọốấị]", problem["detail"])
    assert problem["parameter"] == query.partition("=")[0].replace("%00", "\x00")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", OF_ONE)
def test_what_a_table_needs_is_asked_for(program, code):
    response = program.get(f"/du-lieu/v1/{code}.json")
    assert response.status_code == 400
    assert "cần tham số “cong-bo”" in json.loads(response.content)["detail"]


@pytest.mark.parametrize("address", ["/du-lieu/v1/", "/du-lieu/v1/openapi.json", "/du-lieu/tep/ket-qua.csv"])
def test_an_address_without_parameters_refuses_any(program, address):
    response = program.get(f"{address}?x=1")
    assert response.status_code == 400
    assert "không nhận tham số nào" in json.loads(response.content)["detail"]


@pytest.mark.parametrize(
    "address", ["/du-lieu/v1/khong-co.json", "/du-lieu/tep/khong-co.csv", "/du-lieu/tep/..%2fsecret-key"]
)
def test_what_is_not_there_is_told_to_programs_as_a_problem(program, address):
    response = program.get(address)
    assert response.status_code == 404
    if "%2f" not in address:
        assert response["Content-Type"] == "application/problem+json"


ALIKE = [RESULTS, "/du-lieu/v1/", "/du-lieu/v1/openapi.json", "/du-lieu/tep/ket-qua.csv", "/du-lieu/tep/du-lieu-mo.zip"]


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("address", ALIKE)
def test_what_one_has_is_not_sent_again(program, address):
    first = program.get(address)
    etag = first["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{64}"', etag), "a strong one"
    assert first["Cache-Control"] == "public, no-cache"
    assert "Last-Modified" not in first
    assert body(first)
    for given in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = program.get(address, headers={"if-none-match": given})
        assert (again.status_code, body(again), again["ETag"]) == (304, b"", etag)
        assert again["Cache-Control"] == first["Cache-Control"]
    assert program.get(address, headers={"if-none-match": '"x"'}).status_code == 200


@pytest.mark.parametrize("address", ALIKE)
def test_head_says_what_get_says_without_the_body(program, address):
    asked, told = program.get(address), program.head(address)
    assert (told.status_code, body(told)) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert told[name] == asked[name], name
    assert program.head(address, headers={"if-none-match": asked["ETag"]}).status_code == 304


def test_the_etag_is_another_once_something_is_published(program, world):
    before = {address: program.get(address)["ETag"] for address in ALIKE}
    make_published(world.par, world.departments, 2022, [(world["so-anh-trang"], 1, "70")])
    after = {address: program.get(address)["ETag"] for address in ALIKE}
    assert [address for address in ALIKE if before[address] == after[address]] == ["/du-lieu/v1/openapi.json"]


@pytest.mark.parametrize("address", [*ALIKE, "/du-lieu/v1/khong-co.json", f"{RESULTS}?nam=x"])
def test_pages_of_others_may_read_it_without_anything_of_the_reader(program, address):
    response = program.get(address, headers={"origin": "https://bao.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    before = program.options(address, headers={"origin": "https://bao.example", "access-control-request-method": "GET"})
    assert (before.status_code, before.content) == (204, b"")
    assert before["Access-Control-Allow-Origin"] == "*"
    assert before["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in before


def test_nobody_writes_there(program):
    for address in ALIKE:
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
            response = program.generic(method, address)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "address",
    ["/", "/du-lieu/", "/du-lieu/api/", "/xep-hang/minh-hoa/quan-huyen/par/2024.json", "/quan-tri/", "/lam-viec/"],
)
def test_no_other_address_lets_the_pages_of_others_read(program, admin_client, address):
    for client in (program, admin_client):
        for method in ("GET", "OPTIONS"):
            response = client.generic(method, address, headers={"origin": "https://bao.example", "host": "localhost"})
            assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_the_table_of_access_alone_decides_it(program, monkeypatch):
    """The control: a page declared open would be."""
    monkeypatch.setitem(access.RULES, "portal:home", access.Access.OPEN)
    assert program.get("/")["Access-Control-Allow-Origin"] == "*"
    monkeypatch.setitem(access.RULES, "portal:open-data-table", access.Access.PUBLIC)
    assert "Access-Control-Allow-Origin" not in program.get(RESULTS)


def test_a_session_changes_nothing(program, admin_client):
    for address in ALIKE:
        signed_in = admin_client.get(address, headers={"host": "localhost"})
        assert body(signed_in) == body(program.get(address))
        assert "Cookie" not in signed_in.get("Vary", "")


def queries(program, address: str) -> int:
    program.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = program.get(address)
    assert response.status_code == 200, address
    return len([each for each in asked if "SAVEPOINT" not in each["sql"]])


# What a page of each table takes, with the count; results state changes, changes compare two publications.
QUERIES = {**dict.fromkeys(dataset.TABLES, 2), "ket-qua": 6, "thay-doi-do-dinh-chinh": 14}


def test_the_number_of_queries_is_pinned_and_does_not_grow(program, world):
    addresses = {code: ADDRESS.format(code) + OF_ONE.get(code, "") for code in dataset.TABLES}
    make_published(world.par, world.departments, 2019, [(world["so-anh-trang"], 1, "80")])
    assert {code: queries(program, address) for code, address in addresses.items()} == QUERIES
    units = [make_unit(f"Sở số {n}", "department", "so", parent=world.province) for n in range(30)]
    for year in (2021, 2022, 2023):
        rows = [(unit, place, str(90 - place)) for place, unit in enumerate(units, start=1)]
        make_published(world.par, world.departments, year, rows)
    assert {code: queries(program, address) for code, address in addresses.items()} == QUERIES
    assert queries(program, "/du-lieu/v1/") == 9


def test_a_page_asks_the_database_for_no_more_rows_than_it_shows(program):
    with CaptureQueriesContext(connection) as sent:
        program.get("/du-lieu/v1/diem-tieu-chi.json?moi-trang=5")
    assert any(re.search(r"LIMIT 6\b", each["sql"]) for each in sent)


def test_every_parameter_has_words_and_none_is_without_a_table():
    used = {each.filter for table in dataset.TABLES.values() for each in asking.filters_of(table)}
    assert used == {name for table in dataset.TABLES.values() for name in table.filters}


def test_addresses_in_answers_are_of_this_portal(ask):
    index = ask("/du-lieu/v1/")
    addresses = [index["openapi"], *index["files"].values()]
    addresses += [each[name] for each in index["tables"] for name in ("address", "csv", "json")]
    assert all(urlsplit(each).netloc == "" and each.startswith("/du-lieu/") for each in addresses)
