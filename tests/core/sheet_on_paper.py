"""A sheet scored once more as one would on paper, in fractions, from plain data. It shares no line with scoring/core.

A scheme here is a list of areas; an area a list of leaves; a leaf a dict {code, max, origin, rule (JSON data)}; a mark is a
dict {amount, base, choice} of texts, "na", or None.
"""

from fractions import Fraction

from .slow_and_obvious import rounded

POINT = "0.0001"
REFUSED = "refused"


def _f(text):
    return Fraction(str(text))


def rate(measure):
    """Percent: as typed, or so many out of so many; REFUSED outside 0..100."""
    if measure.get("amount") is None:
        return REFUSED
    value = _f(measure["amount"])
    if measure.get("base") is not None:
        if _f(measure["base"]) <= 0:
            return REFUSED
        value = value * 100 / _f(measure["base"])
    return value if 0 <= value <= 100 else REFUSED


def counted(measure):
    if measure.get("amount") is None:
        return REFUSED
    value = _f(measure["amount"])
    return value if value >= 0 and value.denominator == 1 else REFUSED


def points(leaf, measure):
    """Points of one leaf before rounding, or REFUSED."""
    rule, top = leaf["rule"], _f(leaf["max"])
    kind = rule["kind"]
    if kind == "manual":
        if measure.get("amount") is None or not 0 <= _f(measure["amount"]) <= top:
            return REFUSED
        return _f(measure["amount"])
    if kind == "yes_no":
        yes = top if rule.get("yes") is None else _f(rule["yes"])
        return {"yes": yes, "no": _f(rule["no"])}.get(measure.get("choice"), REFUSED)
    if kind == "steps":
        found = [_f(each["points"]) for each in rule["options"] if each["code"] == measure.get("choice")]
        return found[0] if found else REFUSED
    if kind in ("per_count", "deduction"):
        count = counted(measure)
        if count == REFUSED:
            return REFUSED
        lowest = _f(rule["lowest"])
        if kind == "deduction":
            left = top - count * _f(rule["each"])
            return left if left > lowest else lowest
        highest = top if rule.get("highest") is None else _f(rule["highest"])
        got = count * _f(rule["each"])
        got = lowest if got < lowest else got
        return highest if got > highest else got
    percent = rate(measure)
    if percent == REFUSED:
        return REFUSED
    if kind == "thresholds":
        best = None
        for step in rule["steps"]:
            bound = _f(step["bound"])
            if (percent > bound or (percent == bound and step["inclusive"])) and (best is None or bound > best[0]):
                best = (bound, _f(step["points"]))
        return best[1] if best else _f(rule["below"])
    if kind == "rate":
        if percent < _f(rule["floor"]):
            return Fraction(0)
        return top if percent >= _f(rule["full_at"]) else percent * top / 100
    assert kind == "percentage"
    return percent * top / 100


def sheet(areas, marks, *, places=2, rescale=False, survey_made=True):
    """What a sheet comes to: {"total", "index", "exact_index", "max", "missing", "areas"}; total None while one is missing."""
    got = possible = bonus = penalty = Fraction(0)
    missing, of_areas = [], []
    for area in areas:
        area_got = area_possible = Fraction(0)
        for leaf in area:
            mark, origin = marks.get(leaf["code"]), leaf["origin"]
            if mark == "na" or (mark is None and origin == "survey" and rescale and not survey_made):
                continue
            if mark is None:
                missing.append(leaf["code"])
                continue
            value = rounded(points(leaf, mark), POINT)
            if origin == "bonus":
                bonus += value
            elif origin == "penalty":
                penalty += value
            else:
                area_got, area_possible = area_got + value, area_possible + _f(leaf["max"])
        got, possible = got + area_got, possible + area_possible
        of_areas.append((area_got, area_possible))
    answer = {"max": possible, "missing": set(missing), "areas": of_areas}
    if missing or not possible:
        return {**answer, "total": None, "index": None, "exact_index": None}
    total = got + bonus - penalty
    total = max(Fraction(0), min(total, possible))
    quantum = Fraction(1, 10**places)
    exact = total * 100 / possible
    return {
        **answer,
        "total": _to(total, quantum),
        "index": _to(exact, quantum),
        "exact_index": exact,
    }


def _to(value, quantum):
    steps = value / quantum
    whole = steps.numerator // steps.denominator
    return (whole if steps - whole < Fraction(1, 2) else whole + 1) * quantum


def ranks_of_fractions(figures, dense=False):
    """One more than the number of better units, or of better figures."""
    return {
        unit: 1 + len([v for v in (set(figures.values()) if dense else list(figures.values())) if v > own])
        for unit, own in figures.items()
    }
