"""The house rules of a repository: files that state them, settings of tools, how tests are run.

Tables of what is customary. Files are read as text or data; nothing of them is run.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

# Files that say how to work here, for people and for agents, in the order of their weight.
RULES = (
    "AGENTS.override.md",
    "AGENTS.md",
    "CLAUDE.md",
    "GEMINI.md",
    ".cursorrules",
    ".windsurfrules",
    ".github/copilot-instructions.md",
    "CONTRIBUTING.md",
    "CONTRIBUTING.rst",
    ".github/CONTRIBUTING.md",
    "docs/CONTRIBUTING.md",
    "STYLE.md",
    "STYLEGUIDE.md",
)
# Files of rules with a scope: `globs` or `applyTo` in their front matter.
SCOPED = re.compile(
    r"(^|/)(\.cursor/rules/.+\.mdc?|\.github/instructions/.+\.md|\.claude/rules/.+\.md)\Z"
)
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Tool:
    """A tool's settings in a file: the table in it ('' is all of it), and which keys to show."""

    file: str
    name: str
    languages: frozenset[str]
    table: str = ""
    keys: tuple[str, ...] = ()


_PYTHON = frozenset(["python"])
_SCRIPT = frozenset(["javascript", "typescript", "jsx", "tsx"])
_C = frozenset(["c", "cpp", "objective_c"])
_ALL: frozenset[str] = frozenset()
_RUFF = ("line-length", "target-version", "select", "extend-select", "ignore")

TOOLS = (
    Tool("pyproject.toml", "python", _PYTHON, "project", ("requires-python",)),
    Tool("pyproject.toml", "ruff", _PYTHON, "tool.ruff", _RUFF),
    Tool("pyproject.toml", "ruff", _PYTHON, "tool.ruff.lint", _RUFF),
    Tool("pyproject.toml", "black", _PYTHON, "tool.black", ("line-length", "target-version")),
    Tool("pyproject.toml", "isort", _PYTHON, "tool.isort", ("profile",)),
    Tool("pyproject.toml", "mypy", _PYTHON, "tool.mypy", ("strict", "python_version", "files")),
    Tool("pyproject.toml", "pyright", _PYTHON, "tool.pyright", ("typeCheckingMode",)),
    Tool("pyproject.toml", "pylint", _PYTHON, "tool.pylint"),
    Tool("ruff.toml", "ruff", _PYTHON, "", _RUFF),
    Tool(".ruff.toml", "ruff", _PYTHON, "", _RUFF),
    Tool("setup.cfg", "flake8", _PYTHON, "flake8", ("max-line-length", "ignore", "select")),
    Tool("setup.cfg", "mypy", _PYTHON, "mypy", ("strict",)),
    Tool("tox.ini", "flake8", _PYTHON, "flake8", ("max-line-length", "ignore", "select")),
    Tool(".flake8", "flake8", _PYTHON, "flake8", ("max-line-length", "ignore", "select")),
    Tool("mypy.ini", "mypy", _PYTHON, "mypy", ("strict",)),
    Tool(".pre-commit-config.yaml", "pre-commit", _ALL),
    Tool("package.json", "type", _SCRIPT, "", ("type", "engines")),
    Tool("package.json", "prettier", _SCRIPT, "prettier", ("semi", "singleQuote", "printWidth")),
    Tool("package.json", "eslint", _SCRIPT, "eslintConfig", ("extends",)),
    Tool(".prettierrc", "prettier", _SCRIPT, "", ("semi", "singleQuote", "printWidth", "tabWidth")),
    Tool(".prettierrc.json", "prettier", _SCRIPT, "", ("semi", "singleQuote", "printWidth")),
    Tool("biome.json", "biome", _SCRIPT),
    Tool("biome.jsonc", "biome", _SCRIPT),
    Tool("tsconfig.json", "typescript", _SCRIPT, "compilerOptions", ("strict", "target", "module")),
    Tool(".eslintrc.json", "eslint", _SCRIPT, "", ("extends",)),
    *(
        Tool(name, "eslint", _SCRIPT)
        for name in (".eslintrc", ".eslintrc.js", ".eslintrc.cjs", "eslint.config.js")
    ),
    Tool("eslint.config.mjs", "eslint", _SCRIPT),
    Tool("go.mod", "gofmt, go vet", frozenset(["go"])),
    Tool(".golangci.yml", "golangci-lint", frozenset(["go"])),
    Tool(".golangci.yaml", "golangci-lint", frozenset(["go"])),
    Tool("Cargo.toml", "rust", frozenset(["rust"]), "package", ("edition", "rust-version")),
    Tool("Cargo.toml", "lints", frozenset(["rust"]), "workspace.lints.rust"),
    Tool("rustfmt.toml", "rustfmt", frozenset(["rust"]), "", ("max_width", "edition")),
    Tool("clippy.toml", "clippy", frozenset(["rust"])),
    Tool(".rubocop.yml", "rubocop", frozenset(["ruby"])),
    Tool("phpcs.xml", "phpcs", frozenset(["php"])),
    Tool("phpstan.neon", "phpstan", frozenset(["php"])),
    Tool(".php-cs-fixer.php", "php-cs-fixer", frozenset(["php"])),
    Tool(".clang-format", "clang-format", _C),
    Tool(".clang-tidy", "clang-tidy", _C),
    Tool("checkstyle.xml", "checkstyle", frozenset(["java"])),
    Tool(".editorconfig", "editorconfig", _ALL),
)


