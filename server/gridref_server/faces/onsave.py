"""Commands that read what was saved: now, on each save, or when an agent has edited a file."""

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from time import monotonic, strftime
from typing import Any

from gridref_indexers.reading import is_git
from gridref_indexers.refresh import EVERYWHERE, Look, Report
from gridref_server.answer import Misuse
from gridref_server.faces.opened import of_project, opened, opened_around, project
from gridref_server.faces.outcome import FINDINGS, say_json, say_not, settled
from gridref_server.faces.plain import JSON, Argument, Command, Option, called, given
from gridref_server.faces.terminal import complain, progress, say
from gridref_server.index import Index
from gridref_server.parameters import short
from gridref_server.render import printable

# How long one waits for another gridref that is making the same index.
PATIENCE_S = 60.0
# And how long an agent waits for us: what is not read by then is read at the next question.
HOOK_PATIENCE_S = 2.0
# So long all of it may take, reading and checking.
HOOK_S = 8.0
LONGEST_EVENT = 64_000_000


@dataclass(frozen=True)
class Said:
    """What became of one path."""

    path: str
    indexed: bool
    why: str


def index_(
    paths: tuple[str, ...], root: str | None, store: str | None, as_json: bool, packages: bool
) -> int:
    """Bring the index up to date: read what changed, all of it at first.

    With PATHs, look at these files and folders alone, and say of each whether it is in the index.
    Their repository is the one around the first of them, wherever the command is run.
    With --dependencies, read the installed packages that were not read yet, or those named.
    """
    if packages:
        from gridref_server.faces.shelving import shelve_packages

        return shelve_packages(paths, opened(root, {"store.folder": store}), as_json=as_json)
    flags = {"store.folder": store}
    index = opened_around(paths[0], flags) if paths and root is None else opened(root, flags)
    inside = [_inside(index, path) for path in paths]
    look = Look(frozenset(inside)) if inside and all(inside) else EVERYWHERE
    started = monotonic()
    with progress() as listener:
        report = index.refresh(listener, look)
        if report is None:
            complain("another gridref is writing this index; waiting for it")
            report = index.refresh(listener, look, PATIENCE_S)
    if report is None:
        return say_not("another gridref is still writing this index; try again when it has ended")
    said = list(_said(index, paths, inside)) if look is not EVERYWHERE else []
    _tell(index, report, monotonic() - started, said, as_json=as_json)
    return 0 if all(each.indexed for each in said) else FINDINGS


def _tell(index: Index, report: Report, seconds: float, said: list[Said], *, as_json: bool) -> None:
    if as_json:
        paths = {"paths": [asdict(each) for each in said]} if said else {}
        say_json(asdict(report) | {"seconds": round(seconds, 3)} | paths)
        return
    if not said:
        say(_indexed(index, report, seconds))
    for each in said:
        how = "indexed" if each.indexed else f"left out: {each.why}"
        say(f"{printable(each.path)}: {how}")


def _indexed(index: Index, report: Report, seconds: float) -> str:
    known = index.status()
    left_out = ", ".join(f"{count} {why}" for why, count in index.left_out().items())
    speed = f", {report.bytes / seconds / 1e6:.1f} MB/s" if report.bytes > 1e6 else ""
    return (
        f"indexed {known['files']:,} files with {known['definitions']:,} definitions: "
        f"{report.read:,} read, {report.gone:,} gone, {seconds:.1f} s{speed}; "
        f"left out: {left_out or 'nothing'}"
    )


def _inside(index: Index, path: str) -> bytes:
    """Return a path as the index has it, b'' for the root."""
    # Not resolved further than its folder: what is a link is left out as one.
    whole = Path(os.path.abspath(path))
    whole = whole.parent.resolve() / whole.name
    if not whole.is_relative_to(index.place.root):
        raise Misuse(f"{path[:200]!r} is not in {index.place.root}; name its repository by --root")
    inside = whole.relative_to(index.place.root)
    if any(is_git(os.fsencode(part)) for part in inside.parts):
        raise Misuse(f"{path[:200]!r} is git's own; name files of the repository")
    return os.fsencode(inside) if inside.parts else b""


def _said(index: Index, paths: Iterable[str], inside: Iterable[bytes]) -> Iterator[Said]:
    with index.asked():
        for path, place in zip(paths, inside, strict=True):
            rows = index.store.files_at([place]) if place else index.store.files()
            own = next((row for row in rows if row.path == place), None)
            why = own.left_out if own else "ignored, no file, or not there"
            yield Said(path, any(row.content for row in rows), "" if rows and not own else why)


