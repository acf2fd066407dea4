"""The tree of specs, with as much of each as there is room for."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import DEMANDS, Entry
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
    demands = sum(count for kind, count in kinds.items() if kind in DEMANDS)
    roles = Counter(known.specs[path].role for path in paths)
    tasks = [
        e
        for p in paths
        if known.specs[p].role == "tasks"
        for e in known.specs[p].entries
        if e.kind == "task"
    ]
    parts = [f"{many(demands, 'requirement')} in {many(sum(roles[r] for r in STANDING), 'spec')}"]
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
        yield answer([Group("", tuple(_outline(known, paths, docs=False)))], ask)
        yield answer(list(_by_folder(known, paths, docs=True)), ask)
    yield answer(list(_by_folder(known, paths, docs=False)), ask)
    yield answer([Group("", tuple(_names(known, paths)))], ask)
    folders = list(_folders(known, paths))
    for most in (80, 40, 20, 10, 5):
        left = max(0, len(folders) - most)
        yield answer([Group("", tuple(folders[:most]), left)], "specs FOLDER for what is in one")


def _outline(known: Corpus, paths: Sequence[str], *, docs: bool) -> Iterator[Item]:
    for path in paths:
        each = known.specs[path]
        if len(each.entries) == 1 and each.entries[0].kind in DEMANDS:
            yield _lone(path, each.entries[0], docs=docs)
            continue
        yield Item(path, path, "spec", f"~{known.tokens(path):,} tokens{_state(known, path)}")
        shown = [e for e in each.entries if e.kind in DEMANDS or e.kind == "task"]
        for entry in shown or each.entries[:40]:
            depth = 1 + (entry.kind == "criterion")
            yield row(path, entry, depth, summary=docs)


def _lone(path: str, entry: Entry, *, docs: bool) -> Item:
    """Return a spec that is one requirement as one row, below its folder."""
    folder, _, name = path.rpartition("/")
    status = f" [{entry.status}]" if entry.status else ""
    id = "" if name.startswith(entry.id) else f"#{entry.id}"
    text = f"{name}{id} {entry.title}{status}"
    doc = entry.summary if docs else ""
    return Item(f"{path}#{entry.id}", f"{folder or '.'}/", entry.kind, text, doc=doc)


def _state(known: Corpus, path: str) -> str:
    status = known.specs[path].status
    return f", {status}" if status else ""


def _by_folder(known: Corpus, paths: Sequence[str], *, docs: bool) -> Iterator[Group]:
    for folder, some in groupby(paths, key=_root_of):
        items = []
        for path in some:
            each = known.specs[path]
            count = sum(entry.kind in DEMANDS for entry in each.entries)
            name = path[len(folder) :].removeprefix("/")
            held = f" {count}" if count else ""
            title = "" if normalized(each.title) in normalized(path) else f" {each.title}"
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
        names = []
        for path in some:
            name = path[len(folder) :].removeprefix("/")
            name = (
                posixpath.dirname(name)
                if posixpath.basename(path).lower() in _OF_FOLDERS and "/" in name
                else name
            )
            count = sum(entry.kind in DEMANDS for entry in known.specs[path].entries)
            names.append(f"{name} {count}" if count else name)
        yield Item(folder, "", "folder", f"{folder or '.'}/: {', '.join(names)}")


def _folders(known: Corpus, paths: Sequence[str]) -> Iterator[Item]:
    counts = Counter(map(_root_of, paths))
    for folder, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        yield Item(folder, "", "folder", f"{folder or '.'}/ {many(count, 'spec')}")


def row(path: str, entry: Entry, depth: int, *, summary: bool = True) -> Item:
    """Return an entry as a row, with its summary below it."""
    status = f" [{entry.status}]" if entry.status else ""
    told = normalized(re.sub(r"[^\w\s-]", "", entry.title)) == normalized(entry.id)
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
