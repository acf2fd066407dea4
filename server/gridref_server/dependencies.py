"""The installed packages of a repository as lookups see them: which there are, and how to ask."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from os.path import join, lexists
from time import time_ns
from typing import Final
from weakref import WeakKeyDictionary

from gridref_indexers.languages import languages
from gridref_indexers.packages import locks, node, python
from gridref_indexers.packages.environments import environments, nearest, packages
from gridref_indexers.packages.package import Environment, Package, is_below, normal
from gridref_indexers.packages.sources import DOCS, sources
from gridref_server.aliases import as_imported
from gridref_server.index import Index
from gridref_server.library import Library, Named
from gridref_server.naming import meant
from gridref_server.refs import NoTarget, Target, alike, resolve

ECOSYSTEMS: Final = ("pypi", "npm", "go", "cargo", "python", "docs")
# Files beside which an environment may lie.
_MANIFESTS: Final = frozenset(
    (
        *("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile"),
        *("package.json", "go.mod", "Cargo.toml"),
    )
)
# What tells beside a manifest that something was installed, or a lock file written.
_TELLING: Final = (
    *python.NAMES,
    node.FOLDER,
    f"{node.FOLDER}/.package-lock.json",
    "vendor",
    *locks.NAMES,
)
_RACY_NS: Final = 2_000_000_000
# Tools that each environment has, whoever made it.
_TOOLS: Final = frozenset(["pip", "setuptools", "wheel"])
_MOST_OPEN: Final = 400
# From package to package a name is followed so far.
MOST_STEPS: Final = 5
_REF: Final = re.compile(rf"({'|'.join(ECOSYSTEMS)}):(.+)", re.S)

# What may stand between the name of a module and that of a thing in it.
_BREAKS: Final = re.compile(r"::|[./#]")
_OF_A_STATE: Final = ("environments", "_installed", "packages", "wanted", "_by_module", "_versions")

_known: "WeakKeyDictionary[Index, Dependencies]" = WeakKeyDictionary()


def dependencies(index: Index) -> "Dependencies":
    """Return the dependencies of the repository of an index, as they are at this question."""
    if index not in _known:
        _known[index] = Dependencies(index)
    return _known[index].now()


def targeted(index: Index, ref: str) -> Target | NoTarget:
    """Return what a ref means, be it in the project or, `pypi:httpx#Client`, in a package."""
    parts = _REF.fullmatch(ref.strip())
    if parts:
        return dependencies(index).target(parts[1], parts[2])
    target = meant(index, ref)
    if isinstance(target, Target) or target.ambiguous:
        return target
    return _as_imported(index, ref) or target


def _as_imported(index: Index, ref: str) -> Target | NoTarget | None:
    """Return what a file of the project calls so and is of a package: `src/app.py#np.array`."""
    installed = dependencies(index)
    for path, name in as_imported(index, ref) if installed.packages else ():
        for package in installed.owners(name, path):
            library = installed.library(package)
            if library is None:
                why = f"{package.name} {package.version} is not read yet"
                return NoTarget(why, needs=package.ref)
            _, found = installed.follow(library, name)
            if found.targets:
                return found.targets[0]
    return None


def of_either(index: Index, ref: str) -> Target | NoTarget:
    """Return what a ref means, in the project or in a package; a bare name means nothing."""
    return targeted(index, ref) if is_of_package(ref) else resolve(index, ref)


def is_of_package(ref: str) -> bool:
    """Tell whether a ref is one to something in a package."""
    return _REF.fullmatch(ref.strip()) is not None


class Dependencies:
    """What is installed for one repository."""

    def __init__(self, index: Index) -> None:
        # Whoever holds us has the index; we must not keep it.
        self._root = str(index.place.root)
        self._stores = index
        self._stamp: object = None
        self._question = -1
        self._open: dict[str, Library] = {}
        self._seen: dict[str, tuple[int, list[str]]] = {}

    def now(self) -> "Dependencies":
        """Look at what is installed anew, once for each question."""
        if self._question != self._stores.questions:
            self._question = self._stores.questions
            stamp = self._stamped()
            if stamp != self._stamp:
                self._stamp = stamp
                for name in _OF_A_STATE:
                    self.__dict__.pop(name, None)
        return self

    @property
    def state(self) -> object:
        """Return what is another whenever something was installed; None where nothing is."""
        return self._stamp if self.environments else None

    def _stamped(self) -> object:
        """Return what tells that something was installed, or a lock file written."""
        folders = self._folders()
        near = [path for folder in folders for path in self._telling(join(self._root, folder))]
        near += python.kept_in()
        named = (each.rpartition("=")[2] for each in self._stores.settings.dependencies.docs)
        near += [join(self._root, os.path.expanduser(each.strip())) for each in named]
        roots = [root for each in self.__dict__.get("environments", ()) for root in each.roots]
        active = os.environ.get("VIRTUAL_ENV"), os.environ.get("CONDA_PREFIX")
        return folders, [(path, _time(path)) for path in near], [*map(_time, roots)], active

    def _telling(self, folder: str) -> list[str]:
        """Return what tells of installed packages in a folder, looked for anew if that changed.

        A folder whose time is that of the look may have changed once more within it.
        """
        time = _time(folder)
        seen, telling = self._seen.get(folder, (0, []))
        if time != seen or not time:
            telling = [path for name in _TELLING if lexists(path := join(folder, name))]
            is_old = abs(time_ns() - time) > _RACY_NS
            self._seen[folder] = (time if is_old else 0, telling)
        return telling

    def _folders(self) -> tuple[str, ...]:
        by_name = self._stores.tree.by_name
        paths = [path for name in _MANIFESTS for path in by_name.get(name, ())]
        return tuple(sorted({"", *(path.rpartition("/")[0] for path in paths)}))

    @cached_property
    def environments(self) -> list[Environment]:
        """Return the environments of the repository."""
        named = self._stores.settings.dependencies.environments
        found = environments(self._root, named, self._folders())
        # The times of what was found count from now on.
        self.__dict__["environments"] = found
        self._stamp = self._stamped()
        return found

    @cached_property
    def _installed(self) -> list[tuple[Environment, list[Package]]]:
        """Return what is installed in each environment, that of the top of the repository first."""
        return [(each, [p for p in packages(each) if p.version]) for each in self._from_top()]

    @cached_property
    def packages(self) -> list[Package]:
        """Return what is installed, each version once, and the docs that the settings name."""
        found = {each.ref: each for _, these in reversed(self._installed) for each in these[::-1]}
        named = self._stores.settings.dependencies.docs
        return [*list(found.values())[::-1], *sources(named, self._root)]

    def docs_of(self, package: Package) -> list[Package]:
        """Return the docs that the settings name for a package."""
        docs = [each for each in self.packages if each.ecosystem == DOCS and each != package]
        return [each for each in docs if each.name == package.name]

    @cached_property
    def _versions(self) -> dict[tuple[str, str], dict[str, str]]:
        """Return the versions of each package, each with the folder whose code it is for."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for here, these in self._installed:
            for each in these:
                where = os.path.relpath(here.serves, self._root)
                found.setdefault((each.ecosystem, each.name), {}).setdefault(each.version, where)
        return found

    def _beside(self, package: Package) -> str:
        """Say which other versions of a package there are, and where."""
        versions = self._versions.get((package.ecosystem, package.name), {})
        said = [f"{at} has {each}" for each, at in versions.items() if each != package.version]
        if (typed := node.typed(package.name)) != package.name:
            said += [f"for {typed} {each}" for each in self._versions.get(("npm", typed), ())]
        return ", ".join(said)

    def _nearest(self, found: list[Package], path: str) -> list[Package]:
        """Return of each package the version that is installed nearest to a file."""
        if not path or len(found) < 2:
            return found
        here = os.path.realpath(join(self._root, path))
        near = {
            each.ref: len(where.serves)
            for where, these in self._installed
            for each in these
            if is_below(here, where.serves)
        }
        order = sorted(found, key=lambda each: near.get(each.ref, 0))
        return list({(each.ecosystem, each.name): each for each in order}.values())

    def _from_top(self) -> list[Environment]:
        return sorted(self.environments, key=lambda each: len(each.serves))

    @cached_property
    def wanted(self) -> list[Package]:
        """Return the packages that are searched by any name: what code here can import."""
        return [
            each
            for each in self.packages
            if _is_wanted(each, self._asked) and not self._is_own(each)
        ]

    def _is_own(self, each: Package) -> bool:
        """Tell whether the sources of a package are those of the repository itself."""
        return bool(each.editable) and is_below(each.editable, os.path.realpath(self._root))

    @cached_property
    def _asked(self) -> frozenset[str]:
        """Return the packages of Node that are asked for, with those that have their types."""
        direct = {each.name for each in self.packages if each.ecosystem == "npm" and each.direct}
        return frozenset(direct | {node.types_of(name) for name in direct})

    @cached_property
    def _by_module(self) -> dict[str, list[Package]]:
        found: dict[str, list[Package]] = {}
        for each in self.packages:
            for module in dict.fromkeys(_known_as(each)) if not self._is_own(each) else ():
                found.setdefault(module, []).append(each)
        return found

    def of_module(self, name: str) -> list[Package]:
        """Return the packages that have a module of a name."""
        return self._by_module.get(name, [])

    def owners(self, name: str, near: str = "") -> list[Package]:
        """Return the packages of which a module starts a name, as a file sees them."""
        ends = [len(name), *(found.start() for found in _BREAKS.finditer(name))]
        for end in sorted(ends, reverse=True):
            if found := self._by_module.get(name[:end]):
                return self._nearest(found, near)
        # Modules of Go have packages in them that go by a name of their own.
        of_go = [each for each in self.packages if each.ecosystem == "go" and len(ends) > 1]
        return [p for p in of_go if (has := self.library(p)) and any(has.layout.begun(name))]

    def near(self, path: str) -> Environment | None:
        """Return the environment of Python that serves a file."""
        return nearest(self.environments, join(self._root, path))

    def library(self, package: Package) -> Library | None:
        """Return a package whose store is made, as it is now; None where it is not yet."""
        library = self._opened(package)
        return self.now_of(library) if library else None

    def now_of(self, library: Library) -> Library:
        """Have a package looked at anew, once for each question."""
        library.beside = self._beside(library.package)
        library.renew(self._question)
        return library

    def _opened(self, package: Package) -> Library | None:
        library = self._open.pop(package.ref, None)
        if library and (library.package != package or library.is_gone):
            library.close()
            library = None
        if library is None:
            library = Library.of(package, self._stores)
        if library is None:
            return None
        self._open[package.ref] = library
        while len(self._open) > _MOST_OPEN:
            self._open.pop(next(iter(self._open))).close()
        return library

    def searched(self) -> tuple[list[Library], int]:
        """Return the packages that are searched by any name, and how many can't be yet."""
        order = sorted(self.wanted, key=lambda each: not each.direct)
        found = list(filter(None, map(self._opened, order)))
        return found, len(order) - len(found)

    def unread(self) -> list[Package]:
        """Return the packages to be searched whose stores are not made yet."""
        return [each for each in self.wanted if self._opened(each) is None]

    def follow(self, library: Library, name: str, steps: int = MOST_STEPS) -> tuple[Library, Named]:
        """Return what a dotted name means, also in the packages that it leads to from this one.

        Where it is nowhere, the doubt of the last one counts: it may be there all the same.
        """
        found = library.within(name)
        if found or not steps:
            return library, found
        for beyond in library.beyond(name):
            owners = [each for each in self.owners(beyond) if each != library.package]
            for package in owners:
                other = self.library(package)
                if other is None:
                    why = f"it leads to {beyond}, which is not read yet"
                    return library, Named(unclear=why, needs=package.ref)
                there, meaning = self.follow(other, beyond, steps - 1)
                if meaning:
                    return there, meaning
                found = meaning if meaning.unclear or meaning.outside or meaning.needs else found
            if not owners:
                found = Named(unclear=f"it leads to {beyond}, of no package that is installed")
        return library, found

    def types_of(self, package: Package) -> Package | None:
        """Return the package that holds the declarations of one of Node, if that is another."""
        if package.ecosystem != "npm" or package.name.startswith("@types/"):
            return None
        wanted = node.types_of(package.name)
        return next((each for each in self.packages if each.name == wanted), None)

    # Names of packages

    def package(self, name: str, near: str = "") -> Package | NoTarget:
        """Return the installed package that is meant: `httpx`, `pypi:httpx@0.28.1`, `yaml`.

        Of several versions that one which is installed nearest to a file.
        """
        parts = _REF.fullmatch(name.strip())
        ecosystem, bare = (parts[1], parts[2]) if parts else ("", name.strip())
        whole, version = _parted(bare)
        found = [each for each in self.packages if _is_called(each, whole, ecosystem)]
        # Docs beside a package are no other package.
        found = [each for each in found if each.ecosystem != DOCS] or found
        if not found:
            found = [each for each in self.of_module(whole) if ecosystem in ("", each.ecosystem)]
        if not found:
            return self._no_package(whole)
        of_version = [each for each in found if version in ("", each.version)]
        if not of_version:
            return NoTarget(f"{found[0].name} {version} is not installed", (found[0].ref,))
        if len({(each.ecosystem, each.name) for each in of_version}) > 1:
            refs = tuple(each.ref for each in of_version)
            return NoTarget(f"{len(refs)} packages are called {whole[:100]!r}", refs, True)
        return self._nearest(of_version, near)[0]

    def _no_package(self, name: str) -> NoTarget:
        if not self.environments:
            return NoTarget(
                "no installed packages were found; name an environment in the settings, "
                "dependencies.environments"
            )
        names = {each.name: each for each in self.packages}
        near = tuple(names[each].ref for each in alike(name[:200], names))
        where = ", ".join(os.path.relpath(each.folder, self._root) for each in self.environments)
        return NoTarget(
            f"no package {name[:100]!r} is installed; {len(self.packages):,} are, in {where}", near
        )

    def target(self, ecosystem: str, rest: str) -> Target | NoTarget:
        """Return what a ref to a package means, `rest` being all behind the ecosystem."""
        name, behind = _split(rest, self.packages)
        package = self.package(f"{ecosystem}:{name}")
        if isinstance(package, NoTarget):
            near = tuple(f"{each}{behind}" for each in package.near)
            return NoTarget(package.why, near, package.ambiguous)
        library = self.library(package)
        if library is None:
            why = f"{package.name} {package.version} is not read yet"
            return NoTarget(why, needs=package.ref)
        if not behind:
            behind = f"/{library.readme}" if library.readme else "/package.json"
        target = library.lookup(behind)
        types = self.types_of(package) if isinstance(target, NoTarget) else None
        declared = self.library(types) if types and behind.startswith("#") else None
        return declared.lookup(behind) if declared else target


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _is_wanted(each: Package, asked: frozenset[str]) -> bool:
    if each.ecosystem == "npm":
        return not asked or each.name in asked
    return each.ecosystem == DOCS or (
        bool(each.modules) and (each.name not in _TOOLS or each.direct)
    )


