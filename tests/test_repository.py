import os
import subprocess
import sys
from pathlib import Path

import pytest

from gridref_indexers.repository import (
    Around,
    Repository,
    contents,
    head,
    holds_repository,
    opened,
    repository,
)


def git(top: Path, *arguments: str) -> str:
    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    who = (
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "protocol.file.allow=always",
    )
    command = ["git", *safe, *who, *arguments]
    return subprocess.run(command, cwd=top, check=True, capture_output=True, text=True).stdout


def commit(top: Path) -> str:
    _ = git(top, "commit", "-q", "--allow-empty", "-m", "a")
    return git(top, "rev-parse", "HEAD").strip()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "top"
    top.mkdir()
    _ = git(top, "init", "-q", "-b", "main")
    return top


def found(folder: Path) -> Repository:
    around = repository(folder)
    assert around is not None
    return around


# Where it is


def test_a_repository_is_found_from_any_folder_in_it(top: Path) -> None:
    (top / "a" / "b").mkdir(parents=True)
    git_dir = os.fsencode(top / ".git")
    expected = Repository(os.fsencode(top), git_dir, git_dir)
    assert [repository(folder) for folder in (top, top / "a" / "b")] == [expected] * 2
    assert repository(os.fsencode(top / "a")) == expected
    assert expected.worktree == ""


def test_a_folder_outside_is_in_no_repository(tmp_path: Path) -> None:
    assert repository(tmp_path) is None
    assert repository(tmp_path / "missing") is None


def test_the_innermost_repository_counts(top: Path) -> None:
    (top / "a" / "b").mkdir(parents=True)
    _ = git(top / "a", "init", "-q")
    assert found(top / "a" / "b").top == os.fsencode(top / "a")


def test_a_linked_worktree_has_a_name_and_shares_the_rest(top: Path, tmp_path: Path) -> None:
    _ = commit(top)
    _ = git(top, "worktree", "add", "-q", str(tmp_path / "linked"))
    linked = found(tmp_path / "linked")
    assert linked.worktree == "linked"
    assert linked.common_dir == found(top).git_dir
    assert linked.git_dir == os.path.join(linked.common_dir, b"worktrees", b"linked")
    assert linked.top == os.fsencode((tmp_path / "linked").resolve())


