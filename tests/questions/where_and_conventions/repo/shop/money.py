"""Amounts of money, in cents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    """An amount."""

    cents: float


def rounded(amount: Money) -> Money:
    """Round half cents to the even one, as banks do."""
    return Money(round(amount.cents))


def parse_amount(text: str) -> Money:
    """Read `12.50` as an amount."""
    whole, _, rest = text.partition(".")
    return Money(int(whole) * 100 + int(rest or 0))
