"""One installed package as lookups see it: its store, its sources, its importable names."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

from gridref_indexers.facts import Import
from gridref_indexers.file_facts import FileFacts
from gridref_indexers.languages import languages
from gridref_indexers.normal import dotted
from gridref_indexers.packages.build import LARGEST_FILE
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.shelf import opened, place
from gridref_indexers.packages.sources import DOCS
from gridref_indexers.place import Place
from gridref_indexers.store import Definition
from gridref_indexers.values import Module, Outside, Thing, Unknown, Value
from gridref_server.answer import Evidence
from gridref_server.index import Index, View
from gridref_server.layouts import LAYOUTS, Layout, Start
from gridref_server.naming import PROSE_AND_DATA, Name, exact
from gridref_server.refs import NoTarget, Target, alike, resolve
from gridref_server.settings import IndexSettings, Settings
from gridref_server.signature import MOST_CHARS, Signature, signature

README: Final = "README"
MOST_NEAR: Final = 3
# Of the things that have one name so many are looked at.
_MOST_OF_A_NAME: Final = 30
# Modules that a name in a package can mean of that package alone.
_RELATIVE: Final = re.compile(r"\.|(crate|self|super)\b|\Z")
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
        named = f"docs of {package.name}" if package.ecosystem == DOCS else ""
        self.origin = named or f"{package.name} {package.version}"
        self.prefix = f"{package.ref}/"
        # Which other versions there are beside it, and where.
        self.beside = ""
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
        try:
            return os.stat(self._file).st_ino != self._inode
        except OSError:
            return True

    @cached_property
    def _file(self) -> str:
        return str(self.place.index)

    def knows(self, lasts: Iterable[str]) -> bool:
        """Tell whether anything here may have one of some names; most packages have none."""
        return any(map(self.store.has_name, lasts))

    @property
    def evidence(self) -> Evidence:
        """Say what is being looked at."""
        said = self.origin
        notes = [f"the lock file asks for {self.package.locked}"] if self.package.differs else []
        notes += [self.beside] if self.beside else []
        said += f" ({'; '.join(notes)})" if notes else ""
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

    @cached_property
    def layout(self) -> Layout:
        """Return how the modules of the package are named."""
        return LAYOUTS[self.package.ecosystem](self.package, self.tree.contents, self.source)

    @property
    def starts(self) -> dict[str, Module]:
        """Return the modules that names start with, by name; the package's main one first."""
        return self.layout.starts

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
        for start, words in self.layout.begun(name):
            return list(dict.fromkeys(self._beyond(*self._deepest(start, words), set())))
        return []

    def _deepest(self, start: Module, words: Sequence[str]) -> tuple[Value, Sequence[str]]:
        """Follow a name as far as it stays in the package; return that and the words left."""
        value: Value = start
        for at in range(len(words)):
            found = self._member(start, words[: at + 1])
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
            elif not _RELATIVE.match(row.module):
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
                if not _RELATIVE.match(row.module):
                    yield _joined(row.module, row.member, rest, *words)

    # Names

    def whole(self, name: str) -> str:
        """Return a name with the module that it starts from."""
        begins = any(True for _ in self.layout.begun(name))
        return name if begins or not self.layout.main else f"{self.layout.main}.{name}"

    def meaning(self, name: str) -> Named:
        """Return what a name means where it is known that it is one of this package."""
        bare = name.strip().removesuffix("()")
        found = self.within(bare)
        if not found:
            found = self._of(self._inside(bare)) or found
        if found:
            return found
        places = [self._at(path, each) for path, each in exact(self, Name("", dotted(bare)))]
        targets = tuple(each for each in places if each)
        code = tuple(each for each in targets if each.definition and each.view.language != "json")
        return replace(found, targets=self._public_first(code))

    def within(self, name: str) -> Named:
        """Return what a name means as code that imports the package would write it."""
        return self._of(self.layout.begun(name))

    def evaluated(self, text: str) -> Named | None:
        """Return what an expression with calls in it means; None where that is not evident."""
        calls = {word.removesuffix("()"): word for word in text.split(".")}
        for start, words in self.layout.begun(text.replace("()", "")):
            file = self.facts(start.paths[0])
            inner = ".".join(calls.get(word, word) for word in words)
            value = self.resolver.expression(file, -1, inner, 0) if file and inner else None
            if isinstance(value, Thing) and (target := self._target(value)):
                return Named((target,))
        return None

    def _inside(self, name: str) -> Iterator[Start]:
        """Yield the modules of the package, as if a name were one in them."""
        words = tuple(word for word in dotted(name).split(".") if word)
        yield from ((start, words) for start in self.starts.values() if words)

    def _of(self, starts: Iterable[Start]) -> Named:
        """Return what the words behind modules mean, or why that is open."""
        unclear = outside = ""
        for start, words in starts:
            for value in self._values(start, words):
                if isinstance(value, Module):
                    return Named(module=value)
                if isinstance(value, Thing) and (target := self._target(value)):
                    return Named((target,))
                if isinstance(value, Unknown):
                    unclear = unclear or (value.why if value.is_open else self._doubt(start, words))
                if isinstance(value, Outside):
                    outside = outside or value.name
        return Named(unclear=unclear, outside=outside)

    def _values(self, start: Module, words: Sequence[str]) -> Iterator[Value]:
        yield self._member(start, words)
        if self.layout.is_scattered and len(words) > 1 and (found := self._scattered(start, words)):
            yield found
        for whole in self._whole_exports if words else ():
            yield self._member(start, [whole, *words])

    @cached_property
    def _whole_exports(self) -> tuple[str, ...]:
        """Return what a module of Node is itself: `export = it`, or what it has as its default."""
        start = self.starts.get(self.layout.main)
        if self.package.ecosystem != "npm" or start is None:
            return ()
        found = re.search(rb"^export\s*=\s*([\w$]+)", self.source(start.paths[0]), re.M)
        return (found[1].decode(), "default") if found else ("default",)

    def _member(self, start: Module, words: Sequence[str]) -> Value:
        """Follow a name from a module; submodules need not be imported by it."""
        value: Value = start
        for at, word in enumerate(words, 1):
            # What a module binds by a name goes before a file of that name.
            inner = self.resolver.member(value, word)
            if isinstance(inner, Thing) and isinstance(value, Module) and self._is_hollow(inner):
                inner = (
                    self._exported_as(value, word) or self.layout.below(start, words[:at]) or inner
                )
            elif not isinstance(inner, Thing | Module) and not isinstance(value, Thing):
                inner = self.layout.below(start, words[:at]) or inner
            value = inner
        return value

    def _is_hollow(self, thing: Thing) -> bool:
        """Tell whether a definition only says that there is a module: `mod x;`."""
        file = self.facts(thing.path)
        is_module = file is not None and file.definitions[thing.ordinal].kind == "module"
        return is_module and file is not None and not file.children.get(thing.ordinal)

    def _exported_as(self, module: Module, name: str) -> Thing | None:
        """Return the thing that a module exports by the name of a module in it."""
        for file in filter(None, map(self.facts, module.paths)):
            for row in file.seen(name, -1):
                found = self.resolver.imported(file, row)
                if isinstance(found, Thing) and row.scope < 0 and not self._is_hollow(found):
                    return found
        return None

    def _scattered(self, start: Module, words: Sequence[str]) -> Thing | None:
        """Return a member of a type that is written in another file than the type."""
        owner = self._member(start, words[:-1])
        file = self.facts(owner.path) if isinstance(owner, Thing) else None
        if file is None or not isinstance(owner, Thing):
            return None
        name = file.definitions[owner.ordinal].name
        for path, each in self.named(words[-1]):
            there = self.facts(path)
            if there and each.qualified == f"{name}.{words[-1]}":
                known = self.resolver.top_level(there, name)
                if isinstance(known, Thing) and (known.path, known.ordinal) == (
                    owner.path,
                    owner.ordinal,
                ):
                    return Thing(path, each.ordinal, "scattered")
        return None

    def is_hidden(self, name: str) -> str:
        """Say why a name that is not found may be there all the same; '' where that can't be."""
        if not self.layout.is_declared:
            return "it comes without declarations of all that it exports"
        for start, words in self.layout.begun(name):
            return self._doubt(start, words)
        owner = dotted(name).rpartition(".")[0]
        found = self.meaning(owner) if owner else Named()
        if owner and not found:
            return f"what {owner[:100]} is was not seen"
        return self.layout.members_of_others if found.targets else ""

    def _doubt(self, start: Module, words: Sequence[str]) -> str:
        """Say why words behind a module may mean something that is not seen."""
        value, _ = self._deepest(start, words)
        paths = value.paths if isinstance(value, Module) else ()
        paths = (value.path,) if isinstance(value, Thing) else paths
        broken = (
            path
            for path in paths
            if self.store.content(self.tree.contents[path]).outcome == "broken"
        )
        if path := next(broken, ""):
            return f"{path} holds syntax that is not understood"
        if isinstance(value, Thing):
            return self.layout.members_of_others
        return next(filter(None, map(self._by_macros, paths)), "")

    def _by_macros(self, path: str) -> str:
        """Say that a file of a crate calls macros where things are defined, '' if none does."""
        file = self.facts(path)
        if file is None or self.layout.language != "rust":
            return ""
        rows = self.source(path).decode("utf-8", "replace").split("\n")
        for each in file.references:
            called = (
                each.scope < 0 and each.kind == "call" and f"{each.text}!" in rows[each.line - 1]
            )
            if called and each.text != "compile_error":
                return f"{path} makes names by the macro {each.text}"
        return ""

    def _target(self, thing: Thing) -> Target | None:
        file = self.facts(thing.path)
        return self._at(thing.path, file.definitions[thing.ordinal]) if file else None

    def _at(self, path: str, each: Definition) -> Target | None:
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
            return [self.layout.name_of(path)]
        head, _, rest = each.qualified.partition(".")
        path = self._home_of(path, head)
        names = [self.layout.full_name(path, head), *self._exported(path, head)]
        return [".".join(filter(None, (name, rest))) for name in names]

    def _home_of(self, path: str, head: str) -> str:
        """Return the file that defines what something in another is a member of."""
        file = self.facts(path) if self.layout.is_scattered else None
        if file is None or file.named_in(-1, head):
            return path
        owner = self.resolver.top_level(file, head)
        return owner.path if isinstance(owner, Thing) else path

    def is_public(self, target: Target) -> bool:
        """Tell whether a definition is reached from a module that users can import."""
        return target.definition is None or self.layout.is_public(self.importable(target))

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
        homes = {path: head}
        for here, row in self.importing(head):
            file = self.facts(here)
            if file and here != path and self._is(self.resolver.imported(file, row), path, head):
                homes[here] = row.bound
                yield f"{self.layout.name_of(here)}.{row.bound}"
        for home, name in homes.items() if not head.startswith("_") else ():
            yield from (f"{self.layout.name_of(here)}.{name}" for here in self._taking_all(home))

    def _taking_all(self, path: str) -> list[str]:
        """Return the files that take all names of another: `from x import *`, `pub use x::*`."""
        found: dict[str, None] = {}
        waiting = [path]
        while waiting:
            for here in self._stars.get(waiting.pop(), ()):
                if here not in found:
                    found[here] = None
                    waiting.append(here)
        return list(found)

    @cached_property
    def _stars(self) -> dict[str, list[str]]:
        """Return which files take all names of each."""
        found: dict[str, list[str]] = {}
        for here, row in self.importing("*"):
            file = self.facts(here)
            module = self.resolver.module(file, row.module, -1) if file else None
            for path in module.paths if isinstance(module, Module) else ():
                found.setdefault(path, []).append(here)
        return found

    def _is(self, value: Value, path: str, head: str) -> bool:
        file = self.facts(path)
        same = file.children.get(-1, {}).get(head, ()) if file else ()
        return isinstance(value, Thing) and value.path == path and value.ordinal in same

    def ref(self, target: Target) -> str:
        """Return the ref of a definition, by its importable path without the main module."""
        each = target.definition
        if each is None or each.kind in ("section", "key"):
            alias = README if target.view.path == self.readme else target.view.path
            anchor = f"#{each.qualified}" if each else ""
            return f"{self.prefix}{alias}{anchor}"
        name = self.importable(target)
        main = self.layout.main
        short = name.removeprefix(f"{main}.").removeprefix(f"{main}/") if main else name
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
        found: dict[str, None] = {}
        for start, words in (*self.layout.begun(name), *self._inside(name)):
            value, rest = self._deepest(start, words)
            if rest:
                above = [*start.name.split("/")[-1:], *words[: len(words) - len(rest)]]
                known = self.starts.get(self.layout.main) == start
                prefix = ".".join(above[1:] if known else [start.name, *above[1:]])
                members = [each for each in self._members_of(value) if not each.startswith("_")]
                near = alike(rest[0], members)
                found.update((f"{self.package.ref}#{_joined(prefix, e)}", None) for e in near)
                break
        last = dotted(name).rpartition(".")[2]
        shown = (p for p in self.named(last) if p[1].exported and p[1].kind not in PROSE_AND_DATA)
        same = [self._at(path, each) for path, each in islice(shown, _MOST_OF_A_NAME)]
        public = self._public_first([each for each in same if each])
        found.update((self.ref(each), None) for each in public[: MOST_NEAR - len(found)])
        return list(found)[:MOST_NEAR]

    def _members_of(self, value: Value) -> list[str]:
        if isinstance(value, Thing) and (target := self._target(value)):
            return self.members(Named((target,)))
        return self._names_of(value) if isinstance(value, Module) else []

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
            names.update(dict.fromkeys(self._beside(target.view.path, each)))
            for base in file.bases.get(each.ordinal, ()):
                value = self.resolver.expression(file, each.parent, base.text, base.line)
                if isinstance(value, Thing) and (above := self._target(value)):
                    waiting.append(above)
        return list(names)

    def _beside(self, path: str, owner: Definition) -> Iterator[str]:
        """Yield the members of a type that are written in other files of its folder."""
        folder = self.tree.folders.get(posixpath.dirname(path), ())
        for each in folder if self.layout.is_scattered else ():
            file = self.facts(each) if each != path and self.tree.language(each) else None
            for member in file.definitions if file else ():
                if member.qualified == f"{owner.name}.{member.name}" and member.exported:
                    yield member.name

    def _names_of(self, module: Module) -> list[str]:
        """Return the public names of a module: its own, then those it takes from its package."""
        own: dict[str, None] = {}
        taken: dict[str, None] = {}
        waiting, seen = [*module.paths], set[str]()
        while waiting:
            path = waiting.pop(0)
            file = self.facts(path)
            if file is None or path in seen:
                continue
            seen.add(path)
            own.update(dict.fromkeys(_offered(file)))
            for row in file.imports:
                value = self.resolver.module(file, row.module, row.scope) if row.scope < 0 else None
                if isinstance(value, Module) and row.member == "*":
                    waiting += value.paths
                elif (row.member or "." not in row.bound) and self._is_taken(row, value):
                    taken[row.bound] = None
        return [each for each in own | taken if each and each != "default"]

    def _is_taken(self, row: Import, value: Value | None) -> bool:
        """Tell whether what is imported comes from the package itself."""
        return isinstance(value, Module) or (value is not None and not row.module)

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


