"""`gridref init`: what it writes is what clients read, and --undo leaves every byte as it was."""

import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridref_server.faces.blocks import HTML, with_block, without_block
from gridref_server.faces.cli import run
from gridref_server.faces.clients import CLIENTS, ON_EDIT
from gridref_server.faces.insertion import ITEM, Unfit, inserted, taken_out

EVERYTHING = [
    *(word for name in CLIENTS for word in ("--client", name)),
    *("--guide", "--on-edit"),
]
Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_text("class Session:\n    def get(self): ...\n")
    return root


@pytest.fixture
def told(repo: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    def told(*arguments: str) -> tuple[int, str, str]:
        place = ["--root", str(repo), "--store", str(repo.parent / "store")]
        status = run(["init", *arguments, *place])
        said = capsys.readouterr()
        return status, said.out, said.err

    return told


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return all there is below a folder: modes and bytes."""
    found = ((each, each.read_bytes() if each.is_file() else b"") for each in root.rglob("*"))
    return {str(each.relative_to(root)): (each.stat().st_mode, held) for each, held in found}


BEFORE = {
    ".mcp.json": '{"mcpServers":{"other":{"command":"x"}}}',
    ".cursor/mcp.json": '{\r\n\t// mine\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}',
    ".vscode/mcp.json": '{\n  "inputs": [], /* {"servers": {} } */\n  "servers": {}\n}\n',
    ".gemini/settings.json": "{}",
    ".codex/config.toml": 'model = "x"',
    ".claude/settings.json": '{"hooks": {"PostToolUse": [{"matcher": "Bash", "hooks": []}]}}\n',
    "CLAUDE.md": "# Ours\n\nNo tabs.",
    "AGENTS.md": "",
}


@pytest.mark.parametrize("before", [{}, BEFORE], ids=["nothing there", "all of it there"])
def test_what_it_writes_is_undone_to_the_byte(
    before: dict[str, str], repo: Path, told: Told
) -> None:
    for name, text in before.items():
        (repo / name).parent.mkdir(exist_ok=True)
        (repo / name).write_bytes(text.encode())
        (repo / name).chmod(0o600)
    was = tree(repo)
    status, shown, _ = told(*EVERYTHING, "--dry-run")
    assert (status, tree(repo)) == (0, was) and "+++ .mcp.json" in shown
    assert told(*EVERYTHING)[0] == 0
    assert tree(repo).keys() > was.keys() or before
    # The map of the block is one of now, with what was just written.
    told(*EVERYTHING)
    written = tree(repo)
    status, out, _ = told(*EVERYTHING)
    assert (tree(repo), out) == (written, "all of it was there already\n")
    assert told("--undo", "--dry-run")[0] == 0 and tree(repo) == written
    assert told("--undo")[0] == 0
    assert tree(repo) == was
    assert told("--undo")[1] == "nothing of gridref's was there\n"


def test_each_client_finds_the_server_in_its_own_file(repo: Path, told: Told) -> None:
    assert told(*EVERYTHING)[0] == 0
    for client in (*CLIENTS.values(), ON_EDIT):
        text = (repo / client.file).read_text()
        if client.text:
            entry = tomllib.loads(text)["mcp_servers"]["gridref"]
        else:
            entry = json.loads(text)
            for key in client.path:
                entry = entry[0] if key == ITEM else entry[key]
        if client is not ON_EDIT:
            assert entry["command"] == "gridref" and entry["args"] == ["mcp"]
            assert entry["env"] == {"PYTHONPATH": ""}


def test_agents_are_told_in_four_lines_and_a_small_map(
    repo: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told("--guide")[0] == 0
    said = (repo / "AGENTS.md").read_text()
    assert not (repo / "CLAUDE.md").exists()
    lines, _, places = said.partition("Where things are, at ")
    assert sum(line.startswith("- ") for line in lines.splitlines()) == 4
    assert "- `src/`: `app.py` (Session" in places
    assert len(said) < 4000
    # It is no part of what it tells: said again it is the same, and so it is by the map.
    assert told("--guide")[0] == 0
    assert (repo / "AGENTS.md").read_text() == said
    place = ["--root", str(repo), "--store", str(repo.parent / "store")]
    _ = capsys.readouterr()
    assert run(["map", "--agents-md", *place]) == 0
    assert capsys.readouterr().out == said


def test_what_others_wrote_since_stays(repo: Path, told: Told) -> None:
    told(*EVERYTHING)
    settings = repo / ".cursor" / "mcp.json"
    settings.write_bytes(settings.read_bytes() + b"\n")
    with (repo / "AGENTS.md").open("a") as guide:
        guide.write("Ours.\n")
    assert told("--undo")[0] == 0
    assert (repo / "AGENTS.md").read_text() == "Ours.\n"
    assert settings.exists()  # changed in a way that is not ours to guess at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "holds no object"),
        ("{", "no JSON"),
        ('{"mcpServers": []}', "holds no object"),
        ('{"mcpServers": {"gridref": {"command": "theirs"}}}', "has a 'gridref' already"),
    ],
)
def test_a_file_that_is_something_else_is_left_alone(
    text: str, why: str, repo: Path, told: Told
) -> None:
    (repo / ".mcp.json").write_text(text)
    status, _, err = told("--client", "claude", "--client", "cursor")
    assert status == 2 and why in err and "put in by hand" in err
    assert (repo / ".mcp.json").read_text() == text
    assert not (repo / ".cursor").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n \r\n",
        b"\xef\xbb\xbf{}",
        b'{\n  // one, two,\n  "servers": {\n    "a": {"b": [1, 2,], },\n  }, /* , */\n}\n',
        b'{"a": ",}"}',
    ],
)
def test_what_editors_leave_in_their_files_is_no_hindrance(
    text: bytes, repo: Path, told: Told
) -> None:
    (repo / ".vscode").mkdir()
    file = repo / ".vscode" / "mcp.json"
    file.write_bytes(text)
    assert told("--client", "vscode")[0] == 0
    after = file.read_text("utf-8-sig")
    plain = re.sub(r"//.*|/\*.*?\*/", "", after)
    held = json.loads(re.sub(r",(\s*[\]}])(?!\")", r"\1", plain))
    assert held["servers"]["gridref"] == CLIENTS["vscode"].entry
    assert told("--undo")[0] == 0
    assert file.read_bytes() == text


@pytest.mark.parametrize(
    "text",
    [
        '[mcp_servers.gridref]\ncommand = "theirs"\n',
        '[mcp_servers]\ngridref = { command = "theirs" }\n',
        'mcp_servers = { other = { command = "x" } }\n',
        "model = \n",
    ],
)
def test_a_table_that_would_break_a_file_is_not_put_in(text: str, repo: Path, told: Told) -> None:
    (repo / ".codex").mkdir()
    (repo / ".codex" / "config.toml").write_text(text)
    status, _, err = told("--client", "codex")
    assert status == 2 and "put in by hand" in err
    assert (repo / ".codex" / "config.toml").read_text() == text


def test_nothing_is_written_through_a_link(repo: Path, told: Told) -> None:
    outside = repo.parent / "outside"
    outside.mkdir()
    (outside / "victim").write_text("{}")
    (repo / ".cursor").symlink_to(outside)
    (repo / ".mcp.json").symlink_to(outside / "victim")
    for client in ("cursor", "claude"):
        status, _, err = told("--client", client)
        assert status == 2 and "write it by hand" in err
    assert tree(outside) == {"victim": ((outside / "victim").stat().st_mode, b"{}")}


def test_a_client_that_is_none_is_refused_before_anything_is_written(
    repo: Path, told: Told
) -> None:
    status, _, err = told("--client", "claude", "--client", "emacs")
    assert status == 2 and "claude, cursor, vscode, gemini, codex" in err
    assert os.listdir(repo) == ["src"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["a", "hooks", "mcpServers"]), JSON_VALUES),
    st.sampled_from([None, 2, "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([*CLIENTS.values(), ON_EDIT]),
)
def test_an_entry_changes_nothing_else_and_leaves_no_trace(
    held: dict[str, object], indent: int | str | None, ends: str, client: object
) -> None:
    assert isinstance(client, type(ON_EDIT))
    if client.text:
        return
    text = json.dumps(held, indent=indent).replace("\n", ends).encode()
    try:
        after = inserted(text, client.path, client.entry)
    except Unfit:
        return
    now = json.loads(after)
    assert taken_out(after, client.path, client.entry) == text
    assert b"\r\n" not in text or b"\n" not in after.replace(b"\r\n", b"")
    inner = now
    for key in client.path:
        inner = inner[0] if key == ITEM else inner[key]
    assert inner == client.entry


@given(st.binary(max_size=40) | st.sampled_from([b"a\r\nb\r\n", b"a\r\nb", b"\r\n"]))
def test_a_block_leaves_no_trace(text: bytes) -> None:
    once = with_block(text, "said\n", HTML)
    assert without_block(once, HTML) == text
    assert with_block(once, "said\n", HTML) == once
