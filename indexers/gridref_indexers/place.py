"""Where a repository lies and where its index is kept: never inside of it."""

import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from gridref_indexers.repository import repository
from gridref_indexers.store import FILE


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
    from platformdirs import user_cache_path

    named = os.environ.get("GRIDREF_STORE")
    return Path(named).expanduser() if named else user_cache_path("gridref", appauthor=False)


def place(folder: Path, store: Path | None = None, *, exactly: bool = False) -> Place:
    """Return the place of the repository around a folder, or of the folder itself if there is none.

    With `exactly` the folder is the root whatever lies around it. Raise `Refused` for the root of
    a drive and for the home folder.
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
    if root in (Path(root.anchor), Path.home().resolve()):
        raise Refused(
            f"{str(root)!r} is a whole drive or home, not a repository; name a folder with --root"
        )
    identity = around.common_dir if around else os.fsencode(root)
    home = Path(os.fsdecode(identity))
    title = re.sub(r"\W+", "-", home.parent.name if home.name == ".git" else home.name)[:40]
    digest = blake2b(identity, digest_size=8).hexdigest()
    return Place(root, around.worktree if around else "", (store or stores()) / f"{title}-{digest}")
