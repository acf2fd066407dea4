"""Opens files of a repository: regular ones below the root, whole, never through a link."""

import os
from contextlib import closing
from errno import EISDIR, ELOOP, ENOENT, ENOTDIR, ENXIO
from os.path import join, realpath, samestat
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import Final, NamedTuple, final

from gridref_indexers.repository import READ_SAFELY, Location
from gridref_indexers.secret import is_secret

SECRET: Final = "secret"
LINK: Final = "link"
SPECIAL: Final = "special"

_NO_LINK: Final[int] = READ_SAFELY | getattr(os, "O_NOFOLLOW", 0)
_ONLY_FOLDER: Final[int] = getattr(os, "O_DIRECTORY", 0)
_MOST_READS: Final = 3
_REASONS: Final = {ENOENT: "gone", ENOTDIR: "gone", EISDIR: "folder", ELOOP: LINK, ENXIO: SPECIAL}


class Key(NamedTuple):
    """What tells, without a look inside, that a file is no longer the one it was."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    mode: int


class LeftOut(NamedTuple):
    """A file or folder that git does not ignore and that is not indexed all the same."""

    path: bytes
    reason: str
    key: Key | None


def read(root: Location, path: bytes, limit: int) -> tuple[bytes, Key] | LeftOut:
    """Return the bytes of a file below a root, and the key that goes with just these bytes."""
    with closing(Reader(root)) as reader:
        return reader.read(path, limit)


@final
class Reader:
    """Reads files below a root, best folder by folder: that of the last one is held open."""

    def __init__(self, root: Location) -> None:
        self._top = os.fsencode(root)
        self._held: tuple[list[bytes], int] | None = None

    def read(self, path: bytes, limit: int) -> tuple[bytes, Key] | LeftOut:
        """Return the bytes of a file, and the key that goes with just these bytes."""
        parts = parts_of(path)
        if any(map(is_git, parts)):
            return LeftOut(path, "git's own", None)
        if is_secret(path if len(parts) > 1 else join(realpath(self._top), path)):
            return LeftOut(path, SECRET, None)
        try:
            descriptor = self._descriptor(parts)
            try:
                return _content(descriptor, path, limit)
            finally:
                os.close(descriptor)
        except OSError as why:
            # The folder may have been moved away, and another be in its place.
            self.close()
            return LeftOut(path, refusal(why), None)

    def close(self) -> None:
        """Let go of the folder that is held open."""
        held, self._held = self._held, None
        if held:
            os.close(held[1])

    def _descriptor(self, parts: list[bytes]) -> int:
        if not {os.open, os.stat} <= os.supports_dir_fd:
            return _opened_by_path(self._top, parts)
        folder = self._folder(parts[:-1])
        _expect_file(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False))
        return os.open(parts[-1], _NO_LINK, dir_fd=folder)

    def _folder(self, parts: list[bytes]) -> int:
        if self._held is None or self._held[0] != parts:
            self.close()
            self._held = parts, _opened_step_by_step(self._top, parts)
        return self._held[1]


def parts_of(path: bytes) -> list[bytes]:
    """Split a path given from outside, or say what is wrong with it."""
    parts = path.split(b"/")
    foreign = os.name == "nt" and (b"\\" in path or b":" in path)
    if foreign or b"\0" in path or not {b"", b".", b".."}.isdisjoint(parts):
        shown = os.fsdecode(path[:80])
        raise ValueError(f"{shown!r} is no path below the root; name one such as 'src/app.py'")
    return parts


def is_git(name: bytes) -> bool:
    """Say whether a name is that of git's own folder, also where case makes no difference."""
    return name.lower() == b".git"


def key_of(status: os.stat_result) -> Key:
    """Return the key of a file from its status."""
    return Key(
        status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode
    )


def refusal(why: OSError) -> str:
    """Return in a few words why a file could not be had."""
    reason = f"unreadable: {(why.strerror or 'unknown error').lower()}"
    return _REASONS.get(why.errno or 0, reason)


def too_large(size: int) -> str:
    """Return the reason for leaving a file of that size out."""
    return f"too large ({size / 1e6:.1f} MB)"


def _opened_step_by_step(top: bytes, parts: list[bytes]) -> int:
    """Open a folder from folder to folder: what was passed cannot be exchanged for a link."""
    folder = os.open(top, READ_SAFELY | _ONLY_FOLDER)
    for name in parts:
        try:
            inner = _stepped_into(folder, name)
        finally:
            os.close(folder)
        folder = inner
    return folder


def _stepped_into(folder: int, name: bytes) -> int:
    try:
        return os.open(name, _NO_LINK | _ONLY_FOLDER, dir_fd=folder)
    except NotADirectoryError:
        if S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(ELOOP, LINK) from None
        raise


def _opened_by_path(top: bytes, parts: list[bytes]) -> int:
    """Open a file where the system has no steps, after a look at each folder and before another."""
    path = top
    for name in parts[:-1]:
        path = join(path, name)
        mode = os.lstat(path).st_mode
        if not S_ISDIR(mode):
            raise OSError(ELOOP if S_ISLNK(mode) else ENOTDIR, LINK)
    path = join(path, parts[-1])
    expected = os.lstat(path)
    _expect_file(expected)
    descriptor = os.open(path, _NO_LINK)
    if samestat(expected, os.fstat(descriptor)):
        return descriptor
    os.close(descriptor)
    raise OSError(ELOOP, LINK)


def _expect_file(status: os.stat_result) -> None:
    """Refuse all but regular files before they are opened, which can have an effect by itself."""
    if S_ISLNK(status.st_mode):
        raise OSError(ELOOP, LINK)
    if S_ISDIR(status.st_mode):
        raise OSError(EISDIR, "folder")
    if not S_ISREG(status.st_mode):
        raise OSError(ENXIO, SPECIAL)


def _content(descriptor: int, path: bytes, limit: int) -> tuple[bytes, Key] | LeftOut:
    """Read a file whole, again if it was written to meanwhile."""
    for _ in range(_MOST_READS):
        key = key_of(os.fstat(descriptor))
        if not S_ISREG(key.mode):
            return LeftOut(path, SPECIAL, key)
        if key.size > limit:
            return LeftOut(path, too_large(key.size), key)
        data = _at_least(descriptor, key.size)
        if len(data) == key.size and key_of(os.fstat(descriptor)) == key:
            return data, key
        _ = os.lseek(descriptor, 0, os.SEEK_SET)
    return LeftOut(path, "changing while it is read", None)


def _at_least(descriptor: int, size: int) -> bytes:
    """Read so many bytes, or all if there are fewer; one more tells that there are more."""
    data = os.read(descriptor, size + 1)
    while len(data) < size and (piece := os.read(descriptor, size + 1 - len(data))):
        data += piece
    return data
