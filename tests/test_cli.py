"""The command: what it says where, how it ends, and what it loads and leaves alone."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridref_indexers.lock import lock
from gridref_indexers.place import ANY_ROOT, place, users_folder
from gridref_server import __version__
from gridref_server.faces.cli import gridref, run
from gridref_server.faces.commands import derived
from gridref_server.faces.onsave import ON_SAVE
from gridref_server.faces.plain import Command
from gridref_server.faces.plain import given as values_of
from gridref_server.faces.upkeep import UPKEEP
from gridref_server.registry import LOOKUPS
from tests.conversation import HELLO, Conversation
from tests.running import told_to_somebody

START_S = 60.0
ENTRY = "from gridref_server.start import main; raise SystemExit(main())"
COMMAND = [sys.executable, "-c", ENTRY]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no such thing")

Said = tuple[int, str, str]
Told = Callable[..., Said]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a small repository that the tests stand in, with its store beside it."""
    root = tmp_path / "repo"
    root.mkdir()
    (root / "a.py").write_text("class One:\n    def two(self): ...\n")
    monkeypatch.setenv("GRIDREF_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(root)
    yield root


@pytest.fixture
def told(repo: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    def told(*arguments: str) -> Said:
        status = run(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return told


def process(*arguments: str, **how: Any) -> "subprocess.CompletedProcess[bytes]":
    command = [*COMMAND, *arguments]
    return subprocess.run(command, capture_output=True, timeout=START_S, check=False, **how)


def folder(root: Path) -> Path:
    return place(root).folder


# What it says and how it ends


def test_found_and_absent_have_each_a_status(told: Told) -> None:
    status, out, err = told("find", "two")
    assert (status, err) == (0, "")
    assert out.startswith("found: ")
    status, out, err = told("find", "three")
    assert (status, err) == (1, "")
    assert out.startswith("absent: ")


def test_what_was_just_saved_is_found_unless_told_not_to_look(repo: Path, told: Told) -> None:
    assert told("find", "late")[0] == 1
    (repo / "b.py").write_text("def late(): ...\n")
    assert told("find", "late", "--no-refresh")[0] == 1
    assert told("find", "late")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fnid"], "no such command 'fnid'; did you mean 'find'; see gridref --help"),
        (["find"], "missing argument 'NAME'; see gridref find --help"),
        (["find", "a", "b"], "got unexpected extra argument (b); see gridref find --help"),
        (["find", "a", "--limt=1"], "no such option '--limt'; did you mean '--limit'; see gridref"),
        (["find", "a", "--limit=0"], "limit is from 1 to 100, not 0"),
        (["find", "a", "--limit=x"], "limit takes a whole number, not 'x'"),
        (["find", "a", "--root=/no/such"], "there is no folder '/no/such'; name one with --root"),
        (["find", "a", "--root=/"], "'/' is a whole drive or home, not a repository"),
        (["index", "/etc/passwd"], "'/etc/passwd' is not in "),
        (["completion", "cmd"], "shell is one of bash, zsh, fish, not 'cmd'"),
        (["serve", "--port=99999"], "--port: server.port is from 0 to 65535, not 99999"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_said_in_one_sentence(arguments: list[str], said: str, told: Told) -> None:
    status, out, err = told(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"gridref: {said}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["find", "a", "--root"], ["find", "a", "--kind"], ["find", "a", "--limit"], ["find", "a"], []],
)
def test_no_refusal_gives_back_what_it_was_given(arguments: list[str], told: Told) -> None:
    for long in ("a" * 5000, "a/" * 2500):
        status, _, err = told(*arguments, long)
        assert status == 2
        assert err.startswith("gridref: ") and err.count("\n") == 1
        assert len(err) < 500


def test_broken_settings_of_the_repository_are_said_with_their_line(repo: Path, told: Told) -> None:
    (repo / "gridref.toml").write_text("[server]\nport = 1\n")
    status, out, err = told("find", "two")
    assert (status, out) == (2, "")
    assert "gridref.toml:2: server.port is not a repository's to set" in err


def test_without_arguments_there_is_help(told: Told) -> None:
    status, out, err = told()
    assert (status, out) == (2, "")
    for name in (*LOOKUPS, *(each.name for each in UPKEEP)):
        assert f"\n  {name} " in err
    assert told("--help")[:2] == (0, err)


def test_a_client_that_starts_us_without_a_word_speaks_mcp(repo: Path) -> None:
    environment = os.environ | {"GRIDREF_STORE": str(repo.parent / "store")}
    server = Conversation(COMMAND, cwd=repo, env=environment)
    try:
        assert server.send(HELLO).reply()["result"]["serverInfo"]["name"] == "gridref"
    finally:
        server.stop()


@pytest.mark.parametrize("command", gridref.list_commands(click.Context(gridref)))
def test_every_command_has_help_and_takes_a_root_and_a_store(command: str, told: Told) -> None:
    status, out, _ = told(command, "--help")
    assert status == 0
    assert "--root DIR" in out and "--store DIR" in out


def test_nothing_of_a_lookup_is_written_but_the_answer_where_nobody_watches(repo: Path) -> None:
    for number in range(30):
        (repo / f"m{number}.py").write_text("# much\n" * 20_000)
    said = process("find", "two")
    assert (said.returncode, said.stderr) == (0, b"")
    assert b"\x1b" not in said.stdout


@POSIX
def test_a_bar_and_colours_are_shown_on_a_terminal(repo: Path) -> None:
    for number in range(30):
        (repo / f"m{number}.py").write_text("# much\n" * 20_000)
    assert "\x1b[" in on_a_terminal("find", "two")
    assert "/31 files" in on_a_terminal("find", "two", "--store", str(repo.parent / "other"))
    shown = plain(on_a_terminal("--help"))
    assert "╭─ Lookups" in shown and "╭─ Servers" in shown
    assert "╭─ Options" in plain(on_a_terminal("find", "--help"))


def on_a_terminal(*arguments: str) -> str:
    """Return all that a command writes to a terminal."""
    import pty

    ours, theirs = pty.openpty()
    environment = dict(os.environ, TERM="xterm-256color", COLUMNS="100")
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ):
        os.close(theirs)
        said = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return said.decode()


def plain(said: str) -> str:
    return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", said)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how a terminal says that the other side has gone
        return b""


@POSIX
def test_who_stops_reading_gets_no_complaints(repo: Path) -> None:
    (repo / "big.py").write_text("".join(f"def f{n}(): ...\n" for n in range(5_000)))
    process("index")
    reading, writing = os.pipe()
    dump = subprocess.Popen([*COMMAND, "dump"], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.read(reading, 10)
    os.close(reading)
    _, err = dump.communicate(timeout=START_S)
    assert (dump.returncode, err) == (141, b"")


@POSIX
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["find", "two"], ["dump"]])
def test_an_answer_that_can_not_be_written_is_a_failure_said_in_one_sentence(
    arguments: list[str], repo: Path
) -> None:
    process("index")
    with open("/dev/full", "w") as full:
        said = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (said.returncode, said.stderr.count(b"\n")) == (3, 1)
    assert said.stderr.startswith(b"gridref: ") and b"no space left" in said.stderr.lower()
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *arguments]
    said = subprocess.run(closed, stderr=subprocess.PIPE, check=False)
    assert said.returncode == 3
    assert said.stderr == b"gridref: stdout is closed; open it to see the answer\n"


@POSIX
def test_closed_streams_that_are_not_needed_are_not_missed(repo: Path) -> None:
    closed = ["sh", "-c", 'exec "$@" <&- 2>&-', "sh", *COMMAND]
    said = [
        subprocess.run([*closed, *arguments], stdout=subprocess.PIPE, check=False)
        for arguments in (["find", "two"], ["find", "three"], ["find", "a", "--limit=0"])
    ]
    assert [each.returncode for each in said] == [0, 1, 2]
    assert said[0].stdout.startswith(b"found: ")


@POSIX
def test_an_interruption_ends_it_quietly(repo: Path) -> None:
    process("index")
    with lock(folder(repo) / "writer.lock") as ours:
        assert ours
        waiting = subprocess.Popen([*COMMAND, "index"], stderr=subprocess.PIPE)
        assert waiting.stderr is not None
        assert waiting.stderr.readline().endswith(b"writing this index; waiting for it\n")
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=START_S)
    assert (waiting.returncode, err) == (130, b"")


