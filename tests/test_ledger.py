"""The ledger: every lookup over every face is in it, and whatever befalls it, answers are given."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client

from gridref_indexers.place import place
from gridref_server.faces.cli import run
from gridref_server.faces.desk import Desk
from gridref_server.faces.http import app
from gridref_server.faces.mcp import server
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.ledger import MOST_OF_A_FILE, Asked, Entry, Ledger

PATIENCE_S = 20.0

Opened = Callable[[Path], Index]


@pytest.fixture
def index(tmp_path: Path, opened: Opened) -> Index:
    root = tmp_path / "repo"
    root.mkdir()
    (root / "a.py").write_text("class One:\n    def two(self): ...\n" + "# filler\n" * 400)
    return opened(root)


def an_answer(**other: object) -> Asked:
    given = {"face": "mcp", "client": "c", "tool": "find", "asked": "One", "argument_bytes": 3}
    return Asked(**given | {"verdict": "found", "tokens": 5, "ms": 0.1} | other)  # type: ignore[arg-type]


def noted(index: Index, entries: int) -> list[Entry]:
    ledger = Ledger(index.place, 100)
    found = ledger.latest(100)
    assert len(found) == entries
    return found


def test_every_face_notes_what_it_answered(
    index: Index, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLAUDECODE", raising=False)
    ledger = Ledger(index.place, 100)
    desk = Desk(Keeper(index), ledger)

    async def talk() -> None:
        async with Client(server(desk)) as client:
            _ = await client.call_tool("find", {"name": "One"})
        made = app(desk)
        transport = httpx2.ASGITransport(app=made)
        headers = {"user-agent": "editor/1.0"}
        base = "http://127.0.0.1"
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            _ = await client.get("/api/v1/read?refs=a.py:1", headers=headers)
            _ = await client.get("/api/v1/find?limit=0", headers=headers)
            _ = await client.get("/api/v1/map", headers={"sec-fetch-site": "same-origin"})

    anyio.run(talk)
    ledger.flush(PATIENCE_S)
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    assert run(["find", "Onne", *store]) == 1
    said = len(capsys.readouterr().out)
    rows = [(e.face, e.client, e.tool, e.asked, e.verdict) for e in noted(index, 5)][::-1]
    assert rows == [
        ("mcp", "mcp", "find", "One", "found"),
        ("http", "editor", "read", "a.py:1", "found"),
        ("http", "editor", "find", "0", "refused"),
        ("page", "browser", "map", "", "found"),
        ("cli", "terminal", "find", "Onne", "absent"),
    ]
    assert [each.lookups for each in ledger.totals(page=False)] == [4]
    assert "page" not in {each.face for each in ledger.latest(100, page=False)}
    last = ledger.latest(1)[0]
    assert last.argument_bytes == 4 and abs(last.tokens - said / 3.5) < 2


def test_the_baseline_is_the_files_that_one_would_have_opened_each_once(index: Index) -> None:
    ledger = Ledger(index.place, 100)
    size = int((index.place.root / "a.py").stat().st_size / 3.5) + 1
    ledger.write(an_answer(paths=("a.py",)))
    ledger.write(an_answer(paths=("a.py",)))
    ledger.write(an_answer(paths=("a.py",), client="other"))
    ledger.write(an_answer(paths=("gone.py",)))
    ledger.write(an_answer(verdict="absent"))
    (index.place.root / "a.py").write_text("x = 1\n")
    ledger.write(an_answer(paths=("a.py",)))
    (index.place.root / "large.py").write_text("x = 1\n" * 100_000)
    ledger.write(an_answer(paths=("large.py",)))
    opened = [each.opened_tokens for each in reversed(ledger.latest(100))]
    assert opened == [size, 0, size, 0, 0, 2, MOST_OF_A_FILE]


def test_what_was_pasted_is_kept_as_a_size_and_nothing_of_it(index: Index) -> None:
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    secret = "password = 'hunter2'\n" * 20
    assert run(["find", secret, *store]) == 1
    kept = Ledger(index.place, 100).path
    assert b"hunter2" not in kept.read_bytes()
    assert noted(index, 1)[0].asked == f"({len(secret):,} characters)"


def test_it_is_bounded(index: Index) -> None:
    ledger = Ledger(index.place, 10)
    for number in range(25):
        ledger.write(an_answer(tokens=number))
    assert [each.tokens for each in ledger.latest(100)] == list(range(24, 14, -1))


def test_it_can_be_switched_off(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDREF_LEDGER_KEEP", "0")
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    assert run(["find", "One", *store]) == 0
    Ledger(index.place, 0).note(an_answer())
    assert not Ledger(index.place, 0).path.exists()


@pytest.mark.parametrize(
    "fault", ["no room", "a folder", "garbage", "another version", "another table", "locked"]
)
def test_no_fault_of_the_ledger_is_one_of_an_answer(
    fault: str, index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Ledger(index.place, 10).path
    held = None
    if fault == "a folder":
        path.mkdir()
    elif fault == "garbage":
        path.write_bytes(b"no ledger at all" * 1000)
    elif fault == "no room":
        path.symlink_to("/dev/full")
    else:
        held = sqlite3.connect(path, isolation_level=None)
        held.execute("CREATE TABLE lookup (a)" if "table" in fault else "PRAGMA user_version = 77")
        if fault == "locked":
            held.execute("BEGIN EXCLUSIVE")
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    assert run(["find", "One", *store]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("found: ") and said.err == ""
    if held:
        held.close()
    assert run(["ledger", *store]) == 0
    if fault in ("garbage", "another version", "another table"):
        assert len(noted(index, 1)) == 1


WRITER = """
import sys
from pathlib import Path
from gridref_indexers.place import place
from gridref_server.ledger import Asked, Ledger
ledger = Ledger(place(Path(sys.argv[1]), Path(sys.argv[2]), exactly=True), 10_000)
for number in range(200):
    ledger.note(Asked("mcp", sys.argv[3], "find", "x", 1, "found", number, 0.1))
ledger.flush(60)
"""


def test_several_processes_write_it_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    where = place(root, tmp_path / "store", exactly=True)
    where.folder.mkdir(parents=True)
    command = [sys.executable, "-c", WRITER, str(root), str(tmp_path / "store")]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [each.wait(60) for each in writers] == [0] * 4
    (total,) = Ledger(where, 10_000).totals()
    assert (total.lookups, total.tokens) == (800, 4 * sum(range(200)))
    assert {each.name: each.lookups for each in Ledger(where, 1).totals("client")} == {
        str(number): 200 for number in range(4)
    }


def test_names_of_clients_and_questions_are_shown_as_what_they_are(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    assert run(["find", "\x1b[31mred\u202e", *store]) == 1
    _ = capsys.readouterr()
    assert run(["ledger", *store]) == 0
    assert "\\x1b[31mred\\u202e" in capsys.readouterr().out


def test_forgetting_is_forgetting(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    assert run(["find", "One", *store]) == 0
    assert run(["ledger", "--forget", *store]) == 0
    assert not list(index.place.folder.glob("ledger*"))
    _ = capsys.readouterr()
    assert run(["ledger", "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out)["latest"] == []
    assert run(["ledger", "--last", "100000", *store]) == 2


def test_the_process_that_ranks_is_not_noted(index: Index) -> None:
    environment = os.environ | {"GRIDREF_PARENT": str(os.getpid())}
    code = "from gridref_server.start import main; raise SystemExit(main())"
    store = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    done = subprocess.run([sys.executable, "-c", code, "map", *store], env=environment, timeout=60)
    assert done.returncode == 0
    assert noted(index, 0) == []
