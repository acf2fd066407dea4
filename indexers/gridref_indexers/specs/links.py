"""What one line of a spec leads to: other requirements, tests, paths and names in backticks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gridref_indexers.specs.entry import Link
from gridref_indexers.specs.ids import BARE_ID, FAST_TRACE_ID
from gridref_indexers.specs.plain_yaml import Mapping, texts

_TEST = re.compile(r"\[@test\]\s*(?:\(([^)\s]+)\)|`?([^\s`)]+)`?)")
_NUMBER = r"(?:\d+(?:\.\d+)*|[A-Z]+-\d+)"
_NUMBERS = rf"({_NUMBER}(?:\s*[,\u3001\uff0c]\s*{_NUMBER})*)"
# What a task of Kiro is for: `_Requirements: 1.1, 5.2_`, in whatever language.
_KIRO = re.compile(
    rf"(?:\b_?Requirements?:|\*\*Validates:\*{{0,2}}\s*Requirements?|(?<!\w)_[^\W\d_][^_\d]{{0,24}}[:\uff1a])"
    rf"\s*\**{_NUMBERS}"
)
_COVERS = re.compile(r"\s*(?:Covers|Depends):\s*(.*)$")
_NEEDS = re.compile(r"\s*Needs:\s*([\w, ]+)$")
_SUPERSEDES = re.compile(
    r"\b(?:supersed(?:es|ed\W.{0,30}?\bby|ed[- ]by)|replaces|replaced[- ]by|amends|amended by)\b"
    r":?\s*(.{3,160})",
    re.I,
)
_TELLS_OF_ANOTHER = re.compile(r"upersed|UPERSED|eplace|EPLACE|mend|MEND")
_LINK = re.compile(r"(!?)\[[^\[\]]*\]\(\s*<?([^()\s>]+(?:\([^()]*\)[^()\s]*)?)>?[^()]*\)")
_WIKI = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|[^\[\]]*)?\]\]")
_TICKED = re.compile(r"(?<!`)`{1,2}([^`\n]{2,160})`{1,2}(?!`)")
_PATH = re.compile(
    r"(?:\.{0,2}/)?[\w@.*-]+(?:/[\w@.*{},\[\]-]+)+/?(?:[:#][\w.:#-]+)?|[\w-]+\.\w{1,6}"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*)*(?:\(\))?")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:|//|#$", re.I)


# What a line has that leads anywhere; most have none of it, and nothing else is looked for there.
_TELLING = re.compile(
    r"[\[`~]|[A-Z\d]-\d|US\d|T\d{3}|eeds:|overs:|epends:|equirement|_[^_\d]{1,24}\d"
    r"|upersed|UPERSED|eplace[sd]|mend(?:s|ed) "
)


@dataclass
class Covered:
    """Whether the list below `Covers:` is still open."""

    open: bool = False


def line_links(line: str, number: int, covered: Covered) -> list[Link]:
    """Return what a line leads to."""
    if not covered.open and not _TELLING.search(line):
        return []
    return [Link(kind, target, number) for kind, target in _found(line, covered)]


def _found(line: str, covered: Covered) -> Iterator[tuple[str, str]]:
    # What a line must have is looked for first, as most have none of it.
    for found in _TEST.finditer(line) if "@test" in line else ():
        yield "tested by", found[1] or found[2]
    if "equirement" in line or "_" in line:
        for found in _KIRO.finditer(line):
            yield from (("covers", each) for each in re.findall(_NUMBER, found[1]))
    if ":" in line and (needs := _NEEDS.match(line)):
        covered.open = False
        yield from (("needs", each) for each in needs[1].replace(",", " ").split())
    if ":" in line and _COVERS.match(line):
        covered.open = True
    elif covered.open and not re.match(r"\s*(?:[*+-]\s|$)", line):
        covered.open = False
    yield from _of_ids(line, covered)
    if _TELLS_OF_ANOTHER.search(line) and (superseded := _SUPERSEDES.search(line)):
        yield from (("supersedes", each) for each in _targets(superseded[1]))
    shown = _TICKED.sub("", line) if "`" in line else line
    for found in _LINK.finditer(shown) if "](" in shown else ():
        if not found[1] and not _URL.match(found[2]):
            yield "links", found[2]
    for found in _WIKI.finditer(line) if "[[" in line else ():
        yield "mentions", found[1].strip()
    if "`" in line:
        for found in _TICKED.finditer(line):
            yield from _ticked(found[1].strip())


_BARE_PATH = re.compile(r"(?<![\w/`(\[.-])[\w.@-]+(?:/[\w.@-]+)+\.[a-zA-Z]\w{0,4}(?![\w/`])")


def path_links(line: str, number: int) -> list[Link]:
    """Return the paths that stand in a line without any mark, as tasks have them."""
    found = [each[0] for each in _BARE_PATH.finditer(line)]
    return [Link("mentions", each, number) for each in found if "://" not in line]


def _of_ids(line: str, covered: Covered) -> Iterator[tuple[str, str]]:
    if "~" in line:
        kind = "covers" if covered.open else "mentions"
        yield from ((kind, found[0]) for found in FAST_TRACE_ID.finditer(line))
    for found in BARE_ID.finditer(line):
        yield "mentions", found[0]


def _targets(text: str) -> Iterator[str]:
    for found in _LINK.finditer(text):
        yield found[2]
    yield from (found[0] for found in BARE_ID.finditer(text))


def _ticked(text: str) -> Iterator[tuple[str, str]]:
    """Yield what looks like a path or a telling name; a plain word could be anything."""
    if _PATH.fullmatch(text) and ("/" in text or not _NAME.fullmatch(text) or text.islower()):
        yield "mentions", text
    elif _NAME.fullmatch(text) and is_telling(text):
        yield "mentions", text


def is_telling(name: str) -> bool:
    """Tell whether a name is hardly a word of prose: `load_config`, `loadConfig`, `a.b`, `f()`."""
    bare = name.removesuffix("()").lstrip("_$")
    if name.startswith("__") and name.removesuffix("()").endswith("__"):
        return False  # a name of the language
    inner = any(mark in bare for mark in "_.:#")
    return (
        name.endswith("()")
        or inner
        or (not bare.islower() and not bare.isupper() and bare[1:] != bare[1:].lower())
    )


_FRONT = {
    "targets": "targets",
    "applyTo": "targets",
    "globs": "targets",
    "paths": "targets",
    "companions": "mentions",
    "see-also": "mentions",
    "related": "mentions",
    "links": "covers",
    "parent": "covers",
    "replaces": "supersedes",
    "supersedes": "supersedes",
    "superseded-by": "supersedes",
    "tests": "tested by",
}


def front_links(front: Mapping) -> Iterator[Link]:
    """Yield what front matter leads to."""
    for key, kind in _FRONT.items():
        for text in texts(front.get(key, "")):
            # Rules of Cursor and Copilot have several globs in one text.
            parts = text.split(",") if kind == "targets" and "{" not in text else [text]
            for each in filter(None, map(str.strip, parts)):
                yield Link(kind, each, front.lines.get(key, 1))
