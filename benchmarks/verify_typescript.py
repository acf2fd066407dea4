"""Does `verify` catch what is made up in TypeScript, and is it silent on what is right?

    python benchmarks/verify_typescript.py make PROJECTS CASES --tsc TSC [--each 60] [--node NODE]
    python benchmarks/verify_typescript.py run PROJECTS CASES [--predictions FILE] [--list]

PROJECTS holds the sources of real packages side by side, each unpacked from npm with its TypeScript
sources in `src`, and its dependencies installed beside them (`npm install --ignore-scripts`).
`make` takes files that tsc has nothing to say against and makes one reference in a copy of each
wrong; a case is kept if tsc says so, on just that place. Of names of packages node is asked too.
`run` asks `verify` and prints the table of `docs/verify.md`. A line of CASES has the form of the
cases for Python: `labels`, `edits`, `refs`.
"""

import argparse
import hashlib
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from tree_sitter import Node, Parser

from gridref_indexers.languages import grammar, language_of
from gridref_indexers.place import place
from gridref_indexers.words import parts
from gridref_server.index import Index
from gridref_server.lookups.verify import checked
from gridref_server.settings import Settings
from gridref_server.verify.finding import Code, Finding

SETTINGS = "tsconfig.bench.json"
OPTIONS = {
    "compilerOptions": {
        "target": "esnext",
        "module": "esnext",
        "moduleResolution": "bundler",
        "lib": ["esnext", "dom", "dom.iterable"],
        "strict": True,
        "skipLibCheck": True,
        "noEmit": True,
        "allowImportingTsExtensions": True,
        "jsx": "react-jsx",
        "types": ["node"],
        "esModuleInterop": True,
        "experimentalDecorators": True,
    },
    "include": ["src"],
}
ERROR = re.compile(r"^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$", re.M)
# What tsc calls a thing that is not there, by the kind of reference.
CODES = {
    "import.module": {2307, 2792, 2882},
    "import.name": {2305, 2724, 2614, 2613, 2459, 2460},
    "attr": {2339, 2551, 2694, 2724, 2741, 2576},
    "call.many": {2554, 2575},
    "call.few": {2554, 2555, 2769},
    "name.undefined": {2304, 2552, 2663, 2662},
}
SYNONYMS = {
    "get": "fetch", "set": "assign", "add": "append", "remove": "delete", "create": "make",
    "is": "check", "has": "contains", "parse": "decode", "to": "as", "on": "handle",
    "run": "execute", "push": "append", "find": "search", "map": "transform", "key": "name",
    "value": "val", "error": "err", "length": "size", "start": "begin", "stop": "halt",
}  # fmt: skip
LARGEST = 60_000


@dataclass(frozen=True)
class Site:
    """A reference in a file, and what kind it is."""

    node: Node
    kind: str


def language(path: Path) -> str:
    """Name the language of a file."""
    return language_of(path.name)


def tree(text: bytes, name: str) -> Node:
    """Parse a text."""
    return Parser(grammar(name)).parse(text).root_node


