"""Keeps an index fresh in the background of a server."""

import logging
from collections.abc import Mapping
from threading import Event, Thread

from gridref_server.answer import Answer
from gridref_server.index import Index
from gridref_server.registry import ask

# A look at every file's stat key costs some ten milliseconds; so often it is not felt.
PAUSE_S = 5.0

_log = logging.getLogger(__name__)


def ask_now(index: Index, name: str, given: Mapping[str, object]) -> Answer:
    """Ask, and before an absence is said look at all files once more: it is to be a proof."""
    answer = ask(index, name, given)
    if answer.verdict != "absent":
        return answer
    report = index.refresh()
    return ask(index, name, given) if report and report.changed else answer


class Keeper:
    """A thread that makes the first index, and then looks now and then, or when it is poked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._stopped = Event()
        self._poked = Event()
        self._thread = Thread(target=self._run, name="gridref-keeper", daemon=True)

    def start(self) -> None:
        """Start; the first index is made while questions already get answers."""
        self._thread.start()

    def poke(self) -> None:
        """Look at once."""
        self._poked.set()

    def stop(self, wait_s: float = 0.5) -> None:
        """Stop soon; what is half written is dropped by the index itself."""
        self._stopped.set()
        self._poked.set()
        self._thread.join(wait_s)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._index.refresh()
            except Exception:  # a fault of one look must not end the keeping; the next may do
                _log.exception("the index could not be refreshed")
            self._poked.wait(PAUSE_S)
            self._poked.clear()
