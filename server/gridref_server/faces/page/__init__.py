"""The page at `/`: files as they lie here, and what a browser may do with them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

# Nothing but these files and the answers of this server; no text can become markup or style, and
# the browser sees to it: trusted types forbid every way to make elements out of text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
# The page itself is at `/`; what it loads is beside it, below `page/`.
_LOADED = (
    "answers.js",
    "api.js",
    "app.js",
    "asking.js",
    "definition.js",
    "elements.js",
    "health.js",
    "icon.svg",
    "ledger.js",
    "map.js",
    "page.css",
    "parts.js",
    "places.js",
    "search.js",
    "source.js",
    "specs.js",
    "squares.js",
    "trail.js",
    "treemap.js",
)


@dataclass(frozen=True)
class File:
    """A file of the page."""

    name: str

    @property
    def media_type(self) -> str:
        """Return as what it is sent."""
        return _TYPES[self.name.rpartition(".")[2]]

    @property
    def body(self) -> bytes:
        """Return what it holds."""
        return _held(self.name)[0]

    @property
    def tag(self) -> str:
        """Return what changes with it."""
        return _held(self.name)[1]


FILES = {"/": File("index.html")} | {f"/page/{name}": File(name) for name in _LOADED}


def endpoint(file: File) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return what answers with a file, or says that a browser has it already."""

    async def shown(request: Request) -> Response:
        headers = {"ETag": file.tag, "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.body, media_type=file.media_type, headers=headers)

    return shown


@cache
def _held(name: str) -> tuple[bytes, str]:
    body = (files(__name__) / name).read_bytes()
    return body, f'"{blake2b(body, digest_size=12).hexdigest()}"'
