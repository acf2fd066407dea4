"""What one module of TypeScript or JavaScript declares and exports. Pure: text in, outline out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gridref_indexers.languages import grammar

if TYPE_CHECKING:
    from tree_sitter import Node

Kind = Literal["function", "class", "enum", "interface", "namespace", "object", "variable", "type"]

SIGNATURE_CHARS = 160
# Nesting of declarations that is followed; real ones are a few deep.
_DEEPEST = 40

_FUNCTIONS = frozenset(
    "function_declaration generator_function_declaration function_signature function_expression "
    "generator_function arrow_function method_definition method_signature "
    "abstract_method_signature".split()
)
_CLASSES = frozenset(["class_declaration", "abstract_class_declaration", "class"])
_WRAPPERS = frozenset(
    ["as_expression", "satisfies_expression", "parenthesized_expression", "non_null_expression"]
)
# What may be left out although nothing says so: `void`, and a type parameter, which may be it.
_VOID = re.compile(r"\bvoid\b")
_PARAMETER = re.compile(r"[A-Z]\w?|T[A-Z]\w*")
_THIS = re.compile(r"\bthis\.([\w$#]+)\s*(?:[-+*/|&?]{0,2}=(?!=)|\+\+|--)")
_DYNAMIC_THIS = re.compile(r"Object\.assign\(\s*this\b|\bthis\[[^\]]*\]\s*=(?!=)")
_DEPRECATED = re.compile(rb"@deprecated\b")


@dataclass(frozen=True)
class Signature:
    """How many arguments a callable takes; `most` is None where there is no end."""

    least: int
    most: int | None
    text: str


@dataclass
class Entity:
    """Something with a name. `open` says why it may have more members than are seen, or ''."""

    kind: Kind
    name: str
    line: int
    text: str = ""
    signatures: tuple[Signature, ...] = ()
    has_body: bool = True
    members: "dict[str, list[Entity]]" = field(default_factory=dict)
    statics: "dict[str, list[Entity]]" = field(default_factory=dict)
    makers: tuple[Signature, ...] = ()
    bases: tuple[str, ...] = ()
    open: str = ""
    type: str = ""
    value: str = ""
    generics: frozenset[str] = frozenset()
    space: "Entity | None" = None
    deprecated: bool = False
    reason: str = ""
    owner: str = ""
    # What methods assign to `this`: in JavaScript that makes a member.
    assigned: frozenset[str] = frozenset()

    def own(self) -> "Entity":
        """Tell what it has that it is of it."""
        for table in (self.members, self.statics):
            for each in (each for entities in table.values() for each in entities):
                each.owner = f"{self.owner}.{self.name}" if self.owner else self.name
        return self


@dataclass(frozen=True)
class Link:
    """A name that is another module's: `member` is '*' for all of it."""

    module: str
    member: str


@dataclass
class Outline:
    """What a module has: `open` says why it may export more than is seen, or ''."""

    path: str
    typed: bool
    top: dict[str, list[Entity]] = field(default_factory=dict)
    imports: dict[str, Link] = field(default_factory=dict)
    exports: dict[str, str | Link] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    equals: str = ""
    open: str = ""
    ambient: "dict[str, Outline]" = field(default_factory=dict)
    globals: set[str] = field(default_factory=set)
    is_module: bool = False
    # The words of a file with syntax errors: what it holds of these may not have been seen.
    words: frozenset[str] = frozenset()


def parsed(text: bytes, language: str) -> "Node":
    """Parse code and return its root."""
    from tree_sitter import Parser

    return Parser(grammar(language)).parse(text).root_node


def outline(text: bytes, path: str, language: str) -> Outline:
    """Read what a module declares and exports."""
    root = parsed(text, language)
    made = Outline(path, language != "javascript")
    reader = _Reader(made)
    reader.statements(root.named_children, made.top, None, 0)
    if not made.typed:
        _CommonJs(made).statements(root.named_children)
        _join_exports(made)
    if root.has_error:
        made.words = frozenset(re.findall(r"[\w$]+", text.decode("utf-8", "replace")))
    if path.endswith((".d.ts", ".d.mts", ".d.cts")) and made.is_module and not reader.has_list:
        # In a declaration file without a list of exports all is exported.
        for name in made.top:
            made.exports.setdefault(name, name)
    return made


