"""Node's packages: folders of `node_modules` by their `package.json`."""

import json
import os
import re
from collections.abc import Iterator
from os.path import dirname, isdir, isfile, join, realpath
from typing import Any, Final

from gridref_indexers.manifests import targets
from gridref_indexers.packages.package import (
    Environment,
    Package,
    is_below,
    is_inside,
    is_version,
    text,
)

NODE: Final = "npm"
FOLDER: Final = "node_modules"
# What has the declarations of Node itself.
BUILT_IN: Final = "@types/node"
# The lists in which a manifest asks for packages.
ASKED: Final = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)
_NAME: Final = re.compile(r"(@[\w.~-]{1,100}/)?[\w.~-]{1,214}", re.A)
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
    # Both are shown as they are, where no text of others may be.
    if not _NAME.fullmatch(name) or not (isinstance(version, str) and is_version(version)):
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
        tuple(dict.fromkeys((name, typed(name)))),
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


def typed(name: str) -> str:
    """Return the name of the package whose declarations another has: `@types/babel__core`."""
    scope, _, inner = name.removeprefix("@types/").partition("__")
    bare = f"@{scope}/{inner}" if inner else scope
    return bare if name.startswith("@types/") else name


def types_of(name: str) -> str:
    """Return the name of the package that has the declarations of one that brings none."""
    return f"@types/{name.removeprefix('@').replace('/', '__')}"


# What a package starts with


# Of the conditions of `exports`, those that lead to declarations, then to code.
_CONDITIONS: Final = ("types", "import", "module", "node", "default", "require")
_DEEPEST: Final = 8


def entries(folder: str) -> dict[str, str]:
    """Return the files that names of a package lead to, `.` for itself: declarations, if any."""
    manifest = read_manifest(folder)
    found: dict[str, str] = {}
    for name, exported in _exported(manifest.get("exports")):
        path = _declared(folder, exported)
        if path and not name.endswith("/package.json"):
            found.setdefault(name, path)
    for key in ("types", "typings", "module", "main"):
        target = manifest.get(key)
        if "." not in found and isinstance(target, str) and (path := _declared(folder, target)):
            found["."] = path
    if "." not in found and (path := _declared(folder, "index.js")):
        found["."] = path
    return found


def importable(folder: str, below: str) -> str:
    """Return the file that `package/below` leads to, '' if it leads to none."""
    exports = read_manifest(folder).get("exports")
    named = targets(exports, f"./{below}") if exports is not None else [below]
    return next(filter(None, (_declared(folder, each) for each in named)), "")


def _exported(exports: object) -> Iterator[tuple[str, str]]:
    if isinstance(exports, dict) and any(str(key).startswith(".") for key in exports):
        for name, target in exports.items():
            if "*" not in name:
                yield from ((name, each) for each in _targets(target))
    else:
        yield from ((".", each) for each in _targets(exports))


def _targets(target: object, depth: int = 0) -> Iterator[str]:
    """Yield what an entry of `exports` leads to, by the order of conditions."""
    if isinstance(target, str):
        yield target
    elif isinstance(target, list) and depth < _DEEPEST:
        for each in target:
            yield from _targets(each, depth + 1)
    elif isinstance(target, dict) and depth < _DEEPEST:
        for condition in _CONDITIONS:
            yield from _targets(target.get(condition), depth + 1)


def _declared(folder: str, target: str) -> str:
    """Return the file with the declarations of another, or the file, if it is there."""
    path = target.removeprefix("./")
    if not is_inside(path):
        return ""
    stem, dot, ending = path.rpartition(".")
    forms = [f"{stem}.d.{ending[:-2]}ts"] if dot and ending in ("js", "mjs", "cjs") else []
    forms += [path, f"{path}.d.ts", f"{path}.js", f"{path}/index.d.ts", f"{path}/index.js"]
    return next((each for each in forms if isfile(join(folder, each))), "")
