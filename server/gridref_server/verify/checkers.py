"""Which checker reads which language: a table, each loaded when it is first needed."""

from collections.abc import Callable

from gridref_server.index import Index
from gridref_server.verify.finding import Checked, Code

# What a checker is: it says of each reference of some code whether it exists.
Checker = Callable[[Code, Index], Checked]


def checker(language: str) -> Checker | None:
    """Return what checks code of a language, None if nothing does."""
    load = CHECKERS.get(language)
    return load() if load else None


def _ecmascript() -> Checker:
    from gridref_server.verify.ecmascript.check import check

    return check


def _python() -> Checker:
    from gridref_server.verify.python.code import check

    return check


def _local() -> Checker:
    from gridref_server.verify.local import check

    return check


def _prose() -> Checker:
    from gridref_server.verify.prose import check

    return check


# A row a language; the loaders stand above it.
CHECKERS: dict[str, Callable[[], Checker]] = {
    "c": _local,
    "cpp": _local,
    "go": _local,
    "java": _local,
    "javascript": _ecmascript,
    "markdown": _prose,
    "python": _python,
    "rst": _prose,
    "rust": _local,
    "tsx": _ecmascript,
    "typescript": _ecmascript,
}
