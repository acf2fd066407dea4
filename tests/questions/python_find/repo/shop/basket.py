"""What a customer is about to buy."""

from decimal import Decimal

MOST_LINES = 99


class Basket:
    """The lines of one customer."""

    def __init__(self, customer: str) -> None:
        self.customer = customer
        self.lines: list["Line"] = []

    @property
    def total(self) -> Decimal:
        """Sum up all lines."""
        return sum((line.total for line in self.lines), Decimal())

    def add(self, sku: str, count: int = 1) -> "Line":
        """Put something in."""
        line = Line(sku, count)
        self.lines.append(line)
        return line

    class Full(Exception):
        """There is no room for one more line."""


class Line:
    """So many of one thing."""

    price = Decimal()

    def __init__(self, sku: str, count: int) -> None:
        self.sku = sku
        self.count = count

    @property
    def total(self) -> Decimal:
        return self.price * self.count


def load_basket(path: str) -> Basket:
    """Read a basket that was saved."""
    return Basket(path)


async def load_basket_later(path: str) -> Basket:
    return load_basket(path)
