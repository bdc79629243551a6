"""Why a unit stands where it stands: its sentences, the change of its figure part by part, the change of its rank unit by unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.explaining.breakdown import AreaLine, Breakdown, ComponentLine, breakdown
from scoring.explaining.said import said_of
from scoring.published import Cause, How, LeafMapping, Line, NoOwnMove, NotSplit, Rest, Why

from . import words
from .criteria import ORIGINS
from .figure_links import PieceView, Sources, source_href

CAUSES = {
    Cause.OWN: gettext_lazy("Kết quả của đơn vị ở các tiêu chí giữ nguyên"),
    Cause.CRITERIA: gettext_lazy("Tiêu chí mới, bỏ, tách hoặc đổi điểm tối đa"),
    Cause.APPLIES: gettext_lazy("Tiêu chí chỉ áp dụng ở một trong hai năm"),
}
RESTS = {
    Rest.ROUNDING: gettext_lazy("Làm tròn"),
    Rest.OTHER_PARTS: gettext_lazy("Các phần nguồn không công bố, cộng lại"),
    Rest.UNEXPLAINED: gettext_lazy("Chênh lệch nguồn không giải thích"),
}
_NOT_SPLIT = {
    NotSplit.NO_FIGURE: gettext_lazy(
        "Một trong hai năm không công bố tổng điểm nên không tách được thay đổi của tổng điểm."
    ),
    NotSplit.NO_LEAVES: gettext_lazy(
        "Không có điểm từng tiêu chí của cả hai năm nên chỉ tách được đến điểm thành phần."
    ),
    NotSplit.MISSING: gettext_lazy("Đơn vị còn tiêu chí chưa có điểm ở một trong hai năm nên không tách được."),
    NotSplit.NOTHING_APPLIES: gettext_lazy("Một trong hai năm không có tiêu chí nào áp dụng cho đơn vị."),
}
HOWS = {
    How.OVERTAKEN: gettext_lazy("Vượt qua"),
    How.REACHED: gettext_lazy("Bắt kịp, nay đồng hạng"),
    How.LEFT: gettext_lazy("Năm trước đứng trên, nay không còn trong bảng"),
    How.PASSED_BY: gettext_lazy("Bị vượt qua"),
    How.BROKE_AWAY: gettext_lazy("Hết đồng hạng, nay đứng trên"),
    How.JOINED: gettext_lazy("Năm trước chưa xếp hạng, nay đứng trên"),
    How.CAUGHT_UP: gettext_lazy("Bị bắt kịp, nay đồng hạng"),
    How.SHAKEN_OFF: gettext_lazy("Hết đồng hạng, nay đứng dưới"),
}
_NO_OWN = {
    NoOwnMove.FIGURES_UNKNOWN: gettext_lazy(
        "Không có điểm của mọi đơn vị trong cả hai năm nên không tách được phần do đơn vị và phần do các đơn vị khác."
    ),
    NoOwnMove.OTHER_MEASURE: gettext_lazy(
        "Điểm của hai năm không so sánh được nên không tách phần do đơn vị và phần do các đơn vị khác."
    ),
    NoOwnMove.RANKS_DISAGREE: gettext_lazy(
        "Thứ hạng công bố không suy ra được từ điểm công bố nên không tách phần do đơn vị và phần do các đơn vị khác."
    ),
}


@dataclass(frozen=True, slots=True)
class ShareView:
    """A line of a split: what, its figures in both years, and its part in the change. Empty texts: not known."""

    what: str
    before: str = ""
    after: str = ""
    change: str = ""
    share: str = ""
    note: str = ""
    before_href: str = ""
    after_href: str = ""


@dataclass(frozen=True, slots=True)
class AreaShareView:
    """An area's part in the change with the leaves that moved under it."""

    code: str
    title: str
    share: str
    leaves: list[ShareView]
    exact: str = ""  # what the leaves come to, where that has more decimals


@dataclass(frozen=True, slots=True)
class MeetingView:
    """What happened between the unit and others, with how many places it gave or took."""

    what: str
    units: list[PieceView]
    places: str


