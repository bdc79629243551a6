"""What looks wrong without being wrong is asked about before a file is confirmed."""

import re
from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.actions.workbooks import confirming, marks
from scoring.desk.workbooks import ranks_in_words
from scoring.import_doubts import Point, Series, equal_move, is_shifted, is_tenfold, look_over
from scoring.packets.templates import scores_packet

from .files import Book, checked, doubts_of

RATE, COUNT = "2.1", "2.3"  # worth the most from some figure on
EM, XANH = "huyen-song-em", "huyen-nui-xanh"
HELD = [D(each) for each in ("1", "2", "3.5", "0.5", "4", "1.25")]


def column(new, held=HELD, before=None):
    before = before or [None] * len(new)
    return [Point(f"Đơn vị {place}", *each) for place, each in enumerate(zip(new, held, before, strict=True))]


def test_a_column_one_row_down_is_noticed():
    assert is_shifted(column([D(9), *HELD[:-1]]))
    assert is_shifted(column([*HELD[1:], D(9)]))
    assert is_shifted(column([*HELD[1:], D(9)], held=[None] * 6, before=HELD))
    # One unit without a figure of its own (a new one) does not switch the look off.
    assert is_shifted(column([D(9), *HELD[:-1]], held=[None, *HELD[1:]]))
    assert is_shifted(column([D(9), *HELD[:-1]], held=[*HELD[:-1], None]))


def test_a_column_as_it_was_or_wholly_new_or_all_the_same_is_not():
    assert not is_shifted(column(HELD))
    assert not is_shifted(column([D(place) / 8 for place in range(6)]))
    assert not is_shifted(column([D(2)] * 6, held=[D(2)] * 6))
    assert not is_shifted(column([D(9), *HELD[:2]], held=HELD[:3]))  # three units are no pattern


def test_all_units_moved_alike_are_noticed_and_one_other_is_enough_to_be_silent():
    assert equal_move(column([each + D("0.5") for each in HELD])) == D("0.5")
    assert equal_move(column([HELD[0], *(each + 1 for each in HELD[1:])])) is None
    assert equal_move(column(HELD)) is None


@pytest.mark.parametrize(
    ("new", "held", "before", "odd"),
    [("85", "8.5", None, True), ("85", None, "8.5", True), ("0.5", "5", None, True), ("9", "8", None, False),
     ("5", "0", None, False), ("8.5", "8.5", "0.85", True), ("84", "8.5", None, False), ("90", "8.5", None, True)],
)  # fmt: skip
def test_ten_times_what_it_was_is_noticed(new, held, before, odd):
    assert is_tenfold(Point("A", D(new), held and D(held), before and D(before))) is odd


@pytest.mark.parametrize(("new", "held"), [("85", "8.5"), ("90", "8.5"), ("0.85", "8.5")])
def test_the_sentence_is_true_of_ten_times_of_more_and_of_a_tenth(new, held):
    (doubt,) = look_over([Series("a", "1.1", [Point("A", D(new), D(held))])])
    assert "gấp từ mười lần trở lên, hoặc đúng bằng một phần mười" in doubt.text


def test_each_kind_of_doubt_is_told_once_with_its_columns():
    shifted = Series("a", "1.1", column([D(9), *HELD[:-1]]))
    alike = Series("b", "1.2", column([each + 1 for each in HELD]))
    found = {each.key: each.text for each in look_over([shifted, alike])}
    assert "1.1" in found["shifted"]
    assert "1.2 (+1)" in found["alike"]


@pytest.fixture
def book(work):
    for sheet, amount in ((work.sheet, "0.15"), (work.other, "1.5")):
        enter(sheet=sheet, by=work.lan, entries=[Entry("1.1", amount=D(amount))])
    return Book(scores_packet(work.round))


