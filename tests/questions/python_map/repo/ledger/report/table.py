"""A report as a table of text."""

from ledger import Book


def rows(book: Book) -> list[tuple[str, str]]:
    """Return one row an account."""
    return [(each.name, each.balance().shown()) for each in book]


def table(book: Book, width: int = 20) -> str:
    """Lay the rows out."""
    return "\n".join(f"{name:{width}}{amount}" for name, amount in rows(book))
