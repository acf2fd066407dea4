"""What was changed together and why: commits of HEAD's past, each with its message and its paths.

Git is run here, and nowhere else, to read objects; not in the repository, though, but in an empty
one of ours that borrows its objects: no configuration, hook or attribute of the repository is read,
and nothing is fetched.
"""

import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonpath, isabs, join, realpath, relpath
from pathlib import Path
from typing import IO, NamedTuple

from gridref_indexers.repository import Repository, contents

MOST_COMMITS = 5_000
# A commit of more files says little of any of them.
MOST_PATHS = 60
MESSAGE_CHARS = 400
SECONDS = 20
MOST_BYTES = 64_000_000

_LONGEST_SHALLOW = 1 << 20
_START, _END = "\x01", "\x02"
_FORMAT = f"{_START}%H%n%ct%n%B{_END}"
# Lines that people add by habit or by tool: of who signed, reviewed, belongs to what.
_TRAILERS = (
    "signed-off-by:",
    "co-authored-by:",
    "reviewed-by:",
    "change-id:",
    "git-svn-id:",
    "acked-by:",
)


class Commit(NamedTuple):
    """One commit: when, in seconds; what it was for; which files it touched."""

    time: int
    message: str
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class History:
    """The commits up to a head, the latest first; `note` says why there are none, or not all."""

    head: str
    note: str
    commits: tuple[Commit, ...] = ()


NO_HISTORY = History("", "there is no git history")
SHALLOW = "the clone is shallow"
UNFINISHED = "git history could not be read to its end"


def history(
    around: Repository | None, root: bytes, head: str, known: History | None = None
) -> History:
    """Return the history of a head, with paths as they are below the root.

    Of what is known already only the rest is read, if it is of the same past.
    """
    if around is None or not head:
        return NO_HISTORY
    git = git_of(around)
    if git is None:
        return History(head, "there is no git to read its history with")
    shallow = contents(join(around.common_dir, b"shallow"), _LONGEST_SHALLOW)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="gridref-") as folder:
        make_empty(Path(folder), head, shallow)
        run = Git(git, folder, around)
        reuses = known and known.note in ("", UNFINISHED, SHALLOW if shallow else "")
        before = known if known and reuses and run.is_past(known.head, head) else NO_HISTORY
        since = [f"^{before.head}"] if before.commits else []
        out, whole = run.logged([head, *since])
    commits = (*_commits(out, prefix_of(around, root)), *before.commits)[:MOST_COMMITS]
    # What took too long once would do so at each commit.
    if not whole or (since and before.note == UNFINISHED):
        return History(head, UNFINISHED, commits)
    note = SHALLOW if shallow else "" if commits else NO_HISTORY.note
    return History(head, note, commits)


def prefix_of(around: Repository, root: bytes) -> str:
    """Return what the paths of a repository that lie below a root start with, '' for all."""
    below = os.fsdecode(relpath(realpath(root), around.top))
    return "" if below == "." else f"{below}/"


def git_of(around: Repository) -> str | None:
    """Return git's full path; one that lies in the repository is none that we run."""
    # Loaded here and below where git is run: a save that finds no new commit has no need of it.
    import shutil

    folders = [each for each in os.environ.get("PATH", "").split(os.pathsep) if isabs(each)]
    found = shutil.which("git", path=os.pathsep.join(folders))
    inside = os.fsdecode(around.top)
    if found is None or commonpath([realpath(found), inside]) == inside:
        return None
    return found


def make_empty(folder: Path, head: str, shallow: bytes | None) -> None:
    """Make a repository without anything of its own in a folder."""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text(f"{head}\n", "ascii")
    if len(head) == 64:
        of_sha256 = "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n"
        (folder / "config").write_text(of_sha256, "ascii")
    if shallow:
        (folder / "shallow").write_bytes(shallow)


