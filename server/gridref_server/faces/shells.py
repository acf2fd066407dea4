"""Completion in shells: what makes them ask, and what they are told."""

import re

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    shell_complete,
)

from gridref_indexers.place import Refused
from gridref_server.answer import Misuse

SHELLS = ("bash", "zsh", "fish")

_ASKS = "_GRIDREF_COMPLETE"
_NOT_PLAIN = re.compile(r"[^\w@%+=:,./#-]")


class _Bash(BashComplete):
    """Bash puts what it is offered on the line as it stands, so that is as one would type it."""

    source_template = BashComplete.source_template.replace("read type", "read -r type").replace(
        "($value)", '("$value")'
    )

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type},{_NOT_PLAIN.sub(_escaped, item.value)}"


def _escaped(letter: re.Match[str]) -> str:
    return f"\\{letter[0]}"


add_completion_class(_Bash, "bash")


def source(shell: str) -> str:
    """Return what a shell reads at its start; raise `Misuse` for a shell that we do not know."""
    made = get_completion_class(shell) if shell in SHELLS else None
    if made is None:
        raise Misuse(f"shell is one of {', '.join(SHELLS)}, not {shell[:40]!r}")
    return made(click.Group("gridref"), {}, "gridref", _ASKS).source()


def told(command: click.Command, wanted: str) -> int:
    """Tell a shell what it asks for, by the value of the variable."""
    return shell_complete(command, {}, "gridref", _ASKS, wanted)


def refs(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    """Return the refs that somebody may be typing; a shell has no ear for what is wrong."""
    from gridref_server.completion import refs_from
    from gridref_server.faces.opened import opened

    try:
        index = opened(ctx.params.get("root"), {"store.folder": ctx.params.get("store")})
        return [CompletionItem(ref) for ref in refs_from(index, start, 50)]
    except (Misuse, Refused):
        return []