@pytest.mark.django_db
def test_a_doubt_must_be_said_to_be_seen(work, book):
    act = checked(work.round, book.write("Số đo 1", EM, "1.1", 1.5).source(), work.lan)
    assert doubts_of(act) == ["tenfold"]
    assert "Huyện Sông Êm, 1.1: 0,15 → 1,5" in act.summary["doubts"][0]["text"]
    with pytest.raises(confirming.NotAcknowledged):
        confirming.confirm(act=act, acknowledged=["something"], by=work.lan)
    assert confirming.confirm(act=act, acknowledged=["tenfold"], by=work.lan).state == "confirmed"


@pytest.mark.django_db
def test_a_name_that_fits_only_without_diacritics_asks_and_another_name_is_refused(work, book):
    book.write("Số đo 1", EM, "1.1", 1).write("Số đo 1", EM, "Tên đơn vị", "Huyen Song Em")
    act = checked(work.round, book.source(), work.lan)
    assert doubts_of(act) == [f"name-{EM}"]
    book.write("Số đo 1", EM, "Tên đơn vị", "Huyện Núi Xanh")
    assert "mã đơn vị này là của “Huyện Sông Êm”" in checked(work.round, book.source(), work.lan).problems[0]["message"]


@pytest.mark.django_db
def test_a_total_that_its_parts_do_not_make_asks(work, book):
    book.write("Số đo 1", EM, "1.1", 1).write("Số đo 1", EM, "Tổng điểm để đối chiếu", 1.01)
    act = checked(work.round, book.source(), work.lan)
    assert "ghi 1,01, cộng được 1" in act.summary["doubts"][0]["text"]
    book.write("Số đo 1", EM, "Tổng điểm để đối chiếu", 1)
    assert doubts_of(checked(work.round, book.source(), work.lan)) == []


@pytest.mark.django_db
def test_what_a_colleague_changed_after_the_template_was_taken_asks(work, book):
    enter(sheet=work.sheet, by=work.hung, entries=[Entry("1.1", 1, amount=D("0.2"))])
    act = checked(work.round, book.write("Số đo 1", XANH, "1.1", 1).source(), work.lan)
    assert [each for each in doubts_of(act) if each == "later"] == ["later"]


@pytest.mark.django_db
def test_a_template_taken_before_anything_was_entered_knows_of_no_change(work):
    """The normal day to take a template: nothing is entered yet, so everything that is there came later."""
    book = Book(scores_packet(work.round))
    enter(sheet=work.sheet, by=work.hung, entries=[Entry("1.1", amount=D("0.2"))])

    act = checked(work.round, book.write("Số đo 1", EM, "1.1", 1).source(), work.lan)

    assert "later" in doubts_of(act)
    assert "Huyện Sông Êm, 1.1 (hung)" in next(each["text"] for each in act.summary["doubts"] if each["key"] == "later")


@pytest.fixture
def measured(work):
    """Every district has a count and a rate of its own, far above what the most points ask for: they are all worth the same."""
    for place, sheet in enumerate(work.round.sheets.select_related("unit").order_by("position")):
        entries = [Entry(RATE, amount=D(300 + place), base=D(310 + place)), Entry(COUNT, amount=D(20 + place))]
        enter(sheet=sheet, by=work.lan, entries=entries)
    return Book(scores_packet(work.round))


def rewritten(work, book: Book, leaf: str, change) -> Book:
    """The column of a leaf's measure with every figure changed; `change` gets the figures of all units."""
    units = [each.unit.code for each in work.round.sheets.select_related("unit").order_by("position")]
    title = f"Số đo {leaf[0]}"
    held = [book.cell(title, unit, leaf).value for unit in units]
    for unit, value in zip(units, change(held), strict=True):
        book.write(title, unit, leaf, value)
    return book


@pytest.mark.django_db
@pytest.mark.parametrize("leaf", ["2.1", "2.3"])
def test_measures_moved_alike_are_noticed_though_points_stay(work, measured, leaf):
    act = checked(
        work.round, rewritten(work, measured, leaf, lambda held: [each + 2 for each in held]).source(), work.lan
    )

    assert f"{leaf} (số đo) (+2)" in next(each["text"] for each in act.summary["doubts"] if each["key"] == "alike")


