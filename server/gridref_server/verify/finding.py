"""The shape of what a checker says of code: each reference exists, is missing, or is unknown."""

from dataclasses import dataclass
from typing import Literal

from gridref_server.answer import Candidate

__all__ = ["Candidate", "Checked", "Code", "Finding", "Verdict"]

# `missing` needs a proof and is the only one that fails a check; `not_installed` names a
# distribution; `unknown` says why nothing can be said; `deprecated` is a note on what exists.
Verdict = Literal["missing", "not_installed", "unknown", "deprecated"]


@dataclass(frozen=True)
class Finding:
    """One reference that does not simply exist.

    Lines are 1-based, columns 0-based and in characters of the text that was handed over. `kind`
    is one of `import.module`, `import.name`, `import.moved`, `attr.module`, `attr.class`,
    `attr.instance`, `attr.self`, `attr.builtin`, `attr.dynamic`, `call.kwarg`, `call.many`,
    `call.few`, `name.undefined`, `path.file`. `why` is one phrase: what was looked in, or what
    can't be known.
    """

    line: int
    column: int
    end_column: int
    name: str
    kind: str
    verdict: Verdict
    why: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Code:
    """Code to be checked: a whole file, or a fragment of the file that `context` holds.

    `path` is where it is meant to lie, from the root, '' for a snippet that lies nowhere.
    `context` is the text of the file around a fragment, '' where `text` is all there is.
    """

    text: str
    language: str
    path: str = ""
    context: str = ""


@dataclass(frozen=True)
class Checked:
    """What was found: of so many references so many are known to exist.

    `not_checked` says what part could not be read, and why; '' if all was.
    """

    references: int
    existing: int
    findings: tuple[Finding, ...] = ()
    not_checked: str = ""
