"""Generated sentences read back to the figures that they came from: by a reader of text, and from the two years on paper.

PARINDEX_SENTENCES says how many; 2000 is the full size and the everyday one.
"""

import os
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.core.passing import How
from scoring.explaining import pieces
from scoring.explaining.blocks import explain_block
from scoring.explaining.units import explain
from tests.core import why_on_paper as paper
from tests.core.made_up_years import a_pair
from tests.core.slow_and_obvious import rounded

from . import tables as made
from .reading import CannotBeRead, read

SENTENCES = int(os.environ.get("PARINDEX_SENTENCES", "2000"))
CENT = Fraction(1, 100)
CODES = {code: origin for origin, (code, _name) in made.PARTS.items()}


class OnPaper:
    """What a figure should say, looked up in the made-up years by what it is of."""

    def __init__(self, pair) -> None:
        self.pair = pair
        self.years = {made.YEAR - 1: pair.before, made.YEAR: pair.after}
        self.figures = {
            year: paper.figures(each, by_index=pair.by_index, places=2) for year, each in self.years.items()
        }
        self.ranks = {year: paper.ranks(each, self.figures[year]) for year, each in self.years.items()}

    def value(self, figure):
        of = figure.of
        if figure.kind is pieces.Kind.YEAR:
            return of.year
        if of.against_unit:
            return abs(self._main(of.against_unit, of.year, of.what) - self._main(of.unit, of.year, of.what))
        if of.what in set(How):
            met = paper.meetings(of.unit, *(self.figures[year] for year in sorted(self.years)))
            return sum(1 for how, _places in met.values() if how == of.what)
        if of.what == "tied":
            ranks = self.ranks[of.year]
            return Counter(ranks.values())[ranks[of.unit]] - 1
        if of.what == "own":
            return self.ranks[made.YEAR - 1][of.unit] - self._own(of.unit)
        if of.what == "others":
            return abs(self._moved(of.unit) - self._own(of.unit))
        if of.what == "rank":
            return abs(self._moved(of.unit)) if of.is_difference else self.ranks[of.year][of.unit]
        if of.what.startswith(("share.", "a.", "cause.")):
            return abs(rounded(self._share(of.unit, of.what), CENT))
        if of.what.endswith(".rank"):
            return self._place(of.unit, of.what.split(".")[1])
        if of.what.startswith("c."):
            now = self._part(of.unit, made.YEAR, of.what[2:])
            return abs(now - self._part(of.unit, made.YEAR - 1, of.what[2:])) if of.is_difference else now
        if of.is_difference:
            return abs(self._main(of.unit, made.YEAR, of.what) - self._main(of.unit, made.YEAR - 1, of.what))
        return self._main(of.unit, of.year, of.what)

    def _main(self, unit, year, what):
        total, index, _maximum = made.totals(self.years[year], unit)
        return index if what == "index" else total

    def _part(self, unit, year, code):
        return rounded(made.part(self.years[year], unit, CODES[code]), CENT)

    def _moved(self, unit):
        return self.ranks[made.YEAR - 1][unit] - self.ranks[made.YEAR][unit]

    def _own(self, unit):
        return paper.places_alone(unit, self.pair.before, *(self.figures[year] for year in sorted(self.years)))

    def _place(self, unit, code):
        mine = self._part(unit, made.YEAR, code)
        ahead = [self._part(each, made.YEAR, code) for each in self.ranks[made.YEAR]]
        better = [each for each in ahead if each > mine]
        return 1 + (len(set(better)) if self.pair.after.rule == "dense" else len(better))

    def _share(self, unit, what):
        """The shares on paper of all leaves of an origin, an area or a cause."""
        kind, _dot, key = what.partition(".")
        shares, _held = paper.shares(self.pair, unit)
        causes = {(b, a): cause for b, a, cause, _points, _maximum in paper.lines(self.pair, unit)}
        old = {leaf[0]: leaf for leaf in self.pair.before.leaves}
        new = {leaf[0]: leaf for leaf in self.pair.after.leaves}
        found = Fraction(0)
        for (before, after), share in shares.items():
            leaf = new[after] if after is not None else old[before]
            belongs = {
                "share": leaf[2] == CODES.get(key),
                "a": leaf[1] == key.lstrip("+") and leaf[2] not in paper.BESIDE,
                "cause": causes[before, after] == key,
            }[kind]
            found += share if belongs else 0
        return found


