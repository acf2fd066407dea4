"""What an agent is told of its edits: what in them does not exist, and nothing if all does."""

from collections.abc import Sequence
from time import monotonic

from gridref_server.answer import Answer, Misuse
from gridref_server.index import Index
from gridref_server.ledger import Ledger, asked
from gridref_server.registry import ask
from gridref_server.render import text

MOST_TOKENS = 800
# Of the edits of a session so many are looked back at, and so many files checked again.
MOST_EDITS = 1_000
MOST_FILES = 50


def after_edit(index: Index, path: str, session: str) -> object:
    """Check an edited file; return the findings as a hook tells them, None if there are none."""
    said = _findings(index, [path], session)
    context = {"hookEventName": "PostToolUse", "additionalContext": said}
    return {"hookSpecificOutput": context} if said else None


def before_end(index: Index, session: str) -> object:
    """Check all files that a session edited; return why it should not end, None if it may."""
    edits = Ledger(index.place, 0).latest(MOST_EDITS)
    paths = [each.asked for each in edits if (each.face, each.client) == ("hook", session)]
    there = [path for path in dict.fromkeys(paths) if (index.place.root / path).is_file()]
    said = _findings(index, there[:MOST_FILES], session) if there else ""
    return {"decision": "block", "reason": said} if said else None


def _findings(index: Index, paths: Sequence[str], session: str) -> str:
    given: dict[str, object] = {"paths": list(paths), "budget": MOST_TOKENS}
    started = monotonic()
    answer: Answer | None = None
    said = ""
    try:
        answer = ask(index, "verify", given)
        said = f"gridref verify: {text(answer)}" if answer.verdict == "findings" else ""
    except Misuse:  # a file that is not indexed
        pass
    entry = asked("hook", session, "verify", given, answer, len(said), monotonic() - started)
    Ledger(index.place, index.settings.ledger.keep).write(entry)
    return said
