"""A small computed publication for tests: two areas, every kind of rule, bonus and penalty, a leaf that does not apply, a tie.

Four invented units under one invented criteria set (60 points). What the marks give, worked out by hand:

| unit | total | of | index | rank | why it is here |
|---|---|---|---|---|---|
| Huyện Sông Êm | 54.1 | 60 | 90.17 | 1 | a bonus |
| Huyện Núi Xanh | 45.6 | 60 | 76.00 | 2 | equal to the next as published, lower before rounding |
| Quận Bến Mới | 41.8001 | 55 | 76.00 | 2 | one leaf does not apply; 76.0002 before rounding |
| Huyện Hồ Gươm Nhỏ | 30.75 | 60 | 51.25 | 4 | a penalty, below the lowest floor of an area |

`make_computed` writes the rows and freezes them; `contents_computed` gives them unsaved, as `scoring.canonical` takes them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Max

from scoring import guards
from scoring.actions.composition import COMPONENTS
from scoring.canonical import canonical
from scoring.core.assessment import RoundResult, score_round
from scoring.core.bands import Band
from scoring.core.rounding import round_half_up
from scoring.core.rules import (
    Deduction,
    Manual,
    Measure,
    Option,
    Percentage,
    PerCount,
    Rate,
    Steps,
    Threshold,
    Thresholds,
    YesNo,
)
from scoring.core.scheme import Criterion, Origin, Scheme
from scoring.core.sheet import NOT_APPLICABLE, Mark
from scoring.core.survey import margin_of_error, response_rate
from scoring.models import (
    AssessmentRound,
    CriteriaSet,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSurvey,
    Submission,
)

from .cast import Cast
from .factories import SOURCE, make_publication, make_user

D = Decimal
SCHEME = Scheme(
    areas=(
        Criterion(
            "1",
            "Cải cách thể chế",
            (
                Criterion(
                    "1.1",
                    "Xây dựng văn bản quy phạm pháp luật",
                    (
                        Criterion("1.1.1", "Chất lượng dự thảo văn bản", (), D(3), Origin.APPRAISAL, Manual()),
                        Criterion("1.1.2", "Ban hành kế hoạch rà soát văn bản", (), D(2), Origin.APPRAISAL, YesNo()),
                    ),
                ),
                Criterion(
                    "1.2",
                    "Tiến độ thực hiện kế hoạch",
                    (),
                    D(5),
                    Origin.APPRAISAL,
                    Steps(
                        (
                            Option("du", "Hoàn thành đúng hạn", D(5)),
                            Option("tre", "Hoàn thành nhưng trễ hạn", D("2.5")),
                            Option("khong", "Không hoàn thành", D(0)),
                        )
                    ),
                ),
            ),
        ),
        Criterion(
            "2",
            "Cải cách thủ tục hành chính",
            (
                Criterion(
                    "2.1",
                    "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn",
                    (),
                    D(10),
                    Origin.APPRAISAL,
                    Thresholds((Threshold(D(95), D(10)), Threshold(D(80), D(6))), D(1)),
                ),
                Criterion(
                    "2.2", "Tỷ lệ hồ sơ nộp trực tuyến", (), D(10), Origin.APPRAISAL, Rate(floor=D(50), full_at=D(100))
                ),
                Criterion("2.3", "Sáng kiến được công nhận", (), D(5), Origin.APPRAISAL, PerCount(each=D("1.5"))),
                Criterion("2.4", "Hồ sơ phải xin lỗi do trễ hạn", (), D(5), Origin.APPRAISAL, Deduction(each=D("0.5"))),
                Criterion("2.5", "Đánh giá của cán bộ, công chức", (), D(10), Origin.SURVEY, Percentage()),
                Criterion("2.6", "Mức độ hài lòng của người dân", (), D(10), Origin.SATISFACTION, Percentage()),
                Criterion("2.7", "Điểm thưởng: mô hình mới", (), D(2), Origin.BONUS, PerCount(each=D(1))),
                Criterion(
                    "2.8", "Điểm trừ: vi phạm kỷ luật hành chính", (), D(3), Origin.PENALTY, PerCount(each=D("0.75"))
                ),
            ),
        ),
    ),
    bands=(
        Band("tot", "Tốt", D(80), D(70)),
        Band("kha", "Khá", D(65)),
        Band("trung-binh", "Trung bình", D(50)),
    ),
)
NO_MEASURE = Measure()
# What was measured; None: the leaf does not apply.
MEASURES: dict[str, dict[str, Measure | None]] = {
    "huyen-song-em": {
        "1.1.1": Measure(amount=D("2.75")),
        "1.1.2": Measure(choice="yes"),
        "1.2": Measure(choice="du"),
        "2.1": Measure(amount=D(1942), base=D(2000)),  # 97.1 % -> 10
        "2.2": Measure(amount=D("88.5")),  # 8.85
        "2.3": Measure(amount=D(3)),  # 4.5
        "2.4": Measure(amount=D(2)),  # 4
        "2.5": Measure(amount=D("72.5")),  # 7.25
        "2.6": Measure(amount=D("87.5")),  # 8.75
        "2.7": Measure(amount=D(1)),  # 1
        "2.8": Measure(amount=D(0)),
    },
    "huyen-nui-xanh": {
        "1.1.1": Measure(amount=D(2)),
        "1.1.2": Measure(choice="yes"),
        "1.2": Measure(choice="tre"),  # 2.5
        "2.1": Measure(amount=D("96.25")),  # 10
        "2.2": Measure(amount=D(701), base=D(1000)),  # 7.01
        "2.3": Measure(amount=D(2)),  # 3
        "2.4": Measure(amount=D(1)),  # 4.5
        "2.5": Measure(amount=D("68.9")),  # 6.89
        "2.6": Measure(amount=D(77)),  # 7.7
        "2.7": Measure(amount=D(0)),
        "2.8": Measure(amount=D(0)),
    },
    "huyen-ho-guom-nho": {
        "1.1.1": Measure(amount=D(1)),
        "1.1.2": Measure(choice="no"),
        "1.2": Measure(choice="khong"),
        "2.1": Measure(amount=D("85.5")),  # 6
        "2.2": Measure(amount=D("49.99")),  # 0
        "2.3": Measure(amount=D(4)),  # 5, held at the maximum
        "2.4": Measure(amount=D(0)),  # 5
        "2.5": Measure(amount=D(65)),  # 6.5
        "2.6": Measure(amount=D(80)),  # 8
        "2.7": Measure(amount=D(0)),
        "2.8": Measure(amount=D(1)),  # -0.75
    },
    "quan-ben-moi": {
        "1.1.1": Measure(amount=D("2.5")),
        "1.1.2": Measure(choice="no"),
        "1.2": Measure(choice="du"),
        "2.1": Measure(amount=D("95")),  # 10
        "2.2": Measure(amount=D("75.501")),  # 7.5501
        "2.3": Measure(amount=D(2)),  # 3
        "2.4": None,
        "2.5": Measure(amount=D("63")),  # 6.3
        "2.6": Measure(amount=D("74.5")),  # 7.45
        "2.7": Measure(amount=D(0)),
        "2.8": Measure(amount=D(0)),
    },
}
NOT_APPLICABLE_REASON = "Đơn vị không được giao tiếp nhận hồ sơ này."
_BESIDE_THE_SCALE = (Origin.BONUS, Origin.PENALTY)


def altered(changes: Mapping[tuple[str, str], Measure | None]) -> dict[str, dict[str, Measure | None]]:
    """The measures with some of them otherwise: {("huyen-song-em", "2.2"): Measure(amount=D(90))}."""
    measures = deepcopy(MEASURES)
    for (unit, leaf), measure in changes.items():
        measures[unit][leaf] = measure
    return measures


def marks_of(measures: Mapping[str, Mapping[str, Measure | None]]) -> dict[str, dict[str, Mark | None]]:
    """Points by the rule of each leaf."""
    return {
        unit: {
            leaf: NOT_APPLICABLE
            if measure is None
            else SCHEME.by_code[leaf].rule.award(measure, SCHEME.by_code[leaf].max_score).points
            for leaf, measure in own.items()
        }
        for unit, own in measures.items()
    }


def printed(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f").replace(".", ",")


def _criteria(publication: Publication) -> dict[str, PublishedCriterion]:
    rows: dict[str, PublishedCriterion] = {}

    def visit(node: Criterion, parent: str) -> None:
        row = PublishedCriterion(
            publication=publication,
            code=node.code,
            parent_code=parent,
            title=node.title,
            position=len(rows) + 1,
        )
        if node.is_leaf:
            row.max_score, row.origin, row.rule = node.max_score, node.origin.value, node.rule.as_data()
            row.evidence, row.appraiser_name = "Báo cáo của đơn vị", "Sở Ánh Trăng"
        rows[node.code] = row
        for child in node.children:
            visit(child, node.code)

    for area in SCHEME.areas:
        visit(area, "")
    return rows


def _mark(result: PublishedResult, criterion: PublishedCriterion, outcome: Any, measure: Measure | None) -> Any:
    points = outcome.nodes[criterion.code]
    row = PublishedMark(result=result, criterion=criterion, max_score=points.max_score)
    if criterion.origin and measure is None:
        row.state, row.reason = PublishedMark.State.NOT_APPLICABLE, NOT_APPLICABLE_REASON
        return row
    row.state, row.points = PublishedMark.State.MARKED, points.score
    if criterion.origin and measure is not None:
        row.amount, row.base, row.choice = measure.amount, measure.base, measure.choice
        row.self_score = criterion.max_score
    return row


def _surveys(result: PublishedResult, own: Mapping[str, Measure | None], position: int) -> list[PublishedSurvey]:
    base = 120 + position * 10
    percent = own["2.6"].amount if own["2.6"] else None
    if percent is None:
        return []
    return [
        PublishedSurvey(
            result=result,
            position=1,
            purpose="satisfaction",
            percent=percent,
            base=base,
            response_rate=response_rate(base, 200),
            margin=margin_of_error(percent, base),
        ),
        PublishedSurvey(
            result=result,
            position=2,
            purpose="satisfaction",
            factor="Tiếp cận dịch vụ",
            percent=min(percent + 1, D(100)),
            base=base,
            margin=margin_of_error(min(percent + 1, D(100)), base),
        ),
        PublishedSurvey(
            result=result, position=3, purpose="satisfaction", factor="Tiếp nhận góp ý", is_suppressed=True
        ),
    ]


@transaction.atomic
def draft_computed(
    cast: Cast, year: int = 2024, *, measures: Mapping[str, Mapping[str, Measure | None]] = MEASURES, **fields: Any
) -> Publication:
    """A draft with everything a computed round shows, by rank and then in the order of `measures`."""
    outcome: RoundResult = score_round(SCHEME, marks_of(measures))
    before = fields.get("previous")
    former = {each.unit_code: each for each in before.results.all()} if before else {}
    publication = make_publication(
        cast.par,
        cast.districts,
        year,
        **{
            "origin": Publication.Origin.COMPUTED,
            "unit_count": len(measures),
            "scale_max": SCHEME.max_score,
            "decision_number": "12/QĐ-UBND",
            "decision_date": date(year + 1, 2, 20),
            "announced_on": f"{year + 1}-02-20",
            "combining": "none",
            "places": SCHEME.places,
            "tie_rule": SCHEME.tie_rule.value,
            "rank_on": SCHEME.rank_on.value,
            "set_code": f"minh-hoa-{year}",
            "set_name": f"Bộ tiêu chí cấp huyện năm {year}",
            "set_decision": "100/QĐ-UBND ngày 5/1/2024",
            "band_decision": "101/QĐ-UBND ngày 5/1/2024",
            **fields,
        },
    )
    criteria = _criteria(publication)
    PublishedCriterion.objects.bulk_create(criteria.values())
    PublishedBand.objects.bulk_create(
        PublishedBand(
            publication=publication,
            code=band.code,
            name=band.name,
            from_index=band.from_index,
            component_floor=band.component_floor,
        )
        for band in SCHEME.bands
    )
    components = {
        origin: PublishedComponent(
            publication=publication,
            code=code,
            name=name,
            short_name=short_name,
            max_score=sum((leaf.max_score for leaf in SCHEME.leaves if leaf.origin is origin), D(0)),
            part_of_total=origin not in _BESIDE_THE_SCALE,
            position=position,
            source=SOURCE,
        )
        for position, (origin, (code, name, short_name)) in enumerate(COMPONENTS.items(), start=1)
    }
    PublishedComponent.objects.bulk_create(components.values())
    totals = [sheet.total for sheet in outcome.sheets.values() if sheet.total is not None]
    for position, (kind, label, value, suffix) in enumerate(
        (
            (PublishedFact.Kind.AVERAGE, "Điểm trung bình", sum(totals, D(0)) / len(totals), ""),
            (PublishedFact.Kind.OTHER, "Chỉ số trung bình", outcome.average_index, "%"),
        ),
        start=1,
    ):
        assert value is not None
        shown = round_half_up(value, SCHEME.quantum)
        PublishedFact.objects.create(
            publication=publication,
            position=position,
            kind=kind,
            label=label,
            value=shown,
            printed=printed(shown) + suffix,
            source=SOURCE,
        )
    places = list(measures)
    ordered = sorted(measures, key=lambda unit: (outcome.ranks[unit], places.index(unit)))
    for position, unit in enumerate(ordered, start=1):
        own, sheet, earlier = measures[unit], outcome.sheets[unit], former.get(unit)
        result = PublishedResult.objects.create(
            publication=publication,
            position=position,
            unit=cast[unit],
            unit_code=unit,
            printed_name=cast[unit].full_name,
            rank=outcome.ranks[unit],
            rank_printed=str(outcome.ranks[unit]),
            rank_computed=outcome.ranks_on_published[unit],
            rank_exact=outcome.ranks_on_exact[unit],
            total=sheet.total,
            total_printed=printed(sheet.total),
            max_score=sheet.max_total,
            index_percent=sheet.index,
            index_printed=printed(sheet.index),
            band=sheet.band.name if sheet.band else "",
            previous_rank=earlier.rank if earlier else None,
            previous_rank_printed=earlier.rank_printed if earlier else "",
            rank_change=earlier.rank - outcome.ranks[unit] if earlier else None,
            score_change=sheet.total - earlier.total if earlier and earlier.max_score == sheet.max_total else None,
            source=SOURCE,
        )
        PublishedScore.objects.bulk_create(
            PublishedScore(
                result=result,
                component=components[origin],
                value=sheet.origins[origin].score,
                printed=printed(round_half_up(sheet.origins[origin].score, SCHEME.quantum)),
                source=SOURCE,
            )
            for origin in COMPONENTS
            if sheet.origins[origin].applicable
        )
        PublishedMark.objects.bulk_create(
            _mark(result, row, sheet, own.get(code, NO_MEASURE)) for code, row in criteria.items()
        )
        PublishedSurvey.objects.bulk_create(_surveys(result, own, position))
    return publication


def _two_people() -> list[Any]:
    """Whoever submits and whoever approves, made once; they have no part in anything else."""
    users = get_user_model().objects
    names = ("nguoi-trinh-cong-bo", "nguoi-phe-duyet-cong-bo")
    return [users.filter(username=name).first() or make_user(name) for name in names]


def approval_of(publication: Publication) -> Submission:
    """The approval of exactly this draft, due at once: submitted by one person, approved by another, in a round."""
    unit_kind = publication.results.values_list("unit__kind", flat=True).first() or "district"
    round_ = AssessmentRound.objects.filter(
        index=publication.index_id, year=publication.year, group=publication.group_id
    ).first()
    if round_ is None:
        # A set of its own: that of the publication is frozen with it, and no row has to stand behind it.
        chosen, _made = CriteriaSet.objects.get_or_create(
            code=f"{publication.index_id}-{unit_kind}",
            index_id=publication.index_id,
            unit_kind=unit_kind,
            defaults={"name": "Bộ tiêu chí của lần trình", "year_from": 2000, "source": SOURCE},
        )
        round_ = AssessmentRound.objects.create(
            criteria_set=chosen, index_id=publication.index_id, year=publication.year, group=publication.group
        )
    submits, approves = _two_people()
    at = datetime(publication.year + 1, 2, 20, 1, 0, tzinfo=UTC)
    content_hash = hashlib.sha256(canonical(publication)).hexdigest()
    return Submission.objects.create(
        round=round_,
        publication=publication,
        content_hash=content_hash,
        submitted_at=at,
        submitted_by=submits,
        approved_at=at,
        approved_by=approves,
        approved_hash=content_hash,
        release_at=at,
    )


def freeze(publication: Publication, by: Any = None) -> Publication:
    """Publish as the release of a round does: approved, the next number, the hash of what is stored."""
    publication = Publication.objects.get(pk=publication.pk)
    approval = approval_of(publication)
    number = (Publication.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    publication.number = number
    Publication.objects.filter(pk=publication.pk).update(
        number=number,
        status=Publication.Status.PUBLISHED,
        content_hash=approval.approved_hash,
        published_at=datetime(publication.year + 1, 2, 20, 1, 0, tzinfo=UTC),
        published_by=by,
    )
    Submission.objects.filter(pk=approval.pk).update(released_at=approval.release_at)
    publication.refresh_from_db()
    return publication


def make_computed(cast: Cast, year: int = 2024, **fields: Any) -> Publication:
    """A published computed publication; `measures=` and any field of the publication may be said otherwise."""
    return freeze(draft_computed(cast, year, **fields))


def make_corrected(cast: Cast, year: int = 2024) -> tuple[Publication, Publication]:
    """A publication and its correction: Núi Xanh's online rate was too low; it rises above Bến Mới, alone on rank 2."""
    first = make_computed(cast, year)
    changes = {("huyen-nui-xanh", "2.2"): Measure(amount=D(751), base=D(1000))}
    second = make_computed(
        cast,
        year,
        measures=altered(changes),
        version=2,
        supersedes=first,
        reason="Số hồ sơ trực tuyến của Huyện Núi Xanh nhập thiếu 50 hồ sơ.",
    )
    return first, second


@contextmanager
def unguarded() -> Iterator[None]:
    """The frozen rows as whoever owns the database meets them: without triggers."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are pending
    guards.drop()
    try:
        yield
    finally:
        connection.check_constraints()
        guards.install()
