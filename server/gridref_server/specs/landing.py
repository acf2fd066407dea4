"""Where a file may be written in a repository: inside of it, and by no symbolic link."""

import os
from pathlib import Path

from gridref_server.answer import Misuse
from gridref_server.parameters import short


def landing(root: Path, path: str) -> Path:
    """Return the place of a path; raise `Misuse` if it leads out of the repository."""
    target = Path(os.path.normpath(root / path))
    if target == root or not target.is_relative_to(root):
        raise Misuse(f"{short(path)} is not in {root}; name a path inside of it")
    inside = [each for each in (target, *target.parents) if each != root and root in each.parents]
    if any(each.is_symlink() for each in inside):
        raise Misuse(f"{short(path)} is reached by a symbolic link, which is not followed")
    return target
