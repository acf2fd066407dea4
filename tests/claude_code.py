"""A scripted run of Claude Code's own client, which records what a model would see.

`python -m tests.claude_code ROOT > docs/client-run.md` writes the recording that the docs show. The
client talks to a stand-in for the Messages API on the loopback interface; no account is needed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.running import COMMAND, PATIENCE_S, environment, real_tree, run

Message = dict[str, Any]

QUESTION = "Where is Context.invoke defined?"
STEPS: list[tuple[str, Message]] = [
    ("ToolSearch", {"query": "select:mcp__gridref__read", "max_results": 1}),
    ("mcp__gridref__find", {"name": "Context.invoke", "kind": "function"}),
    ("mcp__gridref__find", {"name": "Context.invoke_later"}),
]


INVENTED = """from click import Context


def later(ctx: Context) -> None:
    ctx.invoke_later(later)
"""


def client(name: str) -> str | None:
    """Return the path of a client's command, from $GRIDREF_CLIENTS or the PATH."""
    folder = os.environ.get("GRIDREF_CLIENTS")
    own = str(Path(folder) / "node_modules" / ".bin") if folder else None
    return (shutil.which(name, path=own) if own else None) or shutil.which(name)


def client_environment(home: Path, store: Path) -> dict[str, str]:
    """Return an environment in which a client finds node, and nothing of the user's."""
    folder = os.environ.get("GRIDREF_CLIENTS")
    path = os.environ.get("PATH", "")
    path = os.pathsep.join([str(Path(folder) / "node_modules" / ".bin"), path]) if folder else path
    return {
        **environment(store),
        "PATH": path,
        "HOME": str(home),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }


