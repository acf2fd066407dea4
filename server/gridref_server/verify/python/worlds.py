"""Where code is checked: a project, its environment, and what is known of both."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from os.path import isdir, join

from gridref_indexers.interfaces.modules import module_of
from gridref_indexers.interfaces.world import World
from gridref_indexers.packages.environments import environments, nearest
from gridref_server.index import Index
from gridref_server.verify.python.traces import Traces

_SOURCES = ("src", "lib", "python")


@dataclass
class Workplace:
    """A project with its environment; what was found out is kept from check to check."""

    root: str
    world: World
    traces: Traces
    roots: tuple[str, ...]
    _local: dict[str, World] = field(default_factory=dict)

    @classmethod
    def of(cls, root: str, named: Sequence[str] = ()) -> "Workplace":
        """Return the workplace of a project, in an environment that is named or found."""
        found = environments(root or "/", named, [] if not root else None)
        environment = nearest(found, root) if root else next(iter(found), None)
        version = _version(environment.version if environment else "")
        roots = tuple(_roots(root)) if root else ()
        packages = environment.roots if environment else ()
        standard = environment.standard if environment else ""
        world = World(roots, packages, standard, version)
        return cls(root, world, Traces(world, root, bool(packages)), roots)

    def module(self, path: str) -> tuple[str, str]:
        """Return the name of the module in a file of the project, and its package."""
        if not path:
            return "", ""
        name, _ = module_of(join(self.root, path), self.roots)
        is_package = os.path.basename(path).startswith("__init__.")
        return name, name if is_package else name.rpartition(".")[0]


_places: dict[str, tuple[object, Workplace]] = {}


def workplace(index: Index) -> Workplace:
    """Return the workplace of a repository as its index knows it now."""
    root = os.fsdecode(index.root)
    now = index.evidence.generation
    held = _places.get(root)
    if held is None or held[0] != now:
        named = index.settings.dependencies.environments
        held = _places[root] = (now, Workplace.of(root, named))
    return held[1]


def _version(text: str) -> tuple[int, int]:
    parts = [int(each) for each in text.split(".")[:2] if each.isdigit()]
    return (parts[0], parts[1]) if len(parts) == 2 else (3, 12)


def _roots(root: str) -> list[str]:
    return [root, *(join(root, each) for each in _SOURCES if isdir(join(root, each)))]
