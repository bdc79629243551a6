"""After a round is published nothing that happens to its rows changes a byte of its pages and files."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook

from parindex.portal.presenters.words import compared_with_corrected
from scoring import guard_rules, published
from scoring.actions import release
from scoring.actions.appraisals import Entry, enter
from scoring.core.change import NoComparison
from scoring.models import AssessmentRound, Band, ComparabilityBreak, CriteriaSet, Criterion
from scoring.proof import check_code
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_release import make_people, released
from tests.factories_round import NOT_APPLICABLE, make_round
from tests.scoring.frozen import drop_guards
from units.models import Unit

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
    addresses += [f"/cong-bo/{publication.number}/", f"/cong-bo/{publication.number}.json"]
    addresses.append(f"/xac-minh/{check_code(publication.content_hash)}/")
    addresses += [f"/don-vi/{unit}/2024/" for unit in publication.results.values_list("unit_code", flat=True)]
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


def moves(publication) -> dict[str, tuple[NoComparison | None, NoComparison | None]]:
    """Why each unit of the table states no change of rank and score."""
    ranking = published.load_ranking(published.release_by_number(publication.number))
    return {row.unit: (row.rank_move.reason, row.score_move.reason) for row in ranking.rows}


def test_a_unit_without_a_row_in_the_year_before_is_said_to_be_new_to_it(world):
    _cast, _made, _people, publication = world
    assert moves(publication)["huyen-song-em"] == (None, None)
    assert moves(publication)["huyen-nui-xanh"] == (NoComparison.UNIT_CHANGED, NoComparison.UNIT_CHANGED)


def without_notice(pages: dict[str, bytes], notice: str) -> dict[str, str]:
    """Pages and files without the one sentence on the corrected year, and without what it stands in."""
    found = {}
    for address, content in pages.items():
        if address.endswith(".xlsx"):
            book = load_workbook(BytesIO(content))
            text = "\n".join(f"{c.coordinate} {c.value}" for sheet in book for row in sheet.iter_rows() for c in row)
        else:
            text = content.decode("utf-8-sig")
        if address.endswith(".csv"):
            text = "\n".join("\t".join(line) for line in csv.reader(StringIO(text)))  # a cell with a comma is quoted
        link = r'\. <a href="/cong-bo/\d+/">Xem công bố số \d+</a>\s*'
        text = re.sub(
            rf'<div class="banner"><div class="wrap"><p><b>[^<]*</b> {re.escape(notice)}{link}</p></div></div>',
            "",
            text,
        )
        text = re.sub(rf'<p class="note">{re.escape(notice)}{link}</p>\n', "", text)
        found[address] = re.sub(rf"(\. )?{re.escape(notice)}", "", text)
    return found


def test_correcting_the_year_before_changes_nothing_but_a_notice(world):
    """Units that the year before gains, and figures that it changes, were not there when the table was published."""
    cast, _made, _people, publication = world
    before, said = pages(publication), moves(publication)
    rows = [(cast["huyen-song-em"], 2, "70"), (cast["huyen-nui-xanh"], 1, "81")]
    again = {"supersedes": publication.previous, "version": 2, "reason": "Bổ sung", "unit_count": 4}
    corrected = make_published(cast.par, cast.districts, 2023, rows, **again)
    assert moves(publication) == said
    after = pages(publication)
    for address in (f"/cong-bo/{publication.number}.json", f"{BLOCK}/bieu-do.json"):
        assert after[address] == before[address]
    notice = compared_with_corrected(published.release_by_number(publication.number))
    assert f"đính chính bằng công bố số {corrected.number} ngày" in notice
    of_all, told = without_notice(before, notice), without_notice(after, notice)
    for address in before:
        assert told[address] == of_all[address], address


def test_publishing_the_year_before_later_changes_nothing_but_the_list_of_years():
    cast = make_cast()
    made = make_round(cast)
    publication = released(made.round, make_people())
    before = pages(publication)
    assert set(moves(publication).values()) == {(NoComparison.NO_PREVIOUS, NoComparison.NO_PREVIOUS)}
    make_published(cast.par, cast.districts, 2023, [(cast["huyen-song-em"], 1, "80")], unit_count=4)
    assert set(moves(publication).values()) == {(NoComparison.NO_PREVIOUS, NoComparison.NO_PREVIOUS)}
    after = pages(publication)
    assert [address for address in before if after[address] != before[address]] == [f"{BLOCK}/"]


def test_a_break_or_a_day_of_founding_told_later_changes_no_byte(world):
    cast, _made, _people, publication = world
    before = pages(publication)
    ComparabilityBreak.objects.create(index=cast.par, before=2023, after=2024, reason="Kể sau")
    Unit.objects.filter(code="huyen-nui-xanh").update(valid_from=date(2024, 5, 1))
    assert pages(publication) == before


def test_a_break_known_at_publication_is_told_in_its_own_words():
    cast = make_cast()
    make_published(cast.par, cast.districts, 2023, [(cast["huyen-song-em"], 1, "80")], unit_count=4)
    ComparabilityBreak.objects.create(index=cast.par, before=2023, after=2024, reason="Thay bộ tiêu chí.")
    publication = released(make_round(cast).round, make_people())
    assert set(moves(publication).values()) == {(NoComparison.METHOD_BREAK, NoComparison.METHOD_BREAK)}
    assert "Không so sánh được với năm trước: Thay bộ tiêu chí." in pages(publication)[f"{BLOCK}/"].decode()


def test_points_out_of_another_maximum_say_so_and_a_missing_figure_too():
    cast = make_cast()
    rows = [(cast["huyen-song-em"], 1, "80"), (cast["huyen-nui-xanh"], None, None)]
    make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    marks = {("huyen-song-em", "1.2.1"): NOT_APPLICABLE}
    publication = released(make_round(cast, marks=marks).round, make_people())
    said = moves(publication)
    assert said["huyen-song-em"] == (None, NoComparison.MAXIMUM_CHANGED)
    assert said["huyen-nui-xanh"] == (NoComparison.NOT_PUBLISHED, NoComparison.NOT_PUBLISHED)


def test_what_is_told_of_one_unit_through_the_years_is_what_the_table_says(world):
    cast, _made, _people, publication = world
    again = {"supersedes": publication.previous, "version": 2, "reason": "Bổ sung", "unit_count": 4}
    rows = [(cast["huyen-song-em"], 2, "70"), (cast["huyen-nui-xanh"], 1, "81")]
    make_published(cast.par, cast.districts, 2023, rows, **again)
    units = list(publication.results.values_list("unit_code", flat=True))
    for unit, editions in published.editions_of(units).items():
        (row,) = [each.row for each in editions if each.release.year == 2024]
        assert (row.rank_move.reason, row.score_move.reason) == moves(publication)[unit]
        assert len([each for each in editions if each.release.year == 2023]) == (unit in {r[0].code for r in rows})
