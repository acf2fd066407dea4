"""What real processes keep: several on one repository, storms, long use, odd clocks, odd trees."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic

import pytest

from gridref_indexers.lock import lock
from gridref_indexers.mounts import shared
from gridref_indexers.place import Place, place
from gridref_indexers.refresh import digest
from gridref_indexers.store import Damaged, Store
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import ask
from gridref_server.settings import Settings
from tests.conversation import COMMAND, GONE_S, START_S, Conversation, call, status
from tests.running import told_to_somebody
from tests.test_freshness import dumped, git, keeping
from tests.test_freshness import fresh as all_of_fresh

PROC = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="measures by /proc")
FILES = 10
# What a log may grow to, and what one generation beyond that may add.
LOG_BYTES = 16_000_000 + 4_000_000


def write(root: Path, version: int, files: int = FILES, definitions: int = 20) -> None:
    """Write some files, all of them of one version."""
    root.mkdir(exist_ok=True)
    for at in range(files):
        body = "".join(f"def f{at}_{n}_v{version}(): ...\n" for n in range(definitions))
        (root / f"m{at}.py").write_text(body)


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """Return the place of a small repository."""
    root = tmp_path / "repo"
    write(root, 0)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    return place(root, tmp_path / "store")


Serving = Callable[[], Conversation]


@pytest.fixture
def serving(here: Place) -> Iterator[Serving]:
    """Return what starts a server on the repository and waits until it is ready."""
    running: list[Conversation] = []
    command = [*COMMAND, "mcp", "--root", str(here.root), "--store", str(here.folder.parent)]

    def start() -> Conversation:
        running.append(Conversation(command))
        return running[-1].greeted()

    yield start
    for each in running:
        each.stop()


def find(server: Conversation, name: str) -> str:
    return server.send(call(1, "find", name=name)).text()


def until(is_so: Callable[[], bool], patience_s: float = START_S) -> float:
    """Look again and again, for a long time at most; return how many seconds it took."""
    started = monotonic()
    while not is_so():
        assert monotonic() - started < patience_s, "it never came to be"
    return monotonic() - started


def on_disk(root: Path) -> dict[str, bytes]:
    return {each.name: digest(each.read_bytes()) for each in root.glob("*.py")}


def in_index(here: Place) -> dict[str, bytes]:
    """Return what the index holds of each file, read as any process may."""
    try:
        opened = Store.open(here.index, here.checkout)
    except Damaged:
        return {}
    with closing(opened), opened.reading():
        files = [file for file in opened.files() if file.content]
        return {os.fsdecode(f.path): opened.content(f.content).hash for f in files}


def fresh(root: Path) -> list[str]:
    return all_of_fresh(root)[0]


def index_of(here: Place) -> Index:
    return Index(here, Settings())


# Several on one repository


def test_two_servers_answer_and_when_one_is_killed_the_other_carries_on(
    here: Place, serving: Serving, long: bool
) -> None:
    kept, killed = serving(), serving()
    for version in range(1, 21 if long else 4):
        write(here.root, version)
        assert find(killed, f"f1_1_v{version}").startswith("found")
        assert find(kept, f"f1_1_v{version}").startswith("found")
        # It may well be writing: its watcher is told of each of these files.
        write(here.root, 1000 + version)
        killed.process.send_signal(signal.SIGKILL)
        assert find(kept, f"f9_1_v{1000 + version}").startswith("found")
        assert find(kept, f"f9_1_v{version}").startswith("absent")
        killed = serving()
    assert dumped(index_of(here)) == fresh(here.root)


# Takes the lock of the writer, says so, and holds it.
HOLDING = """
import sys
from pathlib import Path
from gridref_indexers.lock import lock
with lock(Path(sys.argv[1])) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


