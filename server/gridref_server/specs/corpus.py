"""All specs of a repository as one sees them now, and what each thing in them is called."""

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

from gridref_indexers.specs.entry import DEMANDS, DOCUMENTS, Entry, Spec
from gridref_indexers.specs.formats import DOORSTOP, NEEDS, Format, format_of
from gridref_indexers.specs.ids import names_of_document, normalized
from gridref_server.index import Index, View, hash_of
from gridref_server.render import tokens

# What a form of spec lies in where it is an input of tests, or a mould for others.
_ASIDE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|fixtures?|testdata|templates?|node_modules|site-packages)/"
)
# Roles in which something is said that must hold; tasks and plans are how it gets there.
STANDING = ("requirements", "decision", "proposal", "contract")


@dataclass(frozen=True)
class Place:
    """One entry of one spec."""

    path: str
    spec: Spec
    ordinal: int

    @property
    def entry(self) -> Entry:
        """Return what stands there."""
        return self.spec.entries[self.ordinal]

    @property
    def ref(self) -> str:
        """Return how it is asked for."""
        return f"{self.path}#{self.entry.id}"

    @property
    def trail(self) -> tuple[Entry, ...]:
        """Return what is around it, the outermost first."""
        found: list[Entry] = []
        at = self.entry.parent
        while at >= 0 and len(found) < 20:
            found.append(self.spec.entries[at])
            at = self.spec.entries[at].parent
        return tuple(reversed(found))

    @property
    def inside(self) -> "Iterator[Place]":
        """Yield what stands in it, all levels of it."""
        held = {self.ordinal}
        for at in range(self.ordinal + 1, len(self.spec.entries)):
            if self.spec.entries[at].parent in held:
                held.add(at)
                yield Place(self.path, self.spec, at)


class Corpus:
    """The specs of one repository at one moment."""

    def __init__(self, index: Index, formats: dict[str, Format], specs: dict[str, Spec]) -> None:
        self.index = index
        # Folders of specs that are inputs of tests, or moulds: what is beside them is so, too.
        aside = {
            posixpath.dirname(path)
            for path in index.tree.contents
            if _ASIDE.search(path) and (each := format_of(path)) and is_aside(path, each)
        }
        around = {posixpath.dirname(each) for each in aside}
        self.aside = frozenset(aside | {each for each in around if _ASIDE.search(each)})
        self.formats = formats
        self.archived = sum(each.role == "archive" for each in formats.values())
        self.specs = specs

    def places(self, *kinds: str) -> Iterator[Place]:
        """Yield all entries of some kinds, or all."""
        for path, each in self.specs.items():
            for ordinal, entry in enumerate(each.entries):
                if not kinds or entry.kind in kinds:
                    yield Place(path, each, ordinal)

    def demands(self) -> Iterator[Place]:
        """Yield what must hold."""
        for place in self.places(*DEMANDS):
            if place.spec.role in STANDING:
                yield place

    @cached_property
    def named(self) -> dict[str, list[Place]]:
        """Return the entries by each of their names."""
        found: dict[str, list[Place]] = {}
        for place in self.places():
            for name in {normalized(each) for each in (place.entry.id, *place.entry.names)}:
                found.setdefault(name, []).append(place)
        return found

    def title(self, path: str) -> str:
        """Return how a spec is called: by its folder where each has the same name."""
        each = self.specs[path]
        return each.title or posixpath.splitext(posixpath.basename(path))[0]

    def text(self, place: Place) -> str:
        """Return an entry as it is written."""
        view = self.index.view(place.path)
        return view.text(place.entry.start_line, place.entry.end_line) if view else ""

    def hash(self, place: Place) -> str:
        """Return the hash of what it says; how its lines are broken does not count."""
        return hash_of(" ".join(self.text(place).split()))

    def tokens(self, path: str) -> int:
        """Return what it takes to read a spec whole."""
        view = self.index.view(path)
        return tokens(view.source.decode("utf-8", "replace")) if view else 0


_known: "WeakKeyDictionary[Index, _Known]" = WeakKeyDictionary()


class _Known:
    """What was read for one index: specs by content, and all of them at one generation."""

    def __init__(self) -> None:
        self.specs: dict[tuple[bytes, str, str], Spec | None] = {}
        self.formats: tuple[int, dict[str, Format]] = (-1, {})
        self.corpus: Corpus | None = None


