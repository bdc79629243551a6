"""Files of pages about what was computed here: corrections, and a unit's criteria."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.cast import make_cast
from tests.factories_computed import make_corrected

from .test_page_files import rows_of


@pytest.mark.django_db
def test_a_correction_is_in_the_file_with_every_figure_before_and_after():
    first, second = make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    html = client.get("/dinh-chinh/").content.decode()
    assert 'href="/dinh-chinh.xlsx" download' in html
    heading, *rows = rows_of(client, "/dinh-chinh", "csv")
    assert {row[0] for row in rows} == {str(second.number)}
    assert {row[1] for row in rows} == {str(first.number)}
    table = re.search(r"<caption>Số liệu thay đổi</caption>.*?</table>", html, re.S).group()
    assert sum(row[heading.index("Loại")] == "số liệu" for row in rows) == table.count('<tr><th scope="row">')
    assert {row[-1] for row in rows} == {"Dữ liệu minh họa"}
    for form in ("xlsx", "json"):
        assert rows_of(client, "/dinh-chinh", form) == [heading, *rows]


@pytest.mark.django_db
def test_a_computed_year_has_every_criterion_of_its_page():
    make_corrected(make_cast())
    client = Client(headers={"host": "localhost"})
    heading, *rows = rows_of(client, "/don-vi/huyen-nui-xanh/2024", "csv")
    html = client.get("/don-vi/huyen-nui-xanh/2024/").content.decode()
    for row in rows:
        if row[1] == "tiêu chí":
            assert row[heading.index("Nội dung")] in unescape(html)
    kinds = {row[1] for row in rows}
    assert {"kết quả", "lĩnh vực", "tiêu chí"} <= kinds
    assert {row[-1] for row in rows} == {"Dữ liệu minh họa"}
