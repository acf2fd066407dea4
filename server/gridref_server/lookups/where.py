"""Where should I look for this task?"""

from collections.abc import Iterator
from typing import Annotated

from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.lookups.find import not_ready
from gridref_server.naming import is_test
from gridref_server.parameters import Says
from gridref_server.refs import anchor_in
from gridref_server.retrieval.evidence import File, Scored
from gridref_server.retrieval.ranking import best_definitions, chances, ranked
from gridref_server.retrieval.task import Task
from gridref_server.retrieval.task import task as task_of

MOST_FILES = 10
MOST_DEFINITIONS = 12
SIGNATURE_CHARS = 100
# With less of a task's words in any file, and nothing it cites, nothing matches.
LEAST_COVERAGE = 0.2
# What a first place is called sure, or unsure.
SURE, UNSURE = 0.6, 0.25
MOST_SHOWN_WORDS = 4


def where(
    index: Index,
    task: Annotated[
        str,
        Says("Issue with its traces, wish, question, error message", example="login fails"),
    ],
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 1000,
) -> Answer:
    """Where should I look for this task? Ranked files and definitions, with why for each.

    Paste the text as it is. Ask this first, then `read` what it names.
    """
    if not task.strip():
        return Answer("unknown", "no task was given", index.evidence)
    if index.is_empty:
        return not_ready(index)
    asked = task_of(task)
    files = ranked(index, asked)
    if not _matches(asked, files):
        return _nothing(index)
    return _found(index, asked, files)


def _matches(task: Task, files: list[File]) -> bool:
    """Tell whether anything speaks for the best files but a few common words."""
    if task.is_empty:
        return False
    return any(
        file.signals.get("coverage", 0.0) >= LEAST_COVERAGE
        or any(file.signals.get(name) for name in _CITED)
        for file in files[:MOST_FILES]
    )


_CITED = ("defines", "path_cited", "traced", "message", "file_named")


def _nothing(index: Index) -> Answer:
    hint = "say it in words or names that the code would have, or map for what is here"
    return Answer("absent", "nothing here matches this task", index.evidence, (), (hint,))


def _found(index: Index, task: Task, files: list[File]) -> Answer:
    chance = chances(files)
    shown = [file for file in files if _is_code(file)][:MOST_FILES] or files[:MOST_FILES]
    top = best_definitions(shown, MOST_DEFINITIONS)
    items = [item for file in shown for item in _items(task, file, top)]
    groups = [Group("", tuple(items))]
    first = shown[0].path
    sureness = "sure" if chance[0] >= SURE else "likely" if chance[0] >= UNSURE else "unsure"
    summary = f"{len(shown)} files, the likeliest first; {first} is {sureness}"
    return Answer("found", summary, index.evidence, tuple(groups))


def _is_code(file: File) -> bool:
    return True


def _items(task: Task, file: File, top: set[tuple[str, int]]) -> Iterator[Item]:
    yield Item(file.path, file.path, "file", _why(task, file))
    for each in file.scored:
        if (file.path, each.definition.ordinal) in top:
            yield _definition(file, each)


def _definition(file: File, each: Scored) -> Item:
    found = each.definition
    return Item(
        f"{file.path}#{anchor_in(file.reading.definitions, found)}",
        file.path,
        found.kind,
        found.signature[:SIGNATURE_CHARS] or found.qualified,
        found.start_line,
        found.end_line,
        note=_why_definition(each),
        depth=1,
    )


def _why_definition(each: Scored) -> str:
    signals = each.signals
    if signals["traced"]:
        return "in the trace"
    if signals["cited"]:
        return "named"
    return ""


def _why(task: Task, file: File) -> str:
    signals = file.signals
    reasons = []
    if signals.get("traced"):
        reasons.append("in the trace")
    if signals.get("path_cited"):
        reasons.append("named by path")
    cited = [each.definition.name for each in file.scored if each.signals["cited"]]
    if cited:
        reasons.append(f"defines {', '.join(dict.fromkeys(cited[:3]))}")
    if signals.get("message"):
        reasons.append("holds the message")
    held = sorted(
        (word for word in file.reading.counts), key=lambda word: -task.words.get(word, 0.0)
    )
    if held and not cited:
        words = dict.fromkeys(task.spelt.get(word, word) for word in held[:MOST_SHOWN_WORDS])
        reasons.append(f"speaks of {', '.join(words)}")
    if is_test(file.path):
        reasons.append("a test")
    return "; ".join(reasons)
