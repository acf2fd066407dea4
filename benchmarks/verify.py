"""Answers the cases of a verify benchmark and has them scored.

    python benchmarks/verify.py --data DIR --sdists DIR --environments DIR [--list misses]

DIR of the data holds `cases.jsonl`, `materialize.py` and `score.py`; the environments lie in
folders of the names that the cases give. What is missing of these is left out and counted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gridref_server.verify.finding import Checked, Code
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.worlds import Workplace


def main() -> None:
    """Lay out, answer, score."""
    said = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(said.out or folder)
        _lay_out(said, out)
        predictions = out / "predictions.jsonl"
        with predictions.open("w") as file:
            for each in _answered(said, out / "requests.jsonl"):
                file.write(json.dumps(each) + "\n")
        command = [sys.executable, f"{said.data}/score.py", "--pred", str(predictions)]
        for cases in _cases(said.data):
            command += ["--cases", str(cases)]
        subprocess.run([*command, "--predicted-only", *said.rest], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--sdists", required=True, type=Path)
    parser.add_argument("--environments", required=True, type=Path)
    parser.add_argument("--real", type=Path, help="folder of the git directories of pointer cases")
    parser.add_argument("--out", help="keep what was laid out, and the predictions, here")
    parser.add_argument("--only", help="only cases whose id holds this")
    found, rest = parser.parse_known_args()
    found.rest = rest
    return found


def _cases(data: Path) -> list[Path]:
    return sorted(data.glob("cases*.jsonl"))


def _lay_out(said: argparse.Namespace, out: Path) -> None:
    command = [sys.executable, f"{said.data}/materialize.py", "--sdists", str(said.sdists)]
    command += ["--out", str(out), *(["--real", str(said.real)] if said.real else [])]
    for cases in _cases(said.data):
        command += ["--cases", str(cases)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _answered(said: argparse.Namespace, requests: Path) -> Iterator[dict[str, Any]]:
    places: dict[tuple[str, str], Workplace] = {}
    for line in requests.read_text().splitlines():
        asked = json.loads(line)
        environment = said.environments / asked["env"]
        if (said.only and said.only not in asked["id"]) or not environment.is_dir():
            continue
        key = (asked["env"], asked["project_root"] or "")
        if key not in places:
            places[key] = Workplace.of(key[1], [str(environment)])
        # Once unmeasured: a server has read the packages that a project uses.
        checked = _check(asked, places[key])
        start = time.perf_counter()
        checked = _check(asked, places[key])
        ms = (time.perf_counter() - start) * 1000
        yield {"id": asked["id"], "ms": round(ms, 2), "flags": list(_flags(checked))}


def _check(asked: dict[str, Any], place: Workplace) -> Checked:
    path, context = asked["path"] or "", ""
    text = asked.get("code") or ""
    if asked["mode"] == "diff":
        text = _patched(asked["diff"], Path(asked["project_root"]) / path)
    elif asked["mode"] == "fragment":
        path = asked["context"]["path"]
        context = (Path(asked["project_root"]) / path).read_text()
    return check_in(Code(text, "python", path, context), place)


def _patched(diff: str, path: Path) -> str:
    """Return a file with a unified diff applied."""
    old = path.read_text().splitlines(keepends=True)
    new: list[str] = []
    at = 0
    for line in diff.splitlines(keepends=True):
        if line.startswith(("---", "+++")):
            continue
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0][1:]) - 1
            new += old[at:start]
            at = start
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith("-"):
            at += 1
        else:
            new.append(old[at])
            at += 1
    return "".join([*new, *old[at:]])


def _flags(checked: Checked) -> Iterator[dict[str, Any]]:
    for each in checked.findings:
        if each.verdict in ("missing", "unknown"):
            yield {
                "line": each.line,
                "name": each.name,
                "kind": each.kind,
                "verdict": each.verdict,
                "candidates": [c.name for c in each.candidates],
                "why": each.why,
            }


if __name__ == "__main__":
    main()
