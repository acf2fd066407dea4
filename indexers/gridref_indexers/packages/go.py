"""Go's packages: the modules that `go.mod` asks for, in a vendor folder or the module cache."""

import os
import re
from collections.abc import Iterator
from os.path import expanduser, isdir, isfile, join, realpath
from typing import Final

from gridref_indexers.packages.package import Environment, Package, is_below, text

GO: Final = "go"
_CAPITAL: Final = re.compile(r"[A-Z]")


def beside(folder: str, within: str) -> Iterator[Environment]:
    """Yield where the modules of a `go.mod` lie."""
    if not isfile(join(folder, "go.mod")):
        return
    vendor = join(folder, "vendor")
    if isfile(join(vendor, "modules.txt")) and is_below(realpath(vendor), within):
        yield Environment(GO, vendor, folder, (realpath(vendor),), within=within)
        return
    cache = _cache()
    if isdir(cache):
        yield Environment(GO, join(folder, "go.mod"), folder, (realpath(cache),))


def _cache() -> str:
    if named := os.environ.get("GOMODCACHE"):
        return named
    path = os.environ.get("GOPATH", "").partition(os.pathsep)[0] or join(expanduser("~"), "go")
    return join(path, "pkg", "mod")


def packages(here: Environment, locked: dict[str, str]) -> list[Package]:
    """Return the modules that are asked for and are there."""
    found: list[Package] = []
    vendored = here.folder.endswith("vendor")
    versions = _vendored(here.folder) if vendored else locked
    for root in here.roots:
        for name, version in versions.items():
            folder = join(root, name if vendored else f"{_escaped(name)}@{_escaped(version)}")
            if _is_module(name, version) and isdir(folder) and here.allows(realpath(folder)):
                asked = locked.get(name, "")
                modules = (name, *_known_as(name))
                found.append(Package(GO, name, version, folder, (), modules, asked, direct=True))
    return found


def _known_as(name: str) -> list[str]:
    """Return the words that code may know a module by: `yaml` of `gopkg.in/yaml.v3`."""
    last = re.sub(r"[./]v\d+\Z", "", name).rpartition("/")[2]
    return list(dict.fromkeys((last, last.removeprefix("go-"), last.removesuffix("-go"))))


def _is_module(name: str, version: str) -> bool:
    parts = name.split("/")
    plain = re.fullmatch(r"[\w.~/-]+", name) and re.fullmatch(r"v[\w.+-]+", version)
    return bool(plain) and {"", ".", ".."}.isdisjoint(parts)


def _escaped(text: str) -> str:
    """Return a path as the module cache spells it: `!a` for a capital A."""
    return _CAPITAL.sub(lambda match: f"!{match[0].lower()}", text)


def _vendored(folder: str) -> dict[str, str]:
    lines = text(join(folder, "modules.txt")).splitlines()
    found = (re.match(r"# (\S+) (v\S+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}
