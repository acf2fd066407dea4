"""Checks code as it is handed over: a file, a fragment of one, or a snippet that lies nowhere."""

from dataclasses import replace

from gridref_server.index import Index
from gridref_server.verify.finding import Checked, Code, Finding
from gridref_server.verify.python.check import check_text
from gridref_server.verify.python.fragment import Spliced, splice
from gridref_server.verify.python.passed import folder_of
from gridref_server.verify.python.paths import missing_paths
from gridref_server.verify.python.worlds import Workplace, workplace


def check(code: Code, index: Index) -> Checked:
    """Say of each reference of some code whether it exists."""
    return check_in(code, workplace(index))


def check_in(code: Code, place: Workplace) -> Checked:
    """Check code in a workplace."""
    spliced = splice(code.text, code.context) if code.context else None
    try:
        reading = place.reading(spliced.text if spliced else code.text, code.path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        return Checked(0, 0, (), f"it can't be parsed{f' (line {line})' if line else ''}")
    lines = (spliced.first, spliced.last) if spliced else None
    found = check_text(reading, place.traces, lines)
    if place.root and code.path:
        more = [
            each
            for each in missing_paths(reading.tree, reading.text, code.path, place.tree)
            if lines is None or lines[0] <= each.line <= lines[1]
        ]
        found = replace(found, findings=(*found.findings, *more))
    reading.close()
    if folder := folder_of(code.path, place.passed_over):
        why = f"the project's own checkers pass over {folder}"
        found = replace(found, findings=tuple(_doubted(each, why) for each in found.findings))
    if spliced is None:
        return found
    return replace(found, findings=tuple(_back(each, spliced) for each in found.findings))


def _doubted(found: Finding, why: str) -> Finding:
    return replace(found, verdict="unknown", why=why) if found.verdict == "missing" else found


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