def test_a_submodule_is_a_repository_and_no_worktree(top: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    _ = git(other, "init", "-q")
    there = commit(other)
    _ = git(top, "submodule", "add", "-q", str(other), "sub")
    sub = found(top / "sub")
    assert sub.git_dir == sub.common_dir == os.fsencode(top / ".git" / "modules" / "sub")
    assert sub.worktree == ""
    assert head(sub) == there


def test_a_git_folder_may_be_a_link(top: Path) -> None:
    there = commit(top)
    (top / ".git").rename(top.parent / "kept")
    (top / ".git").symlink_to("../kept")
    assert found(top).git_dir == os.fsencode(top.parent / "kept")
    assert head(found(top)) == there


def test_a_folder_called_git_makes_no_repository(top: Path) -> None:
    (top / "a" / ".git").mkdir(parents=True)
    assert found(top / "a").top == os.fsencode(top)
    (top / "a" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert not holds_repository(os.fsencode(top / "a"))
    # Control case: with the other two folders that git looks for it does.
    (top / "a" / ".git" / "refs").mkdir()
    (top / "a" / ".git" / "objects").mkdir()
    assert holds_repository(os.fsencode(top / "a"))
    assert found(top / "a").top == os.fsencode(top / "a")


@pytest.mark.parametrize(
    "pointer",
    [b"", b"gitdir: ", b"gitdir: nowhere\n", b"gitdir:../.git", b"gitdir: \0", b"\xff" * 99],
)
def test_a_git_file_that_leads_nowhere_ends_the_search(top: Path, pointer: bytes) -> None:
    (top / "a").mkdir()
    (top / "a" / ".git").write_bytes(pointer)
    assert repository(top / "a") is None
    assert not holds_repository(os.fsencode(top / "a"))
    # Control case: one that leads to a git folder is as good as one.
    (top / "a" / ".git").write_bytes(b"gitdir: ../.git\r\n")
    assert found(top / "a").git_dir == os.fsencode(top / ".git")


def test_a_pipe_called_git_does_not_hold_us(top: Path) -> None:
    (top / "a").mkdir()
    os.mkfifo(top / "a" / ".git")
    assert repository(top / "a") is None


def test_no_files_belong_to_a_bare_repository_or_lie_in_a_git_folder(top: Path) -> None:
    _ = git(top, "init", "-q", "--bare", "bare.git")
    assert repository(top / "bare.git" / "refs") is None
    assert repository(top / ".git" / "refs") is None


# What HEAD is


def test_head_is_the_commit_that_git_says(top: Path) -> None:
    assert head(found(top)) is None
    first = commit(top)
    assert head(found(top)) == first
    _ = git(top, "switch", "-q", "-c", "feature/x")
    second = commit(top)
    assert head(found(top)) == second
    _ = git(top, "switch", "-q", "--detach", first)
    assert head(found(top)) == first


def test_head_is_found_among_packed_refs(top: Path) -> None:
    _ = git(top, "switch", "-q", "-c", "a")
    first = commit(top)
    _ = git(top, "tag", "-m", "an annotated tag has two lines", "x/a")
    _ = git(top, "switch", "-q", "-c", "b/a")
    second = commit(top)
    _ = git(top, "pack-refs", "--all")
    assert not (top / ".git" / "refs" / "heads" / "a").exists()
    assert head(found(top)) == second
    _ = git(top, "switch", "-q", "a")
    assert head(found(top)) == first
    # A loose ref is newer than a packed one.
    assert head(found(top)) != (third := commit(top))
    assert head(found(top)) == third


def test_every_worktree_has_its_own_head(top: Path, tmp_path: Path) -> None:
    first = commit(top)
    _ = git(top, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    second = commit(tmp_path / "linked")
    assert head(found(top)) == first
    assert head(found(tmp_path / "linked")) == second
    _ = git(top, "pack-refs", "--all")
    assert head(found(tmp_path / "linked")) == second


def test_head_may_be_a_link(top: Path) -> None:
    there = commit(top)
    (top / ".git" / "HEAD").unlink()
    (top / ".git" / "HEAD").symlink_to("refs/heads/main")
    assert head(found(top)) == there


def test_longer_hashes_are_hashes(tmp_path: Path) -> None:
    _ = git(tmp_path, "init", "-q", "--object-format=sha256")
    there = commit(tmp_path)
    assert len(there) == 64
    assert head(found(tmp_path)) == there


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"ref: ",
        b"ref: refs/../secret",
        b"ref: refs/./heads/there",
        b"ref: refs//x",
        b"ref: refs/heads/loop",
        b"ref: refs/heads/folder",
        b"ref: refs/heads/.invalid",
        b"ref: ../secret",
        b"g" * 40,
        b"a" * 41,
        b"\0" * 40,
        b"ref: refs/\0x",
    ],
)
def test_a_head_that_makes_no_sense_is_none(top: Path, value: bytes) -> None:
    around = found(top)
    (top / ".git" / "refs" / "heads" / "folder").mkdir()
    (top / ".git" / "refs" / "heads" / "loop").write_bytes(b"ref: refs/heads/loop")
    (top / ".git" / "secret").write_bytes(b"a" * 40)
    (top / ".git" / "refs" / "heads" / "there").write_bytes(b"a" * 40)
    (top / ".git" / "packed-refs").write_bytes(b"# pack-refs\nx refs/heads/.invalid\n^y\n")
    (top / ".git" / "HEAD").write_bytes(value)
    assert head(around) is None
    # Control case: what makes sense is not.
    (top / ".git" / "HEAD").write_bytes(b"ref: refs/heads/there")
    assert head(around) == "a" * 40


# At a glance


def test_a_glance_tells_whatever_changed_of_the_repository_around(
    tmp_path: Path, top: Path
) -> None:
    inner = top / "inner"
    inner.mkdir()
    around = Around(os.fsencode(inner))

    def agrees() -> bool:
        found = repository(inner)
        assert around.repository == found
        assert around.head == (head(found) if found else None)
        return True

    assert agrees()
    before = around.marks
    assert around.marks == before  # Control case.
    for number in range(3):
        git(top, "commit", "-q", "--allow-empty", "-m", str(number))
        assert agrees()
    git(top, "checkout", "-q", "-b", "other")
    git(top, "commit", "-q", "--allow-empty", "-m", "more")
    assert agrees() and around.marks == before
    git(top, "pack-refs", "--all")
    assert agrees()
    git(inner, "init", "-q")
    assert agrees() and around.marks != before
    (inner / ".git").rename(tmp_path / "moved")
    assert agrees()
    # A folder of that name that is none becomes one, step by step.
    (inner / ".git").mkdir()
    for name in ("objects", "refs"):
        (inner / ".git" / name).mkdir()
        assert agrees()
    (inner / ".git" / "HEAD").write_text("ref: refs/heads/a\0b\n")
    assert agrees()
    (inner / ".git" / "HEAD").unlink()
    assert agrees()
    (top / ".git").rename(tmp_path / "gone")
    assert agrees() and around.repository is None


# What is opened

_names: list[object] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        _names.append(arguments[0])


sys.addaudithook(_note)


def test_only_regular_files_are_opened(top: Path) -> None:
    os.mkfifo(top / "pipe")
    (top / "zero").symlink_to("/dev/zero")
    (top / "file").write_bytes(b"abc")
    (top / "link").symlink_to("file")
    _names.clear()
    for name in ("pipe", "zero", ".git", "missing", "a\0b"):
        assert contents(os.fsencode(top / name), 10) is None
    assert _names == []
    assert contents(os.fsencode(top / "file"), 2) == b"ab"
    assert contents(os.fsencode(top / "link"), 10) == b"abc"
    assert contents(os.fsencode(top / "link"), 10, follow=False) is None
    with pytest.raises(OSError, match="not a regular file"):
        _ = opened(os.fsencode(top / "pipe"))
