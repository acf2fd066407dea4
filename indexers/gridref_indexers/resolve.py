"""What a reference means: by scope and import first, then by evident types, never by name alone."""

import re
from collections.abc import Callable, Iterable

from gridref_indexers.facts import Binding, Import, Reference
from gridref_indexers.file_facts import TYPES, FileFacts
from gridref_indexers.languages import Modules
from gridref_indexers.normal import dotted
from gridref_indexers.reach import Reach
from gridref_indexers.store import Definition
from gridref_indexers.tree import Tree
from gridref_indexers.values import Module, Outside, Space, Thing, Unknown, Value

# Chains of re-exports, bases and bindings end here; real ones are a few steps long.
DEEPEST = 12

VARIABLES = frozenset(["variable", "field", "constant", "property"])
# What a method declares to return when it returns what it was called on.
SELF = frozenset(["Self", "self", "this"])

_HEAD = re.compile(r"[\w$@#]+")
_STEP = re.compile(r"\.([\w$@#]+[!?]?)|(\(\))|(\[\])|(.)")
_TYPE = re.compile(r"[A-Za-z_$][\w$.]*")
_WRAPPERS = re.compile(
    r"\b(?:Optional|Annotated|Final|ClassVar|const|mut|dyn|struct|class|readonly)\b[\[ ]?"
)


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
        self.reach = Reach(tree, facts, named)

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
            return self.module(file, head, scope, depth + 1), rest
        value = self.name(file, scope, head, line, depth, local)
        if not local and rest and self._may_be_space(value):
            value = self.reach.space(file, scope, head) or self._package(file, head) or value
            if isinstance(value, Outside) and _may_be_hidden(file, head):
                value = Unknown(f"{head} is bound by nothing that has a name")
        return value, rest

    def _may_be_space(self, value: Value) -> bool:
        """Tell whether a name is that of a namespace, if there is one: nothing nearer has it."""
        if not isinstance(value, Thing) or value.how in ("linkage", "package"):
            return isinstance(value, Thing | Outside | Unknown)
        file = self.facts(value.path)
        return file is not None and file.is_space(value.ordinal)

    def _package(self, file: FileFacts, head: str) -> Module | None:
        """Return what `a` means where it is imported as `a.b`, or known without: a crate."""
        modules = file.language.modules if file.language else Modules()
        if modules.relative == "keywords" or head in file.dotted:
            module = self.tree.module(file.path, head)
            return Module(module, head) if isinstance(module, tuple) else None
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
        names = file.dotted.get(text.partition(".")[0], ())
        found = (name for name in names if text == name or text.startswith(f"{name}."))
        best = max(found, key=len, default="")
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
            for ordinal in file.named_in(at, name):
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
        for ordinal in file.named_in(-1, name):
            return Thing(file.path, ordinal, "scope")
        for each in file.seen(name, scope):
            return self.imported(file, each, depth)
        doubt: Value | None = None
        for each in file.seen("*", scope):
            found = self._from_module(file, each, name, depth)
            if isinstance(found, Thing | Module):
                return found
            if isinstance(self.module(file, each.module, each.scope, depth + 1), Unknown):
                doubt = Unknown(f"perhaps from {each.module}, all of which is imported")
        beside = self.reach.beside(file, name, scope)
        return doubt if doubt and isinstance(beside, Outside) else beside

    def _from_module(self, file: FileFacts, each: Import, name: str, depth: int) -> Value:
        module = self.module(file, each.module, each.scope, depth + 1)
        return self.member(module, name, depth + 1, file.path)

    def imported(self, file: FileFacts, each: Import, depth: int = 0) -> Value:
        """Return what an import binds: a module, or a member of one, or something outside."""
        if depth > DEEPEST:
            return Unknown("resolved too far")
        if not each.module:
            return self._own_name(file, each.member)
        module = self.module(file, each.module, each.scope, depth + 1)
        if not each.member:
            return _by_import(module)
        found = self.member(module, each.member, depth + 1, file.path)
        if isinstance(module, Outside) or isinstance(found, Unknown):
            found = self._submodule(file, each) or found
        return _by_import(found)

    def module(self, file: FileFacts, name: str, scope: int, depth: int = 0) -> Value:
        """Return what the name of a module means in a scope: files, a namespace, a thing in one."""
        modules = file.language.modules if file.language else Modules()
        if modules.namespace == "declared" and (found := self._in_space(file, name, depth)):
            return found
        paths = self.tree.module(file.path, self._from_file(file, name, scope))
        if isinstance(paths, tuple):
            return Module(paths, name)
        if modules.namespace == "global" and (found := self._in_space(file, name, depth)):
            return found
        return self._in_module(file, name, scope, depth) or paths

    def _from_file(self, file: FileFacts, name: str, scope: int) -> str:
        """Return the name of a module as the file itself would say it: `super` may be the file."""
        language = file.language
        if language and language.modules.relative == "keywords":
            homes = (file.definitions[at] for at in file.scopes(scope))
            within = sum(
                each.kind == "module" and each.start_line < each.end_line for each in homes
            )
            while within and name.split("::")[0] == "super":
                name, within = f"self{name[5:]}" if name[7:12] != "super" else name[7:], within - 1
        return name

    def _in_space(self, file: FileFacts, name: str, depth: int) -> Value | None:
        """Read a name as the longest namespace that it starts with, and what is in that."""
        language = file.language
        if language is None or not (known := self.tree.spaces(language)):
            return None
        parts = dotted(name.replace(language.modules.separator, ".")).split(".")
        for at in range(len(parts), 0, -1):
            if (start := ".".join(parts[:at])) in known:
                value: Value = Space(start, language)
                for part in parts[at:]:
                    value = self.member(value, part, depth + 1, file.path)
                return value
        return None

    def _in_module(self, file: FileFacts, name: str, scope: int, depth: int) -> Value | None:
        """Read `a::b` as what `a` has by the name `b`, where no file is called so."""
        separator = file.language.modules.separator if file.language else "/"
        before, _, last = name.rpartition(separator)
        if separator == "/" or not before or not last or depth > DEEPEST:
            return None
        found = self.member(self.module(file, before, scope, depth + 1), last, depth + 1)
        return None if isinstance(found, Outside | Unknown) else found

    def _own_name(self, file: FileFacts, name: str) -> Value:
        """Return what a file exports of its own under another name."""
        for ordinal in file.children.get(-1, {}).get(name, ()):
            return Thing(file.path, ordinal, "scope")
        return Outside(name)

    def _submodule(self, file: FileFacts, each: Import) -> Module | None:
        separator = file.language.modules.separator if file.language else "."
        dots = each.module.endswith(separator)
        below = f"{each.module}{'' if dots else separator}{each.member}"
        found = self.tree.module(file.path, below)
        return Module(found, below) if isinstance(found, tuple) else None

    def member(self, value: Value, name: str, depth: int = 0, near: str = "") -> Value:
        """Return a member of a module, a class or an instance; of several the one that is near."""
        if depth > DEEPEST:
            return Unknown("resolved too far")
        if isinstance(value, Space):
            return self.reach.in_space(value, name, near)
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
        path = module.paths[0]
        if (language := self.tree.language(path)) and language.modules.package_marker:
            below = self.tree.module(path, f".{name}")
            if isinstance(below, tuple) and path.endswith(language.modules.package_marker):
                return Module(below, name)
        return Unknown(f"{module.name} has no {name} that is seen", is_open=False)

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
        if home.kind == "type" and home.type and not file.children.get(thing.ordinal):
            found = self._of_variable(file, home, name, depth)
            # What a library makes of a type may have the members of that.
            return Unknown(f"it is {home.type}") if isinstance(found, Outside) else found
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


def _may_be_hidden(file: FileFacts, name: str) -> bool:
    """Tell whether a name that is not known may be bound all the same.

    A macro may do so, or a function without a name outside of those that have one.
    """
    known = file.language.globals if file.language else ()
    return name[:1].islower() and name not in known and name not in file.imported


def _as_value(value: Value) -> Value:
    """Mark what a name holds: a use of the name is no use of what it was taken from."""
    if isinstance(value, Thing):
        return Thing(value.path, value.ordinal, "value", value.instance)
    return value


def _by_import(value: Value) -> Value:
    if isinstance(value, Thing):
        return Thing(value.path, value.ordinal, "import", value.instance)
    return value
