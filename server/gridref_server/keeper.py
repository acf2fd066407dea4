"""Keeps an index true while a server runs: what was changed before a question is in its answer."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from select import select
from socket import socketpair
from subprocess import Popen
from threading import Event, Lock, Thread
from time import monotonic

from gridref_indexers.refresh import Look, Progress, Report
from gridref_indexers.repository import repository
from gridref_indexers.store import Damaged
from gridref_indexers.watch import EVERYTHING, NOTHING, Changes, Watch, git_folders
from gridref_server.answer import Answer
from gridref_server.apart import started
from gridref_server.index import Index
from gridref_server.registry import ask

# So long a question waits for changes to be read; then its answer says that some may be missing.
PATIENCE_S = 2.0
# Reading so much takes longer than a question waits.
MUCH_BYTES = 8_000_000
# Without being asked, changes are read when there was none for so long, or at the latest so often.
QUIET_S = 0.02
# Events are hints, and a hint can get lost: so often everything is looked at all the same.
EVERYTHING_EVERY_S = 600.0
# Where no events come, looking may take so great a part of the time, and not more often than this.
LOOKING_PART = 0.005
LOOKING_LEAST_S = 2.0
# And a question lets a look at everything that takes longer than this be a while ago.
SHORT_LOOK_S = 0.3

_log = logging.getLogger(__name__)


class Keeper:
    """Looks at what has changed: before each question, and once started on each event as well.

    One that is not started looks at everything before each question.
    """

    def __init__(
        self, index: Index, changed: Callable[[Report, float], None] | None = None
    ) -> None:
        self.index = index
        self._tell_change = changed
        around = repository(index.root)
        git = git_folders(around.git_dir, around.common_dir) if around else ()
        self.watch = Watch(index.root, git)
        self._turn = Lock()
        self._changed: Changes = EVERYTHING
        self._long = Event()
        self._looked_at = self._looked_s = 0.0
        self._started = self._stopped = False
        self._ranking: Popen[bytes] | None = None

    def start(self) -> None:
        """Start; the first index is made while questions already get answers."""
        if not self.index.is_complete():
            self._long.set()
        self.watch.start()
        self._started = True
        self._awake, self._waker = socketpair()
        self._thread = Thread(target=self._run, name="gridref-keeper", daemon=True)
        self._thread.start()

    def stop(self, wait_s: float = 0.5) -> None:
        """Stop soon; what is half written is dropped by the index itself."""
        self._stopped = True
        self._waker.send(b"x")
        self._thread.join(wait_s)
        if self._ranking:
            self._ranking.kill()
            self._ranking.wait()

    def ask(self, name: str, given: Mapping[str, object]) -> Answer:
        """Answer one question from what the files are now; raise `Misuse` for one that is none."""
        try:
            return ask(self.index, name, given, self.settled(PATIENCE_S))
        except Damaged as why:
            _log.warning("%s; it is made anew", why)
            self._changed = EVERYTHING
            return ask(self.index, name, given, self.settled(PATIENCE_S))

    def status(self) -> dict[str, object]:
        """Return what is known of the index and of how it is kept, for people and programs."""
        events = self.watch.why_not or f"{self.watch.folders:,} folders"
        stale = self.settled(PATIENCE_S)
        return self.index.status() | {"watched": events, "stale": stale}

    def settled(self, wait_s: float) -> str:
        """Bring in what has changed until now; return why some of it may be missing, or ''."""
        until = monotonic() + (0.0 if self._long.is_set() else wait_s)
        if not self._turn.acquire(timeout=max(0.0, until - monotonic())):
            return "changes are still being read"
        try:
            return self._settled(max(0.0, until - monotonic()))
        except (OSError, sqlite3.Error) as why:  # a full disk, a store that may not be written to
            _log.warning("the index could not be brought up to date: %s", why)
            return f"the index can't be brought up to date: {str(why)[:200]}"
        finally:
            self._turn.release()

    def _settled(self, wait_s: float) -> str:
        if stale := self._just_looked():
            return stale
        self._changed |= EVERYTHING if self.index.is_gone else self.watch.changes()
        if not self._changed:
            return ""
        started = monotonic()
        paths = None if self._changed.everything else self._changed.paths
        look = Look(paths, self.watch.cover)
        try:
            report = self.index.refresh(self._tell, look, wait_s)
        finally:
            self._long.clear()
        if report is None:
            return "another gridref is writing this index"
        self._changed = NOTHING
        self._looked_at, self._looked_s = monotonic(), monotonic() - started
        if report.changed and self._tell_change:
            self._tell_change(report, self._looked_s)
        return ""

    def _just_looked(self) -> str:
        """Say why it is too early to look again, where no events come and a look takes long."""
        ago = monotonic() - self._looked_at
        quick = self._looked_s < SHORT_LOOK_S or ago > 10 * self._looked_s
        if quick or not self._started or not self.watch.why_not:
            return ""
        return f"the files were looked at {ago:.1f} s ago; {self.watch.why_not}"

    def _tell(self, progress: Progress) -> None:
        if progress.of_bytes > MUCH_BYTES:
            self._long.set()

    # In the background

    def _run(self) -> None:
        while not self._stopped:
            try:
                if not self.settled(PATIENCE_S):
                    self._have_ranked()
            except Exception:  # a fault of one look must not end the keeping; the next may do
                _log.exception("the index could not be refreshed")
            self._wait()

    def _have_ranked(self) -> None:
        """Have ranks derived where there are none that serve.

        It takes seconds in which this process would answer slowly, and memory that it would keep.
        """
        if self._ranking is not None and self._ranking.poll() is None:
            return
        if not self.index.is_ranked():
            place = self.index.place
            of = ["--root", str(place.root), "--store", str(place.folder.parent)]
            self._ranking = started(["map", "--no-refresh", *of], place.folder)

    def _wait(self) -> None:
        """Wait until there is something to look at."""
        if self.watch.fileno() < 0 or self._changed:
            pause = max(LOOKING_LEAST_S, self._looked_s / LOOKING_PART)
            select([self._awake], [], [], pause)
            return
        ready = [self.watch.fileno(), self._awake.fileno()]
        if not select(ready, [], [], EVERYTHING_EVERY_S)[0]:
            with self._turn:
                self._changed = EVERYTHING
        select([self._awake], [], [], QUIET_S)
