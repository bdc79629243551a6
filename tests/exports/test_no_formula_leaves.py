"""Nobody's text becomes a formula in any file: payloads in every text field, every export, and LibreOffice as the judge."""

import csv
import io
import re
import subprocess
from decimal import Decimal
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from scoring.actions.criteria_import import import_criteria_files
from scoring.actions.publications import publish
from scoring.criteria_files import as_texts, as_workbook
from scoring.imports.workbook import SourceFile
from scoring.models import (
    AnswerOption,
    AnswerScale,
    Band,
    BandScale,
    CriteriaSet,
    Criterion,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
    Question,
    Questionnaire,
)
from scoring.packets.surveys import tallies_packet
from scoring.survey_entry import Known
from tests.dialects import soffice
from tests.exports.payloads import (
    COUNT,
    PAYLOADS,
    csv_cells,
    dangerous_in_csv,
    formulas_in_workbook,
    poisoned,
    sign_led,
    texts_in_workbook,
)
from tests.exports.payloads import storable as as_stored
from tests.factories import make_component, make_fact, make_publication, make_result, make_unit
from tests.factories_criteria import make_set
from tests.factories_surveys import make_questionnaire, make_surveyed_round
from units.models import Unit, UnitForm, UnitKind

pytestmark = pytest.mark.django_db
FILES = re.compile(r'href="(/[^"#]*\.(?:csv|xlsx|json)(?:\?[^"]*)?)"')


