"""How is this library used, in the version that is installed here?"""

import ast
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import dedent
from typing import Annotated

from gridref_indexers.normal import first_paragraph, squeezed
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.sources import DOCS
from gridref_indexers.store import Definition
from gridref_indexers.values import Module
from gridref_server.aliases import as_imported
from gridref_server.answer import Answer, Group, Item
from gridref_server.dependencies import Dependencies, dependencies
from gridref_server.index import Index, View
from gridref_server.library import Library, Named, signature_of, spoken
from gridref_server.lookups.elsewhere import absent
from gridref_server.lookups.find import find
from gridref_server.naming import PROSE_AND_DATA, meant
from gridref_server.parameters import Says
from gridref_server.passages import MOST_FILES, Passage, passages
from gridref_server.refs import NoTarget, Target, anchor_of, no_target, not_ready, ref_of
from gridref_server.render import tokens
from gridref_server.signature import MOST_CHARS, Signature

SIGNATURE_CHARS = 400
MOST_CARDS = 5
MOST_MEMBERS = 24
MOST_PASSAGES = 5
MOST_NEAR = 3
# Of a signature so much is shown with the whole doc, and so much of a constructor in a class.
FULL_CHARS = 4_000
INIT_CHARS = 450
# Of the other forms of a name so many are shown, and so much of each.
MOST_FORMS = 2
FORM_CHARS = 200
CLASSES = frozenset(["class", "interface", "trait", "struct"])
# What stands before the first paragraph of a doc and says nothing of the thing itself.
_NOTICES = ("!!!", "???", ".. ", ":::")
_NAME = re.compile(r"\S+")


def docs(
    index: Index,
    query: Annotated[str, Says("A name or words", example="Client.get")],
    package: Annotated[str, Says("An installed package, as `httpx`; none is this project")] = "",
    full: Annotated[bool, Says("The whole doc and its parameters")] = False,
    budget: Annotated[int, Says("At most so many tokens", ge=50, le=20000)] = 600,
) -> Answer:
    """How is this library used, in the version installed here? Signature and doc of a name.

    Else sections of README, changes and docs that hold the words; `read` opens their refs.
    """
    if index.is_empty:
        return not_ready(index)
    installed = dependencies(index)
    wanted = query.strip()
    if not package:
        return _unnamed(index, installed, wanted, full)
    named_package = installed.package(package)
    if isinstance(named_package, NoTarget):
        return no_target(index, named_package)
    return _of_package(index, installed, named_package, wanted, full)


def _unnamed(index: Index, installed: Dependencies, query: str, full: bool) -> Answer:
    """Answer where no package is named: a name of this project, of a package, or words of docs."""
    if not _NAME.fullmatch(query):
        return _here(index, query)
    here = meant(index, query)
    if isinstance(here, Target) and here.definition and here.definition.kind not in PROSE_AND_DATA:
        what = f"{here.definition.qualified} of this project"
        return Answer("found", what, index.evidence, (Group("", (_own_card(here, full),)),))
    return _elsewhere(index, installed, query, full) or _said_of(index, query)


def _elsewhere(index: Index, installed: Dependencies, query: str, full: bool) -> Answer | None:
    """Answer for the name of a package, or of a thing in one, also as files here call it."""
    names = [("", query, installed.owners(query))]
    if not names[0][2]:
        package = installed.package(query)
        if isinstance(package, Package):
            return _of_package(index, installed, package, "", full)
        if package.near and "@" in query[1:]:
            return no_target(index, package)
        names = [(path, n, installed.owners(n, path)) for path, n in as_imported(index, query)]
    missed: Answer | None = None
    for path, name, owners in names:
        for package in owners:
            answer = _of_package(index, installed, package, name, full)
            if path:
                answer = replace(answer, summary=f"{query} in {path}: {answer.summary}")
            if answer.verdict == "found":
                return answer
            missed = answer if missed is None or missed.verdict == "absent" else missed
    return missed