def said(node: "Node | None") -> str:
    """Return the text of a node, '' for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def literal(node: "Node | None") -> str:
    """Return what a string says, '' for what is no plain string."""
    if node is None or node.type != "string":
        return ""
    return "".join(said(each) for each in node.named_children if each.type == "string_fragment")


def flat(text: str) -> str:
    """Return a text on one line, cut if it is long."""
    one = " ".join(text.split())
    return one if len(one) <= SIGNATURE_CHARS else f"{one[: SIGNATURE_CHARS - 1]}…"


class _Reader:
    """Reads statements into one outline."""

    def __init__(self, made: Outline) -> None:
        self.made = made
        self.has_list = False

    def statements(
        self,
        nodes: "list[Node]",
        into: dict[str, list[Entity]],
        space: Entity | None,
        depth: int,
    ) -> None:
        """Read statements one after the other; names go into a module or a namespace."""
        if depth > _DEEPEST:
            return
        before: Node | None = None
        for node in nodes:
            deprecated = (
                before is not None
                and before.type == "comment"
                and _DEPRECATED.search(before.text or b"") is not None
            )
            self._statement(node, into, space, depth, deprecated)
            before = node

    def _statement(
        self,
        node: "Node",
        into: dict[str, list[Entity]],
        space: Entity | None,
        depth: int,
        deprecated: bool,
    ) -> None:
        match node.type:
            case "import_statement":
                self.made.is_module = True
                for bound, link in imports(node):
                    self.made.imports[bound] = link
            case "import_alias":
                names = [said(each) for each in node.named_children]
                if len(names) == 2:
                    into.setdefault(names[0], []).append(
                        Entity("variable", names[0], row(node), value=names[1], space=space)
                    )
            case "export_statement":
                self._export(node, into, space, depth, deprecated)
            case "ambient_declaration":
                self._ambient(node, into, space, depth, deprecated)
            case "expression_statement" if node.named_children:
                inner = node.named_children[0]
                if inner.type in ("internal_module", "module"):
                    self._declared(inner, into, space, depth, deprecated)
                elif inner.type == "assignment_expression":
                    self._expando(inner, into)
            case _:
                self._declared(node, into, space, depth, deprecated)

    def _expando(self, node: "Node", into: dict[str, list[Entity]]) -> None:
        """`f.x = 1` beside the function or class makes it a member."""
        left = node.child_by_field_name("left")
        if left is None or left.type not in ("member_expression", "subscript_expression"):
            return
        owner = said(left.child_by_field_name("object"))
        for entity in into.get(owner.removesuffix(".prototype"), ()):
            if left.type == "subscript_expression":
                entity.open = "names are put into it by computation"
                continue
            name = said(left.child_by_field_name("property"))
            each = Entity("variable", name, row(node), text=flat(said(left)))
            target = entity.members if owner.endswith(".prototype") else entity.statics
            if entity.kind == "object":
                target = entity.members
            target.setdefault(name, []).append(each)

    def _ambient(
        self,
        node: "Node",
        into: dict[str, list[Entity]],
        space: Entity | None,
        depth: int,
        deprecated: bool,
    ) -> None:
        children = node.named_children
        if any(child.type == "global" for child in node.children) and children:
            found: dict[str, list[Entity]] = {}
            self.statements(children[-1].named_children, found, None, depth + 1)
            self.made.globals |= set(found)
            return
        for child in children:
            self._declared(child, into, space, depth, deprecated)

    def _declared(
        self,
        node: "Node",
        into: dict[str, list[Entity]],
        space: Entity | None,
        depth: int,
        deprecated: bool = False,
    ) -> list[str]:
        """Read a declaration and return the names that it gives."""
        if node.type in ("module", "internal_module"):
            return self._module(node, into, space, depth)
        if node.type == "ambient_declaration":
            names: list[str] = []
            for child in node.named_children:
                names += self._declared(child, into, space, depth, deprecated)
            return names
        found = list(declared(node, depth))
        for each in found:
            each.own()
            each.space = space
            each.deprecated = deprecated
            into.setdefault(each.name, []).append(each)
        return [each.name for each in found]

    def _module(
        self, node: "Node", into: dict[str, list[Entity]], space: Entity | None, depth: int
    ) -> list[str]:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        children = body.named_children if body is not None else []
        if name is not None and name.type == "string":
            called = literal(name)
            inner = self.made.ambient.get(called) or Outline(self.made.path, True)
            self.made.ambient[called] = inner
            inner.is_module = True
            reader = _Reader(inner)
            reader.statements(children, inner.top, None, depth + 1)
            if not reader.has_list:
                for each in inner.top:
                    inner.exports.setdefault(each, each)
            if body is None:
                inner.open = "it is declared without a word of what it has"
            return []
        first, *rest = said(name).split(".")
        entity = next((e for e in into.get(first, ()) if e.kind == "namespace"), None)
        if entity is None:
            entity = Entity("namespace", first, row(node), f"namespace {said(name)}", space=space)
            into.setdefault(first, []).append(entity)
        inside = entity
        for part in rest:
            below = Entity("namespace", part, row(node), space=inside)
            inside.members.setdefault(part, []).append(below)
            inside = below
        self.statements(children, inside.members, inside, depth + 1)
        _lend_exports(inside, children)
        return [first]

    def _export(
        self,
        node: "Node",
        into: dict[str, list[Entity]],
        space: Entity | None,
        depth: int,
        deprecated: bool,
    ) -> None:
        self.made.is_module = True
        source = node.child_by_field_name("source")
        declaration = node.child_by_field_name("declaration")
        kinds = {child.type for child in node.children}
        if declaration is not None:
            names = self._declared(declaration, into, space, depth, deprecated)
            is_default = "default" in kinds
            if is_default and not names:
                self._default(declaration, into)
            for name in names if space is None else ():
                self.made.exports["default" if is_default else name] = name
        elif source is not None:
            self._from(node, literal(source))
        elif clause := _child(node, "export_clause"):
            self.has_list = True
            for name, alias in _specifiers(clause):
                if space is None:
                    self.made.exports[alias] = self.made.imports.get(name, name)
                elif alias != name:
                    into.setdefault(alias, []).append(
                        Entity("variable", alias, row(node), value=name, space=space)
                    )
        elif "namespace" in kinds:  # export as namespace X
            return
        elif "=" in kinds:
            self.made.equals = said(node.named_children[0]) if node.named_children else ""
        elif "default" in kinds:
            self._default(node.child_by_field_name("value"), into)

    def _default(self, value: "Node | None", into: dict[str, list[Entity]]) -> None:
        name = said(value)
        if value is not None and value.type == "identifier":
            self.made.exports["default"] = self.made.imports.get(name, name)
            return
        entity = valued("default", value, 0) if value is not None else None
        into["default"] = [entity or Entity("variable", "default", 1)]
        self.made.exports["default"] = "default"

    def _from(self, node: "Node", module: str) -> None:
        self.has_list = True
        if clause := _child(node, "export_clause"):
            for name, alias in _specifiers(clause):
                self.made.exports[alias] = Link(module, name)
        elif spread := _child(node, "namespace_export"):
            self.made.exports[_bare(spread.named_children[0])] = Link(module, "*")
        else:
            self.made.stars.append(module)


def _lend_exports(space: Entity, statements: "list[Node]") -> None:
    """`namespace a { export { b } }` without a `b` of its own exports the one around it."""
    for node in statements:
        clause = _child(node, "export_clause") if node.type == "export_statement" else None
        for name, alias in _specifiers(clause) if clause is not None else ():
            if name == alias and name not in space.members:
                around = Entity("variable", name, row(node), name, value=name, space=space.space)
                space.members[name] = [around]


def imports(node: "Node") -> "Iterator[tuple[str, Link]]":
    """Yield the names that an import statement makes known, and where they are from."""
    module = literal(node.child_by_field_name("source"))
    for clause in node.named_children:
        if clause.type == "import_require_clause":
            source = literal(clause.child_by_field_name("source"))
            yield said(clause.named_children[0]), Link(source, "=")
        for each in clause.named_children if clause.type == "import_clause" else ():
            if each.type == "identifier":
                yield said(each), Link(module, "default")
            elif each.type == "namespace_import":
                yield said(each.named_children[0]), Link(module, "*")
            else:
                for name, alias in _specifiers(each):
                    yield alias, Link(module, name)


def _specifiers(clause: "Node") -> Iterator[tuple[str, str]]:
    for each in clause.named_children:
        if each.type in ("export_specifier", "import_specifier"):
            name = each.child_by_field_name("name")
            alias = each.child_by_field_name("alias") or name
            if name is not None and alias is not None:
                yield _bare(name), _bare(alias)


def _bare(node: "Node") -> str:
    return literal(node) if node.type == "string" else said(node)


def _child(node: "Node", kind: str) -> "Node | None":
    return next((each for each in node.named_children if each.type == kind), None)


def row(node: "Node") -> int:
    """Return the line of a node, counted from 1."""
    return node.start_point[0] + 1


# Declarations


def declared(node: "Node", depth: int = 0) -> Iterator[Entity]:
    """Yield what a declaration gives a name to."""
    name = said(node.child_by_field_name("name"))
    if node.type in _FUNCTIONS and name:
        yield _function(name, node)
    elif node.type in _CLASSES and name:
        yield _class(name, node, depth)
    elif node.type == "enum_declaration":
        yield _enum(name, node)
    elif node.type == "interface_declaration":
        yield _interface(name, node)
    elif node.type == "type_alias_declaration":
        yield _alias(name, node)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        constant = any(child.type == "const" for child in node.children)
        for each in node.named_children:
            if each.type == "variable_declarator":
                yield from _variables(each, constant, depth)


def _variables(node: "Node", constant: bool, depth: int) -> Iterator[Entity]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return
    if name.type != "identifier":
        for bound in bound_names(name):
            yield Entity("variable", said(bound), row(bound))
        return
    kind = type_text(node.child_by_field_name("type"))
    has_type = node.child_by_field_name("type") is not None
    found = valued(said(name), value, depth) if value is not None and not has_type else None
    if found is None or (not constant and found.kind in ("object", "variable")):
        open_ = "" if kind else "its type is not evident"
        said_ = f"{said(name)}{said(node.child_by_field_name('type'))}"
        found = Entity("variable", said(name), row(node), flat(said_), type=kind, open=open_)
        if has_type:
            found.signatures = _function_type(node.child_by_field_name("type"))
            found.has_body = False
    yield found


def _function_type(annotation: "Node | None") -> tuple[Signature, ...]:
    """Return the signature that a type such as `(a: string) => void` declares."""
    kind = annotation.named_children[0] if annotation and annotation.named_children else None
    if kind is None or kind.type != "function_type":
        return ()
    return (_signature("", kind.child_by_field_name("parameters")),)


def valued(name: str, value: "Node", depth: int) -> Entity | None:
    """Return what a name is that is given a value; None where that is not evident."""
    while value.type in _WRAPPERS and value.named_children:
        cast = value.named_children[1] if len(value.named_children) > 1 else None
        if value.type == "as_expression" and cast is not None and said(cast) != "const":
            kind = type_text(cast)
            why = "" if kind else "its type is not evident"
            return Entity("variable", name, row(value), name, type=kind, open=why)
        value = value.named_children[0]
    if value.type in _FUNCTIONS:
        return _function(name, value)
    if value.type in _CLASSES:
        return _class(name, value, depth)
    if value.type == "object":
        return _object(name, value, depth)
    if value.type == "call_expression" and said(value.child_by_field_name("function")) in (
        "Object.freeze",
        "Object.seal",
    ):
        given = value.child_by_field_name("arguments")
        if given is not None and len(given.named_children) == 1:
            return valued(name, given.named_children[0], depth)
    if value.type == "new_expression":
        maker = said(value.child_by_field_name("constructor"))
        if re.fullmatch(r"[\w$.]+", maker):
            return Entity("variable", name, row(value), f"{name} = new {maker}", value=f"{maker}()")
    if value.type in ("identifier", "member_expression") and re.fullmatch(r"[\w$.]+", said(value)):
        return Entity("variable", name, row(value), f"{name} = {said(value)}", value=said(value))
    return None


def bound_names(pattern: "Node") -> "Iterator[Node]":
    """Yield the identifiers that a pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
        return
    for child in pattern.named_children:
        if pattern.type == "pair_pattern" and child == pattern.child_by_field_name("key"):
            continue
        if pattern.type in ("assignment_pattern", "object_assignment_pattern") and (
            child == pattern.child_by_field_name("right")
        ):
            continue
        yield from bound_names(child)


