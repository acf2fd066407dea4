"""Says which files below a root belong to the index; they are opened by `read` and nowhere else."""

import os
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter, itemgetter
from os.path import isdir, join, realpath
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import Final, NamedTuple, final

from gridref_indexers.excludes import excludes_file, ignores_case
from gridref_indexers.ignore import ALLOWANCE, Rules
from gridref_indexers.reading import (
    LINK,
    SECRET,
    SPECIAL,
    Key,
    LeftOut,
    is_git,
    key_of,
    parts_of,
    read,
    refusal,
    too_large,
)
from gridref_indexers.repository import Location, Repository, contents, holds_repository, repository
from gridref_indexers.secret import is_secret, may_be_secret
from gridref_indexers.tracked import NOTHING, Tracked, tracked

__all__ = [
    "LIMITS",
    "MARKERS",
    "Entering",
    "Found",
    "Key",
    "LeftOut",
    "Limits",
    "Walked",
    "belongs",
    "read",
    "unnoticed",
    "walk",
]

NESTED: Final = "nested repository"

# Where there is no git to say so: folders of what others wrote, or a tool made.
DEPENDENCY_FOLDERS: Final = (
    b".bundle",
    b".cache",
    b".eggs",
    b".gradle",
    b".hypothesis",
    b".mypy_cache",
    b".next",
    b".nox",
    b".nuxt",
    b".parcel-cache",
    b".pytest_cache",
    b".ruff_cache",
    b".svelte-kit",
    b".terraform",
    b".tox",
    b".turbo",
    b".venv",
    b"__pycache__",
    b"__pypackages__",
    b"bower_components",
    b"jspm_packages",
    b"node_modules",
    b"venv",
)

# Names of files that tell something of the folder they lie in.
MARKERS: Final = frozenset({b".git", b".gitignore", b"CACHEDIR.TAG", b"pyvenv.cfg"})
_UNUSUAL: Final = MARKERS.union(DEPENDENCY_FOLDERS)

_name: Final = attrgetter("name")


_SEPARATOR: Final = os.fsencode(os.sep)


class Found(NamedTuple):
    """A file that belongs to the index. Its path is relative to the root, with `/` between."""

    path: bytes
    key: Key


class Walked(NamedTuple):
    """All that was seen, in the order of the paths, and how many folders were looked into."""

    found: list[Found]
    left_out: list[LeftOut]
    folders: int


@dataclass(frozen=True)
class Limits:
    """What is too much for the index, and what its owner does not want in it."""

    max_file_bytes: int = 2_000_000
    max_path_bytes: int = 1_000
    exclude: tuple[str, ...] = ()


LIMITS: Final = Limits()
EXCLUDED: Final = "excluded by settings"

# Named tuples made as plain ones are: by name, they would take a twentieth of a walk more.
_new_key = partial(tuple.__new__, Key)  # pyright: ignore[reportUnknownMemberType]
_new_found = partial(tuple.__new__, Found)  # pyright: ignore[reportUnknownMemberType]


class _Folder(NamedTuple):
    """A folder on the way: its path as `a/b/`, the rules in it, and if only tracked files count."""

    path: bytes
    rules: Rules
    only_tracked: bool = False


@dataclass(frozen=True)
class _Tree:
    """What is the same for all files below a root.

    `root` ends with a slash. `prefix` leads to it from the top of the repository, as `a/b/`.
    """

    root: bytes
    limits: Limits
    start: _Folder
    git_dir: bytes | None = None
    prefix: bytes = b""
    tracked: Tracked = NOTHING


_Verdict = Found | LeftOut | _Folder | None
Entering = Callable[[bytes], None]


def unnoticed(_: bytes) -> None:
    """Take no notice of a folder."""


def walk(
    root: Location,
    limits: Limits = LIMITS,
    paths: Iterable[bytes] | None = None,
    entering: Entering = unnoticed,
) -> Walked:
    """Sort out all files below a root, or only those at and below some paths of it.

    Each folder is looked into once, and `entering` is told of it before that, as `a/b/`.
    """
    tree = _tree(root, limits)
    steps = _Steps(tree, entering)
    for verdict in [tree.start] if paths is None else [_looked_up(tree, path) for path in paths]:
        steps.put(verdict)
    while steps.waiting:
        steps.look_into(steps.waiting.pop())
    if paths is not None:  # one of them may lie below another
        steps.found, steps.left_out = list(set(steps.found)), list(set(steps.left_out))
    steps.found.sort(key=itemgetter(0))
    if limits.exclude:
        _exclude(steps, limits)
    steps.left_out.sort(key=itemgetter(0))
    return Walked(steps.found, steps.left_out, steps.folders)


