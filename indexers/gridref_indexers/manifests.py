"""What files such as `go.mod`, `Cargo.toml`, `package.json` and `tsconfig.json` say of names."""

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from gridref_indexers.languages import Modules

# Chains of settings that extend each other end here.
_DEEPEST = 8
_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.S)
_LAST_COMMA = re.compile(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])')

Json = dict[str, Any]


class Manifests:
    """The manifests of one language in a tree; each is read when it is first asked about."""

    def __init__(
        self, modules: Modules, contents: Mapping[str, int], read: Callable[[str], bytes]
    ) -> None:
        self.modules = modules
        self.contents = contents
        self._read = read
        self._known: dict[str, Json] = {}
        self._optioned: dict[str, list[tuple[str, Json]]] = {}

    @cached_property
    def folders(self) -> list[str]:
        """Return the folders that have a manifest."""
        name = self.modules.manifest
        ending = f"/{name}"
        found = [p for p in self.contents if p == name or p.endswith(ending)] if name else []
        return sorted(map(posixpath.dirname, found))

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """Return the names that manifests give to their folders, the longest of a kind first."""
        pattern = re.compile(self.modules.manifest_name, re.M)
        found = {
            (self.spelt(match[1]), folder)
            for folder in self.folders
            for match in pattern.finditer(self._text(self._manifest(folder)))
        }
        return sorted(found, reverse=True)

    def spelt(self, name: str) -> str:
        """Return a name as the code spells it: what is `my-crate` here is `my_crate` there."""
        return name.replace("-", "_") if self.modules.relative == "keywords" else name

    def above(self, path: str) -> str | None:
        """Return the nearest folder with a manifest above a path."""
        return next((each for each in folders_above(path) if each in self._folders), None)

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(self.folders)

    @cached_property
    def starts(self) -> frozenset[str]:
        """Return the folders in which a program starts: of its first file, or as manifests say."""
        names, pattern = self.modules.entry_files, re.compile(self.modules.entry_path, re.M)
        found = {posixpath.dirname(p) for p in self.contents if posixpath.basename(p) in names}
        for folder in self.folders if self.modules.entry_path else ():
            for match in pattern.finditer(self._text(self._manifest(folder))):
                found.add(posixpath.dirname(posixpath.normpath(posixpath.join(folder, match[1]))))
        return frozenset(found)

    def declares(self, importer: str, name: str) -> bool:
        """Tell whether a manifest above a file lists the package of a name as a dependency."""
        for folder in folders_above(importer) if self.modules.dependencies else ():
            manifest = self._json(self._manifest(folder))
            for key in self.modules.dependencies:
                listed = _table(manifest.get(key))
                if any(name == each or name.startswith(f"{each}/") for each in listed):
                    return True
        return False

    def entries(self, folder: str, below: str) -> Iterator[str]:
        """Yield the paths that a package's manifest gives for it, or for a name below it."""
        manifest = self._json(self._manifest(folder))
        for key in self.modules.entries:
            for target in targets(manifest.get(key), f"./{below}" if below else "."):
                yield posixpath.normpath(posixpath.join(folder, target))

    def own_names(self, importer: str, name: str) -> Iterator[str]:
        """Yield the paths of a name that only the package itself knows: `#db`."""
        folder = self.above(importer) if name.startswith("#") else None
        imports = _table(self._json(self._manifest(folder)).get("imports")) if folder else {}
        for pattern, target in imports.items():
            for path in matched(pattern, name, leaves(target)):
                yield posixpath.normpath(posixpath.join(folder or "", path))

    def aliased(self, importer: str, name: str) -> Iterator[str]:
        """Yield the paths that the settings above a file give a name: `@/lib/x`."""
        for folder in folders_above(importer) if self.modules.settings else ():
            for file in self.modules.settings:
                path = posixpath.join(folder, file)
                if path in self.contents:
                    yield from self._mapped(path, name)

    def has_root_folders(self, importer: str) -> bool:
        """Tell whether the settings above a file lay several folders over each other."""
        for folder in folders_above(importer):
            for file in self.modules.settings:
                path = posixpath.join(folder, file)
                if path in self.contents and any(
                    options.get("rootDirs") for _, options in self._options(path)
                ):
                    return True
        return False

    def all_options(self) -> Iterator[tuple[str, Json]]:
        """Yield what each file of settings says for itself, such as `tsconfig.spec.json`."""
        stems = tuple(file.removesuffix(".json") for file in self.modules.settings)
        for path in self.contents if stems else ():
            if path.endswith(".json") and posixpath.basename(path).startswith(stems):
                yield path, _table(self._json(path).get("compilerOptions"))

    def _mapped(self, path: str, name: str) -> Iterator[str]:
        for folder, options in self._options(path):
            base = options.get("baseUrl")
            home = posixpath.join(folder, base) if isinstance(base, str) else folder
            paths = _table(options.get("paths"))
            for pattern in sorted(paths, key=len, reverse=True):
                for target in matched(pattern, name, leaves(paths[pattern])):
                    yield posixpath.normpath(posixpath.join(home, target))
            if isinstance(base, str):
                yield posixpath.normpath(posixpath.join(home, name))

    def _options(self, path: str) -> list[tuple[str, Json]]:
        """Return the options in a file, in what it extends and in what it is made of."""
        if path not in self._optioned:
            found: dict[str, tuple[str, Json]] = {}
            self._gather(path, found, _DEEPEST)
            self._optioned[path] = list(found.values())
        return self._optioned[path]

    def _gather(self, path: str, found: dict[str, tuple[str, Json]], deepest: int) -> None:
        if not deepest or path not in self.contents or path in found:
            return
        folder, settings = posixpath.dirname(path), self._json(path)
        found[path] = folder, _table(settings.get("compilerOptions"))
        for other in (*leaves(settings.get("extends")), *leaves(settings.get("references"))):
            named = posixpath.normpath(posixpath.join(folder, other))
            for each in (named, f"{named}.json", *self._settings_in(named)):
                self._gather(each, found, deepest - 1)

    def _settings_in(self, folder: str) -> list[str]:
        return [posixpath.join(folder, name) for name in self.modules.settings]

    def _manifest(self, folder: str) -> str:
        return posixpath.join(folder, self.modules.manifest)

    def _text(self, path: str) -> str:
        return self._read(path).decode("utf-8", "replace")

    def _json(self, path: str) -> Json:
        if path not in self._known:
            self._known[path] = _json(self._text(path)) if path in self.contents else {}
        return self._known[path]


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders around a path, the nearest first; the last is ''."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _json(text: str) -> Json:
    """Read JSON as people write it: with comments, and commas before what closes."""
    for noise in (_COMMENT, _LAST_COMMA):
        text = noise.sub(lambda found: found[1] or " ", text)
    try:
        return _table(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _table(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def targets(value: object, below: str) -> Iterator[str]:
    """Yield what an entry leads to: of a table by subpath only those that are asked for."""
    if not isinstance(value, dict) or not any(str(key).startswith(".") for key in value):
        yield from leaves(value) if below == "." else ()
        return
    for pattern in sorted(value, key=len, reverse=True):
        yield from matched(pattern, below, leaves(value[pattern]))


def leaves(value: object) -> Iterator[str]:
    """Yield the texts in nested tables and lists: whatever the conditions, one of them holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)


def matched(pattern: str, name: str, targets: Iterator[str]) -> Iterator[str]:
    """Yield the targets of a pattern with one `*`, if a name fits it."""
    start, star, end = pattern.partition("*")
    if not star:
        yield from targets if name == pattern else ()
    elif name.startswith(start) and name.endswith(end) and len(name) >= len(start + end):
        middle = name[len(start) : len(name) - len(end)]
        yield from (target.replace("*", middle) for target in targets)
