"""Loaded by `-p tests.plugin`, before pytest-django reads the settings (a conftest.py would come too late).

Tests run as a demo (plain HTTP) with files of their own.
"""

import os
import tempfile
from pathlib import Path

os.environ["PARINDEX_DEMO"] = "1"
if "PYTEST_XDIST_WORKER" not in os.environ:
    # One folder for the run; workers inherit it. Fonts and the chart script are made once, by `make assets`.
    real = Path(os.environ.get("PARINDEX_VAR", Path(__file__).resolve().parent.parent / "var"))
    _folder = tempfile.TemporaryDirectory(prefix="portal-tests-")
    (real / "assets").mkdir(parents=True, exist_ok=True)
    os.symlink((real / "assets").resolve(), Path(_folder.name) / "assets")
    os.environ["PARINDEX_VAR"] = _folder.name
    os.environ["PARINDEX_REAL_VAR"] = str(real.resolve())


def pytest_configure(config):
    from django.conf import settings

    # Without collectstatic there is no manifest of hashed names; the browser tests serve the real thing.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Workers share a folder; one that makes the files of open data would keep the others from theirs.
    settings.OPEN_DATA_DIR /= os.environ.get("PYTEST_XDIST_WORKER", "main")
    config.addinivalue_line("markers", "browser: drives the running portal in headless Chromium")
