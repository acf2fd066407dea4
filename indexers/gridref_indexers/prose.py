"""Markdown and reStructuredText in, sections out: headings as definitions that can be cited."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, dropwhile, islice, takewhile
from string import punctuation
from typing import Literal, NamedTuple
from unicodedata import category, combining, east_asian_width, normalize

from gridref_indexers.facts import Definition
from gridref_indexers.normal import squeezed

Format = Literal["markdown", "rst"]

DOC_CHARS = 200
TITLE_CHARS = 200
# A file with more is data; what is left of it belongs to the last section.
MOST_LINES = 100_000
MOST_SECTIONS = 10_000
_READ_TITLE_CHARS = 400
_READ_DOC_CHARS = 1_000
_READ_DOC_LINES = 40


class _Block(NamedTuple):
    """A heading, or with level 0 a paragraph, and the index of its first line."""

    line: int
    level: int
    text: str
    anchor: str = ""


class _Section(NamedTuple):
    heading: _Block
    title: str
    doc: str


def sections(source: bytes, format: Format) -> tuple[Definition, ...]:
    """Return the sections in order; each reaches to the next heading that is not below it."""
    lines = _lines(source)
    read, plain, slug = _FORMATS[format]
    found = list(islice(_sections(read(lines[:MOST_LINES]), plain), MOST_SECTIONS))
    height = len(lines) - (not lines[-1])
    bytes_before = [0, *accumulate(len(line) + 1 for line in source.split(b"\n"))]
    bytes_before[height] = len(source)
    anchors = _Anchors(slug)
    return tuple(
        Definition(
            parent,
            "section",
            squeezed(each.title, TITLE_CHARS),
            anchors.of(each),
            squeezed(f"{'#' * each.heading.level} {each.title}", TITLE_CHARS),
            each.doc,
            "",
            True,
            each.heading.line + 1,
            end,
            bytes_before[each.heading.line],
            bytes_before[end],
        )
        for each, (parent, end) in zip(found, _nesting(found, height), strict=True)
    )


def _lines(source: bytes) -> list[str]:
    text = source.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").split("\n")


def _sections(blocks: Iterable[_Block], plain: Callable[[str], str]) -> Iterator[_Section]:
    """Yield each heading that has a text, with what its section says first."""
    section: _Section | None = None
    for block in blocks:
        if block.level and (title := _title(block.text[:_READ_TITLE_CHARS], plain)):
            if section:
                yield section
            section = _Section(block, title, "")
        elif section and not section.doc and not block.level:
            text = " ".join(plain(block.text[:_READ_DOC_CHARS]).split())
            section = section._replace(doc=_first_sentences(text))
    if section:
        yield section


def _title(text: str, plain: Callable[[str], str]) -> str:
    """Return a title without marks; where it is all images, what stands for them."""
    title = plain(text)
    return title if title.strip() or "![" not in text else plain(text.replace("![", "["))


def _nesting(found: Sequence[_Section], height: int) -> Iterator[tuple[int, int]]:
    """Return the parent and the last line of each section."""
    around: list[int] = []
    parents: list[int] = []
    ends = [height] * len(found)
    for at, each in enumerate(found):
        while around and found[around[-1]].heading.level >= each.heading.level:
            ends[around.pop()] = each.heading.line
        parents.append(around[-1] if around else -1)
        around.append(at)
    return zip(parents, ends, strict=True)


class _Anchors:
    """The anchors of one file, each given out once."""

    def __init__(self, slug: Callable[[str], str]) -> None:
        self.slug = slug
        self.repeats: dict[str, int] = {}

    def of(self, section: _Section) -> str:
        wanted = anchor = section.heading.anchor or self.slug(section.title) or "section"
        while anchor in self.repeats:
            self.repeats[wanted] += 1
            anchor = f"{wanted}-{self.repeats[wanted]}"
        self.repeats[anchor] = 0
        return anchor


_SENTENCE_END = re.compile(r"[.!?](?=\s)|[\u3002\uff01\uff1f]")


def _first_sentences(text: str) -> str:
    """Return as many whole sentences as there is room for."""
    if len(text) <= DOC_CHARS:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[:DOC_CHARS])]
    return text[: ends[-1]] if ends else squeezed(text, DOC_CHARS)


# Markdown: https://spec.commonmark.org/0.31.2/ with the tables of GitHub

_FRONT_MATTER = re.compile(r"\s*(?:[\w\"'.-][^:]*:(?:\s|$)|[\w.-]+\s*=|\[)")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_ITEM = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?= |$)")
_TABLE_RULE = re.compile(r"[|:-][ |:-]*$")
_LINK_TARGET = re.compile(r"\[[^\[\]]+\]: *\S+(?: +(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?$")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.][^{}]*)|(?:[\w-]+=[^{}]*))\}")
_BLANK = re.compile(r"^\s*$")
_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p"
    "|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
# How an HTML block starts, and what its last line has.
_HTML = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(rf"</?(?:{_TAGS})(?=\s|/?>|$)", re.I), _BLANK),
)
_LONE_TAG = re.compile(rf"(?:<[A-Za-z][\w-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][\w-]*\s*>)$")
_QUOTE = 0
_MOST_CONTAINERS = 20


def _markdown(lines: list[str]) -> list[_Block]:
    reader = _Markdown()
    for at in range(_front_matter(lines), len(lines)):
        reader.read(at, lines[at])
    reader.end_paragraph()
    return reader.blocks


def _front_matter(lines: list[str]) -> int:
    """Return where the text starts: a file may open with YAML or TOML between two rules."""
    rule = lines[0].rstrip()
    if rule not in ("---", "+++"):
        return 0
    ends = (rule, "..." if rule == "---" else rule)
    inside = list(takewhile(lambda line: line.rstrip() not in ends, lines[1:]))
    said = next((line for line in inside if line.strip() and not line.startswith("#")), "")
    closed = len(inside) < len(lines) - 1
    return len(inside) + 2 if closed and _FRONT_MATTER.match(said) else 0


class _Markdown:
    """What is open at a line: list items and quotes, and in the innermost a paragraph or code."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self.containers: list[int] = []  # the width of each list item, or _QUOTE
        self.empty_item = False
        self.paragraph: list[str] = []
        self.start = 0
        self.table = False
        self.until: re.Pattern[str] | None = None
        self.after_blank = False

    def read(self, at: int, line: str) -> None:
        """Take in one line."""
        if line[:1].isalpha() and not (self.containers or self.until or self.table):
            self.after_blank = False
            self._text(at, line.rstrip())
            return
        line = line.rstrip()
        if line or not self.after_blank:
            self.after_blank = not line
            self._read(at, line.expandtabs(4))

    def end_paragraph(self) -> None:
        """Close the open paragraph."""
        # Targets of links say nothing of their own.
        said = list(dropwhile(_LINK_TARGET.match, self.paragraph))
        if said:
            self.blocks.append(_Block(self.start, 0, " ".join(said[:_READ_DOC_LINES])))
        self.paragraph = []

    def _read(self, at: int, line: str) -> None:
        depth, rest = self._continued(line)
        if depth == len(self.containers) and self.until:
            self.until = None if self.until.search(rest) else self.until
            return
        paragraph_here = bool(self.paragraph) and depth == len(self.containers)
        opened, rest = self._opened(rest, depth, paragraph_here)
        text = rest.lstrip(" ")
        indented = len(rest) - len(text) > 3
        continues = bool(self.paragraph) and bool(text) and not opened
        if continues and (indented or not self._interrupts(text, paragraph_here)):
            self.paragraph.append(text)
            return
        if opened or depth < len(self.containers):
            self._end_leaf()
            self.containers[depth:] = opened
            self.empty_item = False
        if not text:
            self._blank(opened)
        elif not indented:
            self._leaf(at, text)
        self.empty_item = self.empty_item and not text

    def _continued(self, line: str) -> tuple[int, str]:
        """Return how many of the open containers a line goes on with, and what is in there."""
        at = 0
        for depth, width in enumerate(self.containers):
            space = _spaces(line, at)
            if width == _QUOTE and space < 4 and line[at + space : at + space + 1] == ">":
                at += space + 1
                at += line[at : at + 1] == " "
            elif width != _QUOTE and (space >= width or at + space >= len(line)):
                at += width
            else:
                return depth, line[at:]
        return len(self.containers), line[at:]

    def _opened(self, rest: str, depth: int, paragraph_here: bool) -> tuple[list[int], str]:
        """Return the containers that start here, and what stands in the innermost."""
        opened: list[int] = []
        at = 0
        while depth + len(opened) < _MOST_CONTAINERS:
            space = _spaces(rest, at)
            start = at + space
            if space > 3:
                break
            if rest[start : start + 1] == ">":
                opened.append(_QUOTE)
                at = start + 1 + (rest[start + 1 : start + 2] == " ")
            elif width := _item_width(rest, start, paragraph_here and not opened):
                opened.append(space + width)
                at = start + width
            else:
                break
        return opened, rest[at:]

    def _interrupts(self, text: str, paragraph_here: bool) -> bool:
        """Tell whether a line does something else than go on with the open paragraph."""
        if text[0] not in "#`~<-_*=|:":
            return False
        if paragraph_here and (_UNDERLINE.match(text) or self._is_table_rule(text)):
            return True
        return bool(_heading(text) or _FENCE.match(text) or _is_rule(text) or _end_of_html(text))

    def _is_table_rule(self, text: str) -> bool:
        return (
            bool(_TABLE_RULE.match(text))
            and "-" in text
            and "|" in text + self.paragraph[-1]
            and _cells(text) == _cells(self.paragraph[-1])
        )

    def _blank(self, opened: list[int]) -> None:
        self.end_paragraph()
        self.table = False
        # A list item starts with at most one blank line.
        if self.empty_item and not opened:
            self.containers.pop()
        self.empty_item = bool(opened) and opened[-1] != _QUOTE

    def _leaf(self, at: int, text: str) -> None:
        if self.paragraph and _UNDERLINE.match(text) and self._underlined(text):
            return
        if self.paragraph and self._is_table_rule(text):
            self.paragraph.pop()
            self._end_leaf(table=True)
        elif found := _heading(text):
            self._end_leaf()
            self._put_heading(at, *found)
        elif fence := _FENCE.match(text):
            self._end_leaf(until=re.compile(rf"^ {{0,3}}{fence[0][0]}{{{len(fence[0])},}}$"))
        elif _is_rule(text):
            self._end_leaf()
        elif end := _end_of_html(text) or (not self.paragraph and _LONE_TAG.match(text) and _BLANK):
            self._end_leaf(until=None if end.search(text) else end)
        elif not self.table:
            self._text(at, text)

    def _text(self, at: int, text: str) -> None:
        self.start = self.start if self.paragraph else at
        self.paragraph.append(text)

    def _end_leaf(self, table: bool = False, until: re.Pattern[str] | None = None) -> None:
        self.end_paragraph()
        self.table, self.until = table, until

    def _underlined(self, underline: str) -> bool:
        """Make a heading of the open paragraph, the targets of links before it aside."""
        targets = sum(1 for _ in takewhile(_LINK_TARGET.match, self.paragraph))
        title, self.paragraph = self.paragraph[targets:], []
        if title:
            level = 1 if underline[0] == "=" else 2
            self._put_heading(self.start + targets, level, " ".join(title))
        return bool(title)

    def _put_heading(self, at: int, level: int, title: str) -> None:
        if not self.containers:
            self.blocks.append(_Block(at, level, *_without_attributes(title)))


