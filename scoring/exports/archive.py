"""Files in one ZIP whose bytes know no time: the same files give the same archive, whenever and wherever it is made."""

import io
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
_UNIX, _READABLE = 3, 0o100644 << 16


def timeless(name: str) -> zipfile.ZipInfo:
    """A member without the moment at which it was made."""
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """The files in their order. What is compressed already is stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = timeless(name)
            member.create_system, member.external_attr = _UNIX, _READABLE
            if name.endswith((".docx", ".xlsx")):
                member.compress_type = zipfile.ZIP_STORED
            archive.writestr(member, content)
    return out.getvalue()
