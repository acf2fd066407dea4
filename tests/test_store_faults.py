"""What becomes of the index when processes die, files break and disks fill up."""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from gridref_indexers.lock import lock
from gridref_indexers.place import Place, place
from gridref_indexers.refresh import Busy, Progress, Report, indexer
from gridref_indexers.store import VERSION, Damaged, Store
from gridref_indexers.walk import Limits
from gridref_indexers.writer import PAGE_BYTES, SPARE_CONTENTS, Writer
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import ask
from gridref_server.render import text
from gridref_server.settings import Settings

LIMITS = Limits(max_file_bytes=4_000_000)
SECONDS = 60
ROUNDS, LONG_ROUNDS = 20, 500

# Indexes a folder, and says each statement of SQL before it is carried out, in lines so long that
# the pipe holds but few of them: whoever reads is never far behind.
INDEXING = """
import sys
from pathlib import Path
from gridref_indexers.place import place
from gridref_indexers.refresh import indexer
from gridref_indexers.walk import LIMITS

def say(statement):
    print(statement[:20].ljust(8000).replace("\\n", " "), flush=True)

root, store, workers = sys.argv[1:]
with indexer(place(Path(root), Path(store), exactly=True), "test") as writing:
    writing.writer.connection.set_trace_callback(say)
    writing.refresh(LIMITS, int(workers))
    writing.writer.connection.set_trace_callback(None)
"""


def here(root: Path, store: Path) -> Place:
    return place(root, store, exactly=True)


def indexed(root: Path, store: Path, workers: int = 0) -> Report:
    with indexer(here(root, store), "test") as writing:
        return writing.refresh(LIMITS, workers)


def dump(root: Path, store: Path) -> list[str]:
    with closing(Store.open(here(root, store).index)) as opened:
        return list(opened.dump())


def fresh(root: Path, tmp_path: Path) -> list[str]:
    shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
    indexed(root, tmp_path / "fresh")
    return dump(root, tmp_path / "fresh")


