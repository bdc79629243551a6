"""The written format and the format in code are one."""

import pytest

from scoring.imports import document
from scoring.imports.reader import read_files
from scoring.imports.tables import BASIS, TABLES, WORDS, Kind
from scoring.imports.workbook import SourceFile, heading_key
from scoring.management.reporting import EXIT_CODES
from scoring.models import Basis
from tests.scoring.test_import_files import REFUSED
from units.models import UnitForm, UnitKind

TEXT = document.PATH.read_text(encoding="utf-8")


def test_every_column_stands_in_the_document():
    assert document.with_tables(TEXT) == TEXT


def test_a_column_more_would_be_missed_in_the_document():
    assert document.with_tables(TEXT.replace("| `unit_name` |", "| `unit` |")) != TEXT.replace(
        "| `unit_name` |", "| `unit` |"
    )


def test_every_exit_code_stands_in_the_document():
    for line in EXIT_CODES.splitlines()[1:]:
        code, meaning = line.strip().split("  ", 1)
        assert f"| {code} | {meaning.split(' (')[0].split(':')[0].split(';')[0]}" in TEXT


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
def test_no_two_columns_of_a_table_share_a_name(table):
    names = [heading_key(name) for column in table.columns for name in {column.code, column.heading}]
    assert len(names) == len(set(names))


def test_the_choices_are_those_of_the_database():
    forms = {
        choice for table in TABLES for column in table.columns if column.code == "form" for choice in column.choices
    }
    kinds = {choice for column in TABLES[0].columns if column.code == "unit_kind" for choice in column.choices}
    assert (forms, kinds, set(BASIS)) == (set(UnitForm.values), set(UnitKind.values), set(Basis.values))


def test_every_choice_has_its_vietnamese_word():
    choices = {choice for table in TABLES for column in table.columns for choice in column.choices}
    assert choices <= set(WORDS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
def test_a_table_is_recognised_by_its_vietnamese_headings_and_by_its_codes(table):
    for names in ([column.heading for column in table.columns], [column.code for column in table.columns]):
        reading = read_files([SourceFile("a.csv", (",".join(f'"{name}"' for name in names) + "\n").encode())])
        assert [problem.message for problem in reading.problems] == ["chỉ có dòng tiêu đề, không có dữ liệu"]
        needed = [column.code for column in table.columns if column.required or column.kind is not Kind.TEXT]
        reading = read_files([SourceFile("a.csv", (",".join(needed) + "\n").encode())])
        assert not any("nhận ra" in problem.message for problem in reading.problems)


def test_there_are_many_more_hostile_files_than_twenty():
    assert len(REFUSED) > 20
