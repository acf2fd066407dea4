"""Specs: forms are read as their documentation writes them, links hold, nothing hostile is obeyed.

A case is a folder: one file at the path that tells its form, and what is read off it.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from gridref_indexers.languages import language_of
from gridref_indexers.prose import sections
from gridref_indexers.specs.entry import Spec
from gridref_indexers.specs.formats import DOORSTOP, FORMATS, format_of
from gridref_indexers.specs.globs import matcher
from gridref_indexers.specs.markers import id_of_test, markers
from gridref_indexers.specs.plain_yaml import loaded
from gridref_indexers.specs.reader import READERS, spec
from gridref_indexers.specs.splitting import (
    CannotSplit,
    Split,
    digest_of,
    joined,
    split,
    without_targets,
)
from gridref_server.answer import Misuse
from gridref_server.faces.cli import run
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.specs.corpus import corpus
from gridref_server.specs.governing import governing

CASES = Path(__file__).parent / "specs"
Opened = Callable[[Path], Index]


def _folders() -> list[Any]:
    return [pytest.param(each, id=each.name) for each in sorted(CASES.iterdir()) if each.is_dir()]


def _read(path: str, source: bytes) -> Spec:
    format = format_of(path) or DOORSTOP
    language = language_of(path, source)
    kind = {"markdown": "markdown", "rst": "rst"}.get(language)
    found = spec(format, source, sections(source, kind) if kind else ())  # type: ignore[arg-type]
    assert found
    return found


def _shown(each: Spec) -> Iterator[str]:
    yield f"{each.format}, {each.role}: {each.title!r} {each.status}".rstrip()
    yield from (f"  {link.line} {link.kind} {link.target}" for link in each.links)
    yield from (f"  {problem.line} problem: {problem.why}" for problem in each.problems)
    for at, entry in enumerate(each.entries):
        depth = 0
        above = entry.parent
        while above >= 0:
            depth, above = depth + 1, each.entries[above].parent
        words = [entry.keyword, entry.status]
        names = " ".join(map(repr, entry.names))
        yield (
            "  " * depth
            + (
                f"{at} {entry.start_line}-{entry.end_line} {entry.kind} #{entry.id} {entry.title!r}"
                f" {' '.join(filter(None, words))}"
            ).rstrip()
        )
        yield from ("  " * depth + f"  {told}" for told in (names, entry.summary) if told)
        yield from (
            "  " * depth + f"  {link.line} {link.kind} {link.target}" for link in entry.links
        )


@pytest.mark.parametrize("folder", _folders())
def test_a_form_is_read_as_it_is_written(folder: Path, update_cases: bool) -> None:
    (file,) = (each for each in folder.rglob("*") if each.is_file() and each.name != "expected.txt")
    shown = "\n".join(_shown(_read(file.relative_to(folder).as_posix(), file.read_bytes()))) + "\n"
    expected = folder / "expected.txt"
    if update_cases:
        _ = expected.write_text(shown, "utf-8")
    assert shown == expected.read_text("utf-8")


def test_each_form_has_a_reader_and_a_case() -> None:
    named = {
        (CASES / each.name / "expected.txt").read_text("utf-8").split(",")[0]
        for each in CASES.iterdir()
    }
    told = {each.name for each in FORMATS} - {"agent-os", "rules", "JSON Schema"}
    assert told - named == set()
    assert {each.reader for each in FORMATS} <= set(READERS)


# Hostile input


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &a [1]\nb: *a\n", "alias"),
        ("a: !!python/object/apply:os.system ['true']\n", "not obeyed"),
        ("a: [1\nb: 2\n", "broken YAML"),
        ("[" * 10_000, "nest"),
        ("a: 1\na: 2\n", "twice"),
        ("just words\n", "no mapping"),
        ("x: y\n" * 120_000, "YAML"),
    ],
)
def test_what_yaml_can_do_to_a_reader_is_one_line(text: str, why: str) -> None:
    _, problems = loaded(text)
    assert any(why in each.why for each in problems)
    assert all("\n" not in each.why and len(each.why) < 250 for each in problems)


def test_a_bomb_of_aliases_stays_as_small_as_it_is_written() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 10)]
    top, problems = loaded("\n".join(rows))
    assert len(str(top)) < 2_000 and len(problems) == 81


@given(st.text(max_size=400))
@example("---\n: :\n---\n")
def test_any_text_is_read_to_an_end_as_any_form(text: str) -> None:
    source = text.encode("utf-8", "replace")
    for format in (*FORMATS, DOORSTOP):
        rows = sections(source, "markdown")
        found = spec(format._replace(content=""), source, rows)
        assert found
        height = text.count("\n") + 1
        for at, entry in enumerate(found.entries):
            assert entry.parent < at and 1 <= entry.start_line <= entry.end_line <= max(height, 1)


@pytest.mark.parametrize(
    "path", ["a" * 5_000 + "/spec.md", "specs/" * 2_000 + "x.md", "\n/x.spec.md"]
)
def test_no_path_takes_long_to_tell(path: str) -> None:
    _ = format_of(path)


@pytest.mark.parametrize(
    ("glob", "fits", "fits_not"),
    [
        ("src/**/*.py", ["src/a.py", "src/a/b.py"], ["lib/a.py", "src/a.pyc"]),
        ("src/*.py", ["src/a.py"], ["src/a/b.py"]),
        ("{src,lib}/**", ["src/a", "lib/b/c"], ["docs/a"]),
        ("src/[ab].py", ["src/a.py"], ["src/c.py", "src/[ab].py"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("*" * 40, [], ["a"]),
        ("[", [], ["a"]),
    ],
)
def test_globs_mean_what_people_mean(glob: str, fits: list[str], fits_not: list[str]) -> None:
    assert [each for each in fits if not matcher(glob).match(each)] == []
    assert [each for each in fits_not if matcher(glob).match(each)] == []


# Markers


@pytest.mark.parametrize(
    ("line", "target", "kind"),
    [
        ("# @req auth#expiry", "auth#expiry", ""),
        ("# @req skip-login.md#FR-001", "skip-login.md#FR-001", ""),
        ("// [impl->dsn~ink.dry~2]", "dsn~ink.dry~2", "implements"),
        ("  // [utest -> dsn~ink.dry~2]", "dsn~ink.dry~2", "tests"),
        ("# @relation(CUP-1, scope=function)", "CUP-1", ""),
        ("# @relation(CUP-1, scope=file, role=Test)", "CUP-1", "tests"),
        ("# @need-ids: R_CUP", "R_CUP", ""),
        ('@pytest.mark.req("auth#expiry")', "auth#expiry", "tests"),
        ("# Implements: FR-001", "FR-001", ""),
        ("# req-Id: tool_req__docs_title", "tool_req__docs_title", ""),
        ("x = 1  // see ADR 008 for why", "ADR-008", ""),
        (" * as REQ-AUTH-12 asks for", "REQ-AUTH-12", ""),
    ],
)
def test_a_marker_of_each_tool_is_found(line: str, target: str, kind: str) -> None:
    (found,) = markers(line)
    assert (found.target, found.kind) == (target, kind)


@pytest.mark.parametrize(
    "line",
    [
        'text = "// [impl->dsn~ink.dry~2]"',
        "const req = express.request",
        "handler(req, res)",
        "mail me@req uest",
        "UTF-8 implements: nothing",
        "# @relation(skip, scope=file)",
    ],
)
def test_what_only_looks_like_a_marker_is_none(line: str) -> None:
    assert list(markers(line)) == []


def test_the_name_of_a_test_may_hold_an_id() -> None:
    assert id_of_test("test_fr_001_expired") == "FR-001"
    assert id_of_test("test_req_auth_12") == "REQ-AUTH-12"
    assert id_of_test("test_http_2_is_spoken_here") == "HTTP-2"
    assert id_of_test("test_that_it_holds") == ""


# Splitting

_words = st.lists(
    st.sampled_from("ink cup door letter stamp bell".split()), min_size=1, max_size=60
)
_targets = st.sampled_from(
    [
        "#ink",
        "#ink-1",
        "#door",
        "other.md",
        "../x/y.md#z",
        "https://x.example/#ink",
        "/site",
        "SPEC.md#cup",
    ]
)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Draw a document of headings, paragraphs, lists, tables, fences and links."""
    rows = [draw(st.sampled_from(["# Ink\n\n", "---\na: b\n---\n# Ink\n", "", "words before\n\n"]))]
    for _ in range(draw(st.integers(3, 14))):
        level = draw(st.integers(2, 4))
        title = draw(st.sampled_from(["Ink", "Cup", "Door `x`", "Ink", "[Bell](#ink)", "?"]))
        rows.append(f"{'#' * level} {title}\n\n")
        for _ in range(draw(st.integers(0, 4))):
            words = " ".join(draw(_words)) * draw(st.integers(1, 6))
            shape = draw(
                st.sampled_from(
                    [
                        "{}\n\n",
                        "- {}\n- b\n\n",
                        "| a |\n|---|\n| {} |\n\n",
                        "```\n# {}\n\n[x](#ink)\n```\n\n",
                    ]
                )
            )
            rows.append(shape.format(words))
            rows.append(f"see [it]({draw(_targets)}) and `[no](#ink)`\n\n")
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return "".join(rows).replace("\n", ends) + draw(st.sampled_from(["", "x", "\u2028y\x0cz"]))