class _StandIn(BaseHTTPRequestHandler):
    """Plays the model: one step of the script an answer, then a text."""

    seen: list[Message]
    steps: list[tuple[str, Message]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not body.get("tools"):
            self._say([{"type": "text", "text": "ok"}], "end_turn")
            return
        taken = len(self.seen)
        self.seen.append(body)
        if taken < len(self.steps):
            name, given = self.steps[taken]
            use = {"type": "tool_use", "id": f"toolu_{taken}", "name": name, "input": given}
            self._say([use], "tool_use")
        else:
            self._say([{"type": "text", "text": "done"}], "end_turn")

    def _say(self, blocks: list[Message], why: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for event in _events(blocks, why):
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _events(blocks: list[Message], why: str) -> Iterator[Message]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: Message = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    message |= {"model": "stand-in", "stop_reason": None, "stop_sequence": None, "usage": usage}
    yield {"type": "message_start", "message": message}
    for at, block in enumerate(blocks):
        is_text = block["type"] == "text"
        empty = {"type": "text", "text": ""} if is_text else {**block, "input": {}}
        yield {"type": "content_block_start", "index": at, "content_block": empty}
        given = (
            {"type": "text_delta", "text": block["text"]}
            if is_text
            else {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        )
        yield {"type": "content_block_delta", "index": at, "delta": given}
        yield {"type": "content_block_stop", "index": at}
    yield {"type": "message_delta", "delta": {"stop_reason": why}, "usage": usage}
    yield {"type": "message_stop"}


@contextmanager
def stand_in(steps: list[tuple[str, Message]]) -> Iterator[tuple[str, list[Message]]]:
    """Run the stand-in; yield its address and the requests that it has seen."""
    seen: list[Message] = []
    handler = type("StandIn", (_StandIn,), {"seen": seen, "steps": steps})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_S)


def recorded(claude: str, root: Path, home: Path, store: Path) -> list[Message]:
    """Let the client work through the script and return what the model would have seen."""
    config = home / "mcp.json"
    server = {"type": "stdio", "command": COMMAND, "args": ["mcp"], "env": {"PYTHONPATH": ""}}
    config.write_text(json.dumps({"mcpServers": {"gridref": server}}), "utf-8")
    own = ["--mcp-config", str(config), "--strict-mcp-config", "--allowedTools", "mcp__gridref"]
    return worked(claude, STEPS, own, root, client_environment(home, store))


def worked(
    claude: str,
    steps: list[tuple[str, Message]],
    options: list[str],
    root: Path,
    environment: dict[str, str],
) -> list[Message]:
    """Let the client work through steps and return what the model would have seen."""
    with stand_in(steps) as (address, seen):
        ours = {"ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "none"}
        subprocess.run(
            [claude, "-p", QUESTION, *options, "--output-format", "stream-json", "--verbose"],
            cwd=root,
            env=environment | ours,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * PATIENCE_S,
            check=True,
        )
        return seen


def with_plugin(
    claude: str, root: Path, home: Path, store: Path, era: str = "auto"
) -> list[Message]:
    """Install the plugin, let the client look up and write a file, and return what was seen."""
    # The plugin starts what is called gridref, as it is after an installation.
    folder = home / "bin"
    folder.mkdir()
    (folder / "gridref").symlink_to(COMMAND)
    environment = client_environment(home, store) | {"MCP_PROTOCOL_NEGOTIATION": era}
    environment["PATH"] = f"{folder}{os.pathsep}{environment['PATH']}"
    repository = Path(__file__).parents[1]
    for arguments in (["marketplace", "add", str(repository)], ["install", "gridref@gridref"]):
        command = [claude, "plugin", *arguments]
        subprocess.run(command, env=environment, capture_output=True, check=True)
    written = {"file_path": str(root / "later.py"), "content": INVENTED}
    steps = [("mcp__plugin_gridref_gridref__find", {"name": "Context.invoke"}), ("Write", written)]
    options = ["--allowedTools", "mcp__plugin_gridref_gridref,Write"]
    return worked(claude, steps, options, root, environment)


def heard(seen: list[Message]) -> str:
    """Return what the plugin's hook told the model after the last edit, '' if nothing."""
    texts = (
        block["text"][block["text"].index("gridref verify: ") :]
        for message in seen[-1]["messages"]
        for block in _blocks(message)
        if "text" in block and "gridref verify: " in block["text"]
    )
    return next(texts, "")


def instructions(seen: list[Message]) -> str:
    """Return what the client tells the model of the server, as one text."""
    return json.dumps(seen[0].get("system")) + json.dumps(seen[0]["messages"])


def tools(seen: list[Message]) -> dict[str, Message]:
    """Return the tools that the model sees at first, by name."""
    return {tool["name"]: tool for tool in seen[0]["tools"]}


def results(seen: list[Message]) -> list[str]:
    """Return the results of the script's steps as the model sees them."""
    blocks = [block for message in seen[-1]["messages"] for block in _blocks(message)]
    return [_text(block["content"]) for block in blocks if block.get("type") == "tool_result"]


def _blocks(message: Message) -> list[Message]:
    content = message.get("content")
    return content if isinstance(content, list) else []


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", json.dumps(part)) for part in content)


def _page(seen: list[Message], told: str) -> str:
    """Write the recording for people."""
    ours = {name: tool for name, tool in tools(seen).items() if "gridref" in name}
    lines = ["# What a model sees in Claude Code", "", "Made by `python -m tests.claude_code`.", ""]
    lines += ["At the start, with their schemas:", "", "```json"]
    lines += [json.dumps(tool, indent=1) for tool in ours.values()] + ["```", ""]
    for (name, given), result in zip(STEPS, results(seen), strict=False):
        lines += [f"`{name}` `{json.dumps(given)}`", "", "```", result, "```", ""]
    lines += ["With [the plugin](clients.md#the-plugin), after it wrote this file:", ""]
    lines += ["```python", INVENTED.rstrip(), "```", "", "it is told:", "", "```", told, "```", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the page to stdout."""
    claude = client("claude")
    if claude is None:
        sys.exit("no claude on the PATH or in $GRIDREF_CLIENTS")
    with tempfile.TemporaryDirectory() as folder:
        home, store = Path(folder) / "home", Path(folder) / "store"
        home.mkdir()
        root = real_tree(Path(folder) / "project")
        # Not `index` alone: with ranks kept, the same is answered at any time.
        run(store, "map", "--root", str(root))
        seen = recorded(claude, root, home, store)
        sys.stdout.write(_page(seen, heard(with_plugin(claude, root, home, store))))


if __name__ == "__main__":
    main()
