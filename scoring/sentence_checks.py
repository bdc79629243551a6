"""Edited sentences of a publication held against its own content: every number is one of the figures frozen beside the sentence,
and every figure that the content itself holds is that figure.

What one content cannot tell is how far something moved that only the year before shows; `against_what_is_published` asks
the door for that.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoring.content_cells import CellDifference, Path
from scoring.explaining.heard import hear_all
from scoring.models import Publication

BLOCK = "*"  # in the place of a unit's code in the content
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]+)?")


def differences(content: Mapping[str, Any]) -> Iterator[CellDifference]:
    """Every edited sentence of a content that says a number which is not its own, or of which the content says otherwise."""
    rows = {row["unit_code"]: row for row in content["results"]}
    known = _known_numbers(content)
    for unit, sentences in content.get("sentences", {}).items():
        for about, each in sentences.items():
            path: Path = ("sentences", unit, about)
            if unit != BLOCK and unit not in rows:
                yield CellDifference(path, unit)
                continue
            own = {number for figure in each["figures"] for number in _NUMBER.findall(figure["text"])}
            for number in _NUMBER.findall(each["text"]):
                if number not in own | known:
                    yield CellDifference((*path, "text"), number)
            for figure in each["figures"]:
                if figure["text"] not in each["text"] or (figure["unit"] and figure["unit"] not in rows):
                    yield CellDifference((*path, "figures"), figure["text"])
                elif not _says_its_value(figure):
                    yield CellDifference((*path, "figures"), figure["text"], figure["value"])
                elif (held := held_by(content, rows, figure)) is not None and held != Decimal(figure["value"]):
                    yield CellDifference((*path, "figures"), figure["text"], format(held, "f"))


def _says_its_value(figure: Mapping[str, Any]) -> bool:
    before = {"rank": "hạng ", "year": "năm "}.get(figure["kind"], "")
    heard = next(hear_all(f"{before}{figure['text']}"), None)
    return heard is not None and (heard.kind.value, heard.value) == (figure["kind"], Decimal(figure["value"]))


def _known_numbers(content: Mapping[str, Any]) -> set[str]:
    """Numbers in names of units and parts, and the two years."""
    names = [row["printed_name"] for row in content["results"]]
    names += [each["title"] for each in content.get("criteria", ())] + [each["name"] for each in content["components"]]
    years = {str(content["year"]), str(content["year"] - 1)}
    return years | {number for name in names for number in _NUMBER.findall(name)}


def held_by(
    content: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]], figure: Mapping[str, Any]
) -> Decimal | None:
    """The size of a figure as the content itself holds it; None where it does not."""
    row, what, year = rows.get(figure["unit"]), figure["what"], content["year"]
    if row is None:
        return None
    column = {"total": "total", "index": "index_percent"}.get(what)
    if other := figure.get("against_unit"):
        return _apart(row, rows.get(other), column)
    if figure.get("against_year") is not None:
        moved = {"rank": "rank_change", "total": "score_change"}.get(what)
        return _size(row[moved]) if moved else None
    if what == "rank":
        return _size(row["rank"] if figure["year"] == year else row["previous_rank"])
    if figure["year"] != year:
        return None
    if column is not None:
        return _size(row[column])
    score = row["scores"].get(what.removeprefix("c."))
    return _size(score["printed"].replace(",", ".").rstrip("%")) if score is not None and score["printed"] else None


def _apart(row: Mapping[str, Any], other: Mapping[str, Any] | None, column: str | None) -> Decimal | None:
    if other is None or column is None or row[column] is None or other[column] is None:
        return None
    return abs(Decimal(row[column]) - Decimal(other[column]))


def _size(value: Any) -> Decimal | None:
    return None if value is None else abs(Decimal(str(value)))


def against_what_is_published(publication: Publication) -> Iterator[CellDifference]:
    """Figures of edited sentences that the published figures of both years do not give."""
    rows = list(publication.sentences.all())
    if not rows or publication.number is None:
        return
    # The door reads what these modules verify; nothing there asks for a verification.
    from scoring.explaining.blocks import explain_block
    from scoring.explaining.units import explain
    from scoring.published.meeting import load_meeting
    from scoring.published.tables import release_by_number

    release = release_by_number(publication.number)
    if release is None:
        return
    meeting = load_meeting(release)
    for row in rows:
        if row.unit_code and row.unit_code not in meeting.whys:
            continue  # told already: there is no such unit
        generated = (
            explain(meeting.whys[row.unit_code]) if row.unit_code else explain_block(meeting.ranking, meeting.earlier)
        )
        given = {
            (each.kind.value, each.value, each.of.unit, each.of.what) for said in generated for each in said.figures
        }
        for figure in row.figures:
            if (figure["kind"], Decimal(figure["value"]), figure["unit"], figure["what"]) not in given:
                yield CellDifference(("sentences", row.unit_code or BLOCK, row.about, "figures"), figure["text"])
