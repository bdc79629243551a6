"""Unit lists and transcribed results come in through the browser: checked, shown, confirmed as seen; results stay drafts."""

import random
import re
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.actions import imports, records_import
from scoring.actions.imports import import_files
from scoring.actions.publications import publish
from scoring.actions.records_import import confirm_records
from scoring.forms.brought import MOST_FILES
from scoring.forms.records_import import MOST_BYTES
from scoring.imports.workbook import SourceFile
from scoring.models import Event, Publication, PublishedResult
from scoring.packets.templates import scores_packet
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_criteria import make_round, make_set
from tests.file_database import in_a_file
from tests.hostile import bombs
from units.models import Unit, UnitAlias

pytestmark = pytest.mark.django_db
AT = "/lam-viec/nhap-don-vi-va-ket-qua/"
KEY, SOURCE = "par,2020,minh-hoa-quan-huyen", "Quyết định minh họa"
PUBLICATIONS = f"index,year,group,unit_count,decision_number,source\n{KEY},4,12/QĐ-UBND,{SOURCE}\n"
COMPONENTS = (
    "index,year,group,component,name,short_name,measure,max_score,source\n"
    f"{KEY},tham-dinh,Điểm thẩm định,Thẩm định,points,60,{SOURCE}\n"
)
RESULTS = (
    "index,year,group,unit_name,rank,total,c.tham-dinh,source\n"
    f'{KEY},Sông Êm,1,"90,54","55,1",{SOURCE}\n'
    f'{KEY},Núi Xanh,2-3,"90,03",,{SOURCE}\n'
)
FILES = (("publications.csv", PUBLICATIONS), ("components.csv", COMPONENTS), ("results.csv", RESULTS))
UNITS = "code,unit_kind,form,name,full_name,source\nhuyen-song-em,district,huyen,Sông Êm Đềm,Huyện Sông Êm Đềm,Tệp\n"


def someone(*permissions: str, name: str = "can-bo", **fields):
    person = make_user(name, **{"is_staff": True, **fields})
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def window(person, **options) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


@pytest.fixture
def lan(cast):
    return window(someone("manage_round"))


def bring(client, *files: tuple[str, str | bytes]):
    uploads = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return client.post(AT, {"tep": uploads})


def go_on(client, answer, act="xac-nhan"):
    return client.post(AT, {"da-kiem-tra": answer.context["sealed"], "viec": act})


def sources(*files: tuple[str, str]) -> list[SourceFile]:
    return [SourceFile(name, text.encode()) for name, text in files]


def test_results_are_seen_before_they_are_written_and_become_a_draft(lan):
    answer = bring(lan, *FILES)
    assert answer.status_code == 200
    for part in ("bản nháp mới", "Số quyết định: <b>12/QĐ-UBND</b>", "thêm mới 2, sửa 0, giữ nguyên 0 dòng", "2-3",
                 "Tổng điểm: <b>90,54</b>", "Thẩm định: <b>55,1</b>", "Kết quả, giống nhau ở mọi dòng thêm mới:"):  # fmt: skip
        assert part in answer.text, part
    assert not Publication.objects.exists()
    done = go_on(lan, answer)
    assert done.url == reverse("desk:drafts")
    listed = lan.get(done.url).text
    assert "Đã nhập: thêm 5, sửa 0" in listed  # a publication, a component, two results, one figure of a component
    draft = Publication.objects.get()
    assert draft.status == "draft"
    assert reverse("desk:draft", args=[draft.pk]) in listed
    shown = lan.get(reverse("desk:draft", args=[draft.pk])).text
    for part in ("Huyện Sông Êm", "2-3", "90,54", "55,1", "12/QĐ-UBND"):
        assert part in shown or part.removeprefix("Huyện ") in shown, part


