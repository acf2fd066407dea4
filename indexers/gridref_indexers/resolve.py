"""What a reference means: by scope and import first, then by evident types, never by name alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gridref_indexers.facts import Binding, Import, Reference
from gridref_indexers.languages import Language
from gridref_indexers.store import Definition
from gridref_indexers.tree import Outside, Tree

# Chains of re-exports, bases and bindings end here; real ones are a few steps long.
DEEPEST = 12

# Kinds that have members: a bare name inside does not mean one, unless the language says so.
TYPES = frozenset(
    "class struct interface trait enum protocol record object union impl extension mixin".split()
)
VARIABLES = frozenset(["variable", "field", "constant", "property"])
# What a method declares to return when it returns what it was called on.
SELF = frozenset(["Self", "self", "this"])

_HEAD = re.compile(r"[\w$@#]+")
_STEP = re.compile(r"\.([\w$@#]+[!?]?)|(\(\))|(\[\])|(.)")
_TYPE = re.compile(r"[A-Za-z_$][\w$.]*")
_WRAPPERS = re.compile(
    r"\b(?:Optional|Annotated|Final|ClassVar|const|mut|dyn|struct|class|readonly)\b[\[ ]?"
)


class FileFacts:
    """The facts of one file of a tree, as look-ups into them need."""

    def __init__(
        self,
        path: str,
        language: Language | None,
        definitions: Sequence[Definition],
        references: Sequence[Reference],
        bindings: Sequence[Binding],
        imports: Sequence[Import],
    ) -> None:
        self.path = path
        self.language = language
        self.definitions = definitions
        self.references = references
        self.bindings = bindings
        self.imports = imports

    @cached_property
    def children(self) -> dict[int, dict[str, list[int]]]:
        """Return the ordinals of what each definition holds, by name; -1 is the file itself."""
        found: dict[int, dict[str, list[int]]] = {}
        for each in self.definitions:
            if each.kind == "constructor" and each.qualified.endswith(f"{each.name}.{each.name}"):
                continue  # the name of a class means the class, in the class too
            parent = self.home(each)
            found.setdefault(parent, {}).setdefault(each.name, []).append(each.ordinal)
        return found

    def home(self, each: Definition) -> int:
        """Return where a member belongs, which is not always what stands around it (`impl`)."""
        outer = each.qualified.rpartition(".")[0]
        above = self.definitions[each.parent] if each.parent >= 0 else None
        if above is not None and above.name and above.qualified == outer:
            return above.ordinal
        if not outer:
            return -1
        return self.owners.get(outer, each.parent)

    @cached_property
    def owners(self) -> dict[str, int]:
        """Return the ordinal of each definition by its qualified name, the first of several."""
        return {each.qualified: each.ordinal for each in reversed(self.definitions) if each.name}

    @cached_property
    def bases(self) -> dict[int, list[Reference]]:
        """Return the bases that each class names."""
        found: dict[int, list[Reference]] = {}
        for use in self.references:
            if use.kind == "base" and use.scope >= 0:
                home = self.definitions[use.scope]
                owner = use.scope if home.name else self.owners.get(home.qualified, use.scope)
                found.setdefault(owner, []).append(use)
        return found

    @cached_property
    def bound(self) -> dict[str, list[Binding]]:
        """Return the bindings of each name: `x`, `self.x`."""
        found: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            found.setdefault(binding.name, []).append(binding)
        return found

    @cached_property
    def imported(self) -> dict[str, list[Import]]:
        """Return the imports of each name; `*` for those that bring all names."""
        found: dict[str, list[Import]] = {}
        for each in self.imports:
            found.setdefault("*" if each.member == "*" else each.bound, []).append(each)
        return found

    def seen(self, name: str, scope: int) -> Iterator[Import]:
        """Yield the imports of a name, or of all names as `*`, that are seen from a scope."""
        around = set(self.scopes(scope))
        for each in self.imported.get(name, ()):
            # An import can be a definition as well, `mod x;`, and is not inside of itself then.
            home = self.definitions[each.scope] if each.scope >= 0 else None
            if home is None or each.scope in around or home.start_line == each.line:
                yield each

    def scopes(self, scope: int) -> Iterator[int]:
        """Yield a scope and those around it, without the file itself."""
        while scope >= 0:
            yield scope
            scope = self.definitions[scope].parent


@dataclass(frozen=True)
class Thing:
    """A definition of the project; as an `instance`, what calling or declaring it gives."""

    path: str
    ordinal: int
    how: str
    instance: bool = False
    above: bool = False


@dataclass(frozen=True)
class Module:
    """The files that a module is made of."""

    paths: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Unknown:
    """Nothing that is evident, and why; `is_open` where it may be there all the same."""

    why: str
    is_open: bool = True


Value = Thing | Module | Outside | Unknown


class Resolver:
    """Resolves references over one tree; `facts` gives those of a file by its path."""

    def __init__(
        self,
        tree: Tree,
        facts: Callable[[str], FileFacts | None],
        named: Callable[[str], Iterable[tuple[str, Definition]]],
    ) -> None:
        self.tree = tree
        self.facts = facts
        self.named = named

    def reference(self, file: FileFacts, use: Reference) -> Value:
        """Return what a use means."""
        return self.expression(file, use.scope, use.text, use.line, local=use.local)

    def expression(
        self, file: FileFacts, scope: int, text: str, line: int, depth: int = 0, local: bool = False
    ) -> Value:
        """Return what a dotted expression means where it stands."""
        if depth > DEEPEST:
            return Unknown("resolved too far")
        if text.startswith("''"):
            return Outside("text")
        head = _HEAD.match(text)
        if not head:
            return Unknown("the receiver is an expression")
        value, rest = self._head(file, scope, text, head[0], line, depth, local)
        owner: Value | None = None
        for step in _STEP.finditer(rest):
            if isinstance(value, Unknown | Outside):
                return value
            if step[4]:
                return Unknown("the receiver is an expression")
            if step[1]:
                owner, value = value, self.member(value, step[1], depth + 1)
            elif step[2]:
                owner, value = None, self._called(value, owner, depth)
            else:
                return Unknown("an element of something")
        return value

    def _head(
        self,
        file: FileFacts,
        scope: int,
        text: str,
        head: str,
        line: int,
        depth: int,
        local: bool,
    ) -> tuple[Value, str]:
        """Return what the first name of an expression means, and the rest of the expression."""
        language = file.language
        rest = text[len(head) :]
        if language and (
            head in language.own or f"{head}()" in language.parent or head in language.parent
        ):
            own = self._own(file, scope)
            if own and head in language.own:
                return own, rest
            if own:
                return Thing(own.path, own.ordinal, "its base", True, True), rest.removeprefix("()")
        if found := self._dotted_import(file, text, depth):
            return found
        if head in ("crate", "super") and language and language.modules.relative == "keywords":
            module = self._module(file, head, scope)
            return module if isinstance(module, Outside) else Module(module, head), rest
        value = self.name(file, scope, head, line, depth, local)
        if isinstance(value, Outside) and not local:
            value = self._package(file, head) or value
        return value, rest

    def _package(self, file: FileFacts, head: str) -> Module | None:
        """Return what the import of `a.b` makes known of `a`."""
        bound = file.language.modules.bound if file.language else ""
        if bound == "module" and any(name.startswith(f"{head}.") for name in file.imported):
            module = self.tree.module(file.path, head)
            return None if isinstance(module, Outside) else Module(module, head)
        return None

    def _own(self, file: FileFacts, scope: int) -> Thing | None:
        for at in file.scopes(scope):
            above = file.definitions[at]
            outer = above.qualified.rpartition(".")[0] if above.name else above.qualified
            if above.kind in ("method", "constructor", "property") and outer in file.owners:
                return Thing(file.path, file.owners[outer], "its own class", True)
            if at in file.bases or above.kind in ("class", "struct", "trait", "interface", "enum"):
                return Thing(file.path, at, "its own class", True)
        return None

    def _dotted_import(self, file: FileFacts, text: str, depth: int) -> tuple[Value, str] | None:
        """Find the import of a whole dotted module that an expression starts with, the longest."""
        best = max(
            (b for b in file.imported if "." in b and (text == b or text.startswith(b + "."))),
            key=len,
            default="",
        )
        if not best:
            return None
        return self.imported(file, file.imported[best][0], depth), text[len(best) :]

    def name(
        self, file: FileFacts, scope: int, name: str, line: int, depth: int = 0, local: bool = False
    ) -> Value:
        """Return what a bare name means where it stands."""
        for at in file.scopes(scope):
            if evident := self._evident(file, at, name, line, depth):
                return evident
            if not local and (inside := self._inside(file, at, scope, name)):
                return inside
        if local:
            return Unknown("a local name of no evident type")
        return self.top_level(file, name, depth, scope)

    def _evident(self, file: FileFacts, at: int, name: str, line: int, depth: int) -> Value | None:
        """Return what the bindings of a local name say, if they agree."""
        if not file.language or file.definitions[at].kind not in file.language.local_scopes:
            return None
        here = [each for each in file.bound.get(name, ()) if each.scope == at]
        values = {self._bound(file, each, depth + 1) for each in here}
        if not values:
            return None
        if len(values) != 1:
            return Unknown("it is bound to several things")
        return _as_value(values.pop())

    def _bound(self, file: FileFacts, binding: Binding, depth: int) -> Value:
        if binding.type:
            return self.type(file, binding.scope, binding.type, depth)
        if not binding.value:
            return Unknown("its value says nothing of its type")
        if _HEAD.match(binding.value) and binding.value == binding.name:
            return Unknown("bound to itself")
        return self.expression(file, binding.scope, binding.value, binding.line, depth + 1)

    def _inside(self, file: FileFacts, at: int, scope: int, name: str) -> Value | None:
        """Find a definition in a scope around; the names of a class are seen by its body alone."""
        if self._are_seen(file, at, scope):
            for ordinal in file.children.get(at, {}).get(name, ()):
                return Thing(file.path, ordinal, "scope")
        language = file.language
        if language and language.implicit_own and file.definitions[at].kind in TYPES:
            member = self.member(Thing(file.path, at, "its own class", True), name, 1)
            return member if isinstance(member, Thing) else None
        return None

    def _are_seen(self, file: FileFacts, at: int, scope: int) -> bool:
        """Tell whether the names in a definition around a scope are seen there as they are."""
        language = file.language
        kind = file.definitions[at].kind
        if kind not in TYPES or (language and language.implicit_own):
            return True
        return at == scope and not (language and kind in language.local_scopes)

    def top_level(self, file: FileFacts, name: str, depth: int = 0, scope: int = -1) -> Value:
        """Return what a name means at the top of a file: its own, imported, or of its package.

        What is imported inside of a function is seen from there only.
        """
        if depth > DEEPEST:
            return Unknown("resolved too far")
        for ordinal in file.children.get(-1, {}).get(name, ()):
            return Thing(file.path, ordinal, "scope")
        for each in file.seen(name, scope):
            return self.imported(file, each, depth)
        for each in file.seen("*", scope):
            found = self._from_module(file, each, name, depth)
            if isinstance(found, Thing | Module):
                return found
            if isinstance(found, Outside) and file.language and name[:1].isupper():
                return Unknown(f"perhaps from {each.module}, all of which is imported")
        return self._beside(file, name)

    def _from_module(self, file: FileFacts, each: Import, name: str, depth: int) -> Value:
        module = self._module(file, each.module, each.scope)
        if isinstance(module, Outside):
            return module
        return self.member(Module(module, each.module), name, depth + 1)

    def _beside(self, file: FileFacts, name: str) -> Value:
        """Look where names reach without an import: a package's folder, or the whole program."""
        reach = file.language.modules.namespace if file.language else "file"
        if reach == "file":
            return Outside(name)
        package = self.tree.package(file.path)
        found = [
            (path, each)
            for path, each in self.named(name)
            if "." not in each.qualified
            and self.tree.language(path) == file.language
            and (reach == "global" or self.tree.package(path) == package)
        ]
        if reach == "folder":
            return Thing(found[0][0], found[0][1].ordinal, "package") if found else Outside(name)
        return _linked(found) or Outside(name)

    def imported(self, file: FileFacts, each: Import, depth: int = 0) -> Value:
        """Return what an import binds: a module, or a member of one, or something outside."""
        if depth > DEEPEST:
            return Unknown("resolved too far")
        if not each.module:
            return self._own_name(file, each.member)
        module = self._module(file, each.module, each.scope)
        if each.member:
            if not isinstance(module, Outside):
                found = self.member(Module(module, each.module), each.member, depth + 1)
                if not isinstance(found, Unknown):
                    return found if not isinstance(found, Thing) else _by_import(found)
            return self._submodule(file, each, module)
        named = self._type_in_module(file, each, depth)
        if isinstance(module, Outside):
            return named or Outside(each.module)
        # Where a class has a file of its name, an import of the file makes the class known.
        return named if named and named.path in module else Module(module, each.module)

    def _module(self, file: FileFacts, name: str, scope: int) -> "tuple[str, ...] | Outside":
        """Return the files of a module by its name in a scope: `super` may be the file itself."""
        language = file.language
        if language and language.modules.relative == "keywords":
            homes = (file.definitions[at] for at in file.scopes(scope))
            within = sum(
                each.kind == "module" and each.start_line < each.end_line for each in homes
            )
            while within and name.split("::")[0] == "super":
                name, within = f"self{name[5:]}" if name[7:12] != "super" else name[7:], within - 1
        return self.tree.module(file.path, name)

    def _own_name(self, file: FileFacts, name: str) -> Value:
        """Return what a file exports of its own under another name."""
        for ordinal in file.children.get(-1, {}).get(name, ()):
            return Thing(file.path, ordinal, "scope")
        return Outside(name)

    def _submodule(
        self, file: FileFacts, each: Import, module: "tuple[str, ...] | Outside"
    ) -> Value:
        separator = file.language.modules.separator if file.language else "."
        dots = each.module.endswith(separator)
        below = f"{each.module}{'' if dots else separator}{each.member}"
        found = self.tree.module(file.path, below)
        if not isinstance(found, Outside):
            return Module(found, below)
        if isinstance(module, Outside):
            return module
        return Unknown(f"{each.module} has no {each.member} that is seen")

    def _type_in_module(self, file: FileFacts, each: Import, depth: int) -> Thing | None:
        """Read `a.b.C` as the member C of a.b: how Java and Rust import."""
        separator = file.language.modules.separator if file.language else "."
        before, _, last = each.module.rpartition(separator)
        if not before or not last:
            return None
        module = self.tree.module(file.path, before)
        if isinstance(module, Outside):
            return None
        found = self.member(Module(module, before), last, depth + 1)
        return _by_import(found) if isinstance(found, Thing) else None

    def member(self, value: Value, name: str, depth: int = 0) -> Value:
        """Return a member of a module, a class or an instance."""
        if depth > DEEPEST:
            return Unknown("resolved too far")
        if isinstance(value, Module):
            return self._module_member(value, name, depth)
        if isinstance(value, Thing):
            return self._thing_member(value, name, depth, set())
        return value

    def _module_member(self, module: Module, name: str, depth: int) -> Value:
        for path in module.paths:
            file = self.facts(path)
            if file is None:
                continue
            found = self.top_level(file, name, depth + 1)
            if isinstance(found, Thing | Module):
                return found
            if isinstance(found, Outside) and name in file.imported:
                return found
        if inside := self._of_main_class(module, name, depth):
            return inside
        path = module.paths[0]
        if (language := self.tree.language(path)) and language.modules.package_marker:
            below = self.tree.module(path, f".{name}")
            if not isinstance(below, Outside) and path.endswith(language.modules.package_marker):
                return Module(below, name)
        return Unknown(f"{module.name} has no {name} that is seen", is_open=False)

    def _of_main_class(self, module: Module, name: str, depth: int) -> Value | None:
        """Return a member of the class that a file is named after, where a file is imported so."""
        path = module.paths[0]
        language, file = self.tree.language(path), self.facts(path)
        if not language or language.modules.namespace != "folder" or not file:
            return None
        main = module.name.rpartition(language.modules.separator)[2]
        for ordinal in file.children.get(-1, {}).get(main, ()):
            if file.definitions[ordinal].kind in TYPES:
                found = self._thing_member(Thing(path, ordinal, "import"), name, depth, set())
                return found if isinstance(found, Thing) else None
        return None

    def _thing_member(
        self, thing: Thing, name: str, depth: int, seen: set[tuple[str, int]]
    ) -> Value:
        """Look for a member in a class and then in its bases, from left to right."""
        if (thing.path, thing.ordinal) in seen:
            return Unknown("its bases are a circle", is_open=False)
        if depth > DEEPEST:
            return Unknown("its bases are too deep")
        seen.add((thing.path, thing.ordinal))
        file = self.facts(thing.path)
        if file is None:
            return Unknown("its file is gone")
        home = file.definitions[thing.ordinal]
        if home.kind in VARIABLES:
            return self._of_variable(file, home, name, depth)
        for each in file.imported.get(home.name, ()) if home.kind == "module" else ():
            if each.scope == home.ordinal:  # `mod x;` stands for what lies in another file
                return self.member(self.imported(file, each, depth), name, depth + 1)
        if not thing.above:
            for ordinal in file.children.get(thing.ordinal, {}).get(name, ()):
                how = "type" if thing.how in ("scope", "import", "value") else thing.how
                return Thing(file.path, ordinal, how)
            if field := self._field(file, home, name, depth):
                return field
        why, is_open = f"{home.qualified} has no {name}", False
        for base in file.bases.get(thing.ordinal, ()):
            above = self.expression(file, home.parent, base.text, base.line, depth + 1)
            if not isinstance(above, Thing):
                why = f"{home.qualified} has a base outside of the project, {base.text}"
                is_open = True
                continue
            found = self._thing_member(
                Thing(above.path, above.ordinal, thing.how, thing.instance), name, depth + 1, seen
            )
            if isinstance(found, Thing | Module):
                return found
            if isinstance(found, Unknown) and found.is_open:
                why, is_open = found.why, True
        return Unknown(why, is_open)

    def _field(self, file: FileFacts, home: Definition, name: str, depth: int) -> Value | None:
        """Return what is evident of a field that methods set: `self.x = Foo()`."""
        own = file.language.own if file.language else ()
        bindings = [
            each
            for word in own
            for each in file.bound.get(f"{word}.{name}", ())
            if each.scope >= 0
            and file.definitions[each.scope].qualified.rpartition(".")[0] == home.qualified
        ]
        values = {
            self._bound(file, each, depth + 1) for each in bindings if each.type or each.value
        }
        things = {value for value in values if isinstance(value, Thing)}
        if len(things) == 1:
            return _as_value(things.pop())
        return Unknown(f"the type of {home.qualified}.{name} is not evident") if bindings else None

    def _of_variable(self, file: FileFacts, home: Definition, name: str, depth: int) -> Value:
        value = self.variable(file, home, depth)
        return self.member(value, name, depth + 1) if isinstance(value, Thing) else value

    def variable(self, file: FileFacts, home: Definition, depth: int = 0) -> Value:
        """Return what a variable of a module or a class holds, as far as it is evident."""
        if home.type:
            return self.type(file, home.parent, home.type, depth)
        for each in file.bound.get(home.name, ()):
            if each.scope == home.ordinal:
                return self._bound(file, each, depth + 1)
        return Unknown(f"what {home.qualified} holds is not evident")

    def _called(self, value: Value, owner: Value | None, depth: int) -> Value:
        """Return what calling something gives; `owner` is what it was a member of."""
        if not isinstance(value, Thing):
            return Unknown("what it returns is not evident")
        file = self.facts(value.path)
        if file is None:
            return Unknown("its file is gone")
        home = file.definitions[value.ordinal]
        if home.kind in ("function", "method"):
            if not home.type:
                return Unknown(f"what {home.qualified} returns is not declared")
            if home.type.strip("\"'") in SELF:
                own = self._instance(owner) or self._own(file, value.ordinal)
                return own or Unknown("no class around it")
            same = file.children.get(file.home(home), {}).get(home.name, [value.ordinal])
            declared = ((at, file.definitions[at].type) for at in same)
            kinds = {self.type(file, at, text, depth) for at, text in declared if text}
            return (
                kinds.pop() if len(kinds) == 1 else Unknown("its overloads return several things")
            )
        if home.kind in VARIABLES:
            return Unknown(f"what {home.qualified} returns is not evident")
        return Thing(value.path, value.ordinal, "type", True)

    def _instance(self, owner: Value | None) -> Thing | None:
        """Return an instance of a class, None for what is no class."""
        file = self.facts(owner.path) if isinstance(owner, Thing) else None
        if file is None or not isinstance(owner, Thing):
            return None
        is_type = file.definitions[owner.ordinal].kind in TYPES
        return Thing(owner.path, owner.ordinal, "type", True) if is_type else None

    def type(self, file: FileFacts, scope: int, text: str, depth: int = 0) -> Value:
        """Return an instance of the class that an annotation names."""
        bare = _WRAPPERS.sub("", text.strip(" :?\"'").replace("::", "."))
        parts = [
            part
            for part in re.split(r"\s*\|\s*", bare)
            if part not in ("None", "null", "undefined")
        ]
        if len(parts) != 1:
            return Unknown(f"its type is {text}")
        found = _TYPE.search(parts[0])
        if not found or parts[0][: found.start()].strip("*&'\" "):
            return Unknown(f"its type is {text}")
        after = parts[0][found.end() :].lstrip("*& ")
        if after.startswith("[") and not found[0][:1].isupper():
            return Outside(found[0])
        if found[0] in ("Self",):
            return self._own(file, scope) or Unknown("no class around it")
        value = self.expression(file, scope, found[0].rstrip("."), 0, depth + 1)
        if not isinstance(value, Thing):
            return value
        home = self.facts(value.path)
        if home and home.definitions[value.ordinal].kind in (
            "function",
            "method",
            "variable",
            "field",
        ):
            return Unknown(f"its type is {text}")
        return Thing(value.path, value.ordinal, "type", True)


def _linked(found: Sequence[tuple[str, Definition]]) -> Value | None:
    """Return what a linker would take: the one that is no mere declaration, if there is one."""
    exported = [(path, each) for path, each in found if each.exported] or found
    bodies = [(path, each) for path, each in exported if not _is_declaration(each)]
    chosen = bodies or exported[:1]
    if len(chosen) > 1:
        return Unknown(f"{len(chosen)} definitions have this name")
    return Thing(chosen[0][0], chosen[0][1].ordinal, "linkage") if chosen else None


def _is_declaration(each: Definition) -> bool:
    """Tell a prototype, which has no body, from what it stands for."""
    bodiless = each.signature.endswith(";") and each.kind in ("function", "method")
    return bodiless or each.signature.startswith("extern ")


def _as_value(value: Value) -> Value:
    """Mark what a name holds: a use of the name is no use of what it was taken from."""
    if isinstance(value, Thing):
        return Thing(value.path, value.ordinal, "value", value.instance)
    return value


def _by_import(thing: Thing) -> Thing:
    return Thing(thing.path, thing.ordinal, "import", thing.instance)
