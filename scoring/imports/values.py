"""What a cell means, read strictly: a cell that could be read in two ways is refused, never guessed.

Python's own `Decimal()` would take "NaN", "1e2", "1_000" and digits of other scripts; the patterns here do not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from units.names import tidy

from .tables import Column, Kind

_NUMBER = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,4})?")
_UNFINISHED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{0,3})?x{1,3}")
_WHOLE = re.compile(r"[0-9]{1,6}")
_RANK_RANGE = re.compile(r"([0-9]{1,4}) ?[-–—] ?([0-9]{1,4})")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
# How a code of one's own is made up. `_CODE` takes more, for the sake of codes that are stored already.
CODE_SAYS = "Mã chỉ gồm chữ thường không dấu, chữ số, gạch nối ở giữa, ví dụ minh-hoa-2026."
_CRITERION_CODE = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MONTH = re.compile(r"(?:([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4}))")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SPREADSHEET_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
_LAST = ("cuối bảng", "last")
LARGEST = Decimal(1000)


NUMBER_ADVICE = "Ghi số bằng chữ số 0–9, ví dụ 8,5."
_PRINTED_ADVICE = "Ghi số bằng chữ số 0–9, ví dụ 90,54; để trống nếu nguồn không in."


def is_fraction(percent: Decimal) -> bool:
    """Whether a percentage written without its sign looks like 0,8765 for 87,65%: one rule for pages and files."""
    return 0 < percent <= 1


def fraction_says(percent: Decimal, *, sign: str = "") -> tuple[str, str]:
    """What is said of such a percentage: (message, advice). `sign` "%": where a number without it would be a count."""
    whole, written = (with_comma(each.normalize()) for each in (percent.scaleb(2), percent))
    return (
        "phần trăm nhỏ hơn hoặc bằng 1",
        f"Nếu là {whole}% thì ghi {whole}{sign}; nếu đúng là {written}% thì ghi cả dấu %: “{written}%”.",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its text, and for a worksheet what kind of cell it is.

    `lines` is the text with its line breaks kept, for columns of paragraphs; `number` is set for a true numeric cell, `decimals` is how many of them its format shows, `flaw` names a cell that
    can never be a value (an error, a formula without a result).
    """

    text: str = ""
    number: Decimal | None = None
    percent: bool = False
    decimals: int | None = None
    day: date | None = None
    truth: bool | None = None
    flaw: str = ""
    lines: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.flaw

    @property
    def quoted(self) -> str:
        """Its text as people here read it: a number with a decimal comma, as their spreadsheet shows it."""
        return self.text.replace(".", ",") if self.number is not None and not self.flaw else self.text


@dataclass(frozen=True, slots=True)
class Figure:
    """A number together with how the source prints it; `value` is None for an unfinished one such as 83,6x."""

    value: Decimal | None
    printed: str
    percent: bool = False

    @property
    def may_be_a_fraction(self) -> bool:
        """Whether a figure of a column of percents looks like 0,8765 written for 87,65%; said with its sign it is meant."""
        return self.value is not None and not self.percent and is_fraction(self.value)


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank together with how the source prints it: 2 for "2-3", None for "cuối bảng"; `lowest` is the 3 of "2-3"."""

    value: int | None
    printed: str
    lowest: int | None = None


class Unreadable(ValueError):
    """A cell that does not hold what its column asks for."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


def read(cell: Cell, column: Column) -> Any:
    """The value of a cell, or None for an empty one; raises `Unreadable`."""
    check_text(cell)
    if cell.is_empty:
        return None
    if cell.day is not None and column.kind not in (Kind.DATE, Kind.MOMENT):
        advice = "Định dạng cột là Văn bản (Text) rồi nhập lại giá trị."
        if column.kind is Kind.RANK:
            advice = f"Excel đã đổi hạng như “2-3” thành ngày. {advice}"
        raise Unreadable("ô này là ngày tháng, không phải giá trị của cột", advice)
    if cell.truth is not None and column.kind is not Kind.YES_NO:
        raise Unreadable("ô này là giá trị đúng/sai (TRUE/FALSE)", f"Cột này cần {column.kind.value}.")
    try:
        return _READERS[column.kind](cell, column)
    except Unreadable as unreadable:
        if unreadable.advice == NUMBER_ADVICE and (column.kind is Kind.FIGURE or column.is_printed):
            raise Unreadable(unreadable.message, _PRINTED_ADVICE) from None  # typed off a source, which may print none
        raise


