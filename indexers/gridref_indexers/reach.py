"""What a bare name means beyond its file without an import: in its folder, namespace or program."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.languages import Language
from gridref_indexers.normal import dotted
from gridref_indexers.store import Definition
from gridref_indexers.tree import Tree
from gridref_indexers.values import Outside, Space, Thing, Unknown, Value

Place = tuple[str, Definition]


class Reach:
    """Finds definitions that are seen by their name alone; `named` gives all of a name."""

    def __init__(
        self,
        tree: Tree,
        facts: Callable[[str], FileFacts | None],
        named: Callable[[str], Iterable[Place]],
    ) -> None:
        self.tree = tree
        self.facts = facts
        self.named = named
        self._free: dict[str, list[tuple[Place, str]]] = {}

    def beside(self, file: FileFacts, name: str, scope: int) -> Value:
        """Return what a name means in a file that neither defines nor imports it."""
        language = file.language
        if language is None:
            return Outside(name)
        found = self._seen(file, language, name, scope)
        if not found and language.modules.everywhere:
            found = self._everywhere(language, name)
        if found:
            return _chosen(found, file.path, language.modules.namespace)
        if language.modules.namespace in ("declared", "global") and self._of(language, name):
            return Unknown(f"{name} is in a namespace that is not seen to be used here")
        return Outside(name)

    def _seen(self, file: FileFacts, language: Language, name: str, scope: int) -> list[Place]:
        reach = language.modules.namespace
        if reach == "file":
            return []
        free = self._of(language, name)
        if reach == "folder":
            package = self.tree.package(file.path)
            # A method stands at the top of its file, and belongs to a type.
            return [p for p, home in free if not home and self.tree.package(p[0]) == package]
        within = (
            [place for place, home in free if home == space] for space in self.around(file, scope)
        )
        return next(filter(None, within), [])

    def _of(self, language: Language, name: str) -> list[tuple[Place, str]]:
        """Return the definitions of a name that lie in no other thing than a namespace."""
        if name not in self._free:
            self._free[name] = list(self._all_of(name))
        return [each for each in self._free[name] if self.tree.speaks(each[0][0], language)]

    def _all_of(self, name: str) -> Iterator[tuple[Place, str]]:
        for path, each in self.named(name):
            file = self.facts(path)
            home = file.space_of(each) if file else None
            if home is not None:
                yield (path, each), home

    def _everywhere(self, language: Language, name: str) -> list[Place]:
        kinds = language.modules.everywhere
        return [
            (path, each)
            for path, each in self.named(name)
            if each.kind in kinds and self.tree.speaks(path, language)
        ]

    # Namespaces

    def around(self, file: FileFacts, scope: int) -> list[str]:
        """Return the namespaces around a place, the innermost first; '' is around all of them.

        A file that says at its top what it is of sees that one alone.
        """
        if file.package:
            return [file.package]
        known = self.tree.space_starts(file.language) if file.language else ()
        parts = dotted(file.definitions[scope].qualified).split(".") if scope >= 0 else []
        starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return [*(name for name in starts if name in known), ""]

    def space(self, file: FileFacts, scope: int, head: str) -> Space | None:
        """Return the namespace that the first name of an expression means."""
        language = file.language
        if language is None or language.modules.namespace not in ("declared", "global"):
            return None
        known = self.tree.space_starts(language)
        around = [*self.around(file, scope), ""] if known else []
        full = (f"{space}.{head}".lstrip(".") for space in around)
        return next((Space(name, language) for name in full if name in known), None)

    def in_space(self, space: Space, name: str, near: str) -> Value:
        """Return what a name means in a namespace: a definition, or a namespace in it."""
        places = [place for place, home in self._of(space.language, name) if home == space.name]
        if places:
            return _chosen(places, near, space.language.modules.namespace)
        below = f"{space.name}.{name}"
        if below in self.tree.space_starts(space.language):
            return Space(below, space.language)
        return Unknown(f"{space.name} has no {name} that is seen", is_open=False)


def _chosen(found: Sequence[Place], near: str, reach: str) -> Value:
    """Return the one that is meant: what a linker takes, else the one that lies nearest."""
    if reach == "global":
        return _linked(found)
    path, each = max(found, key=lambda place: _shared(place[0], near))
    return Thing(path, each.ordinal, "package")


def _shared(path: str, near: str) -> int:
    """Return how many folders two paths have in common."""
    pairs = zip(path.split("/"), near.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _linked(found: Sequence[Place]) -> Value:
    """Return what a linker would take: the one that is no mere declaration, if there is one."""
    exported = [(path, each) for path, each in found if each.exported] or found
    bodies = [(path, each) for path, each in exported if not _is_declaration(each)]
    chosen = bodies or exported[:1]
    # Overloads beside each other are one.
    if len({(path, each.qualified) for path, each in chosen}) > 1:
        return Unknown(f"{len(chosen)} definitions have this name")
    return Thing(chosen[0][0], chosen[0][1].ordinal, "linkage")


def _is_declaration(each: Definition) -> bool:
    """Tell a prototype, which has no body, from what it stands for."""
    bodiless = each.signature.endswith(";") and each.kind in ("function", "method")
    return bodiless or each.signature.startswith("extern ")