def belongs(root: Location, path: bytes, limits: Limits = LIMITS) -> Found | LeftOut | None:
    """Return what `walk` would say of one path; None if it is ignored, gone or a mere folder."""
    tree = _tree(root, limits)
    verdict = _looked_up(tree, path)
    if isinstance(verdict, _Folder):
        verdict = _entered(tree, verdict)
    if isinstance(verdict, Found) and limits.exclude and _excluded(_excluding(limits), path):
        return LeftOut(path, EXCLUDED, verdict.key)
    return verdict if isinstance(verdict, Found | LeftOut) and verdict.path == path else None


def _looked_up(tree: _Tree, path: bytes) -> _Verdict:
    """Return what a walk would say of one path when it comes by; a folder is not entered yet."""
    verdict: _Verdict = tree.start
    for name in parts_of(path):
        folder = _entered(tree, verdict) if isinstance(verdict, _Folder) else verdict
        if not isinstance(folder, _Folder):
            # What lies in a folder that is left out is left out with it.
            return folder if isinstance(folder, LeftOut) and folder.key is None else None
        verdict = _verdict_of(tree, folder, name)
    return verdict


@final
class _Steps:
    """A walk under way: what was seen, what is still to be looked into."""

    def __init__(self, tree: _Tree, entering: Entering) -> None:
        self.waiting: list[_Folder] = []
        self.entering = entering
        self.found: list[Found] = []
        self.left_out: list[LeftOut] = []
        self.folders = 0
        self._tree = tree
        self._usual: defaultdict[Hashable, set[bytes]] = defaultdict(set)

    def look_into(self, folder: _Folder) -> None:
        """Sort out what lies in a folder."""
        self.entering(folder.path)
        try:
            entries = list(os.scandir(self._tree.root + folder.path))
        except OSError as why:
            return self.put(_closed(folder, why))
        usual = self._usual[folder.rules.names]
        if not usual.issuperset(map(_name, entries)):
            names = {entry.name for entry in entries}
            marked = _marked(self._tree, folder, names)
            if isinstance(marked, LeftOut):
                return self.put(marked)
            folder, usual = marked, self._usual[marked.rules.names]
            usual.update(name for name in names - usual if _is_usual(name, folder.rules))
        self.folders += 1
        return self._sort_out(folder, entries, set() if folder.only_tracked else usual)

    def _sort_out(
        self, folder: _Folder, entries: Iterable[os.DirEntry[bytes]], usual: set[bytes]
    ) -> None:
        """Put each entry where it belongs, those with usual names by the shortest way."""
        tree, (prefix, rules, _), found = self._tree, folder, self.found.append
        most, longest = tree.limits.max_file_bytes, tree.limits.max_path_bytes - len(prefix)
        for entry in entries:
            name = entry.name
            if name in usual and len(name) <= longest:
                if entry.is_file(follow_symlinks=False):
                    try:
                        seen = entry.stat(follow_symlinks=False)
                    except OSError:
                        seen = None
                    if seen is not None and seen.st_size <= most:
                        times = seen.st_mtime_ns, seen.st_ctime_ns
                        key = seen.st_size, *times, seen.st_ino, seen.st_mode
                        found(_new_found((prefix + name, _new_key(key))))
                        continue
                elif entry.is_dir(follow_symlinks=False) and not tree.tracked.submodules:
                    self.waiting.append(_Folder(prefix + name + b"/", rules.within(name)))
                    continue
            look = partial(entry.stat, follow_symlinks=False)
            is_folder = entry.is_dir(follow_symlinks=False)
            self.put(_verdict(tree, folder, name, is_folder, look))

    def put(self, verdict: _Verdict) -> None:
        """Take down a verdict; a folder is still to be looked into."""
        if isinstance(verdict, Found):
            self.found.append(verdict)
        elif isinstance(verdict, LeftOut):
            self.left_out.append(verdict)
        elif verdict is not None:
            self.waiting.append(verdict)


