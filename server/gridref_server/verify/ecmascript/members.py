"""What a module exports and what a thing has: found, proven not to be there, or unclear."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gridref_server.answer import Candidate
from gridref_server.verify.ecmascript.modules import (
    Modules,
    Nothing,
    NotInstalled,
    Place,
    Unclear,
)
from gridref_server.verify.ecmascript.outline import Entity, Link, Outline, Signature

# Chains of re-exports, bases and types end here; real ones are a few steps long.
DEEPEST = 16

_OBJECT = frozenset(
    "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf "
    "propertyIsEnumerable __proto__ __defineGetter__ __defineSetter__".split()
)
_FUNCTION = _OBJECT | frozenset(
    "prototype name length apply call bind caller arguments displayName".split()
)
# Bases that are the language's own, and small: all others are open.
_KNOWN_BASES = {
    "Error": frozenset("name message stack cause".split()),
    "TypeError": frozenset("name message stack cause".split()),
    "RangeError": frozenset("name message stack cause".split()),
    "SyntaxError": frozenset("name message stack cause".split()),
    "Object": frozenset(),
}
_ERROR_STATICS = frozenset(["captureStackTrace", "stackTraceLimit", "prepareStackTrace"])
# What has the members of a value that is no object.
_BOXES = {
    "string": "String",
    "number": "Number",
    "boolean": "Boolean",
    "bigint": "BigInt",
    "symbol": "Symbol",
}
_TYPE = re.compile(r"([\w$.]+)\s*(<.*>)?", re.S)
_TYPES = ("class", "interface", "type", "enum")
_VALUES = ("class", "enum", "function", "namespace", "object", "variable")


@dataclass(frozen=True)
class Things:
    """What a name means: several of one name are merged. As `instance`, what it is a type of."""

    entities: tuple[tuple[Outline, Entity], ...]
    instance: bool = False

    @property
    def first(self) -> Entity:
        """Return the one that stands first."""
        return self.entities[0][1]


@dataclass(frozen=True)
class Space:
    """All that a module exports, as one object."""

    place: Place
    specifier: str = ""


Value = Things | Space | Nothing | Unclear


class Members:
    """Looks for names in modules and things; a thing is closed if all that it has is seen."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._added: frozenset[str] | None = None

    # Modules

    def outlines(self, place: Place) -> Iterator[Outline]:
        """Yield the outlines that a module may have, the one that is most told by first."""
        for path in (place.path, *place.others):
            made = self.modules.outline(path)
            if made is None:
                continue
            if not place.ambient:
                yield made
            elif place.ambient in made.ambient:
                yield made.ambient[place.ambient]

    def export(self, place: Place, name: str, depth: int = 0) -> Value:
        """Return what a module exports by a name; it lacks what it has on no condition."""
        missing: Value = Unclear("what is in it is not read")
        for made in self.outlines(place):
            found = self._export(made, name, depth)
            if isinstance(found, Things | Space):
                return found
            if isinstance(found, Unclear):
                missing = found
                break
            if not isinstance(missing, Nothing):
                missing = found
        return missing

    def _export(self, made: Outline, name: str, depth: int) -> Value:
        if depth > DEEPEST:
            return Unclear("re-exports go too deep")
        if name in made.exports:
            target = made.exports[name]
            if isinstance(target, Link):
                return self.linked(made, target, depth + 1)
            return self.dotted(made, target, None, depth + 1)
        if made.equals:
            whole = self.dotted(made, made.equals, None, depth + 1)
            return whole if name == "default" else self.member(whole, name, depth + 1)
        unclear = made.open
        for star in made.stars if name != "default" else ():
            place = self.modules.resolve(made.path, star)
            found = self.export(place, name, depth + 1) if isinstance(place, Place) else place
            if isinstance(found, Things | Space):
                return found
            if not isinstance(found, Nothing):
                unclear = unclear or f"it exports all of {star}, which is not known in full"
        if unclear or name in made.words:
            return Unclear(unclear or "its file has the word, and syntax errors")
        if name == "default" and (not made.typed or ".d." in made.path):
            return Unclear("whether it has a default hangs on how it is loaded")
        if not made.is_module and not made.exports and not made.stars:
            return Unclear("it is no module that exports anything")
        return Nothing(f"{_called(made)} exports no {name}", tuple(self.names(made)))

    def names(self, made: Outline, seen: frozenset[str] = frozenset()) -> list[str]:
        """Return all names that a module exports, as far as they are seen."""
        if made.path in seen or len(seen) > DEEPEST:
            return []
        found = dict.fromkeys(each for each in made.exports if each != "default")
        if made.equals:
            whole = self.dotted(made, made.equals, None, 1)
            found.update(dict.fromkeys(self.member_names(whole)))
        for star in made.stars:
            place = self.modules.resolve(made.path, star)
            below = next(self.outlines(place), None) if isinstance(place, Place) else None
            if below:
                found.update(dict.fromkeys(self.names(below, seen | {made.path})))
        return list(found)

    def linked(self, made: Outline, link: Link, depth: int = 0) -> Value:
        """Return what a name means that is another module's."""
        place = self.modules.resolve(made.path, link.module)
        if not isinstance(place, Place):
            why = "is not installed" if isinstance(place, NotInstalled) else "is not known"
            return Unclear(f"{link.module} {why}")
        return self.of_place(place, link, depth)

    def of_place(self, place: Place, link: Link, depth: int = 0) -> Value:
        """Return what a link takes out of a module."""
        if link.member == "*":
            return Space(place, link.module)
        if link.member == "=":
            made = next(self.outlines(place), None)
            if made and made.equals:
                return self.dotted(made, made.equals, None, depth + 1)
            return Space(place, link.module)
        return self.export(place, link.member, depth + 1)

    # Names

    def dotted(self, made: Outline, name: str, space: Entity | None, depth: int = 0) -> Value:
        """Return what `a.b` or `new a.b()` means at the top of a module, or in a namespace."""
        if depth > DEEPEST:
            return Unclear("names lead too far")
        is_made = name.endswith("()")
        keys = name.removesuffix("()")
        first, *rest = [keys] if keys in made.top else keys.split(".")
        value = self._named(made, first, space, depth)
        for each in rest:
            value = self.member(value, each, depth + 1)
        if is_made:
            return self.instance_of(value)
        return value

    def _named(self, made: Outline, name: str, space: Entity | None, depth: int) -> Value:
        while space is not None:
            if found := space.members.get(name):
                return Things(tuple((made, each) for each in found))
            space = space.space
        if found := made.top.get(name):
            return Things(tuple((made, each) for each in found))
        if link := made.imports.get(name):
            return self.linked(made, link, depth + 1)
        return self.of_library(made.path, name)

    def of_library(self, importer: str, name: str) -> Value:
        """Return what a global name means in a file, as TypeScript's own declarations say."""
        seen = self.modules.globals.seen_from(importer)
        library = seen.outline(name) if seen else None
        if library is None:
            return Unclear("it is a global name")
        return Things(tuple((library, each) for each in library.top[name]))

    def instance_of(self, value: Value) -> Value:
        """Return what constructing something gives."""
        if not isinstance(value, Things) or value.instance:
            return value if isinstance(value, Unclear) else Unclear("what it makes is not evident")
        kept = tuple(each for each in value.entities if each[1].kind in ("class", "interface"))
        if not any(each.kind == "class" for _, each in kept):
            return Unclear("what it makes is not evident")
        return Things(kept, True)

    def typed(
        self,
        made: Outline,
        text: str,
        space: Entity | None,
        generics: frozenset[str] = frozenset(),
        depth: int = 0,
    ) -> Value:
        """Return an instance of the type that an annotation names, of all where it is several."""
        if " | " in text and (parts := text.split(" | ")) and all(map(_TYPE.fullmatch, parts)):
            values = [self.typed(made, each, space, generics, depth + 1) for each in parts]
            unclear = [each for each in values if not isinstance(each, Things)]
            things = (each.entities for each in values if isinstance(each, Things))
            return unclear[0] if unclear else Things(tuple(p for e in things for p in e), True)
        found = _TYPE.fullmatch(text.strip()) if text else None
        if not found or found[1] in generics or depth > DEEPEST:
            return Unclear("its type is not evident")
        value = self.dotted(made, _BOXES.get(found[1], found[1]), space, depth + 1)
        if not isinstance(value, Things):
            return Unclear("its type is the language's own, or not known")
        aliases = [e for e in value.entities if e[1].kind == "variable" and e[1].value]
        if len(aliases) == len(value.entities) == 1:  # a namespace exports what is around it
            (around, alias) = aliases[0]
            return self.typed(around, alias.value, alias.space, depth=depth + 1)
        kept = tuple(each for each in value.entities if each[1].kind in _TYPES)
        if not kept or any(each.kind == "enum" for _, each in kept):
            return Unclear("its type has no members that are declared")
        return Things(kept, True)

    # Members

    def member(self, value: Value, name: str, depth: int = 0) -> Value:
        """Return a member of a module or of a thing."""
        if depth > DEEPEST:
            return Unclear("it leads too far")
        if isinstance(value, Space):
            return self._of_space(value, name, depth)
        if not isinstance(value, Things):
            return value if isinstance(value, Unclear) else Unclear("what it is of is missing")
        if value.instance:
            return self._of_instance(value, name, depth)
        return self._of_value(value, name, depth)

    def _of_space(self, space: Space, name: str, depth: int) -> Value:
        if name in ("default", "__esModule", "then"):
            return Unclear("whether it has a default hangs on how it is loaded")
        found = self.export(space.place, name, depth + 1)
        if isinstance(found, Nothing) and self.is_added(space.specifier, name):
            return Unclear("another file adds to the module")
        return found

    def is_added(self, specifier: str, name: str) -> bool:
        """Tell whether a file of the project declares a name of a module from outside of it."""
        return any(name in made.top for made in self.modules.ambient(specifier))

    def _of_value(self, things: Things, name: str, depth: int) -> Value:
        found: list[tuple[Outline, Entity]] = []
        unclear = ""
        values = [each for each in things.entities if each[1].kind in _VALUES]
        for made, each in values:
            here, why = self._static(made, each, name, depth)
            if isinstance(here, Space):
                return here
            found += here
            unclear = unclear or why
        if found:
            return Things(tuple(found))
        if not values:
            return Unclear("it is a type alone")
        if unclear or any(name in made.words for made, _ in things.entities):
            return Unclear(unclear or "its file has the word, and syntax errors")
        each = values[0][1]
        what = f"{each.kind if each.kind != 'variable' else 'what is in'} {each.name}"
        return Nothing(f"{what} has no {name}", tuple(self.member_names(things)))

    def _static(
        self, made: Outline, each: Entity, name: str, depth: int
    ) -> tuple[list[tuple[Outline, Entity]] | Space, str]:
        """Return a member of a value, or why it may have it all the same."""
        if each.kind == "variable" or each.reason == "getter":
            value = self.value_of(made, each, depth + 1)
            found = self.member(value, name, depth + 1)
            if isinstance(found, Things):
                return list(found.entities), ""
            if isinstance(found, Space):
                return found, ""
            return [], found.why if isinstance(found, Unclear) else ""
        table = each.statics if each.kind in ("class", "function") else each.members
        if each.kind == "namespace":
            table = {**each.members}
        if name in table:
            return [(made, entity) for entity in table[name]], ""
        if name in (_FUNCTION if each.kind in ("class", "function") else _OBJECT):
            return [], "all functions and objects have it"
        if each.kind == "class":
            return self._inherited_static(made, each, name, depth)
        return [], each.open

    def _inherited_static(
        self, made: Outline, each: Entity, name: str, depth: int
    ) -> tuple[list[tuple[Outline, Entity]] | Space, str]:
        why = each.open
        for base in each.bases:
            if base in _KNOWN_BASES and base not in made.top:
                why = why or ("errors have it" if name in _ERROR_STATICS else "")
                continue
            value = self.dotted(made, base, each.space, depth + 1)
            found = self.member(value, name, depth + 1)
            if isinstance(found, Things):
                return list(found.entities), ""
            if isinstance(found, Unclear):
                why = why or f"{base} is not known in full"
        return [], why

    def value_of(self, made: Outline, each: Entity, depth: int = 0) -> Value:
        """Return what a variable or a property holds."""
        if each.value:
            return self.dotted(made, each.value, each.space, depth + 1)
        if each.type:
            return self.typed(made, each.type, each.space, each.generics, depth + 1)
        return Unclear(each.open or "its type is not evident")

    def _of_instance(self, things: Things, name: str, depth: int) -> Value:
        found: list[tuple[Outline, Entity]] = []
        unclear = ""
        for made, each in things.entities:
            here, why = self._in_type(made, each, name, depth, frozenset())
            found += here
            unclear = unclear or why
        if found:
            return Things(tuple(found))
        each = things.first
        if name in _OBJECT or unclear:
            return Unclear(unclear or "all objects have it")
        if (each.signatures or each.makers) and name in _FUNCTION:
            return Unclear("all functions have it")
        return Nothing(f"{each.kind} {each.name} has no {name}", tuple(self.member_names(things)))

    def _in_type(
        self, made: Outline, each: Entity, name: str, depth: int, seen: frozenset[int]
    ) -> tuple[list[tuple[Outline, Entity]], str]:
        if id(each) in seen or depth > DEEPEST:
            return [], "its bases go too deep"
        seen = seen | {id(each)}
        if name in each.members:
            return [(made, entity) for entity in each.members[name]], ""
        if not made.typed and name in each.assigned:
            return [(made, Entity("variable", name, each.line, name))], ""
        why = each.open
        if name in made.words:
            why = why or "its file has the word, and syntax errors"
        if each.name in self._names_added():
            why = why or f"another file adds to {each.name}"
        if each.kind == "type" and each.type:
            below = self.typed(made, each.type, each.space, each.generics, depth + 1)
            return self._below(below, name, depth, seen, f"{each.name} is {each.type}")
        for base in each.bases:
            known = _KNOWN_BASES.get(base)
            if known is not None and base not in made.top:
                why = why or ("errors have it" if name in known else "")
                continue
            below = self.typed(made, base, each.space, each.generics, depth + 1)
            found, doubt = self._below(below, name, depth, seen, f"{base} is not known in full")
            if found:
                return found, ""
            why = why or doubt
        return [], why

    def _below(
        self, value: Value, name: str, depth: int, seen: frozenset[int], doubt: str
    ) -> tuple[list[tuple[Outline, Entity]], str]:
        if not isinstance(value, Things):
            return [], doubt
        why = ""
        for made, each in value.entities:
            found, unclear = self._in_type(made, each, name, depth + 1, seen)
            if found:
                return found, ""
            why = why or unclear
        return [], why

    def _names_added(self) -> frozenset[str]:
        """Return the names of types that files of the project add to from outside."""
        if self._added is None:
            names = {
                each
                for name in self.modules.declared_names
                for made in self.modules.ambient(name)
                for each in made.top
            }
            self._added = frozenset(names) | self.modules.globals.of_project
        return self._added

    # For candidates and calls

    def member_names(self, value: Value, depth: int = 0) -> list[str]:
        """Return the names of what a thing has, as far as they are seen."""
        if depth > DEEPEST:
            return []
        if isinstance(value, Space):
            made = next(self.outlines(value.place), None)
            return self.names(made) if made else []
        found: dict[str, None] = {}
        if not isinstance(value, Things):
            return []
        for made, each in value.entities:
            if not value.instance and (each.kind == "variable" or each.reason == "getter"):
                below = self.value_of(made, each, depth + 1)
                found.update(dict.fromkeys(self.member_names(below, depth + 1)))
                continue
            statics = not value.instance and each.kind in ("class", "function")
            found.update(dict.fromkeys(each.statics if statics else each.members))
            for base in each.bases:
                of_base = self.dotted(made, base, each.space, depth + 1)
                if isinstance(of_base, Things):
                    below = Things(of_base.entities, value.instance)
                    found.update(dict.fromkeys(self.member_names(below, depth + 1)))
            if each.kind == "type" and each.type:
                below = self.typed(made, each.type, each.space, each.generics, depth + 1)
                found.update(dict.fromkeys(self.member_names(below, depth + 1)))
        return list(found)

    def candidate(self, name: str, value: Value) -> Candidate:
        """Return a candidate with its signature and where it stands."""
        if not isinstance(value, Things):
            return Candidate(name)
        made, each = value.entities[0]
        called = f"{each.owner}.{each.name}" if each.owner else each.name
        anchor = f"#{called}" if made.path in self.modules.index.tree.contents else ""
        ref = f"{made.path}{anchor or f':{each.line}'}"
        return Candidate(name, each.text, ref)


