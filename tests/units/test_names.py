"""Vietnamese names: matched with their accents, found without them, sorted as in a dictionary."""

import unicodedata
from itertools import permutations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from units.names import match_key, one_placement, search_key, sort_key, tidy

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
quickly = settings(max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy Nguyên", "Thuỷ Nguyên"),
        ("Khóa", "Khoá"),
        ("Túy", "Tuý"),
        ("Lê Chân", "LÊ CHÂN"),
        ("Đồ Sơn", "đồ sơn"),
        ("Lê Chân", "  Lê   Chân "),
        ("Lê Chân", "Lê\u00a0Chân"),
        ("Lê Chân", "Lê\u2003Chân"),
        ("Lê Chân", "\ufeffLê Chân\u200b"),
        ("Lê Chân", "Lê\tChân\n"),
        ("Vĩnh Bảo", unicodedata.normalize("NFD", "Vĩnh Bảo")),
        ("Thủy Nguyên", unicodedata.normalize("NFD", "THUỶ  NGUYÊN")),
        ("Ngô Quyền", "Ngô Quyê\u0300n"),  # a tone mark after a finished letter, as some keyboards leave it
        ("Hoàng Mai", "Hoang\u0300 Mai"),
        ("Tổ 5", "TỔ  5"),
    ],
)
def test_two_spellings_of_one_name_match(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Cẩm Giang", "Xã Cẩm Giàng"),
        ("Cẩm Giàng", "Cam Giang"),
        ("Đồ Sơn", "Do Son"),
        ("Đồ Sơn", "Dồ Sơn"),
        ("Hồng Bàng", "Hông Bàng"),
        ("Tân An", "Tần An"),
        ("Tân An", "Tăn An"),
        ("An Lão", "An Lảo"),
        ("An Dương", "An Dướng"),
        ("An Dương", "AnDương"),
        ("Bạch Long Vĩ", "Bạch Long Vỹ"),  # an alias says so, no rule
        ("Phường 1", "Phường 11"),
        ("Hà Đông", "Ha Đồng"),
    ],
)
def test_two_names_that_differ_do_not_match(one, other):
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tọ", "To5"),
        ("Tọ", "To 5"),
        ("Tổ", "Tô2"),
        ("Tổ5", "Tô25"),
        ("Tổ 5", "Tô2 5"),
        ("Quận1", "Quân51"),
        ("Hòá", "Hoá"),
    ],
)
def test_a_figure_is_never_taken_for_a_tone_mark(one, other):
    assert match_key(one) != match_key(other)


def test_all_syllables_of_a_vowel_have_keys_of_their_own():
    syllables = {
        unicodedata.normalize("NFC", f"{start}{vowel}{tone}{end}")
        for start in ("", "h", "đ", "d")
        for vowel in "aăâeêioôơuưy"
        for tone in TONES
        for end in ("", "n", "1", "5")
    }
    assert len({match_key(syllable) for syllable in syllables}) == len(syllables) == 4 * 12 * 6 * 4


starts = st.sampled_from(["", "b", "đ", "d", "h", "kh", "ngh", "th", "tr"])
ends = st.sampled_from(["", "n", "ng", "c", "t"])
vowels = st.sampled_from(["oa", "oe", "uy", "ia", "ươ", "iê", "uyê", "ây", "ua", "a", "ơ", "ă"])
syllables = st.tuples(starts, vowels, st.sampled_from(TONES), ends)
figures = st.integers(0, 30).map(lambda number: (str(number), "", "", ""))
written_names = st.lists(syllables | figures, min_size=1, max_size=5)


def written(name, places, form="NFC"):
    """The name with the tone mark of each syllable on the vowel that `places` says."""
    words = []
    for (start, vowel, tone, end), place in zip(name, places, strict=True):
        at = place % len(vowel) + 1 if vowel else 0
        words.append(f"{start}{vowel[:at]}{tone}{vowel[at:]}{end}")
    return unicodedata.normalize(form, " ".join(words))


@quickly
@given(written_names, st.data())
def test_the_key_does_not_depend_on_form_case_or_the_place_of_the_tone_mark(name, data):
    some_places = st.lists(st.integers(0, 2), min_size=len(name), max_size=len(name))
    one, other = written(name, data.draw(some_places)), written(name, data.draw(some_places), "NFD")
    assert match_key(one) == match_key(other) == match_key(other.upper()) == match_key(f" {one.title()} ")


@quickly
@given(written_names, written_names)
def test_two_names_match_only_when_they_are_the_same_syllables(one, other):
    ones, others = written(one, [0] * len(one)), written(other, [0] * len(other))
    assert (match_key(ones) == match_key(others)) == (one == other or ones == others)


@quickly
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), max_size=20))
def test_keys_of_any_text_are_the_same_for_both_unicode_forms(text):
    for key in (tidy, match_key, search_key, sort_key):
        assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))
    assert tidy(tidy(text)) == tidy(text)


@quickly
@given(written_names)
def test_a_key_is_its_own_key(name):
    key = match_key(written(name, [0] * len(name)))
    assert match_key(key) == key


@pytest.mark.parametrize(
    "typed", ["do son", "Đồ Sơn", "đồ sơn", "ĐỒ SƠN", "do  son ", unicodedata.normalize("NFD", "Đồ Sơn")]
)
def test_a_search_drops_every_accent(typed):
    assert search_key(typed) == "do son"


