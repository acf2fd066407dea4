"""What code has to do with a requirement: what implements it, what tests it, by what evidence."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from gridref_indexers.specs.entry import LEADS, UPWARD, Link
from gridref_indexers.specs.globs import is_glob, matcher
from gridref_indexers.specs.ids import kind_of, normalized
from gridref_indexers.specs.markers import COMMENT, Marker, id_of_test, markers
from gridref_indexers.store import Definition
from gridref_server.index import Index, View
from gridref_server.naming import PROSE_AND_DATA, is_test
from gridref_server.refs import NoTarget, anchor_of, resolve
from gridref_server.specs.corpus import Corpus, Place
from gridref_server.specs.governing import names_path, owner_of, resolved, whole_globs

# Files that have a word of a marker are read for markers, so many of them.
MOST_FILES = 5_000
_MOST_OF_A_NAME = 3
_ID_START = re.compile(r"([a-z]+)(?:-[a-z0-9]+)*-\d+")
_MOST_STARTS = 40
_ID_WORDS = ("requirement", "requirements", "satisfies", "verifies", "covers", "implements")


@dataclass(frozen=True)
class Evidence:
    """A place in code, or another entry, that has to do with a requirement.

    `relation` is `implements`, `tests`, `covers`, or `names` for code that is told of in passing;
    `suspect` says what is doubtful of it.
    """

    relation: str
    ref: str
    path: str
    text: str
    line: int
    origin: str
    why: str
    suspect: str = ""


@dataclass(frozen=True)
class Marked:
    """A marker of a file, with what it is taken to mean."""

    path: str
    marker: Marker
    means: tuple[Place, ...]

    @property
    def is_sure(self) -> bool:
        """Tell whether it names just one requirement."""
        return len(self.means) == 1


class Trace:
    """All markers of a repository against all specs of it."""

    def __init__(self, index: Index, specs: Corpus) -> None:
        self.index = index
        self.specs = specs
        self.marked = tuple(_marked(index, specs))
        self.by_ref: dict[str, list[Marked]] = {}
        for each in self.marked:
            for place in each.means:
                self.by_ref.setdefault(place.ref, []).append(each)
        self.kinds = frozenset(map(kind_of, specs.named))
        self.covering: dict[str, list[tuple[Place, Link]]] = {}
        for place in specs.places():
            for link in place.entry.links:
                if link.kind in UPWARD and place.spec.role != "archive":
                    for other in resolved(specs, link.target, place.path):
                        if other.ref != place.ref:
                            self.covering.setdefault(other.ref, []).append((place, link))

    def of(self, place: Place) -> list[Evidence]:
        """Return what has to do with a requirement or with a part of it, the surest first."""
        found: dict[tuple[str, str], Evidence] = {}
        for part in (place, *place.inside):
            for each in self._of_one(part):
                _ = found.setdefault((each.relation, each.ref), each)
        return list(found.values())

    def _of_one(self, place: Place) -> Iterator[Evidence]:
        for each in self.by_ref.get(place.ref, ()):
            yield _of_marker(self.index, each)
        for link in place.entry.links:
            yield from _of_link(self.index, place, link)
        for link in place.spec.links:
            if link.kind in ("targets", "tested by") and place.entry.parent < 0:
                yield from _of_link(self.index, place, link)
        for other, _ in self.covering.get(place.ref, ()):
            entry = other.entry
            state = f", {entry.status}" if entry.status else ""
            if entry.kind == "task":
                yield from _of_task(self.index, other)
            yield Evidence(
                "tests" if entry.kind == "test" else "covers", other.ref, other.path,
                f"#{entry.id} {entry.title}", entry.start_line, "spec",
                f"{entry.kind} that names it{state}",
            )  # fmt: skip


_kept: "WeakKeyDictionary[Corpus, Trace]" = WeakKeyDictionary()
_read: "WeakKeyDictionary[Index, dict[bytes, tuple[Marker, ...]]]" = WeakKeyDictionary()


def trace(index: Index, specs: Corpus) -> Trace:
    """Return the trace of a corpus, made once for one state of the repository."""
    if specs not in _kept:
        _kept[specs] = Trace(index, specs)
    return _kept[specs]


def _marked(index: Index, specs: Corpus) -> Iterator[Marked]:
    known = _read.setdefault(index, {})
    for path in _candidates(index, specs):
        content = index.store.content(index.tree.contents[path])
        if content.hash not in known:
            text = index.source(path).decode("utf-8", "replace")
            known[content.hash] = tuple(markers(text))
        for marker in known[content.hash]:
            means = tuple(resolved(specs, marker.target))
            if marker.tool != COMMENT or len(means) == 1:
                yield Marked(path, marker, means)
    yield from _by_test_names(index, specs)


def _candidates(index: Index, specs: Corpus) -> list[str]:
    """Return the files that may hold markers, by the words that a marker has."""
    names = list(specs.named)
    words = ["req"]
    if any("~" in name for name in names):
        words += ["impl", *{f"{kind}test" for kind in ("u", "i", "s", "a", "b")}, "test"]
    if any(format.name == "StrictDoc" for format in specs.formats.values()):
        words.append("relation")
    if any(format.name == "sphinx-needs" for format in specs.formats.values()):
        words.append("need")
    if starts := {each[1] for name in names if (each := _ID_START.fullmatch(name))}:
        words += [*_ID_WORDS, *sorted(starts)[:_MOST_STARTS]]
    contents = {number for word in words for number in index.store.with_words([word])}
    paths = index.store.paths_of(contents)
    found = sorted(os.fsdecode(path) for each in paths.values() for path in each)
    # What prose says of a marker is an example of one.
    return [path for path in found if not _is_prose(index, path)][:MOST_FILES]


def _is_prose(index: Index, path: str) -> bool:
    language = index.tree.language(path)
    return language is None or bool(language.sections)


def _by_test_names(index: Index, specs: Corpus) -> Iterator[Marked]:
    """Yield tests whose name holds an id, as `test_fr_001_expired` does."""
    starts = {
        name.rpartition("-")[0].replace("-", "_")
        for name in specs.named
        if re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d+", name)
    }
    for start in sorted(starts)[:200]:
        for name in index.store.names_from(f"test_{start}_", 2_000):
            id = id_of_test(name)
            means = tuple(resolved(specs, id)) if id and normalized(id) in specs.named else ()
            for path, each in index.named(name) if means else ():
                yield Marked(path, Marker("test name", id, "tests", each.start_line), means)


def _of_marker(index: Index, each: Marked) -> Evidence:
    view = index.view(each.path)
    owner = owner_of(view, each.marker) if view and each.marker.scope != "file" else None
    if view and each.marker.tool == "test name":
        owner = next((d for d in view.definitions if d.start_line == each.marker.line), owner)
    relation = each.marker.kind or ("tests" if is_test(each.path) else "implements")
    suspect = "" if each.is_sure else f"{each.marker.target} is one of {len(each.means)} so called"
    text = _shown(view, owner) if view and owner else "the file"
    ref = f"{each.path}#{anchor_of(view, owner)}" if view and owner else each.path
    why = f"{each.marker.tool}, line {each.marker.line}"
    return Evidence(relation, ref, each.path, text, each.marker.line, "marker", why, suspect)


def _shown(view: View, owner: Definition) -> str:
    return f"#{anchor_of(view, owner)} {owner.signature}"[:160]


# From the spec's side


def _of_link(index: Index, place: Place, link: Link) -> Iterator[Evidence]:
    if link.kind == "targets":
        for path in _matching(index, place.path, link.target)[:20]:
            yield Evidence(
                "implements", path, path, "the file", 0, "targets", f"targets: {link.target}"
            )
    elif link.kind in LEADS:
        yield from _told(index, place, link)


def _of_task(index: Index, task: Place) -> Iterator[Evidence]:
    """Yield the code that a task names which is for the requirement."""
    for link in task.entry.links:
        if link.kind in LEADS:
            for each in _told(index, task, link):
                yield replace(each, why=f"`{link.target}` in task {task.entry.id}")


def _matching(index: Index, spec_path: str, glob: str) -> list[str]:
    globs = whole_globs(spec_path, glob)
    return [
        path for path in index.tree.contents if any(matcher(each).match(path) for each in globs)
    ]


def _told(index: Index, place: Place, link: Link) -> Iterator[Evidence]:
    for path, each in meant_by(index, place.path, link):
        tests = link.kind == "tested by" or is_test(path)
        view = index.view(path)
        if view is None or (each is None and _is_of_spec(index, place, path)):
            continue
        why = f"`{link.target}` in line {link.line} of the spec"
        ref = f"{path}#{anchor_of(view, each)}" if each else path
        text = _shown(view, each) if each else "the file"
        line = each.start_line if each else 0
        # A document of reasons names code in passing.
        named = "names" if place.spec.role in ("decision", "proposal") else "implements"
        relation = "tests" if tests else named
        yield Evidence(relation, ref, path, text, line, "text", why)


def _is_of_spec(index: Index, place: Place, path: str) -> bool:
    """Tell whether a file is prose or lies beside a spec, and so is not what does what it says."""
    language = index.tree.language(path)
    is_prose = language is not None and bool(language.sections)
    return is_prose or posixpath.dirname(path) == posixpath.dirname(place.path)


def meant_by(index: Index, spec_path: str, link: Link) -> list[tuple[str, Definition | None]]:
    """Return the code that a path or a name in a spec means; nothing where that is not clear."""
    target = link.target.removesuffix("()")
    if is_glob(target):
        return []
    where, _, anchor = target.partition("#")
    where, _, name = (
        where.partition("::") if "::" in where and "/" in where else (where, "", anchor)
    )
    if path := _path(index, spec_path, where):
        if not name:
            return [(path, None)]
        found = resolve(index, f"{path}#{name.replace('::', '.')}")
        return [] if isinstance(found, NoTarget) else [(path, found.definition)]
    if "/" in target:
        return []
    return _definitions(index, target)


def _path(index: Index, spec_path: str, text: str) -> str:
    """Return the one file that a text of a spec means."""
    bare = re.sub(r":\d[\d-]*$", "", text).removeprefix("./")
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(spec_path), bare))
    for each in (bare.removeprefix("/"), beside):
        if each in index.tree.contents:
            return each
    if "/" not in bare:
        return ""
    ends = [path for path in index.tree.contents if names_path(bare, spec_path, path)]
    return ends[0] if len(ends) == 1 else ""


def _definitions(index: Index, target: str) -> list[tuple[str, Definition | None]]:
    parts = re.split(r"[.#:]+", target)
    found = [
        (path, each)
        for path, each in index.named(parts[-1])
        if each.kind not in PROSE_AND_DATA and _ends(path, each, parts)
    ]
    own = [place for place in found if not is_test(place[0])] or found
    return list(own) if len(own) <= _MOST_OF_A_NAME else []


def _ends(path: str, each: Definition, parts: list[str]) -> bool:
    whole = [*re.split(r"[/.]", posixpath.splitext(path)[0]), *re.split(r"[.:/]+", each.qualified)]
    return len(parts) == 1 or whole[-len(parts) :] == parts


def only(evidence: Iterable[Evidence], relation: str) -> list[Evidence]:
    """Return the evidence of one relation."""
    return [each for each in evidence if each.relation == relation]
