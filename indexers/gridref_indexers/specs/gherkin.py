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
    depths: list[int] = []
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
            parent = next((at for at in range(len(found) - 1, -1, -1) if depths[at] < depth), -1)
            found.append(_entry(title, parent, number, tags))
            depths.append(depth)
            tags = []
        elif found and (step := _STEP.match(line)) and not found[-1].summary:
            found[-1] = found[-1]._replace(summary=squeezed(line.strip(), SUMMARY_CHARS))
            _ = step
        elif found and line.strip() and not found[-1].summary and found[-1].kind == "requirement":
            found[-1] = found[-1]._replace(summary=squeezed(line.strip(), SUMMARY_CHARS))
    entries = tuple(
        each._replace(end_line=_end(at, depths, found, len(lines))) for at, each in enumerate(found)
    )
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


def _end(at: int, depths: Sequence[int], found: Sequence[Entry], height: int) -> int:
    later = (other for other in range(at + 1, len(found)) if depths[other] <= depths[at])
    return next((found[other].start_line - 1 for other in later), height)
