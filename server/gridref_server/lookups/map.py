"""What is here?"""

import os
import posixpath
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import Annotated

from gridref_indexers.store import Definition
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index, View
from gridref_server.naming import PROSE_AND_DATA, is_aside, meant
from gridref_server.parameters import Says
from gridref_server.refs import NoTarget, Target, anchor_of, is_folder, no_target, not_ready
from gridref_server.render import CHARS_PER_TOKEN, text, tokens

# Names of locals and of data are in a map only when there is room for all.
MINOR = frozenset(["variable", "field", "constant", "key", "enum_member"])
FUNCTIONS = frozenset(["function", "method", "constructor"])
FILES_IN_A_FOLDER = 40
# No row takes less, so there is no need to lay out more rows than fit at that.
ROW_TOKENS = 4
# An indent, a line and a space, and the end of the row: no row has less beside its signature.
_BESIDE_SIGNATURE = 5


def map_(
    index: Index,
    path: Annotated[
        str,
        Says(
            "Folder, file, `file#Class` or a name; empty for the whole repository",
            example="src/app",
        ),
    ] = "",
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 1000,
) -> Answer:
    """What is here? The most important definitions of a repository, folder, file or class.

    Ranked by how much the rest of the code leans on them, with signatures, down to the budget.
    """
    if index.is_empty:
        return not_ready(index)
    wanted = path.strip().removeprefix("./").rstrip("/")
    if wanted in ("", "."):
        return _folder(index, "", budget)
    if is_folder(index, wanted):
        return _folder(index, wanted, budget)
    target = meant(index, wanted)
    if isinstance(target, NoTarget):
        return no_target(index, target)
    return _file(index, target, budget)


def _fits(answer: Answer, budget: int) -> bool:
    return tokens(text(answer)) <= budget


def _first_that_fits(answers: Iterator[Answer], budget: int) -> Answer:
    """Return the fullest answer that fits, or the barest one."""
    answer = next(answers)
    while not _fits(answer, budget):
        barer = next(answers, None)
        if barer is None:
            break
        answer = barer
    return answer


# One file or class


def _file(index: Index, target: Target, budget: int) -> Answer:
    view = target.view
    name = target.definition.qualified if target.definition else view.path
    first, last = _span(view, target)
    if not last:
        return Answer("found", f"{name}, an empty file", index.evidence)
    inside = _inside(view, target)
    each = target.definition
    cost = tokens(view.text_of(each) if each else view.text(first, last))
    count = "1 definition" if len(inside) == 1 else f"{len(inside):,} definitions"
    what = f"{name}, lines {first}-{last}, {count}; to read it all ~{cost:,} tokens"
    return _first_that_fits(_outlines(index, view, inside, what, budget), budget)


def _span(view: View, target: Target) -> tuple[int, int]:
    if target.definition:
        return target.definition.start_line, target.definition.end_line
    return target.lines or (1, view.lines)


def _inside(view: View, target: Target) -> list[Definition]:
    around = target.definition
    if around is None:
        first, last = _span(view, target)
        found = view.facts.definitions
        return [each for each in found if each.start_line <= last and each.end_line >= first]
    return [
        each
        for each in view.facts.definitions
        if each.start_byte >= around.start_byte and each.end_byte <= around.end_byte
    ]


