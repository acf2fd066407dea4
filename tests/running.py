"""The installed command as a user runs it: a real tree, a process, a free port."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 60
COMMAND = os.environ.get("GRIDREF_COMMAND") or str(Path(sys.executable).with_name("gridref"))


def real_tree(folder: Path) -> Path:
    """Copy two installed packages, some ten thousand lines of other people's code."""
    for name in ("click", "starlette"):
        spec = find_spec(name)
        assert spec and spec.origin
        shutil.copytree(Path(spec.origin).parent, folder / name)
    return folder


def environment(store: Path) -> dict[str, str]:
    """Return the environment of a process, with a store of its own."""
    return {**os.environ, "GRIDREF_STORE": str(store), "PYTHONPATH": ""}


def run(
    store: Path, *arguments: str, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    return subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(store),
        timeout=PATIENCE_S,
        check=False,
    )


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(root: Path, store: Path, *options: str) -> Iterator[str]:
    """Run the HTTP server and yield its address once it listens."""
    port = free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", "--root", str(root), "--port", str(port), *options],
        env=environment(store),
        stderr=subprocess.PIPE,
    )
    try:
        # The line that says where it listens comes when it does.
        assert process.stderr and process.stderr.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        if process.stderr:
            process.stderr.close()


def fetched(url: str, body: dict[str, Any] | None = None) -> Any:
    """Ask over HTTP and return what the JSON says."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.loads(answer.read())


def told_to_somebody(
    command: list[str], home: str = "/nowhere"
) -> "subprocess.CompletedProcess[str]":
    """Run a command as somebody who may write nothing that is not his; skip where that can't be."""
    somebody: dict[str, Any] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        somebody = {"user": 65534, "group": 65534, "extra_groups": []}
    variables = {
        k: v for k, v in os.environ.items() if k not in ("XDG_CACHE_HOME", "GRIDREF_STORE")
    }
    variables["HOME"] = home

    def ran(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            arguments, env=variables, capture_output=True, text=True, check=False, **somebody
        )

    try:
        able = ran([sys.executable, "-c", "import tempfile, gridref_server"]).returncode == 0
    except OSError:
        able = False
    if not able:
        pytest.skip("others may not run this Python")
    return ran(command)
