"""Rust's packages: what `Cargo.lock` asks for, in a vendor folder or the sources of a registry."""

import os
import re
from collections.abc import Iterator
from os.path import expanduser, isdir, isfile, join, realpath
from typing import Final

from gridref_indexers.packages.package import Environment, Package, folders, is_below, text

CARGO: Final = "cargo"


def beside(folder: str, within: str) -> Iterator[Environment]:
    """Yield where the crates of a `Cargo.lock` lie."""
    if not isfile(join(folder, "Cargo.lock")):
        return
    vendor = join(folder, "vendor")
    if isdir(vendor) and is_below(realpath(vendor), within):
        yield Environment(CARGO, vendor, folder, (realpath(vendor),), within=within)
    home = os.environ.get("CARGO_HOME") or join(expanduser("~"), ".cargo")
    sources = join(home, "registry", "src")
    roots = tuple(realpath(join(sources, each)) for each in folders(sources))
    if roots:
        yield Environment(CARGO, join(folder, "Cargo.lock"), folder, roots)


def packages(here: Environment, locked: dict[str, str]) -> list[Package]:
    """Return the crates that are locked and are there."""
    found: list[Package] = []
    for name, version in locked.items():
        if not re.fullmatch(r"[\w-]+", name) or not re.fullmatch(r"[\w.+-]+", version):
            continue
        places = (join(root, each) for root in here.roots for each in (f"{name}-{version}", name))
        folder = next((each for each in places if isfile(join(each, "Cargo.toml"))), "")
        if folder and here.allows(realpath(folder)):
            modules = (_known_as(folder, name),)
            found.append(Package(CARGO, name, version, folder, (), modules, version, direct=True))
    return found


def _known_as(folder: str, name: str) -> str:
    """Return the name that code knows a crate by, which its library may have for itself."""
    manifest = text(join(folder, "Cargo.toml"), 1_000_000)
    said = re.search(r"^\[lib\](?:(?!\n\[)[\s\S])*?\nname\s*=\s*\"([^\"]+)\"", manifest, re.M)
    return (said[1] if said else name).replace("-", "_")
