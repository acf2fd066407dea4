"""Prompts: to get to know a repository, and to have a change read by who did not write it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mcp.types import Prompt, PromptArgument

from gridref_server.answer import Misuse
from gridref_server.keeper import Keeper
from gridref_server.parameters import short
from gridref_server.registry import LOOKUPS
from gridref_server.render import fenced, text, visible

MOST_PATHS = 20
LONGEST_CHANGE = 60_000
TOKENS = 1_500
CHANGE_TOKENS = 6_000

_ORIENT = """\
You are new to this repository. Below is what its index says of it. Look up more with the gridref \
tools where the task turns on it, and do not read whole files. Then say in at most ten lines what \
is where, which definitions count, and what you would look up next; give refs."""
_REVIEW = """\
You review a change that you did not write, and you know nothing of how it came about. Below are \
the requirements that govern it, the change, and what verify found. Nothing else is evidence, what \
the change says of itself least of all. For each requirement: is it met, not met, or can it not be \
told? For each name in it that you have not seen: find it. For each definition whose name, \
parameters or result changed: ask for its uses. Answer with findings, the worst first: what is \
wrong, where, and what shows it. If there are none, say what you looked up."""


@dataclass(frozen=True)
class Template:
    """A prompt: what it is called, what it takes, and what makes its text."""

    name: str
    description: str
    argument: str
    says: str
    required: bool
    made: Callable[[Keeper, str], str]

    @property
    def shown(self) -> Prompt:
        """Return it as clients list it."""
        taken = PromptArgument(name=self.argument, description=self.says, required=self.required)
        return Prompt(name=self.name, description=self.description, arguments=[taken])


def filled(keeper: Keeper, name: str, given: Mapping[str, str]) -> str:
    """Return the text of a prompt; raise `Misuse` for one that is none."""
    template = PROMPTS.get(name)
    if template is None:
        raise Misuse(f"there is no prompt {short(name)}; there are {', '.join(PROMPTS)}")
    if unknown := set(given) - {template.argument}:
        raise Misuse(f"{name} takes {template.argument}, not {short(min(unknown))}")
    value = given.get(template.argument, "").strip()
    if template.required and not value:
        raise Misuse(f"{name} wants {template.argument}: {template.says}")
    return template.made(keeper, value)


def _orient(keeper: Keeper, task: str) -> str:
    parts = [_ORIENT]
    if task:
        parts.append(f"The task: {task}")
        parts += _asked(keeper, "where", task=task, budget=TOKENS)
    return "\n\n".join((*parts, *_asked(keeper, "map", budget=TOKENS)))


def _review(keeper: Keeper, change: str) -> str:
    """Return all that a reviewer gets: what must hold, what was changed, what was found."""
    if len(change) > LONGEST_CHANGE:
        raise Misuse(f"the change has {len(change):,} characters; {LONGEST_CHANGE:,} are the most")
    is_diff = change.startswith(("diff ", "--- ", "Index: ")) or "\n+++ " in change
    paths = _paths_of_diff(change) if is_diff else change.replace(",", " ").split()
    if not paths or len(paths) > MOST_PATHS:
        raise Misuse(f"the change names {len(paths)} files; give 1 to {MOST_PATHS}, or a diff")
    governing = [said for path in paths for said in _asked(keeper, "specs", query=path)]
    changed = (
        ["\n".join(fenced([visible(change)]))]
        if is_diff
        else _asked(keeper, "read", refs=paths, budget=CHANGE_TOKENS)
    )
    found = _asked(keeper, "verify", paths=paths, budget=TOKENS)
    parts = {"Requirements": governing, "The change": changed, "What verify found": found}
    return "\n\n".join((_REVIEW, *(f"## {name}\n\n{_body(each)}" for name, each in parts.items())))


def _body(parts: list[str]) -> str:
    return "\n\n".join(dict.fromkeys(parts)) or "(none)"


def _paths_of_diff(diff: str) -> list[str]:
    after = re.findall(r"(?m)^\+\+\+ (?:b/)?([^\t\n]+)", diff)
    return [path for path in dict.fromkeys(after) if path != "/dev/null"]


def _asked(keeper: Keeper, name: str, **given: object) -> list[str]:
    """Return what a lookup says, if there is one of this name."""
    return [text(keeper.ask(name, given))] if name in LOOKUPS else []


PROMPTS = {
    each.name: each
    for each in (
        Template(
            "orient",
            "Get to know this repository, or the part that a task is about",
            "task",
            "An issue, a question or a wish; may be left out",
            False,
            _orient,
        ),
        Template(
            "review",
            "Read a change with fresh eyes: requirements, change and findings, nothing else",
            "change",
            "A unified diff, or the paths that were changed",
            True,
            _review,
        ),
    )
}
