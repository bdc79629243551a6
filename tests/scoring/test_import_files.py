"""Each file of tests/data has one documented outcome, and a file with an error leaves nothing behind."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from scoring.actions import transcriptions
from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.models import Publication
from tests.cast import make_cast
from tests.factories import make_component, make_group, make_index, make_publication, make_published, make_unit
from units.models import UnitForm, UnitKind

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"

REFUSED = {
    # Who is meant
    "unknown-unit.csv": ["dòng 2, cột “unit_name”", "không có đơn vị nào tên như vậy", "Huyện Không Có"],
    "accentless-name.csv": ["dòng 2, cột “unit_name”", "Có phải Huyện Núi Xanh (huyen-nui-xanh)?"],
    "ambiguous-name.csv": ["chỉ hơn một đơn vị: Xã Hòa Bình (xa-hoa-binh), Phường Hòa Bình (phuong-hoa-binh)"],
    "unit-of-another-time.csv": ["Phường Bến Mới (phuong-ben-moi) không thuộc khối “Quận, huyện” năm 2020"],
    "code-and-name-disagree.csv": ["cột “unit_name”", "không phải là tên của Huyện Sông Êm"],
    "code-with-lost-zero.csv": ["cột “unit”", "không có đơn vị nào mang mã này", "số 0 ở đầu mã"],
    "duplicate-row.csv": ["dòng 3", "trùng với dòng 2 của duplicate-row.csv"],
    "duplicate-by-code-and-name.csv": ["dòng 3", "Huyện Sông Êm (huyen-song-em) đã có ở dòng 2"],
    "unit-missing.csv": ["dòng 2", "không ghi đơn vị nào"],
    # Figures
    "both-separators.csv": ["dòng 2, cột “total”", "cả dấu phẩy và dấu chấm", "“1.234,5”"],
    "unquoted-decimal-comma.csv": ["dòng 2", "nhiều ô hơn dòng tiêu đề", "trong ngoặc kép"],
    "infinity.csv": ["cột “total”", "không phải là số", "Infinity"],
    "not-a-number.csv": ["cột “total”", "không phải là số", "NaN"],
    "exponent.csv": ["cột “total”", "không phải là số", "9e1"],
    "underscore-in-number.csv": ["cột “total”", "không phải là số"],
    "fullwidth-digits.csv": ["cột “total”", "chữ số không phải 0–9"],
    "negative-total.csv": ["cột “total”", "số âm"],
    "five-decimals.csv": ["cột “total”", "hơn 4 chữ số thập phân"],
    "total-above-maximum.csv": ["dòng 2, cột “total”", "tổng điểm 100,5 lớn hơn mức tối đa 100"],
    "component-above-maximum.csv": ["cột “c.tham-dinh”", "60,5 lớn hơn mức tối đa 60"],
    "percent-above-100.csv": ["cột “c.hai-long”", "phần trăm lớn hơn 100"],
    "percent-in-points.csv": ["cột “c.tham-dinh”", "tính bằng điểm, không phải phần trăm"],
    "percent-below-one.csv": ["cột “index_percent”", "phần trăm nhỏ hơn hoặc bằng 1", "ghi 87,65", "ghi cả dấu %"],
    "percent-of-a-component-below-one.csv": ["cột “c.hai-long”", "phần trăm nhỏ hơn hoặc bằng 1", "ghi cả dấu %"],
    "percent-total-below-one.csv": ["cột “total”", "phần trăm nhỏ hơn hoặc bằng 1", "ghi cả dấu %"],
    "percent-cell-below-one.xlsx": ["cột “c.hai-long”", "phần trăm nhỏ hơn hoặc bằng 1"],
    "percent-as-points.csv": ["cột “total”", "tính bằng điểm, không phải phần trăm"],
    "unknown-component.csv": ["cột “c.tham-din”", "không có thành phần “tham-din”", "Có phải cột c.tham-dinh?"],
    "rank-zero.csv": ["cột “rank”", "hạng bắt đầu từ 1"],
    "rank-backwards.csv": ["cột “rank”", "khoảng hạng không hợp lệ"],
    "rank-beyond-block.csv": ["cột “rank”", "hạng 5 lớn hơn số đơn vị trong khối (4)"],
    "year-in-two-digits.csv": ["cột “year”", "không phải một năm"],
    "day-not-in-calendar.csv": ["cột “decision_date”", "ngày không có trong lịch"],
    # The shape of the table
    "empty.csv": ["empty.csv: tệp rỗng"],
    "blank.csv": ["tệp không có dòng nào"],
    "heading-only.csv": ["dòng 1", "chỉ có dòng tiêu đề"],
    "unknown-column.csv": ["dòng 1, cột “totl”", "không có cột này", "Có phải cột “Tổng điểm” (total)?"],
    "column-of-another-table.csv": ["cột “short_name”", "thuộc bảng “Thành phần”"],
    "same-heading-twice.csv": ["cột “Tổng điểm”", "hai cột cùng tên"],
    "cell-beyond-heading.csv": ["dòng 2", "cột không có tiêu đề"],
    "missing-source.csv": ["dòng 1", "bảng “Kết quả” thiếu cột “Nguồn”"],
    "empty-source-cell.csv": ["dòng 2, cột “source”", "không được để trống"],
    "unknown-table.csv": ["không nhận ra bảng nào"],
    "no-telling-which-table.csv": ["hợp với hơn một bảng"],
    "short-row.csv": ["dòng 2", "ít ô hơn dòng tiêu đề"],
    "unclosed-quote.csv": ["dòng 3", "dấu ngoặc kép không khớp"],
    "worksheet-of-notes.xlsx": ["trang “Ghi chú riêng”", "không nhận ra bảng nào"],
    # Letters
    "windows-1258.csv": ["không phải bảng mã UTF-8", "CSV UTF-8"],
    "utf-16-without-bom.csv": ["không phải bảng mã UTF-8"],
    "damaged-letters.csv": ["cột “source”", "chữ trong ô đã hỏng"],
    "control-character.csv": ["cột “source”", "ký tự điều khiển U+0008"],
    "reversed-text.csv": ["cột “source”", "ký tự ẩn đảo chiều chữ"],
    "formula-injection.csv": ["dòng 2, cột “note”", "thành công thức khi người khác mở tệp"],
    "decision-number-too-long.csv": ["cột “decision_number”", "dài hơn 80 ký tự"],
    # What it belongs to
    "unknown-index.csv": ["chưa có công bố nào cho chỉ số, năm và khối này"],
    "no-publication.csv": ["chưa có công bố nào cho chỉ số, năm và khối này", "Thêm một dòng vào bảng Công bố"],
    "group-of-another-time.csv": ["cột “year”", "khối “Quận, huyện” không tồn tại năm đó"],
    "unit-above-itself.csv": ["cột “parent”", "trực thuộc chính mình"],
    "unknown-choice.csv": ["cột “unit_kind”", "không phải giá trị cho phép", "commune (cấp xã)"],
    "unknown-parent.csv": ["cột “parent”", "không có đơn vị nào mang mã này"],
    # What was published stands
    "changed-after-publication.csv": ["cột “total”", "đã công bố với giá trị khác (“90,54”)", "phiên bản 2 và lý do"],
    "added-after-publication.csv": ["dòng 2", "đã công bố, không thêm được"],
    "correction-without-reason.csv": ["dòng 2, cột “reason”", "đính chính mà không ghi lý do"],
    "correction-without-results.csv": ["phải kèm đầy đủ mọi kết quả"],
    "correction-skips-a-version.csv": ["cột “version”", "phiên bản tiếp theo phải là 2"],
    # Files that are not what they say
    "not-a-workbook.xlsx": ["đuôi .xlsx nhưng không phải là bảng tính"],
    "old-excel.xls": ["Excel kiểu cũ (.xls)", "Lưu thành"],
    "password.xlsx": ["tệp có mật khẩu"],
    "macro.xlsm": ["macro (.xlsm)"],
    "macro-renamed.xlsx": ["tệp có macro"],
    "libreoffice.ods": ["LibreOffice (.ods)"],
    "libreoffice-renamed.xlsx": ["LibreOffice (.ods)"],
    "page.pdf": ["chỉ nhận tệp .csv và .xlsx"],
    "text-document.xlsx": ["không phải là bảng tính Excel"],
    "truncated.xlsx": ["bị hỏng"],
    "zip-bomb.xlsx": ["nén quá 100 lần"],
    "overlapping-members.xlsx": ["chồng lên nhau"],
    "too-many-members.xlsx": ["hơn 200 phần"],
    "nested-zip.xlsx": ["một tệp nén khác"],
    "entity-bomb.xlsx": ["DOCTYPE"],
    "lying-size.xlsx": ["giải nén ra lớn hơn kích thước ghi trong tệp"],
    "part-under-two-names.xlsx": ["tệp .xlsx bị hỏng"],
    "worksheet-left-out.xlsx": ["tệp bị hỏng"],
    "far-cell.xlsx": ["trang “results”", "hơn 20000 dòng"],
    "too-wide.xlsx": ["trang “results”, dòng 2", "hơn 200 cột"],
    # Rows and cells that a spreadsheet would show over each other, or a reader lose
    "rows-out-of-order.xlsx": ["trang “results”, dòng 2", "không theo thứ tự, hoặc có hai lần"],
    "row-twice.xlsx": ["trang “results”, dòng 2", "không theo thứ tự, hoặc có hai lần"],
    "cells-out-of-order.xlsx": ["trang “results”, dòng 2", "ô E2 không theo thứ tự, hoặc có hai lần"],
    "cell-twice.xlsx": ["trang “results”, dòng 2", "ô F2 không theo thứ tự, hoặc có hai lần"],
    "cell-of-another-row.xlsx": ["trang “results”, dòng 2", "ô F3 không theo thứ tự, hoặc có hai lần"],
    # Cells of a worksheet that hold no value
    "formula-without-value.xlsx": ["trang “results”, dòng 2, cột “total”", "công thức chưa có kết quả"],
    "formula-with-stale-result.xlsx": ["trang “results”, dòng 2, cột “total”", "công thức chưa có kết quả"],
    "hour-as-number.xlsx": ["trang “results”, dòng 2, cột “total”", "ô này là giờ"],
    "error-cell.xlsx": ["trang “results”, dòng 2, cột “total”", "ô báo lỗi của bảng tính", "#DIV/0!"],
    "date-as-number.xlsx": ["dòng 2, cột “total”", "ô này là ngày tháng"],
    "rank-became-date.xlsx": ["dòng 2, cột “rank”", "Excel đã đổi hạng như “2-3” thành ngày"],
    "boolean-as-number.xlsx": ["dòng 2, cột “total”", "đúng/sai"],
    "merged-cells.xlsx": ["dòng 2", "vùng F2:F3 bị gộp ô"],
    "hidden-row.xlsx": ["dòng 3", "dòng bị ẩn"],
    "hidden-column.xlsx": ["cột F bị ẩn"],
    "hidden-worksheet.xlsx": ["trang “components”", "trang tính bị ẩn"],
}

# Accepted files: what stands afterwards, as (unit, rank, rank printed, total, total printed).
ACCEPTED = {
    "nfd-names.csv": [("huyen-nui-xanh", 1, "1", "90.54", "90,54")],
    "tone-elsewhere.csv": [("xa-hoa-binh", 1, "1", "90.54", "90,54")],
    "names-one-accent-apart.csv": [
        ("xa-cam-giang-huyen", 1, "1", "90.54", "90,54"),
        ("xa-cam-giang-ngang", 2, "2", "80", "80"),
    ],
    "excess-spaces.csv": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "decimal-comma.csv": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "utf-8-bom.csv": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "utf-16.csv": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "unfinished-figure.csv": [("huyen-song-em", 1, "1", None, "83,6x")],
    "rank-tied-2-3.csv": [("huyen-song-em", 2, "2-3", "90", "90"), ("huyen-nui-xanh", 2, "2-3", "90", "90")],
    "rank-last.csv": [("huyen-song-em", None, "cuối bảng", None, "")],
    "percent-cell.xlsx": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "numeric-noise.xlsx": [("huyen-song-em", 1, "1", "90.03", "90,03")],
    "trailing-zero-shown.xlsx": [("huyen-song-em", 1, "1", "93", "93,00")],
    "formula-with-result.xlsx": [("huyen-song-em", 1, "1", "90.54", "90,54")],
    "eight-and-fifteen-hundredths.xlsx": [("huyen-song-em", 1, "1", "8.15", "8,15")],
    "comma-as-text.xlsx": [("huyen-song-em", 1, "1", "8.5", "8,5"), ("huyen-nui-xanh", 2, "2", "8.4", "8,4")],
    "decomposed-with-hard-spaces.xlsx": [("huyen-nui-xanh", 1, "1", "90.54", "90,54")],
    **{
        f"{how}.xlsx": [
            ("huyen-song-em", 1, "1", "90.54", "90,54"),
            ("huyen-nui-xanh", 2, "2-3", "8.15", "8,15"),
            ("quan-ben-moi", 2, "2-3", "8.15", "8,15"),
        ]
        for how in ("saved-by-libreoffice", "saved-by-openpyxl", "saved-by-xlsxwriter", "written-by-hand")
    },
    "lying-dimension.xlsx": [
        ("huyen-song-em", 1, "1", "90.54", "90,54"),
        ("huyen-nui-xanh", 2, "2", "90.03", "90,03"),
        ("quan-ben-moi", 3, "3", "80", "80"),
    ],
    "title-above-heading.xlsx": [
        ("huyen-song-em", 1, "1", "90.54", "90,54"),
        ("huyen-nui-xanh", 2, "2", "90.03", "90,03"),
    ],
    "percent-total-with-its-sign.csv": [("huyen-song-em", 1, "1", "0.9357", "0,9357")],
    # accepted with a word of warning
    "more-digits-than-shown.xlsx": [("huyen-song-em", 1, "1", "90.546", "90,546")],
    "ranks-contradict-totals.csv": [
        ("huyen-song-em", 1, "1", "80", "80"),
        ("huyen-nui-xanh", 2, "2", "90", "90"),
    ],
    "parts-miss-total.csv": [("huyen-song-em", 1, "1", "90.54", "90,54")],
}
WARNED = {
    "more-digits-than-shown.xlsx": "ô lưu nhiều chữ số thập phân hơn số đang hiện",
    "ranks-contradict-totals.csv": "hạng và tổng điểm của Sông Êm và Núi Xanh trái ngược nhau",
    "parts-miss-total.csv": "tổng điểm ghi là 90,54, tính từ các thành phần là 89",
}
DRAFT = "PAR Index 2020 – Quận, huyện, Tỉnh Minh Họa"
# Used by tests of their own.
OTHER = {"same-as-published.csv", "four-results.csv", "more-results-than-units.csv", "make.py"}


@pytest.fixture(autouse=True)
def _in_vietnamese():
    with translation.override("vi"):
        yield


@pytest.fixture
def cast():
    """2019 is published; 2020 (huyện) and 2025 (xã) are drafts without a row."""
    cast = make_cast()
    make_published(cast.par, cast.districts, 2019, [(cast["huyen-song-em"], 1, "90.54")])
    draft = make_publication(cast.par, cast.districts, 2020, unit_count=4)
    make_component(draft, "tham-dinh", max_score=60)
    make_component(draft, "dieu-tra", max_score=40, name="Điều tra xã hội học")
    make_component(draft, "hai-long", measure="percent", part_of_total=False, name="Mức độ hài lòng")
    make_publication(cast.par, cast.communes, 2025)
    make_publication(make_index("sipas", unit_label="%"), cast.districts, 2020)
    return cast


def run(*names: str, **options) -> tuple[int, str]:
    """The command's exit code and what it said."""
    out = StringIO()
    try:
        call_command("import_results", *(str(DATA / name) for name in names), stdout=out, **options)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}\n{error}"
    return 0, out.getvalue()


