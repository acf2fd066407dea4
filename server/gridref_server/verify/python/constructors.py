"""What the constructors take that classes are given by their fields: each kind by its own rules."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gridref_indexers.interfaces import calls, classes, infer
from gridref_indexers.interfaces.shape import Class, Function, Kind, Parameter
from gridref_indexers.interfaces.shape import Value as Bound
from gridref_indexers.interfaces.spaces import Space
from gridref_indexers.interfaces.values import Known, Special, Type, Unknown

Parameters = tuple[Parameter, ...]

MODELS: Final = frozenset(["pydantic.main.BaseModel", "pydantic.v1.main.BaseModel"])
_OLD_ATTRS = frozenset(["attr.s", "attr.attrs", "attr.attributes", "attr._make.attrs"])
_MAKERS = {
    "dataclass": frozenset(["dataclasses.field"]),
    "attrs": frozenset(
        "attr.ib attr.attrib attr.attr attr.field attrs.field attr._make.attrib "
        "attr._next_gen.field".split()
    ),
    "pydantic": frozenset(
        "pydantic.fields.Field pydantic.v1.fields.Field pydantic.fields.PrivateAttr "
        "pydantic.v1.fields.PrivateAttr".split()
    ),
}
_ALL = frozenset().union(*_MAKERS.values())
# What runs before fields are looked at may put them in, or take them out.
_BEFORE = ("model_validator", "root_validator", "__get_validators__", "model_serializer")


class Uncertain(Exception):
    """What a class takes can't be told."""


@dataclass(frozen=True)
class Field:
    """A name in the body of a class, as the maker of its constructor reads it.

    `call` is what makes it a field of its own rules, `value` its default, '' if it has none.
    """

    name: str
    annotation: str
    value: str
    call: ast.Call | None = None

    def said(self, *keys: str) -> ast.expr | None:
        """Return what a field is given by one of some keywords."""
        given = self.call.keywords if self.call else []
        return next((each.value for each in given if each.arg in keys), None)

    def is_said(self, key: str, value: bool) -> bool:
        """Tell whether a keyword is just `True`, or just `False`."""
        found = self.said(key)
        if found is not None and not isinstance(found, ast.Constant):
            raise Uncertain
        return isinstance(found, ast.Constant) and found.value is value


def _fields(of: Class, space: Space, how: str) -> Iterator[Field]:
    """Yield the fields in the body of a class, in order."""
    for name, bindings in of.names.items():
        last = bindings[-1]
        if not isinstance(last, Bound) or "ClassVar" in last.annotation:
            continue
        call = _maker(last.value, space, how)
        yield Field(name, last.annotation, last.value, call)


def _maker(text: str, space: Space, how: str) -> ast.Call | None:
    """Return the call that makes a field, None if a value is but a default."""
    node = infer.parsed(text) if "(" in text else None
    if not isinstance(node, ast.Call):
        return None
    name = calls.decorator_name(text, space)
    if name not in _ALL:
        # A function of the project may make fields as well; a class makes a default.
        if name and _makes_instances(node, space):
            return None
        raise Uncertain
    if any(isinstance(each, ast.Starred) for each in node.args):
        raise Uncertain  # too long to be kept
    if any(each.arg is None for each in node.keywords) or name not in _MAKERS[how]:
        raise Uncertain
    return node


def _makes_instances(node: ast.Call, space: Space) -> bool:
    found = infer.evaluate(node.func, space)
    return bool(found) and all(isinstance(each, Type) for each in found)


def _in_order(fields: dict[str, Parameter]) -> list[Parameters]:
    """Return the parameters that fields make: those that are given by name alone go last."""
    found = fields.values()
    keywords = [each for each in found if each.kind is Kind.KEYWORD]
    return [(*(each for each in found if each.kind is not Kind.KEYWORD), *keywords)]


def _options(text: str) -> dict[str, ast.expr]:
    """Return the keywords of a decorator."""
    node = infer.parsed(text)
    if not isinstance(node, ast.Call):
        return {}
    if node.args or any(each.arg is None for each in node.keywords):
        raise Uncertain
    return {each.arg: each.value for each in node.keywords if each.arg}


