"""Published values of made-up pairs of years, as the door would hand them out: tables, criteria sets and marks, no database."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

from scoring.core.change import NoComparison
from scoring.core.scheme import Origin
from scoring.published.criteria import Assessment, Node, NodeMark
from scoring.published.values import Component, Figure, Ranking, RankMove, Release, Row, Score, ScoreMove
from scoring.published.why import Earlier, EarlierRow, why_of
from tests.core import why_on_paper as paper
from tests.core.slow_and_obvious import exact, rounded

YEAR = 2024
NAMES = {
    f"don-vi-{number}": name
    for number, name in enumerate(
        ("Huyện Sông Êm", "Huyện Núi Xanh", "Quận Bến Mới", "Huyện Hồ Gươm Nhỏ", "Sở Ánh Trăng", "Sở Mây Trắng",
         "Thanh tra tỉnh", "Xã Cẩm Giàng"), start=1,
    )
}  # fmt: skip
PARTS = {
    "appraisal": ("tham-dinh", "Điểm thẩm định"),
    "survey": ("dieu-tra", "Điều tra xã hội học"),
    "satisfaction": ("hai-long", "Chỉ số hài lòng"),
    "bonus": ("diem-thuong", "Điểm thưởng"),
    "penalty": ("diem-tru", "Điểm trừ"),
}


def release(year=YEAR, **fields):
    values = {
        "pk": year, "number": year, "index": "par", "index_name": "PAR Index", "year": year, "group": "khoi",
        "group_name": "Khối", "place": "Tỉnh Minh Họa", "place_slug": "minh-hoa", "group_slug": "khoi",
        "parent_unit": "minh-hoa", "unit_noun": "đơn vị", "version": 1, "origin": "computed", "reason": "",
        "supersedes": None, "superseded_by": None, "decision_number": "", "decision_date": None, "announced_on": "",
        "unit_count": None, "scale_max": Decimal(100), "part_scale": None, "unit_label": "điểm", "combining": "none",
        "places": 2, "tie_rule": "competition", "note": "", "source": "", "illustrative": True, "content_hash": "0" * 64,
        "published_at": datetime(year + 1, 3, 1, tzinfo=UTC), "published_by": "", "set_code": f"bo-{year}",
    }  # fmt: skip
    return Release(**{**values, **fields})


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def figure(fraction, places=2):
    if fraction is None:
        return Figure()
    value = decimal(fraction)
    return Figure(value, f"{value:.{places}f}".replace(".", ","))


def component(origin, year):
    code, name = PARTS[origin]
    top = sum((exact(leaf[3]) for leaf in year.leaves if leaf[2] == origin), exact("0"))
    return Component(code, name, name, False, decimal(top), "printed", None, origin not in paper.BESIDE, "", "")


def part(year, unit, origin):
    """A unit's points of one origin as printed; None where one is missing or nothing of it applies."""
    marks = [year.marks[unit][leaf[0]] for leaf in year.leaves if leaf[2] == origin]
    if None in marks or not [mark for mark in marks if mark != "na"]:
        return None
    return sum((exact(mark) for mark in marks if mark != "na"), exact("0"))


def scores(year, unit, make):
    found = {}
    for origin, (code, _name) in PARTS.items():
        if any(leaf[2] == origin for leaf in year.leaves) and (points := part(year, unit, origin)) is not None:
            value = decimal(points)
            found[code] = make(value, figure(rounded(points, exact("0.01"))).printed)
    return found


def totals(year, unit, places=2):
    """(total, index, maximum) as published, None where a mark is missing."""
    result = paper.sheet(year.leaves, year.marks[unit])
    if result is None:
        return None, None, None
    held, _points, maximum = result
    quantum = exact("0.01")
    return rounded(held, quantum), rounded(held * 100 / maximum, quantum), maximum


