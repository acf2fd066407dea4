"""The HTTP server: who may ask, what is refused, and that it is gone when told."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from gridref_server.answer import Answer, Misuse
from gridref_server.faces import desk, guard, serving
from gridref_server.faces.desk import Desk
from gridref_server.faces.door import Door, door
from gridref_server.faces.guard import LARGEST_BODY
from gridref_server.faces.http import app
from gridref_server.faces.serving import listening
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import LOOKUPS

START_S = 60.0
GONE_S = 5.0
BASE = "http://127.0.0.1:8765"
COMMAND = [sys.executable, "-c", "from gridref_server.start import main; raise SystemExit(main())"]
ROUTES = ["/api/v1/find?name=a", "/api/v1/status", "/healthz", "/openapi.json", "/mcp", "/no/such"]

Ask = Callable[..., httpx2.Response]


@pytest.fixture(scope="module")
def index(
    tmp_path_factory: pytest.TempPathFactory, opened: Callable[[Path], Index]
) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("http") / "repo"
    root.mkdir()
    (root / "a.py").write_text("class One:\n    def two(self): ...\n")
    yield opened(root)


@asynccontextmanager
async def _client(made: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=made, raise_app_exceptions=False)
    async with (
        made.router.lifespan_context(made),
        httpx2.AsyncClient(transport=transport, base_url=BASE) as client,
    ):
        yield client


def asked(
    index: Index, path: str, method: str = "GET", door: Door | None = None, **how: Any
) -> httpx2.Response:
    async def one() -> Any:
        async with _client(app(Desk(Keeper(index)), door=door)) as client:
            with anyio.fail_after(START_S):
                return await client.request(method, path, **how)

    return anyio.run(one)  # type: ignore[no-any-return]


@pytest.fixture
def ask(index: Index) -> Ask:
    return partial(asked, index)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:8765@evil.example", "0.0.0.0", ""]
)
def test_a_foreign_host_is_refused_on_every_route(host: str, path: str, ask: Ask) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        said = ask(path, method, headers={"host": host})
        assert said.status_code == 421
        assert "127.0.0.1 or localhost" in said.json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "localhost", "[::1]:8765"])
def test_this_machine_is_served_by_all_its_names(host: str, ask: Ask) -> None:
    assert ask("/healthz", headers={"host": host}).json() == {"ok": True}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:3000", "https://127.0.0.1:8765", "file://"],
)
def test_a_page_of_another_origin_is_refused_on_every_route(
    origin: str, path: str, ask: Ask
) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        said = ask(path, method, headers={"origin": origin})
        assert said.status_code == 403
        assert not [name for name in said.headers if name.startswith("access-control-")]


def test_a_page_of_our_own_is_served(ask: Ask) -> None:
    for origin in ("http://127.0.0.1:8765", "http://localhost:8765"):
        assert ask("/healthz", headers={"origin": origin}).status_code == 200


def test_what_a_page_elsewhere_embeds_is_refused_and_what_a_person_opens_is_not(ask: Ask) -> None:
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert ask("/api/v1/map", headers=embedded).status_code == 403
    opened = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask("/api/v1/map", headers=opened).status_code == 200


def test_two_hosts_or_origins_are_none(ask: Ask) -> None:
    twice = [("host", "127.0.0.1"), ("host", "evil.example")]
    assert ask("/healthz", headers=twice).status_code == 421
    twice = [("origin", BASE), ("origin", "http://evil.example")]
    assert ask("/healthz", headers=twice).status_code == 403


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_forbids_to_be_embedded_and_guessed_at(path: str, ask: Ask) -> None:
    headers = ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ({"content": b"{"}, 400, "the body is no JSON"),
        ({"content": b"\xff\xfe"}, 400, "the body is no JSON"),
        ({"content": b"[" * 100_000}, 400, "the body is no JSON"),
        ({"content": b"[]"}, 422, "the arguments are an object"),
        ({"content": b"{}"}, 422, "name is missing"),
        ({"content": b'{"name": "\\ud800"}'}, 422, "a character that is no text"),
        ({"content": b"x" * (LARGEST_BODY + 1)}, 413, "larger than 4,000,000 bytes"),
        ({"headers": {"content-type": "text/plain"}}, 415, "application/json"),
        ({"headers": {"content-type": "application/x-www-form-urlencoded"}}, 415, "as it is|json"),
        ({"headers": {"content-encoding": "gzip"}}, 415, "without a content-encoding"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_body_that_is_none_is_refused_in_one_sentence(
    how: dict[str, Any], status: int, said: str, ask: Ask
) -> None:
    headers = {"content-type": "application/json"} | how.get("headers", {})
    answer = ask("/api/v1/find", "POST", **({"content": b"{}"} | how | {"headers": headers}))
    assert answer.status_code == status
    assert any(part in answer.json()["detail"] for part in said.split("|"))
    assert len(answer.content) < 500


def test_a_body_that_grows_beyond_the_limit_is_refused_though_its_length_was_not_told(
    ask: Ask,
) -> None:
    async def parts() -> Any:
        for _ in range(5):
            yield b" " * 1_000_000

    headers = {"content-type": "application/json"}
    assert ask("/api/v1/find", "POST", content=parts(), headers=headers).status_code == 413


def test_arguments_in_the_address_are_checked_like_all_others(ask: Ask) -> None:
    assert ask("/api/v1/find?name=One").json()["verdict"] == "found"
    assert ask("/api/v1/find?name=One&name=Two").status_code == 422
    assert ask("/api/v1/find?nmae=One").status_code == 422
    assert ask("/api/v1/read?refs=a.py:1&refs=a.py:2").json()["summary"].startswith("2 of 2")


def test_a_body_is_taken_just_as_openapi_says(ask: Ask) -> None:
    said = ask("/api/v1/find", "POST", json={"name": "One", "limit": 5.0, "budget": 1e3})
    assert said.json()["verdict"] == "found"
    assert ask("/api/v1/find", "POST", json={"name": "One", "limit": 5.5}).status_code == 422
    one = ask("/api/v1/read", "POST", json={"refs": "a.py", "known": "AAA"})
    assert one.json()["verdict"] == "found"
    body = ask("/openapi.json").json()["paths"]["/api/v1/read"]["post"]["requestBody"]
    shapes = body["content"]["application/json"]["schema"]["properties"]
    assert shapes["refs"]["type"] == shapes["known"]["type"] == ["array", "string"]


def test_what_is_not_there_says_where_to_look(ask: Ask) -> None:
    for path in ("/no/such", "/docs", "/redoc", "/api/v1/"):
        said = ask(path)
        assert (said.status_code, said.json()["title"]) == (404, "Not Found")
        assert "/openapi.json" in said.json()["detail"]
    for path, allowed in {"/api/v1/find": "GET, POST", "/mcp": "POST", "/healthz": "GET"}.items():
        said = ask(path, "DELETE")
        assert (said.status_code, said.headers["allow"]) == (405, allowed)


def test_an_absence_is_an_answer(ask: Ask) -> None:
    said = ask("/api/v1/find?name=nothing_of_the_kind")
    assert (said.status_code, said.json()["verdict"]) == (200, "absent")


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_mcp_is_served_at_just_its_path_in_both_eras(mode: str, version: str, index: Index) -> None:
    async def talk() -> None:
        async with _client(app(Desk(Keeper(index)))) as http:
            transport = streamable_http_client(f"{BASE}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                assert client.protocol_version == version
                said = await client.call_tool("find", {"name": "two"})
                assert not said.is_error
            assert (await http.post("/mcp/", json={})).status_code == 404

    anyio.run(talk)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"\\ud800", "name holds a character that is no text"),
        (b"\\\\ud800", "absent: no definition"),
        (b"\\ud83d\\ude00", "absent: no definition '\U0001f600'"),
        (b"\\uDC00\\ud800", "name holds a character that is no text"),
    ],
)
def test_half_a_character_is_answered_under_its_id_by_mcp_too(
    given: bytes, said: str, ask: Ask
) -> None:
    call = b'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":%b}'
    params = b'{"name":"find","arguments":{"name":"%b"}}' % given
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    answer = ask("/mcp", "POST", content=call % params, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["id"] == 7
    assert answer.json()["result"]["content"][0]["text"].startswith(said)


# A real server


class Served:
    """A `gridref serve` process and where it listens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "repo").mkdir()
        (folder / "repo" / "a.py").write_text("class One: ...\n")
        place = ["--root", str(folder / "repo"), "--store", str(folder / "store")]
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *place], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        self.said = self.process.stderr.readline()
        self.port = int(self.said.split("127.0.0.1:")[1].split("/")[0])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    server.stop()


