"""Odd and hostile requests get an answer in Vietnamese, never a failure."""

import pytest

RANKING = "/xep-hang/hai-phong/quan-huyen/par/2020/"
ODD = [
    "/tim-kiem/?q=%00",
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
]


@pytest.mark.parametrize("address", ODD, ids=lambda address: address[:60])
def test_no_address_fails(reader, address):
    assert reader.get(address).status_code in (200, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", RANKING, "/so-sanh/", "/tim-kiem/"])
def test_public_pages_only_answer_reading(reader, address, method):
    assert getattr(reader, method)(address).status_code == 405


@pytest.mark.parametrize("address", ["/", RANKING])
def test_head_answers_as_get_does(reader, address):
    assert reader.head(address).status_code == 200


def test_an_unknown_host_is_refused(demo, db):
    from django.test import Client

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
