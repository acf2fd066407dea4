"""Connects a repository: says how, and writes what is asked for, in a way that can be undone."""

import json
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from gridref_indexers.repository import repository
from gridref_server.answer import Misuse
from gridref_server.faces.agents import guidance
from gridref_server.faces.blocks import HASH, HTML, Marks, is_ours, with_block, without_block
from gridref_server.faces.change import Change, held, writable
from gridref_server.faces.clients import CLIENTS, ON_EDIT, Client
from gridref_server.faces.commands import command_of
from gridref_server.faces.githooks import with_hooks, without_hooks
from gridref_server.faces.insertion import Unfit, inserted, taken_out, whole
from gridref_server.faces.opened import opened
from gridref_server.faces.terminal import is_terminal, progress, say
from gridref_server.index import Index

# Those that agents read before anything else.
GUIDES = ("CLAUDE.md", "AGENTS.md")


def init(
    root: str | None,
    store: str | None,
    client: tuple[str, ...],
    guide: bool,
    on_edit: bool,
    hooks: bool,
    undo: bool,
    dry_run: bool,
) -> int:
    """Connect coding agents: say how, or write what is asked for.

    Nothing is written but what is asked for, and --undo takes all of that out again, to the byte.
    """
    index = opened(root, {"store.folder": store})
    if undo:
        return _made(index, list(_undone(index)), "nothing of gridref's was there", dry_run)
    if not (client or guide or on_edit or hooks):
        _say_how()
        if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            return 0
        client, guide, on_edit, hooks = _asked()
    changes = list(_wanted(index, client, guide=guide, on_edit=on_edit, hooks=hooks))
    status = _made(index, changes, "all of it was there already", dry_run)
    if changes and (client or on_edit):
        _say_where()
    return status


def _say_how() -> None:
    say("For you alone, in Claude Code:\n")
    say(f"  claude mcp add gridref -e PYTHONPATH= -- {shutil.which('gridref') or 'gridref'} mcp\n")
    say(f"gridref init --client {'|'.join(CLIENTS)} writes the file of a client,")
    say(f"--guide tells agents of it in {' and '.join(GUIDES)}, --on-edit has Claude Code check")
    say("each edit, --hooks has git keep the index true. --dry-run shows what would be written,")
    say("--undo takes all of it out again.\n")
    say("For everybody who works here, .mcp.json at the top of the repository is:\n")
    say(whole(CLIENTS["claude"].path, CLIENTS["claude"].entry).decode().rstrip())


def _asked() -> tuple[tuple[str, ...], bool, bool, bool]:
    """Ask what to write, where somebody is there to answer."""
    known = ", ".join(CLIENTS)
    named = click.prompt(f"Clients to write files for ({known})", default="", show_default=False)
    client = tuple(str(named).replace(",", " ").split())
    guide = click.confirm(f"Tell agents of gridref in {' or '.join(GUIDES)}?")
    on_edit = click.confirm("Have Claude Code check each edit?")
    return client, guide, on_edit, click.confirm("Have git keep the index true?")


def _made(index: Index, changes: list[Change], nothing: str, dry_run: bool) -> int:
    for change in changes:
        for line in change.shown(index.place.root) if dry_run else [change.made()]:
            say(line)
    if not changes:
        say(nothing)
    return 0


def _say_where() -> None:
    """Say so if what was written will not be found: it names a command, not where that lies."""
    if shutil.which("gridref") is None:
        say("gridref is not on the PATH here, and what was written starts it by its name:")
        say("have it there for your client, by `uv tool install` or `pipx install`, or a link")


# What is wanted


def _wanted(
    index: Index, names: Iterable[str], *, guide: bool, on_edit: bool, hooks: bool
) -> Iterator[Change]:
    """Yield all that is to be written; all of it is looked at before any is."""
    for name in names:
        if name not in CLIENTS:
            raise Misuse(f"client is one of {', '.join(CLIENTS)}, not {name[:40]!r}")
        yield from _entered(index, CLIENTS[name])
    if on_edit:
        yield from _entered(index, ON_EDIT)
    if guide:
        yield from _guided(index)
    if hooks:
        yield from with_hooks(index)


def _entered(index: Index, client: Client) -> Iterator[Change]:
    path = writable(index.place.root / client.file, index.place.root)
    before = held(path)
    after = _with_entry(path, before, client)
    if after != before:
        yield Change(path, before, after)


def _with_entry(path: Path, before: bytes | None, client: Client) -> bytes:
    if client.text:
        return _with_table(path, before, client)
    if before is None:
        return whole(client.path, client.entry)
    if _without_entry(client, before) != before:
        return before
    try:
        return inserted(before, client.path, client.entry)
    except Unfit as why:
        entry = json.dumps({client.path[-1] or client.path[-2]: client.entry})
        raise Misuse(f"{path} is left alone: {why}; put in by hand: {entry}") from why


def _with_table(path: Path, before: bytes | None, client: Client) -> bytes:
    """Return a file of TOML with a table of ours, unless that would break it."""
    after = with_block(before, client.text, HASH)
    try:
        _ = tomllib.loads(after.decode().removeprefix("\ufeff"))
    except ValueError as why:
        said = f"{path} is left alone: it is no TOML, or has that table already"
        raise Misuse(f"{said}; put in by hand:\n{client.text.rstrip()}") from why
    return after


def _guided(index: Index) -> Iterator[Change]:
    """Yield the files that agents read first, with a block of ours; one at least."""
    root = index.place.root
    there = [root / name for name in GUIDES if (root / name).is_file()]
    with progress() as listener:
        index.refresh(listener)
    body = guidance(index)
    for path in [each for each in there if not each.is_symlink()] or [root / GUIDES[-1]]:
        before = held(writable(path, root))
        after = with_block(before, body, HTML)
        if after != before:
            yield Change(path, before, after)


# And undone


def _undone(index: Index) -> Iterator[Change]:
    root = index.place.root
    for client in (*CLIENTS.values(), ON_EDIT):
        yield from _changed(root / client.file, partial(_without_entry, client))
    for name in GUIDES:
        yield from _changed(root / name, partial(_without_block, HTML))
    if repository(index.root):
        with suppress(Misuse):  # where hooks lie elsewhere, none was written
            yield from without_hooks(index)


def _changed(path: Path, without: Callable[[bytes], bytes | None]) -> Iterator[Change]:
    before = held(path)
    after = without(before) if before is not None else None
    if before != after:
        yield Change(path, before, after)


def _without_entry(client: Client, text: bytes) -> bytes | None:
    if client.text:
        return _without_block(HASH, text)
    if text == whole(client.path, client.entry):
        return None
    return taken_out(text, client.path, client.entry)


def _without_block(marks: Marks, text: bytes) -> bytes | None:
    return None if is_ours(text, marks) else without_block(text, marks)


_OPTIONS = (
    click.Option(
        ["--client"], multiple=True, metavar="NAME", help=f"Write its file: {', '.join(CLIENTS)}."
    ),
    click.Option(["--guide"], is_flag=True, help=f"Tell agents in {' and '.join(GUIDES)}."),
    click.Option(["--on-edit"], is_flag=True, help="Have Claude Code check each edit."),
    click.Option(["--hooks"], is_flag=True, help="Write git hooks that keep the index true."),
    click.Option(["--undo"], is_flag=True, help="Take out all that init wrote."),
    click.Option(["--dry-run"], is_flag=True, help="Show what would be done, and do nothing."),
)

SET_UP = (command_of("init", init, "Servers", *_OPTIONS),)
