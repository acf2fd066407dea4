"""Lets type checkers answer the cases of a verify benchmark, and has them scored as ours is.

    python benchmarks/checkers.py --data DIR --sdists DIR --environments DIR --tools DIR ty ruff

`--tools` is the `bin` folder in which they are installed (`pip install ty pyrefly mypy ruff
basedpyright`). Only what they say does not exist counts: imports, names, attributes, the shape of
calls. Fragments are given to them in the file around, which is more than most agents would do.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Checker:
    """How one is called on files, and which lines of its output claim that something is missing."""

    command: str
    says: re.Pattern[str]
    rules: re.Pattern[str]


_CONCISE = r"^(?P<path>[^:\n]+):(?P<line>\d+):(?:\d+:)? (?P<text>.*)$"
CHECKERS = {
    "ty": Checker(
        "check --python {environment} --output-format concise",
        re.compile(_CONCISE, re.M),
        re.compile(
            r"\[(?:unresolved-|missing-(?:attribute|argument|module)|import-not-found|"
            r"too-many-positional|unknown-argument|no-matching-overload)"
        ),
    ),
    "ruff": Checker(
        "check --isolated --select F821 --output-format concise --no-cache",
        re.compile(_CONCISE, re.M),
        re.compile(r"F821"),
    ),
    "mypy": Checker(
        "--check-untyped-defs --show-column-numbers --no-error-summary --no-incremental "
        "--config-file= --namespace-packages --explicit-package-bases "
        "--python-executable {environment}/bin/python",
        re.compile(_CONCISE, re.M),
        re.compile(r"\[(?:attr-defined|name-defined|call-arg|import-not-found)\]"),
    ),
    "pyrefly": Checker(
        "check --preset default --output-format min-text "
        "--python-interpreter-path {environment}/bin/python",
        re.compile(r"^ *ERROR (?P<path>[^:\n]+):(?P<line>\d+):[-:\d]+:? (?P<text>.*)$", re.M),
        re.compile(
            r"\[(?:missing-(?:attribute|import|module-attribute|argument)|unknown-name|"
            r"unexpected-keyword|bad-argument-count|no-matching-overload)"
        ),
    ),
    "basedpyright": Checker(
        "--pythonpath {environment}/bin/python",
        re.compile(r"^ *(?P<path>/[^:\n]+):(?P<line>\d+):\d+ - (?P<text>.*)$", re.M),
        re.compile(r"report(?:AttributeAccessIssue|UndefinedVariable|CallIssue|MissingImports)"),
    ),
}
# Command lines have an end.
_AT_ONCE = 200


def main() -> None:
    """Lay out, let each answer, score."""
    said = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(said.out or folder)
        _lay_out(said, out)
        places = json.loads((out / "map.json").read_text())
        for tool in said.checkers:
            predictions = out / f"{tool}.jsonl"
            start = time.perf_counter()
            with predictions.open("w") as file:
                for each in _answered(said, tool, out, places):
                    file.write(json.dumps(each) + "\n")
            print(f"\n{tool}: {time.perf_counter() - start:.0f} s", flush=True)
            _score(said, predictions)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--sdists", "--environments", "--tools"):
        parser.add_argument(name, required=True, type=Path)
    parser.add_argument("--out", help="keep what was laid out, and the predictions, here")
    parser.add_argument("checkers", nargs="+", choices=sorted(CHECKERS))
    return parser.parse_args()


def _cases(data: Path) -> list[str]:
    return [part for path in sorted(data.glob("cases*.jsonl")) for part in ("--cases", str(path))]


def _lay_out(said: argparse.Namespace, out: Path) -> None:
    command = [sys.executable, f"{said.data}/materialize.py", "--sdists", str(said.sdists)]
    command += ["--out", str(out), *_cases(said.data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _score(said: argparse.Namespace, predictions: Path) -> None:
    command = [sys.executable, f"{said.data}/score.py", "--pred", str(predictions)]
    subprocess.run([*command, *_cases(said.data), "--predicted-only"], check=True)


def _answered(
    said: argparse.Namespace, tool: str, out: Path, places: dict[str, dict[str, object]]
) -> Iterator[dict[str, object]]:
    """Yield what a checker says of each case, in the lines of its code."""
    environments, lengths = {}, {}
    for line in (out / "requests.jsonl").read_text().splitlines():
        asked = json.loads(line)
        environments[asked["id"]] = asked["env"]
        if asked["mode"] == "fragment":
            # What is said of the file around is not asked.
            lengths[asked["id"]] = asked["code"].count("\n") + 1
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, place in places.items():
        environment = said.environments / environments[str(place["id"])]
        parts = Path(path).resolve().relative_to(out.resolve()).parts
        if environment.is_dir() and parts[0] != "frag":
            # A project is checked from its own folder, so that its modules are found.
            together[os.path.join(*parts[:2]), str(environment.resolve())].append(path)
    for (root, environment), paths in together.items():
        for at in range(0, len(paths), _AT_ONCE):
            some = paths[at : at + _AT_ONCE]
            flags = _flags(said.tools / tool, CHECKERS[tool], out / root, environment, some, out)
            for path in some:
                place = places[path]
                offset = int(str(place["offset"]))
                found = [
                    {
                        "line": line - offset,
                        "name": name,
                        "kind": "",
                        "verdict": "missing",
                        "candidates": meant,
                    }
                    for line, name, meant in flags.get(str((out / path).resolve()), [])
                    if 0 < line - offset <= lengths.get(str(place["id"]), 1_000_000)
                ]
                yield {"id": place["id"], "ms": 0, "flags": found}


def _flags(
    program: Path, checker: Checker, root: Path, environment: str, paths: Sequence[str], out: Path
) -> dict[str, list[tuple[int, str, list[str]]]]:
    command = [str(program.resolve()), *checker.command.format(environment=environment).split()]
    command += [str((out / path).resolve()) for path in paths]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    found: dict[str, list[tuple[int, str, list[str]]]] = defaultdict(list)
    for match in checker.says.finditer(ran.stdout):
        if checker.rules.search(match["text"]):
            names = re.findall(r"[`\"']([\w.]+)[`\"']", match["text"])
            meant = re.findall(r"(?:[Dd]id you mean|maybe:?) [`\"']?([\w.]+)", match["text"])
            path = str((root / match["path"]).resolve())
            found[path].append((int(match["line"]), names[0] if names else "", meant))
    return found


if __name__ == "__main__":
    main()
