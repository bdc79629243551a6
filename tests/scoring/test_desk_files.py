"""The desk's tables leave as files with the rows of the page, for whoever may see the page and nobody else."""

import csv
import io
import json
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.actions import release
from scoring.actions.appraisals import Entry, enter
from scoring.actions.rounds import writing
from scoring.exports.cells import unguarded
from scoring.models import Appraisal, AssessmentRound, Criterion
from scoring.packets.templates import scores_packet
from tests.cast import make_cast
from tests.exports.payloads import COUNT, PAYLOADS, csv_cells, dangerous_in_csv, formulas_in_workbook, sign_led
from tests.exports.test_no_formula_leaves import formulas_by_libreoffice
from tests.factories import make_user
from tests.factories_release import grant, make_people, released
from tests.factories_round import make_round as make_whole_round
from tests.scoring.entry.conftest import make_work
from tests.scoring.workbooks.files import Book, checked
from units.models import Unit

pytestmark = pytest.mark.django_db
FORMS = ("csv", "xlsx", "json")


@pytest.fixture
def work(client):
    made = make_work()
    client.force_login(made.approver)
    enter(
        sheet=made.sheet,
        entries=[Entry("1.1", 0, amount=Decimal("1.5"), self_score=Decimal(2), reason="- Thiếu kế hoạch")],
        by=made.lan,
    )
    checked(made.round, Book(scores_packet(made.round)).write("Số đo 1", "huyen-song-em", "1.1", 2).source(), made.lan)
    return made


def files(work) -> dict[str, tuple[str, int]]:
    """Each page, where its files are, and how many queries one takes beside those of signing in."""
    at = f"/lam-viec/ky/{work.round.pk}/"
    sheet = f"{at}phieu/{work.sheet.pk}"
    return {
        at: f"{at}tien-do",
        f"{sheet}/": sheet,
        f"{sheet}/nhat-ky/": f"{sheet}/nhat-ky",
        f"{at}linh-vuc/1/": f"{at}linh-vuc/1/diem",
        f"{at}cong-bo/": f"{at}cong-bo/danh-muc",
        f"{at}tep/": f"{at}tep",
    }


def rows_of(client, base: str, form: str, query: str = "") -> list[list[str]]:
    response = client.get(f"{base}.{form}{query}")
    assert response.status_code == 200, base
    assert response["Cache-Control"].count("no-store") == 1
    if form == "csv":
        rows = [row[:-1] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))]
        return [[unguarded(cell) for cell in row] for row in rows]
    if form == "json":
        document = json.loads(response.content)
        rows = [document["columns"], *document["rows"]]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_each_page_leads_to_its_files_and_every_form_holds_the_same_rows(client, work):
    for page, base in files(work).items():
        html = client.get(page).content.decode()
        for form in FORMS:
            assert f'href="{base}.{form}"' in html, (page, form)
        first, *others = [rows_of(client, base, form) for form in FORMS]
        assert len(first) > 1
        for other in others:
            assert other == first, base


def test_a_file_is_asked_about_without_being_sent(client, work):
    for base in files(work).values():
        asked, sent = client.head(f"{base}.xlsx"), client.get(f"{base}.xlsx")
        assert (asked.status_code, asked.content) == (200, b"")
        assert asked["Content-Disposition"] == sent["Content-Disposition"]
        assert asked["Content-Type"] == sent["Content-Type"]
        assert client.post(f"{base}.xlsx").status_code == 405


