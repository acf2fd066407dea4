"""How long names take to find among a million, and whether a typing error still leads to them.

Makes a store of made-up names, then measures in this process what `find` does: exact names,
prefixes, fragments of three characters and more, names with one typing error.
"""

import argparse
import os
import random
import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from facts_of_machine import machine

from gridref_indexers.facts import Definition, Facts
from gridref_indexers.place import Place
from gridref_indexers.refresh import digest, indexer
from gridref_indexers.worker import packed
from gridref_server.index import Index
from gridref_server.naming import CANDIDATES
from gridref_server.nearest import similar
from gridref_server.settings import Settings

PER_CONTENT = 200
# So many definitions of each distinct name were seen in real trees of this size.
DISTINCT = 0.42
TYPOS = ("replaced", "left out", "too many", "swapped")

Item = TypeVar("Item")


@dataclass(frozen=True)
class Timing:
    """What one sort of look-up took, each call by itself."""

    title: str
    wall_ms: list[float]
    cpu_ms: float
    found: float
    bar: str

    def row(self) -> str:
        """Return a row of the table."""
        wall = sorted(self.wall_ms)
        middle, high = wall[len(wall) // 2], wall[int(len(wall) * 0.95)]
        return (
            f"| {self.title} | {len(wall)} | {middle:.3f} | {high:.3f} | {self.cpu_ms:.3f} "
            f"| {self.found:.3f} | {self.bar} |"
        )


def main() -> None:
    """Make the store, ask, print."""
    given = arguments()
    rng = random.Random(given.seed)
    with TemporaryDirectory() as folder:
        home = Place(Path(folder), "", Path(folder) / "store")
        names = made_up(rng, int(given.definitions * DISTINCT))
        spent = process_time()
        fill(home, names, given.definitions, rng)
        spent = process_time() - spent
        print(machine())
        size = os.path.getsize(home.index) / 1e6
        print(f"{given.definitions:,} definitions, {len(names):,} distinct names")
        print(f"store {size:.0f} MB, made in {spent:.1f} CPU s\n")
        index = Index(home, Settings())
        with index.asked():
            print("| look-up | calls | p50 ms | p95 ms | CPU ms | found | bar, p95 |")
            print("|---|---|---|---|---|---|---|")
            for timing in timings(index, names, rng, given.calls):
                print(timing.row(), flush=True)
        index.close()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--definitions", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=400, help="look-ups of each sort")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


# A store


def made_up(rng: random.Random, size: int) -> list[str]:
    """Return distinct names as programs have them: words in one of four styles."""
    words = list(dict.fromkeys(_word(rng) for _ in range(6000)))
    # As in real code a few words are in very many names.
    weights = [1 / (at + 3) for at in range(len(words))]
    found: dict[str, None] = {}
    while len(found) < size:
        counts = rng.choices((1, 2, 3, 4), (1, 5, 6, 2), k=1000)
        drawn = iter(rng.choices(words, weights, k=sum(counts)))
        for count in counts:
            found[_styled(rng, list(islice(drawn, count)))] = None
    return list(found)[:size]


def _word(rng: random.Random) -> str:
    syllables = ("".join(rng.choice(part) for part in _SYLLABLE) for _ in range(rng.randint(1, 3)))
    return "".join(syllables)


_SYLLABLE = (
    ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "pr", "tr", "ch"],
    ["a", "e", "i", "o", "u", "ea", "io"],
    ["", "", "n", "r", "s", "t", "l", "x", "ck", "nd"],
)


def _styled(rng: random.Random, words: list[str]) -> str:
    style = rng.random()
    if style < 0.5:
        return ("_" if style < 0.05 else "") + "_".join(words)
    if style < 0.75:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if style < 0.97:
        return "".join(word.capitalize() for word in words)
    return "_".join(words).upper()


