"""The only door to the index for its one writer: opening, rebuilding, one generation at a time."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from functools import cache, cached_property
from pathlib import Path

from gridref_indexers.history import History, packed
from gridref_indexers.reading import Key, LeftOut
from gridref_indexers.seal import Seal, delete
from gridref_indexers.store import (
    APPLICATION,
    SCHEMA,
    SUFFIXES,
    VERSION,
    Damaged,
    Store,
    connect,
    grammars,
    numbers_of,
)
from gridref_indexers.worker import Cells, Packed

_SEARCH = Path(__file__).with_name("search.sql")

# Twice the usual: a first build writes each page twice, to the log and from there to its place.
PAGE_BYTES = 8192

# So many contents that no file has may be kept in any case.
SPARE_CONTENTS = 1_000

# A content by its hash and language, and a file's row without its checkout.
Identity = tuple[bytes, str]
FileRow = tuple[bytes, int | None, str, *tuple[int, ...]]


def row_of(path: bytes, content: int, key: Key, *, racy: bool = False) -> FileRow:
    """Return the row of a file that was read."""
    return (path, content, "", *_numbers(key), racy)


def row_of_left_out(each: LeftOut) -> FileRow:
    """Return the row of a file that was not."""
    return (each.path, None, each.reason, *_numbers(each.key or Key(0, 0, 0, 0, 0)), False)


def _numbers(key: Key) -> tuple[int, int, int, int, int]:
    return key.size, key.mtime_ns, key.ctime_ns, key.inode, key.mode


# Full-text tables take the number of what they index as their row.
_COLUMNS = {"name_search": " (rowid, folded)", "word_search": " (rowid, words)"}


_DAMAGE = frozenset(
    (
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )
)


def is_damage(why: sqlite3.DatabaseError) -> bool:
    """Tell a file that is broken from a disk that is full, or one that somebody else holds."""
    # Our statements are right: what they do not find, or find too often, somebody else was at.
    return getattr(why, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Tell whether a file hangs together and has the schema that we gave it."""
    try:
        whole = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        return whole and _statements(connection) in _schemas()
    except sqlite3.DatabaseError:
        return False


