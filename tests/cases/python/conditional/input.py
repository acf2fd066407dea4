from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import simplejson as json
except ImportError:
    import json

if sys.version_info >= (3, 12):
    def batched(items, n): ...
else:
    def batched(items, n):
        """Part items into lots."""
        yield items

__all__ = ["batched", "Config"]
DEBUG, LEVEL = False, 3
(first, second) = 1, 2
_private = None


class Config:
    if sys.platform == "win32":
        separator = ";"
    else:
        separator = ":"
    try:
        encoding = sys.stdout.encoding
    except AttributeError:
        encoding = "utf-8"


for name in ("a", "b"):
    value = name

with open("x") as handle:
    content = handle.read()
