"""The entry page: what it shows, what it saves, what it says when something cannot stand; nothing typed is lost."""

import re
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.actions.appraisals import Entry, enter
from scoring.models import Appraisal, AssessmentRound, Criterion, Event, SatisfactionFigure
from tests.factories_entry import LEAVES, make_round, make_set, row_of, sheet_of


def address(sheet, rest=""):
    return f"/lam-viec/ky/{sheet.round_id}/phieu/{sheet.pk}/{rest}"


def fields_of(html: str) -> dict[str, str]:
    """The fields of the sheet's form as a browser would send them unchanged."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", html):
        name = re.search(r' name="([^"]+)"', tag)
        kind = re.search(r' type="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and not (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            fields[name[1]] = value[1] if value else ""
    for name, value in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.S):
        fields[name] = value
    return fields


@pytest.fixture
def opened(client, work):
    """The sheet's form as Lan opened it, and a way to send it with some fields typed over."""
    client.force_login(work.lan)
    page = client.get(address(work.sheet))
    assert page.status_code == 200
    fields = fields_of(page.content.decode())

    def send(rest="", *, follow=True, **typed):
        sent = {**fields, **{name.replace("__", "-").replace("_", ".", 1): value for name, value in typed.items()}}
        return client.post(address(work.sheet, rest), sent, follow=follow)

    send.fields = fields
    send.work = work
    return send


def typed(code, **values):
    return {f"{code.replace('.', '_')}__{name}": value for name, value in values.items()}


@pytest.mark.parametrize("text", ["1,5", "1.5", " 1,50 ", "1,5000"])
def test_a_point_or_a_comma_is_the_same_number(opened, text):
    answer = opened(**typed("1.1", amount=text))
    assert "Đã lưu 1 tiêu chí" in answer.content.decode()
    assert row_of(opened.work.sheet, "1.1").appraised_score == D("1.5")


def test_a_text_that_a_spreadsheet_would_run_is_refused_beside_the_field_and_kept(opened):
    page = opened(**typed("1.1", amount="1", reason="=HYPERLINK(1)")).content.decode()
    assert "Văn bản bắt đầu bằng “=” hoặc “@” sẽ thành công thức khi người khác mở tệp. Bỏ dấu đó ở đầu ô." in page
    assert "=HYPERLINK(1)</textarea>" in page
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "-Infinity", "1e2", "１,５", "1,5,5", "1_0", "abc", "-1", "−1", "0x1", "1/2", "٣", "1.250"],
)
def test_what_is_no_number_is_refused_beside_the_cell_and_kept(opened, text):
    answer = opened(**typed("1.1", amount=text, evidence="Kế hoạch số 12"), **typed("1.2", choice="yes"))
    page = answer.content.decode()
    assert not Appraisal.objects.exists()
    assert "Nội dung đã nhập được giữ nguyên" in page
    assert f'value="{text}"' in page
    assert "Kế hoạch số 12" in page
    assert '<a href="#1.1-amount">1.1</a>' in page
    assert re.search(r'id="1.1-amount"[^>]*aria-invalid="true"', page)
    assert re.search(r'name="1.2-choice" value="yes"[^>]* checked', page)


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_blanks_are_nothing_typed(opened, text):
    opened(**typed("1.1", amount=text))
    assert not Appraisal.objects.exists()


def test_a_form_sent_unchanged_saves_nothing(opened):
    answer = opened()
    assert "Không có thay đổi nào cần lưu" in answer.content.decode()
    assert not Event.objects.filter(verb="enter").exists()


def test_a_whole_sheet_is_saved_at_once_and_shown_with_points_and_working(opened):
    answer = opened(
        **typed("1.1", amount="1,75", self_score="1,75"),
        **typed("1.2", choice="yes"),
        **typed("1.3", choice="cham"),
        **typed("2.1", amount="9", base="10"),
        **typed("2.2", amount="95"),
        **typed("2.3", amount="3"),
        **typed("2.4", amount="2"),
        **typed("3.1", amount="82,5"),
        **typed("3.2", amount="90"),
        **typed("4.1", amount="0,5"),
        **typed("4.2", amount="0,25"),
    )
    page = answer.content.decode()
    # 1,75 + 1 + 0,5 + 1 + 2,85 + 1,5 + 1,5 + 3,3 + 2,7 + 0,5 - 0,25 of 20,5
    assert re.search(r"data-total>16,35/20,5<", page)
    assert "95% × 3 / 100 = 2,85 điểm" in page
    assert "<b data-done>11</b>/11" in page


