"""The house stands: nothing done after a publication changes its pages; drafts show nowhere; corrections say so."""

import pytest
from django.test import Client

from scoring.actions.publications import publish
from tests.cast import make_cast
from tests.factories import make_component, make_fact, make_publication, make_published, make_result


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def anyone() -> Client:
    return Client(headers={"host": "localhost"})


def address(cast, suffix: str = "/", year: int = 2020) -> str:
    return f"/xep-hang/{cast.districts.place}/{cast.districts.slug}/par/{year}{suffix}"


def published(cast, year: int = 2020, totals=("90.54", "90.03", "90.03"), **fields):
    publication = make_publication(cast.par, cast.districts, year, unit_count=3, announced_on="2021-03-30", **fields)
    component = make_component(publication, max_score=60)
    units = [cast["huyen-song-em"], cast["huyen-nui-xanh"], cast["huyen-ho-guom-nho"]]
    for unit, rank, total in zip(units, (1, 2, 2), totals, strict=True):
        make_result(publication, unit, rank, total, scores={component: "54.14" if rank == 1 else None})
    make_fact(publication, value="90.20")
    return publish(publication=publication, by=None)


def pages(anyone, cast, publication) -> list[bytes]:
    addresses = [
        address(cast),
        *(address(cast, suffix) for suffix in (".csv", ".json")),
        f"/cong-bo/{publication.number}/",
    ]
    return [anyone.get(each).content for each in addresses]


def test_renaming_and_moving_everything_leaves_the_pages_as_they_were(anyone, cast):
    publication = published(cast)
    before = pages(anyone, cast, publication)
    unit = cast["huyen-song-em"]
    unit.name, unit.full_name = "Tên Mới", "Huyện Tên Mới"
    unit.save()
    cast.districts.name, cast.districts.unit_noun = "Khối khác", "khác"
    cast.districts.save()
    cast.par.name, cast.par.scale_max, cast.par.combining = "Tên khác", 50, "none"
    cast.par.save()
    cast.province.full_name = "Tỉnh Tên Khác"
    cast.province.save()
    assert pages(anyone, cast, publication) == before


def test_a_draft_is_nowhere_to_be_seen_or_counted(anyone, cast):
    published(cast)
    draft = make_publication(cast.par, cast.districts, 2021, unit_count=3)
    make_result(draft, cast["huyen-song-em"], 1, "73.917", printed_name="Tên Chưa Lộ")
    everywhere = [
        "/", "/xep-hang/", "/don-vi/", "/don-vi/huyen-song-em/", "/du-lieu/", "/so-sanh/", "/dinh-chinh/",
        "/tim-kiem/?q=song", address(cast), address(cast, year=2021), f"/cong-bo/{draft.number}/",
        "/don-vi/huyen-song-em/2021/", address(cast, ".csv", 2021), address(cast, "/bieu-do.json", 2021),
        f"/so-sanh/?bang={cast.districts.place}.{cast.districts.slug}.par.2021",
    ]  # fmt: skip
    for each in everywhere:
        content = anyone.get(each).content.decode()
        assert "73,917" not in content, each
        assert "73.917" not in content, each
        assert "Tên Chưa Lộ" not in content, each
    # A draft answers as a year of which nothing is known, but for the year that was asked.
    of_draft = anyone.get(address(cast, year=2021))
    of_nothing = anyone.get(address(cast, year=2019))
    assert of_draft.status_code == of_nothing.status_code
    assert of_draft.content.replace(b"2021", b"") == of_nothing.content.replace(b"2019", b"")
    for hidden, nothing in (
        (f"/cong-bo/{draft.number}/", "/cong-bo/98765/"),
        (address(cast, ".csv", 2021), address(cast, ".csv", 2019)),
        ("/don-vi/huyen-song-em/2021/", "/don-vi/huyen-song-em/2019/"),
    ):
        assert anyone.get(hidden).status_code == anyone.get(nothing).status_code == 404
        assert anyone.get(hidden).content == anyone.get(nothing).content


def test_the_canary_would_be_seen_if_the_draft_were_published(anyone, cast):
    draft = make_publication(cast.par, cast.districts, 2021, unit_count=3)
    make_result(draft, cast["huyen-song-em"], 1, "73.917")
    assert "73,917" not in anyone.get(address(cast, year=2021)).content.decode()
    publish(publication=draft, by=None)
    assert "73,917" in anyone.get(address(cast, year=2021)).content.decode()


def test_a_correction_takes_the_address_and_the_old_version_stays_and_says_so(anyone, cast):
    first = published(cast)
    second = published(
        cast, totals=("90.54", "90.13", "90.13"), version=2, supersedes=first, reason="Cộng nhầm điểm điều tra."
    )
    page = anyone.get(address(cast)).content.decode()
    assert "90,13" in page
    assert "Đã đính chính." in page
    assert "Cộng nhầm điểm điều tra." in page
    old = anyone.get(f"/cong-bo/{first.number}/").content.decode()
    assert "90,03" in old
    assert "Bản này đã được đính chính." in old
    assert f"/cong-bo/{second.number}/" in old
    listed = anyone.get("/dinh-chinh/").content.decode()
    assert "Cộng nhầm điểm điều tra." in listed
    assert '"Phiên bản": 2' in anyone.get(address(cast, ".json")).content.decode()
    assert "90,03" not in anyone.get("/don-vi/huyen-nui-xanh/").content.decode()


def test_illustrative_data_are_called_so_on_page_and_in_files(anyone, cast):
    published(cast)
    for each in (address(cast), "/cong-bo/1/", "/don-vi/huyen-song-em/", "/don-vi/huyen-song-em/2020/"):
        assert "Dữ liệu minh họa" in anyone.get(each).content.decode(), each
    assert "Dữ liệu minh họa" in anyone.get(address(cast, ".json")).content.decode()
    assert "Dữ liệu minh họa" in anyone.get(address(cast, ".csv")).content.decode("utf-8-sig")


def test_hostile_text_from_a_source_is_shown_and_never_run(anyone, cast):
    evil = "<script>alert(1)</script>'\"&"
    publication = make_publication(cast.par, cast.districts, 2020, unit_count=1, note=evil, source=evil)
    make_result(publication, cast["huyen-song-em"], 1, "90", printed_name=evil, note=evil, band=evil, source=evil)
    make_fact(publication, label=evil, value="90")
    publish(publication=publication, by=None)
    for each in (
        address(cast),
        f"/cong-bo/{publication.number}/",
        "/don-vi/huyen-song-em/",
        "/don-vi/huyen-song-em/2020/",
    ):
        content = anyone.get(each).content.decode()
        assert "<script>alert" not in content, each
        assert "&lt;script&gt;" in content, each


def test_the_number_of_queries_does_not_grow_with_rows(anyone, cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import make_unit

    def count(year: int, rows: int) -> int:
        units = [make_unit(f"Số {year} {n}", parent=cast.province) for n in range(rows)]
        make_published(cast.par, cast.districts, year, [(unit, n + 1, None) for n, unit in enumerate(units)])
        with CaptureQueriesContext(connection) as queries:
            assert anyone.get(address(cast, year=year)).status_code == 200
        return len(queries)

    assert count(2017, 2) == count(2019, 60)
