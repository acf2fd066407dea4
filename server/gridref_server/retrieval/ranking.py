"""Evidence weighed: files and definitions, best first. The weights are data, in `weights.json`."""

import json
from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path

from gridref_server.index import Index
from gridref_server.retrieval.evidence import File, Scored, evidence, weighed
from gridref_server.retrieval.task import Task

WEIGHTS = Path(__file__).with_name("weights.json")
# What a point of a file's score is to its definitions.
FILE_POINTS = 6.0

Weights = Mapping[str, Mapping[str, float]]


@cache
def weights() -> Mapping[str, Weights]:
    """Return what each signal counts, for files and definitions, by the kind of task."""
    read: Mapping[str, Weights] = json.loads(WEIGHTS.read_text("utf-8"))
    return read


def ranked(index: Index, task: Task) -> list[File]:
    """Return files that may be meant, the likeliest first, with definitions scored in each."""
    files = evidence(index, task, weights()["first"][task.kind])
    worth = weights()["files"][task.kind]
    for file in files:
        file.score = weighed(file.signals, worth)
    files.sort(key=lambda file: (-file.score, len(file.path), file.path))
    worth = weights()["definitions"][task.kind]
    for place, file in enumerate(files):
        ahead = max(0.0, 1 + (file.score - files[0].score) / FILE_POINTS)
        for each in file.scored:
            each.signals["file"], each.signals["file_first"] = ahead, float(not place)
            each.score = weighed(each.signals, worth)
        file.scored.sort(key=lambda each: (-each.score, each.definition.ordinal))
    return files


def chances(files: list[File]) -> list[float]:
    """Return how likely each file is the one, as the weights were learnt to say."""
    if not files:
        return []
    powers = [exp(file.score - files[0].score) for file in files]
    return [power / sum(powers) for power in powers]


def best_definitions(files: list[File], most: int, of_one: int) -> set[tuple[str, int]]:
    """Return the definitions that score best among some files, by path and ordinal."""
    every: list[tuple[float, str, Scored]] = [
        (-each.score, file.path, each) for file in files for each in file.scored[:of_one]
    ]
    every.sort(key=lambda one: (one[0], one[1], one[2].definition.ordinal))
    return {(path, each.definition.ordinal) for _, path, each in every[:most]}
