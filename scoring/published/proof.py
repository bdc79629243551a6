"""What anyone needs to hold a publication against its check code: which publications have it, and the canonical bytes."""

from ..canonical import ROWS, canonical
from ..models.publications import Publication
from ..proof import hash_prefix, read_code
from .tables import _releases
from .values import Release


def releases_by_code(code: str) -> list[Release]:
    """Every publication with a check code as `read_code` gives it; more than one by a chance of one in 10¹⁸."""
    if read_code(code) != code:
        return []
    return _releases(
        Publication.objects.published().filter(content_hash__startswith=hash_prefix(code)).order_by("number")
    )


def content_hash_of(number: int) -> str | None:
    """The content hash of a publication; None when there is none or it is a draft."""
    return Publication.objects.published().filter(number=number).values_list("content_hash", flat=True).first()


def canonical_bytes(number: int) -> bytes | None:
    """Exactly the bytes whose SHA-256 is the content hash; None when there is no such publication or it is a draft."""
    found = Publication.objects.published().filter(number=number).prefetch_related(*ROWS).first()
    return canonical(found) if found is not None else None
