"""Papers: pages of our own templates, set by WeasyPrint as tagged PDF/UA in Vietnamese, and documents; made once and kept.

What is kept goes by the hash of what it was made of, so it can never be of another state of things. WeasyPrint takes
over a second to import and more to set a page: nothing imports it before the first paper is asked for, and `make_papers`
makes the papers of what is published before anyone asks. Nothing is fetched while setting: fonts come with the style.
"""

import atexit
import base64
import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

# Raised when the setting below changes, so that papers made by an older version are made again.
FORM = 2
# More are kept only where something is wrong; the oldest go. The papers of a province's ten years are some hundreds.
MOST_KEPT = 5_000
T = TypeVar("T")
_PATIENCE, _PAUSE = 600, 0.2  # times, seconds
ONE_PAGE = (10, 9, 8, 7, 6)  # points; for a paper that must be one page


class NoPapers(Exception):
    """This machine cannot set papers; the sentence says what is missing."""


class BeingSet(NoPapers):
    """Another paper is being set: one at a time, so that readers of pages keep the machine."""


def paper(template: str, context: dict, *, sizes: tuple[float, ...] = ()) -> bytes:
    """The PDF of a template, kept from the first time on. Raises NoPapers where the machine lacks what it takes.

    `sizes` of type in points, the largest first: the first at which the paper is one page is taken, and the first of all
    where there is none. Without them the size is the template's own.
    """
    page = render_to_string(template, context)
    made_of = f"{sizes} {_fonts()} {page}"
    return kept("pdf", made_of, lambda key: _set(page, key, sizes=sizes))


def kept(suffix: str, made_of: str, make: Callable[[str], bytes]) -> bytes:
    """What `make` gives for the key of what it is made of, kept from the first time on. Raises BeingSet."""
    key = hashlib.sha256(f"{FORM} {suffix} {made_of}".encode()).hexdigest()
    path = settings.VAR_DIR / "papers" / f"{key}.{suffix}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        with _alone(path.parent):
            made = make(key)
            keep(path, made)
        return made


def patiently(make: Callable[[], T]) -> T:
    """What `make` gives, asked again while another paper is being set: for those who make many and have the time."""
    for _turn in range(_PATIENCE):
        try:
            return make()
        except BeingSet:
            time.sleep(_PAUSE)
    return make()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BeingSet(_("Máy chủ đang lập một tệp PDF khác. Thử lại sau vài giây.")) from error
        yield


def keep(path: Path, content: bytes) -> None:
    """Whole or not at all; the oldest of the folder make room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    others = sorted(path.parent.glob("*.*"), key=lambda each: each.stat().st_mtime)
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


@cache
def _style() -> tuple[Any, Any]:
    """The typeface as WeasyPrint holds it: unpacking it anew for every paper took as long as setting a page."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(
        _style.cache_clear
    )  # it takes its files away, which it cannot do once the interpreter is coming down
    return fonts, CSS(string=_fonts(), font_config=fonts, url_fetcher=_fetcher())


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"])


def _set(page: str, key: str, *, sizes: tuple[float, ...] = ()) -> bytes:
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError):  # the package, or the library Pango that it stands on
        raise NoPapers(
            _("Máy chủ thiếu thư viện Pango nên chưa lập được tệp PDF. Có thể tải tệp .xlsx để in.")
        ) from None
    html = HTML(string=page, url_fetcher=_fetcher())
    fonts, typeface = _style()
    options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": key.encode()[:32]}

    def at(size: float) -> Any:
        sized = [CSS(string=f"html{{font-size:{size}pt!important}}")] if size else []
        return html.render(font_config=fonts, stylesheets=[typeface, *sized], **options)

    found = first = at(sizes[0] if sizes else 0)
    for size in sizes[1:]:
        if len(found.pages) == 1:
            break
        found = at(size)
    return (found if len(found.pages) == 1 else first).write_pdf(**options)
