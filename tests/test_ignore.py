import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridref_indexers.ignore import ALLOWANCE, Rules
from gridref_indexers.walk import Found, LeftOut, belongs, walk

# What git 2.52 changed: `ab**/c` does not match `abc` any more. We go with those before.
STARS_BEHIND_LETTERS = re.compile(rb"[^/*?\[\\!]\*\*")

PATHS = (
    "a",
    "a.b",
    "a.py",
    "a.pyc",
    "a.pyo",
    "ab",
    "abc",
    "a b",
    "a ",
    "a\\",
    "#a",
    "!a",
    "*",
    "[a]",
    "]",
    "-",
    "^",
    "A",
    "é",
    "new\nline",
    "tab\t",
    ".env.example",
    "b/a",
    "b/a.py",
    "b/b/a",
    "b/c/a",
    "b/c/d/a",
    "build/a",
    "Build/a",
    "c/build",
    "c/foo/bar/baz",
    "c/foo/x/bar/baz",
    "c/x/foo/bar",
    "foo/bar",
    "foo/a/bar",
    "foo/a/b/bar",
    "foobar",
    "fo/a/b/bar",
    "fooo/a/b/bar",
    "c/foobar/x",
    "d/[a]/a",
    "d/a b/a",
    "d/#a/a",
)

PATTERNS = (
    # names
    "a",
    "a\n!a",
    "!a\na",
    "*\n!a\n!b/",
    "*\n!*/\n!*.py",
    "*.py",
    "*.py[co]",
    "a*",
    "*a",
    "*a*",
    "**",
    "***",
    "a**",
    "**a",
    "?",
    "??",
    "?*",
    "*?b",
    # anchors and folders
    "/a",
    "b/",
    "/b/",
    "/b/*",
    "/b/*\n!/b/a",
    "b/a",
    "b/**",
    "b/**/",
    "/**",
    "/*",
    "**/a",
    "**/b/a",
    "b/**/a",
    "foo/**/bar",
    "foo/*/bar",
    "foo/**/**/bar",
    "foo/**/*/bar",
    "c/**/foo/**/baz",
    "**/foo",
    "**/",
    "*/",
    "*/a",
    "*/*/a",
    "[Bb]uild/",
    "build\n!build/a",
    "foo//bar",
    "//a",
    "/",
    "//",
    "foo/**\\/bar",
    "?**\\/a",
    "/foo**/bar",
    "foo**/bar",
    "/fo**/**/bar",
    "foo**\\/bar",
    "/foo**\nfoo**/",
    "c/foo**",
    "c/foo**\n!c/foo**/baz",
    "foo***/b*r",
    "foo**//bar",
    "foo**/a/",
    "f[o]o**/bar",
    "foo\\**/bar",
    "/f**/a/**/bar",
    "[b]**/a",
    "b\\/a",
    # sets
    "[a-c]",
    "[!a]",
    "[^a]",
    "[]]",
    "[!]]",
    "[]-]",
    "[a-]",
    "[--a]",
    "[c-a]",
    "[[:alpha:]]",
    "[[:alpha:][:digit:]]",
    "[[:upper:]]*",
    "[[:punct:]]*",
    "[[:space:]]",
    "*[[:space:]]",
    "[[:nothing:]]",
    "[[:alpha:]",
    "[[]a]",
    "[\\]]",
    "[a\\-z]",
    "[a",
    "[",
    "a[/]a",
    "b[!x]a",
    # escapes and spaces
    "\\a",
    "\\#a",
    "\\!a",
    "\\*",
    "\\[a\\]",
    "\\[a]",
    "a\\",
    "a\\\\",
    "#a",
    "!a",
    "!!a",
    "a ",
    "a  ",
    "a\\ ",
    "a\\  ",
    "a b",
    " a",
    "tab\t",
    "new?line",
    "é",
    "?",
    # lines
    "a\r\nb/a\r\n",
    "a\r",
    "a\n\n\n# b\n*.py",
    "\ufeffa",
    "a\0b",
    "",
    "\n",
    " ",
)


def git_version() -> tuple[int, ...]:
    said = subprocess.run(["git", "version"], check=True, capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))


STARS_STAND_AT_A_START = git_version() < (2, 52)


def git(top: bytes, *arguments: str) -> bytes:
    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    return subprocess.run(
        ["git", *safe, *arguments], cwd=top, check=True, capture_output=True
    ).stdout


def listed(root: bytes) -> set[bytes]:
    """What git lists below a root, tracked or not, as far as it is there."""
    paths = git(root, "ls-files", "-coz", "--exclude-standard").split(b"\0")
    return {path for path in paths if path and os.path.lexists(os.path.join(root, path))}


