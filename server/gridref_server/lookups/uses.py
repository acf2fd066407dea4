"""Who uses this, what does it use?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from gridref_indexers.facts import Import
from gridref_indexers.file_facts import FileFacts
from gridref_indexers.store import Definition
from gridref_indexers.values import Module, Outside, Thing
from gridref_server.answer import Answer, Group, Item, Verdict
from gridref_server.dependencies import is_of_package, of_either
from gridref_server.index import Index
from gridref_server.library import Library
from gridref_server.lookups.borrowed import answer as borrowed
from gridref_server.lookups.find import find
from gridref_server.lookups.using import (
    MOST_FILES,
    Found,
    Use,
    holder,
    holding,
    now,
    same_as,
    subclasses,
    with_makers,
)
from gridref_server.parameters import Says, short
from gridref_server.refs import NoTarget, Target, no_target, not_ready

# Definitions of one name that may all be the same thing, and how many of them are shown if not.
MOST_OF_A_NAME = 100
MOST_CHOICES = 8
# Files that only hold the word, for an answer that there is no use.
MOST_MENTIONS = 3

Sort = Literal["any", "callers", "callees", "subclasses", "importers", "tests", "possible"]


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
    library = target.view.library
    if isinstance(library, Library):
        return borrowed(index, library, target, sort)
    return _uses(index, target, sort)


def _target(index: Index, ref: str) -> Target | Answer:
    """Return what is asked about; a bare name is looked up first."""
    is_ref = "#" in ref or "/" in ref or is_of_package(ref)
    target = of_either(index, ref) if is_ref else None
    if target is None:
        answer = find(index, ref, limit=MOST_OF_A_NAME)
        if answer.verdict in ("absent", "unknown"):
            return answer
        target = _one(index, answer)
        if target is None:
            what = f"{short(ref)} is several things; name one"
            return Answer("ambiguous", what, answer.evidence, _first_of(answer.groups))
    return no_target(index, target) if isinstance(target, NoTarget) else target


def _one(index: Index, answer: Answer) -> Target | NoTarget | None:
    """Return the one thing that was found, be it declared in several places."""
    found = [of_either(index, item.ref) for group in answer.groups for item in group.items]
    if len(found) == 1:
        return found[0]
    targets = [each for each in found if isinstance(each, Target) and each.definition]
    if len(targets) < len(found) or any(group.more for group in answer.groups):
        return None
    main = max(targets, key=lambda each: _height(each.definition))
    same = same_as(index, main)
    places = {(t.view.path, t.definition.ordinal) for t in targets if t.definition}
    return main if places <= same else None


def _height(each: Definition | None) -> int:
    return each.end_line - each.start_line if each else 0


def _first_of(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups with as many items as one chooses from."""
    return tuple(
        replace(
            group,
            items=group.items[:MOST_CHOICES],
            more=group.more + max(0, len(group.items) - MOST_CHOICES),
        )
        for group in groups
    )


def _uses(index: Index, target: Target, sort: Sort) -> Answer:
    found = with_makers(index, target)
    by_sort = {"callers": found.callers, "subclasses": found.subclasses, "tests": found.tests}
    shown = [Group(name, _items(these)) for name, these in by_sort.items()]
    shown.append(Group("overrides", _overrides(index, target)))
    shown.append(Group("importers", tuple(importers(index, target))))
    shown.append(Group("possible, of unknown receiver", _items(found.possible)))
    callees = _callees(index, target)
    shown.insert(4, Group("callees", callees.items))
    shown.insert(5, Group("callees outside of the project", _outside(callees)))
    chosen = tuple(g for g in shown if g.items and (sort == "any" or g.title.startswith(sort)))
    what = _summary(target, sort, shown, found.aside)
    hints = () if found.is_whole else (_PARTIAL,)
    is_proof = index.evidence.is_whole and found.is_whole
    verdict: Verdict = "found" if chosen else "absent" if is_proof else "unknown"
    if sort == "any" and not _are_used(shown):
        chosen += _mentions(found)
    return Answer(verdict, what, index.evidence, chosen, hints)


_PARTIAL = f"more than {MOST_FILES:,} files hold the name; the rest was not looked into"


def _are_used(shown: Iterable[Group]) -> bool:
    return any(group.items for group in shown if "callees" not in group.title)


def _mentions(found: Found) -> tuple[Group, ...]:
    """Return the files that hold the word where no use of it was found."""
    items = tuple(Item(path, path, "file", "") for path in found.mentions[:MOST_MENTIONS])
    more = len(found.mentions) - len(items)
    return (Group("the word stands in", items, more),) if items else ()


