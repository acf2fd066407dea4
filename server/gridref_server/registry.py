"""The list of lookups. MCP tools, HTTP endpoints and sub-commands are derived from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import getdoc
from typing import Any

from gridref_server.answer import Answer, Misuse
from gridref_server.answering import answered
from gridref_server.index import Index
from gridref_server.lookups.conventions import conventions
from gridref_server.lookups.docs import docs
from gridref_server.lookups.find import find
from gridref_server.lookups.map import map_
from gridref_server.lookups.read import read
from gridref_server.lookups.specs import specs
from gridref_server.lookups.uses import uses
from gridref_server.lookups.verify import verify
from gridref_server.lookups.where import where
from gridref_server.parameters import Parameter, arguments, parameters, short


@dataclass(frozen=True)
class Lookup:
    """One function as all faces show it."""

    function: Callable[..., Answer]

    @property
    def name(self) -> str:
        """Return the tool's name."""
        return self.function.__name__.rstrip("_")

    @property
    def description(self) -> str:
        """Return the docstring: it opens with the question that the tool answers."""
        return getdoc(self.function) or ""

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return what the lookup takes."""
        return parameters(self.function)

    @property
    def budget(self) -> int:
        """Return how many tokens an answer may take unless somebody says so."""
        return next(int(each.default) for each in self.parameters if each.name == "budget")

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the arguments."""
        required = [each.name for each in self.parameters if each.required]
        return {
            "type": "object",
            "properties": {each.name: each.schema() for each in self.parameters},
            "required": required,
            "additionalProperties": False,
        }


_FUNCTIONS: tuple[Callable[..., Answer], ...] = (
    conventions,
    docs,
    find,
    map_,
    read,
    uses,
    specs,
    verify,
    where,
)
LOOKUPS = {lookup.name: lookup for lookup in map(Lookup, _FUNCTIONS)}


def ask(index: Index, name: str, given: Mapping[str, object], stale: str = "") -> Answer:
    """Answer one question; raise `Misuse` for a lookup or an argument that is none.

    `stale` says why a change may not be in the index: nothing is absent from it then. Raise
    `Damaged` if the index turns out to be broken; the next refresh makes it good.
    """
    lookup = LOOKUPS.get(name)
    if lookup is None:
        raise Misuse(f"there is no lookup {short(name)}; there are {', '.join(LOOKUPS)}")
    values = arguments(lookup.parameters, given)
    return answered(index, lambda one: lookup.function(one, **values), values["budget"], stale)
