"""What a name may mean as somebody writes it: with a path, with other words, with wildcards."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from gridref_indexers.file_facts import TYPES
from gridref_indexers.languages import language_of
from gridref_indexers.normal import dotted
from gridref_indexers.store import Definition
from gridref_indexers.tree import Tree
from gridref_indexers.values import Module, Thing, Unknown, Value
from gridref_server.index import Index
from gridref_server.refs import (
    LONGEST_NAME,
    NoTarget,
    Target,
    named_in,
    parted_anchor,
    path_of,
    resolve,
)

# So many candidates are ranked; one more typed word narrows better than a longer list.
CANDIDATES = 1000
# `__init__` is the name of thousands; which of them is meant is told by what stands before it.
MOST_OF_ONE_NAME = 100_000
# Of a name that is reached by way of others, so many starts are followed.
MOST_STARTS = 50
# And so many words of a name may be one that has dots itself.
MOST_DOTS = 4
_ALL = 1 << 30
PROSE_AND_DATA = frozenset(["section", "key", "element"])

# Where tools put what they make, and people what others wrote.
_BUILT = re.compile(
    r"(^|/)(dist|build|bundles?|vendor|third_party|node_modules|generated)/"
    r"|[._-]min\.|\.d\.[cm]?ts\Z"
)

# Folders `tests`, `__tests__`, `jvmTest`, `App.Tests`; files `test_a`, `a.test`, `ATest`.
_TEST = re.compile(
    r"(^|/)(tests?|testing|spec)s?(/|_|\.)|(^|/)test[_-]|[_.-](test|spec)\."
    r"|[a-z\d]Tests?(\.|/)|(^|[/._-])[Tt]ests?(/|__/)|(^|/)(testdata|e2e|__mocks__)/"
)

_AROUND_SUBJECT = re.compile(r"^(?:tests?|spec)_?|_?(?:tests?|spec)$")

# What people write around a name: arguments, a receiver's brackets, a macro's mark, `$` and `#`
# for what is inside of a class, where it stands.
_ARGUMENTS = re.compile(r"\([^()]*\)\s*\Z")
_RECEIVER = re.compile(r"\A\(\*?([\w.]+)\)")
_INSIDE = re.compile(r"(?<=\w)[#$](?=\w)")
_WORDS_BEFORE = re.compile(r"\A(?:[a-z]+\s+)+(?=\S+\Z)|\A(?:crate|self|super|this)(?:::|\.)")

Place = tuple[str, Definition]


@dataclass(frozen=True)
class Name:
    """A name as it is written: the end of a path, which may be empty, and what stands behind it."""

    path: str
    anchor: str

    @property
    def is_pattern(self) -> bool:
        """Tell whether there are wildcards in it."""
        return "*" in self.anchor or "?" in self.anchor


def parsed(index: Index, wanted: str) -> Name:
    """Part `path#name`; what is before a `#` is a path only if it may be that of a file."""
    wanted = _RECEIVER.sub(r"\1", wanted)
    for mark in ("#", "::"):
        path, found, anchor = wanted.partition(mark)
        names_file = (mark == "#" and "/" in path) or language_of(path) or paths(index, path)
        if found and names_file:
            return Name(path, anchor)
    return Name("", wanted)


def meant(index: Index, text: str) -> Target | NoTarget:
    """Return what a ref means, or else the one thing that has this name."""
    target = resolve(index, text)
    if isinstance(target, Target) or target.ambiguous:
        return target
    found = {
        (path, each.qualified): each
        for path, each in exact(index, without_frills(parsed(index, text)))
    }
    # Prose about a thing has its name, too.
    code = [ref for ref, each in found.items() if each.kind not in PROSE_AND_DATA]
    near = tuple(f"{path}#{qualified}" for path, qualified in code or found)
    if len(near) == 1:
        return resolve(index, near[0])
    return (
        NoTarget(f"{len(near)} things are called {text[:100]!r}", near[:8], True)
        if near
        else target
    )


def without_frills(name: Name) -> Name:
    """Return a name without what people write around it: `def f`, `f()`, `(*T).f`, `m!`, `A$B`."""
    bare = _ARGUMENTS.sub("", _WORDS_BEFORE.sub("", name.anchor))
    return Name(name.path, _INSIDE.sub(".", bare).rstrip("!?"))


def anchored(index: Index, name: Name) -> list[Place]:
    """Return what a ref means, also one whose path is only the end of one."""
    bare, nth = parted_anchor(name.anchor)
    found: list[Place] = []
    for each in paths(index, name.path) if name.path else ():
        if view := index.view(each):
            here = named_in(view, bare)
            found += [(each, d) for d in (here[nth - 1 : nth] if nth else here)]
    return found


def _without_constructors(places: list[Place]) -> list[Place]:
    """Leave out constructors that have the name of their class, if the class is there too."""
    here = {(path, each.qualified) for path, each in places}
    return [
        (path, each)
        for path, each in places
        if each.kind != "constructor" or (path, each.qualified.rpartition(".")[0]) not in here
    ]


def exact(index: Index, name: Name, *, folded: bool = False) -> list[Place]:
    """Return the definitions of just this name, or of one that differs by case only."""
    path, anchor = name.path, name.anchor
    spellings = list(_spellings(dotted(anchor)))
    # A title has spaces, and its anchor has none.
    titles = {anchor, anchor.replace("-", " ")} if folded else {anchor}
    spellings += [([], title) for title in sorted(titles) if ([], title) not in spellings]
    found = dict.fromkeys(
        place
        for before, last in spellings
        for place in named(index, last, folded)
        if _fits(place, before, path, folded)
    )
    return _without_constructors(list(found))


def as_written(index: Index, name: Name) -> Iterator[Place]:
    """Yield the definitions whose name is just what is written, wildcards and all."""
    for before, last in _spellings(name.anchor):
        places = named(index, last)
        yield from (place for place in places if _fits(place, before, name.path, folded=False))


def _spellings(name: str) -> Iterator[tuple[list[str], str]]:
    """Yield a dotted name parted before its last word, or before a name that has dots itself."""
    words = name.split(".")
    for at in range(len(words) - 1, max(0, len(words) - MOST_DOTS), -1):
        yield words[:at], ".".join(words[at:])
    yield [], name


def named(index: Index, name: str, folded: bool = False) -> Iterator[Place]:
    """Yield the definitions of a bare name, the last word of their own."""
    found = index.store.named(name, folded=folded, most=MOST_OF_ONE_NAME)
    paths = index.store.paths_of(each.content for each in found)
    for each in found:
        for path in paths.get(each.content, ()):
            yield os.fsdecode(path), each


def lasts(name: str) -> list[str]:
    """Return the names of their own that what a dotted name means may have."""
    return list(dict.fromkeys(last for _, last in _spellings(name)))


def _fits(place: Place, before: list[str], path: str, folded: bool) -> bool:
    """Tell whether a definition lies where the words before its name say: class, module, file."""
    here, each = place
    if path and here != path and not here.endswith("/" + path):
        return False
    owner = each.qualified.removesuffix(each.name).removesuffix(".")
    around = [*re.split(r"[/.]", here.rpartition(".")[0]), *(owner.split(".") if owner else ())]
    if folded:
        before, around = [w.casefold() for w in before], [w.casefold() for w in around]
    around = [word for word in around if word != "__init__"]
    return not before or around[-len(before) :] == before or _in_order(before, around)


def _in_order(words: list[str], around: list[str]) -> bool:
    """Tell whether words stand in order, the last of them at the end: `app.get` for app/x.get."""
    rest = iter(around)
    return around[-1:] == words[-1:] and all(word in rest for word in words[:-1])


def matching(index: Index, name: Name) -> Iterator[Place]:
    """Yield what a pattern with wildcards matches; before a dot it has none."""
    path, pattern = name.path, name.anchor
    before, _, last = pattern.replace("::", ".").replace("->", ".").rpartition(".")
    match = re.compile(translate(last), re.IGNORECASE).match
    owners = before.split(".") if before else []
    names = sorted(filter(match, set(_like(index, owners, last))))[:CANDIDATES]
    places = [place for each in names for place in named(index, each)]
    for folded in (False, True):
        found = [place for place in places if _fits(place, owners, path, folded)]
        if found:
            yield from found
            return


def _like(index: Index, owners: list[str], pattern: str) -> Iterable[str]:
    """Return all names that may match a pattern: those that hold its longer parts, or start so."""
    runs = re.split(r"[*?\[\]]+", pattern)
    fragments = [run for run in runs if len(run) > 2]
    if fragments and index.store.searchable():
        return index.store.names_with(fragments, _ALL)
    if runs[0]:
        return index.store.names_from(runs[0], _ALL)
    if inside := [each for owner in owners[-1:] for each in named(index, owner, True)]:
        contents = {each.content for _, each in inside}
        return {each.name for content in contents for each in index.store.definitions(content)}
    return index.store.names_from("", _ALL)


def paths(index: Index, wanted: str) -> list[str]:
    """Return the path that is meant, or else those that end so or match."""
    exact = path_of(index, wanted)
    if exact is not None:
        return [exact]
    bare = wanted.removeprefix("./").strip("/")
    contents = index.tree.contents
    if "*" not in bare and "?" not in bare:
        of_name = index.tree.by_name.get(bare.rpartition("/")[2], ())
        return sorted(path for path in of_name if f"/{path}".endswith(f"/{bare}"))
    match = re.compile(translate(bare)).match
    part = slice(None) if "/" in bare else slice(-1, None)
    return sorted(path for path in contents if match("/".join(path.split("/")[part])))


def is_test(path: str) -> bool:
    """Tell by its path whether a file holds tests."""
    return _TEST.search(path) is not None


def subject(path: str) -> str:
    """Return what a test file is about, by its name: `book` for `test_book.py`."""
    name = path.rpartition("/")[2].partition(".")[0].lower()
    return _AROUND_SUBJECT.sub("", name)


@lru_cache(maxsize=2)
def tests_by_subject(tree: Tree) -> dict[str, list[str]]:
    """Return the paths of test files by what they are about."""
    found: dict[str, list[str]] = {}
    for path in filter(is_test, tree.contents):
        found.setdefault(subject(path), []).append(path)
    return found


def is_aside(path: str) -> bool:
    """Tell by its path whether a file is no source of the project's own: a test, or built."""
    return is_test(path) or _BUILT.search(path) is not None


