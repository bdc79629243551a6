"""The answer to a request for a file: its bytes under its name, for the browser to keep rather than to show."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from scoring.exports import CONTENT_TYPES


def as_attachment(content: bytes, name: str) -> HttpResponse:
    """The file; its content type follows from the name's suffix, one of `CONTENT_TYPES`. Raises KeyError for any other."""
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
