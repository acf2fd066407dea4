"""What `verify` keeps to: diffs are read right, revisions safely, and odd input gets a sentence."""

import json
import shutil
import subprocess
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridref_indexers.repository import repository
from gridref_indexers.revisions import NoRevision, changes
from gridref_server.answer import Answer
from gridref_server.faces.cli import run
from gridref_server.faces.sarif import sarif
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.verify.candidates import likeness, nearest
from gridref_server.verify.patch import Broken, applied, changed, lines_of, patches

Opened = Callable[..., Index]
QUESTION = Path(__file__).parent / "questions" / "typescript_verify" / "repo"

lines = st.lists(st.sampled_from(["a", "b", "c", "", "  x", "- y", "+ z", "@@ q"]), max_size=30)


# Diffs


@given(before=lines, after=lines, context=st.integers(0, 3))
def test_a_diff_leads_from_one_text_to_the_other_and_back(
    before: list[str], after: list[str], context: int
) -> None:
    old, new = ("".join(f"{line}\n" for line in each) for each in (before, after))
    rows = unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), "a/x.py", "b/x.py", n=context
    )
    text = "".join(rows)
    if old == new:
        return
    (patch,) = patches(text)
    assert applied(old, patch.hunks) == new
    assert applied(new, patch.hunks, backwards=True) == old


@given(before=lines, after=lines)
def test_lines_that_stayed_are_the_same_and_the_others_are_new(
    before: list[str], after: list[str]
) -> None:
    stayed, made = lines_of("\n".join(before), "\n".join(after))
    old, new = "\n".join(before).split("\n"), "\n".join(after).split("\n")
    assert all(old[a - 1] == new[b - 1] for a, b in stayed.items())
    assert made | set(stayed.values()) == set(range(1, len(new) + 1))
    assert list(stayed.values()) == sorted(set(stayed.values()))


DIFF = "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n"


@pytest.mark.parametrize(
    ("text", "held", "why"),
    [
        ("", None, "no unified diff"),
        ("rubbish\n", None, "no unified diff"),
        (DIFF, None, "there is no file x.py"),
        (DIFF, "q\n", "does not apply to x.py"),
        (DIFF.replace("1,2", "1,9"), "a\nc\n", "ends before the lines"),
        ("--- a/x\n+++ b/x\n" * 600, None, "600 files"),
    ],
)
def test_a_diff_that_is_none_is_said_to_be_so(text: str, held: str | None, why: str) -> None:
    with pytest.raises(Broken, match=why):
        changed(text, lambda _: held)


def test_a_diff_may_be_applied_already() -> None:
    (before,) = changed(DIFF, lambda _: "a\nc\n")
    (after,) = changed(DIFF, lambda _: "b\nc\n")
    assert before == after
    assert before.old == "a\nc\n" and before.new == "b\nc\n"


def test_a_diff_may_make_and_delete_files_and_quote_their_names() -> None:
    made = '--- /dev/null\n+++ "b/\\303\\244.py"\n@@ -0,0 +1 @@\n+x\n'
    gone = "--- a/y.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n"
    first, second = changed(made + gone, {"y.py": "y\n"}.get)
    assert (first.path, first.old, first.new) == ("ä.py", None, "x\n")
    assert (second.path, second.old, second.new) == ("y.py", "y\n", None)


# Revisions

git = shutil.which("git")
needs_git = pytest.mark.skipif(git is None, reason="there is no git")


