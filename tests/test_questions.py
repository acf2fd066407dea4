"""A question is a folder: a small repository, what is asked of it, and the answers expected."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gridref_server.index import Index
from gridref_server.registry import ask
from gridref_server.render import evidence, text, tokens, with_plain_marks

QUESTIONS = Path(__file__).parent / "questions"


def _folders() -> list[Any]:
    folders = sorted(path.parent for path in QUESTIONS.glob("*/question.toml"))
    return [pytest.param(each, id=each.name) for each in folders]


def _asked(index: Index, question: dict[str, Any]) -> str:
    """Return a question and its answer as one paragraph, without the evidence."""
    lookup, *_ = question
    given = dict(question[lookup])
    answer = ask(index, lookup, given)
    said = with_plain_marks(text(answer))
    assert tokens(said) <= given.get("budget", 50_000)
    shown = " ".join(f"{name}={value!r}" for name, value in given.items())
    return f"? {lookup} {shown}\n{said.replace(f' [{evidence(answer.evidence)}]', '', 1)}\n"


def _evidence(index: Index) -> str:
    with index.asked():
        return f"{evidence(index.evidence)}\n"


@pytest.mark.parametrize("folder", _folders())
def test_a_question_gets_the_answer_beside_it(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Index], update_cases: bool
) -> None:
    repo = Path(shutil.copytree(folder / "repo", tmp_path / "repo"))
    questions = tomllib.loads((folder / "question.toml").read_text("utf-8"))["question"]
    index = opened(repo)
    shown = "\n".join([_evidence(index), *(_asked(index, question) for question in questions)])
    expected = folder / "expected.txt"
    if update_cases:
        expected.write_text(shown, "utf-8")
    assert shown == expected.read_text("utf-8")
