"""The files of one checkout at one generation, and which of them the name of a module means."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from gridref_indexers.languages import Language, Modules, languages
from gridref_indexers.manifests import Manifests, folders_above
from gridref_indexers.normal import dotted
from gridref_indexers.values import Outside, Unknown

Placed = tuple[str, ...] | Outside | Unknown


class Tree:
    """Paths as text (undecodable bytes escaped as Python does), each with what it holds.

    `spaces` gives the namespaces that are declared: a content, a kind, a name.
    """

    def __init__(
        self,
        contents: dict[str, int],
        language_of: Callable[[int], str],
        read: Callable[[str], bytes],
        spaces: Callable[[], Iterable[tuple[int, str, str]]] = tuple,
    ) -> None:
        self.contents = contents
        self._language_of = language_of
        self._read = read
        self._declared = spaces
        self._modules: dict[tuple[str, str, str], Placed] = {}
        self._manifests: dict[str, Manifests] = {}
        self._roots: dict[str, set[str]] = {}
        self._spaces: dict[str, frozenset[str]] = {}
        self._space_starts: dict[str, frozenset[str]] = {}

    def language(self, path: str) -> Language | None:
        """Return the language of a file of this tree."""
        return languages().get(self._language_of(self.contents[path]))

    def speaks(self, path: str, language: Language) -> bool:
        """Tell whether names of a file are known in a language: it is of it, or of its kin."""
        other = self._language_of(self.contents[path])
        return other == language.name or other in language.modules.kin

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """Return the paths of the files right inside each folder; '' is the root."""
        found: dict[str, list[str]] = {}
        for path in self.contents:
            found.setdefault(posixpath.dirname(path), []).append(path)
        return found

    @cached_property
    def above(self) -> frozenset[str]:
        """Return the folders that hold folders."""
        found = set[str]()
        for folder in self.folders:
            while folder and (folder := posixpath.dirname(folder)) not in found:
                found.add(folder)
        return frozenset(found)

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """Return the paths of the files of each name, that without what follows a dot."""
        found: dict[str, list[str]] = {}
        for name, paths in self.by_name.items():
            found.setdefault(name.partition(".")[0], []).extend(paths)
        return found

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Return the paths of the files of each name."""
        found: dict[str, list[str]] = {}
        for path in self.contents:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        """Return the paths of the files of each name in a folder of each name: `forms/base.py`."""
        found: dict[str, list[str]] = {}
        for path in self.contents:
            found.setdefault("/".join(path.split("/")[-2:]), []).append(path)
        return found

    # Namespaces

    def spaces(self, language: Language) -> frozenset[str]:
        """Return the full names of the namespaces that files of a language declare."""
        if language.name not in self._spaces:
            self._spaces[language.name] = frozenset(self._spaces_of(language))
        return self._spaces[language.name]

    def _spaces_of(self, language: Language) -> Iterator[str]:
        spoken = (language.name, *language.modules.kin)
        for content, kind, name in self._all_spaces:
            if self._language_of(content) in spoken and kind in language.modules.spaces:
                yield dotted(name)

    def space_starts(self, language: Language) -> frozenset[str]:
        """Return the same with the first parts of each: of `a.b.c` also `a.b` and `a`."""
        if language.name not in self._space_starts:
            parts = (name.split(".") for name in self.spaces(language))
            starts = {".".join(each[:end]) for each in parts for end in range(1, len(each) + 1)}
            self._space_starts[language.name] = frozenset(starts)
        return self._space_starts[language.name]

    @cached_property
    def _all_spaces(self) -> list[tuple[int, str, str]]:
        return list(self._declared())

    # Modules

    def module(self, importer: str, name: str) -> Placed:
        """Return the files that a module's name means in a file, or that it is outside, or why not.

        More than one where a module is a folder of files.
        """
        language = self.language(importer)
        if language is None:
            return Outside(name)
        by_file = language.modules.relative == "keywords"
        key = importer if by_file else posixpath.dirname(importer), language.name, name
        if key not in self._modules:
            self._modules[key] = self._placed(importer, language, name)
        return self._modules[key]

    def modules_called(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the modules whose names end in some words, whoever would import them."""
        found: dict[tuple[str, ...], None] = {}
        for name, paths in self._by_language.items():
            modules = languages()[name].modules
            if modules.namespace == "folder":
                found.update((these, None) for these in self._packages(name, words))
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
    def _by_folder(self) -> dict[str, dict[str, list[str]]]:
        """Return the same by folder."""
        found: dict[str, dict[str, list[str]]] = {}
        for language, paths in self._by_language.items():
            folders = found.setdefault(language, {})
            for path in paths:
                folders.setdefault(posixpath.dirname(path), []).append(path)
        return found

    def _packages(self, language: str, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the files of the folders whose paths end in some words."""
        end = "/" + "/".join(words)
        yield from (
            tuple(paths)
            for folder, paths in self._by_folder[language].items()
            if f"/{folder}".endswith(end)
        )

    def _ending(self, modules: Modules, words: Sequence[str]) -> Iterator[str]:
        """Yield the files that a module may be whose path ends in some words."""
        for candidate in modules.candidates:
            end = candidate.replace("{path}", "/".join(words))
            parts = end.split("/")
            known = self._by_end if len(parts) > 1 else self.by_name
            for path in known.get("/".join(parts[-2:]), ()):
                if f"/{path}".endswith(f"/{end}"):
                    yield path

    def _by_manifest(
        self, name: str, importer: str, words: Sequence[str]
    ) -> Iterator[tuple[str, ...]]:
        """Yield what a manifest gives a name that would be known by the first of some words."""
        language = languages()[name]
        separator = language.modules.separator
        for called, _ in self.manifests(language.modules).names:
            known = called.rpartition("/")[2] if separator == "/" else called.replace("-", "_")
            if known == words[0]:
                found = self.module(importer, separator.join((called, *words[1:])))
                if isinstance(found, tuple):
                    yield found

    def _placed(self, importer: str, language: Language, name: str) -> Placed:
        modules = language.modules
        relative = self._relative(modules, importer, name)
        if relative is not None:
            if found := self._at(modules, relative) or self._built(modules, importer, relative):
                return found
            if modules.relative != "path" or name.startswith("."):
                return Unknown(f"{name} leads to no file of the index")
        standard = _first(name, modules) in modules.standard
        if standard and not modules.standard_last:
            return Outside(name)
        if found := next(filter(None, self._exactly(importer, modules, name)), ()):
            return found
        if standard or self.manifests(modules).declares(importer, name):
            return Outside(name)
        if found := next(filter(None, self._from_roots(importer, language, name)), ()):
            return found
        return self._by_ending(importer, language, name)

    def manifests(self, modules: Modules) -> Manifests:
        """Return what the manifests of a language say."""
        key = modules.manifest
        if key not in self._manifests:
            self._manifests[key] = Manifests(modules, self.contents, self._read)
        return self._manifests[key]

    def _exactly(self, importer: str, modules: Modules, name: str) -> Iterator[tuple[str, ...]]:
        """Yield what manifests and settings say of a name."""
        manifests = self.manifests(modules)
        for path in (*manifests.aliased(importer, name), *manifests.own_names(importer, name)):
            yield self._at(modules, path) or self._built(modules, importer, path)
        for prefix, folder in manifests.names:
            if name == prefix or name.startswith(prefix + modules.separator):
                below = name[len(prefix) :].lstrip(modules.separator)
                yield from self._in_package(modules, folder, _path(below, modules))

    def _in_package(self, modules: Modules, folder: str, below: str) -> Iterator[tuple[str, ...]]:
        """Yield what a path below a package means: as its manifest says, then as it lies."""
        targets = list(self.manifests(modules).entries(folder, below))
        yield from (self._at(modules, target) for target in targets)
        for target in targets:
            yield self._source(modules, folder, target, not below)
        starts = sorted(s for s in self.manifests(modules).starts if _is_in(s, folder))
        for root in (*(posixpath.join(folder, root) for root in modules.roots), *starts):
            yield self._at(modules, posixpath.join(root, below).rstrip("/"))

    def _built(self, modules: Modules, importer: str, path: str) -> tuple[str, ...]:
        """Return the source of what is only there when it was built, below the same manifest."""
        folder = self.manifests(modules).above(importer) if modules.entries else None
        if folder is None or not _is_in(path, folder):
            return ()
        return self._source(modules, folder, path, False)

    def _source(self, modules: Modules, folder: str, target: str, whole: bool) -> tuple[str, ...]:
        """Return the source that a built file comes of: `dist/esm/a.js` of `src/a.ts`.

        What is left of a path may be `index` alone only where the whole package is meant.
        """
        parts = modules.stem(posixpath.relpath(target, folder or ".")).split("/")
        for at in range(len(parts)):
            tail = "/".join(parts[at:])
            if at and tail == "index" and not whole:
                break
            for root in modules.roots:
                if found := self._at(modules, posixpath.join(folder, root, tail)):
                    return found
        return ()

    def _from_roots(
        self, importer: str, language: Language, name: str
    ) -> Iterator[tuple[str, ...]]:
        below = _path(name, language.modules)
        for root in self._roots_for(language, importer):
            yield self._at(language.modules, posixpath.join(root, below))

    def _by_ending(self, importer: str, language: Language, name: str) -> Placed:
        """Look for the one file whose path ends as a name does, where roots are unknown."""
        modules = language.modules
        found = sorted(self._ending_so(language, _path(name, modules)))
        if not found:
            return self._of_known(importer, language, name)
        if len(found) == 1 and modules.separator in name:
            return (found[0],)
        more = f" or {len(found) - 1} more" if len(found) > 1 else ""
        return Unknown(f"{name} may be {found[0]}{more}")

    def _ending_so(self, language: Language, below: str) -> Iterator[str]:
        for candidate in language.modules.candidates:
            end = candidate.replace("{path}", below)
            for path in self.by_name.get(posixpath.basename(end), ()):
                root = path.removesuffix(f"/{end}")
                if root != path and not self._is_package(language.modules, root):
                    yield path

    def _of_known(self, importer: str, language: Language, name: str) -> Outside | Unknown:
        """Tell a library's name from one that is missing in a package of the project."""
        modules = language.modules
        first, *rest = name.split(modules.separator)
        heads = any(
            name.startswith(p + modules.separator) for p, _ in self.manifests(modules).names
        )
        if heads or (rest and any(self._from_roots(importer, language, first))):
            return Unknown(f"{name} leads to no file of the index")
        return Outside(name)

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
        """Return the folder in which the modules of a program start, the nearest above a file."""
        manifests = self.manifests(modules)
        known = (each for each in folders_above(importer) if each in manifests.starts)
        return next(known, manifests.above(importer) or "")

    def package(self, path: str) -> str:
        """Return the folder of a file without the root that it starts from: its package."""
        folder = posixpath.dirname(path)
        language = self.language(path)
        roots = self._marked_roots(language) if language else set()
        longest = max(
            (root for root in roots if root and _is_in(folder, root)), key=len, default=""
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

    def _roots_for(self, language: Language, importer: str) -> Iterator[str]:
        """Yield the folders that a name may start from, the nearest first."""
        marked = self._marked_roots(language)
        folder = posixpath.dirname(importer)
        is_relative = language.modules.relative == "dot path"
        if not is_relative and not self._is_package(language.modules, folder):
            yield folder
        for above in folders_above(folder):
            if above in marked:
                yield above
        yield from sorted(marked, key=lambda root: (root.count("/"), root))

    def _marked_roots(self, language: Language) -> set[str]:
        if language.name not in self._roots:
            self._roots[language.name] = set(self._all_roots(language.modules))
        return self._roots[language.name]

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


def _first(name: str, modules: Modules) -> str:
    """Return the first part of a name, which may be a scheme: `dart:io`."""
    head = name.split(modules.separator, 1)[0]
    return head if head in modules.standard else name.partition(":")[0]


def _path(name: str, modules: Modules) -> str:
    return name.replace(modules.separator, "/")


def _is_in(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


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


def _holds(paths: Iterable[str], names: tuple[str, ...]) -> bool:
    return bool(names) and any(posixpath.basename(path) in names for path in paths)
