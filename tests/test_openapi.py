"""Whatever OpenAPI allows or forbids is answered as it says: no server error, no other shape."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from gridref_server.faces.desk import Desk
from gridref_server.faces.http import app
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.registry import LOOKUPS

APP = """class Session:
    def get(self, key: str) -> str:
        return key
"""
HOST = {"Host": "127.0.0.1:8765"}
# Requests take their time, and what a schema forbids is hard to come by.
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SHORT, LONG = 10, 400


@pytest.fixture
def served(tmp_path: Path, opened: Callable[[Path], Index]) -> FastAPI:
    root = tmp_path / "repo"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_text(APP)
    (root / "src" / "<odd>\n.py").write_text("x = 1\n")
    return app(Desk(Keeper(opened(root))))


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_all_that_openapi_allows_or_forbids_is_answered_as_it_says(
    mode: GenerationMode, served: FastAPI, long: bool
) -> None:
    api = schemathesis.openapi.from_asgi("/openapi.json", served, headers=HOST)
    every = [each.ok() for each in api.get_all_operations() if isinstance(each, Ok)]
    asked = [_asked(each, mode, LONG if long else SHORT) for each in every]
    assert len(asked) > 2 * len(LOOKUPS) and sum(asked) > 5 * len(asked)


def _asked(operation: Any, mode: GenerationMode, most: int) -> int:
    """Ask an operation in many ways, and return in how many."""
    ways = 0

    @settings(max_examples=most, deadline=None, suppress_health_check=SLOW)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        nonlocal ways
        # That one of several arguments has to be there, or a path in the index, no schema says.
        case.call_and_validate(headers=HOST, excluded_checks=[positive_data_acceptance])
        ways += 1

    with suppress(Unsatisfiable):  # where nothing is taken, nothing can be wrong
        answered()
    return ways
