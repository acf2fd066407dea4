"""What reviewers have said of requirements, kept beside the specs, and whether it still stands."""

import json
import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from gridref_server.index import Index, hash_of
from gridref_server.refs import NoTarget, resolve
from gridref_server.specs.corpus import Corpus, Place
from gridref_server.specs.landing import landing
from gridref_server.specs.tracing import Evidence, only, trace

Said = Literal["holds", "fails", "unclear"]
SAID: tuple[Said, ...] = ("holds", "fails", "unclear")
FILE = "verdicts.jsonl"
_MOST_LINES = 10_000
_MOST_CODE = 20


@dataclass(frozen=True)
class Verdict:
    """One row of the file: what was said of which text and which code, by whom and when."""

    requirement: str
    verdict: str
    hash: str
    code: dict[str, str]
    evidence: str
    by: str
    at: str


def verdicts(index: Index, place: Place) -> list[Verdict]:
    """Return what was said of a requirement, the last first."""
    found = [each for each in all_verdicts(index, [place.path]) if each.requirement == place.ref]
    return found[::-1]


def all_verdicts(index: Index, paths: Iterable[str]) -> Iterator[Verdict]:
    """Yield the rows of the files beside some specs; a row that can't be read is passed over."""
    for path in sorted({_file_of(each) for each in paths}):
        if path in index.tree.contents:
            for line in index.source(path).decode("utf-8", "replace").split("\n")[:_MOST_LINES]:
                if row := _read(line):
                    yield row


def _read(line: str) -> Verdict | None:
    try:
        row: Any = json.loads(line)
        code = {str(ref): str(hash) for ref, hash in row["code"].items()}
        texts = {
            key: str(row[key]) for key in ("requirement", "verdict", "hash", "evidence", "by", "at")
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Verdict(code=code, **texts)


def _file_of(spec_path: str) -> str:
    return posixpath.join(posixpath.dirname(spec_path), FILE)


def why_suspect(index: Index, known: Corpus, each: Verdict, place: Place | None) -> str:
    """Say what changed since a verdict, '' if it stands."""
    if place is None:
        return "the requirement is gone"
    if known.hash(place) != each.hash:
        return "the requirement changed since"
    for ref, hash in each.code.items():
        now = hash_of_code(index, ref)
        if now != hash:
            return f"{ref} {'changed' if now else 'is gone'} since"
    return ""


def hash_of_code(index: Index, ref: str) -> str:
    """Return the hash of what a ref names now, '' if it names nothing."""
    target = resolve(index, ref)
    if isinstance(target, NoTarget):
        return ""
    each = target.definition
    first, last = (each.start_line, each.end_line) if each else (1, max(1, target.view.lines))
    return hash_of(target.view.text(first, last))


def pack(index: Index, known: Corpus, place: Place) -> tuple[list[Evidence], list[Evidence]]:
    """Return what a reviewer needs beside the requirement: the code, and the tests."""
    found = trace(index, known).of(place)
    return only(found, "implements")[:_MOST_CODE], only(found, "tests")[:_MOST_CODE]


def said(
    index: Index, known: Corpus, place: Place, verdict: str, evidence: str, by: str, at: str
) -> Verdict:
    """Return a verdict on a requirement and the code as they are now."""
    code, tests = pack(index, known, place)
    hashes = {each.ref: hash_of_code(index, each.ref) for each in (*code, *tests)}
    held = {ref: hash for ref, hash in sorted(hashes.items()) if hash}
    return Verdict(place.ref, verdict, known.hash(place), held, evidence, by, at)


def written(root: Path, spec_path: str, each: Verdict) -> str:
    """Add a row to the file beside a spec, and return its path from the root."""
    path = _file_of(spec_path)
    target = landing(root, path)
    line = json.dumps(asdict(each), ensure_ascii=False, sort_keys=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644), "ab") as file:
        _ = file.write(f"{line}\n".encode())
    return path


def suspects(index: Index, known: Corpus, paths: Sequence[str]) -> Iterator[tuple[Verdict, str]]:
    """Yield the last verdicts that no longer stand, with why."""
    places = {place.ref: place for place in known.places()}
    last = {each.requirement: each for each in all_verdicts(index, paths)}
    for ref, each in last.items():
        if why := why_suspect(index, known, each, places.get(ref)):
            yield each, why
