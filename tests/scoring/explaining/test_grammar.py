"""The grammar of the sentences: numbers, percentages, "bậc", "hạng", shared, first and last places, one passer and many."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.core.ranking import rank as ranks_of
from scoring.explaining import pieces
from scoring.explaining.blocks import explain_block
from scoring.explaining.pieces import Name, Of, listing, say, sentence
from scoring.explaining.units import explain
from scoring.published.values import Component, Figure, Ranking, RankMove, Row, Score, ScoreMove
from scoring.published.why import Earlier, EarlierRow, why_of

from .tables import YEAR, release

D = Decimal
SOMEWHERE = Of("a", "total", 2024)
LETTERS = "abcdefghijk"


def figure(text):
    return Figure() if text is None else Figure(D(str(text)), f"{D(str(text)):.2f}".replace(".", ","))


def part(code, name, top, *, percent=False, counted=True):
    return Component(code, name, name, percent, None if top is None else D(top), "printed", None, counted, "", "")


PARTS = (part("tham-dinh", "Điểm thẩm định", 60), part("xhh", "Điểm điều tra xã hội học", 10))


def tables(before, after, parts=(), scores=None, **of_release):
    """Two tables of whole blocks from totals by letter; `scores`: {letter: (before, after) by component code}."""
    names = {unit: f"Huyện {unit.upper()}" for unit in {*before, *after}}
    was, is_ = ranks_of(numbers(before)), ranks_of(numbers(after))
    shared = Counter(is_.values())
    scores = scores or {}
    combining = "sum" if parts else "none"
    this = release(origin="transcribed", unit_count=len(after), combining=combining, **of_release)
    last = release(YEAR - 1, origin="transcribed", unit_count=len(before), combining=combining, **of_release)
    rows = []
    for position, unit in enumerate(sorted(after, key=lambda each: (is_[each], each)), start=1):
        move, score = RankMove(), ScoreMove()
        if unit in before:
            move = RankMove(was[unit] - is_[unit], str(was[unit]), str(is_[unit]))
            score = ScoreMove(D(str(after[unit])) - D(str(before[unit])))
        rows.append(
            Row(
                position, unit, names[unit], is_[unit], str(is_[unit]), "printed", None, shared[is_[unit]] > 1,
                figure(after[unit]), None, Figure(), "", move, score,
                {code: Score(D(own[1]), str(own[1]).replace(".", ",")) for code, own in scores.get(unit, {}).items()},
                "", "", "",
            )
        )  # fmt: skip
    earlier = Earlier(
        last,
        {each.code: each for each in parts},
        {
            unit: EarlierRow(
                unit, names[unit], was[unit], "printed", figure(before[unit]), None, Figure(),
                {code: Figure(D(own[0]), str(own[0]).replace(".", ",")) for code, own in scores.get(unit, {}).items()},
            )
            for unit in before
        },
    )  # fmt: skip
    return Ranking(this, parts, tuple(rows), (), {row.unit: row.name for row in rows}, last), earlier


def numbers(totals):
    return {unit: D(str(total)) for unit, total in totals.items()}


def said(unit, *args, **options):
    ranking, earlier = tables(*args, **options)
    return {each.about: each.text for each in explain(why_of(ranking, unit, earlier))}


def of_block(*args, **options):
    return {each.about: each.text for each in explain_block(*tables(*args, **options))}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("6.21", "6,21 điểm"),
        ("7", "7,00 điểm"),
        ("0.5", "0,50 điểm"),
        ("46.0415", "46,0415 điểm"),
        ("100", "100,00 điểm"),
    ],
)
def test_points_have_a_comma_and_at_least_two_decimals(value, text):
    assert pieces.points(D(value), SOMEWHERE).text == text


def test_a_printed_figure_stays_as_its_source_prints_it():
    assert pieces.points(D("93"), SOMEWHERE, "93,0").text == "93,0 điểm"
    assert pieces.percent(D("87.65"), SOMEWHERE, "87,65%").text == "87,65%"


def test_a_difference_of_two_percentages_is_no_percentage():
    assert pieces.difference(D("-1.5"), SOMEWHERE, is_percent=True).text == "1,50 điểm phần trăm"
    assert pieces.difference(D("-1.5"), SOMEWHERE, is_percent=False).text == "1,50 điểm"


def test_a_list_of_one_two_and_three():
    def listed(*items):
        return "".join(map(str, listing(list(items))))

    assert (listed("A"), listed("A", "B"), listed("A", "B", "C")) == ("A", "A và B", "A, B và C")


def test_a_sentence_begins_with_a_capital_and_ends_with_one_stop():
    words = say("năm nay %(unit)s", unit=Name("a", "Huyện A"))
    assert sentence(words).text == "Năm nay Huyện A."
    assert sentence((*words, ".")).text == "Năm nay Huyện A."


FOUR = {"a": 90, "b": 85, "c": 80, "d": 75}


@pytest.mark.parametrize("unit", list(LETTERS))
def test_a_rise_goes_up_and_a_fall_goes_down_in_every_wording(unit):
    others = [each for each in LETTERS if each != unit][:4]
    low = dict(zip([*others[:3], unit, others[3]], (90, 85, 80, 70, 60), strict=True))
    high = {**low, unit: D("87")}
    risen, fallen = said(unit, low, high)["reason"], said(unit, high, low)["reason"]
    assert "tăng 2 bậc" in risen
    assert any(words in risen for words in ("lên hạng 2", "lên vị trí thứ 2", "xếp hạng 2"))
    assert "giảm 2 bậc" in fallen
    assert any(words in fallen for words in ("xuống hạng 4", "xuống vị trí thứ 4", "xếp hạng 4"))
    assert "xuống" not in risen
    assert "lên" not in fallen


def test_the_first_place_won_kept_and_shared():
    assert "vươn lên dẫn đầu khối" in said("b", FOUR, {**FOUR, "b": 91})["reason"]
    assert "dẫn đầu khối" in said("a", FOUR, FOUR)["reason"]
    shared = said("a", FOUR, {**FOUR, "b": 90})["reason"]
    assert "hạng 1" in shared
    assert "đồng hạng với Huyện B" in shared
    assert "dẫn đầu" not in shared


def test_the_last_place_lost_to_and_kept():
    assert "xuống cuối bảng (hạng 4/4)" in said("c", FOUR, {**FOUR, "c": 70})["reason"]
    assert said("d", FOUR, FOUR)["reason"].startswith("Huyện D vẫn đứng cuối bảng (hạng 4/4)")


def test_the_last_of_fewer_has_not_always_been_the_last():
    before = {**FOUR, "e": 70}
    assert said("d", before, FOUR)["reason"].startswith("Huyện D giữ nguyên hạng 4 như năm 2023, đứng cuối bảng")


def test_a_kept_rank_and_a_shared_one():
    assert "hạng 2" in said("b", FOUR, FOUR)["reason"]
    assert "đồng hạng với Huyện C" in said("b", FOUR, {**FOUR, "c": 85})["reason"]


def test_a_shared_rank_without_a_year_before():
    text = said("b", {}, {**FOUR, "c": 85})["reason"]
    assert text == "Huyện B đồng hạng 2 với Huyện C, cùng đạt 85,00 điểm."


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("a", "Huyện A dẫn đầu khối với 90,00 điểm."),
        ("b", "Huyện B xếp hạng 2/4, đạt 85,00 điểm."),
        ("d", "Huyện D đứng cuối bảng (hạng 4/4), đạt 75,00 điểm."),
    ],
)
def test_a_place_without_a_year_before(unit, text):
    assert said(unit, {}, FOUR)["reason"] == text


def test_one_passer_and_many():
    one = said("b", FOUR, {**FOUR, "c": 86})["passers"]
    assert one == "So với năm 2023, Huyện B bị Huyện C vượt qua."
    two = said("b", FOUR, {**FOUR, "c": 86, "d": 87})["passers"]
    assert two == "So với năm 2023, Huyện B bị Huyện D và Huyện C vượt qua."
    many = {unit: 90 - number for number, unit in enumerate(LETTERS[:8])}
    text = said("a", many, {**many, "a": 10})["passers"]
    assert text == "So với năm 2023, Huyện A bị 7 đơn vị (trong đó có Huyện B, Huyện C và Huyện D) vượt qua."


def test_passing_and_being_passed_in_one_sentence():
    text = said("b", FOUR, {"a": 80, "b": 85, "c": 86, "d": 75})["passers"]
    assert text == "So với năm 2023, Huyện B vượt qua Huyện A nhưng bị Huyện C vượt qua."


def test_who_came_and_who_went():
    gone = said("b", FOUR, {"b": 85, "c": 80, "d": 75})["passers"]
    assert gone == "Huyện A năm trước đứng trên, nay không còn trong bảng xếp hạng."
    come = said("b", FOUR, {**FOUR, "e": 95})["passers"]
    assert come == "Huyện E năm trước chưa được xếp hạng, nay đứng trên."


def test_more_points_and_fewer_places_because_others_did_better():
    text = said("b", FOUR, {"a": 92, "b": 86, "c": 87, "d": 75})["reason"]
    assert "dù tổng điểm tăng 1,00 điểm, vì có đơn vị khác tăng nhiều hơn" in text


def test_a_newcomer_ahead_is_nobody_who_did_better():
    text = said("b", FOUR, {**FOUR, "b": 86, "e": 95})["reason"]
    assert "dù tổng điểm tăng 1,00 điểm." in text


def test_fewer_points_and_more_places_because_others_lost_more():
    text = said("c", FOUR, {"a": 90, "b": 70, "c": 79, "d": 60})["reason"]
    assert "dù tổng điểm giảm 1,00 điểm, vì có đơn vị khác giảm nhiều hơn" in text


def test_the_cause_is_named_where_the_parts_show_it():
    scores = {"c": {"tham-dinh": ("50", "58"), "xhh": ("9", "8")}}
    text = said("c", FOUR, {**FOUR, "c": 87}, PARTS, scores)["reason"]
    assert text.endswith(", chủ yếu nhờ điểm thẩm định tăng 8,00 điểm.")
    fallen = {"a": {"tham-dinh": ("58", "50"), "xhh": ("8", "9")}}
    assert said("a", FOUR, {**FOUR, "a": 83}, PARTS, fallen)["reason"].endswith(
        ", chủ yếu do điểm thẩm định giảm 8,00 điểm."
    )


def test_no_cause_is_named_where_half_of_the_change_is_not_printed():
    scores = {"c": {"tham-dinh": ("50", "52")}}
    text = said("c", FOUR, {**FOUR, "c": 87}, PARTS, scores)["reason"]
    assert "chủ yếu" not in text
    assert "tổng điểm tăng 7,00 điểm" in text


def test_an_index_of_percentages_speaks_of_percentage_points():
    text = said("b", FOUR, {**FOUR, "b": "85.5"}, unit_label="%")["score"]
    assert text == "Chỉ số đạt 85,50%, tăng 0,50 điểm phần trăm so với năm 2023."


def test_a_national_table_is_the_country():
    assert said("a", {}, FOUR, place_slug="viet-nam")["reason"] == "Huyện A dẫn đầu cả nước với 90,00 điểm."


def test_an_inferred_rank_is_not_quoted():
    ranking, earlier = tables({}, FOUR)
    rows = tuple(replace(row, rank_basis="inferred") if row.unit == "b" else row for row in ranking.rows)
    assert explain(why_of(replace(ranking, rows=rows), "b", earlier)) == ()


def test_the_block_names_leaders_ties_distances_and_moves():
    before = {unit: 90 - number for number, unit in enumerate(LETTERS[:7])}
    after = {**before, "c": 89, "f": D("87.4"), "e": 80}
    text = of_block(before, after)
    assert text["leaders"] == "Huyện A dẫn đầu khối với 90,00 điểm."
    assert text["ties"] == "Huyện B và Huyện C cùng đạt 89,00 điểm, đồng hạng 2."
    assert text["gap"].startswith("Chênh lệch giữa đơn vị đứng đầu và đơn vị cuối bảng là 10,00 điểm")
    assert text["middle"] == "Từ đơn vị đứng đầu đến Huyện F (hạng 4, giữa bảng) cách nhau 2,60 điểm."
    assert text["rises"] == (
        "Các đơn vị tăng hạng gồm Huyện F (2 bậc, từ hạng 6 lên hạng 4), Huyện C (1 bậc, từ hạng 3 lên hạng 2)"
        " và Huyện G (1 bậc, từ hạng 7 lên hạng 6)."
    )
    assert text["falls"] == (
        "Các đơn vị giảm hạng gồm Huyện E (2 bậc, từ hạng 5 xuống hạng 7) và Huyện D (1 bậc, từ hạng 4 xuống hạng 5)."
    )
    assert text["kept"] == "Huyện A (hạng 1) và Huyện B (hạng 2) giữ nguyên thứ hạng."
    assert text["near"] == "Sát nhau nhất là Huyện F và Huyện D, chỉ cách nhau 0,40 điểm."
