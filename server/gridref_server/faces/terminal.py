"""What commands say, and a bar while an index is made."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from time import monotonic
from typing import TYPE_CHECKING, Any

from gridref_indexers.refresh import Listener
from gridref_indexers.refresh import Progress as Step
from gridref_server.render import printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Less than this is read before a bar could be drawn.
WORTH_A_BAR_BYTES = 2_000_000
BAR_EVERY_S = 0.1


def is_terminal(stream: Any) -> bool:
    """Tell whether somebody watches a stream who can see colours and bars."""
    return bool(stream) and stream.isatty() and os.environ.get("TERM") != "dumb"


def never_choke() -> None:
    """Let the streams escape what they can't encode: names of files are not always text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(line: str) -> None:
    """Write a line to stdout."""
    # Not `echo` of click: it replaces what a stream can't encode in its own way.
    sys.stdout.write(f"{line}\n")


def complain(line: str) -> None:
    """Write a line to stderr, as from us, on one line."""
    sys.stderr.write(f"gridref: {' '.join(line.split())}\n")


@contextmanager
def progress() -> Iterator[Listener | None]:
    """Yield what draws a bar on the terminal; None where nobody would see it."""
    if not is_terminal(sys.stderr):
        yield None
        return
    bar = _Bar()
    try:
        yield bar.step
    finally:
        bar.end()


class _Bar:
    """A bar that is only drawn when there is much to do: what draws it takes time to load."""

    def __init__(self) -> None:
        self._drawn: Progress | None = None
        self._task: TaskID | None = None
        self._last = 0.0

    def step(self, now: Step) -> None:
        """Show how far a run has come."""
        if now.of_bytes < WORTH_A_BAR_BYTES or monotonic() - self._last < BAR_EVERY_S:
            return
        self._last = monotonic()
        drawn = self._drawn = self._drawn or _drawn()
        if self._task is None:
            self._task = drawn.add_task("", total=now.of_bytes, files="", path="")
        path = printable(os.fsdecode(now.path))
        files = f"{now.files:,}/{now.of_files:,} files"
        drawn.update(self._task, completed=now.read_bytes, files=files, path=path)

    def end(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn.stop()


def _drawn() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TransferSpeedColumn
    from rich.table import Column

    console = Console(stderr=True)
    path = TextColumn("{task.fields[path]}", markup=False, table_column=_one_line(Column))
    files = TextColumn("{task.fields[files]}", markup=False)
    bar = Progress(
        TextColumn("indexing"),
        BarColumn(30),
        files,
        TransferSpeedColumn(),
        path,
        console=console,
        transient=True,
    )
    bar.start()
    return bar


def _one_line(column: Any) -> Any:
    return column(no_wrap=True, overflow="ellipsis", ratio=1)