def _said_of(index: Index, query: str) -> Answer:
    """Answer with docs of the project that hold a word; what is evidently a name is looked for."""
    said = _here(index, query)
    return find(index, query) if said.verdict == "absent" and _is_certainly_a_name(query) else said


def _of_package(
    index: Index, installed: Dependencies, package: Package, query: str, full: bool
) -> Answer:
    library = installed.library(package)
    if library is None:
        missing = NoTarget(f"{package.name} {package.version} is not read yet", needs=package.ref)
        return no_target(index, missing)
    types = installed.types_of(package)
    if types and _NAME.fullmatch(query):
        declared = _of_package(index, installed, types, query, full)
        if declared.verdict == "found" or declared.needs:
            return declared
    if not query:
        return _overview(library)
    if _NAME.fullmatch(query):
        name = query.rpartition("#")[2] if query.startswith(f"{package.ecosystem}:") else query
        found = library.meaning(name)
        if found:
            return _cards(library, name, found, full)
        whole = library.whole(name)
        there, beyond = installed.follow(library, whole)
        if beyond:
            return _by_way_of(_cards(there, name, beyond, full), library, whole)
        found = beyond
        if _is_certainly_a_name(name) and library.starts:
            return absent(index, library, name, found, MOST_NEAR)
    return _searched(library, query, [library, *_named_docs(installed, installed.docs_of(package))])


def _named_docs(installed: Dependencies, packages: Iterable[Package]) -> Iterator[Library]:
    """Yield the docs that the settings name and that are read."""
    yield from filter(None, map(installed.library, packages))


def _by_way_of(answer: Answer, library: Library, name: str) -> Answer:
    """Say by which name of which package another one's definition was asked for."""
    return replace(answer, summary=f"{name} of {library.origin} is {answer.summary}")


def _is_certainly_a_name(query: str) -> bool:
    return bool(re.search(r"[._:/#]", query)) or query != query.lower()


# Cards


def _cards(library: Library, name: str, found: Named, full: bool) -> Answer:
    if found.module:
        return _module(library, name, found)
    shown = found.targets[:MOST_CARDS]
    cards = tuple(_card(library, each, full and len(shown) == 1) for each in shown)
    what = _called(library, name, shown[0])
    several = len(found.targets) > 1
    summary = f"{len(found.targets)} places for {name[:100]!r}" if several else what
    return Answer(
        "found", summary, library.evidence, (Group("", cards, len(found.targets) - len(shown)),)
    )


def _called(library: Library, name: str, target: Target) -> str:
    """Return what a thing is imported as; and before it, what else it was asked as."""
    own = library.layout.spelt(library.importable(target))
    asked = library.layout.spelt(library.whole(name.removesuffix("()")))
    is_alias = asked != own and library.within(asked).targets == (target,)
    return f"{asked[:200]} is {own}" if is_alias else own


def _card(library: Library, target: Target, full: bool = False) -> Item:
    """Return what one needs to use a definition: its ref, signature, and what its doc says."""
    if target.definition is None:
        return _file(library, target.view)
    ref = library.ref(target)
    said = [*_docs(target, full, _doc_beside(library, target)), *_members(library, target)]
    shown = ref.removeprefix(library.package.ref)
    return _made(target, ref, library.package.ref, shown, said, full)


def _own_card(target: Target, full: bool) -> Item:
    """Return the same for a definition of this project."""
    each, view = target.definition, target.view
    assert each is not None
    return _made(
        target, ref_of(view, each), view.path, f"#{each.qualified}", _docs(target, full), full
    )


