"""`gridref verify`: the lookup with all that only a command line has."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from gridref_server.answer import Misuse
from gridref_server.faces.asking import asked, command
from gridref_server.faces.opened import opened
from gridref_server.index import Index
from gridref_server.parameters import LONGEST
from gridref_server.registry import LOOKUPS


def verify_command() -> click.Command:
    """Return the lookup as a command that also takes code from stdin."""
    made = command(LOOKUPS["verify"])
    made.callback = _verify
    made.params += [_STDIN, _AS]
    return made


_STDIN = click.Option(["--stdin"], is_flag=True, help="Check what comes on stdin.")
_AS = click.Option(["--as", "meant_for"], metavar="PATH", help="The file that stdin is meant for.")


def _verify(**given: Any) -> int:
    index = opened(given["root"], {"store.folder": given["store"]})
    paths = [from_root(index, path) for path in given["paths"]]
    arguments: dict[str, object] = {"paths": paths} if paths else {}
    if given["stdin"] or given["code"] is not None:
        arguments["code"] = given["code"] if given["code"] is not None else _from_stdin()
        if given["meant_for"]:
            arguments["paths"] = [from_root(index, given["meant_for"])]
    if given["budget"] is not None:
        arguments["budget"] = given["budget"]
    return asked(index, "verify", arguments, given)


def _from_stdin() -> str:
    content = sys.stdin.buffer.read(4 * LONGEST + 1)
    text = content.decode("utf-8", "replace")
    if not text.strip():
        raise Misuse("there is nothing on stdin; pipe code into it")
    return text


def from_root(index: Index, path: str) -> str:
    """Return a path of the command line as the index has it: from the root, wherever we are."""
    whole = Path(os.path.abspath(path))
    whole = whole.parent.resolve() / whole.name
    root = index.place.root
    if whole == root:
        return "."
    if whole.is_relative_to(root):
        return os.fspath(whole.relative_to(root))
    if os.path.isabs(path):
        raise Misuse(f"{path[:200]!r} is not in {root}; name its repository by --root")
    return path
