"""Sentences in other words from the desk to the publication: written, refused, stale, frozen, shown, corrected."""

import hashlib
import io
import json
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from parindex.portal.packs import known_of
from parindex.portal.presenters.announcement import announcement
from parindex.portal.presenters.paper_sheets import unit_year
from scoring import guard_rules, published
from scoring.actions import release
from scoring.actions.appraisals import Entry, enter
from scoring.actions.checklist import checklist
from scoring.actions.sentences import (
    SentenceConflict,
    SentenceRefused,
    Subject,
    edited_of,
    generated_of,
    unword,
    word,
)
from scoring.canonical import canonical, stored_hash
from scoring.explaining.said import said_of, said_of_block
from scoring.explaining.units import explain
from scoring.models import AssessmentRound, EditedSentence, Event, Publication, PublishedSentence, Submission
from scoring.policies import NotAllowed
from scoring.published.meeting import load_meeting
from scoring.verification import content_differences, recompute
from tests.cast import make_cast
from tests.factories import make_published, make_user
from tests.factories_release import approved, released, submitted
from tests.factories_round import make_round
from tests.scoring.frozen import drop_guards

pytestmark = pytest.mark.django_db
UNIT = "huyen-song-em"
REASON = Subject(UNIT, "reason")


@pytest.fixture
def cast():
    cast = make_cast()
    rows = [("huyen-nui-xanh", 1, "95"), ("huyen-ho-guom-nho", 2, "90"), ("quan-ben-moi", 3, "85"), (UNIT, 4, "20")]
    make_published(
        cast.par, cast.districts, 2023, [(cast[code], place, total) for code, place, total in rows], unit_count=4
    )
    return cast


@pytest.fixture
def made(cast):
    return make_round(cast)


def again(made) -> AssessmentRound:
    return AssessmentRound.objects.select_related("criteria_set", "index", "group__parent").get(pk=made.round.pk)


def generated(made, subject=REASON):
    sentence, _facts = generated_of(again(made)).facts(subject)
    return sentence


def reworded(made) -> str:
    """Other words with the same figures: what the generated reason says, led in otherwise."""
    text = generated(made).text
    return (
        f"Kết quả năm 2024: {text[:1].lower()}{text[1:]}"
        if not text.startswith("Huyện")
        else f"Kết quả năm 2024: {text}"
    )


def write(made, people, text=None, subject=REASON, seen=0, **more):
    text = reworded(made) if text is None else text
    return word(round=again(made), subject=subject, text=text, seen=seen, by=people.submits, **more)


def client_of(user=None) -> Client:
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    return client


def address(made, unit=UNIT):
    return (
        reverse("preview:unit-sentences", args=[made.round.pk, unit])
        if unit
        else reverse("preview:sentences", args=[made.round.pk])
    )


def posted(made, user, text, seen=0, act="luu", about="reason", unit=UNIT, **more):
    return client_of(user).post(address(made, unit), {"about": about, "text": text, "seen": seen, "act": act, **more})


# --- writing ---


def test_the_made_up_round_says_something_that_can_be_reworded(made):
    assert any(each.kind == "places" for each in generated(made).figures), generated(made).text


def test_a_sentence_in_other_words_is_kept_with_its_figures_and_told(made, people):
    before = generated(made).text
    row = write(made, people, reason="Cho gọn")
    assert row.text == reworded(made)
    assert [each["text"] for each in row.figures] == [each.text for each in generated(made).figures]
    event = Event.objects.get(verb="word_sentence")
    assert (event.by, event.reason) == (people.submits, "Cho gọn")
    assert (event.data["unit"], event.data["about"]) == (UNIT, "reason")
    assert (event.data["from"], event.data["to"]) == (before, row.text)


def test_the_generated_words_again_are_no_edit(made, people):
    row = write(made, people)
    assert write(made, people, generated(made).text, seen=row.version) is None
    assert not EditedSentence.objects.exists()
    row = write(made, people)
    unword(round=again(made), subject=REASON, seen=row.version, by=people.submits)
    assert not EditedSentence.objects.exists()
    assert Event.objects.filter(verb="word_sentence").count() == 4