def test_a_reason_is_asked_and_its_field_stands_open(opened):
    page = opened(**typed("1.1", amount="1", self_score="1,75")).content.decode()
    leaf = page.partition('id="tc-1.1"')[2].partition('id="tc-1.2"')[0]
    assert "thấp hơn điểm tự chấm 1,75: nêu lý do" in leaf
    assert '<details class="notes" open>' in leaf


def test_hostile_text_is_escaped_and_control_characters_go(opened):
    opened(**typed("1.1", reason="<script>alert(1)</script>\x00 e\u0301"))
    assert row_of(opened.work.sheet, "1.1").reason == "<script>alert(1)</script> é"
    assert "<script>alert" not in opened().content.decode()


def test_fields_that_no_browser_sends_are_passed_over(opened):
    answer = opened(**{"1_1__version": "x", "1_2__version": "-1", "1_3__choice": "khong-co"})
    assert answer.status_code == 200
    assert not Appraisal.objects.exists()


def test_what_a_colleague_changed_is_not_overwritten_and_what_was_typed_is_kept(opened, client):
    work = opened.work
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"), reason="Theo biên bản")], by=work.hung)
    answer = opened(**typed("1.1", amount="2"), **typed("2.3", amount="4"))
    page = answer.content.decode()
    assert "Trần Văn Hùng" in page
    assert "1,25" in page
    assert "Theo biên bản" in page
    assert row_of(work.sheet, "1.1").amount == D("1.25")
    assert not Appraisal.objects.filter(criterion__code="2.3").exists()
    kept = fields_of(page)
    assert (kept["1.1-amount"], kept["2.3-amount"], kept["1.1-version"]) == ("2", "4", "1")
    # Theirs for one leaf; the other leaf is saved all the same.
    client.post(address(work.sheet), {**kept, "1.1-pick": "theirs"})
    assert row_of(work.sheet, "1.1").amount == D("1.25")
    assert row_of(work.sheet, "2.3").amount == D("4")


def test_mine_is_written_over_what_was_seen_and_never_over_a_third_edit(opened, client):
    work = opened.work
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"))], by=work.hung)
    kept = fields_of(opened(**typed("1.1", amount="2")).content.decode())
    enter(sheet=work.sheet, entries=[Entry("1.1", 1, amount=D("1.5"))], by=work.hung)
    again = client.post(address(work.sheet), {**kept, "1.1-pick": "mine"}).content.decode()
    assert "Người khác vừa sửa" in again
    client.post(address(work.sheet), {**fields_of(again), "1.1-pick": "mine"})
    assert row_of(work.sheet, "1.1").amount == D("2")
    assert [event.by.username for event in Event.objects.filter(verb="enter").order_by("pk")] == ["hung", "hung", "lan"]


def test_a_leaf_nobody_touched_is_no_conflict(opened):
    work = opened.work
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"))], by=work.hung)
    opened(**typed("2.3", amount="4"))
    assert row_of(work.sheet, "1.1").amount == D("1.25")
    assert row_of(work.sheet, "2.3").amount == D("4")


def test_the_live_figures_are_those_of_saving_and_nothing_is_written(opened):
    live = opened("tinh/", **typed("2.2", amount="95"), **typed("1.1", amount="1", self_score="1,5")).json()
    assert live["leaves"]["2.2"]["points"] == "2,85"
    assert live["leaves"]["2.2"]["working"] == "95% × 3 / 100 = 2,85 điểm"
    assert live["leaves"]["1.1"]["below"] is True
    assert "nêu lý do" in live["leaves"]["1.1"]["faults"]["reason"]
    assert live["areas"]["2"]["points"] == "2,85/9"
    assert live["done"] == 2
    assert not Appraisal.objects.exists()