def test_a_writer_that_hangs_makes_answers_stale_and_its_death_makes_them_fresh(
    here: Place, serving: Serving
) -> None:
    server = serving()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(here.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert holder.stdout
    assert holder.stdin
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline() == b"True\n"
        write(here.root, 1)
        assert find(server, "f1_1_v1").startswith("unknown")
        # On a busy machine the first answers say that changes are still being read.
        until(lambda: "another gridref is writing this index" in find(server, "f1_1_v1"))
        holder.kill()
        holder.wait(GONE_S)
    assert find(server, "f1_1_v1").startswith("found")


def test_a_thousand_questions_while_others_write_stop_nobody(here: Place) -> None:
    index_of(here).refresh()
    keeper = Keeper(index_of(here))
    with lock(here.lock):
        keeper.start()
        asked = Thread(target=lambda: [keeper.settled(0) for _ in range(1_000)], daemon=True)
        asked.start()
        asked.join(START_S)
        assert not asked.is_alive()
    until(lambda: keeper.settled(START_S) == "")
    keeper.stop()
    keeper.index.close()


# Writes version after version, each whole before the index is told of it.
WRITING = """
import sys
from pathlib import Path
from gridref_indexers.place import place
from gridref_indexers.refresh import indexer
from gridref_indexers.walk import Limits
from tests.test_keeping import write
root, store, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
for version in range(1, most):
    write(root, version)
    with indexer(place(root, store), "test") as writing:
        writing.refresh(Limits(), 0)
"""


def test_readers_under_write_load_see_one_generation_whole(here: Place, long: bool) -> None:
    index_of(here).refresh()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    most = 400 if long else 40
    command = [sys.executable, "-c", WRITING, str(here.root), str(here.folder.parent), str(most)]
    writer = subprocess.Popen(command, env=environment)
    seen: SimpleQueue[set[str] | BaseException] = SimpleQueue()

    def read() -> None:
        try:
            with closing(Store.open(here.index)) as opened:
                while writer.poll() is None:
                    with opened.reading():
                        opened.renew()
                        lines = [line.split("\t") for line in opened.dump()]
                    named = [line[5] for line in lines if line[0] == "definition"]
                    assert len(named) == FILES * 20
                    seen.put({name.rpartition("_")[2] for name in named})
        except BaseException as why:  # whatever it is, it is told by the test
            seen.put(why)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert writer.wait(START_S * 5) == 0
    for reader in readers:
        reader.join(START_S)
    generations: set[str] = set()
    with pytest.raises(Empty):
        while True:
            versions = seen.get_nowait()
            assert not isinstance(versions, BaseException), versions
            assert len(versions) == 1
            generations |= versions
    # Control case: they did see it change.
    assert len(generations) > 3


# Storms


@pytest.mark.parametrize("files", [50, 1_000])
def test_after_a_storm_the_index_is_fresh_though_nobody_asks(
    files: int, here: Place, serving: Serving, long: bool, record_property: Callable[..., None]
) -> None:
    files *= 10 if long and files > 50 else 1
    git(here.root, "checkout", "-q", "-b", "other")
    write(here.root, 1, files, 3)
    git(here.root, "add", "-A")
    git(here.root, "commit", "-q", "-m", "many")
    git(here.root, "checkout", "-q", "main")
    serving()
    for branch in ("other", "main"):
        git(here.root, "checkout", "-q", branch)
        took = until(lambda: in_index(here) == on_disk(here.root))
        record_property(f"seconds to {branch}, {files} files", round(took, 2))
    assert dumped(index_of(here)) == fresh(here.root)


QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")


@pytest.mark.skipif(not QUEUE.exists(), reason="there is no inotify")
def test_more_events_than_the_system_holds_hide_no_change(here: Place) -> None:
    with keeping(here.root, here.folder.parent, events=True) as keeper:
        assert keeper.ask("find", {"name": "f1_1_v0"}).verdict == "found"
        # By turns, since what happens again to the same file is told once.
        for at in range(int(QUEUE.read_text())):
            (here.root / f"m{at % 2}.py").write_text("")
        write(here.root, 1)
        assert keeper.watch.changes().everything
        for at in range(int(QUEUE.read_text())):
            (here.root / f"m{at % 2}.py").write_text("")
        write(here.root, 2)
        assert keeper.ask("find", {"name": "f9_1_v2"}).verdict == "found"
        assert dumped(keeper.index) == fresh(here.root)


@PROC
def test_where_no_events_are_to_be_had_that_is_said_and_changes_are_seen(here: Place) -> None:
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with keeping(here.root, here.folder.parent, events=False) as keeper:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, most[1]))
        try:
            keeper.watch.start()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, most)
        assert keeper.status()["watched"] == "the system's limit of watchers is reached"
        for version in (1, 2):
            write(here.root, version)
            assert keeper.ask("find", {"name": f"f1_1_v{version}"}).verdict == "found"


MOUNTS = {
    "nfs4": rb"29 1 0:26 / {0} rw - nfs4 server:/home rw,vers=4.2",
    "fuse.sshfs": rb"29 1 0:26 / {0}/repo rw,nosuid shared:1 - fuse.sshfs me@there: rw",
    "9p": b"29 1 0:26 / {0}/repo/deep rw - 9p share rw",
    "": b"29 1 0:26 / {0}/rep rw - nfs4 server:/home rw\n30 1 0:27 / {0}/repo rw - tmpfs t rw",
}


@pytest.mark.parametrize("kind", MOUNTS)
def test_what_others_change_on_a_shared_file_system_is_looked_for(
    tmp_path: Path, kind: str
) -> None:
    above = tmp_path / "with a space"
    mounts = tmp_path / "mountinfo"
    said = MOUNTS[kind].replace(b"{0}", os.fsencode(above).replace(b" ", rb"\040"))
    mounts.write_bytes(b"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n" + said + b"\n")
    assert shared(os.fsencode(above / "repo"), mounts) == kind


