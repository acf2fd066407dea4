"""The files of one checkout at one generation, and which of them the name of a module means."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gridref_indexers.languages import Language, Modules, languages


@dataclass(frozen=True)
class Outside:
    """What is not of this project: a library's module or name, or a literal of the language."""

    name: str


class Tree:
    """Paths as text (undecodable bytes escaped as Python does), each with what it holds."""

    def __init__(
        self,
        contents: dict[str, int],
        language_of: Callable[[int], str],
        read: Callable[[str], bytes],
    ) -> None:
        self.contents = contents
        self._language_of = language_of
        self._read = read
        self._modules: dict[tuple[str, str, str], tuple[str, ...] | Outside] = {}

    def language(self, path: str) -> Language | None:
        """Return the language of a file of this tree."""
        return languages().get(self._language_of(self.contents[path]))

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """Return the paths of the files right inside each folder; '' is the root."""
        found: dict[str, list[str]] = {}
        for path in self.contents:
            found.setdefault(posixpath.dirname(path), []).append(path)
        return found

    def module(self, importer: str, name: str) -> tuple[str, ...] | Outside:
        """Return the files that a module's name means in a file, or that it is outside.

        More than one where a module is a folder of files.
        """
        language = self.language(importer)
        if language is None:
            return Outside(name)
        by_file = language.modules.relative == "keywords"
        key = importer if by_file else posixpath.dirname(importer), language.name, name
        if key not in self._modules:
            found = next(filter(None, self._found(importer, language, name)), ())
            self._modules[key] = found or Outside(name)
        return self._modules[key]

    def modules_called(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the modules whose names end in some words, whoever would import them."""
        found: dict[tuple[str, ...], None] = {}
        for name, paths in self._by_language.items():
            modules = languages()[name].modules
            if modules.namespace == "folder":
                found.update((these, None) for these in self._packages(paths, words))
            else:
                found.update(((each,), None) for each in self._ending(modules, words))
            found.update((these, None) for these in self._by_manifest(name, paths[0], words))
        yield from sorted(found, key=lambda these: (these[0].count("/"), these))

    @cached_property
    def _by_language(self) -> dict[str, list[str]]:
        """Return the paths of each language that has modules, in order."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.contents):
            language = self.language(path)
            if language and language.modules.candidates:
                found.setdefault(language.name, []).append(path)
        return found

    @cached_property
    def _by_filename(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.contents:
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    def _packages(self, paths: list[str], words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the files of the folders whose paths end in some words."""
        end = "/" + "/".join(words)
        folders: dict[str, list[str]] = {}
        for path in paths:
            if f"/{posixpath.dirname(path)}".endswith(end):
                folders.setdefault(posixpath.dirname(path), []).append(path)
        yield from map(tuple, folders.values())

    def _ending(self, modules: Modules, words: Sequence[str]) -> Iterator[str]:
        """Yield the files that a module may be whose path ends in some words."""
        for candidate in modules.candidates:
            end = candidate.replace("{path}", "/".join(words)).replace("{stem}", "/".join(words))
            for path in self._by_filename.get(posixpath.basename(end), ()):
                if f"/{path}".endswith(f"/{end}"):
                    yield path

    def _by_manifest(
        self, name: str, importer: str, words: Sequence[str]
    ) -> Iterator[tuple[str, ...]]:
        """Yield what a manifest gives a name that would be known by the first of some words."""
        language = languages()[name]
        separator = language.modules.separator
        for called, _ in self._manifests(language.modules):
            known = called.rpartition("/")[2] if separator == "/" else called.replace("-", "_")
            if known == words[0]:
                found = self.module(importer, separator.join((called, *words[1:])))
                if not isinstance(found, Outside):
                    yield found

    def _found(self, importer: str, language: Language, name: str) -> Iterator[tuple[str, ...]]:
        """Yield what each place that may hold the module holds."""
        modules = language.modules
        relative = self._relative(modules, importer, name)
        if relative is not None:
            yield self._at(modules, relative)
            if modules.relative != "path" or name.startswith("."):
                return
        head = name.split(modules.separator, 1)[0]
        if head in modules.standard or name.partition(":")[0] in modules.standard:
            return
        below = name.replace(modules.separator, "/")
        yield from (self._at(modules, path) for path in self._named(modules, importer, name))
        for root in self._roots(language, importer):
            yield self._at(modules, posixpath.join(root, below))

    def _relative(self, modules: Modules, importer: str, name: str) -> str | None:
        if modules.relative == "keywords":
            return self._by_keyword(modules, importer, name)
        return _relative(modules, posixpath.dirname(importer), name)

    def _by_keyword(self, modules: Modules, importer: str, name: str) -> str | None:
        """Return the path that `crate::a`, `self::a` or `super::a` means, None for other names."""
        first, *rest = name.split(modules.separator)
        here, _ = posixpath.splitext(importer)
        if any(
            each.startswith(f"{{path}}/{posixpath.basename(here)}.") for each in modules.candidates
        ):
            here = posixpath.dirname(here)
        if first == "crate":
            return posixpath.join(self._start(modules, importer), *rest)
        while first == "super":
            here = posixpath.dirname(here)
            if rest[:1] != ["super"]:
                return posixpath.join(here, *rest)
            first, *rest = rest
        return posixpath.join(here, *rest) if first == "self" else None

    def _start(self, modules: Modules, importer: str) -> str:
        """Return the folder in which the modules of a program start: below the next manifest."""
        above = _folders_above(importer)
        top = next((f for f in above if posixpath.join(f, modules.manifest) in self.contents), "")
        roots = (posixpath.join(top, root).rstrip("/") for root in modules.roots)
        return next((root for root in roots if importer.startswith(root + "/")), top)

    def package(self, path: str) -> str:
        """Return the folder of a file without the root that it starts from: its package."""
        folder = posixpath.dirname(path)
        language = self.language(path)
        roots = self._marked_roots(language.name) if language else set()
        longest = max(
            (root for root in roots if root and (folder + "/").startswith(root + "/")),
            key=len,
            default="",
        )
        return folder[len(longest) :].lstrip("/")

    def _at(self, modules: Modules, path: str) -> tuple[str, ...]:
        path = posixpath.normpath(path) if path else ""
        path = "" if path == "." else path
        if modules.namespace == "folder" and path in self.folders:
            return tuple(self.folders[path])
        if spelt := self._spelt_otherwise(modules, path):
            return (spelt,)
        tried = (each.replace("{path}", path).removeprefix("/") for each in modules.candidates)
        return next(((each,) for each in tried if each in self.contents), ())

    def _spelt_otherwise(self, modules: Modules, path: str) -> str | None:
        """Return the file that is written where another is named: `./x.js` may be x.ts."""
        for ending, others in modules.instead.items():
            if path.endswith(f".{ending}") and path not in self.contents:
                stem = path.removesuffix(ending)
                return next((stem + o for o in others if stem + o in self.contents), None)
        return None

    def _roots(self, language: Language, importer: str) -> Iterator[str]:
        """Yield the folders that a name may start from, the nearest first."""
        modules = language.modules
        marked = self._marked_roots(language.name)
        folder = posixpath.dirname(importer)
        if not modules.package_marker or not self._is_package(modules, folder):
            yield folder
        for above in _folders_above(folder):
            if above in marked:
                yield above
        yield from sorted(marked, key=lambda root: (root.count("/"), root))

    def _marked_roots(self, language: str) -> set[str]:
        known = self.__dict__.setdefault("_roots_of", {})
        if language not in known:
            known[language] = set(self._all_roots(languages()[language].modules))
        roots: set[str] = known[language]
        return roots

    def _all_roots(self, modules: Modules) -> Iterator[str]:
        markers = modules.root_markers
        bases = [""] + [f for f, paths in self.folders.items() if _holds(paths, markers)]
        for base in bases:
            for root in modules.roots:
                path = posixpath.join(base, root).rstrip("/")
                if not self._is_package(modules, path):
                    yield path
        if modules.package_marker:
            # A folder that is no package and holds one.
            for folder in self.folders:
                parent = posixpath.dirname(folder)
                if folder and self._is_package(modules, folder):
                    if not self._is_package(modules, parent):
                        yield parent

    def _is_package(self, modules: Modules, folder: str) -> bool:
        marker = modules.package_marker
        return bool(marker) and posixpath.join(folder, marker) in self.contents

    def _named(self, modules: Modules, importer: str, name: str) -> Iterator[str]:
        """Yield the paths of a module whose name starts with a name in a manifest (`go.mod`)."""
        for prefix, folder in self._manifests(modules):
            # What is `my-crate` in its manifest is `my_crate` in the code.
            spelt = prefix.replace("-", "_") if modules.relative == "keywords" else prefix
            if name == spelt or name.startswith(spelt + modules.separator):
                below = name[len(spelt) :].lstrip(modules.separator)
                for root in modules.roots:
                    path = posixpath.join(folder, root, below.replace(modules.separator, "/"))
                    yield path.rstrip("/")

    def _manifests(self, modules: Modules) -> list[tuple[str, str]]:
        known = self.__dict__.setdefault("_names_of", {})
        if modules.manifest not in known:
            known[modules.manifest] = sorted(self._read_manifests(modules), reverse=True)
        names: list[tuple[str, str]] = known[modules.manifest]
        return names

    def _read_manifests(self, modules: Modules) -> Iterator[tuple[str, str]]:
        if not modules.manifest:
            return
        for folder in list(self.folders):
            path = posixpath.join(folder, modules.manifest)
            if path in self.contents:
                text = self._read(path).decode("utf-8", "replace")
                if named := re.search(modules.manifest_name, text, re.M):
                    yield named[1], folder


def _relative(modules: Modules, folder: str, name: str) -> str | None:
    """Return the path that a relative name means, None if the name is absolute."""
    if modules.relative == "dots" and name.startswith("."):
        bare = name.lstrip(".")
        for _ in range(len(name) - len(bare) - 1):
            folder = posixpath.dirname(folder)
        return posixpath.join(folder, bare.replace(".", "/")) if bare else folder
    if modules.relative == "path" or (modules.relative == "dot path" and name.startswith(".")):
        return posixpath.normpath(posixpath.join(folder, name))
    return None


def _folders_above(folder: str) -> Iterator[str]:
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _holds(paths: Iterable[str], names: tuple[str, ...]) -> bool:
    return bool(names) and any(posixpath.basename(path) in names for path in paths)
