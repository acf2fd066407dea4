"""How the modules of an installed package are named: each ecosystem has its own way."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from gridref_indexers.languages import Modules, languages
from gridref_indexers.normal import dotted
from gridref_indexers.packages import node
from gridref_indexers.packages.package import Package
from gridref_indexers.values import Module

# What may stand between the name of a module and that of a thing in it.
_BREAKS: Final = re.compile(r"::|[.#]")
_DECLARED: Final = re.compile(r"\.d\.[cm]?ts\Z")

Start = tuple[Module, tuple[str, ...]]


class Layout:
    """The modules of one package by name; a package of Python, if no other class says more."""

    language = "python"
    # Where members of a type may be written in another file than the type.
    is_scattered = False
    # Why a type may have members that its package does not show.
    members_of_others = ""

    def __init__(
        self, package: Package, contents: Mapping[str, int], read: Callable[[str], bytes]
    ) -> None:
        self.package = package
        self.contents = contents
        self.read = read

    @property
    def modules(self) -> Modules:
        """Return how modules are named in the language of the package."""
        return languages()[self.language].modules

    @cached_property
    def starts(self) -> dict[str, Module]:
        """Return the modules that names start with, by name; the package's main one first."""
        names = sorted(self.package.modules, key=lambda each: (each.startswith("_"), each))
        own = self.package.name.replace("-", "_")
        names.sort(key=lambda each: each.lower() != own)
        found = {name: self._module([name]) for name in names}
        named = {name: module for name, module in found.items() if module}
        spaces = [name for name in names if name not in named]
        return named | {each.name: each for each in self._in_spaces(spaces)}

    def _in_spaces(self, names: Sequence[str]) -> Iterator[Module]:
        """Yield the highest modules below folders that are none themselves: `google.cloud.x`."""
        below = sorted(p for p in self.contents if p.partition("/")[0] in names)
        found: set[str] = set()
        for path in sorted(below, key=lambda each: (each.count("/"), each)):
            if not path.endswith((".py", ".pyi")):
                continue
            name = self.name_of(path)
            module = self._module(name.split("."))
            parts = name.split(".")
            above = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
            if module and not above & found:
                found.add(name)
                yield module

    @property
    def main(self) -> str:
        """Return the name of the module that refs leave out."""
        return next(iter(self.starts), "")

    def begun(self, name: str) -> Iterator[Start]:
        """Yield the modules that a name starts with, each with the words behind it."""
        words = _words(name)
        for end in range(1, len(words) + 1):
            if start := self.starts.get(".".join(words[:end])):
                yield start, words[end:]
                return

    def below(self, module: Module, words: Sequence[str]) -> Module | None:
        """Return what lies below a module, whether the module itself names it or not."""
        return self._module([*module.name.split("."), *words])

    def _module(self, words: Sequence[str]) -> Module | None:
        first, *rest = words
        for top in (first, f"{first}-stubs"):
            path = "/".join((top, *rest))
            tried = (each.replace("{path}", path) for each in self.modules.candidates)
            if found := tuple(each for each in tried if each in self.contents):
                return Module(found, ".".join(words))
        return None

    def submodules(self, module: Module) -> list[str]:
        """Return the names of the modules right below one that users may import."""
        path = module.paths[0]
        folder, is_package, _ = path.rpartition("/__init__.")
        if not is_package:
            return []
        below = (each for each in self.contents if each.startswith(f"{folder}/"))
        named = (each[len(folder) + 1 :].partition("/") for each in below)
        stems = {name.partition(".")[0]: rest for name, _, rest in named}
        found = (stem for stem in stems if stem.isidentifier() and not stem.startswith("_"))
        return sorted(each for each in found if self.below(module, [each]))

    def name_of(self, path: str) -> str:
        """Return the name of the module that a file is, or is a part of."""
        stem = path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__")
        return stem.replace("-stubs/", "/").replace("/", ".")

    def full_name(self, path: str, name: str) -> str:
        """Return the dotted name of what stands at the top of a file."""
        return f"{self.name_of(path)}.{name}"

    def spelt(self, name: str) -> str:
        """Return a dotted name as code of the language writes it."""
        return name

    def is_public(self, name: str) -> bool:
        """Tell whether a name is one that users can import."""
        return True

    @property
    def is_declared(self) -> bool:
        """Tell whether all that users can import is written down where it is read."""
        return True


