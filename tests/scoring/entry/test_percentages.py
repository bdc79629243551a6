"""On the sheet page a percentage is what files take it for: with its sign a rate, at most 1 without it refused."""

from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.models import Appraisal
from tests.factories_entry import row_of

from .test_pages import address, fields_of, opened, typed

__all__ = ["opened"]


@pytest.mark.parametrize(("text", "amount"), [("95%", "95"), ("95 %", "95"), ("0,9%", "0.9"), ("0", "0"), ("0%", "0")])
def test_a_percentage_may_have_its_sign(opened, text, amount):
    opened(**typed("2.2", amount=text))
    row = row_of(opened.work.sheet, "2.2")
    assert (row.amount, row.base) == (D(amount), None)


def test_a_percentage_beside_a_base_is_refused(opened):
    page = opened(**typed("2.2", amount="85%", base="154")).content.decode()
    assert "85% là tỷ lệ, không phải số lượng trong tổng số 154. Xóa ô “trên tổng số”" in page
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize(("text", "whole"), [("0,8765", "87,65"), ("1", "100")])
@pytest.mark.parametrize("leaf", ["2.1", "2.2"])
def test_a_percentage_of_at_most_one_without_its_sign_is_refused(opened, text, whole, leaf):
    page = opened(**typed(leaf, amount=text)).content.decode()
    assert f"phần trăm nhỏ hơn hoặc bằng 1. Nếu là {whole}% thì ghi {whole}; nếu đúng là {text}%" in page
    assert not Appraisal.objects.exists()


def test_beside_a_base_and_on_other_leaves_one_is_a_number(opened):
    opened(**typed("2.2", amount="1", base="2"), **typed("1.1", amount="0,5"), **typed("2.3", amount="1"))
    assert {row.criterion.code: row.amount for row in Appraisal.objects.select_related("criterion")} == {
        "2.2": 1, "1.1": D("0.5"), "2.3": 1,
    }  # fmt: skip


def test_a_sign_where_no_percentage_may_stand_is_no_number(opened):
    assert "“1%” không phải là số" in opened(**typed("1.1", amount="1%")).content.decode()


def test_a_small_percentage_is_shown_with_its_sign_and_stays_while_something_else_is_typed(client, work):
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("2.2", amount=D("0.905"))])
    client.force_login(work.lan)
    fields = fields_of(client.get(address(work.sheet)).content.decode())
    assert fields["2.2-amount"] == "0,905%"
    client.post(address(work.sheet), fields)
    assert row_of(work.sheet, "2.2").version == 1
    client.post(address(work.sheet), {**fields, "2.2-reason": "Theo báo cáo"})
    row = row_of(work.sheet, "2.2")
    assert (row.amount, row.reason) == (D("0.905"), "Theo báo cáo")