def _offered(file: FileFacts) -> Iterator[str]:
    """Yield the names that stand at the top of a file, without those that are kept inside."""
    tops = file.children.get(-1, {})
    shown = [name for name, at in tops.items() if any(file.definitions[i].exported for i in at)]
    says = file.language and (file.language.exported_name or file.language.exported_head)
    yield from shown if shown or says else tops


# What follows in a comment of JavaScript are remarks on parameters and the like.
_TAGS: Final = re.compile(
    r"(?:^|\s)@(?:param|returns?|template|typeParam|example|see|default(?:Value)?|category|name|since"
    r"|throws|type|internal|public|remarks|alias|memberof|kind|static|todo)\b"
)
_TOLD: Final = re.compile(r"@(?:summary|description)\s+(.+?)(?=\s@[a-z]|\Z)")


def spoken(doc: str) -> str:
    """Return what a doc says first without the tags of JavaScript in it."""
    if "@" not in doc:
        return doc
    told = _TOLD.search(doc)
    return told[1] if told else _TAGS.split(doc, maxsplit=1)[0] or doc


# How the head of a definition is read without the prose in it, where we can.
_READERS: Final = {"python": signature}
_HEADLESS: Final = frozenset(["variable", "field", "constant"])


def signature_of(view: View, each: Definition, most: int = MOST_CHARS) -> Signature | None:
    """Return the head of a definition without the prose in it, where we can read its language."""
    reader = _READERS.get(view.language)
    if reader is None or each.kind in _HEADLESS:
        return None
    return reader(view.text(each.start_line, each.end_line), most)


def _privacy(name: str) -> tuple[int, int]:
    """Order names: public ones first, then those of few steps."""
    words = name.replace("/", ".").split(".")
    private = sum(word.startswith("_") or word in _PRIVATE for word in words[:-1])
    return private, len(words)
