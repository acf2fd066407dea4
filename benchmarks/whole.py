"""Verifies all Python files of projects that nobody mutated: each finding is looked at by hand.

    python benchmarks/whole.py ROOT[=ENVIRONMENT] ... [--show]

Prints for each project how many references were read, how many are known to exist and how many
are said to be missing, for each thousand; `--show` prints the findings themselves.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from gridref_server.verify.finding import Code, Finding
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.traces import sources
from gridref_server.verify.python.worlds import Workplace


def main() -> None:
    """Verify each project and print a row of figures for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--show", action="store_true")
    said = parser.parse_args()
    print(
        "project                files   references  exist %  unknown %  missing  per 1,000  CPU s"
    )
    for each in said.projects:
        root, _, environment = each.partition("=")
        _verify(Path(root).resolve(), environment, said.show)


def _verify(root: Path, environment: str, show: bool) -> None:
    start = time.process_time()
    place = Workplace.of(str(root), [str(Path(environment).resolve())] if environment else [])
    files = references = existing = 0
    verdicts: Counter[str] = Counter()
    for path in sorted(sources(str(root), True)):
        if not path.endswith(".py"):
            continue
        relative = str(Path(path).relative_to(root))
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        checked = check_in(Code(text, "python", relative), place)
        files += 1
        references += checked.references
        existing += checked.existing
        verdicts.update(each.verdict for each in checked.findings)
        for finding in checked.findings if show else ():
            if finding.verdict == "missing":
                _print(relative, text.splitlines(), finding)
    missing = verdicts["missing"]
    share = 1000 * missing / max(1, references)
    print(
        f"{root.name:22} {files:5} {references:12,} {100 * existing / max(1, references):8.1f}"
        f" {100 * verdicts['unknown'] / max(1, references):10.1f} {missing:8} {share:10.3f}"
        f" {time.process_time() - start:6.1f}",
        flush=True,
    )


def _print(path: str, lines: list[str], each: Finding) -> None:
    line = lines[each.line - 1].strip()[:100] if each.line <= len(lines) else ""
    print(f"  {path}:{each.line} {each.kind} {each.name}: {each.why} | {line}")


if __name__ == "__main__":
    main()
