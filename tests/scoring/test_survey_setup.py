"""Scales, questionnaires and questions of a round: by hand, from a template, from last year."""

from decimal import Decimal

import pytest

from scoring.actions.survey_setup import (
    SetupRefused,
    apply_template,
    copy_survey,
    define_questionnaire,
    define_scale,
    questionnaire_plan,
    remove_questionnaire,
)
from scoring.models import AnswerOption, Event, Question, Questionnaire, Tally
from scoring.policies import NotAllowed
from scoring.survey_setup import TEMPLATES, AnswerPlan, QuestionnairePlan, QuestionPlan, ScalePlan
from tests.factories_round import publish_by_hand
from tests.factories_surveys import (
    make_questionnaire,
    make_staff,
    make_surveyed_round,
    make_surveyed_set,
    make_tally,
    sheet_of,
)

pytestmark = pytest.mark.django_db

SCALE = ScalePlan("ba", "Ba mức", (AnswerPlan("a", "Tốt", Decimal(100)), AnswerPlan("b", "Chưa tốt", Decimal(0))))


def form(*questions: QuestionPlan, **fields) -> QuestionnairePlan:
    values = {
        "code": "lanh-dao", "name": "Phiếu lãnh đạo", "purpose": "survey", "respondents": "Lãnh đạo sở",
        "weight": Decimal(2), "scale": "ba",
    }  # fmt: skip
    return QuestionnairePlan(**{**values, **fields}, questions=questions or (QuestionPlan("c1", "Chất lượng?", "2.1"),))


@pytest.fixture
def round_(cast):
    return make_surveyed_round(cast)


@pytest.fixture
def manager():
    return make_staff("chuan-bi", ("manage_round",))


def test_a_questionnaire_is_set_up_and_the_event_says_so(round_, manager):
    define_scale(round_=round_, plan=SCALE, by=manager)
    define_questionnaire(round_=round_, plan=form(), by=manager)
    assert questionnaire_plan(Questionnaire.objects.get()) == form()
    event = Event.objects.latest("pk")
    assert (event.verb, event.data["from"], event.data["to"]["weight"]) == ("survey-setup", None, "2")


def test_the_same_set_up_again_leaves_no_event(round_, manager):
    for _twice in range(2):
        define_scale(round_=round_, plan=SCALE, by=manager)
        define_questionnaire(round_=round_, plan=form(), by=manager)
    assert Event.objects.count() == 2


def test_a_set_up_is_changed_and_the_event_says_from_and_to(round_, manager):
    define_scale(round_=round_, plan=SCALE, by=manager)
    define_questionnaire(round_=round_, plan=form(), by=manager)
    changed = form(QuestionPlan("c2", "Phối hợp?", "2.2"), weight=Decimal(3))
    define_questionnaire(round_=round_, plan=changed, by=manager)
    assert [question.code for question in Question.objects.all()] == ["c2"]
    assert Event.objects.latest("pk").data["from"]["questions"][0]["code"] == "c1"


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (ScalePlan("Ba", "Ba mức", SCALE.answers), "Mã thang trả lời"),
        (ScalePlan("ba", " ", SCALE.answers), "không được để trống"),
        (ScalePlan("ba", "Ba", SCALE.answers[:1]), "ít nhất hai câu trả lời"),
        (ScalePlan("ba", "Ba", (*SCALE.answers, AnswerPlan("a", "X", Decimal(1)))), "có hai lần"),
        (ScalePlan("ba", "Ba", (*SCALE.answers, AnswerPlan("c", "X", Decimal("100.1")))), "từ 0 đến 100%"),
        (ScalePlan("ba", "Ba", (*SCALE.answers, AnswerPlan("c", "X", Decimal("NaN")))), "từ 0 đến 100%"),
        (ScalePlan("ba", "Ba", (*SCALE.answers, AnswerPlan("unit", "X", Decimal(1)))), "tên cột"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(round_, manager, plan, says):
    with pytest.raises(SetupRefused, match=says):
        define_scale(round_=round_, plan=plan, by=manager)
    assert not AnswerOption.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"scale": "khac"}, "không có thang trả lời"),
        ({"weight": Decimal(0)}, "lớn hơn 0"),
        ({"purpose": "khac"}, "Chọn mục đích"),
        ({"respondents": ""}, "Đối tượng trả lời"),
        ({"code": "LĐ"}, "Mã phiếu hỏi"),
    ],
)
def test_a_questionnaire_that_cannot_be_is_refused(round_, manager, fields, says):
    define_scale(round_=round_, plan=SCALE, by=manager)
    with pytest.raises(SetupRefused, match=says):
        define_questionnaire(round_=round_, plan=form(**fields), by=manager)
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("leaf", ["1.1", "3.1", "2", "9", ""])
def test_a_survey_question_counts_for_a_survey_leaf_and_for_nothing_else(round_, manager, leaf):
    define_scale(round_=round_, plan=SCALE, by=manager)
    with pytest.raises(SetupRefused, match="không phải tiêu chí điều tra"):
        define_questionnaire(round_=round_, plan=form(QuestionPlan("c1", "Hỏi?", leaf)), by=manager)


def test_a_satisfaction_question_belongs_to_a_factor(round_, manager):
    define_scale(round_=round_, plan=SCALE, by=manager)
    with pytest.raises(SetupRefused, match="Yếu tố của câu hỏi"):
        define_questionnaire(
            round_=round_, plan=form(QuestionPlan("h1", "Hỏi?", ""), purpose="satisfaction"), by=manager
        )


