"""The same question over MCP, HTTP and the command line gets the same answer."""

import json
import shutil
import tomllib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.types import CompleteRequestParams, CompletionArgument, TextContent, Tool

from gridref_server.answer import Misuse
from gridref_server.completion import refs_from
from gridref_server.faces.cli import run
from gridref_server.faces.desk import Desk
from gridref_server.faces.http import app
from gridref_server.faces.mcp import INSTRUCTIONS, TOOLS, server
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import LOOKUPS, Lookup, ask

QUESTIONS = Path(__file__).parent / "questions"
ERAS = ("auto", "legacy")

Opened = Callable[[Path], Index]
Question = tuple[str, dict[str, Any]]


def _folders() -> list[Path]:
    return sorted(path.parent for path in QUESTIONS.glob("*/question.toml"))


def _questions(folder: Path) -> list[Question]:
    listed = tomllib.loads((folder / "question.toml").read_text("utf-8"))["question"]
    return [(lookup, dict(each[lookup])) for each in listed for lookup in list(each)[:1]]


def over_mcp(index: Index, asked: list[Question], mode: str) -> list[tuple[bool, str]]:
    async def answers() -> list[tuple[bool, str]]:
        async with Client(server(Desk(Keeper(index))), mode=mode) as client:
            said = [await client.call_tool(name, given) for name, given in asked]
        return [(each.is_error, _text(each.content)) for each in said]

    return anyio.run(answers)


def _text(content: Any) -> str:
    (only,) = content
    assert isinstance(only, TextContent)
    return only.text


def over_http(index: Index, ask: Callable[[httpx2.AsyncClient], Awaitable[Any]]) -> Any:
    async def asked() -> Any:
        made = app(Desk(Keeper(index)))
        transport = httpx2.ASGITransport(app=made)
        async with (
            made.router.lifespan_context(made),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client,
        ):
            return await ask(client)

    return anyio.run(asked)


def _refused(why: str) -> tuple[int, dict[str, object]]:
    """Return the problem that a refusal is over HTTP."""
    title = HTTPStatus.UNPROCESSABLE_ENTITY.phrase
    return 422, {"type": "about:blank", "title": title, "status": 422, "detail": why}


def by_query(index: Index, asked: list[Question]) -> list[tuple[int, Any]]:
    async def ask(client: httpx2.AsyncClient) -> list[tuple[int, Any]]:
        said = [await client.get(f"/api/v1/{name}", params=given) for name, given in asked]
        return [(each.status_code, each.json()) for each in said]

    return over_http(index, ask)  # type: ignore[no-any-return]


def by_body(index: Index, asked: list[Question]) -> list[tuple[int, Any]]:
    async def ask(client: httpx2.AsyncClient) -> list[tuple[int, Any]]:
        said = [await client.post(f"/api/v1/{name}", json=given) for name, given in asked]
        return [(each.status_code, each.json()) for each in said]

    return over_http(index, ask)  # type: ignore[no-any-return]


def arguments(lookup: Lookup, given: dict[str, Any]) -> list[str]:
    """Return a question as somebody types it."""
    first = lookup.parameters[0].name
    options = [
        f"--{name.replace('_', '-')}={value}"
        for name, values in given.items()
        if name != first
        for value in (values if isinstance(values, list) else [values])
    ]
    positional = given.get(first, [])
    return [*options, "--", *(positional if isinstance(positional, list) else [positional])]


def by_command(
    index: Index, asked: Question, capsys: pytest.CaptureFixture[str], *extra: str
) -> tuple[int, str, str]:
    name, given = asked
    place = ["--root", str(index.place.root), "--store", str(index.place.folder.parent), *extra]
    status = run([name, *place, *arguments(LOOKUPS[name], given)])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: folder.name)
