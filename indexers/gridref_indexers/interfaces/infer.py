"""What an expression can be, as far as names, annotations, constructors and results tell."""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gridref_indexers.interfaces import calls, classes
from gridref_indexers.interfaces.shape import Binding, Class, Function, Import
from gridref_indexers.interfaces.shape import Value as Bound
from gridref_indexers.interfaces.spaces import Space
from gridref_indexers.interfaces.values import (
    NOTHING,
    UNKNOWN,
    Awaited,
    Called,
    Env,
    Instance,
    Known,
    Meta,
    Module,
    Nothing,
    Routine,
    Special,
    Type,
    Unknown,
    Value,
    Variable,
    together,
    unknown,
)

if TYPE_CHECKING:
    from gridref_indexers.interfaces.world import World

At = Callable[[ast.Name], tuple[Value, ...] | None]

_MAKES_VARIABLE = re.compile(r"(?:\w+\.)?(TypeVar|ParamSpec|TypeVarTuple)\(")
_CONTAINERS = {
    "Tuple": "tuple",
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Type": "type",
    "DefaultDict": "collections.defaultdict",
    "OrderedDict": "collections.OrderedDict",
    "Counter": "collections.Counter",
    "Deque": "collections.deque",
    "ChainMap": "collections.ChainMap",
}
_THROUGH = frozenset(["Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"])
_DEEPEST = 40


