"""A criteria set comes back through the browser: checked, shown, confirmed as it was seen; nothing is written before."""

import threading
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.actions import criteria_import
from scoring.actions.criteria import change_criterion
from scoring.actions.criteria_import import confirm_criteria_files, import_criteria_files
from scoring.criteria_files import as_texts, as_workbook
from scoring.forms import brought
from scoring.forms.criteria_import import MOST_BYTES
from scoring.imports.workbook import SourceFile
from scoring.models import CriteriaSet, Criterion, Event
from scoring.packets.templates import scores_packet
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_criteria import EVERY_RULE, lock_set, make_round, make_set
from tests.file_database import in_a_file

pytestmark = pytest.mark.django_db
AT = "/lam-viec/nhap-bo-tieu-chi/"
HEAD = "set,code,title\n"
TITLE = HEAD + "minh-hoa-so-2025,2.1,Hồ sơ đúng và trước hạn\n"


@pytest.fixture
def made(cast):
    return make_set(cast.par)


def someone(*permissions: str, name: str = "can-bo", **fields):
    person = make_user(name, **{"is_staff": True, **fields})
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def window(person, **options) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


@pytest.fixture
def lan(made):
    return window(someone("manage_round"))


def bring(client, *files: tuple[str, str | bytes], **more):
    uploads = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return client.post(AT, {"tep": uploads, **more})


def check(client, text: str, **more):
    return bring(client, ("criteria.csv", text), **more)


def go_on(client, answer, act="xac-nhan", **more):
    ticked = {"bo": "1"} if answer.context["remove_missing"] else {}
    return client.post(AT, {"da-kiem-tra": answer.context["sealed"], "viec": act, **ticked, **more})


def title(code: str = "2.1") -> str:
    return Criterion.objects.get(criteria_set__code="minh-hoa-so-2025", code=code).title


def without(*codes: str) -> str:
    """The set as a CSV file, without those nodes."""
    text = as_texts(CriteriaSet.objects.get())["criteria"].decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not any(f",{code}," in line for code in codes))


def test_a_changed_title_is_seen_old_and_new_and_written_only_when_confirmed(lan, made):
    answer = check(lan, TITLE)
    assert answer.status_code == 200
    assert "Hồ sơ đúng hạn → <b>Hồ sơ đúng và trước hạn</b>" in answer.text
    assert "Mục: thêm mới 0, sửa 1, giữ nguyên 0, bỏ 0" in answer.text
    assert "15 mục đang có mà tệp không có, vẫn giữ nguyên" in answer.text
    assert (title(), Event.objects.filter(verb="import_criteria").count()) == ("Hồ sơ đúng hạn", 0)
    done = go_on(lan, answer)
    assert done.url == f"/lam-viec/bo-tieu-chi/{made.code}/"
    assert "Đã nhập: thêm 0, sửa 1, bỏ 0" in lan.get(done.url).text
    assert title() == "Hồ sơ đúng và trước hạn"


def test_the_event_is_the_one_that_the_command_leaves(lan, made, tmp_path):
    go_on(lan, check(lan, TITLE))
    by_page = Event.objects.get(verb="import_criteria")
    change_criterion(criterion=made.criteria.get(code="2.1"), values={"title": "Hồ sơ đúng hạn"}, by=None)
    (tmp_path / "criteria.csv").write_text(TITLE, encoding="utf-8")
    call_command("import_criteria", tmp_path / "criteria.csv", "--by", "can-bo", stdout=StringIO())
    by_command = Event.objects.filter(verb="import_criteria").latest("pk")
    told = ("by", "channel", "subject", "reason", "data")
    assert [getattr(by_page, each) for each in told] == [getattr(by_command, each) for each in told]


