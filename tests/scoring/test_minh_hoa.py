"""Tỉnh Minh Họa holds what a reader shall be able to find, is invented throughout, and is the same wherever it is loaded.

It is loaded once for this module, into a transaction that is thrown away at the end.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from scoring.actions import illustration
from scoring.actions.illustration import digest, load
from scoring.appraising import judge, leaf_of
from scoring.canonical import canonical
from scoring.core.rules import RULES
from scoring.core.scheme import Origin
from scoring.criteria_checks import check_set
from scoring.illustration import choices, province, sets
from scoring.illustration.people import APPROVER, ENTERER, PEOPLE, SUBMITTER
from scoring.illustration.rounds import FEW_CLIENTS, ROUNDS
from scoring.models import (
    Appraisal,
    AssessmentRound,
    BandScale,
    CriteriaSet,
    Criterion,
    Event,
    Publication,
    PublishedMark,
    PublishedResult,
    PublishedSurvey,
    Submission,
    Tally,
)
from scoring.tally import tally_round
from tests.factories import make_index, make_unit
from units.directory import UnitDirectory
from units.models import Succession, Unit, UnitForm, UnitGroup, UnitKind

# The SHA-256 over every measure and every count that is generated, the same on every machine and in both databases. Whoever
# changes what is generated raises EDITION and renews it.
KNOWN = "40404d08ce6fc18bdbf1c7409d8fd48b64bc7211406011d208f9fee38798737d"


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """A real unit and index beside it, then the province; what the load said, and what the real unit was like before."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_index()
        make_unit("Có Thật", UnitKind.PROVINCE, UnitForm.PROVINCE, code="01", illustrative=False)
        before = Unit.objects.filter(code="01").values().get()
        yield load(by=None), before
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    return loaded_once


def published(level: str, year: int) -> Publication:
    group = {"so": province.SO, "huyen": province.HUYEN, "xa": province.XA}[level]
    return Publication.objects.current().get(year=year, group__code=group)


def results(level: str, year: int) -> dict[str, PublishedResult]:
    return {each.unit_code: each for each in published(level, year).results.all()}


# The criteria sets.


@pytest.mark.parametrize("code", ["mh-so-2022", "mh-huyen-2022", "mh-so-2024", "mh-so-2025", "mh-xa-2025"])
def test_a_set_has_seven_fields_about_45_criteria_and_about_90_components(code):
    data = sets.BY_CODE[code]
    fields = [area for area in data.areas if area.number.isdigit()]
    criteria = [node for area in fields for node in area.children]
    components = [node for criterion in criteria for node in criterion.children]
    assert len(fields) == 7
    assert 43 <= len(criteria) <= 49
    assert 80 <= len(components) <= 95
    assert sum(leaf.maximum for area in fields for leaf in area.nodes() if leaf.is_leaf) == 60
    assert data.total == 100


def test_points_are_split_as_the_levels_split_them():
    def split(code: str) -> dict[str, Decimal]:
        found: Counter[str] = Counter()
        for leaf in sets.BY_CODE[code].leaves:
            found[leaf.origin.value] += leaf.maximum
        return {origin.value: found[origin.value] for origin in Origin if found[origin.value]}

    assert split("mh-so-2022") == {"appraisal": 60, "survey": 10, "satisfaction": 30, "bonus": 1, "penalty": 2}
    assert split("mh-xa-2025") == {"appraisal": 60, "satisfaction": 40, "bonus": 1, "penalty": 2}
    modern = sets.BY_CODE["mh-so-2022"].areas[6]
    assert sum(leaf.maximum for leaf in modern.nodes() if leaf.is_leaf) == Decimal("12.5")


def test_no_field_of_the_text_is_left_as_it_was_written_for_three_levels():
    for data in sets.SETS:
        for area in data.areas:
            for node in area.nodes():
                assert node.title
                assert not set("{}~|") & set(node.title + node.evidence), node.title
                assert "::" not in node.title + node.evidence
                assert node.is_leaf != bool(node.children)
                if node.is_leaf:
                    assert node.evidence
                    assert node.appraiser


