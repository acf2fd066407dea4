"""The installed command on a real source tree: the three faces say the same."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from gridref_server.render import with_plain_marks
from tests.running import (
    COMMAND,
    environment,
    fetched,
    real_tree,
    run,
    serving,
)

QUESTIONS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("find", {"name": "Context.invoke"}, ["Context.invoke"]),
    ("find", {"name": "Context.invok"}, ["Context.invok"]),
    (
        "map",
        {"path": "starlette/routing.py", "budget": 400},
        ["starlette/routing.py", "--budget", "400"],
    ),
    ("read", {"refs": ["click/core.py#Context.invoke"]}, ["click/core.py#Context.invoke"]),
    ("uses", {"ref": "starlette/routing.py#compile_path"}, ["starlette/routing.py#compile_path"]),
]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = real_tree(tmp_path_factory.mktemp("project"))
    store = tmp_path_factory.mktemp("store")
    # Not `index` alone: with ranks kept, all faces order what they find by them.
    done = run(store, "map", "--root", str(root))
    assert done.returncode == 0, done.stderr
    return root, store


@pytest.fixture(scope="module")
def said(indexed: tuple[Path, Path]) -> list[str]:
    """What the command line says to each question."""
    root, store = indexed
    return [
        run(store, name, *words, "--root", str(root)).stdout.rstrip("\n")
        for name, _, words in QUESTIONS
    ]


def test_the_command_line_answers_with_what_is_in_the_tree(said: list[str]) -> None:
    assert "click/core.py" in said[0] and "def invoke(" in said[0]
    assert said[1].startswith("absent: ") and "#Context.invoke" in said[1]
    assert "class Router" in said[2]
    assert "def invoke(" in said[3] and "return callback(" in said[3]
    assert "Route.__init__" in said[4]


def test_http_answers_as_the_command_line_does(indexed: tuple[Path, Path]) -> None:
    root, store = indexed
    with serving(root, store) as address:
        for name, arguments, words in QUESTIONS:
            over_http = fetched(f"{address}/api/v1/{name}", arguments)
            done = run(store, name, *words, "--json", "--root", str(root))
            assert over_http == json.loads(done.stdout)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_mcp_answers_as_the_command_line_does(
    indexed: tuple[Path, Path], said: list[str], mode: Any
) -> None:
    root, store = indexed

    async def over_mcp() -> list[str]:
        process = StdioServerParameters(
            command=COMMAND, args=["mcp", "--root", str(root)], env=environment(store)
        )
        async with Client(stdio_client(process), mode=mode) as client:
            answers = [await client.call_tool(name, given) for name, given, _ in QUESTIONS]
        return [getattr(answer.content[0], "text", "") for answer in answers]

    assert [*map(with_plain_marks, asyncio.run(over_mcp()))] == [*map(with_plain_marks, said)]


def test_the_exit_status_tells_found_absent_and_misuse(indexed: tuple[Path, Path]) -> None:
    root, store = indexed
    asked = (["Context.invoke"], ["no_such_thing_at_all"], ["x", "--limit", "0"])
    done = [run(store, "find", *words, "--root", str(root)) for words in asked]
    assert [each.returncode for each in done] == [0, 1, 2]
    assert done[2].stderr.startswith("gridref: ") and done[2].stderr.count("\n") == 1


def test_an_edited_file_is_read_again_and_two_indexes_dump_the_same(tmp_path: Path) -> None:
    here, there = (real_tree(tmp_path / name) for name in ("here", "deeper/there"))
    stores = tmp_path / "a", tmp_path / "b"
    assert run(stores[0], "index", "--root", str(here)).returncode == 0
    for root in (here, there):
        (root / "click" / "core.py").write_text("def only_this() -> None: ...\n")
    assert run(stores[0], "find", "only_this", "--root", str(here)).returncode == 0
    assert run(stores[0], "find", "Context.invoke", "--root", str(here)).returncode == 1
    dumps = [
        (run(store, "index", "--root", str(root)), run(store, "dump", "--root", str(root)))[
            1
        ].stdout
        for store, root in zip(stores, (here, there), strict=True)
    ]
    assert dumps[0] == dumps[1] and "only_this" in dumps[0]
