"""Every setting: one field with a default, what is allowed, and one line; where it may be set."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from gridref_indexers.place import users_folder
from gridref_indexers.repository import contents
from gridref_server.answer import Misuse
from gridref_server.parameters import Kind, Parameter, Says, short

PROJECT_FILE = "gridref.toml"
# A repository is not ours to trust: it may hide more of itself, and nothing else.
PROJECT_KEYS = ("index.exclude",)

_LARGEST_FILE = 64_000
_MOST_WORKERS = 8
_KINDS: dict[Any, Kind] = {int: "integer", str: "string", tuple[str, ...]: "strings"}


@dataclass(frozen=True)
class IndexSettings:
    """What is indexed, and how."""

    max_file_bytes: Annotated[
        int, Says("A larger file is left out, and listed as too large.", ge=1_000, le=100_000_000)
    ] = 4_000_000
    workers: Annotated[
        int, Says("Processes that parse; 0 is one for each core, at most 8.", ge=0, le=64)
    ] = 0
    exclude: Annotated[
        tuple[str, ...], Says("What to leave out beside what git ignores, as in .gitignore.")
    ] = ()


@dataclass(frozen=True)
class DependencySettings:
    """Where installed packages lie, beside those that are found."""

    environments: Annotated[
        tuple[str, ...],
        Says("Environments to use: a folder, an interpreter in it, or a node_modules."),
    ] = ()
    docs: Annotated[
        tuple[str, ...],
        Says("Docs to answer from: `name=path` of a folder, an llms.txt or an unpacked sdist."),
    ] = ()


@dataclass(frozen=True)
class ServerSettings:
    """Where `gridref serve` listens."""

    host: Annotated[str, Says("The address; one that others reach is refused without a token.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Says("The port; 0 takes any that is free.", ge=0, le=65_535)] = 8765
    token: Annotated[
        str, Says("What clients send as `Authorization: Bearer`; empty asks for none.")
    ] = ""


@dataclass(frozen=True)
class StoreSettings:
    """Where indexes are kept."""

    folder: Annotated[
        str, Says("The folder of all indexes; empty is gridref's in your cache folder.")
    ] = ""


@dataclass(frozen=True)
class LedgerSettings:
    """What is kept of what was looked up."""

    keep: Annotated[
        int,
        Says("How many lookups `gridref ledger` remembers; 0 keeps none.", ge=0, le=1_000_000),
    ] = 10_000


@dataclass(frozen=True)
class Settings:
    """All settings, by section."""

    index: IndexSettings = field(default_factory=IndexSettings)
    dependencies: DependencySettings = field(default_factory=DependencySettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)

    @property
    def workers(self) -> int:
        """Return how many processes parse."""
        return self.index.workers or min(_cores(), _MOST_WORKERS)


@dataclass(frozen=True)
class Source:
    """Values as somebody gave them, by `section.key`, and where each stands."""

    values: Mapping[str, object]
    where: Mapping[str, str]


def settings(
    root: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    flags: Mapping[str, object] | None = None,
) -> Settings:
    """Return what holds: the defaults, your file, the project's, the environment, the flags.

    Raise `Misuse` for a key or value that is none, saying where it stands and what is allowed.
    """
    yours = _checked(_of_file(user_file()))
    theirs = _checked(_of_file(root / PROJECT_FILE, trusted=False)) if root else {}
    # Both count, and yours has the last word, as the last pattern in a .gitignore has.
    both = {"index.exclude": (*theirs.get("index.exclude", ()), *yours.get("index.exclude", ()))}
    return _made(
        yours | both | _checked(_of_environment(environment)) | _checked(_of_flags(flags or {}))
    )


def user_file() -> Path:
    """Return where your own settings are kept."""
    return users_folder("config") / "config.toml"


def keys() -> dict[str, Parameter]:
    """Return every setting by `section.key`."""
    return {
        each.name: each
        for section in fields(Settings)
        for each in _of_section(section.name, section.type)
    }


def example() -> str:
    """Return the text of `config.example.toml`: every setting with its default."""
    return "\n".join(_example_lines()) + "\n"


def _example_lines() -> Iterator[str]:
    yield "# Every setting of gridref with its default. Yours go into the file that"
    yield "# `gridref doctor` names, or into the environment as GRIDREF_SECTION_KEY."
    yield f"# The gridref.toml of a repository may only set {_listed(PROJECT_KEYS)}."
    section = ""
    for name, each in keys().items():
        if section != (section := name.partition(".")[0]):
            yield f"\n[{section}]"
        yield f"# {each.says.description}"
        if each.choices:
            yield f"# One of {', '.join(each.choices)}."
        yield f"{name.partition('.')[2]} = {_toml(each.default)}"


def _toml(value: object) -> str:
    match value:
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
    return f"{value:_}" if isinstance(value, int) and value > 99_999 else str(value)


def _of_section(section: str, shape: Any) -> Iterator[Parameter]:
    hints = get_type_hints(shape, include_extras=True)
    for each in fields(shape):
        kind, says = get_args(hints[each.name])
        choices = get_args(kind) if get_origin(kind) is Literal else ()
        name = f"{section}.{each.name}"
        yield Parameter(name, "string" if choices else _KINDS[kind], says, each.default, choices)


def _cores() -> int:
    # Those this process may use: a container is often given fewer than there are.
    of_process = getattr(os, "sched_getaffinity", None)
    return len(of_process(0)) if of_process else (os.cpu_count() or 1)


# Where values come from


def _of_file(path: Path, *, trusted: bool = True) -> Source:
    """Read a file of settings, an empty one if there is none."""
    text = _text(path, trusted)
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as why:
        raise Misuse(f"{path} is not TOML: {_broken(why)}") from why
    values = dict(_flat(tables))
    where = {name: f"{path}:{_line(text, name)}" for name in values}
    for name in values:
        if not trusted and name in keys() and name not in PROJECT_KEYS:
            raise Misuse(
                f"{where[name]}: {name} is not a repository's to set, only {_listed(PROJECT_KEYS)};"
                f" put it into {user_file()}"
            )
    return Source(values, where)


def _text(path: Path, trusted: bool) -> str:
    content = contents(os.fsencode(path), _LARGEST_FILE + 1, follow=trusted) or b""
    if len(content) > _LARGEST_FILE:
        raise Misuse(f"{path} is larger than {_LARGEST_FILE:,} bytes; settings take a few lines")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = content[: why.start].count(b"\n") + 1
        raise Misuse(f"{path}:{line} is not UTF-8; save it as UTF-8") from why


def _broken(why: Exception) -> str:
    text = "nested too deeply" if isinstance(why, RecursionError) else str(why)
    return text[:1].lower() + text[1:200]


def _flat(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for section, table in tables.items():
        if isinstance(table, dict):
            yield from ((f"{section}.{name}", value) for name, value in table.items())
        else:
            yield section, table


def _line(text: str, name: str) -> int:
    """Find the line of a key; where it is written in an odd way, that of its section."""
    inside, found = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            inside = header[1].strip("\"'")
            found = number if inside == name.partition(".")[0] else found
        key, equals, _ = line.partition("=")
        written = re.sub(r"(['\"]?)([\w-]+)\1|\s", r"\2", key)
        if equals and name == (f"{inside}.{written}" if inside else written):
            return number
        if equals and name.startswith(f"{written}.") and not inside:
            found = number
    return found


def _of_environment(environment: Mapping[str, str]) -> Source:
    """Read `GRIDREF_SECTION_KEY`, and `GRIDREF_STORE` for the folder of the store."""
    sections = tuple(f"GRIDREF_{section.name.upper()}_" for section in fields(Settings))
    named = {f"GRIDREF_{name.replace('.', '_').upper()}": name for name in keys()}
    given = {
        name: value
        for name, value in environment.items()
        if value and (name == "GRIDREF_STORE" or name.startswith(sections))
    }
    values: dict[str, object] = {}
    where: dict[str, str] = {}
    for variable, text in sorted(given.items()):
        name = "store.folder" if variable == "GRIDREF_STORE" else named.get(variable, variable)
        many = name in keys() and keys()[name].kind == "strings"
        values[name] = text.split(",") if many else text
        where[name] = f"environment: {variable}"
    return Source(values, where)


def _of_flags(flags: Mapping[str, object]) -> Source:
    given = {name: value for name, value in flags.items() if value is not None}
    return Source(given, {name: f"--{name.partition('.')[2]}" for name in given})


# What holds


def _checked(source: Source) -> dict[str, Any]:
    """Return values that are allowed; raise `Misuse` for the first that is not."""
    known = keys()
    checked: dict[str, Any] = {}
    for name, given in source.values.items():
        where = source.where[name]
        if name not in known:
            raise Misuse(f"{where}: there is no setting {short(name)}; there are {_listed(known)}")
        try:
            value = known[name].value(given)
        except Misuse as why:
            raise Misuse(f"{where}: {why}") from why
        checked[name] = tuple(value) if isinstance(value, list) else value
    return checked


def _made(values: Mapping[str, Any]) -> Settings:
    sections = {each.name: getattr(Settings(), each.name) for each in fields(Settings)}
    for name, value in values.items():
        section, _, key = name.partition(".")
        sections[section] = replace(sections[section], **{key: value})
    return Settings(**sections)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