def _tree(root: Location, limits: Limits) -> _Tree:
    """Find out what is around a root: the repository, its index and the rules from above."""
    here = realpath(os.fsencode(root))
    if not isdir(here):
        raise ValueError(f"{os.fsdecode(here)!r} is not a folder; name one that holds files")
    around = repository(here)
    if around is not None:
        prefix, folded = _below(around.top, here), ignores_case(around)
        rules, ignored = _rules_above(around, prefix, Rules(folded=folded))
        held = tracked(around.git_dir, folded)
        # A folder that git ignores counts as one without git if it is asked for by name.
        if not ignored or held.reach(prefix):
            start = _Folder(b"", rules, ignored)
            return _Tree(join(here, b""), limits, start, around.git_dir, prefix, held)
    elif any(map(is_git, here.split(_SEPARATOR))):
        raise ValueError(f"{os.fsdecode(here)!r} is git's own; name the folder of the files")
    rules = _with(Rules(folded=ignores_case(None)), excludes_file())
    return _Tree(join(here, b""), limits, _Folder(b"", rules))


def _below(top: bytes, here: bytes) -> bytes:
    """Return the way from the top of a repository to a folder in it, as `a/b/`."""
    return join(here, b"").removeprefix(join(top, b"")).replace(_SEPARATOR, b"/")


def _rules_above(around: Repository, prefix: bytes, rules: Rules) -> tuple[Rules, bool]:
    """Return the rules that hold at the root from outside it, and whether they ignore it."""
    here, ignored = around.top, False
    rules = _with(rules, join(here, excludes_file()))
    rules = _with(rules, join(around.common_dir, b"info", b"exclude"))
    for name in prefix.split(b"/")[:-1]:
        rules = _with(rules, join(here, b".gitignore"), follow=False)
        ignored = ignored or rules.ignore(name, is_folder=True)
        rules = rules.within(name)
        here = join(here, name)
    return rules, ignored


def _with(rules: Rules, path: bytes, *, follow: bool = True) -> Rules:
    content = contents(path, ALLOWANCE + 1, follow=follow)
    return rules if content is None else rules.plus(content)


def _entered(tree: _Tree, folder: _Folder) -> _Folder | LeftOut | None:
    """Do for one folder by its name what a walk does for all: look if it opens, and what it is."""
    try:
        os.scandir(tree.root + folder.path).close()
    except OSError as why:
        return _closed(folder, why)
    return _marked(tree, folder, MARKERS)


def _closed(folder: _Folder, why: OSError) -> LeftOut | None:
    if not folder.path:
        raise ValueError(f"the root cannot be listed: {refusal(why)}") from why
    gone = isinstance(why, FileNotFoundError | NotADirectoryError)
    return None if gone else LeftOut(folder.path[:-1], refusal(why), None)


def _marked(tree: _Tree, folder: _Folder, names: Container[bytes]) -> _Folder | LeftOut:
    """Return a folder with its own rules, or why what it holds keeps it out of the index."""
    if not any(marker in names for marker in MARKERS):
        return folder
    here = tree.root + folder.path
    reason = _foreign(tree, here, names) if folder.path else None
    if reason and not tree.tracked.reach(tree.prefix + folder.path):
        return LeftOut(folder.path[:-1], reason, None)
    if b".gitignore" in names:
        return folder._replace(rules=_with(folder.rules, here + b".gitignore", follow=False))
    return folder


def _foreign(tree: _Tree, here: bytes, names: Container[bytes]) -> str | None:
    """Say why what lies in a folder is not of this repository."""
    if b".git" in names and holds_repository(here) and realpath(here + b".git") != tree.git_dir:
        return NESTED
    if b"pyvenv.cfg" in names and _is_file(here + b"pyvenv.cfg"):
        return "virtual environment"
    if tree.git_dir is None and b"CACHEDIR.TAG" in names and _is_file(here + b"CACHEDIR.TAG"):
        return "cache"
    return None


