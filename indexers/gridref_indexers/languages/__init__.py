"""Languages as data: a folder each, with `language.toml` and the queries that find its facts."""

import re
import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from warnings import catch_warnings, simplefilter

if TYPE_CHECKING:
    from tree_sitter import Language as Grammar

FOLDER = Path(__file__).parent

# So much of a file tells its language, where its name alone does not.
TELLING_BYTES = 64_000

# What large file storage leaves in the place of a file is text, whatever the file was.
_POINTER = b"version https://git-lfs.github.com/spec/"

# `chi/v5` and `yaml.v3` are known as `chi` and `yaml`.
_MAJOR_VERSION = re.compile(r"[./]v\d+\Z")


@dataclass(frozen=True)
class Modules:
    """How the name of a module leads to a file; `docs/languages.md` has the words used here."""

    separator: str = "."
    bound: str = "last"
    candidates: tuple[str, ...] = ()
    relative: str = ""
    instead: dict[str, tuple[str, ...]] = field(default_factory=dict)
    roots: tuple[str, ...] = ("",)
    root_markers: tuple[str, ...] = ()
    package_marker: str = ""
    namespace: str = "file"
    spaces: tuple[str, ...] = ("namespace",)
    kin: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()
    standard_last: bool = False
    manifest: str = ""
    manifest_name: str = ""
    dependencies: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    entry_files: tuple[str, ...] = ()
    entry_path: str = ""
    settings: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()

    def stem(self, path: str) -> str:
        """Return a path without the ending of a file that a module may be."""
        endings = {each.removeprefix("{path}") for each in self.candidates if "/" not in each}
        for source, others in self.instead.items():
            endings |= {f".{source}", *(f".{other}" for other in others)}
        # The longest first: `.d.ts` ends in `.ts`.
        found = (
            end for end in sorted(endings, key=len, reverse=True) if end and path.endswith(end)
        )
        return path.removesuffix(next(found, ""))


@dataclass(frozen=True)
class Language:
    """One `language.toml`, each key a field: the closed list of what a language may say."""

    name: str
    family: str = ""
    grammar: str = ""
    function: str = "language"
    extensions: tuple[str, ...] = ()
    filenames: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    contested: dict[str, str] = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    sections: Literal["markdown", "rst", ""] = ""
    doc: str = "before"
    name_marks: str = ""
    exported_name: str = ""
    exported_head: str = ""
    nested: dict[str, dict[str, str]] = field(default_factory=dict)
    transparent: tuple[str, ...] = ()
    local_scopes: tuple[str, ...] = ("function", "method", "constructor")
    globals: tuple[str, ...] = ()
    blanks: str = ""
    pieces: dict[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    implicit_own: bool = False
    modules: Modules = Modules()

    @property
    def query(self) -> str:
        """Return the query files of the language, its own before those it shares, as one query."""
        folders = [FOLDER / folder for folder in (self.name, *self.queries)]
        files = [file for folder in folders for file in sorted(folder.glob("*.scm"))]
        return "\n".join(file.read_text("utf-8") for file in files)

    def bound_name(self, module: str) -> str:
        """Return the name by which an import without alias makes a module known."""
        if self.modules.bound == "module":
            return module
        bare = _MAJOR_VERSION.sub("", module)
        return re.split(r"[./:\\]+", bare)[-1] if self.modules.bound == "last" else ""


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _read(file: Path) -> Language:
    table: dict[str, Any] = {
        key: _frozen(value) for key, value in tomllib.loads(file.read_text("utf-8")).items()
    }
    known = {f.name for f in fields(Language)}
    if unknown := set(table) - known:
        raise ValueError(f"{file} sets unknown keys: {', '.join(sorted(unknown))}")
    if "modules" in table:
        table["modules"] = Modules(**{k: _frozen(v) for k, v in table["modules"].items()})
    return Language(**{"family": file.parent.name, **table, "name": file.parent.name})


@cache
def languages() -> dict[str, Language]:
    """Return every language by name, in alphabetical order."""
    files = sorted(FOLDER.glob("*/language.toml"))
    return {language.name: language for language in map(_read, files)}


@cache
def _by_ending() -> dict[str, str]:
    return {end: each.name for each in languages().values() for end in each.extensions}


@cache
def _by_filename() -> dict[str, str]:
    return {name: each.name for each in languages().values() for name in each.filenames}


@cache
def _by_interpreter() -> dict[str, str]:
    return {name: each.name for each in languages().values() for name in each.interpreters}


@cache
def _contested() -> dict[str, list[tuple[re.Pattern[bytes], str]]]:
    found: dict[str, list[tuple[re.Pattern[bytes], str]]] = {}
    for each in languages().values():
        for end, rule in each.contested.items():
            found.setdefault(end, []).append((re.compile(rule.encode()), each.name))
    return found


def language_of(path: str, source: bytes = b"") -> str:
    """Name the language of a file by its name and, where that is not enough, its content, or ''."""
    if source.startswith(_POINTER):
        return ""
    name = path.rpartition("/")[2]
    if found := _by_filename().get(name):
        return found
    for at in (at for at, letter in enumerate(name) if letter == "."):
        end = name[at:].lower()
        for rule, found in _contested().get(end, ()):
            if rule.search(source, 0, TELLING_BYTES):
                return found
        if found := _by_ending().get(end):
            return found
    if source.startswith(b"#!"):
        words = source[:200].split(b"\n", 1)[0].decode("latin-1").replace("/", " ").split()
        named = (_by_interpreter().get(word.rstrip("0123456789.")) for word in words)
        return next((found for found in named if found), "")
    return ""


@cache
def grammar(name: str) -> "Grammar":
    """Load the grammar of a language."""
    from tree_sitter import Language as Grammar

    language = languages()[name]
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)  # some wheels still hand over a bare pointer
        return Grammar(getattr(import_module(language.grammar), language.function)())
