"""Commands as plain data, and the shortest way from what was typed to one of them.

A framework of the command line takes a tenth of a second to load, which is half of what a save
costs. It reads whatever is written in an unusual way, and is told of the same data.
"""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from gridref_indexers.place import ANY_ROOT


class Option(NamedTuple):
    """An option; one without a metavar is on or off."""

    flag: str
    name: str
    says: str
    metavar: str = ""


class Argument(NamedTuple):
    """What stands by itself: once, or as often as one likes."""

    name: str
    metavar: str
    says: str
    many: bool = False


class Command(NamedTuple):
    """A function as a command in a panel of the help; its docstring is the help."""

    name: str
    function: Callable[..., int]
    panel: str
    argument: Argument | None = None
    options: tuple[Option, ...] = ()

    @property
    def every_option(self) -> tuple[Option, ...]:
        """Return its own options and those that every command takes."""
        return (*self.options, *COMMON)


COMMON = (
    Option(
        "--root",
        "root",
        "The folder to look up in. [default: the repository around the working directory]",
        "DIR",
    ),
    Option("--store", "store", "Where indexes are kept. [default: your cache folder]", "DIR"),
    Option("--any-root", "any_root", "Allow a home folder or a whole drive as the root."),
)
JSON = Option("--json", "as_json", "Say it as JSON.")


def allow_any_root() -> None:
    """Allow any root, for this process and those that it starts."""
    os.environ[ANY_ROOT] = "1"


def given(command: Command, arguments: Sequence[str]) -> dict[str, object] | None:
    """Return the values of what was typed; None if it is not written in the usual way."""
    options = {each.flag: each for each in command.every_option}
    values: dict[str, object] = {
        each.name: None if each.metavar else False for each in options.values()
    }
    alone: list[str] = []
    rest = iter(arguments)
    for word in rest:
        option = options.get(word)
        if option is None and word.startswith("-"):
            return None
        if option is None:
            alone.append(word)
        elif not option.metavar:
            values[option.name] = True
        elif (value := next(rest, "-")).startswith("-"):
            return None
        else:
            values[option.name] = value
    return _with_argument(command.argument, alone, values)


def _with_argument(
    argument: Argument | None, alone: list[str], values: dict[str, object]
) -> dict[str, object] | None:
    if argument and argument.many:
        return values | {argument.name: tuple(alone)}
    if len(alone) != (argument is not None):
        return None
    return values | {argument.name: alone[0]} if argument else values


def called(command: Command, values: dict[str, object]) -> int:
    """Carry a command out."""
    if values.pop("any_root"):
        allow_any_root()
    return command.function(**values)
