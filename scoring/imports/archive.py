"""The outside of an XLSX file, looked at before any parser: what it is, and whether unpacking it is safe.

An XLSX file is a zip archive. A few kilobytes may unpack to gigabytes, members may overlap, and a password-protected or
old workbook is no zip at all. The limits lie above the largest honest file that was measured (docs/decisions.md).

What an archive claims about itself is judged first, without unpacking; then every member is unpacked once, a block at a
time, to see that the claims are true. The parsers come after that.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from .problems import Problem

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 48 * 1024 * 1024
MAX_PART_BYTES = 10 * 1024 * 1024  # a part that is parsed as a whole: styles, theme, list of worksheets
MAX_RATIO = 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_BLOCK = 1 << 18
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!")

_SAVE_AS = "Mở tệp bằng Excel hay LibreOffice, chọn Lưu thành (Save As) “Excel Workbook (.xlsx)”."
_SUSPECT = "Tệp không giống một bảng tính bình thường; mở bằng Excel, lưu thành tệp .xlsx mới rồi nhập lại."


def refuse_by_outside(name: str, content: bytes) -> Problem | None:
    """Why the file is refused before it is opened, or None. Judged by the content first, by the name second."""
    lower = name.lower()

    def problem(message: str, advice: str) -> Problem:
        return Problem(message, advice, file=name)

    if len(content) > MAX_FILE_BYTES:
        return problem("tệp lớn hơn 8 MB", "Chia thành nhiều tệp, hoặc bỏ hình và trang tính không cần.")
    if not content.strip():
        return problem("tệp rỗng", "Kiểm tra lại tệp đã lưu.")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return problem("tệp có mật khẩu", "Bỏ mật khẩu mở tệp rồi lưu lại.")
        return problem("tệp Excel kiểu cũ (.xls)", _SAVE_AS)
    if lower.endswith(".xls"):
        return problem("tệp Excel kiểu cũ (.xls)", _SAVE_AS)
    if lower.endswith((".xlsm", ".xltm", ".xlam")):
        return problem("tệp có thể chứa macro (.xlsm)", _SAVE_AS)
    if lower.endswith(".ods"):
        return problem("tệp của LibreOffice (.ods)", _SAVE_AS)
    if lower.endswith(".xlsb"):
        return problem("tệp Excel nhị phân (.xlsb)", _SAVE_AS)
    if content.startswith(b"PK"):
        return refuse_by_archive(name, content)
    if lower.endswith(".xlsx"):
        return problem("tệp mang đuôi .xlsx nhưng không phải là bảng tính", _SAVE_AS)
    if not lower.endswith((".csv", ".txt", ".tsv")):
        return problem("chỉ nhận tệp .csv và .xlsx", _SAVE_AS)
    return None


def refuse_by_archive(name: str, content: bytes) -> Problem | None:
    """Why the archive is refused before its XML is parsed, or None."""
    # Reading the directory of a million members is work in itself; the entries are counted before. Twice the limit, since
    # the mark of an entry may stand in packed bytes by chance.
    if content.count(_DIRECTORY_ENTRY) > 2 * MAX_MEMBERS:
        return Problem(f"tệp nén chứa hơn {MAX_MEMBERS} phần", _SUSPECT, file=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            reason, advice = _reason(archive)
            if not reason:
                reason, advice = _reason_inside(archive, content)
    except Exception:
        # A damaged archive fails in many ways (zlib, struct, encoding); the person hears one sentence whatever it was.
        reason, advice = "tệp .xlsx bị hỏng", _SUSPECT
    return Problem(reason, advice, file=name) if reason else None


def _reason(archive: zipfile.ZipFile) -> tuple[str, str]:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        return f"tệp nén chứa hơn {MAX_MEMBERS} phần", _SUSPECT
    if len(set(names)) != len(names):
        return "tệp nén chứa hai phần cùng tên", _SUSPECT
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        return "tệp dùng phương pháp nén không được hỗ trợ", _SUSPECT
    if any(member.flag_bits & 1 for member in members):
        return "tệp có mật khẩu", "Bỏ mật khẩu mở tệp rồi lưu lại."
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        return "tệp giải nén ra lớn hơn 48 MB", _SUSPECT
    for member in members:
        if member.file_size > 64 * 1024 and member.file_size > MAX_RATIO * max(1, member.compress_size):
            return f"tệp nén quá {MAX_RATIO} lần (dấu hiệu “bom nén”)", _SUSPECT
        if member.file_size > MAX_PART_BYTES and not member.filename.startswith(
            ("xl/worksheets/", "xl/sharedStrings", "xl/media/")
        ):
            return f"phần “{member.filename}” lớn hơn 10 MB", _SUSPECT
    if _overlap(archive, members):
        return "các phần trong tệp nén chồng lên nhau", _SUSPECT
    if "content.xml" in names and "mimetype" in names:
        return "tệp của LibreOffice (.ods)", _SAVE_AS
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "tệp có macro", _SAVE_AS
    if "xl/workbook.bin" in names:
        return "tệp Excel nhị phân (.xlsb)", _SAVE_AS
    if "xl/workbook.xml" not in names:
        return "tệp nén này không phải là bảng tính Excel", _SAVE_AS
    return "", ""


def _reason_inside(archive: zipfile.ZipFile, content: bytes) -> tuple[str, str]:
    """Unpack every member, keeping nothing: what it really holds must be what the directory claims of it."""
    room = MAX_UNPACKED_BYTES
    for member in archive.infolist():
        size = checksum = 0
        start = b""
        for block in _unpacked(member, content):
            start = start or block[:8]
            size += len(block)
            checksum = zlib.crc32(block, checksum)
            if size > min(member.file_size, room):
                return "một phần giải nén ra lớn hơn kích thước ghi trong tệp", _SUSPECT
        room -= size
        if size != member.file_size or checksum != member.CRC:
            return "tệp .xlsx bị hỏng", _SUSPECT
        if start.startswith(_ARCHIVES):
            return "trong tệp có một tệp nén khác", "Bỏ các tệp nhúng khỏi bảng tính rồi lưu lại."
    return "", ""


def _unpacked(member: zipfile.ZipInfo, content: bytes) -> Iterator[bytes]:
    """A member's bytes in blocks, from its own header on, whatever size is claimed for it."""
    at = member.header_offset
    header = content[at : at + _LOCAL_HEADER] if at >= 0 else b""
    if not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile
    named, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    start = at + _LOCAL_HEADER + named + extra
    name = content[at + _LOCAL_HEADER : start - extra]
    if name.decode("utf-8" if member.flag_bits & 0x800 else "cp437") != member.orig_filename:
        # Under another name in the directory, the styles of a workbook are missed by nobody, and a percent becomes a number.
        raise zipfile.BadZipFile
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _BLOCK]) for at in range(0, len(packed), _BLOCK))
        return
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _BLOCK):  # in blocks of its own, for what is left over is copied every time
        rest: bytes | memoryview = packed[at : at + _BLOCK]
        while rest and not machine.eof:
            yield machine.decompress(rest, _BLOCK)
            rest = machine.unconsumed_tail
    yield machine.flush()


def _overlap(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members, or a member and the directory, share bytes (the trick of overlapping bombs)."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + _LOCAL_HEADER + len(member.orig_filename.encode()) + member.compress_size
    return end > archive.start_dir
