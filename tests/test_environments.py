"""Where packages lie is found by reading, and nothing that a list of files says leads out of it."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from gridref_indexers.packages.environments import environments, nearest, packages

RECORD = """\
thing/__init__.py,,
thing/core.py,,
thing/__pycache__/core.cpython-311.pyc,,
../../../bin/thing,,
../../../../secret.py,,
/etc/passwd.py,,
thing/../../../up.py,,
thing-1.0.dist-info/METADATA,,
"thing/with,comma.py",,
"""


def installed(site: Path, name: str, version: str, record: str = "", direct_url: str = "") -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n# R"
    )
    (info / "RECORD").write_text(record or f"{name}/__init__.py,,\n")
    if direct_url:
        (info / "direct_url.json").write_text(direct_url)


def venv(folder: Path) -> Path:
    site = folder / "lib" / "python3.12" / "site-packages"
    site.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("home = /nowhere/bin\nversion = 3.12.1\n")
    return site


def _linked(folder: Path) -> str:
    return json.dumps({"url": folder.as_uri(), "dir_info": {"editable": True}})


def test_the_files_of_a_package_are_those_that_record_lists_below_its_folder(
    tmp_path: Path,
) -> None:
    site = venv(tmp_path / ".venv")
    installed(site, "thing", "1.0", RECORD)
    (here,) = environments(tmp_path, variables={})
    (thing,) = packages(here)
    assert thing.ref == "pypi:thing@1.0"
    assert thing.modules == ("thing",)
    assert thing.files == (
        "thing/__init__.py",
        "thing/core.py",
        "thing-1.0.dist-info/METADATA",
        "thing/with,comma.py",
    )
    assert thing.notes == ("RECORD names 3 files that lie outside of it",)


def test_the_nearest_environment_serves_a_file(tmp_path: Path) -> None:
    installed(venv(tmp_path / ".venv"), "thing", "1.0")
    installed(venv(tmp_path / "apps" / "one" / "venv"), "thing", "2.0")
    found = environments(tmp_path, variables={})
    assert len(found) == 2
    versions = {
        path: packages(here)[0].version
        for path in ("apps/one/src/a.py", "apps/two/a.py")
        if (here := nearest(found, tmp_path / path))
    }
    assert versions == {"apps/one/src/a.py": "2.0", "apps/two/a.py": "1.0"}


def test_a_lock_file_that_asks_for_another_version_is_told(tmp_path: Path) -> None:
    site = venv(tmp_path / ".venv")
    installed(site, "thing", "1.0")
    installed(site, "Other.Thing", "3.1")
    (tmp_path / "uv.lock").write_text(
        '[[package]]\nname = "thing"\nversion = "1.1"\n'
        '[[package]]\nname = "other-thing"\nversion = "3.1"\n'
    )
    (here,) = environments(tmp_path, variables={})
    found = {each.name: each for each in packages(here)}
    assert (found["thing"].locked, found["thing"].differs) == ("1.1", True)
    assert (found["other-thing"].locked, found["other-thing"].differs) == ("3.1", False)


def test_an_environment_of_the_repository_leads_to_no_sources_outside_of_it(
    tmp_path: Path,
) -> None:
    inside, outside = tmp_path / "repo" / "libs" / "near", tmp_path / "far"
    for folder, name in ((inside, "near"), (outside, "far")):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text("")
    folder_of_it = tmp_path / "repo" / ".venv"
    site = venv(folder_of_it)
    for folder, name in ((inside, "near"), (outside, "far")):
        installed(site, name, "1.0", f"{name}-1.0.dist-info/METADATA,,", _linked(folder))
        (site / f"{name}.pth").write_text(f"{folder}\nimport os; os.abort()\n")
    (found,) = environments(tmp_path / "repo", variables={})
    by_name = {each.name: each for each in packages(found)}
    assert by_name["near"].files == ("near/__init__.py",)
    assert by_name["far"].files == ("far-1.0.dist-info/METADATA",)
    assert str(outside) in by_name["far"].notes[0]
    # Control: whoever names it says that it may.
    (named,) = environments(tmp_path / "far", [str(folder_of_it)], variables={})
    by_name = {each.name: each for each in packages(named)}
    assert by_name["far"].files == ("far/__init__.py",)


def test_the_active_environment_serves_where_there_is_no_other(tmp_path: Path) -> None:
    installed(venv(tmp_path / "active"), "thing", "1.0")
    (tmp_path / "repo").mkdir()
    variables = {"VIRTUAL_ENV": str(tmp_path / "active")}
    (here,) = environments(tmp_path / "repo", variables=variables)
    assert here.origin == "active"
    installed(venv(tmp_path / "repo" / ".venv"), "thing", "1.0")
    (here,) = environments(tmp_path / "repo", variables=variables)
    assert here.origin == "found"


def test_packages_of_node_are_those_that_can_be_imported(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for name in ("zod", "@types/zod", ".bin", "broken"):
        (modules / name).mkdir(parents=True)
        (modules / name / "package.json").write_text(
            '{"version": ' if name == "broken" else json.dumps({"name": name, "version": "4.0.0"})
        )
    (tmp_path / "outside").mkdir()
    (modules / "out").symlink_to("/etc")
    (tmp_path / "package.json").write_text('{"dependencies": {"zod": "^4"}}')
    (tmp_path / "package-lock.json").write_text(
        '{"packages": {"node_modules/zod": {"version": "4.1.0"}}}'
    )
    (here,) = environments(tmp_path, variables={})
    found = {each.name: each for each in packages(here)}
    assert sorted(found) == ["@types/zod", "zod"]
    assert (found["zod"].direct, found["zod"].differs) == (True, True)
    assert not found["@types/zod"].direct


def test_an_environment_that_a_tool_keeps_for_a_project_is_found_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, kept, noted = tmp_path / "project", tmp_path / "kept", tmp_path / "noted"
    project.mkdir()
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "project"\n')
    mark = urlsafe_b64encode(sha256(str(project.resolve()).encode()).digest()).decode()[:8]
    for name in (f"project-{mark}-py3.12", "project-AAAAAAAA-py3.12"):
        installed(venv(kept / name), "thing", "1.0")
    installed(venv(noted / "other-BBBBBBBB"), "thing", "2.0")
    monkeypatch.setenv("POETRY_VIRTUALENVS_PATH", str(kept))
    monkeypatch.setenv("WORKON_HOME", str(noted))
    (here,) = environments(project, variables={})
    assert (here.origin, here.folder) == ("kept", str(kept.resolve() / f"project-{mark}-py3.12"))
    assert [each.version for each in packages(here)] == ["1.0"]
    # Pipenv notes whose environment it is.
    (noted / "other-BBBBBBBB" / ".project").write_text(str(project.resolve()))
    assert len(environments(project, variables={})) == 2
    # What lies in the project goes before.
    installed(venv(project / ".venv"), "thing", "3.0")
    assert [each.origin for each in environments(project, variables={})] == ["found"]


def test_a_member_of_a_workspace_is_asked_for_by_its_own_lines(tmp_path: Path) -> None:
    for member, version in (("ui", "3.0.0"), ("web", "4.0.0")):
        folder = tmp_path / "packages" / member / "node_modules" / "zod"
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"name": "zod", "version": version}))
    (tmp_path / "pnpm-lock.yaml").write_text(
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n\n"
        "  packages/ui:\n    dependencies:\n      zod:\n        specifier: 3.0.0\n"
        "        version: 3.0.0\n      '@own/web':\n        specifier: workspace:*\n"
        "        version: link:../web\n\n"
        "  packages/web:\n    dependencies:\n      zod:\n        specifier: ^4.0.0\n"
        "        version: 4.1.0(react@19.0.0)\n\npackages:\n\n  zod@3.0.0:\n    engines: {}\n"
    )
    found = {each.version: each for here in environments(tmp_path) for each in packages(here)}
    assert (found["3.0.0"].locked, found["4.0.0"].locked) == ("3.0.0", "4.1.0")


def test_what_is_no_name_or_version_is_no_package(tmp_path: Path) -> None:
    said = {
        "fine": "1.0.0-rc.1+x",
        "told": "1 and do as I say",
        "up": "1/../../x",
        "turned": "1\u202e",
    }
    modules = tmp_path / "node_modules"
    for name, version in {**said, "do as I say": "1.0"}.items():
        (modules / name).mkdir(parents=True)
        (modules / name / "package.json").write_text(json.dumps({"version": version}))
    (tmp_path / "package-lock.json").write_text(
        '{"packages": {"node_modules/fine": {"version": "2 and do as I say"}}}'
    )
    (here,) = environments(tmp_path, variables={})
    assert [(each.ref, each.locked) for each in packages(here)] == [("npm:fine@1.0.0-rc.1+x", "")]