def _spaces(line: str, at: int) -> int:
    if line[at : at + 1] != " ":
        return 0
    near = line[at : at + 80].lstrip(" ")
    return (
        min(80, len(line) - at) - len(near) if near else len(line) - at - len(line[at:].lstrip(" "))
    )


def _item_width(rest: str, at: int, in_paragraph: bool) -> int:
    """Return the columns of a list marker and the space after it, 0 if there is none."""
    found = _ITEM.match(rest, at)
    if not found or _is_rule(rest[at:]):
        return 0
    empty = found.end() >= len(rest)
    if in_paragraph and (empty or found[1] not in (None, "1")):
        return 0
    space = 1 if empty else _spaces(rest, found.end())
    return found.end() - at + (space if space < 5 else 1)


def _heading(text: str) -> tuple[int, str] | None:
    if text[0] != "#":
        return None
    level = len(text) - len(text.lstrip("#"))
    if level > 6 or text[level : level + 1] not in ("", " "):
        return None
    title = text[level:].strip()
    bare = title.rstrip("#")
    return level, bare.rstrip() if not bare or bare[-1] == " " else title


def _is_rule(text: str) -> bool:
    mark = text[0]
    return mark in "-_*" and not text.strip(f"{mark} ") and text.count(mark) > 2


def _end_of_html(text: str) -> re.Pattern[str] | None:
    if text[0] != "<":
        return None
    return next((end for start, end in _HTML if start.match(text)), None)


