"""A server over its standard streams, spoken to line by line as a client does."""

import json
import subprocess
import sys
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self

# Starting takes its time where many things run at once; nothing here waits longer.
START_S = 60.0
# The promise is one second; the rest is for a machine that has much else to do.
GONE_S = 5.0
COMMAND = [sys.executable, "-c", "from gridref_server.start import main; raise SystemExit(main())"]

HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def call(number: Any, tool: str, /, **given: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": given}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


class Conversation:
    """A server process and what it says, line by line."""

    def __init__(self, command: list[str], **how: Any) -> None:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, **(pipes | how))
        self.lines: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        if self.process.stdout:
            with self.process.stdout as lines:
                for line in lines:
                    self.lines.put(line)
        self.lines.put(b"")

    def send(self, *messages: dict[str, Any] | bytes) -> Self:
        assert self.process.stdin is not None
        for each in messages:
            line = each if isinstance(each, bytes) else json.dumps(each).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        return self

    def reply(self) -> Any:
        line = self.lines.get(timeout=START_S)
        assert line, "the server has ended"
        return json.loads(line)

    def text(self) -> str:
        return str(self.reply()["result"]["content"][0]["text"])

    def greeted(self) -> Self:
        """Wait until the server is there and its first index is made."""
        assert self.send(HELLO, READY).reply()["result"]["serverInfo"]["name"] == "gridref"
        for number in range(10_000, 100_000):
            if json.loads(status(self, number))["ready"]:
                break
        return self

    def end_input(self) -> Self:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self

    def rest(self) -> list[bytes]:
        """Return all lines until the end of the output."""
        return list(iter(lambda: self.lines.get(timeout=GONE_S), b""))

    def ended(self) -> int:
        """Wait for the end that should be near, and return the exit status."""
        return self.process.wait(GONE_S)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        while self.lines.get(timeout=GONE_S):
            pass


def status(server: Conversation, number: int) -> str:
    """Return what the server says of its index, as JSON."""
    params = {"uri": "gridref://status"}
    server.send({"jsonrpc": "2.0", "id": number, "method": "resources/read", "params": params})
    return str(server.reply()["result"]["contents"][0]["text"])
