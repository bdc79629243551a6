"""What is entered about surveys, as plain values: counts of answers, questionnaires handed out, stated percentages.

A form, a file and a program all make an `Entry`; it is held against what the round knows (`Known`) in one place, and
what comes back are faults that name unit, question and answer. None of it touches the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scoring.core.rounding import decimals_of
from scoring.core.survey import SMALLEST_BASE
from scoring.imports.values import Cell, Unreadable, check_text, with_comma
from units.names import tidy

LARGEST_COUNT = 1_000_000
LONGEST_SOURCE = 500
Counts = Mapping[str, int]  # answer -> how many people gave it


class Part(StrEnum):
    """The three kinds of things that are entered."""

    TALLY = "tally"
    RETURN = "return"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Returned:
    """Questionnaires of one kind handed out about a unit, and to how large a population; None is not known."""

    issued: int | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A satisfaction index entered as a percentage with the base it rests on."""

    percent: Decimal
    base: int
    issued: int | None = None
    population: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Entry:
    """What is to hold from now on; None takes away what is held, and what is not named stays.

    `tallies` by (unit, question), `returns` by (unit, questionnaire), `satisfaction` by unit. A question is named with its
    questionnaire: "cong-chuc.c1".
    """

    tallies: Mapping[tuple[str, str], Counts | None] = field(default_factory=dict)
    returns: Mapping[tuple[str, str], Returned | None] = field(default_factory=dict)
    satisfaction: Mapping[str, Stated | None] = field(default_factory=dict)

    def items(self) -> Iterator[tuple[Part, str, str, Any]]:
        """Every value as (part, unit, question or questionnaire or "", value)."""
        for (unit, question), counts in self.tallies.items():
            yield Part.TALLY, unit, question, counts
        for (unit, form), returned in self.returns.items():
            yield Part.RETURN, unit, form, returned
        for unit, stated in self.satisfaction.items():
            yield Part.SATISFACTION, unit, "", stated


@dataclass(frozen=True)
class Known(Entry):
    """What the round holds now: its units, the answers each question may have, and everything entered so far."""

    units: Mapping[str, str] = field(default_factory=dict)  # code -> name
    left_out: frozenset[str] = frozenset()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # question -> answers in order
    forms: frozenset[str] = frozenset()

    def held(self, part: Part, unit: str, name: str) -> Any:
        """What is held at this place, None for nothing."""
        if part is Part.SATISFACTION:
            return self.satisfaction.get(unit)
        return (self.tallies if part is Part.TALLY else self.returns).get((unit, name))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be: where it stands, what is wrong and how to mend it. `column`: an answer or a field."""

    part: Part
    unit: str
    name: str
    column: str
    value: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would become another."""

    part: Part
    unit: str
    name: str
    before: Any
    after: Any


def form_of(question: str) -> str:
    """The questionnaire of a question's full name."""
    return question.partition(".")[0]


def forms_of(entry: Entry) -> set[str]:
    """The questionnaires that an entry says something about."""
    return {form_of(question) for _unit, question in entry.tallies} | {form for _unit, form in entry.returns}


def changes(entry: Entry, known: Known) -> list[Change]:
    """What would change; whatever is held already is left alone."""
    return [
        Change(part, unit, name, before, after)
        for part, unit, name, after in entry.items()
        if (before := known.held(part, unit, name)) != (dict(after) if part is Part.TALLY and after else after)
    ]


def conflicts(entry: Entry, seen: Entry, known: Known) -> list[Change]:
    """What a colleague changed since `seen` was looked at, and this entry would write over."""
    before = {(part, unit, name): value for part, unit, name, value in seen.items()}
    return [
        Change(each.part, each.unit, each.name, each.before, each.after)
        for each in changes(entry, known)
        if (key := (each.part, each.unit, each.name)) in before and before[key] != each.before
    ]


def small_bases(entry: Entry) -> list[tuple[Part, str, str, int]]:
    """What is entered and rests on too few people to give points or be shown."""
    small: list[tuple[Part, str, str, int]] = []
    for part, unit, name, value in entry.items():
        if value is None or part is Part.RETURN:
            continue
        base = sum(value.values()) if part is Part.TALLY else value.base
        if base < SMALLEST_BASE:
            small.append((part, unit, name, base))
    return small


