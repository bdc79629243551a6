"""From rows of surveys to marks: what counts for which leaf, what is missing, what is too small, what may be shown."""

from decimal import Decimal

import pytest

from scoring.core.sheet import NOT_APPLICABLE
from scoring.models import Appraisal, QuestionnaireReturn, SatisfactionFigure
from scoring.survey_tally import PublicFigure, public_survey_figures
from scoring.tally import tally_round
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_scale, make_surveyed_round, make_tally, sheet_of

pytestmark = pytest.mark.django_db

EM, XANH, NHO, MOI = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"
FACTORS = {"h1": "Tiếp cận dịch vụ", "h2": "Thủ tục hành chính", "h3": "Công chức"}


@pytest.fixture
def round_():
    return make_surveyed_round(make_cast())


def test_a_survey_becomes_points_of_its_leaf(round_):
    form = make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    sheet = sheet_of(round_, EM)
    make_tally(sheet, form, "c1", 10, 10, 10, 0)  # 60 %
    make_tally(sheet, form, "c2", 30, 0, 0, 0)
    own = tally_round(round_).sheets[EM]
    assert own.surveys["2.1"].percent == Decimal(60)
    assert own.marks["2.1"] == Decimal("2.4")
    assert own.marks["2.2"] == Decimal(6)


def test_two_groups_rate_a_unit_by_their_weights(round_):
    chiefs = make_questionnaire(round_, "lanh-dao", weight=Decimal(3), questions={"c1": "2.1"})
    staff = make_questionnaire(round_, "cong-chuc", weight=Decimal(1), questions={"c1": "2.1"}, position=2)
    sheet = sheet_of(round_, EM)
    make_tally(sheet, chiefs, "c1", 6, 0, 0, 0)
    make_tally(sheet, staff, "c1", 0, 0, 0, 90)
    found = tally_round(round_).sheets[EM].surveys["2.1"]
    assert (found.percent, found.base) == (Decimal(75), 96)


def test_a_survey_that_is_missing_is_no_zero(round_):
    form = make_questionnaire(round_)
    make_tally(sheet_of(round_, XANH), form, "c1", 0, 0, 0, 30)
    tally = tally_round(round_)
    assert tally.sheets[EM].marks["2.1"] is None
    assert tally.sheets[XANH].marks["2.1"] == Decimal(0)
    assert "2.1" in tally.result_of(EM).missing
    assert "2.1" not in tally.result_of(XANH).missing


def test_all_noughts_are_a_survey_that_no_one_answered(round_):
    form = make_questionnaire(round_)
    make_tally(sheet_of(round_, EM), form, "c1", 0, 0, 0, 0)
    assert tally_round(round_).sheets[EM].marks["2.1"] is None


@pytest.mark.parametrize(("people", "mark"), [(9, None), (10, Decimal(4))])
def test_a_survey_of_fewer_than_ten_gives_no_points(round_, people, mark):
    form = make_questionnaire(round_)
    make_tally(sheet_of(round_, EM), form, "c1", people, 0, 0, 0)
    assert tally_round(round_).sheets[EM].marks["2.1"] == mark


def test_a_leaf_that_does_not_apply_stays_so_whatever_was_counted(round_):
    form = make_questionnaire(round_)
    sheet = sheet_of(round_, EM)
    make_tally(sheet, form, "c1", 30, 0, 0, 0)
    leaf = round_.criteria_set.criteria.get(code="2.1")
    Appraisal.objects.create(
        sheet=sheet, criterion=leaf, max_score=4, not_applicable=True, not_applicable_reason="Không có nhiệm vụ này"
    )
    assert tally_round(round_).sheets[EM].marks["2.1"] is NOT_APPLICABLE


def test_the_same_answer_code_is_worth_what_its_own_scale_says(round_):
    yes_no = make_scale(round_, "hai-muc", ("0", "100"))
    first = make_questionnaire(round_, "mot", questions={"c1": "2.1"}, scale=make_scale(round_))
    second = make_questionnaire(round_, "hai", questions={"c1": "2.1"}, scale=yes_no)
    sheet = sheet_of(round_, EM)
    make_tally(sheet, first, "c1", 20, 0, 0, 0)
    make_tally(sheet, second, "c1", 20, 0)
    assert tally_round(round_).sheets[EM].surveys["2.1"].percent == Decimal(50)


def test_satisfaction_is_the_mean_of_its_factors(round_):
    form = make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Tiếp cận", "h2": "Thủ tục", "h3": "Thủ tục"})
    sheet = sheet_of(round_, EM)
    make_tally(sheet, form, "h1", 40, 0, 0, 0)
    make_tally(sheet, form, "h2", 0, 0, 0, 40)
    make_tally(sheet, form, "h3", 0, 20, 20, 0)
    found = tally_round(round_).sheets[EM]
    assert found.satisfaction.figure.percent == Decimal(60)
    assert found.satisfaction.figure.base == 40
    assert {name: each.percent for name, each in found.satisfaction.factors.items()} == {"Tiếp cận": 100, "Thủ tục": 20}
    assert found.marks["3.1"] == Decimal(18)


