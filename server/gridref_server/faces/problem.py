"""What is wrong with a request, as RFC 9457 has it: `application/problem+json`."""

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A problem, as RFC 9457 has it",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was asked, what is so, what to try"},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
MEDIA_TYPE = "application/problem+json"


def problem(status: int, why: str, **headers: str) -> Response:
    """Return an answer that says in one sentence why there is no other."""
    title = HTTPStatus(status).phrase
    said = {"type": "about:blank", "title": title, "status": status, "detail": why}
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status, headers, media_type=MEDIA_TYPE)
