"""What installed packages cost: reading them, asking them, and the tokens of an answer.

    python benchmarks/dependencies.py ENVIRONMENT [--packages fastapi httpx rich pydantic]
    python benchmarks/dependencies.py ENVIRONMENT --griffe PYTHON

ENVIRONMENT is a virtual environment or a `node_modules`. Stores are made in a temporary folder.
With `--griffe`, an interpreter that has griffe loads the named packages too, without importing
them, for comparison.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from gridref_indexers.packages.build import build
from gridref_indexers.packages.environments import environments, packages
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.shelf import place as place_of
from gridref_indexers.place import place
from gridref_server.dependencies import dependencies
from gridref_server.index import Index
from gridref_server.library import Library
from gridref_server.registry import ask
from gridref_server.render import text, tokens
from gridref_server.settings import DependencySettings, Settings

FOUR = ["fastapi", "httpx", "rich", "pydantic"]
SAMPLE = 200
WORKERS = 2
GRIFFE = """
import sys, time
from griffe import load
started = time.process_time()
for name in sys.argv[2:]:
    load(name, search_paths=[sys.argv[1]], allow_inspection=False)
print(f"{time.process_time() - started:.2f}")
"""


def cpu() -> float:
    """Return the processor time of this process and of those it has waited for."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(each.ru_utime + each.ru_stime for each in (own, others))


def peak_mb() -> tuple[int, int]:
    """Return the most memory that this process and any one of its children held."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_maxrss // 1024, others.ru_maxrss // 1024


def built(what: str, of: Sequence[Package], stores: Path) -> None:
    """Make the stores of packages and say what that took."""
    wall, before = perf_counter(), cpu()
    made = build(
        [(each, place_of(each, stores)) for each in of], "benchmark", WORKERS, lambda _: None
    )
    took = perf_counter() - wall
    size = sum(file.stat().st_size for file in stores.rglob("index.sqlite"))
    print(
        f"{what}: {len(made)} packages, {sum(each.files for each in made):,} files, "
        f"{cpu() - before:.1f} CPU s, {took:.1f} s, {size / 1e6:.0f} MB in all, "
        f"peak {peak_mb()[0]} MB and {peak_mb()[1]} MB a worker"
    )
    for each in made:
        if each.why_not:
            print(f"  not read: {each.package.ref}: {each.why_not}")


def names(library: Library) -> Iterator[str]:
    """Yield public names of a package: what it exports, and the members of that."""
    for start, module in library.starts.items():
        for name in library.members(library.within(start)) if module else ():
            if name.startswith("_"):
                continue
            yield f"{start}.{name}"
            found = library.within(f"{start}.{name}")
            if found.targets:
                inner = (each for each in library.members(found) if not each.startswith("_"))
                yield from (f"{start}.{name}.{each}" for each in inner)


def timed(index: Index, lookup: str, questions: Sequence[dict[str, str]]) -> list[float]:
    """Return the milliseconds of processor time that each question took."""
    took = []
    for given in questions:
        started = process_time()
        ask(index, lookup, given)
        took.append((process_time() - started) * 1000)
    return took


def shown(values: Sequence[float]) -> str:
    """Return the median and the 95th percentile."""
    return f"p50 {median(values):.1f}, p95 {quantiles(values, n=20)[-1]:.1f}"


def asked(environment: str, stores: Path, folder: Path) -> None:
    """Ask of a sample of names, and of as many that there are not."""
    folder.mkdir()
    (folder / "app.py").write_text("".join(f"def own_{n}(): ...\n" for n in range(1000)))
    settings = replace(Settings(), dependencies=DependencySettings((environment,)))
    index = Index(place(folder, stores, exactly=True), settings)
    index.refresh()
    with index.asked():
        libraries, _ = dependencies(index).searched()
        known = [name for library in libraries for name in names(library)]
    print(f"{len(libraries)} packages are asked, with {len(known):,} public names")
    sample = random.Random(1).sample(known, min(SAMPLE, len(known)))
    cards = [tokens(text(ask(index, "docs", {"query": name}))) for name in sample]
    print(f"tokens of a card: {shown(cards)}, max {max(cards)}")
    own = [{"name": f"own_{n}"} for n in range(SAMPLE)]
    print(f"find, of the project, packages beside it, ms: {shown(timed(index, 'find', own))}")
    theirs = [{"name": name} for name in sample]
    print(f"find, dotted, of a package, ms: {shown(timed(index, 'find', theirs))}")
    missing = [{"name": f"{name}xyz"} for name in sample]
    print(f"find, dotted, that is absent, ms: {shown(timed(index, 'find', missing))}")
    nowhere = [{"name": f"nowhere_{n}"} for n in range(SAMPLE)]
    print(f"find, bare, in no package, ms: {shown(timed(index, 'find', nowhere))}")
    docs = [{"query": name} for name in sample]
    print(f"docs of a name, ms: {shown(timed(index, 'docs', docs))}")
    print(f"peak {peak_mb()[0]} MB with all of them open")


def by_griffe(python: str, of: Sequence[Package]) -> None:
    """Say what griffe takes for the same packages."""
    modules = [each.modules[0] for each in of if each.modules]
    command = [python, "-c", GRIFFE, of[0].folder, *modules]
    took = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    print(f"griffe: {took} CPU s to load {', '.join(modules)}, in memory alone")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("environment")
    parser.add_argument("--packages", nargs="*", default=FOUR)
    parser.add_argument("--griffe", metavar="PYTHON")
    given = parser.parse_args()
    found = [
        each
        for here in environments("/nonexistent", [given.environment], variables={})
        for each in packages(here)
    ]
    if not found:
        sys.exit(f"no packages are installed in {given.environment}")
    some = [each for each in found if each.name in given.packages]
    with tempfile.TemporaryDirectory() as folder:
        stores = Path(folder, "stores")
        stores.mkdir()
        if some:
            built(", ".join(each.name for each in some), some, stores)
        if some and given.griffe:
            by_griffe(given.griffe, some)
        built("the rest", found, stores)
        asked(given.environment, stores, Path(folder, "project"))


if __name__ == "__main__":
    main()