def test_what_was_counted_cannot_be_taken_away(round_, manager):
    counted = make_questionnaire(round_, "lanh-dao", questions={"c1": "2.1", "c2": "2.2"})
    make_tally(sheet_of(round_, "huyen-song-em"), counted, "c1", 1, 1, 1, 9)
    with pytest.raises(SetupRefused, match="không bỏ được: c1"):
        define_questionnaire(round_=round_, plan=form(QuestionPlan("c2", "Hỏi?", "2.2"), scale="bon-muc"), by=manager)
    with pytest.raises(SetupRefused, match="không bỏ được"):
        define_scale(round_=round_, plan=ScalePlan("bon-muc", "Bốn", SCALE.answers), by=manager)
    with pytest.raises(SetupRefused, match="đã có số liệu"):
        remove_questionnaire(round_=round_, code="lanh-dao", by=manager)
    assert Tally.objects.count() == 4
    assert Question.objects.count() == 2


def test_an_answer_more_would_make_counted_questions_incomplete(round_, manager):
    counted = make_questionnaire(round_)
    make_tally(sheet_of(round_, "huyen-song-em"), counted, "c1", 1, 1, 1, 9)
    answers = tuple(AnswerPlan(code, code, Decimal(0)) for code in "abcde")
    with pytest.raises(SetupRefused, match="không thêm được"):
        define_scale(round_=round_, plan=ScalePlan("bon-muc", "Năm", answers), by=manager)


def test_an_unused_questionnaire_is_taken_away(round_, manager):
    make_questionnaire(round_)
    remove_questionnaire(round_=round_, code="cong-chuc", by=manager)
    assert not Questionnaire.objects.exists()
    assert Event.objects.latest("pk").data["to"] is None


@pytest.mark.parametrize(("template", "factors"), [("2640-2017", 5), ("1001-2023", 2)])
def test_a_template_brings_the_known_factors_and_says_what_is_not_known(round_, manager, template, factors):
    apply_template(round_=round_, template=template, by=manager)
    questionnaire = Questionnaire.objects.get()
    assert questionnaire.purpose == "satisfaction"
    assert questionnaire.questions.values("factor").distinct().count() == factors
    assert "kỳ đánh giá đặt" in questionnaire.name
    assert "thiết lập của kỳ đánh giá" in TEMPLATES[template].source
    with pytest.raises(SetupRefused, match="không ghi đè"):
        apply_template(round_=round_, template=template, by=manager)


def test_an_unknown_template_is_refused(round_, manager):
    with pytest.raises(SetupRefused, match="Không có mẫu"):
        apply_template(round_=round_, template="x", by=manager)


def test_last_years_set_up_is_copied_without_its_figures(cast, round_, manager):
    old = make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Kết quả"}, position=2)
    make_tally(sheet_of(round_, "huyen-song-em"), old, "c1", 1, 1, 1, 9)
    next_year = make_surveyed_round(cast, round_.criteria_set, year=2025)
    copied = copy_survey(round_=next_year, source=round_, by=manager)
    assert (copied.questionnaires, copied.questions, copied.left_behind) == (2, 3, [])
    assert [questionnaire_plan(each) for each in next_year.questionnaires.order_by("position")] == [
        questionnaire_plan(each) for each in round_.questionnaires.order_by("position")
    ]
    assert not Tally.objects.filter(sheet__round=next_year).exists()


def test_a_copied_question_follows_its_leaf_into_the_new_set(cast, round_, manager):
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    new_set = make_surveyed_set(cast, "bo-moi", year_from=2025)
    leaf = new_set.criteria.get(code="2.2")  # what was 2.1 is 2.2 now, and what was 2.2 is gone
    leaf.previous = round_.criteria_set.criteria.get(code="2.1")
    leaf.save()
    next_year = make_surveyed_round(cast, new_set, year=2025)
    copied = copy_survey(round_=next_year, source=round_, by=manager)
    assert copied.left_behind == ["cong-chuc.c2 (2.2)"]
    assert [(q.code, q.criterion) for q in Question.objects.filter(questionnaire__round=next_year)] == [("c1", leaf)]


def test_nothing_is_copied_from_an_empty_round_and_nothing_written_over(cast, round_, manager):
    next_year = make_surveyed_round(cast, round_.criteria_set, year=2025)
    with pytest.raises(SetupRefused, match="chưa có phiếu hỏi"):
        copy_survey(round_=next_year, source=round_, by=manager)
    make_questionnaire(round_)
    make_questionnaire(next_year)
    with pytest.raises(SetupRefused, match="không ghi đè"):
        copy_survey(round_=next_year, source=round_, by=manager)


def test_who_only_enters_figures_sets_nothing_up(round_):
    clerk = make_staff()
    for action, arguments in (
        (define_scale, {"plan": SCALE}),
        (define_questionnaire, {"plan": form()}),
        (remove_questionnaire, {"code": "x"}),
        (apply_template, {"template": "2640-2017"}),
        (copy_survey, {"source": round_}),
    ):
        with pytest.raises(NotAllowed):
            action(round_=round_, **arguments, by=clerk)


def test_a_published_round_keeps_its_set_up(round_, manager):
    publish_by_hand(round_)
    with pytest.raises(NotAllowed, match="đã công bố"):
        define_scale(round_=round_, plan=SCALE, by=manager)
