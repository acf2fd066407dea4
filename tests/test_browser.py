"""The page in a real browser: what is hostile stays text, and all works by keyboard.

Needs a chromium (`GRIDREF_CHROMIUM`, or on the path), and `GRIDREF_AXE` for what axe-core finds.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gridref_indexers.lock import lock
from gridref_indexers.place import place
from tests.running import fetched, serving

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = os.environ.get("GRIDREF_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
AXE = os.environ.get("GRIDREF_AXE")
PATIENCE_MS = 30_000

TAG = "<img src=x onerror=document.title='taken'>"
TURN = "\u202egnp.exe"
APP = f'''"""{TAG} {TURN} "quotes" and 'more'"""


class Session:
    """Keep it. </pre><script>document.title='taken'</script>"""

    def get(self, key: str) -> str:
        return self.find(key)  # {TAG}

    def find(self, key: str) -> str:
        return key


def load() -> str:
    return Session().get("a")
'''
FILES = {
    "src/app.py": APP,
    "src/other.py": "from src.app import Session\n\n\ndef use():\n    Session().find('b')\n",
    f"{TAG}.py": "def odd() -> None: ...\n",
    f"a\"b'c{TURN}.py": "def odder() -> None: ...\n",
    f"docs/{TAG}.md": f"# {TAG} {TURN}\n\n## \"get\" & <b>'more'</b>\n\nEach hour.\n",
    "openspec/specs/auth/spec.md": f"# Auth\n\n## Requirements\n\n### Requirement: {TAG}\n\n"
    "The session SHALL be kept, see `src/app.py`.\n\n"
    "#### Scenario: kept\n\n- WHEN asked\n- THEN given\n",
}
VIEWS = [
    "#/map/",
    "#/map/src",
    "#/map/src/app.py",
    "#/at/src/app.py",
    "#/at/src/app.py%23Session.get",
    "#/at/no/such.py%23thing",
    "#/find/Session",
    "#/conventions/src/app.py",
    "#/find/nothing_of_the_kind",
    "#/where/the session is not kept",
    "#/specs/",
    "#/specs/src/app.py",
    "#/verify",
    "#/ledger",
    "#/index",
]


def tree(root: Path) -> Path:
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / f"{TAG}.bin").write_bytes(b"\x00\x01" * 100)
    return root


def settled(page: Any) -> None:
    """Wait until nothing on the page waits for an answer."""
    page.wait_for_selector("main h1")
    page.wait_for_selector("[aria-busy]", state="detached")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("there is no chromium")
    with playwright.sync_playwright() as run:
        shown = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield shown
        shown.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    with serving(tree(folder / "repo"), folder / "store") as found:
        while not fetched(f"{found}/api/v1/status")["ready"]:
            pass
        yield found


class Tab:
    """A page that remembers what went wrong on it."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda why: self.wrong.append(str(why)))
        self.page.on("dialog", lambda box: self.wrong.append(f"dialog {box.message}"))
        self.page.on("console", self._said)

    def _said(self, line: Any) -> None:
        # That the server refuses an argument is an answer.
        if line.type in ("error", "warning") and "status of 4" not in line.text:
            self.wrong.append(line.text)

    def open(self, address: str) -> Any:
        self.page.goto("about:blank")
        self.page.goto(address)
        settled(self.page)
        return self.page


@pytest.fixture
def tab(browser: Any) -> Iterator[Tab]:
    made = Tab(browser, viewport={"width": 1200, "height": 800})
    yield made
    made.context.close()


# Nothing becomes markup


