"""Globs as people write them in specs and rules: `**`, `*`, `?`, `[a-z]`, `{a,b}`."""

import re
from functools import lru_cache

LONGEST = 300
# More stars would let a hostile glob take its time.
_MOST_STARS = 9
_NOTHING = re.compile(r"(?!)")


@lru_cache(maxsize=4096)
def matcher(glob: str) -> re.Pattern[str]:
    """Return what matches the paths that a glob means, from the root; nothing for one too long."""
    if len(glob) > LONGEST or glob.count("*") > _MOST_STARS:
        return _NOTHING
    try:
        return re.compile(rf"(?s:{translated(glob.removeprefix('./'))})\Z")
    except re.error:
        return _NOTHING


def translated(glob: str) -> str:
    """Return a glob as a regular expression."""
    parts: list[str] = []
    depth = at = 0
    while at < len(glob):
        letter = glob[at]
        if glob.startswith("**/", at):
            parts.append("(?:[^/]+/)*?")
            at += 3
            while glob.startswith("**/", at):
                at += 3
            continue
        if letter == "*":
            deep = glob.startswith("**", at)
            parts.append(".*" if deep else "[^/]*")
            while at < len(glob) and glob[at] == "*":
                at += 1
            continue
        if letter == "[" and (end := glob.find("]", at + 2)) > 0:
            inside = glob[at + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            parts.append(f"[{'^' + inside[1:] if inside[0] in '!^' else inside}]")
            at = end + 1
            continue
        if letter == "{" and "}" in glob[at:]:
            depth += 1
            parts.append("(?:")
        elif letter == "}" and depth:
            depth -= 1
            parts.append(")")
        elif letter == "," and depth:
            parts.append("|")
        else:
            parts.append("[^/]" if letter == "?" else re.escape(letter))
        at += 1
    return "".join(parts) + ")" * depth


def is_glob(text: str) -> bool:
    """Tell whether a text has what makes a glob of it."""
    return any(mark in text for mark in "*?{[")
