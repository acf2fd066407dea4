"""Which requirements changed since a revision, and the code and tests that this concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from gridref_indexers.languages import language_of, languages
from gridref_indexers.prose import sections
from gridref_indexers.repository import repository
from gridref_indexers.revisions import Changed, NoRevision, changes
from gridref_indexers.specs.entry import DEMANDS, Entry, Spec
from gridref_indexers.specs.formats import format_of
from gridref_indexers.specs.reader import spec
from gridref_server.answer import Answer, Group, Item, Misuse
from gridref_server.index import Index
from gridref_server.specs.corpus import STANDING, Corpus, called, is_aside
from gridref_server.specs.tracing import Evidence, trace

_MOST_EVIDENCE = 3


@dataclass(frozen=True)
class Change:
    """What became of one requirement; `was` is how it was called before."""

    kind: str
    path: str
    entry: Entry
    was: str = ""


def changed(index: Index, known: Corpus, since: str) -> Answer:
    """Answer with the requirements that are other than they were at a revision."""
    around = repository(index.root)
    if around is None:
        raise Misuse("there is no git repository here, so nothing is known of a revision")
    try:
        files = changes(around, index.root, since)
    except NoRevision as why:
        raise Misuse(str(why)) from why
    found = [each for file in files for each in _of_file(file)]
    groups = tuple(
        Group(kind, tuple(_item(index, known, each) for each in found if each.kind == kind))
        for kind in ("added", "changed", "renamed", "removed")
        if any(each.kind == kind for each in found)
    )
    what = f"{len(found)} requirements changed since {since[:100]}, in {len(files)} changed files"
    return Answer("found" if found else "fine", what, index.evidence, groups)


def _item(index: Index, known: Corpus, each: Change) -> Item:
    entry = each.entry
    before = f"; was #{each.was}" if each.was else ""
    place = next((p for p in known.places() if p.ref == f"{each.path}#{entry.id}"), None)
    evidence = trace(index, known).of(place) if place and each.kind != "removed" else []
    told = _told([e for e in evidence if e.relation in ("implements", "tests")])
    return Item(
        f"{each.path}#{entry.id}",
        each.path,
        entry.kind,
        f"#{entry.id} {entry.title}",
        entry.start_line,
        note=f"{told}{before}",
    )


def _told(evidence: list[Evidence]) -> str:
    if not evidence:
        return "no link to code is known"
    shown = ", ".join(f"{each.relation} {each.ref}" for each in evidence[:_MOST_EVIDENCE])
    more = len(evidence) - _MOST_EVIDENCE
    return f"{shown} and {more} more" if more > 0 else shown


def _of_file(file: Changed) -> Iterator[Change]:
    """Yield what became of the requirements of one file."""
    old, new = _demands(file.path, file.old), _demands(file.path, file.new)
    gone = {id: said for id, said in old.items() if id not in new}
    bodies = {said[1]: id for id, said in gone.items()}
    for id, (entry, body) in new.items():
        if id in old:
            if old[id][1] != body or old[id][0].title != entry.title:
                yield Change("changed", file.path, entry)
        elif (was := bodies.get(body)) and body:
            _ = gone.pop(was, None)
            yield Change("renamed", file.path, entry, was)
        else:
            yield Change("added", file.path, entry)
    yield from (Change("removed", file.path, entry) for entry, _ in gone.values())


def _demands(path: str, source: bytes | None) -> dict[str, tuple[Entry, str]]:
    """Return what must hold in a file as it was, by id, with what stands below the heading."""
    said = _spec(path, source) if source is not None else None
    if said is None or source is None:
        return {}
    lines = source.decode("utf-8", "replace").split("\n")
    return {
        each.id: (each, " ".join(" ".join(lines[_below(each) : each.end_line]).split()))
        for each in said.entries
        if each.kind in DEMANDS
    }


def _below(each: Entry) -> int:
    return each.start_line if each.end_line > each.start_line else each.start_line - 1


def _spec(path: str, source: bytes) -> Spec | None:
    format = format_of(path)
    if format is None or format.role not in STANDING:
        return None
    if is_aside(path, format):
        return None
    language = languages().get(language_of(path, source))
    kind = language.sections if language else ""
    found = spec(format, source, sections(source, kind) if kind else ())
    return called(found, format, path) if found else None
