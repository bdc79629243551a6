"""What one types is held to what a file is: no text that the round's own workbooks could not bring back."""

from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, EntryRefused, enter
from scoring.actions.surveys import EntryRefused as SurveyRefused
from scoring.actions.surveys import enter_satisfaction
from scoring.forms.entry import clean_text
from scoring.models import Appraisal, SatisfactionFigure
from tests.factories_entry import row_of

pytestmark = pytest.mark.django_db
TEXTS = ("explanation", "evidence", "reason", "not_applicable_reason")
SAID = "sẽ thành công thức khi người khác mở tệp"


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("text", ["=1+1", " @SUM(1)", "＝1", "\u200b＠x", "#REF!"])
def test_a_text_that_a_spreadsheet_would_run_is_refused_at_its_field(work, name, text):
    entry = Entry("1.1", not_applicable=True, **{"not_applicable_reason": "Không phát sinh", name: text})
    with pytest.raises(EntryRefused) as refused:
        enter(sheet=work.sheet, entries=[entry], by=work.lan)
    (fault,) = [fault for _sheet, fault in refused.value.faults]
    assert (fault.criterion, fault.field) == ("1.1", name)
    assert SAID in fault.message or "ô báo lỗi" in fault.message.lower()
    assert not Appraisal.objects.exists()


def test_a_dash_or_a_plus_may_begin_a_text(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1), reason="- Chậm\n+ Thiếu")], by=work.lan)
    assert row_of(work.sheet, "1.1").reason == "- Chậm\n+ Thiếu"


def test_a_text_that_stood_before_does_not_stop_a_new_figure(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1), reason="Chậm")], by=work.lan)
    Appraisal.objects.update(reason="=1+1")
    enter(sheet=work.sheet, entries=[Entry("1.1", 1, amount=D(2), reason="=1+1")], by=work.lan)
    assert row_of(work.sheet, "1.1").amount == 2


def test_typed_texts_are_tidied_as_those_of_a_file():
    assert clean_text("  a \u00a0 b\t\tc \r\n\r\n  d\u202e ") == "a b c\n\nd"


def test_the_source_of_a_satisfaction_figure_is_held_to_the_same(work):
    with pytest.raises(SurveyRefused) as refused:
        enter_satisfaction(sheet=work.sheet, percent=D(90), base=100, source="@x", by=None)
    assert [(fault.column, SAID in fault.message) for fault in refused.value.faults] == [("source", True)]
    assert not SatisfactionFigure.objects.exists()
