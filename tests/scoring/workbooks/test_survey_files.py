"""Survey figures by file: what is read, what is refused and where, the template that comes back filled."""

from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scoring.actions.surveys import enter_tallies, know
from scoring.actions.workbooks import confirming, staging
from scoring.imports.packets import GUIDE
from scoring.imports.workbook import SourceFile
from scoring.models import CriteriaSet, Event, ImportAct, SatisfactionFigure, Tally
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.survey_entry import Returned, Stated
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_scale, make_staff, make_surveyed_round

from .files import checked, doubts_of, imported

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
    act = checked(round_, csv(text), make_staff(), kind="surveys")
    assert act.state == ImportAct.State.REFUSED
    assert not act.changes.exists()
    problems = staging.problems_of(act)
    assert all(problem.advice for problem in problems)
    return [(problem.row, problem.column, problem.message) for problem in problems]


def test_a_file_is_written_once_and_the_same_file_again_changes_nothing(round_, staff):
    first = imported(round_, csv(GOOD), staff, kind="surveys")
    assert (first.summary["rows"], first.summary["added"], first.summary["unchanged"], first.problems) == (2, 2, 0, [])
    assert know(round_).tallies[EM, "cong-chuc.c1"] == {"a": 10, "b": 5, "c": 0, "d": 1}
    events = Event.objects.count()
    of_file = Event.objects.get(verb="import_workbook")
    assert (of_file.channel, of_file.by, of_file.data["file"]) == ("workbook", staff, "so-phieu.csv")
    assert of_file.data["sha256"] == csv(GOOD).sha256
    with pytest.raises(staging.AlreadyImported):
        staging.stage(round_=round_, source=csv(GOOD), kind="surveys", by=staff)
    other_bytes = csv(GOOD + "\n")
    again = checked(round_, other_bytes, staff, kind="surveys")
    assert (again.change_count, again.summary["unchanged"]) == (0, 2)
    assert Event.objects.count() == events


def test_a_check_writes_nothing_and_says_what_would_change(round_, staff):
    act = checked(round_, csv(GOOD), staff, kind="surveys")
    assert act.change_count == 2
    assert act.summary["added"] == 2
    assert not Tally.objects.exists()
    assert not Event.objects.exists()


def test_a_row_without_figures_says_nothing(round_, staff):
    imported(round_, csv(GOOD), staff, kind="surveys")
    act = imported(
        round_,
        csv(f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,,,,\n{XANH},cong-chuc.c2,1,1,1,9\n"),
        staff,
        kind="surveys",
    )
    assert (act.summary["rows"], act.summary["blank"], act.change_count) == (1, 1, 1)
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 10


def test_rows_of_few_answers_are_counted_before_they_are_written(round_, staff):
    text = f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,1,2,3,3\n{XANH},cong-chuc.c1,1,2,3,4\n"
    assert checked(round_, csv(text), staff, kind="surveys").summary["small"] == 1


@pytest.mark.parametrize(
    "text", [GOOD, f"Mã đơn vị;Mã câu hỏi;a;b;c;d\n{EM};cong-chuc.c1;1;2;3;4\n", f"unit,percent,base\n{EM},93.95,20\n"]
)
def test_a_survey_file_without_an_identity_is_asked_what_it_is_and_then_whether_it_is_of_this_round(
    round_, staff, text
):
    untold = checked(round_, csv(text), staff)
    assert untold.state == ImportAct.State.REFUSED
    (problem,) = staging.problems_of(untold)
    assert problem.message == "tệp là bảng số liệu khảo sát nhưng không mang mã gói của mẫu nào"
    assert "ở mục Loại chọn “số phiếu khảo sát” hoặc “chỉ số hài lòng”" in problem.advice
    told = checked(round_, csv(text), staff, kind="surveys")
    assert doubts_of(told) == ["no-identity"]
    with pytest.raises(confirming.NotAcknowledged):
        confirming.confirm(act=told, acknowledged=(), by=staff)


def test_figures_that_a_colleague_entered_after_the_check_are_not_written_over(round_, staff):
    act = checked(round_, csv(GOOD), staff, kind="surveys")
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): dict.fromkeys("abcd", 5)}, by=make_staff("dong-nghiep"))
    with pytest.raises(confirming.ImportConflict):
        confirming.confirm(act=act, acknowledged=["no-identity"], by=staff)
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 5


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
    ],
)
def test_a_file_that_cannot_be_is_refused(round_, text, message):
    assert message in [said for _row, _column, said in problems_of(round_, text)]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_not_even_kept(round_, staff, text):
    with pytest.raises(staging.StagingRefused, match="tệp rỗng"):
        staging.stage(round_=round_, source=csv(text), kind="surveys", by=staff)
    assert not ImportAct.objects.exists()


