"""The same arithmetic once more, the way one would do it on paper: slow, obvious, in fractions.

It shares no line with scoring/core. Where the two disagree, one of them is wrong.
"""

from fractions import Fraction


def exact(figure):
    """A figure as the fraction that its decimal writing means; None stays None."""
    return None if figure is None else Fraction(str(figure))


def rounded(value, quantum):
    """The nearest multiple of the quantum; of two equally near ones the one further from zero."""
    steps = abs(exact(value)) / exact(quantum)
    below = steps.numerator // steps.denominator
    nearest = below if steps - below < Fraction(1, 2) else below + 1
    return (nearest if exact(value) >= 0 else -nearest) * exact(quantum)


def competition_ranks(figures):
    """One more than the number of units that are strictly better."""
    return {
        unit: 1 + sum(1 for other in figures.values() if exact(other) > exact(figure))
        for unit, figure in figures.items()
    }


def dense_ranks(figures):
    """One more than the number of different figures that are strictly better."""
    return {
        unit: 1 + len({exact(other) for other in figures.values() if exact(other) > exact(figure)})
        for unit, figure in figures.items()
    }


def places_gained(before, after):
    """Counted step by step, as on a ladder."""
    gained = 0
    while before > after:
        before, gained = before - 1, gained + 1
    while before < after:
        before, gained = before + 1, gained - 1
    return gained


def verdict(printed, computed):
    """What is said of a printed figure beside a computed one."""
    if exact(printed) == exact(computed):
        return "agrees"
    return "rounding" if abs(exact(printed) - exact(computed)) * 100 <= 2 else "differs"


def total_of(parts, quantum):
    """The sum of the parts, rounded once at the end; None as soon as one is missing or there are none."""
    total = Fraction(0)
    for part in parts:
        if part is None:
            return None
        total += exact(part)
    return rounded(total, quantum) if len(parts) else None


def weighted_total_of(pairs, scale, quantum):
    """Each value as a share of its scale, times its weight in points; None as soon as one is missing."""
    total = Fraction(0)
    for value, weight in pairs:
        if value is None or weight is None:
            return None
        total += exact(value) / exact(scale) * exact(weight)
    return rounded(total, quantum) if len(pairs) else None


def contradictions(rows):
    """Whether any two rows, near or far, contradict each other: better rank and lower total, or same rank and another."""
    known = [(unit, rank, exact(total)) for unit, rank, total in rows if rank is not None and total is not None]
    return any(
        (one[1] < two[1] and one[2] < two[2]) or (one[1] == two[1] and one[2] != two[2])
        for one in known
        for two in known
    )
