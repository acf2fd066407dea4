"""Documents of StrictDoc: nodes in square brackets with fields, in sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import Entry, Link, Problem, Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.prose import SUMMARY_CHARS, Section, stronger_keyword

_NODE = re.compile(r"\[(\[)?(/?)([A-Z][A-Z0-9_]*)\]\]?\s*$")
_FIELD = re.compile(r"([A-Z][A-Z0-9_]*):(?: (.*))?$")
_RELATION = re.compile(r"(?:- |  )(TYPE|VALUE|ROLE): (.*)$")
_NO_NODES = frozenset(["DOCUMENT", "GRAMMAR", "TEXT", "DOCUMENT_FROM_FILE"])


@dataclass
class _Node:
    tag: str
    line: int
    parent: int
    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def strictdoc(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read a document; what it includes is not followed."""
    nodes, problems = _nodes(text.split("\n"))
    document = next((each for each in nodes if each.tag == "DOCUMENT"), None)
    kept = [each for each in nodes if each.tag not in _NO_NODES]
    ordinals = {id(each): at for at, each in enumerate(kept)}
    parents = [nodes[each.parent] if each.parent >= 0 else None for each in kept]
    entries = tuple(
        _entry(each, ordinals.get(id(above), -1)) for each, above in zip(kept, parents, strict=True)
    )
    title = document.fields.get("TITLE", "") if document else ""
    return Spec(format.name, format.role, title, "", "", entries, (), tuple(problems))


def _entry(node: _Node, parent: int) -> Entry:
    fields = node.fields
    said = fields.get("STATEMENT", "")
    first = next((line.strip() for line in said.split("\n") if line.strip()), "")
    title = fields.get("TITLE", "") or first
    is_section = "SECTION" in node.tag
    slug = re.sub(r"[^\w]+", "-", title.casefold()).strip("-")
    id = fields.get("UID") or slug or f"{node.tag.lower()}-{node.line}"
    return Entry(
        parent,
        "section" if is_section else "requirement",
        id,
        tuple(each for each in (title if title != first else "", fields.get("MID", "")) if each),
        squeezed(title, SUMMARY_CHARS),
        "" if is_section or title == first else squeezed(first, SUMMARY_CHARS),
        node.line,
        max(node.line, node.end),
        fields.get("STATUS", ""),
        stronger_keyword(said),
        tuple(node.links),
    )


def _nodes(lines: Sequence[str]) -> tuple[list[_Node], list[Problem]]:
    nodes: list[_Node] = []
    problems: list[Problem] = []
    around: list[int] = []
    key, many, type_of = "", False, ""
    for number, line in enumerate(lines, 1):
        node = nodes[-1] if nodes else None
        if many and node:
            if line.strip() == "<<<":
                many = False
            else:
                node.fields[key] = f"{node.fields.get(key, '')}\n{line[:2_000]}"
            node.end = number
        elif found := _NODE.match(line):
            if found[2]:
                if around:
                    nodes[around.pop()].end = number
                else:
                    problems.append(Problem(number, f"[/{found[3]}] closes nothing"))
                continue
            nodes.append(_Node(found[3], number, around[-1] if around else -1, number))
            if found[1] or found[3].startswith("COMPOSITE"):
                around.append(len(nodes) - 1)
        elif node and (found := _FIELD.match(line)):
            key, value = found[1], (found[2] or "").strip()
            many = value == ">>>"
            node.fields[key] = "" if many else value
            node.end = number
        elif node and key == "RELATIONS" and (found := _RELATION.match(line)):
            type_of = found[2] if found[1] == "TYPE" else type_of
            node.end = number
            if found[1] == "VALUE":
                kind = "implemented by" if type_of == "File" else "covers"
                node.links.append(Link(kind, found[2].strip(), number))
    problems += (Problem(nodes[at].line, "a section that is never closed") for at in around)
    return nodes, [*problems, *_twice(nodes)]


def _twice(nodes: Sequence[_Node]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for each in nodes:
        uid = each.fields.get("UID", "")
        if uid in seen:
            yield Problem(each.line, f"the id {uid[:80]!r} twice, first in line {seen[uid]}")
        elif uid:
            seen[uid] = each.line
