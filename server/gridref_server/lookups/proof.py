"""Does a dotted name of Python exist? Yes, no, or nobody can tell by reading: and why."""

from dataclasses import dataclass
from typing import Literal

from gridref_indexers.interfaces.classes import attribute
from gridref_indexers.interfaces.values import Instance, Module, Type, Unknown, Value
from gridref_indexers.interfaces.world import World
from gridref_server.index import Index
from gridref_server.verify.python.worlds import workplace


@dataclass(frozen=True)
class Proof:
    """What is so, and for what is unknown the reason."""

    exists: Literal["yes", "no", "unknown"]
    why: str = ""


def proof(index: Index, name: str) -> Proof:
    """Tell whether a dotted name exists in the environment of a repository."""
    return proven(workplace(index).world, name)


def proven(world: World, name: str) -> Proof:
    """Tell whether a dotted name that starts with a module exists in a world."""
    first, *rest = name.split(".")
    if world.locate(first) is None:
        return Proof("unknown", f"no module {first} lies in the environment")
    values: tuple[Value, ...] = (Module(first),)
    for word in rest:
        found = [each for value in values for each in _members(world, value, word)]
        if not found:
            return Proof("no")
        doubts = [each for each in found if isinstance(each, Unknown)]
        if len(doubts) == len(found):
            return Proof("unknown", doubts[0].why)
        values = tuple(each for each in found if not isinstance(each, Unknown))
    return Proof("yes")


def _members(world: World, value: Value, name: str) -> tuple[Value, ...]:
    """Return what a member may be, nothing if there is none: of a class, or of what it makes."""
    if isinstance(value, Module):
        return world.member(value.name, name) or ()
    found = attribute(value, name, world) or ()
    if isinstance(value, Type):
        found += attribute(Instance(value.of, value.args), name, world) or ()
    return found