def corpus(index: Index) -> Corpus:
    """Return the specs of a repository as they are now; what did not change is not read again."""
    known = _known.setdefault(index, _Known())
    generation = index.evidence.generation
    if known.formats[0] != generation:
        known.formats = (generation, formats(index))
        known.corpus = None
    found = known.formats[1]
    # What is archived is counted, and read when it is asked for by its path.
    wanted = [path for path, each in found.items() if each.role != "archive"]
    views = {path: view for path in wanted if (view := index.view(path))}
    is_live = any(view.live for view in views.values()) or len(views) < len(wanted)
    if known.corpus is None or is_live:
        read = {path: _read(known, index, found[path], view) for path, view in views.items()}
        made = Corpus(index, found, {path: each for path, each in read.items() if each})
        if is_live:
            return made
        known.corpus = made
    return known.corpus


def formats(index: Index) -> dict[str, Format]:
    """Return the specs of a repository by path, each with its form."""
    found: dict[str, Format] = {}
    folders = {
        posixpath.dirname(path)
        for path in index.tree.contents
        if posixpath.basename(path) == ".doorstop.yml"
    }
    needs = _with_needs(index)
    for path in index.tree.contents:
        format = format_of(path)
        if format is None and needs and path.endswith(_PROSE) and path.startswith(needs):
            format = NEEDS
        if posixpath.dirname(path) in folders and _is_item(path):
            format = DOORSTOP
        if format and not is_aside(path, format):
            found[path] = format
    return found


_PROSE = (".rst", ".md")


def _with_needs(index: Index) -> tuple[str, ...]:
    """Return the folders of documents that sphinx-needs reads: those with settings that name it."""
    contents = index.store.with_words(["sphinx_needs"])
    paths = [os.fsdecode(path) for each in index.store.paths_of(contents).values() for path in each]
    settings = [each for each in paths if posixpath.basename(each) in ("conf.py", "ubproject.toml")]
    return tuple(f"{folder}/" if (folder := posixpath.dirname(each)) else "" for each in settings)


def _is_item(path: str) -> bool:
    name = posixpath.basename(path)
    return name.endswith((".yml", ".md")) and name[0] != "." and name[-5:-4].isdigit()


def is_aside(path: str, format: Format) -> bool:
    """Tell whether a spec is an input of tests or a mould; features belong beside tests."""
    return format.name != "Gherkin" and format.role != "rules" and bool(_ASIDE.search(path))


_OF_NEEDS = frozenset(["requirement", "implementation", "test"])


def _read(known: _Known, index: Index, format: Format, view: View) -> Spec | None:
    found = _of_content(known, index, format, view)
    if found and format is NEEDS and not any(e.kind in _OF_NEEDS for e in found.entries):
        return None  # a page without any need is documentation
    if found is None or not found.entries:
        return found
    if format.beside and (beside := index.view(_beside(view.path, format.beside))):
        from gridref_indexers.specs.prose import with_front

        found = with_front(found, beside.source.decode("utf-8", "replace"))
    return called(found, format, view.path)


def _beside(path: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(path), name)


def called(found: Spec, format: Format, path: str) -> Spec:
    """Return a spec with the ids that its path says and its content does not."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if format.reader == "doorstop":
        return replace(found, entries=tuple(each._replace(id=stem) for each in found.entries))
    if not found.entries or found.entries[0].kind not in DOCUMENTS:
        return found
    first = found.entries[0]
    names = names_of_document(path, format.number)
    id = first.id or (names[-1] if names else stem)
    title = first.title or re.sub(r"[-_]+", " ", stem.lstrip("0123456789-_")) or stem
    told = first._replace(id=id, title=title, names=(*first.names, *names))
    entries = (told, *found.entries[1:])
    return replace(found, entries=entries, title=found.title if first.id else title)


def _of_content(known: _Known, index: Index, format: Format, view: View) -> Spec | None:
    # Loaded where there are specs: with what reads all their forms a start takes longer.
    from gridref_indexers.specs.reader import spec

    if view.live:
        return spec(format, view.source, view.definitions)
    content = index.store.content(index.tree.contents[view.path])
    key = (content.hash, format.name, format.role)
    if key not in known.specs:
        known.specs[key] = spec(format, view.source, view.definitions)
    return known.specs[key]
