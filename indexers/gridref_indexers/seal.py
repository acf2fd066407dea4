"""Says beside an index how its last writer left it: SQLite's files have no checksums."""

import os
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from gridref_indexers.repository import contents

# A seal is written over the one before, which takes no room on a disk that is full.
_BYTES = 120
_OPEN, _CLOSED = "open", "closed"
_FLAGS = os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Seal:
    """What an index and its log looked like, and whether a writer of ours is at them.

    What is closed and looks otherwise by now was changed by somebody else; what is open, and nobody
    holds the lock, had a writer that died.
    """

    index: Path

    @property
    def path(self) -> Path:
        """Return where it stands."""
        return Path(f"{self.index}.seal")

    def is_whole(self) -> bool:
        """Tell whether the index is just as its last writer left it."""
        return self._read() == (_CLOSED, self._state())

    def is_open(self) -> bool:
        """Tell whether its last writer did not come to an end."""
        return self._read()[0] == _OPEN

    def is_broken(self) -> bool:
        """Tell whether somebody else was at it, and no writer of ours is."""
        verb, state = before = self._read()
        return verb == _CLOSED and state != self._state() and before == self._read()

    def look(self) -> str:
        """Return what tells at a glance whether anybody was at it since."""
        return f"{_state(f'{self.path}')} {self._state()}"

    def open(self) -> None:
        """Say that a writer is at it from now on."""
        self._write(_OPEN)

    def close(self) -> None:
        """Say that this is how it was left."""
        self._write(_CLOSED)

    def _read(self) -> tuple[str, str]:
        seal = contents(os.fsencode(self.path), _BYTES, follow=False) or b""
        verb, _, state = seal.decode("ascii", "replace").rstrip().partition(" ")
        return verb, state

    def _write(self, verb: str) -> None:
        # What is no file may be a pipe, where writing waits for a reader.
        if os.path.lexists(self.path) and not S_ISREG(os.lstat(self.path).st_mode):
            delete(self.path)
        descriptor = os.open(self.path, _FLAGS, 0o600)
        try:
            os.write(descriptor, f"{verb} {self._state()}".ljust(_BYTES).encode())
        finally:
            os.close(descriptor)

    def _state(self) -> str:
        return f"{_state(f'{self.index}')} {_state(f'{self.index}-wal')}"


def _state(path: str) -> str:
    """Return size and time of change; a log of nothing, which readers make, is none."""
    try:
        status = os.stat(path)
    except OSError:
        return "0"
    return f"{status.st_size}@{status.st_mtime_ns}" if status.st_size else "0"


def delete(path: Path) -> None:
    """Delete whatever is there, a folder or not."""
    if path.is_dir() and not path.is_symlink():
        from shutil import rmtree

        rmtree(path)
    else:
        path.unlink(missing_ok=True)