def test_filters_show_what_waits_and_one_area(client, work):
    client.force_login(work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"))], by=work.hung)
    waiting = client.get(address(work.sheet), {"chi": "chua-cham"}).content.decode()
    assert 'id="tc-1.1"' not in waiting
    assert 'id="tc-1.2"' in waiting
    area = client.get(address(work.sheet), {"linh-vuc": "2"}).content.decode()
    assert 'id="tc-2.1"' in area
    assert 'id="tc-1.1"' not in area


def test_the_leaves_that_lost_points_stand_together_with_the_remark(client, work):
    """What an official asks first; the remark of the appraisal stays on the desk and is on no public page."""
    client.force_login(work.lan)
    full = Entry("1.2", choice="yes")
    lost = Entry("1.1", amount=D("1.25"), self_score=D(2), reason="Kế hoạch ban hành chậm")
    enter(sheet=work.sheet, entries=[lost, full], by=work.hung)
    page = client.get(address(work.sheet), {"chi": "mat-diem"}).content.decode()
    assert 'id="tc-1.1"' in page
    assert "Kế hoạch ban hành chậm" in page
    assert 'id="tc-1.2"' not in page, "full marks"
    assert 'id="tc-1.3"' not in page, "no mark is no loss"
    assert 'href="?chi=mat-diem" aria-current="true"' in page
    rows = client.get(address(work.sheet).rstrip("/") + ".csv?chi=mat-diem").content.decode()
    assert "Kế hoạch ban hành chậm" in rows
    assert ",1.2," not in rows
    assert client.get(address(work.sheet), {"chi": "<b>"}).status_code == 200


def test_a_part_of_the_form_saves_that_part_only(client, work):
    client.force_login(work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"))], by=work.hung)
    part = fields_of(client.get(address(work.sheet), {"linh-vuc": "2"}).content.decode())
    client.post(address(work.sheet) + "?linh-vuc=2", {**part, "2.3-amount": "1"})
    assert row_of(work.sheet, "1.1").amount == D("1.25")
    assert row_of(work.sheet, "2.3").amount == D("1")


def test_last_year_stands_beside_each_leaf(client, work):
    before = make_set(work.cast.par, code="bo-2023")
    last = make_round(before, work.cast.districts, 2023)
    for leaf in Criterion.objects.filter(criteria_set=work.set, max_score__isnull=False):
        leaf.previous = before.criteria.get(code=leaf.code)
        leaf.save()
    enter(sheet=sheet_of(last, "huyen-song-em"), entries=[Entry("1.1", amount=D("1.25"))], by=None)
    client.force_login(work.lan)
    assert "năm trước 1,25/2" in client.get(address(work.sheet)).content.decode()


def test_what_a_survey_measures_is_shown_and_has_no_field(client, work):
    SatisfactionFigure.objects.create(sheet=work.sheet, percent=D("91.5"), base=200)
    client.force_login(work.lan)
    page = client.get(address(work.sheet)).content.decode()
    leaf = page.partition('id="tc-3.2"')[2].partition('id="tc-4.1"')[0]
    assert "91,5%" in leaf
    assert "2,745" in leaf
    assert '3.2-amount" name' not in leaf


def test_one_leaf_is_entered_for_every_unit_on_one_page(client, work):
    client.force_login(work.lan)
    where = f"/lam-viec/ky/{work.round.pk}/linh-vuc/2.3/"
    fields = fields_of(client.get(where).content.decode())
    answer = client.post(
        where, {**fields, f"{work.sheet.pk}-2.3-amount": "1", f"{work.other.pk}-2.3-amount": "3"}, follow=True
    )
    assert "Đã lưu" in answer.content.decode()
    assert row_of(work.sheet, "2.3").amount == 1
    assert row_of(work.other, "2.3").amount == 3
    wrong = client.post(where, {**fields, f"{work.sheet.pk}-2.3-amount": "1,5x"}).content.decode()
    assert "Huyện Sông Êm</a>:" in wrong
    assert client.get(f"/lam-viec/ky/{work.round.pk}/linh-vuc/2/").status_code == 200
    assert client.get(f"/lam-viec/ky/{work.round.pk}/linh-vuc/9/").status_code == 404


def test_the_history_tells_who_changed_what_from_what_to_what_and_why(client, work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.75"))], by=work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", 1, amount=D("1.5"), reason="Thiếu số liệu")], by=work.hung)
    client.force_login(work.lan)
    page = client.get(address(work.sheet, "nhat-ky/")).content.decode()
    assert "<del>1,75</del> → <ins>1,5</ins>" in page
    assert "Thiếu số liệu" in page
    assert "Chưa có thay đổi nào" in client.get(address(work.sheet, "nhat-ky/"), {"tieu-chi": "1.2"}).content.decode()


def test_a_sheet_with_many_leaves_can_be_sent(client, work):
    many = tuple((f"1.{n}", f"Tiêu chí {n}", "1", "appraisal", {"kind": "manual"}) for n in range(1, 151))
    big = make_round(make_set(work.cast.par, code="bo-lon", leaves=many), work.cast.districts, 2023)
    client.force_login(work.lan)
    sheet = sheet_of(big, "huyen-song-em")
    fields = fields_of(client.get(address(sheet)).content.decode())
    assert len(fields) > 1000
    client.post(address(sheet), {**fields, **{f"1.{n}-amount": "0,5" for n in range(1, 151)}})
    assert Appraisal.objects.filter(sheet=sheet).count() == 150


def count_queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


