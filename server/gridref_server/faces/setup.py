"""Connects a repository: says how, and writes what is asked for, in a way that can be undone."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from gridref_indexers.excludes import hooks_path
from gridref_indexers.repository import repository
from gridref_server.answer import Misuse
from gridref_server.faces.commands import command_of
from gridref_server.faces.opened import opened
from gridref_server.faces.terminal import say
from gridref_server.index import Index

GIT_HOOKS = ("post-checkout", "post-commit", "post-merge")

_BEGIN, _BEGIN_NEW, _END = (
    b"# >>> gridref >>>\n",
    b"# >>> gridref, in a file of its own >>>\n",
    b"# <<< gridref <<<\n",
)
_BODY = (
    b"if command -v gridref > /dev/null; then\n"
    b"  (PYTHONPATH= gridref index > /dev/null 2>&1 &)\n"
    b"fi\n"
)
_NEW = b"#!/bin/sh\n"
_OURS = re.compile(b"(?:%s|%s).*?%s" % tuple(map(re.escape, (_BEGIN, _BEGIN_NEW, _END))), re.DOTALL)
_OF_A_SHELL = re.compile(rb"#![^\n]*\b(?:sh|bash|dash|ash|ksh|zsh)[ \t]*\n")


def init(root: str | None, store: str | None, hooks: bool, undo: bool) -> int:
    """Say how to connect a coding agent; with --hooks, have git keep the index true as well.

    Nothing is written but what is asked for, and --undo takes all of that out again.
    """
    index = opened(root, {"store.folder": store})
    if undo:
        return _told(_without_hooks(index), "took out", "nothing of gridref's was there")
    if hooks:
        return _told(_with_hooks(index), "wrote", "all hooks were there already")
    # An empty PYTHONPATH: one that points into a repository would let it replace modules of ours.
    shared = {"type": "stdio", "command": "gridref", "args": ["mcp"], "env": {"PYTHONPATH": ""}}
    say("For you alone, in Claude Code:\n")
    say(f"  claude mcp add gridref -e PYTHONPATH= -- {shutil.which('gridref') or 'gridref'} mcp\n")
    say("For everybody who works here, as .mcp.json at the top of the repository:\n")
    say(json.dumps({"mcpServers": {"gridref": shared}}, indent=2))
    return 0


def _told(done: Iterator[Path], what: str, nothing: str) -> int:
    paths = list(done)
    for path in paths:
        say(f"{what} {path}")
    if not paths:
        say(nothing)
    return 0


def _with_hooks(index: Index) -> Iterator[Path]:
    """Put a block of ours behind the first line of each hook; yield those that had none."""
    # All are looked at before one is written.
    written = {hook: after for hook in _hooks(index) if (after := _with_block(hook))}
    for hook, after in written.items():
        is_new = not hook.exists()
        hook.parent.mkdir(exist_ok=True)
        hook.write_bytes(after)
        if is_new:
            hook.chmod(0o755)
        yield hook


def _with_block(hook: Path) -> bytes:
    """Return a hook with our block in it, b'' if it has one already."""
    if not os.path.lexists(hook):
        return _NEW + _BEGIN_NEW + _BODY + _END
    held = hook.read_bytes() if hook.is_file() and not hook.is_symlink() else b""
    if _END in held:
        return b""
    first = _OF_A_SHELL.match(held)
    if first is None or not os.access(hook, os.X_OK):
        raise Misuse(f"{hook} is no script of a shell that git runs; call gridref index from it")
    return first[0] + _BEGIN + _BODY + _END + held[first.end() :]


def _without_hooks(index: Index) -> Iterator[Path]:
    """Take our block out of each hook; yield those that had one."""
    for hook in _hooks(index):
        held = hook.read_bytes() if hook.is_file() and not hook.is_symlink() else b""
        ours = _OURS.search(held)
        if ours is None:
            continue
        rest = held[: ours.start()] + held[ours.end() :]
        if ours[0].startswith(_BEGIN_NEW) and rest == _NEW:
            hook.unlink()
        else:
            hook.write_bytes(rest)
        yield hook


def _hooks(index: Index) -> list[Path]:
    around = repository(index.root)
    if around is None:
        raise Misuse(f"{index.place.root} is no git repository, so there are no hooks of git")
    if elsewhere := hooks_path(around):
        shown = elsewhere.decode("utf-8", "replace")[:200]
        raise Misuse(f"git looks for hooks in {shown!r}; call gridref index from the hooks there")
    folder = Path(around.common_dir.decode("utf-8", "surrogateescape"), "hooks")
    return [folder / name for name in GIT_HOOKS]


_HOOKS = click.Option(["--hooks"], is_flag=True, help="Write git hooks that keep the index true.")
_UNDO = click.Option(["--undo"], is_flag=True, help="Take out all that init wrote.")

SET_UP = (command_of("init", init, "Servers", _HOOKS, _UNDO),)