def test_a_draft_that_changes_is_told_old_and_new(lan):
    import_files(sources=sources(*FILES), by=None)
    changed = RESULTS.replace("90,54", "91,5").replace("55,1", "56")
    answer = bring(lan, ("results.csv", changed))
    for part in ("bản nháp thay đổi", "Tổng điểm: 90,54 → <b>91,5</b>", "Thẩm định: 55,1 → <b>56</b>",
                 "thêm mới 0, sửa 1, giữ nguyên 1 dòng"):  # fmt: skip
        assert part in answer.text, part
    assert PublishedResult.objects.get(rank=1).total_printed == "90,54"
    go_on(lan, answer)
    assert PublishedResult.objects.get(rank=1).total_printed == "91,5"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_zero_is_a_figure_and_told_as_one(lan, is_new):
    if not is_new:
        import_files(sources=sources(*FILES), by=None)
    first, *lines = RESULTS.splitlines()
    zero = "\n".join(
        [f"{first},rank_change", *(f"{line},{change}" for line, change in zip(lines, ("0", ""), strict=True))]
    )
    files = (*FILES[:2], ("results.csv", zero)) if is_new else (("results.csv", zero),)
    (told,) = re.findall(r"Số bậc tăng giảm: ([^;]*?)</b>", bring(lan, *files).text)
    assert told.endswith("<b>0")


def test_a_draft_tells_what_a_figure_rests_on_that_the_source_does_not_print(lan):
    import_files(sources=sources(*FILES), by=None)
    PublishedResult.objects.filter(rank=1).update(rank_basis="order", note="Nguồn chỉ liệt kê.")
    page = lan.get(reverse("desk:draft", args=[Publication.objects.get().pk])).text
    assert "1 (theo thứ tự liệt kê của nguồn)" in page
    assert "Nguồn chỉ liệt kê." in page
    assert "2-3 (" not in page


def test_what_was_seen_is_locked_while_it_is_written(lan):
    """A key held by others is not: a submission that names the same units goes on."""
    answer = bring(lan, ("units.csv", UNITS))
    with CaptureQueriesContext(connection) as queries:
        go_on(lan, answer)
    locks = [each["sql"] for each in queries if "FOR NO KEY UPDATE" in each["sql"]]
    if connection.vendor == "postgresql":
        assert any('FROM "units_unit"' in sql for sql in locks)
        assert not [each["sql"] for each in queries if each["sql"].endswith("FOR UPDATE")]
    else:  # one writer at a time, by the database
        assert not locks


def test_of_very_many_rows_the_page_shows_some_and_says_how_many_more_are_written(lan, monkeypatch):
    monkeypatch.setattr("scoring.desk.records_changes.MOST_ROWS", 1)
    answer = bring(lan, *FILES)
    assert "và 1 dòng khác, cũng được ghi khi xác nhận" in answer.text
    assert "thêm mới 2, sửa 0" in answer.text
    go_on(lan, answer)
    assert PublishedResult.objects.count() == 2


def test_the_event_is_the_one_that_the_command_leaves(lan, tmp_path):
    go_on(lan, bring(lan, *FILES))
    by_page = Event.objects.get(verb="import")
    Publication.objects.all().delete()
    for name, text in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / name for name, _text in FILES]
    call_command("import_results", *paths, "--by", "can-bo", stdout=StringIO())
    by_command = Event.objects.filter(verb="import").latest("pk")
    told = ("by", "channel", "subject", "reason", "data")
    assert [getattr(by_page, each) for each in told] == [getattr(by_command, each) for each in told]


def test_a_unit_that_changes_is_told_old_and_new_and_gets_its_other_name(lan):
    text = UNITS.replace("source\n", "aliases,source\n").replace("Đềm,Tệp", "Đềm,Sông Em,Tệp")
    answer = bring(lan, ("units.csv", text))
    for part in ("Huyện Sông Êm → <b>Huyện Sông Êm Đềm</b>", "Tên gọi khác (thêm): – → <b>Sông Em</b>",
                 "Danh sách đơn vị hiện tại (Excel)", "Dòng đang lưu mà tệp không nêu thì giữ nguyên"):  # fmt: skip
        assert part in answer.text, part
    done = go_on(lan, answer)
    assert done.url == AT
    assert Unit.objects.get(code="huyen-song-em").full_name == "Huyện Sông Êm Đềm"
    assert UnitAlias.objects.get().name == "Sông Em"


def test_every_finding_of_the_command_stands_on_the_page_and_nothing_is_written(lan):
    wrong = RESULTS.replace("Sông Êm", "Song Em").replace('"90,03"', '"1.234,5"')
    answer = bring(lan, *FILES[:2], ("results.csv", wrong))
    assert answer.status_code == 422
    wanted = import_files(sources=sources(*FILES[:2], ("results.csv", wrong)), check=True, by=None).problems
    assert len(wanted) == 2
    assert answer.context["problems"] == wanted
    for each in wanted:
        for part in (each.file, each.message, each.column, str(each.row)):
            assert part in answer.text
    assert "Xác nhận nhập" not in answer.text
    assert go_on(lan, answer).status_code == 422  # a confirmation that no page offers
    assert not Publication.objects.exists()


