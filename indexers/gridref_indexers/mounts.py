"""Tells whether files lie on a system that others write to, of which no event is told here."""

import re
from pathlib import Path
from typing import Final

# What Linux says of each mount, by this process: https://docs.kernel.org/filesystems/proc.html
MOUNTS: Final = Path("/proc/self/mountinfo")
_LONGEST: Final = 1 << 24

# Networks, and folders of the machine that a virtual one runs on. A file system of somebody's own
# (`fuse.sshfs` and the like) is taken for one of these; `fuseblk` is a disk.
_SHARED: Final = frozenset(
    b"9p afs beegfs ceph cifs coda drvfs fuse gfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 "
    b"orangefs pvfs2 prl_fs smb3 smbfs vboxsf virtiofs vmhgfs".split()
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{3})")


def shared(root: bytes, mounts: Path = MOUNTS) -> str:
    """Return the kind of a shared file system that a root lies on, or has in it; '' for none."""
    around, kind = b"", b""
    for at, its_kind in _mounts(_read(mounts)):
        if _is_in(at, root) and _is_shared(its_kind):
            return its_kind.decode("ascii", "replace")
        # Of several at one place the last one counts.
        if _is_in(root, at) and len(at) >= len(around):
            around, kind = at, its_kind
    return kind.decode("ascii", "replace") if _is_shared(kind) else ""


def _read(mounts: Path) -> bytes:
    """Return what a file of the kernel holds, which says that its size is nothing."""
    try:
        with mounts.open("rb") as file:
            return file.read(_LONGEST)
    except OSError:  # another system
        return b""


def _mounts(text: bytes) -> list[tuple[bytes, bytes]]:
    """Return where each mount is and of what kind."""
    found: list[tuple[bytes, bytes]] = []
    for line in text.splitlines():
        before, _, after = line.partition(b" - ")
        columns, kind = before.split(b" "), after.partition(b" ")[0]
        if len(columns) > 4:
            place = _ESCAPE.sub(lambda octal: bytes([int(octal[1], 8) & 0xFF]), columns[4])
            found.append((place, kind))
    return found


def _is_in(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def _is_shared(kind: bytes) -> bool:
    return kind.partition(b".")[0] in _SHARED