@pytest.mark.parametrize(
    "harm", [("tăng", "giảm"), ("bậc", "điểm"), ("Huyện Sông Êm", "Huyện Hồ Gươm"), ("bậc", "bậc, dẫn đầu cả nước 99%")]
)
def test_what_does_not_agree_is_not_written(made, people, harm):
    text = generated(made).text.replace(*harm)
    assert text != generated(made).text
    with pytest.raises(SentenceRefused) as refused:
        write(made, people, text)
    assert refused.value.problems
    assert not EditedSentence.objects.exists()
    assert not Event.objects.filter(verb="word_sentence").exists()


def test_a_reason_is_never_left_out_and_other_sentences_may_be(made, people):
    with pytest.raises(SentenceRefused, match="không được để trống"):
        write(made, people, "  ")
    other = next(each for each in generated_of(again(made)).of(UNIT)[0] if each.about != "reason")
    assert write(made, people, "", Subject(UNIT, other.about)).text == ""


def test_a_sentence_of_the_block_keeps_to_its_own_figures(made, people):
    leaders = generated(made, Subject("", "leaders"))
    row = write(made, people, leaders.text.replace("dẫn đầu khối", "đứng đầu khối năm 2024"), Subject("", "leaders"))
    assert row.sheet is None
    with pytest.raises(SentenceRefused):
        write(made, people, "Quận Bến Mới dẫn đầu khối", Subject("", "leaders"), seen=row.version)


def test_who_wrote_meanwhile_is_not_written_over(made, people):
    first = write(made, people)
    with pytest.raises(SentenceConflict) as conflict:
        write(made, people, generated(made).text)
    assert conflict.value.standing == first
    unword(round=again(made), subject=REASON, seen=first.version, by=people.submits)
    second = write(made, people)
    assert second.version != first.version  # what was taken back and written again is another one
    with pytest.raises(SentenceConflict):
        unword(round=again(made), subject=REASON, seen=first.version, by=people.submits)


def test_who_may_and_when(made, people):
    for user in (people.approves, people.looks, make_user("nguoi-la")):
        with pytest.raises(NotAllowed):
            word(round=again(made), subject=REASON, text=reworded(made), seen=0, by=user)
    assert word(round=again(made), subject=REASON, text=reworded(made), seen=0, by=people.enters)  # prepares the round
    released(again(made), people)
    with pytest.raises(NotAllowed, match="đã công bố"):
        write(made, people, "Huyện Sông Êm.", seen=1)


def test_a_round_that_is_prepared_has_nothing_to_word(cast, people):
    made = make_round(cast, state=AssessmentRound.State.PREPARING)
    with pytest.raises(NotAllowed, match="đang chuẩn bị"):
        write(made, people, "Huyện Sông Êm.")


def test_an_edit_after_submission_voids_it(made, people):
    submission = approved(again(made), people)
    write(made, people)
    submission = Submission.objects.get(pk=submission.pk)
    assert submission.voided_at is not None
    assert again(made).state == "open"
    hashes = {submission.content_hash, submitted(again(made), people).content_hash}
    assert len(hashes) == 2


# --- before publication ---


def lower(made, people):
    seen = made.appraisal(UNIT, "1.1").version
    enter(
        sheet=made.sheets[UNIT], entries=[Entry("1.1", seen, amount=Decimal("0.25"), reason="Thiếu")], by=people.enters
    )


def test_a_sentence_that_does_not_agree_any_more_blocks(made, people):
    score = generated(made, Subject(UNIT, "reason"))
    assert score is not None
    found = generated_of(again(made))
    about = next(each.about for each in found.of(UNIT)[0] if any(f.kind in ("points", "percent") for f in each.figures))
    text = found.facts(Subject(UNIT, about))[0].text
    write(made, people, f"Năm 2024: {text}", Subject(UNIT, about))
    assert not [each for each in checklist(again(made), by=people.submits).errors if each.key.startswith("sentence")]
    lower(made, people)
    errors = [each for each in checklist(again(made), by=people.submits).errors if each.key.startswith("sentence")]
    assert len(errors) == 1
    assert "không còn khớp số liệu" in errors[0].message
    with pytest.raises(NotAllowed, match="Còn lỗi"):
        submitted(again(made), people)
    page = unescape(client_of(people.submits).get(reverse("desk:release", args=[made.round.pk])).content.decode())
    assert f"{address(made)}#cau-{about}" in page


