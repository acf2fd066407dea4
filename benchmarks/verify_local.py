"""Does `verify` catch what is made up in Go, Rust, Java, C and C++, and is it silent else?

    python benchmarks/verify_local.py ROOT ... [--each 60] [--seed 1] [--list]

Each ROOT is a project that builds. All its files are verified as they are: what is found there is
an alarm. Then one name at a time that leads into the project itself is spelt as no word of the
project is, so that it is wrong for sure, and the file is verified again.
"""

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.place import place
from gridref_indexers.values import Module, Space, Thing
from gridref_server.index import Index
from gridref_server.lookups.verify import checked
from gridref_server.settings import Settings
from gridref_server.verify.finding import Code

LANGUAGES = ("c", "cpp", "go", "java", "rust")
KINDS = ("import.module", "import.name", "qualified")
Site = tuple[str, int, str]


def main() -> None:
    """Print a row of figures for each project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roots", nargs="+", type=Path)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    said = parser.parse_args()
    print(f"{'project':14} {'references':>10} {'alarms':>6}  ms/1,000 lines  " + "  ".join(KINDS))
    with tempfile.TemporaryDirectory() as store:
        for root in said.roots:
            index = Index(place(root.resolve(), Path(store), exactly=True), Settings())
            index.refresh()
            _measured(index, root, said)
            index.close()


def _measured(index: Index, root: Path, said: argparse.Namespace) -> None:
    with index.asked():
        paths = [p for p in sorted(index.tree.contents) if _language(index, p) in LANGUAGES]
    texts = {path: (root / path).read_text("utf-8", "replace") for path in paths}
    references = alarms = 0
    start = process_time()
    for path in paths:
        with index.asked():
            part = checked(index, Code(texts[path], _language(index, path), path))
        references += part.checked.references
        wrong = [each for each in part.findings if each.verdict == "missing"]
        alarms += len(wrong)
        for each in wrong if said.list else ():
            print(f"  alarm {path}:{each.line} {each.name}: {each.why}")
    spent = 1e6 * (process_time() - start) / max(1, sum(t.count("\n") for t in texts.values()))
    figures = [_found(index, texts, kind, said) for kind in KINDS]
    shown = "  ".join(
        f"{found}/{all_}".rjust(len(k)) for k, (found, all_) in zip(KINDS, figures, strict=True)
    )
    print(f"{root.name:14} {references:10,} {alarms:6}  {spent:14.0f}  {shown}", flush=True)


def _found(
    index: Index, texts: dict[str, str], kind: str, said: argparse.Namespace
) -> tuple[int, int]:
    """Make names of a kind wrong, and count how many are found out of how many."""
    chance = random.Random(said.seed)
    known = {word for text in texts.values() for word in re.findall(r"\w+", text)}
    found: Counter[bool] = Counter()
    for path in chance.sample(list(texts), len(texts)):
        with index.asked():
            facts = index.facts(path)
            sites = list(_sites(index, facts, kind)) if facts else []
        if not sites:
            continue
        _, line, word = chance.choice(sites)
        rows = texts[path].split("\n")
        wrong = _misspelt(word, known, chance)
        rows[line - 1] = re.sub(rf"\b{re.escape(word)}\b", wrong, rows[line - 1])
        if rows[line - 1] == texts[path].split("\n")[line - 1] or not wrong:
            continue
        with index.asked():
            part = checked(index, Code("\n".join(rows), _language(index, path), path))
        caught = any(e.verdict == "missing" and e.line == line for e in part.findings)
        if said.list and not caught:
            print(
                f"  missed {path}:{line} {kind} {word} -> {wrong} | {rows[line - 1].strip()[:90]}"
            )
        found[caught] += 1
        if found.total() >= said.each:
            break
    return found[True], found.total()


def _sites(index: Index, file: FileFacts, kind: str) -> Iterator[Site]:
    """Yield the names of a kind that lead into the project itself."""
    if kind == "qualified":
        for use in file.references:
            head, _, rest = use.text.partition(".")
            word = re.match(r"\w+", rest)
            rows = file.imported.get(head, ()) if not use.local else ()
            owners = [index.resolver.imported(file, row) for row in rows]
            if word and any(isinstance(each, Module | Thing) for each in owners):
                if isinstance(index.resolver.member(owners[0], word[0]), Thing):
                    yield kind, use.line, word[0]
        return
    for row in file.imports:
        name = row.module if row.member in ("", "*") else row.member
        is_module = name == row.module
        value = index.resolver.imported(file, row)
        if is_module == (kind == "import.module") and isinstance(value, Module | Space | Thing):
            words = re.findall(r"\w+", re.sub(r"\.\w+\Z", "", name) if "/" in name else name)
            if words:
                yield kind, row.line, words[-1]


def _misspelt(word: str, known: set[str], chance: random.Random) -> str:
    """Return a name like another one that is no word of the project."""
    ways = [f"{word}s", f"{word}All", f"get{word.capitalize()}", f"{word}_ex", word[:-1] + "er"]
    left = [each for each in ways if each not in known and each.lower() not in known]
    return chance.choice(left) if left else ""


def _language(index: Index, path: str) -> str:
    language = index.tree.language(path)
    return language.name if language else ""


if __name__ == "__main__":
    main()
