"""Reads what a Python module or stub offers from its bytes. Pure: no disk, no other file."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

from gridref_indexers.interfaces.deprecation import notice
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

_LONGEST = 400
_MOST_RESULTS = 4
# What is worth a search for names that are put somewhere as the code runs.
DYNAMIC = (
    b"setattr",
    b"__dict__",
    b"vars(",
    b"globals(",
    b"locals(",
    b"exec(",
    b"sys.modules",
    b"__class__ =",
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OWN_SCOPE = (*_FUNCTIONS, ast.Lambda, ast.ClassDef)
# Fields that hold no nodes, or but what an operator or a context is.
_PLAIN_FIELDS = frozenset(
    "ctx op ops id attr arg kind type_comment lineno level module tag conversion simple "
    "is_async asname type_ignores rest kwd_attrs".split()
)

Version = tuple[int, int]


def interface(source: bytes, is_stub: bool = False, version: Version | None = None) -> Interface:
    """Return what a module offers, to an interpreter of a version if one is given."""
    text = normal(source)
    try:
        tree = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Interface(_seen(text), opens="it can't be parsed", is_stub=is_stub)
    return of_tree(tree, text, is_stub, version)


def normal(source: bytes) -> bytes:
    """Return a source with plain line ends, as the parser counts them."""
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")


def parse(text: bytes) -> ast.Module:
    """Parse without a word about escapes and the like."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def of_tree(
    tree: ast.Module, text: bytes, is_stub: bool = False, version: Version | None = None
) -> Interface:
    """Return what a module offers whose tree is known."""
    reader = Reader(text, is_stub, version)
    reader.block(tree.body, reader.names, None)
    opens = "it is handed to a call that may remake it" if _is_remade(tree) else ""
    hand_over(tree, reader.classes)
    if any(each in text for each in DYNAMIC):
        opens = reader.dynamic(tree) or opens
    if "__getattr__" in reader.names:
        defined = (e for e in ast.walk(tree) if isinstance(e, ast.FunctionDef))
        hooks = [e for e in defined if e.name == "__getattr__" and e.col_offset in (0, 4)]
        made = [on_demand(each, reader.names) for each in hooks]
        if made and all(each is not None for each in made):
            for name in set[str]().union(*(each or () for each in made)):
                if name not in reader.names:
                    _bind(reader.names, name, Value(0))
        else:
            opens = "it makes names on demand (`__getattr__`)"
    public = None if reader.public is None else frozenset(reader.public)
    return Interface(reader.names, tuple(reader.stars), public, opens, is_stub)


def _is_remade(tree: ast.Module) -> bool:
    """Tell whether a call at the top is given the module's name with what it should hold."""
    return any(
        isinstance(each, ast.Expr | ast.Assign)
        and isinstance(each.value, ast.Call)
        and _remakes(each.value)
        for each in statements(tree.body)
    )


def _remakes(call: ast.Call) -> bool:
    given = [*call.args, *(each.value for each in call.keywords)]
    names = {each.id for each in given if isinstance(each, ast.Name)}
    holds = "__path__" in names or any(isinstance(each, ast.Dict) for each in given)
    return "__name__" in names and holds


_NAMED = re.compile(rb"^\s*(?:async\s+)?(?:def|class)\s+(\w+)|^\s*(\w+)\s*(?::[^=\n]+)?=", re.M)


def _seen(text: bytes) -> dict[str, list[Binding]]:
    """Return the names that the lines of a broken source seem to bind."""
    found = (match[1] or match[2] for match in _NAMED.finditer(text))
    return {each.decode("utf-8", "replace"): [Value(0)] for each in found}


