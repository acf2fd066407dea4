"""Lookups as HTTP endpoints with OpenAPI, and MCP at `/mcp`, for programs of this machine."""

import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridref_server import __version__
from gridref_server.answer import Answer, Misuse
from gridref_server.faces import mcp
from gridref_server.faces.guard import LARGEST_BODY, Guard, refusal
from gridref_server.keeper import Keeper
from gridref_server.parameters import Parameter
from gridref_server.registry import LOOKUPS, Lookup

_REFUSALS = {
    400: "The body is no JSON",
    403: "The origin is foreign",
    413: "The body is too large",
    415: "The body is not declared as JSON",
    421: "The host is foreign",
    422: "An argument is none that the lookup takes",
}
_ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}


def app(keeper: Keeper) -> FastAPI:
    """Return the application that answers from one index."""
    tools = mcp.server(keeper)
    # The guard knows more of hosts and origins than the switch in the SDK.
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    over_http = tools.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST_BODY,
        transport_security=unguarded,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    made = FastAPI(
        title="gridref",
        version=__version__,
        description="Narrow, cited lookups in one repository. The same answers that agents get.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={HTTPException: _no_route, Exception: _bug},
    )
    _add_routes(made, _Answering(keeper))
    # Without sessions nothing is ever said unasked: a standing GET would only hold a line.
    endpoints = [each.endpoint for each in over_http.routes if isinstance(each, Route)]
    made.router.routes.extend(Route("/mcp", _Legible(each), methods=["POST"]) for each in endpoints)
    made.add_middleware(Guard)
    return made


class _Legible:
    """Makes halves of characters in a message a NUL, which is refused as they are, under its id.

    The SDK has no answer to a message that holds them: it can't read its id either.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""

        async def legible() -> Message:
            message = await receive()
            if body := message.get("body"):
                message = {**message, "body": _ESCAPE.sub(_whole, body)}
            return message

        await self.app(scope, legible, send)


_ESCAPE = re.compile(
    rb"\\(?:u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|(?P<half>u[Dd][89A-Fa-f][\dA-Fa-f]{2})|.)", re.DOTALL
)


def _whole(escape: re.Match[bytes]) -> bytes:
    return b"\\u0000" if escape["half"] else escape[0]


def _add_routes(made: FastAPI, answering: "_Answering") -> None:
    for lookup in LOOKUPS.values():
        _add(made, lookup, "GET", answering.to_query(lookup), lookup.name, _in_query(lookup))
        _add(made, lookup, "POST", answering.to_body(lookup), f"post_{lookup.name}", _body(lookup))
    made.add_api_route("/api/v1/status", answering.status, summary="What is indexed?")
    made.add_api_route("/healthz", _healthy, summary="Is the server there?")


def _add(
    made: FastAPI,
    lookup: Lookup,
    method: str,
    endpoint: "Endpoint",
    operation: str,
    takes: dict[str, Any],
) -> None:
    made.add_api_route(
        f"/api/v1/{lookup.name}",
        endpoint,
        methods=[method],
        operation_id=operation,
        summary=lookup.description.partition("?")[0] + "?",
        description=lookup.description,
        response_model=Answer,
        responses=_responses(),
        openapi_extra=takes,
    )


# What OpenAPI says


def _responses() -> dict[int | str, dict[str, Any]]:
    content = {"application/json": {"schema": _ERROR}}
    return {code: {"description": why, "content": content} for code, why in _REFUSALS.items()}


def _in_query(lookup: Lookup) -> dict[str, Any]:
    return {"parameters": [_query(each) for each in lookup.parameters]}


def _shape(each: Parameter) -> dict[str, Any]:
    """Return the schema of a value with what is true of all text: generators of requests ask."""
    shape = each.schema()
    texts = shape.get("items", shape)
    if texts["type"] == "string" and not each.choices:
        texts |= {"pattern": "^[^\\x00]*$"}
    return shape


def _in_body(each: Parameter) -> dict[str, Any]:
    """Return the schema of a value in a body: one where several are taken is a list of one."""
    shape = _shape(each)
    if each.kind != "strings":
        return shape
    return shape | {"type": ["array", "string"], "pattern": shape["items"]["pattern"]}


def _query(each: Parameter) -> dict[str, Any]:
    shape = _shape(each)
    said = {"name": each.name, "in": "query", "required": each.required}
    said["description"] = shape.pop("description")
    example = {} if each.says.example is None else {"example": each.says.example}
    return said | {"schema": shape} | example


def _body(lookup: Lookup) -> dict[str, Any]:
    taken = lookup.parameters
    example = {each.name: each.says.example for each in taken if each.says.example is not None}
    properties = {"properties": {each.name: _in_body(each) for each in taken}}
    shape: dict[str, Any] = {"schema": lookup.schema() | properties}
    content = shape | {"example": example} if example else shape
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


# Questions and answers

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class _Answering:
    """Endpoints that need the index; one question at a time, in another thread."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.one = CapacityLimiter(1)

    def to_query(self, lookup: Lookup) -> Endpoint:
        async def by_query(request: Request) -> Response:
            return await self._answer(lookup, partial(_of_query, lookup, request.query_params))

        return by_query

    def to_body(self, lookup: Lookup) -> Endpoint:
        async def by_body(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return refusal(415, "send the arguments as application/json")
            body = await request.body()
            try:
                value = json.loads(body)
            except (ValueError, RecursionError):
                return refusal(400, "the body is no JSON; send an object of the arguments")
            return await self._answer(lookup, partial(_of_body, value))

        return by_body

    async def _answer(self, lookup: Lookup, given: Callable[[], Mapping[str, object]]) -> Response:
        try:
            said = await run_sync(
                lambda: _json(asdict(self.keeper.ask(lookup.name, given()))),
                abandon_on_cancel=True,
                limiter=self.one,
            )
        except Misuse as why:
            return refusal(422, str(why))
        return Response(said, media_type="application/json")

    async def status(self) -> Response:
        said = await run_sync(lambda: _json(self.keeper.status()), limiter=self.one)
        return Response(said, media_type="application/json")


async def _healthy() -> dict[str, bool]:
    return {"ok": True}


def _of_query(lookup: Lookup, query: QueryParams) -> Mapping[str, object]:
    """Return the arguments in a query; one that takes several is repeated."""
    several = {each.name for each in lookup.parameters if each.kind == "strings"}
    given: dict[str, object] = {}
    for name in query:
        values = query.getlist(name)
        if name not in several and len(values) > 1:
            raise Misuse(f"{name[:60]} is given {len(values)} times, and takes one value")
        given[name] = values if name in several else values[0]
    return given


def _of_body(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Misuse('the arguments are an object, as in {"name": "load"}')
    return value


def _json(value: object) -> bytes:
    # Bytes of odd file names become `\udc80`, which within JSON is what they were.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")


async def _no_route(request: Request, why: Exception) -> Response:
    status = why.status_code if isinstance(why, HTTPException) else 500
    detail = why.detail if isinstance(why, HTTPException) else ""
    said = {
        404: "there is nothing at this path; /openapi.json says what there is",
        405: f"this path is not for {request.method[:20]}; /openapi.json says what for",
    }
    answer = refusal(status, said.get(status, str(detail)))
    if status == 405:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """Return what a path is for: one route knows of its own method only."""
    routes = (each for each in request.app.routes if isinstance(each, Route))
    return {
        method for each in routes if each.path == request.url.path for method in each.methods or ()
    }


async def _bug(_: Request, why: Exception) -> Response:
    return refusal(500, f"gridref failed at this: {type(why).__name__}; its log says more")
