"""An answer as text for an agent, within its budget of tokens."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import groupby
from os import urandom
from typing import NamedTuple

from gridref_server.answer import Answer, Candidate, Evidence, Group, Item

# Code runs at three to four characters a token in the tokenizers of today; the low end is safe.
CHARS_PER_TOKEN = 3.5
MOST_REASONS = 3
MOST_LINES = 6

# What others wrote stands between marks that nobody who wrote it can know.
_KEY = urandom(16)


def tokens(text: str) -> int:
    """Estimate the tokens of a text, rather too many than too few."""
    return int(len(text) / CHARS_PER_TOKEN) + 1


def printable(text: str) -> str:
    """Return text with everything that a terminal or a reader would not see as it is, escaped."""
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(letter: str) -> str:
    if letter.isprintable():
        return letter
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode()


def visible(source: str) -> str:
    """Return lines of source with all that is not seen as it is escaped, but for tabs."""
    plain = source.replace("\n", "").replace("\t", "")
    if plain.isprintable():
        return source
    return "".join(letter if letter in "\n\t" else _seen(letter) for letter in source)


class _Written(NamedTuple):
    """The text of the answer that was written last: it is fitted first, and said then."""

    answer: Answer | None = None
    text: str = ""


_last = [_Written()]


def text(answer: Answer) -> str:
    """Write an answer: the evidence, then the places by file, then what to do next."""
    written = _last[0]
    if written.answer is not answer:
        written = _last[0] = _Written(answer, _text(answer))
    return written.text


def _text(answer: Answer) -> str:
    # Paths stand in a summary and in hints too, and a path may hold anything.
    summary = printable(answer.summary)
    lines = [f"{answer.verdict}: {summary} [{evidence(answer.evidence)}]"]
    for group in answer.groups:
        lines += _group(group)
    lines += [f"> {printable(hint)}" for hint in answer.hints]
    return "\n".join(lines)


def evidence(each: Evidence) -> str:
    """Say in a few words what was searched."""
    parts = [f"{_many(each.definitions, 'definition')} in {_many(each.files, 'file')}"]
    if of := each.of or each.repository:
        parts[0] += f" of {printable(of)}"
    if each.revision:
        parts[0] += f" at {each.revision[:7]}"
    if each.packages:
        parts[0] += f" and in {_many(each.packages, 'package')}"
    if each.unread:
        parts.append(f"{_many(each.unread, 'package')} not read yet")
    if each.left_out:
        parts.append("left out: " + ", ".join(_left_out(each.left_out)))
    if each.pending:
        parts.append("still indexing, so this is partial")
    elif each.stale:
        parts.append(f"may be stale: {printable(each.stale)}")
    return "; ".join(parts)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _left_out(counts: dict[str, int]) -> list[str]:
    """Say why files were left out, the most frequent reasons first."""
    ordered = sorted(counts.items(), key=lambda reason: (-reason[1], reason[0]))
    shown = [f"{count:,} {printable(why)}" for why, count in ordered[:MOST_REASONS]]
    rest = sum(count for _, count in ordered[MOST_REASONS:])
    return [*shown, f"{rest} for other reasons"] if rest else shown


def _group(group: Group) -> list[str]:
    lines = [f"{group.title}:"] if group.title else []
    path = ""
    for is_theirs, run in groupby(group.items, key=lambda item: bool(item.origin)):
        rows: list[str] = []
        items = list(run)
        for item in items:
            if item.path != path:
                path = item.path
                rows.append(printable(path))
            rows += _item(item)
        lines += _theirs(rows, {item.origin for item in items}) if is_theirs else rows
    if group.more:
        lines.append(f"  … {group.more} more")
    return lines


def _theirs(rows: list[str], origins: set[str]) -> list[str]:
    """Put what is of packages between marks that say so."""
    whose = printable(origins.pop()) if len(origins) == 1 else "installed packages"
    return fenced(rows, f" text of {whose}")


def fenced(rows: list[str], whose: str = "") -> list[str]:
    """Put what others wrote between marks that they could not know, so that they can't end it."""
    mark = blake2b("\n".join(rows).encode("utf-8", "replace"), key=_KEY, digest_size=4).hexdigest()
    return [f"<{mark}{whose}>", *rows, f"</{mark}>"]


