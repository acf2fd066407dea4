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
    return (rest or b"") + f"{begin}{body}{marks.end}".encode()


def is_ours(text: bytes, marks: Marks) -> bool:
    """Tell whether a file holds nothing but a block, and came with it."""
    return text.startswith(marks.begin.encode()) and without_block(text, marks) == b""


def without_block(text: bytes, marks: Marks) -> bytes:
    """Return a file as it was before the block came into it; as it is, if there is none."""
    for begin in (f"\n{marks.begin_after_line}", marks.begin):
        before, found, rest = text.partition(begin.encode())
        _, ended, after = rest.partition(marks.end.encode())
        if found and ended:
            return before + after
    return text
