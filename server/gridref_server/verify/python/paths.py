"""Paths in string literals that are clearly meant as files of the repository, and are not there."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from os.path import basename, dirname, exists, join, normpath

from gridref_server.answer import Candidate
from gridref_server.verify.candidates import MOST
from gridref_server.verify.finding import Finding

_PASSED = frozenset([".git", ".hg", "__pycache__", "node_modules", ".venv", "venv", ".tox", ".nox"])
_MOST_FILES = 50_000
_LIKE = re.compile(r"[\w.@+-]+(?:/[\w.@+-]+)*")
_ENDING = re.compile(r"[\w-]\.[A-Za-z][A-Za-z0-9]{0,9}$")
_PLAIN_NAMES = frozenset("Makefile Dockerfile LICENSE README NOTICE".split())
# What makes a file, or asks whether it is there.
_MAKES = frozenset(
    "write_text write_bytes mkdir touch exists is_file is_dir unlink rename symlink_to hardlink_to "
    "rmdir replace".split()
)
_RUNS = frozenset(["run", "call", "check_call", "check_output", "Popen"])
_ALIKE = 80
# Without one of these nothing is meant as a file.
_SPEAKS = re.compile(rb"\bopen\(\s*['\"]|\bPath\b|\bexecutable\b|['\"]python3?['\"]")


@dataclass
class Tree:
    """The files of a project."""

    root: str
    _files: list[str] | None = field(default=None, repr=False)

    @property
    def files(self) -> list[str]:
        """Return all paths, from the root and with `/` between."""
        if self._files is None:
            self._files = list(self._walked())
        return self._files

    def _walked(self) -> Iterator[str]:
        count = 0
        for at, folders, files in os.walk(self.root):
            folders[:] = sorted(
                each
                for each in folders
                if each not in _PASSED and not exists(join(at, each, "pyvenv.cfg"))
            )
            for name in sorted(files):
                count += 1
                if count > _MOST_FILES:
                    return
                yield os.path.relpath(join(at, name), self.root).replace(os.sep, "/")

    def nearest(self, path: str) -> list[str]:
        """Return the files that are likest to a path, the likest first."""
        from rapidfuzz import fuzz

        name = basename(path)
        scored = []
        for each in self.files:
            own = basename(each)
            score = 0.5 * fuzz.ratio(path, each) + 0.5 * fuzz.ratio(name, own)
            score += 20 * (own == name) + 5 * (dirname(each) == dirname(path))
            if score >= _ALIKE:
                scored.append((-score, each))
        return [each for _, each in sorted(scored)[:MOST]]


def missing_paths(tree: ast.Module, text: bytes, path: str, project: Tree) -> Iterator[Finding]:
    """Yield the files that some code means and that are not in its project."""
    if not _SPEAKS.search(text):
        return
    reader = _Reader(tree, path, project)
    for node, said, base in reader.meant():
        found = reader.checked(node, said, base)
        if found:
            yield found


class _Reader:
    def __init__(self, tree: ast.Module, path: str, project: Tree) -> None:
        self.tree = tree
        self.path = path
        self.project = project
        self._bound: dict[str, list[ast.expr]] = {}
        self._texts: dict[str, int] = {}
        self._touched: set[str] = set()
        self._silent: set[int] = set()
        self._nodes = list(ast.walk(tree))
        for node in self._nodes:
            self._note(node)

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._bound.setdefault(name, []).append(value)
            case ast.Constant(value=str(text)):
                self._texts[text] = self._texts.get(text, 0) + 1
            case ast.Call(func=ast.Attribute(attr="parametrize")):
                # What a test is tried with need not be there.
                self._silent |= {id(each) for each in ast.walk(node)}
            case ast.Attribute(attr=attr, value=value) if attr in _MAKES:
                if isinstance(value, ast.Name):
                    self._touched.add(value.id)
                self._silent |= {id(each) for each in ast.walk(value)}
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in _MAKES or attr in (
                "isfile",
                "isdir",
                "remove",
                "makedirs",
                "open_resource",
            ):
                for each in args:
                    self._silent |= {id(inner) for inner in ast.walk(each)}
            case ast.Try(body=body):
                self._silent |= {id(inner) for each in body for inner in ast.walk(each)}

    def meant(self) -> Iterator[tuple[ast.Constant, str, str]]:
        """Yield the literals that are meant as paths, each with the folder it starts from."""
        for node in self._nodes:
            match node:
                case ast.Call(
                    func=ast.Name(id="open"), args=[ast.Constant(value=str(text)) as at, *_]
                ):
                    if not _writes(node):
                        yield at, text, ""
                case ast.Call(
                    func=ast.Name(id="Path") | ast.Attribute(attr="Path"),
                    args=[ast.Constant(value=str(text)) as at],
                ):
                    yield at, text, ""
                case ast.BinOp(op=ast.Div(), left=left, right=ast.Constant(value=str(text)) as at):
                    base = self._folder(left)
                    if base is not None:
                        yield at, text, base
                case ast.Call(func=ast.Attribute(attr=attr), args=[ast.List(elts=parts), *_]) if (
                    attr in _RUNS
                ):
                    yield from _scripts(parts)

    def _folder(self, node: ast.expr, depth: int = 0) -> str | None:
        """Return the folder that an expression is, from the root; None if that is not evident."""
        if depth > 8:
            return None
        match node:
            case ast.Call(func=ast.Name(id="Path") | ast.Attribute(attr="Path"), args=[inner]):
                is_file = isinstance(inner, ast.Name) and inner.id == "__file__"
                return self.path if is_file and self.path else None
            case ast.Call(func=ast.Attribute(attr="resolve" | "absolute", value=inner), args=[]):
                return self._folder(inner, depth + 1)
            case ast.Attribute(attr="parent", value=inner):
                held = self._folder(inner, depth + 1)
                return dirname(held) if held else None
            case ast.Subscript(
                value=ast.Attribute(attr="parents", value=inner),
                slice=ast.Constant(value=int(count)),
            ):
                held = self._folder(inner, depth + 1)
                for _ in range(count + 1):
                    held = dirname(held) if held else None
                return held
            case ast.Name(id=name) if len(self._bound.get(name, ())) == 1:
                return self._folder(self._bound[name][0], depth + 1)
        return None

    def checked(self, node: ast.Constant, text: str, base: str) -> Finding | None:
        """Return a finding where a path leads nowhere, and a file of the project is near."""
        if id(node) in self._silent or not _is_path(text) or self._texts.get(text, 0) > 1:
            return None
        if any(name in self._touched and self._holds(name, node) for name in self._bound):
            return None
        whole = normpath(join(base, text)).replace(os.sep, "/")
        if whole.startswith("..") or self._is_there(whole):
            return None
        # Others write files of that name; what is not near to anything here may be one of these.
        near = self.project.nearest(whole)
        # Hidden folders are made by tools as they run.
        if not near or re.search(r"(?:^|/)\.\w", whole):
            return None
        if "/" not in text and not _is_alike(whole, near[0]):
            return None
        why = f"there is no {whole} in the project"
        end = (node.end_col_offset or 1) - 1
        candidates = tuple(Candidate(each) for each in near)
        return Finding(
            node.lineno, node.col_offset + 1, end, text, "path.file", "missing", why, candidates
        )

    def _holds(self, name: str, node: ast.Constant) -> bool:
        return any(each is node for value in self._bound[name] for each in ast.walk(value))

    def _is_there(self, path: str) -> bool:
        at = dirname(self.path)
        while True:
            if exists(join(self.project.root, at, path)):
                return True
            if not at:
                return False
            at = dirname(at)


def _scripts(parts: list[ast.expr]) -> Iterator[tuple[ast.Constant, str, str]]:
    """Yield the script that a command runs with Python."""
    match parts:
        case [ast.Attribute(attr="executable"), ast.Constant(value=str(text)) as at, *_]:
            yield at, text, ""
        case [ast.Constant(value="python" | "python3"), ast.Constant(value=str(text)) as at, *_]:
            yield at, text, ""


def _writes(node: ast.Call) -> bool:
    modes = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "mode")]
    return any(
        not isinstance(each, ast.Constant) or any(c in str(each.value) for c in "wax+")
        for each in modes
    )


def _is_path(text: str) -> bool:
    if not _LIKE.fullmatch(text) or len(text) > 200:
        return False
    return bool(_ENDING.search(text)) or basename(text) in _PLAIN_NAMES


def _is_alike(path: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(path, other) >= _ALIKE
