"""Makes the index equal to what lies on disk. The only writer of facts."""

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from time import monotonic, time_ns
from typing import NamedTuple

from gridref_indexers.extract import BINARY
from gridref_indexers.history import history
from gridref_indexers.languages import language_of
from gridref_indexers.lock import lock
from gridref_indexers.normal import utf8
from gridref_indexers.place import Place
from gridref_indexers.pool import DIED, Content, extracted, extracted_by_spare
from gridref_indexers.reading import Key, LeftOut, Reader
from gridref_indexers.repository import head, repository, worktrees
from gridref_indexers.store import File
from gridref_indexers.walk import Entering, Found, Limits, unnoticed, walk
from gridref_indexers.worker import Packed
from gridref_indexers.writer import (
    FileRow,
    Identity,
    Writer,
    is_damage,
    row_of,
    row_of_left_out,
)

# A file that changed this shortly before it was read may change again without a new key.
RACY_NS = 2_000_000_000
# Less than this is extracted by one worker sooner than more have started.
ALONE_BYTES = 300_000
# What is larger is dealt out before the rest, so that it is not the last one to be waited for.
LARGE_BYTES = 100_000
COMMIT_BYTES = 16_000_000
HASH_BYTES = 20


class Busy(Exception):
    """Somebody else writes this index."""


@dataclass(frozen=True)
class Look:
    """Where a run looks: at some paths and below them, or everywhere.

    `entering` is told of each folder before it is listed.
    """

    paths: frozenset[bytes] | None = None
    entering: Entering = unnoticed

    def everywhere(self) -> "Look":
        """Return the same without a limit to some paths."""
        return replace(self, paths=None)


EVERYWHERE = Look()


class Progress(NamedTuple):
    """How far a run has come: files and bytes read of those to read, and the last one's path."""

    files: int
    of_files: int
    read_bytes: int
    of_bytes: int
    path: bytes


@dataclass
class Report:
    """What a run did."""

    files: int = 0
    read: int = 0
    extracted: int = 0
    bytes: int = 0
    gone: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    generation: int = 0
    looking_s: float = 0.0

    @property
    def changed(self) -> bool:
        """Tell whether the index is another one than before."""
        return bool(self.read or self.gone)


Listener = Callable[[Progress], None]


def digest(source: bytes) -> bytes:
    """Return the hash under which the facts of a content are kept."""
    return blake2b(source, digest_size=HASH_BYTES).digest()


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: none are made, and looking costs a tenth of a first build."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def indexer(
    place: Place, program: str, wait_s: float = 0.0, *, doubted: bool = False
) -> Iterator["Indexer"]:
    """Yield the one writer of an index; raise `Busy` if there is another.

    An index that is `doubted`, since a reader met damage, is read through and made anew if need be.
    """
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock(place.lock, wait_s) as ours:
        if not ours:
            raise Busy("another gridref is writing this index")
        writer = Writer(place.index, program)
        try:
            if doubted and not writer.is_sound():
                writer.rebuild()
            yield _indexer(place, writer)
        finally:
            writer.close()


def _indexer(place: Place, writer: Writer) -> "Indexer":
    try:
        return Indexer(place, writer)
    except sqlite3.DatabaseError as why:
        if not is_damage(why):
            raise
    writer.rebuild()
    return Indexer(place, writer)


class Indexer:
    """Keeps one checkout of an index true."""

    def __init__(self, place: Place, writer: Writer) -> None:
        self.place = place
        self.writer = writer
        self.checkout = writer.checkout(place.checkout)
        self.root = os.fsencode(place.root)

    @uncollected()
    def refresh(
        self,
        limits: Limits,
        workers: int,
        listener: Listener | None = None,
        look: Look = EVERYWHERE,
    ) -> Report:
        """Read what changed since the last time, at first all, and forget what is gone.

        An index that turns out to be damaged is made anew.
        """
        try:
            return self._refreshed(limits, workers, listener, look)
        except sqlite3.DatabaseError as why:
            if not is_damage(why):
                raise
        self.writer.rebuild()
        self.checkout = self.writer.checkout(self.place.checkout)
        return self._refreshed(limits, workers, listener, look.everywhere())

    def _refreshed(
        self, limits: Limits, workers: int, listener: Listener | None, look: Look
    ) -> Report:
        reader = self.writer.reader(self.place.checkout)
        paths = None if self._unfinished() else look.paths
        started = monotonic()
        walked = walk(self.root, limits, paths, look.entering)
        looking_s = monotonic() - started
        known = {
            file.path: file
            for file in (reader.files() if paths is None else reader.files_at(paths))
        }
        stale = [found for found in walked.found if _stale(known.get(found.path), found.key)]
        left_out = [
            row_of_left_out(each)
            for each in walked.left_out
            if _left_out_of(known.get(each.path)) != each.reason
        ]
        here = {each.path for each in walked.found} | {each.path for each in walked.left_out}
        gone = [path for path in known if path not in here]
        run = _Run(self, limits, stale, listener)
        if stale or left_out or gone or self._unfinished():
            run.write(left_out, gone, workers)
        self._remember()
        report = run.report
        report.files = len(walked.found)
        report.gone = len(gone)
        report.looking_s = round(looking_s, 6)
        report.left_out = _counted(walked.left_out)
        report.generation = reader.generation()
        return report

    def _remember(self) -> None:
        """Read the history of the commit that is checked out now, if it is another one."""
        around = repository(self.root)
        now = head(around) or "" if around else ""
        reader = self.writer.reader(self.place.checkout)
        if around and now and now != reader.head():
            found = history(around, self.root, now, reader.history())
            self.writer.put_history(self.checkout, found)

    def _unfinished(self) -> bool:
        reader = self.writer.reader(self.place.checkout)
        return not reader.searchable() or reader.pending() > 0 or not reader.generation()

    def save_ranks(self, ranks: Sequence[tuple[int, int, float]]) -> None:
        """Keep ranks that were derived."""
        self.writer.put_ranks(self.checkout, ranks)


