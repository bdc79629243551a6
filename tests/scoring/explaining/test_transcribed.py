"""Of tables copied from sources, with their holes, no sentence states what the source does not print.

Every transcribed publication of fixtures/ is told, and each number of each sentence is looked up in the files: it stands in
the unit's row of that year as it was copied, or it is the exact difference of two numbers that do, and the words say so.
"""

import csv
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from scoring import published
from scoring.core.passing import How
from scoring.explaining import standing
from scoring.explaining.blocks import explain_block, movers
from scoring.explaining.pieces import Kind
from scoring.explaining.units import explain
from scoring.published.why import load_earlier, why_of

from .reading import read

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[3] / "fixtures"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# Columns whose numbers are figures of the row's own year, and those of the year before.
_NOT_FIGURES = {"index", "year", "group", "unit", "unit_name", "source", "note", "url"}
_MORE = ("tăng", "giảm", "cách nhau", "Chênh lệch", "lên hạng", "xuống hạng", "vượt", "lùi", "vươn")


def _numbers(text):
    return {Decimal(each.replace(",", ".")) for each in _NUMBER.findall(text)}


def _rows(pattern):
    for path in sorted(FIXTURES.glob(pattern)):
        with path.open(encoding="utf-8") as file:
            yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def printed():
    """Numbers as copied: of a unit's row by year, last year's as printed this year, and the sizes of blocks."""
    own, before, blocks = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in _rows("results-*.csv"):
        key = (row["index"], int(row["year"]), row["unit"])
        for column, text in row.items():
            if column in _NOT_FIGURES or column.endswith((".note", ".source", "_basis")) or not text:
                continue
            (before if column == "previous_rank" else own)[key].update(_numbers(text))
    for row in _rows("publications.csv"):
        blocks[row["index"], int(row["year"]), row["group"]].update(_numbers(row.get("unit_count") or ""))
    return own, before, blocks


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """(ranking, sentence, its unit) of every transcribed publication; taken while the demo is loaded."""
    found = []
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        for release in published.current_releases():
            if release.is_computed:
                continue
            ranking = published.load_ranking(release)
            earlier = load_earlier([ranking], ranking.names).get(release.number)
            for row in ranking.rows:
                why = why_of(ranking, row.unit, earlier)
                found += [(ranking, why, each) for each in explain(why)]
            found += [(ranking, None, each) for each in explain_block(ranking, earlier)]
            assert set(movers(ranking)) <= set(ranking.names)
        transaction.set_rollback(True)
    return found


def _is_printed(figure, ranking, printed):
    own, before, _blocks = printed
    of, index = figure.of, ranking.release.index
    now = own[index, of.year, of.unit]
    if not of.is_difference:
        this_year = before[index, of.year + 1, of.unit]
        return figure.value in now or figure.value in this_year
    if of.against_year is not None:
        last = own[index, of.year - 1, of.unit] | before[index, of.year, of.unit]
        # A change that the source prints itself, or the difference of two printed numbers.
        return figure.value in now or any(abs(a - b) == figure.value for a in now for b in last)
    other = own[index, of.year, of.against_unit]
    return any(abs(a - b) == figure.value for a in now for b in other)


def test_every_number_of_every_sentence_is_printed_or_the_difference_of_two_that_are(told, printed):
    wrong, numbers = [], 0
    for ranking, why, sentence in told:
        for figure in sentence.figures:
            numbers += 1
            if figure.kind is Kind.YEAR:
                if figure.value not in (ranking.release.year, ranking.release.year - 1):
                    wrong.append(f"{sentence.text}: {figure.value}")
            elif figure.kind is Kind.COUNT:
                if why is None or figure.value != len(why.rank.of(How(figure.of.what))):
                    wrong.append(f"{sentence.text}: {figure.value}")
            elif not _is_printed(figure, ranking, printed):
                wrong.append(
                    f"{ranking.release.index} {ranking.release.year}: {sentence.text}: {figure.value} {figure.of}"
                )
            elif figure.of.is_difference and not any(words in sentence.text for words in _MORE):
                wrong.append(f"{sentence.text}: {figure.value} is not called a difference")
    assert not wrong, "\n".join(wrong)
    assert numbers > 300


def test_what_a_reader_hears_is_what_the_figures_say(told):
    for _ranking, _why, sentence in told:
        assert read(sentence.text) == [(each.kind.value, each.value) for each in sentence.figures]


def test_the_size_of_a_block_is_the_one_that_is_printed(told, printed):
    _own, _before, blocks = printed
    for ranking, _why, sentence in told:
        release = ranking.release
        for size in re.findall(r"(?:hạng|thứ) \d+/(\d+)", sentence.text):
            assert Decimal(size) in blocks[release.index, release.year, release.group], sentence.text


def test_nothing_is_said_of_own_and_others_nor_of_causes_that_no_source_shows(told):
    for ranking, why, sentence in told:
        assert sentence.about not in ("own", "criteria", "applies", "areas")
        if "chủ yếu" in sentence.text:
            assert why is not None
            assert why.row.score_move.points is not None, sentence.text
        if sentence.about == "reason" and why is not None and why.row.rank is not None:
            assert why.row.rank_basis in standing.QUOTED
        assert ranking.release.origin == "transcribed"


def test_there_is_something_to_say_and_of_holes_nothing(told):
    of = {(why.row.unit, ranking.release.year, sentence.about): sentence.text for ranking, why, sentence in told if why}
    assert of["316", 2020, "component"] == (
        "Xét riêng điểm thẩm định (54,14 điểm), Huyện Vĩnh Bảo đứng thứ 5/15; điểm điều tra xã hội học (7/10 điểm)"
        " và mức độ hài lòng (87,65%) kéo thứ hạng chung xuống hạng 9."
    )
    assert ("313", 2020, "reason") not in of  # a rank that only remained
    assert "87,59 điểm (tính từ các số nguồn in)" in of["306", 2020, "score"]
    assert "điểm thẩm định tăng 3,16 điểm" in of["311", 2020, "reason"]
    assert "tổng điểm" not in of["316", 2020, "reason"]


def test_a_number_that_nobody_prints_is_noticed(told, printed):
    blocks = printed[2]
    ranking, _why, sentence = next(each for each in told if each[2].figures and each[2].about == "reason")
    figure = next(each for each in sentence.figures if each.kind is not Kind.YEAR)
    assert _is_printed(figure, ranking, printed)
    nothing = (defaultdict(set), defaultdict(set), blocks)
    assert not _is_printed(figure, ranking, nothing)
