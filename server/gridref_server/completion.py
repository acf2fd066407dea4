"""Refs that start as somebody has begun to type one."""

from collections.abc import Iterator
from itertools import islice

from gridref_server.index import Index
from gridref_server.parameters import Parameter, Says
from gridref_server.refs import path_of, ref_of
from gridref_server.render import printable

_START = Parameter("ref", "string", Says("The start of a ref"), None, ())


def refs_from(index: Index, start: str, most: int) -> list[str]:
    """Return refs that start so: names in a file behind a `#`, else paths, and names anywhere.

    Raise `Misuse` for a start that is no text.
    """
    start = _START.value(start)
    with index.asked():
        if index.is_empty:
            return []
        path, anchored, name = start.partition("#")
        found = _in_file(index, path, name) if anchored else _anywhere(index, start, most)
        return list(dict.fromkeys(islice(found, most)))


def _in_file(index: Index, path: str, name: str) -> Iterator[str]:
    here = path_of(index, path)
    view = index.view(here) if here is not None else None
    wanted = name.casefold()
    for each in view.definitions if view else ():
        if each.name and wanted in (
            each.qualified[: len(name)].casefold(),
            each.name[: len(name)].casefold(),
        ):
            yield printable(ref_of(view, each)) if view else ""


def _anywhere(index: Index, start: str, most: int) -> Iterator[str]:
    yield from (
        each for each in sorted(map(printable, index.tree.contents)) if each.startswith(start)
    )
    for name in index.store.names_from(start, most) if start else ():
        for path, each in index.named(name):
            yield printable(f"{path}#{each.qualified}")