def _made(target: Target, ref: str, path: str, shown: str, said: Iterable[str], full: bool) -> Item:
    each, view = target.definition, target.view
    assert each is not None
    source = view.text(each.start_line, each.end_line)
    head = _head(target, FULL_CHARS if full else MOST_CHARS)
    text = head.text if head else squeezed(each.signature, SIGNATURE_CHARS)
    old = head.deprecated if head else _deprecated(each.doc)
    where = f"{each.start_line}-{each.end_line}, ~{tokens(source):,} tokens"
    note = f"{view.path}:{where}" if view.origin else where
    return Item(
        ref,
        path,
        each.kind,
        f"{each.kind} {shown}: {text}",
        doc="\n".join(said),
        note=f"{old}; {note}" if old else note,
        origin=view.origin,
    )


def _head(target: Target, most: int = MOST_CHARS) -> Signature | None:
    return signature_of(target.view, target.definition, most) if target.definition else None


def _docs(target: Target, full: bool, beside: str = "") -> Iterator[str]:
    """Yield what the doc of a definition says, and how a thing of a class is made."""
    each, view = target.definition, target.view
    if each is None or each.kind == "section":
        return
    notice = each.doc.startswith(_NOTICES)
    whole = _whole_doc(view.text(each.start_line, each.end_line)) if full or notice else ""
    if notice and not full:
        paragraphs = [
            each for each in whole.split("\n\n") if not each.lstrip().startswith(_NOTICES)
        ]
        whole = first_paragraph(paragraphs[0]) if paragraphs else ""
    yield from _forms(view, each)
    yield whole or spoken(each.doc) or beside or "no docstring; read the ref for its source"
    head = _head(target)
    if full and head:
        yield from (f"{name}: {squeezed(text, 300)}" for name, text in head.parameters.items())
    if each.kind in CLASSES:
        yield from _init(target, full)


def _forms(view: View, each: Definition) -> Iterator[str]:
    """Yield the other heads of a name in a file: overloads, or branches of a condition."""
    others = [
        one
        for one in view.definitions
        if one.qualified == each.qualified and one.kind == each.kind and one.ordinal != each.ordinal
    ]
    heads = (signature_of(view, one, FORM_CHARS) for one in others)
    texts = (head.text if head else one.signature for head, one in zip(heads, others, strict=True))
    forms = list(dict.fromkeys(squeezed(text, FORM_CHARS) for text in texts))
    yield from (f"or {form}" for form in forms[:MOST_FORMS])
    if len(forms) > MOST_FORMS:
        yield f"or {len(forms) - MOST_FORMS} more forms; read {anchor_of(view, each)}~2 and on"


def _whole_doc(source: str) -> str:
    try:
        body = ast.parse(dedent(source)).body
        return ast.get_docstring(body[0]) or "" if body else ""  # type: ignore[arg-type]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return ""


def _doc_beside(library: Library, target: Target) -> str:
    """Return what the source says of a definition in stubs, or the stubs of one in the source."""
    path, each = target.view.path, target.definition
    other = f"{path}i" if path.endswith(".py") else path.removesuffix("i")
    file = library.facts(other) if other != path else None
    if file is None or each is None:
        return ""
    at = file.owners.get(each.qualified)
    return file.definitions[at].doc if at is not None else ""


def _init(target: Target, full: bool) -> Iterator[str]:
    """Yield how a thing of a class is made, where the class itself says so."""
    each, view = target.definition, target.view
    for ordinal in view.facts.children.get(each.ordinal if each else -1, {}).get("__init__", ()):
        init = view.definitions[ordinal]
        most = FULL_CHARS if full else INIT_CHARS
        head = signature_of(view, init, most)
        if head:
            yield head.text.removeprefix("def ")
            yield from (
                f"{name}: {squeezed(said, 300)}" for name, said in head.parameters.items() if full
            )
            return


def _members(library: Library, target: Target) -> Iterator[str]:
    if target.definition is None or target.definition.kind not in CLASSES:
        return
    names = [each for each in library.members(Named((target,))) if not each.startswith("_")]
    if names:
        more = f", … {len(names) - MOST_MEMBERS} more" if len(names) > MOST_MEMBERS else ""
        yield f"members: {', '.join(names[:MOST_MEMBERS])}{more}"


