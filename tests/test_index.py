"""The index is a function of what lies on disk: of nothing else, and whatever lies there."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gridref_indexers.place import Place, place
from gridref_indexers.refresh import Report, indexer
from gridref_indexers.store import Store
from gridref_indexers.walk import Limits

PROJECT = Path(__file__).parents[1]
LIMITS = Limits(max_file_bytes=4_000_000)


def indexed(root: Path, store: Path, workers: int = 0) -> tuple[Report, Place]:
    here = place(root, store, exactly=True)
    with indexer(here, "test") as writing:
        return writing.refresh(LIMITS, workers), here


def dump(here: Place) -> list[str]:
    store = Store.open(here.index, here.checkout)
    try:
        return list(store.dump())
    finally:
        store.close()


def fresh(root: Path, workers: int = 0) -> list[str]:
    """Return what a new index of a folder holds."""
    with TemporaryDirectory() as store:
        return dump(indexed(root, Path(store), workers)[1])


def tree(root: Path) -> Path:
    """Make a folder of some hundred files in several languages, more than is read alone."""
    for language in ("python", "go", "markdown"):
        shutil.copytree(PROJECT / "tests" / "cases" / language, root / "cases" / language)
    shutil.copytree(PROJECT / "server", root / "server", ignore=shutil.ignore_patterns("__pyc*"))
    for at in range(20):
        lines = "".join(f"def f{at}_{n}(a):\n    return g{n}(a)\n\n\n" for n in range(100))
        (root / f"many{at}.py").write_text(lines)
    return root


# The same from anywhere, at any time, with any number of workers


def test_an_index_depends_on_nothing_but_the_files(tmp_path: Path) -> None:
    first = tree(tmp_path / "here" / "repo")
    second = Path(shutil.copytree(first, tmp_path / "over there" / "another name"))
    for file in second.rglob("*.py"):
        os.utime(file, (0, 0))
    alone = fresh(first)
    assert sum(line.startswith("definition") for line in alone) > 2_000
    assert fresh(second, 1) == alone
    assert fresh(first, 3) == alone


def test_a_dump_is_one_fact_a_line_in_the_order_of_bytes(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    odd = [b"nl\nx.py", b"tab\tx.py", b"\xff.py", b"\\xff.py", b"\xc2\xff.py", b"\xc3\xbf.py"]
    odd += [
        b'"q".py',
        b"\x7f.py",
        b"a\xe2\x80\xaebidi.py",
        b"a",
        b"a.py",
        b"a-b.py",
        b"A",
        b"\x1b[m",
    ]
    for name in odd:
        Path(os.fsdecode(os.path.join(os.fsencode(root), name))).write_bytes(
            'def f(a="\t"): return g(a)\n"""bidi \u202e"""\nx: int = h()\n'.encode()
        )
    (root / ".env").write_text("A=1\n")
    lines = fresh(root)
    text = "".join(f"{line}\n" for line in lines)
    assert text.isascii() and text.replace("\n", "").replace("\t", "").isprintable()
    sort = ["sort", "-c"]
    _ = subprocess.run(sort, input=text.encode(), env={**os.environ, "LC_ALL": "C"}, check=True)
    columns = [line.split("\t") for line in lines]
    paths = [os.fsencode(json.loads(f'"{path}"')) for kind, path, *_ in columns if kind == "file"]
    assert sorted(paths) == sorted(odd)
    widths = {kind: {len(row) for row in columns if row[0] == kind} for kind, *_ in columns}
    assert set(widths) >= {"definition", "file", "left out", "reference", "words"}
    assert all(len(each) == 1 for each in widths.values())


def test_the_store_does_not_know_where_it_was_made(tmp_path: Path) -> None:
    root = tmp_path / "a-telling-name" / "repo"
    root.mkdir(parents=True)
    (root / "a.py").write_text("def f():\n    pass\n")
    _, here = indexed(root, tmp_path / "store")
    written = b"".join(file.read_bytes() for file in here.folder.iterdir())
    assert b"SQLite format 3" in written  # Control case.
    assert os.fsencode(tmp_path) not in written
    assert b"a-telling-name" not in written


# Incremental is fresh

NAMES = ["a.py", "b.py", "pkg/__init__.py", "pkg/a.py", "pkg/deep/c.ts", "d.go", "e.md", "x.txt"]
TEXTS = [
    b"",
    b"def f():\n    pass\n",
    b"from b import g\n\n\ndef f():\n    return g()\n",
    b"class A:\n    def m(self):\n        self.n()\n",
    b"# Title\n\nText.\n",
    b"package a\n\nfunc F() {}\n",
    b"x = (\n",
    b"\0binary",
    b"\xff\xfe not quite",
]
names, texts = st.sampled_from(NAMES), st.sampled_from(TEXTS)


class Incremental(RuleBasedStateMachine):
    """A tree that changes in any way, and an index that follows."""

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name, "repo")
        self.root.mkdir()
        self.changed = True

    @rule(name=names, text=texts)
    def write(self, name: str, text: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        self.changed = True

    @rule(name=names, text=texts)
    def write_and_keep_the_time(self, name: str, text: bytes) -> None:
        path = self.root / name
        if path.exists():
            before = path.stat()
            path.write_bytes(text)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
            self.changed = True

    @rule(name=names)
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)
        self.changed = True

    @rule(old=names, new=names)
    def rename(self, old: str, new: str) -> None:
        if (self.root / old).exists():
            (self.root / new).parent.mkdir(parents=True, exist_ok=True)
            (self.root / old).replace(self.root / new)
            self.changed = True

    @rule()
    def delete_a_folder(self) -> None:
        shutil.rmtree(self.root / "pkg", ignore_errors=True)
        self.changed = True

    @rule(name=st.sampled_from(["a.py", "pkg"]))
    def ignore(self, name: str) -> None:
        (self.root / ".git" / "objects").mkdir(parents=True, exist_ok=True)
        (self.root / ".git" / "refs").mkdir(exist_ok=True)
        (self.root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (self.root / ".gitignore").write_text(f"{name}\n")
        self.changed = True

    @rule(name=names, mtime=st.sampled_from([0, 4_070_908_800]))
    def turn_the_clock(self, name: str, mtime: int) -> None:
        if (self.root / name).exists():
            os.utime(self.root / name, (mtime, mtime))
            self.changed = True

    @invariant()
    def the_index_is_what_a_fresh_one_is(self) -> None:
        if self.changed:
            _, here = indexed(self.root, Path(self.folder.name, "store"))
            assert dump(here) == fresh(self.root)
            self.changed = False

    def teardown(self) -> None:
        self.folder.cleanup()


TestIncremental = Incremental.TestCase
TestIncremental.settings = hypothesis_settings(
    deadline=None, max_examples=12, stateful_step_count=12
)


def test_a_run_without_a_change_makes_no_generation(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    (root / "a.py").write_text("A = 1\n")
    os.utime(root / "a.py", (1, 1))
    first, _ = indexed(root, tmp_path / "store")
    second, _ = indexed(root, tmp_path / "store")
    assert (first.read, first.changed) == (1, True)
    assert (second.read, second.changed, second.generation) == (0, False, first.generation)


# A content is read once


def test_one_content_in_two_places_is_extracted_once(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    for name in ("a.py", "b.py", "c.txt"):
        (root / name).write_text("def f():\n    pass\n")
    report, here = indexed(root, tmp_path / "store")
    # As Python once, and as text once more.
    assert (report.files, report.read, report.extracted) == (3, 3, 2)
    assert sum("\tf\t" in line for line in dump(here) if line.startswith("definition")) == 2


def test_switching_back_extracts_nothing(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    branches = {name: f"def {name}():\n    pass\n" for name in ("main", "other")}
    extracted = []
    for name in ("main", "other", "main", "other"):
        (root / "a.py").write_text(branches[name])
        report, _ = indexed(root, tmp_path / "store")
        extracted.append(report.extracted)
    assert extracted == [1, 1, 0, 0]
    (root / "a.py").rename(root / "b.py")
    assert indexed(root, tmp_path / "store")[0].extracted == 0


def test_two_worktrees_share_what_they_hold(tmp_path: Path) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    git = main / ".git"
    (git / "objects").mkdir(parents=True)
    (git / "refs").mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    own = git / "worktrees" / "linked"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/other\n")
    (own / "commondir").write_text("../..\n")
    (own / "gitdir").write_text(f"{linked}/.git\n")
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {own}\n")
    for root in (main, linked):
        (root / "a.py").write_text("def f():\n    pass\n")
    (linked / "b.py").write_text("def g():\n    pass\n")
    places = [place(root, tmp_path / "store") for root in (main, linked)]
    assert places[0].index == places[1].index
    reports = []
    for here in places:
        with indexer(here, "test") as writing:
            reports.append(writing.refresh(LIMITS, 0))
    assert [report.extracted for report in reports] == [1, 1]
    assert [sum(line.startswith("file") for line in dump(here)) for here in places] == [1, 2]


# Whatever lies there


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one plain file, which is there after all that happens to the others."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "plain.py").write_text("def plain():\n    pass\n")
    return tmp_path / "repo"


def outcomes(root: Path, workers: int = 0) -> dict[str, str]:
    """Index a folder; return what became of each file but the plain one."""
    with TemporaryDirectory() as store:
        report, here = indexed(root, Path(store), workers)
        opened = Store.open(here.index, here.checkout)
        found = {
            os.fsdecode(file.path): opened.content(file.content).outcome
            if file.content
            else f"left out: {file.left_out}"
            for file in opened.files()
        }
        plain = opened.named("plain")
        summary = opened.summary()
        opened.close()
    assert len(plain) == 1
    assert found.pop("plain.py") == "parsed"
    left_out = [what for what in found.values() if what.startswith("left out")]
    assert sum(summary.left_out.values()) >= len(left_out)
    assert sum(report.left_out.values()) >= len(left_out)
    return found


def lines_of(source: bytes, name: str = "odd.py") -> tuple[int, dict[str, tuple[int, int]]]:
    """Index one file; return its number of lines, and where its definitions stand."""
    with TemporaryDirectory() as folder:
        root = Path(folder, "repo")
        root.mkdir()
        (root / name).write_bytes(source)
        _, here = indexed(root, Path(folder, "store"))
        store = Store.open(here.index, here.checkout)
        (file,) = store.files()
        found = {
            each.name: (each.start_line, each.end_line) for each in store.definitions(file.content)
        }
        lines = store.content(file.content).lines
        store.close()
    return lines, found


def test_what_is_no_file_is_left_out_without_being_opened(root: Path) -> None:
    os.mkfifo(root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listening:
        before = os.getcwd()
        os.chdir(root)  # a socket's whole path has to be short
        try:
            listening.bind("socket.py")
        finally:
            os.chdir(before)
        (root / "folder.py").mkdir()
        assert outcomes(root) == {
            "pipe.py": "left out: special",
            "socket.py": "left out: special",
        }


def test_no_link_is_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("def secret():\n    pass\n")
    for name, target in {
        "out.py": outside / "secret.py",
        "folder": outside,
        "zero.py": Path("/dev/zero"),
        "stdin.py": Path("/dev/stdin"),
        "memory.py": Path("/proc/self/mem"),
        "self.py": root / "self.py",
        "up": root,
        "inside.py": root / "plain.py",
        "nowhere.py": root / "nothing",
    }.items():
        (root / name).symlink_to(target)
    found = outcomes(root)
    assert set(found.values()) == {"left out: link"}
    assert len(found) == 9


NAMED = [
    "new\nline.py",
    "tab\t.py",
    "-rf.py",
    "--help.py",
    "emoji 🎉.py",
    "quote'\".py",
    "back\\slash.py",
    "\u202ebidi.py",
    "e\u0301.py",
    "é.py",
    "CASE.py",
    "case.py",
    " leading.py",
    "trailing .py",
    "dots...py",
    "a#b.py",
    "a:1-2.py",
    "%41.py",
    "\x1b[31m.py",
    "\udcff\udcfe.py",
]


def test_any_name_of_a_file_will_do(root: Path) -> None:
    for at, name in enumerate(NAMED):
        Path(root, name).write_text(f"def named_{at}():\n    pass\n")
    assert outcomes(root) == dict.fromkeys(NAMED, "parsed")


def test_a_path_as_it_is_printed_is_a_path_that_is_read(root: Path, tmp_path: Path) -> None:
    from gridref_server.index import Index
    from gridref_server.registry import ask
    from gridref_server.render import printable, text
    from gridref_server.settings import Settings

    for at, name in enumerate(NAMED):
        Path(root, name).write_text(f"def named_{at}():\n    pass\n")
    index = Index(place(root, tmp_path / "store", exactly=True), Settings())
    index.refresh()
    for at, name in enumerate(NAMED):
        found = text(ask(index, "find", {"name": f"named_{at}"}))
        shown = printable(name)
        assert shown in found.split("\n")
        assert f"def named_{at}" in text(ask(index, "read", {"refs": [f"{shown}#named_{at}"]}))
        assert f"def named_{at}" in text(ask(index, "read", {"refs": [f"{shown}:1"]}))
    index.close()


@pytest.mark.parametrize(
    ("source", "lines", "places"),
    [
        (b"", 0, {}),
        (b"\n", 1, {}),
        (b"def f(): ...", 1, {"f": (1, 1)}),
        (b"\xef\xbb\xbfdef f():\n    pass\n", 2, {"f": (1, 2)}),
        (b"# caf\xe9\ndef f():\n    pass\n", 3, {"f": (2, 3)}),
        (b"a = '\xff\xfe\xc0'\ndef f():\n    pass\n", 3, {"a": (1, 1), "f": (2, 3)}),
        (b"a = 1\r\ndef f():\r\n    pass\r\n", 3, {"a": (1, 1), "f": (2, 3)}),
        (b"a = 1\x0c\n\x0cdef f():\n    pass\n", 3, {"a": (1, 1), "f": (2, 3)}),
        ("a = '\u2028\u2029\x85'\ndef f():\n    pass\n".encode(), 3, {"a": (1, 1), "f": (2, 3)}),
        ("a = 1\n\ndef f():\n    pass\n".encode("utf-16"), 4, {"a": (1, 1), "f": (3, 4)}),
        ("def f():\n    pass\n".encode("utf-16-be"), None, {}),
        (b"def f(:\n    pass\n\n\ndef g():\n    pass\n", 6, {"g": (5, 6)}),
        (b"\n" * 1000 + b"def f(): ...\n", 1001, {"f": (1001, 1001)}),
    ],
    ids=[
        "empty", "blank", "no end", "bom", "latin-1", "invalid", "crlf", "form feed", "u2028",
        "utf-16", "utf-16 without bom", "broken", "late",
    ],
)  # fmt: skip
def test_lines_count_by_line_feeds_whatever_the_encoding(
    source: bytes, lines: int | None, places: dict[str, Any]
) -> None:
    counted, found = lines_of(source) if lines is not None else (None, {})
    assert counted == lines
    assert found.items() >= places.items()


def test_binaries_are_left_out_and_text_without_a_language_is_not(root: Path) -> None:
    (root / "program.py").write_bytes(b"\x7fELF\0\0\0" + bytes(range(256)) * 20)
    (root / "wide.py").write_bytes("def f(): ...\n".encode("utf-16-be"))
    (root / "notes").write_text("a plain word\n")
    (root / "empty.py").write_bytes(b"")
    assert outcomes(root) == {
        "program.py": "binary",
        "wide.py": "binary",
        "notes": "text",
        "empty.py": "parsed",
    }
    with TemporaryDirectory() as store:
        _, here = indexed(root, Path(store))
        opened = Store.open(here.index)
        assert opened.summary().left_out == {"binary": 2}
        opened.close()


def test_secrets_are_left_out_by_name(root: Path) -> None:
    secret = [".env", ".env.local", "id_rsa", "server.pem", ".npmrc", ".aws/credentials", "a.key"]
    plain = [".env.example", "environment.py", "id_rsa.py", "keys.md"]
    for name in secret + plain:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("token = 1\n")
    found = outcomes(root)
    assert {name for name, what in found.items() if what == "left out: secret"} == set(secret)
    assert set(found) == set(secret + plain)


def test_too_large_a_file_is_left_out_unread(root: Path) -> None:
    with open(root / "line.py", "wb") as file:
        file.truncate(50_000_000)
    with open(root / "sparse.py", "wb") as file:
        file.truncate(10_000_000_000)
    (root / "limit.txt").write_bytes(b"a " * (LIMITS.max_file_bytes // 2))
    (root / "above.txt").write_bytes(b"a " * (LIMITS.max_file_bytes // 2) + b"a")
    assert outcomes(root) == {
        "line.py": "left out: too large (50.0 MB)",
        "sparse.py": "left out: too large (10000.0 MB)",
        "limit.txt": "text",
        "above.txt": "left out: too large (4.0 MB)",
    }


def test_one_long_line_within_the_limit_is_read(root: Path) -> None:
    (root / "line.py").write_bytes(b"def f(): return '" + b"a" * 3_000_000 + b"'\n")
    (root / "minified.js").write_bytes(b"function f(a){return g(a)};" * 5_000)
    assert outcomes(root) == {"line.py": "parsed", "minified.js": "parsed"}


def test_a_hundred_thousand_functions_are_found(root: Path) -> None:
    (root / "many.py").write_bytes(b"".join(b"def f%d():0\n" % at for at in range(100_000)))
    (root / "nested.py").write_bytes(b"x = " + b"[" * 4_000 + b"]" * 4_000 + b"\n")
    with TemporaryDirectory() as store:
        _, here = indexed(root, Path(store))
        opened = Store.open(here.index)
        assert opened.summary().definitions == 100_002
        assert len(opened.named("f99999")) == len(opened.named("plain")) == 1
        opened.close()


def test_a_map_of_a_hundred_thousand_functions_is_short(root: Path, tmp_path: Path) -> None:
    from gridref_server.index import Index
    from gridref_server.registry import ask
    from gridref_server.render import text
    from gridref_server.settings import Settings

    (root / "many.py").write_bytes(b"".join(b"def f%d():0\n" % at for at in range(30_000)))
    index = Index(place(root, tmp_path / "store", exactly=True), Settings())
    index.refresh()
    for lookup, given in (
        ("map", {"path": "many.py"}),
        ("map", {}),
        ("find", {"name": "f*"}),
        ("find", {"name": "f12345x"}),
        ("read", {"refs": ["many.py"]}),
        ("uses", {"ref": "many.py#f1"}),
    ):
        assert len(text(ask(index, lookup, given))) < 20_000
    index.close()


BOMBS = {
    "deep.json": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "bomb.yaml": b"a: &a [x,x]\n" + b"".join(
        b"%c: &%c [*%c,*%c,*%c,*%c]\n" % (98 + n, 98 + n, 97 + n, 97 + n, 97 + n, 97 + n)
        for n in range(20)
    ),
    "lol.xml": b"<!DOCTYPE l [<!ENTITY a 'lol'>" + b"".join(
        b"<!ENTITY %c '&%c;&%c;&%c;'>" % (98 + n, 97 + n, 97 + n, 97 + n) for n in range(20)
    ) + b"]><l>&u;</l>",
    "quotes.md": b">" * 50_000 + b"\n",
    "links.md": b"[" * 50_000 + b"](" * 50_000 + b"\n",
    "ticks.md": b"`" * 50_000 + b"\n" + b"*_" * 50_000,
    "titles.md": b"".join(b"#" * (1 + at % 6) + b" t\n" for at in range(50_000)),
    "setext.md": b"a\n=\n" * 30_000,
    "titles.rst": b"a\n=\n\n" * 30_000,
    "comments.go": b"// a\n" * 100_000 + b"func f() {}\n",
    "open.py": b"(" * 10_000,
    "words.txt": b"a" * 1_000_000 + b" " + b"b_" * 500_000,
    "Capitals.txt": b"Aa" * 500_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_no_other_file(root: Path, name: str) -> None:
    (root / name).write_bytes(BOMBS[name])
    assert set(outcomes(root)) == {name}


CHOKES = {"errors": b"+ = " * 10_000, "brackets": b"[" * 50_000 + b"]" * 50_000}


@pytest.mark.parametrize("what", CHOKES)
def test_a_small_file_that_the_parser_chokes_on_costs_that_file_only(
    root: Path, tmp_path: Path, what: str
) -> None:
    (root / "chokes.py").write_bytes(CHOKES[what])
    program = (
        "import sys; from pathlib import Path\n"
        "from gridref_indexers.place import place\n"
        "from gridref_indexers.refresh import indexer\n"
        "from gridref_indexers.walk import LIMITS\n"
        "with indexer(place(Path(sys.argv[1]), Path(sys.argv[2]), exactly=True), 'test') as one:\n"
        "    one.refresh(LIMITS, 2)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, str(root), str(tmp_path / "store")]
    subprocess.run(command, env=environment, timeout=240, check=True)


def test_a_folder_that_is_very_deep_is_left_out_from_where_it_is_too_deep(root: Path) -> None:
    before = os.getcwd()
    os.chdir(root)
    try:
        for _ in range(400):
            os.mkdir("deeper")
            os.chdir("deeper")
            Path("a.py").write_text("A = 1\n")
    finally:
        os.chdir(before)
    found = outcomes(root)
    assert found["deeper/a.py"] == "parsed"
    assert any("path too long" in what for what in found.values())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_listed(root: Path) -> None:
    (root / "closed.py").write_text("A = 1\n")
    (root / "closed.py").chmod(0)
    assert outcomes(root) == {"closed.py": "left out: unreadable: permission denied"}
