"""A real `gridref mcp`: both eras, garbage, and that it is gone when it should be."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from tests.conversation import COMMAND, GONE_S, HELLO, READY, START_S, Conversation, call, status


def _command(folder: Path) -> list[str]:
    root = folder / "repo"
    root.mkdir()
    (root / "a.py").write_text("class One:\n    def two(self): ...\n")
    return [*COMMAND, "mcp", "--root", str(root), "--store", str(folder / "store")]


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return _command(tmp_path)


@pytest.fixture
def started() -> Iterator[Callable[..., Conversation]]:
    running: list[Conversation] = []

    def start(command: list[str], **how: Any) -> Conversation:
        running.append(Conversation(command, **how))
        return running[-1]

    yield start
    for each in running:
        with suppress(Empty):
            each.stop()


Started = Callable[..., Conversation]


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversation]:
    """Return the one conversation that nothing in these tests may end."""
    server = Conversation(_command(tmp_path_factory.mktemp("talking"))).greeted()
    yield server
    assert server.end_input().ended() == 0
    assert server.rest() == []


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_both_eras_are_served(mode: str, version: str, command: list[str]) -> None:
    async def talk() -> None:
        how = StdioServerParameters(command=command[0], args=command[1:])
        with anyio.fail_after(START_S):
            async with Client(how, mode=mode) as client:
                assert client.protocol_version == version
                said = await client.call_tool("find", {"name": "two"})
                assert not said.is_error

    anyio.run(talk)


def test_the_project_of_the_client_is_what_is_looked_up_in(
    tmp_path: Path, started: Started
) -> None:
    (tmp_path / "theirs").mkdir()
    environment = dict(os.environ, CLAUDE_PROJECT_DIR=str(tmp_path / "theirs"))
    command = [*COMMAND, "mcp", "--store", str(tmp_path / "store")]
    server = started(command, env=environment, cwd=tmp_path).greeted()
    assert json.loads(status(server, 1))["root"] == str(tmp_path / "theirs")


GARBAGE: dict[str, tuple[bytes, Any]] = {
    "no JSON": (b'{"jsonrpc":"2.0","id":7,"method":', (7, -32700)),
    "no JSON, a string as id": (b'{"id": "a", oops}', ("a", -32700)),
    "no JSON and no id": (b"hello", (None, -32700)),
    "no JSON, half a string as id": (b'{"id":"a\\q","method":"x","params":', (None, -32700)),
    "not UTF-8": (b'{"jsonrpc":"2.0","id":8,"method":"\xff"}', (8, -32700)),
    "deep": (b'{"jsonrpc":"2.0","id":9,"params":' + b"[" * 100_000, (9, -32700)),
    "no number": (b'{"jsonrpc":"2.0","id":10,"method":"ping","params":NaN}', (10, -32700)),
    "a list": (b"[1, 2]", (None, -32600)),
    "no method": (b'{"jsonrpc":"2.0","id":11}', (11, -32600)),
    "half an id": (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', (None, -32600)),
    "no such method": (b'{"jsonrpc":"2.0","id":12,"method":"no/such"}', (12, -32601)),
    "wrong parameters": (
        b'{"jsonrpc":"2.0","id":13,"method":"tools/call","params":{"name":5}}',
        (13, -32602),
    ),
}


@pytest.mark.parametrize(("line", "answer"), GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_answered_and_ends_nothing(
    line: bytes, answer: tuple[Any, int], talking: Conversation
) -> None:
    said = talking.send(line).reply()
    assert (said["id"], said["error"]["code"]) == answer
    assert len(json.dumps(said)) < 500
    assert talking.send(call(99, "find", name="two")).text().startswith("found")


@pytest.mark.parametrize("given", ["[]", "{}", "null", "1.5", '"x"'])
def test_a_cancellation_of_nothing_ends_nothing(given: str, talking: Conversation) -> None:
    params = b'"params":{"requestId":%b}' % given.encode()
    talking.send(b'{"jsonrpc":"2.0","method":"notifications/cancelled",%b}' % params)
    assert talking.send(call(99, "find", name="two")).text().startswith("found")


def test_a_line_of_megabytes_is_answered_and_one_beyond_all_measure_too(
    talking: Conversation,
) -> None:
    said = talking.send(call(1, "find", name="x" * 4_000_000)).text()
    assert said == "name has 4,000,000 characters; 100,000 are the most"
    refused = talking.send(b'{"jsonrpc":"2.0","id":2,"x":"' + b"x" * 33_000_000 + b'"}').reply()
    assert (refused["id"], refused["error"]["code"]) == (2, -32700)
    assert talking.send(call(3, "find", name="two")).text().startswith("found")


def test_lone_surrogates_are_answered_under_their_id(talking: Conversation) -> None:
    talking.send(
        b'{"jsonrpc":"2.0","id":"\\ud800","method":"tools/call",'
        b'"params":{"name":"find","arguments":{"name":"\\ud800"}}}'
    )
    said = talking.reply()
    assert said["id"] == "\ud800"
    assert said["result"]["isError"]
    assert said["result"]["content"][0]["text"] == "name holds a character that is no text"
    talking.send(call(2, "\ud800")).reply()
    talking.send(call(3, "find", **{"\ud800": 1})).reply()
    assert talking.send(call(4, "find", name="two")).text().startswith("found")


def test_a_second_greeting_and_cancellations_of_anything_end_nothing(talking: Conversation) -> None:
    assert "serverInfo" in talking.send(dict(HELLO, id=50)).reply()["result"]
    for number in range(100, 130):
        cancel = {"requestId": number, "reason": "changed my mind"}
        talking.send(call(number, "map"))
        talking.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancel})
    talking.send(call(200, "find", name="two"))
    while (said := talking.reply())["id"] != 200:
        assert 100 <= said["id"] < 130
    assert said["result"]["content"][0]["text"].startswith("found")


def test_stdout_holds_nothing_but_replies(
    command: list[str], tmp_path: Path, started: Started
) -> None:
    noise = tmp_path / "noise.py"
    # Prints, and writes of C code and of children, while a question is answered.
    noise.write_text(
        "import os, subprocess, sys\n"
        "from gridref_server import start\n"
        "from gridref_server.faces import mcp\n"
        "text = mcp.text\n"
        "def noisy(*given):\n"
        "    print('print', flush=True); os.write(1, b'write\\n')\n"
        "    subprocess.run([sys.executable, '-c', 'print(\"child\"); input()'], check=False)\n"
        "    return text(*given)\n"
        "mcp.text = noisy\n"
        "raise SystemExit(start.main())\n"
    )
    with (tmp_path / "stderr").open("wb") as stderr:
        server = started([sys.executable, str(noise), *command[3:]], stderr=stderr)
        server.send(HELLO, READY).reply()
        assert server.send(call(1, "map")).reply()["id"] == 1
        assert server.end_input().rest() == []
        assert server.ended() == 0
    said = (tmp_path / "stderr").read_text().split("\n")
    assert {"print", "write", "child"} <= set(said)


def test_the_end_of_the_input_is_the_end_after_what_was_asked_is_answered(
    command: list[str], started: Started
) -> None:
    asked = [call(number, "find", name="two") for number in range(1, 20)]
    server = started(command).send(HELLO, READY, *asked).end_input()
    replies = [server.reply()["id"] for _ in range(20)]
    assert sorted(replies) == list(range(20))
    assert server.ended() == 0
    assert server.rest() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_the_end_though_the_input_stays_open(
    number: signal.Signals, command: list[str], started: Started
) -> None:
    server = started(command).greeted()
    server.process.send_signal(number)
    assert server.ended() == -number
    assert server.rest() == []


def test_a_signal_is_the_end_before_the_first_word_too(
    command: list[str], started: Started
) -> None:
    server = started(command)
    server.process.send_signal(signal.SIGTERM)
    assert server.ended() == -signal.SIGTERM


def test_a_client_that_reads_no_more_is_the_end(command: list[str], started: Started) -> None:
    reading, writing = os.pipe()
    server = started(command, stdout=writing).send(HELLO, READY)
    os.close(writing)
    assert b"serverInfo" in os.read(reading, 10_000)
    os.close(reading)
    server.send(call(1, "map"))
    assert server.ended() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such process groups")
def test_the_server_ends_when_its_parent_is_killed_and_another_holds_its_input(
    command: list[str],
) -> None:
    # The pipe's writing end stays open in this process: only the parent's death tells.
    reading, writing = os.pipe()
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys\n"
            "server = subprocess.Popen(sys.argv[1:], stdin=0)\n"
            "server.wait()\n",
            *command,
        ],
        stdin=reading,
        stdout=subprocess.PIPE,
    )
    os.close(reading)
    assert parent.stdout is not None
    os.write(writing, json.dumps(HELLO).encode() + b"\n")
    assert b"gridref" in parent.stdout.readline()
    parent.kill()
    parent.wait()
    # Its end closes the pipe that it alone still writes to.
    ended: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=lambda: ended.put(parent.stdout.read()), daemon=True).start()  # type: ignore[union-attr]
    assert ended.get(timeout=GONE_S) == b""
    os.close(writing)
    parent.stdout.close()


def test_the_first_question_is_answered_while_the_first_index_is_made(
    command: list[str], tmp_path: Path, started: Started
) -> None:
    for number in range(300):
        body = "".join(f"def f{number}_{each}(): ...\n" for each in range(200))
        (tmp_path / "repo" / f"m{number}.py").write_text(body)
    server = started(command).send(HELLO, READY, call(1, "find", name="f7_7"))
    assert server.reply()["id"] == 0
    assert server.text().partition(":")[0] in ("unknown", "found")


def test_a_start_loads_what_serves_alone_and_the_rest_when_it_is_asked_for() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _START],
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.split() == ["False", "False", "True", "True"]


_START = """
import sys
from gridref_server.loading import built_when_used, unopened

unopened("mcp", "mcp.server")
with built_when_used():
    from gridref_server.faces import mcp, stdio
from mcp.types import ListToolsResult, ServerCapabilities

print("mcp.client.client" in sys.modules, ServerCapabilities.__pydantic_complete__)
from mcp import Client

ServerCapabilities()
print("mcp.client.client" in sys.modules, ServerCapabilities.__pydantic_complete__)
"""
