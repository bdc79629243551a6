"""Why a unit stands where it stands, as rows of a file: the lines of the page, with numbers instead of words for them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.explaining.breakdown import Breakdown, ComponentLine, breakdown
from scoring.explaining.said import said_of
from scoring.exports.cells import Cell
from scoring.published import Cause, Why, shortest

from . import words
from .criteria import ORIGINS
from .why import CAUSES, HOWS, RESTS, is_idle, leaf_note, leaf_title

Row = list[Cell]


def rows(why: Why) -> list[Row]:
    """[kind, code, what, value, maximum, note, source] of every line of the splits, then the sentences."""
    told = breakdown(why)
    found = [*_components(told), *_causes(told), *_areas(why, told), *_meetings(why)]
    return found + [
        [_("giải thích"), "", each.text, None, None, _("câu do cơ quan công bố biên tập") if each.is_edited else "", ""]
        for each in said_of(why)
    ]


def _line(kind: str, code: str, what: str, value: Decimal | int | None, note: str = "") -> Row:
    # With the decimals that the page shows; ranks and places are whole.
    number: Cell = shortest(value, words.PLACES) if isinstance(value, Decimal) else value
    return [kind, code, what, number, None, note, ""]


def _components(told: Breakdown) -> list[Row]:
    kind = _("thay đổi: thành phần")
    found = [
        _line(kind, each.component.code, each.component.name, _share(each), _years(each))
        for each in told.components
        if not is_idle(each)
    ]
    if told.held and found:
        found.append(_line(kind, "", _("Điểm ngoài giới hạn của tổng điểm"), told.held))
    if told.components_rest and found:
        found.append(_line(kind, "", str(RESTS[told.rest_is]), told.components_rest))
    return found


def _share(line: ComponentLine) -> Decimal | None:
    return line.share if line.share is not None else line.change


def _years(line: ComponentLine) -> str:
    """ "56,77 → 58,44" """
    suffix = line.component.suffix
    before, after = words.figure_text(line.before, suffix), words.figure_text(line.after, suffix)
    return f"{before or '–'} → {after or '–'}"


def _causes(told: Breakdown) -> list[Row]:
    kind = _("thay đổi: nguyên nhân")
    causes = told.causes or {}
    return [_line(kind, each.value, str(CAUSES[each]), causes[each]) for each in Cause if each in causes]


def _areas(why: Why, told: Breakdown) -> list[Row]:
    found = []
    for area in told.areas:
        found.append(_line(_("thay đổi: lĩnh vực"), area.code, area.title, area.share))
        found += [
            _line(_("thay đổi: tiêu chí"), line.leaf.code, leaf_title(why, line), line.share, leaf_note(line))
            for line in area.leaves
        ]
    found += [
        _line(_("thay đổi: lĩnh vực"), "", str(ORIGINS[origin.value]).capitalize(), share)
        for origin, share in told.beside
        if share
    ]
    return found


def _meetings(why: Why) -> list[Row]:
    split, kind = why.rank, _("thay đổi hạng")
    if split is None:
        return []
    found = [
        _line(kind, each.unit, why.names.get(each.unit, each.unit), each.places, str(HOWS[each.how]))
        for each in split.encounters
    ]
    if split.ties:
        found.append(_line(kind, "", _("Số hạng đồng hạng phía trên thay đổi"), split.ties))
    if split.rest:
        found.append(_line(kind, "", _("Không rõ"), split.rest))
    if split.own is not None and split.others is not None:
        note = _("không phải kết quả chính thức")
        found.append(_line(kind, "", _("Do kết quả của đơn vị"), split.own, note))
        found.append(_line(kind, "", _("Do các đơn vị khác"), split.others))
    return found