def _cells(row: str) -> int:
    return row.strip(" ").removeprefix("|").removesuffix("|").replace(r"\|", "").count("|")


def _without_attributes(title: str) -> tuple[str, str]:
    """Return a title and the anchor that `{#anchor}` at its end gives it."""
    start = title.rfind("{")
    if start < 0 or not (found := _ATTRIBUTES.fullmatch(title, start)):
        return title, ""
    anchor = re.search(r"#([^\s.#{}]+)", found[1])
    return title[:start].rstrip(), anchor[1] if anchor else ""


# What stands in code or behind a backslash is hidden from the patterns that come after.
_HIDDEN = {ord(mark): 0xE000 + ord(mark) for mark in punctuation}
_SHOWN = {hidden: mark for mark, hidden in _HIDDEN.items()}
_MARKED = re.compile(r"[\\`*_~\[<&!]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)|\\([!-/:-@\[-`{-~])")
_TARGET = r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
_IMAGE = re.compile(rf"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]{_TARGET}")
_LINK = re.compile(rf"\[([^\[\]]*)\]{_TARGET}")
_SHORT_LINK = re.compile(r"(?<![\w\])])\[(\^?[^\[\]\s][^\[\]]*)\](?![\w(\[])")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>")
_TAG = re.compile(r"<[!/]?[A-Za-z-][^<>]*>")
_EMPHASIS = re.compile(r"(\*{1,3}|~~|(?<!\w)_{1,3})(?=\S)([^*~]{0,100}?[^\s*~])\1(?!(?<=_)\w)")


