"""What the preview of a criterion shows: what the public page will, with ways to the previews of the others."""

from dataclasses import replace
from typing import Any

from parindex.portal.presenters import criterion as presenter
from scoring.published.preview import DraftCriterion


def context(draft: DraftCriterion, table: str) -> dict[str, Any]:
    """`table`: the address of the table's preview, under which those of criteria lie."""
    found = draft.found
    shown = presenter.context(found, draft.tables)
    path = [replace(link, href=address(table, node.code)) for link, node in zip(shown["path"], found.path, strict=True)]
    parts = [(code, title, maximum, address(table, code)) for code, title, maximum, _none in shown["parts"]]
    here = address(table, found.node.code)
    switches = [
        replace(switch, links=[link if link.href else replace(link, href=here) for link in switch.links])
        for switch in shown["switches"]
    ]
    return {**shown, "path": path, "parts": parts, "switches": switches, "table": table}


def address(table: str, code: str) -> str:
    """Where a criterion is previewed."""
    return f"{table}tieu-chi/{code}/"
