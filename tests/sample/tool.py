"""A small tool: a command, a queue with a worker, records that are checked."""

import argparse
import asyncio
import functools
import io
import logging
import os.path
import queue
import string
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict, deque

import attrs
import click
from click.testing import CliRunner
from pydantic import BaseModel, ConfigDict, Field

log = logging.getLogger(__name__)


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: int = Field(default=0, ge=0)


@attrs.define
class Job:
    record: Record
    tries: int = 0
    notes: list[str] = attrs.field(factory=list, kw_only=True)

    def fail(self, why: str) -> None:
        self.tries += 1
        self.notes.append(why.strip())


class Sink(ABC):
    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def put(self, job: Job) -> None: ...

    def describe(self) -> str:
        return f"sink {self.name.capitalize()}"


class Memory(Sink):
    def __init__(self, name: str, most: int = 10) -> None:
        super().__init__(name)
        self.held: deque[Job] = deque(maxlen=most)

    def put(self, job: Job) -> None:
        self.held.append(job)
        log.debug("put %s", job.record.name)

    def last(self) -> Job:
        return self.held[-1]


@functools.lru_cache(maxsize=8)
def shout(text: str, *, mark: str = "!") -> str:
    return text.upper() + mark


async def double(value: int) -> int:
    await asyncio.sleep(0)
    return value * 2


@click.command()
@click.option("--name", default="x")
def command(name: str) -> None:
    click.echo(shout(name), err=False)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="tool", add_help=False)
    made.add_argument("--level", default="info", choices=["info", "debug"])
    return made


def work(jobs: "queue.Queue[Job]", sink: Sink) -> None:
    while not jobs.empty():
        sink.put(jobs.get(timeout=1))
        jobs.task_done()


def main() -> None:
    job = Job(Record(name="a", size=1), notes=["new"])
    job.fail(" late ")
    sink = Memory("box", most=2)
    jobs: queue.Queue[Job] = queue.Queue(maxsize=3)
    jobs.put(job)
    thread = threading.Thread(target=work, args=(jobs, sink), daemon=True)
    thread.start()
    thread.join()
    assert sink.last().notes[-1].endswith("late")
    assert sink.describe().casefold() == "sink box"
    assert asyncio.run(double(2)) == 4
    result = CliRunner().invoke(command, ["--name", "b"])
    assert result.output.rstrip() == "B!" and result.exit_code == 0
    said = parser().parse_args(["--level", "debug"])
    assert said.level == "debug"
    held = OrderedDict(a=1)
    held.move_to_end("a", last=False)
    out = io.StringIO()
    out.write(os.path.join("a", "b"))
    assert out.getvalue().count("/") <= 1
    assert string.ascii_lowercase.index("c") == 2
    assert job.record.model_dump(exclude={"size"}) == {"name": "a"}
    assert shout.cache_info().hits >= 0


main()
