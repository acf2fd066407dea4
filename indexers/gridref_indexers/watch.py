"""Tells which paths below a root may have changed since it was last asked, by kernel events.

Events are hints: they say where to look, and what is there is told by looking. The kernel queues an
event before the call that caused it returns, so whoever asks after a change is told of it.
"""

import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from errno import EACCES, EAGAIN, EMFILE, ENFILE, ENOENT, ENOMEM, ENOSPC, ENOTDIR
from os.path import join
from typing import Final

from gridref_indexers.mounts import shared
from gridref_indexers.walk import MARKERS

# How many changed paths are worth being looked at one by one.
MOST_PATHS: Final = 1_000

# From <sys/inotify.h>, which is the same on all machines that Linux runs on.
_MODIFY, _ATTRIB, _CLOSE_WRITE = 0x2, 0x4, 0x8
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x40, 0x80, 0x100, 0x200
_UNMOUNT, _OVERFLOW, _IGNORED = 0x2000, 0x4000, 0x8000
_ONLY_FOLDERS, _NO_LINKS, _NOT_UNLINKED, _IS_FOLDER = 0x1000000, 0x2000000, 0x4000000, 0x40000000
_NAMES = _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_WANTED = _NAMES | _MODIFY | _ATTRIB | _CLOSE_WRITE | _ONLY_FOLDERS | _NO_LINKS | _NOT_UNLINKED
_EVENT = struct.Struct("iIII")
_AT_ONCE = 1 << 16

NOT_STARTED: Final = "not started"
# In place of the path of a folder: git's own of the repository that the root belongs to, and that
# of all its worktrees.
_OF_REPOSITORY: Final = b"\0"
_OF_ALL: Final = b"\0all"
# These tell what is tracked, and what is ignored.
_OF_GIT: Final = {
    _OF_REPOSITORY: frozenset([b"HEAD", b"index", b"exclude", b"config", b"config.worktree"]),
    _OF_ALL: frozenset([b"config"]),
}


@dataclass(frozen=True)
class Changes:
    """Paths that may have changed, folders with all below them; `everything` goes beyond any."""

    paths: frozenset[bytes] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        """Tell whether there is anything to look at."""
        return self.everything or bool(self.paths)

    def __or__(self, other: "Changes") -> "Changes":
        """Return both; so many paths that a look at everything costs less are everything."""
        paths = self.paths | other.paths
        if self.everything or other.everything or len(paths) > MOST_PATHS:
            return EVERYTHING
        return Changes(paths)


NOTHING: Final = Changes()
EVERYTHING: Final = Changes(everything=True)


