"""A repository as servers answer for it: who keeps it, and what is noted of each answer."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TypeVar

import anyio

from gridref_server.answer import Answer
from gridref_server.faces.events import Changes
from gridref_server.keeper import Keeper
from gridref_server.ledger import Asked, Ledger, asked

# So many questions wait for the one that is being answered, and each so long at most.
MOST_WAITING = 64
LONGEST_S = 30.0

Said = TypeVar("Said")


class Overloaded(Exception):
    """More is asked than can be answered soon; in one sentence."""


@dataclass
class Desk:
    """One repository. Its `name` is part of addresses, where several are served."""

    keeper: Keeper
    ledger: Ledger | None = None
    name: str = ""
    changes: Changes = field(default_factory=Changes)
    noted: Callable[[Asked], None] = lambda _: None
    # The index takes one at a time, each after the other without a way back to the event loop.
    _answering: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "gridref-answering")
    )
    _here: int = 0
    _counting: Lock = field(default_factory=Lock)

    async def apart(self, work: Callable[[], Said]) -> Said:
        """Do something in another thread, one at a time; raise `Overloaded` if too many wait.

        What is cancelled while it waits is not done.
        """
        if self._here > MOST_WAITING:
            raise Overloaded(f"{MOST_WAITING} questions are waiting; ask again in a second")
        with self._counting:
            self._here += 1
        begun = self._answering.submit(work)
        begun.add_done_callback(self._gone)
        with anyio.move_on_after(LONGEST_S):
            return await asyncio.wrap_future(begun)
        raise Overloaded(f"it takes longer than {LONGEST_S:g} s; ask for less at once")

    def _gone(self, _: "Future[Said]") -> None:
        with self._counting:
            self._here -= 1


@dataclass
class Question:
    """A question on its way: asked once, answered once, then noted."""

    desk: Desk
    face: str
    client: str
    tool: str
    given: Mapping[str, object]
    answer: Answer | None = None
    seconds: float = 0.0

    def ask(self) -> Answer:
        """Answer it; raise `Misuse` if it is none."""
        started = monotonic()
        try:
            self.answer = self.desk.keeper.ask(self.tool, self.given)
            return self.answer
        finally:
            self.seconds = monotonic() - started

    def note(self, size: int) -> None:
        """Note what was asked and answered, in so many characters."""
        each = asked(self.face, self.client, self.tool, self.given, self.answer, size, self.seconds)
        if self.desk.ledger:
            self.desk.ledger.note(each)
        self.desk.noted(each)
