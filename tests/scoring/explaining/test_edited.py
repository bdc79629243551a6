"""Sentences in other words: every false one is refused with what is wrong in it, harmless ones pass, figures keep their sources.

PARINDEX_TAMPERED says how many are altered at random; 2000 is the full size, 200 the everyday one.
"""

import os
import re
from collections import Counter
from random import Random

import pytest

from scoring.explaining import letters, stated
from scoring.explaining.blocks import explain_block
from scoring.explaining.edited import read, tidy
from scoring.explaining.facts import Facts
from scoring.explaining.pieces import Figure, Kind, Name, Of, Sentence, places, points, rank, year
from scoring.explaining.said import facts_of_block, facts_of_unit
from scoring.explaining.units import explain
from tests.core.made_up_years import a_pair

from . import tables as made

TAMPERED = int(os.environ.get("PARINDEX_TAMPERED", "200"))
OTHER_WAY = {"tăng": "giảm", "giảm": "tăng"}


def generated(random):
    """(sentence, facts) without end, of made-up pairs of years."""
    while True:
        ranking, earlier, after, before = made.tables(a_pair(random))
        for row in ranking.rows:
            why = made.why_of(ranking, row.unit, earlier, after, before)
            sentences = explain(why)
            facts = facts_of_unit(why, sentences)
            yield from ((each, facts) for each in sentences)
        for each in explain_block(ranking, earlier):
            yield each, facts_of_block(ranking, (each,), earlier)


def _figure(random, sentence):
    found = [place for place, piece in enumerate(sentence.pieces) if isinstance(piece, Figure)]
    return random.choice(found) if found else None


def another_digit(random, sentence, facts):
    place = _figure(random, sentence)
    if place is None:
        return None
    text = sentence.pieces[place].text
    at = random.choice([each.start() for each in re.finditer("[0-9]", text.partition("/")[0])])
    return _with(
        sentence, place, text[:at] + random.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]
    )


def a_larger_number(random, sentence, facts):
    place = _figure(random, sentence)
    if place is None:
        return None
    more = random.choice([1, 2, 5, 10])
    return _with(sentence, place, re.sub(r"\d+", lambda n: str(int(n[0]) + more), sentence.pieces[place].text, count=1))


def a_sign(random, sentence, facts):
    place = _figure(random, sentence)
    if place is None or sentence.pieces[place].kind is Kind.YEAR:
        return None
    return _with(sentence, place, random.choice("-−+") + sentence.pieces[place].text)


def another_kind(random, sentence, facts):
    place = _figure(random, sentence)
    if place is None:
        return None
    text = sentence.pieces[place].text
    for one, other in ((" bậc", " điểm"), (" điểm phần trăm", "%"), ("%", " điểm"), (" điểm", " bậc")):
        if one in text:
            return _with(sentence, place, text.replace(one, other))
    return None


def the_other_way(random, sentence, facts):
    found = list(re.finditer(r"\b(tăng|giảm)\b", sentence.text))
    if not found:
        return None
    at = random.choice(found)
    return sentence.text[: at.start()] + OTHER_WAY[at.group()] + sentence.text[at.end() :]


def another_unit(random, sentence, facts):
    named = [place for place, piece in enumerate(sentence.pieces) if isinstance(piece, Name)]
    others = [name for unit, name in facts.names.items() if unit not in facts.may_be_named]
    return _with(sentence, random.choice(named), random.choice(others)) if named and others else None


def a_unit_from_elsewhere(random, sentence, facts):
    named = [place for place, piece in enumerate(sentence.pieces) if isinstance(piece, Name)]
    return _with(sentence, random.choice(named), random.choice(["Sở Công Thương", "UBND Quận Ba"])) if named else None


def _with(sentence, place, text):
    pieces = list(sentence.pieces)
    pieces[place] = text
    return "".join(map(str, pieces))


HARMS = (another_digit, a_larger_number, a_sign, another_kind, the_other_way, another_unit, a_unit_from_elsewhere)


