"""What else speaks for a name: code that sets it from outside, a class that defines it."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from os.path import isdir, join

from gridref_indexers.interfaces.world import World
from gridref_server.verify.python.distributions import DISTRIBUTIONS

_SET = re.compile(
    rb"\.(\w+)[ \t]*(?::[^=\n]{1,80})?(?:=|[-+*/|&]=)(?!=)|setattr\([^\n]{1,80}?[\"'](\w+)[\"']"
)
_MADE = re.compile(
    rb"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::(?!=)|=(?!=)))", re.M
)
_PASSED = frozenset(["__pycache__", "node_modules", "site-packages", "build", "dist"])
_MOST_FILES = 20_000
_LARGEST = 4_000_000
_DECLARES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "Pipfile",
    "environment.yml",
    "noxfile.py",
)


class Names:
    """The names that a tree of sources sets on things, and those that it defines."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.set: set[bytes] = set()
        self.defined: set[bytes] = set()
        for path in paths:
            try:
                with open(path, "rb") as file:
                    self.add(file.read(_LARGEST))
            except OSError:
                continue

    def add(self, text: bytes) -> None:
        """Take in one source."""
        for a, b in _SET.findall(text):
            self.set.add(a or b)
        for a, b in _MADE.findall(text):
            self.defined.add(a or b)


class Traces:
    """Traces of names in a project and in the packages that its code reaches."""

    def __init__(self, world: World, root: str = "", complete: bool = True) -> None:
        self.world = world
        self.root = root
        self.complete = complete
        self._names: dict[str, Names] = {}
        self._declared: str | None = None

    def is_set(self, name: str, owner: str) -> bool:
        """Tell whether something sets an attribute of this name from outside."""
        key = name.encode()
        return any(key in each.set for each in self._of(owner))

    def is_defined(self, name: str, owner: str) -> bool:
        """Tell whether any class that an instance may be of could define a name."""
        key = name.encode()
        return any(key in each.defined or key in each.set for each in self._of(owner))

    def _of(self, owner: str) -> Iterator[Names]:
        if self.root:
            yield self._kept("", lambda: sources(self.root, True))
        top = owner.partition(".")[0]
        if top and top not in ("builtins", "__snippet__"):
            yield self._kept(top, lambda: self._package(top))

    def _kept(self, key: str, paths: Callable[[], Iterable[str]]) -> Names:
        if key not in self._names:
            self._names[key] = Names(paths())
        return self._names[key]

    def _package(self, top: str) -> Iterator[str]:
        located = self.world.locate(top)
        if located is None or located.origin == "project":
            return
        yield from (*located.sources, *located.stubs)
        for folder in located.folders if located.origin == "package" else ():
            yield from sources(folder, False)

    def distribution(self, module: str) -> str:
        """Return the distribution that provides a module which is not installed, '' if unknown."""
        name = DISTRIBUTIONS.get(module, "")
        if name:
            return name
        bare = re.sub(r"[-_.]+", "[-_.]+", re.escape(module).replace(r"\_", "_"))
        found = re.search(rf"(?<![\w-])({bare})(?![\w-])", self._declares(), re.I)
        return found[1] if found else ""

    def _declares(self) -> str:
        """Return the text of what declares the project's requirements."""
        if self._declared is None:
            texts = []
            for path in _declaring(self.root) if self.root else ():
                try:
                    with open(path, encoding="utf-8", errors="replace") as file:
                        texts.append(file.read(200_000))
                except OSError:
                    continue
            self._declared = "\n".join(texts)
        return self._declared


def _declaring(root: str) -> Iterator[str]:
    for folder in (root, join(root, "requirements"), join(root, "docs")):
        if isdir(folder):
            for name in sorted(os.listdir(folder)):
                is_list = "require" in name and name.endswith((".txt", ".in"))
                if name in _DECLARES or is_list or folder.endswith("requirements"):
                    yield join(folder, name)


def sources(folder: str, with_tests: bool) -> Iterator[str]:
    """Yield the Python files of a tree."""
    count = 0
    for at, folders, files in os.walk(folder):
        folders[:] = [
            each
            for each in folders
            if each not in _PASSED
            and not each.startswith(".")
            and (with_tests or each not in ("tests", "test"))
            and not os.path.exists(join(at, each, "pyvenv.cfg"))
        ]
        for name in files:
            if name.endswith((".py", ".pyi")):
                count += 1
                if count > _MOST_FILES:
                    return
                yield join(at, name)
