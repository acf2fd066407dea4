"""What a change leaves broken: uses of what is gone, tests that cover it, docs that name it."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from gridref_indexers.languages import languages
from gridref_indexers.store import Definition
from gridref_indexers.values import Module, Outside, Thing, Unknown, Value
from gridref_server.answer import Candidate, Group, Item
from gridref_server.index import Index, View
from gridref_server.lookups.uses import importers
from gridref_server.lookups.using import with_makers
from gridref_server.naming import is_test
from gridref_server.refs import Target, ref_of
from gridref_server.specs.governing import Governs, governing
from gridref_server.verify.candidates import nearest
from gridref_server.verify.patch import Change, lines_of

# So many definitions of a change are asked about, and so many docs are told.
MOST_GONE = 60
MOST_TOUCHED = 40
MOST_DOCS = 20
MOST_TESTS = 30
MOST_REQUIREMENTS = 8
# What is only like it in name, or changed with it, is no requirement of it.
SUREST = 0.7

_CODE = frozenset(
    "function method class struct interface enum trait protocol type typedef constant variable "
    "constructor macro object record property".split()
)
_PARAMETERS = re.compile(r"\(.*\)", re.S)


@dataclass(frozen=True)
class Changed:
    """One file of a change: before and after, and where its lines went."""

    path: str
    text: str
    old: View | None
    new: View | None
    stayed: dict[int, int]
    made: frozenset[int]


@dataclass(frozen=True)
class Caller:
    """A use of what changed, on a line of a file as it is after the change."""

    path: str
    line: int
    by: str
    name: str


@dataclass(frozen=True)
class Runner:
    """What runs tests: a file of settings, what stands in it, and the command before the paths."""

    manifest: str
    pattern: str
    command: str
    of_folders: bool = False


# The first that fits the tests at hand counts.
RUNNERS = (
    Runner("package.json", r'"vitest"\s*:', "npx vitest run"),
    Runner("package.json", r'"jest"\s*:', "npx jest"),
    Runner("package.json", r'"mocha"\s*:', "npx mocha"),
    Runner("go.mod", r"^module ", "go test", of_folders=True),
    Runner("pyproject.toml", r"pytest", "pytest"),
    Runner("pytest.ini", r"", "pytest"),
    Runner("tox.ini", r"pytest", "pytest"),
    Runner("setup.cfg", r"pytest", "pytest"),
    Runner("requirements-dev.txt", r"pytest", "pytest"),
    Runner("manage.py", r"django", "python manage.py test"),
    Runner("pyproject.toml", r"", "python -m unittest"),
    Runner("setup.py", r"", "python -m unittest"),
)
# Which tests a runner takes, by the ending of their names.
_TAKES = {"package.json": r"\.[cm]?[jt]sx?$", "go.mod": r"_test\.go$"}


class Breaking:
    """What one change does to the rest; `applied` tells whether the files hold it already."""

    def __init__(self, index: Index, changes: Sequence[Change], *, applied: bool) -> None:
        self.index = index
        self.applied = applied
        self.changes = changes
        self.files = [self._file(each) for each in changes]
        self.paths = {each.path for each in changes}

    def _file(self, each: Change) -> Changed:
        old, new = (self._view(each.path, text) for text in (each.old, each.new))
        return Changed(each.path, each.new or "", old, new, *lines_of(each.old, each.new))

    def _view(self, path: str, text: str | None) -> View | None:
        return None if text is None else self.index.view_of(path, text.encode())

    def _as_before(self) -> AbstractContextManager[None]:
        """Let the index answer as it did before the change."""
        texts = {each.path: each.old.encode() for each in self.changes if each.old is not None}
        return self.index.as_if(texts) if self.applied else nullcontext()

    def _as_after(self) -> AbstractContextManager[None]:
        texts = {each.path: each.new.encode() for each in self.changes if each.new is not None}
        return nullcontext() if self.applied else self.index.as_if(texts)

    # What is gone, and what has other parameters

    def gone(self) -> list[tuple[Changed, Definition]]:
        """Return the definitions that are there no more, nor by another way."""
        lost = [
            (file, each)
            for file in self.files
            for each in _definitions(file.old)
            if each.qualified not in {new.qualified for new in _definitions(file.new)}
        ]
        with self._as_after():
            return [pair for pair in lost if not self._is_still(*pair)][:MOST_GONE]

    def _is_still(self, file: Changed, each: Definition) -> bool:
        """Tell whether something is known by its old name all the same: imported, inherited."""
        if file.new is None:
            return False
        value: Value = Module((file.path,), file.path)
        for part in each.qualified.split("."):
            value = self.index.resolver.member(value, part)
        if isinstance(value, Unknown):
            return value.is_open
        return isinstance(value, Thing | Module | Outside)

    def altered(self) -> list[tuple[Changed, Definition, Definition]]:
        """Return the definitions that take other parameters than before, as before and after."""
        found = []
        for file in self.files:
            before = {each.qualified: each for each in _definitions(file.old)}
            for new in _definitions(file.new):
                old = before.get(new.qualified)
                if old and _parameters(old) != _parameters(new):
                    found.append((file, old, new))
        return found[:MOST_GONE]

    # Who is left

    def callers(
        self, gone: Iterable[tuple[Changed, Definition]], *, imports: bool = True
    ) -> dict[Caller, Definition]:
        """Return the resolved uses of definitions that stand as they stood."""
        found: dict[Caller, Definition] = {}
        with self._as_before():
            for file, each in gone:
                for caller in self._callers(file, each, imports):
                    found.setdefault(caller, each)
        return found

    def _callers(self, file: Changed, each: Definition, imports: bool) -> Iterator[Caller]:
        view = self.index.view(file.path)
        old = _same(view, each)
        if view is None or old is None:
            return
        target = Target(view, old)
        uses = with_makers(self.index, target)
        for use in (*uses.callers, *uses.subclasses, *uses.tests):
            if line := self._stayed(use.path, use.line, each):
                yield Caller(use.path, line, use.by, each.qualified)
        for item in importers(self.index, target) if imports else ():
            if line := self._stayed(item.path, item.start_line, each):
                yield Caller(item.path, line, "", each.qualified)

    def _stayed(self, path: str, line: int, each: Definition) -> int:
        """Return where a use is after the change, 0 if it was changed with what it uses."""
        file = next((file for file in self.files if file.path == path), None)
        if file is None:
            return line
        if file.new is None or file.old is None or self._is_bound_anew(file, each.name):
            return 0
        return file.stayed.get(line, 0)

    def _is_bound_anew(self, file: Changed, name: str) -> bool:
        """Tell whether a file gets a name from elsewhere than before."""
        if file.new is None or file.old is None:
            return True
        rows = {
            (view is file.new, row.module, row.member)
            for view in (file.old, file.new)
            for row in view.facts.imports
            if name in (row.member, row.bound)
        }
        after = {row[1:] for row in rows if row[0]}
        return bool(after - {row[1:] for row in rows if not row[0]})

    # As it is told

    def broken(self) -> tuple[Group, tuple[str, ...]]:
        """Return the uses of what is gone, as items, and the names that are gone."""
        gone = self.gone()
        renamed = {each.qualified: self._renamed(file, each) for file, each in gone}
        items = [
            Item(
                f"{caller.path}:{caller.line}",
                caller.path,
                "caller",
                f"{caller.by or '(top)'} uses `{each.qualified}`, which is gone",
                caller.line,
                caller.line,
                candidates=renamed[each.qualified],
            )
            for caller, each in sorted(self.callers(gone).items(), key=_in_order)
        ]
        names = tuple(dict.fromkeys(each.qualified for _, each in gone))
        return Group("broken callers", tuple(items)), names

    def _renamed(self, file: Changed, each: Definition) -> tuple[Candidate, ...]:
        """Return what is new in its place: of the same owner, the likest first."""
        if file.new is None:
            return ()
        known = {old.qualified for old in _definitions(file.old)}
        owner = each.qualified.rpartition(".")[0]
        made = {
            new.name: new
            for new in _definitions(file.new)
            if new.qualified not in known and new.qualified.rpartition(".")[0] == owner
        }
        near = nearest(each.name, made)
        if not near and len(made) == 1:
            near = list(made)
        return tuple(
            Candidate(name, made[name].signature, ref_of(file.new, made[name])) for name in near
        )

    def callers_of_altered(self) -> dict[Caller, Definition]:
        """Return the uses of what takes other parameters, which may not fit any more."""
        return self.callers(((file, old) for file, old, _ in self.altered()), imports=False)

    # Requirements, tests and docs

    def requirements(self) -> Group:
        """Return what specs ask of the code that was touched, the surest first."""
        best: dict[str, tuple[Governs, str]] = {}
        with self._as_after():
            for path, each in self._governed():
                name = f"{path}#{each.qualified}" if each else path
                for found in governing(self.index, path, each):
                    # A marker speaks of the definition that it stands at.
                    is_of_another = each is None and found.origin == "marker"
                    if found.confidence < SUREST or is_of_another:
                        continue
                    known = best.get(found.ref)
                    if known is None or found.confidence > known[0].confidence:
                        best[found.ref] = found, name
        order = sorted(best.values(), key=lambda pair: (-pair[0].confidence, pair[0].ref))
        items = [
            Item(
                found.ref,
                found.place.path,
                found.place.entry.kind,
                f"#{found.place.entry.id} {found.title}".rstrip(),
                found.place.entry.start_line,
                note=f"governs {name}: {found.why}",
            )
            for found, name in order
        ]
        most = MOST_REQUIREMENTS
        return Group("requirements that govern it", tuple(items[:most]), max(0, len(items) - most))

    def _governed(self) -> Iterator[tuple[str, Definition | None]]:
        """Yield the definitions that were touched, and the files that were."""
        for file, each in self._touched():
            view = self.index.view(file.path)
            if view is not None and (here := _same(view, each)):
                yield file.path, here
        for file in self.files:
            if file.new is not None and not is_test(file.path):
                yield file.path, None

    def tests(self) -> list[str]:
        """Return the files of tests that use what was touched, and those that were touched."""
        found = {path: None for path in self.paths if is_test(path)}
        with self._as_after():
            for file, each in self._touched():
                view = self.index.view(file.path) or file.new
                here = _same(view, each)
                if view and here:
                    uses = with_makers(self.index, Target(view, here))
                    found.update(dict.fromkeys(use.path for use in uses.tests))
        return [path for path in sorted(found) if path in self.index.tree.contents][:MOST_TESTS]

    def _touched(self) -> list[tuple[Changed, Definition]]:
        """Return the innermost definitions around the lines that changed."""
        found: list[tuple[Changed, Definition]] = []
        for file in self.files:
            if is_test(file.path):
                continue
            around = list(_definitions(file.new))
            for line in sorted(file.made):
                inner = [each for each in around if each.start_line <= line <= each.end_line]
                for each in inner[-1:]:
                    if (file, each) not in found:
                        found.append((file, each))
        return found[:MOST_TOUCHED]

    def command(self, tests: Sequence[str]) -> str:
        """Return what runs just some tests, as the settings of the project say; '' if unknown."""
        for runner in RUNNERS:
            if runner.manifest not in self.index.tree.contents:
                continue
            takes = re.compile(_TAKES.get(runner.manifest, r"\.py$"))
            fitting = [path for path in tests if takes.search(path)]
            said = self.index.source(runner.manifest).decode("utf-8", "replace")
            if fitting and re.search(runner.pattern, said, re.M):
                if runner.of_folders:
                    fitting = list(dict.fromkeys(f"./{os.path.dirname(p)}" for p in fitting))
                return f"{runner.command} {' '.join(fitting)}"
        return ""

    def docs(self, names: Iterable[str]) -> Group:
        """Return the lines of docs that name what is gone, by its whole name if it is short."""
        items = [item for name in names for item in self._naming(name)]
        return Group(
            "docs that name what is gone", tuple(items[:MOST_DOCS]), max(0, len(items) - MOST_DOCS)
        )

    def _naming(self, qualified: str) -> Iterator[Item]:
        index, name = self.index, qualified.rpartition(".")[2]
        contents = index.store.with_words([name]) if index.store.searchable() else []
        wanted = re.escape(name if len(name) > 3 else qualified)
        word = re.compile(rf"`[^`\n]*(?<![\w$]){wanted}(?![\w$])[^`\n]*`")
        for these in index.store.paths_of(contents).values():
            for path in map(os.fsdecode, these):
                if not _is_prose(index, path) or path in self.paths:
                    continue
                view = index.view(path)
                for number, row in enumerate(view.rows if view else (), 1):
                    if word.search(row):
                        text = f"names `{qualified}`"
                        yield Item(f"{path}:{number}", path, "doc", text, number, number)


def _in_order(pair: tuple[Caller, Definition]) -> tuple[str, int]:
    return pair[0].path, pair[0].line


def _definitions(view: View | None) -> Iterator[Definition]:
    """Yield the definitions that others can use: none that is local to a function."""
    for each in view.definitions if view else ():
        if each.name and each.kind in _CODE and not (view and _is_local(view, each)):
            yield each


def _is_local(view: View, each: Definition) -> bool:
    parent = each.parent
    while parent >= 0:
        above = view.definitions[parent]
        if above.kind in ("function", "method", "constructor"):
            return True
        parent = above.parent
    return False


def _same(view: View | None, each: Definition) -> Definition | None:
    """Return a definition as a view has it."""
    found = (d for d in (view.definitions if view else ()) if d.qualified == each.qualified)
    return next(found, None)


def _parameters(each: Definition) -> str:
    found = _PARAMETERS.search(each.signature)
    return re.sub(r"\s+", "", found[0]) if found else ""


def _is_prose(index: Index, path: str) -> bool:
    language = index.tree.language(path)
    known = languages().get(language.name) if language else None
    return bool(known and known.sections)
