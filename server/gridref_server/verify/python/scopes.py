"""The scopes of code that is checked, and which of a name's bindings reach a use of it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gridref_indexers.interfaces import calls, classes, infer
from gridref_indexers.interfaces.infer import evaluate
from gridref_indexers.interfaces.python import (
    DYNAMIC,
    Dynamic,
    Reader,
    captured,
    children,
    hand_over,
    imports,
    inside,
    targets,
)
from gridref_indexers.interfaces.shape import Function, Import
from gridref_indexers.interfaces.values import (
    NOTHING,
    UNKNOWN,
    Instance,
    Known,
    Type,
    Value,
    together,
    unknown,
)
from gridref_indexers.interfaces.world import World, absolute

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(eq=False, slots=True)
class Place:
    """Where a statement stands: in which block, how far down, below which statement."""

    node: ast.stmt
    block: int
    index: int
    above: "Place | None"


@dataclass(eq=False, slots=True)
class Bind:
    """One binding of a name: by what, where, and how late in the order of execution."""

    how: str
    node: Any
    order: int
    place: Place | None
    detail: Any = None


@dataclass(eq=False)
class Scope:
    """One scope; it can be asked what a name means in it."""

    world: World
    module: str
    kind: str
    node: ast.AST
    around: "Scope | None"
    code: "Reading"
    binds: dict[str, list[Bind]] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)
    made: Known | None = None
    stars: list[Import] = field(default_factory=list)
    tested: dict[str, list[ast.expr]] = field(default_factory=dict)

    @property
    def owner(self) -> Known | None:
        """Return the class whose body this is, or lies in."""
        if self.kind == "class":
            return self.made
        return self.around.owner if self.around else None

    def kept(self, node: ast.expr) -> dict[ast.expr, tuple[Value, ...]] | None:
        """Return where what is known of an expression of this code is kept."""
        return self.code.memo if node in self.code.scopes else None

    @property
    def cache(self) -> dict[object, object]:
        """Return where what was found out is kept, as long as the code is looked at."""
        return self.code.cache

    def package(self) -> str:
        """Return the package that relative imports start from."""
        return self.code.package

    def holder(self, name: str) -> "Scope | None":
        """Return the scope whose name it is, seen from this one."""
        if self.outer.get(name) == "global":
            return self.code.top
        scope: Scope | None = self
        while scope:
            if name in scope.binds and not (scope.kind == "class" and scope is not self):
                return scope
            scope = scope.around
        return None

    def at(self, node: ast.Name) -> tuple[Value, ...] | None:
        """Return what a name may mean where it stands."""
        own = self.code.scopes.get(node, self)
        if own is not self:
            return own.at(node)
        holder = self.holder(node.id)
        if holder is None:
            return self.values(node.id)
        place, order = self.code.places.get(node, (None, 0))
        found = holder.binds[node.id]
        scope: Scope | None = self
        while scope and scope.kind == "comprehension" and scope is not holder:
            scope = scope.around
        if holder.kind == "class" and holder is scope and holder.around:
            # Before the body of a class binds a name, it is that of the scope around.
            if all(each.order > order for each in found):
                return holder.around.values(node.id)
        if holder is scope and place is not None:
            found = reaching(found, place, order)
        return together(*(holder.meaning(each, node.id) for each in holder.possible(found)))

    def possible(self, binds: list[Bind]) -> list[Bind]:
        """Leave out imports of what is not there, as is done for those of a module."""
        if len(binds) < 2 or not any(each.how == "imported" for each in binds):
            return binds
        found = [e for e in binds if e.how != "imported" or infer.can_be_had(e.node, self)]
        is_there = any(each.how in ("imported", "class", "function") for each in found)
        return found if is_there else binds

    def values(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name may mean here, wherever it is used."""
        holder = self.holder(name)
        if holder:
            binds = holder.possible(holder.binds[name])
            return together(*(holder.meaning(each, name) for each in binds))
        for star in self.code.top.stars:
            source = absolute(star, self.package())
            if self.world.locate(source) is None:
                return unknown(f"it may come from {source}, which is not installed")
            if self.world.hands_on(source, name) and (found := self.world.member(source, name)):
                return found
        if name in (
            "__file__",
            "__name__",
            "__doc__",
            "__spec__",
            "__path__",
            "__package__",
            "__loader__",
            "__builtins__",
            "__class__",
            "__qualname__",
            "__module__",
            "__annotations__",
            "__debug__",
            "__dict__",
            "WindowsError",
            "__version__",
        ):
            text = name in ("__file__", "__name__", "__qualname__")
            return infer._made(self.world, "str") if text else UNKNOWN
        return self.world.builtin(name)

    def result_of(self, function: Function) -> tuple[Value, ...]:
        """Return what a function of this code gives that does not declare it."""
        node = self.code.nodes.get(id(function))
        return self.code.given(node) if node is not None else UNKNOWN

    def widened(self, node: ast.expr, found: tuple[Value, ...]) -> tuple[Value, ...]:
        """Add to what an expression may be what it is tested for, or set to, around it."""
        path = dotted(node)
        scope: Scope | None = self
        while path and scope:
            for each in scope.tested.get(path, ()):
                if isinstance(each, ast.Constant):
                    return UNKNOWN
                if isinstance(each, ast.Await):  # marks what is set
                    found = together(found, evaluate(each.value, scope))
                else:
                    parts = each.elts if isinstance(each, ast.Tuple) else [each]
                    for part in parts:
                        found = together(found, infer.instances(infer.typed(part, scope)))
            scope = scope.around
        return found

    def meaning(self, bind: Bind, name: str) -> tuple[Value, ...]:
        """Return what one binding makes of a name."""
        memo = self.code.bound
        key = (id(bind), name)
        if key not in memo:
            memo[key] = UNKNOWN  # of one that speaks of itself
            memo[key] = self._meaning(bind, name)
        return memo[key]

    def _meaning(self, bind: Bind, name: str) -> tuple[Value, ...]:
        node = bind.node
        match bind.how:
            case "assigned":
                return _loose(infer_assigned(node, self, f"{self.module}.{name}"))
            case "annotated":
                if self.kind == "class" and isinstance(bind.detail, ast.Call):
                    return unknown("it declares a field")
                found = infer.typed(node, self)
                return infer.instances(found) if found else UNKNOWN
            case "imported":
                return infer.imported(node, self)
            case "function":
                functions = [
                    self.code.function(e.node) for e in self.binds[name] if e.how == "function"
                ]
                return (calls.routine(f"{self.module}.{name}", functions, self),)
            case "class":
                return (Type(self.code.known(node, self)),)
            case "parameter":
                return self._parameter(node, bind.detail)
            case "for":
                return self._gone_through(node, bind.detail)
            case "with":
                return calls.entered(evaluate(node, self), self.world, bool(bind.detail))
            case "except":
                return infer.instances(_caught(node, self))
            case "unpacked":
                value, path = bind.detail
                return self._unpacked(evaluate(value, self), path)
            case "for unpacked":
                value, path, is_async = bind.detail
                return self._unpacked(self._gone_through(value, is_async), path)
        return UNKNOWN

    def _gone_through(self, node: ast.expr, is_async: bool) -> tuple[Value, ...]:
        if isinstance(node, ast.List | ast.Tuple | ast.Set) and len(node.elts) <= 12:
            if any(isinstance(each, ast.Starred) for each in node.elts):
                return UNKNOWN
            return together(*(evaluate(each, self) for each in node.elts))
        return calls.iterated(evaluate(node, self), self.world, is_async)

    def _unpacked(self, values: tuple[Value, ...], path: tuple[int, ...]) -> tuple[Value, ...]:
        for at in path:
            groups = []
            for each in values:
                if not isinstance(each, Instance):
                    return UNKNOWN
                if (
                    each.of.name == "builtins.tuple"
                    and each.args
                    and classes.ELLIPSIS not in each.args
                ):
                    if not 0 <= at < len(each.args):
                        return UNKNOWN
                    groups.append(infer.instances(each.args[at]))
                else:
                    groups.append(calls.iterated((each,), self.world))
            values = together(*groups) or UNKNOWN
        return values

    def _parameter(self, node: ast.arg, at: int) -> tuple[Value, ...]:
        function = self.node
        assert isinstance(function, (*_FUNCTIONS, ast.Lambda))
        if at < 0:  # of many
            return UNKNOWN
        if isinstance(function, ast.Lambda):
            return UNKNOWN
        around = self.around
        # A function in a class that calls its first otherwise may be there to be called as it is.
        is_first = at == 0 and ("self" in node.arg or node.arg in _FIRST)
        if is_first and around and around.kind == "class" and around.owner:
            facts = self.code.function(function)
            if not any("static" in each for each in facts.decorators):
                made = calls.made(facts, around)
                if made == "unknown" and facts.decorators:
                    names = {calls.decorator_name(d, around) for d in facts.decorators}
                    if any("static" in n or "class" in n for n in names) or not names - {""}:
                        return UNKNOWN
                is_class = made == "class" or function.name in (
                    "__new__",
                    "__init_subclass__",
                    "__class_getitem__",
                )
                if not is_class and (
                    node.arg == "cls" or classes.is_below(around.owner, "builtins.type")
                ):
                    return UNKNOWN
                return (Type(around.owner) if is_class else Instance(around.owner),)
        if node.annotation is None and self.code.is_test and not isinstance(function, ast.Lambda):
            return fixture(self.code, function, node.arg)
        if node.annotation is not None:
            found = infer.typed(node.annotation, self.around or self)
            return infer.instances(infer.settled(found, {}))
        return UNKNOWN


