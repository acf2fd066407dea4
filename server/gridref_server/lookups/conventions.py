"""How do we write code here?"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated

from gridref_indexers.file_facts import TYPES
from gridref_indexers.normal import squeezed
from gridref_indexers.store import Definition
from gridref_server.answer import Answer, Group, Item
from gridref_server.house import (
    RULES,
    RUNNERS,
    SCOPED,
    TOOLS,
    Runner,
    applies,
    beside,
    folders_around,
    settings,
)
from gridref_server.index import Index
from gridref_server.naming import is_aside, is_test, meant, tests_by_subject
from gridref_server.parameters import Says
from gridref_server.refs import NoTarget, anchor_in, is_folder, no_target, not_ready

MOST_RULES, MOST_SECTIONS, MOST_SETTINGS, MOST_TESTS = 4, 8, 10, 3
SIGNATURE_CHARS, DOC_CHARS, PATH_CHARS = 110, 90, 200
# Definitions of so many lines show how things are done here, and are soon read.
EXEMPLARY_LINES = range(4, 61)
FUNCTIONS = frozenset(["function", "method"])


def conventions(
    index: Index,
    path: Annotated[str, Says("File, folder or ref you will write in", example="src/app.py")],
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 600,
) -> Answer:
    """How do we write code here? Rules in force for a path, tools, tests, exemplary neighbours."""
    if index.is_empty:
        return not_ready(index)
    wanted = path.strip().removeprefix("./").rstrip("/")
    kind = ""
    if not wanted or wanted == ".":
        here = ""
    elif is_folder(index, wanted):
        here = f"{wanted}/"
    else:
        target = meant(index, wanted)
        if isinstance(target, NoTarget):
            # A file that is still to be written has a folder, or none yet.
            folder = wanted.rpartition("/")[0]
            if "#" in wanted or not (is_folder(index, folder) or folder == ""):
                return no_target(index, target)
            here = wanted
        else:
            here = target.view.path
            kind = target.definition.kind if target.definition else ""
    return _of(index, here, kind)


def _of(index: Index, here: str, kind: str) -> Answer:
    language = _language(index, here)
    groups = (
        Group("rules, the nearest first", tuple(islice(_rules(index, here), 24))),
        Group("tools", tuple(islice(_settings(index, here, language), MOST_SETTINGS))),
        Group("tests", tuple(_tests(index, here, language))),
        Group("like its neighbours", tuple(_neighbours(index, here, language, kind))),
    )
    shown = tuple(group for group in groups if group.items)
    whose = squeezed(here, PATH_CHARS) or "the repository"
    what = f"conventions for {whose}{f', {language}' if language else ''}"
    if not groups[0].items:
        what += "; no file states rules for it"
    return Answer("found", what, index.evidence, shown)


def _language(index: Index, here: str) -> str:
    """Return the language of a file, or the one that most code below a folder is of."""
    if here in index.tree.contents:
        return index.language_at(here)
    ending = here.rpartition(".")[2] if not here.endswith("/") else ""
    below = here if here.endswith("/") else f"{here.rpartition('/')[0]}/"
    counts = Counter(
        language
        for path, content in index.tree.contents.items()
        if (path.startswith(below) or below == "/") and (not ending or path.endswith(f".{ending}"))
        if (extent := index.sizes.get(content)) and extent[2] and (language := extent[0])
        if language not in ("markdown", "rst", "json", "yaml", "toml", "html", "css", "xml")
    )
    return counts.most_common(1)[0][0] if counts else ""


# Rules


def _rules(index: Index, here: str) -> Iterator[Item]:
    contents = index.tree.contents
    nearest = (beside(folder, name) for folder in folders_around(f"{here}x") for name in RULES)
    scoped = (path for path in contents if SCOPED.search(path) and _is_in_force(index, path, here))
    found = [path for path in chain(scoped, nearest) if path in contents]
    for path in list(dict.fromkeys(found))[:MOST_RULES]:
        yield from _sections(index, path)


def _is_in_force(index: Index, path: str, here: str) -> bool:
    source = index.source(path)[:4000].decode("utf-8", "replace")
    front = (
        source.split("---", 2)[1] if source.startswith("---") and source.count("---") > 1 else ""
    )
    return applies(front, here)


def _sections(index: Index, path: str) -> Iterator[Item]:
    view = index.view(path)
    if view is None:
        return
    sections = [each for each in view.definitions if each.kind == "section"]
    if not sections:
        yield Item(path, path, "file", _first_line(view.source), 1, view.lines)
    for each in sections[:MOST_SECTIONS]:
        doc = f": {each.doc[:DOC_CHARS]}" if each.doc else ""
        ref = f"{path}#{anchor_in(view.definitions, each)}"
        yield Item(ref, path, "section", f"{each.name}{doc}", each.start_line, each.end_line)
    if len(sections) > MOST_SECTIONS:
        yield Item(path, path, "file", f"… {len(sections) - MOST_SECTIONS} more sections")


def _first_line(source: bytes) -> str:
    lines = source.decode("utf-8", "replace").splitlines()
    told = (line.strip() for line in lines if line.strip() and ":" not in line[:14])
    return next((line for line in told if not line.startswith("---")), "")[:DOC_CHARS]


# Tools and tests


def _settings(index: Index, here: str, language: str) -> Iterator[Item]:
    done: set[str] = set()
    for folder in folders_around(f"{here}x"):
        for tool in TOOLS:
            path = beside(folder, tool.file)
            if path not in index.tree.contents or (
                tool.languages and language not in tool.languages
            ):
                continue
            said = settings(tool, index.source(path).decode("utf-8", "replace"))
            if said and said not in done and (said != tool.name or tool.name not in done):
                done |= {said, tool.name}
                yield Item(path, path, "file", said)


def _tests(index: Index, here: str, language: str) -> Iterator[Item]:
    tests = [
        path
        for path in index.tree.contents
        if is_test(path) and index.language_at(path) == language and language
    ]
    if not tests:
        return
    stem = here.rstrip("/").rpartition("/")[2].partition(".")[0].lower().strip("_")
    own = sorted(tests_by_subject(index.tree).get(stem, ()), key=lambda path: (len(path), path))
    shape, count = Counter(map(_shape, tests)).most_common(1)[0]
    said = f"named {shape} ({count} of {len(tests)} test files)"
    for folder in folders_around(f"{here}x"):
        if runner := next((each for each in RUNNERS if _runs(index, folder, language, each)), None):
            path = own[0] if own else here if here in tests else tests[0]
            command = runner.command.format(path=path, folder=path.rpartition("/")[0])
            said = f"{said}; run {command}"
            break
    yield Item(own[0] if own else tests[0], "", "file", said)
    for path in own[:MOST_TESTS]:
        yield Item(path, path, "file", "tests of this file, by its name")


def _runs(index: Index, folder: str, language: str, runner: Runner) -> bool:
    path = beside(folder, runner.file)
    if path not in index.tree.contents or (runner.languages and language not in runner.languages):
        return False
    return runner.holds in index.source(path).decode("utf-8", "replace")


def _shape(path: str) -> str:
    """Return how a test file is named, and where it lies, with `NAME` for what it is about."""
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.partition(".")
    shape = re.sub(r"^(test_|Test)?(.*?)(_test|_spec|Tests?|Spec)?$", r"\1NAME\3", stem)
    top = folder.partition("/")[0]
    return f"{top}/…/{shape}{dot}{ending}" if folder else f"{shape}{dot}{ending}"


# Neighbours


def _neighbours(index: Index, here: str, language: str, kind: str) -> Iterator[Item]:
    """Yield definitions close by that much leans on, of one kind or some of each."""
    for folder in folders_around(f"{here}x"):
        found = sorted(_examples(index, folder, here, language), key=lambda each: each[0])
        if len(found) >= 3 or not folder:
            break
    else:
        found = []
    wanted = TYPES if kind in TYPES else FUNCTIONS if kind in FUNCTIONS else None
    alike = [each for each in found if wanted is None or each[2].kind in wanted]
    functions = [each for each in alike if each[2].kind in FUNCTIONS]
    types = [each for each in alike if each[2].kind in TYPES]
    for _, path, each in (*types[:1], *functions[: 3 - len(types[:1])]):
        content = index.tree.contents[path]
        ref = f"{path}#{anchor_in(index.store.definitions(content), each)}"
        signature = each.signature[:SIGNATURE_CHARS]
        doc = each.doc[:DOC_CHARS]
        yield Item(ref, path, each.kind, signature, each.start_line, each.end_line, doc)


def _examples(
    index: Index, folder: str, here: str, language: str
) -> Iterator[tuple[tuple[float, str, int], str, Definition]]:
    wants_test = is_test(here)
    paths = [
        path
        for path in index.tree.folders.get(folder, ())
        if index.language_at(path) == language
        and (is_test(path) if wants_test else not is_aside(path))
    ]
    contents = [index.tree.contents[path] for path in paths]
    ranks = index.store.ranks_of(contents)
    for path, content in zip(paths, contents, strict=True):
        for each in index.store.definitions(content):
            lines = each.end_line - each.start_line + 1
            fits = each.kind in TYPES or lines in EXEMPLARY_LINES
            if fits and each.kind in FUNCTIONS | TYPES and each.exported:
                rank = ranks.get((content, each.ordinal), 0.0)
                weight = rank * (1.5 if each.doc else 1.0)
                yield (-weight, path, each.ordinal), path, each
