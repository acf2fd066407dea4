"""What the docs say: nothing is missing, links lead somewhere, and examples run.

A block of `console` whose first line is `$ gridref ...` runs in a small tree, and says what it is
shown to say. One that needs more has a word for that: a repository (`django`), a `server`.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from gridref_indexers.languages import Language, Modules
from gridref_server.faces.cli import gridref
from gridref_server.registry import LOOKUPS
from gridref_server.settings import keys
from tests.running import run

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
README = TEXTS["README.md"]

APP = """class Session:
    def get(self, key):
        return self.find(key)

    def find(self, key):
        return key


def load():
    return Session().get("a")
"""


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    language: str
    needs: str
    text: str


def blocks() -> Iterator[Block]:
    for page, text in TEXTS.items():
        for found in re.finditer(r"(?ms)^```(\w*) ?(\w*)\n(.*?)^```$", text):
            yield Block(page, *found.groups())


def runnable() -> list[Block]:
    here = [each for each in blocks() if each.language == "console" and not each.needs]
    return [each for each in here if each.text.startswith("$ gridref ")]


def commands() -> dict[str, click.Command]:
    """Return every command by its name."""
    with click.Context(gridref) as ctx:
        found = {name: gridref.get_command(ctx, name) for name in gridref.list_commands(ctx)}
    tools = {
        f"{name} {tool}": each
        for name, command in found.items()
        for tool, each in getattr(command, "tools", {}).items()
    }
    return {name: each for name, each in (found | tools).items() if each}


def options() -> set[str]:
    every = [each for command in commands().values() for each in command.params]
    found = [each.opts + each.secondary_opts for each in every if isinstance(each, click.Option)]
    # What holds unless one says otherwise need not be said.
    return {flag for flags in found for flag in flags} - {"--refresh"}


def is_told(word: str, text: str = "\n".join(TEXTS.values())) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small repository, with the files that examples name."""
    root = tmp_path / "project"
    for name, text in {
        "src/app.py": APP,
        "docs/auth.md": "# Tokens\n\n## Token refresh\n\nEach hour.\n",
        ".git/HEAD": "ref: refs/heads/main\n",
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name in ("objects", "refs"):
        (root / ".git" / name).mkdir()
    return root


@pytest.mark.parametrize("name", sorted(LOOKUPS))
def test_the_readme_tells_of_each_lookup_and_the_examples_ask_it(name: str) -> None:
    assert f"| `{name} " in README and f"| `{name} " in TEXTS["docs/answers.md"]
    assert f"$ gridref {name} " in TEXTS["docs/examples.md"] + TEXTS.get(f"docs/{name}.md", "")


@pytest.mark.parametrize("name", sorted(set(commands()) - set(LOOKUPS)))
def test_the_readme_tells_of_each_command_and_the_docs_what_it_does(name: str) -> None:
    assert is_told(f"gridref {name}", README)
    assert is_told(f"gridref {name}", TEXTS["docs/commands.md"])


@pytest.mark.parametrize("flag", sorted(options()))
def test_the_docs_tell_of_each_option(flag: str) -> None:
    assert is_told(flag)


@pytest.mark.parametrize("name", sorted(keys()))
def test_the_docs_tell_of_each_setting(name: str) -> None:
    assert (
        f"| `{name}`" in TEXTS["docs/commands.md"] or f", `{name}` |" in TEXTS["docs/commands.md"]
    )


@pytest.mark.parametrize("name", sorted(f.name for f in (*fields(Language), *fields(Modules))))
def test_what_a_language_may_say_is_told(name: str) -> None:
    told = TEXTS["docs/languages.md"]
    # A name is that of the folder, and modules are a section.
    assert name in ("name", "modules") or f"`{name}`" in told or re.search(rf"`\[.*{name}", told)


@pytest.mark.parametrize("word", ["found", "ambiguous", "absent", "unknown"])
def test_the_docs_tell_of_each_verdict(word: str) -> None:
    assert f"| `{word}` |" in TEXTS["docs/answers.md"]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 100


@pytest.mark.parametrize("page", sorted(TEXTS))
def test_what_a_page_links_to_is_there(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", _prose(TEXTS[page])):
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert target.is_file() or target.is_dir(), link
        assert not anchor or anchor in _anchors(target.read_text("utf-8")), link


@pytest.mark.parametrize("page", sorted(TEXTS))
def test_a_file_of_ours_that_a_page_names_is_there(page: str) -> None:
    # What is followed by a `#` is a ref, into whatever repository.
    ours = r"(?<![\w/])(?:docs|tests|benchmarks|server|indexers)/[\w./-]+\.\w+(?![\w#:%])"
    for name in re.findall(ours, _prose(TEXTS[page])):
        assert (ROOT / name).exists(), name


def test_each_test_that_the_docs_name_is_there() -> None:
    named = set(re.findall(r"`(tests/\w+\.py)::(test_\w+)`", TEXTS["docs/reliability.md"]))
    assert len(named) > 20
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), name


def _prose(text: str) -> str:
    """Return a page without its blocks, in which others speak."""
    return re.sub(r"(?ms)^```.*?^```$", "", text)


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", _prose(text))
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in titles}


@pytest.mark.parametrize("page", sorted(TEXTS))
def test_no_page_speaks_of_one_machine(page: str) -> None:
    assert not re.search(r"(?<![\w.])/(home|root|Users|tmp|work|opt|var)/", TEXTS[page])


def test_the_readme_and_the_examples_looked_into_the_same_tree() -> None:
    pages = ("README.md", "docs/answers.md")
    shown = [each.text for each in blocks() if each.page in pages and each.needs == "django"]
    assert len(shown) > 1
    for each in shown:
        evidence = re.findall(r"\[[\d,]+ definitions in .*\]", each)
        assert len(evidence) == 1 and evidence[0] in TEXTS["docs/examples.md"]


def test_the_tools_that_a_client_was_seen_to_get_are_those_of_today() -> None:
    shown = next(each.text for each in blocks() if each.page == "docs/client-run.md")
    tools = [json.loads(each) for each in re.split(r"(?m)(?<=^\})\n(?=\{)", shown)]
    assert tools
    for tool in tools:
        lookup = LOOKUPS[tool["name"].rpartition("__")[2]]
        assert tool["description"] == lookup.description
        assert tool["input_schema"] == lookup.schema()


def test_settings_that_are_shown_are_json() -> None:
    shown = [each for each in blocks() if each.language == "json" and "client-run" not in each.page]
    assert len(shown) > 2
    for each in shown:
        _ = json.loads(each.text)


def test_some_examples_run() -> None:
    assert {each.page for each in runnable()} >= {"docs/clients.md", "docs/editors.md"}


@pytest.mark.parametrize("block", runnable(), ids=lambda block: block.page)
def test_examples_run_and_say_what_is_shown(block: Block, tree: Path, tmp_path: Path) -> None:
    for example in re.split(r"(?m)^\$ ", block.text)[1:]:
        line, _, shown = example.partition("\n")
        done = run(tmp_path / "store", *shlex.split(line)[1:], cwd=tree)
        assert done.returncode in (0, 1) and not done.stderr, (line, done.stderr)
        assert shown.strip() in ("", done.stdout.strip()), line


def test_what_init_prints_is_what_the_readme_says(tree: Path, tmp_path: Path) -> None:
    printed = run(tmp_path / "store", "init", cwd=tree).stdout
    line = next(each for each in README.splitlines() if each.startswith("claude mcp add"))
    before, after = line.split(" gridref mcp")[0], " mcp"
    assert any(
        each.strip().startswith(before) and each.endswith(after) for each in printed.splitlines()
    )
