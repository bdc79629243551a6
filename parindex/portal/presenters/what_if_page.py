"""What if: a form with one field for each criterion of a unit, and how the unit would stand. Nothing is kept but the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.numerals import NotANumber, read_number
from scoring.published import Node, NoPath, PublishedBlock, Ranking
from units.models import Unit

from . import lost_points, words
from .criteria import ORIGINS, STATES
from .lost_points import PREFIX
from .navigation import Link

# What is typed beyond this is no number of points; it comes back shortened.
LONGEST = 40
# So many codes that do not exist are named.
NAMED = 3
# So many changes are told in the sentence above the answer; all of them stand in their fields.
MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks: texts as typed by leaf, the points they are, what is wrong with each, codes that are none."""

    typed: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def read(query: QueryDict, block: PublishedBlock) -> Asked:
    """The fields of the address; an empty one leaves its criterion as it is."""
    typed, marks, faults, unknown = {}, {}, {}, []
    for name in query:
        code, text = name.removeprefix(PREFIX), query.get(name, "").strip()
        if not name.startswith(PREFIX) or not text:
            continue
        node = block.assessment.nodes.get(code)
        if node is None or not node.is_leaf:
            unknown.append(code[:LONGEST])
            continue
        typed[code] = text[:LONGEST]
        try:
            marks[code] = _points(text, node, block)
        except ValueError as error:
            faults[code] = str(error)
    return Asked(typed, marks, faults, unknown)


def _points(text: str, node: Node, block: PublishedBlock) -> Decimal:
    """The points typed for a criterion; raises `ValueError` with what is wrong and how to mend it."""
    state = _state(node, block)
    if state in ("na", "no_survey"):
        raise ValueError(_("Tiêu chí này %(state)s cho đơn vị; xóa số đã ghi.") % {"state": STATES[state]})
    try:
        points = read_number(text)
    except NotANumber as error:
        raise ValueError(str(error)) from None
    maximum = node.max_score or Decimal(0)
    if points is None or points > maximum:
        raise ValueError(
            _("%(typed)s cao hơn điểm tối đa; ghi từ 0 đến %(max)s.")
            % {"typed": text[:LONGEST], "max": words.number(maximum)}
        )
    return points


def _state(node: Node, block: PublishedBlock) -> str:
    mark = block.assessment.marks.get(block.unit, {}).get(node.code)
    return mark.state if mark is not None else "missing"


