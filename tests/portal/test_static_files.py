"""No page fails for a missing file, and no file that a page names is missing."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from parindex.storage import HashedStaticFiles

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"""{% static ['"]([^'"]+)['"] %}""")


def storage_in(folder, kind):
    storage = kind(location=folder, base_url="/static/")
    storage.save("mark.svg", ContentFile(b"<svg/>"))
    list(storage.post_process({"mark.svg": (storage, "mark.svg")}))
    return kind(location=folder, base_url="/static/")


def test_a_file_missing_from_the_manifest_does_not_fail_a_page(tmp_path):
    storage = storage_in(tmp_path, HashedStaticFiles)
    assert re.fullmatch(r"/static/mark\.[0-9a-f]{12}\.svg", storage.url("mark.svg"))
    assert storage.url("css/gone.css") == "/static/css/gone.css"


def test_without_our_storage_it_does(tmp_path, settings):
    for settings.WHITENOISE_MANIFEST_STRICT in (True, False):
        storage = storage_in(tmp_path, CompressedManifestStaticFilesStorage)
        with pytest.raises(ValueError, match="gone"):
            storage.url("css/gone.css")


def test_the_portal_uses_it():
    assert "parindex.storage.HashedStaticFiles" in (ROOT / "parindex/settings.py").read_text()


def test_every_file_that_a_template_names_is_there():
    named = {name for path in ROOT.glob("templates/**/*.html") for name in NAMED.findall(path.read_text())}
    assert len(named) > 8
    assert [name for name in sorted(named) if finders.find(name) is None] == []
    assert finders.find("css/khong-co.css") is None
