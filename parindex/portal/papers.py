"""PDF papers: pages of our own templates, set by WeasyPrint as tagged PDF/UA in Vietnamese, made once and kept.

What is kept goes by the hash of the page it was made of, so it can never be of another state of things. WeasyPrint takes
over a second to import and more to set a page: nothing imports it before the first paper is asked for, and `make_papers`
makes the papers of what is published before anyone asks. Nothing is fetched while setting: fonts come with the style.
"""

import base64
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

# Raised when the setting below changes, so that papers made by an older version are made again.
FORM = 1
# More are kept only where something is wrong; the oldest go. The papers of a province's ten years are some hundreds.
MOST_KEPT = 5_000
_SIZES = (10, 9, 8, 7, 6)  # points; the largest at which a page that must be one page is one


class NoPapers(Exception):
    """This machine cannot set papers; the sentence says what is missing."""


class BeingSet(NoPapers):
    """Another paper is being set: one at a time, so that readers of pages keep the machine."""


def paper(template: str, context: dict, *, on_one_page: bool = False) -> bytes:
    """The PDF of a template, kept from the first time on. Raises NoPapers where the machine lacks what it takes."""
    page = render_to_string(template, {**context, "fonts": _fonts()})
    key = hashlib.sha256(f"{FORM} {on_one_page} {page}".encode()).hexdigest()
    kept = settings.VAR_DIR / "papers" / f"{key}.pdf"
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        with _alone(kept.parent):
            made = _set(page, key, on_one_page=on_one_page)
            _keep(kept, made)
        return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BeingSet(_("Máy chủ đang lập một tệp PDF khác. Thử lại sau vài giây.")) from error
        yield


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all; the oldest make room."""
    others = sorted(path.parent.glob("*.pdf"), key=lambda each: each.stat().st_mtime)
    for old in others[: max(0, len(others) + 1 - MOST_KEPT)]:
        with suppress(FileNotFoundError):
            old.unlink()
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, path)


@cache
def _fonts() -> str:
    """The typeface inside the style sheet, so that setting a page reads no file and no address."""
    faces = []
    for weight in (400, 600):
        path = settings.ASSETS_DIR / "fonts" / f"be-vietnam-pro-{weight}.woff2"
        if not path.exists():
            raise NoPapers(
                _("Máy chủ chưa có phông chữ để lập tệp PDF (chạy `make assets`). Có thể tải tệp .xlsx để in.")
            )
        data = base64.b64encode(path.read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};'
            f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
        )
    return "".join(faces)


def _set(page: str, key: str, *, on_one_page: bool) -> bytes:
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # the package, or the library Pango that it stands on
        raise NoPapers(
            _("Máy chủ thiếu thư viện Pango nên chưa lập được tệp PDF. Có thể tải tệp .xlsx để in.")
        ) from None
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": key.encode()[:32]}
    document = html.render(**options)
    for size in _SIZES if on_one_page else ():
        document = html.render(stylesheets=[CSS(string=f"html{{font-size:{size}pt!important}}")], **options)
        if len(document.pages) == 1:
            break
    return document.write_pdf(**options)
