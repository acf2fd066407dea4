"""What a text asks for: its words, and the names, paths, frames and messages that it cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

from gridref_server.retrieval.stems import STOP, stem, stems
from gridref_server.retrieval.synonyms import other_words

Kind = Literal["name", "question", "wish", "report"]

# Of a longer text the start and the end are read: what is wrong stands at an end of a log.
READ_CHARS = 24_000
MOSTWORDS = 48
MOST_CITED = 24
MOST_OTHERS = 16
PAIRED_CHARS = 2_000

# How much a word counts by where it stands.
TITLE, PROSE, CODE, LOG = 2.0, 1.0, 0.35, 0.25

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"\b(?:https?|ftp)://\S+")
_FENCE = re.compile(
    r"^[ \t]*(```+|~~~+)[^\n]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_TICKED = re.compile(r"`+([^`\n]{1,200})`+")
_QUOTED = re.compile(r"\"([^\"\n]{4,160})\"|'([^'\n]{4,160})'(?!\w)|“([^”\n]{4,160})”")
_DOTTED = r"[A-Za-z_$][\w$]*(?:(?:\.|::|->|#)[A-Za-z_$][\w$]*)*"
_NAME = re.compile(_DOTTED)
_CALL = re.compile(rf"({_DOTTED})[!?]?\(")
# A word that is no word of prose: `camelCase`, `snake_case`, `a.b`, `A::b`, `HTTPError`.
_MIXED = re.compile(
    r"[a-z\d][A-Z]|[A-Za-z]_+[A-Za-z]|^_+[a-z]|[A-Z]{2}[a-z]|::|->|#|[A-Za-z]\d*\.[A-Za-z_]"
)
_PATH = re.compile(
    r"(?<![\w/.:-])(?:[\w.@+-]+/)*[\w@+-][\w.@+-]*\.[A-Za-z][A-Za-z\d]{0,7}(?![\w/])"
    r"|(?<![\w/.:<-])(?:[\w.@+-]+/){2,}[\w.@+-]*\w"
)
_AT = r"(?P<path>[^()\s]+?):(?P<line>\d+)"
_FILE = r"(?P<path>[\w./@+-]+\.\w{1,4}):(?P<line>\d+)"
# Frames as Python, JavaScript, Java, Go, Rust, Ruby, PHP and C print them.
_FRAMES = (
    re.compile(r"File \"(?P<path>[^\"\n]+)\", line (?P<line>\d+)(?:, in (?P<name>[\w.<>]+))?"),
    re.compile(rf"\bat (?:async |new )?(?P<name>[\w.$<>]+) \({_AT}(?::\d+)?\)"),
    re.compile(r"\bat (?P<path>[^()\s]+?\.\w+):(?P<line>\d+):\d+"),
    re.compile(r"\bat (?P<name>[\w.$]+)\((?P<path>[\w$]+\.\w+):(?P<line>\d+)\)"),
    re.compile(rf"^{_FILE}:(?:in `(?P<name>\w+)')?", re.MULTILINE),
    re.compile(rf"#\d+\s+(?:0x\w+ in )?(?P<name>[\w:~]+) \(.*?\) at {_AT}"),
    re.compile(r"(?P<path>[\w./@+-]+/[\w.@+-]+\.\w{1,4}):(?P<line>\d+)"),
)
_MESSAGE = re.compile(
    r"^(?:E\s+)?[\w.]*(?:Error|Exception|Warning|panic|fatal|Assertion)\w*[^:\n]*: *(.{6,200})$",
    re.MULTILINE,
)
# Lines that tell of the machine: `numpy: 1.21.0`, `Python 3.9`, a table of versions.
_VERSION = re.compile(r"^\W*[\w .()/-]{2,40}[:=|]? *\W{0,3}v?\d+(?:\.\d+)+\S*\W*$")
# Verbs that a change is asked for with, and that are seldom nouns.
_TO_DO = frozenset(
    map(
        stem,
        """
        add adapt adjust allow apply avoid bring bump change clarify clean cleanup collapse compute
        convert correct create decouple deduplicate delete deprecate detect disable disallow don
        drop dont emit enable ensure enforce escape exclude expose extend extract fail fix forbid
        force forward generate handle hide honor ignore implement improve include increase inline
        introduce invoke keep let lower make mark merge migrate move normalize omit optimise
        optimize override permit prefer preserve prevent propagate protect provide raise reduce
        refactor reject relax remove rename reorder replace require resolve respect restore restrict
        reuse revert rework rewrite rollback set silence simplify skip specify split stop strip
        support suppress tidy tolerate treat tweak undo unify update upgrade use validate verify
        warn wrap write
        """.split(),
    )
)
WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")


@dataclass(frozen=True)
class Frame:
    """A place that a trace names; `name` is the function there, if it is told."""

    path: str
    line: int
    name: str


@dataclass(frozen=True)
class Task:
    """A text as it is looked up. Weights say where a word or name stands: in the title, in code.

    `also` are other words for those that it has, each with the one that it stands for.
    """

    kind: Kind
    words: dict[str, float]
    spelt: dict[str, str]
    title: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    names: dict[str, float]
    paths: tuple[str, ...]
    frames: tuple[Frame, ...]
    messages: tuple[str, ...]
    also: dict[str, tuple[str, float]]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not (self.words or self.names or self.paths or self.frames)

    @property
    def speaks_of(self) -> frozenset[str]:
        """Return the stems of its prose: whether it is about tests, say, or docs."""
        return frozenset(word for word, weight in self.words.items() if weight >= PROSE)


def task(text: str) -> Task:
    """Read a task off a text: an issue, a question, a wish, an error message, a name."""
    if len(text) > READ_CHARS:
        text = f"{text[: READ_CHARS * 2 // 3]}\n{text[-READ_CHARS // 3 :]}"
    text = _COMMENT.sub(" ", text)
    title, prose, code = _parted(text)
    frames = tuple(_frames(text))
    words = _Words()
    words.add(title, TITLE)
    words.add(prose, PROSE)
    words.add(code, LOG if frames else CODE)
    names = _names(title, prose, code)
    if alone := _NAME.fullmatch(text.strip(" \t\n`'\"()")):
        # Whoever says one word means the thing of that name, be it called `get` or `one`.
        names = {alone[0].replace("::", ".").replace("->", ".").replace("#", "."): 1.0}
        words.add_name(alone[0])
    also = _others(words.chosen(), words.spelt)
    return Task(
        _kind(text, title, prose, code, names),
        words.chosen(),
        words.spelt,
        tuple(dict.fromkeys(_stems_of(title))),
        frozenset(chain(_pairs(title), _pairs(prose[:PAIRED_CHARS]))),
        names,
        tuple(dict.fromkeys(_paths(text)))[:MOST_CITED],
        frames[-MOST_CITED:],
        tuple(dict.fromkeys(_messages(text)))[:MOST_CITED],
        also,
    )


def _others(words: dict[str, float], spelt: dict[str, str]) -> dict[str, tuple[str, float]]:
    """Return other words for those of a task, which weigh less; note how they are spelt."""
    found: dict[str, tuple[str, float]] = {}
    for word, weight in words.items():
        for other in other_words().get(word, ()):
            value = weight * other.share
            if other.stem not in words and value > found.get(other.stem, ("", 0.0))[1]:
                found[other.stem] = word, value
                spelt.setdefault(other.stem, other.word)
    most = sorted(found, key=lambda stem: -found[stem][1])[:MOST_OTHERS]
    return {stem: found[stem] for stem in most}


def _parted(text: str) -> tuple[str, str, str]:
    """Part a text into its title, its prose and its code, which is fenced, traced or indented."""
    blocks = [found[2] for found in _FENCE.finditer(text)]
    rest = _FENCE.sub("\n", text)
    lines = [line for line in rest.split("\n") if not _VERSION.match(line)]
    is_code = [line.startswith(("    ", "\t", ">>> ", "$ ")) for line in lines]
    blocks += [line for line, code in zip(lines, is_code, strict=True) if code]
    plain = [line for line, code in zip(lines, is_code, strict=True) if not code]
    while plain and not plain[0].strip():
        plain.pop(0)
    title = plain[0] if plain else ""
    return _readable(title), _readable("\n".join(plain[1:])), "\n".join(blocks)


def _readable(text: str) -> str:
    return _URL.sub(" ", _LINK.sub(r"\1 ", text))


def _kind(text: str, title: str, prose: str, code: str, names: dict[str, float]) -> Kind:
    spoken = text.split()
    if len(spoken) == 1 or (len(spoken) == 2 and not any(each in STOP for each in spoken)):
        return "name"
    if len(spoken) == 3 and all(each in names for each in spoken):
        return "name"
    if code.strip() or len(text) > 900:
        return "report"
    return "wish" if prose.strip() or _asks_for_change(title) else "question"


def _asks_for_change(title: str) -> bool:
    """Tell whether a line says what is to be done: `fix ...`, `added support for ...`."""
    first = WORD.search(title)
    return bool(first and stem(first[0].lower()) in _TO_DO)


def _stems_of(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        if word.lower() not in STOP and not word.isdigit():
            yield from (each for each in stems(word) if each not in STOP)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stems that stand side by side, words that say nothing aside."""
    for sentence in re.split(r"[.,;:!?()\n]", text):
        yield from pairwise(_stems_of(sentence))


