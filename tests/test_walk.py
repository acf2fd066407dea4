import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from gridref_indexers.ignore import ALLOWANCE
from gridref_indexers.walk import (
    DEPENDENCY_FOLDERS,
    LIMITS,
    Found,
    Key,
    LeftOut,
    belongs,
    read,
    walk,
)

NOT_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
ODD_NAMES = (
    b"-rf",
    b"\xff\xfe",
    b"a\\b",
    b"a\nb",
    b'a"b',
    b"caf\xc3\xa9",
    b"cafe\xcc\x81",
    b"Makefile",
    b"makefile",
    b"\xe2\x80\xaetxt.py",
    b"\xf0\x9f\x92\xa9",
    b" ",
    b"..a",
    b"...",
)


def git(top: Path, *arguments: str, text: bytes = b"") -> bytes:
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
    return subprocess.run(command, cwd=top, input=text, check=True, capture_output=True).stdout


def write(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _ = path.write_bytes(content)
    return path


def plant(top: Path, *paths: str) -> None:
    for path in paths:
        _ = write(top / path)


def repository(top: Path) -> Path:
    top.mkdir(parents=True, exist_ok=True)
    _ = git(top, "init", "-q")
    return top


def key(path: Path) -> Key:
    status = path.lstat()
    times = status.st_mtime_ns, status.st_ctime_ns
    return Key(status.st_size, *times, status.st_ino, status.st_mode)


def found(root: Path) -> list[str]:
    return [os.fsdecode(each.path) for each in walk(root).found]


def left_out(root: Path) -> dict[str, str]:
    return {os.fsdecode(each.path): each.reason for each in walk(root).left_out}


def listed(root: Path) -> set[str]:
    """What git lists below a root, as far as it is there; a nested repository without its slash."""
    lines = git(root, "ls-files", "-coz", "--exclude-standard").split(b"\0")
    paths = {os.fsdecode(line).removesuffix("/") for line in lines if line}
    return {path for path in paths if os.path.lexists(root / path)}


def seen(root: Path) -> set[str]:
    return {*found(root), *left_out(root)}


def everything(root: Path) -> Iterator[bytes]:
    """Yield every path below a root, git's own ones included."""
    top = os.fsencode(root)
    for here, folders, files in os.walk(top):
        for name in (*folders, *files):
            yield os.path.relpath(os.path.join(here, name), top)


def agree(root: Path) -> bool:
    """Say whether `belongs` and `walk` say the same of each path."""
    walked = walk(root)
    verdicts: dict[bytes, Found | LeftOut] = {each.path: each for each in walked.found}
    verdicts |= {each.path: each for each in walked.left_out}
    return all(belongs(root, path) == verdicts.get(path) for path in everything(root))


_opened: list[object] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        _opened.append(arguments[0])


sys.addaudithook(_note)


@contextmanager
def opened() -> Iterator[list[object]]:
    """Note what is opened, by the name that is used for it."""
    _opened.clear()
    yield _opened


# Which files there are


def test_files_come_in_the_order_of_the_bytes_of_their_paths(tmp_path: Path) -> None:
    plant(tmp_path, "b", "a/z", "a-b", "a.b", "B", "a/a/a")
    assert found(tmp_path) == ["B", "a-b", "a.b", "a/a/a", "a/z", "b"]
    assert walk(tmp_path).folders == 3


def test_the_key_of_a_file_is_its_status(tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", b"one")
    assert walk(tmp_path).found == [Found(b"a.py", key(path))]


def test_a_file_of_any_name_is_found_and_can_be_read(tmp_path: Path) -> None:
    for name in ODD_NAMES:
        _ = write(Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))), name)
    assert [each.path for each in walk(tmp_path).found] == sorted(ODD_NAMES)
    for name in ODD_NAMES:
        got = read(tmp_path, name, 100)
        assert not isinstance(got, LeftOut)
        assert got[0] == name
    assert agree(tmp_path)


def test_a_root_may_be_named_through_a_link(tmp_path: Path) -> None:
    plant(tmp_path / "here", "a/b")
    (tmp_path / "there").symlink_to("here")
    assert found(tmp_path / "there") == ["a/b"]
    assert not isinstance(read(tmp_path / "there", b"a/b", 10), LeftOut)


@pytest.mark.parametrize("root", ["missing", "file"])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, root: str) -> None:
    plant(tmp_path, "file")
    with pytest.raises(ValueError, match="is not a folder"):
        _ = walk(tmp_path / root)


