"""How long `where` takes on one tree: real texts, each asked once to warm up and once to be timed.

    python benchmarks/where_speed.py ROOT DATA --store FOLDER

The texts are of other repositories, so most of their words are rare here; time is of the processor.
"""

import argparse
import json
from pathlib import Path
from time import process_time

from facts_of_machine import machine

from gridref_indexers.place import place
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.settings import Settings


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    given = parser.parse_args()
    print(machine())
    index = Index(place(given.root, given.store, exactly=True), Settings())
    index.refresh()
    print(f"{index.status()['files']} files")
    for track in ("questions", "issues", "commits"):
        lines = (given.data / f"{track}.jsonl").read_text("utf-8").splitlines()[::3]
        texts = [json.loads(line)["query"] for line in lines]
        for text in texts[:20]:
            ask(index, "where", {"task": text, "budget": 1000})
        spent = sorted(timed(index, text) for text in texts)
        middle, high = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
        print(f"{track}: {len(spent)} asked, CPU ms p50 {middle:.1f}, p95 {high:.1f}")
    index.close()


def timed(index: Index, text: str) -> float:
    """Return how many milliseconds of the processor one question takes."""
    started = process_time()
    ask(index, "where", {"task": text, "budget": 1000})
    return 1000 * (process_time() - started)


if __name__ == "__main__":
    main()
