"""Which requirements govern a file or a definition, and how that is known."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

from gridref_indexers.normal import dotted
from gridref_indexers.specs.entry import DEMANDS, LEADS, Link
from gridref_indexers.specs.globs import is_glob, matcher
from gridref_indexers.specs.ids import normalized
from gridref_indexers.specs.markers import COMMENT, Marker, markers
from gridref_indexers.store import Definition
from gridref_indexers.words import parts
from gridref_server.index import Index, View
from gridref_server.specs.corpus import STANDING, Corpus, Place, corpus

Origin = Literal["marker", "targets", "text", "co-change", "name"]
# How sure each kind of evidence is: what somebody wrote down for this end, and what only fits.
CONFIDENCE: dict[Origin, float] = {
    "marker": 0.95,
    "targets": 0.9,
    "text": 0.7,
    "co-change": 0.5,
    "name": 0.3,
}
# What a comment says in passing, and a change of which both are a part.
_OF_COMMENT, _OF_CHANGE = 0.8, 0.5
MOST = 50
# So many specs are taken for what code is called.
MOST_ALIKE = 3
# A marker stands in a definition, or so few lines above its start.
_LINES_ABOVE = 8
_WEAK_WORDS = frozenset(
    "the and for with from into this that spec specs specification requirement requirements system "
    "feature support document design index main init utils util helper helpers common core base "
    "test tests types type src lib app new add use".split()
)


@dataclass(frozen=True)
class Governs:
    """A requirement that governs some code, by what evidence, and where that stands."""

    place: Place
    origin: Origin
    confidence: float
    why: str

    @property
    def ref(self) -> str:
        """Return the ref of the requirement."""
        return self.place.ref

    @property
    def title(self) -> str:
        """Return its title."""
        return self.place.entry.title


def governing(index: Index, path: str, definition: Definition | None = None) -> list[Governs]:
    """Return the requirements that govern a file, or a definition in it, the surest first.

    Costs nothing where a repository has no specs.
    """
    specs = corpus(index)
    if not specs.specs or path in specs.specs:
        return []
    links = _links(specs)
    found = [
        *_marked(index, specs, path, definition),
        *_targeted(links, path),
        *_told(links, path, definition),
    ]
    if not any(map(must_hold, found)):
        found += [
            *_by_change(index, specs, path),
            *_together(index, specs, path),
            *_alike(links, path, definition),
        ]
    best: dict[str, Governs] = {}
    for each in found:
        known = best.get(each.ref)
        if known and {known.origin, each.origin} == {"text", "name"}:
            best[each.ref] = _both(known, each)
        elif known is None or each.confidence > known.confidence:
            best[each.ref] = each
    order = sorted(
        best.values(), key=lambda each: (not must_hold(each), -each.confidence, each.ref)
    )
    return order[:MOST]


def _both(one: Governs, other: Governs) -> Governs:
    """Return what two kinds of evidence say together: a bit more than the better."""
    best = max(one, other, key=lambda each: each.confidence)
    return replace(best, confidence=best.confidence + 0.1)


def must_hold(each: Governs) -> bool:
    """Tell whether it is a requirement, not a plan, a task or a proposed change that names code."""
    return each.place.spec.role in STANDING


# By a marker


def _marked(
    index: Index, specs: Corpus, path: str, definition: Definition | None
) -> Iterator[Governs]:
    view = index.view(path)
    if view is None:
        return
    for marker in markers(view.source.decode("utf-8", "replace")):
        if definition is not None and not _is_of(view, marker, definition):
            continue
        found = resolved(specs, marker.target, path)
        if marker.tool == COMMENT and len(found) != 1:
            continue  # an id that others count, too
        sure = _OF_COMMENT if marker.tool == COMMENT else CONFIDENCE["marker"]
        confidence = sure if len(found) == 1 else 0.4
        several = "" if len(found) == 1 else f", one of {len(found)} so called"
        for place in found:
            why = f"{marker.tool} marker in line {marker.line}{several}"
            yield Governs(place, "marker", confidence, why)


def _is_of(view: View, marker: Marker, definition: Definition) -> bool:
    if marker.scope == "file":
        return True
    owner = owner_of(view, marker)
    while owner is not None:
        if owner.ordinal == definition.ordinal:
            return True
        owner = view.definitions[owner.parent] if owner.parent >= 0 else None
    return False


def owner_of(view: View, marker: Marker) -> Definition | None:
    """Return the definition that a marker speaks of: the one it stands in, or right above."""
    line = marker.line
    around = [d for d in view.definitions if d.name and d.start_line <= line <= d.end_line]
    below = [d for d in view.definitions if line < d.start_line <= line + _LINES_ABOVE]
    first = min(below, key=lambda each: each.start_line, default=None)
    if first is not None and _is_lead(view, line, first.start_line):
        return first
    return max(around, key=lambda each: each.start_line, default=None)


_LEAD = re.compile(r"\s*(?:$|#|//|/\*|\*|--|;|@|\[|\"\"\"|'''|%|<!--)")


def _is_lead(view: View, line: int, start: int) -> bool:
    """Tell whether there are only comments and decorators between a line and a definition."""
    rows = view.rows[line - 1 : start - 1]
    return all(_LEAD.match(row) for row in rows) and not any(
        row.strip().endswith(('"""', "'''")) and len(row.strip()) == 3 for row in rows
    )


