"""What compiled modules speak of: a name that a stub lacks may still stand in the binary."""

import os
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from os.path import join

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.values import Known, Module, Value
from gridref_indexers.interfaces.world import World

_BINARY = (".so", ".pyd")
_MOST = 400


def speaks_of(world: World, name: str, owner: Value) -> bool:
    """Tell whether an owner is compiled, in part or above it, and a binary of it holds a name."""
    modules = {each.module for each in _classes(owner) if _is_declared(each)}
    if isinstance(owner, Module) and (located := world.locate(owner.name)):
        modules |= {owner.name} if located.compiled else set()
    key = name.encode("utf-8", "replace")
    return any(_holds(world, top, key) for top in {each.partition(".")[0] for each in modules})


def _classes(owner: Value) -> list[Known]:
    of = getattr(owner, "of", None)
    return [each for each, _ in classes.line(of)] if isinstance(of, Known) else []


def _is_declared(known: Known) -> bool:
    """Tell whether only stubs speak of a class."""
    return bool(known.definitions) and all(classes.is_stub(space) for _, space in known.definitions)


def _holds(world: World, top: str, key: bytes) -> bool:
    told = world.cache.setdefault(("binaries", top), {})
    assert isinstance(told, dict)
    if key not in told:
        told[key] = any(held.find(key) >= 0 for held in _binaries(world, top))
    return bool(told[key])


def _binaries(world: World, top: str) -> Iterator[mmap]:
    located = world.locate(top)
    if located is None or located.origin != "package":
        return
    count = 0
    for folder in located.folders:
        for at, _, files in os.walk(folder):
            for name in files:
                if name.endswith(_BINARY) and count < _MOST and os.path.getsize(join(at, name)):
                    count += 1
                    with (
                        open(join(at, name), "rb") as file,
                        mmap(file.fileno(), 0, access=ACCESS_READ) as held,
                    ):
                        yield held
