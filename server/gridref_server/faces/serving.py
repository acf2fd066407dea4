"""Runs the HTTP server: on this machine alone, quiet, and gone soon after it is told to go."""

import logging
import os
import re
import signal
import socket
from asyncio import TimerHandle, Transport
from collections.abc import Sequence
from itertools import chain, count
from threading import Timer
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from gridref_server.answer import Misuse
from gridref_server.faces.desk import Desk
from gridref_server.faces.door import Door
from gridref_server.faces.events import Changes
from gridref_server.faces.http import app
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.ledger import Ledger

# A client that keeps its line open must not keep the server.
GRACE_S = 0.8
# And one that has not said so soon what it asks is not waited for,
HEAD_S = 10.0
# nor one that does not take its answer: then the line is full, and nothing of it has gone out.
TAKING_S = 20.0


class _Server(uvicorn.Server):
    """A server that is gone soon after it is told to go."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # That clients are cut off is no error of theirs or ours.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        last = Timer(GRACE_S, os._exit, (128 + sig,))
        last.daemon = True
        last.start()
        super().handle_exit(sig, frame)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise `Misuse` if somebody else has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: without, asyncio lets answers wait 40 ms for the client's nod.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as why:
        listener.close()
        said = f"can't listen at {host} port {port}: {(why.strerror or str(why)).lower()}"
        raise Misuse(f"{said}; choose another with --port") from why
    return listener


class _Protocol(H11Protocol):
    """Hangs up on who takes too long to say what it asks, or to take what it asked for.

    A body is between the two, and the guard's.
    """

    _late: TimerHandle | None = None
    _full: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        self._taken()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_more()
        elif self._late is None:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._full = self.loop.call_later(TAKING_S, self.transport.abort)

    def resume_writing(self) -> None:
        self._taken()
        super().resume_writing()

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_S, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._late:
            self._late.cancel()
        self._late = None

    def _taken(self) -> None:
        if self._full:
            self._full.cancel()
        self._full = None


def server(desks: Sequence[Desk], door: Door) -> uvicorn.Server:
    """Return the server for some repositories, which is yet to be run."""
    config = uvicorn.Config(
        app(*desks, door=door),
        http=_Protocol,  # by h11, which refuses heads above 64 KB; not all do
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=0,
    )
    return _Server(config)


def serve(desks: Sequence[Desk], door: Door, listener: socket.socket) -> int:
    """Answer until told to go."""
    try:
        server(desks, door).run(sockets=[listener])
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def desks(indexes: Sequence[Index]) -> list[Desk]:
    """Return repositories as they are served, each under a name of its own."""
    made: list[Desk] = []
    for index in indexes:
        name = _name(index, {each.name for each in made})
        if len(indexes) > 1:
            index.name = name
        changes = Changes()
        keeper = Keeper(index, changes.tell)
        made.append(Desk(keeper, Ledger(index.place, index.settings.ledger.keep), name, changes))
    return made


def _name(index: Index, taken: set[str]) -> str:
    """Return the name of a folder as it can stand in an address, with a number if it is taken."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", index.place.root.name).strip("-.") or "root"
    numbered = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)
