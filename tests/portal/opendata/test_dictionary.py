"""The dictionary says what every column is, and the rows are what it says."""

import re
from decimal import Decimal

import pytest

from parindex.portal.opendata.columns import Kind
from parindex.portal.opendata.dictionary import DICTIONARY
from scoring.published import dataset
from scoring.published.dataset import Asked

TYPES = {Kind.TEXT: str, Kind.WHOLE: int, Kind.DECIMAL: Decimal, Kind.FLAG: bool, Kind.DAY: str}
# Who is followed by nobody has no successor: the one part of a key that may be empty.
MAY_BE_EMPTY = {("ke-thua", "successor")}


def every_row(code: str):
    return list(dataset.TABLES[code].stream(Asked(dataset.EVERY)))


def test_every_table_and_column_is_explained_in_the_order_of_its_rows():
    assert list(DICTIONARY) == list(dataset.TABLES)
    for code, table in dataset.TABLES.items():
        assert tuple(column.name for column in DICTIONARY[code].columns) == table.names


@pytest.mark.parametrize("code", DICTIONARY)
def test_rows_hold_what_the_dictionary_says(world, code):
    rows = every_row(code)
    assert rows, "the test knows no row of this table"
    for line in rows:
        assert list(line) == [column.name for column in DICTIONARY[code].columns]
        for column in DICTIONARY[code].columns:
            value = line[column.name]
            if value is None:
                assert not column.is_never_empty, (column.name, line)
                continue
            assert type(value) is TYPES[column.kind], (column.name, value)
            if column.kind is Kind.DAY:
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))
            if column.choices:
                assert value in column.choices, (column.name, value)


@pytest.mark.parametrize("code", DICTIONARY)
def test_keys_tell_rows_apart_and_links_lead_somewhere(world, code):
    table, rows = DICTIONARY[code], every_row(code)
    keys = [tuple(line[name] for name in table.key) for line in rows]
    assert len(set(keys)) == len(keys)
    columns = {column.name: column for column in table.columns}
    for name in table.key:
        assert columns[name].is_never_empty or (code, name) in MAY_BE_EMPTY
    for names, (target, theirs) in table.links.items():
        known = {tuple(line[name] for name in theirs) for line in every_row(target)}
        assert {tuple(line[name] for name in names) for line in rows} <= known
        assert all(columns[name].is_never_empty for name in names)


def test_an_empty_cell_and_a_zero_and_what_does_not_apply_are_three_things(world):
    totals = {line["unit"]: line["total"] for line in every_row("ket-qua") if line["year"] == 2020}
    assert totals == {"so-anh-trang": Decimal("90.54"), "so-may-trang": Decimal(0), "thanh-tra-tinh-minh-hoa": None}
    marks = every_row("diem-tieu-chi")
    assert {line["state"] for line in marks} >= {"marked", "na"}
    assert all((line["points"] is None) == (line["state"] != "marked") for line in marks)
    for column in DICTIONARY["ket-qua"].columns:
        if column.name == "total":
            assert "không phải số 0" in str(column.empty)


def test_every_row_of_invented_bodies_says_so(world):
    for code, table in DICTIONARY.items():
        for line in every_row(code):
            if not table.may_be_invented:
                assert "label" not in line
            elif line.get("publication", line.get("number")) == 3:
                assert line["label"] is None, "the table of 2020 is given out as real"
            elif line.get("code") != "viet-nam":
                assert line["label"] == "Dữ liệu minh họa", (code, line)


def test_words_are_vietnamese_and_every_column_that_can_be_empty_says_what_that_means():
    for table in DICTIONARY.values():
        assert str(table.title)
        assert str(table.about).endswith(".")
        for column in table.columns:
            assert str(column.title)
            assert not re.search(
                r"\b(the|of|score|unit)\b", str(column.title) + str(column.empty).replace("score_change", "")
            )


@pytest.mark.parametrize("table", ["ket-qua", "thanh-phan", "diem-thanh-phan", "so-lieu-chung"])
def test_no_source_is_said_to_print_what_was_computed_here(world, table):
    """The computed publications are those of 2024; the table of 2020 was transcribed."""
    computed = {str(each["number"]): each["origin"] == "computed" for each in every_row("cong-bo")}
    said = {}
    for row in every_row(table):
        bases = {
            row[name] for name in row if name in ("rank_basis", "total_basis", "index_basis", "basis", "max_basis")
        }
        said.setdefault(computed[str(row["publication"])], set()).update(bases - {None, ""})
    assert "computed" in said[True]
    assert "printed" not in said[True]
    assert "computed" not in said.get(False, set())
