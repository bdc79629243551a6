"""The tables of the format as Markdown, for docs/data-format.md: `python -m scoring.imports.document` writes them there."""

from collections.abc import Iterator
from pathlib import Path

from .criteria import CRITERIA_TABLES
from .tables import COMPONENT_COLUMNS, TABLES, Column, Table

PATH = Path(__file__).resolve().parent.parent.parent / "docs" / "data-format.md"
BEGIN = "<!-- Bảng cột: sinh từ scoring/imports/tables.py bằng `python -m scoring.imports.document`; không sửa tay. -->"
END = "<!-- Hết phần sinh tự động. -->"


def _holds(column: Column) -> str:
    if column.choices:
        return "một trong: " + ", ".join(
            f"`{choice}`" + (f" ({column.words[choice]})" if choice in column.words else "")
            for choice in column.choices
        )
    return column.kind.value


def _section(table: Table) -> Iterator[str]:
    keys = ", ".join(f"`{code}`" for code in table.key)
    yield f"### {table.heading} (`{table.code}`)\n"
    yield f"Hai dòng không được trùng nhau ở: {keys}.\n"
    yield "| Mã cột | Tên cột | Bắt buộc | Ô chứa gì |"
    yield "|---|---|---|---|"
    for column in table.columns:
        yield f"| `{column.code}` | {column.heading} | {'có' if column.required else ''} | {_holds(column)} |"
    if table.open_ended:
        for suffix, column in COMPONENT_COLUMNS.items():
            code = "c.<mã thành phần>" + (f".{suffix}" if suffix else "")
            heading = f"Thành phần: {column.heading or 'điểm như nguồn in'}"
            yield f"| `{code}` | {heading} | | {_holds(column)} |"
    yield ""


def markdown() -> str:
    """Every table with its columns."""
    return "\n".join(line for table in (*TABLES, *CRITERIA_TABLES) for line in _section(table))


def with_tables(text: str) -> str:
    """The document with the generated part made anew."""
    before, _old = text.split(BEGIN)
    after = text.split(END)[1]
    return f"{before}{BEGIN}\n\n{markdown()}\n{END}{after}"


if __name__ == "__main__":
    PATH.write_text(with_tables(PATH.read_text(encoding="utf-8")), encoding="utf-8")
