"""What a correction hides does not follow from the versions before it, which stay public; where it would, it is refused."""

from decimal import Decimal

import pytest
from django.test import Client

from scoring.actions import checklist as checks
from scoring.actions.checklist import Place, checklist
from scoring.actions.composition import compose
from scoring.actions.corrected import contents_of
from scoring.actions.surveys import enter_satisfaction
from scoring.survey_tally import Earlier, public_survey_figures
from scoring.tally import tally_round
from tests.factories_release import make_people, released

from .surveyed import FACTORS, answered, begin, surveyed

pytestmark = pytest.mark.django_db
EM = "huyen-song-em"
SMALL = FACTORS["h4"]


@pytest.fixture
def world():
    """A published round whose correction has begun."""
    made, people = surveyed(), make_people()
    first = released(made.round, people)
    begin(made, people)
    return made, people, first


def figures(contents) -> dict[tuple[str, str], Decimal | None]:
    return {
        (unit, row.factor): row.percent
        for unit, rows in contents.surveys.items()
        for row in rows
        if row.purpose == "satisfaction"
    }


def refused(made, people) -> list:
    found = checklist(made.round, by=people.submits).errors
    return [each for each in found if each.key.startswith("given-away-")]


def test_a_factor_that_the_version_before_gives_away_is_refused_by_name(world):
    made, people, first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    (error,) = refused(made, people)
    assert error.key == f"given-away-{EM}-{SMALL}"
    assert error.message == (
        f"Huyện Sông Êm: “{SMALL}” phải giữ kín để không lộ số liệu dưới 10 phiếu, nhưng vẫn suy ra được từ chỉ"
        f" số hài lòng và các yếu tố khác mà công bố số {first.number} đã nêu và vẫn đọc được."
    )
    assert error.place == Place("surveys", made.sheets[EM].pk)


def test_figures_of_units_that_nobody_touched_stay_as_they_were(world):
    made, _people, first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    before, after = figures(contents_of(first.pk)), figures(compose(made.round, reason="Nhập nhầm"))
    assert {cell for cell in before if before[cell] != after[cell]} == {(EM, ""), (EM, SMALL)}


def test_masked_by_itself_the_correction_gives_the_small_factor_away(world):
    """The control: the index of the correction, and the other factors from the version before."""
    made, _people, first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    tally = tally_round(made.round)
    alone = public_survey_figures(tally, Earlier())
    hidden = {(unit, each.factor) for unit, rows in alone.items() for each in rows if each.is_suppressed}
    assert {unit for unit, _factor in hidden} != {EM}  # and another unit, that nobody touched, loses figures for it
    before = figures(contents_of(first.pk))
    index = tally.sheets[EM].satisfaction.figure.percent
    others = sum(before[EM, factor] for factor in FACTORS.values() if factor != SMALL)
    truth = tally.sheets[EM].satisfaction.factors[SMALL].percent
    assert abs(index * len(FACTORS) - others - truth) < Decimal("0.001")


def test_the_advice_can_be_followed(world):
    made, people, _first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    assert refused(made, people)
    own = tally_round(made.round).sheets[EM].satisfaction
    rest = [each.percent for factor, each in own.factors.items() if factor != SMALL]
    percent = (sum(rest) / len(rest)).quantize(Decimal("0.01"))
    enter_satisfaction(sheet=made.sheets[EM], percent=percent, base=120, by=people.enters)
    assert not refused(made, people)
    assert not checklist(made.round, by=people.submits).errors
    second = released(made.round, people)
    shown = {factor for unit, factor in figures(contents_of(second.pk)) if unit == EM}
    assert shown == {""}


def test_ten_answers_are_enough(world):
    made, people, _first = world
    answered(made, EM, "h4", 5, 5, 0, 0)
    assert not refused(made, people)
    assert (EM, SMALL) in {cell for cell, percent in figures(compose(made.round)).items() if percent is not None}


def test_factors_that_are_corrected_too_protect_it(world):
    """Where something else of the unit changes, that is hidden with it, and nothing of anybody else."""
    made, people, first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    answered(made, EM, "h3", 40, 2, 0, 0)
    assert not refused(made, people)
    second = released(made.round, people)
    before, after = figures(contents_of(first.pk)), figures(contents_of(second.pk))
    gone = {cell for cell, percent in after.items() if percent is None and before[cell] is not None}
    assert gone == {(EM, SMALL), (EM, FACTORS["h3"])}


def test_what_protected_a_small_factor_stays_hidden_when_that_has_grown():
    made, people = surveyed(), make_people()
    answered(made, EM, "h4", 3, 2, 0, 0)
    first = contents_of(released(made.round, people).pk)
    hidden = {cell for cell, percent in figures(first).items() if percent is None}
    assert len(hidden) > 1
    begin(made, people)
    answered(made, EM, "h4", 60, 2, 0, 0)
    after = figures(compose(made.round, reason="Bổ sung phiếu"))
    assert {cell for cell, percent in after.items() if percent is None} == hidden
    assert not refused(made, people)


def test_without_the_look_at_earlier_versions_it_is_submitted(world, monkeypatch):
    """The control of the checklist: nothing else refuses it."""
    made, people, _first = world
    answered(made, EM, "h4", 3, 2, 0, 0)
    monkeypatch.setattr(checks.correction_checks, "given_away", lambda tally, earlier: {})
    assert not checklist(made.round, by=people.submits).errors
    second = released(made.round, people)
    assert Client(headers={"host": "localhost"}).get(f"/cong-bo/{second.number}/").status_code == 200
