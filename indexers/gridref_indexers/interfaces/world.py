"""All modules that code can reach: which there are, what each holds, and whether that is all."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gridref_indexers.interfaces.infer import meaning
from gridref_indexers.interfaces.kept import Interfaces, kept_in
from gridref_indexers.interfaces.modules import Folders, Located, Modules, typeshed
from gridref_indexers.interfaces.shape import Binding, Class, Import
from gridref_indexers.interfaces.spaces import OF_MODULES, ModuleSpace
from gridref_indexers.interfaces.values import (
    NOTHING,
    UNKNOWN,
    Known,
    Module,
    Routine,
    Special,
    Type,
    Unknown,
    Value,
    is_known,
    unknown,
)

_FORMS = frozenset(
    "Any Union Optional Literal Annotated Final ClassVar Callable Type Self Generic Protocol "
    "TypedDict Required NotRequired ReadOnly TypeGuard TypeIs Never NoReturn LiteralString "
    "Concatenate Unpack TypeAlias Tuple List Dict Set FrozenSet DefaultDict OrderedDict Counter "
    "Deque ChainMap".split()
)
_TYPING = frozenset(["typing", "typing_extensions"])


class World:
    """The modules of a project and of its environment; what was found out is kept."""

    def __init__(
        self,
        project: Sequence[str] = (),
        packages: Sequence[str] = (),
        standard: str = "",
        version: tuple[int, int] = (sys.version_info[0], sys.version_info[1]),
        interfaces: Interfaces | None = None,
        beside: Sequence[str] = (),
        loose: str = "",
    ) -> None:
        self.version = version
        self.interfaces = interfaces or kept_in()
        self.modules = Modules(project, packages, standard, version, Folders(), beside, loose)
        self._layers: dict[str, tuple[ModuleSpace, ...]] = {}
        self._members: dict[tuple[str, str, bool], tuple[Value, ...] | None] = {}
        self._opens: dict[str, str] = {}
        self._active: set[tuple[str, str]] = set()
        self.cache: dict[object, object] = {}
        self.depth = 0

    # Modules

    def locate(self, name: str) -> Located | None:
        """Return where a module lies, None if there is none."""
        return self.modules.locate(name)

    def layers(self, name: str) -> tuple[ModuleSpace, ...]:
        """Return the files of a module, its stubs first."""
        if name not in self._layers:
            located = self.locate(name)
            paths = [*located.stubs, *located.sources] if located else []
            self._layers[name] = tuple(self._space(name, path) for path in paths)
        return self._layers[name]

    def _space(self, name: str, path: str) -> ModuleSpace:
        is_package = os.path.basename(path).startswith("__init__.")
        return ModuleSpace(self, name, self.interfaces.of(path, self.version), path, is_package)

    def closed(self, name: str) -> str:
        """Return why a module may hold more than what is known of it, '' if it can't."""
        if name not in self._opens:
            self._opens[name] = ""  # a module that star-imports itself adds nothing
            self._opens[name] = self._why_open(name)
        return self._opens[name]

    def _why_open(self, name: str) -> str:
        located = self.locate(name)
        if located is None:
            return f"{name} is not installed"
        if located.compiled and not located.stubs:
            return f"{name} is compiled, and no stub tells what it holds"
        is_told = located.origin == "standard" and bool(located.stubs)
        for layer in self.layers(name):
            # The stubs of the standard library are tested against what really is there.
            if is_told and not layer.interface.is_stub:
                continue
            if layer.interface.opens:
                return f"{name}: {layer.interface.opens}"
            for star in layer.interface.stars:
                source = absolute(star, layer.package())
                if self.locate(source) is None:
                    return f"{name} takes all names of {source}, which is not installed"
                if source != name and (why := self.closed(source)):
                    return why
        return ""

    # Members

    def member(self, module: str, name: str, outside: bool = True) -> tuple[Value, ...] | None:
        """Return what a name of a module may mean, None if it proves to be absent.

        From the outside a stub does not hand on what it imports for itself, and submodules count.
        """
        key = (module, name, outside)
        if key in self._members:
            return self._members[key]
        if (module, name) in self._active or self.depth > 60:
            return UNKNOWN
        self._active.add((module, name))
        self.depth += 1
        try:
            found = self._member(module, name, outside)
        finally:
            self._active.discard((module, name))
            self.depth -= 1
        self._members[key] = found
        return found

    def _member(self, module: str, name: str, outside: bool) -> tuple[Value, ...] | None:
        if module in _TYPING and name in _FORMS:
            return (Special(name),)
        if module == "_typeshed" and name == "MaybeNone":
            return (NOTHING,)
        if module == "collections.abc" and name == "Callable":
            return (Special(name),)
        if module == "builtins" and name in ("reveal_type", "reveal_locals"):
            return None
        groups = list[tuple[Value, ...]]()
        for layer in self.layers(module):
            bindings = layer.interface.names.get(name, ())
            public = layer.interface.public or ()
            told = [e for e in bindings if not outside or is_shown(e) or name in public]
            if told:
                groups.append(meaning(told, layer, f"{module}.{name}"))
        values = list(best(groups))
        if not values:
            for _, source in self.stars(module):
                if self.hands_on(source, name):
                    values += self.member(source, name) or ()
            if self.locate(f"{module}.{name}"):
                values.append(Module(f"{module}.{name}"))
        if outside and not (values and all(isinstance(e, Routine | Module) for e in values)):
            if self.locate(f"{module}.{name}"):
                known = [each for each in values if not isinstance(each, Unknown)]
                values = [*known, Module(f"{module}.{name}")]
        if values:
            return tuple(dict.fromkeys(values))
        if name in OF_MODULES:
            return UNKNOWN
        why = self.closed(module) or self._why_not_told(module, name)
        return unknown(why) if why else None

    def _why_not_told(self, module: str, name: str) -> str:
        """Return why stubs alone may not tell of a name: it is private, or a module beside."""
        if not self.is_stub_only(module):
            return ""
        above = module.rpartition(".")[0]
        is_module = self.locate(name) or (above and self.locate(f"{above}.{name}"))
        if name.startswith("_") or is_module:
            return f"no stub of {module} tells of what is private or imported there"
        return ""

    def is_stub_only(self, module: str) -> bool:
        """Tell whether of a module of the standard library nothing but a stub can be read."""
        located = self.locate(module)
        return bool(
            located
            and located.origin == "standard"
            and located.stubs
            and not located.sources
            and module != "builtins"
        )

    def binds(self, module: str, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Tell whether a module is known to hold a name, whatever that is."""
        if name in OF_MODULES or self.locate(f"{module}.{name}"):
            return True
        if any(name in layer.interface.names for layer in self.layers(module)):
            return True
        return any(
            source not in seen
            and self.hands_on(source, name)
            and self.binds(source, name, seen | {module})
            for _, source in self.stars(module)
        )

    def stars(self, module: str) -> Iterator[tuple[ModuleSpace, str]]:
        """Yield the modules that a module takes all names of."""
        for layer in self.layers(module):
            for star in layer.interface.stars:
                source = absolute(star, layer.package())
                if source != module and self.locate(source):
                    yield layer, source

    def hands_on(self, module: str, name: str) -> bool:
        """Tell whether `from module import *` may bring a name."""
        publics = [
            e.interface.public for e in self.layers(module) if e.interface.public is not None
        ]
        if publics and not any("*" in public for public in publics):
            return any(name in public for public in publics)
        return not name.startswith("_")

    def names(self, module: str, seen: frozenset[str] = frozenset()) -> set[str]:
        """Return all names that a module is known to hold."""
        found = set[str]()
        for layer in self.layers(module):
            for name, bindings in layer.interface.names.items():
                if any(map(is_shown, bindings)):
                    found.add(name)
        for _, source in self.stars(module):
            if source not in seen:
                inner = self.names(source, seen | {module})
                found |= {each for each in inner if self.hands_on(source, each)}
        return found | set(self.modules.submodules(module))

    def builtin(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name means where nothing binds it."""
        return self.member("builtins", name, outside=True)


def best(groups: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Return what is known of a name by stub and source together: the first that knows it.

    Of a function all variants count, wherever they stand.
    """
    if len(groups) < 2:
        return groups[0] if groups else ()
    chosen = next((group for group in groups if is_known(group)), None)
    if chosen is None:
        return tuple(dict.fromkeys(each for group in groups for each in group))
    rest = [each for group in groups if group is not chosen for each in group]
    others = [each for each in rest if isinstance(each, Routine)]
    for each in chosen:
        if isinstance(each, Type):
            for twin in rest:
                if isinstance(twin, Type) and twin.of is not each.of:
                    _unite(each.of, twin.of)
    return tuple(
        replace(each, variants=(*each.variants, *(v for o in others for v in o.variants)))
        if isinstance(each, Routine)
        else each
        for each in chosen
    )


def _unite(known: Known, twin: Known) -> None:
    """Add to a class of a stub what its source says, where that stands in another module."""
    if known.bare == twin.bare:
        held = {id(of) for of, _ in known.definitions}
        known.definitions += [each for each in twin.definitions if id(each[0]) not in held]
        known.cache.clear()


def is_shown(binding: Binding) -> bool:
    """Tell whether a name is handed on to those who import from its module."""
    return not isinstance(binding, Import) or binding.shown


def absolute(what: Import, package: str) -> str:
    """Return the whole name of the module that an import names, seen from a package."""
    if not what.level:
        return what.module
    parts = package.split(".") if package else []
    if what.level - 1 > len(parts):
        return ""
    base = parts[: len(parts) - (what.level - 1)]
    return ".".join([*base, *([what.module] if what.module else [])])


__all__ = ["Class", "Iterable", "World", "absolute", "is_shown", "typeshed"]
