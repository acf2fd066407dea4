"""How the help of a command looks: in panels on a terminal, plain elsewhere."""

import os
import sys
from typing import Any

import click

from gridref_server.faces.terminal import is_terminal


class Styled(click.Command):
    """A command whose help comes in panels on a terminal, and as plain text elsewhere."""

    panel = "Commands"

    def get_help(self, ctx: click.Context) -> str:
        """Return the help."""
        if not is_terminal(sys.stdout) or "NO_COLOR" in os.environ:
            return super().get_help(ctx)
        return _panels(self, ctx)


def _panels(command: click.Command, ctx: click.Context) -> str:
    from io import StringIO

    from rich.console import Console, Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    def panel(title: str, rows: list[tuple[str, str]]) -> Panel:
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(style="bold cyan", no_wrap=True)
        table.add_column(ratio=1)
        for name, says in rows:
            table.add_row(Text(name), Text(says))
        return Panel(table, title=title, title_align="left", border_style="dim")

    usage = Text.assemble((" Usage: ", "bold yellow"), _usage(command, ctx))
    about = Text("\n".join(f" {line}" for line in (command.help or "").split("\n")))
    shown = [panel(title, rows) for title, rows in sections(command, ctx) if rows]
    said = StringIO()
    Console(file=said, force_terminal=True).print(Group(usage, Text(), about, Text(), *shown))
    return said.getvalue().rstrip()


def _usage(command: click.Command, ctx: click.Context) -> str:
    return f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"


def sections(command: click.Command, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the help of a command lists, by panel."""
    arguments = [each for each in command.get_params(ctx) if isinstance(each, click.Argument)]
    options = [each for each in command.get_params(ctx) if isinstance(each, click.Option)]
    listed = [("Arguments", _records(arguments, ctx)), ("Options", _records(options, ctx))]
    return listed + (_of_group(command, ctx) if isinstance(command, click.Group) else [])


def _records(parameters: list[Any], ctx: click.Context) -> list[tuple[str, str]]:
    records = (each.get_help_record(ctx) for each in parameters)
    return [record for record in records if record]


def _of_group(group: click.Group, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the commands of a group by panel, in the order in which they are listed."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is not None and not command.hidden:
            panel = command.panel if isinstance(command, Styled) else Styled.panel
            listed.setdefault(panel, []).append((name, command.get_short_help_str(90)))
    return list(listed.items())


class StyledGroup(Styled, click.Group):
    """A group whose commands are listed by panel, in order, on a terminal and elsewhere."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the plain list of commands."""
        for title, rows in _of_group(self, ctx):
            with formatter.section(title):
                formatter.write_dl(rows)
