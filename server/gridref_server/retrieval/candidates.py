"""Which files may be meant: asked of the full-text index, of names, paths, history. None is read.

Each hint is a signal, a number by name; what a signal counts is learnt, see `ranking.py`.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import log

from gridref_server.index import Index
from gridref_server.naming import is_aside, is_test
from gridref_server.retrieval.named import called, parted
from gridref_server.retrieval.past import alike, past, paths_now, touched, touching
from gridref_server.retrieval.stems import stems
from gridref_server.retrieval.task import PROSE, Task

# Of a word that a greater part of the files holds it is not asked which, if they are so many.
COMMON, LEAST_COMMON = 0.2, 500
# Names are asked for so many words, the rarest, and so many names each; it is then asked where so
# many of them are defined, the likest.
MOST_NAMED_WORDS, MOST_NAMES, MOST_LIKE = 12, 400, 150
MOST_CITED_NAMES, MOST_CITED_PATHS = 24, 12
MOST_OF_ONE_NAME = 200
# Words, and names made of them, speak for so many files each, those for which they speak most.
MOST_BY_ONE = 150
# A shorter stem stands for itself alone: too much starts with it.
SHORTEST_START, SHORTEST_FRAGMENT = 4, 3
# What paths say is kept for so many, and where words stand.
MOST_KNOWN, MOST_KNOWN_WORDS = 1 << 16, 512
# How words saturate and how far the length of a file is held against it, as in BM25.
SATURATION, LENGTH = 1.2, 0.6

# Measured by the strongest of a task; the others are measured by themselves.
RELATIVE = (
    "holds",
    "holds_title",
    "file_name",
    "defines_like",
    "defines_likes",
    "defines",
    "defines_prose",
    "history",
    "history_best",
)
_OF_TEXT = frozenset(["markdown", "rst", "", "json", "yaml", "toml", "html", "css"])
_ASIDE_WORDS = frozenset(
    stems("example sample demo benchmark bench fixture legacy deprecated compat doc docs")
)


@dataclass
class Candidate:
    """A file, and how much speaks for it so far; `commits` are those that speak of the like."""

    path: str
    content: int
    language: str
    size: int
    signals: dict[str, float] = field(default_factory=dict)
    commits: list[int] = field(default_factory=list)

    def add(self, signal: str, value: float) -> None:
        """Add to a signal."""
        self.signals[signal] = self.signals.get(signal, 0.0) + value

    def raise_to(self, signal: str, value: float) -> None:
        """Let a signal be at least so much."""
        self.signals[signal] = max(self.signals.get(signal, 0.0), value)


class Gathering:
    """One task on its way to candidates; `worth` is what each of its words weighs here."""

    def __init__(self, index: Index, task: Task) -> None:
        self.index = index
        self.task = task
        self.sizes = index.sizes
        self.paths = index.paths_by_content
        self.count = max(1, len(self.sizes))
        self.holding: dict[str, frozenset[int]] = {}
        self.found: dict[str, Candidate] = {}
        self.holds: dict[int, float] = {}
        self.holds_title: dict[int, float] = {}
        self.rarity: dict[str, float] = {}
        self.worth: dict[str, float] = {}
        self.total = 1.0

    def candidates(self) -> list[Candidate]:
        """Return every file that anything speaks for."""
        self._by_words()
        self._by_paths()
        self._by_names()
        self._by_cited_names()
        self._by_cited_paths()
        self._by_history()
        self._by_folders()
        every = list(self.found.values())
        measure(RELATIVE, [each.signals for each in every])
        about_tests = bool({"test", "spec"} & self.task.speaks_of)
        for each in every:
            _describe(each, about_tests)
        return every

    def _at(self, path: str) -> Candidate:
        if path not in self.found:
            content = self.index.tree.contents[path]
            language, size, _ = self.sizes.get(content, ("", 0, 0))
            each = self.found[path] = Candidate(path, content, language, size)
            for name, held in (("holds", self.holds), ("holds_title", self.holds_title)):
                if content in held:
                    each.signals[name] = held[content]
        return self.found[path]

    def _of(self, contents: Iterable[int]) -> Iterator[Candidate]:
        return (self._at(path) for content in contents for path in self.paths.get(content, ()))

    def _by_words(self) -> None:
        """Note which files hold each word: BM25 with each word counted once a file."""
        title, most = set(self.task.title), max(LEAST_COMMON, int(self.count * COMMON))
        sizes = self.index.relative_sizes
        others = ((other, weight) for other, (_, weight) in self.task.also.items())
        for word, weight in (*self.task.words.items(), *others):
            found = self._holding(word, most)
            rarity = log(1 + (self.count - len(found) + 0.5) / (len(found) + 0.5))
            self.rarity[word], self.worth[word] = rarity, rarity * weight
            if len(found) == most:
                continue
            self.holding[word] = frozenset(found)
            for held in (self.holds, self.holds_title) if word in title else (self.holds,):
                for content in found:
                    size = 1 + SATURATION * (1 - LENGTH + LENGTH * sizes[content])
                    held[content] = held.get(content, 0.0) + rarity * weight / size
        self.total = sum(self.worth[word] for word in self.task.words) or 1.0
        for _ in self._of(nlargest(MOST_BY_ONE, self.holds, key=self.holds.__getitem__)):
            pass

    def _holding(self, word: str, most: int) -> Sequence[int]:
        """Return the contents that hold a word in any of its forms; of a common one not all."""
        forms = tuple(sorted({self.task.spelt.get(word, word), word, f"{word}s"}))
        known = self.index.holding
        if forms not in known:
            if len(known) >= MOST_KNOWN_WORDS:
                known.clear()
            start = word if len(word) >= SHORTEST_START else ""
            found = self.index.store.with_word_like(forms, start, most)
            here = found if len(found) == most else [each for each in found if each in self.sizes]
            known[forms] = array("q", here)
        return known[forms]

    def _by_paths(self) -> None:
        """Note which files have the words in their names."""
        named = called(self.index.tree)
        for word, worth in self.worth.items():
            for path in named.get(word, ()):
                self._at(path).add("file_name", worth)

    def _by_folders(self) -> None:
        """Note how much of the words is in the path of each file that was found."""
        for each in self.found.values():
            standing = standing_of(each.path)
            folders = sum(self.worth[word] for word in standing.folders if word in self.worth)
            in_name = each.signals.get("file_name", 0.0)
            each.signals["path_share"] = (in_name + 0.5 * folders) / self.total

    def _by_names(self) -> None:
        """Note which files define names that are made of the words."""
        words = [word for word in self.worth if len(word) >= SHORTEST_FRAGMENT]
        words.sort(key=lambda word: -self.worth[word])
        known: dict[str, float] = {}
        for word in words[:MOST_NAMED_WORDS]:
            for name in self.index.store.names_with([word], MOST_NAMES):
                if name not in known and word in (made_of := stems(name)):
                    known[name] = self.likeness(made_of)
        likest = nlargest(MOST_LIKE, known, key=known.__getitem__)
        defined: dict[int, list[float]] = {}
        for content, name in self.index.store.defining(likest):
            if content in self.sizes:
                defined.setdefault(content, []).append(known[name])
        found = {content: sorted(each, reverse=True)[:5] for content, each in defined.items()}
        for _ in self._of(nlargest(MOST_BY_ONE, found, key=found.__getitem__)):
            pass
        for each in self.found.values():
            if best := found.get(each.content):
                each.signals["defines_like"], each.signals["defines_likes"] = best[0], sum(best)

    def said(self, here: Collection[str]) -> float:
        """Return how much of the task some words say; one that stands for another, a part of it."""
        words = self.task.words
        found = {word: self.worth[word] for word in words if word in here}
        for other, (word, weight) in self.task.also.items():
            if other in here and word not in found:
                found[word] = self.worth[word] * weight / words[word]
        return sum(found.values()) / self.total

    def likeness(self, made_of: tuple[str, ...]) -> float:
        """Return how much of the task a name says, and how much of the name the task."""
        shared = [stem for stem in made_of if stem in self.worth]
        said = sum(self.worth[stem] for stem in shared) / self.total
        return said * (len(shared) / len(made_of)) ** 0.5 if shared else 0.0

    def _by_cited_names(self) -> None:
        """Note which files define a name that is cited, or are called so."""
        for name, weight in list(self.task.names.items())[:MOST_CITED_NAMES]:
            words = name.split(".")
            found = self.index.store.named(words[-1], most=MOST_OF_ONE_NAME)
            contents = {each.content for each in found}
            value = weight / (1 + len(contents)) ** 0.5
            for each in self._of(contents):
                each.add("defines", value)
                if weight >= 0.8:
                    each.raise_to("defines_prose", value)
            if len(words) > 1:
                owned = (each.content for each in found if is_qualified(each.qualified, words))
                for each in self._of(owned):
                    each.raise_to("defines_qualified", weight)
            plain = words[-1].lower().replace("_", "")
            if len(plain) > 3:
                for path in self.index.stems_of_files.get(plain, ()):
                    self._at(path).raise_to("file_named", weight)

    def _by_cited_paths(self) -> None:
        """Note which files a path or a frame of a trace means."""
        by_name = self.index.tree.by_name
        for cited in self.task.paths[:MOST_CITED_PATHS]:
            for path in by_name.get(cited.rpartition("/")[2], ())[:20]:
                whole = f"/{path}".endswith(f"/{cited}")
                self._at(path).raise_to("path_cited" if whole else "path_cited_partly", 1.0)
        frames = self.task.frames
        for at, frame in enumerate(frames, 1):
            for path in by_name.get(frame.path.rpartition("/")[2], ())[:20]:
                shared = _shared_end(path, frame.path)
                self._at(path).raise_to("traced", shared * (0.5 + 0.5 * at / len(frames)))

    def _by_history(self) -> None:
        """Note which files were touched by commits that speak of the like, and how often at all."""
        before = past(self.index.history)
        if not before.lengths:
            return
        now = paths_now(self.index.history, self.index.tree)
        spoken = {word: weight for word, weight in self.task.words.items() if weight >= PROSE}
        for path, commits in touched(before, alike(before, spoken), now).items():
            each = self._at(path)
            values = [value for value, _ in commits]
            each.signals["history"], each.signals["history_best"] = sum(values[:8]), values[0]
            each.commits = [at for _, at in commits]
        for path, changes in touching(before, now, self.found).items():
            signals = self.found[path].signals
            signals["changes"] = log(1 + len(changes)) / log(2 + len(before.lengths))
            signals["recent"] = sum(2 ** (-at / 100) for at in changes) ** 0.5 / 5


def measure(names: Iterable[str], signals: Iterable[dict[str, float]]) -> None:
    """Measure each of some signals by the strongest there is."""
    every = list(signals)
    for name in names:
        most = max((each.get(name, 0.0) for each in every), default=0.0)
        if most > 0:
            for each in every:
                if name in each:
                    each[name] /= most


def is_qualified(qualified: str, cited: list[str]) -> bool:
    """Tell whether a definition is what a dotted name cites: its owner is the same."""
    return qualified.split(".")[-2:] == cited[-2:]


@dataclass(frozen=True)
class Standing:
    """What a path says of its file, whatever is asked."""

    folders: frozenset[str]
    test: bool
    aside: bool
    example: bool
    depth: float


@lru_cache(MOST_KNOWN)
def standing_of(path: str) -> Standing:
    """Return what a path says of its file."""
    folder, name = parted(path)
    around = frozenset(stems(folder))
    return Standing(
        around.difference(stems(name)),
        is_test(path),
        is_aside(path),
        not _ASIDE_WORDS.isdisjoint(around),
        path.count("/") / 5,
    )


def _describe(each: Candidate, about_tests: bool) -> None:
    """Note what a file is, whatever is asked."""
    standing, signals = standing_of(each.path), each.signals
    signals["test"] = float(standing.test and not about_tests)
    signals["test_asked"] = float(standing.test and about_tests)
    signals["aside"] = float(standing.aside and not standing.test)
    signals["prose"] = float(each.language in _OF_TEXT)
    signals["depth"] = standing.depth
    signals["bytes"] = log(1 + each.size) / 12
    signals["example"] = float(standing.example)


def _shared_end(path: str, other: str) -> float:
    """Return how much of the shorter of two paths they have in common at their ends."""
    pairs = list(zip(path.split("/")[::-1], other.split("/")[::-1], strict=False))
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), len(pairs))
    return same / len(pairs)
