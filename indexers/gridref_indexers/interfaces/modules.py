"""Where the module of a name lies: project, packages, stubs, the standard library. No import."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from os.path import basename, dirname, isdir, join

# What our own interpreter has, be it compiled in or not spoken of by typeshed.
_OURS = sys.stdlib_module_names | frozenset(sys.builtin_module_names)
_BINARY = (".so", ".pyd")
# What a build makes a module of that is then compiled, or written.
_BUILT_FROM = (".pyx", ".pyx.in", ".pyx.tp", ".py.in", ".pxd", ".c", ".cpp")


@dataclass(frozen=True)
class Located:
    """What makes up a module: its stubs and sources, the folders of its submodules.

    `compiled` tells that there is a part which can't be read; `origin` is one of `project`,
    `package` and `standard`.
    """

    name: str
    stubs: tuple[str, ...]
    sources: tuple[str, ...]
    folders: tuple[str, ...]
    compiled: bool
    origin: str

    @property
    def is_namespace(self) -> bool:
        """Tell whether it is but a folder."""
        return not self.stubs and not self.sources and not self.compiled


class Folders:
    """Names in folders, each folder listed once."""

    def __init__(self) -> None:
        self._held: dict[str, frozenset[str]] = {}

    def names(self, folder: str) -> frozenset[str]:
        """Return what is in a folder."""
        held = self._held.get(folder)
        if held is None:
            try:
                held = frozenset(os.listdir(folder))
            except OSError:
                held = frozenset()
            self._held[folder] = held
        return held


class Modules:
    """Finds modules by name among roots, in the order in which an interpreter would."""

    def __init__(
        self,
        project: Sequence[str],
        packages: Sequence[str],
        standard: str,
        version: tuple[int, int],
        folders: Folders | None = None,
        beside: Sequence[str] = (),
        loose: str = "",
    ) -> None:
        self.project = tuple(project)
        # The one of these that is on the path only where code in it is run as a script.
        self.loose = loose
        # Where modules lie that count only if there are no others of their name.
        self.beside = tuple(beside)
        self.packages = tuple(packages)
        self.standard = standard
        self.version = version
        self.folders = folders or Folders()
        self._known: dict[str, Located | None] = {}
        # Folders of packages of stubs, and what lies in them.
        self._stubs: set[str] = set()

    def locate(self, name: str) -> Located | None:
        """Return where a module lies, None if there is none."""
        if name not in self._known:
            self._known[name] = self._locate(name)
        return self._known[name]

    def submodules(self, name: str) -> list[str]:
        """Return the names of the modules right below one."""
        located = self.locate(name)
        found = set[str]()
        for folder in located.folders if located else ():
            found |= set(_modules(folder, self.folders.names(folder)))
        return sorted(each for each in found if self.locate(f"{name}.{each}"))

    def roots(self) -> Iterable[str]:
        """Return the names of all modules that stand at the top, but those of the standard one."""
        found = set[str]()
        for folder in (*self.project, *self.packages):
            found |= set(_modules(folder, self.folders.names(folder)))
        return found

    def _locate(self, name: str) -> Located | None:
        above, _, last = name.rpartition(".")
        if not last.isidentifier():
            return None
        if above:
            parent = self.locate(above)
            if not parent:
                return None
            found = self._in(parent.folders, name, last, parent.origin)
            if parent.origin == "standard" and not self._is_shipped(name):
                return None
            return found
        own = self._in(self.project, name, last, "project")
        if own and not own.is_namespace:
            return self._either(own, name) if self._is_loose(own) else own
        if name == "typing_extensions":
            return self._united(name)
        # A mere folder counts only if nothing else has the name, or nothing but mere folders.
        other = self._standard(name) or self._in(self.packages, name, last, "package")
        if own and other and other.is_namespace:
            return replace(own, folders=(*own.folders, *other.folders))
        return other or own or self._in(self.beside, name, last, "project")

    def _is_loose(self, own: Located) -> bool:
        parts = (*own.stubs, *own.sources, *own.folders)
        return bool(self.loose) and any(
            dirname(each.removesuffix("/__init__.py")) == self.loose for each in parts
        )

    def _either(self, own: Located, name: str) -> Located:
        """Return a module together with what else has its name: which one is had depends."""
        other = self._standard(name) or self._in(self.packages, name, name, "package")
        if other is None or other.compiled:
            return own
        return replace(
            own,
            stubs=(*own.stubs, *other.stubs),
            sources=(*own.sources, *other.sources),
            folders=(*own.folders, *other.folders),
        )

    def _united(self, name: str) -> Located | None:
        """Return a package of which typeshed has the stub among those of the standard library."""
        stub, real = self._standard(name), self._in(self.packages, name, name, "package")
        if stub is None or real is None:
            return stub or real
        return Located(name, stub.stubs, real.sources, (), False, "package")

    def _standard(self, name: str) -> Located | None:
        if not self._is_shipped(name) and name not in _OURS:
            return None
        folders = [typeshed()]
        if self.standard:
            folders += [self.standard, join(self.standard, "lib-dynload")]
        found = self._in(tuple(folders), name, name, "standard")
        if found is None and self.version == sys.version_info[:2] and name in _OURS:
            return Located(name, (), (), (), True, "standard")
        return found

    def _is_shipped(self, name: str) -> bool:
        """Tell whether the standard library of this version has a module, as far as is said."""
        told = versions()
        at = name
        while at and at not in told:
            at = at.rpartition(".")[0]
        first, last = told.get(at, ((0, 0), None))
        return first <= self.version and (last is None or self.version <= last)

    def _in(self, folders: Sequence[str], name: str, last: str, origin: str) -> Located | None:
        """Look for a module in folders; the first that holds more than a folder is the one."""
        stubs: list[str] = []
        sources: list[str] = []
        inner: list[str] = []
        compiled = done = False
        endings = (*_BINARY, *_BUILT_FROM) if origin == "project" else _BINARY
        for folder in folders:
            held = self.folders.names(folder)
            is_stubs = folder.startswith(typeshed()) or folder in self._stubs
            if f"{last}-stubs" in held and (
                names := self.folders.names(join(folder, f"{last}-stubs"))
            ):
                inner.append(join(folder, f"{last}-stubs"))
                self._stubs.add(inner[-1])
                stubs += [join(inner[-1], n) for n in ("__init__.pyi",) if n in names]
            if done and not is_stubs:
                continue
            if last in held and isdir(join(folder, last)):
                inside = self.folders.names(join(folder, last))
                inner.append(join(folder, last))
                if folder in self._stubs:
                    self._stubs.add(inner[-1])
                stubs += [join(folder, last, n) for n in ("__init__.pyi",) if n in inside]
                sources += [join(folder, last, n) for n in ("__init__.py",) if n in inside]
                if any(n.startswith("__init__.") and n.endswith(_BINARY) for n in inside):
                    compiled = True
                if "__init__.py" in inside or "__init__.pyi" in inside:
                    done = not is_stubs
                    continue
            stubs += [join(folder, n) for n in (f"{last}.pyi",) if n in held]
            if f"{last}.py" in held:
                sources.append(join(folder, f"{last}.py"))
                done = True
            elif any(n.startswith(f"{last}.") and n.endswith(endings) for n in held):
                compiled = done = True
        if not (stubs or sources or inner or compiled):
            return None
        if not (stubs or sources or compiled) and origin != "standard":
            inner = [each for each in inner if self._holds_code(each)]
            if not inner:
                return None
        return Located(name, tuple(stubs), tuple(sources), tuple(inner), compiled, origin)

    def _holds_code(self, folder: str, depth: int = 3) -> bool:
        """Tell whether there is a module in a folder or below it."""
        names = self.folders.names(folder)
        if any(n.endswith((".py", ".pyi", *_BINARY)) for n in names):
            return True
        inner = [n for n in names if n.isidentifier() and isdir(join(folder, n))]
        return depth > 0 and any(self._holds_code(join(folder, n), depth - 1) for n in inner)


def _modules(folder: str, names: Iterable[str]) -> Iterable[str]:
    for each in names:
        stem, dot, ending = each.partition(".")
        if stem == "__init__" or stem == "__pycache__" or not stem.isidentifier():
            continue
        if not dot or ending in ("py", "pyi") or ending.endswith(("so", "pyd")):
            yield stem


@cache
def typeshed() -> str:
    """Return the folder of typeshed's stubs for the standard library."""
    # Found, not imported: it would parse what we read ourselves.
    found = find_spec("typeshed_client")
    return join(dirname(found.origin or ""), "typeshed") if found else ""


