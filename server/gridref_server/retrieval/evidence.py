"""What speaks for each file and each definition, as numbers by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log

from gridref_indexers.store import Definition
from gridref_server.index import Index
from gridref_server.naming import PROSE_AND_DATA
from gridref_server.retrieval.candidates import Candidate, Gathering
from gridref_server.retrieval.passages import Passage, Reading, Wanted, reading
from gridref_server.retrieval.stems import stems
from gridref_server.retrieval.task import Task

SATURATION, LENGTH = 1.2, 0.6
PASSAGE_WORDS = 60.0
IN_NAME, IN_OWNER, IN_PATH, IN_DOC = 5.0, 1.0, 0.6, 1.0
_TYPES = frozenset(["class", "struct", "interface", "enum", "trait", "union", "record", "type"])
MOST_READ = 28

Signals = dict[str, float]


@dataclass
class Scored:
    """A definition of a candidate with what speaks for it."""

    definition: Definition
    signals: Signals
    score: float = 0.0


@dataclass
class File:
    """A candidate, read, with what speaks for it."""

    candidate: Candidate
    reading: Reading
    signals: Signals
    scored: list[Scored] = field(default_factory=list)
    score: float = 0.0

    @property
    def path(self) -> str:
        """Return its path."""
        return self.candidate.path


def evidence(
    index: Index, task: Task, first: Mapping[str, float], most: int = MOST_READ
) -> list[File]:
    """Return the files that may be meant, with all that is known for and against each.

    By what is known at a glance, weighed by `first`, it is chosen which of them are read.
    """
    gathering = Gathering(index, task)
    scored = [(-weighed(each.signals, first), each.path, each) for each in gathering.candidates()]
    chosen = [each for *_, each in sorted(scored)[:most]]
    wanted = Wanted(task.words)
    files = [
        File(each, reading(index, each.path, each.content, wanted), each.signals) for each in chosen
    ]
    ranks = index.store.ranks_of(each.candidate.content for each in files)
    weigher = _Weigher(task, gathering.rarity, files)
    for file in files:
        weigher.weigh(file, ranks)
    for name in _RELATIVE:
        _relative(files, name)
    for name in _RELATIVE_OF_DEFINITIONS:
        _relative([each for file in files for each in file.scored], name)
    return files


def weighed(signals: Mapping[str, float], worth: Mapping[str, float]) -> float:
    """Return the sum of signals, each by its weight."""
    return sum(value * worth.get(name, 0.0) for name, value in signals.items())


_RELATIVE = ("text", "text_title", "best", "best3")
_RELATIVE_OF_DEFINITIONS = ("passage", "name_like")


def _relative(each: "list[File] | list[Scored]", name: str) -> None:
    """Measure a signal by the strongest of the task."""
    most = max((one.signals.get(name, 0.0) for one in each), default=0.0)
    if most > 0:
        for one in each:
            if one.signals.get(name):
                one.signals[name] /= most


class _Weigher:
    def __init__(self, task: Task, rarity: Mapping[str, float], files: list[File]) -> None:
        self.task = task
        self.worth = {word: rarity[word] * weight for word, weight in task.words.items()}
        self.title = {word: rarity[word] for word in task.title if word in rarity}
        self.mean = max(1.0, sum(f.reading.words for f in files) / max(1, len(files)))
        self.cited = task.names
        self.lasts: dict[str, float] = {}
        for name, weight in task.names.items():
            last = name.rpartition(".")[2]
            self.lasts[last] = max(weight, self.lasts.get(last, 0.0))
        self.frames = {}
        for at, frame in enumerate(task.frames, 1):
            if frame.name:
                self.frames[frame.name.rpartition(".")[2]] = at / len(task.frames)
        self.messages = [m.encode("utf-8", "replace") for m in task.messages]
        self.total = sum(self.worth.values()) or 1.0

    def weigh(self, file: File, ranks: Mapping[tuple[int, int], float]) -> None:
        """Fill in the signals of a file and of what it defines."""
        signals, read = file.signals, file.reading
        size = 1 - LENGTH + LENGTH * read.words / self.mean
        signals["text"] = self._bm25(read.counts, size, self.worth)
        signals["text_title"] = self._bm25(read.counts, size, self.title)
        signals["coverage"] = (
            sum(w for word, w in self.worth.items() if word in read.counts) / self.total
        )
        file.scored = list(self._passages(file, ranks))
        tops = sorted((each.signals["passage"] for each in file.scored), reverse=True)[:3]
        signals["best"] = tops[0] if tops else 0.0
        signals["best3"] = sum(tops)
        signals["message"] = float(self._messages(read.source))
        rank = sum(ranks.get((file.candidate.content, d.ordinal), 0.0) for d in read.definitions)
        signals["rank"] = log(1 + 1e4 * (rank + ranks.get((file.candidate.content, -1), 0.0))) / 7
        signals["size"] = log(1 + read.words) / 8
        signals["empty"] = float(not read.definitions)

    def _bm25(self, counts: Mapping[str, int], size: float, worth: Mapping[str, float]) -> float:
        return sum(
            w * counts[word] / (counts[word] + SATURATION * size)
            for word, w in worth.items()
            if word in counts
        )

    def _messages(self, source: bytes) -> bool:
        return any(message in source for message in self.messages)

    def _passages(self, file: File, ranks: Mapping[tuple[int, int], float]) -> Iterator[Scored]:
        read = file.reading
        in_path = set(stems(file.path))
        names = [stems(d.name) for d in read.definitions]
        for each in read.definitions:
            if not each.name:
                continue
            passage = read.passages.get(each.ordinal)
            cited = self.lasts.get(each.name, 0.0)
            if passage is None and not cited:
                continue
            passage = passage or Passage(each)
            made_of = names[each.ordinal] if each.ordinal < len(names) else ()
            owner = names[each.parent] if 0 <= each.parent < len(names) else ()
            yield Scored(
                each, self._signals(file, passage, each, made_of, owner, in_path, cited, ranks)
            )

    def _signals(
        self, file: File, passage: Passage, each: Definition, made_of: tuple[str, ...],
        owner: tuple[str, ...], in_path: set[str], cited: float,
        ranks: Mapping[tuple[int, int], float],
    ) -> Signals:  # fmt: skip
        size = 1 - LENGTH + LENGTH * passage.words / PASSAGE_WORDS
        score = 0.0
        doc = frozenset(stems(each.doc)) if each.doc and each.kind not in PROSE_AND_DATA else ()
        for word, worth in self.worth.items():
            count = passage.counts.get(word, 0) / size
            if word in made_of:
                count += IN_NAME / (len(made_of) ** 0.5)
            elif not count and word not in owner:
                continue
            if word in owner:
                count += IN_OWNER
            if word in in_path:
                count += IN_PATH
            if word in doc:
                count += IN_DOC
            score += worth * count / (count + SATURATION)
        shared = [word for word in made_of if word in self.worth]
        like = sum(self.worth[word] for word in shared) / self.total
        like *= (len(shared) / len(made_of)) ** 0.5 if made_of else 0.0
        return {
            "passage": score,
            "name_like": like,
            "cited": cited,
            "cited_qualified": float(
                bool(cited)
                and any("." in name and _fits(each.qualified, name) for name in self.cited)
            ),
            "traced": self.frames.get(each.name, 0.0) * float(bool(file.signals.get("traced"))),
            "traced_elsewhere": self.frames.get(each.name, 0.0),
            "message": float(
                bool(self.messages)
                and any(
                    m in file.reading.source[each.start_byte : each.end_byte] for m in self.messages
                )
            ),
            "rank": log(1 + 1e5 * ranks.get((file.candidate.content, each.ordinal), 0.0)) / 7,
            "is_type": float(each.kind in _TYPES),
            "is_minor": float(
                each.kind in ("variable", "field", "constant", "property", "enum_member")
            ),
            "is_prose": float(each.kind in PROSE_AND_DATA),
            "is_namespace": float(each.kind in ("namespace", "module", "package")),
            "size": log(1 + passage.words) / 7,
            "depth": each.qualified.count(".") / 3,
        }


def _fits(qualified: str, cited: str) -> bool:
    words = cited.split(".")
    return qualified.split(".")[-len(words) :] == words or qualified.split(".")[-2:] == words[-2:]
