"""Contracts between programs: OpenAPI, JSON Schema, protobuf and GraphQL as specs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import Entry, Link, Problem, Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.plain_yaml import Mapping, Value, loaded, texts
from gridref_indexers.specs.prose import SUMMARY_CHARS, Section

_METHODS = frozenset("get put post delete options head patch trace".split())
_MOST = 5_000


def openapi(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read the operations and schemas of an OpenAPI document; no `$ref` is followed."""
    top, problems = loaded(text)
    info = _mapping(top.get("info"))
    entries = [
        *_operations(top),
        *_schemas(_mapping(_mapping(top.get("components")).get("schemas"))),
    ]
    title = " ".join(texts(info.get("title", "")))
    links, bad = _refs(text)
    return Spec(
        format.name, format.role, title, entries=tuple(_ended(entries, text)),
        links=links, problems=(*problems, *bad),
    )  # fmt: skip


def _operations(top: Mapping) -> Iterator[Entry]:
    for path, methods in _mapping(top.get("paths")).items():
        each = _mapping(methods)
        for method, operation in each.items():
            if method in _METHODS:
                says = _mapping(operation)
                summary = " ".join(texts(says.get("summary", "") or says.get("description", "")))
                names = tuple(texts(says.get("operationId", "")))
                id = f"{method.upper()} {path}"
                yield _contract(id, names, summary, each.lines[method])


def _schemas(schemas: Mapping) -> Iterator[Entry]:
    for name, schema in schemas.items():
        summary = " ".join(texts(_mapping(schema).get("description", "")))
        yield _contract(name, (), summary, schemas.lines[name])


def jsonschema(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read the properties at the top of a JSON Schema and its definitions."""
    top, problems = loaded(text)
    entries = [
        _contract(name, (), " ".join(texts(_mapping(held).get("description", ""))), of.lines[name])
        for key in ("properties", "$defs", "definitions")
        for of in [_mapping(top.get(key))]
        for name, held in of.items()
    ]
    links, bad = _refs(text)
    title = " ".join(texts(top.get("title", "")))
    entries.sort(key=lambda each: each.start_line)
    return Spec(
        format.name, format.role, title, entries=tuple(_ended(entries, text)),
        links=links, problems=(*problems, *bad),
    )  # fmt: skip


def _mapping(value: "Value | None") -> Mapping:
    return value if isinstance(value, Mapping) else Mapping()


_REF = re.compile(r"[\"']?\$ref[\"']?\s*:\s*[\"']?([^\"'\s,}]+)")


def _refs(text: str) -> tuple[tuple[Link, ...], tuple[Problem, ...]]:
    """Return refs to other files, and those that are not ours to follow."""
    links: list[Link] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        for found in _REF.finditer(line[:2_000]):
            target = found[1]
            if re.match(r"[a-zA-Z][\w+.-]*:|//|/", target):
                problems.append(
                    Problem(number, f"a $ref to {target[:80]!r}, which is not followed")
                )
            elif not target.startswith("#"):
                links.append(Link("includes", target, number))
    return tuple(links[:_MOST]), tuple(problems[:100])


_PROTO = re.compile(r"\s*(service|rpc|message|enum)\s+(\w+)")
_GRAPHQL = re.compile(r"\s*(?:extend\s+)?(type|input|interface|enum|union|scalar)\s+(\w+)")
_GRAPHQL_FIELD = re.compile(r"\s+(\w+)\s*(?:\(.*)?:\s*[\[\w]")


def protobuf(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read services with their calls, messages and enums."""
    entries: list[Entry] = []
    service = ""
    for number, line, doc in _code_lines(text):
        if found := _PROTO.match(line):
            service = found[2] if found[1] == "service" else service
            id = f"{service}.{found[2]}" if found[1] == "rpc" and service else found[2]
            entries.append(_contract(id, (found[2],), doc or line.strip(" {"), number))
    return Spec(format.name, format.role, "", entries=tuple(_ended(entries, text)))


def graphql(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read types, and of the roots each field: they are what can be asked for."""
    entries: list[Entry] = []
    inside = ""
    for number, line, doc in _code_lines(text):
        if found := _GRAPHQL.match(line):
            inside = found[2]
            entries.append(_contract(inside, (), doc or line.strip(" {"), number))
        elif inside in ("Query", "Mutation", "Subscription"):
            if found := _GRAPHQL_FIELD.match(line):
                entries.append(_contract(f"{inside}.{found[1]}", (found[1],), line.strip(), number))
    return Spec(format.name, format.role, "", entries=tuple(_ended(entries, text)))


def _code_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each line with its number and the comment right above it."""
    doc = ""
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith(("//", "#", "*", "/*", '"')):
            doc = doc or bare.strip('/*#" ')
            continue
        yield number, line[:1_000], doc
        doc = ""


def _contract(id: str, names: tuple[str, ...], summary: str, line: int) -> Entry:
    return Entry(-1, "contract", id, names, id, squeezed(summary, SUMMARY_CHARS), line, line)


def _ended(entries: Sequence[Entry], text: str) -> Iterator[Entry]:
    """Yield entries, each up to the next one."""
    height = text.count("\n") + 1
    starts = sorted(each.start_line for each in entries)
    for each in entries[:_MOST]:
        after = bisect_right(starts, each.start_line)
        end = starts[after] - 1 if after < len(starts) else height
        yield each._replace(end_line=max(each.start_line, end))
