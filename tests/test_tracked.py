import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridref_indexers.tracked import NOTHING, Tracked, tracked

NAMES = ("a", "a-b", "a/b", "a/c d", "a/é", "ab", "b/c/d/e", "b/c/f", "long/" + "x" * 200 + "/y")


def git(top: Path, *arguments: str, text: bytes = b"") -> bytes:
    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    command = ["git", *safe, *who, *arguments]
    return subprocess.run(command, cwd=top, input=text, check=True, capture_output=True).stdout


def listed(top: Path) -> list[bytes]:
    return sorted({path for path in git(top, "ls-files", "-z").split(b"\0") if path})


def read(top: Path) -> Tracked:
    return tracked(os.fsencode(top / ".git"))


def put(top: Path, *names: str, mode: str = "100644") -> None:
    """Put entries into the index that are nowhere else."""
    lines = (f"{mode} {'1' * 40}\t{name}\0" for name in names)
    _ = git(top, "update-index", "-z", "--index-info", text="".join(lines).encode())


@pytest.fixture
def top(tmp_path: Path) -> Path:
    _ = git(tmp_path, "init", "-q")
    return tmp_path


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_of_the_index_is_read(top: Path, version: str) -> None:
    (top / "intended").write_bytes(b"")
    put(top, *NAMES[1:])
    put(top, "sub", mode="160000")
    if version == "3":  # git writes it only if there is something to say in it
        _ = git(top, "add", "-N", "intended")
    else:
        _ = git(top, "update-index", "--index-version", version)
    assert (top / ".git" / "index").read_bytes()[7] == int(version)
    assert read(top).paths == listed(top)
    assert read(top).submodules == {b"sub"}


def test_long_names_are_read_whole(top: Path) -> None:
    names = ["a" * 100 + f"/{'b' * size}" for size in (1, 100, 3993, 3994, 3995)]
    for version in ("2", "4"):
        put(top, *names)
        _ = git(top, "update-index", "--index-version", version)
        assert read(top).paths == listed(top) == [name.encode() for name in names]


def test_longer_hashes_make_no_difference(tmp_path: Path) -> None:
    _ = git(tmp_path, "init", "-q", "--object-format=sha256")
    for name in ("a", "b/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
        _ = git(tmp_path, "add", name)
        assert read(tmp_path).paths == listed(tmp_path)


def test_an_index_that_builds_upon_another_is_read_with_it(top: Path) -> None:
    put(top, *(f"many/{number:03}" for number in range(300)), "gone", "kept")
    put(top, "sub", "was-sub", mode="160000")
    _ = git(top, "update-index", "--split-index")
    assert read(top).paths == listed(top)
    _ = git(top, "update-index", "--force-remove", "gone")
    for number in range(0, 200):
        (top / "many").mkdir(exist_ok=True)
        (top / "many" / f"{number:03}").write_bytes(b"changed")
    _ = git(top, "update-index", "--force-remove", "sub")
    put(top, "new", "many/000a", "was-sub")
    put(top, "late", "many/299", mode="160000")
    _ = git(top, "add", "many/001")
    assert any((top / ".git").glob("sharedindex.*"))
    assert read(top).paths == listed(top)
    assert b"gone" not in read(top).paths
    assert read(top).submodules == {b"late", b"many/299"}


def test_a_shared_index_that_is_missing_leaves_nothing(top: Path) -> None:
    put(top, "a", "b")
    _ = git(top, "update-index", "--split-index")
    for path in (top / ".git").glob("sharedindex.*"):
        path.unlink()
    assert read(top) == NOTHING


def test_folders_that_a_sparse_checkout_leaves_out_are_no_paths(top: Path) -> None:
    for name in ("in/a", "out/b", "out/c/d", "e"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"")
    _ = git(top, "add", ".")
    _ = git(top, "commit", "-qm", "a")
    _ = git(top, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert b"sdir" in (top / ".git" / "index").read_bytes()
    assert read(top).paths == [b"e", b"in/a"]


def test_a_changed_index_is_read_anew(top: Path) -> None:
    for number in range(20):
        put(top, f"{number:02}")
        assert read(top).paths == listed(top)


def test_many_indexes_may_be_asked_for_in_turn(tmp_path: Path) -> None:
    tops = [tmp_path / str(number) for number in range(20)]
    for top in tops:
        top.mkdir()
        _ = git(top, "init", "-q")
        put(top, top.name)
    for top in tops * 2:
        assert read(top).paths == [top.name.encode()]


def test_a_repository_without_an_index_tracks_nothing(top: Path) -> None:
    assert read(top) == NOTHING
    os.mkfifo(top / ".git" / "index")
    assert read(top) == NOTHING


def test_an_index_cut_short_anywhere_counts_as_none(top: Path) -> None:
    for version in ("2", "4"):
        put(top, *NAMES[1:])
        _ = git(top, "update-index", "--index-version", version)
        index = top / ".git" / "index"
        whole = index.read_bytes()
        for size in range(len(whole)):
            _ = index.write_bytes(whole[:size])
            assert read(top) == NOTHING
        _ = index.write_bytes(whole)
        assert read(top).paths == listed(top)


@given(data=st.data(), version=st.sampled_from([2, 3, 4, 5]), count=st.integers(0, 2**32 - 1))
def test_no_bytes_make_it_fail(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, version: int, count: int
) -> None:
    top = tmp_path_factory.mktemp("any")
    header = b"DIRC" + version.to_bytes(4) + count.to_bytes(4)
    (top / "index").write_bytes(header + data.draw(st.binary(max_size=400)))
    assert tracked(os.fsencode(top)).paths is not None


def test_names_that_grow_out_of_few_bytes_are_refused(tmp_path: Path) -> None:
    entry = bytes(60) + b"\x0f\xff" + b"\0"
    long = entry + b"a" * 1_000_000 + b"\0"
    count = 500
    data = b"DIRC" + (4).to_bytes(4) + count.to_bytes(4) + long + (entry + b"\0") * (count - 1)
    (tmp_path / "index").write_bytes(data + hashlib.sha1(data).digest())
    assert tracked(os.fsencode(tmp_path)) == NOTHING


def test_a_bitmap_without_end_is_refused(top: Path) -> None:
    put(top, "a", "b")
    _ = git(top, "update-index", "--split-index")
    _ = git(top, "update-index", "--force-remove", "a")
    index = top / ".git" / "index"
    data = index.read_bytes()
    at = data.index(b"link")
    runs = (1).to_bytes(4) + (1).to_bytes(4) + (2**33 - 1).to_bytes(8) + bytes(4)
    link = data[at + 8 : at + 28] + runs * 2
    broken = data[:at] + b"link" + len(link).to_bytes(4) + link
    _ = index.write_bytes(broken + hashlib.sha1(broken).digest())
    assert read(top).paths == []


def test_paths_are_looked_up_by_themselves_and_by_their_folder() -> None:
    some = Tracked([b"a", b"b-c", b"b/c", b"d/e/f"], frozenset())
    assert [some.hold(path) for path in (b"a", b"b", b"b/c", b"z")] == [True, False, True, False]
    folders = (b"a/", b"b/", b"d/", b"d/e/", b"d/e/f/", b"z/")
    assert [some.reach(folder) for folder in folders] == [False, True, True, True, False, False]
