"""An account."""


class Overdrawn(Exception):
    """There is not so much."""


def withdraw(balance: int, amount: int) -> int:
    """Take some out."""
    check(balance, amount)
    return balance - amount


def check(balance: int, amount: int) -> None:
    if amount > balance:
        raise Overdrawn(amount)


def unused() -> None:
    """Nobody calls it."""


def factorial(n: int) -> int:
    return 1 if n < 2 else n * factorial(n - 1)
