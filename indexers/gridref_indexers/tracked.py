"""Reads git's index, as bytes: which paths are tracked, whatever the ignore rules say of them."""

import os
from bisect import bisect_left
from dataclasses import dataclass
from os.path import dirname, join
from typing import Final, NamedTuple

from gridref_indexers.repository import contents, opened

# Nor may the names in it be longer: version 4 has a way to say long ones in few bytes.
_LONGEST: Final = 1 << 27
_MOST_KEPT: Final = 8
_HASH_BYTES: Final = (20, 32)

_ENTRIES_AT: Final = 12
# Where an entry has what: times and numbers, its type among them, a hash, flags, a name.
_TYPE_AT: Final = 26
_HASH_AT: Final = 40
_SUBMODULE: Final = 0xE0
_MORE_FLAGS: Final = 0x40


@dataclass(frozen=True)
class Tracked:
    """What git tracks: all paths from the top, in order, and which of them are submodules.

    Where case does not count, all are folded.
    """

    paths: list[bytes]
    submodules: frozenset[bytes]
    folded: bool = False

    def hold(self, path: bytes) -> bool:
        """Say whether a path is tracked."""
        path = self._spelt(path)
        at = bisect_left(self.paths, path)
        return at < len(self.paths) and self.paths[at] == path

    def reach(self, folder: bytes) -> bool:
        """Say whether anything below a folder, given as `a/b/`, is tracked."""
        folder = self._spelt(folder)
        at = bisect_left(self.paths, folder)
        return at < len(self.paths) and self.paths[at].startswith(folder)

    def hold_submodule(self, path: bytes) -> bool:
        """Say whether a path is a submodule."""
        return self._spelt(path) in self.submodules

    def _spelt(self, path: bytes) -> bytes:
        return path.lower() if self.folded else path


class _Index(NamedTuple):
    """One index file: its paths, the places of submodules among them, what follows."""

    paths: list[bytes]
    submodules: set[int]
    extensions: dict[bytes, bytes]


NOTHING: Final = Tracked([], frozenset())

_kept: dict[tuple[bytes, bool], tuple[object, Tracked]] = {}


def tracked(git_dir: bytes, folded: bool = False) -> Tracked:
    """Return what the index of a git folder tracks: nothing if it is missing or damaged.

    An index ends with its own checksum: until that changes, what was read last time is kept.
    """
    path = join(git_dir, b"index")
    mark = _mark(path)
    if mark is None:
        return NOTHING
    mark_then, kept = _kept.get((path, folded), (None, NOTHING))
    if mark_then != mark:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        kept = _folded(_read(path)) if folded else _read(path)
        _kept[path, folded] = mark, kept
    return kept


def _folded(held: Tracked) -> Tracked:
    paths = sorted(map(bytes.lower, held.paths))
    return Tracked(paths, frozenset(map(bytes.lower, held.submodules)), folded=True)


def _mark(path: bytes) -> tuple[int, int, int, bytes] | None:
    try:
        with opened(path) as file:
            status = os.fstat(file.fileno())
            _ = file.seek(-min(status.st_size, max(_HASH_BYTES)), os.SEEK_END)
            return status.st_size, status.st_mtime_ns, status.st_ino, file.read(max(_HASH_BYTES))
    except OSError:
        return None


def _read(path: bytes) -> Tracked:
    data = contents(path, _LONGEST + 1) or b""
    for hash_bytes in _HASH_BYTES:
        try:
            index = _whole(path, _index(data, hash_bytes), hash_bytes)
        except (IndexError, ValueError):
            continue
        return Tracked(
            sorted(filter(None, index.paths)),
            frozenset(index.paths[at] for at in index.submodules),
        )
    return NOTHING


