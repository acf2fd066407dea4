"""Serves orders."""


def total(prices: list[int]) -> int:
    return sum(prices)


def order(prices: list[int]) -> int:
    return total(prices)
