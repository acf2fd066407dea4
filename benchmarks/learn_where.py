"""Learns what each signal of `where` counts, and says how much it helps, over other repositories.

    python benchmarks/learn_where.py DATA CLONES --work FOLDER [--ablate] [--write]

A list of candidates a task, and a softmax over their weighed signals, which is to be high where the
change was: plain gradient steps on a linear model with a penalty on large weights. One model for
all tasks, and one a kind of task that is held close to it. Scores are of tasks whose repository was
left out when the weights were learnt. `--write` writes those of all tasks to `weights.json`.
"""

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, get_args

import numpy as np
from where import TRACKS, by_snapshot, chosen, exported, opened, read

from gridref_server.index import Index
from gridref_server.retrieval.candidates import Gathering
from gridref_server.retrieval.evidence import evidence
from gridref_server.retrieval.ranking import FILE_POINTS, WEIGHTS, weights
from gridref_server.retrieval.task import Kind, task

KINDS: tuple[str, ...] = get_args(Kind)
# How hard large weights are held down, and how hard a kind's are held to those of all.
PENALTY, HOLD = 0.0005, 0.01
STEPS, STEP = 250, 0.1
FOLDS = 6

Signals = dict[str, float]
Vector = np.ndarray[Any, np.dtype[np.float64]]
Model = dict[str, Vector]


@dataclass
class Listed:
    """The candidates of one task: their signals, which of them were right, and of what file."""

    task: dict[str, Any]
    kind: str
    signals: list[Signals]
    right: list[bool]
    files: list[str]


def main() -> None:
    """Gather, learn with repositories left out, print, write."""
    given = arguments()
    paths = [given.data / f"{track}.jsonl" for track in TRACKS]
    tasks = [each for path in paths for each in read(path) if chosen(each, given)]
    exported(given, paths)
    lists: dict[str, list[Listed]] = {"first": [], "files": [], "definitions": []}
    for snapshot, these in by_snapshot(tasks).items():
        index = opened(given, snapshot)
        for one in these:
            for level, listed in gathered(index, one, snapshot.root).items():
                lists[level].append(listed)
        index.close()
    learnt: dict[str, dict[str, Signals]] = {}
    scores: list[Vector] = []
    for level, every in lists.items():
        if level == "definitions":
            with_file_scores(every, lists["files"], scores)
            every = [each for each in every if any(each.right)]
        names = sorted({name for each in every for signals in each.signals for name in signals})
        scores = left_out(every, names)
        print(f"{level}: {told(every, scores)}", flush=True)
        model = fitted(every, names)
        learnt[level] = {
            kind: {name: round(float(w), 3) for name, w in zip(names, model[kind], strict=True)}
            for kind in KINDS
        }
        if given.ablate and level != "first":
            for name in names:
                rest = [each for each in names if each != name]
                print(f"  without {name}: {told(every, left_out(every, rest))}", flush=True)
    if given.write:
        WEIGHTS.write_text(json.dumps(learnt, indent=1) + "\n", "utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("clones", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="for snapshots and indexes")
    parser.add_argument("--repo", help="only this repository")
    parser.add_argument("--all-issues", action="store_true", help="not only the core ones")
    parser.add_argument("--ablate", action="store_true", help="leave out each signal in turn")
    parser.add_argument("--write", action="store_true", help="write weights.json")
    return parser.parse_args()


def gathered(index: Index, one: dict[str, Any], root: str) -> dict[str, Listed]:
    """Return the candidates of a task at each level, with what was right."""
    prefix = f"{root}/" if root else ""
    read_as = task(one["query"])
    gold = {path.removeprefix(prefix) for path in one["gold_files"]}
    symbols = {
        (each["file"].removeprefix(prefix), tuple(re.split(r"[.:#/]+", each["symbol"])[-2:]))
        for each in one["gold_symbols"]
    }
    with index.asked():
        first = Gathering(index, read_as).candidates()
        files = evidence(index, read_as, weights()["first"][read_as.kind])
    close = [(file.path, each) for file in files for each in file.scored]

    def is_right(path: str, qualified: str) -> bool:
        end = tuple(qualified.split(".")[-2:])
        return any(
            path == file and end[-1] == name[-1] and (min(len(end), len(name)) < 2 or end == name)
            for file, name in symbols
        )

    def listed(paths: list[str], signals: Iterable[Signals], right: list[bool]) -> Listed:
        return Listed(one, read_as.kind, [dict(each) for each in signals], right, paths)

    of_first, of_files = [each.path for each in first], [file.path for file in files]
    return {
        "first": listed(of_first, (each.signals for each in first), [p in gold for p in of_first]),
        "files": listed(of_files, (f.signals for f in files), [p in gold for p in of_files]),
        "definitions": listed(
            [path for path, _ in close],
            (each.signals for _, each in close),
            [is_right(path, each.definition.qualified) for path, each in close],
        ),
    }


def with_file_scores(
    definitions: Sequence[Listed], files: Sequence[Listed], scores: Sequence[Vector]
) -> None:
    """Give definitions the score of their file, as it is with its repository left out."""
    for each, file, score in zip(definitions, files, scores, strict=True):
        best = max(score, default=0.0)
        ahead = dict(zip(file.files, score, strict=True))
        for path, signals in zip(each.files, each.signals, strict=True):
            signals["file"] = max(0.0, 1 + (ahead[path] - best) / FILE_POINTS)
            signals["file_first"] = float(ahead[path] == best)


# The model


def matrix(each: Listed, names: Sequence[str]) -> Vector:
    """Return signals as a row for each candidate."""
    return np.array([[signals.get(name, 0.0) for name in names] for signals in each.signals])


def learn(lists: Sequence[Listed], names: Sequence[str], held: Vector, penalty: float) -> Vector:
    """Return the weights that make what was right most likely, held close to others."""
    useful = [each for each in lists if any(each.right)]
    if not useful:
        return held
    signals = np.concatenate([matrix(each, names) for each in useful])
    wanted = np.concatenate([np.array(each.right) / sum(each.right) for each in useful])
    sizes = [len(each.right) for each in useful]
    starts, owner = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)
    found, mean, spread = held.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        score = signals @ found
        power = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        chance = power / np.add.reduceat(power, starts)[owner]
        slope = signals.T @ (chance - wanted) / len(useful) + 2 * penalty * (found - held)
        # Adam: Kingma and Ba, "A Method for Stochastic Optimization", 2015.
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        found -= STEP * mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return found


