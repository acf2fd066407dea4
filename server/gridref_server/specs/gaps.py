"""What is missing between specs and code: not implemented, not tested, in doubt, gone, open."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gridref_indexers.specs.entry import DEMANDS, DOCUMENTS, Link
from gridref_indexers.specs.globs import is_glob
from gridref_indexers.specs.ids import kind_of, normalized
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.specs.corpus import STANDING, Corpus, Place
from gridref_server.specs.governing import whole_globs
from gridref_server.specs.tracing import Marked, Trace, meant_by, only, trace
from gridref_server.specs.verdicts import suspects

_SHOWN = 12
_KIN = 2


@dataclass(frozen=True)
class Gap:
    """One thing that is missing; `kind` is the title of its group."""

    kind: str
    ref: str
    path: str
    line: int
    text: str
    why: str = ""


def gaps(index: Index, known: Corpus, paths: Sequence[str], budget: int) -> Answer:
    """Answer with what is missing in some specs, and with markers that lead nowhere."""
    within = frozenset(paths)
    traced = trace(index, known)
    asked = [
        each
        for each in known.demands()
        if each.path in within and not _has_parts(each) and not _is_above(traced, each)
    ]
    found: dict[str, list[Gap]] = {}
    for each in (
        *orphans(traced),
        *_doubted(index, known, within),
        *stale(index, known, within),
        *uncovered(traced, asked),
        *open_tasks(known, within),
    ):
        found.setdefault(each.kind, []).append(each)
    linked = sum(bool(only(traced.of(place), "implements")) for place in asked)
    tested = sum(bool(only(traced.of(place), "tests")) for place in asked)
    what = f"{len(asked):,} requirements: {linked} have a link to code, {tested} to a test"
    shown = max(3, min(_SHOWN, budget // 120))
    groups = tuple(_group(kind, some, shown) for kind, some in found.items())
    # Where nothing is linked at all, a list of everything says nothing.
    if asked and not linked and not tested:
        groups = tuple(each for each in groups if not each.title.startswith("not "))
    hint = "a comment `@req <spec>#<id>` in code or a test makes a link"
    return Answer(
        "findings" if groups else "fine", what, index.evidence, groups, () if linked else (hint,)
    )


def _has_parts(place: Place) -> bool:
    return any(each.entry.kind in DEMANDS for each in place.inside)


def _is_above(traced: Trace, place: Place) -> bool:
    """Tell whether others say more of it, which are asked for in its stead."""
    below = (
        other.entry for other, link in traced.covering.get(place.ref, ()) if link.kind == "covers"
    )
    return any(each.kind in DEMANDS for each in below)


def _group(kind: str, some: Sequence[Gap], shown: int) -> Group:
    items = tuple(
        Item(each.ref, each.path, "gap", each.text, each.line, note=each.why)
        for each in some[:shown]
    )
    return Group(f"{kind} ({len(some)})", items, max(0, len(some) - shown))


def _doubted(index: Index, known: Corpus, within: Iterable[str]) -> Iterator[Gap]:
    for each, why in suspects(index, known, sorted(within)):
        path, _, id = each.requirement.partition("#")
        yield Gap("verdicts in doubt", each.requirement, path, 0, f"#{id} {each.verdict}", why)


def orphans(traced: Trace) -> Iterator[Gap]:
    """Yield markers that name no requirement, or several."""
    for each in traced.marked:
        marker = each.marker
        where = f"{each.path}:{marker.line}"
        if len(each.means) > 1 and len({place.path for place in each.means}) > 1:
            first = ", ".join(place.ref for place in each.means[:3])
            yield Gap(
                "markers that name several",
                where,
                each.path,
                marker.line,
                marker.target,
                f"{marker.tool}; {first}",
            )
        elif not each.means and _is_meant(traced, each) and not _is_input(traced, each.path):
            older = _other_revision(traced, marker.target)
            why = f"{marker.tool}; now {older}" if older else marker.tool
            kind = "markers of another revision" if older else "markers that name nothing"
            yield Gap(kind, where, each.path, marker.line, marker.target, why)


def _is_input(traced: Trace, path: str) -> bool:
    """Tell whether a file lies beside a spec that is an input of tests, and is one itself."""
    return any(folder in traced.specs.aside for folder in folders_of(path))


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders around a path, the nearest first."""
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _is_meant(traced: Trace, each: Marked) -> bool:
    """Tell whether a marker is surely one: ours, or of an id as others here are."""
    if each.marker.tool == "gridref":
        return True
    return kind_of(each.marker.target) in traced.kinds


