"""Worker processes that can be killed: the parser holds the interpreter's lock, and may hang."""

import atexit
import marshal
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread, Timer, active_count
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, NamedTuple, NoReturn, TypeVar, cast

from gridref_indexers.extract import BINARY
from gridref_indexers.facts import Facts
from gridref_indexers.worker import Packed, attempted, receive, send, serve, unpacked

if TYPE_CHECKING:
    from subprocess import Popen

LOT_BYTES = 256_000
LOT_CONTENTS = 100
# One that a worker is at and one that is ready when it has done that.
LOTS_AHEAD = 2
# Most lots fit in a pipe of this size, where it can be had: nobody waits for the other to read on.
PIPE_BYTES = 1 << 20

# What a worker ends of that gave a content too much of the processor.
OVERRUN = getattr(signal, "SIGVTALRM", 0)
# Beyond this a worker is taken for dead, however busy the machine.
HUNG_S = 120

# -I -S: nothing of the user's environment or repository is on the path of a worker.
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; from gridref_indexers.worker import serve; serve()"
)

# So long a question waits for a file that changed after it was asked.
SOON_S = 2.0

# What is known of a content on which the parser died.
DIED: Packed = ((0, "failed: the parser died on it", ""), ("", b"", b""), "", [], [])

Tag = TypeVar("Tag")


class Content(NamedTuple, Generic[Tag]):
    """What is to be extracted, and what it is called by whoever asks."""

    tag: Tag
    language: str
    source: bytes


# What became of a lot: facts, None if it killed its worker, or what else went wrong.
Answer = list[Packed] | BaseException | None
Asked = SimpleQueue[list[Content[Any]]]
Done = SimpleQueue[tuple[list[Content[Any]], Answer]]


class _Forked:
    """A worker that is a copy of this process: ten times sooner there than one that is started.

    Only where this process has no other thread, and only on Linux, where nothing else minds.
    """

    def __init__(self) -> None:
        asked, self._asking = os.pipe()
        self._answers, answering = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            self._serve(asked, answering)
        os.close(asked)
        os.close(answering)
        self.stdin, self.stdout = os.fdopen(self._asking, "wb"), os.fdopen(self._answers, "rb")

    def _serve(self, asked: int, answering: int) -> NoReturn:
        try:
            # Locks and the index are the parent's: nothing of them is kept open here.
            low, high = sorted((asked, answering))
            os.closerange(3, low)
            os.closerange(low + 1, high)
            os.closerange(high + 1, 1 << 16)
            serve(asked, answering)
        finally:
            os._exit(0)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> None:
        """Wait for the end."""
        with suppress(OSError):
            self.stdin.close()
        self.stdout.close()
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _may_fork() -> bool:
    return sys.platform.startswith("linux") and active_count() == 1


