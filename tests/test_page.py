"""The page at `/`: what is served, what a browser may do with it, and the numbers of its map."""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from gridref_server.faces import page
from gridref_server.faces.desk import Desk
from gridref_server.faces.http import app
from gridref_server.faces.page import FILES
from gridref_server.index import Index
from gridref_server.keeper import Keeper
from gridref_server.plots import MOST, Plot, plots
from gridref_server.refs import NoTarget

BASE = "http://127.0.0.1:8765"
HOSTILE = "<img src=x onerror=alert(1)>\u202e'\".py"
NAMES = {each.name for each in FILES.values()}
# What makes elements, or code, out of text.
SINKS = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function"

SPEC = """# One

## Requirements

### Requirement: Two is two

The class SHALL give two, as `src/main/deep/a.py` does.

#### Scenario: asked

- WHEN asked
- THEN two

### Requirement: Never three

It SHALL NOT give three.
"""
TEST = "# @req openspec/specs/one/spec.md#two-is-two\ndef test_two(): ...\n"

Ask = Callable[..., httpx2.Response]


@pytest.fixture(scope="module")
def index(
    tmp_path_factory: pytest.TempPathFactory, opened: Callable[[Path], Index]
) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("page") / "repo"
    (root / "src" / "main" / "deep").mkdir(parents=True)
    (root / "src" / "main" / "deep" / "a.py").write_text(
        "class One:\n    def two(self):\n        return 2\n\n    def three(self): ...\n"
    )
    (root / "src" / "main" / "deep" / "b.py").write_text("from a import One\n\nOne().two()\n")
    (root / HOSTILE).write_text("def odd(): ...\n")
    (root / "openspec" / "specs" / "one").mkdir(parents=True)
    (root / "openspec" / "specs" / "one" / "spec.md").write_text(SPEC)
    (root / "tests").mkdir()
    (root / "tests" / "test_one.py").write_text(TEST)
    (root / "image.bin").write_bytes(bytes(range(256)))
    (root / "empty.py").write_text("")
    yield opened(root)


@pytest.fixture
def ask(index: Index) -> Ask:
    def asked(path: str, **how: Any) -> httpx2.Response:
        async def one() -> Any:
            transport = httpx2.ASGITransport(
                app=app(Desk(Keeper(index))), raise_app_exceptions=False
            )
            async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
                with anyio.fail_after(60):
                    return await client.get(path, **how)

        return anyio.run(one)  # type: ignore[no-any-return]

    return asked


def text(name: str) -> str:
    return (files(page) / name).read_text("utf-8")


# What is served


@pytest.mark.parametrize("path", sorted(FILES))
def test_each_file_is_served_as_what_it_is_and_nothing_else(path: str, ask: Ask) -> None:
    said = ask(path)
    assert said.status_code == 200
    file = FILES[path]
    assert said.headers["content-type"].partition(";")[0] == file.media_type
    assert said.headers["x-content-type-options"] == "nosniff"
    assert said.text == text(file.name)


def test_a_browser_may_load_nothing_but_our_files_and_make_nothing_out_of_text(ask: Ask) -> None:
    policy = ask("/").headers["content-security-policy"]
    rules = dict(re.findall(r"([\w-]+) ([^;]+)", policy))
    assert "unsafe" not in policy
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert {rules[f"{each}-src"] for each in ("script", "style", "img", "connect")} == {"'self'"}
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "'none'"


def test_what_a_browser_has_is_not_sent_again(ask: Ask) -> None:
    first = ask("/page/app.js")
    again = ask("/page/app.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_file_of_the_page_is_served_and_found() -> None:
    held = {each.name for each in files(page).iterdir() if not each.name.startswith("__")}
    assert held == NAMES
    for name in held:
        for wanted in re.findall(r'from "\./([\w.]+)"|(?:href|src)="page/([\w.]+)"', text(name)):
            assert set(wanted) & NAMES, (name, wanted)


def test_no_file_of_the_page_makes_elements_of_text_or_asks_elsewhere() -> None:
    for name in NAMES:
        said = text(name)
        assert not re.search(SINKS, said), name
        assert not re.search(r"\son\w+=|style=|javascript:", said), name
        assert set(re.findall(r"https?://[\w.]+", said)) <= {"http://www.w3.org"}, name


# The numbers of the map


def test_plots_sum_up_what_lies_below(index: Index) -> None:
    whole = plots(index, "")
    assert isinstance(whole, Plot)
    assert whole.kind == "folder"
    assert whole.lines == sum(each.lines for each in whole.parts)
    assert whole.files == 1 + 1 + sum(each.files for each in whole.parts)
    # Folders that hold one folder and nothing else are one plot.
    source = next(each for each in whole.parts if each.ref == "src/main/deep")
    assert (source.name, source.files, source.lines) == ("src/main/deep", 2, 8)
    assert {each.name for each in source.parts} == {"a.py", "b.py"}
    # What has no lines has no area.
    assert whole.more == 2


def test_plots_lead_down_to_definitions(index: Index) -> None:
    file = plots(index, "src/main/deep/a.py")
    assert isinstance(file, Plot)
    (one,) = file.parts
    assert (one.ref, one.kind, one.lines) == ("src/main/deep/a.py#One", "class", 5)
    assert {each.name for each in one.parts} == {"two", "three"}
    inner = plots(index, one.ref)
    assert isinstance(inner, Plot)
    assert {each.ref for each in inner.parts} == {f"{one.ref}.two", f"{one.ref}.three"}


def test_a_path_of_nothing_has_no_plots(index: Index, ask: Ask) -> None:
    assert isinstance(plots(index, "no/such"), NoTarget)
    assert ask("/api/v1/plots?path=no/such").status_code == 422
    for odd in ("%00", "../..", "/etc/passwd", "x" * 5000, "%ff"):
        assert ask(f"/api/v1/plots?path={odd}").status_code == 422


def test_plots_are_bounded(tmp_path: Path, opened: Callable[[Path], Index]) -> None:
    root = tmp_path / "repo"
    for at in range(MOST + 5):
        (root / f"d{at}").mkdir(parents=True)
        (root / f"d{at}" / "a.py").write_text("a = 1\n")
    whole = plots(opened(root), "")
    assert isinstance(whole, Plot)
    assert (len(whole.parts), whole.more, whole.files) == (MOST, 5, MOST + 5)


# What is left out, and what must hold


def test_each_file_that_is_left_out_is_named_with_its_reason(ask: Ask) -> None:
    assert ask("/api/v1/left_out").json() == {"files": [{"path": "image.bin", "why": "binary"}]}


def test_coverage_tells_what_is_known_of_each_requirement(ask: Ask) -> None:
    said = ask("/api/v1/coverage").json()
    (spec,) = said["specs"]
    assert (spec["path"], said["requirements"]) == ("openspec/specs/one/spec.md", 2)
    rows = {each["title"]: each for each in spec["requirements"]}
    assert rows["Two is two"]["tested"] == 1
    assert rows["Two is two"]["implemented"] > 0
    assert rows["Never three"]["implemented"] == rows["Never three"]["tested"] == 0
    assert (said["implemented"], said["tested"]) == (1, 1)