@lru_cache(maxsize=200_000)
def parsed(text: str) -> ast.expr | None:
    """Return the tree of an expression, None if it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# What a name means


def meaning(bindings: Sequence[Binding], space: Space, name: str) -> tuple[Value, ...]:
    """Return what a name may mean that is bound like this in a space."""
    values: list[Value] = []
    functions = [each for each in bindings if isinstance(each, Function)]
    for each in possible(bindings, space):
        match each:
            case Import():
                values += imported(each, space)
            case Class():
                values.append(Type(known(name, each, space)))
            case Function():
                if each is functions[0]:
                    values.append(calls.routine(name, functions, space))
            case Bound():
                # Whoever can reach a name of a module can put something else in its place.
                values += [_replaceable(held) for held in assigned(each, space, name)]
    return tuple(values)


def possible(bindings: Sequence[Binding], space: Space) -> Sequence[Binding]:
    """Leave out imports of what is not there where something else of that kind is bound as well.

    A mere value is no such thing: it tells that there is none, and is asked before a use.
    """
    if len(bindings) < 2:
        return bindings
    found = [e for e in bindings if not isinstance(e, Import) or can_be_had(e, space)]
    return bindings if all(isinstance(each, Bound) for each in found) else found


def can_be_had(what: Import, space: Space) -> bool:
    """Tell whether the module of an import is there: a line that fails binds nothing."""
    from gridref_indexers.interfaces.world import absolute

    source = absolute(what, space.package())
    return space.world.locate(source) is not None


def _replaceable(value: Value) -> Value:
    return replace(value, sure=False) if isinstance(value, Instance) else value


def known(name: str, of: Class, space: Space) -> Known:
    """Return the class of a name, with one more of its definitions."""
    table = space.cache
    found = table.setdefault(("class", name), Known(name, []))
    assert isinstance(found, Known)
    if not any(each is of for each, _ in found.definitions):
        found.definitions.append((of, space))
        found.cache.clear()
    return found


def imported(what: Import, space: Space) -> tuple[Value, ...]:
    """Return what an import binds."""
    from gridref_indexers.interfaces.world import absolute

    world = space.world
    source = absolute(what, space.package())
    if not what.name:
        top = source.partition(".")[0] if what.whole else source
        return (Module(top),) if world.locate(top) else unknown(f"{top} is not installed")
    if world.locate(source) is None:
        return unknown(f"{source or 'a relative import'} is not installed")
    found = world.member(source, what.name)
    return found if found is not None else unknown(f"{source} has no {what.name}")


def assigned(what: Bound, space: Space, name: str = "") -> tuple[Value, ...]:
    """Return what a value bound to a name may be."""
    if _MAKES_VARIABLE.match(what.value):
        return (Variable(name or what.value),)
    if what.annotation:
        found = typed_text(what.annotation, space)
        if Special("TypeAlias") in found:
            return typed_text(what.value, space)
        if Special("Final") not in found and Special("ClassVar") not in found:
            return together(instances(found), _proxies(what.value, space))
    if what.value:
        node = parsed(what.value)
        return evaluate(node, space) if node else UNKNOWN
    return UNKNOWN


def _proxies(text: str, space: Space) -> tuple[Value, ...]:
    """Return what stands in for something that it is declared to be, by a call."""
    node = parsed(text) if "(" in text else None
    if not isinstance(node, ast.Call):
        return ()
    found = evaluate(node.func, space)
    if any(isinstance(each, Unknown) for each in found):
        return unknown("what it is made by is not known")
    return tuple(
        Instance(each.of) for each in found if isinstance(each, Type) and classes.opened(each.of)
    )


# Types


def declared(annotation: str, space: Space) -> tuple[Value, ...]:
    """Return what a thing with an annotation may be."""
    return instances(settled(typed_text(annotation, space), {}))


def typed_text(text: str, space: Space) -> tuple[Value, ...]:
    """Return the types that the text of an annotation names."""
    cache = space.cache
    key = ("typed", text, space)
    if key not in cache:
        cache[key] = UNKNOWN  # of one that speaks of itself
        node = parsed(text)
        cache[key] = typed(node, space) if node else UNKNOWN
    found = cache[key]
    assert isinstance(found, tuple)
    return found


def typed(node: ast.expr, space: Space) -> tuple[Value, ...]:
    """Return the types that an annotation names."""
    match node:
        case ast.Constant(value=None):
            return (NOTHING,)
        case ast.Constant(value=str(text)):
            inner = parsed(text)
            return typed(inner, space) if inner else UNKNOWN
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return together(typed(left, space), typed(right, space))
        case ast.Subscript(value=value, slice=given):
            groups = [_parametrised(each, given, space) for each in typed(value, space)]
            return together(*groups)
        case ast.Name() | ast.Attribute():
            found = tuple(map(_as_type, evaluate(node, space)))
            return _text(space.world) if found == (Special("LiteralString"),) else found
        case ast.Starred():
            return UNKNOWN
    return UNKNOWN


def _as_type(value: Value) -> Value:
    match value:
        case Type() | Nothing() | Variable() | Special() | Unknown() | Called() | Meta():
            return value
    return Unknown("its annotation is no type")


def _parametrised(value: Value, given: ast.expr, space: Space) -> tuple[Value, ...]:
    parts = given.elts if isinstance(given, ast.Tuple) else [given]
    match value:
        case Special(name="Optional"):
            return together(typed(parts[0], space), (NOTHING,))
        case Special(name="Union"):
            return together(*(typed(each, space) for each in parts))
        case Special(name=name) if name in _THROUGH:
            return typed(parts[0], space)
        case Special(name="Literal"):
            return together(*(_of_literal(each, space) for each in parts))
        case Special(name="Callable"):
            return (Called(typed(parts[-1], space)),) if len(parts) > 1 else UNKNOWN
        case Special(name="Type"):
            return (Meta(typed(parts[0], space)),)
        case Special(name="Generic" | "Protocol" as name):
            return (Special(name),)
        case Special(name=name) if name in _CONTAINERS:
            found = classes.builtin(space.world, _CONTAINERS[name])
            return together(*(_parametrised(each, given, space) for each in found))
        case Type(of=of) if of.name == "builtins.type":
            return (Meta(typed(parts[0], space)),)
        case Type(of=of):
            return (Type(of, tuple(_argument(each, space) for each in parts)),)
    return UNKNOWN


def _argument(node: ast.expr, space: Space) -> tuple[Value, ...]:
    if isinstance(node, ast.Constant) and node.value is ...:
        return (Special("..."),)
    return UNKNOWN if isinstance(node, ast.List) else typed(node, space)


def _of_literal(node: ast.expr, space: Space) -> tuple[Value, ...]:
    if isinstance(node, ast.Constant) and node.value is None:
        return (NOTHING,)
    if isinstance(node, ast.Constant):
        return classes.builtin(space.world, type(node.value).__name__)
    return UNKNOWN


def settled(types: tuple[Value, ...], env: Env) -> tuple[Value, ...]:
    """Return types with the variables in them replaced by what they stand for."""
    if not env:
        return types
    return together(*(_settled(each, env) for each in types))


def _settled(value: Value, env: Env) -> tuple[Value, ...]:
    match value:
        case Variable(key=key):
            return env.get(key, (value,))
        case Special(name="Self"):
            return env.get("Self", (value,))
        case Type(of=of, args=args) if args:
            return (Type(of, tuple(settled(each, env) for each in args)),)
        case Called(gives=gives):
            return (Called(settled(gives, env)),)
        case Awaited(gives=gives):
            return (Awaited(settled(gives, env)),)
        case Meta(of=of):
            return (Meta(settled(of, env)),)
    return (value,)


def instances(types: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return what things of types are."""
    return together(*(_instance(each) for each in types))


def _text(world: "World") -> tuple[Value, ...]:
    return tuple(Type(e.of) for e in classes.builtin(world, "str") if isinstance(e, Type))


def _instance(value: Value) -> tuple[Value, ...]:
    match value:
        case Type(of=of, args=args):
            if of.name == "builtins.type":
                return unknown("it is some class")
            return (Instance(of, args),)
        case Meta(of=of):
            return tuple(each if isinstance(each, Type) else Unknown("some class") for each in of)
        case Called(gives=gives):
            return (Called(gives),)
        case Nothing() | Unknown():
            return (value,)
        case Variable():
            return unknown("its type is a variable")
    return unknown("its declared type allows anything")