def _head(node: "Node") -> str:
    """Return what stands before the body of a declaration."""
    body = node.child_by_field_name("body")
    whole = said(node)
    if body is not None:
        start = body.start_byte - node.start_byte
        whole = (node.text or b"")[:start].decode("utf-8", "replace")
    return flat(whole.rstrip().removesuffix("=>").rstrip().removesuffix(";"))


def _function(name: str, node: "Node") -> Entity:
    parameters = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    generics = frozenset(
        said(each.child_by_field_name("name"))
        for each in (node.child_by_field_name("type_parameters") or node).named_children
        if each.type == "type_parameter"
    )
    signature = Signature(1, 1, name) if single else _signature(name, parameters, generics)
    head = _head(node)
    text = head if name in head else flat(f"{name}{head.removeprefix('async ')}")
    return Entity(
        "function",
        name,
        row(node),
        text,
        (Signature(signature.least, signature.most, text),),
        node.child_by_field_name("body") is not None,
        type=type_text(node.child_by_field_name("return_type")),
        generics=generics,
        reason="getter" if any(c.type in ("get", "set") for c in node.children) else "",
    )


def _signature(
    name: str, parameters: "Node | None", generics: frozenset[str] = frozenset()
) -> Signature:
    if parameters is not None and parameters.has_error:
        return Signature(0, None, name)
    least, most = 0, 0
    endless = False
    for each in parameters.named_children if parameters is not None else ():
        if each.type == "comment":
            continue
        pattern = each.child_by_field_name("pattern") or each
        if said(pattern) == "this":
            continue
        if pattern.type == "rest_pattern":
            endless = True
            continue
        most += 1
        kind = said(each.child_by_field_name("type"))
        if (
            each.type == "required_parameter"
            and each.child_by_field_name("value") is None
            and not _may_be_void(kind, generics)
        ) or each.type in ("identifier", "object_pattern", "array_pattern"):
            least = most
    return Signature(least, None if endless else most, flat(f"{name}{said(parameters)}"))


