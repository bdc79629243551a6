"""What a reader typed to find, made fit to be asked of a database."""

import unicodedata

from units.names import search_key

LONGEST = 80


def typed(text: str, longest: int = LONGEST) -> str:
    """The words a reader typed, without control characters (a database may refuse them); "" when no letter is left.

    An accent alone would be found in every name.
    """
    words = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text).strip()[:longest]
    return words if search_key(words) else ""