def check_text(cell: Cell) -> None:
    """Refuse what no column may hold: errors, formulas without a result, control characters, damaged letters."""
    if cell.flaw:
        raise Unreadable(cell.flaw, "Sửa công thức hoặc nhập trực tiếp giá trị, lưu lại bằng Excel hay LibreOffice.")
    if cell.text.upper() in _SPREADSHEET_ERRORS:
        raise Unreadable("ô báo lỗi của bảng tính", "Sửa công thức hoặc nhập trực tiếp giá trị.")
    if cell.text[:1] in ("=", "@", "＝", "＠"):
        raise Unreadable(
            "văn bản bắt đầu bằng “=” hoặc “@” sẽ thành công thức khi người khác mở tệp", "Bỏ dấu đó ở đầu ô."
        )
    for character in cell.text:
        if character < " " or "\x7f" <= character < "\xa0":
            raise Unreadable(f"ô chứa ký tự điều khiển U+{ord(character):04X}", "Xóa ký tự đó, nhập lại văn bản.")
        if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
            raise Unreadable("ô chứa ký tự ẩn đảo chiều chữ", "Nhập lại văn bản của ô.")
        if character == "\ufffd":
            raise Unreadable("chữ trong ô đã hỏng (ký tự �)", "Mở lại tệp gốc và lưu bằng bảng mã UTF-8.")


def doubts(cell: Cell, column: Column, value: Any) -> tuple[str, str] | None:
    """What is odd about a cell that was read all the same: (message, advice), or None."""
    if not isinstance(value, Figure) or value.value is None:
        return None
    if (
        cell.number is not None
        and cell.decimals is not None
        and _decimals(cell.number.scaleb(2) if cell.percent else cell.number) > cell.decimals
    ):
        return (
            "ô lưu nhiều chữ số thập phân hơn số đang hiện",
            f"Giá trị được đọc là {value.printed}. Nếu nguồn in ít chữ số hơn, nhập lại đúng như nguồn.",
        )
    return None


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def with_comma(number: Decimal) -> str:
    """A number with a decimal comma and nothing else: 90.50 -> "90,50"."""
    return format(number, "f").replace(".", ",")


def _number(text: str) -> Decimal:
    """A non-negative number from text, decimal comma or point, never both."""
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if "," in text and "." in text:
        raise Unreadable(
            "số có cả dấu phẩy và dấu chấm nên không rõ là bao nhiêu",
            "Bỏ dấu ngăn cách hàng nghìn; chỉ dùng một dấu phẩy (hoặc một dấu chấm) trước phần thập phân.",
        )
    if any(character.isdigit() and character not in "0123456789" for character in text):
        raise Unreadable("có chữ số không phải 0–9 thông thường", "Nhập lại bằng các chữ số 0–9.")
    if re.fullmatch(r"[0-9]+[.,][0-9]{5,}", text):
        raise Unreadable("có hơn 4 chữ số thập phân", "Nhập lại đúng số như nguồn in.")
    if text.startswith(("-", "−")):
        raise Unreadable("số âm", "Cột này cần số không âm.")
    raise Unreadable("không phải là số", NUMBER_ADVICE)


def _within(number: Decimal) -> Decimal:
    if number > LARGEST:
        raise Unreadable(f"lớn hơn {LARGEST}", "Không thang điểm nào lớn như vậy; kiểm tra dấu thập phân.")
    return number


def number_in(text: str) -> Decimal:
    """A non-negative number of at most four decimals, not above the largest scale; raises `Unreadable`."""
    return _within(_number(text))


def _figure(cell: Cell, *, as_percent: bool = False) -> Figure:
    """A figure from a text or a numeric cell; a numeric percent cell stores 0.8765 for 87,65%."""
    if cell.number is None:
        text, percent = cell.text, False
        if text.endswith("%"):
            text, percent = text[:-1].rstrip(), True
        value = _within(_number(text))
        figure = Figure(value, text.replace(".", ","), percent)
    else:
        number = cell.number.scaleb(2) if cell.percent else cell.number
        if number < 0:
            raise Unreadable("số âm", "Cột này cần số không âm.")
        if _decimals(number) > 4:
            raise Unreadable("có hơn 4 chữ số thập phân", "Nhập lại đúng số như nguồn in.")
        shown = format(number.normalize(), "f")
        missing = (cell.decimals or 0) - _decimals(number)
        if missing > 0:  # the cell shows 93,0 and stores 93
            shown += ("" if "." in shown else ".") + "0" * missing
        figure = Figure(_within(Decimal(shown)), shown.replace(".", ","), cell.percent)
    if (as_percent or figure.percent) and figure.value is not None and figure.value > 100:
        raise Unreadable("phần trăm lớn hơn 100", "Kiểm tra lại dấu thập phân.")
    return figure


def _read_number(cell: Cell, column: Column) -> Decimal | None:
    figure = _figure(cell)
    if figure.percent and "%" not in column.heading:
        raise Unreadable("ô này là phần trăm, ở đây cần một số thường", "Bỏ dấu hoặc định dạng %.")
    return figure.value


