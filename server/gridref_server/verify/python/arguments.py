"""Whether a call fits what is called, for all that it may be."""

import ast
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridref_indexers.interfaces import calls, classes
from gridref_indexers.interfaces.shape import Function, Kind, Parameter
from gridref_indexers.interfaces.values import (
    Instance,
    Known,
    Routine,
    Special,
    Type,
    Unknown,
    Value,
)
from gridref_indexers.interfaces.world import World
from gridref_server.verify.python import constructors

Variant = tuple[tuple[Parameter, ...], Function | None]


@dataclass(frozen=True)
class Misfit:
    """Why a call does not fit: of which kind, which argument, and what would."""

    kind: str
    name: str
    why: str
    signature: str
    parameters: tuple[str, ...]


def misfit(values: Sequence[Value], node: ast.Call, world: World, is_named: bool) -> Misfit | None:
    """Return why a call fits nothing that is called, None if it may."""
    if not values or calls.is_own_class(node.func):
        return None
    if any(isinstance(each, Type) for each in values) and not is_named:
        return None
    first: Misfit | None = None
    for each in values:
        variants = signatures(each, world)
        if not variants:
            return None
        for parameters, _ in variants:
            said = calls.misfit_of(parameters, node)
            if said is None or _fits_ours(each, node):
                return None
            if first is None:
                first = _said(said, variants, parameters)
    return first


def _fits_ours(value: Value, node: ast.Call) -> bool:
    """Tell whether our own interpreter's function of a name takes a call that its stub does not.

    Functions that are not written in Python are told by stubs alone, which may ask for too much.
    """
    if not isinstance(value, Routine) or value.me is not None:
        return False
    module, _, name = value.name.rpartition(".")
    is_told = all(classes.is_stub(space) for _, space in value.variants)
    if not is_told or module.partition(".")[0] not in sys.stdlib_module_names:
        return False
    try:
        # What is loaded already is asked, and nothing is loaded for it.
        function = getattr(sys.modules[module], name)
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return True  # it does not tell what it takes
    except (KeyError, AttributeError, TypeError):
        return False
    ours = [
        Parameter(
            each.name, Kind(int(each.kind)), "", None if each.default is each.empty else "..."
        )
        for each in parameters
    ]
    return calls.misfit_of(ours, node) is None


def _said(
    said: tuple[str, str], variants: list[Variant], parameters: Sequence[Parameter]
) -> Misfit:
    kind, name = said
    every = {p.name for ps, _ in variants for p in ps if p.kind in (Kind.PLAIN, Kind.KEYWORD)}
    why = {
        "call.few": f"{name} is not given",
        "call.many": f"too much is given ({name})",
    }.get(kind, "")
    return Misfit(kind, name, why, signature(parameters), tuple(sorted(every)))


def signature(parameters: Sequence[Parameter], returns: str = "") -> str:
    """Return parameters as they are written."""
    parts: list[str] = []
    kinds = [each.kind for each in parameters]
    for at, each in enumerate(parameters):
        if (
            each.kind is Kind.KEYWORD
            and Kind.MANY not in kinds[:at]
            and Kind.KEYWORD not in kinds[:at]
        ):
            parts.append("*")
        mark = {Kind.MANY: "*", Kind.KEYWORDS: "**"}.get(each.kind, "")
        text = f"{mark}{each.name}"
        annotation = " ".join(each.annotation.split())
        if annotation and len(annotation) <= 40:
            text += f": {annotation}"
        if each.default is not None:
            default = each.default if 0 < len(each.default) <= 20 else "..."
            text += f" = {default}" if ":" in text else f"={default}"
        parts.append(text)
        if each.kind is Kind.POSITIONAL and (
            at + 1 == len(parameters) or kinds[at + 1] is not Kind.POSITIONAL
        ):
            parts.append("/")
    return f"({', '.join(parts)})" + (f" -> {returns}" if returns else "")


def signatures(value: Value, world: World) -> list[Variant]:
    """Return the ways in which something can be called, none if they are not certain."""
    match value:
        case Routine():
            return _of_routine(value)
        case Type(of=of):
            return _of_class(of, value)
        case Instance(of=of):
            found = (
                classes.attribute(value, "__call__", world)
                if classes.find(of, "__call__")
                else None
            )
            if found and all(isinstance(each, Routine) for each in found):
                return [v for each in found if isinstance(each, Routine) for v in _of_routine(each)]
    return []


