"""What a lookup takes, read off its signature once; validation with the same words on all faces."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter as Declared
from inspect import signature
from reprlib import Repr
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from gridref_server.answer import Misuse

# A question longer than this is pasted by mistake.
LONGEST = 100_000

Kind = Literal["string", "integer", "boolean", "strings"]

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,11}")

_NO_TEXT = re.compile("[\\0\ud800-\udfff]")

# Of a large or deep value only a part is looked at.
_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 2, 200, 200


@dataclass(frozen=True)
class Says:
    """What a parameter is for, and what is allowed: `Annotated[int, Says("...", ge=1)]`."""

    description: str
    ge: int | None = None
    le: int | None = None
    example: Any = None
    longest: int = LONGEST


@dataclass(frozen=True)
class Parameter:
    """One parameter of a lookup. A `default` of None means that it must be given."""

    name: str
    kind: Kind
    says: Says
    default: Any
    choices: tuple[str, ...]

    @property
    def required(self) -> bool:
        """Tell whether the parameter must be given."""
        return self.default is None

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of a value, without a title: an agent pays for every token."""
        shape: dict[str, Any] = {"type": self.kind, "description": self.says.description}
        if self.kind == "strings":
            shape |= {"type": "array", "items": {"type": "string"}}
        limits = {"enum": list(self.choices), "minimum": self.says.ge, "maximum": self.says.le}
        shape |= {key: value for key, value in limits.items() if value not in (None, [])}
        return shape if self.required else shape | {"default": self.default}

    def value(self, given: object) -> Any:
        """Return a value as the lookup takes it; raise `Misuse` for one that is not allowed."""
        match self.kind:
            case "integer":
                return self._integer(given)
            case "boolean":
                return self._boolean(given)
            case "strings":
                return [self._string(each) for each in self._list(given)]
        text = self._string(given)
        if self.choices and text not in self.choices:
            raise Misuse(f"{self.name} is one of {', '.join(self.choices)}, not {short(text)}")
        return text

    def _string(self, given: object) -> str:
        if not isinstance(given, str):
            raise Misuse(f"{self.name} takes a string, not {short(given)}")
        if len(given) > (most := self.says.longest):
            raise Misuse(f"{self.name} has {len(given):,} characters; {most:,} are the most")
        if not is_text(given):
            raise Misuse(f"{self.name} holds a character that is no text")
        return given

    def _list(self, given: object) -> list[object]:
        # One value where several are taken is a list of one.
        values = given if isinstance(given, list | tuple) else [given]
        if len(values) > 100:
            raise Misuse(f"{self.name} takes at most 100 values, not {len(values):,}")
        return list(values)

    def _integer(self, given: object) -> int:
        if isinstance(given, str) and _WHOLE_NUMBER.fullmatch(given.strip()):
            given = int(given)
        if isinstance(given, float) and given.is_integer():
            given = int(given)  # to JSON and its schema 27.0 is whole
        if not isinstance(given, int) or isinstance(given, bool):
            raise Misuse(f"{self.name} takes a whole number, not {short(given)}")
        low, high = self.says.ge, self.says.le
        if (low is not None and given < low) or (high is not None and given > high):
            raise Misuse(f"{self.name} is from {low} to {high}, not {short(given)}")
        return given

    def _boolean(self, given: object) -> bool:
        words = {"true": True, "1": True, "false": False, "0": False}
        if isinstance(given, str):
            given = words.get(given.lower(), given)
        if not isinstance(given, bool):
            raise Misuse(f"{self.name} is true or false, not {short(given)}")
        return given


def is_text(given: str) -> bool:
    """Tell whether a string can be text: it holds no NUL and no half of a character."""
    return not _NO_TEXT.search(given)


def short(value: object) -> str:
    """Return a value as it may be said back: inputs are never echoed whole."""
    # The digits of a number are not made where there are thousands: that takes long, or is refused.
    if isinstance(value, int) and value.bit_length() > 128:
        return f"a number of {value.bit_length():,} bits"
    text = _SHORT.repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Read the parameters of a lookup off its signature; the first one is the index."""
    hints = get_type_hints(function, include_extras=True)
    declared = list(signature(function).parameters.values())[1:]
    return tuple(_parameter(each, hints[each.name]) for each in declared)


def _parameter(declared: Declared, hint: Any) -> Parameter:
    kind, says = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)
    if not isinstance(says, Says):
        raise TypeError(f"parameter {declared.name} says nothing of itself")
    default = None if declared.default is Declared.empty else declared.default
    if get_origin(kind) is Literal:
        return Parameter(declared.name, "string", says, default, get_args(kind))
    names: dict[Any, Kind] = {str: "string", int: "integer", bool: "boolean", list[str]: "strings"}
    return Parameter(declared.name, names[kind], says, default, ())


def arguments(taken: tuple[Parameter, ...], given: Mapping[str, object]) -> dict[str, Any]:
    """Return all arguments, checked and with defaults; raise `Misuse` for what does not fit."""
    known = {each.name: each for each in taken}
    names = ", ".join(known)
    for name in given:
        if name not in known:
            raise Misuse(f"there is no parameter {short(name)}; there are {names}")
    for each in taken:
        if each.required and each.name not in given:
            raise Misuse(f"{each.name} is missing: {each.says.description.rstrip('.')}")
    return {
        each.name: each.value(given[each.name]) if each.name in given else each.default
        for each in taken
    }
