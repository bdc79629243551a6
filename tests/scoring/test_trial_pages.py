"""The desk tries a criteria set on a published round: who may, what the page says, the same rows in the files, nothing written."""

import csv
import io
import json
import re
from decimal import Decimal as D
from html import unescape

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.actions.criteria import add_criterion, change_criterion, remove_criterion
from scoring.actions.criteria_sets import copy_set
from scoring.core.continuation import Continued, LeafMapping
from scoring.exports.cells import unguarded
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Criterion, Event
from scoring.tally import tally_round
from scoring.trial_tally import links_between, past_round, try_set
from tests.exports.payloads import PAYLOADS, dangerous_in_csv, formulas_in_workbook
from tests.factories import make_user
from tests.factories_criteria import make_set
from tests.factories_release import grant, released
from tests.factories_round import make_round, publish_by_hand
from units.models import Unit

pytestmark = pytest.mark.django_db
AT = "/lam-viec/thu-bo-tieu-chi/"
FORMS = ("csv", "xlsx", "json")


@pytest.fixture
def made(cast):
    """The published round of four districts."""
    found = make_round(cast)
    publish_by_hand(found.round)
    found.round.refresh_from_db()
    return found


@pytest.fixture
def draft(made):
    """The round's set for the next year: a rule everybody reaches, a larger maximum, a leaf gone, a leaf new."""
    new = copy_set(source=made.criteria_set, code="du-thao", name="Bộ dự thảo", year_from=2025, by=None)
    node = {row.code: row for row in new.criteria.all()}
    easy = {"kind": "thresholds", "steps": [{"bound": "1", "points": "15", "inclusive": True}], "below": "0"}
    change_criterion(criterion=node["1.3"], values={"rule": easy}, by=None)
    change_criterion(criterion=node["1.1"], values={"max_score": D(20)}, by=None)
    remove_criterion(criterion=node["2.3"], by=None)
    values = {
        "code": "2.8", "parent": node["2"], "position": 99, "title": "Trợ lý ảo", "max_score": D(5), "origin": "appraisal",
        "rule": {"kind": "manual"},
    }  # fmt: skip
    add_criterion(criteria_set=new, values=values, by=None)
    return new


@pytest.fixture
def manager(client, people):
    client.force_login(people.enters)
    return people.enters


