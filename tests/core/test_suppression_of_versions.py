"""No hidden cell of a table follows from its totals and from earlier versions of it that stay public."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.suppression import Mask, suppressed, suppressed_again
from tests.core.test_suppression import determined

Cell = tuple[str, str]


def versions(most: int = 3):
    """Up to three versions of one table: (base, figure) by cell; most cells stay as they are from one to the next."""

    def build(shape):
        rows, columns, many = shape
        cells = [(f"r{i}", f"c{j}") for i in range(rows) for j in range(columns)]
        first = st.lists(st.integers(0, 40), min_size=len(cells), max_size=len(cells))
        later = st.lists(
            # None: as before; "back": as in the first version; else another figure of so many people.
            st.lists(
                st.one_of(st.none(), st.none(), st.integers(0, 40), st.just("back")),
                min_size=len(cells),
                max_size=len(cells),
            ),
            min_size=many,
            max_size=many,
        )

        def told(found):
            bases, changes = found
            table = {cell: (base, f"{cell}v1") for cell, base in zip(cells, bases, strict=True)}
            every = [table]
            for number, each in enumerate(changes, start=2):
                table = {
                    cell: table[cell]
                    if base is None
                    else every[0][cell]
                    if base == "back"
                    else (base, f"{cell}v{number}")
                    for cell, base in zip(cells, each, strict=True)
                }
                every.append(table)
            return every

        return st.tuples(first, later).map(told)

    return st.tuples(st.integers(1, 4), st.integers(2, 4), st.integers(1, most - 1)).flatmap(build)


def masks(every) -> list[Mask]:
    """Each version's mask, in the knowledge of those before it."""
    found: list[Mask] = []
    for number, table in enumerate(every):
        hidden = {cell for mask in found for cell in mask.hidden}
        shown = {
            cell
            for cell, (_base, figure) in table.items()
            if any(
                before[cell][1] == figure and cell not in mask.hidden
                for before, mask in zip(every[:number], found, strict=True)
            )
        }
        found.append(suppressed_again({cell: base for cell, (base, _f) in table.items()}, hidden, shown))
    return found


def known_figures(every, found: list[set | frozenset]) -> set[tuple[Cell, str]]:
    """The figures of small bases that the row totals of all versions and the shown cells give away, by elimination.

    Unknowns are figures, not places: one that stands unchanged in two versions is one unknown.
    """
    shown = {table[cell][1] for table, hidden in zip(every, found, strict=True) for cell in table if cell not in hidden}
    unknown = sorted({figure for table in every for _base, figure in table.values()} - shown)
    matrix = []
    for table in every:
        for row in {cell[0] for cell in table}:
            own = [figure for cell, (_base, figure) in table.items() if cell[0] == row]
            matrix.append([Fraction(own.count(figure)) for figure in unknown])
    return {unknown[i] for i in pinned(matrix, len(unknown))}


def pinned(matrix: list[list[Fraction]], width: int) -> set[int]:
    pivots, row = {}, 0
    for column in range(width):
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
    return {column for i, column in pivots.items() if sum(value != 0 for value in matrix[i]) == 1}


def leaks(every, found: list[set | frozenset]) -> set[str]:
    small = {figure for table in every for base, figure in table.values() if base < 10}
    return known_figures(every, found) & small


@given(versions(most=4))
@settings(max_examples=2500, deadline=None)
def test_no_small_figure_follows_from_all_versions_together(every):
    """Versions up to the first that the checklist would refuse."""
    found = masks(every)
    told = next((number for number, mask in enumerate(found) if mask.given_away), len(every))
    assert leaks(every[:told], [mask.hidden for mask in found[:told]]) == set()


@given(versions(most=2))
@settings(max_examples=800, deadline=None)
def test_what_is_refused_does_follow(every):
    """No alarm for nothing: a refused correction, were it published, would give a hidden figure away.

    What the first version hid may have changed: nobody holds its figures any more, so the worst is taken.
    """
    found = masks(every)
    if found[1].given_away:
        first, second = every
        worst = {cell: first[cell] if cell in found[0].hidden else own for cell, own in second.items()}
        assert known_figures([first, worst], [mask.hidden for mask in found])


def test_each_version_masked_by_itself_gives_a_small_figure_away():
    """The control: the complement of the second version stands in the first."""
    first = {("u", factor): (100, f"{factor}1") for factor in "ABCDE"}
    second = {**first, ("u", "E"): (5, "E2")}
    every = [first, second]
    alone = [suppressed({cell: base for cell, (base, _f) in table.items()}) for table in every]
    assert len(alone[1]) == 2
    assert determined({cell: base for cell, (base, _f) in second.items()}, alone[1]) == set()
    assert leaks(every, alone) == {"E2"}
    assert masks(every)[1].given_away == {("u", "E")}


def test_two_corrected_factors_of_a_unit_protect_each_other():
    first = {("u", factor): (100, f"{factor}1") for factor in "ABCDE"}
    second = {**first, ("u", "E"): (5, "E2"), ("u", "B"): (90, "B2")}
    mask = masks([first, second])[1]
    assert mask == Mask(frozenset({("u", "E"), ("u", "B")}))


def test_a_complement_stays_hidden_when_what_it_protected_has_grown():
    first = {("u", factor): (base, f"{factor}1") for factor, base in zip("ABC", (100, 40, 5), strict=True)}
    second = {**first, ("u", "C"): (60, "C2")}
    found = masks([first, second])
    assert found[1].hidden == found[0].hidden == {("u", "B"), ("u", "C")}
    assert leaks([first, second], [found[0].hidden, frozenset()]) == {"C1"}
