"""Node's packages: folders of `node_modules` by their `package.json`."""

import json
import os
from collections.abc import Iterator
from os.path import dirname, isdir, join, realpath
from typing import Any, Final

from gridref_indexers.packages.package import Environment, Package, is_below, text

NODE: Final = "npm"
FOLDER: Final = "node_modules"
# The lists in which a manifest asks for packages.
ASKED: Final = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)
_LARGEST_MANIFEST: Final = 4_000_000

Json = dict[str, Any]


def beside(folder: str, within: str) -> Iterator[Environment]:
    """Yield the `node_modules` of a folder."""
    path = join(folder, FOLDER)
    if isdir(path):
        if is_below(realpath(path), within):
            yield environment(path, folder, "found", within)
        else:
            yield Environment(NODE, path, folder, (), notes=(f"{FOLDER} is a link out of here",))


def environment(folder: str, serves: str, origin: str, within: str = "") -> Environment:
    """Return the environment that a `node_modules` is."""
    return Environment(NODE, folder, serves, (realpath(folder),), origin=origin, within=within)


def packages(here: Environment, locked: dict[str, str], direct: frozenset[str]) -> list[Package]:
    """Return what is installed in a `node_modules`, and can be imported beside it."""
    found: list[Package] = []
    for root in here.roots:
        for name in _names(root):
            folder = join(root, name)
            real = realpath(folder)
            if not here.allows(real):
                continue
            if each := _package(here, name, real, locked, direct):
                found.append(each)
    return found


def _names(root: str) -> Iterator[str]:
    """Yield the names of what lies in a `node_modules`, `@scope/name` too, links among them."""
    for name in _listed(root):
        if name.startswith("@"):
            yield from (f"{name}/{each}" for each in _listed(join(root, name)))
        elif not name.startswith("."):
            yield name


def _listed(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if isdir(join(folder, name)))
    except (OSError, ValueError):
        return []


def _package(
    here: Environment, name: str, folder: str, locked: dict[str, str], direct: frozenset[str]
) -> Package | None:
    manifest = read_manifest(folder)
    version = manifest.get("version")
    if not isinstance(version, str) or not 0 < len(version) < 100:
        return None
    # A package of the same workspace is linked to, and no `node_modules` is around it.
    linked = f"{os.sep}{FOLDER}{os.sep}" not in folder
    summary = manifest.get("description")
    return Package(
        NODE,
        name,
        version,
        folder,
        (),
        (name,),
        locked.get(name, ""),
        folder if linked and is_below(folder, here.within or dirname(here.folder)) else "",
        name in direct,
        summary[:300] if isinstance(summary, str) else "",
    )


def read_manifest(folder: str) -> Json:
    """Return what the `package.json` of a folder says, nothing if there is none or it is broken."""
    try:
        found = json.loads(text(join(folder, "package.json"), _LARGEST_MANIFEST) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def asked_for(folder: str) -> frozenset[str]:
    """Return the names that the manifest of a folder asks for."""
    manifest = read_manifest(folder)
    tables = (manifest.get(key) for key in ASKED)
    return frozenset(name for table in tables if isinstance(table, dict) for name in table)
