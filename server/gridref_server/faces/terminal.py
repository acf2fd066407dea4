"""How commands look on a terminal: help in panels, and a bar while an index is made."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from gridref_indexers.refresh import Listener
from gridref_indexers.refresh import Progress as Step
from gridref_server.render import printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Less than this is read before a bar could be drawn.
WORTH_A_BAR_BYTES = 2_000_000
BAR_EVERY_S = 0.1


def is_terminal(stream: Any) -> bool:
    """Tell whether somebody watches a stream who can see colours and bars."""
    return bool(stream) and stream.isatty() and os.environ.get("TERM") != "dumb"


def say(line: str) -> None:
    """Write a line to stdout."""
    # Not `echo` of click: it replaces what a stream can't encode in its own way.
    sys.stdout.write(f"{line}\n")


def complain(line: str) -> None:
    """Write a line to stderr, as from us, on one line."""
    sys.stderr.write(f"gridref: {' '.join(line.split())}\n")


@contextmanager
def progress() -> Iterator[Listener | None]:
    """Yield what draws a bar on the terminal; None where nobody would see it."""
    if not is_terminal(sys.stderr):
        yield None
        return
    bar = _Bar()
    try:
        yield bar.step
    finally:
        bar.end()


class _Bar:
    """A bar that is only drawn when there is much to do: what draws it takes time to load."""

    def __init__(self) -> None:
        self._drawn: Progress | None = None
        self._task: TaskID | None = None
        self._last = 0.0

    def step(self, now: Step) -> None:
        """Show how far a run has come."""
        if now.of_bytes < WORTH_A_BAR_BYTES or monotonic() - self._last < BAR_EVERY_S:
            return
        self._last = monotonic()
        drawn = self._drawn = self._drawn or _drawn()
        if self._task is None:
            self._task = drawn.add_task("", total=now.of_bytes, files="", path="")
        path = printable(os.fsdecode(now.path))
        files = f"{now.files:,}/{now.of_files:,} files"
        drawn.update(self._task, completed=now.read_bytes, files=files, path=path)

    def end(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn.stop()


def _drawn() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TransferSpeedColumn
    from rich.table import Column

    console = Console(stderr=True)
    path = TextColumn("{task.fields[path]}", markup=False, table_column=_one_line(Column))
    files = TextColumn("{task.fields[files]}", markup=False)
    bar = Progress(
        TextColumn("indexing"),
        BarColumn(30),
        files,
        TransferSpeedColumn(),
        path,
        console=console,
        transient=True,
    )
    bar.start()
    return bar


def _one_line(column: Any) -> Any:
    return column(no_wrap=True, overflow="ellipsis", ratio=1)


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
