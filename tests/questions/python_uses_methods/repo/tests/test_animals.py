import pytest

from zoo.animals import Dog, Puppy


@pytest.fixture
def dog() -> Dog:
    return Dog("rex")


def test_a_dog_speaks(dog: Dog) -> None:
    assert dog.speak() == "woof"


def test_a_puppy_shouts() -> None:
    assert Puppy("pip").speak() == "WOOF"
