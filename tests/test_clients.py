"""Real clients: Claude Code connects and shows our words, Inspector and conformance pass."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.claude_code import (
    client,
    client_environment,
    heard,
    instructions,
    recorded,
    results,
    tools,
    with_plugin,
)
from tests.running import COMMAND, PATIENCE_S, real_tree, run, serving

ROOT = Path(__file__).parents[1]
BASELINE = Path(__file__).with_name("conformance-baseline.yml")


def needed(name: str) -> str:
    """Return a client's command, or skip."""
    found = client(name)
    if found is None:
        pytest.skip(f"{name} is not on the PATH nor in $GRIDREF_CLIENTS")
    return found


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A real tree with its index, a scratch home, a store."""
    root, home, store = real_tree(tmp_path / "project"), tmp_path / "home", tmp_path / "store"
    home.mkdir()
    done = run(store, "index", "--root", str(root))
    assert done.returncode == 0, done.stderr
    return root, home, store


def said(command: list[str], root: Path, home: Path, store: Path) -> str:
    """Return what a client prints, on both of its streams."""
    done = subprocess.run(
        command,
        cwd=root,
        env=client_environment(home, store),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_S,
        check=False,
    )
    return f"{done.stdout}\n{done.stderr}\nstatus {done.returncode}"


def test_claude_code_lists_the_server_as_connected(project: tuple[Path, Path, Path]) -> None:
    claude = needed("claude")
    add = [claude, "mcp", "add", "gridref", "-e", "PYTHONPATH=", "--", COMMAND, "mcp"]
    assert "status 0" in said(add, *project)
    listed = said([claude, "mcp", "list"], *project)
    assert "gridref" in listed and "✔ Connected" in listed


def test_a_model_in_claude_code_sees_names_instructions_and_plain_answers(
    project: tuple[Path, Path, Path],
) -> None:
    seen = recorded(needed("claude"), *project)
    assert "gridref" in instructions(seen)
    assert "mcp__gridref__find" in tools(seen)
    _, found, absent = results(seen)
    assert found.startswith("found: ") and "click/core.py" in found
    assert absent.startswith("absent: ") and "#Context.invoke" in absent


@pytest.mark.parametrize("era", ["auto", "legacy"])
def test_the_plugin_connects_and_an_agent_hears_of_a_method_that_it_invented(
    project: tuple[Path, Path, Path], era: str
) -> None:
    seen = with_plugin(needed("claude"), *project, era)
    assert "gridref is the index of this repository" in json.dumps(seen)
    found, _ = results(seen)
    assert found.startswith("found: ") and "click/core.py" in found
    assert "findings" in heard(seen) and "no invoke_later" in heard(seen)


def test_the_plugin_is_valid_by_the_client_s_own_strict_check(tmp_path: Path) -> None:
    claude = needed("claude")
    for folder in (ROOT / "plugin", ROOT):
        checked = [claude, "plugin", "validate", "--strict", str(folder)]
        assert "status 0" in said(checked, tmp_path, tmp_path, tmp_path / "store")


def whole(folder: Path, root: Path, store: Path) -> str:
    """Return a command that serves the index that is there: clients start it in a bare environment.

    A server of its own store would be asked while it makes its first index.
    """
    asked = run(store, "status", "--json", "--root", str(root))
    assert json.loads(asked.stdout)["ready"]
    command = folder / "serve-whole"
    place = f"--root {shlex.quote(str(root))} --store {shlex.quote(str(store))}"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(COMMAND)} "$@" {place}\n')
    command.chmod(0o700)
    return str(command)


@pytest.mark.parametrize("era", ["legacy", "modern"])
def test_the_inspector_finds_no_fault_in_the_schemas(
    project: tuple[Path, Path, Path], era: str, tmp_path: Path
) -> None:
    command = needed("mcp-inspector")
    if "--protocol-era" not in said([command, "--cli", "--help"], *project):
        pytest.skip("this release of the inspector knows of no eras")
    root, _, store = project
    served = whole(tmp_path, root, store)
    inspector = [command, "--cli", served, "mcp", "--protocol-era", era, "-q"]
    assert "status 0" in said([*inspector, "--method", "tools/list", "--strict"], *project)
    call = ["--method", "tools/call", "--tool-name", "find", "--tool-arg", "name=Context.invoke"]
    answer = said([*inspector, *call], *project)
    assert "status 0" in answer and "click/core.py" in answer


def test_conformance_fails_only_where_the_baseline_says(
    project: tuple[Path, Path, Path],
) -> None:
    conformance = needed("conformance")
    root, home, store = project
    with serving(root, store) as address:
        command = [conformance, "server", "--url", f"{address}/mcp"]
        answer = said([*command, "--expected-failures", str(BASELINE)], root, home, store)
    assert "status 0" in answer, answer[-2000:]