# Parsers that die


CHOKING = {"given up": b"[" * 500_000, "killed": b"+ = " * 200_000}


@pytest.mark.parametrize("how", CHOKING)
def test_a_file_that_chokes_the_parser_is_in_the_status_and_tried_again_when_it_changes(
    here: Place, how: str, long: bool
) -> None:
    if how == "killed" and not long:
        pytest.skip("takes all the time that a worker has; run with --long")
    choking = here.root / "choking.py"
    choking.write_bytes(CHOKING[how])
    with keeping(here.root, here.folder.parent, events=True) as keeper:
        assert keeper.ask("find", {"name": "f1_1_v0"}).verdict == "found"
        known = keeper.status()
        why = (
            "failed: the parser died on it"
            if how == "killed"
            else "failed: it has more loose tokens than any code"
        )
        assert known["left_out"] == {why: 1}
        assert known["failed"] == [f"choking.py: {why}"]
        choking.write_text("def mended(): ...\n")
        assert keeper.ask("find", {"name": "mended"}).verdict == "found"
        assert keeper.status()["left_out"] == {}


# Long use


def test_the_log_stays_bounded_over_many_saves(here: Place, long: bool) -> None:
    log = Path(f"{here.index}-wal")
    index = index_of(here)

    def most(saves: range, functions: int) -> int:
        sizes = []
        for version in saves:
            write(here.root, version, 2, functions)
            index.refresh()
            assert ask(index, "find", {"name": f"f1_1_v{version}"}).verdict == "found"
            sizes.append(log.stat().st_size)
        return max(sizes)

    assert most(range(1, 40), 1500) < LOG_BYTES
    # What one save writes grows with what it renames and with the index, and is no part of this.
    assert most(range(2000, 2300 if long else 2010), 100) < LOG_BYTES
    # Control case: a reader that does not let go makes it grow.
    with closing(Store.open(here.index)) as held, held.reading():
        held.generation()
        assert most(range(1000, 1040), 1500) > LOG_BYTES
    index.refresh()
    index.close()


def kilobytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def descriptors(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


@PROC
def test_memory_and_descriptors_stay_flat_over_many_calls(
    here: Place, serving: Serving, long: bool, record_property: Callable[..., None]
) -> None:
    server, process = serving(), 0
    process = server.process.pid

    def ask_all(calls: range) -> None:
        for number in calls:
            if number % 50 == 0:
                write(here.root, number)
            version = number - number % 50
            asked = (
                call(1, "find", name=f"f{number % FILES}_3_v{version}"),
                call(1, "find", name=f"nothing_{number}"),
                call(1, "read", refs=[f"m{number % FILES}.py#f{number % FILES}_3_v{version}"]),
                call(1, "uses", ref=f"m{number % FILES}.py"),
                call(1, "map"),
            )[number % 5]
            assert "error" not in server.send(asked).reply()

    ask_all(range(200))
    before = kilobytes(process), descriptors(process)
    ask_all(range(200, 10_200 if long else 700))
    after = kilobytes(process), descriptors(process)
    record_property("KB and descriptors before and after", (before, after))
    assert after[0] - before[0] < 16_000
    assert after[1] <= before[1]


@PROC
def test_a_server_that_is_not_asked_takes_less_than_a_hundredth_of_a_core(
    serving: Serving, long: bool, record_property: Callable[..., None]
) -> None:
    server = serving()
    idle_s = 60 if long else 8
    find(server, "nothing")

    def ticks() -> int:
        times = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(times[11]) + int(times[12])

    def rest(seconds: float) -> None:
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(seconds)

    rest(2)  # Ranks are derived after the first index.
    before = ticks()
    rest(idle_s)
    part = (ticks() - before) / os.sysconf("SC_CLK_TCK") / idle_s
    record_property("part of a core", part)
    assert part < 0.01


# Clocks


@pytest.mark.parametrize("events", [True, False], ids=["by events", "by looking"])
@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_that_jumps_hides_no_change(here: Place, year: int, events: bool) -> None:
    when = (year - 1970) * 31_557_600 * 10**9
    file = here.root / "m0.py"
    with keeping(here.root, here.folder.parent, events=events) as keeper:
        for version in range(1, 4):
            # Each as long as the last, and of the same time.
            file.write_text(f"def jumped_{version}(): ...\n")
            os.utime(file, ns=(when, when))
            assert keeper.ask("find", {"name": f"jumped_{version}"}).verdict == "found"
            assert keeper.ask("find", {"name": f"jumped_{version - 1}"}).verdict == "absent"
        assert dumped(keeper.index) == fresh(here.root)


# Trees in trees


def test_worktrees_nested_repositories_and_submodules_are_never_mixed_up(
    here: Place, tmp_path: Path
) -> None:
    write(here.root / "nested", 1)
    git(here.root / "nested", "init", "-q")
    source = tmp_path / "source"
    write(source, 2)
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-q", "-m", "first")
    file = ["-c", "protocol.file.allow=always"]
    git(here.root, *file, "submodule", "add", str(source), "module")
    git(here.root, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    write(tmp_path / "side", 3)
    store = here.folder.parent
    trees = {
        0: here.root,
        1: here.root / "nested",
        2: here.root / "module",
        3: tmp_path / "side",
    }
    for version, root in trees.items():
        index = Index(place(root, store), Settings())
        index.refresh()
        for other in trees:
            found = ask(index, "find", {"name": f"f1_1_v{other}"})
            assert found.verdict == ("found" if other == version else "absent"), (version, other)
        index.close()


def test_a_pointer_of_large_file_storage_is_the_text_that_it_is(here: Place) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    (here.root / "model.bin").write_text(pointer)
    (here.root / "code.py").write_text(pointer)
    index = index_of(here)
    index.refresh()
    for name in ("model.bin", "code.py"):
        assert ask(index, "find", {"name": name}).verdict == "found"
        assert not [line for line in dumped(index) if line.startswith(f"definition\t{name}\t")]
    index.close()


# Full disks, and what is only read


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, resource.RLIM_INFINITY))
from gridref_server.start import main
raise SystemExit(main())
"""


def test_a_full_disk_is_said_in_one_sentence_and_the_old_generation_is_served(
    here: Place, tmp_path: Path
) -> None:
    index_of(here).refresh()
    store = ["--root", str(here.root), "--store", str(here.folder.parent)]
    write(here.root, 1, FILES, 2_000)
    full = [sys.executable, "-c", LIMITED]
    run = subprocess.run([*full, "index", *store], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (3, "")
    assert len(run.stderr.splitlines()) == 1
    why = "the disk that the index is kept on can't be read or written"
    assert run.stderr.startswith(
        f"gridref: the index can't be brought up to date: {why}; make room"
    )
    # What was answered from is the last generation; what is new to it is not called absent.
    index = index_of(here)
    with index.asked():
        assert index.store.named("f1_1_v0")
    index.close()
    command = [*COMMAND, "index", *store]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert dumped(index_of(here)) == fresh(here.root)


@pytest.mark.parametrize("log", ["none", "empty", "full"])
def test_an_index_that_may_only_be_read_is_served_and_said_to_be_stale(log: str) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder, "repo")
        Path(folder).chmod(0o755)
        write(root, 0)
        where = place(root, Path(folder, "store"), exactly=True)
        index = index_of(where)
        index.refresh()
        if log != "none":  # who reads makes one, and keeps it
            assert ask(index, "find", {"name": "f1_1_v0"}).verdict == "found"
        if log == "full":
            write(root, 2)
            index.refresh()
        assert Path(f"{where.index}-wal").exists() == (log != "none")
        index.close()
        for each in where.folder.iterdir():
            each.chmod(0o444)
        where.folder.chmod(0o555)
        write(root, 1)
        said = [told(where, *words) for words in (["status"], ["map"], ["find", "f1_1_v1"])]
        where.folder.chmod(0o755)
    why = "the index can't be brought up to date: the index may not be written to"
    assert [status for status, _ in said] == [0, 0, 1], said
    assert f"stale: {why}" in said[0][1]
    assert said[2][1].startswith("unknown: no definition 'f1_1_v1' ")
    assert all(why in text for _, text in said)


def told(where: Place, *words: str) -> tuple[int, str]:
    of = ["--root", str(where.root), "--store", str(where.folder.parent)]
    run = told_to_somebody([*COMMAND, *words, *of])
    return run.returncode, run.stdout + run.stderr


def everything(root: Path) -> dict[str, tuple[int, int, int]]:
    stats = {str(each): each.lstat() for each in root.rglob("*")}
    return {path: (s.st_mtime_ns, s.st_ctime_ns, s.st_size) for path, s in stats.items()}


def test_a_server_writes_nothing_into_the_repository(here: Place, serving: Serving) -> None:
    before = everything(here.root)
    server = serving()
    assert find(server, "f1_1_v0").startswith("found")
    server.send(call(1, "map")).text()
    server.send(call(1, "read", refs=["m1.py"])).text()
    server.send(call(1, "uses", ref="m1.py#f1_1_v0")).text()
    assert json.loads(status(server, 2))["ready"]
    server.end_input().ended()
    assert everything(here.root) == before
