"""How a command ends: its exit status, and one sentence on what was wrong."""

import sqlite3
from collections.abc import Callable

from gridref_indexers.place import Refused
from gridref_indexers.store import Damaged
from gridref_server.answer import Misuse
from gridref_server.apart import end_with_parent
from gridref_server.faces.terminal import complain, never_choke, say
from gridref_server.faults import NOT_UP_TO_DATE, Fault, plain
from gridref_server.render import printable

FOUND = 0
FINDINGS = 1
MISUSED = 2
FAILED = 3

# So much is said back of what others have to say, who quote what they were given.
MOST_SAID = 200


def settled(work: Callable[[], int]) -> int:
    """Do what a command does and return the exit status; what is wrong is said in one sentence."""
    never_choke()
    end_with_parent()
    try:
        return work()
    except (Misuse, Refused) as why:
        return refused(str(why), MISUSED)
    except BrokenPipeError:
        raise
    except Damaged as why:
        return refused(f"{why}; gridref index makes it anew", FAILED)
    except Fault as why:
        return refused("; ".join(filter(None, (f"{NOT_UP_TO_DATE}: {why}", why.help))), FAILED)
    except (OSError, sqlite3.Error) as why:
        return refused(printable(plain(why))[:MOST_SAID], FAILED)


def refused(why: str, status: int) -> int:
    """Say why something was not done, and return the status for it."""
    complain(why)
    return status


def say_not(why: str) -> int:
    """Say why something was not done, and return the status of a failure."""
    return refused(why, FAILED)


def say_json(value: object) -> None:
    """Write a value as JSON."""
    import json

    say(json.dumps(value, ensure_ascii=False))
