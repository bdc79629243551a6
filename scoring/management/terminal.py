"""What every command draws on a terminal with: a console, and a bar for work that is counted."""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def console_for(stream: Any) -> Console:
    """A console on a command's stream; wide when nobody watches, so that a log keeps each problem on few lines."""
    console = Console(file=stream, highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(file=stream, highlight=False, width=200)


def counting_bar(console: Console) -> Progress:
    """A bar for work that is counted (12 of 80), drawn only where someone is watching; enter it to show it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