def test_an_answer_of_another_scale_has_no_figures_at_this_question(round_):
    make_questionnaire(
        round_,
        "hai-muc",
        questions={"c1": "2.1"},
        scale=make_scale(round_, "hai", ("100", "0", "0", "0", "50")),
        position=2,
    )
    assert problems_of(round_, f"unit,question,a,b,c,d,e\n{EM},cong-chuc.c1,1,2,3,4,0\n") == [
        (2, "e", "câu hỏi này không có phương án trả lời này")
    ]


def test_percentages_come_with_a_comma_a_point_or_a_sign(round_, staff):
    text = f"unit;percent;base;issued;population;source\n{EM};93,95;300;320;9000;Báo cáo 12\n{XANH};90.5%;20;;;\n"
    imported(round_, csv(text), staff, kind="satisfaction")
    assert know(round_).satisfaction == {
        EM: Stated(Decimal("93.95"), 300, 320, 9000, "Báo cáo 12"),
        XANH: Stated(Decimal("90.5"), 20),
    }


def test_figures_that_nobody_could_type_today_are_put_back_by_an_undo(round_, staff):
    """They were stored before more forms than people were refused; typed anew they are."""
    sheet = round_.sheets.get(unit__code=EM)
    held = {"percent": Decimal(90), "base": 400, "issued": 600, "population": 500, "source": "Báo cáo " + "x" * 600}
    SatisfactionFigure.objects.create(sheet=sheet, **held)
    text = f"unit;percent;base;issued;population;source\n{EM};91,25;390;400;500;Báo cáo 12\n"
    act = imported(round_, csv(text), staff, kind="satisfaction")
    confirming.undo(act=act, reason="Nhầm tệp", by=staff)
    assert know(round_).satisfaction == {EM: Stated(**held)}
    wrong = f"unit;percent;base;issued;population;source\n{EM};91,25;390;600;500;Báo cáo 12\n"
    assert checked(round_, csv(wrong), staff, kind="satisfaction").state == "refused"


def filled(content: bytes, fill) -> SourceFile:
    book = openpyxl.load_workbook(BytesIO(content))
    fill(book)
    out = BytesIO()
    book.save(out)
    return SourceFile("mau.xlsx", out.getvalue())


def test_the_template_of_counts_names_every_unit_and_question_and_comes_back_filled(round_, staff):
    def fill(book):
        assert book.sheetnames == [GUIDE, "Số phiếu cong-chuc", "Phát ra"]
        tallies = book["Số phiếu cong-chuc"]
        rows = list(tallies.iter_rows(values_only=True))
        assert rows[0] == ("Mã đơn vị", "Tên đơn vị", "Mã câu hỏi", "Câu hỏi", "a", "b", "c", "d")
        assert rows[1] == (EM, "Huyện Sông Êm", "cong-chuc.c1", "Câu hỏi c1", None, None, None, None)
        assert len(rows) == 1 + 4 * 2
        for column, count in enumerate((7, 2, 1, 0), start=5):
            tallies.cell(2, column).value = count
        book["Phát ra"]["E2"] = 12

    act = imported(round_, filled(tallies_packet(round_, know(round_)), fill), staff)
    assert (act.kind, act.problems, doubts_of(act)) == ("surveys", [], [])
    assert (act.summary["rows"], act.summary["blank"]) == (2, 7 + 3)
    known = know(round_)
    assert known.tallies == {(EM, "cong-chuc.c1"): {"a": 7, "b": 2, "c": 1, "d": 0}}
    assert known.returns == {(EM, "cong-chuc"): Returned(12)}


