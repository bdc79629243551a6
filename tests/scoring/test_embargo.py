"""Before its time a round is nowhere: the whole public portal answers byte for byte as if the round did not exist.

Everything an outsider can reach is crawled before the round exists and again while it is submitted, and approved: pages,
files, search, lists, errors, guessed addresses, headers. After the release the same crawl finds every canary.
"""

import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from parindex.portal.opendata import asking, files
from scoring.actions import release
from scoring.actions.sentences import Subject, generated_of, word
from scoring.clock import database_now
from scoring.core.rules import Measure
from scoring.models import Appraisal, AssessmentRound, Criterion, Sheet
from scoring.published import dataset
from tests.cast import make_cast
from tests.factories import make_group, make_published, make_user
from tests.factories_release import approved, grant, make_people, submitted
from tests.factories_round import make_criteria_set, make_round

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, FOURTH = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"
BLOCK = "/xep-hang/minh-hoa/quan-huyen"
# Words and numbers that occur nowhere else.
WORDS = {
    "decision": "4711/QĐ-HOÀNG-YẾN",
    "note": "ghi chú hoàng yến",
    "set": "Bộ tiêu chí Hoàng Yến",
    "leaf": "Tiêu chí hoàng yến",
    "left out": "Lý do hoàng yến",
    "sheet": "Ghi chú phiếu hoàng yến",
    "not applicable": "Không áp dụng hoàng yến",
    "sentence": "Nhìn chung hoàng yến",
}
HIDDEN = {"self": "Giải trình hoàng yến", "reason": "Nhận xét hoàng yến"}

# What someone would ask of open data: the year, the number that the publication will have, its unit, what is superseded.
_ASKED = ("nam=2024", "cong-bo=2", f"don-vi={FIRST}", "hieu-luc=tat-ca", "moi-trang=1", "sau=1,9999,z")
OPEN_DATA = {
    code: [query for query in _ASKED if query.partition("=")[0] in (*asking.names_of(table), "sau")]
    for code, table in dataset.TABLES.items()
}


def seeds(number_of_publications: int) -> list[str]:
    """Every kind of address, and those someone who looks for the round would guess."""
    years = (2022, 2023, 2024, 2025)
    found = ["/", "/xep-hang/", "/don-vi/", "/so-sanh/", "/dinh-chinh/", "/phuong-phap/", "/du-lieu/", "/tim-kiem/"]
    found += [f"{BLOCK}/", *(f"{BLOCK}/par/{year}/" for year in years)]
    for year in years:
        found += [f"{BLOCK}/par/{year}.{suffix}" for suffix in ("csv", "xlsx", "json")]
        found += [f"{BLOCK}/par/{year}/du-lieu.{suffix}" for suffix in ("csv", "xlsx", "json")]
        found += [f"{BLOCK}/par/{year}/bieu-do.json", f"{BLOCK}/par/{year}/bieu-do/"]
        found += [f"{BLOCK}/par/{year}/phan-tich{end}" for end in ("/", ".csv", ".json", "/ho-so-va-hai-long.json")]
        found += [f"/don-vi/{unit}/{year}{end}" for unit in (FIRST, FOURTH) for end in ("/", ".pdf")]
        found.append(f"/so-sanh/?bang=minh-hoa.quan-huyen.par.{year}&don-vi={FIRST}&don-vi={FOURTH}")
    found += [f"/don-vi/{unit}/cac-chi-so{end}" for unit in (FIRST, FOURTH) for end in ("/", ".csv", ".json")]
    numbers = range(number_of_publications + 6)
    found += [f"/cong-bo/{number}/{end}" for number in numbers for end in ("", "phu-luc.xlsx", "phu-luc.pdf")]
    found += [f"/xac-minh/{number}/" for number in range(4)]
    found += [f"/tieu-chi/bo-hoang-yen/{code}/" for code in ("", "1", "1.1", "2.5")]
    at = [f"/tieu-chi/bo-hoang-yen/{code}/minh-hoa/quan-huyen/{year}" for code in ("1", "1.1") for year in years]
    found += [f"{each}{end}" for each in at for end in ("/", ".csv", ".json")]
    found += [f"/tim-kiem/?q={words}" for words in ("hoàng yến", "Sông Êm", "2024", "4711")]
    found += ["/sitemap.xml", "/robots.txt", "/feed/", "/dinh-chinh/feed/", "/dinh-chinh.atom", "/favicon.ico"]
    # The files of pages, and of pages that are not there.
    suffixes = ("csv", "xlsx", "json")
    found += [f"/{page}.{suffix}" for page in ("don-vi", "dinh-chinh", "du-lieu") for suffix in suffixes]
    found += [f"/don-vi/{FIRST}{year}.csv" for year in ("", *(f"/{each}" for each in years))]
    found += [f"/cong-bo/{number}/so-lieu.json" for number in range(number_of_publications + 6)]
    found += [f"/so-sanh.csv?bang=minh-hoa.quan-huyen.par.{each}&don-vi={FIRST}&don-vi={FOURTH}" for each in years]
    found += [f"/tim-kiem.csv?q={words}" for words in ("hoàng yến", "Sông Êm")]
    found += [f"/du-lieu/v1/{code}.json?{query}" for code in dataset.TABLES for query in ("", *OPEN_DATA[code])]
    found += ["/du-lieu/v1/", "/du-lieu/v1/openapi.json", "/du-lieu/tu-dien/", "/du-lieu/api/"]
    found += [f"/du-lieu/tep/{name}" for name in files.ALL]
    # Someone without an account at the doors of the staff.
    found += [f"/lam-viec/ky/{pk}/cong-bo/{page}" for pk in (1, 2, 99) for page in ("", "xem-truoc/", "phe-duyet/")]
    return found


