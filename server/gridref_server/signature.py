"""A signature as its caller needs it: without the prose that annotations hold. Pure."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Final

Function = ast.FunctionDef | ast.AsyncFunctionDef

# What stands in an annotation for readers, not for the checker of types.
_PROSE: Final = frozenset(["Doc", "deprecated", "doc"])
_LONGEST_DEFAULT: Final = 40
_LONGEST_SOURCE: Final = 400_000
MOST_CHARS: Final = 900


@dataclass(frozen=True)
class Signature:
    """A head as it is shown, what is said of each parameter, and if it is marked deprecated."""

    text: str
    parameters: dict[str, str]
    deprecated: str = ""


def signature(source: str, most: int = MOST_CHARS) -> Signature | None:
    """Read the head of a definition in Python; None for what is no whole one.

    Of more parameters than fit into so many characters the last are counted alone.
    """
    body = _parsed(_start_of(source)) or _parsed(source)
    each = body[0] if len(body) == 1 else None
    if isinstance(each, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, [*each.bases, *each.keywords]))
        text = f"class {each.name}({bases})" if bases else f"class {each.name}"
        return Signature(text[:most], {}, _deprecated(each))
    if not isinstance(each, Function):
        return None
    said = dict(_said(each))
    word = "async def" if isinstance(each, ast.AsyncFunctionDef) else "def"
    returns = f" -> {_type(each.returns)}" if each.returns else ""
    marks = [f"@{_name(mark)} " for mark in each.decorator_list if _name(mark) in _MARKS]
    shown = _fitted(list(_parameters(each.args)), most)
    return Signature(
        f"{''.join(marks)}{word} {each.name}({shown}){returns}", said, _deprecated(each)
    )


_CLASS: Final = re.compile(r"(?:[ \t]*@[^\n]*\n)*[ \t]*class\b")
_MEMBER: Final = re.compile(r"\n[ \t]+(?:@|def\b|async def\b|class\b)")


def _start_of(source: str) -> str:
    """Return what stands in a class before its first member: parsing all of it may take long."""
    head = _CLASS.match(source)
    member = _MEMBER.search(source, head.end()) if head else None
    return (
        source[: member.start()] + "\n" if member and '"""' in source[: member.start()] else source
    )


def _parsed(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(dedent(source[:_LONGEST_SOURCE])).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


_MARKS: Final = frozenset(
    ["property", "classmethod", "staticmethod", "cached_property", "overload"]
)


def _fitted(parameters: list[str], most: int) -> str:
    """Join parameters; of more than fit, the last ones are counted."""
    kept: list[str] = []
    room = most
    for each in parameters:
        room -= len(each) + 2
        if room < 0:
            return ", ".join([*kept, f"… {len(parameters) - len(kept)} more"])
        kept.append(each)
    return ", ".join(kept)


def _parameters(args: ast.arguments) -> Iterator[str]:
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + [*args.defaults]
    for at, (each, default) in enumerate(zip(plain, defaults, strict=True), 1):
        yield _parameter(each, default)
        if at == len(args.posonlyargs):
            yield "/"
    if args.vararg:
        yield f"*{_parameter(args.vararg, None)}"
    elif args.kwonlyargs:
        yield "*"
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _parameter(each, default)
    if args.kwarg:
        yield f"**{_parameter(args.kwarg, None)}"


def _parameter(each: ast.arg, default: ast.expr | None) -> str:
    text = f"{each.arg}: {_type(each.annotation)}" if each.annotation else each.arg
    if default is None:
        return text
    value = ast.unparse(default)
    value = value if len(value) <= _LONGEST_DEFAULT else "..."
    return f"{text} = {value}" if each.annotation else f"{text}={value}"


def _type(annotation: ast.expr) -> str:
    return ast.unparse(_Stripped().visit(annotation))


class _Stripped(ast.NodeTransformer):
    """Takes prose out of `Annotated`, and `Annotated` away where nothing else is left in it."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if _name(node.value) != "Annotated" or not isinstance(node.slice, ast.Tuple):
            return node
        first, *others = node.slice.elts
        kept = [each for each in others if not _is_prose(each)]
        if not kept:
            return first
        node.slice = ast.Tuple([first, *kept], ast.Load())
        return node


def _is_prose(each: ast.expr) -> bool:
    return isinstance(each, ast.Call) and _name(each.func) in _PROSE


def _name(each: ast.expr) -> str:
    if isinstance(each, ast.Call):
        return _name(each.func)
    return each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")


def _said(each: Function) -> Iterator[tuple[str, str]]:
    """Yield what annotations, or else the docstring, say of each parameter."""
    args = each.args
    plain = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    told = _in_docstring(ast.get_docstring(each) or "")
    for arg in [*plain, *filter(None, (args.vararg, args.kwarg))]:
        if said := _doc(arg.annotation) or told.get(arg.arg, ""):
            yield arg.arg, said


def _doc(annotation: ast.expr | None) -> str:
    for each in ast.walk(annotation) if annotation else ():
        if isinstance(each, ast.Call) and _name(each.func) in ("Doc", "doc") and each.args:
            value = each.args[0]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return " ".join(value.value.split())
    return ""


# `name: ...` and `name (type): ...` below `Args:`, `name : type` of NumPy, `:param name: ...`.
_GOOGLE: Final = re.compile(r"^[ ]{2,}\**(\w+)(?: \([^)\n]*\))?: (.+(?:\n[ ]{6,}\S.*)*)", re.M)
_NUMPY: Final = re.compile(r"^(\w+) ?: ?(.+(?:\n[ ]{4}\S.*)*)", re.M)
_SPHINX: Final = re.compile(r"^:param(?: [^:\n]*?)? ?(\w+): (.+(?:\n[ ]+\S.*)*)", re.M)


def _in_docstring(doc: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in (_SPHINX, _NUMPY, _GOOGLE):
        for match in rule.finditer(doc):
            found.setdefault(match[1], " ".join(match[2].split()))
    return found


def _deprecated(each: Function | ast.ClassDef) -> str:
    """Return what a mark says that a definition is deprecated, or its docstring."""
    for mark in each.decorator_list:
        if _name(mark) in ("deprecated", "deprecate"):
            said = mark.args[0] if isinstance(mark, ast.Call) and mark.args else None
            text = said.value if isinstance(said, ast.Constant) else ""
            return f"deprecated: {text}" if isinstance(text, str) and text else "deprecated"
    doc = ast.get_docstring(each) or ""
    found = re.search(r"^\.\. deprecated::\s*(.*)", doc, re.M)
    return f"deprecated since {found[1]}".removesuffix(" since ") if found else ""
