"""What was looked up, by whom and at what cost: a small file beside the index, for you alone.

It is no part of an answer: it is written when that is sent, and one that can't be written is none.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from importlib.resources import files
from itertools import islice
from operator import attrgetter
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import time
from typing import Any

from gridref_indexers.place import Place
from gridref_server.answer import Answer
from gridref_server.render import CHARS_PER_TOKEN, printable

FILE = "ledger.sqlite"
VERSION = 1

# Nobody opens more files than this for one question, nor reads more of one at once.
MOST_OPENED = 5
MOST_OF_A_FILE = 20_000
# Only these show passages for which one would have opened files.
_SHOWING = ("found", "ambiguous")

LONGEST_ASKED = 120
LONGEST_NAME = 60
# More that wait to be written are dropped: a burst must not become memory.
MOST_WAITING = 1_000
# Written so long after the first: by then it is sent.
PAUSE_S = 0.05
BUSY_S = 1.0
# So many files are remembered as opened before, by one process.
MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Asked:
    """A lookup as a face saw it; `paths` are the files whose passages it showed."""

    face: str
    client: str
    tool: str
    asked: str
    argument_bytes: int
    verdict: str
    tokens: int
    ms: float
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A lookup as the ledger has it."""

    id: int
    at: float
    face: str
    client: str
    tool: str
    asked: str
    argument_bytes: int
    verdict: str
    tokens: int
    ms: float
    opened: int
    opened_tokens: int


@dataclass(frozen=True)
class Total:
    """What all lookups of one sort came to; `opened_tokens` is what opening the files had cost."""

    name: str
    lookups: int
    tokens: int
    opened_tokens: int
    ms: float


_COLUMNS = tuple(each.name for each in fields(Entry))
_NOTED = attrgetter(*(each.name for each in fields(Asked) if each.name != "paths"))


def asked(
    face: str,
    client: str,
    tool: str,
    given: Mapping[str, object],
    answer: Answer | None,
    size: int,
    seconds: float,
) -> Asked:
    """Return a lookup as the ledger takes it; `size` is how many characters were said.

    No answer is a question that was refused, or that gridref failed at.
    """
    values = [each for value in given.values() for each in _values(value)]
    return Asked(
        face,
        printable(client)[:LONGEST_NAME] or "unknown",
        printable(tool)[:LONGEST_NAME],
        _shown(values[0]) if values else "",
        sum(len(each.encode("utf-8", "surrogatepass")) for each in values),
        answer.verdict if answer else "refused",
        int(size / CHARS_PER_TOKEN) + 1,
        round(seconds * 1000, 2),
        _paths(answer) if answer and answer.verdict in _SHOWING else (),
    )


