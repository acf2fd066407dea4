"""Checks code of languages that are followed by name: what it imports from the project itself.

A module is missing where its name is one of the project's own, it leads to no file, and no other
file of the project has the word, in it or in its path: then nothing there can make it. What is in
a module is not checked: namespaces are open to libraries, and macros make names.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.normal import dotted
from gridref_indexers.values import Module, Outside, Space, Thing, Unknown, Value
from gridref_server.answer import Candidate
from gridref_server.index import Index
from gridref_server.nearest import similar
from gridref_server.verify.candidates import MOST
from gridref_server.verify.finding import Checked, Code, Finding

# A shorter word is in no index of words.
_SHORTEST = 3
# Where such a reason stands, a name of the project leads nowhere.
_NOWHERE = "leads to no file of the index"


def check(code: Code, index: Index) -> Checked:
    """Say of each import whether it exists, if it is of the project itself."""
    if not code.path:
        return Checked(0, 0, (), "where it is meant to lie is not known")
    with _as_it_is(code, index):
        view = index.view(code.path)
        if view is None:
            return Checked(0, 0, (), "it could not be read")
        return _checked(index, view.facts, code.text.split("\n"))


def _as_it_is(code: Code, index: Index) -> AbstractContextManager[None]:
    """Let the index have the code, if it has not: a fragment stands before the rest of its file."""
    text = code.text if not code.context else f"{code.text}\n{code.context}"
    view = index.view(code.path)
    if view is not None and view.source == text.encode():
        return nullcontext()
    return index.as_if({code.path: text.encode()})


def _checked(index: Index, file: FileFacts, rows: list[str]) -> Checked:
    found: list[Finding] = []
    seen: set[tuple[str, int]] = set()
    existing = 0
    for word, line, kind, value in _judged(index, file):
        if (word, line) in seen or line > len(rows):
            continue
        seen.add((word, line))
        if isinstance(value, Thing | Module | Space):
            existing += 1
        else:
            found.append(_finding(index, file, rows[line - 1], word, line, kind, value))
    return Checked(len(seen), existing, tuple(found))


def _judged(index: Index, file: FileFacts) -> Iterator[tuple[str, int, str, Value]]:
    """Yield what a file imports: the last word, its line, its kind, and what it means."""
    for row in file.imports:
        name = row.member if row.member not in ("", "*") else row.module
        kind = "import.name" if name == row.member else "import.module"
        yield _last(name), row.line, kind, index.resolver.imported(file, row)


def _last(name: str) -> str:
    bare = re.sub(r"\.[a-z+]+\Z", "", name) if "/" in name else dotted(name)
    return re.split(r"[./\\:]+", bare.rstrip("/.()"))[-1]


def _finding(
    index: Index, file: FileFacts, row: str, word: str, line: int, kind: str, value: Value
) -> Finding:
    column = max(0, row.find(word))
    why = value.why if isinstance(value, Unknown) else "it is a library's"
    end = column + len(word)
    if not _is_missing(index, file, word, value):
        return Finding(line, column, end, word, kind, "unknown", why)
    said = f"{why}, and no other file of the project has the word"
    near = tuple(_candidate(index, each) for each in similar(index, word, MOST))
    return Finding(line, column, end, word, kind, "missing", said, near)


def _is_missing(index: Index, file: FileFacts, word: str, value: Value) -> bool:
    if isinstance(value, Outside) or not isinstance(value, Unknown) or len(word) < _SHORTEST:
        return False
    return value.why.endswith(_NOWHERE) and not _is_elsewhere(index, file, word)


def _is_elsewhere(index: Index, file: FileFacts, word: str) -> bool:
    """Tell whether another file of the project has a word, in it or in its path."""
    if not index.store.searchable() or any(word in path for path in index.tree.contents):
        return True
    contents = index.store.with_words([word])
    own = index.tree.contents.get(file.path)
    paths = index.store.paths_of(each for each in contents if each != own)
    return any(paths.values())


def _candidate(index: Index, name: str) -> Candidate:
    path, each = next(iter(index.named(name)), ("", None))
    return Candidate(name, each.signature, f"{path}#{each.qualified}") if each else Candidate(name)