def callable_as(members: Members, value: Value, depth: int = 0) -> list[Signature] | None:
    """Return the signatures that a call of something may have; None where that is not certain."""
    if not isinstance(value, Things) or depth > DEEPEST:
        return None
    if value.instance:
        return _of_type(members, value, depth)
    if len(value.entities) == 1 and value.first.kind == "variable" and not value.first.signatures:
        return callable_as(members, members.value_of(*value.entities[0]), depth + 1)
    functions = [each for each in value.entities if each[1].kind in _VALUES]
    if not functions or any(not _is_plain(made, each) for made, each in functions):
        return None
    declared = [each for _, each in functions if not each.has_body]
    chosen = declared or [each for _, each in functions]
    return [signature for each in chosen for signature in each.signatures]


def _of_type(members: Members, value: Things, depth: int) -> list[Signature] | None:
    """Return the signatures that a type declares, if it has them all itself."""
    found: list[Signature] = []
    for made, each in value.entities:
        if each.kind == "type" and each.type and not each.signatures:
            below = members.typed(made, each.type, each.space, each.generics, depth + 1)
            return callable_as(members, below, depth + 1)
        if len({other.name for _, other in value.entities}) > 1:
            return None
        if each.kind not in ("interface", "type") or each.bases or each.open or not made.typed:
            return None
        found += each.signatures
    return found or None


def _is_plain(made: Outline, each: Entity) -> bool:
    return (
        made.typed
        and each.kind in ("function", "variable")
        and bool(each.signatures)
        and each.reason != "getter"
    )


def makeable_as(members: Members, value: Value, depth: int = 0) -> list[Signature] | None:
    """Return the signatures of a class's constructor; None where that is not certain."""
    if not isinstance(value, Things) or value.instance or depth > DEEPEST:
        return None
    classes = [each for each in value.entities if each[1].kind in _VALUES]
    if len(classes) != 1 or classes[0][1].kind != "class" or not classes[0][0].typed:
        return None
    made, each = classes[0]
    if each.open.endswith("expression") or each.open.endswith("decorator"):
        return None
    if each.makers:
        return list(each.makers)
    if not each.bases:
        return [Signature(0, 0, f"{each.name}()")]
    return makeable_as(members, members.dotted(made, each.bases[0], each.space), depth + 1)


def _called(made: Outline) -> str:
    return made.path
