"""What must this do?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Annotated, Literal

from gridref_indexers.specs.entry import DEMANDS, DOCUMENTS, Entry
from gridref_indexers.specs.ids import normalized
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.naming import meant
from gridref_server.parameters import Says
from gridref_server.refs import NoTarget, Target, alike, anchor_of, is_folder, not_ready, path_of
from gridref_server.render import CHARS_PER_TOKEN, tokens, visible
from gridref_server.specs.corpus import STANDING, Corpus, Place, corpus
from gridref_server.specs.gaps import gaps
from gridref_server.specs.governing import Governs, governing, must_hold
from gridref_server.specs.searching import search
from gridref_server.specs.tracing import Evidence, only, trace
from gridref_server.specs.tree import bare, below, many, row, sole, tree
from gridref_server.specs.verdicts import verdicts, why_suspect

Show = Literal["fitting", "names", "gaps"]
_MOST_CANDIDATES = 20
# From so many on, what one spec has for the same reason is told in one row.
_MANY = 4
_MOST_TOLD = 5
# What stands around a text that is shown: evidence, trail, what implements and tests it.
_AROUND_TOKENS = 250


def specs(
    index: Index,
    query: Annotated[
        str,
        Says(
            "Ref or id of a requirement; path or definition for what governs it; words; empty for"
            " the tree",
            example="src/app.py#Session.get",
        ),
    ] = "",
    show: Annotated[
        Show, Says("`names`: barest tree; `gaps`: unimplemented, untested, stale")
    ] = "fitting",
    since: Annotated[str, Says("Revision; what changed since", example="main")] = "",
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 1200,
) -> Answer:
    """What must this do? Specs: the tree, one requirement with what implements and tests it.

    For code: which requirements govern it, before you change it.
    """
    if index.is_empty:
        return not_ready(index)
    known = corpus(index)
    wanted = query.strip()
    if not known.specs:
        return Answer("absent", "there are no specs in this repository", index.evidence)
    if since:
        from gridref_server.specs.changed import changed

        return changed(index, known, since)
    if wanted in ("", "."):
        return _below(index, known, "", show, budget)
    found = _entry(known, index, wanted)
    if isinstance(found, Answer):
        return found
    if found is not None:
        return _one(index, known, found, budget)
    path = path_of(index, wanted)
    if path in known.specs and sole(known.specs[path]) and show == "fitting":
        return _one(index, known, Place(path, known.specs[path], 0), budget)
    if path in known.specs or (is_folder(index, _folder(wanted)) and below(known, _folder(wanted))):
        return _below(index, known, path or _folder(wanted), show, budget)
    target = meant(index, wanted) if " " not in wanted else None
    if isinstance(target, Target):
        return _governing(index, known, target)
    if isinstance(target, NoTarget) and target.ambiguous:
        hints = tuple(f"try {ref}" for ref in target.near)
        return Answer("ambiguous", target.why, index.evidence, (), hints)
    near = target if isinstance(target, NoTarget) and _is_place(wanted) else None
    return _searched(index, known, wanted, near)


def _is_place(wanted: str) -> bool:
    """Tell whether a question names a file, a folder or a thing in one, not words."""
    return " " not in wanted and ("/" in wanted or "#" in wanted)


def _folder(wanted: str) -> str:
    return wanted.removeprefix("./").rstrip("/")


def _below(index: Index, known: Corpus, scope: str, show: Show, budget: int) -> Answer:
    if show == "gaps":
        return gaps(index, known, below(known, scope), budget)
    return tree(index, known, scope, budget, bare=show == "names")


# One


def _entry(known: Corpus, index: Index, wanted: str) -> Place | Answer | None:
    """Return the entry that a ref or an id means; of several the candidates."""
    where, mark, anchor = wanted.partition("#")
    if mark and (path := path_of(index, where)):
        if path not in known.specs:
            return None
        here = [each for each in known.named.get(normalized(anchor), ()) if each.path == path]
        if here:
            return next((each for each in here if each.entry.id == anchor), here[0])
        ids = [entry.id for entry in known.specs[path].entries]
        near = tuple(f"try {path}#{each}" for each in alike(anchor[:200], ids, in_part=True))
        return Answer("absent", f"{path} has no {anchor[:100]!r}", index.evidence, (), near)
    found = known.named.get(normalized(wanted.removeprefix("#")), [])
    standing = [each for each in found if each.spec.role in STANDING]
    must = [each for each in standing if each.entry.kind in DEMANDS]
    found = must or standing or found
    if not found or (not must and not re.search(r"\d|~", wanted)):
        return None
    if len(found) == 1:
        return found[0]
    items = tuple(row(each.path, each.entry, 0) for each in found[:_MOST_CANDIDATES])
    group = Group("", items, len(found) - len(items))
    why = f"{len(found)} requirements are called {wanted[:100]!r}"
    return Answer("ambiguous", why, index.evidence, (group,), (f"name one, as {found[0].ref}",))


def _one(index: Index, known: Corpus, place: Place, budget: int) -> Answer:
    entry = place.entry
    head, parts = _head(known, place, max(60, budget - _AROUND_TOKENS))
    found = trace(index, known).of(place)
    groups = [Group("", (head,)), *([Group("parts", parts)] if parts else [])]
    for relation, title in (
        ("implements", "implemented by"),
        ("tests", "tested by"),
        ("names", "code that it names"),
        ("covers", "named by"),
    ):
        if some := only(found, relation):
            groups.append(Group(title, tuple(map(_evidence, some[:12])), max(0, len(some) - 12)))
    if last := next(iter(verdicts(index, place)), None):
        doubt = why_suspect(index, known, last, place)
        note = f"suspect: {doubt}" if doubt else "neither side changed since"
        by = f" by {last.by}" if last.by else ""
        what = f"{last.verdict}, {last.at[:10]}{by}: {last.evidence}"
        groups.append(Group("reviewed", (Item(place.ref, "", "verdict", what, note=note),)))
    trail = " > ".join((known.title(place.path), *(each.title for each in place.trail[1:])))
    missing = [verb for verb in ("implements", "tests") if not only(found, verb)]
    hint = f"no link known to what {' or '.join(missing)} it"
    asks = entry.kind in DEMANDS and entry.kind not in DOCUMENTS
    hints = (hint,) if missing and asks else ()
    return Answer("found", f"{entry.kind} of {trail}", index.evidence, tuple(groups), hints)


def _head(known: Corpus, place: Place, room: int) -> tuple[Item, tuple[Item, ...]]:
    """Return an entry with its text as far as there is room; of a long one its parts, too."""
    entry = place.entry
    source, note, parts = visible(known.text(place)), "", tuple[Item, ...]()
    if tokens(source) > room:
        lines = f"{place.path}:{entry.start_line}-{entry.end_line}"
        note = f"~{tokens(source):,} tokens, shortened; read {lines}"
        parts = tuple(_parts(known, place))
        source = "" if parts and entry.kind in DOCUMENTS else _start(known, place, source, room)
    status = f", {entry.status}" if entry.status else ""
    head = Item(
        place.ref,
        place.path,
        entry.kind,
        f"#{entry.id} {known.hash(place)}{status}",
        entry.start_line,
        entry.end_line,
        doc="" if source else entry.summary,
        note=note,
        source=source,
        hash=known.hash(place),
    )
    return head, parts


def _start(known: Corpus, place: Place, source: str, room: int) -> str:
    """Return the start of a text, up to the first part that is listed below it."""
    first = next((each.entry.start_line for each in place.inside), 0)
    lines = source.split("\n")[: first - place.entry.start_line] if first else source.split("\n")
    own = "\n".join(lines).rstrip()
    if tokens(own) <= room and first:
        return own
    return source[: int(room * CHARS_PER_TOKEN)].rsplit("\n", 1)[0] + "\n…"


def _parts(known: Corpus, place: Place) -> Iterator[Item]:
    for each in place.inside:
        if each.entry.parent == place.ordinal:
            size = tokens(known.text(each))
            item = row(each.path, each.entry, 0, summary=False)
            yield replace(item, text=f"{item.text}, ~{size:,} tokens")


def _evidence(each: Evidence) -> Item:
    note = f"{each.why}; {each.suspect}" if each.suspect else each.why
    return Item(each.ref, each.path, each.relation, each.text, each.line, note=note)


# What governs


def _governing(index: Index, known: Corpus, target: Target) -> Answer:
    view, each = target.view, target.definition
    name = f"{view.path}#{anchor_of(view, each)}" if each else view.path
    found = governing(index, view.path, each)
    if not found:
        counted = f"{len(known.specs):,} specs"
        why = f"nothing in {counted} is known to govern {name}: no marker, glob, path, name"
        hints = ("a comment `@req <spec>#<id>` in the code links it",)
        return Answer("absent", why, index.evidence, (), hints)
    holding = [each for each in found if must_hold(each)]
    told = [each for each in found if not must_hold(each)]
    groups = [Group("", tuple(_governs(known, holding)))] if holding else []
    if told:
        items = tuple(_governs(known, told))
        left = max(0, len(items) - _MOST_TOLD)
        groups.append(Group("plans and tasks that name it", items[:_MOST_TOLD], left))
    what = f"{many(len(holding), 'requirement')} for {name}, the surest first"
    hint = f"specs {found[0].ref} shows one whole"
    return Answer("found", what, index.evidence, tuple(groups), (hint,))


def _governs(known: Corpus, found: Sequence[Governs]) -> Iterator[Item]:
    """Yield what governs; what is known of a whole spec in one row."""
    for (path, _), these in groupby(found, key=lambda each: (each.place.path, each.why)):
        some = list(these)
        note = f"{some[0].origin} {some[0].confidence:.2f}: {some[0].why}"
        if len(some) < _MANY:
            yield from (_governing_row(each, note) for each in some)
            continue
        ids = ", ".join(f"#{each.place.entry.id}" for each in some[:_MANY])
        more = f" and {len(some) - _MANY} more" if len(some) > _MANY else ""
        yield Item(path, path, "spec", f"{len(some)} requirements: {ids}{more}", note=note)


def _governing_row(each: Governs, note: str) -> Item:
    entry = each.place.entry
    text = f"#{entry.id} {_title(entry)}".rstrip()
    return Item(each.ref, each.place.path, entry.kind, text, entry.start_line, note=note)


def _title(entry: Entry) -> str:
    return entry.title if bare(entry.title) != bare(entry.id) else ""


# Search


def _searched(index: Index, known: Corpus, words: str, gone: NoTarget | None) -> Answer:
    found = search(index, known, words)
    if not found and gone is not None:
        hints = tuple(f"try {ref}" for ref in gone.near)
        return Answer("absent", gone.why, index.evidence, (), hints)
    if not found:
        names = {each.entry.title for each in known.demands()} | {
            known.title(p) for p in known.specs
        }
        near = alike(words[:200], names, in_part=True)
        hints = tuple(f"nearest: {each}" for each in near)
        why = f"no requirement or section has {words[:100]!r}, among {len(known.specs):,} specs"
        return Answer("absent", why, index.evidence, (), hints)
    items = tuple(row(each.path, each.entry, 0) for each in found)
    what = f"{many(len(found), 'entry')} for {words[:100]!r}, the best first"
    return Answer(
        "found", what, index.evidence, (Group("", items),), ("specs REF shows one whole",)
    )