@dataclass(frozen=True)
class WhyView:
    """Everything that the page says of why; `reason` is the sentence in short."""

    number: int
    year_before: int
    reason: list[PieceView]
    sentences: list[list[PieceView]]
    whole: str = ""
    unit_of_share: str = ""
    components: list[ShareView] = field(default_factory=list)
    has_shares: bool = False
    has_changes: bool = False
    causes: list[ShareView] = field(default_factory=list)
    areas: list[AreaShareView] = field(default_factory=list)
    areas_rest: list[ShareView] = field(default_factory=list)
    meetings: list[MeetingView] = field(default_factory=list)
    moved: str = ""
    own_and_others: list[ShareView] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    edited: str = ""  # that some of the sentences were worded by whoever published

    @property
    def has_split(self) -> bool:
        return bool(self.components or self.meetings)


def views(whys: Mapping[int, Why], unit: str) -> dict[int, WhyView]:
    """What each table of a unit's year says of why, by the number of its publication."""
    return {number: view(why, unit) for number, why in whys.items()}


def view(why: Why, unit: str) -> WhyView:
    sentences = said_of(why)
    told = breakdown(why)
    components = _components(why, told)
    sources = Sources(why.ranking, why.earlier, unit, has_parts=bool(components), has_meetings=why.rank is not None)
    first = sentences[0] if sentences and sentences[0].about == "reason" else None
    return WhyView(
        number=why.ranking.release.number,
        year_before=why.ranking.release.year - 1,
        reason=sources.pieces(first) if first else [],
        sentences=sources.all_pieces(each for each in sentences if each is not first),
        whole=_signed(told.whole) if told.whole is not None else "",
        unit_of_share=str(_("điểm phần trăm")) if told.is_percent else str(_("điểm")),
        components=components,
        has_shares=any(each.share is not None and each.share != each.change for each in told.components),
        has_changes=any(each.change is not None for each in told.components),
        causes=_causes(told),
        areas=[_area(why, each) for each in told.areas],
        areas_rest=_beside_areas(told),
        meetings=_meetings(why, sources),
        moved=_places(why.rank.whole) if why.rank is not None else "",
        own_and_others=_own_and_others(why),
        notes=_notes(why, told),
        edited=words.edited_note(why.ranking, why.row.unit),
    )


def _signed(value: Decimal) -> str:
    return words.signed(value, words.PLACES) if value else "0"


def _places(value: int) -> str:
    return words.signed(Decimal(value)) if value else "0"


# --- the figure ---


def _components(why: Why, told: Breakdown) -> list[ShareView]:
    if told.is_empty:
        return []
    found = [_component(why, each) for each in told.components if not is_idle(each)]
    if told.held:
        found.append(_beyond_the_scale(told))
    if told.components_rest:
        found.append(ShareView(str(RESTS[told.rest_is]), share=_signed(told.components_rest)))
    return found


def is_idle(line: ComponentLine) -> bool:
    """Nothing is known of a change, or neither year had anything there (a bonus that nobody got)."""
    if line.change is None and line.share is None:
        return True
    return not line.share and not line.change and not line.before.value and not line.after.value


def _component(why: Why, line: ComponentLine) -> ShareView:
    suffix, unit = line.component.suffix, why.row.unit
    before = words.figure_text(line.before, suffix)
    return ShareView(
        what=line.component.name,
        before=before,
        after=words.figure_text(line.after, suffix),
        change=_signed(line.change) if line.change is not None else "",
        share=_signed(line.share) if line.share is not None else "",
        note=_("nguồn nêu") if line.is_printed else "",
        before_href=source_href(why.earlier.release, unit) if before and why.earlier is not None else "",
        after_href=source_href(why.ranking.release, unit),
    )


def _beyond_the_scale(told: Breakdown) -> ShareView:
    return ShareView(str(_("Điểm ngoài giới hạn của tổng điểm")), share=_signed(told.held))


def _causes(told: Breakdown) -> list[ShareView]:
    """By cause, where there is another one than the unit's own points."""
    if told.causes is None or not told.causes.keys() - {Cause.OWN}:
        return []
    found = [ShareView(str(CAUSES[each]), share=_signed(told.causes[each])) for each in Cause if each in told.causes]
    found += [_beyond_the_scale(told)] if told.held else []
    if told.causes_rest:
        found.append(ShareView(str(RESTS[Rest.ROUNDING]), share=_signed(told.causes_rest)))
    return found