def ordered(index: Index, places: Sequence[Place]) -> list[Place]:
    """Return definitions in the order of their weight: code of the project's own comes first."""
    if len(places) < 2:
        return list(places)
    rank_of = index.store.rank_of
    return sorted(
        places,
        key=lambda place: (
            is_aside(place[0]),
            place[1].kind in PROSE_AND_DATA,
            -rank_of(place[1].content, place[1].ordinal),
            place[0].count("/"),
            place[0],
            place[1].ordinal,
        ),
    )


# By way of other names


@dataclass(frozen=True)
class Reached:
    """What a dotted name means by way of modules, re-exports and bases; else why it is unclear."""

    places: tuple[Place, ...] = ()
    paths: tuple[str, ...] = ()
    unclear: str = ""


def reached(index: Index, name: Name) -> Reached:
    """Follow a dotted name from its file, or the longest part of it that is a module or class."""
    words = dotted(name.anchor[:LONGEST_NAME]).split(".")
    unclear, modules = "", dict[str, None]()
    for start, rest in _starts(index, name, words):
        if isinstance(start, Module) and not rest:
            modules.update(dict.fromkeys(start.paths))
            continue
        if modules:
            break
        value = start
        for word in rest:
            value = index.resolver.member(value, word)
        if found := _reached(index, value):
            return found
        if isinstance(value, Unknown) and value.is_open and _is_type(index, start):
            unclear = unclear or value.why
    return Reached(paths=tuple(modules), unclear=unclear)


