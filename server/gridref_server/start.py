"""The command; it steps out of the user's repository before any other import."""

import os
import sys

FAILURE = 3
INTERRUPTED = 130
PIPE_CLOSED = 141


def outside(path: list[str]) -> list[str]:
    """Return a search path for imports without what PYTHONPATH and the working directory brought.

    A folder called `mcp` or `rich` in the repository that we are started in would be run otherwise.
    """
    here = _absolute("")
    named = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    theirs = {each for each in map(_absolute, named) if not _is_installed(each, here)}
    if path and _absolute(path[0]) == here:
        theirs.add(here)
    theirs -= _ours()
    return [each for each in path if each and _absolute(each) not in theirs]


def _ours() -> set[str]:
    """Return the folders that we were imported from, in a wheel and in a checkout."""
    server = os.path.dirname(os.path.dirname(_absolute(__file__)))
    return {server, os.path.join(os.path.dirname(server), "indexers")}


def _is_installed(folder: str, here: str) -> bool:
    """Tell whether a folder holds packages that were installed, and not below where we are."""
    return os.path.basename(folder) in ("site-packages", "dist-packages") and not (
        here and folder.startswith(os.path.join(here, ""))
    )


def _absolute(path: str) -> str:
    try:
        return os.path.abspath(path)
    except OSError:  # the working directory is gone
        return path


sys.path[:] = outside(sys.path)


def main() -> int:
    """Run the command and return its exit status."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from gridref_server import __version__

        return _printed(f"gridref {__version__}")
    try:
        from gridref_server.faces.cli import run

        status = run(sys.argv[1:])
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _unread()
    except Exception:  # a bug of ours; left to itself it ends with 1, which means absent
        from traceback import print_exc

        print_exc()
        return FAILURE


def _printed(line: str) -> int:
    try:
        print(line, flush=True)  # noqa: T201
    except BrokenPipeError:
        return _unread()
    return 0


def _unread() -> int:
    """Leave quietly when nobody reads on, as `head` does not."""
    # What is still in the buffer has no way out; without this the interpreter would say so.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return PIPE_CLOSED