def test_the_sheet_has_what_was_entered_with_numbers_as_numbers(client, work):
    base = files(work)[f"/lam-viec/ky/{work.round.pk}/phieu/{work.sheet.pk}/"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{base}.xlsx").content)).worksheets[0]
    heading, *rows = list(sheet.iter_rows(min_row=2, values_only=True))
    row = next(dict(zip(heading, each, strict=True)) for each in rows if each[1] == "1.1")
    assert (row["Tự chấm"], row["Điểm"], row["Lý do, nhận xét"]) == (2, 1.5, "- Thiếu kế hoạch")
    others = [dict(zip(heading, each, strict=True)) for each in rows if each[1] and each[1] != "1.1"]
    assert any(each["Điểm"] is None for each in others), "what waits for a mark is empty, not zero"


def test_the_filter_of_the_page_is_the_filter_of_the_file(client, work):
    base = f"/lam-viec/ky/{work.round.pk}/phieu/{work.sheet.pk}"
    html = unescape(client.get(f"{base}/?linh-vuc=1&chi=chua-cham").content.decode())
    link = re.search(r'href="([^"]+\.csv[^"]*)"', html).group(1)
    assert link.startswith(f"{base}.csv?")
    codes = [row[1] for row in rows_of(client, base, "csv", link.partition(".csv")[2])]
    assert "1.1" not in codes
    assert all(code.startswith("1") for code in codes[1:] if code)


def test_the_history_says_who_what_when_and_why(client, work):
    heading, *rows = rows_of(client, f"/lam-viec/ky/{work.round.pk}/phieu/{work.sheet.pk}/nhat-ky", "csv")
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    assert {each["Tiêu chí"] for each in found} == {"1.1"}
    assert {each["Người"] for each in found} == {work.lan.get_full_name()}
    assert any((each["Mục"], each["Trước"], each["Sau"]) == ("điểm tự chấm", "", "2") for each in found)


def test_every_file_says_that_its_figures_are_not_published(client, work):
    for base in files(work).values():
        about = json.loads(client.get(f"{base}.json").content)["about"]
        assert about["Lưu ý"].endswith("Số liệu làm việc, chưa công bố")
        assert "chưa công bố" in client.get(f"{base}.csv").content.decode().splitlines()[1]


def test_who_may_not_see_the_page_finds_no_file(work):
    stranger = Client()
    for base in files(work).values():
        assert stranger.get(f"{base}.csv").status_code == 302
    stranger.force_login(grant(make_user("khong-viec")))
    for base in files(work).values():
        for form in FORMS:
            assert stranger.get(f"{base}.{form}").status_code == 404
    # Who may enter scores sees the pages of scores, and not what is about to be published.
    stranger.force_login(work.lan)
    found = {base: stranger.get(f"{base}.csv").status_code for base in files(work).values()}
    at = f"/lam-viec/ky/{work.round.pk}/"
    assert {base for base, status in found.items() if status != 200} == {f"{at}cong-bo/danh-muc"}
    assert found[f"{at}cong-bo/danh-muc"] == stranger.get(f"{at}cong-bo/thay-doi.csv").status_code == 403
    stranger.force_login(make_user("nguoi-dan"))
    for base in files(work).values():
        assert stranger.get(f"{base}.csv").status_code == 404


def test_an_unknown_form_and_a_file_of_nothing_do_not_exist(client, work):
    at = f"/lam-viec/ky/{work.round.pk}/"
    for address in (f"{at}tien-do.exe", f"{at}linh-vuc/1.1/diem.csv", f"{at}linh-vuc/99/diem.csv", f"{at}phieu/0.csv"):
        assert client.get(address).status_code == 404
    assert client.get(f"{at}cong-bo/thay-doi.csv").status_code in (403, 404)


def test_what_a_correction_changes_is_in_a_file_while_it_is_under_way(client):
    made, people = make_whole_round(make_cast()), make_people()
    released(made.round, people)
    release.begin_correction(
        round=AssessmentRound.objects.get(pk=made.round.pk), reason="Cộng thiếu", by=people.submits
    )
    with writing(AssessmentRound.objects.get(pk=made.round.pk), by=people.enters):
        appraisal = made.appraisal("quan-ben-moi", "1.1")
        appraisal.amount = appraisal.appraised_score = 10
        appraisal.save()
    client.force_login(people.submits)
    base = f"/lam-viec/ky/{made.round.pk}/cong-bo/thay-doi"
    page = client.get(f"{base}/").content.decode()
    first, *others = [rows_of(client, base, form) for form in FORMS]
    assert others == [first, first]
    assert f'href="{base}.xlsx"' in page
    for row in first[1:]:
        assert row[0] in page
        assert row[1] in unescape(page) or row[1] == "Hạng"


def test_the_number_of_queries_is_pinned(client, work):
    counts = {}
    for base in files(work).values():
        client.get(f"{base}.csv")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{base}.csv")
        counts[base] = len([each for each in asked if "SAVEPOINT" not in each["sql"]])
    assert list(counts.values()) == QUERIES, counts


# The log reads the words of steps from the rules, the sheet last year's leaves through the sets between, the checklist units
# without a sheet and leaves without an explanation: whatever the size.
QUERIES = [11, 16, 8, 12, 27, 6]


def poison(work, start: int) -> None:
    """A payload in every text of a round that people type: leaves, units, sheets, people."""

    def payload(number: int) -> str:
        return PAYLOADS[(start + number) % len(PAYLOADS)]

    for number, row in enumerate(Appraisal.objects.filter(sheet=work.sheet).order_by("pk")):
        fields = ("explanation", "evidence", "reason", "not_applicable_reason")
        Appraisal.objects.filter(pk=row.pk).update(**{name: payload(number + n) for n, name in enumerate(fields)})
    for number, node in enumerate(work.set.criteria.order_by("pk")):
        Criterion.objects.filter(pk=node.pk).update(title=payload(3 * number))
    for number, sheet in enumerate(work.round.sheets.order_by("pk")):
        Unit.objects.filter(pk=sheet.unit_id).update(full_name=payload(5 * number))
    get_user_model().objects.filter(pk=work.lan.pk).update(last_name=payload(7), first_name="")


def test_no_text_that_anyone_typed_becomes_a_formula(client, work, tmp_path):
    kept = {}
    for start in range(0, COUNT, 20):
        poison(work, start)
        for base in files(work).values():
            workbook, text = (client.get(f"{base}.{form}").content for form in ("xlsx", "csv"))
            assert formulas_in_workbook(workbook) == [], base
            assert dangerous_in_csv(text) == [], base
            kept[f"{base}-{start}.xlsx"], kept[f"{base}-{start}.csv"] = workbook, text
    assert sum(sign_led(csv_cells(text)) for name, text in kept.items() if name.endswith("csv")) > COUNT
    every = list(kept.items())
    for number in range(0, len(every), 200):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = formulas_by_libreoffice(dict(every[number : number + 200]), folder)
        assert {name: count for name, count in found.items() if count} == {}
