"""Lookups as commands: the first parameter of one stands by itself, the others are options."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from time import monotonic
from typing import Any

import click

from gridref_indexers.store import Damaged
from gridref_server.answer import Answer
from gridref_server.apart import PARENT
from gridref_server.faces.commands import FINDINGS, common, with_json
from gridref_server.faces.opened import opened
from gridref_server.faces.panels import Styled
from gridref_server.faces.shells import refs
from gridref_server.faces.terminal import complain, is_terminal, progress, say
from gridref_server.faults import NOT_UP_TO_DATE, Fault
from gridref_server.index import Index
from gridref_server.parameters import Parameter
from gridref_server.registry import Lookup, ask
from gridref_server.render import text
from gridref_server.shelve import shelve

FOUND = 0

# So long a question waits for another gridref that is writing the index.
PATIENCE_S = 10.0
# A name leads from package to package, and each may have to be read first.
MOST_NEEDS = 4

COLOURS = {
    "found": "green",
    "ambiguous": "yellow",
    "absent": "red",
    "unknown": "yellow",
    "fine": "green",
    "findings": "red",
    "not checked": "yellow",
}
# What is not there, or may not be, is told by the exit status too.
FAILING = ("absent", "unknown", "findings")


class LookupCommand(Styled):
    """A lookup as a command."""

    panel = "Lookups"


def command(lookup: Lookup) -> click.Command:
    """Return a lookup as a command: its first parameter stands by itself, others are options."""
    first, *others = lookup.parameters

    def callback(**given: Any) -> int:
        names = [each.name for each in lookup.parameters]
        arguments = {name: given[name] for name in names if given[name] not in (None, ())}
        index = opened(given["root"], {"store.folder": given["store"]})
        if given.get("agents_md"):
            return _always(index, refresh=given["refresh"])
        return asked(index, lookup.name, arguments, given)

    more = _MORE.get(lookup.name, ())
    return LookupCommand(
        lookup.name,
        callback=callback,
        help=lookup.description,
        short_help=lookup.description.partition("\n")[0],
        params=[_argument(first), *map(_option, others), *common(), with_json(), _fresh(), *more],
    )


def _always(index: Index, *, refresh: bool) -> int:
    """Say what `init --guide` would write into AGENTS.md."""
    from gridref_server.faces.agents import guidance
    from gridref_server.faces.blocks import HTML, with_block

    stale_after(index, refresh=refresh)
    say(with_block(None, guidance(index), HTML).decode().rstrip("\n"))
    index.save_ranks()
    index.close()
    return FOUND


# What a lookup has on the command line alone.
_MORE = {
    "map": (
        click.Option(
            ["--agents-md"], is_flag=True, help="Print what init --guide writes into AGENTS.md."
        ),
    )
}


def _argument(each: Parameter) -> click.Argument:
    return click.Argument(
        [each.name],
        required=each.required,
        nargs=-1 if each.kind == "strings" else 1,
        help=f"{each.says.description}.",
        shell_complete=refs,
    )


def _option(each: Parameter) -> click.Option:
    flag = each.name.replace("_", "-")
    if each.kind == "boolean":
        forms = f"--{flag}/--no-{flag}" if each.default else f"--{flag}"
        return click.Option([forms, each.name], is_flag=True, default=None, help=_help(each))
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


def asked(
    index: Index, name: str, arguments: Mapping[str, object], given: Mapping[str, Any]
) -> int:
    """Ask a question, say the answer, and return the exit status."""
    stale = stale_after(index, refresh=given["refresh"])
    started = monotonic()
    try:
        answer = ask(index, name, arguments, stale)
    except Damaged as why:
        complain(f"{why}; it is made anew")
        answer = ask(index, name, arguments, stale_after(index, refresh=True))
    for _ in range(MOST_NEEDS):
        if not answer.needs or not shelve(index, answer.needs):
            break
        answer = ask(index, name, arguments, answer.evidence.stale)
    return tell(index, name, arguments, answer, given, monotonic() - started)


def tell(
    index: Index,
    name: str,
    arguments: Mapping[str, object],
    answer: Answer,
    given: Mapping[str, Any],
    seconds: float,
) -> int:
    """Say an answer, unless it has been said, and return the exit status."""
    said = _said(answer, as_json=given["as_json"])
    if not given.get("quiet"):
        say(said)
    sys.stdout.flush()
    _note(index, name, arguments, answer, len(said), seconds)
    index.save_ranks()
    index.save_found()
    index.close()
    return FINDINGS if answer.verdict in FAILING else FOUND


def _note(
    index: Index,
    name: str,
    arguments: Mapping[str, object],
    answer: Answer,
    size: int,
    seconds: float,
) -> None:
    """Note in the ledger what was answered, unless gridref itself has asked."""
    keep = index.settings.ledger.keep
    if keep and PARENT not in os.environ:
        from gridref_server.ledger import Ledger, asked

        client = "claude-code" if "CLAUDECODE" in os.environ else "terminal"
        entry = asked("cli", client, name, arguments, answer, size, seconds)
        Ledger(index.place, keep).write(entry)


def stale_after(index: Index, *, refresh: bool) -> str:
    """Bring the index up to date, and return why a change may be missing all the same."""
    if not refresh:
        return "not looked for changes, as asked"
    try:
        with progress() as listener:
            report = index.refresh(listener, wait_s=PATIENCE_S)
    except Fault as why:
        # What was indexed before can be asked all the same: a full disk, a store not to write to.
        if not index.is_complete():
            raise
        return f"{NOT_UP_TO_DATE}: {why}"
    return "" if report else "another gridref is still writing this index"


def _said(answer: Answer, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(answer), ensure_ascii=False)
    said = text(answer)
    if not is_terminal(sys.stdout):
        return said
    coloured = click.style(answer.verdict, fg=COLOURS[answer.verdict], bold=True)
    return coloured + said.removeprefix(answer.verdict)
