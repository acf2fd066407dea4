"""Features of Gherkin: scenarios that a test runner runs."""

import re
from collections.abc import Sequence

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import Entry, Link, Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.ids import ID
from gridref_indexers.specs.prose import SUMMARY_CHARS, Section

_TITLE = re.compile(
    r"\s*(Feature|Rule|Scenario Outline|Scenario Template|Scenario|Example|Background):\s*(.*)"
)
_STEP = re.compile(r"\s*(?:Given|When|Then|And|But|\*)\s+(.*)")
_TAG = re.compile(r"@([^\s@#]+)")
_ID = re.compile(ID)
_KINDS = {"Feature": "requirement", "Rule": "requirement", "Background": "section"}
_DEPTH = {"Feature": 0, "Rule": 1}
_MOST = 5_000


def gherkin(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read a feature file; a tag such as `@REQ-12` is what a scenario covers."""
    found: list[Entry] = []
    # Those that are still open, each with how deep it is.
    around: list[tuple[int, int]] = []
    tags: list[tuple[str, int]] = []
    quoted = False
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip().startswith(('"""', "```")):
            quoted = not quoted
        elif quoted or line.lstrip().startswith("#"):
            continue
        elif line.lstrip().startswith("@"):
            tags += ((tag, number) for tag in _TAG.findall(line))
        elif (title := _TITLE.match(line)) and len(found) < _MOST:
            depth = _DEPTH.get(title[1], 2)
            while around and around[-1][0] >= depth:
                _close(found, around.pop()[1], number - 1)
            parent = around[-1][1] if around else -1
            around.append((depth, len(found)))
            found.append(_entry(title, parent, number, tags))
            tags = []
        elif found and line.strip() and not found[-1].summary and _says(found[-1], line):
            found[-1] = found[-1]._replace(summary=squeezed(line.strip(), SUMMARY_CHARS))
    for _, at in around:
        _close(found, at, len(lines))
    entries = tuple(found)
    title_of = entries[0].title if entries else ""
    return Spec(format.name, format.role, title_of, entries=entries)


def _entry(
    title: "re.Match[str]", parent: int, number: int, tags: Sequence[tuple[str, int]]
) -> Entry:
    name = title[2].strip() or title[1]
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or title[1].lower()
    ids = [(tag, line) for tag, line in tags if _ID.fullmatch(tag)]
    return Entry(
        parent,
        _KINDS.get(title[1], "scenario"),
        slug,
        (name, *(tag for tag, _ in ids)) if parent < 0 else (name,),
        squeezed(name, SUMMARY_CHARS),
        "",
        number,
        number,
        links=tuple(Link("covers", tag, line) for tag, line in ids),
    )


def _says(entry: Entry, line: str) -> bool:
    """Tell whether a line says what an entry is about: its first step, or its description."""
    return entry.kind == "requirement" or _STEP.match(line) is not None


def _close(found: list[Entry], at: int, line: int) -> None:
    found[at] = found[at]._replace(end_line=line)
