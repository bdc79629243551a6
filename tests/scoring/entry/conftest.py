"""The round of the quận and huyện of Tỉnh Minh Họa in 2024, open, and the people who work at it."""

from types import SimpleNamespace

import pytest

from tests.cast import make_cast
from tests.factories_entry import make_round, make_set, make_staff, sheet_of


@pytest.fixture
def work(db):
    """Cast, set, round, one sheet, and people by what they may do."""
    return make_work()


def make_work() -> SimpleNamespace:
    cast = make_cast()
    criteria = make_set(cast.par)
    round_ = make_round(criteria, cast.districts)
    return SimpleNamespace(
        cast=cast,
        set=criteria,
        round=round_,
        sheet=sheet_of(round_, "huyen-song-em"),
        other=sheet_of(round_, "huyen-nui-xanh"),
        lan=make_staff("lan", "enter_scores", last_name="Nguyễn Thị", first_name="Lan"),
        hung=make_staff("hung", "enter_scores", last_name="Trần Văn", first_name="Hùng"),
        chief=make_staff("chief", "manage_round"),
        approver=make_staff("approver", "approve_round"),
        idle=make_staff("idle"),
    )
