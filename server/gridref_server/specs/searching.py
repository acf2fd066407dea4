"""Requirements and sections by the words that they say."""

import math
import re
from collections.abc import Sequence

from gridref_indexers.specs.entry import DEMANDS
from gridref_indexers.words import parts
from gridref_server.index import Index
from gridref_server.specs.corpus import Corpus, Place

MOST = 12
_MOST_WORDS = 12
# An entry says so much of what is asked for, rare words counting more.
_LEAST = 0.5
_STOP = frozenset(
    "the and for with from into this that are all any not how what when where who why does can "
    "here there its our your a an of in on at to is it be by as or do".split()
)


def search(index: Index, specs: Corpus, query: str) -> list[Place]:
    """Return the entries that say the words of a query, the best first."""
    words = list(dict.fromkeys(each for each in _words(query) if each not in _STOP))[:_MOST_WORDS]
    if not words:
        return []
    weights, paths = _telling(index, specs, words)
    total = sum(weights.values())
    scored: list[tuple[float, int, Place]] = []
    for at, place in enumerate(specs.places()):
        if place.path not in paths or not _counts(place):
            continue
        body = _body(specs, place)
        title = set(_words(f"{place.entry.title} {place.entry.id} {place.path.rpartition('/')[0]}"))
        score = 0.0
        for word in words:
            count = body.get(word, 0)
            score += weights[word] * (2.0 * (word in title) + count / (count + 1.5))
        found = sum(weights[word] for word in words if word in body or word in title) / total
        if score and found >= _LEAST:
            bonus = 1.2 if place.entry.kind in DEMANDS else 1.0
            scored.append((-score * bonus * found, at, place))
    return [place for *_, place in sorted(scored, key=lambda each: each[:2])[:MOST]]


def _telling(
    index: Index, specs: Corpus, words: Sequence[str]
) -> tuple[dict[str, float], frozenset[str]]:
    """Return what each word is worth, the rarer the more, and the specs that say enough of them."""
    saying: dict[str, set[str]] = {word: set() for word in words}
    for path in specs.specs:
        view = index.view(path)
        text = f"{path}\n{view.source.decode('utf-8', 'replace')}".casefold() if view else ""
        for word in words:
            if word in text:
                saying[word].add(path)
    size = len(specs.specs)
    weights = {word: math.log(1 + 2 * size / (1 + len(saying[word]))) for word in words}
    least = _LEAST * sum(weights.values())
    worth = {path: sum(weights[w] for w in words if path in saying[w]) for path in specs.specs}
    return weights, frozenset(path for path, each in worth.items() if each >= least)


def _counts(place: Place) -> bool:
    return place.spec.role not in ("archive", "rules") and place.entry.kind != "scenario"


def _body(specs: Corpus, place: Place) -> dict[str, int]:
    """Count the words of an entry, of a section without those in it that count by themselves."""
    entry = place.entry
    view = specs.index.view(place.path)
    if view is None:
        return {}
    inner = [
        e.start_line
        for e in place.spec.entries[place.ordinal + 1 :]
        if e.parent == place.ordinal and e.kind != "scenario"
    ]
    end = min([entry.end_line, *(line - 1 for line in inner if line > entry.start_line)])
    counted: dict[str, int] = {}
    for word in _words(view.text(entry.start_line, max(entry.start_line, end))):
        counted[word] = counted.get(word, 0) + 1
    return counted


def _words(text: str) -> list[str]:
    found = [word for run in re.findall(r"\w+", text) for word in {run, *parts(run)}]
    return [_stem(word.casefold()) for word in found if len(word) > 1]


def _stem(word: str) -> str:
    """Cut the commonest endings: `tokens` and `token` are one word."""
    for end in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 3:
            return word[: -len(end)]
    return word