def _is_file(path: bytes) -> bool:
    try:
        return S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_usual(name: bytes, rules: Rules) -> bool:
    """Say whether all there is to know of a name is that it is here."""
    return not (name in _UNUSUAL or is_git(name) or may_be_secret(name) or rules.mention(name))


def _verdict_of(tree: _Tree, folder: _Folder, name: bytes) -> _Verdict:
    """Say of one name in a folder what a walk would, without a list of what lies there."""
    path = tree.root + folder.path + name
    try:
        status = os.lstat(path)
    except PermissionError:
        # The folder may be listed but not entered: there is a name and a type, no more.
        with os.scandir(tree.root + folder.path) as listing:
            named = [entry for entry in listing if entry.name == name]
        for entry in named:
            look = partial(entry.stat, follow_symlinks=False)
            return _verdict(tree, folder, name, entry.is_dir(follow_symlinks=False), look)
        return None
    except OSError:
        return None
    return _verdict(tree, folder, name, S_ISDIR(status.st_mode), lambda: status)


def _verdict(
    tree: _Tree, folder: _Folder, name: bytes, is_folder: bool, look: Callable[[], os.stat_result]
) -> _Verdict:
    if is_git(name):
        return None
    return _subfolder(tree, folder, name) if is_folder else _file(tree, folder, name, look)


def _subfolder(tree: _Tree, folder: _Folder, name: bytes) -> _Folder | LeftOut | None:
    path = folder.path + name
    if tree.tracked.hold_submodule(tree.prefix + path):
        return LeftOut(path, NESTED, None)
    ignored = folder.only_tracked or folder.rules.ignore(name, is_folder=True)
    if ignored and not tree.tracked.reach(tree.prefix + path + b"/"):
        return None
    if len(path) > tree.limits.max_path_bytes:
        return LeftOut(path, _too_long(path), None)
    if tree.git_dir is None and name in DEPENDENCY_FOLDERS:
        return LeftOut(path, "dependencies or build output", None)
    return _Folder(path + b"/", folder.rules.within(name), ignored)


def _file(
    tree: _Tree, folder: _Folder, name: bytes, look: Callable[[], os.stat_result]
) -> _Verdict:
    path = folder.path + name
    ignored = folder.only_tracked or folder.rules.ignore(name, is_folder=False)
    if ignored and not tree.tracked.hold(tree.prefix + path):
        return None
    if len(path) > tree.limits.max_path_bytes:
        return LeftOut(path, _too_long(path), None)
    try:
        key = key_of(look())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as why:
        return LeftOut(path, refusal(why), None)
    if S_ISDIR(key.mode):  # it was something else when its name was listed
        return _subfolder(tree, folder, name)
    reason = _objection(tree, folder, path, key)
    return Found(path, key) if reason is None else LeftOut(path, reason, key)


def _objection(tree: _Tree, folder: _Folder, path: bytes, key: Key) -> str | None:
    """Say why a file is left out."""
    if not S_ISREG(key.mode):
        return LINK if S_ISLNK(key.mode) else SPECIAL
    if is_secret(tree.root + path):
        return SECRET
    if key.size > tree.limits.max_file_bytes:
        return too_large(key.size)
    if path == folder.path + b".gitignore" and not folder.rules.whole:
        return "more ignore rules than are read"
    return None


def _exclude(steps: "_Steps", limits: Limits) -> None:
    """Take out what the settings leave out, tracked or not."""
    rules = _excluding(limits)
    out = [found for found in steps.found if _excluded(rules, found.path)]
    gone = {found.path for found in out}
    steps.found = [found for found in steps.found if found.path not in gone]
    steps.left_out += [LeftOut(found.path, EXCLUDED, found.key) for found in out]


def _excluding(limits: Limits) -> Rules:
    return Rules().plus("\n".join(limits.exclude).encode("utf-8", "surrogateescape"))


def _excluded(rules: Rules, path: bytes) -> bool:
    """Say whether the rules of the settings are about a path, or about a folder above it."""
    *folders, name = path.split(b"/")
    for folder in folders:
        if rules.ignore(folder, is_folder=True):
            return True
        rules = rules.within(folder)
    return rules.ignore(name, is_folder=False)


def _too_long(path: bytes) -> str:
    return f"path too long ({len(path):,} bytes)"
