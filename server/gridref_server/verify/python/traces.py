"""What else speaks for a name: code that sets it from outside, a class that defines it."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from os.path import isdir, join

from gridref_indexers.interfaces.modules import typeshed
from gridref_indexers.interfaces.world import World
from gridref_server.verify.python.distributions import DISTRIBUTIONS

_SET = re.compile(
    rb"(\w+|[\])])\.(\w+)[ \t]*(?:(?::[^=\n]{1,80})?(?:=|[-+*/|&]=)(?!=)|(?=,[^=\n()]{1,80}=[^=]))"
    rb"|setattr\([ \t\n]*([\w.]+)[^\n]{0,80}?,[ \t\n]*[\"'](\w+)[\"']"
)
_ALIAS = re.compile(rb"import[ \t]+(?:[\w.]*\.)?(\w+)[ \t]+as[ \t]+(\w+)")
_MADE = re.compile(
    rb"^(class|def|async)\b(?:[ \t]+def\b)?[ \t]*(\w+)"
    rb"|^[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)"
    rb"|^[ \t]+(\w+)[ \t]*:(?!=)[^\n=]*(?:$|=)"
    rb"|^(?: {4}|\t)(\w+)[ \t]*=(?!=)"
    rb"|[\"'](\w+)[\"'][ \t]*:",
    re.M,
)
_METHOD = re.compile(rb"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)", re.M)
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
    """The names that sources set on things, and those that their classes define."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.set: dict[bytes, set[bytes]] = {}
        self.defined: set[bytes] = set()
        self.methods: Counter[bytes] = Counter()
        for path in paths:
            try:
                with open(path, "rb") as file:
                    self.add(file.read(_LARGEST))
            except OSError:
                continue

    def add(self, text: bytes) -> None:
        """Take in one source."""
        aliases = {alias: name for name, alias in _ALIAS.findall(text)}
        for holder, name, called, given in _SET.findall(text):
            on = holder or called.rpartition(b".")[2]
            self.set.setdefault(name or given, set()).add(aliases.get(on, on))
        in_class = False
        self.methods.update(_METHOD.findall(text))
        for kind, top, inner, annotated, plain, key in _MADE.findall(text):
            if key:
                self.defined.add(key)
            elif kind:
                in_class = kind == b"class"
                self.defined.add(top)
            elif inner or annotated or in_class:
                self.defined.add(inner or annotated or plain)

    def sets(self, name: str, on: frozenset[str] | None) -> bool:
        """Tell whether a name is set on something called one of some names, or on anything."""
        holders = self.set.get(name.encode(), set())
        if on is None:
            return bool(holders - _ITSELF)
        return any(each.encode() in holders for each in on)


# What a method sets on these is read where its class is.
_ITSELF = frozenset([b"self", b"cls"])


class Traces:
    """Traces of names in a project and in the packages that its code reaches."""

    def __init__(self, world: World, root: str = "", complete: bool = True) -> None:
        self.world = world
        self.root = root
        self.complete = complete
        self._names: dict[str, Names] = {}
        self._declared: str | None = None
        self._modules: set[str] | None = None

    def is_set(self, name: str, owner: str, on: frozenset[str] | None = None) -> bool:
        """Tell whether something sets an attribute of this name from outside."""
        return any(each.sets(name, on) for each in self._of(owner))

    def is_defined(self, name: str, owner: str) -> bool:
        """Tell whether any class that an instance may be of could define a name."""
        key = name.encode()
        located = self.world.locate(owner.partition(".")[0])
        if (located and located.origin == "standard") or owner == "":
            held = self._kept("the standard library", lambda: sources(typeshed(), True))
            if key in held.defined:
                return True
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

    def is_overridden(self, name: str, owner: str, count: int) -> bool:
        """Tell whether more methods have this name than so many."""
        key = name.encode()
        return sum(each.methods[key] for each in self._of(owner)) > count

    def is_elsewhere(self, module: str) -> bool:
        """Tell whether a module of this name lies somewhere in the project."""
        if self._modules is None:
            found = list(sources(self.root, True)) if self.root else []
            self._modules = {os.path.basename(each).partition(".")[0] for each in found}
            self._modules |= {os.path.basename(os.path.dirname(each)) for each in found}
        return module in self._modules

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


def sources(
    folder: str, with_tests: bool, endings: tuple[str, ...] = (".py", ".pyi")
) -> Iterator[str]:
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
            if name.endswith(endings):
                count += 1
                if count > _MOST_FILES:
                    return
                yield join(at, name)