def test_queries_depend_on_neither_leaves_nor_units(client, work):
    client.force_login(work.lan)
    few = make_round(
        make_set(work.cast.par, code="it", leaves=LEAVES[:3]),
        work.cast.districts,
        2023,
        units=[work.cast["huyen-song-em"]],
    )
    for sheet in (work.sheet, work.other, sheet_of(few, "huyen-song-em")):
        enter(sheet=sheet, entries=[Entry("1.1", amount=D(1)), Entry("1.2", choice="yes")], by=work.hung)
    middle = sheet_of(work.round, "huyen-nui-xanh")
    assert count_queries(client, address(middle)) == count_queries(client, address(sheet_of(few, "huyen-song-em")))
    for rest in ("", "linh-vuc/1/", "linh-vuc/1.1/"):
        many, one = (count_queries(client, f"/lam-viec/ky/{each.pk}/{rest}") for each in (work.round, few))
        assert many == one, rest
    alone = count_queries(client, "/lam-viec/")
    make_round(make_set(work.cast.par, code="nua"), work.cast.districts, 2022)
    assert count_queries(client, "/lam-viec/") == alone


def test_the_page_opens_though_a_maximum_was_lowered_below_a_saved_figure(client, work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("2"))], by=work.hung)
    Criterion.objects.filter(criteria_set=work.set, code="1.1").update(max_score=D("1"))
    client.force_login(work.lan)
    assert client.get(address(work.sheet)).status_code == 200
    assert client.get(f"/lam-viec/ky/{work.round.pk}/").status_code == 200


def test_a_unit_left_out_is_shown_with_its_reason_and_takes_no_scores(client, work):
    work.sheet.left_out_reason = "Mới thành lập"
    work.sheet.save()
    client.force_login(work.lan)
    page = client.get(address(work.sheet)).content.decode()
    assert "Đơn vị không được đánh giá. Mới thành lập" in page
    assert '<fieldset class="plain" disabled>' in page
    sent = {"1.1-version": "0", "1.1-seen": "x", "1.1-amount": "1"}
    assert client.post(address(work.sheet), sent).status_code == 403
    assert not Appraisal.objects.exists()
    listed = client.get(f"/lam-viec/ky/{work.round.pk}/").content.decode()
    assert "Mới thành lập" in listed


def test_without_a_survey_its_leaves_wait_for_nobody_where_the_rest_is_rescaled(client, work):
    AssessmentRound.objects.filter(pk=work.round.pk).update(survey_made=False)
    client.force_login(work.lan)
    assert "<b data-done>0</b>/11" in client.get(address(work.sheet)).content.decode()
    work.set.rescale_without_survey = True
    work.set.save()
    assert "<b data-done>1</b>/11" in client.get(address(work.sheet)).content.decode()


def test_self_scores_are_taken_over_by_a_button(client, work):
    enter(sheet=work.sheet, entries=[Entry("1.1", self_score=D("1.75"))], by=work.hung)
    client.force_login(work.lan)
    page = client.post(address(work.sheet, "lay-diem-tu-cham/"), follow=True).content.decode()
    assert "Đã lấy điểm tự chấm cho 1 tiêu chí" in page
    assert row_of(work.sheet, "1.1").appraised_score == D("1.75")


def test_the_inbox_counts_what_waits_and_says_what_is_late(client, work):
    AssessmentRound.objects.filter(pk=work.round.pk).update(appraisal_until="2025-02-15")
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.75"))], by=work.hung)
    client.force_login(work.lan)
    page = client.get("/lam-viec/").content.decode()
    # Nine leaves that people mark, four units, one of them marked.
    assert "Còn 35 điểm chưa chấm" in page
    assert "quá hạn 15/02/2025" in page


def test_the_round_shows_what_waits_by_unit_and_by_area(client, work):
    enter(
        sheet=work.sheet,
        entries=[Entry("1.1", amount=D(1)), Entry("1.2", choice="no"), Entry("1.3", choice="cham")],
        by=work.hung,
    )
    client.force_login(work.lan)
    page = client.get(f"/lam-viec/ky/{work.round.pk}/").content.decode()
    line = page.partition("Huyện Sông Êm")[2].partition("</tr>")[0]
    assert "còn 8" in line
    assert "đã đủ" in line
    assert "3/12" in page


def test_the_history_tells_a_choice_by_its_words(client, work):
    enter(sheet=work.sheet, entries=[Entry("1.3", choice="kip-thoi")], by=work.lan)
    client.force_login(work.lan)
    text = client.get(address(work.sheet, "nhat-ky/")).content.decode()
    assert "Kịp thời" in text
    assert "kip-thoi" not in text
    Criterion.objects.filter(criteria_set=work.set, code="1.3").update(rule={"kind": "steps", "options": []})
    text = client.get(address(work.sheet, "nhat-ky/")).content.decode()
    assert "kip-thoi" in text  # the words are gone with the rule; what was chosen is still told
