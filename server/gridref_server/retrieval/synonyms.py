"""Other words for the same: short forms, as `config` for configuration, and words of like meaning.

They are general, of no repository, and lie in two tables beside this file: on each line a word, and
those that may stand for it, or it for them.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gridref_server.retrieval.stems import stems

# What a word counts that stands for another one.
SHARES = {"short.txt": 0.5, "synonyms.txt": 0.3}


@cache
def other_words() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return the stems that stand for a stem, each with its share."""
    found: dict[str, dict[str, float]] = {}
    for table, share in SHARES.items():
        for line in Path(__file__).with_name(table).read_text("utf-8").splitlines():
            first, *others = (stem for word in line.split() for stem in stems(word)[:1])
            for other in others:
                for one, two in ((first, other), (other, first)):
                    if one != two:
                        found.setdefault(one, {}).setdefault(two, share)
    return {one: tuple(others.items()) for one, others in found.items()}
