"""Who lives here."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Self


class Animal(ABC):
    """Anything that eats."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fed = False

    def feed(self) -> Self:
        """Give it something."""
        self.fed = True
        self.speak()
        return self

    @abstractmethod
    def speak(self) -> str:
        """Say what it says."""

    @classmethod
    def born(cls, name: str) -> Self:
        return cls(name)


class Dog(Animal):
    def speak(self) -> str:
        return "woof"

    def feed(self) -> Self:
        print("wag")
        return super().feed()


class Puppy(Dog):
    def speak(self) -> str:
        return super().speak().upper()


class Stone:
    """Eats nothing, and still has a method of that name."""

    def speak(self) -> str:
        return ""


class Herd:
    """Some animals."""

    def __init__(self, first: Animal) -> None:
        self.first = first
        self.lead: Dog | None = None
        self.stone = Stone()

    def __iter__(self) -> Iterator[Animal]:
        yield self.first

    def speak_up(self) -> str:
        return self.first.speak() + self.stone.speak()
