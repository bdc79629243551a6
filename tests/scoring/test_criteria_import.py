"""A criteria set in files: what goes out comes in the same; what is wrong is said all at once; nothing half-written."""

from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from scoring.actions.criteria import add_criterion, change_criterion
from scoring.actions.criteria_import import import_criteria_files
from scoring.actions.criteria_sets import change_set, copy_set
from scoring.criteria_files import as_texts, as_workbook, rows_of
from scoring.imports.rule_text import EXAMPLES, KIND_WORDS
from scoring.imports.workbook import SourceFile
from scoring.models import (
    Appraisal,
    AssessmentRound,
    Band,
    BandScale,
    CriteriaSet,
    Criterion,
    Event,
    Sheet,
)
from scoring.tally import scheme_of
from tests.factories import make_user
from tests.factories_criteria import EVERY_RULE, lock_set, make_round, make_set

pytestmark = pytest.mark.django_db
D = Decimal
KINDS = (CriteriaSet, Criterion, BandScale, Band)


@pytest.fixture
def made(cast):
    return make_set(cast.par)


@pytest.fixture
def next_year(made, cast):
    """A copy in which everything differs that can."""
    new = copy_set(source=made, code="minh-hoa-so-2026", name="Bộ tiêu chí 2026", year_from=2026, by=None)
    node = {row.code: row for row in new.criteria.all()}
    change_criterion(criterion=node["2.1"], values={"max_score": D("12.5"), "appraiser": cast["so-anh-trang"]}, by=None)
    change_criterion(
        criterion=node["1.2"],
        values={
            "title": "- Tuyên truyền; “cải cách”\nđoạn hai",
            "guidance": "+ 1 điểm\n\n= không",
            "evidence": "'- nháy",
            "explanation_required": True,
            "note": "a;b,c",
        },
        by=None,
    )
    change_criterion(criterion=node["1.10"], values={"previous": None, "position": 1}, by=None)
    change_set(
        criteria_set=new,
        values={"places": 3, "tie_rule": "dense", "rank_on": "exact", "rescale_without_survey": True,
                "incomparable_reason": "Đổi thang", "decision_number": "1/QĐ", "year_to": 2027},
        by=None,
    )  # fmt: skip
    return CriteriaSet.objects.get(pk=new.pk)


def everything():
    return {kind: list(kind.objects.order_by("pk").values()) for kind in KINDS}


def source(text: str, name: str = "criteria.csv") -> SourceFile:
    return SourceFile(name, text.encode())


def run(*sources: SourceFile, **options):
    return import_criteria_files(sources=sources, by=options.pop("by", None), **options)


def said(outcome) -> str:
    return "\n".join(str(problem) for problem in outcome.problems if problem.is_error)


def outgoing(criteria_set: CriteriaSet, form: str) -> list[SourceFile]:
    criteria_set = CriteriaSet.objects.select_related("copied_from", "index").get(pk=criteria_set.pk)
    if form == "xlsx":
        return [SourceFile("bo-tieu-chi.xlsx", as_workbook(criteria_set))]
    return [SourceFile(f"{table}-x.csv", text) for table, text in as_texts(criteria_set).items()]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_in_and_changes_nothing(next_year, form):
    before, events = everything(), Event.objects.count()
    outcome = run(*outgoing(next_year, form))
    assert said(outcome) == ""
    assert outcome.is_unchanged
    assert everything() == before
    assert Event.objects.count() == events


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_makes_the_same_sets_where_there_were_none(made, next_year, form):
    sources = [
        SourceFile(f"{n}-{each.name}" if form == "xlsx" else each.name.replace("-x", f"-{n}"), each.content)
        for n, criteria_set in ((1, next_year), (2, made))
        for each in outgoing(criteria_set, form)
    ]
    schemes = [scheme_of(each, each.band_scales.get()) for each in (made, next_year)]
    rows = [rows_of(CriteriaSet.objects.get(pk=each.pk)) for each in (made, next_year)]
    BandScale.objects.all().delete()
    Criterion.objects.filter(criteria_set=next_year).delete()
    CriteriaSet.objects.filter(pk=next_year.pk).delete()
    CriteriaSet.objects.all().delete()
    outcome = run(*sources)
    assert said(outcome) == ""
    sets = [CriteriaSet.objects.get(code=each.code) for each in (made, next_year)]
    assert [scheme_of(each, each.band_scales.get()) for each in sets] == schemes
    assert [rows_of(each) for each in sets] == rows
    again = run(*sources)
    assert again.is_unchanged


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_set_without_classes_goes_out_and_comes_in_again(cast, form):
    made = make_set(cast.par, bands=())
    outcome = run(*outgoing(made, form))
    assert said(outcome) == ""
    assert outcome.is_unchanged
    empty = [problem for problem in outcome.problems if problem.message == "chỉ có dòng tiêu đề, không có dữ liệu"]
    assert len(empty) == (2 if form == "csv" else 0)  # a file is told; an empty worksheet beside others needs no word
    assert "không có dữ liệu" in said(run(source("set,code,title\n")))  # nothing at all is no import


