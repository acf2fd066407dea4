"""Loads modules without what a start would wait for and does not need."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType

# So many objects are made before cycles are looked for: code that is read makes them by the
# hundred thousand, and hardly any is part of one.
YOUNG = 50_000


@contextmanager
def loading() -> Iterator[None]:
    """Look for no cycles in what is imported inside, then or later: modules stay to the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()


def unopened(*packages: str) -> None:
    """Have modules of packages imported without all that the packages import for their users."""
    for name in packages:
        spec = None if name in sys.modules else find_spec(name)
        if spec:
            sys.modules[name] = module_from_spec(spec)
            object.__setattr__(sys.modules[name], "__class__", _Unopened)


class _Unopened(ModuleType):
    """A package whose own code runs when it is asked for a name that it does not have yet."""

    def __getattr__(self, wanted: str) -> object:
        if wanted.startswith("__") or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(wanted)
        object.__setattr__(self, "__class__", ModuleType)
        self.__spec__.loader.exec_module(self)
        return getattr(self, wanted)


@contextmanager
def built_when_used() -> Iterator[None]:
    """Have pydantic build what validates a model when it is first used, for models made inside.

    The protocol has hundreds in its revisions, of which a conversation uses some dozens.
    """
    from pydantic import BaseModel

    BaseModel.model_config["defer_build"] = True
    try:
        yield
    finally:
        del BaseModel.model_config["defer_build"]
