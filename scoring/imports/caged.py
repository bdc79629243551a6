"""The process in which one workbook is parsed: `python -m scoring.imports.caged NAME <file >answer`.

It bounds itself before it loads a parser: memory, processor time, the size of its answer; it holds no connection, no
secret and no Django. Whatever happens to it happens to this one file.
"""

import gc
import os
import resource
import sys
from contextlib import suppress
from io import TextIOWrapper

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 25
ANSWER_BYTES = 128 * 1024 * 1024
OUT_OF_MEMORY = 3  # the exit status that says so


def bound(memory: int, cpu_seconds: int) -> None:
    """Limit this process for good, and let every other process go first."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    with suppress(OSError):
        os.nice(10)


def main(name: str, memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS) -> int:
    """Read a workbook from standard input and write what was opened to standard output."""
    bound(memory, cpu_seconds)
    gc.disable()  # it lives for one file within its bound of memory; looking for cycles among the cells costs more than it frees
    try:
        # Only now: a parser that cannot even be loaded within the limits is a refused file as well.
        from .opened import SourceFile
        from .wire import dump
        from .worksheets import open_workbook

        opened = open_workbook(SourceFile(name, sys.stdin.buffer.read()))
        with TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", write_through=False) as out:
            dump(opened, out)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    # Without the interpreter's own farewell: with the memory used up, it may fail in its turn.
    status = main(sys.argv[1], *map(int, sys.argv[2:4]))
    os._exit(status)