def _read_figure(cell: Cell, column: Column) -> Figure:
    if cell.number is None and _UNFINISHED.fullmatch(cell.text.lower()):
        return Figure(None, cell.text.lower().replace(".", ","))
    return _figure(cell)


def _read_percent(cell: Cell, column: Column) -> Figure:
    figure = _figure(cell, as_percent=True)
    if figure.value is not None and figure.may_be_a_fraction:
        raise Unreadable(*fraction_says(figure.value))
    return figure


def _read_signed_number(cell: Cell, column: Column) -> Decimal:
    if cell.number is not None:
        magnitude = _figure(Cell(cell.text, abs(cell.number), cell.percent, cell.decimals)).value
        negative = cell.number < 0
    else:
        negative = cell.text[:1] in ("-", "−")
        magnitude = _within(_number(cell.text.lstrip("+-−").lstrip() if cell.text[:1] in "+-−" else cell.text))
    assert magnitude is not None  # noqa: S101 - only an unfinished figure has none
    return -magnitude if negative else magnitude


def _integer(cell: Cell, wanted: str) -> int:
    text = cell.text
    if cell.number is not None and not cell.percent and cell.number == cell.number.to_integral_value():
        text = format(cell.number.normalize(), "f")
    if not _WHOLE.fullmatch(text):
        if any(c.isdigit() and c not in "0123456789" for c in text):
            raise Unreadable("có chữ số không phải 0–9 thông thường", "Nhập lại bằng các chữ số 0–9.")
        raise Unreadable(f"không phải {wanted}", "Ghi bằng chữ số 0–9, không có dấu hay phần thập phân.")
    return int(text)


def _read_whole(cell: Cell, column: Column) -> int:
    return _integer(cell, "số nguyên")


def _read_signed(cell: Cell, column: Column) -> int:
    text = format(cell.number.normalize(), "f") if cell.number is not None else cell.text
    magnitude = _integer(Cell(text.lstrip("+-−") if text[:1] in "+-−" else text), "số nguyên")
    return -magnitude if text[:1] in ("-", "−") else magnitude


def _read_rank(cell: Cell, column: Column) -> Rank:
    if cell.text.lower() in _LAST:
        return Rank(None, "cuối bảng")
    if cell.number is None and (found := _RANK_RANGE.fullmatch(cell.text)):
        first, last = int(found[1]), int(found[2])
        if not 1 <= first < last:
            raise Unreadable("khoảng hạng không hợp lệ", "Ghi hạng nhỏ trước, ví dụ 2-3.")
        return Rank(first, f"{first}-{last}", last)
    rank = _integer(cell, "hạng (3, 2-3 hoặc “cuối bảng”)")
    if rank < 1:
        raise Unreadable("hạng bắt đầu từ 1", "Để trống nếu nguồn không in hạng.")
    return Rank(rank, str(rank), rank)


def _read_year(cell: Cell, column: Column) -> int:
    year = _integer(cell, "một năm như 2020")
    if not _YEAR.fullmatch(str(year)):
        raise Unreadable("không phải một năm như 2020", "Ghi năm bằng bốn chữ số.")
    return year


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("ngày không có trong lịch", "Kiểm tra lại ngày và tháng.") from None


def _read_date(cell: Cell, column: Column) -> date:
    if cell.day is not None:
        return cell.day
    if found := _ISO_DAY.fullmatch(cell.text):
        return _day(found[1], found[2], found[3])
    if found := _DAY.fullmatch(cell.text):
        return _day(found[3], found[2], found[1])
    raise Unreadable("không phải ngày", "Ghi 2021-03-30 hoặc 30/3/2021.")


def _read_moment(cell: Cell, column: Column) -> str:
    if _YEAR.fullmatch(cell.text):
        return cell.text
    if cell.day is None and (found := _MONTH.fullmatch(cell.text)):
        year, month = found[1] or found[4], found[2] or found[3]
        _day(year, month, "1")
        return f"{year}-{int(month):02d}"
    return _read_date(cell, column).isoformat()


def _read_code(cell: Cell, column: Column) -> str:
    if not _CODE.fullmatch(cell.text):
        raise Unreadable("không phải mã", CODE_SAYS)
    return cell.text


def _read_criterion_code(cell: Cell, column: Column) -> str:
    if cell.number is not None and (cell.percent or cell.number != cell.number.to_integral_value()):
        raise Unreadable(
            f"mã mục bị lưu thành số nên không rõ là {codes_of(cell.number)}",
            "Định dạng cột là Văn bản (Text) rồi nhập lại mã.",
        )
    if not _CRITERION_CODE.fullmatch(cell.text):
        raise Unreadable("không phải mã mục", "Mã gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối: 1.2.3 hoặc XHH-1.")
    return cell.text


