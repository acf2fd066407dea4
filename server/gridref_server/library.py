"""One installed package as lookups see it: its store, its sources, its importable names."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from gridref_indexers.languages import Modules, languages
from gridref_indexers.normal import dotted
from gridref_indexers.packages import node
from gridref_indexers.packages.build import LARGEST_FILE
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.shelf import opened, place
from gridref_indexers.place import Place
from gridref_indexers.store import Definition
from gridref_indexers.values import Module, Outside, Thing, Unknown, Value
from gridref_server.answer import Evidence
from gridref_server.index import Index, View
from gridref_server.naming import Name, exact
from gridref_server.refs import NoTarget, Target, alike, resolve
from gridref_server.settings import IndexSettings, Settings
from gridref_server.signature import MOST_CHARS, Signature, signature

LANGUAGES: Final = {
    "pypi": "python",
    "python": "python",
    "npm": "typescript",
    "go": "go",
    "cargo": "rust",
}
README: Final = "README"
_PRIVATE: Final = frozenset(["internal", "_internal", "impl", "dist", "src", "lib", "types"])


@dataclass(frozen=True)
class Named:
    """What a dotted name means in a package: definitions, a module, or why that is unclear.

    `needs` is the package that must be read before it can be told.
    """

    targets: tuple[Target, ...] = ()
    module: Module | None = None
    unclear: str = ""
    outside: str = ""
    needs: str = ""

    def __bool__(self) -> bool:
        return bool(self.targets or self.module)


class Library(Index):
    """The index of one package. It is never written to here."""

    def __init__(self, package: Package, where: Place) -> None:
        settings = Settings(index=replace(IndexSettings(), max_file_bytes=LARGEST_FILE))
        super().__init__(where, settings)
        self.package = package
        self.origin = f"{package.name} {package.version}"
        self.prefix = f"{package.ref}/"
        self._asked_at = -1

    @classmethod
    def of(cls, package: Package, like: Index) -> "Library | None":
        """Return a package whose store is made, in the stores that an index is one of; or None."""
        where = place(package, like.place.folder.parent)
        store = opened(where)
        if store is None:
            return None
        library = cls(package, where)
        library._store = store
        library._inode = os.stat(where.index).st_ino
        library.renew(0)
        return library

    def renew(self, question: int) -> None:
        """Look at files anew once for each question."""
        if question != self._asked_at:
            self._asked_at = question
            self._renew(self.store.generation())

    def language_of(self, path: str, source: bytes) -> str:
        """Return the language that a file was read as: METADATA is what its README is."""
        return self._languages.get(self.tree.contents.get(path, 0), "")

    @property
    def is_gone(self) -> bool:
        """Tell whether the store was made anew, or forgotten."""
        return self._replaced()

    @property
    def evidence(self) -> Evidence:
        """Say what is being looked at."""
        said = f"{self.package.name} {self.package.version}"
        if self.package.differs:
            said += f" (the lock file asks for {self.package.locked})"
        summary = self.store.summary()
        left_out = {why: count for why, count in summary.left_out.items() if why != "tests"}
        return Evidence(
            "",
            summary.generation,
            summary.files,
            summary.definitions,
            left_out,
            summary.broken,
            of=said,
        )

    @property
    def modules(self) -> Modules:
        """Return how modules are named in the language of the package."""
        return languages()[LANGUAGES[self.package.ecosystem]].modules

    @cached_property
    def readme(self) -> str:
        """Return the file that holds the README, '' if there is none."""
        tops = [path for path in self.tree.contents if path.count("/") <= 1]
        named = [path for path in tops if path.endswith(("-info/METADATA", "-info/PKG-INFO"))]
        named += sorted(path for path in tops if path.lower().startswith("readme"))
        return next(iter(named), "")

    @cached_property
    def prose(self) -> list[str]:
        """Return the files of words: README, changes and the like, the README first."""
        spoken = languages()
        found = (
            path
            for path in sorted(self.tree.contents, key=lambda each: (each.count("/"), each))
            if (language := self.tree.language(path)) in spoken.values()
            and language is not None
            and language.sections
        )
        return list(dict.fromkeys([*filter(None, [self.readme]), *found]))

    # Names that lead out of the package

    def beyond(self, name: str) -> list[str]:
        """Return the dotted names of other packages that a name may lead to, the likeliest first.

        Where a module takes a name from another package, or a class has a base in one.
        """
        words = [word for word in dotted(name).split(".") if word]
        for top, start in self.starts.items():
            if words and words[0] in (top, top.rpartition("/")[2]):
                return list(self._beyond(*self._deepest(top, start, words[1:]), set()))
        return []

    def _deepest(
        self, top: str, start: Module, words: Sequence[str]
    ) -> tuple[Value, Sequence[str]]:
        """Follow a name as far as it stays in the package; return that and the words left."""
        value: Value = start
        for at in range(len(words)):
            found = self._member(top, start, words[: at + 1])
            if not isinstance(found, Thing | Module):
                return value, words[at:]
            value = found
        return value, ()

    def _beyond(
        self, value: Value, words: Sequence[str], seen: set[tuple[str, int]]
    ) -> Iterator[str]:
        if isinstance(value, Module) and words:
            for path in value.paths:
                yield from self._past_module(path, words, seen)
        elif isinstance(value, Thing) and words:
            yield from self._past_class(value, words, seen)

    def _past_module(
        self, path: str, words: Sequence[str], seen: set[tuple[str, int]]
    ) -> Iterator[str]:
        file = self.facts(path)
        if file is None or (path, -1) in seen:
            return
        seen.add((path, -1))
        for row in (*file.seen(words[0], -1), *file.imported.get("*", ())):
            member = [] if row.member in ("", "*") else [row.member]
            rest = words if row.member == "*" else [*member, *words[1:]]
            inside = self.resolver.module(file, row.module, -1)
            if isinstance(inside, Module):
                yield from self._beyond(inside, rest, seen)
            elif not row.module.startswith("."):
                yield _joined(row.module, *rest)

    def _past_class(
        self, thing: Thing, words: Sequence[str], seen: set[tuple[str, int]]
    ) -> Iterator[str]:
        file = self.facts(thing.path)
        if file is None or (thing.path, thing.ordinal) in seen:
            return
        seen.add((thing.path, thing.ordinal))
        for base in file.bases.get(thing.ordinal, ()):
            above = self.resolver.expression(file, -1, base.text, base.line)
            if isinstance(above, Thing):
                yield from self._beyond(above, words, seen)
                continue
            head, _, rest = base.text.partition(".")
            for row in file.seen(head, -1):
                if not row.module.startswith("."):
                    yield _joined(row.module, row.member, rest, *words)

    # Names

    @cached_property
    def starts(self) -> dict[str, Module]:
        """Return the modules that names start with, by name; the package's main one first."""
        if self.package.ecosystem == "npm":
            entries = node.entries(self.package.folder)
            return {
                self.package.name + name.removeprefix("."): Module((path,), name)
                for name, path in sorted(entries.items(), key=lambda each: len(each[0]))
                if path in self.tree.contents
            }
        names = sorted(self.package.modules, key=lambda each: (each.startswith("_"), each))
        own = self.package.name.replace("-", "_")
        names.sort(key=lambda each: each.lower() != own)
        return {name: found for name in names if (found := self.module([name]))}

    @property
    def main(self) -> str:
        """Return the name of the module that refs leave out."""
        return next(iter(self.starts), "")

    def module(self, words: Sequence[str]) -> Module | None:
        """Return the module of a dotted name."""
        if self.package.ecosystem in ("go", "cargo"):
            return self._started(words)
        first, *rest = words
        for top in (first, f"{first}-stubs"):
            path = "/".join((top, *rest))
            tried = (each.replace("{path}", path) for each in self.modules.candidates)
            if found := tuple(each for each in tried if each in self.tree.contents):
                return Module(found, ".".join(words))
        return None

    def _started(self, words: Sequence[str]) -> Module | None:
        contents = self.tree.contents
        if self.package.ecosystem == "cargo":
            return Module(("src/lib.rs",), words[0]) if "src/lib.rs" in contents else None
        paths = tuple(path for path in contents if "/" not in path and path.endswith(".go"))
        return Module(paths, words[0]) if paths else None

    def meaning(self, name: str) -> Named:
        """Return what a dotted name means, as a user of the package would write it."""
        bare = name.strip().removesuffix("()")
        found = self.within(bare)
        if found:
            return found
        places = [self._of(path, each) for path, each in exact(self, Name("", dotted(bare)))]
        targets = tuple(each for each in places if each)
        code = tuple(each for each in targets if each.definition and each.view.language != "json")
        return replace(found, targets=self._public_first(code))

    def within(self, bare: str) -> Named:
        """Return what a dotted name means from the modules of the package, or why that is open."""
        unclear = outside = ""
        for value in self._values(bare):
            if isinstance(value, Module):
                return Named(module=value)
            if isinstance(value, Thing) and (target := self._target(value)):
                return Named((target,))
            if isinstance(value, Unknown) and value.is_open:
                unclear = unclear or value.why
            elif isinstance(value, Unknown):
                unclear = unclear or self._dynamic(bare)
            if isinstance(value, Outside):
                outside = outside or value.name
        return Named(unclear=unclear, outside=outside)

    def _values(self, name: str) -> Iterator[Value]:
        words = [word for word in dotted(name).split(".") if word]
        for top, module in self.starts.items() if words else ():
            heads = [top.split("/")[-1], top]
            if words[0] in heads:
                yield self._member(top, module, words[1:])
        for top, module in self.starts.items():
            yield self._member(top, module, words)
        if words and self._whole_export:
            heads = [self.main, self.main.rpartition("/")[2]]
            inner = words[1:] if words[0] in heads else words
            yield self._member(self.main, self.starts[self.main], [self._whole_export, *inner])

    @cached_property
    def _whole_export(self) -> str:
        """Return the one thing that a module of Node is, `export = it`, '' if it is none."""
        start = self.starts.get(self.main)
        if self.package.ecosystem != "npm" or start is None:
            return ""
        found = re.search(rb"^export\s*=\s*([\w$]+)", self.source(start.paths[0]), re.M)
        return found[1].decode() if found else ""

    def is_hidden(self, name: str) -> str:
        """Say why a name that is not found may be there all the same; '' where that can't be."""
        if self.package.ecosystem in ("pypi", "python"):
            return ""
        if self.package.ecosystem == "npm":
            paths = [path for each in self.starts.values() for path in each.paths]
            if not paths or not all(re.search(r"\.d\.[cm]?ts\Z", path) for path in paths):
                return "it comes without declarations of all that it exports"
        owner = dotted(name).rpartition(".")[0]
        if owner and not self.within(owner):
            return f"what {owner[:100]} is was not seen"
        return ""

    def _dynamic(self, name: str) -> str:
        """Say why a name may be there although no line defines it; '' where that can't be."""
        words = [word for word in dotted(name).split(".") if word]
        for top, start in self.starts.items():
            if words and words[0] in (top, top.rpartition("/")[2]):
                value, _ = self._deepest(top, start, words[1:])
                paths = value.paths if isinstance(value, Module) else ()
                paths = (value.path,) if isinstance(value, Thing) else paths
                return next(filter(None, map(self._why_dynamic, paths)), "")
        return ""

    def _why_dynamic(self, path: str) -> str:
        file = self.facts(path)
        if self.store.content(self.tree.contents[path]).outcome == "broken":
            return f"{path} holds syntax that is not understood"
        if file is None or file.language is None or file.language.name != "python":
            return ""
        if {"__getattr__", "__getattribute__"} & set(file.owners):
            return f"{path} makes names when they are asked for"
        if any("__getattr__" in each.name for each in file.definitions):
            return f"{path} makes names when they are asked for"
        used = {each.text.removesuffix("()").partition(".")[0] for each in file.references}
        if used & {"globals", "vars", "setattr", "exec", "locals", "__dict__"}:
            return f"{path} makes names as it runs"
        folder = path.rpartition("/")[0]
        beside = self.store.files_at([os.fsencode(folder)])
        if any(row.left_out == "compiled" for row in beside):
            return f"{folder} has compiled modules, which are not read"
        return ""

    def _member(self, top: str, start: Module, words: Sequence[str]) -> Value:
        """Follow a name from a module; submodules need not be imported by it."""
        value: Value = start
        for at in range(len(words), 0, -1):
            if "." not in top and "/" not in top and (deep := self.module([top, *words[:at]])):
                # What the module itself binds by that name goes before a file of the name.
                if at > 1 or not isinstance(self.resolver.member(start, words[0]), Thing):
                    value, words = deep, words[at:]
                    break
        for word in words:
            value = self.resolver.member(value, word)
        return value

    def _target(self, thing: Thing) -> Target | None:
        file = self.facts(thing.path)
        return self._of(thing.path, file.definitions[thing.ordinal]) if file else None

    def _of(self, path: str, each: Definition) -> Target | None:
        target = resolve(self, f"{path}#{each.qualified}") if each.name else None
        return target if isinstance(target, Target) else None

    def _public_first(self, targets: Sequence[Target]) -> tuple[Target, ...]:
        unique = {(t.view.path, t.definition.qualified): t for t in targets if t.definition}
        return tuple(sorted(unique.values(), key=lambda each: _privacy(self.importable(each))))

    def importable(self, target: Target) -> str:
        """Return the dotted path by which users import a definition: the shortest public one."""
        own, *others = self.names(target)
        # A module that merely imports a thing is no better place for it than its own.
        return min((own, *others), key=lambda each: (*_privacy(each), each != own, len(each)))

    def names(self, target: Target) -> list[str]:
        """Return all dotted paths by which a definition can be imported."""
        each, path = target.definition, target.view.path
        if each is None:
            return [self._dotted(path)]
        head, _, rest = each.qualified.partition(".")
        names = [f"{self._dotted(path)}.{head}", *self._exported(path, head)]
        return [".".join(filter(None, (name, rest))) for name in names]

    def is_public(self, target: Target) -> bool:
        """Tell whether a definition is reached from a module that users can import."""
        if self.package.ecosystem != "npm" or target.definition is None:
            return True
        name = self.importable(target)
        return any(name.startswith(f"{start}.") for start in self.starts)

    @cached_property
    def _publicly(self) -> dict[tuple[str, str], list[str]]:
        return {}

    def _exported(self, path: str, head: str) -> list[str]:
        """Return the other names by which a definition at the top of a file is known."""
        key = path, head
        if key not in self._publicly:
            self._publicly[key] = list(self._all_exported(path, head))
        return self._publicly[key]

    def _all_exported(self, path: str, head: str) -> Iterator[str]:
        for name, module in self.starts.items():
            if self._is(self.resolver.member(module, head), path, head):
                yield f"{name}.{head}"
        for here, row in self.importing(head):
            file = self.facts(here)
            if file and here != path and self._is(self.resolver.imported(file, row), path, head):
                yield f"{self._dotted(here)}.{row.bound}"

    def _is(self, value: Value, path: str, head: str) -> bool:
        file = self.facts(path)
        same = file.children.get(-1, {}).get(head, ()) if file else ()
        return isinstance(value, Thing) and value.path == path and value.ordinal in same

    def _dotted(self, path: str) -> str:
        """Return the name of the module that a file is."""
        if self.package.ecosystem == "npm":
            entry = next((name for name, each in self.starts.items() if path in each.paths), "")
            return entry or f"{self.package.name}/{self.modules.stem(path)}"
        if self.package.ecosystem in ("go", "cargo"):
            return self.package.name.rpartition("/")[2]
        stem = path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__")
        return stem.replace("-stubs/", "/").replace("/", ".")

    def ref(self, target: Target) -> str:
        """Return the ref of a definition, by its importable path without the main module."""
        each = target.definition
        if each is None or each.kind in ("section", "key"):
            alias = README if target.view.path == self.readme else target.view.path
            anchor = f"#{each.qualified}" if each else ""
            return f"{self.prefix}{alias}{anchor}"
        name = self.importable(target)
        main = self.main
        short = name.removeprefix(f"{main}.") if main else name
        found = self.meaning(short) or self.meaning(name)
        first = found.targets[0].definition if found.targets else None
        if first and (first.qualified, found.targets[0].view.path) == (
            each.qualified,
            target.view.path,
        ):
            return f"{self.package.ref}#{short}"
        return f"{target.view.shown}#{each.qualified}"

    def nearest(self, name: str) -> list[str]:
        """Return the refs of the names that a missing one is most like: members, then others."""
        owner, _, last = dotted(name).rpartition(".")
        above = (
            self.meaning(owner) if owner else Named(module=next(iter(self.starts.values()), None))
        )
        members = [each for each in self.members(above) if not each.startswith("_")]
        near = alike(last, members)
        prefix = f"{owner}." if owner else ""
        return [f"{self.package.ref}#{prefix}{each}" for each in near]

    def members(self, found: Named) -> list[str]:
        """Return the names in a module or a class, bases in this package included."""
        if found.module:
            return self._names_of(found.module)
        names: dict[str, None] = {}
        waiting = [t for t in found.targets[:1] if t.definition]
        seen: set[tuple[str, int]] = set()
        while waiting:
            target = waiting.pop(0)
            each, file = target.definition, target.view.facts
            if each is None or (target.view.path, each.ordinal) in seen:
                continue
            seen.add((target.view.path, each.ordinal))
            names.update(dict.fromkeys(file.children.get(each.ordinal, {})))
            for base in file.bases.get(each.ordinal, ()):
                value = self.resolver.expression(file, each.parent, base.text, base.line)
                if isinstance(value, Thing) and (above := self._target(value)):
                    waiting.append(above)
        return list(names)

    def _names_of(self, module: Module) -> list[str]:
        """Return the public names of a module: its own, those it exports, modules below it."""
        names: dict[str, None] = {}
        waiting, seen = [*module.paths], set[str]()
        while waiting:
            path = waiting.pop(0)
            file = self.facts(path)
            if file is None or path in seen:
                continue
            seen.add(path)
            names.update(dict.fromkeys(file.children.get(-1, {})))
            for row in file.imports:
                if row.scope < 0 and row.member == "*":
                    value = self.resolver.module(file, row.module, row.scope)
                    waiting += value.paths if isinstance(value, Module) else ()
                elif row.scope < 0 and (row.member or "." not in row.bound):
                    names[row.bound] = None
        return [each for each in names if each]

    def lookup(self, rest: str) -> Target | NoTarget:
        """Return what stands behind the package in a ref: `#name`, `/path#name`, `/path:1-9`."""
        if rest.startswith("/"):
            path = rest[1:]
            head, _, anchor = path.partition("#")
            if head == README and self.readme:
                path = f"{self.readme}#{anchor}" if anchor else self.readme
            return resolve(self, path)
        name = rest.removeprefix("#")
        found = self.meaning(name)
        if found.targets:
            return found.targets[0]
        if found.module and (view := self.view(found.module.paths[0])):
            return Target(view)
        why = f"; {found.unclear}" if found.unclear else ""
        return NoTarget(f"{self.origin} has no {name[:100]!r}{why}", tuple(self.nearest(name)))


def _joined(*parts: str) -> str:
    return ".".join(filter(None, (part for part in parts if part != "*")))


def signature_of(view: View, each: Definition, most: int = MOST_CHARS) -> Signature | None:
    """Return the head of a definition without the prose in it, where we can read its language."""
    is_python = view.language == "python" and each.kind not in ("variable", "field", "constant")
    return signature(view.text(each.start_line, each.end_line), most) if is_python else None


def _privacy(name: str) -> tuple[int, int]:
    """Order names: public ones first, then those of few steps."""
    words = name.replace("/", ".").split(".")
    private = sum(word.startswith("_") or word in _PRIVATE for word in words[:-1])
    return private, len(words)
