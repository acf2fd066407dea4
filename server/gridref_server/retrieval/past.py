"""What earlier commits say of a task: which files were touched for the like of it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from gridref_indexers.history import History
from gridref_indexers.tree import Tree
from gridref_server.retrieval.stems import STOP, stems
from gridref_server.retrieval.task import WORD

# Commits that are most alike count, so many.
MOST_ALIKE = 40
# What a commit of this age, in commits, counts of one of today.
HALF_LIFE = 1500
# A word of more than a quarter of all messages says nothing, unless there are only so many.
FEW = 8


@dataclass(frozen=True)
class Past:
    """Commits by the stems of their messages, and by the paths that they touched."""

    history: History
    by_stem: Mapping[str, list[int]]
    by_path: Mapping[str, list[int]]
    lengths: list[int]

    def commits_with(self, stem: str) -> frozenset[int]:
        """Return the commits whose messages have a stem."""
        return frozenset(self.by_stem.get(stem, ()))


@lru_cache(maxsize=2)
def past(history: History) -> Past:
    """Return a history as it is searched."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    by_path: dict[str, list[int]] = defaultdict(list)
    lengths: list[int] = []
    for at, commit in enumerate(history.commits):
        words = message_stems(commit.message)
        lengths.append(len(words))
        for word in words:
            by_stem[word].append(at)
        for path in commit.paths:
            by_path[path].append(at)
    return Past(history, dict(by_stem), dict(by_path), lengths)


def message_stems(message: str) -> set[str]:
    """Return the stems of a message, each once."""
    return {
        each
        for word in WORD.findall(message)
        if word.lower() not in STOP
        for each in stems(word)
        if each not in STOP and not each.isdigit()
    }


def alike(past: Past, worth: Mapping[str, float]) -> list[tuple[float, int]]:
    """Return the commits that speak of a task's words, the most alike first, with how much."""
    count = len(past.lengths)
    found: dict[int, float] = defaultdict(float)
    for word, weight in worth.items():
        commits = past.by_stem.get(word, ())
        if commits and len(commits) <= max(FEW, count / 4):
            value = weight * log(1 + count / len(commits))
            for at in commits:
                found[at] += value
    scored = [
        (value / (8 + past.lengths[at]) ** 0.5 / (1 + at / HALF_LIFE) ** 0.3, at)
        for at, value in found.items()
    ]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return scored[:MOST_ALIKE]


def touched(
    past: Past, alike: Iterable[tuple[float, int]], now: Mapping[str, str]
) -> dict[str, list[tuple[float, int]]]:
    """Return the files of today that commits touched, each with what they count, the most first."""
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for value, at in alike:
        paths = past.history.commits[at].paths
        for path in paths:
            if path in now:
                found[now[path]].append((value / len(paths) ** 0.5, at))
    return {path: sorted(commits, key=lambda each: -each[0]) for path, commits in found.items()}


def touching(past: Past, now: Mapping[str, str], wanted: Container[str]) -> dict[str, list[int]]:
    """Return the commits that touched each of some files of today, whatever they say."""
    found: dict[str, list[int]] = defaultdict(list)
    for path, commits in past.by_path.items():
        if path in now and now[path] in wanted:
            found[now[path]] += commits
    return found


@lru_cache(maxsize=2)
def paths_now(history: History, tree: Tree) -> dict[str, str]:
    """Return what each path of the past is now: itself, or the one file of its name."""
    found: dict[str, str] = {}
    for path in past(history).by_path:
        same = [path] if path in tree.contents else tree.by_name.get(path.rpartition("/")[2], [])
        if len(same) == 1:
            found[path] = same[0]
    return found


def together(
    past: Past, now: Mapping[str, str], leading: Sequence[str], others: Sequence[str]
) -> dict[str, float]:
    """Return for what part of the changes of leading files each other file was changed as well."""
    changes = touching(past, now, {*leading, *others})
    found: dict[str, float] = {}
    for first in leading:
        these = {at: 1 / len(past.history.commits[at].paths) for at in changes.get(first, ())}
        total = sum(these.values()) + 0.5
        for other in others:
            if other != first:
                shared = sum(these.get(at, 0.0) for at in changes.get(other, ()))
                found[other] = max(found.get(other, 0.0), shared / total)
    return found
