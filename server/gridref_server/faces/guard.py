"""Who may ask over HTTP: programs and pages of this machine that name it as such. Every route."""

import json
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4_000_000

_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?", re.IGNORECASE)
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def refusal(status: int, why: str) -> Response:
    """Return an answer that says in one sentence why there is no other."""
    body = json.dumps({"error": why}, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status, media_type="application/json")


class Guard:
    """Looks at each request before any route does.

    A web page anywhere can make a browser ask 127.0.0.1, under whatever host name it has that
    resolve to there. No route is spared, that of errors neither.
    """

    def __init__(self, app: ASGIApp, largest_body: int = LARGEST_BODY) -> None:
        self.app = app
        self.largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _safely(send))
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refused = _foreign(headers) or _unfit(headers, self.largest_body)
        if refused is None:
            body = await _body(receive, self.largest_body)
            if body is None:  # the client has gone before it had asked
                return
            if isinstance(body, bytes):
                await self.app(scope, _again(body, receive), send)
                return
            refused = body
        await refused(scope, receive, send)


def _foreign(headers: Headers) -> Response | None:
    """Refuse what was not meant for this machine, or comes from a page of another."""
    host = _HOST.fullmatch(_only(headers.getlist("host")))
    if host is None:
        return refusal(421, "this host is not served; ask for 127.0.0.1 or localhost")
    origins = headers.getlist("origin")
    origin = _HOST.fullmatch(_only(origins).removeprefix("http://"))
    if origins and (origin is None or origin[2] != host[2]):
        return refusal(403, "pages of other origins may not ask here")
    crossing = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
    if crossing and headers.get("sec-fetch-mode") != "navigate":
        return refusal(403, "pages of other sites may not ask here")
    return None


def _only(values: list[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _unfit(headers: Headers, largest_body: int) -> Response | None:
    if headers.get("content-encoding", "identity") != "identity":
        return refusal(415, "send the body as it is, without a content-encoding")
    length = headers.get("content-length", "0")
    if length.isdecimal() and (len(length) > 12 or int(length) > largest_body):
        return _too_large(largest_body)
    return None


def _too_large(largest_body: int) -> Response:
    return refusal(413, f"the body is larger than {largest_body:,} bytes; ask for less at once")


async def _body(receive: Receive, largest: int) -> bytes | Response | None:
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
        return waiting.pop(0) if waiting else await receive()

    return told


def _safely(send: Send) -> Send:
    """Return a `send` that forbids browsers to do more with an answer than it is for."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _SAFE.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
