"""`check_set` names everything that a set still lacks, in words."""

from decimal import Decimal

import pytest

from scoring.actions.criteria_sets import copy_set
from scoring.criteria_checks import check_set
from scoring.models import Band, BandScale, Criterion
from tests.factories_criteria import make_set

pytestmark = pytest.mark.django_db
D = Decimal
MANUAL = {"kind": "manual"}


@pytest.fixture
def made(cast):
    return make_set(cast.par)


def said(criteria_set, *, warnings: bool | None = None) -> str:
    return "\n".join(str(each) for each in check_set(criteria_set) if warnings is None or each.is_warning is warnings)


def test_a_whole_set_has_nothing_wrong(made):
    assert check_set(made) == []


def test_a_set_without_anything(cast):
    assert said(make_set(cast.par, rows=(), bands=()), warnings=False) == (
        "bộ tiêu chí chưa có mục chấm điểm nào Thêm lĩnh vực và tiêu chí."
    )


# Planted past the actions, which would refuse most of it.
PLANTED = {
    "a rule that gives more than the maximum": (
        lambda s: s.filter(code="1.10").update(rule={"kind": "yes_no", "yes": "6"}),
        "1.10: 6 điểm nằm ngoài khoảng từ 0 đến điểm tối đa là 5",
        False,
    ),
    "a rule that is none": (lambda s: s.filter(code="1.2").update(rule={}), "1.2: Không có cách tính điểm nào", False),
    "a survey leaf with a rule that takes no percentage": (
        lambda s: s.filter(code="3.1").update(rule=MANUAL), "3.1: Điểm lấy từ khảo sát là một tỷ lệ phần trăm", False,
    ),
    "a criterion without points": (
        lambda s: s.filter(code="1.2").update(max_score=None, origin="", rule=None),
        "1.2: mục chưa có điểm và không có mục con",
        False,
    ),
    "an area without leaves": (
        lambda s: s.filter(code__startswith="4.").delete(), "4: lĩnh vực chưa có tiêu chí nào", False,
    ),
    "a leaf with points and children": (
        lambda s: s.filter(code="1.1").update(max_score=D(5), origin="appraisal", rule=MANUAL), "1.1: Mục có mục con", False,
    ),
    "nodes in a circle": (
        lambda s: s.filter(code="1").update(parent=s.get(code="1.1")), "1.1: mục nằm trong chính nó", False,
    ),
    "maximums that miss the scale": (
        lambda s: s.filter(code="2.1").update(max_score=D("9.5")), "tổng điểm tối đa là 99,5, thang điểm của chỉ số là 100", True,
    ),
    "positions twice": (
        lambda s: s.filter(code__in=["2.1", "2.2"]).update(position=7), "các mục 2.1, 2.2 cùng thứ tự 7", True,
    ),
    "a code that does not follow": (
        lambda s: s.filter(code="2.1").update(code="3.9"), "3.9: mã không nối tiếp mã của mục cha 2", True,
    ),
    "a mapping without a predecessor": (
        lambda s: s.filter(code="2.1").update(mapping="same"), "2.1: ghi “giữ nguyên” nhưng tiêu chí tương ứng không khớp", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found(made, what):
    plant, says, is_warning = PLANTED[what]
    plant(made.criteria)
    assert says in said(made, warnings=is_warning)


BAND_FINDINGS = {
    "nothing below": (lambda: Band.objects.filter(code="yeu").delete(), "dưới 70% không thuộc loại nào"),
    "a floor above the threshold": (
        lambda: Band.objects.filter(code="kha").update(component_floor=D(75)), "đòi mỗi lĩnh vực cao hơn cả chỉ số chung",
    ),
    "a floor that falls": (
        lambda: Band.objects.filter(code="tot").update(component_floor=None)
        and Band.objects.filter(code="kha").update(component_floor=D(60)),
        "loại “Tốt” có mức sàn thấp hơn loại “Khá”",
    ),
    "one name twice": (lambda: Band.objects.filter(code="kha").update(name="Tốt"), "hai loại cùng tên “Tốt”"),
    "a scale without classes": (lambda: Band.objects.all().delete(), "thang “Xếp loại 2025” chưa có loại nào"),
    "no scale": (lambda: BandScale.objects.all().delete(), "chưa có thang xếp loại"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAND_FINDINGS)
def test_what_is_wrong_with_classes_is_found(made, what):
    plant, says = BAND_FINDINGS[what]
    plant()
    assert says in said(made)


def test_what_is_wrong_with_the_continuation_is_found(made):
    new = copy_set(source=made, code="sau", name="Sau", year_from=2026, by=None)
    Criterion.objects.filter(criteria_set=new, code="2.1").update(max_score=D(9))
    Criterion.objects.filter(criteria_set=new, code="1.2").update(rule={"kind": "yes_no", "yes": None, "no": "0"})
    Criterion.objects.filter(criteria_set=new, code="1.10").update(previous=made.criteria.get(code="1.2"))
    text = said(new)
    assert "2.1: ghi “giữ nguyên” nhưng điểm tối đa khác bộ trước" in text
    assert "1.2: ghi “giữ nguyên” nhưng cách tính khác bộ trước" in text
    assert "1.10: nhiều tiêu chí cùng nối tiếp tiêu chí 1.2 của bộ trước" in text


def test_errors_come_before_warnings(made):
    made.criteria.filter(code="2.1").update(max_score=D(9), mapping="same")
    assert [each.is_warning for each in check_set(made)] == [False, True]
