"""Accounts and what went from one to the other."""

from collections.abc import Iterator

from ledger.money import Money, parse


class Account:
    """Where money lies."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: list[Money] = []

    def balance(self) -> Money:
        """Sum up what came and went."""
        total = Money(0)
        for each in self.entries:
            total = total + each
        return total


class Book:
    """All accounts."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}

    def account(self, name: str) -> Account:
        """Return an account, a new one if need be."""
        if name not in self.accounts:
            self.accounts[name] = Account(name)
        return self.accounts[name]

    def move(self, source: str, target: str, amount: Money) -> None:
        """Book an amount on both sides."""

        def put(name: str, each: Money) -> None:
            self.account(name).entries.append(each)

        put(source, -amount)
        put(target, amount)

    def move_text(self, source: str, target: str, amount: str) -> None:
        self.move(source, target, parse(amount))

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts.values())