def _may_be_void(kind: str, generics: frozenset[str]) -> bool:
    """Tell whether an argument may be left out by its type; a class may be made with `void`."""
    parts = [each.strip() for each in _parted(kind.strip().removeprefix(":"))]
    return bool(_VOID.search(kind)) or any(
        _PARAMETER.fullmatch(each) and each not in generics for each in parts
    )


def type_text(node: "Node | None") -> str:
    """Return the types that an annotation names, `A | B`, '' for any that is no name."""
    text = said(node).lstrip(": \n\t").strip()
    parts = [each.strip() for each in _parted(text)]
    parts = [each for each in parts if each not in ("undefined", "null", "")]
    named = [_named_type(each) for each in parts]
    return " | ".join(named) if all(named) else ""


def _named_type(text: str) -> str:
    bare = text.removeprefix("readonly ").strip()
    if bare.endswith("[]"):
        return f"Array<{bare[:-2]}>"
    found = re.fullmatch(r"([A-Za-z_$][\w$.]*)\s*(<.*>)?", bare, re.S)
    return f"{found[1]}{found[2] or ''}" if found else ""


def _parted(text: str) -> list[str]:
    """Part a union, or an intersection, at its top: what it has is in one of the parts."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        if letter in "<({[":
            depth += 1
        elif letter in ">)}]" and text[at - 1 : at] != "=":
            depth -= 1
        elif letter in "|&" and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _class(name: str, node: "Node", depth: int) -> Entity:
    made = Entity("class", name, row(node), _head(node))
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        _class_member(made, each, depth)
    _bases(made, node)
    whole = said(body)
    made.assigned = frozenset(found[1] for found in _THIS.finditer(whole))
    if _DYNAMIC_THIS.search(whole):
        made.open = made.open or f"{name} gets members by computation"
    if any(child.type == "decorator" for child in node.children):
        made.open = made.open or f"{name} has a decorator"
    generics = node.child_by_field_name("type_parameters")
    _lend_generics(made, generics)
    return made


def _lend_generics(made: Entity, generics: "Node | None") -> None:
    """Note the type parameters of a thing; its members know them too."""
    names = frozenset(
        said(each.child_by_field_name("name"))
        for each in (generics.named_children if generics is not None else ())
    )
    made.generics = names
    for table in (made.members, made.statics) if names else ():
        for each in (each for entities in table.values() for each in entities):
            each.generics |= names


def _bases(made: Entity, node: "Node") -> None:
    heritage = _child(node, "class_heritage")
    if heritage is None:
        return
    clauses = [each for each in heritage.named_children if each.type == "extends_clause"]
    values = [each.child_by_field_name("value") for each in clauses]
    if not clauses and heritage.named_children[:1] and not _child(heritage, "implements_clause"):
        values = [heritage.named_children[0]]  # JavaScript has no clause for it
    bases = [said(each) for each in values]
    made.bases = tuple(bases)
    if any(not re.fullmatch(r"[\w$.]+", base) for base in bases):
        made.open = made.open or f"{made.name} has a base that is an expression"
        made.bases = ()


def _class_member(made: Entity, node: "Node", depth: int) -> None:
    name_node = node.child_by_field_name("name") or node.child_by_field_name("property")
    if node.type == "index_signature" and not _is_number(node):
        made.open = made.open or f"{made.name} has an index signature"
        return
    if name_node is None:
        return
    if name_node.type == "computed_property_name":
        if "Symbol." not in said(name_node):
            made.open = made.open or f"{made.name} has a computed member"
        return
    name = _bare(name_node)
    is_static = any(child.type == "static" for child in node.children)
    if name == "constructor" and node.type in _FUNCTIONS:
        made.makers += (_signature(made.name, node.child_by_field_name("parameters")),)
        _own_parameters(made, node.child_by_field_name("parameters"))
        return
    if node.type in _FUNCTIONS:
        each = _function(name, node)
    else:
        each = _field(name, node, depth)
    target = made.statics if is_static else made.members
    target.setdefault(name, []).append(each)


def _field(name: str, node: "Node", depth: int) -> Entity:
    annotation = node.child_by_field_name("type")
    kind = type_text(annotation)
    value = node.child_by_field_name("value")
    if annotation is None and value is not None and depth < _DEEPEST:
        found = valued(name, value, depth + 1)
        if found and found.kind != "object":
            return found
    why = "" if kind else "its type is not evident"
    each = Entity("variable", name, row(node), flat(f"{name}{said(annotation)}"), type=kind)
    each.open = why
    each.signatures = _function_type(annotation)
    return each


def _is_number(node: "Node") -> bool:
    """Tell whether an index signature is of numbers alone: names are no numbers."""
    return said(node.child_by_field_name("index_type")) == "number"


def _own_parameters(made: Entity, parameters: "Node | None") -> None:
    """`constructor(private x: X)` declares a member."""
    for each in parameters.named_children if parameters is not None else ():
        marks = {child.type for child in each.children}
        if marks & {"accessibility_modifier", "readonly", "override_modifier"}:
            name = said(each.child_by_field_name("pattern"))
            made.members.setdefault(name, []).append(_field(name, each, _DEEPEST))


def _enum(name: str, node: "Node") -> Entity:
    made = Entity("enum", name, row(node), f"enum {name}")
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        named = each.child_by_field_name("name") if each.type == "enum_assignment" else each
        if named is not None and named.type in ("property_identifier", "string"):
            key = _bare(named)
            made.members.setdefault(key, []).append(Entity("variable", key, row(each), key))
    return made


def _interface(name: str, node: "Node") -> Entity:
    made = Entity("interface", name, row(node), flat(_head(node)))
    if node.has_error:
        made.open = f"{name} has syntax errors"
    _typed_members(made, node.child_by_field_name("body"))
    for clause in node.named_children:
        if clause.type == "extends_type_clause":
            bases = [said(each).partition("<")[0].strip() for each in clause.named_children]
            made.bases = tuple(bases)
    _lend_generics(made, node.child_by_field_name("type_parameters"))
    return made


def _typed_members(made: Entity, body: "Node | None") -> None:
    for each in body.named_children if body is not None else ():
        name = each.child_by_field_name("name")
        if each.type == "index_signature" and _is_number(each):
            continue
        if each.type in ("index_signature", "mapped_type_clause") or (
            name is not None and name.type == "computed_property_name"
        ):
            if name is None or "Symbol." not in said(name):
                made.open = made.open or f"{made.name} has members without names"
        elif each.type == "construct_signature":
            made.makers += (_signature(made.name, each.child_by_field_name("parameters")),)
            made.type = made.type or type_text(each.child_by_field_name("type"))
        elif each.type == "call_signature":
            made.signatures += (_signature(made.name, each.child_by_field_name("parameters")),)
        elif name is not None and each.type in _FUNCTIONS:
            key = _bare(name)
            made.members.setdefault(key, []).append(_function(key, each))
        elif name is not None:
            key = _bare(name)
            made.members.setdefault(key, []).append(_field(key, each, _DEEPEST))


def _alias(name: str, node: "Node") -> Entity:
    value = node.child_by_field_name("value")
    made = Entity("type", name, row(node), flat(f"type {name}"))
    if node.has_error:
        made.open = f"{name} has syntax errors"
        return made
    if value is not None and value.type == "object_type":
        _typed_members(made, value)
    elif kind := type_text(value):
        made.type = kind
    elif value is not None and value.type == "function_type":
        made.signatures = (_signature(name, value.child_by_field_name("parameters")),)
    else:
        made.open = f"{name} is no plain type"
    _lend_generics(made, node.child_by_field_name("type_parameters"))
    return made


def _object(name: str, node: "Node", depth: int) -> Entity:
    made = Entity("object", name, row(node), flat(f"const {name}"))
    for each in node.named_children:
        if each.type == "shorthand_property_identifier":
            key = said(each)
            found = Entity("variable", key, row(each), key, value=key)
            made.members.setdefault(key, []).append(found)
            continue
        if each.type == "comment":
            continue
        key_node = each.child_by_field_name("key") or each.child_by_field_name("name")
        if key_node is None or key_node.type == "computed_property_name":
            made.open = f"{name} is made of other objects, or has computed names"
            continue
        key = _bare(key_node)
        value = each.child_by_field_name("value")
        if each.type in _FUNCTIONS:
            found = _function(key, each)
        else:
            inner = valued(key, value, depth + 1) if value and depth < _DEEPEST else None
            found = inner or Entity("variable", key, row(each), key, open="its type is not evident")
        made.members.setdefault(key, []).append(found)
    return made


# CommonJS


class _CommonJs:
    """Reads what a script puts into `module.exports`; what it does otherwise leaves it open."""

    def __init__(self, made: Outline) -> None:
        self.made = made

    def statements(self, nodes: "list[Node]") -> None:
        """Read the statements at the top of a script."""
        for node in nodes:
            for declarator in node.named_children:
                if declarator.type == "variable_declarator":
                    self._required(declarator)
            if node.type == "expression_statement" and node.named_children:
                self._expression(node.named_children[0])
            elif node.type == "if_statement" and _loads_only(node):
                self.made.stars += re.findall(r"""require\(['"]([^'"]+)['"]\)""", said(node))
            elif not self.made.is_module and _uses_exports(node):
                self.made.open = self.made.open or "it puts names into `exports` on conditions"

    def _required(self, node: "Node") -> None:
        value, name = node.child_by_field_name("value"), node.child_by_field_name("name")
        module = required(value)
        if not module or name is None:
            return
        if name.type == "identifier":
            self.made.imports[said(name)] = Link(module, "=")
            self.made.top.pop(said(name), None)
            return
        for member, bound in destructured(name):
            self.made.imports[bound] = Link(module, member)
            self.made.top.pop(bound, None)

    def _expression(self, node: "Node") -> None:
        if node.type == "call_expression":
            self._call(node)
            return
        if node.type != "assignment_expression":
            if not self.made.is_module and _uses_exports(node):
                self.made.open = self.made.open or "it hands `exports` on"
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        target = said(left)
        if right is None:
            return
        while right.type == "assignment_expression":  # exports = module.exports = x
            inner = said(right.child_by_field_name("left"))
            if inner in ("exports", "module.exports"):
                target = "module.exports"
            elif inner.startswith(("exports.", "module.exports.")):
                self._named(inner.rpartition(".")[2], right.child_by_field_name("right"))
            below = right.child_by_field_name("right")
            if below is None:
                return
            right = below
        if target in ("module.exports", "exports = module.exports"):
            self._whole(right)
        elif left is not None and re.fullmatch(r"(?:module\.)?exports\.[\w$]+", target):
            self._named(target.rpartition(".")[2], right)
        elif re.match(r"(?:module\.)?exports\b", target):
            self.made.open = "it puts names into `exports` by computation"

    def _named(self, name: str, value: "Node | None") -> None:
        if value is not None and (module := required(value)):
            self.made.exports[name] = Link(module, "=")
        elif value is not None and value.type == "identifier":
            self.made.exports[name] = self.made.imports.get(said(value), said(value))
        else:
            key = f"exports.{name}"
            entity = valued(name, value, 0) if value is not None else None
            self.made.top[key] = [entity or Entity("variable", name, 1, name)]
            self.made.exports[name] = key

    def _whole(self, value: "Node") -> None:
        if module := required(value):
            self.made.stars.append(module)
            return
        if value.type == "identifier":
            self.made.equals = said(value)
            return
        if value.type == "object":
            self._object(value)
            return
        entity = valued("module.exports", value, 0)
        if entity is None:
            self.made.open = "what it exports is the value of an expression"
            return
        self.made.top["module.exports"] = [entity]
        self.made.equals = "module.exports"

    def _object(self, value: "Node") -> None:
        for each in value.named_children:
            if each.type == "shorthand_property_identifier":
                name = said(each)
                self.made.exports[name] = self.made.imports.get(name, name)
            elif each.type == "pair" and (key := each.child_by_field_name("key")) is not None:
                if key.type == "computed_property_name":
                    self.made.open = "it exports computed names"
                else:
                    self._named(_bare(key), each.child_by_field_name("value"))
            elif each.type == "method_definition":
                name = said(each.child_by_field_name("name"))
                self.made.top[f"exports.{name}"] = [_function(name, each)]
                self.made.exports[name] = f"exports.{name}"
            elif each.type != "comment":
                self.made.open = "it exports what another object has"

    def _call(self, node: "Node") -> None:
        called = said(node.child_by_field_name("function"))
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        if called.endswith("__exportStar") and given and (module := required(given[0])):
            self.made.stars.append(module)
        elif required(node):
            self.made.open = self.made.open or "what it loads may add to what it exports"
        elif called == "Object.defineProperty" and said(given[0] if given else None) == "exports":
            name = literal(given[1]) if len(given) > 1 else ""
            if name:
                self.made.top[f"exports.{name}"] = [Entity("variable", name, row(node), name)]
                self.made.exports[name] = f"exports.{name}"
        elif not self.made.is_module and _uses_exports(node):
            self.made.open = self.made.open or "it hands `exports` on"


def _join_exports(made: Outline) -> None:
    """`module.exports = a; module.exports.b = c` makes `b` a member of `a`."""
    if not made.equals or not made.exports:
        return
    for entity in made.top.get(made.equals, ()):
        if entity.kind not in ("class", "function", "object"):
            entity.value = entity.type = ""
            entity.open = "names are put into what it exports"
        table = entity.members if entity.kind == "object" else entity.statics
        for name, target in made.exports.items():
            value = target if isinstance(target, str) else ""
            each = Entity("variable", name, entity.line, name, value=value)
            table.setdefault(name, [each])
    if made.equals not in made.top:
        made.equals, made.open = "", "names are put into what it exports"


def _loads_only(node: "Node") -> bool:
    """Tell whether a condition does no more than choose what is loaded in a module's place."""
    one = r"module\.exports\s*=\s*require\(['\"][^'\"]+['\"]\);?"
    bare = re.sub(r"\s+", " ", said(node))
    pattern = rf"if \([^{{}}]*\) \{{? ?{one} ?\}}? ?(?:else \{{? ?{one} ?\}}?)?"
    return re.fullmatch(pattern, bare) is not None


def _uses_exports(node: "Node") -> bool:
    return re.search(rb"(?<![\w$.])(?:module\s*\.\s*)?exports\b", node.text or b"") is not None


def required(node: "Node | None") -> str:
    """Return the module that `require("x")` loads, '' for anything else."""
    if node is None or node.type != "call_expression":
        return ""
    if said(node.child_by_field_name("function")) != "require":
        return ""
    given = node.child_by_field_name("arguments")
    return literal(given.named_children[0]) if given and len(given.named_children) == 1 else ""


def destructured(pattern: "Node") -> Iterator[tuple[str, str]]:
    """Yield what `{ a, b: c }` takes out of an object, and the name that it gets."""
    for each in pattern.named_children if pattern.type == "object_pattern" else ():
        if each.type == "shorthand_property_identifier_pattern":
            yield said(each), said(each)
        elif each.type == "pair_pattern":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if key is not None and value is not None and value.type == "identifier":
                yield _bare(key), said(value)