def _split(text: str) -> Split | None:
    try:
        return split("docs/SPEC.md", text)
    except CannotSplit:
        return None


@given(_texts())
@with_settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_split_loses_nothing_and_is_the_same_each_time(text: str) -> None:
    made = _split(text)
    if made is None:
        return
    assert without_targets(joined(made)) == without_targets(text)
    assert digest_of(joined(made)) == made.digest == digest_of(text)
    assert made == _split(text)
    assert len({part.path.casefold() for part in made.parts}) == len(made.parts)
    with pytest.raises(CannotSplit):
        _ = split("docs/SPEC.md", made.index)


@given(_texts())
@with_settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_links_lead_where_they_led(text: str) -> None:
    made = _split(text)
    if made is None:
        return
    old = {each.qualified: each.name for each in sections(text.encode(), "markdown")}
    files = {made.path: made.index, **{part.path: part.text for part in made.parts}}
    titles = {
        path: {each.qualified: each.name for each in sections(held.encode(), "markdown")}
        for path, held in files.items()
    }
    before = _links("docs/SPEC.md", text)
    after = [
        each
        for path, held in [(made.path, made.index.split("<!-- gridref")[0])]
        + [(part.path, part.body) for part in made.parts]
        for each in _links(path, held)
    ]
    assert len(before) == len(after)
    for (was, was_anchor), (now, anchor) in zip(before, after, strict=True):
        if was == "docs/SPEC.md" and was_anchor in old:
            assert titles[now].get(anchor) == old[was_anchor]
        elif was != "docs/SPEC.md":  # what led nowhere leads nowhere
            assert (was, was_anchor) == (now, anchor)


