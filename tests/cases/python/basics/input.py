"""What a module says first."""

import a.b, q.r as t
from . import x as y, z
from .w import *


@deco(1)
class A(B, metaclass=M):
    """Doc.

    More.
    """

    x: int = 3
    E, F = 1, 2

    @property
    async def f(self, a: int, *b, c=1, **k) -> str:
        self.q = Foo(1)
        u: "T" = a.b.c(1, k=2)

        def inner():
            return x + u + helper(a)

        return a.b(1, k=2, *r, **s)[0].zz("(").go


def g():
    y.foo(A, "x".join(1))


W = g()
if W:
    V, U = 1, 2
type X[T] = list[T]