def test_a_workbook_makes_a_new_set_and_every_field_is_shown(lan, made):
    book = load_workbook(BytesIO(as_workbook(made)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == made.code:
                    cell.value = "bo-moi"
    out = BytesIO()
    book.save(out)
    answer = bring(lan, ("bo-moi.xlsx", out.getvalue()))
    text = answer.text
    for part in ("bộ mới", f"thêm mới {len(EVERY_RULE)}", "Điểm tối đa: <b>20</b>", "chỉ số hài lòng", "Xếp loại 2025",
                 "kịp thời: 20 điểm; không kịp thời: 10,5 điểm", "Từ chỉ số (%): <b>90</b>", "Áp dụng cho cấp:"):  # fmt: skip
        assert part in text, part
    assert CriteriaSet.objects.count() == 1
    assert go_on(lan, answer).url.endswith("/bo-moi/")
    assert CriteriaSet.objects.get(code="bo-moi").criteria.count() == len(EVERY_RULE)


def test_several_csv_files_come_in_together(lan, made):
    files = [(f"{table}-x.csv", text) for table, text in as_texts(made).items()]
    answer = bring(lan, *files)
    assert answer.context["outcome"].is_unchanged
    assert "Không có thay đổi" in answer.text
    assert "Xác nhận nhập" not in answer.text
    assert set(answer.context["outcome"].files) == {name for name, _text in files}


def test_every_finding_of_the_command_stands_on_the_page(lan, made):
    text = HEAD + "minh-hoa-so-2025,8..1,A\nkhong-co,1,Một\nminh-hoa-so-2025,8,\n"
    answer = check(lan, text, bo="1")
    assert answer.status_code == 422
    wanted = import_criteria_files(sources=[SourceFile("criteria.csv", text.encode())], check=True, by=None).problems
    assert answer.context["problems"] == wanted
    for each in wanted:
        for part in (each.message, each.advice, each.column, str(each.row)):
            assert part in answer.text
    assert "Xác nhận nhập" not in answer.text
    assert answer.context["form"]["bo"].value()  # what was ticked stays
    assert go_on(lan, answer).status_code == 422  # a confirmation that no page offers
    assert title() == "Hồ sơ đúng hạn"


def test_nodes_go_only_when_that_was_ticked_and_each_is_listed(lan, made):
    text = without("2.3", "1.10")
    answer = check(lan, text)
    assert "mục sẽ bị bỏ:" not in answer.text
    answer = go_on(lan, answer, bo="1")  # ticked beside “Xác nhận nhập”: it is shown first
    assert "2 mục sẽ bị bỏ:" in answer.text
    assert "<li><b>2.3</b> Sáng kiến</li>" in answer.text
    assert "<li><b>1.10</b> Gương mẫu</li>" in answer.text
    assert "Bạn vừa đổi lựa chọn" in answer.text
    assert made.criteria.count() == len(EVERY_RULE)
    go_on(lan, answer)
    assert made.criteria.count() == len(EVERY_RULE) - 2
    assert not made.criteria.filter(code__in=("2.3", "1.10")).exists()


def test_unticked_again_nothing_goes(lan, made):
    answer = check(lan, without("2.3"), bo="1")
    assert answer.context["outcome"].removed
    answer = lan.post(AT, {"da-kiem-tra": answer.context["sealed"], "viec": "kiem-tra"})
    assert not answer.context["outcome"].removed
    assert "Xác nhận nhập" not in answer.text
    assert made.criteria.count() == len(EVERY_RULE)


def test_the_command_lists_what_would_go_and_counts_it_apart(made, tmp_path, capsys):
    (tmp_path / "criteria.csv").write_text(without("2.3", "1.10"), encoding="utf-8")
    call_command("import_criteria", tmp_path / "criteria.csv", "--check", "--remove-missing")
    said = capsys.readouterr().out
    assert "Nếu nhập, bỏ 2 mục:" in said
    assert "minh-hoa-so-2025: 2.3 Sáng kiến" in said
    assert "thêm 0, sửa 0, bỏ 2, giữ nguyên 14 bản ghi" in " ".join(said.split())
    assert made.criteria.count() == len(EVERY_RULE)


def colleague_edits(made) -> None:
    change_criterion(criterion=made.criteria.get(code="2.1"), values={"title": "Hồ sơ của đồng nghiệp"}, by=None)


def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten(lan, made):
    answer = check(lan, TITLE)
    colleague_edits(made)
    again = go_on(lan, answer)
    assert again.status_code == 409
    assert "dữ liệu đã thay đổi sau khi bạn kiểm tra" in again.text
    assert "Hồ sơ của đồng nghiệp → <b>Hồ sơ đúng và trước hạn</b>" in again.text
    assert title() == "Hồ sơ của đồng nghiệp"
    assert go_on(lan, again).status_code == 302
    assert title() == "Hồ sơ đúng và trước hạn"


def test_without_the_comparison_the_colleague_is_overwritten_unseen(lan, made, monkeypatch):
    monkeypatch.setattr(criteria_import, "state_of", lambda works: "always the same")
    answer = check(lan, TITLE)
    colleague_edits(made)
    assert go_on(lan, answer).status_code == 302
    assert title() == "Hồ sơ đúng và trước hạn"


def test_any_change_of_the_set_is_noticed_also_beside_what_the_file_names(lan, cast, made):
    for edit in (
        lambda: change_criterion(criterion=made.criteria.get(code="1.2"), values={"note": "x"}, by=None),
        lambda: made.band_scales.get().bands.filter(code="kha").update(from_index=71),
        lambda: CriteriaSet.objects.update(places=3),
        lambda: make_round(made, cast.departments),
    ):
        answer = check(lan, TITLE)
        edit()
        assert go_on(lan, answer).status_code == 409
    assert title() == "Hồ sơ đúng hạn"


def test_other_files_than_those_that_were_seen_are_not_written(made):
    first, other = (
        SourceFile("criteria.csv", TITLE.encode()),
        SourceFile("criteria.csv", TITLE.replace("trước", "sau").encode()),
    )
    seen = import_criteria_files(sources=[first], check=True, by=None).seen
    outcome = confirm_criteria_files(sources=[other], seen=seen, by=None)
    assert outcome.is_stale
    assert title() == "Hồ sơ đúng hạn"
    assert not confirm_criteria_files(sources=[first], seen=seen, by=None).is_stale
    assert title() == "Hồ sơ đúng và trước hạn"


def test_a_second_click_writes_nothing_more(lan, made):
    answer = check(lan, TITLE)
    go_on(lan, answer)
    again = go_on(lan, answer)
    assert "Không ghi gì thêm" in lan.get(again.url).text
    assert Event.objects.filter(verb="import_criteria").count() == 1


@pytest.fixture
def written_at_once(transactional_db, tmp_path):
    with in_a_file(tmp_path):
        yield


@pytest.mark.usefixtures("written_at_once")
def test_two_people_who_confirm_the_same_new_set_at_once_make_one_set():
    made = make_set(make_cast().par)
    text = [as_texts(made)["criteria_sets"].decode("utf-8-sig").replace(made.code, "bo-moi"),
            as_texts(made)["criteria"].decode("utf-8-sig").replace(made.code, "bo-moi")]  # fmt: skip
    windows = [window(someone("manage_round", name=name)) for name in ("lan", "hung")]
    files = [("criteria_sets.csv", text[0]), ("criteria.csv", text[1])]
    answers = [bring(each, *files) for each in windows]
    start, statuses = threading.Barrier(2), []

    def confirm(client, answer):
        try:
            start.wait(10)
            statuses.append(go_on(client, answer).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=each) for each in zip(windows, answers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [302, 302]
    assert CriteriaSet.objects.filter(code="bo-moi").count() == 1
    assert Event.objects.filter(verb="import_criteria").count() == 1


def test_a_set_that_another_transaction_made_unseen_is_checked_again(made, monkeypatch):
    sources = [SourceFile("criteria.csv", TITLE.encode())]
    seen = import_criteria_files(sources=sources, check=True, by=None).seen

    def collide(*_args, **_options):
        raise IntegrityError("duplicate key")

    monkeypatch.setattr(criteria_import, "record", collide)
    with pytest.raises(IntegrityError):
        import_criteria_files(sources=sources, by=None)
    calls = iter([collide, lambda *_args, **_options: None])
    monkeypatch.setattr(criteria_import, "record", lambda *args, **options: next(calls)(*args, **options))
    outcome = confirm_criteria_files(sources=sources, seen=seen, by=None)
    assert (outcome.is_stale, outcome.is_check, outcome.has_errors) == (True, True, False)
    assert title() == "Hồ sơ đúng hạn"


def test_a_locked_set_is_refused_with_its_sentence(lan, cast, made):
    answer = check(lan, TITLE)
    lock_set(made, cast.departments)
    assert "sao chép thành bộ tiêu chí của năm sau" in check(lan, TITLE).text
    late = go_on(lan, answer)
    assert late.status_code == 409
    assert "sao chép thành bộ tiêu chí của năm sau" in late.text
    assert title() == "Hồ sơ đúng hạn"
    assert AT not in lan.get(f"/lam-viec/bo-tieu-chi/{made.code}/").text


def test_a_round_that_uses_the_set_is_named(lan, cast, made):
    make_round(made, cast.departments)
    assert "Bộ này đang dùng cho:" in check(lan, TITLE).text


WRONG = {
    "none": ([], "Chưa chọn tệp"),
    "empty": ([("a.csv", "")], "Tệp rỗng"),
    "the same name twice": ([("a.csv", TITLE), ("a.csv", TITLE)], "hai tệp cùng tên"),
    "too large": ([("a.csv", HEAD + "x" * MOST_BYTES)], "lệnh import_criteria"),
    "too large together": ([(f"{n}.csv", "x" * 160_000) for n in (1, 2)], "lệnh import_criteria"),
    "too many": ([(f"{n}.csv", TITLE) for n in range(brought.MOST_FILES + 1)], "nhiều nhất 20 tệp"),
    "an old workbook": ([("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)], "tệp Excel kiểu cũ (.xls)"),
    "of LibreOffice": ([("a.ods", b"PK\x03\x04" + b"\0" * 600)], ".ods"),
    "no table": ([("a.csv", "x,y\n1,2\n")], "không nhận ra bảng nào"),
    "only headings": ([("criteria.csv", HEAD)], "không có dữ liệu"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(lan, made, what):
    files, says = WRONG[what]
    answer = bring(lan, *files, bo="1")
    assert says in answer.text
    assert "Xác nhận nhập" not in answer.text
    assert 'name="bo"' in answer.text
    assert "checked" in answer.text
    assert not Event.objects.filter(verb="import_criteria").exists()


def test_a_workbook_of_a_round_is_told_where_it_belongs(lan, cast, made):
    round_ = make_round(made, cast.departments)
    answer = bring(lan, ("diem.xlsx", scores_packet(round_)))
    assert answer.status_code == 422
    assert [problem.message for problem in answer.context["problems"]] == [
        "đây là tệp mẫu của một kỳ đánh giá, không phải tệp bộ tiêu chí"
    ]
    assert "Tệp bảng tính của kỳ đánh giá" in answer.text


def test_no_hostile_file_makes_an_error_of_the_server(lan, made):
    """Every fourth of them: each is read in a process of its own, and all of them are read in test_import_files.py."""
    data = Path(__file__).parent.parent / "data"
    found = sorted(each for each in data.iterdir() if each.suffix in (".xlsx", ".xls", ".ods", ".csv"))[::4]
    assert len(found) > 20
    for path in found:
        answer = bring(lan, (path.name, path.read_bytes()))
        assert answer.status_code == 422, path.name
    assert title() == "Hồ sơ đúng hạn"


def test_markup_in_a_file_and_in_its_name_stays_text(lan, made):
    answer = bring(lan, ("<img src=x>.csv", HEAD + "minh-hoa-so-2025,2.1,<script>alert(1)</script>\n"))
    assert "<script>alert" not in answer.text
    assert "<img src=x>" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_what_was_sealed_is_taken_from_nobody_else_and_in_no_other_form(lan, made):
    answer = check(lan, TITLE)
    sealed = answer.context["sealed"]
    hung = window(someone("manage_round", name="hung"))
    for client, text in ((hung, sealed), (lan, sealed[:-2] + "xx"), (lan, ""), (lan, "x" * 1000)):
        refused = client.post(AT, {"da-kiem-tra": text, "viec": "xac-nhan", "bo": "1"})
        assert refused.status_code == 422
        assert "Lần kiểm tra không còn hiệu lực" in refused.text
        assert refused.context["form"]["bo"].value()
    assert title() == "Hồ sơ đúng hạn"


def test_a_check_of_yesterday_is_made_again(lan, made, monkeypatch):
    answer = check(lan, TITLE)
    monkeypatch.setattr(brought, "KEPT_FOR", -1)
    assert go_on(lan, answer).status_code == 422
    assert title() == "Hồ sơ đúng hạn"


def test_who_may(made, lan):
    sealed = check(lan, TITLE).context["sealed"]
    posts = ({"da-kiem-tra": sealed, "viec": "xac-nhan"}, {"tep": SimpleUploadedFile("criteria.csv", TITLE.encode())})
    assert Client().get(AT).status_code == 302
    for person, status in (
        (someone(name="khach", is_staff=False), 404),
        (someone(name="khong-viec"), 404),
        (someone("enter_scores", name="nhap-diem"), 403),
        (someone("approve_round", name="duyet"), 403),
    ):
        client = window(person)
        assert client.get(AT).status_code == status
        assert {client.post(AT, each).status_code for each in posts} == {status}
    strict = window(someone("manage_round", name="hung"), enforce_csrf_checks=True)
    assert {strict.post(AT, each).status_code for each in posts} == {403}
    assert title() == "Hồ sơ đúng hạn"


def test_the_pages_lead_here(lan, cast, made):
    template = reverse("desk:format-template", args=["bo-tieu-chi"])
    listed = lan.get("/lam-viec/bo-tieu-chi/").text
    assert f'href="{AT}"' in listed
    assert f'href="{template}"' in listed
    assert f'href="{AT}"' in lan.get(f"/lam-viec/bo-tieu-chi/{made.code}/").text
    assert f'href="{template}"' in lan.get(AT).text
    files = lan.get(reverse("desk:workbooks", args=[make_round(made, cast.departments).pk])).text
    assert f'href="{AT}"' in files
    assert files.count(f'href="{reverse("desk:records-import")}"') == 2
    entering = window(someone("enter_scores", name="nhap-diem"))
    assert AT not in entering.get("/lam-viec/bo-tieu-chi/").text
