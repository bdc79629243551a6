"""A check that found errors offers no confirmation; one that is sent all the same hears what is true."""

import pytest

from scoring.models import Event
from tests.factories_criteria import lock_set

from .test_criteria_import_page import HEAD, TITLE, check, colleague_edits, go_on, lan, made, title

pytestmark = pytest.mark.django_db
__all__ = ["lan", "made"]
WRONG = HEAD + "bo-khong-co,2.1,Hồ sơ\n"
BLIND = "a,b,c\n1,2,3\n"
CHANGED = "dữ liệu đã thay đổi sau khi bạn kiểm tra"


@pytest.mark.parametrize("text", [WRONG, BLIND])
def test_a_check_with_errors_that_is_confirmed_all_the_same_says_that_the_file_is_wrong(lan, made, text):
    checked = check(lan, text)
    assert checked.status_code == 422
    events = Event.objects.count()
    answer = go_on(lan, checked)
    assert answer.status_code == 422
    assert "Chưa ghi gì: tệp có lỗi nên không nhập được." in answer.text
    assert CHANGED not in answer.text
    assert answer.context["errors"] == checked.context["errors"] > 0
    assert Event.objects.count() == events


def test_where_the_sets_did_change_since_it_says_so(lan, cast, made):
    """The control: an error that came with a change of the data is told as one."""
    checked = check(lan, TITLE)
    colleague_edits(made)
    assert CHANGED in go_on(lan, checked).text
    checked = check(lan, TITLE)
    lock_set(made, cast.departments)
    answer = go_on(lan, checked)
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert title() == "Hồ sơ của đồng nghiệp"
