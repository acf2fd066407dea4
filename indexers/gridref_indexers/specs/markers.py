"""What comments of code say of specs: which requirement a place implements or tests."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from gridref_indexers.specs.ids import ID

MOST_MARKERS = 5_000
# The form of what no tool has a form for: an id in the text of a comment.
COMMENT = "comment"


class Marker(NamedTuple):
    """A line of code that names a requirement.

    `kind` is `tests` where the marker itself says so. `scope` is `file` for one that speaks of
    all of it. `tool` is whose form it has.
    """

    tool: str
    target: str
    kind: Literal["", "tests", "implements"]
    line: int
    scope: str = ""


class _Row(NamedTuple):
    tool: str
    pattern: re.Pattern[str]
    kind: Literal["", "tests", "implements"] = ""
    # Whether it is code, not a comment or a text; whether it may say the role of what it marks;
    # whether it counts only where a comment surely is.
    is_code: bool = False
    has_role: bool = False
    in_comment: bool = False


_TARGET = r"[\w@./~\[\]-]+(?:#[\w./~-]+)?"
_TARGETS = rf"({_TARGET}(?:,[ \t]*{_TARGET})*)"
_QUOTED = r"[\"'][^\"']+[\"']"
_ITEM = r"(?:~[\w.-]*~\d+)?\s*->\s*([a-zA-Z]+~[\w.-]+~\d+)"
_SAYS = r"(?:requirements?|satisfies|implements|covers|verifies)"

# A row a form; the first group is what it names, several of them parted by commas.
ROWS = (
    _Row("gridref", re.compile(rf"(?<![\w.])@req[ \t]+{_TARGETS}")),
    _Row(
        "pytest",
        re.compile(rf"mark\.(?:req|requirements?|covers)\(\s*({_QUOTED}(?:\s*,\s*{_QUOTED})*)"),
        "tests",
        is_code=True,
    ),
    _Row(
        "StrictDoc",
        re.compile(r"@relation\((?!\s*skip\b)([^()=]+?)(?:,\s*\w+\s*=[^()]*)?\)"),
        has_role=True,
    ),
    _Row("OpenFastTrace", re.compile(rf"\[\s*impl{_ITEM}"), "implements"),
    _Row("OpenFastTrace", re.compile(rf"\[\s*[a-z]*test{_ITEM}"), "tests"),
    _Row("sphinx-needs", re.compile(rf"@need-ids:\s*{_TARGETS}")),
    _Row(
        "tag",
        re.compile(rf"(?:@|\b){_SAYS}\b\s*[:=(]\s*[\"']?({ID}(?:\s*,\s*{ID})*)", re.I),
    ),
    # `# req-Id: tool_req__docs_title`, as S-CORE and others write it.
    _Row("tag", re.compile(rf"\b(?:req|need|spec)[-_ ]?(?:ids?|traceability):\s*{_TARGETS}", re.I)),
    # An id that a comment names in passing: it leads somewhere, or it is of another house.
    _Row(
        COMMENT,
        re.compile(rf"(?<![\w/~#.:-])((?:ADR[- ]\d{{1,5}}|(?!T\d|US\d){ID}))(?![\w/])"),
        in_comment=True,
    ),
)
# One of these is in each line with a marker.
_TELLING = re.compile(
    r"@req\b|mark\.(?:req|covers)|@relation|->|@need-ids|\w(?<=[A-Z\d])-\d|ADR |req-"
    r"|requirement|satisf|implements|covers|verif",
    re.I,
)
_SCOPE = re.compile(r"scope\s*=\s*(\w+)")
_ROLE = re.compile(r"role\s*=\s*(\w+)", re.I)


def markers(text: str) -> Iterator[Marker]:
    """Yield the markers of a file in order."""
    if not _TELLING.search(text):
        return
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if count < MOST_MARKERS and _TELLING.search(line[:2_000]):
            for marker in _of_line(line[:2_000], number):
                count += 1
                yield marker


def _of_line(line: str, number: int) -> Iterator[Marker]:
    """Yield the markers of a line, each target once, by the first form that has it."""
    seen: set[str] = set()
    for row in ROWS:
        for found in row.pattern.finditer(line):
            before = line[: found.start()]
            if not row.is_code and not _is_said(before):
                continue
            if row.in_comment and not _LEAD.search(before):
                continue
            for target in re.split(r"\s*,\s*", found[1]):
                bare = re.sub(r"\s+", "-", target.strip().strip("\"'"))
                if bare and not any(bare in each for each in seen):
                    seen.add(bare)
                    yield _marker(row, bare, number, line)


# What surely opens a comment, or is a line of one.
_LEAD = re.compile(r"(?:^|\s)(?:#|//|/\*|--|\(\*|<!--)|^\s*\*\s")
_COMMENT = re.compile(r"#|//|/\*|--|;|%|<!--|\(\*|\"\"\"|'''")


def _is_said(before: str) -> bool:
    """Tell whether what follows is a comment or a text of documentation, not a string of code."""
    lead = _COMMENT.search(before)
    code = before[: lead.start()] if lead else before
    return not re.search(r"[\"'`]", code.lstrip(" \t*\"'") if not lead else code)


def _marker(row: _Row, target: str, number: int, line: str) -> Marker:
    scope, role = _SCOPE.search(line), _ROLE.search(line)
    says_test = row.has_role and role and role[1].lower() == "test"
    return Marker(
        row.tool, target, "tests" if says_test else row.kind, number, scope[1] if scope else ""
    )


_TEST_NAME = re.compile(
    r"(?i)^test[_]?((?:[a-z]{2,8}_){1,3})(\d{1,5})(?=_|$)|^test(US|T)(\d{1,4})(?=_|$)"
)


def id_of_test(name: str) -> str:
    """Return the id that the name of a test holds: `test_fr_001_expired` is of FR-001."""
    found = _TEST_NAME.match(name)
    if not found:
        return ""
    if found[3]:
        return f"{found[3]}{found[4]}"
    return f"{found[1].strip('_').replace('_', '-')}-{found[2]}".upper()
