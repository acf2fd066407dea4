"""Other words for the same: short forms, as `config` for configuration, and words of like meaning.

They are general, of no repository, and lie in two tables beside this file: on each line a word, and
those that may stand for it, or it for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gridref_server.retrieval.stems import stems

# What a word counts that stands for another one.
SHARES = {"short.txt": 0.5, "synonyms.txt": 0.3}


@dataclass(frozen=True)
class Other:
    """A word that may stand for another one: its stem, and what it counts of that one's weight."""

    word: str
    stem: str
    share: float


@cache
def other_words() -> Mapping[str, tuple[Other, ...]]:
    """Return what may stand for each stem."""
    found: dict[str, dict[str, Other]] = {}
    for table, share in SHARES.items():
        for line in Path(__file__).with_name(table).read_text("utf-8").splitlines():
            first, *others = ((word, stems(word)[0]) for word in line.split())
            for other in others:
                for (_, stem), (word, another) in ((first, other), (other, first)):
                    if stem != another:
                        found.setdefault(stem, {}).setdefault(another, Other(word, another, share))
    return {stem: tuple(others.values()) for stem, others in found.items()}
