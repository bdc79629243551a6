"""A public page of 2024 held against its preview: every difference that is allowed is named here."""

import re


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def as_a_preview(page: str, number: int, table: str) -> str:
    """The main part of a public page without what only a published table has; all that a preview may lack stands here.

    `number`: the publication; `table`: the address of the table's preview.
    """
    sections = re.split(r'(?=<section aria-labelledby="k-)', main(page))
    page = "".join(
        _of_a_draft(each, number, table) if f'href="/cong-bo/{number}/#' in each else each for each in sections
    )
    # Files of the page and the sheet on paper.
    page = re.sub(r'<div class="page-files no-print"><span>Tải số liệu.*?</div>', "", page, flags=re.S)
    page = re.sub(r'<ul class="links-inline no-print"><li><a href="[^"]*\.pdf" download>.*?</ul>', "", page)
    return tidy(page)


def _of_a_draft(section: str, number: int, table: str) -> str:
    # The check code with its QR.
    section = re.sub(
        rf'<aside class="stamp print-only" aria-label="[^"]* số {number}">.*?</aside>', "", section, flags=re.S
    )
    # Ready comparisons, the page that asks what if, the publication with its sources.
    section = re.sub(r'<div class="page-files no-print"><span>So với.*?</div>', "", section, flags=re.S)
    section = re.sub(rf'<p class="no-print"><a href="[^"]*/neu/\?cong-bo={number}" rel="nofollow">.*?</p>', "", section)
    section = re.sub(rf'<li><a href="/cong-bo/{number}/#[^"]*">Nguồn của từng con số.*?</li>', "", section)
    section = re.sub(r'<a href="/dinh-chinh/#[^"]*">Xem điểm và hạng trước, sau</a>', "", section)
    # Other links to pages of what is published: a preview has the words alone. Where the table stands, it leads to its own.
    section = re.sub(r'href="/xep-hang/[^"]*(#[^"]*)">Xem cả bảng', rf'href="{table}\1">Xem cả bảng', section)
    section = re.sub(r'href="/tieu-chi/[^/"]+/([^/"]+)/[^"]*/2024/"', rf'href="{table}tieu-chi/\1/"', section)
    own = rf"/cong-bo/{number}/#|/don-vi/[a-z-]+/2024/|/xep-hang/"
    section = re.sub(rf'<a(?: class="plain-link")? href="(?:{own})[^"]*">(.*?)</a>', r"\1", section)
    # The number in the names of places on the page.
    return re.sub(rf'((?:href="#|id="|aria-labelledby=")(?:vi-sao|doi-diem|doi-hang)-){number}"', r'\g<1>0"', section)


def tidy(page: str) -> str:
    return re.sub(r"\s+", " ", page).replace(" </", "</")


def assert_same(shown: str, published: str, number: int, table: str) -> None:
    one, other = tidy(main(shown)), as_a_preview(published, number, table)
    assert re.split(r"(?=<)", one) == re.split(r"(?=<)", other)


def criterion_as_a_preview(page: str, number: int, code: str, table: str) -> str:
    """The main part of a criterion's public page without what only a published table has."""
    page = main(page)
    page = re.sub(r'<div class="page-files no-print">.*?</div>', "", page, flags=re.S)
    # Where its points come from: the number and check code of the publication.
    source = rf'Điểm lấy từ <a href="/cong-bo/{number}/">công bố số {number}</a>, mã kiểm tra [A-Z0-9-]+'
    page, told = re.subn(source, "Điểm lấy từ bản chưa công bố này", page)
    assert told == 1
    page = re.sub(r'href="/tieu-chi/[^/"]+/([^/"]+)/[^"]*/2024/"', rf'href="{table}tieu-chi/\1/"', page)
    page = re.sub(r'href="/xep-hang/[^"]+/2024/"', f'href="{table}"', page)
    own = rf"/cong-bo/{number}/#bo-tieu-chi|/don-vi/[a-z-]+/2024/"
    return tidy(re.sub(rf'<a(?: class="plain-link")? href="(?:{own})">(.*?)</a>', r"\1", page))


def assert_same_criterion(shown: str, published: str, number: int, code: str, table: str) -> None:
    one, other = tidy(main(shown)), criterion_as_a_preview(published, number, code, table)
    assert re.split(r"(?=<)", one) == re.split(r"(?=<)", other)
