"""Runs the HTTP server: on this machine alone, quiet, and gone soon after it is told to go."""

import logging
import os
import signal
import socket
from threading import Timer
from types import FrameType

import uvicorn

from gridref_server.answer import Misuse
from gridref_server.faces.http import app
from gridref_server.keeper import Keeper

# A client that keeps its line open must not keep the server.
GRACE_S = 0.8


class _Server(uvicorn.Server):
    """A server that is gone soon after it is told to go."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # That clients are cut off is no error of theirs or ours.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        last = Timer(GRACE_S, os._exit, (128 + sig,))
        last.daemon = True
        last.start()
        super().handle_exit(sig, frame)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise `Misuse` if somebody else has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: without, asyncio lets answers wait 40 ms for the client's nod.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as why:
        listener.close()
        said = f"can't listen at {host} port {port}: {(why.strerror or str(why)).lower()}"
        raise Misuse(f"{said}; choose another with --port") from why
    return listener


def serve(keeper: Keeper, listener: socket.socket) -> int:
    """Answer until told to go."""
    config = uvicorn.Config(
        app(keeper),
        http="h11",  # refuses headers and addresses above 64 KB, which not all do
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=0,
    )
    try:
        _Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0