def _other_revision(traced: Trace, target: str) -> str:
    if "~" not in target:
        return ""
    found = traced.specs.named.get(normalized(target.rpartition("~")[0]), ())
    return found[0].entry.id if found else ""


def uncovered(traced: Trace, asked: Iterable[Place]) -> Iterator[Gap]:
    """Yield requirements that no code is known to implement, or no test to test."""
    rows = [(place, traced.of(place)) for place in asked if place.entry.kind not in DOCUMENTS]
    for place, evidence in rows:
        if _needs(place, "impl") and not only(evidence, "implements"):
            yield _gap("not known to be implemented", place)
    for place, evidence in rows:
        if _needs(place, "test") and not only(evidence, "tests"):
            yield _gap("not known to be tested", place)


def _needs(place: Place, what: str) -> bool:
    """Tell whether a requirement asks for something; where it says nothing it asks for all."""
    needs = [link.target for link in place.entry.links if link.kind == "needs"]
    return not needs or any(each.endswith(what) for each in needs)


def _gap(kind: str, place: Place) -> Gap:
    entry = place.entry
    return Gap(kind, place.ref, place.path, entry.start_line, f"#{entry.id} {entry.title}")


def open_tasks(known: Corpus, within: frozenset[str]) -> Iterator[Gap]:
    """Yield tasks that are not done."""
    for place in known.places("task"):
        if place.path in within and place.entry.status == "open" and place.spec.role == "tasks":
            yield _gap("tasks that are open", place)


def stale(index: Index, known: Corpus, within: Iterable[str]) -> Iterator[Gap]:
    """Yield what a spec names that is gone: paths, globs, tests, other requirements."""
    for path in sorted(within):
        each = known.specs[path]
        if each.role not in (*STANDING, "rules"):
            continue
        for entry in each.entries:
            for link in entry.links:
                if why := why_stale(index, known, path, link):
                    ref = f"{path}:{link.line}"
                    yield Gap(
                        "names of what is gone", ref, path, link.line, f"`{link.target}`", why
                    )
        for link in each.links:
            if why := why_stale(index, known, path, link):
                ref = f"{path}:{link.line}"
                yield Gap("names of what is gone", ref, path, link.line, f"`{link.target}`", why)


_ENDING = re.compile(r"/[\w.-]+\.[a-z]\w{0,5}$")


def why_stale(index: Index, known: Corpus, spec_path: str, link: Link) -> str:
    """Say why a link leads nowhere, '' if it leads somewhere or nobody can tell."""
    target = re.sub(r"(?:[:#].*|\?.*)$", "", link.target)
    if link.kind == "targets":
        return "" if _matches(index, spec_path, link.target) else "this glob fits no file"
    if link.kind == "tested by":
        return (
            "" if meant_by(index, spec_path, link) or is_glob(target) else "there is no such test"
        )
    if (
        link.kind not in ("mentions", "links")
        or is_glob(target)
        or not _ENDING.search("/" + target)
    ):
        return ""
    if "/" not in target or meant_by(index, spec_path, link):
        return ""
    return "" if _is_there(index, known, spec_path, target) else "there is no such file"


def _matches(index: Index, spec_path: str, glob: str) -> bool:
    from gridref_indexers.specs.globs import matcher

    patterns = [matcher(each) for each in whole_globs(spec_path, glob)]
    return not patterns or any(p.match(path) for path in index.tree.contents for p in patterns)


def _is_there(index: Index, known: Corpus, spec_path: str, target: str) -> bool:
    """Tell whether a path may be somewhere: only below a folder of ours can it be missed."""
    bare = target.removeprefix("./").lstrip("/")
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(spec_path), target))
    for each in (bare, beside):
        if index.store.file(each.encode()) or each.startswith(".."):
            return True
    # A folder with others of its kind is what tells that a file of this repository is meant.
    return not any(_has_kin(index, each) for each in (bare, beside))


def _has_kin(index: Index, path: str) -> bool:
    folder, ending = posixpath.dirname(path), posixpath.splitext(path)[1]
    held = index.tree.folders.get(folder, ())
    return sum(each.endswith(ending) for each in held) >= _KIN
