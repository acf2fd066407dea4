"""What happens, as server-sent events: the index was brought up to date, a lookup was answered."""

import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field

import anyio
from anyio.to_thread import run_sync

from gridref_indexers.refresh import Report
from gridref_server.ledger import Ledger

# The ledger is looked at, since agents have servers of their own that write it too.
EVERY_S = 0.5
ALIVE_S = 15.0
MOST_AT_ONCE = 100
MOST_LISTENERS = 16


@dataclass
class Changes:
    """The last times that an index was brought up to date."""

    count: int = 0
    latest: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=MOST_AT_ONCE))

    def tell(self, report: Report, seconds: float) -> None:
        """Note one; the keeper calls this from its own thread."""
        ms = round(seconds * 1000, 1)
        self.latest.append({"read": report.read, "gone": report.gone, "ms": ms})
        self.count += 1

    def after(self, count: int) -> list[dict[str, object]]:
        """Return those that came after the first so many."""
        new = min(self.count - count, len(self.latest))
        return list(self.latest)[len(self.latest) - new :] if new else []


async def stream(changes: Changes, ledger: Ledger | None) -> AsyncIterator[bytes]:
    """Yield what happens from now on, until the client is gone."""
    seen = changes.count
    last = await _last(ledger)
    yield b"retry: 2000\n\n: listening\n\n"
    silent = 0.0
    while True:
        told = [_event("index", each) for each in changes.after(seen)]
        seen = changes.count
        if ledger:
            entries = await run_sync(ledger.latest, MOST_AT_ONCE, last)
            told += [_event("lookup", asdict(each), each.id) for each in reversed(entries)]
            last = max([last, *(each.id for each in entries)])
        silent = 0.0 if told else silent + EVERY_S
        if silent >= ALIVE_S:
            told, silent = [b": alive\n\n"], 0.0
        if told:
            yield b"".join(told)
        await anyio.sleep(EVERY_S)


async def _last(ledger: Ledger | None) -> int:
    entries = await run_sync(ledger.latest, 1) if ledger else []
    return entries[0].id if entries else 0


def _event(name: str, value: object, number: int = 0) -> bytes:
    said = json.dumps(value, ensure_ascii=False)
    numbered = f"id: {number}\n" if number else ""
    return f"{numbered}event: {name}\ndata: {said}\n\n".encode("utf-8", "backslashreplace")