def crawl(start: list[str], client: Client | None = None, most: int = 900) -> dict[str, tuple]:
    """Every answer: status, headers and bytes (a workbook's own, unzipped), following links from the addresses given."""
    client = client or Client(headers={"host": "localhost"}, raise_request_exception=False)
    answers: dict[str, tuple] = {}
    waiting = list(dict.fromkeys(start))
    while waiting and len(answers) < most:
        address = waiting.pop(0)
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[address] = (response.status_code, sorted(_headers(response)), _unzipped(body))
        if response.headers.get("content-type", "").startswith("text/html") and not client.session.get("_auth_user_id"):
            for href in re.findall(r'href="(/[^"#]*)', unescape(body.decode())):
                if href not in answers and href not in waiting and not href.startswith(("/static/", "/quan-tri/")):
                    waiting.append(href)
    return answers


def _headers(response) -> list[tuple[str, str]]:
    return [(key, value) for key, value in response.headers.items() if key.lower() not in ("date", "expires")]


def _unzipped(body: bytes) -> bytes:
    if not body.startswith(b"PK\x03\x04"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"\n".join(name.encode() + book.read(name) for name in sorted(book.namelist()))


@pytest.fixture
def world():
    """Last year is published and the units are known; the criteria set of this year exists and is nobody's business."""
    cast = make_cast()
    rows = [(cast[FIRST], 1, "81.25"), (cast[SECOND], 2, "80.5"), (cast[THIRD], 3, "79.5"), (cast[FOURTH], 4, "60")]
    make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    return cast, make_people()


def secret_round(cast):
    """A round full of canaries."""
    made_set, _nodes = make_criteria_set(cast.par, code="bo-hoang-yen", year=2024, name=WORDS["set"])
    Criterion.objects.filter(code="1.1").update(title=WORDS["leaf"])
    made = make_round(
        cast,
        criteria_set=made_set,
        decision_number=WORDS["decision"],
        note=WORDS["note"],
        marks={(FIRST, "1.1"): Measure(amount=Decimal("7.3917")), (SECOND, "1.1"): Measure(amount=Decimal("6.2853"))},
    )
    Sheet.objects.filter(pk=made.sheets[FOURTH].pk).update(left_out_reason=WORDS["left out"])
    Sheet.objects.filter(pk=made.sheets[FIRST].pk).update(note=WORDS["sheet"])
    Appraisal.objects.filter(sheet=made.sheets[THIRD], criterion__code="2.2").update(
        not_applicable=True, not_applicable_reason=WORDS["not applicable"], appraised_score=None, amount=None
    )
    Appraisal.objects.update(explanation=HIDDEN["self"], reason=HIDDEN["reason"])
    said, _facts = generated_of(made.round).facts(Subject(FIRST, "reason"))
    words = f"{WORDS['sentence']}, {said.text}"
    editor = get_user_model().objects.get(username="nguoi-nhap")
    word(round=made.round, subject=Subject(FIRST, "reason"), text=words, seen=0, by=editor)
    return made


def numbers_of(made) -> set[str]:
    """The figures of the round in both spellings."""
    contents = release.contents_to_show(AssessmentRound.objects.get(pk=made.round.pk))
    printed = {row.total_printed for row in contents.results} | {row.index_printed for row in contents.results}
    printed |= {"7,3917", "6,2853", contents.publication.set_code}
    return {each for figure in printed if figure for each in (figure, figure.replace(",", "."))}


def found_in(answers: dict[str, tuple], canaries: set[str]) -> dict[str, set[str]]:
    """Which canaries occur where, in bodies and headers."""
    found: dict[str, set[str]] = {}
    for address, (_status, headers, body) in answers.items():
        text = unescape(body.decode("utf-8", "replace")) + repr(headers)
        # What one asks for oneself is told back by some pages; that is no leak.
        hits = {each for each in canaries if each in text and each.casefold() not in address.casefold()}
        if hits:
            found[address] = hits
    return found


def test_while_embargoed_the_portal_answers_as_if_the_round_did_not_exist(world):
    cast, people = world
    start = seeds(1)
    before = crawl(start)
    assert before[f"{BLOCK}/par/2023/"][0] == 200
    made = secret_round(cast)
    canaries = {*WORDS.values(), *HIDDEN.values(), *numbers_of(made)}
    assert len(canaries) > 15
    stages = {"open": crawl(start)}
    submission = submitted(made.round, people)
    stages["submitted"] = crawl(start)
    release.approve(
        submission=submission,
        content_hash=submission.content_hash,
        release_at=database_now() + timedelta(hours=1),
        by=people.approves,
    )
    stages["approved"] = crawl(start)
    for stage, after in stages.items():
        assert after.keys() == before.keys(), stage
        assert [address for address in before if before[address] != after[address]] == [], stage
        assert found_in(after, canaries) == {}, stage


def test_the_same_crawl_finds_the_canaries_once_it_is_out(world):
    """The control: a crawl that would miss them proves nothing."""
    cast, people = world
    made = secret_round(cast)
    numbers = numbers_of(made)
    release.release(submission=approved(made.round, people))
    after = crawl(seeds(2))
    found = {canary for hits in found_in(after, {*WORDS.values(), *numbers}).values() for canary in hits}
    assert {WORDS[each] for each in ("decision", "note", "set", "left out", "sentence")} <= found
    of_publications = found_in(after, set(WORDS.values()))
    assert WORDS["decision"] in of_publications["/du-lieu/v1/cong-bo.json?nam=2024"]
    assert WORDS["decision"] in of_publications["/du-lieu/tep/du-lieu-mo.zip"]
    assert WORDS["leaf"] in of_publications["/du-lieu/v1/tieu-chi.json?"]
    for end in ("/", ".json"):
        assert WORDS["leaf"] in of_publications[f"/tieu-chi/bo-hoang-yen/1.1/minh-hoa/quan-huyen/2024{end}"]
    contents = release.contents_to_show(AssessmentRound.objects.get(pk=made.round.pk))
    for row in contents.results:
        if row.total_printed:
            assert row.total_printed in found
    assert not found_in(after, set(HIDDEN.values())), "what people wrote for each other is never public"


def test_embargoed_and_unknown_addresses_answer_alike(world):
    cast, people = world
    approved(secret_round(cast).round, people, database_now() + timedelta(hours=1))
    for suffix in ("/", ".csv", ".xlsx", ".json"):
        embargoed, unknown = (
            crawl([f"{BLOCK}/par/{year}{suffix}"], most=1)[f"{BLOCK}/par/{year}{suffix}"] for year in (2024, 2027)
        )
        assert embargoed[:2] == unknown[:2]
        assert embargoed[2].replace(b"2024", b"YEAR") == unknown[2].replace(b"2027", b"YEAR")
    for code in dataset.TABLES:
        for name, hidden, nothing in (("nam", 2024, 2027), ("cong-bo", 2, 9000)):
            embargoed, unknown = (
                crawl([f"/du-lieu/v1/{code}.json?{name}={each}"], most=1)[f"/du-lieu/v1/{code}.json?{name}={each}"]
                for each in (hidden, nothing)
            )
            assert embargoed == unknown, code
    waiting, unknown = (crawl([f"/cong-bo/{number}/"], most=1)[f"/cong-bo/{number}/"] for number in (2, 9000))
    assert waiting[:2] == unknown[:2]
    assert waiting[2] == unknown[2]


def test_open_data_counts_nothing_that_is_not_out_and_everything_that_is(world):
    cast, people = world
    counts = {code: table.count(dataset.Asked(dataset.EVERY)) for code, table in dataset.TABLES.items()}
    fingerprint, version = dataset.fingerprint(), files.version()
    made = secret_round(cast)
    submission = approved(made.round, people, database_now() + timedelta(hours=1))
    assert {code: table.count(dataset.Asked(dataset.EVERY)) for code, table in dataset.TABLES.items()} == counts
    assert (dataset.fingerprint(), files.version()) == (fingerprint, version)
    release.void(round=made.round, reason="Chưa đúng", by=people.approves)
    assert submission.pk
    release.release(submission=approved(made.round, people))
    out = {code: table.count(dataset.Asked(dataset.EVERY)) for code, table in dataset.TABLES.items()}
    grown = {code for code in counts if out[code] > counts[code]}
    assert {"cong-bo", "ket-qua", "thanh-phan", "diem-thanh-phan", "tieu-chi", "diem-tieu-chi"} <= grown
    assert files.version() != version


def test_a_block_made_for_a_coming_round_is_in_no_table(world):
    cast, _people = world
    made_group = make_group(cast.province, "Khối hoàng yến")
    answers = crawl([each for each in seeds(1) if each.startswith("/du-lieu/")])
    assert found_in(answers, {made_group.name, made_group.code}) == {}


def test_numbers_of_publications_leave_no_gap_to_count(world):
    """A draft has no number, and a submission that was voided leaves none behind."""
    cast, people = world
    made = secret_round(cast)
    approved(made.round, people, database_now() + timedelta(hours=1))
    release.void(round=made.round, reason="Chưa đúng", by=people.approves)
    other = make_published(cast.par, cast.communes, 2025, [(cast["xa-hoa-binh"], 1, "70")])
    assert other.number == 2


def test_staff_without_rights_find_nothing_of_it(world):
    cast, people = world
    made = secret_round(cast)
    canaries = {*WORDS.values(), *HIDDEN.values(), *numbers_of(made)}
    approved(made.round, people, database_now() + timedelta(hours=1))
    visitor = grant(make_user("khong-viec"))
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(visitor)
    pages = [reverse(f"desk:{name}", args=[made.round.pk]) for name in ("release", "release-approve", "round")]
    pages += [
        reverse("desk:home"),
        reverse("preview:ranking", args=[made.round.pk]),
        reverse("preview:unit", args=[made.round.pk, FIRST]),
        reverse("preview:criterion", args=[made.round.pk, "1.1"]),
        reverse("desk:sheet", args=[made.round.pk, made.sheets[FIRST].pk]),
        "/quan-tri/",
        *(
            f"/quan-tri/scoring/{model}/"
            for model in ("publication", "assessmentround", "sheet", "event", "submission")
        ),
    ]
    answers = crawl(pages, client)
    assert found_in(answers, canaries) == {}
    assert {answers[page][0] for page in pages[:8]} == {404}


def test_the_moment_of_the_release_by_the_millisecond(world, monkeypatch):
    cast, people = world
    at = database_now() + timedelta(hours=1)
    submission = approved(secret_round(cast).round, people, at)
    address = f"{BLOCK}/par/2024/"
    before = crawl([address], most=1)[address]
    monkeypatch.setattr(release, "database_now", lambda: at - timedelta(milliseconds=1))
    assert release.due() == []
    assert crawl([address], most=1)[address] == before
    monkeypatch.setattr(release, "database_now", lambda: at)
    (due,) = release.due()
    release.release(submission=due)
    submission.refresh_from_db()
    assert submission.released_at == at
    assert WORDS["decision"] in unescape(crawl([address], most=1)[address][2].decode()) or (
        crawl([address], most=1)[address] != before
    )


def test_times_are_kept_with_their_zone_whatever_the_zone_of_the_session(world, vendor):
    cast, people = world
    at = database_now().replace(microsecond=0) + timedelta(hours=1)
    submission = approved(secret_round(cast).round, people, at)
    zones = ("UTC", "Asia/Ho_Chi_Minh", "America/New_York") if vendor == "postgresql" else ("",)
    for zone in zones:
        if zone:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL TIME ZONE %s", [zone])
        assert abs(database_now() - at + timedelta(hours=1)) < timedelta(minutes=2)
        assert release.due() == []
        assert release.due(at) == [submission]
