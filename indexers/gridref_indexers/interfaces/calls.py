"""What calling something gives, and what decorators make of functions."""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gridref_indexers.interfaces import classes, infer
from gridref_indexers.interfaces.shape import Function, Kind, Parameter
from gridref_indexers.interfaces.spaces import ClassSpace, MethodSpace, Space
from gridref_indexers.interfaces.values import (
    NOTHING,
    UNKNOWN,
    Awaited,
    Called,
    Env,
    Instance,
    Known,
    Meta,
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

# Decorators by whole name, and what they make of a function.
_MAKES = {
    "builtins.property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "functools.cached_property": "property",
    "abc.abstractproperty": "property",
    "abc.abstractmethod": "plain",
    "abc.abstractclassmethod": "class",
    "abc.abstractstaticmethod": "static",
    "types.DynamicClassAttribute": "property",
    "enum.property": "property",
    "enum.member": "plain",
    "typing.overload": "plain",
    "typing.final": "plain",
    "typing.no_type_check": "plain",
    "typing.override": "plain",
    "typing_extensions.overload": "plain",
    "typing_extensions.override": "plain",
    "typing_extensions.final": "plain",
    "typing_extensions.deprecated": "plain",
    "warnings.deprecated": "plain",
    "typing.type_check_only": "plain",
    "functools.cache": "plain",
    "functools.lru_cache": "plain",
    "contextlib.contextmanager": "manager",
    "contextlib.asynccontextmanager": "manager",
    "numpy._utils.set_module": "plain",
    "pandas.util._decorators.doc": "plain",
    "pandas.util._decorators.Appender": "plain",
    "pandas.util._decorators.Substitution": "plain",
    "pandas.util._decorators.set_module": "plain",
}
_PROPERTY = ("builtins.property", "functools.cached_property")
_ACCESSOR = re.compile(r"^[\w.]+\.(setter|getter|deleter|register)$")


_MAKE_CLASSES = frozenset(
    ["collections.namedtuple", "dataclasses.make_dataclass", "attr.make_class", "types.new_class"]
)
# What these give in the body of a class is not what an instance has.
_FIELDS = frozenset(
    "dataclasses.field attr.ib attr.attrib attr.field attrs.field attr._make.attrib "
    "attr._next_gen.field pydantic.fields.Field".split()
)


# Decorators


def decorator_name(text: str, space: Space) -> str:
    """Return the whole name of what decorates, '' if it is not known."""
    # What takes several lines is kept in parentheses.
    bare = text.lstrip("(").partition("(")[0].strip()
    node = infer.parsed(bare)
    if node is None:
        return ""
    for each in infer.evaluate(node, space):
        match each:
            case Type(of=of):
                if of.name not in _MAKES and classes.is_below(of, *_PROPERTY):
                    return "builtins.property"
                return of.name
            case Routine(name=name):
                return name
            case Special(name=name):
                return f"typing.{name}"
    return ""


def hands_back(text: str, space: Space) -> bool:
    """Tell whether a decorator is declared, or seen, to hand back what it is given."""
    key = ("hands back", text, space)
    cache = space.cache
    if key not in cache:
        cache[key] = False
        cache[key] = _hands_back(text, space)
    return bool(cache[key])


def _hands_back(text: str, space: Space) -> bool:
    node = infer.parsed(text)
    if node is None:
        return False
    func = node.func if isinstance(node, ast.Call) else node
    found = infer.evaluate(func, space)
    if not found or not all(isinstance(each, Routine) for each in found):
        return False
    return all(
        _same(function, around, isinstance(node, ast.Call), each.me is not None)
        for each in found
        if isinstance(each, Routine)
        for function, around in each.variants
    )


_CALLABLE = re.compile(r"^(?:\w+\.)*Callable\[\[(.+)\],\s*(.+)\]$", re.S)


def _same(function: Function, space: Space, is_factory: bool, is_bound: bool) -> bool:
    """Tell whether a decorator, or what makes one, gives back what it takes."""
    parameters = function.parameters[1 if is_bound else 0 :]
    returns = function.returns.strip("'\"() \n")
    if is_factory:
        match = _CALLABLE.match(returns)
        taken, given = (match[1].strip(), match[2].strip()) if match else ("", "")
        return bool(match) and taken == given and _is_variable(taken, space)
    if not parameters:
        return False
    first = parameters[0]
    if returns:
        return returns == first.annotation.strip("'\"() \n") and (
            _is_variable(returns, space) or returns.startswith(("type[", "Type["))
        )
    return function.results == (first.name,)


def _is_variable(text: str, space: Space) -> bool:
    inner = re.sub(r"^(?:\w+\.)*(?:type|Type)\[(.+)\]$", r"\1", text.strip("'\""))
    if re.match(r"^(?:\w+\.)*Callable\[P, *\w+\]$", inner):
        return True
    node = infer.parsed(inner)
    found = infer.typed(node, space) if node else ()
    return bool(found) and all(isinstance(each, Variable) for each in found)


def made(function: Function, space: Space) -> str:
    """Return what the decorators of a function make of it: `plain`, `property`, `unknown` ..."""
    key = ("made", id(function))
    cache = space.cache
    if key not in cache:
        # With the function, which lives on by it: its number would be another's otherwise.
        cache[key] = function, "unknown"
        cache[key] = function, _made(function, space)
    found = cache[key]
    assert isinstance(found, tuple)
    return str(found[1])


def _made(function: Function, space: Space) -> str:
    result = "plain"
    for text in function.decorators:
        if match := _ACCESSOR.match(text):
            if match[1] == "register":
                return "unknown"
            return "property"
        name = decorator_name(text, space)
        said = _MAKES.get(name)
        if said is None:
            if name.rpartition(".")[2] == "cached_property":
                said = "property"
            elif not hands_back(text, space):
                return "unknown"
        if said and said != "plain":
            result = said if result == "plain" else result
    return result


def routine(name: str, functions: Sequence[Function], space: Space) -> Value:
    """Return what a name is that is bound to functions of a module."""
    variants = tuple((each, space) for each in functions)
    kinds = {made(each, space) for each in functions}
    if kinds == {"manager"}:
        return Routine(name, variants, manages=True)
    if kinds <= {"plain", "static"}:
        return Routine(name, variants)
    return Unknown("a decorator may have changed it")


def of_class(
    found: list[tuple[Function, Space]], owner: Known, env: Env, value: Instance | Type, name: str
) -> tuple[Value, ...]:
    """Return what a function of a class is, reached by an instance or by the class."""
    kinds = {made(each, space) for each, space in found}
    whole = f"{owner.name}.{name}"
    if "property" in kinds:
        if isinstance(value, Type):
            return unknown("it is a property")
        getters = [
            (each, s) for each, s in found if not any(_ACCESSOR.match(d) for d in each.decorators)
        ]
        return together(*(returned(each, space, env) for each, space in getters)) or UNKNOWN
    if "unknown" in kinds:
        return unknown("a decorator may have changed it")
    me: Value | None = value
    if "static" in kinds or (name == "__new__"):
        me = None
    elif "class" in kinds or name in ("__init_subclass__", "__class_getitem__"):
        me = Type(value.of, value.args)
    elif isinstance(value, Type):
        me = None
    return (Routine(whole, tuple(found), me, owner, manages="manager" in kinds),)


# Results


def returned(function: Function, space: Space, env: Env) -> tuple[Value, ...]:
    """Return what a function gives, by what it declares or evidently returns."""
    if function.returns:
        found = infer.settled(infer.typed_text(function.returns, space), env)
        given = infer.instances(found)
    elif function.yields:
        return _generator(function, space)
    elif told := getattr(space, "result_of", None):
        given = told(function)
    elif function.results is None:
        given = UNKNOWN
    else:
        given = _inferred(function, space, env)
    return (Awaited(given),) if function.is_async and not function.yields else given


def _generator(function: Function, space: Space) -> tuple[Value, ...]:
    """Return what a call of a function gives that yields."""
    told = getattr(space, "result_of", None)
    steps = infer.type_of(told(function)) if told else UNKNOWN
    name = "types.AsyncGeneratorType" if function.is_async else "types.GeneratorType"
    found = classes.builtin(space.world, name)
    args = (steps, UNKNOWN) if function.is_async else (steps, UNKNOWN, UNKNOWN)
    return tuple(Instance(e.of, args, True) for e in found if isinstance(e, Type)) or UNKNOWN


def _inferred(function: Function, space: Space, env: Env) -> tuple[Value, ...]:
    """Return what a function without annotation gives where each of its results is evident."""
    around = space
    if isinstance(space, ClassSpace):
        around = MethodSpace(function, space.known, space)
    groups = []
    me = function.parameters[0].name if function.parameters else ""
    for text in function.results or ():
        if text == me and isinstance(space, ClassSpace) and "Self" in env:
            groups.append(infer.instances(env["Self"]))
            continue
        node = infer.parsed(text)
        if node is None or not _is_evident(node, function):
            return unknown("it says nothing of what it returns")
        groups.append(infer.evaluate(node, around))
    found = together(*groups)
    return tuple(each for each in found if each != NOTHING) or found


def _is_evident(node: ast.expr, function: Function) -> bool:
    match node:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name[:1].isupper() and all(name != each.name for each in function.parameters)
    return False


def called(node: ast.Call, space: Space) -> tuple[Value, ...]:
    """Return what a call gives."""
    world = space.world
    if isinstance(node.func, ast.Name):
        special = _by_name(node.func.id, node, space)
        if special is not None:
            return special
    return together(
        *(_result(each, node, space, world) for each in infer.evaluate(node.func, space))
    )


def _by_name(name: str, node: ast.Call, space: Space) -> tuple[Value, ...] | None:
    if name == "super" and not node.args:
        owner = getattr(space, "owner", None)
        return parent(owner) if isinstance(owner, Known) else UNKNOWN
    if name == "type" and len(node.args) == 1 and not node.keywords:
        found = infer.evaluate(node.args[0], space)
        return tuple(
            Type(e.of, e.args) if isinstance(e, Instance) else Unknown("its class is not evident")
            for e in found
        )
    if name == "cast" and len(node.args) == 2:
        return infer.instances(infer.typed(node.args[0], space))
    return None


def parent(known: Known) -> tuple[Value, ...]:
    """Return what `super()` is in a class."""
    if not any(isinstance(each, Type) for each in classes.bases(known)):
        return unknown("what comes next depends on the subclass")
    key = "parent"
    if key not in known.cache:
        above = Known(f"{known.name}", known.definitions)
        above.cache["line"] = classes.line(known)[1:]
        above.cache["opened"] = classes.opened(known)
        above.cache["bases"] = classes.bases(known)
        above.cache["parameters"] = classes.parameters(known)
        known.cache[key] = (Instance(above),)
    found = known.cache[key]
    assert isinstance(found, tuple)
    return found


def _result(value: Value, node: ast.Call, space: Space, world: "World") -> tuple[Value, ...]:
    match value:
        case Type(of=of, args=args):
            return _constructed(of, args, node, space)
        case Routine(name=name) if name in _MAKE_CLASSES:
            return unknown("a class made by a call")
        case Routine(name=name) if name in _FIELDS:
            return unknown("it declares a field")
        case Routine():
            return of_routine(value, node, space)
        case Called(gives=gives):
            return infer.instances(gives)
        case Instance(of=of):
            inner = classes.attribute(value, "__call__", world)
            if inner is None or any(not isinstance(each, Routine) for each in inner):
                return UNKNOWN
            return together(*(_result(each, node, space, world) for each in inner))
        case Special(name="NamedTuple" | "TypedDict"):
            return unknown("a class made by a call")
    return UNKNOWN


def is_own_class(node: ast.expr) -> bool:
    """Tell whether what is called is the class of an instance, which may be one below."""
    match node:
        case ast.Name(id="cls" | "klass") | ast.Attribute(attr="__class__"):
            return True
        case ast.Call(func=ast.Name(id="type")):
            return True
    return False


def _constructed(
    of: Known, args: tuple[tuple[Value, ...], ...], node: ast.Call, space: Space
) -> tuple[Value, ...]:
    if of.name in ("builtins.type", "builtins.super") or (
        of.module == "enum" and classes.is_below(of, "enum.Enum")
    ):
        return UNKNOWN
    for meta in classes.metaclass(of):
        if not isinstance(meta, Type):
            return UNKNOWN
        found = classes.find(meta.of, "__call__")
        if found and found[0].name not in ("builtins.type", "enum.EnumMeta", "enum.EnumType"):
            return unknown("its metaclass chooses what a call gives")
    found = classes.find(of, "__new__")
    if found and found[0].name != "builtins.object":
        for binding, _ in found[2]:
            if not isinstance(binding, Function):
                return UNKNOWN
            if binding.returns and not _is_self(binding.returns, of):
                env = {"Self": (Type(of, args),)}
                given = [
                    returned(each, around, env)
                    for each, around in found[2]
                    if isinstance(each, Function)
                ]
                return together(*given)
            if not binding.returns and binding.results and found[0].definitions[0][1].module != "":
                text = " ".join(binding.results)
                if not re.search(r"__new__|\bself\b|\bobj\b|\binst", text):
                    return unknown("`__new__` chooses what it gives")
    if of.name in classes.ACCESSORS and len(node.args) == 2:
        args = (infer.typed(node.args[1], space),)
    return (Instance(of, args, _names_class(node.func, of)),)


def _names_class(node: ast.expr, of: Known) -> bool:
    """Tell whether an expression calls a class by its name: what holds one may hold one below."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return of.bare in (getattr(node, "id", ""), getattr(node, "attr", ""))


def _is_self(returns: str, of: Known) -> bool:
    bare = returns.strip("'\"").partition("[")[0].rpartition(".")[2]
    return bare in ("Self", "_Self", of.bare) or bool(re.match(r"^_?Self", bare))


def of_routine(value: Routine, node: ast.Call, space: Space) -> tuple[Value, ...]:
    """Return what a call of a function gives: what each variant does that it may mean."""
    base: dict[str, tuple[Value, ...]] = {}
    if value.me is not None and isinstance(value.me, Instance | Type):
        base = dict(environment_of(value))
    groups = []
    variants = value.variants
    overloads = [v for v in variants if any("overload" in d for d in v[0].decorators)]
    told = tuple(v for v in variants if v[0].returns)
    variants = tuple(overloads) or told or variants
    fitting = [v for v in variants if not misfit(v[0], node, skip=skipped(value))]
    for function, around in fitting or variants:
        env = dict(base)
        _unify(function, node, space, around, env, value)
        given = returned(function, around, env)
        groups.append(_managed(given) if value.manages else given)
    return together(*groups)


def environment_of(value: Routine) -> Env:
    """Return what the variables of the class stand for that a method is bound to."""
    me = value.me
    assert isinstance(me, Instance | Type)
    env = dict(classes.environment(me.of, me.args))
    result: dict[str, tuple[Value, ...]] = {}
    for owner, args in classes.line(me.of):
        if owner is value.owner:
            if owner is me.of:
                result = dict(env)
            else:
                keys = classes.parameters(owner)
                result = {k: infer.settled(v, env) for k, v in zip(keys, args, strict=False)}
    result["Self"] = (Type(me.of, me.args),)
    return result


def _managed(given: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return what entering a context manager gives that is made of a generator."""
    inner = []
    for each in given:
        if isinstance(each, Instance) and each.args:
            inner.append((Manager(infer.instances(each.args[0])),))
        else:
            inner.append(UNKNOWN)
    return together(*inner)


def Manager(gives: tuple[Value, ...]) -> Value:
    """Return what gives values where it is entered."""
    return Awaited((Special("manager"), *gives))


def _unify(
    function: Function,
    node: ast.Call,
    space: Space,
    around: Space,
    env: dict[str, tuple[Value, ...]],
    value: Routine,
) -> None:
    """Note what the variables in a function's parameters stand for in a call."""
    skip = skipped(value)
    if skip and function.parameters and function.parameters[0].annotation and value.me is not None:
        pattern = infer.typed_text(function.parameters[0].annotation, around)
        unify(pattern, infer.type_of((value.me,)), env, space.world)
    plain = [p for p in function.parameters[skip:] if p.kind in (Kind.POSITIONAL, Kind.PLAIN)]
    pairs: list[tuple[Parameter, ast.expr]] = list(zip(plain, node.args, strict=False))
    by_name = {p.name: p for p in function.parameters}
    pairs += [(by_name[k.arg], k.value) for k in node.keywords if k.arg and k.arg in by_name]
    for parameter, given in pairs:
        if isinstance(given, ast.Starred):
            return
        if parameter.annotation and re.search(r"[A-Z]", parameter.annotation):
            pattern = infer.typed_text(parameter.annotation, around)
            if any(True for _ in classes._variables(pattern)):
                unify(pattern, infer.type_of(infer.evaluate(given, space)), env, space.world)


def unify(
    pattern: tuple[Value, ...],
    actual: tuple[Value, ...],
    env: dict[str, tuple[Value, ...]],
    world: "World",
) -> None:
    """Note what the variables of a pattern of types stand for, given actual types."""
    for each in pattern:
        match each:
            case Variable(key=key):
                if len(pattern) == 1 or not any(
                    isinstance(e, Variable) for e in pattern if e != each
                ):
                    rest = tuple(a for a in actual if a not in pattern)
                    env[key] = together(env.get(key, ()), rest) if rest else env.get(key, UNKNOWN)
            case Type(of=of, args=args) if args:
                for given in actual:
                    if isinstance(given, Type):
                        _match_args(of, args, given, env, world)
                    elif isinstance(given, Unknown):
                        for inner in args:
                            unify(inner, UNKNOWN, env, world)
            case Meta(of=inner):
                for given in actual:
                    unify(inner, given.of if isinstance(given, Meta) else UNKNOWN, env, world)


def _match_args(
    of: Known,
    args: tuple[tuple[Value, ...], ...],
    given: Type,
    env: dict[str, tuple[Value, ...]],
    world: "World",
) -> None:
    own = classes.environment(given.of, given.args)
    for each, inner in classes.line(given.of):
        if each is of:
            held = given.args if each is given.of else tuple(infer.settled(i, own) for i in inner)
            for pattern, actual in zip(args, held or [UNKNOWN] * len(args), strict=False):
                clean = tuple(Unknown() if isinstance(a, Variable) else a for a in actual)
                unify(pattern, clean, env, world)
            return
    for held_args in args:
        unify(held_args, UNKNOWN, env, world)


def skipped(value: Routine) -> int:
    """Return how many parameters are filled in by what a routine is bound to."""
    return 1 if value.me is not None else 0


def awaited(values: tuple[Value, ...], world: "World") -> tuple[Value, ...]:
    """Return what awaiting gives."""
    groups = []
    for each in values:
        match each:
            case Awaited(gives=gives) if Special("manager") not in gives:
                groups.append(gives)
            case Instance(of=of, args=args) if args and of.bare in ("Coroutine", "CoroutineType"):
                groups.append(infer.instances(args[-1]))
            case Instance(args=args) as value if args and value.of.bare in (
                "Awaitable",
                "Future",
                "Task",
            ):
                groups.append(infer.instances(args[0]))
            case _:
                groups.append(UNKNOWN)
    return together(*groups)


def method(
    value: Value, name: str, arguments: Iterable[tuple[Value, ...]], world: "World"
) -> tuple[Value, ...]:
    """Return what a method gives that the language itself calls."""
    found = classes.attribute(value, name, world)
    groups = []
    for each in found or UNKNOWN:
        if not isinstance(each, Routine):
            return UNKNOWN
        env = dict(environment_of(each)) if isinstance(each.me, Instance | Type) else {}
        given = list(arguments)
        for function, around in _choose(each, given, world):
            inner = dict(env)
            for parameter, actual in zip(function.parameters[1:], given, strict=False):
                if parameter.annotation:
                    pattern = infer.typed_text(parameter.annotation, around)
                    unify(pattern, infer.type_of(actual), inner, world)
            groups.append(returned(function, around, inner))
    return together(*groups)


def _choose(
    value: Routine, given: list[tuple[Value, ...]], world: "World"
) -> list[tuple[Function, Space]]:
    """Return the variants of a routine that may be meant by arguments."""
    variants = list(value.variants)
    overloads = [v for v in variants if any("overload" in d for d in v[0].decorators)]
    variants = overloads or variants
    if len(variants) < 2:
        return variants
    fitting = [
        v
        for v in variants
        if all(
            _may_be(actual, parameter.annotation, v[1])
            for parameter, actual in zip(v[0].parameters[1:], given, strict=False)
        )
    ]
    return fitting or variants


def _may_be(actual: tuple[Value, ...], annotation: str, space: Space) -> bool:
    """Tell whether an argument may be of a declared type."""
    if not annotation:
        return True
    pattern = infer.typed_text(annotation, space)
    if not all(isinstance(e, Type) for e in pattern):
        return True
    for each in actual:
        if not isinstance(each, Instance):
            return True
        above = {k for k, _ in classes.line(each.of)}
        for wanted in pattern:
            assert isinstance(wanted, Type)
            protocol = Special("Protocol") in classes.bases(wanted.of)
            if wanted.of in above or protocol or classes.opened(each.of):
                return True
    return False


def item(value: Instance, given: ast.expr, space: Space) -> tuple[Value, ...]:
    """Return what an index gives."""
    if value.of.name == "builtins.tuple" and value.args:
        if isinstance(given, ast.Constant) and isinstance(given.value, int):
            if classes.ELLIPSIS not in value.args and -len(value.args) <= given.value < len(
                value.args
            ):
                return infer.instances(value.args[given.value])
            if classes.ELLIPSIS in value.args:
                return infer.instances(value.args[0])
    key: tuple[Value, ...]
    if isinstance(given, ast.Slice):
        key = tuple(
            Instance(e.of, (), True)
            for e in classes.builtin(space.world, "slice")
            if isinstance(e, Type)
        )
    else:
        key = infer.evaluate(given, space)
    return method(value, "__getitem__", [key], space.world)


def iterated(
    values: tuple[Value, ...], world: "World", is_async: bool = False
) -> tuple[Value, ...]:
    """Return what going through something gives."""
    groups = []
    for each in values:
        if not isinstance(each, Instance):
            return UNKNOWN
        if each.of.name == "builtins.tuple" and each.args:
            held = [arg for arg in each.args if arg != classes.ELLIPSIS]
            groups.append(infer.instances(together(*held)))
            continue
        if is_async:
            inner = method(each, "__aiter__", [], world)
            steps = [awaited(method(i, "__anext__", [], world), world) for i in inner]
        else:
            inner = method(each, "__iter__", [], world)
            steps = [
                method(i, "__next__", [], world) if isinstance(i, Instance) else UNKNOWN
                for i in inner
            ]
        groups += steps
    return together(*groups) or UNKNOWN


def entered(values: tuple[Value, ...], world: "World", is_async: bool = False) -> tuple[Value, ...]:
    """Return what a `with` gives to its name."""
    groups = []
    for each in values:
        match each:
            case Awaited(gives=gives) if gives[:1] == (Special("manager"),):
                groups.append(gives[1:])
            case Instance() if is_async:
                groups.append(awaited(method(each, "__aenter__", [], world), world))
            case Instance():
                found = method(each, "__enter__", [], world)
                groups.append(
                    tuple(
                        Instance(each.of, each.args, each.sure)
                        if isinstance(e, Instance) and e.of is each.of
                        else e
                        for e in found
                    )
                )
            case _:
                groups.append(UNKNOWN)
    return together(*groups)


# Whether a call fits


def misfit(function: Function, node: ast.Call, skip: int = 0) -> tuple[str, str] | None:
    """Return why a call does not fit a function: which kind, and the name; None if it may."""
    return misfit_of(function.parameters[skip:], node)


def misfit_of(parameters: Sequence[Parameter], node: ast.Call) -> tuple[str, str] | None:
    """Return why a call does not fit parameters: which kind, and the name; None if it may."""
    plain = [p for p in parameters if p.kind in (Kind.POSITIONAL, Kind.PLAIN)]
    takes_many = any(p.kind is Kind.MANY for p in parameters)
    takes_any = any(p.kind is Kind.KEYWORDS for p in parameters)
    has_star = any(isinstance(each, ast.Starred) for each in node.args)
    has_stars = any(each.arg is None for each in node.keywords)
    given = [each for each in node.args if not isinstance(each, ast.Starred)]
    by_name = {p.name for p in parameters if p.kind in (Kind.PLAIN, Kind.KEYWORD)}
    named = [each.arg for each in node.keywords if each.arg]
    for name in named:
        if name not in by_name and not takes_any:
            return "call.kwarg", name
    if len(given) > len(plain) and not takes_many:
        return "call.many", f"{len(given)} given, {len(plain)} taken"
    if not has_star:
        filled = {p.name for p in plain[: len(given)] if p.kind is Kind.PLAIN}
        for name in named:
            if name in filled:
                return "call.many", name
    if has_star or has_stars:
        return None
    for at, each in enumerate(plain):
        if (
            each.default is None
            and at >= len(given)
            and (each.name not in named or each.kind is Kind.POSITIONAL)
        ):
            return "call.few", each.name
    for each in parameters:
        if each.kind is Kind.KEYWORD and each.default is None and each.name not in named:
            return "call.few", each.name
    return None
