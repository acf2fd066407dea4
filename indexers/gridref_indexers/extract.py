"""Bytes and a language in, facts out. Pure: the same bytes give the same facts on any machine."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, chain, count, repeat
from operator import add, sub
from typing import TYPE_CHECKING

from gridref_indexers.facts import LOCAL, REFERENCE_KINDS, Definition, Facts, Import, pack
from gridref_indexers.languages import Language, languages
from gridref_indexers.matches import (
    Captured,
    Matches,
    Role,
    ends_of,
    kinds_of,
    lengths_of,
    span,
)
from gridref_indexers.normal import dotted, expression_of, first_paragraph, readable, squeezed
from gridref_indexers.prose import sections
from gridref_indexers.scopes import Found, Scopes
from gridref_indexers.words import words

if TYPE_CHECKING:
    from tree_sitter import Node

# The language of what is no text.
BINARY = "binary"

SIGNATURE_CHARS = 240
TYPE_CHARS = 100

Row = tuple[int, ...]

_COMMENT_AT_END = re.compile(rb"(?<=[:{)])\s*(?:#|//)[^\n]*\s*\Z")
_ROOT = re.compile(rb"\w*").match
_BASE = REFERENCE_KINDS.index("base")
_BRACKET = ord("(")
_VARIABLE = Role("definition", "variable")


def extract(source: bytes, language: str) -> Facts:
    """Read the facts off a content in UTF-8, or near it; a language of '' has words only."""
    if language == BINARY:
        return Facts("binary", 0)
    lines = source.split(b"\n")
    height = len(lines) - (not lines[-1])
    spoken = languages().get(language)
    if spoken and spoken.sections:
        found = sections(source, spoken.sections)
        return Facts("parsed", height, definitions=found, words=words(source))
    if spoken is None or not spoken.grammar:
        return Facts("text", height, words=words(source))
    newlines = list(map(add, accumulate(map(len, lines)), count()))
    return _Reader(readable(source), spoken, newlines).facts(height)


class _Texts(dict[bytes, int]):
    """The distinct expressions of a content, by their source: each gets a number at first sight."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {"": 0}

    def __missing__(self, source: bytes) -> int:
        number = self[source] = self.number(expression_of(source))
        return number

    def number(self, text: str) -> int:
        """Return the number of a text that is in its normal form."""
        return self.numbers.setdefault(text, len(self.numbers))


