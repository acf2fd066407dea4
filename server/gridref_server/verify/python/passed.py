"""Which folders a project's own checkers pass over: there code is data, and faulty on purpose."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

# Where checkers are told so, and the tables of `pyproject.toml` that do.
_SETTINGS = (
    "setup.cfg",
    "tox.ini",
    ".flake8",
    "mypy.ini",
    "pytest.ini",
    ".pre-commit-config.yaml",
)
_TOML = ("pyproject.toml", "ruff.toml", ".ruff.toml")
_CHECKERS = ("ruff", "black", "mypy", "pyright", "basedpyright", "isort", "pylint", "pytest", "ty")
_KEY = re.compile(r"(?m)^[ \t-]*([\w-]*exclude[\w-]*|norecursedirs)[ \t]*[:=](.*(?:\n[ \t]+.*)*)")
# A folder of two words or more: all of `tests` may be passed over for its want of types.
_FOLDER = re.compile(r"(?<![\w*])[\w.-]+(?:/[\w.-]+)+")


def passed_over(root: str) -> tuple[str, ...]:
    """Return the folders, from the root, that the settings of checkers exclude."""
    texts = [text for name in _SETTINGS for text in _excluded(_read(root, name))]
    for name in _TOML:
        texts += _of_toml(_read(root, name), name)
    found = {each.strip("./") for text in texts for each in _FOLDER.findall(text)}
    return tuple(sorted(each for each in found if os.path.isdir(os.path.join(root, each))))


def _excluded(text: str) -> list[str]:
    return [match[2] for match in _KEY.finditer(text)]


def _of_toml(text: str, name: str) -> list[str]:
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    if name != "pyproject.toml":
        return list(_strings(tables, inside=False))
    tools = tables.get("tool", {})
    return list(_strings({each: tools.get(each, {}) for each in _CHECKERS}, inside=False))


def _strings(value: object, *, inside: bool) -> Iterator[str]:
    """Yield the texts below keys that exclude."""
    match value:
        case str() if inside:
            yield value
        case list():
            for each in value:
                yield from _strings(each, inside=inside)
        case dict():
            for key, held in value.items():
                is_one = ("exclude" in key and "lines" not in key) or key == "norecursedirs"
                yield from _strings(held, inside=inside or is_one)


def _read(root: str, name: str) -> str:
    try:
        with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
            return file.read(500_000)
    except OSError:
        return ""


def folder_of(path: str, folders: Iterable[str]) -> str:
    """Return which of some folders a path lies in, '' if in none."""
    return next((each for each in folders if path.startswith(f"{each}/")), "")
