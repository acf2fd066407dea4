"""The forms in which people keep specs: a row each, the first that fits a path is the one."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from gridref_indexers.specs.globs import translated

_NONE: Mapping[str, str] = MappingProxyType({})


class Format(NamedTuple):
    """How a form of spec is told and read.

    `paths` are globs below any folder. `role` says what its files are for. `headings` tell by a
    title what a section is: the groups `id`, `number` and `title` are taken from it. `numbered` is
    what a numbered item in a requirement is. Where `content` is given, a file must have that too.
    `number` is what its documents are numbered as where their names do not say it; `beside` is the
    file next to one that says what would else stand in its front matter.
    """

    name: str
    role: str
    paths: tuple[str, ...]
    headings: Mapping[str, str] = _NONE
    numbered: str = ""
    reader: str = "prose"
    content: str = ""
    number: str = ""
    beside: str = ""


# Headings of requirements with scenarios, as OpenSpec writes them and others after it.
_REQUIREMENTS = {
    "requirement": r"Requirement: *(?P<title>.+)",
    "scenario": r"Scenario(?: \d+)?: *(?P<title>.+)",
}
_STORIES = {"story": r"User Story (?P<number>\d+)\s*[-:\u2013\u2014]*\s*(?P<title>.*)"}
# Kiro writes in the language of whoever asks it; in letters beyond ASCII any word will do.
_KIRO_WORDS = (
    "Requirement|Requisito|Requerimiento|Anforderung|Exigence|Vereiste|Krav|Wymaganie|Gereksinim"
    r"|[^\W\d_a-zA-Z]{1,16}"
)
_KIRO = {
    "requirement": rf"(?:{_KIRO_WORDS})\s*(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"\s*[-:.\uff1a\u2013\u2014]*\s*(?P<title>.*)"
}


FORMATS = (
    Format("OpenSpec", "archive", ("openspec/changes/archive/**/*.md",), _REQUIREMENTS),
    Format("OpenSpec", "requirements", ("openspec/specs/**/*.md",), _REQUIREMENTS),
    Format("OpenSpec", "change", ("openspec/changes/**/specs/**/*.md",), _REQUIREMENTS),
    Format("OpenSpec", "tasks", ("openspec/changes/*/tasks.md",)),
    Format("OpenSpec", "plan", ("openspec/changes/*/*.md",)),
    Format("spec-kit", "requirements", ("specs/[0-9]*/spec.md",), _STORIES, "scenario"),
    Format("spec-kit", "tasks", ("specs/[0-9]*/tasks.md",)),
    Format("spec-kit", "plan", ("specs/[0-9]*/*.md",)),
    Format("spec-kit", "rules", (".specify/memory/*.md", "memory/constitution.md")),
    Format("Kiro", "requirements", (".kiro/specs/**/requirements.md",), _KIRO, "criterion"),
    Format("Kiro", "requirements", (".kiro/specs/**/bugfix.md",), _KIRO, "criterion"),
    Format("Kiro", "tasks", (".kiro/specs/**/tasks.md",)),
    Format("Kiro", "plan", (".kiro/specs/**/*.md",)),
    Format("Kiro", "rules", (".kiro/steering/**/*.md",)),
    Format("spec.md", "requirements", ("*.spec.md", "**/*.spec.md"), _REQUIREMENTS),
    Format("agent-os", "rules", ("agent-os/standards/**/*.md", ".agent-os/standards/**/*.md")),
    Format("agent-os", "tasks", ("agent-os/specs/**/tasks.md", ".agent-os/specs/**/tasks.md")),
    Format("agent-os", "requirements", ("agent-os/specs/**/*.md", ".agent-os/specs/**/*.md")),
    Format("agent-os", "plan", ("agent-os/product/*.md", ".agent-os/product/*.md")),
    Format(
        "rules",
        "rules",
        (
            "{AGENTS,CLAUDE,GEMINI}.md",
            ".cursor/rules/**/*.{mdc,md}",
            ".github/copilot-instructions.md",
            ".github/instructions/**/*.instructions.md",
        ),
    ),
    Format(
        "ADR",
        "decision",
        (
            "{adr,adrs,decisions,decision-records,architecture-decisions}/**/[0-9]*.{md,rst}",
            "{adr,ADR}[-_][0-9]*.{md,rst}",
        ),
        number="ADR",
    ),
    Format("KEP", "proposal", ("keps/**/README.md",), number="KEP", beside="kep.yaml"),
    Format(
        "RFC",
        "proposal",
        (
            "{rfc,rfcs}/**/[0-9]*.{md,rst}",
            "text/[0-9][0-9][0-9][0-9]-*.md",
            "{rfc,RFC}[-_][0-9]*.{md,rst}",
        ),
        number="RFC",
    ),
    # Proposals that a few letters and a number name: of Python, Ethereum, NumPy and others.
    Format(
        "proposals",
        "proposal",
        ("{pep,nep,sep,xep,eip,erc,cip,dep,jep,rep,tip,fep,swip,scip,slip}-[0-9]*.{md,rst}",),
        number="PROPOSAL",
    ),
    Format("StrictDoc", "requirements", ("*.sdoc",), reader="strictdoc"),
    Format("Gherkin", "requirements", ("*.feature",), reader="gherkin"),
    Format(
        "OpenAPI",
        "contract",
        ("{openapi,swagger}*.{yaml,yml,json}", "contracts/**/*.{yaml,yml,json}"),
        reader="openapi",
        content=r"(?m)^\s*[\"']?(?:openapi|swagger)[\"']?\s*:",
    ),
    Format("JSON Schema", "contract", ("*.schema.json", "*.schema.yaml"), reader="jsonschema"),
    Format("protobuf", "contract", ("*.proto",), reader="protobuf"),
    Format("GraphQL", "contract", ("*.{graphql,graphqls,gql}",), reader="graphql"),
    Format(
        "prose",
        "requirements",
        (
            "{spec,specs,specification,specifications,requirements,reqs}/**/*.{md,mdx,rst}",
            "{SPEC,spec,REQUIREMENTS,requirements,PRD,prd,SRS,srs}.{md,rst}",
        ),
        _REQUIREMENTS,
    ),
)
# Those that are told by what stands beside a file or in it.
DOORSTOP = Format("doorstop", "requirements", (), reader="doorstop")
NEEDS = Format("sphinx-needs", "requirements", ())

_ENDINGS = (
    ".md .mdx .mdc .rst .sdoc .feature .yaml .yml .json .proto .graphql .graphqls .gql".split()
)


def format_of(path: str) -> Format | None:
    """Return the form that a path alone tells; whether its content fits is for the reader."""
    if not path.endswith(tuple(_ENDINGS)):
        return None
    found = _matcher().match(path)
    return FORMATS[int((found.lastgroup or "_0")[1:])] if found else None


@cache
def _matcher() -> re.Pattern[str]:
    rows = (
        f"(?P<_{at}>(?:[^/]+/)*?(?:{'|'.join(map(translated, each.paths))})\\Z)"
        for at, each in enumerate(FORMATS)
    )
    return re.compile("|".join(rows))
