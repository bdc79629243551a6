"""The desk's survey pages: what they show, who may use them, and that nothing typed is lost."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scoring.actions.surveys import enter_satisfaction, enter_tallies, know
from scoring.models import AssessmentRound, Event, Questionnaire, Tally
from scoring.packets.surveys import satisfaction_packet
from scoring.survey_entry import Returned, Stated
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_round import publish_by_hand
from tests.factories_surveys import (
    make_questionnaire,
    make_scale,
    make_staff,
    make_surveyed_round,
    make_tally,
    sheet_of,
)

pytestmark = pytest.mark.django_db

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
CSV = f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,10,5,0,1\n"


@pytest.fixture
def round_():
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    return round_


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def at(round_, name: str, *more, query: str = "") -> str:
    return reverse(f"desk:{name}", args=[round_.pk, *more]) + query


def fields_of(answer) -> dict[str, str]:
    """What a browser would send back of a grid page as it stands."""
    grid = answer.context["grid"]
    return {"seen": grid.seen_text, **{cell.name: cell.value for row in grid.rows for cell in row.cells}}


ADDRESSES = [
    ("surveys",),
    ("survey-tallies", "cong-chuc"),
    ("survey-satisfaction",),
    ("survey-setup",),
    ("survey-scale",),
    ("survey-questionnaire",),
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[0])
def test_pages_open_for_whoever_has_a_part_and_for_nobody_else(client, round_, address):
    page = at(round_, *address)
    assert client.get(page)["Location"].startswith("/quan-tri/login/")
    client.force_login(make_user("dan"))
    assert client.get(page).status_code == 404
    client.force_login(make_staff("viec-khac", ()))
    assert client.get(page).status_code == 404
    client.force_login(make_staff("nguoi-duyet", ("approve_round",)))
    assert client.get(page).status_code == 200
    assert "no-store" in client.get(page)["Cache-Control"]


def test_a_round_or_questionnaire_that_is_not_there_is_not_found(desk, round_):
    assert desk.get(reverse("desk:surveys", args=[round_.pk + 1])).status_code == 404
    assert desk.get(at(round_, "survey-tallies", "khac")).status_code == 404
    for query in ("?cau=khac", "?don-vi=khac"):
        assert desk.get(at(round_, "survey-tallies", "cong-chuc", query=query)).status_code == 404


def test_the_overview_tells_missing_small_and_found_apart(desk, round_, staff):
    form = round_.questionnaires.get()
    make_tally(sheet_of(round_, EM), form, "c1", 10, 10, 10, 0)
    make_tally(sheet_of(round_, XANH), form, "c1", 1, 1, 1, 1)
    enter_satisfaction(sheet=sheet_of(round_, EM), percent=Decimal("93.95"), base=300, issued=320, by=staff)
    text = desk.get(at(round_, "surveys")).content.decode()
    for words in (
        "60,00%",
        "2.4 điểm",
        "2,4 điểm",
        "n = 30",
        "93,95%",
        "±2,70",
        "trả lời 93,75%",
        "dưới 10 người trả lời",
    ):
        assert (words in text) is (words != "2.4 điểm"), words
    assert "Còn thiếu (4)" in text
    assert "Dưới 10 người trả lời (1)" in text
    assert "2/8" in text
    units = [unit.code for unit in desk.get(at(round_, "surveys", query="?loc=nho")).context["page"]]
    assert units == [XANH]


def test_an_empty_round_says_how_to_begin(desk, round_):
    Questionnaire.objects.all().delete()
    assert "Thiết lập phiếu hỏi: sao chép từ năm trước" in desk.get(at(round_, "surveys")).content.decode()


def test_counts_are_typed_question_by_question(desk, round_, staff):
    page = at(round_, "survey-tallies", "cong-chuc", query="?cau=c2")
    fields = fields_of(desk.get(page))
    fields |= {"o.0.a": "10", "o.0.b": " 5 ", "o.0.c": "0", "o.0.d": "1"}
    answer = desk.post(page, fields, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Đã lưu 1 dòng." in answer.content.decode()
    assert know(round_).tallies == {(EM, "cong-chuc.c2"): {"a": 10, "b": 5, "c": 0, "d": 1}}
    assert Event.objects.get().by == staff


def test_counts_are_typed_unit_by_unit(desk, round_):
    page = at(round_, "survey-tallies", "cong-chuc", query=f"?don-vi={XANH}")
    fields = fields_of(desk.get(page)) | {f"o.1.{answer}": "3" for answer in "abcd"}
    desk.post(page, fields)
    assert know(round_).tallies == {(XANH, "cong-chuc.c2"): dict.fromkeys("abcd", 3)}


def test_what_was_handed_out_is_typed(desk, round_):
    page = at(round_, "survey-tallies", "cong-chuc", query="?phat-ra")
    desk.post(page, fields_of(desk.get(page)) | {"o.0.issued": "120", "o.1.population": "9000"})
    assert know(round_).returns == {(EM, "cong-chuc"): Returned(120), (XANH, "cong-chuc"): Returned(None, 9000)}


def test_percentages_are_typed_with_a_comma(desk, round_):
    page = at(round_, "survey-satisfaction")
    desk.post(page, fields_of(desk.get(page)) | {"o.0.percent": "93,95", "o.0.base": "300", "o.0.source": "Báo cáo 12"})
    assert know(round_).satisfaction == {EM: Stated(Decimal("93.95"), 300, source="Báo cáo 12")}
    again = desk.get(page)
    assert 'value="93,95"' in again.content.decode()
    assert "Không có thay đổi nào cần lưu." in desk.post(page, fields_of(again), follow=True).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"o.0.a": "mười"}, "“mười” không phải số nguyên"),
        ({"o.0.a": "-1"}, "“-1” không phải số nguyên"),
        ({"o.0.a": "1,5"}, "“1,5” không phải số nguyên"),
        ({"o.0.a": "１"}, "không phải số nguyên"),
        ({"o.0.a": "1"}, "Thiếu số phiếu của câu trả lời này. Không có người chọn: ghi 0"),
        ({f"o.0.{answer}": "99999999" for answer in "abcd"}, "Số phiếu phải là số nguyên không âm"),
    ],
)
def test_what_cannot_be_is_told_at_its_cell_and_nothing_typed_is_lost(desk, round_, typed, says):
    page = at(round_, "survey-tallies", "cong-chuc")
    fields = fields_of(desk.get(page)) | typed | {f"o.1.{answer}": "7" for answer in "abcd"}
    answer = desk.post(page, fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert "aria-invalid" in text
    for name, value in fields.items():
        if name != "seen" and value:
            assert f'name="{name}" value="{value}"' in text
    assert not Tally.objects.exists()


def test_emptying_a_row_takes_its_counts_away(desk, round_, staff):
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): dict.fromkeys("abcd", 5)}, by=staff)
    page = at(round_, "survey-tallies", "cong-chuc")
    desk.post(page, fields_of(desk.get(page)) | {f"o.0.{answer}": "" for answer in "abcd"})
    assert know(round_).tallies == {}


def test_a_stale_page_does_not_write_over_a_colleague_and_a_second_save_is_knowing(desk, round_):
    page = at(round_, "survey-tallies", "cong-chuc")
    fields = fields_of(desk.get(page)) | {f"o.0.{answer}": "9" for answer in "abcd"}
    colleague = make_staff("dong-nghiep")
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): dict.fromkeys("abcd", 5)}, by=colleague)
    answer = desk.post(page, fields)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mức A: 5; Mức B: 5" in text
    assert "dong-nghiep" in text
    assert 'name="o.0.a" value="9"' in text
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 5
    desk.post(page, fields_of(answer))
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 9


def test_a_colleagues_other_rows_do_not_stand_in_the_way(desk, round_):
    page = at(round_, "survey-tallies", "cong-chuc")
    fields = fields_of(desk.get(page)) | {f"o.1.{answer}": "9" for answer in "abcd"}
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): dict.fromkeys("abcd", 5)}, by=make_staff("dong-nghiep"))
    assert desk.post(page, fields).status_code == 302
    assert {unit for unit, _question in know(round_).tallies} == {EM, XANH}


@pytest.mark.parametrize(
    "seen", ["", "{", "[]", "null", '{"t":[[1]],"r":[],"s":[]}', '{"t":[["a","b",[]]],"r":[],"s":[]}']
)
def test_a_damaged_form_is_no_error_of_the_program(desk, round_, seen):
    page = at(round_, "survey-tallies", "cong-chuc")
    assert desk.post(page, fields_of(desk.get(page)) | {"seen": seen}).status_code in (302, 422)


def test_who_may_only_look_sees_why_and_cannot_save(client, round_):
    client.force_login(make_staff("nguoi-duyet", ("approve_round",)))
    page = at(round_, "survey-tallies", "cong-chuc")
    answer = client.get(page)
    assert "không có quyền nhập điểm" in answer.content.decode()
    fields = fields_of(answer) | {f"o.0.{each}": "1" for each in "abcd"}
    assert client.post(page, fields).status_code == 403
    upload = SimpleUploadedFile("a.csv", CSV.encode())
    assert client.post(at(round_, "workbooks"), {"tep": upload, "loai": "surveys"}).status_code == 403
    assert not Tally.objects.exists()


def test_a_published_round_is_shown_and_not_changed(desk, round_):
    publish_by_hand(round_)
    page = at(round_, "survey-tallies", "cong-chuc")
    answer = desk.get(page)
    assert "đã công bố" in answer.content.decode()
    assert desk.post(page, fields_of(answer) | {f"o.0.{each}": "1" for each in "abcd"}).status_code == 403


def test_what_is_saved_after_the_publication_stays_on_the_screen_with_the_reason(desk, round_):
    page = at(round_, "survey-tallies", "cong-chuc")
    typed = fields_of(desk.get(page)) | {f"o.0.{each}": "17" for each in "abcd"}
    publish_by_hand(round_)

    answer = desk.post(page, typed)

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "đã công bố" in text
    assert "Nội dung bạn nhập còn ở bảng dưới" in text
    assert 'name="o.0.a" value="17"' in text
    assert not Tally.objects.exists()


def test_the_page_of_a_submitted_round_says_that_a_save_voids_the_submission(desk, round_):
    Round = type(round_)
    Round.objects.filter(pk=round_.pk).update(state=Round.State.SUBMITTED)
    page = at(round_, "survey-tallies", "cong-chuc")
    warning = "Nếu lưu thay đổi, lần trình sẽ hết hiệu lực"
    assert warning in desk.get(page).content.decode()
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
    assert warning not in desk.get(page).content.decode()


# By file: in the round's three steps, as every other file (tests/scoring/workbooks/).


def test_the_overview_leads_whoever_may_enter_to_the_workbooks_of_the_round(desk, client, round_):
    page = desk.get(at(round_, "surveys")).content.decode()
    assert f'href="{at(round_, "workbooks")}#nhap"' in page
    assert f'href="{at(round_, "workbooks")}#mau"' in page
    client.force_login(make_staff("nguoi-duyet", ("approve_round",)))
    assert at(round_, "workbooks") not in client.get(at(round_, "surveys")).content.decode()


def test_a_file_of_counts_is_checked_confirmed_and_told_in_words(desk, round_):
    upload = SimpleUploadedFile("so-phieu.csv", CSV.replace("10,5,0,1", "4,5,0,0").encode())
    brought = desk.post(at(round_, "workbooks"), {"tep": upload, "loai": "surveys"}, follow=True)
    said = brought.content.decode()
    assert "a: – → <b>4</b>" in said
    assert "1 dòng có dưới 10 người trả lời" in said
    assert not Tally.objects.exists()
    act = brought.context["act"]
    done = desk.post(at(round_, "import-confirm", act.pk), {"da-xem": "no-identity"}, follow=True)
    assert "Đã nhập tệp: 1 giá trị thay đổi." in done.content.decode()
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 4
    assert Event.objects.get(verb="import_workbook").data["file"] == "so-phieu.csv"


# Set-up.


def make_surveyed_round_beside(round_) -> AssessmentRound:
    return AssessmentRound.objects.create(
        criteria_set=round_.criteria_set, index=round_.index, group=round_.group, year=2023, state="open"
    )


@pytest.fixture
def preparing(client):
    client.force_login(make_staff("chuan-bi", ("manage_round",)))
    return client


def test_a_scale_and_a_questionnaire_are_set_up_in_lines(preparing, round_):
    scale = {"code": "ba", "name": "Ba mức", "answers": "a | Tốt | 100\n\nb | Khá | 62,5 %\nc | Kém | 0"}
    assert preparing.post(at(round_, "survey-scale"), scale).status_code == 302
    form = {
        "code": "lanh-dao", "name": "Phiếu lãnh đạo", "purpose": "survey", "respondents": "Lãnh đạo", "weight": "2,5",
        "scale": "ba", "questions": "c1 | Chất lượng? | 2.1\nc2 | Phối hợp? | 2.2",
    }  # fmt: skip
    assert preparing.post(at(round_, "survey-questionnaire"), form).status_code == 302
    made = Questionnaire.objects.get(code="lanh-dao")
    assert (made.weight, made.questions.count()) == (Decimal("2.5"), 2)
    assert made.scale.options.get(code="b").weight == Decimal("62.5")
    held = preparing.get(at(round_, "survey-questionnaire", query="?ma=lanh-dao")).content.decode()
    assert "c1 | Chất lượng? | 2.1" in held


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("c1 | Chất lượng?", "Dòng 1: cần mã | câu hỏi"),
        ("c1 | Chất lượng? | 1.1", "không phải tiêu chí điều tra xã hội học"),
        ("C1 | Chất lượng? | 2.1", "Mã câu hỏi “C1” phải gồm chữ thường"),
    ],
)
def test_a_set_up_that_cannot_be_is_told_and_stays_typed(preparing, round_, lines, says):
    make_scale(round_, "ba")
    form = {
        "code": "lanh-dao", "name": "Phiếu lãnh đạo", "purpose": "survey", "respondents": "Lãnh đạo", "weight": "1",
        "scale": "ba", "questions": lines,
    }  # fmt: skip
    answer = preparing.post(at(round_, "survey-questionnaire"), form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert lines in answer.content.decode()


def test_a_template_is_used_and_a_questionnaire_taken_away(preparing, round_):
    page = at(round_, "survey-setup")
    assert "thiết lập của kỳ đánh giá" in preparing.get(page).content.decode()
    preparing.post(page, {"mau": "1001-2023"})
    assert Questionnaire.objects.get(code="hai-long").questions.count() == 2
    assert "không ghi đè" in preparing.post(page, {"mau": "2640-2017"}, follow=True).content.decode()
    preparing.post(page, {"xoa": "hai-long"})
    assert not Questionnaire.objects.filter(code="hai-long").exists()


def test_last_years_set_up_is_copied_from_the_page(preparing, round_):
    other = make_surveyed_round_beside(round_)
    answer = preparing.post(at(other, "survey-setup"), {"ky": str(round_.pk)}, follow=True)
    assert "Đã sao chép 1 phiếu, 2 câu hỏi." in answer.content.decode()
    assert other.questionnaires.count() == 1


def test_who_only_enters_figures_may_look_at_the_set_up_and_not_change_it(desk, round_):
    page = at(round_, "survey-setup")
    assert "Dùng mẫu" not in desk.get(page).content.decode()
    for sent in ({"mau": "1001-2023"}, {"xoa": "cong-chuc"}, {"ky": str(round_.pk)}):
        assert desk.post(page, sent).status_code == 403
    scale = {"code": "ba", "name": "Ba mức", "answers": "a | Tốt | 100\nb | Kém | 0"}
    assert desk.post(at(round_, "survey-scale"), scale).status_code == 403


# What does not grow.


@pytest.mark.parametrize("address", [("surveys",), ("survey-tallies", "cong-chuc"), ("survey-setup",)])
def test_the_number_of_queries_does_not_grow_with_units_and_questions(
    desk, round_, address, django_assert_max_num_queries
):
    page = at(round_, *address)
    desk.get(page)
    with django_assert_max_num_queries(40) as before:
        desk.get(page)
    form = make_questionnaire(round_, "lanh-dao", questions={f"c{n}": "2.1" for n in range(9)}, position=2)
    for unit in (EM, XANH):
        for n in range(9):
            make_tally(sheet_of(round_, unit), form, f"c{n}", 5, 5, 5, 5)
    with django_assert_max_num_queries(len(before)):
        desk.get(page)


@pytest.mark.parametrize(
    ("text", "percent", "shown"),
    [("0,8765", None, ""), ("1", None, ""), ("0,8765%", "0.8765", "0,8765%"), ("1 %", "1", "1,00%")],
)
def test_a_percentage_of_at_most_one_wants_its_sign_as_in_files(desk, round_, text, percent, shown):
    page = at(round_, "survey-satisfaction")
    answer = desk.post(
        page, fields_of(desk.get(page)) | {"o.0.percent": text, "o.0.base": "300", "o.0.source": "Báo cáo"}
    )
    held = {unit: stated.percent for unit, stated in know(round_).satisfaction.items()}
    assert list(held.values()) == ([] if percent is None else [Decimal(percent)])
    if percent is None:
        assert "phần trăm nhỏ hơn hoặc bằng 1. Nếu là" in answer.content.decode()
        return
    # What stands is shown so that it may be sent again, by the page and by the template.
    fields = fields_of(desk.get(page))
    assert fields["o.0.percent"] == shown
    desk.post(page, fields | {"o.0.base": "301"})
    assert [stated.base for stated in know(round_).satisfaction.values()] == [301]
    book = openpyxl.load_workbook(BytesIO(satisfaction_packet(round_, know(round_))))
    assert text.replace(" ", "") in [cell.value for row in book["Hài lòng"].iter_rows() for cell in row]
