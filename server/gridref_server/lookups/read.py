"""Show me exactly this."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Annotated

from gridref_indexers.store import Definition
from gridref_server.answer import Answer, Group, Item, Verdict
from gridref_server.dependencies import targeted
from gridref_server.index import Index, View, hash_of
from gridref_server.parameters import Says
from gridref_server.refs import NoTarget, Target, anchor_of, not_ready
from gridref_server.render import CHARS_PER_TOKEN, text, tokens, visible

# What the row above a source takes.
_HEAD_TOKENS = 38
# A blank line is as deep as any.
_BLANK = 1 << 30


def read(
    index: Index,
    refs: Annotated[
        list[str],
        Says(
            "`path#name`, `path#section`, `path:10-20` or `path`",
            example=["src/app.py#Session.get"],
        ),
    ],
    known: Annotated[
        list[str], Says("Hashes you already hold; their texts come as `unchanged`")
    ] = [],  # noqa: B006
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=50000)] = 4000,
) -> Answer:
    """Show me exactly this. Source of definitions, sections, lines or files, as they are now.

    What is too long for the budget comes without inner bodies, each with the lines to read next.
    """
    if index.is_empty:
        return not_ready(index)
    targets = [targeted(index, ref) for ref in refs]
    found = [target for target in targets if isinstance(target, Target)]
    missed = [target for target in targets if isinstance(target, NoTarget)]
    hints = tuple(_guidance(target) for target in missed)
    verdict: Verdict = "found" if found else "absent"
    if not found and any(target.ambiguous for target in missed):
        verdict = "ambiguous"
    needs = tuple(dict.fromkeys(target.needs for target in missed if target.needs))
    if needs and not found:
        verdict = "unknown"
    what = f"{len(found)} of {len(refs)} refs"
    answer = Answer(verdict, what, index.evidence, (), hints, needs)
    whole = _with_items(answer, found, known, budget)
    if tokens(text(whole)) <= budget:
        return whole
    share = (budget - tokens(text(answer))) // max(1, len(found)) - _HEAD_TOKENS
    return _with_items(answer, found, known, max(40, share))


def _with_items(answer: Answer, found: list[Target], known: list[str], share: int) -> Answer:
    items = tuple(_item(target, frozenset(known), share) for target in found)
    return answer.with_groups((Group("", items),) if items else ())


def _guidance(target: NoTarget) -> str:
    near = f"; nearest: {', '.join(target.near)}" if target.near else ""
    return target.why + near


def _item(target: Target, known: frozenset[str], share: int) -> Item:
    view, each = target.view, target.definition
    first, last = _lines(target)
    whole = view.text_of(each) if each else view.text(first, last)
    digest = hash_of(whole)
    whole = visible(whole)
    place = f"{view.shown}#{anchor_of(view, each)}" if each else f"{view.shown}:{first}-{last}"
    shown = Item(
        place,
        view.shown,
        each.kind if each else "lines",
        f"{'#' + place.partition('#')[2] + ' ' if each else ''}{digest}",
        first,
        last,
        hash=digest,
        origin=view.origin,
    )
    if digest in known:
        return _with(shown, "", "unchanged")
    if tokens(whole) <= share:
        return _with(shown, whole, "")
    return _with(
        shown, _elided(view, each, first, last, share), f"~{tokens(whole):,} tokens, shortened"
    )


def _with(item: Item, source: str, note: str) -> Item:
    return replace(item, note=note, source=source)


def _lines(target: Target) -> tuple[int, int]:
    if target.definition:
        return target.definition.start_line, target.definition.end_line
    return target.lines or (1, max(1, target.view.lines))


def _elided(view: View, around: Definition | None, first: int, last: int, share: int) -> str:
    """Return the lines without the bodies of the definitions inside, or without the deepest."""
    inner = [
        each
        for each in view.definitions
        if each is not around
        and first <= each.start_line
        and each.end_line <= last
        and each.end_line - each.start_line > 3
    ]
    hidden = _bodies(view, inner)
    shown = _shown(view, first, last, hidden)
    if tokens(shown) <= share:
        return shown
    if len(inner) > 1:
        heads = {each.start_line for each in inner} | {first}
        return _head(_shown(view, first, last, set(range(first, last + 1)) - heads), share)
    return _shallow(view, first, last, share)


def _shallow(view: View, first: int, last: int, share: int) -> str:
    """Return the lines without the deepest ones, as few levels of them as it takes."""
    indents = [_indent(row) for row in view.rows[first - 1 : last]]
    # The head and what stands right below it are always worth their room.
    levels = sorted({indent for indent in indents if indent < _BLANK})[2:]
    shown = view.text(first, last)
    while levels:
        depth = levels.pop(len(levels) // 2)
        hidden = {first + at for at, indent in enumerate(indents) if at and indent >= depth}
        fewer = _shown(view, first, last, hidden)
        fits = tokens(fewer) <= share
        levels = [level for level in levels if (level > depth) == fits]
        if fits or tokens(shown) > share:
            shown = fewer
    return _head(shown, share)


def _bodies(view: View, inner: Sequence[Definition]) -> set[int]:
    """Return the lines of the bodies of definitions: all but those of their heads."""
    hidden: set[int] = set()
    for each in inner:
        rows = view.rows[each.start_line - 1 : each.end_line]
        deeper = _indent(rows[0]) + 1
        hidden |= {
            each.start_line + at for at, row in enumerate(rows) if at and _indent(row) >= deeper
        }
    return hidden


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip()) if row.strip() else _BLANK


def _shown(view: View, first: int, last: int, hidden: set[int]) -> str:
    rows: list[str] = []
    line = first
    while line <= last:
        end = line
        while end <= last and end in hidden:
            end += 1
        if end - line > 1:
            space = " " * min(40, *(_indent(row) for row in view.rows[line - 1 : end - 1]))
            rows.append(f"{space}… {end - line} lines, {line}-{end - 1}")
            line = end
            continue
        rows.append(visible(view.rows[line - 1].removesuffix("\r")))
        line += 1
    return "\n".join(rows)


def _head(shown: str, share: int) -> str:
    """Keep the first lines that fit, of the first at least its start."""
    if tokens(shown) <= share:
        return shown
    rows = shown.split("\n")
    room = int((share - 5) * CHARS_PER_TOKEN)
    ends = list(accumulate(len(row) + 1 for row in rows))
    kept = bisect_right(ends, room)
    start = [] if kept else [rows[0][:room] + "…"]
    left = len(rows) - max(kept, 1)
    return "\n".join([*rows[:kept], *start, *([f"… {left} more rows"] if left else [])])