def page(client, draft, query=""):
    answer = client.get(f"{AT}?bo={draft.code}{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def health_at(made):
    return f"/lam-viec/ky/{made.round.pk}/suc-khoe-tieu-chi"


def addresses(made, draft):
    tried = [f"{AT}{what}.{form}?bo={draft.code}" for what in ("don-vi", "tieu-chi") for form in FORMS]
    return [
        AT,
        f"{AT}?bo={draft.code}",
        *tried,
        f"{health_at(made)}/",
        *(f"{health_at(made)}.{form}" for form in FORMS),
    ]


# --- who may ---


def test_only_who_prepares_sets_finds_it(made, draft, people):
    """Not a reader, not an officer of a unit, not whoever only enters, submits or approves scores."""
    stranger = Client()
    assert {stranger.get(each).status_code for each in addresses(made, draft)} == {302}
    council = grant(make_user("hoi-dong"), "enter_scores")
    for person, status in (
        (make_user("nguoi-dan"), 404),
        (people.looks, 404),
        (grant(make_user("can-bo-don-vi")), 404),
        (council, 403),
        (people.submits, 403),
        (people.approves, 403),
    ):
        stranger.force_login(person)
        found = {stranger.get(each).status_code for each in addresses(made, draft)}
        assert found == {status}, person
        assert "Bộ dự thảo" not in stranger.get(f"{AT}?bo={draft.code}").content.decode()
    stranger.force_login(people.enters)
    assert {stranger.get(each).status_code for each in addresses(made, draft)} == {200}


def test_without_the_gate_the_council_would_see_everybodys_place(made, draft, monkeypatch):
    """The refusal comes from the gate and from nothing else."""
    stranger = Client()
    stranger.force_login(grant(make_user("hoi-dong"), "enter_scores"))
    monkeypatch.setattr("scoring.views.gates.check_can_manage", lambda user: None)
    assert {stranger.get(each).status_code for each in addresses(made, draft)} == {200}


def test_links_are_offered_to_those_who_may_follow_them(client, made, draft, people):
    set_page, round_page = f"/lam-viec/bo-tieu-chi/{draft.code}/", f"/lam-viec/ky/{made.round.pk}/"
    client.force_login(people.enters)
    assert f"{AT}?bo={draft.code}" in client.get(set_page).content.decode()
    assert "suc-khoe-tieu-chi/" in client.get(round_page).content.decode()
    client.force_login(people.submits)
    assert AT not in client.get(set_page).content.decode()
    assert "suc-khoe-tieu-chi/" not in client.get(round_page).content.decode()


def test_nothing_of_a_draft_is_reachable_from_outside(made, draft):
    outside = Client()
    for address in ("/", "/xep-hang/", "/tim-kiem/?tim=Trợ+lý+ảo", f"/tieu-chi/{draft.code}/2.8/", "/phuong-phap/"):
        text = outside.get(address, follow=True).content.decode()
        assert "Bộ dự thảo" not in text, address
        assert "du-thao" not in text.replace(f"/tieu-chi/{draft.code}", ""), address
    answer = outside.get(f"{AT}?bo={draft.code}")
    assert (answer.status_code, answer.content) == (302, b"")


@pytest.mark.usefixtures("manager")
def test_pages_are_kept_by_nobody_and_nothing_is_written(client, made, draft):
    before = (Event.objects.count(), Criterion.objects.count(), AssessmentRound.objects.get(pk=made.round.pk).revision)
    for address in addresses(made, draft):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert not [each for each in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", each["sql"])]
        assert client.post(address).status_code == 405
    after = (Event.objects.count(), Criterion.objects.count(), AssessmentRound.objects.get(pk=made.round.pk).revision)
    assert after == before


# --- what it says ---


@pytest.mark.usefixtures("manager")
def test_the_page_tells_the_result_first_and_how_each_leaf_was_carried(client, made, draft):
    text = page(client, draft)
    assert (
        text.index("Nếu chấm năm 2024 theo bộ tiêu chí này") < text.index('id="don-vi"') < text.index('id="tieu-chi"')
    )
    for each in (
        "1 tiêu chí không còn phân biệt các đơn vị",
        "tính lại từ số đo theo cách tính mới",
        "quy đổi theo tỷ lệ điểm tối đa",
        "chưa có dữ liệu: tiêu chí mới",
        "10 → 20",
        "1 tiêu chí của bộ cũ không còn",
        "Phép thử, không phải kết quả chính thức",
        "Dữ liệu minh họa",
        "Kiến nghị về điểm của từng tiêu chí: chưa có dữ liệu",
        "quá ít đơn vị, n = 4",
    ):
        assert each in text, each
    rows = re.findall(r'<tr id="tc-([^"]+)"', text)
    assert rows[0] == "1.3"  # what no longer tells units apart comes first
    assert len(rows) == 11
    assert "2.3" not in rows


@pytest.mark.usefixtures("manager")
def test_by_the_rounds_own_set_nobody_moves_and_the_figures_are_the_published_ones(client, made):
    text = page(client, made.criteria_set)
    assert "không đơn vị nào đổi hạng" in text
    tried = try_set(made.criteria_set, past_round(made.round))
    result = tally_round(made.round).result
    assert {move.unit: move.rank_after for move in tried.trial.moves} == result.ranks
    assert tried.trial.after.figures == result.figures


def test_measures_of_surveys_are_the_ones_that_the_points_came_from(made, draft):
    """Doubling what the survey and satisfaction are worth doubles their points from the percentages."""
    for code in ("2.4", "2.5"):
        row = draft.criteria.get(code=code)
        change_criterion(criterion=row, values={"max_score": row.max_score * 2}, by=None)
    tried = try_set(draft, past_round(made.round))
    how = {each.leaf.code: each.how for each in tried.trial.leaves}
    assert (how["2.4"], how["2.5"]) == ("rescored", "rescored")
    percents = {unit: each.satisfaction.figure.percent for unit, each in tally_round(made.round).sheets.items()}
    for unit in tried.trial.after.units:
        assert tried.trial.after.marks_of(unit)["2.5"] == percents[unit] * 60 / 100
        assert tried.past.satisfaction[unit] == percents[unit]


@pytest.mark.usefixtures("manager")
def test_units_nearly_level_are_named(client, made, draft):
    assert "sát nhau với" not in page(client, draft)
    for row in draft.criteria.filter(max_score__isnull=False).exclude(code="1.3"):
        remove_criterion(criterion=row, by=None)
    text = page(client, draft)  # only 1.3 is left, at which everybody has the maximum
    assert "sát nhau với" in text
    assert "Thứ hạng của 4 đơn vị còn sát nhau" in text


@pytest.mark.usefixtures("manager")
def test_the_health_of_a_round_says_which_leaves_decide(client, made):
    answer = client.get(f"{health_at(made)}/")
    text = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "bỏ riêng từng tiêu chí thì không đơn vị nào đổi hạng" in text  # each is a little worse in everything
    assert len(re.findall(r'<tr id="tc-', text)) == 11
    assert "chính là chỉ số hài lòng" in text
    assert "Phân tích nội bộ, không phải kết quả chính thức" in text
    assert "Phép thử" not in text
    assert "<h1>Chất lượng tiêu chí</h1>" in text
    assert "chat-luong-tieu-chi" in client.get(f"{health_at(made)}.csv")["Content-Disposition"]
    assert f"{AT}?ky={made.round.pk}" in text


# --- nothing to try, and hostile questions ---


@pytest.mark.usefixtures("manager")
def test_without_a_published_round_the_page_says_what_to_wait_for(client, cast):
    new = make_set(cast.par)
    assert "Chưa có kỳ đánh giá nào của chỉ số và cấp này được tính trong hệ thống và đã công bố." in page(client, new)
    assert client.get(f"{AT}don-vi.csv?bo={new.code}").status_code == 404


@pytest.mark.usefixtures("manager")
def test_a_round_that_is_not_published_is_refused_with_its_state(client, cast, draft):
    other = make_round(cast, year=2025, criteria_set=draft, surveys=False, marked=False)
    for state in ("open", "submitted", "approved", "published", "correcting"):
        reason = {"correction_reason": "Cộng thiếu"} if state == "correcting" else {}
        if state == "published":
            publish_by_hand(other.round)
            continue
        AssessmentRound.objects.filter(pk=other.round.pk).update(state=state, **reason)
        other.round.refresh_from_db()
        text = unescape(client.get(f"{health_at(other)}/").content.decode())
        assert "điểm còn có thể thay đổi" in text
        assert str(AssessmentRound.State(state).label) in text
        assert client.get(f"{health_at(other)}.csv").status_code == 404
        answer = client.get(f"{AT}?bo={draft.code}&ky={other.round.pk}").content.decode()
        assert "Chỉ thử được trên kỳ đã công bố" in answer


@pytest.mark.usefixtures("manager")
def test_a_set_that_continues_nothing_says_how_to_link_it(client, made, cast):
    stranger = make_set(cast.par)
    text = page(client, stranger, f"&ky={made.round.pk}")
    assert "Không có tiêu chí nào của bộ này nối tiếp" in text
    assert "tiêu chí tương ứng của bộ trước" in text


@pytest.mark.usefixtures("manager")
def test_a_set_without_leaves_or_with_a_broken_rule_says_so(client, made, draft, cast):
    empty = CriteriaSet.objects.create(
        code="trong", name="Bộ trống", index=cast.par, unit_kind="district", year_from=2025, source="x"
    )
    Criterion.objects.create(criteria_set=empty, code="1", title="Lĩnh vực")
    assert "chưa có mục chấm điểm nào" in page(client, empty)
    Criterion.objects.create(criteria_set=draft, code="9", title="Lĩnh vực chưa có tiêu chí", position=999)
    assert 'id="tc-9"' not in page(client, draft)
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(rule={"kind": "magic"})
    text = page(client, draft)
    assert "Không có cách tính điểm nào tên là “magic”" in text
    assert "sửa rồi thử lại" in text


@pytest.mark.usefixtures("manager")
def test_only_leaves_beside_the_scale_make_no_index(client, made, draft):
    for row in draft.criteria.filter(max_score__isnull=False).exclude(code__in=["2.6", "2.8"]):
        remove_criterion(criterion=row, by=None)
    assert "không có điểm tối đa nào để tính chỉ số" in page(client, draft)


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    "query",
    [
        "bo=khong-co", "bo=", "bo=<script>alert(1)</script>", "bo=du-thao&ky=abc", "bo=du-thao&ky=-1", "bo=du-thao&ky=0",
        "bo=du-thao&ky=99999999999999999999999999", "bo=du-thao&ky=1e3", "bo=du-thao&bo=x", "ky=1", "x=1",
        "bo=" + "a" * 5000, "bo=%FF%FE", "bo=du-thao&ky=１",
    ],
)  # fmt: skip
def test_hostile_questions_get_a_page_or_nothing(client, draft, query):
    answer = client.get(f"{AT}?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert client.get(f"{AT}don-vi.csv?{query}").status_code in (200, 404)


@pytest.mark.usefixtures("manager")
def test_other_names_and_forms_of_files_do_not_exist(client, made, draft):
    for address in (
        f"{AT}don-vi.exe?bo=du-thao",
        f"{AT}khac.csv?bo=du-thao",
        f"{AT}don-vi.csv",
        f"{AT}?bo=a%00b",
        f"{health_at(made)}.pdf",
        "/lam-viec/ky/0/suc-khoe-tieu-chi/",
    ):
        assert client.get(address).status_code == 404, address


# --- files ---


def rows_of(content: bytes, form: str) -> list[list[str]]:
    if form == "csv":
        rows = [row[:-1] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
        return [[unguarded(cell) for cell in row] for row in rows]
    if form == "json":
        document = json.loads(content)
        found = [document["columns"], *document["rows"]]
    else:
        found = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True))
    return [["" if cell is None else str(cell) for cell in row] for row in found]


@pytest.mark.usefixtures("manager")
def test_files_hold_the_rows_of_the_page_in_its_order(client, made, draft):
    text = page(client, draft)
    for base, mark in (
        (f"{AT}don-vi", r'<td class="num ranks">.*?<th scope="row">([^<]+)'),
        (f"{AT}tieu-chi", r'<tr id="tc-([^"]+)"'),
    ):
        first, *others = [rows_of(client.get(f"{base}.{form}?bo={draft.code}").content, form) for form in FORMS]
        assert others == [first, first]
        place = first[0].index("Đơn vị" if base.endswith("don-vi") else "Mã")
        assert [row[place] for row in first[1:]] == re.findall(mark, text)
        for form in FORMS:
            assert f'href="{base}.{form}?bo={draft.code}"' in text
    health = [rows_of(client.get(f"{health_at(made)}.{form}").content, form) for form in FORMS]
    assert health[1:] == [health[0], health[0]]
    assert health[0][1][-1] == "chưa có dữ liệu"


@pytest.mark.usefixtures("manager")
def test_figures_of_a_file_are_those_of_the_trial(client, made, draft):
    heading, *rows = rows_of(client.get(f"{AT}don-vi.json?bo={draft.code}").content, "json")
    found = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    for move in try_set(draft, past_round(made.round)).trial.moves:
        row = found[move.unit]
        assert (row["Hạng đã công bố"], row["Hạng thử"]) == (str(move.rank_before), str(move.rank_after))
        assert D(row["Chỉ số thử (%)"]) == move.index_after
        assert D(row["Chênh lệch (điểm phần trăm)"]) == move.index_after - move.index_before


@pytest.mark.usefixtures("manager")
def test_every_file_says_what_it_is(client, made, draft):
    about = json.loads(client.get(f"{AT}tieu-chi.json?bo={draft.code}").content)["about"]
    assert about["Lưu ý"] == "Dữ liệu minh họa. Phép thử, không phải kết quả chính thức"
    assert about["Bộ tiêu chí đem thử"] == "Bộ dự thảo (du-thao)"
    assert "Nếu chấm năm 2024" in about["Kết quả thử"]
    assert "2.3" in about["Tiêu chí của bộ cũ không còn"]
    for address in addresses(made, draft):
        if ".csv" in address:
            says = "Phân tích nội bộ" if "suc-khoe" in address else "Phép thử"
            assert f"{says}, không phải kết quả chính thức" in client.get(address).content.decode().splitlines()[1]


@pytest.mark.usefixtures("manager")
def test_wide_columns_of_workbooks_are_those_with_long_texts(client, made, draft):
    wide = {
        f"{AT}don-vi.xlsx?bo={draft.code}": {"Đơn vị": 34, "Thay đổi": 30, "Sát nhau với": 40},
        f"{AT}tieu-chi.xlsx?bo={draft.code}": {**WIDE_LEAVES, "Cách chuyển điểm": 40},
        f"{health_at(made)}.xlsx": WIDE_LEAVES,
    }
    for address, expected in wide.items():
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).worksheets[0]
        width = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[2]}
        assert {heading: each for heading, each in width.items() if each != 15} == expected