def _values(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _shown(value: str) -> str:
    """Return a question as it is kept: a name or a ref; of code that was pasted only its size."""
    if len(value) > LONGEST_ASKED or "\n" in value:
        return f"({len(value):,} characters)"
    return printable(value)


def _paths(answer: Answer) -> tuple[str, ...]:
    shown = (item for group in answer.groups for item in group.items)
    paths = (item.path for item in shown if item.path and (item.start_line or item.source))
    return tuple(islice(dict.fromkeys(paths), MOST_OPENED))


class Ledger:
    """The ledger of one repository, which several processes may write at once."""

    def __init__(self, place: Place, keep: int) -> None:
        self.path = place.folder / FILE
        self.root = place.root
        self.keep = keep
        self._opened_before: set[tuple[str, str, int]] = set()
        self._waiting: SimpleQueue[tuple[float, Asked]] = SimpleQueue()
        self._written = Event()
        self._written.set()
        self._starting = Lock()
        self._thread: Thread | None = None

    # To write

    def note(self, each: Asked) -> None:
        """Have a lookup written soon, by a thread of its own."""
        if not self.keep or self._waiting.qsize() >= MOST_WAITING:
            return
        self._written.clear()
        self._waiting.put((time(), each))
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="gridref-ledger", daemon=True)
                self._thread.start()

    def write(self, each: Asked) -> None:
        """Write a lookup now."""
        if self.keep:
            self._write([(time(), each)])

    def flush(self, wait_s: float) -> None:
        """Wait until all is written, but not long: an end is not put off for this."""
        self._written.wait(wait_s)

    def _run(self) -> None:
        pause = Event()
        while True:
            taken = [self._waiting.get()]
            pause.wait(PAUSE_S)
            with suppress(Empty):
                while len(taken) < MOST_WAITING:
                    taken.append(self._waiting.get_nowait())
            self._write(taken)
            if self._waiting.empty():
                self._written.set()

    def _write(self, taken: Iterable[tuple[float, Asked]]) -> None:
        rows = [self._row(at, each) for at, each in taken]
        try:
            self._insert(rows)
        except sqlite3.OperationalError:
            return  # no room, no right to write, another writer for long: then it is not in it
        except sqlite3.DatabaseError:  # what is there is no ledger
            with suppress(OSError, sqlite3.Error):
                self.forget()
                self._insert(rows)

    def _insert(self, rows: list[tuple[object, ...]]) -> None:
        names = ", ".join(_COLUMNS[1:])
        marks = ", ".join("?" * len(_COLUMNS[1:]))
        with self._open() as held, held:
            _ = held.execute("BEGIN IMMEDIATE")
            if held.execute("PRAGMA user_version").fetchone() != (VERSION,):
                _make(held)
            _ = held.executemany(f"INSERT INTO lookup ({names}) VALUES ({marks})", rows)
            _ = held.execute(
                "DELETE FROM lookup WHERE id <= (SELECT max(id) FROM lookup) - ?", (self.keep,)
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, BUSY_S, isolation_level=None)) as held:
            # Without waiting for the disk: what a loss of power takes from here is no loss.
            _ = held.execute("PRAGMA journal_mode = WAL")
            _ = held.execute("PRAGMA synchronous = OFF")
            yield held

    def _row(self, at: float, each: Asked) -> tuple[object, ...]:
        opened = [size for path in each.paths if (size := self._opened(each.client, path))]
        return (at, *_NOTED(each), len(opened), sum(opened))

    def _opened(self, client: str, path: str) -> int:
        """Return what it costs to open a file, 0 if this client has done so before."""
        try:
            status = os.stat(self.root / path)
        except (OSError, ValueError):  # it is gone, or of a package
            return 0
        key = (client, path, status.st_mtime_ns)
        if key in self._opened_before:
            return 0
        if len(self._opened_before) < MOST_REMEMBERED:
            self._opened_before.add(key)
        return min(int(status.st_size / CHARS_PER_TOKEN) + 1, MOST_OF_A_FILE)

    def forget(self) -> bool:
        """Delete the ledger; say whether there was one."""
        was_there = self.path.exists()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        return was_there

    # To read

    def latest(self, most: int, after: int = 0, *, page: bool = True) -> list[Entry]:
        """Return the last lookups, the newest first, of those that came after one.

        Without the `page`, which is a face too, it is what agents and programs asked.
        """
        rows = self._rows(
            f"SELECT {', '.join(_COLUMNS)} FROM lookup WHERE id > ? AND (? OR face != 'page')"
            " ORDER BY id DESC LIMIT ?",
            (after, page, most),
        )
        return [Entry(*row) for row in rows]

    def totals(self, by: str = "''", *, page: bool = True) -> list[Total]:
        """Return what lookups came to: all of them, by `tool`, by `client` or by `verdict`."""
        if by not in ("''", "tool", "client", "verdict"):
            raise ValueError(by)
        rows = self._rows(
            f"SELECT {by}, count(*), sum(tokens), sum(opened_tokens), round(avg(ms), 2)"
            " FROM lookup WHERE ? OR face != 'page' GROUP BY 1 ORDER BY 2 DESC, 1",
            (page,),
        )
        return [Total(*row) for row in rows]

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            uri = f"{self.path.as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, BUSY_S, uri=True)) as held:
                if held.execute("PRAGMA user_version").fetchone() != (VERSION,):
                    return []
                return held.execute(query, values).fetchall()
        except sqlite3.Error:  # there is none yet, or none that can be read
            return []


def _make(held: sqlite3.Connection) -> None:
    """Make the table anew, whatever was there: a ledger of another version is not kept."""
    _ = held.execute("DROP TABLE IF EXISTS lookup")
    _ = held.execute((files("gridref_server") / "ledger.sql").read_text("utf-8"))
    _ = held.execute(f"PRAGMA user_version = {VERSION}")