class _Words:
    """Stems with their weight, gathered part by part."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}
        self.spelt: dict[str, str] = {}

    def add(self, text: str, weight: float) -> None:
        counts: dict[str, int] = {}
        for word in WORD.findall(text):
            lower = word.lower()
            if len(lower) < 2 or lower in STOP or lower.isdigit() or len(word) > 64:
                continue
            for each in stems(word) or ((stem(lower),) if not lower.isascii() else ()):
                if each not in STOP and not each.isdigit():
                    counts[each] = counts.get(each, 0) + 1
                    self.spelt.setdefault(each, lower)
        for each, count in counts.items():
            self.found[each] = self.found.get(each, 0.0) + weight * (1 + 0.3 * min(count - 1, 4))

    def add_name(self, name: str) -> None:
        """Take down the words of a name, whatever they say."""
        for each in stems(name):
            self.found.setdefault(each, TITLE)
            self.spelt.setdefault(each, name.lower())

    def chosen(self) -> dict[str, float]:
        """Return those that weigh most, in the order of the text."""
        most = sorted(self.found.values(), reverse=True)[:MOSTWORDS]
        least = most[-1] if most else 0.0
        chosen = [(each, weight) for each, weight in self.found.items() if weight >= least]
        return dict(chosen[: 2 * MOSTWORDS])


def _names(title: str, prose: str, code: str) -> dict[str, float]:
    """Return the identifiers that a text cites, those of its prose before those of its code."""
    found: dict[str, float] = {}

    def put(name: str, weight: float) -> None:
        name = name.replace("::", ".").replace("->", ".").replace("#", ".").strip("._$")
        if len(name) > 2 and len(name) < 120 and name.lower() not in STOP:
            found[name] = max(found.get(name, 0.0), weight)

    for text, weight in ((title, 1.0), (prose, 0.8)):
        for ticked in _TICKED.findall(text):
            for name in _NAME.findall(ticked):
                put(name, weight)
        for called in _CALL.findall(text):
            put(called, weight)
        for name in _NAME.findall(text):
            if _MIXED.search(name):
                put(name, weight)
            elif name[:1].isupper() and not text.startswith(name):
                put(name, weight * 0.5)
    if not prose.strip() and not code.strip():
        for name in _NAME.findall(title):
            put(name, 0.4)
    for called in _CALL.findall(code):
        put(called, 0.35)
    for name in _NAME.findall(code):
        if _MIXED.search(name):
            put(name, 0.25)
    ordered = sorted(found, key=lambda name: -found[name])
    return {name: found[name] for name in ordered[: 3 * MOST_CITED]}


def _paths(text: str) -> Iterator[str]:
    for found in _PATH.findall(_URL.sub(" ", text)):
        yield found.removeprefix("./").strip("/.")


def _frames(text: str) -> Iterator[Frame]:
    """Yield the places of traces, in the order of the text."""
    seen: dict[int, Frame] = {}
    for pattern in _FRAMES:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            frame = Frame(
                parts["path"].replace("\\", "/"), int(parts["line"][:9]), parts.get("name") or ""
            )
            if not any(abs(at - found.start("path")) < 3 for at in seen):
                seen[found.start("path")] = frame
    yield from (seen[at] for at in sorted(seen))


def _messages(text: str) -> Iterator[str]:
    """Yield what may stand in the code as a string: quoted words, and messages of errors."""
    for found in _MESSAGE.findall(text):
        yield found.strip()
    for groups in _QUOTED.findall(text):
        quoted = next(filter(None, groups)).strip()
        if len(quoted) > 7 or " " in quoted:
            yield quoted