def nodes(root: Node) -> Iterator[Node]:
    """Yield all nodes in order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))


def field(node: Node, name: str) -> Node | None:
    """Return a field of a node."""
    return node.child_by_field_name(name)


def said(node: Node | None) -> str:
    """Return the text of a node."""
    return (node.text or b"").decode() if node else ""


def sites(root: Node) -> Iterator[Site]:
    """Yield the references of a file that can be made wrong."""
    spaces = {
        said(each.named_children[0]) for each in nodes(root) if each.type == "namespace_import"
    }
    for node in nodes(root):
        if node.type == "import_statement" and (source := field(node, "source")):
            yield Site(
                source.named_children[0] if source.named_children else source, "import.module"
            )
        elif node.type == "import_specifier" and (name := field(node, "name")):
            yield Site(name, "import.name")
        elif node.type == "member_expression" and (name := field(node, "property")):
            receiver = said(field(node, "object"))
            kind = "attr.self" if receiver == "this" else "attr.instance"
            yield Site(name, "attr.module" if receiver in spaces else kind)
        elif node.type == "call_expression" and (given := field(node, "arguments")):
            if given.type != "arguments" or "..." in said(given) or "\n" in said(given):
                continue
            yield Site(given, "call.many")
            if given.named_children:
                yield Site(given, "call.few")
            called = field(node, "function")
            if called is not None and called.type == "identifier":
                yield Site(called, "name.undefined")


def wrong(name: str, chance: random.Random, known: set[str]) -> tuple[str, str] | None:
    """Return how a name was made wrong, and the wrong name."""
    bare = name.strip("#_$")
    words = parts(bare)
    ways: list[tuple[str, str]] = []
    for at, word in enumerate(words):
        if other := SYNONYMS.get(word.lower()):
            changed = other if word.islower() else other.capitalize()
            ways.append(
                (
                    "synonym",
                    bare.replace(word, changed, 1) if not at else bare.replace(word, changed),
                )
            )
    if len(words) > 1:
        ways.append(("token-drop", "".join(words[:-1])))
        ways.append(
            ("token-order", words[-1].lower() + "".join(w.capitalize() for w in words[:-1]))
        )
        ways.append(("style", "_".join(w.lower() for w in words)))
    if len(bare) > 4:
        at = chance.randrange(1, len(bare) - 1)
        ways.append(("typo", bare[:at] + bare[at + 1 :]))
        ways.append(("typo", bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]))
    ways.append(("affix", f"{bare}All"))
    ways.append(("affix", f"get{bare[:1].upper()}{bare[1:]}"))
    ways.append(("number", f"{bare}s" if not bare.endswith("s") else bare[:-1]))
    chance.shuffle(ways)
    for way, made in ways:
        if made and made not in known and made != name and re.fullmatch(r"[A-Za-z]\w+", made):
            return way, made
    return None


def mutated(site: Site, chance: random.Random, known: set[str]) -> tuple[str, str, str] | None:
    """Return how a reference is made wrong, what stands there instead, and the label's name."""
    text = said(site.node)
    if site.kind == "call.many":
        extra = ", ".join(["undefined"] * 5)
        return (
            "extra",
            f"({text[1:-1].rstrip(', ')}{', ' if site.node.named_children else ''}{extra})",
            "",
        )
    if site.kind == "call.few":
        return "dropped", f"({', '.join(map(said, site.node.named_children[:-1]))})", ""
    if site.kind == "import.module":
        start, slash, last = text.rpartition("/")
        ending = re.search(r"\.[a-z]+\Z", last) if slash else None
        bare = last[: ending.start()] if ending else last
        made = wrong(bare, chance, known) if bare.strip(".") else None
        return (
            (made[0], f"{start}{slash}{made[1]}{ending[0] if ending else ''}", "") if made else None
        )
    made = wrong(text, chance, known)
    return (*made, made[1]) if made else None