def test_every_kind_of_rule_and_of_points_is_used(loaded):
    leaves = Criterion.objects.filter(criteria_set__code="mh-so-2022", max_score__isnull=False)
    assert {leaf.rule["kind"] for leaf in leaves} == set(RULES)
    assert {leaf.origin for leaf in leaves} == {origin.value for origin in Origin}
    assert any(leaf.explanation_required for leaf in leaves)
    rules = [leaf.rule for leaf in leaves]
    assert any(rule.get("floor", "0") != "0" for rule in rules)


def test_a_later_set_says_of_each_leaf_what_became_of_it(loaded):
    for code in ("mh-so-2024", "mh-so-2025"):
        made = CriteriaSet.objects.get(code=code)
        leaves = made.criteria.filter(max_score__isnull=False)
        assert set(leaves.values_list("mapping", flat=True)) == {"same", "text", "maximum", "new"}
        for leaf in leaves.select_related("previous"):
            assert (leaf.previous is None) == (leaf.mapping == "new")
            assert leaf.previous is None or leaf.previous.criteria_set_id == made.copied_from_id
            if leaf.mapping == "same":
                assert (leaf.title, leaf.max_score) == (leaf.previous.title, leaf.previous.max_score)
        before = made.copied_from.criteria.filter(max_score__isnull=False)
        assert before.filter(continued_by__isnull=True).exists()  # something was dropped


def test_one_set_has_two_scales_of_classes_and_floors(loaded):
    scales = BandScale.objects.filter(criteria_set__code="mh-so-2022")
    assert scales.count() == 2
    assert scales.filter(bands__component_floor__isnull=False).exists()
    first, second = published("so", 2022), published("so", 2023)
    assert first.band_decision != second.band_decision


def test_a_floor_costs_some_unit_its_class(loaded):
    costs = []
    for publication in Publication.objects.current():
        bands = sorted(publication.bands.all(), key=lambda band: -band.from_index)
        for result in publication.results.filter(index_percent__isnull=False):
            by_index = next(band for band in bands if result.index_percent >= band.from_index)
            if by_index.name != result.band:
                costs.append(result)
    assert costs


def test_a_set_stands_up_to_every_check(loaded):
    for made in CriteriaSet.objects.all():
        assert check_set(made) == []


# What happens in the years.


def test_every_block_is_published_in_its_years_and_2026_is_under_way(loaded):
    found = Counter(Publication.objects.published().values_list("group__code", "year"))
    assert found == {
        **{(province.SO, year): 1 for year in (2022, 2024, 2025)},
        (province.SO, 2023): 2,
        **{(province.HUYEN, year): 1 for year in (2022, 2023, 2024)},
        (province.XA, 2025): 1,
    }
    assert set(AssessmentRound.objects.filter(year=2026).values_list("group__code", "state")) == {
        (province.SO, "open"),
        (province.XA, "preparing"),
    }


def test_totals_spread_as_in_life(loaded):
    indexes = [
        each.index_percent
        for each in PublishedResult.objects.filter(publication__in=Publication.objects.current())
        if each.index_percent is not None
    ]
    assert 68 <= min(indexes) <= 78
    assert 93 <= max(indexes) <= 98
    for publication in Publication.objects.current():
        assert len(set(publication.results.values_list("band", flat=True)) - {""}) >= 2


@pytest.mark.parametrize(("level", "year"), [("so", 2024), ("huyen", 2024), ("xa", 2025)])
def test_two_units_share_a_rank_and_the_next_one_is_passed_over(loaded, level, year):
    ranks = Counter(each.rank for each in results(level, year).values() if each.rank)
    shared = [rank for rank, count in ranks.items() if count == 2]
    assert shared
    assert all(rank + 1 not in ranks for rank in shared)


def test_a_tie_hangs_on_the_rounding(loaded):
    assert any(each.rank_exact != each.rank for each in results("so", 2024).values() if each.rank)


def test_a_unit_rises_although_its_score_falls(loaded):
    assert moves(lambda rank, score: rank > 0 > score)


def test_a_unit_falls_although_its_score_rises(loaded):
    assert moves(lambda rank, score: rank < 0 < score)


def moves(wanted) -> list[PublishedResult]:
    rows = PublishedResult.objects.filter(publication__in=Publication.objects.current())
    return [
        each
        for each in rows
        if each.rank_change is not None
        and each.score_change is not None
        and wanted(each.rank_change, each.score_change)
    ]


