"""After a round is published nothing that happens to its rows changes a byte of its pages and files."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from scoring import guard_rules
from scoring.actions import release
from scoring.actions.appraisals import Entry, enter
from scoring.models import AssessmentRound, Band, CriteriaSet, Criterion
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_release import make_people, released
from tests.factories_round import make_round
from tests.scoring.frozen import drop_guards

pytestmark = pytest.mark.django_db
BLOCK = "/xep-hang/minh-hoa/quan-huyen/par/2024"


@pytest.fixture
def world():
    cast = make_cast()
    make_published(cast.par, cast.districts, 2023, [(cast["huyen-song-em"], 1, "80")], unit_count=4)
    made, people = make_round(cast), make_people()
    return cast, made, people, released(made.round, people)


def pages(publication) -> dict[str, bytes]:
    anyone = Client(headers={"host": "localhost"})
    addresses = [f"{BLOCK}/", *(f"{BLOCK}.{suffix}" for suffix in ("csv", "xlsx", "json")), f"{BLOCK}/bieu-do.json"]
    addresses.append(f"/cong-bo/{publication.number}/")
    found = {address: anyone.get(address) for address in addresses}
    assert {response.status_code for response in found.values()} == {200}
    return {address: response.content for address, response in found.items()}


def test_editing_scores_renaming_units_and_changing_the_set_change_no_byte(world):
    cast, made, people, publication = world
    before = pages(publication)
    release.begin_correction(round=made.round, reason="Sửa thử", by=people.submits)
    seen = made.appraisal("huyen-song-em", "1.1").version
    enter(sheet=made.sheets["huyen-song-em"], entries=[Entry("1.1", seen, amount=Decimal("0.25"))], by=people.enters)
    assert pages(publication) == before
    unit = cast["huyen-song-em"]
    unit.name, unit.full_name = "Tên Mới", "Huyện Tên Mới"
    unit.save()
    cast.districts.name = "Khối khác"
    cast.districts.save()
    cast.province.full_name = "Tỉnh Tên Khác"
    cast.province.save()
    cast.par.name, cast.par.unit_label = "Tên khác", "%"
    cast.par.save()
    assert pages(publication) == before
    with pytest.raises(DatabaseError, match=guard_rules.SET_IS_USED), transaction.atomic():
        Criterion.objects.filter(code="1.1").update(max_score=20)
    drop_guards()  # and even where the database no longer refuses
    CriteriaSet.objects.update(name="Bộ khác", places=1, tie_rule="dense", rank_on="exact", decision_number="khác")
    Criterion.objects.update(title="Tiêu chí khác", evidence="khác")
    Criterion.objects.filter(code="1.1").update(max_score=20)
    Band.objects.update(name="Loại khác")
    AssessmentRound.objects.update(note="ghi chú khác", decision_number="khác")
    assert pages(publication) == before


def test_the_pages_would_have_shown_it(world):
    """The control: after the correction the address shows what was edited, and the old version stays as it was."""
    _cast, made, people, publication = world
    before = pages(publication)
    release.begin_correction(round=made.round, reason="Sửa thật", by=people.submits)
    seen = made.appraisal("huyen-song-em", "1.1").version
    enter(
        sheet=made.sheets["huyen-song-em"],
        entries=[Entry("1.1", seen, amount=Decimal("0.25"), reason="Thiếu tài liệu")],
        by=people.enters,
    )
    second = released(AssessmentRound.objects.get(pk=made.round.pk), people)
    after = pages(second)
    assert [address for address in before if after.get(address) == before[address]] == []
    assert second.results.get(unit_code="huyen-song-em").total_printed.encode() in after[f"{BLOCK}/"]
    old = Client(headers={"host": "localhost"}).get(f"/cong-bo/{publication.number}/").content.decode()
    assert publication.results.get(unit_code="huyen-song-em").total_printed in old
