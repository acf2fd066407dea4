"""What all commands share: options, exit statuses, ways to say something."""

import json
import os
from collections.abc import Callable

import click

from gridref_indexers.place import ANY_ROOT
from gridref_server.faces.terminal import Styled, complain, say

FINDINGS = 1
FAILED = 3


def common() -> list[click.Parameter]:
    """Return the options that every command takes."""
    return [
        click.Option(
            ["--root"],
            metavar="DIR",
            help="The folder to look up in. [default: the repository around the working directory]",
        ),
        click.Option(
            ["--store"], metavar="DIR", help="Where indexes are kept. [default: your cache folder]"
        ),
        click.Option(
            ["--any-root"],
            is_flag=True,
            expose_value=False,
            callback=_allow_any_root,
            help="Allow a home folder or a whole drive as the root.",
        ),
    ]


def _allow_any_root(_: click.Context, __: click.Parameter, allowed: bool) -> None:
    # For this process and those that it starts.
    if allowed:
        os.environ[ANY_ROOT] = "1"


def with_json() -> click.Option:
    """Return the option for programs."""
    return click.Option(["--json", "as_json"], is_flag=True, help="Say it as JSON.")


def command_of(
    name: str, function: Callable[..., int], panel: str, *own: click.Parameter
) -> click.Command:
    """Return a function as a command in a panel of the help; its docstring is the help."""
    made = Styled(name, callback=function, help=function.__doc__, params=[*own, *common()])
    made.panel = panel
    return made


def say_json(value: object) -> None:
    """Write a value as JSON."""
    say(json.dumps(value, ensure_ascii=False))


def say_not(why: str) -> int:
    """Say why something was not done, and return the status for it."""
    complain(why)
    return FAILED
