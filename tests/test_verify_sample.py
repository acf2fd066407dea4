"""A floor under what verify sees: right modules are made wrong in one place, and are run.

What raises there is a case, so labels come from the interpreter alone. The modules themselves run
to their end: a finding in one is a false alarm that is proven.
"""

import ast
import builtins
import contextlib
import io
import linecache
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pydantic
import pytest

from gridref_indexers.interfaces.world import World
from gridref_server.verify.finding import Code, Finding
from gridref_server.verify.python.code import check_in
from gridref_server.verify.python.traces import Traces
from gridref_server.verify.python.worlds import Workplace

SAMPLES = sorted((Path(__file__).parent / "sample").glob("*.py"))
# What is seen of the cases, in percent: a change may not make it worse by more than one.
SEEN = 89
# Every so manieth place is made wrong: running each takes long.
_EACH = 3
_SITES = {str(Path(each.__file__ or "").parent.parent) for each in (click, pydantic)}
_WRONG = (AttributeError, TypeError, NameError, ImportError, ValueError)


@dataclass(frozen=True)
class Case:
    """A text with one wrong name or call in a line."""

    kind: str
    line: int
    name: str
    text: str


def _cases(text: str) -> Iterator[Case]:
    """Yield the ways in which a module is made wrong, one place at a time."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(ctx=ast.Load(), attr=attr):
                for name in (f"{attr}_all", f"get_{attr}", attr[:-1] or "x_x"):
                    yield _put(text, "attribute", node, len(attr), name)
            case ast.Call() if node.lineno == node.end_lineno:
                comma = ", " if node.args or node.keywords else ""
                yield _put(text, "keyword", node, 1, f"{comma}made_up=1)", "made_up")
                if not node.keywords:
                    yield _put(text, "too many", node, 1, f"{comma}{', '.join(['1'] * 9)})", "")
            case ast.Name(ctx=ast.Load(), id=name) if not hasattr(builtins, name):
                yield _put(text, "name", node, len(name), f"{name}_x")
            case ast.alias(name=name, asname=None):
                yield _put(text, "import", node, len(name), f"{name}_x")


def _put(
    text: str, kind: str, node: ast.expr | ast.alias, cut: int, put: str, name: str = "?"
) -> Case:
    """Put something in the place of the last characters of a node."""
    lines = text.splitlines(keepends=True)
    line, end = node.end_lineno or 0, node.end_col_offset or 0
    row = lines[line - 1]
    lines[line - 1] = row[: end - cut] + put + row[end:]
    return Case(kind, line, put if name == "?" else name, "".join(lines))


def _raises_at(case: Case) -> bool:
    """Run a module; tell whether it fails on the line that was made wrong."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(case.text, "<case>", "exec"), {"__name__": "made_wrong"})
    except _WRONG as error:
        lines = set()
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename == "<case>":
                lines.add(trace.tb_lineno)
            trace = trace.tb_next
        return case.line in lines
    except BaseException:  # whatever a wrong module does else is no case
        return False
    return False


@pytest.fixture(scope="module")
def place() -> Workplace:
    world = World((), tuple(_SITES), "", (3, 11))
    return Workplace("", world, Traces(world), ())


def _missing(text: str, place: Workplace) -> list[Finding]:
    found = check_in(Code(text, "python"), place).findings
    return [each for each in found if each.verdict == "missing"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_right_module_has_no_finding(path: Path, place: Workplace) -> None:
    text = path.read_text()
    exec(compile(text, str(path), "exec"), {"__name__": "right"})
    assert _missing(text, place) == []


@pytest.mark.filterwarnings("ignore")
def test_what_is_seen_of_wrong_modules_does_not_become_less(place: Workplace) -> None:
    linecache.clearcache()
    tried = [case for path in SAMPLES for case in list(_cases(path.read_text()))[::_EACH]]
    cases = [case for case in tried if _raises_at(case)]
    missed = [
        f"{case.kind} {case.name} in line {case.line}"
        for case in cases
        if case.line not in {each.line for each in _missing(case.text, place)}
    ]
    seen = 100 - 100 * len(missed) / len(cases)
    by_kind = Counter(case.kind for case in cases)
    assert len(cases) > 100
    assert seen >= SEEN - 1, f"{seen:.1f} % of {dict(by_kind)}; missed: {missed}"
