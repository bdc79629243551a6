"""Proof in words and pictures: the check code of a publication, its QR, where to verify it, what a code leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scoring.published import Release

from . import ranking, words

# Twelve letters and digits; whoever pastes a whole page gets no answer from it.
LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Stamp:
    """What leads from paper back to a publication: code, address, QR."""

    number: int
    code: str
    href: str
    address: str
    qr: SafeString

    @property
    def host_and_path(self) -> str:
        """The address as one reads it aloud, without "https://" and the last stroke."""
        return self.address.partition("://")[2].rstrip("/")


def verify_href(release: Release) -> str:
    return reverse("portal:verify", args=[release.check_code])


@lru_cache(maxsize=512)
def qr_svg(address: str, label: str) -> SafeString:
    """A QR code as a drawing of its own; black on white also in the dark, since cameras expect it so.

    Remembered: it was a tenth of the time of a ranking's page, and follows from its address and label alone.
    """
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, border=4
    )
    start, rest = drawing.split(">", 1)
    return mark_safe(f'{start} role="img" aria-label="{escape(label)}">{rest}')  # noqa: S308 - modules and an escaped label


def stamp(release: Release, absolute: Callable[[str], str]) -> Stamp:
    """The stamp of a publication; `absolute` makes a whole address of a path."""
    href = verify_href(release)
    address = absolute(href)
    label = _("Mã QR dẫn tới trang xác minh công bố số %(number)s") % {"number": release.number}
    return Stamp(release.number, release.check_code, href, address, qr_svg(address, label))


def file_facts(release: Release, absolute: Callable[[str], str]) -> list[tuple[str, str]]:
    """What every file says about its own proof."""
    return [
        (_("Mã kiểm tra"), release.check_code),
        (_("Xác minh tại"), absolute(verify_href(release))),
        (_("Bản gốc để kiểm tra (JSON)"), absolute(reverse("portal:publication-content", args=[release.number]))),
    ]


@dataclass(frozen=True, slots=True)
class Verified:
    """One publication that has a code, and how it stands today."""

    release: Release
    title: str
    state: str
    is_current: bool
    facts: list[tuple[str, str]]


def verified(release: Release) -> Verified:
    """What a check code leads to: which publication, which version, whether it was corrected since."""
    if release.is_current and release.supersedes:
        state = _("Bản đang có hiệu lực; đã đính chính công bố số %(number)s.") % {"number": release.supersedes}
    elif release.is_current:
        state = _("Bản đang có hiệu lực, chưa có đính chính nào.")
    else:
        state = _("Bản này đã được đính chính bằng công bố số %(number)s.") % {"number": release.superseded_by}
    facts = [
        (_("Công bố số"), str(release.number)),
        (_("Phiên bản"), str(release.version)),
        (_("Quyết định"), release.decision_number),
        (_("Ngày quyết định"), words.day(release.decision_date) if release.decision_date else ""),
        (_("Lý do đính chính"), release.reason),
        (_("Mã kiểm tra"), release.check_code),
        (_("Mã băm nội dung (SHA-256)"), release.content_hash),
    ]
    return Verified(release, ranking.title(release), state, release.is_current, [fact for fact in facts if fact[1]])
