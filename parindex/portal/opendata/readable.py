"""The description of the JSON addresses as people read it, made from the document that programs read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published.dataset import TABLES

from .dictionary import DICTIONARY
from .schemas import Document


@dataclass(frozen=True, slots=True)
class ReadParameter:
    name: str
    about: str
    allowed: str


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """An address as it is described: where, what, by which parameters."""

    address: str
    code: str
    title: str
    about: str
    parameters: list[str]
    needed: str


def tables(document: Document) -> list[ReadAddress]:
    """The address of each table."""
    found = []
    for code in TABLES:
        address = reverse("portal:open-data-table", args=[code])
        described = document["paths"][address]["get"]
        names = [each["name"] for each in described["parameters"]]
        needed = next((each["name"] for each in described["parameters"] if each["required"]), "")
        found.append(ReadAddress(address, code, described["summary"], described["description"], names, needed))
    return found


def parameters(document: Document) -> list[ReadParameter]:
    """Every parameter once, with what it takes."""
    found: dict[str, ReadParameter] = {}
    for code in DICTIONARY:
        for each in document["paths"][reverse("portal:open-data-table", args=[code])]["get"]["parameters"]:
            found.setdefault(each["name"], ReadParameter(each["name"], each["description"], _allowed(each)))
    return list(found.values())


def _allowed(parameter: Document) -> str:
    schema = parameter["schema"]
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema["type"] == "integer":
        usual = _("; mặc định %(n)s") % {"n": schema["default"]} if "default" in schema else ""
        return (
            _("số nguyên từ %(least)s đến %(most)s")
            % {
                "least": schema["minimum"],
                "most": schema["maximum"],
            }
            + usual
        )
    example = _(", ví dụ %(example)s") % {"example": parameter["example"]} if "example" in parameter else ""
    return (_("mã") if "pattern" in schema else _("văn bản")) + example
