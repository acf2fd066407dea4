"""A file in the middle of an edit."""

import os


def before(path):
    return os.stat(path)


class Whole:
    def method(self):
        return before(1


class After(Whole):
    """Still found."""

    size = 3

    def later(self, x: int) -> int:
        return self.size + x


def unfinished(a, b


def last():
    return After().later(2)
