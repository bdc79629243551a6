"""What may be asked of a JSON address: its parameters, read strictly, so that a mistyped one is told and not passed over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote, urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import dataset
from scoring.published.dataset import Asked, Key, Table

from .columns import Words

MOST, USUAL = 1000, 200
LIMIT, AFTER, STANDING = "moi-trang", "sau", "hieu-luc"
# A word of the address for each standing of a publication.
STANDINGS = {"hien-hanh": dataset.CURRENT, "da-thay-the": dataset.SUPERSEDED, "tat-ca": dataset.EVERY}
_LARGEST = 2_147_483_647
_CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WHOLE = re.compile(r"[0-9]{1,10}")
_NOT_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class Refused(ValueError):
    """A parameter that cannot be taken: its name, and a sentence that says why and what would do."""

    def __init__(self, parameter: str, sentence: str) -> None:
        super().__init__(sentence)
        self.parameter, self.sentence = parameter, sentence


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by its name in addresses. `filter` is the filter of the table that it sets."""

    name: str
    filter: str
    about: Words
    is_whole: bool = False
    example: str = ""


_FILTERS = (
    Parameter("chi-so", "index", gettext_lazy("Mã chỉ số"), example="par"),
    Parameter("nam", "year", gettext_lazy("Năm đánh giá"), is_whole=True, example="2024"),
    Parameter("noi", "place", gettext_lazy("Nơi, như trong địa chỉ trang"), example="hai-phong"),
    Parameter("khoi", "block", gettext_lazy("Khối, như trong địa chỉ trang"), example="so-ban-nganh"),
    Parameter("cong-bo", "publication", gettext_lazy("Số công bố"), is_whole=True, example="1"),
    Parameter("don-vi", "unit", gettext_lazy("Mã đơn vị"), example="31"),
    Parameter("cap", "kind", gettext_lazy("Cấp của đơn vị"), example="province"),
    Parameter("truc-thuoc", "parent", gettext_lazy("Mã đơn vị cấp trên trực tiếp"), example="31"),
    Parameter("don-vi-truoc", "predecessor", gettext_lazy("Mã đơn vị trước"), example="307"),
    Parameter("don-vi-sau", "successor", gettext_lazy("Mã đơn vị sau"), example="31-2025"),
)
# What a table cannot do without: the changes of all corrections would be computed for every page.
NEEDED = {"thay-doi-do-dinh-chinh": "cong-bo", "so-lieu-chung-do-dinh-chinh": "cong-bo"}


def filters_of(table: Table) -> list[Parameter]:
    """The filters that a table takes, in the order in which they are described."""
    return [each for each in _FILTERS if each.filter in table.filters]


def has_standing(table: Table) -> bool:
    """Whether rows of superseded publications can be asked for."""
    return "publication" in table.filters and "dinh-chinh" not in table.code


def names_of(table: Table) -> list[str]:
    """Every parameter that a table takes."""
    return [*(each.name for each in filters_of(table)), *([STANDING] if has_standing(table) else []), LIMIT, AFTER]


@dataclass(frozen=True, slots=True)
class Question:
    """A page of a table as it was asked for."""

    table: Table
    asked: Asked
    after: Key | None
    most: int
    given: Mapping[str, str]

    def next_query(self, key: Key) -> str:
        """The query of the page behind a key, everything else as it was asked."""
        cursor = ",".join(quote(str(part), safe="") for part in key)
        return urlencode({**self.given, AFTER: cursor}, safe=",")


def read(table: Table, query: QueryDict) -> Question:
    """The page that a query asks for. Raises Refused with a sentence for whoever asked."""
    known = names_of(table)
    given: dict[str, str] = {}
    for name, values in query.lists():
        if name not in known:
            words = {"name": name[:40], "known": ", ".join(known)}
            raise Refused(name[:40], _("Không có tham số “%(name)s”. Bảng này nhận các tham số: %(known)s.") % words)
        if len(values) > 1:
            raise Refused(name, _("Tham số “%(name)s” chỉ được ghi một lần.") % {"name": name})
        given[name] = values[0]
    needed = NEEDED.get(table.code)
    if needed and needed not in given:
        raise Refused(needed, _("Bảng này cần tham số “%(name)s”.") % {"name": needed})
    chosen = {each.filter: _filter_value(each, given[each.name]) for each in filters_of(table) if each.name in given}
    return Question(
        table,
        Asked(_standing(given.get(STANDING, "hien-hanh")), chosen),
        _key(table, given[AFTER]) if AFTER in given else None,
        _whole(LIMIT, given.get(LIMIT, str(USUAL)), 1, MOST),
        given,
    )


def _filter_value(parameter: Parameter, text: str) -> int | str:
    if parameter.is_whole:
        return _whole(parameter.name, text, 0, _LARGEST)
    if not _CODE.fullmatch(text):
        raise Refused(
            parameter.name,
            _("Tham số “%(name)s” là một mã: chữ không dấu, số, gạch nối, không quá 60 ký tự; ví dụ %(example)s.")
            % {"name": parameter.name, "example": parameter.example},
        )
    return text


def _whole(name: str, text: str, least: int, most: int) -> int:
    if _WHOLE.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    words = {"name": name, "least": least, "most": most}
    raise Refused(name, _("Tham số “%(name)s” là số nguyên từ %(least)s đến %(most)s, viết bằng chữ số.") % words)


def _standing(text: str) -> str:
    if text in STANDINGS:
        return STANDINGS[text]
    words = {"name": STANDING, "known": ", ".join(STANDINGS)}
    raise Refused(STANDING, _("Tham số “%(name)s” nhận một trong: %(known)s.") % words)


def _key(table: Table, text: str) -> Key:
    """The key that a cursor stands for."""
    parts = text.split(",")
    kinds: list[type] = list(table.key.values())
    try:
        if len(parts) != len(kinds) or len(text) > 1000:
            raise ValueError
        return tuple(_READERS[kind](unquote(part)) for kind, part in zip(kinds, parts, strict=True))
    except ValueError as error:
        raise Refused(
            AFTER,
            _("Tham số “%(name)s” không đúng. Lấy nguyên địa chỉ của trang sau ở mục next hoặc ở đầu mục Link.")
            % {"name": AFTER},
        ) from error


def _read_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text) or int(text) > _LARGEST:
        raise ValueError(text)
    return int(text)


def _read_text(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise ValueError(text)
    return text


def _read_day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


_READERS: dict[type, Callable[[str], int | str]] = {int: _read_whole, str: _read_text, date: _read_day}