def _plain_markdown(text: str) -> str:
    """Return the words of a line of Markdown."""
    if not _MARKED.search(text):
        return text
    text = _CODE.sub(lambda found: (found[2] or found[3]).translate(_HIDDEN), text)
    text = _SHORT_LINK.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    # It brings a table of all entities, which code has no use for.
    from html import unescape

    return unescape(_EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))).translate(_SHOWN)


def _slug_markdown(title: str) -> str:
    """Return GitHub's anchor for a heading."""
    kept = (mark for mark in title.lower() if mark.isalnum() or mark in " -_" or _is_mark(mark))
    return "".join(kept).replace(" ", "-")


def _is_mark(mark: str) -> bool:
    return not mark.isascii() and category(mark) in ("Mn", "Mc", "Me", "Pc")


# reStructuredText: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*$")
_SIMPLE_TABLE = re.compile(r"=+(?: +=+)+$")
_EXPLICIT = re.compile(r"\.\.(?: |$)|__(?: |$)")
_LABEL = re.compile(r"\.\. _(`[^`]+`|(?:[^_:`\\]|\\.)(?:[^:\\]|\\.|:(?=\S))*):$")
_LIST = re.compile(r"^[-+*\u2022\u2023\u2043](?: +|$)")
_FIELD = re.compile(r":(?![: ])(?:[^:\\]|\\.|:(?![ `]|$))+:(?: |$)")
_UNREAD = re.compile(r">>>(?: |$)|\|(?: |$)|\+-[-+]+-\+$")
_NO_TEXT = (_ADORNMENT, _SIMPLE_TABLE, _EXPLICIT, _FIELD, _UNREAD)
_NO_TITLE = (_SIMPLE_TABLE, _EXPLICIT, _FIELD, _UNREAD, _LIST)


def _rst(lines: list[str]) -> Iterator[_Block]:
    return _Rst([line.expandtabs(8).rstrip() for line in lines]).blocks()


