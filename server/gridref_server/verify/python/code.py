"""Checks code as it is handed over: a file, a fragment of one, or a snippet that lies nowhere."""

from dataclasses import replace

from gridref_server.index import Index
from gridref_server.verify.finding import Checked, Code, Finding
from gridref_server.verify.python.check import check_text
from gridref_server.verify.python.fragment import Spliced, splice
from gridref_server.verify.python.worlds import Workplace, workplace


def check(code: Code, index: Index) -> Checked:
    """Say of each reference of some code whether it exists."""
    return check_in(code, workplace(index))


def check_in(code: Code, place: Workplace) -> Checked:
    """Check code in a workplace."""
    module, package = place.module(code.path)
    spliced = splice(code.text, code.context) if code.context else None
    if spliced is None:
        return check_text(code.text, place.world, place.traces, module, package)
    found = check_text(
        spliced.text, place.world, place.traces, module, package, (spliced.first, spliced.last)
    )
    return replace(found, findings=tuple(_back(each, spliced) for each in found.findings))


def _back(found: Finding, spliced: Spliced) -> Finding:
    """Return a finding in the lines and columns of the fragment."""
    is_name = found.kind == "name.undefined" and spliced.is_loose
    return replace(
        found,
        line=found.line - spliced.first + 1,
        column=max(0, found.column - spliced.indent),
        end_column=max(0, found.end_column - spliced.indent),
        verdict="unknown" if is_name else found.verdict,
        why="the scope around is not known" if is_name else found.why,
    )
