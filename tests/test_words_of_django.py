"""The sign-in page and the admin speak Vietnamese, also where Django's own catalogue does not."""

import re
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from tools.assets import compile_words

OURS = polib.pofile(settings.BASE_DIR / "locale/vi/LC_MESSAGES/django.po")
ROOMS = ("conf", "contrib/admin", "contrib/auth")
ENGLISH = ("Skip to main content", "Toggle theme", "Model name", "Add link", "Change or view list link")


def catalogue(room: str, language: str) -> polib.POFile:
    return polib.pofile(Path(django.__file__).parent / room / "locale" / language / "LC_MESSAGES/django.po")


@pytest.fixture
def words(monkeypatch):
    """Other folders of words than those of the settings, for one test."""

    def read_from(folders):
        monkeypatch.setattr(settings, "LOCALE_PATHS", folders)
        monkeypatch.setattr(trans_real, "_translations", {})
        monkeypatch.setattr(trans_real, "_default", None)
        translation.activate("vi")

    yield read_from
    monkeypatch.undo()
    translation.activate("vi")


@pytest.fixture
def pages(client, admin_user):
    """The sign-in page and two of the admin, as text."""

    def read() -> str:
        client.logout()
        texts = [client.get("/quan-tri/login/").content.decode()]
        client.force_login(admin_user)
        texts += [client.get(where).content.decode() for where in ("/quan-tri/", "/quan-tri/accounts/user/add/")]
        return "".join(texts)

    return read


def test_the_admin_and_the_sign_in_page_are_vietnamese(words, pages, tmp_path):
    folder = tmp_path / "vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(str(OURS))
    compile_words(tmp_path)
    words([tmp_path])
    text = pages()
    assert [each for each in ENGLISH if each in text] == []
    assert "Đến nội dung chính" in text


def test_without_the_catalogue_they_are_english(words, pages):
    """The control."""
    words([])
    text = pages()
    assert [each for each in ENGLISH if each not in text] == []


def test_the_running_portal_reads_the_compiled_words(pages):
    assert "Đến nội dung chính" in pages(), "run `python -m tools.assets`"


def test_it_holds_only_what_django_asks_for_and_lacks():
    asked = {each.msgid for room in ROOMS for each in catalogue(room, "en")}
    has = {each.msgid for room in ROOMS for each in catalogue(room, "vi").translated_entries()}
    assert {each.msgid for each in OURS} - asked == set()
    # Where one room of Django's has it and the other has not, ours is for the other.
    lacks = {each.msgid for room in ROOMS for each in catalogue(room, "vi").untranslated_entries()}
    lacks |= asked - has
    assert {each.msgid for each in OURS} - lacks == set()


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.msgid[:40])
def test_each_of_them_has_the_same_places_to_fill_in(entry):
    places = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|</?strong>")
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        if text:
            assert sorted(places.findall(text)) == sorted(places.findall(entry.msgid))
    assert entry.msgstr or entry.msgstr_plural[0]
