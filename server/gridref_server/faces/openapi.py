"""What OpenAPI says of a lookup: the same that MCP and the command line are made of."""

from typing import Any

from gridref_server.faces.problem import MEDIA_TYPE, SCHEMA
from gridref_server.parameters import Parameter
from gridref_server.registry import Lookup

_PROBLEMS = {
    400: "The body is no JSON",
    401: "The token is not right",
    403: "The origin is foreign",
    408: "The body did not come in time",
    413: "The body is too large",
    415: "The body is not declared as JSON",
    421: "The host is foreign",
    422: "An argument is none that the lookup takes",
    503: "Too much is asked at once, or it takes too long",
}
TOKEN: dict[str, Any] = {"token": {"type": "http", "scheme": "bearer"}}


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return what may be said instead of an answer."""
    content = {MEDIA_TYPE: {"schema": SCHEMA}}
    wanted = codes or tuple(_PROBLEMS)
    return {code: {"description": _PROBLEMS[code], "content": content} for code in wanted}


def in_query(parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return arguments as they stand in an address."""
    return {"parameters": [_query(each) for each in parameters]}


def in_body(lookup: Lookup) -> dict[str, Any]:
    """Return arguments as they stand in a body."""
    taken = lookup.parameters
    example = {each.name: each.says.example for each in taken if each.says.example is not None}
    properties = {"properties": {each.name: _member(each) for each in taken}}
    shape: dict[str, Any] = {"schema": lookup.schema() | properties}
    content = shape | {"example": example} if example else shape
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _shape(each: Parameter) -> dict[str, Any]:
    """Return the schema of a value with what is true of all text: generators of requests ask."""
    shape = each.schema()
    texts = shape.get("items", shape)
    if texts["type"] == "string" and not each.choices:
        texts |= {"pattern": "^[^\\x00]*$"}
    return shape


def _member(each: Parameter) -> dict[str, Any]:
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