# Repositories


def test_git_folders_are_nobodys_files(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a", "b/.git/c", "d/.GIT/e")
    assert seen(top) == {"a"}
    assert read(top, b".git/config", 1000) == LeftOut(b".git/config", "git's own", None)
    with pytest.raises(ValueError, match="git's own"):
        _ = walk(top / ".git" / "info")


def test_a_repository_in_a_repository_is_one_entry(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a", "b/c/d")
    plant(repository(top / "inner"), "e")
    plant(repository(top / "ignored"), "f")
    plant(top, "empty/.git/HEAD", "empty/g")
    _ = write(top / ".gitignore", b"ignored\n")
    assert left_out(top) == {"inner": "nested repository"}
    assert seen(top) == listed(top)
    assert agree(top)
    assert found(top / "inner") == ["e"]


def test_files_that_are_tracked_count_even_beside_a_git_folder(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "inner/a", "inner/b")
    _ = git(top, "add", "inner/a")
    _ = repository(top / "inner")
    assert found(top) == ["inner/a", "inner/b"]
    assert seen(top) == listed(top)


def test_a_submodule_is_one_entry_fetched_or_not(tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    plant(other, "a")
    _ = git(other, "add", "a")
    _ = git(other, "commit", "-qm", "a")
    top = repository(tmp_path / "top")
    _ = git(top, "submodule", "add", "-q", str(other), "fetched")
    commit = git(other, "rev-parse", "HEAD").decode().strip()
    for path in ("ignored/missing", "missing"):
        _ = git(top, "update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")
        plant(top, f"{path}/b")
    _ = write(top / ".gitignore", b"ignored\n")
    nested = ["fetched", "ignored/missing", "missing"]
    assert left_out(top) == dict.fromkeys(nested, "nested repository")
    assert seen(top) == listed(top)
    assert agree(top)
    assert found(top / "fetched") == ["a"]


def test_a_linked_worktree_has_its_own_index_and_the_shared_excludes(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    plant(top, "a.log", "b")
    _ = git(top, "add", ".")
    _ = git(top, "commit", "-qm", "a")
    linked = top / "trees" / "linked"
    _ = git(top, "worktree", "add", "-q", str(linked))
    plant(linked, "c.log", "d.log")
    _ = git(linked, "add", "c.log")
    _ = write(top / ".git" / "info" / "exclude", b"*.log\n")
    assert found(linked) == ["a.log", "b", "c.log"]
    assert seen(linked) == listed(linked)
    assert left_out(top) == {"trees/linked": "nested repository"}
    assert seen(top) == listed(top)
    assert agree(linked)
    assert agree(top)


def test_a_root_below_the_top_has_the_rules_from_above(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a/b/c.log", "a/b/d.log", "a/b/e", "a/b/f/g", "a/b/h/i", "a/f/j")
    _ = write(top / ".gitignore", b"*.log\n/a/b/f/\n")
    _ = write(top / "a" / ".gitignore", b"b/h\n")
    _ = git(top, "add", "-f", "a/b/d.log")
    root = top / "a" / "b"
    assert found(root) == ["d.log", "e"]
    assert seen(root) == listed(root)
    assert agree(root)


def test_a_root_that_git_ignores_is_walked_as_one_without_git(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "build/a", "build/venv/b", "build/c/d")
    _ = write(top / ".gitignore", b"build\n")
    assert found(top / "build") == ["a", "c/d"]
    assert left_out(top / "build") == {"venv": "dependencies or build output"}
    # Control case: tracked files in it make it a part of the repository.
    _ = git(top, "add", "-f", "build/c/d")
    assert found(top / "build") == ["c/d"]
    assert seen(top / "build") == listed(top / "build")


def test_a_root_below_an_ignored_folder_cannot_be_taken_back(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a/b/c", "a/b/d")
    _ = write(top / ".gitignore", b"a/\n!a/b/\n")
    _ = git(top, "add", "-f", "a/b/c")
    assert found(top / "a" / "b") == ["c"]
    assert seen(top / "a" / "b") == listed(top / "a" / "b")


def test_a_link_to_ones_own_git_folder_makes_no_other_repository(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a/b")
    (top / "a" / ".git").symlink_to("../.git")
    assert found(top) == ["a/b"]
    assert seen(top) == listed(top)


# Tracked files


def tracked_and_ignored(top: Path) -> None:
    plant(top, "a.log", "b.log", "build/c", "build/d", "build/e/f", "build/g/h", "i")
    _ = write(top / ".gitignore", b"*.log\nbuild/\n")
    _ = git(top, "add", "-f", "a.log", "build/c", "build/e/f", "i")


@pytest.mark.parametrize("version", ["2", "4"])
def test_a_tracked_file_belongs_whatever_the_rules_say(tmp_path: Path, version: str) -> None:
    top = repository(tmp_path)
    tracked_and_ignored(top)
    _ = git(top, "update-index", "--index-version", version)
    assert found(top) == [".gitignore", "a.log", "build/c", "build/e/f", "i"]
    assert seen(top) == listed(top)
    assert agree(top)


def test_a_tracked_secret_is_a_secret(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "server.pem")
    _ = git(top, "add", "server.pem")
    assert left_out(top) == {"server.pem": "secret"}


def test_files_and_folders_may_have_changed_places_since(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a", "b/c", "d/e", "f")
    _ = git(top, "add", ".")
    (top / "a").unlink()
    (top / "b/c").unlink()
    (top / "b").rmdir()
    (top / "f").unlink()
    plant(top, "a/g", "b")
    (top / "f").symlink_to("d")
    assert found(top) == ["a/g", "b", "d/e"]
    assert left_out(top) == {"f": "link"}
    assert seen(top) == listed(top) - {"a"}
    assert agree(top)


def test_a_tree_that_changes_meanwhile_is_walked_to_its_end(tmp_path: Path) -> None:
    plant(tmp_path, "a/b/c", "d", "outside/e")
    root = tmp_path / "a"
    stop = Event()

    def change() -> None:
        while not stop.is_set():
            os.rename(root / "b", tmp_path / "away")
            (root / "b").symlink_to("../outside")
            os.unlink(root / "b")
            os.rename(tmp_path / "away", root / "b")

    changes = Thread(target=change)
    changes.start()
    try:
        for _ in range(50):
            walked = walk(root)
            assert {each.path for each in walked.found} <= {b"b/c", b"b/e"}
            assert {each.reason for each in walked.left_out} <= {"link"}
            _ = belongs(root, b"b/c")
            assert isinstance(read(root, b"b/e", 10), LeftOut)
    finally:
        stop.set()
        changes.join()


# What others wrote


def test_without_git_ignore_files_count_and_dependencies_do_not(tmp_path: Path) -> None:
    plant(tmp_path, "a.py", "a.log", "b/c.log", "b/d.log")
    plant(tmp_path, *(f"b/{os.fsdecode(name)}/e" for name in DEPENDENCY_FOLDERS))
    _ = write(tmp_path / ".gitignore", b"*.log\n")
    _ = write(tmp_path / "b" / ".gitignore", b"!d.log\n")
    assert found(tmp_path) == [".gitignore", "a.py", "b/.gitignore", "b/d.log"]
    kept_out = [f"b/{os.fsdecode(name)}" for name in DEPENDENCY_FOLDERS]
    assert left_out(tmp_path) == dict.fromkeys(kept_out, "dependencies or build output")
    assert agree(tmp_path)
    # Control case: in a repository git's rules say what is of interest.
    _ = repository(tmp_path)
    assert seen(tmp_path) == listed(tmp_path)


def test_the_table_of_dependency_folders_is_in_order() -> None:
    assert list(DEPENDENCY_FOLDERS) == sorted(set(DEPENDENCY_FOLDERS))


def test_a_folder_tagged_as_a_cache_is_left_out_where_there_is_no_git(tmp_path: Path) -> None:
    plant(tmp_path, "target/CACHEDIR.TAG", "target/a", "target/b/c")
    assert left_out(tmp_path) == {"target": "cache"}
    assert agree(tmp_path)
    _ = repository(tmp_path)
    assert seen(tmp_path) == listed(tmp_path)


def test_a_virtual_environment_of_any_name_is_left_out_unless_tracked(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "mine/pyvenv.cfg", "mine/lib/a.py", "ours/pyvenv.cfg", "ours/b.py", "pyvenv.cfg")
    _ = git(top, "add", "ours/b.py")
    assert left_out(top) == {"mine": "virtual environment"}
    assert found(top) == ["ours/b.py", "ours/pyvenv.cfg", "pyvenv.cfg"]
    assert agree(top)


# What is not read


def test_secrets_are_left_out_and_never_opened(tmp_path: Path) -> None:
    plant(tmp_path, ".env", "a/.env.local", "a/ID_RSA", ".aws/credentials", ".env.example", "b")
    with opened() as names:
        walked = walk(tmp_path)
        for path in (b".env", b"a/.env.local", b"a/ID_RSA", b".aws/credentials"):
            assert read(tmp_path, path, 100) == LeftOut(path, "secret", None)
    assert not any("env" in str(name) or "credentials" in str(name) for name in names)
    assert [each.path for each in walked.found] == [b".env.example", b"b"]
    assert all(each.reason == "secret" and each.key for each in walked.left_out)
    assert agree(tmp_path)
    # The folder above the root counts as well.
    assert left_out(tmp_path / ".aws") == {"credentials": "secret"}
    assert read(tmp_path / ".aws", b"credentials", 9) == LeftOut(b"credentials", "secret", None)


def test_links_are_never_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    plant(tmp_path, "outside/a", "root/inside/b")
    for name, target in {
        "file": "inside/b",
        "folder": "inside",
        "out": "../outside",
        "out_file": "../outside/a",
        "zero": "/dev/zero",
        "stdin": "/dev/stdin",
        "loop": "loop",
        "dangling": "nowhere",
        "up": "..",
    }.items():
        (root / name).symlink_to(target)
    assert found(root) == ["inside/b"]
    assert set(left_out(root).values()) == {"link"}
    assert len(left_out(root)) == 9
    assert agree(root)
    assert belongs(root, b"folder/b") is None
    for path in (b"file", b"folder/b", b"out/a", b"out_file", b"zero", b"stdin", b"loop", b"up/a"):
        assert read(root, path, 100) == LeftOut(path, "link", None)


def test_special_files_are_left_out_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(tmp_path)  # the path of a socket must be short
        server.bind("socket.py")
        os.chdir(here)
        with opened() as names:
            assert left_out(tmp_path) == {"pipe.py": "special", "socket.py": "special"}
            assert read(tmp_path, b"pipe.py", 100) == LeftOut(b"pipe.py", "special", None)
            assert read(tmp_path, b"socket.py", 100) == LeftOut(b"socket.py", "special", None)
        assert not any(".py" in str(name) for name in names)
        assert agree(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a device")
def test_a_device_is_left_out(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "zero.py", 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no devices in here")
    assert left_out(tmp_path) == {"zero.py": "special"}
    assert read(tmp_path, b"zero.py", 100) == LeftOut(b"zero.py", "special", None)


@NOT_ROOT
def test_what_may_not_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    plant(tmp_path, "closed/a", "listed/b", "listed/c/d", "passable/e", "file", "fine")
    modes = {"closed": 0, "listed": 0o400, "passable": 0o100, "file": 0}
    for path, mode in modes.items():
        (tmp_path / path).chmod(mode)
    denied = "unreadable: permission denied"
    try:
        assert left_out(tmp_path) == dict.fromkeys(
            ["closed", "listed/b", "listed/c", "passable"], denied
        )
        assert found(tmp_path) == ["file", "fine"]
        assert read(tmp_path, b"file", 10) == LeftOut(b"file", denied, None)
        assert read(tmp_path, b"closed/a", 10) == LeftOut(b"closed/a", denied, None)
        for name in (b"closed", b"closed/a", b"listed/b", b"listed/c", b"listed/c/d", b"listed/e"):
            verdict = LeftOut(name, denied, None)
            expected = verdict if os.fsdecode(name) in left_out(tmp_path) else None
            assert belongs(tmp_path, name) == expected
        assert belongs(tmp_path, b"passable/e") is None
    finally:
        for path in modes:
            (tmp_path / path).chmod(0o700)


@NOT_ROOT
def test_a_root_that_may_not_be_listed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(ValueError, match="permission denied"):
        _ = walk(tmp_path / "closed")


def test_a_file_too_large_is_left_out_however_empty_it_is(tmp_path: Path) -> None:
    with write(tmp_path / "sparse").open("wb") as file:
        _ = file.truncate(10 << 30)
    _ = write(tmp_path / "full", b"a" * 2_000_000)
    reason = "too large (10737.4 MB)"
    assert found(tmp_path) == ["full"]
    assert left_out(tmp_path) == {"sparse": reason}
    got = read(tmp_path, b"sparse", 1000)
    assert isinstance(got, LeftOut)
    assert got.reason == reason
    smaller = replace(LIMITS, max_file_bytes=10)
    assert [each.path for each in walk(tmp_path, smaller).left_out] == [b"full", b"sparse"]
    assert belongs(tmp_path, b"full", smaller) == walk(tmp_path, smaller).left_out[0]


def test_folders_nested_too_deep_are_left_out(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    plant(tmp_path, "d/d/a")
    try:
        assert found(tmp_path) == ["d/d/a"]
        deepest = b"/".join([b"d"] * 501)
        expected = LeftOut(deepest, "path too long (1,001 bytes)", None)
        assert walk(tmp_path).left_out == [expected]
        assert belongs(tmp_path, deepest) == expected
        assert belongs(tmp_path, deepest + b"/d") is None
        assert isinstance(read(tmp_path, b"/".join([b"d"] * 2500), 10), LeftOut)
        _ = write(tmp_path / os.fsdecode(deepest[:950]) / ("e" * 60))
        assert walk(tmp_path).left_out[1].reason == "path too long (1,010 bytes)"
    finally:
        # What pytest itself cleans up with goes one level deeper into itself for each folder.
        _ = subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


# The rules of the user, and those that came with the repository


def test_the_users_own_rules_count_but_no_configuration_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "top")
    plant(top, "a.mine", "a.theirs", "b")
    theirs = write(tmp_path / "theirs", b"*.theirs\n")
    _ = git(top, "config", "core.excludesFile", str(theirs))
    assert found(top) == ["a.mine", "a.theirs", "b"]
    mine = write(tmp_path / "mine", b"*.mine\n")
    config = write(tmp_path / "config", b"[core]\n\texcludesFile = " + os.fsencode(mine) + b"\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert found(top) == ["a.theirs", "b"]
    _ = git(top, "config", "--unset", "core.excludesFile")
    assert seen(top) == listed(top)
    assert agree(top)


def test_where_case_does_not_count_rules_and_tracked_names_are_folded(tmp_path: Path) -> None:
    top = repository(tmp_path)
    plant(top, "a.log", "b.LOG", "build/x.py", "BUILD2/y", "c.py", "Src/deep.log", "Src/z.log")
    _ = write(top / ".gitignore", b"*.LOG\nBuild/\n/build2/\n")
    everywhere = {".gitignore", "c.py"}
    assert everywhere | {"a.log", "build/x.py", "BUILD2/y"} <= seen(top) == listed(top)
    _ = git(top, "config", "core.ignoreCase", "true")
    assert seen(top) == listed(top) == everywhere
    assert agree(top)
    # As on a disk where the index has another spelling of a name than the folder.
    _ = git(top, "add", "-f", "a.log", "Src/deep.log", "build/x.py")
    for path, other in (("a.log", "A.log"), ("Src", "SRC"), ("build/x.py", "build/X.py")):
        (top / path).rename(top / other)
    tracked = git(top, "ls-files", "-coz", "--exclude-standard").decode().split("\0")
    assert {each.lower() for each in seen(top)} == {each.lower() for each in tracked if each}
    assert {"A.log", "SRC/deep.log", "build/X.py"} <= seen(top)
    assert "SRC/z.log" not in seen(top)
    assert agree(top)


def test_an_ignore_file_that_is_no_file_has_no_rules(tmp_path: Path) -> None:
    plant(tmp_path, "a/x", "b/x", "c/x")
    _ = write(tmp_path / "rules", b"x\n")
    (tmp_path / "a/.gitignore").symlink_to("../rules")
    os.mkfifo(tmp_path / "b/.gitignore")
    (tmp_path / "c/.gitignore").mkdir()
    assert found(tmp_path) == ["a/x", "b/x", "c/x", "rules"]
    assert left_out(tmp_path) == {"a/.gitignore": "link", "b/.gitignore": "special"}
    assert agree(tmp_path)


def test_an_ignore_file_with_too_many_rules_is_listed_as_such(tmp_path: Path) -> None:
    _ = write(tmp_path / "a/.gitignore", b"x\n" + b"#" * ALLOWANCE + b"\nz\n")
    plant(tmp_path, "a/x", "a/z", "a/b/x", "a/b/c")
    assert left_out(tmp_path) == {"a/.gitignore": "more ignore rules than are read"}
    assert found(tmp_path) == ["a/b/c", "a/z"]
    assert agree(tmp_path)


# One path


@pytest.mark.parametrize(
    "path",
    [b"", b"/etc/passwd", b"../a", b"a/../b", b"a//b", b"a/", b"./a", b"a/.", b"a\0b", b".."],
)
def test_a_path_that_does_not_lead_down_is_refused_in_one_sentence(
    tmp_path: Path, path: bytes
) -> None:
    with pytest.raises(ValueError, match="is no path below the root") as refused:
        _ = belongs(tmp_path, path)
    assert "\n" not in str(refused.value)
    with pytest.raises(ValueError, match="is no path below the root"):
        _ = read(tmp_path, path, 10)


def test_a_refusal_does_not_give_back_what_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no path") as refused:
        _ = belongs(tmp_path, b"../" + b"a" * 100_000)
    assert len(str(refused.value)) < 200


def test_what_is_not_there_does_not_belong(tmp_path: Path) -> None:
    plant(tmp_path, "a", "b/c")
    paths = (b"x", b"x/y", b"a/x", b"b", b"b/x", b"n" * 300, b"b/" + b"n" * 300)
    assert [belongs(tmp_path, path) for path in paths] == [None] * len(paths)
    assert read(tmp_path, b"x", 10) == LeftOut(b"x", "gone", None)
    assert read(tmp_path, b"a/x", 10) == LeftOut(b"a/x", "gone", None)
    assert read(tmp_path, b"b", 10) == LeftOut(b"b", "folder", None)


# Reading


@pytest.fixture(params=["steps", "paths"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from folder to folder, and as it is done where the system has no such steps."""
    if request.param == "paths":
        monkeypatch.setattr(os, "supports_dir_fd", set())


@pytest.mark.usefixtures("system")
def test_a_file_is_read_byte_for_byte_with_its_key(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000 + b"\r\n\n\x1a"
    path = write(tmp_path / "a/b/c", content)
    assert read(tmp_path, b"a/b/c", len(content)) == (content, key(path))
    assert read(str(tmp_path), b"a/b/c", len(content)) == (content, key(path))
    too_small = read(tmp_path, b"a/b/c", len(content) - 1)
    assert too_small == LeftOut(b"a/b/c", "too large (0.3 MB)", key(path))
    empty = write(tmp_path / "empty")
    assert read(tmp_path, b"empty", 0) == (b"", key(empty))


@pytest.mark.usefixtures("system")
def test_no_part_of_a_path_may_be_a_link(tmp_path: Path) -> None:
    plant(tmp_path, "root/a/b/c", "out/b/c")
    root = tmp_path / "root"
    (root / "l").symlink_to("a")
    (root / "a/l").symlink_to("b")
    (root / "a/b/l").symlink_to("c")
    (root / "out").symlink_to("../out")
    for path in (b"l/b/c", b"a/l/c", b"a/b/l", b"out/b/c", b"l", b"out"):
        assert read(root, path, 10) == LeftOut(path, "link", None)
    assert not isinstance(read(root, b"a/b/c", 10), LeftOut)
    os.mkfifo(root / "pipe")
    assert read(root, b"pipe", 10) == LeftOut(b"pipe", "special", None)
    assert read(root, b"a/b/c/d", 10) == LeftOut(b"a/b/c/d", "gone", None)
    assert read(root, b"a/b", 10) == LeftOut(b"a/b", "folder", None)


@pytest.mark.usefixtures("system")
def test_a_file_written_to_while_it_is_read_comes_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write(tmp_path / "a")
    stop = Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set() and file.tell() < 50_000_000:
                _ = file.write(b"a" * 1000)

    writer = Thread(target=grow)
    writer.start()
    try:
        results = [read(tmp_path, b"a", 10_000_000) for _ in range(200)]
    finally:
        stop.set()
        writer.join()
    whole = [got for got in results if not isinstance(got, LeftOut)]
    assert all(len(content) == key.size for content, key in whole)
    assert all(
        got.reason.startswith(("changing", "too large"))
        for got in results
        if isinstance(got, LeftOut)
    )


@pytest.mark.usefixtures("system")
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no way to count descriptors")
def test_nothing_stays_open(tmp_path: Path) -> None:
    plant(tmp_path, "a/b/c", "a/pipe_", ".gitignore", "big")
    (tmp_path / "a/l").symlink_to("b")
    before = os.listdir("/proc/self/fd")
    for path in (b"a/b/c", b"a/l/c", b"a/l", b"a/x", b"a/b", b"a/b/c/d", b"big"):
        _ = read(tmp_path, path, 0), belongs(tmp_path, path)
    _ = walk(tmp_path)
    assert os.listdir("/proc/self/fd") == before
