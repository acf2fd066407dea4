"""What the queries of a language find in a content, laid apart by what it is for."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gridref_indexers.facts import REFERENCE_KINDS
from gridref_indexers.languages import grammar, languages

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, QueryCursor, Tree

Captured = dict[str, list["Node"]]
Span = tuple[int, int]

# A match is an object of Python with its nodes: of a large content only so much at a time.
WINDOW_BYTES = 300_000
_NO_LIMIT = 2**32 - 1

# A use as a number: its last byte, its kind, its length. So the sorted uses are in order of place,
# and of two that end in the same byte the first has the stronger kind, or is longer.
_LENGTH_BITS = 12
_LONGEST = (1 << _LENGTH_BITS) - 1
_END_SHIFT = _LENGTH_BITS + 3

_PARTS = ("import", "imported", "field", "binding", "local", "outer", "doc", "comment", "between")
_ROLES = (*REFERENCE_KINDS, *_PARTS, "exported", "keyword", "outer_name")


class Role(NamedTuple):
    """What a pattern is for; definitions and scopes have a kind too, and a capture of their own."""

    name: str
    kind: str = ""
    whole: str = "binding"


class _Tools(NamedTuple):
    parser: "Parser"
    cursor: "QueryCursor"
    roles: tuple[Role, ...]
    given: tuple[dict[str, str], ...]


@cache
def _tools(name: str) -> _Tools:
    from tree_sitter import Parser, Query, QueryCursor

    loaded, text = grammar(name), languages()[name].query.encode()
    query = Query(loaded, text.decode())
    patterns = (
        text[query.start_byte_for_pattern(at) : query.end_byte_for_pattern(at)].decode()
        for at in range(query.pattern_count)
    )
    settings = (query.pattern_settings(at) for at in range(query.pattern_count))
    given = tuple({key: text or "" for key, text in each.items()} for each in settings)
    return _Tools(Parser(loaded), QueryCursor(query), tuple(map(_role, patterns)), given)


def _role(pattern: str) -> Role:
    bare = re.sub(r"^\s*;.*$", "", pattern, flags=re.M)
    if named := re.search(r"@(definition|scope)\.([a-z_]+)", bare):
        return Role(named[1], named[2], f"{named[1]}.{named[2]}")
    return Role(next(role for role in _ROLES if re.search(rf"@{role}\b", bare)))


def span(node: "Node") -> Span:
    """Return where a node starts and ends, in bytes."""
    return node.start_byte, node.end_byte


def ends_of(uses: Iterable[int]) -> list[int]:
    """Return the byte after the last one of each use."""
    return [use >> _END_SHIFT for use in uses]


def lengths_of(uses: Iterable[int]) -> list[int]:
    """Return how many bytes each use has."""
    return [_LONGEST - (use & _LONGEST) for use in uses]


def kinds_of(uses: Iterable[int]) -> list[int]:
    """Return the number of the kind of each use."""
    return [use >> _LENGTH_BITS & 7 for use in uses]


class Matches:
    """All matches in one content."""

    def __init__(self, source: bytes, language: str) -> None:
        tools = _tools(language)
        self.tree = tools.parser.parse(source)
        self._trees: list[Tree] = []
        # By where the name starts. The first pattern that names a place wins.
        self.named: dict[int, tuple[int, Role, Captured]] = {}
        self.parts: dict[str, list[Captured]] = {part: [] for part in _PARTS}
        # What a pattern says with `#set!` of each of its matches, where no node has that text.
        self.given: dict[int, dict[str, str]] = {}
        # A use is one number, since there are ten for each definition: see `ends_of`.
        self.uses: list[int] = []
        self.locals: list[Span] = []
        self.outer_names: list[Span] = []
        self.exported: list[Span] = []
        self.keywords: list[int] = []
        self._source = source
        by_pieces = self.broken and languages()[language].pieces
        torn = list(_torn(source, self.tree.root_node)) if by_pieces else []
        for window in _windows(len(source)):
            self._read(tools, self.tree.root_node, window, torn)
        for start, end in torn:
            for piece in _pieces(source, start, end):
                self._read_piece(tools, piece)

        self.imports = list(self._imports())
        self._leave_out_imported()

    @property
    def broken(self) -> bool:
        """Tell whether some of the content was not of the language."""
        return self.tree.root_node.has_error

    def _read_piece(self, tools: _Tools, piece: Span) -> None:
        """Read a part of the content as if it stood alone, at its own place."""
        from tree_sitter import Point, Range

        start, end = piece
        first, last = (Point(self._source.count(b"\n", 0, at), 0) for at in piece)
        tools.parser.included_ranges = [Range(first, last, start, end)]
        try:
            tree = tools.parser.parse(self._source)
        finally:
            tools.parser.included_ranges = []
        self._trees.append(tree)
        self._read(tools, tree.root_node, None, [])

    def _read(self, tools: _Tools, root: "Node", window: Span | None, torn: Sequence[Span]) -> None:
        tools.cursor.set_byte_range(*(window or (0, _NO_LIMIT)))
        found: list[list[Captured]] = [[] for _ in tools.roles]
        for pattern, got in tools.cursor.matches(root):
            if window is None or window[0] <= _anchor(got) < window[1]:
                if not torn or not _lies_in(torn, _anchor(got)):
                    found[pattern].append(got)
        for at, (role, matches) in enumerate(zip(tools.roles, found, strict=True)):
            if matches:
                self._sort(at, role, matches)
            if tools.given[at]:
                self.given.update((id(got), tools.given[at]) for got in matches)

    def _sort(self, pattern: int, role: Role, matches: list[Captured]) -> None:
        name = role.name
        if role.kind:
            for got in matches:
                self._name(pattern, role, got)
        elif name in REFERENCE_KINDS:
            code = REFERENCE_KINDS.index(name) << _LENGTH_BITS
            self.uses += [
                (end := node.end_byte) << _END_SHIFT
                | code
                | _LONGEST - min(end - got.get("receiver", (node,))[0].start_byte, _LONGEST)
                for got in matches
                for node in got[name]
            ]
        elif name == "keyword":
            self.keywords += [node.end_byte for got in matches for node in got[name]]
        elif name in ("exported", "outer_name"):
            spans = self.exported if name == "exported" else self.outer_names
            spans += [span(node) for got in matches for node in got[name]]
        else:
            if name in ("local", "binding"):
                self.locals += [span(node) for got in matches for node in got["local"]]
            # Most locals say nothing of their type, and most of their patterns never do.
            if name != "local" or any("annotation" in got or "value" in got for got in matches):
                self.parts[name] += matches

    def _imports(self) -> "Iterator[tuple[Captured, list[Node]]]":
        """Yield each import with its module: that of the statement around it for a name alone."""
        wholes = [(*span(got["import"][0]), got) for got in self.parts["import"] if "module" in got]
        wholes.sort(key=lambda each: each[:2])
        starts = [start for start, *_ in wholes]
        yield from ((got, got.get("module", [])) for got in self.parts["import"])
        for got in self.parts["imported"]:
            node = got["imported"][0]
            at = bisect_right(starts, node.start_byte) - 1
            if at >= 0 and node.end_byte <= wholes[at][1]:
                yield got, wholes[at][2]["module"]

    def _leave_out_imported(self) -> None:
        """Forget what else was found of a name that is imported: `const { a } = require("a")`."""
        taken = {
            node.start_byte
            for got, module in self.imports
            if module
            for node in got.get("alias") or got.get("member") or []
        }
        for at in taken & self.named.keys():
            if self.named[at][1].kind == "variable":
                del self.named[at]
        self.locals = [each for each in self.locals if each[0] not in taken]
        for part in ("binding", "local"):
            found = self.parts[part]
            self.parts[part] = [got for got in found if got["local"][0].start_byte not in taken]

    def _name(self, pattern: int, role: Role, got: Captured) -> None:
        at = got["name" if "name" in got else role.whole][0].start_byte
        known = self.named.get(at)
        if known is None or pattern < known[0]:
            self.named[at] = pattern, role, got


def _windows(size: int) -> "Iterator[Span | None]":
    if size <= 2 * WINDOW_BYTES:
        yield None
        return
    for start in range(0, size, WINDOW_BYTES):
        yield start, start + WINDOW_BYTES


# An unclosed bracket swallows what follows it. So much of it is read again piece by piece.
_MOST_PIECES = 2_000
_PIECE = re.compile(rb"^[A-Za-z_@#]", re.M)


def _torn(source: bytes, root: "Node") -> Iterator[Span]:
    """Yield where the top of a broken content has errors that reach beyond a piece of it."""
    start = end = -1
    for child in root.children:
        if child.has_error or child.is_missing:
            if start < 0:
                start = source.rfind(b"\n", 0, child.start_byte) + 1
            end = child.end_byte
        elif start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, len(source)


def _pieces(source: bytes, start: int, end: int) -> Iterator[Span]:
    """Part a region before lines that are not indented and follow on an indented or empty one."""
    starts = [start]
    for line in islice(_PIECE.finditer(source, start, end), _MOST_PIECES):
        above = source[source.rfind(b"\n", 0, max(0, line.start() - 1)) + 1 : line.start()]
        if line.start() > start and (not above.strip() or above[:1].isspace()):
            starts.append(line.start())
    return zip(starts, [*starts[1:], end], strict=True)


def _lies_in(spans: Sequence[Span], byte: int) -> bool:
    return any(start <= byte < end for start, end in spans)


def _anchor(got: Captured) -> int:
    """Return where a match starts: each lies in one window only."""
    return min(nodes[0].start_byte for nodes in got.values())
