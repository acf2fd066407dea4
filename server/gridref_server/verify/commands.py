"""Commands that docs show: files and scripts of the repository that they run."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from gridref_server.index import Index

SHELLS = frozenset("bash sh shell zsh console shell-session".split())
_MOST_MANIFESTS = 200

_RUNS = r"(?:python3?|node|bash|sh|zsh|ruby|perl|tsx|ts-node|bun|source|\.|go\s+run|deno\s+run)\s+"
_FILE = re.compile(
    rf"^\s*(?:[$>]\s+)?(?:sudo\s+)?(?:{_RUNS}(?:-\w+\s+)*)?"
    r"(?P<what>(?:\./)?[\w.-]+(?:/[\w.-]+)+\.[a-z]{1,4})(?=\s|$)"
)
_SCRIPT = re.compile(r"\b(?:npm|pnpm|yarn|bun)\s+run\s+(?P<what>[a-zA-Z][\w:.-]*)(?=\s|$)")
_TARGET = re.compile(r"^\s*(?:[$>]\s+)?make\s+(?P<what>[a-zA-Z][\w.-]*)(?=\s|$)")
# Whoever goes to another folder first runs what lies there.
_ELSEWHERE = re.compile(r"\b(?:cd|pushd|git\s+clone)\s|\s-C\s|--(?:prefix|filter|cwd)\b")
_RULE = re.compile(r"^([a-zA-Z][\w./ -]*?)\s*::?(?!=)", re.M)
_MADE = re.compile(r"^\s*-?include\s|^[^\t#\n]*[%$][^\n]*:(?!=)", re.M)


@dataclass(frozen=True)
class Run:
    """What one command runs: a file, a script of a manifest, or a target of make."""

    kind: Literal["file", "script", "target"]
    name: str
    line: int
    column: int


def runs(lines: list[tuple[int, int, str]]) -> Iterator[Run]:
    """Yield what the lines of one block run from the root: number, how far in, and text of each."""
    for number, indent, text in lines:
        if _ELSEWHERE.search(text):
            return
        for kind, pattern in _KINDS:
            if found := pattern.search(text):
                yield Run(kind, found["what"], number, indent + found.start("what"))


_KINDS: tuple[tuple[Literal["file", "script", "target"], re.Pattern[str]], ...] = (
    ("file", _FILE),
    ("script", _SCRIPT),
    ("target", _TARGET),
)


def scripts(index: Index) -> frozenset[str]:
    """Return the scripts of all `package.json` of a repository."""
    found: set[str] = set()
    for path in index.tree.by_name.get("package.json", ())[:_MOST_MANIFESTS]:
        try:
            read: Any = json.loads(index.source(path))
        except (ValueError, RecursionError):
            continue
        held = read.get("scripts") if isinstance(read, dict) else None
        found |= {str(each) for each in held} if isinstance(held, dict) else set()
    return frozenset(found)


def targets(index: Index) -> frozenset[str]:
    """Return the targets of the Makefile at the root; nothing where some are made or included."""
    for name in ("GNUmakefile", "makefile", "Makefile"):
        if name in index.tree.contents:
            text = index.source(name).decode("utf-8", "replace")
            if _MADE.search(text):
                return frozenset()
            return frozenset(word for found in _RULE.findall(text) for word in found.split())
    return frozenset()