def resolved(specs: Corpus, target: str, near: str = "") -> list[Place]:
    """Return what an id or a ref means: in the same spec or folder first, all of them if unsure."""
    path, _, anchor = target.partition("#")
    if not anchor:
        path, anchor = "", target
    found = specs.named.get(normalized(anchor), [])
    if path:
        end = path.removesuffix(".md").strip("./")
        found = [each for each in found if _fits(each.path, end)]
    elif near in specs.specs:
        found = _nearest(found, near, anchor)
    must = [each for each in found if each.entry.kind in DEMANDS and each.spec.role in STANDING]
    return must or [each for each in found if each.spec.role != "archive"]


def _fits(path: str, end: str) -> bool:
    """Tell whether a path is what `auth` or `specs/auth` means: a file, or the folder of one."""
    bare = re.sub(r"(?:\.spec)?\.\w+$", "", path)
    folder = posixpath.dirname(path)
    return any(each == end or each.endswith("/" + end) for each in (path, bare, folder))


# Numbers, which each feature counts anew: those of another are never meant.
_LOCAL = re.compile(r"\d+(?:\.\d+)*")


def _nearest(found: list[Place], near: str, anchor: str) -> list[Place]:
    own = [each for each in found if each.path == near]
    folder = posixpath.dirname(near) + "/"
    beside = own or [each for each in found if each.path.startswith(folder)]
    return beside or ([] if _LOCAL.fullmatch(anchor) else found)


# By globs, paths and names in specs


class _Links:
    """What specs lead to, by what it may be found under."""

    def __init__(self, specs: Corpus) -> None:
        self.specs = specs
        self.paths: dict[str, list[tuple[Place, Link]]] = {}
        self.names: dict[str, list[tuple[Place, Link]]] = {}
        for place in specs.places():
            if place.spec.role in (*STANDING, "change", "plan", "tasks"):
                for link in place.entry.links:
                    if link.kind in LEADS:
                        self._put(place, link)

    def _put(self, place: Place, link: Link) -> None:
        text = link.target.partition("#")[0] if "/" in link.target else link.target
        text = re.sub(r":\d[\d-]*$", "", text)
        if "/" in text or re.search(r"\w\.\w{1,6}$", text):
            name = posixpath.basename(text.rstrip("/"))
            self.paths.setdefault(name, []).append((place, link))
        bare = link.target.removesuffix("()")
        last = re.split(r"[.#/:]+", bare)[-1]
        if last:
            self.names.setdefault(last, []).append((place, link))

    @cached_property
    def targets(self) -> list[tuple[str, Link]]:
        """Return the globs of specs."""
        return [
            (path, link)
            for path, each in self.specs.specs.items()
            if each.role in STANDING
            for link in each.links
            if link.kind == "targets"
        ]

    @cached_property
    def words(self) -> dict[str, list[Place]]:
        """Return the entries by the telling words of their titles and of their paths."""
        found: dict[str, list[Place]] = {}
        for place in self.specs.demands():
            for word in telling_words(place.entry.title) | _path_words(place.path):
                found.setdefault(word, []).append(place)
        return found


_kept: "WeakKeyDictionary[Corpus, _Links]" = WeakKeyDictionary()


def _links(specs: Corpus) -> _Links:
    """Return the links of a corpus, made once."""
    if specs not in _kept:
        _kept[specs] = _Links(specs)
    return _kept[specs]


