"""A computed publication below its totals: how it was computed, the criteria set, and each unit's points node by node."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import (
    SURVEYS,
    Assessment,
    Node,
    NodeMark,
    Ranking,
    Release,
    SurveyInfo,
    in_block,
    round_half_up,
    share_of,
)

from ..templatetags.numbers import percent_of
from . import words
from .navigation import criterion_address

# More cells than this on one page are folded away per unit and opened at an address of their own.
CELLS_ON_A_PAGE = 400
_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)

STATES = {
    "na": gettext_lazy("không áp dụng"),
    "no_survey": gettext_lazy("không tổ chức điều tra"),
    "missing": gettext_lazy("chưa có số liệu"),
}
ORIGINS = {
    "appraisal": gettext_lazy("thẩm định"),
    "survey": gettext_lazy("điều tra xã hội học"),
    "satisfaction": gettext_lazy("chỉ số hài lòng"),
    "bonus": gettext_lazy("điểm thưởng"),
    "penalty": gettext_lazy("điểm trừ"),
}
_RANK_ON = {
    "published": gettext_lazy("Xếp hạng theo chỉ số (%) đã làm tròn, đúng như số công bố."),
    "exact": gettext_lazy("Xếp hạng theo chỉ số (%) chưa làm tròn."),
}


@dataclass(frozen=True, slots=True)
class NodeView:
    """A line of the criteria set, with its points where they are of one unit."""

    code: str
    title: str
    depth: int
    is_leaf: bool
    origin: str
    maximum: str
    rule: str
    evidence: str
    appraiser: str
    points: str = ""
    lost: str = ""
    state: str = ""
    reason: str = ""
    working: str = ""
    self_score: str = ""
    bar: str = ""
    href: str = ""  # where the criterion has a page: in a table that stands


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area: its own line with the places of a published figure, the block beside it, and everything under it."""

    head: NodeView
    share: str
    average: str
    best: str
    best_units: str
    nodes: list[NodeView]
    exact: NodeView | None = None  # the line as it was added up, where that has more places


@dataclass(frozen=True, slots=True)
class SurveyView:
    what: str
    percent: str
    base: str
    response_rate: str
    is_suppressed: bool


def method(release: Release) -> list[tuple[str, str]]:
    """By what the table was computed: set, rank basis, tie rule, rounding, survey, classes' decision."""
    survey = ""
    if not release.survey_made:
        survey = _("Năm này không tổ chức điều tra xã hội học.")
        if release.rescale_without_survey:
            survey += " " + _("Điểm các tiêu chí còn lại được quy đổi về thang 100.")
    rounding = _(
        "Điểm từng tiêu chí tính đến 4 chữ số thập phân; tổng điểm và chỉ số công bố làm tròn một lần đến"
        " %(places)s chữ số, chữ số bỏ đi đầu tiên từ 5 trở lên thì làm tròn lên."
    ) % {"places": release.places}
    rows = [
        (_("Bộ tiêu chí"), release.set_name),
        (_("Ban hành theo"), release.set_decision),
        (_("Chỉ số"), _("Tổng điểm chia cho tổng điểm tối đa của các tiêu chí áp dụng cho đơn vị, tính bằng %.")),
        (_("Xếp hạng"), str(_RANK_ON.get(release.rank_on, ""))),
        (_("Đồng hạng"), str(words.TIE_RULES[release.tie_rule])),
        (_("Làm tròn"), rounding),
        (_("Điều tra xã hội học"), survey),
        (_("So với năm trước"), release.incomparable_reason),
    ]
    return [(label, text) for label, text in rows if text]


def bands(assessment: Assessment) -> list[tuple[str, str]]:
    """The classes, highest first, each with what it takes."""
    found = []
    for band in assessment.bands:
        text = _("chỉ số từ %(from)s%% trở lên") % {"from": words.number(band.from_index)}
        if band.component_floor is not None:
            text += _(", mỗi lĩnh vực đạt ít nhất %(floor)s%%") % {"floor": words.number(band.component_floor)}
        found.append((band.name, text))
    return found


def _view(assessment: Assessment, node: Node, mark: NodeMark | None = None) -> NodeView:
    maximum = node.max_score if node.is_leaf else assessment.maximum_of(node.code)
    is_outside = not node.is_leaf and not maximum
    if mark is not None and not is_outside:
        maximum = assessment.full(node.code, mark)
    lost = mark.lost if mark is not None and not node.is_beside_the_scale else None
    state = str(STATES[mark.state]) if mark is not None and mark.state != "marked" else ""
    if is_outside:
        # Only bonus and penalty stand here: told at their leaves, in the total, and never out of a maximum.
        state = _("ngoài thang điểm")
    return NodeView(
        code=node.code,
        title=node.title,
        depth=node.depth,
        is_leaf=node.is_leaf,
        origin=str(ORIGINS[node.origin.value]) if node.origin is not None else "",
        maximum=words.number(maximum) if maximum is not None else "",
        rule=node.rule_words,
        evidence=node.evidence,
        appraiser=node.appraiser,
        points=words.number(mark.points) if mark is not None and mark.points is not None and not is_outside else "",
        lost=words.number(lost) if lost else "",
        state=state,
        reason=mark.reason if mark is not None else "",
        working=assessment.working(node.code, mark) if mark is not None and node.is_leaf else "",
        self_score=words.number(mark.self_score) if mark is not None and mark.self_score is not None else "",
        href=criterion_address(assessment.release, node.code) if assessment.release.is_current else "",
        bar=percent_of(mark.points, maximum) if mark is not None and not node.is_beside_the_scale else "",
    )


