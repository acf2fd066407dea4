"""What else speaks for a name: code that sets it from outside, a class that defines it."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os.path import isdir, join

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.modules import typeshed
from gridref_indexers.interfaces.values import Known
from gridref_indexers.interfaces.world import World
from gridref_server.verify.python.below import Below, below
from gridref_server.verify.python.distributions import DISTRIBUTIONS, NAMESPACES

_SET = re.compile(
    rb"(\w+|[\])])\.(\w+)[ \t]*(?:(?::[^=\n]{1,80})?(?:=|[-+*/|&]=)(?!=)|(?=,[^=\n()]{1,80}=[^=]))"
    rb"|setattr\([ \t\n]*([\w.]+)[^\n]{0,80}?,[ \t\n]*[\"'](\w+)[\"']"
)
_ALIAS = re.compile(rb"import[ \t]+(?:[\w.]*\.)?(\w+)[ \t]+as[ \t]+(\w+)")
_MADE = re.compile(
    rb"^(class|def|async)\b(?:[ \t]+def\b)?[ \t]*(\w+)"
    rb"|^[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)"
    rb"|^[ \t]+(\w+)[ \t]*:(?!=)[^\n=]*(?:$|=)"
    rb"|^(?: {4}|\t)(\w+)[ \t]*=(?!=)"
    rb"|[\"'](\w+)[\"'][ \t]*:",
    re.M,
)
_METHOD = re.compile(rb"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)", re.M)
_PASSED = frozenset(["__pycache__", "node_modules", "site-packages", "build", "dist"])
_PROSE = (".md", ".rst", ".toml", ".cfg", ".ini", ".yml", ".yaml", "requirements.txt")
_MOST_FILES = 20_000
_LARGEST = 4_000_000
# So many names are looked for one by one.
_MOST_SINGLE = 60
# A call of `setattr` names what it sets within so many bytes.
_LONGEST_CALL = 200
_DECLARES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "Pipfile",
    "environment.yml",
    "noxfile.py",
)
_BUILDS = (*_DECLARES, ".gitignore", "meson.build", "CMakeLists.txt", "MANIFEST.in")


@dataclass
class Said:
    """What sources say of a name: on what they set it, whether classes define it, how many methods.

    `on` are the names of what it is set on; `methods` counts the methods that have the name.
    """

    on: set[bytes] = field(default_factory=set)
    defined: bool = False
    methods: int = 0

    def sets(self, on: frozenset[str] | None) -> bool:
        """Tell whether it is set on something called one of some names, or on anything."""
        if on is None:
            return bool(self.on - _ITSELF)
        return any(each.encode() in self.on for each in on)


class Sources:
    """Sources that are asked for names: one by one at first, and read whole once many were."""

    def __init__(self, texts: Callable[[], Iterable[bytes]]) -> None:
        self._give = texts
        self._said: dict[bytes, Said] = {}
        self._is_whole = False

    def of(self, name: str) -> Said:
        """Return what the sources say of a name."""
        key = name.encode("utf-8", "replace")
        if not self._is_whole and key not in self._said:
            if len(self._said) < _MOST_SINGLE:
                self._said[key] = said = Said()
                for text in self.texts:
                    _of_name(text, key, said)
            else:
                self._read_whole()
        return self._said.get(key) or _NOTHING_SAID

    @cached_property
    def texts(self) -> list[bytes]:
        """Return the sources themselves."""
        return list(self._give())

    def _read_whole(self) -> None:
        said = defaultdict[bytes, Said](Said)
        for text in self.texts:
            _of_all(text, said)
        self._said, self._is_whole = dict(said), True


_NOTHING_SAID = Said()


def _of_all(text: bytes, said: defaultdict[bytes, Said]) -> None:
    """Add what a source says of all names."""
    aliases = {alias: name for name, alias in _ALIAS.findall(text)}
    for name, on in _set_in(text):
        said[name].on.add(aliases.get(on, on))
    for name in _METHOD.findall(text):
        said[name].methods += 1
    in_class = False
    for kind, top, inner, annotated, plain, key in _MADE.findall(text):
        if kind:
            in_class = kind == b"class"
        if made := top or inner or annotated or key or (plain if in_class else b""):
            said[made].defined = True


def _set_in(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    for holder, name, called, given in _SET.findall(text):
        yield name or given, holder or called.rpartition(b".")[2]


def _of_name(text: bytes, name: bytes, said: Said) -> None:
    """Add what a source says of one name: only the lines around it are read."""
    if name not in text:
        return
    aliases = dict[bytes, bytes]()
    last = -1
    for found in re.finditer(rb"\b%b\b" % re.escape(name), text):
        start = text.rfind(b"\n", 0, found.start()) + 1
        if start == last:
            continue
        last = start
        end = text.find(b"\n", found.end())
        line = text[start : end if end >= 0 else len(text)]
        above = max(0, text.rfind(b"\n", 0, max(0, start - 1 - _LONGEST_CALL)))
        on = [on for set_, on in _set_in(text[above:start] + line) if set_ == name]
        if on and not aliases:
            aliases = {alias: of for of, alias in _ALIAS.findall(text)}
        said.on.update(aliases.get(each, each) for each in on)
        said.methods += _METHOD.findall(line).count(name)
        said.defined = said.defined or _is_made(text, line, start, name)


def _is_made(text: bytes, line: bytes, start: int, name: bytes) -> bool:
    for _, top, inner, annotated, plain, key in _MADE.findall(line):
        if name in (top, inner, annotated, key):
            return True
        if plain == name:
            return _in_class(text, start)
    return False


def _in_class(text: bytes, at: int) -> bool:
    """Tell whether the last definition at the left margin before a place is a class."""
    heads = (b"class", b"def", b"async")
    last = {head: _last(text, head, at) for head in heads}
    return last[b"class"] > max(last[b"def"], last[b"async"])


def _last(text: bytes, head: bytes, at: int) -> int:
    found = text.rfind(b"\n%b " % head, 0, at)
    return found if found >= 0 or not text.startswith(b"%b " % head) else 0


# What a method sets on these is read where its class is.
_ITSELF = frozenset([b"self", b"cls"])


class Traces:
    """Traces of names in a project and in the packages that its code reaches."""

    def __init__(self, world: World, root: str = "", complete: bool = True) -> None:
        self.world = world
        self.root = root
        self.complete = complete
        self._sources: dict[str, Sources] = {}
        self._declared: dict[tuple[str, ...], str] = {}
        self._modules: set[str] | None = None
        self._bodies: dict[str, Below | None] = {}

    def is_set(self, name: str, owner: str, on: frozenset[str] | None = None) -> bool:
        """Tell whether something sets an attribute of this name from outside."""
        return any(each.of(name).sets(on) for each in self._of(owner))

    def is_defined(self, name: str, owner: str) -> bool:
        """Tell whether any class that an instance may be of could define a name."""
        located = self.world.locate(owner.partition(".")[0])
        if (located and located.origin == "standard") or owner == "":
            held = self._kept("the standard library", lambda: sources(typeshed(), True))
            if held.of(name).defined:
                return True
        return any(each.of(name).defined or each.of(name).on for each in self._of(owner))

    def has_below(self, name: str, known: Known, *, as_method: bool = False) -> bool:
        """Tell whether a class below one, or one that is mixed with it, may have a name.

        Where that is not clear, any class at all that defines the name counts; one of the project
        itself may then be mixed with what nothing is known of.
        """
        own = sum(len(of.names.get(name, ())) for of, _ in known.definitions)
        is_said = (
            self.is_overridden(name, known.module, own)
            if as_method
            else self.is_defined(name, known.module)
        )
        located = self.world.locate(known.module)
        is_ours = located is None or located.origin == "project"
        if not is_said and (as_method or not is_ours):
            return False
        held = self._below(known)
        if held is None:
            return is_said or is_ours
        # What those are called that it is mixed with, others may be called too.
        if held.is_mixed and self.is_defined(name, ""):
            return True
        word = re.escape(name.encode())
        form = rb"\bdef[ \t]+%b\b|\b%b\b[ \t]*(?::[^\n=]*)?=" % (word, word)
        wanted = re.compile(form if as_method else rb"\b%b\b" % word)
        return any(wanted.search(each) for each in held.bodies)

    def _below(self, known: Known) -> Below | None:
        """Return what stands in the classes below one, None if that can't be told."""
        if known.name not in self._bodies:
            parts = list(self._of(known.module))
            located = self.world.locate(known.module.partition(".")[0])
            if located and located.origin == "standard":
                parts.append(self._kept("the standard library", lambda: sources(typeshed(), True)))
            texts = [text for part in parts for text in part.texts]
            line = [each.bare for each, _ in classes.line(known)]
            self._bodies[known.name] = below(texts, known.bare, line)
        return self._bodies[known.name]

    def _of(self, owner: str) -> Iterator[Sources]:
        if self.root:
            yield self._kept("", lambda: sources(self.root, True))
        top = owner.partition(".")[0]
        if top and top not in ("builtins", "__snippet__"):
            yield self._kept(top, lambda: self._package(top))

    def _kept(self, key: str, paths: Callable[[], Iterable[str]]) -> Sources:
        if key not in self._sources:
            self._sources[key] = Sources(lambda: _texts(paths()))
        return self._sources[key]

    def _package(self, top: str) -> Iterator[str]:
        located = self.world.locate(top)
        if located is None or located.origin == "project":
            return
        yield from (*located.sources, *located.stubs)
        for folder in located.folders if located.origin == "package" else ():
            yield from sources(folder, False)

    def is_overridden(self, name: str, owner: str, count: int) -> bool:
        """Tell whether more methods have this name than so many."""
        return sum(each.of(name).methods for each in self._of(owner)) > count

    def is_elsewhere(self, module: str) -> bool:
        """Tell whether a module of this name lies somewhere in the project."""
        if self._modules is None:
            found = list(sources(self.root, True)) if self.root else []
            self._modules = {os.path.basename(each).partition(".")[0] for each in found}
            self._modules |= {os.path.basename(os.path.dirname(each)) for each in found}
        return module in self._modules

    def is_asked_for(self, module: str, but: str) -> bool:
        """Tell whether the project speaks of a module elsewhere than in one file: it is no slip.

        Other code imports it, or something below it, or docs and settings have the word.
        """
        imported = re.compile(
            rb"^[ \t]*(?:from|import)[ \t]+%b\b" % re.escape(module).encode(), re.M
        )
        written = re.compile(_as_written(module).encode(), re.I)
        own = join(self.root, but)
        paths = list(sources(self.root, True, (".py", ".pyi", *_PROSE))) if self.root else []
        return any(
            (imported if path.endswith((".py", ".pyi")) else written).search(text)
            for path in paths
            if path != own
            for text in _texts([path])
        )

    def is_made(self, module: str) -> bool:
        """Tell whether the project says of the file of a module that a build makes it."""
        names = (f"{module.rpartition('.')[2]}{ending}" for ending in (".py", ".pyi", ".so"))
        text = self._said(_BUILDS)
        return any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w])", text) for name in names)

    def distribution(self, module: str) -> str:
        """Return the distribution that provides a module which is not installed, '' if unknown."""
        parts = module.split(".")
        # What is in a namespace that many share is provided under a longer name than its first.
        least = 2 if parts[0] in NAMESPACES else 1
        for count in range(len(parts), least - 1, -1):
            name = ".".join(parts[:count])
            if name in DISTRIBUTIONS:
                return DISTRIBUTIONS[name]
            bare = "[-_.]+".join(map(re.escape, re.split(r"[-_.]+", name)))
            if found := re.search(rf"(?<![\w-])({bare})(?![\w-])", self._said(_DECLARES), re.I):
                return found[1]
        return ""

    def _said(self, names: tuple[str, ...]) -> str:
        """Return the text of what declares the project's requirements, or its build."""
        if names not in self._declared:
            texts = []
            for path in _declaring(self.root, names) if self.root else ():
                try:
                    with open(path, encoding="utf-8", errors="replace") as file:
                        texts.append(file.read(200_000))
                except OSError:
                    continue
            self._declared[names] = "\n".join(texts)
        return self._declared[names]


