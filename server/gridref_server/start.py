"""The command; it steps out of the user's repository before any other import."""

import os
import sys

FAILURE = 3
INTERRUPTED = 130
PIPE_CLOSED = 141
# What runs so often that it does not wait for a framework to load.
ON_EVERY_SAVE = (["index"], ["hook"])


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
    if not _streams_are_open():
        return FAILURE
    try:
        status = _run(sys.argv[1:])
        if status != FAILURE:
            sys.stdout.flush()
            return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _unwritten(PIPE_CLOSED)
    except OSError as why:  # stdout leads to a disk that is full
        sys.stderr.write(f"gridref: the answer can't be written: {why.strerror}\n")
    except Exception:  # a bug of ours; left to itself it ends with 1, which means absent
        from traceback import print_exc

        print_exc()
    return _unwritten(FAILURE)


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from gridref_server import __version__

        sys.stdout.write(f"gridref {__version__}\n")
        return 0
    # A client that starts us without a word, as `uvx gridref` does, wants to speak MCP.
    if not arguments and not os.isatty(0) and "_GRIDREF_COMPLETE" not in os.environ:
        arguments = ["mcp"]
    from gridref_server.loading import loading

    if arguments[:1] in ON_EVERY_SAVE and "_GRIDREF_COMPLETE" not in os.environ:
        with loading():
            from gridref_server.faces.onsave import at_once
        if (status := at_once(arguments)) is not None:
            return status
    with loading():
        from gridref_server.faces.cli import run

    return run(arguments)


def _streams_are_open() -> bool:
    """Open what is closed of the standard streams to nothing: the next file would get its number.

    Say whether there was a stdout, without which there is no use in an answer.
    """
    closed = [number for number in (0, 1, 2) if not _is_open(number)]
    for number in closed:
        # The lowest number that is free is taken.
        os.open(os.devnull, os.O_RDONLY if number == 0 else os.O_WRONLY)
    if 2 in closed:
        sys.stderr = open(2, "w", closefd=False)
    if 1 in closed:
        sys.stderr.write("gridref: stdout is closed; open it to see the answer\n")
    return 1 not in closed


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _unwritten(status: int) -> int:
    """Leave quietly with what is still to be written: nobody reads on, or there is no room."""
    # Without this the interpreter would say so, and end with a status of its own.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return status
