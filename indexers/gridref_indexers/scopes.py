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
        for at, each in enumerate(self.found):
            self._close(around, each)
            self.parents.append(around[-1] if around else -1)
            around.append(at)
            self._mark(each.start, at)
        self._close(around, None)

    def _close(self, around: list[int], before: Found | None) -> None:
        until = before.start if before else _FAR
        while around:
            last = self.found[around[-1]]
            # Two of one extent stand side by side: `a, b = 1, 2`.
            beside = before is not None and (last.start, last.end) == (before.start, before.end)
            if last.end > until and not beside:
                break
            around.pop()
            self._mark(until if beside else last.end, around[-1] if around else -1)

    def _mark(self, start: int, owner: int) -> None:
        self._starts.append(start)
        self._owners.append(owner)

    def at(self, byte: int) -> int:
        """Return the ordinal of the innermost definition around a byte, or -1."""
        return self._owners[bisect_right(self._starts, byte)]

    def around(self, places: Iterable[int]) -> Iterator[int]:
        """Return `at` for many bytes, without a step of Python for each."""
        return map(self._owners.__getitem__, map(bisect_right, repeat(self._starts), places))
