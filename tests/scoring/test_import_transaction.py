"""One call is one transaction: everything of all its files, or nothing."""

from contextlib import nullcontext
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from scoring.actions import imports
from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.models import Event, Index, Publication, PublishedResult
from tests.factories import make_unit, make_user
from units.models import Unit, UnitForm, UnitKind

pytestmark = pytest.mark.django_db
GROUP = "minh-hoa-quan-huyen"
PUBLICATIONS = f"index,year,group,source\npar,2020,{GROUP},Nguồn\n"
COMPONENTS = (
    "index,year,group,component,name,short_name,measure,source\n"
    f"par,2020,{GROUP},tham-dinh,Điểm thẩm định,Thẩm định,points,Nguồn\n"
)


def results(*rows: tuple[str, str, str]) -> str:
    heading = "index,year,group,unit_name,rank,total,c.tham-dinh,source\n"
    return heading + "".join(f"par,2020,{GROUP},{name},{rank},{total},{total},Nguồn\n" for name, rank, total in rows)


def sources(*texts: str) -> list[SourceFile]:
    return [SourceFile(f"{number}.csv", text.encode()) for number, text in enumerate(texts)]


GOOD = (PUBLICATIONS, COMPONENTS, results(("Sông Êm", "1", "90.5"), ("Núi Xanh", "2", "80")))


def test_an_import_writes_one_event_with_its_counts_and_the_hash_of_every_file(cast):
    person = make_user()

    import_files(sources=sources(*GOOD), by=person)

    event = Event.objects.get()
    assert (event.channel, event.verb, event.by) == ("import_results", "import", person)
    assert event.data["files"] == {source.name: source.sha256 for source in sources(*GOOD)}
    assert event.data["created"] == {
        "Publication": 1,
        "PublishedComponent": 1,
        "PublishedResult": 2,
        "PublishedScore": 2,
    }


def test_an_import_that_changes_nothing_writes_no_event(cast):
    import_files(sources=sources(*GOOD), by=None)
    import_files(sources=sources(*GOOD), by=None)
    assert Event.objects.count() == 1


def test_a_failure_half_way_leaves_nothing(cast, monkeypatch):
    monkeypatch.setattr(imports, "_record", _fail)

    with pytest.raises(IntegrityError):
        import_files(sources=sources(*GOOD), by=None)

    assert not Publication.objects.exists()


def test_without_the_transaction_the_same_failure_leaves_half_an_import(cast, monkeypatch):
    """The negative control of the test above."""
    monkeypatch.setattr(imports, "_record", _fail)
    monkeypatch.setattr(imports, "transaction", SimpleNamespace(atomic=nullcontext))

    with pytest.raises(IntegrityError):
        import_files(sources=sources(*GOOD), by=None)

    assert PublishedResult.objects.count() == 2


def _fail(*_ignored):
    raise IntegrityError("UNIQUE constraint failed")


def test_a_refusal_of_the_database_is_exit_code_3_without_a_traceback(cast, monkeypatch, tmp_path):
    monkeypatch.setattr(imports, "_record", _fail)
    path = tmp_path / "publications.csv"
    path.write_text(PUBLICATIONS)

    with pytest.raises(CommandError) as refused:
        call_command("import_results", str(path), stdout=StringIO())

    assert refused.value.returncode == 3
    assert "Cơ sở dữ liệu từ chối, không ghi gì" in str(refused.value)
    assert not Publication.objects.exists()


def test_the_help_is_vietnamese_and_tells_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        call_command("import_results", "--help")
    said = capsys.readouterr().out
    for words in ("Nhập kết quả từ tệp", "chỉ kiểm tra", "mã thoát", "  3  cơ sở dữ liệu từ chối"):
        assert words in said


def test_an_empty_file_beside_good_ones_is_told_without_blaming_the_good_ones(cast):
    outcome = import_files(sources=[*sources(*GOOD), SourceFile("trống.csv", b"")], by=None)
    assert [problem.file for problem in outcome.problems] == ["trống.csv"]


