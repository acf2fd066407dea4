"""What `where` rests on: tasks are read whatever they are, and history safely and to a bound."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gridref_indexers.history import Commit, packed, unpacked
from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.render import text, tokens
from gridref_server.retrieval import synonyms
from gridref_server.retrieval.passages import Wanted, counted
from gridref_server.retrieval.ranking import weights
from gridref_server.retrieval.stems import STOP, stem, stems
from gridref_server.retrieval.synonyms import SHARES
from gridref_server.retrieval.task import task

Opened = Callable[..., Index]


def git(repo: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=repo, check=True, capture_output=True)


def committed(repo: Path, message: str, **files: str) -> None:
    for name, content in files.items():
        (repo / f"{name}.py").write_text(content)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", message)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A file whose history tells what it is about, and its own words do not."""
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    committed(
        folder, "start", alpha="def one():\n    return 1\n", beta="def two():\n    return 2\n"
    )
    committed(folder, "fix the timezone of letters", alpha="def one():\n    return 11\n")
    committed(
        folder, "timezone again\n\nSigned-off-by: A <a@example.org>", alpha="def one(): ...\n"
    )
    return folder


def asked(index: Index, about: str, budget: int = 1000) -> str:
    said = text(ask(index, "where", {"task": about, "budget": budget}))
    assert tokens(said) <= budget
    return said


# Tasks


@given(some.text(max_size=400))
def test_any_text_is_read_as_a_task(about: str) -> None:
    read = task(about)
    assert all(weight > 0 for weight in read.words.values())
    assert len(read.words) <= 96