class Watch:
    """Watches the folders that it is told of; where that can't be, everything may have changed.

    `why_not` says why no events come. Folders are covered by whoever walks, each before it is
    listed: what is made in it afterwards is told, what was made before is listed.
    """

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.why_not = NOT_STARTED
        self._paths: dict[int, bytes] = {}
        self._inotify = -1
        # Who walks is another thread than who reads events, and may not close what is read from.
        self._given_up = False

    def restart(self) -> None:
        """Begin anew, if it was started: the root is another one, or its repository is."""
        if self.why_not != NOT_STARTED:
            self.close()
            self.start()

    def cover_git(self, git_dir: bytes, common_dir: bytes) -> None:
        """Watch the folders in which git says what is tracked and what is ignored."""
        # A linked worktree has the configuration and the excludes of the main one.
        if common_dir != git_dir:
            self._add(common_dir, _OF_ALL)
        self._add(join(common_dir, b"info"), _OF_REPOSITORY)
        self._add(git_dir, _OF_REPOSITORY)

    def start(self) -> None:
        """Watch from now on."""
        if kind := shared(self.root):
            self.why_not = f"what others change on {kind} is told by no event"
            return
        made = _inotify()
        if made is None:
            self.why_not = f"{sys.platform} has no inotify"
            return
        self._inotify, self._add_watch = made
        self.why_not = "the system's limit of watchers is reached" if self._inotify < 0 else ""

    @property
    def folders(self) -> int:
        """Return how many folders are watched."""
        return len(self._paths)

    def cover(self, path: bytes) -> None:
        """Watch a folder, given as `a/b/` or as '' for the root; to do so again costs little."""
        self._add(self.root + b"/" + path, path)
        if path:
            self._cover_nested(path)

    def _cover_nested(self, path: bytes) -> None:
        """Watch what makes a folder a repository of its own, should there be such a thing."""
        self._add(join(self.root, path, b".git"), path + b".git/")

    def changes(self) -> Changes:
        """Return what may have changed since the last call."""
        if self._given_up:
            self.close(self.why_not)
        if self._inotify < 0:
            return EVERYTHING
        changed = NOTHING
        while events := self._read():
            changed |= self._told(events)
        return changed

    def fileno(self) -> int:
        """Return what becomes readable when there are changes, -1 if there is no such thing."""
        return self._inotify

    def close(self, why: str = "closed") -> None:
        """Watch no longer."""
        if self._inotify >= 0:
            os.close(self._inotify)
        self._inotify, self.why_not, self._given_up = -1, why, False
        self._paths.clear()

    def _add(self, folder: bytes, path: bytes) -> None:
        if self._inotify < 0 or self._given_up:
            return
        number, error = self._add_watch(self._inotify, folder, _WANTED)
        if number >= 0:
            # A folder that was moved keeps its number, and gets its new path here.
            self._paths[number] = path
        elif error in (ENOSPC, ENOMEM):
            self._give_up("the system's limit of watched folders is reached")
        elif error not in (ENOENT, ENOTDIR, EACCES):
            self._give_up(f"a folder can't be watched: {os.strerror(error).lower()}")

    def _give_up(self, why: str) -> None:
        self.why_not, self._given_up = why, True

    def _read(self) -> bytes:
        try:
            return os.read(self._inotify, _AT_ONCE)
        except OSError as why:
            if why.errno != EAGAIN:
                raise
            return b""

    def _told(self, events: bytes) -> Changes:
        changed: set[bytes] = set()
        at = 0
        while at < len(events):
            number, mask, _, size = _EVENT.unpack_from(events, at)
            name = events[at + _EVENT.size : at + _EVENT.size + size].rstrip(b"\0")
            at += _EVENT.size + size
            if mask & (_OVERFLOW | _UNMOUNT):
                return EVERYTHING
            path = self._paths.get(number, b"")
            if mask & _IGNORED:
                self._paths.pop(number, None)
            elif path in _OF_GIT:
                if name in _OF_GIT[path]:
                    return EVERYTHING
            elif path.endswith(b"/.git/"):
                changed.add(path.removesuffix(b"/.git/"))
            elif name in MARKERS:
                # What it says is of its folder, and of all below that.
                if not path:
                    return EVERYTHING
                changed.add(path[:-1])
                if mask & _IS_FOLDER:
                    self._cover_nested(path)
            # Of a folder only its name counts: that something in it changed is told by itself.
            elif name and (mask & _NAMES or not mask & _IS_FOLDER):
                changed.add(path + name)
        return Changes(frozenset(changed))


def _inotify() -> "tuple[int, Callable[[int, bytes, int], tuple[int, int]]] | None":
    """Return a descriptor for events, negative if there are too many; and what adds to it."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    try:
        start, add = libc.inotify_init1, libc.inotify_add_watch
    except AttributeError:
        return None
    add.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
    descriptor = start(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0 and ctypes.get_errno() not in (EMFILE, ENFILE):
        return None

    def added(inotify: int, folder: bytes, mask: int) -> tuple[int, int]:
        number: int = add(inotify, folder, mask)
        return number, ctypes.get_errno() if number < 0 else 0

    return descriptor, added
