"""The nearest of what there is, for a name that there is not."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from gridref_indexers.normal import dotted
from gridref_indexers.words import parts
from gridref_server.index import Index
from gridref_server.naming import CANDIDATES, Name, Place, exact, named, ordered
from gridref_server.refs import LONGEST_NAME

HALVES = 2000
SCORED = 50
# From 0 to 100: names that are less alike are no help, nor those so much less than the best.
LEAST = 55
# From 0 to 1: so like a name is only what it was mistyped for, and nothing else need be looked for.
SLIP = 0.9
FARTHER = 30


def nearest(index: Index, name: Name) -> Iterator[Place]:
    """Yield the definitions of the nearest names; members of what it should be in come first."""
    anchor = name.anchor[-LONGEST_NAME:]
    owner, _, last = dotted(anchor).rpartition(".")
    members = _members(index, Name(name.path, owner), last)[:3] if owner else []
    yield from members
    for each in similar(index, last or anchor):
        places = ordered(index, [*named(index, each)])[:3]
        yield from (place for place in places if place not in members)


def _members(index: Index, owner: Name, name: str) -> list[Place]:
    """Return the members of a class that exists, those most like a name first."""
    found: list[tuple[float, Place]] = []
    owners = exact(index, owner) or exact(index, owner, folded=True)
    for here, each in owners[:CANDIDATES]:
        inside = f"{each.qualified}."
        found += [
            (_likeness(name, member.name), (here, member))
            for member in index.store.definitions(each.content)
            if member.qualified.startswith(inside) and member.qualified == inside + member.name
        ]
    alike = sorted(found, key=lambda scored: -scored[0])
    return [place for score, place in alike if score > 45]


def similar(index: Index, name: str, most: int = 10) -> list[str]:
    """Return names like a name, the most alike first."""
    if not name or not index.store.searchable():
        return []
    typed = process.extract(
        name.casefold(),
        {each: each.casefold() for each in _mistyped(index, name)},
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=0.5,
        limit=SCORED,
    )
    candidates = {each for _, _, each in typed}
    if not typed or typed[0][1] < SLIP:
        candidates.update(_reworded(index, name))
    scored = sorted(
        ((_likeness(name, each), fuzz.ratio(name, each), each) for each in candidates),
        key=lambda scored: (-scored[0], -scored[1], scored[2]),
    )
    # Beside one that is all but the name itself, those that only share a word are no help.
    least = max(LEAST, scored[0][0] - FARTHER) if scored else LEAST
    return [each for score, _, each in scored if score > least][:most]


def _mistyped(index: Index, name: str) -> Iterator[str]:
    """Yield names that a name with one typing error may mean.

    By the pigeonhole principle one letter too many, left out or replaced leaves the first or the
    last half as it was; two that are swapped in the middle leave what stands around them.
    """
    folded, middle = name.casefold(), len(name) // 2
    for length in range(len(name) - 1, len(name) + 2):
        start = folded[: middle - (length == len(name))]
        yield from index.store.names_of_length(length, start, folded[middle + 1 :], HALVES)


def _reworded(index: Index, name: str) -> Iterator[str]:
    """Yield names that hold a name, or its words in whatever order."""
    store = index.store
    yield from store.names_from(name, SCORED)
    yield from store.names_with([name], SCORED)
    words = [word for word in parts(name) if len(word) > 2]
    if len(words) > 1:
        for some in (words, *(combinations(words[:4], 2) if len(words) > 2 else ())):
            yield from store.names_with(some, SCORED)
        for word in words[:4]:
            yield from store.names_with([word], SCORED // 2)


@lru_cache(maxsize=1000)
def _words(name: str) -> str:
    return " ".join(parts(name)).casefold()


def _likeness(name: str, other: str) -> float:
    """Score from 0 to 100: typing errors first, then the same words in another order or style."""
    a, b = name.casefold(), other.casefold()
    typed = 100 * DamerauLevenshtein.normalized_similarity(a, b)
    words = fuzz.token_sort_ratio(_words(name), _words(other))
    longer = 88 - 0.5 * (len(b) - len(a)) if a in b else 0.0
    shorter = 88 * (len(b) / len(a)) ** 0.5 if b in a else 0.0
    return max(typed, 0.9 * words, longer, shorter)