@cache
def versions() -> dict[str, tuple[tuple[int, int], tuple[int, int] | None]]:
    """Return which versions of Python have which module, as typeshed says."""
    found = {}
    with open(join(typeshed(), "VERSIONS"), encoding="utf-8") as lines:
        for line in lines:
            if match := re.match(r"([\w.]+): (\d+)\.(\d+)-(?:(\d+)\.(\d+))?", line):
                name, *numbers = match.groups()
                last = (int(numbers[2]), int(numbers[3])) if numbers[2] else None
                found[name] = ((int(numbers[0]), int(numbers[1])), last)
    return found


def module_of(path: str, roots: Sequence[str]) -> tuple[str, str]:
    """Return the name of the module in a file, and the root that it is imported from.

    The first root is the project itself, where folders without `__init__` are no packages on top;
    in the others, which are there to be imported from, they may be.
    """
    stem = basename(path).partition(".")[0]
    tops = {each for each in roots if each == roots[0] or not _is_package(each)}
    above: list[str] = []
    at = dirname(path)
    # Nothing is imported from below a folder whose name is none.
    while at not in tops and dirname(at) != at and basename(at).isidentifier():
        above.append(at)
        at = dirname(at)
    held = [nth for nth, each in enumerate(above) if _is_package(each)]
    is_source = at in tops and at != roots[0]
    # Folders between a package and its file belong to it, with or without an `__init__`.
    inside = above if is_source else above[: held[-1] + 1] if held else []
    names = [*([] if stem == "__init__" else [stem]), *map(basename, inside)]
    return ".".join(reversed(names)), dirname(inside[-1]) if inside else dirname(path)


def _is_package(folder: str) -> bool:
    return os.path.exists(join(folder, "__init__.py"))
