"""Whatever was done to the files, in whatever order: the index is what a fresh one would be."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridref_indexers.place import place
from gridref_indexers.store import Store
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import ask
from gridref_server.render import text
from gridref_server.settings import Settings

FOLDERS = ("", "a", "a/b", "lib", "node_modules")
NAMES = ("one.py", "two.py", "three.md", "four.ts", ".gitignore", "five.log")
BODIES = (
    "def one():\n    return two()\n",
    "def six():\n    return two()\n",  # as long as the first
    "class Two:\n    def two(self): ...\n",
    "from a.one import one\n\none()\n",
    "*.log\n/lib/\n",
    "!five.log\n",
    "\xe4\xf6 # no code\n",
)


def git(root: Path, *arguments: str) -> None:
    """Run git, whatever comes of it: a stash of nothing is a thing that people do too."""
    names = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, "-C", str(root), *arguments], capture_output=True, check=False)


@dataclass
class Repository:
    """A working tree that things are done to; what can't be done is not done."""

    root: Path
    done: list[str] = field(default_factory=list)

    def path(self, folder: int, name: int) -> Path:
        return self.root / FOLDERS[folder] / NAMES[name]

    def write(self, path: Path, body: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            path.write_text(BODIES[body])

    def write_with_its_old_times(self, path: Path, body: int) -> None:
        if path.is_file():
            before = path.stat()
            path.write_text(BODIES[body])
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def save_atomically(self, path: Path, body: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(".one.py.swp")
        temporary.write_text(BODIES[body])
        if not path.is_dir():
            temporary.replace(path)

    def move(self, path: Path, to: Path) -> None:
        if path.exists() and not to.exists() and path not in to.parents:
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)

    def delete(self, path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()

    def link(self, path: Path, to: Path) -> None:
        if not os.path.lexists(path) and path.parent.is_dir():
            path.symlink_to(to)

    def change_mode(self, path: Path, mode: int) -> None:
        if path.is_file():
            path.chmod(mode)

    def git(self, *arguments: str) -> None:
        git(self.root, *arguments)


Act = Callable[[Repository], None]
folders = st.integers(0, len(FOLDERS) - 1)
names = st.integers(0, len(NAMES) - 1)
bodies = st.integers(0, len(BODIES) - 1)


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, Act]:
    """One thing that people and tools do to a working tree, and how it reads in a failure."""
    at, to = draw(folders), draw(folders)
    name, other, body = draw(names), draw(names), draw(bodies)
    branch = draw(st.sampled_from(["main", "other"]))
    possible: dict[str, Act] = {
        "write": lambda r: r.write(r.path(at, name), body),
        "write, times kept": lambda r: r.write_with_its_old_times(r.path(at, name), body),
        "save atomically": lambda r: r.save_atomically(r.path(at, name), body),
        "move file": lambda r: r.move(r.path(at, name), r.path(to, other)),
        "move folder": lambda r: r.move(r.root / FOLDERS[at or 1], r.root / FOLDERS[to or 3]),
        "delete file": lambda r: r.delete(r.path(at, name)),
        "delete folder": lambda r: r.delete(r.root / FOLDERS[at or 1]),
        "link": lambda r: r.link(r.path(at, name), r.path(to, other)),
        "make executable": lambda r: r.change_mode(r.path(at, name), 0o755),
        "add": lambda r: r.git("add", "-A", "-f"),
        "fold case": lambda r: r.git("config", "core.ignoreCase", str(body % 2 == 0).lower()),
        "commit": lambda r: r.git("commit", "-a", "-m", "c", "--allow-empty"),
        "switch": lambda r: r.git("checkout", "-f", "-B" if body % 2 else "-q", branch),
        "stash": lambda r: r.git("stash", "-u"),
        "unstash": lambda r: r.git("stash", "pop"),
        "exclude": lambda r: r.write(r.root / ".git/info/exclude", 4),
        "add worktree": lambda r: r.git("worktree", "add", "-f", "lib/tree", "HEAD"),
        "nest": lambda r: r.git("init", "-q", str(r.root / FOLDERS[at or 1])),
        "take nested out": lambda r: r.delete(r.root / FOLDERS[at or 1] / ".git"),
    }
    what = draw(st.sampled_from(sorted(possible)))
    return f"{what} {FOLDERS[at]}/{NAMES[name]} {FOLDERS[to]}/{NAMES[other]} {body}", possible[what]


def dumped(index: Index) -> list[str]:
    with closing(Store.open(index.place.index, index.place.checkout)) as store:
        return list(store.dump())


def answered(index: Index) -> list[str]:
    """Return what lookups say that put the facts of several files together."""
    asked = [
        ("uses", {"ref": "one"}),
        ("uses", {"ref": "Two.two"}),
        ("map", {}),
        ("find", {"name": "two"}),
    ]
    return [text(ask(index, name, given)) for name, given in asked]


def fresh(root: Path) -> tuple[list[str], list[str]]:
    with (
        TemporaryDirectory() as store,
        closing(Index(place(root, Path(store), exactly=True), Settings())) as index,
    ):
        index.refresh()
        return dumped(index), answered(index)


@contextmanager
def keeping(root: Path, store: Path, *, events: bool) -> Iterator[Keeper]:
    """Yield a keeper that only looks when it is asked, with events or without."""
    keeper = Keeper(Index(place(root, store, exactly=True), Settings()))
    if events:
        keeper.watch.start()
    try:
        yield keeper
    finally:
        keeper.watch.close()
        keeper.index.close()


@pytest.mark.parametrize("events", [True, False], ids=["by events", "by looking"])
@pytest.mark.parametrize("linked", [False, True], ids=["main tree", "linked tree"])
def test_a_word_of_gits_configuration_on_case_is_heard(
    tmp_path: Path, events: bool, linked: bool
) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q")
    if linked:
        git(root, "commit", "-q", "--allow-empty", "-m", "first")
        git(root, "worktree", "add", "-q", str(tmp_path / "linked"))
        root = tmp_path / "linked"
    (root / ".gitignore").write_text("*.LOG\n")
    (root / "a.log").write_text("a\n")
    with keeping(root, tmp_path / "store", events=events) as keeper:
        assert keeper.ask("find", {"name": "a.log"}).verdict == "found"
        git(root, "config", "core.ignoreCase", "true")
        assert keeper.ask("find", {"name": "a.log"}).verdict == "absent"


@pytest.mark.parametrize("events", [True, False], ids=["by events", "by looking"])
def test_after_any_history_the_index_is_what_a_fresh_one_is(events: bool, long: bool) -> None:
    @settings(
        max_examples=400 if long else 25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
    )
    @given(st.lists(acts(), min_size=3, max_size=12))
    def after(history: list[tuple[str, Act]]) -> None:
        with TemporaryDirectory() as folder:
            root = Path(folder, "repo")
            root.mkdir()
            git(root, "init", "-q", "-b", "main")
            (root / "one.py").write_text(BODIES[0])
            git(root, "add", "-A")
            git(root, "commit", "-q", "-m", "first")
            with keeping(root, Path(folder, "store"), events=events) as keeper:
                for what, act in history:
                    act(Repository(root))
                    assert keeper.settled(0) == "", what
                    now = dumped(keeper.index), answered(keeper.index)
                    assert now == fresh(root), [each for each, _ in history]

    after()


def test_what_is_ignored_is_not_watched_and_what_is_no_longer_is(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    for folder in ("a/b", "node_modules/c/d/e", ".git"):
        (root / folder).mkdir(parents=True)
    git(root, "init", "-q")
    (root / ".gitignore").write_text("node_modules/\n")
    with keeping(root, tmp_path / "store", events=True) as keeper:
        assert keeper.settled(0) == ""
        if keeper.watch.why_not:
            pytest.skip(keeper.watch.why_not)
        of_git = 2
        assert keeper.watch.folders == of_git + len(["", "a", "a/b"])
        (root / ".gitignore").unlink()
        keeper.settled(0)
        assert keeper.watch.folders == of_git + len(["", "a", "a/b"]) + 4


def test_a_repository_that_appears_inside_takes_its_folder_out(tmp_path: Path) -> None:
    (tmp_path / "repo" / "nest").mkdir(parents=True)
    root = tmp_path / "repo"
    git(root, "init", "-q")
    (root / "nest" / "inner.py").write_text("def inner(): ...\n")
    with keeping(root, tmp_path / "store", events=True) as keeper:
        assert keeper.ask("find", {"name": "inner"}).verdict == "found"
        (root / "nest" / ".git" / "objects").mkdir(parents=True)
        (root / "nest" / ".git" / "refs").mkdir()
        # Not one yet.
        assert keeper.ask("find", {"name": "inner"}).verdict == "found"
        (root / "nest" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        assert keeper.ask("find", {"name": "inner"}).verdict == "absent"
        (root / "nest" / ".git" / "HEAD").unlink()
        assert keeper.ask("find", {"name": "inner"}).verdict == "found"


def test_another_root_in_the_place_of_the_first_is_seen(tmp_path: Path) -> None:
    for name in ("repo", "copy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(f"def of_{name}(): ...\n")
    root = tmp_path / "repo"
    with keeping(root, tmp_path / "store", events=True) as keeper:
        assert keeper.ask("find", {"name": "of_repo"}).verdict == "found"
        root.rename(tmp_path / "old")
        gone = keeper.ask("find", {"name": "of_repo"})
        assert (gone.verdict, bool(gone.evidence.stale)) == ("unknown", True)
        (tmp_path / "copy").rename(root)
        assert keeper.ask("find", {"name": "of_copy"}).verdict == "found"
        (root / "b.py").write_text("def later(): ...\n")
        assert keeper.ask("find", {"name": "later"}).verdict == "found"
        # What git says counts from when there is a git.
        (root / ".gitignore").write_text("b.py\n")
        git(root, "init", "-q")
        assert keeper.ask("find", {"name": "later"}).verdict == "absent"
        git(root, "add", "-f", "b.py")
        assert keeper.ask("find", {"name": "later"}).verdict == "found"
