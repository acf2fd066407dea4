"""Finds the user's own ignore file, by reading the git configuration of the user as text."""

import os
import re
from collections.abc import Iterator
from os.path import dirname, expanduser, join
from typing import Final

from gridref_indexers.repository import contents

_LONGEST: Final = 1 << 20
_MOST_INCLUDES: Final = 10  # one inside the other; git goes no further either

_BETWEEN: Final = re.compile(rb"(?:[ \t\r\n]|[#;][^\n]*)*")
_SECTION: Final = re.compile(rb'(?s)\[([A-Za-z0-9.-]+)(?:\s+("(?:\\.|[^"\\\n])*"))?\]')
_KEY: Final = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:(=)|(?=\n|\Z))")
_PIECE: Final = re.compile(
    rb"""
    (?P<text>[^"\\\n\#;\ \t\r]+) | (?P<blank>[\ \t\r]+) | (?P<quote>") | (?P<mark>[\#;])
    | \\(?P<escape>[\nbnt\\"])
    """,
    re.VERBOSE,
)
_ESCAPES: Final = {b"\n": b"", b"b": b"\b", b"n": b"\n", b"t": b"\t"}


def excludes_file() -> bytes:
    """Return the path of the user's ignore file; if relative, it is so to a repository's top.

    What a repository's own configuration says does not count: it came with the repository.
    """
    found = [value for config in _configs() for value in _values(config, _MOST_INCLUDES)]
    return found[-1] if found else _in_config_home(b"ignore")


def _configs() -> Iterator[bytes]:
    """Yield the configurations of the machine and the user in git's order, the strongest last."""
    if os.environ.get("GIT_CONFIG_NOSYSTEM", "").lower() in ("", "0", "false", "no", "off"):
        yield os.fsencode(os.environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig"))
    chosen = os.environ.get("GIT_CONFIG_GLOBAL")
    if chosen is not None:
        yield os.fsencode(chosen)
        return
    yield _in_config_home(b"config")
    yield expanduser(b"~/.gitconfig")


def _in_config_home(name: bytes) -> bytes:
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return join(expanduser(os.fsencode(home)), b"git", name)


def _values(config: bytes, includes_left: int) -> Iterator[bytes]:
    """Yield each `core.excludesFile` of a configuration and those that it always includes."""
    for name, value in _settings(contents(config, _LONGEST) or b""):
        path = expanduser(value.removeprefix(b":(optional)"))
        if name == b"core.excludesfile":
            yield path
        elif name == b"include.path" and includes_left:
            yield from _values(join(dirname(config), path), includes_left - 1)


def _settings(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield names and values, up to the first thing that git would not understand either."""
    text = text.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    section = b""
    at = 0
    while True:
        if between := _BETWEEN.match(text, at):
            at = between.end()
        if head := _SECTION.match(text, at):
            section = head[1].lower() + (head[2] or b"")
            at = head.end()
        elif key := _KEY.match(text, at):
            value, at = _value(text, key.end()) if key[2] else (b"", key.end())
            if value is None:
                return
            yield section + b"." + key[1].lower(), value
        else:
            return


def _value(text: bytes, at: int) -> tuple[bytes | None, int]:
    """Read a value up to the end of its line: the value, None if it is broken, and that end."""
    value, blank, quoted = b"", b"", False
    while piece := _PIECE.match(text, at):
        at = piece.end()
        match piece.lastgroup:
            case "quote":
                value += blank
                quoted = not quoted
            case "mark" if not quoted:
                at = text.index(b"\n", at) if b"\n" in text[at:] else len(text)
                break
            case "blank" if not quoted:
                blank += piece[0] if value else b""
                continue
            case "escape":
                value += blank + _ESCAPES.get(piece["escape"], piece["escape"])
            case _:
                value += blank + piece[0]
        blank = b""
    ended = not quoted and text[at : at + 1] in (b"", b"\n")
    return (value if ended else None), at
