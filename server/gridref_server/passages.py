"""Which sections of some prose answer a question best: bm25 over sections as they are now."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gridref_indexers.store import Definition
from gridref_server.index import Index, View
from gridref_server.render import tokens

MOST_FILES = 60
LONGEST_LINE = 110
# The usual parameters of bm25; words in a title count for more than one.
_K1, _B, _TITLE = 1.2, 0.75, 3
_WORD = re.compile(r"\w{2,}")
_COMMON = frozenset(
    "the and for with that this are was how what when where which can does from into use using "
    "a an of to in on is it do i my you your be by or as at not".split()
)


@dataclass(frozen=True)
class Passage:
    """A section, or a file without any, with the line in it that is most to the point."""

    view: View
    definition: Definition | None
    start_line: int
    end_line: int
    tokens: int
    line: str
    score: float


def passages(index: Index, query: str, paths: Iterable[str]) -> list[Passage]:
    """Return the sections with words of a question, the best first."""
    wanted = [word for word in _words(query) if word not in _COMMON]
    wanted = list(dict.fromkeys(wanted)) or _words(query)
    pieces = [piece for path in list(paths)[:MOST_FILES] for piece in _pieces(index, path)]
    if not pieces or not wanted:
        return []
    counts = [Counter(_words(text)) for *_, text in pieces]
    average = sum(map(Counter.total, counts)) / len(counts) or 1.0
    held = {word: sum(word in each for each in counts) for word in wanted}
    found = []
    for (view, each, first, last, text), count in zip(pieces, counts, strict=True):
        titles = Counter(_words(each.name)) if each else Counter[str]()
        score = 0.0
        for word in wanted:
            often = count[word] + _TITLE * titles[word]
            if often:
                rare = math.log(1 + (len(counts) - held[word] + 0.5) / (held[word] + 0.5))
                longer = _K1 * (1 - _B + _B * count.total() / average)
                score += rare * often * (_K1 + 1) / (often + longer)
        if score:
            line = _telling(text, wanted)
            found.append(Passage(view, each, first, last, tokens(text), line, score))
    return sorted(found, key=lambda p: (-p.score, p.view.path, p.start_line))


Piece = tuple[View, Definition | None, int, int, str]


def _pieces(index: Index, path: str) -> Iterator[Piece]:
    """Yield each section with its own text, without that of the sections inside of it."""
    view = index.view(path)
    if view is None:
        return
    sections = [each for each in view.definitions if each.kind == "section"]
    if not sections:
        yield view, None, 1, max(1, view.lines), view.text(1, view.lines)
    for at, each in enumerate(sections):
        last = sections[at + 1].start_line - 1 if at + 1 < len(sections) else each.end_line
        last = max(each.start_line, min(last, each.end_line))
        yield view, each, each.start_line, last, view.text(each.start_line, last)


def _telling(text: str, wanted: list[str]) -> str:
    """Return the line that holds most of the words, its title aside if it can be."""
    lines = [line.strip(" #*->|`=") for line in text.split("\n")]
    best = max(lines, key=lambda line: (sum(w in _words(line) for w in wanted), -len(line) // 200))
    return best if len(best) <= LONGEST_LINE else f"{best[:LONGEST_LINE].rstrip()}…"


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
