"""How soon a change is in an answer, and what it costs, beside floors measured in the same run.

    python benchmarks/freshness.py TREE --releases OLDER NEWER [--rounds 40]

TREE is copied, every n-th of its files that are code or prose, so that 3,000 remain. OLDER and
NEWER are unpacked releases of one project; they are committed one upon the other. Processes are
timed from outside, round by round beside their floors, so that a slow minute falls on all of them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from os import times
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any, Self

from facts_of_machine import machine
from indexing import forked, read_all, refresh, sources

from gridref_indexers.extract import BINARY
from gridref_indexers.languages import language_of
from gridref_indexers.normal import utf8
from gridref_indexers.place import Place, place
from gridref_indexers.refresh import digest
from gridref_indexers.store import Store
from gridref_indexers.worker import attempted

FILES = 3_000
PATIENCE_S = 60.0
GRIDREF = str(Path(sys.executable).with_name("gridref"))
FLOOR = [sys.executable, "-c", "import sqlite3, tree_sitter"]
SDK = [sys.executable, "-c", "import mcp"]
HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}
# What one file costs a process that has done nothing yet: its grammar, its queries, its facts.
WORK = """
import sys
from time import perf_counter, process_time
from gridref_indexers.languages import language_of
from gridref_indexers.worker import attempted
source, path = open(sys.argv[1], "rb").read(), sys.argv[1]
started, spent = perf_counter(), process_time()
attempted(language_of(path, source), source)
print(perf_counter() - started, process_time() - spent)
"""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    seen: str
    bar: str
    met: bool | None = None

    def __str__(self) -> str:
        """Return it as Markdown."""
        end = "" if self.met is None else ": met" if self.met else ": **missed**"
        return f"| {self.what} | {self.seen} | {self.bar}{end} |"


class Client:
    """A server over its standard streams, and whoever asks it."""

    def __init__(self, root: Path, store: Path) -> None:
        self._server = subprocess.Popen(
            [GRIDREF, "mcp", "--root", str(root), "--store", str(store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._number = 0
        self._send({"id": 0, "method": "initialize", "params": HELLO})
        self._send({"method": "notifications/initialized"})

    def __enter__(self) -> Self:
        """Wait for the greeting."""
        self._reply()
        return self

    def __exit__(self, *_: object) -> None:
        """End the server."""
        self._server.communicate(timeout=PATIENCE_S)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server.stdin
        self._server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self._server.stdin.flush()

    def _reply(self) -> dict[str, Any]:
        assert self._server.stdout
        reply: dict[str, Any] = json.loads(self._server.stdout.readline())["result"]
        return reply

    def _asked(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        return self._reply()

    def find(self, name: str) -> str:
        """Look a name up."""
        said = self._asked("tools/call", name="find", arguments={"name": name})
        return str(said["content"][0]["text"])


def cut(tree: Path, into: Path) -> list[Path]:
    """Copy every n-th file of a tree that has a language; return those of Python by their size."""
    files = [file for file in sources(tree) if language_of(file.name)]
    step = max(1.0, len(files) / FILES)
    chosen = [files[int(at * step)] for at in range(min(FILES, len(files)))]
    for file in chosen:
        target = into / file.relative_to(tree)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    copied = [into / file.relative_to(tree) for file in chosen]
    return sorted((f for f in copied if f.suffix == ".py"), key=lambda file: file.stat().st_size)


@dataclass
class Saves:
    """Saves of middling files, each with a definition of a name that was never seen."""

    files: list[Path]
    count: int = 0

    def save(self) -> tuple[Path, str]:
        """Save a file; return it and the new name in it."""
        middle = len(self.files) // 2
        file = self.files[middle + self.count % 20]
        self.count += 1
        name = f"fresh_{os.getpid()}_{self.count}"
        with file.open("a") as saved:
            saved.write(f"\n\ndef {name}():\n    return None\n")
        return file, name


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes."""
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that a process takes, and those of the processor."""
    before = times()
    took = timed(work)
    after = times()
    users, systems = after.children_user, after.children_system
    return took, 1000 * (users - before.children_user + systems - before.children_system)


def ran(command: list[str], given: str = "") -> Callable[[], object]:
    """Return what runs a process to its end."""
    return lambda: subprocess.run(
        command, input=given.encode(), stdout=subprocess.DEVNULL, check=True
    )


def spread(seen: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return median(seen), quantiles(seen, n=20)[-1]


# A saved file


def asked(client: Client, saves: Saves) -> float:
    """Return how long after a save a question for it has its answer."""
    name = saves.save()[1]
    said = ""

    def ask() -> None:
        nonlocal said
        said = client.find(name)

    took = timed(ask)
    assert said.startswith("found"), said
    return took


def unasked(here: Place, saves: Saves) -> float:
    """Return how long after a save it is in the index though nobody asked."""
    with closing(Store.open(here.index)) as store:
        name = saves.save()[1]

        def wait() -> None:
            until = perf_counter() + PATIENCE_S
            while not store.named(name):
                assert perf_counter() < until, "never indexed"
                sleep(0.001)

        return timed(wait)


def saved(here: Place, saves: Saves, rounds: int) -> Iterator[Row]:
    """Measure how soon a saved file is seen in a running server."""
    with Client(here.root, here.folder.parent) as client:
        client.find("nothing")
        when_asked, when_not = [], []
        for _ in range(rounds):
            when_asked.append(asked(client, saves))
            sleep(0.1)  # What the watcher has to do for the last one is done by now.
            when_not.append(unasked(here, saves))
            sleep(0.1)
    for what, seen, bar in (
        ("saved file, asked at once", when_asked, 50),
        ("saved file, in the index unasked", when_not, 300),
    ):
        middle, most = spread(seen)
        yield Row(what, f"p50 {middle:.0f} ms, p95 {most:.0f} ms", f"p95 {bar} ms", most < bar)


# Whole processes


def processes(here: Place, saves: Saves, rounds: int) -> Iterator[Row]:
    """Measure what a save costs as a process of its own."""
    store = ["--store", str(here.folder.parent), "--root", str(here.root)]
    seen: dict[str, list[tuple[float, float]]] = {
        name: [] for name in ("floor", "work", "hook", "index")
    }
    for _ in range(rounds):
        seen["floor"].append(spent(ran(FLOOR)))
        file, _name = saves.save()
        worked = subprocess.check_output([sys.executable, "-c", WORK, str(file)], text=True)
        wall, cpu = map(float, worked.split())
        seen["work"].append((wall * 1000, cpu * 1000))
        event = json.dumps({"tool_input": {"file_path": str(file)}})
        seen["hook"].append(spent(ran([GRIDREF, "hook", "post-edit", *store], event)))
        file, _name = saves.save()
        seen["index"].append(spent(ran([GRIDREF, "index", str(file), *store])))
    middle = {name: median(wall for wall, _ in each) for name, each in seen.items()}
    own = {name: median(cpu for _, cpu in each) for name, each in seen.items()}
    said = {name: f"{middle[name]:.0f} ms, {own[name]:.0f} ms of CPU" for name in seen}
    floor, work = own["floor"], own["work"]
    yield Row("floor: `python -c 'import sqlite3, tree_sitter'`", said["floor"], "")
    yield Row("the work on the file: its grammar, its queries, its facts", said["work"], "")
    for name, command in (("hook", "gridref hook post-edit"), ("index", "gridref index PATH")):
        most = 2 * floor + work
        yield Row(f"`{command}`", said[name], "200 ms", middle[name] < 200)
        part = f"{own[name] / most:.1f}x, {own[name] / (floor + work):.1f}x one floor and the work"
        yield Row("its CPU beside two floors and the work", part, "1x", own[name] < most)


# A checkout


def git(root: Path, *arguments: str) -> None:
    """Run git in a repository of ours."""
    names = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, "-C", str(root), *arguments], check=True, capture_output=True)


def committed(older: Path, newer: Path, root: Path) -> None:
    """Make a repository of two releases, each a branch, and check the older one out."""
    root.mkdir()
    git(root, "init", "-q", "-b", "older")
    for release in (older, newer):
        for each in root.iterdir():
            if each.name != ".git":
                shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.copytree(release, root, dirs_exist_ok=True, symlinks=True)
        git(root, "add", "-A", "-f")
        git(root, "commit", "-q", "-m", release.name)
        if release == older:
            git(root, "checkout", "-q", "-b", "newer")
    git(root, "checkout", "-q", "older")


def contents(root: Path) -> dict[bytes, tuple[str, bytes]]:
    """Return what the files of a tree hold, each content once."""
    found = {}
    for file in sources(root):
        source = utf8(file.read_bytes())
        binary = b"\0" in source[:8000]
        found[digest(source)] = (BINARY if binary else language_of(file.name, source), source)
    return found


def extract_all(unseen: list[tuple[str, bytes]]) -> None:
    """Extract contents, and do nothing with what is in them."""
    for language, source in unseen:
        attempted(language, b"" if language == BINARY else source)


def checkout(older: Path, newer: Path, folder: Path) -> Iterator[Row]:
    """Measure what switching between two releases costs, there and back."""
    root = folder / "releases"
    committed(older, newer, root)
    here = place(root, folder / "store", exactly=True)
    first = forked(lambda: refresh(here, 0))[0].cpu
    seen = contents(root)
    git(root, "checkout", "-q", "newer")
    files = sources(root)
    unseen = [each for key, each in contents(root).items() if key not in seen]
    floor = forked(lambda: extract_all(unseen))[0].cpu
    reading = forked(lambda: read_all(files))[0].cpu
    there = forked(lambda: refresh(here, 0))[0].cpu
    git(root, "checkout", "-q", "older")
    back = forked(lambda: refresh(here, 0))[0].cpu
    never = f"{len(unseen):,} of {len(files):,} files"
    yield Row("first index of the older release", f"{first:.1f} CPU s", "")
    yield Row(f"floor: extracting what was never seen, {never}", f"{floor:.2f} CPU s", "")
    yield Row("reading all files of the newer release", f"{reading:.2f} CPU s", "")
    times = there / floor
    yield Row(
        "checkout of the newer release", f"{there:.2f} CPU s, {times:.2f}x", "1.3x", times < 1.3
    )
    part = back / floor
    yield Row("the way back", f"{back:.2f} CPU s, {part:.2f}x", "0.1x", part < 0.1)


# A start


def start(here: Place, rounds: int) -> Iterator[Row]:
    """Measure how long a server takes to its first answer from an index that is there."""
    seen, floors = [], []
    for _ in range(rounds):
        floors.append(timed(ran(SDK)))
        began = perf_counter()
        with Client(here.root, here.folder.parent) as client:
            said = client.find("nothing_of_that_name")
            seen.append((perf_counter() - began) * 1000)
        assert said.startswith("absent"), said
    middle, most = spread(seen)
    said = f"p50 {middle:.0f} ms, p95 {most:.0f} ms"
    yield Row("floor: `python -c 'import mcp'`", f"{median(floors):.0f} ms", "")
    yield Row("start to first answer over stdio", said, "p50 700 ms", middle < 700)


@contextmanager
def copied(tree: Path, folder: Path) -> Iterator[tuple[Place, Saves]]:
    """Yield the index of a cut tree, with ranks, and what saves its files."""
    root = folder / "tree"
    files = cut(tree, root)
    git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "all")
    here = place(root, folder / "store")
    store = ["--store", str(folder / "store"), "--root", str(root)]
    for command in ("index", "map"):  # ranks are kept from the first map
        ran([GRIDREF, command, *store])()
    yield here, Saves(files)


# Bytecode is kept from run to run, as an installation has it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--releases", type=Path, nargs=2, metavar=("OLDER", "NEWER"))
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    print(f"{machine()}\n\n| | seen | to reach |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        with copied(given.tree.resolve(), folder) as (here, saves):
            for rows in (
                saved(here, saves, given.rounds),
                processes(here, saves, given.rounds),
                start(here, given.rounds),
            ):
                for row in rows:
                    print(row, flush=True)
        if given.releases:
            older, newer = (each.resolve() for each in given.releases)
            for row in checkout(older, newer, folder):
                print(row, flush=True)


if __name__ == "__main__":
    main()
