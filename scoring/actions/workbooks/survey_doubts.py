"""What is odd about a file of survey figures without being wrong: its columns, and what a colleague changed meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, combinations

from django.utils.translation import gettext as _

from scoring.import_doubts import LEAST_COUNT, Doubt, Point, Series, Told, are_swapped, look_over, overtaken, swapped
from scoring.models import AssessmentRound, Event
from scoring.survey_entry import Change, Entry, Known, form_of

Place = tuple[str, str, str]  # part, unit, question or questionnaire or ""


def changed_later(round_: AssessmentRound, until: datetime | None) -> dict[Place, str]:
    """Places whose figures somebody changed after the template was taken away, and who did so last.

    `until` None: not known of the file, so nothing is told. The rows themselves do not say when they changed; events do.
    """
    found: dict[Place, str] = {}
    if until is not None:
        events = Event.objects.filter(verb="survey", data__round=round_.pk, at__gt=until).order_by("pk")
        for changes, who in events.values_list("data__changes", "by__username"):
            for each in changes:
                found[each["part"], each["unit"], each["of"]] = who or _("chương trình")
    return found


def doubt_later(changes: Collection[Change], later: Mapping[Place, str], units: Mapping[str, str]) -> Iterator[Doubt]:
    """The doubt about what the file would change back, if there is any of it."""
    told = Told()
    for each in changes:
        if (who := later.get((str(each.part), each.unit, each.name))) is not None:
            told.add(f"{units[each.unit]}{f', {each.name}' if each.name else ''} ({who})")
    if told.count:
        yield overtaken(told)


def look_over_columns(entry: Entry, known: Known, before: Known) -> Iterator[Doubt]:
    """Every doubt about the columns of a file: against what is held, and against the same question a year before."""
    stacks = _stacks(entry, known, before)
    stacked = (each for form, columns in stacks if _has_several_questions(form, entry) for each in columns)
    yield from look_over(chain(_columns(entry, known, before), stacked))
    yield from swapped(
        _("%(form)s: cột %(one)s và cột %(other)s") % {"form": form, "one": one.key, "other": other.key}
        for form, columns in stacks
        for one, other in combinations(columns, 2)
        if are_swapped(one.points, other.points)
    )


def _has_several_questions(form: str, entry: Entry) -> bool:
    """Whether the rows of a worksheet are other ones than those of a question."""
    return len({question for _unit, question in entry.tallies if form_of(question) == form}) > 1


_number = lru_cache(maxsize=20_000)(Decimal)  # of a large round the same counts come many thousand times


def _point(unit: str, new: Decimal | int, held: Decimal | int | None, before: Decimal | int | None) -> Point:
    """A figure that stays what it is was looked at when it was entered: the year before says nothing more of it."""
    figures = (None if each is None else _number(each) for each in (held, None if new == held else before))
    return Point(unit, _number(new), *figures)


Rows = Sequence[tuple[str, str, Mapping[str, int]]]  # unit, question, counts; in the order of the file


def _counts(entry: Entry) -> dict[str, Rows]:
    """The rows of counts by questionnaire, each of which has a worksheet of its own."""
    rows: dict[str, list[tuple[str, str, Mapping[str, int]]]] = defaultdict(list)
    for (unit, question), counts in entry.tallies.items():
        if counts is not None:
            rows[form_of(question)].append((unit, question, counts))
    return dict(rows)


def _answer(rows: Rows, answer: str, known: Known, before: Known) -> list[Point]:
    """The column of an answer."""
    return [
        _point(
            known.units[unit],
            counts[answer],
            (known.tallies.get((unit, question)) or {}).get(answer),
            (before.tallies.get((unit, question)) or {}).get(answer),
        )
        for unit, question, counts in rows
    ]


def _stacks(entry: Entry, known: Known, before: Known) -> list[tuple[str, list[Series]]]:
    """The columns of answers as they stand in the file, the questions of a unit below each other, by questionnaire."""
    return [
        (form, [
            Series(answer, _("%(form)s, cột %(answer)s") % {"form": form, "answer": answer},
                   _answer(rows, answer, known, before), is_stack=True)
            for answer in known.answers[rows[0][1]]
        ])
        for form, rows in _counts(entry).items()
    ]  # fmt: skip


def _columns(entry: Entry, known: Known, before: Known) -> Iterator[Series]:
    """The columns over units: answers question by question, what was handed out, and satisfaction."""
    for rows in _counts(entry).values():
        of_question: dict[str, list[tuple[str, str, Mapping[str, int]]]] = defaultdict(list)
        for row in rows:
            of_question[row[1]].append(row)
        for question, own in of_question.items():
            for answer in known.answers[question]:
                label = _("%(question)s, cột %(answer)s") % {"question": question, "answer": answer}
                yield Series(f"{question}-{answer}", label, _answer(own, answer, known, before), least=LEAST_COUNT)
    handed = {"issued": _("số phiếu phát ra"), "population": _("tổng số người được phục vụ")}
    stated = {"percent": _("chỉ số hài lòng"), "base": _("số phiếu trả lời"), **handed}
    for form in dict.fromkeys(form for _unit, form in entry.returns):
        of_form = [(key, value) for key, value in entry.returns.items() if key[1] == form and value is not None]
        for name, words in handed.items():
            points = [
                _point(known.units[key[0]], new, _held(known.returns, key, name), _held(before.returns, key, name))
                for key, value in of_form
                if (new := getattr(value, name)) is not None
            ]
            yield Series(f"{form}-{name}", f"{form}, {words}", points, least=LEAST_COUNT)
    for name, words in stated.items():
        points = [
            _point(known.units[unit], new, *(_held(each.satisfaction, unit, name) for each in (known, before)))
            for unit, value in entry.satisfaction.items()
            if value is not None and (new := getattr(value, name)) is not None
        ]
        yield Series(name, words, points, least=0 if name == "percent" else LEAST_COUNT)


def _held(figures: Mapping, key: object, name: str) -> Decimal | int | None:
    return getattr(figures.get(key), name, None)