def test_what_does_not_apply_leaves_the_denominator_with_a_reason(loaded):
    inspectorate = results("so", 2024)["mh-thanh-tra"]
    assert inspectorate.max_score < 70
    assert inspectorate.index_percent > inspectorate.total
    marks = inspectorate.marks.filter(state=PublishedMark.State.NOT_APPLICABLE, criterion__rule__isnull=False)
    assert marks.count() > 10
    assert all(mark.reason for mark in marks)


def test_a_small_base_is_not_used_and_not_shown(loaded):
    for code in FEW_CLIENTS:
        result = results("so", 2024)[code]
        assert result.marks.get(criterion__code="HL").state == PublishedMark.State.NOT_APPLICABLE
        figures = result.surveys.filter(purpose="satisfaction")
        assert figures
        assert all(figure.is_suppressed for figure in figures)
    others = PublishedSurvey.objects.filter(result__publication=published("so", 2024), purpose="satisfaction").exclude(
        result__unit_code__in=FEW_CLIENTS
    )
    assert others
    assert not any(figure.is_suppressed for figure in others)


def test_a_unit_without_its_survey_has_no_total_and_no_rank_and_a_reason(loaded):
    lost = results("huyen", 2023)["mh-h-rung-thua"]
    assert (lost.total, lost.index_percent, lost.rank) == (None, None, None)
    assert "điều tra xã hội học" in lost.absent_reason
    assert "thất lạc" in lost.note
    assert not Tally.objects.filter(
        sheet__unit__code="mh-h-rung-thua", sheet__round__year=2023, question__questionnaire__purpose="survey"
    ).exists()


def test_a_year_without_a_survey_counts_the_rest_for_the_whole(loaded):
    publication = published("huyen", 2022)
    assert (publication.survey_made, publication.rescale_without_survey) == (False, True)
    assert set(publication.results.values_list("max_score", flat=True)) == {Decimal(90)}


def test_units_are_left_out_with_a_reason(loaded):
    for level, year, code in (("so", 2022, "mh-ban-khu-cong-nghiep"), ("xa", 2025, "mh-x-ban-may")):
        result = results(level, year)[code]
        assert result.total is None
        assert "minh họa" in result.absent_reason
        assert not result.marks.exists()


def test_a_correction_says_why_and_moves_ranks(loaded):
    first, second = Publication.objects.published().filter(group__code=province.SO, year=2023).order_by("version")
    assert second.supersedes == first
    assert second.reason
    before = {each.unit_code: each.rank for each in first.results.all()}
    moved = {each.unit_code for each in second.results.all() if each.rank != before[each.unit_code]}
    assert len(moved) == 2
    entered = Event.objects.get(verb="enter", by__username=ENTERER.username)
    assert {change["field"] for change in entered.data["changes"]} >= {"choice", "appraised_score"}


def test_the_year_after_a_correction_compares_with_the_corrected_version(loaded):
    assert published("so", 2024).previous == published("so", 2023)


def test_a_renamed_body_keeps_its_line_and_its_old_name_in_old_tables(loaded):
    code = "mh-so-van-hoa"
    assert results("so", 2023)[code].printed_name == "Sở Văn hóa và Thể thao"
    assert results("so", 2024)[code].printed_name == "Sở Văn hóa, Thể thao và Du lịch"
    assert results("so", 2024)[code].rank_change is not None


def test_a_body_is_found_by_its_name_with_the_province_and_by_its_former_name(loaded):
    assert Unit.objects.found_by("so noi vu tinh minh hoa").get().code == "mh-so-noi-vu"
    assert Unit.objects.found_by("van hoa va the thao").get().code == "mh-so-van-hoa"


def test_an_import_that_looks_at_all_names_would_change_none_of_its_keys(loaded):
    directory = UnitDirectory.load()
    for unit in Unit.objects.filter(illustrative=True):
        stored = set(unit.search_text.split(" | ")), unit.sort_key, unit.full_match_key
        unit.refresh_keys(tuple(sorted(directory.names[unit.code].values())))
        assert (set(unit.search_text.split(" | ")), unit.sort_key, unit.full_match_key) == stored


def test_merged_bodies_lead_to_a_new_one_that_has_no_year_before(loaded):
    merged = Succession.objects.filter(successor__code="mh-so-tai-chinh-2025")
    assert {(each.predecessor.code, each.kind) for each in merged} == {
        ("mh-so-tai-chinh", "merged"),
        ("mh-so-ke-hoach-dau-tu", "merged"),
    }
    assert results("so", 2025)["mh-so-tai-chinh-2025"].rank_change is None
    assert "mh-so-tai-chinh" in results("so", 2024)
    assert "mh-so-tai-chinh" not in results("so", 2025)