def _git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    subprocess.run([str(git), *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with one commit, whose configuration would run commands."""
    root = tmp_path / "shop"
    root.mkdir()
    _git(root, "init", "-q", "-b", "main")
    (root / "store.py").write_text("def get(key): ...\n\n\ndef put(key): ...\n")
    (root / "app.py").write_text("from store import get\n\nget(1)\n")
    (root / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "one")
    evil = f"touch {tmp_path / 'ran'}"
    for key in ("core.fsmonitor", "filter.evil.clean", "diff.evil.textconv", "diff.external"):
        _git(root, "config", key, f"sh -c '{evil}'")
    (root / "store.py").write_text("def fetch(key): ...\n\n\ndef put(key): ...\n")
    return root


@needs_git
def test_revisions_are_read_and_nothing_of_the_repository_runs(shop: Path, tmp_path: Path) -> None:
    around = repository(shop)
    assert around
    top = bytes(shop)
    (change,) = changes(around, top, "HEAD")
    assert change.path == "store.py" and change.old and change.new
    assert b"def get" in change.old and b"def fetch" in change.new
    assert changes(around, top, "main~0..HEAD") == []
    assert changes(around, top, "HEAD", staged=True) == []
    assert not (tmp_path / "ran").exists()
    # Control case: git itself runs it.
    subprocess.run([str(git), "diff", "HEAD"], cwd=shop, check=False, capture_output=True)
    assert (tmp_path / "ran").exists()


@needs_git
def test_a_changed_file_that_is_too_large_is_not_called_gone(shop: Path) -> None:
    around = repository(shop)
    assert around
    (shop / "store.py").write_text("# large\n" * 600_000)
    assert changes(around, bytes(shop), "HEAD") == []
    (shop / "store.py").unlink()
    (gone,) = changes(around, bytes(shop), "HEAD")  # Control case.
    assert gone.old and gone.new is None


@needs_git
def test_changes_below_a_root_are_those_below_it_alone(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q", "-b", "main")
    for folder in ("src", "src2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text("a = 1\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "one")
    for folder in ("src", "src2"):
        (tmp_path / folder / "a.py").write_text("a = 2\n")
    around = repository(tmp_path)
    assert around
    assert [each.path for each in changes(around, bytes(tmp_path / "src"), "HEAD")] == ["a.py"]


@needs_git
@pytest.mark.parametrize("asked", ["nope", "HEAD~9", "--output=x", "main..nope", "HEAD:store.py"])
def test_what_is_no_revision_is_said_to_be_none(shop: Path, asked: str) -> None:
    around = repository(shop)
    assert around
    with pytest.raises(NoRevision):
        changes(around, bytes(shop), asked)


@needs_git
def test_a_change_that_breaks_its_callers_fails_the_command(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--root", str(shop), "--store", str(tmp_path / "store")]
    assert run(["verify", "--diff", "HEAD", *place]) == 1
    said = capsys.readouterr().out
    assert "uses `get`, which is gone -> def fetch(key)" in said
    assert run(["verify", "--diff", "HEAD", "--sarif", *place]) == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"]
    assert {each["ruleId"] for each in result["results"]} >= {"caller"}
    (shop / "store.py").write_text("def get(key): ...\n\n\ndef put(key): ...\n\n\nput(1)\n")
    assert run(["verify", "--diff", "HEAD", *place]) == 0
    assert run(["verify", "--staged", *place]) == 0


@needs_git
def test_a_change_is_told_what_specs_ask_of_it(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--root", str(shop), "--store", str(tmp_path / "store")]
    (shop / "specs").mkdir()
    rows = ["It MUST get. See `store.py`.", "It MUST put.", "It MUST sell."]
    asked = "".join(f"- **FR-00{nth}**: {row}\n" for nth, row in enumerate(rows, 1))
    (shop / "specs/shop.md").write_text(f"# Shop\n\n## Requirements\n\n{asked}")
    before = "# @req FR-003\ndef get(key): ...\n\n\n# @req FR-002\ndef put(key): ...\n"
    (shop / "store.py").write_text(before)
    (shop / ".gitattributes").unlink()
    _git(shop, "-c", "core.fsmonitor=", "add", ".")
    _git(shop, "-c", "core.fsmonitor=", "commit", "-q", "--no-verify", "-m", "two")
    (shop / "store.py").write_text(before.replace("put(key): ...", "put(key): return 1"))
    assert run(["verify", "--diff", "HEAD", *place]) == 0
    said = capsys.readouterr().out
    assert "governs store.py#put" in said and "#FR-001" in said
    assert "FR-003" not in said
    assert run(["verify", "--diff", "HEAD", "--sarif", *place]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


# What can't be checked


@pytest.fixture(scope="module")
def asked(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Answer]:
    index = opened(Path(shutil.copytree(QUESTION, tmp_path_factory.mktemp("verify") / "repo")))
    return lambda **given: ask(index, "verify", given)


@pytest.mark.parametrize(
    ("given", "verdict", "why"),
    [
        ({}, "unknown", "nothing was given"),
        ({"code": "x", "diff": "y"}, "unknown", "two questions"),
        ({"diff": "no diff at all"}, "unknown", "no unified diff"),
        ({"paths": ["../x.ts"]}, "unknown", "leads out of the root"),
        ({"paths": ["/etc/passwd"]}, "unknown", "leads out of the root"),
        ({"paths": ["no/such.ts"]}, "absent", "no file"),
        ({"paths": ["data.xyz"]}, "not checked", "nothing checks"),
        ({"paths": ["a.ts", "b.ts"], "code": "x"}, "unknown", "give one path"),
        ({"paths": ["x.zig"], "code": "const x = 1;"}, "not checked", "zig"),
        ({"paths": ["x.ts"], "code": "const = = ;"}, "not checked", "syntax errors"),
    ],
)
def test_what_can_not_be_checked_is_said_in_a_sentence(
    asked: Callable[..., Answer], given: dict[str, object], verdict: str, why: str
) -> None:
    answer = asked(**given)
    assert (answer.verdict, why in answer.summary) == (verdict, True)


@pytest.mark.parametrize(
    "code",
    [
        "(" * 20_000,
        "a." * 1_000 + "b",
        "class A extends A { x() { this.x().x().y } }\n" * 500,
        "import {" + "a, " * 2_000 + "} from './basket'",
        "type A = B; type B = A; const x: A = 1; x.y;",
        "export * from './loop'; import {q} from './loop';",
        "const x = x.y; x.z;",
        "\ud7ff\U0010ffff\u2028\x0b \r\n\t`${`",
    ],
)
def test_hostile_code_gets_an_answer(asked: Callable[..., Answer], code: str) -> None:
    answer = asked(paths=["src/loop.ts"], code=code)
    assert answer.verdict in ("fine", "findings", "not checked")


@settings(max_examples=30, deadline=None)
@given(code=st.text(max_size=200))
def test_any_text_gets_an_answer(asked: Callable[..., Answer], code: str) -> None:
    text = "import { Basket } from './basket';\n" + code.encode("utf-8", "ignore").decode()
    answer = asked(paths=["src/loop.ts"], code=text.replace("\0", ""))
    assert answer.verdict in ("fine", "findings", "not checked")


def test_what_is_found_is_sarif(asked: Callable[..., Answer]) -> None:
    answer = asked(paths=["src/wrong.ts"], budget=20_000)
    run_ = json.loads(sarif(answer))["runs"][0]
    rules = {each["id"] for each in run_["tool"]["driver"]["rules"]}
    assert {each["ruleId"] for each in run_["results"]} == rules
    levels = {each["level"] for each in run_["results"]}
    assert levels == {"error", "note"}  # what is missing, and what is only good to know
    place = run_["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/wrong.ts"
    assert place["region"]["startLine"] == 1


# Candidates


@pytest.mark.parametrize(
    ("name", "among", "first"),
    [
        ("append_all", ["extend", "insert", "pop", "sort"], "extend"),
        ("getUserByName", ["get_user_by_name", "userName", "getUser"], "get_user_by_name"),
        ("fetch_all", ["fetch_one", "get_all", "close"], "get_all"),
        ("recieve", ["receive", "relieve", "send"], "receive"),
    ],
)
def test_the_likest_name_comes_first(name: str, among: list[str], first: str) -> None:
    assert nearest(name, among)[0] == first


def test_what_is_unlike_is_no_candidate() -> None:
    assert nearest("slugify", ["connect", "Pool", "zz"]) == []


@given(a=st.text(min_size=1, max_size=20), b=st.text(min_size=1, max_size=20))
def test_likeness_is_a_part_of_one_whichever_way_round(a: str, b: str) -> None:
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)
    assert likeness(a, a) == 1
