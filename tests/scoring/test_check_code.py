"""The check code: the first 60 bits of the hash, readable from paper, forgiving when typed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.proof import check_code, hash_prefix, read_code

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_code_is_the_first_sixty_bits_in_base_32():
    assert check_code("0" * 64) == "0000-0000-0000"
    assert check_code("f" * 64) == "ZZZZ-ZZZZ-ZZZZ"
    assert check_code("0" * 14 + "1" + "f" * 49) == "0000-0000-0001"
    assert check_code("08421" * 3 + "0" * 49) == "1111-1111-1111"


@given(hashes)
def test_a_code_leads_back_to_the_beginning_of_its_hash(content_hash):
    assert content_hash.startswith(hash_prefix(check_code(content_hash)))


@given(hashes)
def test_a_code_read_back_is_itself(content_hash):
    code = check_code(content_hash)
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(f"  {code.replace('-', '')}\n") == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code
    assert read_code(code.replace("1", "I").replace("-", "\u2013")) == code


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-0QXV-91T", "7K3M-0QXV-91TDA", "7K3M-0QXV-91TU", "mười hai chữ", "*" * 12]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


def test_one_changed_bit_among_the_first_sixty_is_another_code():
    content_hash = hashlib.sha256(b"a").hexdigest()
    codes = {check_code(f"{int(content_hash, 16) ^ (1 << (255 - bit)):064x}") for bit in range(60)}
    assert len(codes) == 60
    assert check_code(content_hash) not in codes
