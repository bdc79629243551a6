"""What the pages about a set on trial say: how each leaf was carried, how well it does, who would move, in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.composition import comma
from scoring.core.near import NEAR, near_ties
from scoring.core.scheme import Criterion
from scoring.core.trial import Carry, Move
from scoring.models import AssessmentRound, CriteriaSet
from scoring.numerals import shown
from scoring.trial_tally import PastRound, Tried

from .leaves import Bounds, LeafLine, health_lines, leaf_lines
from .release import signed

# So many of the leaves that decide most are named in the sentence.
_NAMED = 3
_COUNTED = {
    Carry.KEPT: gettext_lazy("%(count)d tiêu chí giữ điểm"),
    Carry.RESCORED: gettext_lazy("%(count)d tiêu chí tính lại từ số đo theo cách tính mới"),
    Carry.SCALED: gettext_lazy("%(count)d tiêu chí quy đổi theo tỷ lệ điểm tối đa"),
    Carry.NO_DATA: gettext_lazy("%(count)d tiêu chí chưa có dữ liệu"),
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit by last year's set and by the draft."""

    code: str
    name: str
    move: Move
    index_before: str
    index_after: str
    points: str
    near: tuple[str, ...] = ()  # units nearly level with it under the draft

    @property
    def tone(self) -> str:
        """How the chip of the change looks."""
        if not self.move.places:
            return ""
        return "up" if self.move.places > 0 else "down"

    @property
    def symbol(self) -> str:
        return {"up": "▲", "down": "▼"}.get(self.tone, "")

    @property
    def words(self) -> str:
        """The change of rank in words."""
        if self.move.places is None:
            return _("không có hạng ở một trong hai cách chấm")
        if not self.move.places:
            return _("giữ hạng")
        template = _("lên %(places)d bậc") if self.move.places > 0 else _("xuống %(places)d bậc")
        return template % {"places": abs(self.move.places)}


@dataclass(frozen=True)
class HealthPage:
    """The leaves of a published round."""

    round: AssessmentRound
    leaves: Sequence[LeafLine]
    lead: Sequence[str]
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True)
class TrialPage:
    """A draft on a published round: `lead` says what comes out, `told` what it rests on."""

    round: AssessmentRound
    draft: CriteriaSet
    lead: Sequence[str]
    told: Sequence[str]
    units: Sequence[UnitLine]
    leaves: Sequence[LeafLine]
    removed: Sequence[Criterion] = field(default_factory=tuple)
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def is_illustrative(self) -> bool:
        return self.draft.illustrative or self.round.criteria_set.illustrative


# --- units ---


def unit_lines(tried: Tried) -> list[UnitLine]:
    """Every unit, by its rank under the draft; those without one last."""
    names, trial = tried.past.names, tried.trial
    before, after = trial.before.scheme.places, trial.after.scheme.places
    groups = near_ties(trial.after.figures, NEAR)
    found = []
    for move in trial.moves:
        near = dict.fromkeys(each for group in groups if move.unit in group for each in group if each != move.unit)
        found.append(
            UnitLine(
                code=move.unit,
                name=names[move.unit],
                move=move,
                index_before=comma(move.index_before, before),
                index_after=comma(move.index_after, after),
                points=signed(move.points, max(before, after)),
                near=tuple(names[each] for each in near),
            )
        )
    # Stable: units of one rank stay in the order of the round.
    return sorted(found, key=lambda line: (line.move.rank_after is None, line.move.rank_after or 0))


# --- sentences ---


def _deciders(lines: Iterable[LeafLine]) -> list[str]:
    """The leaves without which most units would have another rank, and those of which that cannot be said."""
    known = [line for line in lines if line.health is not None]
    unasked = ", ".join(line.leaf.code for line in known if line.moved is None)
    most = sorted((line for line in known if line.moved), key=lambda line: -len(line.moved or ()))[:_NAMED]
    told = []
    if most:
        named = ", ".join(f"{line.leaf.code} ({len(line.moved or ())})" for line in most)
        told.append(
            _(
                "Tiêu chí quyết định thứ hạng nhiều nhất, tính theo số đơn vị đổi hạng nếu bỏ riêng tiêu chí đó: %(named)s."
            )
            % {"named": named}
        )
    elif not unasked:
        told.append(
            _("Không tiêu chí nào một mình quyết định thứ hạng: bỏ riêng từng tiêu chí thì không đơn vị nào đổi hạng.")
        )
    elif any(line.moved is not None for line in known):
        told.append(_("Bỏ riêng từng tiêu chí xét được thì không đơn vị nào đổi hạng."))
    if unasked:
        told.append(
            _(
                "Không xét được tiêu chí %(codes)s có quyết định thứ hạng hay không: bỏ tiêu chí đó thì không còn điểm tối đa"
                " nào để xếp hạng."
            )
            % {"codes": unasked}
        )
    return told


