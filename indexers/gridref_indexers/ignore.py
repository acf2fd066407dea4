"""Git's ignore rules as data: the bytes of ignore files in, a verdict on each name out. No disk."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, compress, groupby, pairwise, product
from operator import not_
from typing import Final, NamedTuple, TypeVar, final

# What the ignore files in force in one folder may weigh together, so that no repository keeps us
# busy with its rules: a byte weighs one, a rule more by the time that it takes to learn and to try.
# What lies past the allowance is not read.
ALLOWANCE: Final = 1 << 20
_RULE_WEIGHT: Final = 20
_ENDING_WEIGHT: Final = 200
_GLOB_WEIGHT: Final = 2000
_PLAIN: Final = re.compile(rb"[^*?\[]*")
_ENDING: Final = re.compile(rb"!?/?(?:\*\*/)?\*?[^*?\[]*")

# A rule longer than this can only match paths longer than any that is listed.
_LONGEST_RULE: Final = 4096

# Small files are kept parsed: most repositories have a few, and they seldom change.
_KEPT_BYTES: Final = 1 << 14

# `*.py[co]` is looked up as `.pyc` and `.pyo`; a glob that stands for more names is compiled.
_MOST_SPELLINGS: Final = 16

# The bytes that one place of a name may hold; None is a star, any number of places.
_Place = frozenset[int] | None
_Segment = tuple[_Place, ...]

_STAR: Final = None
_ANYWHERE: Final[_Segment] = (_STAR, _STAR)  # `**` between slashes: any number of folders
_ANY: Final = frozenset(range(1, 256)) - {ord("/")}
_SEGMENT_ENDS: Final = re.compile(rb"\\?/|\Z")
_ONE: Final = tuple(frozenset({byte}) for byte in range(256))

_TOKEN: Final = re.compile(
    rb"(?s)(?P<stars>\*+)|(?P<slash>\\?/)|(?P<any>\?)|(?P<set>\[)|(?P<byte>\\.|[^\\])"
)
_STARS_BEHIND_LETTERS: Final = re.compile(
    rb"/?(?P<before>[^*?\[\\]*[^*?\[\\/])\*\*+(?:/\*\*+)*(?:(?P<slash>\\?/)|\Z)"
)
_MEMBER: Final = re.compile(
    rb"(?s)\[:(?P<kind>[^\]]*):\]|(?P<low>\\.|[^\\])(?:-(?P<high>\\.|[^\\\]]))?"
)
_DIGIT: Final = frozenset(b"0123456789")
_LOWER: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_UPPER: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Where case does not count git folds the name, and of a pattern only letters that stand by
# themselves, ranges and `[:upper:]`: `\\A` and `[A]` match nothing then, `[A-A]` does.
_FOLDING: Final = bytes(sorted(_UPPER))
_GRAPH: Final = frozenset(range(0x21, 0x7F))
_KINDS: Final = {
    b"alnum": _DIGIT | _LOWER | _UPPER,
    b"alpha": _LOWER | _UPPER,
    b"blank": frozenset(b" \t"),
    b"cntrl": frozenset({*range(0x20), 0x7F}),
    b"digit": _DIGIT,
    b"graph": _GRAPH,
    b"lower": _LOWER,
    b"print": _GRAPH | {0x20},
    b"punct": _GRAPH - _DIGIT - _LOWER - _UPPER,
    b"space": frozenset(b" \t\n\r"),  # git's own idea of it
    b"upper": _UPPER,
    b"xdigit": _DIGIT | frozenset(b"abcdefABCDEF"),
}


@final
class Rules:
    """The rules in force in one folder; `folded` if they are about names whatever their case.

    `names` is equal for two folders in which they say the same of every name. `whole` is false
    if there was no room for all that the innermost ignore file says.
    """

    __slots__ = ("_folded", "_grounds", "_only_names", "_weight", "names", "whole")

    def __init__(
        self,
        grounds: tuple["_Ground", ...] = (),
        weight: int = 0,
        whole: bool = True,
        *,
        folded: bool = False,
    ) -> None:
        self._folded = folded
        self._grounds = grounds
        self._only_names = all(ground.folder is None for ground in grounds)
        self._weight = weight
        self.names: Hashable = tuple(ground.ends for ground in grounds)
        self.whole = whole

    def plus(self, content: bytes) -> "Rules":
        """Put an ignore file that lies in this folder before all others."""
        patterns = _patterns(content, ALLOWANCE - self._weight, self._folded)
        grounds = (patterns.ground(b""), *self._grounds)
        weight = self._weight + patterns.weight
        return Rules(grounds, weight, patterns.whole, folded=self._folded)

    def within(self, name: bytes) -> "Rules":
        """Return the rules in force in the folder of that name, without its own ignore file."""
        if self._only_names and self.whole:
            return self
        name = self._spelt(name)
        grounds = tuple(ground.within(name) for ground in self._grounds)
        return Rules(grounds, self._weight, folded=self._folded)

    def ignore(self, name: bytes, is_folder: bool) -> bool:
        """Say whether git ignores that name in this folder."""
        name = self._spelt(name)
        for ground in self._grounds:
            if run := ground.last(name, is_folder):
                return run % 2 == 1
        return False

    def mention(self, name: bytes) -> bool:
        """Say whether any rule is about that name; if not, it is not ignored as anything."""
        name = self._spelt(name)
        for ground in self._grounds:
            if ground.last(name, True):
                return True
        return False

    def _spelt(self, name: bytes) -> bytes:
        return name.lower() if self._folded else name


class _Ground(NamedTuple):
    """What one ignore file says in one folder; `folder` is None where only names matter."""

    patterns: "_Patterns"
    folder: bytes | None
    ends: tuple["_Ends", ...]

    def within(self, name: bytes) -> "_Ground":
        if self.folder is None:
            return self
        return self.patterns.ground(self.folder + name + b"/")

    def last(self, name: bytes, is_folder: bool) -> int:
        """Return the highest run with a rule that matches, 0 if none does."""
        run = 0
        for ends in self.ends:
            run = max(run, (ends.folders if is_folder else ends.files).last(name))
        return run


class _Rule(NamedTuple):
    """One line: the folders above, the name at the end, and its place in the order.

    Neighbours that agree whether to ignore share one `run`. It is odd if they ignore, even if
    they take back: the highest run that matches decides.
    """

    folders: tuple[_Segment, ...]
    name: _Segment
    run: int
    only_folders: bool


@final
class _Patterns:
    """The rules of one ignore file, sorted by the folders that they hold in."""

    __slots__ = ("_below", "_names", "_paths", "_wild", "weight", "whole")

    def __init__(self, rules: Iterable[_Rule], weight: int, whole: bool) -> None:
        self._below: dict[bytes, _Ends] = {}
        wild: dict[tuple[_Segment, ...], _Ends] = {}
        for rule in rules:
            folder = _spelled_path(rule.folders)
            if folder is None:
                wild.setdefault(rule.folders, _Ends()).add(rule)
            else:
                self._below.setdefault(folder, _Ends()).add(rule)
        names = wild.pop((_ANYWHERE,), None)
        self._names = _Ground(self, None, () if names is None else (names,))
        self._paths = sorted(self._below)
        self._wild = [(re.compile(_path_regex(folders)), ends) for folders, ends in wild.items()]
        self.weight = weight
        self.whole = whole

    def ground(self, folder: bytes) -> _Ground:
        """Return what holds in a folder, given as `a/b/` from the one where the file lies."""
        if not (self._wild or self._reach(folder)):
            return self._names
        ends = [ends for folders, ends in self._wild if folders.fullmatch(folder)]
        if folder in self._below:
            ends.append(self._below[folder])
        return _Ground(self, folder, (*self._names.ends, *ends))

    def _reach(self, folder: bytes) -> bool:
        at = bisect_left(self._paths, folder)
        return at < len(self._paths) and self._paths[at].startswith(folder)


@final
class _Ends:
    """The names at the end of rules whose folders are the same."""

    __slots__ = ("files", "folders")

    def __init__(self) -> None:
        self.files = _Names()
        self.folders = _Names()

    def add(self, rule: _Rule) -> None:
        self.folders.add(rule.name, rule.run)
        if not rule.only_folders:
            self.files.add(rule.name, rule.run)


@final
class _Names:
    """Globs on one name, in the order of their runs."""

    __slots__ = ("_all_endings", "_endings", "_exact", "_globs", "_match", "_runs")

    def __init__(self) -> None:
        self._exact: dict[bytes, int] = {}
        self._endings: dict[int, dict[bytes, int]] = {}
        self._all_endings: tuple[bytes, ...] | None = None
        self._globs: list[tuple[int, bytes]] = []
        self._runs: list[int] = []
        self._match = re.compile(rb"(?!)").match

    def add(self, glob: _Segment, run: int) -> None:
        after_star = glob[0] is _STAR
        spellings = _spellings(glob[after_star:])
        if spellings is None:
            self._globs.append((run, _regex(glob)))
        elif after_star:
            for ending in spellings:
                self._endings.setdefault(len(ending), {})[ending] = run
        else:
            self._exact.update(dict.fromkeys(spellings, run))

    def last(self, name: bytes) -> int:
        """Return the highest run with a glob that matches, 0 if none does."""
        if self._all_endings is None:
            self._compile()
        run = self._exact.get(name, 0)
        if self._all_endings and name.endswith(self._all_endings):
            ends = (runs.get(name[len(name) - size :], 0) for size, runs in self._endings.items())
            run = max(run, *ends)
        if self._runs and (match := self._match(name)):
            run = max(run, self._runs[(match.lastindex or 1) - 1])
        return run

    def _compile(self) -> None:
        """Make one expression of all globs, in which the first way to match is the last rule."""
        ways: list[bytes] = []
        for run, globs in groupby(reversed(self._globs), key=lambda glob: glob[0]):
            texts = dict.fromkeys(text for _, text in globs)
            ways.append(rb"(?:" + b"|".join(texts) + rb")\Z()")
            self._runs.append(run)
        self._match = re.compile(b"|".join(ways)).match
        self._all_endings = tuple(chain.from_iterable(self._endings.values()))


def _patterns(content: bytes, allowance: int, folded: bool) -> _Patterns:
    if len(content) > _KEPT_BYTES:
        return _parsed(content, allowance, folded)
    return _parsed_and_kept(content, allowance, folded)


def _parsed(content: bytes, allowance: int, folded: bool) -> _Patterns:
    weight, whole = 0, True
    rules: list[bytes] = []
    for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        weight += _weight(line)
        if weight > allowance:
            return _Patterns(_rules(rules, folded), allowance, whole=False)
        if line.startswith(b"#"):
            continue
        if len(line) > _LONGEST_RULE:
            whole = False
            continue
        rules.append(line)
    return _Patterns(_rules(rules, folded), weight, whole)


_parsed_and_kept = lru_cache(maxsize=32)(_parsed)


def _weight(line: bytes) -> int:
    if not line or line.startswith(b"#"):
        return len(line) + 1
    if _PLAIN.fullmatch(line):
        return len(line) + _RULE_WEIGHT
    return len(line) + (_ENDING_WEIGHT if _ENDING.fullmatch(line) else _GLOB_WEIGHT)


def _rules(lines: Iterable[bytes], folded: bool) -> Iterator[_Rule]:
    run = 1
    for line in lines:
        # Git reads the line as a C string, and a NUL ends it.
        pattern = _trimmed(line.removesuffix(b"\r").partition(b"\0")[0])
        takes_back = pattern.startswith(b"!")
        only_folders = pattern.endswith(b"/")
        for each in _readings(pattern[takes_back : len(pattern) - only_folders]):
            if path := _path(each, folded):
                run += (run % 2 == 1) == takes_back
                yield _Rule(path[:-1], path[-1], run, only_folders)


def _trimmed(line: bytes) -> bytes:
    """Cut trailing spaces off, save one that a backslash holds."""
    text = line.rstrip(b" ")
    escapes = (len(text) - len(text.rstrip(b"\\"))) % 2 == 1
    return line[: len(text) + escapes]


def _readings(pattern: bytes) -> Iterator[bytes]:
    """Yield a pattern, or the patterns that say together what it says to git.

    Git compares what stands before the first special character by itself, so that stars right
    behind it stand at a start: with `ab**/c` go `abc`, and `c` in `ab`, `abx` or at any depth
    below. Git 2.52 and later take these two stars for a single one.
    """
    stars = _STARS_BEHIND_LETTERS.match(pattern) if b"/" in pattern else None
    if stars is None:
        yield pattern
        return
    before, slash, after = b"/" + stars["before"], stars["slash"], pattern[stars.end() :]
    if slash != b"\\/":
        yield before + (after if slash else b"*")
    yield before + b"*/**" + (b"/" + after if slash else b"")


def _path(pattern: bytes, folded: bool) -> tuple[_Segment, ...] | None:
    """Split a pattern at its slashes, the last segment being a name; None if it never matches."""
    segments = _segments(pattern.removeprefix(b"/"), folded)
    if segments is None or () in segments:
        return None
    if b"/" not in pattern:
        segments.insert(0, _ANYWHERE)
    if segments[-1] == _ANYWHERE:
        segments.append((_STAR,))
    repeats = (pair == (_ANYWHERE, _ANYWHERE) for pair in pairwise([(), *segments]))
    return tuple(compress(segments, map(not_, repeats)))


def _segments(pattern: bytes, folded: bool) -> list[_Segment] | None:
    segments: list[_Segment] = []
    here: list[_Place] = []
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return None  # a backslash at the end escapes nothing
        at = token.end()
        match token.lastgroup:
            case "slash":
                segments.append(tuple(here))
                here = []
            case "stars" if len(token[0]) > 1 and not here and _SEGMENT_ENDS.match(pattern, at):
                # Behind it an escaped slash stands for itself, so one folder at least is there.
                if pattern.startswith(b"\\", at):
                    segments.append((_STAR,))
                here.extend(_ANYWHERE)
            case "stars":
                here.append(_STAR)
            case "set":
                if (members := _members(pattern, at, folded)) is None:
                    return None
                place, at = members
                here.append(place)
            case "any":
                here.append(_ANY)
            case _:
                byte = token[0][-1:]
                if folded and len(token[0]) > 1 and byte in _FOLDING:
                    return None
                here.append(_ONE[ord(byte.lower() if folded else byte)])
    return [*segments, tuple(here)]


def _members(pattern: bytes, at: int, folded: bool) -> tuple[frozenset[int], int] | None:
    """Read a set from behind its bracket: what it holds and where it ends, None if it is broken."""
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    members: set[int] = set()
    start = at
    while at == start or pattern[at : at + 1] != b"]":
        member = _MEMBER.match(pattern, at)
        if member is None or member["kind"] not in (None, *_KINDS):
            return None
        if member["kind"] is not None:
            members |= _KINDS[member["kind"]]
            members |= _LOWER if folded and member["kind"] == b"upper" else set()
        else:
            low = member["low"][-1]
            between = range(low, member["high"][-1] + 1) if member["high"] else ()
            members.update((low, *between))  # also if it ends before it starts
            if folded:
                members.update(bytes(_UPPER.intersection(between)).lower())
        at = member.end()
    place = (_ANY - members) if negated else (_ANY & members)
    return (place, at + 1) if place else None


def _spelled_path(folders: tuple[_Segment, ...]) -> bytes | None:
    """Return `a/b/` if that is the only path that the folders stand for."""
    spelled = [_spellings(folder) for folder in folders]
    if any(names is None or len(names) > 1 for names in spelled):
        return None
    return b"".join(name + b"/" for names in spelled for name in names or ())


def _spellings(places: _Segment) -> list[bytes] | None:
    """Return the names that the places stand for if they are few."""
    sure = [place for place in places if place is not None]
    if len(sure) < len(places):
        return None
    count = 1
    for place in sure:
        count *= len(place)
        if count > _MOST_SPELLINGS:
            return None
    return [bytes(name) for name in product(*sure)]


def _path_regex(folders: tuple[_Segment, ...]) -> bytes:
    first, *rest = (
        [_folder_regex(folder) for folder in block] for block in _cut(folders, _ANYWHERE)
    )
    return _leftmost(b"".join(first), [b"".join(block) for block in rest], rb"(?:[^/]++/)")


def _folder_regex(folder: _Segment) -> bytes:
    return rb"(?>" + _regex(folder) + rb"/)"


def _regex(glob: _Segment) -> bytes:
    first, *rest = (b"".join(map(_place_regex, piece)) for piece in _cut(glob, _STAR))
    return _leftmost(first, rest, rb"[^/]")


def _place_regex(place: _Place) -> bytes:
    if place is None or place == _ANY:
        return rb"[^/]"
    if len(place) == 1:
        return re.escape(bytes(place))
    return rb"[" + b"".join(rb"\x%02x" % byte for byte in sorted(place)) + rb"]"


def _leftmost(first: bytes, rest: list[bytes], filler: bytes) -> bytes:
    """Match pieces of fixed length with filler between them, in time linear in the text.

    The leftmost place of a piece leaves most room for those behind it, so there is nothing to
    come back to, and the atomic groups see to it that nobody does.
    """
    if not rest:
        return first
    between = (rb"(?>" + filler + rb"*?" + piece + rb")" for piece in rest[:-1])
    return first + b"".join(between) + filler + rb"*?" + rest[-1]


_Item = TypeVar("_Item")


def _cut(items: Iterable[_Item], mark: _Item) -> list[list[_Item]]:
    blocks: list[list[_Item]] = [[]]
    for item in items:
        if item == mark:
            blocks.append([])
        else:
            blocks[-1].append(item)
    return blocks
