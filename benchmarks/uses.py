"""How many of the callers that `uses` is sure of are true, and how many of the true ones it has.

The judge is an oracle that knows types: jedi for Python, TypeScript's language service. It runs in
a process of its own, so that neither is among the dependencies of gridref. Counted are places
(definition, file, line) where a definition is used, imports aside; what gridref calls `possible`
is claimed by nobody.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from facts_of_machine import machine

from gridref_indexers.place import place
from gridref_indexers.store import Definition
from gridref_server.index import Index
from gridref_server.lookups.using import Found, Use, uses_of
from gridref_server.naming import is_test
from gridref_server.refs import Target
from gridref_server.settings import Settings

Place = tuple[str, int]

LANGUAGES = {
    "python": frozenset(["python"]),
    "typescript": frozenset(["typescript", "tsx"]),
}
CALLED = frozenset(["function", "method", "constructor", "class"])
SHOWN = ("wrong", "missed", "silent")
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """A definition that was drawn, as the oracle wants it."""

    path: str
    definition: Definition
    spans: list[list[int]]
    around: list[int]

    def asked(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        each = self.definition
        return {
            "path": self.path,
            "name": each.name,
            "kind": each.kind,
            "spans": self.spans,
            "around": self.around,
        }


@dataclass(frozen=True)
class Outcome:
    """What we claim of a definition, and what the oracle says."""

    sample: Sample
    sure: set[Place]
    possible: set[Place]
    true: set[Place]
    silent: set[Place]

    @property
    def right(self) -> set[Place]:
        """Return the claims that the oracle shares."""
        return self.sure & self.true

    @property
    def wrong(self) -> set[Place]:
        """Return the claims that the oracle does not share, those it is silent on aside."""
        return self.sure - self.true - self.silent

    @property
    def missed(self) -> set[Place]:
        """Return the uses that we are not sure of."""
        return self.true - self.sure


def main() -> None:
    """Draw, ask both, compare."""
    given = arguments()
    with TemporaryDirectory() as store:
        index = Index(place(given.tree, Path(store), exactly=True), Settings())
        index.refresh()
        with index.asked():
            outcomes = compared(index, given)
            print(machine())
            table(given.tree.name, outcomes)
            for what in given.show:
                show(index, outcomes, what)
        index.close()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="python")
    parser.add_argument(
        "--oracle", required=True, help="a Python that has jedi; a folder that has node_modules"
    )
    parser.add_argument("--sample", type=int, default=200, help="definitions that are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", nargs="+", default=[], choices=SHOWN, help="print these places")
    return parser.parse_args()


def compared(index: Index, given: argparse.Namespace) -> list[Outcome]:
    """Return what both say of a random sample of the definitions outside of tests."""
    spoken = LANGUAGES[given.language]
    paths = sorted(
        path
        for path in index.tree.contents
        if (language := index.tree.language(path)) and language.name in spoken
    )
    samples = drawn(index, paths, given.sample, given.seed)
    answers = asked(given, paths, samples)
    return [
        outcome(index, sample, answer, set(paths))
        for sample, answer in zip(samples, answers, strict=True)
        if answer["found"]
    ]


def drawn(index: Index, paths: Iterable[str], size: int, seed: int) -> list[Sample]:
    """Return the sample, the same for the same seed and tree."""
    everything = [
        sample(index, path, each)
        for path in paths
        if not is_test(path)
        for each in firsts(index.store.definitions(index.tree.contents[path]))
    ]
    return random.Random(seed).sample(everything, min(size, len(everything)))


def firsts(definitions: Iterable[Definition]) -> Iterable[Definition]:
    """Return each named definition once: of overloads, and of getter and setter, the first."""
    return {each.qualified: each for each in reversed([*definitions]) if each.name}.values()


def sample(index: Index, path: str, each: Definition) -> Sample:
    """Return a definition with the lines of its overloads and of what it lies in."""
    here = index.store.definitions(index.tree.contents[path])
    same = [other for other in here if other.qualified == each.qualified]
    above = here[each.parent] if each.parent >= 0 else None
    around = [above.start_line, above.end_line] if above else [0, 0]
    return Sample(path, each, [[other.start_line, other.end_line] for other in same], around)


def asked(given: argparse.Namespace, paths: list[str], samples: list[Sample]) -> list[Any]:
    """Return the oracle's answers, in order."""
    if given.language == "python":
        command = [given.oracle, str(HERE / "jedi_oracle.py")]
    else:
        command = ["node", str(HERE / "tsc_oracle.cjs"), given.oracle]
    question = {
        "root": str(given.tree.resolve()),
        "paths": paths,
        "definitions": [each.asked() for each in samples],
    }
    done = subprocess.run(command, input=json.dumps(question), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("the oracle failed")
    said = json.loads(done.stdout)
    print(f"\n{said['oracle']}")
    answers: list[Any] = said["answers"]
    return answers


def outcome(index: Index, sample: Sample, answer: Any, paths: set[str]) -> Outcome:
    """Return what both say of one definition."""
    view = index.view(sample.path)
    found = uses_of(index, Target(view, sample.definition)) if view else Found()
    sure = places((*found.callers, *found.subclasses, *found.tests), paths)
    return Outcome(
        sample,
        sure,
        places(found.possible, paths) - sure,
        {(path, line) for path, line in answer["uses"]},
        {(path, line) for path, line in answer["unsure"]},
    )


def places(uses: Iterable[Use], paths: set[str]) -> set[Place]:
    """Return where uses stand, of the files that the oracle reads too."""
    return {(use.path, use.line) for use in uses if use.path in paths}


def table(name: str, outcomes: list[Outcome]) -> None:
    """Print one row for all definitions, one for what can be called, and one for each kind."""
    print(f"\n{name}: precision and recall of the uses that are sure")
    print("| kind | definitions | uses | claimed | precision | recall | with possible | silent |")
    print("|---|---|---|---|---|---|---|---|")
    row("all", outcomes)
    row("callable", [each for each in outcomes if each.sample.definition.kind in CALLED])
    for kind in sorted({each.sample.definition.kind for each in outcomes}):
        row(kind, [each for each in outcomes if each.sample.definition.kind == kind])


def row(title: str, outcomes: list[Outcome]) -> None:
    """Print the figures of some definitions, apart from claims that the oracle is silent on."""
    true = sum(len(each.true) for each in outcomes)
    sure = sum(len(each.sure) for each in outcomes)
    right = sum(len(each.right) for each in outcomes)
    wrong = sum(len(each.wrong) for each in outcomes)
    maybe = sum(len(each.true & (each.sure | each.possible)) for each in outcomes)
    print(
        f"| {title} | {len(outcomes)} | {true} | {sure} | {ratio(right, right + wrong)} "
        f"| {ratio(right, true)} | {ratio(maybe, true)} | {sure - right - wrong} |"
    )


def ratio(part: int, whole: int) -> str:
    """Return a ratio as text."""
    return f"{part / whole:.3f}" if whole else "-"


def show(index: Index, outcomes: list[Outcome], what: str) -> None:
    """Print places to be looked at by hand."""
    print(f"\n{what}:")
    for each in outcomes:
        places = {
            "wrong": each.wrong,
            "missed": each.missed,
            "silent": each.sure & each.silent - each.true,
        }[what]
        definition = each.sample.definition
        head = f"{definition.kind} {each.sample.path}#{definition.qualified}"
        for path, line in sorted(places):
            view = index.view(path)
            text = view.text(line, line).strip()[:110] if view else ""
            mark = "?" if (path, line) in each.possible else " "
            print(f"{head} <-{mark} {path}:{line}  {text}")


if __name__ == "__main__":
    main()
