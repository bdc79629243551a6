"""A round composes into the publication it would be."""

import json
import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.actions.composition import compose
from scoring.actions.freezing import freeze
from scoring.canonical import canonical, canonical_of, hash_of
from scoring.core.rules import Measure
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Criterion, Publication, SatisfactionFigure, Sheet
from tests.factories import make_break, make_published
from tests.factories_round import NOT_APPLICABLE, make_round
from units.models import FormerDesignation, Unit

pytestmark = pytest.mark.django_db
D = Decimal
ZERO = Measure(amount=D(0))
FIRST, SECOND, THIRD, FOURTH = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"


def again(made) -> AssessmentRound:
    """The round as the next request reads it."""
    return AssessmentRound.objects.get(pk=made.round.pk)


def rows(contents):
    return {row.unit_code: row for row in contents.results}


def test_the_publication_copies_names_and_rules_as_they_are_now(cast):
    made = make_round(cast, decision_number="12/QĐ-UBND", decision_date=date(2025, 2, 1), note="Ghi chú")
    publication = compose(again(made)).publication
    assert publication.pk is None
    assert (publication.index_name, publication.group_name, publication.place_name) == (
        "PAR Index",
        "Quận, huyện",
        "Tỉnh Minh Họa",
    )
    assert (publication.set_code, publication.set_name) == ("bo-thu-nghiem", "Bộ tiêu chí thử nghiệm")
    assert (publication.decision_number, publication.decision_date) == ("12/QĐ-UBND", date(2025, 2, 1))
    assert (publication.unit_count, publication.scale_max, publication.places) == (4, D(100), 2)
    assert (publication.rank_on, publication.tie_rule, publication.note) == ("published", "competition", "Ghi chú")
    assert publication.illustrative
    assert publication.source.startswith("Dữ liệu minh họa.")


def test_every_unit_has_its_figures_and_ranks(cast):
    contents = compose(again(make_round(cast)))
    first = contents.results[0]
    assert [(row.unit_code, row.rank) for row in contents.results] == [(FIRST, 1), (SECOND, 2), (THIRD, 3), (FOURTH, 4)]
    assert first.total_printed == format(first.total, ".2f").replace(".", ",")
    assert first.index_printed == format(first.index_percent, ".2f").replace(".", ",")
    assert (first.rank_computed, first.rank_exact, first.rank_printed, first.band) == (1, 1, "1", "Tốt")
    assert [each.code for each in contents.components] == [
        "tham-dinh", "dieu-tra", "hai-long", "diem-thuong", "diem-tru",
    ]  # fmt: skip
    assert [each.part_of_total for each in contents.components] == [True, True, True, False, False]
    assert [each.max_score for each in contents.components] == [D(60), D(10), D(30), D(2), D(5)]
    parts = {code: score.value for (unit, code), score in contents.scores.items() if unit == FIRST}
    assert first.total == sum((parts[code] for code in ("tham-dinh", "dieu-tra", "hai-long", "diem-thuong")), D(0)).quantize(D("0.01")) - parts["diem-tru"]  # fmt: skip


def test_it_says_that_columns_add_up_only_where_they_do(cast):
    with_bonus = make_round(cast)
    assert compose(again(with_bonus)).publication.combining == "none"
    none_given = {(unit, leaf): ZERO for unit in (FIRST, SECOND, THIRD, FOURTH) for leaf in ("2.6", "2.7")}
    made = make_round(cast, year=2023, criteria_set=with_bonus.criteria_set, marks=none_given)
    assert compose(again(made)).publication.combining == "sum"


def test_what_does_not_apply_leaves_the_maximum_and_keeps_its_reason(cast):
    contents = compose(again(make_round(cast, marks={(FIRST, "1.3"): NOT_APPLICABLE})))
    first = rows(contents)[FIRST]
    assert first.max_score == D(85)
    mark = contents.marks[(FIRST, "1.3")]
    assert (mark.state, mark.points, mark.reason) == ("na", None, "Đơn vị không có nhiệm vụ này.")
    assert contents.marks[(FIRST, "1")].max_score == D(25)
    assert {fact.label for fact in contents.facts} == {"Điểm trung bình", "Chỉ số trung bình"}


