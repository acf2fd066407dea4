"""How much the rest of the code leans on a thing: PageRank over the references that resolve."""

from collections.abc import Callable, Iterator

from gridref_indexers.file_facts import FileFacts
from gridref_indexers.resolve import Resolver
from gridref_indexers.tree import Tree
from gridref_indexers.values import Thing, Value

DAMPING = 0.85

Node = tuple[str, int]


def ranks(
    tree: Tree, resolver: Resolver, facts: Callable[[str], FileFacts | None]
) -> dict[Node, float]:
    """Return the PageRank of each definition, by path and ordinal; they sum up to one.

    Page et al., "The PageRank Citation Ranking", 1999. A definition points to what it refers to,
    once each, and to what it lies in; the ordinal -1 is a file itself.
    """
    import rustworkx

    graph: rustworkx.PyDiGraph[None, float] = rustworkx.PyDiGraph(multigraph=False)
    numbers: dict[Node, int] = {}

    def number(node: Node) -> int:
        if node not in numbers:
            numbers[node] = graph.add_node(None)
        return numbers[node]

    for path in sorted(tree.contents):
        if file := facts(path):
            number((path, -1))
            edges = dict.fromkeys((*_references(file, resolver), *_homes(file)))
            graph.add_edges_from([(number(a), number(b), 1.0) for a, b in edges])
    found = rustworkx.pagerank(graph, alpha=DAMPING)
    return {node: round(found[at], 12) for node, at in numbers.items()}


def _homes(file: FileFacts) -> Iterator[tuple[Node, Node]]:
    for each in file.definitions:
        yield (file.path, each.ordinal), (file.path, each.parent)


def _references(file: FileFacts, resolver: Resolver) -> Iterator[tuple[Node, Node]]:
    """Yield what each definition of a file refers to.

    Whatever takes the type of a local name to resolve is left to the questions about it.
    """
    own = file.language.own if file.language else ()
    known: dict[tuple[str, int], Value] = {}
    for use in file.references:
        if use.local or "(" in use.text:
            continue
        # What a name means depends on the place only for the object itself.
        key = use.text, use.scope if use.text.startswith(own) else -1
        if key not in known:
            known[key] = resolver.reference(file, use)
        value = known[key]
        if isinstance(value, Thing) and (value.path, value.ordinal) != (file.path, use.scope):
            yield (file.path, use.scope), (value.path, value.ordinal)