class _Node(Layout):
    """A package of Node: its manifest says which of its files have names."""

    language = "typescript"

    @cached_property
    def _entries(self) -> dict[str, str]:
        return node.entries(self.package.folder)

    @cached_property
    def _is_closed(self) -> bool:
        """Tell whether only that can be imported which the manifest names."""
        return "exports" in node.read_manifest(self.package.folder)

    @cached_property
    def starts(self) -> dict[str, Module]:
        entries = sorted(self._entries.items(), key=lambda each: len(each[0]))
        named = ((self.package.name + name.removeprefix("."), path) for name, path in entries)
        return {name: Module((path,), name) for name, path in named if path in self.contents}

    def begun(self, name: str) -> Iterator[Start]:
        own = self.package.name
        if own == node.BUILT_IN:
            yield from self._built_in(name)
        for head in dict.fromkeys((own, node.typed(own), own.rpartition("/")[2])):
            rest = name.removeprefix(head)
            if rest == name or rest[:1] not in ("", ".", "#", "/", ":"):
                continue
            if rest.startswith("/"):
                yield from self._inside(rest)
            elif self.main:
                yield self.starts[self.main], _words(rest)

    def _inside(self, rest: str) -> Iterator[Start]:
        """Yield what the name of a file of the package starts: `next/navigation.useRouter`."""
        for path, words in _parted(rest):
            if module := self.starts.get(self.package.name + path) or self._file(path):
                yield module, words

    def _file(self, path: str) -> Module | None:
        """Return the file of the package that can be imported by its path."""
        found = node.importable(self.package.folder, path.lstrip("/"))
        return Module((found,), self.package.name + path) if found in self.contents else None

    def _built_in(self, name: str) -> Iterator[Start]:
        """Yield the module of Node itself that a name starts with: `fs.readFile`."""
        for path, words in _parted(name.removeprefix("node:")):
            if f"{path}.d.ts" in self.contents:
                yield Module((f"{path}.d.ts",), path), (f"node:{path}", *words)

    def below(self, module: Module, words: Sequence[str]) -> Module | None:
        return None

    def submodules(self, module: Module) -> list[str]:
        return []

    def name_of(self, path: str) -> str:
        entry = next((name for name, each in self.starts.items() if path in each.paths), "")
        return entry or f"{self.package.name}/{self.modules.stem(path)}"

    def full_name(self, path: str, name: str) -> str:
        return name if name.startswith("node:") else super().full_name(path, name)

    def is_public(self, name: str) -> bool:
        return not self._is_closed or any(name.startswith(f"{each}.") for each in self.starts)

    @property
    def is_declared(self) -> bool:
        paths = [path for each in self.starts.values() for path in each.paths]
        return bool(paths) and all(_DECLARED.search(path) for path in paths)


class _Go(Layout):
    """A module of Go: each of its folders is a package, known by the last word of its path."""

    language = "go"
    is_scattered = True

    @cached_property
    def _folders(self) -> dict[str, Module]:
        """Return the packages by the path that they are imported by."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.contents):
            if path.endswith(".go"):
                found.setdefault(self.name_of(path), []).append(path)
        return {name: Module(tuple(paths), name) for name, paths in found.items()}

    @cached_property
    def starts(self) -> dict[str, Module]:
        own = self.package.name
        return {own: self._folders[own]} if own in self._folders else {}

    @property
    def main(self) -> str:
        return self.package.name

    def begun(self, name: str) -> Iterator[Start]:
        own = self.package.name
        if name == own or name.startswith((f"{own}.", f"{own}/")):
            for below, words in _parted(name[len(own) :]):
                if found := self._folders.get(own + below):
                    yield found, words
            return
        for path, words in _parted(name):
            for each, module in self._folders.items():
                called = self.package.modules[1:] if each == own else (_last_of(each),)
                if path in called or (path and each == f"{own}/{path}"):
                    yield module, words

    def below(self, module: Module, words: Sequence[str]) -> Module | None:
        return None

    def submodules(self, module: Module) -> list[str]:
        start = f"{module.name}/"
        return sorted(each.removeprefix(start) for each in self._folders if each.startswith(start))

    def name_of(self, path: str) -> str:
        return posixpath.join(self.package.name, posixpath.dirname(path)).rstrip("/")


class _Cargo(Layout):
    """A crate: its modules are files below the one that it starts with."""

    language = "rust"
    is_scattered = True
    members_of_others = "a trait of another crate may give it"

    @cached_property
    def _root(self) -> str:
        said = re.search(
            r"^\[lib\](?:(?!\n\[)[\s\S])*?\npath\s*=\s*\"([^\"]+)\"",
            self.read("Cargo.toml").decode("utf-8", "replace"),
            re.M,
        )
        return said[1] if said and said[1] in self.contents else "src/lib.rs"

    @cached_property
    def starts(self) -> dict[str, Module]:
        crate = self.package.modules[0]
        return {crate: Module((self._root,), crate)} if self._root in self.contents else {}

    def below(self, module: Module, words: Sequence[str]) -> Module | None:
        inner = [*module.name.split(".")[1:], *words]
        path = posixpath.join(posixpath.dirname(self._root), *inner)
        tried = (f"{path}.rs", f"{path}/mod.rs")
        found = tuple(each for each in tried if each in self.contents)
        return Module(found, ".".join((module.name, *words))) if found else None

    def submodules(self, module: Module) -> list[str]:
        return []

    def spelt(self, name: str) -> str:
        return name.replace(".", "::")

    def name_of(self, path: str) -> str:
        top = posixpath.dirname(self._root)
        stem = path.removesuffix(".rs").removesuffix("/mod")
        inner = stem.removeprefix(f"{top}/") if top else stem
        crate = self.package.modules[0]
        return crate if path == self._root else f"{crate}.{inner.replace('/', '.')}"


LAYOUTS: Final[dict[str, type[Layout]]] = {
    "pypi": Layout,
    "python": Layout,
    "npm": _Node,
    "go": _Go,
    "cargo": _Cargo,
    "docs": Layout,
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in dotted(text.replace("#", ".")).split(".") if word)


def _parted(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ways to part a path from the words behind it, the longest path first."""
    yield text, ()
    for found in reversed(list(_BREAKS.finditer(text))):
        yield text[: found.start()], _words(text[found.end() :])


def _last_of(path: str) -> str:
    """Return the word by which a package of Go is known in code."""
    return languages()["go"].bound_name(path)