def test_citizens_and_firms_are_two_groups_of_people(round_):
    """Their questionnaires count by weight; their answers and what was handed out to them add up."""
    people = make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Chung"}, weight=Decimal(3))
    firms = make_questionnaire(round_, "doanh-nghiep", "satisfaction", {"h1": "Chung"}, position=2)
    sheet = sheet_of(round_, EM)
    make_tally(sheet, people, "h1", 60, 0, 0, 0)
    make_tally(sheet, firms, "h1", 0, 0, 0, 20)
    for form, issued in ((people, 100), (firms, 60)):
        QuestionnaireReturn.objects.create(sheet=sheet, questionnaire=form, issued=issued, population=1000)
    found = tally_round(round_).sheets[EM].satisfaction
    assert (found.figure.percent, found.figure.base, found.response_rate) == (Decimal(75), 80, Decimal(50))


def test_a_stated_percentage_goes_before_tallies(round_):
    form = make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Chung"})
    sheet = sheet_of(round_, EM)
    make_tally(sheet, form, "h1", 0, 0, 0, 50)
    SatisfactionFigure.objects.create(sheet=sheet, percent=Decimal("93.95"), base=200, issued=250)
    found = tally_round(round_).sheets[EM]
    assert found.satisfaction.is_stated
    assert found.marks["3.1"] == Decimal("28.185")
    assert found.satisfaction.response_rate == Decimal(80)


def test_satisfaction_of_fewer_than_ten_gives_no_points(round_):
    SatisfactionFigure.objects.create(sheet=sheet_of(round_, EM), percent=Decimal(100), base=9)
    found = tally_round(round_).sheets[EM]
    assert found.satisfaction.is_small
    assert found.marks["3.1"] is None


def surveyed(round_, bases: dict[str, tuple[int, int, int]]):
    """Every unit's three factors, answered by so many, all of them with the highest mark."""
    form = make_questionnaire(round_, "nguoi-dan", "satisfaction", FACTORS)
    for unit, own in bases.items():
        for question, base in zip(FACTORS, own, strict=True):
            make_tally(sheet_of(round_, unit), form, question, base - 1, 1, 0, 0)
    return public_survey_figures(tally_round(round_))


def test_large_bases_are_shown_with_what_they_rest_on(round_):
    sheet = sheet_of(round_, EM)
    form = make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Chung"})
    make_tally(sheet, form, "h1", 90, 0, 0, 10)
    QuestionnaireReturn.objects.create(sheet=sheet, questionnaire=form, issued=125)
    of_unit = public_survey_figures(tally_round(round_))[EM]
    figure = (Decimal(90), 100, Decimal(80), Decimal("5.88"), False)
    assert of_unit == [PublicFigure("satisfaction", "", *figure), PublicFigure("satisfaction", "Chung", *figure)]


def test_a_small_factor_takes_others_with_it(round_):
    shown = surveyed(round_, {EM: (40, 3, 30), XANH: (40, 40, 40), NHO: (30, 35, 50), MOI: (90, 90, 90)})
    hidden = {(unit, each.factor) for unit, figures in shown.items() for each in figures if each.is_suppressed}
    assert (EM, FACTORS["h2"]) in hidden
    of_unit = [cell for cell in hidden if cell[0] == EM]
    of_factor = [cell for cell in hidden if cell[1] == FACTORS["h2"]]
    assert len(of_unit) == 2
    assert len(of_factor) == 2
    assert all(figure.percent is not None for figures in shown.values() for figure in figures if not figure.factor)


def test_nothing_of_a_hidden_figure_is_given(round_):
    shown = surveyed(round_, {EM: (4, 3, 3), XANH: (40, 40, 40)})
    assert {each.factor for each in shown[EM]} == {"", *FACTORS.values()}
    for each in shown[EM]:
        assert each == PublicFigure("satisfaction", each.factor, None, None, None, None, True)
    # The unit has no points from it, so no printed sum contains it and nobody else has to be hidden.
    assert not any(each.is_suppressed for each in shown[XANH])


def test_a_small_survey_is_hidden_and_a_missing_one_is_told_as_missing(round_):
    form = make_questionnaire(round_)
    make_tally(sheet_of(round_, EM), form, "c1", 5, 1, 1, 1)
    shown = public_survey_figures(tally_round(round_))
    assert shown[EM] == [PublicFigure("survey", "2.1", None, None, None, None, True)]
    assert shown[XANH] == [PublicFigure("survey", "2.1", None, 0, None, None, False)]


def test_the_number_of_queries_does_not_grow(round_, django_assert_num_queries):
    form = make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    make_tally(sheet_of(round_, EM), form, "c1", 10, 1, 1, 1)
    with django_assert_num_queries(8):
        public_survey_figures(tally_round(round_))
    for unit in (XANH, NHO, MOI):
        for question in ("c1", "c2"):
            make_tally(sheet_of(round_, unit), form, question, 10, 1, 1, 1)
    with django_assert_num_queries(8):
        public_survey_figures(tally_round(round_))
