"""A correction lists every figure that it publishes otherwise: what is listed and what differs are the same, both ways."""

import json
import random
from decimal import Decimal

import pytest
from django.test import Client

from scoring import lines
from scoring.actions.composition import compose
from scoring.actions.corrected import changes_of, contents_of
from scoring.canonical import canonical_of
from scoring.content_cells import ORDER, at, compare
from scoring.core.differences import differences
from scoring.desk.release import changes_view
from scoring.lines import lines_of
from scoring.models import Appraisal, Publication
from scoring.published import load_corrections
from tests.factories_release import make_people, released

from .surveyed import FACTORS, answered, begin, surveyed

pytestmark = pytest.mark.django_db
# What follows from other cells, or is no figure of a unit and is told elsewhere (the correction's number, its reason).
PRINTED = {"total_printed": "total", "index_printed": "index_percent", "previous_rank_printed": "previous_rank"}
OF_THE_VERSION = ("version", "supersedes", "reason")
RANKS = ("rank", "rank_printed", "rank_computed", "rank_exact")


def differing(before, after) -> set[tuple[str, str]]:
    """The truth, from the frozen bytes: every figure of a unit and of the block that two contents give otherwise."""
    old, new = (json.loads(canonical_of(each)) for each in (before, after))
    found = set()
    for difference in compare(old, new):
        path = difference.path
        if path[0] == "facts":
            fact = at(new, path[:2]) or at(old, path[:2])
            found.add(("", fact["label"]))
        elif path[0] == "results" and path[-1] == ORDER:
            continue  # lines stand in the order of the ranks, which are listed
        elif path[0] == "results":
            unit, field = path[1], path[2]
            if field == "scores":
                found.add((unit, f"c.{path[3]}"))
            elif field == "marks":
                key = f"m.{path[3]}" if path[4] in ("points", "state") else f"f.{path[3]}.{path[4]}"
                found.add((unit, key))
            elif field == "surveys":
                one = at(new, path[:4]) or at(old, path[:4])
                what = "percent" if path[4] == "is_suppressed" else path[4]
                found.add((unit, f"s.{one['purpose']}.{one['factor']}.{what}"))
            else:
                found.add((unit, "rank" if field in RANKS else PRINTED.get(field, field)))
        else:
            assert path[0] in OF_THE_VERSION, path
    return found


def listed(changes, facts=()) -> set[tuple[str, str]]:
    cells = {(each.unit, "rank" if each.key in RANKS else each.key) for each in changes.cells}
    return cells | {(each.unit, "rank") for each in changes.ranks} | {("", each.name) for each in facts}


def edit(made, chance: random.Random) -> None:
    """A few random corrections: points, answers (few and many), questionnaires taken away."""
    units = list(made.sheets)
    for _ in range(chance.randint(1, 4)):
        unit = chance.choice(units)
        if chance.random() < 0.3:
            own = Appraisal.objects.filter(sheet=made.sheets[unit], criterion__code="1.1")
            points = Decimal(chance.randint(0, 40)) / 4
            own.update(amount=points, appraised_score=points)
        else:
            most = chance.choice((2, 3, 40))
            answered(made, unit, chance.choice(list(FACTORS)), *(chance.randint(0, most) for _ in range(4)))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_listed_is_what_differs(seed):
    made, people, chance = surveyed(), make_people(), random.Random(seed)
    before = contents_of(released(made.round, people).pk)
    begin(made, people)
    edit(made, chance)
    after = compose(made.round, reason="Nhập nhầm")
    truth = {each for each in differing(before, after) if each[0]}
    assert listed(differences(lines_of(before), lines_of(after))) == truth


def corrected():
    """A published correction of one unit's answers about two factors, one of them fewer than ten from now on."""
    made, people = surveyed(), make_people()
    first = released(made.round, people)
    begin(made, people)
    answered(made, "huyen-song-em", "h4", 3, 2, 0, 0)
    answered(made, "huyen-song-em", "h3", 40, 2, 0, 0)
    shown = changes_view(compose(made.round), changes_of(compose(made.round, reason="Nhập nhầm")))
    return first, released(made.round, people), shown


def test_page_files_and_approver_have_every_figure_of_the_surveys():
    first, second, shown = corrected()
    truth = differing(contents_of(first.pk), contents_of(second.pk))
    (correction,) = load_corrections([second.number])
    assert listed(correction.changes, correction.facts) == truth
    unit = ("huyen-song-em", "s.satisfaction.Tiếp nhận góp ý")
    assert {(unit[0], f"{unit[1]}.{what}") for what in ("percent", "base", "margin")} <= truth
    hidden = {each.name: each.after for each in shown.cells if each.what.endswith("Tiếp nhận góp ý, tỷ lệ (%)")}
    assert hidden["Huyện Sông Êm"] == "không công bố"
    assert "Chỉ số hài lòng, sai số (±)" in {each.what for each in shown.cells}
    anyone = Client(headers={"host": "localhost"})
    for address in ("/dinh-chinh/", "/dinh-chinh.json", "/dinh-chinh.csv"):
        text = anyone.get(address).content.decode()
        assert "Chỉ số hài lòng: Tiếp nhận góp ý, tỷ lệ (%)" in text, address
        assert "Chỉ số hài lòng: Công chức, sai số (±)" in text, address
    table = f"/du-lieu/v1/thay-doi-do-dinh-chinh.json?cong-bo={second.number}"
    rows = anyone.get(table).json()
    cells = {(each["unit"], each["cell"], each["cell_name"]) for each in rows["rows"]}
    assert (*unit[:1], f"{unit[1]}.percent", "Tiếp nhận góp ý") in cells


def test_without_the_surveys_of_a_line_figures_change_untold(monkeypatch):
    """The control: the lists as they were when only scores, marks and ranks were looked at."""
    first, second, _shown = corrected()
    monkeypatch.setattr(lines, "_survey", lambda row: {})
    before, after = (contents_of(each.pk) for each in (first, second))
    untold = differing(before, after) - listed(differences(lines_of(before), lines_of(after)))
    assert {key.split(".")[0] for unit, key in untold if unit} == {"s"}
    assert Publication.objects.published().count() == 2
