"""One long file of Markdown as a tree of short ones: nothing lost, links follow. Pure."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gridref_indexers.normal import squeezed
from gridref_indexers.prose import sections

# Tokens of a part: smaller neighbours are merged, larger ones cut further.
LEAST, MOST = 600, 1_500
CHARS_PER_TOKEN = 3.5
MARK = "<!-- gridref: the map of what was split off; sha256 {digest} -->"
_MARK = re.compile(r"(?m)^<!-- gridref: the map of what was split off; sha256 ([0-9a-f]{64}) -->$")
_SLUG_CHARS = 60
SUMMARY_WORDS = 20
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_LIST_OR_TABLE = re.compile(r"\s+\S|\s*(?:[-*+]|\d+[.)])\s|\s*\|")


class CannotSplit(ValueError):
    """There is nothing to be split, in one sentence."""


@dataclass(frozen=True)
class Part:
    """A new file: its path, its text with links that fit there, and the lines that it has."""

    path: str
    title: str
    summary: str
    level: int
    body: str
    head: str
    start_line: int
    end_line: int

    @property
    def text(self) -> str:
        """Return the whole text of the file."""
        return self.head + self.body


@dataclass(frozen=True)
class Split:
    """What becomes of a file: a map in its place, and the parts."""

    path: str
    index: str
    parts: tuple[Part, ...]
    digest: str


@dataclass(frozen=True)
class _Piece:
    """Lines of the file, from and up to, and the section that they start with, -1 for none."""

    start: int
    end: int
    section: int


@dataclass(frozen=True)
class _Heading:
    title: str
    anchor: str
    doc: str
    level: int
    parent: int
    start: int
    end: int


def split(path: str, text: str, into: str = "") -> Split:
    """Return the parts of a file and its map; raise `CannotSplit` where there is nothing to do."""
    if _MARK.search(text):
        raise CannotSplit(f"{path} is a map already; split one of its parts, if it is too long")
    lines = _rows(text)
    headings = _headings(text)
    pieces = _pieces(lines, headings)
    if len(pieces) < 3:
        raise CannotSplit(f"{path} has nothing to split: {_tokens(lines):,} tokens, one part")
    folder = into or posixpath.join(posixpath.dirname(path), _stem(path))
    return _made(path, lines, headings, pieces, folder)


def joined(split: Split) -> str:
    """Return the text that a split came from, but for the targets of links that were rewritten."""
    before = split.index[: _MARK.search(split.index).start()]  # type: ignore[union-attr]
    return before + "".join(part.text[len(part.head) :] for part in split.parts)


def without_targets(text: str) -> str:
    """Return a text without the targets of its links: what a split leaves as it is."""
    return _rewritten(text, lambda _: "")


def digest_of(text: str) -> str:
    """Return the hash of what a split leaves as it is."""
    return sha256(without_targets(text).encode("utf-8", "surrogateescape")).hexdigest()


def _rows(text: str) -> list[str]:
    """Return the lines with their ends; a line feed alone ends one, as in the index."""
    rows = [f"{row}\n" for row in text.split("\n")]
    rows[-1] = rows[-1][:-1]
    return rows if rows[-1] else rows[:-1]


# Where to cut


def _headings(text: str) -> list[_Heading]:
    found = sections(text.encode("utf-8", "surrogateescape"), "markdown")
    return [
        _Heading(
            each.name,
            each.qualified,
            each.doc,
            len(each.signature) - len(each.signature.lstrip("#")),
            each.parent,
            each.start_line - 1,
            each.end_line,
        )
        for each in found
    ]


def _pieces(lines: Sequence[str], headings: Sequence[_Heading]) -> list[_Piece]:
    """Return the whole file as pieces in order; the first is what stays in the map."""
    children: dict[int, list[int]] = {}
    for at, each in enumerate(headings):
        children.setdefault(each.parent, []).append(at)
    tops = children.get(-1, [])
    if len(tops) == 1:
        # A lone title is the title of the map.
        top = tops[0]
        inner = children.get(top, [])
    else:
        inner = tops
    start = headings[inner[0]].start if inner else len(lines)
    pieces = [_Piece(0, start, -1)]
    for at, child in enumerate(inner):
        end = headings[inner[at + 1]].start if at + 1 < len(inner) else len(lines)
        pieces += _cut(lines, headings, children, child, headings[child].start, end)
    return [pieces[0], *_merged(lines, headings, pieces[1:])]


def _cut(
    lines: Sequence[str],
    headings: Sequence[_Heading],
    children: Mapping[int, list[int]],
    section: int,
    start: int,
    end: int,
) -> list[_Piece]:
    """Return a section as one piece if it is short enough, else its own text and what is in it."""
    if _tokens(lines[start:end]) <= MOST:
        return [_Piece(start, end, section)]
    inner = children.get(section, [])
    if not inner:
        return [_Piece(a, b, section) for a, b in _paragraphs(lines, start, end)]
    first = headings[inner[0]].start
    found = [_Piece(a, b, section) for a, b in _paragraphs(lines, start, first)]
    for at, child in enumerate(inner):
        stop = headings[inner[at + 1]].start if at + 1 < len(inner) else end
        found += _cut(lines, headings, children, child, headings[child].start, stop)
    return found


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a text in runs that are short enough, cut between paragraphs."""
    borders = list(_borders(lines, start, end))
    at = start
    last = start
    for border in (*borders, end):
        if _tokens(lines[at:border]) > MOST and last > at:
            yield at, last
            at = last
        last = border
    if at < end:
        yield at, end


