"""Does this exist, and where?"""

import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Annotated, Literal

from gridref_indexers.languages import languages
from gridref_indexers.normal import dotted, squeezed
from gridref_indexers.store import Definition
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index, View
from gridref_server.lookups.elsewhere import of_ref, with_packages
from gridref_server.naming import (
    CANDIDATES,
    Name,
    Place,
    Reached,
    anchored,
    as_written,
    exact,
    matching,
    ordered,
    parsed,
    paths,
    reached,
    without_frills,
)
from gridref_server.parameters import Says
from gridref_server.refs import LONGEST_NAME, anchor_of, left_out, not_ready, paths_like

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
    if answer := of_ref(index, wanted):
        return answer
    own = _own(index, wanted, kind, limit)
    is_of_code = kind not in ("file", "section") and not parsed(index, wanted).is_pattern
    return with_packages(index, own, wanted, limit) if is_of_code else own


def _own(index: Index, wanted: str, kind: Kind, limit: int) -> Answer:
    """Answer from the project alone."""
    named = parsed(index, wanted)
    places = [] if kind == "file" else _places(index, named, kind)
    items = list(islice(_items(index, places), limit))
    files = _files(index, wanted) if kind in ("any", "file") else []
    if items or files:
        return _found(index, wanted, places, items, files, limit)
    other = (
        Reached() if kind == "file" or named.is_pattern else reached(index, without_frills(named))
    )
    if by_way := _by_way(index, wanted, kind, other):
        return by_way
    unclear = other.unclear or left_out(index, wanted.removeprefix("./").rstrip("/"))
    return _absent(index, wanted, named, kind, limit, unclear)


def _by_way(index: Index, wanted: str, kind: str, other: Reached) -> Answer | None:
    """Answer with what is known by this name although it is not its own."""
    places = [each for each in other.places if _is(each[1], kind)]
    items = list(_items(index, places))
    files = [_file(view) for path in other.paths if kind == "any" and (view := index.view(path))]
    if not items and not files:
        return None
    what = f"{wanted[:200]!r} {'leads here' if items else 'is a module'}"
    return Answer("found", what, index.evidence, (Group("", (*items, *files)),))


def _is(each: Definition, kind: str) -> bool:
    return kind in ("any", each.kind) or each.kind in KINDS.get(kind, ())


def _places(index: Index, name: Name, kind: str) -> list[Place]:
    """Return the definitions of just this name; if there are none, those of another case."""
    if name.is_pattern:
        # `operator*` and `What is new in 2.1?` are names, too.
        either = dict.fromkeys((*as_written(index, name), *matching(index, name)))
        return [each for each in either if _is(each[1], kind)]
    plain = without_frills(name)
    for spelt in (name, plain) if plain != name else (name,):
        for look in (anchored, exact, partial(exact, folded=True)):
            if of_kind := [each for each in look(index, spelt) if _is(each[1], kind)]:
                return of_kind
    return []


def _items(index: Index, places: Sequence[Place]) -> Iterator[Item]:
    """Yield definitions as they are now, the most leant on first."""
    found = ordered(index, places)
    yield from (item for path, each in found if (item := _item(index, path, each)))


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
    views = [view for path in paths(index, wanted)[:CANDIDATES] if (view := index.view(path))]
    return [_file(view) for view in views]


def _file(view: View) -> Item:
    count = "1 line" if view.lines == 1 else f"{view.lines:,} lines"
    return Item(view.path, view.path, "file", f"file, {count}", doc=view.doc)


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


def _absent(index: Index, wanted: str, name: Name, kind: str, limit: int, unclear: str) -> Answer:
    groups = [
        Group("nearest", tuple(_nearest_items(index, name, kind, min(limit, NEAREST)))),
        Group("nearest files", tuple(_nearest_files(index, wanted, kind))),
    ]
    mentions = _mentions(index, wanted)
    groups.append(Group("the word stands in", tuple(mentions[:3]), max(0, len(mentions) - 3)))
    if broken := next((each for each in mentions if each.note), None):
        unclear = unclear or f"{broken.path} holds the word and has syntax errors"
    what = f"no {'definition' if kind == 'any' else kind} {wanted[:100]!r}"
    shown = tuple(group for group in groups if group.items)
    if not index.evidence.is_whole:
        so_far = " so far" if index.evidence.pending else ""
        return Answer("unknown", f"{what}{so_far}", index.evidence, shown)
    if unclear:
        return Answer("unknown", f"{what} here, but {unclear}", index.evidence, shown)
    return Answer("absent", what, index.evidence, shown)


def _nearest_items(index: Index, name: Name, kind: str, most: int) -> list[Item]:
    """Return the nearest definitions of a kind; of another kind only one of just this name."""
    # Loaded where nothing was found: to load it takes longer than most questions.
    from gridref_server.nearest import nearest

    last = dotted(name.anchor).rpartition(".")[2].casefold()
    items = (
        item
        for path, each in nearest(index, name)
        if (_is(each, kind) or each.name.casefold() == last) and (item := _item(index, path, each))
    )
    return list(islice(items, most))


def _nearest_files(index: Index, wanted: str, kind: str) -> list[Item]:
    """Return files named nearly so, or just so but for the ending: `api` for `src/api.py`."""
    if kind not in ("any", "file"):
        return []
    bare = wanted[:LONGEST_NAME].rpartition("#")[0] or wanted[:LONGEST_NAME]
    stems = index.tree.by_stem.get(bare, [])
    is_path = (kind == "file" or "/" in bare or "#" in wanted) and not paths(index, bare)
    alike = paths_like(index, bare) if is_path else []
    views = (index.view(path) for path in [*sorted(stems), *alike][:3])
    return [_file(view) for view in views if view]


def _mentions(index: Index, wanted: str) -> list[Item]:
    """Return the files that hold the words without defining them."""
    words = re.findall(r"\w{3,}", wanted[:LONGEST_NAME])
    contents = index.store.with_words(words[:8]) if words and index.store.searchable() else []
    found = sorted(
        (not _may_define(index, content), os.fsdecode(path))
        for content, these in index.store.paths_of(contents).items()
        for path in these
    )
    return [
        Item(path, path, "file", "", note="" if not_here else _BROKEN) for not_here, path in found
    ]


_BROKEN = "has syntax errors"


def _may_define(index: Index, content: int) -> bool:
    """Tell whether a content may define what was not seen in it: broken code, not data or text."""
    each = index.store.content(content)
    language = languages().get(each.language)
    return bool(each.outcome == "broken" and language and language.modules.candidates)
