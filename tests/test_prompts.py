"""Prompts: what somebody new gets, and what a reviewer gets and does not get."""

from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from mcp import Client, MCPError

from gridref_server.faces.desk import Desk
from gridref_server.faces.mcp import server
from gridref_server.index import Index
from gridref_server.keeper import Keeper

ERAS = ("auto", "legacy")
DIFF = """diff --git a/src/app.py b/src/app.py
--- a/src/app.py
+++ b/src/app.py
@@ -1,2 +1,3 @@
 class Session:
+    x = 1\x1b[31m
"""


@pytest.fixture
def index(tmp_path: Path, opened: Callable[[Path], Index]) -> Index:
    root = tmp_path / "repo"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_text("class Session:\n    def get(self): ...\n")
    (root / "src" / "other.py").write_text("SECRET = 1\n")
    return opened(root)


def prompted(index: Index, mode: str, name: str, given: dict[str, str]) -> str:
    async def said() -> str:
        async with Client(server(Desk(Keeper(index))), mode=mode) as client:
            listed = {each.name for each in (await client.list_prompts()).prompts}
            assert listed == {"orient", "review"}
            (message,) = (await client.get_prompt(name, given)).messages
            assert message.content.type == "text"
            return message.content.text

    return anyio.run(said)


@pytest.mark.parametrize("mode", ERAS)
def test_who_is_new_gets_the_map_and_where_to_look(mode: str, index: Index) -> None:
    said = prompted(index, mode, "orient", {"task": "sessions expire too soon"})
    assert "The task: sessions expire too soon" in said
    assert "class Session" in said
    assert "The task" not in prompted(index, mode, "orient", {})


@pytest.mark.parametrize("change", ["src/app.py", DIFF])
@pytest.mark.parametrize("mode", ERAS)
def test_a_reviewer_gets_requirements_change_and_findings_and_nothing_else(
    mode: str, change: str, index: Index
) -> None:
    said = prompted(index, mode, "review", {"change": change})
    assert ["## Requirements", "## The change", "## What verify found"] == [
        line for line in said.splitlines() if line.startswith("## ")
    ]
    assert "class Session" in said and "SECRET" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("review", {}, "review wants change"),
        ("review", {"change": " ".join("abcdefghijklmnopqrstuvwxyz")}, "names 26 files"),
        ("review", {"change": "x" * 100_000}, "60,000 are the most"),
        ("orient", {"tsak": "x"}, "orient takes task"),
        ("orinet", {}, "there are orient, review"),
    ],
)
def test_a_prompt_that_is_none_says_what_is(
    name: str, given: dict[str, str], why: str, index: Index
) -> None:
    async def asked() -> None:
        async with Client(server(Desk(Keeper(index)))) as client:
            with pytest.raises(MCPError, match=why):
                await client.get_prompt(name, given)

    anyio.run(asked)
