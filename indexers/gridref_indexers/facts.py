"""What one content says and nothing that depends on a second one: the vocabulary of the index."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import byteorder
from typing import NamedTuple

REFERENCE_KINDS = ("call", "base", "type", "attribute", "name")
# Added to the number of a reference's kind where it starts with a local name.
LOCAL = 8


class Definition(NamedTuple):
    """A thing with a name, or a scope that only lends its name to those inside (`impl Foo`).

    Lines are 1-based and inclusive, bytes half open; `parent` is the ordinal of the enclosing
    definition of the same content, -1 at the top.
    """

    parent: int
    kind: str
    name: str
    qualified: str
    signature: str
    doc: str
    type: str
    exported: bool
    start_line: int
    end_line: int
    start_byte: int
    end_byte: int


class Import(NamedTuple):
    """`bound` is the name made known here; `member` is empty for a whole module, `*` for all."""

    scope: int
    bound: str
    module: str
    member: str
    line: int


class Reference(NamedTuple):
    """A use of a name; `scope` is the ordinal of the enclosing definition, -1 at the top.

    `text` is the name with what stands before it, joined by dots and without the arguments of
    calls: `self.db().get`. `local` says that it starts with a name local to a function.
    """

    scope: int
    kind: str
    text: str
    line: int
    local: bool


class Binding(NamedTuple):
    """What is evident of the type of a local name (`x`) or of a field (`self.x`).

    `type` is its annotation, `value` the expression assigned to it, arguments left out.
    """

    scope: int
    name: str
    type: str
    value: str
    line: int


@dataclass(frozen=True)
class Facts:
    """All that is read off one content; `references` and `bindings` are packed, see `pack`."""

    outcome: str
    lines: int
    doc: str = ""
    definitions: tuple[Definition, ...] = ()
    imports: tuple[Import, ...] = ()
    texts: str = ""
    references: bytes = b""
    bindings: bytes = b""
    words: str = ""


def references(texts: Sequence[str], packed: bytes) -> Iterator[Reference]:
    """Unpack references whose strings lie in `texts`."""
    scopes, kinds, numbers, lines = columns(packed, 4)
    for scope, kind, text, line in zip(scopes, kinds, numbers, lines, strict=True):
        yield Reference(scope - 1, REFERENCE_KINDS[kind & 7], texts[text], line, kind >= LOCAL)


def bindings(texts: Sequence[str], packed: bytes) -> Iterator[Binding]:
    """Unpack bindings whose strings lie in `texts`."""
    scopes, names, kinds, values, lines = columns(packed, 5)
    for scope, name, kind, value, line in zip(scopes, names, kinds, values, lines, strict=True):
        yield Binding(scope - 1, texts[name], texts[kind], texts[value], line)


def pack(columns: Iterable[Sequence[int]]) -> bytes:
    """Write columns of numbers, little-endian, each as narrow as its highest number lets it be.

    400,000 references of Django as rows of SQL cost as much as a fifth of parsing it.
    """
    held = [array(_narrowest(column), column) for column in columns]
    sizes = bytes(cells.itemsize for cells in held)
    return sizes + b"".join(_little(cells).tobytes() for cells in held) if any(held) else b""


def columns(packed: bytes, width: int) -> list["array[int]"]:
    """Read the `width` columns that `pack` wrote, which are all of one height."""
    sizes = packed[:width] or bytes([1] * width)
    height = max(0, len(packed) - width) // sum(sizes)
    found: list[array[int]] = []
    at = width
    for size in sizes:
        cells = array(_CODES[size])
        cells.frombytes(packed[at : at + size * height])
        found.append(_little(cells))
        at += size * height
    return found


# Bytes of a number, and what `array` calls numbers of so many.
_CODES = {1: "B", 2: "H", 4: "I"}


def _narrowest(column: Sequence[int]) -> str:
    highest = max(column, default=0)
    return "B" if highest < 1 << 8 else "H" if highest < 1 << 16 else "I"


def _little(cells: "array[int]") -> "array[int]":
    if byteorder != "little":
        cells.byteswap()
    return cells
