"""What files of the project call the names of packages: `np.array` is `numpy.array` in them."""

import os
import re
from collections.abc import Iterator, Sequence

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.normal import dotted
from gridref_indexers.values import Module, Outside, Thing
from gridref_server.index import Index
from gridref_server.naming import MOST_STARTS, Name, parsed, paths, without_frills
from gridref_server.refs import LONGEST_NAME

# What an import takes that has no name in the module it is of.
_WHOLE = frozenset(["", "*", "default"])


def as_imported(index: Index, text: str) -> Iterator[tuple[str, str]]:
    """Yield the names of packages that a name stands for, each with a file that calls it so."""
    name = without_frills(parsed(index, text[:LONGEST_NAME]))
    known: set[str] = set()
    for path, words in _places(index, name, dotted(name.anchor).split(".")):
        file = index.facts(path)
        for full in _imported(index, file, words) if file else ():
            if full not in known:
                known.add(full)
                yield path, full
    if not known and not name.path and (path := _importing(index, name.anchor)):
        yield path, name.anchor


def _importing(index: Index, name: str) -> str:
    """Return a file that imports what a name starts with and what is not of the project."""
    head = re.split(r"::|[./#]", name, maxsplit=1)[0]
    words = re.findall(r"\w{3,}", head.casefold())
    contents = index.store.with_words(words) if words and index.store.searchable() else []
    for these in list(index.store.paths_of(contents[:MOST_STARTS]).values()):
        for path in map(os.fsdecode, these):
            file = index.facts(path)
            for row in file.imports if file else ():
                is_it = row.module == head or row.module.startswith((f"{head}.", f"{head}::"))
                if file and is_it and isinstance(index.resolver.imported(file, row), Outside):
                    return path
    return ""


def _places(index: Index, name: Name, words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the files that a name is one of, each with the words of it that count there."""
    if name.path:
        yield from ((path, words) for path in paths(index, name.path)[:MOST_STARTS])
        return
    # Of many files that import the same, one is enough.
    forms = {
        (row.module, row.member): path
        for path, row in index.importing(words[0])
        if row.module and not row.module.startswith(".")
    }
    yield from ((path, words) for path in list(forms.values())[:MOST_STARTS])
    for count in range(len(words) - 1, 0, -1):
        modules = list(index.tree.modules_called(words[:count]))[:MOST_STARTS]
        yield from ((path, words[count:]) for these in modules for path in these)


def _imported(index: Index, file: FileFacts, words: Sequence[str]) -> Iterator[str]:
    for row in file.seen(words[0], -1):
        is_outside = row.module and not row.module.startswith(".")
        if is_outside and not isinstance(index.resolver.imported(file, row), Module | Thing):
            member = [] if row.member in _WHOLE else [row.member]
            yield ".".join((row.module, *member, *words[1:]))