def let_pass(seed, count):
    """Altered sentences that were not refused, and how many of each kind were tried."""
    random, passed, tried = Random(seed), [], Counter()
    for sentence, facts in generated(random):
        harm = random.choice(HARMS)
        text = harm(random, sentence, facts)
        if text is None or text == sentence.text:
            continue
        tried[harm.__name__] += 1
        if not read(tidy(text), facts, sentence.about).problems:
            passed.append((harm.__name__, sentence.text, text))
        if tried.total() >= count:
            return passed, tried


def test_every_altered_sentence_is_refused():
    passed, tried = let_pass("tampered", TAMPERED)
    assert not passed, passed[:5]
    assert set(tried) == {each.__name__ for each in HARMS}


@pytest.mark.parametrize("without", ["_goes_that_way", "_is_of_the_part", "_is_of_the_year"])
def test_without_one_of_the_tests_altered_sentences_pass(without, monkeypatch):
    """The negative control: what each test is for."""
    kept = tuple(each for each in stated._TESTS if each[0].__name__ != without)
    assert len(kept) == len(stated._TESTS) - 1
    monkeypatch.setattr(stated, "_TESTS", kept)
    assert let_pass("tampered", 600)[0]


def test_every_generated_sentence_may_be_said_again_and_keeps_the_sources_of_its_figures():
    random = Random("said again")
    for number, (sentence, facts) in enumerate(generated(random)):
        reading = read(sentence.text, facts, sentence.about)
        assert not reading.problems, (sentence.text, reading.problems)
        assert reading.sentence.text == sentence.text
        assert [(each.value, each.of) for each in reading.sentence.figures] == [
            (each.value, each.of) for each in sentence.figures
        ], sentence.text
        if number == 600:
            return


# --- one unit, by hand ---

A, B, C = "so-anh-trang", "so-may-trang", "huyen-song-em"
NAMES = {A: "Sở Ánh Trăng", B: "Sở Mây Trắng", C: "Huyện Sông Êm"}


def of(what, unit=A, before=False, changed=False):
    return Of(unit, what, 2023 if before else 2024, against_year=2023 if changed else None)


def facts():
    name = Name(A, NAMES[A])
    reason = Sentence(
        ("Từ hạng ", rank(13, of("rank", before=True)), " năm ", year(2023), ", ", name, " vươn lên hạng ",
         rank(9, of("rank")), ", tăng ", places(4, of("rank", changed=True)), ", chủ yếu nhờ điểm thẩm định tăng ",
         change("6.21", "c.tham-dinh"), " và chỉ số hài lòng tăng ", change("0.50", "c.hai-long"), "."), "reason",
    )  # fmt: skip
    score = Sentence(
        ("Tổng điểm đạt ", points(made.Decimal("80.00"), of("total")), ", tăng ", change("6.00", "total"),
         "; trong đó điểm điều tra giảm ", change("-0.71", "c.dieu-tra"), "."), "score",
    )  # fmt: skip
    passers = Sentence(("So với năm ", year(2023), ", ", name, " vượt qua ", Name(B, NAMES[B]), "."), "passers")
    labels = {"điểm thẩm định": "c.tham-dinh", "chỉ số hài lòng": "c.hai-long", "điểm điều tra": "c.dieu-tra",
              "tổng điểm": "total"}  # fmt: skip
    return Facts((reason, score, passers), A, NAMES, labels, 2024)


def change(size, what):
    from scoring.explaining.pieces import difference

    return difference(made.Decimal(size), of(what, changed=True), is_percent=False)


