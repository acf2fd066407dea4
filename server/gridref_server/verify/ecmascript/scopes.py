"""The scopes of one file of code: which names each binds, and what is used in which."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridref_server.verify.ecmascript.outline import (
    Entity,
    Link,
    bound_names,
    declared,
    destructured,
    imports,
    literal,
    required,
    said,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset(
    "function_declaration generator_function_declaration function_expression generator_function "
    "arrow_function method_definition function_signature method_signature "
    "abstract_method_signature function_type constructor_type call_signature construct_signature "
    "type_alias_declaration interface_declaration mapped_type_clause conditional_type".split()
)
_CLASSES = frozenset(["class_declaration", "abstract_class_declaration", "class"])
_BLOCKS = frozenset(
    "statement_block for_statement for_in_statement catch_clause switch_body internal_module "
    "module class_static_block".split()
)
_DECLARATIONS = frozenset(
    "function_declaration generator_function_declaration function_signature class_declaration "
    "abstract_class_declaration enum_declaration interface_declaration "
    "type_alias_declaration".split()
)
_USES = frozenset(
    "member_expression call_expression new_expression nested_type_identifier identifier "
    "shorthand_property_identifier".split()
)


@dataclass
class Bound:
    """What a name is bound to: a declaration, an import, a value that can be followed, or a type.

    One with nothing of these is bound, and no more is evident.
    """

    entity: Entity | None = None
    link: Link | None = None
    value: "Node | None" = None
    type: "Node | None" = None
    of: "Scope | None" = None
    own: "Owner | None" = None


@dataclass(frozen=True)
class Owner:
    """The class that `this` is of."""

    node: "Node"
    static: bool


@dataclass
class Scope:
    """A piece of code whose names are its own."""

    above: "Scope | None"
    names: dict[str, list[Bound]] = field(default_factory=dict)
    function: bool = False

    def bind(self, name: str, bound: Bound) -> None:
        """Bind a name here."""
        self.names.setdefault(name, []).append(bound)

    def find(self, name: str) -> list[Bound]:
        """Return what a name is bound to, here or in the nearest scope around."""
        scope: Scope | None = self
        while scope is not None:
            if found := scope.names.get(name):
                return found
            scope = scope.above
        return []

    def hoisted(self) -> "Scope":
        """Return the scope that a `var` belongs to."""
        scope = self
        while not scope.function and scope.above is not None:
            scope = scope.above
        return scope


@dataclass(frozen=True)
class Use:
    """A node that refers to something, and where it stands."""

    node: "Node"
    scope: Scope
    own: Owner | None


@dataclass
class Reading:
    """All that is used in some code, and the scopes that it is used in."""

    top: Scope
    uses: list[Use] = field(default_factory=list)
    imports: "list[Node]" = field(default_factory=list)
    # `const { a } = require("x")`
    loads: "list[Node]" = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    # What a call in a condition is given: the call may tell more of its type.
    asked: set[str] = field(default_factory=set)


def read(root: "Node", outer: Scope | None = None, own: Owner | None = None) -> Reading:
    """Read the scopes and uses of a tree; `outer` is what stands around it."""
    reading = Reading(Scope(outer, function=True))
    waiting: list[tuple[Node, Scope, Owner | None]] = [(root, reading.top, own)]
    while waiting:
        node, scope, here = waiting.pop()
        inside, here = _entered(node, scope, here)
        _bind(node, scope, inside, here, reading)
        for condition in _conditions(node):
            reading.asked |= set(_given(condition))
        if node.type in _USES:
            reading.uses.append(Use(node, scope, here))
        if node.type in ("import_statement", "export_statement"):
            reading.imports.append(node)
            if node.type == "import_statement":
                continue
        if node.type == "type_query":
            continue  # `typeof x` as a type reads no value
        waiting.extend((child, inside, here) for child in reversed(node.named_children))
    return reading


def _conditions(node: "Node") -> "Iterator[Node]":
    """Yield the parts of a node on which it hangs what happens next."""
    if condition := node.child_by_field_name("condition"):
        yield condition
    if node.type == "binary_expression" and (left := node.child_by_field_name("left")):
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type in ("&&", "||", "??"):
            yield left


def _given(node: "Node") -> "Iterator[str]":
    """Yield what calls in an expression are given, and what is compared by a field of it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "arguments":
            yield from map(said, each.named_children)
        if each.type == "binary_expression":
            for side in each.named_children:
                if side.type == "member_expression":
                    yield said(side.child_by_field_name("object"))
        if each.type not in ("arrow_function", "function_expression"):
            waiting.extend(each.named_children)


