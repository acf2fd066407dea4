"""Real questions and real answers over the three faces, as `docs/examples.md` shows them.

    python benchmarks/examples.py DJANGO ZOD PROMETHEUS > docs/examples.md

Each is the root of a source tree: Django's source distribution, zod's npm tarball, a checkout of
prometheus. Every question is asked over all faces, and it is an error if the answers differ.
"""

import argparse
import asyncio
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from mcp import Client, StdioServerParameters, stdio_client

from gridref_server.registry import LOOKUPS
from gridref_server.render import with_plain_marks

COMMAND = str(Path(sys.executable).with_name("gridref"))
Given = dict[str, str | int | list[str]]

QUESTIONS: dict[str, list[list[str]]] = {
    "django": [
        ["find", "QuerySet.get_or_create"],
        ["find", "QuerySet.get_or_creat"],
        ["find", "django.utils.text.slugify"],
        ["map", "--budget", "500"],
        ["map", "django/db/models/query.py", "--budget", "400"],
        ["conventions", "django/utils/text.py"],
        ["where", "make_aware fails for an ambiguous time", "--budget", "500"],
        ["uses", "django/utils/text.py#slugify", "--budget", "500"],
        ["uses", "django/views/generic/base.py#ContextMixin", "--sort", "subclasses"],
        ["read", "django/utils/text.py#slugify"],
        ["find", "django.db.models.CharField"],
        ["find", "def get_object_or_404(klass)"],
        ["find", "TestCase.assertEqual", "--limit", "2"],
        ["read", "Paginator.page"],
        ["docs", "select related objects", "--budget", "300"],
    ],
    "zod": [
        ["find", "src/v4/classic/schemas.ts#ZodObject"],
        ["map", "src/v4/core/util.ts", "--budget", "500"],
        ["uses", "src/v4/core/util.ts#joinValues", "--budget", "500"],
        ["verify", "src/v4/core/util.ts"],
    ],
    "prometheus": [
        ["find", "Engine.NewInstantQuery"],
        ["map", "promql", "--budget", "500"],
        ["uses", "promql/engine.go#Engine.NewInstantQuery", "--sort", "callers"],
    ],
}


def said(root: Path, store: str, words: list[str]) -> str:
    """Return what the command line says."""
    command = [COMMAND, *words, "--root", str(root), "--store", store]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.rstrip()


def arguments(words: list[str]) -> Given:
    """Return what a command's words give to its lookup."""
    first, *others = LOOKUPS[words[0]].parameters
    at = next((n for n, word in enumerate(words) if word.startswith("--")), len(words))
    given: Given = {}
    if bare := words[1:at]:
        given[first.name] = bare if first.kind == "strings" else bare[0]
    kinds = {each.name: each.kind for each in others}
    for flag, value in zip(words[at::2], words[at + 1 :: 2], strict=True):
        name = flag.removeprefix("--")
        given[name] = int(value) if kinds[name] == "integer" else value
    return given


async def over_mcp(root: Path, store: str, questions: list[list[str]]) -> list[str]:
    """Return what an agent gets."""
    command = ["mcp", "--root", str(root), "--store", store]
    server = StdioServerParameters(command=COMMAND, args=command)
    async with Client(stdio_client(server)) as client:
        answers = [await client.call_tool(words[0], arguments(words)) for words in questions]
    return [str(getattr(each.content[0], "text", "")) for each in answers]


@contextmanager
def serving(root: Path, store: str) -> Iterator[str]:
    """Run the HTTP server and yield where it answers."""
    command = [COMMAND, "serve", "--port", "0", "--root", str(root), "--store", store]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            addresses = process.stderr.readline().removeprefix("gridref: ").split(", ")
            yield next(each for each in addresses if each.endswith("/api/v1"))
        finally:
            process.terminate()


def over_http(address: str, words: list[str]) -> str:
    """Return what a program gets."""
    with urlopen(f"{address}/{words[0]}?{urlencode(arguments(words), doseq=True)}") as answer:
        body: bytes = answer.read()
    return body.decode()


def asked(root: Path, store: str, questions: list[list[str]]) -> Iterator[str]:
    """Yield the answers of the command line; raise `SystemExit` where another face differs."""
    answers = [said(root, store, words) for words in questions]
    for words, one, other in zip(
        questions, answers, asyncio.run(over_mcp(root, store, questions)), strict=True
    ):
        if with_plain_marks(one) != with_plain_marks(other):
            raise SystemExit(f"MCP differs at {words}:\n{one}\n{other}")
        yield one
    with serving(root, store) as address:
        for words in questions:
            one, other = said(root, store, [*words, "--json"]), over_http(address, words)
            if json.loads(one) != json.loads(other):
                raise SystemExit(f"HTTP differs at {words}:\n{one}\n{other}")


def page(trees: dict[str, Path]) -> str:
    """Write the page."""
    lines = ["# Real questions, real answers", "", "Made by `python benchmarks/examples.py`, which"]
    lines += ["asks each over MCP, HTTP and the command line, and fails if two answers differ.", ""]
    with tempfile.TemporaryDirectory() as store:
        for name, root in trees.items():
            lines += [f"## {name}", ""]
            questions = QUESTIONS[name]
            # Ranks are kept by whoever derives them first, and then all faces answer by them.
            said(root, store, ["map"])
            for words, answer in zip(questions, asked(root, store, questions), strict=True):
                lines += [f"```console {name}", f"$ gridref {shlex.join(words)}", answer, "```", ""]
        words = ["find", "django.utils.text.slugify"]
        lines += ["## The same over MCP, and over HTTP", ""]
        lines += [f"`tools/call` `{words[0]}` `{json.dumps(arguments(words))}`", "", "```"]
        root = trees["django"]
        lines += [*asyncio.run(over_mcp(root, store, [words])), "```", ""]
        lines += [f"`GET /api/v1/find?{urlencode(arguments(words))}`, and `--json`:", "", "```json"]
        with serving(root, store) as address:
            lines += [json.dumps(json.loads(over_http(address, words)), indent=1), "```"]
    return "\n".join(lines)


def main() -> None:
    """Print the page for three trees."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in QUESTIONS:
        parser.add_argument(name, type=Path)
    given = vars(parser.parse_args())
    print(page({name: given[name].resolve() for name in QUESTIONS}))


if __name__ == "__main__":
    main()
