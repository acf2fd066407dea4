"""How well `where` names the places of a change: predictions, scored by the data's own scorer.

    python benchmarks/where.py DATA CLONES --work FOLDER

DATA holds `*.jsonl`, `export.py` and `score.py`; CLONES bare or plain clones of the repositories.
Each snapshot is written out and becomes a repository of its own, whose HEAD is the commit and whose
objects are the clone's: history ends there, as it would for whoever had that task then.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from facts_of_machine import machine

from gridref_indexers.place import place
from gridref_server.answer import Answer, Item
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.render import text, tokens
from gridref_server.settings import Settings

TRACKS = ("questions", "issues", "commits")
BUDGET = 1000


@dataclass(frozen=True)
class Snapshot:
    """A repository at a commit, and the folder of it that is asked."""

    repo: str
    commit: str
    root: str


def main() -> None:
    """Export, index, ask, score."""
    given = arguments()
    files = [given.data / f"{track}.jsonl" for track in given.tracks.split(",")]
    tasks = [task for file in files for task in read(file) if chosen(task, given)]
    print(machine())
    exported(given, files)
    out = given.work / "predictions.jsonl"
    spent: list[float] = []
    with out.open("w", encoding="utf-8") as lines:
        for snapshot, these in by_snapshot(tasks).items():
            index = opened(given, snapshot)
            for task in these:
                prediction = predicted(index, snapshot, task)
                spent.append(prediction["ms"])
                lines.write(json.dumps(prediction) + "\n")
            index.close()
    wall = sorted(spent)
    middle, high = wall[len(wall) // 2], wall[int(len(wall) * 0.95)]
    print(f"{len(wall)} tasks; CPU ms of a task: p50 {middle:.1f}, p95 {high:.1f}")
    asked = given.work / "tasks.jsonl"
    asked.write_text("".join(json.dumps(task) + "\n" for task in tasks), "utf-8")
    score = [sys.executable, str(given.data / "score.py"), str(asked), str(out), "--by", given.by]
    subprocess.run(score + (["--compare", str(given.compare)] if given.compare else []), check=True)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("clones", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="for snapshots and indexes")
    parser.add_argument("--tracks", default=",".join(TRACKS))
    parser.add_argument("--repo", help="only this repository")
    parser.add_argument("--all-issues", action="store_true", help="not only the core ones")
    parser.add_argument("--by", default="track,language,category")
    parser.add_argument("--compare", type=Path, help="other predictions")
    return parser.parse_args()


def read(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the tasks of a file."""
    for line in file.read_text("utf-8").splitlines():
        yield json.loads(line)


def chosen(task: dict[str, Any], given: argparse.Namespace) -> bool:
    """Tell whether a task is asked."""
    if given.repo and task["repo"] != given.repo:
        return False
    return bool(given.all_issues or task.get("core", True))


def by_snapshot(tasks: list[dict[str, Any]]) -> dict[Snapshot, list[dict[str, Any]]]:
    """Return the tasks of each snapshot."""
    found: dict[Snapshot, list[dict[str, Any]]] = {}
    for task in tasks:
        snapshot = Snapshot(task["repo"], task["snapshot"], task["root"])
        found.setdefault(snapshot, []).append(task)
    return found


def exported(given: argparse.Namespace, files: list[Path]) -> None:
    """Write out the snapshots that are not there yet."""
    command = [sys.executable, str(given.data / "export.py"), "--clones", str(given.clones)]
    command += ["--tasks", ",".join(map(str, files)), "--out", str(given.work / "snap")]
    command += ["--repo", given.repo] if given.repo else []
    command += [] if given.all_issues else ["--core"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def opened(given: argparse.Namespace, snapshot: Snapshot) -> Index:
    """Return the index of a snapshot, made if it is not there."""
    folder = given.work / "snap" / snapshot.repo.replace("/", "+") / snapshot.commit[:12]
    make_repository(folder, clone(given.clones, snapshot.repo), snapshot.commit)
    root = folder / snapshot.root
    index = Index(place(root, given.work / "stores", exactly=bool(snapshot.root)), Settings())
    index.refresh()
    with index.asked():
        if not index.is_empty:
            _ = index.rank
    index.save_ranks()
    return index


def clone(clones: Path, repo: str) -> Path:
    """Return the git folder of a clone."""
    wanted = repo.lower()
    names = {wanted.replace("/", "+"), wanted.replace("/", "__"), wanted.partition("/")[2]}
    for folder in sorted(clones.iterdir()):
        if folder.name.lower().removesuffix(".git") in names:
            for inside in ("repo", ".git", "repo/.git", ""):
                if (folder / inside / "HEAD").exists():
                    return folder / inside
    raise SystemExit(f"no clone of {repo} in {clones}")


def make_repository(folder: Path, source: Path, commit: str) -> None:
    """Make a snapshot a repository whose HEAD is its commit, with the objects of a clone."""
    git = folder / ".git"
    (git / "objects" / "info").mkdir(parents=True, exist_ok=True)
    (git / "refs").mkdir(exist_ok=True)
    (git / "HEAD").write_text(f"{commit}\n")
    (git / "objects" / "info" / "alternates").write_text(f"{source / 'objects'}\n")


def predicted(index: Index, snapshot: Snapshot, task: dict[str, Any]) -> dict[str, Any]:
    """Ask one task and write the answer down as the scorer reads it."""
    started = process_time()
    answer = ask(index, "where", {"task": task["query"], "budget": BUDGET})
    ms = (process_time() - started) * 1000
    said = text(answer)
    items = list(results(answer, f"{snapshot.root}/" if snapshot.root else ""))
    return {"id": task["id"], "results": items, "tokens_used": tokens(said), "ms": ms}


def results(answer: Answer, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield the places of the first group, each with the tokens of its row."""
    for group in answer.groups[:1]:
        for item in group.items:
            row: dict[str, Any] = {"file": prefix + item.path, "tokens": cost(item)}
            if item.kind != "file":
                row["symbol"] = item.ref.partition("#")[2].partition("~")[0]
            yield row


def cost(item: Item) -> int:
    """Return the tokens of an item's row as the agent reads it."""
    words = f"{item.start_line}-{item.end_line} {item.text} ({item.note})"
    return tokens(f"{item.path} {words}" if item.kind == "file" else words)


if __name__ == "__main__":
    main()
