"""The hooks of Claude Code: an agent hears of what it made up, and of nothing else."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.running import COMMAND, PATIENCE_S, environment, run

APP = """class Session:
    def get(self, key: str) -> str:
        return key


def load() -> Session:
    return Session()
"""
INVENTED = "from app import Session\n\n\ndef f(each: Session) -> None:\n    each.fetch_all()\n"
TRUE = INVENTED.replace("fetch_all()", 'get("a")')


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    (root / "app.py").write_text(APP)
    (root / "use.py").write_text("")
    assert run(tmp_path / "store", "index", "--root", str(root)).returncode == 0
    return root


def hooked(repo: Path, event: str, *words: str, **given: object) -> Any:
    """Return what a hook says to an event, None if nothing."""
    said = {"session_id": "11112222-3333", "cwd": str(repo), **given}
    done = subprocess.run(
        [COMMAND, "hook", event, *words],
        input=json.dumps(said),
        capture_output=True,
        text=True,
        cwd=repo,
        env=environment(repo.parent / "store") | {"CLAUDE_PROJECT_DIR": str(repo)},
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout) if done.stdout else None


def edited(repo: Path, name: str, text: str, **given: object) -> Any:
    (repo / name).write_text(text)
    return hooked(repo, "post-edit", tool_input={"file_path": str(repo / name)}, **given)


def test_an_invented_method_is_told_right_after_the_edit(repo: Path) -> None:
    said = edited(repo, "use.py", INVENTED)["hookSpecificOutput"]
    assert said["hookEventName"] == "PostToolUse"
    assert "fetch_all" in said["additionalContext"] and "use.py" in said["additionalContext"]


def test_of_what_is_true_nothing_is_said(repo: Path) -> None:
    assert edited(repo, "use.py", TRUE) is None
    assert edited(repo, "notes.txt", "each.fetch_all()\n") is None
    assert hooked(repo, "stop") is None


def test_an_end_is_put_off_once_while_what_was_edited_is_made_up(repo: Path) -> None:
    edited(repo, "use.py", INVENTED)
    said = hooked(repo, "stop")
    assert said["decision"] == "block" and "fetch_all" in said["reason"]
    assert hooked(repo, "stop", stop_hook_active=True) is None
    assert hooked(repo, "stop", session_id="another") is None  # Control case.
    os.remove(repo / "use.py")
    assert hooked(repo, "stop") is None


def test_an_end_is_not_put_off_when_it_was_mended(repo: Path) -> None:
    edited(repo, "use.py", INVENTED)
    edited(repo, "use.py", TRUE)
    assert hooked(repo, "stop") is None


def test_an_end_may_be_put_off_for_what_a_change_broke_elsewhere(repo: Path) -> None:
    (repo / "use.py").write_text(TRUE)
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *words], cwd=repo, check=True, timeout=PATIENCE_S)
    assert run(repo.parent / "store", "index", "--root", str(repo)).returncode == 0
    assert hooked(repo, "stop", "--diff", "HEAD") is None  # Control case.
    (repo / "app.py").write_text(APP.replace("get", "fetch"))
    assert hooked(repo, "stop") is None  # Nothing that the session edited is made up.
    said = hooked(repo, "stop", "--diff", "HEAD")
    assert said["decision"] == "block" and "use.py" in said["reason"]


@pytest.mark.parametrize("event", [b"", b"[]", b"{}", b'{"session_id": 7, "cwd": 7}', b"\xff"])
def test_what_is_no_event_stops_nothing(event: bytes, repo: Path) -> None:
    done = subprocess.run(
        [COMMAND, "hook", "stop"],
        input=event,
        capture_output=True,
        cwd=repo,
        env=environment(repo.parent / "store"),
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
