"""What is installed, and where: the two shapes that all ecosystems share."""

import os
import re
from dataclasses import dataclass
from typing import Final

from gridref_indexers.repository import contents

# Of a manifest, a list of files or a lock file.
LARGEST_LIST: Final = 32_000_000
_VERSION: Final = re.compile(r"[\w.!+~-]{1,100}", re.A)


@dataclass(frozen=True)
class Environment:
    """A place where packages are installed, found by reading alone.

    `folder` is the environment itself and `serves` the folder whose code it is for. `roots` are
    where packages lie: of Python its `site-packages` and what its `.pth` files name, of Node one
    `node_modules`. `version` and `standard` are an interpreter's version and the folder of its
    standard library; '' if unknown.
    `origin` says how it was found: `found`, `named`, `kept` for it by a tool, or `active`.
    What was found for a repository may lead nowhere out of `within`; '' lets it. `notes` say what
    was not followed, and why.
    """

    ecosystem: str
    folder: str
    serves: str
    roots: tuple[str, ...]
    version: str = ""
    standard: str = ""
    origin: str = "found"
    within: str = ""
    notes: tuple[str, ...] = ()

    def allows(self, folder: str) -> bool:
        """Tell whether a folder, links resolved, may be read on behalf of this environment."""
        return not self.within or is_below(folder, self.within)


@dataclass(frozen=True)
class Package:
    """One package of an environment; `files` are relative to `folder`, with `/` between.

    `modules` are the names it is imported by. `locked` is the version that a lock file asks for,
    '' if none does. `editable` is the folder of its sources where those are not installed but
    linked to. `direct` tells that a manifest asks for it by name.
    """

    ecosystem: str
    name: str
    version: str
    folder: str
    files: tuple[str, ...]
    modules: tuple[str, ...]
    locked: str = ""
    editable: str = ""
    direct: bool = False
    summary: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """Return what refs to its definitions start with: `pypi:httpx@0.28.1`."""
        return f"{self.ecosystem}:{self.name}@{self.version}"

    @property
    def differs(self) -> bool:
        """Tell whether another version is installed than the lock file asks for."""
        return bool(self.locked) and self.locked != self.version


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or lies in it; both have their links resolved."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def text(path: str, limit: int = LARGEST_LIST) -> str:
    """Return the text of a regular file, '' if there is none; the last step is no link."""
    held = contents(os.fsencode(path), limit + 1, follow=False) or b""
    return held.decode("utf-8", "replace").removeprefix("\ufeff") if len(held) <= limit else ""


def folders(path: str) -> list[str]:
    """Return the names of what is really in a folder and a folder itself, in order."""
    return sorted(name for name, is_folder in entries(path) if is_folder)


def entries(path: str) -> list[tuple[str, bool]]:
    """Return what lies in a folder, and whether that is a folder itself; links are left out."""
    try:
        with os.scandir(path) as found:
            here = [each for each in found if not each.is_symlink()]
            return sorted((each.name, each.is_dir(follow_symlinks=False)) for each in here)
    except (OSError, ValueError):
        return []


def walked(folder: str, closed: frozenset[str], most: int) -> list[str]:
    """Return the files below a folder but for those in closed ones; links are not followed."""
    found: list[str] = []
    waiting = [""]
    while waiting and len(found) < most:
        here = waiting.pop()
        for name, is_folder in entries(os.path.join(folder, here) if here else folder):
            path = f"{here}/{name}" if here else name
            if not is_folder:
                found.append(path)
            elif name not in closed:
                waiting.append(path)
    return sorted(found)


def is_inside(path: str) -> bool:
    """Tell whether a path from a list leads to something below the folder of the list."""
    parts = path.split("/")
    plain = "\\" not in path and "\0" not in path and ":" not in parts[0]
    return plain and not path.startswith("/") and {"", ".", ".."}.isdisjoint(parts)


def is_version(text: str) -> bool:
    """Tell whether a text can be a version: nothing else is shown as one."""
    return _VERSION.fullmatch(text) is not None


def normal(name: str) -> str:
    """Return the one spelling of a Python distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()
