"""What exists and should not be used any more."""

from collections.abc import Iterator, Sequence

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.shape import Class, Function
from gridref_indexers.interfaces.values import Instance, Routine, Type, Value


def deprecated(values: Sequence[Value], owner: Value | None = None, name: str = "") -> str:
    """Return what is said of something that is had, '' if it may be used.

    All that it may be has to be so; `owner` and `name` tell of members whose value is no function.
    """
    found = list(_definitions(values))
    if not found and isinstance(owner, Instance | Type):
        held = classes.find(owner.of, name)
        found = [each for each, _ in (held[2] if held else ()) if isinstance(each, Function)]
    told = [each.deprecated for each in found]
    return told[0] if told and all(told) else ""


def _definitions(values: Sequence[Value]) -> Iterator[Function | Class]:
    for each in values:
        match each:
            case Routine(variants=variants):
                yield from (function for function, _ in variants)
            case Type(of=of):
                yield from (made for made, _ in of.definitions)
