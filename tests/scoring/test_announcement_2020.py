"""The announcement of 30/3/2021: from complete tables that agree with it, the sentences say what it said.

The tables are made for this test (tests/announcement_2020.py): printed facts, and invented figures where nothing is printed.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from scoring import published
from scoring.core.passing import How
from scoring.explaining.blocks import explain_block, movers
from scoring.explaining.pieces import Kind
from scoring.explaining.standing import by_component
from scoring.explaining.units import explain
from scoring.published.why import load_earlier, load_whys
from tests import announcement_2020 as made

D = Decimal
SOURCE = Path(__file__).parents[2] / "fixtures" / "sources" / "haiphong_index_units_partial.csv"


def printed_facts():
    """The rows that the sources print of 2020, by the name without what stands before it in our tables."""
    with SOURCE.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["year"] == "2020"]


def line_of(name):
    for lines in (made.DISTRICTS, made.DEPARTMENTS):
        for code, line in lines.items():
            if line.name == name or line.name.split(" ", 1)[1] == name:
                return lines, code, line
    raise AssertionError(name)


@pytest.mark.parametrize("row", printed_facts(), ids=lambda row: row["unit"])
def test_the_completed_tables_agree_with_every_printed_fact(row):
    lines, code, line = line_of(row["unit"])
    now, before = made.ranks(lines, 2020)[code], made.ranks(lines, 2019)[code]
    appraisal, survey, satisfaction = line.parts(2020)
    if row["rank"] == "last":
        assert now == len(lines)
    elif row["rank"] == "2-3":
        assert now == 2
    elif row["rank"]:
        assert now == int(row["rank"])
    if row["block_size"]:
        assert len(lines) == int(row["block_size"])
    if row["prev_rank"]:
        assert before == (len(lines) if row["prev_rank"] == "last" else int(row["prev_rank"]))
    for printed, ours in (
        ("total", line.total(2020)),
        ("tham_dinh", appraisal),
        ("xhh_of_10", survey),
        ("hai_long_pct", satisfaction / D("0.3")),
    ):
        if row[printed]:
            assert ours == D(row[printed]), printed
    if "rank change" in row["note"]:
        assert before - now == int(row["note"].split("rank change ")[1].split(";")[0])


def test_and_with_the_printed_changes_and_places():
    thuy_nguyen, hai_an, vinh_bao, kien_an = (
        made.DISTRICTS[code] for code in ("thuy-nguyen", "hai-an", "vinh-bao", "kien-an")
    )
    for line, by in ((thuy_nguyen, "3.16"), (hai_an, "5.26"), (vinh_bao, "6.21")):
        assert line.parts(2020)[0] - line.parts(2019)[0] == D(by)
    appraisals = sorted((line.parts(2020)[0] for line in made.DISTRICTS.values()), reverse=True)
    assert appraisals.index(D("54.14")) == 4
    satisfactions = sorted((line.parts(2020)[2] for line in made.DISTRICTS.values()), reverse=True)
    assert satisfactions.index(thuy_nguyen.parts(2020)[2]) == 1
    assert kien_an.total(2020) > kien_an.total(2019)


@pytest.fixture(scope="module")
def tables(django_db_setup, django_db_blocker):
    """Both years of both blocks, published, thrown away after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        made.publish_both_years()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def say(tables, db):
    """What is said of a unit in 2020, by what it is about; a block's sentences for a block."""

    def unit(block, code):
        release = published.find_release("kiem-thu", block, "par", 2020)
        why = load_whys([published.load_ranking(release)], f"kt-{code}")[release.number]
        return why, {each.about: each for each in explain(why)}

    def whole(block):
        ranking = published.load_ranking(published.find_release("kiem-thu", block, "par", 2020))
        earlier = load_earlier([ranking], movers(ranking))[ranking.release.number]
        return {each.about: each for each in explain_block(ranking, earlier)}

    return type("Say", (), {"unit": staticmethod(unit), "block": staticmethod(whole)})