def _links(path: str, text: str) -> list[tuple[str, str]]:
    """Return where the links of a text lead: file and anchor."""
    found: list[tuple[str, str]] = []
    _ = re.sub(r"(?ms)^```.*?^```\s*?$", "", text.replace("\r\n", "\n"))
    for target in re.findall(r"(?<!`)\[[^\[\]`]*\]\(([^)]*)\)", _):
        where, _mark, anchor = target.partition("#")
        outside = "://" in target or target.startswith("/")
        whole = os.path.normpath(os.path.join(os.path.dirname(path), where)) if where else path
        found.append((where if outside else whole, anchor))
    return found


# A repository


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    source = Path(__file__).parent / "questions" / "specs_governing" / "repo"
    return Path(shutil.copytree(source, tmp_path / "repo"))


def test_what_governs_is_told_by_the_best_evidence(repo: Path, opened: Opened) -> None:
    index = opened(repo)
    with index.asked():
        view = index.view("src/sessions.py")
        assert view
        check = next(each for each in view.definitions if each.qualified == "Sessions.check")
        found = governing(index, "src/sessions.py", check)
        assert [(each.place.entry.id, each.origin) for each in found] == [
            ("expired-tokens-are-refused", "marker")
        ]
        assert found[0].confidence > 0.9
        # Control case.
        assert governing(index, "tests/test_sessions.py")[0].origin == "marker"


def test_without_specs_nothing_governs_and_nothing_is_read(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "app.py").write_text("# @req a#b\ndef f(): pass\n")
    index = opened(tmp_path / "repo")
    reads: list[str] = []
    source = index.source

    def noted(path: str) -> bytes:
        reads.append(path)
        return source(path)

    monkeypatch.setattr(index, "source", noted)
    with index.asked():
        assert governing(index, "app.py") == []
    assert reads == []


def test_a_change_not_indexed_yet_is_in_the_answer(repo: Path, opened: Opened) -> None:
    index = opened(repo)
    _ = ask(index, "specs", {})
    file = repo / "openspec/specs/sessions/spec.md"
    _ = file.write_text(file.read_text() + "\n### Requirement: New ones count\nIt SHALL.\n")
    answer = ask(index, "specs", {"query": "new-ones-count"})
    assert answer.verdict == "found"


