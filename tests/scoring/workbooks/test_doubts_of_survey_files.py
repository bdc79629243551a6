"""Whole columns of survey figures are looked over as those of marks are: against what is stored and the year before."""

from decimal import Decimal

import pytest

from scoring.actions.surveys import enter_surveys, know
from scoring.actions.workbooks import confirming, survey_doubts
from scoring.desk.workbooks import ChangedPlaces
from scoring.import_doubts import Point, Series, are_swapped, tenfold
from scoring.models import ImportAct, Sheet
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.survey_entry import Entry, Returned, Stated
from tests.factories import make_unit
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round
from units.models import UnitForm, UnitKind

from .files import Book, checked, doubts_of

pytestmark = pytest.mark.django_db

COUNTS, OUT, STATED = "Số phiếu cong-chuc", "Phát ra", "Hài lòng"
PERCENT, BASE, ISSUED, PEOPLE = (
    "Chỉ số hài lòng (%)", "Số phiếu trả lời", "Số phiếu phát ra", "Tổng số người được phục vụ",
)  # fmt: skip


def make_round(cast, year, criteria_set=None):
    round_ = make_surveyed_round(cast, criteria_set, year=year)
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    for position, name in enumerate(("Suối Trong", "Đồi Gió"), start=5):
        code = f"huyen-{position}"
        unit = cast.units.get(code) or make_unit(
            name, UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province, code=code
        )
        cast.units[code] = unit
        if not round_.sheets.filter(unit=unit).exists():
            Sheet.objects.create(round=round_, unit=unit, position=position)
    return round_


def enter(round_):
    """Figures that differ from unit to unit and question to question."""
    units = list(Sheet.objects.filter(round=round_).in_order())
    tallies, returns, stated = {}, {}, {}
    for place, sheet in enumerate(units):
        unit = sheet.unit.code
        for number, question in enumerate(("cong-chuc.c1", "cong-chuc.c2")):
            counts = (41 + 7 * place + 3 * number, 22 + place * place - number, 11 + 5 * place, place % 2)
            tallies[unit, question] = dict(zip("abcd", counts, strict=True))
        returns[unit, "cong-chuc"] = Returned(300 + 11 * place, 2000 + 130 * place)
        stated[unit] = Stated(Decimal("80.25") + 2 * place, 100 + 7 * place, 210 + 9 * place, 1100 + 17 * place, "")
    enter_surveys(round_=round_, entry=Entry(tallies, returns, stated), by=None)
    return round_


@pytest.fixture
def round_(cast):
    return enter(make_round(cast, 2024))


@pytest.fixture
def staff():
    return make_staff()


def book_of(round_, title) -> Book:
    packet = satisfaction_packet if title == STATED else tallies_packet
    return Book(packet(round_, know(round_)))


def column(book, title, heading):
    start, names = book.heading(title)
    sheet = book.book[title]
    return [sheet.cell(row, names[heading]) for row in range(start + 1, sheet.max_row + 1)]


def rewrite(book, title, heading, change) -> Book:
    cells = column(book, title, heading)
    for cell, value in zip(cells, change([each.value for each in cells]), strict=True):
        cell.value = value
    return book


def down(values):
    return [values[-1], *values[:-1]]


def by_a_unit(values):
    return [*values[-2:], *values[:-2]]


def look(round_, book, staff) -> dict[str, str]:
    act = checked(round_, book.source(), staff)
    assert act.state == ImportAct.State.CHECKED, act.problems
    return {each["key"]: each["text"] for each in act.summary["doubts"]}


@pytest.mark.parametrize("title", [COUNTS, STATED])
def test_a_template_that_comes_back_as_it_was_changes_nothing_and_asks_nothing(cast, staff, title):
    enter(make_round(cast, 2023))
    other = enter(make_round(cast, 2024, cast.par.criteria_sets.get()))
    act = checked(other, book_of(other, title).source(), staff)
    assert (act.change_count, doubts_of(act)) == (0, [])


@pytest.mark.parametrize("moved", [down, by_a_unit])
def test_counts_one_row_or_one_unit_further_ask(round_, staff, moved):
    book = book_of(round_, COUNTS)
    for answer in "abcd":
        rewrite(book, COUNTS, answer, moved)
    found = look(round_, book, staff)
    assert "cột a" in found["shifted"]
    assert "cột b" in found["shifted"]


@pytest.mark.parametrize(
    ("title", "heading", "words"),
    [(OUT, ISSUED, "cong-chuc, số phiếu phát ra"), (OUT, PEOPLE, "cong-chuc, tổng số người được phục vụ"),
     (STATED, PERCENT, "chỉ số hài lòng"), (STATED, BASE, "số phiếu trả lời"), (STATED, ISSUED, "số phiếu phát ra"),
     (STATED, PEOPLE, "tổng số người được phục vụ")],
)  # fmt: skip
def test_every_other_column_of_figures_is_looked_over_too(round_, staff, title, heading, words):
    assert words in look(round_, rewrite(book_of(round_, title), title, heading, down), staff)["shifted"]
    some = 0.5 if heading == PERCENT else 5
    alike = look(round_, rewrite(book_of(round_, title), title, heading, lambda all_: [x + some for x in all_]), staff)
    assert f"{words} (+{'0,5' if heading == PERCENT else 5})" in alike["alike"]