def faults(entry: Entry, known: Known, *, as_typed: bool = True) -> list[Fault]:
    """Everything that cannot be, all at once, in the order of the entry.

    `as_typed` False: figures that stood before, which are not held to rules of typing that came after them.
    """
    returns = {**known.returns, **entry.returns}
    counts = {**known.tallies, **entry.tallies}
    found: list[Fault] = []
    for part, unit, name, value in entry.items():

        def say(
            column: str, wrong: Any, message: str, advice: str, part: Part = part, unit: str = unit, name: str = name
        ) -> None:
            written = with_comma(wrong) if isinstance(wrong, Decimal) and wrong.is_finite() else str(wrong)
            found.append(Fault(part, unit, name, column, "" if wrong is None else written, message, advice))

        if unit not in known.units:
            say("unit", unit, "không có đơn vị nào mang mã này trong kỳ đánh giá", "Ghi mã đơn vị như trong tệp mẫu.")
        elif unit in known.left_out and value is not None:
            say("unit", unit, "đơn vị này không được đánh giá trong kỳ", "Xóa số liệu của đơn vị này.")
        elif part is Part.TALLY and name not in known.answers:
            say("question", name, "kỳ đánh giá không có câu hỏi này", "Ghi mã câu hỏi như trong tệp mẫu.")
        elif part is Part.RETURN and name not in known.forms:
            say("questionnaire", name, "kỳ đánh giá không có phiếu hỏi này", "Ghi mã phiếu hỏi như trong tệp mẫu.")
        elif value is None:
            continue
        elif part is Part.TALLY:
            _check_counts(value, known.answers[name], returns.get((unit, form_of(name))), say)
        elif part is Part.RETURN:
            base = _base(unit, name, counts, known.answers)
            _check_returned(value, base, say)
            if as_typed:
                _check_issued(value, base, say)
        else:
            _check_stated(value, say)
            if as_typed:
                _check_source(value.source, say)
                _check_issued(value, value.base, say)
    return found


def _base(unit: str, form: str, counts: Mapping[tuple[str, str], Counts | None], questions: Iterable[str]) -> int:
    """How many people answered a questionnaire about a unit, as it would be held."""
    return max(
        (
            sum(given.values())
            for question in questions
            if form_of(question) == form and (given := counts.get((unit, question)))
        ),
        default=0,
    )


def _check_whole(column: str, count: Any, say: Any) -> bool:
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= LARGEST_COUNT:
        say(
            column,
            count,
            "số phiếu phải là số nguyên không âm",
            "Ghi bằng chữ số 0–9, không có dấu hay phần thập phân.",
        )
        return False
    return True


def _check_counts(counts: Counts, answers: tuple[str, ...], returned: Returned | None, say: Any) -> None:
    ok = True
    for answer in counts:
        if answer not in answers:
            offered = ", ".join(answers)
            say(
                answer,
                counts[answer],
                "câu hỏi này không có phương án trả lời này",
                f"Các câu trả lời: {offered}. Để trống ô.",
            )
            ok = False
        else:
            ok &= _check_whole(answer, counts[answer], say)
    for answer in answers:
        if answer not in counts:
            say(
                answer,
                None,
                "thiếu số phiếu của câu trả lời này",
                "Không có người chọn: ghi 0; chưa có số liệu: để trống cả dòng.",
            )
            ok = False
    if not ok or returned is None:
        return
    total = sum(counts.values())
    if returned.issued is not None and total > returned.issued:
        message = f"cộng được {total} câu trả lời, nhiều hơn {returned.issued} phiếu phát ra"
        say("", total, message, "Kiểm tra lại số phiếu theo câu trả lời hoặc số phiếu phát ra.")
    elif returned.population is not None and total > returned.population:
        message = f"cộng được {total} câu trả lời, nhiều hơn {returned.population} người được phục vụ"
        say("", total, message, "Kiểm tra lại số phiếu theo câu trả lời hoặc tổng số người được phục vụ.")


def _check_returned(returned: Returned, base: int, say: Any) -> None:
    for column, count in (("issued", returned.issued), ("population", returned.population)):
        if count is not None and _check_whole(column, count, say) and count < base:
            message = f"nhỏ hơn {base} người đã trả lời"
            say(column, count, message, "Kiểm tra lại số này hoặc số phiếu theo câu trả lời.")


def _check_source(source: str, say: Any) -> None:
    """Words that a file brings back, and no more of them than name a document."""
    try:
        check_text(Cell(tidy(source)))
    except Unreadable as unreadable:
        say("source", source, unreadable.message, unreadable.advice)
    if len(source) > LONGEST_SOURCE:
        message = f"dài {len(source)} ký tự, quá {LONGEST_SOURCE} ký tự"
        say("source", source[:40], message, "Ghi gọn số, ngày, tên văn bản công bố kết quả khảo sát.")


def _check_issued(of: Returned | Stated, base: int, say: Any) -> None:
    """No more forms than people: the response rate and the margin of error would mean nothing."""
    if isinstance(of.issued, int) and isinstance(of.population, int) and base <= of.population < of.issued:
        message = f"nhiều hơn {of.population} người được phục vụ"
        say("issued", of.issued, message, "Kiểm tra lại số phiếu phát ra hoặc tổng số người được phục vụ.")


def _check_stated(stated: Stated, say: Any) -> None:
    percent = stated.percent
    if not percent.is_finite() or not 0 <= percent <= 100 or decimals_of(percent) > 4:
        say("percent", percent, "không phải tỷ lệ từ 0 đến 100%", "Ghi như 93,95; nhiều nhất 4 chữ số thập phân.")
    if not _check_whole("base", stated.base, say):
        return
    if stated.base == 0:
        say("base", 0, "không có người trả lời nên không có tỷ lệ", "Chưa khảo sát: để trống cả dòng; không ghi 0.")
    for column, count in (("issued", stated.issued), ("population", stated.population)):
        if count is not None and _check_whole(column, count, say) and count < stated.base:
            say(column, count, f"nhỏ hơn {stated.base} người đã trả lời", "Kiểm tra lại số này hoặc số phiếu trả lời.")
