"""Survey figures by file: what is read, what is refused and where, the template that comes back filled."""

from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scoring.actions.surveys import know
from scoring.actions.tallies import import_tallies
from scoring.imports.workbook import SourceFile
from scoring.models import Event, Tally
from scoring.survey_entry import Returned, Stated
from scoring.survey_workbook import survey_workbook
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_scale, make_staff, make_surveyed_round

pytestmark = pytest.mark.django_db

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
GOOD = f"unit,unit_name,question,a,b,c,d\n{EM},Huyện Sông Êm,cong-chuc.c1,10,5,0,1\n{XANH},,cong-chuc.c1,20,0,0,0\n"


@pytest.fixture
def round_():
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    return round_


@pytest.fixture
def staff():
    return make_staff()


def csv(text: str) -> SourceFile:
    return SourceFile("so-phieu.csv", text.encode())


def problems_of(round_, text: str) -> list[tuple[int | None, str, str]]:
    outcome = import_tallies(round_=round_, source=csv(text), by=None)
    assert outcome.has_errors
    assert not Tally.objects.exists()
    assert not Event.objects.exists()
    assert all(problem.advice for problem in outcome.problems)
    return [(problem.row, problem.column, problem.message) for problem in outcome.problems]


def test_a_file_is_written_once_and_the_same_file_again_changes_nothing(round_, staff):
    first = import_tallies(round_=round_, source=csv(GOOD), by=staff)
    assert (first.rows, len(first.changes), first.unchanged, first.problems) == (2, 2, 0, [])
    assert know(round_).tallies[EM, "cong-chuc.c1"] == {"a": 10, "b": 5, "c": 0, "d": 1}
    event = Event.objects.get()
    assert (event.channel, event.by, event.data["file"]) == ("import_tallies", staff, "so-phieu.csv")
    assert event.data["sha256"] == csv(GOOD).sha256
    again = import_tallies(round_=round_, source=csv(GOOD), by=staff)
    assert (again.changes, again.unchanged) == ([], 2)
    assert Event.objects.count() == 1


def test_a_check_writes_nothing_and_says_what_would_change(round_, staff):
    outcome = import_tallies(round_=round_, source=csv(GOOD), check=True, by=staff)
    assert [(each.unit, each.before, each.after["a"]) for each in outcome.changes] == [(EM, None, 10), (XANH, None, 20)]
    assert not Tally.objects.exists()
    assert not Event.objects.exists()


