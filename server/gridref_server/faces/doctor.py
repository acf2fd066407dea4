"""Examines an installation and an index, for whoever wonders why an answer is as it is."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlite_utils import Database

from gridref_indexers.languages import grammar, languages
from gridref_indexers.store import Damaged, Store
from gridref_server import __version__
from gridref_server.index import Index
from gridref_server.settings import PROJECT_FILE, user_file

LIBRARIES = ("mcp", "fastapi", "uvicorn", "click", "tree-sitter", "sqlite-utils", "rapidfuzz")


@dataclass(frozen=True)
class Findings:
    """What there is to know of an installation and an index, and what is wrong with them."""

    versions: dict[str, str]
    settings: dict[str, str]
    root: str
    store: str
    languages: list[str]
    size_bytes: int = 0
    integrity: str = "no index yet"
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def findings(index: Index) -> Findings:
    """Examine everything."""
    place = index.place
    broken = dict(_broken_grammars())
    rows, integrity, problems = _index(place.index, place.checkout)
    return Findings(
        versions=dict(_versions()),
        settings={str(each): _there(each) for each in (user_file(), place.root / PROJECT_FILE)},
        root=str(place.root),
        store=str(place.folder),
        languages=[name for name in languages() if name not in broken],
        size_bytes=sum(each.stat().st_size for each in place.folder.glob("index.sqlite*")),
        integrity=integrity,
        rows=rows,
        problems=[f"no grammar for {name}: {why}" for name, why in broken.items()] + problems,
    )


def _versions() -> Iterator[tuple[str, str]]:
    yield "gridref", __version__
    yield "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    yield "sqlite", sqlite3.sqlite_version
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "unknown"


def _there(file: Path) -> str:
    return "in force" if os.path.lexists(file) else "not there"


def _broken_grammars() -> Iterator[tuple[str, str]]:
    for name, language in languages().items():
        try:
            if language.grammar:
                grammar(name)
        except Exception as why:  # a wheel may fail in any way, and is to be named for it
            yield name, f"{type(why).__name__}: {why}"


def _index(path: Path, checkout: str) -> tuple[dict[str, int], str, list[str]]:
    """Count the rows of each table and check the file; say what is wrong with it."""
    if not path.exists():
        return {}, "no index yet", []
    if not path.is_file():
        return {}, "no file", [f"{path} is not a file; gridref index makes it anew"]
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            tables = Database(opened)
            said = [str(row[0]) for row in tables.execute("PRAGMA quick_check(5)")]
            rows = {name: tables[name].count for name in tables.table_names() if _plain(name)}
    except sqlite3.DatabaseError as why:
        return {}, f"damaged: {why}", ["the index is damaged; gridref index makes it anew"]
    problems = [f"the index is damaged: {each}" for each in said if each != "ok"]
    try:
        Store.open(path, checkout).close()
    except Damaged as why:
        problems.append(f"{why}; gridref index makes it anew")
    return rows, "; ".join(said), problems


def _plain(table: str) -> bool:
    # What full-text search keeps for itself says nothing to anybody.
    return not table.startswith("sqlite_") and "_search_" not in table
