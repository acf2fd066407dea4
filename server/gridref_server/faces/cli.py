"""The command line: every lookup by its own name, and what keeps the index."""

import os
import sys
from collections.abc import Sequence

import click

from gridref_server import __version__
from gridref_server.faces.outcome import FOUND, MISUSED, MOST_SAID, refused, settled
from gridref_server.faces.panels import StyledGroup
from gridref_server.loading import loading
from gridref_server.render import printable


class _Commands(StyledGroup):
    """All commands, of which no more are loaded than it takes to find the one that is meant."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; those that run on every save are looked through first."""
        for load in (_on_save, _upkeep, _set_up, _asking):
            # What is known by now is where the nearest name is looked for.
            with loading():
                self.commands.update({each.name or "": each for each in load()})
            if cmd_name in self.commands:
                break
        return self.commands.get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are listed."""
        every = (*_asking(), *_on_save(), *_upkeep(), *_set_up())
        return [each.name or "" for each in every]


def _asking() -> tuple[click.Command, ...]:
    from gridref_server.faces.asking import command
    from gridref_server.faces.specs import specs_command
    from gridref_server.faces.verifying import verify_command
    from gridref_server.registry import LOOKUPS

    own = {"specs": specs_command, "verify": verify_command}
    return tuple(own[name]() if name in own else command(each) for name, each in LOOKUPS.items())


def _on_save() -> tuple[click.Command, ...]:
    from gridref_server.faces.commands import derived
    from gridref_server.faces.onsave import ON_SAVE

    return tuple(map(derived, ON_SAVE))


def _upkeep() -> tuple[click.Command, ...]:
    from gridref_server.faces.upkeep import UPKEEP

    return UPKEEP


def _set_up() -> tuple[click.Command, ...]:
    from gridref_server.faces.setup import SET_UP

    return SET_UP


@click.group(
    cls=_Commands,
    help="A map, not a novel: look up exactly what you need in a repository.",
    epilog="Exit status: 0 found, 1 absent or findings, 2 misuse, 3 failure.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def gridref() -> None:
    """Hold the commands."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status; what is wrong is said in one sentence."""
    return settled(lambda: _told(list(arguments)))


def _told(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except click.exceptions.NoArgsIsHelpError as why:
        sys.stderr.write(f"{why.format_message()}\n")
        return MISUSED
    except click.UsageError as why:
        path = why.ctx.command_path if why.ctx else "gridref"
        said = why.format_message().rstrip(".").replace("?", "").replace(". Did", "; did")
        said = printable(said[:1].lower() + said[1:MOST_SAID])[:MOST_SAID]
        return refused(f"{said}; see {path} --help", MISUSED)


def _run(arguments: list[str]) -> int:
    # Not `main` of click: it ends the process with 1 where nobody reads on, which means absent.
    if wanted := os.environ.get("_GRIDREF_COMPLETE"):
        from gridref_server.faces.shells import told

        return told(gridref, wanted)
    try:
        with gridref.make_context("gridref", arguments) as ctx:
            status = gridref.invoke(ctx)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return status if isinstance(status, int) else FOUND
