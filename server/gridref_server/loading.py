"""Loads modules without looking for cycles in them, then or later: they stay to the end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Spare the look for cycles what is imported inside."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
