"""Vietnamese names as keys: for matching (accents count), for searching (accents do not) and for sorting.

Three keys, because the three jobs contradict each other:

* `match_key` joins spellings of one name (NFC/NFD, spaces, letter case, "Hòa"/"Hoà") and keeps every accent, since
  Xã Cẩm Giang and Xã Cẩm Giàng are two communes.
* `search_key` drops all accents, so that "do son" finds "Đồ Sơn". It never decides identity.
* `sort_key` orders by the Vietnamese alphabet under plain byte comparison, the same in every database.
"""

import re
import unicodedata

# Combining marks that are tones (they move between the vowels of a syllable by fashion), in the order of the
# Vietnamese dictionary: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: index for index, letter in enumerate(_ALPHABET, start=1)}
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_WORD = re.compile(r"\w+|\W")


def tidy(text: str) -> str:
    """The text in NFC, without leading, trailing or doubled spaces of any kind."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _split_tone(word: str) -> tuple[str, int]:
    """A syllable without its tone mark, and the tone's place in the dictionary order (0: no mark)."""
    tone, letters = 0, []
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character]
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)), tone


def match_key(name: str) -> str:
    """The key under which two spellings of one name are equal: "Thuỷ Nguyên" and "THỦY  NGUYÊN" give the same."""
    parts = []
    for word in _WORD.findall(tidy(name).casefold()):
        bare, tone = _split_tone(word)
        parts.append(f"{bare}{tone or ''}")
    return "".join(parts)


def search_key(text: str) -> str:
    """Lower-case letters without any accent, đ as d: what a person types on a phone."""
    decomposed = unicodedata.normalize("NFD", tidy(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def sort_key(name: str) -> str:
    """A key whose byte order is the order of a Vietnamese dictionary: letters first, tones after."""
    letters, tones = [], []
    for word in _WORD.findall(tidy(name).casefold()):
        bare, tone = _split_tone(word)
        for letter in bare:
            order = _LETTER_ORDER.get(letter)
            letters.append(f"{order:02d}" if order else f"0{letter}" if letter.isdigit() else "00")
        tones.append(str(tone))
    return "".join(letters) + "\x01" + "".join(tones)
