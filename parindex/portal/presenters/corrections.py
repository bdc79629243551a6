"""A correction in words: what was wrong, every score and rank before and after, for every unit it touched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import COLUMNS, CellChange, Correction, Release, survey_words

from . import ranking, words
from .navigation import ranking_address

_MEASURES = {
    "max_score": gettext_lazy("điểm tối đa"),
    "amount": gettext_lazy("số đo"),
    "base": gettext_lazy("trên tổng số"),
    "choice": gettext_lazy("mức chọn"),
    "self_score": gettext_lazy("điểm tự chấm"),
    "reason": gettext_lazy("lý do"),
}
# Longer tables are folded.
LINES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One figure before and after."""

    unit: str
    name: str
    what: str
    before: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One unit's rank before and after, in words."""

    unit: str
    name: str
    before: str
    after: str
    move: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One correction."""

    release: Release
    before: int
    title: str
    day: str
    reason: str
    moves: list[MoveLine]
    scores: list[ChangeView]
    added: list[str]
    removed: list[str]
    ranking_href: str
    is_long: bool
    wordings: list[ChangeView] = field(default_factory=list)
    facts: list[ChangeView] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """In a sentence, for lists and feeds."""
        units = len({each.unit for each in self.scores})
        parts = [
            _("%(count)d đơn vị đổi số liệu") % {"count": units} if units else "",
            _("%(count)d đơn vị đổi hạng") % {"count": len(self.moves)}
            if self.moves
            else _("không đơn vị nào đổi hạng"),
            _("%(count)d số chung của khối đổi") % {"count": len(self.facts)} if self.facts else "",
            _("%(count)d câu đổi cách viết") % {"count": len(self.wordings)} if self.wordings else "",
        ]
        text = ", ".join(filter(None, parts))
        return f"{text[:1].upper()}{text[1:]}."


def label(correction: Correction, key: str) -> str:
    """What a cell is called: a column, a component, or a criterion and what of it."""
    kind, _dot, code = key.partition(".")
    if kind == "c":
        return correction.components.get(code, code)
    if kind == "m":
        title = correction.criteria.get(code, "")
        return _("Tiêu chí %(code)s: %(title)s") % {"code": code, "title": title} if title else code
    if kind == "f":
        node, _dot, part = code.rpartition(".")
        return _("Tiêu chí %(code)s, %(part)s") % {"code": node, "part": _MEASURES.get(part, part)}
    return survey_words(key, correction.criteria) if kind == "s" else str(COLUMNS.get(key, key))


def _shown(value: Decimal | str | None, places: int | None) -> str:
    return words.number(value, places) if isinstance(value, Decimal) else value or "–"


def _choice(correction: Correction, key: str, value: Decimal | str | None) -> Decimal | str | None:
    """The words of a chosen step; any other value as it is."""
    if not key.endswith(".choice") or not isinstance(value, str):
        return value
    answers = {"yes": _("có"), "no": _("không")}
    return correction.choices.get((key[2 : -len(".choice")], value), answers.get(value, value))


def _change(correction: Correction, change: CellChange) -> ChangeView:
    """Figures as the two tables print them; where rounding hides the change, as they were computed."""
    by = change.by
    # Totals, indexes and parts as tables print them; points of a criterion and maximums as pages of criteria do.
    places = words.PLACES if change.is_of_the_table else None
    before, after = (_shown(_choice(correction, change.key, each), places) for each in (change.before, change.after))
    was, now = (each.get((change.unit, change.key), "") for each in correction.printed)
    if was != now:
        before, after = was or before, now or after
        by = _printed_difference(now, was, by)
    told = words.signed(by, places) if by is not None else ""
    return ChangeView(change.unit, change.name, label(correction, change.key), before, after, told)


def _printed_difference(now: str, was: str, exact: Decimal | None) -> Decimal | None:
    """The difference of two figures as printed, so that the line adds up; the exact one where either is no number."""
    try:
        return Decimal(now.replace(",", ".")) - Decimal(was.replace(",", "."))
    except InvalidOperation:
        return exact


def _moves(correction: Correction) -> Iterator[MoveLine]:
    for each in correction.changes.ranks:
        places = each.places
        if places is None:
            move = _("được xếp hạng") if each.before is None else _("không còn hạng")
        elif places > 0:
            move = _("tăng %(n)s bậc") % {"n": places}
        else:
            move = _("giảm %(n)s bậc") % {"n": -places}
        yield MoveLine(each.unit, each.name, _rank(each.before), _rank(each.after), move)


def _rank(place: int | None) -> str:
    return "–" if place is None else str(place)


def view(correction: Correction) -> CorrectionView:
    """Everything a reader wants to know of one correction."""
    release, changes = correction.after, correction.changes
    return CorrectionView(
        release=release,
        before=correction.before.number,
        title=ranking.title(release),
        day=words.day(timezone.localtime(release.published_at).date()),
        reason=release.reason,
        moves=list(_moves(correction)),
        scores=[_change(correction, each) for each in changes.cells],
        added=[line.name for line in changes.added],
        removed=[line.name for line in changes.removed],
        ranking_href=ranking_address(release),
        is_long=len(changes.cells) > LINES_SHOWN,
        facts=[
            ChangeView("", _("Cả khối"), each.name, each.before or "–", each.after or "–", "")
            for each in correction.facts
        ],
        wordings=[
            ChangeView(each.unit, each.name or _("Cả khối"), _("Câu"), _said(each.before), _said(each.after), "")
            for each in correction.wordings
        ],
    )


def _said(text: str | None) -> str:
    if text is None:
        return _("câu lập từ số liệu")
    return text or _("không nêu")


def href(correction: CorrectionView) -> str:
    return f"{reverse('portal:corrections')}#cong-bo-{correction.release.number}"