def test_a_missing_survey_is_no_zero_and_gives_no_rank(cast):
    made = make_round(cast)
    SatisfactionFigure.objects.filter(sheet=made.sheets[FIRST]).delete()
    contents = compose(again(made))
    row = rows(contents)[FIRST]
    assert (row.total, row.index_percent, row.rank, row.total_printed) == (None, None, None, "")
    assert "chỉ số hài lòng" in row.absent_reason
    assert (FIRST, "hai-long") not in contents.scores
    assert contents.scores[(FIRST, "tham-dinh")].value is not None
    mark = contents.marks[(FIRST, "2.5")]
    assert (mark.state, mark.points) == ("missing", None)
    assert contents.marks[(FIRST, "2")].state == "missing"
    assert contents.results[-1] is row
    assert rows(contents)[SECOND].rank == 1


def test_a_small_satisfaction_base_is_not_used_and_not_shown(cast):
    made = make_round(cast)
    SatisfactionFigure.objects.filter(sheet=made.sheets[FIRST]).update(base=9, percent=D("12.3456"))
    contents = compose(again(made))
    assert rows(contents)[FIRST].rank is None
    assert b"12.3456" not in canonical_of(contents)


def test_a_unit_left_out_stands_in_the_table_with_its_reason(cast):
    made = make_round(cast)
    Sheet.objects.filter(pk=made.sheets[SECOND].pk).update(left_out_reason="Mới thành lập")
    contents = compose(again(made))
    row = rows(contents)[SECOND]
    assert (row.rank, row.total, row.absent_reason) == (None, None, "Mới thành lập")
    assert not any(unit == SECOND for unit, _code in contents.marks)
    assert contents.publication.unit_count == 4


def test_without_a_survey_the_rest_counts_for_everything_where_the_set_says_so(cast):
    made = make_round(cast, surveys=False, survey_made=False, marks={(unit, "2.4"): None for unit in (FIRST, SECOND, THIRD, FOURTH)})  # fmt: skip
    CriteriaSet.objects.update(rescale_without_survey=True)
    contents = compose(again(made))
    assert rows(contents)[FIRST].max_score == D(90)
    mark = contents.marks[(FIRST, "2.4")]
    assert (mark.state, mark.reason) == ("no_survey", "Không tổ chức điều tra xã hội học.")
    assert contents.publication.combining == "none"
    assert not contents.publication.survey_made


def test_a_leaf_freezes_what_its_points_follow_from(cast):
    made = make_round(cast)
    contents = compose(again(made))
    scheme_rules = {each.code: each for each in contents.criteria}
    rate = contents.marks[(FIRST, "2.1")]
    assert (rate.amount, rate.base) == (D(941), D(997))
    survey = contents.marks[(FIRST, "2.4")]
    assert survey.amount is not None
    assert survey.base is None
    assert (survey.points * 10).quantize(D("0.01")) == survey.amount.quantize(D("0.01"))
    assert scheme_rules["2.1"].rule == {"kind": "rate", "floor": "50", "full_at": "100"}
    assert [each.code for each in contents.criteria][:5] == ["1", "1.1", "1.2", "1.2.1", "1.2.2"]


def test_what_appraisers_wrote_for_each_other_is_not_published(cast):
    made = make_round(cast)
    Appraisal.objects.update(reason="LỜI NHẬN XÉT NỘI BỘ", explanation="GIẢI TRÌNH NỘI BỘ", evidence="HỒ SƠ NỘI BỘ")
    assert "NỘI BỘ" not in canonical_of(compose(again(made))).decode()


def test_units_are_called_as_on_the_last_day_of_the_year(cast):
    made = make_round(cast)
    FormerDesignation.objects.create(
        unit=cast[FIRST], form="huyen", full_name="Huyện Sông Êm Cũ", valid_to=date(2025, 3, 1), source="x"
    )
    assert rows(compose(again(made)))[FIRST].printed_name == "Huyện Sông Êm Cũ"