def test_a_store_that_cannot_be_is_a_failure_and_not_an_absence(repo: Path, told: Told) -> None:
    (repo.parent / "file").write_text("")
    status, out, err = told("find", "two", "--store", str(repo.parent / "file"))
    assert (status, out) == (3, "")
    assert err.startswith("gridref: the index can't be brought up to date: ")
    assert err.endswith(": not a directory\n") and err.count("\n") == 1


def test_a_fault_of_ours_is_a_failure_and_not_an_absence(repo: Path) -> None:
    code = (
        "from gridref_server import start; from gridref_server.faces import cli;"
        "cli._run = None; raise SystemExit(start.main())"
    )
    said = subprocess.run([sys.executable, "-c", code, "map"], capture_output=True, check=False)
    assert said.returncode == 3
    assert b"Traceback" in said.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_names_that_are_no_text_are_shown_and_taken_whatever_the_encoding(repo: Path) -> None:
    (repo / os.fsdecode(b"caf\xe9\n.py")).write_text("def odd(): ...\n")
    (repo / "naïve☃.py").write_text("def even(): ...\n")
    for encoding in ("ascii", "latin-1", "utf-8"):
        environment = dict(os.environ, PYTHONIOENCODING=encoding)
        for arguments in (["find", "odd"], ["find", "odd", "--json"], ["map"], ["index"], ["dump"]):
            said = process(*arguments, env=environment)
            assert (said.returncode, said.stderr) == (0, b"")
        found = json.loads(process("find", "odd", "--json", env=environment).stdout)
        path = found["groups"][0]["items"][0]["path"]
        assert path.encode("utf-8", "surrogateescape") == b"caf\xe9\n.py" or "\\xe9" in path


