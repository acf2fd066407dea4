"""What speaks for each file and each definition, as signals: numbers by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from gridref_indexers.store import Definition
from gridref_server.index import Index
from gridref_server.naming import PROSE_AND_DATA
from gridref_server.retrieval.candidates import (
    LENGTH,
    SATURATION,
    Candidate,
    Gathering,
    is_qualified,
    measure,
)
from gridref_server.retrieval.passages import Passage, Reading, Wanted, reading
from gridref_server.retrieval.past import past, paths_now, together
from gridref_server.retrieval.stems import stems
from gridref_server.retrieval.task import Task

# So many files are read, some of tests and some of docs besides; of each so many definitions are
# looked at closely, of those that lead at a glance more.
MOST_READ, MOST_BESIDE = 18, 2
MOST_CLOSE, CLOSER, LEADERS = 8, 28, 6
MOST_USED, MOST_LEADING = 12, 4
# A word counts more in what names a passage than in the passage itself.
IN_NAME, IN_OWNER, IN_PATH, IN_DOC = 5.0, 1.0, 0.6, 1.0
PASSAGE_WORDS = 60.0
RELATIVE = ("text", "text_title", "best", "pairs", "uses")
RELATIVE_OF_DEFINITIONS = ("passage", "name_like", "name_title", "pairs")

DOCS = frozenset(["markdown", "rst"])
_TYPES = frozenset(["class", "struct", "interface", "enum", "trait", "union", "record", "type"])
_VALUES = frozenset(["variable", "field", "constant", "property", "enum_member"])
_SPACES = frozenset(["namespace", "module", "package"])

Signals = dict[str, float]
Ranks = Mapping[tuple[int, int], float]


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
    coverage: float = 0.0
    score: float = 0.0

    @property
    def path(self) -> str:
        """Return its path."""
        return self.candidate.path


def weighed(signals: Signals, worth: Mapping[str, float]) -> float:
    """Return the sum of signals, each by its weight."""
    total = 0.0
    for name, value in signals.items():
        if value:
            total += value * worth.get(name, 0.0)
    return total


def evidence(index: Index, task: Task, first: Mapping[str, float]) -> list[File]:
    """Return the files that may be meant, with all that is known for and against each.

    By what is known at a glance, weighed by `first`, it is chosen which of them are read.
    """
    gathering = Gathering(index, task)
    glanced = [(-weighed(each.signals, first), each.path, each) for each in gathering.candidates()]
    every = [each for *_, each in sorted(glanced)]
    chosen = every[:MOST_READ]
    rest = every[MOST_READ:]
    chosen += [each for each in rest if each.signals["test"]][:MOST_BESIDE]
    chosen += [each for each in rest if each.language in DOCS][:MOST_BESIDE]
    wanted = Wanted(gathering.worth, task.pairs, gathering.holding)
    files = [
        File(each, reading(index, each.path, each.content, wanted), each.signals) for each in chosen
    ]
    ranks = index.store.ranks_of(each.content for each in chosen)
    close = _Closely(task, gathering, files)
    for place, file in enumerate(files):
        close.look(file, ranks, CLOSER if place < LEADERS else MOST_CLOSE)
    _changed_together(index, files)
    measure(RELATIVE, [file.signals for file in files])
    measure(RELATIVE_OF_DEFINITIONS, [each.signals for file in files for each in file.scored])
    return files


def _changed_together(index: Index, files: Sequence[File]) -> None:
    """Note how often each file was changed with those that lead at a glance."""
    before = past(index.history)
    if not before.lengths:
        return
    now = paths_now(index.history, index.tree)
    leading = [file.path for file in files[:MOST_LEADING]]
    shares = together(before, now, leading, [file.path for file in files])
    for file in files:
        file.signals["changed_with"] = shares.get(file.path, 0.0)


class _Closely:
    """Files of one task looked at closely."""

    def __init__(self, task: Task, gathering: Gathering, files: Sequence[File]) -> None:
        self.task = task
        self.gathering = gathering
        self.worth = gathering.worth
        self.title = {word: gathering.rarity[word] for word in task.title if word in self.worth}
        self.title_total = sum(self.title.values()) or 1.0
        self.mean = max(1.0, sum(file.reading.words for file in files) / max(1, len(files)))
        self.cited: dict[str, float] = {}
        for name, weight in task.names.items():
            last = name.rpartition(".")[2]
            self.cited[last] = max(weight, self.cited.get(last, 0.0))
        self.dotted = [name.split(".") for name in task.names if "." in name]
        self.traced = {
            frame.name.rpartition(".")[2]: at / len(task.frames)
            for at, frame in enumerate(task.frames, 1)
            if frame.name
        }
        self.used = [(name.encode(), weight) for name, weight in self.cited.items()][:MOST_USED]
        self.messages = [each.encode("utf-8", "replace") for each in task.messages]
        self.pair_worth = {
            pair: min(self.worth.get(word, 0.0) for word in pair) for pair in task.pairs
        }

    def look(self, file: File, ranks: Ranks, most: int) -> None:
        """Fill in the signals of a file and of what it defines."""
        signals, read = file.signals, file.reading
        size = 1 - LENGTH + LENGTH * read.words / self.mean
        signals["text"] = _bm25(read.counts, size, self.worth)
        signals["text_title"] = _bm25(read.counts, size, self.title)
        file.coverage = self.gathering.said({*read.counts, *stems(file.path)})
        pairs = {pair for passage in read.passages.values() for pair in passage.pairs}
        signals["pairs"] = sum(self.pair_worth[pair] for pair in pairs)
        signals["uses"] = sum(weight for name, weight in self.used if name in read.source)
        signals["message"] = float(any(each in read.source for each in self.messages))
        signals["size"] = log(1 + read.words) / 8
        signals["empty"] = float(not read.definitions)
        content = file.candidate.content
        rank = sum(ranks.get((content, at), 0.0) for at in range(-1, len(read.definitions)))
        signals["rank"] = log(1 + 1e4 * rank) / 7
        found = sorted(self._passages(file), key=lambda each: (-each[0], each[1].ordinal))
        signals["best"] = found[0][0] if found else 0.0
        close = [each for score, each in found[:most]]
        close += [each for _, each in found[most:] if each.name in self.cited]
        scores = {each.ordinal: score for score, each in found}
        file.scored = [
            Scored(each, self._signals(file, each, scores[each.ordinal], ranks)) for each in close
        ]

    def _passages(self, file: File) -> Iterator[tuple[float, Definition]]:
        """Yield the definitions that have any of the words, each with its BM25 over fields."""
        read = file.reading
        in_path = set(stems(file.path))
        for each in read.definitions:
            passage = read.passages.get(each.ordinal)
            made_of = stems(each.name) if each.name else ()
            if not each.name or not (
                (passage and passage.counts)
                or each.name in self.cited
                or not self.worth.keys().isdisjoint(made_of)
            ):
                continue
            owner = stems(read.definitions[each.parent].name) if each.parent >= 0 else ()
            yield self._score(each, passage or Passage(), made_of, owner, in_path), each

    def _score(
        self,
        each: Definition,
        passage: Passage,
        made_of: Sequence[str],
        owner: Sequence[str],
        in_path: set[str],
    ) -> float:
        size = 1 - LENGTH + LENGTH * passage.words / PASSAGE_WORDS
        counts = {word: count / size for word, count in passage.counts.items()}
        for word in made_of:
            if word in self.worth:
                counts[word] = counts.get(word, 0.0) + IN_NAME / len(made_of) ** 0.5
        for word in owner:
            if word in self.worth:
                counts[word] = counts.get(word, 0.0) + IN_OWNER
        if each.doc and each.kind not in PROSE_AND_DATA:
            for word in stems(each.doc):
                if word in counts:
                    counts[word] += IN_DOC
        score = 0.0
        for word, count in counts.items():
            count += IN_PATH if word in in_path else 0.0
            score += self.worth[word] * count / (count + SATURATION)
        return score

    def _signals(self, file: File, each: Definition, score: float, ranks: Ranks) -> Signals:
        read = file.reading
        passage = read.passages.get(each.ordinal) or Passage()
        made_of = stems(each.name)
        in_title = sum(self.title[stem] for stem in made_of if stem in self.title)
        cited, traced = self.cited.get(each.name, 0.0), self.traced.get(each.name, 0.0)
        owner = read.definitions[each.parent].name if each.parent >= 0 else ""
        source = read.source[each.start_byte : each.end_byte] if self.messages else b""
        return {
            "passage": score,
            "name_like": self.gathering.likeness(made_of),
            "name_title": in_title / self.title_total,
            "pairs": sum(self.pair_worth[pair] for pair in passage.pairs),
            "cited": cited,
            "cited_qualified": float(
                bool(cited) and any(is_qualified(each.qualified, name) for name in self.dotted)
            ),
            "owner_cited": self.cited.get(owner, 0.0),
            "traced": traced if file.signals.get("traced") else 0.0,
            "traced_elsewhere": traced,
            "message": float(any(message in source for message in self.messages)),
            "rank": log(1 + 1e5 * ranks.get((file.candidate.content, each.ordinal), 0.0)) / 7,
            "is_type": float(each.kind in _TYPES),
            "is_value": float(each.kind in _VALUES),
            "is_prose": float(each.kind in PROSE_AND_DATA),
            "is_space": float(each.kind in _SPACES),
            "size": log(1 + passage.words) / 7,
            "depth": each.qualified.count(".") / 3,
        }


def _bm25(counts: Mapping[str, int], size: float, worth: Mapping[str, float]) -> float:
    return sum(
        value * counts[word] / (counts[word] + SATURATION * size)
        for word, value in worth.items()
        if word in counts
    )
