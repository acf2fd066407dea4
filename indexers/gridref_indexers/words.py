"""The words of a content, whole and split at case and underscore: what a full-text search sees."""

import re

LONGEST = 64

# Letters, digits, `_` and all that is not ASCII make words; the rest parts them.
_APART = bytes(at if at > 127 or chr(at).isalnum() or at == 95 else 32 for at in range(256))
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+|\d{3,}")
_MOST_KNOWN = 200_000


def parts(name: str) -> list[str]:
    """Split `getHTTPResponse_code` into get, HTTP, Response, code."""
    return _PART.findall(name)


class _Spelt(dict[bytes, bytes]):
    """Words to what stands for them, kept from content to content."""

    def __missing__(self, word: bytes) -> bytes:
        if len(self) > _MOST_KNOWN:
            self.clear()
        spelt = self[word] = _spelt(word)
        return spelt


_spelt_as = _Spelt()


def words(source: bytes) -> str:
    """Return each distinct word once, with its parts, in order of appearance."""
    distinct = dict.fromkeys(source.translate(_APART).split())
    spelt = filter(None, map(_spelt_as.__getitem__, distinct))
    return b" ".join(spelt).decode("utf-8", "replace")


def _spelt(word: bytes) -> bytes:
    """Return a word and what it is made of; nothing of a blob that only looks like a word."""
    if not 2 < len(word) <= LONGEST or word.isdigit():
        return b""
    if word.islower() and word.isalpha():
        return word
    split = [part for part in parts(word.decode("utf-8", "replace")) if len(part) > 2]
    others = [part.encode() for part in split if len(part) < len(word)]
    return b" ".join([word, *others])
