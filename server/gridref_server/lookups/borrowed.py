"""Where this project uses something of an installed package, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from gridref_indexers.facts import Import, Reference
from gridref_indexers.file_facts import FileFacts
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.library import Library
from gridref_server.lookups.using import Use, holding, now
from gridref_server.refs import Target

# Chains of names that stand for other names end here.
_DEEPEST = 6


@dataclass(frozen=True)
class Borrowed:
    """The uses of a thing of a package: sure ones, and those of an unknown receiver."""

    sure: tuple[Use, ...]
    possible: tuple[Use, ...]


def uses_of_package(index: Index, library: Library, target: Target) -> Borrowed:
    """Return the uses of a definition of a package in the files of the project."""
    each = target.definition
    if each is None:
        return Borrowed((), ())
    names = {each.name}
    names.update(name.rpartition(".")[2] for name in library.names(target))
    sure: list[Use] = []
    possible: list[Use] = []
    for path in sorted({path for name in names for path in holding(index, name, "")} - {""}):
        if (file := now(index, path)) is None:
            continue
        for use in file.references:
            if use.text.rpartition(".")[2] not in names and not _starts(use, names):
                continue
            found = _Reading(index, library, file).means(use, target)
            row = Use(path, _by(file, use), use.line, use.kind, "import" if found else "")
            if found:
                sure.append(row)
            elif found is None and "." in each.qualified and _of_package(file, library):
                possible.append(row)
    return Borrowed(tuple(sure), tuple(possible))


def _starts(use: Reference, names: set[str]) -> bool:
    return use.text.partition(".")[0] in names and not use.local


def _by(file: FileFacts, use: Reference) -> str:
    return file.definitions[use.scope].qualified if use.scope >= 0 else ""


def _of_package(file: FileFacts, library: Library) -> bool:
    """Tell whether a file imports anything of a package."""
    return any(_is_in(row, library) for row in file.imports)


def _is_in(row: Import, library: Library) -> bool:
    first = row.module.partition(".")[0]
    known = (*library.package.modules, *library.starts)
    return (
        first in known or row.module in known or row.module.startswith(f"{library.package.name}/")
    )


@dataclass(frozen=True)
class _Reading:
    """Expressions of one file read as names of one package."""

    index: Index
    library: Library
    file: FileFacts

    def means(self, use: Reference, target: Target) -> bool | None:
        """Tell whether a use means a definition; None where its receiver is not evident."""
        name = self.full(use.scope, use.text, 0)
        if name is None:
            return None
        if name == "":
            return False
        found = self.library.evaluated(name) if "()" in name else None
        found = found or self.library.within(name.replace("()", ""))
        if "()" in name and not found:
            return None
        return any(_same(each, target) for each in found.targets)

    def full(self, scope: int, text: str, depth: int) -> str | None:
        """Return an expression as a dotted name from a module of the package.

        '' where it is evidently something else, None where that can't be told.
        """
        head, _, rest = text.partition(".")
        called = head.endswith("()")
        head = head.removesuffix("()")
        if depth > _DEEPEST:
            return None
        for row in self.file.seen(head, scope):
            return self._joined(row, "()" if called else "", rest)
        for name in ("self", "this"):
            if head == name and rest:
                field, _, after = rest.partition(".")
                return self._bound(f"{head}.{field}", None, after, depth)
        if self.file.named_in(-1, head) and called:
            return ""
        if self._needs_no_import and head in self.library.package.modules:
            return text
        return self._bound(head, scope, rest, depth)

    @property
    def _needs_no_import(self) -> bool:
        """Tell whether packages are known by their name alone, as crates are."""
        language = self.file.language
        return language is not None and language.modules.relative == "keywords"

    def _joined(self, row: Import, call: str, rest: str) -> str:
        if not _is_in(row, self.library):
            return ""
        parts = [row.module, row.member if row.member not in ("", "default", "*") else ""]
        return ".".join(filter(None, (".".join(filter(None, parts)) + call, rest)))

    def _bound(self, name: str, scope: int | None, rest: str, depth: int) -> str | None:
        """Return what a member of a name is, if all that is bound to the name is of one class."""
        scopes = set(self.file.scopes(scope)) | {-1} if scope is not None else None
        values: set[str | None] = set()
        for each in self.file.bound.get(name, ()):
            if scopes is None or each.scope in scopes:
                if text := (each.type or each.value).strip("\"'"):
                    values.add(self.full(each.scope, text, depth + 1))
        if len(values) != 1:
            return None
        value = values.pop()
        return f"{value}.{rest}".rstrip(".") if value else value


def _same(one: Target, other: Target) -> bool:
    return (
        one.view.path == other.view.path
        and one.definition is not None
        and other.definition is not None
        and one.definition.qualified == other.definition.qualified
    )


def answer(index: Index, library: Library, target: Target, sort: str) -> Answer:
    """Answer who in the project uses a thing of a package."""
    found = uses_of_package(index, library, target)
    name = library.layout.spelt(library.importable(target))
    groups = [
        Group("callers", tuple(_rows(found.sure))),
        Group("possible, of unknown receiver", tuple(_rows(found.possible))),
    ]
    shown = tuple(g for g in groups if g.items and (sort == "any" or g.title.startswith(sort)))
    count = "1 use" if len(found.sure) == 1 else f"{len(found.sure):,} uses"
    said = f"{name} of {library.origin}: {count} in the project"
    if not shown:
        return Answer("absent", f"nothing in the project uses {name}", index.evidence)
    return Answer("found", said, index.evidence, shown)


def _rows(found: tuple[Use, ...]) -> Iterator[Item]:
    lines: dict[tuple[str, str], set[int]] = {}
    for use in found:
        lines.setdefault((use.path, use.by), set()).add(use.line)
    for (path, by), these in lines.items():
        at = sorted(these)
        ref = f"{path}#{by}" if by else f"{path}:{at[0]}"
        yield Item(ref, path, "use", by or "(top)", at[0], at[-1], lines=tuple(at))
