"""Reads the candidates: how often each word of a task stands in a file, and in which definition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gridref_indexers.refresh import digest
from gridref_indexers.store import Definition
from gridref_server.index import Index
from gridref_server.retrieval.stems import of_token

# Letters, digits, `_` and all that is not ASCII make words; the rest parts them.
_APART = bytes(at if at > 127 or chr(at).isalnum() or at == 95 else 32 for at in range(256))
_FUNCTIONS = frozenset(["function", "method", "constructor"])
_MINOR = frozenset(["variable", "field", "constant", "key", "enum_member", "parameter", "property"])

Counts = dict[str, int]


class Wanted(dict[bytes, tuple[str, ...]]):
    """Words of source to those of some stems that are in them, found once for all files."""

    def __init__(self, stems: Iterable[str], pairs: frozenset[tuple[str, str]]) -> None:
        self.stems = frozenset(stems)
        self.pairs = pairs

    def __missing__(self, token: bytes) -> tuple[str, ...]:
        found = of_token[token]
        if self.stems.isdisjoint(found):
            found = ()
        elif len(found) > 1:
            found = tuple(each for each in found if each in self.stems)
        self[token] = found
        return found


@dataclass
class Passage:
    """A definition, or with none the rest of a file, and the words that stand in it."""

    definition: Definition | None
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
    passages: dict[int, Passage]


def reading(index: Index, path: str, content: int, wanted: Wanted) -> Reading:
    """Count the wanted stems in a file as it is now, and in each of its definitions."""
    source = index.source(path)
    definitions: Sequence[Definition] = ()
    if digest(source) == index.store.content(content).hash:
        definitions = index.store.definitions(content)
    elif view := index.view(path):
        definitions = view.definitions
    return counted(source, definitions, wanted)


def counted(source: bytes, definitions: Sequence[Definition], wanted: Wanted) -> Reading:
    """Count stems, each where it stands: in the innermost definition that is more than a value."""
    plain = source.translate(_APART)
    read = Reading(source, definitions, 0, {}, {})
    for start, end, owner in _pieces(definitions, len(plain)):
        passage = read.passages.get(owner)
        if passage is None:
            each = definitions[owner] if owner >= 0 else None
            passage = read.passages[owner] = Passage(each)
        piece = plain[start:end].split()
        passage.words += len(piece)
        last_at, last = -2, ""
        for at, token in enumerate(piece):
            if found := wanted[token]:
                for stem in found:
                    passage.counts[stem] = passage.counts.get(stem, 0) + 1
                    if at - last_at < 2 and (last, stem) in wanted.pairs:
                        passage.pairs.add((last, stem))
                    last_at, last = at, stem
    for passage in read.passages.values():
        read.words += passage.words
        for stem, count in passage.counts.items():
            read.counts[stem] = read.counts.get(stem, 0) + count
    return read


def _pieces(definitions: Sequence[Definition], size: int) -> list[tuple[int, int, int]]:
    """Cut a file where definitions start and end; each piece belongs to the innermost one."""
    owners = [_owner(definitions, at) for at in range(len(definitions))]
    order = sorted(
        range(len(definitions)),
        key=lambda at: (definitions[at].start_byte, -definitions[at].end_byte),
    )
    pieces: list[tuple[int, int, int]] = []
    open_: list[int] = []
    at = 0

    def upto(end: int) -> None:
        nonlocal at
        if end > at:
            owner = owners[open_[-1]] if open_ else -1
            if pieces and pieces[-1][2] == owner and pieces[-1][1] == at:
                pieces[-1] = (pieces[-1][0], end, owner)
            else:
                pieces.append((at, end, owner))
            at = end

    for number in order:
        each = definitions[number]
        while open_ and definitions[open_[-1]].end_byte <= each.start_byte:
            upto(definitions[open_[-1]].end_byte)
            open_.pop()
        upto(each.start_byte)
        open_.append(number)
    while open_:
        upto(definitions[open_[-1]].end_byte)
        open_.pop()
    upto(size)
    return pieces


def _owner(definitions: Sequence[Definition], at: int) -> int:
    """Return which definition a piece counts for: not a value inside of something, nor a scope."""
    while at >= 0:
        each = definitions[at]
        if each.name and (each.kind not in _MINOR or each.parent < 0):
            return at
        at = each.parent
    return -1
