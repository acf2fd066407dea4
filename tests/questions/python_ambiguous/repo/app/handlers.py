"""Two handlers of one shape."""

import sys
from typing import overload


class Login:
    def get(self) -> str:
        return "form"

    def post(self) -> str:
        return "welcome"


class Logout:
    def get(self) -> str:
        return "bye"


@overload
def render(page: str) -> str: ...
@overload
def render(page: bytes) -> bytes: ...
def render(page):
    """Draw a page, in the type that it came in."""
    return page


if sys.platform == "win32":

    def home() -> str:
        return "C:\\"

else:

    def home() -> str:
        return "/home"