def _is(options: dict[str, ast.expr], key: str, value: bool) -> bool:
    found = options.get(key)
    if found is not None and not isinstance(found, ast.Constant):
        raise Uncertain
    return isinstance(found, ast.Constant) and found.value is value


def _marked(of: Class, space: Space, names: frozenset[str]) -> str:
    """Return the decorator of a class that is one of some, '' if there is none."""
    found = (each for each in of.decorators if calls.decorator_name(each, space) in names)
    return next(found, "")


# Dataclasses and named tuples


def of_dataclass(known: Known) -> list[Parameters]:
    """Return what a dataclass takes: its own fields and those of dataclasses above it."""
    found: dict[str, Parameter] = {}
    for each, _ in reversed(classes.line(known)):
        for of, space in each.definitions:
            if not (mark := _marked(of, space, classes.DATACLASSES)):
                continue
            options = _options(mark)
            if "init" in options:
                raise Uncertain
            by_name = _is(options, "kw_only", True)
            for one in _fields(of, space, "dataclass"):
                if not one.annotation:
                    continue
                if one.annotation.rpartition(".")[2] == "KW_ONLY":
                    by_name = True
                elif parameter := _of_field(one, by_name):
                    found[one.name] = parameter
                else:
                    found.pop(one.name, None)
    return _in_order(found)


def _of_field(one: Field, by_name: bool) -> Parameter | None:
    kind = Kind.KEYWORD if by_name else Kind.PLAIN
    if one.call is None:
        return Parameter(one.name, kind, one.annotation, one.value or None)
    if one.is_said("init", False):
        return None
    if one.said("kw_only"):
        kind = Kind.KEYWORD if one.is_said("kw_only", True) else Kind.PLAIN
    has = one.said("default", "default_factory")
    return Parameter(one.name, kind, one.annotation, "..." if has else None)


def of_named_tuple(known: Known) -> list[Parameters]:
    """Return what a class below `NamedTuple` takes."""
    found: dict[str, Parameter] = {}
    for each, _ in reversed(classes.line(known)):
        if not any(
            base == Special("NamedTuple")
            or (isinstance(base, Type) and base.of.name == "typing.NamedTuple")
            for base in classes.bases(each)
        ):
            continue
        for of, space in each.definitions:
            for one in _fields(of, space, "dataclass"):
                if one.annotation:
                    found[one.name] = Parameter(
                        one.name, Kind.PLAIN, one.annotation, one.value or None
                    )
    return _in_order(found)


# attrs


def of_attrs(known: Known) -> list[Parameters]:
    """Return the parameters that attrs makes of the fields of a class and of those above it."""
    found: dict[str, Parameter] = {}
    for each, _ in reversed(classes.line(known)):
        if sum(isinstance(base, Type) for base in classes.bases(each)) > 1:
            raise Uncertain
        for of, space in each.definitions:
            if mark := _marked(of, space, classes.ATTRS):
                for one in _of_attrs_class(of, space, mark):
                    found.pop(one.name, None)
                    if one.kind is not Kind.MANY:
                        found[one.name] = one
    return _in_order(found)


def _of_attrs_class(of: Class, space: Space, mark: str) -> Iterator[Parameter]:
    """Yield the parameters of a class; of the kind `MANY` those that are left out."""
    options = _options(mark)
    if options.keys() & {"init", "these", "field_transformer"}:
        raise Uncertain
    bare = mark.lstrip("(").partition("(")[0].rpartition(".")[2]
    is_new = calls.decorator_name(mark, space) not in _OLD_ATTRS or bare == "dataclass"
    every = list(_fields(of, space, "attrs"))
    if "auto_attribs" in options:
        automatic = _is(options, "auto_attribs", True)
    else:
        automatic = is_new and not any(e.call and not e.annotation for e in every)
    by_name = _is(options, "kw_only", True)
    defaults = {
        text.removesuffix(".default")
        for held in of.names.values()
        for each in held
        if isinstance(each, Function)
        for text in each.decorators
        if text.endswith(".default")
    }
    for one in every:
        if one.call or (automatic and one.annotation):
            yield _attribute(one, by_name, one.name in defaults)


