"""The one door to frozen rows: public pages read what was published through here and in no other way.

Values go out, never rows: frozen dataclasses of text, whole numbers and Decimals. Drafts cannot pass, since every query
starts from `Publication.objects.published()`. Query counts do not grow with the number of units. What pages need of the
arithmetic (why two years do not compare, how a sum stands, rounding) goes out through here too.
"""

from ..core.change import NoComparison
from ..core.continuation import LeafMapping
from ..core.counterfactual import Counterfactual, Kind, NoRank
from ..core.differences import CellChange
from ..core.distribution import Level, classes, exactly, levels, median
from ..core.known_parts import Rest
from ..core.lost_points import Gain, Loss, NoPath, Path
from ..core.near import NEAR
from ..core.passing import How, NoOwnMove
from ..core.reconcile import Verdict
from ..core.rounding import fraction_half_up, round_half_up
from ..core.shares import InBlock, in_block, share_of
from ..core.why import Cause, Line, NotSplit, Split
from ..lines import COLUMNS, SURVEYS, survey_words
from ..proof import check_code, read_code
from .beside import SideBySide, load_beside, load_side_by_side
from .block import PublishedBlock, component_ranks, load_blocks
from .corrections import Correction, load_corrections
from .criteria import Assessment, BandInfo, Node, NodeMark, SurveyInfo, load_assessments
from .criterion import CriterionResult, CriterionYear, NotCompared, load_criterion, tables_with_criterion
from .methods import BreakInfo, FrameworkInfo, IndexInfo, Method, breaks, indexes, method_of
from .proof import canonical_bytes, content_hash_of, releases_by_code
from .tables import (
    corrections,
    current_releases,
    editions_of,
    find_release,
    last_years,
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
    shortest,
)
from .why import Earlier, Why, load_earlier, load_whys, why_of

__all__ = [
    "COLUMNS",
    "NEAR",
    "NO_FIGURE",
    "SURVEYS",
    "Assessment",
    "BandInfo",
    "BreakInfo",
    "Cause",
    "CellChange",
    "Component",
    "Correction",
    "Counterfactual",
    "CriterionResult",
    "CriterionYear",
    "Earlier",
    "Fact",
    "Figure",
    "FrameworkInfo",
    "Gain",
    "How",
    "InBlock",
    "IndexInfo",
    "Kind",
    "LeafMapping",
    "Level",
    "Line",
    "Loss",
    "Method",
    "NoComparison",
    "NoOwnMove",
    "NoPath",
    "NoRank",
    "Node",
    "NodeMark",
    "NotCompared",
    "NotSplit",
    "Path",
    "PublishedBlock",
    "RankMove",
    "Ranking",
    "Release",
    "Rest",
    "Row",
    "Score",
    "ScoreMove",
    "SideBySide",
    "Split",
    "SurveyInfo",
    "UnitEdition",
    "Verdict",
    "Why",
    "breaks",
    "canonical_bytes",
    "check_code",
    "classes",
    "component_ranks",
    "content_hash_of",
    "corrections",
    "current_releases",
    "editions_of",
    "exactly",
    "find_release",
    "fraction_half_up",
    "in_block",
    "indexes",
    "last_years",
    "levels",
    "load_assessments",
    "load_beside",
    "load_blocks",
    "load_corrections",
    "load_criterion",
    "load_earlier",
    "load_ranking",
    "load_rankings",
    "load_side_by_side",
    "load_whys",
    "median",
    "method_of",
    "read_code",
    "release_by_number",
    "releases_by_code",
    "releases_of_unit",
    "round_half_up",
    "share_of",
    "shortest",
    "survey_words",
    "tables_with_criterion",
    "units_with_results",
    "versions_of",
    "why_of",
]