def units(cast, count: int, **fields) -> list[Unit]:
    """Units whose own words are payloads too."""
    made = []
    for number in range(count):
        unit = make_unit(f"Số {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province, **fields)
        keys = ("code", "match_key", "full_match_key", "search_text", "sort_key")
        Unit.objects.filter(pk=unit.pk).update(**poisoned(Unit, number, *keys))
        made.append(unit)
    return made


def published_payloads(cast) -> Publication:
    """A transcribed table with a payload in every text that its source could have brought."""
    kept = ("content_hash", "published_by_name", "set_code", "rank_on", "announced_on")
    publication = make_publication(cast.par, cast.districts, 2024, **poisoned(Publication, 0, *kept))
    components = [
        make_component(publication, code, **poisoned(PublishedComponent, 7 * place))
        for place, code in enumerate(("tham-dinh", "xhh"))
    ]
    for number, unit in enumerate(units(cast, COUNT)):
        words = poisoned(PublishedResult, number, "unit_code")
        result = make_result(publication, unit, None, None, **words)
        for component in components:
            values = poisoned(PublishedScore, number)
            PublishedScore.objects.create(result=result, component=component, value=None, **values)
    make_fact(publication, value="80.5", **poisoned(PublishedFact, 3, "printed"))
    return publish(publication=publication, by=None)


def pages(number: int) -> list[str]:
    """Every public page that leads to files, of the table with the payloads."""
    first, second = PublishedResult.objects.filter(publication__number=number).order_by("position")[:2]
    units_of = f"don-vi={first.unit_code}&don-vi={second.unit_code}"
    return [
        "/xep-hang/minh-hoa/quan-huyen/par/2024/", f"/cong-bo/{number}/", "/du-lieu/", "/don-vi/", "/dinh-chinh/",
        f"/don-vi/{first.unit_code}/", f"/don-vi/{first.unit_code}/2024/", "/tim-kiem/?q=so",
        f"/so-sanh/?bang=minh-hoa.quan-huyen.par.2024&{units_of}",
    ]  # fmt: skip


def files_of(start: list[str]) -> dict[str, bytes]:
    """Every file that the public pages lead to from there."""
    client = Client(headers={"host": "localhost"})
    addresses: dict[str, None] = {}
    for page in start:
        response = client.get(page)
        assert response.status_code == 200, page
        addresses.update(dict.fromkeys(unescape(each) for each in FILES.findall(response.content.decode())))
    return {address: b"".join(client.get(address)) for address in addresses}


def check(files: dict[str, bytes], at_least: int) -> None:
    """No formula in any of them, and the payloads are there: in each workbook and table at least so many."""
    for name, content in files.items():
        if content.startswith(b"PK"):
            assert formulas_in_workbook(content) == [], name
            assert sign_led(texts_in_workbook(content)) >= at_least, name
        elif content.startswith(b"\xef\xbb\xbf"):
            assert dangerous_in_csv(content) == [], name
            assert sign_led(csv_cells(content)) >= at_least, name


def poison_set(criteria_set: CriteriaSet, start: int = 0, *, storable: bool = False) -> None:
    """A payload in every text of a set; `storable`: as the forms and the import would have stored it."""

    def stored(model, number, *kept):
        texts = poisoned(model, number, *kept)
        return as_stored(texts) if storable else texts

    CriteriaSet.objects.filter(pk=criteria_set.pk).update(**stored(CriteriaSet, start, "code"))
    for number, row in enumerate(Criterion.objects.filter(criteria_set=criteria_set).order_by("pk")):
        kept = ("code", "previous_code")
        Criterion.objects.filter(pk=row.pk).update(**stored(Criterion, start + number, *kept))
    for number, row in enumerate(BandScale.objects.filter(criteria_set=criteria_set)):
        BandScale.objects.filter(pk=row.pk).update(**stored(BandScale, start + number))
    for number, row in enumerate(Band.objects.filter(scale__criteria_set=criteria_set)):
        Band.objects.filter(pk=row.pk).update(**stored(Band, start + number, "code"))


def big_set(cast, *, storable: bool = False) -> CriteriaSet:
    rows = [("1", "Lĩnh vực", None, "", None)]
    each = Decimal(100) / COUNT
    rows += [(f"1.{n}", "Tiêu chí", each, "appraisal", {"kind": "manual"}) for n in range(1, COUNT + 1)]
    made = make_set(cast.par, rows)
    poison_set(made, storable=storable)
    return CriteriaSet.objects.select_related("index", "copied_from").get(pk=made.pk)


def files_of_set(criteria_set: CriteriaSet) -> dict[str, bytes]:
    texts = {f"{table}.csv": text for table, text in as_texts(criteria_set).items()}
    return {"bo-tieu-chi.xlsx": as_workbook(criteria_set), **texts}


def survey_payloads(cast) -> bytes:
    round_ = make_surveyed_round(cast)
    form = make_questionnaire(round_, questions={f"c{n}": "2.1" for n in range(COUNT // 4)})
    for number, question in enumerate(Question.objects.filter(questionnaire=form)):
        Question.objects.filter(pk=question.pk).update(text=PAYLOADS[4 * number], factor="")
    for model in (AnswerScale, AnswerOption, Questionnaire):
        kept = {"code", "purpose"}
        for number, row in enumerate(model.objects.all()):
            model.objects.filter(pk=row.pk).update(**poisoned(model, number, *kept))
    for number, sheet in enumerate(round_.sheets.all()):
        Unit.objects.filter(pk=sheet.unit_id).update(full_name=PAYLOADS[number])
    return tallies_packet(round_, Known())


def test_the_payloads_are_of_every_kind():
    assert len(set(PAYLOADS)) == COUNT
    assert {text[0] for text in PAYLOADS} >= set("=+-@＝＋－＠ \ufeff\u00a0'\u3000\u200b\t\r\n")


def test_no_formula_leaves_a_public_page(cast):
    number = published_payloads(cast).number
    files = files_of(pages(number))
    assert {name.partition("?")[0].rpartition(".")[2] for name in files} == {"csv", "xlsx", "json"}
    whole = ("/xep-hang/", "/cong-bo/", "/don-vi.")  # a row for each payload; others hold some of them
    check({name: files[name] for name in files if name.startswith(whole)}, COUNT)
    tables = {name: files[name] for name in files if name.startswith("/du-lieu/tep/")}
    check(tables, 0)  # some have no text of anybody's
    check({"ket-qua": tables["/du-lieu/tep/ket-qua.csv"]}, COUNT)
    check({name: files[name] for name in files if name not in tables}, 1)


def test_no_formula_leaves_with_a_criteria_set(cast):
    files = files_of_set(big_set(cast))
    check({name: files[name] for name in ("bo-tieu-chi.xlsx", "criteria.csv")}, COUNT)
    check(files, 1)


def test_no_formula_leaves_where_a_set_has_one_text_of_a_kind(cast):
    """The name of a set, of a scale, of a class: one in a file, so every payload has its turn."""
    criteria_set = make_set(cast.par)
    for start in range(0, COUNT, 1 if COUNT > 200 else 20):
        poison_set(criteria_set, start)
        check(files_of_set(CriteriaSet.objects.get(pk=criteria_set.pk)), 1)


def test_no_formula_leaves_with_a_template_of_surveys(cast):
    check({"mau.xlsx": survey_payloads(cast)}, COUNT // 4)


def rows_of_sets() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in (CriteriaSet, Criterion, BandScale, Band)]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_one_s_own_export_comes_in_and_changes_nothing(cast, form):
    files = files_of_set(big_set(cast, storable=True))
    before = rows_of_sets()
    sources = [SourceFile(name, content) for name, content in files.items() if name.endswith(form)]
    outcome = import_criteria_files(sources=sources, by=None)
    assert [str(problem) for problem in outcome.problems if problem.is_error] == []
    assert outcome.is_unchanged
    assert rows_of_sets() == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_text_that_got_past_every_form_is_refused_by_its_row_when_it_comes_back(cast, form):
    files = files_of_set(big_set(cast))
    before = rows_of_sets()
    sources = [SourceFile(name, content) for name, content in files.items() if name.endswith(form)]
    said = [str(problem) for problem in import_criteria_files(sources=sources, by=None).problems if problem.is_error]
    assert sum("sẽ thành công thức khi người khác mở tệp" in each for each in said) > COUNT
    assert rows_of_sets() == before


def plain_files() -> dict[str, bytes]:
    """The control: the same payloads by the libraries left alone."""
    out = io.StringIO()
    csv.writer(out).writerows([text] for text in PAYLOADS)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for text in PAYLOADS:
        sheet.append([text])
    workbook = io.BytesIO()
    book.save(workbook)
    return {"khong-canh.csv": b"\xef\xbb\xbf" + out.getvalue().encode(), "khong-canh.xlsx": workbook.getvalue()}


def test_the_libraries_left_alone_let_formulas_out():
    files = plain_files()
    assert len(formulas_in_workbook(files["khong-canh.xlsx"])) >= COUNT // 100
    assert len(dangerous_in_csv(files["khong-canh.csv"])) > COUNT // 2


def formulas_by_libreoffice(files: dict[str, bytes], folder: Path) -> dict[str, int]:
    """How many formulas LibreOffice finds in each file when it converts it."""
    program = soffice()
    into = folder / "out"
    for number, (name, content) in enumerate(files.items()):
        suffix = "xlsx" if content.startswith(b"PK") else "csv"
        (folder / f"{number}-{re.sub('[^a-z0-9]+', '-', name)}.{suffix}").write_bytes(content)
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods",
         "--outdir", str(into), *sorted(map(str, folder.glob("[0-9]*.*")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    converted = {path.stem: path.read_text().count("table:formula=") for path in into.glob("*.fods")}
    assert len(converted) == len(files), "LibreOffice left files out"
    return converted


def test_libreoffice_finds_no_formula_in_any_file(cast, tmp_path):
    number = published_payloads(cast).number
    public = files_of(pages(number))
    files = {name: content for name, content in public.items() if content[:2] in (b"PK", b"\xef\xbb")}
    files |= {**files_of_set(big_set(cast)), "khao-sat.xlsx": survey_payloads(cast)}
    assert len(files) >= 7
    found = formulas_by_libreoffice(files, tmp_path)
    assert {name: count for name, count in found.items() if count} == {}


def test_libreoffice_finds_the_formulas_of_the_libraries_left_alone(tmp_path):
    found = formulas_by_libreoffice(plain_files(), tmp_path)
    assert all(count >= COUNT // 100 for count in found.values()), found
