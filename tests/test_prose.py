"""Sections of prose, where a case folder would hide the claim."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridref_indexers.facts import Definition
from gridref_indexers.languages import language_of
from gridref_indexers.prose import (
    DOC_CHARS,
    MOST_LINES,
    MOST_SECTIONS,
    Format,
    sections,
)


def _titles(text: str, format: Format = "markdown") -> list[str]:
    return [each.signature for each in sections(text.encode(), format)]


def _anchors(text: str, format: Format = "markdown") -> list[str]:
    return [each.qualified for each in sections(text.encode(), format)]


def _docs(text: str, format: Format = "markdown") -> list[str]:
    return [each.doc for each in sections(text.encode(), format)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# a", ["# a"]),
        ("\ufeff# a", ["# a"]),
        ("a\r\n===\r\n\r\n## b\r\n", ["# a", "## b"]),
        ("   # a", ["# a"]),
        ("    # a", []),
        ("\t# a", []),
        ("text\n# a", ["# a"]),
        ("a\n    b\n---", ["## a b"]),
        ("```\n# a\n````\n# b", ["# b"]),
        ("````\n# a\n```\n# b", []),
        ("``` a`b\n# a", ["# a"]),
        ("- a\n# b", ["# b"]),
        ("- a\n\n  # b", []),
        ("-\n\n  # b", ["# b"]),
        ("> -\n\n# b", ["# b"]),
        ("10. a\n    # b", []),
        ("> a\nb\n---", []),
        ("> # a\nb\n---", ["## b"]),
        ("> ```\n# a", ["# a"]),
        ("<div>\n# a\n\n# b", ["# b"]),
        ("<!-- a\n\n# b\n-->\n# c", ["# c"]),
        ("<b>\n# a", []),
        ("text\n<b>\n# a", ["# a"]),
        ("---\na: 1\n---\n# b", ["# b"]),
        ("---\n\n# a\n\n---\n# b", ["# a", "# b"]),
        ("---\na: 1\n# b", ["# b"]),
        ("+++\na = 1\n+++\n# b", ["# b"]),
        ("#\n## \n# #", []),
        ("# a#", ["# a#"]),
        ("# C# #", ["# C#"]),
        ("# `*a*` [b][c] ![d](e) <i>f</i>", ["# *a* b f"]),
        ("# 2 * 3 * 4", ["# 2 * 3 * 4"]),
        ("just text\n\nand more", []),
        ("", []),
    ],
)
def test_markdown_headings_are_those_of_commonmark(text: str, titles: list[str]) -> None:
    assert _titles(text) == titles


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("a\n=\n", ["# a"]),
        ("a\r\n=\r\n", ["# a"]),
        ("ab\n=\n", []),
        ("日本\n===\n", []),
        ("日本\n====\n", ["# 日本"]),
        ("==\n a\n==\n", ["# a"]),
        ("==\na\n==\n\nb\n==\n\nc\n~~\n\nd\n==", ["# a", "## b", "### c", "## d"]),
        ("text\na\n=\n", []),
        ("- text\na\n=\n", ["# a"]),
        (".. a\nb\n=\n", ["# b"]),
        ("a\n\n----\n\nb", []),
        ("::\n\n  a\n  =\n", []),
        ("1. a\n====", ["# 1. a"]),
        ("|a| *b* :c:`d <e>` f_ ``g``\n###########################", ["# a b d f g"]),
        ("just text\n\nand more", []),
    ],
)
def test_rst_titles_are_those_of_docutils(text: str, titles: list[str]) -> None:
    assert _titles(text, "rst") == titles


def test_anchors_are_those_of_github_and_each_is_given_once() -> None:
    assert _anchors("# A b!\n# a B\n# a-b-1\n# A_b\n# !") == [
        "a-b",
        "a-b-1",
        "a-b-1-1",
        "a_b",
        "section",
    ]
    assert _anchors("# a {#b}\n# b\n# c {: .d}\n# e {f}") == ["b", "b-1", "c", "e-f"]


def test_anchors_of_rst_are_those_of_docutils_unless_labelled() -> None:
    text = ".. _x y:\n\nÄ b_c\n=====\n\nÄ b_c\n=====\n\n.. _z: https://example.org\n\n2. q\n====\n"
    assert _anchors(text, "rst") == ["x y", "a-b-c", "q"]


def test_a_doc_is_the_first_whole_sentences_of_the_own_text() -> None:
    long = "One is short. " + "x" * 150 + ". " + "y" * 100
    assert _docs(f"# a\n```\ncode\n```\n| a |\n|---|\n| b |\n\n{long}") == [
        "One is short. " + "x" * 150 + "."
    ]
    assert _docs("# a\n## b\ntext") == ["", "text"]
    assert _docs("# a\n![badge](b)\n\ntext\nof two lines") == ["text of two lines"]
    assert _docs(f"# a\n{'z' * 300}") == ["z" * (DOC_CHARS - 1) + "…"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. _a:\n\nTitle\n=====\n\nSee.\n", True),
        ("Title\n=====\n\nSee :ref:`a`.\n", True),
        ("Title\n=====\n\nSee ``a``.\n", True),
        ("Title\n=====\n\nNo markup of rst.\n", False),
        (".. note:: no title\n", False),
        ("django>=4.2\nattrs\n", False),
        ("==========\nTHE LICENSE, ``as is''\n==========\n", False),
        ("\0Title\n=====\n\nSee ``a``.\n", False),
    ],
)
def test_text_counts_as_rst_with_titles_and_markup_only(text: str, expected: bool) -> None:
    assert (language_of("a.txt", text.encode()) == "rst") is expected


def test_a_file_that_is_data_ends_in_one_long_section() -> None:
    found = sections(b"# a\n" * (MOST_SECTIONS + 2), "markdown")
    assert (len(found), found[-1].end_line) == (MOST_SECTIONS, MOST_SECTIONS + 2)
    assert len(sections(b"# a\n" + b"\n" * MOST_LINES + b"# b\n", "markdown")) == 1
    # Control case.
    assert len(sections(b"# a\n" + b"\n" * (MOST_LINES - 2) + b"# b\n", "markdown")) == 2


_MARKS = st.sampled_from(["", "  ", "    ", "\t", "> ", ">", "- ", "-", "10. ", "* "])
_TEXTS = st.sampled_from(
    (
        *("# a", "## b", "a", "", "===", "---", "```", "| a |", "|---|", "[a]: b", "<div>", "<!--"),
        *("-->", ".. _l:", ".. d::", "::", "====", "ä", "\r", "\ufeff", *"#>-=~`<"),
    )
)
_LINES = st.tuples(st.lists(_MARKS, max_size=3), _TEXTS).map(
    lambda line: "".join(line[0]) + line[1]
)
_CONTENTS = st.binary() | st.lists(_LINES).map(lambda lines: "\n".join(lines).encode())


@given(_CONTENTS, st.sampled_from(get_args(Format)))
def test_sections_cover_whole_lines_and_overlap_only_by_nesting(
    source: bytes, format: Format
) -> None:
    found = sections(source, format)
    for each in found:
        above = source[: each.start_byte]
        assert not above or above.endswith(b"\n")
        assert each.start_line == above.count(b"\n") + 1
        text = source[each.start_byte : each.end_byte]
        assert text.endswith(b"\n") or each.end_byte == len(source)
        assert each.end_line == each.start_line + text.rstrip(b"\n").count(b"\n") + _blanks(text)
        if each.parent >= 0:
            assert _holds(found[each.parent], each)
    assert len({each.qualified for each in found}) == len(found)
    for one, other in pairwise(found):
        assert other.start_byte >= one.end_byte or _holds(one, other)


def _blanks(text: bytes) -> int:
    """Count the empty lines at the end."""
    return max(0, len(text) - len(text.rstrip(b"\n")) - 1)


def _holds(outer: Definition, inner: Definition) -> bool:
    return (
        outer.start_byte < inner.start_byte
        and inner.end_byte <= outer.end_byte
        and outer.start_line < inner.start_line
        and inner.end_line <= outer.end_line
    )
