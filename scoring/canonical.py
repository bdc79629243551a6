"""A publication as bytes that mean the same everywhere: what the content hash, and any later proof, is taken of.

JSON with sorted keys and no spaces, UTF-8, text in NFC, numbers as plain decimal strings without trailing zeros. It
holds everything the publication shows and nothing of how it is stored: no row numbers, no time of publication, no
account. Changing anything here changes the hash of every later publication, so it carries a format number:

* format 1, of transcribed tables;
* format 2, of computed rounds: with the criteria set, its rules, every mark, the classes and the survey figures, so that
  everything can be computed again from it; and it names earlier publications by their hashes, never by number, since a
  number is given only at publication.
"""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import Model

from scoring.core.scheme import Origin
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

_PUBLICATION = (
    "year",
    "version",
    "origin",
    "reason",
    "index_name",
    "group_name",
    "place_name",
    "unit_noun",
    "decision_number",
    "decision_date",
    "announced_on",
    "unit_count",
    "scale_max",
    "part_scale",
    "unit_label",
    "combining",
    "places",
    "tie_rule",
    "note",
    "source",
    "illustrative",
)
_OF_A_ROUND = (
    "set_code",
    "set_name",
    "set_decision",
    "rank_on",
    "rescale_without_survey",
    "survey_made",
    "band_decision",
    "incomparable_reason",
)
_NOT_SHOWN = frozenset({"id", "publication", "result", "component", "criterion", "unit", "position"})
_NOT_TRANSCRIBED = _NOT_SHOWN | {"rank_exact"}

# Code, name and column of each origin, in the order of the table.
COMPONENTS: Mapping[Origin, tuple[str, str, str]] = {
    Origin.APPRAISAL: ("tham-dinh", "Điểm thẩm định", "Thẩm định"),
    Origin.SURVEY: ("dieu-tra", "Điều tra xã hội học", "Điều tra XHH"),
    Origin.SATISFACTION: ("hai-long", "Chỉ số hài lòng", "Hài lòng"),
    Origin.BONUS: ("diem-thuong", "Điểm thưởng", "Điểm thưởng"),
    Origin.PENALTY: ("diem-tru", "Điểm trừ", "Điểm trừ"),
}

# Everything that belongs to a publication, for prefetching.
ROWS = (
    "group",
    "supersedes",
    "previous",
    "components",
    "results__scores",
    "results__marks",
    "results__surveys",
    "facts",
    "criteria",
    "bands",
    "sentences",
)


@dataclass(slots=True)
class ComposedMark:
    """A `PublishedMark` that is not stored yet, with the same names: a country of communes has 360,000 of them, and as
    rows of Django they take four times the memory and the time.
    """

    state: str
    max_score: Decimal | None
    self_score: Decimal | None = None
    amount: Decimal | None = None
    base: Decimal | None = None
    choice: str = ""
    points: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Contents:
    """Everything one publication shows, stored or about to be. Scores and marks are keyed by unit code and part code."""

    publication: Publication
    components: Sequence[PublishedComponent] = ()
    results: Sequence[PublishedResult] = ()
    scores: Mapping[tuple[str, str], PublishedScore] = field(default_factory=dict)
    facts: Sequence[PublishedFact] = ()
    criteria: Sequence[PublishedCriterion] = ()
    marks: Mapping[tuple[str, str], PublishedMark | ComposedMark] = field(default_factory=dict)
    bands: Sequence[PublishedBand] = ()
    surveys: Mapping[str, Sequence[PublishedSurvey]] = field(default_factory=dict)
    sentences: Sequence[PublishedSentence] = ()


def stored_contents(publication: Publication) -> Contents:
    """What the database holds of a publication, from its prefetched rows where they are."""
    components = list(publication.components.all())
    results = list(publication.results.all())
    codes = {component.pk: component.code for component in components}
    scores = {(r.unit_code, codes[s.component_id]): s for r in results for s in r.scores.all()}
    facts = list(publication.facts.all())
    sentences = list(publication.sentences.all())
    if publication.origin != Publication.Origin.COMPUTED:
        return Contents(publication, components, results, scores, facts, sentences=sentences)
    criteria = list(publication.criteria.all())
    criterion_codes = {criterion.pk: criterion.code for criterion in criteria}
    return Contents(
        publication,
        components,
        results,
        scores,
        facts,
        criteria,
        {(r.unit_code, criterion_codes[m.criterion_id]): m for r in results for m in r.marks.all()},
        list(publication.bands.all()),
        {r.unit_code: list(r.surveys.all()) for r in results},
        sentences,
    )


def canonical(publication: Publication) -> bytes:
    """The canonical bytes of a stored publication."""
    return canonical_of(stored_contents(publication))


def stored_hash(publication: Publication) -> str:
    """The SHA-256 of a stored publication's canonical bytes."""
    return hash_of(stored_contents(publication))


def canonical_of(contents: Contents) -> bytes:
    """The canonical bytes of a publication whose rows need not be stored yet."""
    return b"".join(_written(contents))