# What it loads


def loaded(*arguments: str) -> set[str]:
    """Return what a command has imported when it ends."""
    code = (
        "import sys; from gridref_server.start import main; main();"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, timeout=START_S, check=True
    )
    return set(said.stderr.decode().split())


def test_the_version_is_said_without_loading_anything(repo: Path) -> None:
    assert process("--version").stdout.decode() == f"gridref {__version__}\n"
    assert not loaded("--version") & {"click", "gridref_indexers", "importlib.metadata", "re"}


def test_a_save_loads_nothing_of_what_only_questions_need(repo: Path) -> None:
    loads = loaded("index", str(repo / "a.py"))
    assert {"gridref_indexers.refresh", "sqlite3"} <= loads
    assert not loads & {"gridref_indexers.resolve", "gridref_server.registry", "html", "click"}
    assert not loaded("hook", "post-edit") & {"click", "platformdirs", "subprocess"}


WORDS = st.sampled_from(
    [
        "a.py",
        "b/",
        "--root",
        "--store",
        "--json",
        "--any-root",
        "--help",
        "--root=x",
        "-x",
        "--",
        "",
    ]
)


@given(st.sampled_from(ON_SAVE), st.lists(WORDS, max_size=5))
def test_the_short_way_to_a_command_reads_it_as_the_framework_does(
    command: Command, words: list[str]
) -> None:
    values = values_of(command, words)
    if values is None:
        return
    with click.Context(gridref), derived(command).make_context(command.name, list(words)) as ctx:
        read = dict(ctx.params)
    allowed = values.pop("any_root")
    assert values == read
    assert allowed == ("--any-root" in words) == (os.environ.pop(ANY_ROOT, "") == "1")


