"""Docs: commands that they show run what there is, and nothing is said of what may be elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gridref_server.index import Index
from gridref_server.registry import ask

Opened = Callable[[Path], Index]

_PAGE = "# Work here\n\n```bash\n{}\n```\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    top = tmp_path / "repo"
    (top / "scripts").mkdir(parents=True)
    (top / "docs").mkdir()
    _ = (top / "package.json").write_text('{"scripts": {"build:web": "x", "test": "y"}}', "utf-8")
    _ = (top / "Makefile").write_text("release: build\n\ty\n\nbuild:\n\tx\n", "utf-8")
    _ = (top / "scripts/deploy_web.sh").write_text("echo\n", "utf-8")
    _ = (top / "scripts/seed.py").write_text("x = 1\n", "utf-8")
    return top


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("npm run build:webs", "build:webs"),
        ("$ pnpm run tests --watch", "tests"),
        ("make releases", "releases"),
        ("./scripts/deploy_webs.sh prod", "./scripts/deploy_webs.sh"),
        ("python scripts/seeds.py", "scripts/seeds.py"),
        # Control cases: what is there, or may be of another project or folder.
        ("npm run build:web && make release", ""),
        ("npm run storybook", ""),
        ("cd web && npm run tests", ""),
        ("git clone x\nmake releases", ""),
        ("make -C web releases", ""),
        ("python scripts/seed.py", ""),
        ("# npm run tests was removed", ""),
    ],
)
def test_a_command_of_docs_runs_what_there_is(
    repo: Path, opened: Opened, command: str, named: str
) -> None:
    _ = (repo / "docs/work.md").write_text(_PAGE.format(command), "utf-8")
    answer = ask(opened(repo), "verify", {"paths": ["docs/work.md"]})
    shown = " ".join(item.text for group in answer.groups for item in group.items)
    assert answer.verdict == ("findings" if named else "fine")
    assert named in shown
