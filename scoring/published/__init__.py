"""The one door to frozen rows: public pages read what was published through here and in no other way.

Values go out, never rows: frozen dataclasses of text, whole numbers and Decimals. Drafts cannot pass, since every query
starts from `Publication.objects.published()`. Query counts do not grow with the number of units. What pages need of the
arithmetic (why two years do not compare, how a sum stands, rounding) goes out through here too.
"""

from ..core.change import NoComparison
from ..core.reconcile import Verdict
from ..core.rounding import round_half_up
from .methods import BreakInfo, FrameworkInfo, IndexInfo, Method, breaks, indexes, method_of
from .tables import (
    corrections,
    current_releases,
    editions_of,
    find_release,
    load_ranking,
    load_rankings,
    release_by_number,
    releases_of_unit,
    units_with_results,
    versions_of,
)
from .values import (
    NO_FIGURE,
    Component,
    Fact,
    Figure,
    Ranking,
    RankMove,
    Release,
    Row,
    Score,
    ScoreMove,
    UnitEdition,
)

__all__ = [
    "NO_FIGURE",
    "BreakInfo",
    "Component",
    "Fact",
    "Figure",
    "FrameworkInfo",
    "IndexInfo",
    "Method",
    "NoComparison",
    "RankMove",
    "Ranking",
    "Release",
    "Row",
    "Score",
    "ScoreMove",
    "UnitEdition",
    "Verdict",
    "breaks",
    "corrections",
    "current_releases",
    "editions_of",
    "find_release",
    "indexes",
    "load_ranking",
    "load_rankings",
    "method_of",
    "release_by_number",
    "releases_of_unit",
    "round_half_up",
    "units_with_results",
    "versions_of",
]