class _Reader:
    """One content on its way to facts."""

    def __init__(self, source: bytes, language: Language, newlines: list[int]) -> None:
        # One more byte, so that there is one after the last.
        self.source = source + b"\n"
        self.marks = "\"'` " + language.name_marks
        self.height = max(1, len(newlines))
        self.language = language
        self.newlines = newlines
        self.texts = _Texts()
        self.found = Matches(source, language.name)
        self.local_kinds = frozenset(language.local_scopes)
        self.exported = {source[a:b].decode("utf-8", "replace") for a, b in self.found.exported}
        self.name_rule = re.compile(language.exported_name).search
        self.head_rule = re.compile(language.exported_head).search
        self.outer = {
            span(got["inner"][0]): span(got["outer"][0]) for got in self.found.parts["outer"]
        }

    def facts(self, lines: int) -> Facts:
        scopes = self._scopes()
        docs = self._docs(scopes)
        references = self._references(scopes)
        bindings = self._bindings(scopes)
        return Facts(
            "broken" if self.found.broken else "parsed",
            lines,
            docs.get(-1, ""),
            self._definitions(scopes, docs),
            self._imports(scopes),
            "\n".join(self.texts.numbers),
            pack(references),
            pack(bindings),
            words(self.source),
        )

    def _text(self, node: "Node") -> str:
        return self._between(node.start_byte, node.end_byte)

    def _between(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace")

    def _optional(self, got: Captured, part: str) -> str:
        return self._text(got[part][0]) if part in got else ""

    def _line(self, byte: int) -> int:
        return bisect_left(self.newlines, byte) + 1

    # Definitions

    def _scopes(self) -> Scopes:
        each = (self._found(role, got) for _, role, got in self.found.named.values())
        found = [one for one in each if one.name or one.owner]
        scopes = Scopes(found)
        promoted = list(self._promoted(scopes))
        return Scopes(found + promoted) if promoted else scopes

    def _found(self, role: Role, got: Captured) -> Found:
        start, end = span(got[role.whole][0])
        head = start
        while outer := self.outer.get((start, end)):
            start, end = outer
        name = self._text(got["name"][0]).strip(self.marks) if "name" in got else "default"
        owner, body = "", end
        if "body" in got:
            body, body_end = span(got["body"][0])
            # Where a body stands beside its head, the definition reaches to its end.
            end = max(end, body_end)
        if "owner" in got:
            first, last = got["owner"][0], got["owner"][-1]
            owner = dotted(self._between(first.start_byte, last.end_byte))
        if role.name == "scope":
            owner, name = dotted(name), ""
        annotation = self._optional(got, "annotation")
        return Found(
            start, end, head, body, role.kind, owner, name, squeezed(annotation, TYPE_CHARS)
        )

    def _promoted(self, scopes: Scopes) -> Iterator[Found]:
        """Yield what is bound outside of any function: the variables of a module or a class."""
        nodes = [(got, node) for got in self.found.parts["binding"] for node in got["local"]]
        around = scopes.around(node.start_byte for _, node in nodes)
        local = self._are_local(scopes)
        seen: set[tuple[int, str]] = set()
        for (got, node), scope in zip(nodes, around, strict=True):
            if local[scope] or node.start_byte in self.found.named:
                continue
            key = scope, self._text(node)
            if key not in seen:
                seen.add(key)
                yield self._found(_VARIABLE, {**got, "name": [node]})

    def _are_local(self, scopes: Scopes) -> list[bool]:
        """Tell of each scope, and last of the top, whether what is bound in it is local to it."""
        return [each.kind in self.local_kinds for each in scopes.found] + [False]

    def _definitions(self, scopes: Scopes, docs: dict[int, str]) -> tuple[Definition, ...]:
        rows: list[Definition] = []
        for at, (each, parent) in enumerate(zip(scopes.found, scopes.parents, strict=True)):
            above = rows[parent] if parent >= 0 else None
            path = (above.qualified if above else "", each.owner, each.name)
            signature = self._signature(each)
            rows.append(
                Definition(
                    parent,
                    self._kind_inside(each, above),
                    each.name,
                    ".".join(filter(None, path)),
                    signature,
                    docs.get(at, ""),
                    each.type,
                    self._is_exported(each.name, signature),
                    self._line(each.start),
                    min(self._line(max(each.start, each.end - 1)), self.height),
                    each.start,
                    each.end,
                )
            )
        return tuple(rows)

    def _kind_inside(self, each: Found, above: Definition | None) -> str:
        outside = "class" if each.owner else above.kind if above else ""
        return self.language.nested.get(outside, {}).get(each.kind, each.kind)

    def _is_exported(self, name: str, signature: str) -> bool:
        by_rule = bool(self.name_rule(name) and self.head_rule(signature))
        return by_rule or name in self.exported

    def _signature(self, each: Found) -> str:
        whole = self._head(each.start, each)
        return whole if len(whole) < SIGNATURE_CHARS else self._head(each.head, each)

    def _head(self, start: int, each: Found) -> str:
        head = self.source[start : max(start, min(each.body, start + 4 * SIGNATURE_CHARS))]
        if each.body < each.end:
            # A comment between a head and its body is no part of either.
            head = _COMMENT_AT_END.sub(b"", head) if b"\n" in head else head
        text = b" ".join(head.split()).decode("utf-8", "replace")
        if len(text) > SIGNATURE_CHARS:
            text = squeezed(text, SIGNATURE_CHARS)
        return text.rstrip(" \\") if each.body == each.end else text.rstrip("{:=( ")

    def _docs(self, scopes: Scopes) -> dict[int, str]:
        if self.language.doc == "before":
            return self._docs_before(scopes)
        nodes = [got["doc"][0] for got in self.found.parts["doc"]]
        # The last is looked at first, so that the first string of a body stays.
        inside = {scopes.at(node.start_byte): node for node in reversed(nodes)}
        return {at: first_paragraph(self._text(node)) for at, node in inside.items()}

    def _docs_before(self, scopes: Scopes) -> dict[int, str]:
        """Join the comments that end right above a definition, attributes between them aside."""
        ends: dict[int, tuple[int, Node | None]] = {}
        for part in ("comment", "between"):
            for node in (node for got in self.found.parts[part] for node in got[part]):
                start, end = self._line(node.start_byte), self._line(max(0, node.end_byte - 1))
                # What trails a line of code is said of that line.
                if self._starts_its_line(node.start_byte):
                    ends[end] = start, node if part == "comment" else None
        docs: dict[int, str] = {}
        taken: dict[int, tuple[int, int]] = {}
        for at, each in enumerate(scopes.found):
            block: list[str] = []
            line = self._line(each.start) - 1
            # Of several on a line the first one is the outermost; some share all of it.
            if taken.setdefault(line, (each.start, each.end)) != (each.start, each.end):
                continue
            while line in ends:
                start, comment = ends[line]
                if comment:
                    block.append(self._text(comment))
                line = start - 1
            if block:
                docs[at] = first_paragraph("\n".join(reversed(block)))
        return docs

    def _starts_its_line(self, byte: int) -> bool:
        return not self.source[self.source.rfind(b"\n", 0, byte) + 1 : byte].strip()

    # Imports

    def _imports(self, scopes: Scopes) -> tuple[Import, ...]:
        """Return what is imported; a statement counts for itself where it binds no name."""
        rows = [
            (nodes[0].start_byte if nodes else -1, self._import(scopes, got, nodes))
            for got, nodes in self.found.imports
        ]
        named = {place for place, row in rows if row.bound}
        kept = {row for place, row in rows if row.bound or place not in named}
        return tuple(sorted(kept, key=lambda row: (row.line, row)))

    def _import(self, scopes: Scopes, got: Captured, nodes: "list[Node]") -> Import:
        start = got["import" if "import" in got else "imported"][0].start_byte
        parts = (self._text(node).strip("\"'`<>") for node in nodes)
        module = self.language.modules.separator.join(parts)
        member = self._optional(got, "member").strip("\"'`")
        member = "*" if member == "." else member
        member = member or self.found.given.get(id(got), {}).get("member", "")
        bound = self._optional(got, "alias") or member or self.language.bound_name(module)
        return Import(scopes.at(start), bound, module, member, self._line(start))

    # References and bindings

    def _references(self, scopes: Scopes) -> list[Row]:
        """Return every use of a name that is not local to a function, in order of place.

        In bulk, not one by one: there are ten references for each definition.
        """
        source, uses = self.source, self._uses()
        ends = ends_of(uses)
        starts = list(map(sub, ends, lengths_of(uses)))
        above = list(scopes.around(starts))
        texts = [source[start:end] for start, end in zip(starts, ends, strict=True)]
        hidden, kinds = self._hidden(scopes), kinds_of(uses)
        rows = zip(
            above,
            # Whatever stands right before a bracket is called; a base is handed arguments.
            [
                0 if source[end] == _BRACKET and kind != _BASE else kind
                for end, kind in zip(ends, kinds, strict=True)
            ],
            map(self.texts.__getitem__, texts),
            map(bisect_left, repeat(self.newlines), ends),
            texts,
            strict=True,
        )
        kept: list[Row] = []
        for scope, kind, number, line, text in rows:
            if names := hidden[scope]:
                if text in names:
                    continue
                if (root := _ROOT(text)) and root[0] in names:
                    kind |= LOCAL
            if number:
                kept.append((scope + 1, kind, number, line + 1))
        return kept

    def _uses(self) -> list[int]:
        """Return one use for each place, in order, without those that are none."""
        uses = sorted(self.found.uses)
        ends = ends_of(uses)
        none = set(self._no_uses())
        # Of two that end in the same place the stronger kind comes first.
        before = chain((-1,), ends)
        kept = zip(uses, ends, before, strict=False)
        return [use for use, end, last in kept if end != last and end not in none]

    def _no_uses(self) -> Iterator[int]:
        """Yield where names end that are no uses: of definitions, imports, keywords, locals."""
        for *_, got in self.found.named.values():
            if "name" in got:
                yield got["name"][0].end_byte
        yield from chain(self.found.keywords, (end for _, end in self.found.locals))
        for got in self.found.parts["import"]:
            start, end = span(got["import"][0])
            yield from (start + word.end() for word in re.finditer(rb"\w+", self.source[start:end]))

    def _hidden(self, scopes: Scopes) -> list[set[bytes]]:
        """Return for each scope, and last for the top, the names that are local around it."""
        own: list[set[bytes]] = [set() for _ in (*scopes.found, None)]
        local = self._are_local(scopes)
        around = scopes.around(start for start, _ in self.found.locals)
        for (start, end), scope in zip(self.found.locals, around, strict=True):
            if local[scope]:
                own[scope].add(self.source[start:end])
        for start, end in self.found.outer_names:
            own[scopes.at(start)].discard(self.source[start:end])
        for at, parent in enumerate(scopes.parents):
            if parent >= 0 and own[parent]:
                own[at] = own[at] | own[parent]
        return own

    def _bindings(self, scopes: Scopes) -> list[Row]:
        """Return what tells the type of a local name, and every field that is set."""
        rows: list[Row] = []
        for role, part in (("binding", "local"), ("local", "local"), ("field", "field")):
            for got in self.found.parts[role]:
                if role == "field" or "annotation" in got or "value" in got:
                    rows += self._binding(scopes, got, got[part])
        rows.sort(key=lambda row: (row[-1], row))
        return rows

    def _binding(self, scopes: Scopes, got: Captured, nodes: "list[Node]") -> Iterator[Row]:
        number = self.texts.number
        kind = 0
        if "annotation" in got:
            kind = number(squeezed(self._text(got["annotation"][0]), TYPE_CHARS))
        value = number(self._value(got["value"][0])) if "value" in got else 0
        before = f"{self._text(got['receiver'][0])}." if "receiver" in got else ""
        for node in nodes:
            name = number(before + self._text(node))
            scope = scopes.at(node.start_byte) + 1
            yield scope, name, kind, value, self._line(node.end_byte)

    def _value(self, node: "Node") -> str:
        # `expression_of` wants a name at the end; a call has one once its arguments are gone.
        source = self.source[node.start_byte : node.end_byte]
        return expression_of(source + b".x").removesuffix(".x")
