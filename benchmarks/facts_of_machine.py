"""What a figure depends on beside the code: printed by every benchmark above its table."""

import os
import platform
import sqlite3
from importlib.metadata import version


def machine() -> str:
    """Return one line about the machine and the versions in use."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"tree-sitter {version('tree-sitter')}, rapidfuzz {version('rapidfuzz')}"
    )
