"""What an expression can be: a module, a class, an instance, something called, or not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gridref_indexers.interfaces.shape import Class, Function

if TYPE_CHECKING:
    from gridref_indexers.interfaces.spaces import Space


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that can't be told, and why."""

    why: str = "its type is not evident"


@dataclass(frozen=True, slots=True)
class Nothing:
    """None."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module, by its whole name."""

    name: str


@dataclass(frozen=True, slots=True)
class Type:
    """A class itself; `args` are what it is a class of, `list[int]`."""

    of: "Known"
    args: tuple["tuple[Value, ...]", ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a class; `sure` if it was made here, not only declared to be one."""

    of: "Known"
    args: tuple["tuple[Value, ...]", ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of types, by the module that makes it and its name."""

    key: str


@dataclass(frozen=True, slots=True)
class Special:
    """A form of `typing` that has its own meaning, by its name there."""

    name: str


@dataclass(frozen=True, slots=True)
class Called:
    """Something of which is only declared what calling it gives."""

    gives: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Awaited:
    """What awaiting gives."""

    gives: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Routine:
    """A function or method, with all its variants; `me` is what it is bound to.

    `manages` is set where it is made a context manager.
    """

    name: str
    variants: "tuple[tuple[Function, Space], ...]"
    me: "Value | None" = None
    owner: "Known | None" = None
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a type is meant: a class itself, `type[X]`."""

    of: "tuple[Value, ...]"


Value = (
    Unknown
    | Nothing
    | Module
    | Type
    | Instance
    | Variable
    | Special
    | Called
    | Awaited
    | Routine
    | Meta
)
Env = Mapping[str, "tuple[Value, ...]"]


@dataclass(eq=False)
class Known:
    """A class with all its definitions: of stub and source, of each branch."""

    name: str
    definitions: "list[tuple[Class, Space]]"
    cache: dict[object, Any] = field(default_factory=dict, repr=False)

    @property
    def bare(self) -> str:
        """Return its name without its module."""
        return self.name.rpartition(".")[2]

    @property
    def module(self) -> str:
        """Return the module that it is defined in."""
        for _, space in self.definitions:
            return space.module
        return ""


UNKNOWN = (Unknown(),)
NOTHING = Nothing()


def unknown(why: str) -> tuple[Value, ...]:
    """Return what is not known, and why."""
    return (Unknown(why),)


def together(*groups: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return all that is possible, each once."""
    return tuple(dict.fromkeys(each for group in groups for each in group))


def is_known(values: tuple[Value, ...]) -> bool:
    """Tell whether something is known of each that is possible."""
    return bool(values) and not any(isinstance(each, Unknown) for each in values)
