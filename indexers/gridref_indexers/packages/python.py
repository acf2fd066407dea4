"""Python's packages: virtual environments by `pyvenv.cfg`, packages by METADATA and RECORD."""

import ast
import csv
import json
import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from os.path import (
    basename,
    dirname,
    expanduser,
    isabs,
    isdir,
    isfile,
    islink,
    join,
    normcase,
    realpath,
)
from typing import Final
from urllib.parse import unquote, urlsplit

from gridref_indexers.packages.package import (
    Environment,
    Package,
    entries,
    folders,
    is_below,
    is_inside,
    is_version,
    normal,
    text,
    walked,
)

PYTHON: Final = "pypi"
NAMES: Final = (".venv", "venv", "env", ".env", ".virtualenv", "virtualenv")
_MOST_FILES: Final = 50_000
_CLOSED: Final = frozenset(["__pycache__", "node_modules", ".git"])
_SITE: Final = ("site-packages", "dist-packages")
_CODE: Final = (".py", ".pyi", ".so", ".pyd")
_NO_MODULE: Final = frozenset(["__pycache__", "bin", "Scripts", "include", "share", "etc", "docs"])
# A project that lies flat beside its package.
_BESIDE: Final = frozenset(
    "tests test docs doc examples benchmarks scripts tools build dist".split()
)


def beside(folder: str, within: str) -> Iterator[Environment]:
    """Yield the virtual environments of a folder: in it under one of the usual names, or kept."""
    found = False
    for name in NAMES:
        path = join(folder, name)
        if islink(path) and not is_below(realpath(path), within):
            yield Environment(PYTHON, path, folder, (), notes=(f"{name} is a link out of here",))
        elif is_environment(path):
            found = True
            yield environment(path, folder, "found", within)
    if not found:
        for path in _kept_for(realpath(folder)):
            yield environment(realpath(path), folder, "kept", within)


# Environments that tools keep outside of the repository


def kept_in() -> list[str]:
    """Return the folders in which Poetry and Pipenv keep the environments of projects."""
    home = expanduser("~")
    cache = os.environ.get("XDG_CACHE_HOME") or join(home, ".cache")
    data = os.environ.get("XDG_DATA_HOME") or join(home, ".local", "share")
    poetry = os.environ.get("POETRY_CACHE_DIR")
    found = (
        os.environ.get("POETRY_VIRTUALENVS_PATH"),
        join(poetry, "virtualenvs") if poetry else None,
        join(cache, "pypoetry", "virtualenvs"),
        join(home, "Library", "Caches", "pypoetry", "virtualenvs"),
        os.environ.get("WORKON_HOME"),
        join(data, "virtualenvs"),
    )
    return [each for each in dict.fromkeys(filter(None, found)) if isdir(each)]


def _kept_for(project: str) -> Iterator[str]:
    """Yield the environments that are kept for a project, told by its path alone."""
    if not any(isfile(join(project, name)) for name in ("pyproject.toml", "Pipfile")):
        return
    # What Poetry puts into the name of an environment.
    mark = urlsafe_b64encode(sha256(normcase(project).encode("utf-8", "replace")).digest())
    for kept in kept_in():
        for name in folders(kept):
            path = join(kept, name)
            is_poetrys = f"-{mark.decode()[:8]}-py" in name
            # Pipenv notes the project in the environment.
            is_pipenvs = not is_poetrys and text(join(path, ".project"), 8_000).strip() == project
            if (is_poetrys or is_pipenvs) and is_environment(path):
                yield path


def is_environment(folder: str) -> bool:
    """Tell whether a folder is a virtual environment, or one of conda's."""
    return isfile(join(folder, "pyvenv.cfg")) or isdir(join(folder, "conda-meta"))


def environment(folder: str, serves: str, origin: str, within: str = "") -> Environment:
    """Return the environment in a folder, whatever its kind."""
    settings = dict(_settings(text(join(folder, "pyvenv.cfg"), 64_000)))
    version = settings.get("version") or settings.get("version_info", "")
    home = settings.get("home", join(folder, "bin"))
    short = ".".join(version.split(".")[:2])
    standard = _standard(home, short)
    sites = list(_sites(folder))
    if settings.get("include-system-site-packages", "").lower() == "true" and standard:
        sites += _below(dirname(standard), basename(standard))
    sites = list(dict.fromkeys(map(realpath, sites)))
    linked = list(dict.fromkeys(path for site in sites for path in _linked(site)))
    outside = [path for path in linked if within and not is_below(path, within)]
    notes = [f"{path} lies outside of the repository and is not followed" for path in outside]
    roots = [*sites, *(path for path in linked if path not in outside)]
    found = version or _version_of(standard or next(iter(sites), ""))
    return Environment(
        PYTHON, folder, serves, tuple(roots), found, standard, origin, within, tuple(notes)
    )