@pytest.mark.parametrize(
    "text",
    [
        "Sở Ánh Trăng tăng 4 bậc, lên hạng 9",
        "Năm 2024, Sở Ánh Trăng tăng 4 bậc nhờ điểm thẩm định tăng 6,21 điểm.",
        "Sở Ánh Trăng xếp hạng 9 (năm 2023: hạng 13), chủ yếu nhờ điểm thẩm định tăng 6,21 điểm",
        "Đơn vị vượt qua Sở Mây Trắng; tổng điểm tăng 6,00 điểm, đạt 80,00 điểm",
        "Dù điểm điều tra giảm 0,71 điểm, tổng điểm của Sở Ánh Trăng vẫn tăng 6 điểm.",
        "Sở Ánh Trăng có bước tiến rõ: từ hạng 13 lên hạng 9.",
        "sở ánh trăng cải thiện 4 bậc",
        "Kết quả ghi nhận nỗ lực của tập thể Sở Ánh Trăng.",
        "Tổng điểm của Sở đạt 80,00 điểm nhờ sự đồng thuận trong toàn Sở",
    ],
)
def test_a_harmless_rewording_is_taken(text):
    reading = read(tidy(text), facts())
    assert not reading.problems, reading.problems
    for figure in reading.sentence.figures:
        assert any(figure.of == each.figure.of for each in facts().figures)