def test_check_goes_through_all_of_it_and_writes_nothing(made):
    sources = outgoing(made, "xlsx")
    Criterion.objects.all().delete()
    before = everything()
    outcome = run(*sources, check=True)
    assert outcome.created["Criterion"] == len(EVERY_RULE)
    assert not outcome.has_errors
    assert everything() == before
    assert not Event.objects.filter(verb="import_criteria").exists()


def test_a_change_in_the_file_is_written_with_its_event(made):
    person = make_user()
    text = (
        "set;code;title;max_score\n"
        "minh-hoa-so-2025;2.1;Hồ sơ đúng và trước hạn;10\n"
        "minh-hoa-so-2025;2.2;Phản ánh được xử lý;5,0\n"
    )
    outcome = run(source(text), by=person)
    assert said(outcome) == ""
    assert (outcome.updated, outcome.created) == ({"Criterion": 1}, {})
    event = Event.objects.get(verb="import_criteria")
    assert event.by == person
    assert event.data["changed"] == [
        {"criterion": "2.1", "from": {"title": "Hồ sơ đúng hạn"}, "to": {"title": "Hồ sơ đúng và trước hạn"}}
    ]
    kept = made.criteria.get(code="2.1")
    assert (kept.parent.code, kept.max_score, kept.rule["kind"]) == ("2", 10, "rate")


def test_a_changed_text_in_the_file_moves_the_mapping(next_year):
    book = load_workbook(BytesIO(as_workbook(next_year)))
    sheet = book["Tiêu chí"]
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[names.index("Mã mục")].value == "2.2":
            row[names.index("Nội dung")].value = "Phản ánh, kiến nghị"
        if row[names.index("Mã mục")].value == "2.3":
            row[names.index("Điểm tối đa")].value = 6
    out = BytesIO()
    book.save(out)
    outcome = run(SourceFile("sua.xlsx", out.getvalue()))
    assert said(outcome) == ""
    mapping = dict(next_year.criteria.values_list("code", "mapping"))
    assert (mapping["2.2"], mapping["2.3"], mapping["1.1.1"]) == ("text", "maximum", "same")


def test_parents_follow_from_the_codes_where_the_file_has_no_such_column(cast, made):
    text = (
        "set,code,title,max_score,origin,rule,rule_detail\n"
        "minh-hoa-so-2025,5,Chuyển đổi số,,,,\n"
        "minh-hoa-so-2025,5.1,Dịch vụ công,,,,\n"
        'minh-hoa-so-2025,5.1.1,Toàn trình,2,thẩm định,theo mức,"đạt=2; một phần=0,5; chưa=0"\n'
        "minh-hoa-so-2025,5.2-a,Kho dữ liệu,1,appraisal,yes_no,\n"
    )
    outcome = run(source(text))
    assert said(outcome) == ""
    parents = {row.code: row.parent and row.parent.code for row in made.criteria.select_related("parent")}
    assert (parents["5"], parents["5.1"], parents["5.1.1"], parents["5.2-a"]) == (None, "5", "5.1", "5")
    assert made.criteria.get(code="5.1.1").rule["options"][1] == {
        "code": "mot-phan",
        "label": "một phần",
        "points": "0.5",
    }


