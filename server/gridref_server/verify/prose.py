"""Checks docs: names and paths in backticks, links and blocks of code that are there no more."""

import os
import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from gridref_server.answer import Candidate
from gridref_server.index import Index
from gridref_server.naming import is_aside
from gridref_server.verify.candidates import nearest
from gridref_server.verify.commands import SHELLS, Run, runs, scripts, targets
from gridref_server.verify.finding import Checked, Code, Finding

# Pages that tell of what was: what they name need not be there.
_OF_THE_PAST = re.compile(
    r"change|history|news|releas|what.?s.?new|upgrad|migrat|deprecat|roadmap|proposal|rfc|adr"
    r"|archive|blog|(^|/)(0*[1-9]\d*[.-]){2}",
    re.I,
)
# A line that tells of what was, or of what is not ours to have.
_PAST = re.compile(
    r"remov|deprecat|renam|no longer|former|previous|used to|was |were |dropped|instead of|replac"
    r"|legacy|old |not exist|n't exist|create|add a|new file|your |example|e\.g\.|such as|imagin"
    r"|will be|could|would|hypothe|generat",
    re.I,
)
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<mark>`{3,}|~{3,})\s*(?P<word>[\w+-]*)")
_BLOCK = re.compile(r"^(?P<indent>\s*)\.\.\s+(?:code-block|code|sourcecode)::\s*(?P<word>\w*)")
_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]+?)\1(?!`)")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#|/|<)([^)\s#?]+\.[A-Za-z]{1,5})(?:#[^)]*)?\)")
_PATH = re.compile(r"\.?[\w@.-]+(?:/[\w@.+-]+)+\.[A-Za-z]\w{0,4}\Z")
_DOTTED = re.compile(r"~?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?:\(\))?\Z")
_PYTHON = ("python", "py", "python3")
# Names that stand for any name.
_ANY = re.compile(
    r"(^|[/_.])(?:A\.B|[XxNn]\.[YyMm]|N+|X+|foo|bar|baz|my|your|some|example|toast)(?![a-z])", re.I
)
# Of a block of code only what is imported counts: the rest may stand in the block before.
_OF_BLOCKS = ("import.name", "import.moved", "attr.module")


@dataclass(frozen=True)
class _Word:
    """A piece of a line that names something."""

    line: int
    column: int
    text: str
    kind: str


def check(code: Code, index: Index) -> Checked:
    """Say of what docs name whether it exists."""
    if _OF_THE_PAST.search(code.path):
        return Checked(0, 0, (), "it tells of what was")
    rows = code.text.split("\n")
    found: list[Finding] = []
    count = 0
    for each in _words(rows):
        if each.kind == "path":
            judged = _path(index, code.path, each)
        else:
            judged = _link(index, code.path, each)
        if judged is not None:
            count += 1
            found += judged
    names, checked = _names(index, rows)
    blocks, more = _blocks(index, rows)
    shown, run = _commands(index, code.path, rows)
    found += [*names, *blocks, *shown]
    total = count + checked + more + run
    found.sort(key=lambda each: (each.line, each.column))
    return Checked(total, total - len(found), tuple(found))


