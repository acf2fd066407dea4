"""Finds the git repository around a folder, and its HEAD, by reading files. Git is never run."""

import os
import re
from dataclasses import dataclass
from errno import EINVAL
from os.path import basename, dirname, exists, isdir, isfile, join, realpath
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, Final, NamedTuple, final

Location = bytes | str | os.PathLike[str]

READ_SAFELY: Final[int] = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that takes the file's place must not hold us
)
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)

_LONGEST_POINTER: Final = 4096
_LONGEST_PACKED_REFS: Final = 1 << 26
_MOST_STEPS_TO_A_COMMIT: Final = 5  # git goes no further either

_HEAD: Final = re.compile(rb"ref:[ \t\r\n]*refs/|[0-9A-Fa-f]{40}")
_COMMIT: Final = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
# Refs that each worktree has to itself. All others are shared.
_OWN_REFS: Final = (b"HEAD", b"refs/bisect/", b"refs/rewritten/", b"refs/worktree/")


@dataclass(frozen=True)
class Repository:
    """Where a repository has what: its files, this worktree's own things, the shared ones."""

    top: bytes
    git_dir: bytes
    common_dir: bytes

    @property
    def worktree(self) -> str:
        """The name of a linked worktree, empty for the main one."""
        linked = dirname(self.git_dir) == join(self.common_dir, b"worktrees")
        return os.fsdecode(basename(self.git_dir)) if linked else ""


def repository(folder: Location) -> Repository | None:
    """Find the repository whose files a folder belongs to, as git would from inside it."""
    here = realpath(os.fsencode(folder))
    device = _device(here)
    while device is not None and _device(here) == device:
        dot_git = join(here, b".git")
        if git_dir := git_dir_at(dot_git):
            return Repository(here, git_dir, _common_dir(git_dir))
        # A broken `.git` file ends git's search as well, and a bare repository has no files.
        if (exists(dot_git) and not isdir(dot_git)) or _is_git_dir(here) or here == dirname(here):
            return None
        here = dirname(here)
    return None


@final
class Around:
    """The repository around a folder: found once, and anew when a glance tells that it is another.

    A glance costs a tenth of what finding does, and is taken before each question.
    """

    def __init__(self, folder: bytes) -> None:
        self._folder = folder
        self._found: Repository | None = None
        self._marks: tuple[object, ...] = ()
        self._commit: _Commit | None = None

    @property
    def head(self) -> str | None:
        """Return the commit that HEAD stands for, read anew when what says so has changed."""
        found = self.repository
        if found is None:
            return None
        if self._commit is None or self._commit.marks != tuple(map(_mark, self._commit.files)):
            self._commit = _commit(found)
        return self._commit.name

    @property
    def repository(self) -> Repository | None:
        """Return the repository as it is now."""
        _ = self.marks
        return self._found

    @property
    def marks(self) -> tuple[object, ...]:
        """Return what tells this folder and its repository from others in their places."""
        if not self._marks or self._marks != self._glance():
            self._found, self._commit = repository(self._folder), None
            self._marks = self._glance()
        return self._marks

    def _glance(self) -> tuple[object, ...]:
        found, here = self._found, self._folder
        marks = [_mark(here)]
        while found is None or here != found.top:
            # What lies in a `.git` that is none may make one of it.
            marks.append(_mark(join(here, b".git"), inside=True))
            if here == dirname(here):
                return tuple(marks)
            here = dirname(here)
        own = join(found.top, b".git"), found.git_dir, join(found.common_dir, b"info")
        return (*marks, *map(_mark, own), exists(join(found.git_dir, b"HEAD")))


class _Commit(NamedTuple):
    """What is checked out, the files that say so, and what these looked like."""

    name: str | None
    files: tuple[bytes, ...]
    marks: tuple[object, ...]


def _commit(repository: Repository) -> _Commit:
    where = join(repository.git_dir, b"HEAD")
    # Before it is read: what is written meanwhile is another mark at the next look.
    mark = _mark(where)
    branch = (_pointer(where) or b"").removeprefix(b"ref:").strip()
    of_branch = join(repository.common_dir, branch), join(repository.common_dir, b"packed-refs")
    marks = (mark, *map(_mark, of_branch))
    return _Commit(head(repository), (where, *of_branch), marks)