def test_without_the_look_before_publication_a_stale_sentence_would_go_out(made, people, monkeypatch):
    """The negative control of the check in the list."""
    found = generated_of(again(made))
    about = next(each.about for each in found.of(UNIT)[0] if any(f.kind in ("points", "percent") for f in each.figures))
    text = f"Năm 2024: {found.facts(Subject(UNIT, about))[0].text}"
    write(made, people, text, Subject(UNIT, about))
    lower(made, people)
    monkeypatch.setattr("scoring.actions.sentences.look_again", lambda *_: ())
    publication = released(again(made), people)
    assert publication.sentences.get().text.rstrip(".") == text.rstrip(".")


def test_a_generated_sentence_that_changed_is_a_warning_where_the_edited_one_agrees(made, people):
    row = write(made, people)
    EditedSentence.objects.filter(pk=row.pk).update(generated="Câu trước đây.")
    found = checklist(again(made), by=people.submits)
    assert [each.key for each in found.warnings if each.key.startswith("sentence")] == [
        f"sentence-{UNIT}-reason-{row.version}"
    ]
    assert not [each for each in found.errors if each.key.startswith("sentence")]


def test_a_sentence_of_which_nothing_is_generated_any_more_blocks_until_it_is_taken_back(made, people):
    row = write(made, people)
    EditedSentence.objects.filter(pk=row.pk).update(about="applies")
    errors = [each.key for each in checklist(again(made), by=people.submits).errors]
    assert f"sentence-{UNIT}-applies-gone" in errors
    page = unescape(client_of(people.submits).get(address(made)).content.decode())
    assert "không còn lập được câu này" in page
    unword(round=again(made), subject=Subject(UNIT, "applies"), seen=row.version, by=people.submits)
    assert f"sentence-{UNIT}-applies-gone" not in [
        each.key for each in checklist(again(made), by=people.submits).errors
    ]


# --- published ---


@pytest.fixture
def out(made, people):
    """A publication with an edited reason, an edited sentence of the block and one left out."""
    write(made, people)
    leaders = generated(made, Subject("", "leaders")).text
    write(made, people, leaders.replace("dẫn đầu khối", "đứng đầu khối"), Subject("", "leaders"))
    other = next(each for each in generated_of(again(made)).of(UNIT)[0] if each.about != "reason")
    write(made, people, "", Subject(UNIT, other.about))
    return released(again(made), people), other


def test_what_is_published_is_what_was_worded(made, people, out):
    publication, other = out
    found = published.release_by_number(publication.number)
    assert found.is_edited
    ranking = published.load_ranking(found)
    why = published.load_whys([ranking], UNIT)[publication.number]
    said = said_of(why)
    assert said[0].text == publication.sentences.get(unit_code=UNIT, about="reason").text
    assert said[0].is_edited
    assert said[0].figures
    assert other.about not in [each.about for each in said]
    assert "đứng đầu khối" in said_of_block(ranking, None)[0].text
    content = json.loads(canonical(Publication.objects.get(pk=publication.pk)))
    assert set(content["sentences"]) == {"*", UNIT}
    assert stored_hash(Publication.objects.get(pk=publication.pk)) == publication.content_hash


def test_pages_papers_and_files_say_it_with_a_note(made, people, out):
    publication, _other = out
    anyone = client_of()
    text = publication.sentences.get(unit_code=UNIT, about="reason").text
    page = unescape(anyone.get(f"/don-vi/{UNIT}/2024/").content.decode())
    plain = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert text in plain
    assert "do cơ quan công bố biên tập hoặc lược bớt; các con số đã được đối chiếu" in plain
    csv = anyone.get(f"/don-vi/{UNIT}/2024.csv").content.decode("utf-8-sig")
    assert text in csv
    assert "câu do cơ quan công bố biên tập" in csv
    raw = anyone.get(f"/cong-bo/{publication.number}.json").content.decode()
    assert text in raw


def test_the_announcement_and_the_sheet_of_a_unit_say_it_too(made, people, out):
    publication, other = out
    meeting = load_meeting(published.release_by_number(publication.number))
    prose = repr(announcement(meeting, lambda path: f"https://vi-du.example{path}"))
    for row in publication.sentences.exclude(text=""):
        assert row.text in prose
    left_out = next(each for each in explain(meeting.whys[UNIT]) if each.about == other.about)
    assert left_out.text not in prose
    sheet = unit_year(UNIT, 2024, known_of(meeting, UNIT), lambda path: f"https://vi-du.example{path}")
    assert sheet["said"][publication.number][0] == publication.sentences.get(unit_code=UNIT, about="reason").text
    assert sheet["edited"]


