"""What changed between two revisions, or since one: the files, as they were and as they are.

Git reads the objects, as history.py has it run. The names of revisions are looked up by us, and of
the repository's own git reads two things more: a copy of its index, and its files.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from os.path import join
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import NamedTuple

from gridref_indexers.history import MOST_BYTES, Git, git_of, make_empty, prefix_of
from gridref_indexers.reading import LeftOut, read
from gridref_indexers.repository import Repository, commit_of, contents, head

MOST_FILES = 2_000
LARGEST = 4_000_000

_LONGEST_SHALLOW = 1 << 20
_REVISION = re.compile(r"(?P<name>[^~^:@{}\s]*|@)(?P<steps>(?:[~^]\d*)*)")
_HASH = re.compile(r"[0-9a-f]{4,64}")
_RAW = re.compile(rb":\d+ \d+ (?P<old>[0-9a-f]+) (?P<new>[0-9a-f]+) (?P<how>[A-Z])\d*")


class NoRevision(ValueError):
    """What was asked for is no revision, in one sentence."""


class Changed(NamedTuple):
    """One file: its path from the root, and what it held before and after; None where it is not."""

    path: str
    old: bytes | None
    new: bytes | None


def changes(around: Repository, root: bytes, asked: str, *, staged: bool = False) -> list[Changed]:
    """Return what changed: `A..B`, `A...B`, from `A` to the files as they are, or what is staged.

    Raise `NoRevision` for what is none, or cannot be read.
    """
    git = git_of(around)
    if git is None:
        raise NoRevision("there is no git outside of the repository to read revisions with")
    first = head(around) or ""
    with TemporaryDirectory(prefix="gridref-") as folder:
        shallow = contents(join(around.common_dir, b"shallow"), _LONGEST_SHALLOW)
        make_empty(Path(folder), first or "0" * 40, shallow)
        return list(_Reading(Git(git, folder, around), root).changed(asked, staged=staged))


class _Reading:
    """The reading of revisions of one repository."""

    def __init__(self, git: Git, root: bytes) -> None:
        self.git = git
        self.around = git.around
        self.root = root
        self.prefix = os.fsencode(prefix_of(git.around, root))

    def changed(self, asked: str, *, staged: bool) -> Iterator[Changed]:
        rows = list(self._rows(asked, staged=staged))
        if len(rows) > MOST_FILES:
            raise NoRevision(f"{len(rows):,} files changed; {MOST_FILES:,} are the most")
        blobs = self._blobs([name for _, old, new in rows for name in (old, new)])
        for path, old, new in rows:
            if path.startswith(self.prefix):
                inside = path.removeprefix(self.prefix)
                is_here = bool(new) and not int(new, 16)
                before, after = blobs.get(old), self._file(inside) if is_here else blobs.get(new)
                was_there = bool(old) and int(old, 16) > 0
                # Of a file that is not read, as a large one, nothing is told: it is not gone.
                if was_there == (before is not None) and bool(new) == (after is not None):
                    yield Changed(os.fsdecode(inside), before, after)

    def _file(self, path: bytes) -> bytes | None:
        got = read(self.root, path, LARGEST)
        return None if isinstance(got, LeftOut) else got[0]

    def _rows(self, asked: str, *, staged: bool) -> Iterator[tuple[bytes, str, str]]:
        """Yield each path that changed, with the names of what it held."""
        asking = ["diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"]
        asking += ["--no-textconv", "--ignore-submodules=all"]
        more: dict[str, str] = {}
        if staged or ".." not in asked:
            more = self._with_files()
            asking += ["--cached"] if staged else []
            asking += [self.commit(asked)]
        else:
            asking += self._both(asked)
        out, whole = self.git.said([*asking, "--"], more)
        if not whole:
            raise NoRevision(f"git can't tell what changed for {asked[:100]!r}")
        fields = out.split(b"\0")
        for row, path in zip(fields[::2], fields[1::2], strict=False):
            if found := _RAW.fullmatch(row):
                is_gone = found["how"] == b"D"
                yield path, found["old"].decode(), "" if is_gone else found["new"].decode()

    def _both(self, asked: str) -> list[str]:
        dots = "..." if "..." in asked else ".."
        first, _, last = asked.partition(dots)
        old, new = self.commit(first), self.commit(last)
        if dots == "...":
            out, whole = self.git.said(["merge-base", old, new])
            if not whole:
                raise NoRevision(f"{first[:60]} and {last[:60]} have no commit in common")
            old = out.decode().split()[0]
        return [old, new]

    def commit(self, asked: str) -> str:
        """Return the name of a commit as git has it, with `~2` and the like behind it."""
        found = _REVISION.fullmatch(asked)
        known = commit_of(self.around, found["name"]) if found else None
        if found and known is None and _HASH.fullmatch(found["name"]):
            known = found["name"]
        if found is None or known is None:
            raise NoRevision(f"there is no revision {asked[:100]!r}; name a branch, tag or commit")
        out, whole = self.git.said(["rev-parse", "--verify", "-q", f"{known}{found['steps']}^{{}}"])
        if not whole:
            raise NoRevision(f"the repository does not hold the commit {asked[:100]!r}")
        return out.decode().strip()

    def _with_files(self) -> dict[str, str]:
        """Let git see the files, and a copy of the index: it may want to write to it."""
        copy = join(self.git.folder, "copied-index")
        original = os.fsdecode(join(self.around.git_dir, b"index"))
        if os.path.isfile(original) and not os.path.exists(copy):
            shutil.copyfile(original, copy)
        top = os.fsdecode(self.around.top)
        return {"GIT_WORK_TREE": top, "GIT_INDEX_FILE": copy, "GIT_ATTR_NOSYSTEM": "1"}

    def _blobs(self, names: Sequence[str]) -> dict[str, bytes]:
        """Read what blobs hold; those that are too large, or not there, are left out."""
        wanted = sorted({each for each in names if each and int(each, 16)})
        with TemporaryFile() as asked:
            asked.write("".join(f"{each}\n" for each in wanted).encode())
            asked.seek(0)
            out, whole = self.git.said(["cat-file", "--batch"], None, asked)
        if not whole:
            raise NoRevision(
                f"what changed is more than {MOST_BYTES // 1_000_000} MB, or can't be read; "
                "compare revisions that are nearer to each other"
            )
        return dict(_parted(out))


def _parted(out: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what `cat-file --batch` says: a line with a name and a size, then the bytes."""
    at = 0
    while (end := out.find(b"\n", at)) >= 0:
        head_, at = out[at:end].split(b" "), end + 1
        if len(head_) == 3 and head_[2].isdigit():
            size = int(head_[2])
            if head_[1] == b"blob" and size <= LARGEST:
                yield head_[0].decode(), out[at : at + size]
            at += size + 1
