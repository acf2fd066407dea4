from ledger import Book, Money


def test_what_goes_comes() -> None:
    book = Book()
    book.move("ann", "bob", Money(5))
    assert book.account("bob").balance() == Money(5)
