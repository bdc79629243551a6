"""Read a file of survey figures into plain values: counts of answers, questionnaires handed out, stated percentages.

One file may hold all three tables, each on its own worksheet; a CSV file holds one. Units are told by their code, names are
only held against it. The answers' columns are those of the round's own scales, so the tables are not in `tables.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.survey_entry import Counts, Entry, Known, Part, Returned, Stated, faults
from units.names import match_key, search_key, tidy

from .accounts import Account, Fate, Ledger
from .packets import FINDINGS, Identity, identity_of, is_passed_over
from .problems import Problem, Severity, has_errors
from .survey_columns import RETURNS, SATISFACTION, SURVEY_TABLES, TALLIES, UNIT_COLUMNS, SurveyTable
from .tables import Column, Kind
from .values import Cell, Figure, Unreadable, check_text, doubts, read
from .workbook import SourceFile, Worksheet, heading_key, open_file

_LOOK_FOR_HEADING = 10
# The codes of columns that are there to be looked at: of a checked file the findings, of a template the year before.
_FINDINGS, _BEFORE = "findings", "year_before"
_TO_LOOK_AT = (_FINDINGS, _BEFORE)
_STATED = ("percent", "base", "issued", "population", "source")
_WHOLE = Column("count", "số phiếu", Kind.WHOLE)
_PERCENT = Column("percent", "tỷ lệ", Kind.PERCENT)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a value was read: its row, and the heading of each column by code."""

    worksheet: Worksheet
    number: int
    headings: Mapping[str, str]

    def problem(
        self, message: str, advice: str, column: str = "", value: str = "", severity: Severity = Severity.ERROR
    ) -> Problem:
        heading = self.headings.get(column, column)
        file, title = self.worksheet.file, self.worksheet.title
        return Problem(message, advice, file, title, self.number, heading, value, severity)


@dataclass(slots=True)
class TallyReading:
    """What a file holds: the entry, how many rows of figures, how many left empty, and every problem."""

    entry: Entry = field(default_factory=Entry)
    identity: Identity | None = None
    rows: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    # Units whose name is theirs only without its diacritics: the unit, its name, worksheet, row, what is written.
    doubtful_names: list[tuple[str, str, str, int, str]] = field(default_factory=list)


def read_tallies(source: SourceFile, known: Known) -> TallyReading:
    """Read a file against what the round knows. A row whose figures are all empty says nothing: nothing is taken away."""
    reader = _Reader(known)
    opened = open_file(source, reader.known_headings)
    reader.reading.problems += opened.problems
    reader.reading.identity = identity_of(opened.worksheets)
    for worksheet in opened.worksheets:
        reader.read(worksheet)
    if not opened.problems and not opened.worksheets:
        reader.reading.problems.append(Problem("tệp không có dòng nào", "Kiểm tra lại tệp đã lưu.", source.name))
    reader.hold_against_the_round()
    reader.hold_to_account()
    reading = reader.reading
    if not reading.problems and not reading.rows:
        advice = "Ghi số phiếu vào các cột câu trả lời rồi nhập lại."
        reading.problems.append(Problem("tệp chưa có số liệu nào, mọi ô số liệu đều trống", advice, source.name))
    order = {worksheet.title: position for position, worksheet in enumerate(opened.worksheets)}
    reading.problems.sort(key=lambda each: (order.get(each.sheet, -1), each.row or 0))
    return reading


def looks_like_surveys(source: SourceFile) -> bool:
    """Whether a file has the columns of a survey table that no other file has; answers' columns are not looked at."""
    wanted = [
        [{heading_key(code), heading_key(table.columns[code])} for code in table.required] for table in SURVEY_TABLES
    ]
    for worksheet in open_file(source).worksheets:
        if is_passed_over(worksheet.title):
            continue
        for _number, cells in worksheet.rows[:_LOOK_FOR_HEADING]:
            names = {heading_key(cell.text) for cell in cells}
            if any(all(names & either for either in columns) for columns in wanted):
                return True
    return False


