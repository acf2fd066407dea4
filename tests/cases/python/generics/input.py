from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, NamedTuple, Protocol, TypeVar, TypedDict

T = TypeVar("T", bound="Shape")
type Pair[A, B] = tuple[A, B]
Alias = dict[str, list[int]]


class Shape(Protocol):
    name: str

    def area(self) -> float: ...


class Box[T: Shape](Generic[T], base.Container[T], metaclass=Meta):
    items: list[T] = []

    def first[K](self, key: K, /, *rest: T, fallback: T | None = None, **more: int) -> T:
        return self.items[0]


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 0
    tags: tuple[str, ...] = field(default_factory=tuple)


class Colour(Enum):
    RED = 1
    GREEN = "green"


class Row(NamedTuple):
    key: bytes


class Options(TypedDict, total=False):
    depth: int


async def gather(*boxes: Box[Shape]) -> list[Shape]:
    return [await box.first(1) for box in boxes]
