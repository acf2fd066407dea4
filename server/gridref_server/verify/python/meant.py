"""What may have been meant: of the same owner first, then where else the name lives."""

import re
from collections.abc import Iterable

from gridref_indexers.interfaces import classes
from gridref_indexers.interfaces.shape import Class, Function, Import
from gridref_indexers.interfaces.values import Instance, Module, Routine, Type, Value
from gridref_indexers.interfaces.world import World
from gridref_server.answer import Candidate
from gridref_server.verify.candidates import MOST, nearest
from gridref_server.verify.python.arguments import signature, signatures
from gridref_server.verify.python.scopes import Scope

_MOST_MODULES = 400
# A signature of more characters than this is shown in part.
_LONG = 160


class Meant:
    """Suggests, from what is known of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def members(self, name: str, owners: list[Value]) -> tuple[Candidate, ...]:
        """Return the likest members of owners."""
        found: list[Candidate] = []
        for owner in owners:
            held = _shown(self._names(owner), name)
            found += [Candidate(each, self.signature(owner, each)) for each in nearest(name, held)]
            if isinstance(owner, Module) and not found:
                found += [Candidate(each) for each in self.elsewhere(name, owner.name)]
        return tuple(dict.fromkeys(found))[:MOST]

    def _names(self, owner: Value) -> set[str]:
        match owner:
            case Module(name=name):
                return self.world.names(name)
            case Instance(of=of) | Type(of=of):
                return classes.names(of)
        return set()

    def signature(self, owner: Value, name: str) -> str:
        """Return the true signature of a member, '' if it has none."""
        found = classes.attribute(owner, name, self.world)
        return self._signature(name, found or ())

    def _signature(self, name: str, values: Iterable[Value]) -> str:
        for each in values:
            for parameters, function in signatures(each, self.world):
                returns = function.returns if function and isinstance(each, Routine) else ""
                return name + signature(parameters, returns if len(returns) < 60 else "")
        return ""

    def names(self, name: str, scope: Scope) -> tuple[Candidate, ...]:
        """Return the likest names that a place can see."""
        held: set[str] = set()
        at: Scope | None = scope
        while at:
            held |= at.binds.keys()
            at = at.around
        found = nearest(name, held)
        found += [n for n in nearest(name, self.world.names("builtins")) if n not in found]
        return tuple(
            Candidate(each, self._signature(each, scope.values(each) or ()))
            for each in found[:MOST]
        )

    def parameters(
        self, name: str, held: Iterable[str], callee: str, said: str
    ) -> tuple[Candidate, ...]:
        """Return the likest parameters of what is called, with so much of it as tells of them."""
        return tuple(
            Candidate(each, callee + _excerpt(said, each)) for each in nearest(name, held)
        ) or ((Candidate("", callee + said),) if said else ())

    def modules(self, name: str, above: str) -> tuple[Candidate, ...]:
        """Return the likest modules for one that is missing below another."""
        last = name.removeprefix(above).strip(".").partition(".")[0]
        if not above:
            return tuple(Candidate(each) for each in nearest(last, self.world.modules.roots()))
        held = self.world.modules.submodules(above)
        found = [f"{above}.{each}" for each in nearest(last, held)]
        if not found:
            found = [above]
        return tuple(Candidate(each) for each in found[:MOST])

    def imported(self, name: str, module: str) -> tuple[tuple[Candidate, ...], bool]:
        """Return what is meant by a name that a module lacks, and whether it lives elsewhere."""
        moved = [Candidate(each, self._of(each)) for each in self.elsewhere(name, module)]
        same = [
            Candidate(each, self.signature(Module(module), each))
            for each in nearest(name, _shown(self.world.names(module), name))
        ]
        if moved:
            return tuple([*moved, *same][:MOST]), True
        return tuple(same[:MOST]), False

    def _of(self, whole: str) -> str:
        module, _, name = whole.rpartition(".")
        return self.signature(Module(module), name)

    def elsewhere(self, name: str, module: str) -> list[str]:
        """Return where else in its package a name is defined."""
        top = module.partition(".")[0]
        found: list[tuple[int, str]] = []
        for each in self._package(top):
            for layer in self.world.layers(each):
                held = layer.interface.names.get(name, ())
                if any(isinstance(e, Class | Function) for e in held):
                    found.append((0, f"{each}.{name}"))
                elif held and not all(isinstance(e, Import) for e in held):
                    found.append((1, f"{each}.{name}"))
        return [each for _, each in sorted(set(found), key=lambda e: (e[0], e[1].count("."), e[1]))]

    def _package(self, top: str) -> list[str]:
        found: list[str] = []
        waiting = [top]
        while waiting and len(found) < _MOST_MODULES:
            each = waiting.pop(0)
            if each.rpartition(".")[2] in ("tests", "test", "testing"):
                continue
            found.append(each)
            waiting += [f"{each}.{n}" for n in self.world.modules.submodules(each)]
        return found


def _excerpt(signature: str, name: str) -> str:
    """Return a signature, of a long one only what it says of one parameter."""
    found = re.search(rf"[(, ]({re.escape(name)}\b[^,()]*)", signature)
    return signature if len(signature) < _LONG or not found else f"(…, {found[1]}, …)"


def _shown(held: set[str], name: str) -> set[str]:
    """Leave out what is private, unless something private was asked for."""
    private = name.startswith("_")
    return {
        each
        for each in held
        if not (each.startswith("__") and each.endswith("__"))
        and (private or not each.startswith("_"))
    } or held
