"""A block of ours in a text file of somebody else's, between two marks, and out of it again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """What stands around a block: the first mark also says how it came there."""

    begin: str
    begin_after_line: str
    end: str


HASH = Marks(
    "# >>> gridref >>>\n",
    "# >>> gridref, behind a line without an end >>>\n",
    "# <<< gridref <<<\n",
)
HTML = Marks(
    "<!-- >>> gridref >>> -->\n",
    "<!-- >>> gridref, behind a line without an end >>> -->\n",
    "<!-- <<< gridref <<< -->\n",
)


def with_block(text: bytes | None, body: str, marks: Marks) -> bytes:
    """Return a file with a block at its end, in place of the one that it has; None is a new one."""
    rest = None if text is None or is_ours(text, marks) else without_block(text, marks)
    is_ended = rest is None or rest.endswith(b"\n")
    begin = marks.begin if is_ended else f"\n{marks.begin_after_line}"
    block = f"{begin}{body}{marks.end}"
    return (rest or b"") + (_dos(block) if b"\r\n" in (rest or b"") else block.encode())


def is_ours(text: bytes, marks: Marks) -> bool:
    """Tell whether a file holds nothing but a block, and came with it."""
    return text.startswith(marks.begin.encode()) and without_block(text, marks) == b""


def without_block(text: bytes, marks: Marks) -> bytes:
    """Return a file as it was before the block came into it; as it is, if there is none."""
    for mark in (f"\n{marks.begin_after_line}", marks.begin):
        for begin, end in ((_dos(mark), _dos(marks.end)), (mark.encode(), marks.end.encode())):
            before, found, rest = text.partition(begin)
            _, ended, after = rest.partition(end)
            if found and ended:
                return before + after
    return text


def _dos(text: str) -> bytes:
    """Return text with the ends of lines that a file from Windows has."""
    return text.replace("\n", "\r\n").encode()