def watch(root: str | None, store: str | None) -> int:
    """Keep the index true on each save, until interrupted; servers do so by themselves."""
    from gridref_server.keeper import Keeper

    keeper = Keeper(opened(root, {"store.folder": store}), _changed)
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    keeper.start()
    complain(f"keeping {keeper.index.place.root}; interrupt to end")
    ended.wait()
    keeper.stop()
    return 0


def _changed(report: Report, seconds: float) -> None:
    took = f"{seconds * 1000:.0f} ms"
    say(f"{strftime('%H:%M:%S')} {report.read:,} read, {report.gone:,} gone, {took}")
    sys.stdout.flush()


def hook(event: str, diff: str | None, root: str | None, store: str | None) -> int:
    """Take note of what an agent did; it reads Claude Code's event on stdin.

    `post-edit` reads the edited file again, and tells the agent what in it does not exist; `stop`
    does not let it end while something in the files that it edited does not, or with --diff in all
    that changed since a revision. An edit is never failed, nor held up long, and nothing is said
    where nothing is found.
    """
    if event not in EVENTS:
        raise Misuse(f"event is {' or '.join(EVENTS)}, not {event[:40]!r}")
    given = _event(sys.stdin.buffer.read(LONGEST_EVENT))
    try:
        with _deadline(HOOK_S):
            if said := EVENTS[event](given, diff or "", root, {"store.folder": store}):
                say_json(said)
    except (_TooLate, Exception) as why:  # of whatever kind: what we fail at is no fault of an edit
        said = str(why)[:200] or type(why).__name__
        complain(f"{short(_edited(given)) if event == 'post-edit' else event}: {said}")
    return 0


def _post_edit(given: Any, _: str, root: str | None, flags: dict[str, object]) -> object:
    """Read the edited file again, and return what is to be told of it."""
    path = _edited(given)
    index = _read_again(path, root, flags) if path else None
    if index is None:
        return None
    from gridref_server.faces.feedback import after_edit

    return after_edit(index, os.fsdecode(_inside(index, path)), _session(given))


def _stop(given: Any, revisions: str, root: str | None, flags: dict[str, object]) -> object:
    """Return why an agent may not end yet; once it was told, it may."""
    if not isinstance(given, dict) or given.get("stop_hook_active"):
        return None
    folder = root or project() or given.get("cwd")
    index = opened(folder if isinstance(folder, str) else None, flags)
    if not index.is_complete():
        return None
    if revisions:
        index.refresh(wait_s=HOOK_PATIENCE_S)
    from gridref_server.faces.feedback import before_end

    return before_end(index, _session(given), revisions)


EVENTS = {"post-edit": _post_edit, "stop": _stop}


class _TooLate(BaseException):
    """The time is over; nothing below takes it for a fault of its own."""


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise `_TooLate` after some time, where the system has a clock that tells."""

    def late(*_: object) -> None:
        raise _TooLate(f"it takes more than {seconds:g} s; the next question reads it")

    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _event(said: bytes) -> Any:
    """Return an event; what is none holds nothing."""
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        return None


def _edited(given: Any) -> str:
    """Return the path in an event; of all that it holds little but that is looked at."""
    try:
        path = given["tool_input"].get("file_path") or given["tool_input"].get("notebook_path")
        whole = os.path.join(given.get("cwd") or "", path)
        os.fsencode(whole)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return whole if "\0" not in whole else ""


def _session(given: Any) -> str:
    """Return the name of a session, by which its edits are told from those of others."""
    name = given.get("session_id") if isinstance(given, dict) else None
    return f"claude-code/{name[:8]}" if isinstance(name, str) and name else "claude-code"


def _read_again(path: str, root: str | None, flags: dict[str, object]) -> Index | None:
    index = opened(root, flags) if root else of_project(path, flags)
    if index is None or not index.is_complete():
        return None
    index.refresh(look=Look(frozenset([_inside(index, path)])), wait_s=HOOK_PATIENCE_S)
    return index


_PATHS = Argument("paths", "[PATH]...", "Files and folders.", many=True)
_PACKAGES = Option("--dependencies", "packages", "Read installed packages instead.")
_EVENT = Argument("event", "post-edit|stop", "What has happened.")
_DIFF = Option("--diff", "diff", "Before the end, check what changed since REV.", "REV")

ON_SAVE = (
    Command("index", index_, "Index", _PATHS, (JSON, _PACKAGES)),
    Command("watch", watch, "Index"),
    Command("hook", hook, "Index", _EVENT, (_DIFF,)),
)


def at_once(arguments: list[str]) -> int | None:
    """Run a command that is written in the usual way by the shortest way; None for any other."""
    command = next((each for each in ON_SAVE if [each.name] == arguments[:1]), None)
    values = given(command, arguments[1:]) if command else None
    if command is None or values is None:
        return None
    return settled(lambda: called(command, values))
