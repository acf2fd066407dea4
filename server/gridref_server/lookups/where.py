"""Where should I look for this task?"""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from gridref_server.answer import Answer, Group, Item
from gridref_server.index import Index
from gridref_server.naming import is_test, tests_by_subject
from gridref_server.parameters import Says
from gridref_server.refs import anchor_in, not_ready
from gridref_server.retrieval.evidence import DOCS, File, Scored
from gridref_server.retrieval.past import past
from gridref_server.retrieval.ranking import best_definitions, chances, ranked
from gridref_server.retrieval.stems import stems
from gridref_server.retrieval.task import Task
from gridref_server.retrieval.task import task as task_of
from gridref_server.specs.governing import governing

MOST_FILES, MOST_DEFINITIONS, MOST_OF_ONE = 10, 12, 7
MOST_SPECS, MOST_TESTS, MOST_SECTIONS = 3, 3, 1
# Requirements are looked for of so many places, the first.
MOST_GOVERNED = 2
SIGNATURE_CHARS = 90
MOST_SHOWN_WORDS = 4
# With less of a task's words in any file, and nothing it cites, nothing matches.
LEAST_COVERAGE, LEAST_OF_TITLE = 0.25, 0.5
# From what chance on a first place is likely, and below what it is a guess.
LIKELY, GUESS = 0.5, 0.2

_CITED = ("defines", "path_cited", "traced", "message", "file_named")
_LOGS = re.compile(r"(^|/)(change|history|news|release|whatsnew|whats-new)", re.IGNORECASE)


