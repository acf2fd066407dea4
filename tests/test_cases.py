"""A case is a folder: `input.*` and the facts expected of it, laid out for a reviewer's eye."""

from pathlib import Path

import pytest

from gridref_indexers.extract import extract
from gridref_indexers.facts import Facts, bindings, references
from gridref_indexers.languages import language_of

CASES = Path(__file__).parent / "cases"


def _cases() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/*/expected.txt")) or []


def _shown(facts: Facts) -> str:
    texts = facts.texts.split("\n")
    lines = [f"{facts.outcome}, {facts.lines} lines"]
    if facts.doc:
        lines.append(f"doc: {facts.doc}")
    lines += ["", "definitions"]
    for each in facts.definitions:
        mark = "+" if each.exported else "-"
        place = f"{each.start_line}-{each.end_line}"
        lines.append(f"  {place:9} {mark} {each.kind} {each.qualified} | {each.signature}")
        if each.type:
            lines.append(f"            type: {each.type}")
        if each.doc:
            lines.append(f"            doc: {each.doc}")
    names = [each.qualified for each in facts.definitions] + ["(top)"]
    if facts.imports:
        lines += ["", "imports"]
    for row in facts.imports:
        member = f" . {row.member}" if row.member else ""
        lines.append(f"  {row.line:<9} {row.bound or '(nothing)'} = {row.module}{member}")
    uses = list(references(texts, facts.references))
    if uses:
        lines += ["", "references"]
    for use in uses:
        lines.append(
            f"  {use.line:<9} {use.kind}{' (local)' * use.local} {use.text} in {names[use.scope]}"
        )
    bound = list(bindings(texts, facts.bindings))
    if bound:
        lines += ["", "bindings"]
    for binding in bound:
        kind = f" : {binding.type}" if binding.type else ""
        value = f" = {binding.value}" if binding.value else ""
        lines.append(f"  {binding.line:<9} {binding.name}{kind}{value} in {names[binding.scope]}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_gives_the_facts_beside_it(case: Path, update_cases: bool) -> None:
    (source,) = case.glob("input*")
    data = source.read_bytes()
    shown = _shown(extract(data, language_of(source.name, data)))
    expected = case / "expected.txt"
    if update_cases:
        expected.write_text(shown, "utf-8")
    assert shown == expected.read_text("utf-8")
