"""The tree of specs, with as much of each as there is room for."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import DEMANDS, DOCUMENTS, Entry, Spec
from gridref_indexers.specs.ids import normalized
from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.render import text, tokens
from gridref_server.specs.corpus import STANDING, Corpus

# In the map of many specs each has so much of a summary.
_MAP_CHARS = 100


def tree(index: Index, known: Corpus, scope: str, budget: int, *, bare: bool) -> Answer:
    """Answer with the specs at a path and below it, the fullest that fits."""
    paths = sorted(below(known, scope))
    standing = [path for path in paths if known.specs[path].role in STANDING]
    if scope in known.specs:
        standing = [scope]
    what = _counted(known, paths, scope)
    answers = _trees(index, known, standing or paths, what, bare=bare)
    last = None
    for last in answers:
        if tokens(text(last)) <= budget:
            return last
    return last or Answer("found", what, index.evidence)


def _counted(known: Corpus, paths: Sequence[str], scope: str) -> str:
    forms = Counter(known.specs[path].format for path in paths)
    kinds = Counter(
        e.kind for p in paths if known.specs[p].role in STANDING for e in known.specs[p].entries
    )
    demands = sum(kinds[kind] for kind in DEMANDS - DOCUMENTS)
    roles = Counter(known.specs[path].role for path in paths)
    tasks = [
        e
        for p in paths
        if known.specs[p].role == "tasks"
        for e in known.specs[p].entries
        if e.kind == "task"
    ]
    specs = many(sum(roles[r] for r in STANDING), "spec")
    asks = demands or not any(kinds[kind] for kind in DOCUMENTS)
    parts = [f"{many(demands, 'requirement')} in {specs}" if asks else specs]
    parts += [many(kinds["scenario"], "scenario")] if kinds["scenario"] else []
    parts += (
        [f"{sum(e.status == 'open' for e in tasks)} of {len(tasks)} tasks open"] if tasks else []
    )
    others = [f"{roles[role]} {role}" for role in ("change", "plan", "rules") if roles[role]]
    others += [f"{known.archived} archived"] if known.archived and not scope else []
    named = ", ".join(name for name, _ in forms.most_common(4))
    where = f"{scope}: " if scope else ""
    return f"{where}{', '.join(parts)} ({named})" + (
        f"; files: {', '.join(others)}" if others else ""
    )


def _trees(
    index: Index, known: Corpus, paths: Sequence[str], what: str, *, bare: bool
) -> Iterator[Answer]:
    """Yield the tree with less and less."""

    def answer(groups: Sequence[Group], hint: str) -> Answer:
        return Answer("found", what, index.evidence, tuple(groups), (hint,) if hint else ())

    ask = "specs PATH for what is in one, specs PATH#ID for one whole"
    if not bare:
        yield answer([Group("", tuple(_outline(known, paths, docs=True)))], ask)
    if not bare or len(paths) == 1:
        yield answer([Group("", tuple(_outline(known, paths, docs=False)))], ask)
    if not bare:
        yield answer(list(_by_folder(known, paths, docs=True)), ask)
        yield answer(list(_by_folder(known, paths, docs=False)), ask)
    yield answer([Group("", tuple(_names(known, paths)))], ask)
    for most in (40, 25, 15, 8, 4):
        folders = list(_folders(known, paths, most))
        yield answer([Group("", tuple(folders))], "specs FOLDER for what is in one")
    folders = list(_folders(known, paths, 0))
    for most in (80, 40, 20, 10, 5):
        left = max(0, len(folders) - most)
        yield answer([Group("", tuple(folders[:most]), left)], "specs FOLDER for what is in one")


def _outline(known: Corpus, paths: Sequence[str], *, docs: bool) -> Iterator[Item]:
    for path in paths:
        each = known.specs[path]
        if (alone := sole(each)) and len(paths) > 1:
            yield _lone(path, alone, docs=docs)
            continue
        yield Item(path, path, "spec", f"~{known.tokens(path):,} tokens{_state(known, path)}")
        shown = [e for e in each.entries if e.kind in DEMANDS or e.kind == "task"]
        for entry in shown or each.entries[:40]:
            depth = 1 + (entry.kind == "criterion")
            yield row(path, entry, depth, summary=docs)


def sole(spec: Spec) -> Entry | None:
    """Return the one thing that a spec is about, if it is all of it."""
    first = next(iter(spec.entries), None)
    demands = sum(each.kind in DEMANDS for each in spec.entries)
    is_all = first and demands == 1 and all(each.parent >= 0 for each in spec.entries[1:])
    return first if is_all and first and first.kind in DEMANDS else None


def _lone(path: str, entry: Entry, *, docs: bool) -> Item:
    """Return a spec that is one requirement as one row, below its folder."""
    folder, _, name = path.rpartition("/")
    status = f" [{entry.status}]" if entry.status else ""
    said = f" {entry.title}" if normalized(entry.title) not in normalized(name) else ""
    text = f"{name}{said}{status}"
    doc = entry.summary if docs else ""
    return Item(f"{path}#{entry.id}", f"{folder or '.'}/", entry.kind, text, doc=doc)


def _state(known: Corpus, path: str) -> str:
    status = known.specs[path].status
    return f", {status}" if status else ""


def _by_folder(known: Corpus, paths: Sequence[str], *, docs: bool) -> Iterator[Group]:
    # A title that several have says nothing of any.
    titles = Counter(known.specs[path].title for path in paths)
    for folder, some in groupby(paths, key=_root_of):
        items = []
        for path in some:
            each = known.specs[path]
            count = sum(entry.kind in DEMANDS for entry in each.entries)
            name = path[len(folder) :].removeprefix("/")
            held = f" {count}" if count and not sole(each) else ""
            says = titles[each.title] == 1 and normalized(each.title) not in normalized(path)
            title = f" {each.title}" if says else ""
            items.append(
                Item(
                    path,
                    "",
                    "spec",
                    f"{name}{held}{title if docs else ''}{_state(known, path)}",
                    doc=squeezed(each.summary, _MAP_CHARS) if docs else "",
                )
            )
        yield Group(f"{folder or '.'}/ (requirements in each)", tuple(items))


def _root_of(path: str) -> str:
    """Return the folder under which specs of one kind lie, each in its own."""
    folder = posixpath.dirname(path)
    name = posixpath.basename(path)
    return posixpath.dirname(folder) if name.lower() in _OF_FOLDERS else folder


_OF_FOLDERS = frozenset("spec.md readme.md requirements.md design.md tasks.md plan.md".split())


def _names(known: Corpus, paths: Sequence[str]) -> Iterator[Item]:
    for folder, some in groupby(paths, key=_root_of):
        names = ", ".join(_name(known, folder, path) for path in some)
        yield Item(folder, "", "folder", f"{folder or '.'}/: {names}")


def _name(known: Corpus, folder: str, path: str) -> str:
    """Return a spec by its name below a folder, with how much it asks for."""
    name = path[len(folder) :].removeprefix("/")
    if posixpath.basename(path).lower() in _OF_FOLDERS and "/" in name:
        name = posixpath.dirname(name)
    each = known.specs[path]
    count = 0 if sole(each) else sum(entry.kind in DEMANDS for entry in each.entries)
    return f"{name} {count}" if count else name


def _folders(known: Corpus, paths: Sequence[str], most: int) -> Iterator[Item]:
    """Yield folders, those with most specs first, each with the names of some."""
    held: dict[str, list[str]] = {}
    for path in paths:
        held.setdefault(_root_of(path), []).append(path)
    for folder, some in sorted(held.items(), key=lambda each: (-len(each[1]), each[0])):
        names = ", ".join(_name(known, folder, path) for path in some[:most])
        more = f", … {len(some) - most} more" if most and len(some) > most else ""
        told = f": {names}{more}" if names else ""
        yield Item(folder, "", "folder", f"{folder or '.'}/ {many(len(some), 'spec')}{told}")


def bare(text: str) -> str:
    """Return a title or an id as it is compared: an anchor says what its title says."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")


def row(path: str, entry: Entry, depth: int, *, summary: bool = True) -> Item:
    """Return an entry as a row, with its summary below it."""
    status = f" [{entry.status}]" if entry.status else ""
    told = bare(entry.title) == bare(entry.id)
    title = "" if told else f" {entry.title}"
    return Item(
        f"{path}#{entry.id}",
        path,
        entry.kind,
        f"#{entry.id}{title}{status}",
        entry.start_line,
        doc=entry.summary if summary else "",
        depth=depth,
    )


def below(known: Corpus, scope: str) -> list[str]:
    """Return the specs at a path and below it."""
    start = f"{scope}/" if scope else ""
    return [path for path in known.specs if path == scope or path.startswith(start)]


def many(count: int, what: str) -> str:
    """Return a number of things."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count:,} {what if count == 1 else plural}"
