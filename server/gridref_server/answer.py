"""The shape of every answer: a verdict, the evidence for it, and places to look."""

from dataclasses import dataclass, field, replace
from typing import Literal

Verdict = Literal["found", "ambiguous", "absent", "unknown", "fine", "findings", "not checked"]


class Misuse(ValueError):
    """A broken argument, in one sentence: what was asked, what is so, what to try."""


@dataclass(frozen=True)
class Evidence:
    """What an answer was looked up in.

    `broken` counts files with syntax errors, whose names may not all have been seen, `pending`
    those that were not read yet; `stale` says why a change may be missing. `of` is the package
    that was looked up in, '' for the project. `packages` counts the installed ones that were
    searched too, `unread` those that could not be yet. `repository` is its name where several
    are served.
    """

    revision: str
    generation: int
    files: int
    definitions: int
    left_out: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    pending: int = 0
    stale: str = ""
    of: str = ""
    packages: int = 0
    unread: int = 0
    repository: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether what is not found is not there."""
        return not self.pending and not self.stale and not self.unread


@dataclass(frozen=True)
class Candidate:
    """What may have been meant: how it is written here, its true signature, where it stands."""

    name: str
    signature: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Item:
    """One place: a definition, a section, a use, a file. Lines are 1-based and inclusive.

    `lines` are those that count in it, such as those of a use; they are shown instead.
    `candidates` are what may have been meant by a name that is missing. `origin` is the package
    whose text this is, '' for the project's own.
    """

    ref: str
    path: str
    kind: str
    text: str
    start_line: int = 0
    end_line: int = 0
    doc: str = ""
    note: str = ""
    source: str = ""
    hash: str = ""
    depth: int = 0
    lines: tuple[int, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Group:
    """Items of one sort, the most important first; `more` is how many were left out."""

    title: str
    items: tuple[Item, ...]
    more: int = 0


@dataclass(frozen=True)
class Answer:
    """What a lookup says. `summary` is one phrase, `hints` are what to do next.

    `needs` are the packages that must be read before more can be told.
    """

    verdict: Verdict
    summary: str
    evidence: Evidence
    groups: tuple[Group, ...] = ()
    hints: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def with_groups(self, groups: tuple[Group, ...]) -> "Answer":
        """Return the same answer with other groups."""
        return replace(self, groups=groups)
