"""Reads what can be read of code that has syntax errors: the statements around them."""

import ast

from gridref_indexers.interfaces.python import parse

_MOST_TRIES = 20

Lines = tuple[int, int]


def mended(text: bytes) -> tuple[ast.Module, list[Lines]]:
    """Return the tree of a source, and the lines of statements at the top that can't be parsed."""
    lines = text.split(b"\n")
    lost: list[Lines] = []
    for _ in range(_MOST_TRIES):
        try:
            return parse(b"\n".join(lines)), lost
        except SyntaxError as error:
            span = _statement(lines, min(max(error.lineno or 1, 1), len(lines)))
            if not any(line.strip() for line in lines[span[0] - 1 : span[1]]):
                raise
            lost.append(span)
            for at in range(span[0] - 1, span[1]):
                lines[at] = b""
    return parse(b"\n".join(lines)), lost


def _statement(lines: list[bytes], at: int) -> Lines:
    """Return the first and last line of the statement at the top that a line belongs to."""
    first = at
    while first > 1 and not _starts(lines[first - 1]):
        first -= 1
    last = at
    while last < len(lines) and not _starts(lines[last]):
        last += 1
    return first, last


def _starts(line: bytes) -> bool:
    """Tell whether a line starts a statement at the top, and does not only go on with one."""
    word = line.split(b" ")[0].rstrip(b":\r")
    goes_on = word in (b"else", b"elif", b"except", b"finally") or line[:1] in b")]}#"
    return bool(line.strip()) and not line[:1].isspace() and not goes_on
