"""Every criterion of a published year of the invented province, counted a second time in the plainest way."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from parindex.portal.presenters import criterion
from scoring import published
from scoring.models import Publication, PublishedCriterion, PublishedMark

PLACE = ("minh-hoa", "so-ban-nganh")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        call_command("load_minh_hoa", verbosity=0)
        yield
        transaction.set_rollback(True)


def marks_of(publication: Publication, code: str) -> dict[str, PublishedMark]:
    rows = PublishedMark.objects.filter(result__publication=publication, criterion__code=code).select_related("result")
    return {row.result.unit_code: row for row in rows}


def test_counts_lists_risers_and_fallers_agree_with_the_rows(province, db):
    publication = Publication.objects.get(year=2024, origin="computed", group__slug=PLACE[1], illustrative=True)
    before = publication.previous
    release = published.find_release(*PLACE, "par", 2024)
    compared = 0
    for row in PublishedCriterion.objects.filter(publication=publication):
        found = published.load_criterion(release, row.code)
        shown = criterion.standing(found)
        marks = marks_of(publication, row.code)
        marked = {unit: mark for unit, mark in marks.items() if mark.state == "marked"}
        # Each unit once: on a step, or among those without points.
        on_steps = Counter(each.unit for level in shown.levels for each in level.units)
        absent = Counter(each.unit for level in shown.absent for each in level.units)
        reached = {unit for unit, mark in marked.items() if row.origin or mark.max_score}
        assert on_steps == Counter(reached), row.code
        assert not set(on_steps) & set(absent)
        if row.origin in ("appraisal", "survey", "satisfaction"):
            full = {unit for unit, mark in marked.items() if mark.points == row.max_score}
            assert {each.unit for each in shown.levels[0].units} == full, row.code
        if not criterion.compared(found):
            assert not shown.risers
            assert not shown.fallers
            continue
        compared += 1
        # Sets of 2022 and 2024 number their criteria alike where they continue them.
        old_row = PublishedCriterion.objects.get(publication=before, code=row.previous_code)
        assert (old_row.title, old_row.rule, old_row.max_score) == (row.title, row.rule, row.max_score)
        old = {unit: mark for unit, mark in marks_of(before, old_row.code).items() if mark.state == "marked"}
        both = marked.keys() & old.keys()
        sign = -1 if row.origin == "penalty" else 1
        up = {unit for unit in both if sign * (marked[unit].points - old[unit].points) > 0}
        down = {unit for unit in both if sign * (marked[unit].points - old[unit].points) < 0}
        assert {each.unit for each in shown.risers} == up, row.code
        assert {each.unit for each in shown.fallers} == down, row.code
        assert shown.same == len(both) - len(up) - len(down)
        if row.origin:
            assert sum(level.before for level in shown.levels) == len(old)
    assert compared > 90


def test_what_changed_is_never_compared(province, db):
    publication = Publication.objects.get(year=2024, origin="computed", group__slug=PLACE[1], illustrative=True)
    release = published.find_release(*PLACE, "par", 2024)
    changed = PublishedCriterion.objects.filter(publication=publication, mapping__in=("new", "text", "maximum"))
    assert {row.mapping for row in changed} == {"new", "text", "maximum"}
    for row in changed:
        found = published.load_criterion(release, row.code)
        assert not criterion.compared(found)
        assert criterion.not_compared(found)