def test_no_presenter_asks_for_generated_sentences_itself():
    """One definition of which sentence is said: pages that made sentences themselves would not know the edited ones."""
    for file in Path("parindex/portal").rglob("*.py"):
        assert not re.search(r"import .*\b(explain|explain_block)\b", file.read_text()), file


def test_each_figure_of_an_edited_sentence_is_a_link(made, people, out):
    publication, _other = out
    page = client_of().get(f"/don-vi/{UNIT}/2024/").content.decode()
    reason = page.split('<p class="reason">')[1].split("</p>")[0]
    stated = [each["text"] for each in publication.sentences.get(unit_code=UNIT, about="reason").figures]
    linked = re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", reason)
    years = ("2023", "2024")
    assert [each for each in stated if each not in years] == [each for each in linked if each[0].isdigit()]


def test_a_publication_without_edited_sentences_does_not_speak_of_them(made, people):
    publication = released(again(made), people)
    assert b'"sentences"' not in canonical(publication)
    assert not published.release_by_number(publication.number).is_edited
    assert "biên tập" not in client_of().get(f"/don-vi/{UNIT}/2024/").content.decode()


def test_nothing_of_it_is_to_be_seen_before(made, people):
    text = write(made, people).text
    anyone = client_of()
    assert anyone.get(address(made)).status_code == 302
    assert anyone.get(f"/don-vi/{UNIT}/2024/").status_code == 404
    submitted(again(made), people)
    for page in ("/", "/du-lieu/", f"/don-vi/{UNIT}/"):
        assert text not in unescape(anyone.get(page).content.decode())


def test_a_published_sentence_never_changes(made, people, out):
    publication, _other = out
    row = publication.sentences.get(about="reason")
    for attack in (
        lambda: PublishedSentence.objects.filter(pk=row.pk).update(text="Khác."),
        lambda: row.delete(),
        lambda: PublishedSentence.objects.create(publication=publication, about="gap", text="Thêm."),
    ):
        with pytest.raises(DatabaseError, match=guard_rules.REFUSAL), transaction.atomic():
            attack()
    drop_guards()
    assert PublishedSentence.objects.filter(pk=row.pk).update(text="Khác.") == 1
    assert stored_hash(Publication.objects.get(pk=publication.pk)) != publication.content_hash


def test_under_a_published_round_no_sentence_is_written(made, people, out):
    row = EditedSentence.objects.get(sheet__unit__code=UNIT, about="reason")
    with pytest.raises(DatabaseError, match=guard_rules.ROUND_IS_PUBLISHED), transaction.atomic():
        EditedSentence.objects.filter(pk=row.pk).update(text="Khác.")
    drop_guards()
    assert EditedSentence.objects.filter(pk=row.pk).update(text="Khác.") == 1


def test_a_correction_starts_from_the_edited_sentences_and_says_which_do_not_agree(made, people, out):
    before = client_of().get(f"/don-vi/{UNIT}/2024/").content
    release.begin_correction(round=again(made), reason="Sửa điểm", by=people.submits)
    assert len(edited_of(again(made))) == 3
    assert not [each for each in checklist(again(made), by=people.submits).errors if each.key.startswith("sentence")]
    lower(made, people)
    for subject, row in edited_of(again(made)).items():
        found = checklist(again(made), by=people.submits)
        if any(each.key == f"sentence-{subject.unit}-{subject.about}-stale" for each in found.errors):
            unword(round=again(made), subject=subject, seen=row.version, by=people.submits)
    assert client_of().get(f"/don-vi/{UNIT}/2024/").content == before
    second = released(again(made), people)
    assert second.version == 2


def test_words_alone_may_be_corrected(made, people, out):
    release.begin_correction(round=again(made), reason="Sửa câu chữ", by=people.submits)
    row = edited_of(again(made))[REASON]
    unword(round=again(made), subject=REASON, seen=row.version, by=people.submits)
    assert "nothing-corrected" not in [each.key for each in checklist(again(made), by=people.submits).errors]
    before = row.text
    second = released(again(made), people)
    assert second.version == 2
    page = unescape(client_of().get(f"/cong-bo/{second.number}/").content.decode())
    assert "1 câu đổi cách viết" in page
    assert "đơn vị đổi số liệu" not in page
    assert f"Trước: {before} Sau: câu lập từ số liệu" in page


