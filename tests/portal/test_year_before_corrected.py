"""A table compared with the year before says so when that year is corrected: on its pages, in its files, and nowhere else."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.actions.composition import compose
from scoring.canonical import hash_of
from scoring.models import Appraisal, Publication
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories_release import make_people, released
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
TABLE = "/xep-hang/minh-hoa/quan-huyen/par"
UNIT = "/don-vi/huyen-song-em"


@pytest.fixture
def world():
    """Two years of one block, published one after the other; the later one is compared with the earlier."""
    cast, people = make_cast(), make_people()
    made = make_round(cast, year=2023)
    first = released(made.round, people)
    later = make_round(cast, year=2024, criteria_set=made.criteria_set)
    following = released(later.round, people)
    assert following.previous_id == first.pk
    return made, people, first, later, following


def correct(made, people, points: str = "3") -> None:
    release.begin_correction(round=made.round, reason="Nhập nhầm một điểm", by=people.submits)
    made.round.refresh_from_db()
    own = Appraisal.objects.filter(sheet=made.sheets["huyen-song-em"], criterion__code="1.1")
    own.update(amount=points, appraised_score=points)


def said(first, second) -> str:
    at = timezone.localtime(second.published_at)
    return (
        f"Thay đổi so với năm trước trong bảng này là so với công bố số {first.number}, đã được đính chính bằng công bố"
        f" số {second.number} ngày {at.day}/{at.month}/{at.year}; chưa tính theo số liệu đính chính"
    )


def answers(addresses) -> dict[str, str]:
    anyone = Client(headers={"host": "localhost"})
    found = {address: anyone.get(address) for address in addresses}
    assert {address: each.status_code for address, each in found.items() if each.status_code != 200} == {}
    return {
        address: told(each.content) if address.endswith("xlsx") else each.content.decode()
        for address, each in found.items()
    }


def told(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def addresses(publication, year: int) -> list[str]:
    pages = [f"{TABLE}/{year}/", *(f"{TABLE}/{year}.{suffix}" for suffix in ("csv", "xlsx", "json"))]
    pages += [f"{UNIT}/{year}/", *(f"{UNIT}/{year}.{suffix}" for suffix in ("csv", "json"))]
    pages += [f"/cong-bo/{publication.number}/so-lieu.xlsx", f"/cong-bo/{publication.number}/phu-luc.xlsx"]
    pages += [f"/cong-bo/{publication.number}/", f"/xac-minh/{check_code(publication.content_hash)}/"]
    return pages


def test_pages_and_files_of_the_following_year_say_that_the_year_before_was_corrected(world):
    made, people, first, _later, following = world
    every = addresses(following, 2024)
    before = answers(every)
    correct(made, people)
    second = released(made.round, people)
    for address, text in answers(every).items():
        assert said(first, second) in text.replace("\\/", "/"), address
        assert said(first, second) not in before[address]
        if address.endswith("/"):
            assert f'href="/cong-bo/{second.number}/"' in text, address
    # The frozen content is what it was, changes and all.
    content = f"/cong-bo/{following.number}.json"
    assert json.loads(answers([content])[content])["previous"] == first.content_hash
    row = (
        Client(headers={"host": "localhost"}).get(f"/du-lieu/v1/cong-bo.json?cong-bo={following.number}").json()["rows"]
    )
    assert row[0]["previous_superseded_by"] == second.number


def test_a_table_that_compares_with_the_correction_says_nothing(world):
    made, people, first, later, _following = world
    correct(made, people)
    second = released(made.round, people)
    correct(later, people, "4")
    again = released(later.round, people)
    assert again.previous_id == second.pk
    for address, text in answers(addresses(again, 2024)).items():
        assert said(first, second) not in text, address


def test_what_no_correction_concerns_keeps_its_bytes(world):
    made, people, first, _later, _following = world
    old = [f"/cong-bo/{first.number}.json"]
    before = answers(old)
    correct(made, people)
    assert said(first, first)[:60] not in "".join(answers(addresses(first, 2023)).values())
    released(made.round, people)
    assert answers(old) == before


def test_whoever_submits_the_correction_is_told_of_the_following_year(world):
    made, people, _first, later, following = world
    correct(made, people)
    keys = {each.key: each for each in checklist(made.round, by=people.submits).warnings}
    warning = keys[f"compared-{following.number}"]
    assert warning.message == f"Kết quả năm 2024 (công bố số {following.number}) so sánh với bản đang được đính chính."
    # Of the last year there is none to tell of.
    correct(later, people)
    assert not [each for each in checklist(later.round, by=people.submits).warnings if each.key.startswith("compared-")]


def test_the_notice_asks_no_query_more(world):
    made, people, _first, _later, _following = world
    anyone = Client(headers={"host": "localhost"})

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            anyone.get(f"{TABLE}/2024/")
        return len(queries)

    asked()
    before = asked()
    correct(made, people)
    released(made.round, people)
    assert asked() == before


def test_the_hash_of_what_would_be_published_is_the_same_after_the_correction_of_another_year(world):
    """What is frozen stays verifiable: its bytes name the version that it was compared with."""
    made, people, _first, later, following = world
    correct(made, people)
    released(made.round, people)
    assert Publication.objects.get(pk=following.pk).content_hash == following.content_hash
    assert (
        hash_of(compose(later.round)) != following.content_hash
    )  # composed anew, it would compare with the correction
