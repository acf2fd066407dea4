"""Definitions found in a content, and which of them a byte lies in."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

_FAR = 1 << 62


class Found(NamedTuple):
    """A definition before it knows its place; a scope has an owner and no name of its own."""

    start: int
    end: int
    head: int
    body: int
    kind: str
    owner: str
    name: str
    type: str


class Scopes:
    """The definitions of a content in order, each with the ordinal of its parent."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.found = sorted(found, key=lambda each: (each.start, -each.end))
        self.parents: list[int] = []
        self._starts = [0]
        # `around` takes an owner by how many starts lie at or before a byte.
        self._owners = [-1, -1]
        self._nest()

    def _nest(self) -> None:
        around: list[int] = []
        mark, owner = self._starts.append, self._owners.append
        for at, each in enumerate(self.found):
            if around:
                self._close(around, each.start, each.end)
            self.parents.append(around[-1] if around else -1)
            around.append(at)
            mark(each.start)
            owner(at)
        self._close(around, _FAR, _FAR)

    def _close(self, around: list[int], start: int, end: int) -> None:
        """Leave what ends before the next one starts."""
        while around:
            last = self.found[around[-1]]
            # Two of one extent stand side by side: `a, b = 1, 2`.
            beside = last.end == end and last.start == start
            if last.end > start and not beside:
                break
            around.pop()
            self._starts.append(start if beside else last.end)
            self._owners.append(around[-1] if around else -1)

    def at(self, byte: int) -> int:
        """Return the ordinal of the innermost definition around a byte, or -1."""
        return self._owners[bisect_right(self._starts, byte)]

    def around(self, places: Iterable[int]) -> Iterator[int]:
        """Return `at` for many bytes, without a step of Python for each."""
        return map(self._owners.__getitem__, map(bisect_right, repeat(self._starts), places))