@dataclass(frozen=True, slots=True)
class FieldView:
    """One criterion: what it has now, and the field, or why there is none."""

    code: str
    name: str
    title: str
    kind: str
    now: str
    maximum: str
    rule: str
    typed: str
    fault: str
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class AreaFields:
    """An area with its fields; open where something was typed in it."""

    title: str
    lost: str
    fields: list[FieldView]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How the unit would stand: lines of (what, now, then), and what follows in sentences."""

    changes: str
    lines: list[tuple[str, str, str]]
    sentences: list[str]


def chosen(blocks: Mapping[int, PublishedBlock], query: QueryDict) -> PublishedBlock | None:
    """The block that `cong-bo` names, else the first; none whose frozen marks do not give its published figures."""
    able = {number: block for number, block in blocks.items() if block.agrees}
    asked = query.get("cong-bo", "")
    if asked:
        return able.get(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    return next(iter(able.values()), None)


def context(unit: Unit, block: PublishedBlock, ranking: Ranking, query: QueryDict) -> dict[str, Any]:
    """Everything the page shows."""
    asked, year = read(query, block), block.release.year
    here = reverse("portal:what-if", args=[unit.code, year])
    number = block.release.number
    return {
        "unit": unit,
        "name": ranking.names[unit.code],
        "release": block.release,
        "block_name": f"{block.release.group_name}, {block.release.place}",
        "problem": problem(asked),
        "faults": [
            Link(_("%(code)s: %(fault)s") % {"code": code, "fault": fault}, f"#d-{code}")
            for code, fault in asked.faults.items()
        ],
        "answer": answer(block, ranking, asked) if asked.marks and not asked.faults else None,
        "share": _share(here, number, asked) if asked.marks and not asked.faults else "",
        "areas": areas(block, asked),
        "start": here,
        "suggestion": suggestion(block, here),
        "result": reverse("portal:unit-year", args=[unit.code, year]),
        "illustrative": unit.illustrative or block.release.illustrative,
    }


def problem(asked: Asked) -> str:
    """What is wrong with the address as a whole, in a sentence; "" where nothing is."""
    told = []
    if asked.faults:
        told.append(
            _("Có %(count)d ô cần sửa; chưa tính gì. Những số khác vẫn giữ nguyên như đã ghi.")
            % {"count": len(asked.faults)}
        )
    if asked.unknown:
        codes = ", ".join(f"“{each}”" for each in asked.unknown[:NAMED])
        more = len(asked.unknown) - NAMED
        told.append(
            _("Bộ tiêu chí không có tiêu chí nào mã %(codes)s%(more)s; đã bỏ qua.")
            % {"codes": codes, "more": _(" và %(count)d mã khác") % {"count": more} if more > 0 else ""}
        )
    return " ".join(told)


def _share(here: str, number: int, asked: Asked) -> str:
    """The address of this question without its empty fields."""
    return f"{here}?{urlencode([('cong-bo', number), *((PREFIX + code, text) for code, text in asked.typed.items())])}"


def suggestion(block: PublishedBlock, here: str) -> Link | None:
    """A place to begin: full marks at the fewest criteria that would give a better rank."""
    path = block.path
    if isinstance(path, NoPath):
        return None
    codes = words.listing([each.code for each in path.share.leaves])
    text = _("Đạt tối đa ở %(codes)s: đủ để lên hạng") % {"codes": codes}
    return Link(text, f"{here}?{lost_points.path_query(path.share, block)}")


def areas(block: PublishedBlock, asked: Asked) -> list[AreaFields]:
    """Every leaf of the set, area by area."""
    lost = {each.code: each.lost for each in block.losses}
    found = []
    for area in block.assessment.areas:
        leaves = block.assessment.leaves_under(area.code)
        gone = sum((lost.get(each.code, Decimal(0)) for each in leaves), Decimal(0))
        fields = [_field(each, block, asked) for each in leaves]
        found.append(
            AreaFields(
                f"{area.code}. {area.title}",
                words.number(gone) if gone else "",
                fields,
                any(each.typed for each in fields),
            )
        )
    return found


def _field(node: Node, block: PublishedBlock, asked: Asked) -> FieldView:
    state = _state(node, block)
    mark = block.own.get(node.code)
    return FieldView(
        node.code,
        f"{PREFIX}{node.code}",
        node.title,
        str(ORIGINS[node.origin.value]) if node.origin is not None and node.origin.value != "appraisal" else "",
        words.number(mark) if isinstance(mark, Decimal) else str(STATES.get(state, "")),
        words.number(node.max_score) if node.max_score is not None else "",
        node.rule_words,
        asked.typed.get(node.code, ""),
        asked.faults.get(node.code, ""),
        str(STATES[state]) if state in ("na", "no_survey") and node.code not in asked.typed else "",
    )


def answer(block: PublishedBlock, ranking: Ranking, asked: Asked) -> Answer:
    """How the unit would stand with these points, everybody else as they are."""
    found = block.what_if(asked.marks)
    was, would = found.was, found.would_be
    places = block.release.places
    band_now, band_then = found.bands
    count = len(found.after.result.ranks)
    lines = [
        (_("Tổng điểm"), _of(was.total, was.max_total, places), _of(would.total, would.max_total, places)),
        (_("Chỉ số (%)"), _figure(was.index, places), _figure(would.index, places)),
    ]
    if block.assessment.bands:
        lines.append(
            (
                _("Xếp loại"),
                band_now.name if band_now else _("không xếp loại"),
                band_then.name if band_then else _("không xếp loại"),
            )
        )
    lines.append((_("Hạng"), _rank(found.rank_before, len(found.before.result.ranks)), _rank(found.rank_after, count)))
    sentences = []
    if would.missing:
        sentences.append(
            _("Vẫn còn %(count)d tiêu chí chưa có điểm nên chưa có tổng điểm và thứ hạng: %(codes)s.")
            % {"count": len(would.missing), "codes": words.listing(would.missing)}
        )
    for text, units in (
        (_("Sẽ vượt: %(names)s."), found.overtaken),
        (_("Sẽ ngang: %(names)s."), found.level),
        (_("Sẽ bị vượt bởi: %(names)s."), found.ahead),
    ):
        if units:
            sentences.append(text % {"names": words.listing([ranking.names[each] for each in units])})
    if found.rank_before is not None and found.rank_before == found.rank_after and not sentences:
        sentences.append(_("Thứ hạng không đổi."))
    return Answer(_changes(block, asked), lines, sentences)


def _changes(block: PublishedBlock, asked: Asked) -> str:
    """What was set: "1.1.1 từ 0,5 thành 0", a few of many."""
    own = block.own
    texts = []
    for code, points in asked.marks.items():
        mark = own.get(code)
        values = {
            "code": code,
            "now": words.number(mark) if isinstance(mark, Decimal) else "",
            "then": words.number(points),
        }
        told = _("%(code)s từ %(now)s thành %(then)s") if values["now"] else _("%(code)s thành %(then)s")
        texts.append(told % values)
    if len(texts) <= MOST_CHANGES:
        return words.listing(texts)
    more = _("%(count)d tiêu chí khác") % {"count": len(texts) - MOST_CHANGES}
    return words.listing([*texts[:MOST_CHANGES], more])


def _figure(value: Decimal | None, places: int) -> str:
    return words.number(value, places) if value is not None else _("chưa có")


def _of(total: Decimal | None, maximum: Decimal, places: int) -> str:
    return f"{_figure(total, places)} / {words.number(maximum)}" if total is not None else _("chưa có")


def _rank(rank: int | None, count: int) -> str:
    return f"{rank} / {count}" if rank is not None else _("chưa xếp hạng")
