"""The only door to the index for readers. `schema.sql` beside this file is the whole schema."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple, Self

from gridref_indexers.facts import Binding, Import, Reference, bindings, references
from gridref_indexers.history import NO_HISTORY, History, unpacked
from gridref_indexers.languages import FOLDER

SCHEMA = Path(__file__).with_name("schema.sql")
VERSION = 3
APPLICATION = 0x67726964
FILE = "index.sqlite"
# What SQLite keeps beside a file ends so, and the file itself.
SUFFIXES = ("", "-wal", "-shm")
# The outcomes of a content that was read for its facts or its words.
READ = frozenset(["parsed", "broken", "text"])


class Damaged(Exception):
    """The store can't be trusted: it is another program's, another version's, or broken."""


class File(NamedTuple):
    """A file of the checkout; `content` is 0 where it was left out, `left_out` says why."""

    path: bytes
    content: int
    left_out: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    mode: int
    racy: bool


class Content(NamedTuple):
    """What a file held."""

    id: int
    hash: bytes
    language: str
    size: int
    lines: int
    outcome: str
    doc: str


class Definition(NamedTuple):
    """A definition as it is stored; `name` is '' for a scope that only lends its name."""

    content: int
    ordinal: int
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


class Size(NamedTuple):
    """How large a content is; `rank` is that of all its definitions together."""

    lines: int
    definitions: int
    rank: float


@dataclass(frozen=True)
class Mentions:
    """References, bindings and imports of one content."""

    references: tuple[Reference, ...]
    bindings: tuple[Binding, ...]
    imports: tuple[Import, ...]


class Summary(NamedTuple):
    """What the index of a checkout holds."""

    generation: int
    pending: int
    files: int
    definitions: int
    broken: int
    left_out: dict[str, int]


@cache
def grammars() -> str:
    """Return a digest of everything that decides what is extracted and how it is kept."""
    digest = blake2b(digest_size=16)
    sources = (file for file in FOLDER.parent.rglob("*.*") if file.suffix in _DECIDING)
    extractors = (FOLDER.parent / f"{module}.py" for module in _EXTRACTORS)
    for file in sorted((*sources, *extractors)):
        digest.update(file.read_bytes())
    for name in _installed_grammars():
        digest.update(name.encode())
    return digest.hexdigest()


_DECIDING = (".toml", ".scm", ".sql")
_EXTRACTORS = (
    "extract",
    "facts",
    "matches",
    "normal",
    "pieces",
    "prose",
    "scopes",
    "words",
    "worker",
)


def _installed_grammars() -> list[str]:
    """Return the names of the metadata folders of the grammars, which end in their versions."""
    spec = find_spec("tree_sitter")
    folder = Path(spec.origin).parent.parent if spec and spec.origin else FOLDER
    return sorted(path.name for path in folder.glob("tree_sitter*.dist-info"))


_DEFINITION = """
SELECT d.content, d.ordinal, d.parent, d.kind, coalesce(n.name, ''), d.qualified, d.signature,
    d.doc, d.type, d.exported, d.start_line, d.end_line, d.start_byte, d.end_byte
FROM definition AS d LEFT JOIN name AS n ON n.id = d.name
"""
_FILE = """
SELECT path, coalesce(content, 0), left_out, size, mtime_ns, ctime_ns, inode, mode, racy FROM file
"""
# As the schema says it. There are fewer definitions in a content than this can count.
_ORDINAL_BITS = 24
# Numbers of a question are bound a few hundred at a time.
_AT_ONCE = 500


def numbers_of(content: int) -> tuple[int, int]:
    """Return the least and the highest number of a definition, or an import, of a content."""
    return content << _ORDINAL_BITS, (content << _ORDINAL_BITS) + (1 << _ORDINAL_BITS) - 1


