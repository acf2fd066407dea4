"""How large each part of a repository is, and how much the rest leans on it: the plots of a map."""

from dataclasses import dataclass

from gridref_indexers.store import Definition
from gridref_server.index import Index, View
from gridref_server.refs import NoTarget, Target, is_folder, ref_of, resolve
from gridref_server.render import printable

# More are not told apart on any screen.
MOST = 400


@dataclass(frozen=True)
class Plot:
    """A folder, a file or a definition. `rank` is its share of all that is leant on, in percent."""

    name: str
    ref: str
    kind: str
    lines: int
    rank: float
    definitions: int


def plots(index: Index, path: str) -> list[Plot] | NoTarget:
    """Return what lies right in a folder, a file or a class, the largest first."""
    with index.asked():
        if index.is_empty:
            return []
        whole = path.strip().removeprefix("./").rstrip("/")
        if whole in ("", ".") or is_folder(index, whole):
            found = _in_folder(index, "" if whole == "." else whole)
        else:
            target = resolve(index, whole)
            if isinstance(target, NoTarget):
                return target
            found = _in_file(index, target)
        return sorted(found, key=lambda each: (-each.lines, each.name))[:MOST]


def _in_folder(index: Index, folder: str) -> list[Plot]:
    start = len(folder) + 1 if folder else 0
    sizes, ranks = index.store.sizes(), _ranks_of_files(index)
    sums: dict[str, list[float]] = {}
    for path, content in index.tree.contents.items():
        if folder and not path.startswith(f"{folder}/"):
            continue
        head, slash, _ = path[start:].partition("/")
        lines, definitions = sizes.get(content, (0, 0))
        row = sums.setdefault(head + slash, [0, 0.0, 0])
        row[0] += lines
        row[1] += ranks.get(path, 0.0)
        row[2] += definitions
    before, total = f"{folder}/" if folder else "", _total(index)
    return [
        Plot(
            printable(name),
            printable(f"{before}{name}").rstrip("/"),
            "folder" if name.endswith("/") else "file",
            int(lines),
            round(100 * rank / total, 4),
            int(definitions),
        )
        for name, (lines, rank, definitions) in sums.items()
    ]


def _ranks_of_files(index: Index) -> dict[str, float]:
    found: dict[str, float] = {}
    for (path, _), rank in index.rank.items():
        found[path] = found.get(path, 0.0) + rank
    return found


def _total(index: Index) -> float:
    return sum(index.rank.values()) or 1.0


def _in_file(index: Index, target: Target) -> list[Plot]:
    view, around = target.view, target.definition
    parent = around.ordinal if around else -1
    inside = [each for each in view.definitions if each.name and _home(view, each) == parent]
    total = _total(index)
    return [
        Plot(
            printable(each.name),
            printable(ref_of(view, each)),
            each.kind,
            each.end_line - each.start_line + 1,
            0.0 if view.live else round(100 * _rank(index, view, each) / total, 4),
            len(_below(view, each)) - 1,
        )
        for each in inside
    ]


def _home(view: View, each: Definition) -> int:
    """Return the nearest definition around one that has a name; -1 is the file."""
    parent = each.parent
    while parent >= 0 and not view.definitions[parent].name:
        parent = view.definitions[parent].parent
    return parent


def _below(view: View, each: Definition) -> list[Definition]:
    return [
        other
        for other in view.definitions
        if other.start_byte >= each.start_byte and other.end_byte <= each.end_byte
    ]


def _rank(index: Index, view: View, each: Definition) -> float:
    below = _below(view, each)
    return sum(index.rank.get((view.path, other.ordinal), 0.0) for other in below)
