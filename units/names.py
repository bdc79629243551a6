"""Vietnamese names as keys: for matching (accents count), for searching (accents do not) and for sorting.

Three keys, because the three jobs contradict each other:

* `match_key` joins spellings of one name (NFC/NFD, spaces, letter case, "Hòa"/"Hoà") and keeps every accent, since
  Xã Cẩm Giang and Xã Cẩm Giàng are two communes.
* `search_key` drops all accents, so that "do son" finds "Đồ Sơn". It never decides identity.
* `sort_key` orders by the Vietnamese alphabet under any collation, the same in every database.
"""

import re
import unicodedata

# Combining marks that are tones (they move between the vowels of a syllable by fashion), in the order of the
# Vietnamese dictionary: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# Two digits for a character, so that every collation of every database orders the keys alike: the end of the name, then
# spaces and signs, then figures, then letters.
_END, _OTHER = "00", "01"
_ORDER = {sign: f"{place:02d}" for place, sign in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=2)}
# Two open vowels at the end of a syllable whose tone stands on the second: "Hoà", "Thuỷ"; "quý" is no such pair.
_TONE_ON_THE_SECOND = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_WORD = re.compile(r"\w+|\W")


def tidy(text: str) -> str:
    """The text in NFC, without leading, trailing or doubled spaces of any kind."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def one_placement(text: str) -> str:
    """The text with every tone where the law's own texts put it: "Khánh Hoà" is "Khánh Hòa", "Thuỷ" is "Thủy"."""

    def moved(match: re.Match[str]) -> str:
        first, second = match[0][0], match[0][1]
        parted = unicodedata.normalize("NFD", second)
        return unicodedata.normalize("NFC", first + parted[1]) + parted[0]

    return _TONE_ON_THE_SECOND.sub(moved, unicodedata.normalize("NFC", text))


def _split_tone(word: str) -> tuple[str, str]:
    """A syllable without its tone mark, and the tone mark ("" for none; all of them where syllables are not parted)."""
    tones: list[str] = []
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        (tones if character in _TONES else letters).append(character)
    return unicodedata.normalize("NFC", "".join(letters)), "".join(tones)


def match_key(name: str) -> str:
    """The key under which two spellings of one name are equal: "Thuỷ Nguyên" and "THỦY  NGUYÊN" give the same.

    Each syllable carries its tone mark at its end, as no name is written; a figure there ("Tổ 5") is never taken for one.
    """
    return "".join("".join(_split_tone(word)) for word in _WORD.findall(tidy(name).casefold()))


def search_key(text: str) -> str:
    """Lower-case letters without any accent, đ as d: what a person types on a phone."""
    decomposed = unicodedata.normalize("NFD", tidy(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def sort_key(name: str) -> str:
    """A key of figures whose order is the order of a Vietnamese dictionary: letters first, tones after."""
    letters, tones = [], []
    for word in _WORD.findall(tidy(name).casefold()):
        bare, marks = _split_tone(word)
        letters += [_ORDER.get(letter, _OTHER) for letter in bare]
        tones.append(str(_TONES[marks[-1]] if marks else 0))
    return "".join((*letters, _END, *tones))