def _cli(repo: Path, *words: str) -> int:
    store = str(repo.parent / "store")
    return run([*words, "--root", str(repo), "--store", store])


def test_lint_ends_with_what_it_found(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _cli(repo, "specs", "lint", "--json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {each["rule"] for each in found} == {"unknown-marker", "stale-name"}
    assert _cli(repo, "specs", "lint", "--sarif") == 1
    sarif = json.loads(capsys.readouterr().out)
    run_of, rules = sarif["runs"][0], sarif["runs"][0]["tool"]["driver"]["rules"]
    for result in run_of["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    _ = (repo / "src/sessions.py").write_text("def make_token(): ...\n")
    assert _cli(repo, "specs", "lint") == 0
    assert _cli(repo, "specs", "lint", "--strict") == 1
    assert _cli(repo, "specs", "lint", "nowhere") == 2
    assert _cli(repo, "specs", "lint", "--level", "loud") == 2


_NEED = ".. req:: a\n   :id: {}\n   :refines: {}\n\n"


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("specs/a.md", "# A\n\n" + "word " * 2_000, "section-size"),
        ("specs/a.md", "# A\n\n" + "## B\n\nword word\n" * 3_000, "file-size"),
        ("AGENTS.md", "# A\n\n" + "word " * 3_000, "always-loaded"),
        ("specs/a.md", "# A\n\n[b](b.md)\n", "broken-link"),
        ("specs/a.md", "# A\n\n[b](#nowhere)\n", "broken-link"),
        ("specs/a.spec.md", "---\ntargets: [src/gone/*.py]\n---\n# A\n", "stale-name"),
        ("specs/a.spec.md", "---\nname: [\n---\n# A\n", "unreadable"),
        ("specs/a.md", "# A\n\n- **FR-001**: one\n- **FR-001**: two\n", "duplicate-id"),
        ("specs/a.rst", "A\n=\n\n" + _NEED.format("A", "B") + _NEED.format("B", "A"), "cycle"),
        ("openapi.yaml", "openapi: 3.1.0\na:\n  $ref: https://x.example/a\n", "unreadable"),
    ],
)  # fmt: skip
def test_each_fault_is_one_error(
    path: str, text: str, rule: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ = (repo / "src/sessions.py").write_text("def make_token(): ...\n")
    assert _cli(repo, "specs", "lint") == 0  # Control case.
    file = repo / path
    file.parent.mkdir(exist_ok=True)
    _ = file.write_text(text)
    _ = capsys.readouterr()
    assert _cli(repo, "specs", "lint", "--level", "error", "--json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {(each["rule"], each["path"]) for each in found} == {(rule, path)}
    assert all("\n" not in each["why"] for each in found)


def test_a_split_writes_only_when_told_and_into_the_repository(repo: Path) -> None:
    file = repo / "LONG.md"
    text = "# Long\n\n" + "".join(f"## Part {at}\n\n{'word ' * 700}\n\n" for at in range(5))
    _ = file.write_text(text)
    assert _cli(repo, "specs", "split", "LONG.md") == 0
    assert file.read_text() == text and not (repo / "LONG").exists()
    assert _cli(repo, "specs", "split", "LONG.md", "--into", "../out", "--write") == 2
    (repo / "link").symlink_to(repo.parent)
    assert _cli(repo, "specs", "split", "LONG.md", "--into", "link/out", "--write") == 2
    assert not (repo.parent / "out").exists() and file.read_text() == text
    assert _cli(repo, "specs", "split", "LONG.md", "--write") == 0
    assert len(list((repo / "LONG").iterdir())) == 5
    assert _cli(repo, "specs", "split", "LONG.md", "--write") == 2
    assert _cli(repo, "specs", "split", "src/sessions.py") == 2


def test_a_verdict_is_in_doubt_when_either_side_changes(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = "openspec/specs/sessions/spec.md#tokens-are-random"
    said = ["--verdict", "holds", "--evidence", "read it", "--by", "Ada"]
    assert _cli(repo, "specs", "review", ref, *said) == 0
    assert _cli(repo, "specs", "review", ref) == 0
    code = repo / "src/sessions.py"
    before = code.read_text()
    _ = code.write_text(before.replace("token_hex()", "token_hex(1)"))
    assert _cli(repo, "specs", "review", ref) == 1
    assert "make_token changed since" in capsys.readouterr().out
    _ = code.write_text(before)
    assert _cli(repo, "specs", "review", ref) == 0
    spec_file = repo / "openspec/specs/sessions/spec.md"
    _ = spec_file.write_text(spec_file.read_text().replace("MUST draw", "MUST always draw"))
    _ = capsys.readouterr()
    assert _cli(repo, "specs", "--show", "gaps") == 1
    assert "the requirement changed since" in capsys.readouterr().out
    assert _cli(repo, "specs", "review", ref, "--verdict", "perhaps") == 2
    assert _cli(repo, "specs", "review", "nothing") == 2


def test_what_is_proposed_is_a_spec_that_governs(repo: Path, opened: Opened) -> None:
    assert _cli(repo, "specs", "new", "src/export.py", "--write") == 0
    index = opened(repo)
    with index.asked():
        found = governing(index, "src/export.py")
    assert found[0].ref == "specs/src/export.spec.md#export-report"
    assert found[0].origin == "targets"
    assert _cli(repo, "specs", "new", "src/export.py", "--write") == 2
    assert _cli(repo, "specs", "new", "nowhere") == 2


def test_a_ref_of_a_requirement_is_one_for_every_lookup(repo: Path, opened: Opened) -> None:
    index = opened(repo)
    ref = ".kiro/specs/export/requirements.md#1.2"
    (group,) = ask(index, "read", {"refs": [ref]}).groups
    assert group.items[0].source.startswith("2. IF there is no booking")
    other = "openspec/specs/sessions/spec.md#tokens-are-random"
    (group,) = ask(index, "read", {"refs": [other]}).groups
    assert group.items[0].source.startswith("### Requirement: Tokens are random")
    assert (
        ask(index, "read", {"refs": [".kiro/specs/export/requirements.md#1.9"]}).verdict == "absent"
    )


def _git(top: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null")
    _ = subprocess.run(["git", *who, *arguments], cwd=top, check=True, capture_output=True)


def test_what_is_changed_together_governs(tmp_path: Path, opened: Opened) -> None:
    top = tmp_path / "repo"
    (top / "specs").mkdir(parents=True)
    _git(top, "init", "-q")
    for at in range(4):
        _ = (top / "specs/ink.spec.md").write_text(
            f"# Ink\n\n### Requirement: Dry {{#dry}}\nIt MUST {at}.\n"
        )
        _ = (top / "pen.py").write_text(f"def write(): return {at}\n")
        if at == 3:
            _ = (top / "other.py").write_text("def other(): ...\n")
        _git(top, "add", ".")
        _git(top, "commit", "-q", "-m", "a")
    index = opened(top)
    with index.asked():
        assert [(each.ref, each.origin) for each in governing(index, "pen.py")] == [
            ("specs/ink.spec.md#dry", "co-change")
        ]
        assert governing(index, "other.py") == []  # Control case.


def test_what_changed_since_a_revision_is_told_with_its_code(
    tmp_path: Path, opened: Opened
) -> None:
    top = Path(shutil.copytree(CASES.parent / "questions/specs_governing/repo", tmp_path / "repo"))
    _git(top, "init", "-q")
    _git(top, "add", ".")
    _git(top, "commit", "-q", "-m", "a")
    index = opened(top)
    assert ask(index, "specs", {"since": "HEAD"}).verdict == "fine"
    file = top / "openspec/specs/sessions/spec.md"
    text = file.read_text().replace("MUST draw", "MUST always draw")
    text = text.replace("Expired tokens are refused", "Old tokens are refused")
    _ = file.write_text(text + "\n### Requirement: New\nIt MUST.\n")
    index.refresh()
    answer = ask(index, "specs", {"since": "HEAD"})
    told = {group.title: [item.text.split()[0] for item in group.items] for group in answer.groups}
    assert told == {
        "added": ["#new"],
        "changed": ["#tokens-are-random"],
        "renamed": ["#old-tokens-are-refused"],
    }
    assert "implements src/sessions.py#make_token" in answer.groups[1].items[0].note
    with pytest.raises(Misuse):
        _ = ask(index, "specs", {"since": "no-such-branch"})


def test_a_proposal_is_found_by_its_number_and_says_what_stands_beside_it(
    opened: Opened, tmp_path: Path
) -> None:
    top = tmp_path / "repo"
    folder = top / "keps/sig-node/753-sidecars"
    folder.mkdir(parents=True)
    parts = "\n".join(f"## Part {at}\n\n{'Words that fill it. ' * 60}\n" for at in range(9))
    _ = (folder / "README.md").write_text(f"# Sidecars\n\n## Summary\n\nTwo.\n\n{parts}", "utf-8")
    beside = "title: Sidecar Containers\nstatus: implemented\nfeature-gates:\n  - name: SideGate\n"
    _ = (folder / "kep.yaml").write_text(beside, "utf-8")
    index = opened(top)
    for name in ("KEP-753", "kep-753", "SideGate"):
        answer = ask(index, "specs", {"query": name, "budget": 600})
        (head, *_), parts_shown = answer.groups[0].items, answer.groups[1]
        assert head.ref == "keps/sig-node/753-sidecars/README.md#sidecars"
        assert "implemented" in head.text
        # It is long: its parts are listed, and its summary stands for it.
        assert head.doc == "Two."
        assert head.source == ""
        assert parts_shown.title == "parts"
        assert [item.text.split(",")[0] for item in parts_shown.items][:2] == [
            "#summary",
            "#part-0",
        ]


def _written(top: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        _ = (top / path).write_text(text, "utf-8")
    return top


_FILL = "## {0} Requirements\n\n### Requirement: Fill\n\nIt SHALL.\n"


def test_an_archived_change_links_the_code_that_it_names_to_what_it_changed(
    opened: Opened, tmp_path: Path
) -> None:
    change = "openspec/changes/archive/2025-01-01-add-fill"
    index = opened(
        _written(
            tmp_path / "repo",
            {
                "src/pour.py": "def pour(): pass\n",
                "src/other.py": "def other(): pass\n",
                "openspec/specs/cups/spec.md": _FILL.format("All")
                + "\n### Requirement: Wash\n\nIt SHALL.\n",
                f"{change}/tasks.md": "- [x] 1.1 Do it in src/pour.py\n",
                f"{change}/specs/cups/spec.md": _FILL.format("ADDED"),
            },
        )
    )
    with index.asked():
        found = governing(index, "src/pour.py")
        assert [(each.ref, each.why) for each in found] == [
            ("openspec/specs/cups/spec.md#fill", "the change 2025-01-01-add-fill names it")
        ]
        # Control case.
        assert governing(index, "src/other.py") == []


def test_a_number_that_each_feature_counts_anew_is_never_that_of_another(
    opened: Opened, tmp_path: Path
) -> None:
    requirements = (
        "# R\n\n### Requirement 1: Cups\n\n#### Acceptance Criteria\n\n1. WHEN a THEN it SHALL\n"
    )
    tasks = "- [ ] 1. Make src/{0}.py\n  - _Requirements: {1}_\n"
    index = opened(
        _written(
            tmp_path / "repo",
            {
                "src/cups.py": "def cups(): pass\n",
                "src/lids.py": "def lids(): pass\n",
                ".kiro/specs/one/requirements.md": requirements,
                ".kiro/specs/one/tasks.md": tasks.format("cups", "1.1"),
                ".kiro/specs/two/tasks.md": tasks.format("lids", "1.1"),
            },
        )
    )
    with index.asked():
        governed = {each.ref for each in governing(index, "src/cups.py")}
        assert ".kiro/specs/one/requirements.md#1.1" in governed
        assert all("requirements.md" not in each.ref for each in governing(index, "src/lids.py"))


def test_a_marker_of_an_id_as_there_is_none_here_is_no_gap(opened: Opened, tmp_path: Path) -> None:
    code = "# @relation({0})\ndef f(): pass\n"
    document = "[DOCUMENT]\nTITLE: T\n\n[REQUIREMENT]\nUID: CUP-1\nSTATEMENT: It shall.\n"
    files = {"a.sdoc": document, "a.py": code.format("LLR-1"), "b.py": code.format("CUP-9")}
    answer = ask(opened(_written(tmp_path / "repo", files)), "specs", {"show": "gaps"})
    named = [
        item.ref for group in answer.groups for item in group.items if "markers" in group.title
    ]
    assert named == ["b.py:1"]


def test_what_is_broken_beside_a_proposal_is_one_clear_line(opened: Opened, tmp_path: Path) -> None:
    files = {"keps/1-a/README.md": "# A\n", "keps/1-a/kep.yaml": "title: *bomb\nstatus: [\n"}
    index = opened(_written(tmp_path / "repo", files))
    with index.asked():
        said = [each.why for each in corpus(index).specs["keps/1-a/README.md"].problems]
    assert [each.split(": ")[1] for each in said] == [
        "an alias of YAML, which is not followed",
        "broken YAML",
    ]
