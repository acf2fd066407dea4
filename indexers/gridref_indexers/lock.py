"""One writer at a time: a lock of the kernel's that dies with its process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def _take(descriptor: int) -> bool:
    try:
        if fcntl is None:
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def lock(path: Path, wait_s: float = 0.0) -> Iterator[bool]:
    """Yield whether the lock is ours; the file stays, since deleting it would make two locks."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        until = monotonic() + wait_s
        while not (ours := _take(descriptor)) and monotonic() < until:
            sleep(0.01)
        yield ours
    finally:
        os.close(descriptor)
