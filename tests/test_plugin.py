"""The plugin and the registry's file: they name what there is, and start what is installed."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from gridref_server import __version__
from gridref_server.faces.clients import ON_EDIT
from gridref_server.registry import LOOKUPS

ROOT = Path(__file__).parents[1]
PLUGIN = ROOT / "plugin"


def read(path: str) -> Any:
    return json.loads((ROOT / path).read_text("utf-8"))


def test_all_of_one_version() -> None:
    server = read("server.json")
    assert server["version"] == server["packages"][0]["version"] == __version__
    assert read("plugin/.claude-plugin/plugin.json")["version"] == __version__


def test_the_registry_finds_the_package_and_the_package_the_registry() -> None:
    server = read("server.json")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert server["packages"][0]["identifier"] == project["name"]
    # What `uvx NAME` starts is the script of that name.
    assert project["name"] in project["scripts"]
    assert f"<!-- mcp-name: {server['name']} -->" in (ROOT / "README.md").read_text("utf-8")
    # The name is that of an owner on GitHub, who is asked who he is when it is published.
    owner, name = server["name"].removeprefix("io.github.").split("/")
    assert project["urls"]["Repository"] == f"https://github.com/{owner}/{name}"
    assert server["repository"]["url"] == project["urls"]["Repository"]


def test_what_the_registry_reads_has_what_its_format_asks_for() -> None:
    """The format is that of 2025-12-11, described at the address in `$schema`."""
    server = read("server.json")
    assert "/2025-12-11/" in server["$schema"]
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", server["name"])
    assert 3 <= len(server["name"]) <= 200
    assert 1 <= len(server["description"]) <= 100 and 1 <= len(server["title"]) <= 100
    for package in server["packages"]:
        assert {"registryType", "identifier", "transport"} <= set(package)
        assert not set('<>:"/\\|?*^~') & set(package["version"])
        assert package["transport"] == {"type": "stdio"}
        assert all(each["name"] for each in package["environmentVariables"])


def test_the_reviewer_has_all_lookups_and_nothing_else() -> None:
    head = (PLUGIN / "agents" / "spec-reviewer.md").read_text("utf-8").split("---")[1]
    tools = re.findall(r"(?m)^tools: (.*)$", head)[0].split(", ")
    names = {each.removeprefix("mcp__plugin_gridref_gridref__") for each in tools}
    assert names == set(LOOKUPS)
    assert all(len(each) <= 64 for each in tools)


def test_the_skill_says_of_each_lookup_when_to_ask_it() -> None:
    said = (PLUGIN / "skills" / "lookups" / "SKILL.md").read_text("utf-8")
    assert set(re.findall(r"`(\w+)`", said)) >= set(LOOKUPS)


def test_the_hook_is_that_which_init_writes() -> None:
    hooks = read("plugin/hooks/hooks.json")["hooks"]
    assert hooks["PostToolUse"] == [ON_EDIT.entry]
    server = read("plugin/.claude-plugin/plugin.json")["mcpServers"]["gridref"]
    assert (server["command"], server["args"], server["env"]["PYTHONPATH"]) == (
        "gridref",
        ["mcp"],
        "",
    )
