"""Where a definition is used, and how sure that is."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gridref_indexers.facts import Reference
from gridref_indexers.file_facts import FileFacts
from gridref_indexers.store import Definition
from gridref_indexers.values import Thing, Unknown, Value
from gridref_server.index import Index
from gridref_server.naming import is_test
from gridref_server.refs import Target

# Methods that a class is made by, where the language has no other word for them.
CONSTRUCTORS = frozenset(["__init__", "__new__", "initialize"])
# Kinds that are never known by their name alone, but in the object itself.
MEMBERS = frozenset(["method", "property", "field", "constructor"])
# Files that hold a word and are looked into; beyond that an answer says that it is partial.
MOST_FILES = 3000
# How a use is said to be of something else.
ASIDE = "of another"

Node = tuple[str, int]


@dataclass(frozen=True)
class Use:
    """A use of a thing in a file: by what, on which line, and how sure that is."""

    path: str
    by: str
    line: int
    kind: str
    how: str


@dataclass(frozen=True)
class Found:
    """The uses of a definition, sure ones by their sort.

    `aside` counts uses of the word that are of another thing or a library's; `mentions` are files
    that hold the word and no use of it; `is_whole` tells whether all files were looked into.
    """

    callers: tuple[Use, ...] = ()
    subclasses: tuple[Use, ...] = ()
    tests: tuple[Use, ...] = ()
    possible: tuple[Use, ...] = ()
    aside: int = 0
    mentions: tuple[str, ...] = ()
    is_whole: bool = True


def uses_of(index: Index, target: Target) -> Found:
    """Return the uses of a definition; a file has none."""
    each = target.definition
    if each is None:
        return Found()
    same = same_as(index, target)
    names, paths = _names(index, target, same)
    found: list[Use] = []
    mentions: list[str] = []
    families = {language.family for path, _ in same if (language := index.tree.language(path))}
    for path in paths:
        file = holder(index, path)
        here = list(_in_file(index, file, each, names, same, families)) if file else []
        # What an answer names is looked at once more.
        if here and (latest := now(index, path)) is not file:
            here = list(_in_file(index, latest, each, names, same, families)) if latest else []
        found += here
        if file and not here and not _knows(file, names):
            mentions.append(path)
    return _sorted(found, tuple(mentions), len(paths) < MOST_FILES)


def _knows(file: FileFacts, names: frozenset[str]) -> bool:
    """Tell whether a file imports or defines something of one of these names."""
    return not (names.isdisjoint(file.importing) and names.isdisjoint(file.names))


def _sorted(found: list[Use], mentions: tuple[str, ...], is_whole: bool) -> Found:
    sure = [use for use in found if use.how not in ("", ASIDE)]
    others = [use for use in sure if use.kind != "base"]
    return Found(
        tuple(use for use in others if not _in_test(use)),
        tuple(use for use in sure if use.kind == "base"),
        tuple(use for use in others if _in_test(use)),
        tuple(use for use in found if not use.how),
        sum(use.how == ASIDE for use in found),
        mentions,
        is_whole,
    )


def now(index: Index, path: str) -> FileFacts | None:
    """Return the facts of a file as it is, None if it is gone."""
    view = index.view(path)
    return view.facts if view else None


def holder(index: Index, path: str) -> FileFacts | None:
    """Return the facts of one of many files that hold a word: as indexed, if that is fresh."""
    return now(index, path) if index.is_stale else index.facts(path)


def with_makers(index: Index, target: Target) -> Found:
    """Return the uses of a definition; who makes a thing of a class calls its constructor."""
    found = uses_of(index, target)
    for made in _made_by(index, target):
        more = uses_of(index, made)
        callers, tests = (
            tuple(use for use in uses if use.kind == "call") for uses in (more.callers, more.tests)
        )
        found = replace(found, callers=found.callers + callers, tests=found.tests + tests)
    return found


def _made_by(index: Index, target: Target) -> Iterator[Target]:
    """Yield the classes that a constructor makes things of: whoever calls one of them calls it."""
    each, view = target.definition, target.view
    if each is None or not (each.kind == "constructor" or each.name in CONSTRUCTORS):
        return
    owner = each.qualified.rpartition(".")[0]
    above = next((d for d in view.facts.definitions if d.name and d.qualified == owner), None)
    if above is None:
        return
    yield Target(view, above)
    home = view.path, above.ordinal
    for path, ordinal in subclasses(index, home) if each.name in CONSTRUCTORS else ():
        below = index.view(path)
        if below and each.name not in below.facts.children.get(ordinal, {}):
            yield Target(below, below.facts.definitions[ordinal])


def subclasses(index: Index, above: Node) -> Iterator[Node]:
    """Yield the classes below a class, those below them too."""
    seen = {above}
    waiting = [above]
    while waiting:
        for below in index.subclasses.get(waiting.pop(0), ()):
            if below not in seen:
                seen.add(below)
                waiting.append(below)
                yield below


def _in_test(use: Use) -> bool:
    """Tell whether a use is in a file of tests, or in tests beside the code."""
    return is_test(use.path) or use.by.startswith(("tests.", "test."))


def same_as(index: Index, target: Target) -> set[Node]:
    """Return the places that declare the same thing: overloads, a prototype and its body."""
    each, view = target.definition, target.view
    if each is None:
        return set()
    here = {
        (view.path, other.ordinal)
        for other in view.definitions
        if other.qualified == each.qualified
    }
    elsewhere = _declared_too(index, view.facts, each) if view.facts.language else ()
    return here | set(elsewhere)


def _declared_too(index: Index, file: FileFacts, each: Definition) -> Iterator[Node]:
    """Yield where other files declare a thing: what links with it, or is of the same package."""
    language = file.language
    home = _home(index, file.path)
    if language is None or home is None:
        return
    for path, other in index.named(each.name):
        if other.qualified == each.qualified and index.tree.speaks(path, language):
            in_folder = language.modules.namespace == "folder"
            if (in_folder or (each.exported and other.exported)) and _home(index, path) == home:
                yield path, other.ordinal


def _home(index: Index, path: str) -> str | None:
    """Return the package that parts of a thing must share, None where no other file has any."""
    file = index.facts(path)
    reach = file.language.modules.namespace if file and file.language else "file"
    if file is None or reach == "file":
        return None
    if reach == "folder":
        return posixpath.dirname(path)
    return file.package if reach == "global" else file.package or None


def _names(index: Index, target: Target, same: set[Node]) -> tuple[frozenset[str], list[str]]:
    """Return the names that a definition goes by, and the files that hold one of them.

    Where a file imports it by another name, others may import it from there by that name.
    """
    each, view = target.definition, target.view
    names = [each.name] if each else []
    paths: set[str] = set()
    for name in names:
        here = holding(index, name, view.path) if _is_word(name) or not paths else []
        for path in here:
            file = holder(index, path)
            for row in file.importing.get(name, ()) if file else ():
                if file is None or row.member != name or row.bound in ("", *names):
                    continue
                value = index.resolver.imported(file, row)
                if isinstance(value, Thing) and (value.path, value.ordinal) in same:
                    names.append(row.bound)
        paths.update(here)
    return frozenset(names), sorted(paths)


def _is_word(name: str) -> bool:
    return re.search(r"\w{3,}", name) is not None


def holding(index: Index, name: str, own: str) -> list[str]:
    """Return the files that hold a name, with the file itself."""
    words = re.findall(r"\w{3,}", name)
    if words and index.store.searchable():
        contents: Iterable[int] = index.store.with_words(words, MOST_FILES)
        paths = index.store.paths_of(contents)
        found = {os.fsdecode(path) for these in paths.values() for path in these}
    else:
        found = set(index.tree.contents)
    return sorted(found | {own})


def _in_file(
    index: Index,
    file: FileFacts,
    each: Definition,
    names: frozenset[str],
    same: set[Node],
    families: set[str],
) -> Iterator[Use]:
    # Code of another family of languages can't use the thing.
    kin = file.language is not None and file.language.family in families
    places = {at for name in names for at in file.used.get(name, ())}
    for use in (file.references[at] for at in sorted(places)):
        tail = use.text.rpartition(".")[2]
        if tail not in names and not (use.text.partition(".")[0] in names and not use.local):
            continue
        for text in _prefixes(use.text, names):
            value = index.resolver.expression(file, use.scope, text, use.line, local=use.local)
            how = _how(value, same)
            whole = text == use.text
            if how in ("", ASIDE) and not (
                kin and whole and tail == each.name and _may_be(file, use, each)
            ):
                continue
            yield Use(file.path, _by(file, use), use.line, use.kind if whole else "name", how)
            break


def _prefixes(text: str, names: frozenset[str]) -> Iterator[str]:
    """Yield the starts of an expression that end in one of the names: `A.b` and `A.b.A`."""
    at = 0
    while at >= 0:
        at = text.find(".", at)
        start = text if at < 0 else text[:at]
        if start.rpartition(".")[2] in names:
            yield start
        at = at + 1 if at >= 0 else -1


def _how(value: Value, same: set[Node]) -> str:
    """Say how sure it is that a value is the thing: '' is possible, `ASIDE` is another."""
    if isinstance(value, Thing):
        # What a name holds is used by that name, not by the one it was taken from.
        is_it = (value.path, value.ordinal) in same and value.how != "value"
        return value.how if is_it else ASIDE
    return "" if isinstance(value, Unknown) else ASIDE


def _may_be(file: FileFacts, use: Reference, each: Definition) -> bool:
    """Tell whether a use of unknown meaning may be this: a member, or a name of several things.

    What a local name holds has members; it is hardly ever a module, which has the rest.
    """
    if "." in use.text:
        return not use.local or "." in each.qualified
    implicit = file.language is not None and file.language.implicit_own
    return not use.local and (implicit or each.kind not in MEMBERS)


def _by(file: FileFacts, use: Reference) -> str:
    return file.definitions[use.scope].qualified if use.scope >= 0 else ""