def telling_words(text: str) -> set[str]:
    """Return the words of a text that say what it is about."""
    words = (each.casefold() for each in parts(text))
    return {each for each in words if len(each) > 2 and each not in _WEAK_WORDS}


def _path_words(path: str) -> set[str]:
    stem = re.sub(r"(?:\.spec)?\.\w+$", "", path)
    return telling_words("/".join(stem.split("/")[-2:]))


def _targeted(links: _Links, path: str) -> Iterator[Governs]:
    for spec_path, link in links.targets:
        for glob in whole_globs(spec_path, link.target):
            if glob == path or matcher(glob).match(path):
                yield from _of_file(links.specs, spec_path, "targets", f"targets: {link.target}")
                break


def whole_globs(spec_path: str, glob: str) -> Iterable[str]:
    """Return a glob of a spec as one from the root: it may be told from there, or from the spec."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(spec_path), glob))
    return [
        each for each in (glob.removeprefix("/").removeprefix("./"), beside) if ".." not in each
    ]


def _of_file(specs: Corpus, path: str, origin: Origin, why: str) -> Iterator[Governs]:
    """Yield all that must hold in one spec."""
    for place in _all_of(specs, path):
        yield Governs(place, origin, CONFIDENCE[origin], why)


def _all_of(specs: Corpus, path: str) -> Iterator[Place]:
    each = specs.specs[path]
    for ordinal, entry in enumerate(each.entries):
        if entry.kind in DEMANDS:
            yield Place(path, each, ordinal)


def _told(links: _Links, path: str, definition: Definition | None) -> Iterator[Governs]:
    """Yield what names the path, or the definition, in its text."""
    for place, link in links.paths.get(posixpath.basename(path), ()):
        if names_path(link.target, place.path, path):
            found = _demand(place)
            anchor = link.target.partition("#")[2]
            if definition is not None and anchor and anchor != definition.qualified:
                continue
            weak = definition is not None and not anchor
            yield _by_text(found, link, weak=weak)
            yield from _by_task(links.specs, found, link, weak=weak)
    if definition is None:
        return
    for place, link in links.names.get(definition.name, ()):
        if _names(link.target, path, definition):
            yield _by_text(_demand(place), link)
            yield from _by_task(links.specs, place, link, weak=False)


def _by_text(place: Place, link: Link, *, weak: bool = False) -> Governs:
    confidence = CONFIDENCE["text"] - (0.2 if weak else 0)
    # What is planned, or how it is done, says less than what must hold.
    confidence -= 0.0 if place.entry.kind in DEMANDS and place.spec.role in STANDING else 0.15
    why = f"`{link.target}` in line {link.line}"
    return Governs(place, "text", confidence, why)


def _by_task(specs: Corpus, place: Place, link: Link, *, weak: bool) -> Iterator[Governs]:
    """Yield the requirements that a task is for, which names the code."""
    if place.entry.kind != "task":
        return
    for covered in place.entry.links:
        if covered.kind == "covers":
            for other in resolved(specs, covered.target, place.path):
                why = f"task {place.entry.id} is for it and names `{link.target}`"
                yield Governs(other, "text", CONFIDENCE["text"] - 0.1 - 0.2 * weak, why)


def _demand(place: Place) -> Place:
    """Return the requirement that an entry is a part of, or else the entry."""
    at = place.ordinal
    while at >= 0:
        if place.spec.entries[at].kind in DEMANDS:
            return replace(place, ordinal=at)
        at = place.spec.entries[at].parent
    return place


def names_path(target: str, spec_path: str, path: str) -> bool:
    """Tell whether a text of a spec means a path: from the root, from the spec, or its end."""
    bare = re.sub(r"(?:#.*|:\d[\d-]*)$", "", target).rstrip("/")
    if is_glob(bare):
        return any(matcher(each).match(path) for each in whole_globs(spec_path, bare))
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(spec_path), bare))
    if path in (bare.removeprefix("./").removeprefix("/"), beside):
        return True
    return "/" in bare and path.endswith("/" + bare.lstrip("./"))


def _names(target: str, path: str, definition: Definition) -> bool:
    """Tell whether a text means a definition: all that it says before the name must fit, too."""
    bare = dotted(target.removesuffix("()").replace("#", "."))
    if definition.name == bare:
        return True
    if "/" in target:
        where, _, name = target.partition("#")
        return path.endswith(where.lstrip("./")) and name == definition.qualified
    module = posixpath.splitext(path)[0].replace("/", ".")
    whole = f"{module}.{dotted(definition.qualified)}"
    return whole.endswith(f".{bare}") or dotted(definition.qualified) == bare


# By the changes that name it

_CHANGE = re.compile(r"((?:.*/)?openspec)/changes/(?:archive/)?([^/]+)/(?:specs/(.+))?")


def _by_change(index: Index, specs: Corpus, path: str) -> Iterator[Governs]:
    """Yield the requirements that a change of OpenSpec is about which names a file.

    It keeps the specs that it changes in a folder of its own, beside the tasks that name code.
    """
    held: dict[str, list[str]] = {}
    for each in specs.formats:
        if found := _CHANGE.match(each):
            held.setdefault(each[: found.end(2)], []).append(each)
    named = re.compile(rb"(?<![\w./-])" + re.escape(path.encode()) + rb"(?![\w/-])")
    for folder, paths in held.items():
        deltas = [each for each in paths if each.startswith(f"{folder}/specs/")]
        told = (each for each in paths if each not in deltas)
        if deltas and any(named.search(index.source(each)) for each in told):
            name = posixpath.basename(folder)
            for delta in deltas:
                yield from _changed_by(index, specs, delta, f"the change {name} names it")


def _changed_by(index: Index, specs: Corpus, delta: str, why: str) -> Iterator[Governs]:
    """Yield the requirements of a spec that a change is about, as they stand now."""
    found, view = _CHANGE.match(delta), index.view(delta)
    spec_path = f"{found[1]}/specs/{found[3]}" if found else ""
    if view is None or spec_path not in specs.specs:
        return
    titles = {normalized(each.name) for each in view.definitions}
    for place in _all_of(specs, spec_path):
        if normalized(f"Requirement: {place.entry.title}") in titles:
            yield Governs(place, "text", _OF_CHANGE, why)


# By what was changed together

# So often a file and a spec were changed in one commit, and in so great a part of the spec's.
LEAST_TOGETHER, LEAST_PART = 3, 0.5


def _together(index: Index, specs: Corpus, path: str) -> Iterator[Governs]:
    """Yield what stands in specs that are mostly changed together with a file."""
    of_spec: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for commit in index.history.commits:
        for each in commit.paths:
            if each in specs.specs:
                of_spec[each] += 1
                both[each] += path in commit.paths
    for spec_path, count in both.items():
        part = count / of_spec[spec_path]
        if count >= LEAST_TOGETHER and part >= LEAST_PART:
            why = f"changed together in {count} of {of_spec[spec_path]} commits"
            if specs.specs[spec_path].role in STANDING:
                yield from _of_file(specs, spec_path, "co-change", why)


# By what they are called


def _alike(links: _Links, path: str, definition: Definition | None) -> Iterator[Governs]:
    """Yield what has the telling words of the name of a file, and of a definition, in its own."""
    folder, _, name = path.rpartition("/")
    # A file that is called as many are is told by its folder.
    own = telling_words(name.partition(".")[0]) or telling_words(posixpath.basename(folder))
    named = telling_words(definition.name) if definition else set[str]()
    shared: dict[str, tuple[Place, set[str]]] = {}
    size = max(1, len(links.specs.specs))
    for word in own | named:
        places = links.words.get(word, ())
        if len({each.path for each in places}) <= max(3, size // 8):
            for place in places:
                shared.setdefault(place.ref, (place, set()))[1].add(word)
    least = min(2, max(1, len(own) if not definition else len(own | named) // 2))
    fitting = [(place, words) for place, words in shared.values() if len(words) >= least]
    # A spec that is called so as a whole leaves nothing to one that says the word in a title.
    whole = [each for each in fitting if own and own <= _path_words(each[0].path)]
    scored = Counter[str]()
    for place, words in whole or fitting:
        scored[place.path] = max(scored[place.path], len(words))
    best = sorted(scored, key=lambda each: (-scored[each], each))[:MOST_ALIKE]
    for place, words in whole or fitting:
        if place.path in best:
            confidence = min(0.4, CONFIDENCE["name"] + 0.05 * (len(words) - 1))
            why = f"both are called {', '.join(sorted(words))}"
            yield Governs(place, "name", confidence, why)