def test_the_short_way_is_taken_for_what_is_usual() -> None:
    index, _, hook = ON_SAVE
    assert values_of(index, ["a.py", "--json", "b.py", "--root", "."]) is not None
    assert values_of(hook, ["post-edit"]) is not None
    assert values_of(hook, []) is values_of(hook, ["a", "b"]) is values_of(index, ["-h"]) is None


@pytest.mark.parametrize("named", ["", "/there", "there", "~/there", " "])
def test_the_folders_of_a_user_are_where_others_look_for_them(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("XDG_CONFIG_HOME", named)
    assert users_folder("cache") == platformdirs.user_cache_path("gridref", appauthor=False)
    assert users_folder("config") == platformdirs.user_config_path("gridref", appauthor=False)


def test_a_lookup_loads_neither_servers_nor_colours(repo: Path) -> None:
    assert not loaded("find", "two") & {"mcp", "fastapi", "uvicorn", "rich", "sqlite_utils"}


HOSTILE = "open({!r}, 'a').write(__name__ + '\\n')\nraise SystemExit('theirs')\n"


@pytest.mark.parametrize(
    "module", ["click", "rich", "mcp", "platformdirs", "sqlite_utils", "anyio"]
)
def test_modules_of_the_repository_are_never_imported(module: str, repo: Path) -> None:
    (repo / module).mkdir()
    (repo / module / "__init__.py").write_text(HOSTILE.format(str(repo.parent / "run")))
    (repo / f"{module}.py").write_text(HOSTILE.format(str(repo.parent / "run")))
    environment = dict(os.environ, PYTHONPATH=f"{repo}{os.pathsep}.")
    # In the working directory, and by PYTHONPATH.
    for how in ({}, {"env": environment}):
        for arguments in (["find", "two"], ["doctor"], ["--help"], ["mcp"]):
            said = process(*arguments, stdin=subprocess.DEVNULL, **how)
            assert said.returncode == 0, said.stderr
    assert not (repo.parent / "run").exists()


# The index


def test_index_says_what_was_read_and_what_was_left_out(repo: Path, told: Told) -> None:
    (repo / ".env").write_text("SECRET=1\n")
    status, out, err = told("index")
    assert (status, err) == (0, "")
    assert out.startswith("indexed 1 files with 2 definitions: 1 read, 0 gone, ")
    assert out.endswith("; left out: 1 secret\n")
    (repo / "a.py").unlink()
    assert told("index")[1].startswith("indexed 0 files with 0 definitions: 0 read, 1 gone, ")
    told_as_json = json.loads(told("index", "--json")[1])
    assert (told_as_json["files"], told_as_json["left_out"]) == (0, {"secret": 1})


def test_index_says_of_each_path_whether_it_is_there(repo: Path, told: Told) -> None:
    (repo / ".env").write_text("SECRET=1\n")
    status, out, _ = told("index", "a.py", ".env", "no.py")
    lines = out.split("\n")
    assert status == 1
    assert lines[0] == "a.py: indexed"
    assert lines[1].startswith(".env: left out: secret")
    assert lines[2].startswith("no.py: left out: ignored, no file, or not there")
    assert told("index", "a.py")[0] == 0


def test_a_folder_that_is_named_is_the_one_that_is_indexed(repo: Path, told: Told) -> None:
    (repo.parent / "other").mkdir()
    (repo.parent / "other" / "b.py").write_text("def three(): ...\n")
    assert told("index", str(repo.parent / "other"))[1].startswith("indexed 1 files with 1 def")
    assert told("find", "three", "--root", str(repo.parent / "other"), "--no-refresh")[0] == 0


def test_the_store_lies_where_it_is_told_to(repo: Path, told: Told) -> None:
    told("index", "--store", str(repo.parent / "elsewhere"))
    assert [each.name for each in (repo.parent / "elsewhere").glob("*/index.sqlite")]
    assert not (repo.parent / "store").exists()
    assert [each.name for each in repo.iterdir()] == ["a.py"]


def test_status_says_what_is_known(repo: Path, told: Told) -> None:
    before = json.loads(told("status", "--json")[1])
    assert not before["ready"]
    told("index")
    assert json.loads(told("status", "--json")[1])["files"] == 1
    status, out, _ = told("status")
    assert status == 0
    assert f"root: {repo}\n" in out and "ready: yes\n" in out


def test_doctor_finds_nothing_wrong_with_what_is_whole(repo: Path, told: Told) -> None:
    told("index")
    status, out, _ = told("doctor", "--json")
    found = json.loads(out)
    assert (status, found["problems"], found["integrity"]) == (0, [], "ok")
    assert found["rows"]["file"] == 1
    assert "python" in found["languages"]
    assert found["versions"]["gridref"] == __version__
    assert "problems: none\n" in told("doctor")[1]


def test_doctor_finds_damage_and_says_what_to_do(repo: Path, told: Told) -> None:
    told("index")
    index = folder(repo) / "index.sqlite"
    index.write_bytes(b"no index" * 1000)
    status, out, _ = told("doctor", "--json")
    assert status == 1
    assert "gridref index makes it anew" in " ".join(json.loads(out)["problems"])
    told("index")
    assert told("doctor")[0] == 0


def test_dump_is_the_same_for_the_same_files(repo: Path, told: Told) -> None:
    status, out, err = told("dump")
    assert (status, out) == (3, "")
    assert err == "gridref: there is no index yet; make it with gridref index\n"
    told("index")
    first = told("dump")
    assert first[0] == 0 and "file\ta.py\t" in first[1]
    told("index", "--store", str(repo.parent / "other"))
    assert told("dump", "--store", str(repo.parent / "other")) == first


def test_reset_forgets_this_index_and_no_other(repo: Path, told: Told) -> None:
    (repo.parent / "other").mkdir()
    told("index", "--root", str(repo.parent / "other"))
    told("index")
    here = folder(repo)
    assert told("reset") == (0, f"deleted {here}\n", "")
    assert not here.exists()
    assert folder(repo.parent / "other").exists()
    assert told("reset") == (0, f"there is no index at {here}\n", "")
    assert told("find", "two")[0] == 0


def test_reset_leaves_an_index_that_is_being_written(repo: Path, told: Told) -> None:
    told("index")
    with lock(folder(repo) / "writer.lock") as ours:
        assert ours
        status, _, err = told("reset")
    assert status == 3
    assert err == "gridref: another gridref is writing this index; end it first\n"
    assert folder(repo).exists()


def test_init_says_how_to_connect_and_writes_nothing(repo: Path, told: Told) -> None:
    status, out, _ = told("init")
    shared = json.loads(out[out.index("\n{") :])["mcpServers"]["gridref"]
    assert status == 0
    assert "claude mcp add gridref -e PYTHONPATH= -- " in out
    assert shared["args"] == ["mcp"] and shared["env"] == {"PYTHONPATH": ""}
    assert [each.name for each in repo.iterdir()] == ["a.py"]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_bash_is_told_names_as_they_are_typed_and_nothing_about_what_is_no_text(
    repo: Path,
) -> None:
    (repo / os.fsdecode(b"odd\xff.py")).write_text("")
    (repo / "sp ace$*.py").write_text("")
    process("index")
    script = process("completion", "bash").stdout.decode()
    ask = 'COMP_WORDS=(gridref find "$1"); COMP_CWORD=2; _gridref_completion "$2";'
    # What stands on the line afterwards is read again, as the shell will.
    read = 'for each in "${COMPREPLY[@]}"; do eval "printf \'%s\\n\' $each"; done'
    for start, expected in {
        "odd": b"odd\\xff.py\n",
        "sp": b"sp ace$*.py\n",
        "a.py#": b"a.py#One\na.py#One.two\n",
        os.fsdecode(b"\xff"): b"",
        "": b"a.py\nodd\\xff.py\nsp ace$*.py\n",
    }.items():
        asked = subprocess.run(
            ["bash", "--norc", "-c", f"{script}\n{ask}{read}", "bash", start, _entry(repo)],
            capture_output=True,
            check=False,
        )
        assert (asked.stdout, asked.stderr) == (expected, b""), start
    assert process("find", "odd\\xff.py").stdout.startswith(b"found: 1 place")


def _entry(repo: Path) -> str:
    """Return a command of one word, as a shell knows it."""
    entry = repo.parent / "gridref"
    entry.write_text(f"#!{sys.executable}\n{ENTRY}\n")
    entry.chmod(0o700)
    return str(entry)


def test_the_shell_completes_commands_options_and_names(repo: Path) -> None:
    process("index")
    assert b"_GRIDREF_COMPLETE=bash_complete" in process("completion", "bash").stdout
    for words, expected in {
        "gridref fi": b"plain,find",
        "gridref find --bud": b"plain,--budget",
        "gridref find --kind cl": b"plain,class",
        "gridref completion z": b"plain,zsh",
        "gridref find tw": b"plain,a.py#One.two",
        "gridref uses a.py#One.": b"plain,a.py#One.two",
    }.items():
        environment = dict(
            os.environ,
            _GRIDREF_COMPLETE="bash_complete",
            COMP_WORDS=words,
            COMP_CWORD=str(words.count(" ")),
        )
        assert process(env=environment).stdout.splitlines() == [expected]


# On save


def test_a_path_is_read_again_wherever_one_is(
    repo: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / ".git").mkdir()
    (repo / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for each in ("objects", "refs"):
        (repo / ".git" / each).mkdir()
    told("index")
    (repo / "a.py").write_text("def four(): ...\n")
    (repo / "b.py").write_text("def five(): ...\n")
    monkeypatch.chdir(repo.parent)
    said = json.loads(told("index", str(repo / "a.py"), "--json")[1])
    assert said["paths"] == [{"path": str(repo / "a.py"), "indexed": True, "why": ""}]
    assert told("find", "four", "--root", str(repo), "--no-refresh")[0] == 0
    # Control case: what is not named is not looked at.
    assert told("find", "five", "--root", str(repo), "--no-refresh")[0] == 1


def test_a_file_of_no_repository_does_not_have_its_folder_indexed(repo: Path, told: Told) -> None:
    (repo.parent / "stray.py").write_text("def stray(): ...\n")
    status, _, err = told("index", str(repo.parent / "stray.py"))
    assert status == 2
    assert "is not in" in err


EVENT = {"hook_event_name": "PostToolUse", "tool_name": "Edit", "tool_input": {"content": "x"}}


def hooked(event: bytes, repo: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return process("hook", "post-edit", input=event, cwd=repo, env=dict(os.environ, **environment))


def test_the_hook_reads_an_edited_file_again_and_says_nothing(repo: Path, told: Told) -> None:
    told("index")
    (repo / "a.py").write_text("def four(): ...\n")
    event = EVENT | {"tool_input": {"file_path": str(repo / "a.py"), "content": "…" * 1000}}
    said = hooked(json.dumps(event).encode(), repo, CLAUDE_PROJECT_DIR=str(repo))
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")
    assert told("find", "four", "--no-refresh")[0] == 0


@pytest.mark.parametrize(
    "event",
    [
        b"",
        b"no JSON",
        b"[]",
        b"{}",
        b'{"tool_input": 5}',
        b'{"tool_input": {"file_path": 5}}',
        b'{"tool_input": {"file_path": "/etc/passwd"}}',
        b'{"tool_input": {"file_path": "\\u0000"}}',
        b'{"tool_input": {"file_path": "no/such/file.py"}}',
        b"[" * 100_000,
        b'{"tool_input": {"file_path": "\\ud800x.py"}}',
        b'{"tool_input": {"file_path": ".git/config"}}',
    ],
)
def test_the_hook_never_fails_an_edit(event: bytes, repo: Path, told: Told) -> None:
    told("index")
    said = hooked(event, repo, CLAUDE_PROJECT_DIR=str(repo))
    assert (said.returncode, said.stdout) == (0, b"")


def test_the_hook_makes_no_index_where_there_is_none(repo: Path) -> None:
    event = EVENT | {"tool_input": {"file_path": str(repo / "a.py")}}
    assert hooked(json.dumps(event).encode(), repo).returncode == 0
    assert not list((repo.parent / "store").rglob("index.sqlite"))


def test_what_init_writes_it_takes_out_again_to_the_byte(repo: Path, told: Told) -> None:
    hooks = repo / ".git" / "hooks"
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    hooks.mkdir(exist_ok=True)
    (hooks / "post-commit").write_bytes(b"#!/bin/sh\nexit 0")
    (hooks / "post-merge").write_bytes(b"#!/usr/bin/env bash\n")
    for name in ("post-commit", "post-merge"):
        (hooks / name).chmod(0o755)
    before = {each.name: each.read_bytes() for each in hooks.iterdir()}
    assert told("init", "--hooks")[0] == 0
    for name in ("post-checkout", "post-commit", "post-merge"):
        assert b"gridref index" in (hooks / name).read_bytes()
        assert os.access(hooks / name, os.X_OK)
    written = {each.name: each.read_bytes() for each in hooks.iterdir()}
    told("init", "--hooks")
    assert {each.name: each.read_bytes() for each in hooks.iterdir()} == written
    assert told("init", "--undo")[0] == 0
    assert {each.name: each.read_bytes() for each in hooks.iterdir()} == before


def test_what_others_added_to_a_hook_of_ours_stays(repo: Path, told: Told) -> None:
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    told("init", "--hooks")
    hook = repo / ".git" / "hooks" / "post-commit"
    with hook.open("a") as file:
        file.write("echo added\n")
    assert told("init", "--undo")[0] == 0
    assert hook.read_text() == "#!/bin/sh\necho added\n"
    assert not hook.with_name("post-merge").exists()  # Control case.


@pytest.mark.parametrize("content", [b"#!/usr/bin/env python3\n", b"#!/bin/sh\necho off\n"])
def test_a_hook_that_is_no_running_shell_script_is_left_alone(
    content: bytes, repo: Path, told: Told
) -> None:
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    hook = repo / ".git" / "hooks" / "post-merge"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(content)
    hook.chmod(0o755 if b"python" in content else 0o644)
    status, _, err = told("init", "--hooks")
    assert (status, "call gridref index from it" in err) == (2, True)
    assert hook.read_bytes() == content
    assert not hook.with_name("post-commit").exists()


def test_hooks_that_git_would_not_run_are_not_written(repo: Path, told: Told) -> None:
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    subprocess.run(["git", "-C", str(repo), "config", "core.hooksPath", ".husky"], check=True)
    status, _, err = told("init", "--hooks")
    assert (status, "'.husky'" in err) == (2, True)
    assert not (repo / ".git" / "hooks" / "post-commit").exists()


def test_a_whole_home_is_a_root_only_if_that_is_said(
    repo: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(repo))
    monkeypatch.setenv("GRIDREF_ANY_ROOT", "")
    status, _, err = told("find", "two")
    assert (status, "--any-root" in err) == (2, True)
    assert told("find", "two", "--any-root")[0] == 0


def test_a_home_of_somebody_elses_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "home" / "inner").mkdir(parents=True)
    (tmp_path / "home").chmod(0)
    program = "from gridref_indexers.place import stores; print(stores())"
    run = told_to_somebody([sys.executable, "-c", program], str(tmp_path / "home" / "inner"))
    (tmp_path / "home").chmod(0o700)
    assert Path(run.stdout.strip()).name.startswith("gridref-"), run.stderr


def test_a_home_that_cannot_be_written_to_has_its_indexes_elsewhere(
    repo: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.parent / "tmp").mkdir()
    monkeypatch.delenv("GRIDREF_STORE")
    # Below a file there can be no folder, whoever one is.
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo / "a.py" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(repo.parent / "tmp"))
    assert told("find", "two")[0] == 0
    assert list((repo.parent / "tmp").glob("gridref-*/*/index.sqlite"))