def test_every_district_leads_to_communes_and_every_commune_comes_from_a_district(loaded):
    links = Succession.objects.filter(predecessor__kind=UnitKind.DISTRICT)
    assert {each.predecessor_id for each in links} == set(
        Unit.objects.filter(kind=UnitKind.DISTRICT).values_list("pk", flat=True)
    )
    communes = Unit.objects.filter(kind=UnitKind.COMMUNE)
    assert communes.count() == 24
    assert {each.successor_id for each in links} == set(communes.values_list("pk", flat=True))
    assert set(links.values_list("kind", flat=True)) == {"split", "merged"}


def test_the_round_of_2026_is_half_way(loaded):
    round_ = AssessmentRound.objects.get(year=2026, group__code=province.SO)
    marks = Appraisal.objects.filter(sheet__round=round_, criterion__origin="appraisal", not_applicable=False)
    scored = marks.filter(appraised_score__isnull=False)
    assert marks.count() > scored.count() > 0
    assert not marks.filter(self_score__isnull=True).exists()
    lower = [mark for mark in scored if mark.appraised_score < mark.self_score]
    assert lower
    assert all(mark.reason for mark in lower)
    assert not tally_round(round_).result.ranks


def test_units_sometimes_claim_more_than_they_get_and_are_told_why(loaded):
    marks = Appraisal.objects.filter(sheet__round__year__lte=2025, appraised_score__isnull=False)
    lower = [mark for mark in marks if mark.self_score is not None and mark.appraised_score < mark.self_score]
    assert 300 < len(lower) < 4000
    assert all(mark.reason for mark in lower)


def test_every_score_could_have_been_entered_at_the_desk(loaded):
    leaves = {}
    for row in Appraisal.objects.filter(criterion__origin__in=("appraisal", "bonus", "penalty")).select_related(
        "criterion"
    ):
        leaf = leaves.setdefault(row.criterion_id, leaf_of(row.criterion))
        assert judge(row, leaf) == (row.appraised_score, [])


def test_three_kinds_of_respondents_rate_a_body_and_clients_five_factors(loaded):
    round_ = AssessmentRound.objects.get(year=2024, group__code=province.SO)
    forms = {form.code: form for form in round_.questionnaires.prefetch_related("questions")}
    assert len([form for form in forms.values() if form.purpose == "survey"]) == 3
    clients = forms["nguoi-dan"]
    assert len({question.factor for question in clients.questions.all()}) == 5
    figures = results("so", 2024)["mh-so-y-te"].surveys.filter(purpose="satisfaction")
    assert figures.count() == 6
    assert figures.get(factor="").margin is not None


# By whom, and labelled as what.


def test_every_publication_went_through_two_people(loaded):
    submissions = Submission.objects.all()
    assert submissions.count() == Publication.objects.published().count() == 9
    for submission in submissions.select_related("submitted_by", "approved_by", "publication"):
        assert submission.submitted_by.username == SUBMITTER.username
        assert submission.approved_by.username == APPROVER.username
        assert submission.publication.content_hash == submission.approved_hash
        assert submission.publication.published_by_name == "Cán bộ phê duyệt (minh họa)"


def test_each_account_may_do_its_own_part_and_no_other(loaded):
    users = get_user_model().objects.in_bulk([person.username for person in PEOPLE], field_name="username")
    may = {
        name: {
            permission
            for permission in ("enter_scores", "manage_round", "submit_round", "approve_round")
            if user.has_perm(f"scoring.{permission}")
        }
        for name, user in users.items()
    }
    assert may == {
        ENTERER.username: {"enter_scores"},
        SUBMITTER.username: {"manage_round", "submit_round"},
        APPROVER.username: {"approve_round"},
    }
    assert not any(user.has_usable_password() or user.is_superuser for user in users.values())


