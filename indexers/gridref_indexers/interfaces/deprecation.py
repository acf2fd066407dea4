"""What a definition says of its own end: marked so, warning at once, or said in its doc."""

import ast
import re

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_MARK = re.compile(r"^\(?(?:\w+\.)*deprecated?\b")
_WARNING = re.compile(r"\b(?:Pending)?\w*Deprecat\w*")
_DIRECTIVE = re.compile(r"^\.\. deprecated::[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M)
# A doc may say so of a part of what it tells of: it is of the whole if nothing else is named.
_OF_ALL = re.compile(
    r"(?i)[\d.]*\s*(?:$|(?:please )?(?:use|see|prefer|replaced|renamed|superseded)\b|"
    r"(?:this|it) (?!param|arg|keyword|option|value)|in favou?r of|:\w+:)"
)
_LONGEST = 120


def notice(node: Definition) -> str:
    """Return what a definition says of its deprecation, '' if it says nothing of that."""
    for each in node.decorator_list:
        if _MARK.match(text := ast.unparse(each)):
            found = re.search(r"[\"']([^\"']{3,})[\"']", text)
            return _short(f"deprecated: {found[1]}" if found else "deprecated")
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
