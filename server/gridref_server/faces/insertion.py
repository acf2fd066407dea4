"""Puts one entry into a JSON file, and takes it out again, without touching a byte of the rest."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal, get_args

import tree_sitter_json
from tree_sitter import Language, Node, Parser


class Unfit(ValueError):
    """A file that an entry can't be put into; in one sentence."""


# Into nothing, by itself, before others that have lines of their own, or on the same line.
Form = Literal["whole", "alone", "lines", "inline"]
# The last step into a list, which has no keys.
ITEM = ""
_BLANK = b" \t\r\n\xef\xbb\xbf"
# A comma behind which nothing follows, as clients of the kind of VS Code take it.
_LAST_COMMA = re.compile(
    rb'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/'
    rb"|(?P<comma>,)(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])",
    re.DOTALL,
)


def whole(path: Sequence[str], value: object) -> bytes:
    """Return a file that holds nothing but an entry."""
    return (json.dumps(_nested(path, value), indent=2) + "\n").encode()


def inserted(text: bytes, path: Sequence[str], value: object) -> bytes:
    """Return a file with an entry at its path; comments, order and blanks stay as they are.

    Raise `Unfit` for a file that is no JSON, or holds something else on the way.
    """
    if not text.strip(_BLANK):
        return text + _fragment(path, 0, value, "whole", "\n")
    plain = _LAST_COMMA.sub(lambda found: b" " if found["comma"] else found[0], text)
    root = Parser(Language(tree_sitter_json.language())).parse(plain).root_node
    first = next((each for each in root.named_children if each.type != "comment"), None)
    if root.has_error or first is None:
        raise Unfit("it is no JSON")
    holder, depth = _holder(first, path)
    at = holder.start_byte + 1
    ends = "\r\n" if b"\r\n" in text else "\n"
    return text[:at] + _fragment(path, depth, value, _form(holder, text), ends) + text[at:]


def taken_out(text: bytes, path: Sequence[str], value: object) -> bytes:
    """Return a file without the entry that was put into it; as it is, if that is not there."""
    for fragment in _fragments(path, value):
        if text.count(fragment) == 1:
            return text.replace(fragment, b"")
    return text


def _holder(node: Node, path: Sequence[str]) -> tuple[Node, int]:
    """Return the innermost object or list on the way that is there, and how deep it lies."""
    depth = 0
    while True:
        wanted = "array" if path[depth] == ITEM else "object"
        if node.type != wanted:
            raise Unfit(f"it holds no {wanted} where gridref's entry goes")
        inner = _member(node, path[depth]) if path[depth] != ITEM else None
        if inner is None:
            return node, depth
        if depth + 1 == len(path):
            raise Unfit(f"it has a {path[depth]!r} already, which is not ours")
        node, depth = inner, depth + 1


def _member(node: Node, key: str) -> Node | None:
    for pair in node.named_children:
        name, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if name and value and name.text == json.dumps(key).encode():
            return value
    return None


def _form(holder: Node, text: bytes) -> Form:
    """Return how an entry is written at the beginning of an object or list."""
    first = next((each for each in holder.named_children if each.type != "comment"), None)
    if first is None:
        return "alone"
    return "lines" if b"\n" in text[holder.start_byte : first.start_byte] else "inline"


def _fragment(path: Sequence[str], depth: int, value: object, form: Form, ends: str) -> bytes:
    if form == "whole":
        return json.dumps(_nested(path, value)).encode()
    inner = json.dumps(_nested(path[depth + 1 :], value))
    said = inner if path[depth] == ITEM else f"{json.dumps(path[depth])}: {inner}"
    if form == "inline":
        return f"{said}, ".encode()
    end = f"{ends}{'  ' * depth}" if form == "alone" else ","
    return f"{ends}{'  ' * (depth + 1)}{said}{end}".encode()


def _fragments(path: Sequence[str], value: object) -> Iterator[bytes]:
    # The longest first: a shorter one may be a part of it.
    for depth, form, ends in product(range(len(path)), get_args(Form), ("\r\n", "\n")):
        yield _fragment(path, depth, value, form, ends)


def _nested(path: Sequence[str], value: object) -> object:
    for key in reversed(path):
        value = [value] if key == ITEM else {key: value}
    return value
