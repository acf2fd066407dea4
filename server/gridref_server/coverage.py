"""How much of what must hold is known to be implemented and tested, spec by spec: for people."""

from dataclasses import dataclass
from itertools import groupby

from gridref_indexers.specs.entry import DEMANDS
from gridref_server.index import Index
from gridref_server.render import printable
from gridref_server.specs.corpus import Corpus, Place, corpus
from gridref_server.specs.tracing import Trace, only, trace

# More is no tree that anybody reads; whoever asks the lookup for a folder gets the rest.
MOST = 2_000


@dataclass(frozen=True)
class Requirement:
    """One that must hold; `suspect` says why a link of it is in doubt."""

    ref: str
    kind: str
    title: str
    status: str
    implemented: int
    tested: int
    suspect: str


@dataclass(frozen=True)
class Covered:
    """A spec with what it demands."""

    path: str
    title: str
    format: str
    status: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Coverage:
    """All specs that stand; `more` counts the requirements that are not shown."""

    specs: tuple[Covered, ...]
    requirements: int
    implemented: int
    tested: int
    more: int = 0


def coverage(index: Index) -> Coverage:
    """Return the specs with what is known to implement and test each requirement."""
    with index.asked():
        if index.is_empty:
            return Coverage((), 0, 0, 0)
        known = corpus(index)
        # What has parts is as covered as these are.
        asked = [each for each in known.demands() if not _has_parts(each)]
        return _covered(known, asked, trace(index, known))


def _has_parts(place: Place) -> bool:
    return any(each.entry.kind in DEMANDS for each in place.inside)


def _covered(known: Corpus, asked: list[Place], traced: Trace) -> Coverage:
    shown = asked[:MOST]
    rows = {place.ref: _requirement(place, traced) for place in shown}
    specs = tuple(
        Covered(
            printable(path),
            known.title(path),
            known.specs[path].format,
            known.specs[path].status,
            tuple(rows[place.ref] for place in places),
        )
        for path, places in groupby(shown, key=lambda place: place.path)
    )
    return Coverage(
        specs,
        len(asked),
        sum(bool(each.implemented) for each in rows.values()),
        sum(bool(each.tested) for each in rows.values()),
        len(asked) - len(shown),
    )


def _requirement(place: Place, traced: Trace) -> Requirement:
    evidence, entry = traced.of(place), place.entry
    suspect = next((each.suspect for each in evidence if each.suspect), "")
    return Requirement(
        printable(place.ref),
        entry.kind,
        entry.title or entry.summary or entry.id,
        entry.status,
        len(only(evidence, "implements")),
        len(only(evidence, "tests")),
        suspect,
    )
