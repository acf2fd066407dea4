"""Commands that make, show, serve and forget an index."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import click

from gridref_indexers.lock import lock
from gridref_indexers.refresh import Report
from gridref_indexers.store import Store
from gridref_server.answer import Misuse
from gridref_server.faces.opened import opened, project
from gridref_server.faces.terminal import Styled, complain, progress, say
from gridref_server.faces.wire import Wire
from gridref_server.index import Index
from gridref_server.render import printable

FINDINGS = 1
FAILED = 3

# How long one waits for another gridref that is making the same index.
PATIENCE_S = 60.0
SHELLS = ("bash", "zsh", "fish")


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
    ]


def with_json() -> click.Option:
    """Return the option for programs."""
    return click.Option(["--json", "as_json"], is_flag=True, help="Say it as JSON.")


def _command(
    name: str, function: Callable[..., int], panel: str, *own: click.Parameter
) -> click.Command:
    made = Styled(name, callback=function, help=function.__doc__, params=[*own, *common()])
    made.panel = panel
    return made


# The index


def index_(paths: tuple[str, ...], root: str | None, store: str | None, as_json: bool) -> int:
    """Bring the index up to date: read what changed, all of it at first.

    With PATHs, say of each whether it is in the index. A single folder is taken for the root.
    """
    if len(paths) == 1 and root is None and os.path.isdir(paths[0]):
        root, paths = paths[0], ()
    index = opened(root, {"store.folder": store})
    inside = {path: _inside(index, path) for path in paths}
    started = monotonic()
    with progress() as listener:
        report = _refreshed(index, listener)
    if report is None:
        return _say_not("another gridref is still writing this index; try again when it has ended")
    seconds = monotonic() - started
    if as_json:
        _say_json(asdict(report) | {"seconds": round(seconds, 3)})
    else:
        say(_indexed(index, report, seconds))
    left_out = [path for path in paths if not _said_of(index, path, inside[path])]
    return FINDINGS if left_out else 0


def _refreshed(index: Index, listener: Any) -> Report | None:
    """Refresh, and wait for another that does it: what is asked for is a true index."""
    report = index.refresh(listener)
    if report is None:
        complain("another gridref is writing this index; waiting for it")
    until = monotonic() + PATIENCE_S
    while report is None and monotonic() < until:
        sleep(0.1)
        report = index.refresh(listener)
    return report


def _indexed(index: Index, report: Report, seconds: float) -> str:
    known = index.status()
    left_out = ", ".join(f"{count} {why}" for why, count in report.left_out.items())
    speed = f", {report.bytes / seconds / 1e6:.1f} MB/s" if report.bytes > 1e6 else ""
    return (
        f"indexed {report.files:,} files with {known['definitions']:,} definitions: "
        f"{report.read:,} read, {report.gone:,} gone, {seconds:.1f} s{speed}; "
        f"left out: {left_out or 'nothing'}"
    )


def _inside(index: Index, path: str) -> bytes:
    whole = Path(os.path.abspath(path))
    if not whole.is_relative_to(index.place.root):
        raise Misuse(f"{path!r} is not in {index.place.root}; name its repository with --root")
    return os.fsencode(whole.relative_to(index.place.root))


def _said_of(index: Index, path: str, inside: bytes) -> bool:
    """Say whether a path is in the index, or why it is not."""
    with index.asked():
        row = index.store.file(inside)
    why = row.left_out if row else "ignored, no file, or not there"
    say(f"{printable(path)}: {'indexed' if row and row.content else f'left out: {why}'}")
    return bool(row and row.content)


def status(root: str | None, store: str | None, as_json: bool) -> int:
    """Say what is indexed and how fresh it is."""
    index = opened(root, {"store.folder": store})
    known = index.status()
    if as_json:
        _say_json(known)
    else:
        say("\n".join(f"{name}: {_plain(value)}" for name, value in known.items()))
    return 0


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items()) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(f"{value:,}" if isinstance(value, int) else str(value))


def doctor(root: str | None, store: str | None, as_json: bool) -> int:
    """Examine the installation and the index: versions, grammars, integrity, counts."""
    from gridref_server.faces.doctor import findings

    found = findings(opened(root, {"store.folder": store}))
    if as_json:
        _say_json(asdict(found))
    else:
        say("\n".join(_lines(asdict(found))))
    return FINDINGS if found.problems else 0


def _lines(found: dict[str, object]) -> Iterator[str]:
    for title, value in found.items():
        if isinstance(value, dict) and value:
            yield f"{title}:"
            yield from (f"  {name}: {_plain(each)}" for name, each in value.items())
        elif isinstance(value, list):
            yield f"{title}: {', '.join(map(_plain, value)) or 'none'}"
        else:
            yield f"{title}: {_plain(value)}"


def dump(root: str | None, store: str | None) -> int:
    """Write every fact of the index to stdout, sorted, one a line: for comparing two."""
    index = opened(root, {"store.folder": store})
    if not index.place.index.exists():
        return _say_not("there is no index yet; make it with gridref index")
    with closing(Store.open(index.place.index, index.place.checkout)) as held:
        for line in held.dump():
            say(line)
    return 0


def reset(root: str | None, store: str | None) -> int:
    """Forget the index of this repository, all its worktrees; the next question makes it anew."""
    folder = opened(root, {"store.folder": store}).place.folder
    if not folder.is_dir():
        say(f"there is no index at {folder}")
        return 0
    with lock(folder / "writer.lock") as ours:
        if not ours:
            return _say_not("another gridref is writing this index; end it first")
        shutil.rmtree(folder)
    say(f"deleted {folder}")
    return 0


# Servers


def mcp(root: str | None, store: str | None) -> int:
    """Serve the lookups to a coding agent over MCP on stdin and stdout."""
    wire = Wire.taken()
    index = opened(root or project(), {"store.folder": store})
    from gridref_server.keeper import Keeper

    keeper = Keeper(index)
    # A look at what changed is over before the client's first word; a first index would delay us.
    if ready := index.is_complete():
        keeper.start()
    from gridref_server.faces.mcp import server
    from gridref_server.faces.stdio import serve

    if not ready:
        keeper.start()
    serve(server(keeper), wire)


def serve(root: str | None, store: str | None, host: str | None, port: str | None) -> int:
    """Serve the lookups over HTTP on this machine, with OpenAPI, and MCP at /mcp."""
    given = {"store.folder": store, "server.host": host, "server.port": port}
    index = opened(root, given)
    from gridref_server.faces.serving import listening, serve
    from gridref_server.keeper import Keeper

    listener = listening(index.settings.server.host, index.settings.server.port)
    address = f"http://{_authority(*listener.getsockname()[:2])}"
    complain(f"{address}/api/v1, {address}/mcp, {address}/openapi.json")
    keeper = Keeper(index)
    keeper.start()
    try:
        return serve(keeper, listener)
    finally:
        keeper.stop()


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def init(root: str | None, store: str | None) -> int:
    """Say how to connect a coding agent; nothing is written."""
    opened(root, {"store.folder": store})
    # An empty PYTHONPATH: one that points into a repository would let it replace modules of ours.
    shared = {"type": "stdio", "command": "gridref", "args": ["mcp"], "env": {"PYTHONPATH": ""}}
    say("For you alone, in Claude Code:\n")
    say(f"  claude mcp add gridref -e PYTHONPATH= -- {shutil.which('gridref') or 'gridref'} mcp\n")
    say("For everybody who works here, as .mcp.json at the top of the repository:\n")
    say(json.dumps({"mcpServers": {"gridref": shared}}, indent=2))
    return 0


def completion(shell: str, root: str | None, store: str | None) -> int:
    """Write what makes a shell complete commands, options and names; put it into its start file."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise Misuse(f"shell is one of {', '.join(SHELLS)}, not {shell[:40]!r}")
    say(made(click.Group("gridref"), {}, "gridref", "_GRIDREF_COMPLETE").source())
    return 0


def _say_json(value: object) -> None:
    say(json.dumps(value, ensure_ascii=False))


def _say_not(why: str) -> int:
    complain(why)
    return FAILED


_PATHS = click.Argument(["paths"], nargs=-1, metavar="[PATH]...", help="Files to ask about.")
_HOST = click.Option(["--host"], metavar="HOST", help="An address of this machine.")
_PORT = click.Option(["--port"], metavar="N", help="The port; 0 takes any that is free.")
_SHELL = click.Argument(["shell"], metavar="|".join(SHELLS), help="The shell.")

UPKEEP = (
    _command("index", index_, "Index", _PATHS, with_json()),
    _command("status", status, "Index", with_json()),
    _command("doctor", doctor, "Index", with_json()),
    _command("dump", dump, "Index"),
    _command("reset", reset, "Index"),
    _command("mcp", mcp, "Servers"),
    _command("serve", serve, "Servers", _HOST, _PORT),
    _command("init", init, "Servers"),
    _command("completion", completion, "Servers", _SHELL),
)
