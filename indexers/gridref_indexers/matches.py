"""What the queries of a language find in a content, laid apart by what it is for."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gridref_indexers.facts import REFERENCE_KINDS
from gridref_indexers.languages import grammar, languages
from gridref_indexers.pieces import Outline, Piece

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, QueryCursor, Tree

Captured = dict[str, list["Node"]]
Span = tuple[int, int]

# A match is an object of Python with its nodes: of a large content only so much at a time.
WINDOW_BYTES = 300_000
_NO_LIMIT = 2**32 - 1
DEEPEST = 500
# What takes the square of their number to read: tokens side by side that belong to nothing.
MOST_LOOSE_TOKENS = 10_000


class Hopeless(Exception):
    """A content that is of its language by name only, and would take for ever."""


_PARTS = ("import", "imported", "field", "binding", "local", "outer", "doc", "comment", "between")
# Of these the place is all there is to know: there are ten for each definition.
_PLACES = (*REFERENCE_KINDS, "local", "outer_name", "exported", "keyword")
_ROLES = (*REFERENCE_KINDS, *_PARTS, "exported", "keyword", "outer_name")


class Role(NamedTuple):
    """What a pattern is for; definitions and scopes have a kind too, and a capture of their own.

    `place` is the capture of which the place counts, `kept` says that the match is needed as well.
    """

    name: str
    kind: str = ""
    whole: str = "binding"
    place: str = ""
    from_receiver: bool = False
    kept: bool = True


class _Tools(NamedTuple):
    parser: "Parser"
    cursor: "QueryCursor"
    roles: tuple[Role, ...]
    given: tuple[dict[str, str], ...]


# Kept to the end of the process: tree-sitter 0.26 breaks the heap when a query goes.
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
    cursor = QueryCursor(query)
    # A pattern that has started is looked after until its node ends: at a depth of brackets that
    # no code has, each node would be compared with all around it.
    cursor.set_max_start_depth(DEEPEST)
    return _Tools(Parser(loaded), cursor, tuple(map(_role, patterns)), given)


def _role(pattern: str) -> Role:
    bare = re.sub(r"^\s*;.*$", "", pattern, flags=re.M)
    if named := re.search(r"@(definition|scope)\.([a-z_]+)", bare):
        return Role(named[1], named[2], f"{named[1]}.{named[2]}")
    captures = set(re.findall(r"@(\w+)", bare))
    name = next(role for role in _ROLES if role in captures)
    place = "local" if name == "binding" else name if name in _PLACES else ""
    return Role(
        name,
        place=place,
        from_receiver=place in REFERENCE_KINDS and "receiver" in captures,
        # Most locals say nothing of their type.
        kept=name in _PARTS and (place != name or not captures.isdisjoint(("annotation", "value"))),
    )


class Matches:
    """All matches in one content."""

    def __init__(self, source: bytes, language: str) -> None:
        tools = _tools(language)
        source = _blanked(source, languages()[language].blanks)
        self.tree = tools.parser.parse(source)
        if self.broken and max(map(_loose_tokens, _top(self.tree))) > MOST_LOOSE_TOKENS:
            raise Hopeless("it has more loose tokens than any code")
        self._trees: list[Tree] = []
        # By where the name starts. The first pattern that names a place wins.
        self.named: dict[int, tuple[int, Role, Captured]] = {}
        self.parts: dict[str, list[Captured]] = {part: [] for part in _PARTS}
        # What a pattern says with `#set!` of each of its matches, where no node has that text.
        self.given: dict[int, dict[str, str]] = {}
        self.places: dict[str, list[Span]] = {place: [] for place in _PLACES}
        self._source = source
        # Those that are read by themselves: see `pieces`.
        self.pieces: list[Piece] = []
        self._seen: set[tuple[int, ...]] = set()
        rules = languages()[language].pieces
        outline = Outline(source, rules) if rules and self.broken else None
        torn = list(islice(outline.torn(self.tree.root_node), _MOST_PIECES)) if outline else []
        for window in _windows(len(source)):
            self._read(tools, self.tree.root_node, window, torn)
        if outline:
            self._read_pieces(tools, outline, torn)

        self.imports = list(self._imports())
        self._leave_out_imported()

    @property
    def broken(self) -> bool:
        """Tell whether some of the content was not of the language."""
        return self.tree.root_node.has_error

    def _read_pieces(self, tools: _Tools, outline: Outline, torn: Sequence[Piece]) -> None:
        """Read parts of the content as if each stood alone in what is around it."""
        waiting, left = [*reversed(torn)], _MOST_READ * len(self._source)
        while waiting and left > 0 and len(self.pieces) < _MOST_PIECES:
            piece = waiting.pop()
            left -= sum(end - start for start, end in piece.ranges)
            tree = self._parsed(tools, piece)
            inside = list(outline.torn_inside(tree.root_node, piece)) if left > 0 else []
            self.pieces.append(piece)
            self._read(tools, tree.root_node, None, inside, piece)
            damaged = tree.root_node.has_error and not inside
            waiting += outline.shell(piece) if damaged else reversed(inside)

    def _parsed(self, tools: _Tools, piece: Piece) -> "Tree":
        from tree_sitter import Point, Range

        line = partial(bisect_left, self._newlines)
        tools.parser.included_ranges = [
            Range(Point(line(start), 0), Point(line(end), 0), start, end)
            for start, end in piece.ranges
        ]
        try:
            tree = tools.parser.parse(self._source)
        finally:
            tools.parser.included_ranges = []
        self._trees.append(tree)
        return tree

    @cached_property
    def _newlines(self) -> list[int]:
        return [found.start() for found in re.finditer(rb"\n", self._source)]

    def _read(
        self,
        tools: _Tools,
        root: "Node",
        window: Span | None,
        torn: Sequence[Piece],
        own: Piece | None = None,
    ) -> None:
        matches = _matches(tools.cursor, root, window)
        if torn or own:
            left_out = _spans(torn)
            matches = [each for each in matches if self._is_new(*each, left_out, own)]
        found: defaultdict[int, list[Captured]] = defaultdict(list)
        for pattern, got in matches:
            found[pattern].append(got)
        for pattern in sorted(found):
            self._sort(pattern, tools.roles[pattern], found[pattern])
            if given := tools.given[pattern]:
                self.given.update((id(got), given) for got in found[pattern])

    def _is_new(
        self, pattern: int, got: Captured, left_out: Sequence[Span], own: Piece | None
    ) -> bool:
        """Tell whether a match is of what is read here; a head is read with each of its members."""
        anchor = _anchor(got)
        if _lies_in(left_out, anchor):
            return False
        key = (pattern, *(nodes[0].start_byte for nodes in got.values()))
        if key in self._seen and not (own and own.start <= anchor < own.end):
            return False
        self._seen.add(key)
        return True

    def _sort(self, pattern: int, role: Role, matches: list[Captured]) -> None:
        if role.kind:
            for got in matches:
                self._name(pattern, role, got)
            return
        if role.from_receiver:
            self.places[role.place] += [
                (got.get("receiver", [node])[0].start_byte, node.end_byte)
                for got in matches
                for node in got[role.place]
            ]
        elif place := role.place:
            self.places[place] += [node.byte_range for got in matches for node in got[place]]
        if role.kept:
            self.parts[role.name] += matches

    def _imports(self) -> "Iterator[tuple[Captured, list[Node]]]":
        """Yield each import with its module: that of the statement around it for a name alone."""
        wholes = [
            (*got["import"][0].byte_range, got) for got in self.parts["import"] if "module" in got
        ]
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
        kept = [each for each in self.places["local"] if each[0] not in taken]
        if len(kept) < len(self.places["local"]):
            self.places["local"] = kept
            for part in ("binding", "local"):
                found = self.parts[part]
                self.parts[part] = [g for g in found if g["local"][0].start_byte not in taken]

    def _name(self, pattern: int, role: Role, got: Captured) -> None:
        at = got["name" if "name" in got else role.whole][0].start_byte
        known = self.named.get(at)
        if known is None or pattern < known[0]:
            self.named[at] = pattern, role, got


def _top(tree: "Tree") -> "list[Node]":
    """Return the root and what is right below it, unless that is very much."""
    root = tree.root_node
    return [root] if _loose_tokens(root) > MOST_LOOSE_TOKENS else [root, *root.children]


def _loose_tokens(node: "Node") -> int:
    return node.child_count - node.named_child_count


def _blanked(source: bytes, rule: str) -> bytes:
    """Return a content with spaces in place of what the groups of a rule match."""
    if not rule:
        return source
    blanked = bytearray(source)
    for found in re.finditer(rule.encode(), source):
        for start, end in (each for each in found.regs[1:] if each[0] >= 0):
            blanked[start:end] = re.sub(rb"[^\n]", b" ", source[start:end])
    return bytes(blanked)


def _windows(size: int) -> "Iterator[Span | None]":
    if size <= 2 * WINDOW_BYTES:
        yield None
        return
    for start in range(0, size, WINDOW_BYTES):
        yield start, start + WINDOW_BYTES


# An unclosed bracket swallows what follows it. So much of it is read again piece by piece.
_MOST_PIECES = 2_000
_MOST_READ = 8


def _spans(pieces: Sequence[Piece]) -> list[Span]:
    """Join the pieces that lie side by side."""
    spans: list[Span] = []
    for start, end, *_ in pieces:
        if spans and spans[-1][1] == start:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _matches(
    cursor: "QueryCursor", root: "Node", window: Span | None
) -> list[tuple[int, Captured]]:
    cursor.set_byte_range(*(window or (0, _NO_LIMIT)))
    matches = cursor.matches(root)
    if window:
        matches = [each for each in matches if window[0] <= _anchor(each[1]) < window[1]]
    return matches


def _lies_in(spans: Sequence[Span], byte: int) -> bool:
    at = bisect_right(spans, (byte, _NO_LIMIT)) - 1
    return at >= 0 and byte < spans[at][1]


def _anchor(got: Captured) -> int:
    """Return where a match starts: each lies in one window only."""
    return min(nodes[0].start_byte for nodes in got.values())