def where(
    index: Index,
    task: Annotated[
        str,
        Says(
            "Issue with its traces, wish, question, error message",
            example="login fails",
            longest=1_000_000,
        ),
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
    files = [] if asked.is_empty else ranked(index, asked)
    if not _matches(index, asked, files):
        return _nothing(index)
    return _found(index, asked, files)


def _matches(index: Index, task: Task, files: Sequence[File]) -> bool:
    """Tell whether more speaks for the best files than a few common words."""
    before = past(index.history)
    told = {word: before.commits_with(word) for word in task.title}

    def title(file: File) -> float:
        commits = file.candidate.commits
        held = [
            word
            for word in task.title
            if word in file.reading.counts or not told[word].isdisjoint(commits)
        ]
        return len(held) / max(1, len(task.title))

    return any(
        file.coverage >= LEAST_COVERAGE
        or any(file.signals.get(name) for name in _CITED)
        or title(file) >= LEAST_OF_TITLE
        for file in files[:MOST_FILES]
    )


def _nothing(index: Index) -> Answer:
    hint = "say it in words or names that the code would have, or ask map what is here"
    return Answer("absent", "nothing here matches this task", index.evidence, (), (hint,))


def _found(index: Index, task: Task, files: list[File]) -> Answer:
    told = [file for file in files if _why(index, task, file)] or files
    shown = [file for file in told if not _is_beside(file)][:MOST_FILES] or told[:MOST_FILES]
    chance = chances(files)[files.index(shown[0])]
    top = best_definitions(shown, MOST_DEFINITIONS, MOST_OF_ONE)
    items = [item for file in shown for item in _items(index, task, file, top)]
    groups = (
        Group("", tuple(items)),
        Group("governed by", tuple(_specs(index, shown))),
        Group("tests", tuple(_tests(index, shown, files))),
        Group("docs", tuple(_sections(files))),
    )
    sure = "likely" if chance >= LIKELY else "possible" if chance >= GUESS else "a guess"
    count = "1 file" if len(shown) == 1 else f"{len(shown)} files, the likeliest first"
    summary = f"{count}; {shown[0].path} is {sure}"
    hints = tuple(_hints(index, shown, chance))
    filled = tuple(group for group in groups if group.items)
    return Answer("found", summary, index.evidence, filled, hints)


def _is_beside(file: File) -> bool:
    """Tell whether a file is shown beside the places, not among them, unless it is asked for."""
    if any(file.signals.get(name) for name in ("defines", "path_cited", "traced")):
        return False
    return bool(file.signals.get("test")) or file.candidate.language in DOCS


def _hints(index: Index, shown: Sequence[File], chance: float) -> Iterator[str]:
    if chance < GUESS and len(shown) > 1:
        one, two = _apart(shown[0].path, shown[1].path)
        yield f"unsure: is it about {one}, or {two}? A name, a trace or a message would tell"
    if note := index.history.note:
        yield f"without earlier commits: {note}" if not index.history.commits else note


def _apart(one: str, two: str) -> tuple[str, str]:
    """Return how two paths differ, from the folder on that they share."""
    a, b = one.split("/"), two.split("/")
    while len(a) > 1 and len(b) > 1 and a[0] == b[0]:
        a, b = a[1:], b[1:]
    return "/".join(a), "/".join(b)


# One file


def _items(index: Index, task: Task, file: File, top: set[tuple[str, int]]) -> Iterator[Item]:
    yield Item(file.path, file.path, "file", _why(index, task, file))
    for each in file.scored:
        if (file.path, each.definition.ordinal) in top:
            yield _definition(file, each)


def _definition(file: File, each: Scored) -> Item:
    found = each.definition
    signature = found.signature or found.qualified
    return Item(
        f"{file.path}#{anchor_in(file.reading.definitions, found)}",
        file.path,
        found.kind,
        signature if len(signature) <= SIGNATURE_CHARS else f"{signature[:SIGNATURE_CHARS]}…",
        found.start_line,
        found.end_line,
        note=_why_definition(each),
        depth=1,
    )


def _why_definition(each: Scored) -> str:
    signals = each.signals
    if signals["traced"]:
        return "in the trace"
    if signals["message"]:
        return "holds the message"
    return "named" if signals["cited"] else ""


def _why(index: Index, task: Task, file: File) -> str:
    """Say in one line what speaks for a file, the strongest first."""
    signals = file.signals
    reasons: list[str] = []
    if signals.get("traced"):
        reasons.append("in the trace")
    if signals.get("path_cited"):
        reasons.append("named by its path")
    cited = dict.fromkeys(
        each.definition.name for each in file.scored if each.signals["cited"] >= 0.3
    )
    if cited:
        reasons.append(f"defines {', '.join([*cited][:3])}")
    if signals.get("message"):
        reasons.append("holds the message")
    if (held := _held(task, file)) and len(reasons) < 2:
        reasons.append(f"speaks of {', '.join(held)}")
    if (told := _commits(index, task, file)) and len(reasons) < 3:
        reasons.append(told)
    return "; ".join(reasons)


def _held(task: Task, file: File) -> list[str]:
    weights = {**{other: weight for other, (_, weight) in task.also.items()}, **task.words}
    words = (each for each in weights if each in file.reading.counts)
    strongest = sorted(words, key=lambda each: -weights[each])[:MOST_SHOWN_WORDS]
    return list(dict.fromkeys(task.spelt.get(each, each) for each in strongest))


def _commits(index: Index, task: Task, file: File) -> str:
    """Say how many earlier commits that touched a file speak of the strongest word of the task."""
    these = file.candidate.commits
    if len(these) < 2:
        return ""
    before = past(index.history)
    counts = {
        word: sum(1 for at in these if at in before.commits_with(word)) for word in task.title
    }
    word = max(counts, key=lambda each: counts[each], default="")
    if not word or counts[word] < 2:
        return ""
    return f"changed in {counts[word]} commits that speak of {task.spelt.get(word, word)}"


# Beside


def _specs(index: Index, shown: Sequence[File]) -> Iterator[Item]:
    """Yield the requirements that govern the first places."""
    seen: set[str] = set()
    for file in shown[:MOST_GOVERNED]:
        definition = file.scored[0].definition if file.scored else None
        for each in governing(index, file.path, definition):
            if each.ref not in seen and len(seen) < MOST_SPECS:
                seen.add(each.ref)
                entry = each.place.entry
                text = f"#{entry.id} {each.title}".rstrip()
                yield Item(each.ref, each.place.path, entry.kind, text, entry.start_line)


def _tests(index: Index, shown: Sequence[File], files: Sequence[File]) -> Iterator[Item]:
    """Yield tests that are named after the first places, then those that speak of the task."""
    seen: set[str] = {file.path for file in shown}
    named = [path for file in shown[:2] for path in _named_after(index, file.path)]
    spoken = (file.path for file in files if file.signals.get("test"))
    for paths, note in ((named, "by its name"), (spoken, "")):
        for path in paths:
            if path not in seen and len(seen) < len(shown) + MOST_TESTS:
                seen.add(path)
                yield Item(path, path, "file", "", note=note)


def _named_after(index: Index, path: str) -> list[str]:
    """Return the test files of a file's name, of several those in folders of the like."""
    plain = path.rpartition("/")[2].partition(".")[0].lower().strip("_")
    words = set(stems(path))
    found = tests_by_subject(index.tree).get(plain, [])
    nearest = max((len(words & {*stems(each)}) for each in found), default=0)
    return [each for each in found if len(words & {*stems(each)}) == nearest][:2]


def _sections(files: Sequence[File]) -> Iterator[Item]:
    """Yield the section of the docs that says most of the task."""
    found = [
        (-each.signals["passage"], file.path, each, file)
        for file in files
        if file.candidate.language in DOCS and not _LOGS.search(file.path)
        if not is_test(file.path)
        for each in file.scored
        if each.definition.kind == "section"
    ]
    for *_, each, file in sorted(found, key=lambda one: one[:2])[:MOST_SECTIONS]:
        yield _definition(file, each)
