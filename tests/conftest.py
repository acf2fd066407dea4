"""Options and fixtures that all tests share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from gridref_indexers.place import place
from gridref_server.index import Index
from gridref_server.settings import Settings

Opened = Callable[..., Index]

# What hypothesis keeps from run to run stays out of the tree.
set_hypothesis_home_dir(Path(gettempdir(), "hypothesis"))


# The same examples on every machine; with --long they are left to chance.
settings.register_profile("same", derandomize=True, database=None)


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--long"):
        settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="rewrite every expected.txt; read the diff"
    )
    parser.addoption(
        "--long", action="store_true", help="run what is left to chance more often, for minutes"
    )


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-cases"))


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True, scope="session")
def no_rules_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ignore rules and the environment of whoever runs the tests out of them."""
    nowhere = tmp_path_factory.mktemp("nowhere")
    before = dict(os.environ)
    for active in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        os.environ.pop(active, None)
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "XDG_CONFIG_HOME": str(nowhere)}
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def opened() -> Iterator[Opened]:
    """Return what indexes a folder as its own root, into a store beside it, and opens the index."""
    indexes: list[Index] = []

    def of(root: Path, store: Path | None = None, settings: Settings = Settings()) -> Index:  # noqa: B008
        index = Index(place(root, store or root.parent / "store", exactly=True), settings)
        index.refresh()
        indexes.append(index)
        return index

    yield of
    for index in indexes:
        index.close()
