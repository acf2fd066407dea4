"""What classes and their instances hold: bases to the end, and whether that is all there is."""

import builtins
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from gridref_indexers.interfaces import calls, infer
from gridref_indexers.interfaces.shape import Binding, Class, Function
from gridref_indexers.interfaces.shape import Value as Bound
from gridref_indexers.interfaces.spaces import ClassSpace, MethodSpace, ModuleSpace, Space
from gridref_indexers.interfaces.values import (
    NOTHING,
    UNKNOWN,
    Env,
    Instance,
    Known,
    Meta,
    Module,
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

Line = list[tuple[Known, tuple[tuple[Value, ...], ...]]]

_MAKERS = ("__new__", "__init__", "__prepare__", "__getattr__", "__getattribute__", "__call__")
_PLAIN_METACLASSES = frozenset(
    ["builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType", "typing._ProtocolMeta"]
)
# Classes whose instances are given attributes by those who make them, which no stub tells.
_GIVEN = {"logging.LogRecord": "`extra`"}
# Stubs do not say that these are abstract classes.
_ABSTRACT = frozenset(["typing", "collections.abc", "_collections_abc", "numbers", "io", "_io"])
# Decorators that make the constructor of a class out of its fields.
DATACLASSES = frozenset(["dataclasses.dataclass"])
ATTRS = frozenset(
    "attr.s attr.attrs attr.define attr.frozen attr.mutable attr.dataclass attrs.define "
    "attrs.frozen attrs.mutable attr._next_gen.define attr._next_gen.frozen "
    "attr._next_gen.mutable attr._make.attrs".split()
)
# Decorators that leave a class as it is, or add but what has names of its own kind.
PLAIN_DECORATORS = (DATACLASSES | ATTRS).union(
    "functools.total_ordering typing.final typing.runtime_checkable "
    "typing_extensions.final typing_extensions.runtime_checkable enum.unique enum.verify "
    "typing.dataclass_transform typing_extensions.dataclass_transform warnings.deprecated "
    "typing_extensions.deprecated typing.type_check_only typing_extensions.type_check_only "
    "typing_extensions.disjoint_base typing.disjoint_base "
    "numpy._utils.set_module "
    "pandas.util._decorators.set_module pytest.mark".split()
)


def builtin(world: "World", name: str) -> tuple[Value, ...]:
    """Return a builtin class, or one by its whole name."""
    module, _, last = name.rpartition(".")
    found = world.member(module or "builtins", last)
    return tuple(each for each in found or () if isinstance(each, Type))


# Bases


def line(known: Known) -> Line:
    """Return a class and all above it, nearest first, each with what it is a class of."""
    found = known.cache.get("line")
    if found is None:
        known.cache["line"] = [(known, ())]  # of a class that is above itself
        found = known.cache["line"] = _line(known)
    assert isinstance(found, list)
    return found


def _line(known: Known) -> Line:
    own = tuple((Variable(key),) for key in parameters(known))
    lines: list[list[Known]] = []
    given: dict[Known, tuple[tuple[Value, ...], ...]] = {known: own}
    direct = [base for base in bases(known) if isinstance(base, Type)]
    for base in direct:
        env = environment(base.of, base.args)
        above = line(base.of)
        lines.append([each for each, _ in above])
        for each, args in above:
            given.setdefault(each, tuple(infer.settled(arg, env) for arg in args))
    order = [known, *merged([*lines, [base.of for base in direct]])]
    world = known.definitions[0][1].world
    tops = [each.of for each in builtin(world, "object") if isinstance(each, Type)]
    order = [*(each for each in order if each not in tops), *tops]
    return [(each, given.get(each, ())) for each in dict.fromkeys(order)]


def merged(lines: list[list[Known]]) -> list[Known]:
    """Merge the lines of several bases as Python does; where that can't be, one after another."""
    waiting = [[*each] for each in lines if each]
    found: list[Known] = []
    while waiting:
        for each in waiting:
            if not any(each[0] in other[1:] for other in waiting):
                head = each[0]
                break
        else:
            return list(dict.fromkeys([*found, *(k for each in waiting for k in each)]))
        found.append(head)
        waiting = [rest for each in waiting if (rest := each[1:] if each[0] is head else each)]
    return found


def bases(known: Known) -> tuple[Value, ...]:
    """Return the classes right above one, and what else stands for a base."""
    found = known.cache.get("bases")
    if found is None:
        known.cache["bases"] = ()
        per_file = [
            together(*(_base(text, space) for text in each.bases))
            for each, space in known.definitions
        ]
        stubs = [
            g for g, (_, space) in zip(per_file, known.definitions, strict=True) if is_stub(space)
        ]
        certain = [g for g in stubs if g and not any(isinstance(e, Unknown) for e in g)]
        found = known.cache["bases"] = together(*(certain or per_file))
    assert isinstance(found, tuple)
    return found


def _base(text: str, space: Space) -> tuple[Value, ...]:
    if not text or text.startswith("*"):
        return UNKNOWN
    node = infer.parsed(text)
    if node is None:
        return UNKNOWN
    found = infer.typed(node, space)
    if any(isinstance(each, Unknown) for each in found):
        found = infer.evaluate(node, space)
    world = space.world
    groups = []
    for each in found:
        match each:
            case Special(name="TypedDict"):
                groups.append(builtin(world, "dict"))
            case Type() | Special() | Unknown():
                groups.append((each,))
            case _:
                groups.append(UNKNOWN)
    return together(*groups)


def parameters(known: Known) -> tuple[str, ...]:
    """Return the variables that a class is generic over, by key and in order."""
    found = known.cache.get("parameters")
    if found is None:
        known.cache["parameters"] = ()
        found = known.cache["parameters"] = _parameters(known)
    assert isinstance(found, tuple)
    return found


def _parameters(known: Known) -> tuple[str, ...]:
    import ast

    for of, space in known.definitions:
        if of.types:
            return tuple(f"{space.module}.{known.name}.{each}" for each in of.types)
        found: dict[str, None] = {}
        for text in of.bases:
            node = infer.parsed(text) if "[" in text else None
            if not isinstance(node, ast.Subscript):
                continue
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            inner = infer.typed(node.value, space)
            keys = [e.key for part in parts for e in _variables(infer.typed(part, space))]
            if any(e in (Special("Generic"), Special("Protocol")) for e in inner):
                return tuple(dict.fromkeys(keys))
            found |= dict.fromkeys(keys)
        if found:
            return tuple(found)
    return ()


def _variables(types: tuple[Value, ...]) -> Iterator[Variable]:
    for each in types:
        match each:
            case Variable():
                yield each
            case Type(args=args):
                for arg in args:
                    yield from _variables(arg)
            case Meta(of=of):
                yield from _variables(of)


def environment(known: Known, args: tuple[tuple[Value, ...], ...]) -> Env:
    """Return what the variables of a class stand for."""
    if not args:
        return {}
    if known.name == "builtins.tuple":
        return dict.fromkeys(parameters(known), together(*(a for a in args if a != ELLIPSIS)))
    return dict(zip(parameters(known), args, strict=False))


ELLIPSIS = (Special("..."),)


def is_below(known: Known, *names: str) -> bool:
    """Tell whether a class is one of some, by whole name, or below it."""
    return any(each.name in names for each, _ in line(known))


# Whether that is all


def opened(known: Known, of_instances: bool = True) -> str:
    """Return why a class, or an instance of it, may hold more than is known; '' if it can't."""
    key = "opened" if of_instances else "opened itself"
    found = known.cache.get(key)
    if found is None:
        known.cache[key] = ""
        found = known.cache[key] = _opened(known, of_instances)
    assert isinstance(found, str)
    return found


def _opened(known: Known, of_instances: bool) -> str:
    for each, _ in line(known):
        if of_instances and each.name in _GIVEN:
            return f"{each.bare} takes attributes by {_GIVEN[each.name]}"
        if each.name == "builtins.object" or is_told(each):
            continue
        for base in bases(each):
            if isinstance(base, Unknown):
                return f"a base of {each.bare} is not known"
            if base == Special("Any"):
                return f"{each.bare} derives from Any"
        for of, space in each.definitions:
            if why := _dynamic(each, of, space, of_instances):
                return why
        if each is known and _is_empty(each):
            return f"{each.bare} holds nothing of its own: what is on it is put there"
    return metaclass_opens(known)


def _is_empty(known: Known) -> bool:
    """Tell whether a class is there for others to put things on: it has no base and no names."""
    return not any(of.names or of.own or of.bases or of.keywords for of, _ in known.definitions)


def is_told(known: Known) -> bool:
    """Tell whether stubs that are tested against what really is there tell all of a class."""
    stubs = [of for of, space in known.definitions if is_stub(space)]
    located = known.definitions[0][1].world.locate(known.module) if stubs else None
    hooks = ("__getattr__", "__getattribute__")
    return bool(located and located.origin == "standard") and not any(
        hook in of.names for of in stubs for hook in hooks
    )


def is_stub(space: Space) -> bool:
    """Tell whether a space lies in a stub."""
    while isinstance(space, ClassSpace):
        space = space.around
    return isinstance(space, ModuleSpace) and space.interface.is_stub


def _dynamic(known: Known, of: Class, space: Space, of_instances: bool) -> str:
    if of.opens or (of_instances and of.opens_instances):
        return f"{known.bare}: {of.opens or of.opens_instances}"
    for hook in ("__getattr__", "__getattribute__"):
        if hook in of.names and of_instances:
            return f"{known.bare} makes attributes on demand (`{hook}`)"
    for text in of.decorators:
        if not keeps_class(text, space):
            return f"`@{text.partition('(')[0]}` may change {known.bare}"
    return ""


def keeps_class(text: str, space: Space) -> bool:
    """Tell whether a decorator is known to hand back the class that it is given."""
    return calls.decorator_name(text, space) in PLAIN_DECORATORS or calls.hands_back(text, space)


def metaclass(known: Known) -> tuple[Value, ...]:
    """Return the metaclass of a class, the nearest that one names."""
    for each, _ in line(known):
        for of, space in each.definitions:
            for key, text in of.keywords:
                if key == "metaclass":
                    node = infer.parsed(text)
                    return infer.typed(node, space) if node else UNKNOWN
    return ()


def metaclass_opens(known: Known) -> str:
    """Return why the metaclass of a class may add names to it, '' if it does not."""
    for each in metaclass(known):
        if not isinstance(each, Type):
            return f"the metaclass of {known.bare} is not known"
        for above, _ in line(each.of):
            if above.name in _PLAIN_METACLASSES or above.name == "builtins.object":
                continue
            if any(hook in of.names for of, _ in above.definitions for hook in _MAKERS):
                return f"the metaclass {above.bare} may add names"
            if any(isinstance(base, Unknown) for base in bases(above)):
                return f"the metaclass {above.bare} is not known to its end"
    return ""


# Members


def found_in(known: Known, name: str) -> list[tuple[Binding, Space]]:
    """Return what a class itself binds to a name, in its body and on its instances."""
    found: list[tuple[Binding, Space]] = []
    for of, space in known.definitions:
        inner = inside(of, known, space)
        found += [(each, inner) for each in of.names.get(name, ())]
        for each in of.own.get(name, ()):
            found.append((each, _method(each.within, known, inner) if each.within else inner))
    return found


def inside(of: Class, known: Known, space: Space) -> ClassSpace:
    """Return the space of the body of a class, the same each time."""
    found = known.cache.setdefault(("space", id(of)), ClassSpace(of, known, space))
    assert isinstance(found, ClassSpace)
    return found


def _method(of: Function, known: Known, body: ClassSpace) -> MethodSpace:
    """Return the space of a method, the same each time: what was found out in it is kept by it."""
    found = known.cache.setdefault(("method", id(of)), MethodSpace(of, known, body))
    assert isinstance(found, MethodSpace)
    return found


def find(
    known: Known, name: str
) -> tuple[Known, tuple[tuple[Value, ...], ...], list[tuple[Binding, Space]]] | None:
    """Return which class above one holds a name, and what it binds to it."""
    for each, args in line(known):
        if found := found_in(each, name):
            return each, args, found
    return None


def names(known: Known) -> set[str]:
    """Return all names that a class and its instances are known to hold."""
    found: set[str] = set()
    for each, _ in line(known):
        for of, _ in each.definitions:
            found |= of.names.keys() | of.own.keys()
    return found


def attribute(value: Value, name: str, world: "World") -> tuple[Value, ...] | None:
    """Return what an attribute may be, None if it proves to be absent."""
    match value:
        case Module(name=module):
            return world.member(module, name)
        case Instance(of=of):
            return _member(value, of, name, world)
        case Type(of=of):
            found = _member(value, of, name, world)
            return found if found is not None else of_metaclass(of, name, world)
    return UNKNOWN


def _member(
    value: Instance | Type, known: Known, name: str, world: "World"
) -> tuple[Value, ...] | None:
    key, cache = ("member", value, name), known.cache
    if key in cache:
        kept: tuple[Value, ...] | None = cache[key]
        return kept
    cache[key] = UNKNOWN  # of one that speaks of itself
    found = find(known, name)
    if found:
        owner, args, bindings = found
        if isinstance(value, Instance) and all(_is_plain(each) for each, _ in bindings):
            bindings = [*bindings, *_set_below(known, owner, name)]
        env = dict(environment(known, value.args))
        inner = {k: infer.settled(v, env) for k, v in zip(parameters(owner), args, strict=False)}
        if owner.name == "builtins.tuple" and known is owner:
            inner = dict(env)
        inner["Self"] = (Type(known, value.args),)
        told = bound(bindings, owner, inner, value, name) or UNKNOWN
        if name == "__init__" and _is_made_nearer(known, owner):
            told = unknown("a decorator or a metaclass makes it")
        if _may_be_nearer(known, owner):
            told = together(told, unknown(f"a base of {known.bare} that is not known may have it"))
    elif why := opened(known, isinstance(value, Instance)):
        told = unknown(why)
    elif any(name in _ours(each) for each, _ in line(known)):
        told = unknown("our own interpreter has it")
    elif name.startswith("_") and (
        above := next((e for e, _ in line(known) if world.is_stub_only(e.module)), None)
    ):
        told = unknown(f"no stub of {above.bare} tells of what is private")
    else:
        told = None
    cache[key] = told
    return told


def _is_made_nearer(known: Known, owner: Known) -> bool:
    """Tell whether a class below an owner, as one of data does, has its `__init__` made for it."""
    return any(
        any(_may_make(text, space) for text in of.decorators)
        or any(key == "metaclass" for key, _ in of.keywords)
        or any(isinstance(base, Special) for base in bases(each))
        for each in takewhile(lambda each: each is not owner, (each for each, _ in line(known)))
        for of, space in each.definitions
    )


def _may_make(text: str, space: Space) -> bool:
    name = calls.decorator_name(text, space)
    return name in DATACLASSES | ATTRS or not keeps_class(text, space)


def _may_be_nearer(known: Known, owner: Known) -> bool:
    """Tell whether a base that is not known stands before a class in a line."""
    for each, _ in line(known):
        if each is owner:
            return False
        if any(isinstance(base, Unknown) for base in bases(each)):
            return True
    return False


def _is_plain(binding: Binding) -> bool:
    return isinstance(binding, Bound) and not binding.annotation


def _set_below(known: Known, owner: Known, name: str) -> list[tuple[Binding, Space]]:
    """Return what methods of other classes in the line set on an instance."""
    return [
        (binding, space)
        for each, _ in line(known)
        if each is not owner
        for binding, space in found_in(each, name)
        if isinstance(space, MethodSpace)
    ]


def _ours(known: Known) -> frozenset[str]:
    """Return what a builtin class holds in our own interpreter: stubs leave some of it out."""
    found = getattr(builtins, known.bare, None) if known.module == "builtins" else None
    return frozenset(dir(found)) if isinstance(found, type) else frozenset()


def of_metaclass(known: Known, name: str, world: "World") -> tuple[Value, ...] | None:
    """Return what a class has by its own class, None if nothing."""
    above = [each for each in metaclass(known) if isinstance(each, Type)]
    if any(each.module in _ABSTRACT for each, _ in line(known)):
        above += [each for each in builtin(world, "abc.ABCMeta") if isinstance(each, Type)]
    for each in [*above, *builtin(world, "type")]:
        if isinstance(each, Type) and find(each.of, name):
            return attribute(Instance(each.of), name, world)
    return None


def bound(
    bindings: list[tuple[Binding, Space]],
    owner: Known,
    env: Env,
    value: Instance | Type,
    name: str,
) -> tuple[Value, ...]:
    """Return what is had by reaching for what a class binds to a name."""
    stubs = [(each, space) for each, space in bindings if is_stub(_file(space))]
    bindings = stubs or bindings
    routines = [(each, space) for each, space in bindings if isinstance(each, Function)]
    rest = [(each, space) for each, space in bindings if not isinstance(each, Function)]
    annotated = [(e, s) for e, s in rest if isinstance(e, Bound) and e.annotation]
    groups: list[tuple[Value, ...]] = []
    if routines:
        groups.append(calls.of_class(routines, owner, env, value, name))
    for each, space in annotated or rest:
        if isinstance(each, Bound):
            if isinstance(value, Type) and not each.annotation and is_below(owner, "enum.Enum"):
                groups.append((Instance(owner, (), True),))
                continue
            found = infer.assigned(each, space)
            if each.annotation:
                found = infer.instances(
                    infer.settled(infer.typed_text(each.annotation, space), env)
                )
                if any(e == Special("Final") for e in infer.typed_text(each.annotation, space)):
                    found = infer.assigned(each, space)
            groups.append(_reached(found, value))
        else:
            groups.append(infer.meaning([each], space, f"{owner.name}.{name}"))
    found = together(*groups)
    plain = tuple(each for each in found if each != NOTHING)
    return plain or unknown("only None is evident")


# Descriptors that give an instance of the class they are made with.
ACCESSORS = frozenset(["pandas.core.accessor.Accessor", "pandas.core.accessor.CachedAccessor"])


def _given(value: Instance) -> tuple[Value, ...]:
    """Return what a descriptor gives."""
    if value.of.name in ACCESSORS and len(value.args) == 1:
        return infer.instances(value.args[0])
    return unknown("a descriptor gives it")


def _file(space: Space) -> Space:
    return space.around if isinstance(space, MethodSpace) else space


def _reached(values: tuple[Value, ...], holder: Instance | Type) -> tuple[Value, ...]:
    """Return what values of a class become on its instances: descriptors give what they choose."""
    result: list[Value] = []
    for each in values:
        if isinstance(each, Instance) and find(each.of, "__get__"):
            result += _given(each)
        elif isinstance(each, Instance):
            result.append(Instance(each.of, each.args))
        elif isinstance(each, Routine) and isinstance(holder, Instance):
            result.append(Unknown("a function kept as an attribute"))
        else:
            result.append(each)
    return tuple(result)
