class Paginator:
    # Shown in place of page numbers that are left out: of ten pages
    # the first two and the last two, say. [1, 2, '…', 9, 10]
    ELLIPSIS = "…"

    def page(self, number):  # a number, or "last"
        # Not a doc either.

        # Nor this: it stands before the body.
        return number


def later(
    first,  # of all
    second="#",
):
    """The doc."""
    # No comment of the head.
    return first
