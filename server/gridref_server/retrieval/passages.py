"""Reads the candidates: how often each word of a task stands in a file, and in which definition."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridref_indexers.refresh import digest
from gridref_indexers.store import Definition
from gridref_server.index import Index
from gridref_server.retrieval.stems import stem

# Of a word that starts so: all of it, as it stands in a name.
_PART = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\x80-\xff]+|\d+")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UPPER, _LOWER = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"), frozenset(b"abcdefghijklmnopqrstuvwxyz")
_BETWEEN = re.compile(rb"[\W_]*")
_MINOR = frozenset(["variable", "field", "constant", "key", "enum_member", "parameter", "property"])
# What a word takes, with what parts it from the next.
BYTES_OF_A_WORD = 7

Counts = dict[str, int]


class Wanted:
    """The stems of a task, and which contents hold each, where that is known.

    `spelt` are the words of source that were seen to have them.
    """

    def __init__(
        self,
        stems: Iterable[str],
        pairs: frozenset[tuple[str, str]],
        holding: Mapping[str, frozenset[int]],
    ) -> None:
        self.starts = [(each, each.encode()) for each in stems]
        self.pairs = pairs
        self.holding = holding
        self.spelt: dict[bytes, str] = {}

    def starts_in(self, content: int) -> list[tuple[str, bytes]]:
        """Return the stems that a content may hold."""
        return [
            (stem, start)
            for stem, start in self.starts
            if stem not in self.holding or content in self.holding[stem]
        ]

    def stem_of(self, word: bytes) -> str:
        """Return the stem of a word of source."""
        found = self.spelt.get(word)
        if found is None:
            found = self.spelt[word] = stem(word.decode("utf-8", "replace").lower())
        return found


@dataclass
class Passage:
    """A definition, or with none the rest of a file, and the words that stand in it."""

    words: int = 0
    counts: Counts = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Reading:
    """What a file holds of a task's words."""

    source: bytes
    definitions: Sequence[Definition]
    words: int
    counts: Counts
    passages: Mapping[int, Passage]


def reading(index: Index, path: str, content: int, wanted: Wanted) -> Reading:
    """Count the wanted stems in a file as it is now, and in each of its definitions."""
    source = index.source(path)
    if digest(source) == index.store.content(content).hash:
        definitions = index.store.definitions(content)
        return counted(source, definitions, wanted, wanted.starts_in(content))
    view = index.view(path)
    return counted(source, view.definitions if view else (), wanted, wanted.starts)


def counted(
    source: bytes,
    definitions: Sequence[Definition],
    wanted: Wanted,
    starts: Sequence[tuple[str, bytes]],
) -> Reading:
    """Count stems, each where it stands: in the innermost definition that is more than a value."""
    places = _Places(definitions)
    counts: Counts = {}
    passages: dict[int, Passage] = {}
    last_end, last = -1, ""
    for start, end, each in sorted(_found(source, wanted, starts)):
        counts[each] = counts.get(each, 0) + 1
        owner = places.owner(start)
        passage = passages.get(owner)
        if passage is None:
            passage = passages[owner] = Passage(places.words(owner, len(source)))
        passage.counts[each] = passage.counts.get(each, 0) + 1
        if (last, each) in wanted.pairs and _BETWEEN.fullmatch(source, last_end, start):
            passage.pairs.add((last, each))
        last_end, last = end, each
    return Reading(source, definitions, len(source) // BYTES_OF_A_WORD, counts, passages)


def _found(
    source: bytes, wanted: Wanted, starts: Sequence[tuple[str, bytes]]
) -> Iterator[tuple[int, int, str]]:
    """Yield where words of each stem stand, which start as it does."""
    lowered = source.lower()
    for each, start in starts:
        at = lowered.find(start)
        while at >= 0:
            if _starts(source, at) and (word := _PART.match(source, at)):
                if wanted.stem_of(word[0]) == each:
                    yield at, word.end(), each
            at = lowered.find(start, at + 1)


def _starts(source: bytes, at: int) -> bool:
    """Tell whether a word starts here, be it inside of a name: `R` in `HTTPResponse`."""
    before = source[at - 1] if at else 0
    if before not in _LETTERS or source[at] not in _UPPER:
        return before not in _LETTERS
    return before in _LOWER or source[at + 1 : at + 2].islower()


class _Places:
    """Where definitions stand in a file; a place belongs to the innermost one."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.order = sorted(range(len(definitions)), key=lambda at: definitions[at].start_byte)
        self.starts = [definitions[at].start_byte for at in self.order]
        self.inside = [0] * (len(definitions) + 1)
        for each in definitions:
            if each.kind not in _MINOR or each.parent < 0:
                self.inside[each.parent] += each.end_byte - each.start_byte

    def owner(self, at: int) -> int:
        """Return which definition a place counts for: not a value inside of something."""
        number = bisect_right(self.starts, at) - 1
        owner = self.order[number] if number >= 0 else -1
        while owner >= 0:
            each = self.definitions[owner]
            if each.end_byte > at and each.name and (each.kind not in _MINOR or each.parent < 0):
                return owner
            owner = each.parent
        return -1

    def words(self, owner: int, size: int) -> int:
        """Return how many words a definition has, about, without those inside; or else the rest."""
        if owner >= 0:
            size = self.definitions[owner].end_byte - self.definitions[owner].start_byte
        return max(0, size - self.inside[owner]) // BYTES_OF_A_WORD
