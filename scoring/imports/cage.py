"""Have a workbook parsed in a process of its own, and come back with its answer or with a sentence."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from . import caged, wire
from .opened import Opened, SourceFile
from .problems import Problem

WALL_SECONDS = 30
MEMORY = caged.MEMORY
CPU_SECONDS = caged.CPU_SECONDS
AT_ONCE = 2  # cages of one server process; each may take `MEMORY`
# A file larger than any that a request reads itself has more of both: 4,000 units by 100 leaves are 2,4 MB and take a
# quiet machine 5 s of processor, one with ten other things to do four times that.
LARGE_BYTES, LARGE_FACTOR = 1_000_000, 3
_ROOT = Path(__file__).resolve().parent.parent.parent
_TOO_MUCH = "Xóa dòng, cột, trang tính và định dạng thừa; hoặc mở bằng Excel, lưu thành tệp .xlsx mới rồi nhập lại."
_turns = threading.BoundedSemaphore(AT_ONCE)


def open_caged(source: SourceFile) -> Opened:
    """What the caged process opened. A process that is killed, breaks down or takes too long is a refused file."""
    if not _turns.acquire(timeout=WALL_SECONDS):
        advice = "Chờ vài phút rồi nhập lại."
        return Opened(problems=[Problem("máy chủ đang bận đọc các tệp khác", advice, source.name)])
    try:
        with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as answer:
            content.write(source.content)
            content.seek(0)
            factor = LARGE_FACTOR if len(source.content) > LARGE_BYTES else 1
            status = _run(source.name, content, answer, factor)
            answer.seek(0)
            return _outcome(source.name, status, answer)
    finally:
        _turns.release()


def _run(name: str, content: IO[bytes], answer: IO[bytes], factor: int) -> int | None:
    """The exit status of the caged process (negative for a signal), or None if its time ran out."""
    process = _start(name, content, answer, factor)
    try:
        return process.wait(WALL_SECONDS * factor)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _start(name: str, content: IO[bytes], answer: IO[bytes], factor: int) -> "subprocess.Popen[bytes]":
    # An empty environment holds no secret of the server; no descriptor but these three is inherited.
    command = [sys.executable, "-B", "-m", "scoring.imports.caged", name, str(MEMORY), str(CPU_SECONDS * factor)]
    # No part with a DOCTYPE comes before openpyxl (markup.refuse_doctypes), so there are no entities, and it may take expat in C
    # where defusedxml has it in Python: 2 of 5 seconds of a large file. libxml2 knows encodings that expat, which looked
    # for the DOCTYPE, does not, so it stays out.
    environment = {
        "LANG": "C.UTF-8", "PYTHONUTF8": "1", "OPENPYXL_DEFUSEDXML": "False", "OPENPYXL_LXML": "False"
    }  # fmt: skip
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the name is one argument, never a command
        command,
        stdin=content,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        close_fds=True,
        start_new_session=True,
    )


def _outcome(name: str, status: int | None, answer: IO[bytes]) -> Opened:
    def refused(message: str) -> Opened:
        return Opened(problems=[Problem(message, _TOO_MUCH, name)])

    if status is None or status == -signal.SIGXCPU or os.fstat(answer.fileno()).st_size >= caged.ANSWER_BYTES:
        return refused("đọc tệp mất quá nhiều thời gian nên đã dừng")
    if status == caged.OUT_OF_MEMORY:
        return refused("đọc tệp cần quá nhiều bộ nhớ nên đã dừng")
    if status != 0:
        return refused("không đọc được bảng tính này: tệp làm bộ đọc dừng đột ngột")
    try:
        return wire.load(name, iter(answer))
    except wire.Garbled:
        return refused("không đọc được bảng tính này: bộ đọc trả lời dở dang")