def sentences(seed, count):
    """(sentence, what paper knows) until there are so many with a figure in them."""
    random, found = Random(seed), 0
    while True:
        pair = a_pair(random)
        ranking, earlier, after, before = made.tables(pair)
        on_paper = OnPaper(pair)
        told = [
            each for row in ranking.rows for each in explain(made.why_of(ranking, row.unit, earlier, after, before))
        ]
        for sentence in (*told, *explain_block(ranking, earlier)):
            if sentence.figures:
                yield sentence, on_paper
                found += 1
                if found == count:
                    return


def differences(seed, count):
    """What a reader finds that the figures do not say, and what the figures say that the two years do not."""
    wrong = []
    for sentence, on_paper in sentences(seed, count):
        stated = [(each.kind.value, each.value) for each in sentence.figures]
        try:
            heard = read(sentence.text)
        except CannotBeRead as error:
            wrong.append(str(error))
            continue
        if heard != stated:
            wrong.append(f"{sentence.text}: heard {heard}, stated {stated}")
        for each in sentence.figures:
            if Fraction(each.value) != on_paper.value(each):
                wrong.append(f"{sentence.text}: {each.value} of {each.of} is {on_paper.value(each)}")
    return wrong


@pytest.mark.parametrize("seed", range(4))
def test_generated_sentences_read_back_to_the_figures_that_they_came_from(seed):
    wrong = differences(f"sentences {seed}", SENTENCES // 4)
    assert not wrong, wrong[:5]


def test_the_sentences_tell_of_everything_that_there_is_to_tell():
    about, kinds, texts = set(), set(), []
    for sentence, _ in sentences("what they tell", 2500):
        about.add(sentence.about)
        kinds |= {each.kind.value for each in sentence.figures}
        texts.append(sentence.text)
    assert kinds >= {"points", "percent", "percent_points", "rank", "places", "year"}
    assert about >= {"reason", "score", "areas", "criteria", "applies", "passers", "own", "component", "leaders", "gap",
                     "rises", "falls", "kept", "near", "ties"}  # fmt: skip
    everything = " ".join(texts)
    for words in ("giữ nguyên hạng", "đồng hạng", "dẫn đầu khối", "cuối bảng", "vì có đơn vị khác tăng nhiều hơn",
                  "bị ", "vượt qua", "bắt kịp", "không còn trong bảng xếp hạng", "nay đứng trên",
                  "không phải kết quả chính thức"):  # fmt: skip
        assert words in everything, words


@pytest.mark.parametrize(
    "harm",
    [
        lambda patch: patch.setattr(pieces, "number", lambda value, places=2: f"{value:.1f}".replace(".", ",")),
        lambda patch: patch.setattr(pieces, "rank", _one_off(pieces.rank)),
        lambda patch: patch.setattr(pieces, "difference", _one_off_difference(pieces.difference)),
    ],
    ids=["one decimal too few", "a rank beside", "a difference beside"],
)
def test_sentences_that_say_something_else_are_noticed(harm, monkeypatch):
    harm(monkeypatch)
    assert differences("wrong", 200)


def _one_off(make):
    return lambda value, of, out_of=None: replace(make(value + 1, of, out_of), value=Decimal(value + 1))


def _one_off_difference(make):
    return lambda value, of, *, is_percent: make(value + Decimal("0.01"), of, is_percent=is_percent)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("tăng 4 bậc, từ hạng 13 lên hạng 9", [("places", "4"), ("rank", "13"), ("rank", "9")]),
        ("đứng thứ 5/15 (7/10 điểm)", [("rank", "5"), ("points", "7")]),
        ("so với năm 2023 tăng 1,05 điểm phần trăm", [("year", "2023"), ("percent_points", "1.05")]),
        ("đạt 87,65%, vượt qua 6 đơn vị", [("percent", "87.65"), ("count", "6")]),
    ],
)
def test_the_reader_reads(text, figures):
    assert read(text) == [(kind, Decimal(value)) for kind, value in figures]


@pytest.mark.parametrize("text", ["tăng 4", "hạng 9,5", "từ 3 đến 4 điểm"])
def test_the_reader_takes_no_bare_number(text):
    with pytest.raises(CannotBeRead):
        read(text)