def test_who_approves_sees_what_was_worded(made, people):
    write(made, people)
    other = next(each for each in generated_of(again(made)).of(UNIT)[0] if each.about != "reason")
    write(made, people, "", Subject(UNIT, other.about))
    submitted(again(made), people)
    page = unescape(
        client_of(people.approves).get(reverse("desk:release-approve", args=[made.round.pk])).content.decode()
    )
    assert reworded(made) in page
    assert "Không nêu câu lập từ số liệu" in page


def test_what_is_hashed_of_them_is_the_same_on_every_database(made, people, out):
    content = content_of_(out[0])["sentences"]
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert (
        hashlib.sha256(raw.encode()).hexdigest() == "e36213da0c28e179e7f0d3173eea6819e5d16b1ce9a84016ed47150576514309"
    ), raw


# --- the page ---


def test_five_kinds_of_people(made, people):
    anyone, stranger = client_of(), client_of(make_user("nguoi-la"))
    assert anyone.get(address(made)).status_code == 302
    assert anyone.post(address(made), {}).status_code == 302
    assert stranger.get(address(made)).status_code == 404
    assert client_of(people.looks).get(address(made)).status_code == 404
    for user, may in ((people.enters, True), (people.submits, True), (people.approves, False)):
        response = client_of(user).get(address(made))
        assert response.status_code == 200
        assert ("<textarea" in response.content.decode()) is may
    assert posted(made, people.approves, reworded(made)).status_code == 409
    assert not EditedSentence.objects.exists()


def test_the_page_saves_refuses_and_keeps_what_was_typed(made, people):
    wrong = generated(made).text.replace("tăng", "giảm")
    refused = posted(made, people.submits, wrong, reason="Thử")
    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert wrong in page
    assert "Sai chiều" in page
    assert 'value="Thử"' in page
    saved = posted(made, people.submits, reworded(made))
    assert saved.status_code == 302
    assert saved["Location"].endswith("#cau-reason")
    assert "đã biên tập" in client_of(people.submits).get(saved["Location"]).content.decode()
    late = posted(made, people.enters, wrong, seen=0)
    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert wrong in page
    assert reworded(made) in page
    version = EditedSentence.objects.get().version
    assert f'name="seen" value="{version}"' in page
    assert posted(made, people.enters, "", seen=version, act="tra-lai").status_code == 302
    assert not EditedSentence.objects.exists()


def test_the_page_tells_afterwards_that_the_submission_went_with_it(made, people):
    said = "Lần trình công bố đã hết hiệu lực vì có thay đổi; phải trình lại."
    desk = client_of(people.submits)
    typed = {"about": "reason", "text": reworded(made), "seen": 0, "act": "luu"}
    assert said not in unescape(desk.post(address(made), typed, follow=True).content.decode())
    submitted(again(made), people)
    back = {"about": "reason", "text": "", "seen": EditedSentence.objects.get().version, "act": "tra-lai"}
    assert said in unescape(desk.post(address(made), back, follow=True).content.decode())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "x" * 20_000,
        "Sông\0Êm",
        "Huyện Sông Êm\u202e",
        "=1+1",
        "@SUM(A1)",
        "-2+3",
        "{{ 7|add:1 }}",
        "{=cmd|' /C calc'!A0}",
    ],
    ids=["markup", "20000", "nul", "bidi", "formula", "at", "minus", "template", "dde"],
)
def test_hostile_words_are_refused_shown_as_text_and_not_lost(made, people, text):
    response = posted(made, people.submits, text)
    assert response.status_code == 422
    page = response.content.decode()
    assert "<script>alert" not in page
    assert text.replace("\0", "") in unescape(page).replace("\0", "").replace("\ufffd", "")
    assert not EditedSentence.objects.exists()


def test_a_form_that_is_none_of_ours_is_nothing(made, people):
    for data in ({}, {"about": "reason", "seen": "-1", "act": "luu"}, {"about": "reason", "seen": "0", "act": "xoa"}):
        assert client_of(people.submits).post(address(made), data).status_code == 404
    assert client_of(people.submits).get(address(made, "khong-co")).status_code == 404
    assert posted(made, people.submits, "Huyện Sông Êm.", about="applies").status_code == 409


