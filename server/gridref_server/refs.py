"""Refs: what every answer carries and every lookup takes. `path#name`, `path:from-to`, `path`."""

import os
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.normal import dotted
from gridref_indexers.store import Definition
from gridref_server.answer import Answer, Verdict
from gridref_server.index import Index, View
from gridref_server.parameters import short

_LINES = re.compile(r":(\d{1,9})(?:-(\d{1,9}))?\Z")
_NTH = re.compile(r"~(\d{1,6})\Z")
# No name is longer; what is goes no further into a search for the nearest.
LONGEST_NAME = 300
_MOST_HASHES = 20


@dataclass(frozen=True)
class Target:
    """What a ref names: a file, lines of it, or a definition in it."""

    view: View
    definition: Definition | None = None
    lines: tuple[int, int] | None = None


@dataclass(frozen=True)
class NoTarget:
    """A ref that names nothing, or several things; `near` are refs that do name something.

    `needs` is the package that must be read before it can be told.
    """

    why: str
    near: tuple[str, ...] = ()
    ambiguous: bool = False
    needs: str = ""


def not_ready(index: Index) -> Answer:
    """Say that nothing is indexed yet, and why if that is known."""
    making = "the first index is still being made; ask again in some seconds"
    return Answer("unknown", index.evidence.stale or making, index.evidence)


def no_target(index: Index, missed: NoTarget) -> Answer:
    """Answer for a ref that names nothing, or several things."""
    hints = tuple(f"try {ref}" for ref in missed.near)
    verdict: Verdict = "ambiguous" if missed.ambiguous else "absent"
    if missed.needs:
        hints = (*hints, "it is read on this first need; ask again in some seconds")
        return Answer("unknown", missed.why, index.evidence, (), hints, (missed.needs,))
    return Answer(verdict, missed.why, index.evidence, (), hints)


def ref_of(view: View, each: Definition) -> str:
    """Return the ref of a definition; of several with one name all but the main one have `~2`."""
    return f"{view.shown}#{anchor_of(view, each)}"


def anchor_of(view: View, each: Definition) -> str:
    """Return what stands behind the `#`."""
    same = _ordinals(view.facts).get(each.qualified, ())
    if len(same) < 2:  # as nearly all
        return each.qualified
    return _anchor([view.definitions[at] for at in same], each)


def anchor_in(definitions: Sequence[Definition], each: Definition) -> str:
    """Return the same where only the definitions of the file are known."""
    return _anchor(
        [one for one in definitions if one.name and one.qualified == each.qualified], each
    )


def _anchor(same: Sequence[Definition], each: Definition) -> str:
    if not each.name or each.ordinal == _main(same).ordinal:
        return each.qualified
    return f"{each.qualified}~{[one.ordinal for one in same].index(each.ordinal) + 1}"


def _main(same: Sequence[Definition]) -> Definition:
    """Return the one of several that is meant by the bare name: not an overload, but its body.

    What a namespace adds to a function or a class of its name is said with that.
    """
    things = [each for each in same if each.kind != "namespace"] or same
    return max(things, key=lambda each: (each.end_line - each.start_line, -each.ordinal))


@lru_cache(maxsize=256)
def _ordinals(facts: FileFacts) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in facts.definitions:
        if each.name:  # a scope that only lends its name, as `impl Foo` does, is none of several
            found.setdefault(each.qualified, []).append(each.ordinal)
    return found


def path_of(index: Index, text: str) -> str | None:
    """Return the path that is meant by a path as printed; None if the index has no such file."""
    path = text.removeprefix("./").rstrip("/")
    if path in index.tree.contents:
        return path
    return index.shown.get(path)


def resolve(index: Index, ref: str) -> Target | NoTarget:
    """Return what a ref names now."""
    whole, anchor = _parted(index, ref)
    if not whole:
        return NoTarget(f"{short(ref)} names no file; write path#name")
    lines = _LINES.search(whole) if path_of(index, whole) is None else None
    path = _path_in(index, whole)
    if path is None:
        return _no_file(index, whole, anchor)
    view = index.view(path)
    if view is None:
        return NoTarget(f"{index.prefix}{path} is gone since it was indexed")
    if anchor:
        return _definition(view, anchor)
    if lines:
        return _lines(view, int(lines[1]), int(lines[2] or lines[1]))
    return Target(view)


def _parted(index: Index, ref: str) -> tuple[str, str]:
    """Part a ref into path and anchor; a path may hold a `#` itself."""
    # Blanks at the ends are a slip of the pen, unless there is a path with them.
    for text in dict.fromkeys((ref, ref.strip())):
        pieces = text.split("#", _MOST_HASHES)
        for at in range(len(pieces), 0, -1):
            path = "#".join(pieces[:at])
            if _path_in(index, path) is not None:
                return path, "#".join(pieces[at:])
    path, _, anchor = ref.strip().partition("#")
    return path, anchor


