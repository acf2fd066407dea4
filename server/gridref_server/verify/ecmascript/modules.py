"""Which module a specifier means: files of the project, installed packages, what Node has."""

import json
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from os.path import isdir, isfile, join, realpath
from typing import Any

from gridref_indexers.ignore import Rules
from gridref_indexers.languages import languages
from gridref_indexers.manifests import Manifests, folders_above, leaves, matched, targets
from gridref_indexers.repository import contents
from gridref_server.index import Index
from gridref_server.verify.ecmascript.globals import REFERENCE, TOP_BYTES, Globals
from gridref_server.verify.ecmascript.outline import Outline, outline

# What a file of a package may weigh to be read.
_LARGEST = 4_000_000
_MOST_ALTERNATIVES = 4
_MOST_NEAR = 400

_ENDINGS = (
    *(".ts", ".tsx", ".d.ts", ".mts", ".d.mts", ".cts", ".d.cts"),
    *(".js", ".jsx", ".mjs", ".cjs", ".json"),
)
_INSTEAD = {
    ".js": (".ts", ".tsx", ".d.ts"),
    ".jsx": (".tsx", ".d.ts"),
    ".mjs": (".mts", ".d.mts", ".ts"),
    ".cjs": (".cts", ".d.cts", ".ts"),
}
_TYPES = {".js": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
_SPOKEN = {
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), "javascript"),
}
# Folders of what is made from other files, and may be made later.
_MADE = re.compile(
    r"(^|/)(dist|build|out|lib-cov|_?_?generated_?_?|\.generated|gen|codegen|esm|cjs|umd|target|pkg"
    r"|coverage|\.\w[\w-]*|wasm|node_modules|vendor|typings?)(/|\Z)|generated|\.gen\b|pkg$|version$"
)
_PACKAGE = re.compile(r"(?:@[a-z\d~-][\w.~-]*/)?[a-z\d~_-][\w.~-]*\Z", re.I)
_AMBIENT = re.compile(rb"""\bdeclare\s+module\s+['"]([^'"\n]+)['"]""")
# The tables of a `package.json` that ask for packages which a project may import.
_ASKS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
# Where Deno's settings name what a specifier leads to.
_DENO = ("deno.json", "deno.jsonc", "import_map.json")
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_ADDS = re.compile(rb"""\bdeclare\s+(?:module\s+['"]|global\b)|\bdeclare\s+namespace\b""")
# A text that is no specifier of an import.
_SAID = r"""(?<!from)(?<!import)(?<!(?:import|equire)\()(?<!from |port )['"`](?:%s)(?:/\*)?['"`]"""
# Words of this length and less are in no index of words.
_SHORT = 2
# So many files are looked at for a specifier that a build may lead elsewhere.
_MOST_SAYING = 60
_LISTS = frozenset(["package-lock.json", "package.json"])
# A module that the program brings which runs the code.
_RUNTIMES = frozenset(["bun"])

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A module: its file, others that it may be on other conditions, or a name that is declared."""

    path: str
    others: tuple[str, ...] = ()
    ambient: str = ""


@dataclass(frozen=True)
class Nothing:
    """There is no such thing, and why that is proven; `near` are what there is in its place."""

    why: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotInstalled:
    """A package that is not there, so that nothing can be said of what it has."""

    name: str
    why: str


@dataclass(frozen=True)
class Unclear:
    """Nothing that is evident, and why."""

    why: str


Resolved = Place | Nothing | NotInstalled | Unclear


class Modules:
    """The modules of one project and of what is installed for it, as they are now."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.root = realpath(os.fsdecode(index.root))
        self.manifests: Manifests = index.tree.manifests(languages()["typescript"].modules)
        self._adding: dict[str, list[bytes]] = {}
        self._resolved: dict[tuple[str, str], Resolved] = {}
        self._packages: dict[str, Json] = {}

    # Outlines

    def outline(self, path: str) -> Outline | None:
        """Return what a file of the project, or of a package, declares; None for other kinds."""
        language = spoken(path)
        if not language:
            return None
        text = self.text(path)
        if text is None:
            return None
        made = _outlined(path, language, text)
        if b"<reference path" in text[:TOP_BYTES]:
            made.words |= self._words_referred(path, text)
        return made

    def _words_referred(self, path: str, text: bytes) -> frozenset[str]:
        """Return the words of the files that a declaration refers to: they may add to it."""
        found: set[bytes] = set()
        for kind, name in REFERENCE.findall(text[:TOP_BYTES]):
            if kind == b"path":
                called = name.decode("utf-8", "replace")
                whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), called))
                found |= set(_WORD.findall(self.text(whole) or b""))
        return frozenset(each.decode() for each in found)

    def text(self, path: str) -> bytes | None:
        """Return what a file holds; paths are from the root, and only what lies below it counts."""
        if path in self.index.tree.contents:
            return self.index.source(path)
        whole = realpath(join(self.root, path))
        if not whole.startswith(self.root + os.sep):
            return None
        held = contents(os.fsencode(whole), _LARGEST + 1)
        return held if held is not None and len(held) <= _LARGEST else None

    def ambient(self, name: str) -> Iterator[Outline]:
        """Yield what files declare of a module by its name."""
        for path in self._declaring.get(name, ()):
            made = self.outline(path)
            if made and name in made.ambient:
                yield made.ambient[name]

    @cached_property
    def _declaring(self) -> dict[str, list[str]]:
        """Return the files of the project that declare modules by name."""
        index = self.index
        found: dict[str, list[str]] = {}
        if not index.store.searchable():
            return found
        numbers = index.store.with_words(["declare", "module"])
        for these in index.store.paths_of(numbers).values():
            for path in map(os.fsdecode, these):
                for name in _AMBIENT.findall(index.source(path)) if spoken(path) else ():
                    found.setdefault(name.decode("utf-8", "replace"), []).append(path)
        return found

    @property
    def declared_names(self) -> list[str]:
        """Return the names of modules that files of the project declare, or add to."""
        return list(self._declaring)

    @cached_property
    def globals(self) -> Globals:
        """Return what is known without an import."""
        return Globals(self)

    # Specifiers

    def resolve(self, importer: str, specifier: str) -> Resolved:
        """Return which module a specifier means in a file."""
        key = posixpath.dirname(importer), specifier
        if key not in self._resolved:
            self._resolved[key] = self._resolve(importer, specifier)
        return self._resolved[key]

    def _resolve(self, importer: str, specifier: str) -> Resolved:
        bare = specifier.split("?")[0]
        if not bare or "!" in bare or bare.startswith("/") or "${" in bare or "*" in bare:
            return Unclear("what a bundler makes of it is not known")
        if bare.startswith("."):
            return self._relative(importer, bare)
        if bare.startswith("#"):
            return self._own(importer, bare)
        if found := self._aliased(importer, bare):
            return found
        if bare.startswith("node:") or bare.partition("/")[0] in _builtins():
            return self._builtin(importer, bare.removeprefix("node:"))
        if ":" in bare:
            return Unclear("it is no file and no package")
        return self._package(importer, bare)

    def _relative(self, importer: str, name: str) -> Resolved:
        base = posixpath.normpath(posixpath.join(posixpath.dirname(importer), name))
        if base.startswith(".."):
            return Unclear("it leads out of the project")
        if found := self.file_at("" if base == "." else base):
            return Place(found)
        return self._no_file(importer, base, name)

    def _no_file(self, importer: str, base: str, name: str) -> Resolved:
        folder, last = posixpath.split(base)
        stem = last.partition(".")[0]
        there = self.listed(folder)
        if any(each.partition(".")[0] == stem for each in there):
            other = {each for each in there if each.partition(".")[0] == stem}
            if not any(spoken(each) for each in other) or spoken(last) == "" != last:
                return Unclear("there is a file of that name and of another kind")
            if last in other or any(each.startswith(f"{last}.") for each in other):
                return Unclear("there is a file of that name and of another kind")
        if self._may_be_made(base):
            return Unclear("it may be made by a build")
        if self.manifests.has_root_folders(importer):
            return Unclear("the settings lay several folders over each other")
        if any(self.ambient(name)):
            return Unclear("it is declared by name")
        near = tuple(_specifiers(importer, folder, there))
        return Nothing(f"there is no file {base}", near)

    def _may_be_made(self, path: str) -> bool:
        """Tell whether a build may make a file: by its folder, or as git is told to ignore it."""
        if _MADE.search(path):
            return True
        rules, folder = Rules(), ""
        *folders, last = path.split("/")
        for name in folders:
            rules = rules.plus(self.text(posixpath.join(folder, ".gitignore")) or b"")
            if rules.ignore(name.encode(), True):
                return True
            rules, folder = rules.within(name.encode()), posixpath.join(folder, name)
        rules = rules.plus(self.text(posixpath.join(folder, ".gitignore")) or b"")
        names = (last, *(f"{last}{end}" for end in _ENDINGS))
        return any(rules.ignore(each.encode(), False) for each in names)

    def _own(self, importer: str, name: str) -> Resolved:
        for target in self.manifests.own_names(importer, name):
            if found := self.file_at(target):
                return Place(found)
        return Unclear("only the package itself knows this name")

    def _aliased(self, importer: str, name: str) -> Resolved | None:
        tried = list(self.manifests.aliased(importer, name))
        for target in tried:
            if found := self.file_at(target):
                return Place(found)
        if tried and name.startswith(("@/", "~/")):
            target = tried[0]
            if self._may_be_made(target):
                return Unclear("it may be made by a build")
            folder = posixpath.dirname(target)
            start = name.rpartition("/")[0]
            near = (f"{start}/{_stem(each)}" for each in self.listed(folder) if spoken(each))
            return Nothing(f"there is no file {target}", tuple(near))
        if name.startswith(("@/", "~")):
            return Unclear("no settings say what it starts from")
        return None

    def _builtin(self, importer: str, name: str) -> Resolved:
        types = self._installed(importer, "@types/node")
        if types:
            declaring = self._builtin_files(types)
            for called in (name, f"node:{name}"):
                if paths := declaring.get(called):
                    return Place(paths[0], tuple(paths[1:]), called)
        if name not in _builtins() and f"node:{name}" not in _builtins():
            return Unclear("this version of Node may have it")
        return Unclear("what Node has of it is not known: @types/node is not installed")

    def _builtin_files(self, folder: str) -> dict[str, list[str]]:
        """Return the files that declare each module of Node: several may add to one."""
        key = f"{folder}/"
        if key not in self._packages:
            found: Json = {}
            for name in self.listed(folder):
                if name.endswith(".d.ts"):
                    path = posixpath.join(folder, name)
                    for called in _AMBIENT.findall(self.text(path) or b""):
                        found.setdefault(called.decode("utf-8", "replace"), []).append(path)
            self._packages[key] = found
        return self._packages[key]

    # Files

    def file_at(self, base: str) -> str | None:
        """Return the file that a path without an ending, or with that of what it becomes, means."""
        for path in self._tried(base):
            if self.is_file(path):
                return path
        return None

    def _tried(self, base: str) -> Iterator[str]:
        if base:
            for end, others in _INSTEAD.items():
                if base.endswith(end):
                    yield from (base.removesuffix(end) + other for other in others)
            yield base
            yield from (base + end for end in _ENDINGS)
        if self.is_folder(base):
            yield from self._of_folder(base)

    def _of_folder(self, base: str) -> Iterator[str]:
        manifest = self.manifest(base)
        for key in ("types", "typings", "module", "main"):
            if isinstance(manifest.get(key), str):
                target = posixpath.normpath(posixpath.join(base, manifest[key]))
                yield from self._typed(target)
                yield from (target + end for end in _ENDINGS)
        yield from (posixpath.join(base, f"index{end}") for end in _ENDINGS)

    def _typed(self, target: str) -> Iterator[str]:
        """Yield the declarations beside a built file before that itself."""
        for end, types in _TYPES.items():
            if target.endswith(end):
                yield target.removesuffix(end) + types
                yield target.removesuffix(end) + ".d.ts"
        yield target

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file, of the index or beside it."""
        return path in self.index.tree.contents or isfile(join(self.root, path))

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""
        return path in self.index.tree.folders or isdir(join(self.root, path))

    def listed(self, folder: str) -> list[str]:
        """Return the names of what lies in a folder."""
        held = {posixpath.basename(p) for p in self.index.tree.folders.get(folder, ())}
        try:
            held |= set(os.listdir(join(self.root, folder)))
        except OSError:
            pass
        return sorted(held)[:_MOST_NEAR]

    # Packages

    def manifest(self, folder: str) -> Json:
        """Return what the `package.json` of a folder says."""
        if folder not in self._packages:
            try:
                found = json.loads(self.text(posixpath.join(folder, "package.json")) or b"{}")
            except (ValueError, RecursionError):
                found = {}
            self._packages[folder] = found if isinstance(found, dict) else {}
        return self._packages[folder]

    def _installed(self, importer: str, name: str) -> str:
        """Return the folder of an installed package, the nearest above a file; '' for none."""
        for above in folders_above(importer):
            folder = posixpath.join(above, "node_modules", name)
            if isdir(join(self.root, folder)):
                real = realpath(join(self.root, folder))
                if real.startswith(self.root + os.sep):
                    return os.path.relpath(real, self.root).replace(os.sep, "/")
        return ""

    def _package(self, importer: str, specifier: str) -> Resolved:
        parts = specifier.split("/")
        at = 2 if specifier.startswith("@") else 1
        name, below = "/".join(parts[:at]), "/".join(parts[at:])
        if not _PACKAGE.match(name):
            return Unclear("it is no name of a package")
        if found := self._of_workspace(importer, name, specifier):
            return found
        folder = self._installed(importer, name)
        if folder and "node_modules" not in folder.split("/"):
            return self._linked(importer, specifier)
        types = self._installed(importer, f"@types/{name.lstrip('@').replace('/', '__')}")
        if folder or types:
            return self._in_packages(name, below, [each for each in (folder, types) if each])
        asked_for = self.manifests.declares(importer, name)
        if any(self.ambient(specifier)) and not asked_for:
            return self._declared(specifier)
        if any("*" in each and matched(each, specifier, iter([""])) for each in self._declaring):
            return Unclear("it is declared by a pattern")
        return self._not_there(importer, name)

    def _declared(self, name: str) -> Place:
        """Return a module that files of the project declare by its name."""
        first, *rest = self._declaring[name]
        return Place(first, tuple(rest), name)

    def is_added_to(self, importer: str, name: str) -> bool:
        """Tell whether a package that a project asks for may add a member to another's types."""
        home = self.manifests.above(importer) or ""
        if home not in self._adding:
            places = (self.resolve(importer, each) for each in self._asked_for(importer))
            texts = (self.text(each.path) for each in places if isinstance(each, Place))
            self._adding[home] = [text for text in texts if text and _ADDS.search(text)]
        word = re.compile(rb"(?<![\w$])%s(?![\w$])" % re.escape(name.encode()))
        return any(word.search(text) for text in self._adding[home])

    def is_said(self, importer: str, *names: str) -> bool:
        """Tell whether a file says a specifier otherwise than by an import: as an alias, say."""
        index = self.index
        if not index.store.searchable():
            return True
        spelt = "|".join(map(re.escape, names))
        pattern = re.compile(_SAID % spelt)
        words = [each for each in re.findall(r"\w+", names[0]) if len(each) > _SHORT]
        paths = index.store.paths_of(index.store.with_words(words)) if words else {}
        for path in (
            os.fsdecode(p) for these in list(paths.values())[:_MOST_SAYING] for p in these
        ):
            of_code = spoken(path) or path.endswith(".json")
            if of_code and path != importer and path not in _LISTS:
                if pattern.search(index.source(path).decode("utf-8", "replace")):
                    return True
        return False

    def _of_workspace(self, importer: str, name: str, specifier: str) -> Resolved | None:
        if any(name == each for each, _ in self.manifests.names):
            return self._linked(importer, specifier)
        return None

    def _linked(self, importer: str, specifier: str) -> Resolved:
        """Return the source of a package of the project itself, which may not be built."""
        try:
            found = self.index.tree.module(importer, specifier)
        except KeyError:  # a file that is not there yet
            return Unclear("it is a package of this project")
        if isinstance(found, tuple):
            return Place(found[0])
        name, folder = max(
            (each for each in self.manifests.names if _starts(specifier, each[0])), key=len
        )
        below = specifier[len(name) + 1 :]
        exports = self.manifest(folder).get("exports")
        if isinstance(exports, dict) and below and not any(targets(exports, f"./{below}")):
            near = (f"{name}{key[1:]}" for key in exports if key[:2] == "./" and "*" not in key)
            if self.is_said(importer, specifier):
                return Unclear("another file says its name, and may lead it elsewhere")
            return Nothing(f"{name}, which is this project, exports no ./{below}", tuple(near))
        return Unclear("it is of this project")

    def _in_packages(self, name: str, below: str, folders: list[str]) -> Resolved:
        said: list[Resolved] = [self._in_package(name, below, folder) for folder in folders]
        places = [each for each in said if isinstance(each, Place)]
        if places:
            # Types of their own come first; those of others stand beside what they are of.
            ordered = sorted(places, key=lambda each: not each.path.endswith("ts"))
            rest = tuple(p for each in ordered for p in (each.path, *each.others))
            return Place(rest[0], rest[1:_MOST_ALTERNATIVES])
        unclear = next((each for each in said if isinstance(each, Unclear)), None)
        return unclear or said[0]

    def _in_package(self, name: str, below: str, folder: str) -> Resolved:
        manifest = self.manifest(folder)
        exports = manifest.get("exports")
        if exports is not None:
            return self._exported(name, below, folder, exports)
        base = posixpath.join(folder, below) if below else folder
        found = [path for path in self._tried(base) if self.is_file(path)]
        typed = [path for path in found if path.endswith((".d.ts", ".d.mts", ".d.cts"))]
        if chosen := (typed + found)[:_MOST_ALTERNATIVES]:
            return Place(chosen[0], tuple(dict.fromkeys(chosen[1:2])))
        if manifest.get("typesVersions") or not below:
            return Unclear("where its types are is not known")
        near = tuple(
            posixpath.join(name, posixpath.dirname(below), _stem(each))
            for each in self.listed(posixpath.dirname(base))
            if spoken(each) or self.is_folder(posixpath.join(posixpath.dirname(base), each))
        )
        return Nothing(f"{_version(name, manifest)} has no file {below}", near)

    def _exported(self, name: str, below: str, folder: str, exports: object) -> Resolved:
        found: list[str] = []
        wanted = list(targets(exports, f"./{below}" if below else "."))
        for target in wanted:
            for path in self._typed(posixpath.normpath(posixpath.join(folder, target))):
                if path not in found and self.is_file(path):
                    found.append(path)
        typed = [path for path in found if path.endswith((".d.ts", ".d.mts", ".d.cts"))]
        if chosen := (typed or found)[:_MOST_ALTERNATIVES]:
            return Place(chosen[0], tuple(chosen[1:]))
        if wanted or below in ("", "package.json") or self._is_typed(folder, below):
            return Unclear("the file that it exports is not there")
        keys = exports if isinstance(exports, dict) else {}
        near = tuple(f"{name}{key[1:]}" for key in keys if key.startswith("./") and "*" not in key)
        return Nothing(f"{_version(name, self.manifest(folder))} exports no ./{below}", near)

    def _is_typed(self, folder: str, below: str) -> bool:
        """Tell whether there are types where nothing is exported: `import type` may take them."""
        return self.file_at(posixpath.join(folder, below)) is not None

    def _not_there(self, importer: str, name: str) -> Resolved:
        if self.manifests.declares(importer, name):
            return NotInstalled(name, f"{name} is not installed here; package.json asks for it")
        if self._is_of_runtime(importer, name):
            return Unclear("the program that runs it may know it")
        if not self._asked_for(importer) or not self._has_packages(importer):
            why = f"{name} is not installed here, and no package.json asks for it"
            return NotInstalled(name, why)
        if self.is_said(importer, name):
            return Unclear("another file says its name, and may lead it elsewhere")
        why = f"no package {name} is installed, and no package.json asks for it"
        return Nothing(why, tuple(self._asked_for(importer)) + tuple(sorted(_builtins())))

    def _is_of_runtime(self, importer: str, name: str) -> bool:
        """Tell whether Bun or Deno may bring a package, or types that are installed declare it."""
        seen = self.globals.seen_from(importer)
        if name in _RUNTIMES or (seen is not None and name in seen.modules):
            return True
        paths = (posixpath.join(each, file) for each in folders_above(importer) for file in _DENO)
        found = (self.text(path) for path in paths if self.is_file(path))
        return any(f'"{name}'.encode() in text for text in found if text)

    def _has_packages(self, importer: str) -> bool:
        """Tell whether what the manifest above a file asks for is installed, or most of it."""
        asked_for = self.asked_for_in(self.manifests.above(importer) or "")
        there = sum(bool(self._installed(importer, each)) for each in asked_for)
        above = (posixpath.join(each, "node_modules") for each in folders_above(importer))
        return 2 * there >= len(asked_for) and any(self.is_folder(each) for each in above)

    def _asked_for(self, importer: str) -> list[str]:
        each_folder = (self.asked_for_in(folder) for folder in folders_above(importer))
        return list(dict.fromkeys(name for names in each_folder for name in names))

    def asked_for_in(self, folder: str) -> list[str]:
        """Return the packages that the `package.json` of a folder asks for."""
        tables = (self.manifest(folder).get(key) for key in _ASKS)
        return [name for table in tables if isinstance(table, dict) for name in table]


