"""Findings as SARIF 2.1.0, which continuous integration shows beside the lines."""

from collections.abc import Sequence
from urllib.parse import quote

from gridref_server.specs.lint import RULES, Found

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(found: Sequence[Found], version: str) -> dict[str, object]:
    """Return findings as one run."""
    rules = [
        {"id": f"specs/{name}", "shortDescription": {"text": rule.says}}
        for rule in RULES
        for name in rule.names
    ]
    driver = {
        "name": "gridref",
        "version": version,
        "informationUri": "https://github.com/gridref/gridref",
        "rules": rules,
    }
    results = [_result(each, [rule["id"] for rule in rules]) for each in found]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _result(each: Found, ids: "list[object]") -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": quote(each.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": each.line},
    }
    id = f"specs/{each.rule}"
    return {
        "ruleId": id,
        "ruleIndex": ids.index(id),
        "level": each.level,
        "message": {"text": each.why},
        "locations": [{"physicalLocation": place}],
    }
