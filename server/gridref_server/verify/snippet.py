"""What language a snippet is in that comes without a path."""

from collections import Counter

from gridref_indexers.languages import grammar, languages
from gridref_server.index import Index
from gridref_server.verify.checkers import CHECKERS

# Prose parses as itself, whatever it is; and a snippet tells what it is by its first lines.
_PROSE = frozenset(["markdown", "rst", "text"])
_TELLING_CHARS = 20_000


def language_of_snippet(index: Index, text: str) -> str:
    """Name the language that a snippet can be read as, of several the one most spoken here."""
    spoken = Counter(
        each.name for path in index.tree.contents if (each := index.tree.language(path))
    )
    able = [name for name in CHECKERS if name not in _PROSE and languages()[name].grammar]
    for name in sorted(able, key=lambda name: -spoken[name]):
        if _reads(name, text[:_TELLING_CHARS]):
            return name
    return "python" if not able or spoken["python"] else max(able, key=lambda name: spoken[name])


def _reads(language: str, text: str) -> bool:
    """Tell whether a text has no error as code of a language."""
    from tree_sitter import Parser

    return not Parser(grammar(language)).parse(text.encode()).root_node.has_error