class _Reader:
    """Goes through the worksheets of one file."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.reading = TallyReading()
        self.answers = list(dict.fromkeys(answer for each in known.answers.values() for answer in each))
        self.lines: dict[tuple[Part, str, str], _Line] = {}
        self.ledgers: dict[str, Ledger] = {}  # by the title of the worksheet
        # Columns whose cell is empty where something is held, by place: what is held stays.
        self.kept: dict[tuple[Part, str, str], set[str]] = {}
        self.tallies: dict[tuple[str, str], Counts | None] = {}
        self.returns: dict[tuple[str, str], Returned | None] = {}
        self.satisfaction: dict[str, Stated | None] = {}

    @property
    def known_headings(self) -> frozenset[str]:
        names = [name for table in SURVEY_TABLES for pair in table.columns.items() for name in pair]
        return frozenset(
            heading_key(name) for name in (*names, *(table.before for table in SURVEY_TABLES), *self.answers)
        )

    def _columns(self, table: SurveyTable) -> dict[str, str]:
        """Every name a column may have in the heading row -> its code; an answer's column is called by its code."""
        names = {heading_key(name): code for code, heading in table.columns.items() for name in (code, heading)}
        names[heading_key(FINDINGS)] = _FINDINGS
        if table.before:
            names[heading_key(table.before)] = _BEFORE
        if table is TALLIES:
            names |= {heading_key(answer): f"answer:{answer}" for answer in self.answers}
        return names

    def read(self, worksheet: Worksheet) -> None:
        ledger = self.ledgers[worksheet.title] = Ledger(worksheet)
        if is_passed_over(worksheet.title):
            ledger.put_all(Fate.ASIDE)
            return
        found = self._heading(worksheet)
        if found is None:
            message, advice = (
                "không nhận ra bảng số liệu khảo sát nào",
                "Dùng tệp mẫu của kỳ đánh giá; xóa trang tính thừa.",
            )
            row = worksheet.rows[0][0] if worksheet.rows else None
            self.reading.problems.append(Problem(message, advice, worksheet.file, worksheet.title, row))
            ledger.put_all(Fate.REFUSED)
            return
        table, heading_row, codes, headings = found
        if not self._heading_is_whole(table, worksheet, heading_row, codes, headings):
            ledger.put_all(Fate.REFUSED)
            return
        for number, cells in worksheet.rows:
            if number <= heading_row:
                ledger.put(number, Fate.ASIDE)
            else:
                ledger.put(number, self._row(table, _Line(worksheet, number, headings), codes, cells))

    def _heading(self, worksheet: Worksheet) -> tuple[SurveyTable, int, list[str], dict[str, str]] | None:
        best: tuple[int, SurveyTable, int, list[str], dict[str, str]] | None = None
        for number, cells in worksheet.rows[:_LOOK_FOR_HEADING]:
            for table in SURVEY_TABLES:
                names = self._columns(table)
                codes = [names.get(heading_key(cell.text), "?" if cell.text else "") for cell in cells]
                # The columns that tell a table from the others count, not the units they share.
                weight = sum(1 for code in codes if code not in ("", "?", *UNIT_COLUMNS, *_TO_LOOK_AT))
                weight += 2 * all(code in codes for code in table.required)
                if weight and (best is None or weight > best[0]):
                    headings = {code: cell.text for code, cell in zip(codes, cells, strict=True)}
                    best = (weight, table, number, codes, headings)
        return None if best is None else best[1:]

    def _heading_is_whole(
        self, table: SurveyTable, worksheet: Worksheet, row: int, codes: Sequence[str], headings: Mapping[str, str]
    ) -> bool:
        line = _Line(worksheet, row, headings)
        found = []
        for position, code in enumerate(codes):
            text = next(cells[position].text for number, cells in worksheet.rows if number == row)
            if code == "?":
                columns = ", ".join(self._wanted(table))
                found.append(line.problem("bảng không có cột này", f"Xóa cột, hoặc sửa tên. Các cột: {columns}.", text))
            elif code and codes.index(code) != position:
                found.append(line.problem("hai cột cùng tên", "Giữ một cột, xóa cột kia.", text))
        for code in table.required:
            if code not in codes:
                name = table.columns[code]
                found.append(line.problem(f"thiếu cột “{name}”", f"Thêm cột “{name}” (hoặc “{code}”).", name))
        if table is TALLIES and not any(code.startswith("answer:") for code in codes):
            answers = ", ".join(self.answers) or "chưa có"
            found.append(line.problem("không có cột câu trả lời nào", f"Thêm các cột câu trả lời: {answers}."))
        self.reading.problems += found
        return not found

    def _wanted(self, table: SurveyTable) -> Iterator[str]:
        yield from table.columns.values()
        if table is TALLIES:
            yield from self.answers

    def _row(self, table: SurveyTable, line: _Line, codes: Sequence[str], cells: Sequence[Cell]) -> Fate:
        beyond = [cell for code, cell in zip(codes, cells, strict=False) if not code and not cell.is_empty]
        if any(not cell.is_empty for cell in cells[len(codes) :]) or beyond:
            advice = 'Xóa ô thừa; số có dấu phẩy thập phân trong tệp CSV phải đặt trong ngoặc kép: "93,95".'
            self.reading.problems.append(line.problem("dòng có ô nằm ngoài các cột có tiêu đề", advice))
            return Fate.REFUSED
        texts: dict[str, str] = {}
        figures: dict[str, Any] = {}
        before = len(self.reading.problems)
        for code, cell in zip(codes, cells, strict=False):
            if code and code not in _TO_LOOK_AT:
                self._cell(table, line, code, cell, texts, figures)
        unit, name = texts.get("unit", ""), "" if table is SATISFACTION else texts.get(table.key[1], "")
        filled = {code: value for code, value in figures.items() if value is not None}
        source = texts.get("source", "")
        if not filled and not self._is_other_source(table, unit, source) and len(self.reading.problems) == before:
            self.reading.blank += 1
            return Fate.BLANK
        self.reading.rows += 1
        for code in table.key:
            if not texts.get(code):
                self.reading.problems.append(
                    line.problem(
                        "ô này không được để trống", f"Ghi {table.columns[code].lower()} như trong tệp mẫu.", code
                    )
                )
        self._compare_name(line, unit, texts.get("unit_name", ""))
        if len(self.reading.problems) > before and has_errors(self.reading.problems[before:]):
            return Fate.REFUSED
        place = (table.part, unit, name)
        if place in self.lines:
            message = f"trùng với dòng {self.lines[place].number} (cùng đơn vị" + (", cùng câu hỏi)" if name else ")")
            self.reading.problems.append(line.problem(message, "Giữ một dòng, xóa dòng kia."))
            return Fate.REFUSED
        self.lines[place] = line
        self._keep(table, line, unit, name, filled, source)
        return Fate.REFUSED if has_errors(self.reading.problems[before:]) else Fate.ACCEPTED

    def _cell(
        self,
        table: SurveyTable,
        line: _Line,
        code: str,
        cell: Cell,
        texts: dict[str, str],
        figures: dict[str, Any],
    ) -> None:
        if code in ("unit_name", "question_text", "questionnaire_name"):  # there for the eye, and never stored
            texts[code] = cell.text
            return
        is_text = code in ("unit", "question", "questionnaire", "source")
        column = _PERCENT if code == "percent" else _WHOLE
        try:
            if is_text:
                check_text(cell)
                texts[code] = cell.text
                return
            figures[code] = None
            value = read(cell, column)
        except Unreadable as unreadable:
            self.reading.problems.append(line.problem(unreadable.message, unreadable.advice, code, cell.quoted))
            return
        if (odd := doubts(cell, column, value)) is not None:
            self.reading.problems.append(line.problem(*odd, code, cell.quoted, Severity.WARNING))
        figures[code] = value.value if isinstance(value, Figure) else value

    def _compare_name(self, line: _Line, unit: str, name: str) -> None:
        known = self.known.units.get(unit)
        if known and name and match_key(name) != match_key(known):
            if search_key(name) == search_key(known):
                self.reading.doubtful_names.append((unit, known, line.worksheet.title, line.number, name))
                return
            message = f"mã đơn vị này là của “{known}”"
            self.reading.problems.append(line.problem(message, "Kiểm tra lại mã hoặc tên đơn vị.", "unit_name", name))

    def _keep(
        self, table: SurveyTable, line: _Line, unit: str, name: str, filled: Mapping[str, Any], source: str
    ) -> None:
        """An empty cell says nothing: what is held there stays. Figures that make one another are told all or none."""
        place = (table.part, unit, name)
        if table is TALLIES:
            self.tallies[unit, name] = {code.removeprefix("answer:"): count for code, count in filled.items()}
        elif table is RETURNS:
            returned = self.known.returns.get((unit, name)) or Returned()
            self.returns[unit, name] = Returned(**self._over(place, returned, ("issued", "population"), filled))
        else:
            held = self.known.satisfaction.get(unit)
            said = [code for code in ("percent", "base") if code in filled]
            if len(said) == 1 or (not said and held is None):
                advice = "Ghi đủ tỷ lệ và số phiếu trả lời; chưa khảo sát thì để trống cả dòng."
                missing = "base" if "percent" in filled else "percent"
                self.reading.problems.append(line.problem("ô này không được để trống", advice, missing))
                return
            # A cell keeps no stray spaces: having been in one changes nothing.
            if source and not (held is not None and source == tidy(held.source)):
                filled = {**filled, "source": source}
            self.satisfaction[unit] = Stated(**self._over(place, held, _STATED, filled))

    def _over(
        self, place: tuple[Part, str, str], held: Any, names: Sequence[str], filled: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the cells say, over what is held; remembers what they left as it is."""
        if held is None:
            return dict(filled)
        self.kept[place] = set(names) - filled.keys()
        return {name: filled.get(name, getattr(held, name)) for name in names}

    def _is_other_source(self, table: SurveyTable, unit: str, source: str) -> bool:
        """Whether a row without a figure changes the source of the figures that are held."""
        held = self.known.satisfaction.get(unit) if table is SATISFACTION else None
        return held is not None and source not in ("", tidy(held.source))

    def hold_to_account(self) -> None:
        """A reading that lost a row, or refused one without a word, refuses itself."""
        for ledger in self.ledgers.values():
            self.reading.accounts.append(ledger.account)
            if imbalance := ledger.imbalance(self.reading.problems):
                self.reading.problems.append(imbalance)

    def hold_against_the_round(self) -> None:
        """The faults that only the round can tell, each at its row."""
        entry = Entry(self.tallies, self.returns, self.satisfaction)
        self.reading.entry = entry
        for fault in faults(entry, self.known):
            line = self.lines[fault.part, fault.unit, fault.name]
            column = (
                f"answer:{fault.column}" if fault.part is Part.TALLY and fault.column in self.answers else fault.column
            )
            message, value = fault.message, fault.value
            if column in self.kept.get((fault.part, fault.unit, fault.name), ()):
                message, value = f"ô để trống giữ giá trị đang lưu ({value}), giá trị này {message}", ""
                if column not in line.headings:  # the file has no such column at all
                    column = next(each.columns[column] for each in SURVEY_TABLES if each.part is fault.part)
            self.ledgers[line.worksheet.title].refuse_later(line.number)
            if column not in line.headings and column.startswith("answer:"):
                column = fault.column
            self.reading.problems.append(line.problem(message, fault.advice, column, value))