def seen(root: bytes) -> set[bytes]:
    walked = walk(root)
    return {each.path for each in walked.found} | {each.path for each in walked.left_out}


def write(path: Path | bytes, content: bytes = b"") -> None:
    path = Path(os.fsdecode(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    _ = path.write_bytes(content)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("rich")
    _ = git(os.fsencode(top), "init", "-q")
    for path in PATHS:
        write(top / path)
    return top


@pytest.fixture
def soon() -> Iterator[None]:
    """End a test that would go on and on."""

    def give_up(*_: object) -> None:
        raise TimeoutError("this takes far longer than it may")

    before = signal.signal(signal.SIGALRM, give_up)
    _ = signal.alarm(20)
    yield
    _ = signal.alarm(0)
    _ = signal.signal(signal.SIGALRM, before)


def comparable(content: bytes) -> bool:
    """Say whether the git that is here reads these rules as we do."""
    return STARS_STAND_AT_A_START or not STARS_BEHIND_LETTERS.search(content)


COMPARABLE = [each for each in PATTERNS if comparable(each.encode())]


@pytest.fixture(params=["false", "true"])
def case(rich: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Tell names apart by their case, and not."""
    _ = git(os.fsencode(rich), "config", "core.ignoreCase", request.param)
    yield
    _ = git(os.fsencode(rich), "config", "--unset", "core.ignoreCase")


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("patterns", COMPARABLE)
def test_every_kind_of_pattern_ignores_what_git_ignores(rich: Path, patterns: str) -> None:
    _ = (rich / ".gitignore").write_bytes(patterns.encode())
    assert seen(os.fsencode(rich)) == listed(os.fsencode(rich))


@pytest.mark.parametrize("patterns", COMPARABLE)
def test_a_nested_file_is_stronger_than_the_one_above(rich: Path, patterns: str) -> None:
    _ = (rich / ".gitignore").write_bytes(b"a*\nb/c\n!/foo/bar\n")
    nested = [rich / "b" / ".gitignore", rich / "foo" / ".gitignore"]
    for path in nested:
        _ = path.write_bytes(patterns.encode())
    try:
        assert seen(os.fsencode(rich)) == listed(os.fsencode(rich))
    finally:
        for path in nested:
            path.unlink()


def test_stars_right_behind_what_git_compares_by_itself_stand_at_a_start() -> None:
    rules = Rules().plus(b"/gen**/out.py\n")
    assert rules.ignore(b"genout.py", is_folder=False)
    for folders in (b"gen", b"gen1", b"gen/x/y", b"gen1/a/b"):
        below = rules
        for name in folders.split(b"/"):
            below = below.within(name)
        assert below.ignore(b"out.py", is_folder=False)
    # Control case: behind a special character they are single ones.
    assert not Rules().plus(b"g?n**/out.py").within(b"gen").within(b"x").ignore(b"out.py", False)


NAMES = (
    "a",
    "b",
    "A",
    "aB",
    "ab",
    "ba",
    "aab",
    "a.b",
    "a b",
    "!a",
    "#a",
    "[a]",
    "*",
    "]",
    "-",
    "é",
    "a\nb",
)
PIECES = (
    *("a", "b", "ab", "*", "**", "/", "**/", "/**", "?", "[ab]", "[!a]", "[^b]", "[a-c]", "[]-a]"),
    *("A", "\\A", "[A]", "[!A]", "[A-B]", "[^A-a]", "[[:upper:]]", "[[:lower:]]", "B**/", "a**\\/"),
    *("[[:alpha:]]", "[a", "\\", "\\a", "\\*", "\\/", "\\ ", " ", "!", "#", ".", "\t", "\r", "é"),
)
rule = st.tuples(
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
    st.sampled_from(["", "", "/"]),
).map("".join)
ignore_file = (
    st.lists(rule, min_size=1, max_size=4)
    .map(lambda rules: "\n".join(rules).encode())
    .filter(comparable)
)
# A tree is the content of its ignore file, if it has one, and what lies in it: None is a file.
Tree = tuple[bytes | None, dict[str, "Tree | None"]]
names: st.SearchStrategy[str] = st.sampled_from(NAMES)


def folder_of(below: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    some = st.dictionaries(names, st.none() | below, min_size=1, max_size=4)
    return st.tuples(st.none() | ignore_file, some)


EMPTY: Tree = (None, {})
tree = st.recursive(st.just(EMPTY), folder_of, max_leaves=8)


def plant(tree: Tree, folder: Path) -> None:
    content, below = tree
    folder.mkdir(parents=True, exist_ok=True)
    if content is not None:
        write(folder / ".gitignore", content)
    for name, inner in below.items():
        if inner is None:
            write(folder / name)
        else:
            plant(inner, folder / name)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(tree=tree, top_rules=ignore_file, exclude=ignore_file, folded=st.booleans(), data=st.data())
def test_any_tree_under_any_rules_is_listed_as_git_lists_it(
    tree: Tree, top_rules: bytes, exclude: bytes, folded: bool, data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        top = os.fsencode(folder)
        plant(tree, Path(folder))
        write(Path(folder, ".gitignore"), top_rules)
        _ = git(top, "init", "-q")
        write(Path(folder, ".git/info/exclude"), exclude)
        _ = git(top, "config", "core.ignoreCase", str(folded).lower())
        paths = [
            os.path.relpath(os.path.join(here, name), top)
            for here, folders, files in os.walk(top)
            for name in (*folders, *files)
            if b".git" not in (*here.split(b"/"), name)
        ]
        files = [path for path in paths if os.path.isfile(os.path.join(top, path))]
        if added := data.draw(st.lists(st.sampled_from(files), max_size=2)):
            _ = git(top, "add", "-f", "--", *map(os.fsdecode, added))
            version = data.draw(st.sampled_from("24"))
            _ = git(top, "update-index", "--index-version", version)
        roots = [b"", *(path for path in paths if path not in files)]
        root = os.path.join(top, data.draw(st.sampled_from(roots)))
        expected = listed(root)
        if expected or root == os.path.join(top, b""):
            # One that is tracked stands for all that differ from it by case alone.
            same = bytes.lower if folded and added else bytes
            assert {*map(same, seen(root))} == {*map(same, expected)}
        walked = walk(root)
        by_path: dict[bytes, Found | LeftOut] = {each.path: each for each in walked.found}
        by_path |= {each.path: each for each in walked.left_out}
        for path in paths:
            inner = os.path.relpath(os.path.join(top, path), root)
            if not inner.startswith(b"."):
                assert belongs(root, inner) == by_path.get(inner)


def test_patterns_made_to_be_slow_are_not(soon: None) -> None:
    rules = Rules().plus(b"".join(b"a*" * 20 + b"%d?b\n" % number for number in range(400)))
    assert not any(rules.ignore(b"a" * size, is_folder=False) for size in range(250))
    # Control case: such patterns match all the same.
    assert rules.ignore(b"a" * 30 + b"7xb", is_folder=False)


def test_folders_made_to_be_slow_are_not(soon: None) -> None:
    rules = Rules().plus(b"".join(b"**/a/" * 20 + b"%d/b\n" % number for number in range(100)))
    for _ in range(400):
        assert not rules.ignore(b"b", is_folder=False)
        rules = rules.within(b"a")
    # Control case: such folders count all the same.
    assert rules.within(b"7").ignore(b"b", is_folder=False)


def test_ten_megabytes_of_rules_are_cut_and_it_is_said(soon: None) -> None:
    rules = Rules().plus(b"".join(b"*%d*\n" % number for number in range(1_000_000)))
    assert not rules.whole
    assert rules.ignore(b"x1x", is_folder=False)
    assert not rules.ignore(b"_", is_folder=False)
    # Control case: thousands of rules that are quickly tried are all read.
    many = Rules().plus(b"".join(b"*.%d\n/%d\n" % (number, number) for number in range(4000)))
    assert many.whole
    assert many.ignore(b"a.3999", is_folder=False)


def test_all_files_that_hold_in_one_folder_share_the_allowance() -> None:
    half = b"#" * (ALLOWANCE // 2 - 10) + b"\n"
    twice = Rules().plus(half).within(b"a").plus(half)
    assert twice.whole
    thrice = twice.within(b"b").plus(half)
    assert not thrice.whole
    assert thrice.within(b"c").whole


def test_a_rule_longer_than_any_path_is_passed_over() -> None:
    rules = Rules().plus(b"*" + b"a" * 5000 + b"\nb\n")
    assert not rules.whole
    assert rules.ignore(b"b", is_folder=False)
    # Control case: a comment may be as long as it likes.
    assert Rules().plus(b"#" + b"a" * 5000 + b"\nb\n").whole


@given(rules=ignore_file, name=names.map(str.encode), is_folder=st.booleans())
def test_a_name_that_no_rule_mentions_is_not_ignored(
    rules: bytes, name: bytes, is_folder: bool
) -> None:
    parsed = Rules().plus(rules)
    assert parsed.mention(name) or not parsed.ignore(name, is_folder)
