"""Composed contents become the rows of a draft publication, exactly as they were composed."""

from collections.abc import Sequence
from operator import attrgetter

from django.db import transaction

from scoring.canonical import Contents, shown
from scoring.models import (
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSentence,
    PublishedSurvey,
)

from .many_rows import insert_many

_OfPublication = (
    PublishedComponent | PublishedResult | PublishedFact | PublishedCriterion | PublishedBand | PublishedSentence
)


def freeze(contents: Contents) -> Publication:
    """Store the contents as a draft, in a number of statements that grows only with the size of a batch."""
    with transaction.atomic():
        publication = contents.publication
        publication.save(force_insert=True)
        groups: tuple[Sequence[_OfPublication], ...] = (
            contents.components,
            contents.results,
            contents.facts,
            contents.criteria,
            contents.bands,
            contents.sentences,
        )
        for group in groups:
            for row in group:
                row.publication = publication
        components = PublishedComponent.objects.bulk_create(contents.components)
        results = PublishedResult.objects.bulk_create(contents.results)
        criteria = PublishedCriterion.objects.bulk_create(contents.criteria)
        PublishedFact.objects.bulk_create(contents.facts)
        PublishedBand.objects.bulk_create(contents.bands)
        PublishedSentence.objects.bulk_create(contents.sentences)
        component_of = {row.code: row for row in components}
        result_of = {row.unit_code: row for row in results}
        criterion_of = {row.code: row for row in criteria}
        for (unit, code), score in contents.scores.items():
            score.result, score.component = result_of[unit], component_of[code]
        surveys = []
        for unit, figures in contents.surveys.items():
            for figure in figures:
                figure.result = result_of[unit]
                surveys.append(figure)
        PublishedScore.objects.bulk_create(contents.scores.values())
        PublishedSurvey.objects.bulk_create(surveys)
        of_a_mark = shown(PublishedMark)
        values_of = attrgetter(*of_a_mark)
        insert_many(
            PublishedMark,
            ("result_id", "criterion_id", *of_a_mark),
            (
                (result_of[unit].pk, criterion_of[code].pk, *values_of(mark))
                for (unit, code), mark in contents.marks.items()
            ),
        )
        return publication
