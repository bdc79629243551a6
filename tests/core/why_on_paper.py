"""Why a figure and a rank changed, once more, as one would do it on paper: slow, obvious, in fractions.

It shares no line with scoring/core. Where the two disagree, one of them is wrong.
"""

from fractions import Fraction

from .slow_and_obvious import competition_ranks, dense_ranks, exact, rounded

BESIDE = ("bonus", "penalty")


def sheet(leaves, marks):
    """(points held within bounds, points as added, what could be reached), or None while a mark is missing or nothing applies."""
    points = maximum = Fraction(0)
    for code, _area, origin, top in leaves:
        mark = marks[code]
        if mark is None:
            return None
        if mark == "na":
            continue
        points += -exact(mark) if origin == "penalty" else exact(mark)
        if origin not in BESIDE:
            maximum += exact(top)
    if maximum == 0:
        return None
    held = points
    if held < 0:
        held = Fraction(0)
    if held > maximum:
        held = maximum
    return held, points, maximum


def figures(year, *, by_index, places):
    """The published figure of every unit that has one."""
    found = {}
    for unit, marks in year.marks.items():
        result = sheet(year.leaves, marks)
        if result is None:
            continue
        held, _points, maximum = result
        found[unit] = rounded(held * 100 / maximum if by_index else held, Fraction(1, 10**places))
    return found


def ranks(year, known):
    return dense_ranks(known) if year.rule == "dense" else competition_ranks(known)


def lines(pair, unit):
    """Every leaf once: (code before, code after, cause, change in points, change of maximum)."""
    found, seen = [], set()
    old = {leaf[0]: leaf for leaf in pair.before.leaves}
    for code, _area, origin, top in pair.after.leaves:
        came_from = pair.continued.get(code)
        brothers = [other for other, link in pair.continued.items() if came_from and link[0] == came_from[0]]
        after = _counts(pair.after.marks[unit][code], origin, top)
        if came_from is None or len(brothers) > 1 or old[came_from[0]][2] != origin:
            found.append((None, code, "criteria", after[0], after[1]))
            continue
        before_code, _area_before, _origin, top_before = old[came_from[0]]
        before = _counts(pair.before.marks[unit][before_code], origin, top_before)
        seen.add(before_code)
        if exact(top) != exact(top_before) or came_from[1] == "maximum":
            cause = "criteria"
        elif (pair.before.marks[unit][before_code] == "na") != (pair.after.marks[unit][code] == "na"):
            cause = "applies"
        else:
            cause = "own"
        found.append((before_code, code, cause, after[0] - before[0], after[1] - before[1]))
    for code, (_code, _area, origin, top) in old.items():
        if code not in seen:
            before = _counts(pair.before.marks[unit][code], origin, top)
            found.append((code, None, "criteria", -before[0], -before[1]))
    return found


def _counts(mark, origin, top):
    """What a mark brings: (points, what could be reached)."""
    if mark == "na":
        return Fraction(0), Fraction(0)
    points = -exact(mark) if origin == "penalty" else exact(mark)
    return points, Fraction(0) if origin in BESIDE else exact(top)


def shares(pair, unit):
    """{(code before, code after): share} and the share of what bounds held back, each rounded to 0,0001 of the index."""
    had, has = sheet(pair.before.leaves, pair.before.marks[unit]), sheet(pair.after.leaves, pair.after.marks[unit])
    found = {}
    for before, after, _cause, points, maximum in lines(pair, unit):
        found[before, after] = _share(points, maximum, had, has, by_index=pair.by_index)
    held = (has[0] - has[1]) - (had[0] - had[1])
    return found, _share(held, Fraction(0), had, has, by_index=pair.by_index)


def _share(points, maximum, had, has, *, by_index):
    if not by_index:
        return points
    s0, _, m0 = had
    s1, _, m1 = has
    points_first = (s0 + points) * 100 / m0 - s0 * 100 / m0
    points_last = s1 * 100 / m1 - (s1 - points) * 100 / m1
    maximum_last = s1 * 100 / m1 - s1 * 100 / m0
    maximum_first = s0 * 100 / m1 - s0 * 100 / m0
    whole = (maximum_last + maximum_first) / 2
    of_this_leaf = whole * maximum / (m1 - m0) if m1 != m0 else Fraction(0)
    return rounded((points_first + points_last) / 2 + of_this_leaf, Fraction(1, 10_000))


def meetings(unit, before, after):
    """{other: (what happened, places)}, looked up in the two tables of figures one by one."""
    found = {}
    for other in {*before, *after} - {unit}:
        was = _where(before, unit, other)
        is_ = _where(after, unit, other)
        if was == "ahead" and is_ == "behind":
            found[other] = ("overtaken", 1)
        elif was == "ahead" and is_ == "level":
            found[other] = ("reached", 1)
        elif was == "ahead" and is_ == "absent":
            found[other] = ("left", 1)
        elif was == "behind" and is_ == "ahead":
            found[other] = ("passed_by", -1)
        elif was == "level" and is_ == "ahead":
            found[other] = ("broke_away", -1)
        elif was == "absent" and is_ == "ahead":
            found[other] = ("joined", -1)
        elif was == "behind" and is_ == "level":
            found[other] = ("caught_up", 0)
        elif was == "level" and is_ == "behind":
            found[other] = ("shaken_off", 0)
    return found


def _where(table, unit, other):
    if other not in table:
        return "absent"
    if table[other] == table[unit]:
        return "level"
    return "ahead" if table[other] > table[unit] else "behind"


def doubles_ahead(year, known, unit):
    """Units ahead that cost no place because another one ahead has the same figure; none where ranks are skipped."""
    if year.rule != "dense":
        return 0
    seen, doubles = [], 0
    for figure in known.values():
        if figure > known[unit]:
            if figure in seen:
                doubles += 1
            seen.append(figure)
    return doubles


def places_alone(unit, year, before, after):
    """Places gained with the new figure in the old table."""
    moved = dict(before)
    moved[unit] = after[unit]
    return ranks(year, before)[unit] - ranks(year, moved)[unit]
