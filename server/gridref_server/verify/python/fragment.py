"""Puts a fragment where it belongs in the file around it, so that it is read in its scope."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from gridref_indexers.interfaces.python import normal, parse

_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Spliced:
    """A file with a fragment in it: which lines are the fragment's, and how far it is indented."""

    text: str
    first: int
    last: int
    indent: int
    is_loose: bool = False


def splice(fragment: str, context: str) -> Spliced | None:
    """Return a file with a fragment in the place of what it renews, or below it; None if broken."""
    bare = textwrap.dedent(fragment)
    try:
        new = parse(normal(bare.encode("utf-8", "replace"))).body
        old = parse(normal(context.encode("utf-8", "replace")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = context.splitlines()
    cut = len(bare) and len(fragment.split("\n")[0]) - len(bare.split("\n")[0])
    named = [each for each in new if isinstance(each, _DEFINES)]
    twin = _twin(named[0], bare, list(_definitions(old)), lines) if len(named) == 1 else None
    if twin:
        return _in_place_of(twin, bare, lines, cut)
    is_method = bool(named) and _takes_self(named[0])
    if is_method:
        bare = textwrap.indent(f"class _Around({_ANYTHING}):\n" + textwrap.indent(bare, "    "), "")
    first = len(lines) + 2 + is_method
    text = "\n".join([*lines, "", bare])
    return Spliced(text, first, first + bare.count("\n"), 4 * is_method - cut, not named)


# A base that nothing is known of: the class that a new method is meant for.
_ANYTHING = "__unknown__"


def _definitions(tree: ast.AST) -> Iterator[ast.stmt]:
    for each in ast.walk(tree):
        if isinstance(each, _DEFINES):
            yield each


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return first, node.end_lineno or node.lineno


def _twin(node: ast.stmt, text: str, among: list[ast.stmt], lines: list[str]) -> ast.stmt | None:
    """Return the definition that is nearest to one of the same name."""
    name = getattr(node, "name", "")
    found = [e for e in among if getattr(e, "name", "") == name and type(e) is type(node)]
    if len(found) < 2:
        return found[0] if found else None

    def alike(each: ast.stmt) -> float:
        first, last = _span(each)
        old = textwrap.dedent("\n".join(lines[first - 1 : last]))
        return SequenceMatcher(None, text[:4000], old[:4000], autojunk=False).quick_ratio()

    return max(found, key=alike)


def _in_place_of(twin: ast.stmt, bare: str, lines: list[str], cut: int) -> Spliced:
    first, last = _span(twin)
    given = bare.rstrip("\n").split("\n")
    has_own = given[0].lstrip().startswith("@")
    if not has_own:
        first = twin.lineno
    indent = twin.col_offset
    new = [" " * indent + each if each.strip() else each for each in given]
    text = "\n".join([*lines[: first - 1], *new, *lines[last:]])
    return Spliced(text, first, first + len(given) - 1, indent - cut)


def _takes_self(node: ast.stmt) -> bool:
    args = getattr(node, "args", None)
    return bool(args and args.args and args.args[0].arg in ("self", "cls"))
