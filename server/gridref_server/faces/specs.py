"""`gridref specs`: the lookup, and the tools for specs that only a command line has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from gridref_server import __version__
from gridref_server.answer import Misuse
from gridref_server.faces.asking import LookupCommand, command, stale_after
from gridref_server.faces.commands import FINDINGS, command_of, say_json, with_json
from gridref_server.faces.opened import opened
from gridref_server.faces.spec_tools import WRITING
from gridref_server.faces.terminal import say
from gridref_server.faces.verifying import from_root
from gridref_server.index import Index
from gridref_server.parameters import short
from gridref_server.registry import LOOKUPS
from gridref_server.render import printable
from gridref_server.specs.corpus import Corpus, corpus
from gridref_server.specs.lint import LEVELS, Found, lint
from gridref_server.specs.sarif import sarif
from gridref_server.specs.tree import below


class SpecsCommand(LookupCommand):
    """The lookup; where its first word is the name of a tool, that tool."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.tools: dict[str, click.Command] = {}

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context of the lookup, or of a tool."""
        if args and (tool := self.tools.get(args[0])):
            return tool.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


def specs_command() -> SpecsCommand:
    """Return the lookup as a command that has tools, too."""
    asking = command(LOOKUPS["specs"])
    made = SpecsCommand(
        asking.name,
        callback=asking.callback,
        help=f"{asking.help}\n\nTools: {', '.join(TOOLS)}; gridref specs TOOL --help.",
        short_help=asking.short_help,
        params=asking.params,
    )
    made.tools = dict(TOOLS)
    return made


def lint_(
    paths: tuple[str, ...],
    level: str,
    strict: bool,
    as_sarif: bool,
    root: str | None,
    store: str | None,
    as_json: bool,
) -> int:
    """Say what is wrong with specs: size, ids, links, markers, what is said twice.

    Exit status: 0 nothing, 1 an error (with --strict a warning, too), 2 misuse.
    """
    if level not in LEVELS:
        raise Misuse(f"--level is one of {', '.join(LEVELS)}, not {short(level)}")
    index = opened(root, {"store.folder": store})
    _ = stale_after(index, refresh=True)
    with index.asked():
        known = corpus(index)
        found = lint(index, known, _paths(index, known, paths))
    index.close()
    least = LEVELS.index("warning" if strict else "error")
    status = FINDINGS if any(LEVELS.index(each.level) >= least for each in found) else 0
    shown = [each for each in found if LEVELS.index(each.level) >= LEVELS.index(level)]
    if as_sarif:
        say_json(sarif(shown, __version__))
    elif as_json:
        say_json({"findings": [asdict(each) for each in shown], "specs": len(known.specs)})
    else:
        _tell(shown, found, len(known.specs))
    return status


def _paths(index: Index, known: Corpus, paths: tuple[str, ...]) -> list[str]:
    if not paths:
        return sorted(known.specs)
    found: list[str] = []
    for path in paths:
        here = from_root(index, path).removeprefix("./").removeprefix(".")
        inside = below(known, here)
        if not inside:
            raise Misuse(f"{short(path)} holds no specs; gridref specs lists those there are")
        found += inside
    return sorted(set(found))


def _tell(shown: list[Found], found: list[Found], specs: int) -> None:
    for each in shown:
        say(
            f"{printable(each.path)}:{each.line}: {each.level}: {printable(each.why)} [{each.rule}]"
        )
    counts: Mapping[str, int] = Counter(each.level for each in found)
    parts = [f"{counts.get(level, 0)} {level}s" for level in reversed(LEVELS)]
    say(f"{', '.join(parts)} in {specs} specs")


_PATHS = click.Argument(["paths"], nargs=-1, help="Files and folders; all specs by default.")
_LEVEL = click.Option(
    ["--level"],
    default="warning",
    metavar="LEVEL",
    help="Show note, warning or error and above. [default warning]",
)
_STRICT = click.Option(["--strict"], is_flag=True, help="Fail on warnings, too.")
_SARIF = click.Option(["--sarif", "as_sarif"], is_flag=True, help="Say it as SARIF 2.1.0.")

_LINT = command_of("lint", lint_, "Specs", _PATHS, _LEVEL, _STRICT, _SARIF, with_json())
TOOLS = {each.name or "": each for each in (_LINT, *WRITING)}