_HOLDING: dict[type[ast.AST], tuple[str, ...]] = {
    kind: ()
    if kind in (ast.Global, ast.Nonlocal, ast.Constant, ast.alias)
    else tuple(each for each in kind._fields or () if each not in _PLAIN_FIELDS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


class Reader:
    """Reads one source; holds what its module binds."""

    def __init__(self, text: bytes, is_stub: bool, version: Version | None) -> None:
        self.lines = text.split(b"\n")
        self.is_stub = is_stub
        self.version = version
        self.names: dict[str, list[Binding]] = {}
        self.stars: list[Import] = []
        self.public: set[str] | None = None
        self.classes: dict[int, Class] = {}
        self._branches = 0
        self._walrus = b":=" in text
        self._global = b"global " in text
        self._yields = b"yield" in text
        self._deprecates = b"eprecat" in text

    # Text

    def text(self, node: ast.expr | None) -> str:
        """Return the text of an expression, a shorter one of its kind where it is long."""
        if node is None:
            return ""
        if isinstance(node, ast.Constant):
            return _constant(node)
        if isinstance(node, ast.Name):
            return node.id
        held = self._slice(node)
        if len(held) <= _LONGEST:
            return held
        match node:
            case ast.List() | ast.ListComp():
                return "[]"
            case ast.Dict() | ast.DictComp():
                return "{}"
            case ast.Call(func=func):
                return f"{self.text(func)}(*...)"
            case ast.JoinedStr():
                return "''"
            case _:
                return ""

    def _slice(self, node: ast.expr) -> str:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            held = self.lines[first][node.col_offset : node.end_col_offset]
        elif last - first > 20:
            return " " * (_LONGEST + 1)
        else:
            middle = self.lines[first + 1 : last]
            ends = self.lines[first][node.col_offset :], self.lines[last][: node.end_col_offset]
            held = b"(" + b"\n".join([ends[0], *middle, ends[1]]) + b")"
        return held.decode("utf-8", "replace")

    # Statements

    def block(
        self, body: Iterable[ast.stmt], names: dict[str, list[Binding]], owner: str | None
    ) -> None:
        """Read statements of a module, or of the body of a class, whatever branch they are in."""
        for node in body:
            self.statement(node, names, owner)

    def statement(self, node: ast.stmt, names: dict[str, list[Binding]], owner: str | None) -> None:
        """Read what one statement binds."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                _bind(names, node.name, self.function(node))
                if self._global:
                    self._globals(node)
            case ast.ClassDef():
                if not self._branches and owner is None:
                    # What is bound before for sure is bound no more.
                    names.pop(node.name, None)
                _bind(names, node.name, self.class_(node))
            case ast.Import():
                for name, each in imports(node, self.is_stub):
                    _bind(names, name, each)
            case ast.ImportFrom():
                for name, each in imports(node, self.is_stub):
                    if name == "*":
                        self.stars.append(each)
                    else:
                        _bind(names, name, each)
            case ast.Assign():
                self._assign(node, names, owner)
            case ast.AnnAssign(target=ast.Name(id=name)):
                given = Value(node.lineno, self.text(node.annotation), self.text(node.value))
                _bind(names, name, given)
                if name == "__all__" and owner is None:
                    self._all(node.value)
            case ast.AugAssign(target=ast.Name(id="__all__")) if owner is None:
                self._all(node.value)
            case ast.AugAssign(target=target):
                for name in targets(target):
                    _bind(names, name, Value(node.lineno))
            case ast.Expr(value=ast.Call() as call) if owner is None:
                self._call(call)
            case ast.If():
                for body in branches(node, self.version):
                    self._branch(body, names, owner)
            case _:
                for name in bound(node):
                    _bind(names, name, Value(node.lineno))
                for body in blocks(node):
                    self._branch(body, names, owner)
        if self._walrus and not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            for inner in ast.walk(node):
                if isinstance(inner, ast.NamedExpr):
                    _bind(names, inner.target.id, Value(node.lineno))

    def _branch(
        self, body: list[ast.stmt], names: dict[str, list[Binding]], owner: str | None
    ) -> None:
        self._branches += 1
        self.block(body, names, owner)
        self._branches -= 1

    def _assign(self, node: ast.Assign, names: dict[str, list[Binding]], owner: str | None) -> None:
        text = ""
        for target in node.targets:
            if isinstance(target, ast.Name):
                text = text or self.text(node.value)
                _bind(names, target.id, Value(node.lineno, "", text))
                if target.id == "__all__" and owner is None:
                    self._all(node.value)
            else:
                for name in targets(target):
                    _bind(names, name, Value(node.lineno))

    def _all(self, node: ast.expr | None) -> None:
        self.public = self.public or set()
        for each in ast.walk(node) if node else ():
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                self.public.add(each.value)
            elif isinstance(each, ast.Name | ast.Attribute | ast.ListComp | ast.Call | ast.Starred):
                self.public.add("*")

    def _call(self, call: ast.Call) -> None:
        match call.func:
            case ast.Attribute(value=ast.Name(id="__all__"), attr="extend" | "append"):
                for argument in call.args:
                    self._all(argument)

    def _globals(self, node: ast.AST) -> None:
        """Bind what functions set in their module."""
        for each in ast.walk(node):
            if isinstance(each, ast.Global):
                for name in each.names:
                    _bind(self.names, name, Value(each.lineno))

    # Functions

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
        """Return what a function is to its callers."""
        returns = self.text(node.returns)
        results, yields = None, False
        if not self.is_stub:
            results, yields = self._results(node)
        return Function(
            node.lineno,
            node.name,
            tuple(self.parameters(node.args)),
            returns,
            tuple(map(self.text, node.decorator_list)),
            None if returns else results,
            isinstance(node, ast.AsyncFunctionDef),
            yields,
            notice(node) if self._deprecates else "",
        )

    def parameters(self, args: ast.arguments) -> Iterator[Parameter]:
        """Yield the parameters of a function in order."""
        plain = [*args.posonlyargs, *args.args]
        given: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
        given += args.defaults
        for at, each in enumerate(plain):
            kind = Kind.POSITIONAL if at < len(args.posonlyargs) else Kind.PLAIN
            yield self._parameter(each, kind, given[at])
        if args.vararg:
            yield self._parameter(args.vararg, Kind.MANY, None)
        for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            yield self._parameter(each, Kind.KEYWORD, default)
        if args.kwarg:
            yield self._parameter(args.kwarg, Kind.KEYWORDS, None)

    def _parameter(self, each: ast.arg, kind: Kind, default: ast.expr | None) -> Parameter:
        said = self.text(default) if default is not None else None
        return Parameter(each.arg, kind, self.text(each.annotation), said)

    def _results(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> tuple[tuple[str, ...] | None, bool]:
        """Return what a function returns, None if that is not evident, and whether it yields."""
        yields = self._yields and any(
            isinstance(e, ast.Yield | ast.YieldFrom) for e in inside(node)
        )
        if node.returns:
            return None, yields
        given = [each.value for each in statements(node.body) if isinstance(each, ast.Return)]
        found = [self.text(each) or "" if each else "None" for each in given[: _MOST_RESULTS + 1]]
        if len(found) > _MOST_RESULTS or not all(found):
            return None, yields
        called = {
            e.func.id for e in given if isinstance(e, ast.Call) and isinstance(e.func, ast.Name)
        }
        if called and any(_is_set(each, called) for each in inside(node)):
            return None, yields
        return tuple(found) or ("None",), yields

    # Classes

    def class_(self, node: ast.ClassDef) -> Class:
        """Return what a class and its instances hold."""
        names: dict[str, list[Binding]] = {}
        own: dict[str, list[Value]] = {}
        self.block(node.body, names, node.name)
        for each in statements(node.body, into_functions=False):
            if isinstance(each, _FUNCTIONS):
                self._sets(each, own)
        for slot in _slots(names):
            own.setdefault(slot, []).append(Value(node.lineno))
        keywords = tuple((each.arg or "**", self.text(each.value)) for each in node.keywords)
        opens = "a base is unpacked" if any(isinstance(b, ast.Starred) for b in node.bases) else ""
        self.classes[node.lineno] = found = Class(
            node.lineno,
            node.name,
            tuple(map(self.text, node.bases)),
            keywords,
            tuple(map(self.text, node.decorator_list)),
            names,
            own,
            opens,
            _types(node),
            deprecated=notice(node) if self._deprecates else "",
        )
        return found

    def _sets(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, own: dict[str, list[Value]]
    ) -> None:
        """Note what a method sets on its first argument, `self` or `cls`."""
        args = [*node.args.posonlyargs, *node.args.args]
        if not args or _is_static(node):
            return
        me, within, local = args[0].arg, None, None
        mine = {me, *(_made_in(node) if node.name == "__new__" else ())}
        for each in statements(node.body, into_functions=True):
            for target, annotation, value in _set_by(each):
                match target:
                    case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in mine:
                        within = within or self.function(node)
                        local = _local(node) if local is None else local
                        text = self.text(_seen_outside(value, local))
                        given = Value(each.lineno, self.text(annotation), text, within)
                        own.setdefault(attr, []).append(given)
                    case ast.Attribute(value=held, attr=attr) if _is_class_of(held, me):
                        own.setdefault(attr, []).append(Value(each.lineno))

    # What can't be read

    def dynamic(self, tree: ast.Module) -> str:
        """Note what sets names by other ways; return why the module may hold more, '' if not."""
        finder = Dynamic(self.names, self.classes)
        finder.look(tree)
        return finder.why


def _local(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, list[ast.expr | None]]:
    """Return the names that are local to a method or to a function in it, each with its values.

    Those of its own parameters that are not bound again are left out.
    """
    found: dict[str, list[ast.expr | None]] = {}
    for each in (inner for statement in node.body for inner in ast.walk(statement)):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.Name(id=name, ctx=ast.Store()):
                found.setdefault(name, [])
            case ast.arg(arg=name):
                found.setdefault(name, []).append(None)
            case ast.alias(name=name, asname=other):
                found.setdefault(other or name.partition(".")[0], []).append(None)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.setdefault(name, []).append(None)
    for name in [each.arg for each in (*node.args.posonlyargs, *node.args.args)]:
        if None not in found.get(name, ()):
            found.pop(name, None)
    return found


def _seen_outside(
    value: ast.expr | None, local: dict[str, list[ast.expr | None]]
) -> ast.expr | None:
    """Return a value as it is known outside of the method: without names that are local to it."""
    if isinstance(value, ast.Name) and len(held := local.get(value.id, [])) == 1:
        value = held[0]
    names = (each.id for each in ast.walk(value) if isinstance(each, ast.Name)) if value else ()
    return None if any(each in local for each in names) else value


def _is_class_of(node: ast.expr, me: str) -> bool:
    """Tell whether an expression is the class of an instance: `self.__class__`, `type(self)`."""
    match node:
        case ast.Attribute(attr="__class__", value=ast.Name(id=name)):
            return name == me
        case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)]):
            return name == me
    return False


def _slots(names: dict[str, list[Binding]]) -> set[str]:
    return _strings_of("__slots__", names) or set()


class Dynamic:
    """Finds what sets names by other ways than by binding them, in modules and in classes."""

    def __init__(self, names: dict[str, list[Binding]], classes: dict[int, Class]) -> None:
        self.names = names
        self.classes = classes
        self.why = ""
        self._harmless: set[int] = set()

    def look(self, tree: ast.AST, owner: Class | None = None, function: str = "") -> None:
        """Look at a tree and all below it."""
        for each in children(tree):
            match each:
                case ast.ClassDef():
                    self.look(each, self.classes.get(each.lineno, owner), function)
                    continue
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.look(each, owner, function or each.name)
                    continue
                case ast.For(target=ast.Name(id=name)) if listed := _strings(each.iter):
                    for held in ast.walk(each):
                        if _is_put(held, name):
                            self._harmless.add(id(held.value))  # type: ignore[attr-defined]
                            for made in listed:
                                _bind(self.names, made, Value(each.lineno))
            self._expression(each, owner, function)
            self.look(each, owner, function)

    def _expression(self, node: ast.AST, owner: Class | None, function: str) -> None:
        match node:
            case (
                ast.Call(func=ast.Name(id="setattr"), args=[target, name, *_])
                | ast.Call(func=ast.Attribute(attr="__setattr__"), args=[target, name, *_])
            ):
                self._setattr(target, name, owner, function)
            case (
                ast.Subscript(value=held, ctx=ast.Load())
                | ast.Attribute(
                    value=held, attr="get" | "items" | "keys" | "values" | "copy" | "pop"
                )
            ):
                self._harmless.add(id(held))
            case ast.Compare(comparators=[held]):
                self._harmless.add(id(held))
            case ast.Call(func=ast.Name(id="hasattr" | "len" | "sorted" | "list" | "dict" | "str")):
                self._harmless |= {id(each) for each in node.args}
            case ast.Call(func=ast.Name(id="globals" | "vars" | "locals" as name), args=[]):
                is_inner = bool(function) or owner is not None
                if id(node) not in self._harmless and not (is_inner and name != "globals"):
                    self.why = f"names are set by `{name}()`"
            case (
                ast.Attribute(attr="update" | "setdefault", value=held)
                | ast.Subscript(value=held, ctx=ast.Store())
                | ast.Assign(targets=[held])
                | ast.AugAssign(target=held)
                | ast.Assign(targets=[ast.Name()], value=held)
            ) if _is_dict(held):
                if owner and function not in _RESTORES:
                    _open(owner, "its `__dict__` is set", isinstance(held, ast.Call))
            case ast.Assign(targets=[ast.Attribute(attr="__class__", value=ast.Name(id="self"))]):
                if owner:
                    _open(owner, "it changes its own class", False)
            case ast.Call(func=ast.Name(id="exec"), args=[_]) if not function:
                self.why = "it executes text"
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Attribute(attr="modules"), slice=key)]
            ):
                names = (e.id for e in ast.walk(key) if isinstance(e, ast.Name))
                if not function or "__name__" in names:
                    self.why = "it puts something else in its place"

    def _setattr(
        self, target: ast.expr, name: ast.expr, owner: Class | None, function: str
    ) -> None:
        is_self = isinstance(target, ast.Name) and target.id in _SELVES
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            if owner and is_self:
                owner.own.setdefault(name.value, []).append(Value(0))
        elif is_self and owner and function not in _RESTORES:
            of_class = isinstance(target, ast.Name) and target.id == "cls"
            _open(owner, "attributes are set by computed names", of_class)
        elif isinstance(target, ast.Name) and not owner:
            for each in self.classes.values():
                if each.name == target.id:
                    _open(each, "attributes are set by computed names")
            for held in self.names.get(function, ()):
                if isinstance(held, Function) and any(p.name == target.id for p in held.parameters):
                    object.__setattr__(held, "results", None)
                    object.__setattr__(held, "returns", "")
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
            if target.value.attr == "modules":
                self.why = "names are set by `setattr`"


def _is_put(node: ast.AST, name: str) -> bool:
    """Tell whether a global is set whose name is in a variable."""
    match node:
        case ast.Subscript(
            value=ast.Call(func=ast.Name(id="globals")), slice=ast.Name(id=held), ctx=ast.Store()
        ):
            return held == name
    return False


def hand_over(tree: ast.Module, classes: dict[int, Class]) -> None:
    """Open the classes that a call at the top is given: it may add to them, as mappers do."""
    given = {
        argument.id
        for each in statements(tree.body)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
        for argument in each.value.args
        if isinstance(argument, ast.Name)
    }
    for held in classes.values() if given else ():
        if held.name in given:
            _open(held, "it is handed to a call that may add to it")


_SELVES = frozenset(["self", "cls", "instance", "obj", "inst", "new", "ns"])
# These set again what was set before.
_RESTORES = frozenset(
    ["__setattr__", "__setstate__", "__getstate__", "__copy__", "__deepcopy__", "__reduce__"]
)


def _is_dict(node: ast.AST) -> bool:
    """Tell whether an expression is the `__dict__` of an instance or of its class."""
    match node:
        case ast.Attribute(attr="__dict__", value=ast.Name(id="self" | "cls")):
            return True
        case ast.Call(func=ast.Name(id="vars"), args=[ast.Name(id="self" | "cls")]):
            return True
    return False


def _open(owner: Class, why: str, of_class: bool = True) -> None:
    object.__setattr__(owner, "opens" if of_class else "opens_instances", why)


def on_demand(node: ast.AST, names: dict[str, list[Binding]]) -> set[str] | None:
    """Return the names that a module's `__getattr__` makes, None if they can't be told.

    They can where each result stands below a test of the name against names that are listed.
    """
    if not isinstance(node, ast.FunctionDef) or not node.args.args:
        return None
    name, found = node.args.args[0].arg, set[str]()
    for each in node.body:
        if isinstance(each, ast.If):
            if (others := _refused(each, name)) is not None:
                return found | others
            if not _listed(each, name, names, found):
                return None
        elif any(isinstance(e, ast.Return) for e in statements([each])):
            return None
    ends = node.body[-1]
    return found if isinstance(ends, ast.Raise) or _raises(ends) else None


def _refused(node: ast.If, name: str) -> set[str] | None:
    """Return the only names that pass a test which refuses all others."""
    match node:
        case ast.If(
            test=ast.Compare(left=ast.Name(id=left), ops=[ast.NotIn()], comparators=[held]),
            body=[*_, ast.Raise()],
        ) if left == name:
            return _strings(held)
    return None


def _raises(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and bool(node.orelse) and isinstance(node.orelse[-1], ast.Raise)


def _listed(node: ast.If, name: str, names: dict[str, list[Binding]], found: set[str]) -> bool:
    """Add the names for which a branch gives something; tell whether they could be told."""
    gives = any(isinstance(e, ast.Return) for e in statements(node.body))
    if gives:
        told = _tested(node.test, name, names)
        if told is None:
            return False
        found |= told
    for each in node.orelse:
        if isinstance(each, ast.If):
            if not _listed(each, name, names, found):
                return False
        elif any(isinstance(e, ast.Return) for e in statements([each])):
            return False
    return True


def _tested(test: ast.expr, name: str, names: dict[str, list[Binding]]) -> set[str] | None:
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            told = [each for v in values if (each := _tested(v, name, names)) is not None]
            return told[0] if told else None
        case ast.BoolOp(op=ast.Or(), values=values):
            all_told = [_tested(v, name, names) for v in values]
            known = [each for each in all_told if each is not None]
            return set[str]().union(*known) if len(known) == len(all_told) else None
        case ast.Compare(left=ast.Name(id=left), ops=[ast.Eq() | ast.In()], comparators=[held]):
            if left != name:
                return None
            if isinstance(held, ast.Name):
                return _strings_of(held.id, names)
            return _strings(held)
    return None


def _strings(node: ast.expr) -> set[str] | None:
    match node:
        case ast.Constant(value=str(value)):
            return {value}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            pass
        case ast.Dict(keys=keys):
            parts = [each for each in keys if each is not None]
        case _:
            return None
    found = {e.value for e in parts if isinstance(e, ast.Constant) and isinstance(e.value, str)}
    return found if len(found) == len(parts) else None


def _strings_of(name: str, names: dict[str, list[Binding]]) -> set[str] | None:
    for each in names.get(name, ()):
        if isinstance(each, Value) and each.value:
            try:
                found = _strings(ast.parse(each.value, mode="eval").body)
            except SyntaxError:
                return None
            if found:
                return found
    return None


def _is_set(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names


# Statements as such


def _bind(names: dict[str, list[Binding]], name: str, what: Binding) -> None:
    names.setdefault(name, []).append(what)


def imports(
    node: ast.Import | ast.ImportFrom, is_stub: bool = False
) -> Iterator[tuple[str, Import]]:
    """Yield the names that an import binds, `*` for all of a module."""
    for each in node.names:
        shown = not is_stub or each.name == "*" or each.name == each.asname
        if isinstance(node, ast.Import):
            whole = each.asname is None
            name = each.name.partition(".")[0] if whole else each.asname or ""
            yield name, Import(node.lineno, each.name, whole=whole, shown=shown)
        else:
            shown = shown or bool(node.level and not node.module and not each.asname)
            what = Import(node.lineno, node.module or "", node.level, each.name, shown=shown)
            yield each.asname or each.name, what


def targets(node: ast.AST | None) -> Iterator[str]:
    """Yield the names in the target of an assignment."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for each in parts:
                yield from targets(each)
        case ast.Starred(value=value):
            yield from targets(value)


def bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement with blocks binds itself."""
    match node:
        case ast.For(target=target) | ast.AsyncFor(target=target):
            yield from targets(target)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                yield from targets(item.optional_vars)
        case ast.Match(cases=cases):
            for each in cases:
                yield from captured(each.pattern)
        case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers):
            for handler in handlers:
                if handler.name:
                    yield handler.name
        case _ if type(node).__name__ == "TypeAlias":
            yield from targets(getattr(node, "name", None))


def captured(pattern: ast.pattern) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    for each in ast.walk(pattern):
        match each:
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a statement that is neither a function nor a class."""
    match node:
        case ast.For() | ast.AsyncFor() | ast.While() | ast.If():
            yield node.body
            yield node.orelse
        case ast.With() | ast.AsyncWith():
            yield node.body
        case ast.Try() | ast.TryStar():
            yield node.body
            for handler in node.handlers:
                yield handler.body
            yield node.orelse
            yield node.finalbody
        case ast.Match():
            for each in node.cases:
                yield each.body


def statements(body: Iterable[ast.stmt], into_functions: bool = False) -> Iterator[ast.stmt]:
    """Yield statements and those in their blocks; functions and classes are not gone into."""
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        for each in blocks(node):
            waiting.extend(each[::-1])
        if into_functions and isinstance(node, _FUNCTIONS):
            waiting.extend(node.body[::-1])


def inside(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's own body, not those of functions in it."""
    waiting: list[ast.AST] = [*node.body]
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, _OWN_SCOPE):
            waiting.extend(children(each))


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below one, in order, but operators and contexts.

    As `ast.iter_child_nodes` in less than half of its time, which is most of that of a walk.
    """
    found: list[ast.AST] = []
    for name in _HOLDING[node.__class__]:
        held = getattr(node, name, None)
        if isinstance(held, list):
            found += [each for each in held if isinstance(each, ast.AST)]
        elif isinstance(held, ast.AST):
            found.append(held)
    return found


def branches(node: ast.If, version: Version | None) -> Iterator[list[ast.stmt]]:
    """Yield the branches that a version of the interpreter may take."""
    said = _holds(node.test, version) if version else None
    if said is not False:
        yield node.body
    if said is not True:
        yield node.orelse


def _holds(test: ast.expr, version: Version | None) -> bool | None:
    """Tell whether a test of `sys.version_info` holds, None if that is not what it is."""
    match test:
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id="sys"), attr="version_info"),
            ops=[operator],
            comparators=[ast.Tuple(elts=[ast.Constant(value=int(major)), *rest])],
        ) if version:
            held = [e.value for e in rest if isinstance(e, ast.Constant)]
            asked = [major, *(each for each in held if isinstance(each, int))][:2]
            have = list(version[: len(asked)])
            if isinstance(operator, ast.GtE):
                return have >= asked
            if isinstance(operator, ast.Lt):
                return have < asked
    return None


def _set_by(
    node: ast.stmt,
) -> Iterator[tuple[ast.expr, ast.expr | None, ast.expr | None]]:
    """Yield what a statement assigns to, with annotation and value where they are evident."""
    match node:
        case ast.Assign(targets=found, value=value):
            for target in found:
                if isinstance(target, ast.Tuple | ast.List):
                    yield from ((each, None, None) for each in target.elts)
                else:
                    yield target, None, value
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            yield target, annotation, value
        case ast.AugAssign(target=target):
            yield target, None, None
        case ast.For(target=target) | ast.AsyncFor(target=target):
            yield target, None, None
        case ast.With(items=items) | ast.AsyncWith(items=items):
            yield from ((item.optional_vars, None, None) for item in items if item.optional_vars)
        case ast.Delete(targets=found):
            yield from ((target, None, None) for target in found)


def _made_in(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the names of what a `__new__` returns."""
    for each in statements(node.body):
        if isinstance(each, ast.Return) and isinstance(each.value, ast.Name):
            yield each.value.id


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(e, ast.Name) and e.id == "staticmethod" for e in node.decorator_list)


def _types(node: ast.AST) -> tuple[str, ...]:
    """Return the names of the type parameters that a definition declares itself."""
    return tuple(each.name for each in getattr(node, "type_params", ()))


def _constant(node: ast.Constant) -> str:
    value = node.value
    if isinstance(value, str | bytes) and len(value) > _LONGEST:
        return "''" if isinstance(value, str) else "b''"
    return "..." if value is ... else repr(value)
