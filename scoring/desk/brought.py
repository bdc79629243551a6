"""What a check of brought files found, as every page of three steps shows it."""

from typing import Any

from scoring.actions.imports import Outcome

# So many findings stand on the page; who has more mends these first, or asks the command for all.
MOST_PROBLEMS = 300


def findings(outcome: Outcome) -> dict[str, Any]:
    """The problems for `scoring/_problems.html`, how many are errors, and how many rows are written."""
    return {
        "outcome": outcome,
        "problems": outcome.problems[:MOST_PROBLEMS],
        "more_problems": max(0, len(outcome.problems) - MOST_PROBLEMS),
        "errors": sum(problem.is_error for problem in outcome.problems),
        "created": sum(outcome.created.values()),
        "updated": sum(outcome.updated.values()),
    }
