"""Extraction takes any bytes, says what is so of them, and says the same again."""

import marshal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridref_indexers.extract import extract
from gridref_indexers.facts import Facts, bindings, columns, pack, references
from gridref_indexers.languages import language_of, languages
from gridref_indexers.normal import utf8
from gridref_indexers.worker import packed

CASES = Path(__file__).parent / "cases"
EXTENSIONS = {end for language in languages().values() for end in language.extensions}
SPOKEN = sorted(each.name for each in languages().values() if each.grammar or each.sections)

some = settings(deadline=None, max_examples=15)


@cache
def inputs(language: str) -> list[bytes]:
    """Return the inputs of all cases in a language."""
    files = sorted(CASES.glob("*/*/input*"))
    found = ((file, file.read_bytes()) for file in files)
    return [data for file, data in found if language_of(file.name, data) == language]


# Bytes that mean something to a parser, a terminal or a decoder.
MARKS = '( ) { } [ ] \' " """ ` \\ # // /* */ = :: -> ... @ $ ~ < > _ 0 class def import'.split()
LETTERS = ["\u2028", "\u202e", "\u00e9", "e\u0301", "\u540d", "\U0001f389", "\ufeff", "\x85"]
ENDS = [b"\n", b"\r\n", b"\r", b"\t", b"\x0c", b"\0", b" " * 40]
BROKEN = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x1b[31m", b"a" * 300, b"a." * 200]
SPICE = st.sampled_from([*ENDS, *BROKEN, *(each.encode() + b" " for each in [*MARKS, *LETTERS])])


@st.composite
def mutated(draw: st.DrawFn, language: str) -> bytes:
    """Draw a real input with some of it cut, doubled, or strewn with other things."""
    known = inputs(language) or [b"def f(a):\n    return a.b\n"]
    source = draw(st.sampled_from(known))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(source)))
        end = draw(st.integers(start, min(len(source), start + 200)))
        middle = draw(
            st.just(b"")
            | SPICE
            | st.just(source[start:end] * 2)
            | st.sampled_from(known).map(lambda other: other[:100])
        )
        source = source[:start] + middle + source[end:]
    return source


def sources(language: str) -> st.SearchStrategy[bytes]:
    spiced = st.lists(SPICE, max_size=60).map(b"".join)
    return st.binary(max_size=300) | spiced | mutated(language) | mutated(language)


def check(source: bytes, language: str) -> Facts:
    """Extract the facts of a content, and hold them against it."""
    facts = extract(source, language)
    lines = source.count(b"\n") + (not source.endswith(b"\n")) if source else 0
    assert facts.lines == lines
    texts = facts.texts.split("\n")
    found = facts.definitions
    for at, each in enumerate(found):
        assert -1 <= each.parent < at
        assert 0 <= each.start_byte <= each.end_byte <= len(source)
        assert each.start_line == source.count(b"\n", 0, each.start_byte) + 1
        last = max(each.start_byte, each.end_byte - 1)
        assert each.end_line == source.count(b"\n", 0, last) + 1
        assert each.qualified or not each.name
        assert "\n" not in each.signature + each.doc + each.type
        if each.parent >= 0:
            around = found[each.parent]
            assert around.start_byte <= each.start_byte
            assert each.end_byte <= around.end_byte
    places = [(use.scope, use.line) for use in references(texts, facts.references)]
    places += [(each.scope, each.line) for each in bindings(texts, facts.bindings)]
    places += [(each.scope, each.line) for each in facts.imports]
    for scope, line in places:
        assert -1 <= scope < len(found)
        assert 1 <= line <= lines + 1
    sent: Any = packed(facts)
    assert marshal.loads(marshal.dumps(sent)) == sent
    repr(facts).encode()  # no lone surrogate, which no store takes
    return facts


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_has_cases_to_be_changed(language: str) -> None:
    assert inputs(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_what_is_extracted_is_so(language: str) -> None:
    @some
    @given(sources(language))
    def holds(source: bytes) -> None:
        check(source, language)

    holds()
    for source in inputs(language):
        check(source, language)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_same_bytes_give_the_same_facts(language: str) -> None:
    @settings(some, max_examples=5)
    @given(st.lists(sources(language), min_size=2, max_size=4))
    def holds(contents: list[bytes]) -> None:
        first = [extract(source, language) for source in contents]
        # In another order, so that nothing is left over from one for the next.
        again = [extract(source, language) for source in reversed(contents)]
        assert first == again[::-1]

    holds()


@pytest.mark.parametrize("language", ["", "no such language"])
@some
@given(source=st.binary(max_size=300))
def test_text_of_no_language_has_lines_and_words_alone(language: str, source: bytes) -> None:
    facts = check(source, language)
    assert (facts.outcome, facts.definitions, facts.imports) == ("text", (), ())


def _shifted(facts: Facts, lines: int, size: int) -> list[tuple[object, ...]]:
    return [
        (*each[:8], each[8] + lines, each[9] + lines, each[10] + size, each[11] + size)
        for each in facts.definitions
    ]


@pytest.mark.parametrize("language", ["go", "java", "javascript", "python", "rust", "typescript"])
def test_lines_before_move_all_and_change_nothing(language: str) -> None:
    for source in inputs(language):
        before = b"\n" * 700
        moved = [tuple(each) for each in extract(before + source, language).definitions]
        assert moved == _shifted(extract(source, language), 700, 700)


@pytest.mark.parametrize("language", SPOKEN)
def test_line_ends_of_another_system_change_no_names(language: str) -> None:
    for source in inputs(language):
        if b"\r" in source or b"\\\n" in source:
            continue
        crlf = extract(source.replace(b"\n", b"\r\n"), language)
        plain = extract(source, language)
        assert [(d.qualified, d.kind, d.start_line) for d in crlf.definitions] == [
            (d.qualified, d.kind, d.start_line) for d in plain.definitions
        ]


@given(st.binary(max_size=200))
def test_utf8_is_left_as_it_is_and_utf16_becomes_it(source: bytes) -> None:
    if not source.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert utf8(source) is source
    text = source.decode("latin-1")
    assert utf8(text.encode("utf-16")).decode().removeprefix("\ufeff") == text


@given(st.text(max_size=40))
def test_any_name_of_a_file_has_a_language_or_none(name: str) -> None:
    assert language_of(name) in {"", *languages()}


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
def test_an_extension_means_one_language(extension: str) -> None:
    named = [each.name for each in languages().values() if extension in each.extensions]
    assert len(named) == 1
    assert language_of(f"a{extension}") == named[0]


@given(st.lists(st.tuples(*[st.integers(0, 2**32 - 1) | st.integers(0, 300)] * 4), max_size=20))
def test_numbers_are_packed_and_unpacked_whatever_their_size(
    rows: list[tuple[int, int, int, int]],
) -> None:
    written = pack([list(column) for column in zip(*rows, strict=True)] or [[]] * 4)
    assert list(zip(*columns(written, 4), strict=True)) == rows
    if all(max(row) < 1 << 8 for row in rows):
        assert len(written) == 4 * len(rows) + (4 if rows else 0)
