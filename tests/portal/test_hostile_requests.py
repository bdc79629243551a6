"""Odd and hostile requests get an answer in Vietnamese, never a failure."""

import pytest
from django.test import Client
from django.utils import timezone

from units.models import Unit

RANKING = "/xep-hang/hai-phong/quan-huyen/par/2020/"
ODD = [
    "/tim-kiem/?q=%00",
    "/tim-kiem/?q=a%00b",
    "/tim-kiem/?q=%CC%81",
    "/tim-kiem/?q=%ff%fe",
    "/tim-kiem/?q=" + "a" * 5000,
    "/tim-kiem/?q=%25%5f%5c'%22;--",
    f"{RANKING}?tim=%00%ff",
    f"{RANKING}?sap-xep=%00&loc=%00",
    f"{RANKING}?sap-xep=tp-&sap-xep=-tp-khong-co",
    "/so-sanh/?bang=%00&don-vi=%00",
    "/so-sanh/?" + "&".join(f"don-vi={n}" for n in range(500)),
    "/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=316",
    "/so-sanh/?nhom=hai-phong.quan-huyen&chi-so=par&nam=hai",
    "/cong-bo/0/",
    "/cong-bo/99999999999999999999999999/",
    "/xep-hang/hai-phong/quan-huyen/par/0/",
    "/xep-hang/hai-phong/quan-huyen/par/99999999999999999999/",
    "/xep-hang/hai-phong/quan-huyen/par/99999999999999999999.csv",
    "/don-vi/31/99999999999999999999/",
    "/don-vi/31/bieu-do/par-khong.json",
    "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/bieu-do.json",
    f"{RANKING}phan-tich/?x=%00%ff&nam=khong",
    f"{RANKING}phan-tich/phan-bo.json?x=%00",
    "/don-vi/31/cac-chi-so/?nam=%00",
    "/tieu-chi/khong-co/%ff/",
]


@pytest.mark.parametrize("address", ODD, ids=lambda address: address[:60])
def test_no_address_fails(reader, address):
    assert reader.get(address).status_code in (200, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "address",
    ["/", RANKING, f"{RANKING[:-1]}.csv", f"{RANKING}phan-tich/", "/tieu-chi/a/1/", "/so-sanh/", "/tim-kiem/"],
)
def test_public_pages_only_answer_reading(reader, address, method):
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    for each in (reader, strict):
        response = each.generic(method, address)
        assert (response.status_code, response["Allow"], response.content) == (405, "GET, HEAD", b"")


def test_behind_the_look_for_forged_posts_it_would_answer_too_late(demo, db, settings):
    """Why the middleware stands where it does."""
    ours = "parindex.access.DeclaredAccessMiddleware"
    settings.MIDDLEWARE = [*(each for each in settings.MIDDLEWARE if each != ours), ours]
    assert Client(enforce_csrf_checks=True, headers={"host": "localhost"}).post("/").status_code == 403
    settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
    assert Client(headers={"host": "localhost"}).generic("TRACE", "/").status_code == 200


def test_the_staff_side_still_refuses_forged_posts(demo, db):
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert strict.post("/quan-tri/login/", {"username": "a", "password": "b"}).status_code == 403
    assert strict.post("/khong-co/").status_code == 404


@pytest.mark.parametrize("words", ["%00", "%CC%81", "%01%02", "%20%00"])
def test_words_without_a_letter_find_nothing_and_narrow_nothing(read, words):
    nothing_asked = read("/tim-kiem/")  # but for the address that paper shows
    assert read(f"/tim-kiem/?q={words}").text.replace(f"?q={words}", "") == nothing_asked.text
    assert len(read(f"{RANKING}?tim={words}").rows()) == len(read(RANKING).rows()) > 1


def test_a_control_character_among_letters_is_dropped(read):
    assert "Đồ Sơn" in read("/tim-kiem/?q=%C4%91%E1%BB%93%00s%C6%A1n").text


def test_units_are_not_found_by_no_words(demo, db):
    assert list(Unit.objects.found_by("\u0301")) == []


@pytest.mark.parametrize("year", ["0", "1999", "10000", "99999", "9" * 27])
def test_a_year_that_never_was_does_not_exist(reader, year):
    assert reader.get(f"/xep-hang/hai-phong/quan-huyen/par/{year}/").status_code == 404


def test_a_year_without_results_says_so(reader):
    for year in (2000, 2005, timezone.localdate().year + 1):
        assert reader.get(f"/xep-hang/hai-phong/quan-huyen/par/{year}/").status_code == 200
    after_next = timezone.localdate().year + 2
    assert reader.get(f"/xep-hang/hai-phong/quan-huyen/par/{after_next}/").status_code == 404


@pytest.mark.parametrize("address", ["/", RANKING])
def test_head_answers_as_get_does(reader, address):
    assert reader.head(address).status_code == 200


def test_an_unknown_host_is_refused(demo, db):
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


@pytest.mark.parametrize("address", ["/quan-tri/", "/quan-tri/scoring/publication/", "/quan-tri/units/unit/"])
def test_the_staff_side_asks_to_sign_in_and_is_never_kept(reader, address):
    response = reader.get(address)
    assert response.status_code == 302
    assert "/quan-tri/login/" in response["Location"]
    assert "no-store" in response["Cache-Control"]


def test_someone_signed_in_without_being_staff_finds_nothing_there(reader, django_user_model):
    reader.force_login(django_user_model.objects.create_user("doc-gia"))
    assert reader.get("/quan-tri/").status_code == 404