def test_the_template_of_percentages_comes_back_filled(round_, staff):
    def fill(book):
        assert book.sheetnames == [GUIDE, "Hài lòng"]
        book["Hài lòng"]["C3"], book["Hài lòng"]["D3"] = 91.25, 40

    act = imported(round_, filled(satisfaction_packet(round_, know(round_)), fill), staff)
    assert (act.kind, act.problems) == ("satisfaction", [])
    assert know(round_).satisfaction == {XANH: Stated(Decimal("91.25"), 40)}


@pytest.mark.parametrize("packet", [tallies_packet, satisfaction_packet])
def test_templates_are_locked_but_for_figures_and_say_that_data_are_invented(round_, packet):
    CriteriaSet.objects.filter(pk=round_.criteria_set_id).update(illustrative=False)
    round_.refresh_from_db()
    real = openpyxl.load_workbook(BytesIO(packet(round_, know(round_))))
    assert all(sheet.protection.sheet for sheet in real.worksheets)
    assert ("Dữ liệu minh họa",) not in list(real[GUIDE].iter_rows(max_col=1, values_only=True))
    locked = {cell.protection.locked for row in real.worksheets[1].iter_rows(min_row=2, max_col=2) for cell in row}
    assert locked == {True}
    CriteriaSet.objects.filter(pk=round_.criteria_set_id).update(illustrative=True)
    round_.refresh_from_db()
    invented = openpyxl.load_workbook(BytesIO(packet(round_, know(round_))))
    assert ("Dữ liệu minh họa",) in list(invented[GUIDE].iter_rows(max_col=1, values_only=True))


def test_the_empty_template_is_told_to_be_empty(round_, staff):
    act = checked(round_, SourceFile("mau.xlsx", tallies_packet(round_, know(round_))), staff)
    assert [each["message"] for each in act.problems] == ["tệp chưa có số liệu nào, mọi ô số liệu đều trống"]


def test_what_was_handed_out_in_the_same_file_counts(round_, staff):
    def fill(book):
        for column, count in enumerate((7, 2, 1, 0), start=5):
            book["Số phiếu cong-chuc"].cell(2, column).value = count
        book["Phát ra"]["E2"] = 9

    act = checked(round_, filled(tallies_packet(round_, know(round_)), fill), staff)
    assert {(each["sheet"], each["row"], each["message"]) for each in act.problems} == {
        ("Số phiếu cong-chuc", 2, "cộng được 10 câu trả lời, nhiều hơn 9 phiếu phát ra"),
        ("Phát ra", 2, "nhỏ hơn 10 người đã trả lời"),
    }


# The command.


def run(round_, path, *arguments) -> str:
    out = StringIO()
    options = (f"--round={round_.pk}", "--kind=surveys", *arguments)
    call_command("import_workbook", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "so-phieu.csv"
    path.write_text(GOOD.replace("20,0,0,0", "2,0,0,0"))
    return path


def test_the_command_checks_writes_and_then_finds_nothing_to_do(round_, staff, path):
    by = f"--by={staff.username}"
    said = run(round_, path, "--check", by)
    assert "Thêm 2, sửa 0" in said
    assert "1 dòng có dưới 10 người trả lời" in said
    assert not Tally.objects.exists()
    assert "2 giá trị" in run(round_, path, "--confirm", "--accept-doubts", by)
    assert "Không có gì thay đổi." in run(round_, path, "--confirm", by)


def test_the_command_tells_problems_and_leaves_with_one(round_, staff, path):
    path.write_text(GOOD.replace("10,5,0,1", "10,5,0,x"))
    with pytest.raises(CommandError) as refused:
        run(round_, path, "--confirm", f"--by={staff.username}")
    assert refused.value.returncode == 1
    assert not Tally.objects.exists()


def test_a_name_that_fits_only_without_diacritics_asks(round_, staff):
    act = checked(round_, csv(GOOD.replace("Huyện Sông Êm", "Huyen Song Em")), staff, kind="surveys")
    assert act.state == ImportAct.State.CHECKED
    assert f"name-{EM}" in doubts_of(act)
    plain = checked(round_, csv(GOOD), staff, kind="surveys")
    assert f"name-{EM}" not in doubts_of(plain)
