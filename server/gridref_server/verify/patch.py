"""Unified diffs: read, and applied to what files hold, forwards or backwards. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# A diff of more files is none that somebody reads.
MOST_FILES = 500

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NOWHERE = "/dev/null"


class Broken(ValueError):
    """A diff that is none, or does not apply, in one sentence."""


@dataclass(frozen=True)
class Hunk:
    """One piece of a change: where it starts, and its lines with their marks."""

    old_start: int
    new_start: int
    lines: tuple[str, ...]

    def side(self, mark: str) -> list[str]:
        """Return the lines before (`-`) or after (`+`) the change."""
        return [line[1:] for line in self.lines if line[:1] in (" ", mark)]


@dataclass(frozen=True)
class Patch:
    """The change of one file; a path is '' where the file is not there before, or after."""

    old_path: str
    new_path: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True)
class Change:
    """One file before and after; None where it is not there."""

    path: str
    old: str | None
    new: str | None


def patches(text: str) -> list[Patch]:
    """Read a unified diff, as git and diff write it; raise `Broken` for what is none."""
    found = list(_patches(text.split("\n")))
    if not found:
        raise Broken("it is no unified diff: no line starts with `--- ` and the next with `+++ `")
    if len(found) > MOST_FILES:
        raise Broken(f"it changes {len(found):,} files; {MOST_FILES} are the most")
    return found


def _patches(rows: Sequence[str]) -> Iterator[Patch]:
    at = 0
    while at < len(rows) - 1:
        if not (rows[at].startswith("--- ") and rows[at + 1].startswith("+++ ")):
            at += 1
            continue
        old, new = _path(rows[at][4:]), _path(rows[at + 1][4:])
        at += 2
        hunks: list[Hunk] = []
        while at < len(rows) and (head := _HUNK.match(rows[at])):
            lines, at = _lines(rows, at + 1, int(head[2] or 1), int(head[4] or 1), new or old)
            hunks.append(Hunk(int(head[1]), int(head[3]), tuple(lines)))
        yield Patch(old, new, tuple(hunks))


def _lines(rows: Sequence[str], at: int, old: int, new: int, path: str) -> tuple[list[str], int]:
    """Take the lines of a hunk, as many as its head says."""
    lines: list[str] = []
    while old > 0 or new > 0:
        if at >= len(rows) or rows[at][:1] not in ("", " ", "+", "-", "\\"):
            raise Broken(f"a hunk of {path} ends before the lines that it announces")
        # Mail and editors cut the blank off lines that are empty.
        row = rows[at].removesuffix("\r") or " "
        at += 1
        if row[0] == "\\":
            continue
        old -= row[0] in " -"
        new -= row[0] in " +"
        lines.append(row)
    while at < len(rows) and rows[at].startswith("\\"):
        at += 1
    return lines, at


def _path(text: str) -> str:
    """Return the path in a head, without the `a/` and `b/` that git puts before it."""
    path = text.split("\t")[0].strip()
    if path.startswith('"') and path.endswith('"'):
        path = path[1:-1].encode("latin-1", "replace").decode("unicode_escape")
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    if path == _NOWHERE:
        return ""
    return re.sub(r"\A[abciow12]/", "", path)


def changed(text: str, held: Callable[[str], str | None]) -> list[Change]:
    """Return what a diff changes; `held` says what a file holds now, before the diff or after it.

    Raise `Broken` where it fits neither.
    """
    return [_changed(each, held) for each in patches(text)]


def _changed(patch: Patch, held: Callable[[str], str | None]) -> Change:
    path = patch.new_path or patch.old_path
    if not path:
        raise Broken("a file of it has no path")
    now = held(patch.old_path) if patch.old_path else None
    after = held(patch.new_path) if patch.new_path else None
    if not patch.old_path:
        made = "\n".join(line for hunk in patch.hunks for line in hunk.side("+"))
        return Change(path, None, f"{made}\n")
    if now is not None:
        if (new := applied(now, patch.hunks)) is not None:
            return Change(path, now, new if patch.new_path else None)
    elif not patch.new_path:  # it is deleted already
        gone = "\n".join(line for hunk in patch.hunks for line in hunk.side("-"))
        return Change(path, f"{gone}\n", None)
    if after is not None and (old := applied(after, patch.hunks, backwards=True)) is not None:
        return Change(path, old, after)
    if now is None and after is None:
        raise Broken(f"there is no file {path} that it could be applied to")
    raise Broken(f"it does not apply to {path}, neither forwards nor backwards")


def applied(text: str, hunks: Sequence[Hunk], *, backwards: bool = False) -> str | None:
    """Return a text with the changes made, or taken back; None where one does not fit."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    shift = 0
    for hunk in hunks:
        before, after = hunk.side("+" if backwards else "-"), hunk.side("-" if backwards else "+")
        start = (hunk.new_start if backwards else hunk.old_start) - 1 + shift
        at = _found(lines, before, max(0, start + (not before)))
        if at is None:
            return None
        lines[at : at + len(before)] = after
        shift = at + len(after) - (start + len(before)) + shift if before else shift + len(after)
    return "\n".join(lines)


def _found(lines: Sequence[str], wanted: Sequence[str], near: int) -> int | None:
    """Find where lines stand, the nearest place to where they are said to."""
    if not wanted:
        return min(near, len(lines))
    starts = [at for at, line in enumerate(lines) if line == wanted[0]]
    for at in sorted(starts, key=lambda at: abs(at - near)):
        if list(lines[at : at + len(wanted)]) == list(wanted):
            return at
    return None


# Of two texts without much in common the lines in between are all taken for changed.
_MOST_PAIRS = 25_000_000


def lines_of(old: str | None, new: str | None) -> tuple[dict[int, int], frozenset[int]]:
    """Return where the lines that stayed stand now, by where they stood, and the new lines."""
    before, after = (old or "").split("\n"), (new or "").split("\n")
    stayed: dict[int, int] = {}
    for a, b, size in _same(before, after):
        stayed.update((a + at + 1, b + at + 1) for at in range(size))
    made = frozenset(range(1, len(after) + 1)) - frozenset(stayed.values())
    return stayed, made


def _same(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of lines that two texts share, in order."""
    from difflib import SequenceMatcher

    least = min(len(before), len(after))
    start = next((at for at in range(least) if before[at] != after[at]), least)
    rest = least - start
    end = next((at for at in range(rest) if before[-at - 1] != after[-at - 1]), rest)
    yield 0, 0, start
    a, b = before[start : len(before) - end], after[start : len(after) - end]
    if len(a) * len(b) <= _MOST_PAIRS:
        for one in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            yield start + one.a, start + one.b, one.size
    yield len(before) - end, len(after) - end, end