def _area(why: Why, area: AreaLine) -> AreaShareView:
    share = _signed(area.share)
    exact = _signed(sum((line.share for line in area.leaves), Decimal(0)))
    leaves = [_leaf(why, each) for each in area.leaves]
    return AreaShareView(area.code, area.title, share, leaves, exact if exact != share else "")


def _beside_areas(told: Breakdown) -> list[ShareView]:
    found = [
        ShareView(str(ORIGINS[origin.value]).capitalize(), share=_signed(share))
        for origin, share in told.beside
        if share
    ]
    found += [_beyond_the_scale(told)] if told.held else []
    if told.areas_rest:
        found.append(ShareView(str(RESTS[Rest.ROUNDING]), share=_signed(told.areas_rest)))
    return found


def _leaf(why: Why, line: Line) -> ShareView:
    """A leaf in both years, each with what could be reached there."""
    return ShareView(
        what=f"{line.leaf.code} {leaf_title(why, line)}",
        before=_points(line.before),
        after=_points(line.after),
        share=_signed(line.share),
        note=leaf_note(line),
    )


def leaf_title(why: Why, line: Line) -> str:
    """The leaf's words of this year, of the year before where it is gone."""
    assessment = why.assessment if line.after is not None else why.assessment_before
    return assessment.nodes[line.leaf.code].title if assessment is not None else ""


def _points(leaf) -> str:
    if leaf is None:
        return "–"
    if not leaf.applies:
        return str(_("không áp dụng"))
    return f"{words.number(leaf.points)}/{words.number(leaf.maximum)}" if leaf.points is not None else "–"


def leaf_note(line: Line) -> str:
    if line.cause is Cause.APPLIES:
        return str(_("chỉ áp dụng ở một trong hai năm"))
    if line.cause is Cause.OWN:
        return str(_("đổi nội dung")) if line.mapping is LeafMapping.TEXT else ""
    if line.mapping is None:
        return str(_("không còn trong bộ tiêu chí"))
    return str(_("tiêu chí mới")) if line.mapping is LeafMapping.NEW else str(_("đổi điểm tối đa, không so sánh được"))


# --- the rank ---


def _meetings(why: Why, sources: Sources) -> list[MeetingView]:
    split = why.rank
    if split is None:
        return []
    found = []
    for how, what in HOWS.items():
        met = [each for each in split.encounters if each.how is how]
        if met:
            units = [PieceView(why.names.get(each.unit, each.unit), sources.unit_href(each.unit)) for each in met]
            found.append(MeetingView(str(what), units, _places(sum(each.places for each in met))))
    if split.ties:
        found.append(MeetingView(str(_("Số hạng đồng hạng phía trên thay đổi")), [], _places(split.ties)))
    if split.rest:
        unknown = _("Không rõ: hạng năm trước của một số đơn vị không được công bố")
        if not split.strangers:
            unknown = _("Chênh lệch nguồn không giải thích")
        found.append(MeetingView(str(unknown), [], _places(split.rest)))
    return found


def _own_and_others(why: Why) -> list[ShareView]:
    """The two halves of a move; the first is no official result, and says so."""
    split = why.rank
    if split is None or split.own is None or split.others is None:
        return []
    alone = _("hạng %(rank)s nếu các đơn vị khác giữ nguyên kết quả năm trước; không phải kết quả chính thức")
    return [
        ShareView(
            str(_("Do kết quả của đơn vị")), share=_places(split.own), note=alone % {"rank": split.rank_by_own_move}
        ),
        ShareView(str(_("Do các đơn vị khác")), share=_places(split.others)),
    ]


def _notes(why: Why, told: Breakdown) -> list[str]:
    """What is not known, and why."""
    notes = []
    if isinstance(why.split, NotSplit) and not told.is_empty:
        notes.append(str(_NOT_SPLIT[why.split]))
    elif not told.is_empty and told.rest_is is Rest.UNKNOWN:
        notes.append(_("Nguồn không công bố tổng điểm của cả hai năm; chỉ nêu được các phần trên."))
    if why.rank is not None and why.rank.why_not is not None:
        notes.append(str(_NO_OWN[why.rank.why_not]))
    return notes
