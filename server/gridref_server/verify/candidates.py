"""What may have been meant by a name that does not exist: the likest of those that do."""

from collections.abc import Iterable

from gridref_indexers.words import parts

MOST = 3
# Less alike than this is no suggestion.
LEAST = 0.5
# Among more names than this the shape of a name alone chooses which are compared in full.
_MANY = 5_000

# Words that say the same in names. Each word is in one row only.
_SYNONYMS = (
    "get fetch load read retrieve obtain find lookup query",
    "set put write store save update assign",
    "add append push insert attach register extend include",
    "remove delete drop discard erase unset detach unregister pop",
    "create make build new construct generate",
    "size length len count total num number",
    "list all items entries collection array",
    "start begin open launch init initialize initialise setup",
    "stop end close finish shutdown terminate quit teardown",
    "error exception failure fault",
    "contains has includes is exists",
    "dir directory folder path",
    "name title label id identifier key",
    "config configuration settings options opts conf",
    "parse decode deserialize loads",
    "format encode serialize dump dumps stringify render",
    "to as into convert cast",
    "first head front leading",
    "last tail back trailing",
    "run execute exec call invoke perform apply",
    "clear reset empty flush purge",
    "show display print",
    "string str text",
    "max maximum most limit",
    "min minimum least",
    "param parameter params parameters arg args argument arguments kwargs",
    "callback handler listener hook fn func function",
    "merge join concat combine union",
    "split partition separate divide",
    "check validate verify assert ensure",
    "async asynchronous concurrent",
    "strip trim",
    "lower lowercase",
    "upper uppercase",
)
_MEANING = {word: row.split()[0] for row in _SYNONYMS for word in row.split()}


def nearest(name: str, among: Iterable[str], most: int = MOST) -> list[str]:
    """Return the names that are likest to a name, the likest first."""
    names = {each for each in among if each and each != name}
    if len(names) > _MANY:
        names = set(_shaped(name, names))
    scored = sorted((-likeness(name, each), len(each), each) for each in names)
    return [each for score, _, each in scored[:most] if -score >= LEAST]


def _shaped(name: str, names: Iterable[str]) -> Iterable[str]:
    """Choose the names that share a word with a name, or start as it does."""
    words = set(_words(name))
    start = name[:2].casefold()
    return (n for n in names if n[:2].casefold() == start or words & set(_words(n)))


def likeness(name: str, other: str) -> float:
    """Say from 0 to 1 how alike two names are: style, typing errors, words and what they mean."""
    a, b = name.casefold(), other.casefold()
    bare_a, bare_b = a.replace("_", "").strip("$#"), b.replace("_", "").strip("$#")
    if bare_a == bare_b:
        return 1.0
    from rapidfuzz.distance import DamerauLevenshtein

    typed = DamerauLevenshtein.normalized_similarity(bare_a, bare_b)
    return max(typed, _worded(_words(name), _words(other)), _held(bare_a, bare_b))


def _words(name: str) -> list[str]:
    return [word.casefold() for word in parts(name)]


def _worded(a: list[str], b: list[str]) -> float:
    """Compare names by their words; one that means the same counts nearly as much."""
    if not a or not b:
        return 0.0
    same = len(set(a) & set(b))
    meant = len({_meaning(word) for word in a} & {_meaning(word) for word in b})
    shared = same + 0.85 * max(0, meant - same)
    in_order = 0.03 if a[-1:] == b[-1:] or a[:1] == b[:1] else 0.0
    return min(0.97, 1.9 * shared / (len(set(a)) + len(set(b))) + in_order)


def _meaning(word: str) -> str:
    return _MEANING.get(word) or _MEANING.get(word.removesuffix("s"), word.removesuffix("s"))


def _held(a: str, b: str) -> float:
    """Tell how much of the longer name the shorter one is, where it stands in it as a whole."""
    short, long = sorted((a, b), key=len)
    return 0.5 + 0.4 * len(short) / len(long) if len(short) > 2 and short in long else 0.0
