"""Commands of ours in a process of its own, which ends when this one does."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

# How soon it is noticed that whoever started us is gone.
WATCH_S = 0.4
PARENT = "GRIDREF_PARENT"

_COMMAND = "from gridref_server.start import main; raise SystemExit(main())"


def started(arguments: list[str], folder: Path) -> "Popen[bytes]":
    """Start a command in a folder of ours; it has no streams, and gives way to others."""
    from subprocess import DEVNULL, Popen

    # With -P and no PYTHONPATH, what is imported is what is installed.
    environment = os.environ | {PARENT: str(os.getpid()), "PYTHONPATH": ""}
    process = Popen(
        [sys.executable, "-P", "-c", _COMMAND, *arguments],
        cwd=folder,
        env=environment,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    return process


def end_with_parent() -> None:
    """End this process when the one that started it by `started` ends, in whatever way."""
    if parent := os.environ.get(PARENT):
        Thread(target=watch, args=(int(parent),), daemon=True).start()


def watch(parent: int) -> None:
    """Wait for the end of the parent, and end."""
    while os.getppid() == parent:
        sleep(WATCH_S)
    sys.stderr.flush()
    os._exit(0)
