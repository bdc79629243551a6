"""Nobody's text becomes a formula in the workbooks of a round, and each of them, brought back as it left, changes nothing.

The payloads stand in every text that reaches a workbook: names of units, titles of leaves, questions, explanations,
evidence, reasons, sources; and, for the copy that goes back with findings, in the cells of the file that was brought.
"""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from scoring.actions.workbooks import staging
from scoring.imports.workbook import SourceFile
from scoring.models import (
    AnswerOption,
    AnswerScale,
    Appraisal,
    AssessmentRound,
    Criterion,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from scoring.packets.annotated import annotated
from tests.cast import make_cast
from tests.exports.payloads import (
    COUNT,
    PAYLOADS,
    formulas_in_workbook,
    poisoned,
    sign_led,
    storable,
    texts_in_workbook,
)
from tests.exports.test_no_formula_leaves import formulas_by_libreoffice
from tests.factories import make_unit
from tests.factories_entry import make_round, make_set, make_staff
from tests.factories_surveys import make_questionnaire, make_surveyed_round
from tests.scoring.workbooks.files import checked, round_templates
from units.models import Unit, UnitForm, UnitKind

pytestmark = pytest.mark.django_db
KINDS = ("scores", "unit", "field", "surveys", "satisfaction")
UNITS = 10
LEAVES = max(1, COUNT // UNITS)
WORKING = (Appraisal, Tally, QuestionnaireReturn, SatisfactionFigure)


def put(rows: Iterator, start: int, *kept: str, stored: bool) -> None:
    """A payload in every text of the rows, each with another one."""
    for number, row in enumerate(rows):
        texts = poisoned(type(row), start + number, *kept)
        type(row).objects.filter(pk=row.pk).update(**(storable(texts) if stored else texts))


def scene(*, stored: bool, start: int = 0) -> tuple[AssessmentRound, AssessmentRound]:
    """A round that is marked and one that is surveyed; `stored`: the texts as forms, actions and files would have them."""
    cast = make_cast()
    for number in range(UNITS - 4):
        make_unit(
            f"Thử {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province,
            valid_to=cast.districts.valid_to, position=100 + number,
        )  # fmt: skip
    leaves = tuple(
        (f"{1 + number % 3}.{number}", "Tiêu chí", "2", "appraisal", {"kind": "manual"}) for number in range(LEAVES)
    )
    round_ = make_round(make_set(cast.par, leaves=leaves), cast.districts)
    marked = list(Sheet.objects.filter(round=round_).order_by("pk"))
    codes = list(Criterion.objects.filter(criteria_set=round_.criteria_set, max_score__isnull=False).order_by("pk"))
    rows = [
        Appraisal(sheet=sheet, criterion=leaf, max_score=leaf.max_score, version=1, self_score=1)
        for sheet in marked
        for leaf in codes
    ]
    for number, row in enumerate(rows):
        if number % 5:
            row.amount = row.appraised_score = Decimal(1)
        texts = poisoned(Appraisal, start + number, "choice")
        for name, text in (storable(texts) if stored else texts).items():
            setattr(row, name, text)
        row.not_applicable = not number % 5
        row.not_applicable_reason = row.not_applicable_reason if row.not_applicable else ""
    Appraisal.objects.bulk_create(rows)

    surveyed = make_surveyed_round(cast, year=2025)
    form = make_questionnaire(surveyed, questions={f"c{n}": "2.1" for n in range(max(4, COUNT // 8))})
    for number, sheet in enumerate(surveyed.sheets.order_by("pk")):
        text = PAYLOADS[(start + number) % COUNT]
        SatisfactionFigure.objects.create(
            sheet=sheet,
            percent=Decimal("81.5"),
            base=100,
            source=storable({"source": text})["source"] if stored else text,
        )
        QuestionnaireReturn.objects.create(sheet=sheet, questionnaire=form, issued=60 + number)
        for option, count in zip(form.scale.options.all(), (9, 0, 4, 1), strict=True):
            Tally.objects.create(sheet=sheet, question=form.questions.get(code="c1"), option=option, count=count)
    kept = ("code", "match_key", "full_match_key", "search_text", "sort_key")
    put(Unit.objects.filter(kind=UnitKind.DISTRICT).order_by("pk"), start, *kept, stored=stored)
    put(Criterion.objects.order_by("pk"), start, "code", "previous_code", stored=stored)
    put(Question.objects.order_by("pk"), start, "code", stored=stored)
    for model in (Questionnaire, AnswerScale, AnswerOption):
        put(model.objects.order_by("pk"), start, "code", "purpose", stored=stored)
    return tuple(AssessmentRound.objects.select_related("index", "group", "criteria_set").order_by("year"))


def all_templates(marked: AssessmentRound, surveyed: AssessmentRound) -> dict[str, tuple[AssessmentRound, bytes]]:
    """Every template of both rounds; of units each its own."""
    found = {}
    for unit in marked.sheets.values_list("unit__code", flat=True):
        made = round_templates(marked, unit=unit, area="1")
        found[f"unit {unit}"] = marked, made["unit"]
    for area in ("1", "2", "3"):
        found[f"field {area}"] = marked, round_templates(marked, unit=unit, area=area)["field"]
    found["scores"] = marked, made["scores"]
    made = round_templates(surveyed, unit="huyen-song-em", area="1")
    return found | {kind: (surveyed, made[kind]) for kind in ("surveys", "satisfaction")}


def brought_back(content: bytes) -> bytes:
    """A file as somebody means ill brings it: a payload in every cell where a text stands, by a library left alone."""
    book = openpyxl.load_workbook(BytesIO(content))
    number = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.value is None or number % 3:
                    text = "".join(each for each in PAYLOADS[number % COUNT] if each >= " " or each in "\t\n")
                    cell.value, cell.data_type = text, "s"
                number += 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def copies_with_findings(templates: dict[str, tuple[AssessmentRound, bytes]]) -> dict[str, bytes]:
    by, found = make_staff("mai", "enter_scores"), {}
    for name in ("scores", "field 1", "unit huyen-song-em", "surveys", "satisfaction"):
        round_, content = templates[name]
        act = checked(round_, SourceFile(f"{name}.xlsx", brought_back(content)), by)
        assert act.state == "refused"
        found[f"findings {name}"] = annotated(staging.source_of(act), staging.problems_of(act), round_)
    return found


def test_no_formula_leaves_with_a_template_or_a_copy_with_findings(tmp_path):
    templates = all_templates(*scene(stored=False))
    files = {name: content for name, (_round, content) in templates.items()}
    files |= copies_with_findings(templates)
    for name, content in files.items():
        assert formulas_in_workbook(content) == [], name
        assert sign_led(texts_in_workbook(content)) >= (4 if name == "satisfaction" else 8), name
    texts = {each for content in files.values() for each in texts_in_workbook(content)}
    assert sign_led(texts) >= COUNT * 3 // 4  # some payloads are one text once a file holds them
    found = formulas_by_libreoffice(files, tmp_path)
    assert {name: count for name, count in found.items() if count} == {}


def rows() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in WORKING]


def test_every_template_brought_back_as_it_left_changes_nothing(tmp_path):
    templates = all_templates(*scene(stored=True))
    by, before = make_staff("mai", "enter_scores"), rows()
    for name, (round_, content) in templates.items():
        act = checked(round_, SourceFile(f"{name}.xlsx", content), by)
        assert (act.state, act.change_count, act.problems[:3]) == ("checked", 0, []), name
        assert act.summary["unchanged"] + act.summary["blank"] > 0, name
    assert rows() == before


def test_a_text_that_got_past_every_form_is_refused_by_its_row_and_the_others_change_nothing():
    """The control: texts that no form, action or file lets in."""
    round_, _surveyed = scene(stored=False)
    act = checked(
        round_, SourceFile("a.xlsx", all_templates(round_, _surveyed)["scores"][1]), make_staff("mai", "enter_scores")
    )
    assert act.state == "refused"
    assert any("sẽ thành công thức khi người khác mở tệp" in each["message"] for each in act.problems)