_FIRST = ("cls", "klass", "mcs", "mcls", "this", "me")
# Where pytest itself defines fixtures.
_FIXTURES = tuple(
    f"_pytest.{each}"
    for each in "monkeypatch tmpdir capture logging recwarn fixtures pytester cacheprovider".split()
)


def fixture(code: "Reading", function: ast.AST, name: str) -> tuple[Value, ...]:
    """Return what a test is given by the name of a parameter."""
    assert isinstance(function, _FUNCTIONS)
    decorators = [ast.unparse(each) for each in function.decorator_list]
    is_fixture = any("fixture" in each for each in decorators)
    if not (is_fixture or function.name.startswith("test")):
        return UNKNOWN
    if any("parametrize" in each and name in each for each in decorators):
        return unknown("it is a parameter of the test")
    if not all("mark." in each or "fixture" in each for each in decorators):
        return unknown("a decorator may give it")
    if name == "request":
        found = code.world.member("_pytest.fixtures", "FixtureRequest") or UNKNOWN
        return infer.instances(found)
    for reading in (code, *code.above):
        nodes = [
            each
            for each in ast.walk(reading.tree)
            if isinstance(each, _FUNCTIONS) and each is not function and _makes(each, name)
        ]
        if nodes:
            return together(*(_provided(reading, each) for each in nodes))
    for module in _FIXTURES:
        for layer in code.world.layers(module):
            for each in layer.interface.names.get(name, ()):
                if isinstance(each, Function) and any("fixture" in d for d in each.decorators):
                    return _entered(calls.returned(each, layer, {}), each.yields)
    return UNKNOWN