def _attribute(one: Field, by_name: bool, has_default: bool) -> Parameter:
    name = one.name.lstrip("_")
    if one.call is None:
        kind = Kind.KEYWORD if by_name else Kind.PLAIN
        return Parameter(name, kind, one.annotation, one.value or None)
    alias = one.said("alias")
    if alias is not None:
        if not (isinstance(alias, ast.Constant) and isinstance(alias.value, str)):
            raise Uncertain
        name = alias.value
    if one.is_said("init", False):
        return Parameter(name, Kind.MANY)
    kind = Kind.KEYWORD if by_name or one.is_said("kw_only", True) else Kind.PLAIN
    has = has_default or one.call.args or one.said("default", "factory")
    return Parameter(name, kind, one.annotation, "..." if has else None)


# Models of pydantic


@dataclass
class _Model:
    """What the classes in a line say of how a model is filled."""

    extra: str = "ignore"
    by_name: bool = False
    fields: dict[str, Parameters] = field(default_factory=dict)


_OF_NAMES = ("populate_by_name", "allow_population_by_field_name", "validate_by_name")


def of_model(known: Known) -> list[Parameters]:
    """Return what a model of pydantic takes: by alias, by name where it says so, in any order."""
    model, is_old = _Model(), False
    for each, _ in reversed(classes.line(known)):
        if each.name in MODELS:
            is_old = all("model_config" not in of.names for of, _ in each.definitions)
        elif classes.is_below(each, *MODELS):
            if each.module.startswith("pydantic."):
                raise Uncertain  # `RootModel` and the like
            for of, space in each.definitions:
                _read_model(of, space, model, is_old=is_old)
    names = {p.name: p for held in model.fields.values() for p in held}
    if model.by_name:
        for name, held in model.fields.items():
            if all(each.name != name for each in held):
                # Either will do.
                names |= {each.name: replace(each, default="...") for each in held}
                names[name] = Parameter(name, Kind.KEYWORD, "", "...")
    rest = () if model.extra == "forbid" else (Parameter("extra", Kind.KEYWORDS),)
    return [(*names.values(), *rest)]


def _read_model(of: Class, space: Space, model: _Model, *, is_old: bool) -> None:
    for held in of.names.values():
        for each in held:
            if isinstance(each, Function) and (
                each.name in _BEFORE
                or any(word in text for text in each.decorators for word in _BEFORE)
            ):
                raise Uncertain
    _configure(model, dict(_settings(of)))
    for name, bindings in of.names.items():
        last = bindings[-1]
        if isinstance(last, Bound) and last.annotation and not name.startswith("_"):
            if "ClassVar" not in last.annotation and name not in ("model_config", "Config"):
                model.fields[name] = _of_model_field(name, last, space, is_old=is_old)


