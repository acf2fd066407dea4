"""Says in plain words why the index could not be brought up to date, and what helps."""

import os
import sqlite3
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS

NOT_UP_TO_DATE = "the index can't be brought up to date"

FULL = "no room is left where the index is kept"
CLOSED = "the index may not be written to"
BROKEN = "the disk that the index is kept on can't be read or written"
HELD = "another program holds the index"
_HELPS = {
    FULL: "make room, or name another folder with --store",
    CLOSED: "allow it, or name another folder with --store",
    BROKEN: "make room or see to the disk, or name another folder with --store",
    HELD: "end it, or name another folder with --store",
}

_OF_SYSTEM = {
    **dict.fromkeys((ENOSPC, EDQUOT, EFBIG), FULL),
    **dict.fromkeys((EACCES, EPERM, EROFS), CLOSED),
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_READONLY: CLOSED,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_PERM: CLOSED,
}


class Fault(Exception):
    """The index could not be brought up to date; as text, why."""

    @property
    def help(self) -> str:
        """Return what to try, '' if that is anybody's guess."""
        return _HELPS.get(str(self), "")


def fault(why: OSError | sqlite3.Error) -> Fault:
    """Return the fault that an error of the system's or of SQLite's is for the index."""
    if isinstance(why, OSError):
        return Fault(_OF_SYSTEM.get(why.errno or 0) or plain(why))
    # The lowest byte tells what it is, the others where.
    return Fault(_OF_SQLITE.get(getattr(why, "sqlite_errorcode", 0) & 0xFF) or plain(why))


def plain(why: OSError | sqlite3.Error) -> str:
    """Return an error as a sentence: what it is about, and what the matter is."""
    if isinstance(why, sqlite3.Error):
        return f"SQLite says: {why}"
    what = (why.strerror or str(why)).lower()
    return f"{os.fsdecode(why.filename)}: {what}" if why.filename else what
