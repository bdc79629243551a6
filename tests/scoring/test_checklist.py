"""What blocks a submission, with the place to mend it, and what a person must have seen."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.actions.checklist import Place, checklist
from scoring.actions.rounds import add_units, leave_out, units_for
from scoring.core.rules import Measure
from scoring.desk.release import address_of
from scoring.models import (
    Appraisal,
    AssessmentRound,
    BandScale,
    CriteriaSet,
    Criterion,
    Publication,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from scoring.policies import NotAllowed
from tests.factories import make_group, make_publication, make_published, make_unit
from tests.factories_release import submitted
from tests.factories_round import NOT_APPLICABLE, make_round
from units.models import Succession, Unit, UnitForm, UnitKind

pytestmark = pytest.mark.django_db
D = Decimal
FIRST, SECOND, THIRD, FOURTH = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"
UNITS = (FIRST, SECOND, THIRD, FOURTH)


def look(made, people):
    return checklist(AssessmentRound.objects.get(pk=made.round.pk), by=people.submits)


def errors(made, people) -> dict[str, Place | None]:
    return {each.key: each.place for each in look(made, people).errors}


def warnings(made, people) -> dict[str, str]:
    return {each.key: each.message for each in look(made, people).warnings}


def test_a_round_in_order_has_nothing_to_mend_and_nothing_odd(cast, people):
    found = look(make_round(cast), people)
    assert (found.errors, found.warnings) == ((), ())


def test_unscored_leaves_block_by_unit_and_lead_to_the_leaf(cast, people):
    made = make_round(cast, marks={(FIRST, "1.2.1"): None, (FIRST, "2.1"): None})
    assert errors(made, people) == {f"unscored-{FIRST}": Place("sheet", made.sheets[FIRST].pk, "1.2.1")}


def test_a_zero_and_what_does_not_apply_are_scored(cast, people):
    made = make_round(cast, marks={(FIRST, "1.1"): Measure(amount=D(0)), (SECOND, "2.1"): NOT_APPLICABLE})
    assert errors(made, people) == {}


def test_a_round_without_units_blocks(cast, people):
    made = make_round(cast)
    Tally.objects.all().delete()
    Sheet.objects.all().delete()
    assert "no-sheets" in errors(made, people)


def test_nobody_to_approve_blocks(cast, people):
    made = make_round(cast)
    people.approves.is_active = False
    people.approves.save(update_fields=["is_active"])
    assert errors(made, people) == {"no-approver": Place("accounts")}


def test_whoever_submits_does_not_count_as_the_second_person(cast, people):
    found = checklist(make_round(cast).round, by=people.approves)
    assert [each.key for each in found.errors] == ["no-approver"]


def test_a_survey_that_few_answered_blocks(cast, people):
    made = make_round(cast)
    Tally.objects.filter(sheet=made.sheets[FIRST]).update(count=2)
    assert errors(made, people) == {f"small-base-{FIRST}-2.4": Place("surveys", made.sheets[FIRST].pk)}


def test_survey_points_without_answers_block(cast, people):
    made = make_round(cast, surveys=False)
    assert {f"no-base-{unit}-{leaf}" for unit in UNITS for leaf in ("2.4", "2.5")} == set(errors(made, people))


def test_a_missing_survey_is_a_warning_and_not_a_zero(cast, people):
    made = make_round(cast)
    SatisfactionFigure.objects.filter(sheet=made.sheets[FIRST]).delete()
    found = warnings(made, people)
    assert set(found) == {f"no-survey-{FIRST}"}
    assert "không có tổng điểm và thứ hạng" in found[f"no-survey-{FIRST}"]
    assert errors(made, people) == {}


def test_no_survey_and_no_rescaling_blocks(cast, people):
    made = make_round(cast, survey_made=False)
    assert "no-survey-no-rescaling" in errors(made, people)


def test_a_band_scale_not_chosen_blocks_and_none_at_all_warns(cast, people):
    made = make_round(cast, band_scale=None)
    assert "no-bands" in errors(made, people)
    BandScale.objects.all().delete()
    assert "no-bands" in warnings(made, people)


def test_points_that_the_measure_does_not_give_block(cast, people):
    made = make_round(cast)
    Appraisal.objects.filter(sheet=made.sheets[FIRST], criterion__code="2.1").update(appraised_score=D("1.5"))
    assert errors(made, people) == {f"not-by-the-rule-{FIRST}-2.1": Place("sheet", made.sheets[FIRST].pk, "2.1")}


def test_points_without_a_measure_are_told(cast, people):
    made = make_round(cast)
    Appraisal.objects.filter(sheet=made.sheets[FIRST], criterion__code="2.1").update(amount=None, base=None)
    assert set(warnings(made, people)) == {f"no-measure-{FIRST}-2.1"}


def test_a_rule_that_is_none_blocks_and_breaks_nothing(cast, people):
    made = make_round(cast)
    Criterion.objects.filter(code="2.1").update(rule={"kind": "unknown"})
    assert Place("criteria_set", made.criteria_set.pk, "2.1") in errors(made, people).values()


def test_points_above_a_maximum_that_was_lowered_block_and_break_nothing(cast, people):
    made = make_round(cast)
    Criterion.objects.filter(code="1.1").update(max_score=2)
    assert "out-of-range" in errors(made, people)


def test_a_result_that_is_published_already_blocks(cast, people):
    made = make_round(cast)
    make_published(cast.par, cast.districts, 2024, [(cast[FIRST], 1, "90")])
    assert "published-already" in errors(made, people)


def test_another_draft_of_the_same_result_blocks(cast, people):
    made = make_round(cast)
    make_publication(cast.par, cast.districts, 2024)
    assert "another-draft" in errors(made, people)
    assert Publication.objects.count() == 1


def test_no_decision_number_warns(cast, people):
    assert set(warnings(make_round(cast, decision_number=""), people)) == {"no-decision"}


def test_a_unit_left_out_warns_with_its_reason(cast, people):
    made = make_round(cast)
    Sheet.objects.filter(pk=made.sheets[FOURTH].pk).update(left_out_reason="Mới thành lập")
    assert warnings(made, people) == {f"left-out-{FOURTH}": "Quận Bến Mới không được đánh giá: Mới thành lập"}


def ended(*codes):
    """Units that were dissolved before the year of the round."""
    Unit.objects.filter(code__in=codes).update(valid_to=date(2023, 12, 31))


class TestUnitsWithoutASheet:
    """No unit of the group is just not there: it is assessed, or left out with the reason that is published."""

    def test_they_block_and_lead_to_where_they_are_added(self, cast, people):
        made = make_round(cast, units=(FIRST, SECOND))
        assert errors(made, people) == {"no-sheet": Place("units", made.round.pk)}
        (remark,) = look(made, people).errors
        assert remark.message == "Huyện Hồ Gươm Nhỏ, Quận Bến Mới không có phiếu trong kỳ."
        assert remark.advice == "Thêm đơn vị vào kỳ; nếu không đánh giá, nêu lý do sau khi thêm."
        assert address_of(made.round, remark.place) == reverse("desk:round-add-units", args=[made.round.pk])
        with pytest.raises(NotAllowed, match="Còn lỗi"):
            submitted(made.round, people)

    def test_a_reason_is_enough(self, cast, people):
        made = make_round(cast, units=(FIRST, SECOND))
        third, fourth = add_units(round_=made.round, units=[cast[THIRD], cast[FOURTH]], by=None)
        assert set(errors(made, people)) == {f"unscored-{THIRD}", f"unscored-{FOURTH}"}
        for sheet in (third, fourth):
            leave_out(sheet=sheet, reason="Sáp nhập trong năm.", by=None)
        assert errors(made, people) == {}

    def test_many_are_counted(self, cast, people):
        for number in range(7):
            make_unit(f"Thử {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province)
        (remark,) = look(make_round(cast), people).errors
        assert "Thử 4 và 2 đơn vị khác không có phiếu" in remark.message

    def test_a_unit_that_ended_or_began_in_another_time_is_not_missed(self, cast, people):
        ended(THIRD)
        Unit.objects.filter(code=FOURTH).update(valid_from=date(2025, 1, 1))
        assert errors(make_round(cast, units=(FIRST, SECOND)), people) == {}

    def test_a_unit_that_another_group_assesses_is_not_missed(self, cast, people):
        made = make_round(cast, units=(FIRST, SECOND))
        other = make_round(
            cast, group=make_group(cast.province, "Khối khác"), units=(THIRD, FOURTH), criteria_set=made.criteria_set
        )
        assert (errors(made, people), errors(other, people)) == ({}, {})

    def test_a_group_that_lists_forms_holds_no_others(self, cast, people):
        group = make_group(cast.province, "Quận", unit_noun="quận")
        assert errors(make_round(cast, group=group, units=(FOURTH,)), people) == {}
        assert [unit.code for unit in units_for(group, 2024, UnitKind.DISTRICT)] == [FOURTH]
        group.unit_noun = "sở, ban, ngành"  # lists no forms only: a Thanh tra is one of them
        assert len(units_for(group, 2024, UnitKind.DISTRICT)) == len(UNITS)


def last_year(cast, *rows):
    return make_published(cast.par, cast.districts, 2023, [(cast[unit], rank, total) for unit, rank, total in rows])


def test_a_change_of_ten_points_warns_and_of_less_does_not(cast, people):
    made = make_round(cast)
    totals = {row.unit_code: row.total for row in look(made, people).contents.results}
    last_year(cast, (FIRST, 1, str(totals[FIRST] - 10)), (SECOND, 2, str(totals[SECOND] - D("9.99"))), (THIRD, 3, "1"))
    assert set(warnings(made, people)) == {f"large-change-{FIRST}", f"large-change-{THIRD}"}


def test_a_move_over_more_than_half_the_block_warns(cast, people):
    made = make_round(cast)
    totals = {row.unit_code: row.total for row in look(made, people).contents.results}
    last_year(cast, (FIRST, 4, str(totals[FIRST] - 1)), (SECOND, 4, str(totals[SECOND])))
    assert set(warnings(made, people)) == {f"large-move-{FIRST}"}


def test_an_equal_change_of_all_warns(cast, people):
    made = make_round(cast)
    totals = {row.unit_code: row.total for row in look(made, people).contents.results}
    last_year(cast, *((unit, place, str(totals[unit] - 1)) for place, unit in enumerate(UNITS, start=1)))
    assert set(warnings(made, people)) == {"equal-changes"}


def test_a_unit_that_praises_itself_far_above_the_appraisal_warns(cast, people):
    made = make_round(cast)
    for appraisal in Appraisal.objects.filter(sheet=made.sheets[FOURTH], criterion__origin="appraisal"):
        Appraisal.objects.filter(pk=appraisal.pk).update(self_score=appraisal.max_score)
    assert set(warnings(made, people)) == {f"self-score-{FOURTH}"}


def test_a_rank_that_hangs_on_the_rounding_warns(cast, people):
    ended(THIRD, FOURTH)
    made = make_round(cast, units=(FIRST, SECOND), surveys=False)
    # Equal but for a ten-thousandth of a point: one rank as published, two before rounding.
    for code in Appraisal.objects.values_list("criterion__code", flat=True).distinct():
        first = Appraisal.objects.get(sheet=made.sheets[FIRST], criterion__code=code)
        Appraisal.objects.filter(sheet=made.sheets[SECOND], criterion__code=code).update(
            amount=first.amount, base=first.base, choice=first.choice, appraised_score=first.appraised_score
        )
    Appraisal.objects.filter(sheet=made.sheets[SECOND], criterion__code="1.1").update(
        amount=D("9.7499"), appraised_score=D("9.7499")
    )
    found = warnings(made, people)
    assert f"rounding-{SECOND}" in found
    assert "hạng 1 theo chỉ số đã làm tròn, hạng 2" in found[f"rounding-{SECOND}"]


def test_a_unit_of_last_year_that_is_gone_warns(cast, people):
    ended(THIRD, FOURTH)
    made = make_round(cast, units=(FIRST, SECOND))
    totals = {row.unit_code: row.total for row in look(made, people).contents.results}
    last_year(cast, (FIRST, 1, str(totals[FIRST] - 1)), (SECOND, 2, str(totals[SECOND])), (THIRD, 3, "50"))
    found = warnings(made, people)
    assert set(found) == {f"gone-{THIRD}"}
    assert f"(mã {THIRD})" in found[f"gone-{THIRD}"]  # what a unit became may bear its very name


@pytest.mark.parametrize(
    ("kind", "successor", "effective_on", "asked"),
    [
        ("merged", SECOND, "2024-12-31", False),
        ("abolished", None, "2024-07-01", False),
        ("merged", SECOND, "2025-01-01", True),  # it lasted to the end of the year
        ("merged", SECOND, "2015-01-01", True),  # it stood in the table of 2023 all the same
        ("merged", FOURTH, "2024-07-01", True),  # what it became is not in the table either
    ],
)
def test_a_unit_that_is_known_to_have_become_another_is_not_missed(cast, people, kind, successor, effective_on, asked):
    ended(THIRD, FOURTH)
    made = make_round(cast, units=(FIRST, SECOND))
    assert made.round.year == 2024
    totals = {row.unit_code: row.total for row in look(made, people).contents.results}
    last_year(cast, (FIRST, 1, str(totals[FIRST] - 1)), (SECOND, 2, str(totals[SECOND])), (THIRD, 3, "50"))
    Succession.objects.create(
        predecessor=Unit.objects.get(code=THIRD),
        successor=Unit.objects.filter(code=successor).first(),
        kind=kind,
        effective_on=effective_on,
        legal_basis="Nghị quyết (minh họa)",
        source="Dữ liệu minh họa",
    )
    assert (f"gone-{THIRD}" in warnings(made, people)) is asked


def test_the_keys_stay_while_the_findings_do(cast, people):
    made = make_round(cast, decision_number="")
    CriteriaSet.objects.update(note="một ghi chú")
    assert [each.key for each in look(made, people).warnings] == [each.key for each in look(made, people).warnings]
