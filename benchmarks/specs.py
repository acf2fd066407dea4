"""What maps of real corpora of specs cost in tokens, and what asking takes in CPU seconds.

    python benchmarks/specs.py OPENSPEC [KIRO_PROJECT KEPS ...]

Each argument is the root of a checkout. A row a corpus: how large it is, what the names and the
fullest map within 2,500 tokens take, and what the first and the next question cost.
"""

import argparse
import tempfile
from pathlib import Path
from time import process_time

from gridref_indexers.place import place
from gridref_indexers.specs.entry import DEMANDS
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.render import text, tokens
from gridref_server.settings import Settings
from gridref_server.specs.corpus import STANDING, corpus


def main() -> None:
    """Measure each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    _ = parser.add_argument("roots", nargs="+", type=Path)
    for root in parser.parse_args().roots:
        with tempfile.TemporaryDirectory() as store:
            print(row(root, Path(store)))


def row(root: Path, store: Path) -> str:
    """Return what was measured of one corpus."""
    index = Index(place(root, store, exactly=True), Settings())
    _ = index.refresh()
    first, names = _asked(index, {"show": "names", "budget": 2500})
    again, full = _asked(index, {"budget": 2500})
    searched, _ = _asked(index, {"query": "error message", "budget": 1200})
    with index.asked():
        known = corpus(index)
        standing = [path for path, each in known.specs.items() if each.role in STANDING]
        size = sum(known.tokens(path) for path in standing)
        demands = sum(1 for _ in known.demands())
    sizes = [
        e.end_line - e.start_line
        for p in standing
        for e in known.specs[p].entries
        if e.kind in DEMANDS
    ]
    index.close()
    return (
        f"{root.name}: {len(standing)} specs, {size:,} tokens, {demands} requirements"
        f" of {sorted(sizes)[len(sizes) // 2] + 1 if sizes else 0} lines (median);"
        f" names {names} tokens, map {full};"
        f" first question {first:.2f} s of CPU, next {again:.2f}, search {searched:.2f}"
    )


def _asked(index: Index, given: dict[str, object]) -> tuple[float, int]:
    started = process_time()
    answer = ask(index, "specs", given)
    return process_time() - started, tokens(text(answer))


if __name__ == "__main__":
    main()