def _settings(of: Class) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a model is configured with: by keywords, `Config` or `model_config`."""
    texts: list[tuple[str, str]] = [*of.keywords]
    for each in of.names.get("Config", ()):
        if not isinstance(each, Class) or each.bases:
            raise Uncertain
        for name, bindings in each.names.items():
            texts += [(name, e.value) for e in bindings if isinstance(e, Bound)]
    for text, value in texts:
        node = infer.parsed(value)
        if node is None:
            raise Uncertain
        yield text, node
    for each in of.names.get("model_config", ()):
        node = infer.parsed(each.value) if isinstance(each, Bound) else None
        match node:
            case ast.Call(args=[], keywords=given) if all(each.arg for each in given):
                yield from ((each.arg or "", each.value) for each in given)
            case ast.Dict(keys=keys, values=values):
                for key, held in zip(keys, values, strict=True):
                    if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                        raise Uncertain
                    yield key.value, held
            case _:
                raise Uncertain


def _configure(model: _Model, settings: dict[str, ast.expr]) -> None:
    if settings.keys() & {"alias_generator", "fields", "validate_by_alias", "metaclass"}:
        raise Uncertain
    if extra := settings.get("extra"):
        # A text, or a member of `Extra`.
        model.extra = str(
            extra.value if isinstance(extra, ast.Constant) else getattr(extra, "attr", "")
        )
        if model.extra not in ("forbid", "ignore", "allow"):
            raise Uncertain
    for key in _OF_NAMES:
        if key in settings:
            value = settings[key]
            if not isinstance(value, ast.Constant):
                raise Uncertain
            model.by_name = bool(value.value)


def _of_model_field(name: str, bound: Bound, space: Space, *, is_old: bool) -> Parameters:
    """Return the parameter that a field of a model makes, none if it makes none."""
    if not bound.value and _is_alias(bound.annotation, space):
        raise Uncertain  # what it stands for may bring a default
    call = _maker(bound.value, space, "pydantic")
    if call and calls.decorator_name(bound.value, space).endswith("PrivateAttr"):
        return ()
    given = [*_annotated(bound.annotation, space), *([call] if call else [])]
    required = not bound.value or call is not None
    alias = name
    for each in given:
        one = Field(name, bound.annotation, "", each)
        if one.said("init", "init_var"):
            raise Uncertain
        said = one.said("validation_alias") or one.said("alias")
        if said is not None:
            if not (isinstance(said, ast.Constant) and isinstance(said.value, str)):
                raise Uncertain
            alias = said.value
        default = one.said("default") or next(iter(each.args), None)
        is_ellipsis = isinstance(default, ast.Constant) and default.value is ...
        if one.said("default_factory") or (default is not None and not is_ellipsis):
            required = False
    if is_old and any(word in bound.annotation for word in ("Optional", "None", "Any")):
        required = False
    return (Parameter(alias, Kind.KEYWORD, bound.annotation, None if required else "..."),)


def _is_alias(annotation: str, space: Space) -> bool:
    """Tell whether an annotation speaks of a type by a name that is not its own."""
    node = infer.parsed(annotation)
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name)] if node else []
    return any(
        isinstance(value, Type) and value.of.bare != each.id
        for each in names
        for value in infer.evaluate(each, space)
    )


def _annotated(annotation: str, space: Space) -> Iterator[ast.Call]:
    """Yield the calls of `Field` in `Annotated[...]`; what its other parts do is not known."""
    node = infer.parsed(annotation) if "Annotated" in annotation else None
    for each in ast.walk(node) if node else ():
        if isinstance(each, ast.Call):
            name = calls.decorator_name(ast.unparse(each), space)
            if name in _MAKERS["pydantic"]:
                yield each
            elif not name:
                raise Uncertain


# Typed dictionaries and enumerations


def of_typed_dict(known: Known) -> list[Parameters]:
    """Return what a `TypedDict` takes: its keys, or a mapping; which are left out is no matter."""
    names: dict[str, Parameter] = {"": Parameter("mapping", Kind.POSITIONAL, "", "...")}
    for each, _ in classes.line(known):
        if any(isinstance(base, Unknown) for base in classes.bases(each)):
            raise Uncertain
        if each.module in ("builtins", "typing", "collections.abc"):
            continue
        for of, _ in each.definitions:
            if {key for key, _ in of.keywords} - {"total"}:
                raise Uncertain
            for name, bindings in of.names.items():
                last = bindings[-1]
                if isinstance(last, Bound) and last.annotation:
                    names[name] = Parameter(name, Kind.KEYWORD, last.annotation, "...")
    return [tuple(names.values())]


def is_typed_dict(known: Known) -> bool:
    """Tell whether a class is a `TypedDict`, or below one."""
    return any(
        _is_special(text, space, "TypedDict")
        for each, _ in classes.line(known)
        for of, space in each.definitions
        for text in of.bases
        if "TypedDict" in text
    )


def _is_special(text: str, space: Space, name: str) -> bool:
    node = infer.parsed(text)
    return node is not None and Special(name) in infer.typed(node, space)


_FUNCTIONAL = "module qualname type start boundary".split()


def of_enum(known: Known) -> list[Parameters]:
    """Return what a call of an enumeration with members takes: a value."""
    rest = [Parameter(each, Kind.KEYWORD, "", "...") for each in _FUNCTIONAL]
    return [
        (
            Parameter("value", Kind.PLAIN),
            Parameter("names", Kind.PLAIN, "", "..."),
            Parameter("values", Kind.MANY),
            *rest,
        )
    ]


def certain(rule: Callable[[Known], list[Parameters]], known: Known) -> Sequence[Parameters]:
    """Return what a rule says of a class, nothing if it can't tell."""
    try:
        return rule(known)
    except Uncertain:
        return ()
