"""What a name can mean: a definition, a module, a namespace, something outside, or who knows."""

from dataclasses import dataclass

from gridref_indexers.languages import Language


@dataclass(frozen=True)
class Thing:
    """A definition of the project; as an `instance`, what calling or declaring it gives."""

    path: str
    ordinal: int
    how: str
    instance: bool = False
    above: bool = False


@dataclass(frozen=True)
class Module:
    """The files that a module is made of."""

    paths: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Space:
    """A namespace by its full name: any file adds to it that says so."""

    name: str
    language: Language


@dataclass(frozen=True)
class Outside:
    """What is evidently not of this project: a library's, or a literal of the language."""

    name: str


@dataclass(frozen=True)
class Unknown:
    """Nothing that is evident, and why; `is_open` where it may be there all the same."""

    why: str
    is_open: bool = True


Value = Thing | Module | Space | Outside | Unknown
