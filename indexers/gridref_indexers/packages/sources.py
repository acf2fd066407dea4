"""Docs that somebody names: a folder of Markdown or reST, an `llms.txt`, an unpacked sdist."""

from collections.abc import Iterable, Iterator
from os.path import abspath, basename, dirname, expanduser, isdir, isfile, join, realpath
from typing import Final

from gridref_indexers.packages.package import Package, is_inside, normal, walked

DOCS: Final = "docs"
# They have no version of their own.
VERSION: Final = "local"
_ENDINGS: Final = (".md", ".markdown", ".mdx", ".rst", ".txt")
_CLOSED: Final = frozenset(["node_modules", ".git", "__pycache__", "vendor", "target"])
_MOST_FILES: Final = 5_000


def sources(named: Iterable[str], root: str) -> Iterator[Package]:
    """Yield what `name=path` leads to, as one more package each; a path alone names itself."""
    for each in named:
        name, equals, path = each.partition("=")
        place = realpath(abspath(join(root, expanduser((path if equals else name).strip()))))
        folder = place if isdir(place) else dirname(place)
        files = _files(place) if isdir(place) else [basename(place)] * isfile(place)
        called = normal(name.strip() if equals else basename(place).partition(".")[0])
        if files and called:
            yield Package(DOCS, called, VERSION, folder, tuple(files), (), direct=True)


def _files(folder: str) -> list[str]:
    found = walked(folder, _CLOSED, _MOST_FILES)
    return [each for each in found if is_inside(each) and each.lower().endswith(_ENDINGS)]