def _deprecated(doc: str) -> str:
    return "deprecated" if "@deprecated" in doc else ""


def _file(library: Library, view: View) -> Item:
    ref = f"{library.prefix}{view.path}"
    text = f"file {view.path}, {view.lines:,} lines"
    return Item(ref, library.package.ref, "file", text, doc=view.doc, origin=library.origin)


def _module(library: Library, name: str, found: Named) -> Answer:
    module = found.module
    assert module is not None
    names = [each for each in library.members(found) if not each.startswith("_")]
    view = library.view(module.paths[0])
    doc = [view.doc if view and view.doc else "no docstring"]
    more = f", … {len(names) - 2 * MOST_MEMBERS} more" if len(names) > 2 * MOST_MEMBERS else ""
    doc.append(f"{len(names)} names: {', '.join(names[: 2 * MOST_MEMBERS])}{more}")
    doc += _below(library, module)
    item = Item(
        f"{library.prefix}{module.paths[0]}",
        library.package.ref,
        "module",
        f"module {name}",
        doc="\n".join(doc),
        note=module.paths[0],
        origin=library.origin,
    )
    # What is one function, `module.exports = f`, has its words in the README.
    sections = () if names else tuple(_sections(library))[:MOST_PASSAGES]
    groups = (Group("", (item,)), *((Group("to read", sections),) if sections else ()))
    return Answer("found", f"module {name}", library.evidence, groups)


def _below(library: Library, module: Module) -> Iterator[str]:
    """Yield the modules below one, if there are any."""
    names = library.layout.submodules(module)
    more = f", … {len(names) - MOST_MEMBERS} more" if len(names) > MOST_MEMBERS else ""
    if names:
        yield f"modules: {', '.join(names[:MOST_MEMBERS])}{more}"


def _row(library: Library, target: Target) -> Item:
    """Return a definition in one row, without its doc."""
    return replace(_card(library, target), doc="")


def _overview(library: Library) -> Answer:
    """Return what a package is, where to start, and what it has to read."""
    package = library.package
    names = list(library.starts)
    doc = [package.summary] if package.summary else []
    for name in names[:3]:
        inside = [e for e in library.members(Named(module=library.starts[name])) if e[:1] != "_"]
        more = f", … {len(inside) - MOST_MEMBERS} more" if len(inside) > MOST_MEMBERS else ""
        doc.append(f"{name}: {', '.join(inside[:MOST_MEMBERS])}{more}")
        doc += _below(library, library.starts[name])
    if len(names) > 3:
        doc.append(f"and {len(names) - 3} more modules: {', '.join(names[3:20])}")
    item = Item(
        package.ref,
        package.ref,
        "package",
        f"package {package.name} {package.version}",
        doc="\n".join(doc),
        note="; ".join(package.notes),
        origin=library.origin,
    )
    sections = tuple(_sections(library))
    groups = (Group("", (item,)), Group("to read", sections[:8], max(0, len(sections) - 8)))
    return Answer("found", f"{package.name} {package.version}", library.evidence, groups)


def _sections(library: Library) -> Iterator[Item]:
    for path in library.prose:
        view = library.view(path)
        for each in view.definitions if view else ():
            if view and each.kind == "section" and each.parent < 0:
                yield _section(library, Target(view, each))


def _section(library: Library, target: Target) -> Item:
    each = target.definition
    assert each is not None
    source = target.view.text(each.start_line, each.end_line)
    ref = library.ref(target)
    return Item(
        ref,
        library.package.ref,
        "section",
        f"{ref.removeprefix(library.package.ref)} ~{tokens(source):,} tokens",
        origin=library.origin,
    )


# Words


