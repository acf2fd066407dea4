"""Whether a dotted name exists in a world: yes, no, or unknown and why."""

from dataclasses import dataclass
from typing import Literal

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.binaries import speaks_of
from gridref_indexers.interfaces.values import Instance, Module, Type, Unknown, Value
from gridref_indexers.interfaces.world import World


@dataclass(frozen=True)
class Existence:
    """Whether a name exists; `why` it does not, or can't be known, and how far it is known."""

    verdict: Literal["yes", "no", "unknown"]
    why: str = ""
    known: str = ""


def exists(world: World, dotted: str) -> Existence:
    """Tell whether a dotted name exists that starts with a module."""
    top, *rest = dotted.split(".")
    if world.locate(top) is None:
        return Existence("unknown", f"no module {top} lies in the environment")
    values: tuple[Value, ...] = (Module(top),)
    known = top
    for name in rest:
        values = tuple(each for value in values for each in _as_written(value))
        found = [each for value in values if (each := classes.attribute(value, name, world))]
        if not found and any(speaks_of(world, name, value) for value in values):
            return Existence("unknown", "a binary speaks of it that its stub does not", known)
        if not found:
            return Existence("no", f"{known} has no {name}", known)
        reached = tuple(each for group in found for each in group)
        if not any(_holds(value, name, world) for value in values):
            whys = [each.why for each in (*reached, *values) if isinstance(each, Unknown)]
            return Existence("unknown", whys[0] if whys else "it is not evident", known)
        values, known = reached, f"{known}.{name}"
    return Existence("yes", "", known)


def _as_written(value: Value) -> tuple[Value, ...]:
    """Return a value; for a class also what it makes, of which people write `Class.member` too."""
    return (value, Instance(value.of, value.args)) if isinstance(value, Type) else (value,)


def _holds(value: Value, name: str, world: World) -> bool:
    """Tell whether something is known to hold a name, whatever that is."""
    match value:
        case Module(name=module):
            return world.binds(module, name)
        case Instance(of=of) | Type(of=of):
            return classes.find(of, name) is not None or bool(
                isinstance(value, Type) and classes.of_metaclass(of, name, world)
            )
    return False
