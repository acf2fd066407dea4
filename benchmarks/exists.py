"""Measures three-valued `exists` against packages that are really imported, in their own process.

    python benchmarks/exists.py ENVIRONMENT PACKAGE ... [--show]

Every public name that `dir()` tells of a package, of its modules and of their classes exists: a
"no" for one of these is false. The packages are imported by the environment's own interpreter.
"""

import argparse
import json
import subprocess
from collections import Counter
from pathlib import Path

from gridref_indexers.interfaces.exists import exists
from gridref_server.verify.python.worlds import Workplace

_ORACLE = """
import importlib, inspect, json, sys, warnings
warnings.simplefilter("ignore")
top = sys.argv[1]
importlib.import_module(top)
found = set()
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] != top or any(p.startswith("_") for p in name.split(".")):
        continue
    try:
        names = [n for n in dir(module) if not n.startswith("_")]
    except Exception:
        continue
    for each in names:
        found.add(name + "." + each)
        try:
            held = getattr(module, each)
        except Exception:
            continue
        if inspect.isclass(held) and (held.__module__ or "").split(".")[0] == top:
            try:
                members = dir(held)
            except Exception:
                continue
            found |= {name + "." + each + "." + m for m in members if not m.startswith("_")}
print(json.dumps(sorted(found)))
"""


def main() -> None:
    """Print a row for each package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment", type=Path)
    parser.add_argument("packages", nargs="+")
    parser.add_argument("--show", action="store_true")
    said = parser.parse_args()
    place = Workplace.of("", [str(said.environment.resolve())])
    print("package                names    yes %  unknown %  false no %")
    for package in said.packages:
        _measure(package, said.environment, place, said.show)


def _measure(package: str, environment: Path, place: Workplace, show: bool) -> None:
    command = [str(environment / "bin" / "python"), "-c", _ORACLE, package]
    said = subprocess.run(command, capture_output=True, text=True)
    if said.returncode:
        print(f"{package:20} can't be imported: {said.stderr.strip().splitlines()[-1][:60]}")
        return
    names: list[str] = json.loads(said.stdout.splitlines()[-1])
    answers = {name: exists(place.world, name) for name in names}
    counts = Counter(each.verdict for each in answers.values())
    total = max(1, len(names))
    print(
        f"{package:20} {len(names):7,} {100 * counts['yes'] / total:8.2f}"
        f" {100 * counts['unknown'] / total:10.2f} {100 * counts['no'] / total:11.3f}",
        flush=True,
    )
    for name, each in answers.items() if show else ():
        if each.verdict == "no":
            print(f"  {name}: {each.why}")


if __name__ == "__main__":
    main()