def _searched(library: Library, query: str, spoken_in: Iterable[Library]) -> Answer:
    """Answer with the definitions and the sections that hold the words of a question."""
    groups = [Group("names", tuple(_row(library, each) for each in _by_words(library, query)))]
    groups += _sections_with(query, spoken_in)
    shown = tuple(group for group in groups if group.items)
    if not shown:
        said = f"nothing in {library.origin} has the words {query[:100]!r}"
        return Answer("absent", said, library.evidence)
    return Answer("found", f"what has words of {query[:100]!r}", library.evidence, shown)


def _sections_with(query: str, libraries: Iterable[Library]) -> list[Group]:
    """Return the sections that hold the words of a question, a group for each package."""
    found: list[tuple[float, Group]] = []
    for each in libraries:
        spoken = each.prose if len(each.prose) <= MOST_FILES else _prose_with(each, query)
        if best := passages(each, query, spoken)[:MOST_PASSAGES]:
            items = tuple(_passage(each, passage) for passage in best)
            found.append((best[0].score, Group("sections", items)))
    return [group for _, group in sorted(found, key=lambda each: -each[0])]


def _by_words(library: Library, query: str) -> list[Target]:
    """Return the public definitions whose names have the words of a question."""
    words = [word.casefold() for word in re.findall(r"\w{3,}", query)]
    store = library.store
    names: dict[str, int] = {}
    for word in words[:8]:
        for name in (*store.names_with([word], 50), *store.names_from(word, 20)):
            names[name] = sum(each in name.casefold() for each in words)
    best = sorted(names, key=lambda each: (-names[each], len(each)))[:10]
    found = [t for name in best for t in library.meaning(name).targets[:1]]
    public = [t for t in found if t.definition and not _is_private(library.importable(t))]
    unique = {library.ref(each): each for each in public if each.definition}
    return [each for each in unique.values() if each.view.path not in library.prose][:4]


def _is_private(name: str) -> bool:
    return any(word.startswith("_") for word in name.split("."))


def _passage(library: Library, found: Passage) -> Item:
    if found.definition is None:
        ref = f"{library.prefix}{found.view.path}:{found.start_line}-{found.end_line}"
    else:
        ref = library.ref(Target(found.view, found.definition))
    return Item(
        ref,
        library.package.ref,
        "section",
        f"{ref.removeprefix(library.package.ref)} ~{found.tokens:,} tokens: {found.line}",
        origin=library.origin,
    )


# This project


def _here(index: Index, query: str) -> Answer:
    """Answer from the prose of the repository itself."""
    found = passages(index, query, _prose_with(index, query))[:MOST_PASSAGES]
    items = tuple(
        Item(
            ref_of(each.view, each.definition) if each.definition else each.view.path,
            each.view.path,
            "section",
            f"{'#' + each.definition.qualified + ' ' if each.definition else ''}"
            f"~{each.tokens:,} tokens: {each.line}",
        )
        for each in found
    )
    installed = dependencies(index)
    named = [each for each in installed.packages if each.ecosystem == DOCS]
    beside = _sections_with(query, _named_docs(installed, named))
    if items or beside:
        groups = (*((Group("", items),) if items else ()), *beside)
        return Answer("found", f"docs here with words of {query[:100]!r}", index.evidence, groups)
    said = f"no docs of this project have the words {query[:100]!r}"
    return Answer("absent", said, index.evidence, (), ("for a library, name its package",))


def _prose_with(index: Index, query: str) -> list[str]:
    """Return the files of words that hold words of a question."""
    words = re.findall(r"\w{3,}", query.casefold())[:8]
    counts: dict[str, int] = {}
    for word in dict.fromkeys(words):
        contents = index.store.with_words([word]) if index.store.searchable() else []
        for these in index.store.paths_of(contents).values():
            for path in map(os.fsdecode, these):
                language = index.tree.language(path)
                if language and language.sections:
                    counts[path] = counts.get(path, 0) + 1
    return sorted(counts, key=lambda each: (-counts[each], each.count("/"), each))
