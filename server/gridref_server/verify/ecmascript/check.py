"""Checks code in TypeScript and JavaScript: imports, members, calls and names."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from gridref_server.answer import Candidate
from gridref_server.index import Index
from gridref_server.verify.candidates import MOST, likeness, nearest
from gridref_server.verify.ecmascript.members import (
    Members,
    Space,
    Things,
    Value,
    callable_as,
    makeable_as,
)
from gridref_server.verify.ecmascript.modules import (
    Modules,
    Nothing,
    NotInstalled,
    Place,
    Unclear,
)
from gridref_server.verify.ecmascript.outline import (
    Entity,
    Link,
    Outline,
    Signature,
    declared,
    literal,
    outline,
    parsed,
    required,
    said,
    type_text,
)
from gridref_server.verify.ecmascript.scopes import (
    Bound,
    Owner,
    Reading,
    Scope,
    Use,
    read,
    string_of,
)
from gridref_server.verify.finding import Checked, Code, Finding

if TYPE_CHECKING:
    from tree_sitter import Node

# A longer piece of code is pasted by mistake, or made by a program.
LONGEST = 2_000_000
_DEEPEST = 24
# No receiver is longer; what is goes unread, for each step of it would be looked at anew.
_LONGEST_EXPRESSION = 2_000

# What follows on such a comment is wrong on purpose.
_WRONG = re.compile(r"@ts-(?:expect-error|ignore)\b")
_UNCHECKED = re.compile(r"@ts-nocheck\b")
_PROMISE = re.compile(r"(?:Promise|PromiseLike)\s*<(.*)>", re.S)
# A call of such a name tells more of the type of what it is given.
_TELLS = re.compile(r"(?:^|\.)(?:is|has|assert|expect|invariant|check|ensure|guard)(?![a-z])")
_FRAME = "class _ {"

_worlds: "WeakKeyDictionary[Index, tuple[int, Members]]" = WeakKeyDictionary()


def check(code: Code, index: Index) -> Checked:
    """Say of each reference of some code whether it exists."""
    if len(code.text) > LONGEST:
        return Checked(0, 0, (), f"it is longer than {LONGEST:,} characters")
    if _UNCHECKED.search(code.text[:2_000]):
        return Checked(0, 0, (), "it says @ts-nocheck")
    return _Check(code, _members(index)).checked()


def _members(index: Index) -> Members:
    """Return what knows the modules of an index, anew for each question."""
    held = _worlds.get(index)
    if held is None or held[0] != index.questions:
        held = index.questions, Members(Modules(index))
        _worlds[index] = held
    return held[1]


@dataclass
class _Tally:
    """What was found so far."""

    references: int = 0
    existing: int = 0
    findings: list[Finding] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)


class _Check:
    """The check of one piece of code."""

    def __init__(self, code: Code, members: Members) -> None:
        self.code = code
        self.members = members
        self.modules = members.modules
        self.path = code.path or "snippet.ts"
        self.typed = code.language != "javascript"
        self.tally = _Tally()
        self.shift = 0
        self._values: dict[int, Value] = {}
        self._depth = 0

    def checked(self) -> Checked:
        """Return what was found."""
        root = self.root = self._parsed()
        self.reading = read(root, self._around(), self._own)
        self.lines = self.code.text.split("\n")
        for node in self.reading.imports:
            self._import(node)
        for node in self.reading.loads:
            self._load(node)
        for use in self.reading.uses:
            self._use(use)
        why = "of what has syntax errors only a part" if root.has_error else ""
        found = sorted(self.tally.findings, key=lambda each: (each.line, each.column))
        return Checked(self.tally.references, self.tally.existing, tuple(found), why)

    def _parsed(self) -> "Node":
        """Parse the code; a piece of a class is read as one."""
        text = self.code.text.encode("utf-8", "replace")
        root = parsed(text, self.code.language)
        self._own: Owner | None = None
        if root.has_error and self.code.context:
            framed = parsed(_FRAME.encode() + text + b"}", self.code.language)
            if not framed.has_error:
                self.shift = len(_FRAME)
                return framed
        return root

    def _around(self) -> Scope | None:
        """Return the names of the file around a fragment."""
        if not self.code.context:
            return None
        root = parsed(self.code.context.encode("utf-8", "replace"), self.code.language)
        return read(root).top

    @cached_property
    def outline(self) -> Outline:
        """Return what the code declares itself, or the file around it."""
        text = (self.code.context or self.code.text).encode("utf-8", "replace")
        return outline(text, self.path, self.code.language)

    # Imports

    def _import(self, node: "Node") -> None:
        source = node.child_by_field_name("source")
        module = literal(source)
        if source is None or not module:
            return
        place = self._module(source, module)
        if not isinstance(place, Place):
            return
        for specifier in _specifiers(node):
            name = specifier.child_by_field_name("name")
            if name is not None and (called := literal(name) or said(name)) != "default":
                value = self.members.export(place, called)
                self._member_of_module(name, called, value, module, place)
        clause = next((c for c in node.named_children if c.type == "import_clause"), None)
        for each in clause.named_children if clause is not None else ():
            if each.type == "identifier":
                value = self.members.export(place, "default")
                self._member_of_module(each, "default", value, module, place)

    def _load(self, node: "Node") -> None:
        """Check what `const { a, b: c } = require("x")` takes out of a module."""
        pattern = node.child_by_field_name("name")
        module = required(node.child_by_field_name("value"))
        place = self.modules.resolve(self.path, module)
        if not isinstance(place, Place) or pattern is None or _is_tried(node):
            return
        for each in pattern.named_children:
            key = each.child_by_field_name("key") if each.type == "pair_pattern" else each
            if key is not None and each.type in _TAKEN:
                whole = self.members.of_place(place, Link(module, "="))
                value = self.members.member(whole, said(key))
                self._member_of_module(key, said(key), value, module, place)

    def _module(self, node: "Node", specifier: str, *, tried: bool = False) -> object:
        """Look whether a module is there, and return its place."""
        self.tally.references += 1
        found = self.modules.resolve(self.path, specifier)
        if isinstance(found, Nothing) and tried:
            found = Unclear("it may fail, and is caught")
        if isinstance(found, Nothing) and not self.code.path and specifier[:1] == ".":
            found = Unclear("where it is meant to lie is not known")
        if isinstance(found, Place):
            self.tally.existing += 1
        elif isinstance(found, Nothing):
            near = nearest(specifier, found.near)
            candidates = tuple(Candidate(each) for each in near)
            self._found(node, specifier, "import.module", "missing", found.why, candidates)
        elif isinstance(found, NotInstalled):
            self._found(node, specifier, "import.module", "not_installed", found.why)
        else:
            self._found(node, specifier, "import.module", "unknown", found.why)
        return found

    def _member_of_module(
        self, node: "Node", name: str, value: Value, module: str, place: Place
    ) -> None:
        self.tally.references += 1
        if isinstance(value, Nothing) and (name, "missing") in self.tally.said:
            return
        if isinstance(value, Nothing) and self.members.is_added(module, name):
            value = Unclear("another file adds to the module")
        if isinstance(value, Nothing) and self._in_built(place, name):
            value = Unclear("what is built of the package has the word")
        if isinstance(value, Things | Space):
            self._exists(node, name, value)
        elif isinstance(value, Nothing):
            moved = self._elsewhere(name)
            near = [
                self.members.candidate(each, self.members.export(place, each))
                for each in nearest(name, value.near)
            ]
            kind = "import.moved" if moved else "import.name"
            chosen = (*near[:1], *moved, *near[1:]) if _is_like(name, near) else (*moved, *near)
            self._found(node, name, kind, "missing", f"{module} exports no {name}", chosen[:3])
        else:
            self._found(node, name, "import.name", "unknown", value.why)

    def _in_built(self, place: Place, name: str) -> bool:
        """Tell whether what stands beside the declarations of a package has a name."""
        if not place.path.endswith((".d.ts", ".d.mts", ".d.cts")) or place.ambient:
            return False
        for end, built in ((".d.ts", ".js"), (".d.mts", ".mjs"), (".d.cts", ".cjs")):
            if place.path.endswith(end):
                text = self.modules.text(place.path.removesuffix(end) + built) or b""
                return (
                    re.search(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", text)
                    is not None
                )
        return False

    def _elsewhere(self, name: str) -> tuple[Candidate, ...]:
        """Return where the project exports a name from, at most two places."""
        found: list[Candidate] = []
        for path, each in self.modules.index.named(name):
            if not each.exported or each.parent >= 0 or len(found) > 1 or path == self.path:
                continue
            made = self.modules.outline(path)
            if made and name in made.exports:
                spelt = _specifier(self.path, path)
                found.append(Candidate(f"{name} from {spelt}", each.signature, f"{path}#{name}"))
        return tuple(found)

    # Uses

    def _use(self, use: Use) -> None:
        node = use.node
        match node.type:
            case "member_expression" | "nested_type_identifier":
                self._member(use)
            case "call_expression":
                self._call(use)
            case "new_expression":
                self._new(use)
            case _:
                self._name(use)

    def _member(self, use: Use) -> None:
        node = use.node
        named = node.child_by_field_name("property") or node.child_by_field_name("name")
        receiver = node.child_by_field_name("object") or node.child_by_field_name("module")
        if named is None or receiver is None:
            return
        self.tally.references += 1
        name = said(named)
        if node.end_byte - node.start_byte > _LONGEST_EXPRESSION:
            self._found(named, name, "attr.dynamic", "unknown", "the expression is too long")
            return
        value = self._value(node, use.scope, use.own)
        if isinstance(value, Things | Space):
            self._exists(named, name, value)
            return
        if not isinstance(value, Nothing):
            self._found(named, name, "attr.dynamic", "unknown", value.why)
            return
        owner = self._value(receiver, use.scope, use.own)
        why = self._excused(node, receiver, name)
        if isinstance(owner, Space) and self._in_built(owner.place, name):
            why = why or "what is built of the package has the word"
        if not why and self.modules.is_added_to(self.path, name):
            why = "a package that is asked for may add it"
        if why:
            self._found(named, name, "attr.dynamic", "unknown", why)
            return
        near = [
            self.members.candidate(each, self.members.member(owner, each))
            for each in nearest(name, value.near) or value.near[: MOST * (len(value.near) <= MOST)]
        ]
        whole = f"{said(receiver)}.{name}"
        self._found(named, whole, _kind(owner, receiver), "missing", value.why, tuple(near))

    def _excused(self, node: "Node", receiver: "Node", name: str) -> str:
        """Say why a member that is not declared may be there all the same, or ''."""
        above = node.parent
        if above is not None and above.type in (
            "assignment_expression",
            "augmented_assignment_expression",
        ):
            declares = self.typed and receiver.type == "this"
            if above.child_by_field_name("left") == node and not declares:
                return "it is assigned here"
        if name in self._guarded or said(receiver) in self._narrowed:
            return "a condition asks for it"
        if said(receiver) in self._added_to:
            return "names are put into it here"
        if name in _LOADED:
            return "whether it is there hangs on how the module is loaded"
        if not self.typed and (name in self._put or self._is_elsewhere(name)):
            return "another place puts it there, or may"
        return ""

    @cached_property
    def _put(self) -> frozenset[str]:
        """Return the members that code puts into whatever it is given: `x.y = 1`, `{ y: 1 }`."""
        text = self.code.text
        found = re.findall(r"\.([\w$]+)\s*(?:[-+*/|&?]{0,2}=(?![=>])|\+\+|--)", text)
        return frozenset(found) | set(re.findall(r"""['"]?\b([\w$]+)['"]?\s*:""", text))

    def _is_elsewhere(self, name: str) -> bool:
        """Tell whether another file of the project has a word: anything may be put in anywhere."""
        index = self.modules.index
        if not index.store.searchable():
            return True
        paths = index.store.paths_of(index.store.with_words([name]))
        return any(
            each.decode("utf-8", "replace") != self.path
            for these in paths.values()
            for each in these
        )

    @cached_property
    def _guarded(self) -> frozenset[str]:
        """Return the names that conditions ask for: `typeof x.y`, `"y" in x`, `if (x.y)`."""
        text = self.code.text
        found = set(re.findall(r"""['"]([\w$]+)['"]\s+in\s""", text))
        found |= {each.rpartition(".")[2] for each in re.findall(r"\btypeof\s+([\w$.?]+)", text)}
        if not self.typed:
            conditional = r"(?:\bif\s*\(|\?\?|\|\||&&|!|\?\s)\s*!?[\w$.]+?\.([\w$]+)"
            found |= set(re.findall(conditional, text))
            found |= set(re.findall(r"\.([\w$]+)\s*(?:\?[.\s]|&&|\|\||\?\?)", text))
        return frozenset(found)

    @cached_property
    def _narrowed(self) -> frozenset[str]:
        """Return what conditions tell more of than its declaration: `x instanceof Y`, `isY(x)`."""
        text = self.code.text
        found = self.reading.asked - {"this"}
        found |= set(re.findall(r"([\w$.]+)\s+instanceof\b", text))
        found |= set(re.findall(r"""['"][\w$]+['"]\s+in\s+([\w$.]+)""", text))
        for called, given in re.findall(r"([\w$.]+)\s*(?:<[^<>()]*>)?\(\s*([\w$.]+)\s*[,)]", text):
            if _TELLS.search(called) or self._is_guard(called):
                found.add(given)
        return frozenset(found)

    def _is_guard(self, called: str) -> bool:
        """Tell whether a function says what it is given is: `x is Y`, `asserts x`."""
        for bound in self.reading.top.find(called) if "." not in called else ():
            value = self._bound(called, bound)
            for _, each in value.entities if isinstance(value, Things) else ():
                if re.search(r"\)\s*:\s*(?:asserts\b|[\w$]+ is\b)", each.text):
                    return True
        return False

    @cached_property
    def _added_to(self) -> frozenset[str]:
        """Return what code puts members into by computation."""
        text = self.code.text
        found = set(re.findall(r"\bObject\.(?:assign|definePropert\w+)\(\s*([\w$.]+)", text))
        found |= set(re.findall(r"([\w$.]+)\[[^\]\n]*\]\s*=(?!=)", text))
        if not self.typed:
            found |= {each.rpartition(".")[0] for each in re.findall(r"([\w$.]+)\s*=(?!=)", text)}
        found.discard("")
        return frozenset(found)

    def _call(self, use: Use) -> None:
        node = use.node
        called = node.child_by_field_name("function")
        if called is None or called.end_byte - called.start_byte > _LONGEST_EXPRESSION:
            return
        if called.type == "import" or said(called) == "require":
            if module := string_of(node):
                self._module(_first_argument(node) or node, module, tried=_is_tried(node))
            return
        if not self.typed:
            return
        value = self._value(called, use.scope, use.own)
        name = said(called)
        self._fits(node, called, name, callable_as(self.members, value))

    def _new(self, use: Use) -> None:
        made = use.node.child_by_field_name("constructor")
        if made is None or not self.typed:
            return
        value = self._value(made, use.scope, use.own)
        self._fits(use.node, made, said(made), makeable_as(self.members, value))

    def _fits(
        self, node: "Node", called: "Node", name: str, signatures: list[Signature] | None
    ) -> None:
        """Look whether a call fits one of the signatures of what it calls."""
        given = node.child_by_field_name("arguments")
        if not signatures or given is None or given.type != "arguments":
            return
        arguments = [each for each in given.named_children if each.type != "comment"]
        if any(each.type == "spread_element" for each in arguments):
            return
        self.tally.references += 1
        count = len(arguments)
        if any(
            each.least <= count and (each.most is None or count <= each.most) for each in signatures
        ):
            self.tally.existing += 1
            return
        many = all(each.most is not None and count > each.most for each in signatures)
        candidates = tuple(Candidate(name, each.text) for each in signatures[:3])
        least = min(each.least for each in signatures)
        takes = _takes(least, max((each.most or 0) for each in signatures))
        why = f"it takes {takes}, and gets {count}"
        kind = "call.many" if many else "call.few"
        last = called.child_by_field_name("property") or called
        self._found(last, name, kind, "missing", why, candidates)

    # Names

    def _name(self, use: Use) -> None:
        node, name = use.node, said(use.node)
        if not _is_read(node) or use.scope.find(name):
            return
        known = self.modules.globals.seen_from(self.path)
        self.tally.references += 1
        if known is None or not self.typed:
            self._found(node, name, "name.undefined", "unknown", "it may be a global name")
        elif name in known.names or self._is_global(name):
            self.tally.existing += 1
        elif self.modules.globals.brings_names(self.path):
            self._found(node, name, "name.undefined", "unknown", "a build may bring it")
        elif not self.code.path and not self.code.context:
            self._found(node, name, "name.undefined", "unknown", "it may be defined around it")
        elif name in self._garbled:
            self._found(node, name, "name.undefined", "unknown", "syntax errors have the word")
        elif not self._is_module:
            self._found(node, name, "name.undefined", "unknown", "another script may define it")
        else:
            seen = _visible(use.scope)
            near = [self._seen(each, use.scope) for each in nearest(name, seen)]
            moved = self._elsewhere(name)
            found = (*moved, *near)[:3]
            why = "it is neither declared nor imported here, nor global"
            self._found(node, name, "name.undefined", "missing", why, found)

    def _is_global(self, name: str) -> bool:
        """Tell whether the project, the host or this file itself makes a name known to it."""
        of_project = self.modules.globals.of_project
        return any(name in each for each in (of_project, _GLOBAL, self._guarded, self._declares))

    @cached_property
    def _declares(self) -> set[str]:
        """Return what the code itself declares for everybody."""
        return self.outline.globals

    @cached_property
    def _garbled(self) -> frozenset[str]:
        """Return the words of the statements that have syntax errors: one may be a declaration."""
        found: set[str] = set()
        waiting = [self.root] if self.root.has_error else []
        while waiting:
            node = waiting.pop()
            broken = [each for each in node.children if each.has_error or each.is_missing]
            if any(each.type == "ERROR" or each.is_missing for each in broken):
                rows = range(node.start_point[0], node.end_point[0] + 1)
                whole = [self.lines[row] for row in rows if row < len(self.lines)]
                near = {row for e in broken for row in range(e.start_point[0], e.end_point[0] + 1)}
                some = [self.lines[row] for row in sorted(near) if row < len(self.lines)]
                found |= set(re.findall(r"[\w$]+", "\n".join(some or whole)))
            waiting.extend(broken)
        return frozenset(found)

    def _seen(self, name: str, scope: Scope) -> Candidate:
        values = [self._bound(name, each) for each in scope.find(name)]
        value = next((each for each in values if isinstance(each, Things)), None)
        return self.members.candidate(name, value) if value else Candidate(name)

    @cached_property
    def _is_module(self) -> bool:
        return self.outline.is_module

    # Values

    def _value(self, node: "Node", scope: Scope, own: Owner | None) -> Value:
        """Return what an expression means where it stands."""
        if node.id not in self._values:
            if self._depth > _DEEPEST:
                return Unclear("it leads too far")
            self._depth += 1
            self._values[node.id] = Unclear("it leads to itself")
            self._values[node.id] = self._evaluated(node, scope, own)
            self._depth -= 1
        return self._values[node.id]

    def _evaluated(self, node: "Node", scope: Scope, own: Owner | None) -> Value:
        match node.type:
            case "identifier" | "type_identifier":
                return self._named(said(node), scope)
            case "this":
                return self._this(own)
            case "super":
                return self._super(own)
            case "member_expression" | "nested_identifier" | "nested_type_identifier":
                return self._of_member(node, scope, own)
            case "call_expression":
                called = node.child_by_field_name("function")
                if said(called) == "require" and (module := string_of(node)):
                    return self.members.linked(self.outline, Link(module, "="))
                value = self._value(called, scope, own) if called is not None else Unclear("")
                return self._returned(value, waited=False)
            case "new_expression":
                made = node.child_by_field_name("constructor")
                value = self._value(made, scope, own) if made is not None else Unclear("")
                return self.members.instance_of(value)
            case "await_expression" if node.named_children:
                inner = node.named_children[0]
                called = inner.child_by_field_name("function")
                if inner.type == "call_expression" and called is not None:
                    return self._returned(self._value(called, scope, own), waited=True)
            case "parenthesized_expression" | "non_null_expression" if node.named_children:
                return self._value(node.named_children[0], scope, own)
            case "string" | "template_string" | "array" | "regex" | "number":
                return self.members.typed(self.outline, _LITERALS[node.type], None)
            case "as_expression" if len(node.named_children) > 1:
                return self._typed(node.named_children[1], scope)
        return Unclear("the receiver is an expression")

    def _of_member(self, node: "Node", scope: Scope, own: Owner | None) -> Value:
        receiver = node.child_by_field_name("object") or node.child_by_field_name("module")
        named = node.child_by_field_name("property") or node.child_by_field_name("name")
        if receiver is None or named is None:
            return Unclear("the receiver is an expression")
        owner = self._value(receiver, scope, own)
        if isinstance(owner, Nothing):
            return Unclear("what it is of is missing")
        if said(receiver) in self._narrowed and isinstance(owner, Things) and owner.instance:
            found = self.members.member(owner, said(named))
            return Unclear("a condition tells its type") if isinstance(found, Nothing) else found
        return self._held(self.members.member(owner, said(named)))

    def _held(self, value: Value) -> Value:
        """Return a member; one that is a property of an instance is what it holds."""
        return value

    def _returned(self, value: Value, *, waited: bool) -> Value:
        """Return what calling something gives, as far as that is declared."""
        if not isinstance(value, Things) or value.instance:
            return Unclear("what it returns is not evident")
        functions = [each for each in value.entities if each[1].kind == "function"]
        declared = [each for each in functions if not each[1].has_body] or functions
        kinds = {each.type for _, each in declared}
        if len(kinds) != 1 or not (kind := kinds.pop()):
            return Unclear("what it returns is not declared")
        made, each = declared[0]
        if promised := _PROMISE.fullmatch(kind):
            if not waited:
                return Unclear("its type is the language's own")
            kind = type_text_of(promised[1])
        if kind == "this":
            return Unclear("what it returns is not evident")
        return self.members.typed(made, kind, each.space, each.generics)

    def _this(self, own: Owner | None) -> Value:
        if own is None:
            return Unclear("what `this` is here is not evident")
        entity = self._class_of(own.node)
        if entity is None:
            return Unclear("its class has no name")
        return Things(((self.outline, entity),), not own.static)

    def _super(self, own: Owner | None) -> Value:
        """Return the base of the class around, as what `this` is of it."""
        this = self._this(own)
        bases = this.first.bases if isinstance(this, Things) else ()
        if not isinstance(this, Things) or len(bases) != 1:
            return Unclear("what `super` is here is not evident")
        base = self.members.dotted(self.outline, bases[0], None)
        return self.members.instance_of(base) if this.instance else base

    def _class_of(self, node: "Node") -> Entity | None:
        """Return the class that a node declares, the same one each time."""
        name = said(node.child_by_field_name("name"))
        if self.shift and node.start_byte == 0:
            return self._framed(node)
        same = [e for e in self.outline.top.get(name, ()) if e.kind in ("class", "interface")]
        if same and any(each.line == node.start_point[0] + 1 for each in same):
            return _merged(same)
        return next((each for each in declared(node) if each.kind == "class"), None)

    def _framed(self, node: "Node") -> Entity | None:
        """Return the class that a piece of one is meant for, with what the piece adds."""
        piece = next((each for each in declared(node) if each.kind == "class"), None)
        around = [e for each in self.outline.top.values() for e in each if e.kind == "class"]
        if piece is None:
            return None
        names = {*piece.members, *piece.statics, *re.findall(r"\bthis\.([\w$#]+)", self.code.text)}
        shared = [len(names & {*e.members, *e.statics}) for e in around]
        if not around or shared.count(max(shared)) > 1:
            return None
        whole = around[shared.index(max(shared))]
        members = {**piece.members, **whole.members}
        return replace(whole, members=members, statics={**piece.statics, **whole.statics})

    def _named(self, name: str, scope: Scope) -> Value:
        bounds = scope.find(name)
        if not bounds:
            return self.members.of_library(self.path, name) if name else Unclear("")
        values = [self._bound(name, each) for each in bounds]
        if len(values) == 1:
            return values[0]
        things = [each for each in values if isinstance(each, Things)]
        if len(things) == len(values) and not any(each.instance for each in things):
            return Things(tuple(pair for each in things for pair in each.entities))
        if bounds[0].entity is not None and (same := self.outline.top.get(name)):
            return Things(tuple((self.outline, each) for each in same))
        return Unclear("it is bound to several things")

    def _bound(self, name: str, bound: Bound) -> Value:
        if bound.link:
            return self.members.linked(self.outline, bound.link)
        if bound.entity is not None:
            same = [
                each for each in self.outline.top.get(name, ()) if each.line == bound.entity.line
            ]
            return Things(tuple((self.outline, each) for each in same or [bound.entity]))
        if bound.type is not None and bound.of is not None:
            return self._typed(bound.type, bound.of)
        if bound.value is not None and bound.of is not None:
            if not self.typed and name in self.reading.assigned:
                return Unclear("it is assigned more than once")
            return self._value(bound.value, bound.of, bound.own)
        return Unclear("its type is not evident")

    def _typed(self, node: "Node", scope: Scope) -> Value:
        kind = type_text(node)
        first = re.match(r"[\w$]+", kind)
        if not first:
            return Unclear("its type is not evident")
        bounds = scope.find(first[0])
        if not bounds:
            return self.members.typed(self.outline, kind, None)
        if all(each.link is None and each.entity is None for each in bounds):
            return Unclear("its type is a parameter")
        if bounds[0].entity is not None and not self.outline.top.get(first[0]):
            return Unclear("its type is local")
        return self.members.typed(self.outline, kind, None)

    # What is said

    def _exists(self, node: "Node", name: str, value: Value) -> None:
        self.tally.existing += 1
        if isinstance(value, Things) and all(each.deprecated for _, each in value.entities):
            self._found(node, name, "deprecated", "deprecated", "it is deprecated")

    def _found(
        self,
        node: "Node",
        name: str,
        kind: str,
        verdict: str,
        why: str,
        candidates: Iterable[Candidate] = (),
    ) -> None:
        line = node.start_point[0] + 1
        if verdict == "missing" and self._is_wrong_on_purpose(line):
            verdict, why, candidates = "unknown", "it is meant to be wrong", ()
        if verdict in ("missing", "not_installed", "deprecated"):
            if (name, verdict) in self.tally.said:
                return
            self.tally.said.add((name, verdict))
        start, end = self._columns(node)
        each = Finding(
            line, start, end, name, kind, "unknown", why or "not evident", tuple(candidates)
        )
        self.tally.findings.append(replace(each, verdict=verdict))  # type: ignore[arg-type]

    def _columns(self, node: "Node") -> tuple[int, int]:
        """Return where a node starts and ends in its line, in characters."""
        row, start = node.start_point
        end = node.end_point[1]
        text = self.lines[row].encode() if row < len(self.lines) else b""
        shift = self.shift if row == 0 else 0
        first, last = max(0, start - shift), max(0, end - shift)
        return len(text[:first].decode("utf-8", "replace")), len(
            text[:last].decode("utf-8", "replace")
        )

    def _is_wrong_on_purpose(self, line: int) -> bool:
        """Tell whether a comment above a line says that it is wrong."""
        for above in range(line - 2, max(-1, line - 6), -1):
            text = self.lines[above].strip() if above < len(self.lines) else ""
            if _WRONG.search(text):
                return True
            if text and not text.startswith(("//", "/*", "*", "{/*")):
                return False
        return False