def _borders(lines: Sequence[str], start: int, end: int) -> Iterator[int]:
    """Yield the lines that a paragraph starts at after a blank one, none in a fence or a list."""
    fence = ""
    for at in range(start, end):
        marked = _FENCE.match(lines[at])
        if marked and not fence:
            fence = marked[1]
        elif marked and marked[1].startswith(fence) and not marked[2].strip():
            fence = ""
            continue
        if fence and at > start and not marked:
            continue
        blank_before = at > start and not lines[at - 1].strip()
        if blank_before and lines[at].strip() and not _LIST_OR_TABLE.match(lines[at]):
            yield at


def _merged(
    lines: Sequence[str], headings: Sequence[_Heading], pieces: Sequence[_Piece]
) -> Iterator[_Piece]:
    """Yield pieces, small neighbours below one heading together."""
    held: _Piece | None = None
    for piece in pieces:
        parent = headings[piece.section].parent
        if (
            held is not None
            and headings[held.section].parent == parent
            and _tokens(lines[held.start : piece.end]) <= LEAST
        ):
            held = _Piece(held.start, piece.end, held.section)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _tokens(lines: Sequence[str]) -> int:
    return int(sum(map(len, lines)) / CHARS_PER_TOKEN) + 1


# What is written


def _made(
    path: str,
    lines: Sequence[str],
    headings: Sequence[_Heading],
    pieces: Sequence[_Piece],
    folder: str,
) -> Split:
    names = _names(headings, pieces[1:])
    paths = [f"{folder}/{name}.md" for name in names]
    bodies = ["".join(lines[piece.start : piece.end]) for piece in pieces]
    homes = _homes(path, headings, pieces, [path, *paths], bodies)
    parts: list[Part] = []
    seen: dict[int, int] = {}
    for piece, part_path, body in zip(pieces[1:], paths, bodies[1:], strict=True):
        heading = headings[piece.section]
        nth = seen[piece.section] = seen.get(piece.section, 0) + 1
        title = heading.title if nth == 1 else f"{heading.title} ({nth})"
        summary = _summary(heading.doc) if nth == 1 else ""
        moved = _moved(body, path, part_path, homes)
        head = _head(path, part_path, title, summary, piece)
        parts.append(
            Part(part_path, title, summary, heading.level, moved, head, piece.start + 1, piece.end)
        )
    digest = digest_of("".join(bodies))
    index = _index(path, bodies[0], parts, headings, pieces, homes, digest)
    return Split(path, index, tuple(parts), digest)


def _names(headings: Sequence[_Heading], pieces: Sequence[_Piece]) -> list[str]:
    """Return a name for each part, made of its title alone, so the same each time."""
    taken: set[str] = {"readme", "index"}
    names: list[str] = []
    for piece in pieces:
        slug = re.sub(r"[^a-z0-9]+", "-", headings[piece.section].title.casefold()).strip("-")
        wanted = name = slug[:_SLUG_CHARS].strip("-") or "part"
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name)
        names.append(name)
    return names


Homes = Mapping[str, tuple[str, str]]
_HTML_ANCHOR = re.compile(r"<a\s[^>]*?(?:id|name)=[\"']([^\"']+)[\"']")


def _homes(
    path: str,
    headings: Sequence[_Heading],
    pieces: Sequence[_Piece],
    paths: Sequence[str],
    bodies: Sequence[str],
) -> dict[str, tuple[str, str]]:
    """Return for each anchor of the file where it is now, and what it is called there."""
    homes: dict[str, tuple[str, str]] = {}
    for piece, home, body in zip(pieces, paths, bodies, strict=True):
        now = {each.start: each.anchor for each in _headings(body)}
        for each in headings:
            if piece.start <= each.start < piece.end:
                homes[each.anchor] = (home, now.get(each.start - piece.start, each.anchor))
        for anchor in _HTML_ANCHOR.findall(body):
            homes.setdefault(anchor, (home, anchor))
    return homes