def _of_routine(value: Routine) -> list[Variant]:
    found: list[Variant] = []
    stubs = [each for each in value.variants if classes.is_stub(each[1])]
    for function, space in value.variants:
        if calls.made(function, space) == "unknown":
            # What a stub declares holds, whatever the source is decorated with.
            if stubs and not classes.is_stub(space):
                continue
            return []
        skip = 1 if value.me is not None else 0
        parameters = function.parameters[skip:]
        if skip and function.parameters and function.parameters[0].kind is Kind.MANY:
            parameters = function.parameters
        elif skip and (not function.parameters or _is_odd(value, function)):
            return []
        found.append((_named(parameters), function))
    return found


def _is_odd(value: Routine, function: Function) -> bool:
    """Tell whether a method may be called without its first parameter, as those of interfaces are.

    What makes the class is not known, and the parameter is not called as it is everywhere.
    """
    first = function.parameters[0].name
    is_usual = first in ("self", "cls", "klass", "mcs", "mcls", "_", "this", "me")
    return not is_usual and value.owner is not None and bool(classes.opened(value.owner))


def _named(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Take parameters that stubs write as `__x` for what they are: positional only."""
    return tuple(
        Parameter(p.name, Kind.POSITIONAL, p.annotation, p.default)
        if p.kind is Kind.PLAIN and p.name.startswith("__") and not p.name.endswith("__")
        else p
        for p in parameters
    )


# Constructors

_PLAIN_CALLS = ("builtins.type", "enum.EnumMeta", "enum.EnumType")


def _of_class(known: Known, value: Type) -> list[Variant]:
    for meta in classes.metaclass(known):
        if not isinstance(meta, Type):
            return []
        above = classes.find(meta.of, "__call__")
        if above and above[0].name not in _PLAIN_CALLS:
            return []
    if constructors.is_typed_dict(known):
        return _by_rule(constructors.of_typed_dict, known)
    for each, _ in classes.line(known):
        if each.name == "builtins.object":
            continue
        if each.name in constructors.MODELS:
            return _by_rule(constructors.of_model, known)
        if each.name == "enum.Enum":
            return _by_rule(constructors.of_enum, known)
        for of, space in each.definitions:
            if "__init_subclass__" in of.names and not classes.is_told(each):
                return []
            if any(not classes.keeps_class(text, space) for text in of.decorators):
                return []
            names = {calls.decorator_name(text, space) for text in of.decorators}
            if names & classes.ATTRS and "__init__" in of.names:
                return []
            if "__init__" in of.names or "__new__" in of.names:
                return [] if classes.is_below(each, "enum.Enum") else _initialised(known, each)
            if names & classes.DATACLASSES:
                return _by_rule(constructors.of_dataclass, known)
            if names & classes.ATTRS:
                return _by_rule(constructors.of_attrs, known)
            if not names <= classes.PLAIN_DECORATORS:
                return []  # it may be given a constructor
        above_it = classes.bases(each)
        if any(isinstance(base, Unknown) for base in above_it):
            return []
        if Special("NamedTuple") in above_it or classes.is_below(each, "typing.NamedTuple"):
            return _by_rule(constructors.of_named_tuple, known)
    return [((), None)] if not classes.opened(known) else []


def _by_rule(rule: Callable[[Known], list[constructors.Parameters]], known: Known) -> list[Variant]:
    return [(each, None) for each in constructors.certain(rule, known)]


def _initialised(known: Known, owner: Known) -> list[Variant]:
    found: list[Variant] = []
    if Special("Protocol") in classes.bases(owner):
        return []
    bindings = {name: classes.found_in(owner, name) for name in ("__init__", "__new__")}
    sources = [of for of, space in owner.definitions if not classes.is_stub(space)]
    if any("__init__" not in of.names and "__new__" not in of.names for of in sources):
        return []  # the stub alone has it, and the source takes what is above
    for held in bindings.values():
        for each, space in held:
            if not isinstance(each, Function) or calls.made(each, space) == "unknown":
                return []
            if not each.parameters:
                return []
            many = each.parameters[0].kind is Kind.MANY
            found.append((_named(each.parameters if many else each.parameters[1:]), each))
    # A constructor that takes anything hands it on to the other, which may be further above.
    others = [n for n, held in bindings.items() if not held]
    for name in others:
        above = classes.find(known, name)
        if above and above[0].name != "builtins.object" and above[0] is not owner:
            at = [each for each, _ in classes.line(known)]
            if at.index(above[0]) < at.index(owner):
                return []
    return found
