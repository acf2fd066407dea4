"""Which files of a package are read, and as which language: what its users see, and its words."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os.path import join
from typing import Final

from gridref_indexers.languages import language_of
from gridref_indexers.packages import node
from gridref_indexers.packages.package import Package, is_inside, text, walked
from gridref_indexers.secret import is_secret

TESTS: Final = "tests"
COMPILED: Final = "compiled"
INTERNAL: Final = "internal"
ASIDE: Final = "a variant or a locale"

_TESTS: Final = re.compile(
    r"(^|/)(tests|__tests__|testdata|test-d|benchmarks)/|(^|/)conftest\.py\Z"
)
# Type checkers bring stubs of the standard library and of others' packages along.
_HIDDEN: Final = {
    TESTS: _TESTS,
    "stubs of others": re.compile(r"(^|/)(typeshed|typeshed-fallback)/"),
}
_PROSE: Final = re.compile(r"(?i)(^|/)(readme|changelog|changes|history|news|migrat\w+)[^/]*\Z")
_PROSE_ENDINGS: Final = (".md", ".markdown", ".rst", ".txt", "")
_METADATA: Final = re.compile(r"[^/]+\.(dist|egg)-info/(METADATA|PKG-INFO)\Z")
_MOST_FILES: Final = 20_000
_CLOSED: Final = frozenset(["node_modules", ".git", "vendor", "target", "testdata"])

# Of what is made for several loaders, one form.
_DECLARATIONS: Final = (".d.ts", ".d.mts", ".d.cts")
_SCRIPTS: Final = (".js", ".mjs", ".cjs", ".jsx")
_ASIDE: Final = re.compile(r"(^|/)(locales?|umd|min|ts\d+\.\d+)/|\.min\.")


@dataclass(frozen=True)
class Chosen:
    """The files to read, each with its language, and those that are left out, each with why."""

    files: dict[str, str]
    left_out: dict[str, str]


def chosen(package: Package) -> Chosen:
    """Return which files of a package are read."""
    files: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for path, why, language in _CHOICES[package.ecosystem](package):
        if why or is_secret(os.fsencode(path)):
            left_out[path] = why or "secret"
        elif len(files) < _MOST_FILES:
            files[path] = language
    return Chosen(files, left_out)


def _python(package: Package) -> Iterator[tuple[str, str, str]]:
    for path in package.files:
        if path.endswith((".py", ".pyi")):
            yield (
                path,
                next((why for why, rule in _HIDDEN.items() if rule.search(path)), ""),
                "python",
            )
        elif path.endswith((".so", ".pyd")):
            yield path, COMPILED, ""
        elif _METADATA.fullmatch(path):
            yield path, "", _described(text(join(package.folder, path))[:20_000])
        elif _is_prose(path):
            yield path, "", language_of(path)


def _described(head: str) -> str:
    """Return the language of the README that METADATA holds."""
    match = re.search(r"(?im)^description-content-type:\s*text/(x-rst|markdown|plain)", head)
    return {"markdown": "markdown", "x-rst": "rst"}.get(match[1].lower(), "") if match else "rst"


def _is_prose(path: str) -> bool:
    ending = path[path.rfind(".") :] if "." in path.rpartition("/")[2] else ""
    return bool(_PROSE.search(path)) and ending.lower() in _PROSE_ENDINGS


def _files(package: Package) -> list[str]:
    return [each for each in walked(package.folder, _CLOSED, _MOST_FILES) if is_inside(each)]


def _node(package: Package) -> Iterator[tuple[str, str, str]]:
    here = _files(package)
    declared = [path for path in here if path.endswith(_DECLARATIONS)]
    starts = node.entries(package.folder)
    code = list(_one_form(declared, _ordered(starts)) if declared else _sources(here, starts))
    for path in code:
        hidden = TESTS if _TESTS.search(path) else ASIDE if _ASIDE.search(path) else ""
        yield path, hidden, language_of(path)
    for path in here:
        if path == "package.json" or ("/" not in path and _is_prose(path)):
            yield path, "", language_of(path)


def _ordered(starts: dict[str, str]) -> tuple[str, ...]:
    """Return the endings of declarations, the one that the package starts with first."""
    start = starts.get(".", "")
    return tuple(sorted(_DECLARATIONS, key=lambda ending: not start.endswith(ending)))


def _one_form(declared: Iterable[str], endings: tuple[str, ...]) -> Iterator[str]:
    """Yield of `a.d.ts`, `a.d.mts` and `a.d.cts` one."""
    forms: dict[str, dict[str, str]] = {}
    for path in declared:
        ending = next(each for each in endings if path.endswith(each))
        forms.setdefault(path.removesuffix(ending), {})[ending] = path
    for found in forms.values():
        yield next(found[each] for each in endings if each in found)


def _sources(here: Iterable[str], starts: dict[str, str]) -> Iterator[str]:
    """Yield what a package without declarations runs: its scripts, or what it starts with."""
    scripts = [path for path in here if path.endswith(_SCRIPTS)]
    built = re.compile(r"(^|/)(dist|build|umd|bundles?|cjs)/")
    plain = [path for path in scripts if not built.search(path)]
    yield from plain or [path for path in scripts if path in starts.values()]


def _go(package: Package) -> Iterator[tuple[str, str, str]]:
    for path in _files(package):
        if path.endswith(".go"):
            aside = TESTS if path.endswith("_test.go") else ""
            aside = aside or (INTERNAL if re.search(r"(^|/)internal/", path) else "")
            yield path, aside, "go"
        elif path == "go.mod" or ("/" not in path and _is_prose(path)):
            yield path, "", language_of(path)


def _cargo(package: Package) -> Iterator[tuple[str, str, str]]:
    for path in _files(package):
        if path.endswith(".rs"):
            yield path, "" if path.startswith("src/") else TESTS, "rust"
        elif path == "Cargo.toml" or ("/" not in path and _is_prose(path)):
            yield path, "", language_of(path)


def _docs(package: Package) -> Iterator[tuple[str, str, str]]:
    for path in package.files:
        is_rst = path.lower().endswith(".rst")
        if path.lower().endswith(".txt"):  # an `llms.txt` is Markdown, docs of Django are reST
            head = text(join(package.folder, path))[:20_000]
            is_rst = bool(_RST.search(head)) and not head.startswith("# ")
        yield path, "", "rst" if is_rst else "markdown"


_RST: Final = re.compile(r"^\.\. [\w-]+::|^(?:={4,}|-{4,}|~{4,})[ ]*$", re.M)


_CHOICES: Final = {
    "pypi": _python,
    "python": _python,
    "npm": _node,
    "go": _go,
    "cargo": _cargo,
    "docs": _docs,
}
