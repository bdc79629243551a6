"""Prepares a database for the browser: Tỉnh Minh Họa, a round of its districts that is open, one that is published before it.

Run as `python -m tests.e2e.desk_round`. Accounts lan, hung (they enter scores), chief (prepares rounds).
"""

import os
from decimal import Decimal as D


def prepare() -> None:
    from scoring.actions.appraisals import Entry, enter
    from scoring.models import Criterion, SatisfactionFigure
    from tests.cast import make_cast
    from tests.factories_entry import make_round, make_set, make_staff, sheet_of

    cast = make_cast()
    before, current = make_set(cast.par, code="bo-2023", name="Bộ tiêu chí minh họa 2023"), make_set(cast.par)
    for leaf in Criterion.objects.filter(criteria_set=current, max_score__isnull=False):
        leaf.previous = before.criteria.get(code=leaf.code)
        leaf.guidance = "Căn cứ báo cáo tự đánh giá và tài liệu kiểm chứng."
        leaf.save()
    last, this = make_round(before, cast.districts, 2023), make_round(current, cast.districts, 2024)
    enter(
        sheet=sheet_of(last, "huyen-song-em"),
        entries=[Entry("1.1", amount=D("1.5")), Entry("1.2", choice="yes"), Entry("2.2", amount=D("97.25"))],
        by=None,
    )
    make_round(current, cast.districts, 2022, is_open=False)
    lan = make_staff("lan", "enter_scores", last_name="Nguyễn Thị", first_name="Lan")
    make_staff("hung", "enter_scores", last_name="Trần Văn", first_name="Hùng")
    make_staff("chief", "manage_round", "enter_scores", last_name="Lê", first_name="Minh")
    enter(
        sheet=sheet_of(this, "huyen-nui-xanh"),
        entries=[
            Entry("1.1", amount=D("1.5"), self_score=D("2"), reason="Kế hoạch ban hành chậm 20 ngày"),
            Entry("1.2", choice="yes", self_score=D("1")),
            Entry("1.3", not_applicable=True, not_applicable_reason="Không phát sinh trong năm"),
            Entry("2.2", amount=D("361"), base=D("380"), self_score=D("2.85")),
        ],
        by=lan,
    )
    SatisfactionFigure.objects.create(sheet=sheet_of(this, "huyen-nui-xanh"), percent=D("91.5"), base=200, issued=250)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
    import django

    django.setup()
    prepare()
