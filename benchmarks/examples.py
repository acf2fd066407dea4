"""Real questions and real answers over the three faces, as `docs/examples.md` shows them.

    python benchmarks/examples.py DJANGO ZOD PROMETHEUS > docs/examples.md

Each is the root of a source tree: Django's source distribution, zod's npm tarball, a checkout of
prometheus.
"""

import argparse
import asyncio
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from mcp import Client, StdioServerParameters, stdio_client

COMMAND = str(Path(sys.executable).with_name("gridref"))

QUESTIONS: dict[str, list[list[str]]] = {
    "django": [
        ["find", "QuerySet.get_or_create"],
        ["find", "QuerySet.get_or_creat"],
        ["find", "django.utils.text.slugify"],
        ["map", "--budget", "500"],
        ["map", "django/db/models/query.py", "--budget", "400"],
        ["uses", "django/utils/text.py#slugify", "--budget", "500"],
        ["uses", "django/views/generic/base.py#ContextMixin", "--sort", "subclasses"],
        ["read", "django/utils/text.py#slugify"],
    ],
    "zod": [
        ["find", "src/v4/classic/schemas.ts#ZodObject"],
        ["map", "src/v4/core/util.ts", "--budget", "500"],
        ["uses", "src/v4/core/util.ts#joinValues", "--budget", "500"],
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
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.rstrip()


async def over_mcp(root: Path, store: str, name: str, given: dict[str, str]) -> str:
    """Return what an agent gets."""
    arguments = ["mcp", "--root", str(root), "--store", store]
    async with Client(
        stdio_client(StdioServerParameters(command=COMMAND, args=arguments))
    ) as client:
        answer = await client.call_tool(name, given)
    return str(getattr(answer.content[0], "text", ""))


def page(trees: dict[str, Path]) -> str:
    """Write the page."""
    lines = ["# Real questions, real answers", "", "Made by `python benchmarks/examples.py`.", ""]
    with tempfile.TemporaryDirectory() as store:
        for name, root in trees.items():
            lines += [f"## {name}", ""]
            for words in QUESTIONS[name]:
                lines += ["```console", f"$ gridref {shlex.join(words)}", said(root, store, words)]
                lines += ["```", ""]
        lines += ["## The same over MCP, and as JSON", ""]
        root, given = trees["django"], {"name": "django.utils.text.slugify"}
        lines += ["`tools/call` `find` " + f"`{json.dumps(given)}`", "", "```"]
        lines += [asyncio.run(over_mcp(root, store, "find", given)), "```", ""]
        lines += ["`GET /api/v1/find?name=django.utils.text.slugify`, and `--json`:", "", "```json"]
        answer = said(root, store, ["find", given["name"], "--json"])
        lines += [json.dumps(json.loads(answer), indent=1), "```"]
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
