"""What the pages about a set on trial say: how each leaf was carried, how well it does, who would move, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.actions.composition import comma
from scoring.core.near import NEAR, near_ties
from scoring.core.scheme import Criterion
from scoring.core.trial import Carry, Move
from scoring.models import AssessmentRound, CriteriaSet
from scoring.numerals import shown
from scoring.trial_tally import PastRound, Tried

from .leaves import CARRIES, LeafLine, health_lines, leaf_lines
from .release import signed

# So many of the leaves that decide most are named in the sentence.
_NAMED = 3


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
                move.unit,
                names[move.unit],
                move,
                comma(move.index_before, before),
                comma(move.index_after, after),
                signed(move.points, max(before, after)),
                tuple(names[each] for each in near),
            )
        )
    # Stable: units of one rank stay in the order of the round.
    return sorted(found, key=lambda line: (line.move.rank_after is None, line.move.rank_after or 0))


# --- sentences ---


def _units(count: int) -> str:
    return ngettext("%(count)d đơn vị", "%(count)d đơn vị", count) % {"count": count}


def _leaves(count: int) -> str:
    return ngettext("%(count)d tiêu chí", "%(count)d tiêu chí", count) % {"count": count}


def _deciders(lines: Iterable[LeafLine]) -> str:
    """The leaves without which most units would have another rank."""
    most = sorted((line for line in lines if line.moved), key=lambda line: -len(line.moved))[:_NAMED]
    if not most:
        return _(
            "Không tiêu chí nào một mình quyết định thứ hạng: bỏ riêng từng tiêu chí thì không đơn vị nào đổi hạng."
        )
    named = ", ".join(f"{line.leaf.code} ({len(line.moved)})" for line in most)
    return _(
        "Tiêu chí quyết định thứ hạng nhiều nhất, tính theo số đơn vị đổi hạng nếu bỏ riêng tiêu chí đó: %(named)s."
    ) % {"named": named}


def _without_difference(lines: Sequence[LeafLine], *, is_trial: bool) -> str:
    alike = [line for line in lines if line.health is not None and line.health.tells_apart is False]
    no_longer = [line for line in alike if line.told_apart_before]
    if not is_trial:
        if not alike:
            return _("Tiêu chí nào cũng phân biệt được các đơn vị.")
        return _("%(leaves)s không phân biệt các đơn vị (mọi đơn vị cùng điểm).") % {"leaves": _leaves(len(alike))}
    if not alike:
        return _("Tiêu chí nào có dữ liệu cũng phân biệt được các đơn vị.")
    before = len(alike) - len(no_longer)
    if not no_longer:
        return _("%(leaves)s không phân biệt các đơn vị, theo bộ cũ cũng vậy.") % {"leaves": _leaves(before)}
    rest = _("; %(leaves)s vốn đã không phân biệt") % {"leaves": _leaves(before)} if before else ""
    return _("%(leaves)s không còn phân biệt các đơn vị%(rest)s.") % {"leaves": _leaves(len(no_longer)), "rest": rest}


def _result(tried: Tried) -> str:
    moves = tried.trial.moves
    risen = sum((each.places or 0) > 0 for each in moves)
    fallen = sum((each.places or 0) < 0 for each in moves)
    unranked = sum(each.places is None for each in moves)
    start = _("Nếu chấm năm %(year)d theo bộ tiêu chí này: ") % {"year": tried.past.round.year}
    if not risen and not fallen:
        text = start + _("không đơn vị nào đổi hạng")
    else:
        same = len(moves) - risen - fallen - unranked
        text = start + _("%(risen)s lên hạng, %(fallen)s xuống hạng, %(same)s giữ hạng") % {
            "risen": _units(risen),
            "fallen": _units(fallen),
            "same": _units(same),
        }
    if unranked:
        text += _("; %(units)s không có hạng ở một trong hai cách chấm") % {"units": _units(unranked)}
    return f"{text}."


def _rests_on(tried: Tried) -> str:
    trial = tried.trial
    counts = [(CARRIES[how], sum(each.how is how for each in trial.leaves)) for how in Carry]
    listed = ", ".join(f"{count} {words}" for words, count in counts if count)
    return _("Điểm của %(leaves)s trong bộ này: %(listed)s.") % {
        "leaves": _leaves(len(trial.leaves)),
        "listed": listed,
    }


def trial_page(tried: Tried) -> TrialPage:
    """Everything of the page of a trial."""
    leaves, units = leaf_lines(tried), unit_lines(tried)
    trial = tried.trial
    told = [_rests_on(tried)]
    if trial.left_out:
        told.append(
            _(
                "%(leaves)s chưa có dữ liệu không được tính: điểm tối đa của phép thử là %(counted)s trên %(whole)s điểm."
            )
            % {
                "leaves": _leaves(len(trial.left_out)),
                "counted": shown(trial.after.scheme.max_score),
                "whole": shown(tried.scheme.max_score),
            }
        )
    near = [line for line in units if line.near]
    if near:
        told.append(
            _("Thứ hạng của %(units)s còn sát nhau: chỉ số cách đơn vị khác không quá %(margin)s điểm phần trăm.")
            % {"units": _units(len(near)), "margin": comma(NEAR, 2)}
        )
    lead = [_result(tried), _without_difference(leaves, is_trial=True), _deciders(leaves)]
    return TrialPage(tried.past.round, tried.draft, lead, told, units, leaves, trial.removed)


def health_page(past: PastRound) -> HealthPage:
    """Everything of the page about the leaves of a round."""
    leaves = health_lines(past)
    return HealthPage(past.round, leaves, [_without_difference(leaves, is_trial=False), _deciders(leaves)])
