"""A repository as servers answer for it: who keeps it, and what is noted of each answer."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TypeVar

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

    async def apart(self, work: Callable[[], Said]) -> Said:
        """Do something in another thread, one at a time; raise `Overloaded` if too many wait.

        What is cancelled while it waits is not done.
        """
        if self._here > MOST_WAITING:
            raise Overloaded(f"{MOST_WAITING} questions are waiting; ask again in a second")
        loop = asyncio.get_running_loop()
        said: asyncio.Future[Said] = loop.create_future()
        _ = self._answering.submit(self._work, work, said, loop)
        self._here += 1
        late = loop.call_later(LONGEST_S, _give_up, said)
        try:
            return await said
        finally:
            late.cancel()

    def _work(
        self,
        work: Callable[[], Said],
        said: "asyncio.Future[Said]",
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Work in the other thread, unless nobody waits for it any more, and say what came of it.

        A future of this kind is told by its own loop: half of what one for threads costs.
        """
        tell: Callable[[], object] = said.cancel
        try:
            if not said.done():
                tell = partial(said.set_result, work())
        except Exception as why:  # whatever it is, who asked is to have it
            tell = partial(said.set_exception, why)
        with suppress(RuntimeError):  # the loop has ended, and with it who asked
            loop.call_soon_threadsafe(self._settle, said, tell)

    def _settle(self, said: "asyncio.Future[Said]", tell: Callable[[], object]) -> None:
        self._here -= 1
        if not said.done():
            tell()


def _give_up(said: "asyncio.Future[Said]") -> None:
    if not said.done():
        why = f"it takes longer than {LONGEST_S:g} s; ask for less at once"
        said.set_exception(Overloaded(why))


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
