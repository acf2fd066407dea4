"""A spec for code that has none: its frame, from what the code says of itself."""

import posixpath
import re
from dataclasses import dataclass

from gridref_indexers.specs.splitting import SUMMARY_WORDS
from gridref_indexers.store import Definition
from gridref_server.answer import Misuse
from gridref_server.index import Index, View
from gridref_server.naming import PROSE_AND_DATA, is_aside, is_test
from gridref_server.parameters import short
from gridref_server.refs import is_folder, path_of

MOST = 7


@dataclass(frozen=True)
class Proposal:
    """A spec that is not written yet: where it would lie, and its text."""

    path: str
    text: str


def proposed(index: Index, path: str) -> Proposal:
    """Return a spec for a file or a folder of code; raise `Misuse` where there is none."""
    file = path_of(index, path)
    if file is None and not is_folder(index, path):
        raise Misuse(
            f"there is no file or folder {short(path)} in the index; gridref map lists them"
        )
    files = [file] if file else [p for p in index.tree.contents if p.startswith(f"{path}/")]
    chosen = _chosen(index, [each for each in files if not is_aside(each)])
    if not chosen:
        raise Misuse(f"{short(path)} holds no definitions; a spec needs code to govern")
    name = re.sub(r"\W+", "-", posixpath.splitext(posixpath.basename(path))[0]).strip("-_") or "app"
    area = posixpath.basename(posixpath.dirname(path)) if file else ""
    target = posixpath.join("specs", area, f"{name}.spec.md")
    glob = file or f"{path}/**"
    return Proposal(target, _text(index, target, name, glob, chosen))


def _chosen(index: Index, files: list[str]) -> list[tuple[View, Definition]]:
    """Return the public definitions that most leans on, in the order of the code."""
    views = [view for path in files if (view := index.view(path))]
    every = [
        (view, each)
        for view in views
        for each in view.definitions
        if each.exported and each.name and each.parent < 0 and each.kind not in PROSE_AND_DATA
        and each.kind not in ("variable", "constant", "field", "namespace")
    ]  # fmt: skip
    rank = index.rank
    best = sorted(every, key=lambda d: -rank.get((d[0].path, d[1].ordinal), 0.0))[:MOST]
    return sorted(best, key=lambda d: (d[0].path, d[1].ordinal))


def _text(
    index: Index, target: str, name: str, glob: str, chosen: list[tuple[View, Definition]]
) -> str:
    beside = posixpath.relpath(glob, posixpath.dirname(target))
    summary = next((view.doc for view, _ in chosen if view.doc), "")
    words = " ".join(summary.split()[:SUMMARY_WORDS])
    rows = [
        "---",
        f"title: {name}",
        f"summary: '{words.replace(chr(39), chr(39) * 2)}'",
        "targets:",
        f"  - '{beside}'",
        "status: draft",
        "---",
        f"# {name}",
        "",
        words or "TODO: what it is for, in one sentence.",
    ]
    for view, each in chosen:
        slug = re.sub(r"[^a-z0-9]+", "-", each.qualified.casefold()).strip("-")
        rows += [
            "",
            f"### Requirement: {each.doc.rstrip('.') or each.qualified} {{#{slug}}}",
            "",
            f"`{view.path}#{each.qualified}` MUST TODO: what must hold, whoever wrote it.",
        ]
        rows += _tests(index, target, each)
        rows += [
            "",
            "#### Scenario: TODO",
            "",
            "- **WHEN** TODO",
            "- **THEN** TODO",
        ]
    return "\n".join(rows) + "\n"


def _tests(index: Index, target: str, each: Definition) -> list[str]:
    """Return the files of tests that import a definition, as links."""
    found = sorted({path for path, _ in index.importing(each.name) if is_test(path)})[:2]
    folder = posixpath.dirname(target)
    return ["", *(f"[@test] {posixpath.relpath(path, folder)}" for path in found)] if found else []
