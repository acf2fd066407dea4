"""YAML as plain text values: no tags, no aliases, nothing built, and no more than is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from gridref_indexers.specs.entry import Problem

# A spec written by hand has less; what has more is generated, or meant to choke a reader.
MOST_CHARS = 2_000_000
MOST_NODES = 100_000
MOST_DEPTH = 60

Value: TypeAlias = "str | list[Value] | Mapping"


class Mapping(dict[str, "Value"]):
    """A mapping that knows the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


@dataclass
class _Built:
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0


def loaded(text: str, first_line: int = 1) -> tuple[Mapping, tuple[Problem, ...]]:
    """Return the mapping at the top of a text, as far as it can be read, and what can't be.

    Scalars are what is written: `no` is no, and 1.10 keeps its zero.
    """
    built = _Built()
    top: list[Value] = []
    if len(text) > MOST_CHARS:
        return Mapping(), (Problem(first_line, f"YAML of more than {MOST_CHARS:,} characters"),)
    try:
        _fill(top, _events(text), built, first_line)
    except yaml.YAMLError as why:
        built.problems.append(Problem(_line_of(why, first_line), f"broken YAML: {_reason(why)}"))
    except _TooMuch as why:
        built.problems.append(Problem(first_line, str(why)))
    found = top[0] if top else Mapping()
    if not isinstance(found, Mapping):
        built.problems.append(Problem(first_line, "YAML that is no mapping of keys to values"))
        found = Mapping()
    return found, tuple(built.problems)


class _TooMuch(Exception):
    """More than anybody writes."""


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Events alone: no node is made, no tag is looked up, no alias is followed.
    yield from yaml.parse(text, Loader=loader)


def _line_of(why: yaml.YAMLError, first_line: int) -> int:
    mark = getattr(why, "problem_mark", None)
    return first_line + (mark.line if mark else 0)


def _reason(why: yaml.YAMLError) -> str:
    said = getattr(why, "problem", None) or str(why)
    return " ".join(str(said).split())[:120]


def _fill(top: "list[Value]", events: Iterator[yaml.Event], built: _Built, first_line: int) -> None:
    """Build the first document; what stands open when an error comes is kept as far as it got."""
    open_nodes: list[list[Value] | Mapping] = [top]
    keys: list[str | None] = [None]
    for event in events:
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                is_map = isinstance(event, yaml.MappingStartEvent)
                made: list[Value] | Mapping = Mapping() if is_map else []
                _note(event, line, built)
                _put(open_nodes, keys, made, line, built)
                open_nodes.append(made)
                keys.append(None)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                _ = open_nodes.pop(), keys.pop()
            case yaml.ScalarEvent():
                _note(event, line, built)
                _put(open_nodes, keys, event.value, line, built)
            case yaml.AliasEvent():
                built.problems.append(Problem(line, "an alias of YAML, which is not followed"))
                _put(open_nodes, keys, "", line, built)
            case yaml.DocumentEndEvent():
                return
            case _:
                continue
        built.nodes += 1
        if len(open_nodes) > MOST_DEPTH or built.nodes > MOST_NODES:
            raise _TooMuch(f"YAML deeper than {MOST_DEPTH} levels or of {MOST_NODES:,} values")


def _note(event: yaml.NodeEvent, line: int, built: _Built) -> None:
    tag = getattr(event, "tag", None)
    if tag and not str(tag).startswith("tag:yaml.org,2002:str"):
        built.problems.append(Problem(line, f"the YAML tag {str(tag)[:60]!r}, which is not obeyed"))


def _put(
    open_nodes: "list[list[Value] | Mapping]",
    keys: list[str | None],
    value: "Value",
    line: int,
    built: _Built,
) -> None:
    holder, key = open_nodes[-1], keys[-1]
    if isinstance(holder, list):
        holder.append(value)
    elif key is None:
        keys[-1] = value if isinstance(value, str) else "?"
    else:
        if key in holder:
            built.problems.append(Problem(line, f"the key {key[:60]!r} twice"))
        holder[key] = value
        holder.lines[key] = line
        keys[-1] = None


def texts(value: "Value") -> list[str]:
    """Return the texts of a value, be it one or a list of them."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [each for item in value for each in texts(item)]
    return []