def test_the_same_file_again_and_a_second_click_write_nothing_and_say_so(lan):
    answer = bring(lan, *FILES)
    go_on(lan, answer)
    again = go_on(lan, answer)
    assert "Không ghi gì thêm" in lan.get(again.url).text
    assert Event.objects.filter(verb="import").count() == 1
    answer = bring(lan, *FILES)
    assert "Không có thay đổi" in answer.text
    assert "bản nháp, giữ nguyên" in answer.text
    assert "Xác nhận nhập" not in answer.text


def colleague_renames() -> None:
    Unit.objects.filter(code="huyen-song-em").update(full_name="Huyện của đồng nghiệp")


def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten(lan):
    answer = bring(lan, ("units.csv", UNITS))
    colleague_renames()
    again = go_on(lan, answer)
    assert again.status_code == 409
    assert "dữ liệu đã thay đổi sau khi bạn kiểm tra" in again.text
    assert "Huyện của đồng nghiệp → <b>Huyện Sông Êm Đềm</b>" in again.text
    assert Unit.objects.get(code="huyen-song-em").full_name == "Huyện của đồng nghiệp"
    assert go_on(lan, again).status_code == 302
    assert Unit.objects.get(code="huyen-song-em").full_name == "Huyện Sông Êm Đềm"


def test_without_the_comparison_the_colleague_is_overwritten_unseen(lan, monkeypatch):
    monkeypatch.setattr(imports.Changes, "digest", lambda self, stored: "always the same")
    answer = bring(lan, ("units.csv", UNITS))
    colleague_renames()
    assert go_on(lan, answer).status_code == 302
    assert Unit.objects.get(code="huyen-song-em").full_name == "Huyện Sông Êm Đềm"


def test_any_change_of_the_draft_is_noticed_also_beside_what_the_file_names(lan, cast):
    import_files(sources=sources(*FILES), by=None)
    one_row = "".join(RESULTS.splitlines(keepends=True)[:2]).replace("90,54", "91")
    for edit in (
        lambda: PublishedResult.objects.filter(rank=2).update(note="x"),
        lambda: Publication.objects.update(decision_number="13/QĐ-UBND"),
        lambda: Publication.objects.get().components.update(weight=10),
        lambda: publish(publication=Publication.objects.get(), by=None),
    ):
        answer = bring(lan, ("results.csv", one_row))
        edit()
        assert go_on(lan, answer).status_code == 409
    assert PublishedResult.objects.get(rank=1).total_printed == "90,54"


def test_other_files_than_those_that_were_seen_are_not_written(cast):
    by = someone("manage_round")
    first, other = sources(("units.csv", UNITS)), sources(("units.csv", UNITS.replace("Tệp", "Nơi khác")))
    seen = import_files(sources=first, check=True, only=records_import.RECORDS, by=None).seen
    assert confirm_records(sources=other, seen=seen, by=by).is_stale
    assert Unit.objects.get(code="huyen-song-em").name == "Sông Êm"
    assert not confirm_records(sources=first, seen=seen, by=by).is_stale
    assert Unit.objects.get(code="huyen-song-em").name == "Sông Êm Đềm"


def test_a_row_that_another_transaction_made_unseen_is_checked_again(cast, monkeypatch):
    by, files = someone("manage_round"), sources(("units.csv", UNITS))
    seen = import_files(sources=files, check=True, by=None).seen
    found = iter([IntegrityError("duplicate key")])

    def collide(*, plan, by):
        for error in found:
            raise error

    monkeypatch.setattr(imports, "save_units", collide)
    outcome = confirm_records(sources=files, seen=seen, by=by)
    assert (outcome.is_stale, outcome.is_check, outcome.has_errors) == (True, True, False)


@pytest.fixture
def written_at_once(transactional_db, tmp_path):
    with in_a_file(tmp_path):
        yield


@pytest.mark.usefixtures("written_at_once")
def test_two_people_who_confirm_the_same_new_results_at_once_make_one_draft():
    make_cast()
    windows = [window(someone("manage_round", name=name)) for name in ("lan", "hung")]
    answers = [bring(each, *FILES) for each in windows]
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
    assert Publication.objects.count() == 1
    assert PublishedResult.objects.count() == 2
    assert Event.objects.filter(verb="import").count() == 1


