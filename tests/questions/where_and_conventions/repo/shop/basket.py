"""What a customer is about to buy."""

from shop.money import Money, rounded


class Basket:
    """Items with their prices."""

    def __init__(self) -> None:
        self.items: list[Money] = []

    def add(self, price: Money) -> None:
        """Put one item in."""
        self.items.append(price)

    def total(self) -> Money:
        """Sum up all prices, rounded once at the end."""
        if not self.items:
            raise ValueError("the basket is empty, so there is no total")
        return rounded(Money(sum(each.cents for each in self.items)))