def errors(folder: Path, tsc: str) -> dict[str, list[tuple[int, int, int, str]]]:
    """Return what tsc says of each file: line, column, code, words."""
    done = subprocess.run(
        [tsc, "-p", SETTINGS, "--pretty", "false"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for path, line, column, code, words in ERROR.findall(done.stdout):
        found[path].append((int(line), int(column), int(code), words))
    return found


def is_denied(case: dict[str, Any], said_of: list[tuple[int, int, int, str]]) -> str | None:
    """Return the kind by which tsc says that a reference is not there, None if it does not."""
    label = case["labels"][0]
    kind = label["kind"]
    codes = CODES["attr" if kind.startswith("attr") else kind]
    for line, column, code, words in said_of:
        inside = label["col"] - 1 <= column - 1 <= label["end_col"]
        if line == label["line"] and code in codes and (inside or kind.startswith("call")):
            if kind == "attr.instance" and "on type 'typeof" in words:
                return "attr.class"
            return str(kind)
    return None


def made(folder: Path, tsc: str, each: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield the cases of one project."""
    (folder / SETTINGS).write_text(json.dumps(OPTIONS))
    broken = errors(folder, tsc)
    files = [
        path
        for path in sorted((folder / "src").rglob("*.ts*"))
        if language(path) in ("typescript", "tsx")
        and not path.name.endswith(".d.ts")
        and path.relative_to(folder).as_posix() not in broken
        and "@ts-nocheck" not in path.read_text("utf-8")
        and path.stat().st_size < LARGEST
    ]
    print(f"{folder.name}: {len(files)} clean files, {len(broken)} others", file=sys.stderr)
    texts = {path: path.read_text("utf-8") for path in files}
    known = {word for text in texts.values() for word in re.findall(r"\w+", text)}
    for path in chance.sample(files, min(each, len(files))):
        yield clean(folder, path, texts[path])
    kept: Counter[str] = Counter()
    for _ in range(8):
        if sum(kept.values()) >= each:
            return
        some = chance.sample(files, min(len(files), 60))
        trial = {
            path: case for path in some if (case := tried(folder, path, texts[path], chance, known))
        }
        for path, case in trial.items():
            path.write_text(applied(texts[path], case["edits"]), "utf-8")
        said_of = errors(folder, tsc)
        for path in trial:
            path.write_text(texts[path], "utf-8")
        for path, case in trial.items():
            kind = is_denied(case, said_of.get(path.relative_to(folder).as_posix(), []))
            lines = {line for line, *_ in said_of.get(case["base"]["path"], [])}
            label = case["labels"][0]["line"]
            case["ignore"] = [[line, line] for line in sorted(lines - {label})]
            if kind and kept[kind] < each // 4 and sum(kept.values()) < each:
                kept[kind] += 1
                case["kind"] = case["labels"][0]["kind"] = kind
                yield case


def refs(text: str, name: str) -> int:
    """Count the references of a text."""
    return sum(1 for _ in sites(tree(text.encode(), name)))


def described(folder: Path, path: Path, text: str) -> dict[str, Any]:
    """Return what all cases say of their file."""
    place_ = {"sdist": folder.name, "path": path.relative_to(folder).as_posix()}
    return {
        "language": "typescript",
        "mode": "file",
        "project": place_,
        "base": {**place_, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "edits": [],
        "labels": [],
        "refs": refs(text, language(path)),
        "verified_lines": [],
        "ignore": [],
    }


def clean(folder: Path, path: Path, text: str) -> dict[str, Any]:
    """Return a file as a case of what is right."""
    return {"set": "clean", "kind": "clean", **described(folder, path, text)}


def tried(
    folder: Path, path: Path, text: str, chance: random.Random, known: set[str]
) -> dict[str, Any] | None:
    """Make one reference of a file wrong, of a kind by chance."""
    found = [
        each
        for each in sites(tree(text.encode(), language(path)))
        if each.node.start_point[0] == each.node.end_point[0]
    ]
    if not found:
        return None
    kind = chance.choice(sorted({each.kind for each in found}))
    site = chance.choice([each for each in found if each.kind == kind])
    change = mutated(site, chance, known)
    if change is None:
        return None
    way, instead, name = change
    row, column = site.node.start_point
    line = text.split("\n")[row]
    start = len(line.encode()[:column].decode())
    old = said(site.node)
    case = described(folder, path, text)
    called = site.node.parent and said(field(site.node.parent, "function"))
    label = {
        "line": row + 1,
        "col": start,
        "end_col": start + len(instead),
        "name": name or (called if kind.startswith("call") else instead),
        "kind": kind,
        "owner": "",
        "expected": [] if kind.startswith("call") else [old],
        "was": old,
    }
    edit = {"line": row + 1, "old": line, "new": line[:start] + instead + line[start + len(old) :]}
    return {"set": "mutated", "kind": kind, **case, "op": way, "edits": [edit], "labels": [label]}


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """Return a text with its edits."""
    lines = text.split("\n")
    for each in edits:
        lines[each["line"] - 1] = each["new"]
    return "\n".join(lines)


def fragments(cases: list[dict[str, Any]], folder: Path, chance: random.Random) -> None:
    """Hand some cases over as the one piece of their file that the reference stands in."""
    for case in cases:
        if case["set"] == "clean" or case["kind"].startswith("import") or chance.random() > 0.35:
            continue
        text = (folder / case["base"]["sdist"] / case["base"]["path"]).read_text("utf-8")
        new = applied(text, case["edits"])
        row = case["labels"][0]["line"] - 1
        for node in tree(new.encode(), language(Path(case["base"]["path"]))).named_children:
            first, last = node.start_point[0], node.end_point[0]
            if first <= row <= last and 2 <= last - first < 120:
                case["mode"] = "fragment"
                case["context"] = {"path": case["base"]["path"], "lines": [first + 1, last + 1]}
                case["code"] = "\n".join(new.split("\n")[first : last + 1])
                case["labels"][0]["line"] = row - first + 1
                case["ignore"] = [[a - first, b - first] for a, b in case["ignore"] if a > first]
                case["edits"] = []


RUNS = """
const asked = JSON.parse(process.argv[1]);
const told = [];
for (const [spec, was, name] of asked) {
  try {
    const m = await import(spec);
    told.push(was in m && !(name in m));
  } catch { told.push(null); }
}
console.log(JSON.stringify(told));
"""


def executed(cases: list[dict[str, Any]], folder: Path, node: str) -> None:
    """Ask node of the names that are imported from packages, and note what it says."""
    for project in sorted({each["base"]["sdist"] for each in cases}):
        asked: list[tuple[dict[str, Any], list[str]]] = []
        for case in cases:
            if case["base"]["sdist"] != project or case["kind"] != "import.name":
                continue
            text = (folder / project / case["base"]["path"]).read_text("utf-8")
            was, name = case["labels"][0]["was"], case["labels"][0]["name"]
            for names, spec in re.findall(
                r"import\s*\{([^}]*)\}\s*from\s*[\"']([^\"'.][^\"']*)", text
            ):
                if re.search(rf"\b{re.escape(was)}\b", names):
                    asked.append((case, [spec, was, name]))
        if asked:
            script = [
                node,
                "--input-type=module",
                "-e",
                RUNS,
                json.dumps([each for _, each in asked]),
            ]
            done = subprocess.run(
                script, cwd=folder / project, capture_output=True, text=True, check=False
            )
            for (case, _), told in zip(asked, json.loads(done.stdout or "[]"), strict=False):
                case["executed"] = told


def make(arguments: argparse.Namespace) -> None:
    """Write the cases."""
    chance = random.Random(arguments.seed)
    cases: list[dict[str, Any]] = []
    for folder in sorted(path for path in arguments.projects.iterdir() if (path / "src").is_dir()):
        cases += made(folder, arguments.tsc, arguments.each, chance)
    fragments(cases, arguments.projects, chance)
    executed(cases, arguments.projects, arguments.node)
    # A type is nothing when code runs, so that node can't tell; what it denies is no case.
    cases = [each for each in cases if each.get("executed", True) is not False]
    with arguments.cases.open("w") as out:
        for number, case in enumerate(cases):
            out.write(json.dumps({"id": f"ts-{number:04}", **case}) + "\n")
    print(Counter(each["kind"] for each in cases), Counter(each["mode"] for each in cases))
    print("said by node too:", sum(each.get("executed") is True for each in cases))


# Asking


def coded(case: dict[str, Any], projects: Path) -> Code:
    """Return the code of a case as it is handed over."""
    path = case["base"]["path"]
    name = language(Path(path))
    text = (projects / case["base"]["sdist"] / path).read_text("utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != case["base"]["sha256"]:
        raise SystemExit(f"{case['base']} is not what the case was made from")
    if case["mode"] == "fragment":
        return Code(case["code"], name, path, text)
    return Code(applied(text, case["edits"]), name, path)


def asked(cases: list[dict[str, Any]], projects: Path) -> dict[str, tuple[list[Finding], float]]:
    """Return what `verify` finds in each case, and the milliseconds that it takes."""
    found: dict[str, tuple[list[Finding], float]] = {}
    with tempfile.TemporaryDirectory() as store:
        for project in sorted({each["base"]["sdist"] for each in cases}):
            index = Index(place(projects / project, Path(store), exactly=True), Settings())
            index.refresh()
            for case in (each for each in cases if each["base"]["sdist"] == project):
                code = coded(case, projects)
                with index.asked():
                    start = perf_counter()
                    part = checked(index, code)
                    found[case["id"]] = part.findings, 1000 * (perf_counter() - start)
            index.close()
    return found


def last(name: str) -> str:
    """Return the last word of a dotted name."""
    return name if "/" in name else name.rpartition(".")[2]


def run(arguments: argparse.Namespace) -> None:
    """Ask `verify`, and print how it did."""
    cases = [json.loads(line) for line in arguments.cases.read_text("utf-8").splitlines()]
    answers = asked(cases, arguments.projects)
    if arguments.predictions:
        with arguments.predictions.open("w") as out:
            for each, (findings, ms) in answers.items():
                flags = [flagged(finding) for finding in findings]
                out.write(json.dumps({"id": each, "ms": ms, "flags": flags}) + "\n")
    print(table(cases, answers, listing=arguments.list))


def flagged(each: Finding) -> dict[str, Any]:
    """Return a finding as the scorer takes it."""
    candidates = [candidate.name.partition(" from ")[0] for candidate in each.candidates]
    verdict = "missing" if each.verdict == "missing" else "unknown"
    return {
        "line": each.line,
        "name": last(each.name),
        "kind": each.kind,
        "verdict": verdict,
        "candidates": candidates,
    }


def table(
    cases: list[dict[str, Any]], answers: dict[str, tuple[list[Finding], float]], *, listing: bool
) -> str:
    """Return the table: by kind how many were detected, and what was said of what is right."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    alarms, of_refs, lines = 0, 0, []
    for case in cases:
        missing = [each for each in answers[case["id"]][0] if each.verdict == "missing"]
        at = f"{case['id']} {case['base']['sdist']}/{case['base']['path']}"
        label = case["labels"][0] if case["labels"] else None
        # What tsc denies on other lines follows from what is wrong on the labelled one.
        wrong_too = {label["line"]} if label else set()
        wrong_too |= {line for first, _ in case["ignore"] for line in [first]}
        others = [each for each in missing if each.line not in wrong_too]
        alarms += len(others)
        lines += [f"ALARM {at}:{each.line} {each.kind} {each.name}: {each.why}" for each in others]
        if not label:
            of_refs += case["refs"]
            continue
        hit = next((each for each in missing if each.line == label["line"]), None)
        near = [last(each.name.partition(" from ")[0]) for each in hit.candidates] if hit else []
        wanted = [last(each) for each in label["expected"]]
        for key in (case["kind"], f"mode {case['mode']}", "all"):
            counts[key]["cases"] += 1
            counts[key]["detected"] += hit is not None
            if hit and wanted:
                counts[key]["named"] += 1
                counts[key]["first"] += any(each in wanted for each in near[:1])
                counts[key]["three"] += any(each in wanted for each in near[:3])
        if not hit:
            why = [e.why for e in answers[case["id"]][0] if e.line == label["line"]]
            lines.append(f"MISS {at}:{label['line']} {case['kind']} {label['name']} {why[:3]}")
    shown = [
        "| kind | cases | detected % | first % | among three % |",
        "| --- | --- | --- | --- | --- |",
    ]
    for key, each in sorted(counts.items()):
        named = each["named"] or 1
        parts_ = (each["detected"] / each["cases"], each["first"] / named, each["three"] / named)
        shown.append(
            f"| {key} | {each['cases']} | " + " | ".join(f"{100 * p:.0f}" for p in parts_) + " |"
        )
    clean_cases = sum(not case["labels"] for case in cases)
    times = sorted(ms for _, ms in answers.values())
    shown.append(
        f"\n{clean_cases} clean files, {of_refs:,} references; {alarms} alarms there or elsewhere"
    )
    shown.append(f"ms: p50 {times[len(times) // 2]:.0f}, p95 {times[int(0.95 * len(times))]:.0f}")
    return "\n".join([*shown, *(lines if listing else [])])


def main() -> None:
    """Make cases, or ask."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    for name, does in (("make", make), ("run", run)):
        command = commands.add_parser(name)
        command.add_argument("projects", type=Path)
        command.add_argument("cases", type=Path)
        command.set_defaults(does=does)
        if name == "make":
            command.add_argument("--tsc", required=True)
            command.add_argument("--node", default="node")
            command.add_argument("--each", type=int, default=60)
            command.add_argument("--seed", type=int, default=7)
        else:
            command.add_argument("--predictions", type=Path)
            command.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    arguments.does(arguments)


if __name__ == "__main__":
    main()
