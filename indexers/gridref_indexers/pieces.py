"""A broken content in pieces: what its lines and their indentation say of its structure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

Span = tuple[int, int]

_LINE = re.compile(rb"([ \t]*)([^\n]*)\n?")
# The head of a class is read again with each of its members.
# What is longer was written by a program, and says nothing by its indentation.
_LONGEST_LINE = 1_000
_MOST_HEAD_LINES = 400
_MOST_HEAD_BYTES = 4_000


class Frame(NamedTuple):
    """The line that opens something made of pieces, the line that closes it, and its end."""

    head: Span
    foot: Span
    end: int


class Piece(NamedTuple):
    """Lines that are read together, and the frames that they lie in, the outermost first."""

    start: int
    end: int
    depth: int
    frames: tuple[Frame, ...] = ()

    @property
    def ranges(self) -> list[Span]:
        """Return what is read of a content: of the frames their heads and feet alone."""
        heads = [frame.head for frame in self.frames]
        feet = [frame.foot for frame in reversed(self.frames)]
        return [each for each in (*heads, self[:2], *feet) if each[0] < each[1]]


class _Line(NamedTuple):
    start: int
    end: int
    depth: int
    text: bytes


@cache
def _rule(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode() or rb"(?!)")


class Outline:
    """The pieces of a content, by what a language says of its lines (`[pieces]`)."""

    def __init__(self, source: bytes, rules: dict[str, str]) -> None:
        self.source = source
        self.whole = Piece(0, len(source), 0)
        self._starts = _rule(rules.get("starts", "")).match
        self._ends = _rule(rules.get("ends", "")).search
        self._holds = _rule(rules.get("holds", "")).match
        self._flat = _rule(rules.get("flat", "")).match
        self._opens = _rule(rules.get("opens", "")).search
        self._closes = _rule(rules.get("closes", "")).match

    def torn(self, root: "Node") -> Iterator[Piece]:
        """Yield the pieces that an error in them or beside them keeps from being read as such."""
        yield from self._torn(root, root, self._pieces(self.whole))

    def torn_inside(self, root: "Node", piece: Piece) -> Iterator[Piece]:
        """Yield what is torn of the members of a piece."""
        members = self._inside(piece)
        if len(members) > 1:
            node = self._around(root, members)
            if node is None or node.start_byte < piece.start or node.end_byte > piece.end:
                yield from members
            else:
                yield from self._torn(root, node, members)

    def shell(self, piece: Piece) -> list[Piece]:
        """Return a piece without what is damaged inside: its head and foot, if it has both."""
        head = self._head(piece, self._starts)
        foot = self._foot(piece, head[1])
        if not 0 < head[1] - head[0] < _MOST_HEAD_BYTES or not foot[1]:
            return []
        return [Piece(head[1], head[1], piece.depth, (*piece.frames, Frame(head, foot, foot[1])))]

    def _torn(self, root: "Node", node: "Node", pieces: Sequence[Piece]) -> Iterator[Piece]:
        across, hurt = set[int](), set[int]()
        if node.type == "ERROR":
            across.update(range(len(pieces)))
        self._hit([piece.start for piece in pieces], node, across, hurt, node != root)
        for at, piece in enumerate(pieces):
            if at in across:
                yield piece
            elif at in hurt:
                yield from self.torn_inside(root, piece)

    def _hit(
        self, starts: list[int], node: "Node", across: set[int], hurt: set[int], inside: bool
    ) -> None:
        """Sort out the pieces that errors lie in: those that one reaches across, and the rest."""
        for child in node.children:
            # The brace that a member lacks is missed at the end of its class.
            if not (child.has_error or (inside and child.is_named)):
                continue
            first = max(0, bisect_right(starts, child.start_byte) - 1)
            last = max(first, bisect_left(starts, child.end_byte) - 1)
            if first < last and child.type != "ERROR" and self._is_flat(child.start_byte):
                self._hit(starts, child, across, hurt, True)
            elif first < last:
                across.update(range(first, last + 1))
            elif child.has_error:
                hurt.add(first)

    def _around(self, root: "Node", members: Sequence[Piece]) -> "Node | None":
        """Return the node that has all members, None where that is all there is."""
        inside = self.source[members[0].start : members[-1].end]
        start = members[0].start + len(inside) - len(inside.lstrip())
        node = root.descendant_for_byte_range(start, members[0].start + len(inside.rstrip()))
        return node if node and node.parent and node.type != "ERROR" else None

    def _is_flat(self, byte: int) -> bool:
        line = self.source.rfind(b"\n", 0, byte) + 1
        return bool(self._flat(self.source[line : line + 200].lstrip()))

    def _lines(self, start: int, end: int) -> Iterator[_Line]:
        while start < end and (found := _LINE.match(self.source, start, end)):
            text = found[2] if len(found[2]) < _LONGEST_LINE else b""
            yield _Line(start, found.end(), len(found[1]), text.rstrip())
            start = found.end()

    def _inside(self, whole: Piece) -> list[Piece]:
        """Return the members of what is made of pieces, none of anything else."""
        head = self._head(whole, self._holds)
        if not 0 < head[1] - head[0] < _MOST_HEAD_BYTES:
            return []
        foot = self._foot(whole, head[1])
        end = foot[0] or whole.end
        lines = self._lines(head[1], end)
        depth = next((line.depth for line in lines if self._starts(line.text)), 0)
        if depth <= whole.depth:
            return []
        last = foot[1] or whole.start + len(self.source[whole.start : whole.end].rstrip())
        frame = Frame(head, foot, last)
        return self._pieces(Piece(head[1], end, depth, (*whole.frames, frame)))

    def _head(self, whole: Piece, holds: Callable[[bytes], object]) -> Span:
        """Return the lines that open the inside of a piece, from below its comment on."""
        first = whole.start
        found = False
        for line in islice(self._lines(whole.start, whole.end), _MOST_HEAD_LINES):
            here = line.depth == whole.depth and bool(line.text)
            found = found or (here and bool(holds(line.text)))
            if not (here or found):
                first = line.end
            if found and self._opens(line.text):
                return first, line.end
        return 0, 0

    def _foot(self, whole: Piece, start: int) -> Span:
        foot = (0, 0)
        for line in self._lines(start, whole.end):
            if line.depth == whole.depth and self._closes(line.text):
                foot = line.start, line.end
        return foot

    def _pieces(self, region: Piece) -> list[Piece]:
        """Part a region where a line of its depth starts something and the line above ends it."""
        start, above, is_open = region.start, b"", False
        opened: list[Span] = []
        closed: dict[Span, Span] = {}
        parts: list[tuple[int, int, tuple[Span, ...]]] = []
        for line in self._lines(region.start, region.end):
            here = line.depth == region.depth and bool(line.text)
            if here and opened and not is_open and self._closes(line.text):
                parts.append((start, line.start, tuple(opened)))
                closed[opened.pop()] = line[:2]
                start = line.end
            elif here and self._flat(line.text) and self._opens(line.text):
                parts.append((start, line.start, tuple(opened)))
                opened.append(line[:2])
                start, is_open = line.end, False
            elif here and self._starts(line.text) and self._ends(above):
                parts.append((start, line.start, tuple(opened)))
                start = line.start
            if line.text and start != line.end:
                is_open = line.depth > region.depth or bool(self._opens(line.text))
            above = self.source[line.start + min(line.depth, region.depth) : line.end].rstrip()
        parts.append((start, region.end, tuple(opened)))
        return [
            Piece(
                first,
                last,
                region.depth,
                (*region.frames, *(_frame(head, closed.get(head), region.end) for head in heads)),
            )
            for first, last, heads in parts
            if self.source[first:last].strip()
        ]


def _frame(head: Span, foot: Span | None, end: int) -> Frame:
    return Frame(head, foot or (0, 0), foot[1] if foot else end)


def fitted(spans: Sequence[Span], pieces: Sequence[Piece]) -> list[int]:
    """Return where each definition ends, by order of start: none reaches out of its piece.

    But the head of a class does, to the end of the class. Pieces lie before those inside them.
    """
    frames = {frame.head[0]: frame for piece in pieces for frame in piece.frames}
    heads = sorted(frames)
    waiting = sorted(pieces, key=lambda piece: piece.start)[::-1]
    around: list[int] = []
    nested: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        while waiting and waiting[-1].start <= start:
            around.append(waiting.pop().end)
        for limits in (around, nested):
            while limits and limits[-1] <= start:
                limits.pop()
        frame = frames[heads[bisect_right(heads, start) - 1]] if heads else None
        if frame and start < frame.head[1] < end:
            end = frame.end
        end = min(end, *around[-1:], *nested[-1:], end)
        nested.append(end)
        ends.append(end)
    return ends
