"""A terminal as a picture: real commands in a real tree, as people see them.

`python -m tests.recording > docs/recording.svg` makes the picture that the README shows.
"""

import re
import shlex
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.claude_code import INVENTED
from tests.running import real_tree, run

WIDTH = 108
LINES = (
    "gridref find Context.invoke_later --budget 150",
    "gridref map click/core.py#Context --budget 160",
    "gridref verify later.py",
    "gridref ledger --last 0",
)
COLOURS = {"found": "green", "fine": "green", "absent": "red", "findings": "red"}


def recorded(root: Path, store: Path) -> str:
    """Run the commands and return the picture."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    for line in LINES:
        console.print(Text.assemble(("$ ", "dim"), (line, "bold")))
        done = run(store, *shlex.split(line)[1:], cwd=root)
        verdict, colon, rest = done.stdout.rstrip().partition(":")
        said = Text.assemble((verdict, COLOURS.get(verdict, "")), colon, rest)
        console.print(said, soft_wrap=False)
        console.print()
    picture = console.export_svg(title="gridref", unique_id="gridref")
    # Whoever looks at the picture loads no font from anywhere.
    return re.sub(r"(?s)\s*@font-face \{.*?\}", "", picture)


def main() -> None:
    """Write the picture to stdout."""
    with tempfile.TemporaryDirectory() as folder:
        root, store = real_tree(Path(folder) / "project"), Path(folder) / "store"
        (root / "later.py").write_text(INVENTED)
        run(store, "map", cwd=root)
        run(store, "ledger", "--forget", cwd=root)
        sys.stdout.write(recorded(root, store))


if __name__ == "__main__":
    main()
