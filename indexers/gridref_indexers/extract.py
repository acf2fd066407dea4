"""Bytes and a language in, facts out. Pure: the same bytes give the same facts on any machine."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate, chain, count, filterfalse, repeat
from typing import TYPE_CHECKING

from gridref_indexers.facts import LOCAL, REFERENCE_KINDS, Definition, Facts, Import, pack
from gridref_indexers.languages import Language, languages
from gridref_indexers.matches import Captured, Matches, Role
from gridref_indexers.normal import (
    dotted,
    expressions,
    first_paragraph,
    readable,
    squeezed,
    values,
)
from gridref_indexers.pieces import fitted
from gridref_indexers.scopes import Found, Scopes
from gridref_indexers.words import words

if TYPE_CHECKING:
    from tree_sitter import Node

# The language of what is no text.
BINARY = "binary"

SIGNATURE_CHARS = 240
TYPE_CHARS = 100

_COMMENTS_AT_END = re.compile(rb"(?<=[:{)])(?:\s*(?:#|//)[^\n]*)+\s*\Z")
_WORD = re.compile(rb"\w+")
# Of a longer use the end counts.
_LONGEST = 4_095
_BASE = REFERENCE_KINDS.index("base")
_BRACKET = ord("(")
_VARIABLE = Role("definition", "variable")


def extract(source: bytes, language: str) -> Facts:
    """Read the facts off a content in UTF-8, or near it; a language of '' has words only."""
    if language == BINARY:
        return Facts("binary", 0)
    height = source.count(b"\n") + (source[-1:] not in (b"", b"\n"))
    spoken = languages().get(language)
    if spoken and spoken.sections:
        from gridref_indexers.prose import sections

        found = sections(source, spoken.sections)
        return Facts("parsed", height, definitions=found, words=words(source))
    if spoken is None or not spoken.grammar:
        return Facts("text", height, words=words(source))
    return _Reader(readable(source), spoken).facts(height)


class _Reader:
    """One content on its way to facts."""

    def __init__(self, source: bytes, language: Language) -> None:
        # One more byte, so that there is one after the last.
        self.source = source + b"\n"
        self.marks = "\"'` " + language.name_marks
        self.language = language
        # Where each line starts.
        self.lines = list(accumulate(map(len, BytesIO(self.source)), initial=0))
        # Each distinct text gets a number at first sight.
        self.numbers: defaultdict[str, int] = defaultdict(count(1).__next__, {"": 0})
        self.found = Matches(source, language.name)
        self.local_kinds = frozenset(language.local_scopes)
        self.exported = {
            source[a:b].decode("utf-8", "replace") for a, b in self.found.places["exported"]
        }
        self.name_rule = re.compile(language.exported_name).search
        self.head_rule = re.compile(language.exported_head).search
        self.outer = {
            got["inner"][0].byte_range: got["outer"][0].byte_range
            for got in self.found.parts["outer"]
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
            "\n".join(self.numbers),
            pack(references),
            bindings,
            words(self.source),
        )

    def _text(self, node: "Node") -> str:
        start, end = node.byte_range
        return self.source[start:end].decode("utf-8", "replace")

    def _between(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace")

    def _line(self, byte: int) -> int:
        return bisect_right(self.lines, byte)

    # Definitions

    def _scopes(self) -> Scopes:
        each = (self._found(role, got) for _, role, got in self.found.named.values())
        found = self._fitted([one for one in each if one.name or one.owner])
        scopes = Scopes(found)
        promoted = list(self._promoted(scopes))
        return Scopes(self._fitted(found + promoted)) if promoted else scopes

    def _fitted(self, found: list[Found]) -> list[Found]:
        """Keep what was found in a damaged piece from reaching out of it."""
        if not self.found.pieces:
            return found
        found.sort(key=lambda each: (each.start, -each.end))
        ends = fitted([each[:2] for each in found], self.found.pieces)
        return [each._replace(end=end) for each, end in zip(found, ends, strict=True)]

    def _found(self, role: Role, got: Captured) -> Found:
        span = got[role.whole][0].byte_range
        head = span[0]
        while span in self.outer:
            span = self.outer[span]
        start, end = span
        name = "default"
        if "name" in got:
            # A name of several nodes: `operator bool`.
            first, last = got["name"][0], got["name"][-1]
            name = self._between(first.start_byte, last.end_byte).strip(self.marks)
        owner, body = "", end
        if "body" in got:
            body, body_end = got["body"][0].byte_range
            # Where a body stands beside its head, the definition reaches to its end.
            end = max(end, body_end)
        if "owner" in got:
            first, last = got["owner"][0], got["owner"][-1]
            owner = dotted(self._between(first.start_byte, last.end_byte))
        if role.name == "scope":
            owner, name = dotted(name), ""
        annotation = ""
        if "annotation" in got:
            annotation = squeezed(self._text(got["annotation"][0]), TYPE_CHARS)
        return Found(start, end, head, body, role.kind, owner, name, annotation)

    def _promoted(self, scopes: Scopes) -> Iterator[Found]:
        """Yield what is bound outside of any function: the variables of a module or a class."""
        nodes = [(got, node) for got in self.found.parts["binding"] for node in got["local"]]
        starts = [node.start_byte for _, node in nodes]
        local, named = self._are_local(scopes), self.found.named
        seen: set[tuple[int, str]] = set()
        for (got, node), start, scope in zip(nodes, starts, scopes.around(starts), strict=True):
            if local[scope] or start in named:
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
        lines, nested = self.lines, self.language.nested
        for at, (each, parent) in enumerate(zip(scopes.found, scopes.parents, strict=True)):
            start, end, _, _, kind, owner, name, annotation = each
            outside, qualified = "class" if owner else "", name
            if parent >= 0:
                outside = outside or rows[parent].kind
                qualified = ".".join(filter(None, (rows[parent].qualified, owner, name)))
            elif owner:
                qualified = f"{owner}.{name}" if name else owner
            if outside in nested:
                kind = nested[outside].get(kind, kind)
            signature = self._signature(each)
            rows.append(
                Definition(
                    parent,
                    kind,
                    name,
                    qualified,
                    signature,
                    docs.get(at, ""),
                    annotation,
                    self._is_exported(name, signature),
                    bisect_right(lines, start),
                    bisect_right(lines, max(start, end - 1)),
                    start,
                    end,
                )
            )
        return tuple(rows)

    def _is_exported(self, name: str, signature: str) -> bool:
        by_rule = bool(self.name_rule(name) and self.head_rule(signature))
        return by_rule or name in self.exported

    def _signature(self, each: Found) -> str:
        whole = self._head(each.start, each)
        return whole if len(whole) < SIGNATURE_CHARS else self._head(each.head, each)

    def _head(self, start: int, each: Found) -> str:
        head = self.source[start : max(start, min(each.body, start + 4 * SIGNATURE_CHARS))]
        if each.body < each.end and b"\n" in head and (b"#" in head or b"//" in head):
            # Comments between a head and its body are no part of either.
            head = _COMMENTS_AT_END.sub(b"", head)
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
            captured = self.found.parts[part]
            for got, node in ((each, node) for each in captured for node in each[part]):
                start, end = self._line(node.start_byte), self._line(max(0, node.end_byte - 1))
                # What trails a line of code is said of that line.
                if self._starts_its_line(node.start_byte):
                    said = got["text"][0] if "text" in got else node
                    ends[end] = start, said if part == "comment" else None
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
        parts = [self._text(node).strip("\"'`<>") for node in nodes]
        module = self.language.modules.separator.join(parts)
        member = self._text(got["member"][0]).strip("\"'`") if "member" in got else ""
        member = "*" if member == "." else member
        member = member or self.found.given.get(id(got), {}).get("member", "")
        alias = self._text(got["alias"][0]) if "alias" in got else ""
        bound = alias or member or self.language.bound_name(module)
        return Import(scopes.at(start), bound, module, member, bisect_right(self.lines, start))

    # References and bindings

    def _references(self, scopes: Scopes) -> tuple[Sequence[int], ...]:
        """Return every use of a name that is not local to a function, in order of place.

        In columns, with few steps for each: there are ten references for each definition.
        """
        source, hidden = self.source, self._hidden(scopes)
        uses = self._uses()
        ends = sorted(filterfalse(self._no_uses().__contains__, uses))
        found = list(map(uses.__getitem__, ends))
        scopes_around = scopes.around(start for start, _ in found)
        kept: list[int] = []
        above: list[int] = []
        kinds: list[int] = []
        texts: list[str] = []
        for (start, kind), end, scope in zip(found, ends, scopes_around, strict=True):
            text = source[start:end] if end - start <= _LONGEST else source[end - _LONGEST : end]
            # Whatever stands right before a bracket is called; a base is handed arguments.
            if source[end] == _BRACKET and kind != _BASE:
                kind = 0
            names = hidden[scope]
            if text in names:
                continue
            expression, root = expressions[text]
            if expression:
                kept.append(end)
                above.append(scope + 1)
                kinds.append(kind | LOCAL if root in names else kind)
                texts.append(expression)
        numbers = list(map(self.numbers.__getitem__, texts))
        return above, kinds, numbers, list(map(bisect_right, repeat(self.lines), kept))

    def _uses(self) -> dict[int, tuple[int, int]]:
        """Return where uses start and of what kind they are, by where they end.

        Of two that end in the same place the stronger kind counts, then the longer one.
        """
        uses: dict[int, tuple[int, int]] = {}
        for kind, name in reversed([*enumerate(REFERENCE_KINDS)]):
            spans = self.found.places[name]
            ends = {end: (start, kind) for start, end in spans}
            if len(ends) < len(spans):
                ends = {end: (start, kind) for start, end in sorted(spans, reverse=True)}
            uses |= ends
        return uses

    def _no_uses(self) -> set[int]:
        """Return where names end that are no uses: of definitions, imports, keywords, locals."""
        found = self.found
        ends = {end for place in ("keyword", "local") for _, end in found.places[place]}
        ends.update(got["name"][0].end_byte for _, _, got in found.named.values() if "name" in got)
        for start, end in {got["import"][0].byte_range for got in found.parts["import"]}:
            ends.update(word.end() for word in _WORD.finditer(self.source, start, end))
        return ends

    def _hidden(self, scopes: Scopes) -> list[set[bytes]]:
        """Return for each scope, and last for the top, the names that are local around it."""
        own: list[set[bytes]] = [set() for _ in (*scopes.found, None)]
        local = self._are_local(scopes)
        spans = self.found.places["local"]
        around = scopes.around(start for start, _ in spans)
        for (start, end), scope in zip(spans, around, strict=True):
            if local[scope]:
                own[scope].add(self.source[start:end])
        for start, end in self.found.places["outer_name"]:
            own[scopes.at(start)].discard(self.source[start:end])
        for at, parent in enumerate(scopes.parents):
            if parent >= 0 and own[parent]:
                own[at] = own[at] | own[parent]
        return own

    def _bindings(self, scopes: Scopes) -> bytes:
        """Return what tells the type of a local name, and every field that is set, in order."""
        found = sorted(self._bound())
        if not found:
            return b""
        ends, starts, *texts = zip(*found, strict=True)
        above = [scope + 1 for scope in scopes.around(starts)]
        numbers = [list(map(self.numbers.__getitem__, column)) for column in texts]
        return pack([above, *numbers, list(map(bisect_right, repeat(self.lines), ends))])

    def _bound(self) -> Iterator[tuple[int, int, str, str, str]]:
        """Yield where a name ends and starts, the name, and its type or value."""
        source, parts = self.source, self.found.parts
        for got in chain(parts["binding"], parts["local"], parts["field"]):
            annotation = value = before = ""
            if "annotation" in got:
                annotation = squeezed(self._text(got["annotation"][0]), TYPE_CHARS)
            if "value" in got:
                start, end = got["value"][0].byte_range
                value = values[source[start:end]]
            if "field" in got:
                before = f"{self._text(got['receiver'][0])}." if "receiver" in got else ""
            elif "annotation" not in got and "value" not in got:
                continue
            for node in got["field" if "field" in got else "local"]:
                start, end = node.byte_range
                yield end, start, before + self._between(start, end), annotation, value
