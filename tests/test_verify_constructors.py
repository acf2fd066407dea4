"""Constructors that are made of fields: each call is said to fit just if it really does."""

import warnings
from pathlib import Path

import attr
import pydantic
import pytest

from gridref_indexers.interfaces.world import World
from gridref_server.verify.finding import Code
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.traces import Traces
from gridref_server.verify.python.worlds import Workplace

_SITES = {str(Path(each.__file__ or "").parent.parent) for each in (attr, pydantic)}
_WORLD = World((), tuple(_SITES), "", (3, 11))

DATACLASSES = """
from dataclasses import KW_ONLY, InitVar, dataclass, field
@dataclass
class A:
    a: int
    i: InitVar[int]
    n: int = field(init=False)
    _: KW_ONLY
    k: int = 0
    def __post_init__(self, i): ...
@dataclass(kw_only=True)
class B(A):
    z: int
---
A(1, 2)
A(1, 2, k=1)
A(1, 2, 3)
A(1)
A(1, 2, n=1)
B(1, 2, z=1)
B(1, 2)
B(1, 2, 3, z=1)
"""
TUPLES = """
from enum import Enum
from typing import NamedTuple
class N(NamedTuple):
    x: int
    y: int = 0
class E(Enum):
    A = 1
---
N(1)
N(x=1, y=2)
N(1, z=1)
N()
E(1)
E()
E(1, foo=2)
"""
ATTRS = """
import attr, attrs
from attrs import define, field as f
@define
class A:
    a: int
    _b: int = 1
    c: list = f(factory=list, kw_only=True)
    d: int = f(init=False)
    e: int = f(default=1, alias="ee")
@attr.s
class O:
    x = attr.ib()
    y = attr.ib(default=3)
    _z = attr.ib(kw_only=True)
    @_z.default
    def _default(self):
        return 1
@attr.s(
    auto_attribs=True,
)
class P(O):
    q: int = 0
---
A(1)
A(1, 2, c=[])
A(1, b=2, ee=3)
A()
A(1, e=3)
A(1, d=3)
A(1, _b=3)
O(1)
O(1, 2, z=1)
O()
O(1, 2, 3)
P(1, 2, 3)
P(1, 2, 3, 4)
"""
MODELS = """
from typing import Annotated, ClassVar, Optional
from pydantic import BaseModel, ConfigDict, Field, model_validator
class P(BaseModel):
    a: int
    b: str = "x"
    c: Optional[int] = Field(None, alias="cc")
    d: Annotated[int, Field(alias="dd")] = 1
    K: ClassVar[int] = 2
    _p: int = 1
class Q(P):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    e: int
class F(BaseModel):
    a: int
    @model_validator(mode="before")
    @classmethod
    def fill(cls, data):
        return {"a": 1}
---
P(a=1)
P(a=1, b="y", cc=3)
P(b="1")
P(1)
P(a=1, z=2)
Q(a=1, e=2, c=3)
Q(a=1, e=2, cc=3, dd=1)
Q(a=1, e=2, zz=3)
Q(a=1)
F()
"""


@pytest.mark.parametrize("code", [DATACLASSES, TUPLES, ATTRS, MODELS])
def test_a_call_that_raises_is_found_and_no_other(code: str) -> None:
    head, calls = code.split("---\n")
    place = Workplace("", _WORLD, Traces(_WORLD), ())
    checked = check_in(Code(head + calls, "python"), place)
    first = head.count("\n") + 1
    lines = calls.splitlines()
    found = {lines[e.line - first] for e in checked.findings if e.verdict == "missing"}
    assert found == set(_raising(head, lines))


def _raising(head: str, lines: list[str]) -> list[str]:
    """Run lines one by one; return those that fail."""
    names: dict[str, object] = {"__name__": "made"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(head, names)
    failing = []
    for line in lines:
        try:
            exec(line, names)
        except (TypeError, ValueError):
            failing.append(line)
    return failing


def test_keys_of_a_typed_dict_are_held_against_what_it_declares() -> None:
    code = """
from typing import NotRequired, TypedDict
class D(TypedDict):
    x: int
    y: NotRequired[int]
D(x=1, y=2), D(x=1), D({"x": 1}), D()
D(x=1, z=3)
"""
    place = Workplace("", _WORLD, Traces(_WORLD), ())
    found = [e for e in check_in(Code(code, "python"), place).findings if e.verdict == "missing"]
    assert [(each.line, each.name) for each in found] == [(7, "z")]


def test_what_is_deprecated_is_a_note() -> None:
    code = """
import logging, warnings
from pydantic import BaseModel
class M(BaseModel):
    x: int
M(x=1).dict()
M(x=1).model_dump()
logging.getLogger("a").warn("x")
"""
    place = Workplace("", _WORLD, Traces(_WORLD), ())
    found = check_in(Code(code, "python"), place).findings
    assert [e.name for e in found if e.verdict == "deprecated"] == ["dict", "warn"]
    assert not [e for e in found if e.verdict == "missing"]
