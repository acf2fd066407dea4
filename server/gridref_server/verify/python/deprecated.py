"""What exists and should not be used any more: marked so, warning at once, or said in its doc."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.python import normal, parse
from gridref_indexers.interfaces.shape import Class, Function
from gridref_indexers.interfaces.spaces import ModuleSpace, Space
from gridref_indexers.interfaces.values import Instance, Routine, Type, Value

Definition = tuple[Function | Class, Space]

_MARK = re.compile(r"^(?:\w+\.)*deprecated?\b")
_WARNING = re.compile(r"\b(?:Pending)?\w*Deprecat\w*")
_DIRECTIVE = re.compile(r"^\.\. deprecated::[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M)
# A doc may say so of a part of what it tells of: it is of the whole if nothing else is named.
_OF_ALL = re.compile(
    r"(?i)[\d.]*\s*(?:$|(?:please )?(?:use|see|prefer|replaced|renamed|superseded)\b|"
    r"(?:this|it) (?!param|arg|keyword|option|value)|in favou?r of|:\w+:)"
)
_LONGEST = 120


def deprecated(values: Sequence[Value], owner: Value | None = None, name: str = "") -> str:
    """Return what is said of something that is had, '' if it may be used.

    All that it may be has to be so; `owner` and `name` tell of members whose value is no function.
    """
    found = list(_definitions(values))
    if not found and isinstance(owner, Instance | Type):
        held = classes.find(owner.of, name)
        found = [(e, space) for e, space in (held[2] if held else ()) if isinstance(e, Function)]
    told = [_told(each, space) for each, space in found]
    return told[0] if told and all(told) else ""


def _definitions(values: Sequence[Value]) -> Iterator[Definition]:
    for each in values:
        match each:
            case Routine(variants=variants):
                yield from variants
            case Type(of=of):
                yield from of.definitions


def _told(each: Function | Class, space: Space) -> str:
    for text in each.decorators:
        if _MARK.match(text.lstrip("(")):
            return _said_by(text)
    while not isinstance(space, ModuleSpace):
        inner = getattr(space, "around", None)
        if inner is None:
            return ""
        space = inner
    return _in_file(space.path).get((each.line, each.name), "")


def _said_by(text: str) -> str:
    found = re.search(r"""["']([^"']{3,})["']""", text)
    return _short(f"deprecated: {found[1]}" if found else "deprecated")


@lru_cache(maxsize=2000)
def _in_file(path: str) -> dict[tuple[int, str], str]:
    """Return what a file says of its definitions, by line and name."""
    try:
        with open(path, "rb") as file:
            source = normal(file.read())
    except OSError:
        return {}
    if b"eprecat" not in source:
        return {}
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = ((each, _of_body(each)) for each in ast.walk(tree) if isinstance(each, defined))
    return {(each.lineno, each.name): why for each, why in found if why}


def _of_body(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    doc = ast.get_docstring(node) or ""
    said = _DIRECTIVE.search(doc)
    if said and _OF_ALL.match(said[1]):
        return _short(f"deprecated since {said[1]}" if said[1].strip() else "deprecated")
    body = node.body[1:] if doc else node.body
    first = body[0] if body else None
    if isinstance(node, ast.ClassDef) or not isinstance(first, ast.Expr):
        return ""
    return _warned(first.value)


def _warned(node: ast.expr) -> str:
    """Return what a call warns of, if it is one that tells that something is deprecated."""
    match node:
        case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), args=args):
            category = [*args[1:], *(each.value for each in node.keywords)]
            if not called.startswith("warn") or not any(
                _WARNING.search(ast.unparse(each)) for each in category
            ):
                return ""
            texts = (e for arg in args[:1] for e in ast.walk(arg) if isinstance(e, ast.Constant))
            parts = [each.value for each in texts if isinstance(each.value, str)]
            return _short(f"deprecated: {''.join(parts)}" if parts else "deprecated")
    return ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