def figures(sentence, kind):
    return [each.value for each in sentence.figures if each.kind is kind]


def test_the_leader_and_the_tie(say):
    said = say.block("quan-huyen")
    assert said["leaders"].text == "Quận Lê Chân dẫn đầu khối với 90,54 điểm."
    assert said["ties"].text == "Quận Hồng Bàng và Quận Ngô Quyền cùng đạt 90,03 điểm, đồng hạng 2."
    assert say.unit("quan-huyen", "kien-thuy")[0].row.rank == 4


def test_the_gaps_from_the_first_to_the_last_and_to_the_eighth(say):
    said = say.block("quan-huyen")
    assert said["gap"].text == (
        "Chênh lệch giữa đơn vị đứng đầu và đơn vị cuối bảng là 13,15 điểm (90,54 điểm so với 77,39 điểm)."
    )
    assert said["middle"].text == "Từ đơn vị đứng đầu đến Quận Hải An (hạng 8, giữa bảng) cách nhau 2,95 điểm."


@pytest.mark.parametrize(
    ("block", "code", "places", "before", "now"),
    [
        ("quan-huyen", "tien-lang", 1, 6, 5),
        ("quan-huyen", "an-duong", 1, 7, 6),
        ("quan-huyen", "thuy-nguyen", 1, 8, 7),
        ("quan-huyen", "hai-an", 2, 10, 8),
        ("quan-huyen", "vinh-bao", 4, 13, 9),
        ("quan-huyen", "kien-an", -2, 9, 11),
        ("so-ban-nganh", "tttt", 1, 3, 2),
        ("so-ban-nganh", "gtvt", 10, 13, 3),
        ("so-ban-nganh", "tu-phap", 7, 11, 4),
        ("so-ban-nganh", "vhtt", 3, 14, 11),
        ("so-ban-nganh", "noi-vu", 1, 7, 6),
        ("so-ban-nganh", "xay-dung", 1, 16, 15),
        ("so-ban-nganh", "nn-ptnt", 2, 18, 16),
        ("so-ban-nganh", "cong-thuong", 2, 19, 17),
        ("so-ban-nganh", "y-te", -5, 2, 7),
        ("so-ban-nganh", "du-lich", -7, 5, 12),
        ("so-ban-nganh", "khdt", -7, 6, 13),
        ("so-ban-nganh", "ngoai-vu", -2, 12, 14),
    ],
)
def test_every_move_by_its_number_of_places_and_its_ranks(say, block, code, places, before, now):
    _why, said = say.unit(block, code)
    reason = said["reason"]
    assert figures(reason, Kind.PLACES) == [abs(places)]
    assert sorted(figures(reason, Kind.RANK)) == sorted([before, now])
    assert ("tăng" if places > 0 else "giảm") + f" {abs(places)} bậc" in reason.text


@pytest.mark.parametrize(
    ("block", "code", "rank"),
    [
        ("quan-huyen", "kien-thuy", 4),
        ("quan-huyen", "do-son", 12),
        ("so-ban-nganh", "tai-chinh", 9),
        ("so-ban-nganh", "khcn", 10),
    ],
)
def test_a_rank_that_was_kept(say, block, code, rank):
    _why, said = say.unit(block, code)
    assert figures(said["reason"], Kind.RANK)[0] == rank
    assert "giữ nguyên hạng" in said["reason"].text or "vẫn xếp hạng" in said["reason"].text


def test_first_and_last_place_kept(say):
    assert "dẫn đầu khối" in say.unit("so-ban-nganh", "thanh-tra")[1]["reason"].text
    assert say.unit("so-ban-nganh", "kinh-te")[1]["reason"].text.startswith(
        "Ban Quản lý khu kinh tế vẫn đứng cuối bảng (hạng 20/20)"
    )