def fill(home: Place, names: list[str], definitions: int, rng: random.Random) -> None:
    """Write a store: every name once, and the rest drawn so that some names are common."""
    # The common ones of real code (`get`, `__init__`) have thousands of definitions.
    more = rng.choices(names, [1 / (at + 50) for at in range(len(names))], k=definitions)
    every = [*names, *more[: max(0, definitions - len(names))]]
    rng.shuffle(every)
    with indexer(home, "benchmark") as writing:
        writer = writing.writer
        writer.begin()
        for at, some in enumerate(_lots(every, PER_CONTENT)):
            rows = tuple(_definition(line, name) for line, name in enumerate(some, 1))
            facts = packed(Facts("parsed", len(some), definitions=rows))
            path = f"package{at % 97}/module{at}.py".encode()
            number = writer.put_content((digest(path), "python"), 0, facts)
            key = (0, 0, 0, 0, 0o100644)
            writer.put_files(writing.checkout, [(path, number, "", *key, False)])
        writer.make_searchable()
        writer.commit(writing.checkout, 0)


def _lots(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while lot := list(islice(rest, size)):
        yield lot


def _definition(line: int, name: str) -> Definition:
    return Definition(
        -1,
        "function",
        name,
        name,
        f"def {name}(self)",
        "",
        "",
        True,
        line,
        line,
        line * 80,
        line * 80 + 70,
    )


# Look-ups


def timings(index: Index, names: list[str], rng: random.Random, calls: int) -> Iterator[Timing]:
    """Yield each sort of look-up, as `find` makes it."""
    store = index.store
    some = rng.sample(names, calls)
    yield timed("exact", some, lambda name: bool(store.named(name)), "< 1")
    yield timed(
        "exact, whatever its case", some, lambda name: bool(store.named(name, folded=True)), "< 1"
    )
    missing = [f"{name}_zq" for name in some]
    yield timed("exact, absent", missing, lambda name: not store.named(name), "< 1")
    starts = [name[: rng.randint(3, 6)] for name in some]
    yield timed(
        "prefix, 100 names", starts, lambda start: bool(store.names_from(start, 100)), "< 1"
    )
    for size in (3, 4, 6):
        cut = [_fragment(rng, name, size) for name in names_of(rng, names, size, calls)]
        yield timed(
            f"substring of {size}, {CANDIDATES} names",
            cut,
            lambda part: bool(store.names_with([part], CANDIDATES)),
            "< 5",
        )
    yield from typing_errors(index, names, rng, calls)


def typing_errors(
    index: Index, names: list[str], rng: random.Random, calls: int
) -> Iterator[Timing]:
    """Yield look-ups of names with one typing error; found: the name is among the first ten."""
    known = set(names)
    for sort in TYPOS:
        pairs = []
        for name in names_of(rng, names, 5, calls):
            wrong = mistyped(rng, name, sort)
            if wrong not in known:
                pairs.append((wrong, name))
        yield timed(
            f"one character {sort}",
            pairs,
            lambda pair: pair[1] in similar(index, pair[0], 10),
            "< 20, found >= 0.97",
        )


def names_of(rng: random.Random, names: list[str], size: int, calls: int) -> list[str]:
    """Return names of at least so many characters."""
    return rng.sample([name for name in names if len(name) >= size], calls)


def _fragment(rng: random.Random, name: str, size: int) -> str:
    at = rng.randint(0, len(name) - size)
    return name[at : at + size]


def mistyped(rng: random.Random, name: str, sort: str) -> str:
    """Return a name with one typing error anywhere in it."""
    at = rng.randrange(len(name) - 1)
    letter = rng.choice(string.ascii_lowercase)
    if sort == "replaced":
        return name[:at] + letter + name[at + 1 :]
    if sort == "left out":
        return name[:at] + name[at + 1 :]
    if sort == "too many":
        return name[:at] + letter + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def timed(title: str, asked: list[Item], ask: Callable[[Item], bool], bar: str) -> Timing:
    """Ask everything once to warm up and once to be timed."""
    for each in asked[:20]:
        ask(each)
    wall: list[float] = []
    hits = 0
    spent = process_time()
    for each in asked:
        start = perf_counter()
        hits += ask(each)
        wall.append(1000 * (perf_counter() - start))
    spent = process_time() - spent
    return Timing(title, wall, 1000 * spent / len(asked), hits / len(asked), bar)


if __name__ == "__main__":
    main()