class Store:
    """An open index, bound to one checkout. Reads only; one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, checkout: str) -> None:
        self.connection = connection
        self.name = checkout
        row = self._one("SELECT id FROM checkout WHERE name = ?", checkout)
        self.checkout = row[0] if row else 0
        self._is_searchable = False
        self.mentions = lru_cache(maxsize=4096)(self._mentions)
        self.definitions = lru_cache(maxsize=4096)(self._definitions)
        self.content = lru_cache(maxsize=65536)(self._content)

    @classmethod
    def open(cls, path: Path, checkout: str = "") -> Self:
        """Open for reading; raise `Damaged` for what is no index of this version."""
        return cls(connect(path), checkout)

    def renew(self) -> None:
        """Forget what was read of another generation."""
        row = self._one("SELECT id FROM checkout WHERE name = ?", self.name)
        self.checkout = row[0] if row else 0
        self.mentions.cache_clear()
        self.definitions.cache_clear()
        self.content.cache_clear()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[Self]:
        """Hold one generation: what is read inside belongs together."""
        self.connection.execute("BEGIN")
        try:
            yield self
        finally:
            self.connection.execute("ROLLBACK")

    def _one(self, sql: str, *values: object) -> "tuple[Any, ...] | None":
        row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
        return row

    def generation(self) -> int:
        """Return the number that grows with each change."""
        row = self._one("SELECT number FROM generation")
        return row[0] if row else 0

    def pending(self) -> int:
        """Return how many files of this checkout are known of but not read yet."""
        # The file of the index is there before the checkout is: all of it is still to be read then.
        row = self._one("SELECT pending FROM checkout WHERE id = ?", self.checkout)
        return row[0] if row else 1

    def summary(self) -> Summary:
        """Count what the index of this checkout holds."""
        outcomes = self.connection.execute(
            """SELECT coalesce(c.outcome, f.left_out), count(*), coalesce(sum(c.definitions), 0)
            FROM file AS f LEFT JOIN content AS c ON c.id = f.content
            WHERE f.checkout = ? GROUP BY 1""",
            (self.checkout,),
        ).fetchall()
        files = sum(count for outcome, count, _ in outcomes if outcome in READ)
        definitions = sum(count for *_, count in outcomes)
        broken = sum(count for outcome, count, _ in outcomes if outcome == "broken")
        left_out: dict[str, int] = {}
        for outcome, count, _ in outcomes:
            if outcome not in READ:
                reason = outcome.partition(" (")[0]
                left_out[reason] = left_out.get(reason, 0) + count
        return Summary(self.generation(), self.pending(), files, definitions, broken, left_out)

    def failed(self, most: int) -> list[tuple[bytes, str]]:
        """Return files whose facts could not be read off, and why."""
        return self.connection.execute(
            """SELECT f.path, c.outcome FROM file AS f JOIN content AS c ON c.id = f.content
            WHERE f.checkout = ? AND c.outcome LIKE 'failed%' ORDER BY f.path LIMIT ?""",
            (self.checkout, most),
        ).fetchall()

    def left_out(self) -> list[tuple[bytes, str]]:
        """Return the files that hold nothing to look up, each with the reason, in order of path."""
        rows = self.connection.execute(
            """SELECT f.path, coalesce(c.outcome, f.left_out) AS why
            FROM file AS f LEFT JOIN content AS c ON c.id = f.content
            WHERE f.checkout = ? AND why NOT IN ('parsed', 'broken', 'text') ORDER BY f.path""",
            (self.checkout,),
        )
        return rows.fetchall()

    # Files

    def files(self) -> list[File]:
        """Return all files of the checkout by path, those left out too."""
        rows = self.connection.execute(f"{_FILE} WHERE checkout = ?", (self.checkout,))
        return [File(*row) for row in rows]

    def contents(self) -> dict[bytes, int]:
        """Return the content of each file of the checkout that was read, by path in order."""
        rows = self.connection.execute(
            """SELECT path, content FROM file
            WHERE checkout = ? AND content IS NOT NULL ORDER BY path""",
            (self.checkout,),
        )
        return dict(rows)

    def file(self, path: bytes) -> File | None:
        """Return one file by its exact path."""
        row = self.connection.execute(
            f"{_FILE} WHERE checkout = ? AND path = ?", (self.checkout, path)
        ).fetchone()
        return File(*row) if row else None

    def files_at(self, paths: Iterable[bytes]) -> list[File]:
        """Return the files at some paths and below them."""
        found: dict[bytes, File] = {}
        for path in paths:
            # What follows on `/` is `0`.
            rows = self.connection.execute(
                f"""{_FILE} WHERE checkout = ? AND (path = ? OR (path > ? AND path < ?))""",
                (self.checkout, path, path + b"/", path + b"0"),
            )
            found.update((row[0], File(*row)) for row in rows)
        return list(found.values())

    def paths_of(self, contents: Iterable[int]) -> dict[int, list[bytes]]:
        """Return the files of the checkout that hold each content."""
        found: dict[int, list[bytes]] = {}
        for content, path in self._for_each(
            "SELECT content, path FROM file WHERE checkout = {checkout} AND content IN ({these})",
            contents,
        ):
            found.setdefault(content, []).append(path)
        return found

    def _for_each(self, sql: str, numbers: Iterable[int]) -> "Iterator[tuple[Any, ...]]":
        these = sorted(set(numbers))
        for start in range(0, len(these), _AT_ONCE):
            some = these[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            text = sql.format(these=marks, checkout=int(self.checkout))
            yield from self.connection.execute(text, some)

    # Contents

    def _content(self, number: int) -> Content:
        row = self.connection.execute(
            "SELECT id, hash, language, size, lines, outcome, doc FROM content WHERE id = ?",
            (number,),
        ).fetchone()
        return Content(*row)

    def languages(self) -> dict[int, str]:
        """Return the language of each content of the checkout."""
        rows = self.connection.execute(
            """SELECT c.id, c.language FROM content AS c
            WHERE c.id IN (SELECT content FROM file WHERE checkout = ?)""",
            (self.checkout,),
        )
        return dict(rows)

    def sizes(self) -> dict[int, Size]:
        """Return how large each content of the checkout is, and how much leans on it."""
        rows = self.connection.execute(
            """SELECT c.id, c.lines, c.definitions, coalesce(r.rank, 0.0) FROM content AS c
            LEFT JOIN (
                SELECT content, sum(rank) AS rank FROM rank WHERE checkout = ? GROUP BY content
            ) AS r ON r.content = c.id
            WHERE c.id IN (SELECT content FROM file WHERE checkout = ?)""",
            (self.checkout, self.checkout),
        )
        return {number: Size(*row) for number, *row in rows}

    def _definitions(self, content: int) -> tuple[Definition, ...]:
        rows = self.connection.execute(
            f"{_DEFINITION} WHERE d.id BETWEEN ? AND ? ORDER BY d.id", numbers_of(content)
        )
        return tuple(Definition(*row) for row in rows)

    def _mentions(self, content: int) -> Mentions:
        row = self.connection.execute(
            "SELECT texts, refs, bindings FROM mentions WHERE content = ?", (content,)
        ).fetchone()
        texts, refs, bound = row or ("", b"", b"")
        strings = texts.split("\n")
        return Mentions(
            tuple(references(strings, refs)),
            tuple(bindings(strings, bound)),
            self._imports(content),
        )

    def _imports(self, content: int) -> tuple[Import, ...]:
        rows = self.connection.execute(
            """SELECT scope, bound, module, member, line FROM import
            WHERE id BETWEEN ? AND ? ORDER BY id""",
            numbers_of(content),
        )
        return tuple(Import(*row) for row in rows)

    def importing(self, bound: str) -> list[tuple[int, Import]]:
        """Return the imports that make a name known, each with its content."""
        rows = self.connection.execute(
            """SELECT content, scope, bound, module, member, line FROM import
            WHERE bound = ? ORDER BY id""",
            (bound,),
        )
        return [(row[0], Import(*row[1:])) for row in rows]

    # Names

    def has_name(self, name: str) -> bool:
        """Tell whether anything that was ever indexed here has this name."""
        rows = self.connection.execute("SELECT 1 FROM name WHERE name = ?", (name,))
        return rows.fetchone() is not None

    def named(self, name: str, *, folded: bool = False, most: int = 1000) -> list[Definition]:
        """Return the definitions of just this name, or whatever its case, here and elsewhere."""
        column = "folded" if folded else "name"
        value = name.casefold() if folded else name
        rows = self.connection.execute(
            f"""{_DEFINITION} WHERE d.name IN (SELECT id FROM name WHERE {column} = ?)
            AND EXISTS (SELECT 1 FROM file AS f WHERE f.content = d.content AND f.checkout = ?)
            LIMIT ?""",
            (value, self.checkout, most),
        )
        return [Definition(*row) for row in rows]

    def of_kinds(self, kinds: Sequence[str]) -> list[tuple[int, str, str]]:
        """Return content, kind and qualified name of each definition here of some kinds."""
        marks = ",".join("?" * len(kinds))
        rows = self.connection.execute(
            f"""SELECT DISTINCT d.content, d.kind, d.qualified FROM definition AS d
            WHERE d.kind IN ({marks})
            AND EXISTS (SELECT 1 FROM file AS f WHERE f.content = d.content AND f.checkout = ?)""",
            (*kinds, self.checkout),
        )
        return rows.fetchall()

    def names_from(self, prefix: str, most: int) -> list[str]:
        """Return names that start so, whatever their case."""
        start = prefix.casefold()
        rows = self.connection.execute(
            "SELECT name FROM name WHERE folded >= ? AND folded < ? LIMIT ?",
            (start, start + "\U0010ffff", most),
        )
        return [row[0] for row in rows]

    def names_of_length(self, length: int, start: str, end: str, most: int) -> list[str]:
        """Return names of so many letters that start so or end so, whatever their case.

        An empty start or end asks for nothing.
        """
        found: list[str] = []
        for column, fixed in (("folded", start), ("backward", end[::-1])):
            if fixed:
                rows = self.connection.execute(
                    f"""SELECT name FROM name WHERE length(folded) = ?
                    AND {column} >= ? AND {column} < ? LIMIT ?""",
                    (length, fixed, fixed + "\U0010ffff", most),
                )
                found += (row[0] for row in rows)
        return found

    def names_with(
        self, fragments: Sequence[str], most: int, lengths: tuple[int, int] = (0, 1 << 30)
    ) -> list[str]:
        """Return names that hold every fragment of three characters or more, whatever their case.

        Unordered, and of the first `most` hits those of a length: an order costs a look at all.
        """
        if not fragments or min(map(len, fragments)) < 3 or not self.searchable():
            return []
        folded = [fragment.casefold() for fragment in fragments]
        phrase = " AND ".join(map(_quoted, dict.fromkeys(chain(*map(_trigrams, folded)))))
        held = " AND instr(n.folded, ?)" * len(folded)
        rows = self.connection.execute(
            f"""SELECT name FROM (
                SELECT n.name FROM name_search JOIN name AS n ON n.id = name_search.rowid
                WHERE name_search MATCH ? {held} LIMIT ?
            ) WHERE length(name) BETWEEN ? AND ?""",
            (phrase, *folded, most, *lengths),
        )
        return [row[0] for row in rows]

    # Words

    def with_words(self, words: Sequence[str], most: int = 5000) -> list[int]:
        """Return the contents that hold every one of these words; none before the first full build.

        What was looked for in a part of the files proves nothing in any case.
        """
        phrase = " AND ".join(filter(None, map(_all_of, words)))
        if not phrase or not self.searchable():
            return []
        rows = self.connection.execute(
            "SELECT rowid FROM word_search WHERE word_search MATCH ? LIMIT ?", (phrase, most)
        )
        return [row[0] for row in rows]

    def with_word_like(self, forms: Sequence[str], start: str, most: int) -> list[int]:
        """Return contents that hold one of some words, or one that starts so; '' starts nothing."""
        if not self.searchable():
            return []
        wanted = [*map(_all_of, forms), f"{begun} *" if (begun := _all_of(start)) else ""]
        phrase = " OR ".join(f"({each})" for each in wanted if each)
        if not phrase:
            return []
        rows = self.connection.execute(
            "SELECT rowid FROM word_search WHERE word_search MATCH ? LIMIT ?", (phrase, most)
        )
        return [row[0] for row in rows]

    def defining(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """Return contents with those of a few names that are defined in them."""
        rows = self.connection.execute(
            f"""SELECT DISTINCT d.content, n.name FROM name AS n CROSS JOIN definition AS d
            ON d.name = n.id WHERE n.name IN ({",".join("?" * len(names))})""",
            names,
        )
        return rows.fetchall()

    def extents(self) -> dict[int, tuple[str, int, int]]:
        """Return language, size in bytes and number of definitions of each content here."""
        rows = self.connection.execute(
            """SELECT c.id, c.language, c.size, c.definitions FROM content AS c
            WHERE c.id IN (SELECT content FROM file WHERE checkout = ?)""",
            (self.checkout,),
        )
        return {row[0]: row[1:] for row in rows}

    def searchable(self) -> bool:
        """Tell whether the full-text tables are there, which they are from the first full build."""
        # What was made once stays.
        if not self._is_searchable:
            made = self._one("SELECT 1 FROM sqlite_schema WHERE name = 'word_search'")
            self._is_searchable = made is not None
        return self._is_searchable

    # Ranks

    def ranks(self) -> dict[int, dict[int, float]]:
        """Return rank by content and ordinal, as last derived."""
        found: dict[int, dict[int, float]] = {}
        for content, ordinal, rank in self.connection.execute(
            "SELECT content, ordinal, rank FROM rank WHERE checkout = ?", (self.checkout,)
        ):
            found.setdefault(content, {})[ordinal] = rank
        return found

    def unranked(self) -> float:
        """Return for how great a part of the files no ranks were derived since they changed."""
        row = self._one(
            """SELECT count(*), sum(NOT EXISTS (
                SELECT 1 FROM rank AS r WHERE r.checkout = f.checkout AND r.content = f.content
            )) FROM file AS f WHERE f.checkout = ? AND f.content IS NOT NULL""",
            self.checkout,
        )
        return row[1] / row[0] if row and row[0] else 0.0

    def ranks_of(self, contents: Iterable[int]) -> dict[tuple[int, int], float]:
        """Return the rank of the definitions of some contents, as last derived."""
        sql = """SELECT content, ordinal, rank FROM rank
        WHERE checkout = {checkout} AND content IN ({these})"""
        return {(content, at): rank for content, at, rank in self._for_each(sql, contents)}

    def rank_of(self, content: int, ordinal: int) -> float:
        """Return the rank of one definition, as last derived."""
        row = self._one(
            "SELECT rank FROM rank WHERE checkout = ? AND content = ? AND ordinal = ?",
            self.checkout,
            content,
            ordinal,
        )
        return row[0] if row else 0.0

    # History

    def head(self) -> str:
        """Return the commit whose history is kept, '' if none is."""
        row = self.connection.execute(
            "SELECT head FROM history WHERE checkout = ?", (self.checkout,)
        ).fetchone()
        return row[0] if row else ""

    def history(self) -> History:
        """Return the commits behind the checkout, as last read."""
        row = self.connection.execute(
            "SELECT head, note, commits FROM history WHERE checkout = ?", (self.checkout,)
        ).fetchone()
        return History(row[0], row[1], unpacked(row[2])) if row else NO_HISTORY

    # All of it

    def dump(self) -> Iterator[str]:
        """Yield every fact of the checkout, one a line, in the order of their bytes.

        There are no row numbers and no times in it. Columns are numbers, and texts as JSON has them
        between its quotes: no two facts look the same, and a terminal sees nothing but ASCII.
        """
        files = sorted((_column(os.fsdecode(file.path)), file) for file in self.files())
        for kind, facts in self._kinds().items():
            for path, file in files:
                lines = ("\t".join(map(_column, row)) for row in facts(file))
                yield from (f"{kind}\t{path}\t{line}" for line in sorted(lines))

    def _kinds(self) -> dict[str, Callable[[File], Iterable[Sequence[object]]]]:
        """Return the kinds of facts, each with what tells those of a file."""
        return {
            "binding": lambda file: self.mentions(file.content).bindings,
            "definition": lambda file: (each[1:] for each in self._definitions(file.content)),
            "file": self._held,
            "import": lambda file: self.mentions(file.content).imports,
            "left out": lambda file: [] if file.content else [(file.left_out,)],
            "reference": lambda file: self.mentions(file.content).references,
            "words": lambda file: self._words(file.content),
        }

    def _held(self, file: File) -> Iterator[Sequence[object]]:
        if file.content:
            each = self._content(file.content)
            yield each.hash.hex(), each.language, each.size, each.lines, each.outcome, each.doc

    def _words(self, content: int) -> list[tuple[str]]:
        sql = "SELECT words FROM vocabulary WHERE content = ?"
        return self.connection.execute(sql, (content,)).fetchall()


def _column(value: object) -> str:
    """Return a number, or a text as JSON has it between its quotes; DEL is spelt out, too."""
    import json

    text = json.dumps(value).removeprefix('"').removesuffix('"')
    return text.replace("\x7f", "\\u007f")


@cache
def _tables() -> frozenset[str]:
    """Return the tables that each index has from the start."""
    return frozenset(re.findall(r"CREATE TABLE (\w+)", SCHEMA.read_text("utf-8")))


def connect(path: Path) -> sqlite3.Connection:
    """Open an index for reading, however it is kept; raise `Damaged` if it is none of ours."""
    # The mere opening of a pipe would wait for somebody at its other end.
    if any(_is_special(f"{path}{suffix}") for suffix in SUFFIXES):
        raise Damaged(f"{path} is not a file")
    try:
        connection = _connection(path)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if (application, version) != (APPLICATION, VERSION):
            raise Damaged(f"{path} is not an index of version {VERSION}")
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        if missing := _tables() - there:
            raise Damaged(f"{path} lacks tables: {', '.join(sorted(missing))}")
        written = connection.execute("SELECT grammars FROM generation").fetchone()
        if written is None or written[0] != grammars():
            raise Damaged(f"{path} was written with other grammars")
    except sqlite3.DatabaseError as why:
        raise Damaged(f"{path} can't be read: {why}") from why
    return connection


def _is_special(path: str) -> bool:
    try:
        return not S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


_SHUT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _connection(path: Path) -> sqlite3.Connection:
    try:
        return _read_only(path, "mode=ro")
    except sqlite3.OperationalError as why:
        # Readers put a file of their own beside it. Where that can't be, nobody writes it either.
        if why.sqlite_errorcode & 0xFF not in _SHUT or _has_log(path):
            raise
    return _read_only(path, "mode=ro&immutable=1")


def _has_log(path: Path) -> bool:
    log = f"{path}-wal"
    return os.path.exists(log) and os.stat(log).st_size > 0


def _read_only(path: Path, how: str) -> sqlite3.Connection:
    # Whoever shares it between threads lets one at a time: `Index` has a lock.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in (
        "query_only=1",
        "trusted_schema=0",
        "cell_size_check=1",
        "busy_timeout=2000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    return connection


def _trigrams(text: str) -> Iterator[str]:
    return (text[at : at + 3] for at in range(len(text) - 2))


def _all_of(text: str) -> str:
    """Return the words that the full-text search sees in a text, as one term that wants them all.

    Several in one phrase would be an error: of where they stand nothing is kept.
    """
    return " AND ".join(map(_quoted, re.findall(r"\w+", text)))


def _quoted(text: str) -> str:
    """Return a text as one full-text phrase: nothing in it is syntax."""
    return '"' + text.replace("\0", "").replace('"', '""') + '"'