def _makes(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    for each in node.decorator_list:
        text = ast.unparse(each)
        if "fixture" in text:
            given = re.search(r"""\bname=['"](\w+)['"]""", text)
            return (given[1] if given else node.name) == name
    return False


def _provided(code: "Reading", node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Value, ...]:
    if node.returns is None:
        return code.given(node)
    around = code.scopes[node].around
    found = infer.instances(infer.typed(node.returns, around or code.top))
    return _entered(found, any(isinstance(each, ast.Yield) for each in inside(node)))


def _entered(values: tuple[Value, ...], yields: bool) -> tuple[Value, ...]:
    """Return what those who yield yield."""
    if not yields:
        return values
    return together(
        *(
            infer.instances(each.args[0]) if isinstance(each, Instance) and each.args else UNKNOWN
            for each in values
        )
    )


def infer_assigned(node: ast.expr, scope: Scope, name: str) -> tuple[Value, ...]:
    """Return what a value is that is bound to a name."""
    if isinstance(node, ast.Call) and infer._MAKES_VARIABLE.match(ast.unparse(node)[:40]):
        from gridref_indexers.interfaces.values import Variable

        return (Variable(name),)
    return evaluate(node, scope)


def _loose(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return values


def _caught(node: ast.expr | None, scope: Scope) -> tuple[Value, ...]:
    if node is None:
        return UNKNOWN
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return together(*(infer.typed(part, scope) for part in parts))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an expression of that shape, '' for any other."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def reaching(binds: list[Bind], place: Place, order: int) -> list[Bind]:
    """Return the bindings that may be the last ones before a use."""
    chain = list(_chain(place))
    spots = {each.block: each.index for each in chain}
    above = {id(each) for each in chain[1:]} | {id(chain[0])}
    sure = [each for each in binds if each.order < order and _dominates(each, spots, above)]
    last = max(sure, key=lambda each: each.order, default=None)
    start = last.order if last else -1
    found = [each for each in binds if start < each.order < order]
    if last:
        found.append(last)
    for each in chain:
        if isinstance(each.node, _LOOPS) and not (last and _within(last, each)):
            found += [b for b in binds if b.order > order and _within(b, each)]
    return found or binds


def _chain(place: Place) -> Iterator[Place]:
    at: Place | None = place
    while at:
        yield at
        at = at.above


def _dominates(bind: Bind, spots: dict[int, int], above: set[int]) -> bool:
    if bind.place is None:
        return True
    if (
        bind.how in ("for", "with", "except", "for unpacked", "with unpacked")
        and id(bind.place) in above
    ):
        return True
    if bind.how in ("walrus", "other"):
        return False
    return spots.get(bind.place.block, -1) > bind.place.index


def _within(bind: Bind, loop: Place) -> bool:
    return bind.place is not None and any(each is loop for each in _chain(bind.place))


@dataclass(eq=False)
class Reading:
    """All scopes of one piece of code."""

    world: World
    tree: ast.Module
    text: bytes
    module: str
    package: str
    path: str = ""
    memo: dict[ast.expr, tuple[Value, ...]] = field(default_factory=dict)
    bound: dict[tuple[int, str], tuple[Value, ...]] = field(default_factory=dict)
    scopes: dict[ast.AST, Scope] = field(default_factory=dict)
    places: dict[ast.AST, tuple[Place | None, int]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    dynamic: str = ""
    cache: dict[object, object] = field(default_factory=dict)
    above: "tuple[Reading, ...]" = ()
    is_test: bool = False
    lost: tuple[tuple[int, int], ...] = ()
    nodes: dict[int, ast.AST] = field(default_factory=dict)
    _given: dict[ast.AST, tuple[Value, ...]] = field(default_factory=dict)
    _functions: dict[ast.AST, Function] = field(default_factory=dict)
    _known: dict[ast.AST, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = Reader(self.text, False, None)
        self.top = Scope(self.world, self.module, "module", self.tree, None, self)
        self.scopes[self.tree] = self.top
        Collector(self).all()
        for scope in list(self.scopes.values()):
            if isinstance(scope.node, ast.ClassDef) and scope.around:
                self.known(scope.node, scope.around)
        hand_over(self.tree, self.reader.classes)
        if any(each in self.text for each in DYNAMIC):
            finder = Dynamic({}, self.reader.classes)
            finder.look(self.tree)
            self.dynamic = finder.why

    def close(self) -> None:
        """Forget all that was found out: rings of it would stay until somebody looks for them."""
        for scope in self.scopes.values():
            scope.binds.clear()
            scope.tested.clear()
        for known in self._known.values():
            known.cache.clear()
            known.definitions.clear()
        found: tuple[dict[Any, Any], ...] = (
            *(self.memo, self.bound, self.scopes, self.places, self.cache, self.nodes),
            *(self._given, self._functions, self._known),
        )
        for held in found:
            held.clear()

    def function(self, node: ast.AST) -> Function:
        """Return what a function is to its callers."""
        if node not in self._functions:
            assert isinstance(node, _FUNCTIONS)
            self._functions[node] = found = self.reader.function(node)
            self.nodes[id(found)] = node
        return self._functions[node]

    def given(self, node: ast.AST) -> tuple[Value, ...]:
        """Return what a function evidently gives: what it returns, or yields to who enters it."""
        if node not in self._given:
            self._given[node] = UNKNOWN  # of one that calls itself
            self._given[node] = self._gives(node)
        return self._given[node]

    def _gives(self, node: ast.AST) -> tuple[Value, ...]:
        assert isinstance(node, _FUNCTIONS)
        scope, groups = self.scopes[node], list[tuple[Value, ...]]()
        assert isinstance(scope, Scope)
        for each in inside(node):
            match each:
                case ast.Yield(value=None) | ast.YieldFrom():
                    return UNKNOWN
                case ast.Yield(value=ast.expr() as value) | ast.Return(value=ast.expr() as value):
                    groups.append(evaluate(value, scope))
        found = together(*groups) or (NOTHING,)
        return tuple(each for each in found if each != NOTHING) or unknown("it gives nothing")

    def known(self, node: ast.ClassDef, scope: Scope) -> Known:
        """Return the class that a statement makes."""
        found = self._known.get(node)
        if found is None:
            inside = self.scopes[node]
            name = f"{scope.module}.{node.name}"
            found = Known(name, [(self.reader.class_(node), scope)])
            twins = [e.node for e in scope.binds.get(node.name, ()) if e.how == "class"]
            for each in twins:
                self._known[each] = found
                self.scopes[each].made = found
                if each is not node:
                    found.definitions.append((self.reader.class_(each), scope))
            self._known[node] = found
            inside.made = found
        return found


class Collector:
    """Goes once through code: scopes, bindings, and where each name stands."""

    def __init__(self, code: Reading) -> None:
        self.code = code
        self.order = 0
        self.scope = code.top
        self.place: Place | None = None

    def all(self) -> None:
        """Collect from the whole of it."""
        self.block(self.code.tree.body)

    def block(self, body: list[ast.stmt]) -> None:
        """Go through a block of statements."""
        above = self.place
        for index, node in enumerate(body):
            self.place = Place(node, id(body), index, above)
            self.statement(node)
        self.place = above

    def bind(self, name: str, how: str, node: Any, detail: Any = None) -> None:
        """Note a binding in the scope whose name it is."""
        self.order += 1
        scope = self.scope
        while scope.kind == "comprehension" and how == "walrus" and scope.around:
            scope = scope.around
        said = scope.outer.get(name)
        place = self.place
        if said == "global":
            scope, how, place = self.code.top, "other", None
        elif said == "nonlocal":
            outer = scope.around
            while outer and (outer.kind == "class" or name not in outer.binds):
                outer = outer.around
            scope, how = outer or scope, "other"
        scope.binds.setdefault(name, []).append(Bind(how, node, self.order, place, detail))

    def inside(self, kind: str, node: ast.AST) -> Scope:
        """Open a scope in the present one."""
        scope = Scope(self.scope.world, self.scope.module, kind, node, self.scope, self.code)
        self.code.scopes[node] = scope
        return scope

    def statement(self, node: ast.stmt) -> None:
        """Note what one statement binds, and go into it."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for each in [*node.decorator_list, *_defaults(node.args)]:
                    self.expression(each)
                self._annotations(node)
                self.bind(node.name, "function", node)
                self._function(node, node.args, node.body)
            case ast.ClassDef():
                for each in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
                    self.expression(each)
                self.bind(node.name, "class", node)
                before, place = self.scope, self.place
                self.scope, self.place = self.inside("class", node), None
                self.block(node.body)
                self.scope, self.place = before, place
            case ast.Import() | ast.ImportFrom():
                for name, what in imports(node):
                    if name == "*":
                        self.code.top.stars.append(what)
                    else:
                        self.bind(name, "imported", what)
            case ast.Assign(targets=found, value=value):
                self.expression(value)
                for target in found:
                    self.target(target, "assigned", value)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self.expression(annotation)
                if value:
                    self.expression(value)
                if isinstance(target, ast.Name):
                    self.bind(target.id, "annotated", annotation, value)
                else:
                    self.expression(target)
                    self._set(target, annotation)
            case ast.AugAssign(target=target, value=value):
                self.expression(value)
                self.expression(target)
                if isinstance(target, ast.Name):
                    self.bind(target.id, "other", node)
            case ast.For(target=target, iter=held) | ast.AsyncFor(target=target, iter=held):
                self.expression(held)
                self.target(target, "for", held, isinstance(node, ast.AsyncFor))
                self.block(node.body)
                self.block(node.orelse)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    self.expression(item.context_expr)
                    if item.optional_vars:
                        is_async = isinstance(node, ast.AsyncWith)
                        self.target(item.optional_vars, "with", item.context_expr, is_async)
                self.block(node.body)
            case ast.Try() | ast.TryStar():
                self.block(node.body)
                for handler in node.handlers:
                    if handler.type:
                        self.expression(handler.type)
                    if handler.name:
                        self.bind(handler.name, "except", handler.type)
                    self.block(handler.body)
                self.block(node.orelse)
                self.block(node.finalbody)
            case (
                ast.If(test=test, body=body, orelse=orelse)
                | ast.While(test=test, body=body, orelse=orelse)
            ):
                self.expression(test)
                self.block(body)
                self.block(orelse)
            case ast.Match(subject=subject, cases=cases):
                self.expression(subject)
                if path := dotted(subject):
                    self.scope.tested.setdefault(path, []).append(ast.Constant(0))
                for case in cases:
                    for name in captured(case.pattern):
                        self.bind(name, "other", node)
                    self.pattern(case.pattern)
                    if case.guard:
                        self.expression(case.guard)
                    self.block(case.body)
            case ast.Global(names=names):
                for name in names:
                    self.scope.outer[name] = "global"
                    self.code.top.binds.setdefault(name, []).append(Bind("other", node, 0, None))
            case ast.Nonlocal(names=names):
                self.scope.outer.update(dict.fromkeys(names, "nonlocal"))
            case ast.Delete(targets=found):
                for target in found:
                    self.expression(target)
            case _ if type(node).__name__ == "TypeAlias":
                for name in targets(getattr(node, "name", None)):
                    self.bind(name, "other", node)
            case _:
                for inner in children(node):
                    if isinstance(inner, ast.expr):
                        self.expression(inner)

    def pattern(self, node: ast.AST) -> None:
        """Go into the expressions of a pattern."""
        for each in ast.walk(node):
            if isinstance(each, ast.MatchClass):
                self.expression(each.cls)
            elif isinstance(each, ast.MatchValue):
                self.expression(each.value)

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        args = node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        for each in every:
            if each and each.annotation:
                self.expression(each.annotation)
        if node.returns:
            self.expression(node.returns)

    def _function(self, node: ast.AST, args: ast.arguments, body: list[ast.stmt]) -> None:
        before, place = self.scope, self.place
        self.scope, self.place = self.inside("function", node), None
        self._parameters(node, args)
        self.block(body)
        self.scope, self.place = before, place

    def _parameters(self, node: ast.AST, args: ast.arguments) -> None:
        for each in getattr(node, "type_params", ()):
            self.bind(each.name, "other", node)
        for at, arg in enumerate([*args.posonlyargs, *args.args, *args.kwonlyargs]):
            self.bind(arg.arg, "parameter", arg, at)
        for many in (args.vararg, args.kwarg):
            if many:
                self.bind(many.arg, "parameter", many, -1)

    def target(self, node: ast.expr, how: str, value: ast.expr, detail: Any = None) -> None:
        """Note what a target binds."""
        match node:
            case ast.Name(id=name):
                self.bind(name, how, value, detail)
            case ast.Tuple() | ast.List():
                self._unpacked(node, how, value, (), detail)
            case ast.Starred(value=inner):
                self.target(inner, "other", value)
            case _:
                self.expression(node)
                if how == "assigned":
                    self._set(node, value)

    def _set(self, node: ast.expr, value: ast.expr) -> None:
        if path := dotted(node):
            self.scope.tested.setdefault(path, []).append(ast.Await(value))

    def _unpacked(
        self,
        node: ast.Tuple | ast.List,
        how: str,
        value: ast.expr,
        path: tuple[int, ...],
        detail: Any,
    ) -> None:
        starred = False
        for at, each in enumerate(node.elts):
            starred = starred or isinstance(each, ast.Starred)
            match each:
                case ast.Name(id=name) if starred or how not in ("assigned", "for"):
                    self.bind(name, "other", value)
                case ast.Name(id=name) if (
                    how == "assigned"
                    and isinstance(value, ast.Tuple)
                    and (len(value.elts) == len(node.elts) and not path)
                ):
                    self.bind(name, "assigned", value.elts[at])
                case ast.Name(id=name) if how == "assigned":
                    self.bind(name, "unpacked", node, (value, (*path, at)))
                case ast.Name(id=name):
                    self.bind(name, "for unpacked", node, (value, (*path, at), detail))
                case ast.Tuple() | ast.List():
                    self._unpacked(each, how, value, (*path, at), detail)
                case _:
                    self.target(each, "other", value)

    def expression(self, node: ast.expr) -> None:
        """Go through an expression: names are placed, scopes in it opened."""
        match node:
            case ast.Name():
                self.order += 1
                self.code.places[node] = (self.place, self.order)
                self.code.scopes[node] = self.scope
                return
            case ast.Constant() | ast.JoinedStr(values=[]):
                return
            case ast.Lambda(args=args, body=body):
                for each in _defaults(args):
                    self.expression(each)
                before, place = self.scope, self.place
                self.scope, self.place = self.inside("lambda", node), None
                self._parameters(node, args)
                self.expression(body)
                self.scope, self.place = before, place
                return
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(node)
                return
            case ast.NamedExpr(target=target, value=value):
                self.expression(value)
                self.bind(target.id, "walrus", value)
                bound = self.scope.binds.get(target.id)
                if bound and bound[-1].how == "walrus":
                    bound[-1].how = "assigned"
                    bound[-1].place = (
                        Place(self.place.node, -1, 0, self.place) if self.place else None
                    )
                self.expression(target)
                return
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass" as name), args=[what, kind]):
                if path := dotted(what):
                    said = kind if name == "isinstance" else ast.Constant(0)
                    self.scope.tested.setdefault(path, []).append(said)
            case ast.Call(func=ast.Name(id="hasattr" | "getattr" | "delattr"), args=[_, asked, *_]):
                if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
                    self.code.asked.add(asked.value)
            case ast.Call(func=ast.Name(id="setattr"), args=[what, asked, *_]):
                if (path := dotted(what)) and not isinstance(asked, ast.Constant):
                    self.scope.tested.setdefault(path, []).append(ast.Constant(0))
            case ast.Call(func=ast.Name(id="callable" | "type"), args=[what]):
                if path := dotted(what):
                    self.scope.tested.setdefault(path, []).append(ast.Constant(0))
            case ast.Compare(left=ast.Attribute(attr="__class__", value=what)):
                if path := dotted(what):
                    self.scope.tested.setdefault(path, []).append(ast.Constant(0))
        self.code.scopes[node] = self.scope
        for inner in children(node):
            if isinstance(inner, ast.expr):
                self.expression(inner)
            elif isinstance(inner, ast.keyword):
                self.expression(inner.value)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        self.code.scopes[node] = outside = self.scope
        self.expression(node.generators[0].iter)
        place = self.place
        self.scope = self.inside("comprehension", node)
        self.code.scopes[node] = outside  # its value is one of the scope around
        for at, each in enumerate(node.generators):
            if at:
                self.expression(each.iter)
            self.place = None
            self.target(each.target, "for", each.iter, bool(each.is_async))
            self.place = place
            for test in each.ifs:
                self.expression(test)
        if isinstance(node, ast.DictComp):
            self.expression(node.key)
            self.expression(node.value)
        else:
            self.expression(node.elt)
        self.scope = outside


def _defaults(args: ast.arguments) -> list[ast.expr]:
    return [*args.defaults, *(each for each in args.kw_defaults if each)]
