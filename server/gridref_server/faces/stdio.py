"""MCP over the standard streams: nothing but replies on stdout, and an end when the client ends."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, BinaryIO, NoReturn

import anyio
from anyio.from_thread import BlockingPortal
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from anyio.to_thread import run_sync
from mcp.server.lowlevel import Server
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    TextContent,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

from gridref_server.apart import watch
from gridref_server.faces.wire import Wire

LONGEST_LINE = 16_000_000
# A client may send all that it has and close its end: what is under way is answered still.
GRACE_S = 0.7

_ID = re.compile(rb'"id"\s*:\s*(-?\d{1,18}|"(?:[^"\\\x00-\x1f]|\\.){0,200}")(?=\s*(?:[,}]|$))')


def serve(server: Server[Any], wire: Wire, ending: Callable[[], None]) -> NoReturn:
    """Answer one client until it goes away; then end the process, whatever it is doing.

    `ending` is called before, and must not take long.
    """
    # The kernel's own way to end a process works even while a parser holds the interpreter, and
    # the index is whole at any moment: there is nothing to tidy up.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    # What several threads make is built before there are several.
    for model in (ErrorData, JSONRPCError, TextContent, CallToolResult):
        model.model_rebuild()
    # Another child of our parent may hold our input open when it has ended.
    Thread(target=watch, args=(os.getppid(),), daemon=True).start()
    anyio.run(_serve, server, wire, ending)
    _leave()


def _leave() -> NoReturn:
    sys.stderr.flush()
    os._exit(0)


async def _serve(server: Server[Any], wire: Wire, ending: Callable[[], None]) -> None:
    incoming, requests = anyio.create_memory_object_stream[SessionMessage | Exception](64)
    replies, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
    async with BlockingPortal() as portal, anyio.create_task_group() as tasks:
        client = _Client(incoming, replies.clone(), ending)
        tasks.start_soon(client.write, outgoing, wire.output)
        Thread(target=_read, args=(portal, client, wire.input), daemon=True).start()
        await server.run(requests, replies, server.create_initialization_options())
        _leave()


@dataclass
class _Client:
    """Who is at the other end, and the requests that it waits for."""

    incoming: MemoryObjectSendStream[SessionMessage | Exception]
    replies: MemoryObjectSendStream[SessionMessage]
    ending: Callable[[], None]
    waits_for: set[int | str | None] = field(default_factory=set)
    answered: anyio.Event = field(default_factory=anyio.Event)

    async def take(self, message: "JSONRPCMessage | _Refusal") -> None:
        """Hand on what the client sent, or tell it that this is nothing."""
        if isinstance(message, _Refusal):
            await self.replies.send(SessionMessage(message.reply))
            return
        if isinstance(message, JSONRPCRequest):
            self.waits_for.add(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method.endswith("/cancelled"):
            # What is no id is waited for by nobody, and may be anything at all.
            given = (message.params or {}).get("requestId")
            self.waits_for -= {each for each in self.waits_for if each == given}
        await self.incoming.send(SessionMessage(message))

    async def write(
        self, outgoing: MemoryObjectReceiveStream[SessionMessage], descriptor: int
    ) -> None:
        """Write all replies, each on a line."""
        async for each in outgoing:
            await run_sync(_write, descriptor, _line(each.message))
            if isinstance(each.message, JSONRPCResponse | JSONRPCError):
                self.waits_for -= {each.message.id}
                self.answered.set()
                self.answered = anyio.Event()

    async def end(self) -> None:
        """Leave when all is answered, or soon."""
        with anyio.move_on_after(GRACE_S):
            while self.waits_for:
                await self.answered.wait()
        self.ending()
        _leave()


def _read(portal: BlockingPortal, client: _Client, descriptor: int) -> None:
    """Hand on line after line; a line that is no message must not end the conversation."""
    try:
        with os.fdopen(descriptor, "rb") as source:
            for line in _lines(source):
                if line.strip():
                    portal.call(client.take, _message(line))
    finally:
        portal.call(client.end)


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Yield the lines, those too long only by their beginning."""
    while line := source.readline(LONGEST_LINE):
        yield line
        while not line.endswith(b"\n") and len(line) == LONGEST_LINE:
            line = source.readline(LONGEST_LINE)


@dataclass(frozen=True)
class _Refusal:
    """The reply to a line that is no message."""

    reply: JSONRPCError


def _message(line: bytes) -> JSONRPCMessage | _Refusal:
    """Return what a line says."""
    try:
        # Not pydantic's own parser: it refuses lone surrogates, which are a question like others.
        value = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        return _refusal(_id_in(line), PARSE_ERROR, "this is nested too deeply")
    except ValueError as why:
        return _refusal(_id_in(line), PARSE_ERROR, f"this is no JSON: {str(why)[:200]}")
    given = value.get("id") if isinstance(value, dict) else None
    try:
        message = jsonrpc_message_adapter.validate_python(value, by_name=False)
    except ValidationError:
        return _refusal(given, INVALID_REQUEST, "this is no JSON-RPC message")
    if isinstance(message, JSONRPCNotification) and "id" in value:
        return _refusal(given, INVALID_REQUEST, "the id is neither a string nor a whole number")
    return message


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _id_in(line: bytes) -> object:
    """Make out the id of the request that a broken line was meant to be."""
    before, _, after = line.partition(b'"params"')
    ids = _ID.findall(before) or _ID.findall(after)[-1:]
    try:
        return json.loads(ids[0].decode("utf-8", "replace"), strict=False) if ids else None
    except ValueError:  # the id itself is broken
        return None


def _refusal(given: object, code: int, why: str) -> _Refusal:
    known = given if isinstance(given, int | str) and not isinstance(given, bool) else None
    error = ErrorData(code=code, message=why)
    return _Refusal(JSONRPCError(jsonrpc="2.0", id=known, error=error))


def _line(message: JSONRPCMessage) -> bytes:
    shape = message.model_dump(by_alias=True, mode="json", exclude_unset=True)
    # What UTF-8 can't say becomes `\udc80`, which within JSON is what it was.
    text = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:  # the client reads no more
        _leave()
