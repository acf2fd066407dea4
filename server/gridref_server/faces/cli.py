"""The command line: every lookup by its own name, and what keeps the index."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from gridref_indexers.place import Refused
from gridref_indexers.store import Damaged
from gridref_server import __version__
from gridref_server.answer import Misuse
from gridref_server.apart import end_with_parent
from gridref_server.faces.terminal import StyledGroup, complain
from gridref_server.faults import NOT_UP_TO_DATE, Fault, plain
from gridref_server.loading import loading
from gridref_server.render import printable

FOUND = 0
MISUSED = 2
FAILED = 3

# So much is said back of what click or the system has to say, which quote what they were given.
_MOST_SAID = 200


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
    from gridref_server.faces.verifying import verify_command
    from gridref_server.registry import LOOKUPS

    derived = (command(each) for name, each in LOOKUPS.items() if name != "verify")
    return *derived, verify_command()


def _on_save() -> tuple[click.Command, ...]:
    from gridref_server.faces.onsave import ON_SAVE

    return ON_SAVE


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
        said = printable(said[:1].lower() + said[1:_MOST_SAID])[:_MOST_SAID]
        return _refused(f"{said}; see {path} --help", MISUSED)
    except (Misuse, Refused) as why:
        return _refused(str(why), MISUSED)
    except BrokenPipeError:
        raise
    except Damaged as why:
        return _refused(f"{why}; gridref index makes it anew", FAILED)
    except Fault as why:
        return _refused("; ".join(filter(None, (f"{NOT_UP_TO_DATE}: {why}", why.help))), FAILED)
    except (OSError, sqlite3.Error) as why:
        return _refused(printable(plain(why))[:_MOST_SAID], FAILED)


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


def _never_choke() -> None:
    """Let the streams escape what they can't encode: names of files are not always text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refused(why: str, status: int) -> int:
    complain(why)
    return status
