"""What git's configuration says of ignoring, read as text: the user's own file, if case counts."""

import os
import re
from collections.abc import Iterator
from os.path import dirname, expanduser, join
from typing import Final

from gridref_indexers.repository import Repository, contents

_LONGEST: Final = 1 << 20
_MOST_INCLUDES: Final = 10  # one inside the other; git goes no further either

_HOOKS: Final = b"core.hookspath"
_CASE: Final = b"core.ignorecase"
_APART: Final = b"extensions.worktreeconfig"
_NUMBER: Final = re.compile(rb"\s*[+-]?(\d{1,18})[kKmMgG]?")

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
    found = [value for value in _of_user(b"core.excludesfile") if value is not None]
    return _expanded(found[-1]) if found else _in_config_home(b"ignore")


def ignores_case(around: Repository | None) -> bool:
    """Say whether names are the same whatever their case, as git has it where disks have it so.

    It is all that a walk asks a repository's own configuration for.
    """
    said = [*_of_user(_CASE), *(_of_repository(around, _CASE) if around else ())]
    known = [each for each in map(_is_true, said) if each is not None]
    return bool(known and known[-1])


def hooks_path(around: Repository) -> bytes:
    """Return where git looks for hooks if not in the repository's own folder, else b''."""
    said = [*_of_user(_HOOKS), *_of_repository(around, _HOOKS)]
    return (said[-1] or b"") if said else b""


def _of_repository(around: Repository, name: bytes) -> list[bytes | None]:
    """Return what a repository's own configuration says of a name; it includes no other."""
    config = dict(_settings(join(around.common_dir, b"config")))
    apart = _is_true(config.get(_APART, b"")) or False
    here = dict(_settings(join(around.git_dir, b"config.worktree"))) if apart else {}
    return [each[name] for each in (config, here) if name in each]


def _is_true(value: bytes | None) -> bool | None:
    """Read a boolean; None if it is none. A key that stands alone says yes."""
    if value is None or value.lower() in (b"true", b"yes", b"on"):
        return True
    if value.lower() in (b"", b"false", b"no", b"off"):
        return False
    number = _NUMBER.fullmatch(value)
    return int(number[1]) != 0 if number else None


def _of_user(name: bytes) -> Iterator[bytes | None]:
    """Yield what the configurations of machine and user say of a name, the strongest last."""
    return (value for each in _configs() for value in _values(each, name, _MOST_INCLUDES))


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


def _values(config: bytes, wanted: bytes, includes_left: int) -> Iterator[bytes | None]:
    """Yield each value of a name in a configuration and those that it always includes."""
    for name, value in _settings(config):
        if name == wanted:
            yield value
        elif name == b"include.path" and value is not None and includes_left:
            path = join(dirname(config), _expanded(value))
            yield from _values(path, wanted, includes_left - 1)


def _expanded(path: bytes) -> bytes:
    return expanduser(path.removeprefix(b":(optional)"))


def _settings(config: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield names and values, up to the first thing that git would not understand either.

    The value is None where a key stands alone.
    """
    text = contents(config, _LONGEST) or b""
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
            name, value, at = section + b"." + key[1].lower(), None, key.end()
            if key[2]:
                value, at = _value(text, at)
                if value is None:
                    return
            yield name, value
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
