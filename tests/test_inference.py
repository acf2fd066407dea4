"""What an expression is, as far as that is evident: it has what its type has, and nothing else."""

from pathlib import Path

import click
import pytest

from gridref_indexers.interfaces.world import World
from gridref_server.verify.finding import Code
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.traces import Traces
from gridref_server.verify.python.worlds import Workplace

_WORLD = World((), (str(Path(click.__file__).parent.parent),), "", (3, 11))
_PLACE = Workplace("", _WORLD, Traces(_WORLD), ())

_T = "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
# By type: code that ends with an expression of it, and a member that it has.
_EVIDENT = {
    ("str", "upper"): [
        "'a'.split()[0]",
        "(None or 'a')",
        "('a' + 'b')",
        "('%d' % 1)",
        "f'{1}'",
        "(1, 'a')[1]",
        "'a'.join(['b']).upper()",
        "max('a', 'b')",
        "x, y = 1, 'a'\ny",
        "if (x := 'a'): x",
        "from typing import cast\ncast(str, 1)",
        "from typing import cast\ncast('str', 1)",
        "from pathlib import Path\nPath('a').read_text()",
        "def f(): return 'a'\nf()",
        "def f(x: str | None): x",
        "from typing import Optional\ndef f(x: Optional[str]): x",
        "def f(x: 'str'): x",
        "def f(x: type[str]): x()",
        "def f(x: list[str]):\n    for y in x: y",
        "from collections.abc import Iterator\ndef f() -> Iterator[str]: ...\nfor x in f(): x",
        f"{_T}def f(a: T) -> T: ...\nf('a')",
        f"{_T}class B(Generic[T]):\n    def get(self) -> T: ...\ndef f(b: B[str]): b.get()",
        "class A:\n    @property\n    def p(self) -> str: ...\nA().p",
        "class A:\n    def __call__(self) -> str: ...\nA()()",
        "class A:\n    def __getitem__(self, k) -> str: ...\nA()[0]",
        "class A:\n    def __init__(self):\n        self.n = 'a'\nA().n",
        "class A:\n    n: str\nA().n",
        "import functools\n@functools.lru_cache\ndef f() -> str: ...\nf()",
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: str\nD('a').a",
        "class A:\n    def f(self) -> str: ...\nclass B(A):\n    def f(self): super().f()",
    ],
    ("int", "bit_length"): [
        "(1 if __debug__ else 2)",
        "(1 + 2)",
        "(-1)",
        "(x, y), z = (1, 'a'), 2\nz",
        "def f(x: dict[str, int]):\n    for k, v in x.items(): v",
        "def f(x: tuple[str, int]): x[1]",
        "async def f() -> int: ...\nasync def g(): (await f())",
    ],
    ("float", "hex"): ["(1 / 2)"],
    ("bytes", "decode"): ["'a'.encode()", "(b'a' + b'b')"],
    ("list", "append"): ["[c for c in 'a']", "sorted([1])"],
    ("dict", "items"): ["{1: 2}", "dict(a=1)"],
    ("re.Match", "group"): ["import re\nre.match('a', 'b')"],
    ("pathlib.Path", "exists"): ["from pathlib import Path\n(Path('a') / 'b')"],
    ("ValueError", "args"): ["try: ...\nexcept ValueError as x: x"],
    ("__snippet__.A", "own"): [
        "class A:\n    own = 1\n    def __enter__(self) -> 'A': ...\nwith A() as x: x",
        "class A:\n    own = 1\nfor x in [A(), A()]: x",
        "from typing import Self\nclass B:\n    def me(self) -> Self: ...\n"
        "class A(B):\n    own = 1\nA().me()",
    ],
}
_CASES = [(of, has, code) for (of, has), codes in _EVIDENT.items() for code in codes]

# Something else may be meant at run time: nothing may be said of it.
_NOT_EVIDENT = [
    "b'abc'[0:1].decode()",
    "def f(x: list[bytes]): x[0][1:].decode()",
    "range(3)[1:].start",
    "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n"
    "@overload\ndef f(a: str) -> str: ...\ndef f(a): return a\nf('a').upper()",
    "def f(flag):\n    x = 'a'\n    if flag:\n        x = b''\n    x.decode()",
    "def f():\n    x = 'a'\n    x = x.encode()\n    return x.decode()",
    "for x in (1, 'a'):\n    x.upper()",
    "def f(x=None):\n    x = x or []\n    x.anything",
    "class A:\n    def __init__(self, **k):\n        self.__dict__.update(k)\nA().anything",
    "class A:\n    def __init__(self, k):\n        for n in k: setattr(self, n, 1)\nA(1).n",
    "class A: ...\nclass B(A):\n    x = 1\nclass C(A, B): ...\nC().x",
    "a = [1]\n(*a, 'x')[0].upper()",
    "type('a').upper, type(1)(2).real",
    "class A:\n    f = None\nclass B(A):\n    f = 'a'\ndef g(a: A): a.f.upper()",
    "import logging\ndef f(r: logging.LogRecord): r.given",
    "class A(tuple):\n    def __new__(cls, w):\n        self = tuple.__new__(cls)\n"
    "        self.w = w\n        return self\nA(1).w",
    "import unittest.suite\nunittest.suite._ErrorHolder",
    "from email.headerregistry import parser",
    "import gettext\nclass A(gettext.NullTranslations):\n    def f(self): self._fallback",
    "try:\n    import nowhere as n\nexcept ImportError:\n    n = False\nn and n.array",
    "class A:\n    def f(self): self.assertIs(1, 1)\nimport unittest\n"
    "class T(A, unittest.TestCase): ...\nclass TestCase(T): ...",
    "import dataclasses\n@dataclasses.dataclass\nclass A:\n    a: int\nclass B(A):\n"
    "    def __init__(self):\n        super().__init__(a=1)\n        A.__init__(self, 1)",
    "import dbm\ndbm.open('a').sync()",
    "import json\njson.loads('1').anything",
    "def f(**k: str):\n    k.items()",
    "def f(*a: int):\n    a.count(1)",
    "x = 1\ndef f():\n    global x\n    x = 'a'\ndef g():\n    x.upper()",
]


def _verdicts(code: str) -> list[tuple[str, str]]:
    return [(each.verdict, each.why) for each in check_in(Code(code, "python"), _PLACE).findings]


@pytest.mark.parametrize(("of", "has", "code"), _CASES)
def test_what_is_evident_has_what_its_type_has(of: str, has: str, code: str) -> None:
    assert "missing" not in [verdict for verdict, _ in _verdicts(f"{code}.{has}")]
    assert ("missing", f"{of} has no gone") in _verdicts(f"{code}.gone")


@pytest.mark.parametrize("code", _NOT_EVIDENT)
def test_what_may_be_something_else_is_left_alone(code: str) -> None:
    assert "missing" not in [verdict for verdict, _ in _verdicts(code)]
