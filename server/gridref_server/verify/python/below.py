"""The classes below one, as sources write them: by the names of bases alone, no module is read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_CLASS = re.compile(
    rb"^([ \t]*)class[ \t]+(\w+)[ \t]*(?:\[[^\]\n]*\][ \t]*)?"
    rb"\(([^()]*(?:\([^()]*\)[^()]*)*)\)[ \t]*:",
    re.M,
)
_WORD = re.compile(rb"\w+")
# What stands in a list of bases and brings nothing that is of interest.
_NEUTRAL = frozenset(b"object ABC Generic Protocol metaclass ABCMeta type typing abc t T".split())
_MOST = 200


@dataclass(frozen=True)
class Written:
    """A class as it is written: its name, the words of its bases, its body."""

    name: bytes
    bases: frozenset[bytes]
    body: bytes


class Unclear(Exception):
    """Classes may be below one that can't be told by their names."""


@dataclass(frozen=True)
class Below:
    """The bodies of all classes below one, and of those that they are mixed with, if there are."""

    bodies: tuple[bytes, ...]
    is_mixed: bool


def below(texts: Sequence[bytes], name: str, line: Iterable[str]) -> Below | None:
    """Return what stands in the classes below one; None if that can't be told.

    `line` are the names of the class itself and of those above it.
    """
    own = frozenset(each.encode() for each in line)
    try:
        found = _classes_below(texts, name.encode())
        beside = list(_beside(texts, found, own))
    except Unclear:
        return None
    # By words alone: of what stands beside one, another may have the name of one of these.
    is_mixed = any(len(each.bases - _NEUTRAL) > 1 for each in found)
    return Below(tuple(each.body for each in (*found, *beside)), is_mixed)


def _classes_below(texts: Sequence[bytes], name: bytes) -> list[Written]:
    found: dict[bytes, list[Written]] = {}
    waiting = [name]
    while waiting:
        above = waiting.pop()
        for text in texts:
            if above not in text:
                continue
            for called in _called(text, above):
                if called not in (name, *found):
                    found[called] = []
                    waiting.append(called)
            for each in _written(text):
                if above in each.bases:
                    # One of the same name, from another module, is below it as well.
                    if each.name not in (name, *found):
                        waiting.append(each.name)
                    found.setdefault(each.name, []).append(each)
        if len(found) > _MOST:
            raise Unclear
    return [each for held in found.values() for each in held]


def _called(text: bytes, name: bytes) -> Iterator[bytes]:
    """Yield by what other names a text knows a class; it is unclear where a call is given it."""
    escaped = re.escape(name)
    if re.search(rb"\b(?:type|new_class|make_class)\([^)]*\b%b\b" % escaped, text):
        raise Unclear
    yield from re.findall(rb"\bimport\b[^\n;]*\b%b[ \t]+as[ \t]+(\w+)" % escaped, text)
    yield from re.findall(rb"(?m)^[ \t]+%b[ \t]+as[ \t]+(\w+)" % escaped, text)
    yield from re.findall(
        rb"(?m)^[ \t]*(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\.)*%b[ \t]*$" % escaped, text
    )


def _written(text: bytes) -> Iterator[Written]:
    for found in _CLASS.finditer(text):
        bases = frozenset(_WORD.findall(found[3]))
        yield Written(found[2], bases, _body(text, found.end(), len(found[1])))


def _body(text: bytes, start: int, indent: int) -> bytes:
    """Return what is indented further than a class."""
    end = re.compile(rb"^[ \t]{0,%d}[^\s#)\]}]" % indent, re.M).search(text, start + 1)
    return text[start : end.start() if end else len(text)]


def _beside(
    texts: Sequence[bytes], below: Sequence[Written], own: frozenset[bytes]
) -> Iterator[Written]:
    """Yield the classes that those below a class have above them beside it."""
    seen = {*own, *(each.name for each in below), *_NEUTRAL}
    waiting = [word for each in below for word in each.bases]
    while waiting:
        word = waiting.pop()
        if word in seen:
            continue
        seen.add(word)
        pattern = re.compile(rb"^[ \t]*class[ \t]+%b\b" % re.escape(word), re.M)
        held = [text for text in texts if word in text and pattern.search(text)]
        if not held and (word[:1].isupper() or not _is_module(texts, word)):
            raise Unclear
        for text in held:
            known = [each for each in _written(text) if each.name == word]
            yield from known
            waiting += [each for one in known for each in one.bases]
            if not known:  # without bases
                found = pattern.search(text)
                assert found is not None
                start = found.end()
                indent = len(found[0]) - len(found[0].lstrip())
                yield Written(word, frozenset(), _body(text, start, indent))


def _is_module(texts: Sequence[bytes], word: bytes) -> bool:
    """Tell whether a word of a base is the module in which one is looked up."""
    wanted = re.compile(rb"\bimport\b[^\n]*\b%b\b" % re.escape(word))
    return any(word in text and wanted.search(text) for text in texts)