def _entered(node: "Node", scope: Scope, own: Owner | None) -> tuple[Scope, Owner | None]:
    """Return the scope inside of a node, and what `this` is there."""
    kind = node.type
    if kind in _CLASSES:
        return Scope(scope), None
    if kind in _FUNCTIONS:
        return Scope(scope, function=True), _this(node, own)
    if kind == "public_field_definition" or kind == "field_definition":
        return scope, _member_of(node)
    if kind == "class_static_block":
        return Scope(scope, function=True), _member_of(node)
    if kind in _BLOCKS:
        return Scope(scope), own
    return scope, own


def _this(node: "Node", own: Owner | None) -> Owner | None:
    if node.type == "arrow_function":
        return own
    if node.type == "method_definition":
        return _member_of(node)
    return None


def _member_of(node: "Node") -> Owner | None:
    above = node.parent.parent if node.parent is not None else None
    if above is None or above.type not in _CLASSES:
        return None
    static = node.type == "class_static_block" or any(c.type == "static" for c in node.children)
    return Owner(above, static)


def _bind(node: "Node", scope: Scope, inside: Scope, own: Owner | None, reading: Reading) -> None:
    kind = node.type
    if kind == "import_statement":
        for name, link in imports(node):
            scope.bind(name, Bound(link=link))
    elif kind == "variable_declarator":
        _variable(node, scope, own)
        taken = node.child_by_field_name("name")
        if taken is not None and taken.type == "object_pattern" and _loaded(node):
            reading.loads.append(node)
    elif kind in _DECLARATIONS:
        for entity in declared(node):
            scope.bind(entity.name, Bound(entity=entity))
    elif kind in ("internal_module", "module") and (space := node.child_by_field_name("name")):
        scope.bind(said(space).partition(".")[0], Bound())
    elif kind == "import_alias" and node.named_children:
        scope.bind(said(node.named_children[0]), Bound())
    elif kind in ("class", "function_expression", "generator_function"):
        if own_name := node.child_by_field_name("name"):
            inside.bind(said(own_name), Bound())
    elif kind == "for_in_statement" and (left := node.child_by_field_name("left")):
        for each in bound_names(left):
            inside.bind(said(each), Bound())
    elif kind == "catch_clause" and (caught := node.child_by_field_name("parameter")):
        for each in bound_names(caught):
            inside.bind(said(each), Bound())
    elif kind in ("infer_type", "type_parameter", "index_signature", "type_predicate"):
        for each in node.named_children[:1]:
            scope.bind(said(each), Bound())
    elif kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
        assigned = node.child_by_field_name("left") or node.child_by_field_name("argument")
        if assigned is not None and node.children[0].type == "using":
            scope.bind(said(assigned), Bound(value=node.child_by_field_name("right"), of=scope))
        elif assigned is not None:
            reading.assigned |= {said(each) for each in bound_names(assigned)}
    if kind in _FUNCTIONS or kind == "class_declaration":
        _parameters(node, inside)


def _loaded(node: "Node") -> str:
    return required(node.child_by_field_name("value"))


def _variable(node: "Node", scope: Scope, own: Owner | None) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    kind = node.child_by_field_name("type")
    is_var = node.parent is not None and node.parent.type == "variable_declaration"
    target = scope.hoisted() if is_var else scope
    if name is None:
        return
    if name.type != "identifier":
        module = required(value)
        members = {bound: member for member, bound in destructured(name)} if module else {}
        for each in bound_names(name):
            member = members.get(said(each))
            target.bind(said(each), Bound(link=Link(module, member) if member else None))
        return
    if module := required(value):
        target.bind(said(name), Bound(link=Link(module, "=")))
        return
    found = next(iter(_single(node)), None) if kind is None else None
    if found is not None and found.kind in ("function", "class", "object"):
        target.bind(said(name), Bound(entity=found, value=value, of=scope, own=own))
    else:
        target.bind(said(name), Bound(value=value, type=kind, of=scope, own=own))


def _single(node: "Node") -> Iterator[Entity]:
    """Yield what one variable is that is given a value."""
    from gridref_server.verify.ecmascript.outline import valued

    value = node.child_by_field_name("value")
    found = valued(said(node.child_by_field_name("name")), value, 0) if value is not None else None
    if found is not None:
        yield found


def _parameters(node: "Node", inside: Scope) -> None:
    if single := node.child_by_field_name("parameter"):
        inside.bind(said(single), Bound())
    parameters = node.child_by_field_name("parameters")
    for each in parameters.named_children if parameters is not None else ():
        pattern = each.child_by_field_name("pattern") or each
        kind = each.child_by_field_name("type")
        if pattern.type == "identifier":
            optional = each.type == "optional_parameter"
            inside.bind(
                said(pattern), Bound(type=None if optional and not kind else kind, of=inside)
            )
            continue
        for name in bound_names(pattern):
            inside.bind(said(name), Bound())


def string_of(node: "Node") -> str:
    """Return what the first argument of a call says, if that is a plain string."""
    given = node.child_by_field_name("arguments")
    first = given.named_children[0] if given is not None and given.named_children else None
    return literal(first)
