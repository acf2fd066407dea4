"""Has the stores of installed packages made; the only place of the server that writes them."""

from collections.abc import Iterable, Sequence

from gridref_indexers.packages.build import Listener, Made, build
from gridref_indexers.packages.package import Package
from gridref_indexers.packages.shelf import place
from gridref_server import __version__
from gridref_server.dependencies import Dependencies, dependencies
from gridref_server.index import Index
from gridref_server.refs import NoTarget


def missing(index: Index, names: Sequence[str] = ()) -> list[Package] | NoTarget:
    """Return the packages whose stores are not made yet: those named, or all that are searched."""
    with index.asked():
        installed = dependencies(index)
        if not names:
            return _in_order(installed, installed.unread())
        found = [installed.package(name) for name in names]
        for each in found:
            if isinstance(each, NoTarget):
                return each
        packages = [each for each in found if isinstance(each, Package)]
        return [each for each in packages if installed.library(each) is None]


def _in_order(installed: Dependencies, packages: Iterable[Package]) -> list[Package]:
    """Put first what is asked for by name, and the standard library last: it is large."""
    return sorted(packages, key=lambda each: (not each.direct, each.ecosystem == "python"))


def shelve(index: Index, refs: Sequence[str]) -> bool:
    """Make the stores of some packages by their refs; tell whether any was made."""
    packages = missing(index, refs)
    made = shelved(index, packages) if not isinstance(packages, NoTarget) else []
    return any(not each.why_not for each in made)


def shelved(
    index: Index, packages: Iterable[Package], listener: Listener = lambda _: None
) -> list[Made]:
    """Make the stores of some packages."""
    stores = index.place.folder.parent
    orders = [(each, place(each, stores)) for each in packages]
    return build(orders, __version__, index.settings.workers, listener)
