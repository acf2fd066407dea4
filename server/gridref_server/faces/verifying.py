"""`gridref verify`: the lookup with all that only a command line has."""

import os
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import click

from gridref_server.answer import Answer, Misuse
from gridref_server.answering import answered
from gridref_server.faces.asking import asked, command, stale_after, tell
from gridref_server.faces.opened import opened
from gridref_server.faces.revised import changes_since
from gridref_server.faces.terminal import say
from gridref_server.index import Index
from gridref_server.parameters import LONGEST
from gridref_server.registry import LOOKUPS

BUDGET = LOOKUPS["verify"].budget
# Programs get all that was found.
_WITHOUT_END = 1_000_000


def verify_command() -> click.Command:
    """Return the lookup as a command that also takes code from stdin, and revisions."""
    made = command(LOOKUPS["verify"])
    made.callback = _verify
    made.params = [_DIFF if each.name == "diff" else each for each in made.params]
    made.params += [_STAGED, _STDIN, _AS, _SARIF]
    return made


_DIFF = click.Option(
    ["--diff"],
    metavar="REV[..REV]",
    help="Check what changed since REV, or between two; `-` is a unified diff on stdin.",
)
_STAGED = click.Option(["--staged"], is_flag=True, help="Check what is staged for a commit.")
_STDIN = click.Option(["--stdin"], is_flag=True, help="Check what comes on stdin.")
_AS = click.Option(["--as", "meant_for"], metavar="PATH", help="The file that stdin is meant for.")
_SARIF = click.Option(["--sarif"], is_flag=True, help="Say it as SARIF, for code scanning.")


def _verify(**given: Any) -> int:
    index = opened(given["root"], {"store.folder": given["store"]})
    diff = given["diff"]
    if given["staged"] or (diff and diff != "-" and "\n" not in diff):
        return _of_revisions(index, given)
    arguments = _arguments(index, given)
    if given["sarif"]:
        lookup = LOOKUPS["verify"]
        arguments = {each.name: each.default for each in lookup.parameters} | arguments
        return _told(index, given, lambda asked: lookup.function(asked, **arguments))
    return asked(index, "verify", arguments, given)


def _arguments(index: Index, given: dict[str, Any]) -> dict[str, object]:
    """Return what the lookup is asked; paths are from the root."""
    paths = [from_root(index, path) for path in given["paths"]]
    arguments: dict[str, object] = {"paths": paths} if paths else {}
    if given["diff"]:
        arguments["diff"] = _from_stdin() if given["diff"] == "-" else given["diff"]
    elif given["stdin"] or given["code"] is not None:
        arguments["code"] = given["code"] if given["code"] is not None else _from_stdin()
        if given["meant_for"]:
            arguments["paths"] = [from_root(index, given["meant_for"])]
    if given["budget"] is not None:
        arguments["budget"] = given["budget"]
    return arguments


def _of_revisions(index: Index, given: dict[str, Any]) -> int:
    from gridref_server.lookups.verify import of_changes

    changes = changes_since(index, given["diff"] or "HEAD", staged=given["staged"])
    return _told(index, given, lambda asked: of_changes(asked, changes, applied=True))


def _told(index: Index, given: dict[str, Any], question: Any) -> int:
    """Answer what is no plain lookup, and say it."""
    stale = stale_after(index, refresh=given["refresh"])
    started = monotonic()
    is_for_programs = given["sarif"] or given["as_json"]
    budget = _WITHOUT_END if is_for_programs else given["budget"] or BUDGET
    answer: Answer = answered(index, question, budget, stale)
    if given["sarif"]:
        from gridref_server.faces.sarif import sarif

        say(sarif(answer))
        given = given | {"quiet": True}
    return tell(index, "verify", {}, answer, given, monotonic() - started)


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