def assessment(year, its_release, continued=None):
    nodes = {}
    for area in dict.fromkeys(leaf[1] for leaf in year.leaves):
        own = [leaf for leaf in year.leaves if leaf[1] == area]
        nodes[area] = Node(
            area, f"Lĩnh vực {_letter(area)}", 0, tuple(leaf[0] for leaf in own), None, None, None, "", "",
            area if continued is not None else "", "same" if continued is not None else "",
        )  # fmt: skip
        for code, _area, origin, top in own:
            previous, mapping = (continued or {}).get(code, ("", "new"))
            nodes[code] = Node(
                code, f"Tiêu chí {code}", 1, (), Decimal(top), Origin(origin), None, "", "", previous, mapping
            )
    marks = {
        unit: {
            code: NodeMark(
                "na" if mark == "na" else "missing" if mark is None else "marked",
                None if mark in ("na", None) else Decimal(mark), None, None, None, "", None, "",
            )
            for code, mark in own.items()
        }
        for unit, own in year.marks.items()
    }  # fmt: skip
    return Assessment(its_release, nodes, (), marks)


def _letter(area):
    """Names of areas have no digits, so that a number in a sentence is a figure."""
    return "ABCDEFGHIJ"[int(area)]


def tables(pair):
    """(ranking, earlier, assessment, assessment before) of a made-up pair."""
    known = [paper.figures(year, by_index=pair.by_index, places=2) for year in (pair.before, pair.after)]
    ranks = [paper.ranks(year, own) for year, own in zip((pair.before, pair.after), known, strict=True)]
    last = release(
        YEAR - 1, tie_rule=pair.before.rule, unit_count=len(pair.before.marks), scale_max=_scale(pair.before)
    )
    this = release(tie_rule=pair.after.rule, unit_count=len(pair.after.marks), scale_max=_scale(pair.after))
    before_rows, rows = {}, []
    for unit in sorted(pair.before.marks, key=lambda each: (ranks[0].get(each, 99), each)):
        total, index, top = totals(pair.before, unit)
        before_rows[unit] = EarlierRow(
            unit, NAMES[unit], ranks[0].get(unit), "printed", figure(total), None if top is None else decimal(top),
            figure(index) if pair.by_index else Figure(), scores(pair.before, unit, Figure),
        )  # fmt: skip
    earlier = Earlier(last, _components(pair.before), before_rows)
    shared = Counter(ranks[1].values())
    order = sorted(pair.after.marks, key=lambda each: (ranks[1].get(each, 99), each))
    for position, unit in enumerate(order, start=1):
        total, index, top = totals(pair.after, unit)
        rank = ranks[1].get(unit)
        rows.append(
            Row(
                position, unit, NAMES[unit], rank, str(rank or ""), "printed", rank, shared[rank] > 1,
                figure(total), None if top is None else decimal(top), figure(index) if pair.by_index else Figure(), "",
                _rank_move(ranks[0].get(unit), rank, unit in pair.before.marks),
                _score_move(pair, unit), scores(pair.after, unit, Score), "", "", "",
            )
        )  # fmt: skip
    ranking = Ranking(
        this, tuple(_components(pair.after).values()), tuple(rows), (), {row.unit: row.name for row in rows}, last
    )
    return (
        ranking,
        earlier,
        assessment(pair.after, this, pair.continued),
        assessment(pair.before, last),
    )


def _scale(year):
    return decimal(sum((exact(leaf[3]) for leaf in year.leaves if leaf[2] not in paper.BESIDE), exact("0")))


def _components(year):
    used = [origin for origin in PARTS if any(leaf[2] == origin for leaf in year.leaves)]
    return {PARTS[origin][0]: component(origin, year) for origin in used}


def _rank_move(before, after, was_there):
    if before is None or after is None:
        reason = NoComparison.NOT_PUBLISHED if was_there else NoComparison.UNIT_CHANGED
        return RankMove(after=str(after or ""), reason=reason)
    return RankMove(before - after, str(before), str(after), is_printed=True)


def _score_move(pair, unit):
    if unit not in pair.before.marks:
        return ScoreMove(reason=NoComparison.UNIT_CHANGED)
    before, after = totals(pair.before, unit), totals(pair.after, unit)
    if before[0] is None or after[0] is None:
        return ScoreMove(reason=NoComparison.NOT_PUBLISHED)
    if before[2] != after[2]:
        return ScoreMove(reason=NoComparison.MAXIMUM_CHANGED)
    return ScoreMove(decimal(after[0] - before[0]), is_printed=True)


def whys(pair):
    """Why of every unit of the later year."""
    ranking, earlier, after, before = tables(pair)
    return {row.unit: why_of(ranking, row.unit, earlier, after, before) for row in ranking.rows}