def _under(assessment: Assessment, code: str) -> list[Node]:
    node = assessment.nodes[code]
    return [each for child in node.children for each in (assessment.nodes[child], *_under(assessment, child))]


def tree(assessment: Assessment) -> list[AreaView]:
    """The criteria set itself, area by area."""
    return [
        AreaView(
            _view(assessment, area), "", "", "", "", [_view(assessment, node) for node in _under(assessment, area.code)]
        )
        for area in assessment.areas
    ]


def _rounded(head: NodeView, mark: NodeMark | None, places: int) -> NodeView:
    """The area's line with as many places as the publication prints."""

    def text(value: Decimal) -> str:
        return words.number(round_half_up(value, Decimal(1).scaleb(-places)), places)

    if mark is None or mark.points is None or not head.points:
        return head
    return replace(head, points=text(mark.points), lost=text(mark.lost) if head.lost and mark.lost else "")


def areas(assessment: Assessment, unit: str, names: Mapping[str, str], places: int = words.PLACES) -> list[AreaView]:
    """One unit's points by area, beside the block's average and best, with every criterion under them."""
    own = assessment.marks.get(unit, {})
    if not own:
        return []
    found = []
    for area in assessment.areas:
        of_area = {code: marks.get(area.code) for code, marks in assessment.marks.items()}
        shares = {code: share_of(mark.points, mark.max_score) if mark else None for code, mark in of_area.items()}
        share, beside = shares.get(unit), in_block(shares, unit)
        head = _view(assessment, area, own.get(area.code))
        shown = _rounded(head, own.get(area.code), places)
        found.append(
            AreaView(
                shown,
                words.share(share) if share is not None else "",
                words.share(beside.average) if beside else "",
                words.share(beside.best) if beside else "",
                several([names.get(code, code) for code in beside.holders]) if beside else "",
                [_view(assessment, node, own.get(node.code)) for node in _under(assessment, area.code)],
                exact=head if len(head.points) > len(shown.points) or len(head.lost) > len(shown.lost) else None,
            )
        )
    return found


def _factor(factor: str, nodes: Mapping[str, Node]) -> str:
    """A factor's own words, or the criterion that a survey was made for."""
    return f"{factor} {nodes[factor].title}" if factor in nodes else factor


def several(names: list[str]) -> str:
    """A few names, or how many there are."""
    if len(names) > 2:
        return _("%(count)d đơn vị") % {"count": len(names)}
    return ", ".join(names)


def _why_hidden(figure: SurveyInfo, with_index: Collection[str]) -> str:
    """Why a figure is not published. Of a factor of an index that is shown, the frozen rows do not hold whether it is small
    itself or hides another: then both are said. What stands for itself is small, and so is every factor of a small whole.
    """
    if figure.factor and figure.purpose == "satisfaction" and figure.purpose in with_index:
        return _("không công bố (cỡ mẫu nhỏ, hoặc để không suy ra được số liệu có cỡ mẫu nhỏ)")
    return _("không công bố (cỡ mẫu nhỏ)")


def surveys(figures: tuple[SurveyInfo, ...], nodes: Mapping[str, Node]) -> list[SurveyView]:
    """Survey figures of one unit with what they rest on; those that are not published say why."""
    with_index = {each.purpose for each in figures if not each.factor and each.percent is not None}
    found = []
    for each in figures:
        what = str(SURVEYS.get(each.purpose, each.purpose))
        percent = _why_hidden(each, with_index) if each.is_suppressed else ""
        if each.percent is not None:
            margin = f" ± {words.number(each.margin, words.PLACES)}" if each.margin is not None else ""
            percent = f"{words.number(round_half_up(each.percent), words.PLACES)}%{margin}"
        found.append(
            SurveyView(
                f"{what}: {_factor(each.factor, nodes)}" if each.factor else what,
                percent,
                str(each.base) if each.base is not None else "",
                f"{words.number(each.response_rate)}%" if each.response_rate is not None else "",
                each.is_suppressed,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit's areas and survey figures on the publication page."""

    unit: str
    name: str
    areas: list[AreaView]
    surveys: list[SurveyView]


def is_short(assessment: Assessment, ranking: Ranking) -> bool:
    """Whether every mark of every unit fits on one page."""
    return len(assessment.nodes) * len(ranking.rows) <= CELLS_ON_A_PAGE


def units(assessment: Assessment, ranking: Ranking) -> dict[str, UnitView]:
    """Every unit whose marks were loaded, by code."""
    return {
        row.unit: UnitView(
            row.unit,
            row.name,
            areas(assessment, row.unit, ranking.names, ranking.release.places),
            surveys(assessment.surveys.get(row.unit, ()), assessment.nodes),
        )
        for row in ranking.rows
        if len(assessment.marks.get(row.unit, {})) > len(assessment.areas)
    }


def below(assessments: Mapping[int, Assessment], rankings: Iterable[Ranking], unit: str) -> dict[int, UnitView]:
    """One unit's areas and survey figures in each of its computed tables, by the number of the publication."""
    found = {}
    for ranking in rankings:
        if (assessment := assessments.get(ranking.release.number)) is not None:
            found[ranking.release.number] = UnitView(
                unit,
                ranking.names[unit],
                areas(assessment, unit, ranking.names, ranking.release.places),
                surveys(assessment.surveys.get(unit, ()), assessment.nodes),
            )
    return found
