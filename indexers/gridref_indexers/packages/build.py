"""Makes the stores of packages: what is read of each in one generation, several side by side."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gridref_indexers.extract import BINARY
from gridref_indexers.lock import lock
from gridref_indexers.normal import utf8
from gridref_indexers.packages.chosen import chosen
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.shelf import is_built
from gridref_indexers.place import Place
from gridref_indexers.pool import DIED, Content, extracted
from gridref_indexers.reading import Key, LeftOut, Reader
from gridref_indexers.refresh import digest, uncollected
from gridref_indexers.worker import Packed
from gridref_indexers.writer import (
    FileRow,
    Identity,
    Writer,
    is_damage,
    row_of,
    row_of_left_out,
)

LARGEST_FILE: Final = 6_000_000

Order = tuple[Package, Place]


class Made(NamedTuple):
    """A store that was made: of which package, from so many files, or why it was not."""

    package: Package
    files: int
    why_not: str = ""


Listener = Callable[[Made], None]


@uncollected()
def build(orders: Iterable[Order], program: str, workers: int, listener: Listener) -> list[Made]:
    """Make the stores that are not there yet; one that fails costs itself alone."""
    under_way: dict[int, _Build] = {}
    made: list[Made] = []

    def tell(each: Made) -> None:
        made.append(each)
        listener(each)

    try:
        contents = _contents(orders, program, under_way, tell)
        for (number, identity), facts in extracted(contents, workers):
            if each := under_way.get(number):
                each.put(identity, facts)
                _finish(under_way, number, tell)
    finally:
        for each in under_way.values():
            each.close()
    return made


def _finish(under_way: "dict[int, _Build]", number: int, tell: Listener) -> None:
    each = under_way[number]
    if each.is_read and not each.waiting:
        try:
            tell(Made(each.package, each.finished()))
        except sqlite3.Error as why:
            tell(Made(each.package, 0, str(why)[:200]))
        finally:
            under_way.pop(number).close()


Tag = tuple[int, Identity]


def _contents(
    orders: Iterable[Order],
    program: str,
    under_way: "dict[int, _Build]",
    tell: Listener,
) -> Iterator[Content[Tag]]:
    """Read package after package, and yield each content that is to be extracted."""
    for number, (package, place) in enumerate(orders):
        if is_built(place):
            continue
        try:
            each = under_way[number] = _Build(package, place, program)
        except (OSError, sqlite3.Error) as why:
            tell(Made(package, 0, str(why)[:200]))
            continue
        yield from (Content((number, tag), tag[1], source) for tag, source in each.read())
        _finish(under_way, number, tell)


@dataclass
class _Build:
    """One store under way."""

    package: Package
    place: Place
    program: str
    waiting: dict[Identity, list[tuple[bytes, Key]]] = field(default_factory=dict)
    sizes: dict[Identity, int] = field(default_factory=dict)
    known: dict[Identity, int] = field(default_factory=dict)
    rows: list[FileRow] = field(default_factory=list)
    is_read: bool = False

    def __post_init__(self) -> None:
        self.place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._held = ExitStack()
        if not self._held.enter_context(lock(self.place.lock)):
            self._held.close()
            raise OSError("another gridref is making it")
        self.writer = Writer(self.place.index, self.program)
        self._held.callback(self.writer.close)
        self._begin()

    def _begin(self) -> None:
        try:
            self.checkout = self.writer.checkout(self.place.checkout)
        except sqlite3.DatabaseError as why:
            if not is_damage(why):
                raise
            self.writer.rebuild()
            self.checkout = self.writer.checkout(self.place.checkout)
        self.writer.begin()

    def close(self) -> None:
        """Let go of it; what is not finished is dropped."""
        self.writer.rollback()
        self._held.close()

    def read(self) -> Iterator[tuple[Identity, bytes]]:
        """Read the files and yield each content that is not known yet."""
        selection = chosen(self.package)
        self.rows += [
            row_of_left_out(LeftOut(os.fsencode(path), why, None))
            for path, why in selection.left_out.items()
        ]
        with closing(Reader(self.package.folder)) as reader:
            for path, language in selection.files.items():
                got = _got(reader, os.fsencode(path))
                if isinstance(got, LeftOut):
                    self.rows.append(row_of_left_out(got))
                    continue
                source, key = utf8(got[0]), got[1]
                binary = b"\0" in source[:8000]
                identity = digest(source), BINARY if binary else language
                if number := self.known.get(identity) or self.writer.number_of(identity):
                    self.rows.append(row_of(os.fsencode(path), number, key))
                elif identity in self.waiting:
                    self.waiting[identity].append((os.fsencode(path), key))
                else:
                    self.waiting[identity] = [(os.fsencode(path), key)]
                    self.sizes[identity] = len(source)
                    yield identity, b"" if binary else source
        self.is_read = True

    def put(self, identity: Identity, facts: Packed | None) -> None:
        """Take down what a content holds."""
        number = self.writer.put_content(identity, self.sizes.pop(identity), facts or DIED)
        self.known[identity] = number
        for path, key in self.waiting.pop(identity):
            self.rows.append(row_of(path, number, key))

    def finished(self) -> int:
        """Commit all of it; return how many files it is made of."""
        self.writer.put_files(self.checkout, self.rows)
        self.writer.make_searchable()
        self.writer.commit(self.checkout, 0)
        return len(self.rows)


def _got(reader: Reader, path: bytes) -> tuple[bytes, Key] | LeftOut:
    try:
        return reader.read(path, LARGEST_FILE)
    except ValueError:
        return LeftOut(path, "no path below the package", None)