def _outlines(
    index: Index, view: View, inside: Sequence[Definition], what: str, budget: int
) -> Iterator[Answer]:
    """Yield outlines with less and less: docs, minor things, the private, the little used."""
    local = _in_functions(view)
    main = [each for each in inside if each.kind not in MINOR and each.ordinal not in local]
    public = [each for each in main if each.exported]
    # One outline after the other has much the same rows.
    row = cache(partial(_row, view))
    room = int(budget * CHARS_PER_TOKEN)

    def may_fit(chosen: Sequence[Definition], *, docs: bool = False) -> bool:
        heads = sum(len(each.signature) + _BESIDE_SIGNATURE for each in chosen)
        return heads + (sum(len(each.doc) for each in chosen) if docs else 0) <= room

    def outline(chosen: Sequence[Definition], *, docs: bool = False) -> Answer:
        left = len(inside) - len(chosen)
        hint = f"{left} lesser ones left out; map {view.path}#NAME or raise budget"
        group = Group("", tuple(row(each, docs) for each in chosen))
        return Answer("found", what, index.evidence, (group,), (hint,) if left else ())

    for chosen, docs in ((inside, True), (main, True), (inside, False), (main, False)):
        if len(chosen) <= budget // ROW_TOKENS and may_fit(chosen, docs=docs):
            yield outline(chosen, docs=docs)
    ranked = sorted(public or main or inside, key=lambda each: -_weight(index, view, each))
    share = min(len(ranked), budget // ROW_TOKENS)
    while True:
        share = share * 3 // 4
        chosen = sorted(ranked[:share], key=lambda each: each.ordinal)
        if share <= 1 or may_fit(chosen):
            yield outline(chosen)
        if share <= 1:
            return


def _in_functions(view: View) -> set[int]:
    functions = {each.ordinal for each in view.definitions if each.kind in FUNCTIONS}
    inside = view.facts.inside(functions)
    return {at for at in inside if view.facts.definitions[at].parent in inside}


def _weight(index: Index, view: View, each: Definition) -> float:
    depth = each.qualified.count(".")
    return index.rank.get((view.path, each.ordinal), 0.0) + 1e-9 / (1 + depth)


def _row(view: View, each: Definition, docs: bool) -> Item:
    # Members may stand outside of what they belong to; the parts of a package's name do not nest.
    by_place = each.kind in ("section", "namespace")
    depth = min(_level(view, each) if by_place else each.qualified.count("."), 6)
    text = each.signature if each.kind != "section" else f"{each.signature} #{each.qualified}"
    return Item(
        f"{view.path}#{anchor_of(view, each)}",
        view.path,
        each.kind,
        text,
        each.start_line,
        each.end_line,
        each.doc if docs else "",
        depth=depth,
    )


def _level(view: View, each: Definition) -> int:
    level = 0
    while each.parent >= 0:
        each, level = view.facts.definitions[each.parent], level + 1
    return level


# A folder, or all of it


def _folder(index: Index, folder: str, budget: int) -> Answer:
    below = [p for p in index.tree.contents if not folder or p.startswith(folder + "/")]
    name = f"{folder}/" if folder else "the repository"
    what = f"{name}, {_files(len(below))}"
    return _first_that_fits(_overviews(index, folder, below, what), budget)


def _overviews(index: Index, folder: str, below: list[str], what: str) -> Iterator[Answer]:
    """Yield overviews with fewer and fewer definitions beside the same layout."""
    layout = _layout(index, folder, below)
    top = _ranked(index, below)
    for most in (60, 40, 28, 20, 14, 10, 6, 3, 0):
        groups = [Group("layout", tuple(layout), 0)]
        if chosen := top[:most]:
            groups.append(Group("most leant on", tuple(_by_file(index, chosen))))
        hint = "map a folder or file for more of it"
        yield Answer("found", what, index.evidence, tuple(groups), (hint,))
    for most in (20, 10, 5):
        group = Group("layout", tuple(layout[:most]), max(0, len(layout) - most))
        yield Answer("found", what, index.evidence, (group,), ("map a folder for more of it",))


def _layout(index: Index, folder: str, below: list[str]) -> list[Item]:
    """Return what lies right in a folder: folders with how much they hold, then files."""
    counts: dict[str, int] = {}
    weights: dict[str, float] = {}
    start = len(folder) + 1 if folder else 0
    weight_of = _file_weights(index)
    for path in below:
        head, slash, _ = path[start:].partition("/")
        key = head + slash
        counts[key] = counts.get(key, 0) + 1
        weights[key] = weights.get(key, 0.0) + weight_of.get(path, 0.0)
    ordered = sorted(counts, key=lambda key: (not key.endswith("/"), -weights[key], key))
    shown, rest = ordered[:FILES_IN_A_FOLDER], ordered[FILES_IN_A_FOLDER:]
    shown = [key for key in shown if _is_there(index, posixpath.join(folder, key))]
    items = [
        Item(
            posixpath.join(folder, key),
            "",
            "folder" if key.endswith("/") else "file",
            f"{key} {_files(counts[key])}" if key.endswith("/") else key,
        )
        for key in shown
    ]
    if rest:
        items.append(Item(folder, "", "folder", f"… and {len(rest)} more"))
    return items


def _is_there(index: Index, path: str) -> bool:
    """Tell whether a path of the index is still there; nothing is opened for that."""
    return os.path.lexists(os.path.join(index.root, os.fsencode(path)))


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _file_weights(index: Index) -> dict[str, float]:
    weights: dict[str, float] = {}
    for (path, _), rank in index.rank.items():
        weights[path] = weights.get(path, 0.0) + rank
    return weights


def _ranked(index: Index, below: list[str]) -> list[tuple[str, int]]:
    """Return the definitions below a folder that most leans on, tests and what is built last."""
    here = set(below)
    found = [
        (is_aside(path), -rank, path, ordinal)
        for (path, ordinal), rank in index.rank.items()
        if ordinal >= 0 and path in here
    ]
    ranked = ((path, ordinal) for _, _, path, ordinal in sorted(found))
    return list(islice((each for each in ranked if _stands_alone(index, *each)), 60))


def _stands_alone(index: Index, path: str, ordinal: int) -> bool:
    """Tell whether a definition is of use to others: no data, and nothing inside a function."""
    file = index.facts(path)
    each = file.definitions[ordinal] if file and ordinal < len(file.definitions) else None
    if file is None or each is None or not each.name:
        return False
    # A constant such as `PY311` is leant on by much, and says little of what is here.
    if each.kind in PROSE_AND_DATA or each.kind in MINOR:
        return False
    if each.kind == "namespace" and each.start_line == each.end_line:
        return False  # what a file says of where it belongs
    inner = file.definitions[ordinal].parent
    return all(file.definitions[at].kind not in FUNCTIONS for at in file.scopes(inner))


def _by_file(index: Index, chosen: list[tuple[str, int]]) -> Iterator[Item]:
    """Yield rows file by file, the files in the order of their first definition."""
    files = list(dict.fromkeys(path for path, _ in chosen))
    for path in files:
        if view := index.view(path):
            ordinals = sorted(ordinal for other, ordinal in chosen if other == path)
            yield from (_short(view, each) for each in _now(index, view, ordinals))


def _now(index: Index, view: View, ordinals: Sequence[int]) -> Iterator[Definition]:
    """Yield definitions of the index as they are now, without those that are gone."""
    if not view.live:
        yield from (view.facts.definitions[at] for at in ordinals)
        return
    indexed = index.store.definitions(index.tree.contents[view.path])
    wanted = {indexed[at].qualified for at in ordinals}
    yield from (each for each in view.facts.definitions if each.name and each.qualified in wanted)


def _short(view: View, each: Definition) -> Item:
    row = _row(view, each, False)
    return Item(row.ref, row.path, row.kind, each.signature[:120], row.start_line)
