"""What all commands share, as the framework of the command line wants it."""

from collections.abc import Callable

import click

from gridref_server.faces.outcome import FINDINGS, say_json, say_not
from gridref_server.faces.panels import Styled
from gridref_server.faces.plain import COMMON, JSON, Argument, Command, Option, allow_any_root

__all__ = ["FINDINGS", "command_of", "common", "derived", "say_json", "say_not", "with_json"]


def common() -> list[click.Parameter]:
    """Return the options that every command takes."""
    return [_option(each) for each in COMMON]


def with_json() -> click.Option:
    """Return the option for programs."""
    return _option(JSON)


def command_of(
    name: str, function: Callable[..., int], panel: str, *own: click.Parameter
) -> click.Command:
    """Return a function as a command in a panel of the help; its docstring is the help."""
    made = Styled(name, callback=function, help=function.__doc__, params=[*own, *common()])
    made.panel = panel
    return made


def derived(command: Command) -> click.Command:
    """Return a command that is plain data."""
    own = [_argument(command.argument)] if command.argument else []
    options = map(_option, command.options)
    return command_of(command.name, command.function, command.panel, *own, *options)


def _argument(each: Argument) -> click.Argument:
    if each.many:
        return click.Argument([each.name], nargs=-1, metavar=each.metavar, help=each.says)
    return click.Argument([each.name], metavar=each.metavar, help=each.says)


def _option(each: Option) -> click.Option:
    if each.metavar:
        return click.Option([each.flag, each.name], metavar=each.metavar, help=each.says)
    if each.name == "any_root":
        return click.Option(
            [each.flag], is_flag=True, expose_value=False, callback=_allow, help=each.says
        )
    return click.Option([each.flag, each.name], is_flag=True, help=each.says)


def _allow(_: click.Context, __: click.Parameter, allowed: bool) -> None:
    if allowed:
        allow_any_root()