class Worker:
    """One process, started when it is first asked, and again after it has died."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | _Forked | None = None
        # Whether the last one ended for the time that a content took.
        self.overran = False

    def ask(self, lot: list[tuple[str, bytes]], most_s: float = HUNG_S) -> list[Packed] | None:
        """Return the facts of a lot, or None if it killed the process or took too long."""
        process = self._process = self._process or self._start()
        timer = Timer(most_s, process.kill)
        timer.start()
        try:
            send(cast(BinaryIO, process.stdin), marshal.dumps(lot))
            answer = receive(cast(BinaryIO, process.stdout))
        except OSError:
            answer = b""
        finally:
            timer.cancel()
        if not answer:
            self.end()
            return None
        return cast(list[Packed], marshal.loads(answer))

    def _start(self) -> "Popen[bytes] | _Forked":
        if _may_fork():
            return _Forked()
        from subprocess import PIPE, Popen

        command = [sys.executable, "-I", "-S", "-c", _START, *filter(None, sys.path)]
        return Popen(command, stdin=PIPE, stdout=PIPE, pipesize=PIPE_BYTES)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process:
            self._process.kill()
            with suppress(OSError):
                self._process.communicate()
            self.overran = self._process.returncode == -OVERRUN
            self._process = None


class _Spare:
    """The worker that this process keeps for small jobs, one at a time."""

    def __init__(self) -> None:
        self._worker = Worker()
        self._turn = Lock()

    def ask(self, language: str, source: bytes) -> Packed | None:
        """Return the facts of one content, None if it took too long or killed the worker twice."""
        with self._turn:
            for _ in range(2):  # it may have been killed before, by somebody else
                if answer := self._worker.ask([(language, source)]):
                    return answer[0]
                if self._worker.overran:
                    break
            return None

    def ask_soon(self, language: str, source: bytes) -> Packed | None:
        """Return the facts of one content, None if that takes longer than somebody waits."""
        if not self._turn.acquire(timeout=SOON_S):
            return None
        try:
            answer = self._worker.ask([(language, source)], SOON_S)
            return answer[0] if answer else None
        finally:
            self._turn.release()

    def end(self) -> None:
        """End the worker."""
        self._worker.end()


_spare = _Spare()
atexit.register(_spare.end)


def extracted_soon(language: str, source: bytes) -> Facts | None:
    """Return the facts of one content from a process that it may kill; None if not soon."""
    packed = _spare.ask_soon(language, source)
    return unpacked(packed) if packed else None


def extracted_by_spare(contents: Iterator[Content[Tag]]) -> Iterator[tuple[Tag, Packed | None]]:
    """Yield the packed facts of a few contents, None for one that killed the worker."""
    yield from ((each.tag, _spare.ask(each.language, each.source)) for each in contents)


def extracted(
    contents: Iterator[Content[Tag]], workers: int
) -> Iterator[tuple[Tag, Packed | None]]:
    """Yield the packed facts of contents as they come, None for one that killed its worker.

    `contents` is read lazily, so that no more than a few lots are in memory. With no workers the
    work is done in this process.
    """
    if not workers:
        yield from ((each.tag, attempted(each.language, each.source)) for each in contents)
        return
    lots, under_way = _Lots(contents), 0
    with _driven(workers) as (asked, done):
        while True:
            # Contents are read by this thread: one that reads beside another that writes hands the
            # interpreter's lock to and fro, which costs more than either.
            while under_way < workers * LOTS_AHEAD and (lot := lots.next()):
                asked.put(lot)
                under_way += 1
            if not under_way:
                return
            lot, answer = done.get()
            under_way -= 1
            if isinstance(answer, BaseException):
                raise answer
            if answer is None and len(lot) > 1:
                lots.split(lot)
            else:
                got: list[Packed | None] = [*answer] if answer else [None]
                yield from zip((each.tag for each in lot), got, strict=True)


class _Lots(Generic[Tag]):
    """Contents dealt into lots of one language and about one size.

    A worker that has no lot of a language need not load its grammar and queries. What is binary
    needs none, and goes with any.
    """

    def __init__(self, contents: Iterator[Content[Tag]]) -> None:
        self._contents = contents
        self._again: deque[list[Content[Tag]]] = deque()
        self._held: list[Content[Tag]] = []

    def next(self) -> list[Content[Tag]]:
        """Return the next lot, empty at the end."""
        if self._again:
            return self._again.popleft()
        lot, self._held = self._held, []
        size = sum(len(content.source) for content in lot)
        for content in self._contents:
            if lot and content.language not in (lot[0].language, BINARY):
                self._held = [content]
                break
            lot.append(content)
            size += len(content.source)
            if size >= LOT_BYTES or len(lot) >= LOT_CONTENTS:
                break
        return lot

    def split(self, lot: list[Content[Tag]]) -> None:
        """Put back a lot that killed its worker, so that only what kills alone is lost."""
        self._again.extend([content] for content in lot)


@contextmanager
def _driven(workers: int) -> Iterator[tuple[Asked, Done]]:
    """Yield where to put lots and where to get them back with what became of them."""
    asked: Asked = SimpleQueue()
    done: Done = SimpleQueue()
    drivers = [Thread(target=_drive, args=(asked, done), daemon=True) for _ in range(workers)]
    for driver in drivers:
        driver.start()
    try:
        yield asked, done
    finally:
        with suppress(Empty):
            while asked.get_nowait():
                pass
        for _ in drivers:
            asked.put([])
        for driver in drivers:
            driver.join()


def _drive(asked: Asked, done: Done) -> None:
    """Hand lots to one worker until there comes an empty one."""
    worker = Worker()
    try:
        while lot := asked.get():
            try:
                done.put((lot, worker.ask([(each.language, each.source) for each in lot])))
            except BaseException as why:  # whatever goes wrong here belongs to the caller
                done.put((lot, why))
    finally:
        worker.end()
