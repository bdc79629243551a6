"""The contents of a publication, stored or not, as the lines that scoring.core.differences compares.

Keys of cells: "total", "max_score", "index_percent", "band", "absent_reason", "note"; "c.<code>" a component; "m.<code>"
a node of the criteria set (its points, or its state in words where it has none); "f.<code>.…" what was measured at it.
"""

from scoring.canonical import ComposedMark, Contents
from scoring.core.differences import Line, Value
from scoring.models import PublishedMark

_TEXTS = ("band", "absent_reason", "note")


def lines_of(contents: Contents) -> dict[str, Line]:
    """The line of each unit by its code, in the order of the table."""
    cells: dict[str, dict[str, Value]] = {}
    results = sorted(contents.results, key=lambda each: (each.position, each.unit_code))
    for result in results:
        own = cells[result.unit_code] = {
            "total": result.total,
            "max_score": result.max_score,
            "index_percent": result.index_percent,
        }
        own.update({name: getattr(result, name) or None for name in _TEXTS})
    for component in sorted(contents.components, key=lambda each: (each.position, each.code)):
        for result in results:
            if (score := contents.scores.get((result.unit_code, component.code))) is not None:
                cells[result.unit_code][f"c.{component.code}"] = score.value
    for criterion in sorted(contents.criteria, key=lambda each: (each.position, each.code)):
        for result in results:
            if (mark := contents.marks.get((result.unit_code, criterion.code))) is not None:
                cells[result.unit_code].update(_mark(criterion.code, mark))
    return {
        result.unit_code: Line(result.unit_code, result.printed_name, result.rank, cells[result.unit_code])
        for result in results
    }


def _mark(code: str, mark: PublishedMark | ComposedMark) -> dict[str, Value]:
    found: dict[str, Value] = {
        f"m.{code}": mark.points if mark.points is not None else str(PublishedMark.State(mark.state).label),
        f"f.{code}.amount": mark.amount,
        f"f.{code}.base": mark.base,
        f"f.{code}.choice": mark.choice or None,
        f"f.{code}.self_score": mark.self_score,
        f"f.{code}.reason": mark.reason or None,
    }
    return {key: value for key, value in found.items() if value is not None}
