"""Who comes by."""

from zoo import animals
from zoo.animals import Animal, Dog, Stone


def morning(animal: Animal, extra: "Dog | None" = None) -> None:
    animal.feed()
    animal.feed().speak()
    if extra:
        extra.speak()


def evening() -> None:
    dog = Dog("rex")
    dog.feed()
    dog.speak()
    Dog("max").speak()
    Dog.born("ben").speak()
    animals.Puppy("pip").speak()
    stone = Stone()
    stone.speak()


def somebody() -> Animal:
    return Dog("rex")


def herd() -> animals.Herd:
    return animals.Herd(somebody())


def night(visitors: list, guest) -> None:
    somebody().speak()
    with open("log") as log:
        log.speak()
    guest.speak()
    for each in visitors:
        each.speak()


class Zebra(animals.Animal):
    def speak(self) -> str:
        return "whinny"
