"""Commands that make, show, serve and forget an index."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from gridref_indexers.lock import lock
from gridref_indexers.place import may_be_written
from gridref_indexers.store import Store
from gridref_server.faces.commands import FINDINGS, command_of, say_json, say_not, with_json
from gridref_server.faces.opened import opened, project
from gridref_server.faces.shells import SHELLS, source
from gridref_server.faces.terminal import complain, say
from gridref_server.faces.wire import Wire
from gridref_server.faults import CLOSED, FULL, NOT_UP_TO_DATE
from gridref_server.loading import built_when_used, loading, unopened
from gridref_server.render import printable

# The index


def status(root: str | None, store: str | None, as_json: bool) -> int:
    """Say what is indexed and how fresh it is."""
    index = opened(root, {"store.folder": store})
    known = index.status() | {"stale": _unwritable(index.place.folder)}
    if as_json:
        say_json(known)
    else:
        say("\n".join(f"{name}: {_plain(value)}" for name, value in known.items()))
    return 0


def _unwritable(folder: Path) -> str:
    """Say why no change can be read, as far as that is told without writing."""
    if not may_be_written(folder):
        return f"{NOT_UP_TO_DATE}: {CLOSED}"
    full = folder.is_dir() and not shutil.disk_usage(folder).free
    return f"{NOT_UP_TO_DATE}: {FULL}" if full else ""


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items()) or "nothing"
    if isinstance(value, list):
        return "; ".join(map(_plain, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(f"{value:,}" if isinstance(value, int) else str(value))


def doctor(root: str | None, store: str | None, as_json: bool) -> int:
    """Examine the installation and the index: versions, grammars, integrity, counts."""
    from gridref_server.faces.doctor import findings

    found = findings(opened(root, {"store.folder": store}))
    if as_json:
        say_json(asdict(found))
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
        return say_not("there is no index yet; make it with gridref index")
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
            return say_not("another gridref is writing this index; end it first")
        shutil.rmtree(folder)
    say(f"deleted {folder}")
    return 0


def ledger(root: str | None, store: str | None, last: int, forget: bool, as_json: bool) -> int:
    """Say what was looked up, by whom, and what reading the files would have cost."""
    from gridref_server.faces.account import account, lines, shown
    from gridref_server.ledger import Ledger

    index = opened(root, {"store.folder": store})
    kept = Ledger(index.place, index.settings.ledger.keep)
    if forget:
        say("forgot all lookups" if kept.forget() else "there was nothing to forget")
    elif as_json:
        say_json(account(kept, shown(last)))
    else:
        say("\n".join(lines(kept, shown(last))))
    return 0


# Servers

# So long an end waits for the ledger.
LEDGER_S = 0.2


def mcp(root: str | None, store: str | None) -> int:
    """Serve the lookups to a coding agent over MCP on stdin and stdout."""
    wire = Wire.taken()
    index = opened(root or project(), {"store.folder": store})
    from gridref_server.keeper import Keeper

    keeper = Keeper(index)
    # A look at what changed is over before the client's first word; a first index would delay us.
    if ready := index.is_complete():
        keeper.start()
    unopened("mcp", "mcp.server")
    with loading(), built_when_used():
        from gridref_server.faces.desk import Desk
        from gridref_server.faces.mcp import server
        from gridref_server.faces.stdio import serve
        from gridref_server.ledger import Ledger

    if not ready:
        keeper.start()
    ledger = Ledger(index.place, index.settings.ledger.keep)
    serve(server(Desk(keeper, ledger)), wire, lambda: ledger.flush(LEDGER_S))


def serve(
    roots: tuple[str, ...],
    root: str | None,
    store: str | None,
    host: str | None,
    port: str | None,
) -> int:
    """Serve the lookups over HTTP, with a page, OpenAPI, and MCP at /mcp.

    Of several ROOTs each has addresses of its own, which begin with /at/NAME; the first has all
    others too.
    """
    given = {"store.folder": store, "server.host": host, "server.port": port}
    indexes = [opened(each, given) for each in roots or (root,)]
    from gridref_server.faces.door import door
    from gridref_server.faces.serving import desks, listening, serve

    settings = indexes[0].settings.server
    known = door(settings.host, settings.token)
    listener = listening(settings.host, settings.port)
    address = f"http://{_authority(*listener.getsockname()[:2])}"
    served = desks(indexes)
    complain(f"{address}/, {address}/api/v1, {address}/mcp, {address}/openapi.json")
    for each in served[1:]:
        complain(f"{each.keeper.index.place.root}: {address}/at/{each.name}/mcp")
    for each in served:
        each.keeper.start()
    try:
        return serve(served, known, listener)
    finally:
        for each in served:
            each.keeper.stop()


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def completion(shell: str, root: str | None, store: str | None) -> int:
    """Write what makes a shell complete commands, options and names; put it into its start file."""
    say(source(shell))
    return 0


_LAST = click.Option(["--last"], type=int, default=20, metavar="N", help="Show the last N lookups.")
_FORGET = click.Option(["--forget"], is_flag=True, help="Delete what is noted.")
_ROOTS = click.Argument(["roots"], nargs=-1, metavar="[ROOT]...", help="The repositories.")
_HOST = click.Option(
    ["--host"], metavar="HOST", help="The address; others than this machine's need a token."
)
_PORT = click.Option(["--port"], metavar="N", help="The port; 0 takes any that is free.")
_SHELL = click.Argument(
    ["shell"],
    metavar="|".join(SHELLS),
    help="The shell.",
    shell_complete=lambda _, __, start: [each for each in SHELLS if each.startswith(start)],
)

UPKEEP = (
    command_of("status", status, "Index", with_json()),
    command_of("doctor", doctor, "Index", with_json()),
    command_of("ledger", ledger, "Index", _LAST, _FORGET, with_json()),
    command_of("dump", dump, "Index"),
    command_of("reset", reset, "Index"),
    command_of("mcp", mcp, "Servers"),
    command_of("serve", serve, "Servers", _ROOTS, _HOST, _PORT),
    command_of("completion", completion, "Servers", _SHELL),
)
