"""What is to become of files of the user's: shown first, then done, or not at all."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from gridref_server.answer import Misuse
from gridref_server.render import printable


@dataclass(frozen=True)
class Change:
    """A file before and after; None is one that is not there."""

    path: Path
    before: bytes | None
    after: bytes | None
    is_run: bool = False

    def shown(self, root: Path) -> Iterator[str]:
        """Yield the change as a diff, for people."""
        name = printable(os.path.relpath(self.path, root))
        old, new = (_lines(each) for each in (self.before, self.after))
        was, is_ = (os.devnull if each is None else name for each in (self.before, self.after))
        yield from map(printable, unified_diff(old, new, was, is_, lineterm="", n=1))

    def made(self) -> str:
        """Make the change, and say what was done; a file is whole at any moment."""
        if self.after is None:
            self.path.unlink()
            _empty_no_more(self.path.parent)
            return f"took out {self.path}"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.gridref")
        beside.write_bytes(self.after)
        beside.chmod(_mode(self.path, is_run=self.is_run))
        beside.replace(self.path)
        return f"wrote {self.path}"


def held(path: Path) -> bytes | None:
    """Return what a file holds; None if there is none that may be written."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def writable(path: Path, root: Path) -> Path:
    """Return a path that may be written; raise `Misuse` for one that leads somewhere else."""
    # A link in a repository may lead anywhere.
    inside = path.parent.resolve().is_relative_to(root.resolve())
    if not inside or path.is_symlink() or (path.exists() and not path.is_file()):
        raise Misuse(f"{path} is a link, or no file; write it by hand")
    return path


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "replace").splitlines()


def _mode(path: Path, *, is_run: bool) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    return 0o755 if is_run else 0o644


def _empty_no_more(folder: Path) -> None:
    """Delete a folder of a client's that holds nothing any more."""
    if folder.name.startswith(".") and folder.name != ".git" and not any(folder.iterdir()):
        folder.rmdir()
