"""What an agent is told of its edits: what in them does not exist, and nothing if all does."""

from collections.abc import Callable
from functools import partial
from time import monotonic

from gridref_server.answer import Answer
from gridref_server.answering import answered
from gridref_server.index import Index
from gridref_server.ledger import Ledger, asked

# One lookup alone: to load them all takes longer than to check a file.
from gridref_server.lookups.verify import of_changes, verify
from gridref_server.render import text

MOST_TOKENS = 800
# Of the edits of a session so many are looked back at, and so many files checked again.
MOST_EDITS = 1_000
MOST_FILES = 50


def after_edit(index: Index, path: str, session: str) -> object:
    """Check an edited file; return the findings as a hook tells them, None if there are none."""
    said = _findings(index, session, path, partial(verify, paths=[path]))
    context = {"hookEventName": "PostToolUse", "additionalContext": said}
    return {"hookSpecificOutput": context} if said else None


def before_end(index: Index, session: str, revisions: str) -> object:
    """Return why a session should not end, None if it may: all files that it edited are checked.

    With revisions it is all that changed since, by whomever, with what that broke elsewhere.
    """
    said = _of_diff(index, session, revisions) if revisions else _of_edits(index, session)
    return {"decision": "block", "reason": said} if said else None


def _of_edits(index: Index, session: str) -> str:
    edits = Ledger(index.place, 0).latest(MOST_EDITS)
    paths = [each.asked for each in edits if (each.face, each.client) == ("hook", session)]
    there = [path for path in dict.fromkeys(paths) if (index.place.root / path).is_file()]
    if not there:
        return ""
    return _findings(index, session, there[0], partial(verify, paths=there[:MOST_FILES]))


def _of_diff(index: Index, session: str, revisions: str) -> str:
    from gridref_server.faces.revised import changes_since

    changes = changes_since(index, revisions)
    checked = partial(of_changes, changes=changes, applied=True)
    return _findings(index, session, f"--diff {revisions}", checked)


def _findings(index: Index, session: str, what: str, question: Callable[[Index], Answer]) -> str:
    """Return what is found, '' for nothing, and note in the ledger that it was asked."""
    started = monotonic()
    answer = answered(index, question, MOST_TOKENS)
    said = f"gridref verify: {text(answer)}" if answer.verdict == "findings" else ""
    seconds = monotonic() - started
    entry = asked("hook", session, "verify", {"what": what}, answer, len(said), seconds)
    Ledger(index.place, index.settings.ledger.keep).write(entry)
    index.save_found()
    return said
