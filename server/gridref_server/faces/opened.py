"""Opens the index that is meant: by a folder named, by the client's project, or by where we are."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gridref_indexers.place import Place, place
from gridref_indexers.repository import repository
from gridref_server.index import Index
from gridref_server.settings import settings


def opened(root: str | None, flags: Mapping[str, object]) -> Index:
    """Return the index of a folder, or of the repository around the working directory.

    Raise `Refused` for a folder that is no repository of anybody's, `Misuse` for broken settings.
    """
    return opened_at(_named(Path(root)) if root else place(Path.cwd()), flags)


def opened_at(here: Place, flags: Mapping[str, object]) -> Index:
    """Return the index of a place, kept where the settings say."""
    given = settings(here.root, flags=flags)
    if given.store.folder:
        store = Path(given.store.folder).expanduser().absolute()
        here = replace(here, folder=store / here.folder.name)
    return Index(here, given)


def opened_around(path: str, flags: Mapping[str, object]) -> Index:
    """Return the index of the repository around a path, wherever we are.

    Without a repository a folder is its own; a file belongs to where we are, or to nothing.
    """
    named = Path(os.path.abspath(path))
    if named.is_dir():
        return opened_at(place(named), flags)
    return opened_at(
        place(named.parent if repository(os.fsencode(named.parent)) else Path.cwd()), flags
    )


def of_project(path: str, flags: Mapping[str, object]) -> Index | None:
    """Return the index that a client's server has of a path; None if it lies elsewhere."""
    folder = project()
    index = opened(folder, flags) if folder else opened_around(path, flags)
    inside = Path(os.path.abspath(path)).parent.resolve().is_relative_to(index.place.root)
    return index if inside else None


def project() -> str | None:
    """Return the folder that an MCP client works in, if it says so."""
    return os.environ.get("CLAUDE_PROJECT_DIR") or None


def _named(folder: Path) -> Place:
    """Return the place of just this folder; the top of a repository is the repository."""
    exact = place(folder, exactly=True)
    around = repository(exact.root)
    return place(exact.root) if around and os.fsencode(exact.root) == around.top else exact
