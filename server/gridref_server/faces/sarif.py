"""Findings as SARIF 2.1.0, which code scanning of hosts of repositories reads."""

import json
from typing import Any
from urllib.parse import quote

from gridref_server import __version__
from gridref_server.answer import Answer, Item
from gridref_server.render import candidate, printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Groups that fail a check have these titles; what stands in others is good to know.
FAILING = ("", "broken callers", "calls that do not fit any more")
# What is asked of code is told to its reader, and is no fault of a line.
_NO_FAULT = ("requirements that govern it",)


def sarif(answer: Answer) -> str:
    """Return an answer of `verify` as one run of one tool."""
    found = [
        _result(item, "error" if group.title in FAILING else "note")
        for group in answer.groups
        if group.title not in _NO_FAULT
        for item in group.items
    ]
    rules = [{"id": each} for each in sorted({result["ruleId"] for result in found})]
    driver = {"name": "gridref", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "results": found, "columnKind": "unicodeCodePoints"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(item: Item, level: str) -> dict[str, Any]:
    meant = "; ".join(candidate(each, item.path) for each in item.candidates)
    text = printable(f"{item.text}; meant: {meant}" if meant else item.text)
    place = {
        "artifactLocation": {"uri": quote(item.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": max(1, item.start_line)},
    }
    return {
        "ruleId": item.kind,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
