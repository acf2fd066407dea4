"""What an agent is told in the files that it reads first: when to ask gridref, and a small map."""

import re
from collections import Counter
from collections.abc import Iterator

from gridref_server.index import Index
from gridref_server.naming import PROSE_AND_DATA, is_aside, is_test
from gridref_server.registry import LOOKUPS
from gridref_server.render import printable, tokens

MOST_TOKENS = 1000
FOLDERS, FILES, NAMES = 40, 4, 3
DATA = frozenset(["toml", "yaml", "json", "html", "css"])


def guidance(index: Index) -> str:
    """Return the text, in Markdown, of at most `MOST_TOKENS` tokens; its map says how old it is."""
    with index.asked():
        revision = index.evidence.revision or "no commit"
        lines = [] if index.is_empty else list(_lines(index))
    head = [
        "## gridref",
        "",
        "- The MCP server `gridref` is the index of this repository. Ask it before you name, call "
        "or import what you have not seen, and before you read whole files.",
        f"- {' '.join(map(_question, LOOKUPS))}",
        "- `absent` is a proof: do not use that name, take one of the nearest, or ask. `unknown` "
        "proves nothing.",
        "- Refs such as `path#Name.member` or `path:10-20` come with every answer, and every "
        "lookup takes them.",
        "",
        f"Where things are, at {revision} (`gridref init --guide` renews it):",
        "",
    ]
    while tokens("\n".join([*head, *lines])) > MOST_TOKENS and lines:
        lines.pop()
    return "\n".join([*head, *lines]) + "\n"


def _question(name: str) -> str:
    first = re.match(r"[^.?]*[.?]", LOOKUPS[name].description)
    return f"`{name}`: {first[0] if first else ''}"


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
        more = len(code[folder]) - len(files)
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