def test_kien_an_fell_with_a_higher_score_because_others_did_better(say):
    why, said = say.unit("quan-huyen", "kien-an")
    assert said["reason"].text == (
        "Quận Kiến An xếp hạng 11, giảm 2 bậc so với năm 2019 (hạng 9), dù tổng điểm tăng 3,10 điểm,"
        " vì có đơn vị khác tăng nhiều hơn."
    )
    assert why.rank.of(How.PASSED_BY) == ("kt-hai-an", "kt-vinh-bao")
    assert "bị Quận Hải An và Huyện Vĩnh Bảo vượt qua" in said["passers"].text
    assert (why.rank.own, why.rank.others, why.rank.whole) == (5, -7, -2)
    assert "Quận Kiến An" in say.block("quan-huyen")["outdone"].text
    assert "tăng điểm nhưng giảm hạng vì có đơn vị khác tăng nhiều hơn" in say.block("quan-huyen")["outdone"].text


def test_vinh_bao_is_fifth_on_appraisal_alone_and_held_back_by_the_rest(say):
    _why, said = say.unit("quan-huyen", "vinh-bao")
    assert "chủ yếu nhờ điểm thẩm định tăng 6,21 điểm" in said["reason"].text
    assert said["component"].text == (
        "Xét riêng điểm thẩm định (54,14/60 điểm), Huyện Vĩnh Bảo đứng thứ 5/15; điểm điều tra xã hội học (7/10 điểm)"
        " và điểm hài lòng (26,295/30 điểm) kéo thứ hạng chung xuống hạng 9."
    )


def test_thuy_nguyen_gained_3_16_on_appraisal_and_is_second_in_satisfaction(say):
    why, said = say.unit("quan-huyen", "thuy-nguyen")
    assert "điểm thẩm định tăng 3,16 điểm" in said["score"].text
    places = {each.component.code: each.place for each in by_component(why.ranking, why.row)}
    assert places["hai-long"] == 2
    assert said["component"].text.startswith(
        "Xét riêng điểm hài lòng (27,18/30 điểm), Huyện Thủy Nguyên đứng thứ 2/15;"
    )


def test_hai_an_gained_5_26_on_appraisal(say):
    _why, said = say.unit("quan-huyen", "hai-an")
    assert "điểm thẩm định tăng 5,26 điểm" in said["reason"].text
    assert "tổng điểm đạt 87,59 điểm" in said["score"].text.lower()


@pytest.mark.parametrize("code", ["y-te", "du-lich", "khdt", "ngoai-vu"])
def test_departments_that_fell_because_their_appraisal_fell(say, code):
    _why, said = say.unit("so-ban-nganh", code)
    assert "chủ yếu do điểm thẩm định giảm" in said["reason"].text


@pytest.mark.parametrize("code", ["gtvt", "tu-phap", "vhtt", "nn-ptnt", "cong-thuong"])
def test_departments_that_rose_by_two_places_and_more_and_why(say, code):
    _why, said = say.unit("so-ban-nganh", code)
    assert "chủ yếu nhờ điểm thẩm định tăng" in said["reason"].text


def test_the_block_tells_who_rose_and_who_fell(say):
    said = say.block("so-ban-nganh")
    rises = said["rises"].text
    for words in (
        "Sở Giao thông vận tải (10 bậc, từ hạng 13 lên hạng 3)",
        "Sở Tư pháp (7 bậc, từ hạng 11 lên hạng 4)",
        "Sở Văn hóa và Thể thao (3 bậc, từ hạng 14 lên hạng 11)",
        "Sở Nông nghiệp và PTNT (2 bậc",
        "Sở Công Thương (2 bậc",
    ):
        assert words in rises
    falls = said["falls"].text
    for words in (
        "Sở Du lịch (7 bậc, từ hạng 5 xuống hạng 12)",
        "Sở Kế hoạch và Đầu tư (7 bậc, từ hạng 6 xuống hạng 13)",
        "Sở Y tế (5 bậc, từ hạng 2 xuống hạng 7)",
        "Sở Ngoại vụ (2 bậc, từ hạng 12 xuống hạng 14)",
    ):
        assert words in falls
