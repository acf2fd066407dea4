"""Does this exist, and where?"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate
from itertools import islice
from typing import Annotated, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from gridref_indexers.normal import dotted, squeezed
from gridref_indexers.store import Definition
from gridref_indexers.words import parts
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index, View
from gridref_server.parameters import Says
from gridref_server.refs import (
    LONGEST_NAME,
    anchor_of,
    named_in,
    parted_anchor,
    path_of,
    paths_like,
)

Kind = Literal["any", "class", "function", "variable", "type", "section", "file"]

KINDS: dict[str, frozenset[str]] = {
    "class": frozenset(
        "class struct interface enum trait protocol record object union mixin extension".split()
    ),
    "function": frozenset(
        "function method constructor macro operator property getter setter".split()
    ),
    "variable": frozenset("variable constant field property enum_member key parameter".split()),
    "type": frozenset("type typedef alias enum interface struct union".split()),
    "section": frozenset(["section"]),
}

# So many candidates are ranked; one more typed word narrows better than a longer list.
CANDIDATES = 1000
HALVES = 2000
SCORED = 50
# `__init__` is the name of thousands; which of them is meant is told by what stands before it.
MOST_OF_ONE_NAME = 100_000
_ALL = 1 << 30
SIGNATURE_CHARS = 160
NEAREST = 5


def find(
    index: Index,
    name: Annotated[
        str,
        Says(
            "Bare `load`, dotted `Config.load`, `src/app.py#load`, `get_*`, or a file name",
            example="Session.get",
        ),
    ],
    kind: Annotated[Kind, Says("Only this kind")] = "any",
    limit: Annotated[int, Says("At most so many", ge=1, le=100)] = 10,
    budget: Annotated[int, Says("At most so many tokens", ge=50, le=20000)] = 600,
) -> Answer:
    """Does this exist, and where? Definitions by name, or a proof that there is none.

    Exact names first; if there are none: `absent`, with what was searched and the nearest names.
    """
    wanted = name.strip()
    if not wanted:
        return Answer("unknown", "no name was given", index.evidence)
    if index.is_empty:
        return not_ready(index)
    places = [] if kind == "file" else list(_places(index, wanted, kind))
    items = list(islice(_items(index, places), limit))
    files = _files(index, wanted) if kind in ("any", "file") else []
    if items or files:
        return _found(index, wanted, places, items, files, limit)
    return _absent(index, wanted, kind, limit)


def not_ready(index: Index) -> Answer:
    """Say that nothing is indexed yet."""
    return Answer(
        "unknown", "the first index is still being made; ask again in some seconds", index.evidence
    )


def _is(each: Definition, kind: str) -> bool:
    return kind in ("any", each.kind) or each.kind in KINDS.get(kind, ())


Place = tuple[str, Definition]


def _places(index: Index, wanted: str, kind: str) -> Iterator[Place]:
    """Yield definitions of just this name; if there are none, those of another case."""
    path, _, anchor = wanted.rpartition("#")
    if "*" in wanted or "?" in wanted:
        matching = _matching(index, path, anchor)
        yield from (place for place in matching if _is(place[1], kind))
        return
    yield from (found := _anchored(index, path, anchor, kind) if path else [])
    for folded in (False, True):
        if not found:
            exact = _without_constructors(_exact(index, path, anchor, folded))
            found = [each for each in exact if _is(each[1], kind)]
            yield from found


def _anchored(index: Index, path: str, anchor: str, kind: str) -> list[Place]:
    """Return what a ref means, also one whose path is only the end of one."""
    name, nth = parted_anchor(anchor)
    found: list[Place] = []
    for each in _paths(index, path):
        if view := index.view(each):
            here = [d for d in named_in(view, name) if _is(d, kind)]
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


def _exact(index: Index, path: str, anchor: str, folded: bool) -> list[Place]:
    qualified = dotted(anchor).split(".")
    # A title has spaces, and its anchor has none.
    titles = {anchor, anchor.replace("-", " ")} - {qualified[-1]} if folded else {anchor}
    found = dict.fromkeys(
        place
        for name in (qualified[-1], *sorted(titles))
        for place in _named(index, name, folded)
        if _fits(place, [*qualified[:-1], name] if name == qualified[-1] else [name], path, folded)
    )
    return list(found)


def _named(index: Index, name: str, folded: bool = False) -> Iterator[Place]:
    found = index.store.named(name, folded=folded, most=MOST_OF_ONE_NAME)
    paths = index.store.paths_of(each.content for each in found)
    for each in found:
        for path in paths.get(each.content, ()):
            yield os.fsdecode(path), each


def _fits(place: Place, qualified: list[str], path: str, folded: bool) -> bool:
    """Tell whether a definition lies where the words before its name say: class, module, file."""
    here, each = place
    if path and here != path and not here.endswith("/" + path):
        return False
    full = [*re.split(r"[/.]", here.rpartition(".")[0]), *each.qualified.split(".")]
    before, around = qualified[:-1], full[:-1]
    if folded:
        before, around = [w.casefold() for w in before], [w.casefold() for w in around]
    around = [word for word in around if word != "__init__"]
    return not before or around[-len(before) :] == before or _in_order(before, around)


def _in_order(words: list[str], around: list[str]) -> bool:
    """Tell whether words stand in order, the last of them at the end: `app.get` for app/x.get."""
    rest = iter(around)
    return around[-1:] == words[-1:] and all(word in rest for word in words[:-1])


def _matching(index: Index, path: str, pattern: str) -> Iterator[Place]:
    """Yield what a pattern with wildcards matches; before a dot it has none."""
    before, _, last = pattern.replace("::", ".").replace("->", ".").rpartition(".")
    match = re.compile(translate(last), re.IGNORECASE).match
    owners = before.split(".") if before else []
    names = sorted(filter(match, set(_like(index, owners, last))))[:CANDIDATES]
    places = [(place, [*owners, name]) for name in names for place in _named(index, name)]
    for folded in (False, True):
        found = [place for place, qualified in places if _fits(place, qualified, path, folded)]
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
    if inside := [each for owner in owners[-1:] for each in _named(index, owner, True)]:
        contents = {each.content for _, each in inside}
        return {each.name for content in contents for each in index.store.definitions(content)}
    return index.store.names_from("", _ALL)


def _items(index: Index, places: Sequence[Place]) -> Iterator[Item]:
    """Yield definitions as they are now, the most leant on first."""
    several = len(places) > 1
    rank = index.store.ranks_of(each.content for _, each in places) if several else {}
    ordered = sorted(
        places,
        key=lambda place: (
            is_test(place[0]),
            -rank.get((place[1].content, place[1].ordinal), 0.0),
            place[0].count("/"),
            place[0],
            place[1].ordinal,
        ),
    )
    yield from (item for path, each in ordered if (item := _item(index, path, each)))


def is_test(path: str) -> bool:
    """Tell by its path whether a file holds tests."""
    return (
        re.search(
            r"(^|/)(tests?|testing|spec)s?(/|_|\.)|(^|/)test_|[_.](test|spec)\.|[a-z\d]Tests?\.",
            path,
        )
        is not None
    )


def _item(index: Index, path: str, each: Definition) -> Item | None:
    """Return a definition where it stands now; None if it is gone since it was indexed."""
    view = index.view(path)
    if view is None:
        return None
    if view.live and each not in view.facts.definitions:
        now = _now(index, view, each)
        if now is None:
            return None
        each = now
    anchor = anchor_of(view, each)
    shown = squeezed(each.signature, SIGNATURE_CHARS)
    return Item(
        f"{path}#{anchor}",
        path,
        each.kind,
        f"{each.kind} #{anchor}: {shown}",
        each.start_line,
        each.end_line,
        each.doc,
        "changed since it was indexed, read again" if view.live else "",
    )


def _now(index: Index, view: View, each: Definition) -> Definition | None:
    """Return what has the place of an indexed definition among those of its name now."""
    before = index.store.definitions(index.tree.contents[view.path])
    at = [d.ordinal for d in before if d.qualified == each.qualified].index(each.ordinal)
    same = [d for d in view.facts.definitions if d.name and d.qualified == each.qualified]
    return same[at] if at < len(same) else None


def _files(index: Index, wanted: str) -> list[Item]:
    """Return the files of this name or path."""
    views = [view for path in _paths(index, wanted)[:CANDIDATES] if (view := index.view(path))]
    return [_file(view) for view in views]


def _file(view: View) -> Item:
    count = "1 line" if view.lines == 1 else f"{view.lines:,} lines"
    return Item(view.path, view.path, "file", f"file, {count}", doc=view.doc)


def _paths(index: Index, wanted: str) -> list[str]:
    """Return the path that is meant, or else those that end so or match."""
    exact = path_of(index, wanted)
    if exact is not None:
        return [exact]
    bare = wanted.removeprefix("./").strip("/")
    paths = index.tree.contents
    if "*" not in bare and "?" not in bare:
        return sorted(path for path in paths if path.endswith("/" + bare) or path == bare)
    match = re.compile(translate(bare)).match
    part = slice(None) if "/" in bare else slice(-1, None)
    return sorted(path for path in paths if match("/".join(path.split("/")[part])))


def _found(
    index: Index,
    wanted: str,
    places: Sequence[Place],
    items: list[Item],
    files: list[Item],
    limit: int,
) -> Answer:
    shown = (items + files)[:limit]
    # Fewer items than asked for means that all places were looked at.
    count = (len(places) if len(items) == limit else len(items)) + len(files)
    what = "1 place" if count == 1 else f"{count:,} places"
    groups = (Group("", tuple(shown), count - len(shown)),)
    pattern = "*" in wanted or "?" in wanted
    several = len({each.qualified for _, each in places}) > 1 and count > 1 and not pattern
    verdict: Literal["found", "ambiguous"] = "ambiguous" if several else "found"
    hints = [f"several; name one, such as {items[0].ref}"] if several else []
    if pattern and len({each.name for _, each in places}) >= CANDIDATES:
        hints.append(f"only the first {CANDIDATES:,} names were looked at; narrow the pattern")
    return Answer(verdict, f"{what} for {wanted[:200]!r}", index.evidence, groups, tuple(hints))


def _absent(index: Index, wanted: str, kind: str, limit: int) -> Answer:
    groups = [
        Group("nearest", tuple(_nearest_items(index, wanted, kind, min(limit, NEAREST)))),
        Group("nearest files", tuple(_nearest_files(index, wanted, kind))),
    ]
    if mentions := _mentions(index, wanted):
        rest = max(0, len(mentions) - 3)
        groups.append(Group("the word stands in", tuple(mentions[:3]), rest))
    what = f"no {'definition' if kind == 'any' else kind} {wanted[:100]!r}"
    shown = tuple(group for group in groups if group.items)
    if not index.evidence.is_whole:
        return Answer("unknown", f"{what} so far", index.evidence, shown)
    return Answer("absent", what, index.evidence, shown)


def _nearest_items(index: Index, wanted: str, kind: str, most: int) -> list[Item]:
    """Return the nearest definitions of a kind; of another kind only one of just this name."""
    near = nearest(index, wanted)
    name = dotted(wanted.rpartition("#")[2]).rpartition(".")[2].casefold()
    of_kind = [each for each in near if _is(each[1], kind)]
    near = [each for each in near if each in of_kind or each[1].name.casefold() == name]
    order = {each.name: at for at, (_, each) in enumerate(near)}
    items = [(order[each.name], item) for path, each in near if (item := _item(index, path, each))]
    return [item for _, item in sorted(items, key=lambda pair: pair[0])][:most]


def _nearest_files(index: Index, wanted: str, kind: str) -> list[Item]:
    """Return files named nearly so, or just so but for the ending: `api` for `src/api.py`."""
    if kind not in ("any", "file"):
        return []
    bare = wanted[:LONGEST_NAME].rpartition("#")[0] or wanted[:LONGEST_NAME]
    stems = [p for p in index.tree.contents if posixpath.basename(p).partition(".")[0] == bare]
    is_path = (kind == "file" or "/" in bare or "#" in wanted) and not _paths(index, bare)
    alike = paths_like(index, bare) if is_path else []
    views = (index.view(path) for path in [*sorted(stems), *alike][:3])
    return [_file(view) for view in views if view]


def _mentions(index: Index, wanted: str) -> list[Item]:
    """Return the files that hold the words without defining them."""
    words = re.findall(r"\w{3,}", wanted[:LONGEST_NAME])
    contents = index.store.with_words(words[:8]) if words and index.store.searchable() else []
    paths = index.store.paths_of(contents)
    found = sorted(os.fsdecode(path) for these in paths.values() for path in these)
    return [Item(path, path, "file", "") for path in found]


def nearest(index: Index, wanted: str) -> list[Place]:
    """Return the definitions of the nearest names; members of what it should be in come first."""
    path, _, anchor = wanted[-LONGEST_NAME:].rpartition("#")
    owner, _, name = dotted(anchor).rpartition(".")
    found = _members(index, path, owner, name) if owner else []
    names = similar(index, name or wanted[-LONGEST_NAME:])
    elsewhere = [place for each in names for place in list(_named(index, each))[:3]]
    return found[:3] + [place for place in elsewhere if place not in found[:3]]


def _members(index: Index, path: str, owner: str, name: str) -> list[Place]:
    """Return the members of a class that exists, those most like a name first."""
    found: list[tuple[float, Place]] = []
    owners = _exact(index, path, owner, False) or _exact(index, path, owner, True)
    for here, each in owners[:CANDIDATES]:
        found += [
            (_likeness(name, member.name), (here, member))
            for member in index.store.definitions(each.content)
            if member.name and member.qualified == f"{each.qualified}.{member.name}"
        ]
    alike = sorted(found, key=lambda scored: -scored[0])
    return [place for score, place in alike if score > 45]


def similar(index: Index, name: str, most: int = 10) -> list[str]:
    """Return names like a name, the most alike first."""
    if not name or not index.store.searchable():
        return []
    typed = process.extract(
        name.casefold(),
        {each: each.casefold() for each in _mistyped(index, name)},
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=0.5,
        limit=SCORED,
    )
    candidates = {each for _, _, each in typed} | set(_reworded(index, name))
    scored = sorted((-_likeness(name, each), each) for each in candidates)
    return [each for score, each in scored if -score > 55][:most]


def _mistyped(index: Index, name: str) -> Iterator[str]:
    """Yield names that a name with one typing error may mean.

    By the pigeonhole principle one letter too many, left out or replaced leaves the first or the
    last half as it was; two that are swapped in the middle leave what stands around them.
    """
    folded, middle = name.casefold(), len(name) // 2
    for length in range(len(name) - 1, len(name) + 2):
        start = folded[: middle - (length == len(name))]
        yield from index.store.names_of_length(length, start, folded[middle + 1 :], HALVES)


def _reworded(index: Index, name: str) -> Iterator[str]:
    """Yield names that hold a name, or its words in whatever order."""
    store = index.store
    yield from store.names_from(name, SCORED)
    yield from store.names_with([name], SCORED)
    words = [word for word in parts(name) if len(word) > 2]
    if len(words) > 1:
        yield from store.names_with(words, SCORED)
        for word in words[:4]:
            yield from store.names_with([word], SCORED // 2)


def _likeness(name: str, other: str) -> float:
    """Score from 0 to 100: typing errors first, then the same words in another order or style."""
    a, b = name.casefold(), other.casefold()
    typed = 100 * DamerauLevenshtein.normalized_similarity(a, b)
    words = fuzz.token_set_ratio(
        " ".join(parts(name)).casefold(), " ".join(parts(other)).casefold()
    )
    held = 88.0 if a in b or (b in a and len(b) > 3) else 0.0
    return max(typed, 0.9 * words, held - abs(len(a) - len(b)) * 0.5)