def _is_type(index: Index, value: Value) -> bool:
    """Tell whether something has members that are declared: a class, not what a variable holds."""
    file = index.facts(value.path) if isinstance(value, Thing) else None
    return bool(file and isinstance(value, Thing) and file.definitions[value.ordinal].kind in TYPES)


def _reached(index: Index, value: Value) -> Reached | None:
    if isinstance(value, Module):
        return Reached(paths=value.paths)
    file = index.facts(value.path) if isinstance(value, Thing) else None
    if file is None or not isinstance(value, Thing):
        return None
    return Reached(places=((value.path, file.definitions[value.ordinal]),))


def _starts(index: Index, name: Name, words: list[str]) -> Iterator[tuple[Value, list[str]]]:
    """Yield the files, classes and modules that a name may start with, and the words after them."""
    if name.path:
        yield from ((Module((path,), path), words) for path in paths(index, name.path))
        return
    for count in range(len(words), 0, -1):
        start = words[:count]
        if count < len(words):
            for path, each in exact(index, Name("", ".".join(start)))[:MOST_STARTS]:
                yield Thing(path, each.ordinal, "name"), words[count:]
        modules = sorted(index.tree.modules_called(start), key=lambda these: is_aside(these[0]))
        for these in modules[:MOST_STARTS]:
            yield Module(these, ".".join(start)), words[count:]
    # What some file here calls so.
    for path, row in index.importing(words[0])[:MOST_STARTS]:
        if file := index.facts(path):
            yield index.resolver.imported(file, row), words[1:]