@given(some.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_stem_starts_its_word_and_is_its_own_stem(word: str) -> None:
    assert word.startswith(stem(word))
    assert stem(stem(word)) == stem(stem(stem(word)))


@pytest.mark.parametrize(
    "forms",
    [
        "caching cached caches",
        "parser parsing parsed",
        "logger logging log",
        "query queries",
        "add added adding",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_names_are_split_before_they_are_cut() -> None:
    assert stems("getCachedHTTPResponses") == ("get", "cach", "http", "respons")


@pytest.mark.parametrize(
    ("trace", "path", "name"),
    [
        ('File "/srv/app/book.py", line 7, in save', "/srv/app/book.py", "save"),
        ("    at save (/srv/app/book.js:7:3)", "/srv/app/book.js", "save"),
        ("\tat org.shop.Book.save(Book.java:7)", "Book.java", "org.shop.Book.save"),
        ("panicked at src/book.rs:7:9", "src/book.rs", ""),
        ("\t/srv/app/book.go:7 +0x1d", "/srv/app/book.go", ""),
        ("lib/book.rb:7:in `save'", "lib/book.rb", "save"),
        ("#1  0x00401136 in save (b=0x0) at src/book.c:7", "src/book.c", "save"),
    ],
)
def test_frames_of_traces_are_read(trace: str, path: str, name: str) -> None:
    (frame,) = task(f"It fails\n\n{trace}\n").frames
    assert (frame.path, frame.line, frame.name) == (path, 7, name)


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        ("Added support for dark mode", "wish"),
        ("avoid reading a file twice", "wish"),
        ("how are settings read", "question"),
        ("test runner for commands", "question"),
        ("It fails\n\nand I don't know why", "wish"),
        ("It fails\n\n```\nboom()\n```", "report"),
        ("Settings", "name"),
    ],
)
def test_a_line_that_says_what_to_do_is_a_wish(about: str, kind: str) -> None:
    assert task(about).kind == kind


def test_short_forms_and_synonyms_stand_for_words_and_count_less() -> None:
    read = task("configuration of the directory")
    assert {"config", "dir", "fold"} <= read.also.keys()
    assert all(weight < read.words[word] for word, weight in read.also.values())


def test_a_file_is_found_by_another_word_for_what_it_holds(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text("def one(): ...\n")
    (tmp_path / "walk.py").write_text("def in_directory(): ...\n")
    index = opened(tmp_path)
    assert "conf.py" in asked(index, "configuration")
    assert "walk.py" in asked(index, "the folder")


@pytest.mark.parametrize("table", sorted(SHARES))
def test_tables_of_other_words_are_in_order_and_of_plain_words(table: str) -> None:
    lines = Path(synonyms.__file__).with_name(table).read_text().splitlines()
    assert lines == sorted(set(lines))
    for line in lines:
        words = line.split()
        assert len(words) > 1 and len(set(words)) == len(words)
        assert all(word.isalnum() and word == word.lower() for word in words)
        assert STOP.isdisjoint(words) and all(map(stems, words))


def counts_in(source: str, *stems: str) -> dict[str, int]:
    wanted = Wanted(stems, frozenset(), {})
    return counted(source.encode(), (), wanted, wanted.starts).counts


@given(some.lists(some.sampled_from(["reads", "readHTTPPage", "page_reader", "spread", "ÄRead"])))
def test_stems_are_counted_where_words_start_and_nowhere_else(words: list[str]) -> None:
    found = counts_in(" ".join(words), "read", "pag", "http")
    of_words = [part for word in words for part in stems(word)]
    for each in ("read", "pag", "http"):
        assert found.get(each, 0) == of_words.count(each)


def test_words_side_by_side_are_told_from_words_apart() -> None:
    wanted = Wanted(("read", "pag"), frozenset([("read", "pag")]), {})
    beside, apart = (
        counted(text, (), wanted, wanted.starts).passages[-1].pairs
        for text in (b"read_page read: page", b"read the page")
    )
    assert beside == {("read", "pag")} and not apart


def test_a_long_log_is_answered_within_the_budget(opened: Opened, repo: Path) -> None:
    log = "".join(f"12:00:{at % 60:02d} worker {at} said nothing of note\n" for at in range(5000))
    assert len(log) > 200_000
    assert "alpha.py" in asked(opened(repo), f"timezone is wrong\n{log}def one", 300)


def test_weights_name_no_repository_and_know_each_kind() -> None:
    assert set(weights()) == {"first", "files", "definitions"}
    for each in weights().values():
        assert set(each) == {"name", "question", "wish", "report"}


# History


def test_messages_of_commits_lead_to_the_files_they_touched(opened: Opened, repo: Path) -> None:
    said = asked(opened(repo), "wrong timezone")
    assert "alpha.py" in said and "beta.py" not in said
    assert "changed in 2 commits that speak of timezone" in said


def test_without_history_the_answer_says_so(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "alpha.py").write_text("def one(): ...\n")
    assert "> without earlier commits: there is no git history" in asked(opened(tmp_path), "one")


def test_a_shallow_clone_is_told(opened: Opened, repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", repo.as_uri(), "shallow")
    assert "the clone is shallow" in asked(opened(tmp_path / "shallow"), "one")


def test_only_ancestors_of_the_head_are_read(opened: Opened, repo: Path) -> None:
    git(repo, "checkout", "-qb", "later")
    committed(repo, "a secret of the future", beta="def two(): ...\n")
    git(repo, "checkout", "-q", "main")
    index = opened(repo)
    with index.asked():
        assert len(index.history.commits) == 3
        assert not any("future" in each.message for each in index.history.commits)


def test_history_grows_as_if_it_were_read_anew(opened: Opened, repo: Path) -> None:
    index = opened(repo)
    committed(repo, "more", beta="def two(): ...\n")
    index.refresh()
    with index.asked():
        grown = index.history.commits
    git(repo, "commit", "-q", "--amend", "-m", "other words")
    index.refresh()
    with index.asked():
        amended = index.history.commits
    assert grown[0].message == "more"
    assert amended[0].message == "other words"
    assert grown[1:] == amended[1:]


def test_trailers_are_left_out(opened: Opened, repo: Path) -> None:
    index = opened(repo)
    with index.asked():
        assert index.history.commits[0].message == "timezone again"


@pytest.mark.skipif(os.name == "nt", reason="needs a script")
def test_nothing_of_the_repository_is_run_for_its_history(
    opened: Opened, repo: Path, tmp_path: Path
) -> None:
    mark, script = tmp_path / "ran", tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    config = (
        f"[core]\n fsmonitor = {script}\n pager = {script}\n hooksPath = {tmp_path}\n"
        f"[log]\n showSignature = true\n[gpg]\n program = {script}\n"
        f"[diff]\n external = {script}\n[alias]\n log = !{script}\n"
    )
    with (repo / ".git" / "config").open("a") as file:
        file.write(config)
    index = opened(repo)
    with index.asked():
        assert len(index.history.commits) == 3
    assert not mark.exists()


_paths = some.lists(some.text("ab/.é", min_size=1), min_size=1, max_size=4).map(tuple)
_message = some.text(some.characters(exclude_characters="\0\1", exclude_categories=["Cs"]))


@given(some.lists(some.builds(Commit, some.integers(0, 1 << 40), _message, _paths), max_size=5))
def test_a_history_is_kept_whole(commits: list[Commit]) -> None:
    assert unpacked(packed(commits)) == tuple(commits)