def write(root: Path, version: int, files: int = 30) -> None:
    root.mkdir(exist_ok=True)
    for at in range(files):
        body = "".join(f"def f{at}_{n}_{version}():\n    return g{n}()\n" for n in range(20))
        (root / f"m{at}.py").write_text(body)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "repo", 1)
    return tmp_path / "repo"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def started(root: Path, store: Path, workers: int = 0) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INDEXING, str(root), str(store), str(workers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def killed_after(process: "subprocess.Popen[bytes]", lines: int) -> int:
    """Kill a process after so many lines that it says; return how many there were."""
    assert process.stdout
    count = 0
    for _ in process.stdout:
        count += 1
        if count == lines:
            process.kill()
    process.wait(SECONDS)
    process.stdout.close()
    return count


# Killed


def test_a_killed_run_leaves_a_whole_generation_and_the_next_run_is_a_fresh_one(
    root: Path, store: Path, tmp_path: Path, long: bool
) -> None:
    indexed(root, store)
    before = dump(root, store)
    write(root, 2)
    after = fresh(root, tmp_path)
    assert before != after
    shutil.copytree(store, tmp_path / "kept")
    shutil.copytree(store, tmp_path / "counted")
    statements = killed_after(started(root, tmp_path / "counted"), 1 << 30)
    assert statements > 100
    chance = random.Random()
    for _ in range(LONG_ROUNDS if long else ROUNDS):
        shutil.rmtree(store)
        shutil.copytree(tmp_path / "kept", store)
        killed_after(started(root, store), point := chance.randint(1, statements))
        with closing(sqlite3.connect(here(root, store).index)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), point
        assert dump(root, store) in (before, after), point
        indexed(root, store)
        assert dump(root, store) == after, point


def test_a_killed_first_run_is_made_good_by_the_next(
    root: Path, store: Path, tmp_path: Path, long: bool
) -> None:
    after = fresh(root, tmp_path)
    statements = killed_after(started(root, tmp_path / "counted"), 1 << 30)
    chance = random.Random()
    for _ in range(LONG_ROUNDS if long else ROUNDS):
        shutil.rmtree(store, ignore_errors=True)
        killed_after(started(root, store), point := chance.randint(1, statements))
        index = Index(here(root, store), Settings())
        answer = ask(index, "find", {"name": "f1_1_1"})
        assert answer.verdict == ("found" if answer.evidence.generation else "unknown"), point
        index.close()
        indexed(root, store)
        assert dump(root, store) == after, point


def test_a_log_that_is_left_behind_is_read(root: Path, store: Path, tmp_path: Path) -> None:
    indexed(root, store)
    write(root, 2)
    index = here(root, store).index
    with closing(Store.open(index)):  # whoever reads keeps the log from being folded in
        indexed(root, store)
        assert Path(f"{index}-wal").stat().st_size
        shutil.copytree(store, tmp_path / "copy")
    assert dump(root, tmp_path / "copy") == dump(root, store) == fresh(root, tmp_path)


# Broken files


def broken(index: Path, how: str) -> None:
    """Do to an index what was done to it by whatever it was."""
    content = index.read_bytes()
    match how:
        case "empty":
            index.write_bytes(b"")
        case "half":
            index.write_bytes(content[: len(content) // 2])
        case "a page less":
            index.write_bytes(content[:-PAGE_BYTES])
        case "a header alone":
            index.write_bytes(content[:100])
        case "text":
            index.write_bytes(b"this is no database\n" * 1000)
        case "zeros":
            index.write_bytes(bytes(len(content)))
        case "no header":
            index.write_bytes(bytes(100) + content[100:])
        case "another program's":
            index.unlink()
            with closing(sqlite3.connect(index)) as connection:
                connection.executescript("CREATE TABLE file (path); INSERT INTO file VALUES ('a')")
        case "a newer version":
            with closing(sqlite3.connect(index)) as connection:
                connection.execute(f"PRAGMA user_version={VERSION + 1}")
        case "other grammars":
            with closing(sqlite3.connect(index)) as connection, connection:
                connection.execute("UPDATE generation SET grammars = 'other'")
        case "no tables":
            with closing(sqlite3.connect(index)) as connection, connection:
                connection.execute("DROP TABLE generation")
        case "a folder":
            index.unlink()
            (index / "in it").mkdir(parents=True)
        case "a pipe":
            index.unlink()
            os.mkfifo(index)
        case "a socket":
            index.unlink()
            with closing(socket.socket(socket.AF_UNIX)) as made:
                made.bind(os.fsencode(index))
        case "a link to nowhere":
            index.unlink()
            index.symlink_to("nowhere")
        case "a log that is a pipe":
            Path(f"{index}-wal").unlink(missing_ok=True)
            os.mkfifo(f"{index}-wal")
        case _:
            raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        "empty",
        "half",
        "a page less",
        "a header alone",
        "text",
        "zeros",
        "no header",
        "another program's",
        "a newer version",
        "other grammars",
        "no tables",
        "a folder",
        "a pipe",
        "a socket",
        "a link to nowhere",
        "a log that is a pipe",
    ],
)
def test_what_is_no_index_is_not_believed_and_made_anew(
    root: Path, store: Path, tmp_path: Path, how: str
) -> None:
    indexed(root, store)
    expected = dump(root, store)
    index = here(root, store).index
    broken(index, how)
    with pytest.raises(Damaged, match=r"index\.sqlite"):
        dump(root, store)
    answers = Index(here(root, store), Settings())
    assert ask(answers, "find", {"name": "f1_1_1"}).verdict == "unknown"
    indexed(root, store)
    assert dump(root, store) == expected
    assert ask(answers, "find", {"name": "f1_1_1"}).verdict == "found"
    assert os.path.lexists(f"{index}.unusable")
    answers.close()


def test_damage_after_damage_is_moved_aside_each_time_whatever_it_is(
    root: Path, store: Path
) -> None:
    indexed(root, store)
    expected, index = dump(root, store), here(root, store).index
    for how in ("a folder", "a pipe", "text", "a folder", "a folder"):
        broken(index, how)
        indexed(root, store)
        assert dump(root, store) == expected, how
    # What says how the file was left is not waited for either.
    seal = Path(f"{index}.seal")
    seal.unlink()
    os.mkfifo(seal)
    indexed(root, store)
    assert seal.is_file() and dump(root, store) == expected


def touched(index: Path, how: str) -> None:
    """Do to an index, which stays one, what others may do to it."""
    size = index.stat().st_size
    places = {"start": 200, "first half": size // 3, "middle": size // 2, "end": size - 100}
    what, _, where = how.partition(" at the ")
    if what in OVERWRITTEN:
        with index.open("r+b") as file:
            file.seek(places[where])
            file.write(OVERWRITTEN[what])
    elif what in STATEMENTS:
        with closing(sqlite3.connect(index)) as connection, connection:
            connection.executescript(STATEMENTS[what])
    else:
        suffix, content = OTHER_FILES[what]
        Path(f"{index}{suffix}").write_bytes(content)


OVERWRITTEN = {"a byte": b"\xff", "some bytes": b"no such bytes", "a page": bytes(PAGE_BYTES)}
STATEMENTS = {
    "files deleted": "DELETE FROM file WHERE path > 'm2'",
    "a line moved": "UPDATE definition SET start_line = start_line + 1",
    "a name changed": "UPDATE name SET name = 'other' WHERE name = 'f1_1_1'",
    "words forgotten": "INSERT INTO word_search (word_search) VALUES ('delete-all')",
    "a table dropped": "DROP TABLE word_search",
    "the files dropped": "DROP TABLE file",
    "made smaller": "DELETE FROM import; VACUUM",
    "all done": "UPDATE checkout SET pending = 0; DELETE FROM content WHERE id > 10",
}
OTHER_FILES = {
    "a log of nothing": ("-wal", b""),
    "a log of noise": ("-wal", b"noise" * 1000),
    "shared memory of noise": ("-shm", b"noise" * 1000),
    "a seal of noise": (".seal", b"noise"),
    "a seal of another": (".seal", b"1 1"),
}
TOUCHED = [
    *(f"{what} at the {where}" for what in OVERWRITTEN for where in ("start", "first half", "end")),
    "some bytes at the middle",
    "a page at the middle",
    *STATEMENTS,
    *OTHER_FILES,
]


@pytest.mark.parametrize("how", TOUCHED)
def test_whatever_others_did_to_the_index_the_next_run_equals_a_fresh_one(
    root: Path, store: Path, how: str
) -> None:
    indexed(root, store)
    expected = dump(root, store)
    touched(here(root, store).index, how)
    keeper = Keeper(Index(here(root, store), Settings()))
    assert keeper.ask("find", {"name": "f1_1_1"}).verdict == "found"
    assert keeper.ask("find", {"name": "other"}).verdict == "absent"
    assert dump(root, store) == expected
    keeper.index.close()


@pytest.mark.parametrize("how", [*STATEMENTS, "a column renamed", "rows of all kinds deleted"])
def test_what_others_do_while_it_is_read_is_noticed_at_the_next_question(
    root: Path, store: Path, how: str
) -> None:
    keeper = Keeper(Index(here(root, store), Settings()))
    keeper.watch.start()  # No file is saved, and so nothing but the index is looked at.
    assert keeper.ask("find", {"name": "f1_1_1"}).verdict == "found"
    expected = dump(root, store)
    more = {
        "a column renamed": "ALTER TABLE definition RENAME COLUMN doc TO other",
        "rows of all kinds deleted": "DELETE FROM definition; DELETE FROM content",
    }
    with closing(sqlite3.connect(here(root, store).index)) as connection, connection:
        # What others write goes into the log, as what we write does, and stays there.
        connection.executescript((STATEMENTS | more)[how])
    assert keeper.ask("find", {"name": "f1_1_1"}).verdict == "found"
    assert keeper.ask("find", {"name": "other"}).verdict == "absent"
    assert dump(root, store) == expected
    keeper.watch.close()
    keeper.index.close()


def damaged(index: Path, chance: random.Random) -> int:
    """Overwrite a page of an index with noise; return which."""
    content = bytearray(index.read_bytes())
    page = chance.randrange(1, len(content) // PAGE_BYTES)
    content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = chance.randbytes(PAGE_BYTES)
    index.write_bytes(content)
    return page


def test_a_page_of_noise_gives_no_wrong_answer_and_is_made_good(
    root: Path, store: Path, tmp_path: Path, long: bool
) -> None:
    indexed(root, store)
    expected = dump(root, store)
    shutil.copytree(store, tmp_path / "kept")
    chance = random.Random()
    for _ in range(LONG_ROUNDS if long else 15):
        shutil.rmtree(store)
        shutil.copytree(tmp_path / "kept", store)
        page = damaged(here(root, store).index, chance)
        try:
            assert dump(root, store) == expected, page
        except (Damaged, sqlite3.DatabaseError):
            pass
        with indexer(here(root, store), "test", doubted=True) as writing:
            writing.refresh(LIMITS, 0)
        assert dump(root, store) == expected, page


def test_damage_that_a_run_meets_is_made_good_without_a_doubt(root: Path, store: Path) -> None:
    indexed(root, store)
    index = here(root, store).index
    with closing(sqlite3.connect(index)) as connection:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'file'"
        (page,) = connection.execute(sql).fetchone()
    content = bytearray(index.read_bytes())
    content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = b"\xff" * PAGE_BYTES
    index.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError):
        dump(root, store)
    expected = len(list(root.iterdir()))
    assert indexed(root, store).read == expected
    assert sum(line.startswith("file") for line in dump(root, store)) == expected


def test_damage_that_a_lookup_meets_is_said_and_made_good(root: Path, store: Path) -> None:
    indexed(root, store)
    file = here(root, store).index
    with closing(sqlite3.connect(file)) as connection:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'definition'"
        (page,) = connection.execute(sql).fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = b"\xff" * PAGE_BYTES
    file.write_bytes(content)
    index = Index(here(root, store), Settings())
    with pytest.raises(Damaged):
        ask(index, "find", {"name": "f1_1_1"})
    assert Keeper(index).ask("find", {"name": "f1_1_1"}).verdict == "found"
    assert ask(index, "find", {"name": "f1_1_1"}).verdict == "found"
    index.close()


def test_an_index_that_is_taken_away_is_made_anew(root: Path, store: Path) -> None:
    index = Index(here(root, store), Settings())
    index.refresh()
    assert ask(index, "find", {"name": "f1_1_1"}).verdict == "found"  # Control case.
    shutil.rmtree(store)
    assert ask(index, "find", {"name": "f1_1_1"}).verdict == "unknown"
    index.refresh()
    assert ask(index, "find", {"name": "f1_1_1"}).verdict == "found"
    index.close()


# A disk that is full

FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
"""


def test_a_full_disk_leaves_the_old_generation_and_a_clear_message(
    root: Path, store: Path, tmp_path: Path
) -> None:
    indexed(root, store)
    before = dump(root, store)
    write(root, 2)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    program = FULL + INDEXING.replace("sys.argv[1:]", "sys.argv[1:4]").replace("print(", "str(")
    program = program.replace(", flush=True", "")
    command = [sys.executable, "-c", program, str(root), str(store), "0", "70000"]
    run = subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS)
    assert run.returncode != 0
    assert b"sqlite3.OperationalError" in run.stderr
    assert dump(root, store) == before
    indexed(root, store)
    assert dump(root, store) == fresh(root, tmp_path)


# One writer, many readers


def test_a_second_writer_is_told_that_there_is_one(root: Path, store: Path) -> None:
    with indexer(here(root, store), "test") as writing:
        with pytest.raises(Busy, match="another gridref"):
            indexed(root, store)
        assert Index(here(root, store), Settings()).refresh() is None
        writing.refresh(LIMITS, 0)
    indexed(root, store)  # Control case.


def test_a_lock_ends_with_its_process(root: Path, store: Path) -> None:
    process = started(root, store)
    assert process.stdout
    process.stdout.readline()
    with pytest.raises(Busy):
        indexed(root, store)
    process.kill()
    process.wait(SECONDS)
    process.stdout.close()
    with lock(here(root, store).lock) as ours:
        assert ours


def test_readers_of_a_run_see_the_generation_before_it(root: Path, store: Path) -> None:
    indexed(root, store)
    before = dump(root, store)
    write(root, 2)
    seen: list[list[str]] = []

    def look(progress: Progress) -> None:
        if progress.files % 10 == 1:
            seen.append(dump(root, store))

    with indexer(here(root, store), "test") as writing:
        writing.refresh(LIMITS, 0, look)
    assert len(seen) == 3
    assert all(each == before for each in seen)
    assert dump(root, store) != before


def test_a_reader_keeps_its_generation_while_others_come(root: Path, store: Path) -> None:
    indexed(root, store)
    with closing(Store.open(here(root, store).index)) as opened:
        with opened.reading():
            before = list(opened.dump())
            write(root, 2)
            indexed(root, store)
            opened.renew()
            assert list(opened.dump()) == before
        opened.renew()
        assert list(opened.dump()) != before


def test_a_long_run_shows_what_it_has_and_says_that_it_is_partial(
    tmp_path: Path, store: Path
) -> None:
    root = tmp_path / "large"
    root.mkdir()
    for at in range(6):
        (root / f"text{at}.txt").write_bytes(b"%d word\n" % at * 480_000)
    index = Index(here(root, store), Settings())
    seen: list[tuple[str, int, int]] = []

    def look(_: Progress) -> None:
        answer = ask(index, "find", {"name": "nothing_of_that_name"})
        seen.append((answer.verdict, answer.evidence.files, answer.evidence.pending))

    with indexer(here(root, store), "test") as writing:
        writing.refresh(LIMITS, 0, look)
    assert {verdict for verdict, _, _ in seen} == {"unknown"}
    partial = [(files, pending) for _, files, pending in seen if files]
    assert partial
    assert all(files + pending == 6 and pending for files, pending in partial)
    answer = ask(index, "find", {"name": "nothing_of_that_name"})
    assert (answer.verdict, answer.evidence.files, answer.evidence.pending) == ("absent", 6, 0)
    index.close()


def test_nothing_is_absent_from_an_index_that_has_only_been_opened(root: Path, store: Path) -> None:
    place = here(root, store)
    place.folder.mkdir(parents=True)
    index = Index(place, Settings())
    # Its file is there before the first word of the first run is.
    with closing(Writer(place.index, "test")):
        answer = ask(index, "find", {"name": "f0_0_1"})
        assert (answer.verdict, index.status()["ready"]) == ("unknown", False)
    indexed(root, store)
    # Control case.
    assert ask(index, "find", {"name": "f0_0_1"}).verdict == "found"
    index.close()


def test_contents_that_no_file_has_are_kept_to_a_bound(
    root: Path, store: Path, tmp_path: Path
) -> None:
    def kept() -> int:
        with closing(Store.open(here(root, store).index)) as opened:
            (number,) = opened.connection.execute("SELECT count(*) FROM content").fetchone()
            return int(number)

    for version in range(4):
        write(root, version, 600)
        indexed(root, store)
    assert 600 < kept() <= 2 * 600 + SPARE_CONTENTS
    assert dump(root, store) == fresh(root, tmp_path)
    index = Index(here(root, store), Settings())
    assert ask(index, "find", {"name": "f1_1_3"}).verdict == "found"
    assert ask(index, "find", {"name": "f1_1_0"}).verdict == "absent"
    assert "f1_1_0" not in text(ask(index, "find", {"name": "f1_1_0*"}))[50:]
    index.close()


# Workers that die


def children() -> Iterator[int]:
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # of a thread that has ended meanwhile
            yield from map(int, (thread / "children").read_text().split())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds children by /proc")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGSEGV", "SIGSTOP"])
def test_a_worker_that_dies_costs_one_file_at_most(
    tmp_path: Path, store: Path, how: str, long: bool
) -> None:
    if how == "SIGSTOP" and not long:
        pytest.skip("takes all the time that a worker has; run with --long")
    root = tmp_path / "repo"
    write(root, 1, 600)
    expected = fresh(root, tmp_path)
    hit: list[int] = []

    def strike(progress: Progress) -> None:
        if progress.files > 200 and not hit and (workers := list(children())):
            hit.append(workers[0])
            os.kill(workers[0], getattr(signal, how))

    with indexer(here(root, store), "test") as writing:
        report = writing.refresh(LIMITS, 2, strike)
    assert hit
    assert report.read == 600
    found = dump(root, store)
    failed = {line.split("\t")[1] for line in found if "failed" in line}
    assert len(failed) <= 1
    kept = [line for line in expected if line.split("\t")[1] not in failed]
    assert [line for line in found if line.split("\t")[1] not in failed] == kept
