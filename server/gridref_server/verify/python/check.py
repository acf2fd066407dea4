"""Checks Python code: each import, name, attribute and call exists, is missing, or is unknown."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.binaries import speaks_of
from gridref_indexers.interfaces.infer import evaluate
from gridref_indexers.interfaces.python import children, imports
from gridref_indexers.interfaces.shape import Function, Import
from gridref_indexers.interfaces.values import (
    Instance,
    Known,
    Module,
    Nothing,
    Routine,
    Special,
    Type,
    Unknown,
    Value,
)
from gridref_indexers.interfaces.world import World, absolute
from gridref_server.answer import Candidate
from gridref_server.verify.finding import Checked, Finding
from gridref_server.verify.python.arguments import misfit
from gridref_server.verify.python.below import Below, below
from gridref_server.verify.python.deprecated import deprecated
from gridref_server.verify.python.distributions import NAMESPACES
from gridref_server.verify.python.meant import Meant
from gridref_server.verify.python.scopes import Reading, Scope
from gridref_server.verify.python.traces import Sources


class Evidence(Protocol):
    """What else speaks for a name, beyond what is known of its owner."""

    def is_set(self, name: str, owner: str, on: frozenset[str] | None = None) -> bool:
        """Tell whether something sets an attribute of this name from outside."""
        ...

    def is_defined(self, name: str, owner: str) -> bool:
        """Tell whether any class that an instance may be of could define a name."""
        ...

    def distribution(self, module: str) -> str:
        """Return the distribution that provides a module which is not installed, '' if unknown."""
        ...

    def has_below(self, name: str, known: Known, *, as_method: bool = False) -> bool:
        """Tell whether a class below one, or one that is mixed with it, may have a name."""
        ...

    def is_elsewhere(self, module: str) -> bool:
        """Tell whether a module of this name lies somewhere in the project."""
        ...

    def is_asked_for(self, module: str, but: str) -> bool:
        """Tell whether the project speaks of a module elsewhere than in one file."""
        ...

    def is_made(self, module: str) -> bool:
        """Tell whether the project says of the file of a module that a build makes it."""
        ...

    @property
    def complete(self) -> bool:
        """Tell whether all that is installed is known."""
        ...


# Guards: what an exception that is caught silences.
_SILENCES = {
    "ImportError": {"import"},
    "ModuleNotFoundError": {"import"},
    "AttributeError": {"attr", "import"},
    "NameError": {"name"},
    "UnboundLocalError": {"name"},
    "TypeError": {"call"},
    "Exception": {"import"},
    "BaseException": {"import"},
}
_EVERYTHING = frozenset(["import", "attr", "name", "call"])
_RAISING = frozenset(
    ["raises", "assertRaises", "assertRaisesRegex", "suppress", "warns", "assertRaisesMessage"]
)
_VERSIONS = (
    "version_info",
    "VERSION",
    "__version__",
    "TYPE_CHECKING",
    "platform",
    "PY2",
    "PY3",
    "hexversion",
    "version",
    "implementation",
    "PYPY",
    "maxsize",
)


@dataclass
class Check:
    """One check: what is known, and what was found so far."""

    code: Reading
    world: World
    evidence: Evidence
    lines: tuple[int, int] | None = None
    findings: list[Finding] = field(default_factory=list)
    references: int = 0
    existing: int = 0
    _silent: list[frozenset[str]] = field(default_factory=list)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)
    _below: dict[Known, Below | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.meant = Meant(self.world)

    @cached_property
    def own(self) -> Sources:
        """Return the code as what sets names and defines them."""
        return Sources(lambda: [self.code.text])

    def run(self) -> Checked:
        """Check all of the code."""
        if self.code.is_test and _is_skipped(self.code.tree):
            self._silent.append(_EVERYTHING)
        self.block(self.code.tree.body)
        return Checked(self.references, self.existing, tuple(self.findings))

    # Statements, and what silences

    def block(self, body: list[ast.stmt]) -> None:
        """Check statements."""
        for node in body:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        """Check a statement and all in it."""
        if self.lines and ((node.end_lineno or 0) < self.lines[0] or node.lineno > self.lines[1]):
            decorators = getattr(node, "decorator_list", [])
            if not any(self.lines[0] <= each.lineno <= self.lines[1] for each in decorators):
                return
        match node:
            case ast.Import() | ast.ImportFrom():
                self.imports(node)
            case ast.Try() | ast.TryStar():
                self._under(self._caught(node), node.body)
                for handler in node.handlers:
                    if handler.type:
                        self.expression(handler.type)
                    self._under(frozenset({"import"} if _is_import(handler) else ()), handler.body)
                self.block(node.orelse)
                self.block(node.finalbody)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    self.expression(item.context_expr)
                    if item.optional_vars:
                        self.expression(item.optional_vars)
                self._under(_raised(items), node.body)
            case ast.If(test=test):
                self.expression(test)
                silent = _EVERYTHING if _is_version(test) else frozenset[str]()
                self._under(silent, node.body)
                self._under(silent, node.orelse)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                self._inner_expressions(node)
                skips = any("skip" in ast.unparse(each) for each in node.decorator_list)
                self._under(_EVERYTHING if skips else frozenset(), node.body)
            case ast.Match(subject=subject, cases=cases):
                self.expression(subject)
                for each in cases:
                    self.block(each.body)
            case _:
                self._inner_expressions(node)
                for name in ("body", "orelse"):
                    self.block(getattr(node, name, []))

    def _inner_expressions(self, node: ast.AST) -> None:
        for each in children(node):
            if isinstance(each, ast.expr):
                self.expression(each)
            elif isinstance(each, ast.arguments | ast.keyword | ast.arg):
                self._inner_expressions(each)

    def _under(self, silent: frozenset[str], body: list[ast.stmt]) -> None:
        self._silent.append(silent)
        self.block(body)
        self._silent.pop()

    def _caught(self, node: ast.Try | ast.TryStar) -> frozenset[str]:
        found: set[str] = set()
        for handler in node.handlers:
            if handler.type is None:
                found |= {"import"}
            for each in ast.walk(handler.type) if handler.type else ():
                name = each.id if isinstance(each, ast.Name) else getattr(each, "attr", "")
                found |= _SILENCES.get(name, set())
        return frozenset(found)

    def silent(self, kind: str, node: ast.AST | None = None) -> bool:
        """Tell whether what may be missing here is guarded."""
        if any(kind in each for each in self._silent):
            return True
        line = getattr(node, "end_lineno", None) or 0
        first = getattr(node, "lineno", line)
        return any(_QUIET.search(each) for each in self.code.reader.lines[first - 1 : line])

    # Expressions

    def expression(self, node: ast.expr) -> None:
        """Check an expression and all in it."""
        for each in _walk(node):
            match each:
                case ast.Attribute(ctx=ast.Load()):
                    self.attribute(each)
                case ast.Call():
                    self.call(each)
                case ast.Name(ctx=ast.Load()):
                    self.name(each)

    def scope(self, node: ast.AST) -> Scope:
        """Return the scope that an expression stands in."""
        return self.code.scopes.get(node, self.code.top)

    def name(self, node: ast.Name) -> None:
        """Check that a name is bound somewhere that this place can see."""
        if node not in self.code.scopes:
            return
        scope = self.scope(node)
        if scope.holder(node.id) or scope.values(node.id) is not None:
            return
        self.references += 1
        if self.code.dynamic or self.silent("name", node):
            self._unknown(node, node.id, "name.undefined", self.code.dynamic or "it is guarded")
            return
        if _IN_DOCS.search(self.code.path):
            self._unknown(node, node.id, "name.undefined", "docs may show a part of something")
            return
        if self.code.lost:
            why = "parts of the code can't be parsed"
            self._unknown(node, node.id, "name.undefined", why)
            return
        if (
            node.id in _INSTALLED
            or node.id in self._lost
            or self.is_set(node.id, "builtins", _BUILTINS)
        ):
            return
        candidates = self.meant.names(node.id, scope)
        self._missing(
            node, node.id, "name.undefined", "no scope around binds it", candidates, node.id
        )

    def attribute(self, node: ast.Attribute) -> None:
        """Check that an attribute exists on all that its owner may be."""
        self.references += 1
        scope = self.scope(node)
        values = [e for e in evaluate(node.value, scope) if not isinstance(e, Nothing)]
        if not values:
            return
        lacking: list[Value] = []
        why = ""
        for each in values:
            found = classes.attribute(each, node.attr, self.world)
            if found is None:
                lacking.append(each)
            elif not isinstance(each, Unknown) and _is_there(each, node.attr):
                self.existing += 1
                kind = _kind(node, each, scope)
                self._note(node, node.attr, kind, deprecated(found, each, node.attr))
                return
            else:
                reasons = [e.why for e in (each, *found) if isinstance(e, Unknown)]
                why = why or (reasons[0] if reasons else "it is a function")
        kind = _kind(node, lacking[0] if lacking else values[0], scope)
        if why:
            self._unknown(node, node.attr, kind, why)
            return
        if node.attr.startswith("__") and node.attr.endswith("__"):
            return
        if self.code.is_test and _ON_PURPOSE.search(node.attr):
            self._unknown(node, node.attr, kind, "its name says that it is missing")
            return
        self._no_attribute(node, lacking, kind)

    def _no_attribute(self, node: ast.Attribute, owners: list[Value], kind: str) -> None:
        name = node.attr
        if self.silent("attr", node) or name in self.code.asked:
            self._unknown(node, name, kind, "it is guarded")
            return
        sure = self._is_named(node.value)
        is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        for each in owners:
            if reason := self._doubt(each, name, sure, is_own):
                self._unknown(node, name, kind, reason)
                return
        owner = _called(owners[0])
        if (owner, name) in self._told:
            return
        candidates = self.meant.members(name, owners)
        self._missing(node, name, kind, f"{owner} has no {name}", candidates, owner)

    def _is_named(self, node: ast.expr) -> bool:
        """Tell whether an expression names a class itself, not something that holds one."""
        match node:
            case ast.Name(id=name):
                holder = self.scope(node).holder(name)
                return holder is None or all(
                    each.how in ("imported", "class") for each in holder.binds[name]
                )
            case ast.Attribute(value=value):
                found = evaluate(value, self.scope(value))
                return all(isinstance(each, Module) for each in found) or self._is_named(value)
        return False

    def _doubt(self, owner: Value, name: str, sure: bool, is_own: bool) -> str:
        """Return what speaks for a name that its owner lacks, '' if nothing does."""
        if speaks_of(self.world, name, owner):
            return f"it is compiled, and the binary speaks of {name}"
        match owner:
            case Module(name=module):
                if self.is_set(name, module, _called_as(module)):
                    return f"something sets {name} on it"
                if self._is_spread(module):
                    return f"several distributions share {module}"
            case Instance(of=of, sure=made):
                sure = made
                if self.is_set(name, of.module):
                    return f"something sets {name} from outside"
                # Of what is abstract there are no instances, but of classes below it.
                if (not sure and _may_be_more(of)) or (not is_own and _is_abstract(of)):
                    return f"{of.bare} says the least of what it may be"
                if is_own and _is_around(of, name):
                    return "the class around has it, and may hand it on"
                if not sure and self._has_below(name, of):
                    return f"it may be of a class below {of.bare}"
                if not sure and "mixin" in of.bare.lower():
                    return f"{of.bare} is there to be mixed with others"
            case Type(of=of):
                if self.is_set(name, of.module, frozenset([of.bare, "cls", "klass"])):
                    return f"something sets {name} from outside"
                if not sure and self._has_below(name, of):
                    return f"it may be a class below {of.bare}"
                if not sure and "mixin" in of.bare.lower():
                    return f"{of.bare} is there to be mixed with others"
        return ""

    def _has_below(self, name: str, of: Known) -> bool:
        """Tell whether a class below one may have a name, in this code or in what is around it."""
        if of.module == self.code.module:
            if of not in self._below:
                line = [each.bare for each, _ in classes.line(of)]
                self._below[of] = below([self.code.text], of.bare, line)
            here = self._below[of]
            is_told = self.evidence.is_defined(name, "") or self.own.of(name).defined
            if is_told and (here is None or here.is_mixed):
                return True
            if here and any(name.encode() in each for each in here.bodies):
                return True
        return self.evidence.has_below(name, of)

    def is_set(self, name: str, owner: str, on: frozenset[str] | None = None) -> bool:
        """Tell whether this code, or what is around it, sets a name from outside."""
        return self.own.of(name).sets(on) or self.evidence.is_set(name, owner, on)

    def _may_differ(self, value: Value) -> bool:
        """Tell whether a method may be another one, of a class below."""
        if not isinstance(value, Routine) or not isinstance(value.me, Instance | Type):
            return False
        me = value.me
        if isinstance(me, Instance) and Special("Protocol") in classes.bases(me.of):
            return True
        if isinstance(me, Instance) and (me.sure or me.of.module == "builtins"):
            return False
        return self.evidence.has_below(value.name.rpartition(".")[2], me.of, as_method=True)

    def call(self, node: ast.Call) -> None:
        """Check that a call fits what is called."""
        self.references += 1
        self.existing += 1
        scope = self.scope(node)
        values = [e for e in evaluate(node.func, scope) if not isinstance(e, Nothing)]
        found = misfit(values, node, self.world, self._is_named(node.func))
        if found is None or self.silent("call", node) or any(map(self._may_differ, values)):
            return
        self.existing -= 1
        callee = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        callee = callee or (node.func.id if isinstance(node.func, ast.Name) else "call")
        if found.kind == "call.kwarg":
            at = next(each for each in node.keywords if each.arg == found.name)
            why = f"{callee} takes no {found.name}"
            candidates = self.meant.parameters(
                found.name, found.parameters, callee, found.signature
            )
            # None of its parameters is near: its signature says what there is.
            candidates = candidates or (Candidate(callee, callee + found.signature),)
            self._missing(at, found.name, found.kind, why, candidates, callee)
        else:
            candidates = (Candidate(callee, callee + found.signature),)
            self._missing(node, callee, found.kind, found.why, candidates, "")

    # Imports

    def imports(self, node: ast.Import | ast.ImportFrom) -> None:
        """Check that modules and the names taken from them exist."""
        for (name, what), alias in zip(imports(node), node.names, strict=True):
            self.references += 1
            module = absolute(what, self.code.package)
            if not module:
                continue
            if self.world.locate(module) is None:
                self._no_module(node, alias, module, what, name)
            elif what.name and what.name != "*":
                self._imported(node, alias, module, what.name, name)
            else:
                self.existing += 1

    def _no_module(
        self, node: ast.stmt, alias: ast.alias, module: str, what: Import, name: str
    ) -> None:
        self._lost.add(name)
        at = _nearest_known(self.world, module)
        if isinstance(node, ast.ImportFrom):
            alias = ast.copy_location(ast.alias(alias.name), node)
            if (module, "") in self._told:
                return
            self._told.add((module, ""))
        if self.silent("import", node):
            self._unknown(alias, module, "import.module", "it is guarded")
            return
        if not at or self._is_spread(at):
            if not self.evidence.complete:
                self._unknown(alias, module, "import.module", "what is installed is not known")
                return
            top = self._top(module, at)
            if self.evidence.is_elsewhere(top) or self._is_spoken_of(top):
                why = "it is put on the path in another way"
                self._unknown(alias, module, "import.module", why)
                return
            if distribution := self.evidence.distribution(module):
                why = f"not installed here; {distribution} provides it"
                self._add(alias, module, "import.module", "not_installed", why)
                return
            if self._requires or self.evidence.is_asked_for(top, self.code.path):
                why = "not installed here; the project asks for it elsewhere too"
                self._add(alias, module, "import.module", "not_installed", why)
                return
            if module.partition(".")[0] in NAMESPACES:
                why = "many distributions share its namespace, and none of them is installed"
                self._unknown(alias, module, "import.module", why)
                return
        elif self._is_own(at) and self.evidence.is_made(module):
            self._unknown(alias, module, "import.module", "a build may make it")
            return
        located = self.world.locate(at) if at else None
        if at and located and not located.folders and not what.level:
            why = f"{at} is no package"
        else:
            why = f"{at} has no such module" if at else "no such module is installed"
        if at and (reason := self.world.closed(at)):
            self._unknown(alias, module, "import.module", reason)
            return
        candidates = self.meant.modules(module, at)
        self._lost |= {each.name.rpartition(".")[2] for each in candidates} | {alias.name}
        self._missing(alias, module, "import.module", why, candidates, module)

    def _is_spread(self, name: str) -> bool:
        """Tell whether several distributions may each have a part of a package: a mere folder."""
        located = self.world.locate(name)
        return bool(located and located.is_namespace and located.origin != "standard")

    def _is_own(self, name: str) -> bool:
        located = self.world.locate(name)
        return bool(located and located.origin == "project")

    def _top(self, module: str, at: str) -> str:
        """Return so much of the name of a module as one distribution has to itself."""
        return ".".join(module.split(".")[: at.count(".") + 2 if at else 1])

    @property
    def _requires(self) -> bool:
        """Tell whether the code is a script that says itself what it requires."""
        return b"# /// script" in self.code.text

    def _is_spoken_of(self, name: str) -> bool:
        """Tell whether the code names a module in some text: it may be made as it runs."""
        if b"sys.path" in self.code.text or b"syspath_prepend" in self.code.text:
            return True
        wanted = re.compile(rf"\b{re.escape(name)}\b")
        return any(
            (
                (isinstance(each, ast.Constant) and isinstance(each.value, str))
                and bool(wanted.search(each.value))
            )
            or (isinstance(each, ast.FunctionDef) and each.name == name)
            for each in ast.walk(self.code.tree)
        )

    def _imported(
        self, node: ast.stmt, alias: ast.alias, module: str, wanted: str, name: str
    ) -> None:
        found = self.world.member(module, wanted)
        if found is not None:
            open_ = [e for e in found if isinstance(e, Unknown)]
            self.existing += not open_
            self._note(alias, wanted, "import.name", deprecated(found))
            if (
                open_
                and wanted not in self.world.names(module)
                and (why := self.world.closed(module))
            ):
                self._unknown(alias, wanted, "import.name", why)
            return
        self._lost.add(name)
        kind = "import.name"
        if wanted.startswith("__") and wanted.endswith("__"):
            return
        if self.silent("import", node) or self.is_set(wanted, module, _called_as(module)):
            self._unknown(alias, wanted, kind, "it is guarded")
            return
        if speaks_of(self.world, wanted, Module(module)):
            self._unknown(alias, wanted, kind, "it is compiled, and the binary speaks of it")
            return
        candidates, moved = self.meant.imported(wanted, module)
        self._lost |= {each.name.rpartition(".")[2] for each in candidates}
        why = f"{module} has no {wanted}"
        self._missing(alias, wanted, "import.moved" if moved else kind, why, candidates, module)

    # What is said

    def _missing(
        self,
        node: ast.AST,
        name: str,
        kind: str,
        why: str,
        candidates: tuple[Candidate, ...],
        owner: str,
    ) -> None:
        self._told.add((owner, name))
        if kind == "name.undefined":
            self._lost.add(name)
        self._add(node, name, kind, "missing", why, candidates)

    def _note(self, node: ast.AST, name: str, kind: str, why: str) -> None:
        """Say once of what exists that it is deprecated."""
        if why and ("deprecated", name) not in self._told and not self.silent("attr", node):
            self._told.add(("deprecated", name))
            self._add(node, name, kind, "deprecated", why)

    def _unknown(self, node: ast.AST, name: str, kind: str, why: str) -> None:
        self._add(node, name, kind, "unknown", why)

    def _add(
        self,
        node: ast.AST,
        name: str,
        kind: str,
        verdict: str,
        why: str,
        candidates: tuple[Candidate, ...] = (),
    ) -> None:
        line, column, end = _spot(node, name)
        if self.lines and not self.lines[0] <= line <= self.lines[1]:
            return
        self.findings.append(Finding(line, column, end, name, kind, verdict, why, candidates))  # type: ignore[arg-type]


# Small questions


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an expression and all in it, what stands first first."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(children(each)[::-1])


def _is_there(value: Value, name: str) -> bool:
    match value:
        case Instance(of=of) | Type(of=of):
            return classes.find(of, name) is not None
        case Module():
            return True
    return False


def _kind(node: ast.Attribute, owner: Value, scope: Scope) -> str:
    match owner:
        case Module():
            return "attr.module"
        case Type():
            return "attr.class"
        case Instance(of=of):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                return "attr.self"
            return "attr.builtin" if of.module == "builtins" else "attr.instance"
    return "attr.dynamic"


def _called(owner: Value) -> str:
    match owner:
        case Module(name=name):
            return name
        case Instance(of=of) | Type(of=of):
            return of.name.removeprefix("builtins.")
    return ""


# Whoever writes this knows what checkers say of the line.
_QUIET = re.compile(
    rb"(?i)#.*(?:type: *ignore|pyright: *ignore|noqa(?! *:)|noqa: *[A-Z, 0-9]*F821|"
    rb"pylint: *disable)"
)
# Folders in which code is shown in parts.
_IN_DOCS = re.compile(r"(?:^|/)(?:docs?|docs?_\w+|documentation|listings|snippets)/")
# What tests ask for to see it fail.
_ON_PURPOSE = re.compile(
    r"(?i)missing|non_?exist|not_?exist|no_?such|undefined|bogus|does_?not|invalid|unknown|not_?found"
)
# Names that tools put among the builtins.
_INSTALLED = frozenset(
    ["reveal_type", "reveal_locals", "get_ipython", "_", "__IPYTHON__", "profile"]
)
_BUILTINS = frozenset(["builtins", "__builtins__", "__builtin__"])


def _called_as(module: str) -> frozenset[str]:
    return frozenset([module.rpartition(".")[2], "module", "mod"])


_LEAST = frozenset(
    "typing typing_extensions collections.abc _collections_abc _typeshed io os numbers "
    "contextlib".split()
)


def _may_be_more(known: Known) -> bool:
    """Tell whether a declared type is but the least that is asked of something."""
    # A private class of a stub is often no class at all, but what several have in common.
    is_only_told = known.bare.startswith("_") and all(
        classes.is_stub(space) for _, space in known.definitions
    )
    return is_only_told or known.module in _LEAST or Special("Protocol") in classes.bases(known)


def _is_around(known: Known, name: str) -> bool:
    """Tell whether a class stands in the body of one that has a name: test runners may share it."""
    owners = (getattr(space, "owner", None) for _, space in known.definitions)
    return any(
        isinstance(each, Known) and each is not known and classes.find(each, name) is not None
        for each in owners
    )


def _is_abstract(known: Known) -> bool:
    """Tell whether a class is one that others fulfil: a protocol, or with abstract methods."""
    return Special("Protocol") in classes.bases(known) or any(
        "abstract" in text
        for of, _ in known.definitions
        for held in of.names.values()
        for each in held
        if isinstance(each, Function)
        for text in each.decorators
    )


def _nearest_known(world: World, module: str) -> str:
    while module and world.locate(module) is None:
        module = module.rpartition(".")[0]
    return module


def _is_skipped(tree: ast.Module) -> bool:
    """Tell whether the tests of a module may be skipped as a whole."""
    return any(
        isinstance(each, ast.Assign)
        and any(isinstance(e, ast.Name) and e.id == "pytestmark" for e in each.targets)
        and "skip" in ast.unparse(each.value)
        for each in tree.body
    )


def _is_import(handler: ast.ExceptHandler) -> bool:
    names = (
        {getattr(e, "id", getattr(e, "attr", "")) for e in ast.walk(handler.type)}
        if handler.type
        else {""}
    )
    return bool(names & {"ImportError", "ModuleNotFoundError", "AttributeError", "NameError", ""})


def _raised(items: list[ast.withitem]) -> frozenset[str]:
    for item in items:
        call = item.context_expr
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in _RAISING:
                return _EVERYTHING
    return frozenset()


_ENVIRONMENT = re.compile(
    r"_?(?:PY|IS_|HAS|HAVE|NO_|CAN_|USE|WIN|LINUX|MACOS|DARWIN|SUPPORTS)\w*|\w+_(?:PLUS|AVAILABLE|INSTALLED)"
)


def _is_version(test: ast.expr) -> bool:
    return any(
        (name := getattr(each, "attr", getattr(each, "id", ""))) in _VERSIONS
        or bool(_ENVIRONMENT.fullmatch(name))
        for each in ast.walk(test)
        if isinstance(each, ast.Name | ast.Attribute)
    ) or any(
        isinstance(each, ast.Call) and getattr(each.func, "id", "") == "hasattr"
        for each in ast.walk(test)
    )


def _spot(node: ast.AST, name: str) -> tuple[int, int, int]:
    match node:
        case ast.Attribute(attr=attr):
            line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
            return line, end - len(attr), end
        case ast.Call(func=func):
            return _spot(func, name)
    line = getattr(node, "lineno", 1)
    return line, getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0) or 0


def check_text(code: Reading, evidence: Evidence, lines: tuple[int, int] | None = None) -> Checked:
    """Check the text of a module, or some lines of it."""
    found = Check(code, code.world, evidence, lines).run()
    return replace(found, not_checked=_lost(code)) if code.lost else found


def _lost(code: Reading) -> str:
    spans = ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in code.lost[:3])
    return f"lines {spans} can't be parsed"
