"""The check code of a publication: twelve letters and digits by which anyone finds it again and sees whether it changed.

It is the first 60 bits of the content hash in Crockford's base 32 (no I, L, O, U), so it is computed and never stored,
and whoever types it from paper may take O for 0 and I or L for 1. Two publications may share it by a chance of one in
10¹⁸; then both are shown. It finds a publication; what proves it is the whole SHA-256, which is shown beside it.
"""

import re
import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LENGTH = 12
# 60 bits are 15 of the hash's 64 hexadecimal digits.
_HEX_DIGITS = 15
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212._/·]+")


def check_code(content_hash: str) -> str:
    """The code of a content hash (64 hexadecimal digits): "7K3M-0QXV-91TD"."""
    bits = int(content_hash[:_HEX_DIGITS], 16)
    digits = "".join(_ALPHABET[bits >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def read_code(typed: str) -> str | None:
    """The code a person meant, in its one written form; None where it cannot be one.

    Case, spaces, dashes and full-width letters do not matter, nor does O for 0, I or L for 1.
    """
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MISREAD)
    if len(bare) != _LENGTH or any(letter not in _ALPHABET for letter in bare):
        return None
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"


def hash_prefix(code: str) -> str:
    """How the content hashes begin that have this code (as `read_code` gives it): 15 hexadecimal digits."""
    bits = 0
    for letter in code.replace("-", ""):
        bits = bits << 5 | _ALPHABET.index(letter)
    return f"{bits:0{_HEX_DIGITS}x}"