@dataclass(frozen=True)
class Git:
    """Git as we run it: in a folder of ours, with the objects of a repository."""

    git: str
    folder: str
    around: Repository

    def is_past(self, commit: str, head: str) -> bool:
        """Tell whether a commit is an ancestor of the head."""
        _, whole = self.said(["merge-base", "--is-ancestor", commit, head])
        return whole

    def logged(self, revisions: list[str]) -> tuple[bytes, bool]:
        """Return what the log says, and whether it came to an end."""
        asked = ["log", f"--max-count={MOST_COMMITS}", "--no-merges", "--name-only", "-z"]
        asked += ["--no-renames", "--no-color", "--no-ext-diff", "--no-textconv"]
        asked += ["--no-show-signature", f"--format={_FORMAT}", *revisions, "--"]
        return self.said(asked)

    def said(
        self, asked: list[str], more: Mapping[str, str] | None = None, stdin: int | IO[bytes] = -3
    ) -> tuple[bytes, bool]:
        """Return what git says, and whether it came to a good end; -3 is an empty stdin."""
        import subprocess
        from threading import Timer

        command = [self.git, "-c", f"core.hooksPath={os.devnull}", "--no-pager", *asked]
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env={**self._environment, **(more or {})},
            stdin=subprocess.DEVNULL if stdin == -3 else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdout
            timer = Timer(SECONDS, process.kill)
            timer.start()
            try:
                out = _read(process.stdout)
                if len(out) >= MOST_BYTES:
                    process.kill()
            finally:
                timer.cancel()
        return out, process.returncode == 0

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "GIT_DIR": self.folder,
            "GIT_OBJECT_DIRECTORY": os.fsdecode(join(self.around.common_dir, b"objects")),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
            "PATH": os.path.dirname(self.git),
        }


def _read(stream: IO[bytes]) -> bytes:
    got: list[bytes] = []
    size = 0
    while size < MOST_BYTES and (some := stream.read(1 << 16)):
        got.append(some)
        size += len(some)
    return b"".join(got)


def _commits(out: bytes, prefix: str) -> Iterator[Commit]:
    for part in out.decode("utf-8", "surrogateescape").split(_START)[1:]:
        said, end, after = part.partition(_END)
        named = (path for path in after.removeprefix("\0").strip("\n").split("\0") if path)
        paths = [path.removeprefix(prefix) for path in named if path.startswith(prefix)]
        _, _, rest = said.partition("\n")
        time, _, message = rest.partition("\n")
        if end and time.isdigit() and 0 < len(paths) <= MOST_PATHS:
            yield Commit(int(time), _told(message), tuple(paths))


def _told(message: str) -> str:
    """Return a message without what was added by habit, cut to a length."""
    lines = (line.strip() for line in message.splitlines())
    kept = [line for line in lines if line and not line.lower().startswith(_TRAILERS)]
    return "\n".join(kept)[:MESSAGE_CHARS].encode("utf-8", "replace").decode()


# Kept in the index as one compressed text: it is read whole, and a third of what rows take.


def packed(commits: Sequence[Commit]) -> bytes:
    """Return commits as bytes; paths are numbered in the order in which they first come."""
    numbers: dict[str, int] = {}
    rows: list[str] = []
    for each in commits:
        these = (str(numbers.setdefault(path, len(numbers))) for path in each.paths)
        rows.append(f"{each.time} {' '.join(these)}\0{each.message}")
    text = "\1".join(["\0".join(numbers), *rows])
    return zlib.compress(text.encode("utf-8", "surrogateescape"), 9)


def unpacked(blob: bytes) -> tuple[Commit, ...]:
    """Return what `packed` was given."""
    head, *rows = zlib.decompress(blob).decode("utf-8", "surrogateescape").split("\1")
    paths = head.split("\0")
    return tuple(map(_unpacked, rows, [paths] * len(rows)))


def _unpacked(row: str, paths: Sequence[str]) -> Commit:
    numbers, _, message = row.partition("\0")
    time, *these = map(int, numbers.split(" "))
    return Commit(time, message, tuple(paths[at] for at in these))
