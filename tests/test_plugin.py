"""The plugin and the registry's file: they name what there is, and start what is installed."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

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


def test_what_the_registry_reads_is_of_the_shape_that_it_publishes() -> None:
    shape = read("tests/schemas/server.schema.json")  # as it lies at its own address
    server = read("server.json")
    assert server["$schema"] == shape["$id"]
    jsonschema.validate(server, shape)
    with pytest.raises(jsonschema.ValidationError):  # Control case.
        jsonschema.validate(server | {"name": "gridref"}, shape)


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