def everything() -> dict[str, list[tuple]]:
    """Every row of every table of the project."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=str)
        for label in ("units", "scoring")
        for model in apps.get_app_config(label).get_models()
    }


def source(name: str) -> SourceFile:
    return SourceFile.from_path(DATA / name)


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_words_and_nothing_is_written(cast, name):
    before = everything()

    code, said = run(name)

    assert code == 1
    assert "Không ghi gì" in said
    outcome = import_files(sources=[source(name)], by=None)
    words = "\n".join(str(problem) for problem in outcome.problems if problem.is_error)
    for fragment in REFUSED[name]:
        assert fragment in words
    for problem in outcome.problems:
        assert problem.file == name
        assert problem.message
        assert "Traceback" not in problem.message
    assert everything() == before


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_but_honest_file_is_accepted(cast, name):
    code, said = run(name)

    assert code == 0, said
    year = 2025 if name in ("tone-elsewhere.csv", "names-one-accent-apart.csv") else 2020
    publication = Publication.objects.get(year=year, index="sipas" if "percent-total" in name else "par")
    found = [
        (each.unit_code, each.rank, each.rank_printed, each.total, each.total_printed)
        for each in publication.results.all()
    ]
    assert found == [
        (unit, rank, rank_printed, total and Decimal(total), printed)
        for unit, rank, rank_printed, total, printed in ACCEPTED[name]
    ]


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_file_warns_only_where_something_is_odd(cast, name):
    outcome = import_files(sources=[source(name)], by=None)

    expected = [WARNED[name]] if name in WARNED else []
    assert [problem.message.removeprefix(f"{DRAFT}: ") for problem in outcome.problems] == expected


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_same_file_again_changes_nothing_and_says_so(cast, name):
    run(name)
    before = everything()

    code, said = run(name)

    assert code == 0
    assert "Không có gì thay đổi" in said
    assert everything() == before


@pytest.mark.parametrize("name", [*REFUSED, *ACCEPTED])
def test_a_check_writes_nothing_and_finds_the_same(cast, name):
    before = everything()
    checked = import_files(sources=[source(name)], check=True, by=None)
    assert everything() == before

    done = import_files(sources=[source(name)], by=None)

    assert [str(problem) for problem in checked.problems] == [str(problem) for problem in done.problems]
    assert (checked.created, checked.updated) == (done.created, done.updated)


def test_every_file_of_the_folder_has_an_outcome():
    on_disk = {path.name for path in DATA.iterdir() if path.is_file()}
    assert on_disk == {*REFUSED, *ACCEPTED, *OTHER}


def test_a_percent_cell_of_a_worksheet_is_read_exactly(cast):
    run("percent-cell.xlsx")

    score = cast.par.publications.get(year=2020).results.get().scores.get()
    assert (str(score.value.normalize()), score.printed) == ("87.65", "87,65")


def test_all_problems_of_all_files_are_told_at_once(cast):
    names = ["unknown-unit.csv", "infinity.csv", "rank-zero.csv"]
    outcome = import_files(sources=[source(name) for name in names], by=None)

    assert list(dict.fromkeys(problem.file for problem in outcome.problems)) == names


def test_one_bad_file_stops_the_good_ones_of_the_same_call(cast):
    before = everything()

    code, _said = run("decimal-comma.csv", "unknown-unit.csv")

    assert code == 1
    assert everything() == before


def test_a_file_equal_to_what_was_published_changes_nothing(cast):
    before = everything()

    code, said = run("same-as-published.csv", publish=True)

    assert code == 0
    assert "Không có gì thay đổi" in said
    assert everything() == before


def test_more_results_than_the_block_has_units_is_refused(cast):
    code, _said = run("four-results.csv", "more-results-than-units.csv")
    outcome = import_files(sources=[source("four-results.csv"), source("more-results-than-units.csv")], by=None)

    assert code == 1
    assert any("có 4 kết quả nhưng khối chỉ có 3 đơn vị" in problem.message for problem in outcome.problems)


def test_a_group_of_one_form_tells_two_units_of_one_name_apart(cast):
    group = make_group(cast.province, "Phường", unit_noun="phường", valid_from=cast.communes.valid_from)
    draft = make_publication(cast.par, group, 2025)
    rows = f"index,year,group,unit_name,source\npar,2025,{group.code},Hòa Bình,s\n"

    import_files(sources=[SourceFile("results.csv", rows.encode())], by=None)

    assert draft.results.get().unit_code == "phuong-hoa-binh"


def test_a_district_of_2020_is_not_the_ward_of_2025(cast):
    make_unit("Sông Êm", UnitKind.COMMUNE, UnitForm.WARD, parent=cast.province, valid_from=cast.communes.valid_from)

    run("utf-8-bom.csv")

    assert cast.par.publications.get(year=2020).results.get().unit_code == "huyen-song-em"


def test_a_missing_file_is_wrong_usage(cast):
    code, said = run("khong-co.csv")
    assert (code, "Không mở được tệp" in said) == (2, True)


def test_an_unknown_account_is_wrong_usage(cast):
    code, said = run("decimal-comma.csv", by="khong-co")
    assert (code, "Không có tài khoản" in said) == (2, True)


@pytest.mark.parametrize(
    "name", ["percent-as-points.csv", "percent-total-below-one.csv", "percent-of-a-component-below-one.csv"]
)
def test_without_the_look_at_units_a_wrong_figure_is_imported(cast, name, monkeypatch):
    monkeypatch.setattr(transcriptions, "_hold_against_unit", lambda *_: None)
    assert run(name)[0] == 0
