"""No hidden cell of a printed table can be computed from its totals."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.suppression import suppressed

Table = dict[tuple[str, str], int]


def determined(table: Table, hidden: set | frozenset) -> set:
    """The hidden cells that the totals of rows and columns give away: exact elimination, no graph."""
    cells = sorted(hidden)
    lines = defaultdict(list)
    for cell in table:
        lines["row", cell[0]].append(cell)
        lines["column", cell[1]].append(cell)
    # A line of one cell has no total beside it.
    matrix = [
        [Fraction(cell in of_line) for cell in cells]
        for of_line in lines.values()
        if len(of_line) > 1 and hidden.intersection(of_line)
    ]
    pivots, row = {}, 0
    for column in range(len(cells)):
        pivot = next((i for i in range(row, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[row], matrix[pivot] = matrix[pivot], matrix[row]
        factor = matrix[row][column]
        matrix[row] = [value / factor for value in matrix[row]]
        for i in range(len(matrix)):
            if i != row and matrix[i][column]:
                factor = matrix[i][column]
                matrix[i] = [a - factor * b for a, b in zip(matrix[i], matrix[row], strict=True)]
        pivots[row] = column
        row += 1
    # A solved line without free unknowns pins its cell down.
    return {cells[column] for i, column in pivots.items() if sum(value != 0 for value in matrix[i]) == 1}


def tables(*, with_holes: bool, largest: int = 6):
    def build(shape):
        rows, columns = shape
        cells = [(f"r{i}", f"c{j}") for i in range(rows) for j in range(columns)]
        bases = st.lists(st.integers(0, 40), min_size=len(cells), max_size=len(cells))
        kept = st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)) if with_holes else st.just(None)
        return st.tuples(bases, kept).map(
            lambda found: {
                cell: base
                for index, (cell, base) in enumerate(zip(cells, found[0], strict=True))
                if found[1] is None or found[1][index]
            }
        )

    return st.tuples(st.integers(1, largest), st.integers(1, largest)).flatmap(build)


@given(tables(with_holes=False))
@settings(max_examples=1500, deadline=None)
def test_no_hidden_cell_of_a_full_table_follows_from_the_totals(table):
    hidden = suppressed(table)
    assert {cell for cell, base in table.items() if base < 10} <= hidden
    assert determined(table, hidden) == set()


@given(tables(with_holes=True))
@settings(max_examples=1500, deadline=None)
def test_in_a_table_with_holes_only_what_nothing_could_protect_follows(table):
    assert determined(table, suppressed(table)) <= determined(table, frozenset(table))


@given(tables(with_holes=False))
@settings(max_examples=300, deadline=None)
def test_nothing_is_hidden_where_every_base_is_large_enough(table):
    assert suppressed({cell: base + 10 for cell, base in table.items()}) == frozenset()


@given(tables(with_holes=False, largest=4))
@settings(max_examples=300, deadline=None)
def test_the_same_table_hides_the_same_cells_in_whatever_order_it_comes(table):
    assert suppressed(table) == suppressed(dict(reversed(table.items())))


TWO_CIRCLES = {
    # Two squares of small cells, joined by one small cell: every line has two hidden cells and more, and yet it leaks.
    (f"r{i}", f"c{j}"): 3 if (i < 2 and j < 2) or (i > 1 and j > 1) or (i, j) == (1, 2) else 50 + 4 * i + j
    for i in range(4)
    for j in range(4)
}


def test_a_cell_between_two_circles_is_protected():
    small = frozenset(cell for cell, base in TWO_CIRCLES.items() if base < 10)
    assert determined(TWO_CIRCLES, small) == {("r1", "c2")}
    hidden = suppressed(TWO_CIRCLES)
    assert small < hidden
    assert determined(TWO_CIRCLES, hidden) == set()


def test_hiding_small_bases_alone_leaks():
    """The oracle finds leaks: otherwise the tests above would prove nothing."""
    table = {(f"r{i}", f"c{j}"): 5 if i == j == 0 else 30 for i in range(3) for j in range(3)}
    assert determined(table, frozenset({("r0", "c0")})) == {("r0", "c0")}


def _lone_cells_only(table: Table) -> frozenset:
    """The weaker method: hide another cell only in lines with one hidden cell."""
    hidden = {cell for cell, base in table.items() if base < 10}
    while True:
        alone = next(
            (
                min(shown, key=lambda cell: (table[cell], cell))
                for axis in (0, 1)
                for line in sorted({cell[axis] for cell in hidden})
                if len(cells := [cell for cell in table if cell[axis] == line]) > 1
                and len(hidden.intersection(cells)) == 1
                and (shown := [cell for cell in cells if cell not in hidden])
            ),
            None,
        )
        if alone is None:
            return frozenset(hidden)
        hidden.add(alone)


def test_no_lone_cell_in_any_line_is_not_enough():
    assert determined(TWO_CIRCLES, _lone_cells_only(TWO_CIRCLES)) == {("r1", "c2")}


@pytest.mark.parametrize(
    ("table", "hidden"),
    [
        ({("r", "c"): 3}, {("r", "c")}),
        ({("r", "a"): 3, ("r", "b"): 20, ("r", "c"): 30}, {("r", "a"), ("r", "b")}),
        ({("a", "c"): 3, ("b", "c"): 20, ("d", "c"): 19}, {("a", "c"), ("d", "c")}),
        ({("a", "x"): 10, ("a", "y"): 10}, set()),
        ({("a", "x"): 9, ("a", "y"): 10}, {("a", "x"), ("a", "y")}),
        ({}, set()),
    ],
)
def test_small_tables(table, hidden):
    assert suppressed(table) == hidden


def test_three_thousand_units_are_done_in_a_moment():
    table = {
        (f"u{i}", f"c{j}"): 3 if (i * 7 + j * 3) % 61 == 0 else 40 + (i + j) % 50 for i in range(3321) for j in range(5)
    }
    hidden = suppressed(table)
    assert 272 <= len(hidden) < 3 * 272


def test_of_circles_of_as_many_people_the_one_of_fewer_cells_is_hidden():
    table = {(f"r{i}", f"c{j}"): 100 for i in range(4) for j in range(4)}
    table["r0", "c0"] = 5
    short = {("r0", "c1"): 20, ("r1", "c1"): 20, ("r1", "c0"): 20}
    long = {("r0", "c2"): 12, ("r2", "c2"): 12, ("r2", "c3"): 12, ("r3", "c3"): 12, ("r3", "c0"): 12}
    assert suppressed({**table, **short, **long}) == {("r0", "c0"), *short}
