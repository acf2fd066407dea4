"""Lookups as HTTP endpoints with OpenAPI, and MCP at `/mcp`, for programs of this machine."""

import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, WouldBlock
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from mcp.server.transport_security import TransportSecuritySettings
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridref_server import __version__
from gridref_server.answer import Answer, Misuse
from gridref_server.faces import mcp, openapi, page
from gridref_server.faces.desk import Desk, Overloaded, Question
from gridref_server.faces.door import Door
from gridref_server.faces.events import MOST_LISTENERS, stream
from gridref_server.faces.glances import GLANCES, Glance
from gridref_server.faces.guard import LARGEST_BODY, Guard
from gridref_server.faces.metrics import MEDIA_TYPE, Metrics
from gridref_server.faces.problem import problem
from gridref_server.parameters import Parameter, arguments
from gridref_server.registry import LOOKUPS, Lookup

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]

# Of several repositories each has addresses of its own that begin so; the first has all others.
AT = "/at/"


def app(*desks: Desk, door: Door | None = None) -> FastAPI:
    """Return the application that answers from one or several indexes."""
    over_mcp = [_OverMcp(desk) for desk in desks]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for each in over_mcp:
                await running.enter_async_context(each.sessions.run())
            yield

    names = [desk.name for desk in desks if len(desks) > 1]
    made = FastAPI(
        title="gridref",
        version=__version__,
        description="Narrow, cited lookups in one repository. The same answers that agents get.",
        servers=[{"url": "/"}, *({"url": f"{AT}{name}"} for name in names)],
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _no_route,
            Overloaded: _not_answered,
            Misuse: _not_answered,
            Exception: _bug,
        },
    )
    metrics = Metrics()
    for desk in desks:
        desk.noted = partial(metrics.noted, desk.name)
    lookups = _add_lookups(made)
    _add_others(made, desks, metrics)
    made.router.routes.append(Route("/mcp", _ByDesk(over_mcp), methods=["POST"]))
    made.add_middleware(_AtOnce, endpoints=lookups)
    made.add_middleware(_At, desks=desks)
    made.add_middleware(Guard, door=door or Door(), answered=metrics.answered)
    return made


class _At:
    """Finds the repository that an address is of, and takes its name out of the address."""

    def __init__(self, app: ASGIApp, desks: Sequence[Desk]) -> None:
        self.app = app
        self.first = desks[0]
        self.by_name = {desk.name: desk for desk in desks}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "desk": self.first}
            if scope["path"].startswith(AT):
                name, slash, rest = scope["path"].removeprefix(AT).partition("/")
                if name not in self.by_name:
                    known = ", ".join(filter(None, self.by_name))
                    await problem(404, f"no such repository is served; there are: {known}")(
                        scope, receive, send
                    )
                    return
                scope["desk"], scope["path"] = self.by_name[name], slash + rest
        await self.app(scope, receive, send)


class _AtOnce:
    """Answers lookups by the shortest way: all else of a request is no concern of theirs.

    The routes of the framework are the same endpoints; to look for one and to make ready for what
    it depends on takes longer than to find a name.
    """

    def __init__(self, app: ASGIApp, endpoints: Mapping[tuple[str, str], Endpoint]) -> None:
        self.app = app
        self.endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self.endpoints.get((scope.get("method", ""), scope.get("path", "")))
        if endpoint is None:
            await self.app(scope, receive, send)
            return
        try:
            said = await endpoint(Request(scope, receive))
        except (Misuse, Overloaded) as why:
            said = _refused(why)
        await said(scope, receive, send)


# MCP


