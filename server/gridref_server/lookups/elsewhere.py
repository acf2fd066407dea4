"""What `find` knows of the installed packages: names in them, below the project's own."""

import re
from collections.abc import Iterator
from dataclasses import replace

from gridref_indexers.languages import languages
from gridref_indexers.normal import dotted, squeezed
from gridref_indexers.packages.package import Package
from gridref_indexers.store import Definition
from gridref_server.aliases import as_imported
from gridref_server.answer import Answer, Group, Item, Verdict
from gridref_server.dependencies import Dependencies, dependencies, is_of_package, targeted
from gridref_server.index import Index
from gridref_server.library import Library, Named, signature_of, spoken
from gridref_server.naming import PROSE_AND_DATA, Name, exact, lasts, parsed, without_frills
from gridref_server.refs import NoTarget, Target, no_target

SIGNATURE_CHARS = 160
# Beside definitions of the project itself so many are shown.
MOST_BESIDE = 3
# Of more places than this the rest is counted alone.
MOST_LOOKED_AT = 30
DOC_CHARS = 120
NONE_FOUND = (
    "no installed packages were found; name an environment in the settings, "
    "dependencies.environments"
)
NOT_READ = "of no package that is read"
_TITLE = "in installed packages"
_BREAK = re.compile(r"::|[./#]")

Found = tuple[Library, str, Definition]


def with_packages(index: Index, own: Answer, wanted: str, limit: int) -> Answer:
    """Add to an answer about the project what the installed packages have by a name."""
    installed = dependencies(index)
    name = without_frills(Name("", wanted)).anchor
    if own.verdict != "found" and _BREAK.search(name):
        if owners := installed.owners(name):
            return _of_modules(index, installed, own, name, owners, limit)
        answer = _as_imported(index, installed, own, wanted, limit)
        # What is doubtful of the project's own is told before what a file calls by that name.
        if answer and (answer.verdict == "found" or own.verdict == "absent"):
            return answer if installed.packages else replace(answer, hints=(NONE_FOUND,))
    if not installed.packages or parsed(index, wanted).path:
        return own
    return _anywhere(installed, own, name, limit)


def _as_imported(
    index: Index, installed: Dependencies, own: Answer, wanted: str, limit: int
) -> Answer | None:
    """Answer for what files of the project call so: `np.array`, `src/app.py#np.array`."""
    missed: Answer | None = None
    for path, name in as_imported(index, wanted):
        called = f"in {path} {wanted[:100]!r} is {name[:100]}"
        said = called if name != wanted else f"{wanted[:100]!r} is imported in {path}"
        if owners := installed.owners(name, path):
            answer = _of_modules(index, installed, own, name, owners, limit)
            answer = replace(answer, summary=f"{said}: {answer.summary}")
        else:
            answer = replace(own, verdict="unknown", summary=f"{said}, {NOT_READ}", groups=())
        if answer.verdict == "found":
            return answer
        missed = missed or answer
    return missed or _of_standard(index, own, wanted)


def _of_standard(index: Index, own: Answer, wanted: str) -> Answer | None:
    """Answer for what the standard library of a language may have, if nobody can read that."""
    head = _BREAK.split(wanted, maxsplit=1)[0]
    for name in sorted(set(index.store.languages().values())):
        language = languages().get(name)
        if language and head in language.modules.standard:
            said = f"{wanted[:100]!r} is of the standard library of {name}, which is not read"
            return replace(own, verdict="unknown", summary=said, groups=())
    return None


def of_ref(index: Index, ref: str) -> Answer | None:
    """Answer for a ref to something in a package; None for any other name."""
    if not is_of_package(ref):
        return None
    target = targeted(index, ref)
    if isinstance(target, NoTarget):
        return no_target(index, target)
    library = target.view.library
    if not isinstance(library, Library):
        return None
    return Answer(
        "found", f"1 place for {ref[:200]!r}", library.evidence, (_group(library, [target]),)
    )


def _group(library: Library, targets: list[Target], more: int = 0) -> Group:
    return Group(_TITLE, tuple(row(library, each) for each in targets), more)


def row(library: Library, target: Target) -> Item:
    """Return a definition of a package as one row, with its ref."""
    each, view = target.definition, target.view
    if each is None:
        return Item(view.shown, library.package.ref, "file", view.path, origin=library.origin)
    ref = library.ref(target)
    shown = ref.removeprefix(library.package.ref)
    head = signature_of(view, each)
    text = squeezed(head.text if head else each.signature, SIGNATURE_CHARS)
    return Item(
        ref,
        library.package.ref,
        each.kind,
        f"{each.kind} {shown}: {text}",
        doc=squeezed(spoken(each.doc), DOC_CHARS),
        origin=library.origin,
    )


# A dotted name that starts with a module