def hash_of(contents: Contents) -> str:
    """The SHA-256 of the canonical bytes: what is submitted, approved and released.

    They are never held at once; a country of communes has sixty million of them.
    """
    digest = hashlib.sha256()
    for part in _written(contents):
        digest.update(part)
    return digest.hexdigest()


def _written(contents: Contents) -> Iterator[bytes]:
    """The canonical bytes in parts: what is given as an iterator becomes a list, written one item at a time."""
    is_computed = contents.publication.origin == Publication.Origin.COMPUTED
    content = _of_a_round(contents) if is_computed else _transcribed(contents)
    before = "{"
    for key in sorted(content):
        yield f"{before}{_json(key)}:".encode()
        value = content[key]
        if isinstance(value, Iterator):
            yield b"["
            for number, item in enumerate(value):
                yield f"{',' if number else ''}{_json(item)}".encode()
            yield b"]"
        else:
            yield _json(value).encode()
        before = ","
    yield b"}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _common(contents: Contents, not_shown: frozenset[str]) -> dict[str, Any]:
    publication = contents.publication
    components = sorted(contents.components, key=lambda each: (each.position, each.code))
    results = sorted(contents.results, key=lambda each: (each.position, each.unit_code))
    scores: dict[str, dict[str, Any]] = {}
    for (unit, code), score in contents.scores.items():
        scores.setdefault(unit, {})[code] = _fields(score, not_shown)
    return {
        "index": publication.index_id,
        "group": publication.group.code,
        **{name: plain(getattr(publication, name)) for name in _PUBLICATION},
        "components": [_fields(component, not_shown) for component in components],
        "results": ({**_fields(r, not_shown), "scores": scores.get(r.unit_code, {})} for r in results),
        "facts": [_fields(fact, not_shown) for fact in sorted(contents.facts, key=lambda each: each.position)],
        **_sentences(contents.sentences),
    }


def _sentences(sentences: Iterable[PublishedSentence]) -> dict[str, Any]:
    """What was worded by whoever published, by unit ("*" the block) and by what it tells; no word of it where nothing was.

    So a publication without edited sentences has the bytes that it had before there were any.
    """
    found: dict[str, dict[str, Any]] = {}
    for each in sentences:
        found.setdefault(each.unit_code or "*", {})[each.about] = {"text": plain(each.text), "figures": each.figures}
    return {"sentences": found} if found else {}


def _transcribed(contents: Contents) -> dict[str, Any]:
    publication = contents.publication
    return {
        "format": 1,
        "number": publication.number,
        "supersedes": publication.supersedes.number if publication.supersedes else None,
        **_common(contents, _NOT_TRANSCRIBED),
    }


def _of_a_round(contents: Contents) -> dict[str, Any]:
    publication = contents.publication
    common = _common(contents, _NOT_SHOWN)
    return {
        "format": 2,
        "supersedes": publication.supersedes.content_hash if publication.supersedes else None,
        "previous": publication.previous.content_hash if publication.previous else None,
        **common,
        "results": _with_marks(contents, common["results"]),
        **{name: plain(getattr(publication, name)) for name in _OF_A_ROUND},
        "criteria": [
            _fields(each, _NOT_SHOWN) for each in sorted(contents.criteria, key=lambda each: (each.position, each.code))
        ],
        "bands": [_fields(each, _NOT_SHOWN) for each in sorted(contents.bands, key=lambda each: -each.from_index)],
    }


def _with_marks(contents: Contents, results: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Results with what was marked and surveyed at each unit."""
    of_a_mark = shown(PublishedMark)
    values_of = attrgetter(*of_a_mark)
    marks: dict[str, list[tuple[str, PublishedMark | ComposedMark]]] = defaultdict(list)
    for (unit, code), mark in contents.marks.items():
        marks[unit].append((code, mark))
    for result in results:
        unit = result["unit_code"]
        own = {code: dict(zip(of_a_mark, map(plain, values_of(mark)), strict=True)) for code, mark in marks[unit]}
        surveys = sorted(contents.surveys.get(unit, ()), key=lambda each: each.position)
        yield {**result, "marks": own, "surveys": [_fields(survey, _NOT_SHOWN) for survey in surveys]}


@cache
def shown(model: type[Model], not_shown: frozenset[str] = _NOT_SHOWN) -> tuple[str, ...]:
    """The fields of a row that are shown; a field added to the model later is among them without being named here."""
    return tuple(each.name for each in model._meta.concrete_fields if each.name not in not_shown)


def _fields(instance: Model, not_shown: frozenset[str]) -> dict[str, Any]:
    return {name: plain(getattr(instance, name)) for name in shown(type(instance), not_shown)}


def plain(value: Any) -> Any:
    """A value as the canonical bytes write it: a number as its shortest decimal text, a day in ISO form, text in NFC."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, date):
        return value.isoformat()
    return value


@lru_cache(maxsize=4096)
def _number(value: Decimal) -> str:
    """The same text for equal numbers, however they are written; a round has few different ones and very many of them."""
    return format(value.normalize() if value else Decimal(0), "f")
