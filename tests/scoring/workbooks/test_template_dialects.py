"""Every template of a round, filled in and saved by LibreOffice, openpyxl, XlsxWriter or a hand, is checked alike."""

from dataclasses import dataclass
from decimal import Decimal as D
from typing import Any

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.actions.surveys import enter_satisfaction
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound
from tests.dialects import dialects
from tests.factories_entry import make_staff
from tests.factories_surveys import make_questionnaire, make_surveyed_round, make_tally, sheet_of

from .files import Book, checked, round_templates

EM, XANH, BEN = "huyen-song-em", "huyen-nui-xanh", "quan-ben-moi"
KINDS = ("scores", "unit", "field", "surveys", "satisfaction")
TEXT = "Ban hành ngày 5/1 <trễ> & “chậm”\n+ dòng thứ hai: Hòa Bình, 8,5 %"


@dataclass(frozen=True)
class Scene:
    """A round that is marked and one that is surveyed, each with something that stands, and who brings files."""

    marked: AssessmentRound
    surveyed: AssessmentRound
    by: Any

    def round_of(self, kind: str) -> AssessmentRound:
        return self.surveyed if kind in ("surveys", "satisfaction") else self.marked

    def template(self, kind: str) -> Book:
        return Book(round_templates(self.round_of(kind), unit=EM, area="2")[kind])


@pytest.fixture
def scene(work):
    enter(
        sheet=work.sheet, by=work.lan,
        entries=[
            Entry("1.1", amount=D("1.5"), self_score=D(2), reason="Chậm"), Entry("2.2", amount=D("95.25")),
            Entry("1.3", self_score=D("0.5"), explanation="Có giải trình"), Entry("2.3", amount=D(1)),
        ],
    )  # fmt: skip
    surveyed = make_surveyed_round(work.cast, year=2025)
    make_tally(
        sheet_of(surveyed, EM), make_questionnaire(surveyed, questions={"c1": "2.1", "c2": "2.2"}), "c1", 5, 4, 3, 2
    )
    enter_satisfaction(
        sheet=sheet_of(surveyed, EM), percent=D("91.37"), base=210, issued=230, source="Báo cáo", by=None
    )
    return Scene(work.round, surveyed, make_staff("mai", "enter_scores"))


def well(kind: str, book: Book) -> Book:
    """Right values in every way that people write them: numbers, texts, a comma, a point, a percent cell, words, zero."""
    if kind == "unit":
        for leaf, value in (("1.1", "1,75"), ("1.3", 1.5), ("2.3", 0), ("2.4", "0.25"), ("2.1", 1)):
            book.write("Phiếu tự chấm", EM, "Điểm tự chấm", value, leaf)
        book.write("Phiếu tự chấm", EM, "Giải trình", TEXT, "2.3")
    elif kind == "field":
        book.write("Số đo 2", EM, "2.1", 97.25).write("Số đo 2", XANH, "2.1", "71,5").write("Số đo 2", BEN, "2.3", 0)
        share = book.cell("Số đo 2", XANH, "2.2")
        share.value, share.number_format = 0.9125, "0.00%"
        book.note(EM, "2.4", not_applicable="có", not_applicable_reason=TEXT)
    elif kind == "scores":
        book.write("Số đo 1", EM, "1.1", 2).write("Số đo 1", XANH, "1.2", "có").write("Số đo 1", BEN, "1.3", "Kịp thời")
        book.write("Số đo 2", XANH, "2.3", "3").write("Tự chấm 1", XANH, "1.1", "1,5").write("Tự chấm 2", BEN, "2.4", 0)
        book.note(XANH, "1.1", explanation=TEXT, evidence="Quyết định 12/QĐ-UBND")
    elif kind == "surveys":
        for number, answer in enumerate("abcd"):
            survey_cell(book, "cong-chuc.c2", answer).value = (20, 0, "7", 3)[number]
        survey_cell(book, "cong-chuc", "Số phiếu phát ra").value = 60
    else:
        book.write("Hài lòng", XANH, "Chỉ số hài lòng (%)", "90,05").write("Hài lòng", XANH, "Số phiếu trả lời", 120)
        book.write("Hài lòng", XANH, "Nguồn", TEXT).write("Hài lòng", EM, "Chỉ số hài lòng (%)", 88.5)
    return book


