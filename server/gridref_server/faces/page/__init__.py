"""The page at `/`: files as they lie here, and what a browser may do with them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

# Nothing but these files and the answers of this server; no text becomes markup or style.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@dataclass(frozen=True)
class File:
    """A file of the page."""

    name: str
    media_type: str


FILES = {
    "/": File("index.html", "text/html"),
    "/page.css": File("page.css", "text/css"),
    "/page.js": File("page.js", "text/javascript"),
    "/icon.svg": File("icon.svg", "image/svg+xml"),
}


def endpoint(file: File) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return what answers with a file."""

    async def shown(_: Request) -> Response:
        return Response(
            _content(file.name),
            media_type=file.media_type,
            headers={"Content-Security-Policy": POLICY},
        )

    return shown


@cache
def _content(name: str) -> bytes:
    return (files(__name__) / name).read_bytes()