def type_of(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the types of things."""
    return together(*(_type_of(each) for each in values))


def _type_of(value: Value) -> tuple[Value, ...]:
    match value:
        case Instance(of=of, args=args):
            return (Type(of, args),)
        case Type():
            return (Meta((value,)),)
        case Nothing() | Called():
            return (value,)
    return UNKNOWN


# Expressions


def evaluate(node: ast.expr, space: Space) -> tuple[Value, ...]:
    """Return what an expression may be."""
    world = space.world
    kept = getattr(space, "kept", None)
    memo = kept(node) if kept else None
    if memo is not None and node in memo:
        found = memo[node]
        assert isinstance(found, tuple)
        return found
    if world.depth > _DEEPEST:
        return UNKNOWN
    world.depth += 1
    try:
        found = _evaluate(node, space) or UNKNOWN
        if memo is not None and isinstance(node, ast.Name | ast.Attribute):
            found = _widened(space, node, found)
    finally:
        world.depth -= 1
    if memo is not None:
        memo[node] = found
    return found


def _widened(space: Any, node: ast.expr, found: tuple[Value, ...]) -> tuple[Value, ...]:
    more: tuple[Value, ...] = space.widened(node, found)
    return more


def _evaluate(node: ast.expr, space: Space) -> tuple[Value, ...]:
    world = space.world
    match node:
        case ast.Name(id=name):
            at: At | None = getattr(space, "at", None)
            found = at(node) if at else space.values(name)
            return found if found is not None else unknown("it is not defined")
        case ast.Attribute(value=value, attr=attr):
            return together(
                *(
                    classes.attribute(each, attr, world) or UNKNOWN
                    for each in evaluate(value, space)
                )
            )
        case ast.Call():
            return calls.called(node, space)
        case ast.Constant(value=None):
            return (NOTHING,)
        case ast.Constant(value=value):
            return UNKNOWN if value is ... else _made(world, type(value).__name__)
        case ast.JoinedStr():
            return _made(world, "str")
        case ast.List() | ast.ListComp():
            return _made(world, "list")
        case ast.Dict() | ast.DictComp():
            return _made(world, "dict")
        case ast.Set() | ast.SetComp():
            return _made(world, "set")
        case ast.Tuple(elts=parts):
            if any(isinstance(each, ast.Starred) for each in parts) or len(parts) > 12:
                return _made(world, "tuple")
            args = tuple(type_of(evaluate(each, space)) for each in parts)
            return tuple(
                Instance(e.of, args, True)
                for e in classes.builtin(world, "tuple")
                if isinstance(e, Type)
            )
        case ast.BoolOp(values=values):
            groups = [evaluate(each, space) for each in values]
            found = together(*groups)
            return tuple(each for each in found if each != NOTHING or each in groups[-1])
        case ast.IfExp(body=body, orelse=orelse):
            return together(evaluate(body, space), evaluate(orelse, space))
        case ast.Await(value=value):
            return calls.awaited(evaluate(value, space), world)
        case ast.NamedExpr(value=value):
            return evaluate(value, space)
        case ast.Subscript(value=value, slice=given):
            return _subscript(node, value, given, space)
        case ast.UnaryOp(op=ast.Not()):
            return _made(world, "bool")
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=value)):
            return _made(world, type(value).__name__)
        case ast.BinOp():
            return _operation(node, space)
        case ast.Compare(ops=[ast.In() | ast.NotIn() | ast.Is() | ast.IsNot()]):
            return _made(world, "bool")
    return UNKNOWN


def _made(world: "World", name: str) -> tuple[Value, ...]:
    found = classes.builtin(world, name)
    return tuple(Instance(each.of, (), True) for each in found if isinstance(each, Type)) or UNKNOWN


def _subscript(
    node: ast.Subscript, value: ast.expr, given: ast.expr, space: Space
) -> tuple[Value, ...]:
    groups = []
    for each in evaluate(value, space):
        match each:
            case Type() | Special():
                groups.append(_parametrised(each, given, space))
            case Instance():
                groups.append(calls.item(each, given, space))
            case Nothing():
                pass
            case _:
                groups.append(UNKNOWN)
    return together(*groups)


_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.BitOr: "or",
    ast.BitAnd: "and",
    ast.Pow: "pow",
}


def _operation(node: ast.BinOp, space: Space) -> tuple[Value, ...]:
    left = evaluate(node.left, space)
    if isinstance(node.op, ast.BitOr) and any(isinstance(e, Type | Special) for e in left):
        return typed(node, space)
    name = _OPERATORS.get(type(node.op))
    right = evaluate(node.right, space)
    if name is None or not _plain(left):
        return UNKNOWN
    of = {each.of.name for each in left if isinstance(each, Instance)}
    if isinstance(node.op, ast.Mod) and of <= {"builtins.str", "builtins.bytes"}:
        return left
    if not _plain(right):
        return UNKNOWN
    return together(*(calls.method(each, f"__{name}__", [right], space.world) for each in left))


def _plain(values: tuple[Value, ...]) -> bool:
    """Tell whether all are instances that leave an operation to its left side."""
    return bool(values) and all(
        isinstance(each, Instance)
        and (each.of.name.startswith("builtins.") or each.of.name.startswith("pathlib"))
        for each in values
    )


__all__ = ["Routine", "assigned", "declared", "evaluate", "instances", "meaning", "typed"]