WIDE_LEAVES = {"Tiêu chí": 60, "Cần xem": 30, "Ghi chú tương quan": 24, "Nếu bỏ: hạng của từng đơn vị": 60}


@pytest.mark.usefixtures("manager")
def test_no_name_becomes_a_formula_or_markup(client, made, draft):
    for start in range(0, len(PAYLOADS), 16):
        texts = PAYLOADS[start : start + 16]
        for number, row in enumerate(draft.criteria.order_by("pk")):
            Criterion.objects.filter(pk=row.pk).update(title=texts[number % len(texts)])
        for number, sheet in enumerate(made.sheets.values()):
            Unit.objects.filter(pk=sheet.unit_id).update(full_name=texts[number % len(texts)])
        for what in ("don-vi", "tieu-chi"):
            workbook, text = (client.get(f"{AT}{what}.{form}?bo={draft.code}").content for form in ("xlsx", "csv"))
            assert formulas_in_workbook(workbook) == []
            assert dangerous_in_csv(text) == []
    Criterion.objects.filter(criteria_set=draft, code="1.3").update(title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(f"{AT}?bo={draft.code}").content.decode()


# --- queries ---


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([each for each in asked if "SAVEPOINT" not in each["sql"]])


@pytest.mark.usefixtures("manager")
def test_the_number_of_queries_is_pinned_and_does_not_grow(client, cast, made, draft):
    counts = [
        queries(client, each)
        for each in (f"{AT}?bo={draft.code}", f"{AT}don-vi.csv?bo={draft.code}", f"{health_at(made)}/")
    ]
    assert counts == QUERIES
    two = make_round(cast, year=2023, units=("huyen-song-em", "huyen-nui-xanh"), criteria_set=made.criteria_set)
    publish_by_hand(two.round)
    for number in range(40):
        Criterion.objects.create(
            criteria_set=draft, code=f"3.{number}", parent=None, title="Thêm", max_score=D(1), origin="appraisal",
            rule={"kind": "manual"}, position=500 + number,
        )  # fmt: skip
    assert queries(client, f"{AT}?bo={draft.code}") == QUERIES[0]
    assert queries(client, f"{AT}?bo={draft.code}&ky={two.round.pk}") <= QUERIES[0]
    assert queries(client, f"{health_at(two)}/") == QUERIES[2]


QUERIES = [27, 23, 17]


# --- which leaf continues which, through the sets in between ---


def test_a_set_continues_the_rounds_through_the_set_between_them(made, draft):
    later = copy_set(source=draft, code="sau-nua", name="Sau nữa", year_from=2026, by=None)
    change_criterion(criterion=later.criteria.get(code="1.2.1"), values={"code": "1.2.9"}, by=None)
    links = links_between(later, made.criteria_set)
    assert links["1.2.9"] == Continued("1.2.1", LeafMapping.SAME)
    assert links["1.1"] == Continued("1.1", LeafMapping.MAXIMUM)
    assert "2.8" not in links
    assert links_between(made.criteria_set, made.criteria_set)["1.1"] == Continued("1.1")
    # One set in between that calls a leaf new ends it there; and a circle ends too.
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(mapping="new")
    one, other = draft.criteria.get(code="2.1"), later.criteria.get(code="2.1")
    Criterion.objects.filter(pk=one.pk).update(previous=other)
    links = links_between(later, made.criteria_set)
    assert "1.1" not in links
    assert "2.1" not in links


# --- the command ---


def command(*arguments):
    out = io.StringIO()
    call_command("try_criteria_set", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_the_same(made, draft):
    told = command(draft.code, "--round", str(made.round.pk))
    assert "Phép thử, không phải kết quả chính thức." in told
    assert "Nếu chấm năm 2024 theo bộ tiêu chí này" in told
    assert "không còn phân biệt" in told
    assert told == command(draft.code)  # the newest round that fits
    document = json.loads(command(draft.code, "--format", "json", "--of", "leaves"))
    assert document["columns"][0] == "Mã"
    assert len(document["rows"]) == 11
    assert command(draft.code, "--format", "csv").startswith("Mã,Đơn vị,")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["khong-co"], 2, "Không có bộ tiêu chí “khong-co”"),
        (["du-thao", "--round", "0"], 2, "Không có kỳ đánh giá số 0"),
        (["du-thao", "--round", "9" * 30], 2, "Không có kỳ đánh giá số"),
        (["la"], 1, "Chưa có kỳ đánh giá nào"),
        (["la", "--round", "R"], 1, "Không có tiêu chí nào của bộ này nối tiếp"),
    ],
)
def test_the_command_refuses_in_vietnamese_with_a_code_that_means_something(made, draft, cast, arguments, code, says):
    make_set(cast.par, code="la")
    arguments = [str(made.round.pk) if each == "R" else each for each in arguments]
    with pytest.raises(CommandError, match=says) as refused:
        command(*arguments)
    assert refused.value.returncode == code