def badly(kind: str, book: Book) -> Book:
    """The same, and something wrong in it."""
    well(kind, book)
    if kind == "unit":
        book.write("Phiếu tự chấm", EM, "Điểm tự chấm", 99, "1.2").write("Phiếu tự chấm", EM, "Giải trình", "@x", "1.1")
    elif kind == "field":
        book.write("Số đo 2", EM, "2.3", "hai").write("Số đo 2", BEN, "2.4", -1)
    elif kind == "scores":
        book.write("Số đo 1", XANH, "1.3", "có lẽ").write("Số đo 2", EM, "2.2", "1.234,5").write(
            "Tự chấm 1", EM, "1.1", 9
        )
        book.cell("Số đo 1", BEN, "Tên đơn vị").value = "Quận Bến Khác"
    elif kind == "surveys":
        survey_cell(book, "cong-chuc.c1", "a").value = -3
        survey_cell(book, "cong-chuc.c1", "b").value = "1,5"
    else:
        book.write("Hài lòng", EM, "Số phiếu trả lời", "nhiều").write("Hài lòng", XANH, "Chỉ số hài lòng (%)", 0.9)
    return book


def survey_cell(book: Book, code: str, heading: str):
    """A cell of Huyện Núi Xanh in the row of a question or a questionnaire."""
    for sheet in book.book.worksheets:
        for row in sheet.iter_rows():
            names = [cell.value for cell in row]
            if XANH in names and code in names:
                titles = [cell.value for cell in sheet[1]]
                return row[titles.index(heading)]
    raise AssertionError(f"no row of {code}")


def found_in(scene: Scene, kind: str, content: bytes) -> dict[str, Any]:
    """Everything the check of a file says, without what is of the bytes alone."""
    act = checked(scene.round_of(kind), SourceFile("tep.xlsx", content), scene.by)
    changes = [
        (row.sheet.unit.code, row.part, *each) for row in act.changes.order_by("position") for each in row.each()
    ]
    return {
        "state": act.state, "kind": act.kind, "packet": act.packet, "problems": act.problems, "summary": act.summary,
        "changes": changes,
    }  # fmt: skip


def test_every_template_is_checked_alike_whoever_saved_it(scene, tmp_path):
    books = {kind: well(kind, scene.template(kind)).source().content for kind in KINDS}
    books |= {f"{kind}-badly": badly(kind, scene.template(kind)).source().content for kind in KINDS}
    saved = dialects(books, tmp_path)
    assert len({content for each in saved.values() for content in each.values()}) == 4 * len(books)
    for name in books:
        kind, _, is_bad = name.partition("-")
        wanted = found_in(scene, kind, saved["openpyxl"][name])
        assert wanted["kind"] == kind
        if is_bad:
            assert (wanted["state"], len(wanted["problems"]) >= 2) == ("refused", True), wanted
        else:
            assert (wanted["state"], wanted["problems"], len(wanted["changes"]) >= 2) == ("checked", [], True), wanted
        for program, theirs in saved.items():
            assert found_in(scene, kind, theirs[name]) == wanted, (name, program)


def test_the_look_at_all_that_a_check_says_sees_one_figure_changed(scene):
    """The control: another figure in one cell of the copy of one program is another finding."""
    content = well("scores", scene.template("scores")).source().content
    other = Book(content).write("Số đo 1", EM, "1.1", 1.99).source().content
    assert found_in(scene, "scores", other) != found_in(scene, "scores", content)
