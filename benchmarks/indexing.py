"""What an index costs beside reading and bare parsing the same files, in one run, as ratios.

    python benchmarks/indexing.py TREE... [--rounds 3]

For each tree: the read floor; the parse floor (tree-sitter alone, every file that has a grammar);
a full index by one process and by two workers; nothing changed; one median file edited inside a
running process; and in the language that most is written in, a query that finds nothing, the one
that finds all, and all from bytes to facts. CPU seconds are user and system of the whole process
tree; each figure is the least of the rounds, since a shared machine only ever adds.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

from facts_of_machine import machine

from gridref_indexers.extract import extract
from gridref_indexers.languages import grammar, language_of, languages
from gridref_indexers.place import Place, place
from gridref_indexers.refresh import Look, indexer
from gridref_indexers.walk import Limits, walk

if TYPE_CHECKING:
    from tree_sitter import QueryCursor, Tree

LIMITS = Limits()


class Cost(NamedTuple):
    """CPU and wall seconds."""

    cpu: float
    wall: float


def cost(work: Callable[[], object]) -> Cost:
    """Do some work and say what it cost, its child processes with it."""
    before, started = os.times(), perf_counter()
    work()
    after = os.times()
    return Cost(sum(after[:4]) - sum(before[:4]), perf_counter() - started)


def forked(work: Callable[[], object]) -> tuple[Cost, int]:
    """Do some work in a process of its own; return its cost and its peak memory in MB."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        spent = cost(work)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os.write(into, repr((spent.cpu, spent.wall, max(own, workers) // 1024)).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        cpu, wall, peak = map(float, pipe.read().strip("()").split(","))
    os.waitpid(child, 0)
    return Cost(cpu, wall), int(peak)


def least(costs: list[tuple[Cost, int]]) -> tuple[Cost, int]:
    """Return the least CPU, the least wall and the highest peak of some rounds."""
    cpu = min(each.cpu for each, _ in costs)
    wall = min(each.wall for each, _ in costs)
    return Cost(cpu, wall), max(peak for _, peak in costs)


def sources(root: Path) -> list[Path]:
    """Return the files of a tree as gridref takes them."""
    return [root / os.fsdecode(found.path) for found in walk(os.fsencode(root), LIMITS).found]


def read_all(files: list[Path]) -> None:
    """Read every file."""
    for file in files:
        file.read_bytes()


def parse_all(files: list[Path]) -> None:
    """Parse every file that has a grammar, and do nothing with the tree."""
    from tree_sitter import Parser

    parsers: dict[str, Parser] = {}
    for file in files:
        source = file.read_bytes()
        name = language_of(file.name, source)
        if b"\0" in source[:8000] or not name or not languages()[name].grammar:
            continue
        if name not in parsers:
            parsers[name] = Parser(grammar(name))
        parsers[name].parse(source)


def index_all(here: Place, workers: int) -> None:
    """Make an index from nothing."""
    shutil.rmtree(here.folder, ignore_errors=True)
    refresh(here, workers)


def refresh(here: Place, workers: int) -> None:
    """Bring an index up to date."""
    with indexer(here, "benchmark") as writing:
        writing.refresh(LIMITS, workers)


def edited(here: Place, files: list[Path]) -> float:
    """Return the CPU seconds of a new line in a median file, in a process that is running."""
    coded = [file for file in files if language_of(file.name)]
    median = sorted(coded, key=lambda file: file.stat().st_size)[len(coded) // 2]
    whole = median.read_bytes()
    costs = []
    try:
        with indexer(here, "benchmark") as writing:
            writing.refresh(LIMITS, 0)
            # As a server does that was told of the change.
            look = Look(frozenset([os.fsencode(median.relative_to(here.root))]))
            for at in range(6):
                median.write_bytes(whole + b"\n" * (at + 1))
                before = process_time()
                writing.refresh(LIMITS, 0, look=look)
                costs.append(process_time() - before)
    finally:
        median.write_bytes(whole)
    return min(costs[1:])


@cache
def searching(name: str, text: str) -> "QueryCursor":
    """Return what searches trees of a language; it is kept, see `matches`."""
    from tree_sitter import Query, QueryCursor

    return QueryCursor(Query(grammar(name), text))


def phases(files: list[Path]) -> str:
    """Say what the steps from bytes to facts cost beside the parse, in the main language."""
    from tree_sitter import Parser

    named: dict[str, list[bytes]] = {}
    for file in files:
        source = file.read_bytes()
        named.setdefault(language_of(file.name, source), []).append(source)
    coded = [name for name in named if name and languages()[name].grammar]
    main = max(coded, key=lambda name: sum(map(len, named[name])))
    sources, parser = named[main], Parser(grammar(main))
    nothing = searching(main, "(ERROR (ERROR) @none)")
    everything = searching(main, languages()[main].query)
    extract(sources[0], main)
    trees: list[Tree] = []
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: [None for source in sources if parser.parse(source)],
        "bytes to facts": lambda: [None for source in sources if extract(source, main)],
        "": lambda: trees.extend(map(parser.parse, sources)) if not trees else None,
        "a query that finds nothing": lambda: [nothing.matches(tree.root_node) for tree in trees],
        "the query": lambda: [None for tree in trees if everything.matches(tree.root_node)],
    }
    cpu = {name: min(cost(step).cpu for _ in range(3)) for name, step in steps.items()}
    return f"{main}: " + ", ".join(
        f"{name} {each / cpu['parse']:.2f}x" for name, each in cpu.items() if name
    )


def measured(root: Path, rounds: int, store: Path) -> list[tuple[str, str]]:
    """Measure one tree."""
    files = sources(root)
    here = place(root, store, exactly=True)
    size = sum(file.stat().st_size for file in files)
    work: dict[str, Callable[[], object]] = {
        "read": lambda: read_all(files),
        "parse": lambda: parse_all(files),
        "index, 1 process": lambda: index_all(here, 0),
        "index, 2 workers": lambda: index_all(here, 2),
        "nothing changed": lambda: refresh(here, 2),
    }
    # Round by round, so that a slow minute of the machine falls on all of them.
    seen = {name: [] for name in work}  # type: dict[str, list[tuple[Cost, int]]]
    for _ in range(rounds):
        for name, each in work.items():
            seen[name].append(forked(each))
    done = {name: least(costs) for name, costs in seen.items()}
    floor = done["parse"][0].cpu
    kept = here.index.stat().st_size
    rows = [(f"{root.name}: {len(files):,} files, {size / 1e6:.1f} MB", "")]
    for name, (spent, peak) in done.items():
        text = f"{spent.cpu:.2f} CPU s ({spent.cpu / floor:.2f}x), {spent.wall:.2f} s, {peak} MB"
        rows.append((name, text))
    ratio = done["index, 2 workers"][0].wall / done["index, 1 process"][0].wall
    unchanged = done["nothing changed"][0].cpu * 3000 / len(files)
    rows.append(("wall, 2 workers to 1 process", f"{ratio:.2f}"))
    rows.append(("nothing changed, 3,000 files", f"{unchanged:.3f} CPU s"))
    rows.append(("one median file edited", f"{edited(here, files) * 1000:.1f} CPU ms"))
    rows.append(("store to source", f"{kept / size:.2f}"))
    rows.append(("beside its parse", phases(files)))
    return rows


def main() -> None:
    """Measure trees and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as store:
        for tree in given.trees:
            print()
            for name, text in measured(tree.resolve(), given.rounds, Path(store)):
                print(f"| {name} | {text} |")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
