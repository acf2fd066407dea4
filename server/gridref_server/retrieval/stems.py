"""Words of prose and of code, cut to what their forms share: `caching` and `cachedValue` to `cach`.

A stem is always the start of its word, so that a full-text index of whole words can be asked for
all that start so.
"""

from functools import lru_cache

from gridref_indexers.words import parts

# Cut off in this order, again and again, where so many letters stay.
_SUFFIXES = tuple(
    (suffix, int(least))
    for suffix, least in (
        each.split(":")
        for each in (
            "ically:4 ations:4 ation:4 ments:4 ment:4 ions:4 ion:4 ing:3 ies:3 ers:4 ors:4 ed:3 "
            "er:4 or:4 es:3 ly:4 able:4 ible:4 ity:4 al:4 ive:4 iz:5 is:5 at:5 e:3 y:3"
        ).split()
    )
)
_DOUBLED = frozenset(["ing", "ed", "er", "ers"])
_VOWELS = frozenset("aeiouy")
_MOST_WORDS = 1 << 17

# Words that say nothing of where: of English, and of what people write about any code.
STOP = frozenset(
    """
    a about above after again all also although always am an and another any are as at be because
    been before being below between both but by can cannot could did do does doesn don done due each
    either else even ever every few for from further get gets getting give given go goes got had has
    have having he her here him his how however i if in instead into is isn it its itself just like
    ll make makes making many may me might more most much must my need needs no nor not now of off
    often ok on once one only or other our out over own per please possible quite rather really s
    same see seem seems several shall she should show shown shows since so some something still such
    t than thanks that the their them then there these they thing things this those through thus to
    too try trying under until up upon us use used uses using ve very via want wants was way we well
    were what when where whether which while who whole whose why will with within without won work
    works would yes yet you your
    """.split()
)


@lru_cache(_MOST_WORDS)
def stem(word: str) -> str:
    """Return the start that the forms of a lower-case word share."""
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and not word.endswith("ies"):
        word = word[:-1]
    while True:
        shorter = _cut(word)
        if shorter == word:
            return word
        word = shorter


def _cut(word: str) -> str:
    for suffix, least in _SUFFIXES:
        rest = word.removesuffix(suffix)
        if len(rest) < len(word) and len(rest) >= least and not _VOWELS.isdisjoint(rest):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "sl"
            return rest[:-1] if doubled and suffix in _DOUBLED else rest
    return word


@lru_cache(_MOST_WORDS)
def stems(name: str) -> tuple[str, ...]:
    """Return the stems of what a name or a word is made of, each once, without empty ones."""
    found = (stem(part.lower()) for part in parts(name))
    return tuple(dict.fromkeys(each for each in found if len(each) > 1))


class _OfToken(dict[bytes, tuple[str, ...]]):
    """Words of source to their stems, kept from file to file."""

    def __missing__(self, token: bytes) -> tuple[str, ...]:
        if len(self) > _MOST_WORDS:
            self.clear()
        found = self[token] = stems(token.decode("utf-8", "replace")) if len(token) < 65 else ()
        return found


of_token = _OfToken()