class _OverMcp:
    """The tools of one repository over HTTP."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        tools = mcp.server(desk)
        # The guard knows more of hosts and origins than the switch in the SDK.
        unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        over_http = tools.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=LARGEST_BODY,
            transport_security=unguarded,
        )
        self.sessions = tools.session_manager
        # Without sessions nothing is ever said unasked: a standing GET would only hold a line.
        (self.answer,) = (each.endpoint for each in over_http.routes if isinstance(each, Route))


class _ByDesk:
    """Hands a message on to the tools of the repository that was asked, legible as it may be.

    The SDK has no answer to a message that holds halves of characters: it can't read its id either.
    They are made a NUL, which is refused as they are, under its id.
    """

    def __init__(self, over_mcp: Sequence[_OverMcp]) -> None:
        self.over_mcp = over_mcp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""

        async def legible() -> Message:
            message = await receive()
            if body := message.get("body"):
                message = {**message, "body": _ESCAPE.sub(_whole, body)}
            return message

        asked = next(each for each in self.over_mcp if each.desk is scope["desk"])
        await asked.answer(scope, legible, send)


_ESCAPE = re.compile(
    rb"\\(?:u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|(?P<half>u[Dd][89A-Fa-f][\dA-Fa-f]{2})|.)", re.DOTALL
)


def _whole(escape: re.Match[bytes]) -> bytes:
    return b"\\u0000" if escape["half"] else escape[0]


# Lookups


def _add_lookups(made: FastAPI) -> dict[tuple[str, str], Endpoint]:
    """Declare the lookups, and return what answers each by its method and path."""
    endpoints: dict[tuple[str, str], Endpoint] = {}
    for lookup in LOOKUPS.values():
        path = f"/api/v1/{lookup.name}"
        by_query, by_body = _by_query(lookup), _by_body(lookup)
        taken = openapi.in_query(lookup.parameters)
        _add(made, path, lookup, "GET", by_query, lookup.name, taken)
        taken = openapi.in_body(lookup)
        _add(made, path, lookup, "POST", by_body, f"post_{lookup.name}", taken)
        endpoints |= {("GET", path): by_query, ("POST", path): by_body}
    return endpoints


def _add(
    made: FastAPI,
    path: str,
    lookup: Lookup,
    method: str,
    endpoint: Endpoint,
    operation: str,
    takes: dict[str, Any],
) -> None:
    made.add_api_route(
        path,
        endpoint,
        methods=[method],
        operation_id=operation,
        summary=lookup.description.partition("?")[0] + "?",
        description=lookup.description,
        response_model=Answer,
        responses=openapi.responses(),
        openapi_extra=takes,
    )


def _by_query(lookup: Lookup) -> Endpoint:
    async def by_query(request: Request) -> Response:
        return await _answer(request, lookup, _of_query(lookup.parameters, request))

    return by_query


def _by_body(lookup: Lookup) -> Endpoint:
    async def by_body(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return problem(415, "send the arguments as application/json")
        body = await request.body()
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return problem(400, "the body is no JSON; send an object of the arguments")
        if not isinstance(value, dict):
            raise Misuse('the arguments are an object, as in {"name": "load"}')
        return await _answer(request, lookup, value)

    return by_body


async def _answer(request: Request, lookup: Lookup, given: Mapping[str, object]) -> Response:
    desk: Desk = request.scope["desk"]
    question = Question(desk, *_who(request), lookup.name, given)
    try:
        said = await desk.apart(lambda: _json(question.ask()))
    except Misuse as why:
        question.note(len(str(why)))
        raise
    question.note(len(said))
    return Response(said, media_type="application/json")


def _who(request: Request) -> tuple[str, str]:
    """Return by which face is asked, and who asks."""
    if request.headers.get("sec-fetch-site") == "same-origin":
        return "page", "browser"
    return "http", request.headers.get("user-agent", "").partition("/")[0]


def _of_query(parameters: Sequence[Parameter], request: Request) -> Mapping[str, object]:
    """Return the arguments in a query; one that takes several is repeated."""
    several = {each.name for each in parameters if each.kind == "strings"}
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), True):
        query.setdefault(name, []).append(value)
    given: dict[str, object] = {}
    for name, values in query.items():
        if name not in several and len(values) > 1:
            raise Misuse(f"{name[:60]} is given {len(values)} times, and takes one value")
        given[name] = values if name in several else values[0]
    return given


# Of a dataclass its fields.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=vars)


def _json(value: object) -> bytes:
    # Bytes of odd file names become `\udc80`, which within JSON is what they were.
    return _ENCODER.encode(value).encode("utf-8", "backslashreplace")


# What people look at


def _add_others(made: FastAPI, desks: Sequence[Desk], metrics: Metrics) -> None:
    for glance in GLANCES:
        made.add_api_route(
            f"/api/v1/{glance.name}",
            _glance(glance),
            summary=glance.summary,
            response_model=dict[str, Any],
            responses=openapi.responses(401, 403, 421, 422, 503),
            openapi_extra=openapi.in_query(glance.parameters),
        )
    listeners = CapacityLimiter(MOST_LISTENERS)

    async def events(request: Request) -> Response:
        return await _events(request, listeners)

    async def counted() -> Response:
        return Response(await run_sync(metrics.text, desks), media_type=MEDIA_TYPE)

    async def repositories() -> Response:
        return Response(_json({"repositories": [desk.name for desk in desks]}), media_type=_JSON)

    made.add_api_route(
        "/api/v1/repositories",
        repositories,
        summary="Which repositories are served?",
        response_model=dict[str, list[str]],
    )
    made.add_api_route("/healthz", _healthy, summary="Is the server there?")
    made.add_api_route("/api/v1/events", events, include_in_schema=False)
    made.add_api_route("/metrics", counted, include_in_schema=False)
    for path, shown in page.FILES.items():
        made.router.routes.append(Route(path, page.endpoint(shown)))


_JSON = "application/json"


def _glance(glance: Glance) -> Endpoint:
    async def looked(request: Request) -> Response:
        desk: Desk = request.scope["desk"]
        given = arguments(glance.parameters, _of_query(glance.parameters, request))
        said = await desk.apart(lambda: _json(glance.look(desk, given)))
        return Response(said, media_type=_JSON)

    return looked


async def _events(request: Request, listeners: CapacityLimiter) -> Response:
    try:
        listeners.acquire_on_behalf_of_nowait(request)
    except WouldBlock:
        raise Overloaded(f"{MOST_LISTENERS} listen already; ask again later") from None
    desk: Desk = request.scope["desk"]

    async def told() -> AsyncIterator[bytes]:
        try:
            async for each in stream(desk.changes, desk.ledger):
                yield each
        finally:
            listeners.release_on_behalf_of(request)

    return StreamingResponse(told(), media_type="text/event-stream")


async def _healthy() -> dict[str, bool]:
    return {"ok": True}


# What is wrong


async def _not_answered(_: Request, why: Exception) -> Response:
    return _refused(why)


def _refused(why: Exception) -> Response:
    if isinstance(why, Overloaded):
        return problem(503, str(why), **{"Retry-After": "1"})
    return problem(422, str(why))


async def _no_route(request: Request, why: Exception) -> Response:
    status = why.status_code if isinstance(why, HTTPException) else 500
    detail = why.detail if isinstance(why, HTTPException) else ""
    said = {
        404: "there is nothing at this path; /openapi.json says what there is",
        405: f"this path is not for {request.method[:20]}; /openapi.json says what for",
    }
    answer = problem(status, said.get(status, str(detail)))
    if status == 405:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """Return what a path is for: one route knows of its own method only."""
    routes = (each for each in request.app.routes if isinstance(each, Route))
    return {
        method
        for each in routes
        if each.path == request.scope["path"]
        for method in each.methods or ()
    }


async def _bug(_: Request, why: Exception) -> Response:
    return problem(500, f"gridref failed at this: {type(why).__name__}; its log says more")