@dataclass(frozen=True)
class Runner:
    """How tests are run where a file is there; `{path}` is a test file, `{folder}` its folder."""

    file: str
    languages: frozenset[str]
    command: str
    holds: str = ""


RUNNERS = (
    Runner("pyproject.toml", _PYTHON, "pytest {path}", "pytest"),
    Runner("pytest.ini", _PYTHON, "pytest {path}"),
    Runner("setup.cfg", _PYTHON, "pytest {path}", "pytest"),
    Runner("tox.ini", _PYTHON, "pytest {path}", "pytest"),
    Runner("noxfile.py", _PYTHON, "nox", "test"),
    Runner("manage.py", _PYTHON, "python manage.py test"),
    Runner("package.json", _SCRIPT, "npm test", '"test":'),
    Runner("go.mod", frozenset(["go"]), "go test ./{folder}"),
    Runner("Cargo.toml", frozenset(["rust"]), "cargo test"),
    Runner("pom.xml", frozenset(["java", "kotlin", "scala"]), "mvn test"),
    Runner("build.gradle", frozenset(["java", "kotlin"]), "gradle test"),
    Runner("build.gradle.kts", frozenset(["java", "kotlin"]), "gradle test"),
    Runner(".rspec", frozenset(["ruby"]), "rspec {path}"),
    Runner("Rakefile", frozenset(["ruby"]), "rake test", "test"),
    Runner("phpunit.xml.dist", frozenset(["php"]), "phpunit {path}"),
    Runner("phpunit.xml", frozenset(["php"]), "phpunit {path}"),
    Runner("mix.exs", frozenset(["elixir"]), "mix test {path}"),
    Runner("CMakeLists.txt", _C, "ctest", "test"),
    Runner("Makefile", _ALL, "make test", "\ntest:"),
    Runner("Makefile", _ALL, "make check", "\ncheck:"),
)


def folders_around(path: str) -> Iterator[str]:
    """Yield the folders around a path, the nearest first; '' is the root."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def beside(folder: str, name: str) -> str:
    """Return the path of a file of a folder."""
    return f"{folder}/{name}" if folder else name


def applies(front: str, path: str) -> bool:
    """Tell whether a file of rules with a scope is in force for a path, by its front matter."""
    if re.search(r"^alwaysApply:\s*true", front, re.MULTILINE):
        return True
    scopes = re.findall(r"^(?:globs|applyTo|paths):\s*(.+)$", front, re.MULTILINE)
    listed = re.findall(r"^\s*-\s*[\"']?([^\"'\n]+)[\"']?\s*$", front, re.MULTILINE)
    globs = [glob.strip(" \"'[]") for scope in scopes for glob in scope.split(",")] + listed
    return any(_matches(path, glob) for glob in globs if glob)


def _matches(path: str, glob: str) -> bool:
    plain = glob.removeprefix("./").removeprefix("/")
    shapes = {plain, plain.replace("**/", ""), plain.removesuffix("/") + "/*"}
    if "/" not in plain:
        shapes.add(f"*/{plain}")
    return any(fnmatch(path, shape) for shape in shapes)


def settings(tool: Tool, source: str) -> str | None:
    """Return what a file sets for a tool, in one phrase; None where it has no such table."""
    data = _data(tool.file, source)
    if data is None:
        return tool.name if not tool.table or f"[{tool.table}" in source else None
    for step in filter(None, tool.table.split(".")):
        data = data.get(step) if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping):
        return None
    shown = [f"{key} {_short(data[key])}" for key in tool.keys if key in data]
    if tool.keys and not shown and tool.name in ("type", "python", "rust"):
        return None
    return f"{tool.name}: {', '.join(shown)}" if shown else tool.name


def _data(name: str, source: str) -> Any:
    """Return what a file holds as data, None if that is not known to be read."""
    try:
        if name.endswith(".toml"):
            return tomllib.loads(source)
        if name.endswith(".json") or name == ".prettierrc":
            return json.loads(re.sub(r"^\s*//.*$|,(?=\s*[}\]])", "", source, flags=re.MULTILINE))
        if name in ("setup.cfg", "tox.ini", ".flake8", "mypy.ini"):
            return _sections(source)
    except (ValueError, RecursionError):
        pass
    return None


def _sections(source: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    for line in source.splitlines():
        if head := re.match(r"\[([^\]]+)\]", line):
            here = found.setdefault(head[1], {})
        elif pair := re.match(r"([\w.-]+)\s*[=:]\s*(.+)", line):
            here[pair[1]] = pair[2].strip()
    return found


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        text = " ".join(f"{key} {each}" for key, each in list(value.items())[:3])
    elif isinstance(value, Sequence) and not isinstance(value, str):
        text = ",".join(map(str, value))
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