def test_what_is_published_is_held_and_refused_as_the_command_does(lan):
    import_files(sources=sources(*FILES), publish=True, by=None)
    same = bring(lan, *FILES)
    assert "đã công bố, giữ nguyên" in same.text
    assert "Xác nhận nhập" not in same.text
    other = bring(lan, ("results.csv", RESULTS.replace("90,54", "91")))
    assert other.status_code == 422
    assert "đã công bố với giá trị khác" in other.text
    assert go_on(lan, other).status_code == 422  # no page offers it
    assert PublishedResult.objects.get(rank=1).total_printed == "90,54"


def test_it_never_publishes(lan):
    for extra in ({}, {"publish": "1", "cong-bo": "1"}):
        answer = bring(lan, *FILES)
        lan.post(AT, {"da-kiem-tra": answer.context["sealed"], "viec": "xac-nhan", **extra})
    assert {each.status for each in Publication.objects.all()} == {"draft"}


def test_tables_of_indexes_are_left_to_the_command(lan):
    text = "index,before,after,of_score,of_rank,reason,source\npar,2019,2020,có,có,Đổi cách tính,Nguồn\n"
    answer = bring(lan, ("breaks.csv", text))
    assert answer.status_code == 422
    assert "bảng “Gián đoạn” không nhập ở trang này" in answer.text
    assert not import_files(sources=sources(("breaks.csv", text)), check=True, by=None).has_errors


