"""A process that only extracts: contents come in on stdin, rows of facts go out on stdout."""

import gc
import marshal
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from gridref_indexers.extract import extract
from gridref_indexers.facts import Definition, Facts, Import
from gridref_indexers.matches import Hopeless

# A content that takes more of the processor, or a worker that grows beyond this, is ended by the
# kernel. Not time on the clock: what a content gives must not hang on how busy a machine is.
SECONDS = 10
ADDRESS_SPACE_BYTES = 4 << 30
# From <sys/prctl.h>.
_PARENT_DEATH_SIGNAL = 1

# What travels back: of the content, its mentions, its words, its definitions, its imports.
Cells = tuple[Any, ...]
Packed = tuple[
    tuple[int, str, str], tuple[str, bytes, bytes], str, Sequence[Cells], Sequence[Cells]
]


def packed(facts: Facts) -> Packed:
    """Return facts as tuples that `marshal` takes, in the order of the columns of the store."""
    return (
        (facts.lines, facts.outcome, facts.doc),
        (facts.texts, facts.references, facts.bindings),
        facts.words,
        [tuple(row) for row in facts.definitions],
        [tuple(row) for row in facts.imports],
    )


def unpacked(packed: Packed) -> Facts:
    """Return what `packed` was given."""
    (lines, outcome, doc), (texts, refs, bound), words, definitions, imports = packed
    return Facts(
        outcome,
        lines,
        doc,
        tuple(Definition(*row) for row in definitions),
        tuple(Import(*row) for row in imports),
        texts,
        refs,
        bound,
        words,
    )


def attempted(language: str, source: bytes) -> Packed:
    """Return the packed facts of a content, or that it failed and why: it costs itself alone."""
    try:
        return packed(extract(source, language))
    except Exception as why:  # a fault of the extractor must not stop the index; it is recorded
        return packed(Facts(f"failed: {_reason(why)}", source.count(b"\n")))


def _reason(why: Exception) -> str:
    known = {MemoryError: "it takes too much memory", RecursionError: "it is nested too deeply"}
    if isinstance(why, Hopeless):
        return str(why)
    return known.get(type(why)) or f"gridref has a fault, {type(why).__name__}"


def receive(stream: BinaryIO) -> bytes:
    """Read one message; empty at the end of the stream."""
    head = stream.read(8)
    size = int.from_bytes(head, "little")
    message = stream.read(size) if len(head) == 8 else b""
    # What is cut short came from somebody who has died.
    return message if len(message) == size else b""


def send(stream: BinaryIO, message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(8, "little"))
    stream.write(message)
    stream.flush()


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))


def _alarm(seconds: int) -> None:
    # What it does by default ends the process even inside the parser, where no Python runs.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _timed(language: str, source: bytes) -> Packed:
    _alarm(SECONDS)
    return attempted(language, source)


def _end_with_parent() -> None:
    """Have the kernel end this process when its parent ends, also while the parser has it."""
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def serve(source: int = 0, target: int = 1) -> None:
    """Answer messages until the source ends, which it does when the parent dies in whatever way."""
    messages, out = os.fdopen(os.dup(source), "rb"), os.fdopen(os.dup(target), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    _limit()
    # No cycles are made here, and looking for them costs a quarter of the work.
    gc.disable()
    while message := receive(messages):
        lot = [_timed(language, source) for language, source in marshal.loads(message)]
        _alarm(0)
        try:
            send(out, marshal.dumps(lot))
        except BrokenPipeError:  # whoever asked is gone, and nobody is left to be told
            os._exit(0)
