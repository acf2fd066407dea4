"""Which versions lock files ask for, and which packages manifests ask for by name."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from os.path import join
from typing import Any, Final

from gridref_indexers.packages.package import is_version, normal, text

_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)")
_PINNED: Final = re.compile(r"\s*===?\s*([\w.!+-]+)(?!\.?\*)\s*(?:;|\\|#|--|\Z)")
_REQUIREMENTS: Final = ("requirements.txt", "requirements.lock", "constraints.txt")

Versions = dict[str, str]
# Reads what a lock file says, of all or of the member of a workspace where it tells them apart.
_Reader = Callable[[str, str], Iterator[tuple[str, str]]]


def locked(folder: str, ecosystem: str, member: str = ".") -> Versions:
    """Return the version of each package that the lock files of a folder ask for.

    `member` is the part of a workspace it is asked for, relative to the folder.
    """
    found: Versions = {}
    for name, read in _LOCKS.get(ecosystem, ()):
        if held := text(join(folder, name)):
            for package, version in _read(read, held, member):
                if is_version(version):
                    found.setdefault(package, version)
    return found


def _read(read: _Reader, held: str, member: str) -> list[tuple[str, str]]:
    try:
        return list(read(held, member))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []  # a lock file that is broken says nothing


def _tables(held: str, _member: str) -> Iterator[tuple[str, str]]:
    """Read `[[package]]` of uv, Poetry, PDM and Cargo, and `[[packages]]` of pylock."""
    found = tomllib.loads(held)
    several: dict[str, set[str]] = {}
    for each in (*found.get("package", ()), *found.get("packages", ())):
        if isinstance(each.get("version"), str):
            several.setdefault(str(each["name"]), set()).add(each["version"])
    # Two versions of one name are for different platforms: neither is the one.
    yield from ((name, next(iter(v))) for name, v in several.items() if len(v) == 1)


def _python_tables(held: str, member: str) -> Iterator[tuple[str, str]]:
    yield from ((normal(name), version) for name, version in _tables(held, member))


def _pipenv(held: str, _member: str) -> Iterator[tuple[str, str]]:
    found = json.loads(held)
    for section in ("default", "develop"):
        for name, each in found.get(section, {}).items():
            if isinstance(version := each.get("version"), str):
                yield normal(name), version.lstrip("=")


def _pins(held: str, _member: str) -> Iterator[tuple[str, str]]:
    for line in held.splitlines():
        if match := _REQUIREMENT.match(line):
            if pinned := _PINNED.match(match[2]):
                yield normal(match[1]), pinned[1]


def _npm(held: str, _member: str) -> Iterator[tuple[str, str]]:
    found = json.loads(held)
    for path, each in found.get("packages", {}).items():
        name = path.removeprefix("node_modules/")
        if name != path and "node_modules/" not in name and isinstance(each.get("version"), str):
            yield name, each["version"]
    for name, each in found.get("dependencies", {}).items():
        if isinstance(each, dict) and isinstance(each.get("version"), str):
            yield name, each["version"]


def _pnpm(held: str, member: str) -> Iterator[tuple[str, str]]:
    """Read what a member of a workspace has: lines by their indent, for that is all there is."""
    name = re.escape(member)
    of_member = re.search(
        rf"^importers:\n(?:[\s\S]*?\n)?  '?{name}'?:\n((?:    .*\n|\n)+)", held, re.M
    )
    block = of_member[1] if of_member else "" if "\nimporters:" in held else held
    for match in re.finditer(
        r"^ {4,6}'?((?:@[\w.-]+/)?[\w.-]+)'?:\n(?: +specifier:.*\n) +version: '?(\d[\w.+-]*)",
        block,
        re.M,
    ):
        yield match[1], match[2]


def _yarn(held: str, _member: str) -> Iterator[tuple[str, str]]:
    several: dict[str, set[str]] = {}
    for match in re.finditer(
        r"""^"?((?:@[\w.-]+/)?[\w.-]+)@[^\n]*:\n(?:[ ]+.*\n)*?[ ]+version:? "?([\w.+-]+)"?""",
        held,
        re.M,
    ):
        several.setdefault(match[1], set()).add(match[2])
    yield from ((name, next(iter(v))) for name, v in several.items() if len(v) == 1)


def _go_mod(held: str, _member: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(
        r"^\s*(?:require\s+)?([\w.~/-]+\.[\w.~/-]+)\s+(v[\w.+-]+)", held, re.M
    ):
        yield match[1], match[2]


_LOCKS: Final[dict[str, tuple[tuple[str, _Reader], ...]]] = {
    "pypi": (
        ("uv.lock", _python_tables),
        ("poetry.lock", _python_tables),
        ("pdm.lock", _python_tables),
        ("pylock.toml", _python_tables),
        ("Pipfile.lock", _pipenv),
        *((name, _pins) for name in _REQUIREMENTS),
    ),
    "npm": (("package-lock.json", _npm), ("pnpm-lock.yaml", _pnpm), ("yarn.lock", _yarn)),
    "go": (("go.mod", _go_mod),),
    "cargo": (("Cargo.lock", _tables),),
}


NAMES: Final = tuple(name for each in _LOCKS.values() for name, _ in each)


def asked_for(folder: str) -> frozenset[str]:
    """Return the Python distributions that the manifests of a folder ask for by name."""
    found = {normal(match[1]) for line in _asked(folder) if (match := _REQUIREMENT.match(line))}
    return frozenset(found)


def _asked(folder: str) -> Iterator[str]:
    for name in _REQUIREMENTS:
        yield from (line for line in text(join(folder, name)).splitlines() if line[:1] not in "-#")
    try:
        found: dict[str, Any] = tomllib.loads(text(join(folder, "pyproject.toml")))
    except (ValueError, RecursionError):
        return
    project, poetry = _table(found, "project"), _table(found, "tool", "poetry")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    lists += _table(found, "dependency-groups").values()
    for each in lists:
        yield from (
            line for line in (each if isinstance(each, list) else ()) if isinstance(line, str)
        )
    yield from _table(poetry, "dependencies")
    for group in _table(poetry, "group").values():
        yield from _table(group, "dependencies") if isinstance(group, dict) else ()


def _table(found: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        value = found.get(key)
        found = value if isinstance(value, dict) else {}
    return found
