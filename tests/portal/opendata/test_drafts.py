"""What is not published is in no row, count, page or key of open data."""

import json

import pytest

from parindex.portal.opendata import files
from scoring.actions.publications import publish
from scoring.models import IndexComponent, PublishedBand, PublishedCriterion, PublishedMark, PublishedSurvey
from scoring.published import dataset
from scoring.published.dataset import Asked, frozen
from tests.factories import make_break, make_component, make_fact, make_index, make_publication, make_result

CANARY = "Nháp hoàng yến"


@pytest.fixture
def draft(world):
    """A draft with a row in every table."""
    made = make_publication(
        world.par, world.departments, 2022, note=CANARY, origin="computed", set_code="nhap", decision_number=CANARY
    )
    part = make_component(made, note=CANARY)
    result = make_result(made, world["so-anh-trang"], 1, "77.7", scores={part: "33.3"}, note=CANARY)
    result.scores.update(note=CANARY)
    make_fact(made, CANARY)
    criterion = PublishedCriterion.objects.create(publication=made, code="1", title=CANARY)
    PublishedMark.objects.create(result=result, criterion=criterion, state="na", reason=CANARY)
    PublishedBand.objects.create(publication=made, code="tot", name=CANARY, from_index=80)
    PublishedSurvey.objects.create(result=result, purpose="survey", factor=CANARY)
    return made


def rows() -> dict[str, list[dict]]:
    return {code: list(table.stream(Asked(dataset.EVERY))) for code, table in dataset.TABLES.items()}


def test_a_draft_is_in_no_table_and_no_file(world, request):
    before, version = rows(), files.version()
    request.getfixturevalue("draft")
    assert rows() == before
    assert files.version() == version
    made = files.ready()
    assert not [each.name for each in made.folder.iterdir() if CANARY in each.read_bytes().decode("utf-8", "replace")]


def test_without_the_gate_it_would_be_in_every_one(world, draft, monkeypatch):
    """The control: each of the tables has a row of the draft, kept back by `publications` alone."""
    monkeypatch.setattr(frozen, "publications", lambda standing: type(draft).objects.all())
    found = {
        code
        for code, table in dataset.TABLES.items()
        if code not in ("cong-bo", "ket-qua")
        and CANARY in json.dumps(list(table.stream(Asked())), default=str, ensure_ascii=False)
    }
    assert found == {
        "thanh-phan", "diem-thanh-phan", "tieu-chi", "diem-tieu-chi", "xep-loai", "khao-sat", "so-lieu-chung",
    }  # fmt: skip
    assert dataset.TABLES["cong-bo"].count(Asked()) == 4
    assert dataset.TABLES["ket-qua"].count(Asked()) > 7


def test_keys_of_the_database_do_not_go_out(world, draft):
    """A draft takes keys of rows; a cursor or a column with one would let anyone count drafts."""
    for table in dataset.TABLES.values():
        assert not {name for name in table.names if name in ("id", "pk")}
        assert not [path for path in table.columns.values() if path.endswith(("__id", "pk", "__pk")) or path == "id"]


def test_an_index_its_parts_and_its_breaks_wait_until_something_is_published(world):
    coming = make_index("sap-co", name=CANARY)
    IndexComponent.objects.create(index=coming, code="phan", name=CANARY, source="Nguồn")
    make_break(coming, 2021, 2022)
    draft = make_publication(coming, world.departments, 2022, decision_number=CANARY)
    make_result(draft, world["so-anh-trang"], 1, "77.7")

    def shown() -> set[str]:
        tables = {"chi-so": "code", "phan-cua-chi-so": "index", "khong-so-sanh": "index"}
        return {code for code, name in tables.items() for row in rows()[code] if row[name] == "sap-co"}

    assert shown() == set(), "a draft alone makes nothing of its index public"
    publish(publication=draft, by=None)
    assert shown() == {"chi-so", "phan-cua-chi-so", "khong-so-sanh"}


def test_a_break_of_a_year_that_is_only_a_draft_is_not_told(world):
    """The newest published year of the index is 2024."""
    before = rows()["khong-so-sanh"]
    assert [(row["before"], row["after"]) for row in before] == [(2023, 2024)]
    draft = make_publication(world.par, world.departments, 2025, decision_number=CANARY)
    make_result(draft, world["so-anh-trang"], 1, "77.7")
    make_break(world.par, 2024, 2025)
    assert rows()["khong-so-sanh"] == before
    publish(publication=draft, by=None)
    assert [row["after"] for row in rows()["khong-so-sanh"]] == [2024, 2025]