WRONG = {
    "none": ([], "Chưa chọn tệp"),
    "empty": ([("a.csv", "")], "Tệp rỗng"),
    "the same name twice": ([("a.csv", UNITS), ("a.csv", UNITS)], "hai tệp cùng tên"),
    "too large": ([("a.csv", "x" * (MOST_BYTES + 1))], "lệnh import_results"),
    "too many": ([(f"{n}.csv", UNITS) for n in range(MOST_FILES + 1)], "nhiều nhất 20 tệp"),
    "an old workbook": ([("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)], "tệp Excel kiểu cũ (.xls)"),
    "no table": ([("a.csv", "x,y\n1,2\n")], "không nhận ra bảng nào"),
    "only headings": ([("units.csv", UNITS.splitlines()[0] + "\n")], "không có dữ liệu"),
    "an unknown heading": ([("units.csv", UNITS.replace("form,", "form,mau,").replace("huyen,S", "huyen,x,S"))], "không có cột này"),
    "a formula": ([("units.csv", UNITS.replace("Tệp", "=1+1"))], "công thức"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(lan, what):
    files, says = WRONG[what]
    answer = bring(lan, *files)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Xác nhận nhập" not in answer.text
    assert not Event.objects.filter(verb="import").exists()


def test_a_workbook_of_a_round_is_told_where_it_belongs(lan, cast):
    round_ = make_round(make_set(cast.par), cast.departments)
    answer = bring(lan, ("diem.xlsx", scores_packet(round_)))
    assert answer.status_code == 422
    assert [problem.message for problem in answer.context["problems"]] == [
        "đây là tệp mẫu của một kỳ đánh giá, không phải tệp danh sách đơn vị hay kết quả"
    ]


def test_no_hostile_file_makes_an_error_of_the_server(lan):
    """Every sixth of them: each is read in a process of its own, and all of them are read in test_import_files.py."""
    data = Path(__file__).parent.parent / "data"
    found = sorted(each for each in data.iterdir() if each.suffix in (".xlsx", ".xls", ".ods", ".csv"))[::6]
    assert len(found) > 15
    for path in found:
        answer = bring(lan, (path.name, path.read_bytes()))
        assert answer.status_code in (200, 422), path.name
    assert not Event.objects.filter(verb="import").exists()


@pytest.mark.parametrize("kind", bombs.KINDS)
def test_a_bomb_is_refused_with_a_sentence(lan, kind):
    answer = bring(lan, ("bom.xlsx", bombs.make(kind, 1)))
    assert answer.status_code == 422
    assert answer.context["form"].errors or answer.context["errors"]
    assert not Event.objects.filter(verb="import").exists()


def test_markup_in_a_file_and_in_its_name_stays_text(lan):
    answer = bring(lan, ("<img src=x>.csv", UNITS.replace("Huyện Sông Êm Đềm", "<script>alert(1)</script>")))
    assert "<script>alert" not in answer.text
    assert "<img src=x>" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_what_was_sealed_is_taken_from_nobody_else_at_no_other_page_and_in_no_other_form(lan):
    sealed = bring(lan, ("units.csv", UNITS)).context["sealed"]
    hung = window(someone("manage_round", name="hung"))
    for client, text in ((hung, sealed), (lan, sealed[:-2] + "xx"), (lan, "")):
        refused = client.post(AT, {"da-kiem-tra": text, "viec": "xac-nhan"})
        assert refused.status_code == 422
        assert "Lần kiểm tra không còn hiệu lực" in refused.text
    elsewhere = lan.post(reverse("desk:criteria-import"), {"da-kiem-tra": sealed, "viec": "xac-nhan"})
    assert elsewhere.status_code == 422
    assert Unit.objects.get(code="huyen-song-em").name == "Sông Êm"


def test_who_may(lan):
    sealed = bring(lan, ("units.csv", UNITS)).context["sealed"]
    posts = ({"da-kiem-tra": sealed, "viec": "xac-nhan"}, {"tep": SimpleUploadedFile("units.csv", UNITS.encode())})
    file = reverse("desk:unit-list-file")
    assert Client().get(AT).status_code == Client().get(file).status_code == 302
    for person, status in (
        (someone(name="khach", is_staff=False), 404),
        (someone(name="khong-viec"), 404),
        (someone("enter_scores", name="nhap-diem"), 403),
        (someone("approve_round", name="duyet"), 403),
    ):
        client = window(person)
        assert client.get(AT).status_code == client.get(file).status_code == status
        assert {client.post(AT, each).status_code for each in posts} == {status}
    strict = window(someone("manage_round", name="hung"), enforce_csrf_checks=True)
    assert {strict.post(AT, each).status_code for each in posts} == {403}
    assert Unit.objects.get(code="huyen-song-em").name == "Sông Êm"


def test_the_pages_lead_here(lan, cast):
    round_ = make_round(make_set(cast.par), cast.departments)
    for address in (
        reverse("desk:home"),
        reverse("desk:drafts"),
        reverse("desk:release-drafts", args=[round_.pk]),
        reverse("desk:workbooks", args=[round_.pk]),
    ):
        assert f'href="{AT}"' in lan.get(address).text, address
    page = lan.get(AT).text
    for name in ("don-vi", "ket-qua"):
        assert reverse("desk:format-template", args=[name]) in page
    assert reverse("desk:unit-list-file") in page
    entering = window(someone("enter_scores", name="nhap-diem"))
    assert AT not in entering.get(reverse("desk:home")).text
    approving = window(someone("approve_round", name="duyet"))
    assert reverse("desk:drafts") in approving.get(reverse("desk:home")).text
    assert AT not in approving.get(reverse("desk:drafts")).text


@pytest.mark.parametrize("count", [2, 4])
def test_it_asks_as_often_for_many_rows_as_for_few(lan, cast, django_assert_num_queries, count):
    names = ["Sông Êm", "Núi Xanh", "Hồ Gươm Nhỏ", "Bến Mới"][:count]
    rows = "".join(f"{KEY},{name},{rank},{90 - rank},{SOURCE}\n" for rank, name in enumerate(names, 1))
    text = "index,year,group,unit_name,rank,total,source\n" + rows
    files = sources(FILES[0], ("results.csv", text))
    with django_assert_num_queries(21):
        seen = import_files(sources=files, check=True, by=None).seen
    with django_assert_num_queries(20):
        import_files(sources=files, seen=seen, by=None)
    changed = text.replace("89", "89.5").replace("88", "88.5")
    with django_assert_num_queries(28):
        assert "sửa 2" in bring(lan, ("results.csv", changed)).text
    with django_assert_num_queries(16):
        lan.get(reverse("desk:draft", args=[Publication.objects.get().pk]))


def test_the_largest_file_that_is_taken_comes_back_in_the_field_that_holds_it(lan):
    noise = random.Random(1).randbytes(MOST_BYTES)  # what cannot be compressed makes the longest field
    answer = bring(lan, ("a.xlsx", noise))
    assert answer.status_code == 422
    again = lan.post(AT, {"da-kiem-tra": answer.context["sealed"], "viec": "kiem-tra"})
    assert again.status_code == 422
    assert again.context["problems"] == answer.context["problems"]
