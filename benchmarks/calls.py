"""What a look-up costs over MCP on stdio, beside a call of the same server that does nothing.

    python benchmarks/calls.py TREE [--calls 200]

The empty call is one of a tool that does not exist: it takes the same way in and out. Processor
time is that of the server alone; each sort of call is made in turn, so that a slow minute of the
machine falls on all of them.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from facts_of_machine import machine

from gridref_server.faces.opened import opened
from gridref_server.registry import ask

COMMAND = [sys.executable, "-c", "from gridref_server.start import main; raise SystemExit(main())"]
HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}


class Client:
    """The other end of a server's standard streams."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.number = 0

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request and return its reply."""
        assert self.process.stdin and self.process.stdout
        self.number += 1
        request = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def call(self, tool: str, given: dict[str, Any]) -> Any:
        """Call a tool."""
        return self.ask("tools/call", {"name": tool, "arguments": given})

    def cpu(self) -> float:
        """Return the seconds of the processor that the server's threads have taken."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


@contextmanager
def served(root: Path, store: Path) -> Iterator[Client]:
    """Run a server until its index is there and its ranks are."""
    command = [*COMMAND, "mcp", "--root", str(root), "--store", str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        client = Client(process)
        client.ask("initialize", HELLO)
        index = opened(str(root), {"store.folder": str(store)})
        while not (index.is_complete() and index.is_ranked()):
            sleep(0.5)
        index.close()
        yield client
        assert process.stdin
        process.stdin.close()


def questions(root: Path, store: Path, count: int) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return calls of each sort, about definitions drawn with a fixed seed."""
    index = opened(str(root), {"store.folder": str(store)})
    index.refresh()
    answer = ask(index, "find", {"name": "*e*", "kind": "function", "limit": 100, "budget": 20000})
    refs = [item.ref for group in answer.groups for item in group.items]
    index.close()
    drawn = random.Random(1).choices(refs, k=count)
    names = [ref.partition("#")[2] for ref in drawn]
    return {
        "nothing": [("no_such_tool", {})] * count,
        "find, one name": [("find", {"name": ref}) for ref in drawn],
        "find, absent": [("find", {"name": f"{name}x"}) for name in names],
        "read, one definition": [("read", {"refs": [ref]}) for ref in drawn],
        "map, one file": [("map", {"path": ref.partition("#")[0]}) for ref in drawn],
        "uses": [("uses", {"ref": ref}) for ref in drawn],
    }


def main() -> None:
    """Measure and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--calls", type=int, default=200)
    given = parser.parse_args()
    root = given.tree.resolve()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        asked = questions(root, store, given.calls)
        wall: dict[str, list[float]] = {name: [] for name in asked}
        own: dict[str, list[float]] = {name: [] for name in asked}
        with served(root, store) as client:
            for calls in asked.values():
                for call in calls[:20]:  # warm
                    client.call(*call)
            for turn in range(given.calls):
                for name, calls in asked.items():
                    started, before = perf_counter(), client.cpu()
                    client.call(*calls[turn])
                    wall[name].append(perf_counter() - started)
                    own[name].append(client.cpu() - before)
    print(machine())
    cpu = {name: median(each) for name, each in own.items()}
    floor = median(wall["nothing"])
    print(
        "\n| call | p50 ms | p95 ms | CPU ms | p50 to the empty call | CPU to it |"
        "\n| --- | --- | --- | --- | --- | --- |"
    )
    for name, times in wall.items():
        p50, p95 = median(times) * 1000, sorted(times)[len(times) * 95 // 100] * 1000
        print(
            f"| {name} | {p50:.1f} | {p95:.1f} | {cpu[name] * 1000:.1f} "
            f"| {median(times) / floor:.2f}x | {cpu[name] / cpu['nothing']:.2f}x |"
        )


if __name__ == "__main__":
    main()
