"""The pages of criteria sets at the desk: for those who have work here, complete, and as quick for many nodes as for few."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from openpyxl import load_workbook

from scoring.actions.criteria import change_criterion, remove_criterion
from scoring.actions.criteria_sets import copy_set
from scoring.models import CriteriaSet, Event
from tests.factories import make_user
from tests.factories_criteria import EVERY_RULE, lock_set, make_set

pytestmark = pytest.mark.django_db
D = Decimal
LIST = "/lam-viec/bo-tieu-chi/"


@pytest.fixture
def made(cast):
    return make_set(cast.par)


def someone(client, *permissions: str, **fields):
    person = make_user("can-bo", **{"is_staff": True, **fields})
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(person)
    return person


@pytest.fixture
def manager(client):
    return someone(client, "manage_round")


def page(client, made, tail=""):
    return client.get(f"{LIST}{made.code}/{tail}")


def addresses(made):
    files = [f"{LIST[:-1]}.{form}" for form in ("xlsx", "csv", "json")]
    tails = ("", "chep/", "tai-ve.xlsx", "tai-ve.csv", "tai-ve.json")
    return [LIST, *files] + [f"{LIST}{made.code}/{tail}" for tail in tails]


def test_nobody_else_finds_anything_here(client, made):
    for address in addresses(made):
        assert client.get(address).status_code == 302
    someone(client, is_staff=False)
    assert {client.get(address).status_code for address in addresses(made)} == {404}


def test_staff_without_work_here_find_nothing(client, made):
    someone(client)
    assert {client.get(address).status_code for address in addresses(made)} == {404}


@pytest.mark.usefixtures("manager")
def test_the_list_and_a_set_leave_as_json_too(client, made):
    listed = client.get(LIST).content.decode()
    for form in ("xlsx", "csv", "json"):
        assert f'href="{LIST[:-1]}.{form}"' in listed
    document = json.loads(client.get(f"{LIST[:-1]}.json").content)
    row = dict(zip(document["columns"], document["rows"][0], strict=True))
    assert (row["Mã"], row["Từ năm"], row["Tình trạng"], row["Lưu ý"]) == (
        made.code, 2025, "đang soạn", "Dữ liệu minh họa",
    )  # fmt: skip
    assert f'href="{LIST}{made.code}/tai-ve.json"' in page(client, made).content.decode()
    whole = json.loads(page(client, made, "tai-ve.json").content)
    assert whole["notice"] == "Dữ liệu minh họa"
    assert len(whole["tables"]["criteria"]) == len(EVERY_RULE)
    assert {each["code"]: each["max_score"] for each in whole["tables"]["criteria"]}["1.1.1"] == "20"
    assert page(client, made, "tai-ve.pdf").status_code == 404


def test_who_enters_scores_may_look_and_not_copy(client, made):
    someone(client, "enter_scores")
    answer = page(client, made)
    assert answer.status_code == 200
    for offered in ("Sao chép sang năm sau", "Sửa bộ tiêu chí", "Thêm mục"):
        assert offered not in answer.content.decode()
    assert page(client, made, "chep/").status_code == 403
    assert client.post(f"{LIST}{made.code}/chep/", {"code": "x"}).status_code == 403
    assert CriteriaSet.objects.count() == 1


@pytest.mark.usefixtures("manager")
def test_the_page_shows_the_tree_in_words(client, made):
    text = page(client, made).content.decode()
    for each in (
        "Tỷ lệ × điểm tối đa / 100; dưới 80% thì 0 điểm",
        "&gt; 90%: 10 điểm; ≥ 70%: 5 điểm; còn lại: 0 điểm",
        "kịp thời: 20 điểm; không kịp thời: 10,5 điểm",
        "100 điểm",
        "điểm thưởng tối đa 2 điểm, điểm trừ tối đa 2 điểm",
        "Dữ liệu minh họa",
        "Sao chép sang năm sau",
    ):
        assert each in text
    assert [text.index(f'id="muc-{code}"') for code, *_rest in EVERY_RULE] == sorted(
        text.index(f'id="muc-{code}"') for code, *_rest in EVERY_RULE
    )
    assert "điều phải sửa" not in text


@pytest.mark.usefixtures("manager")
def test_the_page_shows_what_is_wrong_and_how_the_set_continues(client, made):
    new = copy_set(source=made, code="sau", name="Sau", year_from=2026, by=None)
    node = {row.code: row for row in new.criteria.all()}
    change_criterion(criterion=node["2.1"], values={"max_score": D(9)}, by=None)
    change_criterion(criterion=node["1.2"], values={"title": "<b>Tin</b>"}, by=None)
    remove_criterion(criterion=node["2.3"], by=None)
    new.criteria.filter(code="1.10").update(rule={"kind": "magic"})
    text = page(client, new).content.decode()
    for each in (
        "đổi điểm tối đa, trước: 10 điểm",
        "đổi nội dung",
        "&lt;b&gt;Tin&lt;/b&gt;",
        "Mục của bộ trước không còn",
        "<b>2.3</b> Sáng kiến",
        "1 bỏ",
        "1 điều phải sửa",
        "Không có cách tính điểm nào tên là “magic”.",
        "Tổng điểm tối đa là 94, thang điểm của chỉ số là 100",
    ):
        assert each in text


@pytest.mark.usefixtures("manager")
def test_a_locked_set_says_so_and_offers_the_copy(client, cast, made):
    lock_set(made, cast.departments)
    text = page(client, made).content.decode()
    assert "đã dùng cho một kỳ đánh giá đã công bố" in text
    assert "Sao chép sang năm sau" in text
    assert "Sửa bộ tiêu chí" not in text
    assert "/quan-tri/" not in text.split("<main")[1] or "Sửa mục" not in text
    assert "đã khóa" in client.get(LIST).content.decode()


def test_a_set_is_copied_and_what_was_typed_stays_when_it_is_refused(client, made, manager):
    text = page(client, made, "chep/").content.decode()
    assert 'value="minh-hoa-so-2026"' in text
    assert "Bộ tiêu chí sở, ban, ngành năm 2026" in text
    typed = {"code": made.code, "name": "Tên đã nhập", "year_from": "2026", "year_to": "2025"}
    answer = client.post(f"{LIST}{made.code}/chep/", typed)
    assert answer.status_code == 200
    assert 'value="Tên đã nhập"' in answer.content.decode()
    assert "Chưa sao chép được" in answer.content.decode()
    answer = client.post(
        f"{LIST}{made.code}/chep/",
        {**typed, "code": "minh-hoa-so-2026", "year_to": "", "decision_number": "9/QĐ", "decision_date": "30/11/2026"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}minh-hoa-so-2026/")
    new = CriteriaSet.objects.get(code="minh-hoa-so-2026")
    assert (new.copied_from, new.decision_number, new.decision_date.isoformat()) == (made, "9/QĐ", "2026-11-30")
    assert Event.objects.get(verb="copy_criteria_set").by == manager
    assert "Đã sao chép" in client.get(answer["Location"]).content.decode()


@pytest.mark.usefixtures("manager")
def test_the_files_are_the_ones_that_come_in_again(client, made):
    answer = page(client, made, "tai-ve.xlsx")
    assert 'filename="minh-hoa-so-2025.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Bộ tiêu chí", "Tiêu chí", "Thang xếp loại", "Loại"]
    assert book["Tiêu chí"].max_row == len(EVERY_RULE) + 1
    answer = page(client, made, "tai-ve.csv")
    assert answer.content.decode("utf-8-sig").startswith("Bộ tiêu chí,Mã mục,")
    assert page(client, made, "tai-ve.pdf").status_code == 404
    assert client.get(f"{LIST}khong-co/").status_code == 404


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("leaves", [2, 60])
def test_a_page_asks_as_often_for_many_nodes_as_for_few(client, cast, django_assert_num_queries, leaves):
    rows = [("1", "Lĩnh vực", None, "", None)]
    rows += [(f"1.{n}", f"Tiêu chí {n}", D(1), "appraisal", {"kind": "manual"}) for n in range(1, leaves + 1)]
    old = make_set(cast.par, rows=rows)
    new = copy_set(source=old, code="sau", name="Sau", year_from=2026, by=None)
    with django_assert_num_queries(13):
        assert page(client, new).status_code == 200
    with django_assert_num_queries(5):
        assert client.get(LIST).status_code == 200
