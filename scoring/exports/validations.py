"""What may be typed into the cells of a template: bounds of numbers, and lists to choose from."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from .cells import Cell, number_text, workbook_text
from .layout import CHOICES, Column, Entry, Worksheet

_MOST_SAID = 255


@dataclass(slots=True)
class Validations:
    """The rules of a whole workbook; cells with the same rule share one, and equal lists stand in one column."""

    rules: dict[tuple, DataValidation] = field(default_factory=dict)
    # Where each rule holds: by column the runs of lines, first and last. openpyxl would look through all of a rule's cells
    # for every cell that joins them, which made a template of 68 units by 90 leaves take half a minute.
    runs: dict[tuple, dict[int, list[list[int]]]] = field(default_factory=dict)
    lists: dict[tuple[Cell, ...], int] = field(default_factory=dict)

    def add(self, worksheet: str, column: int, line: int, entry: Entry) -> None:
        """Hold a cell of a worksheet to what its entry says; an entry that says nothing takes anything."""
        bounds = (entry.least, entry.most, entry.is_whole)
        if not entry.choices and bounds == (None, None, False) and not entry.prompt:
            return
        key = (worksheet, entry.choices, *bounds, entry.prompt, entry.refusal)
        if key not in self.rules:
            self.rules[key], self.runs[key] = self._rule(entry), {}
        runs = self.runs[key].setdefault(column, [])
        if runs and runs[-1][1] == line - 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])

    def _rule(self, entry: Entry) -> DataValidation:
        rule = DataValidation(allow_blank=True)
        if entry.choices:
            column = self.lists.setdefault(entry.choices, len(self.lists) + 1)
            letter = get_column_letter(column)
            # A list written into the rule itself would break at every comma, and "0,5" has one.
            rule.type, rule.formula1 = "list", f"'{CHOICES}'!${letter}$2:${letter}${len(entry.choices) + 1}"
        elif (entry.least, entry.most, entry.is_whole) != (None, None, False):
            rule.type = "whole" if entry.is_whole else "decimal"
            least = entry.least if entry.least is not None or entry.most is not None else -(10**9)
            if least is not None and entry.most is not None:
                rule.operator, rule.formula1, rule.formula2 = "between", number_text(least), number_text(entry.most)
            elif least is not None:
                rule.operator, rule.formula1 = "greaterThanOrEqual", number_text(least)
            elif entry.most is not None:
                rule.operator, rule.formula1 = "lessThanOrEqual", number_text(entry.most)
        if rule.type is not None:
            rule.showErrorMessage = True
            rule.error = workbook_text(entry.refusal)[:_MOST_SAID] or None
        if entry.prompt:
            rule.showInputMessage, rule.prompt = True, workbook_text(entry.prompt)[:_MOST_SAID]
        return rule

    def of(self, worksheet: str) -> list[DataValidation]:
        """The rules of one worksheet."""
        found = []
        for key, rule in self.rules.items():
            if key[0] == worksheet:
                letters = {column: get_column_letter(column) for column in self.runs[key]}
                ranges = [
                    f"{letters[column]}{first}"
                    if first == last
                    else f"{letters[column]}{first}:{letters[column]}{last}"
                    for column, runs in self.runs[key].items()
                    for first, last in runs
                ]
                rule.sqref = MultiCellRange(ranges)
                found.append(rule)
        return found

    def worksheet(self) -> Worksheet | None:
        """The hidden worksheet with every list, a column each; None where nothing offers a list."""
        if not self.lists:
            return None
        longest = max(len(choices) for choices in self.lists)
        rows = [
            [choices[place] if place < len(choices) else None for choices in self.lists] for place in range(longest)
        ]
        columns = [Column(str(number), places=None) for number in self.lists.values()]
        return Worksheet(CHOICES, columns, rows, is_hidden=True)