def test_a_round_too_large_for_a_page_is_for_the_command(client, made, draft, people, monkeypatch):
    client.force_login(people.enters)
    # Four units, eleven leaves by each of the two sets: the page counts both, and the limit is the last that it takes.
    monkeypatch.setattr("scoring.trial_tally.MOST_MARKS", 88)
    assert "Nếu chấm năm 2024" in page(client, draft)
    monkeypatch.setattr("scoring.trial_tally.MOST_MARKS", 87)
    with monkeypatch.context() as unread:
        unread.setattr("scoring.trial_tally.tally_round", None)  # refused before anything of the round is read
        text = page(client, draft)
    assert "Phải tính 88 điểm, nhiều hơn số điểm tính được ngay trên trang (87)" in text
    assert "try_criteria_set" in text
    assert client.get(f"{health_at(made)}.csv").status_code == 200
    monkeypatch.setattr("scoring.trial_tally.MOST_MARKS", 43)
    assert "Phải tính 44 điểm" in unescape(client.get(f"{health_at(made)}/").content.decode())
    assert "Nếu chấm năm 2024" in command(draft.code)


# --- the real way to a publication ---


def test_after_a_real_release_the_working_rows_are_what_was_published(client, cast, people):
    found = make_round(cast)
    publication = released(found.round, people)
    past = past_round(AssessmentRound.objects.get(pk=found.round.pk))
    published = {each.unit_code: (each.rank, each.index_percent) for each in publication.results.all()}
    result = past.block.result
    assert {unit: (result.ranks[unit], sheet.index) for unit, sheet in result.sheets.items()} == published
    assert Appraisal.objects.filter(sheet__round=found.round).exists()