def _path_in(index: Index, text: str) -> str | None:
    """Return the path that a path as printed means, also one with lines behind it."""
    path, lines = path_of(index, text), _LINES.search(text)
    return path_of(index, text[: lines.start()]) if path is None and lines else path


def _lines(view: View, first: int, last: int) -> Target | NoTarget:
    if not 1 <= first <= last or first > max(view.lines, 1):
        near = (f"{view.shown}:1-{view.lines}",) if view.lines else ()
        return NoTarget(f"{view.shown} has {view.lines} lines", near)
    return Target(view, lines=(first, min(last, view.lines)))


def _no_file(index: Index, path: str, anchor: str) -> NoTarget:
    folder = path.removeprefix("./").rstrip("/")
    if is_folder(index, folder):
        return NoTarget(f"{folder} is a folder; map it, or name a file in it")
    if why := left_out(index, folder):
        return NoTarget(why)
    suffix = f"#{anchor}" if 0 < len(anchor) <= LONGEST_NAME else ""
    near = tuple(f"{each}{suffix}" for each in paths_like(index, path)[:3])
    return NoTarget(f"no file {path[:200]!r} in the index", near or _folders_like(index, folder))


def left_out(index: Index, path: str) -> str:
    """Say why a file, or a folder that it lies in, is left out of the index; '' if it is not."""
    parts = os.fsencode(path).split(b"/")
    for size in range(len(parts), 0, -1):
        row = index.store.file(b"/".join(parts[:size]))
        if row and row.left_out:
            return f"{os.fsdecode(row.path)} is left out of the index: {row.left_out}"
    return ""


def is_folder(index: Index, path: str) -> bool:
    """Tell whether there are files below a path."""
    return path in index.tree.folders or path in index.tree.above


def _folders_like(index: Index, path: str) -> tuple[str, ...]:
    return tuple(f"{each}/" for each in alike(path[:1000], index.tree.folders) if each)


def alike(text: str, among: Iterable[str], *, in_part: bool = False) -> list[str]:
    """Return at most three texts that are spelt alike, or that a text is like a part of."""
    # Loaded where nothing was found: to load it takes longer than most questions.
    from rapidfuzz import fuzz, process

    scorer, least = (fuzz.WRatio, 50) if in_part else (fuzz.ratio, 60)
    found = process.extract(
        text, list(among), scorer=scorer, limit=3, score_cutoff=least, processor=str.casefold
    )
    return [each for each, *_ in found]


def paths_like(index: Index, path: str) -> list[str]:
    """Return the paths that end so, or else have that file name, or else are spelt alike."""
    paths, name = list(index.tree.contents), posixpath.basename(path)
    ending = [each for each in paths if each.endswith("/" + path.lstrip("./"))]
    if found := ending or [each for each in paths if posixpath.basename(each) == name]:
        return sorted(found)
    return alike(path[:1000], paths)


def _definition(view: View, anchor: str) -> Target | NoTarget:
    name, nth = parted_anchor(anchor)
    found = named_in(view, name)
    if nth > len(found) and found:
        near = tuple(ref_of(view, each) for each in found[:3])
        return NoTarget(f"{view.shown} has {len(found)} of {name[:100]!r}, no number {nth}", near)
    if not found and (lines := _of_requirement(view, anchor)):
        return Target(view, lines=lines)
    if nth:
        return Target(view, found[nth - 1]) if found else _nearest(view, name)
    if not found:
        return _nearest(view, name)
    if len({each.qualified for each in found}) > 1:
        refs = tuple(ref_of(view, each) for each in found[:8])
        return NoTarget(f"{len(found)} things in {view.shown} are called {name!r}", refs, True)
    return Target(view, _main(found))


def _of_requirement(view: View, anchor: str) -> tuple[int, int] | None:
    """Return the lines of a requirement, which may be an item that is no section: `FR-001`."""
    from gridref_indexers.specs.formats import format_of

    format = format_of(view.path)
    if format is None:
        return None
    from gridref_indexers.specs.reader import spec

    said = spec(format, view.source, view.definitions)
    for each in said.entries if said else ():
        if anchor in (each.id, *each.names):
            return each.start_line, each.end_line
    return None


def parted_anchor(anchor: str) -> tuple[str, int]:
    """Part `name~2` into the name and the number, 0 if there is none; C++ has names with a `~`."""
    nth = _NTH.search(anchor)
    return (anchor[: nth.start()], int(nth[1])) if nth else (anchor, 0)


def named_in(view: View, name: str) -> list[Definition]:
    """Return the definitions of a qualified name in a file, or else those of a bare one."""
    names = (name, dotted(name) if "/" not in name else name)
    found = [each for each in view.definitions if each.name and each.qualified in names]
    return found or [each for each in view.definitions if each.name in names]


def _nearest(view: View, name: str) -> NoTarget:
    names = sorted({each.qualified for each in view.definitions if each.name})
    near = alike(dotted(name[:LONGEST_NAME]), names, in_part=True)
    refs = tuple(f"{view.shown}#{each}" for each in near)
    return NoTarget(f"{view.shown} has no {name[:100]!r}", refs)
