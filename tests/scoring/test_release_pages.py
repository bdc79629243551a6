"""The desk's pages of publication: from the checklist to the correction, as people meet them."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.actions import release
from scoring.actions.rounds import writing
from scoring.clock import database_now
from scoring.core.differences import Line, differences
from scoring.desk.release import changes_view
from scoring.models import AssessmentRound, Publication, SatisfactionFigure, Submission
from tests.factories_release import approved, released, submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
FIRST = "huyen-song-em"


def client_of(user) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def page(client: Client, name: str, made, data=None, status: int = 200) -> str:
    address = reverse(name, args=[made.round.pk])
    response = client.get(address) if data is None else client.post(address, data)
    assert response.status_code == status, response.status_code
    return unescape(response.content.decode())


def test_errors_stand_with_their_advice_and_there_is_no_button(cast, people):
    made = make_round(cast, marks={(FIRST, "1.1"): None})
    text = page(client_of(people.submits), "desk:release", made)
    assert "Huyện Sông Êm còn 1 tiêu chí chưa chấm: 1.1" in text
    assert "sau khi sửa hết các lỗi ở trên" in text
    assert "<button>Trình công bố" not in text


def test_a_refused_submission_keeps_what_was_ticked(cast, people):
    made = make_round(cast, decision_number="")
    SatisfactionFigure.objects.filter(sheet=made.sheets[FIRST]).delete()
    text = page(client_of(people.submits), "desk:release-submit", made, {"seen": [f"no-survey-{FIRST}"]}, status=409)
    assert f'value="no-survey-{FIRST}" checked' in text
    assert 'value="no-decision">' in text
    assert "Còn 1 lưu ý chưa được xác nhận" in text


def test_the_whole_way_by_pages(cast, people):
    made = make_round(cast)
    submits, approves = client_of(people.submits), client_of(people.approves)
    page(submits, "desk:release-submit", made, {}, status=302)
    submission = Submission.objects.get()
    text = page(approves, "desk:release-approve", made)
    assert submission.content_hash in text
    assert "Trần Trình" in text
    day = timezone.localdate() + timedelta(days=2)
    page(
        approves,
        "desk:release-approve",
        made,
        {"content_hash": submission.content_hash, "when": "hen-gio", "day": day.isoformat(), "hour": "08:00"},
        status=302,
    )
    submission.refresh_from_db()
    local = timezone.localtime(submission.release_at, timezone.get_default_timezone())
    assert (local.date(), local.hour, str(local.utcoffset())) == (day, 8, "7:00:00")
    assert f"08:00, {day:%d/%m/%Y}" in page(submits, "desk:release", made)


def test_the_submitter_sees_why_and_is_refused_on_the_server(cast, people):
    made = make_round(cast)
    people.submits.user_permissions.set(people.approves.user_permissions.all() | people.submits.user_permissions.all())
    submission = submitted(made.round, people)
    client = client_of(people.submits)
    text = page(client, "desk:release-approve", made)
    assert "không thể tự phê duyệt" in text
    assert "<button>Phê duyệt" not in text
    data = {"content_hash": submission.content_hash, "when": "ngay"}
    page(client, "desk:release-approve", made, data, status=409)
    submission.refresh_from_db()
    assert submission.approved_by is None


def test_a_time_that_has_passed_is_refused_and_what_was_typed_stays(cast, people):
    made = make_round(cast)
    submission = submitted(made.round, people)
    data = {"content_hash": submission.content_hash, "when": "hen-gio", "day": "2020-01-02", "hour": "07:45"}
    text = page(client_of(people.approves), "desk:release-approve", made, data, status=422)
    assert "Thời điểm này đã qua" in text
    assert 'value="2020-01-02"' in text
    assert 'value="07:45"' in text
    text = page(client_of(people.approves), "desk:release-approve", made, {**data, "day": "", "hour": ""}, status=422)
    assert "Chọn ngày công bố." in text
    assert "Chọn giờ công bố." in text


def test_a_hash_that_was_not_shown_is_refused(cast, people):
    made = make_round(cast)
    submitted(made.round, people)
    data = {"content_hash": "0" * 64, "when": "ngay"}
    assert "Tải lại trang" in page(client_of(people.approves), "desk:release-approve", made, data, status=409)


def test_at_once_means_the_next_run_of_the_timer(cast, people):
    made = make_round(cast)
    submission = submitted(made.round, people)
    data = {"content_hash": submission.content_hash, "when": "ngay"}
    page(client_of(people.approves), "desk:release-approve", made, data, status=302)
    assert release.due() == [submission]


def test_taking_back_asks_for_a_reason(cast, people):
    made = make_round(cast)
    approved(made.round, people, database_now() + timedelta(days=1))
    client = client_of(people.approves)
    text = page(client, "desk:release-void", made, {"rut-reason": " "}, status=422)
    assert '<a href="#id_rut-reason">Lý do rút lại</a>: Nêu lý do rút lại.' in text
    assert 'id="id_rut-reason_error"' in text
    page(client, "desk:release-void", made, {"rut-reason": "Quyết định chưa ký"}, status=302)
    assert "Quyết định chưa ký" in page(client, "desk:release", made)


def test_a_correction_begins_with_a_reason_and_shows_what_it_changes(cast, people):
    made = make_round(cast)
    released(made.round, people)
    client = client_of(people.submits)
    assert 'href="/cong-bo/1/"' in page(client, "desk:release", made)
    page(client, "desk:release-changes", made, status=404)
    text = page(client, "desk:release-correct", made, {"reason": ""}, status=422)
    assert "Nêu lý do đính chính; lý do này được công bố" in text
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in text
    page(client, "desk:release-correct", made, {"reason": "Cộng thiếu điểm của một tiêu chí."}, status=302)
    with writing(AssessmentRound.objects.get(pk=made.round.pk), by=people.enters):
        appraisal = made.appraisal("quan-ben-moi", "1.1")
        before = appraisal.appraised_score
        appraisal.amount = appraisal.appraised_score = 10
        appraisal.save()
    text = page(client, "desk:release-changes", made)
    assert "Cộng thiếu điểm của một tiêu chí." in text
    assert "1.1 Chất lượng kế hoạch" in text
    assert text.count("Quận Bến Mới</th>") == 1, "a unit is named once, above its figures"
    assert str(before.normalize()).replace(".", ",") in text


def test_what_a_correction_changes_has_the_decimals_of_its_table(cast, people):
    """Totals, indexes and parts stand as they are published; points of a criterion and maximums have none for show."""
    contents = SimpleNamespace(criteria=[], components=[], publication=SimpleNamespace(places=2))
    keys = ("total", "index_percent", "c.tham-dinh", "m.1.1", "max_score")
    lines = [{"a": Line("a", "A", 1, dict.fromkeys(keys, Decimal(value)))} for value in ("94.9000", "59.0288")]
    found = changes_view(contents, differences(*lines)).cells
    assert [(each.before, each.after) for each in found] == [("94,90", "59,0288")] * 3 + [("94,9", "59,0288")] * 2


def test_the_preview_is_the_page_that_will_be_public(cast, people):
    made = make_round(cast)
    preview = page(client_of(people.submits), "preview:ranking", made)
    assert "BẢN XEM TRƯỚC – không phổ biến" in preview
    # A row leads to the preview of its unit, as the public one leads to the unit.
    units = reverse("preview:ranking", args=[made.round.pk]) + "don-vi/"
    assert f'<a href="{units}{FIRST}/">' in preview
    preview = preview.replace(f'href="{units}', 'href="/don-vi/')
    publication = released(made.round, people)
    address = f"/xep-hang/{cast.districts.place}/{cast.districts.slug}/par/2024/"
    public = unescape(Client(headers={"host": "localhost"}).get(address).content.decode())
    for result in publication.results.all():
        row = f'id="{result.unit_code}"'
        assert (
            preview[preview.index(row) : preview.index("</tr>", preview.index(row))]
            == (public[public.index(row) : public.index("</tr>", public.index(row))])
        )
    assert "BẢN XEM TRƯỚC" not in public
    for start, end in (
        ("<h1>", "</h1>"),
        ('<div class="switches', "<table"),
        ('<aside aria-label="Đọc nhanh"', "</aside>"),
        ("<thead", "</thead>"),
    ):
        shown, published = preview[preview.index(start) :], public[public.index(start) :]
        assert shown[: shown.index(end)] == published[: published.index(end)]


def test_the_preview_of_a_submission_is_what_was_submitted(cast, people):
    made = make_round(cast)
    submission = submitted(made.round, people)
    contents = release.contents_to_show(AssessmentRound.objects.get(pk=made.round.pk))
    assert contents.publication.pk == submission.publication_id


PAGES = ("desk:release", "desk:release-approve", "desk:release-correct", "desk:release-changes", "preview:ranking")


@pytest.mark.parametrize("name", PAGES)
def test_others_see_nothing_of_it(cast, people, name):
    made = make_round(cast)
    submitted(made.round, people)
    address = reverse(name, args=[made.round.pk])
    nobody = Client(headers={"host": "localhost"}).get(address)
    assert nobody.status_code == 302
    assert nobody["location"].startswith("/quan-tri/login/")
    assert client_of(people.looks).get(address).status_code == 404
    enters = people.enters
    enters.user_permissions.set(enters.user_permissions.filter(codename="enter_scores"))
    refused = client_of(enters).get(address)
    assert refused.status_code == 403
    assert "không có quyền xem trước" in unescape(refused.content.decode())


def test_a_page_is_only_read_and_a_step_only_posted(cast, people):
    made = make_round(cast)
    client = client_of(people.submits)
    assert client.post(reverse("desk:release", args=[made.round.pk])).status_code == 405
    for name in ("desk:release-submit", "desk:release-void"):
        assert client.get(reverse(name, args=[made.round.pk])).status_code == 405
    assert not Publication.objects.exists()


class TestAfterTheApproval:
    def approve(self, made, people, data) -> str:
        submission = submitted(made.round, people)
        approves = client_of(people.approves)
        page(approves, "desk:release-approve", made, {"content_hash": submission.content_hash, **data}, status=302)
        return page(approves, "desk:release", made)

    def test_at_once_means_at_the_next_look_of_the_service(self, cast, people):
        text = self.approve(make_round(cast), people, {"when": "ngay"})
        assert "Kết quả sẽ được công bố trong vòng một phút" in text
        assert Publication.objects.published().count() == 0

    def test_later_names_the_hour(self, cast, people):
        day = timezone.localdate() + timedelta(days=2)
        text = self.approve(make_round(cast), people, {"when": "hen-gio", "day": day.isoformat(), "hour": "08:00"})
        assert f"Kết quả sẽ được công bố lúc 08:00, {day:%d/%m/%Y}" in text

    @pytest.mark.parametrize(("minutes", "says"), [(3, True), (1, False), (-60, False)])
    def test_a_result_that_did_not_go_out_is_overdue(self, cast, people, minutes, says):
        made = make_round(cast)
        approved(made.round, people, database_now() - timedelta(minutes=minutes))
        text = page(client_of(people.approves), "desk:release", made)
        assert ("Đã quá giờ hẹn công bố; báo người quản trị kiểm tra dịch vụ release_due." in text) is says

    def test_what_went_out_or_waits_for_approval_is_not_overdue(self, cast, people):
        made = make_round(cast)
        submitted(made.round, people)
        assert "Đã quá giờ hẹn" not in page(client_of(people.approves), "desk:release", made)
        release.void(round=made.round, reason="Chưa xong", by=people.submits)
        submission = approved(made.round, people, database_now() - timedelta(minutes=3))
        release.release(submission=submission)
        assert "Đã quá giờ hẹn" not in page(client_of(people.approves), "desk:release", made)


@pytest.mark.parametrize(
    "reason", ["x", "Sai.", "Sai một điểm", "xxxxxxxxxxxxxxxxxxxxxxxx", "1 2 3 4 5 6 7 8 9 10 11 12"]
)
def test_a_correction_is_not_begun_with_less_than_a_sentence(cast, people, reason):
    made = make_round(cast)
    released(made.round, people)
    client = client_of(people.submits)
    text = page(client, "desk:release-correct", made, {"reason": reason}, status=422)
    assert "Lý do được công bố nên cần viết thành câu: ít nhất 20 ký tự, 4 từ." in text
    assert f"{reason}</textarea>" in text
    assert AssessmentRound.objects.get().state == AssessmentRound.State.PUBLISHED
    page(client, "desk:release-correct", made, {"reason": "Cộng thiếu điểm ở 1.1."}, status=302)
