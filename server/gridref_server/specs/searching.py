"""Requirements and sections by the words that they say."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridref_indexers.specs.entry import DEMANDS, DOCUMENTS
from gridref_indexers.words import parts
from gridref_server.index import Index
from gridref_server.specs.corpus import STANDING, Corpus, Place

MOST = 12
_MOST_WORDS = 12
# Entries are looked at in so many specs, those that say most of what is asked for.
_MOST_SPECS = 40
# A requirement of more lines is found by its scenarios.
_MOST_LINES = 100
# An entry says so much of what is asked for, rare words counting more.
_LEAST = 0.5
# What a word counts in a title, and what the whole spec counts beside one entry of it.
_OF_TITLE, _OF_SPEC = 1.5, 0.7
# How soon more of the same word counts no more, and how much a long text is held against it.
_K, _B = 1.2, 0.6
_STOP = frozenset(
    "the and for with from into this that are any not how what when where who why does can "
    "here there its our your a an of in on at to is it be by as or do which without".split()
)


@dataclass(frozen=True)
class _Asked:
    """The words of a question, what each is worth, and what each spec is worth by them."""

    weights: dict[str, float]
    specs: dict[str, float]
    titles: dict[str, frozenset[str]]

    def covered(self, words: Iterator[str] | set[str]) -> float:
        """Return how much of what is asked for some words are."""
        return sum(map(self.weights.__getitem__, set(words))) / sum(self.weights.values())


def search(index: Index, specs: Corpus, query: str) -> list[Place]:
    """Return the entries that say the words of a query, the best first."""
    words = list(dict.fromkeys(each for each in _words(query) if each not in _STOP))[:_MOST_WORDS]
    if not words:
        return []
    asked = _asked(index, specs, words)
    scored: list[tuple[float, int, Place]] = []
    for path in asked.specs:
        held = specs.specs[path]
        if held.role == "rules":
            continue
        for at in range(len(held.entries)):
            place = Place(path, held, at)
            if _counts(place) and (score := _score(specs, place, asked)):
                scored.append((-score, at, place))
    return [place for *_, place in sorted(scored, key=lambda each: each[:2])[:MOST]]


def _counts(place: Place) -> bool:
    """Tell whether an entry is found by itself; a scenario is part of what it is of, if short."""
    if place.entry.kind != "scenario" or place.entry.parent < 0:
        return True
    around = place.spec.entries[place.entry.parent]
    return around.end_line - around.start_line > _MOST_LINES


def _score(specs: Corpus, place: Place, asked: _Asked) -> float:
    """Return how well an entry answers; 0 where it says too little of what is asked for."""
    weights = asked.weights
    entry, around = place.entry, asked.titles[place.path]
    title = {word for word in _words(f"{entry.title} {entry.id}") if word in weights}
    text = _text(specs, place)
    counts = Counter(word for word in _words(text) if word in weights)
    covered = asked.covered(counts.keys() | title | around)
    if covered < _LEAST or not (counts or title):
        return 0.0
    own = sum(
        weights[word] * (_of_body(counts[word], len(text) / 600) + _OF_TITLE * (word in title))
        for word in weights
    )
    whole = asked.specs[place.path] * (1.0 if entry.kind in DOCUMENTS else _OF_SPEC)
    return (own + whole) * covered * _standing(place)


def _standing(place: Place) -> float:
    """Return what an entry counts by what it is: what is to hold counts more than how, or was."""
    if place.spec.role not in STANDING:
        return 0.8
    gone = 0.85 if _GONE.match(place.spec.status) else 1.0
    return gone * (1.2 if place.entry.kind in DEMANDS else 1.0)


_GONE = re.compile(r"superseded|deprecated|withdrawn|rejected|replaced|obsolete|removed", re.I)


def _of_body(count: int, length: float) -> float:
    """Return what a word counts that a text says so often; `length` is 1 for a usual text."""
    return count / (count + _K * (1 - _B + _B * length)) if count else 0.0


def _asked(index: Index, specs: Corpus, words: Sequence[str]) -> _Asked:
    """Weigh words, the rarer the more, and pick the specs that say most of them."""
    counts: dict[str, dict[str, int]] = {}
    sizes: dict[str, int] = {}
    titles: dict[str, frozenset[str]] = {}
    parted: dict[str, float] = {}
    for path in specs.specs:
        view = index.view(path)
        text = view.source.decode("utf-8", "replace").casefold() if view else ""
        title = frozenset(_words(specs.title(path)))
        held = (title | frozenset(_words(path))).intersection(words)
        # The more of a title is asked for, the more it is that one.
        parted[path] = 0.5 + 0.5 * len(title.intersection(words)) / max(1, len(title))
        counts[path] = {w: n for w in words if (n := text.count(w) + (w in held))}
        sizes[path], titles[path] = len(text), held
    saying = Counter(word for held in counts.values() for word in held)
    size = len(specs.specs)
    weights = {word: math.log(1 + 2 * size / (1 + saying[word])) for word in words}
    usual = sum(sizes.values()) / max(1, size)
    worth: dict[str, float] = {}
    for path, said in counts.items():
        if sum(weights[word] for word in said) >= _LEAST * sum(weights.values()):
            length = sizes[path] / max(1.0, usual)
            worth[path] = sum(
                weights[w] * (_of_body(n, length) + _OF_TITLE * (w in titles[path]) * parted[path])
                for w, n in said.items()
            )
    best = sorted(worth, key=lambda path: (-worth[path], path))[:_MOST_SPECS]
    return _Asked(weights, {path: worth[path] for path in best}, titles)


def _text(specs: Corpus, place: Place) -> str:
    """Return an entry without those in it that count by themselves."""
    entry = place.entry
    view = specs.index.view(place.path)
    if view is None:
        return ""
    inner = (
        each.entry.start_line
        for each in place.inside
        if each.entry.start_line > entry.start_line and _counts(each)
    )
    end = min(entry.end_line, next(inner, entry.end_line + 1) - 1)
    return view.text(entry.start_line, max(entry.start_line, end))


def _words(text: str) -> list[str]:
    found = [word for run in re.findall(r"\w+", text) for word in {run, *parts(run)}]
    return [_stem(word.casefold()) for word in found if len(word) > 1]


def _stem(word: str) -> str:
    """Cut the commonest endings: `caching`, `caches` and `cache` are one word."""
    for end in ("ings", "ing", "ies", "ied", "ed", "s"):
        if word.endswith(end) and len(word) - len(end) > 2 and not word.endswith("ss"):
            word = word[: -len(end)]
            break
    bare = word.rstrip("eyi") if len(word) > 3 else word
    twice = len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "sl"
    return bare[:-1] if twice else bare
