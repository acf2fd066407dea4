"""Where the store of a package lies: one for each version, shared by all repositories of a user."""

import os
import re
from hashlib import blake2b
from os.path import join
from pathlib import Path
from typing import Final

from gridref_indexers.packages.package import Package, text
from gridref_indexers.place import Place
from gridref_indexers.store import Damaged, Store

FOLDER: Final = "packages"


def place(package: Package, stores: Path) -> Place:
    """Return where a package is read from and where its store lies.

    The checkout tells one build of a version from another, by its list of files.
    """
    name = re.sub(r"[^\w.@+-]", lambda found: f"%{ord(found[0]):02x}", package.name)
    folder = stores / FOLDER / package.ecosystem / f"{name}@{package.version}"
    return Place(Path(package.folder), build_of(package), folder)


def build_of(package: Package) -> str:
    """Return what tells a build of a version from others of it."""
    if package.editable:
        said = package.folder
    elif package.ecosystem == "docs":
        said = "\n".join(f"{each} {_state(join(package.folder, each))}" for each in package.files)
    elif package.ecosystem == "npm":
        said = text(join(package.folder, "package.json"))
    else:
        record = next((each for each in package.files if each.endswith("-info/RECORD")), "")
        said = text(join(package.folder, record)) if record else "\n".join(package.files)
    return blake2b(said.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _state(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def opened(place: Place) -> Store | None:
    """Open the store of a package, None where it is not made yet."""
    try:
        os.stat(place.index)
        store = Store.open(place.index, place.checkout)
    except (Damaged, OSError):
        return None
    if store.checkout and not store.pending() and store.searchable():
        return store
    store.close()
    return None


def is_built(place: Place) -> bool:
    """Tell whether the store of a package is made."""
    store = opened(place)
    if store:
        store.close()
    return store is not None
