"""Where a repository lies and where its index is kept: never inside of it."""

import os
import re
import sys
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR
from typing import Literal

from gridref_indexers.repository import repository
from gridref_indexers.store import FILE

# Set where a whole drive or home may be a root.
ANY_ROOT = "GRIDREF_ANY_ROOT"


class Refused(ValueError):
    """A folder that is no repository of anybody's: a drive, a home."""


@dataclass(frozen=True)
class Place:
    """The root that is indexed, which of the repository's working trees it is, and the index."""

    root: Path
    checkout: str
    folder: Path

    @property
    def index(self) -> Path:
        """Return the index file."""
        return self.folder / FILE

    @property
    def lock(self) -> Path:
        """Return the file that whoever writes holds locked."""
        return self.folder / "writer.lock"


def stores() -> Path:
    """Return the folder that holds all indexes of this user."""
    if named := os.environ.get("GRIDREF_STORE"):
        return Path(named).expanduser()
    cache = users_folder("cache")
    return cache if may_be_written(cache) else _temporary()


def users_folder(kind: Literal["cache", "config"]) -> Path:
    """Return where this user's programs keep what can be made anew, or their settings."""
    if sys.platform == "linux":
        # As the library does below, which takes longer to load than a save has.
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        above = Path(named) if os.path.isabs(named) else Path("~", f".{kind}").expanduser()
        return above / "gridref"
    from platformdirs import user_cache_path, user_config_path

    of = {"cache": user_cache_path, "config": user_config_path}
    return of[kind]("gridref", appauthor=False)


def may_be_written(folder: Path) -> bool:
    """Tell whether a folder can be made, or written to if it is there."""
    # Not `exists` of a path: it raises where a folder above may not be looked into.
    above = next((each for each in (folder, *folder.parents) if os.path.exists(each)), folder)
    return os.access(above, os.W_OK | os.X_OK)


def _temporary() -> Path:
    """Return a folder of ours alone for who has a home that can't be written to."""
    from tempfile import gettempdir

    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(gettempdir(), f"gridref-{owner}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not S_ISDIR(status.st_mode) or (owner, status.st_mode & 0o077) != (status.st_uid, 0):
        raise Refused(f"{folder} is not yours alone; name a folder for indexes with --store")
    return folder


def place(folder: Path, store: Path | None = None, *, exactly: bool = False) -> Place:
    """Return the place of the repository around a folder, or of the folder itself if there is none.

    With `exactly` the folder is the root whatever lies around it. Raise `Refused` for the root of
    a drive and for the home folder, unless any root is allowed.
    """
    given = str(folder)[:200]
    try:
        folder = folder.expanduser().resolve()
        is_folder = folder.is_dir()
    except (OSError, RuntimeError, ValueError):  # too long, a loop, nobody's home, no path at all
        is_folder = False
    if not is_folder:
        raise Refused(f"there is no folder {given!r}; name one with --root")
    around = None if exactly else repository(os.fsencode(folder))
    root = Path(os.fsdecode(around.top)) if around else folder
    whole = root in (Path(root.anchor), Path.home().resolve())
    if whole and not os.environ.get(ANY_ROOT):
        raise Refused(
            f"{str(root)!r} is a whole drive or home, not a repository; "
            "name a folder with --root, or say --any-root"
        )
    identity = around.common_dir if around else os.fsencode(root)
    home = Path(os.fsdecode(identity))
    title = re.sub(r"\W+", "-", home.parent.name if home.name == ".git" else home.name)[:40]
    digest = blake2b(identity, digest_size=8).hexdigest()
    return Place(root, around.worktree if around else "", (store or stores()) / f"{title}-{digest}")