def _statements(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(
        row[0] for row in connection.execute("SELECT sql FROM sqlite_schema") if row[0]
    )


@cache
def _schemas() -> tuple[frozenset[str], ...]:
    """Return what makes an index, before and after it was made searchable."""
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(SCHEMA.read_text("utf-8"))
        before = _statements(empty)
        empty.executescript(_SEARCH.read_text("utf-8"))
        return before, _statements(empty)


class _Numbers:
    """The next free number of a table; the one writer needs not ask for each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._last: dict[str, int] = {
            table: connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            for table in ("content", "name")
        }

    def next(self, table: str) -> int:
        """Return a number that no row has."""
        self._last[table] += 1
        return self._last[table]


class Writer:
    """An index open for writing. Whoever makes one holds the lock beside it."""

    def __init__(self, path: Path, program: str) -> None:
        self.path = path
        self.program = program
        self._seal = Seal(path)
        self.connection = self._opened()
        self._rows: dict[str, list[Cells]] = defaultdict(list)

    def _opened(self) -> sqlite3.Connection:
        if self._is_trusted():
            self._seal.open()
            return self._connected()
        self._set_aside()
        return self._made()

    def _is_trusted(self) -> bool:
        """Tell whether nobody but writers of ours was at the index, one that died included."""
        try:
            # Before anything is opened, which may change how it looks.
            whole = self._seal.is_whole()
            connect(self.path).close()
            return whole or (self._seal.is_open() and self._is_whole())
        except Damaged:
            return False

    def _is_whole(self) -> bool:
        """Tell whether all of the file hangs together, which takes reading all of it."""
        with closing(sqlite3.connect(self.path)) as connection:
            return _is_sound(connection)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        for pragma in (
            f"page_size={PAGE_BYTES}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "trusted_schema=0",
            "cache_size=-32000",
            "journal_size_limit=16000000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _set_aside(self) -> None:
        """Move what can't be trusted out of the way; the last such one is kept to look at."""
        for suffix in SUFFIXES:
            old, aside = Path(f"{self.path}{suffix}"), Path(f"{self.path}.unusable{suffix}")
            delete(aside)
            with suppress(FileNotFoundError):
                old.replace(aside)

    def _made(self) -> sqlite3.Connection:
        self._seal.open()
        connection = self._connected()
        connection.executescript(f"BEGIN;\n{SCHEMA.read_text('utf-8')}")
        connection.execute("INSERT INTO generation VALUES (0, ?, ?)", (self.program, grammars()))
        connection.execute(f"PRAGMA application_id={APPLICATION}")
        connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
        return connection

    def is_sound(self) -> bool:
        """Tell whether all of the file hangs together, which takes reading all of it."""
        return _is_sound(self.connection)

    def rebuild(self) -> None:
        """Move the index aside and start with an empty one."""
        self.connection.close()
        self._forget()
        self._set_aside()
        self.connection = self._made()

    def close(self) -> None:
        """Close the file; the last one out folds the log into it."""
        self.connection.close()
        with suppress(OSError):
            self._seal.close()

    def reader(self, checkout: str) -> Store:
        """Return the same index as readers see it."""
        return Store(self.connection, checkout)

    def begin(self) -> None:
        """Open a generation; nobody sees it before `commit`."""
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self, checkout: int, pending: int) -> None:
        """Make everything since `begin` visible at once, as the next generation."""
        self.flush()
        self.connection.execute("UPDATE checkout SET pending = ? WHERE id = ?", (pending, checkout))
        self.connection.execute("UPDATE generation SET number = number + 1")
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """Drop everything since `begin`."""
        self._forget()
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def _forget(self) -> None:
        self._rows = defaultdict(list)
        for name in ("_contents", "_names", "_numbers", "_searchable"):
            self.__dict__.pop(name, None)

    def checkout(self, name: str) -> int:
        """Return the number of a checkout; a new one is pending until its first generation."""
        self.connection.execute(
            "INSERT OR IGNORE INTO checkout (name, pending) VALUES (?, 1)", (name,)
        )
        row = self.connection.execute("SELECT id FROM checkout WHERE name = ?", (name,)).fetchone()
        number: int = row[0]
        return number

    def number_of(self, identity: Identity) -> int | None:
        """Return the number of a content that is written down, None if it never was read."""
        if not self._searchable:
            return self._contents.get(identity)
        return self._number("SELECT id FROM content WHERE hash = ? AND language = ?", *identity)

    def _number(self, sql: str, *values: object) -> int | None:
        row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def put_content(self, identity: Identity, size: int, facts: Packed) -> int:
        """Take down what a content holds, for the next `flush`, and return its number."""
        (lines, outcome, doc), mentions, words, definitions, imports = facts
        number = self._numbers.next("content")
        rows = self._rows
        named = sum(1 for row in definitions if row[2])
        rows["content"].append((number, *identity, size, lines, outcome, doc, named))
        if mentions[0]:
            rows["mentions"].append((number, *mentions))
        if words:
            rows["vocabulary"].append((number, words))
        name, first = self._name, numbers_of(number)[0]
        rows["definition"] += [
            (at, name(row[2]) if row[2] else None, row[0], row[1], *row[3:])
            for at, row in enumerate(definitions, first)
        ]
        rows["import"] += [(at, *row) for at, row in enumerate(imports, first)]
        return number

    def _name(self, name: str) -> int:
        number = self._names.get(name)
        if number is None:
            number = self._names[name] = self._written(name) or self._new(name)
        return number

    def _written(self, name: str) -> int | None:
        if not self._searchable:
            return None
        return self._number("SELECT id FROM name WHERE name = ?", name)

    def _new(self, name: str) -> int:
        number, folded = self._numbers.next("name"), name.casefold()
        self._rows["name"].append((number, name, folded, folded[::-1]))
        return number

    # While there is no index to ask for one of them, which is until the end of a first build, all
    # that are there are held.

    @cached_property
    def _names(self) -> dict[str, int]:
        if self._searchable:
            return {}
        return dict(self.connection.execute("SELECT name, id FROM name"))

    @cached_property
    def _contents(self) -> dict[Identity, int]:
        rows = self.connection.execute("SELECT hash, language, id FROM content")
        return {(digest, language): number for digest, language, number in rows}

    @cached_property
    def _numbers(self) -> "_Numbers":
        return _Numbers(self.connection)

    @cached_property
    def _searchable(self) -> bool:
        row = self.connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'word_search'")
        return row.fetchone() is not None

    def flush(self) -> None:
        """Write the rows that were taken down, table by table: one by one costs three times it."""
        if self._searchable:
            self._rows["name_search"] = [(row[0], row[2]) for row in self._rows["name"]]
            self._rows["word_search"] = list(self._rows["vocabulary"])
        for table, rows in self._rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                columns = _COLUMNS.get(table, "")
                self.connection.executemany(f"INSERT INTO {table}{columns} VALUES ({marks})", rows)
        self._rows = defaultdict(list)

    def put_files(self, checkout: int, rows: Iterable[FileRow]) -> None:
        """Write down what lies where."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((checkout, *row) for row in rows),
        )

    def drop_files(self, checkout: int, paths: Iterable[bytes]) -> None:
        """Forget files that are gone; their contents stay for a while."""
        self.connection.executemany(
            "DELETE FROM file WHERE checkout = ? AND path = ?",
            ((checkout, path) for path in paths),
        )

    def make_searchable(self) -> None:
        """Make indexes and full-text tables, once, after the rows of the first build."""
        self.flush()
        if not self._searchable:
            for statement in _SEARCH.read_text("utf-8").split(";\n"):
                self.connection.execute(statement)
            self._searchable = True

    def put_ranks(self, checkout: int, ranks: Iterable[tuple[int, int, float]]) -> None:
        """Replace the ranks of a checkout."""
        self.begin()
        self.connection.execute("DELETE FROM rank WHERE checkout = ?", (checkout,))
        self.connection.executemany(
            "INSERT OR REPLACE INTO rank VALUES (?, ?, ?, ?)", ((checkout, *row) for row in ranks)
        )
        self.connection.execute("COMMIT")

    def put_history(self, checkout: int, found: History) -> None:
        """Replace the history of a checkout, in a generation of its own."""
        self.begin()
        self.connection.execute(
            "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?)",
            (checkout, found.head, found.note, packed(found.commits)),
        )
        self.connection.execute("COMMIT")

    # What nobody has any more

    def drop_checkouts(self, kept: Iterable[str]) -> None:
        """Forget the working trees that are gone."""
        query = self.connection.execute
        for number, name in query("SELECT id, name FROM checkout").fetchall():
            if name not in kept:
                for table in ("file", "rank", "history"):
                    query(f"DELETE FROM {table} WHERE checkout = ?", (number,))
                query("DELETE FROM checkout WHERE id = ?", (number,))

    def collect(self) -> None:
        """Forget contents that no file has, the oldest first, if there are more than files.

        So switching to and fro between branches reads nothing twice, and the index stays bounded.
        """
        query = self.connection.execute
        most = 2 * _one(query("SELECT count(*) FROM file")) + SPARE_CONTENTS
        over = _one(query("SELECT count(*) FROM content")) - most
        if over <= 0:
            return
        unused = query(
            """SELECT id FROM content
            WHERE id NOT IN (SELECT content FROM file WHERE content IS NOT NULL)
            ORDER BY id LIMIT ?""",
            (over + SPARE_CONTENTS // 2,),
        ).fetchall()
        many = self.connection.executemany
        many(
            """INSERT INTO word_search (word_search, rowid, words)
            SELECT 'delete', content, words FROM vocabulary WHERE content = ?""",
            unused,
        )
        for table in ("mentions", "vocabulary", "rank"):
            many(f"DELETE FROM {table} WHERE content = ?", unused)
        for table in ("definition", "import"):
            rows = [numbers_of(content) for (content,) in unused]
            many(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", rows)
        many("DELETE FROM content WHERE id = ?", unused)
        self._collect_names()

    def _collect_names(self) -> None:
        nameless = "id NOT IN (SELECT name FROM definition WHERE name IS NOT NULL)"
        self.connection.execute(
            f"""INSERT INTO name_search (name_search, rowid, folded)
            SELECT 'delete', id, folded FROM name WHERE {nameless}"""
        )
        self.connection.execute(f"DELETE FROM name WHERE {nameless}")
        self._forget()


def _one(cursor: sqlite3.Cursor) -> int:
    number: int = cursor.fetchone()[0]
    return number