def _texts(paths: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        try:
            with open(path, "rb") as file:
                yield file.read(_LARGEST)
        except OSError:
            continue


def _as_written(module: str) -> str:
    """Return a pattern of how texts write a module or a distribution that begins with its name."""
    return rf"(?<![\w-]){'[-_.]+'.join(map(re.escape, re.split(r'[-_.]+', module)))}(?!\w)"


def _declaring(root: str, names: tuple[str, ...]) -> Iterator[str]:
    for folder in (root, join(root, "requirements"), join(root, "docs")):
        if isdir(folder):
            for name in sorted(os.listdir(folder)):
                is_list = "require" in name and name.endswith((".txt", ".in"))
                if name in names or is_list or folder.endswith("requirements"):
                    yield join(folder, name)


def sources(
    folder: str, with_tests: bool, endings: tuple[str, ...] = (".py", ".pyi")
) -> Iterator[str]:
    """Yield the Python files of a tree."""
    count = 0
    for at, folders, files in os.walk(folder):
        folders[:] = [
            each
            for each in folders
            if each not in _PASSED
            and not each.startswith(".")
            and (with_tests or each not in ("tests", "test"))
            and not os.path.exists(join(at, each, "pyvenv.cfg"))
        ]
        for name in files:
            if name.endswith(endings):
                count += 1
                if count > _MOST_FILES:
                    return
                yield join(at, name)
