"""Says where definitions are used, as jedi sees it: JSON in on stdin, JSON out on stdout.

Run by an interpreter that has jedi; nothing of gridref is imported.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

# From outside of the project's types: jedi is in no environment of gridref.
jedi: Any = import_module("jedi")
typeshed: Any = import_module("jedi.inference.gradual.typeshed")

IMPORTS = ("import_name", "import_from")
DEFINED = ("class", "function", "property", "statement")


def without_old_stubs() -> None:
    """Keep jedi from its own stubs of libraries: it takes those of Flask for Flask itself."""
    every = typeshed._get_typeshed_directories

    def standard(version: Any) -> Iterator[Any]:
        return (each for each in every(version) if not each.is_third_party)

    typeshed._get_typeshed_directories = standard


class Project:
    """The sources of one tree, each parsed once."""

    def __init__(self, root: Path, paths: list[str]) -> None:
        roots = [
            str(root),
            *(str(root / name) for name in ("src", "lib") if (root / name).is_dir()),
        ]
        self.root = root
        self.jedi = jedi.Project(
            str(root),
            sys_path=[*roots, *sys.path],
            smart_sys_path=False,
            load_unsafe_extensions=False,
        )
        self.lines = {
            path: (root / path).read_text("utf-8", "replace").split("\n") for path in paths
        }
        self.scripts: dict[str, Any] = {}

    def script(self, path: str) -> Any:
        """Return jedi's view of a file."""
        if path not in self.scripts:
            text = "\n".join(self.lines[path])
            self.scripts[path] = jedi.Script(text, path=str(self.root / path), project=self.jedi)
        return self.scripts[path]

    def places(self, name: str) -> Iterator[tuple[str, int, int]]:
        """Yield every place where a word stands, or another one that it is imported as."""
        for path, lines in self.lines.items():
            text = "\n".join(lines)
            if name not in text:
                continue
            words = {name, *re.findall(rf"\b{re.escape(name)}\s+as\s+(\w+)", text)}
            word = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b")
            for at, line in enumerate(lines, 1):
                yield from ((path, at, found.start()) for found in word.finditer(line))


def uses(project: Project, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the places that lead to a definition; `unsure` are those that lead nowhere."""
    same = _Same(project, wanted)
    if not same.places:
        return {"found": False, "uses": [], "unsure": []}
    sure: set[tuple[str, int]] = set()
    unsure: set[tuple[str, int]] = set()
    for path, line, column in project.places(wanted["name"]):
        leaf = project.script(path)._module_node.get_leaf_for_position((line, column + 1))
        if leaf is None or leaf.type != "name" or leaf.start_pos != (line, column):
            continue
        if (path, line, column) in same.places or _is_no_use(leaf):
            continue
        targets = _targets(project, path, line, column)
        if any(map(same.holds, targets)):
            sure.add((path, line))
        elif not targets:
            unsure.add((path, line))
    return {"found": True, "uses": sorted(sure), "unsure": sorted(unsure - sure)}


def _targets(project: Project, path: str, line: int, column: int) -> list[Any]:
    try:
        found: list[Any] = project.script(path).goto(line, column, follow_imports=True)
    except Exception as why:  # the oracle stumbles over some sources; that is no answer
        print(f"{path}:{line}: {why!r}", file=sys.stderr)
        return []
    return found


def _is_no_use(leaf: Any) -> bool:
    """Tell whether a name is imported, bound (`x = 1`, but not `a.x = 1`), or of an argument."""
    above = leaf.parent
    if above.type == "argument" and leaf.get_next_sibling() == "=":
        return True
    if leaf.is_definition() and above.type != "trailer":
        return True
    while above is not None and above.type not in IMPORTS:
        above = above.parent
    return above is not None


class _Same:
    """A definition with its overloads, second bindings and, for a field, what methods set."""

    def __init__(self, project: Project, wanted: dict[str, Any]) -> None:
        self.root = project.root
        self.path: str = wanted["path"]
        self.name: str = wanted["name"]
        self.spans: list[list[int]] = wanted["spans"]
        self.around: list[int] = wanted["around"]
        self.script = project.script(self.path)
        names = self.script.get_names(all_scopes=True, definitions=True)
        found = [each for each in names if each.name == self.name and each.type in DEFINED]
        mine = [first for span in self.spans if (first := _first(found, span))]
        self.places = {(self.path, each.line, each.column) for each in mine}
        self.full_names = {each.full_name for each in mine if each.full_name}

    def holds(self, target: Any) -> bool:
        """Tell whether a name that jedi went to is the definition."""
        if target.module_path is None or target.name != self.name:
            return False
        if not Path(target.module_path).is_relative_to(self.root):
            return False
        path = Path(target.module_path).relative_to(self.root).as_posix()
        if path != self.path or target.line is None:
            return False
        if (path, target.line, target.column) in self.places:
            return True
        if target.type == "param":
            return False
        if target.full_name and target.full_name in self.full_names:
            return True
        first, last = self.around
        return first <= target.line <= last and self._is_set(target)

    def _is_set(self, target: Any) -> bool:
        """Tell whether a place is where a method sets the field: `self.x = 1`."""
        at = target.line, target.column + 1
        leaf = self.script._module_node.get_leaf_for_position(at)
        return leaf is not None and leaf.parent.type == "trailer"


def _first(names: list[Any], span: list[int]) -> Any:
    inside = [each for each in names if span[0] <= each.line <= span[1]]
    return min(inside, key=lambda each: (each.line, each.column), default=None)


def main() -> None:
    """Answer one question: a tree, its files and definitions of it."""
    without_old_stubs()
    asked = json.load(sys.stdin)
    project = Project(Path(asked["root"]), asked["paths"])
    answers = []
    for at, wanted in enumerate(asked["definitions"]):
        answers.append(uses(project, wanted))
        if sys.stderr.isatty():
            print(f"\r{at + 1}/{len(asked['definitions'])}", end="", file=sys.stderr)
    json.dump({"oracle": f"jedi {jedi.__version__}", "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
