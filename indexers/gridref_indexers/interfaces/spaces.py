"""Where names mean something: a module, the body of a class, a method. Each asks the one around."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from gridref_indexers.interfaces.shape import Class, Function, Interface
from gridref_indexers.interfaces.values import UNKNOWN, Instance, Known, Type, Value, unknown

if TYPE_CHECKING:
    from gridref_indexers.interfaces.world import World

# Every module has these, whatever it binds.
OF_MODULES = frozenset(
    "__name__ __doc__ __file__ __package__ __spec__ __loader__ __path__ __dict__ __builtins__ "
    "__cached__ __annotations__ __class__ __dir__ __getattribute__ __setattr__ __delattr__ "
    "__eq__ __ne__ __hash__ __repr__ __str__ __init__ __new__ __reduce__ __reduce_ex__ "
    "__sizeof__ __format__ __subclasshook__ __init_subclass__ __lt__ __le__ __gt__ __ge__ "
    "__getstate__ __version__".split()
)


class Space(Protocol):
    """Somewhere names can be looked up."""

    @property
    def world(self) -> "World":
        """Return the world of modules that it belongs to."""
        ...

    @property
    def module(self) -> str:
        """Return the name of the module that it lies in."""
        ...

    @property
    def cache(self) -> dict[object, object]:
        """Return where what was found out is kept, as long as this lives."""
        ...

    def values(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name may mean here, None if it is not bound."""
        ...

    def package(self) -> str:
        """Return the package that relative imports start from."""
        ...


@dataclass(frozen=True, eq=False)
class ModuleSpace:
    """One file of a module."""

    world: "World" = field(repr=False)
    module: str
    interface: Interface = field(repr=False)
    path: str
    is_package: bool

    @property
    def cache(self) -> dict[object, object]:
        """Return where what was found out is kept."""
        return self.world.cache

    def package(self) -> str:
        """Return the package that relative imports start from."""
        return self.module if self.is_package else self.module.rpartition(".")[0]

    def values(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name may mean at the top of this module."""
        found = self.world.member(self.module, name, outside=False)
        return found if found is not None else self.world.builtin(name)


class _Inner:
    """What lies in a space and is of the same module."""

    around: Space

    @property
    def world(self) -> "World":
        """Return the world of modules that it belongs to."""
        return self.around.world

    @property
    def module(self) -> str:
        """Return the name of the module that it lies in."""
        return self.around.module

    @property
    def cache(self) -> dict[object, object]:
        """Return where what was found out is kept."""
        return self.around.cache

    def package(self) -> str:
        """Return the package that relative imports start from."""
        return self.around.package()


@dataclass(frozen=True, eq=False)
class ClassSpace(_Inner):
    """The body of a class."""

    of: Class
    known: Known
    around: Space

    def values(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name may mean in the body of this class."""
        if name in self.of.types:
            from gridref_indexers.interfaces.values import Variable

            return (Variable(f"{self.module}.{self.known.name}.{name}"),)
        if name in self.of.names:
            return self._bound(name)
        return self.around.values(name)

    def _bound(self, name: str) -> tuple[Value, ...]:
        """Return what the body binds to a name; found out once, as bindings speak of each other."""
        from gridref_indexers.interfaces.infer import meaning

        key = ("bound", id(self.of), name)
        kept: tuple[Value, ...] | None = self.known.cache.get(key)
        if kept is None:
            self.known.cache[key] = UNKNOWN
            kept = meaning(self.of.names[name], self, f"{self.known.name}.{name}")
            self.known.cache[key] = kept
        return kept


@dataclass(frozen=True, eq=False)
class MethodSpace(_Inner):
    """A method, as an expression in it sees names: its parameters, then what is around."""

    of: Function
    owner: Known
    around: Space

    def values(self, name: str) -> tuple[Value, ...] | None:
        """Return what a name may mean in this method."""
        for at, each in enumerate(self.of.parameters):
            if each.name == name:
                if at == 0 and not each.annotation and "staticmethod" not in self.of.decorators:
                    is_class = "classmethod" in self.of.decorators or name == "cls"
                    return (Type(self.owner) if is_class else Instance(self.owner),)
                if not each.annotation or each.kind.name in ("MANY", "KEYWORDS"):
                    return UNKNOWN
                from gridref_indexers.interfaces.infer import declared

                return declared(each.annotation, self.around)
        around = self.around
        found = (around.around if isinstance(around, ClassSpace) else around).values(name)
        return found if found is not None else unknown("it is a local name")
