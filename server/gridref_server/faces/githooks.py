"""The hooks of git that keep an index true: a block of ours in each, which can be taken out."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from gridref_indexers.excludes import hooks_path
from gridref_indexers.repository import repository
from gridref_server.answer import Misuse
from gridref_server.faces.change import Change, held
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


def with_hooks(index: Index) -> Iterator[Change]:
    """Yield hooks with a block of ours behind their first lines, those that had none."""
    for hook in _hooks(index):
        if after := _with_block(hook):
            yield Change(hook, held(hook), after, is_run=True)


def without_hooks(index: Index) -> Iterator[Change]:
    """Yield hooks without our block, those that had one."""
    for hook in _hooks(index):
        before = held(hook) or b""
        ours = _OURS.search(before)
        if ours is None:
            continue
        rest = before[: ours.start()] + before[ours.end() :]
        is_ours = ours[0].startswith(_BEGIN_NEW) and rest == _NEW
        yield Change(hook, before, None if is_ours else rest)


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


def _hooks(index: Index) -> list[Path]:
    around = repository(index.root)
    if around is None:
        raise Misuse(f"{index.place.root} is no git repository, so there are no hooks of git")
    if elsewhere := hooks_path(around):
        shown = elsewhere.decode("utf-8", "replace")[:200]
        raise Misuse(f"git looks for hooks in {shown!r}; call gridref index from the hooks there")
    folder = Path(around.common_dir.decode("utf-8", "surrogateescape"), "hooks")
    return [folder / name for name in GIT_HOOKS]