def _mark(path: bytes, *, inside: bool = False) -> tuple[int, ...] | None:
    """Return what tells a folder from another, or what it holds; of a file also what it says."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # a path that is read from a file can hold a NUL
        return None
    place = status.st_dev, status.st_ino
    if S_ISDIR(status.st_mode) and not inside:
        return place
    return (*place, status.st_size, status.st_mtime_ns)


def worktrees(folder: Location) -> frozenset[str]:
    """Return the names of all working trees of the repository around a folder, '' the main one."""
    around = repository(folder)
    linked = join(around.common_dir, b"worktrees") if around else b""
    names = os.listdir(linked) if isdir(linked) else []
    return frozenset(["", *map(os.fsdecode, names)])


def git_dir_at(dot_git: bytes) -> bytes | None:
    """Return the git folder that a `.git` is or points to, None if there is none."""
    target = dot_git
    if not isdir(dot_git):
        content = contents(dot_git, _LONGEST_POINTER)
        if content is None or not content.startswith(b"gitdir: "):
            return None
        target = join(dirname(dot_git), _line(content.removeprefix(b"gitdir: ")))
    return realpath(target) if _is_git_dir(target) else None


def holds_repository(folder: bytes) -> bool:
    """Say whether git takes a folder for a repository, as it does if it may not read the `.git`."""
    dot_git = join(folder, b".git")
    return git_dir_at(dot_git) is not None or (
        isfile(dot_git) and contents(dot_git, _LONGEST_POINTER) is None
    )


def head(repository: Repository) -> str | None:
    """Return the commit that HEAD stands for; None before the first one, or with reftables."""
    name = b"HEAD"
    for _ in range(_MOST_STEPS_TO_A_COMMIT):
        value = _ref(repository, name)
        if value is None:
            return None
        if _COMMIT.fullmatch(value):
            return value.decode()
        name = value.removeprefix(b"ref:").strip()
        if not name.startswith(b"refs/") or {b"", b".", b".."} & set(name.split(b"/")):
            return None
    return None


# Where git looks for a name that somebody types, in this order.
_NAMED: Final = (b"%s", b"refs/%s", b"refs/tags/%s", b"refs/heads/%s", b"refs/remotes/%s")


def commit_of(repository: Repository, name: str) -> str | None:
    """Return the commit, or the tag, that the name of a branch, a tag or HEAD stands for."""
    if name in ("HEAD", "@", ""):
        return head(repository)
    given = os.fsencode(name)
    if {b"", b".", b".."} & set(given.split(b"/")) or b"\0" in given:
        return None
    for pattern in _NAMED:
        value = _ref(repository, pattern % given)
        for _ in range(_MOST_STEPS_TO_A_COMMIT):
            if value is None or _COMMIT.fullmatch(value):
                break
            value = _ref(repository, value.removeprefix(b"ref:").strip())
        if value and _COMMIT.fullmatch(value):
            return value.decode()
    return None


def contents(path: bytes, limit: int, *, follow: bool = True) -> bytes | None:
    """Return up to `limit` bytes of a regular file; None if there is none or it is not readable."""
    try:
        with opened(path, follow=follow) as file:
            return file.read(min(limit, os.fstat(file.fileno()).st_size))
    except (OSError, ValueError):  # a path that is read from a file can hold a NUL
        return None


def opened(path: bytes, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading, and nothing else."""
    # Looked at first, for the mere opening of a device can have an effect.
    if S_ISREG(os.stat(path, follow_symlinks=follow).st_mode):
        file = open(os.open(path, READ_SAFELY | (0 if follow else _NO_LINK)), "rb")
        if S_ISREG(os.fstat(file.fileno()).st_mode):
            return file
        file.close()
    raise OSError(EINVAL, "not a regular file", path)


def _ref(repository: Repository, name: bytes) -> bytes | None:
    """Return what a ref holds: a commit, or `ref: ` and another name."""
    own = name.startswith(_OWN_REFS)
    value = _pointer(join(repository.git_dir if own else repository.common_dir, name))
    return _packed(repository, name) if value is None else value


def _pointer(path: bytes) -> bytes | None:
    try:
        return b"ref: " + os.readlink(path)  # the form of git's first years
    except (OSError, ValueError):
        content = contents(path, _LONGEST_POINTER)
        return None if content is None else content.strip()


def _packed(repository: Repository, name: bytes) -> bytes | None:
    lines = contents(join(repository.common_dir, b"packed-refs"), _LONGEST_PACKED_REFS)
    if lines is None:
        return None
    end = lines.find(b" " + name + b"\n")
    return lines[lines.rfind(b"\n", 0, end) + 1 : end] if end >= 0 else None


def _is_git_dir(folder: bytes) -> bool:
    """Say whether git would take a folder for a git folder."""
    value = _pointer(join(folder, b"HEAD"))
    if value is None or not _HEAD.match(value):
        return False
    parts = (join(_common_dir(folder), part) for part in (b"objects", b"refs"))
    return all(os.access(part, os.X_OK) for part in parts)


def _common_dir(git_dir: bytes) -> bytes:
    pointer = contents(join(git_dir, b"commondir"), _LONGEST_POINTER)
    return realpath(join(git_dir, _line(pointer))) if pointer else git_dir


def _line(content: bytes) -> bytes:
    """Return a path as git reads it from a file: without the line's end, and as a C string."""
    return content.rstrip(b"\r\n").partition(b"\0")[0]


def _device(folder: bytes) -> int | None:
    try:
        return os.stat(folder).st_dev
    except OSError:
        return None