def is_clean(tab: Tab) -> bool:
    held = tab.page.locator("main :is(img, script, iframe, b > b, style, object, embed, svg)")
    return held.count() == 0 and "taken" not in tab.page.title() and tab.wrong == []


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_names_and_code_are_text_in_each_view(view: str, address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/{view}")
    assert is_clean(tab), tab.wrong
    assert "\u202e" not in page.locator("body").inner_text()


def test_hostile_names_lead_where_they_say(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/map/")
    page.locator("table.parts").get_by_role("link", name=f"{TAG}.py").click()
    page.wait_for_selector("text=source")
    page.locator(".head").get_by_role("link", name="source").click()
    page.wait_for_selector(".source")
    settled(page)
    assert "def odd()" in page.locator(".source").inner_text()
    assert page.locator("h1").inner_text() == f"{TAG}.py"
    page = tab.open(f"{address}/#/map/")
    page.locator("table.parts").get_by_role("link", name="u202egnp.exe.py").click()
    page.wait_for_selector("text=1 definition")
    assert is_clean(tab), tab.wrong


def test_what_a_name_hides_is_spelt(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/at/src/app.py")
    assert f"{TAG} \\u202egnp.exe" in page.locator(".source").inner_text()
    assert is_clean(tab), tab.wrong


def test_hostile_code_is_verified_as_text(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/verify")
    page.fill("#code", f"from src.app import Sessoin  # {TAG}\n")
    page.fill("#path", "src/new.py")
    page.get_by_role("button", name="Verify").click()
    page.wait_for_selector(".answer")
    assert "Sessoin" in page.locator(".answer").inner_text()
    assert TAG in page.locator(".row.marked").inner_text()
    assert is_clean(tab), tab.wrong


# By keyboard


def test_a_name_is_found_and_read_by_keyboard_alone(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/map/")
    press = page.keyboard.press
    press("/")
    page.keyboard.type("sess")
    page.wait_for_selector("[role=option]")
    press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true] .name").inner_text() == "Session"
    assert page.locator("#wanted").get_attribute("aria-activedescendant") == "result-0"
    press("Enter")
    page.wait_for_selector("h1:has-text('Session')")
    settled(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.evaluate("location.hash") == "#/at/src/app.py%23Session"
    page.go_back()
    page.wait_for_selector(".chart")
    assert page.evaluate("location.hash") == "#/map/"


def test_escape_closes_the_results_and_then_empties_the_field(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/map/")
    page.keyboard.press("/")
    page.keyboard.type("sess")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.locator("#results").is_hidden()
    assert page.input_value("#wanted") == "sess"
    page.keyboard.press("Escape")
    assert page.input_value("#wanted") == ""


def test_arrows_lead_through_the_map_and_enter_drills_down(address: str, tab: Tab) -> None:
    page = tab.open(f"{address}/#/map/")
    page.locator(".tile[tabindex='0']").focus()
    seen = {page.evaluate("document.activeElement.title")}
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.title"))
    assert len(seen) > 2
    # One stop for the whole map: the rest is led to by arrows.
    assert page.locator(".tile[tabindex='0']").count() == 1
    page = tab.open(f"{address}/#/map/src/app.py")
    page.locator(".tile[tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Session')")
    page.locator(".tile[tabindex='0']").focus()
    page.keyboard.press("Escape")
    page.wait_for_selector("h1:not(:has-text('Session'))")
    assert page.evaluate("location.hash") == "#/map/src/app.py"


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(scheme: str, address: str, browser: Any) -> None:
    if not AXE:
        pytest.skip("GRIDREF_AXE does not say where axe-core is")
    # Only so may a test run a script that the page itself may not.
    tab = Tab(browser, color_scheme=scheme, bypass_csp=True)
    for view in VIEWS:
        page = tab.open(f"{address}/{view}")
        page.evaluate(Path(AXE).read_text("utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        serious = [
            (each["id"], [node["html"][:150] for node in each["nodes"][:3]])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        assert not serious, (view, serious)
    tab.context.close()


@pytest.mark.parametrize("width", [320, 1200])
def test_no_view_is_wider_than_the_screen(width: int, address: str, browser: Any) -> None:
    tab = Tab(browser, viewport={"width": width, "height": 700})
    for view in VIEWS:
        page = tab.open(f"{address}/{view}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
    tab.context.close()


# At the start, and from afar


def test_an_empty_repository_is_said_to_be_one(tmp_path: Path, tab: Tab) -> None:
    (tmp_path / "repo").mkdir()
    with serving(tmp_path / "repo", tmp_path / "store") as address:
        page = tab.open(f"{address}/")
        assert "nothing to draw" in page.locator("main").inner_text()
        for view in VIEWS:
            tab.open(f"{address}/{view}")
        assert tab.wrong == []


def test_while_the_first_index_is_made_the_page_says_so(tmp_path: Path, tab: Tab) -> None:
    root, store = tree(tmp_path / "repo"), tmp_path / "store"
    held = place(root, store).lock
    held.parent.mkdir(parents=True)
    with serving(root, store) as address:
        # Somebody else is to write the index, and does not yet.
        with lock(held):
            for view in VIEWS:
                tab.open(f"{address}/{view}")
            assert "indexing" in tab.page.locator("#state").inner_text()
            page = tab.open(f"{address}/#/map/")
            assert page.locator(".chart").count() == 0
        page.wait_for_selector(".chart")
        page.wait_for_selector("#state:has-text('up to date')")
    assert tab.wrong == [] or all("500" not in each for each in tab.wrong)


def test_a_server_that_wants_its_token_is_given_it(
    tmp_path: Path, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("GRIDREF_SERVER_TOKEN", token)
    with serving(tree(tmp_path / "repo"), tmp_path / "store") as address:
        page = tab.open(f"{address}/")
        assert "wants its token" in page.locator("h1").inner_text()
        page.fill("#token", token)
        page.keyboard.press("Enter")
        page.wait_for_selector(".chart")
        assert token not in page.url


def test_one_of_several_repositories_is_chosen(tmp_path: Path, tab: Tab) -> None:
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "only.py").write_text("def only() -> None: ...\n")
    first = tree(tmp_path / "first")
    with serving(first, tmp_path / "store", str(first), str(tmp_path / "second")) as address:
        page = tab.open(f"{address}/")
        page.select_option(".repositories", "second")
        page.wait_for_selector("table.parts a:has-text('only.py')")
        assert "second" in page.locator("#state").inner_text()
    assert tab.wrong == []
