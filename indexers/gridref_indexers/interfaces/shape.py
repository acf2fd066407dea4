"""The shape of what a module offers: every name that it binds, and all that its text tells of each.

Expressions (annotations, bases, values) are kept as text: they are read where somebody asks.
"""

from dataclasses import dataclass, field
from enum import IntEnum


class Kind(IntEnum):
    """How an argument finds its parameter."""

    POSITIONAL = 0
    PLAIN = 1
    MANY = 2
    KEYWORD = 3
    KEYWORDS = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function; `default` is its text, None where there is none."""

    name: str
    kind: Kind
    annotation: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """A name bound by an import: a module, or with `name` what that module holds.

    `level` counts the leading dots. `whole` is `import a.b` without `as`, which binds `a`.
    `shown` tells whether a stub hands it on to those who import from it.
    """

    line: int
    module: str
    level: int = 0
    name: str = ""
    whole: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `results` are what it returns, where no annotation says so.

    `deprecated` is what it says of its own end, of a class too.
    """

    line: int
    name: str
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    decorators: tuple[str, ...] = ()
    results: tuple[str, ...] | None = None
    is_async: bool = False
    yields: bool = False
    deprecated: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A name bound to a value; both texts are '' where nothing evident is said.

    `within` is the method that sets it on `self`, whose parameters its text may speak of.
    """

    line: int
    annotation: str = ""
    value: str = ""
    within: Function | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `own` are what its methods set on an instance.

    `opens` says why it may hold more, `opens_instances` why its instances alone may.
    """

    line: int
    name: str
    bases: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    decorators: tuple[str, ...] = ()
    names: "dict[str, list[Binding]]" = field(default_factory=dict)
    own: "dict[str, list[Value]]" = field(default_factory=dict)
    opens: str = ""
    types: tuple[str, ...] = ()
    opens_instances: str = ""
    deprecated: str = ""


Binding = Import | Function | Value | Class


@dataclass(frozen=True, slots=True)
class Interface:
    """What one file offers; `opens` says why it may offer more than is listed."""

    names: dict[str, list[Binding]]
    stars: tuple[Import, ...] = ()
    public: frozenset[str] | None = None
    opens: str = ""
    is_stub: bool = False
