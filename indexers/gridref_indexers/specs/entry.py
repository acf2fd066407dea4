"""What one spec says and nothing that depends on a second file: the vocabulary of specs."""

from dataclasses import dataclass
from typing import NamedTuple

# Links to another requirement: it is above, or only of the same matter.
UPWARD = frozenset(["covers", "relates"])
# Those that may lead to code: what is said in passing, and what is said to be it.
LEADS = frozenset(["mentions", "links", "tested by", "implemented by"])
# Kinds that say what must hold; the others give them a place, or say how it is reached.
DEMANDS = frozenset(["requirement", "criterion", "story", "contract", "decision", "proposal"])
# Kinds that are a whole document with its reasons: one is seldom met by a piece of code alone.
DOCUMENTS = frozenset(["decision", "proposal"])


class Link(NamedTuple):
    """A link as it is written: an id, a path, a glob, or the name of a definition.

    `links` are those in the syntax of Markdown, `mentions` are names in backticks and bare ids.
    """

    kind: str
    target: str
    line: int


class Problem(NamedTuple):
    """Something in a spec that can't be read, in one clear line."""

    line: int
    why: str


class Entry(NamedTuple):
    """A section, requirement, scenario, task of a spec; `parent` is the ordinal of what holds it.

    `id` is what stands behind the `#` of a ref; `names` are what else it is called by. Lines are
    1-based and inclusive. `keyword` is the strongest word of RFC 2119 that it says in capitals.
    """

    parent: int
    kind: str
    id: str
    names: tuple[str, ...]
    title: str
    summary: str
    start_line: int
    end_line: int
    status: str = ""
    keyword: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Spec:
    """All that is read off one spec. `links` are those of the file as a whole."""

    format: str
    role: str
    title: str
    summary: str = ""
    status: str = ""
    entries: tuple[Entry, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
