"""Interfaces written down: as text that takes a tenth of the time that its source takes to read.

Of a name nothing is made before somebody asks for it: of a thousand names few are asked for.
"""

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from gridref_indexers.interfaces.shape import (
    Binding,
    Class,
    Function,
    Import,
    Interface,
    Kind,
    Parameter,
    Value,
)

Bound = TypeVar("Bound", bound=Binding)


class Names(dict[str, list[Bound]], Generic[Bound]):
    """Names with what is written of each; what a name is bound to is made when it is asked for."""

    def __init__(self, told: dict[str, list[Any]], make: Callable[[Any], Bound]) -> None:
        super().__init__(told)
        self._make = make
        self._waiting = set(told)

    def __getitem__(self, name: str) -> list[Bound]:
        if name in self._waiting:
            self[name] = [self._make(each) for each in super().__getitem__(name)]
            self._waiting.discard(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a name is bound to."""
        return self[name] if name in self else default

    def _all(self) -> "Names[Bound]":
        for name in [*self._waiting]:
            _ = self[name]
        return self

    def items(self) -> Any:
        """Return all names with what they are bound to."""
        return super(Names, self._all()).items()

    def values(self) -> Any:
        """Return what all names are bound to."""
        return super(Names, self._all()).values()


def written(interface: Interface) -> bytes:
    """Return an interface as text."""
    public = None if interface.public is None else sorted(interface.public)
    stars = [*map(_of_import, interface.stars)]
    told = _of_names(interface.names), stars, public, interface.opens, interface.is_stub
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def read(text: bytes) -> Interface:
    """Return the interface that was written."""
    names, stars, public, opens, is_stub = json.loads(text.decode("utf-8", "surrogatepass"))
    told = None if public is None else frozenset(public)
    return Interface(Names(names, _binding), tuple(map(_import, stars)), told, opens, is_stub)


def _of_names(names: dict[str, list[Binding]]) -> dict[str, list[Any]]:
    return {name: [_WRITTEN[type(each)](each) for each in held] for name, held in names.items()}


def _binding(told: list[Any]) -> Binding:
    found: Binding = _READ[told[0]](told)
    return found


def _of_import(each: Import) -> list[Any]:
    return ["i", each.line, each.module, each.level, each.name, each.whole, each.shown]


def _import(told: list[Any]) -> Import:
    return Import(*told[1:])


def _of_function(each: Function) -> list[Any]:
    parameters = [[e.name, e.kind, e.annotation, e.default] for e in each.parameters]
    told = (
        each.returns,
        each.decorators,
        each.results,
        each.is_async,
        each.yields,
        each.deprecated,
    )
    return ["f", each.line, each.name, parameters, *told]


def _function(told: list[Any]) -> Function:
    _, line, name, parameters, returns, decorators, results, is_async, yields, deprecated = told
    return Function(
        line,
        name,
        tuple(Parameter(e[0], Kind(e[1]), e[2], e[3]) for e in parameters),
        returns,
        tuple(decorators),
        None if results is None else tuple(results),
        is_async,
        yields,
        deprecated,
    )


def _of_value(each: Value) -> list[Any]:
    return ["v", each.line, each.annotation, each.value]


def _value(told: list[Any]) -> Value:
    return Value(told[1], told[2], told[3])


def _of_class(each: Class) -> list[Any]:
    methods: dict[int, tuple[int, Function]] = {}
    own = dict[str, list[Any]]()
    for name, values in each.own.items():
        own[name] = [[*_of_value(value), _place(value.within, methods)] for value in values]
    return [
        "c",
        *(each.line, each.name, each.bases, each.keywords, each.decorators),
        _of_names(each.names),
        own,
        [_of_function(method) for _, method in methods.values()],
        *(each.opens, each.types, each.opens_instances, each.deprecated),
    ]


def _place(method: Function | None, methods: dict[int, tuple[int, Function]]) -> int:
    """Return the place of a method among those that set something, -1 for none."""
    return methods.setdefault(id(method), (len(methods), method))[0] if method else -1


def _class(told: list[Any]) -> Class:
    _, line, name, bases, keywords, decorators, names, own, methods, *rest = told
    opens, types, opens_instances, deprecated = rest
    made: dict[int, Function] = {}

    def set_in(told: list[Any]) -> Value:
        at = told[4]
        if at >= 0 and at not in made:
            made[at] = _function(methods[at])
        return Value(told[1], told[2], told[3], made.get(at))

    return Class(
        line,
        name,
        tuple(bases),
        tuple((key, value) for key, value in keywords),
        tuple(decorators),
        Names(names, _binding),
        Names(own, set_in),
        opens,
        tuple(types),
        opens_instances,
        deprecated,
    )


_WRITTEN: dict[type, Callable[[Any], list[Any]]] = {
    Import: _of_import,
    Function: _of_function,
    Value: _of_value,
    Class: _of_class,
}
_READ: dict[str, Callable[[list[Any]], Any]] = {
    "i": _import,
    "f": _function,
    "v": _value,
    "c": _class,
}
