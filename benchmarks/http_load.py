"""How many lookups a second the HTTP server answers, beside a bare JSON route of FastAPI.

    python benchmarks/http_load.py ROOT [NAME]

The bare route is asked as a coroutine, and as a function in a thread, as lookups are, which leave
the event loop free. All are asked in turn in the same run, by the same client over the same number
of lines that are kept open; the processor time of each server is told too, since the client shares
the machine.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from statistics import median

LINES = 16
ROUNDS = 5
SECONDS = 2.0

BARE = """
import socket, sys, uvicorn
from fastapi import FastAPI
app = FastAPI()

@app.get("/find")
async def find(name: str) -> dict[str, object]:
    return {"verdict": "found", "name": name, "groups": [{"path": "a.py", "line": 1}]}

@app.get("/threaded")
def threaded(name: str) -> dict[str, object]:
    return {"verdict": "found", "name": name, "groups": [{"path": "a.py", "line": 1}]}

# Of a socket that does not say that it is of TCP, asyncio does not switch Nagle's algorithm off:
# each answer would wait 40 ms for an acknowledgement.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
config = uvicorn.Config(app, http="h11", ws="none", log_level="error", access_log=False)
uvicorn.Server(config).run(sockets=[listener])
"""
GRIDREF = "from gridref_server.start import main; raise SystemExit(main())"


class Asked:
    """A server that is asked the same thing over and over."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", port: int, path: str) -> None:
        self.name = name
        self.process = process
        self.port = port
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        self.rates: list[float] = []
        self.cpu_us: list[float] = []

    def measure(self) -> None:
        """Ask for some time, and note how often it was answered."""
        before, started = self._cpu_s(), time.monotonic()
        answered = asyncio.run(self._load())
        seconds = time.monotonic() - started
        self.rates.append(answered / seconds)
        self.cpu_us.append((self._cpu_s() - before) / answered * 1e6)

    async def _load(self) -> int:
        until = time.monotonic() + SECONDS
        return sum(await asyncio.gather(*(self._line(until) for _ in range(LINES))))

    async def _line(self, until: float) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answered = 0
        while time.monotonic() < until:
            writer.write(self.request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            _ = await reader.readexactly(length)
            answered += 1
        writer.close()
        return answered

    def _cpu_s(self) -> float:
        """Return the processor time of the server so far; of Linux alone."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare(name: str, path: str) -> Asked:
    """Start a route to compare with."""
    process = subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return Asked(name, process, int(process.stdout.readline()), f"{path}?name=load")


def gridref(root: str, name: str) -> Asked:
    """Start gridref, and wait until its index is there."""
    command = [sys.executable, "-c", GRIDREF]
    subprocess.run([*command, "map", "--root", root], check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        [*command, "serve", "--root", root, "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    port = int(process.stderr.readline().split("127.0.0.1:")[1].split("/")[0])
    return Asked("gridref find", process, port, f"/api/v1/find?name={name}")


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root")
    parser.add_argument("name", nargs="?", default="QuerySet.get_or_create")
    given = parser.parse_args()
    all_ = [
        bare("bare async route", "/find"),
        bare("bare route in a thread", "/threaded"),
        gridref(given.root, given.name),
    ]
    try:
        for number in range(ROUNDS + 1):
            for each in all_:
                each.measure()
                if number == 0:  # until all is warm
                    each.rates.clear()
                    each.cpu_us.clear()
    finally:
        for each in all_:
            each.process.terminate()
            each.process.wait()
    for each in all_:
        ours = median(each.rates) and median(all_[-1].rates) / median(each.rates)
        rate, cpu = median(each.rates), median(each.cpu_us)
        print(f"{each.name:24} {rate:7,.0f}/s {cpu:7,.0f} us of cpu; gridref {ours:.2f} of it")


if __name__ == "__main__":
    main()