def _whole(path: bytes, index: _Index, hash_bytes: int) -> _Index:
    """Put an index that builds upon a shared one and that one together."""
    link = index.extensions.get(b"link", b"")
    if not any(link[:hash_bytes]):
        return index
    name = b"sharedindex." + link[:hash_bytes].hex().encode()
    shared = _index(contents(join(dirname(path), name), _LONGEST + 1) or b"", hash_bytes)
    size = len(shared.paths)
    gone, end = _bits(link, hash_bytes, size)
    replaced, _ = _bits(link, end, size)
    for at in gone:
        shared.paths[at] = b""
    # The first entries replace some of the shared ones, and leave their names out.
    own = {replaced[at] if at < len(replaced) else size + at for at in index.submodules}
    submodules = shared.submodules.difference(gone, replaced) | own
    return _Index(shared.paths + index.paths, submodules, {})


def _bits(data: bytes, at: int, most: int) -> tuple[list[int], int]:
    """Read a compressed bitmap (EWAH) of `most` bits: those that are set, and its end."""
    end = at + 8 + 8 * _number(data, at + 4, 4)
    at += 8
    bits: list[int] = []
    position = 0
    while at < end:
        marker = _number(data, at, 8)
        start = position
        position += 64 * (marker >> 1 & 0xFFFF_FFFF)
        if marker & 1:
            bits.extend(range(start, min(position, most)))
        for _ in range(marker >> 33):
            at += 8
            word = _number(data, at, 8)
            bits.extend(position + bit for bit in range(64) if word >> bit & 1)
            position += 64
        at += 8
    return bits, end + 4


def _index(data: bytes, hash_bytes: int) -> _Index:
    """Read an index file, or raise if it is broken."""
    version, count = _number(data, 4, 4), _number(data, 8, 4)
    if not data.startswith(b"DIRC") or version not in (2, 3, 4) or len(data) > _LONGEST:
        raise ValueError("not an index")
    read = _short_names if version == 4 else _full_names
    paths, submodules, at = read(data, count, _HASH_AT + hash_bytes + 2)
    extensions = _extensions(data[: len(data) - hash_bytes], at)
    if b"sdir" in extensions:  # folders that a sparse checkout leaves out
        paths = [b"" if path.endswith(b"/") else path for path in paths]
    return _Index(paths, submodules, extensions)


def _full_names(data: bytes, count: int, name_at: int) -> tuple[list[bytes], set[int], int]:
    paths: list[bytes] = []
    submodules: set[int] = set()
    at = _ENTRIES_AT
    for _ in range(count):
        start = at + name_at
        if data[start - 2] & _MORE_FLAGS:
            start += 2
        end = data.index(0, start)
        if data[at + _TYPE_AT] == _SUBMODULE:
            submodules.add(len(paths))
        paths.append(data[start:end])
        at += (end - at + 8) & ~7
    return paths, submodules, at


def _short_names(data: bytes, count: int, name_at: int) -> tuple[list[bytes], set[int], int]:
    """Read names of which each says how much of the one before to drop, and what to put there."""
    paths: list[bytes] = []
    submodules: set[int] = set()
    at = _ENTRIES_AT
    path, room = b"", _LONGEST
    for _ in range(count):
        start = at + name_at
        if data[start - 2] & _MORE_FLAGS:
            start += 2
        dropped = data[start] & 0x7F
        while data[start] & 0x80:
            start += 1
            dropped = (dropped + 1 << 7) + (data[start] & 0x7F)
        end = data.index(0, start + 1)
        path = path[: max(len(path) - dropped, 0)] + data[start + 1 : end]
        room -= len(path)
        if room < 0:
            raise ValueError("the names are longer than any index")
        if data[at + _TYPE_AT] == _SUBMODULE:
            submodules.add(len(paths))
        paths.append(path)
        at = end + 1
    return paths, submodules, at


def _extensions(data: bytes, at: int) -> dict[bytes, bytes]:
    extensions: dict[bytes, bytes] = {}
    while at < len(data):
        name, size = data[at : at + 4], _number(data, at + 4, 4)
        extensions[name] = data[at + 8 : at + 8 + size]
        if not name[:1].isupper() and name not in (b"link", b"sdir"):
            raise ValueError("the index has a part that must not be passed over")
        at += 8 + size
    if at != len(data):
        raise ValueError("the index ends too early")
    return extensions


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise ValueError("the index ends too early")
    return int.from_bytes(data[at : at + size])
