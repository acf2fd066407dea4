"""Which classes lie right below which: the bases that classes name, resolved and turned round."""

from collections.abc import Callable, Iterator

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.resolve import Resolver
from gridref_indexers.tree import Tree
from gridref_indexers.values import Thing

Node = tuple[str, int]


def subclasses(
    tree: Tree, resolver: Resolver, facts: Callable[[str], FileFacts | None]
) -> dict[Node, list[Node]]:
    """Return the classes right below each class, by path and ordinal, in order of place."""
    found: dict[Node, list[Node]] = {}
    for path in sorted(tree.contents):
        if file := facts(path):
            for above, below in dict.fromkeys(_edges(file, resolver)):
                found.setdefault(above, []).append(below)
    return found


def _edges(file: FileFacts, resolver: Resolver) -> Iterator[tuple[Node, Node]]:
    for owner, bases in sorted(file.bases.items()):
        for base in bases:
            scope = file.definitions[owner].parent
            value = resolver.expression(file, scope, base.text, base.line)
            if isinstance(value, Thing):
                yield (value.path, value.ordinal), (file.path, owner)
