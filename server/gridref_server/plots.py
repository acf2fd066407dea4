"""How large each part of a repository is, and how much leans on it: the plots of its map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gridref_indexers.store import Definition, Size
from gridref_server.index import MOST_UNRANKED, Index, View
from gridref_server.refs import NoTarget, Target, is_folder, ref_of, resolve
from gridref_server.render import printable

# More are not told apart on any screen.
MOST = 150
MOST_INSIDE = 30


@dataclass(frozen=True)
class Plot:
    """A folder, a file or a definition, and what lies right in it, the largest first.

    `rank` is its share of all that is leant on, in percent; None while that is not derived.
    `more` counts the parts that are too small or too many to be shown.
    """

    name: str
    ref: str
    kind: str
    lines: int
    definitions: int
    files: int
    rank: float | None
    parts: tuple["Plot", ...] = ()
    more: int = 0


def plots(index: Index, path: str) -> Plot | NoTarget:
    """Return a folder, a file or a class with its parts, and with theirs."""
    with index.asked():
        if index.is_empty:
            return Plot("", "", "folder", 0, 0, 0, None)
        whole = path.strip().removeprefix("./").rstrip("/")
        whole = "" if whole == "." else whole
        if not whole or is_folder(index, whole):
            return _of_folder(index, whole)
        target = resolve(index, whole)
        return target if isinstance(target, NoTarget) else _of_file(index, target)


# Folders


@dataclass
class _Sum:
    """What the files at a path come to."""

    lines: int = 0
    definitions: int = 0
    files: int = 0
    rank: float = 0.0
    inside: dict[str, "_Sum"] = field(default_factory=dict)

    def add(self, size: Size) -> None:
        self.lines += size.lines
        self.definitions += size.definitions
        self.files += 1
        self.rank += size.rank


def _of_folder(index: Index, folder: str) -> Plot:
    # While files are still being read there is no last word on what leans on what.
    ranked = not index.evidence.pending and index.store.unranked() <= MOST_UNRANKED
    return _plot(_summed(index, folder), folder, "", ranked, (MOST, MOST_INSIDE))


def _summed(index: Index, folder: str) -> _Sum:
    """Sum up the files of a folder, and those of each folder in it."""
    sizes, whole = index.store.sizes(), _Sum()
    start = f"{folder}/" if folder else ""
    for path, content in index.tree.contents.items():
        size = sizes.get(content)
        if size is None or not path.startswith(start):
            continue
        here = whole
        here.add(size)
        for name in path[len(start) :].split("/"):
            here = here.inside.setdefault(name, _Sum())
            here.add(size)
    return whole


def _plot(each: _Sum, path: str, name: str, ranked: bool, most: Sequence[int]) -> Plot:
    """Return a plot with so many parts, and so many in each of these."""
    shown = _largest(each.inside, each, most[0]) if most else []
    parts = tuple(
        _plot(inner, f"{path}/{step}" if path else step, step, ranked, most[1:])
        for step, inner in map(_through, shown)
    )
    return Plot(
        printable(name),
        printable(path),
        "folder" if each.inside or not name else "file",
        each.lines,
        each.definitions,
        each.files,
        round(100 * each.rank, 4) if ranked else None,
        parts,
        len(each.inside) - len(parts),
    )


def _through(named: tuple[str, _Sum]) -> tuple[str, _Sum]:
    """Walk through folders that hold one folder and nothing else: `src/main/java` is one plot."""
    name, here = named
    while len(here.inside) == 1:
        ((step, only),) = here.inside.items()
        if not only.inside:
            break
        name, here = f"{name}/{step}", only
    return name, here


def _largest(inside: dict[str, _Sum], whole: _Sum, most: int) -> list[tuple[str, _Sum]]:
    """Return the parts that are large by lines or by rank, the largest first."""

    def share(each: _Sum) -> float:
        by_lines = each.lines / whole.lines if whole.lines else 0.0
        return max(by_lines, each.rank / whole.rank if whole.rank else 0.0)

    found = [named for named in inside.items() if named[1].lines]
    return sorted(found, key=lambda named: (-share(named[1]), named[0]))[:most]


# Files


def _of_file(index: Index, target: Target) -> Plot:
    return _Ranked(index, target.view).plot(target.definition, (MOST, MOST_INSIDE))


class _Ranked:
    """The definitions of a file as plots."""

    def __init__(self, index: Index, view: View) -> None:
        self.view = view
        content = index.tree.contents[view.path]
        # What was read again for this question has no ranks of its own yet.
        known = not view.live and index.store.unranked() <= MOST_UNRANKED
        self.ranks = index.store.ranks_of([content]) if known else None
        self.content = content
        self.homes: dict[int, list[Definition]] = {}
        for each in view.definitions:
            if each.name:
                self.homes.setdefault(self._home(each), []).append(each)

    def _home(self, each: Definition) -> int:
        """Return the nearest definition around one that has a name; -1 is the file."""
        parent = each.parent
        while parent >= 0 and not self.view.definitions[parent].name:
            parent = self.view.definitions[parent].parent
        return parent

    def plot(self, each: Definition | None, most: Sequence[int]) -> Plot:
        """Return a definition, or all of the file, with so many parts."""
        inside = self.homes.get(each.ordinal if each else -1, [])
        below = list(self._below(each))
        shown = sorted(inside, key=self._weight)[: most[0]] if most else []
        return Plot(
            printable(each.name if each else self.view.path.rpartition("/")[2]),
            printable(ref_of(self.view, each) if each else self.view.path),
            each.kind if each else "file",
            _height(each) if each else self.view.lines,
            len(below),
            0 if each else 1,
            self._rank([each.ordinal if each else -1, *below]),
            tuple(self.plot(part, most[1:]) for part in shown),
            len(inside) - len(shown),
        )

    def _below(self, each: Definition | None) -> Iterable[int]:
        for inner in self.homes.get(each.ordinal if each else -1, ()):
            yield inner.ordinal
            yield from self._below(inner)

    def _rank(self, ordinals: Iterable[int]) -> float | None:
        if self.ranks is None:
            return None
        return round(100 * sum(self.ranks.get((self.content, at), 0.0) for at in ordinals), 4)

    def _weight(self, each: Definition) -> tuple[float, int]:
        rank = self._rank([each.ordinal, *self._below(each)]) or 0.0
        return -rank - _height(each) / max(1, self.view.lines), each.ordinal


def _height(each: Definition) -> int:
    return each.end_line - each.start_line + 1
