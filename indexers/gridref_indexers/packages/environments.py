"""Finds where a repository's packages are installed, and what is installed there, by reading."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from os.path import abspath, basename, dirname, expanduser, isdir, isfile, join, realpath, relpath
from typing import Final

from gridref_indexers.packages import cargo, go, node, python
from gridref_indexers.packages.locks import asked_for, locked
from gridref_indexers.packages.package import Environment, Package, folders, is_below

__all__ = ["Environment", "Package", "environments", "nearest", "packages"]

# What an activated environment says of itself.
_ACTIVE: Final = ("VIRTUAL_ENV", "CONDA_PREFIX")
_DEEPEST: Final = 6
_MOST_FOLDERS: Final = 5_000
_CLOSED: Final = frozenset(["node_modules", "__pycache__", "vendor", *python.NAMES])


def environments(
    root: str | os.PathLike[str],
    named: Sequence[str] = (),
    below: Iterable[str] | None = None,
    variables: "os._Environ[str] | dict[str, str]" = os.environ,
) -> list[Environment]:
    """Return the environments of a repository: those named, those that lie in it, the active one.

    `below` are the folders to look in, relative to the root; without them all that are not hidden.
    The active one counts if there is no other for Python. Nothing in them is run.
    """
    top = realpath(root)
    found = [each for path in named for each in _named(path, top)]
    inside = [join(top, each) if each else top for each in below] if below is not None else None
    for folder in inside if inside is not None else _folders(top):
        for kind in (python, node, go, cargo):
            found += kind.beside(folder, top)
    if not any(each.ecosystem == python.PYTHON and each.roots for each in found):
        active = (variables.get(name, "") for name in _ACTIVE)
        there = [each for each in active if each and python.is_environment(each)]
        found += [python.environment(realpath(each), top, "active") for each in there[:1]]
    return list({(each.ecosystem, each.folder): each for each in reversed(found)}.values())[::-1]


def _named(path: str, top: str) -> Iterator[Environment]:
    """Yield the environment in a folder, or that of an interpreter, that somebody named."""
    folder = abspath(join(top, expanduser(path)))
    if isfile(folder):  # not resolved: an interpreter is a link out of its environment
        folder = dirname(dirname(folder))
    if basename(folder) == node.FOLDER and isdir(folder):
        yield node.environment(folder, top, "named")
    elif isdir(join(folder, node.FOLDER)):
        yield node.environment(join(folder, node.FOLDER), top, "named")
    elif isdir(folder):
        yield python.environment(realpath(folder), top, "named")


def _folders(top: str) -> Iterator[str]:
    """Yield the folders of a tree, those near the top first; links and hidden ones are left out."""
    waiting, seen = deque([(top, 0)]), 0
    while waiting and seen < _MOST_FOLDERS:
        folder, depth = waiting.popleft()
        seen += 1
        yield folder
        if depth < _DEEPEST:
            inner = (n for n in folders(folder) if n not in _CLOSED and not n.startswith("."))
            waiting.extend((join(folder, name), depth + 1) for name in inner)


def nearest(
    found: Sequence[Environment], path: str | os.PathLike[str], ecosystem: str = "pypi"
) -> Environment | None:
    """Return the environment that serves the nearest folder above a path; one named goes first."""
    here = realpath(path)
    serving = [
        each
        for each in found
        if each.ecosystem == ecosystem and each.roots and is_below(here, each.serves)
    ]
    order = {"named": 0, "found": 1, "kept": 2, "active": 3}
    return min(serving, key=lambda e: (-len(e.serves), order[e.origin]), default=None)


def packages(environment: Environment) -> list[Package]:
    """Return what is installed in an environment, each with the version that is locked for it."""
    above = list(_above(environment.serves, environment.within))
    versions: dict[str, str] = {}
    for folder in above:
        member = relpath(environment.serves, folder).replace(os.sep, "/")
        versions = locked(folder, environment.ecosystem, member) | versions
    match environment.ecosystem:
        case "pypi":
            direct = frozenset().union(*map(asked_for, above))
            return python.packages(environment, versions, direct)
        case "npm":
            beside = {*above, dirname(environment.folder)}
            direct = frozenset().union(*map(node.asked_for, beside))
            return node.packages(environment, versions, direct)
        case "go":
            return go.packages(environment, versions)
        case _:
            return cargo.packages(environment, versions)


def _above(folder: str, top: str) -> Iterator[str]:
    """Yield a folder and those above it, up to the top of the repository."""
    yield folder
    while top and folder != top and is_below(folder, top):
        folder = dirname(folder)
        yield folder