def _summary(target: Target, sort: Sort, shown: list[Group], aside: int) -> str:
    name = target.definition.qualified if target.definition else target.view.path
    counts = [_counted(group) for group in shown if group.items and group.items[0].ref]
    if sort == "any" and not _are_used(shown):
        what = f"nothing in the project uses {name}"
        if aside:
            counted = "1 use of the word is" if aside == 1 else f"{aside:,} uses of the word are"
            what = f"no use of {name} is known; {counted} a library's or another's"
        return "; ".join([what, *counts])
    if sort != "any" and not any(g.items for g in shown if g.title.startswith(sort)):
        missing = "possible uses" if sort == "possible" else sort
        return "; ".join([f"no {missing} of {name}", ", ".join(counts)]).removesuffix("; ")
    return f"{name}: {', '.join(counts)}"


def _counted(group: Group) -> str:
    title, count = group.title.partition(",")[0], len(group.items)
    singular = {"subclasses": "subclass"}.get(title, title.removesuffix("s"))
    return f"{count} {singular if count == 1 else title}"


def _items(found: Iterable[Use]) -> tuple[Item, ...]:
    """Return one row for each definition that uses it, with its lines."""
    lines: dict[tuple[str, str], set[int]] = {}
    for use in found:
        lines.setdefault((use.path, use.by), set()).add(use.line)
    return tuple(_use(path, by, sorted(at)) for (path, by), at in lines.items())


def _use(path: str, by: str, lines: list[int]) -> Item:
    ref = f"{path}#{by}" if by else f"{path}:{lines[0]}"
    return Item(ref, path, "use", by or "(top)", lines[0], lines[-1], lines=tuple(lines))


# What else leans on it, and what it leans on


def _overrides(index: Index, target: Target) -> tuple[Item, ...]:
    """Return the methods of subclasses that stand in for a method, in order of place."""
    found = sorted(_overriding(index, target), key=lambda item: (item.path, item.start_line))
    return tuple(found)


def _overriding(index: Index, target: Target) -> Iterator[Item]:
    each, view = target.definition, target.view
    if each is None or each.kind not in ("method", "property", "field"):
        return
    owner = each.qualified.rpartition(".")[0]
    above = next((d for d in view.definitions if d.qualified == owner), None)
    for path, below in subclasses(index, (view.path, above.ordinal)) if above else ():
        file = index.facts(path)
        for ordinal in file.children.get(below, {}).get(each.name, ()) if file else ():
            if file:
                yield _place(file.definitions[ordinal], path)


def _place(each: Definition, path: str, line: int = 0) -> Item:
    """Return a definition as a row, with the line that it is used on, if that is what counts."""
    lines = (line or each.start_line,)
    return Item(
        f"{path}#{each.qualified}",
        path,
        each.kind,
        each.qualified,
        each.start_line,
        each.end_line,
        lines=lines,
    )


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
    inside = file.inside([each.ordinal]) if each else ()
    for use in (use for use in file.references if use.scope in inside):
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


def importers(index: Index, target: Target) -> Iterator[Item]:
    """Yield the files that import the thing itself, or the file."""
    each, view = target.definition, target.view
    words = [each.name] if each else _module_words(view.path)
    paths = {path for word in words for path in holding(index, word, view.path)} - {view.path}
    for path in sorted(paths):
        at = _import_line(index, holder(index, path), target)
        # What an answer names is looked at once more.
        if at and (at := _import_line(index, now(index, path), target)):
            yield Item(f"{path}:{at}", path, "import", "", at, at, lines=(at,))


def _import_line(index: Index, file: FileFacts | None, target: Target) -> int:
    """Return where a file imports a thing first, 0 if it does not."""
    if file is None:
        return 0
    each = target.definition
    rows = file.importing.get(each.name, ()) if each else file.imports
    return next((row.line for row in rows if _imports(index, file, row, target)), 0)


def _module_words(path: str) -> list[str]:
    """Return the words that an import of a file may have: its name, or that of its folder."""
    *folders, name = path.split("/")
    return [name.partition(".")[0], *folders[-1:]]


def _imports(index: Index, file: FileFacts, row: Import, target: Target) -> bool:
    each, path = target.definition, target.view.path
    if each is not None:
        value = index.resolver.imported(file, row)
        return isinstance(value, Thing) and (value.path, value.ordinal) == (path, each.ordinal)
    whole = index.resolver.module(file, row.module, row.scope)
    if isinstance(whole, Thing) and whole.path == path:
        return True
    values = (whole, index.resolver.imported(file, row))
    return any(isinstance(value, Module) and path in value.paths for value in values)
