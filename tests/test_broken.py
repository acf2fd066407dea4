"""A line that is wrong costs the definition it stands in, and no other: tried on installed code."""

from collections import Counter
from pathlib import Path

import click.core
import click.types
import pytest

from gridref_indexers.extract import extract
from gridref_indexers.facts import Definition

BAD_LINES = [
    b"        x = foo(1, [2,",
    b"    def broken(self, a",
    b"        if self.",
    b'        s = """unterminated',
    b'        return {"a": ',
    b"    @",
    b"<<<<<<< HEAD",
]
PLACES = 6
# The definitions that a bad line may cost beside the one it stands in, in a hundred.
MOST_LOST = 3.5


def _names(found: tuple[Definition, ...], damaged: int) -> Counter[str]:
    """Count names that no function around a line holds."""
    around = [
        (each.start_byte, each.end_byte)
        for each in found
        if each.kind != "class" and each.start_line <= damaged + 1 and damaged <= each.end_line
    ]
    return Counter(
        each.qualified
        for each in found
        if not any(start <= each.start_byte < end for start, end in around)
    )


@pytest.mark.parametrize("bad", BAD_LINES)
@pytest.mark.parametrize("module", [click.core, click.types], ids=lambda module: module.__name__)
def test_a_bad_line_costs_no_other_definition(module: object, bad: bytes) -> None:
    source = Path(getattr(module, "__file__", "")).read_bytes()
    whole = extract(source, "python")
    lines = source.split(b"\n")
    outcomes = set[str]()
    for place in range(1, PLACES + 1):
        at = len(lines) * place // (PLACES + 1)
        broken = extract(b"\n".join([*lines[:at], bad, *lines[at:]]), "python")
        lost = _names(whole.definitions, at) - Counter(d.qualified for d in broken.definitions)
        assert len(lost) * 100 <= MOST_LOST * len(whole.definitions), (at, lost)
        outcomes.add(broken.outcome)
    # Control case: not every place is in a string.
    assert "broken" in outcomes
