"""Where code is checked: a project, its environment, and what is known of both."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os.path import basename, dirname, isdir, join

from gridref_indexers.interfaces.kept import Interfaces, kept_in
from gridref_indexers.interfaces.mending import mended
from gridref_indexers.interfaces.modules import module_of
from gridref_indexers.interfaces.python import normal, parse
from gridref_indexers.interfaces.world import World
from gridref_indexers.packages.environments import Environment, environments, nearest
from gridref_indexers.packages.shelf import FOLDER
from gridref_server.dependencies import dependencies
from gridref_server.index import Index
from gridref_server.verify.python.passed import passed_over
from gridref_server.verify.python.paths import Tree
from gridref_server.verify.python.scopes import Reading
from gridref_server.verify.python.traces import Traces

_MOST_WORLDS = 6
_SOURCES = ("src", "lib", "python")


@dataclass
class Workplace:
    """A project with its environment; what was found out is kept from check to check."""

    root: str
    world: World
    traces: Traces
    roots: tuple[str, ...]
    beside: dict[str, World] = field(default_factory=dict)
    tree: Tree = field(default_factory=lambda: Tree(""))
    _tests: dict[str, tuple[object, Reading]] = field(default_factory=dict)

    @cached_property
    def passed_over(self) -> tuple[str, ...]:
        """Return the folders that the project's own checkers pass over."""
        return passed_over(self.root) if self.root else ()

    @classmethod
    def of(cls, root: str, named: Sequence[str] = ()) -> "Workplace":
        """Return the workplace of a project, in an environment that is named or found."""
        found = environments(root or "/", named, [] if not root else None)
        return cls.within(root, found)

    @classmethod
    def within(
        cls, root: str, found: Sequence[Environment], interfaces: Interfaces | None = None
    ) -> "Workplace":
        """Return the workplace of a project, in the nearest of some environments."""
        environment = nearest(found, root) if root else next(iter(found), None)
        version = _version(environment.version if environment else "")
        roots = tuple(_roots(root)) if root else ()
        packages = environment.roots if environment else ()
        standard = environment.standard if environment else ""
        world = World(roots, packages, standard, version, interfaces)
        return cls(root, world, Traces(world, root, bool(packages)), roots, tree=Tree(root))

    def reading(self, text: str, path: str) -> Reading:
        """Read code that is meant for a file of the project, or for none."""
        source = normal(text.encode("utf-8", "surrogatepass"))
        module, package, world = self.module(path)
        tree, lost = mended(source)
        above = tuple(self._conftests(path)) if is_test(path) else ()
        tests = is_test(path) or (not path and b"def test" in source)
        return Reading(
            world,
            tree,
            source,
            module or "__snippet__",
            package,
            path,
            above=above,
            is_test=tests,
            lost=tuple(lost),
        )

    def _conftests(self, path: str) -> Iterator[Reading]:
        """Yield the files of fixtures that a test sees, the nearest first."""
        folder = path
        while folder:
            folder = dirname(folder)
            at = join(folder, "conftest.py")
            if at != path and (found := self._conftest(at)):
                yield found

    def _conftest(self, path: str) -> Reading | None:
        whole = join(self.root, path)
        try:
            told = os.stat(whole)
            key = (told.st_mtime_ns, told.st_size)
            held = self._tests.get(path)
            if held is None or held[0] != key:
                with open(whole, encoding="utf-8", errors="replace") as file:
                    text = normal(file.read().encode())
                module, package, world = self.module(path)
                found = Reading(world, parse(text), text, module, package, is_test=True)
                held = self._tests[path] = (key, found)
            return held[1]
        except (OSError, SyntaxError, ValueError, RecursionError):
            return None

    def module(self, path: str) -> tuple[str, str, World]:
        """Return the module in a file of the project, its package, and the world that it sees."""
        if not path:
            return "", "", self.world
        whole = join(self.root, path)
        name, root = module_of(whole, self.roots)
        is_package = basename(path).startswith("__init__.")
        package = name if is_package else name.rpartition(".")[0]
        return name, package, self._seen_from(root, dirname(whole))

    def _seen_from(self, root: str, folder: str) -> World:
        """Return the world as seen by code in a folder below a root.

        Of a root of its own what lies there goes first, as where a script is run. What lies beside
        code in a folder without `__init__`, which may be a package or hold scripts, goes last.
        """
        is_loose = root != folder and not os.path.exists(join(folder, "__init__.py"))
        if root in self.roots and not is_loose:
            return self.world
        key = folder if is_loose else root
        if key not in self.beside:
            if len(self.beside) >= _MOST_WORLDS:
                self.beside.pop(next(iter(self.beside)))
            own = self.world.modules
            is_known = root in self.roots
            self.beside[key] = World(
                self.roots if is_known else (root, *self.roots),
                own.packages,
                own.standard,
                self.world.version,
                self.world.interfaces,
                (folder,) if is_loose else (),
                "" if is_known else root,
            )
        return self.beside[key]


def is_test(path: str) -> bool:
    """Tell whether pytest reads a file."""
    name = basename(path)
    return name.startswith("test") or name.endswith("_test.py") or name == "conftest.py"


_places: dict[str, tuple[object, Workplace]] = {}


def workplace(index: Index) -> Workplace:
    """Return the workplace of a repository as its index knows it now."""
    root = os.fsdecode(index.root)
    installed = dependencies(index)
    now = (index.evidence.generation, installed.state)
    held = _places.get(root)
    if held is None or held[0] != now:
        interfaces = kept_in(index.place.folder.parent / FOLDER)
        index.savers.add(interfaces.save)
        held = _places[root] = (now, Workplace.within(root, installed.environments, interfaces))
    return held[1]


def _version(text: str) -> tuple[int, int]:
    parts = [int(each) for each in text.split(".")[:2] if each.isdigit()]
    return (parts[0], parts[1]) if len(parts) == 2 else (3, 12)


def _roots(root: str) -> list[str]:
    return [root, *(join(root, each) for each in _SOURCES if isdir(join(root, each)))]