def test_counts_that_all_grow_by_the_same_ask(round_, staff):
    book = book_of(round_, COUNTS)
    for answer in "abcd":
        rewrite(book, COUNTS, answer, lambda values: [each + 5 for each in values])
    found = look(round_, book, staff)
    assert "cong-chuc.c1, cột a (+5)" in found["alike"]
    assert "cong-chuc.c2, cột d (+5)" in found["alike"]


def test_ten_times_as_many_ask(round_, staff):
    book = rewrite(book_of(round_, COUNTS), COUNTS, "d", lambda values: [each * 10 for each in values])
    found = look(round_, book, staff)
    assert "Huyện Núi Xanh, cong-chuc.c1, cột d: 1 → 10" in found["tenfold"]
    stated = book_of(round_, STATED)
    for heading, times in ((BASE, 10), (ISSUED, 100), (PEOPLE, 100)):
        rewrite(stated, STATED, heading, lambda values, times=times: [each * times for each in values])
    assert "số phiếu trả lời: 100 → 1000" in look(round_, stated, staff)["tenfold"]


def test_two_columns_that_were_swapped_ask(round_, staff):
    book = book_of(round_, COUNTS)
    _row, names = book.heading(COUNTS)
    row = book.heading(COUNTS)[0]
    sheet = book.book[COUNTS]
    sheet.cell(row, names["a"]).value, sheet.cell(row, names["b"]).value = "b", "a"
    assert look(round_, book, staff)["swapped"] == (
        "Có hai cột giống hệt số liệu cũ nhưng đổi chỗ cho nhau: cong-chuc: cột a và cột b."
    )


def test_the_same_question_a_year_before_is_what_a_new_figure_is_held_against(cast, staff):
    enter(make_round(cast, 2023))
    round_ = make_round(cast, 2024, cast.par.criteria_sets.get())
    book = book_of(round_, COUNTS)
    for answer in "abcd":
        old = iter([counts[answer] for counts in know(_year_before(round_)).tallies.values()])
        rewrite(book, COUNTS, answer, lambda values, old=old: [10 * next(old) for _each in values])
    assert "cong-chuc.c1, cột a: 41 → 410" in look(round_, book, staff)["tenfold"]
    stated = book_of(round_, STATED)
    for heading, name in ((PERCENT, "percent"), (BASE, "base")):
        old = [getattr(each, name) for each in know(_year_before(round_)).satisfaction.values()]
        rewrite(stated, STATED, heading, lambda values, old=old: down(old))
    assert "chỉ số hài lòng; số phiếu trả lời" in look(round_, stated, staff)["shifted"]


def _year_before(round_):
    return type(round_).objects.get(year=round_.year - 1)


def test_a_file_of_ordinary_changes_asks_nothing_and_few_answers_vary_by_themselves(round_, staff):
    book = rewrite(book_of(round_, COUNTS), COUNTS, "d", lambda values: [12, *values[1:2], 11, *values[3:]])
    rewrite(book, COUNTS, "a", lambda values: [each + place for place, each in enumerate(values)])
    assert look(round_, book, staff) == {}


def test_a_column_asks_before_it_is_confirmed_and_only_because_it_is_looked_over(round_, staff, monkeypatch):
    book = rewrite(book_of(round_, COUNTS), COUNTS, "a", lambda values: [each * 10 for each in values])
    for heading in (ISSUED, PEOPLE):
        rewrite(book, OUT, heading, lambda values: [5000 + place for place, _each in enumerate(values)])
    act = checked(round_, book.source(), staff)
    with pytest.raises(confirming.NotAcknowledged):
        confirming.confirm(act=act, acknowledged=[], by=staff)
    monkeypatch.setattr(survey_doubts, "look_over", lambda _series: [])  # the control
    assert "tenfold" not in doubts_of(checked(round_, book.source(), staff))


def test_columns_as_values():
    points = [Point(str(n), Decimal(new), Decimal(held)) for n, (new, held) in enumerate(((10, 1), (20, 2), (3, 3)))]
    assert tenfold(Series("a", "a", points)) == points[:2]
    assert tenfold(Series("a", "a", points, least=10)) == []
    assert tenfold(Series("a", "a", [*points[:2], points[1]], least=10)) == [*points[:2], points[1]]
    held = [(Decimal(n), Decimal(n + 10)) for n in range(4)]
    one, other = ([Point("x", pair[new], pair[1 - new]) for pair in held] for new in (1, 0))
    assert are_swapped(one, other)
    assert not are_swapped(one[:2], other[:2])  # two units are no pattern
    assert not are_swapped([each._replace(new=each.held) for each in one], other)


def test_a_figure_that_stays_is_not_shown_as_a_change(round_, staff):
    book = book_of(round_, STATED).write(STATED, "huyen-song-em", BASE, 101)
    act = checked(round_, book.source(), staff)
    (place,) = ChangedPlaces(act)
    assert [(each.label, each.before, each.after) for each in place.fields] == [("số phiếu trả lời", "100", "101")]
    book.write(STATED, "huyen-song-em", PERCENT, 81.5)
    (place,) = ChangedPlaces(checked(round_, book.source(), staff))
    assert ("chỉ số (%)", "80,25", "81,5") in [(each.label, each.before, each.after) for each in place.fields]