def _settings(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            yield name.strip().lower(), value.strip()


def _sites(folder: str) -> Iterator[str]:
    for library in ("lib", "lib64"):
        for name in folders(join(folder, library)):
            if name.startswith(("python", "pypy")):
                yield from _below(join(folder, library), name)
    if isdir(windows := join(folder, "Lib", "site-packages")):
        yield windows


def _below(library: str, name: str) -> list[str]:
    # Debian keeps what it installs in python3, whatever the minor version.
    found = [join(library, name, site) for site in _SITE]
    found += [join(library, "python3", "dist-packages")] if name.startswith("python3") else []
    return [each for each in found if isdir(each)]


def _standard(home: str, short: str) -> str:
    """Return the folder of the standard library of the interpreter in a folder."""
    if not isabs(home):
        return ""
    top = dirname(realpath(home))
    named = [f"python{short}"] if short else []
    named += [each for each in folders(join(top, "lib")) if re.fullmatch(r"python3\.\d+t?", each)]
    found = [join(top, "lib", each) for each in named] + [join(top, "Lib")]
    return next((each for each in found if isfile(join(each, "os.py"))), "")


def _version_of(folder: str) -> str:
    match = re.search(r"python(\d+\.\d+)", folder)
    return match[1] if match else ""


def _linked(site: str) -> Iterator[str]:
    """Yield the folders that `.pth` files and finders of editable installs name."""
    for name, is_folder in entries(site):
        if is_folder:
            continue
        if name.endswith(".pth"):
            for line in text(join(site, name), 100_000).splitlines():
                path = line.strip()
                # A line that imports something would be run.
                if path and not path.startswith(("#", "import ", "import\t")):
                    yield from _folder(join(site, path))
        elif name.startswith("__editable__") and name.endswith("_finder.py"):
            for path in _mapping(text(join(site, name), 1_000_000)).values():
                yield from _folder(dirname(path))


def _folder(path: str) -> Iterator[str]:
    try:
        path = realpath(path)
        if isdir(path) and dirname(path) != path and path != realpath(expanduser("~")):
            yield path
    except (OSError, ValueError):
        return


def _mapping(source: str) -> dict[str, str]:
    """Return which folder a finder of setuptools has for each package, by reading it."""
    match = re.search(r"^MAPPING[^=\n]*= (\{.*?\})$", source, re.M)
    try:
        value = ast.literal_eval(match[1]) if match else {}
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    return {k: v for k, v in value.items() if isinstance(k, str) and isinstance(v, str)}


# Packages


def packages(here: Environment, locked: dict[str, str], direct: frozenset[str]) -> list[Package]:
    """Return what is installed in an environment, each once, and its standard library last."""
    found: dict[str, Package] = {}
    for root in here.roots:
        for name, is_folder in entries(root):
            if name.endswith((".dist-info", ".egg-info")):
                each = _package(here, root, name, is_folder, locked, direct)
                if each:
                    found.setdefault(each.name, each)
    if here.standard:
        found["python"] = _standard_library(here)
    return list(found.values())


def _package(
    here: Environment,
    root: str,
    info: str,
    is_folder: bool,
    locked: dict[str, str],
    direct: frozenset[str],
) -> Package | None:
    folder = join(root, info)
    manifest = "METADATA" if info.endswith(".dist-info") else "PKG-INFO"
    head = text(join(folder, manifest) if is_folder else folder)
    # What follows on the headers is the README, which may be of any size.
    # Loaded here: who asks about the project alone has no need of it.
    from email.parser import HeaderParser

    headers = HeaderParser().parsestr(re.split(r"\r?\n\r?\n", head, maxsplit=1)[0])
    given = str(headers.get("Name") or info.partition("-")[0]), str(headers.get("Version") or "")
    name, version = normal(given[0]), given[1].strip()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,200}", name) or not is_version(version):
        return None
    notes: list[str] = []
    files, refused = _recorded(root, info) if is_folder else ((), 0)
    if refused:
        notes.append(f"RECORD names {refused} files that lie outside of it")
    source = _editable(folder)
    where = root
    modules: tuple[str, ...] = ()
    if source and not here.allows(source):
        notes.append(f"its sources lie outside of the repository, in {source}")
        files = tuple(each for each in files if each.startswith(info))
    elif source:
        where, files, modules = _linked_to(here, source)
    elif not files:
        files = _listed(root, folder) or (() if _is_site(root) else _sources(root, root))
    return Package(
        PYTHON,
        name,
        version,
        where,
        files,
        modules or _modules(files),
        locked.get(name, ""),
        source,
        name in direct,
        str(headers.get("Summary") or "")[:300],
        tuple(notes),
    )


