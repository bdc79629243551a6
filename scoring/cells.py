"""Text on its way into the cells of files, and back: no spreadsheet may take it for a formula, whoever wrote it."""

import unicodedata

# A spreadsheet takes a cell that begins with one of these for a formula; so do the full-width forms.
_FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
_BEFORE = " \ufeff\u00a0'"


def harmless(text: str) -> str:
    """Text that no spreadsheet will run: a leading sign of a formula gets an apostrophe before it."""
    bare = unicodedata.normalize("NFC", text).replace("\0", "")
    return f"'{bare}" if bare.lstrip(_BEFORE).startswith(_FORMULA_STARTS) else bare


def unguarded(text: str) -> str:
    """The text that `harmless` guarded, or the text as it is: the apostrophe is the file's, not the writer's."""
    return text[1:] if text.startswith("'") and text.lstrip(_BEFORE).startswith(_FORMULA_STARTS) else text
