"""Rows of the scoring side: indexes and their methods, frozen publications, events."""

from .events import Event
from .indexes import ComparabilityBreak, Framework, FrameworkItem, Index, IndexComponent
from .publications import (
    Basis,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
)

__all__ = [
    "Basis",
    "ComparabilityBreak",
    "Event",
    "Framework",
    "FrameworkItem",
    "Index",
    "IndexComponent",
    "Publication",
    "PublishedComponent",
    "PublishedFact",
    "PublishedResult",
    "PublishedScore",
]