@pytest.mark.django_db
def test_a_measure_ten_times_what_is_held_is_noticed_though_points_stay(work, measured):
    act = checked(work.round, measured.write("Số đo 2", EM, COUNT, 9990).source(), work.lan)

    assert "2.3 (số đo)" in next(each["text"] for each in act.summary["doubts"] if each["key"] == "tenfold")


@pytest.mark.django_db
def test_a_measure_that_stays_is_no_news_however_far_it_is_from_last_years(work, measured, monkeypatch):
    """An untouched template asks nothing, whatever the year between brought."""
    old = marks.Previous(points=D(2), max_score=D(2), amount=D(1), base=D(20))
    units = work.round.sheets.values_list("unit_id", flat=True)
    monkeypatch.setattr(marks, "last_year", lambda *_args, **_more: {unit: {RATE: old, COUNT: old} for unit in units})

    assert doubts_of(checked(work.round, measured.source(), work.lan)) == []

    act = checked(work.round, measured.write("Số đo 2", EM, "2.1 trên tổng số", 9990).source(), work.lan)
    assert doubts_of(act) == ["tenfold"]  # a new figure is held against both


@pytest.mark.django_db
def test_a_count_of_a_few_becomes_ten_times_as_large_by_itself(work):
    enter(sheet=work.sheet, by=work.lan, entries=[Entry(COUNT, amount=D(1))])
    book = Book(scores_packet(work.round))
    assert doubts_of(checked(work.round, book.write("Số đo 2", EM, COUNT, 10).source(), work.lan)) == []


@pytest.mark.django_db
def test_without_the_look_at_measures_points_alone_would_say_nothing(work, measured, monkeypatch):
    """The control: what is worth the most either way looks unchanged."""
    monkeypatch.setattr(marks._Comparison, "_counted", frozenset())

    act = checked(
        work.round, rewritten(work, measured, COUNT, lambda held: [each + 2 for each in held]).source(), work.lan
    )

    assert doubts_of(act) == []


@pytest.mark.django_db
def test_doubts_are_told_beside_errors(work, book):
    book.write("Số đo 1", EM, "1.1", 1.5).write("Số đo 2", XANH, "2.1", "chín mươi")
    act = checked(work.round, book.source(), work.lan)
    assert act.state == "refused"
    assert doubts_of(act) == ["tenfold"]


@pytest.mark.django_db
def test_totals_and_ranks_stand_before_and_after(work, book):
    for unit in (EM, XANH):
        for title, leaf, value in (
            ("Số đo 1", "1.2", "có"), ("Số đo 1", "1.3", "Kịp thời"), ("Số đo 2", "2.1", 95), ("Số đo 2", "2.2", 90),
            ("Số đo 2", "2.3", 1), ("Số đo 2", "2.4", 0), ("Số đo 3", "3.1", 90), ("Số đo 3", "3.2", 80),
            ("Số đo 4", "4.1", 0), ("Số đo 4", "4.2", 0),
        ):  # fmt: skip
            book.write(title, unit, leaf, value)
    act = checked(work.round, book.source(), work.lan)
    assert act.state == "checked", act.problems
    ranks = {each["unit"]: each for each in act.summary["ranks"]}
    assert (ranks["Huyện Núi Xanh"]["rank_before"], ranks["Huyện Núi Xanh"]["rank_after"]) == (None, 1)
    assert ranks["Huyện Sông Êm"]["rank_after"] == 2
    assert ranks["Huyện Sông Êm"]["total_before"] == ""
    assert ranks["Huyện Sông Êm"]["waiting_after"] == 0
    told = {each["unit"]: each for each in ranks_in_words(act)}
    assert told["Huyện Sông Êm"]["total_before"] == ""
    for each in told.values():
        assert re.fullmatch(r"\d+,\d\d", each["total_after"] or "0,00"), "as totals are published"
        assert D(each["total_after"].replace(",", ".") or 0) == D(ranks[each["unit"]]["total_after"] or 0)
