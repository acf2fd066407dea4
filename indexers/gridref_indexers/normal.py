"""Source text in the short normal forms that the index keeps."""

import re
from typing import NamedTuple, TypeVar

_SPACE = re.compile(r"\s+")
_MEMBER = re.compile(r"(?:[?&]|!!?)?(?:\.|->)|::|\\")
# What a separator other than a dot has.
_OTHER_SIGN = re.compile(r"[?&!:>\\]")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
# Rust's `Vec::<u8>::new` has a separator too many, Java's `this.<T>f` has not.
_GENERIC = re.compile(r"\.<[^<>()]*>(?!\w)|<[^<>()]*>")
_LEFT_OUT = (
    ("(", re.compile(r"\((?:[^()]++|\(\))++\)"), "()"),
    ("[", re.compile(r"\[(?:[^\[\]]++|\[\])++\]"), "[]"),
    ("<", _GENERIC, ""),
)
_NEW = re.compile(r"\bnew\s+")
_NAME = re.compile(r"[\w$@#]+[!?]?\Z")
_PLAIN = re.compile(rb"([A-Za-z_][A-Za-z0-9_]*)(?:\.[A-Za-z_][A-Za-z0-9_]*){0,4}\Z")
# What is in the brackets of a single call does not matter.
_PLAIN_VALUE = re.compile(rb"([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)(\([^()]*\))?\Z")
_EXPRESSION_CHARS = 100
_EXPRESSION_BYTES = 2_000

_OPENING = re.compile(r"[rRuUbBfF]{0,2}(?:\"\"\"|'''|\"|')")
_CLOSING = re.compile(r"(?:\"\"\"|'''|\"|')\Z")
_BLANK = re.compile(r"\n[ \t]*\n")
_COMMENT = re.compile(
    r"^[ \t]*(?:<!--|/\*+!?|//+!?|\*+(?=\s|$)|#+(?=\s|$)|--+|;+|%+)[ \t]?|(?:\*+/|-->)[ \t]*$", re.M
)
_MARK = re.compile(r"<!--|[/*#;%]|--")

_ROOT = re.compile(rb"\w+")

_MOST_KNOWN = 20_000
_LONGEST_KNOWN = 200
_Kept = TypeVar("_Kept")


def squeezed(text: str, most: int) -> str:
    """Return text on one line, single-spaced, at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def dotted(name: str) -> str:
    """Write a qualified name with dots whatever its language: `A::b`, `A->b`, `A\\b` are `A.b`."""
    return _MEMBER.sub(".", _GENERIC.sub("", _SPACE.sub("", name))).strip(".*&")


class Expression(NamedTuple):
    """A name with what stands before it, dotted: '' if it ends in no name.

    Arguments, indexes and type arguments are left out: `a.b(c)[0].d` is `a.b()[].d`.
    """

    text: str
    root: bytes


class _Expressions(dict[bytes, Expression]):
    """Expressions by their source, kept from content to content."""

    def __missing__(self, source: bytes) -> Expression:
        if plain := _PLAIN.match(source):
            return _remembered(self, source, Expression(source.decode(), plain[1]))
        root = _ROOT.match(source)
        known = Expression(_expression(source), root[0] if root else b"")
        return _remembered(self, source, known)


class _Values(dict[bytes, str]):
    """What is assigned by its source, in the same form, kept from content to content."""

    def __missing__(self, source: bytes) -> str:
        plain = _PLAIN_VALUE.match(source)
        if plain and len(plain[1]) < _EXPRESSION_CHARS - len("().x"):
            value = plain[1].decode() + ("()" if plain[2] else "")
        else:
            # A name at the end is wanted; a call has one once its arguments are gone.
            value = _expression(source + b".x").removesuffix(".x")
        return _remembered(self, source, value)


expressions = _Expressions()
values = _Values()


def _remembered(known: dict[bytes, _Kept], source: bytes, value: _Kept) -> _Kept:
    """Return a value that is kept for the next time, in bounds."""
    if len(source) <= _LONGEST_KNOWN:
        if len(known) > _MOST_KNOWN:
            known.clear()
        known[source] = value
    return value


def _expression(source: bytes) -> str:
    text = source[-_EXPRESSION_BYTES:].decode("utf-8", "replace")
    # To look whether there is anything to replace costs a tenth of trying to.
    if "new" in text:
        text = _NEW.sub("", text)
    text = "".join(text.split())
    if "'" in text or '"' in text:
        text = _STRING.sub("''", text)
    if _OTHER_SIGN.search(text):
        text = _MEMBER.sub(".", text)
    for left, brackets, short in _LEFT_OUT:
        if left in text:
            while (shorter := brackets.sub(short, text)) != text:
                text = shorter
    name = text.rpartition(".")[2]
    if not _NAME.match(name):
        return ""
    unreadable = len(text) > _EXPRESSION_CHARS or text.count("(") != text.count(")")
    return f"….{name}" if unreadable else text.lstrip(".")


def first_paragraph(text: str, most: int = 300) -> str:
    """Return what a docstring or a block of comments says first, without its marks."""
    # Marks and indents take some of it; no first paragraph that is shown is longer.
    whole = _unquoted(text[: 8 * most].strip()).strip()
    # Marks are looked for in the first block alone if there is more to it.
    return _first_block(_BLANK.split(whole, maxsplit=1)[0], most) or _first_block(whole, most)


def _unquoted(text: str) -> str:
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    closing = _CLOSING.search(text, max(0, len(text) - 3))
    return text[: closing.start()] if closing else text


def _first_block(text: str, most: int) -> str:
    bare = _COMMENT.sub("", text).strip() if _MARK.search(text) else text
    return squeezed(_BLANK.split(bare, maxsplit=1)[0], most)


def readable(source: bytes) -> bytes:
    """Return a text with one `?` for each byte that is no UTF-8: all else stays at its place."""
    try:
        source.decode()
    except UnicodeDecodeError:
        escaped = source.decode("utf-8", "surrogateescape")
        return re.sub("[\udc80-\udcff]", "?", escaped).encode()
    return source


def utf8(source: bytes) -> bytes:
    """Return a text as UTF-8 if it says that it is UTF-16, and unchanged otherwise."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace").encode()
    return source
