"""Source text in the short normal forms that the index keeps."""

import re

_SPACE = re.compile(r"\s+")
_MEMBER = re.compile(r"(?:[?&]|!!?)?(?:\.|->)|::|\\")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_BRACKETS = re.compile(r"\((?:[^()]|\(\))+\)")
_INDEX = re.compile(r"\[(?:[^\[\]]|\[\])+\]")
# Rust's `Vec::<u8>::new` has a separator too many, Java's `this.<T>f` has not.
_GENERIC = re.compile(r"\.<[^<>()]*>(?!\w)|<[^<>()]*>")
_NEW = re.compile(r"\bnew\s+")
_NAME = re.compile(r"[\w$@#]+[!?]?\Z")
_PLAIN = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*){0,4}\Z")
_EXPRESSION_CHARS = 100
_EXPRESSION_BYTES = 2_000

_QUOTES = re.compile(r"\A[rRuUbBfF]{0,2}(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')\Z")
_BLANK = re.compile(r"\n[ \t]*\n")
_COMMENT = re.compile(
    r"^[ \t]*(?:<!--|/\*+!?|//+!?|\*+(?=\s|$)|#+(?=\s|$)|--+|;+|%+)[ \t]?|(?:\*+/|-->)[ \t]*$", re.M
)

_known: dict[bytes, str] = {}
_MOST_KNOWN = 100_000


def squeezed(text: str, most: int) -> str:
    """Return text on one line, single-spaced, at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def dotted(name: str) -> str:
    """Write a qualified name with dots whatever its language: `A::b`, `A->b`, `A\\b` are `A.b`."""
    return _MEMBER.sub(".", _GENERIC.sub("", _SPACE.sub("", name))).strip(".*&")


def expression_of(source: bytes) -> str:
    """Return the dotted form of a name with what stands before it, '' if it ends in no name.

    Arguments, indexes and type arguments are left out: `a.b(c)[0].d` is `a.b()[].d`.
    """
    if _PLAIN.match(source):
        return source.decode()
    known = _known.get(source)
    if known is None:
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        known = _known[source] = _expression(source)
    return known


def _expression(source: bytes) -> str:
    text = source[-_EXPRESSION_BYTES:].decode("utf-8", "replace")
    text = _MEMBER.sub(".", _STRING.sub("''", _SPACE.sub("", _NEW.sub("", text))))
    for brackets, short in ((_BRACKETS, "()"), (_INDEX, "[]"), (_GENERIC, "")):
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
    bare = _COMMENT.sub("", _QUOTES.sub("", text[: 8 * most].strip())).strip()
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