def fitted(lists: Sequence[Listed], names: Sequence[str]) -> Model:
    """Return weights for each kind of task."""
    base = learn(lists, names, np.zeros(len(names)), PENALTY)
    of_kind = {kind: [each for each in lists if each.kind == kind] for kind in KINDS}
    return {kind: learn(these, names, base, HOLD) for kind, these in of_kind.items()}


def left_out(lists: Sequence[Listed], names: Sequence[str]) -> list[Vector]:
    """Return the scores of each task's candidates by weights that never saw its repository."""
    repos = sorted({each.task["repo"] for each in lists})
    scores: dict[int, Vector] = {}
    for fold in range(FOLDS):
        away = set(repos[fold::FOLDS])
        model = fitted([each for each in lists if each.task["repo"] not in away], names)
        for at, each in enumerate(lists):
            if each.task["repo"] in away:
                rows = matrix(each, names)
                scores[at] = rows @ model[each.kind] if len(rows) else np.zeros(0)
    return [scores[at] for at in range(len(lists))]


def told(lists: Sequence[Listed], scores: Sequence[Vector]) -> str:
    """Say for each track how often the first is right, and how well all are ranked."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for each, score in zip(lists, scores, strict=True):
        order = [each.right[at] for at in np.argsort(-score, kind="stable")]
        ideal = sum(1 / log2(at + 2) for at in range(min(10, max(1, sum(each.right)))))
        gain = sum(right / log2(at + 2) for at, right in enumerate(order[:10])) / ideal
        rows.setdefault(each.task["track"], []).append((float(any(order[:1])), gain))
    return ", ".join(
        f"{track} hit@1 {np.mean([hit for hit, _ in each]):.3f} ndcg@10 "
        f"{np.mean([gain for _, gain in each]):.3f}"
        for track, each in sorted(rows.items())
    )


if __name__ == "__main__":
    main()
