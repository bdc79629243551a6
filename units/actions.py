"""Writes about units: every change of an import in one go. The caller records the event (units know no events)."""

from typing import Any

from django.db import transaction

from .plans import Plan


def save_units(*, plan: Plan, by: Any) -> dict[str, dict[str, int]]:
    """Write what the plan says about units, their names, successions and groups, and tell how much that was."""
    if plan.problems and any(problem.is_error for problem in plan.problems):
        raise ValueError("a plan with errors is never written")
    with transaction.atomic():
        plan.write()
    return plan.counts()