class _Run:
    """One refresh under way."""

    def __init__(
        self, indexer: Indexer, limits: Limits, stale: Sequence[Found], listener: Listener | None
    ) -> None:
        self.indexer = indexer
        self.writer = indexer.writer
        self.limits = limits
        self.stale = _dealt(stale)
        self.listener = listener
        self.report = Report()
        self.rows: list[FileRow] = []
        self.waiting: dict[Identity, list[tuple[bytes, Key, int]]] = {}
        self.identities: dict[Identity, int] = {}
        self.bytes = sum(found.key.size for found in stale)

    def write(self, left_out: Sequence[FileRow], gone: Sequence[bytes], workers: int) -> None:
        """Read, extract and write down, in one generation, or in some if it takes long."""
        self.writer.begin()
        try:
            self.writer.drop_files(self.indexer.checkout, gone)
            self.rows += left_out
            since = 0
            few = workers and self.bytes <= ALONE_BYTES
            unseen = self._unseen()
            for identity, facts in (
                extracted_by_spare(unseen) if few else extracted(unseen, workers)
            ):
                size = self.waiting[identity][0][2]
                self._put(identity, size, facts)
                since += size
                if since > COMMIT_BYTES:
                    self._commit(len(self.stale) - self.report.read)
                    self.writer.begin()
                    since = 0
            self._flush()
            self.writer.make_searchable()
            self.writer.drop_checkouts(worktrees(self.indexer.root))
            self.writer.collect()
            self._commit(0)
        except BaseException:
            self.writer.rollback()
            raise

    def _commit(self, pending: int) -> None:
        self._flush()
        self.writer.commit(self.indexer.checkout, pending)

    def _flush(self) -> None:
        rows, self.rows = self.rows, []
        self.writer.put_files(self.indexer.checkout, rows)

    def _put(self, identity: Identity, size: int, facts: Packed | None) -> None:
        number = self.writer.put_content(identity, size, facts or DIED)
        self.identities[identity] = number
        self.report.extracted += 1
        for path, key, _ in self.waiting.pop(identity):
            self.rows.append(_row(path, number, key))

    def _unseen(self) -> Iterator[Content[Identity]]:
        """Read the stale files and yield each content that was never read before."""
        with closing(Reader(self.indexer.root)) as reader:
            yield from self._unseen_by(reader)

    def _unseen_by(self, reader: Reader) -> Iterator[Content[Identity]]:
        for found in self.stale:
            got = reader.read(found.path, self.limits.max_file_bytes)
            self._tell(found)
            if isinstance(got, LeftOut):
                self.rows.append(row_of_left_out(got))
                continue
            source, key = utf8(got[0]), got[1]
            identity = digest(source), self._language(found.path, source)
            if number := self._number(identity):
                self.rows.append(_row(found.path, number, key))
            elif identity in self.waiting:
                self.waiting[identity].append((found.path, key, len(source)))
            else:
                self.waiting[identity] = [(found.path, key, len(source))]
                yield Content(identity, identity[1], b"" if identity[1] == BINARY else source)

    def _number(self, identity: Identity) -> int | None:
        """Return the number of a content that was read before, in this run or another."""
        return self.identities.get(identity) or self.writer.number_of(identity)

    def _language(self, path: bytes, source: bytes) -> str:
        if b"\0" in source[:8000]:
            return BINARY
        return language_of(path.decode("utf-8", "replace"), source)

    def _tell(self, found: Found) -> None:
        self.report.read += 1
        self.report.bytes += found.key.size
        if self.listener:
            done = self.report
            self.listener(Progress(done.read, len(self.stale), done.bytes, self.bytes, found.path))


def _dealt(stale: Sequence[Found]) -> list[Found]:
    """Order files for the workers: language by language, first the large ones, then by folder.

    The languages with most to read come first, so that no worker is left alone with one at the end.
    """
    named = [(language_of(found.path.decode("utf-8", "replace")), found) for found in stale]
    sizes: dict[str, int] = {}
    for language, found in named:
        sizes[language] = sizes.get(language, 0) + found.key.size
    named.sort(key=lambda each: (-sizes[each[0]], each[0], *_place(each[1])))
    return [found for _, found in named]


def _place(found: Found) -> tuple[int, tuple[bytes, bytes, bytes]]:
    large = found.key.size if found.key.size > LARGE_BYTES else 0
    return -large, found.path.rpartition(b"/")


def _stale(known: File | None, key: Key) -> bool:
    if known is None or not known.content or known.racy:
        return True
    return Key(known.size, known.mtime_ns, known.ctime_ns, known.inode, known.mode) != key


def _left_out_of(known: File | None) -> str:
    return known.left_out if known and not known.content else ""


def _row(path: bytes, content: int, key: Key) -> FileRow:
    return row_of(path, content, key, racy=abs(time_ns() - key.mtime_ns) < RACY_NS)


def _counted(left_out: Sequence[LeftOut]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in left_out:
        reason = each.reason.partition(" (")[0]
        counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items()))
