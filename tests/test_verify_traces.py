"""What sources say of a name is the same, be it looked for alone or read with all others."""

from pathlib import Path

import pytest

from gridref_server.verify.python.traces import Said, Sources

_OURS = Path(__file__).parent.parent
_TEXTS = [each.read_bytes() for each in sorted(_OURS.glob("*/gridref_*/**/*.py"))]
_UGLY = b"""
import tools.box as b
class A:
    plain = 1
    noted: int
    both: int = 3
    def method(self): self.own = 1
    class Inner: pass
def function():
    local = 1
b.put = 2
b.left, b.right = 1, 2
b.more += 1
setattr(
    b,
    "given", 3)
f(x).called: int = 1
b.same == 1
{"key": 1}
async def last(): pass
"""


def _whole(texts: list[bytes]) -> Sources:
    found = Sources(lambda: texts)
    for number in range(100):
        _ = found.of(f"asked for before {number}")
    return found


def _shown(said: Said) -> tuple[list[bytes], bool, int]:
    return sorted(said.on), said.defined, said.methods


@pytest.mark.parametrize("texts", [[_UGLY], _TEXTS], ids=["ugly", "ours"])
def test_one_by_one_says_what_all_at_once_says(texts: list[bytes]) -> None:
    whole = _whole(texts)
    words = {word for text in texts for word in text.decode().replace(".", " ").split()}
    names = sorted(word for word in words if word.isidentifier())[:: 1 if texts == [_UGLY] else 60]
    assert len(names) > 10
    for name in names:
        assert _shown(Sources(lambda: texts).of(name)) == _shown(whole.of(name)), name


def test_what_is_set_from_outside() -> None:
    said = _whole([_UGLY])
    for name in ("put", "left", "more", "given", "called"):
        assert said.of(name).sets(None), name
    assert said.of("given").on == {b"box"}, "under the name that was imported"
    assert not said.of("same").sets(None)
    assert not said.of("own").sets(None)
    assert said.of("plain").defined and not said.of("local").defined
    assert said.of("method").methods == 1 and said.of("function").methods == 0
