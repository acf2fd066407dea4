"""The facts of one file of a tree, as look-ups into them need them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from gridref_indexers.facts import Binding, Import, Reference
from gridref_indexers.languages import Language
from gridref_indexers.normal import dotted
from gridref_indexers.store import Definition

# Kinds that have members: a bare name inside does not mean one, unless the language says so.
TYPES = frozenset(
    "class struct interface trait enum protocol record object union impl extension mixin".split()
)

# Where a member belongs whose owner is written in another file.
ELSEWHERE = -2


class FileFacts:
    """The facts of one file of a tree, as look-ups into them need."""

    def __init__(
        self,
        path: str,
        language: Language | None,
        definitions: Sequence[Definition],
        references: Sequence[Reference],
        bindings: Sequence[Binding],
        imports: Sequence[Import],
    ) -> None:
        self.path = path
        self.language = language
        self.definitions = definitions
        self.references = references
        self.bindings = bindings
        self.imports = imports

    @cached_property
    def children(self) -> dict[int, dict[str, list[int]]]:
        """Return the ordinals of what each definition holds, by name; -1 is the file itself."""
        found: dict[int, dict[str, list[int]]] = {}
        for each in self.definitions:
            if each.kind == "constructor" and each.qualified.endswith(f"{each.name}.{each.name}"):
                continue  # the name of a class means the class, in the class too
            parent = self.home(each)
            found.setdefault(parent, {}).setdefault(each.name, []).append(each.ordinal)
            while parent >= 0 and self._is_transparent(parent):
                parent = self.home(self.definitions[parent])
                found.setdefault(parent, {}).setdefault(each.name, []).append(each.ordinal)
        return found

    def named_in(self, at: int, name: str) -> list[int]:
        """Return what a bare name may be right inside of a definition, or of the file.

        A field of a type without a name stands there too, and is known by no name alone.
        """
        found = self.children.get(at, {}).get(name, [])
        if at >= 0 and self.definitions[at].kind in TYPES:
            return found
        return [each for each in found if self.definitions[each].kind != "field"]

    def _is_transparent(self, ordinal: int) -> bool:
        """Tell whether what is in a definition is seen beside it too."""
        kinds = self.language.transparent if self.language else ()
        return self.definitions[ordinal].kind in kinds

    def home(self, each: Definition) -> int:
        """Return where a member belongs, which is not always what stands around it (`impl`)."""
        outer = each.qualified.rpartition(".")[0]
        above = self.definitions[each.parent] if each.parent >= 0 else None
        if above is not None and above.name and above.qualified == outer:
            return above.ordinal
        if not outer:
            return -1
        # A method of what lies in another file is nothing at the top of this one.
        return self.owners.get(outer, each.parent if each.parent >= 0 else ELSEWHERE)

    @cached_property
    def package(self) -> str:
        """Return the namespace that the file says at its top that all of it is of, or ''."""
        if self.language is None or self.language.modules.namespace != "declared":
            return ""
        said = (
            each for each in self.definitions if each.parent < 0 and self.is_space(each.ordinal)
        )
        return next((dotted(each.name) for each in said if each.name), "")

    def is_space(self, ordinal: int) -> bool:
        """Tell whether a definition is a namespace: its members are known by its name elsewhere."""
        kinds = self.language.modules.spaces if self.language else ()
        return self.definitions[ordinal].kind in kinds

    def space_of(self, each: Definition) -> str | None:
        """Return the namespace that a definition is right inside of, None if it is in a thing."""
        if each.parent >= 0 and self._is_transparent(each.parent):
            return self.space_of(self.definitions[each.parent])
        if each.parent >= 0 and not self.is_space(each.parent):
            return None
        return ".".join(filter(None, (self.package, dotted(each.qualified).rpartition(".")[0])))

    @cached_property
    def owners(self) -> dict[str, int]:
        """Return the ordinal of each definition by its qualified name, the first of several."""
        return {each.qualified: each.ordinal for each in reversed(self.definitions) if each.name}

    @cached_property
    def bases(self) -> dict[int, list[Reference]]:
        """Return the bases that each class names."""
        found: dict[int, list[Reference]] = {}
        for use in self.references:
            if use.kind == "base" and use.scope >= 0:
                home = self.definitions[use.scope]
                owner = use.scope if home.name else self.owners.get(home.qualified, use.scope)
                found.setdefault(owner, []).append(use)
        return found

    @cached_property
    def used(self) -> dict[str, list[int]]:
        """Return the places of the uses that have a name at their end, or at their start."""
        found: dict[str, list[int]] = {}
        for at, use in enumerate(self.references):
            head, dot, _ = use.text.partition(".")
            found.setdefault(use.text.rpartition(".")[2], []).append(at)
            if dot:
                found.setdefault(head, []).append(at)
        return found

    @cached_property
    def bound(self) -> dict[str, list[Binding]]:
        """Return the bindings of each name: `x`, `self.x`."""
        found: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            found.setdefault(binding.name, []).append(binding)
        return found

    @cached_property
    def imported(self) -> dict[str, list[Import]]:
        """Return the imports of each name; `*` for those that bring all names."""
        found: dict[str, list[Import]] = {}
        for each in self.imports:
            found.setdefault("*" if each.member == "*" else each.bound, []).append(each)
        return found

    @cached_property
    def importing(self) -> dict[str, list[Import]]:
        """Return the imports that take a name, or make it known."""
        found: dict[str, list[Import]] = {}
        for each in self.imports:
            for name in {each.member, each.bound}:
                found.setdefault(name, []).append(each)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of its definitions."""
        return frozenset(each.name for each in self.definitions)

    @cached_property
    def dotted(self) -> dict[str, list[str]]:
        """Return the imported names that have several parts, by the first: `a` has `a.b.c`."""
        found: dict[str, list[str]] = {}
        for name in self.imported:
            if "." in name:
                found.setdefault(name.partition(".")[0], []).append(name)
        return found

    def seen(self, name: str, scope: int) -> Iterator[Import]:
        """Yield the imports of a name, or of all names as `*`, that are seen from a scope."""
        around = set(self.scopes(scope))
        for each in self.imported.get(name, ()):
            # An import can be a definition as well, `mod x;`, and is not inside of itself then.
            home = self.definitions[each.scope] if each.scope >= 0 else None
            if home is None or each.scope in around or home.start_line == each.line:
                yield each

    def inside(self, ordinals: Iterable[int]) -> set[int]:
        """Return some definitions, and all that stand in them at any depth."""
        found = set(ordinals)
        # Whatever stands in another comes after it.
        found.update(each.ordinal for each in self.definitions if each.parent in found)
        return found

    def scopes(self, scope: int) -> Iterator[int]:
        """Yield a scope and those around it, without the file itself."""
        while scope >= 0:
            yield scope
            scope = self.definitions[scope].parent
