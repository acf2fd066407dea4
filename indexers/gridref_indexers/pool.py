"""Worker processes that can be killed: the parser holds the interpreter's lock, and may hang."""

import marshal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from subprocess import PIPE, Popen
from threading import Lock, Thread, Timer
from typing import BinaryIO, Generic, NamedTuple, TypeVar, cast

from gridref_indexers.worker import SECONDS, Packed, attempted, receive, send

LOT_BYTES = 256_000
LOT_CONTENTS = 100

# -I -S: nothing of the user's environment or repository is on the path of a worker.
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; from gridref_indexers.worker import serve; serve()"
)

Tag = TypeVar("Tag")


class Content(NamedTuple, Generic[Tag]):
    """What is to be extracted, and what it is called by whoever asks."""

    tag: Tag
    language: str
    source: bytes


class Worker:
    """One process, started when it is first asked, and again after it has died."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None

    def ask(self, lot: list[tuple[str, bytes]]) -> list[Packed] | None:
        """Return the facts of a lot, or None if it killed the process or took too long."""
        process = self._process = self._process or self._start()
        timer = Timer(SECONDS + 5, process.kill)
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

    def _start(self) -> "Popen[bytes]":
        command = [sys.executable, "-I", "-S", "-c", _START, *filter(None, sys.path)]
        return Popen(command, stdin=PIPE, stdout=PIPE)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process:
            self._process.kill()
            with suppress(OSError):
                self._process.communicate()
            self._process = None


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
    lots = _Lots(contents)
    done: SimpleQueue[tuple[Tag, Packed | None] | BaseException | None] = SimpleQueue()
    drivers = [Thread(target=_drive, args=(lots, done), daemon=True) for _ in range(workers)]
    for driver in drivers:
        driver.start()
    try:
        ended = 0
        while ended < workers:
            answer = done.get()
            if answer is None:
                ended += 1
            elif isinstance(answer, BaseException):
                raise answer
            else:
                yield answer
    finally:
        lots.stop()
        for driver in drivers:
            driver.join()


class _Lots(Generic[Tag]):
    """Contents dealt into lots of one language and about one size, for any thread that asks.

    A worker that has no lot of a language need not load its grammar and queries.
    """

    def __init__(self, contents: Iterator[Content[Tag]]) -> None:
        self._contents = contents
        self._again: deque[list[Content[Tag]]] = deque()
        self._held: list[Content[Tag]] = []
        self._lock = Lock()

    def next(self) -> list[Content[Tag]]:
        """Return the next lot, empty at the end."""
        with self._lock:
            if self._again:
                return self._again.popleft()
            lot, self._held = self._held, []
            size = sum(len(content.source) for content in lot)
            for content in self._contents:
                if lot and content.language != lot[0].language:
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

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._lock:
            self._again.clear()
            self._held.clear()
            self._contents = iter(())


def _drive(
    lots: _Lots[Tag], done: "SimpleQueue[tuple[Tag, Packed | None] | BaseException | None]"
) -> None:
    """Hand lots to one worker until there are none."""
    worker = Worker()
    try:
        while lot := lots.next():
            answer = worker.ask([(content.language, content.source) for content in lot])
            if answer is None and len(lot) > 1:
                lots.split(lot)
                continue
            got: list[Packed | None] = [*answer] if answer else [None]
            for content, facts in zip(lot, got, strict=True):
                done.put((content.tag, facts))
    except BaseException as why:  # whatever the reader of the contents meets belongs to the caller
        done.put(why)
    finally:
        worker.end()
        done.put(None)