def test_serve_says_where_and_answers_there(served: Served) -> None:
    assert f"http://127.0.0.1:{served.port}/mcp" in served.said
    with httpx2.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=START_S) as client:
        assert client.get("/healthz").json() == {"ok": True}
        while not client.get("/api/v1/status").json()["ready"]:
            pass
        assert client.get("/api/v1/find", params={"name": "One"}).json()["verdict"] == "found"


@pytest.mark.parametrize(
    "request_line", [b"GET /api/v1/find?name=%s HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nX: %s\r\n"]
)
def test_an_address_or_header_beyond_measure_is_refused(
    request_line: bytes, served: Served
) -> None:
    with socket.create_connection(("127.0.0.1", served.port), START_S) as client:
        # Who goes on sending to one that has hung up may miss the last words.
        with suppress(ConnectionError):
            client.sendall(request_line % (b"x" * 2_000_000) + b"Host: 127.0.0.1\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 400")
    assert httpx2.get(f"http://127.0.0.1:{served.port}/healthz").json() == {"ok": True}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_is_gone_soon_though_clients_hold_their_lines(
    number: signal.Signals, served: Served
) -> None:
    with (
        socket.create_connection(("127.0.0.1", served.port), START_S) as silent,
        socket.create_connection(("127.0.0.1", served.port), START_S) as slow,
    ):
        slow.sendall(b"POST /api/v1/find HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{")
        silent.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert silent.recv(1000).startswith(b"HTTP/1.1 200")
        served.process.send_signal(number)
        status = served.process.wait(GONE_S)
    assert status in (-number, 128 + number)
    assert served.process.stderr is not None
    assert "Traceback" not in served.process.stderr.read()


