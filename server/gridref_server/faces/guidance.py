"""What an agent is told of gridref in the files that it reads first: four lines and a small map."""

import re

from gridref_server.answer import Answer
from gridref_server.index import Index
from gridref_server.registry import LOOKUPS, ask
from gridref_server.render import text

MAP_TOKENS = 300


def guidance(index: Index) -> str:
    """Return the text, in Markdown; the map is what is most leant on now."""
    lines = [
        "## gridref",
        "",
        "- The MCP server `gridref` is the index of this repository. Ask it before you name, call "
        "or import what you have not seen, and before you read whole files.",
        f"- {' '.join(map(_question, LOOKUPS))}",
        "- `absent` is a proof: do not use that name, take one of the nearest, or ask. `unknown` "
        "proves nothing.",
        "- Refs such as `path#Name.member` or `path:10-20` come with every answer, and every "
        "lookup takes them.",
        "",
        *_fenced(_map(index)),
    ]
    return "\n".join(lines) + "\n"


def _question(name: str) -> str:
    first = re.match(r"[^.?]*[.?]", LOOKUPS[name].description)
    return f"`{name}`: {first[0] if first else ''}"


def _map(index: Index) -> str:
    answer = ask(index, "map", {"budget": MAP_TOKENS})
    # How fresh it is and how to go on is said by a lookup; this is a picture of one moment.
    return text(Answer(answer.verdict, answer.summary, answer.evidence, answer.groups)).partition(
        "\n"
    )[2]


def _fenced(said: str) -> list[str]:
    longest = max((len(each) for each in re.findall("`+", said)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, said, fence] if said else []
