"""The portal's wording: decimal commas, signs, moves, reasons, dates, sources."""

from decimal import Decimal

import pytest

from parindex.portal.presenters import words
from scoring.core.change import NoComparison
from scoring.published import Figure, RankMove, ScoreMove


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("90.5400"), 2, "90,54"),
        (Decimal("90.5"), 2, "90,50"),
        (Decimal("46.0415"), 2, "46,0415"),
        (Decimal("7"), None, "7"),
        (Decimal("7.0000"), None, "7"),
        (Decimal("10"), None, "10"),
        (Decimal("-2.00"), 2, "−2,00"),
        (Decimal("0"), 2, "0,00"),
        (3, None, "3"),
    ],
)
def test_numbers_have_a_decimal_comma_and_are_never_rounded(value, places, text):
    assert words.number(value, places) == text


def test_a_change_carries_its_sign():
    assert words.signed(Decimal("3.16"), 2) == "+3,16"
    assert words.signed(Decimal("-2"), 2) == "−2,00"
    assert words.signed(Decimal("0"), 2) == "0,00"


def test_a_rise_is_said_in_words_and_figures():
    view = words.rank_move(RankMove(4, "13", "9", is_printed=True))
    assert (view.tone, view.text, view.detail) == ("up", "tăng 4 bậc", "13→9")
    assert view.spoken == "từ hạng 13 lên hạng 9"


def test_a_fall_and_an_unchanged_rank():
    assert words.rank_move(RankMove(-2, "9", "11")).text == "giảm 2 bậc"
    assert words.rank_move(RankMove(0, "4", "4")).text == "giữ hạng"


def test_a_change_known_without_ranks_has_no_arrow_between_nothing():
    view = words.rank_move(RankMove(1, "", ""))
    assert (view.text, view.detail, view.spoken) == ("tăng 1 bậc", "", "")


def test_what_is_not_published_is_quiet_and_what_cannot_be_compared_says_why():
    assert words.rank_move(RankMove(reason=NoComparison.NOT_PUBLISHED)).is_quiet
    changed = words.rank_move(RankMove(reason=NoComparison.GROUP_CHANGED))
    assert not changed.is_quiet
    assert changed.text == "không so sánh được"
    assert changed.detail == "khối xếp hạng thay đổi"


def test_every_reason_has_words():
    assert set(words.REASONS) == set(NoComparison)


def test_a_direction_without_points_says_that_the_points_are_unknown():
    view = words.score_move(ScoreMove(direction="up", is_printed=True), 2)
    assert (view.tone, view.text) == ("up", "tăng")


@pytest.mark.parametrize(
    ("text", "said"),
    [("2021-03-30", "30/3/2021"), ("2021-06", "tháng 6/2021"), ("2021", "năm 2021"), ("quý I", "quý I"), ("", "")],
)
def test_a_date_is_said_as_far_as_it_is_known(text, said):
    assert words.when(text) == said


def test_sources_are_split_and_only_whole_web_addresses_become_links():
    pairs = words.sources('Báo A ; https://a.vn/b.html ; javascript:alert(1) ; https://x.vn/"onclick=1')
    assert pairs[0] == ("Báo A", "")
    assert pairs[1] == ("a.vn", "https://a.vn/b.html")
    assert pairs[2] == ("javascript:alert(1)", "")
    assert pairs[3][1] == ""


def test_a_figure_leaves_for_files_with_the_decimals_it_was_printed_with():
    assert str(Figure(Decimal("90.5400"), "90,54").exact) == "90.54"
    assert str(Figure(Decimal("93.0000"), "93,0").exact) == "93.0"
    assert str(Figure(Decimal("7.0000"), "7").exact) == "7"
    assert str(Figure(Decimal("46.0415"), "46,0415").exact) == "46.0415"
    assert Figure(None, "83,6x").exact is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://e.vnexpress.net (3928987)", "e.vnexpress.net, bài số 3928987"),
        ("https://m.hanoitimes.vn (317840)", "m.hanoitimes.vn, bài số 317840"),
        ("http://tintuc.thuvienphapluat.com (email/56987)", "tintuc.thuvienphapluat.com, bài số 56987"),
        ("https://www.vietnamplus.vn post1025084", "vietnamplus.vn, bài số 1025084"),
        ("phapluatplus.vn (170837)", "phapluatplus.vn, bài số 170837"),
        ("http://211.88.39.63/article/gb/tjsj/202106/549782.html", "Trang web không có tên miền, bài số 549782"),
        ("https://123docz.net (trích đoạn 2760790)", "123docz.net (trích đoạn 2760790)"),
        ("https://sonoivu.namdinh.gov.vn (QĐ 766, mục 2373)", "sonoivu.namdinh.gov.vn (QĐ 766, mục 2373)"),
        ("Bài ngày 12/6/2019 (haiphong.gov.vn)", "Bài ngày 12/6/2019 (haiphong.gov.vn)"),
        ("https://www.pcivietnam.vn/en/provinces/hai-phong", "pcivietnam.vn"),
    ],
)
def test_a_source_is_called_by_its_site_and_the_number_of_its_article(source, said):
    assert [title for title, _address in words.sources(source)] == [said]