def spoken(path: str) -> str:
    """Name the language of a file by its ending, '' for one that is not ours."""
    return _SPOKEN.get(posixpath.splitext(path)[1], "")


_outlines: dict[str, tuple[int, int, Outline]] = {}
_MOST_OUTLINES = 2_000


def _outlined(path: str, language: str, text: bytes) -> Outline:
    """Return the outline of a text, kept for as long as the text is the same."""
    key = len(text), hash(text)
    if (kept := _outlines.get(path)) and kept[:2] == key:
        return kept[2]
    if len(_outlines) >= _MOST_OUTLINES:
        _outlines.clear()
    made = outline(text, path, language)
    _outlines[path] = (*key, made)
    return made


def _builtins() -> frozenset[str]:
    return frozenset(languages()["typescript"].modules.standard)


def _starts(specifier: str, name: str) -> bool:
    return specifier == name or specifier.startswith(f"{name}/")


def _stem(name: str) -> str:
    stem = name
    for end in (".d.ts", ".d.mts", ".d.cts", *_SPOKEN):
        stem = stem.removesuffix(end)
    return stem


def _specifiers(importer: str, folder: str, names: list[str]) -> Iterator[str]:
    """Yield how files of a folder are called from another one."""
    start = posixpath.relpath(folder or ".", posixpath.dirname(importer) or ".")
    start = start if start.startswith(".") else f"./{start}"
    for name in names:
        if spoken(name) or "." not in name:
            yield f"./{_stem(name)}" if start == "./." or start == "." else f"{start}/{_stem(name)}"


def _version(name: str, manifest: Json) -> str:
    version = manifest.get("version")
    return f"{name}@{version}" if isinstance(version, str) else name


__all__ = ["Modules", "NotInstalled", "Nothing", "Place", "Resolved", "Unclear", "leaves", "spoken"]
