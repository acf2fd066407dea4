"""Asks an index any question as a lookup is asked: within a budget, and never absent by mistake."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from gridref_indexers.store import Damaged
from gridref_server.answer import Answer, Item
from gridref_server.index import Index
from gridref_server.parameters import is_text
from gridref_server.render import fitted, printable


def answered(
    index: Index, question: Callable[[Index], Answer], budget: int, stale: str = ""
) -> Answer:
    """Answer any question to an index as a lookup is answered."""
    try:
        with index.asked(stale):
            return fitted(_with_refs_of_text(_so_far(question(index))), budget)
    except sqlite3.DatabaseError as why:
        index.doubt()
        raise Damaged(f"{index.place.index} is damaged: {type(why).__name__}") from why


def _with_refs_of_text(answer: Answer) -> Answer:
    """Spell refs to files whose names are no text as they are printed, for so they can be asked."""
    if all(is_text(item.ref) for group in answer.groups for item in group.items):
        return answer
    return answer.with_groups(
        tuple(
            replace(group, items=tuple(map(_with_ref_of_text, group.items)))
            for group in answer.groups
        )
    )


def _with_ref_of_text(item: Item) -> Item:
    return item if is_text(item.ref) else replace(item, ref=printable(item.ref))


_UNREAD = "installed packages are not all read: ask again soon, or run gridref index --dependencies"


def _so_far(answer: Answer) -> Answer:
    """Take back an absence that was looked for in a part of the files only."""
    if answer.verdict != "absent" or answer.evidence.is_whole:
        return answer
    why = answer.evidence.stale
    if answer.evidence.pending:
        why = why or "the first index is still being made"
    hint = f"{why}; ask again in some seconds" if why else _UNREAD
    return replace(answer, verdict="unknown", hints=(*answer.hints, hint))
