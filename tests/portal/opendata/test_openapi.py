"""The OpenAPI description is held to what is served: every path, every parameter, every answer."""

import json
from pathlib import Path

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from parindex.portal.opendata import asking, files
from scoring.published import dataset

from .test_addresses import OF_ONE, body

DESCRIBED = "/du-lieu/v1/openapi.json"
# The OpenAPI Initiative's own schema of OpenAPI 3.1 documents (2022-10-07, Apache License 2.0).
META = Path(__file__).with_name("openapi-3.1-schema.json")


@pytest.fixture
def document(ask):
    return ask(DESCRIBED)


def validator(document, reference: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": reference, "components": document["components"]})


def errors(document, reference: str, instance) -> list[str]:
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator(document, reference).iter_errors(instance)
    ]


def resolved(document, response: dict) -> dict:
    if "$ref" not in response:
        return response
    return document["components"]["responses"][response["$ref"].rpartition("/")[2]]


def test_the_document_is_openapi(document):
    meta = Draft202012Validator(json.loads(META.read_text()))
    assert [error.message[:200] for error in meta.iter_errors(document)] == []
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert "$schema" not in schema, name
    operations = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(set(operations)) == len(operations)
    broken = {**document, "paths": {"khong-gach-cheo": {}}}
    assert list(meta.iter_errors(broken)), "the control: what is no description is found"


def test_it_describes_every_address_of_open_data_and_no_other(document):
    patterns = {str(each.pattern) for each in get_resolver("parindex.portal.urls").url_patterns}
    served = {each for each in patterns if each.startswith(("du-lieu/v1/", "du-lieu/tep/"))}
    assert served == {
        "du-lieu/v1/", "du-lieu/v1/openapi.json", "du-lieu/v1/<slug:code>.json", "du-lieu/tep/<str:name>",
    }  # fmt: skip
    assert set(document["paths"]) == {
        "/du-lieu/v1/", DESCRIBED, "/du-lieu/tep/{name}", *(f"/du-lieu/v1/{code}.json" for code in dataset.TABLES),
    }  # fmt: skip
    assert all(set(path) == {"get"} for path in document["paths"].values())


def test_every_answer_is_as_described(document, program):
    for path, described in document["paths"].items():
        if "{" in path:
            continue
        responses = described["get"]["responses"]
        response = program.get(path + OF_ONE.get(path.rpartition("/")[2].removesuffix(".json"), ""))
        (kind,) = responses["200"]["content"]
        assert response["Content-Type"] == kind
        schema = responses["200"]["content"][kind]["schema"]["$ref"]
        assert errors(document, schema, json.loads(response.content)) == [], path
        assert {"ETag"} <= set(responses["200"]["headers"])
        bad = program.get(f"{path}?khong-co=1")
        assert bad.status_code == 400
        kind, content = next(iter(resolved(document, responses["400"])["content"].items()))
        assert bad["Content-Type"] == kind
        assert errors(document, content["schema"]["$ref"], json.loads(bad.content)) == []
        assert program.get(path, headers={"if-none-match": "*"}).status_code in (304, 400)
        assert "304" in responses


def test_a_row_of_another_shape_is_found(document, program):
    """The control."""
    answer = json.loads(program.get("/du-lieu/v1/ket-qua.json").content)
    for change in ({"rank": "1"}, {"total": 1.5}, {"unit": None}, {"them": 1}, {"rank_basis": "khac"}):
        wrong = {**answer, "rows": [{**answer["rows"][0], **change}]}
        assert errors(document, "#/components/schemas/page-ket-qua", wrong), change
    del answer["rows"][0]["rank"]
    assert errors(document, "#/components/schemas/page-ket-qua", answer)


def test_every_described_parameter_is_taken_and_no_other_is(document, program):
    for code, table in dataset.TABLES.items():
        path = f"/du-lieu/v1/{code}.json"
        described = document["paths"][path]["get"]["parameters"]
        assert [each["name"] for each in described] == asking.names_of(table)
        needed = "&".join(f"{each['name']}={each['example']}" for each in described if each["required"])
        for each in described:
            if "example" in each:
                Draft202012Validator(each["schema"]).validate(each["example"])
                others = "" if each["required"] else needed
                response = program.get(f"{path}?{others}&{each['name']}={each['example']}".replace("?&", "?"))
                assert response.status_code == 200, (path, each["name"], response.content)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("moi-trang", [1, 1000], [0, 1001]),
        ("nam", [0, 2024, 2147483647], [-1, 2147483648]),
        ("chi-so", ["par", "dvc-766", "a" * 60], ["a b", "", "a" * 61]),
        ("hieu-luc", ["hien-hanh", "da-thay-the", "tat-ca"], ["moi"]),
    ],
)
def test_the_bounds_that_are_described_are_those_that_hold(document, program, name, good, bad):
    described = {each["name"]: each for each in document["paths"]["/du-lieu/v1/ket-qua.json"]["get"]["parameters"]}
    schema = Draft202012Validator(described[name]["schema"])
    for value in good:
        assert schema.is_valid(value)
        assert program.get("/du-lieu/v1/ket-qua.json", {name: value}).status_code == 200
    for value in bad:
        assert not schema.is_valid(value)
        assert program.get("/du-lieu/v1/ket-qua.json", {name: value}).status_code == 400


def test_defaults_are_those_described(document, program):
    described = {each["name"]: each for each in document["paths"]["/du-lieu/v1/ket-qua.json"]["get"]["parameters"]}
    plain = program.get("/du-lieu/v1/ket-qua.json").content
    for name in ("hieu-luc", "moi-trang"):
        assert program.get("/du-lieu/v1/ket-qua.json", {name: described[name]["schema"]["default"]}).content == plain


def test_every_described_file_is_served_as_described(document, program):
    described = document["paths"]["/du-lieu/tep/{name}"]["get"]
    names = described["parameters"][0]["schema"]["enum"]
    assert set(names) == set(files.ALL)
    kinds = set()
    for name in names:
        response = program.get(f"/du-lieu/tep/{name}")
        assert response.status_code == 200
        assert body(response)
        assert name in response["Content-Disposition"]
        kinds.add(response["Content-Type"])
    assert kinds == set(described["responses"]["200"]["content"])
    missing = program.get("/du-lieu/tep/khong-co")
    assert str(missing.status_code) in described["responses"]
    assert errors(document, "#/components/schemas/Problem", json.loads(missing.content)) == []
