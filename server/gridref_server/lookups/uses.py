"""Who uses this, what does it use?"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from gridref_indexers.facts import Import, Reference
from gridref_indexers.resolve import FileFacts, Module, Thing, Value
from gridref_indexers.store import Definition
from gridref_indexers.tree import Outside
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.lookups.find import find, not_ready
from gridref_server.naming import is_test
from gridref_server.parameters import Says, short
from gridref_server.refs import NoTarget, Target, no_target, resolve

CLASSES = frozenset("class struct interface trait enum protocol record object union type".split())
# Methods that a class is made by, where the language has no other word for them.
CONSTRUCTORS = frozenset(["__init__", "__new__", "initialize"])
# Files that hold a word and are looked into; beyond that an answer says that it is partial.
MOST_FILES = 3000

Sort = Literal["any", "callers", "callees", "subclasses", "importers", "tests", "possible"]


@dataclass(frozen=True)
class Use:
    """A use of a thing in a file: by what, on which line, and how sure that is."""

    path: str
    by: str
    line: int
    kind: str
    how: str


def uses(
    index: Index,
    ref: Annotated[
        str, Says("`path#name`, or a name that is clear", example="src/app.py#Session.get")
    ],
    sort: Annotated[Sort, Says("Only this sort")] = "any",
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 1000,
) -> Answer:
    """Who uses this, what does it use? Callers, callees, subclasses, importers, tests, by line.

    Resolved by scope, import and evident type; uses that only share the name are `possible`, apart.
    """
    if index.is_empty:
        return not_ready(index)
    target = _target(index, ref)
    if isinstance(target, Answer):
        return target
    return _uses(index, target, sort)


def _target(index: Index, ref: str) -> Target | Answer:
    """Return what is asked about; a bare name is looked up first."""
    target = resolve(index, ref) if "#" in ref or "/" in ref else None
    if target is None:
        answer = find(index, ref, limit=8)
        refs = [item.ref for group in answer.groups for item in group.items]
        if answer.verdict == "found" and len(refs) == 1:
            target = resolve(index, refs[0])
        elif answer.verdict in ("absent", "unknown"):
            return answer
        else:
            what = f"{short(ref)} is several things; name one"
            return Answer("ambiguous", what, answer.evidence, answer.groups)
    return no_target(index, target) if isinstance(target, NoTarget) else target


def _uses(index: Index, target: Target, sort: Sort) -> Answer:
    found, hints = _found(index, target)
    for made in _made_by(index, target):
        found = _joined(found, _calls(_found(index, made)[0]))
    by_sort = {"callers": found.callers, "subclasses": found.subclasses, "tests": found.tests}
    shown = [Group(name, _items(these)) for name, these in by_sort.items()]
    shown.append(Group("overrides", tuple(_overrides(index, target))))
    shown.append(Group("importers", tuple(_importers(index, target))))
    shown.append(Group("possible, of unknown receiver", _items(found.possible)))
    callees = _callees(index, target)
    shown.insert(4, Group("callees", callees.items))
    shown.insert(5, Group("callees outside of the project", _outside(callees)))
    chosen = tuple(g for g in shown if g.items and (sort == "any" or g.title.startswith(sort)))
    what = _summary(target, sort, shown)
    return Answer("found" if chosen else "absent", what, index.evidence, chosen, hints)


def _summary(target: Target, sort: Sort, shown: list[Group]) -> str:
    name = target.definition.qualified if target.definition else target.view.path
    counts = [_counted(group) for group in shown if group.items and group.items[0].ref]
    used = [group.title for group in shown if group.items and "callees" not in group.title]
    if sort == "any" and not used:
        counts.insert(0, f"nothing in the project uses {name}")
        return "; ".join(counts)
    if sort != "any" and not any(g.items for g in shown if g.title.startswith(sort)):
        missing = "possible uses" if sort == "possible" else sort
        return "; ".join([f"no {missing} of {name}", ", ".join(counts)]).removesuffix("; ")
    return f"{name}: {', '.join(counts)}"


def _counted(group: Group) -> str:
    title, count = group.title.partition(",")[0], len(group.items)
    singular = {"subclasses": "subclass"}.get(title, title.removesuffix("s"))
    return f"{count} {singular if count == 1 else title}"


# Who uses it


@dataclass(frozen=True)
class Found:
    """The uses of a definition, sure ones by their sort."""

    callers: tuple[Use, ...] = ()
    subclasses: tuple[Use, ...] = ()
    tests: tuple[Use, ...] = ()
    possible: tuple[Use, ...] = ()


def _found(index: Index, target: Target) -> tuple[Found, tuple[str, ...]]:
    """Return the uses of a definition, and what there is to say of them; a file has none."""
    each = target.definition
    if each is None:
        return Found(), ()
    same = _same(index, target)
    names, paths = _names(index, target, same)
    uses = [
        use
        for path in paths
        if (file := _now(index, path))
        for use in _in_file(index, file, each, names, same)
    ]
    other = [use for use in uses if use.how and use.kind != "base"]
    found = Found(
        tuple(use for use in other if not _in_test(use)),
        tuple(use for use in uses if use.how and use.kind == "base"),
        tuple(use for use in other if _in_test(use)),
        tuple(use for use in uses if not use.how),
    )
    if len(paths) < MOST_FILES:
        return found, ()
    return found, (f"more than {MOST_FILES:,} files hold the name; the rest was not looked into",)


def _now(index: Index, path: str) -> FileFacts | None:
    """Return the facts of a file as it is, None if it is gone."""
    view = index.view(path)
    return view.facts if view else None


def _made_by(index: Index, target: Target) -> Iterator[Target]:
    """Yield the classes that a constructor makes things of: whoever calls one of them calls it."""
    each, view = target.definition, target.view
    if each is None or not (each.kind == "constructor" or each.name in CONSTRUCTORS):
        return
    owner = each.qualified.rpartition(".")[0]
    above = next((d for d in view.facts.definitions if d.name and d.qualified == owner), None)
    if above is None:
        return
    yield Target(view, above)
    for path, ordinal in _subclasses(index, view.path, above) if each.name in CONSTRUCTORS else ():
        below = index.view(path)
        if below and each.name not in below.facts.children.get(ordinal, {}):
            yield Target(below, below.facts.definitions[ordinal])


def _calls(found: Found) -> Found:
    callers, tests = (
        tuple(use for use in uses if use.kind == "call") for uses in (found.callers, found.tests)
    )
    return Found(callers, (), tests)


def _joined(one: Found, other: Found) -> Found:
    return Found(one.callers + other.callers, one.subclasses, one.tests + other.tests, one.possible)


def _in_test(use: Use) -> bool:
    """Tell whether a use is in a file of tests, or in tests beside the code."""
    return is_test(use.path) or use.by.startswith(("tests.", "test."))


def _same(index: Index, target: Target) -> set[tuple[str, int]]:
    """Return the places that declare the same thing: overloads, a prototype and its body."""
    each, view = target.definition, target.view
    if each is None:
        return set()
    here = {
        (view.path, other.ordinal)
        for other in view.definitions
        if other.qualified == each.qualified
    }
    language = view.facts.language
    if language and language.modules.namespace == "global" and each.exported:
        here |= {
            (path, other.ordinal)
            for path, other in index.named(each.name)
            if other.qualified == each.qualified
            and other.exported
            and index.tree.language(path) == language
        }
    return here


def _names(
    index: Index, target: Target, same: set[tuple[str, int]]
) -> tuple[frozenset[str], list[str]]:
    """Return the names that a definition goes by, and the files that hold one of them.

    Where a file imports it by another name, others may import it from there by that name.
    """
    each, view = target.definition, target.view
    names = [each.name] if each else []
    paths: set[str] = set()
    for name in names:
        holding = _holding(index, name, view.path) if _is_word(name) or not paths else []
        for path in holding:
            file = _now(index, path)
            for row in file.imports if file else ():
                if file is None or row.member != name or row.bound in ("", *names):
                    continue
                value = index.resolver.imported(file, row)
                if isinstance(value, Thing) and (value.path, value.ordinal) in same:
                    names.append(row.bound)
        paths.update(holding)
    return frozenset(names), sorted(paths)


def _is_word(name: str) -> bool:
    return re.search(r"\w{3,}", name) is not None


def _holding(index: Index, name: str, own: str) -> list[str]:
    """Return the files that hold a name, with the file itself."""
    words = re.findall(r"\w{3,}", name)
    if words and index.store.searchable():
        contents: Iterable[int] = index.store.with_words(words, MOST_FILES)
        paths = index.store.paths_of(contents)
        found = {os.fsdecode(path) for these in paths.values() for path in these}
    else:
        found = set(index.tree.contents)
    return sorted(found | {own})


def _in_file(
    index: Index,
    file: FileFacts,
    each: Definition,
    names: frozenset[str],
    same: set[tuple[str, int]],
) -> Iterator[Use]:
    for use in file.references:
        tail = use.text.rpartition(".")[2]
        if tail not in names and not (use.text.partition(".")[0] in names and not use.local):
            continue
        for text in _prefixes(use.text, names):
            value = index.resolver.expression(file, use.scope, text, use.line, local=use.local)
            how = _how(value, same)
            if how is None:
                continue
            if how or (text == use.text and tail == each.name and _may_be(use, each)):
                kind = use.kind if text == use.text else "name"
                yield Use(file.path, _by(file, use), use.line, kind, how)
            break


def _prefixes(text: str, names: frozenset[str]) -> Iterator[str]:
    """Yield the starts of an expression that end in one of the names: `A.b` and `A.b.A`."""
    at = 0
    while at >= 0:
        at = text.find(".", at)
        start = text if at < 0 else text[:at]
        if start.rpartition(".")[2] in names:
            yield start
        at = at + 1 if at >= 0 else -1


def _how(value: Value, same: set[tuple[str, int]]) -> str | None:
    """Say how sure it is that a value is the thing: '' is possible, None is another."""
    if isinstance(value, Thing):
        # What a name holds is used by that name, not by the one it was taken from.
        is_it = (value.path, value.ordinal) in same and value.how != "value"
        return value.how if is_it else None
    if isinstance(value, Outside | Module):
        return None
    return ""


def _may_be(use: Reference, each: Definition) -> bool:
    """Tell whether a use of unknown meaning may be this: a member, or a name of several things.

    What a local name holds has members; it is hardly ever a module, which has the rest.
    """
    return not use.local or ("." in use.text and "." in each.qualified)


def _by(file: FileFacts, use: Reference) -> str:
    return file.definitions[use.scope].qualified if use.scope >= 0 else ""


def _items(found: Iterable[Use]) -> tuple[Item, ...]:
    """Return one row for each definition that uses it, with its lines."""
    lines: dict[tuple[str, str], list[int]] = {}
    for use in found:
        lines.setdefault((use.path, use.by), []).append(use.line)
    items: list[Item] = []
    for (path, by), at in lines.items():
        shown = ",".join(map(str, sorted(set(at))[:6])) + ("…" if len(set(at)) > 6 else "")
        ref = f"{path}#{by}" if by else f"{path}:{at[0]}"
        items.append(Item(ref, path, "use", f"{shown} {by or '(top)'}", note=""))
    return tuple(items)


# What else leans on it, and what it leans on


def _overrides(index: Index, target: Target) -> Iterator[Item]:
    """Yield the methods of subclasses that stand in for a method."""
    each, view = target.definition, target.view
    if each is None or each.kind not in ("method", "property", "field"):
        return
    owner = each.qualified.rpartition(".")[0]
    above = next((d for d in view.definitions if d.qualified == owner), None)
    for path, below in _subclasses(index, view.path, above) if above else ():
        file = _now(index, path)
        for ordinal in file.children.get(below, {}).get(each.name, ()) if file else ():
            if file:
                yield _place(file.definitions[ordinal], path)


def _place(each: Definition, path: str, line: int = 0) -> Item:
    ref = f"{path}#{each.qualified}"
    return Item(ref, path, each.kind, f"{line or each.start_line} {each.qualified}")


def _subclasses(
    index: Index, path: str, each: Definition, seen: set[tuple[str, int]] | None = None
) -> Iterator[tuple[str, int]]:
    """Yield the classes below a class, those below them too."""
    seen = seen if seen is not None else {(path, each.ordinal)}
    for other in _holding(index, each.name, path):
        file = _now(index, other)
        for owner, bases in file.bases.items() if file else ():
            if file is None or (other, owner) in seen:
                continue
            for base in bases:
                if base.text.rpartition(".")[2] != each.name and not _aliased(file, base.text):
                    continue
                value = index.resolver.expression(
                    file, file.definitions[owner].parent, base.text, base.line
                )
                if isinstance(value, Thing) and (value.path, value.ordinal) == (path, each.ordinal):
                    seen.add((other, owner))
                    yield other, owner
                    yield from _subclasses(index, other, file.definitions[owner], seen)


def _aliased(file: FileFacts, text: str) -> bool:
    return any(row.bound != row.member for row in file.imported.get(text, ()))


@dataclass(frozen=True)
class Callees:
    """What a definition uses, each once: of the project, and what it calls outside of it."""

    items: tuple[Item, ...]
    outside: tuple[str, ...]


def _callees(index: Index, target: Target) -> Callees:
    each, file = target.definition, target.view.facts
    items: dict[str, Item] = {}
    outside: dict[str, None] = {}
    own = (file.path, each.ordinal) if each else ("", -1)
    for use in file.references:
        if each is None or not _within(file, use.scope, each.ordinal):
            continue
        value = index.resolver.reference(file, use)
        # A bare `super` is no use of the class that it stands in.
        if isinstance(value, Thing) and (value.path, value.ordinal) != own and not value.above:
            if other := index.facts(value.path):
                item = _place(other.definitions[value.ordinal], value.path, use.line)
                items.setdefault(item.ref, item)
        elif isinstance(value, Outside) and use.kind == "call":
            outside.setdefault(use.text)
    return Callees(tuple(items.values()), tuple(outside))


def _outside(callees: Callees) -> tuple[Item, ...]:
    names = callees.outside
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return (Item("", "", "outside", ", ".join(names[:12]) + more),) if names else ()


def _within(file: FileFacts, scope: int, ordinal: int) -> bool:
    return ordinal in file.scopes(scope)


def _importers(index: Index, target: Target) -> Iterator[Item]:
    """Yield the files that import the thing itself, or the file."""
    each, view = target.definition, target.view
    words = [each.name] if each else _module_words(view.path)
    paths = {path for word in words for path in _holding(index, word, view.path)} - {view.path}
    for path in sorted(paths):
        file = _now(index, path)
        for row in file.imports if file else ():
            if file and _imports(index, file, row, target):
                yield Item(f"{path}:{row.line}", path, "import", f"{row.line}")
                break


def _module_words(path: str) -> list[str]:
    """Return the words that an import of a file may have: its name, or that of its folder."""
    *folders, name = path.split("/")
    return [name.partition(".")[0], *folders[-1:]]


def _imports(index: Index, file: FileFacts, row: Import, target: Target) -> bool:
    each, path = target.definition, target.view.path
    if each is not None:
        if each.name not in (row.member, row.bound):
            return False
        value = index.resolver.imported(file, row)
        return isinstance(value, Thing) and (value.path, value.ordinal) == (path, each.ordinal)
    module = index.tree.module(file.path, row.module)
    if isinstance(module, tuple) and path in module:
        return True
    value = index.resolver.imported(file, row)
    return isinstance(value, Module) and path in value.paths
