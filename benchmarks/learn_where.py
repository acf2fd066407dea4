"""Learns what each signal of `where` counts, and says how much it helps, over other repositories.

    python benchmarks/learn_where.py DATA CLONES --work FOLDER [--more FILE] [--ablate] [--write]

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
from gridref_server.retrieval.evidence import evidence, weighed
from gridref_server.retrieval.ranking import FILE_POINTS, WEIGHTS, weights
from gridref_server.retrieval.task import Kind, task

KINDS: tuple[str, ...] = get_args(Kind)
# How hard large weights are held down, and how hard a kind's are held to those of all.
PENALTY, HOLD = 0.0003, 0.01
STEPS, STEP = 160, 0.1
FOLDS = 5
# Of all candidates at a glance so many are learnt from, those ahead by the weights that there are.
MOST_OF_FIRST = 150

Signals = dict[str, float]
Vector = np.ndarray[Any, np.dtype[np.float32]]
Model = dict[str, Vector]


@dataclass
class Listed:
    """The candidates of one task: their signals, which of them were right, and of what file."""

    task: dict[str, Any]
    kind: str
    signals: list[Signals]
    right: list[bool]
    files: list[str]
    wanted: int


def main() -> None:
    """Gather, learn with repositories left out, print, write."""
    given = arguments()
    paths = [*(given.data / f"{track}.jsonl" for track in TRACKS), *given.more]
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
        rows = rows_of([each for each in every if each.wanted])
        scores = left_out(rows, rows.columns())
        print(f"{level}: {told(rows.lists, scores)}", flush=True)
        model = fitted(rows, [*range(len(rows.lists))], rows.columns())
        learnt[level] = {
            kind: {
                name: round(float(w), 3) for name, w in zip(rows.names, model[kind], strict=True)
            }
            for kind in KINDS
        }
        if given.ablate and level != "first":
            for name in rows.names:
                said = told(rows.lists, left_out(rows, rows.columns(name)))
                print(f"  without {name}: {said}", flush=True)
    if given.write:
        WEIGHTS.write_text(json.dumps(learnt, indent=1) + "\n", "utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("clones", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="for snapshots and indexes")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="more files of tasks")
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
        ahead = weights()["first"][read_as.kind]
        first = Gathering(index, read_as).candidates()
        first.sort(key=lambda each: -weighed(each.signals, ahead))
        del first[MOST_OF_FIRST:]
        files = evidence(index, read_as, ahead)
    close = [(file.path, each) for file in files for each in file.scored]

    def is_right(path: str, qualified: str) -> bool:
        end = tuple(qualified.split(".")[-2:])
        return any(
            path == file and end[-1] == name[-1] and (min(len(end), len(name)) < 2 or end == name)
            for file, name in symbols
        )

    def listed(paths: list[str], signals: Iterable[Signals], right: list[bool]) -> Listed:
        wanted = len(symbols) if paths is of_close else len(gold)
        return Listed(one, read_as.kind, [dict(each) for each in signals], right, paths, wanted)

    of_first, of_files = [each.path for each in first], [file.path for file in files]
    of_close = [path for path, _ in close]
    return {
        "first": listed(of_first, (each.signals for each in first), [p in gold for p in of_first]),
        "files": listed(of_files, (f.signals for f in files), [p in gold for p in of_files]),
        "definitions": listed(
            of_close,
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


@dataclass
class Rows:
    """The signals of lists as numbers, a row a candidate and a column a signal."""

    lists: Sequence[Listed]
    names: list[str]
    signals: list[Vector]
    right: list[Vector]

    def columns(self, without: str = "") -> list[int]:
        """Return the columns of all signals, or of all but one."""
        return [at for at, name in enumerate(self.names) if name != without]


def rows_of(lists: Sequence[Listed]) -> Rows:
    """Return lists as rows."""
    names = sorted({name for each in lists for signals in each.signals for name in signals})
    shape = (-1, len(names))
    rows = [
        np.array([[s.get(name, 0.0) for name in names] for s in each.signals], np.float32)
        for each in lists
    ]
    right = [np.array(each.right, np.float32) for each in lists]
    return Rows(lists, names, [each.reshape(shape) for each in rows], right)


def learn(rows: Rows, these: list[int], columns: list[int], held: Vector, penalty: float) -> Vector:
    """Return the weights that make what was right most likely, held close to others."""
    useful = [at for at in these if rows.right[at].any()]
    if not useful:
        return held
    signals = np.concatenate([rows.signals[at][:, columns] for at in useful])
    wanted = np.concatenate([rows.right[at] / rows.right[at].sum() for at in useful])
    sizes = [len(rows.right[at]) for at in useful]
    starts, owner = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)
    found, mean, spread = held.copy(), np.zeros_like(held), np.zeros_like(held)
    for step in range(1, STEPS + 1):
        score = signals @ found
        power = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        chance = power / np.add.reduceat(power, starts)[owner]
        slope = signals.T @ (chance - wanted) / len(useful) + 2 * penalty * (found - held)
        # Adam: Kingma and Ba, "A Method for Stochastic Optimization", 2015.
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        found -= STEP * mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return found


def fitted(rows: Rows, these: list[int], columns: list[int]) -> Model:
    """Return weights for each kind of task."""
    base = learn(rows, these, columns, np.zeros(len(columns), np.float32), PENALTY)
    of_kind = {kind: [at for at in these if rows.lists[at].kind == kind] for kind in KINDS}
    return {kind: learn(rows, some, columns, base, HOLD) for kind, some in of_kind.items()}


def left_out(rows: Rows, columns: list[int]) -> list[Vector]:
    """Return the scores of each task's candidates by weights that never saw its repository."""
    repos = [each.task["repo"] for each in rows.lists]
    scores: dict[int, Vector] = {}
    for fold in range(FOLDS):
        away = set(sorted(set(repos))[fold::FOLDS])
        model = fitted(rows, [at for at, repo in enumerate(repos) if repo not in away], columns)
        for at, each in enumerate(rows.lists):
            if repos[at] in away:
                scores[at] = rows.signals[at][:, columns] @ model[each.kind]
    return [scores[at] for at in range(len(rows.lists))]


def track_of(task: dict[str, Any]) -> str:
    """Return the track of a task; those that were made of history stand for themselves."""
    return "history" if task["id"].startswith("h-") else str(task["track"])


def told(lists: Sequence[Listed], scores: Sequence[Vector]) -> str:
    """Say for each track how often all that is right is first, or among five, and how ranked."""
    rows: dict[str, list[Vector]] = {}
    for each, score in zip(lists, scores, strict=True):
        order = np.array(each.right, np.float32)[np.argsort(-score, kind="stable")]
        worth = 1 / np.log2(np.arange(min(10, len(order))) + 2)
        ideal = sum(1 / log2(at + 2) for at in range(min(10, each.wanted)))
        row = [
            order[:1].any(),
            order[:1].sum() >= each.wanted,
            order[:5].sum() >= each.wanted,
            min(1.0, order[:10] @ worth / ideal),
            min(1.0, order[:10].sum() / each.wanted),
        ]
        rows.setdefault(track_of(each.task), []).append(np.array(row, np.float32))
    named = ("hit@1", "acc@1", "acc@5", "ndcg@10", "recall@10")
    return "; ".join(
        f"{track} " + " ".join(f"{n} {v:.3f}" for n, v in zip(named, np.mean(each, 0), strict=True))
        for track, each in sorted(rows.items())
    )


if __name__ == "__main__":
    main()