def test_a_row_is_not_blamed_for_another_row_that_was_left_out(cast):
    units = "code,unit_kind,form,name,full_name,parent,source\n"
    units += "huyen-moi,district,huyện,Mới,Huyện Mới,tinh-minh-hoa,\n"  # no source
    rows = f"index,year,group,unit,source\npar,2020,{GROUP},huyen-moi,Nguồn\n"

    outcome = import_files(sources=sources(units, PUBLICATIONS, rows), by=None)

    assert [(problem.row, problem.column) for problem in outcome.problems] == [(2, "source")]


def test_a_new_unit_its_group_its_publication_and_its_result_come_in_one_call(cast):
    units = "code,unit_kind,form,name,full_name,parent,source\n"
    units += "quan-moi,district,quận,Mới,Quận Mới,tinh-moi,s\ntinh-moi,province,tỉnh,Mới,Tỉnh Mới,viet-nam,s\n"
    groups = "code,place,slug,name,unit_noun,parent,source\ntinh-moi-quan,tinh-moi,quan,Quận,quận,tinh-moi,s\n"
    publications = "index,year,group,source\npar,2020,tinh-moi-quan,s\n"
    rows = "index,year,group,unit_name,rank,total,source\npar,2020,tinh-moi-quan,Mới,1,90,s\n"

    outcome = import_files(sources=sources(rows, publications, groups, units), publish=True, by=None)

    assert not outcome.problems
    assert PublishedResult.objects.get().unit.parent.code == "tinh-moi"


def test_statements_do_not_grow_with_the_rows(cast):
    for number in range(30):
        make_unit(f"Số {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province)
    few = results(*((f"Số {number}", "", f"{90 - number}") for number in range(3)))
    many = results(*((f"Số {number}", "", f"{90 - number}") for number in range(30)))
    counts = []
    for rows in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            outcome = import_files(sources=sources(PUBLICATIONS, COMPONENTS, rows), check=True, publish=True, by=None)
        assert not outcome.has_errors
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 50


def test_statements_do_not_grow_with_the_units(cast):
    heading = "code,unit_kind,form,name,full_name,parent,aliases,source\n"

    def units(count: int) -> str:
        return heading + "".join(f"xa-{n},commune,xã,X{n},Xã X{n},tinh-minh-hoa,Làng {n},s\n" for n in range(count))

    counts = []
    for count in (3, 30):
        with CaptureQueriesContext(connection) as queries:
            outcome = import_files(sources=sources(units(count)), check=True, by=None)
        assert not outcome.has_errors
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_index_and_its_method_come_from_files_and_may_change(cast):
    heading = (
        "code,name,full_name,publisher,question,unit_label,scale_min,scale_max,part_scale,combining,method,source\n"
    )
    index = heading + "pci,PCI,Chỉ số năng lực cạnh tranh,VCCI,Hỏi,điểm,0,100,10,có trọng số,Cách làm,s\n"
    parts = "index,component,name,weight,source\npci,gia-nhap,Gia nhập thị trường,5,s\n"
    breaks = "index,before,after,of_score,of_rank,reason,source\npci,2020,2021,có,không,Đổi bộ câu hỏi,s\n"
    assert not import_files(sources=sources(index, parts, breaks), by=None).problems
    assert import_files(sources=sources(index, parts, breaks), by=None).is_unchanged

    import_files(sources=sources(index.replace("VCCI", "Liên đoàn")), by=None)

    pci = Index.objects.get(code="pci")
    assert (pci.publisher, pci.combining) == ("Liên đoàn", "weighted")
    assert (pci.components.get().name, pci.breaks.get().of_rank) == ("Gia nhập thị trường", False)


def test_a_renamed_unit_is_found_by_its_new_keys(cast):
    heading = "code,unit_kind,form,name,full_name,aliases,source\n"
    row = "huyen-song-em,district,huyện,Sông Lặng,Huyện Sông Lặng,Sông Êm,s\n"
    import_files(sources=sources(heading + row), by=None)
    unit = Unit.objects.get(code="huyen-song-em")
    assert list(Unit.objects.named("sông lặng")) == [unit]
    assert list(Unit.objects.found_by("song em")) == [unit]
    assert import_files(sources=sources(heading + row), by=None).is_unchanged
    unit.save()
    assert import_files(sources=sources(heading + row), by=None).is_unchanged
