"""Checks code of languages that are followed by name: what it takes out of the project itself.

A module is missing where its name is one of the project's own, it leads to no file, and no other
file of the project has the word, in it or in its path: then nothing there can make it. A member of
what is imported is missing where the language seals it (`sealed` of `language.toml`): what is in a
`module` is all in its files; a `word` that no other file has is made by no macro; a `type` has what
it and its bases say. All else is open to libraries, and unknown.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from gridref_indexers.file_facts import TYPES, FileFacts
from gridref_indexers.normal import dotted
from gridref_indexers.store import Definition
from gridref_indexers.values import Module, Space, Thing, Unknown, Value
from gridref_server.answer import Candidate
from gridref_server.index import Index
from gridref_server.nearest import similar
from gridref_server.verify.candidates import MOST
from gridref_server.verify.finding import Checked, Code, Finding

# A shorter word is in no index of words.
_SHORTEST = 3
# Where such a reason stands, a name of the project leads nowhere.
_NOWHERE = "leads to no file of the index"
_NAME = re.compile(r"[^\W\d]\w*")
# What all types have, or what stands after a type and is no member.
_ALL_HAVE = frozenset(["class", "this", "super", "new", "values", "valueOf"])
_GENERATES = re.compile(rb"go:generate|\binclude!|\bmacro_rules!|\bimport \"C\"")
# Annotations that tell the compiler something, and add nothing.
_ANNOTATION = re.compile(
    r"@(?!(?:Override|Deprecated|SuppressWarnings|FunctionalInterface|SafeVarargs|Retention|Target"
    r"|Documented|Inherited|interface)\b)\w"
)


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


@dataclass(frozen=True)
class _Named:
    """A name in some code, and what it means; `owner` is what it is a member of, if that is known.

    `text` is how it stands there.
    """

    word: str
    text: str
    line: int
    kind: str
    value: Value
    owner: Value | None = None


def _checked(index: Index, file: FileFacts, rows: list[str]) -> Checked:
    found: list[Finding] = []
    seen: set[tuple[str, int]] = set()
    existing = 0
    for each in (*_imported(index, file), *_qualified(index, file, rows)):
        if (each.text, each.line) in seen or each.line > len(rows):
            continue
        seen.add((each.text, each.line))
        if isinstance(each.value, Thing | Module | Space):
            existing += 1
        else:
            found.append(_finding(index, file, rows[each.line - 1], each))
    return Checked(len(seen), existing, tuple(found))


def _imported(index: Index, file: FileFacts) -> Iterator[_Named]:
    """Yield what a file imports."""
    for row in file.imports:
        value = index.resolver.imported(file, row)
        if row.member in ("", "*"):
            last = _last(row.module)
            yield _Named(last, last, row.line, "import.module", value)
            continue
        owner = index.resolver.module(file, row.module, row.scope) if row.module else None
        last = _last(row.member)
        yield _Named(last, last, row.line, "import.name", value, owner)


def _qualified(index: Index, file: FileFacts, rows: list[str]) -> Iterator[_Named]:
    """Yield what a file takes out of modules and types of the project that it imports."""
    owners = _owners(index, file)
    for use in file.references if owners else ():
        head, _, rest = use.text.partition(".")
        name = _NAME.match(rest)
        if name is None or use.local or head not in owners or name[0] in _ALL_HAVE:
            continue
        owner = owners[head]
        if use.line > len(rows) or not _stands(file, head, name[0], rows[use.line - 1]):
            continue
        value = index.resolver.member(owner, name[0])
        kind = "attr.module" if isinstance(owner, Module) else "attr.class"
        yield _Named(name[0], f"{head}.{name[0]}", use.line, kind, value, owner)


def _stands(file: FileFacts, head: str, name: str, row: str) -> bool:
    """Tell whether a name stands behind a module there, not behind a value of the same name."""
    separator = file.language.modules.separator if file.language else "."
    return separator in ("/", ".") or f"{head}{separator}{name}" in row


def _owners(index: Index, file: FileFacts) -> dict[str, Value]:
    """Return what a file imports whose members are sealed, by the name that it has there."""
    sealed = file.language.modules.sealed if file.language else ()
    found: dict[str, Value] = {}
    for bound, rows in file.imported.items():
        values = [_entered(index, index.resolver.imported(file, row)) for row in rows]
        if bound and len(values) == 1 and _is_sealed(index, values[0], sealed):
            found[bound] = values[0]
    return found


def _entered(index: Index, value: Value) -> Value:
    """Return the module that a declaration such as `mod x;` stands for; all else as it is."""
    file = index.facts(value.path) if isinstance(value, Thing) else None
    if file is None or not isinstance(value, Thing):
        return value
    home = file.definitions[value.ordinal]
    rows = file.imported.get(home.name, ()) if home.kind == "module" else ()
    inside = [index.resolver.imported(file, row) for row in rows if row.scope == home.ordinal]
    return inside[0] if len(inside) == 1 else value


def _is_sealed(index: Index, value: Value | None, sealed: Sequence[str]) -> bool:
    """Tell whether all that something has is seen, as far as its language lets it be."""
    if isinstance(value, Module):
        return bool({"module", "word"} & set(sealed)) and not _is_made(index, value)
    if not isinstance(value, Thing) or "type" not in sealed or value.instance:
        return False
    file = index.facts(value.path)
    home = file.definitions[value.ordinal] if file else None
    return home is not None and home.kind in TYPES and not _is_annotated(index, value.path, home)


def _is_made(index: Index, module: Module) -> bool:
    """Tell whether a part of a module is written by a program, or is all of another module."""
    made = index.made_modules
    if module.paths not in made:
        made[module.paths] = _is_made_by_program(index, module)
    return made[module.paths]


def _is_made_by_program(index: Index, module: Module) -> bool:
    folders = {posixpath.dirname(path) for path in module.paths}
    there = (each for folder in folders for each in index.tree.folders.get(folder, ()))
    if any(each.endswith(".proto") for each in there):
        return True
    files = [index.facts(path) for path in module.paths]
    if any(file is None or any(row.member == "*" for row in file.imports) for file in files):
        return True
    return any(_GENERATES.search(index.source(path)) for path in module.paths)


def _is_annotated(index: Index, path: str, home: Definition) -> bool:
    """Tell whether a type has annotations by which a processor may add members to it."""
    rows = index.source(path).decode("utf-8", "replace").split("\n")
    head = " ".join(rows[max(0, home.start_line - 1) : home.end_line]).partition("{")[0]
    return _ANNOTATION.search(head) is not None


def _last(name: str) -> str:
    bare = re.sub(r"\.[a-z+]+\Z", "", name) if "/" in name else dotted(name)
    return re.split(r"[./\\:]+", bare.rstrip("/.()"))[-1]


def _finding(index: Index, file: FileFacts, row: str, each: _Named) -> Finding:
    column = max(0, row.find(each.word))
    why = each.value.why if isinstance(each.value, Unknown) else "it is a library's"
    end = column + len(each.word)
    if not _is_missing(index, file, each):
        return Finding(each.line, column, end, each.text, each.kind, "unknown", why)
    said = (
        why if _is_by_files(file, each) else f"{why}, and no other file of the project has the word"
    )
    near = tuple(_candidate(index, name) for name in similar(index, each.word, MOST))
    return Finding(each.line, column, end, each.text, each.kind, "missing", said, near)


def _is_missing(index: Index, file: FileFacts, each: _Named) -> bool:
    if not isinstance(each.value, Unknown) or len(each.word) < _SHORTEST:
        return False
    if each.value.why.endswith(_NOWHERE):
        own = index.source(file.path).decode("utf-8", "replace")
        makes = re.search(rf"\b(?:mod|module|namespace|package)\s+{re.escape(each.word)}\b", own)
        return not makes and not _is_elsewhere(index, file, each.word)
    sealed = file.language.modules.sealed if file.language else ()
    if each.value.is_open or not _is_sealed(index, each.owner, sealed):
        return False
    if _is_by_files(file, each) and isinstance(each.owner, Module):
        return not _have_word(index, each.owner, each.word)
    return not _is_elsewhere(index, file, each.word)


def _is_by_files(file: FileFacts, each: _Named) -> bool:
    """Tell whether the files of a module alone can say what is in it."""
    sealed = file.language.modules.sealed if file.language else ()
    return "module" in sealed and isinstance(each.owner, Module)


def _have_word(index: Index, module: Module, word: str) -> bool:
    """Tell whether a file of a module has a word, whatever it means there."""
    if not index.store.searchable():
        return True
    contents = set(index.store.with_words([word]))
    return any(index.tree.contents.get(path) in contents for path in module.paths)


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
