"""Values on their way into the cells of files, and back: no spreadsheet may take a text for a formula, whoever wrote it."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache

# What a cell holds. None and "" are an empty cell; a bool is no value of a cell, it is a word.
Cell = str | int | Decimal | date | None

# A spreadsheet takes a cell that begins with one of these for a formula; so do the full-width forms.
_SIGNS = frozenset("=+-@＝＋－＠")
_BREAKS = frozenset("\t\r\n")
# What XML 1.0 cannot hold: control characters, halves of surrogate pairs, the two non-characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet works with 15 significant digits; a number with more would come back as another one.
MOST_DIGITS = 15
# The characters that a cell of a workbook holds; openpyxl drops the rest without a word.
MOST_CHARACTERS = 32_767


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might run the text: a sign of a formula leads it, or stands behind what is not seen."""
    for character in text:
        if character in _SIGNS or character in _BREAKS:
            return True
        if not (character == "'" or character.isspace() or unicodedata.category(character) in ("Cc", "Cf")):
            return False
    return False


def harmless(text: str) -> str:
    """Text of a CSV cell that no spreadsheet will run: a leading sign of a formula gets an apostrophe before it."""
    bare = unicodedata.normalize("NFC", text).replace("\0", "")
    return f"'{bare}" if is_dangerous(bare) else bare


def unguarded(text: str) -> str:
    """The text that `harmless` guarded, or the text as it is: the apostrophe is the file's, not the writer's."""
    return text[1:] if text.startswith("'") and is_dangerous(text) else text


def xml_text(text: str) -> str:
    """Text as XML can hold it: NFC, without control characters and halves of pairs."""
    return _NOT_IN_XML.sub("", unicodedata.normalize("NFC", text))


def workbook_text(text: str) -> str:
    """Text as a cell of a workbook can hold it: NFC, without what XML forbids; too long a text says that it was cut."""
    bare = xml_text(text)
    if len(bare) <= MOST_CHARACTERS:
        return bare
    said = f" … (ô bảng tính chỉ chứa {MOST_CHARACTERS} ký tự; nội dung này có {len(bare)} ký tự, phần còn lại bị cắt)"
    return bare[: MOST_CHARACTERS - len(said)] + said


def number_text(value: Decimal | int) -> str:
    """A number for machines: all its digits, a dot, no exponent, no negative zero."""
    return f"{value:f}" if isinstance(value, Decimal) and value else str(value) if value else _zero(value)


def _zero(value: Decimal | int) -> str:
    return f"{value.copy_abs():f}" if isinstance(value, Decimal) else "0"


def workbook_number(value: Decimal | int, places: int | None) -> tuple[str, str] | None:
    """A number's digits and the format that shows all of them, at least `places` decimals; None as places: General.

    None for a number that no spreadsheet keeps as it is: such a one is written as text.
    """
    text = number_text(value)
    if len(text) > MOST_DIGITS and not _is_kept(Decimal(value)):
        return None
    if places is None or isinstance(value, int):
        return (text, "General") if text[-1].isdigit() else None
    _whole, dot, decimals = text.partition(".")
    if not text[-1].isdigit():
        return None  # no number and no infinity is a cell
    return text, _shown(max(places, len(decimals.rstrip("0")) if dot else 0))


def _is_kept(number: Decimal) -> bool:
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= MOST_DIGITS and number.adjusted() < 300


@cache
def _shown(decimals: int) -> str:
    return "0." + "0" * decimals if decimals else "0"
