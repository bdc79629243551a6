"""A file or a survey's set-up under a submitted round voids the submission: said before and after, whoever writes it."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from scoring.actions import release
from scoring.actions.workbooks import confirming
from scoring.actions.workbooks.waiting import work_once
from scoring.models import AssessmentRound, ImportAct, Submission
from scoring.packets.templates import scores_packet
from tests.cast import make_cast
from tests.factories_release import approved, submitted
from tests.factories_round import make_round
from tests.factories_surveys import make_staff
from tests.scoring.entry.test_after_submission import AFTER, BEFORE, text_of

from .files import Book, checked

pytestmark = pytest.mark.django_db
FIRST = "huyen-song-em"


@pytest.fixture
def made():
    return make_round(make_cast())


@pytest.fixture
def desk(client, people):
    client.force_login(people.enters)
    return client


def book(made, amount: str) -> Book:
    filled = Book(scores_packet(made.round)).write("Số đo 1", FIRST, "1.1", float(amount))
    return filled.note(FIRST, "1.1", reason="Thiếu phụ lục kế hoạch")


def act_of(made, people, amount: str = "7.25") -> ImportAct:
    act = checked(made.round, book(made, amount).source(), people.enters)
    assert (act.state, act.change_count) == ("checked", 1), act.problems
    return act


def page_of(act: ImportAct, name: str = "act") -> str:
    return reverse(f"desk:import-{name}", args=[act.round_id, act.pk])


def seen(act: ImportAct) -> dict[str, list[str]]:
    return {"da-xem": [each["key"] for each in act.summary["doubts"]]}


@pytest.mark.parametrize("step", [submitted, approved])
def test_a_file_says_before_and_after_that_the_submission_goes(desk, people, made, step):
    act = act_of(made, people)
    assert BEFORE not in text_of(desk.get(page_of(act)))
    step(made.round, people)
    assert BEFORE in text_of(desk.get(page_of(act)))
    text = text_of(desk.post(page_of(act, "confirm"), seen(act), follow=True))
    assert "Đã nhập tệp: 1 giá trị thay đổi." in text
    assert text.count(AFTER) == 1
    assert BEFORE not in text
    assert Submission.objects.get().voided_at is not None


def test_a_file_that_voids_nothing_says_nothing(desk, people, made):
    act = act_of(made, people)
    text = text_of(desk.post(page_of(act, "confirm"), seen(act), follow=True))
    assert "Đã nhập tệp: 1 giá trị thay đổi." in text
    assert AFTER not in text


def test_a_file_that_was_refused_voids_nothing_and_says_nothing(desk, people, made):
    act, other = act_of(made, people), act_of(made, people, "7")
    confirming.confirm(act=other, acknowledged=seen(other)["da-xem"], by=people.enters)
    submitted(made.round, people)
    answer = desk.post(page_of(act, "confirm"), seen(act))
    assert answer.status_code == 409
    assert AFTER not in text_of(answer)
    assert Submission.objects.get().voided_at is None


def test_a_file_written_in_the_background_tells_it_on_its_page(desk, people, made, monkeypatch):
    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = act_of(made, people)
    submitted(made.round, people)
    text = text_of(desk.post(page_of(act, "confirm"), seen(act), follow=True))
    assert AFTER not in text
    assert work_once() == 1
    assert AFTER in text_of(desk.get(page_of(act)))
    # Once somebody has submitted again, nobody has to any more.
    submitted(AssessmentRound.objects.get(), people)
    assert AFTER not in text_of(desk.get(page_of(act)))
    # Of that submission the file says nothing, whatever becomes of it.
    release.void(round=AssessmentRound.objects.get(), reason="Rút lại để xem lại số liệu", by=people.submits)
    assert AFTER not in text_of(desk.get(page_of(act)))


def test_a_file_written_in_the_background_that_voids_nothing_says_nothing(desk, people, made, monkeypatch):
    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = act_of(made, people)
    desk.post(page_of(act, "confirm"), seen(act))
    assert work_once() == 1
    assert AFTER not in text_of(desk.get(page_of(act)))


@pytest.mark.parametrize("is_submitted", [True, False])
def test_the_command_tells_it_too(people, made, tmp_path, is_submitted):
    file = tmp_path / "diem.xlsx"
    file.write_bytes(book(made, "7.25").source().content)
    if is_submitted:
        submitted(made.round, people)
    out = StringIO()
    asked = {"round": made.round.pk, "by": people.enters.username, "confirm": True, "accept_doubts": True}
    call_command("import_workbook", str(file), stdout=out, **asked)
    assert (AFTER in " ".join(out.getvalue().split())) is is_submitted


SCALE = {"code": "ba", "name": "Ba mức", "answers": "a | Tốt | 100\nb | Kém | 0"}


@pytest.mark.parametrize(("name", "sent"), [("survey-setup", {"mau": "1001-2023"}), ("survey-scale", SCALE)])
def test_a_survey_set_up_says_it_before_and_after(client, people, made, name, sent):
    client.force_login(make_staff("chuan-bi", ("manage_round",)))
    page = reverse(f"desk:{name}", args=[made.round.pk])
    assert BEFORE not in text_of(client.get(page))
    submitted(made.round, people)
    assert BEFORE in text_of(client.get(page))
    assert AFTER in text_of(client.post(page, sent, follow=True))
    assert Submission.objects.get().voided_at is not None
    assert BEFORE not in text_of(client.get(page))


def test_a_survey_set_up_that_is_refused_or_voids_nothing_says_nothing(client, people, made):
    client.force_login(make_staff("chuan-bi", ("manage_round",)))
    page = reverse("desk:survey-setup", args=[made.round.pk])
    assert AFTER not in text_of(client.post(page, {"mau": "1001-2023"}, follow=True))
    submitted(made.round, people)
    text = text_of(client.post(page, {"mau": "1001-2023"}, follow=True))
    assert "không ghi đè" in text
    assert AFTER not in text
    assert Submission.objects.get().voided_at is None
