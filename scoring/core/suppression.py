"""Which cells of a table may not be shown: those that rest on too few people, and those that would give them away.

A table is printed with its totals. Cells are the edges of a graph between its rows and its columns; what the totals say
about the hidden cells is one equation for each row and column. Such a cell can be computed exactly if and only if it lies on no
circle of hidden cells (D. Gusfield, A Graph Theoretic Approach to Statistical Data Security, 1988). That no row or
column has a lone hidden cell is not enough: two circles joined by one cell give that cell away.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .survey import SMALLEST_BASE

Cell = tuple[str, str]
Node = tuple[int, str]  # (0, row) or (1, column); a line without a total of its own is _FREE
_FREE: Node = (2, "")
Around = dict[Node, list[tuple[Node, Cell]]]


def suppressed(bases: Mapping[Cell, int], smallest: int = SMALLEST_BASE) -> frozenset[Cell]:
    """The cells (row, column) that are not to be shown: those of fewer than `smallest` people, and as few people more as
    it takes that none of them follows from the totals.

    A row or column of one cell has no total beside that cell. A cell that follows from the totals even with everything
    hidden (possible only in a table with holes) stays hidden, and no choice of cells could protect it.
    """
    return suppressed_again(bases, smallest=smallest).hidden


@dataclass(frozen=True, slots=True)
class Mask:
    """The cells that are not to be shown, and those of them that earlier versions of the table would give away all the same."""

    hidden: frozenset[Cell]
    given_away: frozenset[Cell] = frozenset()


def suppressed_again(
    bases: Mapping[Cell, int],
    hidden_before: Collection[Cell] = frozenset(),
    shown_before: Collection[Cell] = frozenset(),
    smallest: int = SMALLEST_BASE,
) -> Mask:
    """The same for a table of which earlier versions stay public: these hid some cells, and showed others as they still are.

    What was hidden stays hidden: shown now, it would give away the cells that it protected then. What was shown and is
    unchanged protects nothing. A cell that was hidden may be unchanged, and then the sum of such cells is known from
    before; so newly hidden cells must protect each other. Where their own row alone can protect them, that is enough.
    """
    ends = _ends(bases)
    small = {cell for cell, base in bases.items() if base < smallest}
    if not hidden_before and not shown_before:
        return Mask(frozenset(_protected(small, bases, ends)[0]))
    kept = {cell for cell in hidden_before if cell in bases}
    known = {cell for cell in shown_before if cell in bases}
    fresh = {cell: base for cell, base in bases.items() if cell not in kept and cell not in known}
    hopeless = _protected(small, bases, ends)[1]  # by the holes of the table, whatever was shown before
    hidden, lost = _protected(small - kept, fresh, ends, hopeless)
    of_rows = {cell: (one, _FREE) for cell, (one, _column) in ends.items()}
    if lost - hopeless:
        hidden, lost = _protected(hidden, fresh, of_rows, hopeless)
    # What was hidden and is again as it was once shown is known; and then those that stay tell what it was in between.
    apart = _bridges(_around(kept - known, of_rows)) | _bridges(_around(kept & known, of_rows))
    exposed = apart - _bridges(_around(kept, of_rows))
    return Mask(frozenset(hidden | kept), frozenset((lost - hopeless) | exposed))


def _protected(
    small: Collection[Cell],
    bases: Mapping[Cell, int],
    ends: Mapping[Cell, tuple[Node, Node]],
    hopeless: Collection[Cell] = frozenset(),
) -> tuple[set[Cell], set[Cell]]:
    """The small cells with those of `bases` that protect them, and what follows from the totals all the same."""
    hidden = set(small)
    lost: set[Cell] = set(hopeless)
    everything = _around(bases, ends)
    for line in everything.values():
        line.sort(key=lambda way: (bases[way[1]], way[1]))
    while exposed := _bridges(_around(hidden, ends)) - lost:
        for cell in sorted(exposed):
            # Hidden cells cost nothing, so a cell that an earlier circle already protects hides nothing more.
            circle = _cheapest_circle(cell, bases, hidden, everything, ends)
            if circle is None:
                lost.add(cell)
            else:
                hidden |= circle
    return hidden, lost


def _ends(bases: Iterable[Cell]) -> dict[Cell, tuple[Node, Node]]:
    """The two lines of each cell. Lines without a total bind nothing; together they are one node."""
    size: dict[Node, int] = defaultdict(int)
    for row, column in bases:
        size[0, row] += 1
        size[1, column] += 1

    def node(line: Node) -> Node:
        return line if size[line] > 1 else _FREE

    return {(row, column): (node((0, row)), node((1, column))) for row, column in bases}


def _around(cells: Iterable[Cell], ends: Mapping[Cell, tuple[Node, Node]]) -> Around:
    """The cells at each line. Sorted, so that the same table always hides the same cells."""
    around: Around = defaultdict(list)
    for cell in sorted(cells):
        one, other = ends[cell]
        if one != other:
            around[one].append((other, cell))
            around[other].append((one, cell))
    return around


def _bridges(around: Around) -> set[Cell]:
    """The cells that lie on no circle (Tarjan), without recursion: a column may have thousands."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found: set[Cell] = set()
    for root in around:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        path: list[tuple[Node, Cell | None, int]] = [(root, None, 0)]
        while path:
            node, came_by, index = path.pop()
            if index < len(around[node]):
                path.append((node, came_by, index + 1))
                other, cell = around[node][index]
                if cell == came_by:
                    continue
                if other in order:
                    low[node] = min(low[node], order[other])
                else:
                    order[other] = low[other] = len(order)
                    path.append((other, cell, 0))
            elif came_by is not None:
                parent = path[-1][0]
                low[parent] = min(low[parent], low[node])
                if low[node] > order[parent]:
                    found.add(came_by)
    return found


def _cheapest_circle(
    cell: Cell, bases: Mapping[Cell, int], hidden: set[Cell], everything: Around, ends: Mapping[Cell, tuple[Node, Node]]
) -> set[Cell] | None:
    """The cells that close a circle through `cell`, hiding as few people more as possible; None where there is none.

    Dijkstra's way, but of a line's cells, which are sorted by their people, only the next one waits in the queue: a column
    of thousands costs no more than the few of its cells that are looked at.
    """
    start, goal = ends[cell]
    free: dict[Node, list[tuple[Node, Cell]]] = _around(hidden - {cell}, ends)
    came: dict[Node, tuple[Node, Cell]] = {}
    reached: dict[Node, tuple[int, int]] = {}
    queue: list[tuple[int, int, Node, Cell, Node, int]] = [(0, 0, start, cell, start, -1)]

    def wait_for_next(line: Node, index: int) -> None:
        for position in range(index, len(everything[line])):
            other, by = everything[line][position]
            if by != cell and by not in hidden and other not in reached:
                people, cells = reached[line]
                heapq.heappush(queue, (people + bases[by], cells + 1, other, by, line, position))
                return

    while queue:
        people, cells, node, by, line, position = heapq.heappop(queue)
        if position >= 0:
            wait_for_next(line, position + 1)
        if node in reached:
            continue
        reached[node], came[node] = (people, cells), (line, by)
        if node == goal:
            break
        for other, way in free[node]:
            if other not in reached:
                heapq.heappush(queue, (people, cells, other, way, node, -1))
        wait_for_next(node, 0)
    if goal not in reached:
        return None
    circle = set()
    while goal != start:
        goal, by = came[goal]
        circle.add(by)
    return circle
