"""Is anything here made up or broken?"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from gridref_indexers.languages import language_of, languages
from gridref_server.answer import Answer, Group, Item, Verdict
from gridref_server.index import Index, View
from gridref_server.parameters import Says, short
from gridref_server.refs import NoTarget, Target, no_target, not_ready, path_of, resolve
from gridref_server.verify.checkers import CHECKERS, checker
from gridref_server.verify.finding import Checked, Code, Finding
from gridref_server.verify.patch import Broken, Change, changed
from gridref_server.verify.snippet import language_of_snippet

if TYPE_CHECKING:
    from gridref_indexers.store import Definition
    from gridref_server.lookups.breaking import Breaking, Caller, Changed

# Of what is not known so many reasons are told, and so many files that could not be checked.
MOST_REASONS = 3
MOST_UNCHECKED = 5
# A fragment that holds so great a part of the lines of its file is a new version of it.
WHOLE_FILE = 0.7


@dataclass(frozen=True)
class Part:
    """A piece of code and what was found in it; `lines` are those that count, None for all."""

    code: Code
    checked: Checked
    lines: frozenset[int] | None = None

    @property
    def findings(self) -> list[Finding]:
        """Return what was found on the lines that count, in order."""
        return sorted(
            (each for each in self.checked.findings if self.counts(each.line)),
            key=lambda each: (each.line, each.column),
        )

    def counts(self, line: int) -> bool:
        """Tell whether a line is one of those that were asked about."""
        return self.lines is None or line in self.lines


def verify(
    index: Index,
    paths: Annotated[
        list[str],
        Says(
            "Files, folders or refs to check; with `code`, the file it is meant for",
            example=["src/app.py"],
        ),
    ] = [],  # noqa: B006  (read off the signature, and never written to)
    code: Annotated[str, Says("A snippet, or a fragment of that file; need not be saved")] = "",
    diff: Annotated[str, Says("A unified diff, applied or not yet")] = "",
    budget: Annotated[int, Says("At most so many tokens", ge=100, le=20000)] = 1000,
) -> Answer:
    """Is anything here made up? Imports, names, attributes, calls and paths that do not exist.

    Each has its proof and what was meant. Of a diff also: callers left broken, tests to run.
    """
    if index.is_empty or index.evidence.pending:
        return not_ready(index)
    if diff and code:
        return _neither(index, "code and diff are two questions; ask one after the other")
    if not (diff or code or paths):
        return _neither(index, "nothing was given; give paths, code or a diff")
    try:
        if diff:
            return of_diff(index, diff)
        if code:
            return told(index, [_of_code(index, code, paths)])
        found = named(index, paths)
    except _Amiss as why:
        return _neither(index, str(why))
    return no_target(index, found) if isinstance(found, NoTarget) else told(index, found)


class _Amiss(ValueError):
    """What was given cannot be checked, in one sentence."""


def _neither(index: Index, why: str) -> Answer:
    return Answer("unknown", why, index.evidence)


# What is checked


def _of_code(index: Index, text: str, paths: Sequence[str]) -> Part:
    """Check code that is on no disk, in the context of the file that it is meant for."""
    if len(paths) > 1:
        raise _Amiss(f"code is meant for one file, not for {len(paths)}; give one path")
    path = inside(index, paths[0]) if paths else ""
    known = path_of(index, path) if path else None
    view = index.view(known) if known else None
    context = view.source.decode("utf-8", "replace") if view else ""
    if context and _is_whole(text, context):
        context = ""
    language = language_of(path, text.encode()) if path else language_of_snippet(index, text)
    return checked(index, Code(text, language, path, context))


def _is_whole(text: str, context: str) -> bool:
    """Tell whether a text is a new version of all of a file, not a fragment of it."""
    lines = {line.strip() for line in text.splitlines()}
    before = [line.strip() for line in context.splitlines() if line.strip()]
    return sum(line in lines for line in before) >= WHOLE_FILE * len(before)


def named(index: Index, paths: Iterable[str]) -> list[Part] | NoTarget:
    """Check files as they are, or what a ref names; of folders only what can be checked."""
    parts: dict[str, Part] = {}
    for path in paths:
        given = inside(index, path)
        below = _below(index, given)
        if below is None:
            target = resolve(index, given)
            if isinstance(target, NoTarget):
                return target
            parts[given] = of_view(index, target.view, _lines(target))
        for each in below or ():
            if each not in parts and (view := index.view(each)):
                parts[each] = of_view(index, view)
    return list(parts.values())


def _lines(target: Target) -> frozenset[int] | None:
    """Return the lines that a ref names, None for all of a file."""
    each = target.definition
    first, last = (each.start_line, each.end_line) if each else target.lines or (0, 0)
    return frozenset(range(first, last + 1)) if first else None


def inside(index: Index, path: str) -> str:
    """Return a path as the index has it; one that is absolute is so below the root alone."""
    root = os.fsdecode(index.root)
    bare = path.strip() if path.strip() != "." else ""
    if bare.startswith(root + os.sep):
        bare = bare[len(root) + 1 :]
    if bare.startswith("/") or ".." in bare.split("/"):
        raise _Amiss(f"{short(path)} leads out of the root; name files from there, as src/app.py")
    return bare.removeprefix("./").rstrip("/")


def _below(index: Index, path: str) -> list[str] | None:
    """Return a file by itself, or the files of a folder that can be checked; None if it is none."""
    if known := path_of(index, path):
        return [known]
    start = f"{path}/" if path else ""
    found = [each for each in index.tree.contents if each.startswith(start)]
    able = [each for each in found if (said := index.tree.language(each)) and said.name in CHECKERS]
    return able if found or not path else None


def of_view(index: Index, view: View, lines: frozenset[int] | None = None) -> Part:
    """Check a file as it is now, or some lines of it."""
    text = view.source.decode("utf-8", "replace")
    return checked(index, Code(text, view.language, view.path), lines)


def checked(index: Index, code: Code, lines: frozenset[int] | None = None) -> Part:
    """Check a piece of code with what reads its language; what nothing reads is not checked."""
    check = checker(code.language)
    if check is None:
        what = code.language if code.language in languages() else "this kind of text"
        return Part(code, Checked(0, 0, (), f"nothing checks {what} yet"), lines)
    return Part(code, check(code, index), lines)


# Changes


def of_diff(index: Index, text: str) -> Answer:
    """Check what a unified diff changes, be it applied already or not."""
    try:
        changes = changed(text, lambda path: _held(index, path))
    except Broken as why:
        raise _Amiss(f"the diff can't be read: {why}") from why
    is_applied = all(each.new == _held(index, each.path) for each in changes)
    return of_changes(index, changes, applied=is_applied)


def _held(index: Index, path: str) -> str | None:
    """Return what a file of a diff holds now, None where there is none."""
    known = path_of(index, inside(index, path))
    view = index.view(known) if known else None
    return view.source.decode("utf-8", "replace") if view else None


def of_changes(index: Index, changes: Sequence[Change], *, applied: bool) -> Answer:
    """Check the lines that are new, and what the change does to the rest of the project."""
    from gridref_server.lookups.breaking import Breaking

    change = Breaking(index, changes, applied=applied)
    broken, names = change.broken()
    gone = frozenset(map(last_of, names))
    parts = [
        _of_change(index, file, gone, _words_of_others(changes, file.path))
        for file in change.files
        if file.new is not None
    ]
    said = {(item.path, item.start_line) for part in parts for item in _items([part], ("missing",))}
    left = [item for item in broken.items if (item.path, item.start_line) not in said]
    groups = [Group(broken.title, tuple(left))]
    calls = change.callers_of_altered()
    groups.append(_ill_fitting(index, change, calls, applied=applied))
    fail = tuple(group for group in groups if group.items)
    notes = [change.requirements(), *([change.docs(names)] if names else [])]
    if not applied and calls:
        notes.append(Group("callers of what takes other parameters", _rows(calls)))
    return told(index, parts, fail, tuple(n for n in notes if n.items), _to_run(change))


def _of_change(
    index: Index, file: "Changed", gone: frozenset[str], elsewhere: frozenset[str]
) -> Part:
    """Check the new lines of a file, and the old ones for what is gone with this change."""
    view = file.new
    text = file.text
    part = checked(index, Code(text, view.language if view else "", file.path))
    kept = [
        each
        for each in part.checked.findings
        if each.line in file.made or last_of(each.name) in gone
    ]
    # What another file of the same change makes is not there yet.
    findings = tuple(
        replace(each, verdict="unknown", why="the change itself may make it")
        if each.verdict == "missing" and last_of(each.name) in elsewhere
        else each
        for each in kept
    )
    return replace(part, checked=replace(part.checked, findings=findings))


def last_of(name: str) -> str:
    """Return the last word of a dotted name, or of a path."""
    return re.split(r"[./\\:#]", name.strip("./"))[-1]


def _words_of_others(changes: Sequence[Change], path: str) -> frozenset[str]:
    """Return the words that a change brings into other files, and the names of those it makes."""
    words: set[str] = set()
    for each in changes:
        if each.path != path and each.new is not None:
            before = set(re.findall(r"\w+", each.old or ""))
            words |= set(re.findall(r"\w+", each.new)) - before
            words |= set(re.split(r"[/.]", each.path)) if each.old is None else set()
    return frozenset(words)


def _ill_fitting(
    index: Index, change: "Breaking", calls: Mapping["Caller", "Definition"], *, applied: bool
) -> Group:
    """Return the calls of other files that do not fit the parameters that are new."""
    lines: dict[str, set[int]] = {}
    for caller in calls if applied else ():
        if caller.path not in change.paths:
            lines.setdefault(caller.path, set()).add(caller.line)
    views = {path: index.view(path) for path in lines}
    parts = [of_view(index, v, frozenset(lines[path])) for path, v in views.items() if v]
    items = [item for item in _items(parts, ("missing",)) if item.kind.startswith("call")]
    return Group("calls that do not fit any more", tuple(items))


def _rows(calls: Mapping["Caller", "Definition"]) -> tuple[Item, ...]:
    return tuple(
        Item(
            f"{caller.path}:{caller.line}",
            caller.path,
            "caller",
            f"{caller.by or '(top)'} uses `{each.qualified}`",
            caller.line,
            caller.line,
        )
        for caller, each in calls.items()
    )


def _to_run(change: "Breaking") -> tuple[str, ...]:
    """Say which tests cover what was touched, and what runs just these."""
    tests = change.tests()
    if not tests:
        return ()
    command = change.command(tests)
    return (f"run the tests that cover it: {command or ', '.join(tests)}",)


# What is said


def told(
    index: Index,
    parts: Sequence[Part],
    groups: tuple[Group, ...] = (),
    more: tuple[Group, ...] = (),
    hints: tuple[str, ...] = (),
) -> Answer:
    """Answer with what was found, the proven first; what is unknown is counted.

    `groups` are findings of another kind, `more` and `hints` what is good to know.
    """
    doubt = index.evidence.stale
    missing = _items(parts, () if doubt else ("missing",))
    notes = {
        "not installed": _items(parts, ("not_installed",)),
        # Of one file or snippet this is worth a word, of a project it is a list of its habits.
        "deprecated": _items(parts, ("deprecated",)) if len(parts) == 1 else (),
        "perhaps missing": _items(parts, ("missing",) if doubt else ()),
    }
    shown = [Group("", missing)] if missing else []
    shown += [Group(title, items) for title, items in notes.items() if items]
    verdict = _verdict(parts, bool(missing) or bool(groups))
    if verdict == "not checked":
        return Answer(verdict, _why_not(parts), index.evidence, more, hints)
    counted = f"{_counted(parts, len(missing))}{_unknown(parts)}"
    summary = "; ".join([*(f"{len(each.items)} {each.title}" for each in groups), counted])
    hints = (*hints, *_unchecked(parts))
    return Answer(verdict, summary, index.evidence, (*shown, *groups, *more), hints)


def _verdict(parts: Sequence[Part], found: bool) -> Verdict:
    if found:
        return "findings"
    return "fine" if any(not _is_untouched(part) for part in parts) else "not checked"


def _why_not(parts: Sequence[Part]) -> str:
    if not parts:
        return "there is no file in it that could be"
    what = parts[0].code.path or "the snippet"
    more = f"; nor {len(parts) - 1} more" if len(parts) > 1 else ""
    return f"{what}: {parts[0].checked.not_checked}{more}"


def _is_untouched(part: Part) -> bool:
    return bool(part.checked.not_checked) and not part.checked.references


def _items(parts: Iterable[Part], verdicts: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(
        _item(part.code, each)
        for part in parts
        for each in part.findings
        if each.verdict in verdicts
    )


def _item(code: Code, each: Finding) -> Item:
    path = code.path or "snippet"
    text = f"`{short_name(each.name)}`: {each.why}"
    ref = f"{path}:{each.line}"
    return Item(ref, path, each.kind, text, each.line, each.line, candidates=each.candidates)


def short_name(name: str) -> str:
    """Return a name as it is said back, without its middle if it is long."""
    flat = " ".join(name.split())
    return flat if len(flat) <= 80 else f"{flat[:40]}…{flat[-30:]}"


def _counted(parts: Sequence[Part], missing: int) -> str:
    references = sum(part.checked.references for part in parts)
    existing = sum(part.checked.existing for part in parts)
    files = f" in {len(parts)} files" if len(parts) > 1 else ""
    if missing:
        return f"{missing} of {references:,} references{files} missing"
    return f"{existing:,} of {references:,} references{files} exist"


def _unknown(parts: Sequence[Part]) -> str:
    """Count what is not known, by why."""
    reasons = Counter(
        each.why for part in parts for each in part.checked.findings if each.verdict == "unknown"
    )
    if not reasons:
        return ""
    most = ", ".join(f"{count} {why}" for why, count in reasons.most_common(MOST_REASONS))
    more = ", …" if len(reasons) > MOST_REASONS else ""
    why = next(iter(reasons)) if len(reasons) == 1 else f"{most}{more}"
    return f", {reasons.total():,} unknown ({why})"


def _unchecked(parts: Sequence[Part]) -> Iterator[str]:
    found = [
        (part.code.path or "the snippet", part.checked.not_checked)
        for part in parts
        if part.checked.not_checked
    ]
    for path, why in found[:MOST_UNCHECKED]:
        yield f"not checked: {path}: {why}"
    if len(found) > MOST_UNCHECKED:
        yield f"not checked: {len(found) - MOST_UNCHECKED} more, in whole or in part"