# What a module has by how it is loaded, whatever it exports.
_LOADED = frozenset(["default", "__esModule"])
# What takes a member out of an object as it is; a default says that it may not be there.
_TAKEN = ("pair_pattern", "shorthand_property_identifier_pattern")
_LITERALS = {
    "string": "String",
    "template_string": "String",
    "array": "Array",
    "regex": "RegExp",
    "number": "Number",
}
# Names that no declaration file has to say.
_GLOBAL = frozenset(
    "undefined arguments globalThis NaN Infinity require module exports __dirname __filename "
    "global process Buffer console eval Bun Deno".split()
)


def type_text_of(text: str) -> str:
    """Return the name of a type as it stands in another, '' if it is no plain one."""
    found = re.fullmatch(r"\s*([A-Za-z_$][\w$.]*)\s*(<.*>)?\s*", text, re.S)
    return f"{found[1]}{found[2] or ''}" if found else ""


def _merged(same: list[Entity]) -> Entity:
    """Return a class with what an interface of its name adds."""
    first = next(each for each in same if each.kind == "class")
    others = [each for each in same if each is not first]
    if not others:
        return first
    members = dict(first.members)
    for each in others:
        for name, entities in each.members.items():
            members.setdefault(name, entities)
    bases = (*first.bases, *(base for each in others for base in each.bases))
    why = first.open or next((each.open for each in others if each.open), "")
    return replace(first, members=members, bases=bases, open=why)


