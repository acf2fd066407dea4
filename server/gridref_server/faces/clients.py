"""Where each coding agent wants to be told of a server, and in which shape: a table."""

from dataclasses import dataclass
from typing import Any

# An empty PYTHONPATH: one that points into a repository would let it replace modules of ours.
_ENV = {"PYTHONPATH": ""}
_STDIO: dict[str, Any] = {"type": "stdio", "command": "gridref", "args": ["mcp"], "env": _ENV}
_PLAIN: dict[str, Any] = {"command": "gridref", "args": ["mcp"], "env": _ENV}


@dataclass(frozen=True)
class Client:
    """A client: the file that it reads in a repository, and what is put where in it."""

    name: str
    file: str
    path: tuple[str, ...] = ("mcpServers", "gridref")
    entry: Any = None
    text: str = ""


CLIENTS = {
    each.name: each
    for each in (
        Client("claude", ".mcp.json", entry=_STDIO),
        Client("cursor", ".cursor/mcp.json", entry=_PLAIN),
        Client("vscode", ".vscode/mcp.json", ("servers", "gridref"), _STDIO),
        Client("gemini", ".gemini/settings.json", entry=_PLAIN),
        Client(
            "codex",
            ".codex/config.toml",
            text='[mcp_servers.gridref]\ncommand = "gridref"\nargs = ["mcp"]\n'
            'env = { PYTHONPATH = "" }\n',
        ),
    )
}

# What Claude Code runs when a file was edited.
ON_EDIT = Client(
    "claude, on each edit",
    ".claude/settings.json",
    ("hooks", "PostToolUse", ""),
    {
        "matcher": "Edit|Write|NotebookEdit",
        "hooks": [
            {"type": "command", "command": "PYTHONPATH= gridref hook post-edit", "timeout": 10}
        ],
    },
)
