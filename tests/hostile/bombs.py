"""Archive bombs of five kinds: `python -m tests.hostile.bombs 500` puts them before the reader and prints one line of JSON.

flat: a worksheet that unpacks to gigabytes; nested: an archive in the archive; overlapping: many entries of the directory
that share the bytes of one member; lying: a small claim over a large member; crowded: as many tiny members as the upload
limit holds (a million need more than ten megabytes).
"""

import json
import random
import struct
import sys
import time
import zipfile
import zlib
from collections import Counter
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from scoring.imports.archive import MAX_FILE_BYTES
from scoring.imports.workbook import SourceFile, open_file

from .books import Book, zipped

# Of processor time, of the reader and of whatever it starts: what a bomb costs, however many others use the machine.
MOST_SECONDS, MOST_GROWTH_MB = 1.0, 50
MEGABYTE = 1 << 20
KINDS = ("flat", "nested", "overlapping", "lying", "crowded")
HONEST = Book(0).parts()


@lru_cache
def zeros(megabytes: int) -> tuple[bytes, int]:
    """A deflated run of blanks and its checksum, without ever holding it."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b" " * MEGABYTE
    piece = machine.compress(block) + machine.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(block, checksum)
    return piece * megabytes + end, checksum


def entry(name: bytes, packed: bytes, size: int, checksum: int, method: int = 8) -> tuple[bytes, bytes]:
    """A member's own header with its bytes, and its entry in the directory without the offset."""
    fields = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 33, checksum, len(packed), size, len(name), 0)
    return b"PK\x03\x04" + fields + name + packed, b"PK\x01\x02" + struct.pack("<H", 20) + fields


def archive_of(entries: list[tuple[bytes, bytes, bytes]]) -> bytes:
    body, directory = bytearray(), bytearray()
    for name, local, central in entries:
        directory += central + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += local
    return _closed(bytes(body), bytes(directory), len(entries))


def _closed(body: bytes, directory: bytes, count: int) -> bytes:
    end = struct.pack("<HHHHIIH", 0, 0, min(count, 65535), min(count, 65535), len(directory), len(body), 0)
    if count > 65535:  # the 64-bit end of the directory
        big = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(directory), len(body))
        end = (
            b"PK\x06\x06"
            + big
            + b"PK\x06\x07"
            + struct.pack("<IQI", 0, len(body) + len(directory), 1)
            + b"PK\x05\x06"
            + end
        )
    else:
        end = b"PK\x05\x06" + end
    return body + directory + end


def around(name: str, packed: bytes, size: int, checksum: int) -> bytes:
    """An honest workbook with one more member."""
    entries = []
    for each, part in {**HONEST, name: b""}.items():
        if each == name:
            entries.append((each.encode(), *entry(each.encode(), packed, size, checksum)))
        else:
            entries.append((each.encode(), *entry(each.encode(), part, len(part), zlib.crc32(part), method=0)))
    return archive_of(entries)


def make(kind: str, seed: int) -> bytes:
    draw = random.Random(f"{kind} {seed}")
    name = draw.choice(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"])
    megabytes = draw.choice([100, 300, 1000, 2000])
    if kind == "flat":
        packed, checksum = zeros(megabytes)
        return around(name, packed, min(megabytes * MEGABYTE, 0xFFFFFFFE), checksum)
    if kind == "lying":
        packed, checksum = zeros(megabytes)
        return around(
            name, packed, draw.choice([10, 65536, 100 * len(packed)]), draw.choice([checksum, 0, zlib.crc32(b" " * 10)])
        )
    if kind == "nested":
        inside = zipped({"inside.xml": b" " * draw.randint(1, 10) * MEGABYTE})
        for _ in range(draw.randint(0, 5)):
            inside = zipped({f"{n}.zip": inside for n in range(draw.randint(1, 4))})
        return zipped({**HONEST, draw.choice(["xl/embeddings/a.bin", "xl/media/image1.png", "a.zip"]): inside})
    if kind == "overlapping":
        return overlapping(draw)
    return crowded(draw)


def overlapping(draw: random.Random) -> bytes:
    """Every entry of the directory points at one member, so that a few kilobytes count many times."""
    packed, checksum = zeros(draw.randint(1, 5))
    size = len(packed)
    honest = archive_of([(n.encode(), *entry(n.encode(), p, len(p), zlib.crc32(p), 0)) for n, p in HONEST.items()])
    count = draw.randint(20, 190)
    with zipfile.ZipFile(BytesIO(honest)) as archive:
        start, infos = archive.start_dir, archive.infolist()
    local, central = entry(b"xl/media/a0000", packed, size, checksum)
    directory = honest[start : start + sum(46 + len(each.filename) for each in infos)]
    for number in range(count):
        directory += central + struct.pack("<HHHII", 0, 0, 0, 0, start) + b"xl/media/a%04d" % number
    return _closed(honest[:start] + local, directory, len(infos) + count)


def crowded(draw: random.Random) -> bytes:
    """Members of no bytes: as many as the upload limit holds, or as many as trouble a reader of directories."""
    local, central = entry(b"00000000", b"", 0, 0, 0)
    tail = struct.pack("<HHHI", 0, 0, 0, 0)
    each = len(local) + len(central) + len(tail) + 4 + 8  # with its offset and its name in the directory
    count = draw.choice([1_000, 20_000, 70_000, MAX_FILE_BYTES // each - 2])
    directory = b"".join(central + tail + struct.pack("<I", n * len(local)) + b"%08d" % n for n in range(count))
    return _closed(local * count, directory, count)


def memory_mb(line: str) -> float:
    """What the kernel says of this process: VmRSS now, VmHWM the most since the last `forget_the_peak`."""
    found = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(line))
    return int(found.split()[1]) / 1024


def forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def worked_seconds() -> float:
    """Processor time of this process and of the children that it waited for."""
    return sum(each.ru_utime + each.ru_stime for each in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def main(count: int) -> int:
    open_file(SourceFile("đầu tiên.xlsx", zipped(HONEST)))
    slowest, longest, growth, refused, reasons = 0.0, 0.0, 0.0, Counter(), Counter()
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        content = make(kind, number)
        assert len(content) <= MAX_FILE_BYTES, kind
        forget_the_peak()
        before, begun, worked = memory_mb("VmRSS"), time.perf_counter(), worked_seconds()
        opened = open_file(SourceFile("bom.xlsx", content))
        slowest, longest = max(slowest, worked_seconds() - worked), max(longest, time.perf_counter() - begun)
        growth = max(growth, memory_mb("VmHWM") - before)
        if opened.problems and not opened.worksheets:
            refused[kind] += 1
            reasons[opened.problems[0].message] += 1
    summary = {
        "bombs": count,
        "refused": refused,
        "slowest_seconds": round(slowest, 3),
        "longest_by_the_clock": round(longest, 3),
        "growth_mb": round(growth, 1),
        "reasons": reasons,
    }
    print(json.dumps(summary, ensure_ascii=False))
    return int(sum(refused.values()) < count or slowest > MOST_SECONDS or growth > MOST_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