def test_every_question_gets_one_answer_over_all_faces(
    folder: Path, tmp_path: Path, opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    index = opened(Path(shutil.copytree(folder / "repo", tmp_path / "repo")))
    ask(index, "map", {})
    index.save_ranks()  # what comes first of several depends on whether there are ranks
    asked = _questions(folder)
    texts = over_mcp(index, asked, "auto")
    assert texts == over_mcp(index, asked, "legacy")
    shapes = by_body(index, asked)
    assert shapes == by_query(index, asked)
    assert {status for status, _ in shapes} == {200}
    for each, (is_error, said), (_, shape) in zip(asked, texts, shapes, strict=True):
        assert not is_error
        assert by_command(index, each, capsys)[1] == said + "\n"
        status, out, err = by_command(index, each, capsys, "--json")
        assert json.loads(out) == shape
        assert (status, err) == (
            0 if shape["verdict"] in ("found", "ambiguous", "fine", "not checked") else 1,
            "",
        )


MISUSES: list[Question] = [
    ("find", {"name": "a", "limit": 0}),
    ("find", {"name": "a", "kind": "novel"}),
    ("read", {"refs": ["a"], "budget": "much"}),
]


@pytest.mark.parametrize("asked", MISUSES, ids=lambda asked: str(asked[1]))
def test_a_broken_argument_is_refused_in_the_same_words(
    asked: Question, tmp_path: Path, opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "repo").mkdir()
    index = opened(tmp_path / "repo")
    ((is_error, said),) = over_mcp(index, [asked], "auto")
    assert is_error
    assert by_body(index, [asked]) == by_query(index, [asked]) == [_refused(said)]
    assert by_command(index, asked, capsys) == (2, "", f"gridref: {said}\n")


@pytest.mark.parametrize("mode", ERAS)
def test_an_argument_that_no_lookup_takes_is_refused_and_not_ignored(
    mode: str, tmp_path: Path, opened: Opened
) -> None:
    (tmp_path / "repo").mkdir()
    index = opened(tmp_path / "repo")
    asked: list[Question] = [("find", {"name": "a", "nmae": "b"}), ("fnid", {"name": "a"})]
    said = over_mcp(index, asked, mode)
    assert [is_error for is_error, _ in said] == [True, True]
    assert said[0][1].startswith("there is no parameter 'nmae'; there are name, kind")
    assert said[1][1] == f"there is no lookup 'fnid'; there are {', '.join(LOOKUPS)}"
    assert by_body(index, asked[:1]) == by_query(index, asked[:1]) == [_refused(said[0][1])]


def test_many_questions_at_once_are_all_answered(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "a.py").write_text("def one(): ...\n")
    index = opened(tmp_path / "repo")
    verdicts: list[str] = []

    async def ask() -> None:
        async with (
            Client(server(Desk(Keeper(index)))) as client,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(20):
                tasks.start_soon(one, client)

    async def one(client: Client) -> None:
        said = await client.call_tool("find", {"name": "one"})
        verdicts.append(_text(said.content).partition(":")[0])

    anyio.run(ask)
    assert verdicts == ["found"] * 20


# What the faces say of the lookups


def _tool(name: str) -> Tool:
    return next(each for each in TOOLS if each.name == name)


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_tool_says_what_it_takes_and_that_it_only_reads(name: str) -> None:
    tool = _tool(name)
    assert tool.input_schema["additionalProperties"] is False
    assert tool.output_schema is None
    assert tool.annotations is not None
    assert tool.annotations.read_only_hint and tool.annotations.idempotent_hint
    assert tool.annotations.open_world_hint is False
    assert tool.description and len(tool.description) < 2_000


def test_all_tools_together_cost_little() -> None:
    listed = json.dumps([each.model_dump(by_alias=True, exclude_none=True) for each in TOOLS])
    assert len(listed) / 3.5 < 2_000


def test_the_instructions_name_every_tool_and_are_short() -> None:
    assert len(INSTRUCTIONS) < 2_000
    for name in LOOKUPS:
        assert f"- {name}: " in INSTRUCTIONS


def test_openapi_declares_every_lookup_with_all_that_it_takes(
    tmp_path: Path, opened: Opened
) -> None:
    (tmp_path / "repo").mkdir()

    async def described(client: httpx2.AsyncClient) -> Any:
        return (await client.get("/openapi.json")).json()

    paths = over_http(opened(tmp_path / "repo"), described)["paths"]
    for lookup in LOOKUPS.values():
        taken = [each.name for each in lookup.parameters]
        path = paths[f"/api/v1/{lookup.name}"]
        assert [each["name"] for each in path["get"]["parameters"]] == taken
        body = path["post"]["requestBody"]["content"]["application/json"]
        assert list(body["schema"]["properties"]) == taken
        assert "example" in body


@pytest.mark.parametrize("name", LOOKUPS)
def test_the_help_of_a_command_names_all_that_it_takes(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    said = capsys.readouterr().out
    first, *others = LOOKUPS[name].parameters
    assert first.name.upper() in said
    assert all(f"--{each.name.replace('_', '-')}" in said for each in others)


# What only MCP has


@pytest.mark.parametrize("mode", ERAS)
def test_resources_are_the_map_the_status_and_whatever_a_ref_names(
    mode: str, tmp_path: Path, opened: Opened
) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "a.py").write_text("class One:\n    def two(self): ...\n")
    index = opened(tmp_path / "repo")

    async def look() -> None:
        async with Client(server(Desk(Keeper(index))), mode=mode) as client:
            listed = await client.list_resources()
            assert [each.uri for each in listed.resources] == ["gridref://map", "gridref://status"]
            templates = await client.list_resource_templates()
            assert templates.resource_templates[0].uri_template == "gridref://ref/{+ref}"
            assert "One" in await contents(client, "gridref://map")
            assert json.loads(await contents(client, "gridref://status"))["files"] == 1
            assert "def two" in await contents(client, "gridref://ref/a.py#One.two")
            assert "def two" in await contents(client, "gridref://ref/a.py%23One.two")
            with pytest.raises(Exception, match=r"a\.py has no .One\.tow.; nearest: ") as refused:
                await contents(client, "gridref://ref/a.py#One.tow")
            assert getattr(refused.value, "code", 0) == -32602
            with pytest.raises(Exception, match="there is no resource of this name"):
                await contents(client, "gridref://nothing")

    async def contents(client: Client, uri: str) -> str:
        (only,) = (await client.read_resource(uri)).contents
        return str(getattr(only, "text", ""))

    anyio.run(look)


@pytest.mark.parametrize("start", ["\ud800", "a\0", "x" * 100_001])
def test_the_start_of_a_ref_is_checked_as_every_text_is(
    start: str, tmp_path: Path, opened: Opened
) -> None:
    (tmp_path / "repo").mkdir()
    index = opened(tmp_path / "repo")
    with pytest.raises(Misuse, match=r"^ref h(olds a character that is no text|as 100,001 ch)"):
        refs_from(index, start, 10)
    handler = server(Desk(Keeper(index))).get_request_handler("completion/complete")
    assert handler is not None
    argument = CompletionArgument.model_construct(name="ref", value=start)
    params = CompleteRequestParams.model_construct(argument=argument)

    async def complete() -> None:
        await handler.handler(None, params)  # type: ignore[arg-type]

    with pytest.raises(MCPError) as refused:
        anyio.run(complete)
    assert refused.value.code == -32602 and refused.value.error.message.startswith("ref h")


@pytest.mark.parametrize(
    ("start", "refs"),
    [
        ("a.py#", ["a.py#One", "a.py#One.two"]),
        ("a.py#One.t", ["a.py#One.two"]),
        ("a.py#TW", ["a.py#One.two"]),
        ("tw", ["a.py#One.two"]),
        ("a", ["a.py"]),
        ("nothing", []),
    ],
)
def test_a_ref_is_completed(start: str, refs: list[str], tmp_path: Path, opened: Opened) -> None:
    from mcp.types import ResourceTemplateReference

    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "a.py").write_text("class One:\n    def two(self): ...\n")
    index = opened(tmp_path / "repo")

    async def complete() -> list[str]:
        async with Client(server(Desk(Keeper(index)))) as client:
            ref = ResourceTemplateReference(uri="gridref://ref/{+ref}")
            said = await client.complete(ref, {"name": "ref", "value": start})
            return said.completion.values

    assert anyio.run(complete) == refs
