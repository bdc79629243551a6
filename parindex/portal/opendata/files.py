"""The whole-portal dataset as files: every table as CSV and JSON, what describes them, and all of it in one ZIP.

The files follow from what is published and nothing else, so the same state gives the same bytes on every machine, and
its `version` is the SHA-256 of that state. They are made once for a version, into a folder of its own that appears whole
or not at all, row by row: the largest table is never in memory.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from scoring.exports import CONTENT_TYPES
from scoring.exports.cells import Cell
from scoring.exports.texts import as_csv, as_json, as_json_line
from scoring.published import dataset
from scoring.published.dataset import Asked, Line, Value

from . import schemas, words
from .columns import Explained
from .dictionary import DICTIONARY
from .licence import UNIT_CODES_NOTICE, licence

# Raised when the files would differ for another reason than what they follow from.
FORMAT = 2
ZIP, SUMS, MANIFEST = "du-lieu-mo.zip", "SHA256SUMS", "manifest.json"
SCHEMA, CSVW, DICTIONARY_FILE, READ_ME = "schema.json", "csv-metadata.json", "tu-dien.csv", "DOC-TRUOC.txt"
LICENCE = UNIT_CODES_NOTICE.name
# Every file by its name, whatever is published: whoever asks for another one is told that there is none.
NAMES = (
    *(f"{code}.{suffix}" for code in DICTIONARY for suffix in ("csv", "json")),
    SCHEMA,
    CSVW,
    DICTIONARY_FILE,
    READ_ME,
    LICENCE,
    MANIFEST,
)
ALL = (ZIP, SUMS, *NAMES)
_MOST_KEPT = 2
_TRIES = 3
_MAKING = "making-"
_LINES = 500
# The first day that a ZIP can name; the time of making would make the bytes differ.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def content_type(name: str) -> str:
    """The type of a file by its name."""
    return CONTENT_TYPES.get(name.rpartition(".")[2], "text/plain; charset=utf-8")


class BeingMade(Exception):
    """Another process makes the files just now, or what is published changes while they are made; ask again soon."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one version, on disk."""

    version: str
    folder: Path

    def sums(self) -> dict[str, str]:
        """The SHA-256 of each file by its name, the ZIP's too and that of the list of sums itself."""
        listed = (self.folder / SUMS).read_bytes()
        lines = (line.split("  ", 1) for line in listed.decode().splitlines())
        return {**{name: digest for digest, name in lines}, SUMS: hashlib.sha256(listed).hexdigest()}


def version() -> str:
    """The version of the dataset as it is now: 64 hexadecimal digits, of what is published and of what describes it."""
    described = json.dumps([FORMAT, schemas.json_schema(), licence().sentences], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{dataset.fingerprint()}\n{described}".encode()).hexdigest()


def ready() -> Files:
    """The files of the present version, made if they are not there yet. Raises BeingMade."""
    wanted = version()
    folder = settings.OPEN_DATA_DIR / wanted
    if folder.is_dir():
        return Files(wanted, folder)
    with _alone():
        for _attempt in range(_TRIES):
            if not folder.is_dir():
                _make(wanted, folder)
            # A publication that went out meanwhile stands in some of the tables and not in others: once more.
            if (now := version()) == wanted:
                _forget(folder)
                return Files(wanted, folder)
            shutil.rmtree(folder)
            wanted, folder = now, settings.OPEN_DATA_DIR / now
    raise BeingMade


@contextmanager
def _alone() -> Iterator[None]:
    """One maker at a time: a second one would only take the machine from readers."""
    settings.OPEN_DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.OPEN_DATA_DIR / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BeingMade from error
        yield


def _forget(kept: Path) -> None:
    """Remove old versions but the last one, which somebody may be reading still, and what a killed maker left."""
    others = [each for each in settings.OPEN_DATA_DIR.iterdir() if each.is_dir() and each != kept]
    old = [each for each in others if not each.name.startswith(_MAKING)]
    last = sorted(old, key=lambda each: each.stat().st_mtime, reverse=True)[: _MOST_KEPT - 1]
    for each in others:
        if each not in last:
            shutil.rmtree(each, ignore_errors=True)


def _make(wanted: str, folder: Path) -> None:
    """Make every file in a folder beside, and move it to its place when it is whole."""
    made = Path(tempfile.mkdtemp(dir=settings.OPEN_DATA_DIR, prefix=_MAKING))
    try:
        rows = {code: _write_table(made, wanted, table) for code, table in DICTIONARY.items()}
        terms = licence()
        (made / SCHEMA).write_bytes(as_json(schemas.json_schema()))
        (made / CSVW).write_bytes(as_json(schemas.csvw(wanted, terms.sentences, terms.address)))
        (made / DICTIONARY_FILE).write_bytes(as_csv(words.dictionary_rows()))
        (made / READ_ME).write_text(words.read_me(wanted), encoding="utf-8")
        shutil.copyfile(UNIT_CODES_NOTICE, made / LICENCE)
        described = [_described(made / name, rows) for name in NAMES if name != MANIFEST]
        document = {"version": wanted, "title": schemas.title(), "licence": terms.sentences, "files": described}
        (made / MANIFEST).write_bytes(as_json(document))
        _zip(made)
        sums = "".join(f"{_sha256(made / name)}  {name}\n" for name in (*NAMES, ZIP))
        (made / SUMS).write_text(sums)
        made.chmod(0o755)
        with suppress(FileExistsError):
            os.rename(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write_table(folder: Path, wanted: str, table: Explained) -> int:
    """Both files of a table in one reading; the number of its rows."""
    head = {"table": table.code, "title": str(table.title), "version": wanted, "notice": words.notice(table)}
    count = 0
    with (folder / f"{table.code}.csv").open("wb") as as_rows, (folder / f"{table.code}.json").open("wb") as as_objects:
        as_rows.write(as_csv([[column.name for column in table.columns]]))
        as_objects.write(as_json_line(head)[:-1] + b', "rows": [')
        for lines in _in_parts(dataset.TABLES[table.code].stream(Asked())):
            _write_lines(as_rows, as_objects, lines, is_first=not count)
            count += len(lines)
        as_objects.write(b"\n]}\n")
    return count


def _in_parts(lines: Iterable[Line]) -> Iterator[list[Line]]:
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _LINES:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _write_lines(as_rows: IO[bytes], as_objects: IO[bytes], lines: list[Line], *, is_first: bool) -> None:
    mark = as_csv([])
    as_rows.write(as_csv([[csv_value(value) for value in line.values()] for line in lines]).removeprefix(mark))
    text = b",\n".join(map(as_json_line, lines))
    as_objects.write((b"\n" if is_first else b",\n") + text)


def csv_value(value: Value) -> Cell:
    """A value as CSV writes it; what a spreadsheet would take for a formula gets the writer's apostrophe."""
    return str(value).lower() if isinstance(value, bool) else value


def _described(file: Path, rows: dict[str, int]) -> dict[str, str | int | None]:
    return {
        "name": file.name,
        "bytes": file.stat().st_size,
        "sha256": _sha256(file),
        "rows": rows.get(file.stem),
        "title": words.title_of(file.name),
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _zip(folder: Path) -> None:
    with zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in NAMES:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            with (folder / name).open("rb") as content, archive.open(entry, "w", force_zip64=True) as written:
                shutil.copyfileobj(content, written, 1 << 20)
