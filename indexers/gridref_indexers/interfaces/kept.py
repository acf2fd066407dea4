"""What modules offer, kept: in memory by file, and by content in a file beside those of packages.

That file is shared by all repositories of a user. Who looks something up only reads it; it is
written by `save`. Whatever is wrong with it, sources are read instead.
"""

import os
import sqlite3
import sys
import zlib
from contextlib import closing, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final

from gridref_indexers.interfaces import deprecation, python, shape, written
from gridref_indexers.interfaces.python import Version, interface
from gridref_indexers.interfaces.shape import Interface

FILE: Final = "interfaces.sqlite"
# Larger sources are not read.
_LARGEST: Final = 8_000_000
_MOST_FILES: Final = 20_000
_MOST_KEPT: Final = 60_000
_BUSY_S: Final = 1.0
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS interface (id INTEGER PRIMARY KEY, key BLOB UNIQUE, told BLOB)"
)


class Interfaces:
    """What files offer, each read once as long as it does not change."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / FILE if folder else None
        self._of: dict[tuple[object, ...], Interface] = {}
        self._new: dict[bytes, Interface] = {}
        self._reading: sqlite3.Connection | None = None
        self._lock = Lock()

    def of(self, path: str, version: Version) -> Interface:
        """Return what a file offers; it is read again only if it has changed."""
        try:
            told = os.stat(path)
        except OSError as error:
            return _unread(error)
        key = (path, version, told.st_mtime_ns, told.st_size, told.st_ino)
        found = self._of.get(key)
        if found is None:
            if len(self._of) >= _MOST_FILES:
                self._of.clear()
            found = self._of[key] = self._read(path, version)
        return found

    def _read(self, path: str, version: Version) -> Interface:
        try:
            with open(path, "rb") as file:
                source = file.read(_LARGEST + 1)
        except OSError as error:
            return _unread(error)
        if len(source) > _LARGEST:
            return Interface({}, opens="it is too large")
        is_stub = path.endswith(".pyi")
        told = version if is_stub else None
        key = blake2b(source, digest_size=16, key=_reader(), person=_said(told)).digest()
        found = self._held(key)
        if found is None:
            found = self._new[key] = interface(source, is_stub, told)
        return found

    # In the file

    def _held(self, key: bytes) -> Interface | None:
        if self._path is None:
            return None
        try:
            with self._lock:
                if self._reading is None:
                    uri = f"{self._path.as_uri()}?mode=ro"
                    self._reading = sqlite3.connect(uri, _BUSY_S, uri=True, check_same_thread=False)
                row = self._reading.execute(
                    "SELECT told FROM interface WHERE key = ?", (key,)
                ).fetchone()
            return written.read(zlib.decompress(row[0])) if row else None
        except (sqlite3.Error, zlib.error, ValueError, TypeError, LookupError):
            return None

    def save(self) -> None:
        """Keep what was read from sources since, for the processes to come."""
        new, self._new = self._new, {}
        if self._path is None or not new:
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = [(key, zlib.compress(written.written(each), 1)) for key, each in list(new.items())]
        try:
            self._write(rows)
        except sqlite3.OperationalError:
            return  # no room, no right to write, another writer for long: it is read again
        except sqlite3.DatabaseError:  # what is there is none of ours
            with suppress(OSError, sqlite3.Error):
                self._path.unlink(missing_ok=True)
                self._write(rows)

    def _write(self, rows: list[tuple[bytes, bytes]]) -> None:
        with closing(sqlite3.connect(str(self._path), _BUSY_S)) as held, held:
            # Without waiting for the disk: what a loss of power takes from here is no loss.
            _ = held.execute("PRAGMA synchronous = OFF")
            _ = held.execute("BEGIN IMMEDIATE")
            _ = held.execute(_TABLE)
            _ = held.executemany("INSERT OR IGNORE INTO interface (key, told) VALUES (?, ?)", rows)
            _ = held.execute(
                "DELETE FROM interface WHERE id <= (SELECT max(id) FROM interface) - ?",
                (_MOST_KEPT,),
            )


@cache
def kept_in(folder: Path | None = None) -> Interfaces:
    """Return what is kept in a folder, the same for all of a process."""
    return Interfaces(folder)


@cache
def _reader() -> bytes:
    """Return what tells one state of our reader from another."""
    told = blake2b(digest_size=16)
    for each in (deprecation, python, shape, written):
        with suppress(OSError):  # of those who are installed as bytecode alone
            told.update(Path(each.__file__ or "").read_bytes())
    return told.digest()


def _said(version: Version | None) -> bytes:
    """Return who reads a source, in the sixteen bytes that there is room for."""
    ours = sys.version_info
    told = f"{version[0]}.{version[1]}" if version else ""
    return f"{ours[0]}.{ours[1]} {told}".encode()[:16]


def _unread(error: OSError) -> Interface:
    return Interface({}, opens=f"it can't be read ({error.strerror})")
