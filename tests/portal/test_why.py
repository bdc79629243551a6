"""A page says why: a fall beside a rise, the parts of a total that is not printed, what a figure and its weight rest on."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from parindex.portal.presenters import ranking as presenter
from parindex.portal.presenters import units, words
from scoring import published
from scoring.published import Figure, RankMove, Score, ScoreMove


def lead_of(page) -> str:
    return page.words(re.search(r'<p class="lead">(.*?)</p>', page.html, re.S).group(1))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/don-vi/01/2020/", "giảm 6 bậc (2→8), dù tổng điểm tăng 1,43 vì có đơn vị khác tăng nhiều hơn."),
        ("/don-vi/307/2020/", "giảm 2 bậc (9→11), dù tổng điểm tăng."),
        ("/don-vi/31/2024/", "tăng 1 bậc (2→1), tổng điểm tăng 4,30."),
        ("/don-vi/307/", "giảm 2 bậc (9→11), dù tổng điểm tăng."),
    ],
)
def test_the_first_sentence_sets_the_change_of_the_score_beside_that_of_the_rank(read, address, says):
    assert says in lead_of(read(address))


def row_of(code: str):
    release = published.find_release("hai-phong", "quan-huyen", "par", 2020)
    return release, next(row for row in published.load_ranking(release).rows if row.unit == code)


@pytest.mark.parametrize(
    ("places", "move", "said"),
    [
        (-2, ScoreMove(direction="down"), "tổng điểm giảm"),
        (3, ScoreMove(direction="down"), "dù tổng điểm giảm"),
        (0, ScoreMove(direction="same"), "tổng điểm không đổi"),
        (1, ScoreMove(), ""),
        (None, ScoreMove(direction="up"), ""),
    ],
)
def test_the_two_changes_are_said_as_they_stand_to_each_other(reader, places, move, said):
    release, row = row_of("307")
    assert words.against_the_score(replace(row, rank_move=RankMove(places), score_move=move), release) == said


def test_others_are_the_reason_of_a_fall_only_in_a_block_known_to_be_the_same(reader):
    release, row = row_of("307")
    ranking = published.load_ranking(release)
    alike = replace(ranking, compared_with=replace(release, year=2019))
    assert units.year_lead([alike], "307").endswith("dù tổng điểm tăng vì có đơn vị khác tăng nhiều hơn.")
    assert not presenter.is_outrun(ranking, row)
    assert not presenter.is_outrun(replace(ranking, compared_with=replace(release, unit_count=14)), row)
    risen = replace(row, rank_move=RankMove(2))
    assert not presenter.is_outrun(alike, risen)


def test_a_unit_without_a_printed_total_shows_the_parts_that_are_printed(read):
    text = read("/don-vi/316/").text
    for figure in ("54,14", "7/10", "87,65%"):
        assert figure in text
    assert "Thẩm định: 54,14 (+6,21 so với năm trước; thứ 5 về phần này); Điều tra XHH: 7/10; Hài lòng: 87,65%" in text
    assert "Thẩm định: 54,14" not in read("/don-vi/305/").text


def test_a_figure_that_is_not_printed_rests_on_nothing(read):
    number = published.find_release("hai-phong", "quan-huyen", "par", 2020).number
    said = read(f"/cong-bo/{number}/").row("311")
    assert "Điểm thẩm định không công bố số điểm nguồn nêu tăng 3,16 so với năm trước" in said
    assert "không công bố số điểm nguồn in" not in said
    assert "Mức độ hài lòng không công bố tỷ lệ thứ 2 về phần này" in said


def test_a_figure_that_is_printed_keeps_its_short_change():
    assert words.score_notes(Score(Decimal(1), "1", change=Decimal("3.16"))) == ["+3,16 so với năm trước"]
    assert words.score_notes(Score(change=Decimal("-3.16"))) == ["nguồn nêu giảm 3,16 so với năm trước"]
    assert not Figure().is_known


def test_the_basis_of_a_maximum_and_of_a_weight_are_told_apart(read):
    number = published.find_release("viet-nam", "tinh-thanh-pho", "pci", 2014).number
    text = read(f"/cong-bo/{number}/").text
    assert "Căn cứ: mức tối đa: nguồn in; trọng số: theo ghi chú và nguồn dưới đây Trọng số 5% là suy ra" in text
    assert "Căn cứ: nguồn in Trọng số" not in text