def test_serve_is_quiet_and_ends_quietly_though_hundreds_have_asked_by_half(served: Served) -> None:
    half = [socket.create_connection(("127.0.0.1", served.port), START_S) for _ in range(200)]
    head = b"POST /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    try:
        for at, each in enumerate(half):
            path = (b"api/v1/find", b"mcp")[at % 2]
            each.sendall(head % path + b"Content-Length: 2\r\n\r\n{")
        for each in half[:100]:
            each.close()
        # Who asks last is answered when all others have been heard.
        with httpx2.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=START_S) as client:
            assert client.get("/healthz").json() == {"ok": True}
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(GONE_S)
    finally:
        for each in half:
            each.close()
    assert served.process.stderr is not None
    assert served.process.stderr.read() == ""


def test_slow_clients_stop_nobody(served: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", served.port), START_S) for _ in range(200)]
    try:
        for each in slow:
            each.sendall(b"POST /api/v1/find HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        with httpx2.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=START_S) as client:
            assert client.get("/healthz").json() == {"ok": True}
    finally:
        for each in slow:
            each.close()


def test_answers_do_not_wait_for_the_client_to_acknowledge_their_heads() -> None:
    with listening("127.0.0.1", 0) as listener:
        # Only for such a socket does asyncio switch the waiting off.
        assert listener.proto == socket.IPPROTO_TCP


def test_events_tell_of_what_is_indexed_and_of_lookups_over_every_face(served: Served) -> None:
    """What an agent asks elsewhere is told here: the ledger is one for all processes."""
    base = f"http://127.0.0.1:{served.port}"
    root, store = served.folder / "repo", served.folder / "store"
    with httpx2.stream("GET", f"{base}/api/v1/events", timeout=START_S) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = events.iter_lines()
        assert "listening" in next(line for line in lines if line.startswith(":"))
        place = ["--root", str(root), "--store", str(store)]
        subprocess.run([*COMMAND, "find", "One", *place], check=True, capture_output=True)
        (root / "b.py").write_text("class Two: ...\n")
        told: dict[str, Any] = {}
        name = ""
        for line in lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                told.setdefault(name, json.loads(line.removeprefix("data: ")))
            if {"index", "lookup"} <= set(told):
                break
    assert (told["lookup"]["face"], told["lookup"]["asked"]) == ("cli", "One")
    assert set(told["index"]) == {"read", "gone", "ms"}


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(Misuse, match=rf"127\.0\.0\.1 port {port}: .* with --port$"):
            listening("127.0.0.1", port)


def test_an_address_that_others_reach_is_refused_without_a_token(tmp_path: Path) -> None:
    place = ["--root", str(tmp_path), "--store", str(tmp_path / "store")]
    command = [*COMMAND, "serve", "--host", "0.0.0.0", "--port", "0", *place]
    for token, said in {
        "": "set GRIDREF_SERVER_TOKEN, or listen at 127.0.0.1",
        "short": "server.token is 16 or more",
    }.items():
        environment = os.environ | {"GRIDREF_SERVER_TOKEN": token}
        refused = subprocess.run(
            command, env=environment, timeout=START_S, capture_output=True, text=True
        )
        assert refused.returncode == 2
        assert said in refused.stderr and refused.stderr.count("\n") == 1


TOKEN = "0123456789abcdef"
KNOWN = {"authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "given", [None, "Bearer", "Bearer 0123456789abcdeg", f"Basic {TOKEN}", f"Bearer {TOKEN}0"]
)
def test_without_the_token_nothing_of_a_repository_is_told(
    given: str | None, path: str, index: Index
) -> None:
    headers = {"authorization": given} if given else {}
    for method in ("GET", "POST"):
        said = asked(index, path, method, door=door("0.0.0.0", TOKEN), headers=headers)
        if path == "/healthz" and method == "GET":
            assert said.json() == {"ok": True}
            continue
        assert (said.status_code, said.headers["www-authenticate"]) == (401, "Bearer")
        assert TOKEN not in said.text


def test_with_the_token_one_may_ask_by_any_address_and_still_by_no_other_name(
    index: Index,
) -> None:
    path, outside = "/api/v1/find?name=One", door("0.0.0.0", TOKEN)
    for host in ("192.0.2.7:8765", "[2001:db8::1]:80", "127.0.0.1", socket.gethostname()):
        said = asked(index, path, door=outside, headers={"host": host, **KNOWN})
        assert said.json()["verdict"] == "found"
        there = {"host": host, "origin": f"http://{host}", **KNOWN}
        assert asked(index, path, door=outside, headers=there).status_code == 200
    foreign = {"host": "evil.example", **KNOWN}
    assert asked(index, path, door=outside, headers=foreign).status_code == 421
    foreign = {"host": "192.0.2.7", "origin": "http://192.0.2.8", **KNOWN}
    assert asked(index, path, door=outside, headers=foreign).status_code == 403


def test_a_token_counts_on_this_machine_too(index: Index) -> None:
    inside = door("127.0.0.1", TOKEN)
    assert asked(index, "/api/v1/map", door=inside).status_code == 401
    assert asked(index, "/api/v1/map", door=inside, headers=KNOWN).status_code == 200
    assert asked(index, "/", door=inside).status_code == 200


def test_what_is_wrong_is_said_as_rfc_9457_has_it(ask: Ask) -> None:
    said = ask("/api/v1/find?nmae=x")
    assert said.headers["content-type"] == "application/problem+json"
    problem = said.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == ("about:blank", 422)


def test_who_sends_a_body_by_and_by_is_told_that_it_is_too_late(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_S", 0.05)

    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep_forever()

    headers = {"content-type": "application/json"}
    assert ask("/api/v1/find", "POST", content=never(), headers=headers).status_code == 408


def test_a_head_that_does_not_end_is_not_waited_for(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), START_S) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        assert slow.recv(1000) == b""


def test_who_does_not_take_what_it_asked_for_is_hung_up_on(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()

    class Noted(serving._Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            gone.set()

    monkeypatch.setattr(serving, "TAKING_S", 0.2)
    monkeypatch.setattr(serving, "_Protocol", Noted)
    listener = listening("127.0.0.1", 0)
    server = serving.server([Desk(Keeper(index))], Door())
    running = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    running.start()
    with socket.create_connection(listener.getsockname(), START_S) as idle:
        idle.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 300)
        assert gone.wait(GONE_S)
    server.should_exit = True
    running.join(GONE_S)


def test_more_questions_than_can_be_answered_soon_are_refused_and_the_rest_answered(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_WAITING", 3)
    held, done = Event(), []

    class Slow(Keeper):
        def ask(self, name: str, given: Mapping[str, object]) -> Answer:
            held.wait(START_S)
            return super().ask(name, given)

    async def storm() -> None:
        async with _client(app(Desk(Slow(index)))) as client, anyio.create_task_group() as tasks:

            async def one() -> None:
                done.append(await client.get("/api/v1/find?name=One"))
                if len(done) == 6:  # all that are refused: one is answered, three wait
                    held.set()

            for _ in range(10):
                tasks.start_soon(one)

    anyio.run(storm)
    statuses = [each.status_code for each in done]
    assert (statuses[:6], statuses[6:]) == ([503] * 6, [200] * 4)
    assert done[0].headers["retry-after"] == "1"


def test_several_repositories_are_served_each_under_its_name(
    tmp_path: Path, opened: Callable[[Path], Index]
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(f"def {name}(): ...\n")
    made = app(*serving.desks([opened(tmp_path / "one"), opened(tmp_path / "two")]))

    async def talk() -> None:
        async with _client(made) as client:
            for path, name in {"": "one", "/at/one": "one", "/at/two": "two"}.items():
                said = (await client.get(f"{path}/api/v1/find?name={name}")).json()
                assert (said["verdict"], said["evidence"]["repository"]) == ("found", name)
                transport = streamable_http_client(f"{BASE}{path}/mcp", http_client=client)
                async with Client(transport) as agent:
                    told = (await agent.call_tool("find", {"name": name})).content[0]
                assert told.type == "text" and f"in 1 file of {name}" in told.text
            gone = await client.get("/at/three/api/v1/map")
            assert gone.status_code == 404 and "one, two" in gone.json()["detail"]
            known = (await client.get("/api/v1/repositories")).json()
            assert known == {"repositories": ["one", "two"]}

    anyio.run(talk)


def test_metrics_count_lookups_and_never_names_that_are_none(ask: Ask, index: Index) -> None:
    async def talk() -> str:
        async with _client(app(Desk(Keeper(index), name="repo"))) as client:
            await client.get("/api/v1/find?name=One")
            await client.get("/api/v1/find?name=None")
            await client.get("/no/such")
            return (await client.get("/metrics")).text

    said = anyio.run(talk)
    assert 'gridref_lookups_total{repository="repo",tool="find",verdict="found"} 1.0' in said
    assert 'gridref_lookups_total{repository="repo",tool="find",verdict="absent"} 1.0' in said
    assert 'gridref_http_requests_total{status="404"} 1.0' in said
    assert 'gridref_index_files{repository="repo"} 1.0' in said


def test_examples_of_openapi_run(ask: Ask) -> None:
    ran = 0
    for path, methods in ask("/openapi.json").json()["paths"].items():
        for method, each in methods.items():
            given = {
                one["name"]: one["example"]
                for one in each.get("parameters", ())
                if "example" in one
            }
            body = each.get("requestBody", {}).get("content", {}).get("application/json", {})
            how = {"json": body.get("example", {})} if body else {"params": given}
            said = ask(path, method.upper(), **how)
            assert said.status_code == 200, (path, method, said.text)
            ran += 1
    assert ran > 2 * len(LOOKUPS)


def test_openapi_is_no_more_than_what_is_declared(ask: Ask) -> None:
    described = ask("/openapi.json").json()
    assert json.dumps(described).count("HTTPValidationError") == 0
    assert set(described["paths"]["/api/v1/find"]) == {"get", "post"}