def _recorded(root: str, info: str) -> tuple[tuple[str, ...], int]:
    """Return the files that RECORD lists below its root, and how many it lists elsewhere."""
    lines = text(join(root, info, "RECORD")).splitlines()
    found: list[str] = []
    refused = 0
    for row in _rows(lines):
        path = row[0].replace(os.sep, "/") if row else ""
        if not path or path.endswith((".pyc", "/")):
            continue
        if is_inside(path):
            found.append(path)
        elif not path.startswith("../") or path.endswith(_CODE):
            refused += 1  # `../../bin/tool` is a script
    return tuple(found[:_MOST_FILES]), refused


def _rows(lines: Sequence[str]) -> Iterator[list[str]]:
    try:
        yield from csv.reader(line.replace("\0", "") for line in lines)
    except csv.Error:
        return


def _editable(folder: str) -> str:
    """Return the folder of the sources of an editable install, '' for any other."""
    try:
        given = json.loads(text(join(folder, "direct_url.json"), 100_000) or "{}")
        url = urlsplit(str(given["url"]))
        is_editable = bool(given["dir_info"]["editable"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""
    if url.scheme != "file" or not is_editable or "%00" in url.path:
        return ""
    return realpath(unquote(url.path))


def _linked_to(here: Environment, source: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return where the sources of an editable install start, its files and its modules."""
    linked = [each for each in here.roots if not _is_site(each) and is_below(each, source)]
    tops = linked or [source]
    where = tops[0] if len(tops) == 1 else source
    files: list[str] = []
    modules: list[str] = []
    for top in tops:
        inside = _sources(top, source)
        prefix = "" if top == where else top[len(where) + 1 :].replace(os.sep, "/") + "/"
        files += [f"{prefix}{each}" for each in inside]
        modules += _modules(inside)
    return where, tuple(files), tuple(modules)


def _is_site(folder: str) -> bool:
    return basename(folder) in _SITE


def _listed(root: str, folder: str) -> tuple[str, ...]:
    """Return the files of a package that came without a RECORD: those of its top-level modules."""
    found: list[str] = []
    for name in text(join(folder, "top_level.txt"), 100_000).split():
        if is_inside(name):
            path = name.replace(".", "/")
            found += [f"{path}/{each}" for each in _walked(join(root, path))]
            found += [f"{path}{end}" for end in _CODE if isfile(join(root, path + end))]
    return tuple(found)


def _sources(root: str, source: str) -> tuple[str, ...]:
    """Return the files of sources that are linked to, without what lies beside the package."""
    flat = root == source
    found: list[str] = []
    for name, is_folder in entries(root):
        if not is_folder:
            found += [name] if name.endswith(_CODE[:2]) or name.startswith("README") else []
        elif name.isidentifier() and not (flat and name in _BESIDE):
            found += [f"{name}/{each}" for each in _walked(join(root, name))]
    return tuple(found[:_MOST_FILES])


def _walked(folder: str) -> list[str]:
    found = walked(folder, _CLOSED, _MOST_FILES)
    return [each for each in found if not each.endswith(".pyc")]


def _modules(files: Iterable[str]) -> tuple[str, ...]:
    """Return the names by which the modules among some files are imported."""
    tops: dict[str, None] = {}
    for path in files:
        top, inner, _ = path.partition("/")
        if path.endswith(_CODE):
            top = top if inner else top.partition(".")[0]
            top = top.removesuffix("-stubs")
            if top.isidentifier() and top not in _NO_MODULE:
                tops[top] = None
    return tuple(sorted(tops))


_ASIDE: Final = frozenset(
    "site-packages dist-packages test tests idlelib turtledemo lib2to3 __pycache__".split()
)


def _standard_library(here: Environment) -> Package:
    """Return the standard library as one more package, called `python`."""
    found: list[str] = []
    for name, is_folder in entries(here.standard):
        if is_folder and name not in _ASIDE and not name.startswith("config-"):
            found += [f"{name}/{each}" for each in _walked(join(here.standard, name))]
        elif name.endswith(_CODE):
            found.append(name)
    plain = tuple(each for each in found if not {"test", "tests"} & set(each.split("/")))
    modules = _modules([*plain, *(each.removeprefix("lib-dynload/") for each in plain)])
    return Package(
        "python",
        "stdlib",
        here.version,
        here.standard,
        plain,
        tuple(sorted(set(modules) - {"lib"})),
        direct=True,
        summary="The standard library of Python",
    )