class TestAgainstTheYearBefore:
    def before(self, cast, **fields):
        return make_published(
            cast.par,
            cast.districts,
            2023,
            [(cast[SECOND], 1, "90"), (cast[FIRST], 2, "80.5"), (cast[THIRD], 3, None)],
            unit_count=4,
            **fields,
        )

    def test_changes_are_stated_for_units_that_were_there(self, cast):
        before = self.before(cast)
        contents = compose(again(make_round(cast)))
        first = rows(contents)[FIRST]
        assert contents.publication.previous == before
        assert (first.previous_rank, first.rank_change) == (2, 1)
        assert first.score_change == first.total - D("80.5")
        third = rows(contents)[THIRD]
        assert (third.previous_rank, third.score_change) == (3, None)
        assert rows(contents)[FOURTH].previous_rank is None

    def test_nothing_is_stated_across_a_break(self, cast):
        self.before(cast)
        make_break(cast.par, 2023, 2024, reason="Đổi phương pháp")
        contents = compose(again(make_round(cast)))
        assert contents.publication.previous is None
        assert contents.publication.incomparable_reason == "Đổi phương pháp"
        assert rows(contents)[FIRST].previous_rank is None
        assert rows(contents)[FIRST].score_change is None

    def test_a_break_of_scores_leaves_the_ranks(self, cast):
        before = self.before(cast)
        make_break(cast.par, 2023, 2024, of_rank=False)
        contents = compose(again(make_round(cast)))
        assert contents.publication.previous == before
        assert (rows(contents)[FIRST].rank_change, rows(contents)[FIRST].score_change) == (1, None)

    def test_a_set_that_does_not_compare_states_nothing_in_its_first_year(self, cast):
        self.before(cast)
        made = make_round(cast)
        CriteriaSet.objects.update(incomparable_reason="Bộ tiêu chí mới")
        contents = compose(again(made))
        assert contents.publication.previous is None
        assert contents.publication.incomparable_reason == "Bộ tiêu chí mới"

    def test_and_compares_with_itself_in_the_next(self, cast):
        made = make_round(cast)
        CriteriaSet.objects.update(incomparable_reason="Bộ tiêu chí mới")
        before = self.before(cast, set_code="bo-thu-nghiem")
        contents = compose(again(made))
        assert (contents.publication.previous, contents.publication.incomparable_reason) == (before, "")

    def test_points_out_of_another_maximum_are_not_compared(self, cast):
        self.before(cast)
        contents = compose(again(make_round(cast, marks={(FIRST, "1.3"): NOT_APPLICABLE})))
        row = rows(contents)[FIRST]
        assert row.score_change is None
        assert row.rank_change is not None


def test_the_same_bytes_whatever_the_order_and_the_numbers_of_rows(cast):
    """The same round made anew from rows in another order: other keys, another order of storage, the same bytes."""
    made = make_round(cast, marks={(FIRST, "1.3"): NOT_APPLICABLE, (SECOND, "1.1"): ZERO})
    before = canonical_of(compose(again(made)))
    chance = random.Random(7)
    for model in (Appraisal, SatisfactionFigure):
        stored = list(model.objects.all())
        model.objects.all().delete()
        chance.shuffle(stored)
        for row in stored:
            row.pk = None
        model.objects.bulk_create(stored)
    assert canonical_of(compose(again(made))) == before


def test_the_bytes_are_those_of_the_other_database(cast):
    """Pinned: both engines compose these very bytes."""
    made = make_round(cast, marks={(FIRST, "1.3"): NOT_APPLICABLE})
    assert hash_of(compose(again(made))) == PINNED


def test_what_is_frozen_has_the_hash_of_what_was_composed(cast):
    made = make_round(cast, marks={(FIRST, "1.3"): NOT_APPLICABLE})
    contents = compose(again(made))
    wanted = hash_of(contents)
    draft = freeze(contents)
    assert draft.status == Publication.Status.DRAFT
    assert draft.number is None
    stored = canonical(Publication.objects.get(pk=draft.pk))
    assert stored == canonical_of(compose(again(made)))
    assert hash_of(compose(again(made))) == wanted
    assert json.loads(stored)["results"][0]["marks"]


def test_the_number_of_queries_does_not_grow(cast):
    small = make_round(cast, units=(FIRST, SECOND))
    with CaptureQueriesContext(connection) as few:
        compose(again(small))
    large = make_round(cast, year=2023, criteria_set=small.criteria_set)
    parent = Criterion.objects.get(code="2")
    for number in range(20):
        Criterion.objects.create(
            criteria_set=large.criteria_set, parent=parent, code=f"2.9{number}", title="x", position=99,
            max_score=1, origin="appraisal", rule={"kind": "manual"},
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        compose(again(large))
    assert len(many) == len(few) <= 22


def test_renaming_the_unit_changes_the_hash(cast):
    made = make_round(cast)
    before = hash_of(compose(again(made)))
    Unit.objects.filter(pk=cast[FIRST].pk).update(full_name="Huyện Khác")
    assert hash_of(compose(again(made))) != before


# The same on both engines; it changes only when what a publication shows does.
PINNED = "eae5f57a54d75b0d58b377e7cb594dd7226370f32cd26010084c7d01be86fd1a"
