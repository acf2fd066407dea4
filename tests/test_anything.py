"""Whatever is asked, over whatever face, gets one well-formed answer that is no echo."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gridref_server.answer import Misuse
from gridref_server.faces.cli import run
from gridref_server.faces.desk import Desk
from gridref_server.faces.http import app
from gridref_server.faces.mcp import completed
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import LOOKUPS

VERDICTS = ("found", "ambiguous", "absent", "unknown", "findings", "fine", "not checked")
MOST_OF_A_REFUSAL = 500
# What is shorter may come back: a name that is missed is named.
ECHO = 250

texts = st.text(st.characters(exclude_categories=[]), max_size=40)
texts |= st.sampled_from(["a.py", "two", "a.py#One", "One.*", "a.py:1-2", "", "\ud800", "a\0"])
long = st.builds(lambda text, times: text * times, texts, st.integers(1, 300))
numbers = st.integers() | st.integers(0, 5000) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts | long,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Return a lookup with arguments of its names, and others, that are anything at all."""
    lookup = draw(st.sampled_from(list(LOOKUPS)))
    known = st.sampled_from([each.name for each in LOOKUPS[lookup].parameters])
    return lookup, draw(st.dictionaries(known | texts, values, max_size=4))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, opened: Callable[[Path], Index]) -> Index:
    root = tmp_path_factory.mktemp("anything") / "repo"
    root.mkdir()
    (root / "a.py").write_text("class One:\n    def two(self): ...\n")
    (root / ".env").write_text("A=1\n")
    return opened(root)


Client = tuple[BlockingPortal, httpx2.AsyncClient]


@pytest.fixture(scope="module")
def client(index: Index) -> Any:
    made = app(Desk(Keeper(index)))
    transport = httpx2.ASGITransport(app=made)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(made.router.lifespan_context(made)),
    ):
        yield portal, httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765")


def posted(client: Client, path: str, body: Any) -> httpx2.Response:
    portal, http = client
    # Halves of characters are sent as JSON has them.
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    ask = partial(http.post, path, content=json.dumps(body), headers=headers)
    with_bound: httpx2.Response = portal.call(bounded, ask)
    return with_bound


async def bounded(ask: Callable[[], Any]) -> Any:
    with anyio.fail_after(60):
        return await ask()


def is_refusal(said: str, given: object) -> bool:
    return len(said) < MOST_OF_A_REFUSAL and "\n" not in said and not echoes(said, given)


def echoes(said: str, given: object) -> bool:
    if isinstance(given, dict):
        return any(echoes(said, each) for pair in given.items() for each in pair)
    if isinstance(given, list):
        return any(echoes(said, each) for each in given)
    return len(str(given)) > ECHO and str(given) in said if isinstance(given, str) else False


anything = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@anything
@given(asked=questions())
@example(asked=("find", {"name": "\ud800"}))
@example(asked=("find", {"name": "One", "\ud800": 1}))
@example(asked=("read", {"refs": [".env", "a.py#" + "x" * 9000]}))
@example(asked=("map", {"path": "a" * 100_001}))
def test_any_arguments_get_one_answer_over_http(
    asked: tuple[str, dict[str, Any]], client: Client
) -> None:
    lookup, given = asked
    answer = posted(client, f"/api/v1/{lookup}", given)
    shape = answer.json()
    if answer.status_code == 200:
        assert shape["verdict"] in VERDICTS and "\n" not in shape["summary"]
        assert not echoes(answer.text, given)
    else:
        assert (answer.status_code, shape["status"]) == (422, 422)
        assert is_refusal(shape["detail"], given)


@anything
@given(asked=questions())
@example(asked=("find", {"name": "\ud800"}))
@example(asked=("find", {"name": "One", "\ud800": 1}))
@example(asked=("read", {"refs": [".env", "a.py#" + "x" * 9000]}))
def test_any_arguments_get_one_answer_over_mcp(
    asked: tuple[str, dict[str, Any]], client: Client
) -> None:
    lookup, given = asked
    params = {"name": lookup, "arguments": given}
    call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}
    answer = posted(client, "/mcp", call)
    assert answer.status_code == 200
    shape = answer.json()
    assert shape["id"] == 7
    (content,) = shape["result"]["content"]
    if shape["result"].get("isError"):
        assert is_refusal(content["text"], given)
    else:
        assert content["text"].partition(": ")[0] in VERDICTS
        assert not echoes(content["text"], given)


@anything
@given(asked=questions())
@example(asked=("find", {"name": "\ud800"}))
@example(asked=("find", {"name": "a" * 9000, "--root": "b" * 9000}))
def test_any_arguments_get_one_answer_on_the_command_line(
    asked: tuple[str, dict[str, Any]], index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    lookup, given = asked
    words = [each if isinstance(each, str) else json.dumps(each) for each in given.values()]
    options = [f"--{name}={word}" for name, word in zip(list(given)[1:], words[1:], strict=True)]
    place = ["--root", str(index.place.root), "--store", str(index.place.folder.parent)]
    for arguments in ([*words], [*options, "--", *words[:1]], ["--", *words[:1]]):
        status = run([lookup, *place, "--no-refresh", *arguments])
        said = capsys.readouterr()
        if status in (0, 1):
            assert said.out.partition(": ")[0] in (*VERDICTS, "Usage") or "--help" in words
            assert said.err == "" and not echoes(said.out, given)
        else:
            assert (status, said.out) == (2, "")
            assert said.err.startswith("gridref: ") and said.err.endswith("\n")
            assert is_refusal(said.err[:-1], given)


@anything
@given(start=texts | long)
def test_any_start_of_a_ref_is_completed_or_refused(start: str, index: Index) -> None:
    try:
        assert len(completed(Keeper(index), start)) <= 101
    except Misuse as why:
        assert is_refusal(str(why), start)
