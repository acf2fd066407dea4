"""What people look at beside the lookups: how things are, what is where, what was looked up."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gridref_server.answer import Misuse
from gridref_server.completion import refs_from
from gridref_server.coverage import coverage
from gridref_server.faces.account import account
from gridref_server.faces.desk import Desk
from gridref_server.keeper import PATIENCE_S
from gridref_server.parameters import Parameter, Says
from gridref_server.plots import plots
from gridref_server.refs import NoTarget
from gridref_server.registry import LOOKUPS

MOST_LEFT_OUT = 500


@dataclass(frozen=True)
class Glance:
    """A question of people: one endpoint, which agents have no use for."""

    name: str
    summary: str
    look: Callable[[Desk, Mapping[str, Any]], object]
    parameters: tuple[Parameter, ...] = ()


def _status(desk: Desk, _: Mapping[str, Any]) -> object:
    return desk.keeper.status()


def _left_out(desk: Desk, _: Mapping[str, Any]) -> object:
    rows = desk.keeper.index.left_out_files(MOST_LEFT_OUT)
    return {"files": [{"path": path, "why": why} for path, why in rows]}


def _suggest(desk: Desk, given: Mapping[str, Any]) -> object:
    desk.keeper.settled(PATIENCE_S)
    return {"refs": refs_from(desk.keeper.index, given["start"], given["limit"])}


def _plots(desk: Desk, given: Mapping[str, Any]) -> object:
    desk.keeper.settled(PATIENCE_S)
    found = plots(desk.keeper.index, given["path"])
    if isinstance(found, NoTarget):
        raise Misuse(found.why)
    return asdict(found)


def _coverage(desk: Desk, _: Mapping[str, Any]) -> object:
    desk.keeper.settled(PATIENCE_S)
    return asdict(coverage(desk.keeper.index))


def _ledger(desk: Desk, given: Mapping[str, Any]) -> object:
    if desk.ledger is None:
        return {"keeps": 0}
    return account(desk.ledger, given["last"], page=given["page"])


def _lookups(_: Desk, __: Mapping[str, Any]) -> object:
    return {
        "lookups": [
            {"name": each.name, "description": each.description, "schema": each.schema()}
            for each in LOOKUPS.values()
        ]
    }


_START = Parameter("start", "string", Says("How a ref starts", example="src/"), "", ())
_LIMIT = Parameter("limit", "integer", Says("At most so many", ge=1, le=100), 20, ())
_PATH = Parameter("path", "string", Says("A folder, a file or `file#Class`", example=""), "", ())
_LAST = Parameter("last", "integer", Says("At most so many", ge=0, le=1_000), 50, ())
_PAGE = Parameter("page", "boolean", Says("With what the page asked"), True, ())

GLANCES = (
    Glance("status", "What is indexed, and how fresh is it?", _status),
    Glance("left_out", "Which files are not indexed, and why?", _left_out),
    Glance("suggest", "Which refs start so?", _suggest, (_START, _LIMIT)),
    Glance("plots", "How large are the parts, and how much leans on them?", _plots, (_PATH,)),
    Glance("coverage", "Which requirements are implemented, and which tested?", _coverage),
    Glance("ledger", "What was looked up, and at what cost?", _ledger, (_LAST, _PAGE)),
    Glance("lookups", "Which lookups are there?", _lookups),
)
