import os
import subprocess
from pathlib import Path

import pytest

from gridref_indexers.excludes import excludes_file, ignores_case
from gridref_indexers.repository import repository


def git_says(home: Path) -> str:
    """What git itself makes of the user's configuration."""
    command = ["git", "config", "--global", "--includes", "--type=path", "core.excludesFile"]
    result = subprocess.run(command, cwd=home, check=False, capture_output=True, text=True)
    return result.stdout.removesuffix("\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_the_file_of_the_user_lies_beside_their_configuration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert excludes_file() == os.fsencode(home / ".config" / "git" / "ignore")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
    assert excludes_file() == os.fsencode(home / "settings" / "git" / "ignore")
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    assert excludes_file() == os.fsencode(home / ".config" / "git" / "ignore")


@pytest.mark.parametrize(
    "text",
    [
        "[core]\n\texcludesFile = /a\n",
        "[core]\n\texcludesFile = ~/a\n",
        "[core]\n\texcludesFile = ~root/a\n",
        "[core]\n\texcludesFile = a/b\n",
        "[core]\nexcludesfile=/a\n[core]\nEXCLUDESFILE=/b",
        "[CORE] excludesFile = /a # and so on\n",
        "[core] ; one\n  # two\n\n excludesFile = /a ; three\n",
        '[core]\nexcludesFile = "/a b # c" d\n',
        '[core]\nexcludesFile = /a\\\n  b\\t\\"c\\\\ \n',
        '[core]\nexcludesFile = "/a" b   "c  "   \n',
        "[core]\r\n\texcludesFile = /a\r\n",
        "\ufeff[core]\n\texcludesFile = /a\n",
        '[core "x"]\nexcludesFile = /a\n',
        '[user]\nname = "[core] \\" excludesFile = /a"\n',
        "[core]\n\tbare\n\texcludesFile = /a\n",
        "[core.x]\nexcludesFile = /a\n[core]\nexcludesFileX = /b\n",
        "[include]\npath = other\n[core]\nexcludesFile = /a\n",
        "[core]\nexcludesFile = /a\n[include]\npath = other\n",
        "[include]\npath = ~/other\n",
        "[include]\npath = missing\n[core]\nexcludesFile = /a\n",
        "[include]\npath = other\npath = folder/third\n",
    ],
)
def test_a_configuration_says_what_it_says_to_git(home: Path, text: str) -> None:
    (home / "folder").mkdir()
    (home / "other").write_text("[core]\nexcludesFile = /other\n")
    (home / "folder" / "third").write_text("[include]\npath = fourth\n")
    (home / "folder" / "fourth").write_text("[core]\nexcludesFile = ~/fourth\n")
    (home / ".gitconfig").write_bytes(text.encode())
    default = os.fsencode(home / ".config" / "git" / "ignore")
    assert excludes_file() == (os.fsencode(git_says(home)) or default)


def test_the_last_configuration_that_names_one_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("system", ".config/git/config", ".gitconfig", "chosen"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(f"[core]\nexcludesFile = /{path}\n")
    assert excludes_file() == b"/.gitconfig"
    (home / ".gitconfig").unlink()
    assert excludes_file() == b"/.config/git/config"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "chosen"))
    assert excludes_file() == b"/chosen"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(home / "system"))
    assert excludes_file() == os.fsencode(home / ".config" / "git" / "ignore")
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    assert excludes_file() == b"/system"


@pytest.mark.parametrize(
    "text",
    [
        '[core]\nexcludesFile = "/a\n',
        "[core]\nexcludesFile = /a\\x\n",
        "[core\nexcludesFile = /a\n",
        "[core]\nexcludesFile : /a\n",
        "\0[core]\nexcludesFile = /a\n",
        "[include]\npath = .gitconfig\n",
    ],
)
def test_what_git_would_not_read_is_not_read(home: Path, text: str) -> None:
    (home / ".gitconfig").write_text(text)
    assert excludes_file() == os.fsencode(home / ".config" / "git" / "ignore")


# Whether case counts


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def top(home: Path) -> Path:
    folder = home / "top"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def git_ignores_case(top: Path) -> bool:
    command = ["git", "config", "--type=bool", "core.ignoreCase"]
    result = subprocess.run(command, cwd=top, check=False, capture_output=True, text=True)
    return result.stdout == "true\n"


def we_ignore_case(top: Path) -> bool:
    return ignores_case(repository(top))


@pytest.mark.parametrize(
    "value",
    [
        *("", " = true", " = TRUE", " = yes", " = on", " = 1", " = 2k", " = -1", ' = "true" ; so'),
        *(" =", " = false", " = No", " = off", " = 0", " = 0k"),
    ],
)
def test_whether_case_counts_is_said_as_git_reads_it(top: Path, home: Path, value: str) -> None:
    (top / ".git/config").write_text(f"[core]\n\tignoreCase{value}\n")
    assert we_ignore_case(top) == git_ignores_case(top)
    (top / ".git/config").write_text("")
    (home / ".gitconfig").write_text(f"[core]\n\tignoreCase{value}\n")
    assert we_ignore_case(top) == git_ignores_case(top)
    assert ignores_case(None) == git_ignores_case(top)


def test_the_nearest_configuration_says_whether_case_counts(top: Path, home: Path) -> None:
    assert not we_ignore_case(top)
    (home / ".gitconfig").write_text("[core]\nignoreCase = true\n")
    assert we_ignore_case(top) and git_ignores_case(top)
    git(top, "config", "core.ignoreCase", "false")
    assert not we_ignore_case(top) and not git_ignores_case(top)
    (top / ".git/config.worktree").write_text("[core]\nignoreCase = true\n")
    assert not we_ignore_case(top) and not git_ignores_case(top)
    git(top, "config", "extensions.worktreeConfig", "true")
    assert we_ignore_case(top) and git_ignores_case(top)


def test_a_linked_worktree_has_a_configuration_of_its_own(top: Path, home: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(top, *who, "commit", "-q", "--allow-empty", "-m", "a")
    git(top, "worktree", "add", "-q", str(home / "linked"))
    git(top, "config", "extensions.worktreeConfig", "true")
    git(home / "linked", "config", "--worktree", "core.ignoreCase", "true")
    assert we_ignore_case(home / "linked") and git_ignores_case(home / "linked")
    assert not we_ignore_case(top) and not git_ignores_case(top)


def test_a_repositorys_own_configuration_includes_no_other(top: Path, home: Path) -> None:
    (home / "theirs").write_text("[core]\nignoreCase = true\n")
    git(top, "config", "include.path", str(home / "theirs"))
    assert git_ignores_case(top) and not we_ignore_case(top)