def _of_modules(
    index: Index,
    installed: Dependencies,
    own: Answer,
    name: str,
    packages: list[Package],
    limit: int,
) -> Answer:
    """Answer for a name that starts with a module of a package, which tells where it must be."""
    unread = tuple(each.ref for each in packages if installed.library(each) is None)
    if unread:
        said = f"{', '.join(unread)} is not read yet"
        return replace(own, verdict="unknown", summary=said, needs=unread)
    libraries = [each for each in map(installed.library, packages) if each]
    found = [installed.follow(library, name) for library in libraries]
    for library, meaning in found:
        if meaning:
            return _found(library, name, meaning)
    doubtful = (each for each in found if each[1].unclear or each[1].outside)
    library, meaning = next(doubtful, found[0])
    return absent(index, library, name, meaning, limit)


def _found(library: Library, name: str, meaning: Named) -> Answer:
    targets = list(meaning.targets)
    if meaning.module and (view := library.view(meaning.module.paths[0])):
        targets = [Target(view)]
    what = f"{name[:200]!r} is a module" if meaning.module else f"1 place for {name[:200]!r}"
    return Answer("found", what, library.evidence, (_group(library, targets),))


def absent(index: Index, library: Library, name: str, meaning: Named, limit: int) -> Answer:
    """Say that a package has no such name, or why that can't be told; with the nearest."""
    near = [library.lookup(ref.partition("#")[2]) for ref in library.nearest(name)]
    rows = {(item := row(library, each)).ref: item for each in near if isinstance(each, Target)}
    groups = (Group("nearest", tuple(rows.values())[:limit]),) if rows else ()
    said = f"{library.origin} has no {name[:100]!r}"
    needs = (meaning.needs,) if meaning.needs else ()
    why = meaning.unclear or (meaning.outside and f"it leads to {meaning.outside}, elsewhere")
    if library.package.ecosystem in ("pypi", "python") and not needs:
        # Loaded where something has to be proven: to load it takes longer than most questions.
        from gridref_indexers.interfaces.exists import exists
        from gridref_server.verify.python.worlds import workplace

        whole = library.whole(name)
        found = exists(workplace(index).world, whole)
        if found.verdict == "yes":
            what = f"{whole[:100]} exists; no definition of it is seen"
            return Answer("found", what, library.evidence, groups)
        why = found.why if found.verdict == "unknown" else ""
    why = why or library.is_hidden(name)
    if why:
        said = f"{said} that is seen, but {why}"
        return Answer("unknown", said, library.evidence, groups, (), needs)
    return Answer("absent", said, library.evidence, groups)


# Any name


def _order(found: Found) -> tuple[bool, bool, int, str, str]:
    """Put first what is exported, what was asked for by name, what stands near the top."""
    library, path, each = found
    package = library.package
    return not each.exported, not package.direct, each.qualified.count("."), package.name, path


def _by_way(library: Library, target: Target) -> tuple[bool, bool, int]:
    """Put first what can be imported without a private name, and in few steps."""
    each = target.definition
    name = library.importable(target)
    steps = re.split(r"[/.]", name)
    hidden = any(step.startswith("_") for step in steps) or not library.is_public(target)
    return hidden, not library.package.direct, each.qualified.count(".") if each else 0


def _anywhere(installed: Dependencies, own: Answer, name: str, limit: int) -> Answer:
    libraries, unread = installed.searched()
    evidence = replace(own.evidence, packages=len(libraries), unread=unread)
    ends = lasts(dotted(name))
    knowing = [each for each in libraries if each.knows(ends)]
    places = [each for library in knowing for each in _named(installed.now_of(library), name)]
    has_own = own.verdict in ("found", "ambiguous")
    places = sorted((each for each in places if each[2].exported or not has_own), key=_order)
    things = _things(places)
    if not things:
        said = own.summary
        if own.verdict == "absent" and unread:
            said += " in the project"
        return replace(own, evidence=evidence, summary=said)
    count = len(things) + max(0, len(places) - MOST_LOOKED_AT)
    items = tuple(row(*each) for each in things[: MOST_BESIDE if has_own else limit])
    group = Group(_TITLE, items, count - len(items))
    if has_own:
        return replace(own, evidence=evidence, groups=(*own.groups, group))
    verdict: Verdict = "found" if count == 1 else "ambiguous"
    what = "1 place" if count == 1 else f"{count:,} places"
    said = f"{what} for {name[:200]!r} in installed packages, none in the project"
    return Answer(verdict, said, evidence, (group,))


def _things(places: list[Found]) -> list[tuple[Library, Target]]:
    """Return the most public ones; of the builds of one thing in a package the one to import."""
    targets: list[tuple[Library, Target]] = []
    for library, path, each in places[:MOST_LOOKED_AT]:
        target = library.lookup(f"/{path}#{each.qualified}")
        if isinstance(target, Target):
            targets.append((library, target))
    targets.sort(key=lambda each: _by_way(*each))
    public = {(library.origin, _qualified(t)) for library, t in targets if library.is_public(t)}
    things = {
        (library.origin, library.importable(target)): (library, target)
        for library, target in reversed(targets)
        if library.is_public(target) or (library.origin, _qualified(target)) not in public
    }
    return list(things.values())[::-1]


def _qualified(target: Target) -> str:
    return target.definition.qualified if target.definition else ""


def _named(library: Library, name: str) -> Iterator[Found]:
    for path, each in exact(library, Name("", dotted(name))):
        if each.kind not in PROSE_AND_DATA and each.name:
            yield library, path, each
