"""How requirements are called: `FR-001`, `T012`, `dsn~loading~1`, `Requirement 3`."""

import re

# `FR-001`, `REQ-AUTH-12`, `CAP-3`, `US2`, `T012`, `ADR-0005`.
ID = (
    r"(?!(?:UTF|ISO|SHA|RFC|AES|CVE|GPT|PEP|HTTP|TLS|SSL|IPV|ES|EC|IEEE|COVID|UTC|GMT|WCAG|BIP|EIP|PKCS)-)"
    r"(?:[A-Z][A-Z0-9]{0,9}(?:[-_][A-Z0-9]{1,12}){0,3}-\d{1,5}[a-z]?|US\d{1,3}|T\d{3,4})(?![\w~])"
)
LEADING_ID = re.compile(
    rf"(?P<bold>[*_`\[]{{0,3}})(?P<id>{ID})[*_`\]]{{0,3}}(?P<mark>\s*[:.)\u2013\u2014-])?[*_`]{{0,2}}"
    r"(?:\s+|$)(?P<title>.*)"
)
BARE_ID = re.compile(rf"(?<![\w/~#.-]){ID}")
FAST_TRACE_ID = re.compile(r"(?<![\w~])([a-zA-Z]+)~([\w.-]+)~(\d+)")


def number_of(kind: str, number: str) -> str:
    """Return the id of a thing that has a number: `3` for a requirement, `US3` for a story."""
    return f"US{number}" if kind == "story" and number else number


def names_of(title: str) -> list[str]:
    """Return the ids that a title holds besides."""
    return [found[0] for found in BARE_ID.finditer(title)][:3]


def normalized(name: str) -> str:
    """Return a name as it is compared: whatever its case, hyphens and blanks are one."""
    return re.sub(r"[\s_-]+", "-", name.strip().casefold()).strip("-")


def kind_of(id: str) -> str:
    """Return what is alike in ids of a kind: `REQ-7` and `REQ-12`, or `dsn~a~1` and `dsn~b~2`."""
    bare = normalized(id.rpartition("#")[2])
    return bare.partition("~")[0] if "~" in bare else re.sub(r"\d+", "0", bare)


_NUMBERED = re.compile(r"(?:([a-zA-Z]{2,8})[-_ ]?)?(\d{1,6})(?=[-_. ]|$)")


def names_of_document(path: str, prefix: str) -> list[str]:
    """Return what a numbered document is called, by its path: `ADR-0007` and `ADR-7`.

    The number stands at the start of its name, or of its folder's where all are called alike.
    `prefix` is what it is a number of where the path does not say it.
    """
    folder, _, name = path.rpartition("/")
    for each in (name, folder.rpartition("/")[2]):
        if found := _NUMBERED.match(each):
            start = (found[1] or prefix).upper()
            return list(dict.fromkeys([f"{start}-{found[2]}", f"{start}-{int(found[2])}"]))
    return []