def test_the_order_of_rows_is_the_order_of_nodes(made):
    text = "set,code,title\nminh-hoa-so-2025,1.10,Gương mẫu\nminh-hoa-so-2025,1.2,Tuyên truyền\nminh-hoa-so-2025,1.1,Kế hoạch cải cách hành chính\n"
    run(source(text))
    assert [node.code for node in scheme_of(made).areas[0].children] == ["1.10", "1.2", "1.1"]
    assert run(source(text)).is_unchanged


def test_a_node_that_the_file_does_not_name_keeps_its_place(made):
    named = [row for row in EVERY_RULE if row[0] not in ("1.1.1", "1.2", "2")]
    lines = [f'minh-hoa-so-2025,{code},"{title}"' for code, title, *_rest in named]
    places = dict(made.criteria.values_list("code", "position"))
    assert run(source("\n".join(["set,code,title", *lines]))).is_unchanged
    assert dict(made.criteria.values_list("code", "position")) == places
    turned = "set,code,title\nminh-hoa-so-2025,2.3,Sáng kiến\nminh-hoa-so-2025,2.1,Hồ sơ đúng hạn\n"
    run(source(turned))
    assert [node.code for node in scheme_of(made).areas[1].children] == ["2.3", "2.1", "2.2"]
    told = {each["criterion"] for each in Event.objects.get(verb="import_criteria").data["changed"]}
    now = dict(made.criteria.values_list("code", "position"))
    assert told == {code for code in now if now[code] != places[code]}


def test_nodes_that_the_file_does_not_name_stay_unless_it_is_said_that_they_go(made):
    lines = ["set,code,parent,title"] + [
        f"minh-hoa-so-2025,{code},{'1' if code == '1.1.1' else code.rpartition('.')[0]},{title.replace(',', ' và')}"
        for code, title, *_rest in EVERY_RULE
        if code not in ("1.1", "2.3")
    ]
    text = "\n".join(lines).replace("1.1.2,1.1,", "1.1.2,1,")
    outcome = run(source(text), check=True)
    assert said(outcome) == ""
    assert any("1.1, 2.3 không có trong tệp, vẫn giữ nguyên" in str(each) for each in outcome.problems)
    outcome = run(source(text), remove_missing=True)
    assert said(outcome) == ""
    assert outcome.removed == ["minh-hoa-so-2025: 1.1 Kế hoạch cải cách hành chính", "minh-hoa-so-2025: 2.3 Sáng kiến"]
    assert "removed" not in outcome.updated
    codes = set(made.criteria.values_list("code", flat=True))
    assert "2.3" not in codes
    assert {"1.1.1", "1.1.2"} <= codes  # moved away from 1.1 before it went
    assert [each["code"] for each in Event.objects.get(verb="import_criteria").data["removed"]] == ["1.1", "2.3"]


def test_thresholds_may_change_places(made):
    text = (
        "set,scale,code,name,from_index,component_floor\n"
        "minh-hoa-so-2025,Xếp loại 2025,tot,Tốt,70,\n"
        "minh-hoa-so-2025,Xếp loại 2025,kha,Khá,90%,80\n"
    )
    before = dict(Band.objects.values_list("code", "pk"))
    outcome = run(source(text, "bands.csv"))
    assert said(outcome) == ""
    assert dict(Band.objects.values_list("code", "from_index")) == {"tot": 70, "kha": 90, "yeu": 0}
    assert dict(Band.objects.values_list("code", "pk")) == before


