"""What every request goes through before any route sees it: who asks, how much, for how long."""

from collections.abc import Callable

import anyio
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridref_server.faces import page
from gridref_server.faces.door import Door
from gridref_server.faces.problem import problem

LARGEST_BODY = 4_000_000
# A body that is not there by then is no more waited for.
BODY_S = 10.0

# These hold nothing of a repository; the page asks for the token itself.
OPEN = frozenset({*page.FILES, "/healthz"})

_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Guard:
    """Looks at each request before any route does.

    A web page anywhere can make a browser ask 127.0.0.1, under whatever host name it has that
    resolve to there. No route is spared, that of errors neither.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        answered: Callable[[int], None],
        largest_body: int = LARGEST_BODY,
    ) -> None:
        self.app = app
        self.door = door
        self.answered = answered
        self.largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _safely(send, self.answered))
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        is_open = scope["path"] in OPEN and scope["method"] in ("GET", "HEAD")
        refused = self.door.refused(headers, is_open=is_open) or self._unfit(headers)
        if refused is None:
            body = await self._body(headers, receive)
            if body is None:  # the client has gone before it had asked
                return
            if isinstance(body, bytes):
                await self.app(scope, _again(body, receive), send)
                return
            refused = body
        await refused(scope, receive, send)

    def _unfit(self, headers: Headers) -> Response | None:
        if headers.get("content-encoding", "identity") != "identity":
            return problem(415, "send the body as it is, without a content-encoding")
        length = headers.get("content-length", "0")
        if length.isdecimal() and (len(length) > 12 or int(length) > self.largest_body):
            return _too_large(self.largest_body)
        return None

    async def _body(self, headers: Headers, receive: Receive) -> bytes | Response | None:
        """Take in a body in time; without one there is nothing to wait for."""
        if "transfer-encoding" not in headers and headers.get("content-length", "0") == "0":
            return b""
        with anyio.move_on_after(BODY_S):
            return await _taken(receive, self.largest_body)
        return problem(408, f"the body was not there after {BODY_S:g} s; send it at once")


def _too_large(largest_body: int) -> Response:
    return problem(413, f"the body is larger than {largest_body:,} bytes; ask for less at once")


async def _taken(receive: Receive, largest: int) -> bytes | Response | None:
    """Take in a body whole, unless it is too large; None if its end never comes."""
    taken = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        taken += message.get("body", b"")
        if len(taken) > largest:
            return _too_large(largest)
        if not message.get("more_body"):
            return bytes(taken)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that tells of the body that was taken first."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def told() -> Message:
        return waiting.pop(0) if waiting else await _gone(receive)

    return told


async def _gone(receive: Receive) -> Message:
    """Wait for the end of a client; the empty body of a request without one is passed over."""
    while (message := await receive())["type"] == "http.request":
        pass
    return message


def _safely(send: Send, answered: Callable[[int], None]) -> Send:
    """Return a `send` that forbids browsers to do more with an answer than it is for."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered(message["status"])
            headers = message["headers"]
            told = {name for name, _ in headers}
            headers += [each for each in _SAFE if each[0] not in told]
        await send(message)

    return sent
