"""Makes tasks of a repository's own commits: what each says, and which files and names it changed.

    python benchmarks/where_tasks.py CLONES OWNER/NAME ... --out FILE

They have the form that `where.py` and `learn_where.py` read. One snapshot serves a repository: the
parent of the oldest commit that was taken, so that none of what is asked for is in it. Paths,
dotted names, links and numbers of issues are cut out of messages: they would tell the answer.
"""

import argparse
import json
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from where import clone

from gridref_indexers.languages import language_of
from gridref_indexers.pool import extracted_soon
from gridref_indexers.store import Definition
from gridref_server.naming import PROSE_AND_DATA, is_aside
from gridref_server.retrieval.candidates import standing_of

# Of the last commits so many are read; of those that tell of a change so many are drawn.
MOST_READ, MOST_RECENT, DRAWN, MOST_TASKS = 2200, 500, 45, 36
MOST_SOURCES, MOST_FILES, LEAST_WORDS, MESSAGE_CHARS = 5, 15, 4, 1500
_NO_CHANGE = re.compile(r"(?i)(bump|release|v?\d|merge|revert|prepare|version|update (dep|change))")
_TRAILER = re.compile(r"(?im)^\s*[\w-]+-by: .*$|^\s*(closes|fixes|refs?|see|cc)\b.*$")
_TELLING = re.compile(
    r"https?://\S+|\(?(?:#|gh-)\d+\)?|^[\w ./*-]{1,30}(?:\([^)]*\))?!?: +"
    r"|(?<!\w)[\w.@+-]*(?:/[\w.@+-]+)+|\b[\w-]+\.[a-z]{1,4}\b|\b[A-Za-z]\w*(?:(?:\.|::)\w+)+\b"
)
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? ", re.MULTILINE)
_CODE = frozenset(["function", "method", "constructor", "class", "struct", "interface", "trait"])


@dataclass(frozen=True)
class Commit:
    """One commit: what it says, without what would tell the answer, and the sources it changed."""

    hash: str
    parent: str
    said: str
    sources: tuple[str, ...]


def main() -> None:
    """Draw commits of each repository and write them down as tasks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clones", type=Path)
    parser.add_argument("repos", nargs="+", metavar="OWNER/NAME")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with given.out.open("w", encoding="utf-8") as out:
        for repo in given.repos:
            made = list(tasks(Git(clone(given.clones, repo)), repo))
            out.writelines(json.dumps(each) + "\n" for each in made)
            print(f"{repo}: {len(made)} tasks", flush=True)


@dataclass(frozen=True)
class Git:
    """A clone."""

    folder: Path

    def said(self, *asked: str) -> str:
        """Return what git says."""
        command = ["git", f"--git-dir={self.folder}", *asked]
        return subprocess.run(command, capture_output=True, check=False).stdout.decode(
            "utf-8", "replace"
        )


def tasks(git: Git, repo: str) -> Iterator[dict[str, Any]]:
    """Yield the tasks of a repository, the same at each run."""
    recent = [each for each in commits(git) if each.sources][:MOST_RECENT]
    drawn = set(random.Random(repo).sample(range(len(recent)), min(DRAWN, len(recent))))
    chosen = [each for at, each in enumerate(recent) if at in drawn]
    if not chosen:
        return
    snapshot = chosen[-1].parent
    there = set(git.said("ls-tree", "-r", "--name-only", snapshot).split("\n"))
    for each in [one for one in chosen if there.issuperset(one.sources)][:MOST_TASKS]:
        yield {
            "id": f"h-{repo.partition('/')[2]}-{each.hash[:10]}",
            "track": "commits",
            "source": ["history"],
            "repo": repo,
            "language": language_of(each.sources[0], b""),
            "category": "commit",
            "snapshot": snapshot,
            "root": "",
            "query": each.said,
            "gold_files": each.sources,
            "gold_symbols": [
                one for path in each.sources for one in symbols(git, each, path, snapshot)
            ],
            "commit": each.hash,
        }


def commits(git: Git) -> Iterator[Commit]:
    """Yield the last commits that tell of a change, the latest first."""
    asked = ["log", "--no-merges", f"-n{MOST_READ}", "--no-renames", "--name-only"]
    for row in git.said(*asked, "--format=%x01%H%x02%P%x02%B%x02").split("\x01")[1:]:
        found, parent, message, files = row.split("\x02")
        paths = files.split()
        sources = tuple(path for path in paths if is_source(path))
        said = _TELLING.sub(" ", _TRAILER.sub("", message.strip())).strip()[:MESSAGE_CHARS]
        told = len(re.findall(r"[A-Za-z]{2,}", said)) >= LEAST_WORDS and not _NO_CHANGE.match(said)
        few = len(sources) <= MOST_SOURCES and len(paths) <= MOST_FILES
        if told and few and parent:
            yield Commit(found, parent.split()[0], said, sources)


def is_source(path: str) -> bool:
    """Tell whether a file is code of the project's own, by its path."""
    is_code = language_of(path, b"") not in ("", "markdown", "rst", "json", "yaml", "toml", "html")
    return is_code and not is_aside(path) and not standing_of(path).example


def symbols(git: Git, commit: Commit, path: str, snapshot: str) -> Iterator[dict[str, Any]]:
    """Yield the innermost definitions that a commit changed and that the snapshot has, too."""
    diff = git.said("diff", "-U0", "--no-renames", commit.parent, commit.hash, "--", path)
    lines = {
        int(start) + more
        for start, count in _HUNK.findall(diff)
        for more in range(max(1, int(count or 1)))
    }
    before = definitions(path, git.said("show", f"{commit.parent}:{path}"))
    changed = {each.qualified for line in lines if (each := innermost(before, line))}
    for each in definitions(path, git.said("show", f"{snapshot}:{path}")):
        if each.qualified in changed:
            changed.remove(each.qualified)
            yield {
                "file": path,
                "symbol": each.qualified,
                "name": each.name,
                "kind": each.kind,
                "start": each.start_line,
                "end": each.end_line,
            }


def definitions(path: str, source: str) -> list[Definition]:
    """Return what a text defines, as the file of a path."""
    text = source.encode()
    facts = extracted_soon(language_of(path, text), text)
    rows = facts.definitions if facts else ()
    found = [Definition(0, at, *row) for at, row in enumerate(rows)]
    return [each for each in found if each.kind in _CODE and each.kind not in PROSE_AND_DATA]


def innermost(found: list[Definition], line: int) -> Definition | None:
    """Return the definition around a line that starts last."""
    around = [each for each in found if each.start_line <= line <= each.end_line]
    return max(around, key=lambda each: each.start_line, default=None)


if __name__ == "__main__":
    main()