HEAD = "set,code,parent,title,max_score,origin,rule,rule_detail\n"
LEAF = 'minh-hoa-so-2025,2.9,2,Mới,2,thẩm định,{rule},"{detail}"\n'
BANDS = "set,scale,code,name,from_index,component_floor\n"
REFUSED = {
    "unknown set": (HEAD + "khong-co,1,,Một,,,,\n", ["dòng 2, cột “set”", "chưa có bộ tiêu chí nào mang mã này", "khong-co"]),
    "unknown parent": (HEAD + "minh-hoa-so-2025,9.1,9,Một,,,,\n", ["dòng 2, cột “parent”", "không có mục cha này"]),
    "itself as parent": (HEAD + "minh-hoa-so-2025,9,9,Một,,,,\n", ["cột “parent”", "không thể nằm trong chính nó"]),
    "a circle": (HEAD + "minh-hoa-so-2025,8,9,Một,,,,\nminh-hoa-so-2025,9,8,Một,,,,\n", ["dòng 2", "dòng 3", "chính nó"]),
    "under a marked leaf": (HEAD + "minh-hoa-so-2025,2.1.1,2.1,Một,,,,\n", ["cột “parent”", "đang là mục chấm điểm"]),
    "points and children": (
        HEAD + "minh-hoa-so-2025,2,,Thủ tục,3,appraisal,manual,\n", ["cột “max_score”", "Mục có mục con"],
    ),
    "points above the maximum": (HEAD + LEAF.format(rule="yes_no", detail="có=3; không=0"), ["cột “rule_detail”", "3 điểm nằm ngoài"]),
    "no such rule": (HEAD + LEAF.format(rule="đoán", detail=""), ["cột “rule”", "không phải giá trị cho phép", "theo mức"]),
    "a rule text that is none": (HEAD + LEAF.format(rule="theo mức", detail="đạt"), ["cột “rule_detail”", "không có dạng", "kịp thời=1"]),
    "a detail without a rule": (HEAD + LEAF.format(rule="", detail="có=1"), ["cột “rule_detail”", "chưa ghi cách tính"]),
    "a leaf without an origin": (HEAD + "minh-hoa-so-2025,2.9,2,Mới,2,,manual,\n", ["cột “origin”", "phải có đủ"]),
    "a leaf without a rule": (HEAD + "minh-hoa-so-2025,2.9,2,Mới,2,thẩm định,,\n", ["cột “rule”|cột “rule_detail”", "phải có đủ"]),
    "a survey scored by judgement": (
        HEAD + "minh-hoa-so-2025,2.9,2,Mới,2,điều tra xã hội học,manual,\n", ["tỷ lệ phần trăm"],
    ),
    "a maximum of zero": (HEAD + "minh-hoa-so-2025,2.9,2,Mới,0,thẩm định,manual,\n", ["cột “max_score”", "lớn hơn 0"]),
    "a negative maximum": (HEAD + "minh-hoa-so-2025,2.9,2,Mới,-2,thẩm định,manual,\n", ["cột “max_score”", "số âm"]),
    "no number": (HEAD + "minh-hoa-so-2025,2.9,2,Mới,NaN,thẩm định,manual,\n", ["cột “max_score”", "không phải là số"]),
    "the same code twice": (HEAD + "minh-hoa-so-2025,8,,A,,,,\nminh-hoa-so-2025,8,,B,,,,\n", ["dòng 3", "trùng với dòng 2"]),
    "a code that is none": (HEAD + "minh-hoa-so-2025,8..1,,A,,,,\n", ["cột “code”", "không phải mã mục"]),
    "a code too long": (HEAD + f"minh-hoa-so-2025,{'8' * 41},,A,,,,\n", ["cột “code”", "40"]),
    "no title": (HEAD + "minh-hoa-so-2025,8,,,,,,\n", ["cột “title”", "không được để trống"]),
    "a formula": (HEAD + "minh-hoa-so-2025,8,,=1+1,,,,\n", ["cột “title”", "thành công thức"]),
    "letters turned round": (HEAD + "minh-hoa-so-2025,8,,a\u202eb,,,,\n", ["cột “title”", "đảo chiều chữ"]),
    "an unknown appraiser": (
        "set,code,title,appraiser\nminh-hoa-so-2025,2.1,Hồ sơ đúng hạn,so-khong-co\n", ["cột “appraiser”", "không có mã này"],
    ),
    "an unknown predecessor": (
        "set,code,title,previous\nminh-hoa-so-2025,2.1,Hồ sơ đúng hạn,9\n", ["cột “previous”", "không có mã này"],
    ),
    "an unknown index": (
        "code,name,index,unit_kind,year_from,source\nbo-moi,Bộ mới,zzz,department,2026,x\n", ["cột “index”"],
    ),
    "a set that ends before it begins": (
        "code,name,index,unit_kind,year_from,year_to,source\nbo-moi,Bộ mới,par,department,2026,2025,x\n",
        ["cột “year_to”", "trước “từ năm”"],
    ),
    "too many decimals": (
        "code,name,index,unit_kind,year_from,places,source\nbo-moi,Bộ mới,par,department,2026,5,x\n", ["cột “places”"],
    ),
    "a threshold above 100": (BANDS + "minh-hoa-so-2025,Xếp loại 2025,x,X,101,\n", ["cột “from_index”", "0 đến 100"]),
    "an unknown scale": (BANDS + "minh-hoa-so-2025,Thang lạ,x,X,50,\n", ["cột “scale”", "chưa có thang này"]),
    "one threshold twice": (BANDS + "minh-hoa-so-2025,Xếp loại 2025,x,X,90,\n", ["cột “from_index”", "cùng ngưỡng"]),
    "a table of another format": ("index,year,group,unit_name,rank,total,source\npar,2020,a,b,1,90,x\n", ["không nhận ra|thiếu cột|không có cột"]),
    "an unknown column": ("set,code,title,diem\nminh-hoa-so-2025,2.1,Hồ sơ,1\n", ["cột “diem”", "không có cột này"]),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(made, what):
    import re

    text, parts = REFUSED[what]
    before, events = everything(), Event.objects.count()
    outcome = run(source(text, "tep.csv"))
    for part in parts:
        assert re.search(part, said(outcome)), said(outcome)
    assert everything() == before
    assert Event.objects.count() == events


def test_everything_wrong_is_said_at_once(made):
    text = HEAD + "minh-hoa-so-2025,8..1,,A,,,,\n" + LEAF.format(rule="yes_no", detail="có=3") + "khong-co,1,,Một,,,,\n"
    found = run(source(text)).problems
    assert sorted(problem.row for problem in found if problem.is_error) == [2, 3, 4]


def as_written(made, code, **cells):
    """The set's workbook with other values in some columns (by number) of the node of this code."""
    book = load_workbook(BytesIO(as_workbook(made)))
    for row in book["Tiêu chí"].iter_rows(min_row=2):
        if row[1].value == code:
            for column, value in cells.items():
                row[int(column[1:])].value, row[int(column[1:])].number_format = value, "General"
    out = BytesIO()
    book.save(out)
    return SourceFile("a.xlsx", out.getvalue())


@pytest.mark.parametrize(("code", "number", "words"), [("1.10", 1.1, "1.1 hay 1.10"), ("1.2", 1.2, "1.2 hay 1.20")])
@pytest.mark.parametrize("remove_missing", [False, True])
def test_a_code_that_excel_made_a_number_is_refused_and_not_guessed(made, code, number, words, remove_missing):
    before = everything()
    outcome = run(as_written(made, code, _1=number), remove_missing=remove_missing)
    assert f"không rõ là {words}" in said(outcome)
    # Its node stands in the file, so nobody is led to take it away as missing.
    assert "không có trong tệp" not in "\n".join(map(str, outcome.problems))
    assert everything() == before


def test_a_rule_above_the_maximum_is_told_in_a_row_that_has_another_error(made):
    found = said(run(as_written(made, "1.1.2", _3=None, _4=1.5, _7=">90=1,6; còn lại=0")))
    assert "ô này không được để trống" in found
    assert "1,6 điểm nằm ngoài khoảng từ 0 đến điểm tối đa là 1,5" in found


def test_a_rule_that_cannot_be_read_is_told_in_a_row_that_has_another_error(made):
    found = said(run(as_written(made, "1.1.2", _3=None, _7="hơn 90 thì đủ điểm")))
    assert "ô này không được để trống" in found
    assert "không có dạng “nội dung=số điểm”" in found


def test_a_maximum_that_is_no_number_gets_no_advice_of_printed_sources(made):
    found = said(run(as_written(made, "1.1.2", _4="mười")))
    assert "không phải là số" in found
    assert "nguồn" not in found.partition("không phải là số")[2]


def test_a_wrong_number_is_quoted_with_its_comma(made):
    assert "(giá trị: “-1,5”)" in said(run(as_written(made, "1.1.2", _4=-1.5)))


def test_a_locked_set_takes_the_same_file_and_refuses_another(cast, made):
    lock_set(made, cast.departments)
    assert run(*outgoing(made, "xlsx")).is_unchanged
    before = everything()
    for text in ("set,code,title\nminh-hoa-so-2025,2.1,Khác\n", "set,code,title\nminh-hoa-so-2025,9,Thêm\n"):
        assert "sao chép thành bộ tiêu chí của năm sau" in said(run(source(text)))
    assert "chép thành" in said(run(source("set,name\nminh-hoa-so-2025,Thang khác\n", "band_scales.csv")))
    assert everything() == before


def test_marks_that_were_given_hold_the_maximum(cast, made):
    round_ = make_round(made, cast.departments, state=AssessmentRound.State.OPEN)
    sheet = Sheet.objects.create(round=round_, unit=cast["so-anh-trang"])
    Appraisal.objects.create(sheet=sheet, criterion=made.criteria.get(code="2.1"), max_score=10, appraised_score=D(5))
    text = "set,code,title,max_score\nminh-hoa-so-2025,2.1,Hồ sơ đúng hạn,9\n"
    assert "đã có điểm chấm" in said(run(source(text)))
    text = "set,code,title\nminh-hoa-so-2025,2.2,Phản ánh\n"
    assert said(run(source(text))) == ""
    round_.refresh_from_db()
    assert round_.revision == 1
    only = "set,code,parent,title\nminh-hoa-so-2025,1,,Công tác chỉ đạo\n"
    assert "không bỏ được mục 2.1" in said(run(source(only), remove_missing=True))


@pytest.mark.parametrize(
    "said_of_it",
    [
        {"self_score": D("0.5")},
        {"not_applicable": True, "not_applicable_reason": "Không có thủ tục"},
        {"appraised_score": D(5)},
    ],
    ids=["self score", "not applicable", "appraised"],
)
@pytest.mark.parametrize(
    "line",
    ["2.1,Hồ sơ đúng hạn,9,thẩm định", "2.1,Hồ sơ đúng hạn,10,điểm thưởng"],
    ids=["another maximum", "another origin"],
)
def test_what_was_said_of_a_leaf_keeps_its_meaning(cast, made, said_of_it, line):
    """A mark of an open round never turns into a bonus, nor a self score into more than the maximum, by a file."""
    leaf = made.criteria.get(code="2.1")
    mark(cast, made, leaf, **said_of_it)

    found = said(run(source(f"set,code,title,max_score,origin\nminh-hoa-so-2025,{line}\n")))

    assert found.count("đã có điểm chấm hoặc điểm tự chấm") == 1  # once, though two units are marked
    leaf.refresh_from_db()
    assert (leaf.max_score, leaf.origin) == (10, "appraisal")


def mark(cast, criteria_set, leaf, **said_of_it) -> None:
    """An open round in which two units have that to say of a leaf."""
    round_ = make_round(criteria_set, cast.departments, state=AssessmentRound.State.OPEN)
    for unit in ("so-anh-trang", "huyen-song-em"):
        sheet = Sheet.objects.create(round=round_, unit=cast[unit])
        Appraisal.objects.create(sheet=sheet, criterion=leaf, max_score=leaf.max_score, **said_of_it)


def test_an_empty_row_of_a_sheet_holds_nothing_back(cast, made):
    """The control: a row that says nothing is no mark."""
    mark(cast, made, made.criteria.get(code="2.1"))
    assert "đã có điểm" not in said(run(source("set,code,title,max_score\nminh-hoa-so-2025,2.1,Hồ sơ đúng hạn,9\n")))


def test_codes_that_differ_by_capitals_only_are_one_code(made):
    found = run(source("set,code,parent,title\nminh-hoa-so-2025,A.1,,Một\nminh-hoa-so-2025,a.1,,Hai\n"))
    assert "không phân biệt chữ hoa, chữ thường" in said(found)


@pytest.mark.parametrize("leaves", [3, 60])
def test_an_import_asks_as_often_for_many_nodes_as_for_few(cast, django_assert_num_queries, leaves):
    make_set(cast.par, rows=())
    lines = ["set,code,title,max_score,origin,rule", "minh-hoa-so-2025,1,Lĩnh vực,,,"]
    lines += [f"minh-hoa-so-2025,1.{n},Tiêu chí {n},1,appraisal,manual" for n in range(1, leaves + 1)]
    with django_assert_num_queries(16):
        run(source("\n".join(lines)))
    with django_assert_num_queries(15):
        assert run(source("\n".join(lines).replace("Tiêu chí", "Mục"))).updated == {"Criterion": leaves}


def test_the_commands(cast, made, tmp_path):
    out = StringIO()
    call_command("export_criteria", made.code, tmp_path / "bo.xlsx", stdout=out)
    call_command("import_criteria", tmp_path / "bo.xlsx", stdout=out)
    assert "Không có gì thay đổi." in out.getvalue()
    call_command("export_criteria", made.code, tmp_path / "bo.csv", stdout=out)
    files = sorted(tmp_path.glob("*.csv"))
    assert [each.name for each in files] == [
        "band_scales-bo.csv",
        "bands-bo.csv",
        "criteria-bo.csv",
        "criteria_sets-bo.csv",
    ]
    call_command("import_criteria", *files, "--check", stdout=out)
    for arguments, code in (
        (("import_criteria", tmp_path / "khong-co.csv"), 2),
        (("import_criteria", tmp_path / "bo.xlsx", "--by", "ai-do"), 2),
        (("export_criteria", "khong-co", tmp_path / "a.xlsx"), 2),
        (("export_criteria", made.code, tmp_path / "a.pdf"), 2),
        (("export_criteria", made.code, tmp_path / "khong" / "a.xlsx"), 2),
    ):
        with pytest.raises(CommandError) as refused:
            call_command(*arguments, stdout=out)
        assert refused.value.returncode == code
    (tmp_path / "sai.csv").write_text(HEAD + "khong-co,1,,Một,,,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Không ghi gì") as refused:
        call_command("import_criteria", tmp_path / "sai.csv", stdout=out)
    assert refused.value.returncode == 1


def test_a_node_added_by_hand_goes_out_at_its_place(made):
    values = {"code": "1.3", "title": "Thêm", "max_score": D(1), "origin": "bonus", "rule": {"kind": "manual"}}
    add_criterion(criteria_set=made, values={**values, "parent": made.criteria.get(code="1")}, by=None)
    codes = [row["code"] for row in rows_of(made)["criteria"]]
    assert codes[codes.index("1.10") + 1] == "1.3"


HOSTILE = sorted(
    path
    for path in (Path(__file__).parent.parent / "data").iterdir()
    if path.suffix in (".csv", ".xlsx", ".xls", ".xlsm", ".ods", ".pdf")
)


def test_no_hostile_file_leaves_anything_behind(made):
    assert len(HOSTILE) > 80
    before = everything()
    for path in HOSTILE:
        outcome = run(SourceFile.from_path(path))
        assert outcome.has_errors, path.name
        assert all(problem.message and problem.file for problem in outcome.problems), path.name
    assert everything() == before


def test_the_example_in_the_document_is_read(made):
    text = (Path(__file__).parents[2] / "docs" / "data-format.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    start = lines.index("set;code;title;max_score;origin;rule;rule_detail")
    Criterion.objects.all().delete()
    outcome = run(source("\n".join(lines[start : start + 4])))
    assert said(outcome) == ""
    assert outcome.created == {"Criterion": 3}
    for kind, example in EXAMPLES.items():
        assert f"| `{kind}` | {KIND_WORDS[kind]} |" in text
        assert example == "để trống" or kind == "rate" or example in text
