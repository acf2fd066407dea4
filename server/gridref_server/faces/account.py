"""`gridref ledger`: what was looked up, by whom, and what reading the files would have cost."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from gridref_server.answer import Misuse
from gridref_server.ledger import Entry, Ledger, Total

MOST_SHOWN = 1_000


def shown(last: int) -> int:
    """Return how many lookups are shown; raise `Misuse` for a number that is none."""
    if not 0 <= last <= MOST_SHOWN:
        raise Misuse(f"--last takes 0 to {MOST_SHOWN:,}, not {last:,}")
    return last


def account(kept: Ledger, last: int, *, page: bool = True) -> dict[str, object]:
    """Return what a ledger holds, for programs; without the page it is what others asked."""
    by = {"by_tool": "tool", "by_client": "client", "by_verdict": "verdict"}
    return {
        "keeps": kept.keep,
        "total": [asdict(each) for each in kept.totals(page=page)],
        **{name: [asdict(each) for each in kept.totals(of, page=page)] for name, of in by.items()},
        "latest": [asdict(each) for each in kept.latest(last, page=page)],
    }


def lines(kept: Ledger, last: int) -> Iterator[str]:
    """Yield what a ledger holds, for people."""
    totals = kept.totals()
    if not totals:
        off = "; ledger.keep is 0, so nothing is noted" if not kept.keep else ""
        yield f"nothing was looked up yet{off}"
        return
    yield from map(told, totals)
    yield ""
    yield f"{'':12} {'lookups':>8} {'tokens':>10} {'files':>10} {'ms':>8}"
    yield from map(_total, kept.totals("tool"))
    if latest := kept.latest(last):
        yield ""
        yield from map(_entry, reversed(latest))


def told(total: Total) -> str:
    """Say in a sentence what all lookups came to, whichever way it turned out."""
    answers = f"{_many(total.lookups, 'lookup')}, {_many(total.tokens, 'token')} of answers"
    opened = f"the files that they show parts of have {total.opened_tokens:,}"
    saved = total.opened_tokens - total.tokens
    less = f"{saved:,} fewer" if saved >= 0 else f"{-saved:,} more"
    return f"{answers}; {opened}: {less} than by opening these"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _total(each: Total) -> str:
    row = f"{each.name:12} {each.lookups:8,} {each.tokens:10,} {each.opened_tokens:10,}"
    return f"{row} {each.ms:8,.1f}"


def _entry(each: Entry) -> str:
    at = datetime.fromtimestamp(each.at).strftime("%m-%d %H:%M:%S")
    cost = f"{each.tokens:,} tokens, {each.ms:.1f} ms"
    opened = f", files {each.opened_tokens:,}" if each.opened else ""
    who = f"{each.face}/{each.client}"
    return f"{at} {who:20} {each.tool} {each.asked}: {each.verdict}, {cost}{opened}"