def _known_as(each: Package) -> Iterator[str]:
    """Yield the names of modules that a package is known by."""
    yield from each.modules
    if each.name == node.BUILT_IN:
        yield from languages()["typescript"].modules.standard


def _is_called(each: Package, name: str, ecosystem: str) -> bool:
    if ecosystem not in ("", each.ecosystem):
        return False
    if each.ecosystem in ("pypi", DOCS):
        return each.name == normal(name)
    return name in (each.name, each.ecosystem if each.name == "stdlib" else each.name)


def _parted(name: str) -> tuple[str, str]:
    """Part `httpx@0.28.1` or `@types/node@20.1.0` into name and version."""
    at = name.find("@", 1)
    return (name[:at], name[at + 1 :]) if at > 0 else (name, "")


def _split(rest: str, known: Iterable[Package]) -> tuple[str, str]:
    """Part a ref behind its ecosystem into the package, with a version, and what is in it."""
    head, mark, anchor = rest.partition("#")
    at = head.find("@", 1)
    if at > 0:
        ends = [each for each in (head.find("/", at), head.find(":", at)) if each > 0]
        end = min(ends, default=len(head))
    else:
        names = (each.name for each in known)
        fitting = [n for n in names if head == n or head.startswith((f"{n}/", f"{n}:"))]
        end = len(max(fitting, key=len, default=head))
    return head[:end], f"{head[end:]}{mark}{anchor}"
