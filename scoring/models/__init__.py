"""Rows of the scoring side: indexes and methods, criteria sets, rounds, surveys, frozen publications, events."""

from .criteria import Band, BandScale, CriteriaSet, CriteriaSetLocked, Criterion
from .events import Event
from .imports import ImportAct, ImportChange, ImportFile, Moved
from .indexes import ComparabilityBreak, Framework, FrameworkItem, Index, IndexComponent
from .publications import (
    Basis,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSurvey,
)
from .rounds import Appraisal, AssessmentRound, Sheet, Submission
from .sentences import EditedSentence, PublishedSentence
from .surveys import (
    AnswerOption,
    AnswerScale,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Tally,
)

__all__ = [
    "AnswerOption",
    "AnswerScale",
    "Appraisal",
    "AssessmentRound",
    "Band",
    "BandScale",
    "Basis",
    "ComparabilityBreak",
    "CriteriaSet",
    "CriteriaSetLocked",
    "Criterion",
    "EditedSentence",
    "Event",
    "Framework",
    "FrameworkItem",
    "ImportAct",
    "ImportChange",
    "ImportFile",
    "Index",
    "IndexComponent",
    "Moved",
    "Publication",
    "PublishedBand",
    "PublishedComponent",
    "PublishedCriterion",
    "PublishedFact",
    "PublishedMark",
    "PublishedResult",
    "PublishedScore",
    "PublishedSentence",
    "PublishedSurvey",
    "Question",
    "Questionnaire",
    "QuestionnaireReturn",
    "SatisfactionFigure",
    "Sheet",
    "Submission",
    "Tally",
]
