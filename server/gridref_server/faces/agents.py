"""A map that is always there: what lives where, for AGENTS.md, with a stamp that tells its age."""

from collections import Counter
from collections.abc import Iterator

from gridref_server.index import Index
from gridref_server.naming import PROSE_AND_DATA, is_aside, is_test
from gridref_server.render import printable, tokens

MOST_TOKENS = 1000
FOLDERS, FILES, NAMES = 40, 4, 3
DATA = frozenset(["toml", "yaml", "json", "html", "css"])
_BEGIN, _END = "<!-- >>> gridref map", "<!-- <<< gridref map -->"
_HOW = """\
Ask gridref before you search or guess: `where` for where a task is, `find` whether a name exists,
`map` what a folder or file holds, `read` for source, `uses` before you change a thing,
`specs` what it must do, `docs` how an installed library is used, `conventions` before you write,
`verify` after it."""


def agents_md(index: Index) -> str:
    """Return the map as a block of Markdown of at most `MOST_TOKENS` tokens."""
    with index.asked():
        each = index.evidence
        stamp = (
            f"{_BEGIN} of {each.revision or 'no commit'}: {each.files:,} files, "
            f"{each.definitions:,} definitions; anew by `gridref map --agents-md` -->"
        )
        head = [stamp, "## Where things are", "", *_HOW.split("\n"), ""]
        lines = [] if index.is_empty else list(_lines(index))
    while tokens("\n".join([*head, *lines, _END])) > MOST_TOKENS and lines:
        lines.pop()
    return "\n".join([*head, *lines, _END])


def _lines(index: Index) -> Iterator[str]:
    """Yield folders, those that most leans on first, each with its main files and their names."""
    weights: dict[str, float] = {}
    names: dict[str, list[tuple[float, str]]] = {}
    for (path, ordinal), rank in index.rank.items():
        weights[path] = weights.get(path, 0.0) + rank
        if ordinal >= 0 and not is_aside(path) and index.language_at(path) not in DATA:
            names.setdefault(path, []).append((rank, _name(index, path, ordinal)))
    folders: dict[str, list[str]] = {}
    for path in index.tree.contents:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    code = {
        folder: [path for path in paths if any(name for _, name in names.get(path, ()))]
        for folder, paths in folders.items()
    }
    ordered = sorted(code, key=lambda f: (-sum(weights.get(p, 0.0) for p in code[f]), f))
    for folder in ordered[:FOLDERS]:
        if not code[folder]:
            continue
        files = sorted(code[folder], key=lambda path: (-weights.get(path, 0.0), path))[:FILES]
        told = "; ".join(f"{_file(path)} {_names(names[path])}".rstrip() for path in files)
        more = len(folders[folder]) - len(files)
        yield f"- `{printable(folder) or '.'}/`: {told}{f'; {more} more' if more else ''}"
    tests = Counter(path.partition("/")[0] for path in index.tree.contents if is_test(path))
    if tests:
        named = (f"`{printable(each)}` ({count})" for each, count in tests.most_common(2))
        yield f"- tests: {', '.join(named)}"


def _name(index: Index, path: str, ordinal: int) -> str:
    """Return the name of a definition at the top of a file, '' for any other."""
    found = index.store.definitions(index.tree.contents[path])
    each = found[ordinal] if ordinal < len(found) else None
    stands = each and each.parent < 0 and each.kind not in (*PROSE_AND_DATA, "variable", "constant")
    return each.name if each and stands else ""


def _file(path: str) -> str:
    return f"`{printable(path.rpartition('/')[2])}`"


def _names(found: list[tuple[float, str]]) -> str:
    ranked = sorted((each for each in found if each[1]), key=lambda each: (-each[0], each[1]))
    names = list(dict.fromkeys(name for _, name in ranked))[:NAMES]
    return f"({', '.join(map(printable, names))})" if names else ""
