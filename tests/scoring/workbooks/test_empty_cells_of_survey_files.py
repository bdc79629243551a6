"""An empty cell of a file of survey figures leaves what is stored as it is; to take it away is done on the page."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from scoring.actions.surveys import enter_returns, enter_satisfaction, know
from scoring.actions.workbooks import staging
from scoring.imports import tallies
from scoring.imports.packets import GUIDE
from scoring.imports.workbook import SourceFile
from scoring.models import SatisfactionFigure
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.survey_entry import Returned, Stated
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round, sheet_of

from .files import Book, checked, imported

pytestmark = pytest.mark.django_db

EM = "huyen-song-em"
PERCENT, BASE, ISSUED, PEOPLE, SOURCE = (
    "Chỉ số hài lòng (%)", "Số phiếu trả lời", "Số phiếu phát ra", "Tổng số người được phục vụ", "Nguồn",
)  # fmt: skip
HELD = Stated(Decimal("81.5"), 103, 200, 1000, "khảo sát")


@pytest.fixture
def round_():
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_)
    held = {name: getattr(HELD, name) for name in ("percent", "base", "issued", "population", "source")}
    enter_satisfaction(sheet=sheet_of(round_, EM), **held, by=None)
    enter_returns(round_=round_, returns={(EM, "cong-chuc"): Returned(200, 1000)}, by=None)
    return round_


@pytest.fixture
def staff():
    return make_staff()


def written(round_, **cells) -> Book:
    book = Book(satisfaction_packet(round_, know(round_)))
    for heading, value in cells.items():
        book.write("Hài lòng", EM, globals()[heading], value)
    return book


def test_a_row_whose_answers_change_keeps_what_its_empty_cells_do_not_say(round_, staff):
    imported(round_, written(round_, BASE=120, ISSUED=None, PEOPLE=None, SOURCE=None).source(), staff)
    assert know(round_).satisfaction[EM] == Stated(Decimal("81.5"), 120, 200, 1000, "khảo sát")


def test_a_file_without_the_columns_keeps_them_as_well(round_, staff):
    imported(round_, SourceFile("a.csv", f"unit,percent,base\n{EM},82.5,110\n".encode()), staff, kind="satisfaction")
    assert know(round_).satisfaction[EM] == Stated(Decimal("82.5"), 110, 200, 1000, "khảo sát")


def test_a_row_that_only_says_another_source_or_number_changes_that_alone(round_, staff):
    cleared = {"PERCENT": None, "BASE": None, "PEOPLE": None}
    imported(round_, written(round_, **cleared, ISSUED=210, SOURCE=None).source(), staff)
    assert know(round_).satisfaction[EM] == Stated(Decimal("81.5"), 103, 210, 1000, "khảo sát")
    imported(round_, written(round_, **cleared, ISSUED=None, SOURCE="Báo cáo 12").source(), staff)
    assert know(round_).satisfaction[EM] == Stated(Decimal("81.5"), 103, 210, 1000, "Báo cáo 12")


def test_a_row_that_is_cleared_but_for_the_source_it_had_says_nothing(round_, staff):
    book = written(round_, PERCENT=None, BASE=None, ISSUED=None, PEOPLE=None)
    act = checked(round_, book.write("Hài lòng", "huyen-nui-xanh", PERCENT, 90).source(), staff)
    assert [each["message"] for each in act.problems] == ["ô này không được để trống"]  # of the other unit
    assert act.summary["blank"] == 3


@pytest.mark.parametrize("left_out", ["PERCENT", "BASE"])
def test_a_percentage_and_its_answers_are_one_figure(round_, staff, left_out):
    act = checked(round_, written(round_, **{"PERCENT": 82, "BASE": 120, left_out: None}).source(), staff)
    assert [each["message"] for each in act.problems] == ["ô này không được để trống"]
    assert know(round_).satisfaction[EM] == HELD


def test_numbers_handed_out_keep_what_is_not_said(round_, staff):
    book = Book(tallies_packet(round_, know(round_)))
    book.write("Phát ra", EM, ISSUED, None).write("Phát ra", EM, PEOPLE, 1200)
    imported(round_, book.source(), staff)
    assert know(round_).returns[EM, "cong-chuc"] == Returned(200, 1200)


def test_what_is_kept_and_cannot_stand_beside_what_is_new_is_told_as_kept(round_, staff):
    act = checked(round_, written(round_, BASE=250, ISSUED=None).source(), staff)
    (problem,) = staging.problems_of(act)
    assert (problem.column, problem.value) == (ISSUED, "")
    assert problem.message == "ô để trống giữ giá trị đang lưu (200), giá trị này nhỏ hơn 250 người đã trả lời"
    without = SourceFile("a.csv", f"unit,percent,base\n{EM},82.5,250\n".encode())
    (problem,) = staging.problems_of(checked(round_, without, staff, kind="satisfaction"))
    assert problem.column == ISSUED


@pytest.mark.parametrize("packet", [tallies_packet, satisfaction_packet])
def test_the_guide_of_the_template_promises_it(round_, packet):
    guide = openpyxl.load_workbook(BytesIO(packet(round_, know(round_))))[GUIDE]
    told = dict(guide.iter_rows(max_col=2, values_only=True))
    assert told["Ô để trống"].startswith("Không làm thay đổi giá trị đã lưu.")


def test_without_what_is_held_an_empty_cell_would_erase(round_, staff, monkeypatch):
    """The control: a reader that looks at nothing but the file."""
    monkeypatch.setattr(tallies._Reader, "_over", lambda _self, _place, _held, _names, filled: dict(filled))
    imported(round_, written(round_, BASE=120, ISSUED=None, PEOPLE=None, SOURCE=None).source(), staff)
    assert know(round_).satisfaction[EM] == Stated(Decimal("81.5"), 120)
    assert SatisfactionFigure.objects.get(sheet__unit__code=EM).issued is None
