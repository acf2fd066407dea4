"""What code knows without an import: TypeScript's library, packages of types, the project's own."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from os.path import isdir, join
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from gridref_indexers.manifests import folders_above, leaves
from gridref_server.verify.ecmascript.outline import Outline, outline

if TYPE_CHECKING:
    from gridref_indexers.tree import Tree
    from gridref_server.verify.ecmascript.modules import Modules

DECLARES = (".d.ts", ".d.mts", ".d.cts")
_DECLARED = re.compile(
    rb"^(?:export )?declare (?:var|let|const|function|class|abstract class|namespace|enum|module)"
    rb" ([\w$]+)|^(?:interface|type|enum|namespace|class|abstract class|var|function) ([\w$]+)",
    re.M,
)
_DEEPER = re.compile(
    rb"^\s+(?:export |declare )*(?:var|let|const|function|class|namespace|interface|type) ([\w$]+)",
    re.M,
)
# A declaration at the start of a line of the library ends with a line that closes it.
_BLOCK = (
    rb"^(?:declare )?(?:interface|var|let|const|function|class|abstract class|namespace|type|enum)"
    rb" %s\b(?:[^\n{;]*(?:\{\}|;)[^\n]*$|.*?^\}|[^\n]*;$)"
)
_AMBIENT = re.compile(rb"""\bdeclare\s+module\s+['"]([^'"\n]+)['"]""")
REFERENCE = re.compile(rb"""///[ \t]*<reference[ \t]+(types|path)[ \t]*=[ \t]*['"]([^'"\n]+)['"]""")
# References stand at the top of a file.
TOP_BYTES = 4_000
# A package of types refers to a few files of its own; more than this are no hand's work.
_MOST_FILES = 200
# Packages that put names into all files when they build, where no file need say so.
_BRINGS_NAMES = frozenset(["nuxt", "unplugin-auto-import", "wxt"])


class Globals:
    """The global names that a file of a project sees, by where it lies."""

    def __init__(self, modules: "Modules") -> None:
        self.modules = modules
        self._by_home: dict[str, Ambience | None] = {}

    def seen_from(self, importer: str) -> "Ambience | None":
        """Return what is global in a file; None where no library of TypeScript's is installed."""
        home = self.modules.manifests.above(importer) or ""
        if home not in self._by_home:
            self._by_home[home] = None  # what it is made of is looked for without it
            self._by_home[home] = self._ambience(home)
        return self._by_home[home]

    def _ambience(self, home: str) -> "Ambience | None":
        above = list(folders_above(posixpath.join(home, "-")))
        folder = next(filter(None, (self._library(each) for each in above)), "")
        if not folder:
            return None
        types = [f"{posixpath.join(each, 'node_modules/@types')}" for each in above]
        stamps = tuple(map(self._changed, (folder, *types, *map(posixpath.dirname, types))))
        named = self._named_of(home, above, stamps)
        key = self.modules.root, folder, tuple(types), tuple(named), stamps
        if key not in _ambiences:
            if len(_ambiences) >= _MOST_HOMES:
                _ambiences.clear()
            library = [self.modules.text(path) or b"" for path in self._of_library(folder)]
            paths = [p for each in types for p in self._of_types(each)]
            texts = [self.modules.text(path) or b"" for path in (*paths, *named)]
            _ambiences[key] = Ambience(library, texts)
        return _ambiences[key]

    def _changed(self, folder: str) -> int:
        """Return when something was last installed into a folder."""
        try:
            return os.stat(join(self.modules.root, folder)).st_mtime_ns
        except OSError:
            return 0

    def _library(self, above: str) -> str:
        """Return the folder of TypeScript's own declarations, '' if it is not installed there."""
        native = posixpath.join(above, "node_modules/@typescript")
        inside = [f"{native}/{name}/lib" for name in self.modules.listed(native)]
        for folder in (posixpath.join(above, "node_modules/typescript/lib"), *inside):
            if self.modules.is_file(posixpath.join(folder, "lib.es5.d.ts")):
                return folder
        return ""

    def _of_library(self, folder: str) -> list[str]:
        names = self.modules.listed(folder)
        return [f"{folder}/{n}" for n in names if n.startswith("lib.") and n.endswith(".d.ts")]

    def _of_types(self, types: str) -> Iterator[str]:
        """Yield the declaration files of all packages of types in a folder."""
        for name in self.modules.listed(types):
            yield from self._below(f"{types}/{name}", 2)

    def _below(self, folder: str, deepest: int) -> Iterator[str]:
        for name in self.modules.listed(folder):
            path = posixpath.join(folder, name)
            if name.endswith(".d.ts"):
                yield path
            elif deepest and "." not in name and isdir(join(self.modules.root, path)):
                yield from self._below(path, deepest - 1)

    # What is named: by settings, by references, by a package's own file of globals

    def _named_of(self, home: str, above: list[str], stamps: tuple[int, ...]) -> list[str]:
        """Return what is named, anew when the project or what is installed is another."""
        held = _named.setdefault(self.modules.index.tree, {})
        if home not in held or held[home][0] != stamps:
            held[home] = stamps, self._named_files(above)
        return held[home][1]

    def _named_files(self, above: list[str]) -> list[str]:
        """Return the files that settings and references name, and what those refer to."""
        waiting = [*self._of_settings, *self._of_references, *self._of_packages(above)]
        found: dict[str, None] = {}
        while waiting and len(found) < _MOST_FILES:
            path = waiting.pop()
            if path not in found:
                found[path] = None
                waiting += self._referred(path)
        return sorted(found)

    @cached_property
    def _of_settings(self) -> list[str]:
        """Return the files of the packages that settings list as `types`."""
        found: list[str] = []
        for path, options in self.modules.manifests.all_options():
            for name in leaves(options.get("types")):
                found += self._typed(path, name)
        return found

    @cached_property
    def _of_references(self) -> list[str]:
        """Return the files that the project's own files refer to."""
        index = self.modules.index
        if not index.store.searchable():
            return []
        numbers = index.store.with_words(["reference", "types"])
        paths = (os.fsdecode(p) for these in index.store.paths_of(numbers).values() for p in these)
        return [found for path in paths for found in self._referred(path)]

    def _of_packages(self, above: list[str]) -> Iterator[str]:
        """Yield the files of globals of the packages that the project asks for itself."""
        for folder in above:
            for name in self.modules.asked_for_in(folder):
                path = posixpath.join(folder, "node_modules", name, "globals.d.ts")
                if self.modules.is_file(path):
                    yield path

    def _referred(self, path: str) -> list[str]:
        found: list[str] = []
        for kind, name in REFERENCE.findall((self.modules.text(path) or b"")[:TOP_BYTES]):
            called = name.decode("utf-8", "replace")
            if kind == b"types":
                found += self._typed(path, called)
            else:
                found.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), called)))
        return found

    def _typed(self, importer: str, name: str) -> list[str]:
        for called in (f"@types/{name}", name):
            found = self.modules.resolve(importer, called)
            if path := getattr(found, "path", ""):
                return [str(path)]
        return []

    # What the project declares itself

    @cached_property
    def of_project(self) -> frozenset[str]:
        """Return what files of the project declare for all of it."""
        index = self.modules.index
        found: set[str] = set()
        for path in index.tree.contents:
            if path.endswith(DECLARES) and (made := self.modules.outline(path)):
                found |= made.globals | (set() if made.is_module else set(made.top))
        numbers = index.store.with_words(["declare", "global"])
        for these in index.store.paths_of(numbers).values():
            for path in map(os.fsdecode, these):
                made = self.modules.outline(path)
                found |= made.globals if made else set()
        return frozenset(found)

    def brings_names(self, importer: str) -> bool:
        """Tell whether a build brings names into a file that nothing in it declares."""
        return any(
            name in _BRINGS_NAMES
            for folder in folders_above(importer)
            for name in self.modules.asked_for_in(folder)
        )


