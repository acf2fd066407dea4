"""What is wrong with specs: too big, unreadable, leading nowhere, said twice."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gridref_indexers.specs.doorstop import stamps
from gridref_indexers.specs.entry import DEMANDS, UPWARD, Entry, Link
from gridref_indexers.specs.ids import kind_of
from gridref_server.index import Index, View
from gridref_server.render import tokens
from gridref_server.specs.corpus import STANDING, Corpus, Place
from gridref_server.specs.gaps import orphans, why_stale
from gridref_server.specs.governing import resolved
from gridref_server.specs.tracing import trace
from gridref_server.specs.verdicts import suspects

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("note", "warning", "error")

# Tokens; what was measured of real specs stands in docs/specs.md.
SECTION_WARNS, SECTION_FAILS = 600, 1_500
FILE_WARNS, FILE_FAILS = 4_000, 8_000
ALWAYS_WARNS, ALWAYS_FAILS = 1_500, 3_000
MOST_RULES = 40
ALIKE = 0.5
_SHINGLE = 3


@dataclass(frozen=True)
class Found:
    """One thing that is wrong, where, and how bad that is."""

    rule: str
    level: Level
    path: str
    line: int
    why: str


Check = Callable[["Lint"], Iterator[Found]]


class Lint:
    """The specs that are looked at, and all there are."""

    def __init__(self, index: Index, known: Corpus, paths: Sequence[str]) -> None:
        self.index = index
        self.known = known
        self.paths = tuple(paths)
        self.within = frozenset(paths)

    def found(self) -> list[Found]:
        """Return what is wrong, by file and line."""
        every = {each for rule in RULES for each in rule.check(self)}
        return sorted(every, key=lambda each: (each.path, each.line, each.rule, each.why))

    def standing(self) -> Iterator[Place]:
        """Yield what must hold in what is looked at."""
        for place in self.known.demands():
            if place.path in self.within:
                yield place

    def view(self, path: str) -> View | None:
        """Return a file as it is now."""
        return self.index.view(path)


# Size


def _sizes(lint: Lint) -> Iterator[Found]:
    for path in lint.paths:
        each, view = lint.known.specs[path], lint.view(path)
        if view is None or each.role == "contract":
            continue
        size = lint.known.tokens(path)
        # A decision with its reasons is long, and so are pages that hold needs among other things.
        strict = each.format in _BITE_SIZED and path.endswith((".md", ".mdx"))
        strict = strict and each.role == "requirements"
        if each.role == "rules":
            yield from _always_loaded(path, view, size)
            continue
        if level := _over(size, FILE_WARNS, FILE_FAILS, strict=strict):
            why = f"{size:,} tokens in one file; gridref specs split makes a tree of it"
            yield Found("file-size", level, path, 1, why)
        for at, entry in enumerate(each.entries):
            own = tokens(_own_text(view, each.entries, at))
            level = _over(own, SECTION_WARNS, SECTION_FAILS, strict=strict)
            if level and entry.kind != "task":
                why = f"{own:,} tokens under one heading, {entry.title[:60]!r}"
                yield Found("section-size", level, path, entry.start_line, why)


def _over(size: int, warns: int, fails: int, *, strict: bool) -> Level | None:
    if size > fails and strict:
        return "error"
    return "warning" if size > warns else None


def _own_text(view: View, entries: Sequence[Entry], at: int) -> str:
    """Return the text of an entry up to the first that stands in it."""
    entry = entries[at]
    inner = [each.start_line for each in entries[at + 1 :] if each.parent == at]
    return view.text(entry.start_line, min([entry.end_line, *(line - 1 for line in inner)]))


# Forms that can be split, and are read whole.
_BITE_SIZED = frozenset(["OpenSpec", "spec-kit", "Kiro", "spec.md", "agent-os", "prose"])
_RULE = re.compile(
    r"(?m)^\s*(?:[-*]|\d+\.)\s+\S|\b(?:MUST|NEVER|ALWAYS|DO NOT|Never|Always|Do not)\b"
)


def _always_loaded(path: str, view: View, size: int) -> Iterator[Found]:
    name = posixpath.basename(path)
    if name not in ("AGENTS.md", "CLAUDE.md", "GEMINI.md", "copilot-instructions.md"):
        return  # the others are loaded where their globs fit
    rules = len(_RULE.findall(view.source.decode("utf-8", "replace")))
    if size > ALWAYS_FAILS:
        yield Found("always-loaded", "error", path, 1, f"{size:,} tokens are loaded each time")
    elif size > ALWAYS_WARNS or rules > MOST_RULES:
        why = f"{size:,} tokens and {rules} rules are loaded each time"
        yield Found("always-loaded", "warning", path, 1, why)


# What can't be read, and ids


def _problems(lint: Lint) -> Iterator[Found]:
    for path in lint.paths:
        for each in lint.known.specs[path].problems:
            duplicate = each.why.startswith("the id ")
            rule = "duplicate-id" if duplicate else "unreadable"
            yield Found(rule, "error", path, each.line, each.why)


def _ambiguous(lint: Lint) -> Iterator[Found]:
    for each in orphans(trace(lint.index, lint.known)):
        level: Level = "error" if each.why.startswith("gridref") else "warning"
        several = "several" in each.kind
        rule = "ambiguous-marker" if several else "unknown-marker"
        what = "names several requirements" if several else "names no requirement"
        yield Found(rule, level, each.path, each.line, f"{each.text} {what} ({each.why})")


# Links


def _links(lint: Lint) -> Iterator[Found]:
    for path in lint.paths:
        each = lint.known.specs[path]
        if each.role == "archive":
            continue
        for link in each.links:
            if link.kind != "covers":  # `parent` in front matter is a word of many tools
                yield from _link(lint, path, link)
        for entry in each.entries:
            for link in entry.links:
                yield from _link(lint, path, link)


def _link(lint: Lint, path: str, link: Link) -> Iterator[Found]:
    if link.kind == "links":
        if why := _broken(lint, path, link.target):
            yield Found("broken-link", "error", path, link.line, f"{link.target[:120]}: {why}")
    elif link.kind in UPWARD and _is_id(link.target):
        # `ID.part` is a part of a need.
        names = (link.target, link.target.rpartition(".")[0])
        # An id as there are others here is meant to be of here; another may come from elsewhere.
        ours = kind_of(link.target) in trace(lint.index, lint.known).kinds
        if ours and not any(resolved(lint.known, name, path) for name in names if name):
            why = f"{link.target[:80]} is no requirement here"
            yield Found("unknown-id", "error", path, link.line, why)
    elif why := why_stale(lint.index, lint.known, path, link):
        level: Level = "warning" if link.kind == "mentions" else "error"
        yield Found("stale-name", level, path, link.line, f"`{link.target[:120]}`: {why}")


def _is_id(target: str) -> bool:
    return not target.startswith((".", "/")) and "/" not in target


def _broken(lint: Lint, path: str, target: str) -> str:
    """Say why a link of Markdown leads nowhere; one from the root of a site is not ours to tell."""
    where, mark, anchor = target.partition("#")
    where = re.sub(r"\?.*$", "", where)
    if where.startswith("/") or "{" in where or "<" in where or "%" in where:
        return ""
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), where)) if where else path
    if whole.startswith(".."):
        return ""
    if whole not in lint.index.tree.contents:
        return "" if _is_known(lint.index, whole) else "there is no such file"
    return _no_anchor(lint, whole, anchor) if mark and anchor else ""


def _is_known(index: Index, path: str) -> bool:
    """Tell whether there is a folder, a file left out, or one that a site makes of another."""
    if path in (".", "") or path in index.tree.folders or index.store.file(path.encode()):
        return True
    if any(folder.startswith(path + "/") for folder in index.tree.folders):
        return True
    stem = re.sub(r"\.html?$", "", path)
    made = (f"{stem}{end}" for end in (".md", ".mdx", ".rst", "/index.md", "/README.md"))
    return any(each in index.tree.contents for each in made)


_HTML_ANCHOR = re.compile(r"(?:id|name)=[\"']?([^\"'\s>]+)")


def _no_anchor(lint: Lint, path: str, anchor: str) -> str:
    view = lint.view(path)
    language = lint.index.tree.language(path)
    if view is None or not language or not language.sections:
        return ""
    known = {each.qualified.casefold() for each in view.definitions}
    wanted = anchor.casefold()
    if wanted in known or wanted in {normal.strip("-") for normal in known}:
        return ""
    text = view.source.decode("utf-8", "replace")
    held = {each.casefold() for each in _HTML_ANCHOR.findall(text)}
    # What a site makes of a title differs; a title that is alike to the letters is meant.
    bare = re.sub(r"[^a-z0-9]", "", wanted)
    alike = any(re.sub(r"[^a-z0-9]", "", each) == bare for each in known | held)
    return "" if alike or re.fullmatch(r"l\d+(-l?\d+)?", wanted) else f"there is no #{anchor}"


# Requirements


def _scenarios(lint: Lint) -> Iterator[Found]:
    for path in lint.paths:
        each = lint.known.specs[path]
        kinds = Counter(entry.kind for entry in each.entries)
        # A form without scenarios is not asked for them.
        if each.role not in (*STANDING, "change") or not kinds["scenario"]:
            continue
        holding = {entry.parent for entry in each.entries if entry.kind == "scenario"}
        for at, entry in enumerate(each.entries):
            gone = entry.status in ("REMOVED", "RENAMED")
            if entry.kind == "requirement" and at not in holding and not gone:
                why = f"{entry.title[:80]!r} has no scenario"
                yield Found("no-scenario", "warning", path, entry.start_line, why)


def _words(lint: Lint) -> Iterator[Found]:
    for place in lint.standing():
        if place.entry.kind != "requirement" or place.spec.format in ("ADR", "KEP", "RFC"):
            continue
        text = _own_text_of(lint, place)
        said = re.findall(r"\b(?:MUST|SHALL)\b", text)
        if not said and not place.entry.keyword and place.spec.format in _NORMATIVE:
            yield _of(place, "no-keyword", "note", "says neither MUST nor SHALL")
        if len(said) > 1:
            yield _of(place, "not-atomic", "note", f"says MUST or SHALL {len(said)} times")
        if vague := _vague(text):
            yield _of(place, "vague", "note", f"says {vague!r} and no number")


_NORMATIVE = frozenset(["OpenSpec", "spec.md", "Kiro", "spec-kit"])
_VAGUE = re.compile(
    r"\b(fast|quick(?:ly)?|robust|appropriate(?:ly)?|efficient(?:ly)?|user[- ]friendly|intuitive"
    r"|easy|simple|flexible|seamless(?:ly)?|adequate|reasonable|as needed|if necessary|etc)\b",
    re.I,
)


def _vague(text: str) -> str:
    found = _VAGUE.search(text)
    return found[1] if found and not re.search(r"\d", text) else ""


def _own_text_of(lint: Lint, place: Place) -> str:
    view = lint.view(place.path)
    return _own_text(view, place.spec.entries, place.ordinal) if view else ""


def _of(place: Place, rule: str, level: Level, why: str) -> Found:
    name = place.entry.title[:60] or place.entry.id
    return Found(rule, level, place.path, place.entry.start_line, f"{name!r} {why}")


_OPEN = re.compile(
    r"\[NEEDS CLARIFICATION\b[^\]]*\]?|(?<![\w`/-])(?:TODO|TBD|FIXME)(?![\w`/-])"
    r"|\[(?:FEATURE NAME|DATE|PROJECT_NAME|###-feature-name)\]"
)


def _placeholders(lint: Lint) -> Iterator[Found]:
    for path in lint.paths:
        view = lint.view(path)
        if view is None or lint.known.specs[path].role not in (*STANDING, "change", "plan"):
            continue
        if not _OPEN.search(view.source.decode("utf-8", "replace")):
            continue
        inside = False
        for number, row in enumerate(view.rows, 1):
            inside ^= row.lstrip().startswith(("```", "~~~"))
            bare = re.sub(r"`[^`]*`|<!--.*?-->", "", row)
            if not inside and (found := _OPEN.search(bare)):
                yield Found("placeholder", "warning", path, number, found[0][:80])


def _twins(lint: Lint) -> Iterator[Found]:
    """Yield requirements that say nearly the same in three-word steps."""
    shingled: list[tuple[Place, frozenset[str]]] = []
    for place in lint.standing():
        mould = place.spec.format == "Gherkin" or place.entry.kind == "criterion"
        if place.spec.role != "requirements" or mould:
            continue  # what is made in a mould is alike by nature
        words = re.findall(r"\w+", _own_text_of(lint, place).casefold())
        spans = (words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1))
        if len(found := frozenset(map(" ".join, spans))) >= 8:
            shingled.append((place, found))
    holding: dict[str, list[int]] = {}
    for at, (_, steps) in enumerate(shingled):
        shared: Counter[int] = Counter()
        for step in steps:
            shared.update(holding.get(step, ())[-200:])
            holding.setdefault(step, []).append(at)
        for other, count in shared.items():
            either = len(steps) + len(shingled[other][1]) - count
            if count / either > ALIKE:
                why = f"says nearly what {shingled[other][0].ref} says"
                yield _of(shingled[at][0], "near-duplicate", "warning", why)


def _hows(lint: Lint) -> Iterator[Found]:
    """Yield requirements that name what is private to the code: that is how, not what."""
    for place in lint.standing():
        for link in place.entry.links:
            name = link.target.removesuffix("()").rpartition(".")[2]
            if link.kind == "mentions" and re.fullmatch(r"_[a-z]\w+", name):
                if any(True for _ in lint.index.named(name)):
                    why = f"{link.target!r} is private to the code: how, not what"
                    yield Found("how-not-what", "warning", place.path, link.line, why)


def _tasks(lint: Lint) -> Iterator[Found]:
    """Yield tasks for no requirement, in a list where most are for one."""
    for path in lint.paths:
        each = lint.known.specs[path]
        if each.role != "tasks":
            continue
        tasks = [(at, e) for at, e in enumerate(each.entries) if e.kind == "task"]
        holding = {e.parent for _, e in tasks}
        leaves = [(at, e) for at, e in tasks if at not in holding]
        bare = [e for _, e in leaves if not any(link.kind == "covers" for link in e.links)]
        if len(bare) * 4 < len(leaves):
            for e in bare:
                why = f"task {e.id} is for no requirement"
                yield Found("loose-task", "warning", path, e.start_line, why)


def _cycles(lint: Lint) -> Iterator[Found]:
    """Yield requirements that are above themselves."""
    above: dict[str, tuple[Place, list[str]]] = {}
    for place in lint.known.places(*DEMANDS):
        targets = [
            other.ref
            for link in place.entry.links
            if link.kind == "covers"
            for other in resolved(lint.known, link.target, place.path)
        ]
        above[place.ref] = (place, targets)
    done: set[str] = set()
    for start in above:
        path: list[str] = []
        stack = [(start, 0)]
        while stack:
            ref, step = stack.pop()
            targets = above[ref][1] if ref in above else []
            if step == 0:
                if ref in done:
                    continue
                path.append(ref)
            if step < len(targets):
                stack.append((ref, step + 1))
                if targets[step] in path:
                    place = above[ref][0]
                    if place.path in lint.within:
                        yield _of(place, "cycle", "error", f"is above itself, by {targets[step]}")
                elif targets[step] not in done:
                    stack.append((targets[step], 0))
            else:
                done.add(ref)
                path.pop()


def _suspects(lint: Lint) -> Iterator[Found]:
    """Yield verdicts that no longer stand, and links of doorstop to what was reviewed anew."""
    for said, why in suspects(lint.index, lint.known, lint.paths):
        path = said.requirement.partition("#")[0]
        if path in lint.within:
            text = f"{said.requirement} was said to be '{said.verdict}', and {why}"
            yield Found("suspect", "warning", path, 1, text)
    items = {
        place.entry.id: place for place in lint.known.places() if place.spec.format == "doorstop"
    }
    stamped = {
        id: stamps(view.source.decode("utf-8", "replace"))
        for id, place in items.items()
        if (view := lint.view(place.path))
    }
    for id, (_, parents) in stamped.items():
        for parent, stamp in parents.items():
            now = stamped.get(parent, ("", {}))[0]
            if (
                items[id].path in lint.within
                and stamp not in ("", "null")
                and now not in ("", stamp)
            ):
                yield _of(items[id], "suspect", "warning", f"{parent} changed since it was linked")


def _orphan_files(lint: Lint) -> Iterator[Found]:
    """Yield specs that an index beside them, which lists most others, leaves out."""
    for path in lint.known.specs:
        name = posixpath.basename(path)
        if name.lower() not in ("readme.md", "index.md", "specs.md"):
            continue
        folder = posixpath.dirname(path)
        beside = [each for each in lint.paths if each != path and each.startswith(f"{folder}/")]
        told = {
            posixpath.normpath(posixpath.join(folder, link.target.partition("#")[0]))
            for entry in lint.known.specs[path].entries
            for link in entry.links
        }
        left = [each for each in beside if each not in told]
        if beside and len(left) * 2 < len(beside):
            for each in left:
                yield Found("orphan", "warning", each, 1, f"{path} lists the others, not this")


@dataclass(frozen=True)
class Rule:
    """A row of the table of checks: its names, and what it is for."""

    names: tuple[str, ...]
    says: str
    check: Check


RULES = (
    Rule(("file-size", "section-size", "always-loaded"), "Larger than can be taken in.", _sizes),
    Rule(("unreadable", "duplicate-id"), "What can't be read, and ids given twice.", _problems),
    Rule(("unknown-marker", "ambiguous-marker"), "Markers that lead nowhere.", _ambiguous),
    Rule(("broken-link", "unknown-id", "stale-name"), "Links that lead nowhere.", _links),
    Rule(("cycle",), "Requirements above themselves.", _cycles),
    Rule(("no-scenario",), "Requirements without a scenario.", _scenarios),
    Rule(("no-keyword", "not-atomic", "vague"), "How a requirement is worded.", _words),
    Rule(("placeholder",), "What is still to be said.", _placeholders),
    Rule(("near-duplicate",), "The same said twice.", _twins),
    Rule(("how-not-what",), "What is private to the code.", _hows),
    Rule(("loose-task",), "Tasks for no requirement.", _tasks),
    Rule(("suspect",), "Links to what changed since.", _suspects),
    Rule(("orphan",), "Specs that no map lists.", _orphan_files),
)


def lint(index: Index, known: Corpus, paths: Iterable[str]) -> list[Found]:
    """Return what is wrong with some specs."""
    return Lint(index, known, [each for each in paths if each in known.specs]).found()