def _without_difference(lines: Sequence[LeafLine], *, is_trial: bool) -> list[str]:
    """Which leaves tell nobody apart, and of how many that cannot be said."""
    known = [line for line in lines if line.health is not None]
    apart = [line.health.tells_apart for line in known if line.health is not None]
    alike = apart.count(False)
    told = []
    if alike:
        now = sum(line.tells_apart_no_longer for line in known) if is_trial else 0
        told.append(_alike(alike, now) if is_trial else _alike_in_round(alike))
    elif apart.count(None):
        if any(apart):
            told.append(_("Tiêu chí nào có điểm ở từ hai đơn vị trở lên cũng phân biệt được các đơn vị."))
    elif is_trial:
        told.append(_("Tiêu chí nào có dữ liệu cũng phân biệt được các đơn vị."))
    else:
        told.append(_("Tiêu chí nào cũng phân biệt được các đơn vị."))
    if few := apart.count(None):
        told.append(
            _(
                "Không xét được %(count)d tiêu chí có phân biệt các đơn vị hay không: chưa đến hai đơn vị có điểm ở tiêu chí"
                " đó."
            )
            % {"count": few}
        )
    return told


def _alike_in_round(count: int) -> str:
    return _("%(count)d tiêu chí không phân biệt các đơn vị (mọi đơn vị cùng điểm).") % {"count": count}


def _alike(count: int, no_longer: int) -> str:
    """Of the leaves at which all have the same points, how many told units apart by last year's set."""
    if not no_longer:
        return _("%(count)d tiêu chí không phân biệt các đơn vị, theo bộ cũ cũng vậy.") % {"count": count}
    if no_longer == count:
        return _("%(count)d tiêu chí không còn phân biệt các đơn vị.") % {"count": count}
    return _("%(count)d tiêu chí không còn phân biệt các đơn vị; %(before)d tiêu chí vốn đã không phân biệt.") % {
        "count": no_longer,
        "before": count - no_longer,
    }


def _result(tried: Tried) -> str:
    moves = tried.trial.moves
    risen = sum((each.places or 0) > 0 for each in moves)
    fallen = sum((each.places or 0) < 0 for each in moves)
    unranked = sum(each.places is None for each in moves)
    if not risen and not fallen and not unranked:
        says = _("Nếu chấm năm %(year)d theo bộ tiêu chí này: không đơn vị nào đổi hạng.")
    elif not risen and not fallen:
        says = _(
            "Nếu chấm năm %(year)d theo bộ tiêu chí này: không đơn vị nào đổi hạng; %(unranked)d đơn vị không có hạng ở một"
            " trong hai cách chấm."
        )
    elif not unranked:
        says = _(
            "Nếu chấm năm %(year)d theo bộ tiêu chí này: %(risen)d đơn vị lên hạng, %(fallen)d đơn vị xuống hạng, %(same)d"
            " đơn vị giữ hạng."
        )
    else:
        says = _(
            "Nếu chấm năm %(year)d theo bộ tiêu chí này: %(risen)d đơn vị lên hạng, %(fallen)d đơn vị xuống hạng, %(same)d"
            " đơn vị giữ hạng; %(unranked)d đơn vị không có hạng ở một trong hai cách chấm."
        )
    same = len(moves) - risen - fallen - unranked
    year = tried.past.round.year
    return says % {"year": year, "risen": risen, "fallen": fallen, "same": same, "unranked": unranked}


def _rests_on(tried: Tried) -> str:
    ways = Counter(each.how for each in tried.trial.leaves)
    listed = ", ".join(str(_COUNTED[how]) % {"count": ways[how]} for how in Carry if ways[how])
    return _("Bộ này có %(count)d tiêu chí: %(listed)s.") % {"count": len(tried.trial.leaves), "listed": listed}


def trial_page(tried: Tried) -> TrialPage:
    """Everything of the page of a trial."""
    leaves, units = leaf_lines(tried), unit_lines(tried)
    trial = tried.trial
    told = [_rests_on(tried)]
    if trial.left_out:
        told.append(
            _(
                "%(count)d tiêu chí chưa có dữ liệu không được tính: điểm tối đa của phép thử là %(counted)s trên %(whole)s điểm."
            )
            % {
                "count": len(trial.left_out),
                "counted": shown(trial.after.scheme.max_score),
                "whole": shown(tried.scheme.max_score),
            }
        )
    near = [line for line in units if line.near]
    if near:
        told.append(
            _(
                "Thứ hạng của %(count)d đơn vị còn sát nhau: chỉ số cách đơn vị khác không quá %(margin)s điểm phần trăm."
            )
            % {"count": len(near), "margin": comma(NEAR, 2)}
        )
    lead = [_result(tried), *_without_difference(leaves, is_trial=True), *_deciders(leaves)]
    return TrialPage(
        round=tried.past.round,
        draft=tried.draft,
        lead=lead,
        told=told,
        units=units,
        leaves=leaves,
        removed=trial.removed,
    )


def health_page(past: PastRound) -> HealthPage:
    """Everything of the page about the leaves of a round."""
    leaves = health_lines(past)
    return HealthPage(past.round, leaves, [*_without_difference(leaves, is_trial=False), *_deciders(leaves)])