def _read_yes_no(cell: Cell, column: Column) -> bool:
    if cell.truth is not None:
        return cell.truth
    word = cell.text.lower()
    if word in ("có", "1", "x", "yes", "true"):
        return True
    if word in ("không", "0", "no", "false"):
        return False
    raise Unreadable("không phải “có” hoặc “không”", "Ghi có hoặc không.")


def _read_choice(cell: Cell, column: Column) -> str:
    word = cell.text.lower()
    for choice in column.choices:
        if word in (choice, column.words.get(choice)):
            return choice
    words = column.words
    offered = ", ".join(f"{choice} ({words[choice]})" if choice in words else choice for choice in column.choices)
    raise Unreadable("không phải giá trị cho phép", f"Ghi một trong: {offered}.")


def _read_text(cell: Cell, column: Column) -> str:
    return tidy(cell.text)


def paragraphs(text: str) -> str:
    """The text tidied line by line, so that a blank line between paragraphs stays."""
    return "\n".join(tidy(line) for line in text.strip().splitlines())


def _read_paragraphs(cell: Cell, column: Column) -> str:
    return cell.lines or cell.text


_SIGNED = re.compile(r"[0-9.,]+\s*%")
_QUANTITY = re.compile(r"[0-9]{1,11}(?:[.,][0-9]{1,4})?")
# A program set to English writes 2,500 for 2500, one set to Vietnamese 2.500; with a zero in front it is a fraction.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def is_percent(cell: Cell) -> bool:
    """Whether a cell says with a sign, or with its format, that it is a percentage; words that end in one do not."""
    return cell.percent or (cell.number is None and _SIGNED.fullmatch(cell.text) is not None)


def codes_of(number: Decimal) -> str:
    """What a code that became a number may have been: 1.2 -> "1.2 hay 1.20"."""
    text = format(number.normalize(), "f")
    return f"{text} hay {text}0" if "." in text else f"{text} hay {text}.0"


def quantity(cell: Cell, *, may_be_percent: bool = False) -> Decimal | None:
    """A measure of any size, of at most four decimals; None for an empty cell; raises `Unreadable`.

    A text such as "1.250" is 1250 to one reader and 1,25 to another, so it is refused; a true number is not in doubt.
    """
    check_text(cell)
    if cell.is_empty:
        return None
    if cell.day is not None:
        raise Unreadable("ô này là ngày tháng, không phải số", "Định dạng cột là Văn bản (Text) rồi nhập lại giá trị.")
    if cell.truth is not None:
        raise Unreadable("ô này là giá trị đúng/sai (TRUE/FALSE)", "Ô này cần một số.")
    if is_percent(cell) and not may_be_percent:
        raise Unreadable("ô này là phần trăm, ở đây cần một số thường", "Bỏ dấu hoặc định dạng %.")
    if cell.number is not None:
        number = cell.number.scaleb(2) if cell.percent else cell.number
        if number < 0:
            raise Unreadable("số âm", "Ghi số từ 0 trở lên.")
        if _decimals(number) > 4:
            raise Unreadable("có hơn 4 chữ số thập phân", "Làm tròn đến nhiều nhất 4 chữ số thập phân rồi nhập lại.")
        return number or Decimal(0)  # a spreadsheet knows a negative zero
    text = cell.text.removesuffix("%").rstrip()
    if _GROUPED.fullmatch(text):
        raise Unreadable(
            f"“{text}” có thể hiểu là {re.sub('[.,]', '', text)} hoặc {with_comma(Decimal(text.replace(',', '.')).normalize())}",
            "Ghi lại không có dấu ngăn cách hàng nghìn và không có số 0 thừa.",
        )
    return Decimal(text.replace(",", ".")) if _QUANTITY.fullmatch(text) else _number(text)


_READERS: dict[Kind, Callable[[Cell, Column], Any]] = {
    Kind.TEXT: _read_text,
    Kind.PARAGRAPHS: _read_paragraphs,
    Kind.CODE: _read_code,
    Kind.CRITERION_CODE: _read_criterion_code,
    Kind.WHOLE: _read_whole,
    Kind.SIGNED: _read_signed,
    Kind.NUMBER: _read_number,
    Kind.SIGNED_NUMBER: _read_signed_number,
    Kind.FIGURE: _read_figure,
    Kind.PERCENT: _read_percent,
    Kind.RANK: _read_rank,
    Kind.YEAR: _read_year,
    Kind.DATE: _read_date,
    Kind.MOMENT: _read_moment,
    Kind.CHOICE: _read_choice,
    Kind.YES_NO: _read_yes_no,
}