def _summary(doc: str) -> str:
    words = doc.split()
    short = " ".join(words[:SUMMARY_WORDS])
    return short if len(words) <= SUMMARY_WORDS else f"{short} …"


def _head(path: str, part_path: str, title: str, summary: str, piece: _Piece) -> str:
    parent = posixpath.relpath(path, posixpath.dirname(part_path))
    rows = [
        f"title: {_quoted(title)}",
        f"parent: {_quoted(parent)}",
        *([f"summary: {_quoted(summary)}"] if summary else []),
        f"source: {_quoted(f'{parent}:{piece.start + 1}-{piece.end}')}",
    ]
    return "---\n" + "\n".join(rows) + "\n---\n"


def _quoted(text: str) -> str:
    return "'" + squeezed(text, 300).replace("'", "''") + "'"


def _index(
    path: str,
    preface: str,
    parts: Sequence[Part],
    headings: Sequence[_Heading],
    pieces: Sequence[_Piece],
    homes: Homes,
    digest: str,
) -> str:
    """Return the map: what stood before the first part, then a line for each part."""
    before = _moved(preface, path, path, homes)
    rows = [MARK.format(digest=digest), ""]
    least = min(part.level for part in parts)
    for part, piece in zip(parts, pieces[1:], strict=True):
        link = posixpath.relpath(part.path, posixpath.dirname(path) or ".")
        tokens = int(len(part.body) / CHARS_PER_TOKEN) + 1
        # Whoever follows an old link lands on the line that leads on.
        old = [h.anchor for h in headings if piece.start <= h.start < piece.end]
        anchors = "".join(f'<a id="{anchor}"></a>' for anchor in old)
        said = f": {_bare(part.summary)}" if part.summary else ""
        indent = "  " * min(4, part.level - least)
        rows.append(f"{indent}- {anchors}[{_bare(part.title)}]({link}) (~{tokens:,} tokens){said}")
    return before + "\n".join(rows) + "\n"


def _bare(title: str) -> str:
    return re.sub(r"[\[\]]", "", title)


# Links

_INLINE = re.compile(
    r"(!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\(\s*)(<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)"
)
_DEFINED = re.compile(r"( {0,3}\[[^\[\]]+\]:\s*)(<[^<>\n]*>|\S+)")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)*?\1(?!`)")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|$|\?|\{|<$")


def _rewritten(text: str, target_of: "Callable[[str], str]") -> str:
    """Return a text with other targets for its links; code is left alone."""
    out: list[str] = []
    fence = ""
    for line in _rows(text):
        marked = _FENCE.match(line.rstrip("\r\n"))
        if marked and (not fence or (marked[1].startswith(fence) and not marked[2].strip())):
            fence = "" if fence else marked[1]
        elif not fence and ("](" in line or "]:" in line):
            line = _line(line, target_of)
        out.append(line)
    return "".join(out)


def _line(line: str, target_of: "Callable[[str], str]") -> str:
    spans = [found.span() for found in _CODE_SPAN.finditer(line)]

    def replaced(found: re.Match[str]) -> str:
        if any(start < found.start(2) < end for start, end in spans):
            return found[0]
        bare = found[2].removeprefix("<").removesuffix(">")
        now = target_of(bare)
        return found[1] + (f"<{now}>" if found[2].startswith("<") else now)

    if defined := _DEFINED.match(line):
        return replaced(defined) + line[defined.end() :]
    return _INLINE.sub(replaced, line)


def _moved(body: str, old: str, new: str, homes: Homes) -> str:
    """Return a text of one file as it must be in another, so that its links lead where they did."""

    def target_of(target: str) -> str:
        where, mark, anchor = target.partition("#")
        if not where and mark:
            home, now = homes.get(anchor, homes.get(anchor.lower(), ("", "")))
            if not home:
                return target
            return f"#{now}" if home == new else f"{_relative(home, new)}#{now}"
        if _ELSEWHERE.match(where):
            return target
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(old), where))
        if whole == old and anchor in homes:
            home, now = homes[anchor]
            return f"#{now}" if home == new else f"{_relative(home, new)}#{now}"
        if posixpath.dirname(old) == posixpath.dirname(new):
            return target
        slash = "/" if where.endswith("/") else ""
        return f"{_relative(whole, new)}{slash}{mark}{anchor}"

    return _rewritten(body, target_of)


def _relative(path: str, place: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(place) or ".")


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]