def with_plain_marks(said: str) -> str:
    """Return an answer with the same marks in each process, for who compares answers."""
    return re.sub(r"(?m)^<(/?)[0-9a-f]{8}\b", r"<\1mark", said)


def _item(item: Item) -> list[str]:
    indent = "  " * (item.depth + 1)
    row = f"{indent}{_lines(item)}{printable(item.text)}"
    if item.note:
        row += f"  ({printable(item.note)})"
    if item.candidates:
        row += f" -> {'; '.join(candidate(each, item.path) for each in item.candidates)}"
    lines = [row.rstrip()] if row.strip() else []
    if item.doc:
        lines += [f"{indent}  {printable(row)}".rstrip() for row in item.doc.split("\n")]
    if item.source:
        lines += [item.source] if item.origin else fenced([item.source])
    return lines


def candidate(each: Candidate, path: str) -> str:
    """Say what may have been meant: its signature, which has its name, or else its name."""
    said = each.signature if each.name.rpartition(".")[2] in each.signature else each.name
    ref = each.ref.removeprefix(path) if each.ref.startswith(f"{path}#") else each.ref
    return printable(f"{said} [{ref}]" if ref else said)


def _lines(item: Item) -> str:
    if item.lines:
        more = "…" if len(item.lines) > MOST_LINES else ""
        return f"{','.join(map(str, item.lines[:MOST_LINES]))}{more} "
    if not item.start_line:
        return ""
    if item.end_line in (0, item.start_line):
        return f"{item.start_line} "
    return f"{item.start_line}-{item.end_line} "


def fitted(answer: Answer, budget: int) -> Answer:
    """Return the fullest form of an answer that fits: docs go first, then what comes last."""
    return next((each for each in _shorter(answer) if _fits(each, budget)), _bare(answer, budget))


def _fits(answer: Answer, budget: int) -> bool:
    return tokens(text(answer)) <= budget


def _shorter(answer: Answer) -> Iterator[Answer]:
    """Yield an answer with less and less: docs, items of each group, groups, hints."""
    yield answer
    bare = answer.with_groups(tuple(_without_docs(group) for group in answer.groups))
    if bare != answer:
        yield replace(bare, hints=(*answer.hints, "docs left out; raise budget to see them"))
    cut = replace(bare, hints=(*answer.hints, _CUT))
    most = max((len(group.items) for group in answer.groups), default=0)
    while most > 1:
        most = most * 7 // 8
        yield _first(cut, most)
    for groups in range(len(answer.groups), -1, -1):
        yield replace(_first(cut, 1), groups=_first(cut, 1).groups[:groups])
    for hints in range(len(answer.hints), -1, -1):
        yield replace(cut, groups=(), hints=(*answer.hints[:hints], _CUT))


_CUT = "cut to the budget; narrow it, or raise budget"


def _bare(answer: Answer, budget: int) -> Answer:
    """Return the verdict with what fits of the summary, and nothing else."""
    bare = replace(answer, groups=(), hints=())
    over = int((tokens(text(bare)) - budget + 1) * CHARS_PER_TOKEN)
    if over <= 0:
        return bare
    summary = printable(answer.summary)
    return replace(bare, summary=summary[: max(0, len(summary) - over - 1)] + "…")


def _without_docs(group: Group) -> Group:
    return replace(group, items=tuple(replace(item, doc="") for item in group.items))


def _first(answer: Answer, most: int) -> Answer:
    """Keep of each group the first items."""
    return answer.with_groups(
        tuple(
            replace(
                group,
                items=group.items[:most],
                more=group.more + max(0, len(group.items) - most),
            )
            for group in answer.groups
        )
    )