@pytest.mark.parametrize(
    ("text", "says", "advice"),
    [
        ("Sở Ánh Trăng tăng 5 bậc", "“5 bậc” không có trong số liệu", "tăng 4 bậc"),
        ("Sở Ánh Trăng giảm 4 bậc", "Sai chiều: câu viết “giảm … 4 bậc”, số liệu là tăng 4 bậc", "“giảm” thành “tăng”"),
        ("Điểm điều tra tăng 0,71 điểm", "số liệu là giảm 0,71 điểm", "“tăng” thành “giảm”"),
        ("Điểm điều tra tăng 6,21 điểm", "là của điểm thẩm định, trong câu lại nói về Điểm điều tra", ""),
        ("Sở Ánh Trăng tăng -4 bậc", "“-4 bậc” có dấu trước số", "bằng chữ"),
        ("Sở Ánh Trăng tăng 4", "Số “4” không rõ là số gì", "Viết kèm đơn vị"),
        ("Tổng điểm đạt 80.00 điểm", "không rõ là số gì", "dấu phẩy"),
        ("Sở Ánh Trăng xếp hạng 13", "“hạng 13” là của năm 2023", ""),
        ("Từ hạng 9 năm 2023, Sở Ánh Trăng lên hạng 13", "là của năm", "thứ tự"),
        ("So với năm 2021, Sở Ánh Trăng tăng 4 bậc", "“năm 2021” không phải năm được so sánh", "năm 2023"),
        ("Huyện Sông Êm tăng 4 bậc", "“Huyện Sông Êm” không có trong câu lập từ số liệu", "Sở Ánh Trăng"),
        ("Sở Mây Trắng tăng 4 bậc", "là của Sở Ánh Trăng, trong câu lại nói về Sở Mây Trắng", ""),
        ("Sở Công Thương tăng 4 bậc", "“Sở Công Thương” không phải đơn vị trong bảng", ""),
        ("Sở Mây Trắng vượt qua Sở Ánh Trăng", "không đúng với số liệu", "ai vượt ai"),
        ("Sở Ánh Trăng dẫn đầu khối", "“dẫn đầu” không có trong các câu lập từ số liệu", ""),
        ("Sở Ánh Trăng tăng bốn bậc", "số viết bằng chữ", "chữ số"),
        ("Sở Ánh Trăng không tăng 4 bậc", "phủ định", ""),
        ("Sở Ánh Trăng giảm hạng", "Sai chiều: “giảm hạng”", "tăng hạng"),
        ("Tổng điểm giảm, Sở Ánh Trăng lên hạng 9", "Sai chiều: “tổng điểm giảm”", ""),
        ("Tổng điểm tăng 80,00 điểm", "không phải mức tăng hay giảm", "đạt 80,00 điểm"),
        ("Sở Ánh Trăng đạt 6,00 điểm", "là mức tăng, không phải số đạt được", "tăng 6,00 điểm"),
        ("Năm 2024, Sở Ánh Trăng ở vị trí thứ 13", "“hạng 13” là của năm 2023", ""),
        ("Sở Ánh Trăng giữ hạng 13", "“hạng 13” là của năm 2023", ""),
        ("Năm 2023 Sở Ánh Trăng đạt 80,00 điểm", "“80,00 điểm” là của năm 2024", ""),
        ("Sở Ánh Trăng hơn năm trước 4 bậc", "là mức tăng mà câu không nói chiều", "tăng 4 bậc"),
        ("Sở Ánh Trăng trượt 4 bậc", "Sai chiều", "tăng"),
        ("Các đơn vị khác tăng 4 bậc", "là của Sở Ánh Trăng, trong câu lại nói về các đơn vị khác", ""),
        ("Quảng Ninh tăng 4 bậc", "“Quảng Ninh” không có trong số liệu", ""),
        ("Sở Ánh Trăng tăng 4 bậc là bịa đặt", "phủ định", ""),
        ("Sở Ánh Trăng tăng 4 bậc, về nhì khối", "“về nhì” không có trong các câu", ""),
        ("Sở Ánh Trăng tăng IV bậc", "số viết bằng chữ", "chữ số"),
        ("Sở Ánh Trăng tăng 4 bậc, một nửa khối", "số viết bằng chữ", "chữ số"),
        ("Sở Ánh Trăng tăng 4 bậc, xem www.abc.vn", "đường dẫn", "Bỏ đường dẫn"),
        ("Sở Ánh Trăng tăng ４ bậc", "(mã U+FF14)", "0–9"),
        ("Sở Ánh Trăng tăng 4 bậc\u202e", "(mã U+202E)", "Xóa"),
        ("Sở Ánh Trăng\0 tăng 4 bậc", "(mã U+0000)", "Xóa"),
        ("<script>alert(1)</script> tăng 4 bậc", "“<” (mã U+003C)", ""),
        ("=HYPERLINK(4 bậc)", "“=” (mã U+003D)", ""),
        ("Sở Ánh Trăng tăng 4 bậc " * 900, "dài nhất 1500 ký tự", "Rút ngắn"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_how_to_mend_it(text, says, advice):
    problems = read(tidy(text), facts()).problems
    assert problems
    assert any(says in each.message for each in problems), problems
    assert any(advice in each.advice for each in problems), problems


def test_a_made_up_rank_says_that_it_is_no_official_result():
    own = Sentence(
        ("Với kết quả năm nay, đơn vị sẽ xếp hạng ", rank(7, of("own")), " (không phải kết quả chính thức)."), "own"
    )
    known = Facts((own,), A, NAMES, {}, 2024)
    assert not read("Sở Ánh Trăng sẽ xếp hạng 7 (không phải kết quả chính thức).", known, "own").problems
    told = read("Sở Ánh Trăng sẽ xếp hạng 7.", known, "own").problems
    assert "không phải kết quả chính thức" in told[0].message


def test_numbers_in_names_are_no_figures():
    named = Sentence((Name("p1", "Phường 1"), " xếp hạng ", rank(2, of("rank", unit="p1")), "."), "reason")
    known = Facts((named,), "p1", {"p1": "Phường 1", "p2": "Phường 2"}, {"đề án 06": "a.1"}, 2024)
    assert not read("Phường 1 ở hạng 2 nhờ Đề án 06.", known).problems
    assert read("Phường 2 ở hạng 2.", known).problems
    assert read("Phường 1 ở hạng 1.", known).problems


def test_what_was_typed_is_one_line_with_a_stop():
    assert tidy("  Sở   Ánh Tra\u0306ng\n tăng 4 bậc ") == "Sở Ánh Trăng tăng 4 bậc."
    assert tidy(" \n ") == ""
    assert not list(letters.faults(tidy("Sở Ánh Trăng: “tốt” – 4 bậc (hạng 9); 87,65%."), 100, ""))


@pytest.mark.parametrize("text", [".", "x", "Kết quả không như mong đợi."])
def test_a_reason_says_at_least_whose_or_how_much(text):
    (problem,) = [each for each in read(tidy(text), facts(), "reason").problems if "lý do" in each.message]
    assert "Nêu ít nhất" in problem.advice
    assert not [each for each in read(tidy(text), facts(), "score").problems if "lý do" in each.message]