def test_the_list_shows_every_unit_and_its_queries_do_not_grow(made, people):
    client = client_of(people.submits)
    page = unescape(client.get(address(made, "")).content.decode())
    for sheet in made.sheets.values():
        assert sheet.unit.full_name in page
        assert address(made, sheet.unit.code) in page
    for where in (address(made, ""), address(made)):
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        assert len(asked) == 30


def test_no_sentence_becomes_a_formula_of_a_file(made, people, out):
    """Even words that came past the page: the writer of files knows no formula."""
    drop_guards()
    out[0].sentences.filter(unit_code=UNIT, about="reason").update(text='=HYPERLINK("http://vi-du")', figures=[])
    csv = client_of().get(f"/don-vi/{UNIT}/2024.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in csv
    book = load_workbook(io.BytesIO(client_of().get(f"/don-vi/{UNIT}/2024.xlsx").content))
    cells = [cell for sheet in book for row in sheet for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


# --- verified ---


def content_of_(publication):
    return json.loads(canonical(Publication.objects.get(pk=publication.pk)))


def standalone(content, tmp_path, capsys):
    import importlib.util

    spec = importlib.util.spec_from_file_location("kiem_tra", "static/verify/kiem_tra_cong_bo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    file = tmp_path / "cong-bo.json"
    file.write_bytes(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return module.main([str(file)]), capsys.readouterr().out


def test_both_verifiers_take_what_was_published(made, people, out, tmp_path, capsys):
    publication = Publication.objects.get(pk=out[0].pk)
    assert content_differences(publication) == []
    code, said = standalone(content_of_(publication), tmp_path, capsys)
    assert code == 0, said
    assert "Câu do cơ quan biên tập" in said
    assert "không kiểm" in said


def _another_text(each):
    each["text"] = each["text"].replace("3 bậc", "2 bậc")


def _another_figure(each):
    for figure in each["figures"]:
        if figure["kind"] == "places":
            figure["value"] = "2"


def _both(each):
    _another_figure(each)
    _another_text(each)
    for figure in each["figures"]:
        figure["text"] = figure["text"].replace("3 bậc", "2 bậc")


@pytest.mark.parametrize("alter", [_another_text, _another_figure, _both])
def test_both_verifiers_name_a_sentence_that_was_altered(made, people, out, alter, tmp_path, capsys):
    content = content_of_(out[0])
    alter(content["sentences"][UNIT]["reason"])
    assert any(each.path[:3] == ("sentences", UNIT, "reason") for each in recompute(content))
    code, said = standalone(content, tmp_path, capsys)
    assert code == 1
    assert "câu biên tập, Huyện Sông Êm" in said


def test_a_figure_that_only_two_years_give_is_held_against_both(made, people, out):
    publication = out[0]
    drop_guards()
    row = publication.sentences.get(unit_code=UNIT, about="reason")
    places = next(each for each in row.figures if each["kind"] == "places")
    places |= {"what": "others", "against_year": None}
    row.save()
    found = content_differences(Publication.objects.get(pk=publication.pk))
    assert any(each.path == ("sentences", UNIT, "reason", "figures") for each in found)


def test_the_same_content_has_the_same_bytes_however_rows_are_stored(made, people, out):
    content = content_of_(out[0])
    drop_guards()
    rows = list(out[0].sentences.all())
    out[0].sentences.all().delete()
    for row in reversed(rows):
        PublishedSentence.objects.create(
            publication=out[0], unit_code=row.unit_code, about=row.about, text=row.text,
            figures=[dict(reversed(each.items())) for each in row.figures],
        )  # fmt: skip
    assert content_of_(out[0]) == content
    assert stored_hash(Publication.objects.get(pk=out[0].pk)) == out[0].content_hash


def test_what_was_typed_stays_where_its_sentence_is_gone_or_published_meanwhile(made, people):
    gone = posted(made, people.submits, "CHỮ TÔI GÕ", about="own")
    assert gone.status_code in (409, 422)
    assert "CHỮ TÔI GÕ" in unescape(gone.content.decode())
    released(again(made), people)
    late = posted(made, people.submits, "CHỮ TÔI GÕ MUỘN")
    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert "Nội dung bạn nhập, chưa lưu</span> CHỮ TÔI GÕ MUỘN" in page
