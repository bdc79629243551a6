"""Whom a search finds first."""

import pytest

from units.models import Unit, UnitForm, UnitKind


@pytest.fixture
def invented(demo, db):
    """A body of an invented province with the name of a real one, whose results would have put it first."""
    province = Unit.objects.create(
        code="mh", kind=UnitKind.PROVINCE, form=UnitForm.PROVINCE, name="Minh Họa", full_name="Tỉnh Minh Họa",
        source="bịa", illustrative=True,
    )  # fmt: skip
    return Unit.objects.create(
        code="mh-so-noi-vu", kind=UnitKind.DEPARTMENT, form=UnitForm.DEPARTMENT, name="Sở Nội vụ",
        full_name="Sở Nội vụ", parent=province, source="bịa", illustrative=True,
    )  # fmt: skip


def test_an_invented_unit_comes_last_and_says_what_it_is(read, invented):
    page = read("/tim-kiem/?q=so+noi+vu")
    assert page.html.index("/don-vi/31-so-noi-vu/") < page.html.index("/don-vi/mh-so-noi-vu/")
    assert "/don-vi/mh-so-noi-vu/" in page.html
    results = page.html[page.html.index('class="results"') :].split("</ul>")[0].split("<li>")[1:]
    assert "mh-so-noi-vu" in results[-1]
    assert "Dữ liệu minh họa" in results[-1]
    assert all("Dữ liệu minh họa" not in each for each in results[:-1])


def test_an_invented_unit_typed_by_its_name_is_still_behind_a_real_one_that_only_begins_so(read, invented):
    Unit.objects.create(
        code="so-noi-vu-khac", kind=UnitKind.DEPARTMENT, form=UnitForm.DEPARTMENT, name="Sở Nội vụ và Dân tộc",
        full_name="Sở Nội vụ và Dân tộc", source="thử",
    )  # fmt: skip
    html = read("/tim-kiem/?q=so+noi+vu").html
    assert html.index("/don-vi/so-noi-vu-khac/") < html.index("/don-vi/mh-so-noi-vu/")
