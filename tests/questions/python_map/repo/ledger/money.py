"""Amounts that never lose a cent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    """An amount in one currency."""

    cents: int
    currency: str = "EUR"

    def __add__(self, other: "Money") -> "Money":
        """Add, if the currency is the same."""
        _check(self, other)
        return Money(self.cents + other.cents, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def shown(self) -> str:
        """Write it for a reader."""
        return f"{self.cents / 100:.2f} {self.currency}"


def _check(a: Money, b: Money) -> None:
    if a.currency != b.currency:
        raise ValueError("two currencies")


def parse(text: str) -> Money:
    """Read what `shown` wrote."""
    amount, currency = text.split()
    cents = round(float(amount) * 100)
    return Money(cents, currency)