def _specifiers(node: "Node") -> Iterator["Node"]:
    """Yield the names that an import or a re-export takes out of a module."""
    for clause in node.named_children:
        if clause.type == "export_clause":
            yield from clause.named_children
        for each in clause.named_children if clause.type == "import_clause" else ():
            if each.type == "named_imports":
                yield from each.named_children


def _first_argument(node: "Node") -> "Node | None":
    given = node.child_by_field_name("arguments")
    return given.named_children[0] if given is not None and given.named_children else None


def _is_tried(node: "Node") -> bool:
    """Tell whether a failure of what a node does is caught."""
    text = said(node.parent.parent) if node.parent and node.parent.parent else ""
    if ".catch(" in text:
        return True
    above = node.parent
    while above is not None:
        if above.type == "try_statement":
            return True
        above = above.parent
    return False


def _is_read(node: "Node") -> bool:
    """Tell whether an identifier is read as the name of a value."""
    above = node.parent
    if above is None:
        return False
    kind = above.type
    if kind in ("member_expression", "call_expression", "new_expression"):
        field_name = {"member_expression": "object", "call_expression": "function"}.get(
            kind, "constructor"
        )
        return above.child_by_field_name(field_name) == node
    return kind in ("arguments", "return_statement", "spread_element", "template_substitution")


def _visible(scope: Scope) -> set[str]:
    found: set[str] = set()
    at: Scope | None = scope
    while at is not None:
        found |= set(at.names)
        at = at.above
    return found


def _kind(owner: Value, receiver: "Node") -> str:
    if said(receiver) == "this":
        return "attr.self"
    if isinstance(owner, Space):
        return "attr.module"
    if isinstance(owner, Things) and owner.instance:
        return "attr.instance"
    return "attr.class"


def _is_like(name: str, near: list[Candidate]) -> bool:
    """Tell whether the first candidate is a slip of the pen away."""
    return bool(near) and likeness(name, near[0].name) > 0.8


def _takes(least: int, most: int) -> str:
    if most < least:
        return f"at least {least}"
    return f"{least}" if least == most else f"{least} to {most}"


def _specifier(importer: str, path: str) -> str:
    start = posixpath.relpath(path, posixpath.dirname(importer) or ".")
    start = start if start.startswith(".") else f"./{start}"
    return re.sub(r"(?:\.d)?\.[cm]?[jt]sx?\Z", "", start)


__all__ = ["Reading", "check"]
