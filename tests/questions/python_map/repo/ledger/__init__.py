"""Books money."""

from ledger.book import Book
from ledger.money import Money

__all__ = ["Book", "Money"]
