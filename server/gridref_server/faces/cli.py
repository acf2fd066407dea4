"""The command line: every lookup by its own name, and what keeps the index."""

import json
import os
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import TextIOWrapper
from typing import Any

import click
from click.shell_completion import CompletionItem, shell_complete

from gridref_indexers.place import Refused
from gridref_indexers.store import Damaged
from gridref_server import __version__
from gridref_server.answer import Answer, Misuse
from gridref_server.apart import end_with_parent
from gridref_server.faces.opened import opened
from gridref_server.faces.terminal import (
    Styled,
    StyledGroup,
    complain,
    is_terminal,
    progress,
    say,
)
from gridref_server.faces.upkeep import PATIENCE_S, UPKEEP, common, with_json
from gridref_server.index import Index
from gridref_server.parameters import Parameter
from gridref_server.registry import LOOKUPS, Lookup, ask
from gridref_server.render import text

FOUND = 0
ABSENT = 1
MISUSED = 2
FAILED = 3

COLOURS = {"found": "green", "ambiguous": "yellow", "absent": "red", "unknown": "yellow"}


class LookupCommand(Styled):
    """A lookup as a command."""

    panel = "Lookups"


def command(lookup: Lookup) -> click.Command:
    """Return a lookup as a command: its first parameter stands by itself, others are options."""
    first, *others = lookup.parameters

    def callback(**given: Any) -> int:
        names = [each.name for each in lookup.parameters]
        arguments = {name: given[name] for name in names if given[name] not in (None, ())}
        return _asked(lookup.name, arguments, given)

    return LookupCommand(
        lookup.name,
        callback=callback,
        help=lookup.description,
        short_help=lookup.description.partition("\n")[0],
        params=[_argument(first), *map(_option, others), *common(), with_json(), _fresh()],
    )


def _argument(each: Parameter) -> click.Argument:
    return click.Argument(
        [each.name],
        required=each.required,
        nargs=-1 if each.kind == "strings" else 1,
        help=f"{each.says.description}.",
        shell_complete=_completed,
    )


def _option(each: Parameter) -> click.Option:
    flag = each.name.replace("_", "-")
    if each.kind == "boolean":
        return click.Option([f"--{flag}/--no-{flag}", each.name], default=None, help=_help(each))
    return click.Option(
        [f"--{flag}", each.name],
        multiple=each.kind == "strings",
        metavar="N" if each.kind == "integer" else each.name.upper(),
        help=_help(each),
        shell_complete=lambda _, __, start: [c for c in each.choices if c.startswith(start)],
    )


def _help(each: Parameter) -> str:
    low, high = each.says.ge, each.says.le
    notes = [", ".join(each.choices)] if each.choices else []
    notes += [f"{low} to {high}"] if low is not None and high is not None else []
    notes += [f"default {each.default}"] if each.default not in (None, "", [], ()) else []
    return f"{each.says.description}." + (f" [{'; '.join(notes)}]" if notes else "")


def _fresh() -> click.Option:
    return click.Option(
        ["--refresh/--no-refresh"],
        default=True,
        help="First bring the index up to date, or ask it as it is. [default refresh]",
    )


def _asked(name: str, arguments: Mapping[str, object], given: Mapping[str, Any]) -> int:
    """Ask a question, say the answer, and return the exit status."""
    index = opened(given["root"], {"store.folder": given["store"]})
    try:
        answer = ask(index, name, arguments, _stale(index, refresh=given["refresh"]))
    except Damaged as why:
        complain(f"{why}; it is made anew")
        answer = ask(index, name, arguments, _stale(index, refresh=True))
    say(_said(answer, as_json=given["as_json"]))
    sys.stdout.flush()
    index.save_ranks()
    index.close()
    return FOUND if answer.verdict in ("found", "ambiguous") else ABSENT


def _stale(index: Index, *, refresh: bool) -> str:
    """Bring the index up to date, and return why a change may be missing all the same."""
    if not refresh:
        return "not looked for changes, as asked"
    with progress() as listener:
        report = index.refresh(listener, wait_s=PATIENCE_S)
    return "" if report else "another gridref is still writing this index"


def _said(answer: Answer, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(answer), ensure_ascii=False)
    said = text(answer)
    if not is_terminal(sys.stdout):
        return said
    coloured = click.style(answer.verdict, fg=COLOURS[answer.verdict], bold=True)
    return coloured + said.removeprefix(answer.verdict)


def _completed(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    from gridref_server.completion import refs_from

    index = opened(ctx.params.get("root"), {"store.folder": ctx.params.get("store")})
    return [CompletionItem(ref) for ref in refs_from(index, start, 50)]


@click.group(
    cls=StyledGroup,
    help="A map, not a novel: look up exactly what you need in a repository.",
    epilog="Exit status: 0 found, 1 absent or findings, 2 misuse, 3 failure.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def gridref() -> None:
    """Hold the commands."""


for _each in (*map(command, LOOKUPS.values()), *UPKEEP):
    gridref.add_command(_each)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status; what is wrong is said in one sentence."""
    _never_choke()
    end_with_parent()
    try:
        return _run(list(arguments))
    except click.exceptions.NoArgsIsHelpError as why:
        sys.stderr.write(f"{why.format_message()}\n")
        return MISUSED
    except click.UsageError as why:
        path = why.ctx.command_path if why.ctx else "gridref"
        said = why.format_message().rstrip(".").replace("?", "").replace(". Did", "; did")
        return _refused(f"{said[:1].lower()}{said[1:]}; see {path} --help", MISUSED)
    except (Misuse, Refused) as why:
        return _refused(str(why), MISUSED)
    except BrokenPipeError:
        raise
    except Damaged as why:
        return _refused(f"{why}; gridref index makes it anew", FAILED)
    except (OSError, sqlite3.Error) as why:
        return _refused(f"{type(why).__name__}: {why}", FAILED)


def _run(arguments: list[str]) -> int:
    # Not `main` of click: it ends the process with 1 where nobody reads on, which means absent.
    if wanted := os.environ.get("_GRIDREF_COMPLETE"):
        return shell_complete(gridref, {}, "gridref", "_GRIDREF_COMPLETE", wanted)
    try:
        with gridref.make_context("gridref", arguments) as ctx:
            status = gridref.invoke(ctx)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return status if isinstance(status, int) else FOUND


def _never_choke() -> None:
    """Let the streams escape what they can't encode: names of files are not always text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refused(why: str, status: int) -> int:
    complain(why)
    return status