def test_every_letter_is_searched_by_its_plain_letter():
    assert search_key("ĂÂĐÊÔƠƯ ăâđêôơư ằẳẵắặ ầẩẫấậ ềểễếệ ồổỗốộ ờởỡớợ ừửữứự ỳỷỹýỵ") == (
        "aadeoou aadeoou aaaaa aaaaa eeeee ooooo ooooo uuuuu yyyyy"
    )


def test_tidying_keeps_every_letter_and_joins_spaces():
    assert tidy("  Xã\u00a0 Cẩm   Giàng ") == "Xã Cẩm Giàng"
    assert tidy(unicodedata.normalize("NFD", "Đồ Sơn")) == "Đồ Sơn"


IN_ORDER = [
    "1", "2", "An", "Àn", "Ản", "Ãn", "Án", "Ạn", "An Biên", "An Dương", "An Lão", "Anh", "Ăn", "Ắn", "Ân", "Ấn", "Ba", "Bà",
    "Ba Đình", "Cam Lộ", "Cầm", "Cẩm Giang", "Cẩm Giàng", "Dương", "Đa", "Đà Nẵng", "Đồ Sơn", "Đông", "E", "Ê", "Ế",
    "Giang", "Hòa", "Hóa", "Hoạ", "I", "Kiến An", "Lê Chân", "Ngô Quyền", "O", "Ô", "Ố", "Ơ", "Ớ", "Phường 1", "Phường 2",
    "Phường A", "U", "Ư", "Ự", "Vĩnh", "Y", "Ý",
]  # fmt: skip


def test_names_sort_as_in_a_vietnamese_dictionary():
    mixed = [*IN_ORDER[1::2], *IN_ORDER[::2]]
    assert sorted(mixed, key=sort_key) == IN_ORDER
    assert len({sort_key(name) for name in IN_ORDER}) == len(IN_ORDER)


def test_the_whole_alphabet_is_in_order():
    alphabet = list("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")
    assert sorted(alphabet, key=sort_key) == alphabet
    assert [sort_key(letter.lower()) for letter in alphabet] == [sort_key(letter) for letter in alphabet]


def test_letters_decide_before_tones():
    for some in permutations(["Ạn", "An Lão", "Anh", "Ăn"]):
        assert sorted(some, key=sort_key) == ["Ạn", "An Lão", "Anh", "Ăn"]


def test_a_figure_sorts_before_a_letter_and_is_not_one():
    assert sort_key("Phường 1") != sort_key("Phường A")
    assert sort_key("Phường 0") != sort_key("Phường ")
    assert sort_key("Phường 9") < sort_key("Phường A")


def test_a_sort_key_holds_figures_only_so_that_no_collation_reads_it_otherwise():
    assert all(sort_key(name).isdigit() for name in [*IN_ORDER, "Sở Nội vụ (cũ)", "", "Krông-Ana", "東京"])


def in_the_database(collation: str, values: dict[str, str]) -> list[str]:
    """The names in the order that the database gives to their values."""
    rows = " UNION ALL ".join("SELECT %s AS name, %s AS value" for _name in values)
    parameters = [text for pair in values.items() for text in pair]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT name FROM ({rows}) named ORDER BY value COLLATE "{collation}", name', parameters)
        return [name for (name,) in cursor.fetchall()]


COLLATIONS = {"sqlite": ["BINARY", "NOCASE"], "postgresql": ["C", "vi-x-icu", "en-x-icu", "ucs_basic"]}


@pytest.mark.django_db
@pytest.mark.parametrize("collation", COLLATIONS[connection.vendor])
def test_every_collation_of_the_database_sorts_the_keys_alike(collation):
    assert in_the_database(collation, {name: sort_key(name) for name in reversed(IN_ORDER)}) == IN_ORDER


if connection.vendor == "postgresql":

    @pytest.mark.django_db
    def test_the_order_is_that_of_the_vietnamese_collation_of_postgresql():
        names = [name for name in IN_ORDER if name not in ("Hòa", "Hóa", "Hoạ")]
        assert in_the_database("vi-x-icu", {name: name for name in reversed(names)}) == names

    @pytest.mark.django_db
    def test_the_plain_order_of_postgresql_is_another_one():
        assert in_the_database("C", {name: name for name in IN_ORDER}) != IN_ORDER


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tỉnh Khánh Hoà", "Tỉnh Khánh Hòa"),
        ("Huyện Thuỷ Nguyên", "Huyện Thủy Nguyên"),
        ("Xã Cộng Hoà", "Xã Cộng Hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("khoẻ", "khỏe"),
        ("Phường Hoàng Văn Thụ", "Phường Hoàng Văn Thụ"),
        ("Xã Quý Sơn", "Xã Quý Sơn"),
        ("Quỳnh Phụ", "Quỳnh Phụ"),
        ("Thủy Nguyên", "Thủy Nguyên"),
        ("Hoa\u0300 Bi\u0300nh", "Hòa Bình"),
    ],
)
def test_a_name_is_shown_with_its_tones_in_one_place_and_stays_the_same_name(written, shown):
    assert one_placement(written) == shown
    assert match_key(one_placement(written)) == match_key(written)