def test_everything_is_labelled_as_invented(loaded):
    ours = Unit.objects.exclude(code="01")
    assert ours.count() == 1 + len(province.UNITS)
    assert not ours.filter(illustrative=False).exists()
    assert not CriteriaSet.objects.filter(illustrative=False).exists()
    assert not Publication.objects.filter(illustrative=False).exists()
    for model in (Unit, UnitGroup, Succession, CriteriaSet):
        rows = model.objects.exclude(code="01") if model is Unit else model.objects.all()
        assert set(rows.values_list("source", flat=True)) == {"Dữ liệu minh họa"}
    numbers = [
        *CriteriaSet.objects.values_list("decision_number", flat=True),
        *BandScale.objects.values_list("decision_number", flat=True),
        *Publication.objects.values_list("decision_number", flat=True),
        *Succession.objects.values_list("legal_basis", flat=True),
    ]
    assert all("minh họa" in number for number in numbers)
    assert all(each.source.startswith("Dữ liệu minh họa") for each in Publication.objects.all())


def test_no_real_unit_is_touched_and_none_is_above_or_below(loaded):
    _outcome, before = loaded
    assert Unit.objects.filter(code="01").values().get() == before
    invented = Unit.objects.filter(illustrative=True)
    assert not invented.exclude(parent=None).exclude(parent__illustrative=True).exists()
    assert not Unit.objects.filter(illustrative=False, parent__illustrative=True).exists()
    assert not UnitGroup.objects.exclude(parent__illustrative=True).exists()


# The same everywhere, and only once.


def test_what_is_generated_is_known(loaded):
    figures = Appraisal.objects.values_list(
        "sheet__round__year",
        "sheet__unit__code",
        "criterion__code",
        "amount",
        "base",
        "choice",
        "self_score",
        "not_applicable",
        "reason",
    )
    counts = Tally.objects.values_list(
        "sheet__round__year",
        "sheet__unit__code",
        "question__questionnaire__code",
        "question__code",
        "option__code",
        "count",
    )
    words = [
        "|".join(format(each.normalize(), "f") if isinstance(each, Decimal) else str(each) for each in row)
        for rows in (figures, counts)
        for row in rows
    ]
    assert len(words) > 20_000
    assert hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest() == KNOWN


def test_the_publications_of_this_run_are_written_down_for_comparison(loaded, vendor):
    """tools/run_tests.py compares the two databases' files."""
    hashes = {}
    for publication in Publication.objects.published().order_by("number"):
        held = hashlib.sha256(canonical(publication)).hexdigest()
        assert held == publication.content_hash
        hashes[f"{publication} v{publication.version}"] = held
    assert len(hashes) == 9
    reports = Path(os.environ["PARINDEX_REAL_VAR"], "test-reports")
    reports.mkdir(parents=True, exist_ok=True)
    (reports / f"publications-{vendor}.json").write_text(json.dumps(hashes, indent=1, ensure_ascii=False))


def test_the_digest_and_the_choices_do_not_hang_on_the_process():
    program = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'parindex.settings'; django.setup();"
        "from scoring.actions.illustration import digest;"
        "from scoring.illustration.rounds import ROUNDS; from scoring.illustration.quality import measure;"
        "data = ROUNDS[0]; leaf = data.criteria_set.leaves[40];"
        "print(digest(), measure(data.units[0].code, data.level, leaf, data.year))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert digest() in said.pop()


def test_a_second_load_changes_nothing(loaded, django_assert_max_num_queries):
    events = Event.objects.count()
    with django_assert_max_num_queries(2):
        again = load(by=None)
    assert (again.is_new, again.is_other_edition) == (False, False)
    assert Event.objects.count() == events


def test_another_edition_leaves_what_is_published(loaded, monkeypatch):
    monkeypatch.setattr(illustration, "EDITION", 999)
    again = load(by=None)
    assert (again.is_new, again.is_other_edition) == (False, True)


def test_the_command_says_that_nothing_changes(loaded):
    out = StringIO()
    call_command("load_minh_hoa", stdout=out)
    assert "Không có gì thay đổi" in out.getvalue()


def test_an_answer_is_counted_once_for_everybody_who_gave_one():
    for total in (0, 1, 7, 299):
        for weights in ([380, 500, 84, 26, 10], [1, 0, 0, 0, 0]):
            parts = choices.split(total, weights)
            assert sum(parts) == total
            assert all(part >= 0 for part in parts)


def test_each_round_follows_those_before_it():
    years = [data.year for data in ROUNDS]
    assert years == sorted(years)
