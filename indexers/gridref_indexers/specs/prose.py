"""Specs in Markdown and reStructuredText: sections, and the items in them that have an id."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from gridref_indexers.normal import squeezed
from gridref_indexers.specs.entry import DOCUMENTS, Entry, Link, Problem, Spec
from gridref_indexers.specs.formats import Format
from gridref_indexers.specs.ids import BARE_ID, ID, LEADING_ID, names_of, number_of
from gridref_indexers.specs.links import Covered, front_links, line_links, path_links
from gridref_indexers.specs.plain_yaml import Mapping, Value, loaded, texts

SUMMARY_CHARS = 160
MOST_ENTRIES = 5_000
# A line is read so far: longer ones are data.
_READ_CHARS = 4_000

_KEYWORD = re.compile(r"\b(MUST NOT|SHALL NOT|SHOULD NOT|MUST|SHALL|SHOULD|MAY|REQUIRED)\b")
_RANK = {"MUST NOT": 0, "MUST": 1, "SHALL NOT": 2, "SHALL": 3, "REQUIRED": 4}
_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,})(.*)")
_BOX = r"(?P<box>\[(?P<state>[ xX*~/-])\]\*?\s+)"
_MARK = r"(?P<mark>[-*+]|\d+[.)])"
_ITEM = re.compile(rf"(?P<indent>\s*){_MARK}\s+{_BOX}?(?P<rest>\S.*)")
_ROW = re.compile(rf"\s*\|\s*[*`]{{0,2}}(?P<id>{ID})[*`]{{0,2}}\s*\|\s*(?P<rest>.*?)\s*\|?\s*$")
_BOLD_ID = re.compile(rf"(?P<indent>\s*)\*\*(?P<id>{ID})(?:\*\*\s*:?|:\*\*)\s*(?P<rest>.*)")
_BOXED = re.compile(r"^\[?[ xX]\]?\*? (?=\S)|(?<!\S)\[[ xX]\]\*? (?=\S)")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
_GIVEN = re.compile(r"[*_]{0,2}(?:Given|When|WHEN|GIVEN|IF|WHILE)\b", re.I)
_STATUS = re.compile(r"^\s*(?:[-*]\s+)?[*_]{0,2}Status[*_]{0,2}\s*:\s*[*_]{0,2}\s*(\S.*)", re.I)
# A line of data about the document, not of what it is about.
_DATUM = re.compile(r"(?!User)(?:[A-Z]\w*(?:[ -]\w+)?|\w+[vV]ersion): ?\S|\[?[\w-]+\]?: #")
# Data of StrictDoc in Markdown, right below a heading.
_UID = re.compile(r"\*\*UID\*\*: *(\S+?) *\\?\s*")
_UNDER_HEADING = 4
# Data about the document stands in so many lines at its top.
_DATA_LINES = 60
# A line without any of these is plain text.
_TELLING = re.compile(
    r"[\[`~|*]|\.\. |[A-Z\d]-\d|US\d|T\d{3}|^\s*\d+[.)]\s|equirement|uperse|UPERSED|eplace[sd]"
    r"|mend(?:s|ed) |MUST|SHALL|SHOULD|MAY|REQUIRED|eeds:|overs:|epends:|_[^_\d]{1,24}\d"
)
_LITERAL = re.compile(
    r"(\s*)(?:\.\.\s+(?:code-block|code|sourcecode|parsed-literal)::.*|(?!\.\. ).*::)\s*"
)
_HEADER = re.compile(
    r"\s*(?:[-*]\s+)?[*_]{0,2}(Title|Feature Name|RFC Name)[*_]{0,2}\s*:[*_]{0,2}\s*(\S.*)", re.I
)
_SET_ASIDE = re.compile(
    r"[-*\s]*[*_]{0,2}(superseded|deprecated|withdrawn|rejected)\b[^:]{0,3}:?.*", re.I
)
_ADDED = re.compile(r"(ADDED|MODIFIED|REMOVED|RENAMED) Requirements$", re.I)
_DIRECTIVE = re.compile(r"(?P<indent>\s*)\.\.\s+(?P<kind>[\w-]+)::\s*(?P<title>.*)")
_MYST = re.compile(r"\{(?P<kind>[\w-]+)\}\s*(?P<title>.*)")
_OPTION = re.compile(r"\s*:(?P<key>[\w-]+):\s*(?P<value>.*)")
_FAST_TRACE = re.compile(r"\s*`([a-zA-Z]+~[\w.-]+~\d+)`(?:<a [^>]*></a>)?\s*$")
_NEEDS_KINDS = {"impl": "implementation", "test": "test", "test-case": "test"}
_NOT_NEEDS = frozenset(["needtable", "needlist", "needflow", "needpie", "toctree", "code-block"])


class Section(Protocol):
    """A section as the index has it."""

    @property
    def parent(self) -> int:
        """Return the ordinal of the section around it, -1 at the top."""
        ...

    @property
    def name(self) -> str:
        """Return its title."""
        ...

    @property
    def qualified(self) -> str:
        """Return its anchor."""
        ...

    @property
    def doc(self) -> str:
        """Return what it says first."""
        ...

    @property
    def start_line(self) -> int:
        """Return the line of its heading."""
        ...

    @property
    def end_line(self) -> int:
        """Return its last line."""
        ...


@dataclass
class _Draft:
    """An entry while its lines are read."""

    parent: int
    kind: str
    id: str
    names: list[str]
    title: str
    summary: str
    start_line: int
    end_line: int
    status: str = ""
    keyword: str = ""
    indent: int = -1
    links: list[Link] = field(default_factory=list)
    items: int = 0

    def entry(self) -> Entry:
        """Return it as it stays."""
        names = tuple(dict.fromkeys(each for each in self.names if each and each != self.id))
        return Entry(
            self.parent,
            self.kind,
            self.id,
            names,
            squeezed(self.title, SUMMARY_CHARS),
            squeezed(self.summary, SUMMARY_CHARS),
            self.start_line,
            self.end_line,
            self.status,
            self.keyword,
            tuple(dict.fromkeys(self.links)),
        )


def prose(format: Format, text: str, sections: Sequence[Section]) -> Spec:
    """Read a spec in prose; `sections` are those of the same text."""
    lines = text.replace("\r\n", "\n").split("\n")
    front, first, problems = front_matter(lines)
    reader = _Reader(format, lines, sections)
    reader.read(first)
    entries = tuple(each.entry() for each in reader.drafts)
    title = _first(front, "title", "name") or reader.title or _title(entries)
    status = _first(front, "status") or reader.status
    if format.role in DOCUMENTS and entries:
        entries = (_as_document(entries, title, status), *entries[1:])
    return Spec(
        format.name,
        format.role,
        squeezed(title, SUMMARY_CHARS),
        squeezed(_first(front, "summary", "description") or _summary(entries), SUMMARY_CHARS),
        squeezed(status, 80),
        entries,
        (*front_links(front), *reader.loose),
        # What a document of reasons numbers, it numbers for this argument alone.
        problems if format.role in DOCUMENTS else (*problems, *_twice(entries)),
    )


_GISTS = ("summary", "abstract", "tldr", "decision", "motivation", "context", "introduction")
_GIST = re.compile(rf"(?:\d+\.?\s+)?(?:executive )?({'|'.join(_GISTS)})\b", re.I)


def _as_document(entries: Sequence[Entry], title: str, status: str) -> Entry:
    """Return the first entry as what stands for the document: with its gist and its status."""
    gists = {
        found[1].casefold(): each.summary
        for each in reversed(entries)
        if each.summary and not _DATUM.match(each.summary) and (found := _GIST.match(each.title))
    }
    gist = next((gists[each] for each in _GISTS if each in gists), entries[0].summary)
    own = entries[0].title if entries[0].id else title
    return entries[0]._replace(title=squeezed(own, SUMMARY_CHARS), summary=gist, status=status)


def with_front(found: Spec, text: str) -> Spec:
    """Return a document with what the file beside it says, as its front matter would."""
    front, bad = loaded(text)
    told_of = tuple(Problem(1, f"in the file beside it: {each.why}") for each in bad)
    title = _first(front, "title", "name") or found.title
    status = _first(front, "status") or found.status
    first = found.entries[:1]
    names = tuple(texts(front.get("feature-gates", "")))
    names += tuple(
        name
        for gate in _listed(front.get("feature-gates", ""))
        for name in texts(gate.get("name", ""))
    )
    told = tuple(
        each._replace(title=title, status=status, names=(*each.names, *names)) for each in first
    )
    links = tuple(link._replace(line=1) for link in front_links(front))
    return replace(
        found, title=title, status=status, entries=told + found.entries[1:],
        links=(*found.links, *links), problems=(*found.problems, *told_of),
    )  # fmt: skip


def _listed(value: Value) -> Iterator[Mapping]:
    yield from (
        (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else ()
    )


def front_matter(lines: Sequence[str]) -> tuple[Mapping, int, tuple[Problem, ...]]:
    """Return what stands between two rules at the top, and the index of the line after it."""
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != "---":
        return Mapping(), 0, ()
    for at, line in enumerate(lines[1:2_000], 1):
        if line.rstrip() in ("---", "..."):
            inside = "\n".join(lines[1:at])
            if not inside.strip():
                return Mapping(), at + 1, ()
            found, problems = loaded(inside, 2)
            return found, at + 1, problems
    if len(lines) > 1 and re.match(r"[\w-]+:\s", lines[1]):
        return Mapping(), 0, (Problem(1, "front matter without the rule that ends it"),)
    return Mapping(), 0, ()


def _first(front: Mapping, *keys: str) -> str:
    return next((" ".join(texts(front[key])) for key in keys if texts(front.get(key, ""))), "")


def _title(entries: Sequence[Entry]) -> str:
    return next((each.title for each in entries if each.parent < 0), "")


def _summary(entries: Sequence[Entry]) -> str:
    said = [each.summary for each in entries if each.summary]
    return next((each for each in said if not _DATUM.match(each)), said[0] if said else "")


def _twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for each in entries:
        if each.kind in ("section", "scenario", "task"):
            continue
        if each.id in seen:
            why = f"the id {each.id[:80]!r} twice, first in line {seen[each.id]}"
            yield Problem(each.start_line, why)
        seen.setdefault(each.id, each.start_line)


class _Reader:
    """What is open at a line: the sections around it and the items in them."""

    def __init__(self, format: Format, lines: list[str], sections: Sequence[Section]) -> None:
        self.format = format
        self.lines = lines
        self.headings = {
            kind: re.compile(pattern, re.I) for kind, pattern in format.headings.items()
        }
        self.drafts: list[_Draft] = []
        self.sections = list(sections)
        self.loose: list[Link] = []
        self.status = self.title = ""
        self.open: list[int] = []
        self.covered = Covered()

    def read(self, first: int) -> None:
        """Read the lines from the one after the front matter."""
        following = iter(self.sections)
        upcoming = next(following, None)
        ordinals: dict[int, int] = {}
        number = 0
        if self.format.role in DOCUMENTS and sum(each.parent < 0 for each in self.sections) != 1:
            # What has no title of its own is held together by an entry for all of it.
            self.drafts.append(
                _Draft(-1, self.format.role, "", [], "", "", first + 1, max(1, len(self.lines)))
            )
            ordinals[-1] = 0
            self.open = [0]
        fence = ""
        literal = -1
        comment = False
        for at in range(len(self.lines)):
            while upcoming is not None and upcoming.start_line <= at + 1:
                ordinals[number] = self._open_section(upcoming, ordinals)
                number, upcoming = number + 1, next(following, None)
            if at < first:
                continue
            line = self.lines[at][:_READ_CHARS]
            if ("```" in line or "~~~" in line) and (marked := _FENCE.match(line)):
                fence = self._fenced(at, fence, marked)
                continue
            if fence:
                continue
            if literal >= 0 and _is_inside(line, literal):
                continue
            literal = self._literal(at, line)
            comment = "<!--" in line if not comment else True
            if comment:
                comment = "-->" not in line
                continue
            if len(self.drafts) < MOST_ENTRIES:
                self._line(at, line)
        self._end_items(len(self.lines), -1)

    def _literal(self, at: int, line: str) -> int:
        """Return how far a line is indented below which code is shown in reST, -1 if none is."""
        opened = _LITERAL.fullmatch(line) if "::" in line else None
        after = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if opened is None or (".. " not in line and after.strip()):
            return -1
        return len(opened[1])

    def _fenced(self, at: int, fence: str, marked: re.Match[str]) -> str:
        """Return the fence that is open after a line with one."""
        marks, rest = marked[1], marked[2]
        if fence:
            return "" if marks.startswith(fence) and not rest.strip() else fence
        if directive := _MYST.match(rest):
            self._need(at, directive, 0)
        return marks

    def _open_section(self, section: Section, ordinals: dict[int, int]) -> int:
        self._end_items(section.start_line - 1, -1)
        parent = ordinals.get(section.parent, -1)
        draft = self._of_heading(section, parent)
        self.drafts.append(draft)
        self.open = [len(self.drafts) - 1]
        return self.open[0]

    def _of_heading(self, section: Section, parent: int) -> _Draft:
        kind, title, id, names = "section", section.name, section.qualified, list[str]()
        for kind_of, pattern in self.headings.items():
            if found := pattern.match(title):
                groups = found.groupdict()
                title = groups.get("title") or title
                names = [title, number_of(kind_of, groups.get("number") or "")]
                kind = kind_of
                id = names[1] or id.removeprefix(f"{kind_of}-")
                break
        else:
            if found := LEADING_ID.match(title):
                id, title = found["id"], found["title"].strip() or title
                names, kind = [found["id"], section.qualified], "requirement"
        if self.format.role in DOCUMENTS and parent < 0 and not self.drafts:
            kind = self.format.role
        names += [section.qualified, *names_of(title)]
        status = _ADDED.search(section.name)
        above = self.drafts[parent].status if parent >= 0 else ""
        inherited = above if above.isupper() else ""
        return _Draft(
            parent, kind, id, names, title, _BOXED.sub("", section.doc), section.start_line,
            section.end_line,
            status[1].upper() if status else inherited, stronger_keyword(section.name),
        )  # fmt: skip

    # Lines

    def _line(self, at: int, line: str) -> None:
        if not line.strip():
            return
        if at >= _DATA_LINES and self._says_nothing(at, line):
            return
        if (found := _FAST_TRACE.match(line)) and self._fast_trace(at, found[1]):
            return
        if (found := _UID.fullmatch(line)) and self._uid(at, found[1]):
            return
        if (found := _DIRECTIVE.match(line)) and self._need(at, found, len(found["indent"])):
            return
        indent = len(line) - len(line.lstrip())
        if self.open and self.drafts[self.open[-1]].indent >= indent:
            self._end_items(at, indent)
        if item := self._item(line):
            self._open_item(at, *item)
        elif at < _DATA_LINES or self._is_of_status():
            self._data(line)
        here = self.drafts[self.open[-1]] if self.open else None
        links = line_links(line, at + 1, self.covered)
        if here is None:
            self.loose += links
            return
        here.links += _own(here, links)
        if here.kind == "task":
            here.links += path_links(line, at + 1)
        here.keyword = _stronger(here.keyword, stronger_keyword(line))

    def _says_nothing(self, at: int, line: str) -> bool:
        """Tell whether a line is plain text, as most are: all it can do is to end an item."""
        here = self.drafts[self.open[-1]] if self.open else None
        if self.covered.open or (here and here.kind == "task") or _TELLING.search(line):
            return False
        if here and here.indent >= 0:
            self._end_items(at, len(line) - len(line.lstrip()))
        return not self._is_of_status()

    def _is_of_status(self) -> bool:
        """Tell whether the section that is open is called Status, as those of decisions are."""
        return bool(self.open) and self.drafts[self.open[0]].title.casefold() == "status"

    def _data(self, line: str) -> None:
        """Take what a line says of the document: its title, its status."""
        if line.lstrip().startswith(("#", "=", "-----", "~~~~")):
            return
        if not self.status:
            if said := _STATUS.match(line):
                self.status = _plain(said[1].strip("*_ "))
            elif self._is_of_status() or (
                self.format.role in DOCUMENTS and _SET_ASIDE.fullmatch(line)
            ):
                self.status = _plain(line)
        if not self.title and self.format.role in DOCUMENTS and (said := _HEADER.match(line)):
            self.title = _plain(said[2])

    def _item(self, line: str) -> "tuple[int, str, str, str, str] | None":
        """Return indent, kind, id, text and status of a line that is an item with an id or box."""
        if row := _ROW.match(line):
            return len(line), "requirement", row["id"], row["rest"], ""
        if bold := _BOLD_ID.match(line):
            return len(bold["indent"]), "requirement", bold["id"], bold["rest"], ""
        found = _ITEM.match(line)
        if found is None:
            return None
        indent, rest = len(found["indent"]), found["rest"]
        if found["box"] and self.format.role in ("tasks", "plan", "requirements"):
            done = "done" if found["state"] in "xX" else "open"
            return indent, "task", _id_of_task(rest), rest, done
        if lead := LEADING_ID.match(rest):
            if lead["bold"].strip("[") or (lead["mark"] and not lead["bold"]):
                return indent, "requirement", lead["id"], lead["title"], ""
            return None
        return self._numbered(found, indent, rest)

    def _numbered(
        self, found: re.Match[str], indent: int, rest: str
    ) -> "tuple[int, str, str, str, str] | None":
        kind = self.format.numbered
        if not kind or not found["mark"][0].isdigit() or not self.open:
            return None
        if kind == "scenario" and not _GIVEN.match(rest):
            return None
        holder = self._holder()
        if holder is None or indent > 2:
            return None
        number = found["mark"].rstrip(".)")
        return indent, kind, f"{holder.id}.{number}", rest, ""

    def _holder(self) -> _Draft | None:
        """Return the requirement or story around a numbered item."""
        at = self.open[0]
        while at >= 0:
            if self.drafts[at].kind in ("requirement", "story"):
                return self.drafts[at]
            at = self.drafts[at].parent
        return None

    def _open_item(self, at: int, indent: int, kind: str, id: str, text: str, status: str) -> None:
        self._end_items(at, indent)
        parent = self.open[-1] if self.open else -1
        if not id:
            top = self.drafts[self.open[0]] if self.open else None
            if top:
                top.items += 1
            id = f"{top.id if top else ''}-{kind}-{top.items if top else at + 1}"
        draft = _Draft(
            parent, kind, id, [id], _plain(_without(id, text)), "", at + 1, at + 1, status,
            indent=indent,
        )  # fmt: skip
        self.drafts.append(draft)
        self.open.append(len(self.drafts) - 1)

    def _end_items(self, at: int, indent: int) -> None:
        """Close the items that a line of so great an indent does not belong to."""
        while self.open and self.drafts[self.open[-1]].indent >= max(indent, 0):
            draft = self.drafts[self.open.pop()]
            end = at
            while end > draft.start_line and not self.lines[end - 1].strip():
                end -= 1
            draft.end_line = max(draft.start_line, end)

    def _uid(self, at: int, id: str) -> bool:
        """Take the id that StrictDoc has below a heading; the document has one, too."""
        section = self.drafts[self.open[0]] if self.open else None
        if section is None or at + 1 - section.start_line > _UNDER_HEADING or section.parent < 0:
            return False
        section.names += [section.id]
        section.id, section.kind = id, "requirement"
        said = (line for line in self.lines[at + 1 : section.end_line] if line.strip())
        bare = (re.sub(r"^\*\*Statement\*\*:\s*", "", each) for each in said)
        section.summary = _plain(next((each for each in bare if each and each[:2] != "**"), ""))
        return True

    def _fast_trace(self, at: int, id: str) -> bool:
        """Take the id of OpenFastTrace, which stands below the title of its section."""
        section = self.drafts[self.open[0]] if self.open else None
        if section is None or at + 1 - section.start_line > 3 or section.kind != "section":
            self._open_item(at, 0, "requirement", id, id, "")
            return True
        section.names += [section.id, id.rpartition("~")[0]]
        section.id, section.kind = id, "requirement"
        following = (line for line in self.lines[at + 1 : section.end_line] if line.strip())
        section.summary = _plain(next(following, ""))
        return True

    def _need(self, at: int, found: re.Match[str], indent: int) -> bool:
        """Open what a directive of sphinx-needs says, if it has an id."""
        if found["kind"] in _NOT_NEEDS:
            return False
        options = self._options(at + 1)
        id = options.get("id", (0, ""))[1]
        if not id:
            return False
        kind = _NEEDS_KINDS.get(found["kind"], "requirement")
        self._open_item(at, indent, kind, id, found["title"] or id, "")
        draft = self.drafts[-1]
        draft.status = options.get("status", (0, ""))[1]
        for key, (line, value) in options.items():
            if (
                key == "links"
                or key.endswith("_links")
                or key in ("implements", "tests", "refines", "satisfies", "fulfils", "verifies")
            ):
                targets = re.split(r"\s*[,;]\s*", re.sub(r"\[[^\[\]]*\]", "", value))
                # `:links:` alone says that two have to do with each other, not which is above.
                kind = "relates" if key == "links" else "covers"
                draft.links += [Link(kind, each, line) for each in targets if each]
        return True

    def _options(self, at: int) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        key = ""
        while at < len(self.lines) and (line := self.lines[at][:_READ_CHARS]).strip():
            if option := _OPTION.match(line):
                key = option["key"]
                found[key] = (at + 1, option["value"].strip())
            elif key and not found[key][1].endswith((",", ";")) and found[key][1]:
                break
            elif key:
                # A list of ids goes on, further in than its key.
                found[key] = (found[key][0], f"{found[key][1]} {line.strip()}".strip())
            else:
                break
            at += 1
        return found


def _is_inside(line: str, indent: int) -> bool:
    return not line.strip() or len(line) - len(line.lstrip()) > indent


def _own(here: _Draft, links: list[Link]) -> list[Link]:
    """Return the links of an entry but those to itself; the ids in a task are what it is for."""
    others = [each for each in links if each.target not in (here.id, *here.names)]
    if here.kind != "task":
        return others
    return [
        each._replace(kind="covers") if BARE_ID.fullmatch(each.target) else each for each in others
    ]


def _id_of_task(text: str) -> str:
    if found := LEADING_ID.match(text):
        return str(found["id"])
    found = _NUMBERED.match(text)
    return found[1] if found else ""


def _without(id: str, text: str) -> str:
    """Return the text of an item without the id that it starts with."""
    bare = text.lstrip("*_`[ ")
    return bare[len(id) :].lstrip("*_`].: -") or text if bare.startswith(id) else text


def _plain(text: str) -> str:
    bare = re.sub(r"[*`]+", "", re.sub(r"\[([^\[\]]+)\]\([^()]*\)", r"\1", text)).strip()
    return squeezed(bare, SUMMARY_CHARS)


def stronger_keyword(line: str) -> str:
    """Return the strongest word of RFC 2119 that a text has in capitals."""
    found = _KEYWORD.findall(line)
    return min(found, key=lambda each: _RANK.get(each, 9)) if found else ""


def _stronger(one: str, other: str) -> str:
    if not one or not other:
        return one or other
    return min(one, other, key=lambda each: _RANK.get(each, 9))
