"""The walk of somebody who knows nothing: what the README says, in order, until all is undone."""

import json
import re
import shlex
import subprocess
import urllib.request
from pathlib import Path

from tests.running import COMMAND, PATIENCE_S, environment, fetched, real_tree, run, serving

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def blocks(kind: str) -> str:
    return "".join(re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", README))


def hooked(root: Path, store: Path) -> str:
    """Return what an agent hears when it has written the file."""
    event = {"session_id": "s", "cwd": str(root), "tool_input": {"file_path": "later.py"}}
    done = subprocess.run(
        [COMMAND, "hook", "post-edit"],
        input=json.dumps(event),
        capture_output=True,
        text=True,
        cwd=root,
        env=environment(store),
        timeout=PATIENCE_S,
        check=True,
    )
    return done.stdout


def test_the_walk_of_the_readme_catches_what_was_made_up_and_leaves_nothing(tmp_path: Path) -> None:
    root, store = real_tree(tmp_path / "project"), tmp_path / "store"
    before = {str(each.relative_to(root)) for each in root.rglob("*")}
    typed = [
        shlex.split(line[2:])[1:] for line in blocks("console tour").splitlines() if line[0] == "$"
    ]
    said: dict[str, str] = {}
    for words in typed:
        if words[0] == "verify":
            (root / "later.py").write_text(blocks("python later"))
            assert "no invoke_later" in hooked(root, store)
        if words[0] == "serve":
            with serving(root, store) as address:
                with urllib.request.urlopen(f"{address}/", timeout=PATIENCE_S) as page:
                    assert b"<title>gridref</title>" in page.read()
                kept = fetched(f"{address}/api/v1/ledger")
            assert {each["name"] for each in kept["by_tool"]} == {"find", "verify"}
            continue
        done = run(store, *words, cwd=root)
        assert done.returncode == (1 if words[0] == "verify" else 0), (
            words,
            done.stdout,
            done.stderr,
        )
        said[" ".join(words)] = done.stdout
    assert said["find Context.invoke"].startswith("found: ")
    assert said["verify later.py"].startswith("findings: 1 of 3 references missing")
    assert "verify later.py: findings" in said["ledger"]
    assert (root / "later.py").exists()
    after = {str(each.relative_to(root)) for each in root.rglob("*")}
    assert after == before | {"later.py"}
    # What modules of packages offer is kept for all repositories, as packages are.
    assert {each.name for each in store.rglob("*.sqlite")} <= {"interfaces.sqlite"}