def _outside_blocks(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no code, by their number."""
    fence, indent = "", None
    for number, row in enumerate(rows, 1):
        if fence:
            fence = "" if row.strip().startswith(fence) else fence
            continue
        if indent is not None:
            if not row.strip() or len(row) - len(row.lstrip()) > indent:
                continue
            indent = None
        if opened := _FENCE.match(row):
            fence = opened["mark"]
        elif (block := _BLOCK.match(row)) or (row.rstrip().endswith("::") and row.strip() != "::"):
            indent = len(block["indent"]) if block else len(row) - len(row.lstrip())
        else:
            yield number, row


def _words(rows: list[str]) -> Iterator[_Word]:
    for number, row in _outside_blocks(rows):
        if _PAST.search(row):
            continue
        for span in _SPAN.finditer(row):
            if _PATH.match(span[2]) and not _ANY.search(span[2]):
                yield _Word(number, span.start(2), span[2], "path")
        for link in _LINK.finditer(row):
            yield _Word(number, link.start(1), link[1], "link")


def _path(index: Index, page: str, word: _Word) -> list[Finding] | None:
    """Judge a path of the repository; None for one that is not evidently of it."""
    path = posixpath.normpath(word.text)
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(page), word.text))
    if any(_is_there(index, each) for each in (path, beside)):
        return []
    folder, name = posixpath.split(path)
    if folder not in index.tree.folders or name.startswith("."):
        return None
    known = index.tree.by_name.get(name, ())
    alike = nearest(name, (posixpath.basename(p) for p in index.tree.folders[folder]))
    meant = [*known[:3], *(f"{folder}/{each}" for each in alike)][:3]
    if not meant:
        return None
    return [_found(word, "path.file", f"{folder} has no file {name}", meant)]


def _link(index: Index, page: str, word: _Word) -> list[Finding] | None:
    if "{" in word.text or "%" in word.text or ":" in word.text:
        return None
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(page), word.text))
    if beside.startswith("..") or _is_there(index, beside) or _is_there(index, word.text):
        return [] if not beside.startswith("..") else None
    # Sites are made of several folders, and of pages that are made.
    name = posixpath.basename(beside)
    known = list(index.tree.by_name.get(name, ()))
    if any(each.endswith(f"/{word.text.lstrip('./')}") for each in known):
        return None
    folder = index.tree.folders.get(posixpath.dirname(beside))
    if folder is None or not name.endswith((".md", ".rst", ".py", ".ts", ".toml", ".yml")):
        return None
    alike = nearest(name, map(posixpath.basename, folder))
    return [_found(word, "path.file", f"there is no file {beside}", [*known[:2], *alike][:3])]


def _is_there(index: Index, path: str) -> bool:
    whole = os.path.join(os.fsdecode(index.root), path)
    return path in index.tree.contents or path in index.tree.folders or os.path.lexists(whole)


def _found(word: _Word, kind: str, why: str, meant: list[str]) -> Finding:
    return Finding(
        word.line,
        word.column,
        word.column + len(word.text),
        word.text,
        kind,
        "missing",
        why,
        tuple(map(Candidate, meant)),
    )


# Names of Python


def _names(index: Index, rows: list[str]) -> tuple[list[Finding], int]:
    """Judge dotted names that start with a package of the project, as an import of them would."""
    words: list[_Word] = []
    for number, row in _outside_blocks(rows):
        if not _PAST.search(row):
            for span in _SPAN.finditer(row):
                dotted = _DOTTED.match(span[2])
                # What a role of Sphinx names may be declared in the docs alone.
                is_role = row[: span.start()].endswith(":")
                if dotted and not is_role and _is_name(span[2]) and _is_ours(index, dotted[1]):
                    words.append(_Word(number, span.start(2), dotted[1], "name"))
    if not words:
        return [], 0
    # One line a name: that of a finding tells which name it is of.
    text = "".join(f"{_import_of(index, each.text)}\n" for each in words)
    from gridref_server.verify.checkers import checker

    check_python = checker("python")
    if check_python is None:
        return [], 0
    said = check_python(Code(text, "python"), index)
    found = [
        _found(words[each.line - 1], each.kind, each.why, [c.name for c in each.candidates])
        for each in said.findings
        if each.verdict == "missing" and each.kind.startswith(("import", "attr"))
    ]
    return found, len(words)


def _is_name(text: str) -> bool:
    """Tell a name of code from one of a logger, a domain or a key: by its capitals, by a call."""
    parts = text.split(".")
    is_code = len(parts) > 2 or text.endswith("()") or not text.islower()
    return is_code and not _ANY.search(text)


def _is_ours(index: Index, dotted: str) -> bool:
    """Tell whether a name starts with a package at the top of the project, and goes on."""
    first = dotted.split(".")[0]
    return bool(_module(index, first))


def _module(index: Index, dotted: str) -> str:
    """Return the file of a module of the project, '' if there is none of that name."""
    path = dotted.replace(".", "/")
    for root in _roots(index, dotted.partition(".")[0]):
        for end in (".py", "/__init__.py"):
            if f"{root}{path}{end}" in index.tree.contents:
                return f"{root}{path}{end}"
    return ""


def _roots(index: Index, package: str) -> list[str]:
    """Return the folders that a package of the project lies in, the top one first."""
    contents = index.tree.contents
    end = f"{package}/__init__.py"
    found = [
        path.removesuffix(end)
        for path in index.tree.by_name.get("__init__.py", ())
        if f"/{path}".endswith(f"/{end}")
    ]
    tops = [root for root in found if f"{root}__init__.py" not in contents and not is_aside(root)]
    return sorted(tops, key=lambda root: (root.count("/"), root))


def _import_of(index: Index, dotted: str) -> str:
    """Return a line of code that is right if a name exists."""
    parts = dotted.split(".")
    size = next(size for size in range(len(parts), 0, -1) if _module(index, ".".join(parts[:size])))
    module, rest = ".".join(parts[:size]), parts[size:]
    if not rest:
        return f"import {module}"
    then = f"; {'.'.join(rest)}" if len(rest) > 1 else ""
    return f"from {module} import {rest[0]}{then}"


# Commands


def _commands(index: Index, page: str, rows: list[str]) -> tuple[list[Finding], int]:
    """Judge what commands run: files that are gone, scripts that are called otherwise."""
    found: list[Finding] = []
    count = 0
    for first, indent, text in _fenced(rows, SHELLS):
        lines = list(enumerate(text.split("\n"), first + 1))
        told = [(at, indent, line) for at, line in lines if not _PAST.search(line)]
        for run in runs(told):
            count += 1
            found += _run(index, page, run)
    return found, count


def _run(index: Index, page: str, run: Run) -> list[Finding]:
    word = _Word(run.line, run.column, run.name, run.kind)
    if run.kind == "file":
        return _path(index, page, word) or []
    known, where = (
        (scripts(index), "package.json") if run.kind == "script" else (targets(index), "Makefile")
    )
    # Where there is nothing like it, another project may be meant.
    meant = [] if run.name in known or _ANY.search(run.name) else nearest(run.name, known)
    why = f"{where} has no {run.kind} {run.name}"
    return [_found(word, f"command.{run.kind}", why, meant)] if meant else []


# Blocks of code


def _blocks(index: Index, rows: list[str]) -> tuple[list[Finding], int]:
    """Check what blocks of Python import from the project."""
    from gridref_server.verify.checkers import checker

    check_python = checker("python")
    found: list[Finding] = []
    count = 0
    for first, indent, text in _fenced(rows, _PYTHON):
        if check_python is None or not re.search(r"^\s*(?:from|import)\s", text, re.M):
            continue
        said = check_python(Code(text, "python"), index)
        count += said.references
        for each in said.findings:
            line = text.split("\n")[each.line - 1]
            module = re.match(r"\s*(?:from|import)\s+([\w.]+)", line)
            ours = module is not None and _is_ours(index, module[1])
            if each.verdict == "missing" and each.kind in _OF_BLOCKS and ours:
                found.append(
                    replace(
                        each,
                        line=each.line + first,
                        column=each.column + indent,
                        end_column=each.end_column + indent,
                    )
                )
    return found, count


def _fenced(rows: list[str], languages: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the blocks of some languages: the line before each, its indentation, its text."""
    at = 0
    while at < len(rows):
        fence = _FENCE.match(rows[at])
        block = None if fence else _BLOCK.match(rows[at])
        at += 1
        if fence:
            start = at
            while at < len(rows) and not rows[at].strip().startswith(fence["mark"]):
                at += 1
            inside = rows[start:at]
            at += 1
        elif block:
            start = at
            width = len(block["indent"])
            while at < len(rows) and (
                not rows[at].strip() or len(rows[at]) - len(rows[at].lstrip()) > width
            ):
                at += 1
            inside = rows[start:at]
        else:
            continue
        opened = fence or block
        if opened and opened["word"].lower() in languages:
            filled = [len(row) - len(row.lstrip()) for row in inside if row.strip()]
            indent = min(filled, default=0)
            yield start, indent, "\n".join(row[indent:] for row in inside)