class Ambience:
    """What TypeScript's library and the packages of types declare for everybody."""

    def __init__(self, library: list[bytes], types: list[bytes]) -> None:
        self._library = library
        self._types = types
        found = set().union(*map(_declared, (*library, *types)), *map(_in_global, types))
        self.names = frozenset(found)
        modules = (name for text in types for name in _AMBIENT.findall(text))
        self.modules = frozenset(name.decode("utf-8", "replace") for name in modules)
        self._outlines: dict[str, Outline | None] = {}

    def outline(self, name: str) -> Outline | None:
        """Return the outline of the declarations of one name; None for what is not of it."""
        if name not in self._outlines:
            self._outlines[name] = self._outlined(name) if re.fullmatch(r"[\w$]+", name) else None
        return self._outlines[name]

    def _outlined(self, name: str) -> Outline | None:
        pattern = re.compile(_BLOCK % re.escape(name.encode()), re.M | re.S)
        blocks = [match[0] for text in self._library for match in pattern.finditer(text)]
        over = re.compile(rb"^\s*(?:export |declare )*function %s\b" % name.encode(), re.M)
        # What packages of types declare too is of both: which of them holds hangs on the host.
        if not blocks or any(over.search(each) for each in self._types):
            return None
        made = outline(b"\n".join(blocks), "lib.d.ts", "typescript")
        # What packages of types add to it stands deeper in them, and is known by its words.
        adding = re.compile(rb"^\s*(?:interface|namespace|var|const) %s\b" % name.encode(), re.M)
        made.words |= _words(each for each in self._types if adding.search(each))
        # Where a block reaches too far, it holds a part of something else.
        made.top = {name: made.top[name]} if name in made.top else {}
        return made if made.top else None


_MOST_HOMES = 8
_ambiences: dict[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[int, ...]], Ambience] = {}


_named: "WeakKeyDictionary[Tree, dict[str, tuple[tuple[int, ...], list[str]]]]" = (
    WeakKeyDictionary()
)


def _words(texts: Iterable[bytes]) -> frozenset[str]:
    return frozenset(
        word for text in texts for word in re.findall(r"[\w$]+", text.decode("utf-8", "replace"))
    )


def _declared(text: bytes) -> set[str]:
    found = (match[1] or match[2] for match in _DECLARED.finditer(text))
    return {each.decode() for each in found}


def _in_global(text: bytes) -> set[str]:
    """Return what a file with a `declare global { }` declares a step deeper."""
    return {each.decode() for each in _DEEPER.findall(text)} if b"global" in text else set()
