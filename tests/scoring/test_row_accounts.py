"""Rows in the sheet = accepted + refused with a reason + declared blank, checked wherever a worksheet is read."""

from pathlib import Path

import pytest

from scoring.imports.accounts import Fate, Ledger
from scoring.imports.reader import read_files
from scoring.imports.workbook import SourceFile

DATA = Path(__file__).parent.parent / "data"
TABULAR = sorted(path.name for path in DATA.glob("*") if path.suffix in (".csv", ".xlsx"))


@pytest.mark.parametrize("name", TABULAR)
def test_every_row_of_every_file_is_accounted_for(name):
    reading = read_files([SourceFile.from_path(DATA / name)])

    for account in reading.accounts:
        assert account.is_balanced, account
    assert sum(account.accepted for account in reading.accounts) == reading.count
    assert not any("không khớp với số dòng" in problem.message for problem in reading.problems)
    if not reading.accounts:
        assert reading.problems  # a file that could not be opened says why


def test_an_account_reads_as_a_sentence():
    (account,) = read_files([SourceFile.from_path(DATA / "title-above-heading.xlsx")]).accounts

    assert str(account) == (
        "title-above-heading.xlsx, trang “Kết quả”: 5 dòng = 2 dòng tiêu đề + 2 dòng được nhận"
        " + 0 dòng bị từ chối + 1 dòng trống"
    )


def test_a_blank_row_between_others_is_declared_blank():
    text = "index,year,group,unit_name,source\r\npar,2020,a,Sông Êm,x\r\n,,,,\r\npar,2020,a,Núi Xanh,x\r\n"

    (account,) = read_files([SourceFile("results.csv", text.encode())]).accounts

    assert (account.total, account.aside, account.accepted, account.refused, account.blank) == (4, 1, 2, 0, 1)


def test_a_reading_that_loses_a_row_refuses_itself(monkeypatch):
    real = Ledger.put
    monkeypatch.setattr(Ledger, "put", lambda self, number, fate: number == 3 or real(self, number, fate))

    reading = read_files([SourceFile.from_path(DATA / "lying-dimension.xlsx")])

    assert reading.is_blind
    assert reading.problems[-1].message == "số dòng đọc được không khớp với số dòng của trang (3)"


def test_a_row_refused_without_a_word_is_no_refusal(monkeypatch):
    real = Ledger.put

    def refuse_the_third(self, number, fate):
        real(self, number, Fate.REFUSED if number == 3 else fate)

    monkeypatch.setattr(Ledger, "put", refuse_the_third)

    reading = read_files([SourceFile.from_path(DATA / "lying-dimension.xlsx")])

    assert "(3)" in reading.problems[-1].message


def test_a_row_told_twice_is_noticed(monkeypatch):
    real = Ledger.put

    def twice(self, number, fate):
        real(self, number, fate)
        real(self, number, fate)

    monkeypatch.setattr(Ledger, "put", twice)

    assert read_files([SourceFile.from_path(DATA / "lying-dimension.xlsx")]).is_blind
