"""What files are called: by their own names, or by their folders' where those say nothing."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from gridref_indexers.tree import Tree
from gridref_server.retrieval.stems import stems

# What such a file is about is said by its folder.
_BARE = frozenset(["", "__init__", "index", "mod", "lib", "init", "package"])


def parted(path: str) -> tuple[str, str]:
    """Return the folder of a file and what it is called there."""
    folder, _, name = path.rpartition("/")
    if folder and name.partition(".")[0].lower() in _BARE:
        folder, _, name = folder.rpartition("/")
    return folder, name


@lru_cache(maxsize=2)
def called(tree: Tree) -> Mapping[str, Sequence[str]]:
    """Return the paths of a tree by the stems of what its files are called."""
    return _called(tuple(tree.contents))


# Most generations of a tree have the same paths.
@lru_cache(maxsize=2)
def _called(paths: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        for stem in stems(parted(path)[1]):
            found.setdefault(stem, []).append(path)
    return found