class _Rst:
    """Blocks of rst; what is indented has no titles and belongs to what stands above it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = [*lines, "", ""]
        self.styles: list[str] = []
        self.label = ""

    def blocks(self) -> Iterator[_Block]:
        at = 0
        while at < len(self.lines) - 2:
            line = self.lines[at]
            if not line or line[0] == " ":
                at += 1
            elif height := self._title_height(at):
                yield self._heading(at, height)
                at += height
            else:
                end = self._end(at, line)
                if not any(mark.match(line) for mark in _NO_TEXT):
                    yield _Block(at, 0, self._paragraph(at, end))
                self._keep_label(line)
                at = end

    def _paragraph(self, at: int, end: int) -> str:
        """Return the text of a paragraph or of a list item."""
        text = " ".join(self.lines[at : min(end, at + _READ_DOC_LINES)])
        bare = _LIST.sub("", text, count=1)
        # `::` announces a literal block, and a colon is what is printed of it.
        return bare[:-1].removesuffix(" :") if bare.endswith("::") else bare

    def _title_height(self, at: int) -> int:
        """Return how many lines the title that starts here has, 0 if none does."""
        first, second, third = self.lines[at : at + 3]
        if _ADORNMENT.match(first):
            framed = third == first and second and not _ADORNMENT.match(second)
            return 3 if framed and _fits(second, first) else 0
        underlined = _ADORNMENT.match(second) and not any(mark.match(first) for mark in _NO_TITLE)
        return 2 if underlined and _fits(first, second) else 0

    def _heading(self, at: int, height: int) -> _Block:
        title = self.lines[at + height - 2].strip()
        style = "".join(line[0] for line in self.lines[at : at + height : 2])
        style = style if height == 3 else self.lines[at + 1][0]
        if style not in self.styles:
            self.styles.append(style)
        label, self.label = self.label, ""
        return _Block(at, self.styles.index(style) + 1, title, label)

    def _end(self, at: int, line: str) -> int:
        """Return the line after a block that is no title."""
        if _SIMPLE_TABLE.match(line):
            return self._end_of_table(at)
        if line != "::" and any(mark.match(line) for mark in (_ADORNMENT, _EXPLICIT, _FIELD)):
            return at + 1
        item = bool(_LIST.match(line))
        end = at + 1
        while self.lines[end] and (self.lines[end][0] == " ") == item:
            end += 1
        return end

    def _end_of_table(self, at: int) -> int:
        for end in range(at + 1, len(self.lines) - 1):
            if not self.lines[end + 1] and _SIMPLE_TABLE.match(self.lines[end]):
                return end + 1
        return len(self.lines)

    def _keep_label(self, line: str) -> None:
        if label := _LABEL.match(line):
            self.label = " ".join(label[1].strip("`").replace("\\", "").split())
        elif not line.startswith(".. index::"):
            self.label = ""


def _fits(title: str, adornment: str) -> bool:
    return _columns(title) <= len(adornment)


def _columns(text: str) -> int:
    """Return how wide a text is in a terminal, as docutils counts."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(mark) in "WF" for mark in text)
    return len(text) + wide - sum(map(bool, map(combining, text)))


_RST_MARKED = re.compile(r"[\\`*|_]")
_RST_LITERAL = re.compile(r"``(.+?)``|\\(\S)|\\(?: |$)")
_RST_ROLE = re.compile(r"(?<!\w)(:[\w:+.-]{1,40}:)?`([^`]+)`(?::[\w:+.-]{1,40}:|__?)?")
_RST_TARGET = re.compile(r"(?<!\s)\s*<[^<>]*>$")
_RST_EMPHASIS = re.compile(r"(?<![\w*])(\*\*?)(?=\S)([^*]*?[^\s*])\1(?![\w*])")
_RST_NAMED = re.compile(r"(?<!\w)\|(\S(?:[^|]*\S)?)\|_{0,2}(?!\w)|(?<=[^\W_])__?(?!\w)")


def _plain_rst(text: str) -> str:
    """Return the words of a line of rst."""
    if not _RST_MARKED.search(text):
        return text
    text = _RST_LITERAL.sub(lambda found: (found[1] or found[2] or "").translate(_HIDDEN), text)
    text = _RST_EMPHASIS.sub(r"\2", _RST_ROLE.sub(_text_of_role, text))
    return _RST_NAMED.sub(lambda found: found[1] or "", text).translate(_SHOWN)


def _text_of_role(found: re.Match[str]) -> str:
    text = _RST_TARGET.sub("", found[2]) or found[2].strip("<>")
    if found[1] and text[0] in "~!":
        text = text[1:].rpartition(".")[2] if text[0] == "~" else text[1:]
    return text.translate(_HIDDEN)


def _slug_rst(title: str) -> str:
    """Return the id that docutils makes of a title, but for its transliterations."""
    bare = normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", bare))


class _Reading(NamedTuple):
    blocks: Callable[[list[str]], Iterable[_Block]]
    plain: Callable[[str], str]
    slug: Callable[[str], str]


_FORMATS: dict[Format, _Reading] = {
    "markdown": _Reading(_markdown, _plain_markdown, _slug_markdown),
    "rst": _Reading(_rst, _plain_rst, _slug_rst),
}