def test_a_row_without_figures_says_nothing(round_, staff):
    import_tallies(round_=round_, source=csv(GOOD), by=staff)
    outcome = import_tallies(
        round_=round_,
        source=csv(f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,,,,\n{XANH},cong-chuc.c2,1,1,1,9\n"),
        by=staff,
    )
    assert (outcome.rows, outcome.blank, len(outcome.changes)) == (1, 1, 1)
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 10


def test_every_problem_of_a_file_is_told_at_once_with_its_place(round_):
    text = (
        "unit,unit_name,question,a,b,c,d\n"
        f"{EM},Huyện Núi Xanh,cong-chuc.c1,10,5,0,1\n"
        f"{XANH},,cong-chuc.c9,1,2,3,4\n"
        f"{XANH},,cong-chuc.c1,-1,1.5,x,4\n"
        "khong-co,,cong-chuc.c1,1,2,3,4\n"
        f"{XANH},,cong-chuc.c2,1,2,,4\n"
        f"{XANH},,cong-chuc.c2,1,2,3,4\n"
        ",,cong-chuc.c2,1,2,3,4\n"
    )
    assert problems_of(round_, text) == [
        (2, "unit_name", "mã đơn vị này là của “Huyện Sông Êm”"),
        (3, "question", "kỳ đánh giá không có câu hỏi này"),
        (4, "a", "không phải số nguyên"),
        (4, "b", "không phải số nguyên"),
        (4, "c", "không phải số nguyên"),
        (5, "unit", "không có đơn vị nào mang mã này trong kỳ đánh giá"),
        (6, "c", "thiếu số phiếu của câu trả lời này"),
        (7, "", "trùng với dòng 6 (cùng đơn vị, cùng câu hỏi)"),
        (8, "unit", "ô này không được để trống"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ten,diem\nx,1\n", "không nhận ra bảng số liệu khảo sát nào"),
        ("unit,question,a,b,c,d,e\n", "bảng không có cột này"),
        ("unit,question,a,a,b,c,d\n", "hai cột cùng tên"),
        ("unit,a,b,c,d\n", "thiếu cột “Mã câu hỏi”"),
        ("unit,question\n", "không có cột câu trả lời nào"),
        ("unit,question,a,b,c,d\n", "tệp chưa có số liệu nào, mọi ô số liệu đều trống"),
        (f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,,,,\n", "tệp chưa có số liệu nào, mọi ô số liệu đều trống"),
        (f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,1,2,3,4,5\n", "dòng có ô nằm ngoài các cột có tiêu đề"),
        (f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,１,2,3,4\n", "có chữ số không phải 0–9 thông thường"),
        ("unit,unit_name,percent,base\n" + f"{EM},,101,20\n", "phần trăm lớn hơn 100"),
        ("unit,unit_name,percent,base\n" + f"{EM},,93.95,\n", "ô này không được để trống"),
        ("unit,unit_name,percent,base,issued\n" + f"{EM},,93.95,20,10\n", "nhỏ hơn 20 người đã trả lời"),
        ("", "tệp rỗng"),
        ("\n\n", "tệp rỗng"),
    ],
)
def test_a_file_that_cannot_be_is_refused(round_, text, message):
    assert message in [said for _row, _column, said in problems_of(round_, text)]


def test_an_answer_of_another_scale_has_no_figures_at_this_question(round_):
    make_questionnaire(
        round_,
        "hai-muc",
        questions={"c1": "2.1"},
        scale=make_scale(round_, "hai", ("100", "0", "0", "0", "50")),
        position=2,
    )
    assert problems_of(round_, f"unit,question,a,b,c,d,e\n{EM},cong-chuc.c1,1,2,3,4,0\n") == [
        (2, "e", "câu hỏi này không có câu trả lời ấy")
    ]


def test_percentages_come_with_a_comma_a_point_or_a_sign(round_, staff):
    text = f"unit;percent;base;issued;population;source\n{EM};93,95;300;320;9000;Báo cáo 12\n{XANH};90.5%;20;;;\n"
    import_tallies(round_=round_, source=csv(text), by=staff)
    assert know(round_).satisfaction == {
        EM: Stated(Decimal("93.95"), 300, 320, 9000, "Báo cáo 12"),
        XANH: Stated(Decimal("90.5"), 20),
    }


def filled(content: bytes, fill) -> SourceFile:
    book = openpyxl.load_workbook(BytesIO(content))
    fill(book)
    out = BytesIO()
    book.save(out)
    return SourceFile("mau.xlsx", out.getvalue())


def test_the_template_names_every_unit_and_question_and_comes_back_filled(round_, staff):
    def fill(book):
        assert book.sheetnames == ["Hướng dẫn", "Số phiếu cong-chuc", "Phát ra", "Hài lòng"]
        tallies = book["Số phiếu cong-chuc"]
        rows = list(tallies.iter_rows(values_only=True))
        assert rows[0] == ("Mã đơn vị", "Tên đơn vị", "Mã câu hỏi", "Câu hỏi", "a", "b", "c", "d")
        assert rows[1] == (EM, "Huyện Sông Êm", "cong-chuc.c1", "Câu hỏi c1", None, None, None, None)
        assert len(rows) == 1 + 4 * 2
        for column, count in enumerate((7, 2, 1, 0), start=5):
            tallies.cell(2, column).value = count
        book["Phát ra"]["E2"] = 12
        book["Hài lòng"]["C3"], book["Hài lòng"]["D3"] = 91.25, 40

    outcome = import_tallies(round_=round_, source=filled(survey_workbook(round_), fill), by=staff)
    assert outcome.problems == []
    assert (outcome.rows, outcome.blank) == (3, 7 + 3 + 3)
    known = know(round_)
    assert known.tallies == {(EM, "cong-chuc.c1"): {"a": 7, "b": 2, "c": 1, "d": 0}}
    assert known.returns == {(EM, "cong-chuc"): Returned(12)}
    assert known.satisfaction == {XANH: Stated(Decimal("91.25"), 40)}


def test_the_empty_template_is_told_to_be_empty(round_):
    outcome = import_tallies(round_=round_, source=SourceFile("mau.xlsx", survey_workbook(round_)), by=None)
    assert [problem.message for problem in outcome.problems] == ["tệp chưa có số liệu nào, mọi ô số liệu đều trống"]


def test_what_was_handed_out_in_the_same_file_counts(round_):
    def fill(book):
        for column, count in enumerate((7, 2, 1, 0), start=5):
            book["Số phiếu cong-chuc"].cell(2, column).value = count
        book["Phát ra"]["E2"] = 9

    outcome = import_tallies(round_=round_, source=filled(survey_workbook(round_), fill), by=None)
    assert {(each.sheet, each.row, each.message) for each in outcome.problems} == {
        ("Số phiếu cong-chuc", 2, "cộng được 10 câu trả lời, nhiều hơn 9 phiếu phát ra"),
        ("Phát ra", 2, "nhỏ hơn 10 người đã trả lời"),
    }


# The command.


def run(round_, path, *arguments) -> str:
    out = StringIO()
    call_command("import_tallies", str(round_.pk), str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "so-phieu.csv"
    path.write_text(GOOD)
    return path


def test_the_command_checks_writes_and_then_finds_nothing_to_do(round_, staff, path):
    assert "Nếu nhập: sửa 2" in run(round_, path, "--check", "--by", staff.username)
    assert not Tally.objects.exists()
    assert "Đã nhập: sửa 2" in run(round_, path, "--by", staff.username)
    assert "Không có gì thay đổi." in run(round_, path, "--by", staff.username)


def test_the_command_tells_problems_and_leaves_with_one(round_, staff, path):
    path.write_text(GOOD.replace("10,5,0,1", "10,5,0,x"))
    with pytest.raises(CommandError) as refused:
        run(round_, path, "--by", staff.username)
    assert refused.value.returncode == 1
    assert not Tally.objects.exists()


@pytest.mark.parametrize("who", ["khong-co", "nguoi-duyet"])
def test_the_command_refuses_whoever_may_not_enter(round_, path, who):
    make_staff("nguoi-duyet", ("approve_round",))
    with pytest.raises(CommandError) as refused:
        run(round_, path, "--by", who)
    assert refused.value.returncode == 2
    assert not Tally.objects.exists()


def test_the_command_refuses_a_round_and_a_file_that_are_not_there(round_, staff, path):
    for arguments in ((str(round_.pk + 1), str(path)), (str(round_.pk), "/khong/co.csv")):
        with pytest.raises(CommandError) as refused:
            call_command("import_tallies", *arguments, "--by", staff.username, stdout=StringIO())
        assert refused.value.returncode == 2
