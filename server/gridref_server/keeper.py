"""Keeps an index true while a server runs: what was changed before a question is in its answer."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from select import select
from socket import socketpair
from subprocess import Popen, TimeoutExpired
from threading import Condition, Event, Lock, Thread
from time import monotonic

from gridref_indexers.refresh import Look, Progress, Report
from gridref_indexers.store import Damaged
from gridref_indexers.watch import EVERYTHING, NOTHING, Changes, Watch
from gridref_server.answer import Answer
from gridref_server.apart import started
from gridref_server.dependencies import dependencies
from gridref_server.faults import NOT_UP_TO_DATE, Fault
from gridref_server.index import Index
from gridref_server.registry import ask

# So long a question waits for changes to be read; then its answer says that some may be missing.
PATIENCE_S = 2.0
# And of that so long may go by until another process that writes has ended.
WRITER_S = 1.0
# Reading so much takes longer than a question waits.
MUCH_BYTES = 8_000_000
# Without being asked, changes are read when there was none for so long, or at the latest so often.
QUIET_S = 0.02
# Events are hints, and a hint can get lost: so often everything is looked at all the same.
EVERYTHING_EVERY_S = 600.0
# Where no events come, looking may take so great a part of the time, and not more often than this.
LOOKING_PART = 0.005
LOOKING_LEAST_S = 2.0
# What fails, on a full disk say, may be tried again for so great a part of the time.
FAILING_PART = 0.05
# And a question lets a look at everything that takes longer than this be a while ago.
SHORT_LOOK_S = 0.3

# A question that needs a package which is not read yet waits so long for it; so many may at a time.
NEEDED_S = 4.0
MOST_NEEDED = 4

_log = logging.getLogger(__name__)


class Keeper:
    """Looks at what has changed: before each question, and once started on each event as well.

    One that is not started looks at everything before each question. One that is has a thread that
    reads what changed; questions wait for it, and not longer than they can.
    """

    def __init__(
        self, index: Index, changed: Callable[[Report, float], None] | None = None
    ) -> None:
        self.index = index
        self._tell_change = changed
        self.watch = Watch(index.root)
        self._here: tuple[object, ...] | None = None
        self._changed: Changes = EVERYTHING
        # Held while events are taken, never while files are read.
        self._turn = Lock()
        # Rounds of reading, and what there is to say of the last one.
        self._rounds = Condition()
        self._begun = self._ended = 0
        self._stale = ""
        self._long = Event()
        self._looked_at = self._looking_s = self._failing_s = 0.0
        self._started = self._stopped = False
        self._ranking: Popen[bytes] | None = None
        # Who reads installed packages: all of them, and what a question needed at once.
        self._reading: Popen[bytes] | None = None
        self._needed: list[Popen[bytes]] = []
        self._installed: object = None

    def start(self) -> None:
        """Start; the first index is made while questions already get answers."""
        if not self.index.is_complete():
            self._long.set()
        self.watch.start()
        self._started = True
        self._awake, self._waker = socketpair()
        self._waker.setblocking(False)
        self._thread = Thread(target=self._run, name="gridref-keeper", daemon=True)
        self._thread.start()

    def stop(self, wait_s: float = 0.5) -> None:
        """Stop soon; what is half written is dropped by the index itself."""
        self._stopped = True
        self._wake()
        self._thread.join(wait_s)
        for process in filter(None, (self._ranking, self._reading, *self._needed)):
            process.kill()
            process.wait()

    def ask(self, name: str, given: Mapping[str, object]) -> Answer:
        """Answer one question from what the files are now; raise `Misuse` for one that is none."""
        answer = self._asked(name, given)
        if answer.needs and self._have_read(answer.needs):
            answer = self._asked(name, given)
        return answer

    def _asked(self, name: str, given: Mapping[str, object]) -> Answer:
        try:
            return ask(self.index, name, given, self.settled(PATIENCE_S))
        except Damaged as why:
            _log.warning("%s; it is made anew", why)
            with self._turn:
                self._changed = EVERYTHING
            return ask(self.index, name, given, self.settled(PATIENCE_S))

    def status(self) -> dict[str, object]:
        """Return what is known of the index and of how it is kept, for people and programs."""
        stale = self.settled(PATIENCE_S)
        events = self.watch.why_not or f"{self.watch.folders:,} folders"
        return self.index.status() | {"watched": events, "stale": stale}

    def settled(self, wait_s: float) -> str:
        """Bring in what has changed until now; return why some of it may be missing, or ''."""
        if stale := self._just_looked():
            return stale
        with self._turn:
            changed = bool(self._taken())
        if not self._started:
            return self._read() if changed else ""
        with self._rounds:
            if not changed and self._begun == self._ended:
                return self._stale
            return self._waited(0.0 if self._long.is_set() else wait_s)

    def _waited(self, wait_s: float) -> str:
        """Have a round begun, or wait for the one that reads what was taken just now."""
        wanted = self._begun + 1 if self._changed else self._begun
        self._wake()
        if not self._rounds.wait_for(lambda: self._ended >= wanted, wait_s):
            return "changes are still being read"
        return self._stale

    def _taken(self) -> Changes:
        """Take the events that came, and look if the root and its repository are what they were."""
        here = self.index.around.marks
        if here != self._here:
            if self._here is not None:
                self.watch.restart()
            self._here = here
            if around := self.index.around.repository:
                self.watch.cover_git(around.git_dir, around.common_dir)
            self._changed = EVERYTHING
        self._changed |= EVERYTHING if self.index.is_another else self.watch.changes()
        return self._changed

    def _read(self) -> str:
        """Read what was taken; what can't be read now is kept for the next time."""
        with self._turn:
            taken, self._changed = self._changed, NOTHING
        stale, started, self._failing_s = "the files were not read", monotonic(), 0.0
        try:
            stale = self._refreshed(taken)
        except (Fault, ValueError) as why:
            # A full disk, a store that may not be written to, a root that is gone.
            _log.warning("the index could not be brought up to date: %s", why)
            stale = f"{NOT_UP_TO_DATE}: {str(why)[:200]}"
            self._failing_s = monotonic() - started
        finally:
            if stale:
                with self._turn:
                    self._changed |= taken
        return stale

    def _refreshed(self, taken: Changes) -> str:
        started = monotonic()
        look = Look(None if taken.everything else taken.paths, self.watch.cover)
        try:
            report = self.index.refresh(self._tell, look, WRITER_S)
        finally:
            self._long.clear()
        if report is None:
            return "another gridref is writing this index"
        if taken.everything:
            self._looked_at, self._looking_s = monotonic(), report.looking_s
        if report.changed and self._tell_change:
            self._tell_change(report, monotonic() - started)
        return ""

    def _just_looked(self) -> str:
        """Say why it is too early to look again, where no events come and a look takes long."""
        ago = monotonic() - self._looked_at
        quick = self._looking_s < SHORT_LOOK_S or ago > 10 * self._looking_s
        if quick or not self._started or not self.watch.why_not:
            return ""
        return f"the files were looked at {ago:.1f} s ago; {self.watch.why_not}"

    def _tell(self, progress: Progress) -> None:
        if progress.of_bytes > MUCH_BYTES:
            self._long.set()

    # In the background

    def _run(self) -> None:
        with self._awake, self._waker:
            while not self._stopped:
                self._round()
                self._wait()
        self.index.save_found()
        with self._turn:
            self.watch.close()

    def _round(self) -> None:
        """Read what changed, and tell those who wait for it."""
        with self._rounds:
            self._begun += 1
        stale = "gridref failed at reading what changed; its log says more"
        try:
            with self._turn:
                changed = bool(self._taken())
            stale = self._read() if changed else ""
        except Exception:  # a fault of one look must not end the keeping; the next may do
            _log.exception("the index could not be refreshed")
        finally:
            with self._rounds:
                self._ended, self._stale = self._begun, stale
                self._rounds.notify_all()
        if not stale:
            self._have_ranked()
            self._have_installed_read()
            self.index.save_found()

    def _have_ranked(self) -> None:
        """Have ranks derived where there are none that serve.

        It takes seconds in which this process would answer slowly, and memory that it would keep.
        """
        if self._ranking is not None and self._ranking.poll() is None:
            return
        if not self.index.is_ranked():
            self._ranking = self._apart(["map", "--no-refresh"])

    def _apart(self, words: Sequence[str]) -> "Popen[bytes]":
        """Start a command about this index in a process of low priority."""
        place = self.index.place
        of = ["--root", str(place.root), "--store", str(place.folder.parent)]
        return started([*words, *of], place.folder)

    def _have_installed_read(self) -> None:
        """Have installed packages read that were not yet, whenever some were installed."""
        if self._reading is not None and self._reading.poll() is None:
            return
        with self.index.asked():
            installed = None if self.index.is_empty else dependencies(self.index).state
        if installed is not None and installed != self._installed:
            self._installed = installed
            self._reading = self._apart(["index", "--dependencies"])

    def _have_read(self, packages: Sequence[str]) -> bool:
        """Have packages read that a question needs; tell whether that was done soon enough."""
        self._needed = [each for each in self._needed if each.poll() is None]
        if len(self._needed) >= MOST_NEEDED:
            return False
        process = self._apart(["index", "--dependencies", *packages[:MOST_NEEDED]])
        self._needed.append(process)
        with suppress(TimeoutExpired):
            process.wait(NEEDED_S)
        return process.poll() == 0

    def _wait(self) -> None:
        """Wait until there is something to look at, or somebody asks."""
        events = self.watch.fileno()
        if events < 0 or self._changed:
            self._woken(
                max(LOOKING_LEAST_S, self._looking_s / LOOKING_PART, self._failing_s / FAILING_PART)
            )
            return
        left = self._looked_at + EVERYTHING_EVERY_S - monotonic()
        if left <= 0 or not any(select([events, self._awake.fileno()], [], [], left)):
            with self._turn:
                self._changed = EVERYTHING
        # More events follow on the first one, but who asks does not wait for them.
        self._woken(QUIET_S)

    def _wake(self) -> None:
        # What is full has enough in it to wake anybody; what is closed was stopped.
        with suppress(OSError):
            self._waker.send(b"x")

    def _woken(self, wait_s: float) -> None:
        if select([self._awake], [], [], wait_s)[0]:
            self._awake.recv(4096)
