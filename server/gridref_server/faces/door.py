"""Who may come in: by which names this server is asked, from which origins, with which token."""

import hmac
import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import Response

from gridref_server.answer import Misuse
from gridref_server.faces.problem import problem

SHORTEST_TOKEN = 16
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_AUTHORITY = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Door:
    """What a request must show. Without a token only this machine's own names are served."""

    token: str = ""
    names: frozenset[str] = frozenset(LOOPBACK)

    def refused(self, headers: Headers, *, is_open: bool) -> Response | None:
        """Return why a request may not come in; None if it may.

        What is open holds nothing of a repository, and needs no token.
        """
        return self._foreign(headers) or (None if is_open else self._unknown(headers))

    def _foreign(self, headers: Headers) -> Response | None:
        """Refuse what was not meant for this server, or comes from a page of another."""
        host = _parted(_only(headers.getlist("host")))
        if host is None or not self._is_ours(host[0]):
            return problem(421, "this host is not served; ask for 127.0.0.1 or localhost")
        origins = headers.getlist("origin")
        if origins and not self._is_same(_only(origins), host):
            return problem(403, "pages of other origins may not ask here")
        crossing = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if crossing and headers.get("sec-fetch-mode") != "navigate":
            return problem(403, "pages of other sites may not ask here")
        return None

    def _is_ours(self, name: str) -> bool:
        # A page that has its own name lead here can't do so with an address, and has no token.
        return name in self.names or (bool(self.token) and _is_address(name))

    def _is_same(self, origin: str, host: tuple[str, str]) -> bool:
        scheme, _, authority = origin.partition("://")
        named = _parted(authority)
        if named is None:
            return False
        if named[0] in LOOPBACK and host[0] in LOOPBACK:
            return scheme == "http" and named[1] == host[1]
        return scheme in ("http", "https") and named == host

    def _unknown(self, headers: Headers) -> Response | None:
        if not self.token:
            return None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        # As long for a token that is right at first as for any other.
        matches = hmac.compare_digest(given.strip().encode(), self.token.encode())
        if scheme.lower() == "bearer" and matches:
            return None
        why = "this server wants its token; send it as Authorization: Bearer"
        return problem(401, why, **{"WWW-Authenticate": "Bearer"})


def door(host: str, token: str) -> Door:
    """Return the door of a server that listens at an address.

    Raise `Misuse` for one that others than this machine reach, if no token keeps them out.
    """
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise Misuse(
            f"server.token is {SHORTEST_TOKEN} or more letters, digits and signs of ASCII; "
            "make one with: openssl rand -hex 32"
        )
    if host in LOOPBACK:
        return Door(token)
    if not token:
        raise Misuse(
            f"server.host {host[:100]!r} can be reached from elsewhere, and there is no token; "
            "set GRIDREF_SERVER_TOKEN, or listen at 127.0.0.1"
        )
    return Door(token, frozenset((*LOOPBACK, host.lower(), socket.gethostname().lower())))


def _parted(authority: str) -> tuple[str, str] | None:
    found = _AUTHORITY.fullmatch(authority)
    return (found[1].strip("[]").lower(), found[2] or "") if found else None


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _only(values: list[str]) -> str:
    return values[0] if len(values) == 1 else ""
