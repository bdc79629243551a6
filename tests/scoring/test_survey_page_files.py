"""What the survey pages show leaves as .xlsx, .csv and .json: the same rows, counts as numbers, what is missing empty."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import Question
from tests.cast import make_cast
from tests.exports.payloads import PAYLOADS, dangerous_in_csv, formulas_in_workbook
from tests.factories import make_user
from tests.factories_release import grant
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round, make_tally
from tests.scoring.test_desk_files import FORMS, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(client):
    made = make_surveyed_round(make_cast())
    form = make_questionnaire(made)
    code = form.questions.order_by("position").first().code
    make_tally(made.sheets.order_by("pk").first(), form, code, 30, 20, 8, 0)
    client.force_login(make_staff())
    return made


def pages(round_):
    at = f"/lam-viec/ky/{round_.pk}/khao-sat"
    form = round_.questionnaires.order_by("position").first()
    return {"results": at, "tallies": f"{at}/phieu/{form.code}", "stated": f"{at}/hai-long"}


def test_each_page_leads_to_its_files_and_every_form_holds_the_same_rows(client, round_):
    for base in pages(round_).values():
        html = client.get(f"{base}/").content.decode()
        for form in FORMS:
            assert f'href="{base}.{form}"' in html, (base, form)
        first, *others = [rows_of(client, base, form) for form in FORMS]
        assert len(first) > 1
        for other in others:
            assert other == first, base


def test_counts_are_numbers_and_what_nobody_counted_is_empty(client, round_):
    base = pages(round_)["tallies"]
    document = json.loads(client.get(f"{base}.json").content)
    assert [row[2:] for row in document["rows"]][:2] == [[30, 20, 8, 0], [None] * 4], "a counted zero is a zero"
    assert document["about"]["Lưu ý"].endswith("Số liệu làm việc, chưa công bố")
    handed_out = json.loads(client.get(f"{base}.json?phat-ra").content)
    assert {cell for row in handed_out["rows"] for cell in row[2:]} == {None}


def test_percentages_are_numbers_as_the_page_rounds_them(client, round_):
    """30 of 100 %, 20 of 60 %, 8 of 20 % and none of 0 %, of 58 who answered: 75,17…"""
    heading, first, *_others = rows_of(client, pages(round_)["results"], "json")
    row = dict(zip(heading, first, strict=True))
    assert (row["Tỷ lệ (%)"], row["n"], row["Ghi chú"]) == ("75.17", "58", "")
    assert "75,17%" in client.get(f"{pages(round_)['results']}/").content.decode()


def test_the_filter_of_the_page_is_the_filter_of_the_file(client, round_):
    base = pages(round_)["results"]
    counted = round_.sheets.order_by("pk").first().unit.code
    whole, missing, small = (rows_of(client, base, "csv", query) for query in ("", "?loc=thieu", "?loc=nho"))
    assert f'href="{base}.csv?loc=thieu"' in client.get(f"{base}/?loc=thieu").content.decode()
    every = {row[0] for row in whole[1:]}
    assert counted in every
    assert {row[0] for row in missing[1:]} == every, "all wait for the index of satisfaction"
    assert small[1:] == []
    form = round_.questionnaires.get()
    make_tally(round_.sheets.order_by("pk").last(), form, form.questions.get().code, 5, 1, 1, 1)
    assert {row[0] for row in rows_of(client, base, "csv", "?loc=nho")[1:]} == {
        round_.sheets.order_by("pk").last().unit.code
    }


def test_what_does_not_exist_and_who_may_not_see(client, round_):
    for base in pages(round_).values():
        assert client.get(f"{base}.pdf").status_code == 404
        assert client.post(f"{base}.csv").status_code == 405
    assert client.get(f"{pages(round_)['tallies']}.csv?cau=khong-co").status_code == 404
    assert client.get(f"{pages(round_)['tallies']}.csv?don-vi=khong-co").status_code == 404
    assert client.get(f"/lam-viec/ky/{round_.pk}/khao-sat/phieu/khong-co.csv").status_code == 404
    for wrong in ("khong-co", "a%0d%0aSet-Cookie:x", "%01", "a%22b;%20filename=%22x.exe", "x" * 40_000):
        for query in (f"?phat-ra&don-vi={wrong}", f"?don-vi={wrong}", f"?cau={wrong}"):
            assert client.get(f"{pages(round_)['tallies']}.xlsx{query}").status_code == 404
    unit = round_.sheets.first().unit.code
    answer = client.get(f"{pages(round_)['tallies']}.csv?phat-ra&don-vi={unit}")
    assert "phat-ra.csv" in answer["Content-Disposition"], "what was handed out is of every unit, and is named so"
    stranger = Client()
    for base in pages(round_).values():
        assert stranger.get(f"{base}.csv").status_code == 302
    stranger.force_login(grant(make_user("khong-viec")))
    for base in pages(round_).values():
        assert stranger.get(f"{base}.csv").status_code in (403, 404)


def test_the_text_of_a_question_becomes_no_formula(client, round_):
    base = pages(round_)["tallies"]
    question = Question.objects.order_by("pk").first()
    unit = next(iter(round_.sheets.all())).unit.code
    for payload in PAYLOADS[:40]:
        Question.objects.filter(pk=question.pk).update(text=payload)
        query = f"?don-vi={unit}"
        workbook, text = (client.get(f"{base}.{form}{query}").content for form in ("xlsx", "csv"))
        assert not formulas_in_workbook(workbook)
        assert not dangerous_in_csv(text)


def test_the_number_of_queries_is_pinned(client, round_):
    counts = {}
    for name, base in pages(round_).items():
        client.get(f"{base}.csv")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{base}.csv")
        counts[name] = len([each for each in asked if "SAVEPOINT" not in each["sql"]])
    assert counts == {"results": 17, "tallies": 15, "stated": 11}
