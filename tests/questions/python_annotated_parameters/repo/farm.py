"""A class that is named by annotations of parameters."""


class Cow:
    def milk(self) -> int:
        return 1


def feed(cow: Cow) -> Cow:
    """Make a new one, of the class that the parameter is annotated with."""
    return Cow()


def herd(*cows: Cow, **named: Cow) -> int:
    return sum(cow.milk() for cow in cows) + len(named)


def maybe(cow: "Cow | None" = None, other: Cow | None = None) -> bool:
    return isinstance(cow, Cow)
